"""The words of a talk with a government, of a text that was sent to one, of leaving a country: what two people sign.

They stay sealed until the day that two people set. A body and a function are named, never a person: what has no slot
cannot be said, and what looks like a name is refused. The bytes are canonical JSON inside a sealed object, whose
salted commitment names them in statements, so that nobody confirms a guess by it (hazard 3.5).
"""

import datetime as dt
import hashlib
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Final

from dueprocess.formats.forms import Records
from dueprocess.formats.object import MAX_HEADER, ObjectKind, unpack
from dueprocess.formats.public_line import is_line
from dueprocess.formats.record import Check, matching, sized
from dueprocess.formats.refusal import DeniedError

MEDIA: Final = "application/json"
KIND: Final = ObjectKind.NOTE
MAX_LINE: Final = 160
MAX_SENTENCE: Final = 400
MAX_TEXT: Final = 8000
MAX_WORDS: Final = 24_000
"""Bytes of the words; sealed they are few more."""
MAX_OPENED: Final = 2 * MAX_WORDS + MAX_HEADER
MAX_WITH: Final = 20
_PERSON: Final = re.compile(
    r"\b(?:Mr|Mrs|Ms|Dr|Prof|Herrn?|Frau|Monsieur|Madame|Mme|Señora?|Sra?|Signora?|Pani?)\b\.?\s+(?=[^\W\d_])"
)


class TalkError(DeniedError):
    """Words of a talk that nobody may sign: of another form, or with what has no place in public."""


class Sort(StrEnum):
    """What is said."""

    TALK = "talk"
    POSITION = "position"  # a text that was sent, on an act or a bill
    EXIT = "exit"  # leaving a country, as a position with a plan


class Topic(StrEnum):
    """What it was about: a closed list, never renamed."""

    LAW = "law"
    LICENCE = "licence"
    DATA = "data"
    RETENTION = "retention"
    REMOVAL = "removal"
    NETWORK = "network"
    ACCESS = "access"
    ENCRYPTION = "encryption"
    REPRESENTATIVE = "representative"
    TAX = "tax"
    OTHER = "other"


class Way(StrEnum):
    """How they spoke."""

    MEETING = "meeting"
    CALL = "call"
    LETTER = "letter"
    HEARING = "hearing"
    CONSULTATION = "consultation"
    EVENT = "event"


class Came(StrEnum):
    """What came of it; of a bill, what became of that."""

    OPEN = "open"
    NOTHING = "nothing"
    AGREED = "agreed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    PASSED = "passed"
    CHANGED = "changed"
    LAPSED = "lapsed"


BECAME: Final = frozenset({Came.OPEN, Came.WITHDRAWN, Came.PASSED, Came.CHANGED, Came.LAPSED})
"""What can become of a bill."""


class Side(StrEnum):
    """Who asked for it."""

    THEY = "they"
    WE = "we"


def _sentence(text: str) -> bool:
    return not text or (is_line(text, MAX_SENTENCE) and not _PERSON.search(text))


def _line(text: str) -> bool:
    return not text or (is_line(text, MAX_LINE) and not _PERSON.search(text))


def _text(text: str) -> bool:
    return len(text) <= MAX_TEXT and all(is_line(line, MAX_TEXT) for line in text.split("\n") if line.strip())


_NO_NAMES: Final = "without a person's name (Mr, Ms, Dr …), an address or a control character"
Sentence = Annotated[str, Check(_sentence, f"a sentence of at most {MAX_SENTENCE} characters, {_NO_NAMES}")]
Line = Annotated[str, Check(_line, f"a line of at most {MAX_LINE} characters, {_NO_NAMES}")]
Text = Annotated[str, Check(_text, f"a text of at most {MAX_TEXT} characters, without an address")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """All that the public will read. Empty is what does not belong to its sort.

    ``body`` and ``function`` name who spoke; ``bill`` the act or bill, ``sent`` the text on it, ``beside`` the
    organisations that signed it too; ``export`` and ``warning``: how people take their data along and how they are
    told, ``last_day``: of service there. ``replaces`` names published words that these correct or carry on, and
    ``changed`` says what is otherwise.
    """

    sort: Sort
    on: dt.date
    country: Annotated[str, matching(r"[A-Z]{2}", "a country is two capital letters, as PK, or EU")]
    language: Annotated[str, matching(r"[a-z]{2}", "a language is two letters, as en")]
    body: Line
    function: Line = ""
    way: Way
    began: Side
    about: Annotated[tuple[Topic, ...], sized(1, len(Topic))]
    says: Sentence
    asked: Sentence = ""
    answered: Sentence = ""
    came: Came = Came.OPEN
    came_of_it: Sentence = ""
    bill: Line = ""
    stand: Annotated[str, matching(r"(?:oppose|amend|support)?", "oppose, amend or support, or empty")] = ""
    sent: Text = ""
    beside: Annotated[tuple[Line, ...], sized(0, MAX_WITH)] = ()
    export: Sentence = ""
    warning: Sentence = ""
    last_day: dt.date | None = None
    replaces: Annotated[str, matching(r"(?:[0-9a-f]{64})?", "what it replaces is named by its hash")] = ""
    changed: Sentence = ""


def _just(theirs: bool, *said: object) -> bool:  # noqa: FBT001 - whether the sort has them
    """All of them are said where they belong, and none elsewhere."""
    return all(said) if theirs else not any(said)


def _whole(words: Words) -> None:
    if not words.body or not words.says:
        _FORM.refuse("form", "it says which body it was, and about what")
    if len(set(words.about)) != len(words.about):
        _FORM.refuse("form", "it names each topic once")
    position = words.sort is Sort.POSITION
    if not _just(position, words.bill, words.stand, words.sent):
        _FORM.refuse("form", "a position, and nothing else, has a bill, a stand and the text that was sent")
    if position and words.came not in BECAME:
        _FORM.refuse("form", f"of a bill one says what became of it: {', '.join(sorted(BECAME))}")
    if not _just(words.sort is Sort.EXIT, words.export, words.warning, words.last_day):
        _FORM.refuse("form", "leaving a country, and nothing else, has export, warning and a last day")
    if bool(words.replaces) is not bool(words.changed):
        _FORM.refuse("form", "what replaces other words says what is otherwise, and nothing else does")


_FORM: Final = Records(Words, "talk", "form", TalkError, _whole, most=MAX_WORDS)
read = _FORM.read
plain = _FORM.plain
decode = _FORM.decode
encode = _FORM.encode


def opened(data: bytes) -> tuple[Words, str]:
    """The words inside an object and the commitment by which statements name it. Raises TalkError, ObjectError."""
    header, content = unpack(data)
    if header.kind is not KIND or header.media != MEDIA or header.name:
        _FORM.refuse("form", "the object holds no words of a talk")
    return decode(content), name_of(data)


def name_of(data: bytes) -> str:
    """How statements name the inside of an object (``formats/object.py``)."""
    return hashlib.sha256(b"dueprocess/object/2\0" + data).hexdigest()


def quarter_of(day: dt.date) -> str:
    """As 2026-Q4."""
    return f"{day.year:04}-Q{(day.month + 2) // 3}"


def first_day(quarter: str) -> dt.date:
    """The first day of a quarter as 2026-Q4."""
    return dt.date(int(quarter[:4]), int(quarter[-1]) * 3 - 2, 1)


def last_day(quarter: str) -> dt.date:
    """The last day of a quarter as 2026-Q4."""
    after = first_day(quarter) + dt.timedelta(days=95)  # somewhere in the next one
    return first_day(quarter_of(after)) - dt.timedelta(days=1)
