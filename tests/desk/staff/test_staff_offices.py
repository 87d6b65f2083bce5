"""Where an office is called back, on the pages: the number, since when, the one before it, who verified it."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from django.test import Client

from desk_samples import POLICE
from dueprocess.desk.data.models import Account
from dueprocess.desk.services.result import Done
from staff_desk import StaffPlace

pytestmark = pytest.mark.django_db
OLD, NEW, NIGHT = "+49305550100", "+49305550177", "+49305550110"


def page(path: str, person: str = "aster") -> str:
    client = Client(headers={"accept-language": "en"})
    client.force_login(Account.objects.get(name=person))
    answer = client.get(path)
    assert answer.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def test_the_page_of_a_case_says_which_number_is_rung_and_what_was_changed(place: StaffPlace) -> None:
    case = place.arrive()
    assert isinstance(place.confirm(case, authority=POLICE), Done)
    assert "No two people verified this office" in page(f"/cases/{case}/")
    place.verify_authority(phone=OLD)
    said = page(f"/cases/{case}/")
    assert OLD in said
    assert "verified by aster, birch, in use since" in said
    place.later(days=30)
    place.verify_authority(phone=NEW, contact="post@elsewhere.example")
    said = page(f"/cases/{case}/")
    assert f"{NEW} (aster, birch) is rung from" in said
    assert "Its letters go to another domain since" in said
    place.later(days=8)
    said = page(f"/cases/{case}/")
    assert f"{OLD} was rung until" in said
    place.desk = replace(place.desk, marks={NEW: ("stolen", "2026-11-30")})
    assert "marked as fraud 2026-11-30" in page(f"/cases/{case}/")


def test_the_directory_has_the_ladder_states_and_what_an_office_says_of_itself(place: StaffPlace) -> None:
    place.verify_authority(phone=OLD, night=NIGHT)
    said = page("/directory/")
    assert NIGHT in said
    assert "day and night" in said
    assert "Ways to a number that the demand did not give" in said
    assert "Type the address of the office&#x27;s own page yourself" in said
    assert "+49 228 99 410-40" in said
    assert "Bavaria" in said


def test_what_was_counted_before_this_desk_stands_beside_the_reports_and_in_none(place: StaffPlace) -> None:
    assert "Before this desk" not in page("/reports/")
    place.desk = replace(place.desk, past={2024: {"": 3, "disclosure": 2, "unknown": 1, "=comply": 3}})
    said = page("/reports/")
    assert "2024 3" in said
    assert "not known 1" in said
    assert "in no published report" in said
