"""What the desk hands to whoever checks for themselves: rosters, statements, and what a decision relied on.

Nothing is judged here. The extraction host and a releaser's client hold these bytes against their own pin
(``domain/release``); the desk only withholds: shares that others gave leave it after the hold, and not before.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from dueprocess.data.models import Piece, Production, Roster, Statement
from dueprocess.domain.case.state import CaseState
from dueprocess.domain.sealed.standing import Freeze
from dueprocess.services import freezing
from dueprocess.services.acts import relied_now
from dueprocess.services.desk import Desk


@dataclass(frozen=True, slots=True)
class Bundle:
    """Notes as bytes: rosters from the founding one on; statements of the case and of the desk itself."""

    case: str
    rosters: tuple[bytes, ...]
    notes: tuple[bytes, ...]
    relied: Mapping[str, Any]
    attested: tuple[Freeze, ...] = ()  # freezes that nobody signed; whoever believes them stops


def bundle(desk: Desk, case: CaseState) -> Bundle:
    """All that rests on signatures about one case."""
    chain = Roster.objects.order_by("number").values_list("note", flat=True)
    notes = Statement.objects.filter(Q(case=case.id) | Q(case="")).order_by("event_id")
    return Bundle(
        case.id,
        tuple(bytes(note) for note in chain),
        tuple(bytes(note) for note in notes.values_list("note", flat=True)),
        relied_now(desk, case),
        tuple(freezing.attested()),
    )


def work_of(producer: str) -> list[Production]:
    """Productions that wait for this extraction host, oldest case first."""
    return list(Production.objects.filter(producer=producer, state="ordered").order_by("case__opened_on", "pk"))


def pieces_for(desk: Desk, production: Production, who: str) -> list[Piece]:
    """Ciphertexts of a production that ``who`` may take: its parts and manifest, and those sealed to them.

    What the others gave waits for the end of the hold (hazard 11.4).
    """
    rows = Piece.objects.filter(Q(to="") | Q(to=who), production=production).order_by("kind", "number", "by")
    over = production.hold_until is not None and desk.minute >= production.hold_until
    return [piece for piece in rows if piece.kind != "given" or over]
