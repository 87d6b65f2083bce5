"""Duties as the table keeps them."""

import pytest

from desk_samples import Place
from dueprocess.case.outcome import NewDuty
from dueprocess.desk.data.models import Duty
from dueprocess.desk.services import duties

pytestmark = pytest.mark.django_db
LATE, EARLY = "2026-12-09T09:00Z", "2026-12-02T09:00Z"


@pytest.mark.parametrize("order", [(LATE, EARLY), (EARLY, LATE)])
def test_of_two_clocks_of_one_name_the_earlier_one_counts(order: tuple[str, str]) -> None:
    place = Place.found()
    case = place.ready()
    clocks = [NewDuty(1, "transmit", "EU-X", due) for due in order]
    for _ in range(2):  # entered, and moved
        duties.enter(place.desk, case, clocks)
        rows = Duty.objects.filter(case_id=case, rule="EU-X").values_list("due_at", flat=True)
        assert [f"{due:%Y-%m-%dT%H:%MZ}" for due in rows] == [EARLY]
