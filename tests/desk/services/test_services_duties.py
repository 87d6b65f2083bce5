"""Duties as the table keeps them."""

import datetime

import pytest

from desk_samples import Place
from dueprocess.case.outcome import NewDuty
from dueprocess.desk.data.models import Duty
from dueprocess.desk.jobs import worker_loop
from dueprocess.desk.jobs.round import Round
from dueprocess.desk.services import duties
from dueprocess.desk.services.duties import row_of
from dueprocess.operate.telling_check import telling
from dueprocess.rows import moment

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


def test_a_round_works_off_more_than_one_beat_takes_and_none_twice() -> None:
    place = Place.found()
    late = moment(EARLY)
    rows = [row_of(place.desk, None, NewDuty(None, "review", f"X-{number}", EARLY)) for number in range(450)]
    Duty.objects.bulk_create(rows)
    place.later(seconds=(late + datetime.timedelta(hours=1) - place.desk.now).total_seconds())
    shift = Round(place.desk)
    (did, broken) = worker_loop.run(shift, (("beat", dict(worker_loop.TASKS)["beat"]),))
    raised = [name for name in did["beat"]["raised"] if name in {row.pk for row in rows}]
    assert (len(raised), len(set(raised)), did["beat"]["more"], broken) == (450, 450, False, [])
    again, _ = worker_loop.run(shift, (("beat", dict(worker_loop.TASKS)["beat"]),))
    assert again["beat"]["raised"] == []


def test_lateness_of_telling_is_counted_in_days_and_names_no_case() -> None:
    place = Place.found()
    case, begin = place.ready(), place.desk.now
    times = [(20, None), (1, None), (130, None), (72, 73), (72, 10)]  # hours ago it was due, and told
    for number, (due, told) in enumerate(times):
        row = row_of(place.desk, case, NewDuty(1, "tell", f"P{number}", EARLY))
        row.due_at = begin - datetime.timedelta(hours=due)
        row.done_at = None if told is None else begin - datetime.timedelta(hours=due) + datetime.timedelta(hours=told)
        row.save()
    said = [line.says for line in telling(place.desk)]
    assert [str(one) for one in said] == [
        "1 told in time, 1 late; 3 days in all",  # 73 h are 49 h beyond the day: a third one has begun
        "1 are told late; the first has waited 5 days too long",
    ]
    assert case not in "".join(map(str, said))
