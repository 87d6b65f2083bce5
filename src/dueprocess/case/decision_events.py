"""What is decided and said of one item: decision, the three questions, silence, preservation, its end."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Annotated, Any, ClassVar, Final

from dueprocess.case import fields as f
from dueprocess.case import lists
from dueprocess.case.events import EventKind, Handle, HashOrNone, Minute, OfItem, Person, PersonOrNone, copied, of
from dueprocess.case.item_records import Ending, GateAnswer, Silence, left_sealed
from dueprocess.case.productions import without_live
from dueprocess.case.state import (
    GRANTS,
    QUESTIONS,
    CaseState,
    Deciding,
    EndedProposal,
    ItemState,
    Line,
    Preserving,
    Proposal,
    Writing,
)
from dueprocess.demand.codes import DataCategory, LineAnswer, Outcome
from dueprocess.formats.record import BARE, MAYBE, Check, Day, Hash, Named, Natural

SENT_BACK: Final = "sent_back"
_DayOrNone = Annotated[str, Check(lambda day: not day or date.fromisoformat(day), "a day, or empty")]
_CATEGORY: Final = Check(lambda text: not text or DataCategory(text), "a category of data, or empty")


def _past(item: ItemState, state: str) -> tuple[EndedProposal, ...]:
    """The ended proposals of an item, with the one that stood until now."""
    if item.proposal is None or item.deciding not in {Deciding.PROPOSED, Deciding.DECIDED}:
        return item.ended_proposals
    stood = item.deciding is Deciding.DECIDED
    signed = (item.approved_by, item.approval) if stood else ("", "")
    return (*item.ended_proposals, EndedProposal(item.proposal, state, *signed))


class _Ended(OfItem):
    """``by``: the second person, who agreed that it ended."""

    by: Person
    outcome: ClassVar[Outcome]

    def _alter(self, item: ItemState, case: CaseState) -> ItemState:
        # What was given stays told as given: neither the authority nor time takes it back.
        over = item.outcome if item.outcome and item.out else self.outcome
        # Unless the decision by which data left stands: theirs, or time's, has a day, and no minute of ours.
        when: dict[str, Any] = {} if over in GRANTS else {"decided_on": case.day, "decided_at": None}
        return replace(
            item,
            deciding=Deciding.ENDED,
            ending=None,
            proposal=None,
            outcome=over,
            productions=without_live(item.productions),
            pages=left_sealed(item.pages),
            ended_proposals=_past(item, "void"),
            **when,
        )


class ItemEndProposed(OfItem, kind=EventKind.ITEM_END_PROPOSED):
    by: Person
    how: Annotated[str, of(lists.OPERATION, "withdraw or lapse")]
    statement: Hash

    def _alter(self, item: ItemState, _case: CaseState) -> ItemState:
        return replace(item, ending=copied(Ending, self))


class ItemGoesOn(OfItem, kind=EventKind.ITEM_GOES_ON):
    by: Person
    proposal: Hash

    def _alter(self, item: ItemState, _case: CaseState) -> ItemState:
        return replace(item, ending=None)


class ItemWithdrawn(_Ended, kind=EventKind.ITEM_WITHDRAWN):
    outcome = Outcome.WITHDRAWN


class ItemLapsed(_Ended, kind=EventKind.ITEM_LAPSED):
    outcome = Outcome.LAPSED


class DecisionProposed(OfItem, kind=EventKind.DECISION_PROPOSED):
    by: Person
    outcome: Outcome
    ground: Annotated[str, of(f.RULE, "a ground, or empty")]
    lines: tuple[tuple[Handle, Annotated[str, _CATEGORY], LineAnswer], ...]
    basis: Hash
    needs_two: Annotated[bool, Named("two")]
    statement: Hash
    since: _DayOrNone = ""
    until: _DayOrNone = ""
    part: Annotated[str, of(lists.PART, "a part of subscriber data, or empty")] = ""
    point: HashOrNone = ""

    def _alter(self, item: ItemState, case: CaseState) -> ItemState:
        lines = tuple(Line(*line) for line in self.lines)
        proposal = copied(Proposal, self, lines=lines, seq=case.revision)
        return replace(item, deciding=Deciding.PROPOSED, proposal=proposal)


class DecisionApproved(OfItem, kind=EventKind.DECISION_APPROVED):
    """The proposal stands. ``by`` and ``statement`` are empty where one person sufficed."""

    by: PersonOrNone
    outcome: Outcome
    proposal: Hash
    statement: HashOrNone
    differs: Annotated[str, of(lists.DIFFERS, "why it is another demand, or empty")] = ""

    def _alter(self, item: ItemState, case: CaseState) -> ItemState:
        proposal = item.proposal
        if proposal is None:
            raise ValueError("a decision stands without a proposal")
        return replace(
            item,
            deciding=Deciding.DECIDED,
            approved_by=self.by,
            approval=self.statement,
            gives=proposal.outcome in GRANTS and case.face.get(f"items.{item.number}.kind") not in lists.MEASURES,
            outcome=proposal.outcome,
            ground=proposal.ground,
            lines=proposal.lines,
            challenged=item.challenged or proposal.outcome is Outcome.CHALLENGE,
            writing=Writing.NONE,
            letter="",
            decided_on=case.day,
            decided_at=case.stamp,
        )


class _Reopened(OfItem):
    REOPENS = True
    HOW: ClassVar[str] = "void"

    def _alter(self, item: ItemState, _case: CaseState) -> ItemState:
        return replace(
            item,
            deciding=Deciding.OPEN,
            proposal=None,
            approved_by="",
            approval="",
            gives=False,
            outcome=None,
            ground="",
            lines=(),
            writing=Writing.NONE,
            letter="",
            productions=without_live(item.productions),
            pages=left_sealed(
                item.pages
            ),  # what was written to a person of a decision that is over says what is no longer so
            ended_proposals=_past(item, self.HOW),
            sent_back=item.sent_back + (self.HOW == SENT_BACK),
            outside=item.outside if item.outside is not None and item.outside.left_on else None,
            decided_on="",
            answered_on="",
            decided_at=None,
            effect_at=None,
        )


class DecisionSentBack(_Reopened, kind=EventKind.DECISION_SENT_BACK):
    HOW = SENT_BACK
    by: Person
    proposal: Hash
    reason: Annotated[str, of(lists.REASON, "what is not right")]


class DecisionWithdrawn(_Reopened, kind=EventKind.DECISION_WITHDRAWN):
    by: Person
    proposal: Hash


class DecisionVoided(_Reopened, kind=EventKind.DECISION_VOIDED):
    pass


# --- the three questions, silence -----------------------------------------------------------------------------------


class GateAnswered(OfItem, kind=EventKind.GATE_ANSWERED):
    by: Person
    question: Annotated[str, of(lists.QUESTION, "tell, admit or count")]
    answer: Annotated[str, of(lists.ANSWER, "yes or no")]
    until: Day | None  # last day on which a yes holds
    why: Annotated[str, of(lists.WHY, "why it is answered so")]
    alone: bool  # a no to telling that neither the law nor a silence imposes: a second person is asked

    EARLIER = (lambda plain: {**plain, "alone": False},)  # when it was stored one person sufficed

    def _alter(self, item: ItemState, case: CaseState) -> ItemState:
        given = copied(GateAnswer, self, seq=case.revision, statement=case.statement)
        until = {name: day for name, day in item.answers_until.items() if name != self.question}
        if self.until is not None:
            until[self.question] = self.until
        return replace(
            item,
            answers={**item.answers, self.question: self.answer},
            answers_until=until,
            given_answers=(*item.given_answers, given),
        )


class SecrecyRecorded(OfItem, kind=EventKind.SECRECY_RECORDED):
    """``statement`` is empty where a split took the silence along: it was signed on another case."""

    by: Person
    source: Annotated[str, of(lists.SILENCED_BY, "who imposed it")]
    rule: Annotated[str, of(f.RULE, "an id of the law data, or empty")]
    tell: bool
    admit: bool
    count: bool
    until: Day | None
    review_on: Day | None
    statement: HashOrNone

    def _alter(self, item: ItemState, case: CaseState) -> ItemState:
        # A yes that it overtakes does not come back when the silence ends: somebody answers anew (P6).
        alike = [one.seq for one in item.running if (one.source, one.rule) == (self.source, self.rule)]
        silence = copied(Silence, self, seq=case.revision, recorded_on=case.day, renews=alike[-1] if alike else 0)
        overtaken = [q for q in QUESTIONS if item.answers.get(q) == "yes" and getattr(self, q)]
        shut = (GateAnswer(case.revision, q, "no", self.by, None, case.statement) for q in overtaken)
        return replace(
            item,
            silences=(*item.silences, silence),
            answers={q: answer for q, answer in item.answers.items() if q not in overtaken},
            given_answers=(*item.given_answers, *shut),
        )


class SecrecyAgreed(OfItem, kind=EventKind.SECRECY_AGREED):
    """``record``: the statement of the silence, or of the no to telling; empty: what a split took along."""

    by: Person
    record: HashOrNone

    def _alter(self, item: ItemState, _case: CaseState) -> ItemState:
        waits = _waits(self.record)
        agreed = (replace(one, agreed_by=self.by) if waits(one) else one for one in item.silences)
        mine = self.record and item.lone_no is not None and item.lone_no.statement == self.record
        answers = (
            replace(one, agreed_by=self.by) if mine and one is item.lone_no else one for one in item.given_answers
        )
        return replace(item, silences=tuple(agreed), given_answers=tuple(answers))


class SecrecyRefused(OfItem, kind=EventKind.SECRECY_REFUSED):
    by: Person
    record: HashOrNone

    def _alter(self, item: ItemState, case: CaseState) -> ItemState:
        waits = _waits(self.record)

        def refuse(one: Silence) -> Silence:
            said = replace(one, ended_by=self.by, ended_statement=case.statement)
            return replace(said, ended_on=case.day, refused=True)

        refused = (refuse(one) if waits(one) else one for one in item.silences)
        # A no goes that was refused, or that this silence imposed: somebody answers anew.
        lone = item.lone_no is not None and item.lone_no.statement == self.record
        last = item.last_answer("tell")
        imposed = last is not None and not last.alone and any(one.tell and waits(one) for one in item.silences)
        shut = {"tell"} if item.answers.get("tell") == "no" and (lone or imposed) else set()
        return replace(
            item,
            silences=tuple(refused),
            answers={question: one for question, one in item.answers.items() if question not in shut},
            answers_until={question: day for question, day in item.answers_until.items() if question not in shut},
        )


def _waits(record: str) -> Callable[[Silence], bool]:
    return lambda silence: silence.waits and silence.statement == record


class SecrecyEnded(OfItem, kind=EventKind.SECRECY_ENDED):
    """Its day came, or it was lifted. ``ended``: numbers of the events that recorded them; none: all that run."""

    by: Person
    how: Annotated[str, of(lists.SILENCE_END, "lifted or expired")]
    ended: Annotated[tuple[Natural, ...], MAYBE, BARE] = ()

    def _alter(self, item: ItemState, case: CaseState) -> ItemState:
        over = {one.seq for one in item.running if not self.ended or one.seq in self.ended}

        def ended(one: Silence) -> Silence:
            said = replace(one, ended_by=self.by, ended_statement=case.statement)
            return replace(said, ended_on=case.day, how=self.how)

        silences = (ended(one) if one.seq in over and not one.ended else one for one in item.silences)
        return replace(item, silences=tuple(silences))


# --- preserved ------------------------------------------------------------------------------------------------------


class PreservationStarted(OfItem, kind=EventKind.HOLD_STARTED):
    """``statement`` is empty where a split took the preservation along: it was signed on another case."""

    by: Person
    until: Minute
    statement: HashOrNone

    def _alter(self, item: ItemState, _case: CaseState) -> ItemState:
        begun = replace(item, preserved_by=self.by, preserved_until=self.until, preservation=self.statement)
        return replace(begun, preserving=Preserving.STARTED)


class PreservationVerified(OfItem, kind=EventKind.HOLD_VERIFIED):
    by: Person

    def _alter(self, item: ItemState, _case: CaseState) -> ItemState:
        return replace(item, preserving=Preserving.VERIFIED)


class PreservationLapsed(OfItem, kind=EventKind.HOLD_LAPSED):
    by: Person

    def _alter(self, item: ItemState, _case: CaseState) -> ItemState:
        return replace(item, preserving=Preserving.LAPSED)
