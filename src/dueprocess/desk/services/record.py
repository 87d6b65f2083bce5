"""What happened to a case, written with everything that follows from it. The one way by which a case changes.

Inside an open transaction: events with salts and ids, the rows that their result differs in, duties, effects.
"""

import itertools
from collections.abc import Callable, Sequence
from typing import Any

from dueprocess.acts.evolve import evolve
from dueprocess.case.case_events import ArrivalReceived, CaseOpened
from dueprocess.case.events import Body, Happened, said, version_of
from dueprocess.case.outcome import Decided
from dueprocess.case.state import CaseState
from dueprocess.desk.data import codec, rowstore
from dueprocess.desk.data.models import Event
from dueprocess.desk.services import destruction, duties, envelopes, outbox, public_copies, retention
from dueprocess.desk.services.desk import Desk
from dueprocess.formats import ids
from dueprocess.formats.commitment import SALT_BYTES
from dueprocess.rows import Receipt, rows


def follow(
    desk: Desk,
    case: CaseState,
    decided: Decided,
    *,
    statements: Sequence[str] = (),
    sealed: Sequence[str] = (),
) -> tuple[CaseState, list[Event]]:
    """Write what was decided on ``case``: events, rows, duties, effects. Raises RevisionMovedError.

    Statements and ciphertexts hang on the first event, which is the one that ends the duties.
    """
    ((after, written),) = follow_each(desk, [(case, decided)], statements, sealed)
    return after, written


def follow_each(
    desk: Desk,
    changes: Sequence[tuple[CaseState, Decided]],
    statements: Sequence[str] = (),
    sealed: Sequence[str] = (),
) -> list[tuple[CaseState, list[Event]]]:
    """As ``follow`` for some cases at once, all or none: a statement to the database is then one for all of them."""
    made = [_events(desk, case, decided.events, statements, sealed) for case, decided in changes]
    batches = [codec.Batch(case.id, case.revision, news) for (case, _), (_, news) in zip(changes, made, strict=True)]
    flat = iter(codec.append_many(desk.today, batches))
    done = [(after, list(itertools.islice(flat, len(news)))) for after, news in made]
    for (case, _), (after, _) in zip(changes, done, strict=True):
        _rows(desk, case, after)
    duties.follow(
        desk,
        [
            duties.Change(case.id, written[0].event if written else "", decided.ended, decided.duties)
            for (case, decided), (_, written) in zip(changes, done, strict=True)
            if decided.ended or decided.duties
        ],
    )
    for case, decided in changes:
        outbox.enter(desk, case.id, decided.effects)
        if decided.stopped:
            outbox.stop(desk, case.id, decided.stopped)
    return done


def _rows(desk: Desk, case: CaseState, after: CaseState) -> None:
    # Of the family of a case nothing changes here: the first receipt is left as it stands.
    rowstore.write(case.id, rows(case, None), rows(after, None), desk.minute)
    if after.forgotten and not case.forgotten:
        destruction.destroy(case.id)
        duties.enter(desk, case.id, retention.after_forgetting(desk, after))
    public_copies.follow(case, after)
    if after.restricted_to != case.restricted_to:
        destruction.restrict(case.id, after.restricted_to)
    for before, now in zip(case.questions, after.questions, strict=False):
        if now.ended_on and not before.ended_on:
            envelopes.end_question(now.statement)


def _events(
    desk: Desk, case: CaseState, events: Sequence[Body[Any]], statements: Sequence[str], sealed: Sequence[str]
) -> tuple[CaseState, list[codec.NewEvent]]:
    after, news = case, []
    for number, event in enumerate(events):
        behind = statements if number == 0 else ()
        after = evolve(after, Happened(event, desk.today.isoformat(), behind[0] if behind else ""))
        news.append(_new(desk, event, after, behind, sealed if number == 0 else ()))
    return after, news


def begin(
    desk: Desk,
    case_id: str,
    opened: CaseOpened,
    events: Sequence[Body[Any]],
    recipient: str,
    sealed: Sequence[str],
    first: Receipt | None,
) -> tuple[CaseState, rowstore.NewCase]:
    """A new case out of its first events, with all its rows, before the transaction begins. Touches no table.

    ``recipient``: the case's public key. ``sealed``: hashes of what came with it. ``first``: see ``rows``.
    """
    case = opened.begin(case_id)
    news = [_new(desk, opened, case)]
    for event in events:
        case = evolve(case, Happened(event, desk.today.isoformat()))
        news.append(_new(desk, event, case, (), sealed if isinstance(event, ArrivalReceived) else ()))
    begun = codec.begin(desk.today, case_id, news)
    return case, rowstore.NewCase(case_id, rows(case, first), recipient, begun, desk.minute)


def _new(
    desk: Desk, event: Body[Any], after: CaseState, statements: Sequence[str] = (), sealed: Sequence[str] = ()
) -> codec.NewEvent:
    """An event of a case; ``after`` is the case that it makes."""
    kinds = {str(after.face.get(f"items.{item.number}.kind") or "") for item in after.items}
    return new_event(
        event,
        desk.random,
        country=str(after.face.get("country") or ""),
        authority_kind=str(after.face.get("authority_kind") or ""),
        demand_kinds=",".join(sorted(kinds - {""})),
        outcome=str(getattr(event, "outcome", "")),
        statements=statements,
        sealed=sealed,
    )


def new_event(event: Body[Any], random: Callable[[int], bytes], **fields: Any) -> codec.NewEvent:  # noqa: ANN401
    """An event with its own id and salt; ``fields`` are those that it commits to besides its body."""
    return codec.NewEvent(
        kind=str(event.KIND),
        version=version_of(type(event)),
        body=said(event),
        event_id=ids.event_id(random(ids.ID_BYTES)),
        salt=random(SALT_BYTES),
        **fields,
    )


def append_to_desk(desk: Desk, event: Body[Any], statements: Sequence[str] = (), on: int | None = None) -> Event:
    """Append one event to the desk's own chain, where ``on`` is given to that revision. Raises RevisionMovedError."""
    new = new_event(event, desk.random, statements=statements)
    return codec.append(desk.today, codec.DESK, codec.desk_revision() if on is None else on, new)
