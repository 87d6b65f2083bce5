"""Known future days of the law: a text that begins or ends, and the next day of a bill that is watched.

The desk says them 30 days before: its people read what is coming while the old text still decides.
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from dueprocess.law.shelf import Shelf

AHEAD: Final = datetime.timedelta(days=30)


class Coming(StrEnum):
    """What a known day of the law brings; codes of duties that belong to no case."""

    BEGINS = "law_begins"  # a text is in force from the day that follows
    ENDS = "law_ends"  # a text is in force for the last day, and none follows it
    BILL = "bill_day"  # a bill is read, voted on, or takes force


@dataclass(frozen=True, slots=True)
class Known:
    """A day of the law. ``over``: the day at whose 24:00, where the provider sits, the law is another one."""

    what: Coming
    rule: str  # id of the law file
    over: datetime.date


def ahead(shelf: "Shelf", today: datetime.date) -> tuple[Known, ...]:
    """The known days from today to AHEAD, the nearest first. A text that another one follows at once only begins."""
    found = {one for one in _days(shelf) if today <= one.over <= today + AHEAD}
    begins = {(one.rule, one.over) for one in found if one.what is Coming.BEGINS}
    found = {one for one in found if one.what is not Coming.ENDS or (one.rule, one.over) not in begins}
    return tuple(sorted(found, key=lambda one: (one.over, one.rule, one.what)))


def _days(shelf: "Shelf") -> Iterator[Known]:
    times = [(one.id, text.since, text.until) for one in shelf.instruments.values() for text in one.versions]
    times += [(one.id, one.since, one.until) for one in shelf.conflicts.values()]
    for rule, since, until in times:
        if since is not None:
            yield Known(Coming.BEGINS, rule, since - datetime.timedelta(days=1))
        if until is not None:
            yield Known(Coming.ENDS, rule, until)
    for bill in shelf.positions.values():
        if bill.next_on is not None and bill.stage == "bill":
            yield Known(Coming.BILL, bill.id, bill.next_on)
