"""What shows an element, how long a look at it holds, and what it takes: read from ``elements.csv``.

Hours and days are our own estimates, for whoever plans; nothing of them is Ranking Digital Rights'. An element that the
file does not name is a question of policy or practice that no record of a desk answers.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from transparency import packaged

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
    return {row["element"]: _read(row) for row in packaged.rows("score", "elements.csv")}


def _read(row: dict[str, str]) -> Element:
    metrics, of = (tuple(row[name].split(";")) if row[name] else () for name in ("metrics", "of"))
    numbers, first = (int(row["hours"]), int(row["days"])), row["first"] == "yes"
    return Element(row["element"], row["way"], *numbers, first, metrics, row["by"], of, row["record"], row["says"])


def element(id_: str) -> Element:
    """What is known of an element; the defaults for one that the file does not name."""
    return elements().get(id_) or Element(id_)
