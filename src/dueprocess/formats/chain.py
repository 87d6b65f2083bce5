"""The chain of rosters from a client's pin to the roster in force (docs/reference/events.md, hazard 9.1, ADR 0084).

A client keeps a ``Pin``: the desk, the newest roster that it has seen, the one that is in force for it, and since when
it has known each later one. The database may serve what it likes; a chain that does not contain the pin, or a change
that the people did not sign, is refused by name. No rule reckons from a date that a roster writes: its 72 hours run for
each client from when it first saw the roster whole.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, Final, NoReturn, Self

from dueprocess.formats import moment
from dueprocess.formats.errors import RosterError
from dueprocess.formats.note import MalformedNoteError, Note, Verify, verified_names
from dueprocess.formats.roster import NOTICE_HOURS, Person, Roster, parse

NOTICE: Final = dt.timedelta(hours=NOTICE_HOURS)  # hazard 9.1: what gives somebody more
FRESH: Final = dt.timedelta(hours=1)
"""How far ``made_at`` may be from when the first signature comes; each says afterwards how old what they sign is."""
AGREED_IN: Final = dt.timedelta(days=7)
"""In which time the others sign."""
MIN_SIGNERS: Final = 2


@dataclass(frozen=True, slots=True)
class Pin:
    """What a client remembers of a desk: its id, number and hash of the newest roster that it has seen.

    ``base``: number of the roster that was in force for it when it last looked. ``since``: when it first saw each later
    one (``YYYY-MM-DDTHH:MM:SSZ``), in their order; one that is missing there is seen now.
    """

    desk: str
    number: int
    hash: str
    base: int = 1
    since: tuple[str, ...] = ()

    @classmethod
    def of(cls, roster: Roster) -> "Pin":
        """The pin of somebody for whom ``roster`` is in force: the founding one, or by a colleague's word."""
        return cls(roster.desk_id, roster.number, roster.hash(), roster.number)

    @classmethod
    def read(cls, plain: Mapping[str, Any]) -> "Pin":
        """Out of JSON. Raises KeyError, TypeError, ValueError."""
        since = tuple(str(one) for one in plain["since"])
        for one in since:
            moment.parse(one)
        found = cls(str(plain["desk"]), int(plain["number"]), str(plain["hash"]), int(plain["base"]), since)
        if not 1 <= found.base <= found.number or len(since) > found.number - found.base:
            raise ValueError("a pin names a roster in force that was seen")
        return found

    @classmethod
    def of_record(cls, desk: str, notes: Sequence[bytes]) -> "Pin":
        """For who only reads a record, and lets nothing out: all hours have run in it."""
        return cls(desk, 1, desk, 1, (moment.write(dt.datetime.min.replace(tzinfo=dt.UTC)),) * (len(notes) - 1))

    def plain(self) -> dict[str, Any]:
        """As JSON."""
        head = {"desk": self.desk, "number": self.number, "hash": self.hash}
        return {**head, "base": self.base, "since": list(self.since)}


class Line(tuple[Roster, ...]):  # noqa: SLOT001 - a tuple has no room for a named slot
    """Every roster from 1 to the newest, checked, as one client stands before them."""

    pin: Pin
    """What this client remembers from now on."""
    left: frozenset[str] = frozenset()
    """Who is taken to have left: what would stand then (``desk/services/leaving.py``)."""

    def __new__(cls, rosters: Iterable[Roster], pin: Pin) -> Self:
        """Of checked rosters, and of what is remembered of them."""
        made = super().__new__(cls, rosters)
        made.pin = pin
        return made

    def without(self, *names: str) -> Self:
        """The same, as if these had left."""
        made = type(self)(self, self.pin)
        made.left = frozenset(names)
        return made

    @property
    def in_force(self) -> Roster:
        """The one that is in force for this client."""
        return self[self.pin.base - 1]

    @property
    def waiting(self) -> tuple[Roster, ...]:
        """Those after it, whose hours run."""
        return tuple(self[self.pin.base :])

    @property
    def until(self) -> dt.datetime | None:
        """When the newest is in force for this client, if nothing else comes; None where it is."""
        return moment.parse(self.pin.since[-1]) + NOTICE if self.pin.since else None

    @property
    def strict(self) -> Roster:
        """By what a release is reckoned: the greatest k, and people who stand with the same keys in all that may count.

        Who stands there has the roles that all give them. It is no roster that anybody signed, and has no mark.
        """
        if not self.waiting and not self.left:
            return self.in_force
        all_ = (self.in_force, *self.waiting)
        still = (one for one in self.in_force.people if one.name not in self.left)
        people = tuple(one for person in still if (one := _in_all(person, all_)) is not None)
        return replace(self.in_force, people=people, k=max(all_, key=lambda one: _strictness(one.k)).k)


def _in_all(person: Person, rosters: Sequence[Roster]) -> Person | None:
    found = [one.person(person.name) for one in rosters]
    if any(one is None or (one.vkeys, one.ages) != (person.vkeys, person.ages) for one in found):
        return None
    roles = [set(one.roles) for one in found if one is not None]
    # Who is outside in one of them is outside: the word takes away.
    kept = set.intersection(*roles) | ({"outside"} & {role for one in roles for role in one})
    return replace(person, roles=tuple(sorted(kept))) if kept else None


@dataclass(frozen=True, slots=True)
class _Link:
    """A roster of a chain, and who signed it: to be asked for the people of each roster that may have to agree."""

    roster: Roster
    note: Note
    verify: Verify

    def signers(self, base: Roster) -> frozenset[str]:
        return _signers(self.note, base.people, self.verify)


def check_founding(note: bytes, verify: Verify) -> Roster:
    """Roster 1 from its note: signed by everybody on it who signs rosters. Raises RosterError."""
    roster, parsed = parse(note)
    if roster.number != 1:
        _refuse("not-founding", f"roster {roster.number} is no founding roster; begin with number 1")
    missing = [p.name for p in roster.signers if p.name not in _signers(parsed, roster.people, verify)]
    if missing:
        _refuse("unsigned", f"the founding roster lacks the signatures of {', '.join(missing)}")
    return roster


def check_successor(previous: Roster, note: bytes, verify: Verify, *, in_force: Roster | None = None) -> Roster:
    """Roster N + 1 from its note, held against roster N. Raises RosterError.

    Args:
        previous: roster N.
        note: bytes of the note of N + 1.
        verify: Ed25519 verification.
        in_force: the roster whose people agree, where N only waits; else N itself.
    """
    roster, parsed = parse(note)
    _check_link(previous, roster)
    _check_agreed(in_force or previous, _Link(roster, parsed, verify))
    return roster


def check_proposed(line: Line, note: bytes, verify: Verify) -> tuple[Roster, frozenset[str]]:
    """A successor that waits for signatures, and whose signatures of the roster in force stand on it.

    Everything of ``check_successor`` but how many signed; whose key changes at once is taken to sign with the old one.
    Raises RosterError.
    """
    roster, parsed = parse(note)
    base = line.in_force
    _check_link(line[-1], roster)
    good = _signers(parsed, base.people, verify)
    _check_notice(base, roster, good | frozenset(swapped(base, roster)))
    return roster, good


def check_age(roster: Roster, now: dt.datetime, *, first: bool) -> None:
    """Whether a roster may be signed now, by what it says of when it was made. Raises RosterError ``roster.time``.

    ``first``: nobody signed it yet.
    """
    if abs(roster.made - now) > FRESH and (first or roster.made > now):
        _refuse("time", "it says that it was made at another time than now: propose it anew")
    if now - roster.made > AGREED_IN:
        _refuse("time", "it was proposed more than seven days ago: propose it anew")


def walk(pin: Pin, notes: Sequence[bytes], verify: Verify, now: dt.datetime) -> Line:
    """Every roster from 1 to the newest, each checked, the pin among them. Raises RosterError.

    What this client sees for the first time it sees now: its hours begin.
    """
    if not notes:
        _refuse("lower-number", f"no roster was given; number {pin.number} was seen before")
    founded = check_founding(notes[0], verify)
    if founded.desk_id != pin.desk:
        _refuse("wrong-desk", "the founding roster is not the pinned one: this is another desk")
    links = [_Link(*parse(note), verify) for note in notes]
    for before, after in pairwise(links):
        _check_link(before.roster, after.roster)
    if len(links) < pin.number:
        _refuse("lower-number", f"number {pin.number} was seen before; the chain ends at {len(links)}")
    if links[pin.number - 1].roster.hash() != pin.hash:
        _refuse("fork", f"roster {pin.number} is not the one that was seen before: there are two")
    since = [moment.parse(one) for one in pin.since]
    since += [now] * (len(links) - pin.base - len(since))
    base = _followed(links, pin.base, since, now)
    kept = tuple(moment.write(one) for one in since[base - pin.base :])
    newest = links[-1].roster
    return Line((one.roster for one in links), Pin(pin.desk, newest.number, newest.hash(), base, kept))


def _followed(links: Sequence[_Link], base: int, since: Sequence[dt.datetime], now: dt.datetime) -> int:
    """Number of the roster in force: each that came is held against those that could still be in force when it came."""
    for number in range(2, base + 1):
        _check_any(links, number, 1)
    seen = dict(enumerate(since, base + 1))
    for number, when in seen.items():
        base = _settled(links, base, number - 1, seen, when)
        _check_any(links, number, base)
        base = _settled(links, base, number, seen, when)
    return _settled(links, base, len(links), seen, now)


def _settled(links: Sequence[_Link], base: int, newest: int, seen: Mapping[int, dt.datetime], when: dt.datetime) -> int:
    """What is in force at ``when``: the newest that the people agreed to and whose hours, if it has any, have run."""
    for number in range(newest, base, -1):
        before, one = links[base - 1].roster, links[number - 1]
        if when < seen[number] + (NOTICE if _waits(before, one) else dt.timedelta(0)):
            continue
        if not _lacking(before, one):
            return _settled(links, number, newest, seen, when)
    return base


def _waits(base: Roster, one: _Link) -> bool:
    """Whether a roster waits, held against the one in force: whatever its text says, where it gives more."""
    alone = set(swapped(base, one.roster)) - one.signers(base)
    return bool(one.roster.notice or needs_notice(base, one.roster) or alone)


def _check_any(links: Sequence[_Link], number: int, base: int) -> None:
    """A roster is agreed to by the people of the one before it, or of the one before those that may only wait."""
    fault: RosterError | None = None
    for before in _could_be_in_force(links, number, base):
        try:
            _check_agreed(before, links[number - 1])
        except RosterError as found:
            fault = fault or found
        else:
            return
    if fault is not None:
        raise fault


def _could_be_in_force(links: Sequence[_Link], number: int, base: int) -> Iterator[Roster]:
    for at in range(number - 1, base - 1, -1):
        yield links[at - 1].roster
        if not links[at - 1].roster.notice:
            return


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
    """What ``after`` gives that ``before`` did not (``needs_notice``, ``swapped-key``); empty: nothing."""
    return (*needs_notice(before, after), *(("swapped-key",) if swapped(before, after) else ()))


def swapped(before: Roster, after: Roster) -> tuple[str, ...]:
    """Names of those who have another own key than before."""
    old = {p.name: p.own for p in before.people if p.own is not None}
    return tuple(p.name for p in after.people if p.own is not None and old.get(p.name, p.own) != p.own)


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


def _check_agreed(base: Roster, one: _Link) -> None:
    lacking = _lacking(base, one)
    if lacking:
        _refuse("unsigned", lacking)
    _check_notice(base, one.roster, one.signers(base))


def _lacking(base: Roster, one: _Link) -> str:
    """Which signatures of ``base`` are lacking, as a sentence; empty for none."""
    good = one.signers(base)
    need, people = next_signers(base, one.roster)
    missing = [p.name for p in people if p.name not in good]
    have = len(people) - len(missing)
    if have >= need:
        return ""
    if len(base.releasers) < MIN_SIGNERS:
        return f"fewer than two release, so everybody signs: {', '.join(missing)} did not"
    return f"{have} of {len(people)} releasers of roster {base.number} signed; {need} must"


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
