"""What an arrival is, facts, items, joining and parting, letters, notes: all but the decision itself."""

from typing import Final

from dueprocess.case import counsel, hold, inquiry, lists, onward, restricted, retention, silence
from dueprocess.case.case_events import (
    ArrivalAsideProposed,
    ArrivalClassified,
    AuthorityCalledBack,
    CaseClosed,
    CaseMerged,
    CaseRelated,
    CaseSplit,
    DutyDone,
    FaceConfirmed,
    ItemAdded,
    ItemAmended,
    NoteAdded,
)
from dueprocess.case.commands import (
    AddNote,
    CallBack,
    ChangeItem,
    Classify,
    Close,
    Confirm,
    DoDuty,
    Merge,
    Split,
)
from dueprocess.case.decisions import SET_ASIDE, deciders, voided
from dueprocess.case.events import Body, copied
from dueprocess.case.given import Given, later, no_item, wrong_state
from dueprocess.case.item_end import AGREE_END, ENDING, propose_end
from dueprocess.case.letter_events import (
    UNDELIVERED,
)
from dueprocess.case.outcome import Decided, EndDuties, NewDuty, Rule
from dueprocess.case.publication import no_longer_fit
from dueprocess.case.questions import Aside
from dueprocess.case.state import CaseState, Deciding, ItemState, Publishing
from dueprocess.demand.codes import ArrivalIs
from dueprocess.demand.face import FaceError, check
from dueprocess.demand.face import split as split_path
from dueprocess.formats.refusal import Denied, Msg, Word

AGREE_ASIDE: Final = "agree_aside"
JOINS: Final = frozenset({ArrivalIs.SUPPLEMENT, ArrivalIs.DUPLICATE})
IN_THE_DESK: Final = frozenset(
    {
        *("tell", "inform_person", "confirm_notice", "approve", "agree_outside", "give_outside", "carry_out"),
        *("agree_silence", AGREE_END, AGREE_ASIDE),
        *("decide_contest", "agree_contest", "tell_contest", "restore", "confirm_restored"),
        *hold.DUTIES,
        *(retention.FORGET, retention.PURGE, onward.ASK),
        *("end_secrecy", "propose_publication", "look_at_arrival", "open_sealed", "await_counsel"),
        restricted.WHAT,
    }
)

"""Duties that end by the act itself and by nothing else (P5, P6); so do those that begin with ``answer_``."""


def classify(case: CaseState, command: Classify, given: Given) -> Decided | Denied:
    """A person says what the arrival is: it moves no bytes, and saying it anew is the undo (hazard 1.1).

    Duties of what is no case of its own end with it, and come back. The first time of receipt stays. Where a demand
    was read in it, they end once a second person says the same (hazard 5.1).
    """
    denied = _left(case) or _arrival_fits(case, command)
    if denied is None and command.says is not ArrivalIs.NEW_CASE:
        denied = counsel.still_asked(case) or _four_eyes(case, command, given)
    if denied is not None:
        return denied
    if command.says is not ArrivalIs.NEW_CASE and is_read(case) and not _says_the_same(case.aside, command, given):
        proposed = copied(ArrivalAsideProposed, command, by=given.by, statement=given.statement)
        agree = NewDuty(None, AGREE_ASIDE, "house.second-person", later(given.at, hours=24))
        return Decided((proposed,), (agree,), (EndDuties(None, ("look_at_arrival", "open_sealed")),))
    said = copied(ArrivalClassified, command, by=given.by)
    related = (CaseRelated(given.by, command.resembles),) if command.resembles else ()
    ends = ("look_at_arrival", "open_sealed", AGREE_ASIDE) if command.says is ArrivalIs.NEW_CASE else ("*",)
    owed = (inquiry.duty(case, given),) if command.says is ArrivalIs.INQUIRY else ()
    kept, destroy = _kept(case, given) if command.says is not ArrivalIs.NEW_CASE else ((), ())
    return Decided((said, *related, *kept), (*owed, *destroy), (EndDuties(None, ends),))


def _kept(case: CaseState, given: Given) -> tuple[tuple[Body[CaseState], ...], tuple[NewDuty, ...]]:
    """Data that were kept for what is no demand of its own are destroyed; where it joins another one, that one asks."""
    over = [hold.ended_with(item, given.by, "not_needed", given.at) for item in case.items]
    return tuple(event for events, _ in over for event in events), tuple(duty for _, owed in over for duty in owed)


def is_read(case: CaseState) -> bool:
    """Whether a demand was read in it that nobody answered: setting it aside takes two."""
    return any(item.deciding is Deciding.OPEN for item in case.items)


def _says_the_same(aside: Aside | None, command: Classify, given: Given) -> bool:
    """Whether another person, who is here still, said just this: what somebody who left said counts for nobody."""
    return (
        aside is not None
        and aside.statement not in given.gone
        and (aside.by != given.by and (aside.says, aside.case) == (command.says, command.case))
    )


def _four_eyes(case: CaseState, command: Classify, given: Given) -> Denied | None:
    said = case.aside
    if said is None or said.by != given.by or (said.says, said.case) != (command.says, command.case):
        return None
    return Denied(
        Rule.FOUR_EYES,
        "You said so. Its clocks run until a second person says the same.",
        "A second person must agree.",
    )


def _left(case: CaseState) -> Denied | None:
    """Refuses to say anew what a merged case is: its clocks would count from a later receipt there (hazard 1.3)."""
    if not case.merged_into or is_read(case) or not any(item.moved for item in case.items):
        return None
    return Denied(Rule.STATE, "Its items are in case {case} now.", "Split them off there.", case=case.merged_into)


def _arrival_fits(case: CaseState, command: Classify) -> Denied | None:
    if any(item.deciding in {Deciding.PROPOSED, Deciding.DECIDED} for item in case.items):
        return Denied(Rule.CLASSIFIED, "Something was proposed or decided on it already.", "Withdraw what is open.")
    if case.id in {command.case, command.resembles}:
        return Denied(Rule.SAME, "A case cannot belong to itself.")
    if (command.says in JOINS) != bool(command.case):
        return Denied(Rule.NO_ITEM, "A supplement or duplicate names its case; nothing else does.", "Add `--of CASE`.")
    if command.says is ArrivalIs.UNREAD:
        return Denied(Rule.STATE, "What was read cannot be marked as unread.")
    if command.says is ArrivalIs.HELD_OUTSIDE and not (command.custodian and command.review_on):
        return Denied(Rule.STATE, "What is held outside has a custodian and a day of review.", "Name both.")
    return None


def confirm(case: CaseState, command: Confirm, given: Given) -> Decided | Denied:
    """Claimed values become confirmed, by one who opened the original. A change voids what relied on it (3.7)."""
    if given.by not in case.readers:
        return Denied(Rule.NOT_READ, "You have not opened the original.", "Run `dueprocess open CASE` and read it.")
    try:
        values = {path: check(path, value) for path, value in command.fields.items()}
    except FaceError as fault:
        return Denied(Rule.BAD_FACE, "{fault}.", fault=fault.says)
    unknown = [path for path in values if (split_path(path)[0] or 0) > len(case.items)]
    if unknown or not values:
        return Denied(
            Rule.BAD_FACE,
            "There is no such item: {unknown}." if unknown else "Nothing to confirm.",
            unknown=tuple(unknown),
        )
    changed = sorted(path for path, value in values.items() if case.face.get(path) != value)
    fields = {path: list(value) if isinstance(value, tuple) else value for path, value in values.items()}
    confirmed, touched = FaceConfirmed(given.by, fields, tuple(changed)), _touched(case, changed)
    follows = (*voided(case, touched), *no_longer_fit(confirmed.change(case), touched, given.by))
    return Decided((confirmed, *follows), ended=no_approval(case, touched))


def change_item(case: CaseState, command: ChangeItem, given: Given) -> Decided | Denied:
    """Add or amend an item, or say that it ended, to which a second person agrees."""
    if command.op == "add":
        return _add(case, command, given)
    item = case.item(command.item)
    if item is None:
        return no_item(command.item)
    if item.deciding is Deciding.ENDED:
        return wrong_state(Msg("the item"), item.deciding)
    if command.op == "amend":
        return _amend(case, item, command, given)
    return propose_end(case, item, command, given)


def merge(case: CaseState, command: Merge, given: Given) -> Decided | Denied:
    """Merge this case into another one; its arrivals follow, its items stay readable, its clocks go on there."""
    if command.into == case.id:
        return Denied(Rule.SAME, "A case cannot go into itself.")
    if any(item.ending is not None for item in case.items):
        return ENDING
    if case.aside is not None:
        return SET_ASIDE
    if any(item.deciding in {Deciding.PROPOSED, Deciding.DECIDED} for item in case.items):
        return Denied(Rule.STATE, "A case with a decision does not go into another.", "Withdraw what is open.")
    waits = (silence.waits(item) for item in case.items if item.deciding is not Deciding.ENDED)
    denied = counsel.still_asked(case) or next(filter(None, waits), None)
    return denied or Decided((CaseMerged(given.by, command.into),))


def split(case: CaseState, command: Split, given: Given) -> Decided | Denied:
    """Items leave for a new case, with their clocks; here they end as moved."""
    denied = next(filter(None, (_may_leave(case, number) for number in command.items)), None)
    if denied is not None:
        return denied
    if len(command.items) == len([i for i in case.items if i.deciding is not Deciding.ENDED]):
        return Denied(Rule.STATE, "That would leave nothing here.", "Merge or keep the case.")
    return Decided((CaseSplit(given.by, command.items, command.new),))


def _may_leave(case: CaseState, number: int) -> Denied | None:
    item = case.item(number)
    if item is None:
        return no_item(number)
    if item.deciding is not Deciding.OPEN:
        return wrong_state(Msg("item {item}", item=number), item.deciding)
    if item.publishing is Publishing.PUBLISHED:
        return wrong_state(Msg("item {item}", item=number), item.publishing)
    if item.ending is not None or case.aside is not None:
        return ENDING if item.ending is not None else SET_ASIDE
    return silence.waits(item)


def close(case: CaseState, _command: Close, given: Given) -> Decided | Denied:
    """Nothing is left to do: every item is answered or ended."""
    if case.closed:
        return wrong_state(Msg("the case"), Msg("closed"))
    if not case.items:
        return Denied(Rule.OPEN, "Nothing here was answered.", "Add an item, or classify what arrived.")
    waiting = [item.number for item in case.items if not item.answered]
    if waiting:
        return Denied(Rule.OPEN, "Not answered yet: item {waiting}.", "Answer first.", waiting=tuple(waiting))
    return counsel.still_asked(case) or Decided((CaseClosed(given.by),))


def call_back(case: CaseState, command: CallBack, given: Given) -> Decided | Denied:
    """The authority was called back by somebody who decided nothing of it, and gives nothing of it (hazard 2.3)."""
    if given.by in deciders(case) | given.decide_onward:
        return Denied(Rule.CALLER, "You took part in a decision of this case.", "Somebody else must call back.")
    if not given.authority_verified:
        return Denied(
            Rule.NOT_VERIFIED,
            "There is no number of this authority that the desk verified.",
            "Verify the authority first; never call the number in the demand.",
        )
    if command.phone not in (given.rung if command.how == lists.BY_NUMBER else {""}):
        return Denied(
            Rule.NUMBER,
            "The number that you rang is not the one that two people verified of this authority.",
            "Ring the number that the desk verified; where nobody answers, say in which other way you reached them.",
        )
    if given.number_waits and command.how != lists.BY_NUMBER and not command.why:
        return Denied(
            Rule.NUMBER,
            "The number of this authority was changed less than seven days ago: the one before it is rung.",
            "Ring the one before; where it does not answer any more, say so, and in which other way you reached them.",
        )
    called = copied(AuthorityCalledBack, command, by=given.by)
    if command.said == "confirmed":
        return Decided((called,))
    # What the authority does not know of is not given: what was decided on it is void.
    numbers = [item.number for item in case.items]
    return Decided((called, *voided(case, numbers)), ended=no_approval(case, numbers))


def add_note(_case: CaseState, command: AddNote, given: Given) -> Decided | Denied:
    """A sealed note was added."""
    return Decided((NoteAdded(given.by, command.sealed),))


def do_duty(case: CaseState, command: DoDuty, given: Given) -> Decided | Denied:
    """A duty was done outside the desk. Telling closes only by telling (P5); approval only by approving."""
    if command.what in IN_THE_DESK or command.what.startswith("answer_"):
        return Denied(
            Rule.DUTY_TELL, "This duty ends only by doing it in the desk: {duty}.", duty=Word("Duty", command.what)
        )
    if not any(what == command.what and command.item in {None, item} for item, what in given.open_duties):
        return Denied(
            Rule.NO_DUTY,
            "No such duty is open there: {duty}.",
            "See `dueprocess due`.",
            duty=Word("Duty", command.what),
        )
    early = inquiry.too_early(case, command, given)
    if early is not None:
        return early
    ended = (EndDuties(command.item, (command.what,)),)
    return Decided((DutyDone(given.by, command.item, command.what),), silence.reviewed(case, command, given), ended)


def _touched(case: CaseState, changed: list[str]) -> list[int]:
    if not changed:
        return []
    items = {split_path(path)[0] for path in changed}
    if None in items:  # a fact of the whole demand
        return [item.number for item in case.items]
    return sorted(number for number in items if number is not None)


def no_approval(case: CaseState, touched: list[int]) -> tuple[EndDuties, ...]:
    """Duties that end with the decisions on items."""
    return tuple(EndDuties(number, ("approve", "send_letter", UNDELIVERED)) for number in touched if case.item(number))


def _add(case: CaseState, command: ChangeItem, given: Given) -> Decided | Denied:
    number = len(case.items) + 1
    if command.item != number:
        return Denied(Rule.NO_ITEM, "The next item is {item}.", item=number)
    fields = _checked(number, command)
    if isinstance(fields, Denied):
        return fields
    if "kind" not in fields:
        return Denied(Rule.BAD_FACE, "An item has a kind.", "Write `kind=disclosure` or another code.")
    return Decided((ItemAdded(given.by, number, fields),))


def _amend(case: CaseState, item: ItemState, command: ChangeItem, given: Given) -> Decided | Denied:
    fields = _checked(item.number, command)
    if isinstance(fields, Denied):
        return fields
    if not fields:
        return Denied(Rule.BAD_FACE, "Nothing to change.", "Name at least one field.")
    amended, numbers = ItemAmended(given.by, item.number, fields), [item.number]
    follows = (*voided(case, numbers), *no_longer_fit(amended.change(case), numbers, given.by))
    return Decided((amended, *follows), ended=no_approval(case, numbers))


def _checked(number: int, command: ChangeItem) -> dict[str, object] | Denied:
    try:
        values = {name: check(f"items.{number}.{name}", value) for name, value in command.fields.items()}
    except FaceError as fault:
        return Denied(Rule.BAD_FACE, "{fault}.", fault=fault.says)
    return {name: list(value) if isinstance(value, tuple) else value for name, value in values.items()}
