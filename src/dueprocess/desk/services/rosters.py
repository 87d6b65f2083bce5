"""Entering a roster that was signed. What makes it count is its chain, which every client checks for itself."""

import datetime
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, replace

from dueprocess.acts import access
from dueprocess.adapters import crypto
from dueprocess.case.desk_events import RosterChanged, RosterFounded
from dueprocess.demand.codes import Role
from dueprocess.desk.data import codec
from dueprocess.desk.data.models import Roster as Row
from dueprocess.desk.data.transaction import write
from dueprocess.desk.services import trust
from dueprocess.desk.services.desk import Desk
from dueprocess.desk.services.record import new_event
from dueprocess.formats import links, moment
from dueprocess.formats.chain import (
    Line,
    Pin,
    check_founding,
    needs_notice,
    next_signers,
    swapped,
    walk,
    why_it_waits,
)
from dueprocess.formats.changes import Change, changes
from dueprocess.formats.errors import RosterError
from dueprocess.formats.links import ChainError
from dueprocess.formats.roster import NOTICE_HOURS, Person, Roster, check_form, parse
from dueprocess.formats.statement import Act


def who_may(roster: Roster, act: Act) -> frozenset[str]:
    """Names of those whose roles allow an act; whether they may in a given case, the domain says."""
    return frozenset(person.name for person in roster.people if access.may(access.roles_of(person.roles), act))


def judges(desk: Desk) -> frozenset[str]:
    """Who may decide what a person contests: by their roles, and whose key was not retired since."""
    return access.judges(one for one in desk.roster.people if not desk.standing.retired_since(one))


def newest() -> Roster | None:
    """The newest roster in the chain, in force or waiting for its hour; None before founding."""
    row = Row.objects.order_by("-number").first()
    return parse(bytes(row.note))[0] if row else None


def chain(now: datetime.datetime) -> Line:
    """Every roster in the tables, checked from the founding one on; the desk counts from when it entered each.

    Raises RosterError.
    """
    notes, since = _kept()
    founded = check_founding(notes[0], crypto.verify)
    return walk(Pin(founded.desk_id, 1, founded.hash(), 1, since), notes, crypto.verify, now)


def _kept() -> tuple[list[bytes], tuple[str, ...]]:
    """The notes, and since when the desk has each but the first."""
    rows = list(Row.objects.order_by("number").values_list("note", "since"))
    return [bytes(note) for note, _ in rows], tuple(moment.write(since) for _, since in rows[1:])


def fault_of(note: bytes, now: datetime.datetime) -> str | None:
    """Rule that the chain would break with ``note`` as its next roster; None where it holds."""
    try:
        check(note, now)
    except RosterError as fault:
        return fault.rule
    return None


@dataclass(frozen=True, slots=True)
class Waiting:
    """A roster that is signed and waits for its hour; what it will change in the one in force, and why it waits."""

    roster: Roster
    changes: tuple[Change, ...]
    reasons: tuple[str, ...]  # lower-k, new-releaser, new-producer, swapped-key
    until: datetime.datetime  # when it is in force for the desk; each client counts for itself


def waiting(desk: Desk) -> Waiting | None:
    """The newest roster, where it is not in force yet. One that a newer one replaced waits for nothing."""
    if desk.until is None or desk.until <= desk.now:
        return None
    last = desk.rosters[max(desk.rosters)]
    return Waiting(last, changes(desk.roster, last), why_it_waits(desk.roster, last), desk.until)


def in_force_since(desk: Desk) -> datetime.datetime:
    """Since when the roster in force counts for the desk."""
    since: datetime.datetime = Row.objects.values_list("since", flat=True).get(pk=desk.roster.number)
    return since + datetime.timedelta(hours=desk.roster.notice)


def successor(
    before: Roster,
    joining: Iterable[Person],
    leaving: Iterable[str],
    k: int | None,
    now: datetime.datetime,
    *,
    newest: Roster | None = None,
    old_keys_sign: bool = False,
    mail: str | None = None,
) -> Roster:
    """The next roster: people joined (or changed) and left. Raises RosterError for a bad form.

    Args:
        before: the roster in force, whose people agree, and against which the notice is reckoned.
        joining: who joins, or has other roles or another key.
        leaving: names of those who leave.
        k: how many a release needs; None: as before.
        now: aware.
        newest: the roster that waits for its hour, where one does: this one takes its place.
        mail: hash of the mailbox's new key; None: as before.
        old_keys_sign: whoever gets another key signs with the old one, so that this alone waits for nothing.
    """
    people = {person.name: person for person in before.people}
    people.update({person.name: person for person in joining})
    for name in leaving:
        people.pop(name, None)
    last = newest or before
    after = replace(
        before,
        desk=before.desk_id,
        number=last.number + 1,
        previous=last.hash(),
        people=tuple(sorted(people.values(), key=lambda person: person.name)),
        k=before.k if k is None else k,
        mail=mail or before.mail,
        made_at=moment.write(now),
        notice=0,
        seen=links.follow(before.desk_id, links.DESK, links.of_case(links.DESK, trust.notes_of(links.DESK))),
    )
    if needs_notice(before, after) or (swapped(before, after) and not old_keys_sign):
        after = replace(after, notice=NOTICE_HOURS)
    check_form(after)
    return after


def enter(roster: Roster, note: bytes, now: datetime.datetime) -> None:
    """Write a roster as the next of the chain. Raises RosterError where the chain would not hold."""
    check(note, now)
    kind = RosterFounded if roster.number == 1 else RosterChanged
    new = new_event(kind(roster.hash(), roster.number, len(roster.people)), secrets.token_bytes)
    with write():
        since = now.replace(second=0, microsecond=0)
        Row.objects.create(number=roster.number, hash=roster.hash(), note=note, since=since)
        codec.append(now.date(), codec.DESK, codec.desk_revision(), new)


def check(note: bytes, now: datetime.datetime) -> None:
    """Whether the chain holds with ``note`` as its next roster. Raises RosterError."""
    notes, since = _kept()
    first = check_founding(notes[0] if notes else note, crypto.verify)
    after = walk(Pin(first.desk_id, 1, first.hash(), 1, since), [*notes, note], crypto.verify, now)[-1]
    check_made(after)


def check_made(roster: Roster) -> None:
    """Whether a roster was made after notes that stand here. Raises RosterError ``roster.fork``."""
    try:
        links.check_made([roster], links.of_case(links.DESK, trust.notes_of(links.DESK)))
    except ChainError:  # as where an older backup was put back
        reason = "it was made after other notes than stand here: propose it anew"
        raise RosterError.because("roster.fork", reason) from None


def roster_lines(
    before: Roster, joins: Iterable[tuple[str, Iterable[str]]] = (), after: Roster | None = None
) -> tuple[str, ...]:
    """What follows on ``roster next``: sign, share; each on their own machine, with --desk and the desk's address."""
    need, people = next_signers(before, after or before)
    names = [person.name for person in people]
    listed = " and ".join(names) if need == len(names) else f"{need} of {', '.join(names)}"
    each = f"{listed}, with their own key" if len(names) == 1 else f"{listed}, each with their own key"
    shares = [_share(name, set(roles)) for name, roles in joins if access.reads(access.roles_of(roles))]
    return (f"dueprocess roster sign --as NAME --identity FILE --desk ADDRESS  # {each}", *shares)


def _share(name: str, roles: set[str]) -> str:
    when = "in 72 hours, when the roster counts" if Role.RELEASER in roles else "so that they can open what is open now"
    return f"dueprocess roster share --with {name} --as NAME --identity FILE --desk ADDRESS  # {when}"
