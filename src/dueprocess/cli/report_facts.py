"""``report facts``: what a report counts, as a file for an engine of one's own."""

from pathlib import Path
from typing import Final

import click

from dueprocess.cli import options, output
from dueprocess.cli.backup_commands import bar
from dueprocess.cli.faults import wrong
from dueprocess.cli.homes import boot
from dueprocess.formats.refusal import DeniedError


@click.command("facts")
@options.home
@click.option("--parquet", "file", required=True, type=click.Path(path_type=Path), help="The file to write.")
@options.as_json
def facts(home: Path | None, file: Path, *, json_: bool) -> None:
    """Write what a report counts, one row an item, as a Parquet file of the house: nothing in it is published.

    Every case is made again from its events first, and each yes to counting is its signature; one row that says
    something else, and no file is written. Letters are numbers. Needs, in the checkout: uv sync --extra report.
    """
    from dueprocess.adapters import engine
    from dueprocess.desk.services import report_facts
    from dueprocess.desk.services.publication import ForgedRowError

    desk = boot(home)
    try:
        with bar("Checking cases") as progress:
            found = report_facts.facts(desk, progress)
        engine.write(found, file)
    except ForgedRowError as fault:
        message = f"Nothing is written: {fault}. Somebody may have written into the database: tell the others."
        raise DeniedError.because(fault.rule, message) from fault
    except engine.EngineError as fault:
        raise wrong(str(fault)) from fault
    output.told(
        {"file": str(file), "rows": len(found), "published": False},
        f"{len(found)} rows in {file}. The file is of the house: it holds what may not be admitted.",
        json_=json_,
    )


COMMANDS: Final = (facts,)
