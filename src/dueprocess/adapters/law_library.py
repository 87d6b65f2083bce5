"""The law that came with this program, for whoever reckons a decision again (``release/law_told.py``)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from dueprocess.adapters import law_files
from dueprocess.adapters.calendars import LegalCalendar
from dueprocess.adapters.texts import of_map
from dueprocess.holdings.entry import Said
from dueprocess.law.clocks import Calendar
from dueprocess.law.shelf import Shelf
from dueprocess.law.texts import Signature


@dataclass(frozen=True, slots=True)
class LawLibrary:
    """The law files of a folder; None: those of this program."""

    root: Path | None = None

    @property
    def said(self) -> Said:
        """The words of the map of services."""
        return of_map("en")

    def shelf(self, signatures: Iterable[Signature], instead: Mapping[str, Mapping[str, Any] | None]) -> Shelf:
        """These files with a desk's signatures, and texts in the place of some. Raises LawFileError."""
        return law_files.load(self.root, signatures=signatures, instead=instead)

    def calendar(self, country: str) -> Calendar:
        """Working days of a country. Raises CalendarError."""
        return LegalCalendar(country)


LIBRARY: Final = LawLibrary()
