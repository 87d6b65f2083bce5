"""The pages about law: one a country, and one that leads to them. All words are the law data's or chosen by codes.

Where the law data have no title or summary in a language, that language goes without it: nothing is shown in another.
"""

from collections.abc import Iterator
from typing import Any, Final

from dueprocess.domain.law.finding import Allowed, Status
from dueprocess.domain.report.cited import Cited
from dueprocess.domain.report.lawsheet import LawAsk, LawDetail, LawEntry, LawSheet, LawSilence
from dueprocess.domain.report.snapshot import Position, Snapshot
from dueprocess.publish.feed import cited
from dueprocess.publish.texts import Texts

_TONGUES: Final = {"DE": "de", "AT": "de", "FR": "fr"}


def _name(sheet: LawSheet) -> str:
    return f"law-{sheet.country.lower()}.html"


def law_places(snapshot: Snapshot) -> dict[Cited, dict[str, str]]:
    """From the citation of a provision to its place on the pages about law, and the language that its name is in."""
    return {
        entry.cited: {"href": f"{_name(sheet)}#{entry.id}", "lang": _tongue(sheet)}
        for sheet in snapshot.law
        for entry in sheet.entries
    }


def _tongue(sheet: LawSheet) -> str:
    """The language in which the law data name the acts of a country: said to screen readers."""
    return _TONGUES.get(sheet.country, "en")


def laws_view(snapshot: Snapshot, texts: Texts) -> dict[str, Any]:
    """The page that leads to the countries, with the standards, and what the provider has said about laws."""
    countries = sorted((_country(sheet, texts) for sheet in snapshot.law), key=lambda one: str(one["name"]))
    newest_first = sorted(snapshot.positions, key=lambda one: (one.taken_on, one.cited), reverse=True)
    return {
        "title": texts("law", "title"),
        "lead": texts("law", "lead"),
        "countries": countries,
        "standards": [
            {"title": one.title, "status": texts("law", f"status_{one.status}_name")} for one in snapshot.standards
        ],
        "said": [_position(position, texts) for position in newest_first],
    }


def _country(sheet: LawSheet, texts: Texts) -> dict[str, Any]:
    return {
        "href": _name(sheet),
        "name": texts.country(sheet.country),
        "many": texts.count("provisions", len(sheet.entries)),
        "state": _state(sheet),
        "says": texts("law", f"state_{_state(sheet)}"),
    }


def _state(sheet: LawSheet) -> str:
    return "signed" if sheet.until else "unsigned"


def _position(position: Position, texts: Texts) -> dict[str, Any]:
    language = next(one for one in (texts.language, "en", *sorted(position.says)) if one in position.says)
    return {
        "country": texts.country(position.country),
        "cited": cited(position.cited),
        "taken": texts("law", "taken", day=texts.day(position.taken_on)),
        "lang": language,
        "says": position.says[language],
    }


def country_pages(snapshot: Snapshot, texts: Texts) -> Iterator[tuple[str, dict[str, Any]]]:
    """File name and content of each country's page."""
    for sheet in snapshot.law:
        day = texts.day(sheet.until) if sheet.until else ""
        country = texts.country(sheet.country)
        yield (
            _name(sheet),
            {
                "title": texts("law", "country_title", country=country),
                "lead": texts("law", "not_advice"),
                "state": _state(sheet),
                "state_says": texts("law", f"state_{_state(sheet)}"),
                "explains": texts("law", "signed", day=day) if day else texts("law", "unsigned"),
                "act_lang": _tongue(sheet),
                "detailed": [
                    _entry(one, texts) | _detail(one, one.detail, texts) for one in sheet.entries if one.detail
                ],
                "named": [_entry(one, texts) for one in sheet.entries if not one.detail],
            },
        )


def _entry(entry: LawEntry, texts: Texts) -> dict[str, Any]:
    return {
        "id": entry.id,
        "cited": cited(entry.cited),
        "title": entry.title.get(texts.language, ""),
        "status": _status(entry, texts),
    }


def _status(entry: LawEntry, texts: Texts) -> str:
    if entry.status is not Status.VERIFIED:
        return texts("law", f"status_{entry.status}")
    if entry.checked_on is None:
        return texts("law", "status_verified_undated")
    return texts("law", "status_verified", day=texts.day(entry.checked_on))


def _detail(entry: LawEntry, detail: LawDetail, texts: Texts) -> dict[str, Any]:
    return {
        "summary": detail.summary.get(texts.language, ""),
        "about": _about(detail, texts),
        "power": detail.power,
        "must": [_ask(ask, entry, texts) for ask in detail.asks if ask.binding],
        "looks": [_ask(ask, entry, texts) for ask in detail.asks if not ask.binding],
        "review": texts("law", f"review_{detail.review}"),
        "tell": _silence(detail.silence, texts),
        "tell_cited": _short(detail.silence.cited, entry) if detail.silence else "",
    }


def _about(detail: LawDetail, texts: Texts) -> list[str]:
    kinds = texts.join(texts("kinds", kind) for kind in detail.kinds)
    return [kinds, *([texts.join(texts("data", one) for one in detail.data)] if detail.data else [])]


def _ask(ask: LawAsk, entry: LawEntry, texts: Texts) -> dict[str, str]:
    return {"says": ask.says.get(texts.language) or ask.says["en"], "cited": _short(ask.cited, entry)}


def _short(where: Cited, entry: LawEntry) -> str:
    """A citation within its own act: the section is enough."""
    return where.section if where.act == entry.cited.act and where.section else cited(where)


def _silence(silence: LawSilence | None, texts: Texts) -> list[str]:
    if silence is None:
        return [texts("law", "tell_none")]
    notifies = texts("law", f"notifies_{silence.who_notifies}")
    if silence.by_order_only and silence.tell is Allowed.NO:
        return [texts("law", "tell_order"), notifies]
    said = [("tell", silence.tell), ("admit", silence.admit), ("count", silence.count)]
    return [*(texts("law", f"{question}_{answer}") for question, answer in said), notifies]
