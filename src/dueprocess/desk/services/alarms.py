"""Pages: raised, climbing, sent, acknowledged. Idempotent; safe to run twice, late, or in two workers.

What ought to exist is computed from open duties (``night/calls.py``), whom to call from the rota
(``ladder.py``). Each step is won by compare-and-set, so that of two workers one calls; a call whose worker died in the
middle is made again after a while. Practice calls nobody.
"""

import datetime
import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Min, Q

from dueprocess.desk.data import queries
from dueprocess.desk.data.models import Duty, Paging, PagingStep, Reach
from dueprocess.desk.data.transaction import write
from dueprocess.desk.services.assessments import received_at
from dueprocess.desk.services.desk import Desk
from dueprocess.desk.services.result import LostRaceError, racing
from dueprocess.desk.services.rosters import waiting
from dueprocess.desk.services.watches import NightRule, may_decide, no_reach, rota
from dueprocess.formats import ids
from dueprocess.formats.refusal import Denied, Msg
from dueprocess.night.calls import A_DAY, TOLD_ONCE, WAITS, OpenDuty, Page, Reason, Wanted, is_over, wanted
from dueprocess.night.ladder import Ladder, Rungs, after_failure, climb, rungs

RAISES_A_CALL: Final = 20
SENDS_A_CALL: Final = 20
CALLS_AN_HOUR: Final = 5
"""Open pages that one person is told of within an hour; what is over it is held, for they are being called already."""
LEASE: Final = datetime.timedelta(minutes=15)
"""After which a call that nobody finished is made again; longer than all sends of one run can take."""
AN_HOUR: Final = datetime.timedelta(hours=1)
HOLDS: Final = datetime.timedelta(days=7)
"""How long the id that a page carried acknowledges it."""

REMEMBERED: Final = datetime.timedelta(days=30)
SHORTEST: Final = 6
"""Characters that a page's id is told from others by."""

REACHED: Final = frozenset({"sent", "held", "practice"})


@dataclass(frozen=True, slots=True)
class Call:
    """One call by one way, as a performer needs it. ``id`` was drawn for this call alone and acknowledges it."""

    channel: str  # mail | webhook
    address: str
    reach: int
    id: str
    short: str
    due: datetime.datetime | None  # None: a test


Send = Callable[[Call], bool]
"""Performs a call; False where it did not leave. Faults are its own to note: no address is told on."""


@dataclass(frozen=True, slots=True)
class Paged:
    """What one run did: pages raised, steps climbed, calls that left, calls that did not."""

    raised: int = 0
    climbed: int = 0
    sent: int = 0
    failed: int = 0


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """Who acknowledged a page, and when. ``first``: they did just now; else somebody had before."""

    paging: str
    by: str
    at: datetime.datetime
    first: bool


def page_people(desk: Desk, send: Send, ladder: Ladder | None = None) -> Paged:
    """Raise what duties want, climb what is due, make the calls. Each step is a transaction of its own."""
    raised = _raise_and_end(desk) + announce(desk)
    rota_now = _Rota(ladder or Ladder(), _plan(desk), _ways())
    heard: dict[str, list[str]] = defaultdict(list)
    climbed = sum(_climb(desk, rota_now, row, heard) for row in _due(desk))
    for step in _waiting(desk):
        result = _call(desk, send, step)
        if result:
            heard[step.paging_id].append(result)
    for paging, results in heard.items():
        if REACHED.isdisjoint(results):
            _hurry(desk, rota_now, paging)
    results = [result for of_one in heard.values() for result in of_one]
    return Paged(raised, climbed, results.count("sent"), results.count("failed"))


def announce(desk: Desk) -> int:
    """Tell everybody by every way there is that a signed roster waits for its hour, once a roster (hazard 9.1).

    Those too whom it names for the first time. 1 where they are being told now, else 0.
    """
    waits = waiting(desk)
    if waits is None:
        return 0
    key = ids.paging_id(hashlib.sha256(b"dueprocess/roster-page/1\0" + waits.roster.hash().encode()).digest()[:15])
    if Paging.objects.filter(pk=key).exists():
        return 0
    ways = _ways()
    people = sorted({one.name for one in (*desk.roster.people, *waits.roster.people)})
    steps = [step for person in people for step in _steps(desk, key, person, ways.get(person, ()))]
    try:
        with racing(), write("page.roster"):
            row = Paging(id=key, reason=str(Reason.ROSTER), due_at=waits.until, raised_at=desk.now)
            row.save(force_insert=True)
            PagingStep.objects.bulk_create(steps)
    except LostRaceError:
        return 0
    return 1


def acknowledge(desk: Desk, paging: str, by: str) -> Acknowledged | Denied:
    """Somebody on the roster says: I am on it. The page climbs no further; its duty stays open."""
    if desk.roster.person(by) is None:
        return Denied(NightRule.PERSON, "{by} is not on the roster.", "Somebody who is must acknowledge.", by=by)
    found = list(Paging.objects.filter(pk__startswith=paging.strip().lower())[:2]) if len(paging) >= SHORTEST else []
    return _acknowledge(desk, found[0], by) if len(found) == 1 else _no_page()


def acknowledge_all(desk: Desk, by: str) -> list[Acknowledged] | Denied:
    """Somebody on the roster is on all that is being called for now."""
    done = [acknowledge(desk, row.pk, by) for row in queries.open_pagings()]
    refused = next((one for one in done if isinstance(one, Denied)), None)
    return refused or [one for one in done if isinstance(one, Acknowledged)]


def acknowledge_call(desk: Desk, call: str) -> Acknowledged | Denied:
    """Acknowledge by the id that a page carried, without a log-in; it proves the way that the page went, too.

    Only for people who are still on the roster, within seven days. A second use changes nothing.
    """
    fresh = PagingStep.objects.filter(code=hashed(call), at__gt=desk.now - HOLDS).exclude(code="")
    step = fresh.select_related("paging").first()
    if step is None or desk.roster.person(step.person) is None:
        return _no_page()
    if step.reach_id is not None:
        with write("page.proved"):
            Reach.objects.filter(pk=step.reach_id, active=True).update(proved_on=desk.today)
    return _acknowledge(desk, step.paging, step.person)


def try_out(desk: Desk, reach: int) -> Paging | Denied:
    """A page that calls for nothing, to one person by one way. Acknowledged with its own id it proves the way."""
    row = Reach.objects.filter(pk=reach, active=True).first()
    if row is None or desk.roster.person(row.person) is None:
        return no_reach()
    page = Paging(id=ids.paging_id(desk.draw()), reason=str(Reason.TEST), raised_at=desk.now)
    with write("page.test"):
        page.save(force_insert=True)
        PagingStep.objects.bulk_create(_steps(desk, page.pk, row.person, [row]))
    return page


def tell_hold(desk: Desk, case: str, until: datetime.datetime) -> None:
    """A hold began: every releaser is told once, for each of them could end it. Inside an open transaction."""
    told = {"case_id": case, "reason": str(Reason.HOLD), "due_at": until}
    if Paging.objects.filter(**told).exists():
        return  # two items of one case at the same minute: one call
    page = Paging.objects.create(id=ids.paging_id(desk.draw()), raised_at=desk.now, **told)
    ways = _ways()
    people = [one.name for one in desk.roster.releasers]
    steps = [step for name in people for step in _steps(desk, page.pk, name, ways.get(name, ()))]
    PagingStep.objects.bulk_create(steps)


def open_duties(desk: Desk) -> list[OpenDuty]:
    """Open duties that could call somebody within a day, or of an emergency; none of practice or of the past."""
    soon = Q(due_at__lte=desk.now + A_DAY) | Q(case__emergency=True)
    rows = (
        Duty.objects.filter(soon, done_at__isnull=True, case__practice=False, case__historic=False)
        .exclude(what__in=WAITS)
        .annotate(began=Min("case__arrivals__received_at"))
        .values_list("case_id", "what", "began", "due_at", "case__emergency")
    )
    return [
        # A case that was split off has no arrival of its own: its clocks are its origin's.
        OpenDuty(str(case), what, began or received_at(str(case)) or due, due, emergency)
        for case, what, began, due, emergency in rows
    ]


def hashed(call: str) -> str:
    """What is kept of a call's id: SHA-256 (hex) of 120 random bits, which nobody guesses."""
    return hashlib.sha256(call.strip().lower().encode()).hexdigest()


def _raise_and_end(desk: Desk) -> int:
    duties = open_duties(desk)
    looks = Q(reason__in=["look", "overlooked"], raised_at__gt=desk.now - REMEMBERED)
    of_cases = Q(case_id__in={one.case for one in duties})
    rows = Paging.objects.filter(of_cases | looks | Q(next_at__isnull=False)).exclude(reason__in=TOLD_ONCE)
    pages = [(row, _as_page(row)) for row in rows]
    for row, page in pages:
        if page.climbs and is_over(page, duties):
            _move(row, None)
    found = wanted(duties, [page for _, page in pages], desk.now)
    return sum(_raise(desk, page) for page in found[:RAISES_A_CALL])


def _as_page(row: Paging) -> Page:
    due = row.due_at or row.raised_at
    return Page(str(row.case_id), Reason(row.reason), due, row.next_at is not None, row.acknowledged_at)


def _raise(desk: Desk, page: Wanted) -> bool:
    key = {"case_id": page.case, "reason": str(page.reason), "due_at": page.due}
    try:
        with racing(), write("page.raise"):
            # The work came back: so does the page that ended with it.
            again = Paging.objects.filter(**key, next_at__isnull=True, acknowledged_at__isnull=True)
            if not again.update(next_at=desk.now, raised_at=desk.now, step=0):
                row = Paging(id=ids.paging_id(desk.draw()), raised_at=desk.now, next_at=desk.now, **key)
                row.save(force_insert=True)
    except LostRaceError:
        return False
    return True


@dataclass(frozen=True, slots=True)
class _Rota:
    """Whom to call in what order, and how, during one run."""

    ladder: Ladder
    plan: Rungs
    ways: Mapping[str, list[Reach]]


def _due(desk: Desk) -> list[Paging]:
    return list(Paging.objects.filter(next_at__lte=desk.now).order_by("due_at", "id"))


def _plan(desk: Desk) -> Rungs:
    everybody = [one.name for one in desk.roster.people if may_decide(one)]
    return rungs(rota(desk), everybody, desk.now, queries.away_on(desk.day_of(desk.now)))


def _ways() -> dict[str, list[Reach]]:
    ways: dict[str, list[Reach]] = {}
    for reach in queries.reaches():
        ways.setdefault(reach.person, []).append(reach)
    return ways


def _climb(desk: Desk, rota_now: _Rota, row: Paging, heard: dict[str, list[str]]) -> bool:
    """One page's next step, and the calls that it makes. False where another worker was first."""
    called = set(row.steps.filter(at__gte=row.raised_at).values_list("person", flat=True))
    now = climb(rota_now.ladder, rota_now.plan, row.step, row.raised_at, desk.now, called)
    steps = [step for person in now.people for step in _steps(desk, row.pk, person, rota_now.ways.get(person, ()))]
    with write("page.climb"):
        # Compare-and-set: of two workers one climbs, and only it makes calls.
        if not _move(row, now.next_at, inside=True, step=now.step):
            return False
        PagingStep.objects.bulk_create(steps)
    heard[row.pk] += [step.result for step in steps if step.result]
    return True


def _steps(desk: Desk, paging: str, person: str, ways: Iterable[Reach]) -> Sequence[PagingStep]:
    """A call for each way; a row that says so where there is none, or where the desk is for practice."""
    result = "practice" if desk.house.practice else ""
    made = [
        PagingStep(paging_id=paging, person=person, channel=way.channel, reach=way, at=desk.now, result=result)
        for way in ways
    ]
    return made or [PagingStep(paging_id=paging, person=person, at=desk.now, result=result or "no_way")]


def _move(row: Paging, next_at: datetime.datetime | None, *, inside: bool = False, step: int | None = None) -> bool:
    """Move a page that still stands where it was read. False where somebody else moved or acknowledged it."""
    seen = Paging.objects.filter(pk=row.pk, step=row.step, next_at=row.next_at, acknowledged_at__isnull=True)
    changes = {"next_at": next_at, "step": row.step if step is None else step}
    if inside:
        return bool(seen.update(**changes))
    with write("page.move"):
        return bool(seen.update(**changes))


def _hurry(desk: Desk, rota_now: _Rota, paging: str) -> None:
    """A page whose calls all failed does not wait for its minutes."""
    row = Paging.objects.filter(pk=paging, next_at__gt=desk.now).first()
    if row is None or row.next_at is None or row.steps.filter(result="").exists():
        return
    _move(row, after_failure(rota_now.ladder, rota_now.plan, row.step, row.next_at, desk.now))


def _waiting(desk: Desk) -> Iterator[PagingStep]:
    """Calls that nobody made yet, or whose worker died in the middle; each as it stands when its turn comes."""
    rows = PagingStep.objects.filter(Q(code="") | Q(at__lte=desk.now - LEASE), result="")
    for pk in list(rows.order_by("paging__due_at", "pk").values_list("pk", flat=True)[:SENDS_A_CALL]):
        # Meanwhile somebody may have acknowledged, or another worker have begun this call: then it waits no more.
        yield from rows.select_related("paging", "reach").filter(pk=pk)


def _call(desk: Desk, send: Send, step: PagingStep) -> str:
    """Make one call; what became of it, or nothing where another worker makes it."""
    idle = _no_need(desk, step)
    if idle:
        return idle if _note(step, result=idle) else ""
    call = ids.paging_id(desk.draw())
    if step.reach is None or not _note(step, code=hashed(call), at=desk.now):
        return ""
    page = step.paging
    short = ids.short(page.pk)
    left = send(Call(step.channel, step.reach.address, step.reach.pk, call, short, page.due_at))
    result = "sent" if left else "failed"
    with write("page.sent"):
        PagingStep.objects.filter(pk=step.pk, code=hashed(call)).update(result=result)
    return result


def _note(step: PagingStep, **changes: object) -> bool:
    """Change a call that still stands as it was read: of two workers one makes it."""
    with write("page.call"):
        seen = PagingStep.objects.filter(pk=step.pk, result="", code=step.code, at=step.at)
        return bool(seen.update(**changes))


def _no_need(desk: Desk, step: PagingStep) -> str:
    """Why a call is not made: the page is over, the way is gone, or the person hears of enough already."""
    page = step.paging
    each = page.reason in TOLD_ONCE  # everybody hears of a hold or a roster, whoever acknowledged
    over = not each and (page.acknowledged_at is not None or page.next_at is None)
    if step.reach is None or not step.reach.active:
        return "no_way"
    told = PagingStep.objects.filter(
        person=step.person,
        reach=step.reach,
        result="sent",
        at__gt=desk.now - AN_HOUR,
        paging__next_at__isnull=False,
    )
    return "held" if over or told.exclude(paging=page).count() >= CALLS_AN_HOUR else ""


def _acknowledge(desk: Desk, page: Paging, by: str) -> Acknowledged:
    with write("page.acknowledge"):
        waiting = Paging.objects.filter(pk=page.pk, acknowledged_at__isnull=True)
        first = bool(waiting.update(acknowledged_by=by, acknowledged_at=desk.now, next_at=None))
    page.refresh_from_db()
    return Acknowledged(page.pk, page.acknowledged_by, page.acknowledged_at or desk.now, first)


def _no_page() -> Denied:
    do = Msg("See `dueprocess night show`, or have another alert sent.")
    return Denied(NightRule.PAGE, "There is no such alert, or it is too old.", do)
