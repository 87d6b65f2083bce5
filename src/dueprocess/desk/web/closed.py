"""The closed lists whose codes stand on pages: under which name a catalogue has each, and what it means in words.

A code is one word of a list ("content" is a kind of demand, and a category of data), so each is spoken in its list.
"""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Final

from dueprocess.acts.texts import CONTEXT, lists, texts
from dueprocess.case import duty_words
from dueprocess.case.events import EventKind
from dueprocess.case.notice_calendar import Waits
from dueprocess.case.productions import Producing
from dueprocess.case.state import Deciding, Phase, Preserving, Publishing, Writing
from dueprocess.case.status import Word
from dueprocess.demand import codes
from dueprocess.demand.face import CASE_FIELDS, ITEM_FIELDS, Form
from dueprocess.formats.refusal import plain
from dueprocess.law import started
from dueprocess.law.finding import Met, Recommendation, Status, Way
from dueprocess.law.teller import Teller
from dueprocess.law.texts import COURTS
from dueprocess.law.turning import SMALL_WORDS
from dueprocess.letter.kinds import LetterKind
from dueprocess.report.cells import Why
from dueprocess.report.changes import Changed
from dueprocess.report.facts import DIMENSIONS
from dueprocess.report.metrics import METRICS

ENUMS: Final[tuple[type[StrEnum], ...]] = (
    *(one for one in vars(codes).values() if isinstance(one, type) and issubclass(one, codes.Code) and list(one)),
    Form,
    LetterKind,
    Word,
    Deciding,
    Writing,
    Publishing,
    Preserving,
    Phase,
    Producing,
    Met,
    Status,
    Way,
)
WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    **{name: codes for name, codes in lists().items() if name not in {kind.__name__ for kind in ENUMS}},
    "Stage": ("bill", "act", "past"),
    "Stand": ("oppose", "amend", "support"),
    "Turn": SMALL_WORDS,
    "Review": ("formal", "listed", "full", "unknown"),
    "Dimension": DIMENSIONS,
    "ReportValue": (
        *("yes", "no", "content", "non_content", "both", "request", "order", "statute"),
        *("told", "unreached", "delayed", "forbidden", "not_told", "two", "alone"),
        *("unmet", "not_asked", "met"),
        *("open", "taken_back", "upheld", "changed", "reversed", "restored"),
    ),
    "Entry": ("item", "outcome", "ground", "question", "answer", "says", "kind", "how", "reason", "channel", "until"),
}
"""Lists that stand in no enumeration: words of statements and of the history."""
OF_KEY: Final[Mapping[str, str]] = {
    "outcome": "Outcome",
    "question": "Question",
    "answer": "Answer",
    "says": "ArrivalIs",
    "how": "How",
    "reason": "Reason",
    "channel": "Channel",
    "detail": "Detail",
    "op": "Op",
    "source": "SecrecySource",
}
"""Which list the value of a statement's or an event's key is of."""
MEANING: Final = "meaning"
REFUSAL: Final = "refusal"
"""Contexts of the catalogue beside the names of the lists: meanings of codes, templates of refusals."""


def sentences() -> Iterator[tuple[str, str]]:
    """Every list's name with each code in words; then meanings of codes, of events and of fields of the face."""
    for kind in ENUMS:
        yield from ((kind.__name__, plain(code)) for code in kind)
    for name, listed in WORDS.items():
        yield from ((name, plain(code)) for code in dict.fromkeys(listed))
    yield from ((MEANING, meaning) for meaning in dict.fromkeys(_meanings()))
    yield from ((CONTEXT, text) for text in texts())
    yield from ((started.CONTEXT, one.says) for one in started.STARTS.values())
    yield from ((duty_words.CONTEXT, one.says) for one in duty_words.DUTIES.values())


def _meanings() -> Iterator[str]:
    others: tuple[type[StrEnum], ...] = (EventKind, Changed, Recommendation, Teller, Waits, Why)
    for code in (code for kind in (*ENUMS, *others) for code in kind):
        said = getattr(code, MEANING, "")
        if said:
            yield said
    yield from (spec.meaning for spec in (*CASE_FIELDS, *ITEM_FIELDS))
    yield from (metric.says for metric in METRICS)
    yield from COURTS.values()


__all__ = ["ENUMS", "MEANING", "OF_KEY", "REFUSAL", "WORDS", "plain", "sentences"]
