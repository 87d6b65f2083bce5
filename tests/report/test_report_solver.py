"""The solver against a plain one that tries every table of whole numbers."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from dueprocess.report.solver import Equation, ImpossibleError, TooMuchError, solve

MOST = 4
PAIRS = st.lists(st.integers(0, 3), min_size=2, max_size=2)


def by_trying(equations: list[Equation[str]], names: list[str]) -> dict[str, tuple[int, int]]:
    """Every assignment of 0 to 4, and what is left of each name."""
    worlds = [
        dict(zip(names, values, strict=True))
        for values in product(range(MOST + 1), repeat=len(names))
        if all(
            sum(f * dict(zip(names, values, strict=True))[n] for n, f in one.terms.items()) == one.total
            for one in equations
        )
    ]
    return {name: (min(w[name] for w in worlds), max(w[name] for w in worlds)) for name in names} if worlds else {}


@st.composite
def systems(draw: st.DrawFn) -> tuple[list[str], list[Equation[str]]]:
    names = [f"x{number}" for number in range(draw(st.integers(1, 4)))]
    truth = {name: draw(st.integers(0, MOST)) for name in names}
    made = []
    for _ in range(draw(st.integers(1, 4))):
        terms = {name: draw(st.sampled_from([-1, 1, 1, 1, 2])) for name in names if draw(st.booleans())}
        off = draw(st.sampled_from([0, 0, 0, 0, 0, 1]))
        if terms:
            made.append(Equation(terms, sum(factor * truth[name] for name, factor in terms.items()) + off))
    return names, made


@settings(max_examples=300, deadline=None)
@given(systems())
def test_no_interval_is_narrower_than_what_trying_finds(system: tuple[list[str], list[Equation[str]]]) -> None:
    names, equations = system
    tried = by_trying(equations, names)
    bounds = dict.fromkeys(names, (0, MOST))
    if not tried:
        # fractions may meet what whole numbers do not; what is found then tells nothing
        return
    found = solve(equations, bounds, names)
    assert all(found[name][0] <= tried[name][0] for name in names)
    assert all((found[name][1] or 0) >= tried[name][1] for name in names)


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.lists(st.integers(0, 3), min_size=2, max_size=2), min_size=2, max_size=2), st.sets(st.integers(0, 3))
)
def test_a_table_with_margins_is_solved_to_the_very_number(table: list[list[int]], seen: set[int]) -> None:
    """Tables with margins have whole-numbered corners: there the solver is exact, as a journalist may be."""
    names = ["a", "b", "c", "d"]
    truth = dict(zip(names, [*table[0], *table[1]], strict=True))
    assume(sum(truth.values()))
    groups = (("a", "b"), ("c", "d"), ("a", "c"), ("b", "d"))
    equations = [Equation(dict.fromkeys(group, 1), sum(truth[one] for one in group)) for group in groups]
    equations += [Equation({names[one]: 1}, truth[names[one]]) for one in sorted(seen)]
    wide = 20
    worlds = [
        values
        for values in product(range(7), repeat=4)
        if all(
            sum(dict(zip(names, values, strict=True))[one] for one in equation.terms) == equation.total
            for equation in equations
        )
    ]
    found = solve(equations, dict.fromkeys(names, (0, wide)), names)
    for index, name in enumerate(names):
        assert found[name] == (min(w[index] for w in worlds), max(w[index] for w in worlds))


def test_what_no_single_equation_tells_is_found() -> None:
    """x + y + z = 6, x + y = 4 and so on: three equations together give what none of them does."""
    equations = [Equation({"x": 1, "y": 1}, 4), Equation({"y": 1, "z": 1}, 5), Equation({"x": 1, "z": 1}, 3)]
    found = solve(equations, dict.fromkeys("xyz", (0, None)), "xyz")
    assert found == {"x": (1, 1), "y": (3, 3), "z": (2, 2)}


def test_without_an_upper_end() -> None:
    free = Equation({"x": 1, "y": -1}, 3)
    assert solve([free], {"x": (0, None), "y": (0, None), "z": (1, 9)}, "xyz") == {
        "x": (3, None),
        "y": (0, None),
        "z": (1, 9),
    }
    assert solve([free, Equation({"x": 1, "y": 1}, 9)], dict.fromkeys("xy", (-5, None)), "xy") == {
        "x": (6, 6),
        "y": (3, 3),
    }


def test_twice_the_same_says_nothing_more() -> None:
    pair = Equation({"x": 1, "y": 1}, 2)
    assert solve([pair, pair, Equation({"x": 2, "y": 2}, 4)], dict.fromkeys("xy", (0, 9)), "x") == {"x": (0, 2)}


def test_contradictions_are_named() -> None:
    with pytest.raises(ImpossibleError):
        solve([Equation({"x": 1}, 3)], {"x": (0, 2)}, "x")
    odd = [Equation({"x": 1, "y": 1}, 4), Equation({"x": 1, "y": 1}, 5)]
    with pytest.raises(ImpossibleError):
        solve(odd, dict.fromkeys("xy", (0, 9)), "x")


def test_contradictions_that_no_pair_shows_are_named() -> None:
    pairs = [Equation(dict.fromkeys(pair, 1), 2) for pair in ("xy", "yz", "xz")]
    with pytest.raises(ImpossibleError):
        solve([*pairs, Equation(dict.fromkeys("xyz", 1), 4)], dict.fromkeys("xyz", (0, 9)), "x")


def test_a_ring_of_equals_has_no_end() -> None:
    ring = [Equation({one: 1, other: -1}, 0) for one, other in ("xy", "yz", "zx")]
    assert solve(ring, dict.fromkeys("xyz", (0, None)), "x") == {"x": (0, None)}


def test_too_large_is_refused() -> None:
    rows = [Equation({f"x{(one * k) % 30}": 1 for one in range(1, 12)}, 40) for k in range(1, 12)]
    with pytest.raises(TooMuchError):
        solve(rows, {f"x{one}": (0, None) for one in range(30)}, ["x1"], most=2000)
