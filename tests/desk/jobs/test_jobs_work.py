"""The worker's rounds: each task by itself, seen at work, stopped when told."""

import os
import signal
import threading
from dataclasses import dataclass
from typing import Any

import pytest

from desk_samples import people
from dueprocess.desk.data.models import Beat
from dueprocess.desk.jobs import worker_loop
from dueprocess.desk.jobs.round import Round
from dueprocess.operate import doctor_surroundings
from mail_servers import Mailbox, smtp
from post_samples import Post
from processes import run, start


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


def test_pages_of_persons_are_written_anew_each_hour(post: Post) -> None:
    assert "persons" in worker_loop.run(Round(post.desk))[0]
    post.later(minutes=30)
    assert "persons" not in worker_loop.run(Round(post.desk))[0]
    post.later(minutes=31)
    assert worker_loop.run(Round(post.desk))[0]["persons"] == {"pages": 0}


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
    assert said() == ("info", "letters waiting: 1, the oldest since 9 March 2026, 09:00 UTC")
    box.rcpt["auskunft@bka.example"] = "451 4.7.1 later"
    post.works()
    post.later(hours=5)
    assert said() == ("wrong", "letters waiting: 1, the oldest since 9 March 2026, 09:00 UTC: smtp.busy")


def test_only_the_key_that_the_roster_names_sends(post: Post) -> None:
    worker_loop.check_key(post.desk, post.secret)
    with pytest.raises(worker_loop.WrongKeyError, match="another key"):
        worker_loop.check_key(post.desk, people()["eve"].age_secret)


# --- a worker that is killed in the middle of a letter: the same Message-ID, never none, written down once ---

SETUP = """
sys.path[:0] = PATHS
from desk_samples import *
from post_samples import *
from dueprocess.desk.services import rosters
port = int(sys.argv[1])
"""
QUEUE = """
post = Post.opened(House(port))
case = post.decided()
print(case, post.queue(case).id, post.secret)
"""
WORK = """
desk = Desk(rosters.newest(), shelf(), calendar(), NOW + datetime.timedelta(hours=int(sys.argv[2])), os.urandom,
    'Europe/Berlin', 'DE', house=House(port))
post = Post(desk, [], sys.argv[3])
print('ready', flush=True)
sys.stdin.readline()
post.works()
whole()
(effect,) = Effect.objects.all()
events = [event.kind for event in codec.events_of(effect.case)]
print(events.count('case:letter:sent'), effect.done_at is not None, Sealed.objects.filter(reader='worker').count())
"""


@dataclass
class Killing(Mailbox):
    """Kills the worker when it has said whom the letter is for, or when the server has taken it."""

    worker: int = 0
    at: str = ""

    async def handle_RCPT(self, *given: Any) -> str:  # noqa: N802
        if self.at == "recipient":
            self.strike()
        return await super().handle_RCPT(*given)

    async def handle_DATA(self, *given: Any) -> str:  # noqa: N802
        answer = await super().handle_DATA(*given)
        if self.at == "taken":
            self.strike()
        return answer

    def strike(self) -> None:
        os.kill(self.worker, signal.SIGKILL)


@pytest.mark.slow
@pytest.mark.database
def test_a_killed_worker_loses_no_letter(fresh_database: dict[str, str], request: pytest.FixtureRequest) -> None:
    tests = request.config.rootpath / "tests"
    setup = SETUP.replace("PATHS", repr([str(tests / "support")]))
    box = Killing()
    with smtp(box) as port:
        _, effect, secret = run(setup + QUEUE, fresh_database, str(port)).split()[-3:]
        for hour, box.at in enumerate(("recipient", "taken", "")):
            worker = start(setup + WORK, fresh_database, str(port), str(hour), secret)
            assert worker.stdout is not None
            assert worker.stdout.readline() == "ready\n"
            box.worker = worker.pid
            said, _ = worker.communicate("go\n", timeout=60)
            assert worker.returncode == (-signal.SIGKILL if box.at else 0), box.at
            assert len(box.taken) == hour, "none; one that is not written down; the same once more"
    assert said.strip() == "1 True 0", "one event, the effect done, the worker's ciphertext gone"
    first, again = box.taken
    assert first == again, "same envelope, same bytes"
    assert f"Message-ID: <{effect}@fennel.example>".encode() in first[2]
