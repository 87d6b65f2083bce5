"""Bearers and tickets: drawn at random, kept as hashes, for a time and for stated scopes."""

import datetime
import hashlib
import secrets
from typing import Final

from dueprocess.desk.data.models import Token
from dueprocess.desk.data.transaction import write
from dueprocess.desk.services.desk import Desk
from dueprocess.formats import ids

HOURS: Final = {"session": 8, "door": 1, "system": 24 * 365}
SYSTEM_SCOPES: Final = ("due", "cases", "arrive", "health")
"""What the provider's own systems may be given: the due list, the queue (face only), handing in, health."""


def hashed(secret: str) -> str:
    """SHA-256 (hex): how a bearer stands in the database."""
    return hashlib.sha256(secret.encode()).hexdigest()


def make(
    desk: Desk, kind: str, person: str, *, name: str = "", scopes: tuple[str, ...] = (), drawn: bytes | None = None
) -> tuple[str, Token]:
    """A fresh token: what the bearer shows (seen once), and its row.

    ``drawn``: the 15 bytes that its id is made of, where something is to count once; IntegrityError the second time.
    """
    secret = secrets.token_urlsafe(32)
    row = Token(
        hash=hashed(secret),
        id=ids.token_id(drawn or desk.draw()),
        kind=kind,
        person=person,
        name=name,
        scopes=",".join(sorted(scopes)),
        made_on=desk.today,
        until=desk.now + datetime.timedelta(hours=HOURS[kind]),
    )
    with write("token.make"):
        row.save(force_insert=True)
    return secret, row


def find(desk: Desk, secret: str, kinds: tuple[str, ...]) -> Token | None:
    """The token that a bearer shows, if it holds now and is of one of ``kinds``."""
    row = Token.objects.filter(pk=hashed(secret), kind__in=kinds, until__gt=desk.now).first()
    if row is None or (row.kind in {"door", "session"} and row.used_on is not None):
        return None
    return row


def use_once(desk: Desk, secret: str) -> Token | None:
    """Take a door ticket: the first caller gets its row, every later one nothing."""
    with write("token.use"):
        rows = Token.objects.filter(pk=hashed(secret), kind="door", used_on__isnull=True, until__gt=desk.now)
        if not rows.update(used_on=desk.today):
            return None
    return Token.objects.get(pk=hashed(secret))


def end(desk: Desk, row: Token, keeps: datetime.timedelta) -> None:
    """End a session. Its row stays for ``keeps``, so that the note that opened it opens nothing again."""
    with write("token.end"):
        Token.objects.filter(pk=row.pk).update(used_on=desk.today, until=desk.now + keeps)


def of_systems(desk: Desk) -> list[Token]:
    """Tokens of the provider's own systems that hold now, by name."""
    return list(Token.objects.filter(kind="system", until__gt=desk.now).order_by("name", "id"))


def end_system(token_id: str) -> bool:
    """End a token of a system. False where there is none."""
    with write("token.end"):
        gone, _ = Token.objects.filter(id=token_id, kind="system").delete()
    return bool(gone)


def sweep(desk: Desk) -> int:
    """Delete what is over. Returns how many rows went."""
    with write("token.sweep"):
        gone, _ = Token.objects.filter(until__lte=desk.now).delete()
    return gone
