"""Nobody can have a sealed item: two worlds, subtraction by trying every table, numbers that a law fixes."""

import dataclasses
import datetime
import itertools
from collections import defaultdict
from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from dueprocess.demand.codes import Kind, Outcome
from dueprocess.report.cells import Cell, Cells, Place, Size, Why, period_of, size_of
from dueprocess.report.evaluate import evaluate
from dueprocess.report.facts import DIMENSIONS, Fact, dimension
from dueprocess.report.groups import kept_apart
from dueprocess.report.identities import ContradictionError, check
from dueprocess.report.ledger import Ledger, Surface, of_cells
from dueprocess.report.metric import Metric
from dueprocess.report.metrics import COUNTED_ONLY, LIVE
from dueprocess.report.withholding import (
    WithholdingError,
    _highest,
    given_away,
    is_open,
    law_cells,
    live,
    open_facts,
    public_facts,
    withhold,
)
from made_up_demands import silent_years, worlds, year

SLOW = settings(
    max_examples=25, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much], deadline=None
)
LATER = datetime.date(2030, 1, 1)
APRIL, MAY = datetime.date(2026, 4, 3), datetime.date(2026, 5, 4)
TOTAL = Place("received", "2026")
ALONE = Place(COUNTED_ONLY, "2026")


def published(facts: tuple[Fact, ...], ledger: Ledger | None = None, made_on: datetime.date = LATER) -> Cells:
    return withhold(facts, evaluate(facts, sizes=(Size.YEAR, Size.HALF)), ledger, made_on=made_on)


def but_totals(cells: Cells) -> Cells:
    """All but the totals that the law allows: of years that are over, and of what stands in them alone."""
    totals = {
        one.place for one in cells if one.place.metric == "received" and not one.place.by and size(one) is Size.YEAR
    }
    return tuple(one for one in cells if one.place.metric != COUNTED_ONLY and one.place not in totals)


def size(cell: Cell) -> Size:
    return size_of(cell.place.period)


@SLOW
@given(worlds() | silent_years(), st.data())
def test_with_the_secret_case_and_without_it_all_but_the_total_is_the_same(
    facts: tuple[Fact, ...], data: st.DataObject
) -> None:
    """A case that is in no group: nothing but what is said of the year's total tells that it came."""
    told, alone = public_facts(facts, LATER)
    letters = sorted({fact.letter for fact in alone} - {fact.letter for fact in told if not fact.admissible})
    assume(letters)
    letter = data.draw(st.sampled_from(letters))
    without = tuple(fact for fact in facts if fact.letter != letter or is_open(fact))
    assert but_totals(published(facts)) == but_totals(published(without))


@SLOW
@given(silent_years())
def test_of_what_may_not_be_admitted_five_letters_look_the_same(facts: tuple[Fact, ...]) -> None:
    told, alone = public_facts(facts, LATER)
    groups: dict[object, set[str]] = defaultdict(set)
    for fact in told:
        if not fact.admissible:
            days = [period_of(day, Size.HALF) for day in (fact.received_on, fact.answered_on) if day]
            groups[*days, *(dimension(fact, name) for name in DIMENSIONS)].add(fact.letter)
    assert all(len(letters) >= 5 for letters in groups.values())
    assert len(told) + len(alone) == len(facts)


@SLOW
@given(silent_years(), st.data())
def test_a_case_of_a_group_changes_its_group_and_nothing_else(facts: tuple[Fact, ...], data: st.DataObject) -> None:
    told, _ = public_facts(facts, LATER)
    grouped = [fact for fact in told if not fact.admissible]
    assume(grouped)
    gone = data.draw(st.sampled_from(grouped))
    less, _ = public_facts((fact for fact in facts if fact.letter != gone.letter), LATER)
    keys = {kept_apart(fact) for fact in facts if fact.letter == gone.letter and fact.answered_on}
    here, there = ([one for one in made if kept_apart(one) not in keys] for made in (told, less))
    assert [one for one in here if one.letter != gone.letter] == there


def alike(number: int) -> Fact:
    return Fact(
        letter=f"m{number}",
        received_on=APRIL,
        answered_on=MAY,
        country="MT",
        kind=str(Kind.CONTENT),
        outcome=str(Outcome.REFUSE),
        countable=True,
    )


def told_again(facts: tuple[Fact, ...], now: tuple[Fact, ...]) -> tuple[dict[Place, Cell], dict[Place, Cell]]:
    """What an edition says, and what the next one says that stands beside it."""
    told, _ = public_facts(facts, LATER)
    first, second = published(facts), published(now, Ledger(stood=told))
    return {one.place: one for one in first}, {one.place: one for one in second}


def test_a_case_that_comes_to_a_group_later_does_not_stand_out_from_it() -> None:
    opened = year(20, sealed=0)
    five = tuple(alike(number) for number in range(5))
    malta = Place("received", "2026-H1", (("country", "MT"),))
    was, now = told_again((*opened, *five), (*opened, *five, alike(5)))
    assert was[malta].value is not None
    assert {place for place in now if now[place] != was.get(place)} == {TOTAL, ALONE}
    was, now = told_again((*opened, *five), (*opened, *five, *(alike(number) for number in range(5, 10))))
    assert now[malta].value == was[malta].value + 5


def test_one_more_that_stands_in_the_total_alone_is_told_of_in_no_row() -> None:
    facts = year(85, sealed=60)
    first = published(facts)
    told, _ = public_facts(facts, LATER)
    ledger = Ledger(numbers=of_cells(first, Surface.REPORT, LATER, 1), stood=told)
    assert published(facts, ledger) == first
    second = published((*facts, dataclasses.replace(alike(0), kind=str(Kind.CAPABILITY))), ledger)
    rows = [one for one in second if one.place.metric == COUNTED_ONLY]
    assert [one.place for one in rows] == [ALONE]
    known = {one.place: one for one in first}
    assert {one.place for one in second if one != known.get(one.place)} == {TOTAL, ALONE}
    assert check(second, facts).broken == ()


def test_a_case_of_a_group_that_falls_silent_or_is_opened_leaves_no_gap() -> None:
    opened, five = year(20, sealed=0), tuple(alike(number) for number in range(5))
    silent = (*five[1:], dataclasses.replace(five[0], countable=False))
    was, now = told_again((*opened, *five), (*opened, *silent))
    assert now == was
    was, now = told_again((*opened, *five), (*opened, *five[1:], dataclasses.replace(five[0], admissible=True)))
    assert now == was


@SLOW
@given(worlds())
def test_what_is_published_holds_and_nothing_is_withheld_without_a_sealed_item(facts: tuple[Fact, ...]) -> None:
    cells = published(facts)
    assert check(cells, facts).broken == ()
    opened = tuple(dataclasses.replace(fact, admissible=True) for fact in facts)
    exact = [one for one in published(opened) if one.place.metric != COUNTED_ONLY]
    assert tuple(exact) == evaluate(opened, sizes=(Size.YEAR, Size.HALF))


def test_the_year_says_how_many_stand_in_its_total_alone() -> None:
    facts = year(85, sealed=2)
    at = {cell.place: cell for cell in published(facts)}
    assert (at[TOTAL].value, at[ALONE].value) == (85, 2)
    by_country = [place for place in at if (place.metric, place.period) == ("received", "2026") and len(place.by) == 1]
    assert sum(at[place].value or 0 for place in by_country if place.by[0][0] == "country") == 83
    assert sum(at[Place("received", half)].value or 0 for half in ("2026-H1", "2026-H2")) == 83
    assert [place for place in at if place.metric == COUNTED_ONLY] == [ALONE], "two are too few to say more"
    assert check(tuple(at.values()), facts).broken == ()


def test_of_many_that_stand_there_alone_the_commonest_is_told_one_by_one() -> None:
    facts = year(85, sealed=60)
    cells = published(facts)
    at = {cell.place: cell.value or 0 for cell in cells if cell.place.metric == COUNTED_ONLY}
    assert at[ALONE] > 30
    for name in ("country", "kind", "authority_kind", "outcome"):
        rows = [value for place, value in at.items() if place.by and place.by[0][0] == name]
        assert sum(rows) == at[ALONE]
        assert min(rows) >= 5
    assert check(cells, facts).broken == ()


def test_a_group_waits_until_its_half_year_is_over_and_is_in_no_quarter() -> None:
    facts = year(85, sealed=85)
    facts = tuple(
        dataclasses.replace(one, received_on=APRIL, answered_on=MAY, outcome="comply", kind="content") for one in facts
    )
    place = Place("received", "2026-H1")
    before, after = (
        {cell.place: cell.value for cell in withhold(facts, evaluate(facts), made_on=day)}
        for day in (datetime.date(2026, 6, 30), datetime.date(2026, 7, 1))
    )
    assert (before.get(place), after[place]) == (None, 85)
    assert Place("received", "2026-Q2") not in after
    cells = withhold(facts, evaluate(facts), made_on=LATER)
    assert check(cells, facts).broken == ()
    mixed = (*facts, dataclasses.replace(facts[0], letter="o", admissible=True))
    assert check(withhold(mixed, evaluate(mixed), made_on=LATER), mixed).broken == ()


def test_before_the_year_is_over_a_sealed_item_stands_nowhere() -> None:
    facts = year(85, sealed=2)
    at = {cell.place: cell for cell in published(facts, made_on=datetime.date(2026, 12, 31))}
    assert at[TOTAL].value == 83
    assert ALONE not in at
    assert ALONE in {cell.place for cell in published(facts, made_on=datetime.date(2027, 1, 1))}


def test_a_year_with_nothing_but_a_sealed_item() -> None:
    facts = year(1, sealed=1)
    cells = published(facts)
    assert [(cell.place, cell.value) for cell in cells] == [(ALONE, 1), (TOTAL, 1)]


def test_a_demo_year_of_85_is_readable() -> None:
    cells = published(year(85, sealed=3))
    blank = [one for one in cells if one.why in {Why.SEALED, Why.BESIDE, Why.LAW}]
    assert len(blank) * 10 < len(cells)
    assert all(one.why for one in cells if one.value is None)


def test_national_security_process_is_in_no_number_until_it_is_opened() -> None:
    facts = year(85)
    letter = dataclasses.replace(facts[0], instrument="US-2709", admissible=False)
    at = {cell.place: cell.value for cell in published((letter, *facts[1:]))}
    assert (at[TOTAL], at[ALONE]) == (84, 0)
    opened = dataclasses.replace(letter, admissible=True)
    assert {cell.place: cell.value for cell in published((opened, *facts[1:]))}[TOTAL] == 85


def test_what_was_public_stays_as_it_stood() -> None:
    facts = year(85)
    before = published(facts)
    secret = dataclasses.replace(facts[3], admissible=False, outcome="comply", answered_on=datetime.date(2026, 12, 30))
    assert secret.outcome != facts[3].outcome or secret.answered_on != facts[3].answered_on
    after = (*facts[:3], secret, *facts[4:])
    stood = Ledger(stood=open_facts(facts))
    assert published(after, stood) == before
    assert published(after) != before, "the difference would tell which it is"
    gone = (*facts[:3], dataclasses.replace(secret, countable=False), *facts[4:])
    assert published(gone, stood) == before


@SLOW
@given(worlds(), st.data())
def test_an_opening_tells_of_itself_alone(facts: tuple[Fact, ...], data: st.DataObject) -> None:
    """Of two sealed letters one is opened later: what changes is the same, whether or not the other ever came."""
    sealed = sorted({fact.letter for fact in facts if fact.countable and not fact.admissible})
    assume(len(sealed) > 1)
    opened, other = data.draw(st.permutations(sealed))[:2]
    after = tuple(dataclasses.replace(fact, admissible=fact.admissible or fact.letter == opened) for fact in facts)
    without = [tuple(one for one in world if one.letter != other or is_open(one)) for world in (facts, after)]
    for world, less in zip((facts, after), without, strict=True):
        assert but_totals(published(world)) == but_totals(published(less))


# Numbers that a law fixes.

FIXED = tuple(
    Place(metric, "2026", (("country", country),))
    for metric in ("data_received", "restrictions")
    for country in ("DE", "FR", "MT")
)


def law(facts: tuple[Fact, ...], places: tuple[Place, ...] = FIXED) -> Ledger:
    """The table of a law: everything that may be counted."""
    every = {cell.place: cell for cell in evaluate(facts)}
    cells = tuple(every.get(place, Cell(place, 0)) for place in places)
    return Ledger(of_cells(cells, Surface.LAW, datetime.date(2027, 2, 1), fixed=True))


def test_beside_the_numbers_of_a_law_our_own_are_coarsened() -> None:
    facts = year(85, sealed=2)
    cells = published(facts, law(facts))
    at = {cell.place: cell for cell in cells}
    for place in FIXED:
        assert place not in at or (at[place].value, at[place].why) == (None, Why.SEALED)
    blank = [one for one in cells if one.why in {Why.SEALED, Why.BESIDE}]
    assert any(one.why is Why.BESIDE for one in blank)
    assert len(blank) * 2 < len(cells), f"{len(blank)} of {len(cells)}"
    by_country = [one for one in cells if "country" in dict(one.place.by)]
    assert blank == [one for one in by_country if one.why in {Why.SEALED, Why.BESIDE}]
    assert all(one.value is None for one in by_country if one.place.period != "2027"), "wherever the sealed item is"
    assert check(cells, facts).broken == ()
    open_year = year(85)
    assert [one for one in published(open_year, law(open_year)) if one.why in {Why.SEALED, Why.BESIDE}] == []


def test_where_the_sealed_item_is_changes_no_byte_but_the_laws() -> None:
    facts = year(85, sealed=1)
    secret = facts[-1]
    other = dataclasses.replace(secret, country="FR" if secret.country != "FR" else "DE")
    moved = (*facts[:-1], other)
    here, there = published(facts, law(facts)), published(moved, law(moved))
    bare = [[dataclasses.replace(one, high=None) for one in cells] for cells in (here, there)]
    assert bare[0] == bare[1]


def test_what_is_out_already_is_said_and_stops_nothing() -> None:
    facts = year(85, sealed=1)
    secret = dataclasses.replace(facts[-1], country="MT", kind="disclosure")
    facts = (*facts[:-1], secret)
    earlier = of_cells(published(facts), Surface.REPORT, datetime.date(2027, 1, 5), 1)
    ledger = Ledger((*earlier, *law(facts).numbers))
    assert given_away(ledger) == (Place("data_received", "2026", (("country", "MT"),)),)
    assert published(facts, ledger), "the next edition gives nothing more away"
    away = (*facts[:-1], dataclasses.replace(secret, country="PK"))
    earlier = of_cells(published(away), Surface.REPORT, datetime.date(2027, 1, 5), 1)
    assert given_away(Ledger((*earlier, *law(away).numbers))) == (), "the law's numbers are ours"


def test_an_edition_that_would_make_it_certain_is_refused() -> None:
    """The law's table has one order to remove, and of open items there is none anywhere."""
    facts = year(20, sealed=1)
    secret = dataclasses.replace(facts[-1], country="MT", kind="content")
    facts = (*(dataclasses.replace(one, kind="disclosure") for one in facts[:-1]), secret)
    with pytest.raises(WithholdingError, match=r"restrictions 2026, country MT.*Ask counsel"):
        published(facts, law(facts, (Place("restrictions", "2026", (("country", "MT"),)),)))


def test_the_tables_of_the_dsa_are_held_beside() -> None:
    facts = year(85, sealed=2)
    ledger = Ledger(of_cells(law_cells(facts, ["dsa"]), Surface.LAW, datetime.date(2027, 2, 1), fixed=True))
    cells = published(facts, ledger)
    seen = {dict(one.place.by).get("country") for one in cells if one.value is not None and one.place.period == "2026"}
    assert seen == {None}
    assert check(cells, facts).broken == ()
    halves = law_cells(facts, ["dsa"], (Size.HALF,))
    assert {one.place.period for one in halves} == {"2026-H1", "2026-H2"}


def test_a_half_year_of_the_law_hides_what_overlaps_and_later_answers() -> None:
    facts = year(85, sealed=85)
    facts = tuple(dataclasses.replace(one, admissible=one.received_on.month != 2) for one in facts)
    places = tuple(Place("data_received", "2026-H1", (("country", country),)) for country in ("DE", "FR"))
    ledger = law(facts, places)
    at = {cell.place: cell for cell in published(facts, ledger)}
    german = (("country", "DE"),)
    assert at[Place("received", "2026", german)].value is None
    assert at[Place("received", "2026-H2", german)].value is not None
    assert at[Place("answered", "2026-H2", german)].value is None
    assert at[Place("received", "2026-H1", (("kind", "content"),))].value is not None


def test_while_a_year_runs_no_blank_tells_that_a_secret_case_came() -> None:
    facts, day = year(85, sealed=2), datetime.date(2026, 12, 31)
    opened = tuple(one for one in facts if is_open(one))
    made = live(facts, law(facts), day)
    assert made == live(opened, law(opened), day)
    assert made != live(facts, Ledger(), day)
    one, other = (withhold(of, evaluate(of, sizes=(Size.YEAR,)), law(of), made_on=day) for of in (facts, opened))
    assert one == other
    assert {cell.why for cell in one if cell.place.by[:1] == (("country", "DE"),)} == {Why.BESIDE}


def test_the_live_page_is_of_open_items_and_withholds_the_same_rows() -> None:
    facts = year(85, sealed=2)
    opened = tuple(one for one in facts if is_open(one))
    shown = live(facts, Ledger(), LATER)
    assert shown == evaluate(opened, LIVE, (Size.YEAR,)) == live(opened, law(facts), LATER)
    made = live(facts, law(facts), LATER)
    blank = {cell.place.by[0][1] for cell in made if cell.why is Why.BESIDE and cell.place.by[0][0] == "country"}
    assert blank == {"DE", "FR", "MT", "PK", "US"}
    assert {cell.why for cell in made} == {Why.EXACT, Why.BESIDE}
    assert check(made).broken == ()


def test_what_an_edition_told_stays_on_the_live_page_as_it_was_told() -> None:
    """Else the number would fall by one, and the difference would tell which case was sealed since."""
    facts = tuple(one for one in year(85) if is_open(one))
    sealed = (*facts[:-1], dataclasses.replace(facts[-1], admissible=False))
    assert live(sealed, Ledger(stood=facts), LATER) == live(facts, Ledger(), LATER)
    assert live(sealed, Ledger(), LATER) != live(facts, Ledger(), LATER)


def test_live_numbers_that_contradict_themselves_are_told_to_nobody() -> None:
    def reckon(facts: Sequence[Fact], metrics: Sequence[Metric], sizes: Sequence[Size]) -> Cells:
        return tuple(
            dataclasses.replace(cell, value=1 + (cell.value or 0)) if cell.place == Place("open", "2026") else cell
            for cell in evaluate(facts, metrics, sizes)
        )

    with pytest.raises(ContradictionError, match="open 2026"):
        live(year(85), Ledger(), LATER, reckon)


MT, DE, FR = (Place("received", "2026", (("country", country),)) for country in ("MT", "DE", "FR"))
ENDS = st.tuples(st.integers(0, 4), st.integers(0, 4)).map(lambda ends: (min(ends), max(ends)))


@given(
    ends=st.dictionaries(st.sampled_from([MT, DE, FR]), ENDS, min_size=1),
    endless=st.sets(st.sampled_from([MT, DE, FR])),
    total=st.integers(0, 12),
    unseen=st.booleans(),
)
def test_the_most_that_a_place_can_have_is_what_trying_every_number_finds(
    ends: dict[Place, tuple[int, int]], endless: set[Place], total: int, *, unseen: bool
) -> None:
    """A place without an end, and rows that nobody sees, are tried up to the total."""
    names = list(ends)
    ranges = [range(ends[name][0], max(ends[name][1], total if name in endless else 0) + 1) for name in names]
    worlds = [world for world in itertools.product(*ranges) if sum(world) == total or (unseen and sum(world) <= total)]
    bounds = {name: (low, None if name in endless else high) for name, (low, high) in ends.items()}
    tried = {name: max((world[place] for world in worlds), default=-1) for place, name in enumerate(names)}
    assert _highest(total, bounds, unseen=unseen) == tried


def test_a_place_that_cannot_be_reckoned_is_taken_for_one_that_gives_the_case_away() -> None:
    """What cannot be answered is no permission: fewer than none can be open there."""
    assert _highest(7, {MT: (0, 6)}, unseen=False) == {MT: -1}
    assert _highest(6, {MT: (0, 6)}, unseen=False) == {MT: 6}
