"""What shows an element, how long a look at it holds, and what it takes: read from ``elements.csv``.

Hours and days are our own estimates, for whoever plans; nothing of them is Ranking Digital Rights'. An element that the
file does not name is a question of policy or practice that no record of a desk answers.
"""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

HOURS: Final = 8
DAYS: Final = 365
PUBLISH: Final = 1  # hours to publish what is true already


@dataclass(frozen=True, slots=True)
class Element:
    """One element.

    ``metrics``, ``by`` and ``of``: the numbers of a report that answer it, broken down by a column, of these values
    alone. ``record``: what else a desk's records show. ``says``: where a number does not answer it.
    """

    id: str
    way: str = "policy"  # what one does to be able to answer it
    hours: int = HOURS
    days: int = DAYS  # so long a look holds
    first: bool = False  # of the part that fits a host of any size
    metrics: tuple[str, ...] = ()
    by: str = ""
    of: tuple[str, ...] = ()
    record: str = ""
    says: str = ""


@cache
def elements() -> Mapping[str, Element]:
    """By the id of the element, in the order of the file."""
    text = (files("transparency.score") / "elements.csv").read_text(encoding="utf-8")
    found = {}
    for row in csv.DictReader(io.StringIO(text)):
        made = Element(
            id=row["element"],
            way=row["way"],
            hours=int(row["hours"]),
            days=int(row["days"]),
            first=row["first"] == "yes",
            metrics=_split(row["metrics"]),
            by=row["by"],
            of=_split(row["of"]),
            record=row["record"],
            says=row["says"],
        )
        found[made.id] = made
    return found


def element(id_: str) -> Element:
    """What is known of an element; the defaults for one that the file does not name."""
    return elements().get(id_) or Element(id_)


def _split(text: str) -> tuple[str, ...]:
    return tuple(text.split(";")) if text else ()
