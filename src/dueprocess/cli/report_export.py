"""``report export``: an edition in the forms that others read."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from dueprocess.cli import options, output, report_materials
from dueprocess.cli.faults import wrong
from dueprocess.report.metrics import PUBLISHERS
from transparency.forms import every

if TYPE_CHECKING:
    from transparency.forms.every import Material

EVERY: Final = "all"
BY_LAW: Final = ("dsa", "eevidence")
FORMATS: Final = ("own", "github", "google", "1874", "rdr", "stop", "lumen", *BY_LAW)


@click.command("export")
@options.unfounded_home
@click.option("--format", "form", type=click.Choice([EVERY, *FORMATS]), default="own", show_default=True, help="Which.")
@click.option(
    "--period", default="", metavar="PERIOD", help="2026, 2026-H1 or 2026-Q3 [default: the newest published]."
)
@click.option("--edition", "file", type=click.Path(path_type=Path), help="A report.json, instead of the desk.")
@click.option("--out", type=click.Path(path_type=Path), help="Folder to write [default: report-PERIOD].")
@options.as_json
def export(form: str, period: str, file: Path | None, out: Path | None, home: Path | None, *, json_: bool) -> None:
    """Write an edition in a form that others read: our own, other publishers' columns, what a law or a method fixes.

    A form published by choice takes only what a published edition shows. `dsa` and `eevidence` are made from the
    cases of a period that is over; every later edition is reckoned against them.
    """
    material = report_materials.from_file(file, form) if file else report_materials.of_desk(home, form, period)
    made = made_in(form, material)
    folder = out or Path(f"report-{material.edition.period}")
    write(folder, made)
    output.told(
        {"out": str(folder), "period": material.edition.period, "files": sorted(made)},
        f"{len(made)} files of the report on {material.edition.period} in {folder}",
        json_=json_,
    )


def made_in(form: str, material: "Material") -> Mapping[str, bytes]:
    """The files of a form, or of all that have something to say. Raises DeniedError where numbers are missing."""
    if form == EVERY:
        return every.files(material.edition, material.facts, material.rows, material.names)
    if form in PUBLISHERS and not any(cell.place.metric.startswith(f"{form}_") for cell in material.edition.cells):
        raise wrong(
            f"This edition was not built with the numbers of {form}'s columns: nothing would stand in them. "
            f"Build the next one with `dueprocess report build --form {form}`."
        )
    return every.make(form, material)


def write(folder: Path, made: Mapping[str, bytes]) -> None:
    """Write the files below ``folder``."""
    for name, data in made.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


COMMANDS: Final = (export,)
