"""A statement: one act of one person, in canonical bytes, signed (docs/reference/events.md).

An act counts on the desk, roster, case and revision that it names, and nowhere else: a replay elsewhere,
an act on changed facts or by a changed key is refused by name.
"""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from typing import Annotated, Final

from dueprocess.formats.canonical import MAX_INTEGER, Value
from dueprocess.formats.errors import StatementError
from dueprocess.formats.forms import Notes
from dueprocess.formats.note import Key, Note, Sign, Verify
from dueprocess.formats.record import Check, Hash, Moment, Natural, Rule, an_id, between
from dueprocess.formats.roster import Pseudonym, Roster

HEADER: Final = "dueprocess.statement/1"
MAX_BYTES: Final = 64 * 1024
# Codes, days, ids, hashes, paths, media types; no space, no address, no sentence (P2: statements lie in clear).
_CODE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/#+-]{0,127}|")


class Act(StrEnum):
    """What a person can state: a closed list. Never renamed, never used again for something else."""

    ARRIVAL_CLASSIFY = "arrival.classify"
    FACE_CONFIRM = "face.confirm"
    ITEM_CHANGE = "item.change"
    CASE_MERGE = "case.merge"
    CASE_SPLIT = "case.split"
    CASE_CLOSE = "case.close"
    FORGET_PROPOSE = "forget.propose"
    FORGET_APPROVE = "forget.approve"
    DECISION_PROPOSE = "decision.propose"
    DECISION_APPROVE = "decision.approve"
    DECISION_SEND_BACK = "decision.send_back"
    DECISION_WITHDRAW = "decision.withdraw"
    GATE_ANSWER = "gate.answer"
    SECRECY_RECORD = "secrecy.record"
    SECRECY_END = "secrecy.end"
    AUTHORITY_VERIFY = "authority.verify"
    AUTHORITY_CONFIRM = "authority.confirm"
    AUTHORITY_CALL_BACK = "authority.call_back"
    LETTER_APPROVE = "letter.approve"
    LETTER_SEND = "letter.send"
    NOTE_ADD = "note.add"
    PUBLICATION_PROPOSE = "publication.propose"
    PUBLICATION_PUBLISH = "publication.publish"
    PUBLICATION_WITHDRAW = "publication.withdraw"
    DUTY_DONE = "duty.done"
    ROSTER_SIGN = "roster.sign"
    PRESERVE_START = "preserve.start"
    PRESERVE_VERIFY = "preserve.verify"
    LAW_SIGN = "law.sign"
    COST_RECORD = "cost.record"
    COST_WITHDRAW = "cost.withdraw"
    TARGET_READ = "target.read"
    PRODUCTION_ORDER = "production.order"
    PRODUCTION_DEAL = "production.deal"
    PRODUCTION_DROP = "production.drop"
    RELEASE_APPROVE = "release.approve"
    RELEASE_VETO = "release.veto"
    RELEASE_DONE = "release.done"
    RELEASE_RECALL = "release.recall"
    DESK_FREEZE = "desk.freeze"
    DESK_LIFT = "desk.lift"
    KEY_RETIRE = "key.retire"
    REPORT_SIGN = "report.sign"
    REPORT_PUBLISH = "report.publish"
    REPORT_CORRECT = "report.correct"
    NOTICE_RECORD = "notice.record"
    NOTICE_CONFIRM = "notice.confirm"
    NOTICE_UNREACHED = "notice.unreached"
    OUTSIDE_PROPOSE = "outside.propose"
    OUTSIDE_APPROVE = "outside.approve"
    OUTSIDE_DONE = "outside.done"


def _are_codes(value: Value) -> bool:
    match value:
        case str():
            return _CODE.fullmatch(value) is not None
        case Mapping():
            return all(_are_codes(key) and _are_codes(inner) for key, inner in value.items())
        case Sequence():
            return all(_are_codes(inner) for inner in value)
        case _:
            return True


_CODES: Final = Check(_are_codes, "codes, days, ids and hashes; free text belongs in a sealed object")


@dataclass(frozen=True, slots=True)
class Statement:
    """What a person stated. Times are ``YYYY-MM-DDTHH:MM:SSZ``; hashes 64 lower-case hex digits."""

    desk: Hash
    roster: Annotated[int, between(1, MAX_INTEGER)]
    case: Annotated[str, an_id("c")] | None
    revision: Natural
    act: Annotated[Act, Rule("unknown-act")]
    by: Pseudonym
    at: Moment
    basis: Hash
    says: Annotated[Mapping[str, Value], _CODES, Rule("free-text")] = field(default_factory=dict)

    def text(self) -> str:
        """The text that is signed. Raises StatementError where a value breaks the form."""
        return _FORM.text(self)

    def sign(self, key: Key, sign: Sign) -> bytes:
        """Bytes of the note, with the one signature by ``key``, which must carry the name ``by``."""
        if key.name != self.by:
            _refuse("wrong-signer", f"{self.by} states, but the key is that of {key.name}")
        return _FORM.sign(self, key, sign)


_FORM: Final = Notes(Statement, "statement", "malformed", StatementError, most=MAX_BYTES, header=HEADER)
_refuse = _FORM.refuse


def hash_of(note: bytes) -> str:
    """SHA-256 (hex) of a statement's note: how events and approvals name it."""
    return hashlib.sha256(note).hexdigest()


def parse(data: bytes) -> tuple[Statement, Note]:
    """Statement and note of a note's bytes; form only, signature unchecked. Raises StatementError.

    Whoever looks at a case reads all its statements at each look; the same bytes are read once. What is given back is
    shared: nobody changes it.
    """
    return _parse(data)


_parse: Final = lru_cache(maxsize=1024)(_FORM.parse_one)


def unsigned(text: str) -> Statement:
    """The statement whose text waits for a signature. Raises StatementError."""
    return _FORM.unsigned(text)


def verify(data: bytes, roster: Roster, check: Verify) -> Statement:
    """The statement, signed by ``by`` with the key that ``roster`` names. Raises StatementError.

    Says nothing about what the person may do (``acts/access.py``) or whether the case has moved on
    (``case``): desk, roster number, person and signature only.
    """
    return verify_parsed(*parse(data), roster, check)


def verify_parsed(statement: Statement, note: Note, roster: Roster, check: Verify) -> Statement:
    """``verify`` for what ``parse`` gave, which need not be read twice. Raises StatementError."""
    _check_place(statement, roster)
    person = roster.person(statement.by)
    if person is None:
        _refuse("not-on-roster", f"{statement.by} is not on roster {roster.number}")
    signature = note.signatures[0]
    if signature.name != statement.by:
        _refuse("wrong-signer", f"{statement.by} states, {signature.name} signed")
    if signature.key_id != person.key.id:
        _refuse("unknown-key", f"signed with a key that is not {statement.by}'s on roster {roster.number}")
    if not check(person.key.public, note.text.encode(), signature.signature):
        _refuse("bad-signature", f"the signature of {statement.by} is wrong")
    return statement


def _check_place(statement: Statement, roster: Roster) -> None:
    if statement.desk != _desk_of(roster):
        _refuse("wrong-desk", "the statement belongs to another desk")
    if statement.roster != roster.number:
        _refuse("wrong-roster", f"made under roster {statement.roster}; roster {roster.number} is held against it")


@lru_cache(maxsize=8)
def _desk_of(roster: Roster) -> str:
    """The desk of a roster: a hash over its whole text, and many statements are held against the same one."""
    return roster.desk_id
