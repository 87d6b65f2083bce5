"""Loading one case: from an id or the beginning of one, to its state."""

from dueprocess.data import codec
from dueprocess.data.models import Case, Verification
from dueprocess.domain.case.events import EventKind, Happened
from dueprocess.domain.case.evolve import rebuild
from dueprocess.domain.case.state import CaseState
from dueprocess.services.desk import Desk
from dueprocess.services.result import UnknownCaseError

MIN_PREFIX = 4


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
    # An empty id is the desk's own chain.
    stored = codec.events_of(case_id) if case_id else []
    if not stored:
        message = f"there is no case {case_id}"
        raise UnknownCaseError(message)
    known = {str(kind) for kind in EventKind}
    events = (
        Happened(EventKind(event.kind), event.body, event.outcome)
        if event.kind in known
        else Happened(EventKind.COVER, {}, "")
        for event in stored
    )
    return rebuild(case_id, events)


def verification_of(desk: Desk, authority: object) -> Verification | None:
    """The verification of an authority that holds today: by two people, not past its day (hazard 2.3)."""
    if not authority:
        return None
    return (
        Verification.objects.filter(authority=authority, until__gte=desk.today, verified_on__lte=desk.today)
        .exclude(confirmed_by="")
        .order_by("-verified_on", "-pk")
        .first()
    )
