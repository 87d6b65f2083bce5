"""Could an order of eight hours be met, whenever in the coming days it comes (hazard 15.3)?

Regulation (EU) 2023/1543, article 10(4): eight hours, reckoned from the next full hour, without a stop at the weekend
(``clocks.Span``, status secondary). An order that may begin at each full hour is tried against the confirmed watches
of people who can be reached: one reads, then another one approves, then k release. Each has an hour for it.
"""

import datetime
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Final, TypeAlias

from dueprocess.night.watches import Watch

HOUR: Final = datetime.timedelta(hours=1)
ORDER: Final = 8 * HOUR
AHEAD: Final = 8 * 24  # full hours at which an order may begin

Stretch: TypeAlias = tuple[datetime.datetime, datetime.datetime]


class Lack(IntEnum):
    """What an order would fail for; the greater, the worse."""

    RELEASERS = 1
    SECOND = 2
    READER = 3


@dataclass(frozen=True, slots=True)
class Member:
    """One person of the roster. ``reached``: a test page by one of their ways was acknowledged."""

    name: str
    reads: bool = False
    approves: bool = False
    releases: bool = False
    reached: bool = False

    @property
    def counts(self) -> bool:
        """Whether the person has a part in an order at all."""
        return self.reads or self.approves or self.releases


@dataclass(frozen=True, slots=True)
class Gap:
    """Orders that begin from ``first`` to ``last`` (full hours) could not be met.

    ``there`` are those who could do what is lacking, fewer than are needed; ``unreached`` are on watch without a way
    that was proved.
    """

    first: datetime.datetime
    last: datetime.datetime
    lack: Lack
    there: tuple[str, ...]
    unreached: tuple[str, ...] = ()


def gaps(members: Collection[Member], watches: Collection[Watch], k: int, now: datetime.datetime) -> tuple[Gap, ...]:
    """When in the coming eight days an order could not be met, the worst first; empty: it always could.

    Args:
        members: everybody on the roster.
        watches: all that are planned; only confirmed ones count.
        k: how many must release; 0 where the desk releases nothing, and only reading and approving are asked for.
        now: aware.
    """
    at, found = next_full_hour(now), []
    for hour in range(AHEAD):
        gap = gap_at(members, watches, k, at + hour * HOUR)
        if gap is not None:
            found.append(gap)
    return tuple(sorted(_joined(found), key=lambda one: (-one.lack, len(one.there), one.first - one.last, one.first)))


def next_full_hour(now: datetime.datetime) -> datetime.datetime:
    """The full hour that eight hours are counted from."""
    full = now.replace(minute=0, second=0, microsecond=0)
    return full if full == now else full + HOUR


def gap_at(members: Iterable[Member], watches: Collection[Watch], k: int, begins: datetime.datetime) -> Gap | None:
    """What an order that begins at that full hour would lack; None where it could be met."""
    there = {one: _stretches(one.name, watches, begins) for one in members if one.counts}
    able = {one: stretches for one, stretches in there.items() if stretches and one.reached}
    unreached = tuple(sorted(one.name for one, stretches in there.items() if stretches and not one.reached))
    lack, who = _lack(able, k, begins)
    return None if lack is None else Gap(begins, begins, lack, who, unreached)


_Able: TypeAlias = dict[Member, tuple[Stretch, ...]]


def _lack(able: _Able, k: int, begins: datetime.datetime) -> tuple[Lack | None, tuple[str, ...]]:
    read = {one.name: at for one in able if one.reads and (at := _earliest(able[one], begins))}
    if not read:
        return Lack.READER, ()
    approved = [at for one in able if one.approves and (at := _after_another(one, able[one], read))]
    if not approved:
        return Lack.SECOND, tuple(sorted(read))
    releasers = sorted(one.name for one in able if one.releases and _earliest(able[one], min(approved)))
    return (Lack.RELEASERS if len(releasers) < k else None), tuple(releasers)


def _after_another(
    one: Member, stretches: Sequence[Stretch], read: dict[str, datetime.datetime]
) -> datetime.datetime | None:
    """When somebody could have approved what another one read; None where nobody else reads, or too late."""
    others = [at for name, at in read.items() if name != one.name]
    return _earliest(stretches, min(others)) if others else None


def _earliest(stretches: Sequence[Stretch], after: datetime.datetime) -> datetime.datetime | None:
    """When an hour's work that may begin at ``after`` is done; None where no stretch has room for it."""
    done = (max(starts, after) + HOUR for starts, ends in stretches if max(starts, after) + HOUR <= ends)
    return min(done, default=None)


def _stretches(person: str, watches: Iterable[Watch], begins: datetime.datetime) -> tuple[Stretch, ...]:
    """When the person watches within the order's hours; watches that touch are one."""
    mine = sorted(
        (max(one.starts, begins), min(one.ends, begins + ORDER))
        for one in watches
        if one.person == person and one.confirmed and one.starts < begins + ORDER and one.ends > begins
    )
    joined: list[Stretch] = []
    for starts, ends in mine:
        if joined and starts <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], ends))
        else:
            joined.append((starts, ends))
    return tuple(joined)


def _joined(found: Iterable[Gap]) -> list[Gap]:
    """Hours that follow each other and lack the same, as one."""
    spans: list[Gap] = []
    for gap in found:
        before = spans[-1] if spans else None
        if before is not None and gap.first - before.last == HOUR and _kind(gap) == _kind(before):
            spans[-1] = replace(before, last=gap.last)
        else:
            spans.append(gap)
    return spans


def _kind(gap: Gap) -> tuple[Lack, tuple[str, ...], tuple[str, ...]]:
    return gap.lack, gap.there, gap.unreached
