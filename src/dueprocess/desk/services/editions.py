"""Editions of the report as they stand: believed only as what two people signed, row by row and byte by byte.

Whoever writes the database can neither publish an edition, nor change or hide one, nor sign for somebody: what stands
follows from signed events, and every row is held against it (``desk_record.py``; P7, hazard 9.1).
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from dueprocess.acts.desk_state import EditionState
from dueprocess.desk.data.models import ReportEdition
from dueprocess.desk.services import desk_record
from dueprocess.desk.services.desk import Desk
from dueprocess.desk.services.result import ForgedRowError
from dueprocess.formats import moment
from dueprocess.report import stored
from dueprocess.report.edition import Correction, Edition, Signer


@dataclass(frozen=True, slots=True)
class Signed:
    """A signature that counts: whose, and as the public reads it."""

    person: str
    signer: Signer


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft as it stands: the edition, what people sign, who has, and whether it may be published."""

    edition: Edition
    hash: str
    signed: tuple[Signed, ...]
    complete: bool


def published(desk: Desk) -> tuple[Edition, ...]:
    """Every published edition, in the order of publication, with its signers and corrections. Raises ForgedRowError."""
    return tuple(_whole(state, row) for state, row in _rows(desk_record.reports_of(desk).published))


def drafts(desk: Desk) -> tuple[Draft, ...]:
    """Every draft, oldest period first. Raises ForgedRowError."""
    state = desk_record.reports_of(desk)
    return tuple(draft_of(*pair) for pair in _rows(state.drafts[period] for period in sorted(state.drafts)))


def draft_of(state: EditionState, row: ReportEdition) -> Draft:
    """A draft out of what stands of it and its row."""
    return Draft(edition_of(row), state.edition, _signed(state, row), state.complete)


def edition_of(row: ReportEdition) -> Edition:
    """The edition of a row whose bytes are those that were signed. Raises ForgedRowError where they are no edition."""
    try:
        return stored.decode(bytes(row.bytes))
    except stored.StoredError as fault:
        message = f"the bytes of edition {row.number} on {row.period} are damaged: {fault}"
        raise ForgedRowError(message) from fault


def row_of(period: str, number: int, state: str = "published") -> ReportEdition | None:
    """The row of an edition."""
    return ReportEdition.objects.filter(period=period, number=number, state=state).first()


def _rows(states: Iterable[EditionState]) -> list[tuple[EditionState, ReportEdition]]:
    rows = ReportEdition.objects.prefetch_related("signatures", "corrections")
    found = {(row.period, row.number): row for row in rows}
    return [(state, found[state.period, state.number]) for state in states]


def _whole(state: EditionState, row: ReportEdition) -> Edition:
    lines = {said.statement: said.says for said in row.corrections.all()}
    corrections = sorted((said.at, said.statement) for said in state.corrections)
    return replace(
        edition_of(row),
        signers=tuple(signed.signer for signed in _signed(state, row)),
        corrections=tuple(Correction(moment.parse(at).date(), row.number, lines[name]) for at, name in corrections),
    )


def _signed(state: EditionState, row: ReportEdition) -> tuple[Signed, ...]:
    """In the order of what was signed, never by the number of a row."""
    names = {one.statement: one.name for one in row.signatures.all()}
    in_order = sorted(state.signed, key=lambda one: (one.at, one.person))
    return tuple(
        Signed(one.person, Signer(one.role, names[one.statement], moment.parse(one.at).date())) for one in in_order
    )
