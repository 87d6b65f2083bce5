"""Working days of the enforcing State for legal clocks, from the ``holidays`` package (hazard 4.6).

Regulation (EEC, Euratom) 1182/71 art. 2: working days are all days but holidays, Sundays and Saturdays. Holidays that
the package only estimates, or that a place adds, are overridden day by day.
"""

import datetime
import importlib.util
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from holidays import registry


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
            _of_country(country)(subdiv=subdivision)
        except NotImplementedError as fault:
            place = country if subdivision is None else f"{country}-{subdivision}"
            raise CalendarError(f"no holidays are known for {place}; give an ISO 3166 code") from fault
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
    return frozenset(_of_country(country)(subdiv=subdivision, years=year))


@cache
def _of_country(country: str) -> Callable[..., Any]:
    """The package's class of a country, out of its own file alone. Raises NotImplementedError for none.

    ``holidays.countries`` imports all 250 countries at once: a quarter of a second at each command, and megabytes in
    each process.
    """
    for module, (_, *codes) in registry.COUNTRIES.items():
        if country in codes:
            file = Path(registry.__file__).parent / "countries" / f"{module}.py"
            spec = importlib.util.spec_from_file_location(f"dueprocess_holidays_{module}", file)
            if spec is None or spec.loader is None:
                break
            loaded = importlib.util.module_from_spec(spec)
            spec.loader.exec_module(loaded)
            found: Callable[..., Any] = getattr(loaded, country)
            return found
    raise NotImplementedError
