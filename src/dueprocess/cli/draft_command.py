"""``draft``: a motion to lift an order of silence, and what a wrong release asks for; counsel finishes it."""

from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import click

from dueprocess.adapters.texts import table
from dueprocess.cli import options, output
from dueprocess.cli.clients import client
from dueprocess.cli.faults import wrong
from dueprocess.cli.notice_commands import write
from dueprocess.letter.draft import DraftFacts, DraftKind, bases_of, draft, ordered

if TYPE_CHECKING:
    import datetime

    from dueprocess.case.events import Happened
    from dueprocess.case.state import CaseState, ItemState
    from dueprocess.law.shelf import Shelf
    from dueprocess.law.texts import Version
    from dueprocess.release.desk_client import About

LANGUAGES = ("en", "de")


@click.command("draft")
@click.argument("case")
@click.argument("kind", type=click.Choice([str(one).replace("_", "-") for one in DraftKind]))
@options.item
@click.option("--lang", "language", type=click.Choice(LANGUAGES), default="en", show_default=True, help="Its language.")
@click.option("--out", type=options.PATH, required=True, help="Where the text goes.")
@options.person
def draft_command(case: str, kind: str, number: int, language: str, out: Path, **given: Any) -> None:
    """Draft a text that counsel finishes: a motion against an order of silence, or what a wrong release asks for.

    Out of the case's codes and the law data, on your own machine; nothing is sent or signed. Places in double brackets
    are counsel's. A provision that nobody verified says so. A statute's silence has no order to lift: it is reviewed
    once a year.
    """
    json_ = given.pop("json_")
    with client(given) as (who, material):
        from dueprocess.client.fetched_case import fetch
        from dueprocess.client.own_law import law_of

        whole = material.find(case)
        fetched = fetch(who, whole)
        law = law_of(fetched.looked.seen, material.law(whole))
        item = fetched.case.item(number)
        if item is None:
            raise wrong(f"There is no item {number}.")
        about, today = material.far.about(), who.now.astimezone(ZoneInfo(law.timezone)).date()
        which = DraftKind(kind.replace("-", "_"))
        if which is DraftKind.MOTION:
            facts = _motion(law.shelf, fetched.case, item, about, today, language)
        else:
            facts = _wrong(fetched.case, item, who.desk.events(whole), about, today, language)
    from dueprocess.desk.publish.texts import load

    write(out, draft(which, facts, table("draft", language), load(language).day).encode())
    says = f"The draft is in {out}. Counsel fills what stands in double brackets; nothing was sent."
    output.told({"case": whole, "item": number, "kind": str(which), "file": str(out)}, says, json_=json_)


def _motion(
    shelf: "Shelf", case: "CaseState", item: "ItemState", about: "About", today: "datetime.date", language: str
) -> DraftFacts:
    one = ordered(item.silences)
    if one is None:
        raise wrong("No order of silence applies to this item, or no second person agreed to it yet.")
    invoked = case.face.get("instruments")
    ids = [one.rule, *(invoked if isinstance(invoked, tuple) else ())]
    texts = [text for name in dict.fromkeys(ids) if (text := _text(shelf, str(name), today)) is not None]
    under = _text(shelf, one.rule, today)
    imposed = (under.secrecy.cited if under.secrecy else under.cited).citation if under else None
    return DraftFacts(
        about.provider,
        about.contact,
        case.id,
        item.number,
        today,
        silences=item.silences,
        bases=bases_of(texts, language),
        imposed=imposed,
    )


def _text(shelf: "Shelf", name: str, today: "datetime.date") -> "Version | None":
    found = shelf.instruments.get(name)
    return found.at(today) if found is not None else None


def _wrong(
    case: "CaseState",
    item: "ItemState",
    events: "tuple[Happened, ...]",
    about: "About",
    today: "datetime.date",
    language: str,
) -> DraftFacts:
    from dueprocess.case.production_events import ReleaseRecalled
    from dueprocess.case.productions import Producing
    from dueprocess.desk.person.texts import codes, load

    back = [one for one in events if isinstance(one.body, ReleaseRecalled) and one.body.item == item.number]
    back = [one for one in back if one.body.why != "not_received"]  # type: ignore[union-attr]
    if not back:
        raise wrong("Nothing of this item was called back as wrongly given. See `dueprocess release recall`.")
    last = back[-1]
    left = [one.released_on for one in item.productions if one.state is Producing.RECALLED]
    left += [one.left_on for one in item.outside_recalled]
    data = case.face.get(f"items.{item.number}.data")
    named = data if isinstance(data, tuple) else ()
    targets, words, say = case.face.get(f"items.{item.number}.targets"), codes(language), load(language)
    return DraftFacts(
        about.provider,
        about.contact,
        case.id,
        item.number,
        today,
        left_on=max(left, default=""),
        recalled_on=last.day,
        why=str(getattr(last.body, "why", "")),
        authority=words("authorities", str(case.face.get("authority_kind") or "unknown")),
        data=words.join(say("data", str(one)) for one in named),
        people=targets if isinstance(targets, int) else 0,
    )
