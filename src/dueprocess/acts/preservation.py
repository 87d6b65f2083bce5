"""Acts that keep data as they are."""

from typing import Final

from dueprocess.acts import stands, who
from dueprocess.acts.declaration import Offer, OnCase
from dueprocess.case import commands as c
from dueprocess.case import upkeep
from dueprocess.case.decisions import may_agree
from dueprocess.case.state import CaseState, ItemState, Preserving
from dueprocess.formats.statement import Act


def _verifies(case: CaseState, item: ItemState, person: str) -> bool:
    return bool(may_agree(case, item.number, item.preserved_by, [person]))


START: Final = OnCase(
    act=Act.PRESERVE_START,
    says=c.StartPreservation,
    may=who.STAFF,
    title="Keep data as they are, at once and silently",
    button="Keep the data",
    note="Keep them in your systems, too: the desk only notes it. "
    "It lapses in 72 hours unless a second person verifies it.",
    decide=upkeep.start_preservation,
    carried=upkeep.carried,
    offers=(
        Offer(
            lambda case, item: stands.alive(case, item) and item.preserving is Preserving.NONE,
        ),
    ),
    command="preserve",
    example="--item 1",
)
VERIFY: Final = OnCase(
    act=Act.PRESERVE_VERIFY,
    says=c.VerifyPreservation,
    may=who.SECOND,
    title="Verify a preservation: you are the second person",
    button="Say whether it is so",
    decide=upkeep.verify_preservation,
    offers=(
        Offer(
            lambda _case, item: item.preserving is Preserving.STARTED,
            whose=_verifies,
        ),
    ),
    filled={"start": lambda about: about.item.preservation if about.item is not None else ""},
    command="preserve --verify",
)
