"""Counting: exact, only what may be counted, and never against itself."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueprocess.demand.codes import AuthorityKind, Kind, Outcome
from dueprocess.report.numbers import (
    RECEIVED,
    Axis,
    Base,
    Blank,
    Cell,
    ContradictionError,
    FactError,
    ItemFact,
    Table,
    check,
    compute,
    value,
)

ONE = ItemFact("c1", 2025, "DE", AuthorityKind.POLICE, Kind.DISCLOSURE, None, countable=True, targets=2)
TWO = dataclasses.replace(ONE, kind=Kind.PRESERVATION, outcome=Outcome.COMPLY, answered_year=2026, targets=1)
THREE = dataclasses.replace(
    ONE, case="c2", country="PK", kind=Kind.SHUTDOWN, outcome=Outcome.REFUSE, answered_year=2025
)
ALL = [ONE, TWO, THREE]


@st.composite
def any_facts(draw: st.DrawFn) -> list[ItemFact]:
    made = []
    for case in range(draw(st.integers(0, 8))):
        year, country = draw(st.integers(2020, 2026)), draw(st.sampled_from(["DE", "PK", "EU"]))
        authority = draw(st.sampled_from(AuthorityKind))
        for _ in range(draw(st.integers(1, 3))):
            outcome = draw(st.none() | st.sampled_from(Outcome))
            answered = None if outcome is None else year + draw(st.integers(0, 2))
            targets = draw(st.none() | st.integers(0, 9))
            may = draw(st.sampled_from([True, True, False, None]))
            made.append(
                ItemFact(
                    f"c{case}", year, country, authority, draw(st.sampled_from(Kind)), outcome, may, targets, answered
                )
            )
    return made


def test_counts_cases_items_and_targets() -> None:
    numbers = compute(ALL)
    bases = (Base.CASE, Base.ITEM, Base.TARGET)
    assert [value(numbers, Table.YEAR, 2025, "", RECEIVED, base) for base in bases] == [2, 3, 5]
    assert value(numbers, Table.COUNTRY, 2025, "DE", "comply") == 1
    assert value(numbers, Table.KIND, 2025, "disclosure", "open") == 1
    assert value(numbers, Table.KIND, 2025, "content", "open") == 0, "no such row"


def test_an_answer_counts_in_its_own_year() -> None:
    numbers = compute(ALL)
    assert value(numbers, Table.ANSWERED, 2026, "", "comply") == 1
    assert value(numbers, Table.ANSWERED, 2025, "", "refuse") == 1
    assert {cell.axis for cell in numbers if cell.table is Table.ANSWERED} == {Axis.ANSWERED_IN}


def test_nothing_counted_is_no_cell() -> None:
    assert compute([]) == ()


def test_an_unknown_number_of_targets_is_blank_and_not_zero() -> None:
    numbers = compute([dataclasses.replace(ONE, targets=None), TWO])
    cell = next(c for c in numbers if c.table is Table.YEAR and c.base is Base.TARGET)
    assert (cell.value, cell.blank) == (None, Blank.NOT_KNOWN)


@pytest.mark.parametrize("may", [None, False])
def test_what_did_not_pass_the_gate_leaves_no_trace(may: bool | None) -> None:  # noqa: FBT001 - the gate's answer
    secret = dataclasses.replace(THREE, case="s", received_year=1999, country="TR", countable=may)
    assert compute([*ALL, secret]) == compute(ALL)


@given(any_facts(), any_facts())
def test_secret_items_change_no_cell(known: list[ItemFact], secret: list[ItemFact]) -> None:
    hidden = [dataclasses.replace(fact, case=f"s{fact.case}", countable=None) for fact in secret]
    assert compute([*hidden, *known]) == compute(known)


@given(any_facts(), st.randoms())
def test_order_of_the_facts_changes_nothing(facts: list[ItemFact], random: object) -> None:
    shuffled = list(facts)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert compute(shuffled) == compute(facts)


@given(any_facts())
def test_totals_are_the_counted_facts(facts: list[ItemFact]) -> None:
    numbers = compute(facts)
    items = sum(c.value or 0 for c in numbers if (c.table, c.base, c.measure) == (Table.YEAR, Base.ITEM, RECEIVED))
    assert items == len([fact for fact in facts if fact.countable is True])


@given(any_facts(), st.data())
def test_one_changed_cell_of_items_or_of_targets_that_are_known_is_noticed(
    facts: list[ItemFact], data: st.DataObject
) -> None:
    numbers = compute(facts)
    known = {c.year for c in numbers if (c.table, c.base) == (Table.YEAR, Base.TARGET) and c.value is not None}
    places = [n for n, c in enumerate(numbers) if c.base is Base.ITEM or (c.base is Base.TARGET and c.year in known)]
    if not places:
        return
    at = data.draw(st.sampled_from(places))
    changed = dataclasses.replace(numbers[at], value=(numbers[at].value or 0) + data.draw(st.sampled_from([1, 7])))
    with pytest.raises(ContradictionError) as raised:
        check((*numbers[:at], changed, *numbers[at + 1 :]))
    assert raised.value.broken


def changed(wanted: tuple[Table, Base, str], **values: object) -> tuple[Cell, ...]:
    return tuple(
        dataclasses.replace(c, **values) if (c.table, c.base, c.measure) == wanted else c  # type: ignore[arg-type]
        for c in compute(ALL)
    )


@pytest.mark.parametrize(
    ("cells", "says"),
    [
        (compute(ALL) + compute(ALL)[:1], "stands 2 times"),
        (changed((Table.YEAR, Base.TARGET, RECEIVED), value=None), "a blank"),
        (changed((Table.YEAR, Base.TARGET, RECEIVED), blank=Blank.NOT_KNOWN), "a blank"),
        (changed((Table.YEAR, Base.TARGET, RECEIVED), value=-1), "negative"),
        (changed((Table.YEAR, Base.ITEM, RECEIVED), value=9), "outcomes and open make"),
        (changed((Table.YEAR, Base.CASE, RECEIVED), value=9), "more cases than items"),
        (changed((Table.YEAR, Base.CASE, RECEIVED), value=1), "in the year"),
        (changed((Table.KIND, Base.TARGET, RECEIVED), value=99), "target received: 5 in the year"),
        (changed((Table.ANSWERED, Base.ITEM, "comply"), value=5), "by year of answer"),
    ],
)
def test_a_contradiction_is_named(cells: tuple[Cell, ...], says: str) -> None:
    with pytest.raises(ContradictionError, match=says):
        check(cells)


@pytest.mark.parametrize(
    "wrong",
    [
        {"received_year": 1},
        {"country": "Germany"},
        {"outcome": Outcome.COMPLY},
        {"answered_year": 2025},
        {"outcome": Outcome.COMPLY, "answered_year": 2024},
        {"targets": -1},
    ],
)
def test_a_fact_that_cannot_be_true_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(FactError):
        dataclasses.replace(ONE, **wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize("other", [{"country": "PK"}, {"received_year": 2024}, {"authority_kind": AuthorityKind.COURT}])
def test_one_case_has_one_place(other: dict[str, object]) -> None:
    with pytest.raises(FactError, match="one case"):
        compute([ONE, dataclasses.replace(ONE, **other)])  # type: ignore[arg-type]
