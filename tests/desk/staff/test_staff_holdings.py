"""What the map of services says stands beside the item, and the form of the decision opens on its answers."""

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from django.test import Client

from dueprocess.desk.services.result import Done
from holdings_samples import read
from staff_desk import StaffPlace


@pytest.fixture
def case(desk_with_accounts: StaffPlace) -> str:
    place = desk_with_accounts
    made = place.ready()
    place.desk = replace(place.desk, holdings=read("mail", checked=place.desk.today.isoformat()))
    assert isinstance(place.confirm(made, items__1__data=["location", "subscriber"]), Done)
    return made


def test_the_page_of_a_case_says_what_is_held(case: str, client_of: Callable[[str], Client]) -> None:
    page = client_of("birch").get(f"/cases/{case}/").content.decode()
    assert "What we hold and can read" in page
    assert "Location data: mail does not keep them, for anybody." in page
    assert "Subscriber data: mail holds them, and we can read them." in page
    said = re.findall(r'<span class="state">([^<]+)</span> (Location|Subscriber) data', page)
    assert said == [("no data", "Location"), ("granted", "Subscriber")]
    assert "It is a suggestion; who decides confirms it." in page


def test_without_a_map_nothing_stands_there(
    case: str, desk_with_accounts: StaffPlace, client_of: Callable[[str], Client]
) -> None:
    place = desk_with_accounts
    place.desk = replace(place.desk, holdings=type(place.desk.holdings)())
    page = client_of("birch").get(f"/cases/{case}/").content.decode()
    assert "What we hold and can read" not in page
