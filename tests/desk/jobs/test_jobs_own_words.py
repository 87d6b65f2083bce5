"""The house's own words: sealed, agreed to by two, in the letter beside ours or in the place of ours."""

from __future__ import annotations

import email
import email.policy
import hashlib
import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

import pdf_samples as pdfs
from desk_samples import CONTACT, DISCLOSURE, POLICE, denied
from dueprocess.adapters import crypto
from dueprocess.adapters.enclosed_files import drawn
from dueprocess.case.portal import fingerprint
from dueprocess.cli.letter_commands import as_mail
from dueprocess.desk.data.models import Effect
from dueprocess.desk.intake.portal import submissions
from dueprocess.desk.services.letters import Merged, house_of, languages_of, write_letter
from dueprocess.desk.services.outgoing_letters import Fault
from dueprocess.desk.services.result import Done
from dueprocess.formats import page_images
from dueprocess.formats.object import Header, ObjectKind, commitment
from dueprocess.formats.statement import Act
from dueprocess.letter import plain, text
from dueprocess.letter.blocks import LetterSet, Opening
from dueprocess.letter.kinds import LetterKind
from dueprocess.letter.own import MAX_BESIDE, Attachment, OwnWords
from mail_servers import Mailbox
from portal_samples import CLAIM, SECRET, Official, submission
from post_samples import REFERENCE, Change, Post

# A demand that names no power: something is missing by law.
BARE = DISCLOSURE.replace("gemäß § 100j Abs. 1 StPO i.V.m. § 174 TKG", "gemäß § 100g StPO")
WORDS = "Please use the form on our page; it takes two minutes."
OWN = OwnWords((WORDS, "Our office is closed on Friday."), ("Thank you for your call.",))
WHOLE = OwnWords((WORDS, "We thank you for your patience."), subject="Your demand of 16 November")


def opening(own: OwnWords = OWN) -> Opening:
    return Opening(1, "2026-03-09T09:00:00Z", "5" * 64, own.text)


def point_in(own: OwnWords = OWN) -> str:
    """The commitment to own words, as a client makes it."""
    one, content = opening(own), own.text.encode()
    return commitment(Header(ObjectKind.NOTE, "text/plain", "", len(content), one.made_at, one.salt), content)


def decided(post: Post, outcome: str = "correct", own: OwnWords = OWN, **more: Any) -> str:
    """Answered with own words, by two."""
    made = post.ready(BARE)
    assert isinstance(post.propose(made, outcome, by="cedar", point=point_in(own), **more), Done)
    assert post.state(made).items[0].deciding == "proposed"
    assert isinstance(post.approve(made), Done)
    return made


@pytest.fixture
def case(post: Post) -> str:
    """Returned for correction with own words, by two."""
    return decided(post)


def letter(post: Post, case: str, own: OwnWords | None = OWN, kind: LetterKind = LetterKind.CORRECTION) -> LetterSet:
    state = post.state(case)
    merged = Merged(house_of(post.desk), REFERENCE, (CONTACT,), own={1: own} if own else {})
    made = write_letter(post.desk, state, kind, [1], languages_of(state), merged)
    assert isinstance(made, LetterSet), made
    return made


def queue(
    post: Post,
    case: str,
    made: LetterSet,
    change: Change = lambda _: None,
    own: OwnWords = OWN,
    files: Sequence[bytes] = (),
) -> Effect:
    values = json.loads(as_mail(replace(made, opened=(opening(own),)), (1,)))
    change(values)
    sealed = post.sealed_letter(plain.with_files(json.dumps(values).encode(), files))
    return post.queue_sealed(case, sealed, str(made.kind), made.sheets[0].language)


def test_it_stands_in_its_places_and_the_desk_does_not_know_it(post: Post, case: str) -> None:
    waiting = letter(post, case, None)
    whole = json.dumps(plain.to_plain(waiting, [1]))
    assert WORDS not in whole
    assert '"merge": "point 1"' in whole
    assert plain.own_waiting(plain.to_plain(waiting, [1])) == [1]
    finished, _ = plain.from_plain(plain.merged(plain.to_plain(waiting, [1]), REFERENCE, {1: OWN}))
    assert finished == letter(post, case)
    read = text.render_sheet(finished.sheets[0])
    places = [read.index(one) for one in (*OWN.opening, "1.", *OWN.closing, finished.sheets[0].closing)]
    assert places == sorted(places)
    with pytest.raises(ValueError, match="no finished letter"):
        plain.from_plain(plain.merged(plain.to_plain(waiting, [1]), REFERENCE))


def test_a_whole_letter_of_ones_own_stands_in_the_place_of_ours(post: Post, box: Mailbox) -> None:
    case = decided(post, own=WHOLE)
    finished, _ = plain.from_plain(plain.merged(plain.to_plain(letter(post, case, None), [1]), REFERENCE, {1: WHOLE}))
    assert finished == letter(post, case, WHOLE)
    for sheet in finished.sheets:
        read = text.render_sheet(sheet)
        assert [one for one in (WHOLE.subject, *WHOLE.closing) if one not in read] == []
        assert "1." not in read
    queue(post, case, finished, own=WHOLE)
    assert post.works() == {"sent": [case], "failed": [], "waits": None}


@pytest.mark.parametrize(
    ("outcome", "kind", "more"),
    [
        ("refuse", LetterKind.REFUSAL_POLICY, {"ground": "policy.not-genuine"}),
        ("no_data", LetterKind.NO_DATA, {}),
        ("comply", LetterKind.COMPLY_NOTICE, {}),
    ],
)
def test_every_answer_can_hold_own_words(
    post: Post, box: Mailbox, outcome: str, kind: LetterKind, more: dict[str, Any]
) -> None:
    case = decided(post, outcome, **more)
    queue(post, case, letter(post, case, kind=kind))
    assert post.works() == {"sent": [case], "failed": [], "waits": None}
    assert len(box.taken) == 1


def test_it_leaves_as_two_people_agreed_to_it(post: Post, box: Mailbox, case: str) -> None:
    queue(post, case, letter(post, case))
    assert post.works() == {"sent": [case], "failed": [], "waits": None}
    assert len(box.taken) == 1
    assert opening().salt.encode() not in box.taken[0][2]


def other_words(values: dict[str, Any]) -> None:
    """Whoever sends it puts other words into every sheet."""
    whole = json.dumps(values).replace(WORDS, "Please send money.")
    values.clear()
    values.update(json.loads(whole))


def unopened(values: dict[str, Any]) -> None:
    del values["points"]


def other_salt(values: dict[str, Any]) -> None:
    values["points"][0]["salt"] = "6" * 64


def twice(values: dict[str, Any]) -> None:
    """The sealed letter says what was agreed to, and shows one paragraph more."""
    for sheet in values["sheets"]:
        sheet["blocks"].append({"paragraph": [{"text": "Please send money."}]})


def of_another_item(values: dict[str, Any]) -> None:
    values["points"][0]["item"] = 2


@pytest.mark.parametrize("change", [other_words, unopened, other_salt, of_another_item, twice])
def test_other_words_than_those_agreed_to_do_not_leave(post: Post, box: Mailbox, case: str, change: Change) -> None:
    queue(post, case, letter(post, case), change)
    assert post.works()["failed"] == [case]
    assert Effect.objects.get().last_error == Fault.ALTERED
    assert box.taken == []


def test_a_letter_that_leaves_it_out_does_not_leave(post: Post, box: Mailbox, case: str) -> None:
    def left_out(values: dict[str, Any]) -> None:
        for sheet in values["sheets"]:
            sheet["blocks"] = [one for one in sheet["blocks"] if WORDS not in json.dumps(one)]

    queue(post, case, letter(post, case), left_out)
    assert post.works()["failed"] == [case]
    assert box.taken == []


def test_one_person_alone_adds_no_words(post: Post) -> None:
    case = post.ready(BARE)
    post.propose(case, "correct", by="cedar", point=point_in())
    item = post.state(case).items[0]
    assert (item.deciding, item.outcome) == ("proposed", None)
    assert denied(post.approve(case, by="cedar")) in {"case.four-eyes", "access.role"}
    # Without them one person suffices, as before.
    post.do("cedar", Act.DECISION_WITHDRAW, case, post.withdraw_says(case))
    post.propose(case, "correct", by="cedar")
    assert post.state(case).items[0].deciding == "decided"


def test_they_are_not_longer_than_the_page(post: Post, case: str) -> None:
    state = post.state(case)
    for own in (
        OwnWords(("x" * (MAX_BESIDE + 1),)),
        OwnWords(("two\nlines",)),
        OwnWords(("# no subject",)),
        OwnWords(),
    ):
        merged = Merged(house_of(post.desk), REFERENCE, (), own={1: own})
        made = write_letter(post.desk, state, LetterKind.CORRECTION, [1], languages_of(state), merged)
        assert not isinstance(made, LetterSet)


ORDER, MAP = pdfs.text("Order of the court"), pdfs.text("A map", "and another")


def along(*files: bytes) -> tuple[Attachment, ...]:
    return tuple(
        Attachment(f"order-{at}.pdf", len(one), hashlib.sha256(one).hexdigest()) for at, one in enumerate(files, 1)
    )


OFFICIAL = Official()
WITH = replace(OWN, attached=along(ORDER, MAP))


def test_files_go_along_as_two_people_agreed_to_them(post: Post, box: Mailbox) -> None:
    case = decided(post, own=WITH)
    finished, _ = plain.from_plain(plain.merged(plain.to_plain(letter(post, case, None), [1]), REFERENCE, {1: WITH}))
    assert finished == letter(post, case, WITH)
    assert "Anlagen: order-1.pdf; order-2.pdf" in text.render_sheet(finished.sheets[0])
    queue(post, case, finished, own=WITH, files=(ORDER, MAP))
    assert post.works() == {"sent": [case], "failed": [], "waits": None}
    ((_, _, data),) = box.taken
    parts = list(email.message_from_bytes(data, policy=email.policy.default).iter_attachments())
    assert [one.get_filename() for one in parts] == ["letter.pdf", "order-1.pdf", "order-2.pdf"]
    assert [one.get_content_type() for one in parts] == ["application/pdf"] * 3
    assert [one.get_content() for one in parts[1:]] == [ORDER, MAP]


def test_in_the_portal_the_letter_and_what_goes_along_are_one_document(post: Post, box: Mailbox) -> None:
    done = submissions.submit(post.desk, SECRET, submission(post.desk), CLAIM, OFFICIAL.holder)
    case: str = done.case  # type: ignore[union-attr]
    post.verify_authority()
    assert isinstance(post.confirm(case, authority=POLICE), Done)
    assert isinstance(post.propose(case, "no_data", by="cedar", point=point_in(WITH)), Done)
    post.approve(case)
    post.do("aster", Act.AUTHORITY_CALL_BACK, case, {"how": "call_back", "said": "confirmed"})
    number = fingerprint(OFFICIAL.recipient)
    made = replace(letter(post, case, WITH, LetterKind.NO_DATA), opened=(opening(WITH),), receipt=number)
    sealed = post.sealed_letter(as_mail(made, (1,), (ORDER, MAP)))
    says = {"how": "portal", "items": [1], "kind": "no_data", "language": made.sheets[0].language, "sealed": sealed.id}
    post.do("aster", Act.LETTER_SEND, case, says, [sealed])
    assert post.works()["sent"] == [case]
    ((_, _, data),) = box.taken
    assert not list(email.message_from_bytes(data, policy=email.policy.default).iter_attachments())
    (left,) = OFFICIAL.reads(submissions.status(post.desk, OFFICIAL.lookup))["left"]
    taken = submissions.take(post.desk, OFFICIAL.lookup, left["id"], 0)
    _, whole = crypto.unseal(taken or b"", [OFFICIAL.secret])
    files, _ = page_images.unpack(drawn("whole.pdf", whole))
    assert files[0].pages == len(made.sheets) + 1 + 2


def test_a_file_alone_goes_along_without_words(post: Post, box: Mailbox) -> None:
    own = OwnWords(attached=along(ORDER))
    case = decided(post, own=own)
    made = letter(post, case, own)
    assert "Anlagen: order-1.pdf" in text.render_sheet(made.sheets[0])
    queue(post, case, made, own=own, files=(ORDER,))
    assert post.works()["sent"] == [case]


def test_words_without_files_list_none(post: Post, case: str) -> None:
    assert "Anlagen" not in text.render(letter(post, case))
    assert '"merge": "enclosed 1"' in json.dumps(plain.to_plain(letter(post, case, None), [1]))


@pytest.mark.parametrize(
    "files",
    [(), (ORDER,), (MAP, ORDER), (ORDER, MAP.replace(b"A map", b"A cat")), (ORDER, MAP, ORDER), (ORDER, MAP, b"x")],
    ids=["none", "one less", "another order", "another file", "one more", "a byte more"],
)
def test_other_files_than_those_agreed_to_do_not_leave(post: Post, box: Mailbox, files: Sequence[bytes]) -> None:
    case = decided(post, own=WITH)
    queue(post, case, letter(post, case, WITH), own=WITH, files=files)
    assert post.works()["failed"] == [case]
    assert Effect.objects.get().last_error == Fault.ALTERED
    assert box.taken == []


def other_names(values: dict[str, Any]) -> None:
    """The letter lists another file than the one that two people read."""
    whole = json.dumps(values["sheets"]).replace("order-2.pdf", "order-3.pdf")
    values["sheets"] = json.loads(whole)


def another_file(values: dict[str, Any]) -> None:
    """The words name another file, and its bytes go along."""
    values["points"][0]["text"] = replace(WITH, attached=along(ORDER, ORDER)).text


@pytest.mark.parametrize(("change", "files"), [(other_names, (ORDER, MAP)), (another_file, (ORDER, ORDER))])
def test_no_other_name_and_no_other_words_leave(
    post: Post, box: Mailbox, change: Change, files: Sequence[bytes]
) -> None:
    case = decided(post, own=WITH)
    queue(post, case, letter(post, case, WITH), change, WITH, files)
    assert post.works()["failed"] == [case]
    assert Effect.objects.get().last_error == Fault.ALTERED


def test_a_file_that_acts_does_not_leave_though_two_agreed(post: Post, box: Mailbox) -> None:
    script = pdfs.text("x", root=b"/OpenAction<</S/JavaScript/JS(app.alert(1))>>")
    own = replace(OWN, attached=along(script))
    case = decided(post, own=own)
    queue(post, case, letter(post, case, own), own=own, files=(script,))
    assert post.works()["failed"] == [case]
    assert Effect.objects.get().last_error == Fault.ATTACHMENT
    assert box.taken == []
