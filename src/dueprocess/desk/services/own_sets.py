"""The cases of who reads only their own (ADR 0079), from the rows alone: for the lists, which answer at once."""

import datetime
from collections.abc import Collection, Iterable
from typing import Final

from dueprocess.acts import access
from dueprocess.acts.turn import second_of, stood_in_for
from dueprocess.demand.codes import Role
from dueprocess.desk.data import queries
from dueprocess.desk.data.models import Assignment, Duty, Envelope, OwnCases, PagingStep, Statement, Watch
from dueprocess.formats.roster import Roster
from dueprocess.night.calls import LOOK, WAITS

CALLED: Final = datetime.timedelta(hours=24)
"""How long what somebody was called for at night is theirs by that call alone."""


def sets(
    roster: Roster, now: datetime.datetime, day: datetime.date, people: Collection[str] | None = None
) -> dict[str, frozenset[str]]:
    """The cases of each person who reads their own only, of ``people`` or of all. ``day``: the one at the house.

    Who stands in for somebody who is away reads what that one reads, on these days: all cases where that one reads all.
    Where nobody is left who reads all, it counts for nobody: what arrives has to be read.
    """
    only = in_force(roster)
    wanted = only if people is None else only & set(people)
    found, away = {}, queries.away_on(day) if wanted else {}
    for person in wanted:
        for_whom = [person, *stood_in_for(away, person)]
        if only.issuperset(for_whom):
            roles = {one.name: access.roles_of(one.roles) for one in roster.people if one.name in for_whom}
            found[person] = frozenset[str]().union(*(_theirs(one, roles[one]) for one in for_whom if one in roles))
            found[person] |= _at_night(person, now) if person not in away else frozenset()
    return found


def in_force(roster: Roster) -> frozenset[str]:
    """Who reads only their own cases; nobody where nobody else of the roster would read all."""
    only = frozenset(OwnCases.objects.exclude(agreed_by="").values_list("person", flat=True)) & readers(roster)
    return only if readers(roster) - only else frozenset()


def readers(roster: Roster) -> frozenset[str]:
    """Who reads cases by their roles."""
    return frozenset(one.name for one in roster.people if access.reads(access.roles_of(one.roles)))


def _theirs(person: str, roles: Iterable[Role]) -> frozenset[str]:
    """Cases on which somebody signed an act, that were put to them, or of which a second person's look waits."""
    waits = Duty.objects.filter(done_at__isnull=True, case__isnull=False, what__in=second_of(roles))
    return frozenset().union(
        Statement.objects.filter(person=person).exclude(case="").values_list("case", flat=True),
        Assignment.objects.filter(person=person).values_list("case_id", flat=True),
        Envelope.objects.filter(person=person, whole=True).exclude(question="").values_list("case_id", flat=True),
        waits.values_list("case_id", flat=True),
    )


def _at_night(person: str, now: datetime.datetime) -> frozenset[str]:
    """What somebody was called for within a day; while their watch runs, all that may call people at night."""
    called = PagingStep.objects.filter(person=person, at__gt=now - CALLED, paging__reason__in=_CALLS)
    cases = set(called.filter(paging__case__isnull=False).values_list("paging__case_id", flat=True))
    open_ones = Duty.objects.filter(done_at__isnull=True, case__isnull=False)
    if Watch.objects.filter(person=person, starts_at__lte=now, ends_at__gt=now, confirmed_at__isnull=False).exists():
        cases |= set(open_ones.exclude(what__in=WAITS).values_list("case_id", flat=True))
    elif called.filter(paging__case__isnull=True).exists():  # one page for all arrivals that nobody looked at
        cases |= set(open_ones.filter(what=LOOK).values_list("case_id", flat=True))
    return frozenset(str(case) for case in cases)


_CALLS: Final = ("arrival", "look", "overlooked", "due", "late", "hold")
