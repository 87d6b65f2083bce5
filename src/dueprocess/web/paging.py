"""Keys of the next page, as they stand in an address: a moment or a day, and an id. What is none is no key."""

import datetime
import re
from typing import Final

_FORM: Final = re.compile(r"([0-9T:+Z.-]{10,32})_([a-z]-[a-z2-7]{24})")


def write_moment_key(key: tuple[datetime.datetime, str]) -> str:
    """The address form of a key by moment."""
    return f"{key[0].astimezone(datetime.UTC).strftime('%Y-%m-%dT%H:%M:%SZ')}_{key[1]}"


def read_moment_key(text: str) -> tuple[datetime.datetime, str] | None:
    """The key, or None where the text is none."""
    found = _FORM.fullmatch(text)
    try:
        at = datetime.datetime.fromisoformat(found[1]) if found else None
    except ValueError:
        return None
    return (at, found[2]) if found and at and at.tzinfo else None


def write_day_key(key: tuple[datetime.date, str]) -> str:
    """The address form of a key by day."""
    return f"{key[0].isoformat()}_{key[1]}"


def read_day_key(text: str) -> tuple[datetime.date, str] | None:
    """The key, or None where the text is none."""
    found = _FORM.fullmatch(text)
    try:
        return (datetime.date.fromisoformat(found[1]), found[2]) if found else None
    except ValueError:
        return None
