"""What an assessment says: findings with citations, grounds, risk, clocks, and the three may-we questions.

The plain form is that of ``assess --json`` (docs/reference/assess.md). Field names do not change meaning.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Final

from dueprocess.demand.codes import Code
from dueprocess.formats.record import BARE, MAYBE
from dueprocess.law.clocks import Span

PROVIDER: Final = "provider"
STATED: Final = "house.stated-deadline"
"""The rule under which the time stands that a demand sets itself."""


class Status(StrEnum):
    """How far a legal statement was checked (P8)."""

    VERIFIED = "verified"
    SECONDARY = "secondary"
    UNVERIFIED = "unverified"


class Met(StrEnum):
    """Result of one rule."""

    MET = "met"
    UNMET = "unmet"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not_applicable"


class Effect(StrEnum):
    """What a result means for the decision."""

    DEFECT = "defect"  # a verified requirement of the invoked law is unmet
    NOTE = "note"  # what a standard asks is absent
    CAUTION = "caution"  # an unverified or stale rule, or an unknown fact
    COUNSEL = "counsel"  # no verified rule decides
    INFO = "info"


class Layer(StrEnum):
    """Which body of rules speaks."""

    DOMESTIC = "domestic"
    INTERNATIONAL = "international"
    POLICY = "policy"
    HOUSE = "house"  # what the provider's own map of its services says: facts, no rule


class Recommendation(Code):
    """What the invoked law suggests. Standards and policy of the house alone never make it ``object``."""

    COMPLY = "comply", "comply"
    PARTIAL = "partial", "comply in part"
    CORRECT = "correct", "return it for correction"
    OBJECT = "object", "object"
    CHALLENGE = "challenge", "challenge it in court"
    COUNSEL = "counsel", "ask counsel"
    # The law is satisfied, and by the map of services nothing of it is held, or nothing can be read.
    NO_DATA = "no_data", "say that no such data is held"
    NOT_EXECUTABLE = "not_executable", "say what cannot be done"
    REFUSE = "refuse", "refuse: policy of the house"  # for shutdown, throttling, direct access and capability


class Allowed(StrEnum):
    """Answer of the law to: may we?"""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"  # no verified rule decides: closed until a named person answers (P6)


STANDARDS: Final = {"unmet": Met.UNMET, "not_asked": Met.UNKNOWN, "met": Met.MET}
"""How an item stands to international standards: one is unmet, else one is not asked, else all are met."""

UNREAD: Final = "not read"
"""What a citation says in its act or section as long as nobody read the text."""


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a legal statement stands, since when, and how far it was checked."""

    title: str  # the act, by its own name
    section: str
    url: str | None
    in_force_from: str | None  # YYYY-MM-DD
    checked_on: str | None  # YYYY-MM-DD
    status: Status
    signed_on: str | None = None  # day on which this desk's own counsel verified it (P8)

    @property
    def is_unread(self) -> bool:
        """Whether it says itself that nobody read what it names: who signs our words signs no text that they quote."""
        return UNREAD in self.section or UNREAD in self.title


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule's result for one item."""

    rule: str
    outcome: Met
    effect: Effect
    layer: Layer
    says: str
    citation: Citation
    claimed: bool  # would be another one if a face field that nobody confirmed said something else (hazard 3.1)

    @property
    def house_ground(self) -> str:
        """The ground under which a refusal names this rule of the house, as ``policy.shutdown``; else empty."""
        return f"policy.{self.rule.removeprefix('POLICY-').lower()}" if self.layer is Layer.POLICY else ""


@dataclass(frozen=True, slots=True)
class GroundOpen:
    """An objection that the invoked law gives the provider. ``unmet``: what was confirmed says that it is not so."""

    code: str
    says: str
    citation: Citation
    unmet: bool = False


@dataclass(frozen=True, slots=True)
class WrongAnswer:
    """What a wrong answer risks: a refusal outside the grounds, or a grant that the law does not ask for."""

    says: str
    citation: Citation


@dataclass(frozen=True, slots=True)
class May:
    """May we tell the person, admit that the demand exists, count it; who tells; until when."""

    tell: Allowed
    admit: Allowed
    count: Allowed
    who_notifies: str  # provider | authority | nobody | unknown
    until: str | None  # YYYY-MM-DD, or None where no end is set
    source: str  # none | statute | order | request | unknown
    says: str
    citation: Citation | None
    public: str | None = None  # what the provider says in public of a silence that a statute imposes
    silent: Annotated[bool, MAYBE, BARE] = False  # the law says nothing of telling: the house's policy decides

    @property
    def remedy(self) -> str:
        """What can be done about the silence: a motion to lift an order, a yearly look at a statute, none, or unknown.

        A mere request imposes nothing and needs no remedy (hazard 6.1).
        """
        return _REMEDIES.get(self.source, "unknown")


_REMEDIES: Final = {"order": "motion", "statute": "yearly_review", "request": "none", "none": "none"}


@dataclass(frozen=True, slots=True)
class DutyDue:
    """What is due, when, not before when, and by which rule."""

    what: str
    due: str | None  # YYYY-MM-DDTHH:MMZ; None: without delay, no fixed time
    not_before: str | None
    rule: str
    says: str
    citation: Citation | None
    item: int | None = None
    by: str = PROVIDER  # or the authority, which then has to act, and not the desk
    target: str | None = None  # YYYY-MM-DDTHH:MMZ; our own, where the law says "without delay" and sets no time
    set_by_demand: Annotated[bool, MAYBE, BARE] = False  # the law leaves the time to the demand
    stops: Annotated[Citation | None, MAYBE, BARE] = None  # where it stands that it stops the handing over


@dataclass(frozen=True, slots=True)
class Charge:
    """What the invoked law lets the provider claim for one unit of an item."""

    position: str  # DE-STPO-100J.tariff.subscriber_record
    tariff: str  # under this name counsel signs it: DE-STPO-100J.tariff
    per: str  # what one unit is
    says: str
    cents: int
    currency: str
    citation: Citation
    decides: bool  # verified and read within twelve months, or signed: an invoice may rest on it (P8)
    expires: Span | None  # after the measure


@dataclass(frozen=True, slots=True)
class Channel:
    """A way to the data that the provider's own law leaves open to a foreign authority."""

    code: str  # agreement | union | protocol | treaty | rogatory | domestic
    says: str
    citation: Citation
    decides: bool  # verified and read within twelve months, or signed: a letter may name it


@dataclass(frozen=True, slots=True)
class Use:
    """What may become of the data afterwards: a condition of use, or sharing that the law of the receiver allows."""

    code: str
    sharing: bool
    says: str
    citation: Citation
    decides: bool


@dataclass(frozen=True, slots=True)
class Suggested:
    """Answer that the map of services suggests for the lines of one data category; a person confirms it or not."""

    category: str
    answer: str  # a code of LineAnswer
    rule: str  # the finding that it follows from


class Way(Code):
    """What remains to be done with an item, besides complying."""

    CLARIFY = "clarify", "ask for clarification"
    NARROW = "narrow", "ask for a narrower demand"
    OBJECT = "object", "object on a ground of the law"
    CHALLENGE = "challenge", "challenge it in court"
    UNDER_PROTEST = "under_protest", "comply under protest"
    TELL = "tell", "tell the person"
    PUBLISH = "publish", "publish"


@dataclass(frozen=True, slots=True)
class ItemAssessment:
    """All that law, standards and house policy say about one item."""

    item: int
    findings: tuple[Finding, ...]
    grounds: tuple[GroundOpen, ...]
    wrong_refusal: WrongAnswer | None
    may: May
    recommendation: Recommendation
    verbatim_allowed: bool
    provider_review: str  # formal | listed | full | unknown
    charges: tuple[Charge, ...] = ()
    channels: tuple[Channel, ...] = ()
    conditions: tuple[Use, ...] = ()
    lines: tuple[Suggested, ...] = ()
    read: tuple[str, ...] = ()  # paths of the files that it was judged by, as ``instruments/DE-STPO-100J``
    wrong_grant: WrongAnswer | None = None
    hangs_on: tuple[str, ...] = ()  # paths of facts that nobody confirmed and on which the answer or a clock hangs

    @property
    def ways(self) -> tuple[Way, ...]:
        """What remains: a question and a narrower reading always, an objection on a ground alone, a court always."""
        closed = {
            Way.OBJECT: not self.grounds,
            Way.TELL: self.may.tell is not Allowed.YES,
            Way.PUBLISH: self.may.admit is not Allowed.YES,
        }
        return tuple(way for way in Way if not closed.get(way, False))

    @property
    def stopping(self) -> tuple[Finding, ...]:
        """What the invoked law misses, and what no verified rule decides; of all else nothing is missing."""
        return tuple(one for one in self.findings if one.effect in {Effect.DEFECT, Effect.COUNSEL})

    @property
    def missing_required(self) -> tuple[str, ...]:
        """Rules of the invoked law that are unmet and verified."""
        return tuple(f.rule for f in self.findings if f.effect is Effect.DEFECT)

    @property
    def absent_by_standard(self) -> tuple[str, ...]:
        """Rules of international standards that are unmet or not known; shown once, collapsed, counted."""
        return tuple(
            f.rule for f in self.findings if f.layer is Layer.INTERNATIONAL and f.outcome in {Met.UNMET, Met.UNKNOWN}
        )

    @property
    def not_asked(self) -> tuple[str, ...]:
        """Of these, the ones that nobody checked: no fact says whether they are met, so they count as neither."""
        return tuple(f.rule for f in self.findings if f.layer is Layer.INTERNATIONAL and f.outcome is Met.UNKNOWN)

    @property
    def standards(self) -> str:
        """What a report counts the item as, by the standards that were read in their text (P8): of ``STANDARDS``.

        What rests on a fact that nobody confirmed counts as not asked. Empty: no such standard speaks to the item.
        """
        outcomes = {
            Met.UNKNOWN if one.claimed else one.outcome
            for one in self.findings
            if one.layer is Layer.INTERNATIONAL and one.citation.status is Status.VERIFIED
        }
        return next((code for code, outcome in STANDARDS.items() if outcome in outcomes), "")


@dataclass(frozen=True, slots=True)
class Assessment:
    """The assessment of one case on one day, bound to the shelf that judged it."""

    on: str  # YYYY-MM-DD
    shelf: str  # digest of law, directory and templates (hazard 4.5)
    items: tuple[ItemAssessment, ...]
    duties: tuple[DutyDue, ...]
