"""Registering what arrived: sealed by the child that saw it, opened as a case record of its own, judged at once.

Nothing here sees clear text. A rule (the reader's) says ``new_case`` only where the text asks for something; all else
waits for a person as ``unread``. What cannot be read is an arrival like any other: its clock runs (hazard 1.4).
"""

import datetime
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from django.db.models import F

from dueprocess.case import restricted
from dueprocess.case.case_events import (
    SEALED,
    ArrivalAnswers,
    ArrivalClassified,
    ArrivalReceived,
    ArrivalRestricted,
    CaseOpened,
    FaceDrafted,
)
from dueprocess.case.duty_plan import duties_of
from dueprocess.case.given import later
from dueprocess.case.outcome import NewDuty
from dueprocess.case.state import CaseState
from dueprocess.demand.codes import ArrivalIs, Channel
from dueprocess.demand.face import Face, Plain, to_plain
from dueprocess.desk.data import rowstore
from dueprocess.desk.data.models import Arrival, Case, Docket, Duty, Effect, Envelope, Sealed
from dueprocess.desk.data.transaction import write
from dueprocess.desk.services import assessments, cases, dockets, duties, outgoing_letters, record
from dueprocess.desk.services.ciphertexts import Attached, keep_large, row_of
from dueprocess.desk.services.desk import Desk, sha256
from dueprocess.formats import ids
from dueprocess.rows import Receipt

BATCH = 20
"""Arrivals a transaction: about 25 rows each, under the 500 rows that one transaction may write."""

BY_RULE = "rule-reader"
LOCKED = "locked"
"""Code of a file behind a password: whether that is its sender's encryption, a person says."""
LOOK_HOURS = 4
OPEN_HOURS = 1
"""For what its sender sealed: until it is open nobody knows its clock, and the shortest is an hour (Regulation (EU)
2021/784 art. 3(3))."""


@dataclass(frozen=True, slots=True)
class Received:
    """One arrival as the sealing child handed it back: face and ciphertexts, no clear text."""

    channel: Channel
    received_at: datetime.datetime  # aware; kept to the minute
    face: Face | None  # None: nothing could be read
    is_demand: bool | None  # the reader's word; None where it read nothing
    unreadable: str  # reason code, or empty
    recipient: str  # the case's age recipient
    sealed: tuple[Attached, ...] = field(repr=False)
    envelopes: tuple[tuple[str, bytes], ...] = field(repr=False)
    practice: bool = False
    case: str = ""  # id that its docket names; empty: none was drawn yet
    docket: bytes = field(default=b"", repr=False)  # empty: no machine of ours saw the clear text
    arrival: str = ""  # id that stands beside its file already; empty: none was drawn yet
    answers: str = ""  # id of a letter of ours that it names; empty: none
    receipt: bytes = field(default=b"", repr=False)  # what a sender whose connection is known is answered at once
    returned: str = ""  # class of the status (4, 5) with which a mail system gave that letter back; empty: it did not
    custodian: str = ""  # who alone opens it, where it came as restricted


@dataclass(frozen=True, slots=True)
class Registered:
    """What one arrival became."""

    arrival: str
    case: str
    says: ArrivalIs
    kinds: tuple[str, ...]
    unreadable: str
    answers: str = ""  # case of which it names a letter


def known(arrivals: Iterable[str]) -> set[str]:
    """Those of some ids whose arrival is registered."""
    return set(Arrival.objects.filter(id__in=list(arrivals)).values_list("id", flat=True))


def register(desk: Desk, received: Iterable[Received]) -> list[Registered]:
    """Register arrivals durably, in batches of one transaction each; in order."""
    return [one for batch in register_batches(desk, received) for one in batch]


def register_one(desk: Desk, received: Received, beside: Callable[[Registered], None]) -> Registered:
    """Register one arrival, and write what stands ``beside`` it in the same transaction."""
    return _write(desk, [_prepare(desk, received)], beside)[0]


def register_batches(desk: Desk, received: Iterable[Received | None]) -> Iterator[list[Registered]]:
    """As ``register``; each batch is given out once it is durable, while the next ones are still being sealed.

    None among them: what follows takes a while, and what is there is registered now.
    """
    batch: list[_Prepared] = []
    for one in received:
        if one is not None:
            batch.append(_prepare(desk, one))
        if len(batch) == BATCH or (one is None and batch):
            yield _write(desk, batch)
            batch = []
    if batch:
        yield _write(desk, batch)


@dataclass(frozen=True, slots=True)
class _Prepared:
    """Everything of one arrival, its rows included, made before the transaction begins: the writer only inserts."""

    received: Received
    arrival: str
    case: CaseState
    new: rowstore.NewCase
    sealed: tuple[Sealed, ...]
    envelopes: tuple[Envelope, ...]
    docket: tuple[Docket, ...]
    duties: tuple[Duty, ...]


def _prepare(desk: Desk, one: Received) -> _Prepared:
    at = min(one.received_at.astimezone(datetime.UTC).replace(second=0, microsecond=0), desk.minute)
    case_id, arrival = one.case or ids.case_id(desk.draw()), one.arrival or ids.arrival_id(desk.draw())
    says = ArrivalIs.NEW_CASE if one.is_demand and one.face and one.face.items else ArrivalIs.UNREAD
    opened = CaseOpened(desk.today.isoformat(), one.practice)
    came = Receipt(at, desk.day_of(at))
    received = ArrivalReceived(arrival, one.channel, one.unreadable, *cases.receipt_said(came))
    face = _face(one, came)
    closed = [ArrivalRestricted(BY_RULE, one.custodian)] if one.custodian else []
    happened = [received, *closed, *_answers(one), FaceDrafted(to_plain(face)), ArrivalClassified(BY_RULE, says)]
    assessment = assessments.assess_face(desk, one.face) if says is ArrivalIs.NEW_CASE and one.face else None
    if assessment is not None:
        happened.append(assessments.made(desk, assessment))
    hashes = tuple(sha256(each.bytes) for each in one.sealed)
    case, new = record.begin(desk, case_id, opened, happened, one.recipient, hashes, came)
    owed = (_look(desk, one.unreadable),) if assessment is None else duties_of(case, assessment, at)
    owed += (restricted.duty(at),) if one.custodian else ()
    return _Prepared(
        received=one,
        arrival=arrival,
        case=case,
        new=new,
        sealed=tuple(row_of(desk, case_id, each, arrival) for each in one.sealed),
        envelopes=tuple(Envelope(case_id=case_id, person=who, bytes=envelope) for who, envelope in one.envelopes),
        docket=(dockets.row_of(case_id, one.docket),) if one.docket else (),
        duties=tuple(duties.row_of(desk, case_id, duty) for duty in owed),
    )


def _face(one: Received, came: Receipt) -> Face:
    """What was read, and what the machine knows of how it came, read or not: nobody types that."""
    known: dict[str, Plain] = {"channel": str(one.channel), **_days(came)}
    if one.unreadable == SEALED:
        known["arrived_encrypted"] = True
    elif one.channel is Channel.MAIL and one.unreadable != LOCKED:
        known["arrived_encrypted"] = False
    return replace(one.face, case={**known, **one.face.case}) if one.face is not None else Face(known, ())


def _days(came: Receipt) -> dict[str, Plain]:
    return {"received_on": came.on.isoformat(), "received_at": f"{came.at:%Y-%m-%dT%H:%MZ}"}


def _answers(one: Received) -> list[ArrivalAnswers]:
    """Where its letter left, if that is a case of this desk; one that went into another one stands for that."""
    found = Effect.objects.filter(pk=one.answers).exclude(case="").values_list("case", flat=True) if one.answers else ()
    for case in found:
        row = Case.objects.filter(pk=case, practice=one.practice).values_list("pk", "merged_into_id").first()
        return [ArrivalAnswers(row[1] or row[0], one.answers)] if row else []
    return []


def of_letters(case_id: str) -> list[str]:
    """Cases that arrived since and name a letter of this one, and of which nobody said where they belong."""
    own = [case_id, *Case.objects.filter(merged_into=case_id).values_list("pk", flat=True)]
    waits = Arrival.objects.filter(answers__in=own, case_id=F("vessel_id")).exclude(says=ArrivalIs.NOT_A_DEMAND)
    return list(waits.order_by("received_at", "pk").values_list("vessel_id", flat=True))


def _write(
    desk: Desk, batch: Sequence[_Prepared], beside: Callable[[Registered], None] = lambda _one: None
) -> list[Registered]:
    for one in batch:
        keep_large(desk, one.received.sealed)
    with write():
        rowstore.create([one.new for one in batch])
        Sealed.objects.bulk_create(row for one in batch for row in one.sealed)
        Envelope.objects.bulk_create(row for one in batch for row in one.envelopes)
        Docket.objects.bulk_create(row for one in batch for row in one.docket)
        Duty.objects.bulk_create(row for one in batch for row in one.duties)
        done = [_registered(one) for one in batch]
        for registered in done:
            beside(registered)
    for one in batch:
        if one.received.returned and one.received.answers:
            outgoing_letters.returned(desk, one.received.answers, one.received.returned)
    return done


def _look(desk: Desk, unreadable: str) -> NewDuty:
    if unreadable == SEALED:
        return NewDuty(None, "open_sealed", "P3", later(desk.minute, hours=OPEN_HOURS))
    return NewDuty(None, "look_at_arrival", "P3", later(desk.minute, hours=LOOK_HOURS))


def _registered(one: _Prepared) -> Registered:
    kinds = tuple(str(one.case.face.get(f"items.{item.number}.kind") or "") for item in one.case.items)
    return Registered(one.arrival, one.case.id, one.case.says, kinds, one.received.unreadable, one.case.answers)


def hold_outside(desk: Desk, *, channel: Channel, custodian: str, review_on: datetime.date) -> str:
    """A stub for what must not enter the desk: number, custodian, review date, and nothing else (hazard 1.8)."""
    arrival = ids.arrival_id(desk.draw())
    with write():
        Arrival.objects.create(
            id=arrival,
            channel=str(channel),
            received_on=desk.day_of(desk.minute),
            received_at=desk.minute,
            says=str(ArrivalIs.HELD_OUTSIDE),
            custodian=custodian,
            review_on=review_on,
        )
        Duty.objects.create(
            id=ids.duty_id(desk.draw()),
            what="review_held_outside",
            rule="house.held-outside",
            due_at=datetime.datetime.combine(review_on, datetime.time(), tzinfo=datetime.UTC),
        )
    return arrival
