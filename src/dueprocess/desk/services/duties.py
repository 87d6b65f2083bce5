"""Duties of a case in their table: entered, moved, ended, owed again. Inside the transaction of what brings them about.

No event gives a duty back: which there are follows from what a decision or an assessment said when it was made.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from django.db.models import Exists, OuterRef

from dueprocess.case.events import EventKind
from dueprocess.case.outcome import KEPT, EndDuties, NewDuty
from dueprocess.desk.data.models import Duty, Event
from dueprocess.desk.services.desk import Desk
from dueprocess.formats import ids
from dueprocess.law.duties import HOUSE
from dueprocess.rows import moment


def row_of(desk: Desk, case_id: str | None, duty: NewDuty) -> Duty:
    """The row of a new duty; of no case: of the desk itself."""
    return Duty(
        id=ids.duty_id(desk.draw()),
        case_id=case_id,
        item=duty.item,
        what=duty.what,
        rule=duty.rule,
        due_at=moment(duty.due),
        not_before=moment(duty.not_before) if duty.not_before else None,
    )


@dataclass(frozen=True, slots=True)
class Change:
    """What follows for the duties of a case from what happened on it: ``event`` ends some, others come."""

    case_id: str
    event: str
    ended: Sequence[EndDuties]
    duties: Sequence[NewDuty]


def follow(desk: Desk, changes: Sequence[Change]) -> None:
    """End and enter what follows for some cases, each once, in few statements; see ``enter``.

    ``*`` closes whatever is open of an item (None: of the whole case), but KEPT (P5).
    """
    standing, made = _standing([one.case_id for one in changes]), []
    for change in changes:
        rows = standing.get(change.case_id, [])
        over = [row.pk for row in rows if any(_ends(end, row) for end in change.ended)]
        if over:
            gone = Duty.objects.filter(pk__in=over, done_at__isnull=True)
            gone.update(done_at=desk.minute, done_by=change.event)
        made += _entered(desk, change.case_id, change.duties, [row for row in rows if row.pk not in over])
    Duty.objects.bulk_create(made)


def _ends(end: EndDuties, row: Duty) -> bool:
    named = row.what in end.what if end.what != ("*",) else row.what not in KEPT
    return named and end.item in {None, row.item}


def enter(desk: Desk, case_id: str, duties: Iterable[NewDuty], *, again: bool = False) -> None:
    """Enter duties; an open one of the same item, subject and rule moves to its new time instead.

    Where two clocks of one law have the same name, the earlier one counts: who keeps it keeps both.

    ``again``: the case was judged again, which asks nothing twice; an act of a person does (a second silence ends).
    """
    was_done = _done(case_id) if again else frozenset()
    # What the law or P6 asks once is not asked again because the case was judged again.
    wanted = [
        duty
        for duty in duties
        if _key(duty) not in was_done or not (duty.what.startswith("answer_") or not duty.rule.startswith("house."))
    ]
    Duty.objects.bulk_create(_entered(desk, case_id, wanted, _standing([case_id]).get(case_id, [])))


def _entered(desk: Desk, case_id: str, duties: Iterable[NewDuty], standing: Iterable[Duty]) -> list[Duty]:
    """Rows to insert; of what stands otherwise the time is moved."""
    stands, made = {_key(row): (row.due_at, row.not_before) for row in standing}, []
    for key, duty in _earliest(duties).items():
        times = moment(duty.due), moment(duty.not_before) if duty.not_before else None
        if key not in stands:
            made.append(row_of(desk, case_id, duty))
        elif stands[key] != times:
            same = Duty.objects.filter(case_id=case_id, item=duty.item, what=duty.what, rule=duty.rule)
            same.filter(done_at__isnull=True).update(due_at=times[0], not_before=times[1])
    return made


_Key: TypeAlias = tuple[int | None, str, str]


def _key(duty: NewDuty | Duty) -> _Key:
    return duty.item, duty.what, duty.rule


def _earliest(duties: Iterable[NewDuty]) -> dict[_Key, NewDuty]:
    found: dict[_Key, NewDuty] = {}
    for one in duties:
        key = _key(one)
        if key not in found or one.due < found[key].due:
            found[key] = one
    return found


def _standing(cases: Collection[str]) -> dict[str, list[Duty]]:
    """Open duties by case, in one query."""
    found: dict[str, list[Duty]] = {}
    for row in Duty.objects.filter(case_id__in=cases, done_at__isnull=True) if cases else ():
        found.setdefault(str(row.case_id), []).append(row)
    return found


def _done(case_id: str) -> frozenset[_Key]:
    """What was done. What another law or another word on the arrival ended comes back with it."""
    ending = Event.objects.filter(event=OuterRef("done_by"), kind__in=_ENDS_UNDONE)
    rows = Duty.objects.filter(case_id=case_id, done_at__isnull=False).exclude(Exists(ending))
    return frozenset(rows.values_list("item", "what", "rule"))


_ENDS_UNDONE: Final = (str(EventKind.ARRIVAL_CLASSIFIED), str(EventKind.ASSESSMENT_MADE))


def supersede(desk: Desk, case_id: str, planned: Iterable[NewDuty], event: str) -> None:
    """Close clocks of laws that the case no longer rests on: the facts were corrected, other law applies (3.7)."""
    keep = {(duty.item, duty.what, duty.rule) for duty in planned}
    for row in Duty.objects.filter(case_id=case_id, done_at__isnull=True, rule__in=[*desk.shelf.instruments, *HOUSE]):
        if (row.item, row.what, row.rule) not in keep and row.what not in _OF_SILENCE:
            row.done_at, row.done_by = desk.minute, event
            row.save(update_fields=["done_at", "done_by"])


_OF_SILENCE: Final = frozenset({"end_secrecy", "review_secrecy", "tell"})


def owe_again(desk: Desk, case_id: str, events: Iterable[str]) -> None:
    """What these events ended is owed again, by its old time. A closed duty stays closed, so it is entered anew."""
    standing, made = set(map(_key, _standing([case_id]).get(case_id, []))), []
    for row in Duty.objects.filter(case_id=case_id, done_by__in=list(events)):
        if _key(row) not in standing:
            columns = {"item": row.item, "what": row.what, "rule": row.rule}
            times = {"due_at": row.due_at, "not_before": row.not_before}
            made.append(Duty(id=ids.duty_id(desk.draw()), case_id=case_id, **columns, **times))
    Duty.objects.bulk_create(made)


def move(case_id: str, other: str, numbers: Mapping[int, int]) -> None:
    """Open duties of items go along with them to another case: item number here to item number there."""
    for here, there in numbers.items():
        rows = Duty.objects.filter(case_id=case_id, item=here, done_at__isnull=True)
        rows.update(case_id=other, item=there)
