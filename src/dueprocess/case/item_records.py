"""What an item keeps: word to the person, what was given outside and carried out, answers on speaking, a call back."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Notice:
    """What one person said of telling somebody, and who confirmed it; told only with both (P5)."""

    handle: str
    how: str
    on: str
    mark: str  # of what was sent, under the case's key; empty where it was spoken
    by: str
    statement: str  # SHA-256 (hex) of the first person's statement
    confirmed_by: str = ""


@dataclass(frozen=True, slots=True)
class PagePlan:
    """A person's page as one person wrote it, and who read it; it may be put only with both (ADR 0120)."""

    handle: str
    role: str
    to: str
    risk: str
    mark: str  # of the page, under the case's key
    by: str
    statement: str  # SHA-256 (hex) of the first person's statement
    read_by: str = ""
    sealed: str = ""  # id of the finished notice, sealed to the notifier; empty: there is none
    decision: str = ""  # what stood when it was sealed: the proposal's statement, and whether data had left
    given: bool = False
    over: bool = False  # of a decision that is over: it is put no more; the sealed one waits until it is made anew


def left_sealed(pages: Iterable[PagePlan]) -> tuple[PagePlan, ...]:
    """What is left of pages once their decision is over: those that lie sealed to the notifier."""
    return tuple(replace(one, over=True) for one in pages if one.sealed)


@dataclass(frozen=True, slots=True)
class Missed:
    """Somebody could not be reached, and is tried again."""

    handle: str
    how: str
    review_on: str
    by: str


@dataclass(frozen=True, slots=True)
class GivenOutside:
    """What is, or was, given without a release. ``statement`` is empty where nobody proposed it beforehand."""

    by: str
    statement: str
    how: str
    why: str
    files: tuple[str, ...]  # their marks
    agreed_by: str = ""
    left_on: str = ""
    done: str = ""  # SHA-256 (hex) of the statement that it left


@dataclass(frozen=True, slots=True)
class Ending:
    """Somebody said that the item has ended; a second person has not agreed yet."""

    by: str
    how: str  # withdraw | lapse
    statement: str  # SHA-256 (hex) of that statement


@dataclass(frozen=True, slots=True)
class Effect:
    """Since when a measure takes effect, or no longer does, as somebody signed it."""

    how: str
    on: str
    by: str


@dataclass(frozen=True, slots=True)
class Bound:
    """Until when data are kept, why until then, and by which rule of the law."""

    until: str  # YYYY-MM-DDTHH:MMZ
    why: str  # law | demand | court | production | review
    rule: str  # id of the instrument; empty where a person said the day

    @property
    def ends(self) -> bool:
        """Whether it ends by itself then; else somebody looks at it again."""
        return self.why in {"law", "demand", "court"}


@dataclass(frozen=True, slots=True)
class Destruction:
    """What one person said of destroying what was kept; it is destroyed once a second one, or the host, says so."""

    by: str
    how: str
    on: str
    statement: str
    confirmed_by: str = ""


@dataclass(frozen=True, slots=True)
class RegisterEntry:
    """A row of a public register, with the codes that it showed on its first day."""

    id: str
    detail: str  # summary | full
    register: str  # demands | network | access
    country: str
    kind: str
    outcome: str
    published_on: str
    withdrawn_on: str = ""


@dataclass(frozen=True, slots=True)
class PublicDocument:
    """A document drawn anew for the public: one person proposed it; ``copy`` once a second one published just it."""

    sort: str
    document: str  # how people name it (``formats/public_copy.py``)
    by: str
    statement: str  # SHA-256 (hex) of the first person's statement
    published_by: str = ""
    copy: str = ""  # id of the public bytes; empty: it lies sealed in the case


@dataclass(frozen=True, slots=True)
class CostEntry:
    """What one item cost, as one person recorded it once."""

    seq: int  # number of the event
    item: int
    tariff: str  # id of the position; empty for minutes alone
    units: int
    minutes: int
    cents: int
    currency: str
    by: str
    statement: str = ""  # SHA-256 (hex) of the statement that recorded it
    withdrawn: bool = False
    invoice: int = 0  # which invoice of the case claimed it; 0: none yet

    @property
    def unclaimed(self) -> bool:
        """Whether units of a tariff stand here that no invoice claimed."""
        return bool(self.tariff) and not self.withdrawn and not self.invoice


@dataclass(frozen=True, slots=True)
class Invoice:
    """An invoice that was written: its sealed paper, and what it claims."""

    sealed: str
    made_on: str
    cents: int
    currency: str
    undelivered: bool = False  # it was given up, or came back; what it claimed waits again


class Called(StrEnum):
    """What an authority said when it was called back (``lists.CONFIRMED``). Closed."""

    NOBODY = ""  # nobody called it in this case
    CONFIRMED = "confirmed"
    DENIED = "denied"


@dataclass(frozen=True, slots=True)
class GateAnswer:
    """One answer to one of the three questions, as it was given (P6); the newest one of a question holds."""

    seq: int  # number of the event
    question: str  # tell | admit | count
    answer: str  # yes | no
    by: str
    until: str | None
    statement: str  # SHA-256 (hex) of the statement behind it; empty where nobody signed
    why: str = ""
    alone: bool = False  # a no to telling that neither the law nor a silence imposes: a second person is asked
    agreed_by: str = ""  # that person


@dataclass(frozen=True, slots=True)
class Silence:
    """A duty of silence on an item (P5)."""

    source: str
    rule: str
    tell: bool
    admit: bool
    count: bool
    until: str | None
    review_on: str | None
    by: str  # who recorded it
    ended_on: str = ""
    seq: int = 0  # number of the event that recorded it
    statement: str = ""  # SHA-256 (hex) of the statement that recorded it; empty: a split took it along
    agreed_by: str = ""  # the second person; until then it forbids, and counts in no report
    refused: bool = False  # it ended because nothing imposes it
    recorded_on: str = ""  # YYYY-MM-DD
    renews: int = 0  # number of the event of the one that it renews: same source, same rule, running when it came
    how: str = ""  # lifted | expired; empty: it runs, or was refused
    ended_by: str = ""
    ended_statement: str = ""  # SHA-256 (hex) of the statement that ended it; empty: its day did, and nobody signed

    @property
    def ended(self) -> bool:
        """Whether it runs no more."""
        return bool(self.ended_on)

    @property
    def waits(self) -> bool:
        """Whether it runs and no second person has agreed to it yet."""
        return not self.ended_on and not self.agreed_by

    def forbids(self, question: str, day: str) -> bool:
        """Whether it forbids ``question`` on a day (YYYY-MM-DD): while it runs, and to its last day in any case."""
        early = self.how == "expired" and day <= (self.until or "")  # it was ended by a clock that was ahead
        return bool(getattr(self, question)) and (not self.ended_on or early)
