"""What a report knows of one item: codes, days and whole numbers. Never a name, a file number or a minute (P2, 8.1).

One row an item; the columns are kept in the transaction of the case and leave as a view (``docs/reference/report.md``).
"""

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Final

from dueprocess.demand.codes import AuthorityKind, Ground, Issuer, Kind, Origin, Outcome, Route, Territory
from dueprocess.report.numbers import FactError

NON_CONTENT: Final = "non_content"
CONTENT: Final = "content"
BOTH: Final = "both"
_COUNTRY: Final = re.compile(r"[A-Z]{2}")
_PARTS: Final = frozenset({"", CONTENT, NON_CONTENT, BOTH})
_SECRECY: Final = frozenset({"", "request", "order", "statute"})
_NOTICE: Final = frozenset({"", "told", "unreached", "delayed", "forbidden", "not_told"})
_OUTSIDE: Final = frozenset({"", "two", "alone"})
_CODES: Final[dict[str, frozenset[str]]] = {
    "authority_kind": frozenset(AuthorityKind),
    "issuer": frozenset({"", *Issuer}),
    "origin": frozenset({"", *Origin}),
    "route": frozenset({"", *Route}),
    "kind": frozenset(Kind),
    "asked": _PARTS,
    "given": _PARTS,
    "outcome": frozenset({"", *Outcome}),
    "subject": frozenset({"", *Ground}),
    "territory": frozenset({"", *Territory}),
    "secrecy": _SECRECY,
    "notice": _NOTICE,
    "outside": _OUTSIDE,
}

DIMENSIONS: Final = (
    "country",
    "authority_kind",
    "issuer",
    "instrument",
    "origin",
    "route",
    "kind",
    "asked",
    "given",
    "outcome",
    "ground",
    "subject",
    "territory",
    "emergency",
    "informal",
    "secrecy",
    "notice",
    "outside",
    "challenged",
    "currency",
)
"""Columns by which a metric may be broken down or filtered. A yes-or-no column has the values ``yes`` and ``no``."""

FLAGS: Final = ("emergency", "informal", "challenged")
"""Dimensions that are yes or no."""

NUMBERS: Final = (
    "targets",
    "accounts",
    "acknowledge_hours",
    "decide_hours",
    "effect_hours",
    "cents",
    "claimed",
    "late",
)
"""Columns of which a metric may give a sum or a median."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One item. Codes are strings of the closed lists; ``""`` is "not said" or "does not apply".

    ``countable``, ``admissible``: a named person's standing yes to "may we count it", "may we admit it" (P6).
    ``listed``: its row stands in a public register. Hours are whole and begin at receipt; None: it has not happened.
    """

    letter: str  # groups the items of one letter; never leaves the desk
    order: int = 1  # which order of the letter, from 1
    item: int = 1
    received_on: datetime.date
    answered_on: datetime.date | None = None  # the day of the letter that answered, else of the decision
    country: str  # ISO 3166-1, EU, or ZZ where it is not known
    authority_kind: str = "unknown"
    issuer: str = ""
    instrument: str = ""  # id of the legal power relied on; the first where there are several
    origin: str = ""
    route: str = ""
    kind: str
    asked: str = ""  # content, non_content, both, or "" where no data are asked for
    given: str = ""  # the same, of what was granted
    outcome: str = ""  # "" is open
    ground: str = ""
    subject: str = ""  # of a content demand
    territory: str = ""
    emergency: bool = False
    informal: bool = False  # a hint, a call: no exercise of power
    secrecy: str = ""  # the strongest duty of silence there was: request, order, statute
    notice: str = ""  # told, unreached, delayed, forbidden, not_told
    outside: str = ""  # given outside the desk: two people agreed beforehand, or one alone
    challenged: bool = False
    targets: int | None = None
    accounts: int | None = None  # targets of which something was given or done
    acknowledge_hours: int | None = None
    decide_hours: int | None = None
    effect_hours: int | None = None
    cents: int = 0  # what it cost the provider
    claimed: int = 0  # of that, claimed by an invoice; cents
    currency: str = ""
    late: int = 0  # duties of the item that were done late, or are late
    countable: bool = False
    admissible: bool = False
    listed: bool = False

    def __post_init__(self) -> None:
        """Raises FactError for what cannot be true."""
        if faults := list(self._faults()):
            message = "; ".join(faults)
            raise FactError(message)

    def _faults(self) -> Iterator[str]:
        if not _COUNTRY.fullmatch(self.country):
            yield "a country is two capital letters (ISO 3166-1), EU or ZZ"
        for name, known in _CODES.items():
            if getattr(self, name) not in known:
                yield f"{getattr(self, name)!r} is no {name}"
        if (self.outcome == "") != (self.answered_on is None):
            yield "an outcome and the day of the answer stand together or not at all"
        if self.answered_on is not None and self.answered_on < self.received_on:
            yield "an item is answered before it was received"
        if any(number is not None and number < 0 for number in self._numbers()):
            yield "a number is negative"
        if self.targets is not None and (self.accounts or 0) > self.targets:
            yield "more accounts were affected than targets named"
        if self.claimed > self.cents:
            yield "more was claimed than it cost"

    def _numbers(self) -> Iterator[int | None]:
        yield from (getattr(self, name) for name in NUMBERS)


COLUMNS: Final = tuple(field.name for field in fields(Fact))


def dimension(fact: Fact, name: str) -> str:
    """The value of a dimension as cells name it."""
    value = getattr(fact, name)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
