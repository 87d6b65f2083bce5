"""Passages that somebody blanked out: [REDACTED], [УДАЛЕНО], [geschwärzt], black blocks, runs of x or _."""

# ruff: noqa: RUF001 - phrases of several scripts hold look-alike letters; a pattern stays on one line

import re
from bisect import bisect_right
from collections import Counter
from functools import lru_cache
from typing import Final

from dueprocess.demand.draft import Span
from dueprocess.demand.reading.page import Page
from dueprocess.demand.reading.tables import Tables

_RULE: Final = re.compile(r"\n[ \t]{0,8}-{2,80}[ \t]{0,8}\n")
_WINDOW: Final = 60


@lru_cache(maxsize=8)
def _mark(tables: Tables) -> re.Pattern[str]:
    words = tables.pattern("redaction.marks")
    return re.compile(rf"\[(?:{words})[^\]\n]{{0,40}}\]|[█■▇▓]{{2,}}+(?: [█■▇▓]+)*|\bx{{5,}}\b|<redacted>")


def marks(page: Page) -> list[Span]:
    """Places, in the page, of every blanked passage."""
    if not any(sign in page.low for sign in ("[", "█", "■", "▇", "▓", "xxxxx", "<red")):
        return []
    return [match.span() for match in _mark(page.tables.whole).finditer(page.low)]


def of_targets(page: Page) -> tuple[int, tuple[Span, ...]]:
    """How many distinct targets are blanked, and where.

    A letter in two languages blanks each target once per language, and a letter that follows in the same file may blank
    it again: the largest count of one letter in one script is what is certain.
    """
    places = [span for span in marks(page) if _is_target(page, *span)]
    rules = [match.start() for match in _RULE.finditer(page.raw)]
    scripts = Counter((bisect_right(rules, page.place(start)), _script(page, start)) for start, _ in places)
    return max(scripts.values(), default=0), tuple(page.span(*span) for span in places)


def _is_target(page: Page, start: int, end: int) -> bool:
    before = page.before(start, _WINDOW)
    if page.low[max(0, start - 1) : start] in "/." and page.low[max(0, start - 1) : start]:
        return True
    if page.says(before, "redaction.leads_not"):
        return False
    return page.says(before, "redaction.leads") or page.low[end : end + 1] == "/"


def _script(page: Page, at: int) -> bool:
    """True where the words before the place are Cyrillic."""
    before = page.low[max(0, at - 200) : at]
    cyrillic = sum("а" <= letter <= "я" for letter in before)
    return cyrillic > sum("a" <= letter <= "z" for letter in before)
