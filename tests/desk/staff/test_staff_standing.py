"""What everybody is told on each page: a changed roster that waits, a frozen desk; and the button that freezes it."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from django.test import Client

from dueprocess.desk.data.models import Event
from dueprocess.desk.services import rosters, stops
from dueprocess.desk.web import words
from staff_desk import StaffPlace


def waits(place: StaffPlace) -> None:
    """A roster that changes all that can change is signed and waits."""
    before = place.desk.roster
    kept = [one for one in before.people if one.name not in {"dill", "elder"}]
    other = replace(kept[0], age="age1" + "q" * 58, roles=("clerk", "counsel"))
    joins = replace(before.people[-1], name="hazel")
    after = replace(before, number=2, people=(other, *kept[1:], joins), k=2, recovery="age1r", worker="age1w")
    late = place.desk.now.replace(day=place.desk.now.day + 3).strftime("%Y-%m-%dT%H:%M:%SZ")
    after = replace(after, authorities="1" * 64, effective_at=late)
    place.desk = replace(place.desk, rosters={1: before, 2: after})


def frozen(place: StaffPlace) -> None:
    place.desk = replace(place.desk, standing=stops.standing({1: place.desk.roster}))


@pytest.mark.parametrize("name", ["aster", "birch", "clover", "dill", "elder", "fern"])
def test_each_page_tells_of_a_roster_that_waits(
    desk_with_accounts: StaffPlace, client_of: Callable[[str], Client], stranger: Client, name: str
) -> None:
    assert "changed roster is signed" not in client_of(name).get("/note/").content.decode()
    waits(desk_with_accounts)
    assert "changed roster is signed" in client_of(name).get("/note/").content.decode()
    assert "changed roster" not in stranger.get("/login/").content.decode()


def test_people_says_what_changes(desk_with_accounts: StaffPlace, client_of: Callable[[str], Client]) -> None:
    client = client_of("birch")
    assert "take-back" not in client.get("/people/").content.decode()
    waits(desk_with_accounts)
    found = rosters.waiting(desk_with_accounts.desk)
    assert found is not None
    page = client.get("/people/").content.decode()
    assert "roster next --take-back" in page
    for part in ("hazel joins", "elder leaves", "aster has another key", "another recovery key"):
        assert part in page
    assert words.clock(found.roster.effective, desk_with_accounts.desk.timezone) in page
    client.cookies["django_language"] = "de"
    assert "hazel kommt dazu" in client.get("/people/").content.decode()


@pytest.mark.parametrize("name", ["aster", "dill", "elder"])
def test_anybody_on_the_roster_stops_every_release_by_one_button(
    desk_with_accounts: StaffPlace, client_of: Callable[[str], Client], name: str
) -> None:
    client = client_of(name)
    assert "Stop now" in client.get("/freeze/").content.decode()
    assert not stops.attested()  # looking stops nothing
    assert client.post("/freeze/")["Location"] == "/freeze/"
    (freeze,) = stops.attested()
    assert freeze.by == name
    frozen(desk_with_accounts)
    assert f"{name} froze this desk" in client_of("fern").get("/note/").content.decode()
    page = client.get("/freeze/").content.decode()
    assert "Stop now" not in page
    assert "freeze lift" in page
    client.post("/freeze/")  # once is enough
    assert len(stops.attested()) == 1


def test_who_is_not_on_the_roster_and_a_stranger_stop_nothing(
    client_of: Callable[[str], Client], stranger: Client
) -> None:
    assert "not on the roster" in client_of("fern").get("/freeze/").content.decode()
    client_of("fern").post("/freeze/")
    assert stranger.post("/freeze/")["Location"] == "/login/"
    assert not Event.objects.filter(kind="desk:freeze:set").exists()
