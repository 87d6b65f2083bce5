"""``report dsa``: the eleven tables of the Digital Services Act, filled by people, checked by their rules."""

import datetime
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from dueprocess.adapters import spreadsheets
from dueprocess.cli import options, output, report_export, report_materials
from dueprocess.cli.faults import NO, wrong
from dueprocess.report.tables import TableError, csv_bytes, read_csv
from transparency.forms import dsa as tables
from transparency.forms.dsa import PARTS
from transparency.forms.dsa_check import check as check_parts
from transparency.forms.dsa_template import NAMES

if TYPE_CHECKING:
    from transparency.forms.dsa import Table as Filled
    from transparency.forms.dsa_check import Fault, Table

BOOK: Final = "dsa.xlsx"
MAX_FILE: Final = 16 << 20
_CSV: Final = re.compile(r"(?:^|_)part_0?(\d{1,2})_[a-z_]+\.csv", re.IGNORECASE)
_SHEET: Final = re.compile(r"0?(\d{1,2})_.*")


@click.group()
def dsa() -> None:
    """The eleven tables of a DSA report (Implementing Regulation (EU) 2024/2835, Annex I)."""


@dsa.command("fill")
@click.argument("folder", type=click.Path(path_type=Path))
@options.unfounded_home
@click.option("--period", required=True, metavar="PERIOD", help="2026; 2026-H1 where the law asks for halves.")
@click.option("--before", type=click.DateTime(["%Y-%m-%d"]), help="Day on which the report before was published.")
@click.option("--xlsx", is_flag=True, help="One workbook, dsa.xlsx, instead of eleven CSV files.")
@options.as_json
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
    material = report_materials.of_desk(home, "dsa", period)
    day = before.date() if before else None
    parts = tables.filled(material.edition, material.facts, kept, day)
    made = _book(parts, material.edition.made_on) if is_book else _files(parts)
    report_export.write(folder, made)
    output.told(
        {"out": str(folder), "files": sorted(made), "kept": sorted(set(kept) - {1, 2, 3})},
        f"{output.plural(len(made), 'file')} in {folder}. Parts 4 to 11 are for people to fill in.",
        json_=json_,
    )


def _files(parts: "Mapping[int, Filled]") -> dict[str, bytes]:
    return {tables.file_name(part): csv_bytes(rows) for part, rows in parts.items()}


def _book(parts: "Mapping[int, Filled]", on: datetime.date) -> dict[str, bytes]:
    return {BOOK: spreadsheets.write({f"{part}_{NAMES[part]}": rows for part, rows in parts.items()}, on)}


@dsa.command("check")
@click.argument("folder", type=click.Path(path_type=Path))
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


COMMANDS: Final = (dsa,)
