"""The report's own form, ``dueprocess/report/1``: every cell as CSV, the whole edition as JSON, and a Data Package.

The JSON holds all that the edition holds: ``edition_json.read`` makes the same edition from it again.
"""

import json
from typing import Final

from dueprocess.report.cells import Cell, Cells, percent
from dueprocess.report.edition import Edition
from dueprocess.report.edition_json import plain
from dueprocess.report.facts import DIMENSIONS, OF
from dueprocess.report.metric import Reckoning
from dueprocess.report.metrics import BY_ID
from dueprocess.report.tables import Column, Table, Value, package

NAME: Final = "report"
_BEFORE: Final = (
    Column("metric", "string", "what is counted; its definition stands in docs/reference/report-formats.md"),
    Column("says", "string", "the definition in one line"),
    Column("base", "string", "what one is: letter, order, item, target or account"),
    Column("axis", "string", "the day that places an item in a period: received or answered"),
    Column("period", "string", "2026, 2026-H1 or 2026-Q3"),
    Column("by", "string", "the breakdown: names of the columns below that have a meaning here, divided by semicolons"),
)
_AFTER: Final = (
    Column("value", "integer", "the number; with `of` a fraction. Blank is never zero: see `why`"),
    Column("of", "integer", "what the value is divided by: the whole of a share, 2 for a median between two, else 1"),
    Column("percent", "integer", "of a share: whole percent, a half goes up"),
    Column("low", "integer", "lowest number of a band"),
    Column("high", "integer", "highest number of a band"),
    Column("why", "string", "why there is no number: not_known, nothing, few, sealed, beside or law"),
)
_DIMENSIONS: Final = tuple(Column(name, "string", OF[name].means) for name in DIMENSIONS)
_PLACE: Final = {name: place for place, name in enumerate(DIMENSIONS)}
COLUMNS: Final = (*_BEFORE, *_DIMENSIONS, *_AFTER)


def table(cells: Cells, name: str = NAME) -> Table:
    """One row a cell, in their order."""
    return Table(name, COLUMNS, tuple(_row(cell) for cell in cells))


def cells_csv(edition: Edition) -> bytes:
    """Every cell as CSV (RFC 4180)."""
    return table(edition.cells).csv()


def data_package(edition: Edition) -> bytes:
    """The Data Package over the CSV: what each column means."""
    return package(edition, "Government demands", [table(())])


def cells_json(edition: Edition) -> bytes:
    """The whole edition as JSON, one cell a line, so that two editions can be compared line by line."""
    whole = plain(edition)
    head = json.dumps({**whole, "cells": []}, ensure_ascii=False, indent=1).removesuffix("[]\n}")
    cells = ",\n".join(f"  {json.dumps(cell, ensure_ascii=False)}" for cell in whole["cells"])
    return f"{head}[\n{cells}\n ]\n}}\n".encode()


def files(edition: Edition) -> dict[str, bytes]:
    """CSV, JSON and data package by name."""
    return {
        f"{NAME}.csv": cells_csv(edition),
        f"{NAME}.json": cells_json(edition),
        "datapackage.json": data_package(edition),
    }


def _row(cell: Cell) -> tuple[Value, ...]:
    metric = BY_ID.get(cell.place.metric)
    dimensions = [""] * len(DIMENSIONS)
    for name, value in cell.place.by:
        dimensions[_PLACE[name]] = value
    says = ("", "", "") if metric is None else (metric.says, str(metric.base), str(metric.axis))
    is_share = metric is not None and metric.reckoning is Reckoning.SHARE
    return (
        cell.place.metric,
        *says,
        cell.place.period,
        ";".join(name for name, _ in cell.place.by),
        *dimensions,
        cell.value,
        cell.of if cell.value is not None else None,
        percent(cell) if is_share else None,
        cell.low,
        cell.high,
        str(cell.why),
    )
