"""Acts that keep data as they are."""

from typing import Final

from dueprocess.acts import stands, who
from dueprocess.acts.declaration import Offer, OnCase
from dueprocess.case import commands as c
from dueprocess.case import upkeep
from dueprocess.case.decisions import may_agree
from dueprocess.case.state import CaseState, Holding, ItemState
from dueprocess.formats.statement import Act


def _verifies(case: CaseState, item: ItemState, person: str) -> bool:
    return bool(may_agree(case, item.held_by, [person]))


START: Final = OnCase(
    act=Act.PRESERVE_START,
    says=c.StartHold,
    may=who.STAFF,
    title="Keep data as they are, at once and silently",
    note="It lapses in 72 hours unless a second person verifies it.",
    decide=upkeep.start_hold,
    carried=upkeep.carried,
    offers=(
        Offer(
            "Freeze the data", lambda case, item: stands.alive(case, item) and item.holding is Holding.NONE, seldom=True
        ),
    ),
    command="preserve",
    example="--item 1",
)
VERIFY: Final = OnCase(
    act=Act.PRESERVE_VERIFY,
    says=c.VerifyHold,
    may=who.SECOND,
    title="Verify a preservation: you are the second person",
    decide=upkeep.verify_hold,
    offers=(
        Offer("Verify the freeze", lambda _case, item: item.holding is Holding.STARTED, first=True, whose=_verifies),
    ),
    command="preserve --verify",
)
