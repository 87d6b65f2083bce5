"""The act of carrying out what was granted where nothing is handed over: a takedown, a suspension."""

from typing import Final

from dueprocess.acts import who
from dueprocess.acts.decision import NOTHING
from dueprocess.acts.declaration import About, Offer, OnCase
from dueprocess.case import effect
from dueprocess.case.state import CaseState, ItemState
from dueprocess.formats.statement import Act


def _measure(_case: CaseState, item: ItemState) -> bool:
    return effect.is_measure(item)


def _approval(about: About) -> str:
    return about.item.approval if about.item is not None and about.item.approval else NOTHING


RECORD: Final = OnCase(
    act=Act.EFFECT_RECORD,
    says=effect.RecordEffect,
    may=who.DESK,
    title="Say that it was carried out",
    note="Two people decided it. Say what was done and since when; the letter to the authority names the day.",
    decide=effect.record,
    offers=(Offer(_measure),),
    filled={"approval": _approval},
    command="carried-out",
    heading="Answer",
    example="--item 1 --how removed --on 2026-11-28",
)
