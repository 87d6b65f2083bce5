"""What `doctor --readiness` says of a desk, line by line."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest

from desk_samples import NOW, Place
from dueprocess.desk.data.models import Beat, Reach, Watch
from dueprocess.desk.services import watches
from dueprocess.desk.services.house import House
from dueprocess.operate.doctor_lines import Line
from dueprocess.operate.readiness import readiness

DAY = datetime.timedelta(days=1)


@pytest.fixture
def place(db: None) -> Place:
    return Place.found()


def lines(place: Place) -> dict[str, Line]:
    found: dict[str, Line] = {}
    for line in readiness(place.desk):
        found.setdefault(line.check, line)
    return found


def awake(place: Place, *people: str) -> None:
    """They watch day and night, can be reached, and the worker runs."""
    for person in people:
        assert isinstance(watches.plan(place.desk, person, person, NOW, NOW + 13 * DAY), Watch)
        made = watches.add_reach(place.desk, person, person, "mail", f"{person}@staff.example")
        assert isinstance(made, Reach)
    Reach.objects.update(proved_on=place.desk.today)
    Beat.objects.create(task="pages", seen_at=place.desk.now)


def test_a_fresh_desk_is_not_ready_and_hears_what_to_do(place: Place) -> None:
    said = lines(place)
    assert {check for check, line in said.items() if line.mark == "wrong"} == {"calls", "rota"}
    assert "never seen" in said["calls"].says
    assert said["rota"].says == (
        "in all of the next 8 days nobody is on call who reads: an 8-hour order could not be read"
    )
    assert "aster, birch" in said["reach"].says
    assert (said["releasers"].mark, said["second person"].mark) == ("caution", "good")


def test_a_desk_that_is_ready_says_so_until_its_worker_stops(place: Place) -> None:
    awake(place, "aster", "birch")
    said = lines(place)
    assert said["rota"].says == "whenever an 8-hour order comes in the next 8 days, it could be met"
    assert [line.mark for line in said.values() if line.mark == "wrong"] == []
    place.later(minutes=11)
    assert "last at 9 March 2026, 09:00 UTC" in lines(place)["calls"].says
    place.desk = replace(place.desk, house=House("Fennel", "DE", practice=True))
    assert lines(place)["calls"].mark == "info"


def test_everybody_reached_is_said(place: Place) -> None:
    awake(place, "aster", "birch")
    assert (lines(place)["reach"].mark, lines(place)["reach"].says.split(" ")[0]) == ("good", "everybody")


def test_a_solo_desk_reads_and_releases_nothing(place: Place) -> None:
    place.desk = replace(
        place.desk, roster=replace(place.desk.roster, k=0, people=place.desk.roster.with_role("clerk"))
    )
    awake(place, "aster")
    said = lines(place)
    assert "one person, no release" in said["second person"].says
    assert (said["releasers"].mark, said["releasers"].says.split(":")[0]) == ("wrong", "nobody can release")
    assert said["rota"].says.endswith("it could be read")


def test_two_people_without_release_answer(place: Place) -> None:
    place.desk = replace(place.desk, roster=replace(place.desk.roster, k=0))
    awake(place, "aster", "birch")
    assert lines(place)["rota"].says.endswith("it could be answered")


def test_many_gaps_are_cut_short(place: Place) -> None:
    awake(place, "aster")
    for day in range(12):
        begins = NOW + day * DAY
        for hour in (0, 10):
            starts = begins + datetime.timedelta(hours=hour)
            watches.plan(place.desk, "birch", "birch", starts, starts + datetime.timedelta(hours=4))
    Reach.objects.create(person="birch", channel="mail", address="b@staff.example", proved_on=place.desk.today)
    rota = [line for line in readiness(place.desk) if line.check == "rota"]
    assert len(rota) == 9
    assert rota[-1].says.startswith("and ")
