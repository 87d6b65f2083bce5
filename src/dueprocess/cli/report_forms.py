"""``report export`` and ``report dsa``: an edition in the forms that others read, and the tables that a law fixes."""

import datetime
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from dueprocess.adapters import spreadsheets
from dueprocess.cli import options, output
from dueprocess.cli.faults import NO, wrong
from dueprocess.cli.homes import boot, place_of
from dueprocess.cli.publication_commands import provider_of, refusing
from dueprocess.formats.refusal import accepted
from dueprocess.report.edition_json import MAX_BYTES, ReadError, read
from dueprocess.report.metrics import PUBLISHERS
from dueprocess.report.tables import TableError, csv_bytes, read_csv
from transparency.forms import dsa as tables
from transparency.forms import every
from transparency.forms.dsa import PARTS
from transparency.forms.dsa_check import check as check_parts
from transparency.forms.dsa_template import NAMES

if TYPE_CHECKING:
    from dueprocess.report.edition import Edition
    from transparency.forms.dsa_check import Fault, Table
    from transparency.forms.every import Material

EVERY: Final = "all"
FORMATS: Final = ("own", "github", "google", "1874", "rdr", "stop", "lumen", *every.BY_LAW)
BOOK: Final = "dsa.xlsx"
MAX_FILE: Final = 16 << 20
_CSV: Final = re.compile(r"(?:^|_)part_0?(\d{1,2})_[a-z_]+\.csv", re.IGNORECASE)
_SHEET: Final = re.compile(r"0?(\d{1,2})_.*")


def from_file(file: Path, form: str) -> "Material":
    """What a ``report.json`` alone can say. Raises DeniedError."""
    if form in every.BY_LAW:
        raise wrong(f"{form} is made from the cases, not from {file}. Leave --edition out, at the machine of the desk.")
    return every.Material(read_edition(file), names=english)


def read_edition(file: Path) -> "Edition":
    """The edition of a ``report.json``. Raises DeniedError."""
    if not file.is_file() or file.stat().st_size > MAX_BYTES:
        raise wrong(f"{file} is no file, or longer than {MAX_BYTES >> 20} MiB. Check the name.")
    try:
        return read(file.read_bytes())
    except ReadError as fault:
        message = f"{file} is no report.json of this form: {fault}. Take the file that `report export` wrote."
        raise wrong(message) from fault


def of_desk(home: Path | None, form: str, period: str) -> "Material":
    """What a form is made from at the desk: an edition, or the cases where a law fixes it. Raises DeniedError."""
    desk, provider = boot(home), provider_of(place_of(home))
    from dueprocess.desk.services import report_forms  # tables need the booted home

    with refusing():
        if form in every.BY_LAW:
            return accepted(report_forms.by_law(desk, provider, form, period, english))
        return accepted(report_forms.by_choice(desk, provider, period, english))


def english(code: str) -> str:
    """The English name of a country, as CLDR has it; its code where it has none."""
    from babel import Locale

    return str(Locale("en").territories.get(code, code))


@click.command("export")
@options.unfounded_home
@click.option("--format", "form", type=click.Choice([EVERY, *FORMATS]), default="own", show_default=True, help="Which.")
@click.option(
    "--period", default="", metavar="PERIOD", help="2026, 2026-H1 or 2026-Q3 [default: the newest published]."
)
@click.option("--edition", "file", type=options.PATH, help="A report.json, instead of the desk.")
@click.option("--out", type=options.PATH, help="Folder to write [default: report-PERIOD].")
def export(form: str, period: str, file: Path | None, out: Path | None, home: Path | None, *, json_: bool) -> None:
    """Write an edition in a form that others read: our own, other publishers' columns, what a law or a method fixes.

    A form published by choice takes only what a published edition shows. `dsa` and `eevidence` are made from the
    cases of a period that is over; every later edition is reckoned against them.
    """
    material = from_file(file, form) if file else of_desk(home, form, period)
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


@click.group()
def dsa() -> None:
    """The eleven tables of a DSA report (Implementing Regulation (EU) 2024/2835, Annex I)."""


@dsa.command("fill")
@click.argument("folder", type=options.PATH)
@options.unfounded_home
@click.option("--period", required=True, metavar="PERIOD", help="2026; 2026-H1 where the law asks for halves.")
@click.option("--before", type=click.DateTime(["%Y-%m-%d"]), help="Day on which the report before was published.")
@click.option("--xlsx", is_flag=True, help="One workbook, dsa.xlsx, instead of eleven CSV files.")
def fill(
    folder: Path, home: Path | None, period: str, before: datetime.datetime | None, *, xlsx: bool, json_: bool
) -> None:
    """Write the eleven tables into FOLDER: parts 1 to 3 from the cases, the others as a form for people.

    What people filled in stays: run it again when cases changed, then `dsa check`.
    """
    is_book = xlsx or (folder / BOOK).is_file()
    kept = read_parts(folder) if folder.is_dir() and any(folder.iterdir()) else {}
    if is_book and kept and not (folder / BOOK).is_file():
        raise wrong(f"{folder} holds CSV files already. Leave --xlsx out, or name another folder.")
    material = of_desk(home, "dsa", period)
    day = before.date() if before else None
    parts = tables.filled(material.edition, material.facts, kept, day)
    if is_book:
        sheets = {f"{part}_{NAMES[part]}": rows for part, rows in parts.items()}
        made = {BOOK: spreadsheets.write(sheets, material.edition.made_on)}
    else:
        made = {tables.file_name(part): csv_bytes(rows) for part, rows in parts.items()}
    write(folder, made)
    output.told(
        {"out": str(folder), "files": sorted(made), "kept": sorted(set(kept) - {1, 2, 3})},
        f"{output.plural(len(made), 'file')} in {folder}. Parts 4 to 11 are for people to fill in.",
        json_=json_,
    )


@dsa.command("check")
@click.argument("folder", type=options.PATH)
@options.as_json
def check(folder: Path, *, json_: bool) -> int:
    """Check the tables in FOLDER by the template's rules: CSV files as `fill` writes them, or one workbook (.xlsx).

    Exit 1 when a rule is broken, 2 when a file cannot be read. Nothing is stored or sent.
    """
    parts = read_parts(folder)
    faults = check_parts(parts)
    if json_:
        output.print_json({"parts": sorted(parts), "faults": [_plain(fault) for fault in faults]})
        return NO if faults else 0
    for fault in faults:
        output.wrapped(output.safe(str(fault)), 2, click.style("✗ ", fg="red"))
    says = output.plural(len(faults), "thing") + " to set right." if faults else "Every rule of the template is kept."
    click.secho(f"{output.plural(len(parts), 'part')} read. {says}", bold=True)
    return NO if faults else 0


def _plain(fault: "Fault") -> dict[str, object]:
    return {
        "part": fault.part,
        "row": fault.row,
        "column": fault.column.strip(),
        "rule": fault.rule,
        "says": fault.says,
    }


def read_parts(folder: Path) -> dict[int, "Table"]:
    """The parts by number, from CSV files or from one workbook. Raises DeniedError."""
    if not folder.is_dir():
        raise wrong(f"There is no folder {folder}. `dueprocess report dsa fill` makes one.")
    found: dict[int, Table] = {}
    for part, table, name in _tables(folder):
        if part in found:
            raise wrong(f"Part {part} stands twice in {folder}: take {name} away, or the other.")
        found[part] = table
    if not found:
        raise wrong(f"No part is in {folder}: files named like part_03_member_states_orders.csv, or one .xlsx.")
    return found


def _tables(folder: Path) -> Iterator[tuple[int, "Table", str]]:
    for path in sorted(path for path in folder.iterdir() if path.is_file()):
        try:
            if path.suffix.lower() == ".xlsx":
                sheets: Mapping[str, Table] = spreadsheets.read(_bytes(path))
                yield from ((int(m[1]), rows, path.name) for name, rows in sheets.items() if (m := _SHEET.match(name)))
            elif (named := _CSV.search(path.name)) and int(named[1]) in PARTS:
                yield int(named[1]), read_csv(_bytes(path)), path.name
        except TableError as fault:
            raise wrong(f"{path.name} cannot be read: {fault}.") from fault


def _bytes(path: Path) -> bytes:
    if path.stat().st_size > MAX_FILE:
        raise wrong(f"{path.name} is longer than {MAX_FILE >> 20} MiB: no part of such a report is.")
    return path.read_bytes()
