"""The chain of rosters from a client's pin to the roster in force (docs/reference/events.md, hazard 9.1).

A client keeps a ``Pin``: the desk, and the newest roster that it has seen. The database may serve what it
likes; a chain that does not contain the pin, or a change that the people did not sign, is refused by name.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NoReturn

from dueprocess.formats.errors import RosterError
from dueprocess.formats.note import MalformedNoteError, Note, Verify, verified_names
from dueprocess.formats.roster import NOTICE_HOURS, Person, Roster, parse

NOTICE: Final = dt.timedelta(hours=NOTICE_HOURS)  # hazard 9.1: lowering k or adding a releaser
SKEW: Final = dt.timedelta(minutes=10)  # how far a maker's clock may be ahead of the reader's
MIN_SIGNERS: Final = 2


@dataclass(frozen=True, slots=True)
class Pin:
    """What a client remembers: desk id, and number and hash of the newest roster it has seen."""

    desk: str
    number: int
    hash: str

    @classmethod
    def of(cls, roster: Roster) -> "Pin":
        """The pin after ``roster`` was seen and checked."""
        return cls(roster.desk_id, roster.number, roster.hash())

    @classmethod
    def read(cls, plain: Mapping[str, Any]) -> "Pin":
        """Out of JSON. Raises KeyError, TypeError, ValueError."""
        return cls(str(plain["desk"]), int(plain["number"]), str(plain["hash"]))

    def plain(self) -> dict[str, Any]:
        """As JSON."""
        return {"desk": self.desk, "number": self.number, "hash": self.hash}


def check_founding(note: bytes, verify: Verify) -> Roster:
    """Roster 1 from its note: signed by everybody on it who signs rosters. Raises RosterError."""
    roster, parsed = parse(note)
    if roster.number != 1:
        _refuse("not-founding", f"roster {roster.number} is no founding roster; begin with number 1")
    missing = [p.name for p in roster.signers if p.name not in _signers(parsed, roster.people, verify)]
    if missing:
        _refuse("unsigned", f"the founding roster lacks the signatures of {', '.join(missing)}")
    return roster


def check_successor(
    previous: Roster, note: bytes, verify: Verify, now: dt.datetime, *, in_force: Roster | None = None
) -> Roster:
    """Roster N + 1 from its note, held against roster N. Raises RosterError.

    Args:
        previous: roster N.
        note: bytes of the note of N + 1.
        verify: Ed25519 verification.
        now: the reader's time, aware.
        in_force: the roster in force when N + 1 was made, where N was still waiting then; its releasers
            sign, and its k and releasers decide whether notice is needed. Else N itself.
    """
    roster, parsed = parse(note)
    base = in_force or previous
    _check_link(previous, roster)
    if roster.made < previous.made or roster.made > now + SKEW:
        _refuse("time", "the roster was made before the one that it follows, or in the future")
    good = _signers(parsed, base.people, verify)
    _check_majority(base, roster, good)
    _check_notice(base, roster, good)
    return roster


def check_proposed(
    previous: Roster, note: bytes, verify: Verify, now: dt.datetime, *, in_force: Roster
) -> tuple[Roster, frozenset[str]]:
    """A successor that waits for signatures, and whose signatures of the roster in force stand on it.

    Everything of ``check_successor`` but how many signed; whose key changes at once is taken to sign with the old one.
    Raises RosterError.
    """
    roster, parsed = parse(note)
    _check_link(previous, roster)
    if roster.made < previous.made or roster.made > now + SKEW:
        _refuse("time", "the roster was made before the one that it follows, or in the future")
    good = _signers(parsed, in_force.people, verify)
    _check_notice(in_force, roster, good | frozenset(swapped(in_force, roster)))
    return roster, good


def walk(pin: Pin, notes: Sequence[bytes], verify: Verify, now: dt.datetime) -> tuple[Roster, ...]:
    """Every roster from 1 to the newest, each checked, the pin among them. Raises RosterError."""
    if not notes:
        _refuse("lower-number", f"no roster was given; number {pin.number} was seen before")
    rosters = [check_founding(notes[0], verify)]
    if rosters[0].desk_id != pin.desk:
        _refuse("wrong-desk", "the founding roster is not the pinned one: this is another desk")
    for note in notes[1:]:
        made = parse(note)[0].made
        rosters.append(check_successor(rosters[-1], note, verify, now, in_force=_at(rosters, made)))
    if len(rosters) < pin.number:
        _refuse("lower-number", f"number {pin.number} was seen before; the chain ends at {len(rosters)}")
    if rosters[pin.number - 1].hash() != pin.hash:
        _refuse("fork", f"roster {pin.number} is not the one that was seen before: there are two")
    return tuple(rosters)


def check_chain(pin: Pin, notes: Sequence[bytes], verify: Verify, now: dt.datetime) -> Roster:
    """The roster in force at ``now``; see ``walk`` for the newest one, to pin. Raises RosterError."""
    return _at(walk(pin, notes, verify, now), now)


def in_force(rosters: Sequence[Roster], now: dt.datetime) -> Roster:
    """Of a checked chain, the newest roster whose ``effective_at`` has come."""
    return _at(rosters, now)


def check_current(base: Roster, now: Roster) -> None:
    """Whether the roster that must agree is still in force, as ``now`` is. Raises RosterError ``roster.time``.

    A successor that is dated back to when a stricter roster still waited would undo it without notice, and by the
    signatures of people who left: what is held against the older roster seems to change nothing.
    """
    if base.number < now.number:
        _refuse("time", f"it was made before roster {now.number} took effect, and would undo that one: propose it anew")


def needs_notice(before: Roster, after: Roster) -> tuple[str, ...]:
    """Why ``after`` waits 72 hours: ``lower-k``, ``new-releaser``, ``new-producer``; empty where it need not.

    No release at all (k = 0) is the strictest k. An extraction host whose key changed is a new one, and so is an
    outside releaser who is to be one of the house; of a releaser whose own key changed, ``swapped`` tells.
    """
    known = {(p.name, outside) for p in before.releasers for outside in (p.outside, True)}
    found = []
    if _strictness(after.k) < _strictness(before.k):
        found.append("lower-k")
    if any((p.name, p.outside) not in known for p in after.releasers):
        found.append("new-releaser")
    hosts = {(p.name, p.vkey, p.age) for p in before.producers}
    if any((p.name, p.vkey, p.age) not in hosts for p in after.producers):
        found.append("new-producer")
    return tuple(found)


def why_it_waits(before: Roster, after: Roster) -> tuple[str, ...]:
    """Why a roster takes effect 72 hours after it was made (``needs_notice``, ``swapped-key``); empty: it need not."""
    return (*needs_notice(before, after), *(("swapped-key",) if swapped(before, after) else ()))


def swapped(before: Roster, after: Roster) -> tuple[str, ...]:
    """Names of those who have another own key than before."""
    old = {p.name: p.own for p in before.people if p.own is not None}
    return tuple(p.name for p in after.people if p.own is not None and old.get(p.name, p.own) != p.own)


def _at(rosters: Sequence[Roster], when: dt.datetime) -> Roster:
    return next((r for r in reversed(rosters) if r.effective <= when), rosters[0])


def _check_link(previous: Roster, roster: Roster) -> None:
    if roster.number > previous.number + 1:
        _refuse("gap", f"roster {roster.number} does not follow {previous.number}: one is missing")
    if roster.number <= previous.number:
        fork = roster.number == previous.number and roster.hash() != previous.hash()
        _refuse("fork" if fork else "lower-number", f"roster {roster.number} comes after {previous.number}")
    if roster.desk != previous.desk_id:
        _refuse("wrong-desk", "the roster belongs to another desk")
    if roster.previous != previous.hash():
        _refuse("fork", f"roster {roster.number} follows another roster {previous.number} than this one")


def next_signers(base: Roster, after: Roster) -> tuple[int, tuple[Person, ...]]:
    """How many must sign ``after``, the roster that follows ``base``, and out of whom.

    A majority of its releasers, two at least, and k of them where something grows (``why_it_waits``); where fewer than
    two release, everybody who signs at all.
    """
    releasers = base.releasers
    if len(releasers) < MIN_SIGNERS:
        return len(base.signers), base.signers
    grown = base.k if why_it_waits(base, after) else 0
    return max(MIN_SIGNERS, len(releasers) // 2 + 1, grown), releasers


def _check_majority(base: Roster, roster: Roster, good: frozenset[str]) -> None:
    need, people = next_signers(base, roster)
    missing = [p.name for p in people if p.name not in good]
    if len(people) - len(missing) >= need:
        return
    if len(base.releasers) < MIN_SIGNERS:
        _refuse("unsigned", f"fewer than two release, so everybody signs: {', '.join(missing)} did not")
    have = len(people) - len(missing)
    _refuse("unsigned", f"{have} of {len(people)} releasers of roster {base.number} signed; {need} must")


def _check_notice(base: Roster, roster: Roster, good: frozenset[str]) -> None:
    if roster.notice:
        return
    # Who holds the old own key may change it at once; a change behind the holder's back waits.
    alone = [name for name in swapped(base, roster) if name not in good]
    if alone:
        _refuse("swapped-key", f"the own key of {', '.join(alone)} changes without the old one: 72 hours' notice")
    reasons = needs_notice(base, roster)
    if reasons:
        _refuse("notice", f"{' and '.join(reasons)}: has 72 hours' notice, and no less")


def _strictness(k: int) -> int:
    return k or 1_000_000


def _signers(note: Note, people: Iterable[Person], verify: Verify) -> frozenset[str]:
    try:
        return verified_names(note, [person.own_key for person in people if person.own_key], verify)
    except MalformedNoteError as fault:
        _refuse("bad-signature", str(fault), fault)


def _refuse(rule: str, reason: str, cause: Exception | None = None) -> NoReturn:
    name = f"roster.{rule}"
    raise RosterError.because(name, reason) from cause
