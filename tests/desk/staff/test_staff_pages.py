"""The staff desk's pages: each tried by who may, who may not, and a stranger; what a case page opens on."""

import dataclasses
import html
import re
from collections.abc import Callable

import pytest
from django.test import Client

from dueprocess.acts import access
from dueprocess.adapters import law_files
from dueprocess.demand.codes import Role
from dueprocess.desk.services import desk_record
from dueprocess.desk.staff.urls import PAGES
from staff_desk import ROLES, StaffPlace

PEOPLE = {name: frozenset(Role(role) for role in roles) for name, roles in ROLES.items()} | {"fern": frozenset()}


@pytest.fixture
def case(desk_with_accounts: StaffPlace) -> str:
    return desk_with_accounts.ready()


def plain(answer: object) -> str:
    """The page without the form token, which is masked anew each time."""
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())


def address(path: str, case: str) -> str:
    known = {"<str:case_id>": case, "<str:act>": "decision.propose", "<str:name>": "DE-STPO-100J"}
    for part, value in known.items():
        path = path.replace(part, value)
    return f"/{path}"


SIMPLE = [page for page in PAGES if page.sees is not None and "<" not in address(page.path, "")]


@pytest.mark.parametrize("page", SIMPLE, ids=lambda page: page.name)
def test_who_may_see_a_page_who_may_not_and_a_stranger(
    page: object, case: str, client_of: Callable[[str], Client], stranger: Client
) -> None:
    where = address(page.path, case)
    for name, roles in PEOPLE.items():
        may = access.sees(roles, page.sees)
        answer = client_of(name).get(where)
        assert answer.status_code == (200 if may else 404), name
    answer = stranger.get(where)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/login/")


def test_a_page_that_is_not_yours_looks_like_one_that_is_not_there(
    case: str, client_of: Callable[[str], Client]
) -> None:
    fern = client_of("fern")
    there, not_there = (plain(fern.get(f"/cases/{one}/")) for one in (case, "c-aaaaaaaaaaaaaaaaaaaaaaaa"))
    assert there == not_there
    assert fern.get("/no/such/page/").status_code == 404


def test_a_case_opens_on_due_missing_and_may_i_tell(case: str, client_of: Callable[[str], Client]) -> None:
    text = client_of("aster").get(f"/cases/{case}/").content.decode()
    order = [text.index(head) for head in ("due-head", "missing-head", "tell-head", 'id="item-1"')]
    assert order == sorted(order)


def test_the_page_of_law_lists_positions_with_their_state_and_the_line_that_signs(
    desk_with_accounts: StaffPlace, client_of: Callable[[str], Client]
) -> None:
    place = desk_with_accounts
    first, second = sorted(place.desk.shelf.positions)[:2]
    drafts_only = client_of("clover").get("/law/").content.decode()
    assert f"<code>dueprocess law sign {first} --on 2" in drafts_only
    assert ".withdrawn" not in drafts_only
    assert place.desk.shelf.positions[first].does["en"] in html.unescape(drafts_only), "counsel reads what is signed"
    place.sign_law(first)
    signed = desk_record.law({place.desk.roster.number: place.desk.roster})
    place.desk = dataclasses.replace(place.desk, shelf=law_files.load(signatures=signed))
    text = client_of("clover").get("/law/").content.decode()
    assert f'<span class="state done">ours</span> <span class="small soft">{place.desk.today}</span>' in text
    assert f"<code>dueprocess law sign {first}.withdrawn --on 2" in text
    assert f"<code>dueprocess law sign {second} --on 2" in text


def test_the_directory_says_which_office_has_a_key(
    desk_with_accounts: StaffPlace, client_of: Callable[[str], Client]
) -> None:
    desk_with_accounts.verify_authority()
    assert "with a key (cms)" not in plain(client_of("aster").get("/directory/"))
    desk_with_accounts.verify_authority(key=b"\x30\x82 a certificate")
    assert "with a key (cms)" in plain(client_of("aster").get("/directory/"))
