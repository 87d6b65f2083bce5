"""Accounts: invitations, coming back, removal. The roster is not touched."""

import datetime

import pytest
from django.contrib.auth.hashers import make_password
from django.utils import timezone

from desk_samples import Place
from dueprocess.desk.data.models import Account, Card, Invitation, Reach, Session, Token
from dueprocess.desk.data.models import Roster as RosterRow
from dueprocess.desk.services import accounts
from dueprocess.desk.services.accounts import AccountRule, Invited

UNUSABLE = make_password(None)


def invited(place: Place, name: str = "aster", by: str = "birch", *, again: bool = False) -> Invited:
    made = accounts.invite(place.desk, by, name, again=again)
    assert isinstance(made, Invited)
    return made


def account(place: Place, name: str = "aster") -> Account:
    made = invited(place, name)
    joined = accounts.accept(place.desk, accounts.hashed(made.code), UNUSABLE)
    assert joined is not None
    return joined


def with_factor(who: Account) -> None:
    from allauth.mfa.models import Authenticator

    Authenticator.objects.create(user=who, type="totp", data={"secret": "sealed"})
    Session.objects.create(
        session_key="a" * 64, session_data="", expire_date=timezone.now() + datetime.timedelta(hours=1), account=who
    )


def test_a_code_is_seen_once_and_kept_as_a_hash(place: Place) -> None:
    made = invited(place)
    row = Invitation.objects.get()
    assert made.code.replace("-", "") not in str(vars(row))
    assert len(made.code) == 24
    assert made.until - place.desk.now == datetime.timedelta(hours=72)
    assert accounts.find(place.desk, made.code) == row
    assert accounts.still_open(place.desk, row.pk) == row


def test_a_code_is_read_as_people_type_it(place: Place) -> None:
    made = invited(place)
    typed = " " + made.code.upper().replace("-", " ").replace("0", "O").replace("1", "l")
    assert accounts.find(place.desk, typed) is not None
    assert accounts.find(place.desk, made.code[:-1] + ("2" if made.code[-1] != "2" else "3")) is None


def test_a_code_ends_after_three_days(place: Place) -> None:
    made = invited(place)
    place.later(hours=72)
    assert accounts.find(place.desk, made.code) is None
    assert accounts.accept(place.desk, accounts.hashed(made.code), UNUSABLE) is None
    assert not Account.objects.exists()


def test_a_newer_code_ends_the_older(place: Place) -> None:
    first, second = invited(place), invited(place)
    assert accounts.find(place.desk, first.code) is None
    assert accounts.find(place.desk, second.code) is not None


def test_a_code_works_once(place: Place) -> None:
    made = invited(place)
    assert accounts.accept(place.desk, accounts.hashed(made.code), UNUSABLE) is not None
    assert accounts.accept(place.desk, accounts.hashed(made.code), UNUSABLE) is None


@pytest.mark.parametrize("name", ["", "A", "a", "aster mail", "recovery", "worker", "1st", "a" * 32])
def test_a_name_is_a_pseudonym_of_the_roster(place: Place, name: str) -> None:
    refused = accounts.invite(place.desk, "birch", name)
    assert refused.rule is AccountRule.NAME
    assert "Choose" in refused.text


def test_what_else_is_refused(place: Place) -> None:
    account(place)
    asked = {
        AccountRule.ROLES: accounts.invite(place.desk, "birch", "fern", roles=["king"]),
        AccountRule.EXISTS: accounts.invite(place.desk, "birch", "aster"),
        AccountRule.UNKNOWN: accounts.invite(place.desk, "birch", "fern", again=True),
        AccountRule.OWN: accounts.invite(place.desk, "aster", "aster", again=True),
    }
    assert {rule: getattr(answer, "rule", None) for rule, answer in asked.items()} == {rule: rule for rule in asked}


def test_a_lost_factor_ends_when_the_code_is_used_and_the_key_is_not_touched(place: Place) -> None:
    from allauth.mfa.models import Authenticator

    who = account(place)
    with_factor(who)
    accounts.hand_in_card(place.desk, who, "dueprocess.card/1 aster")
    rosters = list(RosterRow.objects.values_list("hash", flat=True))
    made = invited(place, again=True)
    assert made.again
    assert Authenticator.objects.filter(user=who).exists()
    assert Session.objects.filter(account=who).exists()
    back = accounts.accept(place.desk, accounts.hashed(made.code), UNUSABLE)
    assert back == who
    assert not Authenticator.objects.filter(user=who).exists()
    assert not Session.objects.filter(account=who).exists()
    assert Card.objects.filter(account=who).exists()
    assert list(RosterRow.objects.values_list("hash", flat=True)) == rosters


def test_removal_ends_everything_of_the_account_but_the_key(place: Place) -> None:
    from allauth.mfa.models import Authenticator

    who = account(place)
    with_factor(who)
    accounts.hand_in_card(place.desk, who, "dueprocess.card/1 aster")
    Reach.objects.create(person="aster", channel="mail", address="aster@fennel.example")
    for kind in ("session", "system"):
        until = place.desk.now + datetime.timedelta(hours=1)
        made_on = place.desk.today
        Token.objects.create(hash=kind, id=kind, kind=kind, person="aster", made_on=made_on, until=until)
    invited(place, again=True)
    assert accounts.remove("birch", "aster") is None
    who.refresh_from_db()
    assert not who.is_active
    assert not who.has_usable_password()
    for table in (Card, Session, Token, Reach, Authenticator):
        assert not table.objects.exists(), table
    assert not Invitation.objects.filter(used_on__isnull=True).exists()
    assert RosterRow.objects.exists()


def test_somebody_removed_comes_back_by_an_invitation_of_another(place: Place) -> None:
    account(place)
    accounts.remove("birch", "aster")
    made = invited(place)
    assert made.again
    back = accounts.accept(place.desk, accounts.hashed(made.code), UNUSABLE)
    assert back.is_active


def test_removal_is_refused_for_oneself_and_for_nobody(place: Place) -> None:
    account(place)
    own, unknown = accounts.remove("aster", "aster"), accounts.remove("birch", "fern")
    assert own.rule is AccountRule.OWN
    assert unknown.rule is AccountRule.UNKNOWN
    assert accounts.remove(accounts.AT_THE_MACHINE, "aster") is None


def test_sessions_end_one_by_one_or_all_others(place: Place) -> None:
    who, other = account(place), account(place, "fern")
    later = timezone.now() + datetime.timedelta(hours=1)
    for key, owner in (("a", who), ("b", who), ("c", who), ("d", other)):
        Session.objects.create(session_key=key * 64, session_data="", expire_date=later, account=owner)
    assert accounts.end_sessions(who, but="a" * 64, only="d" * 64) == 0
    assert accounts.end_sessions(who, but="a" * 64, only="a" * 64) == 0
    assert accounts.end_sessions(who, but="a" * 64, only="b" * 64) == 1
    assert accounts.end_sessions(who, but="a" * 64) == 1
    assert {one.pk[0] for one in Session.objects.all()} == {"a", "d"}


def test_what_is_over_is_swept(place: Place) -> None:
    made = invited(place)
    past = place.desk.now - datetime.timedelta(minutes=1)
    Session.objects.create(session_key="a" * 64, session_data="", expire_date=past)
    assert accounts.sweep(place.desk) == 1
    assert accounts.find(place.desk, made.code) is not None
    place.later(days=34)
    assert accounts.sweep(place.desk) == 1
    assert not Invitation.objects.exists()
