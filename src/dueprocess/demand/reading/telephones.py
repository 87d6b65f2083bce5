"""Telephone numbers and numbers of devices: with their country, or beside a word for one."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

from dueprocess.demand.draft import Target
from dueprocess.demand.reading.cells import SIGNS, fold
from dueprocess.demand.reading.handles import MOST, W
from dueprocess.demand.reading.index import cues
from dueprocess.demand.reading.page import Page

_PHONE: Final = re.compile(
    rf"(?:\+(?<![\w.+/-]\+)|00(?<![\w.+/-]00)(?<!\d\s00))[1-9]\d{{0,3}}[ \t\xa0\u202f./()-]{{0,3}}"
    rf"(?:\d{{1,5}}[ \t\xa0\u202f./()-]{{0,2}}){{1,6}}\d{{2,5}}(?:\s\d(?=[,;)]))?(?!{W}|-)"
)
_COUNTED: Final = re.compile(r"\d{1,2}(?:[.-] |\t)(?=[(0+])")
"""The number of a row before the one that stands in it: 2- 0599 000 61 18."""
_DEVICE: Final = r"(?P<v>\d{2}(?:[ /.-]?\d){12,14})(?![\d/-])"
"""The number of a device, whole or in groups: 356938035643809, 35-693803-564380-9."""
_IMEI: Final = re.compile(rf"(?:imei|आईएमईआई|आई\.एम\.ई\.आई|آئی ایم ای آئی)[^\d;]{{0,60}}+(?<![a-z]){_DEVICE}")
_NEXT_IMEI: Final = re.compile(rf"(?:[\s,;/&]{{1,3}}|\s[^\W\d]{{1,4}}\s){_DEVICE}")
_BEGUN: Final = re.compile(r"(?:^|[\n|])\s?(?:[-*•・]\s?|\(?\w{1,2}[.)]\s)?\Z")
_ENDED: Final = re.compile(r"\s?(?:\Z|[\n,;|])")
_LOCAL: Final = re.compile(
    rf"[(\d](?<!{W}[(\d])(?<![+./(\u0900-\u0963-][(\d])"
    rf"(?:(?<=\()\d{{1,5}}\)|\d{{0,12}})(?:[ ./-]{{1,2}}\(?\d{{2,8}}\)?){{0,6}}(?!{W}|[/-]|\.\w)"
)
_LOCAL_DIGITS: Final = range(8, 14)
_NO_PHONE: Final = re.compile(
    r"\d{1,4}([./ -])\d{1,2}\1\d{1,4}|(?:\d{1,2}\s{1,2})?(?:\d{1,3}\.){3}\d{1,3}|\d{1,3}(?:\.\d{3})+"
    r"|\d+/\d+/\d\d|.*/(?:19|20)\d\d|(?:19|20)\d\d[/-].*|.*(?<!\d)\d{1,2}[./] ?\d{1,2}[./] ?(?:19|20)\d\d"
)
"""Days, addresses, also behind the number of their row, amounts, files' numbers."""
_EXTENDED: Final = re.compile(
    r"\s?[,;(/]?\s?(?:ext|extn|extension|dw|durchwahl|poste|wew|klapka|linka|iç hat|dahil[iî]|доб|вн)[.:]?\s?\d"
)
"""An office's telephone has an extension; one that is asked about has none."""
_JOINED: Final = re.compile(r"[\s,;/&()]{0,3}(?:[^\W\d]{1,6}[\s,]{1,2})?")
"""What stands between two numbers of a list."""
_NEXT: Final = re.compile(r"[^\W\d]+\.?\s?:?\s?[+(]?\d")
"""A word with a number of its own behind it: "974 761 319 Telefon 02800"."""
_INDENT: Final = 12  # characters before the number of a row
_BESIDE: Final = 28  # characters beside a number in which a word says that it is a telephone's
_LONE_LEAD: Final = 300  # … before a number alone in its line or cell
_HEAD: Final = 500  # … at the start, in which the sender's telephone stands
_CAPTION: Final = 24  # … of a caption in it
_OF_PAPERS: Final = ("registers.labels", "registers.nouns", "registers.papers")
_NUMBER_OF_A_YEAR: Final = re.compile(r"00\d{1,8}/(?:19|20)?\d\d(?:/.*)?|00\d{1,8}-(?:\d{4})?20\d\d")
"""Numbers of files: 00642/2026, 00214-21112026."""


def numbers(page: Page) -> Iterator[tuple[Target, int, int]]:
    """All of them, with their places in the page."""
    low = page.low
    if "+" in low or "00" in low:
        for match in _PHONE.finditer(low):
            if _NUMBER_OF_A_YEAR.fullmatch(match[0]):
                continue
            start, end = match.start(), _end(low, match)
            value = re.sub(r"[^\d+]", "", low[start:end])
            if 8 <= len(value) - 2 * value.startswith("00") <= 16 and not _EXTENDED.match(low, end):  # noqa: PLR2004 - E.164 has at most 15 digits
                yield Target(_international(value), "phone", page.span(start, end)), start, end
    yield from _local(page)
    for match in _IMEI.finditer(low):
        found: re.Match[str] | None = match
        while found:
            yield Target(re.sub(r"\D", "", found["v"]), "imei", page.span(*found.span("v"))), *found.span("v")
            found = _NEXT_IMEI.match(low, found.end())


def _end(low: str, match: re.Match[str]) -> int:
    """Where a number ends: the digit in the next line, before a bracket, counts the next of a list."""
    counts = low.startswith(")", match.end()) and match[0][-2] == "\n"
    return match.end() - len("\n1") if counts else match.end()


def _local(page: Page) -> Iterator[tuple[Target, int, int]]:
    """Numbers without a country, beside a word for one: 0538 000 41 72 numarali hat, (415) 555-0134 and 555-0135."""
    low, done = page.low, -1
    for match in islice(_LOCAL.finditer(low), MOST):
        start, end = match.span()
        if end - start < _LOCAL_DIGITS.start:
            continue
        place = page.place(start)
        point = _COUNTED.match(page.raw, place)
        if point and not page.raw[max(0, place - _INDENT) : place].rpartition("\n")[2].strip():
            start = page.at(point.end())
        value = re.sub(r"\D", "", low[start:end])
        if len(value) not in _LOCAL_DIGITS or _NO_PHONE.fullmatch(match[0]) or _EXTENDED.match(low, end):
            continue
        listed = done > 0 and _JOINED.fullmatch(low, done, start)
        if listed or _said(page, start, end):
            yield Target(value, "phone", page.span(start, end)), start, end
            done = end


def _said(page: Page, start: int, end: int) -> bool:
    """Whether a word for a telephone stands beside a number, or above it where it is alone in its line or cell."""
    if start < _HEAD and _of_letterhead(page, start, end):
        return False
    lead = page.before(start, _BESIDE)
    phone, word = max(((to, lead[at:to]) for at, to in cues(lead, page.tables["identifiers.phones"])), default=(-1, ""))
    contact = max((to for _, to in cues(lead, page.tables["targets.contacts"])), default=-1)
    if phone < 0 and contact < 0:
        if _BEGUN.search(page.low, max(0, start - _BESIDE), start) and _ENDED.match(page.low, end):
            above = page.low.part(max(0, start - _LONE_LEAD), start)
            return page.says(above, "identifiers.phones") or page.says(above, "targets.accounts")
        behind = page.low[end : end + _BESIDE].lstrip(" '")
        return behind.startswith(page.tables["identifiers.phones"]) and not _NEXT.match(behind)
    # A number of whatever sort: what it numbers stands before the word.
    return phone >= max(contact, 0) and not (fold(word) in SIGNS and any(page.says(lead, name) for name in _OF_PAPERS))


def _of_letterhead(page: Page, start: int, end: int) -> bool:
    """Whether it is alone in a line below a word or two alone in theirs, as an office's number in the head."""
    first, last = page.span(start, end)
    line = page.plain.rfind("\n", 0, first)
    over = page.plain[page.plain.rfind("\n", 0, max(0, line)) + 1 : max(0, line)].strip()
    alone = not (page.plain[line + 1 : first] + page.plain[last:].partition("\n")[0]).strip()
    return alone and 0 < len(over) < _CAPTION and not over.endswith(":")


def _international(value: str) -> str:
    return "+" + value[2:] if value.startswith("00") else value
