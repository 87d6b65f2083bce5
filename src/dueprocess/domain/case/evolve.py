"""A case rebuilt from its events. Unknown kinds of a newer version are kept and passed over (hazard 4.8)."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from typing import Any, Final

from dueprocess.domain.case import producing
from dueprocess.domain.case.costing import cost_recorded, cost_withdrawn, invoiced
from dueprocess.domain.case.events import EventKind, Happened
from dueprocess.domain.case.leaving import ASIDE, BY_WORKER
from dueprocess.domain.case.state import (
    INVOICE,
    CaseState,
    Deciding,
    Holding,
    ItemState,
    Line,
    Proposal,
    Publishing,
    Silence,
    Writing,
)
from dueprocess.domain.demand.codes import ArrivalIs, Outcome
from dueprocess.domain.demand.face import Face, check, from_plain

Body = Mapping[str, Any]


def opened(case_id: str, body: Body) -> CaseState:
    """The case right after its first event ``case:case:opened``."""
    return CaseState(
        id=case_id,
        revision=1,
        opened_on=body["day"],
        practice=body["practice"],
        historic=body["historic"],
        face=Face({}, ()),
        items=(),
    )


def evolve(case: CaseState, event: Happened) -> CaseState:
    """The case after one more event."""
    change = _CHANGES.get(event.kind)
    after = case if change is None else change(case, event.body)
    return replace(after, revision=case.revision + 1)


def rebuild(case_id: str, events: Iterable[Happened]) -> CaseState:
    """The case from all its events, in order. Raises ValueError when the first one does not open it."""
    stream = iter(events)
    first = next(stream, None)
    if first is None or first.kind is not EventKind.CASE_OPENED:
        message = f"the first event of {case_id} does not open a case"
        raise ValueError(message)
    case = opened(case_id, first.body)
    for event in stream:
        case = evolve(case, event)
    return case


def _with_item(case: CaseState, number: int, **changes: Any) -> CaseState:  # noqa: ANN401 - fields of ItemState
    items = list(case.items)
    items[number - 1] = replace(items[number - 1], **changes)
    return replace(case, items=tuple(items))


def _one(case: CaseState, body: Body) -> ItemState:
    item: ItemState = case.items[body["item"] - 1]
    return item


def _received(case: CaseState, body: Body) -> CaseState:
    return replace(case, channel=body["channel"])


def _classified(case: CaseState, body: Body) -> CaseState:
    says = ArrivalIs(body["says"])
    joined = body["case"] if says in {ArrivalIs.SUPPLEMENT, ArrivalIs.DUPLICATE} else ""
    over = says in {ArrivalIs.NOT_A_DEMAND, ArrivalIs.HELD_OUTSIDE}
    return replace(case, says=says, merged_into=joined, closed=over, custodian=body["custodian"])


def _drafted(case: CaseState, body: Body) -> CaseState:
    face = from_plain(body["face"])
    items = tuple(ItemState(n) for n in range(1, len(face.items) + 1))
    return replace(case, face=face, items=items)


def _confirmed(case: CaseState, body: Body) -> CaseState:
    face = case.face.confirm(body["fields"])
    # A call to one authority says nothing about another one (hazard 2.3).
    called = case.called and face.get("authority") == case.face.get("authority")
    return replace(case, face=face, called=called, confirmers=case.confirmers | {body["by"]})


def _item_added(case: CaseState, body: Body) -> CaseState:
    number = body["item"]
    fields = {name: check(f"items.{number}.{name}", value) for name, value in body["fields"].items()}
    face = replace(case.face, items=(*case.face.items, fields))
    items, confirmers = (*case.items, ItemState(number)), case.confirmers | {body["by"]}
    return replace(case, face=face, items=items, confirmers=confirmers, closed=False)


def _item_amended(case: CaseState, body: Body) -> CaseState:
    number = body["item"]
    fields = {name: check(f"items.{number}.{name}", value) for name, value in body["fields"].items()}
    items = list(case.face.items)
    items[number - 1] = {**items[number - 1], **fields}
    # An amended value is claimed again until somebody confirms it.
    confirmed = case.face.confirmed - {f"items.{number}.{name}" for name in fields}
    face = replace(case.face, items=tuple(items), confirmed=confirmed)
    return replace(case, face=face, confirmers=case.confirmers | {body["by"]})


def _ended(outcome: Outcome) -> Callable[[CaseState, Body], CaseState]:
    def change(case: CaseState, body: Body) -> CaseState:
        item = _one(case, body)
        live = producing.without_live(item.productions)
        # What was given stays told as given: neither the authority nor time takes it back.
        over = item.outcome if item.outcome and producing.has_left(live) else outcome
        return _with_item(case, body["item"], deciding=Deciding.ENDED, proposal=None, outcome=over, productions=live)

    return change


def _merged(case: CaseState, body: Body) -> CaseState:
    return replace(case, merged_into=body["into"])


def _split(case: CaseState, body: Body) -> CaseState:
    for number in body["items"]:
        case = _with_item(case, number, deciding=Deciding.ENDED)
    return case


def _related(case: CaseState, body: Body) -> CaseState:
    return replace(case, refiled=body["case"])


def _closed(case: CaseState, _body: Body) -> CaseState:
    return replace(case, closed=True)


def _to_be_forgotten(case: CaseState, body: Body) -> CaseState:
    return replace(case, forget_by=body["by"], forget_statement=body["statement"])


def _forgotten(case: CaseState, _body: Body) -> CaseState:
    return replace(case, forgotten=True)


def _assessed(case: CaseState, body: Body) -> CaseState:
    return replace(case, shelf=body["shelf"])


def _called(case: CaseState, body: Body) -> CaseState:
    return replace(case, callers=case.callers | {body["by"]}, called=True)


def _proposed(case: CaseState, body: Body) -> CaseState:
    proposal = Proposal(
        statement=body["statement"],
        by=body["by"],
        outcome=Outcome(body["outcome"]),
        ground=body["ground"],
        lines=tuple(Line(*line) for line in body["lines"]),
        basis=body["basis"],
        needs_two=body["two"],
    )
    return _with_item(case, body["item"], deciding=Deciding.PROPOSED, proposal=proposal)


def _approved(case: CaseState, body: Body) -> CaseState:
    item = _one(case, body)
    proposal = item.proposal
    if proposal is None:
        message = "a decision stands without a proposal"
        raise ValueError(message)
    return _with_item(
        case,
        body["item"],
        deciding=Deciding.DECIDED,
        approved_by=body["by"],
        approval=body["statement"],
        outcome=proposal.outcome,
        ground=proposal.ground,
        lines=proposal.lines,
        challenged=item.challenged or proposal.outcome is Outcome.CHALLENGE,
        writing=Writing.NONE,
        letter="",
    )


def _reopened(case: CaseState, body: Body) -> CaseState:
    cleared = {"proposal": None, "approved_by": "", "approval": "", "outcome": None, "ground": "", "lines": ()}
    live = producing.without_live(_one(case, body).productions)
    after = _with_item(
        case, body["item"], deciding=Deciding.OPEN, writing=Writing.NONE, letter="", productions=live, **cleared
    )
    return replace(after, closed=False)


def _sent_back(case: CaseState, body: Body) -> CaseState:
    return _with_item(_reopened(case, body), body["item"], sent_back=_one(case, body).sent_back + 1)


def _answered(case: CaseState, body: Body) -> CaseState:
    item, question = _one(case, body), body["question"]
    answers = {**item.answers, question: body["answer"]}
    until = {name: day for name, day in item.answers_until.items() if name != question}
    if body["until"] is not None:
        until[question] = body["until"]
    return _with_item(case, body["item"], answers=answers, answers_until=until)


def _silenced(case: CaseState, body: Body) -> CaseState:
    silence = Silence(
        source=body["source"],
        rule=body["rule"],
        tell=body["tell"],
        admit=body["admit"],
        count=body["count"],
        until=body["until"],
        review_on=body["review_on"],
        by=body["by"],
    )
    item = _one(case, body)
    answers = {q: a for q, a in item.answers.items() if a == "no" or not getattr(silence, q)}
    return _with_item(case, body["item"], silences=(*item.silences, silence), answers=answers)


def _silence_ended(case: CaseState, body: Body) -> CaseState:
    silences = tuple(replace(silence, ended=True) for silence in _one(case, body).silences)
    return _with_item(case, body["item"], silences=silences)


def _queued(case: CaseState, body: Body) -> CaseState:
    return _letter(case, body, Writing.QUEUED)


def _sent(case: CaseState, body: Body) -> CaseState:
    # The worker tells of a letter that a person signed before: a newer one, or a voided decision, overtakes it.
    by_worker = body["by"] == BY_WORKER
    return _letter(case, body, Writing.SENT, only={body["sealed"]} if by_worker else None)


def _undelivered(case: CaseState, body: Body) -> CaseState:
    after = _letter(case, body, Writing.NONE, only={body["sealed"]})
    answered = after is not case and body["kind"] != INVOICE
    return replace(after, closed=False) if answered else after


def _letter(case: CaseState, body: Body, writing: Writing, only: Collection[str] | None = None) -> CaseState:
    if body["kind"] == INVOICE:
        return invoiced(case, body, undelivered=writing is Writing.NONE)
    if body["kind"] in ASIDE:
        return case
    for number in body["items"]:
        if only is None or case.items[number - 1].letter in only:
            sealed = "" if writing is Writing.NONE else body["sealed"]
            case = _with_item(case, number, writing=writing, letter=sealed)
    return case


def _hold_started(case: CaseState, body: Body) -> CaseState:
    return _with_item(case, body["item"], holding=Holding.STARTED, held_by=body["by"], held_until=body["until"])


def _holding(holding: Holding) -> Callable[[CaseState, Body], CaseState]:
    def change(case: CaseState, body: Body) -> CaseState:
        return _with_item(case, body["item"], holding=holding)

    return change


def _publication_proposed(case: CaseState, body: Body) -> CaseState:
    return _with_item(case, body["item"], publishing=Publishing.PROPOSED, detail=body["detail"])


def _publishing(publishing: Publishing) -> Callable[[CaseState, Body], CaseState]:
    def change(case: CaseState, body: Body) -> CaseState:
        return _with_item(case, body["item"], publishing=publishing)

    return change


def _target_read(case: CaseState, body: Body) -> CaseState:
    return _with_item(case, body["item"], marks=producing.marked(_one(case, body).marks, body))


def _production(
    change: Callable[[tuple[producing.Production, ...], Body], tuple[producing.Production, ...]],
) -> Callable[[CaseState, Body], CaseState]:
    def changed(case: CaseState, body: Body) -> CaseState:
        return _with_item(case, body["item"], productions=change(_one(case, body).productions, body))

    return changed


def _production_ended(state: producing.Producing) -> Callable[[CaseState, Body], CaseState]:
    return _production(lambda productions, body: producing.ended(productions, body, state))


def _read(case: CaseState, body: Body) -> CaseState:
    return replace(case, readers=case.readers | {body["by"]})


_CHANGES: Final[Mapping[EventKind, Callable[[CaseState, Body], CaseState]]] = {
    EventKind.ARRIVAL_RECEIVED: _received,
    EventKind.ARRIVAL_CLASSIFIED: _classified,
    EventKind.FACE_DRAFTED: _drafted,
    EventKind.FACE_CONFIRMED: _confirmed,
    EventKind.ITEM_ADDED: _item_added,
    EventKind.ITEM_AMENDED: _item_amended,
    EventKind.ITEM_WITHDRAWN: _ended(Outcome.WITHDRAWN),
    EventKind.ITEM_LAPSED: _ended(Outcome.LAPSED),
    EventKind.CASE_MERGED: _merged,
    EventKind.CASE_SPLIT: _split,
    EventKind.CASE_RELATED: _related,
    EventKind.CASE_CLOSED: _closed,
    EventKind.FORGET_PROPOSED: _to_be_forgotten,
    EventKind.ENVELOPES_DESTROYED: _forgotten,
    EventKind.ASSESSMENT_MADE: _assessed,
    EventKind.AUTHORITY_CALLED_BACK: _called,
    EventKind.DECISION_PROPOSED: _proposed,
    EventKind.DECISION_APPROVED: _approved,
    EventKind.DECISION_SENT_BACK: _sent_back,
    EventKind.DECISION_WITHDRAWN: _reopened,
    EventKind.DECISION_VOIDED: _reopened,
    EventKind.GATE_ANSWERED: _answered,
    EventKind.SECRECY_RECORDED: _silenced,
    EventKind.SECRECY_ENDED: _silence_ended,
    EventKind.LETTER_QUEUED: _queued,
    EventKind.LETTER_SENT: _sent,
    EventKind.LETTER_FAILED: _undelivered,
    EventKind.LETTER_RETURNED: _undelivered,
    EventKind.HOLD_STARTED: _hold_started,
    EventKind.HOLD_VERIFIED: _holding(Holding.VERIFIED),
    EventKind.HOLD_LAPSED: _holding(Holding.LAPSED),
    EventKind.PUBLICATION_PROPOSED: _publication_proposed,
    EventKind.PUBLICATION_PUBLISHED: _publishing(Publishing.PUBLISHED),
    EventKind.PUBLICATION_WITHDRAWN: _publishing(Publishing.WITHDRAWN),
    EventKind.PARTICULARS_READ: _read,
    EventKind.TARGET_READ: _target_read,
    EventKind.PRODUCTION_ORDERED: _production(producing.ordered),
    EventKind.PRODUCTION_DEALT: _production(producing.dealt),
    EventKind.PRODUCTION_DROPPED: _production_ended(producing.Producing.DROPPED),
    EventKind.RELEASE_APPROVED: _production(producing.agreed_to),
    EventKind.RELEASE_VETOED: _production_ended(producing.Producing.VETOED),
    EventKind.RELEASE_DONE: _production(producing.released),
    EventKind.RELEASE_RECALLED: _production_ended(producing.Producing.RECALLED),
    EventKind.COST_RECORDED: cost_recorded,
    EventKind.COST_WITHDRAWN: cost_withdrawn,
}
