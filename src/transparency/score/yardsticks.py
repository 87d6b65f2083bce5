"""Other yardsticks that a report answers by its numbers: each item with its evidence, or why it is not met.

What a yardstick asks stands in ``yardsticks.csv``, in our words. What only an excerpt or a summary told us says so.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from dueprocess.report.cells import Cell, Place, Why
from dueprocess.report.edition import Edition
from transparency import packaged
from transparency.forms import dsa_check, dsa_template, rdr
from transparency.score.elements import Element

Say = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Yardstick:
    """Whose it is. ``unverified``: what of it nobody has read at its source."""

    title: str
    credit: str
    unverified: str = ""


YARDSTICKS: Final = {row.pop("id"): Yardstick(**row) for row in packaged.rows("score", "yardstick_sources.csv")}
_LAW: Final = "A law forbids to give it."
_NONE: Final = "The report on {period} has no such number."
_BLANK: Final = "{blank} of {cells} numbers are blank or a band: {reasons}."
_PEOPLE: Final = "The desk counts demands of authorities alone; people fill this table in."
_REGISTER: Final = "The public register tells of {cells} demands; no original stands in public."
_NO_REGISTER: Final = "No demand stands in the public register."
_NO_LAW: Final = "The report names no such law."
_BANDS: Final = "Figures stand in more than one structure; the law allows one."


_EMPTY: Final = "No row holds a value."
_BROKEN: Final = "{faults} rules of the template are broken: `dueprocess report dsa check`."
_LARGE: Final = "Only for VLO"  # very large platforms and search engines
_FIRST: Final = {1: 3, 2: 0, 3: 6, 4: 5, 5: 5, 6: 5, 11: 4}  # first column of a part that holds a value; else 6


@dataclass(frozen=True, slots=True)
class Answer:
    """How one item stands: ``here``, ``in_part``, ``law`` (which forbids it), ``not``, or ``spared``.

    ``why``: the sentence why it is not met, with the values of its places.
    """

    asks: str
    answer: str
    evidence: str
    why: str = ""
    values: Mapping[str, Any] | None = None

    def because(self, say: Say = str) -> str:
        """Why it is not met, in a language; empty where it is."""
        values = dict(self.values or {})
        if "reasons" in values:
            values["reasons"] = "; ".join(map(say, values["reasons"]))
        return say(self.why).format(**values)


@dataclass(frozen=True, slots=True)
class Held:
    """A report held against one yardstick: item → how it stands."""

    id: str
    answers: Mapping[str, Answer]

    @property
    def asked(self) -> int:
        """How many items apply."""
        return sum(one.answer != "spared" for one in self.answers.values())

    @property
    def met(self) -> int:
        """How many are answered in full; what a law forbids to give gains nothing."""
        return sum(one.answer == "here" for one in self.answers.values())

    def plain(self, say: Say = str) -> dict[str, Any]:
        """For JSON and for pages."""
        whose = YARDSTICKS[self.id]
        return {
            "id": self.id,
            "title": say(whose.title),
            "credit": whose.credit,
            "unverified": say(whose.unverified) if whose.unverified else "",
            "met": self.met,
            "of": self.asked,
            "items": [
                {
                    "id": id_,
                    "asks": say(one.asks),
                    "answer": one.answer,
                    "evidence": one.evidence,
                    "because": one.because(say),
                }
                for id_, one in self.answers.items()
            ],
        }


def held(edition: Edition, listed: int = 0, name: Callable[[Cell], str] = rdr.says) -> tuple[Held, ...]:
    """The report of one period against each yardstick.

    ``listed``: rows of the public register beside it. ``name``: a number in the words of who shows it.
    """
    found: dict[str, dict[str, Answer]] = {name: {} for name in YARDSTICKS}
    for row in packaged.rows("score", "yardsticks.csv"):
        found[row["yardstick"]][row["id"]] = (
            _counted(edition, row, name) if row["metrics"] else _other(edition, row, listed)
        )
    return tuple(Held(name, answers) for name, answers in found.items())


def _counted(edition: Edition, row: Mapping[str, str], name: Callable[[Cell], str]) -> Answer:
    of = tuple(edition.provider.country if one == "home" else one for one in row["of"].split(";") if one)
    every = rdr.cells(edition, Element(row["id"], metrics=(row["metrics"],), by=row["by"]))
    cells = [cell for cell in every if not of or cell.place.by[0][1] in of]
    if not cells and _none(edition, row["metrics"], every):
        none = [
            Cell(Place(row["metrics"], edition.period, ((row["by"], one),) if one else ()), 0) for one in of or ("",)
        ]
        return Answer(row["asks"], "here", "; ".join(map(name, none)))
    answer, evidence = rdr.answered(cells, name)
    why = {"here": "", "law": _LAW, "not": _BLANK if cells else _NONE}.get(answer, _BLANK)
    blank = [cell for cell in cells if cell.why is not Why.EXACT]
    reasons = sorted({cell.why.meaning for cell in blank})
    values = {"period": edition.period, "blank": len(blank), "cells": len(cells), "reasons": reasons}
    return Answer(row["asks"], answer, evidence, why, values)


def _none(edition: Edition, metric: str, every: Sequence[Cell]) -> bool:
    """Whether the numbers say that there was none: a total of 0, or parts that make it up and are all known."""
    total = edition.at(Place(metric, edition.period))
    parts = [cell.value for cell in every if cell.place.by[0][1]]
    return total is not None and total.value is not None and total.value == sum(one or 0 for one in parts)


def _other(edition: Edition, row: Mapping[str, str], listed: int) -> Answer:
    """What no number answers."""
    bands = [f"50 USC 1874(a)({one})" for one in sorted({one.structure for one in edition.security})]
    answer, evidence, why = {
        "people": ("not", "", _PEOPLE),
        "files": ("here", "report.csv, report.json, datapackage.json", ""),
        "P11a.9": ("here", edition.period, ""),  # no period of ours is longer than a year
        "P11a.8": (*rdr.forbidden(edition), _NO_LAW),
        "originals": ("in_part", "", _REGISTER) if listed else ("not", "", _NO_REGISTER),
        "bands": (("spared", "here")[len(bands)] if len(bands) <= 1 else "not", ", ".join(bands), _BANDS),
    }[row["of"]]
    said = {"here": "", "spared": ""}.get(answer, why)
    return Answer(row["asks"], answer, evidence if answer != "not" or bands else "", said, {"cells": listed})


def filled(parts: Mapping[int, dsa_check.Table]) -> Held:
    """The tables of a DSA report as people filled them in: a part is met with a value in it and no rule broken."""
    faults = Counter(fault.part for fault in dsa_check.check(parts))
    answers = {}
    for part, name in dsa_template.NAMES.items():
        first = _FIRST.get(part, 6)
        rows = [row for row in parts.get(part, ())[1:] if not row[0].startswith(_LARGE)]
        many = sum(any(cell.strip() for cell in row[first:]) for row in rows)
        large = all(row[0].startswith(_LARGE) for row in dsa_template.rows(part))
        answer = "spared" if large and not many else "not" if not many else "in_part" if faults[part] else "here"
        why = {"not": _EMPTY, "in_part": _BROKEN}.get(answer, "")
        evidence = f"{many}/{len(rows)}" if rows else ""
        answers[f"part_{part}"] = Answer(f"part {part}: {name}", answer, evidence, why, {"faults": faults[part]})
    return Held("dsa", answers)
