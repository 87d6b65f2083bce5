"""What a stranger's browser may claim: listed codes, and nothing that only the desk can know."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueprocess.demand.claimed import CASE, ITEM, MAX_ITEMS, claimed
from dueprocess.demand.face import CASE_FIELDS, ITEM_FIELDS, Face, FaceError

ITEMS = [{"kind": "disclosure", "data": ["traffic", "subscriber"], "targets": 2, "holder": None}]
OWN = ("channel", "received_on", "received_at", "official_address", "official_channel", "government_body")


def face(case: Any = None, items: Any = None) -> Face:
    plain = {"case": {} if case is None else case, "items": [{"kind": "disclosure"}] if items is None else items}
    return claimed(plain, received_on="2026-03-09", received_at="2026-03-09T09:00Z", directory={"DE-BKA"})


def test_a_claim_becomes_a_face_of_which_nothing_is_confirmed() -> None:
    made = face({"country": "DE", "emergency": True, "deadline": None}, [{"kind": "disclosure", "targets": 2}])
    assert made.case == {
        "channel": "portal",
        "country": "DE",
        "emergency": True,
        "received_at": "2026-03-09T09:00Z",
        "received_on": "2026-03-09",
        "written": True,
    }
    assert made.items == ({"kind": "disclosure", "targets": 2},)
    assert made.confirmed == frozenset()


def test_an_authority_is_claimed_as_the_form_offers_it_and_no_other() -> None:
    made = face({"authority": "DE-BKA"})
    assert (made.get("authority"), made.is_confirmed("authority")) == ("DE-BKA", False)
    with pytest.raises(FaceError, match="of the form"):
        face({"authority": "DE-PI-MOORAU"})


def test_the_fields_are_fields_of_the_face_and_none_of_the_desks_own() -> None:
    assert {one.name for one in CASE_FIELDS} >= CASE
    assert {one.name for one in ITEM_FIELDS} >= ITEM
    assert CASE.isdisjoint(OWN)


@pytest.mark.parametrize("name", OWN)
def test_what_only_the_desk_can_know_is_not_taken_from_a_stranger(name: str) -> None:
    with pytest.raises(FaceError):
        face({name: "mail"})


@pytest.mark.parametrize(
    "plain",
    [
        None,
        [],
        {"case": {}},
        {"case": {}, "items": []},
        {"case": {}, "items": "kind"},
        {"case": {}, "items": [{"kind": "disclosure"}] * (MAX_ITEMS + 1)},
        {"case": [], "items": [{"kind": "disclosure"}]},
        {"case": {}, "items": [{}]},
        {"case": {}, "items": ["disclosure"]},
        {"case": {}, "items": [{"kind": "everything"}]},
        {"case": {}, "items": [{"kind": "disclosure", "note": "text"}]},
        {"case": {"country": "Germany"}, "items": [{"kind": "disclosure"}]},
        {"case": {}, "items": [{"kind": "disclosure"}], "confirmed": ["country"]},
    ],
)
def test_anything_else_is_refused(plain: Any) -> None:
    with pytest.raises(FaceError):
        claimed(plain, received_on="2026-03-09", received_at="2026-03-09T09:00Z", directory={"DE-BKA"})


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(sorted(CASE | ITEM)), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(case=_JSON, items=_JSON)
def test_no_value_gets_in_that_the_face_does_not_list(case: Any, items: Any) -> None:
    try:
        made = face(case, items)
    except FaceError:
        return
    texts = [one for part in (made.case, *made.items) for one in part.values() if isinstance(one, str)]
    assert all(len(one) <= 40 and " " not in one for one in texts)
