"""My cases: who reads only the cases that are theirs, and which these are (ADR 0079).

Attested by log-in and not signed: it takes away, and grants nothing. Keys are not shared by it: every reader has an
envelope of each case at the desk, which hands out those of the case that is theirs.
"""

from collections.abc import Iterable
from enum import StrEnum

from dueprocess.acts import access
from dueprocess.desk.data.models import Assignment, Case, OwnCases
from dueprocess.desk.data.transaction import write
from dueprocess.desk.services import counsel
from dueprocess.desk.services.desk import Desk
from dueprocess.desk.services.own_sets import in_force, readers, sets
from dueprocess.formats.refusal import Denied


class OwnRule(StrEnum):
    """Stable names of what refuses here (docs/explanation/vault.md)."""

    PERSON = "own-cases.person"
    LAST = "own-cases.last-reader"
    STATE = "own-cases.state"
    SECOND = "own-cases.second-person"


# --- which cases ------------------------------------------------------------------------------------------------------


def shown(desk: Desk, person: str) -> list[str] | None:
    """Cases that alone somebody is shown: counsel from outside, and who reads their own only; None: all."""
    if counsel.sees_only_asked(desk.roles_of(person)):
        return counsel.opens(person)
    mine = sets(desk.roster, desk.now, desk.day_of(desk.now), {person}).get(person)
    return None if mine is None else sorted(mine)


def listed(desk: Desk, person: str) -> list[str] | None:
    """Cases that alone stand in somebody's lists: as ``shown``, and of who is counsel and nothing else their own."""
    return counsel.opens(person) if access.listed_asked(desk.roles_of(person)) else shown(desk, person)


# --- who says so ------------------------------------------------------------------------------------------------------


def rows(desk: Desk) -> list[OwnCases]:
    """Everybody of the roster for whom it is so, or is asked for; by name."""
    return [row for row in OwnCases.objects.order_by("person") if row.person in readers(desk.roster)]


def may_be_asked(desk: Desk) -> list[str]:
    """Of whom it can be asked."""
    said = {row.person for row in OwnCases.objects.all()}
    left = readers(desk.roster) - said
    return sorted(left) if len(left) > 1 else []


def ask(desk: Desk, by: str, person: str) -> OwnCases | Denied:
    """``person`` is to read only their own cases: at once where they say so themselves, else with a second person."""
    if not {by, person} <= readers(desk.roster):
        return Denied(
            OwnRule.PERSON, "Only who reads cases can say so, of somebody who reads them.", "See the page of people."
        )
    if person not in may_be_asked(desk):
        return Denied(
            OwnRule.LAST,
            "It is so or asked for already, or nobody would be left who reads all cases.",
            "See the page of people.",
        )
    row = OwnCases(person=person, by=by, agreed_by=by if by == person else "", since=desk.today)
    with write("own-cases.ask"):
        row.save(force_insert=True)
    return row


def agree(desk: Desk, by: str, person: str) -> bool | Denied:
    """A second person agrees to what was asked: that it begins, or that it ends. True: it is so now."""
    row = OwnCases.objects.filter(pk=person).first()
    if row is None or by not in readers(desk.roster) or (row.agreed_by and not row.end_by):
        return Denied(OwnRule.STATE, "Nothing of that waits for somebody who agrees.", "See the page of people.")
    if by == (row.end_by or row.by):
        return Denied(
            OwnRule.SECOND, "Who asked for it does not agree to it: a second person does.", "See the page of people."
        )
    with write("own-cases.agree"):
        if row.agreed_by:
            return OwnCases.objects.filter(pk=person, end_by=row.end_by).delete()[0] > 0
        changed = OwnCases.objects.filter(pk=person, agreed_by="", by=row.by)
        return changed.update(agreed_by=by, since=desk.today) > 0


def ask_end(desk: Desk, by: str, person: str) -> bool | Denied:
    """It is to end: what only waits goes at once, what is in force when a second person agrees. True: it is gone."""
    row = OwnCases.objects.filter(pk=person, end_by="").first()
    if row is None or by not in readers(desk.roster):
        return Denied(OwnRule.STATE, "Nothing of that is in force.", "See the page of people.")
    with write("own-cases.end"):
        if not row.agreed_by:
            return OwnCases.objects.filter(pk=person, agreed_by="").delete()[0] > 0
        OwnCases.objects.filter(pk=person).update(end_by=by)
    return False


# --- putting a case to somebody ---------------------------------------------------------------------------------------


def without(desk: Desk, case: str) -> list[str]:
    """Who reads only their own cases, and this is none of them."""
    found = sets(desk.roster, desk.now, desk.day_of(desk.now))
    return sorted(person for person, cases in found.items() if case not in cases)


def put(desk: Desk, by: str, case: str, person: str) -> bool:
    """``case`` is one of ``person``'s from now on. False: nobody needs that, or ``by`` does not read it."""
    mine = shown(desk, by)
    if by not in readers(desk.roster) or (mine is not None and case not in mine) or person not in without(desk, case):
        return False
    _assign(desk, case, person, by)
    return True


def brought(desk: Desk, cases: Iterable[str], person: str) -> None:
    """Who brings a letter, or notes a call, has read it: it is theirs, where they read only their own cases."""
    if person in in_force(desk.roster):
        for case in cases:
            _assign(desk, case, person, person)


def _assign(desk: Desk, case: str, person: str, by: str) -> None:
    with write("own-cases.put"):
        if Case.objects.filter(pk=case).exists():
            Assignment.objects.get_or_create(case_id=case, person=person, defaults={"by": by, "made_on": desk.today})
