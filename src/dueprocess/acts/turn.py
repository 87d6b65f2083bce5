"""Whose turn it is: the act that ends a duty, and who is asked for it. The due list, command and interface ask here.

Who is asked follows from the table of acts: whose roles allow the act, and where two people are needed, who did not do
the first half. Somebody who is away is passed over; nobody gains a role by that.
"""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, TypeAlias

from dueprocess.acts import access
from dueprocess.acts.table import ACTS, ON_CASE
from dueprocess.case.costs import unclaimed
from dueprocess.case.counsel import WAITS
from dueprocess.case.decisions import may_agree
from dueprocess.case.duty_words import ends
from dueprocess.case.productions import Producing
from dueprocess.case.state import INVOICE, CaseState, Deciding, ItemState, Writing
from dueprocess.demand.codes import ArrivalIs, Role
from dueprocess.formats.statement import Act


class Other(StrEnum):
    """Who is waited for where no person of the desk can end the duty now. Codes of the interface, never renamed."""

    COUNSEL = "counsel"
    AUTHORITY = "authority"
    HOST = "host"  # the extraction host
    WORKER = "worker"  # the sending worker
    CLOCK = "clock"  # nothing is to be done before its day
    NOBODY = "nobody"  # nobody on the roster may do it


Roles: TypeAlias = Mapping[str, frozenset[Role]]
"""Roles that count, by name of the roster."""


@dataclass(frozen=True, slots=True)
class Owed:
    """An open duty; whether its time has passed, and whether it is a week away at most."""

    what: str
    item: int | None
    late: bool = False
    soon: bool = False


@dataclass(frozen=True, slots=True)
class Turn:
    """Whose turn a duty is.

    ``act`` ends it, on ``item`` (0: the case as a whole); None: nothing does. ``people`` are asked for it. ``other`` is
    waited for instead. ``away``: who would be asked, and said that they are away. ``over``: it can no longer be done,
    and nothing is owed.
    """

    act: Act | None = None
    item: int = 0
    people: tuple[str, ...] = ()
    other: Other | None = None
    away: tuple[str, ...] = ()
    sent_back: str = ""  # to whom a colleague sent the proposal back, where nothing was proposed since
    over: bool = False


@dataclass(frozen=True, slots=True)
class House:
    """Who is there: the roster's people with their roles, and those who said that they are away, with their deputy."""

    roles: Roles
    away: Mapping[str, str] = field(default_factory=dict)  # name → deputy; empty: none named
    only: Mapping[str, frozenset[str]] = field(default_factory=dict)  # who reads their own cases only → these

    @property
    def has_host(self) -> bool:
        """Whether an extraction host is on the roster."""
        return any(Role.PRODUCER in roles for roles in self.roles.values())


OPTIONS: Final = frozenset({"object"})
"""What may be done until a moment and need not be: after it nothing is owed any more."""

_BY_ITSELF: Final = frozenset({"contest_over", "end_secrecy", "lapse", "finish_release"})
"""Nothing is to be done before its moment."""
_REVIEWED: Final = frozenset(
    {"review", "review_held_outside", "review_secrecy", "destroy", "reply_inquiry", "end_hold", "review_hold"}
)
"""Nothing is to be done before the week of its day."""
WEEK: Final = datetime.timedelta(days=7)

_ANSWER: Final = frozenset({"respond", "transmit", "send_letter", "inform_authority", "object"})
"""What an answer to the authority ends: the act is that of the stage that the item has reached."""

_SECOND: Final = frozenset(
    {
        "agree_aside",
        "agree_end",
        "agree_outside",
        "agree_silence",
        "approve",
        "confirm_destroyed",
        "confirm_notice",
        "release",
        "verify_hold",
    }
)
"""Duties in which somebody waits for a second person."""

_STAGED: Final = frozenset({"make_production", "order_production"})


def turn(case: CaseState, owed: Owed, house: House) -> Turn:
    """Whose turn an open duty of ``case`` is."""
    if owed.late and owed.what in OPTIONS:
        return Turn(over=True)
    item = case.item(owed.item or 0)
    if item is None and owed.what in _ANSWER:
        item = next((one for one in case.items if not one.answered), None)
    act, other = _ends(case, item, owed, house)
    number = item.number if item is not None else 0
    if other is not None:
        return Turn(act, number, other=other)
    reading = {name: held for name, held in house.roles.items() if case.id in house.only.get(name, (case.id,))}
    able = _able(case, item or ItemState(0), act, reading) or _able(case, item or ItemState(0), act, house.roles)
    back = _sent_back(item) if act is Act.DECISION_PROPOSE else ""
    people, away = _asked((back,) if back in able else able, able, house.away)
    return Turn(act, number, people, None if people else Other.NOBODY, away, back)


def second_of(roles: Iterable[Role]) -> list[str]:
    """Duties that a second person's look ends, of those whom somebody with ``roles`` may be that."""
    held = frozenset(roles)
    return sorted(what for what in _SECOND if access.may(held, ends(what)))


def stands_in(deputy: frozenset[Role], absent: frozenset[Role]) -> bool:
    """Whether a deputy may do by their own roles whatever the one who is away may do: no role is gained by it."""
    return all(access.may(deputy, act) for act in ACTS if access.may(absent, act))


def stood_in_for(away: Mapping[str, str], deputy: str) -> list[str]:
    """Who is away and named ``deputy``; ``away`` gives each one's deputy."""
    return sorted(name for name, other in away.items() if other == deputy)


_UNDONE_BY: Final[Mapping[str, tuple[Act, ...]]] = {
    "approve": (Act.DECISION_WITHDRAW,),
    "look_at_arrival": (Act.ARRIVAL_CLASSIFY,),
    "open_sealed": (Act.ARRIVAL_CLASSIFY,),
    "respond": (Act.LETTER_TAKE_BACK, Act.DECISION_WITHDRAW),
    "send_letter": (Act.LETTER_TAKE_BACK,),
    "answer_admit": (Act.GATE_ANSWER,),
    "answer_count": (Act.GATE_ANSWER,),
    "answer_tell": (Act.GATE_ANSWER,),
}
"""What takes back, or says anew, what ended a duty. What reached others, or was done outside, nothing takes back."""


def undo(case: CaseState, what: str, number: int, person: str, roles: frozenset[Role]) -> Act | None:
    """The act by which ``person`` can take back now what ended a duty; None where it stays done.

    It is an act of the table like any other: it is offered as long as nothing rests on what it takes back.
    """
    item = case.item(number) or ItemState(0)
    for act in _UNDONE_BY.get(what, ()):
        offers = ON_CASE[act].offers if access.may(roles, act) else ()
        if any(offer.when(case, item) and offer.whose(case, item, person) for offer in offers):
            return act
    return None


def _ends(case: CaseState, item: ItemState | None, owed: Owed, house: House) -> tuple[Act, Other | None]:
    """The act that ends the duty, and who else has to move first."""
    if not owed.late and (owed.what in _BY_ITSELF or (owed.what in _REVIEWED and not owed.soon)):
        return ends(owed.what), Other.CLOCK
    if owed.what == "clarify" and not owed.late:
        return Act.DUTY_DONE, Other.AUTHORITY
    if owed.what == "look_at_outside":
        return Act.DUTY_DONE, Other.COUNSEL
    if owed.what == WAITS:
        return Act.COUNSEL_TAKE_BACK, Other.COUNSEL
    if item is not None and owed.what in _STAGED:
        return _giving(item, house)
    # Once somebody said no to telling, a second person's word ends the question.
    said = owed.what == "answer_tell" and item is not None and item.lone_no is not None
    what = "agree_silence" if said else owed.what
    # An invoice claims units that were counted.
    uncounted = what == INVOICE and item is not None and not unclaimed(case, (item.number,))
    act = Act.COST_RECORD if uncounted else ends(what)
    return _stage(case, item, house, what) if what in _ANSWER else (act, None)


def _stage(case: CaseState, item: ItemState | None, house: House, what: str) -> tuple[Act, Other | None]:
    """What the answer to the authority waits for."""
    if case.says is ArrivalIs.UNREAD:
        return Act.ARRIVAL_CLASSIFY, None
    if item is None:
        return Act.ITEM_CHANGE if not case.items else Act.DUTY_DONE, None
    if item.ending is not None:
        return Act.ITEM_END, None
    match item.deciding:
        case Deciding.OPEN:
            return Act.DECISION_PROPOSE, None
        case Deciding.PROPOSED:
            return Act.DECISION_APPROVE, None
        case _:
            return _answering(item, house, what)


def _answering(item: ItemState, house: House, what: str) -> tuple[Act, Other | None]:
    if item.writing is Writing.QUEUED:
        return Act.LETTER_SEND, Other.WORKER
    if what == "inform_authority":
        return Act.LETTER_SEND, None
    if item.gives and not item.out:
        return _giving(item, house)
    if item.undone:
        return Act.EFFECT_RECORD, None
    return Act.LETTER_SEND if item.writing is Writing.NONE else Act.DUTY_DONE, None


def _giving(item: ItemState, house: House) -> tuple[Act, Other | None]:
    """What data that were granted wait for: the host, agreement, the hold, the last releaser; or the way outside."""
    outside, live = item.outside, item.live
    if outside is not None and not outside.left_on:
        return Act.OUTSIDE_DONE if outside.agreed_by else Act.OUTSIDE_APPROVE, None
    if live is None:
        return Act.PRODUCTION_ORDER if house.has_host else Act.OUTSIDE_PROPOSE, None
    if live.state is Producing.ORDERED:
        return Act.PRODUCTION_DEAL, Other.HOST
    # The hold has a duty of its own, which is named on its minute.
    return (Act.RELEASE_DONE, Other.CLOCK) if live.ripe else (Act.RELEASE_APPROVE, None)


def _able(case: CaseState, item: ItemState, act: Act, roles: Roles) -> tuple[str, ...]:
    """Who may do the act now, by the table of acts and by what each did before."""
    may = {name for name, held in roles.items() if access.may(held, act)}
    if act is Act.OUTSIDE_APPROVE and item.outside is not None:
        return tuple(may_agree(case, item.number, item.outside.by, may))
    if act is Act.RELEASE_DONE and item.live is not None:
        may &= {one.finisher for one in item.live.agreements}
    offered = ON_CASE[act].offers if act in ON_CASE else ()
    if offered and item.number:
        may = {name for name in may if any(offer.whose(case, item, name) for offer in offered)}
    return tuple(sorted(may - _first_half(case, item, act)))


def _first_half(case: CaseState, item: ItemState, act: Act) -> frozenset[str]:
    """Who did the first half of what two people do, where the act's own offer does not say it."""
    match act:
        case Act.SECRECY_AGREE:
            said = {one.by for one in item.running if one.waits} | ({item.lone_no.by} if item.lone_no else set())
            return frozenset(said) if len(said) == 1 else frozenset()  # of two, each agrees to the other's
        case Act.ARRIVAL_CLASSIFY:
            return frozenset({case.aside.by} if case.aside else ())
        case Act.ITEM_END:
            return frozenset({item.ending.by} if item.ending else ())
        case Act.RELEASE_APPROVE:
            return frozenset(item.live.approvals if item.live else ())
        case _:
            return frozenset()


def _sent_back(item: ItemState | None) -> str:
    """To whom the newest proposal was sent back: who proposed it goes on with it."""
    last = item.ended_proposals[-1] if item is not None and item.ended_proposals else None
    return last.proposal.by if last is not None and last.state == "sent_back" else ""


def _asked(
    asked: tuple[str, ...], able: tuple[str, ...], away: Mapping[str, str]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Who is asked of those who are there, and who of those asked is away.

    The deputies of who is away come first, then whoever could do it; where nobody is left it waits for who is away.
    """
    gone = tuple(name for name in asked if name in away)
    here = tuple(name for name in asked if name not in away)
    deputies = tuple(sorted({away[name] for name in gone if away[name] in able and away[name] not in away}))
    rest = tuple(name for name in able if name not in away)
    return here or deputies or rest or asked, gone
