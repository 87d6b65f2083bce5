"""A house key for each case (ADR 0082): what a stranger's browser or the intake's child drew is a *vessel*.

It opens what came. The first person of the house who opens the case and signs draws the house key and seals all of it
anew; a second person's client compares byte by byte, and then the vessel is destroyed. The desk's transaction takes the
first of two keys; another one replaces it by its name, and stands under a second person's eyes in its turn.
"""

from dataclasses import dataclass
from typing import Annotated

from dueprocess.case import fields as f
from dueprocess.case.counsel import still_asked
from dueprocess.case.fields import Field
from dueprocess.case.given import Given
from dueprocess.case.house_events import HouseDrawn, HouseSeen
from dueprocess.case.outcome import Decided, Rule
from dueprocess.case.state import CaseState
from dueprocess.formats.refusal import Denied
from dueprocess.formats.statement import Act


@dataclass(frozen=True, slots=True)
class DrawKey:
    """The house key, and what was sealed anew to it."""

    house: Annotated[str, Field(f.RECIPIENT, "Key of the case", page=False, needed=True)]
    marks: Annotated[str, Field(f.HASH, "Hash of the key of its marks", page=False, needed=True)]
    # Of each object: SHA-256 of the ciphertext that was opened, commitment, kind and id of its successor.
    objects: Annotated[
        tuple[tuple[str, str, str, str], ...], Field(f.SEALED_ANEW, "Sealed anew", page=False, needed=True)
    ]
    replaces: Annotated[str, Field(f.HASH_OR_NONE, "In the place of", page=False)] = ""


@dataclass(frozen=True, slots=True)
class KeySeen:
    """A second person's client compared every successor with what came."""

    key: Annotated[
        str, Field(f.HASH, "The key", page=False, needed=True, rests=(Act.CASE_KEY, Act.CASE_SPLIT), past=True)
    ]


def draw(case: CaseState, command: DrawKey, given: Given) -> Decided | Denied:
    """The first key wins; another one names the key that it replaces."""
    standing = case.key.statement if case.key is not None else ""
    if command.replaces != standing:
        return Denied(Rule.DRAWN, "Somebody else's key of this case was first.", "Open the case again, and sign then.")
    if standing and case.origin:  # clients know the key that the split says, and refuse every other
        return Denied(
            Rule.DRAWN, "This case was split off, and keeps the key of that.", "Merge it back, and split anew."
        )
    if standing:
        denied = still_asked(case)  # what counsel was given opens with the key before
        if denied is not None:
            return denied
    return Decided((HouseDrawn(given.by, given.statement, command.house),))


def see(case: CaseState, command: KeySeen, given: Given) -> Decided | Denied:
    """By somebody else than who drew it. Of two who compare at once the second one changes nothing."""
    if case.key is None or case.key.statement != command.key:
        return Denied(Rule.DRAWN, "The case has another key than the one you compared.", "Open the case again.")
    if case.key.by == given.by:
        return Denied(Rule.FOUR_EYES, "You drew this key yourself.", "A second person opens the case.")
    return Decided((HouseSeen(case.key.seen or given.by, command.key),))
