"""What a verb gives back: done, or a refusal of the domain passed on."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import IntegrityError

from dueprocess.case.outcome import Rule
from dueprocess.desk.data import codec, guards
from dueprocess.formats.refusal import Denied


class ForgedRowError(RuntimeError):
    """A row of a register, an edition or the ledger that does not rest on what people signed: nothing is published."""

    rule = "report.unsigned-row"


class UnknownCaseError(LookupError):
    """There is no such case, or more than one begins so."""


@dataclass(frozen=True, slots=True)
class Done:
    """What was written: case, its new revision, the kinds of events."""

    case: str
    revision: int
    events: tuple[str, ...]


class LostRaceError(RuntimeError):
    """The slower of two: the compare-and-set or a constraint of the database refused it."""


@contextmanager
def racing() -> Iterator[None]:
    """Around ``write()``: LostRaceError for the slower of two. What a guard refuses is a bug of ours and stays one."""
    try:
        yield
    except codec.RevisionMovedError as fault:
        raise LostRaceError from fault
    except IntegrityError as fault:
        if guards.is_guard(fault):
            raise
        raise LostRaceError from fault


def lost_race() -> Denied:
    """The refusal for the slower of two: the case moved between reading and writing."""
    return Denied(Rule.STALE, "Somebody else was first.", "Read the case again, then decide again.")
