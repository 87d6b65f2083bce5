"""``report_facts``: the rows of cases and items as a report counts them, a view on SQLite and PostgreSQL.

A view stands in the way of a migration that rebuilds a table below it: it is dropped before every ``migrate`` and
made again after (``desk/data/apps.py``). What it shows is not believed by itself: ``desk/services/report_facts.py``.
"""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import Q

from dueprocess.desk.data.models import Item
from dueprocess.report.facts import COLUMNS, Kept, kept

NAME: Final = "report_facts"
ROWS: Final = {"case_id": "i.case_id", "item_number": "i.number"}
"""What readers inside the desk ask for besides: where the row stands."""

_RECEIVED: Final = "COALESCE(c.received_on, c.opened_on)"
_ANSWERED: Final = "COALESCE(i.answered_on, i.decided_on)"
_HOURS: Final[Mapping[str, str]] = {
    "sqlite": "MAX(0, (strftime('%s', {at}) - strftime('%s', c.received_at)) / 3600)",
    "postgresql": "GREATEST(0, FLOOR(EXTRACT(EPOCH FROM ({at} - c.received_at)) / 3600))::integer",
}
_NOW: Final[Mapping[str, str]] = {"sqlite": "datetime('now')", "postgresql": "now()"}
_EXACT: Final[Mapping[str, str]] = {
    "letter": "CASE WHEN c.letter = '' THEN c.id ELSE c.letter END",
    "order": 'i."order"',
    # Numbers begin anew in what was split off its letter: there the row's own, so that no two items share one.
    "item": "CASE WHEN c.letter = '' THEN i.number ELSE 100000 + i.id END",
    "received_on": _RECEIVED,
    # Receipt is a day where the provider sits, the answer a day in UTC: none is answered on the day before.
    "answered_on": (
        f"CASE WHEN i.outcome = '' THEN NULL WHEN {_ANSWERED} < {_RECEIVED} THEN {_RECEIVED} ELSE {_ANSWERED} END"
    ),
    "country": "CASE WHEN c.country = '' THEN 'ZZ' ELSE c.country END",
    "authority_kind": "CASE WHEN c.authority_kind = '' THEN 'unknown' ELSE c.authority_kind END",
    # What was granted was named, though the number was put right to fewer since.
    "targets": "CASE WHEN i.accounts > i.targets THEN i.accounts ELSE i.targets END",
    "late": "COALESCE(l.late, 0)",
    "listed": "(i.publication <> 'aggregate')",
    **{name: f"c.{name}" for name in ("emergency", *kept(Kept.OF_CASE))},
}
_LATE: Final = (
    "SELECT d.case_id, COALESCE(d.item, (SELECT MIN(n.number) FROM data_item n WHERE n.case_id = d.case_id)) AS item,"
    " COUNT(*) AS late FROM (SELECT case_id, item FROM data_duty WHERE done_at > due_at UNION ALL"
    " SELECT case_id, item FROM data_duty WHERE done_at IS NULL AND due_at < {now}) d"
    " WHERE d.case_id IS NOT NULL GROUP BY 1, 2"
)
_FROM: Final = (
    "FROM data_item i JOIN data_case c ON c.id = i.case_id"
    " LEFT JOIN ({late}) l ON l.case_id = i.case_id AND l.item = i.number"
)
_WHERE: Final = (
    "WHERE c.merged_into_id IS NULL AND NOT c.practice AND NOT c.historic"
    " AND c.says NOT IN ('', 'unread', 'not_a_demand', 'held_outside', 'inquiry')"
)
"""A demand, each once: neither practice nor what went into another case, nor what nobody said is a demand."""
_DEMANDED: Final = " AND i.kind <> 'outgoing'"
"""Nor what the provider itself reported to an authority."""


def moment(at: datetime.datetime, vendor: str) -> str:
    """SQL of a moment."""
    text = at.astimezone(datetime.UTC).strftime("%Y-%m-%d %H:%M:%S")
    return f"'{text}'" if vendor == "sqlite" else f"'{text}+00'::timestamptz"


def select(vendor: str, now: str = "", rows: Mapping[str, str] | None = None) -> str:
    """The query of the view: every column of a fact, in order, after those of ``rows``. ``now``: SQL of a moment.

    Duties that are open and late are so at ``now``; the view itself asks the database's clock.
    """
    listed = [f"{sql} AS {name}" for name, sql in (rows or {}).items()]
    listed += [f'{_column(name, vendor)} AS "{name}"' for name in COLUMNS]
    late = _LATE.format(now=now or _NOW[vendor])
    return f"SELECT {', '.join(listed)} {_FROM.format(late=late)} {_WHERE}{_DEMANDED}"


def _column(name: str, vendor: str) -> str:
    if not name.endswith("_hours"):
        return _EXACT.get(name, f"i.{name}")
    at = f"i.{ {'acknowledge': 'acknowledged', 'decide': 'decided'}.get(name[:-6], name[:-6]) }_at"
    # The portal confirms receipt in the same breath.
    at_once = "WHEN c.receipted THEN 0 " if name == "acknowledge_hours" else ""
    hours = _HOURS[vendor].format(at=at)
    return f"CASE {at_once}WHEN {at} IS NULL OR c.received_at IS NULL THEN NULL ELSE {hours} END"


def text(vendor: str) -> str:
    """The statement that makes the view."""
    return f"CREATE VIEW {NAME} AS {select(vendor)}"


def install(alias: str = DEFAULT_DB_ALIAS) -> None:
    """Make the view anew, where the tables have what it reads."""
    connection = connections[alias]
    drop(alias)
    with connection.cursor() as cursor:
        if "data_item" not in connection.introspection.table_names(cursor):
            return
        described = connection.introspection.get_table_description(cursor, "data_item")
        if any(one.name == "effect_at" for one in described):
            cursor.execute(text(connection.vendor))


def drop(alias: str = DEFAULT_DB_ALIAS) -> None:
    """Take the view away: before a migration."""
    with connections[alias].cursor() as cursor:
        cursor.execute(f"DROP VIEW IF EXISTS {NAME}")


def stands(alias: str = DEFAULT_DB_ALIAS) -> bool:
    """Whether the view is there: on SQLite with this very text, on PostgreSQL with these columns."""
    connection = connections[alias]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT sql FROM sqlite_master WHERE type = 'view' AND name = %s", [NAME])
            return bool(cursor.fetchone() == (text("sqlite"),))
        cursor.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_name = %s ORDER BY ordinal_position", [NAME]
        )
        return [row[0] for row in cursor.fetchall()] == list(COLUMNS)


_FLAGS: Final = frozenset({"emergency", "informal", "challenged", "countable", "admissible", "listed"})
_DAYS: Final = frozenset({"received_on", "answered_on"})
PAGE: Final = 2000


@dataclass(frozen=True, slots=True)
class Row:
    """One row, and where it stands."""

    case: str
    item: int  # its number in its case
    values: tuple[Any, ...]  # as the database has them

    @property
    def columns(self) -> Mapping[str, Any]:
        """As a fact takes them. Raises ValueError for what is no day."""
        return {name: _plain(name, value) for name, value in zip(COLUMNS, self.values, strict=True)}


def query(now: datetime.datetime) -> str:
    """The statement: case, number of the item, then the columns of a fact; by case and item."""
    vendor = connection.vendor
    made = select(vendor, moment(now, vendor), ROWS)
    return f"{made} ORDER BY i.case_id, i.number"


def own_reports(first: datetime.date, last: datetime.date) -> list[tuple[str, int]]:
    """Case and item of what the provider itself reported to an authority in that time: no fact, since no demand."""
    came = Q(case__received_on__range=(first, last)) | Q(case__received_on=None, case__opened_on__range=(first, last))
    real = Item.objects.filter(case__practice=False, case__historic=False, case__merged_into=None, kind="outgoing")
    return list(real.filter(came).order_by("case_id", "number").values_list("case_id", "number"))


def rows(now: datetime.datetime) -> Iterator[Row]:
    """Every demand, each item once; duties that are open and late at ``now`` are late."""
    with connection.cursor() as cursor:
        cursor.execute(query(now))
        while page := cursor.fetchmany(PAGE):
            for case, item, *values in page:
                yield Row(case, item, tuple(values))


def _plain(name: str, value: Any) -> Any:  # noqa: ANN401 - a column
    """SQLite has no types for what is reckoned."""
    if name in _FLAGS:
        return bool(value)
    if name in _DAYS and isinstance(value, str):
        return datetime.date.fromisoformat(value)
    return value


def counts(wanted: Mapping[str, Mapping[str, frozenset[str]]]) -> dict[str, int]:
    """How many demands of the desk have, for each name, one of these values in every one of its columns; one query.

    An empty set of values means any that says something, and yes of what is yes or no. For the desk's own eyes alone:
    what is silent is counted, too.
    """
    vendor = connection.vendor
    columns = sorted({name for where in wanted.values() for name in where})
    inner = ", ".join(f'{_column(name, vendor)} AS "{name}"' for name in columns)
    given: list[str] = []
    sums = ["COUNT(*)"]
    for where in wanted.values():
        tests = []
        for name, values in where.items():
            chosen = [] if name in _FLAGS else sorted(values)
            marks = ", ".join(["%s"] * len(chosen))
            said = f'"{name}"' if name in _FLAGS else f"\"{name}\" NOT IN ('', 'ZZ', 'unknown')"
            tests.append(f'"{name}" IN ({marks})' if chosen else said)
            given += chosen
        sums.append(f"SUM(CASE WHEN {' AND '.join(tests)} THEN 1 ELSE 0 END)")
    source = "FROM data_item i JOIN data_case c ON c.id = i.case_id"
    # Names are columns of the code, values go in as parameters.
    query = f"SELECT {', '.join(sums)} FROM (SELECT {inner} {source} {_WHERE}{_DEMANDED}) held"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(query, given)
        row = cursor.fetchone()
    return {name: int(value or 0) for name, value in zip(wanted, row[1:], strict=True)}
