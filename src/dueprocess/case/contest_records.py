"""What an item keeps of objections to what was decided of it, and of courts: codes, days, hashes; no text, no name."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Again:
    """What one of those who decided first would say of a contest; it counts once another one agrees."""

    outcome: str
    by: str
    statement: str  # SHA-256 (hex) of that person's statement


@dataclass(frozen=True, slots=True)
class Restored:
    """What one person says was given back, and who confirmed it; done only with both."""

    what: str
    on: str
    by: str
    statement: str
    confirmed_by: str = ""


@dataclass(frozen=True, slots=True)
class Contest:
    """One objection of a person to what was decided of an item. What it says is sealed, as an arrival or a note."""

    seq: int  # number of the event
    handle: str
    who: str
    how: str
    on: str  # YYYY-MM-DD, as all days here
    due: str  # last day of the answer
    stays: str  # id of the law that stops giving until it is decided; empty: it stops nothing
    first: tuple[str, ...]  # who was on the decision that is contested
    by: str  # who recorded it
    statement: str  # SHA-256 (hex) of the statement that recorded it; empty: a split took it along
    again: Again | None = None
    outcome: str = ""  # empty: open
    decided_by: str = ""
    same: bool = False  # two who decided first looked again, since there was nobody else
    decided_on: str = ""
    restores: bool = False  # what was taken away is owed back
    restored: Restored | None = None
    told_on: str = ""  # the person has the answer

    @property
    def owes(self) -> bool:
        """Whether something is to be given back, and two people did not say yet that it is."""
        return self.restores and (self.restored is None or not self.restored.confirmed_by)


@dataclass(frozen=True, slots=True)
class CourtStep:
    """One step before a court. Its name and file number are sealed to the case."""

    side: str
    step: str
    on: str
    outcome: str
    cents: int
    currency: str
    by: str


@dataclass(frozen=True, slots=True)
class Contested:
    """All of them, oldest first."""

    contests: tuple[Contest, ...] = ()
    court: tuple[CourtStep, ...] = ()

    @property
    def open(self) -> tuple[Contest, ...]:
        """Those that nobody decided yet."""
        return tuple(one for one in self.contests if not one.outcome)

    @property
    def in_court(self) -> bool:
        """Whether what was brought before a court did not end there yet, on either side."""
        last = {one.side: one.step for one in self.court}
        return not set(last.values()) <= {"decided", "ended"}

    @property
    def stays(self) -> str:
        """Id of the law by which one that is open stops what was granted; empty: nothing is stopped."""
        return next((one.stays for one in self.open if one.stays), "")


NOTHING: Final = Contested()
