"""Kinds of values that a statement says: how each is read, written for the vault's page, and asked of a person.

A command names the field of each of its keys once (``commands.py``). Reading, the vault's form, the command line's
option, the vault's row and the reference page follow from it. Codes, days, ids, hashes and counts only (P2).
"""

import dataclasses
import datetime
import functools
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol

from dueprocess.case.state import Line
from dueprocess.demand import codes
from dueprocess.demand.codes import Code
from dueprocess.formats.roster import AGE, MAX_PEOPLE, NAME
from dueprocess.formats.statement import Act

LAST_DAY: Final = "2199-12-31"
MAX_ITEM: Final = 99
MAX_COUNT: Final = 100_000
"""Units and minutes of one cost, and the number of the event that recorded one."""

MAX_CENTS: Final = 100_000_000_00
"""Of one step before a court."""

MIN_K: Final = 2
MAX_K: Final = 16
MAX_PARTS: Final = 256
"""Of one production: 64 GiB at 256 MiB each; a statement has at most 64 KiB."""

ARGUMENT: Final = "ARGUMENT"
"""In place of an option's name: the command line takes the value by its place."""

_HANDLE: Final = r"ALL|T[1-9][0-9]{0,3}"
_HASH: Final = r"[0-9a-f]{64}"


class Kind(Protocol):
    """How one kind of value is read and described."""

    def read(self, value: object) -> object:
        """The value as the command holds it. Raises ValueError, TypeError, KeyError or AttributeError."""
        ...

    def plain(self) -> dict[str, Any]:
        """The kind as JSON, for programs in other languages; ``kind`` names it."""
        ...


@dataclass(frozen=True, slots=True)
class Closed:
    """A closed list that is no enumeration: its name in the catalogues, and the words of each code."""

    name: str
    words: Mapping[str, str]

    def read(self, value: object) -> str:
        """One of the codes."""
        if not isinstance(value, str) or value not in self.words:
            raise ValueError(value)
        return value

    def plain(self) -> dict[str, Any]:
        """The codes with their words."""
        return {"kind": "closed", "words": dict(self.words)}


@dataclass(frozen=True, slots=True)
class Coded:
    """A code of an enumeration, each with its meaning."""

    of: type[Code]

    def read(self, value: object) -> Code:
        """The member."""
        return self.of(value if isinstance(value, str) else "")

    def plain(self) -> dict[str, Any]:
        """The list's name; its codes stand once, beside the acts."""
        return {"kind": "code", "of": self.of.__name__}


@dataclass(frozen=True, slots=True)
class Number:
    """A whole number from ``least`` to ``most``; null where ``none`` says so."""

    least: int
    most: int
    none: bool = False

    def read(self, value: object) -> int | None:
        """The number."""
        if value is None and self.none:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or not self.least <= value <= self.most:
            raise ValueError(value)
        return value

    def plain(self) -> dict[str, Any]:
        """Its bounds."""
        return {"kind": "number", "least": self.least, "most": self.most, "none": self.none}


@dataclass(frozen=True, slots=True)
class Items:
    """Numbers of items, at least one; each once, in order."""

    def read(self, value: object) -> tuple[int, ...]:
        """The numbers."""
        if not isinstance(value, list | tuple) or not value:
            raise TypeError(value)
        return tuple(sorted({int(str(_ITEM.read(number))) for number in value}))

    def plain(self) -> dict[str, Any]:
        """Bounds of each."""
        return {"kind": "numbers", "least": _ITEM.least, "most": _ITEM.most}


@dataclass(frozen=True, slots=True)
class Day:
    """A day, ``YYYY-MM-DD``, or null."""

    def read(self, value: object) -> str | None:
        """The day."""
        if value is None:
            return None
        if not isinstance(value, str) or datetime.date.fromisoformat(value).isoformat() != value or value > LAST_DAY:
            raise ValueError(value)
        return value

    def plain(self) -> dict[str, Any]:
        """Nothing but its kind."""
        return {"kind": "day"}


@dataclass(frozen=True, slots=True)
class Flag:
    """Yes or no. Flags that a command says side by side share a ``group``, and are asked and drawn as one list."""

    group: str = ""

    def read(self, value: object) -> bool:
        """The answer."""
        if not isinstance(value, bool):
            raise TypeError(value)
        return value

    def plain(self) -> dict[str, Any]:
        """Its group."""
        return {"kind": "flag", "group": self.group}


@dataclass(frozen=True, slots=True)
class Text:
    """An id, a hash or a word of a closed form; never a sentence. ``shown`` characters of it suffice for people."""

    pattern: str
    shown: int = 0  # 0: all of it
    of: str = ""  # the enumeration that holds its meaning, where that stands above the case

    def read(self, value: object) -> str:
        """The text."""
        if not isinstance(value, str) or not re.fullmatch(self.pattern, value):
            raise ValueError(value)
        return value

    def plain(self) -> dict[str, Any]:
        """Its form, as a regular expression that means the same in Python and JavaScript."""
        if self.of:
            return {"kind": "code", "of": self.of}
        return {"kind": "text", "pattern": self.pattern, "shown": self.shown}


@dataclass(frozen=True, slots=True)
class Texts:
    """A list of texts of one form."""

    of: Text
    most: int
    least: int = 1

    def read(self, value: object) -> tuple[str, ...]:
        """The texts, in their order."""
        if not isinstance(value, list | tuple) or not self.least <= len(value) <= self.most:
            raise ValueError(value)
        return tuple(self.of.read(text) for text in value)

    def plain(self) -> dict[str, Any]:
        """The form of each."""
        return {"kind": "texts", "of": self.of.plain(), "most": self.most, "least": self.least}


@dataclass(frozen=True, slots=True)
class Rows:
    """A list of objects with exactly these keys, read in their order; the first key of each is given once."""

    keys: tuple[tuple[str, Text], ...]
    most: int

    def read(self, value: object) -> tuple[tuple[str, ...], ...]:
        """The rows, each as a tuple in the order of the keys."""
        if not isinstance(value, list | tuple) or not 1 <= len(value) <= self.most:
            raise ValueError(value)
        rows = tuple(self._row(row) for row in value)
        if len({row[0] for row in rows}) != len(rows):
            raise ValueError(value)
        return rows

    def _row(self, value: Mapping[str, Any]) -> tuple[str, ...]:
        if set(value) != {key for key, _ in self.keys}:
            raise ValueError(value)
        return tuple(text.read(value[key]) for key, text in self.keys)

    def plain(self) -> dict[str, Any]:
        """The form of each key; people are shown the first."""
        return {"kind": "rows", "keys": {key: text.plain() for key, text in self.keys}, "most": self.most}


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines of a decision: handle, category of data, answer."""

    def read(self, value: object) -> tuple[Line, ...]:
        """The lines."""
        if not isinstance(value, list | tuple):
            raise TypeError(value)
        return tuple(self._line(line) for line in value)

    @staticmethod
    def _line(value: Mapping[str, Any]) -> Line:
        if set(value) != {"handle", "category", "answer"}:
            raise ValueError(value)
        category = value["category"]
        return Line(
            HANDLE.read(value["handle"]),
            "" if category == "" else str(codes.DataCategory(category)),
            str(codes.LineAnswer(value["answer"])),
        )

    def plain(self) -> dict[str, Any]:
        """The form of a handle; the other two are codes."""
        return {"kind": "lines", "pattern": _HANDLE}


@dataclass(frozen=True, slots=True)
class FaceFields:
    """Fields of the face with their values; the face's own table reads them.

    ``of_item``: their paths are those of the item that is named. ``asked``: what a page asks, where not the whole face.
    """

    of_item: bool = False
    asked: tuple[str, ...] = ()

    def read(self, value: object) -> Mapping[str, Any]:
        """The fields, not yet checked against the face."""
        if not isinstance(value, Mapping):
            raise TypeError(value)
        return dict(value)

    def plain(self) -> dict[str, Any]:
        """Whether the paths are those of an item."""
        return {"kind": "face", "of_item": self.of_item}


@dataclass(frozen=True, slots=True)
class Only:
    """Asked only where another key says one of ``values``; without values, where it says anything."""

    key: str
    values: tuple[str, ...] = ()

    def met(self, says: Mapping[str, Any]) -> bool:
        """Whether the other key says so."""
        said = says.get(self.key)
        return said in self.values if self.values else bool(said)


@dataclass(frozen=True, slots=True)
class Field:
    """One key of a command.

    Args:
        kind: how the value is read.
        label: how pages, the vault and the command line call it.
        help: what a person should know who fills it in.
        option: of the command line; ``ARGUMENT`` takes it by its place; empty: the key with hyphens.
        start: the value where a person says nothing; None with ``needed``: it must be said.
        needed: a person must say it.
        page: whether the vault asks for it; else a command does.
        fresh: letter of the id that the client draws; nobody is asked.
        rests: acts of which the statement can be on which this one rests; the value is its hash, or a list of them.
        past: what is named so was held against the case as it is signed; whoever has left since, it stands.
        ever: what is named so stands, or is taken back, whoever of its signers has left since: it grants nothing. True,
            or where another key says so.
        typed: how its hash is made of what a person types at the command line.
        only: where it is asked at all; elsewhere it says nothing.
        begins: the value where it is asked and a person says nothing; None: ``start``.
        absent: a statement may leave the key out.
        of_file: a mark that the person's own client makes from a file; no page asks for it.
        sealed: words that the person's own client seals to the case, as a note of the same look; the value is the
            commitment to it (``formats/object.py``).
    """

    kind: Kind
    label: str
    help: str = ""
    option: str = ""
    start: object = ""
    needed: bool = False
    page: bool = True
    fresh: str = ""
    rests: tuple[Act, ...] = ()
    past: bool = False
    ever: "bool | Only" = False
    absent: bool = False
    of_file: bool = False
    sealed: bool = False
    typed: Callable[[str], str] | None = None
    only: Only | None = None
    begins: object = None

    def takes_back(self, says: Mapping[str, Any]) -> bool:
        """Whether a statement that says so gives nothing by what it names: it stops it, or takes it back."""
        return self.ever.met(says) if isinstance(self.ever, Only) else self.ever

    def settled(self, value: object, says: Mapping[str, Any]) -> object:
        """The value once everything is said: nothing where it is not asked, ``begins`` where nothing was said."""
        if self.only is None:
            return value
        if self.only.met(says):
            return value or self.begins or value
        return [] if isinstance(self.kind, Lines) else {} if isinstance(self.kind, FaceFields) else self.start


@functools.cache
def fields_of(command: type) -> dict[str, Field]:
    """The fields of a command by key, in their order, out of its annotations. Raises TypeError where one says none."""
    found = {}
    for key in dataclasses.fields(command):
        field = next((one for one in getattr(key.type, "__metadata__", ()) if isinstance(one, Field)), None)
        if field is None:
            raise TypeError(f"{command.__name__}.{key.name} says no field")
        found[key.name] = field
    return found


def id_of(letter: str) -> Text:
    """A random id of a kind (``formats/ids.py``)."""
    return Text(f"{letter}-[a-z2-7]{{24}}")


MAX_ANEW: Final = 500
_ITEM: Final = Number(1, MAX_ITEM)
COUNT: Final = Number(0, MAX_COUNT)
HANDLE: Final = Text(_HANDLE)
HASH: Final = Text(_HASH, shown=16)
HASH_OR_NONE: Final = Text(f"(?:{_HASH})?", shown=16)
RULE: Final = Text(r"[A-Za-z0-9.:_-]{0,80}")
WORD: Final = Text(r"[a-z][a-z_]{0,39}")
LETTER_KIND: Final = Text(WORD.pattern, of="LetterKind")
LANGUAGE: Final = Text(r"[a-z]{2}")
PSEUDONYM: Final = Text(NAME.pattern)
PSEUDONYM_OR_NONE: Final = Text(f"(?:{NAME.pattern})?")
CURRENCY_OR_NONE: Final = Text(r"(?:[A-Z]{3})?")
RECIPIENT: Final = Text(AGE.pattern)
CASE: Final = id_of("c")
CASE_OR_NONE: Final = Text(f"(?:{CASE.pattern})?")
SEALED: Final = id_of("s")
SHARES: Final = Rows((("to", PSEUDONYM), ("share", HASH), ("sealed", SEALED)), MAX_PEOPLE)
PARTS: Final = Rows((("sealed", SEALED), ("hash", HASH)), MAX_PARTS)
SEALED_ANEW: Final = Rows((("cipher", HASH), ("commitment", HASH), ("kind", WORD), ("sealed", SEALED)), MAX_ANEW)
STATEMENTS: Final = Texts(HASH, MAX_ITEM, 0)
SENT: Final = Texts(HASH, MAX_PARTS + 1)  # with the manifest

ITEM: Final = Field(_ITEM, "Item", "Number of the item.", "--item", start=1)
ITEM_OR_NONE: Final = Field(
    Number(1, MAX_ITEM, none=True), "Item", "Which item; leave it empty for the whole case.", start=None
)
ITEMS: Final = Field(Items(), "Items", option=ARGUMENT, needed=True)
DECISIONS: Final = Field(
    Texts(Text(rf"{_HASH}|look\.[1-9][0-9]?", shown=16), MAX_ITEM, 0),
    "Decisions that it answers",
    rests=(Act.DECISION_APPROVE, Act.DECISION_PROPOSE),
    past=True,
)
"""One for each of the letter's items, in their order, those of the same look by their number there (``look.2``)."""
SILENCES: Final = Field(STATEMENTS, "The silences", start=(), rests=(Act.SECRECY_RECORD,), ever=True)
AGREEMENTS: Final = Field(Texts(HASH, MAX_PEOPLE), "On the agreements", rests=(Act.RELEASE_APPROVE,), past=True)
PRODUCTION: Final = Field(id_of("x"), "Production", needed=True)
DEAL: Final = Field(HASH, "Deal", needed=True)
