"""``reasons`` and ``blocked``: what is said of a measure outside the desk, made on the caller's machine."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import click

from dueprocess.adapters import crypto
from dueprocess.adapters.texts import LANGUAGES
from dueprocess.case.given import no_item
from dueprocess.case.notice import CLOSED, fault_of
from dueprocess.cli import options, output
from dueprocess.cli.clients import client
from dueprocess.cli.faults import wrong
from dueprocess.cli.notice_commands import house_of, write
from dueprocess.client.fetched_case import fetch
from dueprocess.client.own_law import law_of
from dueprocess.client.telling import is_closed
from dueprocess.desk.person import measure
from dueprocess.formats.refusal import DeniedError
from transparency.forms import dsa_statement
from transparency.forms.dsa import CATEGORY_OF

if TYPE_CHECKING:
    from dueprocess.case.state import CaseState, ItemState
    from dueprocess.client.fetched_case import Fetched

MAX_WORDS = 5000
TYPES = [one.removeprefix("CONTENT_TYPE_").lower() for one in dsa_statement.table()["codes"]["content_type"]]


@click.command()
@click.argument("case")
@options.item
@click.option("--lang", "languages", multiple=True, type=click.Choice(LANGUAGES), help="Languages, in order.")
@click.option("--by", help="Address of who blocks [default: the public site of desk.toml].")
@click.option("--out", type=options.PATH, required=True, help="Where the page goes; its head goes beside it as .head.")
@options.person
def blocked(
    case: str, number: int, languages: Sequence[str], by: str | None, out: Path, *, json_: bool, **given: Any
) -> None:
    """Make the page that your server shows in place of what is blocked: HTTP 451 (RFC 7725). Nothing is sent.

    Only where a named person answered that we may admit the demand. Office and law stand on it where two people
    published the item; the subject and the address of what is blocked never do.
    """
    with client(given) as (who, material):
        fetched = fetch(who, material.find(case))
        law = law_of(fetched.looked.seen, material.law(fetched.case.id))
        house = house_of(material.far.about())
    today = who.now.astimezone(ZoneInfo(law.timezone)).date().isoformat()
    item = _item(fetched.case, number)
    if (denied := measure.may_block(fetched.case, item, today)) is not None:
        raise DeniedError(denied)
    if is_closed(fetched.looked, number, today, who.now, "admit"):
        raise DeniedError(CLOSED)
    page = measure.blocked(house, law.shelf, fetched.case, item, tuple(dict.fromkeys(languages)) or ("en",))
    write(out, page)
    write(out.with_suffix(".head"), measure.headers(house, by or "").encode())
    says = f"The page is in {out}, the head of its answer in {out.with_suffix('.head')} (docs/operator/person.md)."
    output.told({"case": fetched.case.id, "item": number, "file": str(out)}, says, json_=json_)


@click.command()
@click.argument("case")
@options.item
@click.option("--facts", type=options.PATH, required=True, help="Facts and circumstances; a text file, no name in it.")
@click.option("--ground", required=True, help="The law or the clause of your terms, as you cite it.")
@click.option("--because", type=options.PATH, required=True, help="Why it falls under that ground; a text file.")
@click.option("--terms", is_flag=True, help="It breaks your terms [default: it is unlawful].")
@click.option(
    "--source",
    type=click.Choice(list(measure.SOURCES)),
    default="official",
    show_default=True,
    help="Who drew your attention to it.",
)
@click.option("--machine", is_flag=True, help="A machine found it.")
@click.option(
    "--lang", "language", default="en", show_default=True, type=click.Choice(LANGUAGES), help="Their language."
)
@click.option("--out", type=options.PATH, required=True, help="Where the text for the person goes.")
@click.option("--database", type=options.PATH, help="Write it for the DSA Transparency Database here, too (JSON).")
@click.option("--category", help="What it is about, in the database's codes [default: by the subject of the item].")
@click.option("--content-type", "types", multiple=True, type=click.Choice(TYPES), help="What was restricted.")
@click.option("--content-date", help="Day on which it was put up.")
@options.person
def reasons(
    case: str, number: int, out: Path, database: Path | None, language: str, *, json_: bool, **given: Any
) -> None:
    """Write a statement of reasons: to the person, and for the DSA Transparency Database. Nothing is sent.

    For a measure that you took yourselves after a message that was no order (Regulation (EU) 2022/2065 art. 17): of an
    order the person's page says the reasons. The database publishes what it is handed: name nobody in it (art. 24(5)).
    Its file is made only where a named person answered that we may admit it.
    """
    names = ("facts", "ground", "because", "terms", "source", "machine", "category", "types", "content_date")
    asked = {name: given.pop(name) for name in names}
    with client(given) as (who, material):
        fetched = fetch(who, material.find(case))
        law = law_of(fetched.looked.seen, material.law(fetched.case.id))
        house = house_of(material.far.about())
    today = who.now.astimezone(ZoneInfo(law.timezone)).date().isoformat()
    state, item = fetched.case, _item(fetched.case, number)
    _refuse(fetched, item, today, closed=is_closed(fetched.looked, number, today, who.now))
    said = measure.Grounds(
        _text(asked["facts"]),
        not asked["terms"],
        asked["ground"],
        _text(asked["because"]),
        asked["source"],
        asked["machine"],
    )
    if database is not None:
        denied = measure.may_admit(item, today)
        if denied is not None or is_closed(fetched.looked, number, today, who.now, "admit"):
            raise DeniedError(denied or CLOSED)
        subject = str(state.face.get(f"items.{number}.ground"))
        about = {
            "category": asked["category"] or CATEGORY_OF.get(subject, ("", ""))[0],
            "content_type": [f"CONTENT_TYPE_{one.upper()}" for one in asked["types"]],
            "content_date": options.day(asked["content_date"]).isoformat() if asked["content_date"] else "",
        }
        made = measure.statement(state, item, said, about, crypto.random_bytes(16).hex())
        if faults := dsa_statement.faults(made):
            raise wrong(f"The database would refuse it: {'; '.join(faults)}.")
        write(database, (json.dumps(made, indent=1, ensure_ascii=False) + "\n").encode())
    write(out, measure.reasons(house, state, item, said, language).encode())
    says = f"The text is in {out}{f', the file for the database in {database}' if database else ''}. Nothing was sent."
    output.told({"case": state.id, "item": number, "file": str(out)}, says, json_=json_)


def _refuse(fetched: "Fetched", item: "ItemState", today: str, *, closed: bool) -> None:
    denied = fault_of(fetched.case, item.number, today) or measure.may_reason(fetched.case, item)
    if denied is not None or closed:
        raise DeniedError(denied or CLOSED)


def _item(state: "CaseState", number: int) -> "ItemState":
    item = state.item(number)
    if item is None:
        raise DeniedError(no_item(number))
    return item


def _text(path: Path) -> str:
    try:
        text = path.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as fault:
        raise wrong(f"{path} cannot be read: {type(fault).__name__}.") from fault
    if not 0 < len(text) <= MAX_WORDS:
        raise wrong(f"{path} has no text, or more than {MAX_WORDS} characters.")
    return text
