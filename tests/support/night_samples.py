"""Watches and moments for tests: a weekend in Berlin."""

from __future__ import annotations

import datetime
import zoneinfo

from hypothesis import strategies as st

from dueprocess.night.readiness import Member
from dueprocess.night.watches import Watch

BERLIN = zoneinfo.ZoneInfo("Europe/Berlin")
HOUR = datetime.timedelta(hours=1)
MINUTE = datetime.timedelta(minutes=1)
FRIDAY = datetime.datetime(2026, 3, 13, 17, 10, tzinfo=BERLIN).astimezone(datetime.UTC)


def at(day: int, hour: int, minute: int = 0) -> datetime.datetime:
    """A moment in March 2026 as Berlin says it; the 13th is a Friday."""
    return datetime.datetime(2026, 3, day, hour, minute, tzinfo=BERLIN).astimezone(datetime.UTC)


def watch(
    person: str, starts: datetime.datetime, ends: datetime.datetime, rank: int = 1, *, confirmed: bool = True
) -> Watch:
    return Watch(f"w-{person}-{starts:%d%H}", person, starts, ends, rank, confirmed)


ASTER = Member("aster", reads=True, releases=True, reached=True)
BIRCH = Member("birch", reads=True, approves=True, releases=True, reached=True)
CEDAR = Member("cedar", approves=True, reached=True)
NAMES = ("aster", "birch", "cedar", "dogwood")

_hours = st.integers(-24, 220)
watches = st.lists(
    st.builds(
        lambda who, starts, length, rank, confirmed: Watch(
            f"w-{who}-{starts}", who, FRIDAY + starts * HOUR, FRIDAY + (starts + length) * HOUR, rank, confirmed
        ),
        st.sampled_from(NAMES),
        _hours,
        st.integers(1, 60),
        st.integers(1, 4),
        st.booleans(),
    ),
    max_size=12,
)
members = st.lists(
    st.builds(Member, st.sampled_from(NAMES), *[st.booleans()] * 4), max_size=4, unique_by=lambda one: one.name
)
