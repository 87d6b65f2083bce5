"""Who helps a person in a country: public facts, each with the page on which it was read, and the day.

They stand in ``texts/helping/lines.toml``. What the desk's own ``[[help]]`` names comes first. Who is listed here was
asked by nobody of us and belongs to nobody of us: before the first notice staff try a line, and sign that it answered.
"""

import datetime
import tomllib
from dataclasses import dataclass
from functools import cache
from typing import Final

from dueprocess.adapters.texts import folder

KEPT_DAYS: Final = 183
"""So long after the day on which its page was read a line is shown: half a year."""


@dataclass(frozen=True, slots=True)
class Helping:
    """One office or organisation."""

    countries: tuple[str, ...]  # ISO 3166-1; none: everywhere
    name: str
    contact: str  # one mail, https or telephone address
    source: str
    read_on: datetime.date
    status: str

    @property
    def until(self) -> datetime.date:
        """The last day on which it is shown."""
        return self.read_on + datetime.timedelta(days=KEPT_DAYS)


@cache
def known() -> tuple[Helping, ...]:
    """All of them, fresh or not, in their order."""
    plain = tomllib.loads((folder() / "helping" / "lines.toml").read_text("utf-8"))["line"]
    return tuple(Helping(**one | {"countries": tuple(one["countries"])}) for one in plain)


def in_country(*countries: str, today: datetime.date) -> tuple[Helping, ...]:
    """Who helps in these countries, and who helps everywhere, each once; nobody whose page was not read for long."""
    near = (one for one in known() if not one.countries or set(one.countries) & set(countries))
    return tuple(one for one in near if one.until >= today)
