"""What is said of a letter counts in every case that has items or bytes of it, however they parted (ADR 0106)."""

from collections.abc import Iterable

from django.db.models import Q

from dueprocess.acts.parse import command_of
from dueprocess.case import restricted
from dueprocess.case.case_events import ArrivalRestricted, AuthorityCallCarried, AuthorityCalledBack
from dueprocess.case.commands import Split
from dueprocess.case.decisions import deciders, voided
from dueprocess.case.item_records import Called
from dueprocess.case.outcome import Decided
from dueprocess.case.state import CaseState
from dueprocess.case.upkeep import no_approval
from dueprocess.demand.codes import ArrivalIs
from dueprocess.desk.data.models import Case, Statement
from dueprocess.desk.data.rowstore import PURGED
from dueprocess.desk.services import cases, envelopes, record, trust
from dueprocess.desk.services.desk import Desk
from dueprocess.formats.statement import Act


def follow(desk: Desk, case: CaseState, decided: Decided) -> None:
    """What an act on ``case`` changes in others; inside the same transaction. Raises RevisionMovedError."""
    for event in decided.events:
        if isinstance(event, AuthorityCalledBack):
            (_deny if event.said == Called.DENIED else _carry)(desk, case)
        if isinstance(event, ArrivalRestricted):
            _restrict(desk, case, event)


def uncompared(desk: Desk, case: CaseState) -> tuple[str, ...]:
    """Cases that were split off this one, and of which nobody but who split compared the letter with the one here.

    What is restricted nobody else can open; a split from before ADR 0106 does not say what there is to compare.
    """
    named = Case.objects.filter(split_from=case.id).exclude(face=PURGED).order_by("pk").values_list("pk", flat=True)
    states = [cases.state_of(one) for one in named]
    return tuple(one.id for one in states if _waits(desk, one))


def _waits(desk: Desk, case: CaseState) -> bool:
    if case.key is None or case.key.seen or case.forgotten or case.restricted_to:
        return False
    said = trust.stored(desk, case.key.statement)
    command = command_of(said.act, said.says) if said is not None else None
    return isinstance(command, Split) and bool(command.objects)


def onward(case: CaseState) -> list[CaseState]:
    """Cases, still open, into which what came in this one went by merges: there it is asked what came here (P12).

    Not the case from which it was split off: what came lies there itself.
    """

    def nearest(names: list[str]) -> Iterable[str]:
        rows = Statement.objects.filter(act=str(Act.CASE_MERGE), case__in=names).order_by("event_id")
        return rows.values_list("joins", flat=True)

    return [
        one
        for one in _standing(cases.reached(case.id, nearest)[1:])
        if not (one.closed or one.merged_into or one.id == case.origin)
    ]


def deciders_onward(case: CaseState) -> frozenset[str]:
    """Who decided where its items went: they do not call the office here, either (hazard 2.3)."""
    return frozenset[str]().union(*map(deciders, onward(case)))


def _carry(desk: Desk, case: CaseState) -> None:
    """Who called where items came from decides nothing where they went; as after any call, it is decided anew."""
    for other in onward(case):
        if not case.callers <= other.callers:
            _tell(desk, other, AuthorityCallCarried(tuple(sorted(case.callers)), denied=False))


def _tell(desk: Desk, case: CaseState, carried: AuthorityCallCarried) -> None:
    numbers = [item.number for item in case.items]
    record.follow(desk, case, Decided((carried, *voided(case, numbers)), ended=no_approval(case, numbers)))


def _deny(desk: Desk, case: CaseState) -> None:
    """The office denied it: so it does where items of the same letter are, and what was decided there falls."""
    for other in _standing(cases.sharing(case.id)[1:]):
        _tell(desk, other, AuthorityCallCarried(tuple(sorted(case.callers)), denied=True))


def _restrict(desk: Desk, case: CaseState, event: ArrivalRestricted) -> None:
    """A part that was split off holds the same pictures; so does the case that it left, and what came twice."""
    for other in _standing(cases.reached(case.id, _copies)[1:]):
        readers = envelopes.readers_in(other.id)
        keeps = event.custodian if event.custodian in readers else min(readers - {event.by}, default="")
        if keeps and not other.restricted_to:
            said = ArrivalRestricted(event.by, keeps)
            record.follow(desk, other, Decided((said,), (restricted.duty(desk.minute),)))


def _copies(names: list[str]) -> list[str]:
    rows = Case.objects.filter(split_from__in=names) | Case.objects.filter(split_off__in=names)
    twice = Q(vessel_of__says=ArrivalIs.DUPLICATE)
    rows |= Case.objects.filter(twice, merged_into__in=names)
    into = Case.objects.filter(twice, pk__in=names).values_list("merged_into", flat=True)
    return [*rows.order_by("pk").values_list("pk", flat=True).distinct(), *filter(None, into)]


def _standing(names: list[str]) -> list[CaseState]:
    gone = set(cases.purged_rows().filter(pk__in=names).values_list("pk", flat=True))
    return [state for one in names if one not in gone and not (state := cases.state_of(one)).forgotten]
