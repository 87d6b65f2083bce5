"""Which pages there are in one language, and what stands on each: names, links, texts, ready for the templates."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from dueprocess.desk.publish import feed, holds, packages, positions, report, told
from dueprocess.desk.publish.laws import country_pages, laws_view
from dueprocess.desk.publish.report import Report, report_pages
from dueprocess.desk.publish.rows import register_pages
from dueprocess.desk.publish.tables import LEAST_FOR_CHART, NumbersView, items_of
from dueprocess.desk.publish.texts import Texts, isolated
from dueprocess.report.snapshot import Register, Snapshot
from dueprocess.verify.bundle import published

NAV: Final = ("index", "demands", "network", "access", "numbers", "law", "contact")
REPORT: Final = "report"


@dataclass(frozen=True, slots=True)
class Page:
    """One page of one language. ``section`` is the entry of the navigation that it belongs to."""

    name: str
    section: str
    template: str
    data: dict[str, Any]


def nav(snapshot: Snapshot) -> tuple[str, ...]:
    """The entries of the navigation; the report among them once there is one."""
    return (*NAV[:5], *([REPORT] if snapshot.editions else []), *NAV[5:])


def frame(snapshot: Snapshot, texts: Texts, languages: Sequence[Texts], page: Page) -> dict[str, Any]:
    """What every page has: head, navigation, languages, foot. ``base`` and ``root`` are empty without an address."""
    site = snapshot.provider.site
    base = f"{site}/{texts.language}/" if site else ""
    return {
        "t": texts.table,
        "lang": texts.language,
        "dir": texts.direction,
        "provider": snapshot.provider,
        "register_of": texts("frame", "register_of", provider=isolated(snapshot.provider.name)),
        "as_of": texts("frame", "as_of", day=texts.day(snapshot.made_on)),
        "unreviewed": not texts.reviewed,
        "vault": published(),
        "part": "",
        "base": base,
        "root": f"{site}/" if site else "",
        "page_address": texts("frame", "page_address", url=isolated(f"{base}{page.name}")) if site else "",
        "nav": [
            {"href": f"{one}.html", "text": texts("nav", one), "here": one == page.section} for one in nav(snapshot)
        ],
        "languages": [_language(other, texts, page) for other in languages],
    }


def _language(other: Texts, here: Texts, page: Page) -> dict[str, Any]:
    return {
        "code": other.language,
        "name": other("meta", "name"),
        "dir": other.direction,
        "href": f"../{other.language}/{page.name}",
        "here": other is here,
    }


def pages_of(snapshot: Snapshot, texts: Texts, prepared: Report | None) -> Iterator[Page]:
    """All pages of one language; every language has the same names."""
    yield Page("index.html", "index", "index.html", _index(snapshot, texts))
    for register in Register:
        for name, data in register_pages(snapshot, texts, register):
            yield Page(name, str(register), "register.html", data)
    yield Page("numbers.html", "numbers", "numbers.html", _numbers(snapshot, texts))
    for name, template, data in report_pages(prepared, texts) if prepared is not None else ():
        yield Page(name, REPORT, template, data)
    yield Page("law.html", "law", "laws.html", laws_view(snapshot, texts))
    yield Page(positions.PAGE, "law", "positions.html", positions.positions_view(snapshot, texts))
    for name, data in country_pages(snapshot, texts):
        yield Page(name, "law", "law.html", data)
    if snapshot.services:
        yield Page(holds.PAGE, "index", "holds.html", holds.holds_view(snapshot, texts))
    yield Page("contact.html", "contact", "contact.html", _contact(snapshot, texts))


def _index(snapshot: Snapshot, texts: Texts) -> dict[str, Any]:
    return {
        "title": texts("index", "title"),
        "lead": texts("index", "lead", provider=isolated(snapshot.provider.name)),
        "promises": [(texts("promises", f"p{n}_title"), texts("promises", f"p{n}")) for n in range(1, 8)],
        "wont": [texts("wont", f"w{n}") for n in range(1, 6)],
        "unknown": [texts("unknown", f"u{n}") for n in range(1, 6)],
        "check": [{key: texts("check", f"c{n}_{key}") for key in ("say", "who", "how")} for n in range(1, 7)],
        **told.unseen_view(snapshot, texts),
        **told.silences_view(snapshot, texts),
        "see": [
            *((f"{name}.html", texts("nav", name), texts("index", f"see_{name}")) for name in NAV[1:6]),
            *([(report.PAGE, texts("nav", "report"), texts("report", "see"))] if snapshot.editions else []),
            *([(holds.PAGE, texts("holds", "nav"), texts("index", "see_holds"))] if snapshot.services else []),
        ],
    }


def _numbers(snapshot: Snapshot, texts: Texts) -> dict[str, Any]:
    view = NumbersView(snapshot.numbers, texts)
    data: dict[str, Any] = {
        "title": texts("numbers", "title"),
        "lead": texts("numbers", "lead", provider=isolated(snapshot.provider.name)),
        **told.unseen_view(snapshot, texts),
        "limits": [texts("numbers", key) for key in packages.LIMITS],
        "how": [texts("numbers", key) for key in ("how_letter", "how_item", "how_target", "how_blank")],
        "blanks": view.blanks(),
        "few": texts("numbers", "few", least=LEAST_FOR_CHART),
        "report": report.PAGE if snapshot.editions else "",
    }
    if items_of(snapshot.numbers) < LEAST_FOR_CHART:  # sentences and one list, no chart (hazard 8.2)
        return data | {
            "words": view.years_in_words(),
            "answers": view.answers_in_words(),
            "overview": {"rows": []},
        }
    return data | {
        "words": [],
        "overview": view.by_year(),
        "chart": view.chart(),
        "years": view.newest(),
        "answered": view.answered(),
    }


def _contact(snapshot: Snapshot, texts: Texts) -> dict[str, Any]:
    provider = snapshot.provider
    country = texts.country(provider.country)
    others = [texts("contact", "others_1"), texts("contact", "others_2", country=country), texts("contact", "others_3")]
    return {
        "title": texts("contact", "title"),
        "country": country,
        "reads": [texts.language_name(code) for code in provider.languages],
        "need": [texts("contact", f"need_{n}") for n in range(1, 6)],
        "then": [texts("contact", f"then_{n}") for n in range(1, 5)],
        "others": others,
        "security": provider.security or provider.contact,
        "well_known": f"../{feed.WELL_KNOWN}",
        "security_txt": f"../{packages.SECURITY}",
    }
