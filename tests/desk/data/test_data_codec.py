import secrets
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from data_samples import DAY, NOTE, append_one, case_row, new_event, new_id
from dueprocess.case.case_events import NoteAdded
from dueprocess.case.desk_events import KeyRetired
from dueprocess.case.events import EventError
from dueprocess.desk.data import chain, codec, guards
from dueprocess.desk.data.models import Case, Event, EventOpening, Statement
from dueprocess.desk.data.transaction import write
from dueprocess.formats.commitment import FIELDS, NO_PREVIOUS, commit

pytestmark = pytest.mark.django_db


def grown(events: int = 3) -> Case:
    case = case_row()
    with write():
        codec.append_many(DAY, [codec.Batch(case.pk, 0, [new_event() for _ in range(events)])])
    case.refresh_from_db()
    return case


def test_append_writes_event_opening_and_moves_the_case() -> None:
    case = case_row()
    salt, event_id = secrets.token_bytes(32), new_id("e")
    with write():
        new = codec.NewEvent(
            "case:note:added",
            NOTE,
            event_id,
            salt,
            country="DE",
            authority_kind="police",
            demand_kinds="disclosure",
            outcome="comply",
            statements=["a" * 64, "b" * 64],
            sealed=["c" * 64],
        )
        row = codec.append(DAY, case.pk, 0, new)
    case.refresh_from_db()
    fields = codec.unpack(bytes(row.opening.fields))
    assert (case.revision, bytes(case.head)) == (1, bytes(row.commitment))
    assert tuple(sorted(fields)) == tuple(sorted(FIELDS))
    assert commit(fields, salt) == bytes(row.commitment)
    assert (fields["week"], fields["day"], fields["previous"]) == (b"2026-W45", b"2026-11-02", NO_PREVIOUS)
    [stored] = codec.events_of(case.pk)
    assert stored.body == NoteAdded(**NOTE)
    assert (stored.seq, stored.kind, stored.outcome, stored.day) == (1, "case:note:added", "comply", DAY)
    assert (stored.statements, stored.sealed) == (("a" * 64, "b" * 64), ("c" * 64,))
    assert stored.opened


def test_the_loser_of_two_appends_hears_it_and_writes_nothing() -> None:
    case = grown(1)
    with write():
        append_one(case.pk, 1)
    with pytest.raises(codec.RevisionMovedError), write():
        append_one(case.pk, 1)
    assert Event.objects.filter(case=case.pk).count() == 2
    assert chain.verify_chain(case.pk).holds


def test_compare_and_set_alone_stops_a_loser(monkeypatch: pytest.MonkeyPatch) -> None:
    case = grown(1)
    monkeypatch.setattr(codec, "_heads", lambda _: {case.pk: (0, NO_PREVIOUS)})  # what a stale reader saw
    with pytest.raises(codec.RevisionMovedError), write():
        append_one(case.pk, 0)
    assert chain.verify_chain(case.pk).holds


def test_unknown_case_is_refused() -> None:
    with pytest.raises(codec.RevisionMovedError), write():
        append_one(new_id("c"), 0)


def test_the_desks_own_chain() -> None:
    assert codec.desk_revision() == 0
    with write():
        append_one(codec.DESK, 0, "desk:key:retired", body={"by": "aster", "key": "0" * 8})
        append_one(codec.DESK, 1, "desk:freeze:lifted", body={"by": "aster", "freeze": "1" * 64})
    assert codec.desk_revision() == 2
    assert [event.seq for event in codec.events_of(codec.DESK)] == [1, 2]
    assert [body for _, body in codec.desk_events(KeyRetired)] == [KeyRetired("aster", "0" * 8)]
    assert chain.verify_chain(codec.DESK).holds
    with pytest.raises(codec.RevisionMovedError), write():
        append_one(codec.DESK, 1, "desk:law:signed")


def test_a_place_taken_in_the_desks_chain_is_a_lost_race(monkeypatch: pytest.MonkeyPatch) -> None:
    with write():
        append_one(codec.DESK, 0)
    monkeypatch.setattr(codec, "_heads", lambda _: {codec.DESK: (0, NO_PREVIOUS)})
    with pytest.raises(codec.RevisionMovedError), write():
        append_one(codec.DESK, 0)
    assert Event.objects.count() == 1


def test_many_chains_in_few_statements() -> None:
    cases = [case_row() for _ in range(20)]
    batches = [codec.Batch(case.pk, 0, [new_event(), new_event()]) for case in cases]
    with CaptureQueriesContext(connection) as queries, write():
        rows = codec.append_many(DAY, batches)
    assert [row.case for row in rows] == [case.pk for case in cases for _ in range(2)]
    assert len(queries) <= 20 + 9
    assert all(chain.verify_chain(case.pk).holds for case in cases)


def test_one_loser_in_a_batch_undoes_all() -> None:
    first, second = case_row(), grown(1)
    with pytest.raises(codec.RevisionMovedError), write():
        codec.append_many(DAY, [codec.Batch(first.pk, 0, [new_event()]), codec.Batch(second.pk, 0, [new_event()])])
    assert Event.objects.filter(case=first.pk).count() == 0


@pytest.mark.parametrize(
    "wrong",
    [
        {"event_id": "x"},
        {"salt": b"short"},
        {"body": {"half": 0.5}},
        {"country": "D E"},
        {"outcome": "ü"},
        {"statements": ["A" * 64]},
        {"sealed": ["a" * 63]},
    ],
)
def test_what_is_no_event_is_refused(wrong: dict[str, Any]) -> None:
    case = case_row()
    with pytest.raises(EventError), write():
        append_one(case.pk, 0, **wrong)
    assert Event.objects.count() == 0


def test_batches_have_limits() -> None:
    case = case_row()
    with pytest.raises(EventError, match="at most"), write():
        codec.append_many(DAY, [codec.Batch(case.pk, 0, [new_event()] * 251)])
    with pytest.raises(EventError, match="once"), write():
        codec.append_many(DAY, [codec.Batch(case.pk, 0, []), codec.Batch(case.pk, 0, [])])


@pytest.mark.django_db(transaction=True)
def test_nothing_is_appended_outside_a_transaction() -> None:
    case = case_row()
    with pytest.raises(EventError, match="write"):
        append_one(case.pk, 0)


@pytest.mark.parametrize("at", ["_move", "_insert"])
@pytest.mark.parametrize("persisted", [False, True])
def test_a_write_broken_at_each_step_leaves_all_or_nothing(
    at: str,
    persisted: bool,  # noqa: FBT001
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    case = grown(1)
    real = getattr(codec, at)

    def breaks(*arguments: Any) -> Any:
        if persisted:
            real(*arguments)
        raise OSError

    monkeypatch.setattr(codec, at, breaks)
    with pytest.raises(OSError), write():  # noqa: PT011
        append_one(case.pk, 1)
    monkeypatch.undo()
    assert Event.objects.filter(case=case.pk).count() == 1
    assert chain.verify_chain(case.pk).holds
    with write():
        append_one(case.pk, 1)
    assert chain.verify_chain(case.pk).events == 2


def test_a_purged_opening_leaves_a_chain_that_holds() -> None:
    case = grown(3)
    EventOpening.objects.filter(event__case=case.pk, event__seq=2).delete()
    checked = chain.verify_chain(case.pk)
    assert (checked.holds, checked.events, checked.opened) == (True, 3, 2)
    assert [event.opened for event in codec.events_of(case.pk)] == [True, False, True]


@pytest.mark.parametrize(
    ("table", "change", "check", "seq"),
    [
        (Event, {"previous": b"1" * 32}, chain.LINK, 2),
        (Event, {"commitment": b"1" * 32}, chain.COMMITMENT, 2),
        (Event, {"kind": "case:case:closed"}, chain.OPENING, 2),
        (Event, {"version": 2}, chain.OPENING, 2),
        (Event, {"seq": 9}, chain.GAP, 2),
        (EventOpening, {"salt": b"1" * 32}, chain.COMMITMENT, 2),
        (EventOpening, {"salt": b"1"}, chain.OPENING, 2),
        (EventOpening, {"fields": b"{}"}, chain.OPENING, 2),
        (EventOpening, {"fields": b"["}, chain.OPENING, 2),
        (Case, {"head": b"1" * 32}, chain.HEAD, 3),
        (Case, {"revision": 2}, chain.HEAD, 3),
    ],
)
def test_a_changed_past_is_named(table: Any, change: dict[str, Any], check: str, seq: int) -> None:
    case = grown(3)
    guards.remove()
    chosen = {Event: {"case": case.pk, "seq": 2}, EventOpening: {"event__case": case.pk, "event__seq": 2}}
    rows = table.objects.filter(**chosen.get(table, {"pk": case.pk}))
    assert rows.update(**change) == 1
    fault = chain.verify_chain(case.pk).fault
    assert (fault.check, fault.seq) == (check, seq)
    guards.install()


@pytest.mark.parametrize("stored", [None, b"other"])
def test_a_statement_missing_or_changed_is_named(stored: bytes | None) -> None:
    case = case_row()
    with write():
        event = append_one(case.pk, 0, statements=["a" * 64])
        if stored:
            Statement.objects.keep(hash="a" * 64, event=event, case=case.pk, act="x", person="p", note=stored)
    fault = chain.verify_chain(case.pk).fault
    assert fault.check == chain.STATEMENT


@pytest.mark.parametrize(
    ("wrong", "rule"),
    [
        ({"body": {**NOTE, "more": 1}}, "event.malformed"),
        ({"body": {}}, "event.malformed"),
        ({"version": 2}, "event.version"),
    ],
)
def test_a_body_that_this_program_would_not_write_is_refused_and_its_chain_still_told(
    wrong: dict[str, Any], rule: str
) -> None:
    case = case_row()
    with write():
        append_one(case.pk, 0, **wrong)
    with pytest.raises(EventError) as fault:
        codec.events_of(case.pk)
    assert fault.value.rule == rule
    assert chain.verify_chain(case.pk).holds


def test_a_kind_of_a_newer_program_has_no_body() -> None:
    case = case_row()
    with write():
        append_one(case.pk, 0, "case:future:thing", version=7, body={"any": "thing"})
    (event,) = codec.events_of(case.pk)
    assert (event.body, event.opened, event.version) == (None, True, 7)


def test_reading_is_one_query() -> None:
    case = grown(3)
    with CaptureQueriesContext(connection) as queries:
        codec.events_of(case.pk)
    assert len(queries) == 1


def test_a_savepoint_is_no_misuse() -> None:
    case = case_row()
    with write(), transaction.atomic():
        append_one(case.pk, 0)
    assert chain.verify_chain(case.pk).events == 1
