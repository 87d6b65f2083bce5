"""Leases for duties and effects: claimed by compare-and-set, performed at least once.

Each performer is idempotent: whoever dies in the middle loses the lease, and the work is done again. Nothing here
moves ``due_at``, which is the law's; ``lease_until`` alone says when a row may be claimed again.
"""

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.db import connection
from django.db.models import Q, QuerySet

from dueprocess.desk.data.models import Duty, Effect
from dueprocess.desk.data.transaction import write

Work = type[Duty] | type[Effect]
MAX_CLAIM: Final = 100
FIRST_BACK_OFF: Final = datetime.timedelta(seconds=30)
LONGEST_BACK_OFF: Final = datetime.timedelta(hours=1)
_CODE: Final = re.compile(r"[a-z0-9][a-z0-9_.:-]{0,39}")


@dataclass(frozen=True, slots=True)
class Claimed:
    """A row that this worker holds until ``lease_until``. ``attempts`` is the token of the hold."""

    id: str
    attempts: int
    lease_until: datetime.datetime


def claim(of: Work, now: datetime.datetime, limit: int, lease: datetime.timedelta, *, kind: str = "") -> list[Claimed]:
    """Claim up to ``limit`` (at most 100) due rows for ``lease``, those due longest first, in one transaction.

    ``kind``: effects of this kind alone; each performer claims its own. A row is free when it is open, due, and not
    leased. Each is won by an update that names the attempt seen.
    """
    until = now + lease
    with write("work.claim"):
        seen = list(_free(of, now, kind)[: min(limit, MAX_CLAIM)].values_list("pk", "attempts"))
        return [
            Claimed(pk, attempts + 1, until)
            for pk, attempts in seen
            if of.objects.filter(_is_free(now), pk=pk, attempts=attempts).update(
                attempts=attempts + 1, lease_until=until
            )
        ]


def done(of: Work, claimed: Claimed, now: datetime.datetime) -> bool:
    """Mark performed. False where the lease was lost and another worker holds or did the row."""
    with write("work.done"):
        return settle(of, claimed, now)


def settle(of: Work, claimed: Claimed, now: datetime.datetime, code: str | None = None) -> bool:
    """The same inside an open ``write()``, with what it brings about. ``code``: how an effect ended; empty: well."""
    note = {} if code is None else _note(of, code) if code else {"last_error": ""}
    return bool(_held(of, claimed).update(done_at=now, lease_until=None, **note))


def mark(of: Work, claimed: Claimed, code: str) -> bool:
    """Note how far a held row came, before it is done: a code. False where the lease was lost."""
    with write("work.mark"):
        return bool(_held(of, claimed).update(**_note(of, code)))


def failed(of: Work, claimed: Claimed, now: datetime.datetime, code: str) -> bool:
    """Give the row back until its back-off is over. ``code`` is a code, never an exception's text (P2).

    False where the lease was lost. Raises ValueError for a code that is none.
    """
    note = _note(of, code)
    with write("work.failed"):
        return bool(_held(of, claimed).update(lease_until=now + back_off(claimed.attempts), **note))


def _note(of: Work, code: str) -> dict[str, str]:
    if not _CODE.fullmatch(code):
        message = "an error is noted as a code: at most 40 of a-z, 0-9, _ . : -"
        raise ValueError(message)
    return {"last_error": code} if of is Effect else {}


def release(of: Work, claimed: Sequence[Claimed]) -> int:
    """Give rows back at once, as a worker does that was told to stop. Returns how many were still held."""
    with write("work.release"):
        return sum(_held(of, one).update(lease_until=None) for one in claimed)


def back_off(attempts: int) -> datetime.timedelta:
    """Pause after the ``attempts``-th failure: 30 s, doubled each time, at most an hour."""
    return min(FIRST_BACK_OFF * (1 << min(max(attempts, 1) - 1, 10)), LONGEST_BACK_OFF)


def _is_free(now: datetime.datetime) -> Q:
    leased = Q(lease_until__isnull=True) | Q(lease_until__lte=now)
    return Q(done_at__isnull=True, due_at__lte=now) & leased


def _free(of: Work, now: datetime.datetime, kind: str) -> QuerySet[Duty] | QuerySet[Effect]:
    wanted = Q(kind=kind) if kind else Q()
    rows: QuerySet[Duty] | QuerySet[Effect] = of.objects.filter(_is_free(now), wanted).order_by("due_at", "pk")
    # Workers on PostgreSQL pass by what another one is just claiming; SQLite has one writer anyway.
    return rows.select_for_update(skip_locked=True) if connection.features.has_select_for_update_skip_locked else rows


def _held(of: Work, claimed: Claimed) -> QuerySet[Duty] | QuerySet[Effect]:
    return of.objects.filter(pk=claimed.id, attempts=claimed.attempts, done_at__isnull=True)
