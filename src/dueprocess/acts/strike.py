"""Striking a note out of what people signed: it holds nobody any more to what its signer had seen (ADR 0086)."""

from dataclasses import dataclass
from typing import Annotated, Final

from dueprocess.acts import who
from dueprocess.acts.declaration import Elsewhere, OnDesk
from dueprocess.acts.desk_state import DeskGiven, DeskState
from dueprocess.case import desk_events
from dueprocess.case import fields as f
from dueprocess.case.events import copied
from dueprocess.case.fields import Field
from dueprocess.case.outcome import Decided, Rule
from dueprocess.formats.refusal import Denied, Msg
from dueprocess.formats.statement import Act
from dueprocess.formats.strikes import STRIKERS


@dataclass(frozen=True, slots=True)
class Strike:
    """One of two strikes out the note of somebody else, by the name of one of its acts."""

    statement: Annotated[str, Field(f.HASH, "The statement that you strike out")]


def _strike(_state: DeskState, command: Strike, given: DeskGiven) -> Decided | Denied:
    found = given.strikable
    if found is None:
        return Denied(Rule.STRIKE, "The desk has no such statement.", "Look at the names: `dueprocess strike CASE`.")
    if found.final:
        says = Msg("What {by} signed has left the house, or something that left rests on it.", by=found.by)
        return Denied(Rule.STRIKE, says, "It stays. What it did wrong is put right by another statement.")
    if len(found.struck) >= STRIKERS:
        says = Msg("It was struck out by {by}.", by=" and ".join(found.struck))
        return Denied(Rule.STRIKE, says, "Nothing more needs to be done.")
    if given.by == found.by or given.by in found.struck:
        says = Msg("Two people strike out what a third signed; you signed it, or struck it out already.")
        return Denied(Rule.FOUR_EYES, says, "Somebody else does it.")
    second = len(found.struck) + 1 >= STRIKERS
    kind = desk_events.StatementStruck if second else desk_events.StrikeAgreed
    return Decided((copied(kind, command, by=given.by),))


STRIKE: Final = OnDesk(
    act=Act.STATEMENT_STRIKE,
    says=Strike,
    may=who.DESK,
    title="Strike out what a colleague signed",
    note="It stays in the history, gives nothing any more and holds nobody to what its signer saw. Two others sign. "
    "What it stopped stays stopped.",
    elsewhere=Elsewhere(
        "dueprocess strike",
        "A page that the desk itself serves could have you strike out another statement than the one that it shows.",
    ),
    decide=_strike,
    form=Rule.STRIKE,
)
