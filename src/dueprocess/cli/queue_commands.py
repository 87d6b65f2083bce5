"""``cases``, ``show``, ``open``: the queue, and one case without and with particulars."""

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dueprocess.adapters import durable
from dueprocess.case import lists
from dueprocess.cli import options, output
from dueprocess.cli.asked import print_facts
from dueprocess.cli.clients import client, looking
from dueprocess.cli.due_command import MOST, duties_of, grouped
from dueprocess.cli.faults import wrong
from dueprocess.cli.homes import Clock, clock_of
from dueprocess.demand.asking import from_plain
from dueprocess.formats import days
from dueprocess.formats.object import ObjectKind
from dueprocess.formats.statement import Act

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dueprocess.case.state import CaseState
    from dueprocess.desk.services.desk import Desk
    from dueprocess.law.finding import ItemAssessment


@click.command()
@options.looker
@click.option("--country", help="Of the authority.")
@click.option("--kind", help="Of an item.")
@click.option("--closed", is_flag=True, help="Closed ones too.")
@click.option("--limit", type=click.IntRange(1, 500), default=200, show_default=True, help="How many rows.")
@click.option("--after", metavar="PLACE", help="Only what follows the row that the last answer ended on.")
def cases(
    country: str | None, kind: str | None, limit: int, after: str | None, *, closed: bool, json_: bool, **person: Any
) -> None:
    """The queue: open cases, newest first. Where there are more than are shown, standard error says how to go on."""
    rows: list[dict[str, Any]]
    if person["desk_url"]:
        which = {"open": "" if closed else "true", "country": country, "kind": kind, "after": after}
        with looking(person) as far:
            told = far.get("/v1/cases", limit=min(limit, MOST), **which)
        rows, last, many = told.get("rows", []), told.get("after"), ""
    else:
        rows, last, many = _rows_here(person["home"], closed, country or "", kind or "", after, limit)
    if last is not None:
        go_on = f"The next ones: give --after {output.safe(str(last))}; fewer: --country, --kind."
        click.echo(f"Shown are {len(rows)}{many}. {go_on}", err=True)
    _print_queue(rows, json_=json_)


def _rows_here(
    home: Path | None,
    closed: bool,  # noqa: FBT001 - as the command has it
    country: str,
    kind: str,
    after: str | None,
    limit: int,
) -> tuple[list[dict[str, Any]], str | None, str]:
    """Rows, the place of the last one where there are more, and how many there are; as ``due`` reads them."""
    clock_of(home)
    from dueprocess.desk.data import queries
    from dueprocess.desk.data.queries import Filter, matching, row_plain
    from dueprocess.desk.data.queries import cases as list_cases

    which = Filter(open=None if closed else True, country=country, kind=kind)
    place = queries.read_day_key(after or "", "c")
    if after and place is None:
        raise wrong(f"{after!r} is no place in the queue; give what the last answer of `dueprocess cases` named.")
    page = list_cases(which, after=place, limit=limit)
    last = None if page.after is None else queries.write_key(page.after)
    many = "" if last is None else f" of {output.plural(matching(which).count(), 'case')}"
    return [row_plain(listed) for listed in page.rows], last, many


def _print_queue(rows: Sequence[Mapping[str, Any]], *, json_: bool) -> None:
    if json_:
        for row in rows:
            output.print_json(row)
        return
    output.table(
        ("case", "received", "from", "asks", "items"),
        [
            (
                output.safe(row["case"][:10]),
                output.safe(days.spoken(row["received_on"])),
                output.safe(" ".join(filter(None, (row["country"], row["authority_kind"])))) or "not read",
                output.safe(", ".join(map(str, row["kinds"]))) or "a person looks",
                str(len(row["items"])),
            )
            for row in rows
        ],
        empty="No case is open. Register what arrived with `dueprocess intake FILE`.",
    )


@click.command()
@click.argument("case")
@click.option("--evidence", type=options.PATH, help="Write what decisions rest on here: `verify decisions` reads it.")
@options.looker
def show(case: str, evidence: Path | None, *, json_: bool, **person: Any) -> None:
    """A case without what is encrypted: due, missing, may I tell; then items, answers, what happened."""
    from dueprocess.cli.cases import evidence_of, look_at
    from dueprocess.cli.telling import print_telling

    if evidence is not None:
        try:
            durable.create(evidence, evidence_of(person, case))
        except FileExistsError as fault:
            raise wrong(f"{evidence} is there already. Name another file.") from fault
    seen = look_at(person, case)
    if json_:
        output.print_json(seen.told)
        return
    state, judged = seen.state, {}
    if state.items and seen.same_law:
        judged = {one.item: one for one in seen.law(None, "en")[0].items}
    _print_case(seen.clock, state, duties_of(seen.told.get("duties", ()), state.id), judged)
    print_telling(seen.clock, seen.told.get("telling", ()))
    for one in seen.told.get("replies", ()):
        click.echo(output.safe(f"\n{str(one)[:10]} arrived and names a letter of this case: does it belong here?"))
    if person["desk_url"] and state.items:
        rest = (
            "What the desk's map of services says" if judged else "The desk judges by other law than this machine's: it"
        )
        click.echo(f"{rest} stands in --json.", err=True)


def _print_start(clock: "Desk | Clock", state: "CaseState") -> None:
    """Since when the law's clock runs, by which rule, and what a person is asked."""
    from zoneinfo import ZoneInfo

    from dueprocess.case.duty_plan import begun
    from dueprocess.law.finding import Status
    from dueprocess.law.started import ASKS

    found = begun(state)
    if found is None:
        return
    cite, local = found.start.cite, found.at.astimezone(ZoneInfo(clock.timezone))
    doubt = "" if cite.status is Status.VERIFIED else f", {cite.status}"
    came = f"arrived by {found.channel}: {found.start.says}"
    output.wrapped(f"Clock runs since {days.due(local, clock.now.year)}; {came}.", 2)
    output.wrapped(f"{cite.title}, {cite.section}{doubt}.{f' {ASKS}' if found.start.asks else ''}", 2)


def _print_case(
    clock: "Desk | Clock", state: "CaseState", duties: Sequence[Any], assessed: Mapping[int, "ItemAssessment"]
) -> None:
    from dueprocess.cli.findings import print_item

    get = state.face.get
    head = " ".join(str(get(name)) for name in ("country", "authority_kind") if get(name))
    click.secho(output.safe(f"{state.id[:10]}  {head or 'not read yet'}"), bold=True)
    said: tuple[str, ...] = (
        state.phase,
        f"revision {state.revision}",
        f"arrived by {state.channel}",
        output.spoken(state.says),
    )
    said += ("forgotten: nothing of it can be opened",) if state.forgotten else ()
    said += (f"names a letter of {state.answers[:10]}",) if state.answers and not state.merged_into else ()
    click.echo(output.safe(" · ".join(str(one) for one in said)))
    output.heading("Due")
    _print_due(clock, duties)
    _print_start(clock, state)
    for item in state.items:
        _print_item(state, item)
        if item.number in assessed:
            print_item(assessed[item.number])
    if not state.items:
        output.wrapped("No item yet: open the original, then say what it asks with `dueprocess item`.", 2)


def _print_due(clock: "Desk | Clock", duties: Sequence[Any]) -> None:
    for when, _, items, what, _, rule in grouped(clock, duties):
        said = f"{what}, item {items}" if items else what
        output.wrapped(f"{said}  [{rule}]", 37, first=f"  {when:<33}  ")
    if not duties:
        click.echo("  nothing")


def _contests(item: Any) -> "Iterator[str]":
    from dueprocess.cli.contest_commands import lines_of

    return lines_of(item)


def _print_item(state: "CaseState", item: Any) -> None:
    path = f"items.{item.number}."
    many = state.face.get(path + "targets")
    targets = output.plural(many if isinstance(many, int) else 0, "target")
    said = output.spoken(item.outcome or item.deciding)
    if item.proposal is not None and item.outcome is None:
        said = f"{output.spoken(item.proposal.outcome)} proposed by {item.proposal.by}"
    on = f" on {item.ground}" if item.ground else ""
    kind = output.spoken(state.face.get(path + "kind"))
    output.heading(output.safe(f"Item {item.number} · {kind}, {targets} · {said}{on}"))
    answers = " · ".join(f"{q} {item.answers.get(q, 'open')}" for q in ("tell", "admit", "count"))
    click.echo(output.safe(f"  Answered: {answers} · letter {item.writing} · publication {item.publishing}"))
    if item.lone_no is not None:
        click.echo(f"  {item.lone_no.by} says that nobody is told; a second person is asked")
    for line in _contests(item):
        output.wrapped(line, 2)
    for one in item.silences:
        state_of_it = (
            f"refused on {days.spoken(one.ended_on)} by {one.ended_by}"
            if one.refused
            else f"{one.how} on {days.spoken(one.ended_on)}, said by {one.ended_by}"
            if one.ended
            else f"until {days.spoken(one.until)}"
            if one.until
            else "no end set"
        )
        waits = f", recorded by {one.by}; a second person is asked" if one.waits else ""
        renews = ", renews an earlier one" if one.renews else ""
        since = f"since {days.spoken(one.recorded_on)}{renews}, " if one.recorded_on else ""
        named = f"  [{one.statement[:8]}]" if one.statement and not one.ended else ""
        output.wrapped(output.safe(f"Silence by {one.source} {one.rule}: {since}{state_of_it}{waits}{named}"), 2)
    if len({one.until for one in item.running if one.tell}) > 1:
        click.echo("  Of several duties of silence the one that ends last holds.")
    if item.ending is not None:
        said = lists.OPERATION.words[item.ending.how]
        click.echo(output.safe(f"  {item.ending.by} says that {said}; a second person is asked"))


@click.command("open")
@click.argument("case")
@click.option("--out", type=options.PATH, help="Folder to write to, instead of the screen.")
@options.who_acts
def open_case(case: str, out: Path | None, **person: Any) -> None:
    """A case with what is encrypted, opened on your own machine with your own key. That you read it is recorded.

    Where all that came was shown, or written to a folder, what you sign on the case within a day says that you had it
    open: a call back (`call-back`) then stands for a colleague who left.
    """
    if out is None and not sys.stdout.isatty():
        raise wrong("What is encrypted does not go into a pipe. Open it on a terminal, or name a folder with --out.")
    from dueprocess.client.material import check_opened, were_shown

    with client(person) as (who, material):
        whole = material.find(case)
        opened = list(material.opened(whole))
        looked = who.look(whole)
    seen = looked.seen
    check_opened(seen, opened)
    writers = {str(stated.says.get("sealed")): stated.by for _, stated in seen.ever(Act.NOTE_ADD)}
    whole_ones = True
    for one in opened:
        by = writers.pop(one.id, None) if one.own else None
        said = f"signed by {by}" if by else "nobody signed this: it is the desk's word"
        if out is None:
            printed = print_opened(one, said)
            whole_ones = whole_ones and (printed or one.header.kind != ObjectKind.ORIGINAL)
        elif one.header.kind == "note":
            click.echo(output.safe(f"{_write_opened(one, out)}: {said}"), err=True)
        else:
            _write_opened(one, out)
    for by in writers.values():
        click.echo(f"A note that {by} signed is not here: it was destroyed, or the desk withholds it.", err=True)
    if whole_ones:
        were_shown(who, looked, [one for one in opened if one.header.kind == ObjectKind.ORIGINAL])
    else:
        click.echo("Not all that came was shown: what you sign does not say that you had it open.", err=True)
    if out is not None:
        click.echo(f"{len(list(out.iterdir()))} files in {out}. Delete them when you have read them.", err=True)


def print_opened(one: Any, said: str) -> bool:
    """Print it; whether it was shown whole."""
    from dueprocess.formats import page_images

    by = f"  {said}" if one.header.kind == "note" else ""
    output.heading(output.safe(f"{one.header.kind}  {one.header.name or one.id}{by}"))
    if one.header.media == page_images.MEDIA:
        click.echo("(pages as pictures: use --out to write them to a folder)")
        return False
    if one.header.media == "application/json":
        found = json.loads(one.content)
        if isinstance(found, dict) and isinstance(rows := found.pop("asking", None), list):
            print_facts(from_plain(rows), "en", urgent=found.get("emergency") is True)
        click.echo(output.safe(json.dumps(found, indent=1, ensure_ascii=False)))
        return True
    try:
        text = one.content.decode()
    except UnicodeDecodeError:
        click.echo(f"({one.header.media}, {len(one.content)} bytes: use --out to write it to a folder)")
        return False
    click.echo(output.safe(text))
    return True


def _write_opened(one: Any, out: Path) -> str:
    """Write it; the name of its file, or of the object whose pages it is."""
    from dueprocess.formats import page_images

    out.mkdir(mode=0o700, parents=True, exist_ok=True)
    # The sender's file name stays inside the header: it could be a path.
    if one.header.media == page_images.MEDIA:
        _write_pages(one, out)
        return str(one.id)
    ending = {"application/json": "json", "text/plain": "txt", "application/pdf": "pdf", "message/rfc822": "eml"}
    path = out / f"{one.id}-{one.header.kind}.{ending.get(one.header.media, 'bin')}"
    durable.replace(path, one.content)
    return path.name


def _write_pages(one: Any, out: Path) -> None:
    from dueprocess.formats import page_images

    # Drawn by the desk from a hostile file: a picture for each page, and the viewer is your own.
    _, drawn = page_images.unpack(one.content)
    for page in drawn:
        durable.replace(out / f"{one.id}-file-{page.file + 1}-page-{page.number:03d}.png", page.picture)
