"""Counsel, from a person's own machine: a question sealed here to one lawyer, and their signed answer opened here.

Question and answer open to their asker, and to who agrees to what is decided on the case.

The desk is told who may fetch what was sealed, and nothing of it. A question counts by its asker's statement, which
names these bytes; an answer by the signature of whom the question names (``formats/counsel.py``, ADR 0075).
"""

import base64
import binascii
import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from dueprocess.adapters import crypto
from dueprocess.adapters.age_header import AgeError
from dueprocess.adapters.identity import Identity
from dueprocess.case.counsel import CASE
from dueprocess.client.material import Material
from dueprocess.client.person import Person
from dueprocess.formats import ids, moment
from dueprocess.formats.counsel import (
    ANSWERS,
    MEDIA,
    NOTE_MEDIA,
    QUESTIONS,
    Answer,
    Question,
    answer_to,
    hold_to,
    readers,
)
from dueprocess.formats.object import ObjectKind
from dueprocess.formats.refusal import DeniedError
from dueprocess.formats.roster import Person as Listed
from dueprocess.formats.roster import Roster
from dueprocess.formats.roster import parse as parse_roster
from dueprocess.formats.statement import Act, Statement
from dueprocess.release.desk_client import DID, Brought, Did, brought_plain
from dueprocess.release.evidence import suspect
from dueprocess.release.looked import Looked

KIND: Final = "counsel"


@dataclass(frozen=True, slots=True)
class Asked:
    """One question as this person is shown it; ``question`` and ``answer`` where they are theirs to read."""

    hash: str
    by: str
    sees: str
    until: str
    on: str
    ended: bool
    missing: bool  # what this person could read of it is not here, or what opens is none
    mine: bool  # it was put to this person
    question: Question | None = field(default=None, repr=False)
    answer: Answer | None = field(default=None, repr=False)


def ask(who: Person, material: Material, looked: Looked, to: Listed, text: str, until: str) -> Did:
    """Put a question to one lawyer of the checked roster, with the key of this one case."""
    case, now = looked.shown.case, moment.write(who.now)
    read_by = readers(looked.seen.roster, who.identity.name)
    question = QUESTIONS.encode(Question(to.age, case, (), to.vkey, read_by, text, to.name, until))
    inside = crypto.packed(ObjectKind.COUNSEL, MEDIA, question, now)
    sealed = crypto.encrypt(inside, _keys(read_by, to.age))
    envelope = crypto.wrap_key(material.secret(case), {to.name: to.age}, now)[to.name]
    brought = Brought(ids.sealed_as(sealed), KIND, KIND, sealed)
    looked = who.bring(looked)  # counsel opens nothing by a key that nobody signed
    says = {"sees": CASE, "until": until, "sealed": brought.id, "envelope": ids.sealed_as(envelope)}
    note = who.note(looked, Act.COUNSEL_ASK, says).decode()
    body = {"note": note, "attached": brought_plain([brought]), "to": to.name, "envelope": _text(envelope)}
    did: Did = DID.read(material.far.post(f"/v1/cases/{case}/counsel", body))
    return did


def _keys(read_by: Iterable[tuple[str, str]], lawyer: str) -> list[str]:
    return list(dict.fromkeys([*(age for _, age in read_by), lawyer]))


def answer(material: Material, asked: Asked, advice: str, text: str, now: dt.datetime) -> Did:
    """Sign an answer, seal it to its readers and oneself, hand it in. What was given with it then ends."""
    me, question = material.who, asked.question
    if question is None:
        raise DeniedError.because("counsel.not-theirs", "this question was not put to you")
    said = Answer(advice, moment.write(now), me.name, question.case, asked.hash, text)
    inside = crypto.packed(ObjectKind.COUNSEL, NOTE_MEDIA, ANSWERS.sign(said, *me.daily_signer()), moment.write(now))
    sealed = crypto.encrypt(inside, _keys(question.readers, me.card().age))
    body = {"question": asked.hash, "sealed": ids.sealed_as(sealed), "bytes": _text(sealed)}
    did: Did = DID.read(material.far.post(f"/v1/cases/{question.case}/counsel/answer", body))
    return did


def questions(material: Material, looked: Looked) -> list[Asked]:
    """The questions of a case, each held against the signed statement that put it. Raises ReleaseError, DeniedError."""
    case, me = looked.shown.case, material.who.name
    found = [_asked(material.who, row, looked) for row in material.far.rows(f"/v1/cases/{case}/counsel")]
    shown = {one.hash for one in found}
    # Who is counsel and nothing else is shown what was put to them, and of the rest nothing.
    listed = looked.seen.roster.person(me)
    reads = listed is not None and not {"counsel", "outside"}.issuperset(listed.roles)
    stated = {hash_ for hash_, one in looked.seen.all(Act.COUNSEL_ASK) if one.case == case and (reads or one.by == me)}
    if not stated <= shown:
        suspect("release.unsigned", "the desk does not show a question to counsel that was signed")
    return found


def _asked(me: Identity, row: dict[str, Any], looked: Looked) -> Asked:
    hash_ = str(row.get("question"))
    stated = looked.seen.statements.get(hash_)
    if stated is None or stated.act is not Act.COUNSEL_ASK or stated.case != looked.shown.case:
        suspect("release.unsigned", "the desk shows a question to counsel that nobody signed so")
    roster = parse_roster(looked.shown.rosters[stated.roster[0] - 1])[0]
    question = _question(me, row, stated, roster)
    sealed = _bytes(row, "answered")
    ended, answered = row.get("ended_on") is not None, row.get("answer")
    said = None
    if question is not None and sealed and ids.sealed_as(sealed) == answered:
        said = answer_to(question, hash_, crypto.unseal(sealed, me.age_secrets)[1], crypto.verify)
    return Asked(
        hash_,
        stated.by,
        str(stated.says.get("sees")),
        str(stated.says.get("until")),
        str(row.get("on")),
        ended,
        missing=_reads(me, stated, roster) and (question is None or (answered is not None and said is None)),
        mine=row.get("mine") is True,
        question=question,
        answer=said,
    )


def _question(me: Identity, row: dict[str, Any], stated: Statement, roster: Roster) -> Question | None:
    data = _bytes(row, "bytes")
    if not data:
        return None
    if ids.sealed_as(data) != stated.says.get("sealed"):
        suspect("release.unsigned", "the question to counsel is not the one that was signed")
    try:
        question = QUESTIONS.decode(crypto.unseal(data, me.age_secrets)[1])
    except AgeError:
        if _reads(me, stated, roster):
            raise
        return None  # who joined since is none of its readers
    hold_to(question, roster)
    card = me.card()
    mine = (question.to, question.key, question.age) == (me.name, card.vkey, card.age)
    theirs = mine or (me.name, card.age) in question.readers
    if question.case != stated.case or question.until != stated.says.get("until") or not theirs:
        suspect("release.unsigned", "the question to counsel is another one than was signed, or was put to another")
    return question


def _reads(me: Identity, stated: Statement, roster: Roster) -> bool:
    """Whether a question was to open to somebody, by the roster under which it was put."""
    return (me.name, me.card().age) in readers(roster, stated.by)


def _bytes(row: dict[str, Any], key: str) -> bytes:
    try:
        return base64.b64decode(str(row.get(key) or ""), validate=True)
    except binascii.Error as fault:
        raise DeniedError.because("counter.form", "the desk shows no bytes where some stand") from fault


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()
