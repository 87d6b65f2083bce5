"""``report facts`` and ``cells``: what a report counts as a file, and its bare numbers; to look at, not to publish."""

from pathlib import Path
from typing import Any

import click

from dueprocess.cli import options, output
from dueprocess.cli.faults import wrong
from dueprocess.cli.homes import boot
from dueprocess.cli.publication_commands import refusing
from dueprocess.report.cells import Cell, Size
from dueprocess.report.metric import Metric
from dueprocess.report.metrics import METRICS


@click.command("facts")
@options.home
@click.option("--parquet", "file", required=True, type=options.PATH, help="The file to write.")
def facts(home: Path | None, file: Path, *, json_: bool) -> None:
    """Write what a report counts, one row an item, as a Parquet file of the house: nothing in it is published.

    Every case is made again from its events first, and each yes to counting is its signature; one row that says
    something else, and no file is written. Letters are numbers. Needs, in the checkout: uv sync --extra report.
    """
    from dueprocess.adapters import engine
    from dueprocess.desk.services import report_facts

    desk = boot(home)
    try:
        with refusing(), output.bar("Checking cases") as progress:
            found = report_facts.facts(desk, progress)
        engine.write(found, file)
    except engine.EngineError as fault:
        raise wrong(str(fault)) from fault
    output.told(
        {"file": str(file), "rows": len(found), "published": False},
        f"{len(found)} rows in {file}. The file is of the house: it holds what may not be admitted.",
        json_=json_,
    )


@click.command("cells")
@click.argument("file", type=options.PATH)
@click.option("--metric", "ids", multiple=True, metavar="ID", help="Only this one; may be given again. [default: all]")
@click.option(
    "--size",
    "sizes",
    multiple=True,
    type=click.Choice([str(one) for one in Size]),
    help="Length of period. [default: all]",
)
@click.option("--memory", default="512MB", show_default=True, help="What the engine may hold; more lies on disk.")
@options.as_json
def cells(file: Path, ids: tuple[str, ...], sizes: tuple[str, ...], memory: str, *, json_: bool) -> None:
    """Count what a Parquet file of facts holds, by every definition of the report; millions of rows in seconds.

    These are bare numbers of the house: nothing is withheld from them and nothing is checked. What may be published
    comes from `report build` alone. Needs, in the checkout: uv sync --extra report.
    """
    from dueprocess.adapters import engine

    metrics = _metrics(ids)
    try:
        found = engine.cells(file, metrics, [Size(one) for one in sizes] or list(Size), engine.Limits(memory=memory))
    except engine.EngineError as fault:
        raise wrong(str(fault)) from fault
    if json_:
        output.print_json({"file": str(file), "published": False, "cells": [_plain(cell) for cell in found]})
        return
    click.echo("Bare numbers of the house: nothing is withheld. Publish none of them.", err=True)
    for cell in found:
        click.echo("\t".join((cell.place.metric, cell.place.period, _by(cell), _value(cell))))


def _metrics(ids: tuple[str, ...]) -> tuple[Metric, ...]:
    known = {metric.id: metric for metric in METRICS}
    if unknown := [name for name in ids if name not in known]:
        raise click.UsageError(f"there is no metric {', '.join(unknown)}; there are {', '.join(known)}")
    return tuple(known[name] for name in dict.fromkeys(ids)) or METRICS


def _by(cell: Cell) -> str:
    return " ".join(f"{name}={value or '-'}" for name, value in cell.place.by) or "all"


def _value(cell: Cell) -> str:
    if cell.value is None:
        return str(cell.why)
    return str(cell.value) if cell.of == 1 else f"{cell.value}/{cell.of}"


def _plain(cell: Cell) -> dict[str, Any]:
    return {**cell.place.plain(), "value": cell.value, "of": cell.of, "why": str(cell.why)}
