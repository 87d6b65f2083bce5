"""Days in words, as French records and Spanish courts write them: le dix-neuf février deux mille vingt-six."""

import datetime
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from dueprocess.demand.reading.index import cues
from dueprocess.demand.reading.tables import Tables, any_of

_WIDTH: Final = 32  # characters before the year in which day and month stand


@lru_cache(maxsize=64)
def _patterns(tables: Tables) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    number, of = any_of(tables.numbers), rf"(?:(?:{tables.pattern('dates.of')})\s)?"
    day = rf"(?<!\w)(?P<d>{number}|{tables.pattern('dates.first')})\s{of}(?P<n>{any_of(tables.months)})"
    year = rf"[\s-]?(?:et\s|e\s)?(?P<y>{number})(?!\w)"
    behind = rf",?\s(?:[^\W\d_]{{2,6}}\s){{1,2}}{day}(?!\w)"  # l'an deux mille vingt-six, le trois novembre
    return re.compile(rf"{day}\s{of}\Z"), re.compile(year), re.compile(behind)


def days(tables: Tables, low: str, start: int, stop: int) -> Iterator[tuple[str, int, int]]:
    """Each day of which the year is in words: YYYY-MM-DD, where it begins, and where it ends."""
    for thousand in tables["dates.thousands"]:
        for at, after in cues(low, (thousand,)) if low.find(thousand, start, stop + len(thousand)) >= 0 else ():
            before, of_year, behind = _patterns(tables)
            year = of_year.match(low, after)
            date = before.search(low, max(start, at - _WIDTH), at)
            date = date or (behind.match(low, year.end()) if year else None)
            if date and year and start <= at < stop:
                day = tables.numbers.get(date["d"], 1)
                value = written(2000 + tables.numbers[year["y"]], tables.months[date["n"]], day)
                if value:
                    yield value, min(at, date.start()), max(year.end(), date.end())


def written(year: int, month: int, day: int) -> str | None:
    """YYYY-MM-DD, or None for a day that no calendar has."""
    try:
        return datetime.date(year, month, day).isoformat()
    except ValueError:
        return None
