"""The pages about law: one or more a shelf, and one that leads to them; and what a law never lets us see or tell.

All words are the law data's or codes' texts.

Where the law data have no words in a language, that language goes without them: nothing is shown in another.
"""

from collections.abc import Iterator
from typing import Any, Final

from dueprocess.desk.publish.feed import cited
from dueprocess.desk.publish.texts import Texts, isolated
from dueprocess.law.finding import Allowed, Status
from dueprocess.report.cited import Cited
from dueprocess.report.edition import Edition
from dueprocess.report.lawsheet import (
    LawAsk,
    LawClock,
    LawDetail,
    LawEntry,
    LawNorm,
    LawSheet,
    LawSilence,
    LawUse,
)
from dueprocess.report.snapshot import Snapshot
from dueprocess.report.told import UnseenAccess

_TONGUES: Final = {"DE": "de", "AT": "de", "FR": "fr", "ES": "es"}
PAGE_WEIGHT: Final = 28_000  # bytes of what the entries of one page say, so that each page stays small
_NAME_WEIGHT: Final = 500
_ISOLATES: Final = dict.fromkeys(range(0x2066, 0x206A))
"""What turns no sentence round in a page, and would part words in a text."""
_DETAIL_WEIGHT: Final = 2_300


def shelf_page(code: str) -> str:
    """The first page about the law of a shelf."""
    return f"law-{code.lower()}.html"


def _name(sheet: LawSheet, part: int = 1) -> str:
    return shelf_page(sheet.country) if part == 1 else f"law-{sheet.country.lower()}-page-{part}.html"


def _parts(sheet: LawSheet) -> list[list[LawEntry]]:
    """The entries by page: as many as have room on it, the same in every language."""
    pages: list[list[LawEntry]] = [[]]
    room = PAGE_WEIGHT
    for entry in sheet.entries:
        weight = _weight(entry)
        if pages[-1] and weight > room:
            pages.append([])
            room = PAGE_WEIGHT
        pages[-1].append(entry)
        room -= weight
    return pages


def _weight(entry: LawEntry) -> int:
    detail = entry.detail
    if detail is None:
        return _NAME_WEIGHT
    silence = detail.silence
    words = [entry.title, detail.summary, detail.who, silence.public if silence else None]
    words += [one.says for one in detail.asks] + [one.says for one in detail.clocks]
    words += [one.says for one in detail.onward]
    words += [one.title for one in detail.falls_short]
    return _DETAIL_WEIGHT + sum(80 + max(len(text.encode()) for text in one.values()) for one in words if one)


def law_places(snapshot: Snapshot) -> dict[Cited, dict[str, str]]:
    """From the citation of a provision to its place on the pages about law, and the language that its name is in."""
    return {
        entry.cited: {"href": f"{_name(sheet, part)}#{entry.id}", "lang": tongue(sheet.country)}
        for sheet in snapshot.law
        for part, entries in enumerate(_parts(sheet), 1)
        for entry in entries
    }


def tongue(code: str) -> str:
    """The language in which the law data name the acts of a shelf, or of one of its ids: said to screen readers."""
    return _TONGUES.get(code[:2], "en")


def laws_view(snapshot: Snapshot, texts: Texts) -> dict[str, Any]:
    """The page that leads to the shelves, with the standards, and the way to the register of positions."""
    states = [sheet for sheet in snapshot.law if not sheet.is_part]
    alone = {sheet.state for sheet in snapshot.law} - {sheet.state for sheet in states}
    first = [*states, *(sheet for sheet in snapshot.law if sheet.state in alone)]
    countries = sorted((_country(sheet, texts) for sheet in first), key=lambda one: str(one["name"]))
    return {
        "title": texts("law", "title"),
        "lead": texts("law", "lead"),
        "countries": countries,
        "standards": [
            {"title": one.title, "status": texts("law", f"status_{one.status}_name")} for one in snapshot.standards
        ],
        "positions": texts.count("positions", len(snapshot.positions)) if snapshot.positions else "",
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


def country_pages(snapshot: Snapshot, texts: Texts) -> Iterator[tuple[str, dict[str, Any]]]:
    """File name and content of each shelf's pages: one, or several that lead to each other."""
    for sheet in snapshot.law:
        head = _head(snapshot, sheet, texts)
        pages = _parts(sheet)
        for part, entries in enumerate(pages, 1):
            turn = [{"href": _name(sheet, one), "number": one, "here": one == part} for one in range(1, len(pages) + 1)]
            acts = _acts(sheet, pages) if part == 1 < len(pages) else []
            shown = _provisions(entries, texts, first=part == 1)
            words = words_name(sheet) if acts else ""
            yield _name(sheet, part), head | {"parts": turn, "acts": acts, "words": words} | shown


def words_files(snapshot: Snapshot, texts: Texts) -> Iterator[tuple[str, bytes]]:
    """Every word of a shelf of several pages as one plain text, which a browser searches where no program may."""
    for sheet in snapshot.law:
        pages = _parts(sheet)
        if len(pages) > 1:
            head = texts("law", "country_title", country=texts.country(sheet.country))
            each = [
                _words(entry, f"{_name(sheet, part)}#{entry.id}", texts)
                for part, entries in enumerate(pages, 1)
                for entry in entries
            ]
            text = "\n\n".join([head, texts("law", "not_advice"), *each])
            yield words_name(sheet), f"{text.translate(_ISOLATES)}\n".encode()


def words_name(sheet: LawSheet) -> str:
    """The file of that text, in the folder of its language."""
    return f"law-{sheet.country.lower()}.txt"


def _words(entry: LawEntry, place: str, texts: Texts) -> str:
    said = _entry(entry, texts)
    lines = [said["cited"], said["title"], place]
    if entry.detail:
        one = _detail(entry, entry.detail, texts)
        lines += [one["summary"], one["kinds"], one["data"], one["who"], one["court"], one["review"], one["public"]]
        lines += one["tell"]
        asks = (*one["must"], *one["looks"], *one["clocks"], *one["sharing"], *one["conditions"])
        lines += [f"- {ask['says']} ({ask['cited']})" for ask in asks]
        lines += [f"- {norm['title']}, {norm['section']}" for norm in one["short"]]
    return "\n".join(filter(None, [*lines, said["status"]]))


def _acts(sheet: LawSheet, pages: list[list[LawEntry]]) -> list[dict[str, Any]]:
    """Every provision of a shelf below its act, with its place: the search of a site that no program serves."""
    acts: dict[str, list[dict[str, str]]] = {}
    for part, entries in enumerate(pages, 1):
        for one in entries:
            said = {"href": f"{_name(sheet, part)}#{one.id}", "says": one.cited.section or one.cited.act}
            acts.setdefault(one.cited.act, []).append(said)
    return [{"name": act, "sections": acts[act]} for act in sorted(acts)]


def _head(snapshot: Snapshot, sheet: LawSheet, texts: Texts) -> dict[str, Any]:
    day = texts.day(sheet.until) if sheet.until else ""
    signed = "signed_parts" if sheet.is_part else "signed"
    unsigned = "unsigned_parts" if sheet.is_part else "unsigned"
    own = [] if sheet.is_part else [one for one in snapshot.law if one.is_part and one.state == sheet.state]
    whole = next((one for one in snapshot.law if one.country == sheet.state), None) if sheet.is_part else None
    return {
        "title": texts("law", "country_title", country=texts.country(sheet.country)),
        "lead": texts("law", "not_advice"),
        "state": _state(sheet),
        "state_says": texts("law", f"state_{_state(sheet)}"),
        "explains": texts("law", signed, day=day) if day else texts("law", unsigned),
        "act_lang": tongue(sheet.country),
        "lands": sorted((_country(one, texts) for one in own), key=lambda one: str(one["name"])),
        "whole": {"href": _name(whole), "name": texts.country(whole.country)} if whole else None,
    }


def _provisions(entries: list[LawEntry], texts: Texts, *, first: bool) -> dict[str, Any]:
    return {
        "first": first,
        "detailed": [_entry(one, texts) | _detail(one, one.detail, texts) for one in entries if one.detail],
        "named": [_entry(one, texts) for one in entries if not one.detail],
    }


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
    silence = detail.silence
    return {
        "summary": detail.summary.get(texts.language, ""),
        "kinds": texts.join(texts("kinds", kind) for kind in detail.kinds),
        "data": texts.join(texts("data", one) for one in detail.data),
        "power": detail.power,
        "who": _who(detail, texts),
        "court": texts("law", f"court_{detail.court}") if detail.power else "",
        "must": [_said(ask, entry, texts) for ask in detail.asks if ask.binding],
        "looks": [_said(ask, entry, texts) for ask in detail.asks if not ask.binding],
        "review": texts("law", f"review_{detail.review}"),
        "tell": _silence(silence, texts),
        "tell_cited": _short(silence.cited, entry) if silence else "",
        "public": (silence.public or {}).get(texts.language, "") if silence else "",
        "clocks": [_clock(one, entry, texts) for one in detail.clocks],
        "due": list(dict.fromkeys(_due(one, texts) for one in detail.clocks if one.always and one.what in _ANSWERS)),
        "short": [norm_view(one, texts) for one in detail.falls_short],
        "sharing": [made for one in detail.onward if one.sharing and (made := _use(one, entry, texts))],
        "conditions": [made for one in detail.onward if not one.sharing and (made := _use(one, entry, texts))],
    }


_ANSWERS: Final = ("respond", "transmit", "preserve")  # what the first column of a deadline is about


def _who(detail: LawDetail, texts: Texts) -> str:
    if not detail.power:
        return ""
    if detail.who is None:
        return texts("law", "court_unknown")
    return detail.who.get(texts.language) or texts("law", "who_none")


def _said(one: LawAsk, entry: LawEntry, texts: Texts) -> dict[str, str]:
    return {"says": one.says.get(texts.language) or one.says["en"], "cited": _short(one.cited, entry)}


def _clock(clock: LawClock, entry: LawEntry, texts: Texts) -> dict[str, str]:
    """The law data's own sentence; in a language that they do not have, the same from the codes."""
    says = clock.says.get(texts.language, "")
    return {"says": says or _due(clock, texts), "cited": _short(clock.cited, entry)}


def _due(clock: LawClock, texts: Texts) -> str:
    return texts("clocks", "line", what=texts("clocks", clock.what), due=texts.span(clock.due))


def norm_view(norm: LawNorm, texts: Texts) -> dict[str, str]:
    """A standard by its own name; where it has none in this language, the name is marked with its own."""
    language = texts.language if texts.language in norm.title else "en"
    return {"title": norm.title[language], "lang": language, "section": norm.section}


def _use(use: LawUse, entry: LawEntry, texts: Texts) -> dict[str, str] | None:
    says = use.says.get(texts.language)
    return {"says": says, "cited": _short(use.cited, entry)} if says else None


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


_NAMED: Final = 4  # provisions that stand under a sentence; the page of the law has all


def unseen_view(snapshot: Snapshot | Edition, texts: Texts) -> dict[str, Any]:
    """The block that names access by law which we cannot see. Nothing where no record may be named."""
    return {"unseen": [_access(one, texts) for one in snapshot.unseen]}


def _access(one: UnseenAccess, texts: Texts) -> dict[str, str]:
    services = texts.join(isolated(name) for name in one.services)
    return {
        "cited": cited(one.cited),
        "lang": tongue(one.id),
        # In a language that the law data lack, one sentence that holds of all such access.
        "says": one.says.get(texts.language) or texts("unseen", "opens_any"),
        "services": texts("unseen", "services", services=services) if services else "",
        "since": texts.day(one.since),
        "iso": one.since.isoformat(),
    }


def silences(told: Snapshot | Edition, texts: Texts) -> list[dict[str, Any]]:
    """Each such sentence with the first provisions behind it; in a language that the law data lack, none."""
    return [
        {
            "says": one.says[texts.language],
            "cited": [cited(name) for name in one.cited[:_NAMED]],
            "lang": tongue(told.provider.country),
            "more": texts.count("more", len(one.cited) - _NAMED) if len(one.cited) > _NAMED else "",
        }
        for one in told.silences
        if texts.language in one.says
    ]


def silences_view(snapshot: Snapshot, texts: Texts) -> dict[str, Any]:
    """What the law of the provider's country never lets us tell, in the law data's own public sentences."""
    country = snapshot.provider.country
    return {
        "silences": silences(snapshot, texts),
        "silences_title": texts("index", "silences", country=texts.country(country)),
        "silences_href": shelf_page(country) if any(one.country == country for one in snapshot.law) else "law.html",
    }
