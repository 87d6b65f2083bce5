"""Chains and the rows of their cases, held against each other: some cases, or all of them (P4)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from dueprocess.desk.data.chain import Fault, read_chains, verify_chain
from dueprocess.desk.data.codec import DESK
from dueprocess.desk.data.models import Case
from dueprocess.desk.services import desk_record, row_check
from dueprocess.desk.services.row_check import Held
from dueprocess.formats.refusal import Denied, DeniedError, Msg

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
    yield _of_desk()
    for start in range(0, len(cases), AT_ONCE):
        for case_id, held in row_check.read(cases[start : start + AT_ONCE]).items():
            found = _of_case(case_id, held)
            # What moved while it was read is no fault: it is read once more by itself.
            yield _of_case(case_id, row_check.read([case_id])[case_id]) if found.fault else found


def _of_desk() -> ChainCheck:
    checked = read_chains([DESK])[DESK].check()
    if checked.fault is not None:
        return ChainCheck(DESK, checked.events, _says("the desk", checked.fault))
    others = desk_record.differing()
    fault = f"the desk: rows say something else than what people signed [{', '.join(others)}]" if others else ""
    return ChainCheck(DESK, checked.events, fault)


def _of_case(case_id: str, held: Held) -> ChainCheck:
    checked = held.chain.check()
    if checked.fault is not None:
        return ChainCheck(case_id, checked.events, _says(case_id, checked.fault))
    parts = row_check.differing(held) if checked.opened == checked.events else ()
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
        says = Msg("What some events of this case say is gone, so nothing can be made of it.")
        raise DeniedError(Denied("chain.purged", says, "Look at a backup."))
