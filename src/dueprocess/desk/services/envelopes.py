"""Envelopes of open cases for somebody who joined, and their removal from somebody who left.

What allows it is the roster that a majority signed: it names the newcomer, the roles and the age key. The work is done
on the machine of somebody who has envelopes; this module only keeps or deletes the rows.
"""

from collections.abc import Collection, Iterable, Sequence
from typing import Final

from dueprocess.acts import access
from dueprocess.case.events import EventKind
from dueprocess.demand.codes import Role
from dueprocess.desk.data.models import Case, Envelope, Event, InvitedCounsel
from dueprocess.desk.data.transaction import write
from dueprocess.desk.services.desk import Desk
from dueprocess.formats.roster import Person, Roster

RECOVERY: Final = "recovery"
"""Holder of the envelope that is sealed to the roster's recovery key."""
BATCH: Final = 100
"""Envelopes a transaction: under the 500 rows that one transaction may write."""


def reads(person: Person | None) -> bool:
    """Whether the person's roles give envelopes of cases (hazard 9.3)."""
    return person is not None and access.reads(access.roles_of(person.roles))


def readers_of(desk: Desk) -> list[dict[str, str]]:
    """Who gets an envelope of a new case, name and age key: by role, from the roster (hazard 9.3)."""
    return [{"name": person.name, "age": person.age} for person in desk.roster.people if reads(person)]


def open_envelopes(holder: str, among: Collection[str] | None = None) -> list[tuple[str, str, bytes]]:
    """Id, public key and the holder's envelope of each open case (of ``among``) that they can open."""
    rows = Envelope.objects.filter(person=holder, question="", vessel=False, case__closed_on__isnull=True).order_by(
        "case_id"
    )
    rows = rows if among is None else rows.filter(case__in=among)
    return [(case, key, bytes(each)) for case, key, each in rows.values_list("case_id", "case__recipient", "bytes")]


def open_to(holder: str, cases: Iterable[str]) -> set[str]:
    """Those of the cases (ids) of which the holder has an envelope."""
    rows = Envelope.objects.filter(person=holder, whole=True, vessel=False, case__in=list(cases))
    return set(rows.values_list("case_id", flat=True))


def readers_in(case: str) -> frozenset[str]:
    """Who of the house holds an envelope of the case."""
    rows = Envelope.objects.filter(case=case, question="", whole=True).exclude(person=RECOVERY)
    return frozenset(rows.values_list("person", flat=True))


def open_cases() -> int:
    """How many cases are open."""
    return Case.objects.filter(closed_on__isnull=True).count()


def had_another_key(desk: Desk, name: str) -> bool:
    """Whether rosters named different age keys of somebody, so that what stands may be sealed to one they lost."""
    listed = (one.person(name) for one in (*desk.rosters.values(), desk.roster))
    return len({one.age for one in listed if one is not None}) > 1


def share(person: str, made: Sequence[tuple[str, bytes]], *, again: bool) -> int:
    """Keep the person's envelopes (case id, bytes) where none stand, ``again`` in place of older ones; how many.

    Whole batches or none.
    """
    done = 0
    for start in range(0, len(made), BATCH):
        part = dict(made[start : start + BATCH])
        with write("share"):
            for case in _restricted(part):
                del part[case]
            standing = Envelope.objects.filter(person=person, question="", vessel=False, case__in=part)
            if again:
                standing.delete()
            kept = set(standing.values_list("case_id", flat=True))
            fresh = [
                Envelope(case_id=case, person=person, bytes=each) for case, each in part.items() if case not in kept
            ]
            done += len(Envelope.objects.bulk_create(fresh))
    return done


def _restricted(cases: Collection[str]) -> list[str]:
    """Those of some cases that a custodian alone opens."""
    rows = Event.objects.filter(kind=str(EventKind.ARRIVAL_RESTRICTED), case__in=list(cases))
    return list(rows.values_list("case", flat=True).distinct())


def withdraw(people: Iterable[str]) -> int:
    """Delete every envelope of these people; how many. What they read before, they have read."""
    with write("withdraw"):
        return delete(people)


def delete(people: Iterable[str]) -> int:
    """``withdraw`` inside an open transaction. What a lawyer on no roster was given ends with its question alone."""
    invited = InvitedCounsel.objects.exclude(question="").values("question")
    gone, _ = Envelope.objects.filter(person__in=list(people)).exclude(question__in=invited).delete()
    return gone


def end_question(question: str) -> None:
    """What counsel was given with a question (hash of its statement) goes; inside an open transaction."""
    Envelope.objects.filter(question=question).exclude(question="").delete()
    InvitedCounsel.objects.filter(question=question).exclude(question="").delete()


def stale(before: Roster, after: Roster) -> list[str]:
    """Names whose envelopes no longer count under ``after``: they left, read no more, or have another age key.

    Of counsel too, who was given a case with a question: who leaves answers it no more.
    """
    names = []
    for old in filter(is_given, before.people):
        new = after.person(old.name)
        if new is None or not is_given(new) or (reads(old) and not reads(new)) or new.age != old.age:
            names.append(old.name)
    return names


def is_given(person: Person | None) -> bool:
    """Whether somebody gets envelopes at all: by their roles, or, as counsel, with a question."""
    return reads(person) or (person is not None and Role.COUNSEL in access.roles_of(person.roles))
