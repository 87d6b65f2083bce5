"""A letter as a list of blocks. Text is split into runs, so that no renderer must guess where data stands."""

import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeAlias

from dueprocess.letter.kinds import RULES, KindRule, LetterKind


class Direction(StrEnum):
    """Writing direction; the value of HTML's ``dir``."""

    LTR = "ltr"
    RTL = "rtl"


_RIGHT_TO_LEFT: Final = frozenset({"R", "AL"})


@dataclass(frozen=True, slots=True)
class Run:
    """Text of one direction. ``isolate`` names the direction of data that must not disturb its surroundings."""

    text: str
    isolate: Direction | None = None


Runs: TypeAlias = tuple[Run, ...]


def words(text: str) -> Runs:
    """The house's own words: one run, never isolated."""
    return (Run(text),)


def given(text: str, around: Direction) -> Run:
    """Data inside text of direction ``around``; isolated unless both are plainly left to right (UAX #9)."""
    if around is Direction.LTR and not any(unicodedata.bidirectional(c) in _RIGHT_TO_LEFT for c in text):
        return Run(text)
    return Run(text, direction_of(text))


def direction_of(text: str) -> Direction:
    """Direction of the first strong character (UAX #9, P2 and P3); left to right where there is none."""
    for char in text:
        kind = unicodedata.bidirectional(char)
        if kind in _RIGHT_TO_LEFT:
            return Direction.RTL
        if kind == "L":
            return Direction.LTR
    return Direction.LTR


def plain(runs: Runs) -> str:
    """The text of the runs, without marks of direction."""
    return "".join(run.text for run in runs)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph."""

    runs: Runs


@dataclass(frozen=True, slots=True)
class Points:
    """A numbered list; ``start`` is the first number."""

    points: tuple[Runs, ...]
    start: int = 1


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under a head, with a last row that sums them up. The first column is words, the others are numbers."""

    head: tuple[Runs, ...]
    rows: tuple[tuple[Runs, ...], ...]
    foot: tuple[Runs, ...]


Block: TypeAlias = "Paragraph | Points | Table"


@dataclass(frozen=True, slots=True)
class Detail:
    """A line of the information block: label and value."""

    label: str
    value: Runs


@dataclass(frozen=True, slots=True)
class Annex:
    """The page after the letter that takes the points for which the letter has no room."""

    heading: Runs
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One letter in one language: one page, and an annex where there are many points."""

    kind: LetterKind
    language: str
    direction: Direction
    sender: tuple[Runs, ...]
    recipient: tuple[Runs, ...]
    details: tuple[Detail, ...]
    remark: str  # which text is binding; empty where one text goes alone
    subject: Runs
    salutation: str
    body: tuple[Block, ...]
    closing: str
    signature: tuple[Runs, ...]
    foot: str
    annex: Annex | None = None

    @property
    def pages(self) -> int:
        """Pages that the letter is made for; the annex may run on."""
        return 1


class LetterError(ValueError):
    """A set of letters that may not exist."""


@dataclass(frozen=True, slots=True)
class LetterSet:
    """What goes out together: the authority's language first, the binding text beside it (hazard 5.4)."""

    kind: LetterKind
    sheets: tuple[Sheet, ...]
    binding: str  # language of the binding text
    reviewed: frozenset[str]  # languages that a named reader has reviewed

    def __post_init__(self) -> None:
        languages = [sheet.language for sheet in self.sheets]
        if self.binding not in self.reviewed or self.binding not in languages:
            message = f"the letter in {', '.join(languages) or 'no language'} lacks a reviewed, binding text"
            raise LetterError(message)

    @property
    def rule(self) -> KindRule:
        """Who must agree, what it may reveal, where it may go."""
        return RULES[self.kind]

    @property
    def needs_two(self) -> bool:
        """Whether two people must agree before it goes out (hazard 2.2)."""
        return self.rule.needs_two

    @property
    def confirms_account(self) -> bool:
        """Whether its words say or imply that data or an account exists."""
        return self.rule.confirms_account
