"""Splitting a case: items and their clocks go to a new case with a key of its own. One transaction (hazard 1.3)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from dueprocess.acts import dates
from dueprocess.acts.decide import decide
from dueprocess.acts.parse import command_of
from dueprocess.acts.splits import carried
from dueprocess.acts.table import ACTS
from dueprocess.case.case_events import ArrivalClassified, ArrivalReceived, CaseOpened, FaceDrafted
from dueprocess.case.commands import BadCommandError, Split
from dueprocess.case.house_events import HouseDrawn
from dueprocess.case.outcome import Decided, Rule
from dueprocess.case.state import CaseState
from dueprocess.demand.codes import ArrivalIs, Channel
from dueprocess.demand.face import to_plain
from dueprocess.desk.data import rowstore
from dueprocess.desk.data.models import Envelope, Sealed
from dueprocess.desk.data.transaction import write
from dueprocess.desk.services import acts, assessments, case_keys, cases, duties, record, trust
from dueprocess.desk.services.cases import state_of
from dueprocess.desk.services.ciphertexts import Attached, keep_large, row_of
from dueprocess.desk.services.desk import Desk, sha256
from dueprocess.desk.services.envelopes import RECOVERY, readers_of
from dueprocess.desk.services.result import Done, LostRaceError, lost_race, racing
from dueprocess.formats.refusal import Denied
from dueprocess.formats.statement import hash_of


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
    given = acts.given_of(desk, case, statement, hash_of(note), came=acts.came_since(case, statement.revision))
    dated = dates.fault(ACTS[statement.act], statement.at, desk.now)
    decided = trust.history_fault(desk, case.id, note) or dated or decide(case, command, given)
    if isinstance(decided, Denied):
        return decided
    denied = _material_fault(desk, case, command, material)
    if denied is not None:
        return denied
    keep_large(desk, material.sealed)
    try:
        with racing(), write("split"):
            return _write(desk, case, command.items, decided, acts.Signed(statement, note), material)
    except LostRaceError:
        return lost_race()


def _material_fault(desk: Desk, case: CaseState, command: Split, material: Material) -> Denied | None:
    if (command.new, command.house) != (material.case, material.recipient):
        return Denied(Rule.SAME, "The new case is not the one that was signed.", "Sign it again.")
    if not command.objects:
        return Denied(Rule.SAME, "This split does not say what it takes along.", "Update the program, and split anew.")
    if sorted(cipher for cipher, *_ in command.objects) != sorted(case_keys.ciphers(case.id, vessel=False)):
        return Denied(Rule.SAME, "Not all that is sealed of the case was sealed anew.", "Open the case again.")
    if sorted((one[3], one[2]) for one in command.objects) != sorted((one.id, one.kind) for one in material.sealed):
        return Denied(Rule.SAME, "The sealed objects are not those that were signed.", "Sign it again.")
    readers = {reader["name"] for reader in readers_of(desk)} | {RECOVERY}
    if {person for person, _ in material.envelopes} != readers:
        return Denied(Rule.SAME, "The new key is not sealed to all who may read, and to recovery.", "Split it again.")
    return None


def _write(
    desk: Desk, case: CaseState, items: tuple[int, ...], decided: Decided, signed: acts.Signed, material: Material
) -> Done:
    left = acts.write_decided(desk, case, decided, signed, ())
    numbers = {old: new for new, old in enumerate(items, 1)}
    came = cases.first_receipt(case.id)
    hashes = [sha256(one.bytes) for one in material.sealed]
    opened, by = CaseOpened(desk.today.isoformat(), case.practice), f"split-{case.id[2:10]}"
    # What came with the new case: nothing of its own, but the receipt and the letter of the case that it leaves.
    at, on = ("", "") if came is None else cases.receipt_said(came)
    events = (
        ArrivalReceived("", Channel(case.channel), "", at, on, origin=case.id, letter=case.letter or case.id),
        FaceDrafted(_face(case, numbers)),
        ArrivalClassified(by, ArrivalIs.NEW_CASE),
        *carried(case, numbers, by),
        HouseDrawn(signed.statement.by, signed.hash, material.recipient),
    )
    after, new = record.begin(desk, material.case, opened, events, material.recipient, hashes, came)
    rowstore.create([new])
    duties.move(case.id, material.case, numbers)
    _store(desk, material)
    assessments.record(desk, after)
    return Done(case.id, left.revision, tuple(str(event.KIND) for event in decided.events))


def _face(case: CaseState, numbers: Mapping[int, int]) -> dict[str, Any]:
    plain = to_plain(case.face)
    return {**plain, "items": [plain["items"][old - 1] for old in numbers], "confirmed": _confirmed(case, numbers)}


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


def _store(desk: Desk, material: Material) -> None:
    Sealed.objects.bulk_create(row_of(desk, material.case, one) for one in material.sealed)
    Envelope.objects.bulk_create(
        Envelope(case_id=material.case, person=person, bytes=envelope) for person, envelope in material.envelopes
    )
