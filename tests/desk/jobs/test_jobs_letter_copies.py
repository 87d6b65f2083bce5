"""The copy for the data protection authority, against a real SMTP server: announced, once, to a verified contact."""

import email
import email.policy
from dataclasses import replace
from typing import Any

import pytest

from desk_samples import SHUTDOWN, whole
from dueprocess.adapters.pdf import letter_pdf
from dueprocess.case import events
from dueprocess.case.events import EventKind
from dueprocess.demand.codes import AuthorityKind
from dueprocess.demand.draft import AuthorityName
from dueprocess.desk.data import codec
from dueprocess.desk.data.models import Effect, Sealed, Verification
from dueprocess.desk.jobs import letter_copies
from dueprocess.desk.jobs.round import Round
from dueprocess.desk.services import copies, outbox, outgoing_letters
from dueprocess.desk.services.house import CopySettings
from dueprocess.desk.services.letters import Merged, house_of, languages_of, write_letter
from dueprocess.formats.refusal import Denied
from dueprocess.letter import text
from dueprocess.letter.kinds import LetterKind
from mail_servers import Mailbox
from post_samples import Post

KIND = LetterKind.NOT_EXECUTABLE
BFDI = "DE-BFDI"
NAME = "Federal Commissioner for Data Protection and Freedom of Information"
INBOX = "poststelle@bfdi.example"
LINE = f"Copy to: {NAME}"
SENT, COPIED, UNCOPIED = (
    str(kind) for kind in (EventKind.LETTER_SENT, EventKind.LETTER_COPIED, EventKind.LETTER_UNCOPIED)
)


def names_it(post: Post, *kinds: str, authority: str = BFDI) -> None:
    """The setting of desk.toml, and the row that the house added to its directory."""
    row = AuthorityName(BFDI, NAME, "DE", AuthorityKind.REGULATOR, (NAME,))
    setting = CopySettings(authority, kinds or (str(KIND),))
    house, listed = replace(post.desk.house, copy=setting), {**post.desk.own_authorities, BFDI: row}
    post.desk = replace(post.desk, house=house, own_authorities=listed)


def verified(post: Post) -> None:
    names_it(post)
    post.verify_authority(BFDI, INBOX)


def copied(post: Post) -> dict[str, Any]:
    """One look of the worker for copies that wait."""
    return letter_copies.send_waiting(Round(post.desk, secret=post.secret))


def said(case: str, kind: str) -> list[dict[str, Any]]:
    return [events.said(event.body) for event in codec.events_of(case) if event.kind == kind and event.body]


def read(content: bytes) -> Any:
    return email.message_from_bytes(content, policy=email.policy.default)


def decided(post: Post, admit: str = "yes") -> str:
    case = post.decided("not_executable", SHUTDOWN)
    if admit:
        post.gate(case, "admit", admit)
    return case


def composed(post: Post, case: str) -> Any:
    state = post.state(case)
    return write_letter(post.desk, state, KIND, [1], languages_of(state), Merged(house_of(post.desk)))


def unsaid(post: Post, case: str) -> str:
    """Why the line is missing, as a page says it."""
    state, letter = post.state(case), composed(post, case)
    assert not isinstance(letter, Denied)
    found = copies.silent(post.desk, state, letter, [1], lambda cite: f"{cite.section} of it")
    return str(found) if found else ""


def test_a_page_says_why_the_line_is_missing_and_nothing_where_it_stands(post: Post) -> None:
    nobody, refused, open_ = decided(post), decided(post, "no"), decided(post, "")
    assert unsaid(post, open_) == ""  # the house wants no copy
    verified(post)
    assert unsaid(post, nobody) == ""  # the line stands
    begins = f"No copy goes to {NAME}: "
    assert unsaid(post, refused) == f"{begins}a colleague said that the demand may not be admitted."
    assert unsaid(post, open_) == f"{begins}nobody answered yet that the demand may be admitted."


def test_where_the_law_forbids_it_the_provision_is_named(post: Post) -> None:
    names_it(post, str(LetterKind.NO_DATA))
    post.verify_authority(BFDI, INBOX)
    case = post.decided("no_data")
    state = post.state(case)
    letter = write_letter(post.desk, state, LetterKind.NO_DATA, [1], languages_of(state), Merged(house_of(post.desk)))
    assert not isinstance(letter, Denied)
    found = copies.silent(post.desk, state, letter, [1], lambda cite: f"{cite.section} {cite.title}")
    assert found is not None
    assert "forbids to tell others of the demand" in str(found)
    assert "§ 22(5)" in str(found)


def test_the_letter_says_that_a_copy_goes_and_it_goes_once(post: Post, box: Mailbox) -> None:
    verified(post)
    case = decided(post)
    letter = post.letter(case, KIND)
    assert LINE in text.render(letter)
    effect = post.queue(case, KIND)
    assert copied(post)["sent"] == [], "nothing goes before the letter"
    assert post.works()["sent"] == [case]
    assert len(box.taken) == 1
    assert copied(post) == {"sent": [case], "failed": [], "waits": None}
    first, (sender, recipients, content) = box.taken
    assert (recipients, INBOX.encode() in first[2]) == ([INBOX], False)
    mail, own = read(content), Effect.objects.get(kind=copies.KIND)
    assert (sender, mail["Message-ID"]) == (f"desk+{own.id}@fennel.example", f"<{own.id}@fennel.example>")
    assert mail["Subject"] == f"ہمارے خط {case[:10]} کی نقل"
    assert (mail["In-Reply-To"], mail["References"]) == (None, None)
    (part,) = mail.iter_attachments()
    assert part.get_content() == letter_pdf(letter), "the same letter, byte for byte"
    assert said(case, COPIED) == [
        {"authority": BFDI, "items": [1], "kind": str(KIND), "sealed": outbox.sealed_of(effect)}
    ]
    assert not Sealed.objects.filter(pk=outbox.sealed_of(effect)).exists()
    post.later(hours=1)
    assert (copied(post)["sent"], post.works()["sent"], len(box.taken)) == ([], [], 2)
    assert "letter_undelivered" not in post.open_duties(case)
    whole()


def test_a_kind_that_the_house_did_not_name_has_no_line_and_no_copy(post: Post, box: Mailbox) -> None:
    verified(post)
    case = post.decided(text=SHUTDOWN)
    post.gate(case, "admit")
    assert "Copy to" not in text.render(post.letter(case))
    post.queue(case)
    assert (post.works()["sent"], copied(post)["sent"], len(box.taken)) == ([case], [], 1)
    assert not Effect.objects.filter(kind=copies.KIND).exists()


@pytest.mark.parametrize("authority", [BFDI, "DE-NOWHERE"])
def test_without_a_contact_that_two_people_verified_the_letter_is_refused_before_it_is_signed(
    post: Post, authority: str
) -> None:
    names_it(post, authority=authority)
    case = decided(post)
    denied = composed(post, case)
    assert isinstance(denied, Denied)
    assert (denied.rule, dict(denied.says.parameters)["authority"]) == ("letter.copy-unverified", authority)


def test_a_setting_that_comes_after_the_signature_sends_nothing(post: Post, box: Mailbox) -> None:
    """A hostile desk: the letter that two people read has no line."""
    case = decided(post)
    effect = post.queue(case, KIND)
    verified(post)
    assert post.works()["sent"] == [case]
    assert copied(post)["failed"] == [case]
    assert [recipients for _, recipients, _ in box.taken] == [["auskunft@bka.example"]]
    assert Effect.objects.get(kind=copies.KIND).last_error == letter_copies.NO_LINE
    assert (said(case, COPIED), said(case, UNCOPIED)) == ([], [])
    assert not Sealed.objects.filter(pk=outbox.sealed_of(effect)).exists()


def silent(post: Post, case: str) -> None:
    post.silence(case)


def unnamed(post: Post, _case: str) -> None:
    post.desk = replace(post.desk, house=replace(post.desk.house, copy=None))


def unverified(_post: Post, _case: str) -> None:
    Verification.objects.filter(authority=BFDI).delete()


def by_hand(_post: Post, _case: str) -> None:
    Verification.objects.filter(authority=BFDI).update(contact="thief@evil.example")


@pytest.mark.parametrize(
    ("change", "error"),
    [
        (silent, "letter.no-copy"),
        (unverified, "letter.no-copy"),
        (by_hand, "letter.no-copy"),
        (unnamed, "letter.altered"),
    ],
)
def test_a_letter_whose_copy_may_not_go_any_more_does_not_leave(
    post: Post, box: Mailbox, change: Any, error: str
) -> None:
    verified(post)
    case = decided(post)
    effect = post.queue(case, KIND)
    change(post, case)
    assert post.works()["failed"] == [case]
    effect.refresh_from_db()
    assert (effect.last_error, copied(post)["sent"], box.taken) == (error, [], [])
    assert "letter_undelivered" in post.open_duties(case)


@pytest.mark.parametrize("change", [silent, unverified, by_hand, unnamed])
def test_between_the_letter_and_its_copy_the_copy_is_stopped_and_a_person_told(
    post: Post, box: Mailbox, change: Any
) -> None:
    verified(post)
    case = decided(post)
    post.queue(case, KIND)
    post.works()
    change(post, case)
    assert copied(post)["failed"] == [case]
    assert len(box.taken) == 1
    (failed,) = said(case, UNCOPIED)
    assert (failed["code"], failed["authority"]) == ("letter.no-copy", BFDI)
    assert "letter_undelivered" in post.open_duties(case)
    whole()


def test_where_silence_forbids_to_admit_the_demand_there_is_no_line_and_no_copy(post: Post, box: Mailbox) -> None:
    verified(post)
    case = decided(post)
    post.silence(case)
    assert "Copy to" not in text.render(post.letter(case, KIND))
    post.queue(case, KIND)
    assert (post.works()["sent"], copied(post)["sent"], len(box.taken)) == ([case], [], 1)
    assert said(case, COPIED) == []


@pytest.mark.parametrize("admit", ["no", ""])
def test_where_nobody_said_that_it_may_be_admitted_there_is_no_line(post: Post, admit: str) -> None:
    """No verified rule decides: closed until a named person answers (P6)."""
    verified(post)
    assert "Copy to" not in text.render(post.letter(decided(post, admit), KIND))


def test_where_the_law_forbids_to_tell_others_there_is_no_line_whatever_the_house_names(post: Post) -> None:
    """A German demand for subscriber data: TDDDG section 22(5)."""
    verified(post)
    case = post.decided("not_executable")
    assert "Kopie an" not in text.render(post.letter(case, KIND))
    assert "Copy to" not in text.render(post.letter(case, KIND))


def test_after_a_crash_the_copy_is_written_down_and_not_sent_again(
    post: Post, box: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    verified(post)
    case = decided(post)
    post.queue(case, KIND)
    post.works()
    with monkeypatch.context() as broken:
        broken.setattr(outgoing_letters, "follow", lambda *_, **__: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            copied(post)
    assert (len(box.taken), said(case, COPIED)) == (2, [])
    post.later(hours=1)
    assert copied(post)["sent"] == [case]
    assert (len(box.taken), len(said(case, COPIED))) == (2, 1)
    whole()


def test_a_copy_that_somebody_enters_for_a_letter_that_did_not_leave_sends_nothing(post: Post, box: Mailbox) -> None:
    """An effect is a row that anybody with the database can write (5.2)."""
    verified(post)
    case = decided(post)
    queued = outgoing_letters.queued_body(post.queue(case, KIND))
    assert queued is not None
    copies.enter(post.desk, case, queued)
    assert copied(post)["failed"] == [case]
    assert box.taken == []


def test_practice_copies_nothing(post: Post, box: Mailbox) -> None:
    verified(post)
    case = decided(post)
    post.queue(case, KIND)
    post.desk = replace(post.desk, house=replace(post.desk.house, practice=True))
    post.works()
    assert (copied(post)["sent"], box.taken) == ([], [])
