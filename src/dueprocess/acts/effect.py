"""The act of carrying out what was granted where nothing is handed over: a takedown, a suspension."""

from typing import Final

from dueprocess.acts import who
from dueprocess.acts.decision import approval_of
from dueprocess.acts.declaration import Offer, OnCase
from dueprocess.case import effect
from dueprocess.formats.statement import Act

RECORD: Final = OnCase(
    act=Act.EFFECT_RECORD,
    says=effect.RecordEffect,
    may=who.DESK,
    title="Record that it was carried out",
    done="Recorded that it was carried out",
    button="Say that it is done",
    note="Two people decided it. Say what was done and since when; the letter to the authority names the day.",
    decide=effect.record,
    offers=(Offer(lambda _case, item: item.measure),),
    filled={"approval": approval_of},
    command="carried-out",
    heading="Answer",
    example="--item 1 --how removed --on 2026-11-28",
)
