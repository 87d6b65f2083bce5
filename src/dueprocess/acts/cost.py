"""Acts on what a demand cost (hazard 16.1)."""

from typing import Final

from dueprocess.acts import stands, who
from dueprocess.acts.declaration import ELSEWHERE_TOO, About, Choice, Offer, OnCase, said
from dueprocess.case import commands as c
from dueprocess.case import costs
from dueprocess.case.state import CaseState, ItemState
from dueprocess.formats.statement import Act


def _positions(about: About) -> list[Choice]:
    """Positions of the law that the item rests on, each with what it pays."""
    charges = about.judged.charges if about.judged else ()
    paid = [Choice(one.position, one.says, (f"{one.cents / 100:.2f} {one.currency}",)) for one in charges]
    return [Choice("", said("none: minutes alone"), start=True), *paid]


def _recorded(about: About) -> list[Choice]:
    """What was recorded on this item and still counts."""
    listed = [cost for cost in about.case.costs if about.number in {0, cost.item} and not cost.withdrawn]
    return [
        Choice(cost.statement, f"{cost.tariff or 'minutes'}: {cost.units or cost.minutes}", name=str(cost.seq))
        for cost in listed
    ]


def _has_costs(case: CaseState, item: ItemState) -> bool:
    return any(cost.item == item.number and not cost.withdrawn for cost in case.costs)


RECORD: Final = OnCase(
    act=Act.COST_RECORD,
    says=c.RecordCost,
    may=who.STAFF,
    title="Record what an item cost",
    done="Cost recorded",
    note="Minutes count on every item: they show a burden too. What the law's tariff gives is claimed by an invoice.",
    decide=costs.record,
    offers=(Offer(stands.not_merged),),
    choices={"tariff": _positions},
    command="cost record",
    heading="Answer",
    example="--item 1 --position subscriber_record --units 2 --minutes 20",
)
WITHDRAW: Final = OnCase(
    act=Act.COST_WITHDRAW,
    says=c.WithdrawCost,
    may=who.STAFF,
    on=ELSEWHERE_TOO,
    title="A cost was recorded wrongly",
    decide=costs.withdraw,
    offers=(Offer(_has_costs),),
    choices={"cost": _recorded},
    command="cost withdraw",
    heading="Answer",
    example="14",
)
