"""Known days of the law in the due list: 30 days before, to the right midnight, gone with their day, never typed."""

import dataclasses
import datetime
import zoneinfo

import pytest

from desk_samples import Place
from dueprocess.cli.due_command import REST, duties_of
from dueprocess.desk.data import queries
from dueprocess.desk.data.models import Duty
from dueprocess.desk.services import law_days, turns
from dueprocess.desk.services.beat import beat
from dueprocess.desk.staff.due_page import lines_of
from dueprocess.law.ahead import AHEAD, Coming, ahead

pytestmark = pytest.mark.django_db
DAY = datetime.date(2027, 1, 31)
LAW, BILL = "DE-STPO-100J", "RU-FSB-SUSPENSION-2025"


def coming(place: Place, day: datetime.date | None, follows: bool = False) -> None:  # noqa: FBT001, FBT002 - a law
    """The desk's shelf with one text that ends on a day, perhaps with another that follows, and a bill of that day."""
    shelf, law = place.desk.shelf, place.desk.shelf.instruments[LAW]
    *older, now = law.versions
    then = dataclasses.replace(now, since=day + datetime.timedelta(days=1), until=None) if day else now
    versions = (*older, dataclasses.replace(now, until=day), *([then] if follows else []))
    bill = dataclasses.replace(shelf.positions[BILL], next_on=day)
    shelf = dataclasses.replace(
        shelf,
        instruments={**shelf.instruments, LAW: dataclasses.replace(law, versions=versions)},
        positions={**shelf.positions, BILL: bill},
    )
    place.desk = dataclasses.replace(place.desk, shelf=shelf)


def at(place: Place, day: datetime.date, hour: int, minute: int = 0) -> None:
    local = datetime.datetime.combine(day, datetime.time(hour, minute), zoneinfo.ZoneInfo(place.desk.timezone))
    place.desk = dataclasses.replace(place.desk, now=local.astimezone(datetime.UTC))


def listed() -> list[tuple[str, str]]:
    return [(row.what, row.rule) for row in queries.due().rows if row.what in set(Coming)]


@pytest.mark.parametrize("zone", ["Asia/Karachi", "Europe/Berlin", "America/Los_Angeles"])
def test_a_day_of_the_law_is_due_thirty_days_before_and_goes_with_it(zone: str) -> None:
    place = Place.found(timezone=zone)
    coming(place, DAY)
    at(place, DAY - AHEAD - datetime.timedelta(days=1), 23, 59)
    beat(place.desk)
    assert listed() == []
    at(place, DAY - AHEAD, 0)
    for _ in range(2):  # a second beat writes nothing
        beat(place.desk)
        assert sorted(listed()) == [(Coming.BILL, BILL), (Coming.ENDS, LAW)]
    rows = [row for row in queries.due().rows if row.what in set(Coming)]
    midnight = datetime.datetime.combine(DAY + datetime.timedelta(days=1), datetime.time(), zoneinfo.ZoneInfo(zone))
    assert {row.due_at for row in rows} == {midnight}
    whose = turns.turns(turns.house_of(place.desk.roster, DAY, place.desk.now), rows, place.desk.now)
    assert {turns.plain(one)["other"] for one in whose.values()} == {"counsel"}
    lines = lines_of(place.desk, rows, "cedar")
    assert {(line.case, line.button, "counsel reads it" in line.waits) for line in lines} == {("", "", True)}
    told = duties_of([queries.duty_plain(row) | {"turn": turns.plain(whose[row.pk])} for row in rows])
    assert {(one.heading, one.end, one.case_id) for one in told} == {(REST, "counsel", None)}
    at(place, DAY, 23, 59)
    beat(place.desk)
    assert len(listed()) == 2
    at(place, DAY + datetime.timedelta(days=1), 0)
    beat(place.desk)
    assert listed() == []
    known = Duty.objects.filter(what__in=list(Coming))
    assert {row.done_at for row in known} == {midnight}  # never late, and never louder
    assert set(known.values_list("raised", flat=True)) == {0}


def test_a_day_that_the_files_move_moves_and_one_that_goes_ends() -> None:
    place = Place.found()
    coming(place, DAY)
    at(place, DAY - AHEAD, 12)
    law_days.follow(place.desk)
    coming(place, DAY - datetime.timedelta(days=3))
    assert law_days.follow(place.desk) == 4  # two ended, two entered
    assert len(listed()) == 2
    coming(place, None)
    law_days.follow(place.desk)
    assert listed() == []


def test_a_text_that_another_follows_is_one_line() -> None:
    place = Place.found()
    coming(place, DAY, follows=True)
    found = [one for one in ahead(place.desk.shelf, DAY) if one.rule == LAW]
    assert [(one.what, one.over) for one in found] == [(Coming.BEGINS, DAY)]
    assert ahead(place.desk.shelf, DAY + datetime.timedelta(days=1)) == ()
