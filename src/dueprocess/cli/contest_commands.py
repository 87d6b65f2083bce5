"""``contest``: what a person contests; found by the page under whose code it came, listed, answered by a letter."""

from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import click

from dueprocess.adapters.texts import LANGUAGES
from dueprocess.case.contest_lists import COURT_OUTCOME, OUTCOME, SIDE, STEP, WHO
from dueprocess.case.given import no_item
from dueprocess.cli import options, output
from dueprocess.cli.clients import client
from dueprocess.cli.faults import wrong
from dueprocess.cli.notice_commands import house_of, pages_of, write
from dueprocess.client.fetched_case import fetch
from dueprocess.demand.codes import Channel
from dueprocess.formats import days, objection
from dueprocess.formats.refusal import DeniedError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from dueprocess.case.contest_records import CourtStep
    from dueprocess.case.state import ItemState
    from dueprocess.client.material import Material

ROWS = 200
_NO_PAGE = "That did not come under the code of a page. Read it, and say yourself to which case it belongs."


@click.group()
def contest() -> None:
    """What a person contests. Whoever was on the first decision does not decide it while somebody else can."""


@contest.command()
@click.argument("case")
@click.option("--in", "among", multiple=True, metavar="CASE", help="Look in these cases alone [default: all].")
@options.person
def find(case: str, among: tuple[str, ...], *, json_: bool, **person: Any) -> None:
    """The case to which an objection belongs that came under the code of a page. CASE is what arrived.

    The desk does not know whose page it was: your machine opens the arrival, then the notes of your cases, until one
    names the page. Nothing is signed; the commands that follow are said.
    """
    with client(person) as (who, material):
        whole = material.find(case)
        if fetch(who, whole).case.channel != Channel.FILE:  # whoever read the page's id could mail one
            raise wrong(_NO_PAGE)
        said = _objection(material, whole)
        named = [material.find(one) for one in among] or _cases(material)
        found = next(
            (
                (one, kept.item)
                for one in named
                if one != whole
                for kept in _pages(material, one)
                if kept.id == said.page
            ),
            None,
        )
    if found is None:
        raise wrong(
            "No case that you can open names this page: it was withdrawn and its note destroyed, or it is theirs."
        )
    there, item = found
    first = f"classify {whole} supplement --of {there}"
    then = f"contest record {there} --item {item} --person T1 --who {said.who} --how page --on {said.day}"
    plain = {"arrival": whole, "case": there, "item": item, "who": said.who, "on": said.day, "papers": said.papers}
    output.told(plain, f"It belongs to {there}, item {item}.", first, then, json_=json_)


def _objection(material: "Material", case: str) -> objection.Objection:
    for one in material.opened(case):
        if one.header.name == objection.NAME:
            said = objection.read(one.content.decode("utf-8", "replace"))
            if said is not None:
                return said
    raise wrong(_NO_PAGE)


def _cases(material: "Material") -> list[str]:
    """Cases with something that was decided, the newest first."""
    found, after = list[str](), None
    while True:
        told = material.far.get("/v1/cases", limit=ROWS, open="", after=after)
        found += [row["case"] for row in told["rows"] if any(item["outcome"] for item in row["items"])]
        after = told.get("after")
        if not after:
            return found


def _pages(material: "Material", case: str) -> "Iterator[Any]":
    try:
        yield from pages_of(material, case)
    except DeniedError:
        return  # a case that this person does not open


@contest.command("list")
@click.argument("case")
@options.person
def list_(case: str, *, json_: bool, **person: Any) -> None:
    """Contests of a case, what became of each, what is still owed; and steps before courts. Codes and days alone."""
    with client(person) as (who, material):
        state = fetch(who, material.find(case)).case
    rows = [(item.number, one) for item in state.items for one in item.contested.contests]
    steps = [(item.number, one) for item in state.items for one in item.contested.court]
    if json_:
        contests = [
            {
                "item": number,
                "person": one.handle,
                "who": one.who,
                "on": one.on,
                "due": one.due,
                "stays": one.stays,
                "end": one.outcome or None,
                "by": one.decided_by or None,
                "same": one.same,
                "owes": one.owes,
                "told_on": one.told_on or None,
            }
            for number, one in rows
        ]
        court = [
            {"item": number, "side": one.side, "step": one.step, "on": one.on, "outcome": one.outcome or None}
            for number, one in steps
        ]
        output.print_json({"case": state.id, "contests": contests, "court": court})
        return
    output.table(
        ("item", "person", "by", "came", "answer by", "became"),
        [
            (
                str(number),
                one.handle,
                WHO.words[one.who],
                days.spoken(one.on),
                days.spoken(one.due),
                _became(one),
            )
            for number, one in rows
        ],
        empty="Nobody contested anything of this case.",
    )
    for number, step in steps:
        click.echo(f"item {number}, {_step(step)}")


def lines_of(item: "ItemState") -> "Iterator[str]":
    """Contests of an item and steps before courts, a line each, as ``show`` says them."""
    for one in item.contested.contests:
        yield f"Contested by {one.handle}, {days.spoken(one.on)}, answer by {days.spoken(one.due)}: {_became(one)}"
    for step in item.contested.court:
        yield f"Court, {_step(step)}"


def _step(step: "CourtStep") -> str:
    said = f"{days.spoken(step.on)}: {SIDE.words[step.side]}; {STEP.words[step.step]}"
    return f"{said}; {COURT_OUTCOME.words[step.outcome]}" if step.outcome else said


def _became(one: Any) -> str:
    if not one.outcome:
        return f"open; {one.stays}: nothing is given until it is decided" if one.stays else "open"
    owed = "; to be given back" if one.owes else ""
    return f"{OUTCOME.words[one.outcome]}, by {one.decided_by}{owed}"


@contest.command()
@click.argument("case")
@options.item
@click.option("--lang", "language", default="en", show_default=True, type=click.Choice(LANGUAGES), help="Language.")
@click.option("--out", type=options.PATH, required=True, help="Where the letter goes.")
@options.person
def letter(case: str, number: int, language: str, out: "Path", *, json_: bool, **person: Any) -> None:
    """Write the answer to a contest that was decided. Nothing is sent: you send it, then say `contest answered`."""
    from dueprocess.desk.person.answer import letter_of

    with client(person) as (who, material):
        whole = material.find(case)
        state = fetch(who, whole).case
        house = house_of(material.far.about())
    item = state.item(number)
    if item is None:
        raise DeniedError(no_item(number))
    if item.silent("tell"):
        raise wrong("A duty of silence forbids to tell this person anything now.")
    decided = [one for one in item.contested.contests if one.outcome and not one.told_on]
    if not decided:
        raise wrong("No contest that was decided waits for its answer. See `dueprocess contest list`.")
    try:
        text = letter_of(house, item, decided[0], language)
    except ValueError as fault:
        raise wrong(f"{fault}".capitalize() + ".") from fault
    write(out, text.encode())
    says = f"The letter is in {out}. Once they have it: contest answered {whole} --item {number} --on DAY"
    output.told({"case": whole, "item": number, "file": str(out)}, says, json_=json_)


@contest.command()
@click.argument("year", type=click.IntRange(2000, 2199))
@options.home
def count(year: int, home: "Path | None", *, json_: bool) -> None:
    """How many contested, what became of it, how long it took: RDR G6a.6 to G6a.9, part 7 of a DSA report.

    For your own eyes until it stands in a report that two sign. What we may not count is in no number.
    """
    from dueprocess.case.contest_counts import counted
    from dueprocess.cli.homes import clock_of

    clock = clock_of(home)
    from dueprocess.desk.services.contests import contested

    today = clock.now.astimezone(ZoneInfo(clock.timezone)).date().isoformat()
    found = counted(contested(), year, today)
    rows = {
        right: {"made": one.made, "open": one.open, **one.ended, "restored": one.restored, "median_days": one.median}
        for right, one in found.items()
    }
    if json_:
        output.print_json({"year": year, **rows})
        return
    heads = ("", "made", "open", *OUTCOME.words, "given back", "median days")
    shown = [(right, *("-" if one is None else str(one) for one in row.values())) for right, row in rows.items()]
    output.table([output.spoken(one) for one in heads], shown, empty="")
