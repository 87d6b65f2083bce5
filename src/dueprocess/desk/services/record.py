"""What happened to a case, written with everything that follows from it. The one way by which a case changes.

Inside an open transaction: events with salts and ids, the rows that their result differs in, duties, effects.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from dueprocess.acts.evolve import evolve, opened
from dueprocess.case.events import EventKind, Happened
from dueprocess.case.outcome import Decided, NewEffect
from dueprocess.case.state import CaseState
from dueprocess.desk.data import codec, rowstore
from dueprocess.desk.data.models import Effect, Event
from dueprocess.desk.services import destruction, duties
from dueprocess.desk.services.desk import Desk
from dueprocess.formats import ids
from dueprocess.formats.canonical import Value
from dueprocess.formats.commitment import SALT_BYTES
from dueprocess.rows import Receipt, rows


@dataclass(frozen=True, slots=True)
class Written:
    """One event as written: row key, event id, seq."""

    row: int
    id: str
    seq: int
    event: Happened


def follow(
    desk: Desk,
    case: CaseState,
    decided: Decided,
    *,
    statements: Sequence[str] = (),
    sealed: Sequence[str] = (),
) -> tuple[CaseState, list[Written]]:
    """Write what was decided on ``case``: events, rows, duties, effects. Raises RevisionMovedError.

    Statements and ciphertexts hang on the first event, which is the one that ends the duties.
    """
    after, written = _append(desk, case, decided.events, statements, sealed)
    # Of the family of a case nothing changes here: the first receipt is left as it stands.
    rowstore.write(case.id, rows(case, None), rows(after, None), desk.minute)
    if after.forgotten and not case.forgotten:
        destruction.destroy(case.id)
    if decided.ended:
        duties.end(desk, case.id, decided.ended, written[0].id)
    if decided.duties:
        duties.enter(desk, case.id, decided.duties)
    enter_effects(desk, case.id, decided.effects)
    return after, written


def _append(
    desk: Desk, case: CaseState, events: Sequence[Happened], statements: Sequence[str], sealed: Sequence[str]
) -> tuple[CaseState, list[Written]]:
    after, news = case, []
    for number, event in enumerate(events):
        first = number == 0
        after = evolve(after, stamped(desk, event, statements if first else ()))
        news.append(new_event(desk, after, event, statements if first else (), sealed if first else ()))
    stored = codec.append_many(desk.today, [codec.Batch(case.id, case.revision, news)])
    written = [
        Written(row.pk, new.event_id, row.seq, event) for row, new, event in zip(stored, news, events, strict=True)
    ]
    return after, written


def stamped(desk: Desk, event: Happened, statements: Sequence[str] = ()) -> Happened:
    """The event as it is written today."""
    return replace(event, day=desk.today.isoformat(), statement=statements[0] if statements else "")


def enter_effects(desk: Desk, case_id: str, effects: Iterable[NewEffect]) -> None:
    """Enter effects into the outbox."""
    Effect.objects.bulk_create(
        Effect(
            id=ids._make("o", desk.draw()),
            kind=effect.kind,
            case=case_id,
            payload=json.dumps(dict(effect.payload), sort_keys=True),
            due_at=desk.minute,
        )
        for effect in effects
    )


def begin(
    desk: Desk, case_id: str, events: Sequence[Happened], recipient: str, sealed: Sequence[str], first: Receipt | None
) -> tuple[CaseState, rowstore.NewCase]:
    """A new case out of its first events, with all its rows, before the transaction begins. Touches no table.

    ``recipient``: the case's public key. ``sealed``: hashes of what came with it. ``first``: see ``rows``.
    """
    case, news = opened(case_id, events[0].body), []
    for number, event in enumerate(events):
        case = evolve(case, stamped(desk, event)) if number else case
        hashes = sealed if event.kind is EventKind.ARRIVAL_RECEIVED else ()
        news.append(new_event(desk, case, event, (), hashes))
    begun = codec.begin(desk.today, case_id, news)
    return case, rowstore.NewCase(case_id, rows(case, first), recipient, begun, desk.minute)


def new_event(
    desk: Desk, after: CaseState, event: Happened, statements: Sequence[str], sealed: Sequence[str]
) -> codec.NewEvent:
    """An event to append; ``after`` is the case that it makes."""
    return codec.NewEvent(
        kind=str(event.kind),
        body=event.body,
        event_id=ids.event_id(desk.draw()),
        salt=desk.random(SALT_BYTES),
        country=str(after.face.get("country") or ""),
        authority_kind=str(after.face.get("authority_kind") or ""),
        demand_kinds=demand_kinds(after),
        outcome=event.outcome,
        statements=statements,
        sealed=sealed,
    )


def append_to_desk(desk: Desk, kind: str, body: Mapping[str, Value], statements: Sequence[str] = ()) -> Event:
    """Append one event to the desk's own chain. Raises RevisionMovedError."""
    return codec.append(
        codec.DESK,
        kind,
        body,
        day=desk.today,
        salt=desk.random(SALT_BYTES),
        event_id=ids.event_id(desk.draw()),
        statements=statements,
        expected_revision=codec.desk_revision(),
    )


def demand_kinds(case: CaseState) -> str:
    """Codes of the items' kinds, sorted, comma-separated: field 10 of an event."""
    kinds = {str(case.face.get(f"items.{item.number}.kind") or "") for item in case.items}
    return ",".join(sorted(kinds - {""}))
