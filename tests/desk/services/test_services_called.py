"""A call back covers what stood when it was made; its denial, and who made it, go wherever items go (hazard 2.3)."""

from typing import Any

import pytest

from called_samples import BASIC, CONTENT, calls, change, forged, parts, reads, two_items
from desk_samples import NEW_CASE, Place, denied
from dueprocess.desk.services import choices, letter_parts
from dueprocess.desk.services.cases import state_of
from dueprocess.desk.services.result import Done
from dueprocess.formats.statement import Act

pytestmark = pytest.mark.django_db


def proposed(place: Place, case: str, item: int = 1, by: str = "aster") -> str:
    """The rule by which giving is refused; empty where it is proposed."""
    done = place.propose(case, "comply", by=by, item=item)
    return "" if isinstance(done, Done) else denied(done)


def test_a_denial_goes_with_an_item_that_is_split_off(place: Place) -> None:
    case = two_items(place)
    calls(place, case, "denied")
    assert proposed(place, case) == "authority.no-call-back"
    new = parts(place, case, 1)
    place.do("aster", Act.FACE_CONFIRM, new, {"fields": {"government_body": True}})
    assert state_of(new).called == "denied"
    assert proposed(place, new) == "authority.no-call-back"
    calls(place, new)  # the office is asked anew, and hears otherwise
    assert proposed(place, new) == ""


def test_a_denial_is_not_shed_by_naming_another_office_and_the_first_one_again(place: Place) -> None:
    case = two_items(place, **BASIC)
    calls(place, case, "denied")
    for fields in (
        {"authority": "PK-PTA"},
        {"authority": state_of(case).face.get("authority"), "government_body": True},
    ):
        place.do("aster", Act.FACE_CONFIRM, case, {"fields": fields})
    reads(place, case)
    assert (state_of(case).called, proposed(place, case, 2)) == ("denied", "authority.no-call-back")


def test_a_denial_goes_with_a_case_into_another_one_and_what_was_decided_there_falls(place: Place) -> None:
    true = place.ready()
    calls(place, true)
    bad = forged(place, **BASIC)
    calls(place, bad, "denied")
    assert isinstance(place.propose(true, "comply", by="aster"), Done)
    place.do("aster", Act.CASE_MERGE, bad, {"into": true})
    assert state_of(true).called == "denied"
    assert state_of(true).items[0].proposal is None
    reads(place, true)
    assert [proposed(place, true, item) for item in (1, 2)] == ["authority.no-call-back"] * 2


def test_a_confirmation_does_not_cover_what_comes_by_a_merge(place: Place) -> None:
    true = place.ready()
    bad = forged(place, **CONTENT)
    assert proposed(place, bad) == "authority.no-call-back"
    calls(place, true)
    place.do("aster", Act.CASE_MERGE, bad, {"into": true})
    reads(place, true)
    assert proposed(place, true, 2) == "authority.no-call-back"
    calls(place, true)
    assert proposed(place, true, 2) == ""


def test_a_confirmation_does_not_leave_with_an_item(place: Place) -> None:
    case = two_items(place)
    calls(place, case)
    new = parts(place, case, 2)
    assert (state_of(new).called, state_of(new).callers) == ("", {"cedar"})
    assert proposed(place, new) == "authority.no-call-back"


def test_a_confirmation_does_not_cover_an_item_that_is_added_afterwards(place: Place) -> None:
    case = two_items(place)
    assert proposed(place, case, 2) == "authority.no-call-back"
    calls(place, case)
    change(place, case, "add", 3, **CONTENT)
    reads(place, case)
    assert [proposed(place, case, item) for item in (2, 3)] == ["", "authority.no-call-back"]


@pytest.mark.parametrize(
    ("before", "act", "fields"),
    [
        (BASIC, Act.ITEM_CHANGE, {"data": ["content"]}),
        (BASIC, Act.FACE_CONFIRM, {"items.2.data": ["content"]}),
        (CONTENT, Act.FACE_CONFIRM, {"items.2.period_from": "2016-01-01"}),
        (CONTENT, Act.FACE_CONFIRM, {"items.2.targets": 9}),
        (BASIC, Act.FACE_CONFIRM, {"emergency": True}),
    ],
)
def test_a_confirmation_does_not_cover_what_is_made_more_afterwards(
    place: Place, before: dict[str, Any], act: Act, fields: dict[str, Any]
) -> None:
    case = two_items(place, **before)
    stood = {"items.2.period_from": before["period_from"], "emergency": False}
    place.do("aster", Act.FACE_CONFIRM, case, {"fields": stood})
    calls(place, case)
    says = {"fields": fields, "item": 2, "op": "amend"} if act is Act.ITEM_CHANGE else {"fields": fields}
    place.do("aster", act, case, says)
    reads(place, case)
    assert proposed(place, case, 2) == "authority.no-call-back"
    calls(place, case)
    assert proposed(place, case, 2) == ""


def test_a_confirmation_covers_what_is_read_again_as_it_stood(place: Place) -> None:
    case = two_items(place)
    calls(place, case)
    place.do("aster", Act.FACE_CONFIRM, case, {"fields": {"items.2.data": ["content"], "emergency": False}})
    assert proposed(place, case, 2) == ""


def test_a_confirmation_covers_what_is_read_for_the_first_time_in_the_look_that_decides(place: Place) -> None:
    case = place.ready()
    change(place, case, "add", 2, **BASIC)
    calls(place, case)
    place.do("aster", Act.FACE_CONFIRM, case, {"fields": {"items.2.data": ["content"], "items.2.targets": 2}})
    reads(place, case)
    assert proposed(place, case, 2) == ""


@pytest.mark.parametrize("goes", ["split", "merge"])
def test_who_called_decides_nothing_where_the_items_went(place: Place, goes: str) -> None:
    case = two_items(place, **BASIC)
    calls(place, case)
    if goes == "split":
        there = parts(place, case, 1)
    else:
        there = forged(place, **BASIC)
        place.do("aster", Act.CASE_MERGE, case, {"into": there})
    reads(place, there)
    assert proposed(place, there, by="cedar") == "case.caller-decides"
    assert proposed(place, there) == ""


@pytest.mark.parametrize("said_in", ["origin", "part", "sibling"])
def test_a_denial_counts_in_every_case_of_the_letter(place: Place, said_in: str) -> None:
    """It was said after the items parted: whoever decides elsewhere is told where, and hears it again there."""
    case = two_items(place, **BASIC)
    change(place, case, "add", 3, **BASIC)
    new, other = parts(place, case, 1), parts(place, case, 2)
    here, there = {"origin": (case, new), "part": (new, case), "sibling": (other, new)}[said_in]
    number = 3 if there == case else 1
    reads(place, there)
    assert isinstance(place.propose(there, "comply", by="aster", item=number), Done)
    calls(place, here, "denied")
    assert state_of(there).called == "denied"
    assert state_of(there).items[number - 1].proposal is None
    place.do("aster", Act.FACE_CONFIRM, there, {"fields": {"government_body": True}})
    calls(place, there)
    assert proposed(place, there, number) == "authority.no-call-back"
    calls(place, here)
    assert proposed(place, there, number) == ""


@pytest.mark.parametrize("goes", ["stays", "split", "merge"])
def test_that_a_demand_was_refused_before_is_shed_by_no_other_word_and_no_way(place: Place, goes: str) -> None:
    refused = place.ready()
    assert isinstance(place.propose(refused, "refuse", by="cedar", ground="counsel"), Done)
    assert isinstance(place.approve(refused), Done)
    again, innocent = forged(place, **BASIC), forged(place, **BASIC)
    change(place, again, "add", 2, **BASIC)
    for case in (refused, innocent):
        place.do("aster", Act.ARRIVAL_CLASSIFY, again, {**NEW_CASE, "resembles": case})
    if goes == "split":
        again, item = parts(place, again, 1), 1
    elif goes == "merge":
        there = forged(place, **BASIC)
        place.do("aster", Act.ARRIVAL_CLASSIFY, there, {**NEW_CASE, "resembles": innocent})
        place.do("aster", Act.CASE_MERGE, again, {"into": there})
        again, item = there, 2
    else:
        item = 1
    reads(place, again)
    assert isinstance(place.propose(again, "comply", by="cedar", item=item), Done)
    assert denied(place.approve(again, by="birch", item=item)) == "case.refiled"


def merged(place: Place) -> tuple[str, str]:
    """A case, and one whose items went into it."""
    there, here = place.ready(), forged(place, **BASIC)
    place.do("aster", Act.CASE_MERGE, here, {"into": there})
    reads(place, there)
    return there, here


@pytest.mark.parametrize("further", [False, True])
def test_who_calls_where_items_came_from_after_they_left_decides_nothing_where_they_went(
    place: Place,
    further: bool,  # noqa: FBT001 - a case
) -> None:
    """Clients count that call (ADR 0113): the desk let that person decide, and nothing was given at the order."""
    there, here = merged(place)
    if further:
        last = forged(place, **BASIC)
        place.do("aster", Act.CASE_MERGE, there, {"into": last})
        reads(place, last)
        there = last
    assert isinstance(place.propose(there, "comply", by="aster"), Done)
    calls(place, here)
    state = state_of(there)
    assert (state.called, state.callers, state.items[0].proposal) == ("", {"cedar"}, None)
    assert proposed(place, there, by="cedar") == "case.caller-decides"
    assert proposed(place, there) == ""
    calls(place, here)  # of who called before nothing changes
    assert state_of(there).items[0].proposal is not None


def test_who_decided_where_items_went_does_not_call_where_they_came_from(place: Place) -> None:
    there, here = merged(place)
    asked = {"how": "contact_point", "said": "confirmed"}
    assert offered(place, here, "cedar")
    assert isinstance(place.propose(there, "comply", by="cedar"), Done)
    assert not offered(place, here, "cedar")
    assert offered(place, here, "aster")
    assert denied(place.act("cedar", Act.AUTHORITY_CALL_BACK, here, asked)) == "case.caller-decides"
    calls(place, here, by="aster")


def offered(place: Place, case: str, person: str) -> bool:
    """Whether the desk offers to say that one called."""
    state = state_of(case)
    found = choices.offers(state, person, place.desk.roles_of(person), onward=letter_parts.deciders_onward(state))
    return any(one["act"] == str(Act.AUTHORITY_CALL_BACK) for one in found)
