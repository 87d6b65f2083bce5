"""A table as a format wants it: its columns with type and meaning, its rows, its bytes as CSV and as a Data Package."""

import csv
import io
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from dueprocess.report.cells import By, Cell, Place, Size, Why, size_of, span_of
from dueprocess.report.edition import Edition
from dueprocess.report.provider import LICENCES

Value: TypeAlias = "str | int | None"
Namer: TypeAlias = Callable[[str], str]
"""The name of a country, as the publisher writes it, from its code."""

CRLF: Final = "\r\n"
LF: Final = "\n"
PROFILE: Final = "https://datapackage.org/profiles/2.0/datapackage.json"

MAX_CSV: Final = 16 * 1024 * 1024

_ACTIVE: Final = ("=", "+", "-", "@", "\t", "\r", "\n")


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, its type in the words of Table Schema, and what it means."""

    name: str
    type: str
    means: str


@dataclass(frozen=True, slots=True)
class Table:
    """Columns and rows; ``name`` is the file's name without its end."""

    name: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]
    newline: str = CRLF  # RFC 4180; a publisher's own where its files differ

    @property
    def header(self) -> tuple[str, ...]:
        """The names of the columns."""
        return tuple(column.name for column in self.columns)

    def csv(self) -> bytes:
        """The table as CSV in UTF-8; a text that a spreadsheet would run is defused."""
        return csv_bytes((self.header, *self.rows), self.newline)

    def resource(self) -> dict[str, Any]:
        """The table as a resource of a Data Package."""
        fields = [{"name": one.name, "type": one.type, "description": one.means} for one in self.columns]
        return {
            "name": self.name.replace("_", "-"),
            "type": "table",
            "path": f"{self.name}.csv",
            "format": "csv",
            "mediatype": "text/csv",
            "encoding": "utf-8",
            "dialect": {"lineTerminator": self.newline},
            "schema": {"fields": fields, "missingValues": [""]},
        }


def csv_bytes(rows: Iterable[Sequence[Value]], newline: str = CRLF) -> bytes:
    """Rows as CSV in UTF-8: an empty cell for None, never a zero; every text defused."""
    out = io.StringIO()
    csv.writer(out, lineterminator=newline).writerows(map(_shown, rows))
    return out.getvalue().encode()


class TableError(ValueError):
    """What was read is no table; the message says why."""


def read_csv(data: bytes) -> tuple[tuple[str, ...], ...]:
    """The rows of a CSV file in UTF-8, with or without its mark. Raises TableError."""
    if len(data) > MAX_CSV:
        raise TableError(f"larger than {MAX_CSV // 1024 // 1024} MB")
    try:
        text = data.decode("utf-8-sig")
        return tuple(tuple(row) for row in csv.reader(io.StringIO(text, newline="")))
    except UnicodeDecodeError as fault:
        raise TableError("not in UTF-8: save it as CSV UTF-8") from fault
    except csv.Error as fault:
        raise TableError(f"no CSV: {fault}") from fault


def _shown(row: Sequence[Value]) -> list[Value]:
    return [shown(value) if value and isinstance(value, str) else value for value in row]


def shown(text: str) -> str:
    """A text as a cell shows it: one that begins like a formula gets an apostrophe in front (CSV injection)."""
    return f"'{text}" if text.lstrip(" ").startswith(_ACTIVE) else text


def package(edition: Edition, title: str, tables: Sequence[Table]) -> bytes:
    """``datapackage.json`` (Data Package, version 2) over the tables."""
    provider = edition.provider
    return as_json(
        {
            "$schema": PROFILE,
            "name": f"government-demands-{edition.period.lower()}",
            "title": f"{title}: {provider.name}, {edition.period}",
            "version": f"{edition.number}.0.0",
            "created": f"{edition.made_on}T00:00:00Z",
            "contributors": [{"title": provider.name, "roles": ["publisher"]}],
            "resources": [table.resource() for table in tables],
        }
        | ({"homepage": provider.site} if provider.site else {})
        | licences(provider.licence)
    )


def licences(chosen: str) -> dict[str, list[dict[str, str]]]:
    """``licenses`` of a Data Package; nothing where the provider chose none."""
    return {"licenses": [{"name": chosen, "path": LICENCES[chosen]}]} if chosen else {}


def as_json(data: object) -> bytes:
    """JSON as the report writes it: readable, in UTF-8, the same bytes each time."""
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()


@dataclass(frozen=True, slots=True)
class Grid:
    """The edition's cells by place, and the countries that stand in them by metric and period."""

    cells: Mapping[Place, Cell]
    countries: Mapping[tuple[str, str], tuple[str, ...]]

    def whole(self, metric: str, period: str, by: By = ()) -> int | None:
        """The whole number at a place; None where it is withheld, not known or not there: blank is never zero."""
        return exact(self.cells.get(Place(metric, period, by)))


def grid(edition: Edition) -> Grid:
    """The cells of an edition, made ready to be looked up."""
    countries: dict[tuple[str, str], set[str]] = defaultdict(set)
    for cell in edition.cells:
        if cell.place.by and cell.place.by[0][0] == "country":
            countries[cell.place.metric, cell.place.period].add(cell.place.by[0][1])
    codes = {place: tuple(sorted(found)) for place, found in countries.items()}
    return Grid({cell.place: cell for cell in edition.cells}, codes)


def finished(edition: Edition, size: Size) -> tuple[str, ...]:
    """Periods of that length that the edition covers and that were over on the day it was made, newest first."""
    end = span_of(edition.period)[1]
    periods = {cell.place.period for cell in edition.cells}
    over = (
        one for one in periods if size_of(one) is size and span_of(one)[1] <= end and span_of(one)[1] < edition.made_on
    )
    return tuple(sorted(over, reverse=True))


def exact(cell: Cell | None) -> int | None:
    """The whole number of a cell; None where it is withheld, not known or not there: blank is never zero."""
    return None if cell is None or cell.why is not Why.EXACT else cell.value


def total(values: Iterable[int | None]) -> int | None:
    """The sum; None where one of them is not given, so that nothing is summed around what is withheld."""
    known = list(values)
    return None if None in known else sum(one for one in known if one is not None)
