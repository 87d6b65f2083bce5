"""The time that a demand sets: an ISO 8601 duration, a day, or ``immediately``.

Times to appeal, times for which data are kept, and words that name no time ("as soon as you can") do not count.
Three working days are written P3D: ISO 8601 has no working days.
"""

# ruff: noqa: RUF001 - scripts hold look-alike letters; a pattern stays on one line

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from typing import Final

from dueprocess.demand.draft import Span
from dueprocess.demand.reading import dates
from dueprocess.demand.reading.index import begun, cues, places
from dueprocess.demand.reading.page import Page
from dueprocess.demand.reading.tables import Tables, any_of

_PERIOD: Final = 14  # characters between the two days of a period
_WRITTEN: Final = {
    "hour": ("PT{}H", 1),
    "minute": ("PT{}M", 1),
    "day": ("P{}D", 1),
    "week": ("P{}W", 1),
    "month": ("P{}M", 1),
    "day_of_hours": ("PT{}H", 24),
    "eight_days": ("P{}D", 8),
    "fortnight": ("P{}D", 14),
    "fifteen_days": ("P{}D", 15),
}
"""How each unit is written in ISO 8601, and how many of what is written one of it is."""
_MANY: Final = ("day_of_hours", "eight_days", "fortnight", "fifteen_days")
"""Units that stand without a number, too: sous huitaine."""
_BEFORE: Final = 56  # characters in which a time stands before the word that makes it one ("içinde")
_MOST: Final = 400
_REACH: Final = (200, 140)  # characters before and behind a time in which words show that it is not the provider's
_CLOSE: Final = (24, 60)  # where the verb stands behind the time
_BEHIND: Final = 24  # characters behind a day in which "by" stands, with an hour between
_SPAN: Final = 40  # characters between the two days of a span
_OTHER: Final = re.compile(r"\d{1,4}[./年-]\s?\d|[.;\n。।۔](?!\d)")


def _amount(tables: Tables) -> str:
    """Ten (10) working days; giorni 10."""
    numbers = any_of([*tables.numbers, *tables["deadline.one"]])
    units, qualifier = any_of(_unit_of(tables)), f"(?:{tables.pattern('deadline.qualifiers')})"
    return (
        rf"(?P<n>\d{{1,3}}|[{dates.HAN}]{{1,3}}|{numbers})(?:-?(?:х|ти|и|ми|ьох)\b)?\s?(?:\([\w\s-]{{1,24}}\)\s?)?-?(?:{qualifier}\s?)?(?P<unit>{units})"
        rf"(?:\s{qualifier})?"
        rf"|(?P<unit2>giorni|ore|settimane|mesi)\s(?P<n2>\d{{1,3}}|{numbers})"
    )


@lru_cache(maxsize=8)
def _behind(tables: Tables) -> re.Pattern[str]:
    """A time behind "within"."""
    bare = any_of([word for unit in _MANY for word in tables[f"units.{unit}"]])
    return re.compile(
        rf"\b(?:{tables.pattern('deadline.leads')})\s(?:(?:{tables.pattern('deadline.fillers')})\s)?"
        rf"(?:{_amount(tables)}|(?P<bare>{bare}))(?!\w)"
    )


@lru_cache(maxsize=8)
def _time(tables: Tables) -> re.Pattern[str]:
    """A time, wherever it stands."""
    return re.compile(rf"(?<![\d.,/第年月-])(?<!\d:)(?<![^\W\u3040-\u9fff\uac00-\ud7af])(?:{_amount(tables)})(?!\w)")


@lru_cache(maxsize=8)
def _before(tables: Tables) -> re.Pattern[str]:
    """A time before "within", as in Urdu and Hindi, or before what it is counted from."""
    qualifier = f"(?:{tables.pattern('deadline.qualifiers')})"
    units = any_of(_unit_of(tables.whole))
    before = (
        rf"(?<![\d.,:第年月{dates.HAN}-])(?<![^\W\u3040-\u9fff\uac00-\ud7af])(?P<n>\d{{1,3}}|[{dates.HAN}]{{1,3}}|{any_of(tables.numbers)})"
        r"(?:-?(?:х|ти|и|ми|ьох)\b)?(?:\s?\([^()\n]{1,24}\))?[\s-]?"
        rf"(?:{qualifier}\s?)?(?P<unit>{units})[^\s\d,.;:)]{{0,6}}?\s?(?:{qualifier}[^\s\d,.;:)]{{0,6}}\s?)?\Z"
    )
    before += rf"|(?<!\w)(?P<alone>{any_of(tables['deadline.alone'])})\s?\Z"
    return re.compile(before)


@lru_cache(maxsize=8)
def _unit_of(tables: Tables) -> dict[str, str]:
    return {word: unit for unit, words in tables.topic("units").items() for word in words}


def deadline(page: Page, written: str | None, *, month_first: bool = False) -> tuple[str | None, Span | None]:
    """The time set for the provider, and where. The first time or day that is stated wins over ``immediately``.

    ``written``: the day of the letter (YYYY-MM-DD), by which a day without a year is the next one of its name.
    """
    time, day = _duration(page), _day(page, month_first=month_first)
    same = time and day and 0 <= day[1][0] - time[1][1] <= _THAT_IS
    first = day if same else min((one for one in (time, day) if one), key=lambda one: one[1][0], default=None)
    return (
        first or _day_of_no_year(page, written) or _limited(page, written, month_first=month_first) or _now(page)
    ) or (None, None)


def _limited(page: Page, written: str | None, *, month_first: bool) -> tuple[str, Span] | None:
    """A time or a day behind a word for the limit itself, with a verb or more between: the time limit is ten days."""
    for start, end in sorted(islice(page.cues("deadline.limits"), _MOST)):
        stop = min(page.sentence(start)[1], end + _LIMIT)
        time = _time(page.tables.whole).search(page.low, end, stop)
        found = [(time.start(), time.end(), _iso(page.tables, time))] if time else []
        found += [
            (day.start, day.end, day.value)
            for day in dates.of_page(page, month_first=month_first)
            if end <= day.start <= stop
        ][:1]
        found += [
            (day.start, day.end, day.value)
            for at in ((end, *(at for at, _ in islice(_words(page.low, end, stop), _WORDS))) if written else ())
            if (day := dates.next_of_name(page.tables, page.low, at, written or ""))
        ][:1]
        for first, last, value in sorted(found)[:1]:
            ours = _for_an_answer(page, first) and not page.says(page.near(first, last, 0, _OVER), "deadline.over")
            if ours and (time or not page.says(page.low.part(end, first), "deadline.about_dates")):
                return value, page.span(first, last)
    return None


_THAT_IS: Final = 48  # characters between a time and the day on which it ends: in 15 days, that is by 17 March
_LIMIT: Final = 72  # characters behind a word for the limit in which its time or day stands
_COMMA: Final = re.compile(r"[,，;；、](?=\s|[\u3040-\u9fff])")
_OVER: Final = 40  # characters behind a day in which it is said to be over
_WORDS: Final = 10
_LASTS: Final = 24  # characters before a time in which "for" stands
_WORD: Final = re.compile(r"(?<=\s)\S|(?<!\d)\d")


def _words(low: str, start: int, stop: int) -> Iterator[Span]:
    return (match.span() for match in _WORD.finditer(low, start, stop))


def _duration(page: Page) -> tuple[str, Span] | None:
    before = _before(page.tables.whole)
    led = begun(page.low, page.cues("deadline.leads"), _behind(page.tables.whole))
    found = [next((match for match in led if _for_the_provider(page, match.start())), None)]
    trails = sorted(at for at, _ in islice(places(page.low, page.tables["deadline.trails"]), _MOST))
    trailed = (before.search(page.low, max(0, at - _BEFORE), at) for at in trails)
    found.append(next((match for match in trailed if match and _for_the_provider(page, match.start(), _CLOSE)), None))
    counted = (
        _before(page.tables.whole).search(page.low, max(0, at - _BEFORE), at)
        for at, _ in sorted(islice(page.cues("deadline.counted"), _MOST))
    )
    found.append(next((match for match in counted if match and _for_an_answer(page, match.start())), None))
    first = min((match for match in found if match), key=lambda match: match.start(), default=None)
    return (_iso(page.tables, first), page.span(*first.span())) if first else None


def _for_the_provider(page: Page, at: int, reach: tuple[int, int] = _REACH) -> bool:
    start, end = page.sentence(at)
    near = page.low.part(max(start, at - reach[0]), min(end, at + reach[1]))
    return not page.says(near, "deadline.not_ours") or _in_asking_clause(page, at, start, end)


def _in_asking_clause(page: Page, at: int, start: int, end: int) -> bool:
    """Whether what it asks stands before the next comma, and only behind that how long something lasts or is kept."""
    comma = _COMMA.search(page.low, at, end)
    if not comma:
        return False
    clause = page.low.part(start, comma.start())
    acts = any(page.says(clause, f"demand.{name}") for name in ("removes", "gives", "closes"))
    return acts and page.says(clause, "demand.asks") and not page.says(clause, "deadline.not_ours")


def _for_an_answer(page: Page, at: int) -> bool:
    """Whether a time is one to answer in: for the provider, and not how long something lasts or is kept."""
    lead = page.before(at, _LASTS)
    lasts = any(len(lead) - to < 2 for _, to in cues(lead, page.tables["deadline.lasting"]))  # noqa: PLR2004 - a space
    return not lasts and _for_the_provider(page, at)


def _iso(tables: Tables, match: re.Match[str]) -> str:
    group = match.groupdict()
    said = group["n"] or group.get("n2") or ""
    word = group.get("alone") or group.get("bare") or group["unit"] or group.get("unit2") or ""
    form, times = _WRITTEN[_unit_of(tables.whole)[word]]
    return form.format(times * ((tables.numbers.get(said) or dates.count(said)) if said else 1))


_CLOCK: Final = re.compile(
    r"\s(?:\d{1,2}(?:[:.]\d{2})?\s?(?:hours|hrs|h|uhr|a\.?m\.?|p\.?m\.?|o'clock)?|noon|midday|midnight"
    r"|close of business|cob)"
    r"(?:\s\([^()\n]{2,30}\)|\s[a-z]{2,5}){0,2},?\s(?:on\s)?(?:[a-z]{3,6}day,?\s)?(?:the\s)?$"
)
"""A time of day between "by" and the day."""


_DOER: Final = re.compile(r"(?!\w*day)[a-z]{5,} on (?:the )?")
"""Who did something behind "by": "disabled by intermediary on"."""


def _day(page: Page, *, month_first: bool) -> tuple[str, Span] | None:
    by, last = page.tables["deadline.by"], 0
    earlier: dates.Day | None = None
    for day in dates.of_page(page, month_first=month_first):
        # A day that is set in the middle of its own line ends the sentence above it.
        lead = _lead(page, day.start, 34)
        clock = _CLOCK.search(page.before(day.start, 80))
        if clock:
            lead = page.before(day.start, 80).part(max(0, clock.start() - 34), clock.start() + 1)
        close = any(len(lead) - to <= 16 and not _DOER.fullmatch(lead[to:]) for _, to in cues(lead, by))  # noqa: PLR2004 - "by 5 pm on "
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
    return near and page.says(_lead(page, first.start if first else 0, 12), "dates.from")


def _lead(page: Page, at: int, length: int) -> str:
    """The words before a day; where at most a word stands before it in its line, those of the line above, too."""
    lead = page.before(at, length)
    return lead if len(lead.split()) > 1 else page.low[max(0, at - length) : at].replace("\n", " ")


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
