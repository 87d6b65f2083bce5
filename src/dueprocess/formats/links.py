"""The chain of the notes on one case, or on the desk itself: each says what its signer was shown before it (ADR 0061).

A desk puts notes in order; what people sign about that order takes it out of its hands. Two views of a case that differ
show at the first note that both hold and that somebody signed on one of them. A split is the first link of the new
case's chain, a merge a link of the other case's: who signs there later names by its head what both were before.
"""

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import accumulate
from typing import Final, NoReturn

from dueprocess.formats.canonical import Value
from dueprocess.formats.errors import RosterError, StatementError
from dueprocess.formats.roster import Mark, Roster
from dueprocess.formats.statement import Act, Look, parse_look

STOPS: Final = frozenset(
    {
        Act.NOTE_ADD,
        Act.DECISION_SEND_BACK,
        Act.DECISION_WITHDRAW,
        Act.PRODUCTION_DROP,
        Act.RELEASE_VETO,
        Act.RELEASE_RECALL,
        Act.LETTER_TAKE_BACK,
        Act.COUNSEL_TAKE_BACK,
        Act.PUBLICATION_WITHDRAW,
        Act.DESK_FREEZE,
        Act.KEY_RETIRE,
    }
)
"""Acts that count whatever their signer had seen: a desk that keeps somebody ignorant stops nothing by it."""
ENDS: Final = frozenset({Act.DECISION_WITHDRAW, Act.PRODUCTION_DROP, Act.RELEASE_VETO, Act.DESK_FREEZE, Act.KEY_RETIRE})
"""Of these what a release ends or waits by: before it is sent, no share goes from its signer's machine any more."""


OWN_ORDER: Final = "chain.own-order"
_DIGEST: Final = 32
DESK: Final = ""
"""In place of a case: the chain of the notes on the desk itself."""

_JOINS: Final = {Act.CASE_SPLIT: "new", Act.CASE_MERGE: "into"}


class ChainError(StatementError):
    """A chain that no honest desk shows: ``chain.twice``, ``.forked``, ``.own-order``, ``.shorter``, ``.other``.

    ``place``: of the note that shows it, from 0; None where it is none of them.
    """

    place: int | None = None


def first(desk: str, case: str) -> str:
    """Head (hex) of the chain of a case, or of the desk itself (``DESK``), on which nobody signed anything yet."""
    return hashlib.sha256(b"dueprocess/chain/1\0" + bytes.fromhex(desk) + case.encode()).hexdigest()


def name_of(link: bytes) -> bytes:
    """SHA-256 of the note of a link. Of a note that was purged that is all there is: 32 bytes, which no note has."""
    return link if len(link) == _DIGEST else hashlib.sha256(link).digest()


def after(head: str, link: bytes) -> str:
    """Head (hex) of a chain with one more link: a note, or the SHA-256 of one that was purged."""
    joined = bytes.fromhex(head) + name_of(link)
    return hashlib.sha256(b"dueprocess/link/1\0" + joined).hexdigest()


def heads(desk: str, case: str, notes: Sequence[bytes]) -> list[str]:
    """Heads (hex) of a chain: before its first note, then after each."""
    return list(accumulate(notes, after, initial=first(desk, case)))


def of_case(case: str, notes: Sequence[bytes], purged: Sequence[str] = ()) -> list[bytes]:
    """The links of a case's chain, or of the desk's own (``DESK``), in order; what is no statement is left out.

    ``purged``: SHA-256 (hex) of each of its notes, where the case was purged. One that another case keeps, too, stands
    in its place; what is none of them follows, and the chain ends elsewhere than both said (``release/purging.py``).
    """
    mine = [note for note in notes if (look := look_of(note)) is not None and case in {look.case or DESK, joined(look)}]
    if not purged:
        return mine
    kept = {name_of(note).hex(): note for note in mine}
    return [*(kept.pop(name, bytes.fromhex(name)) for name in purged), *kept.values()]


def joined(look: Look) -> str | None:
    """The other case of whose chain a note is a link, too: it began by this split, or took in this one's items."""
    for said in look.acts:
        other = said.says.get(_JOINS.get(said.act, ""))
        if isinstance(other, str) and other:
            return other
    return None


def joins(notes: Iterable[bytes]) -> list[tuple[str, str]]:
    """Of each split and merge the case on which it was signed, and the one into which it takes items."""
    looks = (look for note in notes if (look := look_of(note)) is not None)
    return [(look.case, other) for look in looks if look.case and (other := joined(look))]


def reached(case: str, ways: Iterable[tuple[str, str]]) -> list[str]:
    """Cases to which one comes from a case by ways from one to another, without itself; the nearest come first."""
    near: dict[str, list[str]] = {}
    for here, there in ways:
        near.setdefault(here, []).append(there)
    known, found = {case}, [case]
    for one in found:
        new = [other for other in dict.fromkeys(near.get(one, ())) if other not in known]
        known.update(new)
        found += new
    return found[1:]


def family(case: str, joins: Sequence[tuple[str, str]]) -> list[str]:
    """Cases with which a case shares items by splits and merges, in either direction: of one letter, or of several."""
    return reached(case, [*joins, *((there, here) for here, there in joins)])


def follow(
    desk: str,
    case: str,
    notes: Sequence[bytes],
    kept: Mark | None = None,
    struck: Collection[str] = (),
) -> Mark:
    """The mark of a case's chain: how many notes it has, and its head.

    Args:
        desk: id of the desk.
        case: id of the case; ``DESK`` for the desk's own chain.
        notes: its links, oldest first (``of_case``).
        kept: the mark that this client saw before; the chain must reach it.
        struck: notes (SHA-256 in hex) that were struck out: links whose marks are held against nobody.

    Raises ChainError.
    """
    made, names, newest = heads(desk, case, notes), set[bytes](), dict[str, int]()
    for place, note in enumerate(notes):
        look, name = look_of(note), name_of(note)
        if name in names or (look is None and note != name):
            _refuse("twice", "a note stands twice in this history", place)
        names.add(name)
        if look is not None and name.hex() not in struck:
            _check(look, case, place, made, newest)
    if kept is not None:
        if kept[0] > len(notes):
            _refuse("shorter", f"{kept[0]} notes were seen before; the desk shows {len(notes)}")
        if made[kept[0]] != kept[1]:
            _refuse("other", "the notes are others than those seen before")
    return len(notes), made[-1]


def check_own(shown: Collection[str], own: Collection[str]) -> None:
    """Whether what this client signed, and the desk took, is shown: no mark that it kept covers its newest notes yet.

    Both: SHA-256 (hex) of notes (``client/pins.py``). Raises ChainError ``chain.shorter``.
    """
    if not set(own) <= set(shown):
        _refuse("shorter", "the desk keeps back what you signed here yourself, and what it took")


def check_beside(
    desk: str,
    case: str,
    notes: Sequence[bytes],
    chains: Mapping[str, Sequence[bytes]],
    struck: Collection[str] = (),
) -> None:
    """Whether what notes say of other chains than their case's is true of those: of a case's links, or of the desk's.

    Args:
        desk: id of the desk.
        case: of which chain the notes are; ``DESK`` for the desk's own.
        notes: its links, oldest first.
        chains: other chains as they are shown, whole; what is said of a chain that is not here is not looked at.
        struck: as ``follow`` has it.

    Raises ChainError: ``chain.shorter`` where less is shown than somebody saw, ``chain.forked`` where it is other.
    """
    made = {of: heads(desk, of, links) for of, links in chains.items()}
    for place, note in enumerate(notes):
        look = look_of(note)
        if look is None or (look.case or DESK) != case or name_of(note).hex() in struck:
            continue
        for of, size, head in look.beside:
            if of not in made or of == case:
                continue
            # A merge is a link there, too, and says what stood before it.
            names = [name_of(link) for link in chains[of]]
            most = names.index(name_of(note)) if name_of(note) in names else len(names)
            if size > most:
                where = f"case {of}" if of else "the desk itself"
                _refuse("shorter", f"{look.by} was shown {size} notes on {where}; the desk shows {most} before", place)
            if made[of][size] != head:
                _refuse("forked", f"{look.by} signed on another history than the one that is shown", place)


def check_rosters(
    rosters: Sequence[Roster], notes: Sequence[bytes], struck: Collection[str] = (), own: Sequence[bytes] = ()
) -> None:
    """Whether every note names a roster of this chain, each by its own hash; ``rosters`` from number 1.

    ``own``: the links of the desk's own chain, which each roster says how far it went when it was made.

    Raises RosterError: ``roster.lower-number`` where somebody signed under a later one than is shown, ``roster.fork``
    where it was another one of that number; ChainError ``chain.other`` where a roster was made after other notes.
    """
    if own:
        check_made(rosters, own)
    marks = [roster.mark for roster in rosters]
    for note in notes:
        look = look_of(note)
        if look is None or look.roster in marks or name_of(note).hex() in struck:
            continue
        number, later = look.roster[0], look.roster[0] > len(marks)
        says = f"{look.by} signed under roster {number}, and "
        says += f"the chain that is shown ends at {len(marks)}" if later else "it is another one here: there are two"
        raise RosterError.because("roster.lower-number" if later else "roster.fork", says)


def check_made(rosters: Sequence[Roster], own: Sequence[bytes]) -> None:
    """Whether each roster was made after notes that are among these, the links of the desk's own chain, in this order.

    Whoever signs one asks it, and the desk that enters it: from then on nobody's machine takes another chain. Raises
    ChainError ``chain.other``.
    """
    made = heads(rosters[0].desk_id, DESK, own)
    for one in rosters:
        if one.seen is not None and (one.seen[0] >= len(made) or made[one.seen[0]] != one.seen[1]):
            _refuse("other", f"roster {one.number} was made after other notes on the desk than are shown here")


def check_complete(look: Look) -> None:
    """Whether a look on a case names the desk's own chain, and a merge that of the case that it goes into.

    Raises ChainError ``chain.unseen``; what only stops something need not.
    """
    named = {of for of, _, _ in look.beside}
    needed = {DESK, *(goes_into(said.act, said.says) for said in look.acts)}
    if look.case is not None and not _stops(look) and not needed <= named:
        _refuse("unseen", "the note does not say what its signer was shown of the desk itself, or of the other case")


def goes_into(act: Act, says: Mapping[str, Value]) -> str:
    """The case into which an act merges its own; else empty."""
    into = says.get(_JOINS[Act.CASE_MERGE]) if act is Act.CASE_MERGE else ""
    return into if isinstance(into, str) else ""


def check_next(desk: str, case: str, notes: Sequence[bytes], note: bytes, struck: Collection[str] = ()) -> None:
    """Whether a note may follow these of its case, which were checked when they came. Raises StatementError.

    A ChainError as ``follow``, and ``chain.unseen``: the note does not say what its signer was shown.
    """
    newest = dict[str, int]()
    for place, before in enumerate(notes):
        look = parse_look(before)[0]
        if (look.case or DESK) == case and not _stops(look) and name_of(before).hex() not in struck:
            newest[look.by] = place
    look = parse_look(note)[0]
    if look.seen is None and look.case is not None and not _stops(look):
        _refuse("unseen", "the note does not say what its signer was shown of this case")
    _check(look, case, len(notes), heads(desk, case, notes), newest)


def _check(look: Look, case: str, place: int, made: Sequence[str], newest: dict[str, int]) -> None:
    """Whether the note at a place says what stands before it. ``newest``: place of each person's newest note.

    What a split or a merge saw is of the case on which it was signed, and is held against that one's chain.
    """
    if (look.case or DESK) != case:
        return
    stops = _stops(look)
    if look.seen is not None:
        size, head = look.seen
        if size > place or made[size] != head:
            _refuse("forked", f"{look.by} signed on another history than the one that is shown", place)
        if not stops and newest.get(look.by, -1) >= size:
            _refuse("own-order", f"a note of {look.by} stands before one that they signed without seeing it", place)
    if not stops:
        newest[look.by] = place


def _stops(look: Look) -> bool:
    return all(said.act in STOPS for said in look.acts)


def look_of(note: bytes) -> Look | None:
    """What a note says; None for what is none."""
    try:
        return parse_look(note)[0]
    except StatementError:
        return None


def _refuse(rule: str, reason: str, place: int | None = None) -> NoReturn:
    fault = ChainError.because(f"chain.{rule}", reason)
    fault.place = place
    raise fault
