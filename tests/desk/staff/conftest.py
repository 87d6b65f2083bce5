"""Fixtures of the web surfaces: a desk with accounts, and browsers of the people who work at it."""

from typing import Any

import pytest
from django.test import Client

from staff_desk import EMPLOYEE, ROLES, Clients, StaffPlace, make_account

FAST_HASHER = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def place(db: None, settings: Any) -> StaffPlace:
    """Aster (clerk), birch (approver, releaser), clover (counsel), dill (auditor), elder (operator), fern (no role).

    All have a password and a second factor (``staff_desk.PASSWORD``, ``TOTP_SECRET``); ``people()`` holds identities.
    The desk stands at ``desk_samples.NOW``; ``place.later(hours=1)`` moves it, ``place.house(...)`` edits desk.toml.
    """
    from django.core.cache import cache

    settings.OPEN_DESK = "staff_desk.current_desk"
    settings.PASSWORD_HASHERS = FAST_HASHER
    cache.clear()  # attempts of the test before
    made = StaffPlace.opened()
    for name in (*ROLES, EMPLOYEE):
        make_account(name)
    return made


@pytest.fixture
def client_of(place: StaffPlace) -> Clients:
    """A browser in which that person is logged in."""
    from django.test import Client

    from dueprocess.desk.data.models import Account

    def logged_in(name: str) -> Client:
        client = Client()
        client.force_login(Account.objects.get(name=name))
        return client

    return logged_in


@pytest.fixture
def stranger(place: StaffPlace) -> Client:
    """A browser of nobody in particular."""
    from django.test import Client

    return Client()
