"""An answer in part can give less than its lines say: fewer days, and of subscriber data name and address alone."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from dueprocess.case import lists
from dueprocess.case.fields import Day, Field, Only
from dueprocess.case.outcome import Rule
from dueprocess.case.state import Line
from dueprocess.demand.codes import DataCategory, LineAnswer, Outcome, SubscriberPart
from dueprocess.demand.face import Face
from dueprocess.formats.records import TIMELESS
from dueprocess.formats.refusal import Denied, Msg

IN_PART: Final = Only("outcome", (str(Outcome.PARTIAL),))
_SHORTER: Final = "Only where less than the whole period is given."
SINCE: Final = Field(Day(), "First day that is given", _SHORTER, "--from", start=None, absent=True, only=IN_PART)
UNTIL: Final = Field(Day(), "Last day that is given", _SHORTER, "--to", start=None, absent=True, only=IN_PART)
PART: Final = Field(lists.PART, "Of subscriber data", absent=True, only=IN_PART)


@dataclass(frozen=True, slots=True)
class Less:
    """First and last day (YYYY-MM-DD) and the part that are given; empty where all of it is."""

    since: str
    until: str
    part: str

    def __bool__(self) -> bool:
        return bool(self.since or self.until or self.part)


def part_asked(item: Mapping[str, object]) -> str:
    """The part of subscriber data to which every grant keeps, since its item asks for no more; empty: none.

    ``item``: the fields of its face. What is decisive is confirmed before anything is granted (``face.unconfirmed``).
    """
    data, part = item.get("data") or (), item.get("part")
    asks = isinstance(data, list | tuple) and DataCategory.SUBSCRIBER in data
    return str(part) if asks and part == SubscriberPart.NAME_ADDRESS else ""


def less_fault(
    face: Face, number: int, outcome: Outcome, less: Less, lines: Iterable[Line], ground: str
) -> Denied | None:
    """Why an answer to item ``number`` cannot give less so: it is no part of what was asked, or does not say why."""
    if outcome is not Outcome.PARTIAL:
        if less:
            return Denied(Rule.LINES, "Only an answer in part gives less than it is asked for.", "Decide `partial`.")
        return None
    answers = {(line.category, line.answer) for line in lines}
    given = {category for category, answer in answers if answer == LineAnswer.GRANTED}
    if (less.since or less.until) and (not _is_inside(face, number, less) or given <= TIMELESS):
        return Denied(
            Rule.LINES,
            "{since} to {until} is no part of the period that is asked for.",
            "Name days inside it, or leave both out.",
            since=less.since or Msg("no day"),
            until=less.until or Msg("no day"),
        )
    if less.part and DataCategory.SUBSCRIBER not in given:
        return Denied(Rule.LINES, "No subscriber data are given of which there could be a part.", "Leave it out.")
    if not ground and (less or any(answer == LineAnswer.REFUSED for _, answer in answers)):
        return Denied(
            Rule.GROUND,
            "An answer in part says why the rest is refused.",
            "Add `--ground`: one that the law opens, or counsel.",
        )
    return None


def _is_inside(face: Face, number: int, less: Less) -> bool:
    first, last = (str(face.get(f"items.{number}.{name}") or "") for name in ("period_from", "period_to"))
    since, until = less.since or first, less.until or last
    inside = (not first or since >= first) and (not last or until <= last) and (since, until) != (first, last)
    return inside and not (since and until and since > until)
