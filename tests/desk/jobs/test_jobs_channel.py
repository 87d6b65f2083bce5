"""A letter answers in the channel of the arrival: in the thread of a mail, or in the portal, and a mail says so."""

import email
import email.policy
from dataclasses import replace
from typing import Any

import pytest

from desk_samples import POLICE, whole
from dueprocess.adapters import crypto
from dueprocess.case.portal import fingerprint
from dueprocess.demand.codes import Channel
from dueprocess.desk.data.models import Effect, Parcel, Receipt
from dueprocess.desk.intake.portal import submissions
from dueprocess.desk.services import portal_desk
from dueprocess.desk.services.result import Done
from dueprocess.formats.refusal import Denied
from dueprocess.formats.statement import Act
from dueprocess.letter.kinds import LetterKind
from dueprocess.letter.thread import thread_of
from mail_servers import Mailbox
from portal_samples import CLAIM, SECRET, Official, submission
from post_samples import Post

LONG = "<DB9PR04MB8461F1A7D9C2B1EED9D9AB0C9AF6D2E@DB9PR04MB8461.eurprd04.prod.outlook.example>"
IDS = ["<first@bka.example>", LONG]
OFFICIAL = Official()


def heads(content: bytes) -> Any:
    return email.message_from_bytes(content, policy=email.policy.default)


def threaded(*ids: str) -> Any:
    return lambda values: values.update(thread=list(ids))


def handed_in(post: Post) -> str:
    """A case that came through the portal, decided, its office called back."""
    done = submissions.submit(post.desk, SECRET, submission(post.desk), CLAIM, OFFICIAL.holder)
    case: str = done.case  # type: ignore[union-attr]
    post.verify_authority()
    assert isinstance(post.confirm(case, authority=POLICE), Done)
    post.propose(case)
    post.approve(case)
    return case


def called_back(post: Post, case: str) -> None:
    post.do("aster", Act.AUTHORITY_CALL_BACK, case, {"how": "call_back", "said": "confirmed"})


def by_portal(post: Post, case: str, receipt: str = fingerprint(OFFICIAL.recipient)) -> Any:
    made = replace(post.letter(case, LetterKind.NO_DATA), receipt=receipt)
    from dueprocess.cli.letter_commands import as_mail

    sealed = post.sealed_letter(as_mail(made, (1,)))
    says = {"how": "portal", "items": [1], "kind": "no_data", "language": made.sheets[0].language, "sealed": sealed.id}
    return lambda: post.act("aster", Act.LETTER_SEND, case, says, [sealed])


def test_what_came_by_mail_is_answered_in_its_thread_at_the_verified_address(post: Post, box: Mailbox) -> None:
    case = post.decided()
    post.queue(case, change=threaded(*IDS))
    assert post.works()["sent"] == [case]
    ((_, recipients, content),) = box.taken
    mail = heads(content)
    assert recipients == ["auskunft@bka.example"]
    assert (mail["In-Reply-To"], mail["References"].split()) == (LONG, IDS)
    assert mail["Subject"] == f"Re: Schreiben {case[:10]}", "their own subject can name a person"
    assert b"=?" not in content.split(b"\r\n\r\n")[0], "an id is never an encoded word"
    assert thread_of(content)[:-1] == tuple(IDS)
    whole()


def test_an_acknowledgement_answers_in_no_thread_and_neither_does_what_came_otherwise(post: Post, box: Mailbox) -> None:
    case = post.decided()
    post.queue(case, LetterKind.ACKNOWLEDGEMENT, change=threaded(*IDS))
    post.works()
    post.verify_authority()
    by_post = post.arrive(channel=Channel.POST)
    assert isinstance(post.confirm(by_post, authority=POLICE), Done)
    post.propose(by_post)
    post.approve(by_post)
    post.queue(by_post, change=threaded(*IDS))
    post.works()
    assert len(box.taken) == 2
    for _, _, content in box.taken:
        assert (heads(content)["In-Reply-To"], heads(content)["References"]) == (None, None)
        assert not heads(content)["Subject"].startswith("Re:")


@pytest.mark.parametrize(
    "ids",
    [
        ["<a@b.example>\r\nBcc: thief@example.org"],
        ["<a@b.example>", "<" + "a" * 10_000 + "@b.example>"],
        [f"<{number}@b.example>" for number in range(500)],
        ["kranich77@example.org"],
        ["<a@b.example> kranich77"],
        [7],
    ],
    ids=["injected", "long", "many", "no id", "two", "number"],
)
def test_a_lying_client_puts_nothing_else_into_the_heads(post: Post, box: Mailbox, ids: list[Any]) -> None:
    case = post.decided()
    effect = post.queue(case, change=threaded(*ids))
    assert post.works()["failed"] == [case]
    assert (box.taken, Effect.objects.get(pk=effect.pk).last_error) == ([], "letter.altered")


def test_what_came_through_the_portal_lies_there_and_a_mail_says_so(post: Post, box: Mailbox) -> None:
    case = handed_in(post)
    sends = by_portal(post, case)
    refused = sends()
    assert isinstance(refused, Denied), "nobody called back"
    called_back(post, case)
    sends = by_portal(post, case)
    assert isinstance(sends(), Done)
    assert not Parcel.objects.exists()
    assert post.works()["sent"] == [case]
    ((_, recipients, content),) = box.taken
    assert recipients == ["auskunft@bka.example"]
    assert not list(heads(content).iter_attachments()), "the letter itself lies in the portal alone"
    assert "Portal" in heads(content).get_content()
    (left,) = OFFICIAL.reads(submissions.status(post.desk, OFFICIAL.lookup))["left"]
    taken = submissions.take(post.desk, OFFICIAL.lookup, left["id"], 0)
    assert taken is not None
    header, pdf = crypto.unseal(taken, [OFFICIAL.secret])
    assert (header.media, pdf[:5], left["kind"]) == ("application/pdf", b"%PDF-", "letter")
    assert post.state(case).items[0].writing == "sent"
    assert post.works()["sent"] == []
    whole()


def test_a_crash_after_the_notice_leaves_the_letter_once_and_never_a_notice_of_nothing(
    post: Post, box: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = handed_in(post)
    called_back(post, case)
    by_portal(post, case)()
    with monkeypatch.context() as broken:
        broken.setattr(portal_desk, "lay", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            post.works()
    assert (len(box.taken), Parcel.objects.count()) == (1, 0)
    post.later(hours=1)
    assert post.works()["sent"] == [case]
    assert (len(box.taken), Parcel.objects.count()) == (1, 1)


def test_a_letter_is_left_for_the_receipt_that_the_demand_names_and_for_no_other_key(post: Post, box: Mailbox) -> None:
    case = handed_in(post)
    called_back(post, case)
    by_portal(post, case)()
    Receipt.objects.update(recipient=Official(b"somebody who writes in the base.").recipient)
    assert post.works()["failed"] == [case]
    assert (box.taken, Parcel.objects.count()) == ([], 0)
    assert Effect.objects.get(case=case).last_error == "letter.no-receipt"
    assert "letter_undelivered" in post.open_duties(case)


def test_a_letter_that_names_no_receipt_is_left_for_nobody(post: Post, box: Mailbox) -> None:
    case = handed_in(post)
    called_back(post, case)
    by_portal(post, case, receipt="")()
    assert post.works()["failed"] == [case]
    assert (box.taken, Parcel.objects.count()) == ([], 0)


def test_what_lies_in_no_portal_has_not_left(post: Post, box: Mailbox) -> None:
    case = handed_in(post)
    called_back(post, case)
    by_portal(post, case)()
    Receipt.objects.update(until=post.desk.today.replace(year=2020))
    assert post.works()["failed"] == [case]
    assert (box.taken, Parcel.objects.count()) == ([], 0)
    assert Effect.objects.get(case=case).last_error == "letter.no-receipt"


def test_a_notice_of_what_can_no_longer_lie_there_is_told_to_a_person(
    post: Post, box: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = handed_in(post)
    called_back(post, case)
    by_portal(post, case)()
    with monkeypatch.context() as broken:
        broken.setattr(portal_desk, "lay", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            post.works()
    Receipt.objects.update(until=post.desk.today.replace(year=2020))
    post.later(hours=1)
    assert post.works()["failed"] == [case]
    assert "letter_undelivered" in post.open_duties(case)
    assert post.state(case).items[0].writing != "sent"
