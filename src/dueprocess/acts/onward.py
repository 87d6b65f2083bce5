"""Acts on what becomes of data afterwards: an assurance that they stay, and that they were passed on (L10)."""

from typing import Final

from dueprocess.acts import who
from dueprocess.acts.declaration import ELSEWHERE_TOO, RARE, Offer, OnCase
from dueprocess.case import onward
from dueprocess.case.state import CaseState, Deciding, ItemState
from dueprocess.formats.statement import Act


def _may_be_asked(_case: CaseState, item: ItemState) -> bool:
    return item.deciding is Deciding.DECIDED and not item.assured


ASSURED: Final = OnCase(
    act=Act.ASSURANCE_RECORD,
    says=onward.RecordAssurance,
    may=who.DESK,
    title="Record whether the body assured in writing that it passes the data on to nobody",
    note="Whoever agrees to the release sees it. It stops nothing by itself.",
    script=RARE,
    decide=onward.assured,
    offers=(Offer(_may_be_asked),),
    command="onward assured",
    heading="Release",
    example="given --item 1 --on 2026-11-28",
)
PASSED_ON: Final = OnCase(
    act=Act.ONWARD_RECORD,
    says=onward.RecordPassedOn,
    may=who.DESK,
    on=ELSEWHERE_TOO,
    title="Record that data that were given were passed on",
    note="From now on there is a duty to tell the person, once no silence forbids it.",
    script=RARE,
    decide=onward.passed_on,
    offers=(Offer(lambda _case, item: item.given),),
    command="onward passed-on",
    heading="Release",
    example="--item 1 --by press --to FR --on 2026-11-28",
)
