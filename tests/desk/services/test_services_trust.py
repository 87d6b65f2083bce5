"""Rows are not believed: a writer of the database forges confirmations, verifications and law, and gets nothing."""

import datetime

from desk_samples import Place, denied, forge, taken_back
from dueprocess.case.case_events import AuthorityCalledBack, FaceConfirmed, FaceDrafted
from dueprocess.case.decision_events import SecrecyEnded, SecrecyRecorded
from dueprocess.case.outcome import Rule
from dueprocess.desk.data.models import Duty, Sealed, Statement, Verification
from dueprocess.desk.services import trust
from dueprocess.desk.services.beat import beat
from dueprocess.desk.services.cases import state_of, verification_of
from dueprocess.desk.services.result import Done
from dueprocess.formats.statement import Act, hash_of
from event_samples import made

AUTHORITY = "PK-PTA"


FACE = {"case": {"country": "DE"}, "confirmed": ["country"], "items": [{"kind": "disclosure"}]}


def test_an_event_that_nobody_signed_stops_a_decision(place: Place) -> None:
    case = place.ready()
    assert trust.relied_on(place.desk, state_of(case)) is None
    for body in (
        FaceConfirmed("aster", {"country": "DE"}, ()),
        AuthorityCalledBack("cedar", "call_back", "confirmed"),
        FaceConfirmed("rule-calendar", {"country": "DE"}, ()),
        AuthorityCalledBack("rule-calendar", "call_back", "confirmed"),
        FaceDrafted({**FACE, "schema": "dueprocess/face/1"}),  # confirmed facts out of nowhere
    ):
        with taken_back():
            forge(place, case, body)
            assert trust.relied_on(place.desk, state_of(case)).rule is Rule.UNSIGNED, body
    forge(place, case, FaceConfirmed("birch", {"country": "DE"}, ()))
    assert denied(place.propose(case)) == "case.unsigned-event"


def test_time_ends_no_silence_before_its_last_day_has_passed(place: Place) -> None:
    case = place.ready()
    for days, ends in ((-1, True), (0, False), (200, False), (None, False)):
        until = None if days is None else (place.desk.today + datetime.timedelta(days)).isoformat()
        with taken_back():
            forge(place, case, made(SecrecyRecorded, until=until))
            assert trust.relied_on(place.desk, state_of(case)) is None
            forge(place, case, SecrecyEnded(1, "rule-calendar", "expired"))
            refused = trust.relied_on(place.desk, state_of(case))
            assert refused is None if ends else refused.rule is Rule.UNSIGNED, days


def test_of_two_silences_time_ends_the_one_whose_day_has_passed(place: Place) -> None:
    case, past = place.ready(), (place.desk.today - datetime.timedelta(1)).isoformat()
    begun = state_of(case).revision
    for ended, ends in (((begun + 1,), True), ((begun + 2,), False), ((), False)):
        with taken_back():
            forge(place, case, made(SecrecyRecorded, until=past))
            forge(place, case, made(SecrecyRecorded, until=None, review_on=past))
            forge(place, case, SecrecyEnded(1, "rule-calendar", "expired", ended))
            refused = trust.relied_on(place.desk, state_of(case))
            assert refused is None if ends else refused.rule is Rule.UNSIGNED, ended


def test_one_persons_silence_keeps_no_other_from_ending(place: Place) -> None:
    """P5: the duty to tell is there on the day, whatever waits for a second person."""
    case, today = place.ready(), place.desk.today
    place.silence(case, until=today.isoformat())
    place.agree_silence(case)
    place.silence(case, until="2199-12-31")
    assert not Duty.objects.filter(case_id=case, what="tell")
    place.later(days=2)
    assert beat(place.desk).ended == (case,)
    assert Duty.objects.filter(case_id=case, what="tell", done_at__isnull=True).count() == 1
    assert beat(place.desk).ended == ()


def test_an_edited_contact_or_an_invented_row_verifies_nobody(place: Place) -> None:
    case = place.ready()
    authority = state_of(case).face.get("authority")
    assert verification_of(place.desk, authority) is not None
    Verification.objects.filter(authority=authority).update(contact="lka@forger.example")
    assert verification_of(place.desk, authority) is None
    row = Verification.objects.filter(authority=authority).values().first()
    assert row is not None
    row |= {"id": None, "authority": AUTHORITY, "statement": "0" * 64, "confirming_statement": "1" * 64}
    Verification.objects.create(**row)
    assert verification_of(place.desk, AUTHORITY) is None


def test_a_note_that_was_altered_counts_nowhere_and_of_many_those_count_that_verify(place: Place) -> None:
    case = place.ready()
    assert trust.committed_ciphertexts(case) == set(Sealed.objects.filter(case_id=case).values_list("hash", flat=True))
    row = Statement.objects.earliest("event_id")
    good = bytes(row.note.bytes)
    assert trust.stated(place.desk, good, hash_of(good)) is not None
    altered = good.replace(b"aster", b"birch")
    assert trust.stated(place.desk, altered, hash_of(altered)) is None
    assert trust.stated(place.desk, good, hash_of(good, 2)) is None
    assert trust.stored(place.desk, "0" * 64) is None
    # What somebody with the database can do: a row with any note.
    bad = good.replace(b'"act"', b'"Act"', 1)
    more = {"event_id": row.event_id, "act": str(Act.LAW_SIGN), "person": "cedar"}
    Statement.objects.keep(hash=hash_of(bad), note=bad, **more)
    assert set(trust.stored_all(place.desk, [row.hash, hash_of(bad), "0" * 64])) == {row.hash}


def test_a_statement_under_a_roster_that_never_was_counts_nowhere(place: Place) -> None:
    case = place.ready()
    says = {"fields": {"country": "DE"}}
    for note, counts in (
        (place.note("aster", Act.FACE_CONFIRM, case, says), True),
        (place.note("aster", Act.FACE_CONFIRM, case, says, roster=(9, "0" * 64)), False),
        (b"no note", False),
    ):
        assert (trust.stated(place.desk, note, hash_of(note)) is not None) is counts


def test_a_statement_that_was_read_is_believed_only_under_its_own_hash(place: Place) -> None:
    place.ready()
    row = Statement.objects.earliest("event_id")
    good = bytes(row.note.bytes)
    swapped = trust.Vouched(place.desk, {row.hash: good.replace(b"aster", b"birch"), "0" * 64: good})
    assert swapped.of(row.hash) is None
    assert swapped.of("0" * 64) is None
    for vouched in (trust.Vouched(place.desk, {row.hash: good}), trust.Vouched(place.desk)):
        assert vouched.of(row.hash) == trust.stated(place.desk, good, hash_of(good))
        assert vouched.of(row.hash) is vouched.of(row.hash)


def test_a_split_counts_where_somebody_signed_one_and_explains_its_confirmed_facts(place: Place) -> None:
    case = place.ready()
    assert trust.signed_splits(place.desk) == frozenset()
    add = {"fields": {"kind": "preservation"}, "item": 2, "op": "add"}
    assert isinstance(place.act("aster", Act.ITEM_CHANGE, case, add), Done)
    _, new = place.split(case, 1)
    assert trust.relied_on(place.desk, state_of(new)) is None
    assert trust.signed_splits(place.desk) == {new}
    note = b"no note"
    event = Statement.objects.earliest("event_id").event_id
    more = {"event_id": event, "act": str(Act.CASE_SPLIT), "person": "aster"}
    Statement.objects.keep(hash=hash_of(note), note=note, **more)
    other = place.note("aster", Act.FACE_CONFIRM, case, {"new": "c-" + "a" * 24})
    Statement.objects.keep(hash=hash_of(other), note=other, **more)
    assert trust.signed_splits(place.desk) == {new}
