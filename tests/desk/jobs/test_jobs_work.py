"""The worker's rounds: each task by itself, seen at work, stopped when told."""

import threading

import pytest

from desk_samples import people
from dueprocess.desk.data.models import Beat
from dueprocess.desk.jobs import worker_loop
from dueprocess.desk.jobs.round import Round
from dueprocess.operate import doctor_surroundings
from mail_servers import Mailbox
from post_samples import Post


def test_a_round_does_every_task_and_says_when(post: Post, box: Mailbox) -> None:
    case = post.decided()
    post.queue(case)
    did, broken = worker_loop.run(Round(post.desk, post.secret))
    assert broken == []
    assert {name for name, _ in worker_loop.TASKS} == set(did)
    assert (did["letters"]["sent"], len(box.taken)) == ([case], 1)
    assert did["bounces"] == {"returned": [], "waits": None}
    assert set(did["sweep"].values()) == {0}
    assert dict(Beat.objects.values_list("task", "seen_at")) == dict.fromkeys(did, post.desk.now)


def test_the_folder_is_swept_once_a_day(post: Post) -> None:
    assert "files" in worker_loop.run(Round(post.desk))[0]
    post.later(hours=1)
    assert "files" not in worker_loop.run(Round(post.desk))[0]
    assert Beat.objects.get(task="sweep").seen_at == post.desk.now
    post.later(hours=23, minutes=1)
    assert "files" in worker_loop.run(Round(post.desk))[0]


def test_a_task_that_breaks_stops_no_other_and_is_not_seen_at_work(
    post: Post, caplog: pytest.LogCaptureFixture
) -> None:
    def breaks(_: Round) -> dict[str, int]:
        message = "Zinnia Q., born in Kiel"
        raise RuntimeError(message)

    did, broken = worker_loop.run(Round(post.desk), (("first", breaks), ("second", lambda _: {"done": 1})))
    assert (dict(did), broken) == ({"second": {"done": 1}}, ["first"])
    assert list(Beat.objects.values_list("task", flat=True)) == ["second"]
    assert "RuntimeError" in caplog.text
    assert "Zinnia" not in caplog.text


def test_a_round_that_is_told_to_stop_begins_no_task(post: Post) -> None:
    stop = threading.Event()
    stop.set()
    assert worker_loop.run(Round(post.desk, stop=stop)) == ({}, [])


def test_doctor_says_how_many_letters_wait_and_why(post: Post, box: Mailbox) -> None:
    def said() -> tuple[str, str]:
        (line,) = doctor_surroundings.outbox(post.desk.now)
        return str(line.mark), line.says

    assert said() == ("good", "no letter waits")
    post.queue(post.decided())
    assert said() == ("info", "letters waiting: 1, the oldest since 2026-03-09 09:00 UTC")
    box.rcpt["auskunft@bka.example"] = "451 4.7.1 later"
    post.works()
    post.later(hours=5)
    assert said() == ("wrong", "letters waiting: 1, the oldest since 2026-03-09 09:00 UTC: smtp.busy")


def test_only_the_key_that_the_roster_names_sends(post: Post) -> None:
    worker_loop.check_key(post.desk, post.secret)
    with pytest.raises(worker_loop.WrongKeyError, match="another key"):
        worker_loop.check_key(post.desk, people()["eve"].age_secret)
