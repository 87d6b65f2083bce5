"""A point in the house's own words, where a demand is returned for correction; a second person agrees to it (P12).

The words are sealed; the proposal names the commitment to them (``formats/object.py``). The desk sees that there are
some, and not a word; no report counts them (hazards 3.2, 5.3).
"""

from typing import Final

from dueprocess.case import fields as f
from dueprocess.case.fields import Field, Only
from dueprocess.case.outcome import Rule
from dueprocess.demand.codes import Outcome
from dueprocess.formats.refusal import Denied

POINT: Final = Field(
    f.HASH_OR_NONE,
    "A point in our own words",
    "To return it: one line of yours behind what law requires. Sealed; a second person agrees to it.",
    "--point",
    page=False,
    absent=True,
    sealed=True,
    only=Only("outcome", (str(Outcome.CORRECT),)),
)


def point_fault(point: str, outcome: Outcome) -> Denied | None:
    """Why a proposal cannot say something in own words: no letter of its outcome has a place for them."""
    if not point or outcome is Outcome.CORRECT:
        return None
    return Denied(
        Rule.LINES, "Your own words stand in a letter that returns a demand for correction.", "Leave them out."
    )
