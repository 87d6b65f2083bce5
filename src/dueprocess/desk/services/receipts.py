"""When a demand first came, out of the events: the day from which clocks count and a period of the report takes it.

Each arrival commits its minute, and the day that this was where the provider sits. Rows repeat it for lists.
"""

import datetime
from collections.abc import Iterable

from dueprocess.case.state import CaseState
from dueprocess.desk.data.models import Case
from dueprocess.desk.services.cases import state_of
from dueprocess.rows import Receipt

FORM = "%Y-%m-%dT%H:%MZ"


def told(receipt: Receipt) -> tuple[str, str]:
    """Minute (UTC) and day, as the event of an arrival says them."""
    return receipt.at.astimezone(datetime.UTC).strftime(FORM), receipt.on.isoformat()


def own_of(case: CaseState) -> Receipt | None:
    """Receipt of what opened this case; None where its items came from another case."""
    if not case.arrival:
        return None
    return Receipt(datetime.datetime.fromisoformat(case.received_at), datetime.date.fromisoformat(case.received_on))


def first(case_id: str) -> Receipt | None:
    """First receipt of a case: its own, that of what went into it, and that of the case that it was split from."""
    return earliest(family(case_id))


def earliest(cases: Iterable[str]) -> Receipt | None:
    """The earliest receipt of these cases."""
    return min((found for one in cases if (found := own_of(state_of(one))) is not None), default=None)


def family(case_id: str) -> list[str]:
    """The case, and all whose receipt is its own: what went into it, what it was split from, and theirs.

    By events alone: a row that says that a case went into this one only finds that case.
    """
    known, newest = [case_id], [case_id]
    while newest:
        rows = Case.objects.filter(merged_into_id__in=newest).order_by("pk").values_list("pk", "merged_into_id")
        joined = [one for one, into in rows if state_of(one).merged_into == into]
        origins = [origin for one in newest if (origin := state_of(one).origin)]
        newest = [one for one in dict.fromkeys([*joined, *origins]) if one not in known]
        known += newest
    return known


def dependents(case_id: str) -> list[str]:
    """Cases whose first receipt hangs on that of this one: it went into them, or their items were split off it."""
    known, newest = [case_id], [case_id]
    while newest:
        rows = Case.objects.filter(pk__in=newest, merged_into__isnull=False)
        into = rows.order_by("pk").values_list("merged_into_id", flat=True)
        off = Case.objects.filter(split_from_id__in=newest).order_by("pk").values_list("pk", flat=True)
        newest = [one for one in dict.fromkeys([*into, *off]) if one not in known]
        known += newest
    return known[1:]
