"""Rows of the desk itself: read as plain values, and written as the difference of what stood and what follows.

What the rows are is said in ``acts/desk_rows.py`` alone. Where an event names bytes or a text by hash, the row that
holds them is read as that hash: so bytes that somebody changed are found by the same equality as a code.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from django.db import models

from dueprocess.desk.data.codec import RevisionMovedError
from dueprocess.desk.data.models import (
    Ally,
    ReportCorrection,
    ReportEdition,
    ReportSignature,
    Scorecard,
    Talk,
    Verification,
)
from dueprocess.rows import Key, Row, Rows


def _hash(value: str | bytes) -> str:
    data = value.encode("utf-8", "replace") if isinstance(value, str) else bytes(value)
    return hashlib.sha256(data).hexdigest() if data else ""


@dataclass(frozen=True)
class Table:
    """One table of the desk's own rows: how a row is found, and what of it comes in beside a statement."""

    model: type[models.Model]
    key: tuple[str, ...]  # paths from the model
    brought: Mapping[str, str | bytes] = field(default_factory=dict)  # column → what stands there where nothing came

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """Names of its columns besides the key."""
        fields = self.model._meta.local_concrete_fields  # noqa: SLF001 - Django's documented way to a model's columns
        names = (one.attname for one in fields if not one.primary_key and one.attname != "edition_id")
        return tuple(name for name in names if name not in self.key)

    def filter(self, key: Key) -> models.QuerySet[Any]:
        """Its row under a key."""
        return self.model._base_manager.filter(**dict(zip(self.key, key, strict=True)))  # noqa: SLF001


_OF: Final = ("edition__period", "edition__number")
TABLES: Final[Mapping[str, Table]] = {
    "verifications": Table(
        Verification, ("statement",), {"contact": "", "phone": "", "night": "", "source": "", "key_bytes": b""}
    ),
    "editions": Table(ReportEdition, ("period", "number"), {"bytes": b"", "stood": b""}),
    "signatures": Table(ReportSignature, (*_OF, "person"), {"name": ""}),
    "corrections": Table(ReportCorrection, (*_OF, "statement"), {"says": ""}),
    "scorecards": Table(Scorecard, ("hash",), {"bytes": b""}),
    "talks": Table(Talk, ("hash",), {"sealed": b"", "words": b""}),
    "allies": Table(Ally, ("statement",), {"name": "", "contact": "", "key_bytes": b""}),
}
"""In the order in which they are written: what another one points to comes first."""


def read() -> Rows:
    """Everything that stands of the desk itself; a query a table."""
    return {name: dict(_rows(table)) for name, table in TABLES.items()}


def _rows(table: Table) -> list[tuple[Key, Row]]:
    found = table.model._base_manager.values(*table.key, *table.columns)  # noqa: SLF001
    return [(tuple(row[part] for part in table.key), _plain(table, row)) for row in found]


def _plain(table: Table, row: Row) -> Row:
    return {name: _hash(row[name]) if name in table.brought else row[name] for name in table.columns}


def differing(stands: Rows, told: Rows) -> tuple[str, ...]:
    """Rows that stand otherwise than the events give them, each by table and key; mostly none."""
    return tuple(
        " ".join(map(str, (name, *key)))
        for name in TABLES
        for key in sorted({*stands.get(name, {}), *told.get(name, {})}, key=str)
        if stands.get(name, {}).get(key) != told.get(name, {}).get(key)
    )


def write(before: Rows, after: Rows, brought: Mapping[str, Any]) -> None:
    """Bring the tables from ``before`` to ``after``, inside an open transaction; what is the same is not touched.

    ``brought``: column → the bytes or the text that a new hash stands for. Raises RevisionMovedError where a row that
    changes is not there as it was.
    """
    for name in reversed(list(TABLES)):
        for key in before[name].keys() - after[name].keys():
            TABLES[name].filter(key).delete()
    for name, table in TABLES.items():
        for key, row in after[name].items():
            stood = before[name].get(key)
            if stood is None:
                values = dict(zip(table.key, key, strict=True))
                if "edition__period" in values:
                    period, number = (values.pop(part) for part in _OF)
                    values["edition"] = ReportEdition.objects.get(period=period, number=number)
                table.model._base_manager.create(**{**values, **_meant(table, row, brought)})  # noqa: SLF001
            elif stood != row:
                _update(table, key, stood, _meant(table, {c: v for c, v in row.items() if stood[c] != v}, brought))


def _meant(table: Table, row: Row, brought: Mapping[str, Any]) -> dict[str, Any]:
    """The columns with what their hashes stand for; no hash stands for nothing."""
    return {
        name: (brought[name] if value else table.brought[name]) if name in table.brought else value
        for name, value in row.items()
    }


def _update(table: Table, key: Key, stood: Row, changes: Mapping[str, Any]) -> None:
    as_it_was = {name: value for name, value in stood.items() if name not in table.brought}
    if table.filter(key).filter(**as_it_was).update(**changes) != 1:
        message = "a row of the desk is not there as it was"
        raise RevisionMovedError(message)
