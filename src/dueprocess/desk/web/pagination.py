"""Keys of the next page, as they stand in an address: a moment or a day, and an id. What is none is no key."""

import datetime

from dueprocess.formats import ids

_BETWEEN = "_"


def write_key(key: tuple[datetime.date, str]) -> str:
    """The address form of a key by day or by moment (a datetime, aware); whole, so that no row comes twice."""
    when, row = key
    if isinstance(when, datetime.datetime):
        # UTC with a Z: a plus would be a space in an address.
        return f"{when.astimezone(datetime.UTC).strftime('%Y-%m-%dT%H:%M:%S.%fZ')}{_BETWEEN}{row}"
    return f"{when.isoformat()}{_BETWEEN}{row}"


def read_moment_key(text: str, letter: str) -> tuple[datetime.datetime, str] | None:
    """The key by moment of rows whose ids begin with ``letter``; None where the text is none."""
    when, _, row = text.partition(_BETWEEN)
    try:
        at = datetime.datetime.fromisoformat(when)
    except ValueError:
        return None
    return (at, row) if at.tzinfo is not None and ids.is_id(row, letter) else None


def read_day_key(text: str, letter: str) -> tuple[datetime.date, str] | None:
    """The key by day; None where the text is none."""
    when, _, row = text.partition(_BETWEEN)
    try:
        day = datetime.date.fromisoformat(when)
    except ValueError:
        return None
    return (day, row) if ids.is_id(row, letter) else None
