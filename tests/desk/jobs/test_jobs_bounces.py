"""Letters that come back: registered once, removed after that, and nothing else touched (hazard 1.6)."""

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Self

import pytest

from desk_samples import whole
from dueprocess.adapters.sandbox import Sandbox
from dueprocess.case import events
from dueprocess.case.letter_events import LetterReturned
from dueprocess.desk.data import codec
from dueprocess.desk.data.models import Duty, Effect, Item
from dueprocess.desk.jobs import letters
from dueprocess.desk.jobs.round import Round
from dueprocess.formats.statement import Act
from mail_servers import Mailbox
from post_samples import Post

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "adapters"))

from test_jobs_bounce import report


class Shared(Sandbox):
    """One zygote for the whole module: rounds open and close it, the module alone ends it."""

    def __enter__(self) -> Self:
        return self if self._zygote is not None else super().__enter__()

    def close(self) -> None:
        """Not yet."""

    def end(self) -> None:
        super().close()


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Shared]:
    box = Shared()
    yield box
    box.end()


class Mail:
    """The house's Maildir, and the worker that looks into it."""

    def __init__(self, post: Post, folder: Path, sandbox: Shared) -> None:
        for name in ("new", "cur", "tmp"):
            (folder / name).mkdir(parents=True)
        self.post, self.folder, self.sandbox, self.looked = post, folder, sandbox, set[str]()
        assert post.desk.house.mail is not None
        post.desk = replace(
            post.desk, house=replace(post.desk.house, mail=replace(post.desk.house.mail, bounces=str(folder)))
        )

    def comes(self, data: bytes, name: str = "1.a") -> None:
        (self.folder / "new" / name).write_bytes(data)

    def looks(self) -> dict[str, Any]:
        return letters.take_back(Round(self.post.desk, looked=self.looked, sandbox=lambda: self.sandbox))

    def lies(self) -> list[str]:
        return sorted(path.name for path in (self.folder / "new").iterdir())


@pytest.fixture
def mail(post: Post, tmp_path: Path, sandbox: Shared) -> Mail:
    return Mail(post, tmp_path / "mail", sandbox)


def to(effect: Effect) -> str:
    return f"desk+{effect.id}@fennel.example"


def sent(post: Post) -> tuple[str, Effect]:
    case = post.decided()
    effect = post.queue(case)
    assert post.works()["sent"] == [case]
    return case, effect


def returned(case: str) -> list[dict[str, Any]]:
    return [events.said(event.body) for event in codec.events_of(case) if isinstance(event.body, LetterReturned)]


def test_a_letter_that_came_back_is_owed_again(post: Post, mail: Mail) -> None:
    case, effect = sent(post)
    due = Duty.objects.get(case_id=case, what="respond").due_at
    post.do("aster", Act.CASE_CLOSE, case, {})
    post.later(hours=3)
    mail.comes(report(to(effect)))
    assert mail.looks() == {"returned": [effect.id], "waits": None}
    assert mail.lies() == []
    (body,) = returned(case)
    assert (body["status"], body["items"], body["kind"]) == ("5", [1], "no_data")
    assert {"letter_undelivered", "respond", "send_letter"} <= post.open_duties(case)
    owed = Duty.objects.get(case_id=case, what="respond", done_at__isnull=True)
    assert owed.due_at == due, "the law's clock did not stop"
    state = post.state(case)
    assert (state.closed, state.items[0].writing) == (False, "none")
    item = Item.objects.get(case_id=case)
    assert (item.answered_on, item.case.closed_on) == (None, None)
    whole()
    post.queue(case, reference="again")
    assert post.works()["sent"] == [case]
    assert post.open_duties(case) & {"letter_undelivered", "respond", "send_letter"} == set()
    whole()


def test_told_twice_it_is_registered_once(post: Post, mail: Mail) -> None:
    """A crash between the commit and the removal: at the next look the message is there again."""
    case, effect = sent(post)
    mail.comes(report(to(effect), fields="Action: failed\nStatus: 4.4.7"))
    lying = (mail.folder / "new" / "1.a").read_bytes()
    mail.looks()
    mail.comes(lying)
    mail.comes(lying, "2.b")
    assert mail.looks()["returned"] == [effect.id, effect.id]
    assert mail.lies() == []
    assert [body["status"] for body in returned(case)] == ["4"]
    assert Duty.objects.filter(case_id=case, what="letter_undelivered").count() == 1


def test_what_is_no_bounce_of_ours_is_left_alone(post: Post, mail: Mail) -> None:
    case, effect = sent(post)
    mail.comes(b"To: desk@fennel.example\n\nA demand.\n", "1.demand")
    mail.comes(f"To: {to(effect)}\n\nThank you.\n".encode(), "2.reply")
    mail.comes(report(to(effect), fields="Action: delayed\nStatus: 4.0.0"), "3.delayed")
    mail.comes(report(), "4.unknown")
    mail.comes(report("somebody@fennel.example"), "5.other")
    mail.comes(b"Content-Type: multipart/report; boundary=" + b"\xff" * 5000, "6.hostile")
    for _ in range(2):
        assert mail.looks() == {"returned": [], "waits": None}
    assert mail.lies() == ["1.demand", "2.reply", "3.delayed", "4.unknown", "5.other", "6.hostile"]
    assert mail.looked == {"2.reply", "3.delayed", "4.unknown", "5.other", "6.hostile"}
    assert returned(case) == []


def test_a_bounce_that_is_faster_than_we_write_waits(post: Post, mail: Mail) -> None:
    case = post.decided()
    effect = post.queue(case)
    mail.comes(report(to(effect)))
    assert mail.looks()["returned"] == []
    assert mail.lies() == ["1.a"]
    post.works()
    assert mail.looks()["returned"] == [effect.id]
    assert len(returned(case)) == 1


def test_a_letter_given_up_before_needs_no_second_word(post: Post, mail: Mail, box: Mailbox) -> None:
    case = post.decided()
    effect = post.queue(case, change=lambda values: values.update(kind="objection"))
    assert post.works()["failed"] == [case]
    mail.comes(report(to(effect)))
    mail.looks()
    assert (mail.lies(), returned(case), box.taken) == ([], [], [])


def test_an_older_letter_that_comes_back_takes_nothing_from_the_newer(post: Post, mail: Mail) -> None:
    case, effect = sent(post)
    letter = post.sealed("letter")
    says = {"how": "post", "items": [1], "kind": "no_data", "language": "de", "sealed": letter.id}
    post.do("aster", Act.LETTER_SEND, case, says, [letter])
    mail.comes(report(to(effect)))
    mail.looks()
    assert len(returned(case)) == 1
    assert post.state(case).items[0].writing == "sent"
    assert Item.objects.get(case_id=case).answered_on is not None
    assert post.open_duties(case) & {"letter_undelivered", "respond"} == set()
    whole()


def test_what_was_raised_anew_since_is_not_there_twice(post: Post, mail: Mail) -> None:
    case, effect = sent(post)
    old = Duty.objects.get(case_id=case, what="respond")
    Duty.objects.create(
        id="d-" + "a" * 24, case_id=case, item=old.item, what=old.what, rule=old.rule, due_at=old.due_at
    )
    mail.comes(report(to(effect)))
    mail.looks()
    assert Duty.objects.filter(case_id=case, what="respond", done_at__isnull=True).count() == 1


def test_a_mailbox_that_cannot_be_read_is_a_code(post: Post, mail: Mail, tmp_path: Path) -> None:
    assert post.desk.house.mail is not None
    for changes, code in (
        ({"bounces": str(tmp_path / "none")}, "bounces.unreachable"),
        ({"bounces_password_file": str(tmp_path / "none")}, "smtp.password-file"),
    ):
        house = replace(post.desk.house, mail=replace(post.desk.house.mail, **changes))
        assert letters.take_back(Round(replace(post.desk, house=house)))["waits"] == code
    practice = replace(post.desk.house, practice=True)
    mail.comes(report())
    assert letters.take_back(Round(replace(post.desk, house=practice))) == {"returned": [], "waits": None}


def test_a_worker_that_is_told_to_stop_leaves_the_rest(post: Post, mail: Mail) -> None:
    _, effect = sent(post)
    mail.comes(report(to(effect)))
    shift = Round(post.desk, sandbox=lambda: mail.sandbox)
    shift.stop.set()
    assert letters.take_back(shift)["returned"] == []
    assert mail.lies() == ["1.a"]
