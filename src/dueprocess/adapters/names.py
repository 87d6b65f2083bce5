"""Names of countries and languages (Babel, CLDR), for lists that people choose from."""

import functools
from typing import Final

from babel import Locale, UnknownLocaleError

_LETTERS: Final = 2


def _locale(language: str) -> Locale:
    """English where CLDR has no such language, as the pseudo-language of the tests."""
    try:
        return Locale.parse(language)
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en")


@functools.cache
def countries(language: str = "en") -> dict[str, str]:
    """Names by ISO 3166-1 alpha-2 code; the European Union among them."""
    found = _locale(language).territories
    return {
        code: str(name)
        for code, name in found.items()
        if len(code) == _LETTERS and code.isalpha() and code not in {"ZZ", "XA", "XB"}
    }


_OWN: Final = {
    "CE": {"en": "Council of Europe", "de": "Europarat"},
    "DE-BB": {"en": "Brandenburg"},
    "DE-BE": {"en": "Berlin"},
    "DE-BW": {"en": "Baden-Württemberg"},
    "DE-BY": {"en": "Bavaria", "de": "Bayern"},
    "DE-HB": {"en": "Bremen"},
    "DE-HE": {"en": "Hesse", "de": "Hessen"},
    "DE-HH": {"en": "Hamburg"},
    "DE-MV": {"en": "Mecklenburg-Western Pomerania", "de": "Mecklenburg-Vorpommern"},
    "DE-NI": {"en": "Lower Saxony", "de": "Niedersachsen"},
    "DE-NW": {"en": "North Rhine-Westphalia", "de": "Nordrhein-Westfalen"},
    "DE-RP": {"en": "Rhineland-Palatinate", "de": "Rheinland-Pfalz"},
    "DE-SH": {"en": "Schleswig-Holstein"},
    "DE-SL": {"en": "Saarland"},
    "DE-SN": {"en": "Saxony", "de": "Sachsen"},
    "DE-ST": {"en": "Saxony-Anhalt", "de": "Sachsen-Anhalt"},
    "DE-TH": {"en": "Thuringia", "de": "Thüringen"},
}
"""What CLDR's territories do not name: the Council of Europe, and parts of states (ISO 3166-2)."""


def place(code: str, language: str = "en") -> str:
    """Name of a country, of a part of one, of the Union or the Council of Europe; the code where nothing names it."""
    own = _OWN.get(code)
    if own is not None:
        return own.get(language, own["en"])
    return countries(language).get(code, code)


@functools.cache
def languages(language: str = "en") -> dict[str, str]:
    """Names by ISO 639-1 code."""
    found = _locale(language).languages
    return {code: str(name) for code, name in found.items() if len(code) == _LETTERS}
