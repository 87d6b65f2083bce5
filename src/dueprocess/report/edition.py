"""A report as it is published: one period, its cells, what is not in it, what changed since the edition before.

An edition is a value. The same edition gives the same bytes in every format and on every page.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from dueprocess.report.cells import Cell, Cells, Place
from dueprocess.report.provider import Provider
from dueprocess.report.told import Silence, UnseenAccess

SCHEMA: Final = "dueprocess/report/1"
NUMBERS: Final = "dueprocess/numbers/2"  # the live page's file


class Missing(StrEnum):
    """What a report cannot contain, or does not: its first paragraph says each that applies (hazard 8.4)."""

    STANDING = "standing"  # access by law that we cannot see
    UPSTREAM = "upstream"  # demands that went to a host, registrar or network before us
    STAFF = "staff"  # what employees were told in private and did not note
    SILENCED = "silenced"  # demands that a law forbids to count
    UNANSWERED = "unanswered"  # demands of which nobody has said yet whether they may be counted: never their number
    LATE = "late"  # duties that were done late, or are late
    ARRIVALS = "arrivals"  # messages from authorities: cases, or no demand
    OWN_REPORTS = "own_reports"  # what the provider itself reported to an authority: no demand
    CHANNELS = "channels"  # channels that nobody reconciled: fax and telephone journals
    READS = "reads"  # reads of user data outside a case: not counted yet
    PROOF = "proof"  # what a log or a signature can and cannot prove
    RUNNING = "running"  # the period is not over yet: its numbers will grow


@dataclass(frozen=True, slots=True)
class Gap:
    """One sentence of the first paragraph: its code and the whole numbers that it names."""

    missing: Missing
    numbers: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Revision:
    """A number that an earlier edition gave otherwise. Both stand side by side."""

    was: Cell
    now: Cell
    since: int  # the edition that gave ``was``


@dataclass(frozen=True, slots=True)
class Correction:
    """A mistake that somebody found after publication, in one public line by the provider."""

    on: datetime.date
    edition: int  # the edition that was wrong
    says: str


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signed the edition: a role, or the name that an outside reader wants to be known by."""

    role: str  # role of the roster; ``outside`` is a named outside reader
    name: str
    on: datetime.date


@dataclass(frozen=True, slots=True)
class Security:
    """A figure of national-security process, as 50 USC 1874 allows it: a band, in one of its four structures."""

    structure: int  # 1 to 4: 50 USC 1874(a)(1) to (a)(4)
    category: str
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Edition:
    """One edition of the report on ``period``. ``number`` counts the editions of that period from 1."""

    provider: Provider
    period: str
    number: int
    made_on: datetime.date
    cells: Cells
    gaps: tuple[Gap, ...]
    before: tuple[str, ...] = ()  # earlier periods that the cells also cover, oldest first
    revisions: tuple[Revision, ...] = ()
    corrections: tuple[Correction, ...] = ()
    signers: tuple[Signer, ...] = ()
    security: tuple[Security, ...] = ()
    unseen: tuple[UnseenAccess, ...] = ()
    silences: tuple[Silence, ...] = ()
    held: int = 0  # identities that were tried and hold
    head: str = ""  # line of the newest head of the day (ADR 0095); empty: none was signed

    def __post_init__(self) -> None:
        """Raises ValueError for an edition without its first paragraph, or with two numbers at one place."""
        if not self.gaps:
            raise ValueError("a report without its first paragraph, what is not in it, is not built (hazard 8.4)")
        if len({cell.place for cell in self.cells}) != len(self.cells):
            raise ValueError("two numbers stand at one place of the report")

    def at(self, place: Place) -> Cell | None:
        """The cell at a place, or None."""
        return next((cell for cell in self.cells if cell.place == place), None)
