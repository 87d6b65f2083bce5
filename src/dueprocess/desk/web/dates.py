"""Days and sums as the language of the page writes them."""

import datetime
from collections.abc import Mapping
from typing import Final

from django.utils.formats import date_format, number_format
from django.utils.translation import get_language

from dueprocess.formats.days import WRITTEN

_FORMS: Final[Mapping[str, Mapping[str, str]]] = {
    "de": {
        "j F": "j. F",
        "j F Y": "j. F Y",
        "l j F": "l, j. F",
        "D j M": "D j. N",
        "l j F Y": "l, j. F Y",
    },
}
"""Forms of a day, by language and by their English form, which is written in the pages."""


def day(at: datetime.date, form: str) -> str:
    """A day in the page's form for ``form`` (Django's letters)."""
    return date_format(at, _FORMS.get(get_language() or "en", {}).get(form, form))


def iso(text: object) -> str:
    """What is written YYYY-MM-DD, or YYYY-MM-DDTHH:MMZ, as the page writes days; anything else stays as it is."""
    said = str(text or "")
    found = WRITTEN.fullmatch(said)
    if found is None:
        return said
    written = day(datetime.date.fromisoformat(found[1]), "j F Y")
    return f"{written}, {found[2]} UTC" if found[2] else written


def money(cents: int, currency: str) -> str:
    """``35.00 EUR``; the comma where the language has one."""
    return f"{number_format(cents / 100, 2)} {currency}"
