"""Two worlds, one with a secret case more: the real desk, its real editions and sites over a year, byte for byte."""

import functools
import random
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TypeAlias

import pytest

from desk_samples import DISCLOSURE, NEWSLETTER, NOW, SHUTDOWN, denied, taken_back
from dueprocess.desk.data.models import Arrival
from dueprocess.desk.publish.site import render
from dueprocess.desk.services import publication, report_facts, reports
from dueprocess.desk.services.result import Done, ForgedRowError
from dueprocess.formats.statement import Act
from dueprocess.report.cells import Cell, Place, Why
from dueprocess.report.edition import Gap, Missing
from dueprocess.report.facts import Fact
from dueprocess.report.identities import ContradictionError
from report_house import PERIOD, ReportHouse

Site: TypeAlias = Mapping[str, bytes]
Secret: TypeAlias = Callable[["World"], None]


class World(ReportHouse):
    """A house whose secret acts draw from elsewhere, so that nothing else is drawn otherwise in the other world."""

    def secretly(self, what: Secret) -> None:
        drawn = self.desk.random
        self.desk = replace(self.desk, random=random.Random(99).randbytes)  # noqa: S311
        what(self)
        self.desk = replace(self.desk, random=drawn)

    def site(self) -> Site:
        made = self.snapshot()
        publication.tell(self.desk, made)
        return render(made)


def lives(secrets: Mapping[str, Secret]) -> list[Site]:
    """A year and more of the desk; each site that stood."""
    house = World.opened()
    sites: list[Site] = []

    def step(name: str, days: int) -> None:
        for one in [secrets[name]] if name in secrets else []:
            house.secretly(one)
        sites.append(house.site())
        house.later(days=days)

    house.publish(house.arrive(SHUTDOWN))
    house.counted()
    returned = house.counted()
    house.confirm(returned)
    assert isinstance(house.propose(returned, "correct"), Done)
    house.arrive(NEWSLETTER)
    house.classify(house.cases[-1], "not_a_demand")
    step("march", 150)
    house.issued("2026-H1")
    step("august", 30)
    house.counted(DISCLOSURE, "count")
    house.issued("2026-H1")
    step("september", 130)
    house.issued("2026")
    step("january", 60)
    house.counted(SHUTDOWN)
    house.issued("2026")
    step("march again", 1)
    return sites


@functools.cache
def plain() -> list[Site]:
    """The year without a secret: lived once, since nothing in it is drawn otherwise."""
    with taken_back():
        return lives({})


def worlds(secrets: Mapping[str, Secret]) -> tuple[list[Site], list[Site]]:
    one = plain()
    with taken_back():
        return one, lives(secrets)


def differing(one: list[Site], other: list[Site]) -> list[tuple[int, str]]:
    return [
        (number, path)
        for number, (a, b) in enumerate(zip(one, other, strict=True))
        for path in sorted(a.keys() | b.keys())
        if a.get(path) != b.get(path)
    ]


def comes(*questions: str, text: str = DISCLOSURE) -> Secret:
    def secret(house: World) -> None:
        case = house.arrive(text)
        for question in questions:
            assert isinstance(house.gate(case, question), Done)

    return secret


UNTOLD: Mapping[str, Mapping[str, Secret]] = {
    "nobody answered": {"march": comes()},
    "admitted, not counted": {"march": comes("admit", text=SHUTDOWN)},
    "counted, not admitted, in a year that runs": {"march again": comes("count")},
    "nobody answered, later": {"august": comes(text=SHUTDOWN)},
}


@pytest.mark.django_db
@pytest.mark.parametrize("name", UNTOLD)
def test_a_case_that_may_not_be_told_changes_no_byte_of_a_year(name: str) -> None:
    assert differing(*worlds(UNTOLD[name])) == []


@pytest.mark.django_db
def test_a_case_that_may_be_counted_alone_shows_in_the_year_when_it_is_over() -> None:
    one, other = worlds({"march": comes("count")})
    assert {number for number, _ in differing(one, other)} == {3, 4}
    for site in (3, 4):
        was, now = (lines(world[site], "report.csv") for world in (one, other))
        names = {line.split(",")[0] for line in was ^ now}
        assert names == {"received", "counted_only"}


def lines(site: Site, name: str) -> set[str]:
    return {line for path, data in site.items() if path.endswith(f"/{name}") for line in data.decode().splitlines()}


@pytest.fixture
def house(db: None) -> World:
    """A desk."""
    return World.opened()


def received(house: World, **by: str) -> Cell | None:
    return house.build().edition.at(Place("received", PERIOD, tuple(by.items())))


def test_what_is_split_off_a_letter_is_not_taken_for_the_item_that_stood(house: World) -> None:
    case = house.arrive(SHUTDOWN)
    fields = {"data": ["content"], "kind": "disclosure"}
    house.do("aster", Act.ITEM_CHANGE, case, {"fields": fields, "item": 2, "op": "add"})
    for question in ("admit", "count"):
        assert isinstance(house.gate(case, question), Done)
    house.issued()
    assert isinstance(house.split(case, 2)[0], Done)
    facts = report_facts.facts(house.desk)
    assert sorted((fact.letter, fact.countable) for fact in facts) == [(case, False), (case, True)]
    assert len({(fact.letter, fact.item) for fact in facts}) == 2
    found = received(house)
    assert found.value == 1  # nobody said of the other whether it may be counted (P6)


def test_the_only_case_of_a_period_stays_as_it_stood_when_a_silence_begins(house: World) -> None:
    case = house.counted()
    before = house.issued().edition
    house.later(days=3)
    house.silence(case)
    after = house.build().edition
    assert (after.cells, after.revisions) == (before.cells, ())


def test_a_row_that_is_not_there_any_more_is_a_revision(house: World) -> None:
    case = house.counted()
    house.counted()
    house.issued()
    house.later(minutes=5)
    for one in (case, house.cases[-1]):
        assert isinstance(house.confirm(one, country="IN"), Done)
    place = Place("received", PERIOD, (("country", "PK"),))
    share = Place("given_share", PERIOD, (("country", "PK"),))
    revised = {one.was.place: one.now for one in house.build().edition.revisions}
    assert revised[place] == Cell(place, 0)
    assert revised.get(share, Cell(share, None, why=Why.NOTHING)) == Cell(share, None, why=Why.NOTHING)


def test_a_group_is_published_as_it_was_told_and_not_once_one_of_it_fell_silent(house: World) -> None:
    house.counted()
    for _ in range(5):
        case = house.arrive(SHUTDOWN)
        house.confirm(case)
        assert isinstance(house.gate(case, "count"), Done)
        assert isinstance(house.propose(case, "correct"), Done)
    house.later(days=200)
    first = house.build()
    place = Place("received", PERIOD, (("country", "PK"),))
    assert first.edition.at(place) == Cell(place, 6)
    assert isinstance(house.signs("aster"), Done)
    assert isinstance(house.signs("birch"), Done)
    house.silence(house.cases[-1], until="2027-06-01")
    assert denied(house.publishes()) == "report.changed"
    assert house.build().edition.at(place) == Cell(place, 1)  # of four nothing is told
    house.speaks(house.cases[-1])
    house.later(minutes=1)
    assert isinstance(house.gate(house.cases[-1], "count"), Done)
    assert house.issued().edition.at(place) == Cell(place, 6)
    house.silence(house.cases[-1], until="2027-06-01")
    again = house.build().edition
    assert (again.number, again.at(place), again.revisions) == (2, Cell(place, 6), ())


def test_a_message_that_turns_out_to_be_a_secret_case_leaves_no_gap_among_those_that_are_no_demand(
    house: World,
) -> None:
    house.counted()
    letter = house.arrive(DISCLOSURE)
    assert isinstance(house.classify(letter, "not_a_demand"), Done)
    first = house.issued().edition
    house.later(days=3)
    assert isinstance(house.classify(letter, "new_case"), Done)
    for edition in (first, house.build().edition):
        assert Gap(Missing.ARRIVALS, {"not_a_demand": 1}) in edition.gaps


def in_structure(house: World, structure: int) -> None:
    house.desk = replace(house.desk, house=replace(house.desk.house, us_1874=structure))


def test_bands_of_two_structures_are_not_told_of_the_same_time(house: World) -> None:
    house.counted()
    house.later(days=300)
    in_structure(house, 2)
    assert {one.structure for one in house.issued().edition.security} == {2}
    house.later(days=400)
    assert house.build().edition.security
    in_structure(house, 4)
    with pytest.raises(ContradictionError, match="together narrower than either"):
        house.build("2026")


def test_a_band_that_is_not_known_stops_the_report_in_words(house: World) -> None:
    house.later(days=900)
    in_structure(house, 2)
    letter = Fact(letter="c1", received_on=NOW.date(), country="US", kind="disclosure", instrument="US-2709")
    with pytest.raises(ContradictionError, match="how many selectors"):
        reports._security(house.desk, (letter,), PERIOD)  # noqa: SLF001 - no letter of the samples is one


def test_an_arrival_that_is_written_into_no_demand_stops_the_report(house: World) -> None:
    case = house.counted()
    Arrival.objects.filter(vessel=case).update(says="not_a_demand")
    with pytest.raises(ForgedRowError, match=rf"case {case}: its rows \(arrivals\)"):
        house.build()
