"""What an act can say on a case, as data; and whether it would be done, which writes nothing (P2)."""

import json
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection

from api_samples import Caller, Place, opened, rule
from dueprocess.acts import access
from dueprocess.acts.declaration import Of
from dueprocess.acts.table import ON_CASE
from dueprocess.demand.codes import Role
from dueprocess.desk.services.cases import state_of
from dueprocess.desk.services.result import Done
from dueprocess.formats.statement import Act
from holdings_samples import read

pytestmark = pytest.mark.django_db

MARKER = "zinnober-4711"
ASKED = {act: declared for act, declared in ON_CASE.items() if declared.asked}
FINE: dict[Act, dict[str, Any]] = {
    Act.DECISION_PROPOSE: {"ground": "", "item": 1, "lines": [], "outcome": "correct"},
    Act.GATE_ANSWER: {"answer": "yes", "item": 1, "question": "count", "until": None},
    Act.ITEM_CHANGE: {"fields": {"data": ["traffic"]}, "item": 1, "op": "amend"},
    Act.COST_RECORD: {"item": 1, "minutes": 25, "tariff": "", "units": 0},
    Act.PRESERVE_START: {"item": 1},
    Act.PUBLICATION_PROPOSE: {"detail": "aggregate", "item": 1},
    Act.AUTHORITY_CALL_BACK: {"how": "call_back", "said": "confirmed"},
    Act.ARRIVAL_CLASSIFY: {"case": "", "custodian": "", "resembles": "", "review_on": None, "says": "not_a_demand"},
}
SILENCE = {"admit": True, "count": False, "item": 1, "review_on": None, "rule": "", "source": "order", "tell": True}


@pytest.fixture
def case(place: Place) -> str:
    return place.ready()


def asks(who: Caller, case: str, act: Act, item: int | None = None) -> Any:
    number = (0 if ON_CASE[act].of is Of.CASE else 1) if item is None else item
    return who.get(f"/v1/cases/{case}/acts/{act}", item=number)


def rows() -> dict[str, str]:
    """Every row of every table."""
    with connection.cursor() as cursor:
        found = {}
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - our own tables
            found[table] = repr(cursor.fetchall())
    return found


def test_each_form_has_its_choices_for_who_may_and_for_nobody_else(place: Place, case: str) -> None:
    for name in ("aster", "birch", "cedar"):
        person, caller = place.desk.roster.person(name), opened(place, name)
        assert person is not None
        for act, declared in ASKED.items():
            answer = asks(caller, case, act)
            if not access.may([Role(role) for role in person.roles], act):
                assert rule(answer) == (403, "access.role"), (name, act)
                continue
            told = answer.json()
            assert (told["case"], told["act"]) == (case, str(act))
            assert set(told["choices"]) == set(declared.choices), act
            assert set(told["filled"]) == set(declared.filled), act


def test_what_would_be_done_is_said_and_nothing_is_written(place: Place, case: str) -> None:
    aster, before = opened(place, "aster"), rows()
    for act, says in FINE.items():
        answer = aster.post(f"/v1/cases/{case}/would", {"acts": [{"act": str(act), "says": says}]})
        assert answer.status_code == 200, (act, answer.content)
        told = answer.json()
        assert told["refused"] is None, (act, told["refused"])
        assert told["events"], act
    assert rows() == before


def test_a_whole_look_is_tried_each_act_on_what_those_before_it_made(place: Place, case: str) -> None:
    aster, before = opened(place, "aster"), rows()
    said = [
        {"act": "face.confirm", "says": {"fields": {"emergency": True}}},
        {"act": "secrecy.record", "says": {**SILENCE, "until": "2026-06-01"}},
    ]
    asks_ = [{"act": "decision.propose", "item": 1}]
    told = aster.post(f"/v1/cases/{case}/would", {"acts": said, "asked": asks_, "letter": {}}).json()
    assert told["refused"] is None
    assert {"case:face:confirmed", "case:secrecy:recorded"} <= set(told["events"])
    (field,) = [one for one in told["form"]["fields"] if one["path"] == "emergency"]
    assert (field["value"], field["confirmed"]) == (True, True)
    assert "emergency" in told["relied"]["face"]["confirmed"]
    assert told["asked"][0]["law"]["suggests"]
    assert told["letter"] is not None or told["letter_refused"]["rule"]
    bad = {"act": "cost.record", "says": {"item": 1, "minutes": 0, "tariff": "", "units": 2}}
    told = aster.post(f"/v1/cases/{case}/would", {"acts": [said[0], bad, said[1]]}).json()
    assert told["refused"]["number"] == 2
    assert "case:secrecy:recorded" not in told["events"]
    stands_alone = {"act": "case.merge", "says": {"into": case}}
    told = aster.post(f"/v1/cases/{case}/would", {"acts": [said[0], stands_alone]}).json()
    assert "is signed by itself" in told["refused"]["says"]
    assert aster.post(f"/v1/cases/{case}/would", {}).json()["events"] == []
    assert rows() == before


@pytest.mark.parametrize(
    ("act", "says", "refused"),
    [
        (Act.SECRECY_RECORD, {**SILENCE, "until": None}, "has an end, or a day on which it is reviewed"),
        (Act.COST_RECORD, {"item": 1, "minutes": 0, "tariff": "", "units": 2}, "A cost is minutes"),
        (Act.ITEM_CHANGE, {"fields": {}, "item": 1, "op": "amend"}, "Nothing to change"),
        (Act.ITEM_CHANGE, {"fields": {}, "item": 2, "op": "add"}, "An item has a kind"),
        (Act.ARRIVAL_CLASSIFY, {**FINE[Act.ARRIVAL_CLASSIFY], "says": "duplicate"}, "names its case"),
        (Act.DECISION_PROPOSE, {"ground": "", "item": 1, "lines": [], "outcome": "object"}, "ground"),
        (Act.DECISION_PROPOSE, {"item": 1}, "says"),
    ],
)
def test_what_would_be_refused_is_said_before_anybody_signs(
    act: Act, says: dict[str, Any], refused: str, place: Place, case: str
) -> None:
    answer = opened(place, "aster").post(f"/v1/cases/{case}/would", {"acts": [{"act": str(act), "says": says}]})
    told = answer.json()
    assert refused in (told["refused"] if answer.status_code == 200 else told["error"])["says"]


def test_no_word_of_ones_own_gets_onto_the_server(place: Place, case: str) -> None:
    birch = opened(place, "birch")
    for act, declared in ASKED.items():
        says = dict.fromkeys(declared.fields, MARKER)
        answer = birch.post(f"/v1/cases/{case}/would", {"acts": [{"act": str(act), "says": says}]})
        assert answer.status_code in {200, 403, 409, 422}, act
    assert [table for table, held in rows().items() if MARKER in held] == []


def test_objecting_stands_among_the_outcomes_before_complying(place: Place, case: str) -> None:
    told = asks(opened(place, "cedar"), case, Act.DECISION_PROPOSE).json()
    order = [one["value"] for one in told["choices"]["outcome"]]
    assert order.index("correct") < order.index("comply")
    assert order.index("object") < order.index("comply")
    assert not [one for one in told["choices"]["outcome"] if one["start"]], "nothing is chosen beforehand (P9)"
    assert len([one for one in told["choices"]["outcome"] if "suggested" in one["marks"]]) == 1
    assert told["law"]["suggests"]
    assert [one["words"] for one in told["choices"]["outcome"]] == [""] * len(order)  # a client has its own


def test_a_ground_against_which_facts_were_confirmed_is_not_offered(place: Place, case: str) -> None:
    def grounds() -> list[tuple[str, list[str]]]:
        told = asks(opened(place, "cedar"), case, Act.DECISION_PROPOSE).json()["choices"]["ground"]
        return [(one["value"], one["marks"]) for one in told if one["value"] in {"legal_basis_missing", "form_missing"}]

    place.confirm(case, cites_law=True, written=None)
    assert grounds() == [("form_missing", [])]
    place.confirm(case, cites_law=False)
    assert grounds() == [("legal_basis_missing", []), ("form_missing", [])]


def test_the_law_says_its_grounds_and_what_may_be_told(place: Place, case: str) -> None:
    place.confirm(case, cites_law=False, written=False)
    law = asks(opened(place, "cedar"), case, Act.DECISION_PROPOSE).json()["law"]
    assert {"legal_basis_missing", "form_missing"} <= {one["code"] for one in law["grounds"]}
    assert all(one["says"] and "verified" in one["cited"] for one in law["grounds"])
    may = law["may"]
    assert (may["tell"], may["admit"], may["count"], may["source"]) == ("no", "no", "yes", "statute")
    assert (may["rule"], may["until"], may["who"]) == ("DE-STPO-100J", None, "nobody")
    place.confirm(case, instruments=[])
    nothing = asks(opened(place, "cedar"), case, Act.DECISION_PROPOSE).json()["law"]["may"]
    assert (nothing["tell"], nothing["rule"]) == ("unknown", "")


def test_rules_of_a_silence_are_named_as_lawyers_name_them(place: Place, case: str) -> None:
    rules = asks(opened(place, "cedar"), case, Act.SECRECY_RECORD).json()["choices"]["rule"]
    assert (rules[0]["value"], rules[1]["value"]) == ("", "DE-STPO-100J")  # what the demand invokes stands first
    assert "§ 100j StPO" in rules[1]["words"]
    foreign = [not one["value"].startswith("DE-") for one in rules[2:]]
    assert foreign == sorted(foreign)


def test_choices_are_spoken_in_the_clients_language(place: Place, case: str) -> None:
    path = f"/v1/cases/{case}/acts/decision.propose"
    aster = opened(place, "aster")
    german = aster.client.get(path, {"item": 1}, headers={"Accept-Language": "de"}).json()
    assert german["choices"]["ground"][-1]["words"] == "auf Rat der Rechtsberatung"
    assert {"nimmt zwei Personen", "braucht zwei Personen"} & set(json.dumps(german, ensure_ascii=False).split('"'))
    refused = aster.client.post(
        f"/v1/cases/{case}/would",
        json.dumps({"acts": [{"act": "cost.record", "says": {"item": 1, "minutes": 0, "tariff": "", "units": 2}}]}),
        content_type="application/json",
        headers={"Accept-Language": "de"},
    )
    assert refused.json()["refused"]["says"].startswith("Ein Aufwand")


def test_lines_begin_as_the_map_of_services_suggests(place: Place, case: str) -> None:
    place.desk = replace(place.desk, holdings=read("mail", checked=place.desk.today.isoformat()))
    assert isinstance(place.confirm(case, items__1__data=["location", "subscriber"]), Done)
    told = asks(opened(place, "birch"), case, Act.DECISION_PROPOSE).json()
    lines = {one["value"].partition(":")[2]: one["marks"] for one in told["choices"]["lines"]}
    assert lines == {"location": ["no_data"], "subscriber": ["granted"]}


def test_what_follows_from_a_choice_is_said_with_it(place: Place, case: str) -> None:
    aster = opened(place, "aster")
    assert asks(aster, case, Act.ITEM_CHANGE, 0).json()["choices"]["op"][0]["says"] == {"item": 2}
    assert asks(aster, case, Act.ITEM_CHANGE, 1).json()["choices"]["op"][0]["says"] == {"item": 1}
    owed = asks(aster, case, Act.DUTY_DONE).json()["choices"]["what"]
    assert {one["says"]["item"] for one in owed} <= {None, 1}
    assert len(owed) > 0
    place.do("aster", Act.COST_RECORD, case, {"item": 1, "minutes": 25, "tariff": "", "units": 0})
    (cost,) = state_of(case).costs
    assert [one["value"] for one in asks(aster, case, Act.COST_WITHDRAW).json()["choices"]["cost"]] == [cost.statement]


def test_another_case_of_the_same_authority_is_named(place: Place, case: str) -> None:
    other = place.arrive()
    assert not isinstance(place.confirm(other, authority="DE-BKA"), str)
    assert asks(opened(place, "aster"), case, Act.CASE_MERGE).json()["same"] == [other]


def test_a_made_up_act_or_item_is_not_there(place: Place, case: str) -> None:
    aster = opened(place, "aster")
    assert rule(aster.get(f"/v1/cases/{case}/acts/case.burn")) == (422, "statement.unknown-act")
    assert rule(aster.get(f"/v1/cases/{case}/acts/decision.propose")) == (404, "access.not-found")
    assert rule(aster.get(f"/v1/cases/{case}/acts/decision.propose", item=9)) == (404, "access.not-found")
    for item in ("100", "-1", "²", "1x"):
        assert rule(aster.get(f"/v1/cases/{case}/acts/decision.propose", item=item)) == (422, "request.form"), item
    assert rule(aster.post(f"/v1/cases/{case}/would", {"acts": [{"act": "roster.sign", "says": {}}]})) == (
        403,
        "vault.not-here",
    )
    assert (
        rule(opened(place, "aster").post(f"/v1/cases/{case}/would", {"acts": [{"act": "desk.freeze", "says": {}}]}))[0]
        == 422
    )


# --- what a case offers: each act to whom it is for, and each with the form that is asked for ---


def offers(who: Caller, case: str) -> list[dict[str, Any]]:
    told = who.get(f"/v1/cases/{case}/offers").json()
    assert told["case"] == case
    rows: list[dict[str, Any]] = told["offers"]
    return rows


@pytest.mark.parametrize("name", ["aster", "birch", "cedar"])
def test_every_offer_is_answered_and_is_one_of_a_role_that_may(name: str, case: str, place: Place) -> None:
    who, roles = opened(place, name), place.desk.roles_of(name)
    listed = offers(who, case)
    assert {0, 1} == {row["item"] for row in listed}
    for row in listed:
        act = Act(row["act"])
        assert access.may(roles, act)
        if act is Act.LETTER_SEND:
            continue
        assert ON_CASE[act].asked, act
        assert who.get(f"/v1/cases/{case}/acts/{act}", item=row["item"]).status_code == 200, act


def test_a_second_persons_act_is_offered_to_a_second_person_alone(case: str, place: Place) -> None:
    mine = {"decision.propose", "decision.approve", "decision.send_back", "decision.withdraw"}

    def offered(name: str) -> set[str]:
        return {row["act"] for row in offers(opened(place, name), case)} & mine

    assert offered("aster") == {"decision.propose"}
    assert isinstance(place.propose(case, by="cedar"), Done)
    assert (offered("birch"), offered("aster"), offered("cedar")) == (
        {"decision.approve", "decision.send_back"},
        {"decision.send_back"},  # aster typed the facts
        {"decision.withdraw"},
    )


def test_a_letter_is_offered_by_its_kind(case: str, place: Place) -> None:
    place.do("aster", Act.DECISION_PROPOSE, case, FINE[Act.DECISION_PROPOSE])
    kinds = [row["letter"] for row in offers(opened(place, "aster"), case) if row["act"] == "letter.send"]
    assert kinds == [""]
    place.do("aster", Act.COST_RECORD, case, FINE[Act.COST_RECORD])
    acts = {(row["act"], row["item"]) for row in offers(opened(place, "aster"), case)}
    assert ("cost.withdraw", 1) in acts
