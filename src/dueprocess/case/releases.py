"""Reading a target, ordering a production, dealing it, agreeing to its release: k people and a hold (P1, P12; L4).

The desk's half of the rules. The extraction host and each releaser's client hold the same against statements that they
check themselves (``release``): nothing here needs to be believed for a share to stay closed.
"""

import datetime
from typing import Final

from dueprocess.case import commands as c
from dueprocess.case.contest import stayed
from dueprocess.case.decisions import handles
from dueprocess.case.duty_plan import CONTEST_OVER, finish
from dueprocess.case.events import copied
from dueprocess.case.given import GONE, Given, later, no_grant, no_item
from dueprocess.case.outcome import Decided, EndDuties, NewDuty, Rule
from dueprocess.case.production_events import (
    ProductionDealt,
    ProductionDropped,
    ProductionOrdered,
    ReleaseApproved,
    ReleaseDone,
    ReleaseRecalled,
    ReleaseVetoed,
    TargetRead,
)
from dueprocess.case.productions import LIVE, Agreed, Producing, Production, agreed
from dueprocess.case.state import CaseState, Deciding, ItemState
from dueprocess.demand.codes import LineAnswer
from dueprocess.formats.refusal import Denied, When

HOLD_HOURS: Final = 24
EMERGENCY_HOLD_MINUTES: Final = 30
MIN_K: Final = 2
KEYED: Final = frozenset({"cms", "openpgp", "age"})
"""Ways that seal to a key of the recipient, which two people verified."""

RECALLED: Final = ("recall_letter", "tell_wrong_person", "data_protection_authority")
"""What a wrong release asks for: the letter, the person whose data went, the authority (GDPR 33: 72 hours)."""

_ORDERED: Final = ("order_production",)
_MADE: Final = ("make_production",)
_RELEASED: Final = ("release", "respond", "transmit", "send_letter", CONTEST_OVER[0])


def read_target(case: CaseState, command: c.ReadTarget, given: Given) -> Decided | Denied:
    """One of the two people who each read the identifier from the original (P12)."""
    item = case.item(command.item)
    if item is None or item.deciding is Deciding.ENDED:
        return Denied(Rule.NO_ITEM, "There is no live item {item} in this case.", item=command.item)
    if command.handle not in handles(case, item.number):
        return Denied(
            Rule.LINES,
            "Item {item} has no {handle}.",
            "See `dueprocess show CASE`.",
            item=item.number,
            handle=command.handle,
        )
    if given.by not in case.readers:
        return Denied(Rule.NOT_READ, "You have not opened the original.", "Run `dueprocess open CASE` and read it.")
    if item.live is not None:
        return Denied(
            Rule.PRODUCTION, "A production rests on what was read.", "Drop it first, then read the original again."
        )
    return Decided((copied(TargetRead, command, by=given.by),))


def order(case: CaseState, command: c.OrderProduction, given: Given) -> Decided | Denied:
    """What was granted goes to the extraction host; a production that was not released makes room."""
    item = case.item(command.item)
    denied = _may_order(case, item, command, given)
    if denied is not None or item is None:
        return denied or Denied(Rule.NO_ITEM, "There is no such item.")
    before = _dropped(item, given)
    ordered = copied(ProductionOrdered, command, by=given.by, order=given.statement)
    duty = NewDuty(item.number, "make_production", "house.produce-24h", later(given.at, hours=HOLD_HOURS))
    ended = (EndDuties(item.number, (*_ORDERED, *_MADE, "release")),)
    return Decided((*before, ordered), (duty,), ended)


def deal(case: CaseState, command: c.Deal, given: Given) -> Decided | Denied:
    """The extraction host hands in what it sealed: only what was ordered, to exactly those who release."""
    found = _find(case, command.item, command.production)
    if found is None or found[1].state is not Producing.ORDERED or found[1].order != command.order:
        return Denied(Rule.PRODUCTION, "No such production is ordered and waits to be made.", "Ask the desk.")
    item, production = found
    denied = frozen(given) or _deal_fits(production, command, given) or basis_moved(item, given)
    if denied is not None:
        return denied
    manifest = (command.manifest, command.manifest_hash)
    dealt = copied(ProductionDealt, command, by=given.by, deal=given.statement, manifest=manifest)
    duty = NewDuty(item.number, "release", "house.release-24h", later(given.at, hours=HOLD_HOURS))
    return Decided((dealt,), (duty,), (EndDuties(item.number, _MADE),))


def approve(case: CaseState, command: c.ApproveRelease, given: Given) -> Decided | Denied:
    """One of k agrees, and keeps their share: nothing is handed over. The first begins the hold (hazard 11.4)."""
    found = _dealt(case, command.item, command.production, command.deal, given)
    if isinstance(found, Denied):
        return found
    item, production = found
    denied = _agreement_fits(production, command, given)
    if denied is not None:
        return denied
    until = production.hold_until or hold_end(case, given)
    approved = copied(ReleaseApproved, command, by=given.by, hold_until=until, statement=given.statement)
    return Decided((approved,), _after_hold(item, production, until))


def _agreement_fits(production: Production, command: c.ApproveRelease, given: Given) -> Denied | None:
    if production.handed(given.by):
        return Denied(
            Rule.SAME_PERSON,
            "Your share was handed over already, and goes to nobody else.",
            "Drop the production and order it again, if somebody else is to finish.",
        )
    if command.finisher not in production.holders & given.finishers:
        return Denied(
            Rule.SHARES,
            "{finisher} holds no share of this production, or releases nothing under this roster.",
            "Name somebody of the house who holds a share.",
            finisher=command.finisher,
        )
    listed = {piece.hash for piece in production.pieces if piece.kind == "manifest"}
    if command.manifest not in listed:
        return Denied(Rule.PRODUCTION, "That manifest is not the one of this production.", "Read it again.")
    return _recipient(command.way, command.recipient, given)


NO_SUCH_SHARE: Final = Denied(Rule.PRODUCTION, "No agreement that stands names this share.")
"""Denial for bytes that nobody signed, or for a production that ended."""


def may_hand(case: CaseState, production: str, mine: Agreed, given: Given) -> int | Denied:
    """Item of a production, where a share may be taken now: k people agreed on the same, and the hold is over."""
    pairs = ((item, one) for item in case.items for one in item.productions if one.id == production)
    item, found = next(pairs, (None, None))
    if item is None or found is None or found.state is not Producing.DEALT:
        return NO_SUCH_SHARE
    denied = frozen(given) or basis_moved(item, given) or _roster(found, given) or _holds(case, found, given)
    if denied is not None:
        return denied
    who = {one.by for one in found.same(mine)} & given.releasers
    if len(who) < found.k or mine.by not in who:
        return _too_few(len(who), found)
    if found.handed(mine.by):
        return Denied(Rule.SAME_PERSON, "This share was handed over already.")
    return item.number


def veto(case: CaseState, command: c.Veto, given: Given) -> Decided | Denied:
    """A releaser ends a production for ever and says no reason; frozen or not."""
    found = _find(case, command.item, command.production)
    if found is None or found[1].state is not Producing.DEALT or found[1].deal != command.deal:
        return Denied(Rule.PRODUCTION, "No such production waits for its release.")
    again = NewDuty(command.item, "order_production", "house.vetoed", later(given.at, hours=HOLD_HOURS))
    ended = (EndDuties(command.item, ("release", "finish_release")),)
    return Decided((copied(ReleaseVetoed, command, by=given.by),), (again,), ended)


def release(case: CaseState, command: c.Release, given: Given) -> Decided | Denied:
    """The last of k combined the shares and sealed the production to its verified recipient."""
    found = _dealt(case, command.item, command.production, command.deal, given)
    if isinstance(found, Denied):
        return found
    item, production = found
    denied = (
        _holds(case, production, given)
        or _recipient(command.how, command.key, given)
        or _enough(production, command, given)
    )
    if denied is not None:
        return denied
    ended = (EndDuties(item.number, (*_RELEASED, "finish_release")),)
    return Decided((copied(ReleaseDone, command, by=given.by),), finish(item, given.at), ended)


def recall(case: CaseState, command: c.Recall, given: Given) -> Decided | Denied:
    """What was given was wrong, by a release or outside the desk: its own path, duties and count (hazard 3.4)."""
    item = case.item(command.item)
    out = {made.done: made.id for made in item.productions if made.state is Producing.RELEASED} if item else {}
    if item is not None and item.outside is not None and item.outside.left_on:
        out[item.outside.done] = ""
    if command.done not in out:
        return Denied(Rule.PRODUCTION, "Only what was given can be called back.")
    recalled = ReleaseRecalled(command.item, given.by, out[command.done], command.why)
    if command.why == "not_received":
        again = NewDuty(command.item, "order_production", "house.not-received", later(given.at, hours=HOLD_HOURS))
        return Decided((recalled,), (again,))
    hours = {"recall_letter": 4, "tell_wrong_person": 72, "data_protection_authority": 72}
    duties = (
        NewDuty(command.item, what, "house.wrong-release", later(given.at, hours=hours[what])) for what in RECALLED
    )
    return Decided((recalled,), tuple(duties))


def drop(case: CaseState, command: c.DropProduction, given: Given) -> Decided | Denied:
    """A production is not released; it and its shares are destroyed at once (hazard 11.2)."""
    found = _find(case, command.item, command.production)
    if found is None or found[1].state not in LIVE:
        return Denied(Rule.PRODUCTION, "No such production waits.", "What was released is called back instead.")
    again = NewDuty(command.item, "order_production", "house.dropped", later(given.at, hours=HOLD_HOURS))
    return Decided(
        _dropped(found[0], given), (again,), (EndDuties(command.item, (*_MADE, "release", "finish_release")),)
    )


def hold_end(case: CaseState, given: Given) -> str:
    """When a hold that begins now ends: 24 hours; 30 minutes for a confirmed emergency. k never falls."""
    return _held_from(case, given.at)


def _held_from(case: CaseState, at: datetime.datetime) -> str:
    emergency = case.face.get("emergency") is True and "emergency" in case.face.confirmed
    return later(at, minutes=EMERGENCY_HOLD_MINUTES) if emergency else later(at, hours=HOLD_HOURS)


def _may_order(case: CaseState, item: ItemState | None, command: c.OrderProduction, given: Given) -> Denied | None:
    if item is None:
        return no_item(command.item)
    if case.practice:
        return Denied(Rule.PRACTICE, "A practice case never reaches data.")
    if item.deciding is not Deciding.DECIDED or not item.gives:
        return no_grant(item.number, item.outcome, item.deciding)
    return _order_fits(item, command, given) or frozen(given) or _all_read(item) or basis_moved(item, given)


def _order_fits(item: ItemState, command: c.OrderProduction, given: Given) -> Denied | None:
    denied = another_approval(item, command.approval)
    if denied is not None:
        return denied
    if command.producer not in given.producers:
        return Denied(
            Rule.PRODUCER,
            "{producer} is no extraction host on the roster.",
            "See `roster show`.",
            producer=command.producer,
        )
    if item.out:
        return Denied(Rule.PRODUCTION, "This item was released.", "If that was wrong, call it back first.")
    if any(one.id == command.production for one in item.productions):
        return Denied(Rule.PRODUCTION, "This production was ordered already.", "Each one has a fresh id.")
    return None


def another_approval(item: ItemState, approval: str) -> Denied | None:
    """Why nothing is given on the approval of this hash; None where it is the one that stands."""
    if item.approval and item.approval == approval:
        return None
    return Denied(Rule.BASIS, "That approval is not the current one.", "Read the case again.")


def granted_handles(item: ItemState) -> list[str]:
    """Handles of which something is granted, each once."""
    return list(dict.fromkeys(line.handle for line in item.lines if line.answer == LineAnswer.GRANTED))


def _all_read(item: ItemState) -> Denied | None:
    missing = [handle for handle in granted_handles(item) if not agreed(item.marks, handle)]
    if not missing:
        return None
    return Denied(
        Rule.TWO_READERS,
        "Two people have not read the same identifier for {missing}.",
        "Each opens the original and runs `dueprocess target CASE`; if they differ, both look again.",
        missing=tuple(missing),
    )


def basis_moved(item: ItemState, given: Given) -> Denied | None:
    """Why nothing is given on a decision: the person contested it, what it relied on changed, or who decided left."""
    if (stops := stayed(item)) is not None:
        return stops
    if item.proposal is not None and not given.gone.isdisjoint({item.proposal.statement, item.approval}):
        return GONE
    if item.proposal is not None and item.proposal.basis == given.basis_now:
        return None
    return Denied(
        Rule.BASIS,
        "What the decision relied on changed (facts, recipient or law).",
        "Take the decision back with `dueprocess withdraw`, and decide again.",
    )


def _deal_fits(production: Production, command: c.Deal, given: Given) -> Denied | None:
    if given.by != production.producer:
        return Denied(Rule.PRODUCER, "Another extraction host was asked for this production.")
    if command.k != given.k or command.k < MIN_K:
        return Denied(
            Rule.QUORUM, "The roster says k = {k}; the division of the key says {dealt}.", k=given.k, dealt=command.k
        )
    if sorted(name for name, _, _ in command.shares) != sorted(given.releasers):
        return Denied(
            Rule.SHARES, "The shares do not go to exactly those who release.", "Give the shares to the roster in force."
        )
    if len({hash_ for _, hash_, _ in command.shares}) != len(command.shares) or not command.parts:
        return Denied(Rule.SHARES, "Two shares are the same, or no part was handed in.")
    return None


def _dealt(
    case: CaseState, item: int, production: str, deal: str, given: Given
) -> tuple[ItemState, Production] | Denied:
    """The production that waits for its release, with all that each of k must find. Else why not."""
    found = _find(case, item, production)
    if found is None or found[1].state is not Producing.DEALT:
        return Denied(Rule.PRODUCTION, "No such production waits for its release.", "See `dueprocess release show`.")
    if found[1].deal != deal:
        return Denied(Rule.PRODUCTION, "That division of the key is not the current one.", "Read it again.")
    if given.by not in found[1].holders:
        return Denied(
            Rule.SHARES, "{by} holds no share of this production.", "Whoever holds a share can release it.", by=given.by
        )
    return frozen(given) or basis_moved(found[0], given) or _roster(found[1], given) or found


def _roster(production: Production, given: Given) -> Denied | None:
    if given.k < MIN_K:
        return Denied(Rule.QUORUM, "Under this roster nothing can be released.", "Drop the production.")
    if production.k >= given.k:
        return None
    return Denied(
        Rule.QUORUM, "The roster asks for {k} people now.", "Drop the production and order it again.", k=given.k
    )


def _holds(case: CaseState, production: Production, given: Given) -> Denied | None:
    if not production.approvals:
        return Denied(Rule.QUORUM, "Nobody agreed yet: the hold has not begun.", "Run `dueprocess release approve`.")
    until = production.hold_until
    if given.lifted is not None:
        until = max(until, _held_from(case, given.lifted))
    if later(given.at) >= until:
        return None
    return Denied(
        Rule.HOLDING,
        "The hold lasts until {hold_until}; until then any releaser can end this for ever.",
        "Come back after it.",
        hold_until=When(until),
    )


def _enough(production: Production, command: c.Release, given: Given) -> Denied | None:
    """Whether k people agreed that this person finishes it in this way, and the statement names their agreements."""
    named = [one for one in production.agreements if one.statement in command.agreements]
    people = {
        one.by
        for one in named
        if (one.finisher, one.way, one.recipient) == (given.by, command.how, command.key) and one.by in given.releasers
    }
    return None if len(people) >= production.k else _too_few(len(people), production)


def _too_few(count: int, production: Production) -> Denied:
    return Denied(
        Rule.QUORUM,
        "{count} of {k} people agreed on this finisher and this way.",
        "Others must agree first.",
        count=count,
        k=production.k,
    )


def _recipient(how: str, key: str, given: Given) -> Denied | None:
    wanted = given.recipient_key if how in KEYED else ""
    if key == wanted and (wanted or how not in KEYED):
        return None
    return Denied(
        Rule.RECIPIENT,
        "The key is not the one that two people verified for this authority.",
        "See `dueprocess authority show`; verify the key, then decide again.",
    )


def frozen(given: Given) -> Denied | None:
    """Why nothing is given while the desk is stopped."""
    if not given.frozen:
        return None
    return Denied(
        Rule.FROZEN, "The desk is stopped: nothing is released.", "Two people lift the stop: `dueprocess freeze lift`."
    )


def _after_hold(item: ItemState, production: Production, until: str) -> tuple[NewDuty, ...]:
    if production.approvals:
        return ()
    return (NewDuty(item.number, "finish_release", "house.hold-is-over", until),)


def _dropped(item: ItemState, given: Given) -> tuple[ProductionDropped, ...]:
    return () if item.live is None else (ProductionDropped(item.number, item.live.id, given.by),)


def _find(case: CaseState, number: int, production: str) -> tuple[ItemState, Production] | None:
    item = case.item(number)
    found = next((one for one in item.productions if one.id == production), None) if item is not None else None
    return None if item is None or found is None else (item, found)
