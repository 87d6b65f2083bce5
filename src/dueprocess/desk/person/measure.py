"""What is said of a measure: reasons to the person (DSA art. 17), and the page in its place (HTTP 451, RFC 7725).

The page admits that a demand exists: it is made only where a named person answered that we may (P6). Office and law
stand on it only where two people published the item; a law alone can be an accusation (hazard 7.1).
"""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

from dueprocess.case.outcome import Rule
from dueprocess.case.state import AGGREGATE, CaseState, ItemState, Publishing
from dueprocess.desk.person.compose import MEASURES
from dueprocess.desk.person.texts import codes, contesting, load
from dueprocess.desk.services.house import House
from dueprocess.formats.refusal import Denied
from dueprocess.law.shelf import Shelf
from dueprocess.law.texts import Instrument
from transparency.forms import dsa_statement

BLOCKS: Final = frozenset({"removed", "blocked", "suspended"})
_VISIBILITY: Final = {
    "removed": "DECISION_VISIBILITY_CONTENT_REMOVED",
    "blocked": "DECISION_VISIBILITY_CONTENT_DISABLED",
}


def fault_of(case: CaseState, item: ItemState) -> Denied | None:
    """Why nothing of this kind is made: no post, account or domain, or nothing that takes effect."""
    if str(case.face.get(f"items.{item.number}.kind")) not in MEASURES:
        return Denied(Rule.EFFECT, "This is no measure against a post, an account or a domain.", "Name another item.")
    if item.effect is None or item.effect.how not in BLOCKS:
        return Denied(Rule.EFFECT, "Nothing of it takes effect.", "Say first what was done: `dueprocess carried-out`.")
    return None


def may_block(case: CaseState, item: ItemState, today: str) -> Denied | None:
    """Why no page can be shown in its place today (YYYY-MM-DD)."""
    return may_admit(item, today) or fault_of(case, item)


def may_admit(item: ItemState, today: str) -> Denied | None:
    """Why nothing that others publish says that there was such a message or demand."""
    if item.is_open("admit", today):
        return None
    return Denied(
        Rule.GATE_CLOSED,
        "Nobody has answered that we may admit the demand, or a duty of silence forbids it.",
        "Answer first: `dueprocess gate CASE admit yes`.",
    )


def may_reason(case: CaseState, item: ItemState) -> Denied | None:
    """Why no statement of reasons is made: it rests on an order, whose reasons are the authority's (art. 17(5))."""
    if case.face.get("informal") is True:
        return fault_of(case, item)
    return Denied(
        Rule.EFFECT,
        "This rests on an order: no statement of reasons is owed (Regulation (EU) 2022/2065 art. 17(5)).",
        "The person's page says what was asked and done (art. 9(5)): `dueprocess notice make`.",
    )


def blocked(house: House, shelf: Shelf, case: CaseState, item: ItemState, languages: Sequence[str]) -> bytes:
    """The page. No day and no id stand in it: the same facts give the same bytes."""
    parts = "".join(_blocked(house, shelf, case, item, one) for one in languages)
    first = contesting(languages[0])
    return (
        f'<!doctype html><html lang="{languages[0]}" dir="{first.direction}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{escape(first('blocked', 'title'))}</title></head><body>{parts}</body></html>\n"
    ).encode()


def headers(house: House, by: str = "") -> str:
    """Lines of the answer's head. ``by``: who blocks, as an address; else the provider's site."""
    blocker = by or house.site_address
    link = [f'Link: <{blocker}>; rel="blocked-by"'] if blocker else []
    lines = ["HTTP/1.1 451 Unavailable For Legal Reasons", *link, "Content-Type: text/html; charset=utf-8"]
    return "\r\n".join([*lines, "Cache-Control: no-cache", "Referrer-Policy: no-referrer", "", ""])


def _blocked(house: House, shelf: Shelf, case: CaseState, item: ItemState, language: str) -> str:
    say, words = contesting(language), codes(language)

    def line(key: str, **values: object) -> str:
        return f"<p>{escape(say('blocked', key, **values) if values else say('blocked', key))}</p>"

    country = words.country(str(case.face.get("country") or house.country))
    shown = item.publishing is Publishing.PUBLISHED and item.detail != AGGREGATE
    office = shelf.authorities.get(str(case.face.get("authority") or "")) if shown else None
    kind = words("authorities", str(case.face.get("authority_kind") or "unknown"))
    by = (
        line("named", name=office.name.get(language) or office.name["en"], country=country)
        if office is not None
        else line("by", authority=kind, country=country)
    )
    law = [f"{one.latest.cited.citation.title}, {one.latest.cited.citation.section}" for one in _invoked(shelf, case)]
    here = str(case.face.get(f"items.{item.number}.territory")) in {"country", "place"}
    lines = [
        line("lead", provider=house.name),
        by,
        *([line("law", law=words.join(law))] if law and shown else []),
        *([line("where", country=country)] if here else []),
        line("own"),
        *([line("write", contact=house.contact)] if house.contact else []),
        line("silent"),
    ]
    head = f"<h1>{escape(say('blocked', 'title'))}</h1>"
    return f'<section lang="{language}" dir="{say.direction}">{head}{"".join(lines)}</section>'


def _invoked(shelf: Shelf, case: CaseState) -> list[Instrument]:
    invoked = case.face.get("instruments")
    ids = invoked if isinstance(invoked, tuple) else ()
    return [shelf.instruments[str(one)] for one in ids if str(one) in shelf.instruments]


@dataclass(frozen=True, slots=True)
class Grounds:
    """What whoever decided says: facts, the ground and why, and how it was found."""

    facts: str
    unlawful: bool  # else it breaks the provider's terms
    ground: str
    because: str
    source: str  # official | notice | own
    machine: bool  # a machine found it; people decided all the same


def reasons(house: House, case: CaseState, item: ItemState, said: Grounds, language: str) -> str:
    """The statement of reasons as a text for the person. Raises TextError for a language without texts."""
    say, words, dated = contesting(language), load(language), codes(language)
    country = dated.country(str(case.face.get("country") or house.country))
    territory = str(case.face.get(f"items.{item.number}.territory") or "")
    effect = item.effect
    if effect is None:
        raise ValueError("nothing takes effect of which reasons could be given")

    def line(key: str, **values: object) -> str:
        return say("reasons", key, **values) if values else say("reasons", key)

    placed = territory in {"country", "global", "place"}
    lines = [
        words("did", f"effect_{effect.how}", day=dated.day(datetime.date.fromisoformat(effect.on))),
        *([words("what", f"where_{territory}", country=country)] if placed else []),
        line("basis"),
        line(said.source),
        line("machine_found" if said.machine else "people"),
        line("facts", text=said.facts),
        line("law" if said.unlawful else "terms", ground=said.ground),
        line("because", text=said.because),
        words("contest", "may"),
        words("contest", "court", country=dated.country(house.country)),
        *([say("answer", "contact", contact=house.contact)] if house.contact else []),
    ]
    practice = [words("page", "practice")] if case.practice or house.practice else []
    unread = [words("page", "unreviewed")] if words("page", "unreviewed") else []
    return "\n\n".join(["\n".join((house.name, *house.address)), line("title"), *practice, *unread, *lines]) + "\n"


SOURCES: Final = {
    "official": "SOURCE_TYPE_OTHER_NOTIFICATION",
    "notice": "SOURCE_ARTICLE_16",
    "own": "SOURCE_VOLUNTARY",
}


def statement(
    case: CaseState, item: ItemState, said: Grounds, about: Mapping[str, object], puid: str
) -> dict[str, object]:
    """The same for the DSA Transparency Database. ``about``: category, content_type (a list), content_date."""
    effect = item.effect
    how = effect.how if effect is not None else ""
    territory, country = str(case.face.get(f"items.{item.number}.territory")), str(case.face.get("country"))
    known = dsa_statement.table()["codes"]["territorial_scope"]
    scope = known if territory == "global" else [country] if territory == "country" and country in known else []
    ground = "illegal" if said.unlawful else "incompatible"
    legal = "illegal_content_legal_ground" if said.unlawful else "incompatible_content_ground"
    made: dict[str, object] = {
        "decision_visibility": [_VISIBILITY[how]] if how in _VISIBILITY else [],
        "decision_account": "DECISION_ACCOUNT_SUSPENDED" if how == "suspended" else "",
        "decision_ground": f"DECISION_GROUND_{ground.upper()}_CONTENT",
        legal: said.ground,
        f"{ground}_content_explanation": said.because,
        "territorial_scope": scope,
        "application_date": effect.on if effect is not None else "",
        "decision_facts": said.facts,
        "source_type": SOURCES[said.source],
        "automated_detection": "Yes" if said.machine else "No",
        "automated_decision": "AUTOMATED_DECISION_NOT_AUTOMATED",
        "puid": puid,
        **about,
    }
    return {name: value for name, value in made.items() if value}
