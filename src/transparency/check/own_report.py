"""Our own report and the numbers of our live page: cells, held against the identities that every edition must keep."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from dueprocess.report import edition_json, identities
from dueprocess.report import own_form as form
from dueprocess.report.cells import Cell, Cells, Place, Why
from dueprocess.report.edition import NUMBERS, SCHEMA
from dueprocess.report.facts import DIMENSIONS
from transparency.check.figures import MAX_DIGITS, brief
from transparency.check.model import Column, Finding, Layout, Sort, Where, plural
from transparency.check.source import Sheet, UnreadableError

_NAMES: Final = [one.name for one in form.COLUMNS]
_NUMBER: Final = re.compile(rf"-?[0-9]{{1,{MAX_DIGITS}}}")
_HEAD: Final = 4096  # bytes in which the schema is named


def from_json(file: str, data: bytes) -> tuple[Sheet, Layout, list[Finding]] | None:
    """The file as a sheet, and what does not hold in it; None for another file. Raises UnreadableError."""
    head = data[:_HEAD]
    said = next((schema for schema in _READERS if f'"{schema}"'.encode() in head), None)
    if said is None or not data.lstrip().startswith(b"{"):
        return None
    try:
        publisher, cells = _READERS[said](data)
    except edition_json.ReadError as fault:
        raise UnreadableError(f"{file} says that it is {said} and is not: {brief(str(fault), 200)}") from fault
    return _checked(file, publisher, list(enumerate(cells, 1)))


def _edition(data: bytes) -> tuple[str, Cells]:
    edition = edition_json.read(data)
    return edition.provider.name, edition.cells


_READERS: Final[Mapping[str, Callable[[bytes], tuple[str, Cells]]]] = {
    SCHEMA: _edition,
    NUMBERS: edition_json.read_numbers,
}


def from_csv(sheet: Sheet) -> tuple[Sheet, Layout, list[Finding]] | None:
    """The same for the cells as CSV; they do not say whose they are. What was broken down later, an older one lacks."""
    if sheet.header != [name for name in _NAMES if name in sheet.header or name not in DIMENSIONS]:
        return None
    if not (cells := list(_cells(sheet))):
        raise UnreadableError(f"{sheet.file} has a header and no rows; give the file as it was published")
    return _checked(sheet.file, "", cells)


def _cells(sheet: Sheet) -> Iterator[tuple[int, Cell]]:
    for row, texts in sheet.rows:
        found = dict(zip(sheet.header, (*texts, *[""] * len(_NAMES)), strict=False))
        names = tuple(filter(None, found["by"].split(";")))
        value, of, low, high = (_number(sheet.file, row, found[name]) for name in ("value", "of", "low", "high"))
        if not set(names) <= set(DIMENSIONS) & found.keys() or found["why"] not in set(Why) or of == 0:
            raise UnreadableError(f"{sheet.file} has the columns of {SCHEMA}, and row {row} is no cell of it")
        place = Place(found["metric"], found["period"], tuple((name, found[name]) for name in names))
        yield row, Cell(place, value, 1 if of is None else of, Why(found["why"]), low, high)


def _number(file: str, row: int, text: str) -> int | None:
    if not text:
        return None
    if not _NUMBER.fullmatch(text):
        message = f"{file} has the columns of {SCHEMA}, and row {row} has “{brief(text)}” where a whole number stands"
        raise UnreadableError(message)
    return int(text)


def _checked(file: str, publisher: str, cells: Sequence[tuple[int, Cell]]) -> tuple[Sheet, Layout, list[Finding]]:
    rows = [(row, [cell.place.period, _row(cell.place), _shown(cell)]) for row, cell in cells]
    layout = Layout(
        publisher,
        "dueprocess-report",
        "cells",
        (Column("value", "value", "figure", adds=False),),
        period=("period",),
        kind="row",
    )
    return Sheet(file, ["period", "row", "value"], rows), layout, list(_findings(file, publisher or file, cells))


def _row(place: Place) -> str:
    """The place without its period."""
    return ", ".join((place.metric, *(f"{name} {value or 'not said'}" for name, value in place.by)))


def _shown(cell: Cell) -> str:
    if cell.value is not None:
        return str(cell.value) if cell.of == 1 else f"{cell.value / cell.of:.6f}"
    return "" if cell.low is None else f"{cell.low}+" if cell.high is None else f"{cell.low}-{cell.high}"


def _findings(file: str, publisher: str, cells: Sequence[tuple[int, Cell]]) -> Iterator[Finding]:
    at: dict[Place, int] = {}
    for row, cell in cells:
        at.setdefault(cell.place, row)
    done = identities.check(tuple(cell for _, cell in cells))
    for one in done.broken:
        where = tuple(Where(file, at.get(place, 0), "value") for place in one.places)
        periods = {place.period.replace("-", " ") for place in one.places}
        period = periods.pop() if len(periods) == 1 else ""
        says = f"{publisher}: {one.says}. ({identities.IDENTITIES[one.identity].says}.)"
        yield Finding("own-identities", says, False, where, Sort.IDENTITY, period, one.identity)
    if done.held:
        more = " more" if done.broken else ""
        count = f"{plural(done.held, 'identity')}{more}"
        says = f"{publisher}: {count} of our own report, with exact numbers on both sides, hold."
        yield Finding("own-identities", says, True, (Where(file),), Sort.IDENTITY)
