"""Ranking Digital Rights, 2020 method: which question of F6, F10 and P11a the edition answers, and with which cells.

The table makes no score. A question that a law forbids to answer says so and gains nothing (RDR's own guidance); one
about a policy is not answered by numbers. The paraphrases are ours; RDR's texts stand with RDR.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files as packaged
from typing import Final

from dueprocess.report.cells import Cell, Size, Why, size_of
from dueprocess.report.edition import Edition
from dueprocess.report.tables import Column, Table
from transparency.score import method
from transparency.score.elements import Element, elements

NAME: Final = "rdr"


_ASKED: Final = ("F6.", "F10.", "P11a.")
_POLICY: Final = "a question about policy: numbers do not answer it"


@cache
def questions() -> tuple[Element, ...]:
    """The elements about numbers of demands, with the metrics whose breakdown answers them."""
    return tuple(one for one in elements().values() if one.id.startswith(_ASKED))


@cache
def _asks() -> Mapping[str, str]:
    """What each element asks, in our words."""
    made = method.read((packaged("transparency.score") / "rdr-2020.toml").read_bytes())
    return {one.element(number): asks for one in made.indicator for number, asks in enumerate(one.asks, 1)}


_COLUMNS: Final = (
    Column("element", "string", "RDR's id of the question, 2020"),
    Column("asks", "string", "what it asks, in our words"),
    Column("answer", "string", "here, in_part, law, policy, elsewhere or not"),
    Column("metric", "string", "the metric that answers it"),
    Column("by", "string", "the breakdown"),
    Column("cells", "integer", "cells of the period that answer it"),
    Column("blank", "integer", "of these, without a number"),
    Column("evidence", "string", "the cells, or what else answers it"),
)
_MOST: Final = 12  # cells that the evidence names; the rest stands in report.csv


def table(edition: Edition) -> Table:
    """One row a question."""
    asked = {metric for one in questions() for metric in one.metrics}
    cells = [cell for cell in edition.cells if cell.place.period == edition.period and cell.place.metric in asked]
    return Table(NAME, _COLUMNS, tuple(_row(edition, cells, one) for one in questions()))


def answer(edition: Edition, one: Element) -> str:
    """How the numbers of the period answer an element: here, in_part, law or not."""
    return str(_numbers([cell for cell in edition.cells if cell.place.period == edition.period], one)[0])


def files(edition: Edition) -> dict[str, bytes]:
    """The table as CSV."""
    return {f"{NAME}.csv": table(edition).csv()}


def _row(edition: Edition, cells: Sequence[Cell], one: Element) -> tuple[str | int | None, ...]:
    asked = (one.id, _asks()[one.id])
    if one.metrics:
        return (*asked, *_numbers(cells, one))
    if (special := _SPECIAL.get(one.id)) is not None:
        return (*asked, *special(edition))
    return (*asked, "policy" if one.says == _POLICY else "elsewhere", "", "", None, None, one.says)


def _numbers(every: Sequence[Cell], one: Element) -> tuple[str | int | None, ...]:
    cells = list(_cells(every, one))
    blank = [cell for cell in cells if cell.why is not Why.EXACT]
    answer = "here" if cells and not blank else "in_part" if len(blank) < len(cells) else "not"
    if blank and len(blank) == len(cells) and all(cell.why is Why.LAW for cell in blank):
        answer = "law"
    shown = "; ".join(_says(cell) for cell in cells[:_MOST])
    more = f"; and {len(cells) - _MOST} more in report.csv" if len(cells) > _MOST else ""
    return (answer, ";".join(one.metrics), one.by, len(cells), len(blank), f"{shown}{more}")


def _cells(cells: Sequence[Cell], one: Element) -> Iterator[Cell]:
    for cell in cells:
        place = cell.place
        names = tuple(name for name, _ in place.by)
        if (
            place.metric in one.metrics
            and names == ((one.by,) if one.by else ())
            and (not one.of or place.by[0][1] in one.of)
        ):
            yield cell


def _says(cell: Cell) -> str:
    name = "".join(value or "not said" for _, value in cell.place.by) or cell.place.metric
    band = f"{cell.low}-{cell.high}" if cell.low is not None else f"blank ({cell.why})"
    return f"{name} {cell.value if cell.value is not None else band}"


def _yearly(edition: Edition) -> tuple[str | int | None, ...]:
    """A report on a year or less, made within a year of its end, is one of at least once a year."""
    size = size_of(edition.period)
    covered = ", ".join((*edition.before, edition.period))
    return ("here", "", "", None, None, f"{'a year' if size is Size.YEAR else f'a {size}'}; periods: {covered}")


def _forbidden(edition: Edition) -> tuple[str | int | None, ...]:
    cited = [f"{one.act} {one.section}".strip() for silence in edition.silences for one in silence.cited]
    bands = sorted({f"50 USC 1874(a)({one.structure})" for one in edition.security})
    if not cited and not bands:
        return ("not", "", "", None, None, "no such law is named in this edition")
    return ("here", "", "", None, None, "; ".join((*cited, *bands)))


_SPECIAL: Final[dict[str, Callable[[Edition], tuple[str | int | None, ...]]]] = {
    "F6.9": _yearly,
    "P11a.8": _forbidden,
    "P11a.9": _yearly,
}
