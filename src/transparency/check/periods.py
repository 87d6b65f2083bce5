"""Periods as publishers write them: years, halves, quarters, months, two dates, or the day on which one ends."""

import calendar
import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

_GERMAN_MONTHS: Final = (
    *("januar", "februar", "märz", "april", "mai", "juni", "juli", "august", "september", "oktober", "november"),
    "dezember",
)
MONTHS: Final = {
    name.casefold(): number
    for names in (
        calendar.month_abbr,
        calendar.month_name,
        ["", *_GERMAN_MONTHS],
        ["", *(one[:3] for one in _GERMAN_MONTHS)],
    )
    for number, name in enumerate(names)
    if number
}
LENGTHS: Final = {"month": 1, "quarter": 3, "half": 6, "year": 12}
_YEARS: Final = range(1990, 2100)
_MONTH: Final = "|".join(sorted(MONTHS, key=len, reverse=True))

_WHOLE: Final = re.compile(r"^(?:total|gesamt|summe|(?:full )?year|jahr) |,? (?:total|gesamt)$")
_YEAR: Final = re.compile(r"(?:fy|cy)?\s*(\d{4})")
_TWO_YEARS: Final = re.compile(r"(?:fy|financial year)?\s*(\d{4})\s?[-\u2013/]\s?(\d{4}|\d{2})")
_PART: Final = re.compile(r"(\d{4})\W{0,3}([hqts])\s?([1-4])|([hqts])\s?([1-4])\W{0,3}(\d{4})|([12])[hs]\W{0,3}(\d{4})")
_GERMAN: Final = re.compile(
    r"\b([1-4])(?:\.|er|e|re|ère|º|°)? ?(?:halbjahr|hj|semestre|(quartal|trimestre))\b|"
    r"\b(?:halbjahr|hj|(quartal)) ?([1-4])\b|\b(erste|zweite)[snr]? halbjahr\b"
)
_HALF: Final = re.compile(
    r"(\d{4}) ([12])|(first|1st|second|2nd) half(?: of)? (\d{4})|(\d{4}) (first|1st|second|2nd) half"
)
_MONTHS: Final = re.compile(
    rf"({_MONTH})\.?\s*(\d{{4}})?\s*(?:-|\u2013|\u2014|to|until|bis)\s*({_MONTH})\.?,?\s*(\d{{4}})"
)
_MONTHS_AFTER: Final = re.compile(rf"(\d{{4}})\W{{1,3}}({_MONTH})\.?\s*(?:-|\u2013|\u2014|to)\s*({_MONTH})\.?")
_ONE_MONTH: Final = re.compile(rf"({_MONTH})\.?,?\s+(\d{{4}})|(\d{{4}})\W{{1,3}}({_MONTH})|(\d{{4}})[-/](\d{{1,2}})")
_ISO: Final = re.compile(r"(\d{4})[-/.]?(\d{2})[-/.]?(\d{2})")
_DAY: Final = re.compile(r"(\d{1,2})([/.])(\d{1,2})\2(\d{4}|\d{2})")
_TWO: Final = re.compile(r"(\S+?)\s*(?:/|\s-\s|\u2013|\bto\b|\s)\s*(\S+)")
_TWO_MONTHS: Final = re.compile(r"(\d{4})[-/](\d{1,2})\s*(?:-|\u2013|\u2014|to)\s*(\d{4})[-/](\d{1,2})")
_SPOKEN: Final = re.compile(
    rf"(?:(\d{{1,2}})(?:st)?\.? ({_MONTH})\.?|({_MONTH})\.? (\d{{1,2}})(?:st)?),?(?: (\d{{4}}))?"
    rf"\s*(?:-|\u2013|\u2014|to|until|through|bis)\s*"
    rf"(?:(\d{{1,2}})(?:st|th)?\.? ({_MONTH})\.?|({_MONTH})\.? (\d{{1,2}})(?:st|th)?),? (\d{{4}})"
)
_IN_NAME: Final = re.compile(r"(?<!\d)(\d{4}[-_ ]?[hq][1-4]|[hq][1-4][-_ ]?\d{4}|[12]h[-_ ]?\d{4})(?!\d)")
_MONTHS_IN_NAME: Final = re.compile(
    rf"(?<![a-z])({_MONTH})[-_ \u2013]+(?:(?:to|until|bis)[-_ ]+)?(?:\d{{1,2}}\.?[-_ ]+)?({_MONTH})[-_ ]+"
    r"(\d{4})(?!\d)"
)
_YEAR_IN_NAME: Final = re.compile(r"(?<!\d)(\d{4})(?!\d)")


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """From a day to a day, both within it."""

    first: datetime.date
    last: datetime.date

    @property
    def months(self) -> int:
        """Whole months; 0 where it does not begin and end with one."""
        ends = calendar.monthrange(self.last.year, self.last.month)[1]
        if self.first.day != 1 or self.last.day != ends:
            return 0
        return (self.last.year - self.first.year) * 12 + self.last.month - self.first.month + 1

    @property
    def days(self) -> int:
        """How long."""
        return (self.last - self.first).days + 1

    @property
    def name(self) -> str:
        """As people say it: 2023, 2023 H1, 2024 Q3, or the two days."""
        year, months, begins = self.first.year, self.months, self.first.month
        for length, letter in ((12, ""), (6, "H"), (3, "Q")):
            if months == length and begins % length == 1:
                return f"{year} {letter}{begins // length + 1}" if letter else str(year)
        if months == LENGTHS["year"] and self.last.year > year:
            return f"{year}/{self.last.year % 100:02d}"
        return f"{year}-{begins:02d}" if months == 1 else f"{self.first} to {self.last}"


def of(year: int, begins: int, months: int) -> Period | None:
    """``months`` from the month ``begins`` of a year; None where there is no such thing."""
    ends = begins + months - 1
    if year not in _YEARS or months < 1 or not 1 <= begins <= ends <= LENGTHS["year"]:
        return None
    last = calendar.monthrange(year, ends)[1]
    return Period(datetime.date(year, begins, 1), datetime.date(year, ends, last))


@lru_cache(maxsize=4096)
def read(text: str, ending: str = "") -> Period | None:
    """The period that a text names; None where it names none. ``ending``: a day ends a month, quarter, half, year."""
    said = _GERMAN.sub(_part, _WHOLE.sub("", " ".join(text.casefold().replace("_", " ").split())))
    if len(said) > 60:  # noqa: PLR2004 - no period is written as a story
        return None
    if ending and (day := a_day(said)) is not None:
        return _ending(day, ending)
    return _named(said) or _of_months(said) or _two_days(said) or _spoken_days(said)


def _part(found: re.Match[str]) -> str:
    """“1. Halbjahr”, “Quartal 3”, “zweites Halbjahr” as H1, Q3, H2."""
    number = found[1] or found[4] or ("2" if found[5] == "zweite" else "1")
    return f"{'q' if 'q' in found[0] else 'h'}{number}"


def _named(said: str) -> Period | None:
    if found := _YEAR.fullmatch(said):
        return of(int(found[1]), 1, 12)
    if (found := _TWO_YEARS.fullmatch(said)) and int(found[2]) % 100 == (int(found[1]) + 1) % 100:
        begins, ends = of(int(found[1]), 7, 6), of(int(found[1]) + 1, 1, 6)  # of which days is not said: from July
        return Period(begins.first, ends.last) if begins and ends else None
    if found := _PART.fullmatch(said):
        year = int(found[1] or found[6] or found[8])
        letter, number = found[2] or found[4] or "h", int(found[3] or found[5] or found[7])
        length = {"h": 6, "s": 6, "q": 3, "t": 4}[letter]
        return of(year, (number - 1) * length + 1, length)
    if found := _HALF.fullmatch(said):
        second = (found[2] or found[3] or found[6]) in {"2", "second", "2nd"}
        return of(int(found[1] or found[4] or found[5]), 7 if second else 1, 6)
    return None


def _of_months(said: str) -> Period | None:
    if found := _MONTHS.fullmatch(said):
        begins, ends, year = MONTHS[found[1]], MONTHS[found[3]], int(found[4])
        return of(year, begins, ends - begins + 1) if found[2] in {None, found[4]} else None
    if found := _MONTHS_AFTER.fullmatch(said):
        begins = MONTHS[found[2]]
        return of(int(found[1]), begins, MONTHS[found[3]] - begins + 1)
    if found := _ONE_MONTH.fullmatch(said):
        name = found[1] or found[4]
        return of(int(found[2] or found[3] or found[5]), MONTHS[name] if name else int(found[6]), 1)
    return None


def _two_days(said: str) -> Period | None:
    found = _TWO.fullmatch(said)
    first, last = (a_day(found[1]), a_day(found[2])) if found else (None, None)
    return Period(first, last) if first is not None and last is not None and first <= last else None


def _spoken_days(said: str) -> Period | None:
    """“1 January 2020 - 30 June 2020”, “Jan 1 - Jun 30, 2020”, “2020-01 to 2020-06”: whole months alone."""
    if found := _TWO_MONTHS.fullmatch(said):
        first, last = (of(int(found[n]), int(found[n + 1]), 1) for n in (1, 3))
        return Period(first.first, last.last) if first and last and first.first <= last.first else None
    found = _SPOKEN.fullmatch(said)
    if found is None:
        return None
    begins, ends = MONTHS[found[2] or found[3]], MONTHS[found[7] or found[8]]
    year = int(found[10])
    day = int(found[6] or found[9])
    if (found[1] or found[4]).lstrip("0") != "1" or day != calendar.monthrange(year, ends)[1]:
        return None
    return of(year, begins, ends - begins + 1) if found[5] in {None, found[10]} else None


def a_day(said: str) -> datetime.date | None:
    """A day written 2018-06-30, 20180630, 30/6/18 or 30.6.2018; a day that cannot be a month decides the order."""
    if found := _ISO.fullmatch(said):
        return _day(int(found[1]), int(found[2]), int(found[3]))
    if found := _DAY.fullmatch(said):
        year = int(found[4]) + (2000 if len(found[4]) == 2 else 0)  # noqa: PLR2004 - two digits
        one, two = int(found[1]), int(found[3])
        return _day(year, two, one) or _day(year, one, two)
    return None


def _day(year: int, month: int, day: int) -> datetime.date | None:
    try:
        return datetime.date(year, month, day) if year in _YEARS else None
    except ValueError:
        return None


def _ending(day: datetime.date, length: str) -> Period | None:
    months = LENGTHS.get(length, 0)
    begins = day.month - months + 1
    return of(day.year, begins, months)


def in_name(name: str) -> Period | None:
    """The period in a file's name: report-2013-H1.csv, jan-jun-2017.csv; a year alone where there is exactly one."""
    said = _GERMAN.sub(_part, name.casefold())
    if found := _IN_NAME.search(said):
        return read(found[1].replace("-", " "))
    if found := _MONTHS_IN_NAME.search(said):
        return read(f"{found[1]} - {found[2]} {found[3]}")
    years = {one for one in _YEAR_IN_NAME.findall(said) if int(one) in _YEARS}
    return read(years.pop()) if len(years) == 1 else None


def chain(whole: Period, parts: Iterable[Period]) -> tuple[Period, ...]:
    """The shortest periods that follow one another from the first to the last day of ``whole``; empty where none do."""
    by_start: dict[datetime.date, Period] = {}
    for one in parts:
        if one != whole and one.first >= whole.first and one.last <= whole.last:
            kept = by_start.get(one.first)
            by_start[one.first] = one if kept is None or one.last < kept.last else kept
    links: list[Period] = []
    at = whole.first
    while (link := by_start.get(at)) is not None:
        links.append(link)
        if link.last == whole.last:
            return tuple(links)
        at = link.last + datetime.timedelta(days=1)
    return ()
