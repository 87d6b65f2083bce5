"""Rows of a case against its events: the events are the record, and every row can be made again from them.

Whoever writes the database can make lists and counts say something else. No client believes these rows; the public
site asks here before it shows a single demand, a report before it counts, and ``doctor`` asks of every case.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from dueprocess.case.state import CaseState
from dueprocess.desk.data import rowstore
from dueprocess.desk.data.chain import Chain, read_chains
from dueprocess.desk.data.models import Case
from dueprocess.desk.data.transaction import write
from dueprocess.desk.services import receipts
from dueprocess.desk.services.cases import rebuilt
from dueprocess.desk.services.result import UnknownCaseError
from dueprocess.rows import Rows, rows


@dataclass(frozen=True)
class Held:
    """Everything that stands of one case: its chain, and its rows; made again from its events once."""

    chain: Chain
    stands: Rows
    joined: bool  # whether a row says that another case went into it

    @cached_property
    def case(self) -> CaseState:
        """The case as its events make it. Raises UnknownCaseError, and what a broken chain raises."""
        if not self.chain.case or not self.chain.rows:
            message = f"there is no case {self.chain.case}"
            raise UnknownCaseError(message)
        return rebuilt(self.chain.case, self.chain.events)

    @property
    def told(self) -> Rows:
        """Its rows as the events give them. Other cases are asked only where one was joined, or it was split off."""
        case = self.case
        return rows(case, receipts.first(case.id) if case.origin or self.joined else receipts.own_of(case))


def read(cases: Iterable[str]) -> dict[str, Held]:
    """Some cases with all their rows that are compared: a dozen queries, however many cases."""
    names = list(cases)
    chains, stands = read_chains(names), rowstore.read(names)
    joined = set(Case.objects.filter(merged_into_id__in=names).values_list("merged_into_id", flat=True))
    return {name: Held(chains[name], stands[name], name in joined) for name in names}


def differs(case_id: str) -> tuple[str, ...]:
    """Which rows of a case are not those that its events give: ``case``, ``items``, ``decisions``, …; mostly none.

    Raises what a broken chain raises: look at that first (``desk/data/chain.py``).
    """
    return differing(read([case_id])[case_id])


def differing(held: Held) -> tuple[str, ...]:
    """``differs`` for a case that was read."""
    return rowstore.differing(held.stands, held.told)


def letter(held: Held) -> str:
    """The letter with which the row of the case counts."""
    return str(held.stands["case"][()]["letter"])


def renew(case_id: str, minute: datetime.datetime | None = None) -> bool:
    """Write the rows of a case as its events give them; returns whether another one stood. Raises as ``differs``."""
    held = read([case_id])[case_id]
    if not differing(held):
        return False
    with write("renew"):
        rowstore.renew(case_id, held.stands, held.told, minute)
    return True
