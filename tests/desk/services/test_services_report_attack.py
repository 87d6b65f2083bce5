"""Two worlds, one with a secret case more: the real desk over a year, all that leaves it, byte for byte (P11)."""

import functools
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, TypeAlias

import pytest

from desk_samples import DISCLOSURE, NEWSLETTER, NOW, SHUTDOWN, denied, taken_back
from dueprocess.adapters import texts
from dueprocess.desk.alerts import beat as alerts
from dueprocess.desk.data.models import Arrival, Case
from dueprocess.desk.intake.portal import pages as portal
from dueprocess.desk.jobs import morning_mail
from dueprocess.desk.person import banner
from dueprocess.desk.person import page as pages
from dueprocess.desk.publish import site
from dueprocess.desk.services import letters, mornings, report_facts, reports
from dueprocess.desk.services.beat import beat
from dueprocess.desk.services.result import Done, ForgedRowError
from dueprocess.formats.statement import Act
from dueprocess.report.cells import Cell, Place, Why
from dueprocess.report.edition import Gap, Missing
from dueprocess.report.facts import Fact
from dueprocess.report.identities import ContradictionError
from report_house import PERIOD
from two_worlds import CALLED, OFFICE, STAFF, SecretLife, Seen, World

Secret: TypeAlias = Callable[[World], None]


def lives(secrets: Mapping[str, Secret]) -> list[Seen]:
    """A year and more of the desk; what could be seen of it each time."""
    with World.lived() as house:
        return _lives(house, secrets)


def _lives(house: World, secrets: Mapping[str, Secret]) -> list[Seen]:
    seen: list[Seen] = []

    def step(name: str, days: int) -> None:
        beat(house.desk)
        for one in [secrets[name]] if name in secrets else []:
            house.secretly(one)
        seen.append(house.seen())
        house.later(days=days)

    house.publish(house.arrive(SHUTDOWN))
    house.counted()
    returned = house.counted()
    house.confirm(returned)
    assert isinstance(house.propose(returned, "correct"), Done)
    house.arrive(NEWSLETTER)
    house.classify(house.cases[-1], "not_a_demand")
    house.tells()
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
    return seen


@functools.cache
def plain() -> list[Seen]:
    """The year without a secret: lived once, since nothing in it is drawn otherwise."""
    with taken_back():
        return lives({})


def worlds(secrets: Mapping[str, Secret]) -> tuple[list[Seen], list[Seen]]:
    one = plain()
    with taken_back():
        return one, lives(secrets)


def differing(one: list[Seen], other: list[Seen]) -> list[tuple[int, str]]:
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


def some(*secrets: Secret) -> Secret:
    def each(house: World) -> None:
        for secret in secrets:
            secret(house)

    return each


UNTOLD: Mapping[str, Secret] = {
    "march": some(comes(), comes("admit", text=SHUTDOWN)),
    "august": comes(text=SHUTDOWN),
    "march again": comes("count"),
}
"""Nobody answered; admitted, not counted; nobody answered, later; counted, not admitted, in a year that runs."""

ALLOWED: Mapping[str, str] = {
    "health/metrics": "for the operator's own monitoring, under a token; never public",
    "list/bytes": "drawn anew each time, whoever waits",
    "list/mails": "the neutral mail to the person of the case, from the first lawful day",
    "list/theirs": "what that person reads after their own log-in, from the first lawful day",
    f"mail/{CALLED}": "a call to staff: an id and a time, by a way of their own",
    f"mail/{OFFICE}": "the answer to the authority that asked",
    f"mail/{STAFF}": "a call to staff: an id and a time, by a way of their own",
    "site/heads": "roots over all histories, blinded by 32 random bytes each day, and their signatures",
}
"""What may differ, and why: whoever learns of it knows of the case, or learns nothing by it. All else is equal."""

LEAKS = {
    "alerts": (alerts, "text"),
    "calendar": (mornings, "calendar"),
    "health": (texts, "asked"),
    "letters": (letters, "write_letter"),
    "list": (banner, "banner"),
    "mail": (morning_mail, "message"),
    "pages": (pages, "opened"),
    "portal": (portal, "page"),
    "site": (site, "render"),
}
"""Where in each channel a count of cases is built in, to see that it would be found."""


def unlisted(one: list[Seen], other: list[Seen]) -> list[tuple[int, str]]:
    return [found for found in differing(one, other) if found[1] not in ALLOWED]


@pytest.mark.django_db
def test_cases_that_may_not_be_told_change_no_byte_of_a_year() -> None:
    assert unlisted(*worlds(UNTOLD)) == []


@pytest.mark.django_db
@pytest.mark.slow
def test_a_whole_secret_life_shows_in_nothing_but_what_is_listed_here() -> None:
    found = differing(*worlds(SecretLife().steps()))
    assert {name for _, name in found} == set(ALLOWED)
    for name in ("alerts/mail", "alerts/hook", "mail/morning", "mail/auskunft@bka.example"):
        assert any(seen.get(name) for seen in plain()), f"{name}: nothing was compared"
    theirs = {number for number, name in found if name in {"list/theirs", "list/mails"}}
    assert theirs == {3}, "the person hears of it once the silence is over"


@pytest.mark.django_db
def test_a_leak_in_any_channel_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def counts(real: Any) -> Any:
        def told(*given: Any, **more: Any) -> Any:
            was, many = real(*given, **more), Case.objects.count()
            if isinstance(was, dict):
                return {**was, "count": str(many).encode()}
            return was + str(many).encode() if isinstance(was, bytes) else f"{was} {many}"

        return told

    with World.lived() as house:
        house.tells()
        for where, name in LEAKS.values():
            monkeypatch.setattr(where, name, counts(getattr(where, name)))
        before = house.seen()
        house.secretly(comes())
        after = house.seen()
    assert {name.partition("/")[0] for _, name in unlisted([before], [after])} == set(LEAKS)


@pytest.mark.django_db
def test_a_case_that_may_be_counted_alone_shows_in_the_year_when_it_is_over() -> None:
    one, other = worlds({"march": comes("count")})
    assert {number for number, _ in unlisted(one, other)} == {3, 4}
    for later in (3, 4):
        was, now = (lines(world[later], "report.csv") for world in (one, other))
        names = {line.split(",")[0] for line in was ^ now}
        assert names == {"received", "counted_only"}


def lines(site: Seen, name: str) -> set[str]:
    files = (data[-1] for path, data in site.items() if path.endswith(f"/{name}") and isinstance(data, tuple))
    return {line for data in files for line in data.decode().splitlines()}


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
