"""Working days of the enforcing State for legal clocks, from the ``holidays`` package (hazard 4.6).

Regulation (EEC, Euratom) 1182/71 art. 2: working days are all days but holidays, Sundays and Saturdays. Holidays that
the package only estimates, or that a place adds, are overridden day by day.
"""

import datetime
from collections.abc import Mapping
from functools import lru_cache

import holidays


class CalendarError(ValueError):
    """A country or part of one that the holidays package does not know."""


class LegalCalendar:
    """Working days of one country, or of one part of it, with overrides.

    Args:
        country: ISO 3166-1 alpha-2 code.
        subdivision: code of the part, as BY for Bavaria; None for the holidays of the whole country.
        overrides: day to whether it is a working day; wins over everything, weekends included.

    Raises:
        CalendarError: no such country or part.
    """

    def __init__(
        self,
        country: str,
        subdivision: str | None = None,
        overrides: Mapping[datetime.date, bool] | None = None,
    ) -> None:
        try:
            holidays.country_holidays(country, subdiv=subdivision)
        except NotImplementedError as fault:
            place = country if subdivision is None else f"{country}-{subdivision}"
            message = f"no holidays are known for {place}; give an ISO 3166 code"
            raise CalendarError(message) from fault
        self.country, self.subdivision = country, subdivision
        self.overrides = dict(overrides or {})

    def is_working_day(self, calendar: str, day: datetime.date) -> bool:
        """Whether ``day`` is neither Saturday, Sunday nor holiday, whichever ``calendar`` the law file names."""
        del calendar  # EU-1182-71 and national clocks count the same working days here
        if day in self.overrides:
            return self.overrides[day]
        return day.weekday() < 5 and day not in _holidays(self.country, self.subdivision, day.year)  # noqa: PLR2004


@lru_cache(maxsize=64)
def _holidays(country: str, subdivision: str | None, year: int) -> frozenset[datetime.date]:
    return frozenset(holidays.country_holidays(country, subdiv=subdivision, years=year))
