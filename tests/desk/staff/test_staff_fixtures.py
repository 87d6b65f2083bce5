"""The desk that tests of the surfaces stand on."""

from collections.abc import Callable

from django.test import Client

from dueprocess.desk.data.models import Account, Session
from staff_desk import EMPLOYEE, PASSWORD, ROLES, StaffPlace, code_now, current_desk


def test_each_has_an_account_and_all_but_the_employee_a_place(desk_with_accounts: StaffPlace) -> None:
    assert set(Account.objects.values_list("name", flat=True)) == {*ROLES, EMPLOYEE}
    assert {person.name for person in current_desk().roster.people} == set(ROLES)
    desk_with_accounts.later(hours=2)
    assert current_desk().now == desk_with_accounts.desk.now


def test_a_browser_is_one_persons(client_of: Callable[[str], Client]) -> None:
    client_of("aster")
    assert Session.objects.get().account == Account.objects.get(name="aster")


def test_password_and_code_are_known(desk_with_accounts: StaffPlace) -> None:
    from allauth.mfa.models import Authenticator

    assert Account.objects.get(name="birch").check_password(PASSWORD)
    assert Authenticator.objects.get(user__name="birch").wrap().validate_code(code_now())
