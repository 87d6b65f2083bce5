"""What passes between who asks counsel and counsel: a question, and a signed answer. Both only ever stand under a seal.

The question is sealed to its readers (who asks, and who agrees to what is decided) and to one lawyer; its id is made
of its ciphertext and stands in the statement ``counsel.ask``, so that nobody else wrote it. The answer is a note that
the lawyer signs, sealed to the same people: nobody else's words pass for counsel's (ADR 0075).
"""

from dataclasses import dataclass, field
from typing import Annotated, Final

from dueprocess.formats.forms import Notes, Records
from dueprocess.formats.note import MalformedNoteError, Verify, parse_vkey
from dueprocess.formats.record import Day, Hash, Moment, an_id, matching, sized
from dueprocess.formats.refusal import DeniedError
from dueprocess.formats.roster import Pseudonym, Recipient, Roster

HEADER: Final = "dueprocess.counsel/1"
MAX_QUESTION: Final = 8_000
MAX_ANSWER: Final = 40_000
"""Characters."""
MAX_LINES: Final = 400
MAX_READERS: Final = 40
MAX_BYTES: Final = 384 << 10
SECOND: Final = ("approver", "releaser")
"""Roles whose holders read question and answer beside who asks, since they agree to what is decided."""
MEDIA: Final = "application/json"
NOTE_MEDIA: Final = "text/plain"
ADVICE: Final = ("comply", "object", "more", "original")
"""What counsel can advise, beside the words: comply, object on a ground, more information, the original is needed."""

_COPY = sized(0, MAX_LINES)


class CounselError(DeniedError):
    """A question or an answer that does not count: ``counsel.malformed``, ``counsel.not-theirs``."""


@dataclass(frozen=True, slots=True)
class Question:
    """What one person asks one lawyer.

    ``copy``: lines of label and value that the lawyer is shown, where they do not open the case themselves.
    ``readers``: name and key of each person of the desk who reads question and answer.
    """

    age: Recipient  # the lawyer's key for reading, of the roster that the asker checked
    case: Annotated[str, an_id("c")]
    copy: Annotated[tuple[tuple[str, str], ...], _COPY] = field(repr=False)
    key: str  # the lawyer's verifier key
    readers: Annotated[tuple[tuple[Pseudonym, Recipient], ...], sized(1, MAX_READERS)]
    text: Annotated[str, sized(1, MAX_QUESTION)] = field(repr=False)
    to: Pseudonym
    until: Day


@dataclass(frozen=True, slots=True)
class Answer:
    """What the lawyer says to one question (hash of its statement). ``at`` is ``YYYY-MM-DDTHH:MM:SSZ``."""

    advice: Annotated[str, matching("|".join(ADVICE), "one of the codes of advice")]
    at: Moment
    by: Pseudonym
    case: Annotated[str, an_id("c")]
    question: Hash
    text: Annotated[str, sized(0, MAX_ANSWER)] = field(repr=False)


QUESTIONS: Final = Records(Question, "counsel", "malformed", CounselError, most=MAX_BYTES)
ANSWERS: Final = Notes(Answer, "counsel", "malformed", CounselError, most=MAX_BYTES, header=HEADER)


def readers(roster: Roster, asker: str) -> tuple[tuple[str, str], ...]:
    """Name and key of each person who reads a question of ``asker``: they, and who agrees; nobody from outside."""
    return tuple(
        (one.name, one.age)
        for one in roster.people
        if one.name == asker or ("outside" not in one.roles and not set(SECOND).isdisjoint(one.roles))
    )


def hold_to(question: Question, roster: Roster) -> None:
    """Whether a question names people with the keys of the roster under which it was put. Raises CounselError.

    A lawyer who is on no roster is whom its asker invited: nothing is said of them here.
    """
    keys = {one.name: one.age for one in roster.people}
    lawyer = roster.person(question.to)
    if any(keys.get(name) != age for name, age in question.readers):
        QUESTIONS.refuse("not-theirs", "the question is sealed to somebody whom the roster does not name so")
    if lawyer is not None and (lawyer.age, lawyer.vkey, "counsel" in lawyer.roles) != (
        question.age,
        question.key,
        True,
    ):
        QUESTIONS.refuse("not-theirs", f"the question names another key for {question.to} than the roster")


def answer_to(question: Question, ask: str, data: bytes, check: Verify) -> Answer:
    """The answer in a note, if it is to this question and of nobody but whom it was put to. Raises CounselError.

    Args:
        question: as its asker opened it, from the bytes that the asker signed.
        ask: SHA-256 (hex) of the statement that put it.
        data: the note.
        check: of a signature.
    """
    answer, note = ANSWERS.parse_one(data)
    try:
        key = parse_vkey(question.key)
    except MalformedNoteError as fault:
        ANSWERS.refuse("malformed", "the question names no verifier key", fault)
    signature = note.signatures[0]
    mine = (signature.name, signature.key_id, answer.by) == (question.to, key.id, question.to)
    if not (mine and check(key.public, note.text.encode(), signature.signature)):
        ANSWERS.refuse("not-theirs", "this was not signed by whom you asked")
    if (answer.question, answer.case) != (ask, question.case):
        ANSWERS.refuse("not-theirs", "this answers another question")
    return answer
