"""Evidence out of the notes that a desk shows, each verified under the roster that it names (ADR 0084; 5.2, 9.1).

What does not count is left out: what then is missing is refused by its name.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, NamedTuple

from dueprocess.acts import access
from dueprocess.formats import links
from dueprocess.formats import statement as statements
from dueprocess.formats.chain import Line
from dueprocess.formats.note import Verify
from dueprocess.formats.refusal import DeniedError
from dueprocess.formats.roster import Person, Roster
from dueprocess.formats.standing import Freeze, Standing, own_key, standing_of
from dueprocess.formats.statement import Act, Statement
from dueprocess.release import calls
from dueprocess.release.evidence import Evidence
from dueprocess.release.origins import Left, things_in, ways_into

_WORDS: Final = frozenset({Act.FACE_CONFIRM, Act.ITEM_CHANGE, Act.TARGET_READ})


class _Shown(NamedTuple):
    """How many notes of a chain somebody was shown, by which roster, and how many of the desk's own at that time."""

    chain: str
    size: int
    by: str
    roster: int
    desk: int | None


def gather(
    case: str,
    rosters: Line,
    notes: Iterable[bytes],
    relied: Mapping[str, Any],
    check: Verify,
    *,
    at: Any,  # noqa: ANN401 - an aware datetime; the domain has no clock
    attested: Iterable[Freeze] = (),
    alone: bool = False,
) -> Evidence:
    """Evidence out of notes. Those that do not count are left out: what then is missing is refused by its name.

    Args:
        case: the case that is looked at; statements of other cases do not count.
        rosters: the chain, checked from the client's own pin (``sealed/chain.walk``).
        notes: bytes of statements, as the desk gave them.
        relied: what the desk says that its decisions rely on.
        check: Ed25519 verification.
        at: the client's own time, aware.
        attested: freezes without a signature that the desk tells of; they stop, too.
        alone: without ``joined``: it went into a case of which that holds this one and all that went into it.
    """
    current = rosters.strict  # what is signed grants something where its key stands in all that may count
    numbered = {roster.number: roster for roster in rosters}
    given = list(notes)
    standing = standing_of(numbered, given, check, attested, at=at, now=current)
    retired = frozenset(one.name for one in rosters.in_force.people if standing.retired_since(one) is not None)
    link_of = _links(given)
    heap = _heaped(case, rosters, given, standing, check, link_of)
    origins = dict(_origins(case, heap.elsewhere))
    names, lifted = frozenset(standing.strikes.names), frozenset(standing.lifted)
    line = (rosters.in_force, current)
    made = Evidence(case, *line, heap.found, relied, standing.frozen, retired, heap.past, origins, names, lifted, at)
    no = _says_no(made, given, numbered, standing, check, link_of) if names else ()
    came, others = calls.came(case, heap.turns), calls.elsewhere(case, heap.turns)
    merged = calls.merged(case, heap.turns)
    judges = {number: access.judges(roster.people) for number, roster in numbered.items()}
    told = replace(
        made, judges=judges, retired_keys=frozenset(standing.retired), void_keys=heap.void, doubts=no, came=came
    )
    brought = sorted((one for one in heap.words if one.case in merged), key=lambda one: (one.case, *one.place))
    desk = {**heap.past, **heap.found}
    ends = {key: desk[name].link for key, name in standing.retirements.items() if name in desk}
    gone = {name: _witnesses(*one, heap.shown, numbered, ends) for name, one in heap.past_keys.items()}
    merges = () if alone else merged
    joined = tuple(gather(one, rosters, given, relied, check, at=at, attested=attested, alone=True) for one in merges)
    return replace(told, elsewhere=others, merged=merged, brought=tuple(brought), gone=gone, joined=joined)


@dataclass(slots=True)
class _Heap:
    """Statements by what they are good for.

    Attributes:
        found: of the case and the desk, that count.
        past: the same of whose signer's word gives nothing any more.
        elsewhere: of other cases.
        void: keys of the case that were struck out.
        turns: call backs, splits and merges of any case.
        words: facts and readings of other cases, struck out or not.
        shown: what those who are here were shown.
        past_keys: what counts for nothing by itself, and the key that signed it.
    """

    found: dict[str, Statement] = field(default_factory=dict)
    past: dict[str, Statement] = field(default_factory=dict)
    elsewhere: list[tuple[str, Statement]] = field(default_factory=list)
    void: dict[str, Statement] = field(default_factory=dict)
    turns: list[calls.Turn] = field(default_factory=list)
    words: list[Statement] = field(default_factory=list)
    shown: list[_Shown] = field(default_factory=list)
    past_keys: dict[str, tuple[Statement, str]] = field(default_factory=dict)


def _heaped(
    case: str,
    rosters: Line,
    given: Sequence[bytes],
    standing: Standing,
    check: Verify,
    link_of: Callable[[str | None, bytes], int],
) -> _Heap:
    numbered, current = {roster.number: roster for roster in rosters}, rosters.strict
    heap = _Heap()
    heap.shown += [_Shown(links.DESK, one.seen[0], "", one.number - 1, one.seen[0]) for one in rosters if one.seen]
    for note in given:
        struck = links.name_of(note).hex() in standing.strikes.names
        for one in _signed(note, numbered, standing, check):
            stated = replace(one, link=link_of(one.case, note))
            key, now = signed_by(note, numbered), current.person(stated.by)
            stands = not standing.retired.get(key) and stayed(key, now, stated.act)
            if stands and stated.act in _WORDS and stated.case not in {case, None}:
                heap.words.append(stated)
            name, counts = statements.hash_of(note, stated.number), stands and not struck
            if struck and stated.act not in links.STOPS:
                if stated.act is Act.CASE_KEY and stated.case == case:
                    heap.void[name] = stated
                continue
            heap.shown += _shown(stated) if counts and now and key == own_key(now) else []
            heap.past_keys |= {} if counts else {name: (stated, key)}
            if stated.act is Act.AUTHORITY_CALL_BACK or calls.into(stated):
                heap.turns.append(calls.Turn(stated, link_of(calls.into(stated) or stated.case, note), counts))
            if stated.case in {case, None}:
                kept = replace(stated, revision=0) if struck else stated  # it shows no step of the case
                (heap.found if counts else heap.past)[name] = kept
            elif stated.act is Act.CASE_SPLIT or _in_time(stated, numbered, standing, note):
                heap.elsewhere.append((name, stated))
    return heap


def _shown(stated: Statement) -> list[_Shown]:
    own = [(stated.case or links.DESK, *stated.seen)] if stated.seen else []
    marks = [*own, *stated.beside]
    desk = next((size for of, size, _ in marks if of == links.DESK), None)
    return [_Shown(of, size, stated.by, stated.roster[0], desk) for of, size, _ in marks]


def _witnesses(
    stated: Statement, key: str, shown: Iterable[_Shown], numbered: Mapping[int, Roster], ends: Mapping[str, int]
) -> frozenset[str]:
    """Who was shown a statement while its key stood: by the roster by which they looked, and before it was retired.

    ``ends``: of each retired key, the place of its retirement in the desk's chain. A roster is a witness, too, of what
    stood on that chain when it was made.
    """
    people = {number: roster.person(stated.by) for number, roster in numbered.items()}
    stood = {number for number, person in people.items() if person is not None and key in person.vkeys}
    return frozenset(
        one.by
        for one in shown
        if (one.chain == (stated.case or links.DESK) and stated.link < one.size and one.by != stated.by)
        and (one.roster in stood and (key not in ends or _before(one, stated, ends[key])))
    )


def _before(one: _Shown, stated: Statement, end: int) -> bool:
    """Whether a key was not retired yet: a roster says of the desk's own chain in which order its notes stood."""
    return stated.link < end if not one.by else one.desk is not None and one.desk <= end


def _links(notes: Sequence[bytes]) -> Callable[[str | None, bytes], int]:
    """The place of a note in the chain of a case, or of the desk itself."""
    chains: dict[str, dict[bytes, int]] = {}

    def link_of(case: str | None, note: bytes) -> int:
        of = case or links.DESK
        if of not in chains:
            chains[of] = {links.name_of(one): place for place, one in enumerate(links.of_case(of, notes))}
        return chains[of][links.name_of(note)]

    return link_of


def _says_no(
    seen: Evidence,
    notes: Iterable[bytes],
    numbered: Mapping[int, Roster],
    standing: Standing,
    check: Verify,
    link_of: Callable[[str | None, bytes], int],
) -> tuple[Statement, ...]:
    """What ``doubts`` holds: what somebody said last of a thing stands in the place of what they said before.

    What stood where items of the case were before counts here, by its number here.
    """
    doubts: dict[tuple[str, str], Statement] = {}
    ways = {seen.case: Left(0, {}), **dict(ways_into(seen))}
    for note in notes:
        for said in _signed(note, numbered, standing, check):
            left = ways.get(said.case or "")
            if left is None:
                continue
            stated = left.here(replace(said, link=link_of(said.case, note)), seen.case)
            if stated is None:
                continue
            struck, key = links.name_of(note).hex() in seen.struck, signed_by(note, numbered)
            stands = not standing.retired.get(key) and stayed(key, seen.strict.person(stated.by), stated.act)
            for thing, one in things_in(stated):
                if struck and stands:
                    doubts[stated.by, thing] = one
                elif not struck:
                    for named in (thing, ".".join(thing.split(".")[:2])):  # a fact of an item, and that it goes on
                        doubts.pop((stated.by, named), None)
    return tuple(doubts.values())


def _origins(case: str, elsewhere: Sequence[tuple[str, Statement]]) -> Iterable[tuple[str, Statement]]:
    """What was signed in the case from which ``case`` was split off, and in that one's own origin, by hash."""
    left = {str(stated.says.get("new")): stated.case for _, stated in elsewhere if stated.act is Act.CASE_SPLIT}
    known: set[str | None] = set()
    origin = left.get(case)
    while origin is not None and origin not in known:
        known.add(origin)
        origin = left.get(origin)
    return [(name, stated) for name, stated in elsewhere if stated.case in known]


def _signed(note: bytes, numbered: Mapping[int, Roster], standing: Standing, check: Verify) -> list[Statement]:
    """Its acts that its person might do, if the roster that it names verifies it.

    What is dated more than an hour from now is passed over; what a retired key signed stops, and gives nothing.
    """
    try:
        look, signed = statements.parse_look(note)
        roster = numbered.get(look.roster[0])
        if roster is None:
            return []
        statements.verify_parsed(look, signed, roster, check)
    except DeniedError:
        return []
    person = roster.person(look.by)
    roles = access.roles_of(person.roles) if person is not None else frozenset()
    acts = [statements.resolved(stated, note) for stated in look.statements if access.may(roles, stated.act)]
    return [stated for stated in acts if not standing.is_ahead(stated)]


def _in_time(stated: Statement, numbered: Mapping[int, Roster], standing: Standing, note: bytes) -> bool:
    try:
        standing.check(stated, numbered[stated.roster[0]], note)
    except DeniedError:
        return False
    return True


def signed_by(note: bytes, numbered: Mapping[int, Roster]) -> str:
    """The verifier key (text) by which a note was signed that verified under the roster that it names; else empty."""
    roster = numbered.get(statements.parse_look(note)[0].roster[0])
    key = statements.key_of(note, roster) if roster is not None else None
    return key.vkey if key is not None else ""


def stayed(key: str, now: Person | None, act: Act) -> bool:
    """Whether a signer is still here, with the key that signed, and may still do this."""
    return now is not None and key in now.vkeys and access.may(access.roles_of(now.roles), act)
