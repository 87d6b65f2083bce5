"""Signed statements as a client holds them: each verified under the roster that it names, its signer still on the list.

Nothing here believes a row, a page or an event of the desk: what counts has a signature of a person who stands on every
roster that may count, with the same key, and has not retired it (hazards 5.2, 9.1, ADR 0084).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, NoReturn

from dueprocess.acts import access
from dueprocess.acts.parse import command_of
from dueprocess.case import commands as c
from dueprocess.case.commands import BadCommandError
from dueprocess.formats import links
from dueprocess.formats import statement as statements
from dueprocess.formats.chain import Line
from dueprocess.formats.note import Verify
from dueprocess.formats.refusal import Denied, DeniedError, Msg
from dueprocess.formats.roster import Person, Roster
from dueprocess.formats.standing import Freeze, Standing, standing_of
from dueprocess.formats.statement import Act, Statement, item_of
from dueprocess.release import calls

_WORDS: Final = frozenset({Act.FACE_CONFIRM, Act.ITEM_CHANGE, Act.TARGET_READ})


def command_in(stated: Statement) -> object:
    """What a statement says, as the command of its act; None where it does not say what its act says."""
    try:
        return command_of(stated.act, stated.says)
    except BadCommandError:
        return None


TELL: Final = "Tell the others before you do anything."


class ReleaseError(DeniedError):
    """What a client refuses; ``rule`` names the fault and never changes."""


def refuse(rule: str, reason: str) -> NoReturn:
    """Raise ReleaseError."""
    raise ReleaseError.because(rule, reason)


def suspect(rule: str, reason: str) -> NoReturn:
    """Raise ReleaseError for what no honest desk shows: people tell each other before they do anything."""
    says = f"{reason[:1].upper()}{reason[1:]}."
    raise ReleaseError(Denied(rule, Msg("{reason}", reason=says), Msg("{do}", do=TELL)))


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a desk handed over about one case, after signatures were checked.

    Attributes:
        case: id of the case.
        roster: the roster in force, by which this client looks and reads.
        strict: by what a release is reckoned while a later one waits (``chain.Line.strict``).
        statements: those that count, by hash of their note: of this case, and of the desk itself.
        relied: what the desk says that its decisions rely on (``case/basis.py``); believed only by its signed hash.
        frozen: whether somebody froze the desk and two have not lifted it.
        retired: names whose strongest key was retired: they release nothing.
        past: what somebody signed who has left since, or has another key: it grants nothing any more, and still stops.
        struck: notes (SHA-256 in hex) that two others struck out: of them only what stops is here, in ``past``.
        origins: what was signed in the cases from which this one was split off, in order, by hash.
        lifted: names of the freezes that two people lifted: after each of them a hold begins anew.
        at: the client's own time, aware; None where nothing is asked of it.
        retired_keys: verifier keys that are retired.
        doubts: facts, changes of an item, readings and call backs that two others struck out, one thing each, of who is
            here still and said nothing else since: they give nothing, and what contradicts is not overruled by
            striking it out.
        void_keys: the keys of this case that were struck out, by their names.
        came: who called the authority back where items of this case came from, and what it said (``calls.py``).
        elsewhere: of other cases with items of the same letter: who called where it was denied since, the case where a
            denial stands, everybody who called.
        merged: cases whose items went into this one, or into one of these: the link here at which they first did.
        brought: facts and readings that were signed in these, struck out or not, by who is here still.
    """

    case: str
    roster: Roster
    strict: Roster
    statements: Mapping[str, Statement]
    relied: Mapping[str, Any]
    frozen: bool = False
    retired: frozenset[str] = field(default_factory=frozenset)
    past: Mapping[str, Statement] = field(default_factory=dict)
    origins: Mapping[str, Statement] = field(default_factory=dict)
    struck: frozenset[str] = field(default_factory=frozenset)
    lifted: frozenset[str] = field(default_factory=frozenset)
    at: Any = None
    retired_keys: frozenset[str] = field(default_factory=frozenset)
    void_keys: Mapping[str, Statement] = field(default_factory=dict)
    doubts: tuple[Statement, ...] = ()
    came: tuple[calls.Came, ...] = ()
    elsewhere: tuple[frozenset[str], str, frozenset[str]] = (frozenset(), "", frozenset())
    merged: Mapping[str, int] = field(default_factory=dict)
    brought: tuple[Statement, ...] = ()

    def of(self, hash_: str, act: Act, what: str) -> Statement:
        """The statement of that hash and act. Raises ReleaseError ``release.unsigned``."""
        found = self.statements.get(hash_)
        if found is None or found.act is not act:
            refuse("release.unsigned", f"{what} does not rest on a valid statement; tell the others")
        return found

    def all(self, act: Act) -> list[tuple[str, Statement]]:
        """Hash and statement of every one of ``act``, in the order of their chain."""
        return _sorted((hash_, stated) for hash_, stated in self.statements.items() if stated.act is act)

    def ever(self, *acts: Act) -> list[tuple[str, Statement]]:
        """The same for what stops or takes back: it counts for ever, whoever has left since."""
        everything = {**self.past, **self.statements}
        return _sorted((hash_, stated) for hash_, stated in everything.items() if stated.act in acts)

    @property
    def own_calls(self) -> list[Statement]:
        """Call backs that were signed in the case itself, whoever has left since."""
        return [stated for _, stated in self.ever(Act.AUTHORITY_CALL_BACK) if stated.case == self.case]

    @property
    def called(self) -> tuple[frozenset[str], bool]:
        """Who called in the case or where its items came from, and whether the office denied it there."""
        standing = list(self.statements.values())
        people, denied = calls.folded(self.own_calls, self.came, standing.__contains__)
        others, stands, _ = self.elsewhere
        return people | others, denied or bool(stands)

    @property
    def revision(self) -> int:
        """The highest revision of the case that statements here show: what a client remembers.

        A look names the revision before its first act, and each act in it moves the case by one at least. Of those too
        who have left: that somebody leaves takes no step of the case back.
        """
        everything = (*self.past.values(), *self.statements.values())
        steps = (stated.revision + stated.number - 1 for stated in everything if stated.case == self.case)
        return max(steps, default=0)


def _sorted(found: Iterable[tuple[str, Statement]]) -> list[tuple[str, Statement]]:
    return sorted(found, key=lambda pair: pair[1].place)


def gather(
    case: str,
    rosters: Line,
    notes: Iterable[bytes],
    relied: Mapping[str, Any],
    check: Verify,
    *,
    at: Any,  # noqa: ANN401 - an aware datetime; the domain has no clock
    attested: Iterable[Freeze] = (),
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
    """
    current = rosters.strict  # what is signed grants something where its key stands in all that may count
    numbered = {roster.number: roster for roster in rosters}
    given = list(notes)
    standing = standing_of(numbered, given, check, attested, at=at, now=current)
    retired = frozenset(one.name for one in rosters.in_force.people if standing.retired_since(one) is not None)
    found: dict[str, Statement] = {}
    past: dict[str, Statement] = {}
    elsewhere: list[tuple[str, Statement]] = []
    void: dict[str, Statement] = {}
    turns: list[calls.Turn] = []
    words: list[Statement] = []
    link_of = _links(given)
    for note in given:
        struck = links.name_of(note).hex() in standing.strikes.names
        for one in _signed(note, numbered, standing, check):
            stated = replace(one, link=link_of(one.case, note))
            key, now = signed_by(note, numbered), current.person(stated.by)
            stands = not standing.retired.get(key) and stayed(key, now, stated.act)
            if stands and stated.act in _WORDS and stated.case not in {case, None}:
                words.append(stated)
            if struck and stated.act not in links.STOPS:
                if stated.act is Act.CASE_KEY and stated.case == case:
                    void[statements.hash_of(note, stated.number)] = stated
                continue
            counts = stands and not struck
            if stated.act is Act.AUTHORITY_CALL_BACK or calls.into(stated):
                turns.append(calls.Turn(stated, link_of(calls.into(stated) or stated.case, note), counts))
            if stated.case in {case, None}:
                kept = replace(stated, revision=0) if struck else stated  # it shows no step of the case
                (found if counts else past)[statements.hash_of(note, stated.number)] = kept
            elif stated.act is Act.CASE_SPLIT or _in_time(stated, numbered, standing, note):
                elsewhere.append((statements.hash_of(note, stated.number), stated))
    origins = dict(_origins(case, elsewhere))
    names, lifted = frozenset(standing.strikes.names), frozenset(standing.lifted)
    line = (rosters.in_force, current)
    made = Evidence(case, *line, found, relied, standing.frozen, retired, past, origins, names, lifted, at)
    no = _says_no(made, given, numbered, standing, check, link_of) if names else ()
    came, others = calls.came(case, turns), calls.elsewhere(case, turns)
    merged = calls.merged(case, turns)
    told = replace(made, retired_keys=frozenset(standing.retired), void_keys=void, doubts=no, came=came)
    brought = sorted((one for one in words if one.case in merged), key=lambda one: (one.case, *one.place))
    return replace(told, elsewhere=others, merged=merged, brought=tuple(brought))


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
    ways = {seen.case: _Left(0, {}), **dict(_ways(seen))}
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
            for thing, one in _things(stated):
                if struck and stands:
                    doubts[stated.by, thing] = one
                elif not struck:
                    for named in (thing, ".".join(thing.split(".")[:2])):  # a fact of an item, and that it goes on
                        doubts.pop((stated.by, named), None)
    return tuple(doubts.values())


@dataclass(frozen=True, slots=True)
class _Left:
    """By which split items left a case on their way into another: its link, and item number there → number here."""

    link: int
    numbers: Mapping[int, int]

    def here(self, stated: Statement, case: str) -> Statement | None:
        """What was said there before that, as it is said of the case; None where it is of no item that left."""
        if stated.case == case:
            return stated
        item, says = stated.says.get("item"), dict(stated.says)
        if stated.link >= self.link or (isinstance(item, int) and item not in self.numbers):
            return None
        if isinstance(item, int):
            says["item"] = self.numbers[item]
        fields = says.get("fields")
        if stated.act is Act.FACE_CONFIRM and isinstance(fields, Mapping):
            says["fields"] = {new: value for path, value in fields.items() if (new := self._path(path))}
        return replace(stated, case=case, says=says)

    def _path(self, path: str) -> str:
        head, _, rest = path.partition(".")
        if head != "items":
            return path
        number, _, name = rest.partition(".")
        new = self.numbers.get(int(number)) if number.isdigit() else None
        return f"items.{new}.{name}" if new else ""


def _ways(seen: Evidence) -> Iterator[tuple[str, _Left]]:
    """Each case from which the items came, and how they left it."""
    case, here, known = seen.case, dict[int, int](), {seen.case}
    while True:
        splits = [one for one in seen.origins.values() if one.act is Act.CASE_SPLIT and one.says.get("new") == case]
        command = command_in(splits[0]) if splits else None
        if not isinstance(command, c.Split) or splits[0].case in known:
            return
        there = {old: new for new, old in enumerate(command.items, 1)}
        here = {old: here.get(new, 0) if case != seen.case else new for old, new in there.items()}
        here = {old: new for old, new in here.items() if new}
        case = splits[0].case or ""
        known.add(case)
        yield case, _Left(splits[0].link, here)


def read_before(seen: Evidence, item: int, handle: str) -> frozenset[str]:
    """Who is here still and read an account of an item in the case that it came from: by a mark under another key."""
    late = came_late(seen, item)
    brought = (one for one in seen.brought if one.act is Act.TARGET_READ and one.case in late)
    merged = {one.by for one in brought if one.says.get("handle") == handle}
    ways = dict(_ways(seen))
    readings = [one for one in seen.origins.values() if one.act is Act.TARGET_READ and one.case in ways]
    here = [ways[one.case or ""].here(one, seen.case) for one in readings]
    mine = (one for one in here if one is not None and (one.says["item"], one.says.get("handle")) == (item, handle))
    return frozenset(one.by for one in mine if seen.strict.person(one.by) is not None) | merged


def facts_in(stated: Statement) -> dict[tuple[int, str], object]:
    """The facts that a statement says: by item (0: of the case) and field."""
    match command_in(stated):
        case c.Confirm(fields=fields):
            parts = ((path.split("."), value) for path, value in fields.items())
            return {(int(path[1]), path[2]) if len(path) > 1 else (0, path[0]): value for path, value in parts}
        case c.ChangeItem(item=item, fields=fields):
            return {(item, name): value for name, value in fields.items()}
    return {}


def came_late(seen: Evidence, item: int) -> frozenset[str]:
    """Cases that may have brought an item: what went into this one before a statement here named it, or a later one.

    A merge says no numbers, and a desk's word is not taken for them.
    """
    named: list[tuple[int, int]] = []  # link, item
    for _, stated in seen.ever(*Act):
        several = stated.says.get("items")
        numbers = [item_of(stated.says), *(number for number, _ in facts_in(stated))]
        numbers += [one for one in several if isinstance(one, int)] if isinstance(several, list) else []
        named += [(stated.link, number) for number in numbers if stated.case == seen.case]
    first = min((link for link, number in named if number >= item), default=None)
    began = [one for one in seen.origins.values() if one.act is Act.CASE_SPLIT and one.says.get("new") == seen.case]
    if any(item <= len(command.items) for one in began if isinstance(command := command_in(one), c.Split)):
        return frozenset()
    return frozenset(other for other, at in seen.merged.items() if first is None or at < first)


def _things(stated: Statement) -> Iterator[tuple[str, Statement]]:
    """What a statement says of which a struck one is not overruled, thing by thing; of other acts nothing."""
    match command_in(stated):
        case c.Confirm(fields=fields):
            yield from ((path, replace(stated, says={"fields": {path: value}})) for path, value in fields.items())
        case c.ChangeItem(item=item, fields=fields) if fields:
            for name, value in fields.items():
                yield f"items.{item}.{name}", replace(stated, says={**stated.says, "fields": {name: value}})
        case c.ChangeItem(item=item):
            yield f"items.{item}", stated
        case c.ReadTarget(item=item, handle=handle):
            yield f"read.{item}.{handle}", stated
        case c.CallBack():
            yield "called", stated


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
