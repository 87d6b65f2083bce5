"""Counts of demands from before this desk: ``history.json`` in the home. No row, no identifier, no reference (P2)."""

import datetime
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass
from typing import Any, Final

from dueprocess.adapters import durable
from dueprocess.operate.home import Home
from dueprocess.report.history import Past, Tally

FILE: Final = "history.json"
MAX_BYTES: Final = 16 << 20
MAX_NAME: Final = 80


class HistoryError(ValueError):
    """A file of past demands that cannot be used, or a sheet that was counted already; says what to do."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet that was counted: its name, the day on which it was, rows taken and left, counts with their targets."""

    name: str
    on: str
    taken: int
    left: int
    counts: Mapping[Past, tuple[int, int]]


def sheets(home: Home) -> list[Sheet]:
    """What was counted, in the order in which it was. Raises HistoryError for a damaged file."""
    path = home.path / FILE
    if not path.exists():
        return []
    try:
        rows: list[Mapping[str, Any]] = json.loads(path.read_bytes()[:MAX_BYTES])
        return [_sheet(row) for row in rows]
    except (OSError, ValueError, KeyError, TypeError) as fault:
        message = f"{path} is damaged; restore it from the backup, or remove it and import the sheets again"
        raise HistoryError(message) from fault


def _sheet(row: Mapping[str, Any]) -> Sheet:
    counts = {}
    for year, *codes, many, targets in row["counts"]:
        if not (isinstance(year, int) and len(codes) == 4 and min(many, targets) >= 0):  # noqa: PLR2004 - of Past
            raise ValueError(year)
        counts[Past(year, *map(str, codes))] = (int(many), int(targets))
    return Sheet(str(row["name"]), str(row["on"]), int(row["taken"]), int(row["left"]), counts)


def add(home: Home, name: str, on: datetime.date, tally: Tally) -> None:
    """Keep the counts of a sheet. Raises HistoryError for a name that stands already."""
    known = sheets(home)
    if not (0 < len(name) <= MAX_NAME and name.isprintable()):
        raise HistoryError(f"A sheet's name is one line of 1 to {MAX_NAME} characters")
    if name in {one.name for one in known}:
        raise HistoryError(f"A sheet named {name!r} was counted already: drop it first, or give this one another name")
    counts = {past: (many, tally.targets[past]) for past, many in tally.counts.items()}
    _write(home, [*known, Sheet(name, on.isoformat(), tally.taken, sum(tally.left.values()), counts)])


def drop(home: Home, name: str) -> None:
    """Forget the counts of a sheet. Raises HistoryError where there is none of that name."""
    known = sheets(home)
    if name not in {one.name for one in known}:
        raise HistoryError(f"No sheet named {name!r} was counted")
    _write(home, [one for one in known if one.name != name])


def _write(home: Home, found: Sequence[Sheet]) -> None:
    plain = [
        {
            "name": one.name,
            "on": one.on,
            "taken": one.taken,
            "left": one.left,
            "counts": sorted([*astuple(past), many, targets] for past, (many, targets) in one.counts.items()),
        }
        for one in found
    ]
    data = f"{json.dumps(plain, ensure_ascii=False)}\n".encode()
    if len(data) > MAX_BYTES:
        raise HistoryError(f"the counts would be larger than {MAX_BYTES >> 20} MiB: give fewer sheets")
    durable.replace(home.path / FILE, data)


def by_year(found: Sequence[Sheet]) -> dict[int, Counter[str]]:
    """Of each year, newest first, how many demands of each kind, and of each outcome behind ``=``."""
    years: dict[int, Counter[str]] = {}
    for sheet in found:
        for past, (many, _) in sheet.counts.items():
            years.setdefault(past.year, Counter()).update({"": many, past.kind: many, f"={past.outcome}": many})
    return dict(sorted(years.items(), reverse=True))
