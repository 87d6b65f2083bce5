"""Facts, definitions and the pure evaluator: what is counted, in which period, and when a number stands blank."""

import datetime
from fractions import Fraction
from typing import Any

import pytest

from dueprocess.report import cells, metrics
from dueprocess.report.cells import Cell, Place, Size, Why
from dueprocess.report.edition import Edition, Gap, Missing
from dueprocess.report.evaluate import evaluate
from dueprocess.report.facts import COLUMNS, DIMENSIONS, Fact, FactError
from dueprocess.report.metric import Axis, Base, Metric, Reckoning
from dueprocess.report.metrics import BY_ID
from dueprocess.report.provider import Provider

MAY = datetime.date(2026, 5, 4)
JULY = datetime.date(2026, 7, 1)


def fact(**columns: Any) -> Fact:
    """A countable demand for data from Germany, in May 2026."""
    given = {"letter": "a", "received_on": MAY, "country": "DE", "kind": "disclosure", "countable": True}
    return Fact(**(given | columns))


def found(metric: str, period: str, *facts: Fact, **by: str) -> Cell:
    place = Place(metric, period, tuple(by.items()))
    (cell,) = (one for one in evaluate(facts) if one.place == place)
    return cell


@pytest.mark.parametrize(
    ("columns", "says"),
    [
        ({"country": "Germany"}, "two capital letters"),
        ({"kind": "gossip"}, "'gossip' is no kind"),
        ({"outcome": "comply"}, "stand together"),
        ({"answered_on": JULY}, "stand together"),
        ({"outcome": "comply", "answered_on": datetime.date(2026, 5, 3)}, "before it was received"),
        ({"late": -1}, "negative"),
        ({"targets": 1, "accounts": 2}, "more accounts"),
        ({"claimed": 1}, "more was claimed"),
    ],
)
def test_what_cannot_be_true_is_no_fact(columns: dict[str, Any], says: str) -> None:
    with pytest.raises(FactError, match=says):
        fact(**columns)


def test_every_dimension_is_a_column_and_every_metric_has_its_own_name() -> None:
    assert set(DIMENSIONS) < set(COLUMNS)
    known = (metrics.METRICS, metrics.STATED, *metrics.PUBLISHERS.values(), *metrics.FIXED.values())
    assert len(BY_ID) == sum(map(len, known))
    assert all(one.whole in BY_ID for one in metrics.METRICS if one.whole)


@pytest.mark.parametrize(
    ("columns", "says"),
    [
        ({"by": (("weather",),)}, "weather is no dimension"),
        ({"reckoning": Reckoning.SUM}, "names a column"),
        ({"column": "late"}, "names a column"),
        ({"whole": "received"}, "names its whole"),
    ],
)
def test_a_definition_that_no_engine_follows_is_refused(columns: dict[str, Any], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        Metric("x", "x", **columns)


def test_only_what_a_person_said_may_be_counted_is_counted() -> None:
    assert evaluate([fact(countable=False)]) == ()
    assert found("received", "2026", fact(), fact(countable=False, letter="b")).value == 1


def test_letters_orders_items_targets_and_accounts_are_five_bases() -> None:
    rows = [
        fact(item=1, targets=3, accounts=1, outcome="partial", answered_on=JULY),
        fact(item=2, targets=2, accounts=0, outcome="refuse", answered_on=JULY),
        fact(item=3, order=2, targets=1, accounts=0),
    ]
    values = [found(name, "2026", *rows).value for name in ("letters", "orders", "received", "targets", "accounts")]
    assert values == [1, 2, 3, 6, 1]


def test_received_and_answered_are_two_axes() -> None:
    one = fact(outcome="comply", answered_on=JULY)
    assert found("received", "2026-H1", one).value == 1
    assert found("answered", "2026-H2", one).value == 1
    assert not [cell for cell in evaluate([one]) if cell.place.metric == "answered" and cell.place.period == "2026-H1"]


def test_zero_is_said_where_something_came_and_a_blank_says_why() -> None:
    assert found("given", "2026", fact(), country="DE").value == 0
    assert found("targets", "2026", fact(), fact(letter="b", targets=2)) == Cell(
        Place("targets", "2026"), None, why=Why.NOT_KNOWN
    )
    assert found("hours_to_decide", "2026", fact()).why is Why.NOTHING
    assert found("hours_to_decide", "2026", *[fact(letter=str(n), decide_hours=n) for n in range(4)]).why is Why.FEW


def test_a_share_is_part_and_whole_and_rounds_half_up() -> None:
    rows = [fact(letter=str(n), outcome="comply" if n < 10 else "refuse", answered_on=JULY) for n in range(16)]
    cell = found("share_given", "2026", *rows)
    assert (cell.value, cell.of, cells.percent(cell)) == (10, 16, 63)
    assert cells.percent(found("hours_to_decide", "2026", fact())) is None


def test_a_share_of_none_and_of_what_is_not_known() -> None:
    none = Metric("s", "s", reckoning=Reckoning.SHARE, whole="network")
    assert [one.why for one in evaluate([fact()], [none], [Size.YEAR])] == [Why.NOTHING]
    unknown = Metric("s", "s", Base.TARGET, reckoning=Reckoning.SHARE, whole="received")
    assert [one.why for one in evaluate([fact()], [unknown], [Size.YEAR])] == [Why.NOT_KNOWN]


@pytest.mark.parametrize(
    ("hours", "value", "of"), [((1, 2, 3, 4, 9), 3, 1), ((1, 2, 3, 5, 9, 9), 4, 1), ((1, 2, 3, 4, 9, 9), 7, 2)]
)
def test_a_median_is_exact(hours: tuple[int, ...], value: int, of: int) -> None:
    cell = found("hours_to_decide", "2026", *[fact(letter=str(n), decide_hours=hour) for n, hour in enumerate(hours)])
    assert (cell.value, cell.of, cell.exact) == (value, of, Fraction(value, of))


def test_costs_are_summed_by_currency() -> None:
    rows = [fact(cents=500, claimed=200, currency="EUR"), fact(letter="b", cents=5, currency="EUR"), fact(letter="c")]
    assert found("cost", "2026", *rows, currency="EUR").value == 505
    assert found("claimed", "2026", *rows, currency="EUR").value == 200


@pytest.mark.parametrize(
    ("day", "codes"),
    [
        (datetime.date(2026, 1, 1), ["2026", "2026-H1", "2026-Q1"]),
        (datetime.date(2026, 6, 30), ["2026", "2026-H1", "2026-Q2"]),
        (datetime.date(2026, 12, 31), ["2026", "2026-H2", "2026-Q4"]),
    ],
)
def test_a_day_lies_in_a_period_of_each_size(day: datetime.date, codes: list[str]) -> None:
    assert [cells.period_of(day, size) for size in Size] == codes
    for code, size in zip(codes, Size, strict=True):
        first, last = cells.span_of(code)
        assert first <= day <= last
        assert cells.size_of(code) is size


def test_a_period_is_made_of_shorter_ones() -> None:
    assert cells.parts_of("2026") == ("2026-H1", "2026-H2")
    assert cells.parts_of("2026-H2") == ("2026-Q3", "2026-Q4")
    assert cells.parts_of("2026-Q2") == ()
    assert cells.span_of("2026-Q4")[1] == datetime.date(2026, 12, 31)


@pytest.mark.parametrize("code", ["2026-H3", "2026-Q0", "2026-X1", "26"])
def test_what_is_no_period_is_refused(code: str) -> None:
    with pytest.raises(ValueError, match="no period"):
        cells.span_of(code)
    assert not cells.is_period(code)


def test_a_period_is_written_one_way() -> None:
    assert [cells.is_period(one) for one in ("2026", "2026-H1", "2026-Q4", "2026-H01", "2026-H")] == [True] * 3 + [
        False
    ] * 2


def test_a_place_reads_as_an_error_names_it() -> None:
    place = Place("received", "2026-H1", (("country", "DE"), ("ground", "")))
    assert str(place) == "received 2026-H1, country DE, ground not said"
    assert Axis.RECEIVED.value == "received"


def edition(*cells_: Cell, gaps: tuple[Gap, ...] = (Gap(Missing.PROOF),)) -> Edition:
    provider = Provider(
        name="Fennelmail", country="DE", contact="law@fennelmail.example", languages=("de",), services=("mail",)
    )
    return Edition(provider, "2026-H1", 1, JULY, cells_, gaps)


def test_an_edition_says_what_is_not_in_it_and_has_one_number_a_place() -> None:
    one = found("received", "2026", fact())
    assert edition(one).at(one.place) == one
    assert edition().at(one.place) is None
    with pytest.raises(ValueError, match="first paragraph"):
        edition(gaps=())
    with pytest.raises(ValueError, match="two numbers"):
        edition(one, one)
