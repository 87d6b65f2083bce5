"""The person's page as HTML: no script, no picture, no cookie, nothing from elsewhere; all of it under 30 kB.

Every answer to a code has the same length, whatever it says: whoever watches the line sees that somebody typed
something. The words come out of a sealed page or out of our texts, and are escaped here.
"""

import datetime
import re
from collections.abc import Callable, Sequence
from html import escape
from typing import Final

from dueprocess.desk.intake.page_style import STYLE, STYLE_HASH
from dueprocess.desk.person.texts import LANGUAGES, SPOKEN, codes, isolated, load
from dueprocess.formats.heads import LINE
from dueprocess.formats.person_page import OFTEN, Part, PersonPage, Sheet

ANSWER: Final = 18 << 10
"""Bytes of every answer to a code, padded; a page that needs more is not made. With the form it is less than 23 kB."""

LINKED: Final = ("contest", "speak", "genuine")
"""Parts whose addresses a person may follow: ours, and of those who help."""

POLICY: Final = (
    f"default-src 'none'; style-src '{STYLE_HASH}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


def spoken(asked: str) -> tuple[str, ...]:
    """Languages of the form, the first that a browser asks for (``Accept-Language``) in front; nothing else of it."""
    wanted = [part.partition(";")[0].strip().partition("-")[0].lower() for part in asked[:200].split(",")]
    first = next((one for one in wanted if one in SPOKEN), LANGUAGES[0])
    return (first, *(one for one in LANGUAGES if one != first))


def form(said: str = "", languages: Sequence[str] = LANGUAGES) -> bytes:
    """The page on which a code is typed. ``said``: what became of the last, as the texts name it (wrong, typing …)."""
    parts = "".join(_form_section(one, said, first=place == 0) for place, one in enumerate(languages))
    others = "".join(
        f'<a href="/{one}" lang="{one}" dir="{load(one).direction}">{escape(load(one)("meta", "name"))}</a>'
        for one in SPOKEN
        if one != languages[0]
    )
    first = load(languages[0])
    nav = f'<nav aria-label="{escape(first("page", "languages"))}">{others}</nav>'
    return _html(languages[0], first("form", "title"), f"<main>{_form(languages)}{parts}{nav}</main>")


def _form(languages: Sequence[str]) -> str:
    say = load(languages[0])
    return (
        f'<form method="post" action="/" autocomplete="off"><h1>{escape(say("form", "title"))}</h1>'
        f'<label for="code">{" · ".join(_named(one) for one in languages)}</label>'
        '<input id="code" name="code" inputmode="numeric" autocomplete="off" autocapitalize="off" spellcheck="false" '
        'maxlength="200" required aria-describedby="hint">'
        f"<button>{' · '.join(_word(one, 'go') for one in languages)}</button></form>"
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


def opened(page: PersonPage, step: str | None = None) -> bytes:
    """The page itself, in its languages one below the other: what happened, what one can do, what not, who helps.

    ``step``: what the button of the second step sends, which shows the rest (``second``); without it, as when a sender
    reads the page before it goes, the rest stands folded below.
    """
    after = (lambda sheet: _button(sheet.language, step)) if step is not None else _rest
    return _sheets(page, lambda sheet, first: f"{_head(page, sheet, first=first)}{_open(sheet)}{after(sheet)}")


def second(page: PersonPage) -> bytes:
    """What the demand says: the parts that wait for a second step."""
    return _sheets(page, lambda sheet, first: f"{_title(page, sheet, first=first)}{_unfolded(sheet)}")


def _sheets(page: PersonPage, write: Callable[[Sheet, bool], str]) -> bytes:
    first, languages = page.sheets[0].language, [sheet.language for sheet in page.sheets]
    links = "".join(
        f'<a href="#{one}" lang="{one}" dir="{load(one).direction}">{escape(load(one)("meta", "name"))}</a>'
        for one in languages
    )
    nav = f'<nav aria-label="{escape(load(first)("page", "languages"))}">{links}</nav>' if len(languages) > 1 else ""
    leave = f'<p class="exit"><a href="about:blank">{escape(load(first)("page", "exit"))}</a></p>'
    sheets = "".join(_section(sheet, write(sheet, place == 0)) for place, sheet in enumerate(page.sheets))
    return _html(first, load(first)("form", "title"), f"<main>{leave}{nav}{sheets}</main>")


def _section(sheet: Sheet, inside: str) -> str:
    say = load(sheet.language)
    unread = f'<p class="soft">{escape(say("page", "unreviewed"))}</p>' if say("page", "unreviewed") else ""
    close = f'<p><a href="about:blank">{escape(say("page", "close"))}</a></p>'
    language, direction = sheet.language, say.direction
    return f'<section id="{language}" lang="{language}" dir="{direction}">{unread}{inside}{close}</section>'


def _title(page: PersonPage, sheet: Sheet, *, first: bool) -> str:
    head = "h1" if first else "h2"
    practice = f'<p class="said">{escape(load(sheet.language)("page", "practice"))}</p>' if page.practice else ""
    return f"<{head}>{escape(sheet.title)}</{head}>{practice}"


def _head(page: PersonPage, sheet: Sheet, *, first: bool) -> str:
    say = load(sheet.language)
    before = say("page", "opened_before" if page.opened else "opened_first")
    left = "left_often" if page.left == OFTEN else f"left_{max(0, page.left - 1)}"
    until = say("page", left, day=codes(sheet.language).day(_date(page.until)))
    return f'{_title(page, sheet, first=first)}<p class="soft">{escape(before)} {escape(until)}</p>'


def _open(sheet: Sheet) -> str:
    say = load(sheet.language)
    linked = {say(one, "heading") for one in LINKED}
    return "".join(
        f"<h2>{escape(part.heading)}</h2>{_lines(part, say.direction, linked=part.heading in linked)}"
        for part in sheet.parts
        if not part.folded
    )


def _unfolded(sheet: Sheet) -> str:
    direction = load(sheet.language).direction
    return "".join(f"<h2>{escape(part.heading)}</h2>{_lines(part, direction)}" for part in sheet.parts if part.folded)


def _rest(sheet: Sheet) -> str:
    direction = load(sheet.language).direction
    return "".join(
        f"<details><summary>{escape(part.heading)}</summary>{_lines(part, direction)}</details>"
        for part in sheet.parts
        if part.folded
    )


def _button(language: str, step: str) -> str:
    say = load(language)
    return (
        f'<form method="post" action="/"><p>{escape(say("page", "more_lead"))}</p>'
        f'<input type="hidden" name="step" value="{escape(step)}"><button>{escape(say("page", "more"))}</button></form>'
    )


_REACHED: Final = re.compile(r"https://[^\s<>\"]+[^\s<>\".,;:)]|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?<![\w-])[+0][\d-]{6,}\d")

_LINE: Final = re.compile(LINE)
_HEAD: Final = '<p class="head" dir="ltr" translate="no">{}</p>'


def _linked(line: str, direction: str) -> str:
    """A line of ours, escaped; each mail, https and telephone address in it is a link that tells nobody where from."""
    made, at = [], 0
    for found in _REACHED.finditer(line):
        text = found.group()
        way = "" if text.startswith("https://") else "mailto:" if "@" in text else "tel:"
        link = f'<a dir="ltr" rel="noreferrer" href="{way}{escape(text)}">{escape(text)}</a>'
        made += [_plain(line[at : found.start()], direction), link]
        at = found.end()
    return "".join([*made, _plain(line[at:], direction)])


def _plain(text: str, direction: str) -> str:
    return escape(isolated(text, direction))


def _lines(part: Part, direction: str, *, linked: bool = False) -> str:
    """``linked``: addresses in it are ways to help. The person's own account or post, and what was typed, stay text."""
    write = _linked if linked else _plain
    return "".join(
        _HEAD.format(line) if _LINE.fullmatch(line) else f"<p>{write(line, direction)}</p>" for line in part.lines
    )


def document(language: str, title: str, main: str) -> bytes:
    """A whole page of this surface around what stands in its ``main``."""
    return _html(language, title, f"<main>{main}</main>")


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
