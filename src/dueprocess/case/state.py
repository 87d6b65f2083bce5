"""A case as a record of small machines, rebuilt from its events. The phase is computed, never stored."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from dueprocess.case.contest_records import NOTHING, Contested
from dueprocess.case.house_keys import HouseKey
from dueprocess.case.item_records import (
    Bound,
    Called,
    CostEntry,
    Destruction,
    Effect,
    Ending,
    GateAnswer,
    GivenOutside,
    Invoice,
    Missed,
    Notice,
    PagePlan,
    PublicDocument,
    RegisterEntry,
    Silence,
)
from dueprocess.case.productions import LIVE, Mark, Producing, Production
from dueprocess.case.questions import Aside, Question
from dueprocess.demand.codes import ArrivalIs, Outcome
from dueprocess.demand.face import Face, concerns

GRANTS: Final = frozenset({Outcome.COMPLY, Outcome.PARTIAL, Outcome.UNDER_PROTEST})
"""Outcomes that give something: what answers them is a release."""

QUESTIONS: Final = ("tell", "admit", "count")  # of each item (P6)
AGGREGATE: Final = "aggregate"  # the class of publication that makes no row of a register


class Deciding(StrEnum):
    """The decision machine of one item."""

    OPEN = "open"
    PROPOSED = "proposed"
    DECIDED = "decided"
    ENDED = "ended"  # withdrawn by the authority, or lapsed


class Writing(StrEnum):
    """The letter machine of one item."""

    NONE = "none"
    QUEUED = "queued"
    SENT = "sent"


class Publishing(StrEnum):
    """The publication machine of one item."""

    NONE = "none"
    PROPOSED = "proposed"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class Preserving(StrEnum):
    """The preservation machine of one item."""

    NONE = "none"
    STARTED = "started"
    VERIFIED = "verified"
    LAPSED = "lapsed"  # nobody verified it in time; what was kept is to be destroyed
    ENDED = "ended"  # what was kept is to be destroyed
    DESTROYED = "destroyed"


WAS_KEPT: Final = frozenset({Preserving.STARTED, Preserving.VERIFIED, Preserving.ENDED, Preserving.DESTROYED})
"""Of which a grant to keep data was carried out: what is over now was kept as long as it had to be."""


class Phase(StrEnum):
    """Where a case is, for people. Computed from the machines."""

    ARRIVED = "arrived"
    READ = "read"
    ASSESSED = "assessed"
    PROPOSED = "proposed"
    DECIDED = "decided"
    ANSWERED = "answered"
    CLOSED = "closed"
    MERGED = "merged"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a decision: handle, data category, answer."""

    handle: str
    category: str
    answer: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """What was proposed on an item, by whom, on what basis."""

    statement: str  # SHA-256 (hex) of the proposer's statement
    by: str
    outcome: Outcome
    ground: str
    lines: tuple[Line, ...]
    basis: str
    needs_two: bool
    seq: int = 0  # number of the event that proposed it
    since: str = ""  # first and last day that are given, where less than the period is: YYYY-MM-DD
    until: str = ""
    part: str = ""  # of subscriber data, where less than all of it is given
    point: str = ""  # commitment to a point in the house's own words, sealed; empty: none


@dataclass(frozen=True, slots=True)
class EndedProposal:
    """A proposal that no longer stands: sent back, or void; with who had approved it, if anybody."""

    proposal: Proposal
    state: str  # sent_back | void
    approved_by: str = ""
    approval: str = ""


@dataclass(frozen=True, slots=True)
class Stamp:
    """When an event changed something: the day that the event commits, and its number in the case."""

    day: str  # YYYY-MM-DD
    seq: int


INVOICE, RECALL = "invoice", "recall"
"""The letter that claims what the law pays, and the duty that ends with it."""


@dataclass(frozen=True, slots=True)
class ItemState:
    """The machines of one item."""

    number: int
    deciding: Deciding = Deciding.OPEN
    proposal: Proposal | None = None
    approved_by: str = ""  # the second person; empty where one sufficed
    approval: str = ""  # SHA-256 (hex) of the second person's statement
    outcome: Outcome | None = None
    ground: str = ""
    lines: tuple[Line, ...] = ()
    challenged: bool = False  # it was decided once to go before a court, whatever was decided since
    sent_back: int = 0
    writing: Writing = Writing.NONE
    letter: str = ""  # id of the sealed letter that ``writing`` is about
    letter_sent: str = ""  # SHA-256 (hex) of the statement that sent it
    publishing: Publishing = Publishing.NONE
    detail: str = ""  # class in which publication was proposed
    publication: str = ""  # SHA-256 (hex) of the statement that proposed it
    preserving: Preserving = Preserving.NONE
    preserved_by: str = ""
    preserved_until: str = ""  # YYYY-MM-DDTHH:MMZ
    preservation: str = ""  # SHA-256 (hex) of the statement that began it; empty: a split took it along
    bound: Bound | None = None  # until when it is kept; None: nobody verified it, or before there were ends
    kept_to: str = ""  # YYYY-MM-DD on which the keeping ended
    destruction: Destruction | None = None
    assured: str = ""  # given | refused | none: whether the body passes the data on; empty: nobody said
    passed_on: tuple[str, ...] = ()  # countries to which data were passed on; empty: not known
    answers: Mapping[str, str] = field(default_factory=dict)  # question → yes | no; absent is closed (P6)
    answers_until: Mapping[str, str] = field(default_factory=dict)  # question → last day on which a yes holds
    silences: tuple[Silence, ...] = ()
    marks: tuple[Mark, ...] = ()
    productions: tuple[Production, ...] = ()
    ended_proposals: tuple[EndedProposal, ...] = ()
    given_answers: tuple[GateAnswer, ...] = ()  # all of them, oldest first
    register: tuple[RegisterEntry, ...] = ()
    decided_on: str = ""  # YYYY-MM-DD, as all days here
    answered_on: str = ""
    decided_at: Stamp | None = None
    acknowledged_at: Stamp | None = None
    effect_at: Stamp | None = None
    notices: tuple[Notice, ...] = ()
    missed: tuple[Missed, ...] = ()
    outside: GivenOutside | None = None
    gives: bool = False  # what was decided is answered by data
    effect: Effect | None = None
    ending: Ending | None = None  # somebody said that it ended
    outside_recalled: tuple[GivenOutside, ...] = ()  # what was given so and called back since, oldest first
    standards: str = ""  # unmet | not_asked | met, as it was judged last; empty: not known, or none speaks to it
    pages: tuple[PagePlan, ...] = ()  # of persons, as somebody wrote them; put once a second one read them
    reach: tuple[tuple[str, str], ...] = ()  # person → the newest answer, who is within reach of the state
    contested: Contested = NOTHING  # objections to what was decided, and courts
    consents: tuple[tuple[str, str, str], ...] = ()  # who of the house, whose handle, the newest answer of each
    documents: tuple[PublicDocument, ...] = ()  # letters drawn anew for the public, proposed or published

    @property
    def moved(self) -> bool:
        """Whether it left for another case, where it is counted (hazard 1.3)."""
        return self.deciding is Deciding.ENDED and self.outcome is None

    @property
    def live(self) -> Production | None:
        """The production that can still be released; there is one at most."""
        return next((one for one in self.productions if one.state in LIVE), None)

    @property
    def running(self) -> tuple[Silence, ...]:
        """The duties of silence that have not ended."""
        return tuple(silence for silence in self.silences if not silence.ended)

    def silent(self, question: str) -> bool:
        """Whether a running duty of silence, agreed to or not, forbids ``question`` (tell, admit or count; P5)."""
        return any(getattr(silence, question) for silence in self.running)

    def last_answer(self, question: str) -> GateAnswer | None:
        """The newest answer to a question that somebody gave."""
        return next((one for one in reversed(self.given_answers) if one.question == question), None)

    @property
    def lone_no(self) -> GateAnswer | None:
        """One person's answer that nobody is told, where neither law nor a silence imposes it; None: none waits.

        It forbids, as no answer does; a second person is asked, the question stays due, and no report counts it.
        """
        last = self.last_answer("tell")
        if last is None or not last.alone or last.agreed_by or self.answers.get("tell") != "no" or self.silent("tell"):
            return None
        return last

    def silenced(self, question: str) -> bool:
        """Whether a running duty of silence to which two people agreed forbids ``question``."""
        return any(getattr(silence, question) for silence in self.running if silence.agreed_by)

    def is_open(self, question: str, day: str) -> bool:
        """Whether a named person's yes holds on ``day`` (YYYY-MM-DD) and no silence forbids it. No answer: no (P6)."""
        lasts = day <= self.answers_until.get(question, day)
        silent = any(one.forbids(question, day) for one in self.silences)
        return self.answers.get(question) == "yes" and lasts and not silent

    @property
    def given(self) -> bool:
        """Whether data left for it, called back since or not, by a release or outside the desk."""
        return self.out or self.called_back

    @property
    def out(self) -> bool:
        """Whether data are with the authority: given, and not called back since."""
        outside = self.outside is not None and self.outside.left_on
        return bool(outside) or any(made.state is Producing.RELEASED for made in self.productions)

    @property
    def called_back(self) -> bool:
        """Whether something that was given was called back."""
        return bool(self.outside_recalled) or any(made.state is Producing.RECALLED for made in self.productions)

    @property
    def spoken(self) -> bool:
        """Whether its decision reached the authority: what is handed over by being given, all else by a letter."""
        return self.given if self.gives else self.writing is Writing.SENT

    @property
    def answered(self) -> bool:
        """Whether nothing is left to answer. A letter on a decision that was voided since answers nothing."""
        decided = self.deciding is Deciding.DECIDED and self.spoken and not self.undone
        return self.deciding is Deciding.ENDED or decided

    @property
    def undone(self) -> bool:
        """Whether a measure that was granted waits to be carried out."""
        return self.measure and self.effect is None and self.preserving not in WAS_KEPT

    @property
    def measure(self) -> bool:
        """Whether a measure was granted: nothing is handed over, somebody carries it out."""
        return self.deciding is Deciding.DECIDED and self.outcome in GRANTS and not self.gives

    @property
    def kept(self) -> bool:
        """Whether its data are kept as they are."""
        return self.preserving in {Preserving.STARTED, Preserving.VERIFIED}


@dataclass(frozen=True, slots=True)
class CaseState:
    """One case at one revision."""

    id: str
    revision: int
    opened_on: str
    practice: bool
    historic: bool
    face: Face
    items: tuple[ItemState, ...]
    says: ArrivalIs = ArrivalIs.UNREAD
    aside: Aside | None = None  # what one person said of it, and a second one did not yet
    channel: str = ""
    shelf: str = ""  # digest that judged it last
    readers: frozenset[str] = frozenset()  # who took the original to their machine
    typed: Mapping[str, str] = field(default_factory=dict)  # who typed or confirmed it last, by path of the face
    callers: frozenset[str] = frozenset()  # who called the authority back
    called: Called = Called.NOBODY  # what the authority of the face said when it was called back
    uncalled: frozenset[int] = frozenset()  # items that came, or were changed, since it was called
    custodian: str = ""
    restricted_to: str = ""  # who alone opens it
    refiled: str = ""  # case that this one repeats
    answers: str = ""  # case of which it names a letter; it belongs there once a person says so
    merged_into: str = ""
    closed_on: str = ""  # day on which it was closed, or went into another case
    forget_by: str = ""  # who proposed to destroy what is sealed of it
    forget_statement: str = ""  # SHA-256 (hex) of that statement
    forgotten: bool = False
    costs: tuple[CostEntry, ...] = ()
    invoices: tuple[Invoice, ...] = ()  # in order
    day: str = ""  # of its newest event, as ``statement`` is the one behind that event
    statement: str = ""
    arrival: str = ""  # id of what arrived; empty where its items came from another case
    received_at: str = ""  # YYYY-MM-DDTHH:MMZ
    received_on: str = ""  # the day that this was where the provider sits
    origin: str = ""  # case that it was split from
    letter: str = ""  # case to which its letter came, where that is another one
    review_on: str | None = None  # held outside: when somebody looks again
    questions: tuple[Question, ...] = ()  # to counsel, oldest first; one at most is open
    key: HouseKey | None = None  # that a person of the house drew; None: it lies under the key of who handed it in

    @property
    def closed(self) -> bool:
        """Whether nothing is left to do."""
        return bool(self.closed_on)

    @property
    def stamp(self) -> Stamp:
        """Its newest event."""
        return Stamp(self.day, self.revision)

    def typists(self, *items: int) -> frozenset[str]:
        """Who typed or confirmed what stands of the common facts and of these items (hazard 5.1)."""
        return frozenset(by for path, by in self.typed.items() if any(concerns(path, item) for item in (0, *items)))

    def item(self, number: int) -> ItemState | None:
        """The item's machines; None where there is no such item."""
        return self.items[number - 1] if 0 < number <= len(self.items) else None

    @property
    def phase(self) -> Phase:
        """Where the case is, by its slowest item."""
        if self.merged_into:
            return Phase.MERGED
        if self.says is ArrivalIs.UNREAD:
            return Phase.ARRIVED
        if self.closed:
            return Phase.CLOSED
        return min((_phase(self, item) for item in self.items), key=list(Phase).index, default=Phase.ARRIVED)


def _phase(case: CaseState, item: ItemState) -> Phase:
    if item.answered:
        return Phase.ANSWERED
    decided = {Deciding.DECIDED: Phase.DECIDED, Deciding.PROPOSED: Phase.PROPOSED}
    return decided.get(item.deciding, Phase.ASSESSED if case.shelf else Phase.READ)
