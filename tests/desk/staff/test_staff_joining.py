"""Joining by a one-use code, and coming back after a lost factor."""

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from dueprocess.desk.data.models import Account, Invitation, Session
from dueprocess.desk.services import accounts
from dueprocess.desk.services.accounts import Invited
from staff_desk import PASSWORD, Clients, StaffPlace

NEW = "eleven swans below the mill"


def code_for(place: StaffPlace, name: str, *, again: bool = False) -> str:
    made = accounts.invite(place.desk, "elder", name, roles=["clerk"], again=again)
    assert isinstance(made, Invited)
    return made.code


def join(client: Client, code: str, **said: str) -> Any:
    assert client.post("/join/", {"code": code})["Location"] == "/join/account/"
    return client.post("/join/account/", said or {"password1": NEW, "password2": NEW})


def test_somebody_joins_and_sets_up_a_second_proof_first(place: StaffPlace, stranger: Client) -> None:
    code = code_for(place, "hazel")
    answer = join(stranger, code)
    assert answer["Location"] == "/account/second/"
    assert Account.objects.get(name="hazel").check_password(NEW)
    assert stranger.get("/account/")["Location"] == "/account/second/"
    assert stranger.get("/account/app/").status_code == 200  # who just chose a password need not type it again
    assert Client().post("/join/", {"code": code}).status_code == 200


def test_a_passkey_alone_is_enough(place: StaffPlace, stranger: Client) -> None:
    join(stranger, code_for(place, "hazel"), alone="1")
    assert not Account.objects.get(name="hazel").has_usable_password()
    assert stranger.get("/account/passkey/").status_code == 200
    said = {"password1": NEW, "password2": NEW}
    assert stranger.post("/account/password/new/", said)["Location"] == "/account/"


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"password1": "short", "password2": "short"}, "too short"),
        ({"password1": "passwordpassword", "password2": "passwordpassword2"}, "differ"),
        ({"password1": "", "password2": NEW}, "required"),
    ],
)
def test_a_weak_password_is_not_taken(place: StaffPlace, stranger: Client, said: dict[str, str], why: str) -> None:
    answer = join(stranger, code_for(place, "hazel"), **said)
    assert why in answer.content.decode()
    assert not Account.objects.filter(name="hazel").exists()


@pytest.mark.parametrize("code", ["wrong", "0000-0000-0000-0000-0000"])
def test_what_opens_nothing_gets_one_answer(stranger: Client, code: str) -> None:
    answer = stranger.post("/join/", {"code": code})
    assert b"This code opens nothing" in answer.content
    assert stranger.get("/join/account/")["Location"] == "/join/"


def test_the_code_stands_in_no_address_and_in_no_row(
    place: StaffPlace, client_of: Clients, caplog: pytest.LogCaptureFixture
) -> None:
    answer = client_of("elder").post("/people/invite/", {"name": "hazel", "roles": ["clerk"]})
    link = answer.context["link"]
    base, _, code = link.partition("#")
    assert base == "http://testserver/join/"
    assert code.encode() in answer.content
    assert code not in str(list(Invitation.objects.values()))
    join(Client(), code)
    assert code not in caplog.text


def test_a_code_used_between_the_two_pages_leads_back(place: StaffPlace, stranger: Client) -> None:
    code = code_for(place, "hazel")
    other = Client()
    other.post("/join/", {"code": code})
    join(stranger, code)
    assert other.post("/join/account/", {"password1": NEW, "password2": NEW})["Location"] == "/join/"


def test_two_at_once_make_one_account(place: StaffPlace, stranger: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from dueprocess.desk.staff.views import login

    code = code_for(place, "hazel")
    first = login.accounts.accept

    def beaten(*given: Any) -> Any:
        first(*given)  # another browser a moment before
        return first(*given)

    monkeypatch.setattr(login.accounts, "accept", beaten)
    assert join(stranger, code)["Location"] == "/join/"


def test_a_lost_factor_comes_back_by_another_person_and_old_log_ins_end_when_the_code_is_used(
    place: StaffPlace, client_of: Clients, stranger: Client
) -> None:
    old = client_of("aster")
    answer = client_of("elder").post("/people/invite/", {"name": "aster", "again": "1"})
    assert old.get("/account/").status_code == 200
    for name in ("aster", "dill"):
        assert b"log-in set up again" in client_of(name).get("/people/").content
    assert join(stranger, answer.context["made"].code)["Location"] == "/account/second/"
    assert old.get("/account/").status_code == 302
    assert not Authenticator.objects.filter(user__name="aster").exists()
    assert not Account.objects.get(name="aster").check_password(PASSWORD)
    assert Session.objects.filter(account__name="aster").count() == 1
    assert place.desk.roster.person("aster") is not None
