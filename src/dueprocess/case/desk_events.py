"""What happens to the desk itself: rosters, authorities, law, the public site, stops, reports."""

from typing import Annotated, Any

from dueprocess.case import fields as f
from dueprocess.case.events import Body, Case, CaseOrNone, CodeOrNone, EventKind, HashOrNone, Person, of
from dueprocess.case.lists import REACHED
from dueprocess.formats.record import BARE, MAYBE, Day, Hash, Moment, Natural, matching

Authority = Annotated[str, matching(r"[A-Z0-9]{1,12}(?:-[A-Z0-9]{1,16}){0,6}", "the id of an authority")]


class _Roster(Body[Any]):
    hash: Hash
    number: Natural
    people: Natural


class RosterFounded(_Roster, kind=EventKind.DESK_FOUNDED):
    pass


class RosterChanged(_Roster, kind=EventKind.DESK_ROSTER_CHANGED):
    pass


class AuthorityNamed(Body[Any], kind=EventKind.DESK_AUTHORITY_NAMED):
    """The first person: contact, key, telephone numbers by their hashes; ``source``: where these were found."""

    by: Person
    authority: Authority
    contact: Hash
    how: Annotated[str, of(REACHED, "a way to reach an authority")]
    key: Annotated[HashOrNone, MAYBE] = ""
    key_kind: Annotated[CodeOrNone, MAYBE] = ""
    phone: Annotated[HashOrNone, MAYBE] = ""
    night: Annotated[HashOrNone, MAYBE] = ""
    found: Annotated[CodeOrNone, MAYBE] = ""
    source: Annotated[HashOrNone, MAYBE] = ""


class AuthorityVerified(Body[Any], kind=EventKind.DESK_AUTHORITY_VERIFIED):
    by: Person
    authority: Authority
    verification: Hash


class LawSigned(Body[Any], kind=EventKind.DESK_LAW_SIGNED):
    """``text``: SHA-256 of what stood under the rule."""

    by: Person
    rule: CodeOrNone
    on: Day
    text: Annotated[HashOrNone, MAYBE, BARE] = ""


class LawRead(Body[Any], kind=EventKind.DESK_LAW_READ):
    """What was read, and what is wrong in it, stands in the statement alone. ``minutes``: that the reading took."""

    by: Person
    on: Day
    minutes: Natural


class LanguageSigned(Body[Any], kind=EventKind.DESK_LANGUAGE_SIGNED):
    """The words of letters in a language, by their hash; none: they bind no more."""

    by: Person
    language: CodeOrNone
    words: HashOrNone


class FactsSigned(Body[Any], kind=EventKind.DESK_FACTS_SIGNED):
    """Who the house is to authorities, by the hash of what desk.toml says; none: it says nothing any more."""

    by: Person
    facts: HashOrNone


class SitePublished(Body[Any], kind=EventKind.DESK_SITE_PUBLISHED):
    """A row of the ledger of what the public was told, by its hash."""

    hash: Hash
    surface: CodeOrNone


class DeskStopped(Body[Any], kind=EventKind.DESK_FROZEN):
    """Somebody stopped it; without a statement where it was asked for from a page."""

    by: Person
    at: Moment


class _Lift(Body[Any]):
    by: Person
    freeze: Annotated[str, of(f.Text(r"e-[a-z2-7]{24}|[0-9a-f]{64}"), "the stop: a statement's hash, or an event")]


class LiftAgreed(_Lift, kind=EventKind.DESK_LIFT_AGREED):
    pass


class DeskLifted(_Lift, kind=EventKind.DESK_LIFTED):
    pass


class KeyRetired(Body[Any], kind=EventKind.DESK_KEY_RETIRED):
    by: Person
    key: Annotated[str, of(f.Text(r"[0-9a-f]{8}"), "the id of the key")]


class _Strike(Body[Any]):
    by: Person
    statement: Hash


class StrikeAgreed(_Strike, kind=EventKind.DESK_STRIKE_AGREED):
    pass


class StatementStruck(_Strike, kind=EventKind.DESK_STRUCK):
    pass


class HistoryAccepted(Body[Any], kind=EventKind.DESK_HISTORY_ACCEPTED):
    """``case``: empty for the desk itself. ``kept``: what the machine of ``by`` had seen; ``colleague``: by voice."""

    by: Person
    case: CaseOrNone
    colleague: Person
    head: Hash
    kept: Hash
    kept_size: Natural
    size: Natural


class _Purge(Body[Any]):
    by: Person
    case: Case
    counted: Hash
    forget: Hash
    mark: Hash


class PurgeAgreed(_Purge, kind=EventKind.DESK_PURGE_AGREED):
    pass


class CasePurged(_Purge, kind=EventKind.DESK_PURGED):
    """``links``: SHA-256 of each note of the case's chain, in order; its head is ``mark``."""

    links: tuple[Hash, ...]


class _Edition(Body[Any]):
    edition: Hash
    number: Natural
    period: Annotated[str, matching(r"[0-9]{4}(?:-[HQ][1-4])?", "a period, as 2026-H1")]


class ReportBuilt(_Edition, kind=EventKind.DESK_REPORT_BUILT):
    """A draft; ``stood``: hash of the items that it counts, ``releases``: how many stood in the ledger."""

    releases: Natural
    stood: HashOrNone


class ReportDropped(_Edition, kind=EventKind.DESK_REPORT_DROPPED):
    pass


class ReportSigned(_Edition, kind=EventKind.DESK_REPORT_SIGNED):
    by: Person


class ReportPublished(_Edition, kind=EventKind.DESK_REPORT_PUBLISHED):
    by: Person


class ReportCorrected(_Edition, kind=EventKind.DESK_REPORT_CORRECTED):
    by: Person


class _Scorecard(Body[Any]):
    """The scorecard, by the hash of its bytes."""

    by: Person
    card: Hash


class ScoreSigned(_Scorecard, kind=EventKind.DESK_SCORE_SIGNED):
    pass


class ScorePublished(_Scorecard, kind=EventKind.DESK_SCORE_PUBLISHED):
    pass


Talk = Hash
"""A talk, by the commitment to its words."""


class TalkRecorded(Body[Any], kind=EventKind.DESK_TALK_RECORDED):
    """``until``: sealed until that day. ``sealed``: hash of the ciphertext."""

    by: Person
    talk: Talk
    sort: CodeOrNone
    on: Day
    until: Day
    reveals: Annotated[str, matching("yes|no", "yes or no")]
    sealed: Hash


class TalkAnswered(Body[Any], kind=EventKind.DESK_TALK_ANSWERED):
    by: Person
    talk: Talk
    until: Day
    reveals: Annotated[str, matching("yes|no", "yes or no")]


class TalkPublished(Body[Any], kind=EventKind.DESK_TALK_PUBLISHED):
    """``words``: SHA-256 of what was opened."""

    by: Person
    talk: Talk
    words: Hash


class TalkWithdrawn(Body[Any], kind=EventKind.DESK_TALK_WITHDRAWN):
    by: Person
    talk: Talk
    why: CodeOrNone


class TalkQuarter(Body[Any], kind=EventKind.DESK_TALK_QUARTER):
    by: Person
    quarter: Annotated[str, matching(r"[0-9]{4}-Q[1-4]", "a quarter, as 2026-Q4")]
    answer: CodeOrNone


Ally = Annotated[str, matching(r"[a-z0-9]{1,16}(?:-[a-z0-9]{1,16}){0,4}", "the id of an ally")]


class AllyNamed(Body[Any], kind=EventKind.DESK_ALLY_NAMED):
    """Name, address and key by their hashes."""

    by: Person
    ally: Ally
    name: Hash
    contact: Hash
    key: Hash
    key_kind: CodeOrNone
    how: Annotated[str, of(REACHED, "a way to reach an authority")]


class AllyVerified(Body[Any], kind=EventKind.DESK_ALLY_VERIFIED):
    by: Person
    ally: Ally
    verification: Hash


class AllyAsked(Body[Any], kind=EventKind.DESK_ALLY_ASKED):
    """``question``: hash of what was sealed. ``case``: empty where it is about the law alone."""

    by: Person
    ally: Ally
    verification: Hash
    about: CodeOrNone
    case: CaseOrNone
    question: Hash
