"""What stands at a desk besides its roster: is it frozen, and whose keys are retired (docs/reference/events.md).

Computed from the checked chain of rosters and the bytes of statements, so that the desk, a person's client, the
extraction host and the vault come to the same answer without believing a row. A statement that does not count is
passed over: whoever can write the database can add rubbish, and must not stop the reckoning with it. Freezing grants
nothing, so one person suffices; lifting takes two who sign, each naming the freeze that they lift.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from dueprocess.formats import chain, moment
from dueprocess.formats.errors import StatementError
from dueprocess.formats.note import Verify
from dueprocess.formats.roster import Person, Roster
from dueprocess.formats.statement import Act, Look, Statement, hash_of, parse_look, verify_parsed

ACTS: Final = frozenset({Act.DESK_FREEZE, Act.DESK_LIFT, Act.KEY_RETIRE})
"""Acts on the desk itself that make up its standing."""

SAYS: Final[Mapping[Act, tuple[str, ...]]] = {
    Act.DESK_FREEZE: (),
    Act.DESK_LIFT: ("freeze",),
    Act.KEY_RETIRE: (),
}
"""What each of them says; nobody is asked why."""

LIFTERS: Final = 2
LAG: Final = dt.timedelta(minutes=20)  # a desk that runs walks the chain each quarter of an hour

_TAKES: Final = frozenset({Act.DESK_FREEZE, Act.KEY_RETIRE})


@dataclass(frozen=True, slots=True)
class Freeze:
    """A freeze that stands: its name (hash of the statement; id of the event where nobody signed), who, since when."""

    name: str
    by: str
    since: dt.datetime
    signed: bool = True
    agreed: tuple[str, ...] = ()  # who has agreed to lift it; one at most, two have lifted it


@dataclass(frozen=True, slots=True)
class Standing:
    """Freezes that stand, oldest first; retired keys (text of the verifier key), and since when they sign nothing."""

    freezes: tuple[Freeze, ...] = ()
    retired: Mapping[str, dt.datetime] = field(default_factory=dict)

    @property
    def frozen(self) -> bool:
        """Whether nothing is produced or released now."""
        return bool(self.freezes)

    @property
    def since(self) -> dt.datetime | None:
        """Since when the desk is frozen; None where it is not."""
        return self.freezes[0].since if self.freezes else None

    def find(self, name: str) -> Freeze | None:
        """The standing freeze of that name."""
        return next((one for one in self.freezes if one.name == name), None)

    def retired_since(self, person: Person | None) -> dt.datetime | None:
        """Since when the key that a roster names for somebody is retired. What rests on it and is not done is void."""
        return None if person is None else self.retired.get(person.vkey)

    def check(self, statement: Look | Statement, roster: Roster) -> None:
        """Refuse what a retired key signed, once it is verified. Raises StatementError ``statement.retired-key``."""
        since = self.retired_since(roster.person(statement.by))
        if since is not None and moment.parse(statement.at) >= since:
            self.check_now(statement, roster)

    def check_now(self, statement: Look | Statement, roster: Roster) -> None:
        """``check`` for an act that is still to be done: a retired key does none, whatever date it writes."""
        since = self.retired_since(roster.person(statement.by))
        if since is not None:
            rule = "statement.retired-key"
            reason = f"{statement.by} retired this key at {moment.write(since)}; it signs nothing further"
            raise StatementError.because(rule, reason)


def standing_of(
    rosters: Mapping[int, Roster], notes: Iterable[bytes], check: Verify, attested: Iterable[Freeze] = ()
) -> Standing:
    """The standing by what people signed.

    Args:
        rosters: the checked chain, by number (``chain.walk``).
        notes: bytes of the desk's statements; other acts, and what does not verify, are passed over.
        check: Ed25519 verification.
        attested: freezes that somebody asked for from a page without signing. Who believes them stops; no more follows.
    """
    said = list(_counted(rosters, notes, check))
    retired = _retired(said)
    kept = [one for one in said if not _late(one, retired)]
    freezes = [_freeze(one) for one in kept if one.statement.act is Act.DESK_FREEZE]
    freezes += [one for one in attested if not one.signed]
    lifts = [one for one in kept if one.statement.act is Act.DESK_LIFT and may_lift(one.person)]
    unique = {one.name: one for one in sorted(freezes, key=lambda one: (one.since, one.name), reverse=True)}
    left = [_agreed(one, lifts) for one in reversed(list(unique.values()))]
    return Standing(tuple(one for one in left if len(one.agreed) < LIFTERS), retired)


def may_lift(person: Person) -> bool:
    """Whether somebody is of those who lift: who signs rosters, outside counsel and friendly desks not."""
    return person.signs and not person.outside


@dataclass(frozen=True, slots=True)
class _Said:
    hash: str
    statement: Statement
    person: Person
    at: dt.datetime


def _counted(rosters: Mapping[int, Roster], notes: Iterable[bytes], check: Verify) -> Iterable[_Said]:
    line = [rosters[number] for number in sorted(rosters)]
    for note in notes:
        try:
            look, signed = parse_look(note)
            roster = rosters.get(look.roster[0])
            if roster is None:
                continue
            verify_parsed(look, signed, roster, check)
        except StatementError:
            continue
        person, at = roster.person(look.by), moment.parse(look.at)
        for statement in look.statements if person is not None else ():
            # Stopping and retiring only take away: there an old roster is no danger, and a missed one would be; so
            # they count in whatever company they were signed. What lifts a stop stands alone.
            counts = statement.act in _TAKES or (len(look.acts) == 1 and _in_force(line, roster, at))
            if person is not None and _of_form(statement) and counts:
                yield _Said(hash_of(note, statement.number), statement, person, at)


def _of_form(statement: Statement) -> bool:
    says = SAYS.get(statement.act)
    return says is not None and statement.case is None and set(statement.says) == set(says)


def _in_force(line: Sequence[Roster], roster: Roster, at: dt.datetime) -> bool:
    """Whether ``roster`` was in force when the statement says that it was made, or until shortly before."""
    return roster.number in {chain.in_force(line, at).number, chain.in_force(line, at - LAG).number}


def _retired(said: Iterable[_Said]) -> dict[str, dt.datetime]:
    """The first retirement of a key counts. No key comes back: its person gets another one by the next roster."""
    found: dict[str, dt.datetime] = {}
    for one in said:
        if one.statement.act is Act.KEY_RETIRE:
            key = one.person.vkey
            found[key] = min(one.at, found.get(key, one.at))
    return found


def _late(one: _Said, retired: Mapping[str, dt.datetime]) -> bool:
    since = retired.get(one.person.vkey)
    return since is not None and one.at >= since


def _freeze(one: _Said) -> Freeze:
    return Freeze(one.hash, one.statement.by, one.at)


def _agreed(freeze: Freeze, lifts: Iterable[_Said]) -> Freeze:
    """Who agreed to lift it: distinct people, each after it was set."""
    mine = (one for one in lifts if one.statement.says["freeze"] == freeze.name)
    names = {one.statement.by for one in mine if one.at >= freeze.since}
    return Freeze(freeze.name, freeze.by, freeze.since, freeze.signed, tuple(sorted(names)))
