"""Every act of a person on a case: a signed statement comes in, one decision is made in one transaction.

The statement is the command. It is checked against roster and signature, read into a command, decided by the pure
domain, and written with everything that follows: events, projection, duties, effects. The same door serves the
command line, later pages and interfaces, so that no surface has rules of its own (hazard 5.1).
"""

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from dueprocess.acts import access
from dueprocess.acts.decide import decide
from dueprocess.acts.parse import command_of
from dueprocess.acts.table import ACTS, ON_CASE
from dueprocess.case import commands
from dueprocess.case.basis import hash_of, relied_on
from dueprocess.case.case_events import CaseRelated, ParticularsRead
from dueprocess.case.given import Given
from dueprocess.case.outcome import Decided, Rule
from dueprocess.case.production_events import ReleaseApproved
from dueprocess.case.state import CaseState
from dueprocess.demand.codes import Outcome
from dueprocess.desk.data import codec
from dueprocess.desk.data.models import Duty, Effect, Item, Sealed, Statement
from dueprocess.desk.data.transaction import write
from dueprocess.desk.services import alarms, assessments, ciphertexts, destruction, merges, record, rosters, trust
from dueprocess.desk.services.cases import state_of, verification_of
from dueprocess.desk.services.ciphertexts import Attached, keep_large, row_of
from dueprocess.desk.services.desk import Desk, sha256
from dueprocess.desk.services.result import Done, LostRaceError, lost_race, racing
from dueprocess.formats import moment
from dueprocess.formats import statement as statements
from dueprocess.formats.refusal import Denied, Msg
from dueprocess.release.checks import SKEW


def perform(
    desk: Desk, note: bytes, *, attached: Sequence[Attached] = (), beside: Callable[[], object] = lambda: None
) -> Done | Denied:
    """Do what a signed statement says. Writes events, projection, duties, effects, statement, ciphertexts; or nothing.

    ``beside`` writes first in the same transaction, what belongs to the act and to no case; what it raises ends both.

    Raises:
        StatementError: the statement does not count (form, roster, signature).
        BadCommandError: it says what its act does not know.
        UnknownCaseError: it names no case of this desk.
    """
    statement = verified(desk, note)
    command = command_of(statement.act, statement.says)
    if isinstance(command, commands.Split):
        message = "case.split needs the material of the new case; call parting.split"
        raise commands.BadCommandError(message)
    case = state_of(statement.case or "")
    given = given_of(desk, case, statement, statements.hash_of(note))
    decided = _dated(desk, statement) or _unsigned(desk, case, statement.act) or decide(case, command, given)
    if isinstance(decided, Denied):
        return decided
    denied = _attached_fits(statement.act, command, attached)
    denied = denied or merges.fault_of(case, command) or _parts(desk, command)
    if denied is not None:
        return denied
    if isinstance(command, commands.Merge):
        decided = merges.with_items(case, command, decided, given.by)
    keep_large(desk, attached)
    files = destruction.files_of(case) if isinstance(command, commands.Forget) else ciphertexts.files_of(case)
    try:
        with racing(), write():
            beside()
            before = merges.places(case)
            done = write_decided(desk, case, decided, Signed(statement, note), attached)
            merges.follow(desk, case, decided, before, given.by)
            # The first who agrees begins a hold; everybody who could end it hears of it (hazard 11.4).
            held = {one.id for item in case.items for one in item.productions if one.approvals}
            for event in decided.events:
                if isinstance(event, ReleaseApproved) and event.production not in held:
                    alarms.tell_hold(desk, case.id, datetime.datetime.fromisoformat(event.hold_until))
    except LostRaceError:
        return lost_race()
    ciphertexts.remove_files(desk, files)
    return done


def _dated(desk: Desk, statement: statements.Statement) -> Denied | None:
    if not ACTS[statement.act].dated or abs(moment.parse(statement.at) - desk.now) <= SKEW:
        return None
    says = Msg("The statement is dated more than ten minutes from now, and holds are reckoned from such moments.")
    return Denied(Rule.AT, says, "Look at the clock; sign anew.")


def _unsigned(desk: Desk, case: CaseState, act: statements.Act) -> Denied | None:
    return trust.relied_on(desk, case) if ON_CASE[act].checks_chain else None


def _parts(desk: Desk, command: commands.Command) -> Denied | None:
    return ciphertexts.parts_fault(desk, command) if isinstance(command, commands.Deal) else None


def _attached_fits(act: statements.Act, command: object, attached: Sequence[Attached]) -> Denied | None:
    """A ciphertext comes with the act that names it and with no other; nothing is named that is not there."""
    named = [sealed for brought in ON_CASE[act].brings for sealed in brought.named(command)]
    if [one.id for one in attached] == named:
        return None
    return Denied(Rule.SAME, "The sealed object is not the one that was signed.", "Seal it and sign again.")


def verified(desk: Desk, note: bytes) -> statements.Statement:
    """The statement, checked against roster, signature and retired keys. Raises StatementError."""
    return trust.checked(desk, note)


@dataclass(frozen=True, slots=True)
class Signed:
    """A statement and its note's bytes."""

    statement: statements.Statement
    note: bytes

    @property
    def hash(self) -> str:
        """SHA-256 (hex) of the note."""
        return statements.hash_of(self.note)


def given_of(desk: Desk, case: CaseState, statement: statements.Statement, hash_: str) -> Given:
    """The circumstances of an act on ``case``: the person's roles, the law today, the authority's verification."""
    verified = verification_of(desk, case.face.get("authority"))
    asked = statement.act in {statements.Act.FORGET_PROPOSE, statements.Act.FORGET_APPROVE}
    rows = Item.objects.filter(case_id=case.id, decided_on__isnull=False)
    return Given(
        act=statement.act,
        by=statement.by,
        roles=desk.roles_of(statement.by),
        at=desk.minute,
        statement=hash_,
        revision=statement.revision,
        basis=statement.basis,
        basis_now=basis_now(desk, case),
        assessment=assessments.assess_case(desk, case) if case.shelf else None,
        authority_verified=verified is not None,
        recipient=verified.contact if verified else "",
        recipient_key=verified.key if verified else "",
        seconds=rosters.who_may(desk.roster, statements.Act.DECISION_APPROVE),
        timezone=desk.timezone,
        refused_before=_refused_before(case),
        instruments=frozenset(desk.shelf.instruments),
        open_duties=frozenset(Duty.objects.filter(case_id=case.id, done_at__isnull=True).values_list("item", "what")),
        decided_on={number: day for number, day in rows.values_list("number", "decided_on") if day is not None},
        k=desk.roster.k,
        releasers=frozenset(one.name for one in desk.roster.releasers if not desk.standing.retired_since(one)),
        letters_wait=asked and Effect.objects.filter(case=case.id, done_at__isnull=True).exists(),
        frozen=desk.standing.frozen,
        producers=rosters.who_may(desk.roster, statements.Act.PRODUCTION_DEAL),
    )


def basis_now(desk: Desk, case: CaseState) -> str:
    """Hash of all that a decision on ``case`` relies on at this moment."""
    return hash_of(relied_now(desk, case))


def relied_now(desk: Desk, case: CaseState) -> dict[str, Any]:
    """All that a decision on ``case`` relies on at this moment, as its basis hashes it."""
    verified = verification_of(desk, case.face.get("authority"))
    return relied_on(
        case,
        recipient=sha256(verified.contact.encode()) if verified else "",
        shelf=desk.shelf.digest,
        roster=desk.roster.number,
        authority=verified.confirming_statement if verified else "",
    )


def _refused_before(case: CaseState) -> bool:
    """Whether a case that this one repeats, or that one, was refused. Naming another one later takes nothing back."""
    seen, newest = {case.id}, [case.id] if case.refiled else []
    while newest:
        newest = [one for one in dict.fromkeys(_repeats(newest)) if one not in seen]
        seen.update(newest)
        if any(item.outcome in {Outcome.REFUSE, Outcome.OBJECT} for one in newest for item in state_of(one).items):
            return True
    return False


def _repeats(cases: Sequence[str]) -> list[str]:
    events = (event for case in cases for event in codec.events_of(case))
    return [event.body.case for event in events if isinstance(event.body, CaseRelated)]


def write_decided(desk: Desk, case: CaseState, decided: Decided, signed: Signed, attached: Sequence[Attached]) -> Done:
    """Write all that follows from a decision; inside an open transaction. Raises RevisionMovedError."""
    Sealed.objects.bulk_create(row_of(desk, case.id, one) for one in attached)
    sealed = [sha256(one.bytes) for one in attached]
    after, written = record.follow(desk, case, decided, statements=[signed.hash], sealed=sealed)
    Statement.objects.create(
        hash=signed.hash,
        event_id=written[0].pk,
        case=case.id,
        act=str(signed.statement.act),
        person=signed.statement.by,
        note=signed.note,
    )
    # Facts changed: the shelf judges again, clocks are set anew (hazard 3.7).
    if (after.face is not case.face or after.says is not case.says) and assessments.is_judged(after):
        after = assessments.record(desk, after)
    return Done(case.id, after.revision, tuple(str(event.KIND) for event in decided.events))


def draft(desk: Desk, case: CaseState, act: statements.Act, by: str, says: dict[str, object]) -> statements.Statement:
    """The statement that a person's client signs: bound to desk, roster, case, revision and basis as read now."""
    return statements.Statement(
        desk=desk.roster.desk_id,
        roster=desk.roster.number,
        case=case.id,
        revision=case.revision,
        act=act,
        by=by,
        at=desk.now.strftime("%Y-%m-%dT%H:%M:%SZ"),
        basis=basis_now(desk, case),
        says=says,  # type: ignore[arg-type]
    )


def took_to_read(desk: Desk, case_id: str, by: str) -> Done | Denied:
    """A person took sealed particulars to their own machine. Attested by the desk, not signed; grants nothing."""
    case = state_of(case_id)
    if not access.reads(desk.roles_of(by)):
        return Denied(Rule.ROLE, "{by} has no envelope of this case.", "Ask somebody who may read.", by=by)
    happened = ParticularsRead(by)
    try:
        with racing(), write():
            after, _ = record.follow(desk, case, Decided((happened,)))
    except LostRaceError:
        return lost_race()
    return Done(case_id, after.revision, (str(happened.KIND),))
