"""Which chains are checked today: a part of them each day, so that each is within seven days; the home keeps the place.

The place is a file and no row: whoever writes the database does not say what is looked at. Cases stand on a circle by
the hash of their id, so that those which come in while a round goes on change nothing for the others.
"""

import datetime
import hashlib
import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from dueprocess.adapters import durable
from dueprocess.operate.home import Home

PLACE: Final = "last-chains"
DAYS: Final = 6
"""A round. One day less than the promise: runs are up to a day apart, and the one that ends it may come a day late."""
CIRCLE: Final = 1 << 32


@dataclass(frozen=True, slots=True)
class Round:
    """Where checking stands: since when, from where on the circle, and which chains were broken."""

    at: datetime.datetime
    start: int
    broken: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Today:
    """The cases that are checked now, and where the circle goes on after them."""

    cases: tuple[str, ...]
    goes_on: int


def today(place: Home, cases: Sequence[str], now: datetime.datetime) -> Today:
    """Which of ``cases`` are checked now. Where no place is kept a round begins; where it cannot be read, all are."""
    try:
        stands = _read(place)
    except FileNotFoundError:
        stands = Round(now, 0)
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return Today(tuple(cases), 0)
    return due(stands, cases, now)


def due(stands: Round, cases: Sequence[str], now: datetime.datetime) -> Today:
    """A sixth of the circle, more where the last check is more than a day ago, and again what was broken.

    All of it after six days, and where the clock was set back.
    """
    days = (now - stands.at) / datetime.timedelta(days=1)
    share = max(days, 1) / DAYS if days >= 0 else 1
    many = min(CIRCLE, math.ceil(CIRCLE * share))
    listed = (case for case in cases if (_position(case) - stands.start) % CIRCLE < many or case in stands.broken)
    return Today(tuple(listed), (stands.start + many) % CIRCLE)


def keep(place: Home, goes_on: int, broken: Iterable[str], now: datetime.datetime) -> None:
    """Keep where the circle goes on, and what was broken: it is looked at each time until it is not. Raises OSError."""
    plain = {"at": now.isoformat(), "broken": sorted(broken), "start": goes_on}
    durable.replace(place.path / PLACE, json.dumps(plain).encode() + b"\n")


def _read(place: Home) -> Round:
    plain = json.loads((place.path / PLACE).read_bytes())
    return Round(
        datetime.datetime.fromisoformat(plain["at"]), int(plain["start"]), frozenset(map(str, plain["broken"]))
    )


def _position(case: str) -> int:
    return int.from_bytes(hashlib.sha256(case.encode()).digest()[:4])
