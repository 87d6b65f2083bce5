"""Accounts: invited by a one-use code, made anew after a lost factor, removed at once (hazard 9.5).

Logging in gives no power. The roster, which says who may do what, changes by signatures
alone (desk/services/rosters.py); nothing in this module touches it.
"""

import datetime
import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from django.db.models import QuerySet

from dueprocess.desk.data.models import Account, Card, Invitation, Reach, Session, Token
from dueprocess.desk.data.transaction import write
from dueprocess.desk.services.desk import Desk
from dueprocess.formats.refusal import Denied, Msg
from dueprocess.formats.roster import NAME, ROLES

HOLDS: Final = datetime.timedelta(hours=72)
KEPT: Final = datetime.timedelta(days=30)
"""How long colleagues see that an invitation was used or ran out."""
ALPHABET: Final = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's: nothing that looks like something else
LENGTH: Final = 20  # 100 bits: nobody guesses one, at any rate
AT_THE_MACHINE: Final = ""
"""Who made an invitation with ``dueprocess account invite``: somebody with a shell on the desk's machine."""

_TYPED_ALIKE: Final = str.maketrans({"o": "0", "i": "1", "l": "1", " ": None, "-": None, "\t": None})
_RESERVED: Final = frozenset({"recovery", "worker", "notifier"})


class AccountRule(StrEnum):
    """Stable names of what refuses here (docs/reference/accounts.md)."""

    NAME = "account.name"
    ROLES = "account.roles"
    EXISTS = "account.exists"
    UNKNOWN = "account.unknown"
    OWN = "account.own"


@dataclass(frozen=True, slots=True)
class Invited:
    """A fresh invitation. ``code`` is seen this once: only its hash is kept."""

    code: str
    name: str
    until: datetime.datetime
    again: bool


def hashed(code: str) -> str:
    """SHA-256 (hex) of a code as typed: case, blanks, hyphens and look-alikes do not matter."""
    return hashlib.sha256(code.strip().lower().translate(_TYPED_ALIKE).encode()).hexdigest()


def invite(desk: Desk, by: str, name: str, *, roles: Iterable[str] = (), again: bool = False) -> Invited | Denied:
    """A one-use code for 72 hours. An older open invitation for the same name ends.

    Args:
        desk: the desk.
        by: pseudonym of whoever invites; AT_THE_MACHINE from the command line.
        name: pseudonym of the account, as it stands or will stand on the roster.
        roles: what is meant for the person; the roster decides.
        again: the account exists and lost its second factor. Its factors and sessions end when the code is used.
    """
    wanted = sorted(set(roles))
    refused = _refusal(by, name, wanted, again=again)
    if refused is not None:
        return refused
    drawn = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    code = "-".join(drawn[at : at + 4] for at in range(0, LENGTH, 4))
    exists = Account.objects.filter(name=name).exists()
    row = Invitation(
        code=hashed(code),
        name=name,
        roles=",".join(wanted),
        made_by=by,
        made_on=desk.today,
        until=desk.now + HOLDS,
        again=exists,
    )
    with write("account.invite"):
        Invitation.objects.filter(name=name, used_on__isnull=True).delete()
        row.save(force_insert=True)
    return Invited(code, name, row.until, exists)


def _refusal(by: str, name: str, roles: list[str], *, again: bool) -> Denied | None:
    if not NAME.fullmatch(name) or name in _RESERVED:
        says = Msg(
            "A pseudonym is 2 to 31 of a-z, 0-9 and hyphen, a letter first; recovery, worker, notifier are taken."
        )
        return Denied(AccountRule.NAME, says, "Choose the name that stands, or will stand, on the roster.")
    if not ROLES.issuperset(roles):
        return Denied(AccountRule.ROLES, "There is no such role.", "Choose among {roles}.", roles=tuple(sorted(ROLES)))
    account = Account.objects.filter(name=name).first()
    if again and account is None:
        return Denied(AccountRule.UNKNOWN, "There is no account {name}.", "Invite without --again.", name=name)
    if again and by == name:
        return Denied(AccountRule.OWN, "Nobody invites themselves again.", "Ask a colleague, or at the machine.")
    if not again and account is not None and account.is_active:
        return Denied(
            AccountRule.EXISTS, "{name} has an account.", "If the second factor is lost, invite again.", name=name
        )
    return None


def find(desk: Desk, code: str) -> Invitation | None:
    """The invitation that a code opens now; None for a wrong, used or late one."""
    return _open(desk).filter(pk=hashed(code)).first()


def still_open(desk: Desk, key: str) -> Invitation | None:
    """The same by its hash: between the code's page and the next one."""
    return _open(desk).filter(pk=key).first()


def _open(desk: Desk) -> QuerySet[Invitation]:
    return Invitation.objects.filter(used_on__isnull=True, until__gt=desk.now)


def accept(desk: Desk, key: str, password: str) -> Account | None:
    """Use an invitation: the account is made, or its log-in is made anew. None where another browser was first.

    ``password`` is the encoded hash (or an unusable one): hashing takes long and stands before the transaction.
    """
    with write("account.join"):
        if not _open(desk).filter(pk=key).update(used_on=desk.today):
            return None
        invitation = Invitation.objects.get(pk=key)
        account, _made = Account.objects.get_or_create(name=invitation.name, defaults={"made_on": desk.today})
        _forget_log_in(account)
        account.password, account.is_active = password, True
        account.save()
    return account


def remove(by: str, name: str) -> Denied | None:
    """End an account at once: log-in, factors, sessions, tokens, invitations, ways of being paged.

    The key keeps its power until the roster is changed by signatures. Tokens of the provider's systems that the person
    made end too: their secrets were seen.
    """
    account = Account.objects.filter(name=name, is_active=True).first()
    if account is None:
        return Denied(AccountRule.UNKNOWN, "There is no account {name}.", "See the list of accounts.", name=name)
    if by == name:
        return Denied(AccountRule.OWN, "Nobody removes themselves.", "Ask a colleague, or at the machine.")
    with write("account.remove"):
        _forget_log_in(account)
        account.set_unusable_password()
        account.is_active = False
        account.save()
        Card.objects.filter(account=account).delete()
        Token.objects.filter(person=name).delete()
        Invitation.objects.filter(name=name, used_on__isnull=True).delete()
        Reach.objects.filter(person=name).delete()
    return None


def _forget_log_in(account: Account) -> None:
    # The library's table of factors has no model of ours; the relation leads to it.
    account.authenticator_set.all().delete()  # type: ignore[attr-defined]
    Session.objects.filter(account=account).delete()
    Token.objects.filter(person=account.name, kind__in=["session", "door"]).delete()


def hand_in_card(desk: Desk, account: Account, text: str) -> None:
    """Keep a public card for the next roster, in place of an older one."""
    with write("account.card"):
        Card.objects.update_or_create(account=account, defaults={"text": text, "made_on": desk.today})


def end_sessions(account: Account, *, but: str = "", only: str = "") -> int:
    """End sessions of an account: all but one, or one alone (hashes). Returns how many."""
    rows = Session.objects.filter(account=account).exclude(pk=but)
    with write("account.sessions"):
        gone, _ = (rows.filter(pk=only) if only else rows).delete()
    return gone


def sweep(desk: Desk) -> int:
    """Delete sessions that are over, and invitations that ran out or were used a month ago. Returns how many."""
    with write("account.sweep"):
        over, _ = Session.objects.filter(expire_date__lte=desk.now).delete()
        old, _ = Invitation.objects.filter(until__lte=desk.now - KEPT).delete()
    return over + old
