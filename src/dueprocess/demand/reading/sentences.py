"""Numbers of registers in sentences: under which one proceedings are kept, which decision of a court is enclosed."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

from dueprocess.demand.draft import Span
from dueprocess.demand.reading import dates
from dueprocess.demand.reading.cells import BLANK, WORD, Place, Sheet, fold
from dueprocess.demand.reading.page import lower
from dueprocess.demand.reading.shapes import CORE, DATED, is_number, prefix, trimmed

_YEAR: Final = 4  # digits of a year, which begins no number
PREFIXES: Final = 4  # words of a number before the one with its digits: 41 Gs 1187/25
SENTENCE: Final = 190  # characters before a number in which its sentence says what it is
STOPPED: Final = re.compile(r"[^\W\d_]{5,}[.;!?]\s")
"""Where a sentence ends, and no abbreviation."""
_SIGNED: Final = 1000  # number signs that are looked at; no letter has more
_NUMBER_SIGN: Final = re.compile(r"(?:№|\bno\.?)\s?(?=\w)")
_ENTRY: Final = re.compile(r"№\s?(?!\d{1,4}-?фз)\d")
_LAW: Final = re.compile(
    r"(?:закон\w{0,3}|\blaw|правительств\w{0,2}|government[^№]{0,30}|\bact|regulation|\(eu\)|указ\w{0,2}|directive|cabinet)[^№;\n]{0,45}$"
)
_LAW_AFTER: Final = re.compile(r"(?:-?(?:фз|fz|ф3))\b")
_NUMBERS_LAW: Final = re.compile(r"\ssayili\s(?:[^\W\d]+\s){0,9}?(?:kanun|yasa|khk|kararname)")
"""Behind the number of a Turkish act, as in "5651 ... Kanunun"."""
_UNDER: Final = frozenset(
    ("unter", "under", "sous", "sub", "onder", "pod", "bajo", "sob", "sotto", "под", "під", "con")
)
"""Words that say under which number something is kept."""


def is_filed(sheet: Sheet, words: list[Span], place: Place) -> bool:
    """Whether a sentence says under which number proceedings are kept: "is conducted in Lyon under 77 Js 99/26"."""
    low = sheet.low
    if fold(low[slice(*words[-1])]) not in _UNDER or not DATED.search(low, place.start, place.end):
        return False
    lead = low[max(place.line, place.done, words[-1][0] - SENTENCE) : words[-1][0]]
    return sheet.says(STOPPED.split(lead)[-1], "registers.nouns")


def is_enclosed(sheet: Sheet, place: Place) -> bool:
    """Whether its sentence says that a court's decision of this number is enclosed, or was made for this case."""
    if not DATED.search(sheet.low, place.start, place.end) or of_law(sheet, place):
        return False
    start, end = max(0, place.start - SENTENCE), place.end + SENTENCE // 2
    lead = STOPPED.split(sheet.low[start : place.start].rpartition("\n\n")[2])[-1]
    behind = STOPPED.split(sheet.low[place.end : end].partition("\n\n")[0])[0]
    decided = any(sheet.says(lead, f"court.{name}") for name in ("decisions", "names", "orders", "titles"))
    return (
        decided
        and any(sheet.says(text, "court.enclosed") for text in (lead, behind))
        and not sheet.says(behind_numbers(sheet, lead), "registers.not_own")
    )


def in_subject(sheet: Sheet, place: Place) -> bool:
    """Whether the number stands in the paragraph that says what the letter is about."""
    start = sheet.low.rfind("\n\n", max(0, place.start - SENTENCE), place.start)
    lead = sheet.low[start + 2 : place.start].split(None, 1) if start >= 0 else []
    return bool(lead) and fold(lead[0]) in sheet.every.subjects


def with_prefixes(sheet: Sheet, first: int, place: Place) -> int:
    """Where a number begins whose label does not stand beside it: with the words before its digits."""
    start = place.start
    for one in reversed(list(WORD.finditer(sheet.plain, first, place.start))[-PREFIXES:]):
        word = one[0].lstrip("([")
        if (
            not prefix(word)
            or (word.isdigit() and len(word) == _YEAR)
            or fold(lower(word)) in BLANK
            or fold(lower(word)) in sheet.own.labels
        ):
            break
        start = one.end() - len(word)
    return start


def relied(sheet: Sheet) -> Iterator[Span]:
    """Numbers behind a number sign whose sentence speaks of the decision or demand that a notice passes on."""
    for sign in islice(_NUMBER_SIGN.finditer(sheet.low, 0, sheet.stop), _SIGNED):
        start = max(0, sign.start() - SENTENCE, sheet.low.rfind("\n\n", 0, sign.start()))
        lead = " ".join(sheet.low[start : sign.start()].split())
        if not sheet.says(lead, "registers.spoken") or sheet.says(lead, "registers.not_own"):
            continue
        if _ENTRY.search(lead):  # it is numbered already: an entry of the register
            continue
        core = CORE.match(sheet.low, sign.end())
        place = trimmed(sheet, Place(core.start(), core.end(), 0, 0, 0)) if core else None
        if place and is_number(sheet, place.start, place.end) and not of_law(sheet, place):
            yield place.start, place.end


def of_law(sheet: Sheet, place: Place) -> bool:
    """Whether an act is named before the number, or its name goes on behind it."""
    lead = " ".join(sheet.low[max(0, place.start - SENTENCE) : place.start].split())
    value = sheet.low[place.start : place.end]
    return sheet.says(lead[-60:], "cites.acts") or bool(
        _LAW.search(lead[-70:]) or _LAW_AFTER.search(value) or numbers_law(sheet, place.end)
    )


def numbers_law(sheet: Sheet, end: int) -> bool:
    """Whether an act's name stands behind the number."""
    return _NUMBERS_LAW.match(sheet.low, end) is not None


def behind_numbers(sheet: Sheet, lead: str) -> str:
    """What stands behind the last number that is no day: words before it speak of that number."""
    for day in dates.days(sheet.page.tables, lead):
        lead = lead[: day.start] + "-" * (day.end - day.start) + lead[day.end :]
    cut = max((one.end() for one in re.finditer(r"\S*(?:\d\S*){3}", lead)), default=0)
    return lead[cut:]
