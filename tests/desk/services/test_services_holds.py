"""Data that are kept, in the tables: the duty to destroy them stands on its day and ends by two people's word alone."""

from dataclasses import replace
from datetime import datetime, timedelta

from desk_samples import Place, whole
from dueprocess.case.state import Preserving
from dueprocess.desk.data.models import Duty
from dueprocess.desk.services.beat import beat
from dueprocess.desk.services.result import Done
from dueprocess.formats.statement import Act

PRESERVE = {"items.1.kind": "preservation", "instruments": ["EU-EPOC-PR"]}


def owed(case: str) -> set[str]:
    rows = Duty.objects.filter(case_id=case, done_at__isnull=True)
    return {what for what in rows.values_list("what", flat=True) if "hold" in what or "destroyed" in what}


def test_a_hold_ends_on_its_day_and_is_destroyed_by_two(place: Place) -> None:
    case = place.ready()
    place.confirm(case, **PRESERVE)
    place.do("aster", Act.PRESERVE_START, case, {"item": 1})
    called = {"how": "call_back", "said": "confirmed"}
    place.do(place.counsel, Act.AUTHORITY_CALL_BACK, case, called)
    start = place.state(case).items[0].preservation
    place.do("birch", Act.PRESERVE_VERIFY, case, {"item": 1, "start": start})
    bound = place.state(case).items[0].bound
    assert bound is not None
    assert owed(case) == {"end_hold" if bound.ends else "review_hold"}
    day = (place.desk.now + timedelta(days=30)).date().isoformat()
    place.do("birch", Act.PRESERVE_EXTEND, case, {"item": 1, "why": "court", "until": day})
    assert owed(case) == {"end_hold"}
    place.desk = replace(place.desk, now=datetime.fromisoformat(f"{day}T23:30Z") + timedelta(days=1))
    beat(place.desk)
    assert place.state(case).items[0].preserving is Preserving.ENDED
    assert owed(case) == {"destroy_hold"}
    today = place.desk.today.isoformat()
    place.do("aster", Act.PRESERVE_DESTROYED, case, {"item": 1, "how": "deleted", "on": today})
    said = place.state(case).items[0].destruction
    assert said is not None
    done = place.act("birch", Act.PRESERVE_CONFIRM, case, {"item": 1, "record": said.statement})
    assert isinstance(done, Done)
    assert owed(case) == set()
    whole()
