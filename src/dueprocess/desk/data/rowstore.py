"""Rows of cases in their tables: read as plain values, and written as the difference of what stood and what follows.

What the rows of a case are is said in ``rows.py`` alone. A column of these tables is compared and written
unless it is named here as one that no event gives (``row_only``).
"""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from django.db import models

from dueprocess.counted import BLANK
from dueprocess.desk.data.codec import Begun, RevisionMovedError, insert_begun
from dueprocess.desk.data.models import (
    Arrival,
    Case,
    Cost,
    Decision,
    DecisionLine,
    GateAnswer,
    Invoice,
    Item,
    Piece,
    Production,
    RegisterRow,
    Sealed,
    Secrecy,
)
from dueprocess.rows import Key, Minute, Row, Rows


@dataclass(frozen=True)
class Table:
    """One table of rows of cases: how a row is found by its case and its key, and what no event gives."""

    model: type[models.Model]
    key: tuple[str, ...]  # paths from the model
    of: str = "case_id"  # path to the case
    row_only: Mapping[str, str] = field(default_factory=dict)  # column → why no event gives it
    minutes: tuple[str, ...] = ()  # columns of which the events give the day alone
    begins: Row = field(default_factory=dict)  # as it is inserted; what it is besides follows in a second step
    family: tuple[str, ...] = ()  # written here, and told by other cases too: not compared
    where: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns that follow from events, besides the key."""
        fields = self.model._meta.local_concrete_fields  # noqa: SLF001 - Django's documented way to a model's columns
        names = (one.attname for one in fields if not (one.primary_key and one.get_internal_type() == "BigAutoField"))
        return tuple(name for name in names if name not in {*self.key, self.of, *self.row_only})

    def rows(self, cases: Iterable[str]) -> models.QuerySet[Any]:
        """Its rows of these cases."""
        return self.model._base_manager.filter(**{f"{self.of}__in": list(cases)}, **self.where)  # noqa: SLF001

    def filter(self, case_id: str, key: Key) -> models.QuerySet[Any]:
        """Its row of a case under a key."""
        return self.rows([case_id]).filter(**dict(zip(self.key, key, strict=True)))


_SEALED: Final = "sealed by a client: ciphertext, or the key to one"
TABLES: Final[Mapping[str, Table]] = {
    "case": Table(
        Case,
        (),
        of="id",
        row_only={"recipient": _SEALED, "vessel": _SEALED, "revision": "moved by codec", "head": "moved by codec"},
    ),
    "arrivals": Table(Arrival, ("id",), of="vessel_id", family=("case_id",)),
    "items": Table(Item, ("number",), minutes=("decided_at", "acknowledged_at", "effect_at")),
    "decisions": Table(Decision, ("revision",), begins={"state": "open", "approver": "", "approved_by_statement": ""}),
    "lines": Table(
        DecisionLine,
        ("decision__revision", "handle", "category"),
        of="decision__case_id",
        row_only={"decision_id": "found by its revision"},
    ),
    "answers": Table(GateAnswer, ("seq", "item", "question")),
    "silences": Table(Secrecy, ("seq",)),
    "costs": Table(Cost, ("seq",)),
    "invoices": Table(Invoice, ("number",)),
    "productions": Table(Production, ("id",)),
    "pieces": Table(Piece, ("production_id", "kind", "number", "by", "to"), of="production__case_id"),
    # A part that was left for a recipient is a row of its parcel, and no event names it (``services/portal_desk.py``).
    "parts": Table(
        Sealed, ("id",), row_only={"bytes": _SEALED, "vessel": _SEALED}, where={"kind": "part", "reader": "release"}
    ),
    "register": Table(RegisterRow, ("id",)),
}
"""In the order in which they are written: what another one points to comes first."""


PURGED: Final = ""
"""The face of a case that was purged; no other case has it, and nothing more is appended to its chain (``codec``)."""
LEFT: Final = ("case", "arrivals", "items", "answers")
"""Tables that keep something of a case that was purged: what a report takes (``dueprocess/counted.py``)."""


def purge(case_id: str, answers: Collection[tuple[int, str, str]]) -> None:
    """Destroy the rows of a case but what a report takes; of its ``answers`` these remain. Its openings are gone."""
    for name, blank in BLANK.items():
        TABLES[name].rows([case_id]).update(**blank)
    for name, table in reversed(list(TABLES.items())):
        if name not in LEFT:
            table.rows([case_id]).delete()
    kept: dict[tuple[int, str], int] = {}
    for row in GateAnswer.objects.filter(case_id=case_id).order_by("seq"):
        kept[row.item, row.question] = row.pk
    last = GateAnswer.objects.filter(pk__in=kept.values(), answer="yes")
    stay = [row.pk for row in last if (row.item, row.question, row.until.isoformat() if row.until else "") in answers]
    GateAnswer.objects.filter(case_id=case_id).exclude(pk__in=stay).delete()


def read(cases: Iterable[str]) -> Mapping[str, Rows]:
    """Everything that stands of some cases: a query a table, however many cases."""
    names = list(cases)
    found: dict[str, dict[str, dict[Key, Row]]] = {name: defaultdict(dict) for name in names}
    for name, table in TABLES.items():
        for row in table.rows(names).values(table.of, *table.key, *table.columns):
            key = tuple(row[part] for part in table.key)
            found[row[table.of]][name][key] = {column: _plain(table, column, row[column]) for column in table.columns}
    return found


def _plain(table: Table, column: str, value: Any) -> Any:  # noqa: ANN401 - a value of any column
    return Minute(value.date()) if column in table.minutes and value is not None else value


def differing(stands: Rows, told: Rows) -> tuple[str, ...]:
    """Names of the tables in which something else stands than follows from the events; mostly none."""
    return tuple(name for name in TABLES if _compared(name, stands) != _compared(name, told))


def _compared(name: str, given: Rows) -> dict[Key, dict[str, Any]]:
    table = TABLES[name]
    return {
        key: {column: value for column, value in _without_seq(row).items() if column not in table.family}
        for key, row in given.get(name, {}).items()
    }


def write(case_id: str, before: Rows, after: Rows, minute: datetime.datetime | None) -> None:
    """Bring the tables from ``before`` to ``after``, inside an open transaction; what is the same is not touched.

    ``minute``: what minutes that are new are set to; None: to the beginning of their day. Raises RevisionMovedError
    where a decision that changes is not there as it was.
    """
    # What ended goes first and what is new comes last: a constraint allows one open decision, one live production.
    for name in reversed(list(TABLES)):
        _delete(name, TABLES[name], case_id, [key for key in before.get(name, {}) if key not in after.get(name, {})])
    for name, table in TABLES.items():
        stood = before.get(name, {})
        for key, row in after.get(name, {}).items():
            if key in stood:
                _update(table, case_id, key, _changes(stood[key], row, minute))
    _insert_all(case_id, before, after, minute)


def _delete(name: str, table: Table, case_id: str, keys: list[Key]) -> None:
    gone: list[str] = []
    for key in keys:
        rows = table.filter(case_id, key)
        if name == "pieces":
            gone += rows.values_list("sealed", flat=True)
        rows.delete()
    if gone:  # what a production no longer needs is destroyed, not only forgotten (hazard 11.2)
        Sealed.objects.filter(pk__in=gone).delete()


def _changes(stood: Row, row: Row, minute: datetime.datetime | None) -> dict[str, Any]:
    changed = {column: value for column, value in row.items() if column not in stood or stood[column] != value}
    return {column: _at(value, minute) if isinstance(value, Minute) else value for column, value in changed.items()}


def _at(value: Minute, minute: datetime.datetime | None) -> datetime.datetime:
    return minute or datetime.datetime.combine(value.day, datetime.time(), tzinfo=datetime.UTC)


def renew(case_id: str, stands: Rows, told: Rows, minute: datetime.datetime | None = None) -> None:
    """Bring what ``stands`` to what the events tell: after a migration that brought a column. See ``write``.

    A minute that stands on the right day is kept: nothing else knows it.
    """
    plain = {name: {key: _without_seq(row) for key, row in of.items()} for name, of in told.items()}
    write(case_id, stands, plain, minute)


def _without_seq(row: Row) -> dict[str, Any]:
    return {name: value._replace(seq=0) if isinstance(value, Minute) else value for name, value in row.items()}


def _update(table: Table, case_id: str, key: Key, changes: Mapping[str, Any]) -> None:
    if not changes:
        return
    rows = table.filter(case_id, key)
    if table.model is Decision:
        rows = rows.filter(state__in=["open", "approved"])
    if not rows.update(**changes) and table.model is Decision:
        message = f"a decision of {case_id} is not there as it was"
        raise RevisionMovedError(message)


def _insert_all(case_id: str, before: Rows, after: Rows, minute: datetime.datetime | None) -> None:
    fresh = {
        name: {key: row for key, row in after.get(name, {}).items() if key not in before.get(name, {})}
        for name in TABLES
    }
    # A decision begins open, gets its lines, and only then is approved; triggers refuse any other order.
    for name, table in TABLES.items():
        if fresh[name]:
            table.model._base_manager.bulk_create(_made(name, case_id, fresh[name], minute))  # noqa: SLF001
    for name, table in TABLES.items():
        for key, row in fresh[name].items():
            _update(table, case_id, key, {c: row[c] for c, value in table.begins.items() if row[c] != value})


@dataclass(frozen=True, slots=True)
class NewCase:
    """A case that has no row yet: its rows and its first events, ready to insert once."""

    case_id: str
    rows: Rows
    recipient: str  # its public age key
    begun: Begun = field(repr=False)
    minute: datetime.datetime


def create(cases: Sequence[NewCase]) -> None:
    """Insert new cases, each with its first events and all its rows: a query a table, however many cases."""
    for name, table in TABLES.items():
        found = [row for case in cases for row in _made(name, case.case_id, case.rows[name], case.minute)]
        if name == "case":
            for row, case in zip(found, cases, strict=True):
                row.recipient, row.revision, row.head = case.recipient, case.begun.revision, case.begun.head
        if found:
            table.model._base_manager.bulk_create(found)  # noqa: SLF001
        if name == "case":
            insert_begun(case.begun for case in cases)


def _made(name: str, case_id: str, rows: Mapping[Key, Row], minute: datetime.datetime | None) -> list[Any]:
    table = TABLES[name]
    numbers = (
        dict(Decision.objects.filter(case_id=case_id).values_list("revision", "pk")) if name == "lines" and rows else {}
    )
    found = []
    for key, row in rows.items():
        values = {**dict(zip(table.key, key, strict=True)), **_changes({}, row, minute), **table.begins}
        if name == "lines":
            values["decision_id"] = numbers[values.pop("decision__revision")]
        if "__" not in table.of:
            values[table.of] = case_id
        found.append(table.model(**values))
    return found
