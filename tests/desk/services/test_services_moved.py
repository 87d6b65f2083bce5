"""What may come between composing an act and taking it: what it relies on refuses it, and nothing else."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from desk_samples import CONTACT, POLICE, Place, chains_hold, denied, drafted, law_of, people
from dueprocess.acts.moved import RELIES_ON
from dueprocess.acts.table import ON_CASE
from dueprocess.case import law_answer
from dueprocess.case.events import EventKind
from dueprocess.desk.services import acts, rosters
from dueprocess.desk.services.result import Done
from dueprocess.formats.desk_acts import contact_hash
from dueprocess.formats.roster import Own
from dueprocess.formats.statement import Act, Said, bases
from dueprocess.release import after
from holdings_samples import read
from release_samples import House

pytestmark = pytest.mark.django_db

Step = Callable[..., object]
SILENCE = {
    "admit": True,
    "count": True,
    "review_on": None,
    "rule": "DE-STPO-95A",
    "source": "order",
    "tell": True,
    "until": "2026-06-01",
}
COST = {"item": 1, "minutes": 20, "tariff": "", "units": 0}


def note(place: Place, case: str) -> None:
    sealed = place.sealed()
    place.do("aster", Act.NOTE_ADD, case, {"sealed": sealed.id}, [sealed])


def cost(place: Place, case: str) -> None:
    place.do("birch", Act.COST_RECORD, case, COST)


def proposal(place: Place, case: str) -> None:
    assert isinstance(place.propose(case), Done)


def agreement(place: Place, case: str) -> None:
    assert isinstance(place.approve(case), Done)


def other_item(place: Place, case: str) -> None:
    assert isinstance(place.propose(case, item=2), Done)


def silence(place: Place, case: str) -> None:
    place.silence(case)


def fact(place: Place, case: str, by: str = "birch") -> None:
    assert isinstance(place.confirm(case, by=by, items__1__targets=2), Done)


def other_fact(place: Place, case: str, by: str = "birch") -> None:
    assert isinstance(place.confirm(case, by=by, items__2__targets=2), Done)


def common_fact(place: Place, case: str, by: str = "birch") -> None:
    assert isinstance(place.confirm(case, by=by, document_date="2026-10-30"), Done)


def other_amended(place: Place, case: str, by: str = "birch") -> None:
    place.do(by, Act.ITEM_CHANGE, case, {"op": "amend", "item": 2, "fields": {"targets": 2}})


def amended(place: Place, case: str, by: str = "birch") -> None:
    place.do(by, Act.ITEM_CHANGE, case, {"op": "amend", "item": 1, "fields": {"targets": 2}})


def added(place: Place, case: str) -> None:
    place.do("birch", Act.ITEM_CHANGE, case, {"op": "add", "item": 3, "fields": {"kind": "disclosure"}})


def _answer(item: int = 1) -> dict[str, Any]:
    return {"answer": "no", "item": item, "question": "tell", "until": None}


def _propose(item: int = 1) -> dict[str, Any]:
    return {"ground": "", "item": item, "lines": [], "outcome": "no_data"}


TAKEN: list[tuple[str, Act, dict[str, Any], Step]] = [
    ("aster", Act.DECISION_PROPOSE, _propose(), note),
    ("aster", Act.DECISION_PROPOSE, _propose(), cost),
    ("aster", Act.DECISION_PROPOSE, _propose(), other_item),
    ("aster", Act.DECISION_PROPOSE, _propose(), silence),
    ("aster", Act.DECISION_PROPOSE, {**_propose(), "outcome": "correct"}, other_fact),
    ("aster", Act.DECISION_PROPOSE, {**_propose(), "outcome": "correct"}, other_amended),
    ("aster", Act.FACE_CONFIRM, {"fields": {"items.2.targets": 3}}, proposal),
    ("aster", Act.FACE_CONFIRM, {"fields": {"items.1.targets": 3}}, other_amended),
    ("aster", Act.ITEM_CHANGE, {"op": "withdraw", "item": 2, "fields": {}}, proposal),
    ("aster", Act.GATE_ANSWER, _answer(), proposal),
    ("aster", Act.GATE_ANSWER, _answer(), other_fact),
    ("aster", Act.SECRECY_RECORD, {**SILENCE, "item": 1}, proposal),
    ("aster", Act.FACE_CONFIRM, {"fields": {"items.1.targets": 3}}, note),
    ("aster", Act.COST_RECORD, COST, proposal),
]
REFUSED: list[tuple[str, Act, dict[str, Any], Step]] = [
    ("aster", Act.DECISION_PROPOSE, _propose(), fact),
    ("aster", Act.DECISION_PROPOSE, {**_propose(), "outcome": "correct"}, proposal),
    ("aster", Act.GATE_ANSWER, _answer(), fact),
    ("aster", Act.GATE_ANSWER, _answer(), silence),
    ("aster", Act.SECRECY_RECORD, {**SILENCE, "item": 1, "until": "2026-08-01"}, silence),
    ("aster", Act.FACE_CONFIRM, {"fields": {"items.1.targets": 3}}, fact),
    ("aster", Act.FACE_CONFIRM, {"fields": {"items.1.targets": 3}}, proposal),
    ("aster", Act.ITEM_CHANGE, {"op": "withdraw", "item": 1, "fields": {}}, proposal),
    ("aster", Act.DECISION_PROPOSE, _propose(), common_fact),
    ("aster", Act.DECISION_PROPOSE, _propose(), amended),
    ("aster", Act.FACE_CONFIRM, {"fields": {"document_date": "2026-10-30"}}, proposal),
    ("aster", Act.ITEM_CHANGE, {"op": "add", "item": 3, "fields": {"kind": "shutdown"}}, added),
    ("aster", Act.COST_RECORD, {**COST, "minutes": 5}, cost),
]


def _names(rows: list[tuple[str, Act, dict[str, Any], Step]]) -> list[str]:
    return [f"{act} after {between.__name__}" for _, act, _, between in rows]


def two_items(place: Place) -> str:
    case = place.ready()
    place.keyed(case)
    fields = {"kind": "disclosure", "data": ["subscriber"], "targets": 1}
    place.do("aster", Act.ITEM_CHANGE, case, {"op": "add", "item": 2, "fields": fields})
    assert isinstance(place.confirm(case, authority=POLICE), Done)
    return case


@pytest.mark.parametrize(("by", "act", "says", "between"), TAKEN, ids=_names(TAKEN))
def test_what_an_act_does_not_rely_on_may_come_between(
    place: Place, by: str, act: Act, says: dict[str, Any], between: Step
) -> None:
    case = two_items(place)
    composed = place.note(by, act, case, says)
    between(place, case)
    assert isinstance(acts.perform(place.desk, composed), Done)
    assert chains_hold()


@pytest.mark.parametrize(("by", "act", "says", "between"), REFUSED, ids=_names(REFUSED))
def test_what_an_act_relies_on_refuses_it(place: Place, by: str, act: Act, says: dict[str, Any], between: Step) -> None:
    case = two_items(place)
    composed = place.note(by, act, case, says)
    between(place, case)
    before = place.state(case)
    assert denied(acts.perform(place.desk, composed)) == "case.revision-moved"
    assert place.state(case) == before


def test_an_agreement_stands_beside_a_note_and_falls_with_what_it_rests_on(place: Place) -> None:
    case = two_items(place)
    proposal(place, case)
    composed = place.note("birch", Act.DECISION_APPROVE, case, place.approve_says(case))
    note(place, case)
    other_item(place, case)
    assert isinstance(acts.perform(place.desk, composed), Done)
    again = place.note("birch", Act.DECISION_APPROVE, case, place.approve_says(case, item=2))
    other_fact(place, case)
    assert denied(acts.perform(place.desk, again)) == "case.revision-moved"


@pytest.mark.parametrize(
    ("between", "stands"),
    [(other_fact, True), (other_amended, True), (fact, False), (amended, False), (common_fact, False)],
)
def test_an_open_proposal_falls_with_facts_of_its_own_item_and_of_the_whole_demand(
    place: Place, between: Step, *, stands: bool
) -> None:
    case = two_items(place)
    proposal(place, case)
    other_item(place, case)
    says = place.approve_says(case)
    composed = place.note("birch", Act.DECISION_APPROVE, case, says)
    between(place, case, "aster")
    item, other = (place.state(case).item(number) for number in (1, 2))
    assert item is not None
    assert other is not None
    assert (str(item.deciding), str(other.deciding)) == (
        ("proposed", "open") if stands else ("open", "open" if between is common_fact else "proposed")
    )
    for note_ in (composed, place.note("birch", Act.DECISION_APPROVE, case, says)):
        assert isinstance(acts.perform(place.desk, note_), Done) is stands
        if stands:
            break
    assert chains_hold()


def test_what_came_between_counts_for_every_act_of_a_look(place: Place) -> None:
    case = two_items(place)
    look = drafted(place.desk, place.state(case), Act.NOTE_ADD, "aster", {}).look
    said = (Said(Act.GATE_ANSWER, _answer(2)), Said(Act.GATE_ANSWER, _answer()))
    law = law_of(place.desk, place.state(case), [1, 2])
    both = place.sign(replace(look, acts=said, basis=bases(said, lambda _: look.basis[0][1]), law=law))
    silence(place, case)
    before = place.state(case)
    assert denied(acts.perform(place.desk, both)) == "case.revision-moved"
    assert place.state(case) == before


def test_a_refusal_says_what_came(place: Place) -> None:
    case = two_items(place)
    composed = place.note("aster", Act.DECISION_PROPOSE, case, _propose())
    fact(place, case)
    result = acts.perform(place.desk, composed)
    assert EventKind.FACE_CONFIRMED.meaning in str(result)


def test_sending_back_hits_the_proposal_that_was_read_and_no_newer_one(place: Place) -> None:
    case = two_items(place)
    proposal(place, case)
    says = {"item": 1, "proposal": place.approve_says(case)["proposal"], "reason": "facts"}
    composed = place.note("birch", Act.DECISION_SEND_BACK, case, says)
    place.do("cedar", Act.DECISION_WITHDRAW, case, place.withdraw_says(case))
    assert isinstance(place.propose(case, "correct", by="aster"), Done)
    assert isinstance(place.act("aster", Act.DECISION_WITHDRAW, case, place.withdraw_says(case)), Done)
    proposal(place, case)
    before = place.state(case)
    assert denied(acts.perform(place.desk, composed)) == "case.basis-changed"
    assert place.state(case) == before


def test_a_veto_is_read_before_the_same_is_ordered_again(tmp_path: Path) -> None:
    """Who orders anew, since the first production is stuck, must see that a colleague ended it for ever."""
    house = House.built(tmp_path)
    for name in ("aster", "birch"):
        house.reads(name)
    house.grants()
    house.orders()
    house.deals()
    says, attached = house.order_says()
    composed = house.place.note("aster", Act.PRODUCTION_ORDER, house.case, says)
    veto = {"deal": house.deal, "item": 1, "production": house.production}
    house.place.do("cedar", Act.RELEASE_VETO, house.case, veto)
    assert denied(acts.perform(house.place.desk, composed, attached=attached)) == "case.revision-moved"


def test_what_is_called_back_is_what_was_seen_to_be_wrong(place: Place) -> None:
    """A recall names what was given by its hash, and does not hit what was given rightly since."""
    case = place.ready()
    assert isinstance(place.propose(case, "comply"), Done)
    assert isinstance(place.approve(case), Done)
    given = {"how": "mail", "item": 1, "on": place.desk.today.isoformat(), "proposal": ""}
    place.do("aster", Act.OUTSIDE_DONE, case, given)
    wrong = place.recall_says(case, "wrong_target")
    composed = place.note("birch", Act.RELEASE_RECALL, case, wrong)
    place.do("cedar", Act.RELEASE_RECALL, case, wrong)
    place.do("aster", Act.OUTSIDE_DONE, case, {**given, "how": "paper"})
    assert denied(acts.perform(place.desk, composed)) == "production.wrong-state"


def test_what_nobody_saw_is_not_destroyed(place: Place) -> None:
    case = place.arrive()
    assert isinstance(place.classify(case, "not_a_demand"), Done)
    place.do("aster", Act.FORGET_PROPOSE, case, {})
    says = {"proposal": place.state(case).forget_statement}
    composed = place.note("birch", Act.FORGET_APPROVE, case, says)
    note(place, case)
    assert denied(acts.perform(place.desk, composed)) == "case.revision-moved"


def test_the_table_names_acts_on_a_case_and_subjects_that_there_are() -> None:
    subjects = {str(kind).split(":")[1] for kind in EventKind}
    assert RELIES_ON.keys() <= ON_CASE.keys()
    assert all(relied <= subjects for relied in RELIES_ON.values())


def test_what_a_client_orders_by_revision_never_passes_a_decision_unseen() -> None:
    """A client holds edits against the proposal by the revisions that both name (``release/after.py``)."""
    for act in after.EDITS:
        assert "decision" in RELIES_ON.get(act, {"decision"}), act
    for act in (Act.DECISION_PROPOSE, Act.DECISION_APPROVE):
        assert {"arrival", "authority", "case", "face", "item"} <= RELIES_ON[act]


def test_what_counsel_signs_elsewhere_voids_no_open_decision(place: Place) -> None:
    case = place.ready()
    proposal(place, case)
    composed = place.note("birch", Act.DECISION_APPROVE, case, place.approve_says(case))
    place.sign_law("PK-PTA-54")
    assert isinstance(acts.perform(place.desk, composed), Done)


def test_a_decision_falls_with_the_law_that_it_was_judged_by(place: Place) -> None:
    case = place.ready()
    proposal(place, case)
    composed = place.note("birch", Act.DECISION_APPROVE, case, place.approve_says(case))
    place.sign_law("DE-STPO-100J")
    assert denied(acts.perform(place.desk, composed)) == "case.basis-changed"


@pytest.mark.parametrize(("service", "rule"), [("hosting", ""), ("telecom", "case.basis-changed")])
def test_a_decision_falls_with_an_entry_of_the_map_that_it_was_judged_by(place: Place, service: str, rule: str) -> None:
    """Both services are for telecommunications: of a hosting service the map says nothing."""
    place.desk = replace(place.desk, holdings=read("mail", "phone"))
    case = place.ready()
    assert isinstance(place.confirm(case, items__1__service=service), Done)
    proposal(place, case)
    composed = place.note("birch", Act.DECISION_APPROVE, case, place.approve_says(case))
    place.desk = replace(place.desk, holdings=read("mail", "phone", checked="2026-11-20"))
    done = acts.perform(place.desk, composed)
    assert (denied(done) if rule else isinstance(done, Done)) == (rule or True)


def test_what_a_case_was_judged_by_is_its_own_law(place: Place) -> None:
    case = place.ready()
    relied = acts.relied_now(place.desk, place.state(case))
    assert relied["law"].keys() == {f"authorities/{POLICE}", law_answer.PLACE}
    read = {**relied["law"], **relied["items"][0]["law"]}
    assert "instruments/DE-STPO-100J" in read
    assert not [path for path in read if "/PK-" in path]
    assert all(len(mark) == 64 for mark in read.values())


def leaves(place: Place) -> None:
    """Cedar is on the next roster no more."""
    _next(place, rosters.successor(place.desk.roster, (), ("cedar",), None, place.desk.now))


def swaps(place: Place) -> None:
    """Cedar's key was lost: the next roster has another one."""
    cedar, fresh = place.desk.roster.person("cedar"), people()["eve"]
    vkey = replace(cedar.key, public=fresh.signer()[0].public).vkey
    changed = replace(cedar, own=Own(fresh.card().age, vkey))
    _next(place, rosters.successor(place.desk.roster, (changed,), (), None, place.desk.now))


def joins(place: Place) -> None:
    """Somebody else joins."""
    fresh = people()["eve"].card().person(("clerk",))
    _next(place, rosters.successor(place.desk.roster, (fresh,), (), None, place.desk.now))


def _next(place: Place, after: Any) -> None:
    place.desk = replace(place.desk, roster=after, rosters={1: place.desk.roster, 2: after})


@pytest.mark.parametrize("goes", [leaves, swaps])
def test_a_proposal_of_who_is_gone_is_agreed_to_by_nobody_and_makes_room(
    place: Place, goes: Callable[..., None]
) -> None:
    case = place.ready()
    proposal(place, case)
    goes(place)
    assert denied(place.approve(case)) == "case.basis-changed"
    place.do("aster", Act.DECISION_WITHDRAW, case, place.withdraw_says(case))
    assert isinstance(place.propose(case, by="aster"), Done)


@pytest.mark.parametrize(("goes", "rule"), [(leaves, "case.basis-changed"), (swaps, "case.basis-changed"), (joins, "")])
def test_nothing_is_given_on_a_decision_of_who_is_gone(place: Place, goes: Callable[..., None], rule: str) -> None:
    case = place.ready()
    assert isinstance(place.propose(case, "comply"), Done)
    assert isinstance(place.approve(case), Done)
    item = place.state(case).item(1)
    assert item is not None
    goes(place)
    says = {"approval": item.approval, "files": ["4" * 64], "how": "disk", "item": 1, "why": "no_host"}
    result = place.act("aster", Act.OUTSIDE_PROPOSE, case, {**says, "recipient": contact_hash(CONTACT)})
    assert denied(result) == (rule or "target.two-readers")  # what comes next is asked next
    taken = place.act("aster", Act.DECISION_WITHDRAW, case, place.withdraw_says(case))
    assert (denied(taken) == "case.four-eyes") if not rule else isinstance(taken, Done)
