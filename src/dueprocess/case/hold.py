"""Data that are kept as they are for an authority: begun by one, verified by two, until a day, ended, destroyed.

What is kept beyond the usual deletion is kept for a reason that ends. It ends on the day that the law's own figure
gives, on the day of a new demand, or when people say so; then a duty stands that closes only when two people, or the
extraction host, say that it is destroyed (hazard 11.5).
"""

import datetime
from dataclasses import dataclass
from typing import Annotated, Final

from dueprocess.case import fields as f
from dueprocess.case import lists
from dueprocess.case.commands import StartPreservation, VerifyPreservation
from dueprocess.case.decision_events import PreservationLapsed, PreservationStarted, PreservationVerified
from dueprocess.case.decisions import is_called, not_given
from dueprocess.case.events import Body, copied
from dueprocess.case.fields import Day, Field
from dueprocess.case.given import Given, day_end, later, no_item, wrong_state
from dueprocess.case.item_events import HoldBound, HoldDestroyed, HoldDestructionNamed, HoldEnded
from dueprocess.case.outcome import Decided, EndDuties, NewDuty, Rule
from dueprocess.case.state import GRANTS, CaseState, Deciding, ItemState, Preserving
from dueprocess.demand.codes import Kind, Role
from dueprocess.formats.refusal import Denied, Msg, When
from dueprocess.formats.statement import Act
from dueprocess.law.finding import Status

UNVERIFIED_HOURS: Final = 72
REVIEW_DAYS: Final = 90
"""Where no law that was read sets an end: so long until somebody looks again. The house's own figure."""
MAX_DAYS: Final = 366
"""How far ahead a person may say that data are kept; then somebody looks again."""
FRESH_MONTHS_AS_DAYS: Final = 366
"""How old the reading of a provision may be by which data are destroyed (P8)."""
DESTROY_HOURS: Final = 24
BY_TIME: Final = "rule-calendar"
TO_DESTROY: Final = frozenset({Preserving.LAPSED, Preserving.ENDED})
DUTIES: Final = ("verify_hold", "undo_hold", "end_hold", "review_hold", "destroy_hold", "confirm_destroyed")
"""They end by the acts of this module alone."""
_RUNNING: Final = ("end_hold", "review_hold")


@dataclass(frozen=True, slots=True)
class ExtendPreservation:
    """Data are kept until a later day, and why."""

    item: Annotated[int, f.ITEM]
    why: Annotated[str, Field(lists.KEPT_ON, "Why they are kept longer", needed=True)]
    until: Annotated[str | None, Field(Day(), "Kept until", "The last day on which they are kept.", needed=True)]


@dataclass(frozen=True, slots=True)
class EndPreservation:
    """Data are kept no longer."""

    item: Annotated[int, f.ITEM]
    how: Annotated[str, Field(lists.KEEPING_ENDED, "Why it is over", needed=True)]


@dataclass(frozen=True, slots=True)
class SayDestroyed:
    """What was kept is destroyed, as who did it says."""

    item: Annotated[int, f.ITEM]
    how: Annotated[str, Field(lists.DESTROYED_HOW, "How it was destroyed", needed=True)]
    on: Annotated[str | None, Field(Day(), "Destroyed on", needed=True)]


@dataclass(frozen=True, slots=True)
class ConfirmDestroyed:
    """A second person confirms exactly what the first one said."""

    item: Annotated[int, f.ITEM]
    record: Annotated[str, Field(f.HASH, "What your colleague said", needed=True, rests=(Act.PRESERVE_DESTROYED,))]


def start_preservation(case: CaseState, command: StartPreservation, given: Given) -> Decided | Denied:
    """Preserve at once, silently, by one person; lapses in 72 hours unless verified (kinds: GLOSSARY.md)."""
    item = case.item(command.item)
    if item is None or case.face.get(f"items.{command.item}.kind") not in {Kind.PRESERVATION, Kind.DISCLOSURE}:
        return Denied(Rule.HOLD, "Only data that are asked for can be preserved.")
    if item.deciding is Deciding.ENDED:
        return wrong_state(Msg("the item"), item.deciding)
    if item.preserving is not Preserving.NONE:
        return Denied(Rule.HOLD, "The preservation is {state}.", state=item.preserving)
    until = later(given.at, hours=UNVERIFIED_HOURS)
    started = PreservationStarted(item.number, given.by, until, given.statement)
    duty = NewDuty(item.number, "verify_hold", "house.hold-72h", until)
    return Decided((started,), (duty,), (EndDuties(item.number, ("preserve",)),))


def verify_preservation(case: CaseState, command: VerifyPreservation, given: Given) -> Decided | Denied:
    """A second person verified the preservation. It ends by the law's own figure, else somebody looks at it again."""
    item = case.item(command.item)
    if item is None or item.preserving is not Preserving.STARTED:
        return Denied(Rule.HOLD, "No preservation waits to be verified.")
    if command.start != item.preservation:
        return Denied(Rule.BASIS, "That preservation is not the one that waits.", "Read the case again.")
    denied = _may_verify(case, item, given)
    if denied is not None:
        return denied
    bound = HoldBound(item.number, given.by, *_by_law(item.number, given))
    ended = (EndDuties(item.number, ("verify_hold",)),)
    return Decided((PreservationVerified(item.number, given.by), bound), _owed(bound), ended)


def extend(case: CaseState, command: ExtendPreservation, given: Given) -> Decided | Denied:
    """Kept until a later day, as somebody says who did not begin it: two people stand behind each keeping."""
    item = case.item(command.item)
    if item is None:
        return no_item(command.item)
    day = command.until or ""
    denied = _may_extend(item, given, day) or _fits(item, command.why, day_end(day or given.day(), given.timezone))
    if denied is not None:
        return denied
    bound = HoldBound(item.number, given.by, day_end(day, given.timezone), command.why, "")
    return Decided((bound,), _owed(bound), (EndDuties(item.number, _RUNNING),))


def _may_extend(item: ItemState, given: Given, day: str) -> Denied | None:
    if item.preserving is not Preserving.VERIFIED:
        return Denied(Rule.HOLD, "The preservation is {state}.", state=item.preserving)
    if given.by == item.preserved_by:
        return Denied(Rule.FOUR_EYES, "You started this preservation.", "A second person must say that it goes on.")
    if given.day() <= day <= given.day(MAX_DAYS):
        return None
    return Denied(Rule.HOLD, "Data are kept for {days} days more at most.", "Name a day to come.", days=MAX_DAYS)


def _fits(item: ItemState, why: str, until: str) -> Denied | None:
    """An end that law or authority set is moved by one of them alone, and to a later day."""
    stands = item.bound
    if stands is None or not stands.ends:
        return None
    if why == "review":
        says = Msg("It ends at {until}; that somebody looked again keeps nothing longer.", until=When(stands.until))
        return Denied(Rule.HOLD, says, "A new demand, a court, or data that are still to be handed over do.")
    if until <= stands.until:
        says = Msg("It is kept until {until} already.", until=When(stands.until))
        return Denied(Rule.HOLD, says, "To end it sooner: `dueprocess hold end`.")
    return None


def end(case: CaseState, command: EndPreservation, given: Given) -> Decided | Denied:
    """It is over before its day; what was granted and is owed stops it."""
    item = case.item(command.item)
    if item is None:
        return no_item(command.item)
    if not item.kept:
        return Denied(Rule.HOLD, "The preservation is {state}.", state=item.preserving)
    owed = item.deciding is Deciding.DECIDED and item.outcome in GRANTS and not item.given
    if owed and command.how not in {"withdrawn", "denied"}:
        return Denied(
            Rule.HOLD,
            "Two people granted it, and nothing of it was handed over yet.",
            "Hand it over first, or let the authority take it back.",
        )
    return Decided(*_over(item, given.by, command.how, given.at))


def say_destroyed(case: CaseState, command: SayDestroyed, given: Given) -> Decided | Denied:
    """What one person says waits for a second one; the extraction host, which did it, says it alone."""
    item = case.item(command.item)
    if item is None:
        return no_item(command.item)
    if item.preserving not in TO_DESTROY:
        return Denied(Rule.HOLD, "The preservation is {state}.", state=item.preserving)
    day = command.on or ""
    if not item.kept_to <= day <= given.day():
        return Denied(
            Rule.HOLD, "It is destroyed after {first}, and not later than today.", first=When(item.kept_to or day)
        )
    if given.roles == {Role.PRODUCER}:
        return _destroyed(copied(HoldDestroyed, command, by=given.by, on=day))
    named = copied(HoldDestructionNamed, command, by=given.by, on=day, statement=given.statement)
    duty = NewDuty(item.number, "confirm_destroyed", "house.second-person", later(given.at, hours=DESTROY_HOURS))
    return Decided((named,), (duty,))


def confirm_destroyed(case: CaseState, command: ConfirmDestroyed, given: Given) -> Decided | Denied:
    """A second person says the same; now it is destroyed."""
    item = case.item(command.item)
    if item is None:
        return no_item(command.item)
    said = item.destruction
    if said is None or said.confirmed_by or said.statement != command.record:
        return Denied(Rule.HOLD, "Nobody said so before you, or something else stands now.", "Read the case again.")
    if said.by == given.by:
        return Denied(Rule.FOUR_EYES, "You said it yourself.", "A second person must confirm it.")
    return _destroyed(HoldDestroyed(item.number, given.by, said.how, said.on))


def _destroyed(event: HoldDestroyed) -> Decided:
    return Decided((event,), ended=(EndDuties(event.item, ("destroy_hold", "undo_hold", "confirm_destroyed")),))


def by_time(case: CaseState, item: ItemState, now: str, timezone: str) -> Decided | None:
    """What is over at ``now``: an unverified one after its 72 hours, a verified one on its day.

    Where the face names a later day to which it was extended, it goes on until then.
    """
    if item.preserving is Preserving.STARTED and now >= item.preserved_until:
        due = later(datetime.datetime.fromisoformat(now), hours=DESTROY_HOURS)
        undo = NewDuty(item.number, "undo_hold", "house.hold-72h", due)
        ended = (EndDuties(item.number, ("verify_hold", "preserve")),)
        return Decided((PreservationLapsed(item.number, BY_TIME),), (undo,), ended)
    bound = item.bound
    if item.preserving is not Preserving.VERIFIED or bound is None or not bound.ends or now < bound.until:
        return None
    extended = case.face.get("extended_until")
    if isinstance(extended, str) and (longer := day_end(extended, timezone)) > now:
        anew = HoldBound(item.number, BY_TIME, longer, "demand", "")
        return Decided((anew,), _owed(anew))
    return Decided(*_over(item, BY_TIME, "expired", datetime.datetime.fromisoformat(now)))


def ended_with(
    item: ItemState, by: str, how: str, at: datetime.datetime
) -> tuple[tuple[HoldEnded, ...], tuple[NewDuty, ...]]:
    """What follows for a verified preservation where its item ends; one that nobody verified lapses by itself."""
    if item.preserving is not Preserving.VERIFIED:
        return (), ()
    events, duties, _ = _over(item, by, how, at)
    return events, duties


def _over(
    item: ItemState, by: str, how: str, at: datetime.datetime
) -> tuple[tuple[HoldEnded, ...], tuple[NewDuty, ...], tuple[EndDuties, ...]]:
    duty = NewDuty(item.number, "destroy_hold", "house.hold-is-destroyed", later(at, hours=DESTROY_HOURS))
    ended = EndDuties(item.number, (*_RUNNING, "verify_hold", "preserve"))
    return (HoldEnded(item.number, by, how),), (duty,), (ended,)


def _owed(bound: HoldBound) -> tuple[NewDuty, ...]:
    ends = bound.why in {"law", "demand", "court"}
    return (NewDuty(bound.item, "end_hold" if ends else "review_hold", "house.hold-until", bound.until),)


def _by_law(item: int, given: Given) -> tuple[str, str, str]:
    """Until when by the law's own figure, read within twelve months and verified, or signed; else a day of review."""
    duties = given.assessment.duties if given.assessment is not None else ()
    oldest = (given.at.date() - datetime.timedelta(FRESH_MONTHS_AS_DAYS)).isoformat()
    ends = [
        (one.due, "law", one.rule)
        for one in duties
        if one.what == "lapse" and one.item in {item, None} and one.due and one.citation is not None
        if (one.citation.status is Status.VERIFIED and (one.citation.checked_on or "") >= oldest)
        or (one.citation.signed_on or "") >= oldest
    ]
    return min(ends, default=(later(given.at, days=REVIEW_DAYS), "review", ""))


def carried(item: ItemState, new: int) -> tuple[Body[CaseState], ...]:
    """A preservation, for the item of number ``new`` in another case: a split sheds none, ended ones neither."""
    if item.preserving is Preserving.NONE:
        return ()
    by = item.preserved_by
    events: list[Body[CaseState]] = [PreservationStarted(new, by, item.preserved_until, "")]
    if item.preserving is Preserving.LAPSED:
        return (*events, PreservationLapsed(new, BY_TIME))
    if item.preserving is not Preserving.STARTED:
        events.append(PreservationVerified(new, by))
    if item.bound is not None:
        events.append(HoldBound(new, by, item.bound.until, item.bound.why, item.bound.rule))
    if item.preserving in {Preserving.ENDED, Preserving.DESTROYED}:
        events.append(HoldEnded(new, by, "expired"))
    said = item.destruction
    if said is not None and said.confirmed_by:
        events.append(HoldDestroyed(new, said.confirmed_by, said.how, said.on))
    return tuple(events)


def _may_verify(case: CaseState, item: ItemState, given: Given) -> Denied | None:
    if given.by == item.preserved_by:
        return Denied(Rule.FOUR_EYES, "You started this preservation.", "A second person must verify it.")
    if later(given.at) > item.preserved_until:
        return Denied(
            Rule.HOLD, "The 72 hours were over at {until}; the preservation lapses.", until=When(item.preserved_until)
        )
    if not is_called(case, item.number) or given.by in case.callers:
        return Denied(
            Rule.NO_CALL_BACK,
            "A preservation is verified by somebody who did not call, after a call in which the authority "
            "confirmed it.",
            "Where only two people decide, a third one calls: the one who began it, and you, cannot.",
        )
    if given.by in case.typists(item.number):
        return Denied(Rule.TYPED, "You typed or confirmed facts of this item.", "Somebody who did not must verify.")
    return not_given(case, item.number, given)
