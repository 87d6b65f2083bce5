"""What stands at a desk besides its roster: is it frozen, and whose keys are retired (docs/reference/events.md).

Computed from the checked chain of rosters and the bytes of statements, so that the desk, a person's client, the
extraction host and the vault come to the same answer without believing a row. A statement that does not count is
passed over: whoever can write the database can add rubbish, and must not stop the reckoning with it. Freezing grants
nothing, so one person suffices; lifting takes two who sign, each naming the freeze that they lift.

A date is a claim, so no date says what a retired key signed in time: order comes from the marks of others (ADR 0085).
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from dueprocess.formats import links, moment
from dueprocess.formats.errors import StatementError
from dueprocess.formats.note import Key, Verify
from dueprocess.formats.roster import Person, Roster
from dueprocess.formats.statement import Act, Look, Statement, hash_of, key_of, parse_look, verify_parsed
from dueprocess.formats.strikes import KEYS, Strikes, strikes_of

ACTS: Final = frozenset({Act.DESK_FREEZE, Act.DESK_LIFT, Act.KEY_RETIRE, Act.STATEMENT_STRIKE})
"""Acts on the desk itself that make up its standing."""

SAYS: Final[Mapping[Act, tuple[str, ...]]] = {
    Act.DESK_FREEZE: (),
    Act.DESK_LIFT: ("freeze",),
    Act.KEY_RETIRE: ("key",),
    Act.STATEMENT_STRIKE: tuple(KEYS),
}
"""What each of them says; nobody is asked why."""

LIFTERS: Final = 2
AHEAD: Final = dt.timedelta(hours=1)
"""How far after a client's own clock a statement may be dated; what stops counts whatever its date."""

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
    """Freezes that stand, oldest first, and retired keys (text of the verifier key).

    ``retired``: when each was, as its person wrote: for readers, and held against nothing. ``retirements``: the first
    statement that retired it. ``witnessed``: SHA-256 (hex) of the notes that it signed and others saw before that.
    ``strikes``: notes that two others struck out.
    ``latest``: what is dated after it is passed over, what stops apart; None: no clock is held against it.
    ``lifted``: the freezes that are over, by name, and when the last who agreed to it did: a hold begins anew then.
    """

    freezes: tuple[Freeze, ...] = ()
    retired: Mapping[str, dt.datetime] = field(default_factory=dict)
    retirements: Mapping[str, str] = field(default_factory=dict)
    witnessed: frozenset[str] = frozenset()
    latest: dt.datetime | None = None
    strikes: Strikes = field(default_factory=Strikes)
    lifted: Mapping[str, dt.datetime] = field(default_factory=dict)

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
        """Since when the strongest key that a roster names for somebody is retired. What rests on it is void."""
        return None if person is None else self.retired.get(person.strongest.vkey)

    def check(self, signed: Look | Statement, roster: Roster, note: bytes) -> None:
        """Refuse what a retired key signed and nobody else saw before, and what is dated in the future.

        ``note``: its bytes, verified. Raises StatementError ``statement.retired-key``,
        ``statement.future``, ``statement.struck``.
        """
        name = links.name_of(note).hex()
        if name in self.strikes.names:
            by = " and ".join(self.strikes.names[name])
            raise StatementError.because("statement.struck", f"what {signed.by} signed was struck out by {by}")
        if name not in self.witnessed:
            self.check_now(signed, roster, note)
        if self.is_ahead(signed):
            reason = f"{signed.by} dated this {signed.at}, more than an hour after the clock here"
            raise StatementError.because("statement.future", reason)

    def is_ahead(self, signed: Look | Statement) -> bool:
        """Whether it is passed over, since it is dated more than an hour after this reader's clock."""
        return self.latest is not None and moment.parse(signed.at) > self.latest and not _stops(signed)

    def check_now(self, statement: Look | Statement, roster: Roster, note: bytes) -> None:
        """Refuse an act that is still to be done: a retired key does none, whatever date it writes."""
        key = key_of(note, roster)
        since = self.retired.get(key.vkey) if key is not None else None
        if since is not None:
            rule = "statement.retired-key"
            reason = f"{statement.by} retired this key at {moment.write(since)}; it signs nothing further"
            raise StatementError.because(rule, reason)


def _stops(signed: Look | Statement) -> bool:
    acts = (signed.act,) if isinstance(signed, Statement) else tuple(said.act for said in signed.acts)
    return all(act in links.STOPS for act in acts)


def standing_of(
    rosters: Mapping[int, Roster],
    notes: Iterable[bytes],
    check: Verify,
    attested: Iterable[Freeze] = (),
    *,
    at: dt.datetime | None = None,
    now: Roster | None = None,
) -> Standing:
    """The standing by what people signed.

    Args:
        rosters: the checked chain, by number (``chain.walk``).
        notes: bytes of statements in their order: of the desk itself, and of what else is to be reckoned with. Other
            acts, and what does not verify, are passed over. Who witnessed what is known of whole chains alone.
        check: Ed25519 verification.
        attested: freezes that somebody asked for from a page without signing. Who believes them stops; no more follows.
        at: this reader's own time, aware; None for the desk, which let nothing in that was dated so.
        now: the roster by which this reader reckons; None: the newest.
    """
    notes = list(notes)
    said = list(_counted(rosters, notes, check))
    retired: dict[str, _Said] = {}
    for one in said:
        if one.statement.act is Act.KEY_RETIRE:
            retired.setdefault(one.retires, one)  # no key comes back: its person gets another by the next roster
    latest = None if at is None else at + AHEAD
    seen = _witnessed(rosters, notes, check, retired, now or rosters[max(rosters)]) if retired else frozenset()
    counts = [
        one
        for one in said
        if may_lift(one.person)
        and (one.key not in retired or one.note in seen)
        and (latest is None or one.at <= latest)
    ]
    strike = (one.statement for one in counts if one.statement.act is Act.STATEMENT_STRIKE)
    strikes = strikes_of(strike, notes)
    freezes = [_freeze(one) for one in said if one.statement.act is Act.DESK_FREEZE]
    freezes += [one for one in attested if not one.signed]
    lifts = [one for one in counts if one.statement.act is Act.DESK_LIFT and one.note not in strikes.names]
    unique = {one.name: one for one in sorted(freezes, key=lambda one: (one.since, one.name), reverse=True)}
    left = [_agreed(one, lifts) for one in reversed(list(unique.values()))]
    over = {one.name for one in left if len(one.agreed) >= LIFTERS}
    lifted: dict[str, dt.datetime] = {}
    for lift in lifts:
        name = str(lift.statement.says["freeze"])
        if name in over:
            lifted[name] = max(lift.at, lifted.get(name, lift.at))
    return Standing(
        tuple(one for one in left if one.name not in over),
        {key: one.at for key, one in retired.items()},
        {key: one.hash for key, one in retired.items()},
        seen,
        latest,
        strikes,
        lifted,
    )


def may_lift(person: Person) -> bool:
    """Whether somebody is of those who lift: who signs rosters, outside counsel and friendly desks not."""
    return person.signs and not person.outside


@dataclass(frozen=True, slots=True)
class _Said:
    note: str  # SHA-256 (hex)
    hash: str
    statement: Statement
    person: Person
    key: str  # verifier key, by which it was signed
    at: dt.datetime
    retires: str  # the verifier key that it retires; empty where it is no retirement


def _counted(rosters: Mapping[int, Roster], notes: Iterable[bytes], check: Verify) -> Iterable[_Said]:
    later = [rosters[number] for number in sorted(rosters) if rosters[number].seen is not None]
    places = {note: place for place, note in enumerate(links.of_case(links.DESK, list(notes)))}
    for note in notes:
        try:
            look, signed = parse_look(note)
            roster = rosters.get(look.roster[0])
            if roster is None or all(said.act not in ACTS for said in look.acts):
                continue
            verify_parsed(look, signed, roster, check)
        except StatementError:
            continue
        person, key, at = roster.person(look.by), key_of(note, roster), moment.parse(look.at)
        for statement in look.statements if person is not None else ():
            # Stopping and retiring only take away: there an old roster is no danger, and a missed one would be; so
            # they count in whatever company they were signed. What lifts a stop stands alone.
            if person is None or key is None or not _of_form(statement):
                continue
            gone = retires(person, key, statement)
            counts = statement.act in _TAKES or (
                len(look.acts) == 1 and stood(later, roster, look.by, key, places.get(note, 0))
            )
            if counts and (gone or statement.act is not Act.KEY_RETIRE):
                name = links.name_of(note).hex()
                yield _Said(name, hash_of(note, statement.number), statement, person, key.vkey, at, gone)


def retires(person: Person, key: Key, statement: Statement) -> str:
    """The verifier key that somebody retires who signed with ``key``; empty where the act retires none.

    The own key retires either, the daily one itself alone (ADR 0084): what a page of the desk holds does
    not take away what a page of the desk never had.
    """
    named = statement.says.get("key")
    gone = next((one for one in person.keys if one.id.hex() == named), None)
    if gone is None or statement.act is not Act.KEY_RETIRE or not _of_form(statement):
        return ""
    return gone.vkey if key in {gone, person.own_key} else ""


def _of_form(statement: Statement) -> bool:
    says = SAYS.get(statement.act)
    return says is not None and statement.case is None and set(statement.says) == set(says)


def stood(later: Iterable[Roster], roster: Roster, by: str, key: Key, place: int) -> bool:
    """Whether who signed at a place of the desk's chain stood with that key on every roster that was made before it.

    Else who left long ago, and retired no key, signs by the roster on which they stood.
    """
    made = [one for one in later if one.number > roster.number and one.seen is not None and one.seen[0] <= place]
    return all((person := one.person(by)) is not None and key in person.keys for one in made)


def _witnessed(
    rosters: Mapping[int, Roster],
    notes: Sequence[bytes],
    check: Verify,
    retired: Mapping[str, _Said],
    now: Roster,
) -> frozenset[str]:
    """Notes by retired keys that somebody else saw before the retirement: SHA-256 (hex) of each.

    A witness is a mark of another person, by the own key that the roster in force names for them, which is not retired.
    Of the desk's own chain it shows what stands before the retirement there; of a case's it counts where its signer
    had not been shown the retirement yet. A retirement reaches back to there and no further, whatever date it has.
    """
    signed = {note: found for note in notes if (found := _signed(rosters, note, check)) is not None}
    cases = dict.fromkeys(of for look, _ in signed.values() for of in (look.case or links.DESK, links.joined(look)))
    chains = {of: links.of_case(of, notes) for of in cases if of is not None}
    heads = {of: links.heads(rosters[min(rosters)].desk_id, of, mine) for of, mine in chains.items()}
    desk = [links.name_of(link).hex() for link in chains[links.DESK]]
    places = {key: desk.index(one.note) for key, one in retired.items()}
    reach: dict[tuple[str, str, str], int] = {}  # chain, retired key, witness → how many of its notes they saw in time
    for look, key in signed.values():
        person = now.person(look.by)
        if person is None or own_key(person) != key or key in retired:
            continue
        marks = [((look.case or links.DESK), *look.seen)] if look.seen is not None else []
        marks = [mark for mark in (*marks, *look.beside) if _holds(heads, mark)]
        shown = next((size for of, size, _ in marks if of == links.DESK), None)
        for of, size, _ in marks:
            for gone, place in places.items():
                if of == links.DESK or (shown is not None and shown <= place):
                    reach[of, gone, look.by] = max(size, reach.get((of, gone, look.by), 0))
    return frozenset(
        links.name_of(note).hex()
        for (of, gone, by), size in reach.items()
        for note in chains[of][: min(size, places[gone]) if of == links.DESK else size]
        if note in signed and signed[note][1] == gone and signed[note][0].by != by
    )


def _signed(rosters: Mapping[int, Roster], note: bytes, check: Verify) -> tuple[Look, str] | None:
    """A look that verifies under the roster that it names, and the key that signed it."""
    try:
        look, signed = parse_look(note)
        roster = rosters.get(look.roster[0])
        key = None if roster is None else key_of(note, roster)
        if roster is None or key is None:
            return None
        return verify_parsed(look, signed, roster, check), key.vkey
    except StatementError:
        return None


def _holds(heads: Mapping[str, Sequence[str]], mark: tuple[str, int, str]) -> bool:
    of, size, head = mark
    return of in heads and size < len(heads[of]) and heads[of][size] == head


def own_key(person: Person) -> str:
    """The key with which somebody witnesses: their own, text of the verifier key; empty where they have none."""
    return person.own.vkey if person.own is not None else ""


def _freeze(one: _Said) -> Freeze:
    return Freeze(one.hash, one.statement.by, one.at)


def _agreed(freeze: Freeze, lifts: Iterable[_Said]) -> Freeze:
    """Who agreed to lift it: distinct people, each after it was set."""
    mine = (one for one in lifts if one.statement.says["freeze"] == freeze.name)
    names = {one.statement.by for one in mine if one.at >= freeze.since}
    return Freeze(freeze.name, freeze.by, freeze.since, freeze.signed, tuple(sorted(names)))
