"""The desk itself before a person's own machine: what stands there, what waits for a signature, and what is signed.

Nothing that the desk says is believed: the chain of rosters is walked from the person's pin, and the rest follows from
it and from signatures (``formats/desk_acts.py``, which the vault's page asks, too).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dueprocess.acts import access
from dueprocess.adapters import crypto, recipients
from dueprocess.adapters.desk_api import FarDesk
from dueprocess.client.person import Person
from dueprocess.client.pins import raise_pin, read_mark, read_own, read_pin, saw_own, write_mark, write_own
from dueprocess.formats import chain, desk_acts, links, moment
from dueprocess.formats.chain import Pin
from dueprocess.formats.errors import RosterError
from dueprocess.formats.recipient import Facts
from dueprocess.formats.refusal import DeniedError
from dueprocess.formats.roster import Mark, Roster
from dueprocess.formats.standing import Standing
from dueprocess.formats.statement import Act, Statement, parse, verify
from dueprocess.release.desk_client import Did


@dataclass(frozen=True, slots=True)
class Itself:
    """What a person may sign about the desk.

    Attributes:
        roster: the one in force, checked.
        shelf: digest of the law on which statements of the desk rest; the desk says it.
        authorities: ids of the directory, as the desk says them.
        seen: the notes on the desk itself that this machine was shown, which it names in what it signs; None for who
            is shown the stops alone, and signs nothing else.
        told: ``freezes``, ``verifications``, ``next`` as ``formats.desk_acts`` tells them.
    """

    roster: Roster
    shelf: str
    authorities: tuple[str, ...]
    told: Mapping[str, Any]
    seen: Mark | None
    rosters: chain.Line | None = None
    standing: Standing | None = None

    def checked(self, note: bytes) -> Statement:
        """A statement on the desk itself, once it verifies under a roster of the checked chain and stands.

        Raises DeniedError ``desk.form`` or StatementError.
        """
        number = parse(note)[0].roster[0]
        roster = next((one for one in self.rosters or () if one.number == number), None)
        if roster is None or self.standing is None:
            raise DeniedError.because("desk.form", f"Roster {number} is not in the checked chain.")
        statement = verify(note, roster, crypto.verify)
        self.standing.check(statement, roster, note)
        return statement


def look(who: Person, far: FarDesk, *, retired_too: bool = False, stops: bool = False) -> Itself:
    """All about the desk, checked. Raises DeniedError by the rule that refuses it.

    ``retired_too``: for who signs a roster, which a retired key may. ``stops``: for who freezes or retires a key, which
    nothing that the desk shows of its history holds up.
    """
    shown = far.get("/v1/desk/itself")
    pin = read_pin(who.pin_file) or Pin(far.desk, 1, far.desk)
    asked = {
        "me": who.identity.name,
        "vkey": who.identity.signer()[0].vkey,
        "pin": pin.plain(),
        "shown": shown,
    }
    told = desk_acts.answer(asked, crypto.verify, key_facts, who.now)
    if "rule" in told:
        raise DeniedError.because(told["rule"], _sentence(told["reason"]))
    if told["retired"] and not retired_too:
        raise DeniedError.because("statement.retired-key", f"{who.identity.name} retired this key.")
    rosters = chain.walk(pin, [str(note).encode() for note in shown["rosters"]], crypto.verify, who.now)
    notes = links.of_case(links.DESK, [str(note).encode() for note in shown["notes"]])
    raise_pin(who.pin_file, rosters.pin)
    me = rosters[-1].person(who.identity.name)
    if me is None or not access.sees(access.roles_of(me.roles), access.View.AUTHORITIES):
        return Itself(rosters.in_force, str(shown.get("shelf")), _names(shown), told, None)
    standing = None
    try:
        standing = desk_acts.stands(rosters, shown, crypto.verify, who.now)
        struck = standing.strikes.names
        links.check_rosters(rosters, notes, struck)
        kept = read_mark(who.pin_file, links.DESK)
        seen = links.follow(rosters[0].desk_id, links.DESK, notes, kept, struck)
        names = {links.name_of(note).hex() for note in notes}
        links.check_own(names, read_own(who.pin_file, links.DESK))
        write_mark(who.pin_file, links.DESK, seen)
        saw_own(who.pin_file, names)
    except (links.ChainError, RosterError):
        if not stops:
            raise
        seen = None
    return Itself(rosters.in_force, str(shown.get("shelf")), _names(shown), told, seen, rosters, standing)


def _names(shown: Mapping[str, Any]) -> tuple[str, ...]:
    known = shown.get("authorities")
    return tuple(map(str, known)) if isinstance(known, list) else ()


def key_facts(kind: str, key: bytes) -> Facts:
    """What the key of a recipient says; ``kind`` empty: whatever it seems to be. Raises DeniedError."""
    return recipients.key_facts(kind or recipients.kind_of(key), key)


def act(who: Person, far: FarDesk, itself: Itself, act: Act, says: Mapping[str, Any], **brought: str) -> Did:
    """Sign, and do. ``brought``: what the statement names by its hash (contact, key, name, line)."""
    signed = note(who, itself, act, says)
    told = far.post("/v1/desk/acts", {"note": signed.decode(), **brought})
    write_own(who.pin_file, links.DESK, links.name_of(signed).hex())
    events = told.get("events")
    return Did("", int(told.get("revision", 0)), tuple(map(str, events)) if isinstance(events, list) else ())


def note(who: Person, itself: Itself, act: Act, says: Mapping[str, Any]) -> bytes:
    """The signed statement of an act on the desk itself, bound to what was looked at."""
    statement = Statement(
        desk=itself.roster.desk_id,
        roster=itself.roster.mark,
        case=None,
        revision=0,
        act=act,
        by=who.identity.name,
        at=moment.write(who.now),
        basis=itself.shelf,
        says=says,
        seen=itself.seen,
    )
    return who.signed(statement)


def _sentence(reason: str) -> str:
    return f"{reason[:1].upper()}{reason[1:]}. Tell the others before you do anything."
