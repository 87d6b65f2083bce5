# ruff: noqa: SLF001
"""Night and weekend: the rota, pages that climb until somebody acknowledges, and readiness, on real rows."""

import datetime
import re
import zoneinfo
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from desk_samples import DISCLOSURE, NEWSLETTER, NOW, Place
from dueprocess.desk.data import queries
from dueprocess.desk.data.models import Case, Duty, Paging, PagingStep, Reach, Watch
from dueprocess.desk.services import alarms, watches
from dueprocess.desk.services.alarms import Acknowledged, Call, Paged
from dueprocess.desk.services.house import House
from dueprocess.formats import ids
from dueprocess.formats.refusal import Denied
from dueprocess.night.calls import Reason, Wanted
from dueprocess.night.ladder import Ladder
from dueprocess.night.readiness import Lack
from dueprocess.night.text import page_json, page_text
from processes import run, start

BERLIN = zoneinfo.ZoneInfo("Europe/Berlin")
WEEK = datetime.timedelta(days=7)


def at(day: int, hour: int, minute: int = 0) -> datetime.datetime:
    return datetime.datetime(2026, 3, day, hour, minute, tzinfo=BERLIN).astimezone(datetime.UTC)


class Calls(list[Call]):
    """Notes the calls; those to ``dead`` addresses do not leave."""

    def __init__(self, dead: Iterable[str] = ()) -> None:
        super().__init__()
        self.dead = set(dead)

    def __call__(self, call: Call) -> bool:
        self.append(call)
        return call.address not in self.dead

    @property
    def people(self) -> list[str]:
        return [call.address.partition("@")[0] for call in self]


def set_time(place: Place, moment: datetime.datetime) -> None:
    place.desk = replace(place.desk, now=moment)


def reach(place: Place, *people: str) -> None:
    for person in people:
        made = watches.add_reach(place.desk, person, person, "mail", f"{person}@staff.example")
        assert isinstance(made, Reach)


def planned(place: Place, person: str, starts: datetime.datetime, ends: datetime.datetime, rank: int = 1) -> Watch:
    made = watches.plan(place.desk, person, person, starts, ends, rank)
    assert isinstance(made, Watch), made
    return made


def rule(result: object) -> str:
    assert isinstance(result, Denied), result
    assert str(result.says) in result.text
    return str(result.rule)


def urgent(place: Place, hours: float = 9) -> str:
    """A demand that came now, with a clock of so many hours."""
    case = place.arrive(DISCLOSURE)
    Duty.objects.filter(case_id=case).update(due_at=place.desk.now + datetime.timedelta(days=60))
    first = Duty.objects.filter(case_id=case, what="respond").first() or Duty.objects.filter(case_id=case).first()
    Duty.objects.filter(pk=first.pk).update(what="transmit", due_at=place.desk.now + datetime.timedelta(hours=hours))
    return case


def minutes(place: Place, calls: Calls, until: int, every: int = 1) -> dict[int, list[str]]:
    """Run the worker each so many minutes; who was called at which minute."""
    begun, heard = place.desk.now, {}
    for minute in range(0, until, every):
        set_time(place, begun + datetime.timedelta(minutes=minute))
        before = len(calls)
        alarms.page_people(place.desk, calls)
        if calls.people[before:]:
            heard[minute] = calls.people[before:]
    return heard


def test_friday_ten_past_five_climbs_to_each_deputy_until_one_acknowledges(place: Place) -> None:
    calls = Calls()
    reach(place, "aster", "birch", "cedar", "dan")
    planned(place, "birch", at(13, 17), at(16, 9), 2)
    planned(place, "aster", at(13, 17), at(16, 9), 1)
    set_time(place, at(13, 17, 10))
    case = urgent(place)
    heard = minutes(place, calls, 100, 5)
    everybody = ["aster", "birch", "cedar"]  # dan's role decides nothing
    assert heard == {0: ["aster"], 15: ["birch"], 30: everybody, 90: everybody}
    page = Paging.objects.get()
    assert (page.case_id, page.reason, page.step) == (case, "arrival", 4)
    assert len({call.id for call in calls}) == len(calls)
    done = alarms.acknowledge(place.desk, page.pk[:8], "cedar")
    assert done == Acknowledged(page.pk, "cedar", place.desk.now, first=True)
    assert minutes(place, calls, 180, 30) == {}
    assert not queries.open_pagings()
    assert [one.calls for one in queries.answered_pagings(NOW)] == [8]
    # Acknowledged is not done: the clock's last part calls again, and so does its end.
    set_time(place, at(14, 0, 10))
    assert minutes(place, calls, 10) == {0: ["aster"]}
    assert isinstance(alarms.acknowledge_all(place.desk, "aster"), list)
    set_time(place, at(14, 2, 10))
    assert minutes(place, calls, 10) == {0: ["aster"]}
    assert list(Paging.objects.order_by("raised_at").values_list("reason", flat=True)) == ["arrival", "due", "late"]


def test_a_page_ends_when_its_work_is_done_and_comes_back_with_it(place: Place) -> None:
    calls = Calls()
    reach(place, "aster")
    case = urgent(place)
    assert minutes(place, calls, 5) == {0: ["aster"]}
    Duty.objects.filter(case_id=case, what="transmit").update(done_at=place.desk.now)
    assert minutes(place, calls, 200, 50) == {}
    assert Paging.objects.get().next_at is None
    old = Duty.objects.get(case_id=case, what="transmit")
    Duty.objects.create(id=ids.duty_id(place.desk.draw()), case_id=case, what="transmit", rule="x", due_at=old.due_at)
    assert minutes(place, calls, 10) == {0: ["aster"]}
    assert Paging.objects.count() == 1


def test_practice_and_the_past_call_nobody(place: Place) -> None:
    calls = Calls()
    reach(place, "aster")
    place.arrive(NEWSLETTER, practice=True)
    assert alarms.page_people(place.desk, calls) == Paged()
    urgent(place)
    Case.objects.update(historic=True)
    assert alarms.page_people(place.desk, calls) == Paged()
    Case.objects.update(historic=False)
    place.desk = replace(place.desk, house=House("Fennel", "DE", practice=True))
    assert alarms.page_people(place.desk, calls).climbed == 1
    assert (calls, {step.result for step in PagingStep.objects.all()}) == ([], {"practice"})


def test_unread_arrivals_share_one_page_and_who_looked_hears_of_the_next(place: Place) -> None:
    calls = Calls()
    reach(place, "aster")
    for _ in range(3):
        place.arrive(NEWSLETTER)
    assert minutes(place, calls, 5) == {0: ["aster"]}
    assert isinstance(alarms.acknowledge_call(place.desk, calls[0].id), Acknowledged)
    assert minutes(place, calls, 5) == {}
    place.later(minutes=1)
    place.arrive(NEWSLETTER)
    assert minutes(place, calls, 5) == {0: ["aster"]}
    assert set(Paging.objects.values_list("reason", flat=True)) == {"look"}


def test_a_split_off_case_has_the_clock_of_its_origin(place: Place) -> None:
    origin, child = place.arrive(), place.arrive()
    place.later(hours=20)
    Case.objects.filter(pk=child).update(split_from_id=origin)
    Case.objects.get(pk=child).arrivals.update(case_id=origin)
    Duty.objects.update(what="transmit", due_at=place.desk.now + datetime.timedelta(hours=8))
    assert {one.began for one in alarms.open_duties(place.desk)} == {NOW}


def test_who_cannot_be_reached_is_not_waited_for(place: Place) -> None:
    calls = Calls({"aster@staff.example"})
    reach(place, "aster", "birch")
    planned(place, "aster", NOW, NOW + WEEK, 1)
    planned(place, "birch", NOW, NOW + WEEK, 2)
    planned(place, "cedar", NOW, NOW + WEEK, 3)  # no way at all
    urgent(place)
    heard = minutes(place, calls, 20)
    assert heard == {0: ["aster"], 1: ["birch"], 17: ["aster", "birch"]}
    results = set(PagingStep.objects.values_list("person", "result"))
    assert results == {("aster", "failed"), ("birch", "sent"), ("cedar", "no_way")}
    # Where nobody hears, everybody is tried again soon.
    calls.dead.add("birch@staff.example")
    set_time(place, Paging.objects.get().next_at or NOW)
    assert minutes(place, calls, 7) == {0: ["aster", "birch"], 5: ["aster", "birch"]}


def test_one_person_is_told_of_five_pages_an_hour_and_called_for_all(place: Place) -> None:
    calls = Calls()
    reach(place, "aster")
    for _ in range(7):
        urgent(place)
    assert alarms.page_people(place.desk, calls) == Paged(raised=7, climbed=7, sent=5, failed=0)
    assert PagingStep.objects.filter(person="aster", result="held").count() == 2
    done = alarms.acknowledge_all(place.desk, "aster")
    assert isinstance(done, list)
    assert len(done) == 7
    assert alarms.acknowledge_all(place.desk, "eve") == []  # nothing is open
    urgent(place)
    assert alarms.page_people(place.desk, calls).sent == 1  # who answered hears of the next one at once
    assert rule(alarms.acknowledge_all(place.desk, "eve")) == "night.not-on-roster"


def test_a_call_whose_worker_died_is_made_again_and_only_once(place: Place) -> None:
    calls = Calls()
    reach(place, "aster")
    urgent(place)

    class Killed(BaseException):
        pass

    def dies(_call: Call) -> bool:
        raise Killed

    with pytest.raises(Killed):
        alarms.page_people(place.desk, dies)
    assert minutes(place, calls, 17, 5) == {15: ["aster"]}


def test_a_call_that_another_worker_makes_meanwhile_is_not_made_twice(place: Place) -> None:
    calls = Calls()
    reach(place, "aster", "birch", "cedar")
    urgent(place)
    others = []

    def slow(call: Call) -> bool:
        others.append(alarms.page_people(place.desk, calls))
        return calls(call)

    assert alarms.page_people(place.desk, slow) == Paged(raised=1, climbed=1, sent=1)
    assert others == [Paged(sent=2)]
    assert sorted(calls.people) == ["aster", "birch", "cedar"]


def test_a_call_is_not_made_when_its_page_is_over_or_its_way_is_gone(place: Place) -> None:
    reach(place, "aster", "birch", "cedar")
    urgent(place)
    seen: list[str] = []

    def first(call: Call) -> bool:
        seen.append(call.address)
        Reach.objects.filter(person="birch").delete()
        alarms.acknowledge(place.desk, Paging.objects.get().pk, "aster")
        return True

    assert alarms.page_people(place.desk, first).sent == 1
    assert seen == ["aster@staff.example"]


def test_a_page_is_acknowledged_by_people_of_the_roster_alone(place: Place) -> None:
    calls = Calls()
    reach(place, "aster")
    urgent(place)
    alarms.page_people(place.desk, calls)
    page = Paging.objects.get()
    assert rule(alarms.acknowledge(place.desk, page.pk, "eve")) == "night.not-on-roster"
    for unknown in ("", "p-", "p-zzzzzzzz", calls[0].id):
        assert rule(alarms.acknowledge(place.desk, unknown, "aster")) == "night.no-such-page"
    for code in ("", "p-zzz", page.pk):
        assert rule(alarms.acknowledge_call(place.desk, code)) == "night.no-such-page"
    # Whoever left the roster answers nothing any more, and an old mail neither.
    PagingStep.objects.update(person="eve")
    assert rule(alarms.acknowledge_call(place.desk, calls[0].id)) == "night.no-such-page"
    PagingStep.objects.update(person="aster")
    old = replace(place.desk, now=place.desk.now + 8 * datetime.timedelta(days=1))
    assert rule(alarms.acknowledge_call(old, calls[0].id)) == "night.no-such-page"
    assert alarms.acknowledge_call(place.desk, calls[0].id.upper()) == Acknowledged(page.pk, "aster", NOW, first=True)
    again = alarms.acknowledge_call(place.desk, calls[0].id)
    assert isinstance(again, Acknowledged)
    assert not again.first


def test_nothing_that_opens_a_page_stands_in_the_database(place: Place) -> None:
    calls = Calls()
    reach(place, "aster")
    urgent(place)
    alarms.page_people(place.desk, calls)
    step = PagingStep.objects.get(person="aster")
    assert step.code == alarms.hashed(calls[0].id)
    assert calls[0].id not in {step.paging_id, step.code}


def test_a_test_page_proves_a_way_when_its_own_id_comes_back(place: Place) -> None:
    calls = Calls()
    reach(place, "aster", "birch")
    way = Reach.objects.get(person="aster")
    page = alarms.try_out(place.desk, way.pk)
    assert isinstance(page, Paging)
    assert alarms.page_people(place.desk, calls).sent == 1
    assert (calls.people, calls[0].due, calls[0].short) == (["aster"], None, page.pk[:10])
    assert minutes(place, calls, 120, 15) == {}  # it does not climb
    # By log-in it is acknowledged, but shows nothing about the way.
    assert isinstance(alarms.acknowledge(place.desk, page.pk, "aster"), Acknowledged)
    assert Reach.objects.get(pk=way.pk).proved_on is None
    assert isinstance(alarms.acknowledge_call(place.desk, calls[0].id), Acknowledged)
    assert Reach.objects.get(pk=way.pk).proved_on == place.desk.today
    # A way that was deleted meanwhile proves nothing, and the page is acknowledged all the same.
    Reach.objects.all().delete()
    assert isinstance(alarms.acknowledge_call(place.desk, calls[0].id), Acknowledged)
    assert rule(alarms.try_out(place.desk, 999)) == "night.no-such-way"


def test_a_failed_test_hurries_nobody(place: Place) -> None:
    calls = Calls({"aster@staff.example"})
    reach(place, "aster")
    assert isinstance(alarms.try_out(place.desk, Reach.objects.get().pk), Paging)
    assert alarms.page_people(place.desk, calls) == Paged(failed=1)
    assert alarms.page_people(place.desk, calls) == Paged()


def test_every_rule_of_the_night_has_its_row_and_no_other(root: Path) -> None:
    page = (root / "docs/explanation/night.md").read_text()
    assert re.findall(r"^\| `(night\.[a-z-]+)` \|", page, re.MULTILINE) == [str(one) for one in watches.NightRule]


def test_what_the_page_says_a_page_says(root: Path) -> None:
    page = (root / "docs/explanation/night.md").read_text()
    due = datetime.datetime(2026, 11, 28, 1, 0, tzinfo=datetime.UTC)
    assert page_text("p-7hmf3c2q", due, "Europe/Berlin", "https://desk.example/night/ack/p-4wqk…") in page


def test_watches_are_planned_for_people_confirmed_by_themselves(place: Place) -> None:
    row = watches.plan(place.desk, "aster", "birch", NOW, NOW + WEEK, 2)
    assert isinstance(row, Watch)
    assert row.confirmed_at is None
    assert rule(watches.confirm(place.desk, "aster", row.pk)) == "night.not-yours"
    for _ in range(2):
        confirmed = watches.confirm(place.desk, "birch", row.pk[:8])
        assert isinstance(confirmed, Watch)
        assert confirmed.confirmed_at == place.desk.now
    own = planned(place, "aster", NOW, NOW + WEEK)
    assert own.confirmed_at is not None
    assert [one.person for one in queries.week(place.desk.now)] == ["aster", "birch"]
    assert rule(watches.remove("aster", row.pk)) == "night.not-yours"
    assert watches.remove("birch", row.pk) is None
    assert (
        rule(watches.remove("birch", row.pk))
        == rule(watches.confirm(place.desk, "birch", "w-"))
        == "night.no-such-watch"
    )


@pytest.mark.parametrize(
    ("person", "starts", "hours", "rank", "expected"),
    [
        ("eve", 0, 8, 1, "night.not-on-roster"),
        ("aster", 0, 0, 1, "night.period"),
        ("aster", 8, -1, 1, "night.period"),
        ("aster", 0, 15 * 24, 1, "night.period"),
        ("aster", -8, 8, 1, "night.period"),
        ("aster", 0, 8, 0, "night.rank"),
        ("aster", 0, 8, 10, "night.rank"),
    ],
)
def test_what_is_no_watch(place: Place, person: str, starts: int, hours: int, rank: int, expected: str) -> None:
    begins = NOW + datetime.timedelta(hours=starts)
    ends = begins + datetime.timedelta(hours=hours)
    assert rule(watches.plan(place.desk, "", person, begins, ends, rank)) == expected
    assert not Watch.objects.exists()


def test_a_watch_that_is_handed_over_ends_only_when_the_other_one_takes_it(place: Place) -> None:
    mine = planned(place, "aster", NOW, NOW + WEEK)
    assert rule(watches.hand_over(place.desk, "birch", mine.pk, "cedar")) == "night.not-yours"
    assert rule(watches.hand_over(place.desk, "aster", mine.pk, "eve")) == "night.not-on-roster"
    place.later(hours=5)
    offered = watches.hand_over(place.desk, "aster", mine.pk, "birch")
    assert isinstance(offered, Watch)
    assert (offered.starts_at, offered.ends_at, offered.confirmed_at) == (place.desk.now, mine.ends_at, None)
    mine.refresh_from_db()
    assert mine.ends_at == NOW + WEEK
    place.later(hours=1)
    assert isinstance(watches.confirm(place.desk, "birch", offered.pk), Watch)
    mine.refresh_from_db()
    assert mine.ends_at == place.desk.now
    assert rule(watches.hand_over(place.desk, "aster", mine.pk, "birch")) == "night.period"
    # One that has not begun never begins; one that is gone or over already is left alone.
    later = planned(place, "aster", NOW + WEEK, NOW + 2 * WEEK)
    takes = [watches.hand_over(place.desk, "aster", later.pk, to) for to in ("birch", "cedar")]
    for taken in takes:
        assert isinstance(taken, Watch)
        assert isinstance(watches.confirm(place.desk, taken.person, taken.pk), Watch)
    assert not Watch.objects.filter(pk=later.pk).exists()
    over = watches.hand_over(place.desk, "birch", offered.pk, "cedar")
    assert isinstance(over, Watch)
    Watch.objects.filter(pk=offered.pk).update(ends_at=place.desk.now)
    assert isinstance(watches.confirm(place.desk, "cedar", over.pk), Watch)


def test_ways_are_ones_own_and_public(place: Place) -> None:
    desk = place.desk
    add = watches.add_reach
    assert rule(add(desk, "aster", "birch", "mail", "birch@staff.example")) == "night.not-yours"
    assert rule(add(desk, "", "eve", "mail", "eve@staff.example")) == "night.not-on-roster"
    for channel, address in (
        ("mail", "no address"),
        ("mail", "a@b.example\r\nBcc: c@d.example"),
        ("webhook", "http://hooks.example/"),
        ("webhook", "http://127.0.0.1/"),
        ("webhook", "https://u:p@hooks.example/"),
        ("sms", "https://hooks.example/"),
    ):
        assert rule(add(desk, "aster", "aster", channel, address)) == "night.address"
    way = add(desk, "", "aster", "webhook", "https://hooks.example/a")
    assert isinstance(way, Reach)
    assert isinstance(add(desk, "", "aster", "webhook", "http://127.0.0.1/", allow_loopback=True), Reach)
    Reach.objects.filter(pk=way.pk).update(proved_on=desk.today)
    assert rule(watches.drop_reach("birch", way.pk)) == "night.not-yours"
    assert watches.drop_reach("aster", way.pk) is None
    assert rule(watches.drop_reach("aster", way.pk)) == "night.no-such-way"
    again = add(desk, "aster", "aster", "webhook", "https://hooks.example/a")
    assert isinstance(again, Reach)
    assert (again.pk, again.proved_on) == (way.pk, None)
    assert [one.person for one in queries.reaches("aster")] == ["aster", "aster"]


def proved(place: Place, *people: str, days: int = 0) -> None:
    reach(place, *people)
    Reach.objects.filter(person__in=people).update(proved_on=place.desk.today - datetime.timedelta(days=days))


def test_readiness_says_no_a_week_ahead_and_yes_when_the_second_releaser_confirms(place: Place) -> None:
    proved(place, "aster", "birch")
    planned(place, "aster", at(9, 0), at(20, 0))
    planned(place, "birch", at(9, 0), at(13, 18))
    planned(place, "birch", at(16, 8), at(20, 0))
    weekend = watches.plan(place.desk, "", "birch", at(13, 18), at(16, 8))
    assert isinstance(weekend, Watch)
    # Nobody else approves what aster reads: at a desk of two the weekend is not approved at all.
    worst, *_ = watches.readiness(place.desk)
    assert (worst.lack, worst.there) == (Lack.SECOND, ("aster",))
    assert worst.first.astimezone(BERLIN).strftime("%a %H:%M") == "Fri 18:00"
    assert isinstance(watches.confirm(place.desk, "birch", weekend.pk), Watch)
    assert watches.readiness(place.desk) == ()
    # A way that was proved half a year ago proves nothing today; nor does anybody count who left the roster.
    proved(place, "birch", days=181)
    assert {gap.lack for gap in watches.readiness(place.desk)} == {Lack.SECOND}
    Watch.objects.filter(person="aster").update(person="eve")
    assert {gap.lack for gap in watches.readiness(place.desk)} == {Lack.READER}


def test_a_desk_of_one_is_asked_only_who_reads(place: Place) -> None:
    alone = replace(place.desk.roster, people=tuple(place.desk.roster.with_role("clerk")), k=0)
    place.desk = replace(place.desk, roster=alone)
    assert [gap.lack for gap in watches.readiness(place.desk)] == [Lack.READER]
    proved(place, "aster")
    planned(place, "aster", NOW, NOW + 13 * datetime.timedelta(days=1))
    assert watches.readiness(place.desk) == ()


def test_two_worlds_pages_of_a_secret_case_and_of_another_are_the_same_bytes(place: Place) -> None:
    said = []
    reach(place, "aster")
    first, second = urgent(place), urgent(place)
    place.silence(second)
    Case.objects.filter(pk=second).update(country="PK", emergency=True)
    calls = Calls()
    alarms.page_people(place.desk, calls)
    for call in calls:
        text = page_text(call.short, call.due, "Europe/Berlin", f"https://desk.example/night/ack/{call.id}")
        assert not {first, second, first[:10], second[:10]} & set(text.split())
        said.append((text.replace(call.id, "ID").replace(call.short, "SHORT"), page_json(call.id, call.due)[:30]))
    assert len(said) == 2
    assert said[0] == said[1]


def test_the_slower_of_two_workers_does_nothing(place: Place) -> None:
    calls = Calls()
    reach(place, "aster")
    case = urgent(place)
    due = place.desk.now + datetime.timedelta(hours=9)
    assert [alarms._raise(place.desk, Wanted(case, Reason.ARRIVAL, due)) for _ in range(2)] == [True, False]
    rota = alarms._Rota(Ladder(), (("aster",),), alarms._ways())
    rows = [Paging.objects.get() for _ in range(2)]
    assert [alarms._climb(place.desk, rota, row, defaultdict(list)) for row in rows] == [True, False]
    steps = [PagingStep.objects.get() for _ in range(2)]
    assert [alarms._call(place.desk, calls, step) for step in steps] == ["sent", ""]
    PagingStep.objects.update(result="", code="")
    Reach.objects.update(active=False)
    steps = [PagingStep.objects.get() for _ in range(2)]
    assert [alarms._call(place.desk, calls, step) for step in steps] == ["no_way", ""]
    assert len(calls) == 1


def test_a_call_that_another_worker_began_meanwhile_is_not_made_twice(place: Place) -> None:
    called = []

    def send(call: alarms.Call) -> bool:
        called.append(call.address)
        PagingStep.objects.filter(result="", code="").update(code="0" * 64, at=place.desk.now)  # the other worker
        return True

    for person in ("aster", "birch", "cedar"):
        reach(place, person)
    urgent(place)
    assert alarms.page_people(place.desk, send).sent == 1
    assert len(called) == 1
    assert PagingStep.objects.filter(result="").count() == 2  # theirs, who has not finished


def test_a_page_is_not_hurried_while_a_call_still_waits(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = Calls({"aster@staff.example"})
    reach(place, "aster")
    watches.add_reach(place.desk, "aster", "aster", "mail", "second@staff.example")
    planned(place, "aster", NOW, NOW + WEEK)
    urgent(place)
    monkeypatch.setattr(alarms, "SENDS_A_CALL", 1)
    assert minutes(place, calls, 14) == {0: ["aster"], 1: ["second"]}


RACE = """
sys.path[:0] = PATHS
from dataclasses import replace
from desk_samples import *
from dueprocess.desk.services import alarms
"""
MAKE = """
place = Place.found()
place.arrive(NEWSLETTER)
for person in ("aster", "birch", "cedar"):
    Reach.objects.create(person=person, channel="mail", address=f"{person}@staff.example")
"""
WORK = """
place = Place(Desk(rosters.newest(), shelf(), calendar(), NOW, os.urandom, 'Europe/Berlin', 'DE'))
print('ready', flush=True)
sys.stdin.readline()
called = []
done = alarms.page_people(place.desk, lambda call: called.append(call.address) is None)
print(done.raised, *called)
"""
CHECK = "print(Paging.objects.count(), PagingStep.objects.count(), PagingStep.objects.filter(result='sent').count())"


@pytest.mark.slow
@pytest.mark.database
def test_two_workers_page_once(fresh_database: dict[str, str], request: pytest.FixtureRequest) -> None:
    root = request.config.rootpath
    setup = RACE.replace("PATHS", repr([str(root / "tests" / "support")]))
    run(setup + MAKE, fresh_database)
    workers: list[Any] = [start(setup + WORK, fresh_database) for _ in range(2)]
    for worker in workers:
        assert worker.stdout.readline() == "ready\n"
    for worker in workers:
        worker.stdin.write("go\n")
        worker.stdin.flush()
    said = [worker.communicate(timeout=60)[0].split() for worker in workers]
    assert sorted(int(one[0]) for one in said) == [0, 1]
    called = sorted(address for one in said for address in one[1:])
    assert called == ["aster@staff.example", "birch@staff.example", "cedar@staff.example"]
    assert run(setup + CHECK, fresh_database).split()[-3:] == ["1", "3", "3"]
