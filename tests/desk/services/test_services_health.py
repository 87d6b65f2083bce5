"""Health and metrics: what they count, when somebody must be called, and that they name no case, office or country."""

import datetime
import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder

import dueprocess
from dueprocess.desk.data.models import Arrival, Beat, Case, Duty, Effect, Paging, Production
from dueprocess.desk.services import health as healths
from dueprocess.desk.services.health import Health, health, metrics_text
from dueprocess.formats import ids

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 3, 9, 9, 0, tzinfo=datetime.UTC)
GOOD = Health(reachable=True, schema="current", beat=60, overdue=None)


def ago(**time: float) -> datetime.datetime:
    return NOW - datetime.timedelta(**time)


@pytest.mark.parametrize(
    ("change", "holds"),
    [
        ({}, True),
        ({"beat": 300, "overdue": 3600}, True),
        ({"beat": 301}, False),
        ({"beat": None}, False),
        ({"overdue": 3601}, False),
        ({"schema": "older"}, False),
        ({"reachable": False}, False),
    ],
)
def test_when_somebody_must_be_called(change: dict[str, object], holds: bool) -> None:  # noqa: FBT001
    one = replace(GOOD, **change)
    assert one.holds is holds
    assert one.plain() == {
        "holds": holds,
        "database": one.reachable,
        "schema": one.schema,
        "beat_seconds": one.beat,
        "overdue_seconds": one.overdue,
    }


def test_health_sees_beats_and_effects_that_wait() -> None:
    assert health(NOW) == Health(reachable=True, schema="current", beat=None, overdue=None)
    Beat.objects.create(task="send", seen_at=ago(hours=1))
    Beat.objects.create(task="beat", seen_at=ago(seconds=59))
    Effect.objects.create(id="o-1", kind="send", due_at=NOW + datetime.timedelta(hours=1))
    Effect.objects.create(id="o-2", kind="send", due_at=ago(days=2), done_at=ago(days=1))
    assert health(NOW) == Health(reachable=True, schema="current", beat=59, overdue=None)
    Effect.objects.create(id="o-3", kind="send", due_at=ago(minutes=5))
    assert health(NOW) == Health(reachable=True, schema="current", beat=59, overdue=300)
    assert health(ago(hours=3)).beat == 0  # the clock was set back


def test_another_schema_and_a_database_that_does_not_answer_are_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    recorder = MigrationRecorder(connection)
    recorder.record_applied("data", "0099_later")
    assert health(NOW).schema == "newer"
    recorder.record_unapplied("data", "0099_later")
    recorder.record_unapplied("mfa", "0003_authenticator_type_uniq")
    assert health(NOW).schema == "older"

    def silent() -> Iterator[object]:
        raise OperationalError

    monkeypatch.setattr(healths.versions, "schema", silent)
    assert health(NOW) == Health(reachable=False, schema="unknown", beat=None, overdue=None)


def test_metrics_are_counts_by_code_and_nothing_else() -> None:
    real = Case.objects.create(id=ids.case_id(b"a" * 15), recipient="age1x", opened_on=NOW, country="DE", authority="X")
    practice = Case.objects.create(id=ids.case_id(b"b" * 15), recipient="age1x", opened_on=NOW, practice=True)
    for number, (of, what, due) in enumerate(
        [(real, "respond", ago(hours=1)), (real, "respond", NOW), (None, "review", NOW), (practice, "respond", NOW)]
    ):
        Duty.objects.create(id=f"d-{number}", case=of, what=what, rule="X", due_at=due)
    Duty.objects.create(id="d-9", case=real, what="respond", rule="X", due_at=ago(days=1), done_at=NOW)
    Effect.objects.create(id="o-1", kind='se"nd\\\n', due_at=NOW, last_error="smtp.451")
    Effect.objects.create(id="o-2", kind="page", due_at=NOW, done_at=NOW)
    for number, (says, drill) in enumerate([("unread", False), ("unread", True), ("held_outside", False)]):
        Arrival.objects.create(
            id=f"a-{number}", channel="mail", received_on=NOW, received_at=NOW, says=says, practice=drill
        )
    Production.objects.create(id="x-1", case=real, item=1, state="recalled")
    Paging.objects.create(id="p-1", reason="late", raised_at=NOW, next_at=NOW)
    Paging.objects.create(id="p-2", reason="late", raised_at=NOW, acknowledged_at=NOW)
    Paging.objects.create(id="p-3", reason="test", raised_at=NOW)  # calls for nothing, and climbs to nobody
    Beat.objects.create(task="beat", seen_at=ago(seconds=61))
    text = metrics_text(NOW)
    assert [line for line in text.splitlines() if not line.startswith("#")] == [
        f'dueprocess_info{{version="{dueprocess.__version__}"}} 1',
        "dueprocess_schema_current 1",
        'dueprocess_duties_open{what="respond"} 2',
        'dueprocess_duties_open{what="review"} 1',
        "dueprocess_duties_overdue 1",
        r'dueprocess_effects_waiting{kind="se\"nd\\\n"} 1',
        "dueprocess_effects_failing 1",
        "dueprocess_arrivals_unread 1",
        "dueprocess_pages_open 1",
        'dueprocess_productions{state="recalled"} 1',
        "dueprocess_recalls 0",
        'dueprocess_beat_age_seconds{task="beat"} 61',
    ]
    for line in text.splitlines():
        assert re.fullmatch(r'# (HELP|TYPE) \w+ .+|\w+(\{\w+="([^"\\\n]|\\.)*"\})? [0-9.e+]+', line), line
    assert not re.search(r"\b[a-z]-[a-z2-7]{24}\b|DE|country|authority", text)
