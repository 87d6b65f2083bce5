"""A founded desk with people who have accounts, for tests of the web surfaces. Wired in by OPEN_DESK."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, ClassVar, TypeAlias

from django.test import Client

from desk_samples import NOW, Place, founded
from dueprocess.desk.data.models import Account
from dueprocess.desk.services.desk import Desk
from dueprocess.desk.services.house import House, Service
from dueprocess.formats.roster import Roster

Clients: TypeAlias = Callable[[str], Client]
"""Of a person, a browser in which they are logged in."""
ROLES = {
    "aster": ("clerk",),
    "birch": ("approver", "releaser"),
    "clover": ("counsel",),
    "dill": ("auditor",),
    "elder": ("operator",),
}
EMPLOYEE = "fern"  # an account, and no place on the roster
PASSWORD = "seven geese over the weir"
TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
HOUSE = House(
    "Fennel Mail",
    "DE",
    timezone="Europe/Berlin",
    services=(Service("mail", "digital"),),  # type: ignore[arg-type]
    contact="desk@fennel.example",
    site_address="https://demands.fennel.example",
    staff_address="http://testserver",
    api_address="http://api.testserver",
    vault_address="http://vault.testserver",
    door_address="http://door.testserver",
)


@dataclass
class StaffPlace(Place):
    """The desk at an hour, short words for what people do there, and their accounts."""

    current: ClassVar[StaffPlace | None] = None
    counsel = "clover"

    @classmethod
    def opened(cls, seed: int = 1, timezone: str = "Europe/Berlin") -> StaffPlace:
        cls.current = cls.found(seed, timezone, first=roster(), house=HOUSE)
        return cls.current

    def house(self, **changes: Any) -> None:
        """Another desk.toml from now on."""
        self.desk = replace(self.desk, house=replace(self.desk.house, **changes))


@functools.cache
def roster() -> Roster:
    return founded(ROLES, k=0)


def current_desk() -> Desk:
    """The desk of the running test; named by settings.OPEN_DESK."""
    assert StaffPlace.current is not None
    return StaffPlace.current.desk


def make_account(name: str, *, factor: bool = True) -> Account:
    """An account with a password and, unless told otherwise, a second factor whose secret tests know."""
    from allauth.mfa.models import Authenticator
    from allauth.mfa.totp.internal.auth import TOTP

    account = Account(name=name, made_on=NOW.date())
    account.set_password(PASSWORD)
    account.save()
    if factor:
        TOTP.activate(account, TOTP_SECRET)
        Authenticator.objects.filter(user=account).update(created_at=NOW)
    return account


def code_now(secret: str = TOTP_SECRET) -> str:
    """What an authenticator app shows at this moment."""
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time

    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))
