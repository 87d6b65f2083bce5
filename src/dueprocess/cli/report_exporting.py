"""``report export``: an edition in the forms that others read."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from dueprocess.cli import options
from dueprocess.cli.faults import Wrong

if TYPE_CHECKING:
    from dueprocess.domain.report.edition import Edition
    from dueprocess.domain.report.formats.every import Material

EVERY: Final = "all"
FORMATS: Final = ("own", "github", "google", "1874", "rdr", "stop", "lumen", "dsa", "eevidence")


@click.command("export")
@click.option("--format", "form", type=click.Choice([EVERY, *FORMATS]), default="own", show_default=True, help="Which.")
@click.option("--edition", "file", required=True, type=click.Path(path_type=Path), help="A report.json.")
@click.option("--out", type=click.Path(path_type=Path), help="Folder to write [default: report-PERIOD].")
@options.as_json
def export(form: str, file: Path, out: Path | None, *, json_: bool) -> None:
    """Write an edition in a form that others read: our own, other publishers' columns, what a law or a method fixes.

    A form published by choice takes only what the edition shows. `dsa` and `eevidence` are made from the cases.
    """
    material = from_file(file, form)
    made = made_in(form, material)
    folder = out or Path(f"report-{material.edition.period}")
    write(folder, made)
    if json_:
        options.print_json({"out": str(folder), "period": material.edition.period, "files": sorted(made)})
    else:
        click.echo(f"{len(made)} files of the report on {material.edition.period} in {folder}")


def from_file(file: Path, form: str) -> "Material":
    """What a ``report.json`` alone can say. Raises Wrong."""
    from dueprocess.domain.report.formats import every

    if form in every.BY_LAW:
        message = f"{form} is made from the cases, not from {file}. Leave --edition out, at the machine of the desk."
        raise Wrong(message)
    return every.Material(read_edition(file), names=english)


def read_edition(file: Path) -> "Edition":
    """The edition of a ``report.json``. Raises Wrong."""
    from dueprocess.domain.report.formats.reading import ReadError, read

    try:
        return read(read_bytes(file))
    except ReadError as fault:
        message = f"{file} is no report.json of this form: {fault}. Take the file that `report export` wrote."
        raise Wrong(message) from fault


def read_bytes(file: Path) -> bytes:
    """The bytes of one file. Raises Wrong for what is none, or is too long."""
    from dueprocess.domain.report.formats.reading import MAX_BYTES

    if not file.is_file() or file.stat().st_size > MAX_BYTES:
        message = f"{file} is no file, or longer than {MAX_BYTES >> 20} MiB. Check the name."
        raise Wrong(message)
    return file.read_bytes()


def english(code: str) -> str:
    """The English name of a country, as CLDR has it; its code where it has none."""
    from babel import Locale

    return str(Locale("en").territories.get(code, code))


def made_in(form: str, material: "Material") -> Mapping[str, bytes]:
    """The files of a form, or of all that have something to say. Raises Wrong where the edition lacks the numbers."""
    from dueprocess.domain.report.formats import every
    from dueprocess.domain.report.metrics import PUBLISHERS

    if form == EVERY:
        return every.files(material.edition, material.facts, material.rows, material.names)
    if form in PUBLISHERS and not any(cell.place.metric.startswith(f"{form}_") for cell in material.edition.cells):
        message = f"This edition was not built with the numbers of {form}'s columns: nothing would stand in them."
        raise Wrong(message)
    return every.make(form, material)


def write(folder: Path, made: Mapping[str, bytes]) -> None:
    """Write the files below ``folder``."""
    for name, data in made.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


COMMANDS: Final = (export,)
