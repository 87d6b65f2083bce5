"""The wordings of indicators, elements and yardsticks in other languages: ours, and read by no lawyer yet."""

from collections.abc import Callable, Mapping
from functools import cache

from transparency import packaged


@cache
def _table() -> Mapping[str, Mapping[str, str]]:
    return {row["en"]: row for row in packaged.rows("score", "words.csv")}


def spoken(language: str) -> Callable[[str], str]:
    """What says an English wording in a language (ISO 639-1); in English where the language has none of it."""
    return lambda text: _table().get(text, {}).get(language) or text
