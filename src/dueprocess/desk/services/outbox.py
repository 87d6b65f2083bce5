"""Effects that wait for the worker: entered with what brings them about, counted in minutes, stopped by who is first.

A letter waits for as long as ``wait_minutes`` of desk.toml says; whether it can still be taken back is decided here, by
whether a worker claimed it, and by nobody's clock.
"""

import datetime
import json
from collections.abc import Iterable
from typing import Final

from django.db.models import QuerySet

from dueprocess.case.outcome import NewEffect
from dueprocess.desk.data.models import Effect, Sealed
from dueprocess.desk.services.desk import Desk
from dueprocess.desk.services.house import WAIT_MINUTES
from dueprocess.desk.services.result import LostRaceError
from dueprocess.formats import ids

LETTER: Final = "letter.mail"
"""The effect that the sending worker performs."""
MOST: Final = 60
TAKEN_BACK: Final = "letter.taken-back"


def enter(desk: Desk, case_id: str, effects: Iterable[NewEffect]) -> None:
    """Enter effects; inside an open transaction."""
    minutes = desk.house.mail.wait_minutes if desk.house.mail else WAIT_MINUTES
    waits = datetime.timedelta(minutes=minutes)
    Effect.objects.bulk_create(
        Effect(
            id=ids._make("o", desk.draw()),
            kind=effect.kind,
            case=case_id,
            payload=json.dumps(dict(effect.payload), sort_keys=True),
            due_at=desk.minute + waits if effect.waits else desk.minute,
        )
        for effect in effects
    )


def unsent(case_id: str) -> dict[str, datetime.datetime]:
    """Sealed letters of a case that nobody began to send, and when each may leave."""
    return {sealed_of(row): row.due_at for row in _waiting(case_id)}


def waiting() -> list[Effect]:
    """Letters of all cases that nobody began to send, the next to leave first; at most 60."""
    return list(_waiting("").order_by("due_at", "pk")[:MOST])


def stop(desk: Desk, case_id: str, sealed: str) -> None:
    """A letter does not leave, and what was sealed for the worker is deleted; inside an open transaction.

    Raises LostRaceError where a worker was first.
    """
    names = [row.pk for row in _waiting(case_id) if sealed_of(row) == sealed]
    if not _waiting(case_id).filter(pk__in=names).update(done_at=desk.now, last_error=TAKEN_BACK):
        raise LostRaceError
    Sealed.objects.filter(pk=sealed, reader="worker").delete()


def sealed_of(effect: Effect) -> str:
    """Id of the sealed letter that an effect is about; empty where its payload is none."""
    try:
        payload = json.loads(effect.payload)
    except ValueError:
        return ""
    return str(payload.get("sealed", "")) if isinstance(payload, dict) else ""


def _waiting(case_id: str) -> QuerySet[Effect]:
    rows = Effect.objects.filter(kind=LETTER, done_at__isnull=True, attempts=0)
    return rows.filter(case=case_id) if case_id else rows
