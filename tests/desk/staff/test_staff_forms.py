"""The forms of the acts: each opens where it is offered, gives codes alone, and takes no word of one's own (P2)."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.utils.html import escape

from dueprocess.acts import access
from dueprocess.acts.declaration import Of
from dueprocess.acts.parse import command_of
from dueprocess.demand.codes import Role
from dueprocess.desk.data.models import Draft
from dueprocess.desk.services.cases import state_of
from dueprocess.desk.services.result import Done
from dueprocess.desk.staff import offers
from dueprocess.desk.staff.forms import FORMS
from dueprocess.formats.statement import Act
from staff_desk import ROLES, StaffPlace

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

MARKER = "zinnober-4711"
FILLED: dict[Act, dict[str, Any]] = {
    Act.DECISION_PROPOSE: {"outcome": "correct"},
    Act.GATE_ANSWER: {"question": "count", "answer": "yes"},
    Act.SECRECY_RECORD: {"source": "order", "forbids": ["tell", "admit"], "until": "2026-12-01"},
    Act.ITEM_CHANGE: {"op": "amend", "fields:data": ["traffic"]},
    Act.COST_RECORD: {"minutes": "25"},
    Act.PRESERVE_START: {},
    Act.PUBLICATION_PROPOSE: {"detail": "aggregate"},
    Act.ARRIVAL_CLASSIFY: {"says": "not_a_demand"},
    Act.AUTHORITY_CALL_BACK: {"how": "call_back"},
}
OF_CASE = {act for act, declared in FORMS.items() if declared.of is Of.CASE}


@pytest.fixture
def case(desk_with_accounts: StaffPlace) -> str:
    return desk_with_accounts.ready()


def by_whom(act: Act) -> str:
    return next(name for name, roles in ROLES.items() if access.may([Role(role) for role in roles], act))


def where(case: str, act: Act) -> str:
    return f"/cases/{case}/do/{act}/" + ("" if act in OF_CASE else "?item=1")


@pytest.mark.parametrize("act", list(FORMS), ids=str)
def test_a_form_opens_for_who_may(act: Act, case: str, client_of: Callable[[str], Client]) -> None:
    answer = client_of(by_whom(act)).get(where(case, act))
    assert answer.status_code == 200
    assert escape(FORMS[act].title) in answer.content.decode()


@pytest.mark.parametrize("act", list(FILLED), ids=str)
def test_what_a_form_gives_is_a_command(act: Act, case: str, client_of: Callable[[str], Client]) -> None:
    answer = client_of(by_whom(act)).post(where(case, act), FILLED[act])
    assert answer.status_code == 302, answer.content.decode()
    draft = Draft.objects.get()
    assert draft.act == str(act)
    assert command_of(act, json.loads(draft.says)) is not None


@pytest.mark.slow
@pytest.mark.parametrize("act", list(FORMS), ids=str)
def test_no_word_of_ones_own_gets_onto_the_server(act: Act, case: str, client_of: Callable[[str], Client]) -> None:
    browser = client_of(by_whom(act))
    page = browser.get(where(case, act)).content.decode()
    names = set(re.findall(r'name="(\w[\w:]*)"', page.split("<main", 1)[1])) - {"csrfmiddlewaretoken"}
    answer = browser.post(where(case, act), dict.fromkeys(names, MARKER))
    assert answer.status_code in {302, 422}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - our own tables
            assert MARKER not in repr(cursor.fetchall()), table


def test_every_offer_of_a_page_leads_somewhere(case: str, client_of: Callable[[str], Client]) -> None:
    state = state_of(case)
    for name, roles in ROLES.items():
        who = offers.Who(name, frozenset(Role(role) for role in roles))
        listed = [*offers.for_case(state, who), *offers.for_item(state, state.items[0], who)]
        for offer in listed:
            assert client_of(name).get(f"/cases/{case}/{offer.path}").status_code == 200, (name, offer.path)


def test_a_second_persons_act_is_offered_to_a_second_person_alone(
    case: str, desk_with_accounts: StaffPlace, client_of: Callable[[str], Client]
) -> None:
    def offered(name: str) -> set[str]:
        page = client_of(name).get(f"/cases/{case}/").content.decode()
        return {act for act in ("approve", "send_back", "withdraw") if f"do/decision.{act}/" in page}

    place = desk_with_accounts
    assert isinstance(place.propose(case, by="clover"), Done)
    assert (offered("birch"), offered("aster"), offered("clover")) == ({"approve", "send_back"}, set(), {"withdraw"})
    page = client_of("aster").get(f"/cases/{case}/").content.decode()
    assert re.search(r"a second person must agree: <b>birch</b>", page)
    roster = replace(place.desk.roster, people=tuple(one for one in place.desk.roster.people if one.name != "birch"))
    place.desk = replace(place.desk, roster=roster)  # birch left: nobody is there to agree any more
    page = client_of("clover").get(f"/cases/{case}/").content.decode()
    assert "nobody can" in page
    assert "Nobody else here can agree" not in page


@pytest.mark.parametrize(
    ("who", "says"),
    [
        ("proposer", "You proposed this yourself."),
        ("typist", "You typed or confirmed facts"),
        ("caller", "You called the authority back"),
        ("other", ""),
    ],
)
def test_who_may_not_agree_is_told_why(who: str, says: str, case: str, desk_with_accounts: StaffPlace) -> None:
    assert isinstance(desk_with_accounts.propose(case, by="clover"), Done)
    state = state_of(case)
    proposal = state.items[0].proposal
    assert proposal is not None
    item = replace(state.items[0], proposal=replace(proposal, by="proposer"))
    known = replace(state, confirmers=frozenset({"typist"}), callers=frozenset({"caller"}))
    told = offers.why_not_agree(known, item, offers.Who(who, frozenset({Role.APPROVER})))
    assert str(told).startswith(says)
    assert bool(says) == bool(told)
    held = offers.for_item(known, item, offers.Who(who, frozenset({Role.APPROVER})))
    assert (Act.DECISION_APPROVE in {one.act for one in held}) is (who == "other")
    assert offers.why_not_agree(known, item, offers.Who("proposer", frozenset({Role.CLERK}))) == ""


def test_objecting_is_offered_in_the_same_form_and_steps_as_complying(
    case: str, client_of: Callable[[str], Client]
) -> None:
    page = client_of("clover").get(where(case, Act.DECISION_PROPOSE)).content.decode()
    order = re.findall(r'name="outcome" value="(\w+)"', page)
    assert order.index("correct") < order.index("comply")
    assert order.index("object") < order.index("comply")


@pytest.mark.parametrize(
    ("act", "posted", "says"),
    [
        (Act.SECRECY_RECORD, {"source": "order", "forbids": "tell"}, "an end or a day of review"),
        (Act.COST_RECORD, {"units": "2"}, "A cost is minutes"),
        (Act.ITEM_CHANGE, {"op": "amend"}, "Nothing to change"),
        (Act.ARRIVAL_CLASSIFY, {"says": "duplicate"}, "names its case"),
        (Act.ARRIVAL_CLASSIFY, {"says": "duplicate", "case": "c-zzzz"}, "No case, or more than one"),
        (Act.CASE_MERGE, {"into": "c-zzzz"}, "No case, or more than one"),
    ],
)
def test_what_is_missing_is_said_and_no_draft_is_kept(
    act: Act, posted: dict[str, str], says: str, case: str, client_of: Callable[[str], Client]
) -> None:
    answer = client_of(by_whom(act)).post(where(case, act), posted)
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert not Draft.objects.exists()


def test_an_item_is_added_to_the_case(case: str, client_of: Callable[[str], Client]) -> None:
    where_to = f"/cases/{case}/do/item.change/"
    answer = client_of("aster").post(where_to, {"op": "add"})
    assert "An item has a kind" in answer.content.decode()
    answer = client_of("aster").post(where_to, {"op": "add", "fields:kind": "preservation", "fields:targets": "1"})
    assert answer.status_code == 302
    assert '"item":2' in Draft.objects.get().says


def test_a_part_is_answered_line_by_line(case: str, client_of: Callable[[str], Client]) -> None:
    posted = {"outcome": "partial", "lines:T1:subscriber": "granted"}
    answer = client_of("aster").post(where(case, Act.DECISION_PROPOSE), posted)
    draft = Draft.objects.first()
    if draft is None:
        assert "This would be refused" in answer.content.decode()
    else:
        assert '"handle":"T1"' in draft.says


def test_a_cost_is_taken_back(case: str, desk_with_accounts: StaffPlace, client_of: Callable[[str], Client]) -> None:
    desk_with_accounts.do("aster", Act.COST_RECORD, case, {"item": 1, "minutes": 25, "tariff": "", "units": 0})
    (cost,) = state_of(case).costs
    page = client_of("aster").get(f"/cases/{case}/").content.decode()
    assert "25 minutes" in page
    assert "cost.withdraw" in page
    answer = client_of("aster").post(where(case, Act.COST_WITHDRAW), {"seq": str(cost.seq)})
    assert answer.status_code == 302
    assert json.loads(Draft.objects.get().says) == {"seq": cost.seq}
