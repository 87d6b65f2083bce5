"""``law``: the shelves as data. List, show, check, sign."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dueprocess.adapters import law_files
from dueprocess.cli import law_check, law_print, options, output
from dueprocess.cli.clients import client
from dueprocess.client import desk_itself
from dueprocess.formats.statement import Act

if TYPE_CHECKING:
    from dueprocess.law.shelf import Shelf


@click.group()
def law() -> None:
    """Law as data: each statement with act, section, date and status."""


@law.command("list")
@click.option("--country", help="As DE, EU, PK, US.")
@options.as_json
def list_(country: str | None, *, json_: bool) -> None:
    """Instruments on the shelves."""
    shelf = _shelf()
    place = (country or "").upper()
    found = [one for one in shelf.instruments.values() if not place or place in {one.country, one.state}]
    rows = []
    for one in sorted(found, key=lambda each: each.id):
        version = one.versions[0]
        cite = version.cited.citation
        rows.append(
            (one.id, cite.title, cite.section, str(cite.status), cite.checked_on or "", version.provider_review)
        )
    if json_:
        names = ("id", "act", "section", "status", "checked_on", "provider_review")
        for row in rows:
            output.print_json(dict(zip(names, row, strict=True)))
        return
    empty = "There is no shelf for this country yet. Standards still apply; ask counsel. `law new` begins one."
    output.table(("id", "act", "section", "status", "read on", "our review"), rows, empty=empty)


@law.command("show")
@click.argument("name")
@click.option("--on", "day", help="The text as it stood on this day [default: the newest].")
@click.option("--lang", default="en", show_default=True, help="Language of the words: en or de.")
@options.as_json
def show(name: str, day: str | None, lang: str, *, json_: bool) -> None:
    """One instrument: rules, grounds, risk, secrecy, clocks; also a standard, conflict rule, position, house policy."""
    shown = law_print.find(_shelf(), name, options.day(day) if day else None)
    if json_:
        output.print_json(law_print.plain(shown, lang))
    else:
        law_print.print_one(shown, lang)


@law.command("check")
@click.argument("folder", required=False, type=options.PATH)
@click.option("--all", "everything", is_flag=True, help="Name each statement that asks or is not shown.")
@options.as_json
def check(folder: Path | None, *, everything: bool, json_: bool) -> int:
    """Do the law files keep their form, hold together, and say what the scenarios expect? Exit 1 when not.

    Also said: citations that lead to two laws, texts whose dates overlap, rules that no scenario shows both ways, and
    statements that ask because nobody read them in the last 12 months.
    """
    return law_check.check(folder, everything=everything, json_=json_)


@law.command("new")
@click.argument("shelf")
@click.option("--out", type=options.PATH, help="Law folder to write into; default: law/ here.")
@click.option("--title", required=True, help="What the provision is about, in English.")
@click.option("--act", required=True, help="The act, by its own name.")
@click.option("--section", required=True, help="The section, as texts cite it.")
@click.option("--id", "name", help="Id of the instrument, as FR-CPP-60-1; made from act and section where not given.")
@options.as_json
def new(shelf: str, *, out: Path | None, title: str, act: str, section: str, name: str | None, json_: bool) -> None:
    """Begin a provision on SHELF (FR, or a part of a state as DE-NW): a file and two scenarios to fill in.

    It starts as unverified, so that it asks and decides nothing until somebody has read the text.
    """
    law_check.new(shelf, out, {"title": title, "act": act, "section": section, "name": name or ""}, json_=json_)


@law.command("sign")
@click.argument("rule")
@click.option("--on", "day", required=True, help="Day on which counsel read the law in force.")
@options.person
def sign(rule: str, day: str, *, json_: bool, **person: Any) -> None:
    """The desk's counsel verifies RULE (or a whole instrument) for this desk; it decides for 12 months.

    A position on a law (RULE is its id) is the desk's own from DAY on, and public; ID.withdrawn takes it back.
    """
    options.day(day)
    with client(person) as (who, material):
        itself = desk_itself.look(who, material.far)
        desk_itself.act(who, material.far, itself, Act.LAW_SIGN, {"on": day, "rule": rule})
    output.told(
        {"rule": rule, "by": person["name"], "on": day}, _signed(rule, person["name"], day, _shelf()), json_=json_
    )


def _signed(rule: str, name: str, day: str, shelf: "Shelf") -> str:
    if rule.partition(".")[0] not in shelf.positions:
        return f"{name} verified {rule} as of {day}. It decides for this desk for 12 months."
    if "." in rule:
        return f"{name} took {rule.partition('.')[0]} back as of {day}. The next `publish` writes the site without it."
    return f"{name} signed {rule}: this desk's own position since {day}. The next `publish` shows it."


def _shelf() -> "Shelf":
    return law_files.load()
