"""A hold begins: everybody who could end it is told, once (hazard 11.4)."""

from pathlib import Path

import pytest
from test_services_productions import House

from dueprocess.desk.data.models import Paging, PagingStep, Reach
from dueprocess.desk.services import alarms
from dueprocess.desk.services.alarms import Call


@pytest.fixture
def dealt(db: None, tmp_path: Path) -> House:
    house = House.built(tmp_path)
    house.reads("aster")
    house.reads("birch")
    house.grants()
    house.orders()
    house.deals()
    return house


def way(person: str) -> None:
    day = "2026-03-01"
    Reach.objects.create(person=person, channel="mail", address=f"{person}@staff.example", active=True, proved_on=day)


def test_every_releaser_is_called_at_the_first_agreement_and_not_again(dealt: House) -> None:
    for name in ("aster", "birch", "cedar", "dan"):
        way(name)
    dealt.agrees("aster")
    page = Paging.objects.get(reason="hold")
    assert {step.person for step in page.steps.all()} == {"aster", "birch", "cedar"}
    told: list[str] = []

    def send(call: Call) -> bool:
        told.append(call.address)
        return True

    alarms.acknowledge(dealt.place.desk, page.pk, "aster")
    alarms.page_people(dealt.place.desk, send)
    assert sorted(told) == [f"{name}@staff.example" for name in ("aster", "birch", "cedar")]
    alarms.page_people(dealt.place.desk, send)
    assert len(told) == 3
    dealt.place.later(hours=24)
    dealt.agrees("birch")
    assert Paging.objects.filter(reason="hold").count() == 1


def test_who_cannot_be_reached_is_noted_and_one_minute_calls_once(dealt: House) -> None:
    dealt.agrees("aster")
    assert set(PagingStep.objects.values_list("result", flat=True)) == {"no_way"}
    page = Paging.objects.get(reason="hold")
    assert page.due_at is not None
    alarms.tell_hold(dealt.place.desk, dealt.case, page.due_at)
    assert Paging.objects.filter(reason="hold").count() == 1
