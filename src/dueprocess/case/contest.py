"""A person contests what was decided of an item: who may decide it, what is owed by it, and courts (L5).

Whoever was on the first decision does not decide it while somebody else can: the third of founding, or counsel. Where
there is nobody else, two of those look again, and the person's page says so. What the objection says lies sealed, as an
arrival or a note; here stand codes and days. In a silent case a contest exists only where the person was told.
"""

import datetime
from dataclasses import dataclass
from typing import Annotated, Final

from dueprocess.case import contest_lists as lists
from dueprocess.case import fields as f
from dueprocess.case.contest_events import (
    ContestAnswered,
    ContestDecided,
    ContestMade,
    ContestProposed,
    ContestRefused,
    CourtRecorded,
    RestoreDone,
    RestoreNamed,
)
from dueprocess.case.contest_records import Contest
from dueprocess.case.decisions import OF_A_GRANT, handles, voided
from dueprocess.case.events import Body, copied
from dueprocess.case.fields import Day, Field, Number
from dueprocess.case.given import Given, day_end, later, no_item
from dueprocess.case.lists import AGREED, RESTORED
from dueprocess.case.outcome import Decided, EndDuties, NewDuty, Rule
from dueprocess.case.state import CaseState, Deciding, ItemState
from dueprocess.formats.refusal import Denied, When
from dueprocess.formats.statement import Act

ANSWER_DAYS: Final = 30
"""A contest is answered within so many days of the one on which it came, unless a law sets an earlier one."""
MAX_AHEAD_DAYS: Final = 730
HOUSE: Final = "house.contest-30-days"

_RECORD: Final = Field(
    f.HASH_OR_NONE, "The contest", "Empty where a split took it along.", rests=(Act.CONTEST_RECORD,), past=True
)


@dataclass(frozen=True, slots=True)
class RecordContest:
    """Somebody contests what was decided of an item, for the person of a handle."""

    item: Annotated[int, f.ITEM]
    handle: Annotated[
        str, Field(f.HANDLE, "Person", "The account, as the decision names it: T1, T2 …", "--person", needed=True)
    ]
    who: Annotated[str, Field(lists.WHO, "Who contests", needed=True)]
    how: Annotated[str, Field(lists.HOW, "Which way it came", needed=True)]
    on: Annotated[str | None, Field(Day(), "It came on", needed=True)]
    due: Annotated[
        str | None,
        Field(Day(), "Last day that a law sets for the answer", "Nothing: 30 days, by the house.", start=None),
    ]
    stays: Annotated[
        str,
        Field(
            f.RULE,
            "Law by which nothing is given until it is decided",
            "Id of the law that says so. Nothing: it stops nothing.",
            "--stays",
        ),
    ]


@dataclass(frozen=True, slots=True)
class DecideContest:
    """What becomes of it."""

    item: Annotated[int, f.ITEM]
    record: Annotated[str, _RECORD]
    end: Annotated[str, Field(lists.OUTCOME, "What becomes of it", option=f.ARGUMENT, needed=True)]


@dataclass(frozen=True, slots=True)
class AgreeContest:
    """Where nobody else can decide: the other one of those who decided first agrees to exactly that, or does not."""

    item: Annotated[int, f.ITEM]
    proposal: Annotated[str, Field(f.HASH, "What your colleague said", needed=True, rests=(Act.CONTEST_DECIDE,))]
    answer: Annotated[str, Field(AGREED, "You say", option=f.ARGUMENT, needed=True)]


@dataclass(frozen=True, slots=True)
class AnswerContest:
    """The person was told what became of it."""

    item: Annotated[int, f.ITEM]
    record: Annotated[str, _RECORD]
    on: Annotated[str | None, Field(Day(), "Told on", needed=True)]


@dataclass(frozen=True, slots=True)
class NameRestored:
    """The first person says that what was taken away was given back."""

    item: Annotated[int, f.ITEM]
    record: Annotated[str, _RECORD]
    thing: Annotated[str, Field(lists.RESTORES, "What was given back", needed=True)]
    on: Annotated[str | None, Field(Day(), "Given back on", needed=True)]


@dataclass(frozen=True, slots=True)
class ConfirmRestored:
    """The second person saw that it is back."""

    item: Annotated[int, f.ITEM]
    named: Annotated[str, Field(f.HASH, "What your colleague said", needed=True, rests=(Act.RESTORE_RECORD,))]


@dataclass(frozen=True, slots=True)
class RecordCourt:
    """A step before a court. Its name and file number belong into the note that is sealed with it."""

    item: Annotated[int, f.ITEM]
    side: Annotated[str, Field(lists.SIDE, "Who went to court", needed=True)]
    step: Annotated[str, Field(lists.STEP, "Step", option=f.ARGUMENT, needed=True)]
    on: Annotated[str | None, Field(Day(), "On", needed=True)]
    result: Annotated[str, Field(lists.COURT_OUTCOME, "What the court decided", option="--outcome")]
    cents: Annotated[int, Field(Number(0, f.MAX_CENTS), "Costs, in cents", start=0)]
    currency: Annotated[str, Field(f.CURRENCY_OR_NONE, "Currency of the costs")]
    next: Annotated[
        str | None, Field(Day(), "Next day before the court", "It comes back as a duty.", "--next", start=None)
    ]


def first_deciders(item: ItemState) -> frozenset[str]:
    """Who proposed or agreed to a decision of the item that stood, now or before."""
    stood = [(one.proposal, one.approved_by) for one in item.ended_proposals if _stood(one.approved_by, one.proposal)]
    now = [(item.proposal, item.approved_by)] if item.proposal is not None and item.deciding is Deciding.DECIDED else []
    return frozenset(name for proposal, second in (*stood, *now) for name in (proposal.by, second) if name)


def _stood(approved_by: str, proposal: object) -> bool:
    return bool(approved_by) or not getattr(proposal, "needs_two", True)


def concerned(item: ItemState, contest: Contest) -> frozenset[str]:
    """Who was on a decision of the item, here or in the case that it came from: they do not decide the contest."""
    return first_deciders(item) | frozenset(contest.first)


def others(item: ItemState, contest: Contest, judges: frozenset[str]) -> list[str]:
    """Who of those who may decide it was not on the first decision."""
    return sorted(judges - concerned(item, contest))


def same_look_again(item: ItemState, judges: frozenset[str]) -> bool:
    """Whether nobody on the roster could decide a contest of the item but those who decided first."""
    return judges <= first_deciders(item)


def record(case: CaseState, command: RecordContest, given: Given) -> Decided | Denied:
    """It is answered within 30 days. A closed case stays closed: its authority would see it open (hazard 6.6)."""
    item = case.item(command.item)
    if item is None:
        return no_item(command.item)
    day = command.on or ""
    denied = _may_exist(case, item, command, given) or _not_yet(day, given)
    if denied is not None:
        return denied
    if command.stays and (denied := _stops(item, command.stays, given)) is not None:
        return denied
    last = min(filter(None, (command.due, _days_after(day, ANSWER_DAYS))))
    first = tuple(sorted(first_deciders(item)))
    made = copied(ContestMade, command, by=given.by, on=day, due=last, first=first, statement=given.statement)
    by_rule = "contest.law" if command.due == last else HOUSE
    return Decided((made,), (NewDuty(item.number, "decide_contest", by_rule, day_end(last, given.timezone)),))


def decide(case: CaseState, command: DecideContest, given: Given) -> Decided | Denied:
    """Somebody else decides at once; where there is nobody else, one of those who decided first says it first."""
    item = case.item(command.item)
    if item is None:
        return no_item(command.item)
    contest = _open(item, command.record)
    if contest is None:
        return _NONE
    free = others(item, contest, given.judges)
    if given.by not in concerned(item, contest):
        return _ends(case, item, contest, command.end, given, same=False)
    if free:
        return _not_you(free)
    if not given.judges - {given.by}:
        return Denied(
            Rule.NO_SECOND,
            "You decided it yourself, and there is nobody else on the roster who could look at it.",
            "Take counsel from outside onto the roster (`dueprocess roster next`).",
        )
    proposed = ContestProposed(item.number, given.by, contest.statement, command.end, given.statement)
    duty = NewDuty(item.number, "agree_contest", "house.second-person", later(given.at, hours=24))
    return Decided((proposed,), (duty,))


def agree(case: CaseState, command: AgreeContest, given: Given) -> Decided | Denied:
    """The other one looked again, too."""
    item = case.item(command.item)
    if item is None:
        return no_item(command.item)
    waits = (one for one in item.contested.open if one.again and one.again.statement == command.proposal)
    contest = next(waits, None)
    if contest is None or contest.again is None:
        return Denied(Rule.CONTEST, "Nobody said so before you, or something else stands now.", "Read the case again.")
    if contest.again.by == given.by:
        return Denied(Rule.FOUR_EYES, "You said it yourself.", "Another one must look again, too.")
    if command.answer == "refused":
        refused = ContestRefused(item.number, given.by, contest.statement)
        return Decided((refused,), (), (EndDuties(item.number, ("agree_contest",)),))
    free, same = others(item, contest, given.judges), given.by in concerned(item, contest)
    if same and free:
        return _not_you(free)
    return _ends(case, item, contest, contest.again.outcome, given, same=same)


def answered(case: CaseState, command: AnswerContest, given: Given) -> Decided | Denied:
    """The answer left. A silence that began since forbids it."""
    item = case.item(command.item)
    if item is None:
        return no_item(command.item)
    wait = [one for one in item.contested.contests if one.outcome and not one.told_on]
    if command.record not in {one.statement for one in wait}:
        return Denied(Rule.CONTEST, "No contest that was decided waits for its answer.", "See `dueprocess show CASE`.")
    day = command.on or ""
    if item.silent("tell"):
        return Denied(Rule.GATE_CLOSED, "A duty of silence forbids it.", "Wait until it ends.")
    if (denied := _not_yet(day, given)) is not None:
        return denied
    said = ContestAnswered(item.number, given.by, command.record, day)
    ended = (EndDuties(item.number, ("tell_contest",)),) if len(wait) == 1 else ()
    return Decided((said,), (), ended)


def restored(case: CaseState, command: NameRestored, given: Given) -> Decided | Denied:
    """What was taken away is back, says the first person."""
    item = case.item(command.item)
    if item is None:
        return no_item(command.item)
    if command.record not in {one.statement for one in item.contested.contests if one.owes}:
        return Denied(Rule.CONTEST, "Nothing of this item is to be given back.", "See `dueprocess show CASE`.")
    day = command.on or ""
    if (denied := _not_yet(day, given)) is not None:
        return denied
    named = copied(RestoreNamed, command, by=given.by, on=day, statement=given.statement)
    duty = NewDuty(item.number, "confirm_restored", "house.second-person", later(given.at, hours=24))
    return Decided((named,), (duty,))


def confirm(case: CaseState, command: ConfirmRestored, given: Given) -> Decided | Denied:
    """Two people say that it is done. An authority that had heard of the measure hears that it ended."""
    item = case.item(command.item)
    if item is None:
        return no_item(command.item)
    owed = [one for one in item.contested.contests if one.owes]
    waits = next((one for one in owed if one.restored and one.restored.statement == command.named), None)
    if waits is None or waits.restored is None:
        return Denied(Rule.CONTEST, "Nobody said so before you, or something else stands now.", "Read the case again.")
    if waits.restored.by == given.by:
        return Denied(Rule.FOUR_EYES, "You said it yourself.", "A second person must see that it is back.")
    tell = NewDuty(item.number, "inform_authority", "house.effect-is-told", later(given.at, hours=24))
    ended = EndDuties(item.number, ("restore", "confirm_restored") if len(owed) == 1 else ())
    return Decided((RestoreDone(item.number, given.by, waits.statement),), (tell,) if item.spoken else (), (ended,))


def court(case: CaseState, command: RecordCourt, given: Given) -> Decided | Denied:
    """One step. The day before the court comes back as a duty, which the next step ends."""
    item = case.item(command.item)
    if item is None:
        return no_item(command.item)
    day = command.on or ""
    if (denied := _not_yet(day, given)) is not None:
        return denied
    if bool(command.cents) != bool(command.currency):
        return Denied(Rule.CONTEST, "Costs have a sum and a currency.", "Say `--cents` and `--currency` together.")
    if command.next and not given.day() <= command.next <= given.day(MAX_AHEAD_DAYS):
        return Denied(Rule.CONTEST, "{day} is over, or too far ahead.", "Name the next day.", day=When(command.next))
    stepped = copied(CourtRecorded, command, by=given.by, on=day)
    due = day_end(command.next, given.timezone) if command.next else ""
    duties = (NewDuty(item.number, "court_day", "house.court-day", due),) if due else ()
    return Decided((stepped,), duties, (EndDuties(item.number, ("court_day",)),))


def carried(item: ItemState, new: int) -> tuple[Body[CaseState], ...]:
    """Contests that are open and steps before courts, for the item of number ``new`` in another case."""
    contests = (copied(ContestMade, one, item=new, statement="") for one in item.contested.open)
    steps = (copied(CourtRecorded, one, item=new, result=one.outcome) for one in item.contested.court)
    return (*contests, *steps)


def stayed(item: ItemState) -> Denied | None:
    """Why nothing of an item is given or carried out while a contest is open; None where the law does not stop it."""
    if not item.contested.stays:
        return None
    return Denied(
        Rule.CONTEST,
        "The person contested it, and {law} stops it until that is decided.",
        "Somebody who was not on the first decision runs `dueprocess contest decide`.",
        law=item.contested.stays,
    )


_NONE: Final = Denied(Rule.CONTEST, "No such contest waits to be decided.", "See `dueprocess show CASE`.")


def _not_you(free: list[str]) -> Denied:
    return Denied(
        Rule.CONTEST_FIRST,
        "You were on the decision that is contested. Somebody who was not decides: {people}.",
        "Let one of them run `dueprocess contest decide`.",
        people=tuple(free),
    )


def _open(item: ItemState, named: str) -> Contest | None:
    return next((one for one in item.contested.open if one.statement == named), None)


def _not_yet(day: str, given: Given) -> Denied | None:
    if day <= given.day():
        return None
    return Denied(Rule.CONTEST, "{day} has not come yet.", "Say it once it is done.", day=When(day))


def _days_after(day: str, days: int) -> str:
    return (datetime.date.fromisoformat(day) + datetime.timedelta(days)).isoformat()


def _may_exist(case: CaseState, item: ItemState, command: RecordContest, given: Given) -> Denied | None:
    if command.handle not in handles(case, item.number):
        return Denied(
            Rule.LINES,
            "Item {item} has no {handle}.",
            "See `dueprocess show CASE`.",
            item=item.number,
            handle=command.handle,
        )
    if not first_deciders(item):
        return Denied(Rule.CONTEST, "Nothing was decided of this item yet.", "Keep it as a note until it is.")
    told = any(one.handle == command.handle for one in item.notices)
    if told or item.is_open("tell", given.day()):
        return None
    return Denied(
        Rule.CONTEST_SILENT,
        "Nobody told this person, and nobody may: an answer would tell that the demand exists.",
        "Answer as everybody is answered who asks (`dueprocess inquiry`), and keep the letter as an arrival.",
    )


def _stops(item: ItemState, law: str, given: Given) -> Denied | None:
    if law not in given.instruments:
        return Denied(Rule.NO_RULE, "That is no id of the law data.", "See `dueprocess law list`, or leave it out.")
    duties = given.assessment.duties if given.assessment else ()
    if not any(one.stops and one.rule == law and one.item in {None, item.number} for one in duties):
        return Denied(
            Rule.CONTEST,
            "{law} is not known to say that nothing is given while it is being decided.",
            "The case's page names the section where one does; else leave it out.",
            law=law,
        )
    if item.out or (item.effect is not None and item.effect.how != RESTORED):
        return Denied(Rule.CONTEST, "It was given or carried out already: nothing is left to stop.", "Leave it out.")
    return None


def _ends(case: CaseState, item: ItemState, contest: Contest, end: str, given: Given, *, same: bool) -> Decided:
    """What becomes of it, and what follows: what was not given yet is decided anew, what was taken away is owed."""
    right = end in lists.GRANTED
    taken = right and item.measure and item.effect is not None and item.effect.how != RESTORED
    decided = ContestDecided(item.number, given.by, contest.statement, end, same, taken)
    untold = not item.given and not item.spoken and item.effect is None
    anew = voided(case, [item.number]) if right and untold else ()
    left = len(item.contested.open) > 1
    over = ["agree_contest", *(() if left else ("decide_contest",))]
    over += [*OF_A_GRANT, "approve", "send_letter"] if anew else []
    tell = NewDuty(
        item.number, "tell_contest", HOUSE, max(day_end(contest.due, given.timezone), later(given.at, hours=24))
    )
    owed = (NewDuty(item.number, "restore", "house.contest-restores", later(given.at, hours=72)),) if taken else ()
    # Also of one that was taken back: one person says so, and whoever did not take it back hears of it.
    return Decided((decided, *anew), (tell, *owed), (EndDuties(item.number, tuple(over)),))
