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
    "HK": {"en": "Hong Kong", "de": "Hongkong", "ur": "ہانگ کانگ"},
    "CE": {"en": "Council of Europe", "de": "Europarat", "ur": "کونسل آف یورپ"},
    "DE-BB": {"en": "Brandenburg", "ur": "برانڈن برگ"},
    "DE-BE": {"en": "Berlin", "ur": "برلن"},
    "DE-BW": {"en": "Baden-Württemberg", "ur": "باڈن ورٹمبرگ"},
    "DE-BY": {"en": "Bavaria", "de": "Bayern", "ur": "بویریا"},
    "DE-HB": {"en": "Bremen", "ur": "بریمن"},
    "DE-HE": {"en": "Hesse", "de": "Hessen", "ur": "ہیسے"},
    "DE-HH": {"en": "Hamburg", "ur": "ہیمبرگ"},
    "DE-MV": {"en": "Mecklenburg-Western Pomerania", "de": "Mecklenburg-Vorpommern", "ur": "میکلنبرگ فورپومرن"},
    "DE-NI": {"en": "Lower Saxony", "de": "Niedersachsen", "ur": "زیریں سیکسنی"},
    "DE-NW": {"en": "North Rhine-Westphalia", "de": "Nordrhein-Westfalen", "ur": "نارتھ رائن ویسٹ فیلیا"},
    "DE-RP": {"en": "Rhineland-Palatinate", "de": "Rheinland-Pfalz", "ur": "رائن لینڈ پلاٹینیٹ"},
    "DE-SH": {"en": "Schleswig-Holstein", "ur": "شلیسوگ ہولسٹائن"},
    "DE-SL": {"en": "Saarland", "ur": "زارلینڈ"},
    "DE-SN": {"en": "Saxony", "de": "Sachsen", "ur": "سیکسنی"},
    "DE-ST": {"en": "Saxony-Anhalt", "de": "Sachsen-Anhalt", "ur": "سیکسنی انہالٹ"},
    "DE-TH": {"en": "Thuringia", "de": "Thüringen", "ur": "تھورنگیا"},
}
"""What CLDR's territories do not name, or not in words: the Council of Europe, parts of states (ISO 3166-2)."""


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
