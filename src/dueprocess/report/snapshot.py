"""What the public site is made from: one immutable value that holds nothing secret (P2, P6, P11).

A row of a register is codes, days and citations of the law. It has no slot for free text, a target, an
address of content, an official, a file number or a case id: what has no slot cannot leak (hazards 3.2, 7.1).
Its sentences are chosen by the codes when the site is built.
"""

import datetime
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from dueprocess.demand.codes import AuthorityKind, Ground, Kind, Outcome
from dueprocess.formats.ids import RegisterId, is_id
from dueprocess.holdings.entry import Service
from dueprocess.report.cells import Cells
from dueprocess.report.cited import Cited, SnapshotError
from dueprocess.report.edition import Edition
from dueprocess.report.identities import ContradictionError, hold
from dueprocess.report.lawsheet import LawSheet, LawStandard
from dueprocess.report.pages import DemandPage
from dueprocess.report.positions import Position
from dueprocess.report.provider import Credential, Provider
from dueprocess.report.scorecard import Published
from dueprocess.report.talks import PublicTalk
from dueprocess.report.told import Silence, UnseenAccess

NETWORK_KINDS: Final = frozenset({Kind.SHUTDOWN, Kind.THROTTLING})
ACCESS_KINDS: Final = frozenset({Kind.DIRECT_ACCESS, Kind.CAPABILITY})
SENSITIVE: Final = frozenset(Ground) - {Ground.OTHER}  # hazard 7.1; not known counts as sensitive

# Objections whose meaning the public pages can say in every language; all others read "other".
PUBLIC_GROUNDS: Final = (
    "legal_basis_missing",
    "form",
    "competence",
    "necessity",
    "immunity",
    "press_freedom",
    "conflict_of_laws",
    "impossibility",
    "manifest_error",
    "other",
)

_WEEK: Final = re.compile(r"\d{4}-W(0[1-9]|[1-4]\d|5[0-3])")
_COUNTRY: Final = re.compile(r"[A-Z]{2}")


class Register(StrEnum):
    """The three public lists of single demands."""

    DEMANDS = "demands"
    NETWORK = "network"  # shutdown, throttling
    ACCESS = "access"  # direct access, capability


class Publication(StrEnum):
    """How much of one item the public may see (hazard 7.1)."""

    AGGREGATE = "aggregate"  # counted, never a row
    SUMMARY = "summary"
    FULL = "full"


@dataclass(frozen=True, slots=True)
class PublicRow:
    """One row of a public register. ``week`` is the ISO week of receipt: never finer (hazard 6.7)."""

    id: RegisterId
    register: Register
    published_on: datetime.date
    week: str
    country: str
    authority_kind: AuthorityKind
    kinds: tuple[Kind, ...]
    instruments: tuple[Cited, ...]
    outcome: Outcome | None
    ground: str
    publication: Publication

    def __post_init__(self) -> None:
        """Raises SnapshotError for a row that may not be published."""
        if not is_id(self.id, "r"):
            raise SnapshotError("a public row has a register id of its own, never a case id")
        if type(self.published_on) is not datetime.date or not _WEEK.fullmatch(self.week):
            raise SnapshotError("a public row knows its day of publication and its ISO week of receipt, nothing finer")
        if not _COUNTRY.fullmatch(self.country):
            raise SnapshotError("a country is two capital letters (ISO 3166-1), or EU")
        if self.publication not in {Publication.SUMMARY, Publication.FULL}:
            raise SnapshotError("an item of class aggregate is counted and has no row")
        if self.ground and (self.ground not in PUBLIC_GROUNDS or self.outcome is None):
            raise SnapshotError("a ground is one of the public list, and stands beside an outcome")
        self._check_kinds()

    def _check_kinds(self) -> None:
        if not self.kinds or tuple(sorted(set(self.kinds))) != self.kinds:
            raise SnapshotError("a row has at least one kind; kinds are sorted and stand once")
        if {register_of(kind) for kind in self.kinds} != {self.register}:
            raise SnapshotError(f"not all kinds of this row belong to the register {self.register}")


class Why(StrEnum):
    """Why a row says something else; it follows from what changed."""

    RECORDED = "recorded"  # who asked, for what or when was recorded wrongly
    DECIDED = "decided"  # decided anew, after the answer that stood here
    CITED = "cited"  # the law is cited otherwise


@dataclass(frozen=True, slots=True)
class Corrected:
    """One correction of a row that stands. ``number`` counts those of the row, from 1."""

    number: int
    on: datetime.date
    was: PublicRow
    now: PublicRow
    fields: tuple[str, ...]
    why: Why


@dataclass(frozen=True, slots=True)
class RowFact:
    """What the desk knows about an item or a group of items when it asks whether a row may stand in public.

    ``admit`` and ``count`` are the gate's answers (None: nobody answered, so no). ``reached`` is whether the
    person was told; ``consent`` whether that person agreed to more than a summary; ``subject`` is the subject
    of a content demand.
    """

    id: RegisterId
    published_on: datetime.date
    week: str
    country: str
    authority_kind: AuthorityKind
    kinds: tuple[Kind, ...]
    instruments: tuple[Cited, ...]
    outcome: Outcome | None
    ground: str
    publication: Publication
    admit: bool | None
    count: bool | None
    reached: bool | None
    consent: bool = False
    subject: Ground | None = None


@dataclass(frozen=True, slots=True)
class Withheld:
    """Why there is no row. For the desk's own staff: never published, never counted in public (hazard 6.7)."""

    rule: str


def register_of(kind: Kind) -> Register:
    """The register that lists items of this kind."""
    if kind in NETWORK_KINDS:
        return Register.NETWORK
    return Register.ACCESS if kind in ACCESS_KINDS else Register.DEMANDS


def row_of(fact: RowFact) -> PublicRow | Withheld:
    """The public row of ``fact``, or the rule that withholds it (P6; hazards 7.1, 7.2).

    A row needs a yes to "may we admit it" and to "may we count it", since a row can be counted. What
    concerns a person needs that person to have been reached, and a subject that endangers nobody.
    Raises SnapshotError where the codes themselves are wrong.
    """
    if rule := _withheld(fact):
        return Withheld(rule)
    kinds = tuple(sorted(set(fact.kinds)))
    return PublicRow(
        id=fact.id,
        register=register_of(kinds[0]) if kinds else Register.DEMANDS,
        published_on=fact.published_on,
        week=fact.week,
        country=fact.country,
        authority_kind=fact.authority_kind,
        kinds=kinds,
        instruments=tuple(sorted(set(fact.instruments))),
        outcome=fact.outcome,
        ground=public_ground(fact.ground),
        publication=fact.publication if fact.consent else Publication.SUMMARY,
    )


def _withheld(fact: RowFact) -> str:
    about_a_person = not set(fact.kinds) <= NETWORK_KINDS | ACCESS_KINDS
    if fact.admit is not True:
        return "report.may-not-admit"
    if fact.count is not True:
        return "report.may-not-count"
    if fact.publication is Publication.AGGREGATE:
        return "report.aggregate"
    if about_a_person and fact.reached is not True:
        return "report.person-not-reached"
    if Kind.CONTENT in fact.kinds and (fact.subject is None or fact.subject in SENSITIVE):
        return "report.sensitive-subject"
    return ""


def public_ground(code: str) -> str:
    """The ground as the public pages can say it; ``other`` for one that they have no sentence for."""
    if not code:
        return ""
    return code if code in PUBLIC_GROUNDS else "other"


def rows_of(facts: Iterable[RowFact]) -> tuple[PublicRow, ...]:
    """The rows that may stand in public, in the registers' order."""
    return in_order(row for row in map(row_of, facts) if isinstance(row, PublicRow))


def in_order(rows: Iterable[PublicRow]) -> tuple[PublicRow, ...]:
    """Newest day of publication first; within a day by the random id, which tells nothing (hazard 6.7)."""
    by_id = sorted(rows, key=lambda row: row.id)
    return tuple(sorted(by_id, key=lambda row: row.published_on, reverse=True))


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All that one build of the public site may know. Building twice gives the same bytes."""

    provider: Provider
    made_on: datetime.date
    rows: tuple[PublicRow, ...]
    numbers: Cells  # of the live page
    positions: tuple[Position, ...] = ()
    law: tuple[LawSheet, ...] = ()
    standards: tuple[LawStandard, ...] = ()
    unseen: tuple[UnseenAccess, ...] = ()
    silences: tuple[Silence, ...] = ()
    services: tuple[Service, ...] = ()  # what is held and who can read it; those that somebody has checked
    scorecards: tuple[Published, ...] = ()  # every published one, the newest last
    editions: tuple[Edition, ...] = ()  # every edition of the report that was published, older ones too
    credentials: tuple[Credential, ...] = ()  # who the provider is to authorities, as somebody signed it
    talks: tuple[PublicTalk, ...] = ()  # with governments: what was published, the newest day first
    corrected: tuple[Corrected, ...] = ()  # what rows that stand said before, the newest first
    pages: tuple[DemandPage, ...] = ()  # what the pages of rows show besides them
    practice: bool = False  # of a house that does not exist: every page and picture says so

    def __post_init__(self) -> None:
        """Raises SnapshotError, or ContradictionError where numbers and rows contradict each other (P7)."""
        if len({row.id for row in self.rows}) != len(self.rows):
            raise SnapshotError("two rows have one id")
        full = {row.id: row.publication is Publication.FULL for row in self.rows}
        if any(page.id not in full or (page.documents and not full[page.id]) for page in self.pages):
            raise SnapshotError("documents stand on the page of a row that is published as full, and nowhere else")
        if any(row.published_on > self.made_on for row in self.rows):
            raise SnapshotError("a row is published after the day of this snapshot")
        if not {one.now.id for one in self.corrected} <= {row.id for row in self.rows}:
            raise SnapshotError("a correction is of a row that stands")
        hold(self.numbers)
        _rows_within_numbers(self.rows, self.numbers)
        object.__setattr__(self, "rows", in_order(self.rows))


def _rows_within_numbers(rows: tuple[PublicRow, ...], numbers: Cells) -> None:
    counted: Counter[str] = Counter()
    withheld = False  # beside a law's table no country has a number
    for cell in numbers:
        if cell.place.metric == "received" and [name for name, _ in cell.place.by] == ["country"]:
            counted[cell.place.by[0][1]] += cell.value or 0
            withheld |= cell.value is None
    listed: Counter[str] = Counter()
    for row in rows:
        listed[row.country] += len(row.kinds)
    broken = [
        f"the registers list {many} items from {country}, the numbers count {counted[country]}"
        for country, many in sorted(listed.items())
        if many > counted[country] and not withheld
    ]
    if broken:
        raise ContradictionError(broken)
