"""Whether the desk stands still, whose keys are retired and what was struck out, read anew from signed notes.

The rows only carry the notes. A freeze that somebody asked for from a page, without their key at hand, counts too: it
stops, and grants nothing (ADR 0028).
"""

from collections.abc import Mapping
from dataclasses import replace

from dueprocess.adapters import crypto
from dueprocess.case.desk_events import DeskStopped, StrikeAgreed
from dueprocess.desk.data import codec
from dueprocess.desk.data.models import Event, Statement
from dueprocess.formats import links, moment
from dueprocess.formats.errors import StatementError
from dueprocess.formats.note import parse_vkey
from dueprocess.formats.roster import Roster
from dueprocess.formats.standing import ACTS, Freeze, Standing, standing_of
from dueprocess.formats.statement import Act, parse_look


def notes() -> list[bytes]:
    """Notes of every freeze, lift and retirement, as clients reckon with them."""
    rows = Statement.objects.filter(act__in=[str(act) for act in ACTS]).order_by("event_id")
    return [bytes(note) for note in rows.values_list("note__bytes", flat=True)]


def _chain() -> list[bytes]:
    """The same; once a key is retired the whole chain of the desk itself, which says who saw what before.

    Where statements were struck out, those of their cases, too: what left the house is not struck.
    """
    if not Statement.objects.filter(act__in=[str(Act.KEY_RETIRE), str(Act.STATEMENT_STRIKE)]).exists():
        return notes()
    named = [body.statement for _, body in codec.desk_events(StrikeAgreed)]
    cases = Statement.objects.filter(pk__in=named).values_list("case", flat=True)
    rows = Statement.objects.filter(case__in=["", *cases], note__isnull=False).order_by("event_id")
    return list(dict.fromkeys(map(bytes, rows.values_list("note__bytes", flat=True))))


def _taken_before(found: Standing) -> frozenset[str]:
    """SHA-256 (hex) of the notes by retired keys that this desk took before: its record has an order, no date does."""
    names = set[str]()
    for vkey, name in found.retirements.items():
        for retired in Statement.objects.filter(pk=name):
            rows = Statement.objects.filter(person=retired.person, event_id__lt=retired.event_id, note__isnull=False)
            mine = [note for note in map(bytes, rows.values_list("note__bytes", flat=True)) if _signed_by(note, vkey)]
            names |= {links.name_of(note).hex() for note in mine}
    return frozenset(names)


def _signed_by(note: bytes, vkey: str) -> bool:
    """Whether a stored note has this key's signature line: the other key of its person has another moment."""
    try:
        return parse_look(note)[1].signatures[0].key_id == parse_vkey(vkey).id
    except StatementError:
        return False


def attested() -> list[Freeze]:
    """Freezes that were asked for from a page, unsigned."""
    return [
        Freeze(event.event, body.by, moment.parse(body.at), signed=False)
        for event, body in codec.desk_events(DeskStopped)
        if not event.statements
    ]


def standing(rosters: Mapping[int, Roster]) -> Standing:
    """The desk's standing, each note verified again under the roster that it names."""
    found = standing_of(rosters, _chain(), crypto.verify, attested())
    return replace(found, witnessed=found.witnessed | _taken_before(found)) if found.retired else found


def mark() -> tuple[int, int]:
    """Changes when the standing may have: how many such statements and events there are."""
    frozen = Event.objects.filter(case=codec.DESK, kind=str(DeskStopped.KIND)).count()
    return Statement.objects.filter(act__in=[str(act) for act in ACTS]).count(), frozen
