"""Other yardsticks that a report answers by its numbers: the minimum of a transparency report, and another index.

``minimum``: what Ranking Digital Rights (F6, F10, P11a), the Santa Clara Principles, the Digital Services Act and
50 USC 1874 ask of numbers together. ``wba``: the metric on government data requests of the World Benchmarking Alliance
(Digital Inclusion Benchmark 2026, wikirate.org, CC BY 4.0): by country, the home country included, with courts, and the
number complied with. The words are ours.
"""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Final

from dueprocess.report.edition import Edition
from transparency.forms import rdr
from transparency.score.elements import Element

TITLES: Final[Mapping[str, str]] = {
    "minimum": "Minimum of a transparency report",
    "wba": "World Benchmarking Alliance: government data requests",
}
HOME: Final = "home"


@dataclass(frozen=True, slots=True)
class Held:
    """A report held against one yardstick: item → ``here``, ``in_part``, ``law`` (which forbids it) or ``not``."""

    yardstick: str
    answers: Mapping[str, str]

    @property
    def met(self) -> int:
        """How many items are answered in full."""
        return sum(answer == "here" for answer in self.answers.values())


def held(edition: Edition) -> tuple[Held, ...]:
    """The report of one period against each yardstick; a law that forbids a number gains nothing."""
    text = (files("transparency.score") / "yardsticks.csv").read_text(encoding="utf-8")
    found: dict[str, dict[str, str]] = {name: {} for name in TITLES}
    for row in csv.DictReader(io.StringIO(text)):
        of = tuple(row["of"].split(";")) if row["of"] else ()
        asked = Element(row["id"], metrics=(row["metrics"],), by=row["by"], of=of)
        found[row["yardstick"]][row["id"]] = rdr.answer(edition, asked)
    home = Element(HOME, metrics=("data_received",), by="country", of=(edition.provider.country,))
    found["wba"][HOME] = rdr.answer(edition, home)
    return tuple(Held(name, answers) for name, answers in found.items())
