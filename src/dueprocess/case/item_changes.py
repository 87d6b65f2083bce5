"""What events do to the items of a case: decisions, answers, silences, letters, preservations, registers, releases."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from typing import Any, Final

from dueprocess.case import production_events
from dueprocess.case.cost_events import invoiced
from dueprocess.case.events import EventKind
from dueprocess.case.letter_events import ASIDE, BESIDE, BY_WORKER, TO_ANYBODY
from dueprocess.case.state import (
    AGGREGATE,
    GRANTS,
    INVOICE,
    QUESTIONS,
    CaseState,
    Deciding,
    EndedProposal,
    GateAnswer,
    GivenOutside,
    Holding,
    ItemState,
    Line,
    Missed,
    Notice,
    Proposal,
    Publishing,
    RegisterEntry,
    Silence,
    Writing,
)
from dueprocess.demand.codes import Kind, Outcome

Body = Mapping[str, Any]


def with_item(case: CaseState, number: int, **changes: Any) -> CaseState:  # noqa: ANN401 - fields of ItemState
    """The case with one of its items changed."""
    items = list(case.items)
    items[number - 1] = replace(items[number - 1], **changes)
    return replace(case, items=tuple(items))


def _with_items(case: CaseState, numbers: Collection[int], **changes: Any) -> CaseState:  # noqa: ANN401 - as above
    for number in sorted(numbers):
        case = with_item(case, number, **changes)
    return case


def _one(case: CaseState, body: Body) -> ItemState:
    item: ItemState = case.items[body["item"] - 1]
    return item


def _ended(outcome: Outcome) -> Callable[[CaseState, Body], CaseState]:
    def change(case: CaseState, body: Body) -> CaseState:
        item = _one(case, body)
        live = production_events.without_live(item.productions)
        # What was given stays told as given: neither the authority nor time takes it back.
        over = item.outcome if item.outcome and item.out else outcome
        past = _past(item, "void")
        after = with_item(
            case,
            body["item"],
            deciding=Deciding.ENDED,
            proposal=None,
            outcome=over,
            productions=live,
            ended_proposals=past,
        )
        if over in GRANTS:  # the decision by which data left stands
            return after
        # Theirs, or time's: it has a day, and no minute of a decision of ours.
        return with_item(after, body["item"], decided_on=case.day, decided_at=None)

    return change


def _past(item: ItemState, state: str) -> tuple[EndedProposal, ...]:
    """The ended proposals of an item, with the one that stood until now."""
    if item.proposal is None or item.deciding not in {Deciding.PROPOSED, Deciding.DECIDED}:
        return item.ended_proposals
    stood = item.deciding is Deciding.DECIDED
    signed = (item.approved_by, item.approval) if stood else ("", "")
    return (*item.ended_proposals, EndedProposal(item.proposal, state, *signed))


def _proposed(case: CaseState, body: Body) -> CaseState:
    proposal = Proposal(
        statement=body["statement"],
        by=body["by"],
        outcome=Outcome(body["outcome"]),
        ground=body["ground"],
        lines=tuple(Line(*line) for line in body["lines"]),
        basis=body["basis"],
        needs_two=body["two"],
        seq=case.revision,
    )
    return with_item(case, body["item"], deciding=Deciding.PROPOSED, proposal=proposal)


def _approved(case: CaseState, body: Body) -> CaseState:
    item = _one(case, body)
    proposal = item.proposal
    if proposal is None:
        message = "a decision stands without a proposal"
        raise ValueError(message)
    return with_item(
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
        decided_on=case.day,
        decided_at=case.stamp,
    )


def _reopened(case: CaseState, body: Body, how: str = "void") -> CaseState:
    item = _one(case, body)
    cleared = {"proposal": None, "approved_by": "", "approval": "", "outcome": None, "ground": "", "lines": ()}
    when = {"decided_on": "", "answered_on": "", "decided_at": None, "effect_at": None}
    after = with_item(
        case,
        body["item"],
        deciding=Deciding.OPEN,
        writing=Writing.NONE,
        letter="",
        productions=production_events.without_live(item.productions),
        ended_proposals=_past(item, how),
        outside=item.outside if item.outside is not None and item.outside.left_on else None,
        **cleared,
        **when,
    )
    return replace(after, closed_on="")


def _sent_back(case: CaseState, body: Body) -> CaseState:
    after = _reopened(case, body, "sent_back")
    return with_item(after, body["item"], sent_back=_one(case, body).sent_back + 1)


def _answered(case: CaseState, body: Body) -> CaseState:
    item, question = _one(case, body), body["question"]
    given = GateAnswer(case.revision, question, body["answer"], body["by"], body["until"], case.statement)
    answers = {**item.answers, question: body["answer"]}
    until = {name: day for name, day in item.answers_until.items() if name != question}
    if body["until"] is not None:
        until[question] = body["until"]
    all_given = (*item.given_answers, given)
    return with_item(case, body["item"], answers=answers, answers_until=until, given_answers=all_given)


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
        seq=case.revision,
    )
    item = _one(case, body)
    # A yes that the silence overtook does not come back when the silence ends: somebody answers anew (P6).
    overtaken = [q for q in QUESTIONS if item.answers.get(q) == "yes" and getattr(silence, q)]
    answers = {q: a for q, a in item.answers.items() if q not in overtaken}
    shut = (GateAnswer(case.revision, q, "no", silence.by, None, case.statement) for q in overtaken)
    return with_item(
        case,
        body["item"],
        silences=(*item.silences, silence),
        answers=answers,
        given_answers=(*item.given_answers, *shut),
    )


def _silence_ended(case: CaseState, body: Body) -> CaseState:
    silences = tuple(replace(silence, ended_on=silence.ended_on or case.day) for silence in _one(case, body).silences)
    return with_item(case, body["item"], silences=silences)


def _queued(case: CaseState, body: Body) -> CaseState:
    return _letter(case, body, Writing.QUEUED)


def _sent(case: CaseState, body: Body) -> CaseState:
    # The worker tells of a letter that a person signed before: a newer one, or a voided decision, overtakes it.
    by_worker = body["by"] == BY_WORKER
    after = _letter(case, body, Writing.SENT, only={body["sealed"]} if by_worker else None)
    kind, named = body["kind"], set(body["items"])
    # Of a letter that was overtaken while it left, nothing is answered.
    said = {item.number for item in after.items if item.number in named and item.letter == body["sealed"]}
    if kind not in ASIDE | BESIDE:  # what was granted is answered on the day of its release
        after = _with_items(after, said, answered_on=case.day)
    confirms = named if kind == TO_ANYBODY else said if kind not in ASIDE else set()
    waiting = {number for number in confirms if after.items[number - 1].acknowledged_at is None}
    return _with_items(after, waiting, acknowledged_at=case.stamp)


def _undelivered(case: CaseState, body: Body) -> CaseState:
    after = _letter(case, body, Writing.NONE, only={body["sealed"]})
    reopened = after is not case and body["kind"] != INVOICE
    if body["kind"] not in ASIDE | BESIDE:
        lost = {item.number for item in after.items if item.number in body["items"] and not item.letter}
        after = _with_items(after, lost, answered_on="")
    return replace(after, closed_on="") if reopened else after


def _letter(case: CaseState, body: Body, writing: Writing, only: Collection[str] | None = None) -> CaseState:
    if body["kind"] == INVOICE:
        return invoiced(case, body, undelivered=writing is Writing.NONE)
    if body["kind"] in ASIDE:
        return case
    for number in body["items"]:
        if only is None or case.items[number - 1].letter in only:
            sealed = "" if writing is Writing.NONE else body["sealed"]
            case = with_item(case, number, writing=writing, letter=sealed)
    return case


def _hold_started(case: CaseState, body: Body) -> CaseState:
    return with_item(case, body["item"], holding=Holding.STARTED, held_by=body["by"], held_until=body["until"])


def _holding(holding: Holding) -> Callable[[CaseState, Body], CaseState]:
    def change(case: CaseState, body: Body) -> CaseState:
        return with_item(case, body["item"], holding=holding)

    return change


def _publication_proposed(case: CaseState, body: Body) -> CaseState:
    return with_item(case, body["item"], publishing=Publishing.PROPOSED, detail=body["detail"])


def _published(case: CaseState, body: Body) -> CaseState:
    item = _one(case, body)
    after = with_item(case, body["item"], publishing=Publishing.PUBLISHED)
    if body["detail"] == AGGREGATE:
        return after
    kind = case.face.get(f"items.{item.number}.kind") or ""
    entry = RegisterEntry(
        id=body["row"],
        detail=body["detail"],
        register=REGISTER_OF.get(str(kind), "demands"),
        country=str(case.face.get("country") or ""),
        kind=str(kind),
        outcome=str(item.outcome or ""),
        published_on=case.day,
    )
    return with_item(after, body["item"], register=(*item.register, entry))


def _unpublished(case: CaseState, body: Body) -> CaseState:
    register = tuple(replace(entry, withdrawn_on=entry.withdrawn_on or case.day) for entry in _one(case, body).register)
    return with_item(case, body["item"], publishing=Publishing.WITHDRAWN, register=register)


REGISTER_OF: Final[Mapping[str, str]] = {
    Kind.SHUTDOWN: "network",
    Kind.THROTTLING: "network",
    Kind.DIRECT_ACCESS: "access",
    Kind.CAPABILITY: "access",
}
"""Register in which an item of a kind stands; all others stand among the demands."""


def _target_read(case: CaseState, body: Body) -> CaseState:
    return with_item(case, body["item"], marks=production_events.marked(_one(case, body).marks, body))


def _production(
    change: Callable[[tuple[production_events.Production, ...], Body, str], tuple[production_events.Production, ...]],
) -> Callable[[CaseState, Body], CaseState]:
    def changed(case: CaseState, body: Body) -> CaseState:
        return with_item(case, body["item"], productions=change(_one(case, body).productions, body, case.day))

    return changed


def _production_ended(state: production_events.Producing) -> Callable[[CaseState, Body], CaseState]:
    return _production(lambda productions, body, _day: production_events.ended(productions, body, state))


def _released(case: CaseState, body: Body) -> CaseState:
    after = _production(production_events.released)(case, body)
    item = _one(after, body)
    first = {"effect_at": item.effect_at or case.stamp, "acknowledged_at": item.acknowledged_at or case.stamp}
    return with_item(after, body["item"], answered_on=case.day, **first)


def _recalled(case: CaseState, body: Body) -> CaseState:
    if body["production"]:
        return with_item(_production(production_events.recalled)(case, body), body["item"], effect_at=None)
    item = _one(case, body)
    past = (*item.outside_recalled, *([item.outside] if item.outside is not None else []))
    return with_item(case, body["item"], outside=None, outside_recalled=past, effect_at=None)


def _notice_named(case: CaseState, body: Body) -> CaseState:
    item = _one(case, body)
    notice = Notice(body["handle"], body["how"], body["on"], body["mark"], body["by"], body["statement"])
    # What waits for a second person gives way to what is said anew of the same person.
    others = tuple(old for old in item.notices if old.confirmed_by or old.handle != notice.handle)
    return with_item(case, body["item"], notices=(*others, notice))


def _notice_told(case: CaseState, body: Body) -> CaseState:
    item = _one(case, body)
    told = tuple(
        replace(notice, confirmed_by=body["by"]) if notice.statement == body["record"] else notice
        for notice in item.notices
    )
    missed = tuple(miss for miss in item.missed if miss.handle != body["handle"])
    return with_item(case, body["item"], notices=told, missed=missed)


def _notice_missed(case: CaseState, body: Body) -> CaseState:
    miss = Missed(body["handle"], body["how"], body["review_on"], body["by"])
    others = tuple(old for old in _one(case, body).missed if old.handle != miss.handle)
    return with_item(case, body["item"], missed=(*others, miss))


def _outside_proposed(case: CaseState, body: Body) -> CaseState:
    proposed = GivenOutside(body["by"], body["statement"], body["how"], body["why"], tuple(body["files"]))
    return with_item(case, body["item"], outside=proposed)


def _outside_agreed(case: CaseState, body: Body) -> CaseState:
    outside = _one(case, body).outside
    return with_item(case, body["item"], outside=outside and replace(outside, agreed_by=body["by"]))


def _outside_given(case: CaseState, body: Body) -> CaseState:
    item = _one(case, body)
    agreed = item.outside if body["proposal"] else None
    outside = agreed or GivenOutside(body["by"], "", body["how"], "", ())
    first = {"effect_at": item.effect_at or case.stamp, "acknowledged_at": item.acknowledged_at or case.stamp}
    left = replace(outside, left_on=body["on"])
    live = production_events.without_live(item.productions)
    return with_item(case, body["item"], outside=left, productions=live, answered_on=case.day, **first)


OF_ITEMS: Final[Mapping[EventKind, Callable[[CaseState, Body], CaseState]]] = {
    EventKind.ITEM_WITHDRAWN: _ended(Outcome.WITHDRAWN),
    EventKind.ITEM_LAPSED: _ended(Outcome.LAPSED),
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
    EventKind.PUBLICATION_PUBLISHED: _published,
    EventKind.PUBLICATION_WITHDRAWN: _unpublished,
    EventKind.NOTICE_NAMED: _notice_named,
    EventKind.NOTICE_TOLD: _notice_told,
    EventKind.NOTICE_MISSED: _notice_missed,
    EventKind.OUTSIDE_PROPOSED: _outside_proposed,
    EventKind.OUTSIDE_AGREED: _outside_agreed,
    EventKind.OUTSIDE_GIVEN: _outside_given,
    EventKind.TARGET_READ: _target_read,
    EventKind.PRODUCTION_ORDERED: _production(production_events.ordered),
    EventKind.PRODUCTION_DEALT: _production(production_events.dealt),
    EventKind.PRODUCTION_DROPPED: _production_ended(production_events.Producing.DROPPED),
    EventKind.RELEASE_APPROVED: _production(production_events.agreed_to),
    EventKind.RELEASE_VETOED: _production_ended(production_events.Producing.VETOED),
    EventKind.RELEASE_DONE: _released,
    EventKind.RELEASE_RECALLED: _recalled,
}
