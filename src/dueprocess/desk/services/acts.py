"""Every act of a person on a case: a signed statement comes in, one decision is made in one transaction.

The statement is the command. It is checked against roster and signature, read into a command, decided by the pure
domain, and written with everything that follows: events, projection, duties, effects. The same door serves the
command line, later pages and interfaces, so that no surface has rules of its own (hazard 5.1).
"""

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Final

from dueprocess.acts import access, dates
from dueprocess.acts.decide import decide
from dueprocess.acts.document import PUBLIC
from dueprocess.acts.parse import command_of
from dueprocess.acts.table import ACTS, ON_CASE
from dueprocess.case import commands, house_key
from dueprocess.case.basis import basis_of, relied_on
from dueprocess.case.case_events import CaseRelated, ParticularsRead
from dueprocess.case.events import Body
from dueprocess.case.given import Given
from dueprocess.case.outcome import Decided, Rule
from dueprocess.case.production_events import ReleaseApproved
from dueprocess.case.state import CaseState
from dueprocess.demand.codes import Outcome, Role
from dueprocess.demand.face import Face
from dueprocess.desk.data import codec
from dueprocess.desk.data.models import Duty, Effect, Envelope, Item, Sealed, Statement, Verification
from dueprocess.desk.data.transaction import write
from dueprocess.desk.services import (
    alarms,
    assessments,
    case_keys,
    ciphertexts,
    destruction,
    envelopes,
    letter_parts,
    merges,
    openings,
    outbox,
    public_copies,
    record,
    rosters,
    trust,
)
from dueprocess.desk.services.cases import denied_beside, read_once, sharing, state_of, verification_of
from dueprocess.desk.services.ciphertexts import Attached, keep_large, row_of
from dueprocess.desk.services.desk import Desk, sha256
from dueprocess.desk.services.offices import Office, office_of
from dueprocess.desk.services.result import Done, LostRaceError, lost_race, racing
from dueprocess.formats import links
from dueprocess.formats import statement as statements
from dueprocess.formats.refusal import Denied, DeniedError, Msg
from dueprocess.law.finding import Assessment

COUNSEL: Final = str(Role.COUNSEL)
"""Who read a case, where counsel did."""
_GIVES: Final = frozenset(
    {statements.Act.DECISION_PROPOSE, statements.Act.DECISION_APPROVE, statements.Act.PRESERVE_VERIFY}
)
TRIES: Final = 3
"""How often a look is tried that lost a race against what it may not rely on."""

Came = tuple[Body[Any] | None, ...] | None
"""What happened on a case since a look was composed: ``came_since``."""


def perform(
    desk: Desk,
    note: bytes,
    *,
    attached: Sequence[Attached] = (),
    envelopes: Mapping[str, bytes] = MappingProxyType({}),
    beside: Callable[[], object] = lambda: None,
) -> Done | Denied:
    """Do what a signed look says, each act on what those before it made of the case; or nothing.

    Writes events, projection, duties, effects, statements, ciphertexts. The same note again is told what it did.
    ``envelopes``: of a new key of the case, by reader. ``beside`` writes first in the same transaction, what belongs to
    the act and to no case; what it raises ends both.

    Raises:
        StatementError: the statement does not count (form, roster, signature, what it says of the case's history).
        BadCommandError: it says what its act does not know.
        UnknownCaseError: it names no case of this desk.
    """
    look = trust.checked_look(desk, note)
    for _ in range(TRIES):
        again = _done_before(look, note)
        if again is not None:
            return again
        try:
            return _perform(desk, look, note, attached, envelopes, beside)
        except LostRaceError:
            continue  # somebody was first; what this look relies on may be as it was
    return lost_race()


def _perform(
    desk: Desk,
    look: statements.Look,
    note: bytes,
    attached: Sequence[Attached],
    envelopes: Mapping[str, bytes],
    beside: Callable[[], object],
) -> Done | Denied:
    """``perform``, once. Raises LostRaceError."""
    case = state_of(look.case or "")
    denied = trust.history_fault(desk, case.id, note)
    if denied is not None:
        return denied
    came = came_since(case, look.revision)
    commands_ = [command_of(stated.act, stated.says) for stated in look.statements]
    # The first act is decided before the database is locked; the others rest on what it wrote.
    first = alone(look) or decided_on(desk, case, look.statements[0], statements.hash_of(note), came=came)
    if isinstance(first, Denied):
        return first
    denied = (
        case_keys.fault(desk, case, look, envelopes)
        or _attached_fits(look, commands_, attached)
        or public_copies.fault(case, commands_, attached)
    )
    if denied is not None:
        return denied
    keep_large(desk, [one for one in attached if one.reader != PUBLIC])
    forgets = any(isinstance(command, commands.Forget) for command in commands_)
    files = destruction.files_of(case) if forgets else ciphertexts.files_of(case)
    files += case_keys.files_of(case.id, [said.act for said in look.acts])
    try:
        with racing(), write():
            beside()
            done = _follow(desk, case, look, note, first, attached, came)
            _keys(case, commands_, envelopes, [one.id for one in attached])
    except _RefusedError as fault:
        return fault.denied
    ciphertexts.remove_files(desk, files)
    return done


def _keys(
    case: CaseState, named: Sequence[commands.Command], envelopes: Mapping[str, bytes], attached: Sequence[str]
) -> None:
    for command in named:
        if isinstance(command, house_key.KeySeen):
            case_keys.compared(case.id)
        if isinstance(command, house_key.DrawKey):
            case_keys.take_over(case.id, command, envelopes, attached)
            if case.restricted_to:  # whoever drew it sealed it to all who read by the roster
                destruction.restrict(case.id, case.restricted_to)


class _RefusedError(Exception):
    """A later act of a look is refused: nothing of the look is written."""

    def __init__(self, denied: Denied) -> None:
        super().__init__(denied)
        self.denied = denied


def _follow(
    desk: Desk,
    case: CaseState,
    look: statements.Look,
    note: bytes,
    first: Decided,
    attached: Sequence[Attached],
    came: Came,
) -> Done:
    """Write the acts of a look, one after another; inside an open transaction, which a refusal of one ends."""
    events: list[str] = []
    known: _Known | None = None
    for stated in (statements.resolved(one, note) for one in look.statements):
        signed, decided = Signed(stated, note), first
        if stated.number > 1:
            known = _known(desk, case, known)
            found = decided_on(desk, case, stated, signed.hash, known, came=came)
            if isinstance(found, Denied):
                raise _RefusedError(found)
            decided = found
        case = _one(desk, case, signed, decided, _own(stated, attached))
        events += [str(event.KIND) for event in decided.events]
    return Done(case.id, case.revision, tuple(events))


def _one(desk: Desk, case: CaseState, signed: "Signed", decided: Decided, attached: Sequence[Attached]) -> CaseState:
    """Write one act of a look, with what follows from it elsewhere; the case that it makes."""
    before = merges.places(case)
    after = write_decided(desk, case, decided, signed, attached)
    ciphertexts.replace_notices(case, decided.events)
    merges.follow(desk, case, decided, before, signed.statement.by)
    letter_parts.follow(desk, after, decided)
    # The first who agrees begins a hold; everybody who could end it hears of it (hazard 11.4).
    held = {one.id for item in case.items for one in item.productions if one.approvals}
    for event in decided.events:
        if isinstance(event, ReleaseApproved) and event.production not in held:
            alarms.tell_hold(desk, case.id, datetime.datetime.fromisoformat(event.hold_until))
    return after


def tried(desk: Desk, look: statements.Look) -> tuple[list[str], tuple[int, Denied] | None]:
    """Kinds of the events that a look would write; number and rule of the act that would be refused.

    For the inside of a ``trial``: nobody signed the look, and nothing comes with it. Raises as ``perform``.
    """
    events: list[str] = []
    case = state_of(look.case or "")
    unsigned = trust.relied_on(desk, case)
    denied, note = alone(look), look.text().encode()
    known: _Known | None = None
    for stated in (statements.resolved(one, note) for one in look.statements):
        known = _known(desk, case, known)
        # Of a look that nobody composed yet: it rests on how things stand.
        basis = basis_of(_relied(desk, case, known), statements.item_of(stated.says))
        signed = Signed(replace(stated, basis=basis), note)
        denied = denied or (unsigned if ON_CASE[stated.act].checks_chain else None)
        decided = denied or decided_on(desk, case, signed.statement, signed.hash, known, came=(), chained=False)
        if isinstance(decided, Denied):
            return events, (stated.number, decided)
        case = _one(desk, case, signed, decided, ())
        events += [str(event.KIND) for event in decided.events]
    return events, None


def _done_before(look: statements.Look, note: bytes) -> Done | None:
    """What the same note did when it came first: an answer was lost on its way, or two windows sent it."""
    names = {statements.hash_of(note, one.number) for one in look.statements}
    if not Statement.objects.filter(hash__in=names).exists():
        return None
    events = codec.events_of(look.case or "")
    mine = (event.kind for event in events if not names.isdisjoint(event.statements))
    return Done(look.case or "", events[-1].seq, tuple(mine))


def alone(look: statements.Look) -> Denied | None:
    """Refuses a look in which an act has company that must stand alone."""
    if len(look.acts) == 1:
        return None
    found = next((said.act for said in look.acts if ACTS[said.act].alone or ACTS[said.act].dated), None)
    if found is None:
        return None
    return Denied(Rule.SAME, "{act} is signed by itself, with nothing else.", "Sign it by itself.", act=str(found))


def decided_on(
    desk: Desk,
    case: CaseState,
    stated: statements.Statement,
    hash_: str,
    known: "_Known | None" = None,
    *,
    came: Came,
    chained: bool = True,
) -> Decided | Denied:
    """What follows from one act on a case as it stands, or the rule that refuses it. Raises BadCommandError.

    ``came``: ``came_since`` its look was composed. ``chained``: whether what it relies on must have been signed.
    """
    command = command_of(stated.act, stated.says)
    if isinstance(command, commands.Split):
        message = "case.split needs the material of the new case; call parting.split"
        raise commands.BadCommandError(message)
    with read_once():
        given = given_of(desk, case, stated, hash_, known, came=came)
    denied = dates.fault(ACTS[stated.act], stated.at, desk.now) or (
        _unsigned(desk, case, stated.act) or _unanswered(stated, given) if chained else None
    )
    decided = denied or decide(case, command, given)
    if isinstance(decided, Denied):
        return decided
    denied = merges.fault_of(case, command) or _parts(desk, command)
    if denied is None and isinstance(command, commands.Merge):
        decided = merges.with_items(case, command, decided, stated.by)
    return denied or decided


def _unsigned(desk: Desk, case: CaseState, act: statements.Act) -> Denied | None:
    return trust.relied_on(desk, case) if ON_CASE[act].checks_chain else None


def _unanswered(stated: statements.Statement, given: Given) -> Denied | None:
    """Refuses what hangs on the law's answer and does not say what its signer was told that it is (ADR 0066)."""
    item = statements.item_of(stated.says)
    if stated.act not in statements.HANGS_ON_LAW or given.judged(item) is None:
        return None
    if stated.law is not None and str(item) in stated.law.answer:
        return None
    says = Msg("The statement does not say what the law answers to item {item}.", item=item)
    return Denied(Rule.NO_LAW, says, "Reload the page or update the program; then sign again.")


def _parts(desk: Desk, command: commands.Command) -> Denied | None:
    return ciphertexts.parts_fault(desk, command) if isinstance(command, commands.Deal) else None


def _attached_fits(
    look: statements.Look, named: Sequence[commands.Command], attached: Sequence[Attached]
) -> Denied | None:
    """A ciphertext comes with the act that names it and with no other; nothing is named that is not there."""
    named_ids = [
        sealed
        for said, command in zip(look.acts, named, strict=True)
        for brought in ON_CASE[said.act].brings
        for sealed in brought.named(command)
    ]
    if [one.id for one in attached] == named_ids and len(set(named_ids)) == len(named_ids):
        return None
    return Denied(Rule.SAME, "The sealed object is not the one that was signed.", "Seal it and sign again.")


def _own(stated: statements.Statement, attached: Sequence[Attached]) -> list[Attached]:
    """The ciphertexts that this act names."""
    command = command_of(stated.act, stated.says)
    ids = {sealed for brought in ON_CASE[stated.act].brings for sealed in brought.named(command)}
    return [one for one in attached if one.id in ids]


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
        return statements.hash_of(self.note, self.statement.number)


@dataclass(frozen=True, slots=True)
class _Known:
    """What of the circumstances stays as it is while the facts of a case do, and what it repeats and was judged by."""

    face: Face
    shelf: str
    refiled: str
    verified: Verification | None
    assessment: Assessment | None
    refused_before: bool


def _known(desk: Desk, case: CaseState, before: _Known | None = None) -> _Known:
    if before is not None and before.face is case.face and (before.shelf, before.refiled) == (case.shelf, case.refiled):
        return before
    return _Known(
        case.face,
        case.shelf,
        case.refiled,
        verification_of(desk, case.face.get("authority")),
        assessments.assess_case(desk, case) if case.shelf else None,
        _refused_before(case),
    )


def given_of(
    desk: Desk,
    case: CaseState,
    statement: statements.Statement,
    hash_: str,
    known: _Known | None = None,
    *,
    came: Came,
) -> Given:
    """The circumstances of an act on ``case``: the person's roles, the law today, the authority's verification.

    ``came``: what happened since its look was composed (``came_since``).
    """
    known = known or _known(desk, case)
    verified = known.verified
    calls = statement.act is statements.Act.AUTHORITY_CALL_BACK
    office = office_of(desk, case.face.get("authority")) if calls else Office()
    asked = statement.act in {statements.Act.FORGET_PROPOSE, statements.Act.FORGET_APPROVE}
    rows = Item.objects.filter(case_id=case.id, decided_on__isnull=False)
    releasers = frozenset(one.name for one in desk.roster.releasers if not desk.standing.retired_since(one))
    return Given(
        act=statement.act,
        by=statement.by,
        roles=desk.roles_of(statement.by),
        at=desk.minute,
        statement=hash_,
        came=came,
        basis=statement.basis,
        basis_now=basis_of(_relied(desk, case, known), statements.item_of(statement.says)),
        assessment=known.assessment,
        authority_verified=verified is not None,
        denied_beside=denied_beside(case.id) if statement.act in _GIVES else "",
        recipient=verified.contact if verified else "",
        rung=office.use.rung,
        number_waits=bool(office.use.waits),
        recipient_key=verified.key if verified else "",
        seconds=rosters.who_may(desk.roster, statements.Act.DECISION_APPROVE),
        may_call=rosters.who_may(desk.roster, statements.Act.AUTHORITY_CALL_BACK),
        judges=rosters.judges(desk),
        timezone=desk.timezone,
        contest_days=desk.house.contest_days,
        refused_before=known.refused_before,
        instruments=frozenset(desk.shelf.instruments),
        open_duties=frozenset(Duty.objects.filter(case_id=case.id, done_at__isnull=True).values_list("item", "what")),
        decided_on={number: day for number, day in rows.values_list("number", "decided_on") if day is not None},
        k=desk.roster.k,
        releasers=releasers,
        waiting=frozenset(outbox.unsent(case.id) if statement.act is statements.Act.LETTER_TAKE_BACK else ()),
        uncompared=letter_parts.uncompared(desk, case) if asked else (),
        decide_onward=letter_parts.deciders_onward(case) if calls else frozenset(),
        went_into=next((one.id for one in letter_parts.onward(case)), "") if asked else "",
        letters_wait=asked and Effect.objects.filter(case=case.id, done_at__isnull=True).exists(),
        readers=envelopes.readers_in(case.id) if statement.act is statements.Act.ARRIVAL_RESTRICT else frozenset(),
        custodian=desk.house.custodian,
        frozen=desk.standing.frozen,
        lifted=max(desk.standing.lifted.values(), default=None),
        finishers=rosters.who_may(desk.roster, statements.Act.RELEASE_DONE) & releasers,
        producers=rosters.who_may(desk.roster, statements.Act.PRODUCTION_DEAL),
        gone=trust.gone(desk, case),
    )


def came_since(case: CaseState, revision: int) -> Came:
    """Bodies of the events of ``case`` after a revision, None for what was purged; None for one that it never had."""
    if revision == case.revision:
        return ()
    if revision > case.revision:
        return None
    return tuple(event.body for event in codec.events_of(case.id) if event.seq > revision)


def basis_now(desk: Desk, case: CaseState, item: int) -> str:
    """Hash of all that an act about an item of ``case`` relies on at this moment; item 0: about none."""
    return basis_of(relied_now(desk, case), item)


def relied_now(desk: Desk, case: CaseState) -> dict[str, Any]:
    """All that acts on ``case`` rely on at this moment, of all its items."""
    return _relied(desk, case, _known(desk, case))


def _relied(desk: Desk, case: CaseState, known: _Known) -> dict[str, Any]:
    verified, judged = known.verified, known.assessment
    return relied_on(
        case,
        recipient=sha256(verified.contact.encode()) if verified else "",
        law=assessments.used_of(desk, case, judged) if judged else {},
        authority=verified.confirming_statement if verified else "",
    )


def _refused_before(case: CaseState) -> bool:
    """Whether a case that this one repeats, or that one, was refused. Naming another one later takes nothing back."""
    # A split or a merge takes one of them along: what was related where its items were before counts, too.
    newest = sharing(case.id)
    seen = set(newest)
    while newest:
        newest = [one for one in dict.fromkeys(_repeats(newest)) if one not in seen]
        seen.update(newest)
        if any(item.outcome in {Outcome.REFUSE, Outcome.OBJECT} for one in newest for item in state_of(one).items):
            return True
    return False


def _repeats(cases: Sequence[str]) -> list[str]:
    events = (event for case in cases for event in codec.events_of(case))
    return [event.body.case for event in events if isinstance(event.body, CaseRelated)]


def write_decided(
    desk: Desk, case: CaseState, decided: Decided, signed: Signed, attached: Sequence[Attached]
) -> CaseState:
    """Write all that follows from a decision; inside an open transaction. Raises RevisionMovedError."""
    Sealed.objects.bulk_create(row_of(desk, case.id, one) for one in attached if one.reader != PUBLIC)
    public_copies.keep(case.id, attached)
    sealed = [sha256(one.bytes) for one in attached]
    after, written = record.follow(desk, case, decided, statements=[signed.hash], sealed=sealed)
    Statement.objects.keep(
        hash=signed.hash,
        event_id=written[0].pk,
        case=case.id,
        act=str(signed.statement.act),
        person=signed.statement.by,
        joins=links.joined(signed.statement.look) or "",
        note=signed.note,
    )
    # Facts changed: the shelf judges again, clocks are set anew (hazard 3.7).
    if (after.face is not case.face or after.says is not case.says) and assessments.is_judged(after):
        after = assessments.record(desk, after)
    return after


def reader_of(desk: Desk, case_id: str, by: str) -> str:
    """How the record calls who reads a case: counsel by the role alone. Raises DeniedError for who does not read it."""
    if access.reads(desk.roles_of(by)):
        return by
    if Envelope.objects.filter(case_id=case_id, person=by, whole=True).exclude(question="").exists():
        return COUNSEL
    raise DeniedError(Denied(Rule.ROLE, "{by} has no envelope of this case.", "Ask somebody who may read.", by=by))


def took_to_read(desk: Desk, case_id: str, by: str) -> Done | Denied:
    """A person took sealed particulars to their own machine. Attested by the desk, not signed; grants nothing."""
    case = state_of(case_id)
    try:
        happened = ParticularsRead(reader_of(desk, case_id, by))
        again = any(event.body == happened and event.day == desk.today for event in codec.events_of(case_id))
        with racing(), write():
            after, _ = record.follow(desk, case, Decided((happened,)))
            if not again:
                openings.count(desk, by)
    except LostRaceError:
        return lost_race()
    except DeniedError as fault:
        return fault.denied
    return Done(case_id, after.revision, (str(happened.KIND),))
