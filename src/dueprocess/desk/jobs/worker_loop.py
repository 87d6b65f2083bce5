"""The worker: one round after the other, each task by itself. What one task cannot do stops no other.

A task is a function of a ``Round``; it is idempotent, ends by itself, and gives back what it did as ids and codes, or
None where it was not its turn.
Whoever adds one adds a line to ``TASKS``.
"""

import datetime
import logging
import time
from collections.abc import Callable, Mapping
from typing import Any, Final

from dueprocess.adapters import crypto
from dueprocess.desk.data import soundness
from dueprocess.desk.data.models import Beat
from dueprocess.desk.data.transaction import write
from dueprocess.desk.jobs import alarm_calls, letter_copies, letters, morning_mail
from dueprocess.desk.jobs.round import Round
from dueprocess.desk.services import accounts, beat, ciphertexts, counsel, notices, portal_desk
from dueprocess.desk.services.desk import Desk
from dueprocess.desk.web import tokens

Task = Callable[[Round], Mapping[str, Any] | None]

A_DAY: Final = datetime.timedelta(days=1)
AN_HOUR: Final = datetime.timedelta(hours=1)
BEAT_SECONDS: Final = 45.0
"""So long a round goes on with beats while more is due: 100,000 ends of one day are worked off in minutes."""

_log = logging.getLogger(__name__)


class WrongKeyError(ValueError):
    """The identity is not the sending worker's of the roster."""


def _beat(shift: Round) -> dict[str, Any]:
    """One beat after the other, as long as there is more and other tasks can wait for it."""
    done = beat.beat(shift.desk)
    did = {"ended": list(done.ended), "judged_anew": list(done.judged), "raised": list(done.raised)}
    until = time.monotonic() + BEAT_SECONDS
    while done.full and not shift.stopping and time.monotonic() < until:
        done = beat.beat(shift.desk, done.after)
        for name, more in (("ended", done.ended), ("judged_anew", done.judged), ("raised", done.raised)):
            did[name] += more
    return {**did, "more": done.full}


def _sweep(shift: Round) -> dict[str, Any]:
    """Deletes tokens, sessions and invitations that are over, and what counsel had until a day that is."""
    desk = shift.desk
    return {"tokens": tokens.sweep(desk), "accounts": accounts.sweep(desk), "counsel": counsel.sweep(desk)}


def _database(shift: Round) -> dict[str, Any]:
    """Looks whether the database is whole, once an hour; where it is not, nothing is taken in. Raises DeniedError."""
    if shift.home is not None:
        soundness.check(shift.home)
    return {"whole": shift.home is not None}


def _files(shift: Round) -> dict[str, Any] | None:
    """Deletes files that a crash left behind; once a day, since it goes through all."""
    return None if _was(shift, "files", A_DAY) else {"files": ciphertexts.sweep(shift.desk)}


def _persons(shift: Round) -> dict[str, Any] | None:
    """Writes pages of persons anew, once an hour: a thief links those that were put or opened since (hazard 6.6)."""
    return None if _was(shift, "persons", AN_HOUR) else {"pages": notices.rewrite()}


def _was(shift: Round, task: str, within: datetime.timedelta) -> bool:
    return Beat.objects.filter(task=task, seen_at__gt=shift.desk.now - within).exists()


def _portal(shift: Round) -> dict[str, Any]:
    """Writes what receipts say, and deletes what was left past its day."""
    return {"changed": portal_desk.refresh(shift.desk), "ended": portal_desk.sweep(shift.desk)}


TASKS: Final[tuple[tuple[str, Task], ...]] = (
    ("mornings", morning_mail.send_mornings),
    ("beat", _beat),
    ("database", _database),
    ("pages", alarm_calls.call_people),
    ("letters", letters.send_waiting),
    ("copies", letter_copies.send_waiting),
    ("bounces", letters.take_back),
    ("sweep", _sweep),
    ("portal", _portal),
    ("files", _files),
    ("persons", _persons),
)
"""Name (of its row in ``data_beat`` and in ``--json``) and task, in the order of a round."""


def run(shift: Round, tasks: tuple[tuple[str, Task], ...] = TASKS) -> tuple[dict[str, Mapping[str, Any]], list[str]]:
    """One round. Returns what each task did, and the names of those that broke."""
    did: dict[str, Mapping[str, Any]] = {}
    broken = []
    for name, task in tasks:
        if shift.stopping:
            break
        try:
            done = task(shift)
            if done is not None:
                did[name] = done
                seen(shift.desk, name)
        except Exception as fault:  # noqa: BLE001 - a legal clock does not wait for a mail server's bug
            _log.error("the task %s broke: %s", name, type(fault).__name__)  # never its words (P2)
            broken.append(name)
    return did, broken


def seen(desk: Desk, task: str) -> None:
    """The task was at work just now; health and ``doctor`` look at it."""
    with write("work.seen"):
        Beat.objects.update_or_create(task=task, defaults={"seen_at": desk.now})


def check_key(desk: Desk, secret: str) -> None:
    """Raises WrongKeyError unless ``secret`` opens what is sealed to the roster's sending worker."""
    if desk.roster.worker is None or crypto.recipient_of(secret) != desk.roster.worker:
        named = "another key" if desk.roster.worker else "no sending worker"
        message = f"Roster {desk.roster.number} names {named}. Give the worker's own identity, or change the roster."
        raise WrongKeyError(message)
