"""``authority import``, ``find``, ``mark`` and ``export``: other people's lists of offices, and marks of fraud."""

from pathlib import Path
from typing import Any

import click

from dueprocess.cli import options, output
from dueprocess.cli.clients import client
from dueprocess.cli.faults import wrong
from dueprocess.cli.homes import boot, place_of
from dueprocess.formats.note import MalformedNoteError, parse_vkey
from dueprocess.operate import lists
from dueprocess.operate.lists import Listed, ListError, Listing
from dueprocess.report.tables import TableError


@click.command("import")
@click.argument("file", type=options.PATH)
@click.option("--name", default="", help="Of the list [default: the file's name].")
@click.option("--source", default="", help="Where you took it from: the address that you typed.")
@click.option("--on", "day", default="", help="Day of its edition [default: today].")
@click.option("--country", default="", help="Of every row, where the list has no column for it: DE.")
@click.option(
    "--key", default="", help="Of another desk's directory: the key of who signed it, as they told it to you."
)
@options.home
def import_(file: Path, home: Path | None, *, json_: bool, **said: str) -> None:
    """Keep an official list (CSV, XLSX, ODS, genericode) or another desk's signed directory beside your own.

    None of it is verified, and no number in use changes: `authority find` looks an office up in it, and two people
    verify what they found. Court databases, place registers and lists of offices are read by their headers.
    """
    today, place = boot(home).today, place_of(home)
    on = options.day(said["day"]).isoformat() if said["day"] else today.isoformat()
    try:
        if said["key"]:
            listing, marks = lists.read_note(file.read_bytes(), parse_vkey(said["key"]))
            columns, left = dict[str, str](), 0
        else:
            listing, columns, left = _sheet(file, said, on)
            marks = ()
        lists.keep(place, listing, marks)
    except MalformedNoteError as fault:
        raise wrong(f"{fault}. The key is the line that `authority export` printed.") from fault
    except (ListError, TableError, OSError) as fault:
        raise wrong(f"{file}: {fault}.") from fault
    told = {"list": listing.name, "on": listing.on, "rows": len(listing.rows), "left": left, "marks": len(marks)}
    if json_:
        output.print_json({**told, "columns": columns})
        return
    for field, header in columns.items():
        click.echo(f"  {field:<8} “{output.safe(header)}”")
    click.echo(f"{listing.name!r} of {listing.on}: {told['rows']:,} rows, {left:,} without a name, {len(marks)} marks.")
    click.echo("Nobody of this desk verified any of it: `authority find`, then `authority verify`.")


def _sheet(file: Path, said: dict[str, str], on: str) -> tuple[Listing, dict[str, str], int]:
    from dueprocess.adapters.sheets import rows

    found = rows(file.read_bytes())
    header = next(found, ())
    columns = lists.mapped(header)
    if "name" not in columns:
        raise wrong(f"No column of {file} names an office: {', '.join(map(output.safe, header)) or 'no header'}.")
    listed, left = lists.of_sheet(found, columns, said["country"].upper())
    listing = Listing(said["name"] or file.name, said["source"], on, listed)
    return listing, {name: header[place] for name, place in columns.items()}, left


@click.command("find")
@click.argument("words", nargs=-1, required=True)
@options.home
def find(words: tuple[str, ...], home: Path | None, *, json_: bool) -> None:
    """Look an office up in the lists that were imported. What it says is a hint: call, then let two people verify."""
    boot(home)
    known = _read(home)
    found = list(known.find(" ".join(words)))
    if json_:
        output.print_json({"found": len(found), "rows": [_plain(*pair) for pair in found[: lists.FOUND]]})
        return
    for listing, row in found[: lists.FOUND]:
        where = ", ".join(text for text in (row.place, row.state, row.country, row.code) if text)
        click.echo(f"{output.safe(row.name)} ({output.safe(where)})")
        reached = "  ".join(output.safe(text) for text in (row.phone, row.mail) if text)
        click.echo(f"   {reached or 'no number or address'}; {output.safe(listing.name)}, {listing.on}; not verified")
        for mark in known.marked(row.phone, row.mail):
            click.echo(f"   MARKED {mark.on}: {lists.WHY[mark.why]}")
    more = f"; the first {lists.FOUND} are shown" if len(found) > lists.FOUND else ""
    click.echo(f"Found: {len(found)}{more}")


def _plain(listing: Listing, row: Listed) -> dict[str, str]:
    names = ("name", "code", "country", "state", "place", "phone", "mail")
    return {**{name: getattr(row, name) for name in names}, "list": listing.name, "on": listing.on}


@click.command("mark")
@click.argument("value")
@click.option("--why", type=click.Choice(list(lists.WHY)), default="forged", show_default=True, help="What you know.")
@click.option("--take-back", is_flag=True, help="Take your own mark back.")
@options.home
def mark(value: str, why: str, home: Path | None, *, take_back: bool, json_: bool) -> None:
    """Mark a number (+49…) or a domain as used for fraud. It is shown, refuses nothing by itself and names no case."""
    today = boot(home).today
    try:
        lists.mark(place_of(home), value, why, today, take_back=take_back)
    except ListError as fault:
        raise wrong(f"{fault}.") from fault
    says = f"{value}: {'the mark is taken back' if take_back else lists.WHY[why]}."
    output.told({"value": value, "why": "" if take_back else why}, says, json_=json_)


@click.command("export")
@click.option("--out", type=options.PATH, required=True, help="File to write.")
@click.option("--only", "only", multiple=True, help="Id of an office [default: each that two people verified].")
@options.person
def export(out: Path, only: tuple[str, ...], *, json_: bool, **person: Any) -> None:
    """Sign the offices that two people verified here, with their numbers in use, for another desk.

    At the desk's own machine its marks of fraud go along. It tells whom this desk speaks with: name what goes along
    with --only. No case, no person and no key is in it. The other desk takes it as a hint, by the key that this prints:
    tell it to them on the telephone.
    """
    if out.exists():
        raise wrong(f"{out} exists; choose another --out.")
    with client(person) as (who, material):
        rows = [_row(one) for one in material.far.rows("/v1/desk/authorities") if _goes(one, only)]
        marks = () if person["desk_url"] else _read(person["home"]).marks
        signer = who.identity.signer()
        out.write_bytes(lists.write_note(rows, marks, who.now.date(), signer))
    own = sum(not one.by for one in marks)
    says = f"Wrote {out}: {len(rows)} offices, {own} marks. Whoever takes it needs this key:\n{signer[0].vkey}"
    output.told({"offices": len(rows), "marks": own, "key": signer[0].vkey}, says, json_=json_)


def _goes(row: dict[str, Any], only: tuple[str, ...]) -> bool:
    return bool(row["verified"]) and (not only or row["id"] in only)


def _row(row: dict[str, Any]) -> Listed:
    told = row["verified"]
    number = next((one["number"] for one in told.get("rung", ()) if one["state"] == "stands"), "")
    return Listed(row["name"], row["id"], row["country"], row.get("state", ""), "", number, told["contact"])


def _read(home: Path | None) -> lists.Lists:
    try:
        return lists.read(place_of(home))
    except ListError as fault:
        raise wrong(f"{fault}.") from fault
