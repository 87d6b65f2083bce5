"""The report's own form, ``dueprocess/report/1``: every cell as CSV, the whole edition as JSON, and a Data Package.

The JSON holds all that the edition holds: ``reading.read`` makes the same edition from it again.
"""

import datetime
import json
from collections.abc import Mapping
from typing import Any, Final

from dueprocess.report.cells import Cell, percent
from dueprocess.report.cited import Cited
from dueprocess.report.edition import SCHEMA, Edition, Gap, Revision, Signer
from dueprocess.report.facts import DIMENSIONS
from dueprocess.report.metrics import BY_ID, Reckoning
from dueprocess.report.provider import Provider
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
_DIMENSIONS: Final = tuple(Column(name, "string", f"{name}; empty is `not said`") for name in DIMENSIONS)
_PLACE: Final = {name: place for place, name in enumerate(DIMENSIONS)}
COLUMNS: Final = (*_BEFORE, *_DIMENSIONS, *_AFTER)


def table(edition: Edition) -> Table:
    """One row a cell, in the order of the edition."""
    return Table(NAME, COLUMNS, tuple(_row(cell) for cell in edition.cells))


def cells_csv(edition: Edition) -> bytes:
    """Every cell as CSV (RFC 4180)."""
    return table(edition).csv()


def data_package(edition: Edition) -> bytes:
    """The Data Package over the CSV: what each column means."""
    return package(edition, "Government demands", [Table(NAME, COLUMNS, ())])


def cells_json(edition: Edition) -> bytes:
    """The whole edition as JSON, one cell a line, so that two editions can be compared line by line."""
    head = json.dumps({**_head(edition), "cells": []}, ensure_ascii=False, indent=1).removesuffix("[]\n}")
    cells = ",\n".join(f"  {json.dumps(_cell(cell), ensure_ascii=False)}" for cell in edition.cells)
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


def plain(edition: Edition) -> dict[str, Any]:
    """The edition as plain data, in the order in which it is read."""
    return {**_head(edition), "cells": [_cell(cell) for cell in edition.cells]}


def _head(edition: Edition) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "provider": _provider(edition.provider),
        "period": edition.period,
        "number": edition.number,
        "made_on": _day(edition.made_on),
        "not_in_it": [_gap(gap) for gap in edition.gaps],
        "before": list(edition.before),
        "corrections": [{"on": _day(one.on), "edition": one.edition, "says": one.says} for one in edition.corrections],
        "revisions": [_revision(one) for one in edition.revisions],
        "signers": [_signer(one) for one in edition.signers],
        "security": [
            {"structure": one.structure, "category": one.category, "low": one.low, "high": one.high}
            for one in edition.security
        ],
        "unseen": [
            {
                "id": one.id,
                "cited": _cited(one.cited),
                "since": _day(one.since),
                "services": list(one.services),
                "title": _words(one.title),
                "says": _words(one.says),
            }
            for one in edition.unseen
        ],
        "silences": [
            {"says": _words(one.says), "cited": [_cited(cited) for cited in one.cited]} for one in edition.silences
        ],
        "held": edition.held,
    }


def _provider(provider: Provider) -> dict[str, Any]:
    return {
        "name": provider.name,
        "country": provider.country,
        "contact": provider.contact,
        "languages": list(provider.languages),
        "services": list(provider.services),
        "site": provider.site,
        "security": provider.security,
        "help": [{"name": one.name, "contact": one.contact} for one in provider.help],
    } | ({"licence": provider.licence} if provider.licence else {})


def _cell(cell: Cell) -> dict[str, Any]:
    return {
        "metric": cell.place.metric,
        "period": cell.place.period,
        "by": dict(cell.place.by),
        "value": cell.value,
        "of": cell.of,
        "why": str(cell.why),
        "low": cell.low,
        "high": cell.high,
    }


def _gap(gap: Gap) -> dict[str, Any]:
    return {"missing": str(gap.missing), "numbers": dict(gap.numbers)}


def _revision(one: Revision) -> dict[str, Any]:
    return {"was": _cell(one.was), "now": _cell(one.now), "since": one.since}


def _signer(one: Signer) -> dict[str, Any]:
    return {"role": one.role, "name": one.name, "on": _day(one.on)}


def _cited(cited: Cited) -> dict[str, str]:
    return {"act": cited.act, "section": cited.section}


def _words(words: Mapping[str, str]) -> dict[str, str]:
    return dict(words)


def _day(day: datetime.date) -> str:
    return day.isoformat()
