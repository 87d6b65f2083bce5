"""Loading one case: from an id or the beginning of one, to its state; and when its demand first came.

Each arrival's event commits its minute, and the day that this was where the provider sits: from it clocks count, and a
period of the report takes it. Rows repeat it for lists.
"""

import contextlib
import datetime
import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from django.db.models import Q

from dueprocess.acts.evolve import rebuild
from dueprocess.case.events import Happened
from dueprocess.case.state import CaseState
from dueprocess.desk.data import codec
from dueprocess.desk.data.models import Case, Note, Statement, Verification
from dueprocess.desk.data.rowstore import PURGED
from dueprocess.desk.services.result import UnknownCaseError
from dueprocess.formats.desk_acts import text_hash
from dueprocess.formats.refusal import DeniedError
from dueprocess.formats.statement import Act
from dueprocess.release import calls
from dueprocess.rows import Receipt, own_receipt

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from dueprocess.desk.services.desk import Desk

MIN_PREFIX = 4
VERIFIED_DAYS = 181  # 180 days after the provider's own day of the first statement


def find(text: str) -> str:
    """Whole case id from a whole or short one (``c-`` and at least four characters). Raises UnknownCaseError."""
    start = text if text.startswith("c-") else f"c-{text}"
    if len(start) < MIN_PREFIX + 2:
        message = f"{text!r} is too short for a case; give at least {MIN_PREFIX} characters"
        raise UnknownCaseError(message)
    found = list(Case.objects.filter(id__startswith=start).values_list("id", flat=True)[:2])
    if len(found) != 1:
        message = f"no case begins with {text!r}" if not found else f"more than one case begins with {text!r}"
        raise UnknownCaseError(message)
    return str(found[0])


def state_of(case_id: str) -> CaseState:
    """The case rebuilt from its events. Raises UnknownCaseError."""
    return rebuild(case_id, happened_on(case_id))


def states_of(cases: Collection[str]) -> list[CaseState]:
    """Some cases, each as ``state_of`` gives it, in one query. None is empty: that is the desk's own chain."""
    stored = codec.events_of_each(cases)
    return [rebuild(case, _facts(case, stored.get(case, []))) for case in cases]


def happened_on(case_id: str) -> tuple[Happened, ...]:
    """What happened on a case, oldest first, as its state follows from it.

    Raises UnknownCaseError; DeniedError ``case.purged``; ``chain.purged`` where facts are gone and nobody signed that.
    """
    # An empty id is the desk's own chain.
    return _facts(case_id, codec.events_of(case_id) if case_id else [])


def _facts(case_id: str, stored: Sequence[codec.StoredEvent]) -> tuple[Happened, ...]:
    if not stored:
        message = f"there is no case {case_id}"
        raise UnknownCaseError(message)
    if not stored[0].opened:
        from dueprocess.desk.services import purge_record  # signatures: of a case that is whole nobody asks for any

        raise DeniedError(purge_record.refusal(case_id))
    return tuple(map(_happened, stored))


def rebuilt(case_id: str, stored: Iterable[codec.StoredEvent]) -> CaseState:
    """The case from its events as they were read. Raises ValueError when the first opens none."""
    return rebuild(case_id, map(_happened, stored))


def _happened(event: codec.StoredEvent) -> Happened:
    if event.body is None or event.day is None:
        return Happened(None)
    return Happened(event.body, event.day.isoformat(), event.statements[0] if event.statements else "")


def verification_of(desk: "Desk", authority: object) -> Verification | None:
    """The verification of an authority that holds today: by two people, not past its day (hazard 2.3)."""
    if not authority:
        return None
    rows = (
        Verification.objects.filter(authority=authority, until__gte=desk.today, verified_on__lte=desk.today)
        .exclude(confirmed_by="")
        .order_by("-verified_on", "-pk")
    )
    return next((row for row in rows if _rests_on_two(desk, row)), None)


def _rests_on_two(desk: "Desk", row: Verification) -> bool:
    """Whether two people signed just this: no column of the row is believed by itself (hazard 2.4)."""
    from dueprocess.desk.services import trust  # signatures: whoever lists duties waits for no cryptography

    first, second = trust.stored(desk, row.statement), trust.stored(desk, row.confirming_statement)
    if first is None or second is None or first.by == second.by:
        return False
    contact = hashlib.sha256(row.contact.encode()).hexdigest()
    said = first.act is Act.AUTHORITY_VERIFY and second.act is Act.AUTHORITY_CONFIRM
    same = first.says.get("authority") == second.says.get("authority") == row.authority
    days = (desk.today - datetime.date.fromisoformat(first.at[:10])).days
    return (
        said
        and same
        and first.says.get("contact") == contact
        and first.says.get("found", "") == row.found
        and all(first.says.get(name, "") == text_hash(getattr(row, name)) for name in ("phone", "night", "source"))
        and second.says.get("verification") == row.statement
        and (row.key_kind, row.key) == (first.says.get("key_kind", ""), first.says.get("key", ""))
        and row.key == (hashlib.sha256(bytes(row.key_bytes)).hexdigest() if row.key_bytes else "")
        and days <= VERIFIED_DAYS
    )


MINUTE = "%Y-%m-%dT%H:%MZ"


def receipt_said(receipt: Receipt) -> tuple[str, str]:
    """Minute (UTC) and day, as the event of an arrival says them."""
    return receipt.at.astimezone(datetime.UTC).strftime(MINUTE), receipt.on.isoformat()


def first_receipt(case_id: str) -> Receipt | None:
    """First receipt of a case: its own, that of what went into it, and that of the case that it was split from."""
    return earliest_receipt(family(case_id))


def earliest_receipt(cases: Iterable[str]) -> Receipt | None:
    """The earliest receipt of these cases. Of one that was purged the row has it, which two people signed."""
    return min(filter(None, _kin().receipts(list(cases))), default=None)


def purged_rows() -> "QuerySet[Case]":
    """Rows of cases of which the facts are destroyed, whoever signed that (``services/purging.py``)."""
    return Case.objects.filter(face=PURGED)


@dataclass(slots=True)
class _Kin:
    """What first receipts hang on, of each case that was asked for: read once."""

    states: dict[str, CaseState] = field(default_factory=dict)
    near: dict[str, list[str]] = field(default_factory=dict)
    own: dict[str, Receipt | None] = field(default_factory=dict)

    def state(self, case: str) -> CaseState:
        if case not in self.states:
            self.states[case] = state_of(case)
        return self.states[case]

    def receipts(self, cases: list[str]) -> list[Receipt | None]:
        new = [one for one in cases if one not in self.own]
        gone = {row.pk: row for row in purged_rows().filter(pk__in=new)} if new else {}
        for one in new:
            row = gone.get(one)
            told = Receipt(row.received_at, row.received_on) if row and row.received_at and row.received_on else None
            self.own[one] = told if row else own_receipt(self.state(one))
        return [self.own[one] for one in cases]

    def nearest(self, cases: list[str]) -> list[str]:
        new = [one for one in cases if one not in self.near]
        rows = Case.objects.filter(merged_into_id__in=new).order_by("pk").values_list("pk", "merged_into_id")
        joined = [(one, str(into)) for one, into in rows] if new else []
        gone = {row.pk: row for row in purged_rows().filter(pk__in=[*new, *(one for one, _ in joined)])} if new else {}
        for one in new:
            from_ = gone[one].split_from_id if one in gone else self.state(one).origin
            self.near[one] = [from_] if from_ else []
        for one, into in joined:
            if one in gone or self.state(one).merged_into == into:
                self.near[into].append(one)
        return [other for one in cases for other in self.near[one]]


_READ: Final[ContextVar[_Kin | None]] = ContextVar("kin", default=None)


def _kin() -> _Kin:
    return _READ.get() or _Kin()


@contextlib.contextmanager
def read_once() -> Iterator[None]:
    """What first receipts hang on is read once of each case in this block, where no case goes into another one.

    Whoever splits and merges back, again and again, makes no act cost more than all of these cases, read once.
    """
    token = _READ.set(_READ.get() or _Kin())
    try:
        yield
    finally:
        _READ.reset(token)


def family(case: str | CaseState) -> list[str]:
    """The case, and all whose receipt is its own: what went into it, what it was split from, and theirs.

    By events alone: a row that says that a case went into this one only finds that case. Of one that was purged the row
    is what two people signed. A case whose state is at hand is not read again.
    """
    kin = _kin()
    if not isinstance(case, str):
        kin.states.setdefault(case.id, case)
    return reached(case if isinstance(case, str) else case.id, kin.nearest)


def dependents(case_id: str) -> list[str]:
    """Cases whose first receipt hangs on that of this one: it went into them, or their items were split off it."""

    def nearest(cases: list[str]) -> list[str]:
        rows = Case.objects.filter(pk__in=cases, merged_into__isnull=False)
        into = rows.order_by("pk").values_list("merged_into_id", flat=True)
        return [*into, *Case.objects.filter(split_from_id__in=cases).order_by("pk").values_list("pk", flat=True)]

    return reached(case_id, nearest)[1:]


def sharing(case_id: str) -> list[str]:
    """The case, and all with which it shares items by splits and merges, in either direction."""

    def nearest(cases: list[str]) -> list[str]:
        rows = Statement.objects.filter(Q(joins__in=cases) | (Q(case__in=cases) & ~Q(joins="")))
        return [name for row in rows.order_by("event_id").values_list("case", "joins") for name in row]

    return reached(case_id, nearest)


def denied_beside(case_id: str) -> str:
    """The case with items of the same letter in which the office denied it since (``release/calls.py``), or empty."""
    cases = sharing(case_id)
    if len(cases) == 1:
        return ""
    notes = Note.objects.filter(statement__case__in=cases).order_by("statement__event_id")
    return calls.elsewhere(
        case_id, calls.turns(list(dict.fromkeys(map(bytes, notes.values_list("bytes", flat=True)))))
    )[1]


def reached(case_id: str, nearest: Callable[[list[str]], Iterable[str]]) -> list[str]:
    """The case and all that one comes to from it, step by step; ``nearest`` gives the next ones of some cases."""
    known, newest = {case_id: None}, [case_id]
    while newest:
        newest = [one for one in dict.fromkeys(nearest(newest)) if one not in known]
        known |= dict.fromkeys(newest)
    return list(known)
