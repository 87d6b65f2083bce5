"""The sending worker against a real SMTP server: what leaves, what does not, what is written down, once."""

import email
import email.policy
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from desk_samples import denied, forge, looked, people, whole
from dueprocess.adapters import crypto, smtp
from dueprocess.adapters.age_header import AgeError
from dueprocess.adapters.blobs import Blobs
from dueprocess.adapters.drawing import true_png
from dueprocess.adapters.logo import read as read_logo
from dueprocess.adapters.pdf import letter_pdf
from dueprocess.case import events
from dueprocess.case.events import EventKind
from dueprocess.case.letter_events import LetterQueued
from dueprocess.case.state import CaseState
from dueprocess.cli.letter_commands import as_mail
from dueprocess.desk.data import codec, work
from dueprocess.desk.data.models import Case, Effect, Envelope, Item, Note, Sealed, Statement, Verification
from dueprocess.desk.data.transaction import trial
from dueprocess.desk.jobs import letters
from dueprocess.desk.services import acts, case_keys, choices, duties, outbox, outgoing_letters
from dueprocess.desk.services.assessments import assess_case
from dueprocess.desk.services.result import Done, LostRaceError
from dueprocess.formats import ids
from dueprocess.formats.statement import Act, Said, hash_of
from dueprocess.letter import plain
from dueprocess.letter.kinds import LetterKind
from event_samples import made
from mail_servers import Mailbox
from ports import free_port
from post_samples import REFERENCE, SENDER, Post

SENT, FAILED = str(EventKind.LETTER_SENT), str(EventKind.LETTER_FAILED)


def kinds(case: str) -> list[str]:
    return [event.kind for event in codec.events_of(case)]


def body(case: str, kind: str) -> dict[str, Any]:
    return [events.said(event.body) for event in codec.events_of(case) if event.kind == kind and event.body][-1]


def read(content: bytes) -> Any:
    return email.message_from_bytes(content, policy=email.policy.default)


def pdf_of(content: bytes) -> bytes:
    (part,) = read(content).iter_attachments()
    return bytes(part.get_content())


def test_a_letter_leaves_once_as_the_desk_composes_it(post: Post, box: Mailbox) -> None:
    case = post.decided()
    effect = post.queue(case)
    assert post.works() == {"sent": [case], "failed": [], "waits": None}
    ((sender, recipients, content),) = box.taken
    assert sender == f"desk+{effect.id}@fennel.example"
    assert recipients == ["auskunft@bka.example"]
    mail = read(content)
    assert mail["Message-ID"] == f"<{effect.id}@fennel.example>"
    assert (mail["From"], mail["Reply-To"]) == (SENDER, sender)
    assert mail["Subject"] == f"Schreiben {case[:10]}"
    assert REFERENCE.encode() not in content
    assert pdf_of(content) == letter_pdf(post.letter(case))
    assert post.open_duties(case) & {"respond", "send_letter", "letter_undelivered"} == set()
    item = Item.objects.get(case_id=case)
    assert (item.answered_on, post.state(case).items[0].writing) == (post.desk.today, "sent")
    assert body(case, SENT)["by"] == "rule-worker"
    post.do("aster", Act.CASE_CLOSE, case, {})
    post.later(hours=1)
    assert post.works() == {"sent": [], "failed": [], "waits": None}
    assert len(box.taken) == 1
    whole()


def test_a_letter_leaves_on_the_houses_paper_and_waits_for_no_logo(post: Post, box: Mailbox, tmp_path: Path) -> None:
    settings = replace(post.desk.house, logo="logo.png")
    post.desk = replace(post.desk, house=settings)
    case = post.decided()
    post.queue(case)
    (tmp_path / "logo.png").write_bytes(true_png(30, 10, bytes(900)))
    mark = read_logo(tmp_path / "logo.png")
    assert post.works(home=tmp_path)["sent"] == [case]
    assert pdf_of(box.taken[0][2]) == letter_pdf(post.letter(case), mark) != letter_pdf(post.letter(case))
    other = post.decided()
    post.queue(other)
    (tmp_path / "logo.png").write_bytes(b"GIF89a")
    assert post.works(home=tmp_path)["sent"] == [other]
    assert pdf_of(box.taken[1][2]) == letter_pdf(post.letter(other))


def test_the_workers_ciphertext_goes_and_the_case_keeps_a_copy(post: Post, box: Mailbox) -> None:
    case = post.decided()
    effect = post.queue(case)
    sealed = outbox.sealed_of(effect)
    post.works()
    assert not Sealed.objects.filter(pk=sealed).exists()
    kept = Sealed.objects.get(case_id=case, kind="letter")
    assert kept.reader == "case"
    (event,) = [one for one in codec.events_of(case) if one.kind == SENT]
    assert kept.hash in event.sealed, "the event commits to the copy"
    envelope = bytes(Envelope.objects.get(case_id=case, person="birch").bytes)
    key = crypto.unwrap_key(envelope, [people()["birch"].age_secret], Case.objects.get(pk=case).recipient)
    _, content = crypto.unseal(bytes(kept.bytes or b""), [key])
    assert content == pdf_of(box.taken[0][2])


def test_the_copy_is_sealed_to_the_key_that_a_person_signed_whatever_the_row_says(post: Post, box: Mailbox) -> None:
    case = post.decided()
    post.queue(case)
    true = Case.objects.get(pk=case).recipient
    thief, public = crypto.new_case_key()
    Case.objects.filter(pk=case).update(recipient=public)  # whoever writes the database, without a key
    assert post.works()["sent"] == [case]
    kept = bytes(Sealed.objects.get(case_id=case, kind="letter").bytes or b"")
    with pytest.raises(AgeError):
        crypto.unseal(kept, [thief])
    key = crypto.unwrap_key(
        bytes(Envelope.objects.get(case_id=case, person="birch").bytes), [people()["birch"].age_secret], true
    )
    assert crypto.unseal(kept, [key])[1] == pdf_of(box.taken[0][2])


def test_without_a_signed_key_the_letter_leaves_and_no_copy_stays(post: Post, box: Mailbox) -> None:
    """A vessel, or an event that somebody wrote and that names no statement of a key: nobody's word seals a copy."""
    case = post.decided()
    state = post.state(case)
    assert state.key is not None
    assert case_keys.signed(post.desk, state) == state.key.house
    for other in (None, replace(state.key, statement="0" * 64), replace(state.key, statement=_another(post))):
        assert case_keys.signed(post.desk, replace(state, key=other)) == ""
    post.queue(case)
    Note.objects.filter(pk=state.key.statement).delete()
    assert post.works()["sent"] == [case]
    assert not Sealed.objects.filter(case_id=case, kind="letter").exists()


def _another(post: Post) -> str:
    """The statement that gave another case its key."""
    key = post.state(post.decided()).key
    assert key is not None
    return key.statement


def test_a_letter_that_was_signed_in_one_look_with_its_decision_leaves(post: Post, box: Mailbox) -> None:
    case = post.ready()
    (item,) = assess_case(post.desk, post.state(case)).items
    says = {"ground": item.grounds[0].code, "item": 1, "lines": [], "outcome": "object"}
    proposes = Said(Act.DECISION_PROPOSE, says)
    alone = looked(post.desk, post.state(case), "aster", proposes)
    with trial():
        acts.tried(post.desk, alone)
        made = post.letter(case, LetterKind.OBJECTION)
    sealed, language = post.sealed_letter(as_mail(made, (1,))), made.sheets[0].language
    says = {"how": "mail", "items": [1], "kind": "objection", "language": language, "sealed": sealed.id}
    note = post.sign(looked(post.desk, post.state(case), "aster", proposes, Said(Act.LETTER_SEND, says)))
    assert isinstance(acts.perform(post.desk, note, attached=[sealed]), Done)
    post.works()
    assert len(box.taken) == 1


def test_a_letter_beside_a_release_leaves_and_ends_no_duty_to_give(post: Post, box: Mailbox) -> None:
    case = post.decided("comply")
    owed = post.open_duties(case)
    assert {"respond", "order_production"} <= owed
    post.queue(case, LetterKind.COMPLY_NOTICE)
    assert post.works()["sent"] == [case]
    assert pdf_of(box.taken[0][2]) == letter_pdf(post.letter(case, LetterKind.COMPLY_NOTICE))
    assert post.open_duties(case) == owed - {"acknowledge"}
    item = Item.objects.get(case_id=case)
    assert (item.answered_on, item.acknowledged_at is None) == (None, False)
    (state,) = post.state(case).items
    assert (state.writing, state.answered) == ("sent", False)
    post.do("cedar", Act.DECISION_WITHDRAW, case, post.withdraw_says(case))
    assert post.state(case).items[0].writing == "none"
    whole()


def waits(post: Post, minutes: int = 10) -> None:
    mail = post.desk.house.mail
    assert mail is not None
    post.desk = replace(post.desk, house=replace(post.desk.house, mail=replace(mail, wait_minutes=minutes)))


def back(effect: Effect) -> dict[str, Any]:
    """What takes a letter back: it names the statement that sent it."""
    sealed = outbox.sealed_of(effect)
    sent = next(
        event.statements[0]
        for event in codec.events_of(effect.case)
        if isinstance(event.body, LetterQueued) and event.body.sealed == sealed
    )
    return {"item": 1, "letter": sent}


def test_a_letter_waits_for_ten_minutes_in_which_a_colleague_takes_it_back(post: Post, box: Mailbox) -> None:
    waits(post)
    case = post.decided()
    effect = post.queue(case)
    assert effect.due_at - post.desk.minute == outbox.unsent(case)[outbox.sealed_of(effect)] - post.desk.minute
    post.later(minutes=9)
    assert post.works()["sent"] == []
    post.do("birch", Act.LETTER_TAKE_BACK, case, back(effect))
    (item,) = post.state(case).items
    assert (item.deciding, item.writing, item.letter) == ("decided", "none", "")
    assert not Sealed.objects.filter(pk=outbox.sealed_of(effect), reader="worker").exists()
    assert "send_letter" in post.open_duties(case)
    post.later(hours=3)
    assert post.works()["sent"] == []
    assert denied(post.act("birch", Act.LETTER_TAKE_BACK, case, back(effect))) == "case.wrong-state"
    again = post.queue(case)
    post.later(minutes=10)
    assert post.works()["sent"] == [case]
    assert len(box.taken) == 1
    assert denied(post.act("aster", Act.LETTER_TAKE_BACK, case, back(again))) == "case.wrong-state"
    whole()


def test_what_goes_along_goes_with_a_letter_that_is_taken_back(post: Post, box: Mailbox, tmp_path: Path) -> None:
    waits(post)
    post.desk = replace(post.desk, blobs=Blobs(tmp_path))
    case = post.decided()
    content = plain.with_files(as_mail(post.letter(case), (1,)), [crypto.random_bytes(2 << 20)])
    effect = post.queue_sealed(case, post.sealed_letter(content))
    assert Blobs(tmp_path).ids() == [outbox.sealed_of(effect)]
    post.do("birch", Act.LETTER_TAKE_BACK, case, back(effect))
    assert Blobs(tmp_path).ids() == []
    whole()


def test_what_a_worker_began_to_send_is_not_taken_back_whatever_the_clock_says(post: Post) -> None:
    waits(post)
    case = post.decided()
    effect = post.queue(case)
    post.later(minutes=30)  # the worker is late: nobody began
    assert {"act": "letter.take_back", "item": 1, "letter": ""} in choices.offers(
        post.state(case), "birch", post.desk.roles_of("birch")
    )
    assert set(outbox.unsent(case)) == {outbox.sealed_of(effect)}
    assert work.claim(Effect, post.desk.now, 1, letters.LEASE)
    assert denied(post.act("birch", Act.LETTER_TAKE_BACK, case, back(effect))) == "case.wrong-state"
    with pytest.raises(LostRaceError), trial():  # it was claimed between the look at it and the write
        outbox.stop(post.desk, case, outbox.sealed_of(effect))


def test_a_letter_of_an_emergency_and_an_acknowledgement_leave_at_once(post: Post) -> None:
    waits(post)
    case = post.ready()
    acknowledges = post.queue(case, LetterKind.ACKNOWLEDGEMENT)
    assert acknowledges.due_at == post.desk.minute
    urgent = post.decided()
    post.do("aster", Act.FACE_CONFIRM, urgent, {"fields": {"emergency": True}})
    post.propose(urgent, "correct")
    assert post.queue(urgent, LetterKind.CONFIRM_IN_WRITING).due_at == post.desk.minute


def shout(values: dict[str, Any]) -> None:
    values["sheets"][0]["subject"] = [{"text": "We will publish this"}]


def add(values: dict[str, Any]) -> None:
    values["sheets"][-1]["blocks"].append({"paragraph": [{"text": "And another thing."}]})


def elsewhere(values: dict[str, Any]) -> None:
    values["sheets"][0]["recipient"].append([{"text": "Somebody else"}])


def two_references(values: dict[str, Any]) -> None:
    for number, sheet in enumerate(values["sheets"]):
        sheet["details"][0]["value"] = [{"text": f"AB-{number}"}]


def other_items(values: dict[str, Any]) -> None:
    values["items"] = [2]


def no_form(values: dict[str, Any]) -> None:
    values["form"] = "dueprocess.letter/2"


def one_sheet(values: dict[str, Any]) -> None:
    del values["sheets"][0]


def long_reference(values: dict[str, Any]) -> None:
    for sheet in values["sheets"]:
        sheet["details"][0]["value"] = [{"text": "x" * 90}]


def turning(values: dict[str, Any]) -> None:
    for sheet in values["sheets"]:
        sheet["details"][0]["value"] = [{"text": "AB\u202e12"}]


LIES = (shout, add, elsewhere, two_references, other_items, no_form, one_sheet, long_reference, turning)


def test_a_letter_that_says_something_else_does_not_leave(post: Post, box: Mailbox) -> None:
    """Hazard 5.2: the client may be deceived, or deceive; what leaves is what the desk composes."""
    case = post.decided()
    for number, lie in enumerate(LIES, 1):
        effect = post.queue(case, change=lie)
        assert post.works() == {"sent": [], "failed": [case], "waits": None}, lie
        effect.refresh_from_db()
        assert effect.last_error == "letter.altered", lie
        assert kinds(case).count(FAILED) == number
        assert {"letter_undelivered", "respond"} <= post.open_duties(case)
        assert Sealed.objects.filter(pk=outbox.sealed_of(effect)).exists(), "kept for people to look at"
    assert box.taken == []
    assert body(case, FAILED)["code"] == "letter.altered"
    post.later(hours=2)
    assert post.works()["failed"] == [], "told once"
    post.queue(case)
    assert post.works()["sent"] == [case]
    whole()


def test_their_reference_is_all_that_is_taken_from_the_client(post: Post, box: Mailbox) -> None:
    case = post.decided()
    for reference in ("", "مقدمہ 12/26", "#read('x') =1+1 <b>"):
        box.taken.clear()
        post.queue(case, reference=reference)
        assert post.works()["sent"] == [case]
        assert pdf_of(box.taken[0][2]) == letter_pdf(post.letter(case, reference=reference))


def test_a_letter_read_before_midnight_and_signed_after_it_leaves(post: Post, box: Mailbox) -> None:
    case = post.decided()
    post.later(hours=13, minutes=59)
    made = post.letter(case)
    post.later(minutes=2)
    sealed = post.sealed_letter(json.dumps(plain.to_plain(made, [1])).encode())
    post.queue_sealed(case, sealed)
    post.later(hours=1)
    assert post.works()["sent"] == [case]
    assert pdf_of(box.taken[0][2]) == letter_pdf(made)


def test_what_is_no_letter_and_one_of_another_week_do_not_leave(post: Post, box: Mailbox) -> None:
    case = post.decided()
    old = json.dumps(plain.to_plain(post.letter(case), [1])).encode()
    post.later(days=7)
    for content, media in (
        (b"{", plain.MEDIA),
        (b"[" * 9999, plain.MEDIA),
        (b"{}", "application/json"),
        (letter_pdf(post.letter(case)), letters.PDF),
        (b" " * (300 << 10), plain.MEDIA),
        (old, plain.MEDIA),
    ):
        effect = post.queue_sealed(case, post.sealed_letter(content, media))
        assert post.works()["failed"] == [case]
        effect.refresh_from_db()
        assert (effect.last_error, box.taken) == ("letter.altered", [])


def test_an_acknowledgement_tells_nothing_of_the_case(post: Post, box: Mailbox) -> None:
    case = post.ready()
    post.queue(case, LetterKind.ACKNOWLEDGEMENT)
    assert post.works()["sent"] == [case]
    mail = read(box.taken[0][2])
    assert mail["Subject"] == "Schreiben"
    assert post.state(case).items[0].writing == "none"
    assert Item.objects.get(case_id=case).answered_on is None
    whole()


def rows(effect: Effect) -> Any:
    return Sealed.objects.filter(pk=outbox.sealed_of(effect))


@pytest.mark.parametrize(
    ("change", "error", "owed", "kept"),
    [
        (lambda post, _: post.later(days=182), "letter.no-contact", True, False),
        (
            lambda post, effect: post.do("aster", Act.ITEM_CHANGE, effect.case, TAKEN_BACK),
            "letter.overtaken",
            False,
            False,
        ),
        (lambda post, effect: rows(effect).update(bytes=post.sealed_letter(b"{}").bytes), "letter.altered", True, True),
        (lambda _, effect: rows(effect).delete(), "letter.gone", True, False),
    ],
)
def test_what_changed_since_it_was_signed_stops_a_letter(
    post: Post, box: Mailbox, change: Any, error: str, *, owed: bool, kept: bool
) -> None:
    case = post.decided()
    effect = post.queue(case)
    change(post, effect)
    assert post.works()["failed"] == [case]
    effect.refresh_from_db()
    assert (effect.last_error, box.taken) == (error, [])
    assert rows(effect).exists() is kept
    assert ("letter_undelivered" in post.open_duties(case)) is owed, (
        "of an item that was taken back nothing is left to say"
    )
    whole()


TAKEN_BACK = {"fields": {}, "item": 1, "op": "withdraw"}


def test_a_contact_changed_by_hand_in_the_database_gets_nothing(post: Post, box: Mailbox) -> None:
    """Hazard 2.4: the row is believed only with the statements of two people behind it."""
    case = post.decided()
    post.queue(case)
    Verification.objects.update(contact="thief@evil.example")
    assert post.works()["failed"] == [case]
    assert box.taken == []


def test_a_contact_that_is_no_mail_address(post: Post, box: Mailbox) -> None:
    post.verify_authority(contact="+49 611 55 0")
    case = post.decided()
    post.queue(case)
    assert post.works()["failed"] == [case]
    assert (Effect.objects.get().last_error, box.taken) == ("letter.no-address", [])


def test_of_two_letters_on_one_item_the_newer_leaves(post: Post, box: Mailbox) -> None:
    case = post.decided()
    post.queue(case)
    newer = post.queue(case, reference="ZD-2")
    assert sorted(post.works()) == ["failed", "sent", "waits"]
    assert [read(one[2])["Message-ID"] for one in box.taken] == [f"<{newer.id}@fennel.example>"]
    assert kinds(case).count(SENT) == 1
    whole()


def test_practice_sends_nothing_and_goes_on(post: Post, box: Mailbox) -> None:
    case = post.decided()
    effect = post.queue(case)
    post.desk = replace(post.desk, house=replace(post.desk.house, practice=True))
    assert post.works(secret="")["waits"] is None
    effect.refresh_from_db()
    assert (effect.last_error, effect.done_at is not None, box.taken) == ("practice", True, [])
    assert body(case, SENT)["how"] == "practice"
    assert post.open_duties(case) & {"respond", "send_letter"} == set()
    assert not Sealed.objects.filter(reader="worker").exists()
    whole()


@pytest.mark.parametrize(
    ("change", "waits"),
    [
        ({"mail": None}, "mail.not-set"),
        ({"port": free_port()}, "smtp.unreachable"),
        ({"password_file": "/nowhere"}, "smtp.password-file"),
        ({"host": "mail.fennel.example"}, "smtp.insecure"),
    ],
)
def test_without_a_server_letters_wait(post: Post, box: Mailbox, change: dict[str, Any], waits: str) -> None:
    case, other = post.decided(), post.decided()
    post.queue(case)
    post.queue(other)
    good = post.desk.house
    assert good.mail is not None
    mail = None if "mail" in change else replace(good.mail, **change)
    post.desk = replace(post.desk, house=replace(good, mail=mail))
    assert post.works()["waits"] == waits
    assert not Effect.objects.filter(done_at__isnull=False).exists()
    assert sum(Effect.objects.values_list("attempts", flat=True)) <= 1, "the next letter would meet the same"
    post.desk = replace(post.desk, house=good)
    post.later(hours=2)
    assert sorted(post.works()["sent"]) == sorted([case, other])
    assert len(box.taken) == 2


def test_without_the_workers_key_letters_wait_and_another_key_opens_nothing(post: Post, box: Mailbox) -> None:
    case = post.decided()
    post.queue(case)
    assert post.works(secret="")["waits"] == "worker.no-identity"
    assert Effect.objects.get().attempts == 0
    assert post.works(secret=people()["eve"].age_secret)["failed"] == [case]
    assert (Effect.objects.get().last_error, box.taken) == ("letter.unreadable", [])


def test_a_refusal_is_tried_three_times_and_then_a_person_acts(post: Post, box: Mailbox) -> None:
    case = post.decided()
    effect = post.queue(case)
    box.rcpt["auskunft@bka.example"] = "550 5.1.1 no such mailbox"
    for attempt in (1, 2, 3):
        assert "letter_undelivered" not in post.open_duties(case)
        assert post.works()["failed"] == [case], attempt
        post.later(hours=1)
    effect.refresh_from_db()
    assert (effect.last_error, effect.attempts, effect.done_at is not None) == ("smtp.refused", 3, True)
    assert body(case, FAILED)["code"] == "smtp.refused"
    assert {"letter_undelivered", "respond", "send_letter"} <= post.open_duties(case)
    assert post.state(case).items[0].writing == "none"
    del box.rcpt["auskunft@bka.example"]
    post.queue(case)
    assert post.works()["sent"] == [case]
    assert "letter_undelivered" not in post.open_duties(case)
    whole()


def test_not_now_is_tried_again_and_given_up_after_two_days(post: Post, box: Mailbox) -> None:
    case = post.decided()
    effect = post.queue(case)
    box.rcpt["auskunft@bka.example"] = "451 4.7.1 later"
    assert post.works() == {"sent": [], "failed": [case], "waits": None}
    assert post.works()["failed"] == [], "not before its pause is over"
    post.later(hours=1)
    post.works()
    effect.refresh_from_db()
    assert (effect.last_error, effect.done_at) == ("smtp.busy", None)
    post.later(days=2)
    assert post.works()["failed"] == [case]
    assert body(case, FAILED)["code"] == "smtp.busy"


def test_a_line_that_breaks_after_the_message_gives_the_same_message_again(post: Post, box: Mailbox) -> None:
    case = post.decided()
    post.queue(case)
    box.drop_after = True
    assert post.works()["waits"] == "smtp.broken"
    box.drop_after = False
    post.later(hours=1)
    assert post.works()["sent"] == [case]
    first, second = box.taken
    assert first == second, "same envelope, same bytes, same Message-ID"


def test_a_letter_that_the_server_took_is_not_sent_again_when_writing_it_down_broke(
    post: Post, box: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = post.decided()
    effect = post.queue(case)
    with monkeypatch.context() as broken:
        broken.setattr(duties, "follow", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            post.works()
    effect.refresh_from_db()
    assert effect.last_error == outgoing_letters.HANDED
    assert kinds(case).count(SENT) == 0
    post.later(hours=1)
    # What changed since does not undo that it left.
    Verification.objects.update(contact="thief@evil.example")
    assert post.works()["sent"] == [case]
    assert len(box.taken) == 1
    assert kinds(case).count(SENT) == 1
    whole()


def test_a_letter_with_a_fault_of_ours_stops_no_other(
    post: Post, box: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = post.decided(), post.decided()
    for case in (first, second):
        post.queue(case)
    real = outgoing_letters.waiting
    poisoned = Effect.objects.order_by("due_at", "pk")[0]
    monkeypatch.setattr(
        outgoing_letters, "waiting", lambda desk, one: 1 / 0 if one.pk == poisoned.pk else real(desk, one)
    )
    done = post.works()
    assert (len(done["sent"]), done["failed"]) == (1, [poisoned.case])
    poisoned.refresh_from_db()
    assert (poisoned.last_error, poisoned.done_at) == ("letter.fault", None)
    assert len(box.taken) == 1


@pytest.mark.parametrize("behind", ["nothing", "an event", "an event and a statement of another act", "no letter"])
def test_what_nobody_signed_sends_nothing(post: Post, box: Mailbox, behind: str) -> None:
    """Hazards 5.2, 9.1: whoever writes the database can write an effect, and an event; no letter leaves by it."""
    case = post.decided()
    sealed = post.sealed_letter(json.dumps(plain.to_plain(post.letter(case), [1])).encode())
    said = {"by": "aster", "how": "mail", "items": [1], "kind": "no_data", "language": "de", "sealed": sealed.id}
    if behind.startswith("an event"):
        signed = list(Statement.objects.filter(act="decision.propose").values_list("hash", flat=True))
        forge(post, case, made(LetterQueued, **said), statements=signed if "statement" in behind else ())
    for payload in ("", "[]", "{}", '{"sealed": 3}') if behind == "no letter" else (json.dumps({"sealed": sealed.id}),):
        written = {"kind": outgoing_letters.KIND, "case": case, "payload": payload, "due_at": post.desk.now}
        Effect.objects.create(id=ids._make("o", post.desk.draw()), **written)
    assert set(post.works()["failed"]) == {case}
    assert set(Effect.objects.values_list("last_error", flat=True)) == {"letter.unsigned"}
    assert box.taken == []
    assert (FAILED in kinds(case)) is (behind == "an event") or "statement" in behind


def test_a_lost_lease_writes_nothing(post: Post) -> None:
    case = post.decided()
    effect = post.queue(case)
    (claimed,) = work.claim(Effect, post.desk.now, 1, letters.LEASE, kind=outgoing_letters.KIND)
    assert work.claim(Effect, post.desk.now, 1, letters.LEASE) == []
    Effect.objects.update(attempts=5)
    before = kinds(case)
    letters._left(post.desk, effect, claimed, None)  # noqa: SLF001
    assert kinds(case) == before


def test_a_worker_that_is_told_to_stop_begins_nothing(post: Post, box: Mailbox) -> None:
    import threading

    post.queue(post.decided())
    stop = threading.Event()
    stop.set()
    assert post.works(stop=stop)["sent"] == []
    assert box.taken == []


def test_every_effect_has_its_performer() -> None:
    """What the domain asks for is what somebody does."""
    import inspect

    from dueprocess.case import sending

    assert f'NewEffect("{outgoing_letters.KIND}"' in inspect.getsource(sending)


def test_an_address_of_a_letter_fits() -> None:
    assert smtp.is_address(letters.verp(SENDER, ids._make("o", bytes(15))))
    with pytest.raises(letters.UnsentError):
        letters.verp("x" * 60 + "@fennel.example", ids._make("o", bytes(15)))


def test_a_reference_stands_nowhere_after_sending(
    post: Post, box: Mailbox, capfd: pytest.CaptureFixture[str], tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Leaks: not in the database, not in the log, not in temporary files; in the mail's text part neither."""
    import tempfile

    from django.apps import apps

    marker = "ZX-Marker-99"
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    case = post.decided()
    post.queue(case, reference=marker)
    assert post.works()["sent"] == [case]
    assert marker.encode() not in box.taken[0][2]
    for model in apps.get_app_config("data").get_models():
        for row in model._default_manager.values_list():  # noqa: SLF001
            assert all(marker.encode() not in (v if isinstance(v, bytes) else str(v).encode()) for v in row), model
    assert [path for path in tmp_path.rglob("*") if path.is_file() and marker.encode() in path.read_bytes()] == []
    out = capfd.readouterr()
    assert marker not in out.out + out.err


def test_the_right_addressee_is_the_other_thing_that_is_taken(post: Post, box: Mailbox) -> None:
    case = post.decided("correct")
    kind, name = LetterKind.WRONG_ADDRESSEE, "Bundesnetzagentur, Bonn"
    post.queue(case, kind, addressee=name)
    assert post.works()["sent"] == [case]
    assert pdf_of(box.taken[0][2]) == letter_pdf(post.letter(case, kind, addressee=name))
    nobody = post.decided("correct")
    post.queue(nobody, kind)
    assert post.works()["sent"] == [nobody]
    other = post.decided("correct")

    def two_names(values: dict[str, Any]) -> None:
        text = json.dumps(values["sheets"][0]).replace(name, "Somebody else")
        values["sheets"][0] = json.loads(text)

    post.queue(other, kind, addressee=name, change=two_names)
    assert post.works()["failed"] == [other]


def test_a_large_ciphertext_that_is_a_file_goes_too(post: Post, box: Mailbox, tmp_path: Path) -> None:
    post.desk = replace(post.desk, blobs=Blobs(tmp_path))
    case = post.decided()
    effect = post.queue(case)
    sealed = outbox.sealed_of(effect)
    row = Sealed.objects.get(pk=sealed)
    post.desk.blobs.put(sealed, bytes(row.bytes or b""))
    Sealed.objects.filter(pk=sealed).update(bytes=None)
    assert post.works()["sent"] == [case]
    assert list(tmp_path.iterdir()) == []
    other = post.decided()
    Sealed.objects.filter(pk=outbox.sealed_of(post.queue(other))).update(bytes=None)
    assert post.works()["failed"] == [other]
    assert (Effect.objects.get(case=other).last_error, len(box.taken)) == ("letter.gone", 1)


def test_who_lost_a_race_looks_again_and_not_for_ever(post: Post) -> None:
    case = post.decided()
    seen = []

    def moved(state: CaseState) -> None:
        seen.append(state.revision)
        raise codec.RevisionMovedError

    assert not outgoing_letters.record(post.desk, case, moved)
    assert len(seen) == outgoing_letters.TRIES


def test_an_invoice_claims_what_waited_when_it_was_signed(post: Post, box: Mailbox) -> None:
    post.desk = replace(post.desk, house=replace(post.desk.house, account=("DE00 0000",)))
    post.sign_law("DE-STPO-100J")
    case = post.decided("comply")
    cost = {"item": 1, "minutes": 0, "tariff": "DE-STPO-100J.tariff.subscriber_record", "units": 1}
    post.do("aster", Act.COST_RECORD, case, cost)
    invoice = post.letter(case, LetterKind.INVOICE)
    post.queue(case, LetterKind.INVOICE)
    post.do("aster", Act.COST_RECORD, case, {**cost, "units": 2})
    assert post.works()["sent"] == [case]
    assert pdf_of(box.taken[0][2]) == letter_pdf(invoice)
    whole()


@pytest.mark.parametrize("rests", ["none", "the proposal", "nobody's", "both", "the decision"])
def test_a_letter_leaves_for_no_other_decision_than_it_names(post: Post, box: Mailbox, rests: str) -> None:
    """One of the house signs such a letter, and whoever writes the database queues it past the desk's own rule."""
    case = post.decided()
    item = post.state(case).items[0]
    assert item.proposal is not None
    named = {"none": [], "the proposal": [item.proposal.statement], "nobody's": ["a" * 64]}
    named |= {"both": [item.approval, item.proposal.statement], "the decision": [item.approval]}
    sealed = post.sealed_letter(json.dumps(plain.to_plain(post.letter(case), [1])).encode())
    said = {"how": "mail", "items": [1], "kind": "no_data", "language": "de", "sealed": sealed.id}
    note = post.note("aster", Act.LETTER_SEND, case, {**said, "rests": named[rests]})
    if rests != "the decision":
        assert denied(acts.perform(post.desk, note, attached=[sealed])) == "case.basis-changed"
    row = {"event_id": Statement.objects.latest("event_id").event_id, "act": "letter.send", "person": "aster"}
    Statement.objects.keep(hash=hash_of(note), case=case, note=note, **row)
    forge(post, case, made(LetterQueued, by="aster", **said), statements=[hash_of(note)])
    payload = {"payload": json.dumps({"sealed": sealed.id}), "due_at": post.desk.now}
    Effect.objects.create(id=ids._make("o", post.desk.draw()), kind=outgoing_letters.KIND, case=case, **payload)
    post.works()
    # The last one is signed, and fails for want of what it would send.
    wanted = "letter.gone" if rests == "the decision" else "letter.overtaken"
    assert (Effect.objects.get().last_error, box.taken) == (wanted, [])
