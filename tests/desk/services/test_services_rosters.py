"""A roster that waits for its hour: what it changes, why it waits, how it is taken back, and that everybody is told."""

import datetime
from dataclasses import replace

import pytest

from desk_samples import NOW, Place, people, roster
from dueprocess.desk.data.models import Paging, PagingStep, Reach
from dueprocess.desk.services import alarms, rosters
from dueprocess.desk.services.rosters import roster_lines
from dueprocess.formats import note as notes
from dueprocess.formats.roster import Own, Roster

HOUR = datetime.timedelta(hours=1)


def enters(place: Place, after: Roster, *signers: str) -> None:
    note = notes.signed(after.text(), [people()[name].signer() for name in signers]).encode()
    rosters.enter(after, note, place.desk.now)
    again(place)


def again(place: Place, **span: float) -> None:
    """The desk, opened anew, later."""
    place.later(**span)
    line = rosters.chain(place.desk.now)
    known = {one.number: one for one in line}
    place.desk = replace(place.desk, roster=line.in_force, rosters=known, until=line.until)


def with_eve(place: Place) -> Roster:
    eve = people()["eve"].card().person(("releaser",))
    return rosters.successor(place.desk.roster, [eve], (), None, place.desk.now)


def test_a_new_releaser_waits_and_then_counts(place: Place) -> None:
    assert rosters.waiting(place.desk) is None
    enters(place, with_eve(place), "aster", "birch")
    waits = rosters.waiting(place.desk)
    assert waits is not None
    assert (waits.reasons, [str(one) for one in waits.changes]) == (("new-releaser",), ["eve joins: releaser"])
    assert (waits.roster.number, waits.until) == (2, NOW + 72 * HOUR)
    again(place, hours=71)
    assert place.desk.roster.number == 1
    again(place, hours=1)
    assert (place.desk.roster.number, rosters.waiting(place.desk)) == (2, None)


def test_what_waits_is_replaced_before_its_hour(place: Place) -> None:
    first = place.desk.roster
    enters(place, with_eve(place), "aster", "birch")
    waits = rosters.waiting(place.desk)
    back = rosters.successor(first, (), (), None, place.desk.now, newest=waits.roster)
    assert (back.number, back.people, back.notice) == (3, first.people, 0)
    enters(place, back, "aster", "birch")
    assert (place.desk.roster.number, rosters.waiting(place.desk)) == (3, None)
    again(place, hours=100)
    assert place.desk.roster.number == 3


def test_a_lost_key_waits_and_an_old_key_that_signs_does_not(place: Place) -> None:
    before = place.desk.roster
    fresh = people()["eve"].card()
    cedar = before.person("cedar")
    key = replace(cedar.key, public=people()["eve"].signer()[0].public).vkey
    changed = replace(cedar, own=Own(fresh.age, key))
    lost = rosters.successor(before, [changed], (), None, NOW)
    assert lost.effective == NOW + 72 * HOUR
    assert rosters.why_it_waits(before, lost) == ("swapped-key",)
    at_once = rosters.successor(before, [changed], (), None, NOW, old_keys_sign=True)
    assert at_once.effective == NOW
    two = notes.signed(at_once.text(), [people()[name].signer() for name in ("aster", "birch")]).encode()
    assert rosters.fault_of(two, NOW) == "roster.swapped-key"
    enters(place, at_once, "aster", "birch", "cedar")
    assert place.desk.roster.number == 2


def test_everybody_is_told_once_by_every_way(place: Place) -> None:
    assert alarms.announce(place.desk) == 0
    for person, address in (("aster", "a@x.example"), ("aster", "b@x.example"), ("eve", "e@x.example")):
        Reach.objects.create(person=person, channel="mail", address=address)
    enters(place, with_eve(place), "aster", "birch")
    calls: list[alarms.Call] = []

    def send(call: alarms.Call) -> bool:
        calls.append(call)
        return True

    assert alarms.page_people(place.desk, send).raised == 1
    assert sorted(call.address for call in calls) == ["a@x.example", "b@x.example", "e@x.example"]
    assert {call.due for call in calls} == {NOW + 72 * HOUR}
    assert set(PagingStep.objects.filter(result="no_way").values_list("person", flat=True)) == {"birch", "cedar", "dan"}
    assert alarms.page_people(place.desk, send).raised == 0
    assert len(calls) == 3
    assert Paging.objects.get().reason == "roster"


def test_who_acknowledges_keeps_nobody_from_hearing(place: Place) -> None:
    Reach.objects.create(person="aster", channel="mail", address="a@x.example")
    enters(place, with_eve(place), "aster", "birch")
    assert alarms.announce(place.desk) == 1
    alarms.acknowledge(place.desk, Paging.objects.get().pk, "birch")
    told: list[str] = []
    alarms.page_people(place.desk, lambda call: not told.append(call.address))
    assert told == ["a@x.example"]


def test_of_two_workers_one_tells(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    enters(place, with_eve(place), "aster", "birch")
    assert alarms.announce(place.desk) == 1
    monkeypatch.setattr(Paging.objects, "filter", lambda **_: Paging.objects.none())
    assert alarms.announce(place.desk) == 0


# --- the lines that change a roster name who signs, in the order in which they work ---


@pytest.mark.parametrize(
    ("roles", "says"),
    [
        ({"aster": "clerk"}, "# aster, with their own key"),
        ({"aster": "clerk", "birch": "releaser"}, "# aster and birch, each with their own key"),
        ({"aster": "releaser", "birch": "releaser"}, "# aster and birch, each with their own key"),
        (dict.fromkeys(("aster", "birch", "cedar"), "releaser"), "# 2 of aster, birch, cedar, each with their own key"),
    ],
)
def test_who_signs_is_named(roles: dict[str, str], says: str) -> None:
    people = tuple(replace(one, roles=(roles[one.name],)) for one in roster().people if one.name in roles)
    lines = roster_lines(replace(roster(), people=people))
    assert len(lines) == 1
    assert lines[0].startswith("dueprocess roster sign --as NAME --identity FILE")
    assert lines[0].endswith(says)


def test_who_reads_gets_copies_of_the_keys_and_a_releaser_when_the_roster_counts() -> None:
    joins = [("dill", ("auditor",)), ("elder", ("clerk",)), ("fern", ("releaser",))]
    shares = roster_lines(roster(), joins)[1:]
    assert [line.split()[4] for line in shares] == ["elder", "fern"]
    assert ["72 hours" in line for line in shares] == [False, True]
