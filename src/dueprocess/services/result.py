"""What a verb gives back: done, or a refusal of the domain passed on."""

from dataclasses import dataclass

from dueprocess.domain.case.outcome import Denied, Rule


class UnknownCaseError(LookupError):
    """There is no such case, or more than one begins so."""


@dataclass(frozen=True, slots=True)
class Done:
    """What was written: case, its new revision, the kinds of events."""

    case: str
    revision: int
    events: tuple[str, ...]


def lost_race() -> Denied:
    """The refusal for the slower of two: the case moved between reading and writing."""
    return Denied(Rule.STALE, "Somebody else was first.", "Read the case again and decide anew.")


__all__ = ["Denied", "Done", "UnknownCaseError", "lost_race"]
