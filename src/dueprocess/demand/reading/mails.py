"""Heads of mails in a text: of one that is passed on, whose day is not the letter's, and of older ones below it."""

# ruff: noqa: RUF001 - scripts hold look-alike letters

import re
from functools import lru_cache
from itertools import islice
from typing import Final

from dueprocess.demand.draft import Span
from dueprocess.demand.reading.tables import Tables

_START: Final = r"[ \t>*|]{0,8}"


@lru_cache(maxsize=8)
def _head(tables: Tables) -> re.Pattern[str]:
    """From and Sent, or Date, of a mail, in its two next lines; then To, Cc, Subject."""
    sender, sent, dated = (tables.pattern(f"mails.{name}") for name in ("from", "sent", "dated"))
    return re.compile(
        rf"(?m)^{_START}{sender}[ \xa0]?\*?[:：]\*?[ \t\xa0]?[^\n]{{1,200}}\n{{1,2}}(?:[^\n]{{0,200}}\n{{1,2}}){{0,2}}?"
        rf"{_START}(?:(?P<sent>{sent})|{dated})[ \xa0]?\*?[:：]\*?[ \t\xa0]?[^\n]{{4,90}}\n"
        rf"(?:{_START}[^\n:：]{{1,24}}[:：][^\n]{{0,300}}(?:\n|\Z)){{0,4}}",
        re.IGNORECASE,
    )


_QUOTES: Final = re.compile(
    r"(?m)^[^\n]{0,160}(?:\n[^\n]{0,80})?<[^<>\s@]{1,64}@[^<>\s]{1,190}>\)?[^\n]{0,60}[:：][ \t]*$"
    r"|^[^\n]{3,160}:[ \t]*\n(?:[ \t]*\n){0,2}(?=[ \t]{0,8}>)"
)
"""The line over a quoted mail: On … at 10:12 … <somebody@example> wrote; or over quoted lines."""
_TIME: Final = re.compile(r"(?<!\d)\d{1,2}[:.]\d\d(?!\d)")
_MOST: Final = 12


def heads(raw: str, tables: Tables) -> list[Span]:
    """Start and end of each head of a mail that stands in the text."""
    found = []
    for match in islice(_head(tables.whole).finditer(raw), _MOST):
        text = match[0]
        if _TIME.search(text) and (match["sent"] or "@" in text):
            found.append(match.span())
    return found


def quoted(raw: str) -> list[Span]:
    """Start and end of each line that says whose mail is quoted below it."""
    if "@" not in raw:
        return []
    return [match.span() for match in islice(_QUOTES.finditer(raw), _MOST) if _TIME.search(match[0])]
