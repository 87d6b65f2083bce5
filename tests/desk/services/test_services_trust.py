"""Rows are not believed: a writer of the database forges confirmations, verifications and law, and gets nothing."""

import datetime

import pytest

from desk_samples import Place, denied, forge
from dueprocess.case.case_events import AuthorityCalledBack, FaceConfirmed, FaceDrafted
from dueprocess.case.decision_events import SecrecyEnded, SecrecyRecorded
from dueprocess.case.events import Body
from dueprocess.case.outcome import Rule
from dueprocess.case.state import CaseState
from dueprocess.desk.data.models import Sealed, Statement, Verification
from dueprocess.desk.services import trust
from dueprocess.desk.services.cases import state_of, verification_of
from dueprocess.desk.services.result import Done
from dueprocess.formats.statement import Act, hash_of
from event_samples import made

AUTHORITY = "PK-PTA"


@pytest.mark.parametrize(
    "body",
    [
        FaceConfirmed("aster", {"country": "DE"}, ()),
        AuthorityCalledBack("cedar", "call_back"),
        FaceConfirmed("rule-calendar", {"country": "DE"}, ()),
        AuthorityCalledBack("rule-calendar", "call_back"),
    ],
)
def test_an_event_that_nobody_signed_stops_a_decision(place: Place, body: Body[CaseState]) -> None:
    case = place.ready()
    assert trust.relied_on(place.desk, state_of(case)) is None
    forge(place, case, body)
    denied = trust.relied_on(place.desk, state_of(case))
    assert denied is not None
    assert denied.rule is Rule.UNSIGNED


@pytest.mark.parametrize(("days", "ends"), [(-1, True), (0, False), (200, False), (None, False)])
def test_time_ends_no_silence_before_its_last_day_has_passed(place: Place, days: int | None, ends: bool) -> None:  # noqa: FBT001
    case = place.ready()
    until = None if days is None else (place.desk.today + datetime.timedelta(days)).isoformat()
    forge(place, case, made(SecrecyRecorded, until=until))
    assert trust.relied_on(place.desk, state_of(case)) is None
    forge(place, case, SecrecyEnded(1, "rule-calendar", "expired"))
    denied = trust.relied_on(place.desk, state_of(case))
    assert denied is None if ends else denied is not None and denied.rule is Rule.UNSIGNED


def test_confirmed_facts_out_of_nowhere_stop_a_decision(place: Place) -> None:
    case = place.ready()
    face = {
        "case": {"country": "DE"},
        "confirmed": ["country"],
        "items": [{"kind": "disclosure"}],
        "schema": "dueprocess/face/1",
    }
    forge(place, case, FaceDrafted(face))
    denied = trust.relied_on(place.desk, state_of(case))
    assert denied is not None
    assert denied.rule is Rule.UNSIGNED


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


def store(note: bytes) -> None:
    """What somebody with the database can do: a row with any note."""
    event = Statement.objects.earliest("event_id").event_id
    Statement.objects.create(hash=hash_of(note), event_id=event, act=str(Act.LAW_SIGN), person="cedar", note=note)


def test_a_note_that_was_altered_counts_nowhere(place: Place) -> None:
    place.ready()
    good = bytes(Statement.objects.earliest("event_id").note)
    assert trust.stated(place.desk, good) is not None
    assert trust.stated(place.desk, good.replace(b"aster", b"birch")) is None
    assert trust.stored(place.desk, "0" * 64) is None


def test_nobody_decides_on_a_forged_confirmation(place: Place) -> None:
    case = place.ready()
    forge(place, case, FaceConfirmed("birch", {"country": "DE"}, ()))
    assert denied(place.propose(case)) == "case.unsigned-event"


def test_a_split_explains_its_confirmed_facts_and_decides_again(place: Place) -> None:
    case = place.ready()
    add = {"fields": {"kind": "preservation"}, "item": 2, "op": "add"}
    assert isinstance(place.act("aster", Act.ITEM_CHANGE, case, add), Done)
    done, new = place.split(case, 1)
    assert isinstance(done, Done)
    assert trust.relied_on(place.desk, state_of(new)) is None


def test_ciphertexts_that_no_event_commits_to_are_told_apart(place: Place) -> None:
    case = place.ready()
    committed = trust.committed_ciphertexts(case)
    assert committed == set(Sealed.objects.filter(case_id=case).values_list("hash", flat=True))


def test_of_many_statements_those_count_that_verify(place: Place) -> None:
    place.ready()
    good = Statement.objects.earliest("event_id").hash
    bad = bytes(Statement.objects.get(pk=good).note).replace(b'"act"', b'"Act"', 1)
    store(bad)
    assert set(trust.stored_all(place.desk, [good, hash_of(bad), "0" * 64])) == {good}


def test_a_statement_under_a_roster_that_never_was_counts_nowhere(place: Place) -> None:
    case = place.ready()
    says = {"fields": {"country": "DE"}}
    assert trust.stated(place.desk, place.note("aster", Act.FACE_CONFIRM, case, says)) is not None
    assert trust.stated(place.desk, place.note("aster", Act.FACE_CONFIRM, case, says, roster=9)) is None
    assert trust.stated(place.desk, b"no note") is None


def test_a_statement_that_was_read_is_believed_only_under_its_own_hash(place: Place) -> None:
    place.ready()
    row = Statement.objects.earliest("event_id")
    good = bytes(row.note)
    swapped = trust.Vouched(place.desk, {row.hash: good.replace(b"aster", b"birch"), "0" * 64: good})
    assert swapped.of(row.hash) is None
    assert swapped.of("0" * 64) is None
    for vouched in (trust.Vouched(place.desk, {row.hash: good}), trust.Vouched(place.desk)):
        assert vouched.of(row.hash) == trust.stated(place.desk, good)
        assert vouched.of(row.hash) is vouched.of(row.hash)


def test_a_split_counts_where_somebody_signed_one(place: Place) -> None:
    case = place.ready()
    assert trust.signed_splits(place.desk) == frozenset()
    add = {"fields": {"kind": "preservation"}, "item": 2, "op": "add"}
    assert isinstance(place.act("aster", Act.ITEM_CHANGE, case, add), Done)
    _, new = place.split(case, 2)
    assert trust.signed_splits(place.desk) == {new}
    note = b"no note"
    event = Statement.objects.earliest("event_id").event_id
    more = {"event_id": event, "act": str(Act.CASE_SPLIT), "person": "aster"}
    Statement.objects.create(hash=hash_of(note), note=note, **more)
    other = place.note("aster", Act.FACE_CONFIRM, case, {"new": "c-" + "a" * 24})
    Statement.objects.create(hash=hash_of(other), note=other, **more)
    assert trust.signed_splits(place.desk) == {new}
