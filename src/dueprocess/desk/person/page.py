"""The person's page as HTML: no script, no picture, no cookie, nothing from elsewhere; all of it under 30 kB.

Every answer to a code has the same length, whatever it says: whoever watches the line sees that somebody typed
something. The words come out of a sealed page or out of our texts, and are escaped here.
"""

import base64
import datetime
import hashlib
import re
from collections.abc import Sequence
from html import escape
from importlib.resources import files
from typing import Final

from dueprocess.desk.person.texts import LANGUAGES, load
from dueprocess.desk.publish import texts as public
from dueprocess.formats.heads import LINE
from dueprocess.formats.person_page import Part, PersonPage, Sheet

ANSWER: Final = 18 << 10
"""Bytes of every answer to a code, padded; a page that needs more is not made. With the form it is less than 23 kB."""

LINKED: Final = ("contest", "speak", "genuine")
"""Parts whose addresses a person may follow: ours, and of those who help."""

STYLE: Final = files(__package__).joinpath("page.css").read_text("utf-8").strip()
STYLE_HASH: Final = "sha256-" + base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
POLICY: Final = (
    f"default-src 'none'; style-src '{STYLE_HASH}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


def spoken(asked: str) -> tuple[str, ...]:
    """Our languages, the first that a browser asks for (``Accept-Language``) in front; of the rest nothing is made."""
    wanted = [part.partition(";")[0].strip().partition("-")[0].lower() for part in asked[:200].split(",")]
    first = next((one for one in wanted if one in LANGUAGES), "")
    return tuple(sorted(LANGUAGES, key=lambda one: one != first))


def form(said: str = "", languages: Sequence[str] = LANGUAGES) -> bytes:
    """The page on which a code is typed. ``said``: what became of the last one (wrong, typing, busy, slow, fault)."""
    parts = "".join(_form_section(one, said, first=place == 0) for place, one in enumerate(languages))
    first = load(languages[0])
    return _html(languages[0], first("form", "title"), f"<main>{_form(languages[0])}{parts}</main>")


def _form(language: str) -> str:
    say = load(language)
    return (
        f'<form method="post" action="/" autocomplete="off"><h1>{escape(say("form", "title"))}</h1>'
        f'<label for="code">{" · ".join(_named(one) for one in LANGUAGES)}</label>'
        '<input id="code" name="code" inputmode="numeric" autocomplete="off" autocapitalize="off" spellcheck="false" '
        'maxlength="200" required aria-describedby="hint">'
        f"<button>{' · '.join(_word(one, 'go') for one in LANGUAGES)}</button></form>"
    )


def _named(language: str) -> str:
    return _word(language, "label")


def _word(language: str, key: str) -> str:
    say = load(language)
    return f'<span lang="{language}" dir="{say.direction}">{escape(say("form", key))}</span>'


def _form_section(language: str, said: str, *, first: bool) -> str:
    say = load(language)
    told = f'<p class="said"{" role=alert" if first else ""}>{escape(say("form", said))}</p>' if said else ""
    hint = ' id="hint"' if first else ""
    return (
        f'<section lang="{language}" dir="{say.direction}">{told}<p>{escape(say("form", "lead"))}</p>'
        f'<p class="soft"{hint}>{escape(say("form", "hint"))}</p>'
        f'<p class="soft">{escape(say("form", "safe"))}</p></section>'
    )


def opened(page: PersonPage) -> bytes:
    """The page itself, in its languages one below the other; the second click opens what is folded."""
    languages = [sheet.language for sheet in page.sheets]
    many = len(languages) > 1
    links = "".join(
        f'<a href="#{one}" lang="{one}" dir="{load(one).direction}">{escape(load(one)("meta", "name"))}</a>'
        for one in languages
    )
    nav = f'<nav aria-label="{escape(load(languages[0])("page", "languages"))}">{links}</nav>' if many else ""
    sheets = "".join(_sheet(page, sheet, first=place == 0) for place, sheet in enumerate(page.sheets))
    return _html(languages[0], load(languages[0])("form", "title"), f"<main>{nav}{sheets}</main>")


def _sheet(page: PersonPage, sheet: Sheet, *, first: bool) -> str:
    say, dated = load(sheet.language), public.load(sheet.language)
    head, linked = "h1" if first else "h2", {say(one, "heading") for one in LINKED}
    days = dated.join(dated.day(_date(day)) for day in page.opened)
    before = say("page", "opened_before", days=days) if page.opened else say("page", "opened_first")
    practice = f'<p class="said">{escape(say("page", "practice"))}</p>' if page.practice else ""
    unread = f'<p class="soft">{escape(say("page", "unreviewed"))}</p>' if say("page", "unreviewed") else ""
    return (
        f'<section id="{sheet.language}" lang="{sheet.language}" dir="{say.direction}">'
        f"<{head}>{escape(sheet.title)}</{head}>{practice}"
        f"<p>{escape(before)}</p><p>{escape(say('page', 'until', day=dated.day(_date(page.until))))}</p>"
        f"{''.join(_part(part, linked=part.heading in linked) for part in sheet.parts)}{unread}"
        f'<p><a href="about:blank">{escape(say("page", "close"))}</a></p></section>'
    )


_REACHED: Final = re.compile(r"https://[^\s<>\"]+[^\s<>\".,;:)]|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?<![\w-])[+0][\d-]{6,}\d")

_LINE: Final = re.compile(LINE)
_HEAD: Final = '<p class="head" dir="ltr" translate="no">{}</p>'


def _linked(line: str) -> str:
    """A line of ours, escaped; each mail, https and telephone address in it is a link that tells nobody where from."""
    made, at = [], 0
    for found in _REACHED.finditer(line):
        text = found.group()
        way = "" if text.startswith("https://") else "mailto:" if "@" in text else "tel:"
        link = f'<a rel="noreferrer" href="{way}{escape(text)}">{escape(text)}</a>'
        made += [escape(line[at : found.start()]), link]
        at = found.end()
    return "".join([*made, escape(line[at:])])


def _part(part: Part, *, linked: bool) -> str:
    """``linked``: addresses in it are ways to help. The person's own account or post, and what was typed, stay text."""
    write = _linked if linked else escape
    lines = "".join(_HEAD.format(line) if _LINE.fullmatch(line) else f"<p>{write(line)}</p>" for line in part.lines)
    if part.folded:
        return f"<details><summary>{escape(part.heading)}</summary>{lines}</details>"
    return f"<h2>{escape(part.heading)}</h2>{lines}"


def _date(day: str) -> datetime.date:
    return datetime.date.fromisoformat(day)


def _html(language: str, title: str, body: str) -> bytes:
    direction = load(language).direction
    return (
        f'<!doctype html><html lang="{language}" dir="{direction}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex">'
        f'<link rel="icon" href="data:,"><title>{escape(title)}</title><style>{STYLE}</style></head>'
        f"<body>{body}</body></html>\n"
    ).encode()


def padded(answer: bytes) -> bytes:
    """An answer to a code, as long as every other one. Raises ValueError for one that is longer."""
    if len(answer) > ANSWER:
        message = f"the page has {len(answer)} bytes and may have {ANSWER}; say less, or in fewer languages"
        raise ValueError(message)
    return answer.ljust(ANSWER)
