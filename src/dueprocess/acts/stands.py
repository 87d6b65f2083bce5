"""Where a case or an item stands, as the offers of several acts ask."""

from dueprocess.case.state import CaseState, Deciding, ItemState
from dueprocess.demand.codes import ArrivalIs


def demand(case: CaseState, _item: ItemState) -> bool:
    """A demand that is still handled here."""
    return case.says is ArrivalIs.NEW_CASE and not case.closed and not case.merged_into


def undecided(case: CaseState, item: ItemState) -> bool:
    """Nothing is proposed on the item."""
    return demand(case, item) and item.deciding is Deciding.OPEN


def proposed(case: CaseState, item: ItemState) -> bool:
    """A proposal waits for a second person."""
    return demand(case, item) and item.deciding is Deciding.PROPOSED


def decided(case: CaseState, item: ItemState) -> bool:
    """A decision stands."""
    return demand(case, item) and item.deciding is Deciding.DECIDED


def alive(case: CaseState, item: ItemState) -> bool:
    """The item has not ended."""
    return demand(case, item) and item.deciding is not Deciding.ENDED


def not_closed(case: CaseState, _item: ItemState) -> bool:
    """The case is open, whatever it is."""
    return not case.closed


def not_merged(case: CaseState, _item: ItemState) -> bool:
    """The case did not go into another one."""
    return not case.merged_into
