"""What the domain is handed beside state and command: who, when, on what basis, and what law and roster say."""

import datetime
import zoneinfo
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from dueprocess.case.events import Body
from dueprocess.case.outcome import Rule
from dueprocess.demand.codes import Role
from dueprocess.formats.refusal import Denied, Msg, Parameter
from dueprocess.formats.statement import Act
from dueprocess.law.finding import Assessment, ItemAssessment

CONTEST_DAYS: Final = 14
"""Days that the person has to contest where law and demand set no time; a house may choose another number."""
CONTEST: Final = "house.contest-days"
"""The rule under which these days stand."""


@dataclass(frozen=True, slots=True)
class Given:
    """The circumstances of one act. Everything was checked against roster and signature before."""

    act: Act
    by: str
    roles: frozenset[Role]
    at: datetime.datetime  # aware, UTC
    statement: str  # SHA-256 (hex) of the statement's note
    basis: str  # that the statement names
    basis_now: str
    came: tuple[Body[Any] | None, ...] | None = ()  # what happened on the case since the look was composed
    assessment: Assessment | None = None
    authority_verified: bool = False
    denied_beside: str = ""  # case with items of the same letter, in which the office denied it since they parted
    recipient: str = ""  # verified contact that an answer goes to
    may_call: frozenset[str] = frozenset()  # who on the roster may call the authority back
    decide_onward: frozenset[str] = frozenset()  # who decided in a case into which what came in this one went
    rung: frozenset[str] = frozenset({""})  # hashes of the numbers that are rung today; "": the office has none
    number_waits: bool = False  # its number was changed less than seven days ago
    seconds: frozenset[str] = frozenset()  # who on the roster may agree as the second person
    judges: frozenset[str] = frozenset()  # who on the roster may decide what a person contests
    timezone: str = "UTC"  # IANA name of where the provider sits
    contest_days: int = CONTEST_DAYS  # that a person has where neither law nor demand sets a time
    refused_before: bool = False  # the case that this one repeats was refused
    instruments: frozenset[str] = frozenset()  # ids of the law data
    open_duties: frozenset[tuple[int | None, str]] = frozenset()  # item (None: the whole case) and what
    waiting: frozenset[str] = frozenset()  # sealed letters of the case that nobody began to send
    uncompared: tuple[str, ...] = ()  # cases split off it, of which nobody compared the letter with the one here
    went_into: str = ""  # open case into which what came in this one went: there it is asked for yet
    letters_wait: bool = False  # a letter of the case lies with the sending worker
    readers: frozenset[str] = frozenset()  # who can open the case
    custodian: str = ""  # whom the house names for what is restricted; empty: nobody
    frozen: bool = False  # somebody froze the desk, and two have not lifted it
    lifted: datetime.datetime | None = None  # when the last stop of the desk was lifted: a hold begins anew
    finishers: frozenset[str] = frozenset()  # who may put shares together, and has not retired the key
    k: int = 0  # of the roster in force
    releasers: frozenset[str] = frozenset()  # who releases, and has not retired the key
    producers: frozenset[str] = frozenset()  # extraction hosts on the roster
    recipient_key: str = ""  # SHA-256 (hex) of the recipient's key that two people verified
    decided_on: Mapping[int, datetime.date] = field(default_factory=dict)  # item → day of its decision
    gone: frozenset[str] = frozenset()  # acts on which decisions rest whose person left, or has another key since

    def day(self, ahead: int = 0) -> str:
        """The day (YYYY-MM-DD) where the provider sits, ``ahead`` days on: what a person there calls today."""
        return (self.at.astimezone(zoneinfo.ZoneInfo(self.timezone)).date() + datetime.timedelta(ahead)).isoformat()

    def judged(self, item: int) -> ItemAssessment | None:
        """The assessment of one item; None where the case was not assessed."""
        for one in self.assessment.items if self.assessment else ():
            if one.item == item:
                return one
        return None


NOT_ASSESSED: Final = Denied(Rule.NOT_ASSESSED, "The item was not assessed.", "Run `dueprocess assess CASE` first.")
"""Denial for an act that asks what the law says of an item of which nobody asked it yet."""


GONE: Final = Denied(
    Rule.BASIS,
    "Who decided this has left the desk, or has another key since: what they signed decides nothing any more.",
    "Take it back, and decide again.",
)
"""Denial for what rests on a proposal or an approval whose person no longer stands behind it."""


def later(at: datetime.datetime, **span: float) -> str:
    """``at`` plus a span, to the minute: ``YYYY-MM-DDTHH:MMZ``."""
    return (at + datetime.timedelta(**span)).strftime("%Y-%m-%dT%H:%MZ")


def day_end(day: str, timezone: str) -> str:
    """The minute (UTC) in which ``day`` (YYYY-MM-DD) is over where the provider sits; legal days end there."""
    after = datetime.date.fromisoformat(day) + datetime.timedelta(days=1)
    midnight = datetime.datetime.combine(after, datetime.time(), tzinfo=zoneinfo.ZoneInfo(timezone))
    return midnight.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%MZ")


def no_item(number: int) -> Denied:
    """Denial for an act on an item that is not there."""
    return Denied(Rule.NO_ITEM, "There is no item {item} in this case.", item=number)


def no_grant(number: int, outcome: str | None, deciding: str) -> Denied:
    """Denial for what follows a grant, where an item is open or was answered otherwise."""
    if not outcome:
        return wrong_state(Msg("item {item}", item=number), deciding)
    return Denied(
        Rule.STATE,
        "This does not follow from what was decided of item {item}: {outcome}.",
        "See `dueprocess show CASE`.",
        item=number,
        outcome=outcome,
    )


def wrong_state(what: Msg, state: Parameter) -> Denied:
    """Denial for an act that the machine's state does not allow."""
    return Denied(
        Rule.STATE,
        "This cannot be done while {what} is {state}.",
        "See `dueprocess show CASE`.",
        what=what,
        state=state,
    )
