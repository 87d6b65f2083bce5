"""Moments in signed bytes: UTC to the second, ``YYYY-MM-DDTHH:MM:SSZ``, one way to write each."""

import datetime as dt
import re
from typing import Final

_FORM: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")


def parse(text: object) -> dt.datetime:
    """Aware UTC time of ``text``. Raises ValueError for any other way to write a moment."""
    if not isinstance(text, str) or not _FORM.fullmatch(text):
        raise ValueError("a moment is written YYYY-MM-DDTHH:MM:SSZ")
    return dt.datetime.fromisoformat(text)


def write(when: dt.datetime) -> str:
    """Text of an aware time, in UTC, cut to the second. Raises ValueError for a naive one."""
    if when.utcoffset() is None:
        raise ValueError("a time without its offset from UTC is no moment")
    return when.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ").rjust(20, "0")


def counted(own: dt.datetime | None, confirmed: dt.datetime | None, joined: dt.datetime | None) -> dt.datetime | None:
    """The moment from which the law counts: what a person confirmed, else ``own``; an earlier joined one first."""
    at = confirmed or own
    return min(at, joined) if at and joined and (own is None or joined < own) else at
