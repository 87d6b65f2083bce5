"""Ranking Digital Rights, 2020 method: which question of F6, F10 and P11a the edition answers, and with which cells.

The table makes no score. A question that a law forbids to answer says so and gains nothing (RDR's own guidance); one
about a policy is not answered by numbers. The paraphrases are ours; RDR's texts stand with RDR.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from dueprocess.report.cells import Cell, Size, Why, size_of
from dueprocess.report.edition import Edition
from dueprocess.report.tables import Column, Table

NAME: Final = "rdr"


@dataclass(frozen=True, slots=True)
class Question:
    """One element: what it asks in our words, and the metrics whose breakdown answers it."""

    element: str
    asks: str
    metrics: tuple[str, ...] = ()
    by: str = ""
    of: tuple[str, ...] = ()  # only these values of the breakdown
    says: str = ""  # where no metric answers it


_DATA: Final = ("disclosure", "interception")
_POLICY: Final = "a question about policy: numbers do not answer it"
_GIVEN: Final = ("comply", "partial", "under_protest")
QUESTIONS: Final = (
    Question("F6.1", "demands to restrict, by country", ("restrictions",), "country"),
    Question("F6.2", "accounts affected", ("accounts",), "kind", ("account",)),
    Question("F6.3", "pieces of content affected", ("accounts",), "kind", ("content", "domain_infrastructure")),
    Question("F6.4", "subject of the demands", ("restrictions",), "subject"),
    Question("F6.5", "demands of different authorities", ("restrictions",), "authority_kind"),
    Question("F6.6", "demands on unofficial ways", ("unofficial",)),
    Question("F6.7", "demands followed", ("restricted",)),
    Question("F6.8", "originals, or copies for an archive", says="the public register, and the export for Lumen"),
    Question("F6.9", "at least once a year"),
    Question("F6.10", "as structured data", says="report.csv, report.json, datapackage.json"),
    Question("F10.1", "reasons for shutting down", says=_POLICY),
    Question("F10.2", "reasons for restricting applications", says=_POLICY),
    Question("F10.3", "process for such demands", says=_POLICY),
    Question("F10.4", "commitment to push back", says=_POLICY),
    Question("F10.5", "telling users directly", says=_POLICY),
    Question("F10.6", "demands to shut down", ("network",)),
    Question("F10.7", "authority that makes them", ("network",), "authority_kind"),
    Question("F10.8", "demands to shut down that were followed", ("network",), "outcome", _GIVEN),
    Question("P11a.1", "demands for user data, by country", ("data_received",), "country"),
    Question("P11a.2", "stored data, and as it flows", ("received",), "kind", _DATA),
    Question("P11a.3", "accounts affected", ("accounts",), "kind", _DATA),
    Question("P11a.4", "content, other data, or both", ("data_received",), "asked"),
    Question("P11a.5", "legal process, of law enforcement and national security", ("data_received",), "instrument"),
    Question("P11a.6", "demands that come from courts", ("data_received",), "issuer"),
    Question("P11a.7", "demands followed, by sort", ("data_given",), "kind"),
    Question("P11a.8", "types that the law forbids to disclose"),
    Question("P11a.9", "at least once a year"),
    Question("P11a.10", "as structured data", says="report.csv, report.json, datapackage.json"),
)
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
    asked = {metric for one in QUESTIONS for metric in one.metrics}
    cells = [cell for cell in edition.cells if cell.place.period == edition.period and cell.place.metric in asked]
    return Table(NAME, _COLUMNS, tuple(_row(edition, cells, one) for one in QUESTIONS))


def files(edition: Edition) -> dict[str, bytes]:
    """The table as CSV."""
    return {f"{NAME}.csv": table(edition).csv()}


def _row(edition: Edition, cells: Sequence[Cell], one: Question) -> tuple[str | int | None, ...]:
    asked = (one.element, one.asks)
    if one.metrics:
        return (*asked, *_numbers(cells, one))
    if (special := _SPECIAL.get(one.element)) is not None:
        return (*asked, *special(edition))
    return (*asked, "policy" if one.says == _POLICY else "elsewhere", "", "", None, None, one.says)


def _numbers(every: Sequence[Cell], one: Question) -> tuple[str | int | None, ...]:
    cells = list(_cells(every, one))
    blank = [cell for cell in cells if cell.why is not Why.EXACT]
    answer = "here" if cells and not blank else "in_part" if len(blank) < len(cells) else "not"
    if blank and len(blank) == len(cells) and all(cell.why is Why.LAW for cell in blank):
        answer = "law"
    shown = "; ".join(_says(cell) for cell in cells[:_MOST])
    more = f"; and {len(cells) - _MOST} more in report.csv" if len(cells) > _MOST else ""
    return (answer, ";".join(one.metrics), one.by, len(cells), len(blank), f"{shown}{more}")


def _cells(cells: Sequence[Cell], one: Question) -> Iterator[Cell]:
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
