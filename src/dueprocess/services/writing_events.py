"""Appending a case's events inside an open transaction: salts and ids drawn, state moved along, revision compared."""

from collections.abc import Sequence
from dataclasses import dataclass

from dueprocess.data import codec
from dueprocess.domain import ids
from dueprocess.domain.case.events import Happened
from dueprocess.domain.case.evolve import evolve
from dueprocess.domain.case.state import CaseState
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
    written = []
    for event in events:
        after = evolve(case, event)
        event_id = ids.event_id(desk.draw())
        row = codec.append(
            case.id,
            str(event.kind),
            event.body,
            day=desk.today,
            salt=desk.random(SALT_BYTES),
            event_id=event_id,
            country=str(after.face.get("country") or ""),
            authority_kind=str(after.face.get("authority_kind") or ""),
            demand_kinds=demand_kinds(after),
            outcome=event.outcome,
            statements=statements if not written else (),
            sealed=sealed if not written else (),
            expected_revision=case.revision,
        )
        written.append(Written(row.pk, event_id, after.revision, event))
        case = after
    return case, written


def demand_kinds(case: CaseState) -> str:
    """Codes of the items' kinds, sorted, comma-separated: field 10 of an event."""
    kinds = {str(case.face.get(f"items.{item.number}.kind") or "") for item in case.items}
    return ",".join(sorted(kinds - {""}))
