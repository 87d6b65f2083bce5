"""Who the house is to authorities: somebody signs what desk.toml says, and the public is told what was signed."""

from dataclasses import dataclass
from typing import Annotated, Final

from dueprocess.acts import who
from dueprocess.acts.declaration import BY_COMMAND, Elsewhere, OnDesk
from dueprocess.acts.desk import said
from dueprocess.acts.desk_state import DeskGiven, DeskState
from dueprocess.case import desk_events
from dueprocess.case import fields as f
from dueprocess.case.fields import Field
from dueprocess.case.outcome import Decided, Rule
from dueprocess.formats.refusal import Denied
from dueprocess.formats.statement import Act


@dataclass(frozen=True, slots=True)
class SignFacts:
    """Contact points, representative, certificates and licences are these; without a hash nothing is said of them."""

    facts: Annotated[str, Field(f.HASH_OR_NONE, "Hash of who we are to authorities")]


def _sign(state: DeskState, command: SignFacts, given: DeskGiven) -> Decided | Denied:
    """What was signed is told while desk.toml says just that."""
    if command.facts not in {"", given.facts}:
        says = "What you signed is not what desk.toml says of the house."
        return Denied(Rule.FACTS, says, "Read it again: `dueprocess contacts list`.")
    if command.facts == state.facts:
        return Denied(Rule.FACTS, "That is signed already.", "Nothing more needs to be done.")
    return said(desk_events.FactsSigned, command, given)


SIGN: Final = OnDesk(
    act=Act.FACTS_SIGN,
    says=SignFacts,
    may=who.DESK,
    title="Sign who this house is to authorities",
    note="The public site and the well-known file say it while desk.toml says just that.",
    elsewhere=Elsewhere(
        "dueprocess contacts sign",
        "A page that the desk itself serves could show another address than it publishes.",
    ),
    decide=_sign,
    form=Rule.FACTS,
    script=BY_COMMAND,
)
