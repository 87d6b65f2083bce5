"""Whether a desk has said which tables a law of its own country has it publish (ADR 0043).

A table that a law fixes counts sealed cases, too. One that comes after our own exact breakdown gives such a case away,
so the first edition has to know of it. Which law applies to a provider is for its counsel: this only notices that
nothing was said.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Final

OWES: Final = "owes"
US_1874: Final = "us_1874"
SETTINGS: Final = frozenset({OWES, US_1874})
"""Keys of desk.toml that answer the question, also where the answer is none."""
FORMS: Final = ("dsa", "eevidence")
"""What ``owes`` may name: the forms of ``metrics.FIXED``, which not every command imports."""


@dataclass(frozen=True, slots=True)
class Unsaid:
    """A key of desk.toml that is not there: what follows, and what to write."""

    key: str
    says: str
    do: str


_UNION: Final = Unsaid(
    OWES,
    "desk.toml does not say which reports a law asks of you (owes). A provider in the European Union may owe a table "
    "of orders by Member State (Regulation (EU) 2022/2065, Art. 15; not micro and small enterprises). It counts cases "
    "that may not be admitted: published after your own breakdown by country, it could give one away",
    'Ask counsel, then write owes = ["dsa"], or owes = [] where none is owed. "eevidence" is the table of Regulation '
    "(EU) 2023/1543, Art. 28(4).",
)
_STATES: Final = Unsaid(
    US_1874,
    "desk.toml does not say whether you tell of national-security process (us_1874). 50 USC 1874 allows its numbers "
    "in the bands of four structures alone: until you choose one, a report holds no such process that may not be "
    "admitted, and numbers published elsewhere are not held against it",
    "Ask counsel, then write us_1874 = 1 to 4, or us_1874 = 0 for none.",
)


def unsaid(country: str, said: Collection[str]) -> Iterator[Unsaid]:
    """What a desk in ``country`` has not said; ``said``: keys that stand in its desk.toml."""
    from dueprocess.report.metrics import EU_STATES  # not at the top: each command reads desk.toml

    if country in EU_STATES and OWES not in said:
        yield _UNION
    if country == "US" and US_1874 not in said:
        yield _STATES
