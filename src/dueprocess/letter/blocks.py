"""A letter as a list of blocks. Text is split into runs, so that no renderer must guess where data stands."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated, Final, TypeAlias

from dueprocess.formats.hi1 import Asked
from dueprocess.formats.record import BARE, MAYBE, Check, Hash, Moment, Named, between, sized
from dueprocess.letter.kinds import RULES, KindRule, LetterKind
from dueprocess.letter.thread import Thread

MERGED: Final = "[[reference]]"
"""Stands where the authority's own reference will stand; no text of ours holds it."""


def place_of(item: int, place: str = "point") -> str:
    """Stands where the house's own words on an item will stand, which a client alone opens.

    ``place``: ``opening``, after the salutation; ``point``, before the closing; ``enclosed``, what goes along.
    """
    return f"[[{place} {item}]]"


def waits_for(text: str) -> str:
    """What a run's text waits for: ``reference``, ``opening 2``, ``point 2``; empty where it is finished."""
    found = _WAITS.fullmatch(text)
    return found[1] if found else ""


_WAITS: Final = re.compile(r"\[\[(reference|(?:opening|point|enclosed) [1-9][0-9]?)\]\]")
MAX_LIST: Final = 200
MAX_TEXT: Final = 4000


def _is_line(text: str) -> bool:
    return not _WAITS.search(text) and not any(unicodedata.category(char) in _CONTROL for char in text)


_CONTROL: Final = frozenset({"Cc", "Cs", "Co", "Zl", "Zp"})
# What a letter holds when it is read (``letter.plain``).
listed: Final = sized(0, MAX_LIST)
Text = Annotated[str, sized(0, MAX_TEXT), Check(_is_line, "a text on one line")]
Number = Annotated[int, between(1, MAX_LIST)]


class Direction(StrEnum):
    """Writing direction; the value of HTML's ``dir``."""

    LTR = "ltr"
    RTL = "rtl"


_RIGHT_TO_LEFT: Final = frozenset({"R", "AL"})


@dataclass(frozen=True, slots=True)
class Run:
    """Text of one direction. ``isolate`` names the direction of data that must not disturb its surroundings."""

    text: Text
    isolate: Annotated[Direction | None, MAYBE, BARE] = None


Runs: TypeAlias = Annotated[tuple[Run, ...], listed]
Lines: TypeAlias = Annotated[tuple[Runs, ...], listed]


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

    runs: Annotated[Runs, Named("paragraph")]


def enclosure(label: str, names: str, around: Direction) -> Paragraph:
    """What goes along with the letter, or the place of its names."""
    return Paragraph((Run(f"{label}: "), given(names, around)))


def paragraphs(texts: Iterable[str], around: Direction) -> list[Paragraph]:
    """Texts as paragraphs of a letter that runs in a direction."""
    return [Paragraph((given(text, around),)) for text in texts]


@dataclass(frozen=True, slots=True)
class Points:
    """A numbered list; ``start`` is the first number."""

    points: Lines
    start: Number = 1


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under a head, with a last row that sums them up. The first column is words, the others are numbers."""

    head: Lines
    rows: Annotated[tuple[Lines, ...], listed, Named("table")]
    foot: Lines


Block: TypeAlias = Paragraph | Points | Table
Blocks: TypeAlias = Annotated[tuple[Block, ...], listed]


@dataclass(frozen=True, slots=True)
class Detail:
    """A line of the information block: label and value."""

    label: Text
    value: Runs


@dataclass(frozen=True, slots=True)
class Annex:
    """The page after the letter that takes the points for which the letter has no room."""

    heading: Runs
    blocks: Blocks


@dataclass(frozen=True, slots=True)
class Sheet:
    """One letter in one language: one page, and an annex where there are many points."""

    kind: LetterKind
    language: Text
    direction: Direction
    sender: Lines
    recipient: Lines
    details: Annotated[tuple[Detail, ...], listed]
    remark: Text  # which text is binding; empty where one text goes alone
    subject: Runs
    salutation: Text
    body: Annotated[Blocks, Named("blocks")]
    closing: Text
    signature: Lines
    foot: Text
    annex: Annex | None = None
    register: Annotated[Lines, MAYBE, BARE] = ()  # of the house, at the foot

    @property
    def pages(self) -> int:
        """Pages that the letter is made for; the annex may run on."""
        return 1


class LetterError(ValueError):
    """A set of letters that may not exist."""


@dataclass(frozen=True, slots=True)
class Opening:
    """The house's own words on an item, with what opens the commitment that two people signed."""

    item: Number
    made_at: Moment
    salt: Hash
    text: Annotated[str, sized(1, MAX_TEXT)] = field(repr=False)


@dataclass(frozen=True, slots=True)
class LetterSet:
    """What goes out together: the authority's language first, the binding text beside it (hazard 5.4)."""

    kind: LetterKind
    sheets: tuple[Sheet, ...]
    binding: str  # language of the binding text
    reviewed: frozenset[str]  # languages that a named reader has reviewed
    opened: tuple[Opening, ...] = ()  # of the points in the house's own words; for the sending worker, and never sent
    thread: Thread = ()  # of the mail that it answers; for the sending worker, as heads of the mail that carries it
    receipt: str = ""  # number of the receipt for whose holder it is left; for the sending worker, and never sent
    asked: Asked | None = None  # of the message of a standard that it answers; for the sending worker (ADR 0103)

    def __post_init__(self) -> None:
        languages = [sheet.language for sheet in self.sheets]
        if self.binding not in self.reviewed or self.binding not in languages:
            raise LetterError(f"the letter in {', '.join(languages) or 'no language'} lacks a reviewed, binding text")

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
