"""A measure that was granted is carried out: taken down, suspended, kept. Somebody signs what was done and since when.

Two people decided it; whoever works the service does it, and the desk sees nothing of that. The authority is told when
it took effect (Regulation (EU) 2022/2065, Article 9(1)), and the report counts the hours until then (Article 15(1)(a)).
"""

from dataclasses import dataclass
from typing import Annotated

from dueprocess.case import fields as f
from dueprocess.case.contest import stayed
from dueprocess.case.events import copied
from dueprocess.case.fields import Day, Field
from dueprocess.case.given import Given, later, no_grant, no_item
from dueprocess.case.item_events import EffectRecorded
from dueprocess.case.lists import EFFECT, RESTORED
from dueprocess.case.outcome import Decided, EndDuties, NewDuty, Rule
from dueprocess.case.releases import another_approval
from dueprocess.case.state import CaseState, Writing
from dueprocess.formats.refusal import Denied, When
from dueprocess.formats.statement import Act


@dataclass(frozen=True, slots=True)
class RecordEffect:
    """What was done of what two people granted, and since when it holds."""

    item: Annotated[int, f.ITEM]
    approval: Annotated[str, Field(f.HASH, "On the approval", rests=(Act.DECISION_APPROVE,))]
    how: Annotated[str, Field(EFFECT, "What was done", needed=True)]
    on: Annotated[str | None, Field(Day(), "In effect since", needed=True)]


def record(case: CaseState, command: RecordEffect, given: Given) -> Decided | Denied:
    """It was carried out, or put back. Where our letter left before, the authority is told since when."""
    item = case.item(command.item)
    if item is None:
        return no_item(command.item)
    if not item.measure:
        return no_grant(item.number, item.outcome, item.deciding)
    day = command.on or ""
    if day > given.day():
        return Denied(Rule.EFFECT, "{day} has not come yet.", "Say it once it is done.", day=When(day))
    if command.how == RESTORED and item.effect is None:
        return Denied(Rule.EFFECT, "Nothing was carried out that could be put back.", "Say first what was done.")
    denied = another_approval(item, command.approval) or (stayed(item) if command.how != RESTORED else None)
    if denied is not None:
        return denied
    told = item.writing is not Writing.NONE
    tell = NewDuty(item.number, "inform_authority", "house.effect-is-told", later(given.at, hours=24))
    recorded = copied(EffectRecorded, command, by=given.by, on=day)
    return Decided((recorded,), (tell,) if told else (), (EndDuties(item.number, ("carry_out",)),))
