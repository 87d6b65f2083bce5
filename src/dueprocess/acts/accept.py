"""Accepting another history than the one that one's own machine kept, with a colleague on the telephone (ADR 0091)."""

from dataclasses import dataclass
from typing import Annotated, Final

from dueprocess.acts import who
from dueprocess.acts.declaration import Elsewhere, OnDesk
from dueprocess.acts.desk_state import DeskGiven, DeskState
from dueprocess.case import desk_events
from dueprocess.case import fields as f
from dueprocess.case.events import copied
from dueprocess.case.fields import Field, Number, Text
from dueprocess.case.outcome import Decided, Rule
from dueprocess.formats.refusal import Denied
from dueprocess.formats.statement import Act

_SIZE: Final = Number(0, f.MAX_COUNT)


@dataclass(frozen=True, slots=True)
class Accept:
    """Which mark was kept, which one is accepted in place of it, and which colleague has the same."""

    case: Annotated[str, Field(f.CASE_OR_NONE, "Case, or nothing for the desk itself")]
    colleague: Annotated[str, Field(Text(r"[a-z][a-z0-9-]{1,30}"), "Colleague who read the same words out")]
    head: Annotated[str, Field(f.HASH, "Head that you accept")]
    kept: Annotated[str, Field(f.HASH, "Head that your machine kept")]
    kept_size: Annotated[int, Field(_SIZE, "Notes that your machine had seen")]
    size: Annotated[int, Field(_SIZE, "Notes that are shown")]


def _accept(_state: DeskState, command: Accept, given: DeskGiven) -> Decided | Denied:
    if command.colleague == given.by:
        return Denied(Rule.FOUR_EYES, "A colleague reads the words out, on their own machine.", "Call one.")
    if (command.head, command.size) == (command.kept, command.kept_size):
        return Denied(Rule.SAME, "What is accepted is what was kept.", "Nothing needs to be done.")
    return Decided((copied(desk_events.HistoryAccepted, command, by=given.by),))


ACCEPT: Final = OnDesk(
    act=Act.CHAIN_ACCEPT,
    says=Accept,
    may=who.DESK,
    title="Accept another history than your machine kept",
    note="It stays on record which one you had kept: where the desk wrote the past anew, your statement says so.",
    elsewhere=Elsewhere(
        "dueprocess chain accept",
        "The page comes from the desk whose history is in question.",
    ),
    decide=_accept,
    form=Rule.SAME,
)
