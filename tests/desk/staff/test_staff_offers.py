"""What the page of a case offers: buttons into the vault, which draws the form; each to whom it is for."""

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from django.test import Client

from dueprocess.acts import access
from dueprocess.acts.table import ON_CASE
from dueprocess.demand.codes import Role
from dueprocess.desk.services.cases import state_of
from dueprocess.desk.services.result import Done
from dueprocess.desk.staff import offers
from dueprocess.formats.statement import Act
from staff_desk import ROLES, StaffPlace


@pytest.fixture
def case(desk_with_accounts: StaffPlace) -> str:
    return desk_with_accounts.ready()


def test_every_offer_leads_to_a_page_or_to_a_form_that_the_vault_draws(
    case: str, client_of: Callable[[str], Client]
) -> None:
    state = state_of(case)
    for name, roles in ROLES.items():
        who = offers.Who(name, frozenset(Role(role) for role in roles))
        listed = [*offers.for_case(state, who), *offers.for_item(state, state.items[0], who)]
        for offer in listed:
            if offer.path:
                assert client_of(name).get(f"/cases/{case}/{offer.path}").status_code == 200, (name, offer.path)
            else:
                assert access.may(who.roles, offer.act)
                assert ON_CASE[offer.act].asked, offer.act
                assert offer.command == ON_CASE[offer.act].command != "", offer.act
                assert re.fullmatch(rf"#/act/{case}/{re.escape(offer.act)}\?(item=1)?", offer.fragment), offer.fragment


def test_a_button_opens_the_vault_in_the_language_of_the_page_or_names_the_command(
    case: str, desk_with_accounts: StaffPlace, client_of: Callable[[str], Client]
) -> None:
    page = client_of("aster").get(f"/cases/{case}/").content.decode()
    into = f'href="http://vault.testserver/#/act/{case}/decision.propose?item=1&amp;ui=en" target="dueprocess-vault"'
    assert into in page
    assert "dueprocess decide" not in page
    desk_with_accounts.house(vault_address="")
    page = client_of("aster").get(f"/cases/{case}/").content.decode()
    assert "<code>dueprocess decide</code>" in page
    assert "#/act/" not in page


def test_a_second_persons_act_is_offered_to_a_second_person_alone(
    case: str, desk_with_accounts: StaffPlace, client_of: Callable[[str], Client]
) -> None:
    def offered(name: str) -> set[str]:
        page = client_of(name).get(f"/cases/{case}/").content.decode()
        return {act for act in ("approve", "send_back", "withdraw") if f"/decision.{act}?" in page}

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


def test_a_cost_stands_on_the_item_and_can_be_taken_back(
    case: str, desk_with_accounts: StaffPlace, client_of: Callable[[str], Client]
) -> None:
    desk_with_accounts.do("aster", Act.COST_RECORD, case, {"item": 1, "minutes": 25, "tariff": "", "units": 0})
    page = client_of("aster").get(f"/cases/{case}/").content.decode()
    assert "25 minutes" in page
    assert f"#/act/{case}/cost.withdraw?item=1" in page
