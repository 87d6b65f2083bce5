"""Forbidden pictures in what arrived: one custodian alone opens it, and two end it (hazards 1.7, 1.8)."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from desk_samples import DISCLOSURE, Place, denied, whole
from dueprocess.case import restricted
from dueprocess.case.case_events import ArrivalRestricted, ForgetProposed
from dueprocess.demand.codes import ArrivalIs, Channel
from dueprocess.desk.data import codec
from dueprocess.desk.data.models import Docket, Duty, Envelope, InvitedCounsel, Sealed
from dueprocess.desk.intake import sealing
from dueprocess.desk.services import arrivals, destruction, envelopes, forget_plan
from dueprocess.desk.services.result import Done
from dueprocess.formats.statement import Act


def holders(case: str) -> set[str]:
    return set(Envelope.objects.filter(case_id=case).values_list("person", flat=True))


def owed(case: str) -> set[str]:
    return set(Duty.objects.filter(case_id=case, done_at__isnull=True).values_list("what", flat=True))


def restrict(place: Place, case: str, by: str = "aster") -> Any:
    return place.act(by, Act.ARRIVAL_RESTRICT, case, {})


def test_from_that_moment_one_person_opens_it_and_nothing_finds_it(place: Place) -> None:
    case, other = place.arrive(), place.arrive()
    for number, one in enumerate((case, other)):
        InvitedCounsel.objects.create(token=str(number) * 64, case_id=one, person="aster", until=place.desk.today)
    assert {one.kind for one in Sealed.objects.filter(case_id=case)} == {"original", "particulars"}
    assert holders(case) == {"aster", "birch", "recovery"}
    assert isinstance(restrict(place, case), Done)
    assert holders(case) == {"birch"}
    assert not Docket.objects.filter(case_id=case).exists()
    assert [one.case_id for one in InvitedCounsel.objects.all()] == [other]  # a lawyer's link opens it no more
    assert "return_or_destroy" in owed(case)
    assert "respond" in owed(case)  # the law's clock goes on
    assert denied(restrict(place, case)) == "arrival.restricted"
    assert holders(other) == {"aster", "birch", "recovery"}
    whole()


def test_the_house_names_who_and_whoever_cannot_open_it_keeps_nothing(place: Place) -> None:
    place.desk = replace(place.desk, house=replace(place.desk.house, custodian="aster"))
    first, second = place.arrive(), place.arrive()
    assert isinstance(restrict(place, first), Done)
    assert holders(first) == {"aster"}
    place.desk = replace(place.desk, house=replace(place.desk.house, custodian="cedar"))
    assert denied(restrict(place, second)) == "arrival.restricted"
    assert holders(second) == {"aster", "birch", "recovery"}


def test_whoever_restricts_signs_who_keeps_it(place: Place) -> None:
    case = place.arrive()
    assert denied(place.act("aster", Act.ARRIVAL_RESTRICT, case, {"custodian": "aster"})) == "arrival.restricted"
    assert len(holders(case)) > 1
    assert isinstance(place.act("aster", Act.ARRIVAL_RESTRICT, case, {"custodian": "birch"}), Done)
    assert holders(case) == {"birch"}


def test_nobody_gets_a_key_of_it_again(place: Place) -> None:
    case, other = place.arrive(), place.arrive()
    restrict(place, case)
    assert envelopes.share("dill", [(case, b"age"), (other, b"age")], again=False) == 1
    assert holders(case) == {"birch"}
    for act in (Act.CASE_SPLIT, Act.COUNSEL_ASK):
        assert restricted.refuses(place.state(case), act)
        assert restricted.refuses(place.state(other), act) is None


def test_two_end_it_and_say_what_became_of_it(place: Place) -> None:
    case = place.arrive()
    restrict(place, case)
    place.classify(case, "not_a_demand")
    assert owed(case) == {"return_or_destroy"}
    assert (
        denied(place.act("birch", Act.DUTY_DONE, case, {"item": None, "what": "return_or_destroy"}))
        == "duty.only-telling-closes"
    )
    assert forget_plan.plan(place.desk, case)["stops"] == []  # what it is forgotten for stops it not
    assert denied(place.act("birch", Act.FORGET_PROPOSE, case, {})) == "arrival.restricted"
    assert denied(place.act("aster", Act.FORGET_PROPOSE, case, {"how": "returned"})) == "arrival.restricted"
    assert isinstance(place.act("birch", Act.FORGET_PROPOSE, case, {"how": "returned"}), Done)
    proposal = place.state(case).forget_statement
    assert denied(place.act("birch", Act.FORGET_APPROVE, case, {"proposal": proposal})) == "case.four-eyes"
    assert isinstance(place.act("aster", Act.FORGET_APPROVE, case, {"proposal": proposal}), Done)
    assert destruction.left_of(place.desk, case).nothing
    assert not owed(case)
    (said,) = [one.body for one in codec.events_of(case) if isinstance(one.body, ForgetProposed)]
    assert said.how == "returned"


def test_of_what_is_not_restricted_nothing_of_that_is_said(place: Place) -> None:
    case = place.arrive()
    place.classify(case, "not_a_demand")
    assert denied(place.act("birch", Act.FORGET_PROPOSE, case, {"how": "destroyed"})) == "arrival.restricted"
    assert isinstance(place.act("birch", Act.FORGET_PROPOSE, case, {}), Done)


def test_what_comes_in_as_restricted_is_never_read(place: Place) -> None:
    asked: list[str] = []

    class Here:
        setup: Mapping[str, Any] = {}

        def run(self, job: str, options: Any, data: bytes, **_limits: int) -> Any:
            from dueprocess.adapters import jobs_seal

            asked.append(job)
            return jobs_seal.seal(options, data)

    one = sealing.Incoming(
        "scan.eml", "message/rfc822", Channel.MAIL, place.desk.now, DISCLOSURE.encode(), unread="restricted",
        custodian="birch",
    )  # fmt: skip
    (received,) = sealing.seal_all(place.desk, [one], Here())  # type: ignore[arg-type]
    assert asked == ["seal"]
    assert {person for person, _ in received.envelopes} == {"birch"}
    (came,) = arrivals.register(place.desk, [received])
    assert (came.says, came.unreadable) == (ArrivalIs.UNREAD, "restricted")
    assert holders(came.case) == {"birch"}
    assert not Docket.objects.exists()
    assert owed(came.case) == {"look_at_arrival", "return_or_destroy"}
    assert any(isinstance(event.body, ArrivalRestricted) for event in codec.events_of(came.case))
    whole()


def test_a_part_that_was_split_off_is_restricted_with_the_letter(place: Place) -> None:
    case = place.arrive()
    for item in (2, 3):
        place.do("aster", Act.ITEM_CHANGE, case, {"op": "add", "item": item, "fields": {"kind": "preservation"}})
    _, new = place.split(case, 2)
    _, other = place.split(case, 3)
    apart, twice = place.arrive(), place.arrive()
    assert isinstance(place.classify(twice, "duplicate", case), Done)
    restrict(place, new)
    assert [holders(one) for one in (case, new, other, twice)] == [{"birch"}] * 4
    assert all("return_or_destroy" in owed(one) for one in (case, new, other, twice))
    assert holders(apart) == {"aster", "birch", "recovery"}
    whole()
