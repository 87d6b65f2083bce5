"""Forbidden pictures, or what only some may handle, in what arrived: one custodian alone opens it (hazards 1.7, 1.8).

One person says so, and it holds at once, as everything does that stops: envelopes of all others and what it is found by
go in the same transaction. Undoing it would need what was destroyed. Two people
end it: it was returned or destroyed, and nothing sealed of it stays. Its demand goes on in a case without the pictures.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Final

from dueprocess.case import fields as f
from dueprocess.case.case_events import ArrivalRestricted
from dueprocess.case.commands import ProposeForget
from dueprocess.case.fields import Field
from dueprocess.case.given import Given, later
from dueprocess.case.outcome import Decided, NewDuty, Rule
from dueprocess.case.state import CaseState
from dueprocess.formats.refusal import Denied
from dueprocess.formats.statement import Act

WHAT: Final = "return_or_destroy"
HOURS: Final = 72
WIDER: Final = frozenset({Act.CASE_SPLIT, Act.COUNSEL_ASK})
"""Acts by which somebody else would get a key of it."""


@dataclass(frozen=True, slots=True)
class Restrict:
    """It holds what only a custodian may open: whom the house names, else another reader than who says so.

    Who could name themselves would take a demand from all others alone (hazard 5.1). The statement says who it will be,
    as whoever signs it was told; one that an older program made says nobody.
    """

    custodian: Annotated[str, Field(f.PSEUDONYM_OR_NONE, "Who alone opens it", absent=True)] = ""


def custodian_of(by: str, named: str, readers: Iterable[str]) -> str:
    """Who keeps what ``by`` restricts: whom the house named, else the first other of those who read it."""
    return named or min(set(readers) - {by}, default=by)


def restrict(case: CaseState, command: Restrict, given: Given) -> Decided | Denied:
    """It is restricted from now on; nobody takes that back."""
    if case.restricted_to:
        return Denied(Rule.RESTRICTED, "This is restricted already: {who} alone opens it.", who=case.restricted_to)
    custodian = custodian_of(given.by, given.custodian, given.readers)
    if custodian not in given.readers:
        return Denied(
            Rule.RESTRICTED,
            "{who} cannot open this case, and so cannot be its custodian.",
            "Name somebody who reads it: `custodian` in desk.toml.",
            who=custodian,
        )
    if command.custodian not in {"", custodian}:
        return Denied(
            Rule.RESTRICTED,
            "{who} would open it alone, and you signed somebody else.",
            "Ask again: `custodian` in desk.toml changed, or who reads the case.",
            who=custodian,
        )
    return Decided((ArrivalRestricted(given.by, custodian),), (duty(given.at),))


def duty(at: datetime.datetime) -> NewDuty:
    """Of what is restricted since ``at`` (aware)."""
    return NewDuty(None, WHAT, "house.restricted", later(at, hours=HOURS))


def refuses(case: CaseState, act: Act) -> Denied | None:
    """Why an act that hands the case's key on is not done."""
    if not case.restricted_to or act not in WIDER:
        return None
    return Denied(
        Rule.RESTRICTED,
        "This is restricted: {who} alone opens it, and it goes to nobody else.",
        "Ask for the demand again without the pictures, and work on that.",
        who=case.restricted_to,
    )


def how_it_ends(case: CaseState, command: ProposeForget, given: Given) -> Denied | None:
    """Refuses a proposal that does not say what becomes of it, or says it of what is not restricted."""
    if bool(command.how) != bool(case.restricted_to):
        return Denied(
            Rule.RESTRICTED,
            "What is restricted is returned or destroyed; of nothing else is that said.",
            "Say which: `dueprocess forget CASE --how returned` or `--how destroyed`.",
        )
    if command.how == "returned" and given.by != case.restricted_to:
        return Denied(Rule.RESTRICTED, "{who} keeps it, and alone can say so.", who=case.restricted_to)
    return None
