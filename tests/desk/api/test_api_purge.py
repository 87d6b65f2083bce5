"""A purge through the interface: what a client needs to reckon it, both halves, and what is answered afterwards.

The vault asks the process that serves it; what that reckons is what the desk holds.
"""

from dataclasses import replace
from typing import Any

import pytest

from api_samples import Caller, Place, opened, people, rule
from dueprocess.adapters import crypto
from dueprocess.client import vault_purge
from dueprocess.desk.services import purging
from dueprocess.desk.services.result import Done
from dueprocess.formats.chain import Pin
from dueprocess.formats.statement import Act

pytestmark = pytest.mark.django_db
OWN = "http://localhost:4711"


def at(place: Place, by: str) -> Caller:
    """The vault of somebody's own machine."""
    return Caller(opened(place, by).bearer, OWN)


def forgotten(place: Place) -> str:
    place.desk = replace(place.desk, house=replace(place.desk.house, purge_after_months=0))
    case, again = place.arrive(), place.arrive()
    assert isinstance(place.classify(again, "duplicate", case), Done)
    assert isinstance(place.classify(case, "not_a_demand"), Done)
    for one in (case, again):
        place.do("aster", Act.FORGET_PROPOSE, one, {})
        place.do("birch", Act.FORGET_APPROVE, one, {"proposal": place.state(one).forget_statement})
    return case


def question(place: Place, case: str, by: str = "birch") -> dict[str, Any]:
    """What the page hands its process."""
    asks = at(place, by)
    told = asks.get(f"/v1/cases/{case}/purge").json()
    family = {
        one: asks.get(f"/v1/cases/{one}/events").json()["events"] for one in told["family"] if one not in told["kept"]
    }
    first = place.desk.rosters[1]
    return {
        "me": by,
        "vkey": people()[by].card().vkey,
        "pin": Pin(first.desk_id, 1, first.desk_id).plain(),
        "seen": 0,
        "shown": asks.get(f"/v1/cases/{case}/evidence").json(),
        "events": asks.get(f"/v1/cases/{case}/events").json()["events"],
        "told": told,
        "family": family,
    }


def reckoned(place: Place, case: str, **changes: Any) -> dict[str, Any]:
    return vault_purge.answer({**question(place, case), **changes}, crypto.verify, place.desk.now)


def signs(place: Place, by: str, says: dict[str, Any], case: str = "") -> Any:
    note = place.ask(by, Act.CASE_PURGE, says).decode()
    return at(place, by).post(f"/v1/cases/{case or says['case']}/purge", {"note": note})


def test_two_people_purge_a_case_by_what_their_own_machines_reckon(place: Place) -> None:
    case = forgotten(place)
    told = at(place, "birch").get(f"/v1/cases/{case}/purge").json()
    (again,) = (one for one in told["records"] if one != case)
    assert (set(told["records"]), told["purged"], told["family"]) == ({case, again}, {}, [again])
    may = purging.purgeable(place.desk, case)
    assert may is not None
    found = reckoned(place, case)
    assert found == {"says": may.holds, "by": []}
    first = signs(place, "aster", found["says"])
    assert (first.status_code, first.json()["purged"]) == (200, {})
    assert reckoned(place, case)["by"] == ["aster"]
    second = signs(place, "birch", found["says"])
    assert (second.status_code, second.json()["purged"]) == (200, {case: ["aster", "birch"]})
    assert rule(at(place, "birch").get(f"/v1/cases/{case}")) == (409, "case.purged")
    assert reckoned_rule(place, case) == "case.purged"


def test_a_case_into_which_a_purged_one_went_is_reckoned_by_what_two_people_signed_of_that(place: Place) -> None:
    case = forgotten(place)
    (again,) = (one for one in question(place, case)["told"]["records"] if one != case)
    for one in (again, case):
        may = purging.purgeable(place.desk, one)
        assert may is not None
        assert reckoned(place, one)["says"] == may.holds
        if one == case:
            kept = question(place, case)["told"]["kept"]
            assert kept.keys() == {again}
            kept[again]["case"]["received_on"] = "2026-01-01"
            changed = {**question(place, case)["told"], "kept": kept}
            assert reckoned(place, case, told=changed)["rule"] == "chain.purged"
        for by in ("aster", "birch"):
            assert signs(place, by, may.holds).status_code == 200


def reckoned_rule(place: Place, case: str) -> str:
    asked = {**question_of_purged(place, case)}
    return str(vault_purge.answer(asked, crypto.verify, place.desk.now)["rule"])


def question_of_purged(place: Place, case: str) -> dict[str, Any]:
    first = place.desk.rosters[1]
    return {
        "me": "birch",
        "vkey": people()["birch"].card().vkey,
        "pin": Pin(first.desk_id, 1, first.desk_id).plain(),
        "seen": 9,
        "shown": at(place, "birch").get(f"/v1/cases/{case}/evidence").json(),
        "events": [],
        "told": {},
        "family": {},
    }


def test_what_is_not_this_case_or_not_this_act_is_refused(place: Place) -> None:
    case = forgotten(place)
    says = purging.purgeable(place.desk, case).holds  # type: ignore[union-attr]
    other = place.arrive()
    assert rule(signs(place, "aster", says, other)) == (404, "access.not-found")
    note = place.ask("aster", Act.DESK_FREEZE, {}).decode()
    assert rule(at(place, "aster").post(f"/v1/cases/{case}/purge", {"note": note})) == (404, "access.not-found")
    note = place.ask("aster", Act.CASE_PURGE, says).decode()
    served = opened(place, "aster").post(f"/v1/cases/{case}/purge", {"note": note})
    assert rule(served) == (403, "vault.not-here")
    assert vault_purge.answer([], crypto.verify, place.desk.now)["rule"] == "counter.form"
    assert reckoned(place, case, told={"family": 1})["rule"] == "counter.form"
    assert reckoned(place, case, events=[])["rule"] == "case.revision-moved"
