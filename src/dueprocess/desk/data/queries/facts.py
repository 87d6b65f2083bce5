"""Rows of the view ``report_facts``, with the case and the item that each is of."""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection
from django.db.models import Q

from dueprocess.desk.data import report_view
from dueprocess.desk.data.models import Item
from dueprocess.report.facts import COLUMNS

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
    made = report_view.select(vendor, report_view.moment(now, vendor), report_view.ROWS)
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
