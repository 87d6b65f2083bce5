"""Calls to the authority as a client reckons them from what was signed, whatever the desk lets people decide (2.3)."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from called_samples import BASIC, CONTENT, calls, change, forged, parts, reads, two_items
from desk_samples import Place
from dueprocess.acts import splits as carrying
from dueprocess.case import decisions
from dueprocess.case.case_events import AuthorityCallCarried
from dueprocess.desk.services import acts, cases, letter_parts, merges, splits
from dueprocess.desk.services.result import Done
from dueprocess.formats.desk_acts import text_hash
from dueprocess.formats.statement import Act, Statement
from dueprocess.release import checks, facts
from dueprocess.release.calls import Turn, came
from dueprocess.release.evidence import ReleaseError
from in_process import client

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(db: None) -> Place:
    return Place.found(releasing=True)


@pytest.fixture
def hostile(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A desk that takes no call along, and believes that each item was confirmed."""

    def sheds(*told: Any) -> tuple[Any, ...]:
        return tuple(one for one in carrying.carried(*told) if not isinstance(one, AuthorityCallCarried))

    with monkeypatch.context() as lies:
        lies.setattr(splits, "carried", sheds)
        lies.setattr(merges, "carried", sheds)
        lies.setattr(decisions, "is_called", lambda _case, _item: True)
        yield


def granted(place: Place, case: str, item: int = 1, by: str = "aster") -> str:
    """The rule by which a client refuses what the desk lets two people decide; empty where it takes it."""
    reads(place, case)
    for done in (place.propose(case, "comply", by=by, item=item), place.approve(case, by="birch", item=item)):
        assert isinstance(done, Done), done
    return refused(place, case, item)


def refused(place: Place, case: str, item: int) -> str:
    try:
        checks.standing_grant(client(place, "birch")[0].look(case).seen, item)
    except ReleaseError as fault:
        return fault.rule
    return ""


def joined(place: Place, into: str, case: str) -> None:
    place.do("aster", Act.CASE_MERGE, case, {"into": into})


@pytest.mark.usefixtures("hostile")
def test_a_denial_is_not_shed_by_a_split(place: Place) -> None:
    case = two_items(place, **BASIC)
    calls(place, case, "denied")
    new = parts(place, case, 1)
    place.do("aster", Act.FACE_CONFIRM, new, {"fields": {"government_body": True}})
    assert granted(place, new) == "authority.denied"


@pytest.mark.usefixtures("hostile")
def test_a_denial_is_not_shed_by_a_split_of_what_was_merged(place: Place) -> None:
    true, bad = place.ready(), forged(place, **BASIC)
    calls(place, bad, "denied")
    joined(place, true, bad)
    new = parts(place, true, 1)
    assert granted(place, new) == "authority.denied"


@pytest.mark.usefixtures("hostile")
def test_a_denial_is_not_shed_by_a_merge(place: Place) -> None:
    true, bad = place.ready(), forged(place, **BASIC)
    calls(place, true)
    calls(place, bad, "denied")
    joined(place, true, bad)
    assert granted(place, true, 2) == "authority.denied"


@pytest.mark.usefixtures("hostile")
def test_a_merge_borrows_no_confirmation(place: Place) -> None:
    true, bad = place.ready(), forged(place, **CONTENT)
    calls(place, true)
    joined(place, true, bad)
    assert granted(place, true, 2) == "authority.no-call-back"


@pytest.mark.usefixtures("hostile")
@pytest.mark.parametrize("change_by", ["add", "amend", "confirm"])
def test_what_comes_after_the_call_is_not_covered(place: Place, change_by: str) -> None:
    case = two_items(place, **(BASIC if change_by == "amend" else CONTENT))
    place.do("aster", Act.FACE_CONFIRM, case, {"fields": {"items.2.period_to": CONTENT["period_to"]}})
    calls(place, case)
    if change_by == "add":
        change(place, case, "add", 3, **CONTENT)
    elif change_by == "amend":
        change(place, case, "amend", 2, data=["content"])
    else:
        more = {"items.2.period_to": "2026-03-01"}
        place.do("aster", Act.FACE_CONFIRM, case, {"fields": more})
    assert granted(place, case, 3 if change_by == "add" else 2) == "authority.no-call-back"


@pytest.mark.usefixtures("hostile")
def test_who_called_decides_nothing_after_a_split(place: Place) -> None:
    case = two_items(place, **BASIC)
    calls(place, case)
    assert granted(place, parts(place, case, 1), by="cedar") == "grant.same-person"


@pytest.mark.parametrize("goes", ["", "split", "merge"])
def test_what_an_honest_desk_lets_two_people_decide_is_taken(place: Place, goes: str) -> None:
    case, item = two_items(place), 2
    calls(place, case)
    if goes == "split":
        case, item = parts(place, case, 2), 1
    elif goes == "merge":
        there = forged(place, **BASIC)
        joined(place, there, case)
        case, item = there, 3
    if goes:
        reads(place, case)
        calls(place, case)
    assert granted(place, case, item) == ""


@pytest.mark.usefixtures("hostile")
@pytest.mark.parametrize("said_in", ["origin", "part", "sibling"])
def test_a_denial_that_came_after_the_items_parted_counts_in_each_case(
    place: Place, monkeypatch: pytest.MonkeyPatch, said_in: str
) -> None:
    case = two_items(place, **BASIC)
    change(place, case, "add", 3, **BASIC)
    new, other = parts(place, case, 1), parts(place, case, 2)
    here, there = {"origin": (case, new), "part": (new, case), "sibling": (other, new)}[said_in]
    with monkeypatch.context() as lies:
        lies.setattr(letter_parts, "_deny", lambda *_: None)
        lies.setattr(acts, "denied_beside", lambda _: "")
        calls(place, here, "denied")
        number = 3 if there == case else 1
        assert granted(place, there, number) == "authority.denied"
        place.do("aster", Act.FACE_CONFIRM, here, {"fields": {"government_body": True}})
        calls(place, here)
        assert refused(place, there, number) == ""


def test_a_confirmation_by_a_key_that_is_retired_takes_back_no_denial() -> None:
    said = [Turn(word, counts=word.by != "dora") for word in (call("cedar", "denied", 1), call("dora", "confirmed", 2))]
    other = split_off(3)
    turns = [*said, Turn(other, 0)]
    assert came("c-" + "b" * 24, turns)[0].denied
    assert not came("c-" + "b" * 24, [replace(one, counts=True) for one in turns])[0].denied


def call(by: str, answer: str, link: int) -> Statement:
    says = {"how": "verified_number", "phone": "", "said": answer}
    return stated(Act.AUTHORITY_CALL_BACK, by, says, link)


def split_off(link: int) -> Statement:
    return stated(Act.CASE_SPLIT, "aster", {"house": "", "items": [1], "new": "c-" + "b" * 24}, link)


def stated(act: Act, by: str, says: dict[str, Any], link: int) -> Statement:
    place = ("0" * 64, (1, "0" * 64), "c-" + "a" * 24, 1)
    return Statement(*place, act, by, "2026-03-02T10:00:00Z", "0" * 64, says, seen=None, link=link)


@pytest.mark.usefixtures("hostile")
def test_a_split_and_a_merge_back_shed_no_denial(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """A later part that came back made the office's no one that was said before the first part left."""
    case = two_items(place, **BASIC)
    change(place, case, "add", 3, **BASIC)
    first = parts(place, case, 1)
    monkeypatch.setattr(letter_parts, "_deny", lambda *_: None)
    calls(place, case, "denied")
    joined(place, case, parts(place, case, 2))
    assert cases.denied_beside(first) == case
    monkeypatch.setattr(acts, "denied_beside", lambda _: "")
    assert granted(place, first) == "authority.denied"


def test_an_item_that_returns_brings_the_denial_that_stood_when_it_left() -> None:
    """The office said yes for the rest meanwhile."""
    here, there = "c-" + "a" * 24, "c-" + "b" * 24
    back = replace(split_off(1), case=there, act=Act.CASE_MERGE, says={"into": here})
    turns = [
        Turn(call("cedar", "denied", 1), 1),
        Turn(split_off(2), 0),
        Turn(call("cedar", "confirmed", 3), 3),
        Turn(back, 4),
    ]
    assert [(one.at, one.denied) for one in came(here, turns)] == [(4, True)]


@pytest.mark.usefixtures("hostile")
@pytest.mark.parametrize(("by", "covered"), [("aster", False), ("dogwood", True)])
def test_who_brings_an_item_does_not_say_that_it_stood_here_before(place: Place, by: str, covered: bool) -> None:  # noqa: FBT001
    """A forged one was called by its number before it came, and the confirmation of another item covered it."""
    true, bad = place.ready(), forged(place, **CONTENT)
    place.do("aster", Act.FACE_CONFIRM, true, {"fields": {"government_body": True}})
    calls(place, true)
    joined(place, true, bad)
    assert granted(place, true, 2) == "authority.no-call-back"
    seen = client(place, "birch")[0].look(true).seen
    one = next(said for said in seen.statements.values() if said.act is Act.FACE_CONFIRM and said.case == true)
    early = replace(one, by=by, act=Act.TARGET_READ, says={"handle": "T1", "item": 2, "mark": "0" * 64})
    lied = replace(seen, statements={**seen.statements, "f" * 64: early})
    people = frozenset({"birch"})
    if covered:
        facts.check_called(lied, 2, people)
        return
    with pytest.raises(ReleaseError, match="called the office back"):
        facts.check_called(lied, 2, people)


def test_a_call_to_another_number_confirms_nothing(place: Place) -> None:
    """The desk shows the number that is rung."""
    case = two_items(place)
    calls(place, case)
    assert granted(place, case, 2) == ""
    seen = client(place, "birch")[0].look(case).seen
    name, call = seen.all(Act.AUTHORITY_CALL_BACK)[0]
    for phone, refuses in (("", False), (text_hash("+4930555123"), True)):  # no number was verified, or another one
        says = {"how": "call_back", "phone": phone, "said": "confirmed"}
        lied = replace(seen, statements={**seen.statements, name: replace(call, says=says)})
        if refuses:
            with pytest.raises(ReleaseError, match="called the office back"):
                checks.standing_grant(lied, 2)
        else:
            assert checks.standing_grant(lied, 2)


def test_what_came_and_went_again_costs_no_more_with_each_time() -> None:
    """One colleague splits an item off and merges it back, again and again: the ways through that are 2 ** n."""
    here, turns = "c-" + "a" * 24, [Turn(call("cedar", "denied", 0), 0)]
    for number in range(1, 100):
        there = f"c-{number:024}"
        off = replace(split_off(2 * number), case=here, says={**split_off(1).says, "new": there})
        back = replace(split_off(1), case=there, act=Act.CASE_MERGE, says={"into": here})
        turns += [Turn(off, 0), Turn(back, 2 * number + 1)]
    assert [one.denied for one in came(here, turns)] == [True] * 99


def test_a_confirmation_on_a_number_that_nobody_rings_takes_no_denial_back(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A lying desk shows an honest caller another number, and takes the call."""
    case = two_items(place, **BASIC)
    place.do("cedar", Act.AUTHORITY_CALL_BACK, case, {"how": "contact_point", "said": "denied"})
    given_of, other = acts.given_of, text_hash("+4930555666")
    monkeypatch.setattr(acts, "given_of", lambda *a, **k: replace(given_of(*a, **k), rung=frozenset({other})))
    place.do("cedar", Act.AUTHORITY_CALL_BACK, case, {"how": "call_back", "phone": other, "said": "confirmed"})
    assert client(place, "birch")[0].look(case).seen.called == ({"cedar"}, True)
