"""What stands in a cell: a number, a band, a blank, a dash, or what cannot be read as one. Blank is not zero."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

MAX_DIGITS: Final = 15
MAX_TEXT: Final = 60

_NUMBER: Final = re.compile(
    r"([-\u2212]?)(\d{1,3}(?:([,.\u00a0\u202f '\u2019])\d{3})(?:\3\d{3})*|\d{1,2}(?:,\d\d)+,\d{3}|\d+)(?:([.,])(\d+))?"
)
_BAND: Final = re.compile(r"(.*?\d)\s*(?:-|\u2013|\u2014|\bto\b)\s*(\d.*)")
_FROM: Final = re.compile(r"(\d.*?)\s*\+|(?:>=|\u2265)\s*(\d.*)|>\s*(\d.*)")
_BELOW: Final = re.compile(r"(<=|\u2264|<)\s*(\d.*)")
_SPOKEN: Final = (
    (re.compile(r"(?i)(?:fewer|less|lower) than|under|below|unter|weniger als"), "<"),
    (re.compile(r"(?i)up to|at most|no more than|bis zu|höchstens"), "<="),
    (re.compile(r"(?i)more than|over|above|mehr als|über"), ">"),
    (re.compile(r"(?i)at least|mindestens"), ">="),
    (re.compile(r"(?i)(?:between|zwischen)\s+(\S+)\s+(?:and|und)"), r"\1 -"),
)
_MARKS: Final = re.compile(r"[*\u2020\u2021\u00a7#]+")
_DASHES: Final = frozenset({"-", "\u2013", "\u2014", "--", "."})
_BLANKS: Final = frozenset(
    {"", "n/a", "na", "n.a.", "null", "none", "nil", "not applicable", "not available", "..", "...", "\u2026"}
)
_LAST: Final = re.compile(r"[.,](\d+)$")
_SHARE: Final = re.compile(r"([-\u2212]?)(\d+)(?:[.,](\d+))?")


class Is(StrEnum):
    """What a cell holds."""

    NUMBER = "number"
    BAND = "band"
    BLANK = "blank"
    DASH = "dash"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Figure:
    """One cell. ``low`` and ``high`` count units of 10^-decimals; high is None where a band is open above."""

    text: str
    sort: Is
    low: int = 0
    high: int | None = 0
    decimals: int = 0
    marks: str = ""
    sign: bool = False  # a percent sign stood in the cell
    written: int = 0  # decimals as they stand: 83.00 has 2, and is 83

    @property
    def exact(self) -> bool:
        """Whether it is one whole number."""
        return self.sort is Is.NUMBER and self.decimals == 0

    @property
    def known(self) -> bool:
        """Whether it bounds anything: a number or a band, in whole units."""
        return self.sort in {Is.NUMBER, Is.BAND} and self.decimals == 0

    @property
    def shown(self) -> str:
        """As a sentence says it."""
        if self.sort is Is.NUMBER:
            return with_point(self.low, self.decimals)
        if self.sort is Is.BAND:
            top = "or more" if self.high is None else f"to {self.high:,}"
            return f"{self.low:,} {top}"
        return {Is.BLANK: "a blank", Is.DASH: "a dash"}.get(self.sort, f"“{brief(self.text)}”")


BLANK: Final = Figure("", Is.BLANK)


def with_point(units: int, decimals: int) -> str:
    """Units of 10^-decimals as people write them: 8350, 2 → 83.5."""
    if not decimals:
        return f"{units:,}"
    sign, units = "-" * (units < 0), abs(units)
    return f"{sign}{units // 10**decimals:,}.{units % 10**decimals:0{decimals}d}"


def brief(text: str, most: int = MAX_TEXT) -> str:
    """Somebody else's text for a sentence of ours: printable, and short."""
    clean = "".join(one if one.isprintable() else "\ufffd" for one in text[: most + 1])
    return clean if len(text) <= most else f"{clean[:most]}…"


def read(text: str, *, share: bool = False) -> Figure:
    """The figure that a cell holds. Never raises. In a ``share`` no mark groups thousands: 12.125 % is about 12."""
    short = text.strip()
    if short.casefold() in _BLANKS:
        return Figure(text, Is.BLANK)
    if short in _DASHES:
        return Figure(text, Is.DASH)
    if len(short) > MAX_TEXT:
        return Figure(brief(text), Is.UNREADABLE)
    marks = "".join(_MARKS.findall(short))
    plain = _MARKS.sub("", short).strip()
    sign = plain.endswith("%")
    plain = plain.removesuffix("%").strip()
    found = _share(plain) if share else _number(plain) or _band(_said(plain))
    if found is None:
        return Figure(text, Is.UNREADABLE)
    low, high, decimals = found
    sort = Is.NUMBER if low == high else Is.BAND
    cents = _LAST.search(plain) if share else None
    written = len(cents[1]) if cents else decimals
    return Figure(text, sort, low, high, decimals, marks, sign, written)


def _share(text: str) -> tuple[int, int, int] | None:
    found = _SHARE.fullmatch(text)
    return None if found is None else _value(found[1], found[2], found[3] or "")


def _number(text: str) -> tuple[int, int, int] | None:
    found = _NUMBER.fullmatch(text)
    if found is None:
        return None
    minus, whole, group, point, cents = found.groups()
    # 1.234 and 1,234 group thousands; 83.5 and 12,25 have decimals. A second mark must be another one than the first.
    return None if point and point == group else _value(minus, re.sub(r"\D", "", whole), cents or "")


def _value(minus: str, digits: str, cents: str) -> tuple[int, int, int] | None:
    if not (digits + cents).isascii() or len(digits + cents) > MAX_DIGITS:
        return None
    cents = cents.rstrip("0")
    value = int(digits + cents) * (-1 if minus else 1)
    return value, value, len(cents)


def _said(text: str) -> str:
    """A range in words as one in signs: “fewer than 10” is <10."""
    return next((meant.sub(sign, text) for meant, sign in _SPOKEN if meant.match(text)), text)


def _band(text: str) -> tuple[int, int | None, int] | None:
    if found := _BELOW.fullmatch(text):
        top = _number(found[2].strip())
        return None if top is None or top[2] else (0, top[0] - (found[1] == "<"), 0)
    if found := _FROM.fullmatch(text):
        bottom = _number((found[1] or found[2] or found[3]).strip())
        return None if bottom is None or bottom[2] else (bottom[0] + bool(found[3]), None, 0)
    found = _BAND.fullmatch(text)
    ends = found and (_number(found[1].strip()), _number(found[2].strip()))
    if not ends or ends[0] is None or ends[1] is None or ends[0][2] or ends[1][2]:
        return None
    return ends[0][0], ends[1][0], 0


@dataclass(frozen=True, slots=True)
class Span:
    """What a sum can be. ``open_above``: a part is not known, or is a band without an end."""

    low: int
    high: int
    open_above: bool
    exact: bool

    @property
    def shown(self) -> str:
        """As a sentence says it."""
        if self.open_above:
            return f"at least {self.low:,}"
        return f"{self.low:,}" if self.low == self.high else f"{self.low:,} to {self.high:,}"


def total(figures: Iterable[Figure]) -> Span:
    """The sum of figures as a span. A dash counts as none; a blank makes the sum a lower bound."""
    low = high = 0
    open_above, exact = False, True
    for one in figures:
        if one.sort is Is.NUMBER and not one.decimals:
            low += one.low
            high += one.low
        elif one.sort is Is.BAND:
            exact = False
            low += min(one.low, one.low if one.high is None else one.high)
            high += 0 if one.high is None else max(one.low, one.high)
            open_above = open_above or one.high is None
        elif one.sort is not Is.DASH:
            open_above, exact = True, False
    return Span(low, high, open_above, exact)
