"""Pages as text: the portal's own templates, words and lists; nothing of a case, nothing of a person of the desk."""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Final

from django.template import Context, Engine

from dueprocess.adapters.names import countries
from dueprocess.adapters.texts import LANGUAGES, table
from dueprocess.case.status import Word
from dueprocess.desk.services.desk import Desk

_WORDS: Final = re.compile(r"[^\W_]+")
TOKENS: Final = ("dueprocess.desk.web", "static", "dueprocess", "tokens.css")
SHEET: Final = ("dueprocess.desk.intake.portal", "static", "portal", "portal.css")
SCRIPT: Final = ("dueprocess.desk.intake.portal", "static", "portal", "portal.js")
ASSETS: Final[Mapping[str, tuple[str, tuple[tuple[str, ...], ...]]]] = {
    "portal.css": ("text/css; charset=utf-8", (TOKENS, SHEET)),
    "portal.js": ("text/javascript; charset=utf-8", (SCRIPT,)),
}
PAGES: Final = ("submit", "ask", "paper")
FILES_BYTES: Final = 12 << 20
"""Documents of one demand together, before sealing."""
UNION: Final = "AT BE BG CY CZ DE DK EE ES EU FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK"
"""States of the European Union, whose authorities rely on its law (Treaty on European Union art. 52)."""


@cache
def _engine() -> Engine:
    return Engine(dirs=[str(files(__package__) / "templates")], autoescape=True, string_if_invalid="\N{NO ENTRY}%s")


@cache
def asset(name: str) -> tuple[str, bytes]:
    """Media type and bytes of one of ASSETS."""
    media, parts = ASSETS[name]
    return media, b"\n".join(files(first).joinpath(*rest).read_bytes() for first, *rest in parts)


@cache
def version(name: str) -> str:
    """Which content an asset has, for its address."""
    return hashlib.sha256(asset(name)[1]).hexdigest()[:12]


def page(desk: Desk, language: str, name: str) -> str:
    """One page of the portal in one language; ``name`` is one of PAGES, or ``missing``."""
    words = table("portal", language)
    data = _frame(desk, language, name) | (_lists(desk, language) if name in {"submit", "paper"} else {})
    if name == "ask":
        data["words"] = [(words["js"][f"word_{one}"], words["js"][f"word_{one}_more"]) for one in Word]
    return str(_engine().get_template(f"{name}.html").render(Context(data, use_l10n=False, use_tz=False)))


def _frame(desk: Desk, language: str, name: str) -> dict[str, Any]:
    words, house = table("portal", language), desk.house
    told = {"words": words["js"], "language": language, "limit": FILES_BYTES}
    path = {"submit": "", "missing": ""}.get(name, f"{name}/")
    title: str = words["frame"]["not_found"] if name == "missing" else words[name]["title"]
    return {
        "t": words,
        "language": language,
        "page": name,
        "title": words["frame"]["title"].format(provider=house.name),
        "heading": title.format(provider=house.name),
        "provider": house.name,
        "contact": house.contact,
        "telephone": house.telephone,
        "telephone_link": "".join(one for one in house.telephone if one in "+0123456789"),
        "address": house.address,
        "practice": house.practice,
        "tongues": [
            (code, table("portal", code)["meta"]["name"], f"/{code}/{path}", table("portal", code)["meta"]["dir"])
            for code in LANGUAGES
        ],
        "nav": [
            (one, words["frame"][one], f"/{language}/" if one == "submit" else f"/{language}/{one}/") for one in PAGES
        ],
        "script": f"/assets/portal.js?v={version('portal.js')}",
        "style": f"/assets/portal.css?v={version('portal.css')}",
        # As a data block: no script, and no way out of one.
        "told": json.dumps(told, ensure_ascii=True).replace("<", "\\u003c"),
        "megabytes": FILES_BYTES >> 20,
    }


def _lists(desk: Desk, language: str) -> dict[str, Any]:
    words = table("portal", language)
    names = sorted(countries(language).items(), key=lambda one: one[1].casefold())
    return {
        "countries": names,
        "powers": list(_powers(desk, language)),
        "authorities": list(_authorities(desk, language)),
        "services": desk.house.services,
        "files_help": words["field"]["files_help"].format(megabytes=FILES_BYTES >> 20),
    }


def _authorities(desk: Desk, language: str) -> Iterator[tuple[str, str, str, str]]:
    """Id, country, name and all names as words, of each authority that ships. Whom else the desk knows is its own."""
    for one in sorted(desk.shelf.authorities.values(), key=lambda one: one.id):
        names = dict.fromkeys(" ".join(_WORDS.findall(name.lower())) for name in (*one.name.values(), *one.aliases))
        yield one.id, one.country, one.name.get(language) or one.name["en"], "|".join(names)


def _powers(desk: Desk, language: str) -> Iterator[tuple[str, str, str, str]]:
    """Id, states whose authorities rely on it, name, words by which texts cite it, of each power in force today.

    A state's own powers stand before those of its parts, these before those of the Union and of the Council of Europe.
    """
    shelves = sorted({one.country for one in desk.shelf.instruments.values()}, key=lambda code: ("-" in code, code))
    order = [*(code for code in shelves if code not in {"EU", "CE"}), "EU", "CE"]
    for one in sorted(desk.shelf.instruments.values(), key=lambda one: (order.index(one.country), one.id)):
        text = one.at(desk.today)
        if text is not None and text.power:
            title = one.title.get(language) or one.title["en"]
            states = {"EU": UNION, "CE": "*"}.get(one.state, one.state)
            cited = dict.fromkeys(" ".join(_WORDS.findall(alias.lower())) for alias in one.aliases)
            yield one.id, states, f"{one.act}, {text.section}: {title}", "|".join(cited)
