"""Entering a roster that was signed. What makes it count is its chain, which every client checks for itself."""

import datetime
import secrets
from collections.abc import Iterable
from dataclasses import replace

from dueprocess.adapters import crypto
from dueprocess.data import codec
from dueprocess.data.models import Roster as Row
from dueprocess.data.writing import write
from dueprocess.domain import access, ids
from dueprocess.domain.case.events import EventKind
from dueprocess.domain.log.commitment import SALT_BYTES
from dueprocess.domain.sealed.chain import NOTICE, Pin, check_chain, check_founding, needs_notice
from dueprocess.domain.sealed.refusal import RosterError
from dueprocess.domain.sealed.roster import Person, Roster, check_form, parse
from dueprocess.domain.sealed.statement import Act


def who_may(roster: Roster, act: Act) -> frozenset[str]:
    """Names of those whose roles allow an act; whether they may in a given case, the domain says."""
    return frozenset(person.name for person in roster.people if access.may(access.roles_of(person.roles), act))


def newest() -> Roster | None:
    """The newest roster in the chain, in force or waiting for its hour; None before founding."""
    row = Row.objects.order_by("-number").first()
    return parse(bytes(row.note))[0] if row else None


def fault_of(note: bytes, now: datetime.datetime) -> str | None:
    """Rule that the chain would break with ``note`` as its next roster; None where it holds."""
    notes = [bytes(one) for one in Row.objects.order_by("number").values_list("note", flat=True)]
    try:
        _check(notes, note, now)
    except RosterError as fault:
        return fault.rule
    return None


def successor(
    before: Roster, joining: Iterable[Person], leaving: Iterable[str], k: int | None, now: datetime.datetime
) -> Roster:
    """The next roster after ``before``: people joined (or changed) and left. Raises RosterError for a bad form."""
    people = {person.name: person for person in before.people}
    people.update({person.name: person for person in joining})
    for name in leaving:
        people.pop(name, None)
    made = now.strftime("%Y-%m-%dT%H:%M:%SZ")
    after = replace(
        before,
        desk=before.desk_id,
        number=before.number + 1,
        previous=before.hash(),
        people=tuple(sorted(people.values(), key=lambda person: person.name)),
        k=before.k if k is None else k,
        made_at=made,
        effective_at=made,
    )
    if needs_notice(before, after):
        after = replace(after, effective_at=(now + NOTICE).strftime("%Y-%m-%dT%H:%M:%SZ"))
    check_form(after)
    return after


def enter(roster: Roster, note: bytes, now: datetime.datetime) -> None:
    """Write a roster as the next of the chain. Raises RosterError where the chain would not hold."""
    notes = [bytes(one) for one in Row.objects.order_by("number").values_list("note", flat=True)]
    _check(notes, note, now)
    kind = EventKind.DESK_FOUNDED if roster.number == 1 else EventKind.DESK_ROSTER_CHANGED
    with write():
        Row.objects.create(number=roster.number, hash=roster.hash(), note=note)
        codec.append(
            codec.DESK,
            str(kind),
            {"hash": roster.hash(), "number": roster.number, "people": len(roster.people)},
            day=now.date(),
            salt=secrets.token_bytes(SALT_BYTES),
            event_id=ids.event_id(secrets.token_bytes(ids.ID_BYTES)),
            expected_revision=codec.desk_revision(),
        )


def _check(notes: list[bytes], note: bytes, now: datetime.datetime) -> None:
    first = check_founding(notes[0] if notes else note, crypto.verify)
    check_chain(Pin.of(first), [*notes, note], crypto.verify, now)
