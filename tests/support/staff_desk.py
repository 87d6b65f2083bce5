"""A founded desk with people who have accounts, for tests of the web surfaces. Wired in by OPEN_DESK."""

from __future__ import annotations

import datetime
import functools
import random
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar

from desk_samples import NOW, Place, calendar, shelf
from dueprocess.adapters import identity
from dueprocess.desk.data.models import Account
from dueprocess.desk.services import law, rosters
from dueprocess.desk.services.desk import Desk
from dueprocess.desk.services.house import House, Service
from dueprocess.desk.services.result import Done
from dueprocess.formats import note as notes
from dueprocess.formats.roster import Roster, founding
from dueprocess.formats.statement import Act, Statement

if TYPE_CHECKING:
    from dueprocess.formats.refusal import Denied

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


@functools.cache
def people() -> dict[str, identity.Identity]:
    """Real identities of all accounts, of eve who has a key and no place, and of recovery and worker."""
    names = (*ROLES, EMPLOYEE, "eve", "recovery", "worker")
    return {name: identity.new(name, "2026-03-01T08:00:00Z") for name in names}


@functools.cache
def roster() -> Roster:
    cards = {name: who.card() for name, who in people().items()}
    return founding(
        [cards[name].person(roles) for name, roles in ROLES.items()],
        k=0,
        recovery=cards["recovery"].age,
        worker=cards["worker"].age,
        made_at=NOW - datetime.timedelta(days=1),
    )


@dataclass
class StaffPlace(Place):
    """The desk at an hour, short words for what people do there, and their accounts."""

    current: ClassVar[StaffPlace | None] = None

    @classmethod
    def found(cls, seed: int = 1, timezone: str = "Europe/Berlin") -> StaffPlace:
        drawn = random.Random(seed)  # noqa: S311 - predictable ids are for tests alone
        place = cls(Desk(roster(), shelf(), calendar(), NOW, drawn.randbytes, timezone, "DE", house=HOUSE))
        signers = [people()[person.name].signer() for person in roster().signers]
        rosters.enter(roster(), notes.signed(roster().text(), signers).encode(), NOW)
        cls.current = place
        return place

    def sign(self, statement: Statement) -> bytes:
        return statement.sign(*people()[statement.by].signer())

    def sign_law(self, *rules: str) -> None:
        for rule in rules:
            says = {"on": self.desk.today.isoformat(), "rule": rule}
            assert isinstance(law.sign(self.desk, self.ask("clover", Act.LAW_SIGN, says)), Done)

    def propose(
        self, case: str, outcome: str = "no_data", by: str = "clover", ground: str = "", item: int = 1
    ) -> Done | Denied:
        return super().propose(case, outcome, by, ground, item)

    def gate(
        self, case: str, question: str, answer: str = "yes", by: str = "clover", until: str | None = None, item: int = 1
    ) -> Done | Denied:
        return super().gate(case, question, answer, by, until, item)

    def house(self, **changes: Any) -> None:
        """Another desk.toml from now on."""
        self.desk = replace(self.desk, house=replace(self.desk.house, **changes))


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
