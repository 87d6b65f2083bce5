"""The first and last day of the data that are asked for: between two days, of months, of years."""

import itertools
import re
from calendar import monthrange
from typing import Final

from dueprocess.demand.reading.dates import Day, of_page
from dueprocess.demand.reading.in_words import written
from dueprocess.demand.reading.page import Page

_NUMBERED: Final = re.compile(r"[\s,]{0,3}(?:г\.?|года|р\.?|року)?[\s,]{0,3}(?:№|n[or]\.|n[.º°]|č\.\s?j)")  # noqa: RUF001 - Cyrillic
"""Behind a day: the number of the act of that day."""
_BARE: Final = 6  # characters between two days that a dash or "to" joins
_OF_A_PERIOD: Final = 60  # characters before a day in which a period of data is named
_NAMED: Final = 80  # characters before a month in which its data are named
_MOST: Final = 100  # years that are looked at


def period(
    page: Page, start: int, end: int, *, written_on: str | None = None, month_first: bool = False
) -> tuple[str | None, str | None]:
    """First and last day of the data asked for, inside ``start`` to ``end`` of the page.

    ``written_on`` is the letter's own day (YYYY-MM-DD), to which "to this day" goes.
    """
    every = of_page(page, month_first=month_first)
    found = [day for day in every if start <= day.start and day.end <= end and not _of_facts(page, day)]
    for one, two in itertools.pairwise(found):
        between = page.low[one.end : two.start]
        if _NUMBERED.match(between):
            continue
        lead = page.before(one.start, 30)
        bare = len(between) <= _BARE and not _is_and(page, between.strip())
        told = between.strip().endswith(page.tables["dates.joins"] or ("\n",))
        joined = bare or told or page.says(lead, "dates.from")
        if len(between) <= 40 and joined and page.says(between, "dates.to") and one.value <= two.value:  # noqa: PLR2004 - "… 10:00 UTC to …"
            return one.value, two.value
    for day in found:
        first = _first_of(page, day)
        if first:
            return first, day.value
        if page.says(page.before(day.start, 12), "dates.since") and not page.says(
            page.around(day.start), "dates.facts"
        ):
            today = page.says(page.low.part(day.end, day.end + _BEHIND), "dates.today")
            return day.value, written_on if today and (written_on or "") >= day.value else None
    return _months(page, start, end) or _years(page, start, end) or _whole_day(page, found) or (None, None)


def _whole_day(page: Page, found: list[Day]) -> tuple[str, str] | None:
    """A day of which all data are asked for: "the connection logs for 14 February 2026", and no hour of it."""
    for day in found:
        behind = page.low.part(day.end, day.end + _HOUR)
        if page.says(page.before(day.start, _LEAD), "dates.whole") and not _CLOCK.search(behind):
            return day.value, day.value
    return None


_BEHIND: Final = 40
_HOUR: Final = 20
_LEAD: Final = 26  # characters before a day or a month in which the data of it are named
_CLOCK: Final = re.compile(r"\d[:.h]\d\d(?!\d)|\d\s?(?:h|uhr|hrs|am|pm)\b")
_YEAR: Final = re.compile(r"(?<![\w./-])20\d\d(?![\w/]|[.-]\d)")
_LETTERS: Final = r"(?:[^\W\d_]|[\u0900-\u0903\u093a-\u094f\u064b-\u0655]){3,14}"
_OF: Final = r"(?:(?:of|de|del|do)\s)?"
_MONTH: Final = re.compile(rf"(?<!\w)(?P<d>\d{{1,2}}[^\W\d_]{{0,3}}[.º°]?\s{_OF})?(?P<n>{_LETTERS})[.,]?\s{_OF}\Z")
"""The month before a year, and the number of a day that would make it that day's."""
_TO_MONTH: Final = tuple(
    re.compile(
        rf"(?<!\w)(?P<d>\d{{1,2}}[^\W\d_]{{0,3}}[.º°]?\s{_OF})?(?P<n>{_LETTERS})\.?(?:\s{_OF}(?P<y>20\d\d))?\s?"
        rf"(?P<to>-|{to}\s)\s?\Z"
    )
    for to in (r"[^\W\d_]{1,8}", r"[^\W\d_]{1,8}(?:\s[^\W\d_]{1,5}){1,2}")
)
"""The first month of a span, before its last."""
_BEHIND_YEAR: Final = re.compile(rf"\s(?:[^\W\d_]{{2,6}}\s)?(?P<n>{_LETTERS})(?!\w)")
"""A month behind its year, as in Turkish."""
_HAN: Final = re.compile(
    r"(?<!\d)(?P<y>20\d\d)\s?年\s?(?P<m>\d{1,2})\s?月[份分]?"
    r"(?:\s?(?:至|到|から|-|~|〜)\s?(?:(?P<y2>20\d\d)\s?年\s?)?(?P<m2>\d{1,2})\s?月[份分]?)?(?!\s?\d{1,2}\s?日)"
)


def _months(page: Page, start: int, end: int) -> tuple[str, str] | None:
    """First and last day of months of which data are asked for: log-ins of January to February 2026."""
    if not page.tables["dates.months"]:
        return None
    for match in itertools.islice(_HAN.finditer(page.low, start, end), _MOST):
        last = (int(match["y2"] or match["y"]), int(match["m2"] or match["m"]))
        if _of_data(page, match.start(), match.end()):
            return _whole((int(match["y"]), int(match["m"])), last)
    single: tuple[str, str] | None = None
    for year in itertools.islice(_YEAR.finditer(page.low, start, end), _MOST):
        lead = page.before(year.start(), _NAMED)
        found = _MONTH.search(lead)
        month = page.tables.months.get(found["n"], 0) if found and not found["d"] else 0
        at, stop = year.start() - (len(lead) - found.start("n") if found else 0), year.end()
        if not month:
            behind = _BEHIND_YEAR.match(page.low, year.end())
            month = page.tables.months.get(behind["n"], 0) if behind else 0
            at, stop = year.start(), behind.end() if behind else year.end()
        if not month:
            continue
        last = (int(year[0]), month)
        lead = page.before(at, _NAMED)
        spans = [one for one in (to.search(lead) for to in _TO_MONTH) if one and not one["d"]]
        first = next((one for one in spans if one["n"] in page.tables.months), None)
        named = page.tables.months[first["n"]] if first else 0
        if first and named and (page.says(first["to"], "dates.to") or _is_and(page, first["to"].strip())):
            at -= len(first[0])
            if _of_data(page, at, stop):
                return _whole((int(first["y"] or year[0]), named), last)
        elif not single and _of_data(page, at, stop):
            single = _whole(last, last)
    return single


def _of_data(page: Page, start: int, end: int) -> bool:
    """Whether the words beside a month ask for data of it, and tell nothing that happened in it."""
    first, last = page.sentence(start)
    if page.says(page.low.part(first, last), "dates.facts"):
        return False
    lead = page.low.part(max(first, start - _NAMED // 2), start)
    behind = page.low.part(end, min(last, end + _BEHIND))
    if page.says(lead, "reach.period") or page.says(lead, "data.traffic") or page.says(lead, "data.logins"):
        return True
    beside = page.says(lead[-_LEAD:], "dates.months") or page.says(behind, "dates.months")
    return beside and any(page.says(text, name) for text in (lead, behind) for name in ("data.traffic", "data.records"))


def _whole(first: tuple[int, int], last: tuple[int, int]) -> tuple[str, str] | None:
    """First day of the first month, last day of the last."""
    if first > last or not (0 < first[1] <= 12 and 0 < last[1] <= 12):  # noqa: PLR2004 - months
        return None
    return f"{first[0]}-{first[1]:02}-01", f"{last[0]}-{last[1]:02}-{monthrange(*last)[1]:02}"


def _of_facts(page: Page, day: Day) -> bool:
    """Whether the sentence tells what happened then: up to the day, or behind it where no data are named."""
    start, stop = page.sentence(day.start)
    lead = page.low.part(start, day.start)
    told = page.says(lead, "dates.facts")
    if not told and not page.says(page.low.part(day.end, min(stop, day.end + _OF_A_PERIOD)), "dates.facts"):
        return False
    data = _names_data(page, page.low.part(start, stop))
    return not (data and (not told or page.says(page.before(day.start, _OF_A_PERIOD), "reach.period")))


def _names_data(page: Page, text: str) -> bool:
    return any(page.says(text, name) for name in ("data.traffic", "data.logins", "data.records"))


_AND: Final = frozenset(("and", "und", "et", "y", "e", "en", "i", "oraz", "a", "och", "og", "ve", "и", "та"))
"""Words that join the ends of a period only behind "between"."""
_TO_A: Final = frozenset(("es", "it", "pt"))
"""Languages in which "a" is "to": in others it is "and"."""


def _is_and(page: Page, word: str) -> bool:
    return word in _AND and not (word == "a" and page.tables.languages & _TO_A)


_DAY_FIRST: Final = r"(?<![\d./-])(?P<d>\d{1,2})(?:\.|\s?[º°]|[^\W\d_]{2}|:e)?\s?"
_TO: Final = r"(?P<to>[^\W\d_]{1,7}\s|-\s?)(?:\w{1,3}\s){0,2}$"
_FIRSTS: Final = (
    re.compile(r"(?<!\w)(?P<n>[^\W\d_]{3,10})\.?\s(?P<d>\d{1,2})(?:st|nd|rd|th)?\s(?P<to>[^\W\d_]{1,8}|-)\s$"),
    re.compile(rf"{_DAY_FIRST}(?:of\s|de\s)?(?P<n>[^\W\d_]{{3,10}})\s{_TO}"),
    re.compile(rf"{_DAY_FIRST}(?P<n>){_TO}"),
)
"""The first day of a span, with its month or without it, and the word that goes on to its last."""


def _first_of(page: Page, last: Day) -> str | None:
    """The first day of a period that names its month, or its year, only at the end: del 14 al 21 de febrero de 2024."""
    lead = page.before(last.start, 30)
    year, month, _ = (int(part) for part in last.value.split("-"))
    for pattern in _FIRSTS:
        match = pattern.search(lead)
        name, to = (match["n"], match["to"].strip()) if match else (None, "")
        if not match or not page.says(to + " ", "dates.to") or (name and name not in page.tables.months):
            continue
        if _is_and(page, to) and not page.says(page.before(last.start - len(match[0]), 24), "dates.from"):
            continue
        first = written(year, page.tables.months[name] if name else month, int(match["d"]))
        if first and first <= last.value:
            return first
    return None


_YEARS: Final = re.compile(
    r"(?<![\w./-])(?P<a>20\d\d)(?:\s?(?P<to>-|[^\W\d_]{1,5}(?:\s[^\W\d_]{1,3}){0,2}|t/m|t\.o\.m\.)\s?(?P<b>20\d\d))?(?![\w/-]|\.\d)"
)


def _years(page: Page, start: int, end: int) -> tuple[str, str] | None:
    """First and last day of years of which data are asked for, by a word for them before or behind."""
    if not page.tables["dates.years"]:
        return None
    for match in itertools.islice(_YEARS.finditer(page.low, start, end), 100):
        near = page.before(match.start(), 14), page.low.part(match.end(), match.end() + 14)
        if not any(page.says(text, "dates.years") for text in near):
            continue
        if match["b"] and match["to"] != "-" and not page.says(match["to"] + " ", "dates.to"):
            continue
        return f"{match['a']}-01-01", f"{match['b'] or match['a']}-12-31"
    return None
