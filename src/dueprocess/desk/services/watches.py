"""The rota and the ways to reach people: planned, confirmed, handed over, tested (hazard 15.3).

Attested by log-in and not signed: a watch grants nothing. Whoever is paged does the work with signed acts, as ever. A
watch counts once its person confirmed it, and one that is handed over ends only when the other one takes it.
"""

import datetime
import zoneinfo
from collections.abc import Iterable
from enum import StrEnum
from typing import Final

from dueprocess.acts import access
from dueprocess.adapters import outbound, smtp
from dueprocess.demand.codes import Role
from dueprocess.desk.data import queries
from dueprocess.desk.data.models import Absence, Reach, Watch
from dueprocess.desk.data.transaction import write
from dueprocess.desk.services.desk import Desk
from dueprocess.formats import ids
from dueprocess.formats.refusal import Denied, Msg
from dueprocess.formats.roster import Person
from dueprocess.formats.statement import Act
from dueprocess.night import watches as domain
from dueprocess.night.readiness import Gap, Member, gaps

AWAY: Final = datetime.timedelta(minutes=10)
"""After which a worker that looks each minute is taken to be gone."""
LONGEST: Final = datetime.timedelta(days=14)
PROVED: Final = datetime.timedelta(days=180)
"""How long an acknowledged page proves that a person can be reached that way."""
AT_THE_MACHINE: Final = ""
"""Who plans with ``dueprocess night``: somebody with a shell on the desk's machine."""
RANKS: Final = range(1, 10)
ALWAYS: Final = datetime.timedelta(days=30)


class NightRule(StrEnum):
    """Stable names of what refuses here (docs/explanation/night.md)."""

    PERSON = "night.not-on-roster"
    PERIOD = "night.period"
    RANK = "night.rank"
    WATCH = "night.no-such-watch"
    OWN = "night.not-yours"
    ADDRESS = "night.address"
    REACH = "night.no-such-way"
    PAGE = "night.no-such-page"
    AWAY = "night.away"


def plan(
    desk: Desk, by: str, person: str, starts: datetime.datetime, ends: datetime.datetime, rank: int = 1
) -> Watch | Denied:
    """Plan a watch. Who plans their own has confirmed it; anybody else's waits for its person.

    Args:
        desk: the desk.
        by: who plans; AT_THE_MACHINE from the command line.
        person: who is to watch; on the roster.
        starts: aware.
        ends: aware; after ``starts``, at most 14 days later, and still to come.
        rank: 1 is paged first, deputies 2 to 9 after it.
    """
    refused = _not_listed(desk, person) or _period(desk, starts, ends) or _away(desk, person, starts, ends)
    if refused is None and rank not in RANKS:
        refused = Denied(
            NightRule.RANK, "A rank is 1 to 9.", "The first on the list is alerted first, the deputies after them."
        )
    if refused is not None:
        return refused
    row = Watch(
        id=ids.watch_id(desk.draw()),
        person=person,
        starts_at=starts,
        ends_at=ends,
        rank=rank,
        confirmed_at=desk.minute if by == person else None,
    )
    with write("night.plan"):
        row.save(force_insert=True)
    return row


def confirm(desk: Desk, by: str, watch: str) -> Watch | Denied:
    """The watch's person says: I will be there. A watch that it replaces ends now, or never begins."""
    row = _mine(by, watch)
    if isinstance(row, Denied):
        return row
    with write("night.confirm"):
        # Compare-and-set: a watch that was removed meanwhile is not confirmed.
        free = Watch.objects.filter(pk=row.pk, confirmed_at__isnull=True)
        if free.update(confirmed_at=desk.minute) and row.replaces:
            _end(row.replaces, max(desk.minute, row.starts_at))
    row.refresh_from_db()
    return row


def hand_over(desk: Desk, by: str, watch: str, to: str) -> Watch | Denied:
    """Offer one's own watch, or what is left of it, to somebody else. It stays one's own until they confirm."""
    row = _mine(by, watch)
    refused = row if isinstance(row, Denied) else _not_listed(desk, to)
    if isinstance(row, Denied) or refused is not None:
        return refused or row
    if row.ends_at <= desk.minute:
        return Denied(NightRule.PERIOD, "That watch is over.", "See `dueprocess night show`.")
    offered = Watch(
        id=ids.watch_id(desk.draw()),
        person=to,
        starts_at=max(row.starts_at, desk.minute),
        ends_at=row.ends_at,
        rank=row.rank,
        replaces=row.pk,
    )
    with write("night.hand-over"):
        offered.save(force_insert=True)
    return offered


def remove(by: str, watch: str) -> Denied | None:
    """Take a watch off the rota: its person at any time, others only while it is not confirmed."""
    row = _find(watch)
    if row is None:
        return _no_watch()
    if row.confirmed_at is not None and by not in {row.person, AT_THE_MACHINE}:
        do = Msg("Ask {person}, who may hand it over.", person=row.person)
        return Denied(NightRule.OWN, "{person} confirmed that watch.", do, person=row.person)
    with write("night.remove"):
        row.delete()
    return None


def add_reach(
    desk: Desk, by: str, person: str, channel: str, address: str, *, allow_loopback: bool = False
) -> Reach | Denied:
    """A way to reach a person; it counts once a test page was acknowledged. One's own only, save at the machine."""
    refused = _not_listed(desk, person) or _not_own(by, person)
    if refused is not None:
        return refused
    if not _is_address(channel, address, allow_loopback=allow_loopback):
        do = Msg("A mail address, or a public https address without name and password.")
        return Denied(NightRule.ADDRESS, "No alert can be sent there.", do)
    with write("night.reach"):
        row, _ = Reach.objects.update_or_create(
            person=person, channel=channel, address=address, defaults={"active": True}
        )
    return row


def drop_reach(by: str, reach: int) -> Denied | None:
    """A way to reach a person is not used any more. One's own only, save at the machine."""
    row = Reach.objects.filter(pk=reach, active=True).first()
    if row is None:
        return no_reach()
    refused = _not_own(by, row.person)
    if refused is None:
        with write("night.reach"):
            Reach.objects.filter(pk=reach).update(active=False, proved_on=None)
    return refused


def no_reach() -> Denied:
    """There is no such way to reach somebody."""
    return Denied(NightRule.REACH, "There is no such way to reach somebody.", "See `dueprocess night show`.")


def as_domain(rows: Iterable[Watch]) -> tuple[domain.Watch, ...]:
    """Rows as the domain takes them."""
    return tuple(
        domain.Watch(row.pk, row.person, row.starts_at, row.ends_at, row.rank, row.confirmed_at is not None)
        for row in rows
    )


def rota(desk: Desk) -> tuple[domain.Watch, ...]:
    """The coming days' watches of people who are on the roster, less the hours for which they said to be away."""
    days = queries.DAYS + 1  # an order that begins in the last hour runs on
    listed = (one for one in as_domain(queries.week(desk.now, days)) if desk.roster.person(one.person))
    return domain.without(listed, away(desk))


def away(desk: Desk) -> list[tuple[str, datetime.datetime, datetime.datetime]]:
    """Who said that they are away, from the first minute of the first day to the last of the last one."""
    zone, rows = zoneinfo.ZoneInfo(desk.timezone), Absence.objects.filter(last__gte=desk.day_of(desk.now))

    def begins(day: datetime.date) -> datetime.datetime:
        return datetime.datetime.combine(day, datetime.time(), zone).astimezone(datetime.UTC)

    return [(row.person, begins(row.first), begins(row.last + datetime.timedelta(days=1))) for row in rows]


def is_proved(desk: Desk, reach: Reach) -> bool:
    """Whether a page that went this way was acknowledged within the last 180 days."""
    return reach.proved_on is not None and desk.today - reach.proved_on <= PROVED


def members(desk: Desk) -> tuple[Member, ...]:
    """Everybody on the roster, with what an 8-hour order may need of them."""
    reached = {reach.person for reach in queries.reaches() if is_proved(desk, reach)}
    return tuple(_member(one, reached=one.name in reached) for one in desk.roster.people)


def readiness(desk: Desk) -> tuple[Gap, ...]:
    """When in the coming eight days an 8-hour order could not be met; the worst first. Writes nothing.

    Where nobody could ever approve or release, that is not said for each hour anew: only who reads is asked for.
    """
    people = members(desk)
    if not has_two(people):
        # A fiction for the reckoning alone: the one who reads need not be another than the one who approves.
        second = Member("", approves=True, reached=True)
        always = domain.Watch("", "", desk.now, desk.now + ALWAYS, 1, confirmed=True)
        return gaps((*people, second), (*rota(desk), always), 0, desk.now)
    return gaps(people, rota(desk), desk.roster.k, desk.now)


def calling(desk: Desk) -> tuple[bool, datetime.datetime | None]:
    """Whether the worker looks whom to call, and when it was last seen at it. A practice desk calls nobody."""
    seen = queries.seen("pages")
    return seen is not None and desk.now - seen <= AWAY, seen


def has_two(people: Iterable[Member]) -> bool:
    """Whether there are a reader and another person who approves, on the roster at all."""
    listed = tuple(people)
    return any(a.reads and b.approves and a.name != b.name for a in listed for b in listed)


def may_decide(person: Person) -> bool:
    """Whether somebody's roles let them propose a decision: who is called when the watch does not answer."""
    return access.may(access.roles_of(person.roles), Act.DECISION_PROPOSE)


def _member(person: Person, *, reached: bool) -> Member:
    roles = access.roles_of(person.roles)
    return Member(
        person.name,
        reads=access.reads(roles),
        approves=access.may(roles, Act.DECISION_APPROVE),
        releases=Role.RELEASER in roles,
        reached=reached,
    )


def _find(watch: str) -> Watch | None:
    found = list(Watch.objects.filter(pk__startswith=watch)[:2]) if len(watch) > 2 else []  # noqa: PLR2004 - "w-" and more
    return found[0] if len(found) == 1 else None


def _mine(by: str, watch: str) -> Watch | Denied:
    row = _find(watch)
    if row is None:
        return _no_watch()
    if by != row.person:
        return Denied(NightRule.OWN, "That watch is {person}'s.", "Only its person says so.", person=row.person)
    return row


def _no_watch() -> Denied:
    return Denied(NightRule.WATCH, "There is no such watch, or more than one begins so.", "See the rota.")


def _end(watch: str, at: datetime.datetime) -> None:
    row = Watch.objects.filter(pk=watch).first()
    if row is None or row.ends_at <= at:
        return
    if row.starts_at >= at:
        row.delete()
    else:
        Watch.objects.filter(pk=watch).update(ends_at=at)


def _not_listed(desk: Desk, person: str) -> Denied | None:
    if desk.roster.person(person):
        return None
    return Denied(NightRule.PERSON, "{person} is not on the roster.", "See `dueprocess roster show`.", person=person)


def _away(desk: Desk, person: str, starts: datetime.datetime, ends: datetime.datetime) -> Denied | None:
    if not any(name == person and starts < last and first < ends for name, first, last in away(desk)):
        return None
    return Denied(NightRule.AWAY, "{person} said that they are away then.", "Plan somebody else.", person=person)


def _not_own(by: str, person: str) -> Denied | None:
    if by in {person, AT_THE_MACHINE}:
        return None
    return Denied(NightRule.OWN, "How {person} is reached is theirs to say.", "Ask {person}.", person=person)


def _period(desk: Desk, starts: datetime.datetime, ends: datetime.datetime) -> Denied | None:
    if starts < ends <= starts + LONGEST and ends > desk.now:
        return None
    do = Msg("It ends after it begins, at most 14 days later, and not in the past.")
    return Denied(NightRule.PERIOD, "That is no watch.", do)


def _is_address(channel: str, address: str, *, allow_loopback: bool) -> bool:
    if channel == "mail":
        return smtp.is_address(address)
    try:
        outbound.check(address, allow_loopback=allow_loopback)
    except outbound.OutboundError:
        return False
    return channel == "webhook"
