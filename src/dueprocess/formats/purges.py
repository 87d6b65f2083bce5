"""Which cases two people purged: what each of them signed on the desk's own chain, in the same words (ADR 0078).

Reckoned from statements alone, so that the desk, a person's client and whoever checks from outside come to the same
answer. A purge is no word of the desk: one signature, two of the same person or two that differ purge nothing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from dueprocess.formats.statement import Act, Statement

KEYS: Final = ("case", "counted", "forget", "mark")
"""What both say: which case, the hash of what a report still counts of it, who forgot it, the head of its chain."""


@dataclass(frozen=True, slots=True)
class Purge:
    """One case, and what was said of it; hashes are SHA-256 in hex.

    Attributes:
        case: its id.
        counted: of the rows that a report takes from it (``dueprocess/counted.py``).
        forget: name of the ``forget.approve`` on which it rests.
        mark: head of the chain of its notes.
        by: who signed, in order; two where it stands, one where a second person is asked.
        at: the moment that the last of them wrote.
    """

    case: str
    counted: str
    forget: str
    mark: str
    by: tuple[str, ...]
    at: str

    @property
    def says(self) -> Mapping[str, str]:
        """As a statement says it."""
        return {key: getattr(self, key) for key in KEYS}

    @property
    def both(self) -> str:
        """Who purged it, for a reader."""
        return " and ".join(self.by)


@dataclass(frozen=True, slots=True)
class Purges:
    """Purges that two people signed, and those that wait for a second person, by case."""

    stand: Mapping[str, Purge] = field(default_factory=dict)
    wait: Mapping[str, Purge] = field(default_factory=dict)


def purges_of(stated: Iterable[Statement]) -> Purges:
    """What statements purge. ``stated``: of the desk's own chain, in its order, each verified, of somebody who might.

    A later statement that says something else takes the place of the one that waits.
    """
    stand, wait = dict[str, Purge](), dict[str, Purge]()
    for one in stated:
        said = [one.says.get(key) for key in KEYS]
        if one.act is not Act.CASE_PURGE or one.case is not None or not all(isinstance(each, str) for each in said):
            continue
        made = Purge(**{key: str(one.says[key]) for key in KEYS}, by=(one.by,), at=one.at)
        first = wait.get(made.case)
        if made.case in stand or (first is not None and first.says == made.says and first.by == made.by):
            continue
        if first is not None and first.says == made.says:
            stand[made.case] = Purge(**made.says, by=(*first.by, one.by), at=one.at)
            del wait[made.case]
        else:
            wait[made.case] = made
    return Purges(stand, wait)
