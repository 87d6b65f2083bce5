"""What this desk knows of an office today: the numbers on which it is called back, and what was changed of late."""

import datetime
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from dueprocess.desk.data.models import Statement, Verification
from dueprocess.formats.desk_acts import text_hash
from dueprocess.release.numbers import KINDS, SHOWN, InUse, Number, Verified, at_desk, in_use, verified_of

if TYPE_CHECKING:
    from dueprocess.desk.services.desk import Desk


@dataclass(frozen=True, slots=True)
class Office:
    """One office as two people verified it, from signatures alone; ``texts``: what its hashes stand for.

    ``verified``: every time two people signed, oldest first.
    """

    use: InUse = field(default_factory=InUse)
    verified: tuple[Verified, ...] = ()
    texts: dict[str, str] = field(default_factory=dict)

    @property
    def changed_on(self) -> datetime.date | None:
        """The day on which two people last signed that letters go elsewhere than before; None: never."""
        pairs = zip(self.verified, self.verified[1:], strict=False)
        return max((b.at.date() for a, b in pairs if self._domain(a) != self._domain(b)), default=None)

    def _domain(self, one: Verified) -> str:
        """Of a mail address its domain: that another colleague reads the mail is no change of who is reached."""
        contact = self.texts.get(one.contact, one.contact)
        return contact.rpartition("@")[2].strip().lower()

    def text(self, number: Number | None) -> str:
        """A number as it is rung."""
        return self.texts.get(number.hash, "") if number is not None else ""

    def numbers(self) -> list[dict[str, object]]:
        """All that is to be told of its numbers, in an order: what is rung, what waits, what was rung before."""
        states = (("stands", self.use.stands), ("waits", self.use.waits), ("before", self.use.before))
        return [
            {
                "number": self.text(one),
                "kind": kind,
                "state": state,
                "since": one.since.strftime("%Y-%m-%dT%H:%MZ"),
                "by": list(one.verified.by),
            }
            for state, found in states
            for kind, one in found.items()
        ]


@dataclass(frozen=True, slots=True)
class Changed:
    """What was changed of an office of late, for whoever says who is asking.

    Attributes:
        number_on: day since which the number that is rung is in use, where another one was rung before; None: never
            changed, or more than 90 days ago.
        waits_until: day from which a changed number is rung; None: none waits.
        contact_on: day on which the domain of its letters was changed; None as above.
        verified_on: day on which two people verified it last; None: nobody did.
    """

    number_on: datetime.date | None = None
    waits_until: datetime.date | None = None
    contact_on: datetime.date | None = None
    verified_on: datetime.date | None = None


def changed(desk: "Desk", authority: object) -> Changed:
    """When number and domain of an office were changed; whether it was called back in a case says ``case.called``."""
    office = office_of(desk, authority)
    numbers = [office.use.stands[kind].since.date() for kind in office.use.before if kind in office.use.stands]
    newest = office.use.newest
    return Changed(
        _lately(desk, max(numbers, default=None)),
        min((one.since.date() for one in office.use.waits.values()), default=None),
        _lately(desk, office.changed_on),
        newest.at.date() if newest is not None else None,
    )


def _lately(desk: "Desk", day: datetime.date | None) -> datetime.date | None:
    return day if day is not None and desk.today - day <= SHOWN else None


def office_of(desk: "Desk", authority: object) -> Office:
    """What two people signed of an office, as it stands now."""
    from dueprocess.desk.services import trust  # signatures: whoever lists duties waits for no cryptography

    rows = list(Verification.objects.filter(authority=authority or "").exclude(confirmed_by="").order_by("pk"))
    if not rows:
        return Office()
    names = [name for row in rows for name in (row.statement, row.confirming_statement)]
    signed = trust.stored_all(desk, names)
    order = Statement.objects.filter(pk__in=names).order_by("event_id").values_list("pk", flat=True)
    verified = verified_of(authority, {name: signed[name] for name in order if name in signed})
    texts = {text_hash(text): text for row in rows for text in (row.contact, *(getattr(row, one) for one in KINDS))}
    return Office(in_use(verified, desk.now), tuple(verified), texts)


def rung(desk: "Desk", authority: object) -> str:
    """The number to ring now; empty where nobody verified one, or the only one waits."""
    office = office_of(desk, authority)
    return office.text(at_desk(office.use, desk.local))
