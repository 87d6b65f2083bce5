"""The texts of the law as frozen values: instruments in their versions, rules, standards, house policy, positions.

Made from the parsed files (``parts.py``). A *signature* of the desk's own counsel lies over a rule: it decides for this
desk for twelve months, whatever the file's own status is (P8).
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from dueprocess.law.clocks import FRESH_MONTHS, Span, add_months
from dueprocess.law.conditions import Condition
from dueprocess.law.finding import PROVIDER, Allowed, Citation, Effect, Finding, Layer, Met, Recommendation, Status

Words: TypeAlias = Mapping[str, str]
"""A sentence by language (ISO 639-1); English is always there."""

ENGLISH: Final = "en"
WITHDRAWN: Final = ".withdrawn"
"""What stands behind the id of a position in the signature that takes it back."""

COURTS: Final[Mapping[str, str]] = {
    "prior": "before",
    "later": "afterwards",
    "independent": "an independent body that is no court, before",
    "programme": "for the programme, never for the single case",
    "none": "none",
    "unknown": "not known",
}
"""Whether a court stands before a power (``Version.court``), as an answer to: a court?"""


class ShelfError(ValueError):
    """Law data that contradicts itself or the vocabulary: a test, an id, a code, a date."""


def word(words: Words, language: str) -> str:
    """The sentence in ``language``, else in English."""
    return words.get(language) or words[ENGLISH]


MAX_SHORT: Final = 10
"""Letters of the short name of an act, in brackets behind the long one."""


@dataclass(frozen=True, slots=True)
class Signature:
    """This desk's counsel verified ``rule`` (a rule's id, or an instrument's for all that stands in it) on a day.

    ``text``: SHA-256 (hex) of what stood there, without which it decides nothing (``build.hash_signed``); empty: an
    older program signed no text. ``read``: it was signed beside the provision (``law.read``), and so covers nothing
    that still says that nobody read it. ``wrong``: counsel marked it instead, and why: until the text is another one,
    or counsel signs it by its name, it decides nothing, whoever read it before.
    """

    rule: str
    by: str
    on: datetime.date
    text: str = ""
    read: bool = False
    wrong: str = ""

    @property
    def until(self) -> datetime.date:
        """Last day on which the signature decides."""
        return add_months(self.on, FRESH_MONTHS)


def read_until(citation: Citation) -> datetime.date | None:
    """Last day on which a reading of the provision's own text decides; None where nobody read it (P8)."""
    if citation.status is not Status.VERIFIED or citation.checked_on is None:
        return None
    return add_months(datetime.date.fromisoformat(citation.checked_on), FRESH_MONTHS)


@dataclass(frozen=True, slots=True)
class Cited:
    """A citation, and the spans of days in which it decides: verified and at most 12 months old, or signed (P8)."""

    citation: Citation
    windows: tuple[tuple[datetime.date, datetime.date], ...]

    def decides(self, on: datetime.date) -> bool:
        """Whether a result may rest on it on the day ``on``."""
        return any(first <= on <= last for first, last in self.windows)


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule with its compiled test, its words and its citation."""

    id: str
    test: Condition
    when: Condition | None
    effect: Effect  # what unmet means where the citation decides
    recommend: Recommendation
    ground: str | None
    says: Words
    ask: Words | None  # what a correction letter asks for
    cited: Cited
    layer: Layer
    reads: frozenset[str]
    _made: dict[tuple[Met, Effect, bool, str], Finding] = field(default_factory=dict, compare=False, repr=False)

    def finding(self, outcome: Met, effect: Effect, *, claimed: bool, language: str, unmet: str = "{says}") -> Finding:
        """The rule's finding. The few that are possible are made once and shared.

        ``unmet``: how the language says that a requirement is not met, around the sentence that is the requirement.
        """
        key = (outcome, effect, claimed, language)
        made = self._made.get(key)
        if made is None:
            says = word(self.says, language)
            if outcome is Met.UNMET and self.layer is Layer.DOMESTIC and "?" not in says:
                says = unmet.format(says=says)
            made = Finding(self.id, outcome, effect, self.layer, says, self.cited.citation, claimed)
            self._made[key] = made
        return made


@dataclass(frozen=True, slots=True)
class GroundRule:
    """An objection that the instrument opens to the provider."""

    code: str
    when: Condition | None
    says: Words
    citation: Citation


@dataclass(frozen=True, slots=True)
class Risk:
    """What a wrong answer risks: a refusal outside the grounds, or a grant that the law does not ask for."""

    says: Words
    citation: Citation


@dataclass(frozen=True, slots=True)
class Untold:
    """Of what a law has nobody tell the person, not even the authority, and how that is said."""

    when: Condition
    says: Words
    public: Words | None


@dataclass(frozen=True, slots=True)
class SecrecyRule:
    """The instrument's duty of silence: source, what it forbids, who tells, until when."""

    source: str
    tell: Allowed
    admit: Allowed
    count: Allowed
    who_notifies: str
    until: Span | None
    until_face: bool  # ends on the day that the face gives as secrecy_until
    by_order_only: bool
    confirm_days: int | None
    when: Condition | None
    says: Words
    cited: Cited
    or_by_court: bool = False  # a court can set a later end than ``until``, which the face then gives
    public: Words | None = None  # what the provider says in public of a silence by statute
    ordered_by: str = "court"  # who can order a silence by order only: court | urgent | police | prosecutor | any
    nobody: "Untold | None" = None  # of which data nobody ever tells the person


@dataclass(frozen=True, slots=True)
class ClockRule:
    """Something due by the instrument; ``due`` None: without delay."""

    what: str
    due: Span | None
    not_before: Span | None
    when: Condition | None
    says: Words
    citation: Citation
    by: str = PROVIDER  # who has to act; what the authority has to do is no duty of the desk
    windows: tuple[tuple[datetime.date, datetime.date], ...] = ()
    set_by_demand: bool = False  # the text leaves the time to the demand: ``due`` None is then no "without delay"
    stops: Citation | None = None  # where it stands that nothing need be handed over while this is being decided

    def decides(self, on: datetime.date) -> bool:
        """Whether a result may rest on the clock on the day ``on`` (P8)."""
        return Cited(self.citation, self.windows).decides(on)


@dataclass(frozen=True, slots=True)
class Position:
    """One thing that the provider may charge for, and what one unit of it costs."""

    id: str  # DE-STPO-100J.tariff.subscriber_record
    per: str  # what one unit is: record | identifier | interception
    cents: int
    says: Words


@dataclass(frozen=True, slots=True)
class Tariff:
    """What the provider may claim, and for how long after the measure."""

    id: str  # the instrument's with ``.tariff``: under this name counsel signs it
    currency: str  # ISO 4217
    positions: tuple[Position, ...]
    cited: Cited
    expires: Span | None  # None: the law read sets no end to the claim
    expires_cite: Citation | None


@dataclass(frozen=True, slots=True)
class Standing:
    """Lasting access by law that the provider cannot see (hazard 4.3)."""

    says: Words
    since: datetime.date | None
    public: Allowed  # whether it may be said that it exists
    cited: Cited


@dataclass(frozen=True, slots=True)
class Onward:
    """What may become of data after they are handed over: a condition of use, or sharing that a law allows (L10)."""

    code: str
    sharing: bool
    when: Condition | None
    says: Words
    cited: Cited


@dataclass(frozen=True, slots=True)
class ChannelRule:
    """A way to the data that stays open to a foreign authority; letters name it."""

    code: str
    when: Condition | None
    says: Words
    cited: Cited


@dataclass(frozen=True, slots=True)
class Conflict:
    """What the provider's own law says of a demand, whatever that demand invokes: what bars it, what giving risks."""

    id: str
    country: str
    title: Words
    kinds: frozenset[str]
    data: frozenset[str]
    since: datetime.date | None
    until: datetime.date | None
    when: Condition | None
    rules: tuple[Rule, ...]
    channels: tuple[ChannelRule, ...]
    wrong_grant: Risk | None
    cited: Cited


@dataclass(frozen=True, slots=True)
class Stand:
    """A position on an act or a bill. It is this desk's own from the day on which counsel signs it."""

    id: str
    country: str
    title: Words
    stage: str  # bill | act | past
    on: datetime.date | None
    does: Words
    position: str  # oppose | amend | support
    says: Words | None
    asks: Words
    standards: tuple[str, ...]
    replaced_by: str | None
    citation: Citation
    signed: tuple[Signature, ...]
    next_on: datetime.date | None = None  # a bill's next known day: it is read, voted on, or takes force


@dataclass(frozen=True, slots=True)
class Version:
    """An instrument's text as it stood for a time."""

    section: str
    power: bool  # False: it adds duties, silence or conditions to a power that stands elsewhere
    kinds: frozenset[str]
    data: frozenset[str]
    services: frozenset[str]
    since: datetime.date | None
    until: datetime.date | None
    cited: Cited
    provider_review: str
    verbatim_allowed: bool
    summary: Words
    coverage_recommend: Recommendation
    coverage_ground: str | None
    rules: tuple[Rule, ...]
    grounds: tuple[GroundRule, ...]
    wrong_refusal: Risk | None
    wrong_grant: Risk | None
    remedy: Risk | None  # how the person can contest it, where the law itself says so
    secrecy: SecrecyRule | None
    clocks: tuple[ClockRule, ...]
    tariff: Tariff | None
    who: Words | None = None
    court: str = "unknown"  # a code of COURTS
    falls_short: tuple[str, ...] = ()  # standards that the law as written does not meet
    standing: Standing | None = None
    onward: tuple[Onward, ...] = ()
    about_silence: bool = False  # its rules say who is to be silent: they say nothing of the data

    def in_force(self, day: datetime.date) -> bool:
        """Whether the text stood on ``day``; an open end is open."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class Instrument:
    """One legal power, in all its versions; the first is the file's own."""

    id: str
    country: str
    title: Words
    act: str
    aliases: tuple[str, ...]
    together: tuple[str, ...]  # ids that one and the same form also invokes
    versions: tuple[Version, ...]

    @property
    def state(self) -> str:
        """The state (or EU, CE) whose authorities rely on it; a sub-national shelf belongs to its state."""
        return self.country[:2]

    def at(self, day: datetime.date) -> Version | None:
        """The text in force on ``day``; None where there was none."""
        return next((version for version in self.versions if version.in_force(day)), None)

    @property
    def spoken(self) -> str:
        """As lawyers name it: section and act, the act by its short name where it has one."""
        if not self.act.endswith(")"):
            return f"{self.latest.section} {self.act}"  # "Pakistan Telecommunication (Re-organization) Act 1996"
        name, _, inner = self.act.removesuffix(")").rpartition(" (")
        # "Strafprozessordnung (StPO)", but "TDDDG (TTDSG until 13 May 2024)" and "Criminal Code (R.S.C. 1985, c. C-46)"
        short = 0 < len(inner) <= MAX_SHORT and "," not in inner
        return f"{self.latest.section} {inner if short else name}"

    @property
    def latest(self) -> Version:
        """The file's own text."""
        return self.versions[0]


@dataclass(frozen=True, slots=True)
class Standard:
    """What one international norm asks of a demand. Its only effect is a note (hazard 4.1)."""

    id: str
    title: Words
    kinds: frozenset[str]
    rule: Rule
    object: str = "demand"  # demand | handling | report: only the first is tested on an item


@dataclass(frozen=True, slots=True)
class PolicyRule:
    """A rule of the house, labelled so; needs no verified law (hazard 4.3)."""

    id: str
    kinds: frozenset[str]
    rule: Rule
    recommend: Recommendation
    approved_by: str | None
    approved_on: datetime.date | None
