"""The ways to a number that a letter did not give, from the nearest to the farthest; a person walks them (hazard 2.4).

The number in a demand is never one of them: who forged the demand answers it. A rung says what to do and what it
proves; what was found is said by ``authority verify`` (``found``, ``source``) and counts once a second one confirms.
"""

from dataclasses import dataclass
from typing import Final

from dueprocess.case.lists import FOUND
from dueprocess.formats.refusal import Msg


@dataclass(frozen=True, slots=True)
class Rung:
    """One way: its code (``case/lists.py``: FOUND), what to do, and what it does not prove."""

    code: str
    do: Msg
    weak: Msg

    @property
    def title(self) -> str:
        """What it is, in English."""
        return FOUND.words[self.code]


LADDER: Final = (
    Rung(
        "directory",
        Msg("Take the number that two people verified here. Where it was changed of late, take the one before it."),
        Msg("It proves that the office was there when it was verified."),
    ),
    Rung(
        "official_page",
        Msg("Type the address of the office's own page yourself; follow no link of the demand and no advertisement."),
        Msg("A look-alike page is found as easily: compare the address letter by letter with that of the state."),
    ),
    Rung(
        "parent_body",
        Msg(
            "Ring the switchboard of the body above it (ministry, headquarters, court of the district); be put through."
        ),
        Msg("It proves a house, not a person: ask for the one who signed."),
    ),
    Rung(
        "court_database",
        Msg("For courts: the European court database of e-Justice, or the state's own list of courts."),
        Msg("Its entries age: a second source, or the next rung, confirms the number."),
    ),
    Rung(
        "register",
        Msg("A public register of authorities or places, printed or kept by the state; say its edition."),
        Msg("It may be years old: say the day of the edition."),
    ),
    Rung(
        "contact_point",
        Msg("The national contact point (police cooperation, e-Evidence, 24/7 network) names the number."),
        Msg("It names an office; whether this demand is theirs only the office says."),
    ),
    Rung(
        "consulate",
        Msg("The embassy or consulate of the state in your country, by the list of your own foreign ministry."),
        Msg("Slow, and seldom at night: begin it beside the others."),
    ),
)
"""In the order in which they are tried."""
