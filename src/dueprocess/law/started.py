"""Which moment starts the law's clock, by the way in which a demand came, and by which rule.

A law says "from receipt"; what receipt is differs by the way. Three readings compete: the moment in which it came into
the house's sphere, the moment in which somebody of the house knew of it, and one that a law deems. The first of these
is never later than the others where the desk itself took it in; nobody is sure of them (status), so it counts, and a
person is asked where it may have been earlier than what the desk saw.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from dueprocess.demand.codes import Channel
from dueprocess.formats import moment
from dueprocess.law.finding import Citation, Status

ASKS: Final = "It may have come earlier than the desk took it in: then confirm that minute, which counts instead."
CONTEXT: Final = "clock start"
"""Context of these words in the catalogue."""


class Reading(StrEnum):
    """What the clock starts with."""

    ARRIVAL = "arrival"  # in the house's sphere, whoever looks and when
    KNOWLEDGE = "knowledge"  # somebody of the house heard it
    DEEMED = "deemed"  # a law says when it counts as served


@dataclass(frozen=True, slots=True)
class Start:
    """The rule of one way. ``asks``: it may have come earlier than the desk took it in, and only a person knows."""

    reading: Reading
    says: str
    cite: Citation
    asks: bool = False


def _cited(act: str, section: str, checked_on: str = "") -> Citation:
    return Citation(act, section, None, None, checked_on or None, Status.UNVERIFIED)


_BGB: Final = _cited("BGB", "§ 130(1), (3)")
_SERVED: Final = _cited("ZPO", "§ 178(1) no. 2")
_EPOC: Final = _cited("Regulation (EU) 2023/1543", "art. 10(1)")

STARTS: Final[Mapping[Channel, Start]] = {
    Channel.MAIL: Start(Reading.ARRIVAL, "when the mail server received it, also at night and on a holiday", _BGB),
    Channel.PORTAL: Start(Reading.ARRIVAL, "the minute in which it was handed in at our portal", _BGB),
    Channel.XML: Start(Reading.ARRIVAL, "when the message was received, whoever read it and when", _EPOC),
    Channel.FILE: Start(
        Reading.ARRIVAL,
        "when it came to lie in the folder, or was handed over; in a state's portal when it was put there for us, not "
        "when somebody fetched it",
        _BGB,
        asks=True,
    ),
    Channel.FAX: Start(Reading.ARRIVAL, "when the fax machine had received it whole", _BGB),
    Channel.POST: Start(
        Reading.ARRIVAL, "when it lay in the letter box or was handed over, not when it was scanned", _BGB, asks=True
    ),
    Channel.VISIT: Start(
        Reading.DEEMED, "when it was handed to somebody who works in the house, whoever that was", _SERVED, asks=True
    ),
    Channel.TELEPHONE: Start(Reading.KNOWLEDGE, "when it was said, to whoever took the call", _BGB, asks=True),
    Channel.STAFF: Start(
        Reading.KNOWLEDGE, "when it was said to anybody of the house, not when the desk heard of it", _BGB, asks=True
    ),
}
"""By way. What arrives by LMTP or a pipe is mail; the door and folders say how it came, else it is a file."""


@dataclass(frozen=True, slots=True)
class Started:
    """Since when the law's clock of a demand runs, and why."""

    at: datetime.datetime  # aware
    channel: Channel
    start: Start


def started(
    channel: str,
    own: datetime.datetime | None,
    confirmed: datetime.datetime | None = None,
    joined: datetime.datetime | None = None,
) -> Started | None:
    """Since when the clock runs of what came by ``channel``; None where it came by none, or nobody knows when.

    ``own``: when the desk took it in (aware, as all are). ``confirmed``: what a person said instead, and the law counts
    from. ``joined``: of an earlier arrival of the same case, which counts where it is the earliest.
    """
    at = moment.counted(own, confirmed, joined)
    if at is None or channel not in list(Channel) or Channel(channel) not in STARTS:
        return None
    return Started(at, Channel(channel), STARTS[Channel(channel)])
