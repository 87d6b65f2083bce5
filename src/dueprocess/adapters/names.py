"""Names of countries and languages (Babel, CLDR), for lists that people choose from."""

import functools
from typing import Final

from babel import Locale

_LETTERS: Final = 2


@functools.cache
def countries(language: str = "en") -> dict[str, str]:
    """Names by ISO 3166-1 alpha-2 code; the European Union among them."""
    found = Locale.parse(language).territories
    return {
        code: str(name)
        for code, name in found.items()
        if len(code) == _LETTERS and code.isalpha() and code not in {"ZZ", "XA", "XB"}
    }


@functools.cache
def languages(language: str = "en") -> dict[str, str]:
    """Names by ISO 639-1 code."""
    found = Locale.parse(language).languages
    return {code: str(name) for code, name in found.items() if len(code) == _LETTERS}
