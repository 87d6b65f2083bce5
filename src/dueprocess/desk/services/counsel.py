"""Counsel at the desk: what is given to one lawyer with a question, what they may then see, and their sealed answer.

The desk keeps one row while the question waits: who may fetch what was sealed to them. It goes with the answer, or when
the question is taken back; no event, statement or export ever names the lawyer (ADR 0075).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import QuerySet

from dueprocess.acts import access
from dueprocess.acts.who import SECOND
from dueprocess.case import counsel
from dueprocess.case.outcome import Rule
from dueprocess.case.questions import Question
from dueprocess.demand.codes import Role
from dueprocess.desk.data.models import Envelope, InvitedCounsel, Sealed, Statement
from dueprocess.desk.data.transaction import write
from dueprocess.desk.services import acts, envelopes, invited, record
from dueprocess.desk.services.cases import state_of
from dueprocess.desk.services.ciphertexts import Attached, bytes_of, row_of
from dueprocess.desk.services.desk import Desk, sha256
from dueprocess.desk.services.result import Done, LostRaceError, lost_race, racing
from dueprocess.formats import ids
from dueprocess.formats.refusal import Denied, Msg
from dueprocess.formats.statement import hash_of, parse


@dataclass(frozen=True, slots=True)
class Given:
    """What one lawyer is given: the case's key, or a copy without identifiers; sealed to them alone."""

    to: str
    bytes: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Shown:
    """A question as somebody is shown it. Ciphertexts go to its readers and to the lawyer; to others the rest."""

    question: Question
    note: bytes  # that put it
    mine: bool  # the caller is the lawyer
    sealed: bytes = field(default=b"", repr=False)
    answer: bytes = field(default=b"", repr=False)
    envelope: bytes = field(default=b"", repr=False)


def lawyers(desk: Desk, asker: str) -> list[str]:
    """Who on the roster can be asked by somebody."""
    return sorted(
        one.name for one in desk.roster.people if Role.COUNSEL in access.roles_of(one.roles) and one.name != asker
    )


def ask(desk: Desk, note: bytes, attached: Sequence[Attached], given: Given) -> Done | Denied:
    """Put a question: the statement, the sealed question, and what the lawyer reads it with. Raises as ``perform``."""
    stated = parse(note)[0]
    if stated.says.get("envelope") != ids.sealed_as(given.bytes):
        return Denied(Rule.SAME, "The sealed object is not the one that was signed.", "Seal it and sign again.")
    case, question, until = stated.case or "", hash_of(note), str(stated.says.get("until"))
    guest = invited.drawn(desk, case, stated.by, given.to)
    if guest is None and given.to not in lawyers(desk, stated.by):
        says = Msg("{person} is no counsel on this desk's roster.", person=given.to)
        return Denied(Rule.COUNSEL, says, "Choose a lawyer of the roster.")
    whole = guest is None and stated.says.get("sees") == counsel.CASE
    row = Envelope(case_id=case, person=given.to, bytes=given.bytes, question=question, whole=whole)

    def beside() -> None:
        row.save()
        if guest is not None:
            InvitedCounsel.objects.filter(pk=guest.pk).update(question=question, until=until)

    return acts.perform(desk, note, attached=attached, beside=beside)


def answer(desk: Desk, case_id: str, person: str, question: str, sealed: Attached) -> Done | Denied:
    """The lawyer's answer: kept sealed, and what they read the case with is destroyed. Raises UnknownCaseError."""
    case = state_of(case_id)
    if not rows_of(person).filter(case_id=case_id, question=question).exists():
        return counsel.NO_QUESTION
    if sealed.id != ids.sealed_as(sealed.bytes):
        return Denied(Rule.SAME, "The sealed object is not the one that is named.", "Seal it again.")
    decided = counsel.answered(case, question, sealed.id)
    if isinstance(decided, Denied):
        return decided
    try:
        with racing(), write():
            Sealed.objects.bulk_create([row_of(desk, case_id, sealed)])
            after, _ = record.follow(desk, case, decided, sealed=[sha256(sealed.bytes)])
    except LostRaceError:
        return lost_race()
    return Done(case_id, after.revision, tuple(str(event.KIND) for event in decided.events))


def shown(desk: Desk, case_id: str, person: str) -> list[Shown]:
    """Every question of a case, oldest first, as somebody may see it. Raises UnknownCaseError."""
    given = {row.question: row for row in rows_of(person).filter(case_id=case_id)}
    only = access.listed_asked(desk.roles_of(person))
    return [
        _shown(desk, one, person, given.get(one.statement))
        for one in state_of(case_id).questions
        if not only or one.statement in given
    ]


def _shown(desk: Desk, one: Question, person: str, row: Envelope | None) -> Shown:
    note = bytes(Statement.objects.values_list("note__bytes", flat=True).get(hash=one.statement))
    reads = one.by == person or not SECOND.isdisjoint(desk.roles_of(person))
    theirs = row is not None or reads
    return Shown(
        one,
        note,
        row is not None,
        _bytes(desk, one.sealed) if theirs else b"",
        _bytes(desk, one.answer) if reads else b"",
        bytes(row.bytes) if row is not None else b"",
    )


def _bytes(desk: Desk, sealed: str) -> bytes:
    row = Sealed.objects.filter(pk=sealed).first()
    return bytes_of(desk, row) if row is not None else b""


# --- what counsel sees ------------------------------------------------------------------------------------------------


def rows_of(person: str) -> QuerySet[Envelope]:
    """What was given to a lawyer with questions that wait."""
    return Envelope.objects.filter(person=person).exclude(question="")


def sees_only_asked(roles: Iterable[Role]) -> bool:
    """Whether somebody sees of cases only those that were put to them: counsel from outside the house."""
    return access.only_asked(frozenset(roles))


def put_to(person: str) -> list[str]:
    """Cases that a lawyer was asked about, with the case itself or a copy, and has not answered yet."""
    return sorted(set(rows_of(person).values_list("case_id", flat=True)))


def opens(person: str) -> list[str]:
    """Of those, the ones that they may see themselves, and not a copy alone."""
    return sorted(set(rows_of(person).filter(whole=True).values_list("case_id", flat=True)))


# --- what ends by its day ---------------------------------------------------------------------------------------------


def sweep(desk: Desk) -> int:
    """What was given with a question goes when the question's day is over, and links with it; how many."""
    gone = invited.sweep(desk)
    for question, case in Envelope.objects.exclude(question="").values_list("question", "case_id"):
        put = next((one for one in state_of(case).questions if one.statement == question), None)
        if put is None or put.until < desk.today.isoformat():
            with write("counsel.sweep"):
                envelopes.end_question(question)
            gone += 1
    return gone
