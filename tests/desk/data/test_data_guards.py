import datetime
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, models, transaction

from data_samples import append_one, case_row, decision, duty
from dueprocess.desk.data import guards, portable
from dueprocess.desk.data.models import (
    Case,
    Decision,
    DecisionLine,
    Duty,
    Event,
    EventOpening,
    GateAnswer,
    Note,
    Roster,
    Statement,
)
from dueprocess.desk.data.rowstore import PURGED
from dueprocess.desk.data.transaction import snapshot, write

pytestmark = pytest.mark.django_db


def refused(act: Callable[[], object]) -> None:
    with pytest.raises(IntegrityError, match=guards.MARK) as caught, transaction.atomic():
        act()
    assert guards.is_guard(caught.value)


def rows() -> dict[str, Any]:
    case = case_row()
    with write():
        event = append_one(case.pk, 0)
    statement = Statement.objects.keep(hash="a" * 64, event=event, act="x", person="p", note=b"n")
    roster = Roster.objects.create(
        number=1, hash="b" * 64, note=b"n", since=datetime.datetime(2026, 3, 9, tzinfo=datetime.UTC)
    )
    return {"event": event, "statement": statement, "roster": roster}


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("event", {"kind": "x"}),
        ("event", {"seq": 9}),
        ("event", {"commitment": b"0" * 32}),
        ("statement", {"person": "q"}),
        ("roster", {"note": b"other"}),
    ],
)
def test_append_only_rows_are_neither_changed_nor_deleted(name: str, change: dict[str, Any]) -> None:
    row = rows()[name]
    rows_of = type(row).objects.filter(pk=row.pk)
    refused(lambda: rows_of.update(**change))
    refused(lambda: rows_of._raw_delete(rows_of.db))  # noqa: SLF001
    assert rows_of.filter(**change).count() == 0


def test_openings_are_purged_but_never_changed() -> None:
    event = rows()["event"]
    opening = EventOpening.objects.filter(event=event)
    refused(lambda: opening.update(salt=b"1" * 32))
    assert opening.delete()[0] == 1
    assert Event.objects.filter(pk=event.pk).exists()


def test_notes_are_purged_but_never_changed() -> None:
    statement = rows()["statement"]
    note = Note.objects.filter(statement=statement)
    refused(lambda: note.update(bytes=b"other"))
    assert note.delete()[0] == 1
    assert Statement.objects.filter(pk=statement.pk).exists()


@pytest.mark.parametrize(
    "change",
    [
        {"outcome": "correct"},
        {"proposer": "z"},
        {"approver": "z"},
        {"basis": "z"},
        {"approved_by_statement": "z"},
        {"needs_two": False, "outcome": "correct"},
        {"state": "open"},
        {"state": "sent_back"},
        {"ground": "z"},
        {"revision": 9},
        {"item": 9},
    ],
)
def test_an_approved_decision_does_not_change(change: dict[str, Any]) -> None:
    row = decision()
    Decision.objects.filter(pk=row.pk).update(state="approved", approver="b", approved_by_statement="t")
    refused(lambda: Decision.objects.filter(pk=row.pk).update(**change))


def test_an_approved_decision_may_become_void_and_stays_so() -> None:
    row = decision()
    one = Decision.objects.filter(pk=row.pk)
    one.update(state="approved", approver="b", approved_by_statement="t")
    assert one.update(state="void") == 1
    refused(lambda: one.update(state="approved"))
    refused(lambda: one.update(state="open"))


def test_an_open_proposal_keeps_what_was_proposed() -> None:
    row = decision()
    refused(lambda: Decision.objects.filter(pk=row.pk).update(outcome="correct"))
    assert Decision.objects.filter(pk=row.pk).update(state="sent_back") == 1


def test_a_decision_does_not_arrive_approved() -> None:
    refused(lambda: decision(state="approved", approver="b", approved_by_statement="t"))


def test_an_approved_decision_is_not_deleted() -> None:
    row = decision()
    one = Decision.objects.filter(pk=row.pk)
    one.update(state="approved", approver="b", approved_by_statement="t")
    refused(one.delete)
    Case.objects.filter(pk=row.case_id).update(face=PURGED)
    assert one.delete()[0] == 1


def test_lines_end_with_the_proposal() -> None:
    row = decision()
    line = DecisionLine.objects.create(decision=row, handle="T1", category="traffic", answer="granted")
    lines = DecisionLine.objects.filter(pk=line.pk)
    refused(lambda: lines.update(answer="refused"))
    Decision.objects.filter(pk=row.pk).update(state="approved", approver="b", approved_by_statement="t")
    refused(lambda: lines.update(answer="refused"))
    refused(lines.delete)
    refused(lambda: DecisionLine.objects.create(decision=row, handle="T2", category="content", answer="granted"))
    Case.objects.filter(pk=row.case_id).update(face=PURGED)
    assert lines.delete()[0] == 1


def test_an_answer_is_not_changed() -> None:
    case = case_row()
    row = GateAnswer.objects.create(case=case, item=1, question="admit", answer="no", person="a", statement="s", seq=1)
    refused(lambda: GateAnswer.objects.filter(pk=row.pk).update(answer="yes"))


def test_a_closed_duty_is_not_reopened_and_an_open_one_not_forgotten() -> None:
    row = Duty.objects.filter(pk=duty().pk)
    refused(row.delete)
    done = datetime.datetime(2026, 11, 2, tzinfo=datetime.UTC)
    assert row.update(done_at=done, done_by="e") == 1
    refused(lambda: row.update(done_at=None))
    refused(lambda: row.update(done_at=done + datetime.timedelta(days=1)))
    refused(lambda: row.update(done_by="f"))
    assert row.update(raised=2) == 1


def test_a_case_does_not_go_back() -> None:
    case = case_row()
    with write():
        append_one(case.pk, 0)
    refused(lambda: Case.objects.filter(pk=case.pk).update(revision=0))


def test_all_stand_and_install_is_idempotent() -> None:
    assert guards.missing() == []
    guards.install()
    assert guards.missing() == []
    guards.remove()
    assert guards.missing() == [guard.name for guard in guards.GUARDS]
    guards.install()
    assert guards.missing() == []


def test_a_trigger_of_the_same_name_that_does_nothing_is_found() -> None:
    guard = guards.GUARDS[0]
    empty = guards.Guard(guard.table, guard.verb, guard.says, "1 = 0")
    with connection.cursor() as cursor:
        for statement in guards._create(empty, connection.vendor):  # noqa: SLF001
            cursor.execute(statement)
    assert guards.missing() == [guard.name]


@pytest.mark.django_db(transaction=True)
def test_a_column_added_takes_the_guards_away_on_sqlite_and_post_migrate_brings_them_back() -> None:
    from django.core.management import call_command

    column = models.CharField(max_length=4, default="x")
    column.set_attributes_from_name("extra")
    with connection.schema_editor() as editor:
        editor.add_field(Event, column)
    try:
        lost = {"guard_data_event_update", "guard_data_event_delete"} if connection.vendor == "sqlite" else set()
        assert set(guards.missing()) == lost
        call_command("migrate", verbosity=0, skip_checks=True)
        assert guards.missing() == []
    finally:
        with connection.schema_editor() as editor:
            editor.remove_field(Event, column)
        guards.install()


def test_a_plain_error_is_no_guard() -> None:
    assert not guards.is_guard(DatabaseError("UNIQUE constraint failed"))


def test_role_names_are_plain() -> None:
    with pytest.raises(ValueError, match="no plain role"):
        guards.postgres_grants("x; DROP TABLE y")


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_the_apps_role_may_only_add_events_and_can_back_up(root: Path) -> None:
    event = rows()["event"]
    with connection.cursor() as cursor:
        cursor.execute("DROP ROLE IF EXISTS dueprocess_app")
        cursor.execute("CREATE ROLE dueprocess_app")
        cursor.execute((root / "docs/operator/grants.sql").read_text())
    guards.remove()  # what is left is the role's rights alone
    try:
        _as_app(event)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")
            cursor.execute("DROP OWNED BY dueprocess_app")
            cursor.execute("DROP ROLE dueprocess_app")


A_COLUMN = {
    "data_event": "kind",
    "data_ledgerrow": "surface",
    "data_reportcorrection": "says",
    "data_scorecard": "hash",
    "data_scorelook": "element",
    "data_statement": "act",
}


def _as_app(event: Event) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE dueprocess_app")
        with write():
            append_one(event.case, 1)
        with snapshot():
            assert all(
                isinstance(list(portable.dump(one)), list) for one in portable.tables(portable.applied()).values()
            )
        for table in guards.APPEND_ONLY:
            one = A_COLUMN.get(table, "note")
            for statement in (f"UPDATE {table} SET {one} = {one}", f"DELETE FROM {table}", f"TRUNCATE {table} CASCADE"):  # noqa: S608
                with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
                    cursor.execute(statement)
        for owner_only in ("DROP TABLE data_event CASCADE", "ALTER TABLE data_event DISABLE TRIGGER ALL"):
            with pytest.raises(DatabaseError, match="must be owner"), transaction.atomic():
                cursor.execute(owner_only)
        assert EventOpening.objects.filter(event=event).delete()[0] == 1
        assert Note.objects.all().delete()[0] == 1
