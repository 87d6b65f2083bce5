"""What a point of a letter is about, and why no data are handed over: not kept, deleted, encrypted without a key.

Each reason is a fact about a service, the same for everybody who uses it: it says nothing about an account. It stands
in a letter only where the map of services says it, somebody looked within twelve months, and two people decided so.
"""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final, TypeAlias

from dueprocess.case.item_records import Effect
from dueprocess.demand.codes import DataCategory, LineAnswer
from dueprocess.holdings.judge import Told
from dueprocess.law.finding import Citation
from dueprocess.letter.facts import Said, Spelling
from dueprocess.letter.kinds import LetterKind
from dueprocess.letter.language import Language

Languages: TypeAlias = Mapping[str, Language]

_NONE: Final = {"not-held": "not-held", "lapsed": "lapsed"}
_REASONS: Final[Mapping[LetterKind, Mapping[str, str]]] = {
    LetterKind.NO_DATA: _NONE,
    LetterKind.NOT_EXECUTABLE: {
        **_NONE,
        "held-unreadable": "unreadable",
        "passes-unreadable": "unreadable",
        "passes-not": "passes-not",
    },
}
"""By letter, and by what the map says: the reason's name in ``texts/letter``."""
_PARTS: Final[Mapping[str, str]] = {
    "executable-part": "part-readable",
    "passes-part": "part-readable",
    "part-lapsed": "part-lapsed",
}


def about(languages: Languages, data: Sequence[str]) -> Said:
    """The subject of one item: its data categories, else the measure as such."""
    categories = [DataCategory(code) for code in data]
    return Said(
        {
            code: words.items.join.join(words.items.data[one] for one in categories) or words.items.measure
            for code, words in languages.items()
        }
    )


def given_part(languages: Languages, subject: Said, one: Told | None) -> Said:
    """What is handed over: where only a part of it is there or readable, with the limit."""
    return _worded(languages, subject, one, _PARTS)


def withheld_part(languages: Languages, subject: Said, answer: LineAnswer, one: Told | None, why: Said | None) -> Said:
    """What is not handed over, and why: the map's reason, the ground that was decided on, or the answer's own words."""
    if answer is LineAnswer.REFUSED:
        if why is None:
            return _reasoned(languages, "refused", subject)
        return replace(_reasoned(languages, "grounded", subject, why), citation=why.citation)
    said = _worded(languages, subject, one, _REASONS[_LETTERS[answer]])
    return said if said is not subject else _reasoned(languages, _ANSWERS[answer], subject)


_LETTERS: Final = {LineAnswer.NO_DATA: LetterKind.NO_DATA, LineAnswer.NOT_EXECUTABLE: LetterKind.NOT_EXECUTABLE}
_ANSWERS: Final = {LineAnswer.NO_DATA: "none-held", LineAnswer.NOT_EXECUTABLE: "cannot"}


def reasons(languages: Languages, kind: LetterKind, each: Iterable[Told]) -> tuple[Said, ...]:
    """A point a category: with its reason where the map has one that fits this letter, else the bare category."""
    return tuple(_worded(languages, about(languages, (one.category,)), one, _REASONS[kind]) for one in each)


def _worded(languages: Languages, subject: Said, one: Told | None, names: Mapping[str, str]) -> Said:
    reason = names.get(one.found) if one else None
    if one is None or reason is None or one.answer is None or one.service is None:
        return subject
    kept = one.service.kept.get(one.category)
    return _reasoned(languages, reason, subject, days=kept.days if kept else None)


def _reasoned(
    languages: Languages, reason: str, subject: Said, why: Said | None = None, days: int | None = None
) -> Said:
    return Said(
        {
            code: words.items.reasons[reason].format(
                data=subject.words[code], days=days, why=why.words[code] if why else ""
            )
            for code, words in languages.items()
        }
    )


def carried_out(spelling: Spelling, effect: Effect | None) -> Said:
    """What was done of a measure, and since when; that it is being done where nobody has signed that yet."""
    name, day = (effect.how, datetime.date.fromisoformat(effect.on)) if effect else ("pending", None)
    return Said(
        {
            code: words.items.reasons[name].format(
                data=words.items.measure, day=spelling.day(day, code) if day is not None else ""
            )
            for code, words in spelling.languages.items()
        }
    )


def no_key(languages: Languages, citation: Citation | None) -> Said:
    """That encryption cannot be undone, with the provision that the assessment found; None where nobody read one."""
    return Said({code: words.items.reasons["decryption"] for code, words in languages.items()}, citation)
