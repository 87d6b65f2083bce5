"""A case as a client looks at it, and a deal whose share may open: rosters, signatures and manifest held together.

The command line, the process beside the vault's page and the extraction host look by these functions alone (ADR 0038,
0039). Nothing is opened here and nothing is asked: whoever calls brings what the desk showed, and what they remember.
"""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from dueprocess.case.basis import basis_of
from dueprocess.formats import links, manifest, moment
from dueprocess.formats.chain import Pin, walk
from dueprocess.formats.manifest import Condition, Manifest
from dueprocess.formats.note import Verify
from dueprocess.formats.purges import Purge, Purges
from dueprocess.formats.roster import Mark
from dueprocess.formats.statement import Act, Look, Said, Statement, bases, hash_of, item_of
from dueprocess.release import checks, contents, purging
from dueprocess.release.desk_client import Production, Shown
from dueprocess.release.evidence import Evidence, refuse, suspect
from dueprocess.release.gathering import gather
from dueprocess.release.giving import Saw
from dueprocess.release.law_noted import Noted


@dataclass(frozen=True, slots=True)
class Looked:
    """What a desk showed to ``me``, and what of it stands by signatures.

    ``newest`` is the last roster of the chain, in force or waiting for its hour, ``mark`` how far the notes of the case
    go, ``mark_of_desk`` those on the desk itself: what a client remembers. ``purges``: what people purged.
    """

    me: str
    shown: Shown
    seen: Evidence
    newest: Pin
    mark: Mark
    mark_of_desk: Mark
    purges: Purges

    @property
    def links(self) -> frozenset[str]:
        """SHA-256 (hex) of each note that is shown, or was before it was purged."""
        purged = {name for names in self.shown.purged.values() for name in names}
        return frozenset(purged | {links.name_of(note).hex() for note in self.shown.notes})

    @property
    def purged(self) -> Purge | None:
        """The purge of this case that two people signed: nothing that was signed on it is here."""
        return self.purges.stand.get(self.shown.case)

    def production(self, wanted: str) -> Production:
        """The production of that id. Raises ReleaseError ``release.unsigned``."""
        found = next((listed for listed in self.shown.productions if listed.id == wanted), None)
        if found is None:
            refuse("release.unsigned", "the desk shows no such production")
        return found

    def statement(self, act: Act, says: Mapping[str, Any], at: dt.datetime) -> Statement:
        """What is signed next, bound to what was looked at."""
        return Statement(
            desk=self.newest.desk,
            roster=(self.newest.number, self.newest.hash),
            case=self.shown.case,
            revision=self.shown.revision,
            act=act,
            by=self.me,
            at=moment.write(at),
            basis=basis_of(self.shown.relied, item_of(says)),
            says=says,
            seen=self.mark,
            beside=((links.DESK, *self.mark_of_desk),),
        )

    def several(self, acts: Sequence[Said], at: dt.datetime) -> Look:
        """Several acts that are signed at once, bound to what was looked at."""
        first = self.statement(acts[0].act, acts[0].says, at).look
        return replace(first, acts=tuple(acts), basis=bases(acts, lambda item: basis_of(self.shown.relied, item)))


@dataclass(frozen=True, slots=True)
class Ready:
    """A deal that this person may agree to: checked, its manifest read.

    ``law``: where what people signed of the law's answer is not what this machine reckons. ``conditions``: on which the
    data are handed over, by the law as it was decided.
    """

    looked: Looked
    dealt: checks.Dealt
    manifest: Manifest
    law: tuple[Noted, ...] = ()
    since: Saw | None = None
    conditions: tuple[Condition, ...] = ()

    @property
    def production(self) -> Production:
        """What the desk lists of it: its pieces are believed by their hashes."""
        return self.looked.production(self.dealt.command.production)


@dataclass(frozen=True, slots=True)
class Orderable:
    """What an order of an item may say: the grant, the mark of each granted handle, hosts with their age recipient."""

    grant: checks.Grant
    marks: Mapping[str, str]
    hosts: Mapping[str, str]


def look(
    me: str,
    case: str,
    shown: Shown,
    pin: Pin,
    remembered: int,
    check: Verify,
    now: dt.datetime,
    kept: Mapping[str, Mark | None] = MappingProxyType({}),
) -> Looked:
    """What stands of a case.

    Args:
        me: who looks; ``check_me`` says whether they are on the roster.
        case: which case was asked for.
        shown: as the desk gave it.
        pin: the newest roster that this client saw before; the chain must contain it.
        remembered: the highest revision of the case that this client saw signed.
        check: Ed25519 verification.
        now: this machine's time, aware.
        kept: the marks of the notes of this case, and on the desk itself (``links.DESK``), that this client saw before.

    Raises RosterError, also where a note names another roster than the chain has; ReleaseError ``counter.form``;
    ``release.older-than-seen``: the desk shows less; ChainError: it shows other notes, or in another order, than people
    signed that they had seen; ``chain.missing``, ``chain.purged`` as ``purging.check_purged``.
    """
    if shown.case != case:
        suspect("counter.form", "the desk answered about another case")
    rosters = walk(pin, shown.rosters, check, now)
    seen = gather(shown.case, rosters, shown.notes, shown.relied, check, at=now, attested=shown.attested)
    purges = purging.purges_shown(rosters, shown.notes, check, now)
    # Of a case that two people purged nobody can say any more who compared what came.
    seen = replace(seen, joined=tuple(one for one in seen.joined if one.case not in purges.stand))
    # A step that was struck out is shown by no statement any more; that its note is here, the mark says.
    struck_here = {links.name_of(note).hex() for note in links.of_case(case, shown.notes)} & seen.struck
    if case not in purges.stand and not struck_here:
        checks.check_seen(seen, remembered)
    checks.check_said(seen, shown.revision)
    desk = rosters[0].desk_id
    struck = seen.struck
    cases = (case, *links.family(case, links.joins(shown.notes)), links.DESK)
    chains = {of: purging.chain_of(of, shown.notes, shown.purged) for of in cases}
    links.check_rosters(rosters, shown.notes, struck, chains[links.DESK])
    purging.check_purged(desk, chains, shown.purged, purges)
    marks = {of: links.follow(desk, of, notes, kept.get(of), struck) for of, notes in chains.items()}
    for of, notes in chains.items():
        links.check_beside(desk, of, notes, chains, struck)
    return Looked(me, shown, seen, rosters.pin, marks[case], marks[links.DESK], purges)


def check_own(looked: Looked, own: Collection[str]) -> None:
    """Whether it holds what this client signed since it looked last, and the desk took.

    No mark that it kept covers that yet. ``own``: SHA-256 (hex) of each note. Raises ChainError ``chain.shorter``.
    """
    links.check_own(looked.links, own)


def check_me(looked: Looked, vkey: str) -> None:
    """Whether the roster in force names this key for who looks.

    Raises ReleaseError ``access.not-on-roster``, ``statement.retired-key``.
    """
    listed = looked.seen.roster.person(looked.me)
    if listed is None or vkey not in listed.vkeys:
        suspect("access.not-on-roster", f"roster {looked.seen.roster.number} does not name this key for {looked.me}")
    if vkey in looked.seen.retired_keys:
        suspect("statement.retired-key", f"{looked.me} retired this key")


def deal_of(looked: Looked, production: str) -> checks.Dealt:
    """The deal of a production, if its share may open. Raises ReleaseError as ``checks.check_deal``, ``deal.order``."""
    dealt = checks.check_deal(looked.seen, looked.production(production).deal, looked.me)
    if dealt.command.production != production:
        suspect("deal.order", "the desk names another deal than this production's")
    return dealt


def vetoes_unseen(looked: Looked) -> list[str]:
    """Productions that ``me`` vetoed, where somebody else who holds a share may not know: a desk can withhold it.

    Who signed a note behind the veto knows. It has to verify, since a desk makes up what it likes; and one who knows is
    not enough, since that one may be coerced.
    """
    case, seen = looked.shown.case, looked.seen
    everything = {**seen.past, **seen.statements}
    mine: dict[str, int] = {}
    farthest: dict[str, int] = {}
    for place, note in enumerate(links.of_case(case, looked.shown.notes, looked.shown.purged.get(case, ())), 1):
        look = links.look_of(note)
        if look is None or all(hash_of(note, number) not in everything for number in range(1, len(look.acts) + 1)):
            continue
        if look.by != looked.me and look.case == case and look.seen is not None:
            farthest[look.by] = max(look.seen[0], farthest.get(look.by, 0))
        elif look.by == looked.me:
            vetoed = (said.says.get("production") for said in look.acts if said.act is Act.RELEASE_VETO)
            mine |= {str(production): place for production in vetoed}
    others = {one.name for one in seen.strict.releasers} - seen.retired - {looked.me}
    return sorted(
        production for production, place in mine.items() if any(farthest.get(name, 0) < place for name in others)
    )


def ready(looked: Looked, dealt: checks.Dealt, content: bytes) -> Ready:
    """The same with its manifest. Raises ManifestError for what is none, and as ``contents.check_manifest``."""
    made = manifest.parse(content)
    contents.check_manifest(made, dealt, looked.seen)
    return Ready(looked, dealt, made)


def orderable(looked: Looked, item: int) -> Orderable:
    """What may be ordered of an item now.

    Raises ReleaseError as ``checks.standing_grant`` and ``checks.agreed_marks``, and ``desk.frozen``.
    """
    seen = looked.seen
    if seen.frozen:
        refuse("desk.frozen", "somebody froze this desk; two people lift it")
    grant = checks.standing_grant(seen, item)
    marks = checks.agreed_marks(seen, grant, looked.shown.revision + 1)
    hosts = {listed.name: listed.age for listed in seen.strict.producers if listed.name not in seen.retired}
    return Orderable(grant, marks, hosts)
