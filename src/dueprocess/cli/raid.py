"""``raid card``: what hangs by the door for the day on which officers come (docs/operator/raid/, hazard 15.1)."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import click

from dueprocess.adapters.pdf import card_pdf
from dueprocess.adapters.texts import LANGUAGES, table
from dueprocess.cli import options, output
from dueprocess.cli.faults import wrong
from dueprocess.cli.homes import place_of
from dueprocess.operate.home import HomeError, read_desk

BLANK: Final = 4  # lines to fill in by hand where nobody is named
MOST: Final = 6
MAX_LINE: Final = 40


@click.group()
def raid() -> None:
    """For the day on which officers come: the card by the door. The guide is docs/operator/raid/README.md."""


@raid.command()
@click.option("--out", type=options.PATH, required=True, help="The PDF to write.")
@click.option("--lang", "languages", multiple=True, type=click.Choice(LANGUAGES), help="A page each [default: all].")
@click.option("--call", "calls", multiple=True, metavar="NAME:NUMBER", help="Whom to call, the first one first.")
@click.option("--paper", type=click.Choice(["a4", "a5"]), default="a4", show_default=True, help="Size of the page.")
@options.unfounded_home
def card(
    out: Path, languages: tuple[str, ...], calls: tuple[str, ...], paper: str, home: Path | None, *, json_: bool
) -> None:
    """Print the card by the door: whom to call, what to say, what not to do, how to stop, what can be read.

    One page a language, to be printed today and read without a network. Names and numbers stand in the PDF alone:
    without --call there are lines to write them by hand.
    """
    chosen = tuple(dict.fromkeys(languages)) or LANGUAGES
    address = _address(home)
    cards = [plain_card(one, people_of(calls), address) for one in chosen]
    data = card_pdf({"cards": cards, "paper": paper, "title": cards[0]["title"]})
    out.write_bytes(data)
    output.told(
        {"file": str(out), "languages": list(chosen), "pages": len(cards), "paper": paper},
        f"{out}: {paper.upper()}, {', '.join(chosen)}. Let your lawyer read it, sign it, hang it up.",
        json_=json_,
    )


def people_of(calls: Sequence[str]) -> list[dict[str, str]]:
    """Whom to call; empty lines where nobody is named. Raises DeniedError."""
    people = []
    for one in calls:
        name, mark, number = (part.strip() for part in one.partition(":"))
        if not mark or not name or not number or max(len(name), len(number)) > MAX_LINE or not one.isprintable():
            raise wrong(f"{one!r}: say NAME:NUMBER, each of at most {MAX_LINE} characters, as 'Dr. Ahorn:+49 30 1234'.")
        people.append({"name": name, "number": number})
    if len(people) > MOST:
        raise wrong(f"More than {MOST} people do not fit, and nobody reads so many. Name those who answer.")
    return people or [{"name": "", "number": ""}] * BLANK


def plain_card(language: str, people: list[dict[str, str]], address: str) -> dict[str, Any]:
    """The card in a language, as the typesetter takes it."""
    words = table("raid", language)
    shown = {name: str(text) for name, text in words.items()}
    stop = shown.pop("stop_none")
    return {
        **shown,
        "language": language,
        "people": people,
        "dos": _listed(words, "do"),
        "donts": _listed(words, "dont"),
        "stop_1": shown["stop_1"].format(address=address) if address else stop,
    }


def _listed(words: Mapping[str, str], name: str) -> list[str]:
    return [text for key, text in words.items() if key.startswith(f"{name}_")]


def _address(home: Path | None) -> str:
    """Where the button is; empty where there is no desk yet, or none in a browser."""
    try:
        address = read_desk(place_of(home)).staff_address
    except HomeError:
        return ""
    return f"{address}/freeze/" if address else ""
