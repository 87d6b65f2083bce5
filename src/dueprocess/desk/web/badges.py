"""Badges: what people decided and nothing else, one colour for one meaning (docs/style.md, rule 9).

What a machine read, what is held and what is due are words; where they need a colour, ``FLAGS`` names it.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from dueprocess.case.productions import Producing
from dueprocess.demand.codes import Outcome


class Badge(StrEnum):
    """What a badge means: a class of the sheet, written ``class="state done"``."""

    DONE = "done"  # it was done, and stands: signed, verified, in force, released
    GAVE = "gave"  # the answer gives something
    KEPT = "kept"  # the answer gives nothing
    WAITS = "waits"  # one person said it, and somebody else is asked
    ENDED = "ended"  # it ended by itself, or nobody used it
    STOPPED = "stopped"  # people ended it before it was done


FLAGS: Final = frozenset({"good", "soon", "late", "claimed"})
"""Colours of words that are no badge: as it must be, not certain, wrong or late, as a machine or a letter says it."""

_FLAGGED: Final[Mapping[str, str]] = {
    "defect": "late",
    "wrong": "late",
    "bad": "late",
    "late": "late",
    "caution": "soon",
    "counsel": "soon",
    "unknown": "soon",
    "soon": "soon",
    "good": "good",
}

_GAVE: Final = frozenset({Outcome.COMPLY, Outcome.PARTIAL, Outcome.UNDER_PROTEST})
_BY_ITSELF: Final = frozenset({Outcome.WITHDRAWN, Outcome.LAPSED})
_PRODUCTIONS: Final[Mapping[Producing, Badge]] = {
    Producing.ORDERED: Badge.WAITS,
    Producing.DEALT: Badge.WAITS,
    Producing.RELEASED: Badge.DONE,
}


def flag(code: object) -> str:
    """The colour of words that say a result of ``doctor``, of the law or of the scorecard; empty: none."""
    return _FLAGGED.get(str(code), "")


def of_outcome(code: object) -> Badge:
    """The badge of an answer."""
    return Badge.GAVE if code in _GAVE else Badge.ENDED if code in _BY_ITSELF else Badge.KEPT


def of_production(code: object) -> Badge:
    """The badge of what the extraction host made ready."""
    return next((badge for state, badge in _PRODUCTIONS.items() if state == code), Badge.STOPPED)
