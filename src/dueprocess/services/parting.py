"""Splitting a case: items and their clocks go to a new case with a key of its own. One transaction (hazard 1.3)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from dueprocess.data import codec
from dueprocess.data.models import Case, Duty, Envelope, Sealed
from dueprocess.data.writing import write
from dueprocess.domain.acts.decide import decide
from dueprocess.domain.acts.parse import command_of
from dueprocess.domain.case.carrying import carried
from dueprocess.domain.case.commands import BadCommandError, Split
from dueprocess.domain.case.events import EventKind, Happened
from dueprocess.domain.case.outcome import Decided, Rule
from dueprocess.domain.case.state import CaseState
from dueprocess.domain.demand.face import to_plain
from dueprocess.domain.refusal import Denied
from dueprocess.domain.sealed.statement import hash_of
from dueprocess.services import acts, assessing, projection, receipts
from dueprocess.services.cases import state_of
from dueprocess.services.ciphertexts import Attached, keep_large, row_of
from dueprocess.services.desk import Desk, sha256
from dueprocess.services.result import Done, LostRaceError, lost_race, racing
from dueprocess.services.sealing import RECOVERY, readers_of
from dueprocess.services.writing_events import append


@dataclass(frozen=True, slots=True)
class Material:
    """What the client made for the new case: id, public key, ciphertexts, envelopes."""

    case: str
    recipient: str
    sealed: tuple[Attached, ...] = field(repr=False)
    envelopes: tuple[tuple[str, bytes], ...] = field(repr=False)


def split(desk: Desk, note: bytes, material: Material) -> Done | Denied:
    """Do what a signed ``case.split`` says. Writes both cases, or nothing. Raises as ``acts.perform`` does."""
    statement = acts.verified(desk, note)
    command = command_of(statement.act, statement.says)
    if not isinstance(command, Split):
        message = f"{statement.act} is no split; call acts.perform"
        raise BadCommandError(message)
    case = state_of(statement.case or "")
    given = acts.given_of(desk, case, statement, hash_of(note))
    decided = decide(case, command, given)
    if isinstance(decided, Denied):
        return decided
    if command.new != material.case:
        return Denied(Rule.SAME, "The new case is not the one that was signed.", "Sign it again.")
    readers = {reader["name"] for reader in readers_of(desk)} | {RECOVERY}
    if {person for person, _ in material.envelopes} != readers:
        return Denied(Rule.SAME, "The new key is not sealed to all who may read, and to recovery.", "Split it again.")
    keep_large(desk, material.sealed)
    try:
        with racing(), write("split"):
            return _write(desk, case, command.items, decided, acts.Signed(statement, note), material)
    except LostRaceError:
        return lost_race()


def _write(
    desk: Desk, case: CaseState, items: tuple[int, ...], decided: Decided, signed: acts.Signed, material: Material
) -> Done:
    done = acts.write_decided(desk, case, decided, signed, ())
    numbers = {old: new for new, old in enumerate(items, 1)}
    old_row = Case.objects.get(pk=case.id)
    Case.objects.create(
        id=material.case,
        recipient=material.recipient,
        opened_on=desk.today,
        received_on=old_row.received_on,
        received_at=old_row.received_at,
        letter=old_row.letter or old_row.id,
        practice=old_row.practice,
        split_from=old_row,
    )
    after = _open_new(desk, case, numbers, material, receipts.first(case.id))
    _move_clocks(case.id, material.case, numbers)
    _store(desk, material)
    projection.sync_face(after)
    assessing.record(desk, after)
    return done


def _received(case: CaseState, came: receipts.Receipt | None) -> dict[str, Any]:
    """What came with the new case: nothing of its own, but the receipt of the case that it leaves."""
    body = {"arrival": "", "channel": case.channel, "origin": case.id, "unreadable": ""}
    return body if came is None else {**body, **receipts.told(came.at, came.on)}


def _open_new(
    desk: Desk, case: CaseState, numbers: Mapping[int, int], material: Material, came: receipts.Receipt | None
) -> CaseState:
    from dueprocess.domain.case.evolve import opened

    plain = to_plain(case.face)
    face = {**plain, "items": [plain["items"][old - 1] for old in numbers], "confirmed": _confirmed(case, numbers)}
    first = Happened(
        EventKind.CASE_OPENED, {"day": desk.today.isoformat(), "historic": False, "practice": case.practice}
    )
    rest = (
        Happened(EventKind.ARRIVAL_RECEIVED, _received(case, came)),
        Happened(EventKind.FACE_DRAFTED, {"face": face}),
        Happened(EventKind.ARRIVAL_CLASSIFIED, _new_case(case)),
    )
    blank = opened(material.case, first.body)
    hashes = [sha256(one.bytes) for one in material.sealed]
    more = carried(case, numbers, _new_case(case)["by"])
    after = _append_all(desk, blank, first, (*rest, *more), hashes)
    projection.events(desk, after, [(event, after.revision, "") for event in more])
    return after


def _append_all(
    desk: Desk, blank: CaseState, first: Happened, rest: tuple[Happened, ...], sealed: list[str]
) -> CaseState:
    from dueprocess.services.writing_events import new_event

    codec.append_new(desk.today, [(blank.id, [new_event(desk, blank, first, (), sealed)])])
    after, _ = append(desk, blank, rest)
    return after


def _new_case(case: CaseState) -> dict[str, Any]:
    return {"by": f"split-{case.id[2:10]}", "case": "", "custodian": "", "review_on": None, "says": "new_case"}


def _confirmed(case: CaseState, numbers: Mapping[int, int]) -> list[str]:
    moved = []
    for path in case.face.confirmed:
        head, _, rest = path.partition(".")
        if head != "items":
            moved.append(path)
            continue
        old, _, name = rest.partition(".")
        if int(old) in numbers:
            moved.append(f"items.{numbers[int(old)]}.{name}")
    return sorted(moved)


def _move_clocks(old: str, new: str, numbers: Mapping[int, int]) -> None:
    for before, after in numbers.items():
        Duty.objects.filter(case_id=old, item=before, done_at__isnull=True).update(case_id=new, item=after)


def _store(desk: Desk, material: Material) -> None:
    Sealed.objects.bulk_create(row_of(desk, material.case, one) for one in material.sealed)
    Envelope.objects.bulk_create(
        Envelope(case_id=material.case, person=person, bytes=envelope) for person, envelope in material.envelopes
    )
