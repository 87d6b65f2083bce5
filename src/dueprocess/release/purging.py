"""A purge as a client sees it: two signatures on the desk's own chain, and what is left of a case's history (ADR 0078).

Nobody's word is taken for it. A desk that keeps notes back and says that they were purged is refused, and so is one
that shows what two people destroyed.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence

from dueprocess.acts import access
from dueprocess.formats import links
from dueprocess.formats.chain import Line
from dueprocess.formats.note import Verify
from dueprocess.formats.purges import Purges, purges_of
from dueprocess.formats.refusal import DeniedError
from dueprocess.formats.roster import Roster
from dueprocess.formats.standing import Standing, standing_of, stood
from dueprocess.formats.statement import Act, Statement, key_of, parse_look, verify_parsed
from dueprocess.release.evidence import Evidence, suspect


def purges_in(rosters: Mapping[int, Roster], notes: Sequence[bytes], standing: Standing, check: Verify) -> Purges:
    """What people purged, by the notes of the desk's own chain.

    Args:
        rosters: by number, checked.
        notes: in their order; those of other chains are passed over.
        standing: whose keys are retired.
        check: Ed25519 verification.
    """
    return purges_of(_counting(rosters, notes, standing, check))


def purges_shown(rosters: Line, notes: Sequence[bytes], check: Verify, at: dt.datetime) -> Purges:
    """The same from a checked chain of rosters, and all that a desk showed; ``at``: this reader's time, aware."""
    numbered = {roster.number: roster for roster in rosters}
    standing = standing_of(numbered, notes, check, at=at, now=rosters.strict)
    return purges_in(numbered, links.of_case(links.DESK, notes), standing, check)


def _counting(
    rosters: Mapping[int, Roster], notes: Iterable[bytes], standing: Standing, check: Verify
) -> Iterator[Statement]:
    """Each ``case.purge`` that verifies under the roster that it names, of somebody who might sign it, and stood."""
    for place, note in enumerate(notes):
        try:
            look, signed = parse_look(note)
            if look.case is not None or all(said.act is not Act.CASE_PURGE for said in look.acts):
                continue
            roster = rosters.get(look.roster[0])
            if roster is None or roster.mark != look.roster:
                continue
            verify_parsed(look, signed, roster, check)
            standing.check(look, roster, note)
        except DeniedError:
            continue
        person, key = roster.person(look.by), key_of(note, roster)
        if key is None or not stood(rosters.values(), roster, look.by, key, place):
            continue
        roles = access.roles_of(person.roles) if person is not None else frozenset()
        yield from (one for one in look.statements if access.may(roles, one.act))


def chain_of(case: str, notes: Sequence[bytes], purged: Mapping[str, Sequence[str]]) -> list[bytes]:
    """The links of a chain: notes, and what a purge left of them."""
    return links.of_case(case, notes, purged.get(case, ()))


def check_purged(
    desk: str, chains: Mapping[str, Sequence[bytes]], purged: Mapping[str, Sequence[str]], purges: Purges
) -> None:
    """Whether what is missing was destroyed by two people, and what they destroyed is missing.

    Args:
        desk: its id.
        chains: links of the chains that are shown, by case (``chain_of``).
        purged: of which of them the desk says that they were purged: SHA-256 (hex) of each note.
        purges: what people signed.

    Raises ReleaseError ``chain.missing``, ``chain.purged``.
    """
    for case, notes in chains.items():
        stands = purges.stand.get(case)
        if stands is None and case in purged:
            one = purges.wait.get(case)
            says = f"{one.both} alone signed" if one else "nobody signed"
            suspect("chain.missing", f"what was signed on case {case} is not here, and {says} that it was destroyed")
        if stands is None:
            continue
        if case not in purged or any(_of_one(link) for link in notes):
            suspect("chain.purged", f"{stands.both} purged case {case}, and the desk still shows what was signed on it")
        if links.heads(desk, case, notes)[-1] != stands.mark:
            suspect("chain.missing", f"the history of case {case} does not end where {stands.both} signed that it ends")


def _of_one(link: bytes) -> bool:
    """Whether a link is a note that no other case keeps."""
    return links.name_of(link) != link and links.joined(parse_look(link)[0]) is None


def forgotten_by(seen: Evidence) -> tuple[str, tuple[str, str]] | None:
    """The agreement by which the case was forgotten: its name, and the two people; None where two did not sign it."""
    proposed = {hash_: stated for hash_, stated in seen.ever(Act.FORGET_PROPOSE) if stated.case == seen.case}
    for name, agreed in seen.ever(Act.FORGET_APPROVE):
        first = proposed.get(str(agreed.says.get("proposal")))
        if agreed.case == seen.case and first is not None and first.by != agreed.by:
            return name, (first.by, agreed.by)
    return None
