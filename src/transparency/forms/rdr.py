"""Ranking Digital Rights, 2020 method: which question of F6, F10 and P11a the edition answers, and with which cells.

The table makes no score. A question that a law forbids to answer says so and gains nothing (RDR's own guidance); one
about a policy is not answered by numbers. The paraphrases are ours; RDR's texts stand with RDR.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from importlib.resources import files as packaged
from typing import Final

from dueprocess.report.cells import Cell, Size, Why, size_of
from dueprocess.report.edition import Edition
from dueprocess.report.tables import Table
from transparency.forms.columns import columns
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


_COLUMNS: Final = columns("rdr")
_MOST: Final = 12  # cells that the evidence names; the rest stands in report.csv


def table(edition: Edition) -> Table:
    """One row a question."""
    return Table(NAME, _COLUMNS, tuple(_row(edition, one) for one in questions()))


def files(edition: Edition) -> dict[str, bytes]:
    """The table as CSV."""
    return {f"{NAME}.csv": table(edition).csv()}


def _row(edition: Edition, one: Element) -> tuple[str | int | None, ...]:
    asked = (one.id, _asks()[one.id])
    if one.metrics:
        found = cells(edition, one)
        answer, evidence = answered(found)
        blank = sum(cell.why is not Why.EXACT for cell in found)
        return (*asked, answer, ";".join(one.metrics), one.by, len(found), blank, evidence)
    if (special := _SPECIAL.get(one.id)) is not None:
        answer, evidence = special(edition)
        return (*asked, answer, "", "", None, None, evidence)
    return (*asked, "policy" if one.says == _POLICY else "elsewhere", "", "", None, None, one.says)


def answered(found: Sequence[Cell], say: Callable[[Cell], str] | None = None) -> tuple[str, str]:
    """How cells answer an element (here, in_part, law or not), and which they are; ``say``: a cell in words."""
    blank = [cell for cell in found if cell.why is not Why.EXACT]
    answer = "here" if found and not blank else "in_part" if len(blank) < len(found) else "not"
    if blank and len(blank) == len(found) and all(cell.why is Why.LAW for cell in blank):
        answer = "law"
    more = f"; and {len(found) - _MOST} more in report.csv" if len(found) > _MOST else ""
    return answer, "; ".join(map(say or says, found[:_MOST])) + more


def cells(edition: Edition, one: Element) -> list[Cell]:
    """The cells of the period that answer an element."""
    names = (one.by,) if one.by else ()
    return [
        cell
        for cell in edition.cells
        if cell.place.period == edition.period
        and cell.place.metric in one.metrics
        and tuple(name for name, _ in cell.place.by) == names
        and (not one.of or cell.place.by[0][1] in one.of)
    ]


def says(cell: Cell) -> str:
    """A cell by its code and its number."""
    name = "".join(value or "not said" for _, value in cell.place.by) or cell.place.metric
    band = f"{cell.low}-{cell.high}" if cell.low is not None else f"blank ({cell.why})"
    return f"{name} {cell.value if cell.value is not None else band}"


def _yearly(edition: Edition) -> tuple[str, str]:
    """A report on a year or less, made within a year of its end, is one of at least once a year."""
    size = size_of(edition.period)
    covered = ", ".join((*edition.before, edition.period))
    return "here", f"{'a year' if size is Size.YEAR else f'a {size}'}; periods: {covered}"


def forbidden(edition: Edition) -> tuple[str, str]:
    """Whether the report names the laws that forbid it to tell."""
    cited = [f"{one.act} {one.section}".strip() for silence in edition.silences for one in silence.cited]
    bands = sorted({f"50 USC 1874(a)({one.structure})" for one in edition.security})
    said = "; ".join((*cited, *bands))
    return ("here", said) if said else ("not", "no such law is named in this edition")


_SPECIAL: Final = {"F6.9": _yearly, "P11a.8": forbidden, "P11a.9": _yearly}
