"""The secrecy machine and the three questions, as acts on a case (P5, P6)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Final

from dueprocess.case import fields as f
from dueprocess.case import lists
from dueprocess.case.commands import Answer, DoDuty, EndSecrecy, RecordSecrecy
from dueprocess.case.decision_events import (
    GateAnswered,
    SecrecyAgreed,
    SecrecyEnded,
    SecrecyRecorded,
    SecrecyRefused,
)
from dueprocess.case.duty_plan import NOTICE_FIRST
from dueprocess.case.events import copied
from dueprocess.case.fields import Field, Only
from dueprocess.case.given import GONE, NOT_ASSESSED, Given, day_end, later, no_item, wrong_state
from dueprocess.case.item_events import PublicationWithdrawn
from dueprocess.case.item_records import GateAnswer, Silence
from dueprocess.case.notice import untold
from dueprocess.case.outcome import Decided, EndDuties, NewDuty, Rule
from dueprocess.case.state import QUESTIONS, CaseState, Deciding, ItemState, Publishing
from dueprocess.formats.refusal import Denied, Msg, When
from dueprocess.formats.statement import Act
from dueprocess.law.finding import Allowed, May

REVIEW_DAYS: Final = 365  # a statute without end: one review a year (hazard 6.1)
SECOND: Final = ("agree_silence",)
OF_SILENCE: Final = (*SECOND, "review_secrecy", "ask_to_confirm_gag", "end_secrecy")
"""Duties that end with the last silence of an item."""


_AGREED_TO: Final = (Act.SECRECY_RECORD, Act.GATE_ANSWER)


@dataclass(frozen=True, slots=True)
class AgreeSecrecy:
    """The second person agrees to exactly this silence, or this no to telling with its reason and day; or does not.

    Where none is named it is said of those that a split took along.
    """

    item: Annotated[int, f.ITEM]
    record: Annotated[
        str, Field(f.HASH_OR_NONE, "What is agreed to", rests=_AGREED_TO, ever=Only("answer", ("refused",)))
    ]
    answer: Annotated[str, Field(lists.AGREED, "You say", option=f.ARGUMENT, needed=True)]


def answer(case: CaseState, command: Answer, given: Given) -> Decided | Denied:
    """A named person answers tell, admit or count for one item; *yes* only where the law does not forbid it.

    A *no* to telling that neither law nor a silence imposes is agreed to by a second person (``agree``): until then
    the question stays due, as where nobody answered.
    """
    item = case.item(command.item)
    judged = given.judged(command.item)
    if item is None or judged is None:
        return NOT_ASSESSED
    if command.answer == "yes":
        denied = _law_allows(item, command.question, judged.may, given.day()) or _endangers(case, item, command, given)
        if denied is not None:
            return denied
    no = command.question == "tell" and command.answer == "no"
    alone = no and not item.silent("tell") and judged.may.tell is not Allowed.NO
    answered = copied(GateAnswered, command, by=given.by, alone=alone)
    again = f"answer_{command.question}"
    if alone:
        return Decided((answered,), (_second(item.number, given),), ())
    duties = _asked_again(item.number, again, command.until, given)
    tells = command.question == "tell"
    first = _notice_first(item, given) if tells and command.answer == "yes" else ()
    over = (NOTICE_FIRST[0],) if tells and command.answer == "no" else ()
    closes = command.answer == "no" and command.question in {"admit", "count"}
    taken_down = _taken_down(item, given) if closes else ()
    return Decided(
        (answered, *taken_down),
        (*duties, *first),
        (EndDuties(item.number, (again, *over, *(SECOND if tells and not _waiting(item) else ()))),),
    )


def _notice_first(item: ItemState, given: Given) -> tuple[NewDuty, ...]:
    """The person hears of a grant before the data leave; where telling is owed already, that is the duty."""
    told = any(one.confirmed_by for one in item.notices)
    owed = {(item.number, what) for what in ("tell", "inform_person")} & given.open_duties
    if told or owed or not item.gives or item.deciding is not Deciding.DECIDED:
        return ()
    return (NewDuty(item.number, *NOTICE_FIRST, later(given.at, hours=24)),)


def record(case: CaseState, command: RecordSecrecy, given: Given) -> Decided | Denied:
    """A duty of silence with source, and an end or a review. Its end raises a duty to tell on that day (P5).

    Until a second person agrees it forbids what it says, and stops no clock: whoever is to be told stays on the list.
    """
    item = case.item(command.item)
    if item is None:
        return no_item(command.item)
    if command.rule and command.rule not in given.instruments:
        return Denied(Rule.NO_RULE, "That is no id of the law data.", "See `dueprocess law list`, or leave it out.")
    if not (command.tell or command.admit or command.count):
        return Denied(
            Rule.SECRECY_EMPTY, "A duty of silence says what it forbids.", "Name telling, admitting or counting."
        )
    # What runs on for more than a year is looked at within a year, whoever entered it (hazard 6.1).
    in_a_year = given.day(REVIEW_DAYS)
    review = command.review_on or (in_a_year if command.until is not None or command.source == "statute" else None)
    if command.until is not None and command.until <= in_a_year:
        review = command.review_on
    elif review is not None:
        review = min(review, in_a_year)
    if command.until is None and review is None:
        return Denied(
            Rule.SECRECY_OPEN_END,
            "A duty of silence has an end, or a day on which it is reviewed.",
            "Add `--until DAY` or `--review DAY`.",
        )
    recorded = copied(SecrecyRecorded, command, by=given.by, review_on=review, statement=given.statement)
    # What stands in a register goes on admitting the demand: it comes down with the silence.
    taken_down = _taken_down(item, given) if command.admit or command.count else ()
    reviews = _silence_duties(item.number, command, review, given.timezone)
    return Decided((recorded, *taken_down), (_second(item.number, given), *reviews))


def agree(case: CaseState, command: AgreeSecrecy, given: Given) -> Decided | Denied:
    """A second person agrees to exactly the silence, or the no, that is named; or does not."""
    item = case.item(command.item)
    if item is None or not (_waiting(item) or item.lone_no):
        return wrong_state(Msg("its silence"), Msg("not waiting for anybody"))
    no = item.lone_no
    if no is not None and no.statement == command.record:
        return _agree_no(item, no, command, given)
    return _agree_silence(item, command, given)


def _agree_silence(item: ItemState, command: AgreeSecrecy, given: Given) -> Decided | Denied:
    found = [one for one in _waiting(item) if one.statement == command.record]
    if not found:
        return Denied(Rule.BASIS, "That duty of silence does not wait for a second person.", "Read the case again.")
    refused = command.answer == "refused"
    if not refused and given.by in {one.by for one in found}:
        return Denied(Rule.FOUR_EYES, "You recorded this silence.", "A second person must agree.")
    if not refused and command.record in given.gone:
        return GONE
    waits = any(one not in found for one in _waiting(item)) or item.lone_no is not None
    ended = () if waits else (EndDuties(item.number, SECOND),)
    if not refused:
        # Telling waits for the end of the silence, which raises a duty of its own.
        ends = ("inform_person", NOTICE_FIRST[0])
        told = (EndDuties(item.number, ends),) if any(one.tell for one in found) else ()
        again = _told_later(item, given) if told else ()
        return Decided((SecrecyAgreed(item.number, given.by, command.record),), again, (*ended, *told))
    left = [one for one in item.running if one not in found]
    # What it forbade was answered by it: somebody answers anew (P6).
    asked = [q for q in QUESTIONS if any(getattr(one, q) for one in found)]
    again = tuple(NewDuty(item.number, f"answer_{q}", "P6", later(given.at, hours=24)) for q in asked)
    # What it renewed ends on its own day again.
    days = ends_of(item.number, left, given.timezone)
    over = EndDuties(item.number, tuple(name for name in over_with(left) if name not in SECOND))
    return Decided((SecrecyRefused(item.number, given.by, command.record),), (*again, *days), (*ended, over))


def _told_later(item: ItemState, given: Given) -> tuple[NewDuty, ...]:
    """Where telling was due, as an order before it had ended: it comes back when this one ends, or is reviewed."""
    if (item.number, "tell") not in given.open_duties:
        return ()
    days = [one.until or one.review_on or given.day() for one in item.running if one.tell]
    return (NewDuty(item.number, "tell", "P5", day_end(max(days), given.timezone)),)


def _agree_no(item: ItemState, no: GateAnswer, command: AgreeSecrecy, given: Given) -> Decided | Denied:
    """A second person agrees that nobody is told, until the day on which it is asked again; or it is asked anew."""
    asked = ("answer_tell",)
    over = EndDuties(item.number, asked if _waiting(item) else (*asked, *SECOND))
    if command.answer == "refused":
        again = NewDuty(item.number, *asked, "P6", later(given.at, hours=24))
        return Decided((SecrecyRefused(item.number, given.by, command.record),), (again,), (over,))
    if given.by == no.by:
        return Denied(Rule.FOUR_EYES, "You said that nobody is told.", "A second person must agree.")
    if command.record in given.gone:
        return GONE
    agreed = SecrecyAgreed(item.number, given.by, command.record)
    return Decided((agreed,), _asked_again(item.number, *asked, no.until, given), (over,))


def _asked_again(item: int, what: str, until: str | None, given: Given) -> tuple[NewDuty, ...]:
    return () if until is None else (NewDuty(item, what, "P6", day_end(until, given.timezone)),)


def _second(item: int, given: Given) -> NewDuty:
    return NewDuty(item, *SECOND, "house.second-person", later(given.at, hours=24))


def _waiting(item: ItemState) -> list[Silence]:
    return [one for one in item.running if one.waits]


def carried(item: ItemState, new: int) -> tuple[SecrecyRecorded | SecrecyAgreed, ...]:
    """Silences that still run, for the item of number ``new`` in another case: a split sheds none (5.1).

    Two people agreed to each: where one waits, its item leaves for nowhere (``upkeep.waits``).
    """
    return tuple(
        event
        for one in item.running
        for event in (copied(SecrecyRecorded, one, item=new, statement=""), SecrecyAgreed(new, one.agreed_by, ""))
    )


def waits(item: ItemState) -> Denied | None:
    """Why an item cannot leave for another case: there, one agreement would take all of its silences along."""
    if not _waiting(item):
        return None
    return Denied(
        Rule.OPEN,
        "A duty of silence on item {item} waits for a second person.",
        "A second person agrees to it or refuses it first.",
        item=item.number,
    )


def end(case: CaseState, command: EndSecrecy, given: Given) -> Decided | Denied:
    """Silence was lifted or its day came: a duty to tell exists from this day, and closes only by telling (P5).

    Of several those end that are named; while another forbids to tell, nobody is told, and its own end raises the duty.
    """
    item = case.item(command.item)
    if item is None or not item.running:
        return wrong_state(Msg("its silence"), Msg("not running"))
    # What a split took along has no name: it ends where none is named, and never along with another one.
    said = set(command.silences) or {""}
    running = tuple(one for one in item.running if one.statement in said)
    if said != {one.statement for one in running}:
        return Denied(Rule.BASIS, "Those are not the duties of silence that apply to the item.", "Read the case again.")
    if command.how == "lifted" and given.by in {silence.by for silence in running}:
        return Denied(
            Rule.FOUR_EYES, "You recorded this silence.", "Somebody else, who read that it was lifted, says so."
        )
    if command.how == "expired" and not all(_over(silence, given) for silence in running):
        return wrong_state(Msg("its silence"), Msg("not over"))
    left = [one for one in item.running if one not in running]
    ended = SecrecyEnded(item.number, given.by, command.how)
    return over(case, item, running, left, ended, later(given.at), given.timezone)


def over(
    case: CaseState,
    item: ItemState,
    ends: Sequence[Silence],
    left: Sequence[Silence],
    event: SecrecyEnded,
    now: str,
    timezone: str,
) -> Decided:
    """What follows where ``ends`` end and ``left`` run on: telling is due now, unless one of those forbids it.

    What waits for a second person keeps nobody from the list of those who are to be told. Where each person was told
    before the silence came, nobody is left to tell.
    """
    free = any(one.tell for one in ends) and not any(one.tell and one.agreed_by for one in left)
    tell = (NewDuty(item.number, "tell", "P5", now),) if free and untold(case, item) else ()
    if not left:
        return Decided((event,), tell, (EndDuties(item.number, OF_SILENCE),))
    event = replace(event, ended=tuple(one.seq for one in ends))
    return Decided((event,), (*tell, *ends_of(item.number, left, timezone)), (EndDuties(item.number, over_with(left)),))


def named(item: ItemState) -> list[str]:
    """Hashes of the statements by which silences run on an item, in order; of what a split took along there is none."""
    return sorted(silence.statement for silence in item.running if silence.statement)


def reviewed(case: CaseState, command: DoDuty, given: Given) -> tuple[NewDuty, ...]:
    """A silence that was reviewed and goes on is reviewed again in a year: it never has neither end nor review (P5)."""
    if command.what != "review_secrecy":
        return ()
    again = day_end(given.day(REVIEW_DAYS), given.timezone)
    return tuple(
        NewDuty(item.number, "review_secrecy", item.running[-1].rule or "P5", again)
        for item in case.items
        if item.running and command.item in {None, item.number}
    )


def _over(silence: Silence, given: Given) -> bool:
    # ``until`` is the last day of the silence; a legal day ends where the provider sits.
    return silence.until is not None and later(given.at) >= day_end(silence.until, given.timezone)


def _taken_down(item: ItemState, given: Given) -> tuple[PublicationWithdrawn, ...]:
    if item.publishing is not Publishing.PUBLISHED:
        return ()
    return (PublicationWithdrawn(item.number, given.by),)


def _law_allows(item: ItemState, question: str, may: May, today: str) -> Denied | None:
    for silence in item.silences:
        if silence.forbids(question, today):
            says = Msg("A duty of silence forbids it.")
            if silence.until:
                says = Msg("A duty of silence forbids it until {until}.", until=When(silence.until))
            return Denied(Rule.GATE_LAW, says, "End it first, if it has ended.")
    allowed = {"tell": may.tell, "admit": may.admit, "count": may.count}[question]
    if allowed is Allowed.NO:
        return Denied(Rule.GATE_LAW, "The law forbids it: {says}", "Answer no, or ask counsel.", says=may.says)
    return None


def _endangers(case: CaseState, item: ItemState, command: Answer, given: Given) -> Denied | None:
    """Why telling could harm somebody: a life that the demand speaks of, the person, or what the same one said before.

    What the demand claims stays claimed. So a danger to a life is over once somebody answered no for it until a day,
    that day has passed, and somebody else says so.
    """
    if command.question != "tell":
        return None
    last = item.last_answer("tell")
    if case.face.get("person_in_danger") is True and not _danger_has_passed(last, given):
        return Denied(
            Rule.GATE_SAFETY,
            "By the facts of this case, telling could endanger the person.",
            "Answer no, with a reason and a day on which it is asked again. After it, somebody else may answer yes.",
        )
    if case.face.get("danger_to_life") is True and not _danger_has_passed(last, given):
        return Denied(
            Rule.GATE_SAFETY,
            "A life is said to be in danger: whoever is told could act on it.",
            "Answer no, with a reason and a day on which it is asked again. After it, somebody else may answer yes.",
        )
    if last is not None and last.answer == "no" and last.why in lists.ENDANGERS and last.by == given.by:
        return Denied(
            Rule.GATE_SAFETY,
            "You said that telling endangers somebody.",
            "Somebody else, who looked into it, says that it is over.",
        )
    return None


def _danger_has_passed(last: GateAnswer | None, given: Given) -> bool:
    """Whether the last answer was a no, since somebody was in danger, until a day that is over where we sit."""
    if last is None or last.answer != "no" or last.why not in lists.ENDANGERS or last.until is None:
        return False
    return later(given.at) >= day_end(last.until, given.timezone)


def _silence_duties(item: int, command: RecordSecrecy, review: str | None, timezone: str) -> tuple[NewDuty, ...]:
    duties = list(ends_of(item, [command], timezone))
    if review is not None:
        duties.append(NewDuty(item, "review_secrecy", command.rule or "P5", day_end(review, timezone)))
    return tuple(duties)


def ends_of(item: int, silences: Iterable[RecordSecrecy | Silence], timezone: str) -> tuple[NewDuty, ...]:
    """The last days of these silences, as duties."""
    days = [(one.rule or "P5", one.until) for one in silences if one.until is not None]
    return tuple(NewDuty(item, "end_secrecy", rule, day_end(until, timezone)) for rule, until in days)


def over_with(left: Iterable[Silence]) -> tuple[str, ...]:
    """Duties of silence that end where some of an item's do and ``left`` run on; their last days are owed anew."""
    kept = {name for one in left for name, runs in (("review_secrecy", one.review_on), (*SECOND, one.waits)) if runs}
    return tuple(name for name in OF_SILENCE if name not in kept)
