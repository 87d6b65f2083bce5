"""Purging a forgotten case: facts and statements go, what a report counts of it stays (ADR 0078)."""

import datetime
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
from dueprocess.case.purgeable import Purgeable
from dueprocess.formats.purges import KEYS, Purge
from dueprocess.formats.refusal import Denied, Msg
from dueprocess.formats.statement import Act


@dataclass(frozen=True, slots=True)
class PurgeCase:
    """One of two destroys what was signed on a forgotten case, and the facts of its events."""

    case: Annotated[str, Field(f.CASE, "Case")]
    counted: Annotated[str, Field(f.HASH, "Hash of what a report still counts of it")]
    forget: Annotated[str, Field(f.HASH, "The agreement to forget it", rests=(Act.FORGET_APPROVE,))]
    mark: Annotated[str, Field(f.HASH, "Head of its history")]


def _purge(state: DeskState, command: PurgeCase, given: DeskGiven) -> Decided | Denied:
    may = given.purge
    if state.standing.frozen:
        return Denied(
            Rule.FROZEN,
            "The desk is stopped: nothing is destroyed.",
            "Two people lift the stop: `dueprocess freeze lift`.",
        )
    if may is None or (may.stands is None and not may.holds["forget"]):
        return Denied(Rule.OPEN, "The case is not forgotten.", "Two people forget it first: `dueprocess forget`.")
    return _too_soon(may, given.now.date()) or _sign(may, command, given)


def _too_soon(may: Purgeable, today: datetime.date) -> Denied | None:
    if may.stands is not None:
        return purged(may.stands)
    if today < may.since:
        says = Msg("This house keeps what was signed on the case until {day}.", day=may.since.isoformat())
        return Denied(Rule.PURGE_EARLY, says, "Wait for that day, or change `purge_after_months` in desk.toml.")
    if may.listed:
        says = Msg("A row of it stands in a public register.")
        return Denied(Rule.OPEN, says, "Take it out first: `dueprocess publication withdraw`.")
    return None


def _sign(may: Purgeable, command: PurgeCase, given: DeskGiven) -> Decided | Denied:
    said = {key: getattr(command, key) for key in KEYS}
    if said != may.holds:
        other = next(key for key in KEYS if said[key] != may.holds[key])
        says = Msg("What you signed of the case is not what the desk holds: {what}.", what=other)
        return Denied(Rule.PURGE, says, "Look again. Where it stays so, tell the others: one of the two is not true.")
    if may.waits is None or may.waits.says != said:
        return Decided((copied(desk_events.PurgeAgreed, command, by=given.by),))
    if given.by in may.waits.by:
        return Denied(Rule.FOUR_EYES, "You signed this already.", "A second person must sign the same.")
    return Decided((copied(desk_events.CasePurged, command, by=given.by, links=may.links),))


def purged(stands: Purge) -> Denied:
    """The refusal for whoever would do something on a case that was purged."""
    says = Msg(
        "{by} purged this case on {day}: nothing that was signed on it is kept.", by=stands.both, day=stands.at[:10]
    )
    return Denied(Rule.PURGED, says, "Counts and commitments stay; see `dueprocess verify decisions`.")


PURGE: Final = OnDesk(
    act=Act.CASE_PURGE,
    says=PurgeCase,
    may=who.SECOND,
    title="Destroy what was signed on a forgotten case, and its facts",
    note="Nothing brings it back. What reports count of it stays, as you signed it; so do commitments and who purged.",
    elsewhere=Elsewhere(
        "dueprocess purge",
        "What is destroyed stays destroyed; a page that the desk itself serves could have you destroy another case.",
    ),
    decide=_purge,
    form=Rule.PURGE,
)
