"""What must hold between cells: all of it on any facts, and one number changed by one is named."""

import dataclasses
import datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from dueprocess.report.cells import Cell, Cells, Place, Size, Why
from dueprocess.report.edition import Security
from dueprocess.report.evaluate import evaluate
from dueprocess.report.facts import Fact
from dueprocess.report.identities import IDENTITIES, check, counts_at
from dueprocess.report.metric import Base, Reckoning
from dueprocess.report.metrics import BY_ID, METRICS, PUBLISHERS
from made_up_demands import worlds, year

SLOW = settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow], deadline=None)


def changed(cells: Cells, place: Place, **values: object) -> Cells:
    found = [dataclasses.replace(one, **values) if one.place == place else one for one in cells]
    assert tuple(found) != cells
    return tuple(found)


def broken_at(cells: Cells, place: Place, facts: tuple[Fact, ...] = (), **values: object) -> dict[str, int]:
    checked = check(changed(cells, place, **values), facts)
    named = [one for one in checked.broken if place in one.places]
    return {one.identity: sum(other.identity == one.identity for other in named) for one in named}


@SLOW
@given(worlds())
def test_everything_holds_on_any_facts(facts: tuple[Fact, ...]) -> None:
    every = (*METRICS, *(one for metrics in PUBLISHERS.values() for one in metrics))
    checked = check(evaluate(facts, every), facts)
    assert checked.broken == ()
    assert (checked.held > 0) == any(fact.countable for fact in facts)


def is_tight(cell: Cell) -> bool:
    """Whether an equation holds this number: letters and orders, and medians, have inequalities only."""
    metric = BY_ID[cell.place.metric]
    by_letter = metric.base in {Base.LETTER, Base.ORDER}
    return cell.value is not None and metric.reckoning is not Reckoning.MEDIAN and not by_letter


@SLOW
@given(worlds(), st.data())
def test_one_number_changed_by_one_is_named(facts: tuple[Fact, ...], data: st.DataObject) -> None:
    facts = tuple(dataclasses.replace(fact, targets=fact.targets or 0) for fact in facts)
    facts = tuple(dataclasses.replace(fact, accounts=fact.accounts or 0) for fact in facts)
    cells = evaluate(facts)
    tight = [cell for cell in cells if is_tight(cell)]
    assume(tight)
    cell = data.draw(st.sampled_from(tight))
    by = data.draw(st.sampled_from([1, -1]))
    checked = check(changed(cells, cell.place, value=(cell.value or 0) + by), facts)
    named = [one for one in checked.broken if cell.place in one.places]
    assert named, f"{cell.place} changed unseen"
    counted = {fact.letter for fact in facts if fact.countable and counts_at(fact, cell.place)}
    assert all(counted <= set(one.letters) for one in named)


FACTS = year()
CELLS = evaluate(FACTS)
YEAR = Place("received", "2026")


def value(place: Place) -> int:
    return next(cell.value or 0 for cell in CELLS if cell.place == place)


def test_no_number_is_left_out_and_none_that_is_counted_is_not_known() -> None:
    """Who leaves a number out contradicts no other number: each was left out in turn, and 51 of 61 went unseen."""
    for place in [one.place for one in CELLS if one.value][::301]:
        assert check(tuple(cell for cell in CELLS if cell.place != place)).broken, f"{place} was left out unseen"
    counted = [one.place for one in CELLS if BY_ID[one.place.metric].base is Base.ORDER]
    for place in counted[::101]:
        assert "cell.counted" in broken_at(CELLS, place, value=None, of=1, why=Why.NOT_KNOWN)


def test_a_plain_year_holds_and_counts_what_was_tried() -> None:
    checked = check(CELLS, FACTS)
    assert checked.broken == ()
    assert checked.held > 2000


@pytest.mark.parametrize(
    ("place", "by", "identity"),
    [
        (YEAR, 1, "parts.whole"),
        (Place("received", "2026-H1"), 1, "time.whole"),
        (Place("received", "2026", (("outcome", "comply"),)), 1, "slice.table"),
        (Place("given", "2026"), 500, "filter.within"),
        (Place("told", "2026"), 80, "filter.apart"),
        (Place("letters", "2026"), 1, "base.order"),
        (Place("letters", "2026", (("kind", "content"),)), 500, "parts.letters"),
        (Place("letters", "2026-Q1"), 500, "time.letters"),
        (Place("accounts", "2026"), 500, "base.order"),
        (Place("claimed", "2026", (("currency", "EUR"),)), 1_000_000, "base.order"),
        (Place("answered", "2026", (("outcome", "comply"),)), 1, "axes.meet"),
        (Place("share_given", "2026"), 1, "share.parts"),
        (Place("hours_to_decide", "2026"), 5000, "median.between"),
        (Place("hours_to_decide", "2026", (("country", "DE"),)), 5000, "median.between"),
        (YEAR, -500, "cell.blank"),
    ],
)
def test_each_identity_can_break(place: Place, by: int, identity: str) -> None:
    assert identity in broken_at(CELLS, place, FACTS, value=value(place) + by)


def test_a_break_names_both_numbers_and_the_letters() -> None:
    place = Place("received", "2026", (("country", "MT"),))
    checked = check(changed(CELLS, place, value=value(place) + 1), FACTS)
    one = next(one for one in checked.broken if one.identity == "parts.whole" and len(one.places) > 4)
    assert one.says.startswith("received 2026: 85, but received 2026, country DE and 4 more: 86")
    assert set(one.letters) == {fact.letter for fact in FACTS}


def test_a_blank_is_not_zero() -> None:
    place = Place("received", "2026", (("country", "MT"),))
    assert check(changed(CELLS, place, value=None, why=Why.SEALED)).broken == ()
    narrow = {"value": None, "why": Why.SEALED, "low": 0, "high": value(place) - 1}
    assert "parts.whole" in broken_at(CELLS, place, **narrow)
    wide = {"value": None, "why": Why.SEALED, "low": 0, "high": value(place)}
    assert broken_at(CELLS, place, **wide) == {}


@pytest.mark.parametrize(
    "wrong",
    [
        {"value": None},
        {"why": Why.SEALED},
        {"value": None, "why": Why.LAW, "low": 5, "high": 4},
        {"value": None, "why": Why.LAW, "low": -5, "high": 4},
        {"of": 0},
    ],
)
def test_a_blank_has_a_reason_and_a_band_a_direction(wrong: dict[str, object]) -> None:
    kept = tuple(cell for cell in CELLS if cell.place != YEAR)
    bad = dataclasses.replace(Cell(YEAR, 3), **wrong) if "of" not in wrong else Cell(YEAR, None, 0, Why.SEALED)
    assert "cell.blank" in {one.identity for one in check((*kept, bad)).broken}


def test_one_number_a_place_and_places_that_exist() -> None:
    assert [one.identity for one in check((Cell(YEAR, 3), Cell(YEAR, 3))).broken] == ["cell.once"]
    for place in (Place("gossip", "2026"), Place("received", "2026-X9"), Place("late", "2026", (("kind", "content"),))):
        assert [one.identity for one in check((Cell(place, 3),), FACTS).broken] == ["cell.defined"]


def test_a_median_of_few_is_named() -> None:
    place = Place("hours_to_decide", "2026", (("country", "MT"),))
    few = (Cell(place, 9), Cell(Place("received", "2026", place.by), 4))
    assert [one.identity for one in check(few).broken] == ["median.few"]
    assert check((Cell(place, 9),)).broken[0].identity == "median.few", "of nothing that is there"


def test_a_half_alone_is_no_more_than_its_year() -> None:
    cells = (Cell(YEAR, 3), Cell(Place("received", "2026-H1"), 4))
    assert [one.identity for one in check(cells).broken] == ["time.part"]


def test_the_axes_meet_only_where_the_cells_cover_everything() -> None:
    later = dataclasses.replace(
        FACTS[0], letter="later", received_on=datetime.date(2030, 1, 1), answered_on=None, outcome=""
    )
    assert check(CELLS, (*FACTS, later)).broken == ()
    place = Place("answered", "2026", (("outcome", "comply"),))
    assert "axes.meet" not in broken_at(CELLS, place, (*FACTS, later), value=value(place) + 1)


def test_what_stands_in_the_total_alone_is_part_of_it() -> None:
    shown = evaluate(FACTS[1:])
    cells = tuple(dataclasses.replace(one, value=85) if one.place == YEAR else one for one in shown)
    assert {one.identity for one in check(cells).broken} == {"parts.whole", "time.whole", "share.parts"}
    assert check((*cells, Cell(Place("counted_only", "2026"), 1))).broken == ()


def test_only_one_length_of_period_is_enough() -> None:
    assert check(evaluate(FACTS, sizes=(Size.HALF,)), FACTS).broken == ()


def test_a_band_holds_what_was_opened() -> None:
    item = dataclasses.replace(FACTS[0], instrument="US-2709", received_on=datetime.date(2026, 1, 3), targets=4)
    opened = tuple(dataclasses.replace(item, letter=f"n{number}", admissible=True) for number in range(300))
    bands = (Security(3, "process", 0, 249), Security(3, "process_selectors", 1000, 1249))
    assert [one.identity for one in check((), opened, bands, "2026-H1").broken] == ["band.opened"]
    assert check((), opened, bands, "2026-H2").broken == ()


def test_identities_have_words_and_a_source() -> None:
    assert all(one.says and one.source for one in IDENTITIES.values())


def test_the_page_names_each_identity() -> None:
    page = (Path(__file__).resolve().parents[2] / "docs" / "reference" / "withholding.md").read_text()
    first = [line.split("`")[1] for line in page.splitlines() if line.startswith("| `")]
    assert [one for one in first if "." in one] == [*IDENTITIES]
