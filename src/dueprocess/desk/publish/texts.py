"""How the public site speaks a language: its texts (``texts/site``), and days, numbers and lists in its form."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from babel import Locale
from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_currency, format_decimal, format_percent

from dueprocess.adapters.names import place
from dueprocess.adapters.texts import LANGUAGES, TextError, table
from dueprocess.law.clocks import Span, Start


@dataclass(frozen=True, slots=True)
class Texts:
    """All texts of one language."""

    language: str
    table: Mapping[str, Mapping[str, Any]]

    def __call__(self, section: str, key: str, **values: object) -> str:
        """The text under ``section.key`` with its {places} filled. Raises TextError."""
        try:
            return str(self.table[section][str(key)]).format(**values) if values else str(self.table[section][str(key)])
        except KeyError as fault:
            message = f"the texts in {self.language} have no {section}.{key}, or lack a value for it"
            raise TextError(message) from fault

    @property
    def direction(self) -> str:
        """``ltr`` or ``rtl``."""
        return self("meta", "dir")

    @property
    def mirrored(self) -> bool:
        """Whether a page runs from the right, and its charts with it."""
        return self.direction == "rtl"

    @property
    def reviewed(self) -> bool:
        """Whether somebody has read these texts as a lawyer."""
        return bool(self("meta", "reviewed_by"))

    def _locale(self) -> Locale:
        return Locale.parse(self("meta", "locale"))

    def country(self, code: str) -> str:
        """The name of a country (CLDR), of a part of one or of a body of states; its code where there is none."""
        name = place(code, self.language)
        return name if name != code else str(self._locale().territories.get(code, code))

    def span(self, span: Span | None) -> str:
        """How long after what something is due; None: without delay."""
        if span is None:
            return self("clocks", "at_once")
        if span.start is Start.EXTENDED:
            return self("clocks", "from_extended_until")
        due = self("clocks", f"from_{span.start}", span=self.count(span.unit, span.amount))
        return self("clocks", "inclusive", due=due) if span.inclusive else due

    def language_name(self, code: str) -> str:
        """The language's name in this language (CLDR), or its code."""
        return str(self._locale().languages.get(code, code))

    def day(self, day: datetime.date) -> str:
        """A day in words."""
        return format_date(day, "long", locale=self._locale())

    def number(self, value: int | None) -> str:
        """A whole number with the language's grouping; a dash where it is not known."""
        return self("numbers", "not_known") if value is None else format_decimal(value, locale=self._locale())

    def percent(self, whole: int) -> str:
        """A whole percent."""
        return format_percent(Decimal(whole) / 100, locale=self._locale())

    def money(self, cents: int, currency: str) -> str:
        """An amount in its currency; without one, the bare number."""
        amount = Decimal(cents) / 100
        if not currency:
            return format_decimal(amount, locale=self._locale())
        said = format_currency(amount, currency, locale=self._locale())
        # Sign and digits keep their order inside a line that runs from the right.
        return f"\u2066{said}\u2069" if self.mirrored else said

    def listed(self, parts: Sequence[str]) -> str:
        """A list inside a sentence: a, b and c."""
        return format_list(parts, locale=self._locale())

    def count(self, noun: str, many: int) -> str:
        """So many of something, in the plural form that the language has for the number."""
        form = self._locale().plural_form(many)
        return self("counts", f"{noun}_{form}", count=self.number(many))

    def join(self, parts: Iterable[str]) -> str:
        """A list on one line."""
        return self("numbers", "join").join(parts)

    def week(self, week: str) -> str:
        """An ISO week as ``2026-W07`` in words."""
        year, number = week.split("-W")
        return self("registers", "week", week=int(number), year=year)


def isolated(text: str) -> str:
    """``text`` between first strong isolates: a Latin name must not turn an Urdu sentence round."""
    return f"\u2068{text}\u2069"


@cache
def load(language: str, surface: str = "site") -> Texts:
    """The texts of a surface in ``language``. Raises TextError where there are none."""
    return Texts(language, table(surface, language))


__all__ = ["LANGUAGES", "TextError", "Texts", "isolated", "load"]
