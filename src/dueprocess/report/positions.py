"""The register of positions: what this provider says of acts and bills, and since when.

The law data bring drafts. One is the provider's own from the day on which its counsel signed it, and stays so: it is a
word of ours, no reading of the law that grows old. It ends when counsel signs the withdrawal (``ID.withdrawn``). Where
its ``replaced_by`` names another one of ours, it says so. A signature from before the day on which the draft's text was
last read does not count: words that counsel never saw are nobody's.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from dueprocess.law.finding import Status
from dueprocess.law.shelf import Shelf
from dueprocess.law.texts import WITHDRAWN, Stand
from dueprocess.report.cited import Cited
from dueprocess.report.lawsheet import LawNorm, norms

Words: TypeAlias = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Position:
    """What the provider says about an act or a bill."""

    id: str
    country: str
    cited: Cited
    stage: str  # bill | act | past
    on: datetime.date | None  # day of the text that it is about
    position: str  # oppose | amend | support
    taken_on: datetime.date
    title: Words
    does: Words
    says: Words | None
    asks: Words
    norms: tuple[LawNorm, ...]  # standards that it rests on, those that were read in their text first
    status: Status  # of the text that it is about
    replaced_by: str = ""  # id of a later position of ours


def ours_since(shelf: Shelf, name: str, on: datetime.date) -> datetime.date | None:
    """The day since which the position ``name`` is this desk's own on the day ``on``; None: it is a draft."""
    read = shelf.positions[name].citation.checked_on or ""
    taken_back = [one.on for one in shelf.signatures if one.rule == f"{name}{WITHDRAWN}" and one.on <= on]
    after = max(taken_back, default=datetime.date.min)
    signed = [one.on for one in shelf.signatures if one.rule == name and after < one.on <= on]
    return min((day for day in signed if day.isoformat() >= read), default=None)


def law_positions(shelf: Shelf, on: datetime.date) -> tuple[Position, ...]:
    """The positions that are this desk's own on the day ``on``, newest first. Raises SnapshotError."""
    since = {name: ours_since(shelf, name, on) for name in shelf.positions}
    ours = {name: day for name, day in since.items() if day is not None}
    found = [_position(shelf, shelf.positions[name], day, ours) for name, day in sorted(ours.items())]
    return tuple(sorted(found, key=lambda one: one.taken_on, reverse=True))


def _position(shelf: Shelf, stand: Stand, day: datetime.date, ours: Mapping[str, datetime.date]) -> Position:
    return Position(
        id=stand.id,
        country=stand.country,
        cited=Cited(stand.citation.title, stand.citation.section),
        stage=stand.stage,
        on=stand.on,
        position=stand.position,
        taken_on=day,
        title=stand.title,
        does=stand.does,
        says=stand.says,
        asks=stand.asks,
        norms=norms(shelf, stand.standards),
        status=stand.citation.status,
        replaced_by=(stand.replaced_by or "") if stand.replaced_by in ours else "",
    )
