"""An office as the pages show it: the number to ring, since when, the one before it, and who verified them."""

import datetime
from dataclasses import dataclass
from typing import Any

from dueprocess.acts.ladder import LADDER
from dueprocess.desk.services.cases import verification_of
from dueprocess.desk.services.desk import Desk
from dueprocess.desk.services.offices import Office, office_of
from dueprocess.desk.web.words import said
from dueprocess.release.numbers import NIGHT, SHOWN, Number, at_desk


@dataclass(frozen=True, slots=True)
class NumberShown:
    """One number with its day; ``rings``: it is the one to ring now."""

    text: str
    night: bool
    since: datetime.date
    by: str
    rings: bool = False
    marked: str = ""  # since when it is marked as fraud; empty: not


@dataclass(frozen=True, slots=True)
class OfficeShown:
    """What a page tells of an office that two people verified.

    ``changed``: day on which the domain of its letters was changed, within 90 days.
    """

    id: str
    stands: tuple[NumberShown, ...]
    waits: tuple[NumberShown, ...]
    before: tuple[NumberShown, ...]
    changed: datetime.date | None
    verified: bool
    source: str = ""
    found: str = ""
    marked: str = ""  # since when the domain of its letters is marked as fraud; empty: not


def shown(desk: Desk, authority: object) -> OfficeShown | None:
    """The office of a case; None where the case names none."""
    if not authority:
        return None
    row = verification_of(desk, authority)
    office = office_of(desk, authority) if row is not None else Office()
    now = at_desk(office.use, desk.local)

    def rows(found: dict[str, Number], *, late: bool = False) -> tuple[NumberShown, ...]:
        return tuple(
            NumberShown(
                office.text(one),
                kind == NIGHT,
                desk.day_of(one.since),
                ", ".join(one.verified.by),
                one is now,
                desk.marks.get(office.text(one), ("", ""))[1],
            )
            for kind, one in found.items()
            if not late or desk.now - one.since <= SHOWN
        )

    day = office.changed_on
    return OfficeShown(
        str(authority),
        rows(dict(office.use.stands)),
        rows(dict(office.use.waits)),
        rows(dict(office.use.before), late=True),
        day if day is not None and desk.today - day <= SHOWN else None,
        row is not None,
        row.source if row is not None else "",
        row.found if row is not None else "",
        desk.marks.get(row.contact.rpartition("@")[2].lower(), ("", ""))[1] if row is not None else "",
    )


def ladder() -> list[dict[str, Any]]:
    """The ways to a number that no demand gave, in their order."""
    return [
        {"number": number, "code": rung.code, "do": said(rung.do), "weak": said(rung.weak)}
        for number, rung in enumerate(LADDER, 1)
    ]
