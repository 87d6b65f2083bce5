"""Histories that a desk handed out, held against what people signed of their order, and one hand-out against another.

A desk that shows two people different histories is found at the first statement that both hold and whose signer named
the head of one of them; or at two statements that name heads which no single order allows. Nobody's word is taken but
that of signatures: who handed a file over can have changed what nobody signed on yet, and it is said so.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Self

from dueprocess.formats import links
from dueprocess.formats import statement as statements
from dueprocess.formats.chain import Pin, walk
from dueprocess.formats.errors import RosterError, StatementError
from dueprocess.formats.note import Verify
from dueprocess.formats.purges import Purge, Purges
from dueprocess.formats.roster import Mark, Roster
from dueprocess.formats.standing import standing_of
from dueprocess.formats.statement import Act, hash_of, parse_look
from dueprocess.release import purging
from dueprocess.release.desk_client import Shown
from dueprocess.release.evidence import Evidence, ReleaseError

FORKED: Final = "chain.forked"
OTHER: Final = "chain.other"
_NOBODY: Final = "somebody whose signature does not hold"


@dataclass(frozen=True, slots=True)
class Fault:
    """What no honest desk shows.

    Attributes:
        rule: its name: a rule of chains (``formats/links.py``), or ``roster.fork``.
        chain: id of the case, or ``links.DESK``.
        statements: hashes (hex) of the statements that show it, each the first act of its note.
        says: what is wrong, in English: pseudonyms, acts, times and counts.
    """

    rule: str
    chain: str
    statements: tuple[str, ...]
    says: str

    @property
    def line(self) -> str:
        """For who reads it at a terminal."""
        return f"{named(self.chain)}: {self.says}"


def named(chain: str) -> str:
    """How a chain is called: by its case, or the desk's own."""
    return f"case {chain[:10]}" if chain else "the desk itself"


@dataclass(frozen=True, slots=True)
class View:
    """What one file shows: its chains by the id of their case, the desk's own among them, and its rosters.

    ``check``: Ed25519 verification.
    """

    desk: str
    rosters: tuple[Roster, ...]
    chains: Mapping[str, tuple[bytes, ...]]
    check: Verify
    purged: Mapping[str, tuple[str, ...]]
    purges: Purges
    struck: frozenset[str] = frozenset()

    @classmethod
    def of(cls, shown: Shown, desk_id: str, check: Verify, now: dt.datetime) -> Self:
        """The chains of the case, of those that it came from, and of the desk itself. Raises RosterError.

        Args:
            shown: the evidence, as somebody handed it over.
            desk_id: SHA-256 (hex) of the desk's founding roster, from elsewhere.
            check: Ed25519 verification.
            now: this machine's time, aware.
        """
        rosters = walk(Pin.of_record(desk_id, shown.rosters), shown.rosters, check, now)
        came = links.reached(shown.case, [(into, case) for case, into in links.joins(shown.notes)])
        cases = (shown.case, *came, links.DESK)
        chains = {case: tuple(purging.chain_of(case, shown.notes, shown.purged)) for case in cases}
        purges = purging.purges_shown(rosters, shown.notes, check, now)
        stands = standing_of({one.number: one for one in rosters}, shown.notes, check, at=now)
        return cls(desk_id, rosters, chains, check, shown.purged, purges, frozenset(stands.strikes.names))

    def heads(self, case: str) -> list[str]:
        """Heads (hex) of a chain."""
        return links.heads(self.desk, case, self.chains[case])

    @property
    def purged_here(self) -> Mapping[str, Purge]:
        """Purges of the chains of this file."""
        return {case: self.purges.stand[case] for case in self.chains if case in self.purges.stand}

    def faults(self) -> list[Fault]:
        """Of each chain the first statement whose signer named no head that stands before it, in this file alone."""
        found = []
        for case, notes in self.chains.items():
            try:
                purging.check_purged(self.desk, {case: notes}, self.purged, self.purges)
            except ReleaseError as fault:
                found.append(Fault(fault.rule, case, (), fault.reason))
            try:
                links.check_rosters(self.rosters, notes, self.struck)
            except RosterError as fault:
                found.append(Fault(fault.rule, case, (), fault.reason))
            try:
                links.follow(self.desk, case, notes, struck=self.struck)
                links.check_beside(self.desk, case, notes, self.chains, self.struck)
            except links.ChainError as fault:
                note = notes[fault.place] if fault.place is not None else b""
                found.append(Fault(fault.rule, case, (hash_of(note),), f"{fault.reason}: {self.told(note)}"))
        return found

    def signer(self, note: bytes) -> str:
        """Who signed a note, by the roster that it names; empty where no signature holds."""
        try:
            look, signed = parse_look(note)
            roster = next((one for one in self.rosters if one.number == look.roster[0]), None)
            return "" if roster is None else statements.verify_parsed(look, signed, roster, self.check).by
        except StatementError:
            return ""

    def told(self, note: bytes) -> str:
        """A note in a few words: its acts, by whom, when."""
        if links.name_of(note) == note:
            return f"a statement that was destroyed [{note.hex()[:12]}]"
        look = parse_look(note)[0]
        acts = ", ".join(f"`{said.act}`" for said in look.acts)
        return f"{acts} of {self.signer(note) or _NOBODY}, {look.at} [{hash_of(note)[:12]}]"


def differing(one: View, other: View) -> list[Fault]:
    """What two files cannot both show: of each chain that both hold, and of the rosters."""
    found = [fault for case in one.chains if case in other.chains for fault in _apart(one, other, case)]
    for mine, theirs in zip(one.rosters, other.rosters, strict=False):
        if mine.hash() != theirs.hash():
            says = f"roster {mine.number} is another one in the second file"
            found.append(Fault("roster.fork", links.DESK, (), says))
            break
    return found


def _apart(one: View, other: View, case: str) -> list[Fault]:
    mine, theirs = one.chains[case], other.chains[case]
    place = next(
        (
            at
            for at, (left, right) in enumerate(zip(mine, theirs, strict=False))
            if links.name_of(left) != links.name_of(right)
        ),
        None,
    )
    if place is None:
        return []  # the same, or one was written before the other
    ways = [set(view.heads(case)[place + 1 :]) for view in (one, other)]
    later = [note for note in mine if note in set(theirs) and _seen(note, case)[0] > place and one.signer(note)]
    if later:
        of = [name for name, way in zip(("first", "second"), ways, strict=True) if _seen(later[0], case)[1] in way]
        shown = f"the history of the {of[0]} file, not that of the other" if of else "a history of neither file"
        says = f"equivocation at {one.told(later[0])}: both files hold it, and its signer was shown {shown}"
        return [Fault(FORKED, case, (hash_of(later[0]),), says)]
    signed = [
        (view, note)
        for view, way in zip((one, other), ways, strict=True)
        for note in [n for n in view.chains[case] if _seen(n, case)[1] in way and view.signer(n)][:1]
    ]
    if len(signed) == len(ways):
        both = " and ".join(view.told(note) for view, note in signed)
        names = tuple(hash_of(note) for _, note in signed)
        return [Fault(FORKED, case, names, f"equivocation: no single order allows both {both}")]
    whose = "only one of them was" if signed else "neither was"
    says = f"the two files differ from statement {place + 1} on; {whose} signed on since, so that "
    says += f"{'the other' if signed else 'either'} may have been changed by who handed it over"
    return [Fault(OTHER, case, (hash_of(mine[place]), hash_of(theirs[place])), says)]


def _seen(note: bytes, case: str) -> Mark:
    """The mark of a chain that a note names; the mark of nothing where it says nothing of it."""
    if links.name_of(note) == note:
        return 0, ""
    look = parse_look(note)[0]
    return look.seen if look.seen is not None and (look.case or links.DESK) == case else (0, "")


@dataclass(frozen=True, slots=True)
class Sealed:
    """A sealed object that people opened before they signed.

    ``commitment`` (hex), ``kind``, who had it open, and who destroyed it: the two that agreed to forget the case, or
    nobody, where it is missing from the file because a file of evidence holds none.
    """

    commitment: str
    kind: str
    opened_by: tuple[str, ...]
    destroyed_by: tuple[str, ...]

    @property
    def state(self) -> str:
        """What a reader is told of it."""
        return f"destroyed by {' and '.join(self.destroyed_by)}" if self.destroyed_by else "missing"


def sealed_of(seen: Evidence) -> list[Sealed]:
    """Each sealed object of the case that a statement says was open, in the order of the first that says so."""
    opened: dict[tuple[str, str], list[str]] = {}
    for _, stated in seen.ever(*Act):
        for commitment, kind in stated.opened if stated.case == seen.case else ():
            opened.setdefault((commitment, str(kind)), []).append(stated.by)
    gone = (purging.forgotten_by(seen) or ("", ()))[1]
    return [Sealed(commitment, kind, tuple(dict.fromkeys(by)), gone) for (commitment, kind), by in opened.items()]


def lengths(view: View) -> Sequence[tuple[str, int, str]]:
    """Of each chain: id of its case, how many notes it has, its head (hex)."""
    return [(case, len(notes), view.heads(case)[-1]) for case, notes in view.chains.items()]
