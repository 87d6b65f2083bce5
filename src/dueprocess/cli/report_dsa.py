"""``report dsa``: the eleven tables of the Digital Services Act, filled by people, checked by their rules."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from dueprocess.cli import options, output
from dueprocess.cli.faults import NO, Wrong

if TYPE_CHECKING:
    from dueprocess.domain.report.formats.dsa_check import Fault, Table

MAX_FILE: Final = 16 << 20
_CSV: Final = re.compile(r"(?:^|_)part_0?(\d{1,2})_[a-z_]+\.csv", re.IGNORECASE)
_SHEET: Final = re.compile(r"0?(\d{1,2})_.*")


@click.group()
def dsa() -> None:
    """The eleven tables of a DSA report (Implementing Regulation (EU) 2024/2835, Annex I)."""


@dsa.command("check")
@click.argument("folder", type=click.Path(path_type=Path))
@options.as_json
def check(folder: Path, *, json_: bool) -> int:
    """Check the tables in FOLDER by the template's rules: CSV files as `fill` writes them, or one workbook (.xlsx).

    Exit 1 when a rule is broken, 2 when a file cannot be read. Nothing is stored or sent.
    """
    from dueprocess.domain.report.formats.dsa_check import check as check_parts

    parts = read_parts(folder)
    faults = check_parts(parts)
    if json_:
        options.print_json({"parts": sorted(parts), "faults": [_plain(fault) for fault in faults]})
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
    """The parts by number, from CSV files or from one workbook. Raises Wrong."""
    if not folder.is_dir():
        message = f"There is no folder {folder}. `dueprocess report dsa fill` makes one."
        raise Wrong(message)
    found: dict[int, Table] = {}
    for part, table, name in _tables(folder):
        if part in found:
            message = f"Part {part} stands twice in {folder}: take {name} away, or the other."
            raise Wrong(message)
        found[part] = table
    if not found:
        message = f"No part is in {folder}: files named like part_03_member_states_orders.csv, or one .xlsx."
        raise Wrong(message)
    return found


def _tables(folder: Path) -> Iterator[tuple[int, "Table", str]]:
    from dueprocess.adapters import spreadsheets
    from dueprocess.domain.report.formats.dsa import PARTS
    from dueprocess.domain.report.formats.tables import TableError, read_csv

    for path in sorted(path for path in folder.iterdir() if path.is_file()):
        try:
            if path.suffix.lower() == ".xlsx":
                sheets: Mapping[str, Table] = spreadsheets.read(_bytes(path))
                yield from ((int(m[1]), rows, path.name) for name, rows in sheets.items() if (m := _SHEET.match(name)))
            elif (named := _CSV.search(path.name)) and int(named[1]) in PARTS:
                yield int(named[1]), read_csv(_bytes(path)), path.name
        except TableError as fault:
            message = f"{path.name} cannot be read: {fault}."
            raise Wrong(message) from fault


def _bytes(path: Path) -> bytes:
    if path.stat().st_size > MAX_FILE:
        message = f"{path.name} is longer than {MAX_FILE >> 20} MiB: no part of such a report is."
        raise Wrong(message)
    return path.read_bytes()


COMMANDS: Final = (dsa,)
