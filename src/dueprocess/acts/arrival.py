"""Acts on a case as a whole: what it is, its facts, items, letters, notes, duties, its end, its destruction."""

from typing import Final

from dueprocess.acts import stands, who
from dueprocess.acts.decision import NOTHING
from dueprocess.acts.declaration import (
    ALIVE,
    ELSEWHERE_TOO,
    NO_DEMAND_TOO,
    ONLY_A_CASE,
    About,
    Brings,
    Choice,
    Elsewhere,
    Of,
    Offer,
    On,
    OnCase,
)
from dueprocess.case import commands as c
from dueprocess.case import destruction, item_end, lists, restricted, sending, upkeep
from dueprocess.case.decisions import deciders
from dueprocess.case.state import CaseState, ItemState, Writing
from dueprocess.demand.codes import ArrivalIs
from dueprocess.formats.desk_acts import text_hash
from dueprocess.formats.statement import Act

_DESTROYED: Final = Elsewhere(
    "dueprocess forget",
    "What is destroyed stays destroyed; a page that the desk itself serves could show you another case.",
    own="The command also overwrites what was freed, and names the backups that could still open it.",
)
_RESEALED: Final = "The original has to be sealed again to the new case's own key, on your machine."


def _kinds(_about: About) -> list[Choice]:
    """What is held outside never came through a page."""
    held = ArrivalIs.HELD_OUTSIDE
    return [Choice(str(one), one.meaning, page=one is not held) for one in ArrivalIs if one is not ArrivalIs.UNREAD]


def _changes(about: About) -> list[Choice]:
    """Adding to the case, as the item of the next number, or changing the item."""
    listed = ("amend", "withdraw", "lapse") if about.number else ("add",)
    says = {"item": about.number or len(about.case.items) + 1}
    return [Choice(code, lists.OPERATION.words[code], start=code == listed[0], says=says) for code in listed]


def _owed(about: About) -> list[Choice]:
    return [Choice(what, what, (str(item),) if item else (), says={"item": item}) for item, what in about.duties]


def _unanswered(case: CaseState, item: ItemState) -> bool:
    return stands.decided(case, item) and item.writing is Writing.NONE


def _claimable(case: CaseState, item: ItemState) -> bool:
    return not case.merged_into and any(cost.item == item.number and cost.tariff for cost in case.costs)


def _letter(about: About) -> str:
    return about.item.letter_sent if about.item and about.item.letter_sent else NOTHING


def _ending(about: About) -> str:
    return about.item.ending.statement if about.item is not None and about.item.ending is not None else NOTHING


def _ending_said(about: About) -> str:
    said = about.item.ending if about.item is not None else None
    return f"{lists.OPERATION.words[said.how]}, says {said.by}" if said is not None else "nothing"


def _rung(about: About) -> str:
    return f"the number that two people verified: {about.phone}" if about.phone else "no number is verified"


def _recalled(_case: CaseState, item: ItemState) -> bool:
    return item.called_back


def _custodian(about: About) -> list[Choice]:
    return [Choice(about.custodian, about.custodian, start=True)] if about.custodian else []


CLASSIFY: Final = OnCase(
    act=Act.ARRIVAL_CLASSIFY,
    says=c.Classify,
    may=who.STAFF,
    of=Of.CASE,
    on=ELSEWHERE_TOO,
    title="Classify what arrived",
    done="Arrival classified",
    button="Look at it",
    note="You can say something else at any time, which undoes it. The first time of receipt stays. Where a demand was "
    "read in it, its clocks end once a second person says the same.",
    decide=upkeep.classify,
    offers=(Offer(lambda case, _item: case.says is ArrivalIs.UNREAD or not case.closed),),
    choices={"says": _kinds},
    command="classify",
    heading="Arrive",
    example="duplicate --of c-zc2z",
)
RESTRICT: Final = OnCase(
    act=Act.ARRIVAL_RESTRICT,
    says=restricted.Restrict,
    may=who.STAFF,
    alone=True,
    of=Of.CASE,
    on=ELSEWHERE_TOO,
    title="Restrict it: one custodian alone opens it",
    note="Every other key to it is destroyed, for ever.",
    for_ever=True,
    choices={"custodian": _custodian},
    decide=restricted.restrict,
    offers=(Offer(lambda case, _item: not case.restricted_to and not case.forgotten),),
    command="restrict",
    heading="Arrive",
)
CONFIRM: Final = OnCase(
    act=Act.FACE_CONFIRM,
    says=c.Confirm,
    may=who.STAFF,
    of=Of.CASE,
    title="Confirm facts that you read in the original",
    done="Facts confirmed",
    note="You say that you read these facts in the original yourself. "
    "A change makes a decision that relied on the old ones void.",
    decide=upkeep.confirm,
    command="confirm",
    heading="Check",
    example="country=DE items.1.targets=1",
)
CHANGE_ITEM: Final = OnCase(
    act=Act.ITEM_CHANGE,
    says=c.ChangeItem,
    may=who.STAFF,
    of=Of.EITHER,
    title="Change an item",
    done="Item changed",
    button="Say what it asks",
    headline="op",
    note="That it ended takes two: a second person agrees, and until then its clocks run on.",
    decide=upkeep.change_item,
    offers=(
        Offer(lambda case, item: stands.alive(case, item) if item.number else not case.closed and not case.merged_into),
    ),
    choices={"op": _changes},
    command="item",
    heading="Check",
    example="add 2 kind=preservation targets=1",
)
END_ITEM: Final = OnCase(
    act=Act.ITEM_END,
    says=item_end.EndItem,
    may=who.SECOND,
    title="Confirm that an item ended, or that it goes on",
    button="Say whether it is so",
    note="What has ended is no longer answered. What goes on is decided again.",
    decide=item_end.end_item,
    offers=(Offer(lambda _case, item: item.ending is not None),),
    filled={"proposal": _ending},
    shown=_ending_said,
    command="item-end",
    heading="Check",
    example="ended --item 2",
)
MERGE: Final = OnCase(
    act=Act.CASE_MERGE,
    says=c.Merge,
    may=who.STAFF,
    alone=True,
    of=Of.CASE,
    title="Merge this case into another one",
    note="Its items move there with their clocks.",
    decide=upkeep.merge,
    offers=(Offer(stands.demand),),
    command="merge",
    heading="Answer",
    example="c-zc2z",
)
SPLIT: Final = OnCase(
    act=Act.CASE_SPLIT,
    says=c.Split,
    may=who.STAFF,
    alone=True,
    of=Of.CASE,
    title="Move items into a new case",
    elsewhere=Elsewhere("dueprocess split", _RESEALED, own=_RESEALED),
    decide=upkeep.split,
)
CLOSE: Final = OnCase(
    act=Act.CASE_CLOSE,
    says=c.Close,
    may=who.STAFF,
    of=Of.CASE,
    on=ONLY_A_CASE,
    title="Close this case: nothing is left to do",
    done="Case closed",
    decide=upkeep.close,
    offers=(
        Offer(
            lambda case, item: (
                stands.demand(case, item) and bool(case.items) and all(one.answered for one in case.items)
            ),
        ),
    ),
    command="close",
    heading="Answer",
)
CALL_BACK: Final = OnCase(
    act=Act.AUTHORITY_CALL_BACK,
    says=c.CallBack,
    may=who.DESK,
    on=ALIVE | {On.MERGED},  # what came in it the office is asked of there (ADR 0113)
    of=Of.CASE,
    title="You reached the authority yourself",
    done="Call to the authority recorded",
    note="Ring the number that the desk verified, never one of the demand. Let whoever signed it say its reference, "
    "day and what they asked for; name no account. Who calls neither proposes nor agrees to giving anything here. "
    "What is theirs and was taken back is confirmed, and ended with its item.",
    decide=upkeep.call_back,
    filled={"phone": lambda about: text_hash(about.phone)},
    shown=_rung,
    offers=(
        Offer(
            lambda case, item: stands.demand(case, item) or bool(case.merged_into),
            whose=lambda case, _item, person: person not in deciders(case),
        ),
    ),
    command="call-back",
    example="--said confirmed",
    comment=True,
    heading="Check",
)
SEND_LETTER: Final = OnCase(
    act=Act.LETTER_SEND,
    says=c.SendLetter,
    may=who.STAFF,
    on=NO_DEMAND_TOO,
    title="Send a letter",
    done="Letter signed, to be sent",
    button="Send the letter",
    headline="kind",
    decide=sending.send_letter,
    brings=(Brings("letter", frozenset({"case", "worker"}), lambda said: (said.sealed,)),),
    offers=(
        Offer(_unanswered),
        Offer(_claimable, letter="invoice"),
        Offer(_recalled, letter="recall"),
    ),
)
TAKE_BACK_LETTER: Final = OnCase(
    act=Act.LETTER_TAKE_BACK,
    says=c.TakeBackLetter,
    may=who.DESK,
    title="Take a letter back that has not left yet",
    done="Letter taken back",
    note="The decision stands; another letter can be sent.",
    decide=sending.take_back_letter,
    offers=(Offer(lambda case, item: stands.decided(case, item) and item.writing is Writing.QUEUED),),
    filled={"letter": _letter},
    command="take-back",
    heading="Answer",
    example="--item 1",
)
ADD_NOTE: Final = OnCase(
    act=Act.NOTE_ADD,
    says=c.AddNote,
    may=who.DESK | who.EMPLOYEE,
    of=Of.CASE,
    on=ELSEWHERE_TOO,  # who was shown what came there signs that they were (ADR 0113)
    title="Add a sealed note to the case",
    done="Note added to the case",
    decide=upkeep.add_note,
    brings=(Brings("note", frozenset({"case"}), lambda said: (said.sealed,)),),
)
DO_DUTY: Final = OnCase(
    act=Act.DUTY_DONE,
    says=c.DoDuty,
    may=who.STAFF,
    of=Of.CASE,
    on=ELSEWHERE_TOO,
    title="A duty was done outside the desk",
    done="Duty recorded as done",
    button="Say that it is done",
    decide=upkeep.do_duty,
    offers=(Offer(stands.not_closed),),
    choices={"what": _owed},
    command="done",
    heading="Answer",
    example="respond --item 1",
)
FORGET_PROPOSE: Final = OnCase(
    act=Act.FORGET_PROPOSE,
    says=c.ProposeForget,
    may=who.DESK,
    alone=True,
    of=Of.CASE,
    on=ELSEWHERE_TOO,
    title="Propose to destroy what is sealed of a case",
    elsewhere=_DESTROYED,
    decide=destruction.decide,
)
FORGET_APPROVE: Final = OnCase(
    act=Act.FORGET_APPROVE,
    says=c.Forget,
    may=who.SECOND,
    alone=True,
    of=Of.CASE,
    on=ELSEWHERE_TOO,
    dated=True,
    title="Agree to destroy what is sealed of a case",
    elsewhere=_DESTROYED,
    decide=destruction.decide,
)
