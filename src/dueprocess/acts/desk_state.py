"""The desk itself as an aggregate: who was verified, which law was signed, which reports wait or are published. Pure.

Folded from the desk's own events. One that says what a person did counts with their verified statement alone; else its
number is kept (``unsigned``). Stops, lifts and retired keys are reckoned as every client does: ``formats/standing.py``.
"""

import datetime
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING, Any, Final

from dueprocess.acts import talk_state
from dueprocess.acts.law_signed import signatures
from dueprocess.acts.talk_state import Talks
from dueprocess.case.desk_events import (
    AuthorityNamed,
    AuthorityVerified,
    FactsSigned,
    LanguageSigned,
    LawRead,
    LawSigned,
    ReportBuilt,
    ReportCorrected,
    ReportDropped,
    ReportPublished,
    ReportSigned,
    ScorePublished,
    ScoreSigned,
)
from dueprocess.case.events import Body, copied
from dueprocess.case.purgeable import Purgeable
from dueprocess.demand.codes import Role
from dueprocess.formats.standing import Standing
from dueprocess.formats.statement import Act, Statement
from dueprocess.formats.strikes import Strikable
from dueprocess.law.texts import Signature

if TYPE_CHECKING:  # every command would read the law's modules
    from dueprocess.law.shelf import Shelf

VERIFIED_DAYS: Final = 180
SIGNERS: Final = 2
OUTSIDERS: Final = frozenset({Role.OUTSIDE, Role.AUDITOR})
_SHOWN: Final = (Role.OUTSIDE, Role.COUNSEL, Role.APPROVER, Role.RELEASER, Role.CLERK, Role.AUDITOR)

ACT_OF: Final[Mapping[type[Body[Any]], Act]] = {
    AuthorityNamed: Act.AUTHORITY_VERIFY,
    AuthorityVerified: Act.AUTHORITY_CONFIRM,
    LawSigned: Act.LAW_SIGN,
    LawRead: Act.LAW_READ,
    LanguageSigned: Act.LANGUAGE_SIGN,
    FactsSigned: Act.FACTS_SIGN,
    ReportSigned: Act.REPORT_SIGN,
    ReportPublished: Act.REPORT_PUBLISH,
    ReportCorrected: Act.REPORT_CORRECT,
    ScoreSigned: Act.SCORE_SIGN,
    ScorePublished: Act.SCORE_PUBLISH,
    **talk_state.ACT_OF,
}
"""Events that count with a statement alone, and the act of that statement."""


@dataclass(frozen=True, slots=True)
class Verification:
    """A contact that one person verified, and the second one where there is one. Hashes are SHA-256 in hex."""

    authority: str
    contact: str  # hash
    how: str
    key: str  # hash; empty where none was signed
    key_kind: str
    phone: str  # hash; empty where none was signed
    night: str  # hash of the number that answers day and night; empty where none was signed
    found: str  # a code of case/lists.py: FOUND; empty where it was not said
    source: str  # hash of where the numbers were found; empty where it was not said
    by: str
    on: datetime.date
    statement: str
    confirmed_by: str = ""
    confirmation: str = ""

    @property
    def until(self) -> datetime.date:
        """The last day on which it can be confirmed, and on which it holds."""
        return self.on + datetime.timedelta(days=VERIFIED_DAYS)


@dataclass(frozen=True, slots=True)
class Signed:
    """A signature under an edition."""

    person: str
    role: str  # by which the public reads of them
    name: str  # hash of the name by which the public knows them; empty for none
    at: str
    statement: str


@dataclass(frozen=True, slots=True)
class Corrected:
    """A correction of a published edition."""

    by: str
    says: str  # hash of the public line
    at: str
    statement: str


@dataclass(frozen=True, slots=True)
class EditionState:
    """One edition of the report: a draft until it is published."""

    period: str
    number: int
    edition: str  # hash of its bytes
    made_on: datetime.date
    stood: str  # hash of the items that its publication enters in the ledger
    releases: int  # in the ledger when it was built
    signed: tuple[Signed, ...] = ()
    published_on: datetime.date | None = None
    published: str = ""  # the statement that published it
    corrections: tuple[Corrected, ...] = ()

    @property
    def named(self) -> dict[str, Any]:
        """How a statement and an event name it."""
        return {"edition": self.edition, "number": self.number, "period": self.period}

    @property
    def complete(self) -> bool:
        """Whether two people signed it, at least one of them of this house."""
        roles = {one.person: one.role for one in self.signed}
        return len(roles) >= SIGNERS and not OUTSIDERS.issuperset(roles.values())


@dataclass(frozen=True, slots=True)
class ScoreState:
    """A scorecard that somebody signed, by the hash of its bytes."""

    card: str
    signed: tuple[Signed, ...] = ()
    published_on: datetime.date | None = None

    @property
    def complete(self) -> bool:
        """Whether two people of this house signed it."""
        return len({one.person for one in self.signed}) >= SIGNERS


@dataclass(frozen=True, slots=True)
class Tongue:
    """A language in which letters bind, by the hash of the words that counsel read."""

    words: str
    by: str


@dataclass(frozen=True, slots=True)
class DeskState:
    """The desk after its event number ``revision``."""

    revision: int = 0
    standing: Standing = field(default_factory=Standing)
    verifications: Mapping[str, Verification] = field(default_factory=dict)  # by the first person's statement
    law: tuple[Signature, ...] = ()
    languages: Mapping[str, Tongue] = field(default_factory=dict)  # ISO 639-1; the newest signature of each
    facts: str = ""  # hash of who the house is to authorities, as somebody signed last
    facts_by: str = ""
    drafts: Mapping[str, EditionState] = field(default_factory=dict)  # by period
    published: tuple[EditionState, ...] = ()  # in the order of publication
    scores: Mapping[str, ScoreState] = field(default_factory=dict)  # by hash, in the order of the first signatures
    talks: Talks = field(default_factory=Talks)
    unsigned: tuple[int, ...] = ()

    def edition(self, period: str, number: int) -> EditionState | None:
        """The published edition of that period and number."""
        return next((one for one in self.published if (one.period, one.number) == (period, number)), None)


@dataclass(frozen=True, slots=True)
class Said:
    """One event of the desk, and the statement behind it where one counts: who signed it, in which roles."""

    seq: int
    body: Body[Any] | None  # None: nobody can read it
    day: datetime.date
    hash: str = ""
    statement: Statement | None = None
    roles: frozenset[Role] = frozenset()

    @property
    def counts(self) -> bool:
        """Whether nobody needs to have signed it, or somebody signed just this."""
        act = ACT_OF.get(type(self.body))  # type: ignore[arg-type]  # of no body there is none
        said = self.statement
        if act is None or said is None:
            return act is None and self.body is not None
        if said.act is not act or said.case is not None or getattr(self.body, "by", "") != said.by:
            return False
        names = (field.name for field in fields(self.body) if field.name != "by")  # type: ignore[arg-type]
        return all(said.says.get(name, "") == getattr(self.body, name) for name in names)

    @property
    def signed(self) -> Statement:
        """The statement of an event that counts with one alone."""
        if self.statement is None:
            raise ValueError(f"event {self.seq} without a statement")
        return self.statement


@dataclass(frozen=True, slots=True)
class Brought:
    """What comes in beside a statement, which names it by its hash."""

    contact: str = ""  # the office's public address
    key: bytes = b""  # the office's public key; nothing parses it here
    phone: str = ""  # the number on which the office is called back, as +49…
    night: str = ""  # the one that answers day and night
    source: str = ""  # where somebody found them
    name: str = ""  # by which the public knows a reader from outside
    line: str = ""  # a public correction
    card: bytes = b""  # a scorecard
    sealed: bytes = b""  # the words of a talk, sealed
    words: bytes = b""  # the same, opened on their day


@dataclass(frozen=True, slots=True)
class DeskGiven:
    """The circumstances of an act on the desk itself."""

    statement: Statement  # verified
    hash: str
    roles: frozenset[Role]
    now: datetime.datetime  # aware
    shelf: "Shelf"
    authorities: frozenset[str]  # ids of the directory
    words: Mapping[str, str]  # language of letters → hash of its words
    entered: bool  # whether this very statement was entered before
    brought: Brought = field(default_factory=Brought)
    purge: Purgeable | None = None  # what stands of the case that somebody would purge
    strikable: Strikable | None = None  # what stands of the note that somebody would strike out
    facts: str = ""  # hash of who the house is to authorities, as desk.toml says it
    retires: str = ""  # the verifier key of its person that this note may retire; empty where there is none
    admits: bool = False  # whether each item of the case that the statement names may be admitted

    @property
    def by(self) -> str:
        """Who acts."""
        return self.statement.by


def fold(standing: Standing, events: Iterable[Said]) -> DeskState:
    """The desk from its events, oldest first."""
    state = DeskState(standing=standing)
    for event in events:
        state = evolve(state, event)
    return state


def evolve(state: DeskState, said: Said) -> DeskState:
    """The desk after one more event. What could not have happened, or nobody signed, changes nothing else."""
    now = replace(state, revision=said.seq)
    change = _CHANGES.get(type(said.body), _nothing)
    after = change(now, said.body, said) if said.counts else None
    return replace(now, unsigned=(*now.unsigned, said.seq)) if after is None else after


def role_shown(roles: Iterable[Role]) -> str:
    """The role by which the public reads of a signer: the first that the person has. Of the house no name is told."""
    return str(next((role for role in _SHOWN if role in frozenset(roles)), ""))


def _nothing(state: DeskState, _body: object, _said: Said) -> DeskState:
    return state


def _named(state: DeskState, body: AuthorityNamed, said: Said) -> DeskState:
    made = copied(Verification, body, on=said.day, statement=said.hash)
    return replace(state, verifications={**state.verifications, said.hash: made})


def _confirmed(state: DeskState, body: AuthorityVerified, said: Said) -> DeskState | None:
    first = state.verifications.get(body.verification)
    if first is None or first.confirmed_by or first.by == body.by:
        return None
    made = replace(first, confirmed_by=body.by, confirmation=said.hash)
    return replace(state, verifications={**state.verifications, first.statement: made})


def _law_signed(state: DeskState, _body: LawSigned | LawRead, said: Said) -> DeskState:
    return replace(state, law=(*state.law, *signatures(said.signed)))


def _language_signed(state: DeskState, body: LanguageSigned, _said: Said) -> DeskState:
    others = {code: one for code, one in state.languages.items() if code != body.language}
    mine = {body.language: Tongue(body.words, body.by)} if body.words else {}
    return replace(state, languages={**others, **mine})


def _facts_signed(state: DeskState, body: FactsSigned, _said: Said) -> DeskState:
    return replace(state, facts=body.facts, facts_by=body.by)


def _built(state: DeskState, body: ReportBuilt, said: Said) -> DeskState:
    made, stood = copied(EditionState, body, made_on=said.day), state.drafts.get(body.period)
    if stood is not None and stood.named == made.named:  # the same bytes from other rows: what was signed stands
        made = replace(stood, stood=made.stood, releases=made.releases)
    return replace(state, drafts={**state.drafts, made.period: made})


def _dropped(state: DeskState, body: ReportDropped | ReportPublished, _said: Said) -> DeskState:
    return replace(state, drafts={key: one for key, one in state.drafts.items() if key != body.period})


def _draft_named(state: DeskState, body: ReportSigned | ReportPublished) -> EditionState | None:
    draft = state.drafts.get(body.period)
    return draft if draft and (draft.edition, draft.number) == (body.edition, body.number) else None


def _signed(state: DeskState, body: ReportSigned, said: Said) -> DeskState | None:
    draft = _draft_named(state, body)
    if draft is None or body.by in {one.person for one in draft.signed}:
        return None
    name = str(said.signed.says["name"])
    made = Signed(body.by, role_shown(said.roles), name, said.signed.at, said.hash)
    draft = replace(draft, signed=(*draft.signed, made))
    return replace(state, drafts={**state.drafts, draft.period: draft})


def _published(state: DeskState, body: ReportPublished, said: Said) -> DeskState | None:
    draft = _draft_named(state, body)
    if draft is None or not draft.complete:
        return None
    made = replace(draft, published_on=said.day, published=said.hash)
    return replace(_dropped(state, body, said), published=(*state.published, made))


def _corrected(state: DeskState, body: ReportCorrected, said: Said) -> DeskState | None:
    found = state.edition(body.period, body.number)
    if found is None or found.edition != body.edition:
        return None
    more = Corrected(body.by, str(said.signed.says["says"]), said.signed.at, said.hash)
    made = replace(found, corrections=(*found.corrections, more))
    return replace(state, published=tuple(made if one is found else one for one in state.published))


def _score_signed(state: DeskState, body: ScoreSigned, said: Said) -> DeskState | None:
    found = state.scores.get(body.card, ScoreState(body.card))
    if found.published_on is not None or body.by in {one.person for one in found.signed}:
        return None
    made = Signed(body.by, role_shown(said.roles), "", said.signed.at, said.hash)
    return replace(state, scores={**state.scores, body.card: replace(found, signed=(*found.signed, made))})


def _score_published(state: DeskState, body: ScorePublished, said: Said) -> DeskState | None:
    found = state.scores.get(body.card)
    if found is None or not found.complete or found.published_on is not None:
        return None
    return replace(state, scores={**state.scores, body.card: replace(found, published_on=said.day)})


def _of_talks(state: DeskState, body: Body[Any], said: Said) -> DeskState | None:
    after = talk_state.CHANGES[type(body)](state.talks, body, said)
    return None if after is None else replace(state, talks=after)


_CHANGES: Final[Mapping[type, Callable[[DeskState, Any, Said], DeskState | None]]] = {
    AuthorityNamed: _named,
    AuthorityVerified: _confirmed,
    LawSigned: _law_signed,
    LawRead: _law_signed,
    LanguageSigned: _language_signed,
    FactsSigned: _facts_signed,
    ReportBuilt: _built,
    ReportDropped: _dropped,
    ReportSigned: _signed,
    ReportPublished: _published,
    ReportCorrected: _corrected,
    ScoreSigned: _score_signed,
    ScorePublished: _score_published,
    **dict.fromkeys(talk_state.CHANGES, _of_talks),
}
"""What each event changes; None: it is not one that could have happened."""
