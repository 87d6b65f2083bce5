"""Dockets: what cases are found by, sealed; who may take which; and browsers that keep them (ADR 0073).

The desk hands out all that a person may open, and hears of no search.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from dueprocess.desk.data.models import Docket, DocketCopy, Envelope
from dueprocess.desk.data.transaction import write
from dueprocess.desk.services import destruction, portal_desk
from dueprocess.desk.services.desk import Desk
from dueprocess.formats import ids

MAX_BYTES: Final = 4096
"""Of a docket as it is sealed: its inside has one size, the header of an age file varies by chance."""
BATCH: Final = 200


@dataclass(frozen=True, slots=True)
class Listed:
    """A case that somebody may open, the id of its docket or nothing, and what its official may be told."""

    case: str
    docket: str
    word: str


def row_of(case: str, data: bytes) -> Docket:
    """The row of a sealed docket."""
    return Docket(case_id=case, sealed=ids.sealed_as(data), bytes=data)


def replace(case: str, data: bytes) -> str:
    """Keep a docket in the place of the one before; its id."""
    row = row_of(case, data)
    with write("docket"):
        Docket.objects.update_or_create(case_id=case, defaults={"sealed": row.sealed, "bytes": data})
    return str(row.sealed)


def permitted(desk: Desk, person: str, among: Collection[str] | None) -> tuple[int, list[Listed]]:
    """How many cases had been forgotten, and each case that the person may open.

    ``among``: cases that alone they are shown; None: all.
    """
    forgotten = len(destruction.forgotten())  # read first: what is forgotten meanwhile counts as not known yet
    rows = Envelope.objects.filter(person=person, vessel=False).order_by("case_id")
    told = rows.values_list("case_id", "case__docket__sealed", "case__told", "case__authority")
    kept = None if among is None else set(among)
    found = [row for row in told if kept is None or row[0] in kept]
    words = portal_desk.words(desk, ((case, said, authority) for case, _, said, authority in found))
    return forgotten, [Listed(case, sealed or "", str(words[case])) for case, sealed, _, _ in found]


def some(person: str, cases: Sequence[str]) -> list[tuple[str, str, bytes, str, bytes]]:
    """Of those of the cases that the person may open: id, the case's key, their envelope, the docket's id and bytes."""
    found = Envelope.objects.filter(person=person, vessel=False, case__in=list(cases), case__docket__isnull=False)
    rows = found.order_by("case_id")
    told = rows.values_list("case_id", "case__recipient", "bytes", "case__docket__sealed", "case__docket__bytes")
    return [(case, key, bytes(envelope), sealed, bytes(data)) for case, key, envelope, sealed, data in told]


def kept(desk: Desk, person: str, browser: str, forgotten: int) -> None:
    """Note that a browser dropped what its person may not open, of a time when so many cases had been forgotten."""
    known = min(forgotten, len(destruction.forgotten()))
    with write("docket.kept"):
        if DocketCopy.objects.filter(pk=browser, person=person).update(forgotten=known, seen_on=desk.today):
            return
        if DocketCopy.objects.filter(pk=browser).exists():
            return  # another person's: ids are random, so somebody made it up
        DocketCopy.objects.create(browser=browser, person=person, forgotten=known, seen_on=desk.today)


def not_back(cases: Sequence[str]) -> list[DocketCopy]:
    """Browsers that kept dockets and were not back since the last of ``cases`` was forgotten; none where none was."""
    order = list(destruction.forgotten())
    last = max((order.index(one) + 1 for one in cases if one in order), default=0)
    return list(DocketCopy.objects.filter(forgotten__lt=last).order_by("person", "seen_on", "pk"))
