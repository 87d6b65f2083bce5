"""Days, numbers and money in the words of a language (Babel, CLDR)."""

import datetime
from decimal import Decimal
from typing import Final

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.numbers import format_currency, format_decimal

from dueprocess.adapters.texts import letters
from dueprocess.letter.facts import Spelling

_REGIONS: Final = {"en": "en_GB", "de": "de_DE", "ur": "ur_PK"}  # regions whose form the letters use


class UnknownLanguageError(ValueError):
    """A language for which no form of days and numbers is known."""


def _locale(language: str) -> Locale:
    try:
        return Locale.parse(_REGIONS.get(language, language))
    except (ValueError, UnknownLocaleError) as fault:
        message = f"days cannot be written in {language!r}; an ISO 639-1 code is needed, as 'de'"
        raise UnknownLanguageError(message) from fault


def write_day(day: datetime.date, language: str) -> str:
    """The day in words: 24 November 2026, 24. November 2026. Raises UnknownLanguageError."""
    return format_date(day, "long", locale=_locale(language))


def write_number(number: int, language: str) -> str:
    """The whole number with the language's digits and grouping. Raises UnknownLanguageError."""
    return format_decimal(number, locale=_locale(language))


def write_money(cents: int, currency: str, language: str) -> str:
    """The amount as the language writes it: €18.00, 18,00 €. Raises UnknownLanguageError."""
    return format_currency(Decimal(cents).scaleb(-2), currency, locale=_locale(language))


SPELLING: Final = Spelling(letters(), write_day, write_number, write_money)
