"""Telling the person, as acts on a case: who was told, which way, on which day; who could not be reached (P5).

The desk sends no notice itself yet, so what one person says of it a second one confirms. A handle (``T1``) stands for
a person; the hash of what was sent is a mark under the case's own key, since a plain one would confirm a guess
(hazard 3.5).
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Final

from dueprocess.case import fields as f
from dueprocess.case.decisions import handles
from dueprocess.case.duty_plan import CONTEST_OVER, FINISH, NOTICE_FIRST
from dueprocess.case.events import copied
from dueprocess.case.fields import Day, Field
from dueprocess.case.given import CONTEST, Given, day_end, later, no_item
from dueprocess.case.item_events import NoticeMissed, NoticeNamed, NoticeTold
from dueprocess.case.lists import SPOKEN, TOLD_BY
from dueprocess.case.notice_calendar import calendars
from dueprocess.case.outcome import Decided, EndDuties, NewDuty, Rule
from dueprocess.case.productions import agreed
from dueprocess.case.state import CaseState, Deciding, ItemState
from dueprocess.formats.refusal import Denied, When
from dueprocess.formats.statement import Act

MAX_REVIEW_DAYS: Final = 90
"""How far ahead somebody who was not reached is tried again."""

CLOSED: Final = Denied(
    Rule.GATE_CLOSED,
    "Nobody has answered that we may tell the person, or a duty of silence applies.",
    "Answer the question (`dueprocess gate CASE tell yes`), or wait until the duty of silence ends.",
)

_PERSON: Final = Field(f.HANDLE, "Person", "The account, as the decision names it: T1, T2 …", "--person", needed=True)


@dataclass(frozen=True, slots=True)
class RecordNotice:
    """The first person says that somebody was told."""

    item: Annotated[int, f.ITEM]
    handle: Annotated[str, _PERSON]
    how: Annotated[str, Field(TOLD_BY, "How they were told", needed=True)]
    on: Annotated[str | None, Field(Day(), "Told on", "The day on which it left, or was said.", needed=True)]
    mark: Annotated[
        str,
        Field(
            f.HASH_OR_NONE,
            "Mark of what was sent",
            "The file that was sent; none where it was spoken.",
            "--file",
            page=False,
            of_file=True,
        ),
    ]


@dataclass(frozen=True, slots=True)
class ConfirmNotice:
    """The second person confirms exactly what the first one said."""

    item: Annotated[int, f.ITEM]
    handle: Annotated[str, _PERSON]
    record: Annotated[str, Field(f.HASH, "What your colleague said", needed=True, rests=(Act.NOTICE_RECORD,))]


@dataclass(frozen=True, slots=True)
class Unreached:
    """Somebody could not be reached, and is tried again on a day. The duty to tell stays."""

    item: Annotated[int, f.ITEM]
    handle: Annotated[str, _PERSON]
    how: Annotated[str, Field(TOLD_BY, "How it was tried", needed=True)]
    review_on: Annotated[str | None, Field(Day(), "Tried again on", option="--review", needed=True)]


def record(case: CaseState, command: RecordNotice, given: Given) -> Decided | Denied:
    """What the first person says waits for the second; it ends no duty yet."""
    item = case.item(command.item)
    if item is None:
        return no_item(command.item)
    day = command.on or ""
    denied = may_tell(case, item, command.handle, day, given.day())
    if denied is not None:
        return denied
    if bool(command.mark) is (command.how == SPOKEN):
        return Denied(
            Rule.NOTICE,
            "What was sent is named by its mark, and what was spoken has none.",
            "Name the file, or say `spoken`.",
        )
    named = copied(NoticeNamed, command, by=given.by, on=day, statement=given.statement)
    duty = NewDuty(item.number, "confirm_notice", "house.second-person", later(given.at, hours=24))
    return Decided((named,), (duty,))


def confirm(case: CaseState, command: ConfirmNotice, given: Given) -> Decided | Denied:
    """The second person agrees: the person is told. The duty ends once nobody of the item is left (P5)."""
    item = case.item(command.item)
    if item is None:
        return no_item(command.item)
    waits = next((said for said in item.notices if said.handle == command.handle and not said.confirmed_by), None)
    if waits is None or waits.statement != command.record:
        return Denied(Rule.NOTICE, "Nobody said so before you, or something else stands now.", "Read the case again.")
    if waits.by == given.by:
        return Denied(Rule.FOUR_EYES, "You said it yourself.", "A second person must confirm it.")
    told = copied(NoticeTold, command, by=given.by)
    left = untold(case, item) - {command.handle}
    open_ones = any(said.handle != command.handle and not said.confirmed_by for said in item.notices)
    told_all = ("tell", "inform_person", NOTICE_FIRST[0], FINISH[0])
    ended = [*(() if left else told_all), *(() if open_ones else ("confirm_notice",))]
    contest = () if left else _contest(case, item, waits.on, given)
    return Decided((told,), contest, (EndDuties(item.number, tuple(ended)),))


def _contest(case: CaseState, item: ItemState, told_on: str, given: Given) -> tuple[NewDuty, ...]:
    """When the days to contest are over, where neither law nor demand sets a time: those stand in the list already."""
    if given.assessment is None:
        return ()
    found = calendars(case, given.assessment, given.at, given.timezone, given.contest_days)
    if not any(one.item == item.number and one.release_rule == CONTEST for one in found):
        return ()
    last = date.fromisoformat(told_on) + timedelta(days=given.contest_days)
    due = day_end(last.isoformat(), given.timezone)
    return (NewDuty(item.number, *CONTEST_OVER, due),)


def unreached(case: CaseState, command: Unreached, given: Given) -> Decided | Denied:
    """It was tried and failed. Nothing ends by it: the duty to tell comes back on the day of review."""
    item = case.item(command.item)
    if item is None:
        return no_item(command.item)
    today = given.day()
    denied = may_tell(case, item, command.handle, today, today)
    if denied is not None:
        return denied
    review = command.review_on or ""
    if not today < review <= given.day(MAX_REVIEW_DAYS):
        return Denied(
            Rule.NOTICE,
            "Somebody who was not reached is tried again within {days} days.",
            "Add `--review` with a day that is still to come.",
            days=MAX_REVIEW_DAYS,
        )
    # The duty moves only when everybody who is still to be told was tried: one person's review hides no other's.
    days = {miss.handle: miss.review_on for miss in item.missed} | {command.handle: review}
    waiting = untold(case, item)
    moves = waiting <= set(days) and (item.number, "tell") in given.open_duties
    first = min((days[handle] for handle in waiting), default=review) if moves else review
    duties = (NewDuty(item.number, "tell", "P5", day_end(first, given.timezone)),) if moves else ()
    return Decided((copied(NoticeMissed, command, by=given.by, review_on=review),), duties)


def untold(case: CaseState, item: ItemState) -> frozenset[str]:
    """Handles of the item whose person nobody told yet, as two people say."""
    return frozenset(handles(case, item.number)) - {said.handle for said in item.notices if said.confirmed_by}


def fault_of(case: CaseState, item: int, today: str) -> Denied | None:
    """Why the person of this item may not be told today (YYYY-MM-DD); None where a named person answered yes."""
    machine = case.item(item)
    if machine is None:
        return Denied(Rule.NO_ITEM, "There is no item {item}.", "See `dueprocess show`.", item=item)
    if not machine.is_open("tell", today):
        return CLOSED
    if machine.deciding not in {Deciding.DECIDED, Deciding.ENDED}:
        return Denied(
            Rule.STATE, "Nothing is decided on this item yet.", "Tell the person when it is known what was done."
        )
    return None


def same_account(case: CaseState, item: ItemState, handle: str, today: str) -> tuple[ItemState, ...]:
    """Other items about the account of ``handle``, of which the same person may be told today.

    That it is the same account, two people showed: what they read under this handle has one mark in both items.
    """
    mine = {one.mark for one in item.marks if one.handle == handle}
    if not agreed(item.marks, handle):
        return ()
    return tuple(
        other
        for other in case.items
        if other.number != item.number
        and agreed(other.marks, handle)
        and {one.mark for one in other.marks if one.handle == handle} == mine
        and fault_of(case, other.number, today) is None
    )


def may_tell(case: CaseState, item: ItemState, handle: str, day: str, today: str) -> Denied | None:
    """Why the person of a handle may not be told, or may not have been, on a day (YYYY-MM-DD); None where they may.

    Telling rests on a named person's yes that holds on that day, and on no silence (P6).
    """
    return _person(case, item, handle) or _may_tell(item, day, today)


def _person(case: CaseState, item: ItemState, handle: str) -> Denied | None:
    if handle in untold(case, item):
        return None
    return Denied(
        Rule.NOTICE,
        "For {handle} of item {item} nobody is left to tell.",
        "See `dueprocess show CASE`.",
        handle=handle,
        item=item.number,
    )


def _may_tell(item: ItemState, day: str, today: str) -> Denied | None:
    if day > today:
        return Denied(Rule.NOTICE, "{day} has not come yet.", "Say it once it is done.", day=When(day))
    if item.is_open("tell", day):
        return None
    return Denied(
        Rule.GATE_CLOSED,
        "Nobody has answered that the person may be told, or a duty of silence forbids it.",
        "Answer first whether the law lets us: `dueprocess gate CASE tell yes`.",
    )
