"""Rows of the view ``report_facts``, with the case and the item that each is of."""

import datetime
import itertools
import urllib.parse
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.db import connection
from django.db.models import Q

from dueprocess.desk.data import report_view
from dueprocess.desk.data.models import Case, Item
from dueprocess.report.facts import COLUMNS

_FLAGS: Final = frozenset({"emergency", "informal", "challenged", "countable", "admissible", "listed"})
_DAYS: Final = frozenset({"received_on", "answered_on"})
PAGE: Final = 2000


@dataclass(frozen=True, slots=True)
class Row:
    """One row, and where it stands."""

    case: str
    number: int  # of the data_item row
    item: int  # its number in its case
    values: tuple[Any, ...]  # as the database has them

    @property
    def columns(self) -> Mapping[str, Any]:
        """As a fact takes them. Raises ValueError for what is no day."""
        return {name: _plain(name, value) for name, value in zip(COLUMNS, self.values, strict=True)}


def query(now: datetime.datetime) -> str:
    """The statement: case, number of the row and of the item, then the columns of a fact; by case and item."""
    vendor = connection.vendor
    made = report_view.select(vendor, report_view.moment(now, vendor), report_view.ROWS)
    return f"{made} ORDER BY i.case_id, i.number"


@dataclass(frozen=True, slots=True)
class Packed:
    """What an export needs to read the same facts by itself: where, and for each of its readers one query and another.

    ``queries`` give the facts without what is late, ``late`` the rows of items that have late duties.
    """

    vendor: str
    uri: str = field(repr=False)
    queries: tuple[str, ...]
    late: tuple[str, ...]


MOMENT: Final = "SELECT COALESCE(MAX(id), 0) FROM data_event"
"""What grows with every act: two readers that see the same of it see the same rows."""


def packed(now: datetime.datetime, readers: int, seed: int, uri: str = "") -> Packed:
    """Queries that together give every fact once, each case by one reader. ``seed``: 63 random bits."""
    vendor = connection.vendor
    at = report_view.moment(now, vendor)
    parts = list(itertools.pairwise(["", *_between(readers), ""]))
    queries = tuple(report_view.packed(vendor, seed, first, last) for first, last in parts)
    return Packed(vendor, uri or _uri(), queries, tuple(report_view.late(at, first, last) for first, last in parts))


def _between(readers: int) -> list[str]:
    """Ids of the cases at which the next reader begins."""
    cases = Case.objects.count()
    steps = sorted({cases * part // readers for part in range(1, readers)} - {0})
    return [Case.objects.order_by("pk").values_list("pk", flat=True)[step] for step in steps]


def _uri() -> str:
    """Where the tables stand, for a library that is not Django's."""
    settings = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"file:{urllib.parse.quote(str(settings['NAME']))}?mode=ro"
    names = {"host": "HOST", "port": "PORT", "dbname": "NAME", "user": "USER", "password": "PASSWORD"}
    given = {name: str(settings.get(key) or "") for name, key in names.items()} | {"options": _SESSION}
    return "postgresql://?" + urllib.parse.urlencode(
        {name: value for name, value in given.items() if value}, quote_via=urllib.parse.quote
    )


_SESSION: Final = "-c default_transaction_isolation=repeatable\\ read -c work_mem=64MB -c jit=off"
"""Readers keep the moment at which they began, and join in memory."""


def signed_rows(gate: Mapping[tuple[str, int, str], bool]) -> tuple[int, dict[str, list[int]]]:
    """The highest number of an item's row, and the numbers of those whose answers are open, by question."""
    found: dict[str, list[int]] = {"count": [], "admit": []}
    highest = 0
    for number, case, item in Item.objects.values_list("pk", "case_id", "number").iterator(PAGE):
        highest = max(highest, number)
        for question, numbers in found.items():
            if gate.get((case, item, question), False):
                numbers.append(number)
    return highest, found


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
            for case, number, item, *values in page:
                yield Row(case, number, item, tuple(values))


def _plain(name: str, value: Any) -> Any:  # noqa: ANN401 - a column
    """SQLite has no types for what is reckoned."""
    if name in _FLAGS:
        return bool(value)
    if name in _DAYS and isinstance(value, str):
        return datetime.date.fromisoformat(value)
    return value
