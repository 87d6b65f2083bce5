"""Rows of a case against its events: the events are the record, and every row can be made again from them.

Whoever writes the database can make lists and counts say something else. No client believes these rows; the public
site asks here before it shows a single demand, a report before it counts, and ``doctor`` asks of every case, whose
chain is computed again with it (P4).
"""

import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from dueprocess.case.state import CaseState
from dueprocess.desk.data import rowstore
from dueprocess.desk.data.chain import Chain, Fault, read_chains, verify_chain
from dueprocess.desk.data.codec import DESK
from dueprocess.desk.data.models import Case
from dueprocess.desk.data.transaction import snapshot, write
from dueprocess.desk.services import desk_record, purge_record
from dueprocess.desk.services.cases import first_receipt, read_once, rebuilt
from dueprocess.desk.services.result import UnknownCaseError
from dueprocess.formats.refusal import Denied, DeniedError, Msg
from dueprocess.rows import Rows, own_receipt, rows


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
        return rows(case, first_receipt(case.id) if case.origin or self.joined else own_receipt(case))


def read(cases: Iterable[str]) -> dict[str, Held]:
    """Some cases with all their rows that are compared, of one moment: a dozen queries, however many cases."""
    names = list(cases)
    with snapshot():
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
    """Write the rows of a case as its events give them; returns whether another one stood. Raises as ``differs``.

    Of a case that was purged no event gives any: its rows stay as two people signed them.
    """
    held = read([case_id])[case_id]
    if not any(held.chain.fields) or not differing(held):
        return False
    with write("renew"):
        rowstore.renew(case_id, held.stands, held.told, minute)
    return True


AT_ONCE: Final = 100
"""Cases that are read together: few queries for each of them, and little memory for all."""


@dataclass(frozen=True, slots=True)
class ChainCheck:
    """What was found of one chain: how many events it has, and what is wrong; empty where nothing is."""

    case: str  # empty: the desk's own
    events: int
    fault: str


def every_case() -> list[str]:
    """Ids of all cases, sorted: the order in which a round goes through them."""
    return list(Case.objects.order_by("pk").values_list("pk", flat=True))


def check(cases: Sequence[str]) -> Iterator[ChainCheck]:
    """The desk's own chain and those of ``cases``, each computed again, and each row out of it."""
    with snapshot():
        of_desk = _of_desk()
    yield of_desk
    for start in range(0, len(cases), AT_ONCE):
        with snapshot(), read_once():
            gone = purge_record.gone()
            found = [_of_case(case, held, gone) for case, held in read(cases[start : start + AT_ONCE]).items()]
        yield from found


def _of_desk() -> ChainCheck:
    checked = read_chains([DESK])[DESK].check()
    if checked.fault is not None:
        return ChainCheck(DESK, checked.events, _says("the desk", checked.fault))
    others = desk_record.differing()
    fault = f"the desk: rows say something else than what people signed [{', '.join(others)}]" if others else ""
    return ChainCheck(DESK, checked.events, fault)


def _of_case(case_id: str, held: Held, gone: purge_record.Gone) -> ChainCheck:
    checked = held.chain.check()
    if checked.fault is not None:
        return ChainCheck(case_id, checked.events, _says(case_id, checked.fault))
    if checked.opened != checked.events or case_id in gone.purges.stand:
        fault = gone.fault(case_id, held.stands, checked.opened)
        return ChainCheck(case_id, checked.events, fault and f"{case_id}: {fault}")
    parts = differing(held)
    named = ", ".join(f"rows.{part}" for part in parts)
    fault = f"{case_id}: rows say something else than its events [{named}]" if parts else ""
    return ChainCheck(case_id, checked.events, fault)


def _says(name: str, fault: Fault) -> str:
    return f"{name}: {fault.says} [{fault.check}]"


def refuse_altered(case_id: str) -> None:
    """Compute a case's events again before anything of it is handed out. Raises DeniedError ``chain.*``."""
    checked = verify_chain(case_id)
    if checked.fault is not None:
        says = Msg("The case is not what was committed: {fault}.", fault=checked.fault.says)
        raise DeniedError(Denied(f"chain.{checked.fault.check}", says, "Stop work, and tell the others."))
    if checked.opened != checked.events:
        raise DeniedError(purge_record.unsigned())
