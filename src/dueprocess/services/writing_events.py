"""Appending events inside an open transaction: salts and ids drawn, state moved along, revision compared."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dueprocess.data import codec
from dueprocess.data.models import Event
from dueprocess.domain import ids
from dueprocess.domain.case.events import Happened
from dueprocess.domain.case.evolve import evolve
from dueprocess.domain.case.state import CaseState
from dueprocess.domain.log.canonical import Value
from dueprocess.domain.log.commitment import SALT_BYTES
from dueprocess.services.desk import Desk


@dataclass(frozen=True, slots=True)
class Written:
    """One event as written: row key, event id, seq."""

    row: int
    id: str
    seq: int
    event: Happened


def append(
    desk: Desk,
    case: CaseState,
    events: Sequence[Happened],
    *,
    statements: Sequence[str] = (),
    sealed: Sequence[str] = (),
) -> tuple[CaseState, list[Written]]:
    """Append ``events`` to ``case``; statements and ciphertexts hang on the first. Raises RevisionMovedError."""
    after, news = case, []
    for number, event in enumerate(events):
        after = evolve(after, event)
        first = number == 0
        news.append(new_event(desk, after, event, statements if first else (), sealed if first else ()))
    rows = codec.append_many(desk.today, [codec.Batch(case.id, case.revision, news)])
    written = [
        Written(row.pk, new.event_id, row.seq, event) for row, new, event in zip(rows, news, events, strict=True)
    ]
    return after, written


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
