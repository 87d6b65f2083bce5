"""With a court's order or without: what the report says beside each number of data that were given.

Who issued the order is a confirmed fact of the case; whether the law that it names asks for one stands in ``law/``
(``court`` of an instrument whose text was read), and is taken from there (``asked_by_law``). What is in none of the
definitions is not known: a law whose text nobody read, an order of which nobody said who issued it, an emergency under
a law that asks for a court.
"""

from collections.abc import Mapping
from typing import Final

from dueprocess.report.asked_by_law import ASKS_NONE, ASKS_ONE

COURT: Final = ("court", "judge", "investigating_judge")
"""Who issues a court's order (``Issuer``)."""
OTHERS: Final = ("prosecutor", "police", "administrative", "executive", "none")
"""Who is said to have issued it and is no court."""
VOLUNTARY: Final = ("US-2702B8",)
"""Powers that let the provider give, and oblige it to nothing."""

_NO_COURT: Final = ("", *OTHERS, "unknown")
Columns = Mapping[str, str | tuple[str, ...]]
GIVEN_BY: Final[tuple[tuple[str, str, Columns], ...]] = (
    ("data_by_court", "by order of a court", {"issuer": COURT}),
    (
        "data_law_asks_none",
        "without a court's order, as the law asks for none",
        {"issuer": _NO_COURT, "instrument": ASKS_NONE, "informal": "no"},
    ),
    (
        "data_without",
        "without the court's order that the law asks for, outside an emergency",
        {"issuer": OTHERS, "instrument": ASKS_ONE, "informal": "no", "emergency": "no"},
    ),
    (
        "data_voluntary",
        "under a law that lets us give and obliges us to nothing",
        {"issuer": _NO_COURT, "instrument": VOLUNTARY, "informal": "no"},
    ),
    ("data_informal", "on a hint or a call, without an exercise of power", {"issuer": _NO_COURT, "informal": "yes"}),
)
"""Id, words and columns of the definitions; each counts demands by which data were given, and no two the same one."""
CHOSEN: Final = ("data_without", "data_voluntary", "data_informal")
"""Of these, by our own choice."""
