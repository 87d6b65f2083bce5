"""The time that a demand sets: an ISO 8601 duration, a day, or ``immediately``.

Times to appeal, times for which data are kept, and words that name no time ("as soon as you can") do not count.
Three working days are written P3D: ISO 8601 has no working days.
"""

# ruff: noqa: RUF001 - scripts hold look-alike letters; a pattern stays on one line

import re
from functools import lru_cache
from itertools import islice
from typing import Final

from dueprocess.demand.draft import Span
from dueprocess.demand.reading import dates
from dueprocess.demand.reading.index import begun, cues, places
from dueprocess.demand.reading.page import Page
from dueprocess.demand.reading.tables import Tables, any_of

_PERIOD: Final = 14  # characters between the two days of a period
_WRITTEN: Final = {"hour": "PT{}H", "minute": "PT{}M", "day": "P{}D", "week": "P{}W", "month": "P{}M"}
_BEFORE: Final = 56  # characters in which a time stands before the word that makes it one ("içinde")
_MOST: Final = 400
_REACH: Final = (200, 140)  # characters before and behind a time in which words show that it is not the provider's
_CLOSE: Final = (24, 60)  # where the verb stands behind the time
_BEHIND: Final = 24  # characters behind a day in which "by" stands, with an hour between
_SPAN: Final = 40  # characters between the two days of a span
_OTHER: Final = re.compile(r"\d{1,4}[./年-]\s?\d|[.;\n。।۔](?!\d)")
_DAY_OF_HOURS: Final = "day_of_hours"  # a unit that is written in hours, 24 each


@lru_cache(maxsize=8)
def _patterns(tables: Tables) -> tuple[re.Pattern[str], re.Pattern[str] | None]:
    """A time behind "within"; a time before it, as in Urdu and Hindi, where any language puts it so."""
    numbers = any_of([*tables.numbers, *tables["deadline.one"]])
    units = any_of(_unit_of(tables.whole))
    bare = any_of(tables["units.day_of_hours"])
    qualifier = f"(?:{tables.pattern('deadline.qualifiers')})"
    behind = re.compile(
        rf"\b(?:{tables.pattern('deadline.leads')})\s(?:(?:{tables.pattern('deadline.fillers')})\s)?"
        rf"(?:(?P<n>\d{{1,3}}|{numbers})(?:-?(?:х|ти|и|ми|ьох)\b)?\s?(?:\([\w\s-]{{1,24}}\)\s?)?-?(?:{qualifier}\s?)?(?P<unit>{units})"
        rf"(?:\s{qualifier})?"
        rf"|(?P<unit2>giorni|ore|settimane|mesi)\s(?P<n2>\d{{1,3}}|{numbers})|(?P<bare>{bare}))(?!\w)"
    )
    before = (
        rf"(?<![\d.,:第年月{dates.HAN}-])(?<![^\W\u3040-\u9fff\uac00-\ud7af])(?P<n>\d{{1,3}}|[{dates.HAN}]{{1,3}}|{any_of(tables.numbers)})"
        r"(?:-?(?:х|ти|и|ми|ьох)\b)?(?:\s?\([^()\n]{1,24}\))?[\s-]?"
        rf"(?:{qualifier}\s?)?(?P<unit>{units})[^\s\d,.;:)]{{0,6}}?\s?(?:{qualifier}[^\s\d,.;:)]{{0,6}}\s?)?\Z"
    )
    before += rf"|(?<!\w)(?P<alone>{any_of(tables['deadline.alone'])})\s?\Z"
    return behind, re.compile(before) if tables["deadline.trails"] else None


@lru_cache(maxsize=8)
def _unit_of(tables: Tables) -> dict[str, str]:
    return {word: unit for unit, words in tables.topic("units").items() for word in words}


def deadline(page: Page, written: str | None, *, month_first: bool = False) -> tuple[str | None, Span | None]:
    """The time set for the provider, and where. The first time or day that is stated wins over ``immediately``.

    ``written``: the day of the letter (YYYY-MM-DD), by which a day without a year is the next one of its name.
    """
    stated = [one for one in (_duration(page), _day(page, month_first=month_first)) if one]
    first = min(stated, key=lambda one: one[1][0], default=None)
    return first or _day_of_no_year(page, written) or _now(page) or (None, None)


def _duration(page: Page) -> tuple[str, Span] | None:
    behind, before = _patterns(page.tables.whole)
    led = begun(page.low, page.cues("deadline.leads"), behind)
    found = [next((match for match in led if _for_the_provider(page, match.start())), None)]
    if before:
        trails = sorted(at for at, _ in islice(places(page.low, page.tables["deadline.trails"]), _MOST))
        trailed = (before.search(page.low, max(0, at - _BEFORE), at) for at in trails)
        found.append(
            next((match for match in trailed if match and _for_the_provider(page, match.start(), _CLOSE)), None)
        )
    first = min((match for match in found if match), key=lambda match: match.start(), default=None)
    return (_iso(page.tables, first), page.span(*first.span())) if first else None


def _for_the_provider(page: Page, at: int, reach: tuple[int, int] = _REACH) -> bool:
    start, end = page.sentence(at)
    near = page.low.part(max(start, at - reach[0]), min(end, at + reach[1]))
    return not page.says(near, "deadline.not_ours")


def _iso(tables: Tables, match: re.Match[str]) -> str:
    group = match.groupdict()
    if group.get("alone"):
        return _WRITTEN[_unit_of(tables.whole)[group["alone"]]].format(1)
    if group.get("bare"):
        return _WRITTEN["hour"].format(24)
    said = group["n"] or group.get("n2") or ""
    number = tables.numbers.get(said) or dates.count(said)
    unit = _unit_of(tables.whole)[group["unit"] or group.get("unit2") or ""]
    return _WRITTEN["hour"].format(24 * number) if unit == _DAY_OF_HOURS else _WRITTEN[unit].format(number)


_CLOCK: Final = re.compile(
    r"\s(?:\d{1,2}(?:[:.]\d{2})?\s?(?:hours|hrs|h|uhr|a\.?m\.?|p\.?m\.?|o'clock)?|noon|midday|midnight"
    r"|close of business|cob)"
    r"(?:\s\([^()\n]{2,30}\)|\s[a-z]{2,5}){0,2},?\s(?:on\s)?(?:[a-z]{6,9}day,?\s)?(?:the\s)?$"
)
"""A time of day between "by" and the day."""


def _day(page: Page, *, month_first: bool) -> tuple[str, Span] | None:
    by, last = page.tables["deadline.by"], 0
    earlier: dates.Day | None = None
    for day in dates.of_page(page, month_first=month_first):
        # A day that is set in the middle of its own line ends the sentence above it.
        lead = page.before(day.start, 34) or page.low.part(max(0, day.start - 34), day.start)
        clock = _CLOCK.search(page.before(day.start, 80))
        if clock:
            lead = page.before(day.start, 80).part(max(0, clock.start() - 34), clock.start() + 1)
        close = any(len(lead) - to <= 16 for _, to in cues(lead, by))  # noqa: PLR2004 - "by 5 pm on "
        surely = page.says(lead, "deadline.surely")
        about_data = not surely and page.says(page.before(day.start, 90), "deadline.about_dates")
        about_data = about_data or _ends(page, earlier, day)
        earlier = day
        if (close or _ends_by(page, day, last)) and not about_data and _for_the_provider(page, day.start):
            return day.value, page.span(day.start, day.end)
        last = day.end
    return None


def _ends(page: Page, first: dates.Day | None, day: dates.Day) -> bool:
    """Whether the day is the last of a period that begins with the day before it: vom 1.3.2026 bis 15.3.2026."""
    near = first is not None and day.start - first.end <= _PERIOD
    return near and page.says(page.before(first.start if first else 0, 12), "dates.from")


def _day_of_no_year(page: Page, written: str | None) -> tuple[str, Span] | None:
    for _, end in sorted(page.cues("deadline.by")) if written else ():
        day = dates.next_of_name(page.tables, page.low, end, written or "")
        if day and _for_the_provider(page, day.start):
            return day.value, page.span(day.start, day.end)
    return None


def _ends_by(page: Page, day: dates.Day, last: int) -> bool:
    """Whether "by" stands behind the day, as in Hindi, Chinese and Japanese, and it is no end of a span of days."""
    behind = page.low.part(day.end, day.end + _BEHIND)
    stop = _OTHER.search(behind)
    cuts = [stop.start()] if stop else []
    joined = page.tables["dates.joins"]
    cuts += [at for at, _ in cues(behind, joined)]
    behind = behind.part(0, min(cuts)) if cuts else behind
    between = page.low.part(max(last, day.start - _BEHIND), day.start)
    spans = last > 0 and day.start - last < _SPAN and page.says(page.low.part(last, day.start), "dates.joins")
    return not spans and not page.says(between[-3:], "dates.joins") and page.says(behind, "deadline.behind")


def _now(page: Page) -> tuple[str, Span] | None:
    for start, end in sorted(page.cues("deadline.now")):
        another = page.says(page.near(start, start, 0, 40), "deadline.now_not")
        if not another and not page.says(page.around(start), "deadline.now_sentence_not"):
            return "immediately", page.span(start, end)
    return None
