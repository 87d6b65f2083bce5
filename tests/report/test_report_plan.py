import datetime
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueprocess.report import plan
from dueprocess.report.cells import Place, Size, Why, parts_of, period_of, span_of
from dueprocess.report.evaluate import evaluate
from dueprocess.report.facts import Fact
from dueprocess.report.metric import Axis, Base, Metric, Reckoning
from dueprocess.report.metrics import BY_ID, METRICS
from dueprocess.report.plan import ALL, Cube, Measure, What
from report_facts import FACTS, fixed

PLACE = Place("m", "2026")
GIVEN = (("outcome", ("comply", "partial", "under_protest")),)


def test_a_share_asks_for_its_part_and_then_for_its_whole() -> None:
    assert plan.measures(BY_ID["share_given"]) == (Measure(What.ITEMS, GIVEN), ALL)


def test_accounts_ask_how_many_rows_do_not_say_them() -> None:
    totals = (Measure(What.TOTAL, (), "accounts"), Measure(What.BLANKS, (), "accounts"))
    assert plan.measures(BY_ID["accounts"]) == totals
    assert plan.measures(BY_ID["targets"])[0].column == "targets"


@pytest.mark.parametrize(("base", "what"), [(Base.LETTER, What.LETTERS), (Base.ORDER, What.ORDERS)])
def test_letters_and_orders_are_counted_once_each(base: Base, what: What) -> None:
    assert plan.measures(Metric("m", "…", base)) == (Measure(what),)


def test_a_column_that_holds_no_number_is_refused() -> None:
    with pytest.raises(ValueError, match="no column that holds a number"):
        Measure(What.TOTAL, (), "country")
    with pytest.raises(ValueError, match="no column that holds a number"):
        Metric("m", "…", reckoning=Reckoning.SUM, column="letter; DROP TABLE facts")


@pytest.mark.parametrize(
    ("found", "value", "why"),
    [
        ((5, 0), 5, Why.EXACT),
        ((None, 0), 0, Why.EXACT),  # the sum of nothing is zero
        ((5, 1), None, Why.NOT_KNOWN),
        ((0, 2), None, Why.NOT_KNOWN),
    ],
)
def test_a_total_is_known_where_each_row_says_it(found: tuple[int | None, ...], value: int | None, why: Why) -> None:
    made = plan.cell(BY_ID["cost"], PLACE, found)
    assert (made.value, made.why) == (value, why)


@pytest.mark.parametrize(
    ("found", "exact", "why"),
    [
        ((0, None, None), None, Why.NOTHING),
        ((4, 7, 8), None, Why.FEW),
        ((5, 7, 7), Fraction(7), Why.EXACT),
        ((6, 7, 8), Fraction(15, 2), Why.EXACT),
        ((6, 7, 9), Fraction(8), Why.EXACT),
    ],
)
def test_a_median_is_whole_or_a_half_and_never_of_fewer_than_five(
    found: tuple[int | None, ...], exact: Fraction | None, why: Why
) -> None:
    made = plan.cell(BY_ID["hours_to_decide"], PLACE, found)
    assert (made.exact, made.why) == (exact, why)


@pytest.mark.parametrize(
    ("base", "found", "exact", "why"),
    [
        (Base.ITEM, (2, 8), Fraction(1, 4), Why.EXACT),
        (Base.ITEM, (0, 0), None, Why.NOTHING),
        (Base.TARGET, (2, 0, 8, 0), Fraction(1, 4), Why.EXACT),
        (Base.TARGET, (2, 0, 8, 1), None, Why.NOT_KNOWN),
        (Base.TARGET, (2, 1, 8, 0), None, Why.NOT_KNOWN),
        (Base.TARGET, (0, 0, 0, 0), None, Why.NOTHING),
    ],
)
def test_a_share_of_none_is_nothing_and_of_the_unknown_unknown(
    base: Base, found: tuple[int | None, ...], exact: Fraction | None, why: Why
) -> None:
    share = Metric("m", "…", base, reckoning=Reckoning.SHARE, whole="received")
    made = plan.cell(share, PLACE, found)
    assert (made.exact, made.why) == (exact, why)


def test_a_share_keeps_the_numbers_of_which_it_is_made() -> None:
    made = plan.cell(BY_ID["share_given"], PLACE, (2, 8))
    assert (made.value, made.of) == (2, 8)


def test_a_breakdown_inside_another_is_added_up_from_it() -> None:
    one = Measure(What.ITEMS, GIVEN)
    made = plan.cubes({(): [ALL], ("country",): [ALL, one], ("country", "kind"): [ALL], ("ground",): [one]})
    assert made == (
        Cube(("country", "kind"), (ALL, one), (("country", "kind"), ("country",), ())),
        Cube(("ground",), (one,), (("ground",),)),
    )


def test_every_printed_breakdown_is_served_once_with_all_that_it_needs() -> None:
    for axis in Axis:
        printed = plan.breakdowns(METRICS, axis)
        asked = plan.wanted(printed, lambda one: one.what in plan.ADDITIVE)
        made = plan.cubes(asked)
        assert sorted(names for cube in made for names in cube.serves) == sorted(asked)
        assert all(set(asked[names]) <= set(cube.measures) for cube in made for names in cube.serves)


def test_a_breakdown_that_needs_nothing_of_a_kind_is_left_out() -> None:
    printed = plan.breakdowns([BY_ID["letters"]], Axis.RECEIVED)
    assert plan.wanted(printed, lambda one: one.what in plan.ADDITIVE) == {}


@given(day=st.dates(), size=st.sampled_from(Size))
def test_a_period_by_its_number_is_the_period_of_its_days(day: datetime.date, size: Size) -> None:
    quarter = day.year * 4 + (day.month - 1) // 3
    period = plan.period(size, quarter // plan.quarters(size))
    assert period == period_of(day, size)
    assert span_of(period)[0] <= day <= span_of(period)[1]
    assert len(parts_of(period)) in {0, 2}


def test_a_sum_of_what_one_row_does_not_say_is_not_known() -> None:
    metric = Metric("m", "…", reckoning=Reckoning.SUM, column="decide_hours")
    whys = {cell.place.period: cell.why for cell in evaluate(fixed(), [metric], [Size.YEAR])}
    assert whys == {"2025": Why.NOT_KNOWN}


@given(facts=FACTS)
def test_what_the_plan_needs_of_plain_rows_gives_the_evaluators_cells(facts: list[Fact]) -> None:
    """The measures, found here in the plainest way, make the cells that the evaluator makes."""
    metrics = [metric for metric in METRICS if metric.axis is Axis.RECEIVED]
    for made in evaluate(facts, metrics, [Size.HALF]):
        rows = [
            fact
            for fact in facts
            if fact.countable
            and period_of(fact.received_on, Size.HALF) == made.place.period
            and all(_said(fact, name) == value for name, value in made.place.by)
        ]
        metric = BY_ID[made.place.metric]
        assert plan.cell(metric, made.place, [_find(rows, one) for one in plan.measures(metric)]) == made


def _said(fact: Fact, name: str) -> str:
    value = getattr(fact, name)
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else value


def _find(rows: list[Fact], measure: Measure) -> int | None:
    rows = [row for row in rows if all(_said(row, name) in values for name, values in measure.where)]
    if measure.what in {What.ITEMS, *plan.DISTINCT}:
        keys = {What.ITEMS: id, What.LETTERS: lambda row: row.letter}
        return len({keys.get(measure.what, lambda row: (row.letter, row.order))(row) for row in rows})
    values = sorted(value for row in rows if (value := getattr(row, measure.column)) is not None)
    known = len(values)
    found = {What.TOTAL: sum(values), What.BLANKS: len(rows) - known, What.KNOWN: known}
    if known:
        found |= {What.LOWER: values[(known - 1) // 2], What.UPPER: values[known // 2]}
    return found.get(measure.what)
