"""``import`` and ``history``: demands from before this desk, out of a sheet; counted by year, never acted on."""

import csv
import datetime
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dueprocess.cli import options, output
from dueprocess.cli.faults import wrong
from dueprocess.cli.homes import boot, place_of
from dueprocess.report import history as sheets_of
from dueprocess.report.history import FIELDS, Read, Reader, Tally
from dueprocess.report.tables import TableError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

STEP = 10_000
SHOWN = 12


@click.command("import")
@click.argument("sheet", type=options.PATH)
@click.option("--map", "map_file", type=options.PATH, help='TOML that says which column is which: day = "Eingang".')
@click.option("--country", default="", help="Of every row, where the sheet has no column for it: DE.")
@click.option("--name", default="", help="By which the sheet is known here [default: the file's name].")
@click.option("--rows", "rows_file", type=click.Path(path_type=Path), help="Write what became of each row, as CSV.")
@click.option("--take", is_flag=True, help="Count it; without this it only shows what it would count.")
@options.home
def import_(
    sheet: Path,
    map_file: Path | None,
    rows_file: Path | None,
    home: Path | None,
    *,
    take: bool,
    json_: bool,
    **said: str,
) -> None:
    """Count past demands of a SHEET (CSV, XLSX, ODS): by year, country, body, kind and outcome.

    It makes no case, no duty and no clock, and nobody acts on it. Kept are the counts alone: no row, no name, no
    reference. First look at what it would count; then run it again with --take.
    """
    from dueprocess.adapters.sheets import rows

    today = boot(home).today
    try:
        found = rows(sheet.read_bytes())
        header = next(found, ())
        columns = _mapped(header, map_file)
        if "day" not in columns:
            listed = ", ".join(header) or "no header"
            raise wrong(f"No column says the day. Name it with --map: `day = …` of: {listed}.")
        reader = Reader(columns, _places(), today.year, said["country"].upper())
        tally = _counted(_told(reader.read(found), rows_file))
    except (TableError, OSError) as fault:
        raise wrong(f"{sheet}: {fault}.") from fault
    name = said["name"] or sheet.name
    if take:
        _kept(home, name, today, tally)
    if json_:
        output.print_json(_plain(name, columns, header, tally, taken=take))
        return
    _say(columns, header, tally)
    click.echo(f"Counted as {name!r}: `dueprocess history`." if take else "Nothing is counted yet: --take counts it.")


def _kept(home: Path | None, name: str, today: datetime.date, tally: Tally) -> None:
    from dueprocess.operate import history

    try:
        history.add(place_of(home), name, today, tally)
    except history.HistoryError as fault:
        raise wrong(f"{fault}.") from fault


def _mapped(header: Sequence[str], map_file: Path | None) -> dict[str, int]:
    """The guessed map, and over it what a person says. Raises DeniedError."""
    columns = sheets_of.guessed(header)
    if map_file is None:
        return columns
    try:
        said = tomllib.loads(map_file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as fault:
        raise wrong(f'{map_file} is no TOML: one line a field, as `day = "Eingang"`.') from fault
    names = [sheets_of.plain(cell) for cell in header]
    for field, column in said.items():
        if field not in FIELDS:
            raise wrong(f"{field!r} is no field: one of {', '.join(FIELDS)}.")
        if column == "":
            columns.pop(field, None)
        elif sheets_of.plain(str(column)) not in names:
            raise wrong(f"No column is headed {column!r}: one of {', '.join(header)}.")
        else:
            columns[field] = names.index(sheets_of.plain(str(column)))
    return columns


def _places() -> dict[str, str]:
    from dueprocess.adapters import names

    found: dict[str, str] = {}
    for language in ("fr", "de", "en"):
        for code, name in names.countries(language).items():
            found |= {sheets_of.plain(name): code, code.lower(): code}
    return found


def _told(rows: Iterator[Read], rows_file: Path | None) -> Iterator[Read]:
    """The rows as they pass: with progress on standard error, and into a file where one is asked for."""
    if rows_file is None:
        yield from _progress(rows)
        return
    with rows_file.open("w", encoding="utf-8", newline="") as out:
        table = csv.writer(out)
        table.writerow(("row", "taken", "why", "not known", "year", "country", "body", "kind", "outcome"))
        for row in _progress(rows):
            past = row.past
            codes = (past.year, past.country, past.body, past.kind, past.outcome) if past else ("",) * 5
            table.writerow((row.number, "yes" if past else "no", row.why, " ".join(row.doubts), *codes))
            yield row


def _progress(rows: Iterator[Read]) -> Iterator[Read]:
    for number, row in enumerate(rows, 1):
        if not number % STEP:
            click.echo(f"{number:,} rows", err=True)
        yield row


def _counted(rows: "Iterable[Read]") -> Tally:
    tally = Tally()
    for row in rows:
        tally.add(row)
    return tally


def _say(columns: dict[str, int], header: Sequence[str], tally: Tally) -> None:
    click.echo("Columns, as they were guessed (--map says otherwise):")
    for field in FIELDS:
        where = f"“{output.safe(header[columns[field]])}”" if field in columns else "no column: not known"
        click.echo(f"  {field:<10} {where}")
    click.echo(f"Rows taken: {tally.taken:,}; left out: {sum(tally.left.values()):,}")
    for why, many in tally.left.most_common():
        click.echo(f"  {many:,}: {why}")
    for field, many in tally.doubts.most_common():
        click.echo(f"  {many:,} taken with {field} not known")
    years: dict[int, int] = {}
    for past, many in tally.counts.items():
        years[past.year] = years.get(past.year, 0) + many
    for year, many in sorted(years.items(), reverse=True)[:SHOWN]:
        click.echo(f"  {year}: {many:,}")


def _plain(name: str, columns: dict[str, int], header: Sequence[str], tally: Tally, *, taken: bool) -> dict[str, Any]:
    counts = sorted(
        ([past.year, past.country, past.body, past.kind, past.outcome, many] for past, many in tally.counts.items())
    )
    return {
        "sheet": name,
        "counted": taken,
        "columns": {field: header[place] for field, place in columns.items()},
        "taken": tally.taken,
        "left": dict(tally.left),
        "not_known": dict(tally.doubts),
        "counts": counts,
    }


@click.command("history")
@click.option("--drop", metavar="SHEET", help="Forget the counts of this sheet.")
@options.home
def history(drop: str | None, home: Path | None, *, json_: bool) -> None:
    """Past demands that were counted from sheets: by year, kind and outcome; `unknown` is not zero."""
    from dueprocess.operate import history as kept

    boot(home)
    place = place_of(home)
    try:
        if drop is not None:
            kept.drop(place, drop)
        found = kept.sheets(place)
    except kept.HistoryError as fault:
        raise wrong(f"{fault}.") from fault
    if json_:
        output.print_json({"sheets": [_sheet(one) for one in found]})
        return
    for one in found:
        click.echo(f"{output.safe(one.name)}: {one.taken:,} rows, counted on {one.on}; {one.left:,} left out")
    for year, counts in kept.by_year(found).items():
        kinds = _listed(counts, lambda code: code and code[0] != "=")
        ends = _listed(counts, lambda code: code[:1] == "=")
        click.echo(f"{year}: {counts['']:,} demands ({kinds}; {ends})")
    if not found:
        click.echo("No sheet was counted: `dueprocess import SHEET`.")


def _listed(counts: Any, fits: "Callable[[str], object]") -> str:
    rows = sorted(((many, code.lstrip("=")) for code, many in counts.items() if fits(code)), reverse=True)
    return ", ".join(f"{code} {many:,}" for many, code in rows)


def _sheet(one: Any) -> dict[str, Any]:
    rows = [
        [past.year, past.country, past.body, past.kind, past.outcome, many, targets]
        for past, (many, targets) in one.counts.items()
    ]
    return {"name": one.name, "on": one.on, "taken": one.taken, "left": one.left, "counts": sorted(rows)}
