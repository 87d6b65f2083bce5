"""The house's own words: sealed, named by a commitment in the proposal, opened on a person's own machine.

A second person reads them before they agree, and whoever sends the letter puts them into it. The desk knows that there
are some, and not a word; the sending worker gets what opens the commitment, and holds the letter against it. The words
name the files that go along by their SHA-256: another file, or none, is refused by its name.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from dueprocess.client.case_keys import Opened
from dueprocess.client.material import Material
from dueprocess.formats.object import commitment
from dueprocess.formats.statement import Act, Statement
from dueprocess.letter.blocks import Opening
from dueprocess.letter.own import OwnWords, sealed
from dueprocess.release.evidence import Evidence, suspect


@dataclass(frozen=True, slots=True)
class Point:
    """The words on one item as they were opened."""

    own: OwnWords = field(repr=False)
    opening: Opening = field(repr=False)
    files: tuple[Opened, ...] = field(default=(), repr=False)  # as the words name them


def proposal_of(seen: Evidence, item: int) -> Statement | None:
    """The last signed proposal on an item; None where nobody signed one."""
    mine = [one for one in seen.statements.values() if one.act is Act.DECISION_PROPOSE and one.says.get("item") == item]
    return max(mine, key=lambda one: (one.revision, one.number, one.at), default=None)


def points_of(seen: Evidence, items: Iterable[int], material: Material, case: str) -> Mapping[int, Point]:
    """By item, the words of the last signed proposal. Raises ReleaseError ``release.unsigned`` without them."""
    proposals = {item: proposal_of(seen, item) for item in items}
    wanted = {item: str(one.says.get("point", "")) for item, one in proposals.items() if one is not None}
    wanted = {item: point for item, point in wanted.items() if point}
    opened = list(material.opened(case)) if wanted else []
    found = {commitment(one.header, one.content): one for one in opened}
    return {item: _point(item, found.get(point), opened) for item, point in wanted.items()}


def _point(item: int, one: Opened | None, opened: Iterable[Opened]) -> Point:
    own = sealed(one.content) if one is not None else None
    if one is None or own is None:
        suspect("release.unsigned", f"our own words on item {item} are not in the case, or cannot stand in a letter")
    by_hash = {hashlib.sha256(other.content).hexdigest(): other for other in opened}
    files = []
    for named in own.attached:
        file = by_hash.get(named.hash)
        if file is None or len(file.content) != named.size:
            suspect(
                "release.unsigned", f"the attachment {named.name} of item {item} is not in the case as it was signed"
            )
        files.append(file)
    return Point(own, Opening(item, one.header.made_at, one.header.salt, own.text), tuple(files))
