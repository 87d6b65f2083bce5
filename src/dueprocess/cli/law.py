"""``law``: the shelves as data. List, show, check, sign."""

from typing import TYPE_CHECKING, Any

import click

from dueprocess.adapters import law_files
from dueprocess.cli import law_check, law_print, law_take, options, output
from dueprocess.cli.clients import client
from dueprocess.client import desk_itself
from dueprocess.formats import days
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
    """The law that this program knows, provision by provision."""
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
    columns = {"id": "id", "act": "act", "section": "section", "status": "status", "checked_on": "read on"}
    empty = "There is no shelf for this country yet. Standards still apply; ask counsel. `law new` begins one."
    output.listing(columns | {"provider_review": "our review"}, rows, empty=empty, json_=json_)


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


law.add_command(law_check.check)
law.add_command(law_check.new)
law.add_command(law_take.pack)
law.add_command(law_take.take)


@law.command("sign")
@click.argument("rule")
@click.option("--on", "day", required=True, help="Day on which counsel read the law in force.")
@options.person
def sign(rule: str, day: str, *, json_: bool, **person: Any) -> None:
    """The desk's counsel verifies RULE (or a whole instrument) for this desk; it decides for 12 months.

    What is signed is the text that this machine shows (`law show`): where a word of it changes, it asks again. What
    cites a text that nobody read is not covered. Several at once, beside the provisions: #/law in your own vault.

    A position on a law (RULE is its id) is the desk's own from DAY on, and public; ID.withdrawn takes it back.
    """
    options.day(day)
    shelf = _shelf()
    with client(person) as (who, material):
        itself = desk_itself.look(who, material.far)
        if names := shelf.names_in(rule):
            read = [{"rule": name, "text": shelf.hash_signed(name), "beside": ""} for name in names]
            desk_itself.act(who, material.far, itself, Act.LAW_READ, {"on": day, "minutes": 0, "read": read})
        else:
            says = {"on": day, "rule": rule, "text": shelf.hash_signed(rule)}
            desk_itself.act(who, material.far, itself, Act.LAW_SIGN, says)
    output.told({"rule": rule, "by": person["name"], "on": day}, _signed(rule, person["name"], day, shelf), json_=json_)


def _signed(rule: str, name: str, day: str, shelf: "Shelf") -> str:
    day = days.spoken(day)
    if rule.partition(".")[0] not in shelf.positions:
        return f"{name} verified {rule} as of {day}. It decides for this desk for 12 months."
    if "." in rule:
        return f"{name} took {rule.partition('.')[0]} back as of {day}. The next `publish` writes the site without it."
    return f"{name} signed {rule}: this desk's own position since {day}. The next `publish` shows it."


def _shelf() -> "Shelf":
    return law_files.load()
