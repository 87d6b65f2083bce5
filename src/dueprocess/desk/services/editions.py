"""Editions as they stand: each is believed only with the signed statements of two people under its own bytes.

Whoever writes the database can neither publish an edition, nor change or hide one, nor sign for somebody: rows are held
against the desk's events and against statements that verify under the roster that they name (P7, hazard 9.1).
"""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, NoReturn

from dueprocess.acts import access
from dueprocess.case.desk_events import ReportBuilt, ReportCorrected, ReportPublished
from dueprocess.demand.codes import Role
from dueprocess.desk.data import codec
from dueprocess.desk.data.models import ReportCorrection, ReportEdition, ReportSignature
from dueprocess.desk.services import trust
from dueprocess.desk.services.desk import Desk
from dueprocess.desk.services.result import ForgedRowError
from dueprocess.formats import moment
from dueprocess.formats.statement import Act, Statement
from dueprocess.report import stored
from dueprocess.report.edition import Correction, Edition, Signer

SIGNERS: Final = 2
_OUTSIDE: Final = frozenset({str(Role.OUTSIDE), str(Role.AUDITOR)})
_SHOWN: Final = (Role.OUTSIDE, Role.COUNSEL, Role.APPROVER, Role.RELEASER, Role.CLERK, Role.AUDITOR)
"""The role by which the public reads of a signer: the first that the person has. Of the house no name is told."""


@dataclass(frozen=True, slots=True)
class Signed:
    """A signature that counts: whose, and as the public reads it."""

    person: str
    signer: Signer


def published(desk: Desk) -> tuple[Edition, ...]:
    """Every published edition, in the order of publication, with its signers and corrections.

    Raises ForgedRowError where one does not rest on what people signed, or is not there any more.
    """
    rows = {
        (row.period, row.number, row.hash): row
        for row in ReportEdition.objects.filter(state="published").prefetch_related("signatures", "corrections")
    }
    said = [(body.period, body.number, body.edition) for _, body in codec.desk_events(ReportPublished)]
    if missing := [key for key in said if key not in rows]:
        _forged(f"edition {missing[0][1]} on {missing[0][0]} was published, and is not here as it was")
    if len(rows) != len(said):
        _forged("an edition stands as published that nobody published")
    found = [_published(desk, rows[key]) for key in said]
    corrected = [hash_ for event, _ in codec.desk_events(ReportCorrected) for hash_ in event.statements]
    here = [one.statement for key in said for one in rows[key].corrections.all()]
    if sorted(corrected) != sorted(here) or ReportCorrection.objects.count() != len(here):
        _forged("a correction was said in public and is not here, or stands here and nobody said it")
    return tuple(found)


def _published(desk: Desk, row: ReportEdition) -> Edition:
    edition = edition_of(row)
    note = trust.stored(desk, row.statement)
    if note is None or note.act is not Act.REPORT_PUBLISH or dict(note.says) != named(row) or not _may(desk, note):
        _forged(f"edition {row.number} on {row.period} was published by nobody who may")
    signed = signatures(desk, row)
    if not enough(signed):
        _forged(f"edition {row.number} on {row.period} is not signed by two people, one of them of this house")
    signers = tuple(one.signer for one in signed)
    return replace(edition, signers=signers, corrections=_corrections(desk, row))


def built_with(row: ReportEdition) -> frozenset[str]:
    """Hashes of the items that the draft counts, by the events of its building."""
    return frozenset(body.stood for _, body in codec.desk_events(ReportBuilt) if body.edition == row.hash)


def edition_of(row: ReportEdition) -> Edition:
    """The edition of a row, its bytes checked against the row. Raises ForgedRowError."""
    data = bytes(row.bytes)
    try:
        edition = stored.decode(data)
    except stored.StoredError as fault:
        message = f"the bytes of edition {row.number} on {row.period} are damaged: {fault}"
        raise ForgedRowError(message) from fault
    same = (edition.period, edition.number, edition.made_on) == (row.period, row.number, row.made_on)
    if stored.hash_of(data) != row.hash or not same:
        _forged(f"the bytes of edition {row.number} on {row.period} are not those that were built")
    return edition


def row_of(period: str, number: int) -> ReportEdition | None:
    """The row of a published edition."""
    return ReportEdition.objects.filter(period=period, number=number, state="published").first()


def named(row: ReportEdition) -> dict[str, Any]:
    """How a statement names an edition."""
    return {"edition": row.hash, "number": row.number, "period": row.period}


def signatures(desk: Desk, row: ReportEdition) -> tuple[Signed, ...]:
    """Whose signatures under the bytes of this row count, in the order of signing. Raises ForgedRowError."""
    found = [_signed(desk, row, one) for one in row.signatures.all()]
    return tuple(one for _, one in sorted(found, key=lambda pair: pair[0]))


def enough(signed: Iterable[Signed]) -> bool:
    """Two people, at least one of them of this house."""
    people = {one.person: one.signer.role for one in signed}
    return len(people) >= SIGNERS and not _OUTSIDE.issuperset(people.values())


def _signed(desk: Desk, row: ReportEdition, one: ReportSignature) -> tuple[tuple[str, str], Signed]:
    """The signature, and its place among others: by what was signed, never by the number of a row."""
    note = trust.stored(desk, one.statement)
    says = named(row) | {"name": stored.text_hash(one.name)}
    right = note is not None and note.act is Act.REPORT_SIGN and note.by == one.person and dict(note.says) == says
    if note is None or not right or not _may(desk, note):
        _forged(f"a signature of {one.person} stands under edition {row.number} on {row.period}, and it is none")
    signed = Signed(one.person, Signer(role_shown(_roles(desk, note)), one.name, _day(note)))
    return (note.at, note.by), signed


def role_shown(roles: Iterable[Role]) -> str:
    """The role by which the public reads of a signer."""
    have = frozenset(roles)
    return str(next(role for role in _SHOWN if role in have))


def _corrections(desk: Desk, row: ReportEdition) -> tuple[Correction, ...]:
    found = []
    for one in row.corrections.all():
        note = trust.stored(desk, one.statement)
        says = named(row) | {"says": stored.text_hash(one.says)}
        right = note is not None and note.act is Act.REPORT_CORRECT and note.by == one.person
        if note is None or not right or dict(note.says) != says or not _may(desk, note):
            _forged(f"a correction of edition {row.number} on {row.period} was signed by nobody who may")
        found.append(((note.at, one.statement), Correction(_day(note), row.number, one.says)))
    return tuple(one for _, one in sorted(found, key=lambda pair: pair[0]))


def _roles(desk: Desk, note: Statement) -> frozenset[Role]:
    rosters: Mapping[int, Any] = {**desk.rosters, desk.roster.number: desk.roster}
    person = rosters[note.roster].person(note.by)
    return access.roles_of(person.roles) if person is not None else frozenset()


def _may(desk: Desk, note: Statement) -> bool:
    return access.may(_roles(desk, note), note.act)


def _day(note: Statement) -> datetime.date:
    return moment.parse(note.at).date()


def _forged(says: str) -> NoReturn:
    raise ForgedRowError(says)
