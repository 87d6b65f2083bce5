"""Whether the desk works, and numbers for the operator's monitoring. Counts and ages alone: no case, office or country.

Both are for the operator, never for the public: how many duties of a kind are open tells what came in (P11).
"""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from django.db import DatabaseError
from django.db.models import Count, Max, Min, Q, QuerySet

import dueprocess
from dueprocess.desk.data import versions
from dueprocess.desk.data.models import Arrival, Beat, Duty, Effect, Paging, Production, Statement
from dueprocess.formats.statement import Act

BEAT_SECONDS: Final = 5 * 60  # the worker beats each minute
EFFECT_SECONDS: Final = 60 * 60  # longest pause between two tries (desk/data/work.py)

UNKNOWN: Final = "unknown"


@dataclass(frozen=True, slots=True)
class Health:
    """One look at the desk: ages in whole seconds, None where there is nothing that has an age."""

    reachable: bool  # the database answers
    schema: str  # current | older | newer | unknown
    beat: int | None  # since the worker was last seen
    overdue: int | None  # how long the oldest effect that is due has been waiting

    @property
    def holds(self) -> bool:
        """Whether nobody needs to be called."""
        beats = self.beat is not None and self.beat <= BEAT_SECONDS
        return self.reachable and self.schema == versions.CURRENT and beats and (self.overdue or 0) <= EFFECT_SECONDS

    def plain(self) -> dict[str, object]:
        """As JSON says it."""
        return {
            "holds": self.holds,
            "database": self.reachable,
            "schema": self.schema,
            "beat_seconds": self.beat,
            "overdue_seconds": self.overdue,
        }


def health(now: datetime.datetime) -> Health:
    """How the desk stands at ``now`` (aware UTC). Never raises because of the database: that is an answer."""
    try:
        schema = _schema()
        if schema != versions.CURRENT:
            return Health(reachable=True, schema=schema, beat=None, overdue=None)
        seen = Beat.objects.aggregate(at=Max("seen_at"))["at"]
        oldest = Effect.objects.filter(done_at__isnull=True, due_at__lte=now).aggregate(at=Min("due_at"))["at"]
        return Health(reachable=True, schema=versions.CURRENT, beat=_age(now, seen), overdue=_age(now, oldest))
    except DatabaseError:
        return Health(reachable=False, schema=UNKNOWN, beat=None, overdue=None)


def _schema() -> str:
    """As ``versions.schema``. Raises DatabaseError where nothing of ours is there."""
    found = versions.schema()
    if found == versions.NONE:
        raise DatabaseError
    return found


def _age(now: datetime.datetime, at: datetime.datetime | None) -> int | None:
    # A clock that was set back gives no negative age; `doctor` names it.
    return None if at is None else max(0, int((now - at).total_seconds()))


def metrics_text(now: datetime.datetime) -> str:
    """Prometheus' text format 0.0.4, gauges only. Raises DatabaseError where the database does not answer."""
    lines: list[str] = []
    for name, says, values in _metrics(now):
        lines += [f"# HELP dueprocess_{name} {says}", f"# TYPE dueprocess_{name} gauge"]
        lines += [f"dueprocess_{name}{_label(*one)} {number}" for one, number in values.items()]
    return "".join(f"{line}\n" for line in lines)


def _metrics(now: datetime.datetime) -> Iterator[tuple[str, str, Mapping[tuple[str, str], int]]]:
    """Name of each, one line of meaning, and numbers by a label and its value; ("", "") where there is no label."""
    duties = Duty.objects.filter(Q(case__isnull=True) | Q(case__practice=False), done_at__isnull=True)
    effects = Effect.objects.filter(done_at__isnull=True)
    pages = Paging.objects.filter(next_at__isnull=False)
    arrivals = Arrival.objects.filter(says="unread", practice=False)
    yield "info", "Version of the program.", {("version", dueprocess.__version__): 1}
    yield "schema_current", "1 where the database has this version's schema.", _one(_schema() == versions.CURRENT)
    yield "duties_open", "Open duties by what is due.", _by("what", duties)
    yield "duties_overdue", "Open duties whose time has passed.", _one(duties.filter(due_at__lt=now).count())
    yield "effects_waiting", "Effects to be performed, by kind.", _by("kind", effects)
    yield "effects_failing", "Effects whose last try failed.", _one(effects.exclude(last_error="").count())
    yield "arrivals_unread", "Arrivals that nobody has looked at.", _one(arrivals.count())
    yield "pages_open", "Calls that nobody has acknowledged.", _one(pages.count())
    made = _by("state", Production.objects.all())
    yield "productions", "Productions by state; those that were wrong are recalled.", made
    recalls = Statement.objects.filter(act=Act.RELEASE_RECALL).count()
    yield "recalls", "What was called back after it was given: released, or outside the desk.", _one(recalls)
    beats = {("task", one.task): _age(now, one.seen_at) or 0 for one in Beat.objects.order_by("task")}
    yield "beat_age_seconds", "Seconds since the worker did a task.", beats


def _one(value: int) -> dict[tuple[str, str], int]:
    return {("", ""): int(value)}


def _by(label: str, rows: QuerySet[Duty] | QuerySet[Effect] | QuerySet[Production]) -> dict[tuple[str, str], int]:
    """Rows by the code in the column ``label``."""
    counted = rows.values_list(label).annotate(many=Count("pk")).order_by(label)
    return {(label, str(code)): int(many) for code, many in counted}


def _label(label: str, value: str) -> str:
    if not label:
        return ""
    escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'{{{label}="{escaped}"}}'
