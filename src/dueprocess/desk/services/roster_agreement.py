"""Agreeing to the roster that waits, while the desk is served: a signature made elsewhere is added (ADR 0047).

No key comes near the desk. What makes a roster count is its chain, which every client checks for itself; a signature
is held against the key that the roster in force names before it is kept.
"""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NoReturn

from dueprocess.adapters import crypto, durable, locks
from dueprocess.desk.services import envelopes, rosters
from dueprocess.desk.services.desk import Desk
from dueprocess.formats import chain, desk_acts
from dueprocess.formats.errors import RosterError
from dueprocess.formats.note import Note, Signature
from dueprocess.formats.roster import MAX_BYTES, Roster
from dueprocess.formats.roster import parse as parse_roster

LOCK: Final = ".lock"


@dataclass(frozen=True, slots=True)
class Agreed:
    """What became of a signature: who is still asked, or the roster that is entered and whose envelopes remain."""

    number: int
    missing: tuple[str, ...]
    entered: bool
    later: tuple[str, ...] = ()  # whose envelopes are to be deleted when the roster takes effect


def text(desk: Desk) -> str:
    """The successor that waits for signatures, with those that stand on it; empty where none waits."""
    path = desk.proposed
    if path is None or not path.exists():
        return ""
    with path.open("rb") as file:
        return file.read(MAX_BYTES + 1)[:MAX_BYTES].decode("utf-8", "replace")


def agree(desk: Desk, who: str, hash_: str, line: str) -> Agreed:
    """Add the signature of ``who`` under the roster of that hash; with the last one it is entered. Raises RosterError.

    Args:
        desk: the desk.
        who: a pseudonym, as the session knows it.
        hash_: SHA-256 (hex) of the roster's text, as ``who`` read it.
        line: the signature's line of a signed note.
    """
    path = desk.proposed
    if path is None or not path.exists():
        _refuse("none-waits", "no roster waits for signatures")
    with _alone(path):
        standing = text(desk)
        waits, before = parse_roster(desk_acts.as_note(standing))
        if waits.hash() != hash_:
            _refuse("fork", "another roster waits than the one that was signed")
        chained = rosters.chain(desk.now)
        base = chained.in_force
        rosters.check_made(waits)  # before anybody signs in vain
        chain.check_age(waits, desk.now, first=not desk_acts.is_signed(standing))
        if who not in desk_acts.asked(base, waits):
            _refuse("not-listed", f"{who} is not asked to sign roster {waits.number}")
        mine = _signature(base, who, before.text, line)
        known = before.signatures if desk_acts.is_signed(standing) else ()
        lines = {one.line: one for one in (*known, mine)}
        whole = Note(before.text, tuple(lines[each] for each in sorted(lines)))
        note = whole.encode()
        if rosters.fault_of(note, desk.now) is None:
            rosters.enter(waits, note, desk.now)
            path.unlink()
            stale = tuple(envelopes.stale(base, waits))
            if rosters.chain(desk.now).until is not None:
                return Agreed(waits.number, (), entered=True, later=stale)
            envelopes.withdraw(stale)
            return Agreed(waits.number, (), entered=True)
        _, signed = chain.check_proposed(chained, note, crypto.verify)
        durable.replace(path, note)
        missing = tuple(name for name in desk_acts.asked(base, waits) if name not in signed)
        if not missing:
            rosters.check(note, desk.now)  # all signed, and it is not entered: this says why
        return Agreed(waits.number, missing, entered=False)


def _signature(base: Roster, who: str, signed: str, line: str) -> Signature:
    """The signature, once it is that of ``who`` by the roster that must agree."""
    listed = base.person(who)
    _, given = parse_roster(f"{signed}\n{line}\n".encode("utf-8", "replace"))
    one = given.signatures[0]
    if (
        listed is None
        or listed.own is None
        or len(given.signatures) > 1
        or (one.name, one.key_id) != (who, listed.strongest.id)
    ):
        _refuse("not-listed", f"{who} is not on the roster that must agree, with this key")
    if not crypto.verify(listed.strongest.public, signed.encode(), one.signature):
        _refuse("bad-signature", f"the signature of {who} is wrong")
    return one


@contextlib.contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Two who agree at once: the second one sees what the first one added."""
    with locks.of_file(path.with_name(path.name + LOCK)):
        yield


def _refuse(rule: str, reason: str) -> NoReturn:
    name = f"roster.{rule}"
    raise RosterError.because(name, reason)
