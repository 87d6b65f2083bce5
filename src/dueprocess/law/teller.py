"""Who tells the person, by law: we must, may, must not; the authority does; or the law is silent (hazards 6.1, 6.2).

Nothing here tells anybody: even where the law demands it a named person answers first (P6).
"""

from collections.abc import Iterable
from typing import Final

from dueprocess.demand.codes import Code
from dueprocess.law.finding import PROVIDER, Allowed, DutyDue, May
from dueprocess.law.texts import Version


class Teller(Code):
    """Who tells the person. Closed; in the order in which a table lists them."""

    MUST = "must", "the law has us tell the person"
    MAY = "may", "the law lets us tell the person"
    MUST_NOT = "must_not", "the law forbids us to tell the person"
    AUTHORITY = "authority", "the authority tells the person, and we must not"
    SILENT = "silent", "the law says nothing of it: the policy of the house decides"
    UNKNOWN = "unknown", "no verified rule says who tells: a person is asked"


TELLING: Final = "inform_person"
"""The clock of a law that has somebody tell the person."""
WE: Final = frozenset({Teller.MUST, Teller.MAY, Teller.SILENT})
"""Of these it is we who tell."""


def teller_of(may: May, duties: Iterable[DutyDue]) -> Teller:
    """Who tells of one item today, by the answer of the law and the clocks that speak to it."""
    if may.tell is Allowed.NO:
        return Teller.AUTHORITY if may.who_notifies == "authority" else Teller.MUST_NOT
    if may.tell is Allowed.UNKNOWN:
        return Teller.UNKNOWN
    if any(one.what == TELLING and one.by == PROVIDER for one in duties):
        return Teller.MUST
    return Teller.SILENT if may.silent else Teller.MAY


def teller_by(version: Version) -> Teller:
    """Who tells by an instrument alone, before anything is known of a demand: where no order silences us."""
    rule = version.secrecy
    if any(one.what == TELLING and one.by == PROVIDER for one in version.clocks):
        return Teller.MUST
    if rule is None:
        return Teller.UNKNOWN
    if rule.by_order_only and rule.who_notifies == PROVIDER:
        return Teller.MAY
    if rule.tell is Allowed.NO:
        return Teller.AUTHORITY if rule.who_notifies == "authority" else Teller.MUST_NOT
    return Teller.SILENT if rule.tell is Allowed.YES else Teller.UNKNOWN
