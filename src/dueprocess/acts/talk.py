"""Talks with governments in the open (L11), and help: what is recorded, read by two, made public on its day.

The words come sealed, and nobody's server reads them before the day that two people set. The register says what it
publishes and nothing of others: a talk that would reveal a secret demand waits until its silence ended (P11).
"""

import datetime
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Final, TypeVar

from dueprocess.acts import who
from dueprocess.acts.declaration import BY_COMMAND, TALKS, Elsewhere, OnDesk
from dueprocess.acts.desk import KEY_KIND, KEYS_BY, said
from dueprocess.acts.desk_state import DeskGiven, DeskState
from dueprocess.acts.talk_state import AllyState, TalkState
from dueprocess.case import desk_events
from dueprocess.case import fields as f
from dueprocess.case.fields import Closed, Day, Field, Text
from dueprocess.case.lists import REACHED
from dueprocess.case.outcome import Decided, Rule
from dueprocess.demand.codes import Role
from dueprocess.formats.desk_acts import text_hash
from dueprocess.formats.errors import ObjectError
from dueprocess.formats.public_line import is_line
from dueprocess.formats.recipient import MAX_KEY
from dueprocess.formats.refusal import Denied, Msg
from dueprocess.formats.statement import Act
from dueprocess.formats.talk import MAX_OPENED, TalkError, last_day, opened

C = TypeVar("C")
MAX_SEALED: Final = 2 * MAX_OPENED
YEAR: Final = datetime.timedelta(days=366)
"""The longest delay, counted from the day of the talk."""
MAX_NAME: Final = 120

SORT: Final = Closed(
    "TalkSort",
    {"talk": "a talk", "position": "a text that was sent on an act or a bill", "exit": "leaving a country"},
)
REVEALS: Final = Closed(
    "TalkReveals",
    {"no": "nothing in it reveals a demand that is secret", "yes": "it would reveal one: it waits for its silence"},
)
WHY: Final = Closed(
    "TalkWithdrawn",
    {
        "reveals": "it reveals a demand that is secret",
        "wrong": "it was wrong",
        "twice": "it stands in other words already",
        "danger": "it puts somebody in danger",
    },
)
QUARTER: Final = Closed(
    "TalkQuarter", {"none": "there were none", "all": "there were some, and all of them are recorded"}
)
ABOUT: Final = Closed(
    "AllyAbout",
    {
        "law": "the law itself, and no demand",
        "demand": "a demand that may be admitted",
        "safety": "the safety of somebody whom a demand concerns that may be admitted",
    },
)
_ALLY: Final = Field(Text(r"[a-z0-9]{1,16}(?:-[a-z0-9]{1,16}){0,4}"), "Ally")
_TALK: Final = Field(f.HASH, "Talk, by its words")
_READ: Final = "A page that the desk itself serves could show you other words than those that are sealed."
_SEAL: Final = "The question is sealed on the person's own machine; this page does not do that."


@dataclass(frozen=True, slots=True)
class Record:
    """One person writes a talk down; ``talk`` is the commitment to its words, ``sealed`` the hash of the ciphertext."""

    talk: Annotated[str, _TALK]
    sort: Annotated[str, Field(SORT, "What it is")]
    on: Annotated[str | None, Field(Day(), "Day of the talk")]
    until: Annotated[str | None, Field(Day(), "Sealed until")]
    reveals: Annotated[str, Field(REVEALS, "Would it reveal a secret demand?")]
    sealed: Annotated[str, Field(f.HASH, "Hash of the ciphertext")]


@dataclass(frozen=True, slots=True)
class Answer:
    """A second person read the words and the delay; anybody who did answers again once a silence ended."""

    talk: Annotated[str, _TALK]
    until: Annotated[str | None, Field(Day(), "Sealed until")]
    reveals: Annotated[str, Field(REVEALS, "Would it reveal a secret demand?")]


@dataclass(frozen=True, slots=True)
class Publish:
    """The words are opened on their day; the next ``publish`` writes them."""

    talk: Annotated[str, _TALK]
    words: Annotated[str, Field(f.HASH, "Hash of the opened words")]


@dataclass(frozen=True, slots=True)
class Withdraw:
    """The words are destroyed here; on the site the next ``publish`` leaves no trace of them."""

    talk: Annotated[str, _TALK]
    why: Annotated[str, Field(WHY, "Why")]


@dataclass(frozen=True, slots=True)
class SayQuarter:
    """The question of each quarter: were there talks? None is an answer."""

    quarter: Annotated[str, Field(Text(r"[0-9]{4}-Q[1-4]"), "Quarter")]
    answer: Annotated[str, Field(QUARTER, "Were there talks?")]


@dataclass(frozen=True, slots=True)
class VerifyAlly:
    """The first person reached an organisation that helps: its name, its address, its key."""

    ally: Annotated[str, _ALLY]
    name: Annotated[str, Field(f.HASH, "Hash of its name")]
    contact: Annotated[str, Field(f.HASH, "Hash of its address")]
    key: Annotated[str, Field(f.HASH, "Its key")]
    key_kind: Annotated[str, Field(KEY_KIND, "Kind of its key")]
    how: Annotated[str, Field(REACHED, "How you found and reached it")]


@dataclass(frozen=True, slots=True)
class ConfirmAlly:
    """The second person confirms the first one's statement."""

    ally: Annotated[str, _ALLY]
    verification: Annotated[str, Field(f.HASH, "The verification", rests=(Act.ALLY_VERIFY,))]


@dataclass(frozen=True, slots=True)
class Ask:
    """A question without identifiers was sealed to an ally; ``question`` is the hash of the ciphertext."""

    ally: Annotated[str, _ALLY]
    verification: Annotated[str, Field(f.HASH, "The verification", rests=(Act.ALLY_VERIFY,))]
    about: Annotated[str, Field(ABOUT, "About what")]
    case: Annotated[str, Field(f.CASE_OR_NONE, "Case")]
    question: Annotated[str, Field(f.HASH, "Hash of the sealed question")]


def _record(state: DeskState, command: Record, given: DeskGiven) -> Decided | Denied:
    """It is public to nobody: a second person reads it first."""
    data, today = given.brought.sealed, given.now.date()
    if not 0 < len(data) <= MAX_SEALED or hashlib.sha256(data).hexdigest() != command.sealed:
        return _other()
    if command.talk in state.talks.recorded:
        return Denied(Rule.TALK, "This talk is recorded already.", "See `dueprocess talk list`.")
    if command.on is None or command.until is None or command.on > today.isoformat():
        return Denied(Rule.TALK, "A talk has a day that has come, and a day on which it is public.", "Say both.")
    until = datetime.date.fromisoformat(command.until)
    most = max(datetime.date.fromisoformat(command.on) + YEAR, today)
    if not today <= until <= most:
        says = Msg("The delay is at most twelve months from the day of the talk.")
        return Denied(Rule.TALK_DAY, says, "Say a day from today to {day}.", day=most.isoformat())
    return said(desk_events.TalkRecorded, command, given)


def _answer(state: DeskState, command: Answer, given: DeskGiven) -> Decided | Denied:
    """Two people read it: neither may say that it would reveal a secret demand."""
    found = state.talks.recorded.get(command.talk)
    if found is None or not found.waits:
        return _none()
    if command.until != found.until.isoformat():
        says = Msg("It is sealed until {day}: that day is agreed to with it.", day=found.until.isoformat())
        return Denied(Rule.TALK_DAY, says, "Look at it again, then sign.")
    if found.answers.get(given.by) is (command.reveals == "yes"):
        return Denied(Rule.FOUR_EYES, "You answered so already.", "A second person reads it and answers.")
    return said(desk_events.TalkAnswered, command, given)


def _publish(state: DeskState, command: Publish, given: DeskGiven) -> Decided | Denied:
    """The words are those that two people read, on their day or after it."""
    found = state.talks.recorded.get(command.talk)
    if found is None or not found.waits:
        return _none()
    if not found.complete:
        says = Msg("Two people read a talk, and neither says that it would reveal a secret demand.")
        return Denied(Rule.TALK_READERS, says, "Run `dueprocess talk agree`.")
    if given.now.date() < found.until:
        says = Msg("It stays sealed until {day}.", day=found.until.isoformat())
        return Denied(Rule.TALK_DAY, says, "Wait for its day.")
    return _words_fit(found, command, given.brought.words) or said(desk_events.TalkPublished, command, given)


def _words_fit(found: TalkState, command: Publish, data: bytes) -> Denied | None:
    if not 0 < len(data) <= MAX_OPENED or hashlib.sha256(data).hexdigest() != command.words:
        return _other()
    try:
        words, name = opened(data)
    except (TalkError, ObjectError) as fault:
        return Denied(Rule.TALK, "{fault}.", "Record it anew.", fault=fault.reason)
    if (name, words.sort, words.on) != (found.talk, found.sort, found.on):
        return _other()
    return None


def _withdraw(state: DeskState, command: Withdraw, given: DeskGiven) -> Decided | Denied:
    """One person suffices: what is gone endangers nobody."""
    found = state.talks.recorded.get(command.talk)
    if found is None or found.withdrawn:
        return _none()
    return said(desk_events.TalkWithdrawn, command, given)


def _quarter(state: DeskState, command: SayQuarter, given: DeskGiven) -> Decided | Denied:
    """None is an answer; it stands inside alone, and may be said anew."""
    if last_day(command.quarter) >= given.now.date():
        return Denied(Rule.TALK_QUARTER, "This quarter is not over yet.", "Answer when it is.")
    many = len(state.talks.within(command.quarter))
    if (command.answer == "none") is bool(many):
        says = Msg("Of {quarter} {many} are recorded: that is no such answer.", quarter=command.quarter, many=many)
        return Denied(Rule.TALK_QUARTER, says, "Record what there was, or answer otherwise.")
    if state.talks.quarters.get(command.quarter) == command.answer:
        return Denied(Rule.TALK_QUARTER, "That is answered already.", "Nothing more needs to be done.")
    return said(desk_events.TalkQuarter, command, given)


def _other() -> Denied:
    return Denied(Rule.TALK, "What came with the statement is not what was signed.", "Read it again, then sign again.")


def _none() -> Denied:
    return Denied(Rule.TALK, "There is no such talk that waits.", "See `dueprocess talk list`.")


def _verify(state: DeskState, command: VerifyAlly, given: DeskGiven) -> Decided | Denied:
    """Nothing is sealed to it yet. A key is verified by a call back alone, as that of an authority."""
    brought = given.brought
    if command.contact != text_hash(brought.contact) or command.name != text_hash(brought.name):
        return Denied(Rule.ALLY, "Name or address are not what was signed.", "Sign it again.")
    if not is_line(brought.name, MAX_NAME):
        return Denied(Rule.ALLY, "An organisation's name is one line without an address.", "Enter it again.")
    if not 0 < len(brought.key) <= MAX_KEY or hashlib.sha256(brought.key).hexdigest() != command.key:
        return Denied(Rule.ALLY, "The key is not the one that was signed.", "Read the file again and sign its hash.")
    if command.how != KEYS_BY:
        do = Msg("Call on a number that you found elsewhere, and let them read the fingerprint.")
        return Denied(Rule.ALLY, "A key is verified by a call back alone.", do)
    same = (one for one in state.talks.allies.values() if (one.ally, one.key) == (command.ally, command.key))
    if any(one.on == given.now.date() for one in same):
        return Denied(Rule.ALLY, "This key was verified today.", "A second person confirms it.")
    return said(desk_events.AllyNamed, command, given)


def _confirm(state: DeskState, command: ConfirmAlly, given: DeskGiven) -> Decided | Denied:
    """From now on questions are sealed to it."""
    first = state.talks.allies.get(command.verification)
    if first is None or first.confirmed_by or _over(first, command.ally, given):
        return Denied(Rule.ALLY, "Nobody verified this key before you.", "The first person verifies it.")
    if first.by == given.by:
        return Denied(Rule.FOUR_EYES, "You verified this key yourself.", "A second person must confirm it.")
    return said(desk_events.AllyVerified, command, given)


def _over(one: AllyState, ally: str, given: DeskGiven) -> bool:
    return one.ally != ally or one.until < given.now.date()


def _ask(state: DeskState, command: Ask, given: DeskGiven) -> Decided | Denied:
    """While nobody may admit a demand, a question is about the law alone, and names no case."""
    first = state.talks.allies.get(command.verification)
    if first is None or not first.confirmed_by or _over(first, command.ally, given):
        return Denied(Rule.ALLY, "Two people verify the key of an ally first.", "See `dueprocess ally list`.")
    if (command.about == "law") is bool(command.case):
        says = Msg("A question on the law names no case, and any other one names it.")
        return Denied(Rule.ALLY_LAW, says, "Ask about the law alone, or name the case.")
    if command.case and not given.admits:
        says = Msg("Nobody has answered that this demand may be admitted: no question may show that there is one.")
        return Denied(Rule.ALLY_LAW, says, "Ask about the law alone, without this case.")
    return said(desk_events.AllyAsked, command, given)


def _talk(
    act: Act,
    says: type[C],
    decide: Callable[[DeskState, C, DeskGiven], Decided | Denied],
    title: str,
    *,
    note: str = "",
    may: frozenset[Role] = who.DESK,
    form: Rule = Rule.TALK,
    brings: frozenset[str] = frozenset(),
) -> OnDesk[C]:
    """An act on talks: signed by command, or on the page of one's own vault that opens their words."""
    where = Elsewhere(f"dueprocess {str(act).replace('.', ' ')}", _READ)
    return OnDesk(
        act=act, says=says, decide=decide, title=title, note=note, may=may, elsewhere=where, script=TALKS, form=form,
        brings=brings,
    )  # fmt: skip


def _ally(
    act: Act,
    says: type[C],
    decide: Callable[[DeskState, C, DeskGiven], Decided | Denied],
    title: str,
    *,
    note: str = "",
    brings: frozenset[str] = frozenset(),
) -> OnDesk[C]:
    """An act on allies, by command alone."""
    where = Elsewhere(f"dueprocess {str(act).replace('.', ' ')}", _SEAL, own=_SEAL)
    return OnDesk(
        act=act, says=says, decide=decide, title=title, note=note, may=who.DESK, elsewhere=where, script=BY_COMMAND,
        form=Rule.ALLY, brings=brings,
    )  # fmt: skip


RECORD: Final = _talk(
    Act.TALK_RECORD,
    Record,
    _record,
    "Record a talk with a government",
    note="It is sealed until its day. A second person reads it, and answers whether it would reveal a secret demand.",
    brings=frozenset(["sealed"]),
)
AGREE: Final = _talk(Act.TALK_AGREE, Answer, _answer, "Answer for a talk that you read")
PUBLISH: Final = _talk(
    Act.TALK_PUBLISH, Publish, _publish, "Publish a talk on its day", may=who.SECOND, brings=frozenset(["words"])
)
WITHDRAW: Final = _talk(
    Act.TALK_WITHDRAW,
    Withdraw,
    _withdraw,
    "Take a talk back",
    note="Its words are destroyed here. Copies that others made of a public one stay.",
)
SAY_QUARTER: Final = _talk(
    Act.TALK_QUARTER, SayQuarter, _quarter, "Answer whether there were talks in a quarter", form=Rule.TALK_QUARTER
)
VERIFY_ALLY: Final = _ally(
    Act.ALLY_VERIFY,
    VerifyAlly,
    _verify,
    "You reached this ally, and read its key's fingerprint with it",
    note="Nothing is sealed to it yet: a second person confirms it.",
    brings=frozenset(["contact", "key", "name"]),
)
CONFIRM_ALLY: Final = _ally(Act.ALLY_CONFIRM, ConfirmAlly, _confirm, "Confirm an ally's key as the second person")
ASK_ALLY: Final = _ally(
    Act.ALLY_ASK,
    Ask,
    _ask,
    "Ask an ally",
    note="The question is sealed to the ally. It is recorded here, and nothing public counts it.",
)
