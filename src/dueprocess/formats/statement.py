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
from typing import Any, Final, NoReturn

from dueprocess.formats import ids, moment
from dueprocess.formats.canonical import MAX_INTEGER, NotCanonicalError, Value, decode, encode
from dueprocess.formats.errors import StatementError
from dueprocess.formats.note import Key, MalformedNoteError, Note, Sign, Verify, signed
from dueprocess.formats.note import parse as parse_note
from dueprocess.formats.roster import HEX, NAME, Roster

HEADER: Final = "dueprocess.statement/1"
MAX_BYTES: Final = 64 * 1024
_KEYS: Final = frozenset({"desk", "roster", "case", "revision", "act", "by", "at", "basis", "says"})
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


@dataclass(frozen=True, slots=True)
class Statement:
    """What a person stated. Times are ``YYYY-MM-DDTHH:MM:SSZ``; hashes 64 lower-case hex digits."""

    desk: str
    roster: int
    case: str | None
    revision: int
    act: Act
    by: str
    at: str
    basis: str
    says: Mapping[str, Value] = field(default_factory=dict)

    def text(self) -> str:
        """The text that is signed. Raises StatementError where a value breaks the form."""
        _check(self)
        return f"{HEADER}\n{_encode(_plain(self)).decode()}\n"

    def sign(self, key: Key, sign: Sign) -> bytes:
        """Bytes of the note, with the one signature by ``key``, which must carry the name ``by``."""
        if key.name != self.by:
            _refuse("wrong-signer", f"{self.by} states, but the key is that of {key.name}")
        return signed(self.text(), [(key, sign)]).encode()


def hash_of(note: bytes) -> str:
    """SHA-256 (hex) of a statement's note: how events and approvals name it."""
    return hashlib.sha256(note).hexdigest()


def parse(data: bytes) -> tuple[Statement, Note]:
    """Statement and note of a note's bytes; form only, signature unchecked. Raises StatementError."""
    if len(data) > MAX_BYTES:
        _refuse("malformed", f"a statement has at most {MAX_BYTES} bytes")
    try:
        note = parse_note(data)
    except (MalformedNoteError, ValueError) as fault:
        _refuse("malformed", f"no statement: {fault}", fault)
    if len(note.signatures) != 1:
        # A second line would give the same act a second hash.
        _refuse("malformed", "a statement carries exactly one signature")
    return unsigned(note.text), note


def unsigned(text: str) -> Statement:
    """The statement whose text waits for a signature. Raises StatementError."""
    try:
        header, body, rest = text.split("\n")
        value = decode(body.encode())
    except (NotCanonicalError, ValueError) as fault:
        _refuse("malformed", f"no statement: {fault}", fault)
    if header != HEADER or rest:
        _refuse("malformed", f"the first line is not {HEADER}")
    statement = _from_plain(value)
    _check(statement)
    return statement


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


def _check(statement: Statement) -> None:
    if not (HEX.fullmatch(statement.desk) and HEX.fullmatch(statement.basis)):
        _refuse("malformed", "desk and basis are 64 lower-case hex digits")
    if not 1 <= statement.roster <= MAX_INTEGER or not 0 <= statement.revision <= MAX_INTEGER:
        _refuse("malformed", "a roster counts from 1, a revision from 0")
    if statement.case is not None and not ids.is_id(statement.case, "c"):
        _refuse("malformed", "case is a case id or null")
    if not NAME.fullmatch(statement.by):
        _refuse("malformed", "by is a pseudonym [a-z][a-z0-9-]{1,30}")
    try:
        moment.parse(statement.at)
    except ValueError as fault:
        _refuse("malformed", f"at: {fault}", fault)
    _check_codes(statement.says)


def _check_codes(value: Value) -> None:
    match value:
        case str():
            if not _CODE.fullmatch(value):
                _refuse("free-text", "says holds codes, days, ids and hashes; free text belongs in a sealed object")
        case Mapping():
            for key, inner in value.items():
                _check_codes(key)
                _check_codes(inner)
        case Sequence():
            for inner in value:
                _check_codes(inner)
        case _:
            return


def _encode(value: Value) -> bytes:
    try:
        return encode(value)
    except NotCanonicalError as fault:
        _refuse("malformed", str(fault), fault)


def _plain(statement: Statement) -> dict[str, Any]:
    return {
        "act": str(statement.act),
        "at": statement.at,
        "basis": statement.basis,
        "by": statement.by,
        "case": statement.case,
        "desk": statement.desk,
        "revision": statement.revision,
        "roster": statement.roster,
        "says": statement.says,
    }


def _from_plain(value: object) -> Statement:
    if not isinstance(value, Mapping) or set(value) != _KEYS:
        _refuse("malformed", f"a statement has exactly the keys {', '.join(sorted(_KEYS))}")
    texts = all(isinstance(value[name], str) for name in ("desk", "act", "by", "at", "basis"))
    numbers = all(type(value[name]) is int for name in ("roster", "revision"))
    if not (texts and numbers and isinstance(value["case"], str | None) and isinstance(value["says"], Mapping)):
        _refuse("malformed", "a value of the statement has the wrong type")
    try:
        act = Act(value["act"])
    except ValueError as fault:
        _refuse("unknown-act", "the act is not on the closed list; update this program", fault)
    return Statement(**{**value, "act": act})


def _refuse(rule: str, reason: str, cause: Exception | None = None) -> NoReturn:
    name = f"statement.{rule}"
    raise StatementError.because(name, reason) from cause
