"""What can be had by subtraction: least and greatest value of a number that a system of equations leaves open.

Exact: fractions, no floating point. Bounds are pushed to a fixpoint with whole numbers; where that leaves doubt a
simplex (Bland's rule, so it ends) gives both ends. Steps are counted: a system that takes more is refused, not guessed.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor
from typing import Final, Generic, TypeAlias, TypeVar

V = TypeVar("V")
STEPS: Final = 2_000_000  # multiplications: some seconds
_ZERO: Final = Fraction(0)
_ONE: Final = Fraction(1)


class TooMuchError(RuntimeError):
    """The system takes more steps than are allowed. Whoever asks must take it for unsafe."""


class ImpossibleError(ValueError):
    """No whole numbers meet the equations: something published contradicts something else."""


Bounds: TypeAlias = tuple[int, int | None]


@dataclass(frozen=True, slots=True)
class Equation(Generic[V]):
    """The sum of the terms is ``total``."""

    terms: Mapping[V, int]
    total: int


class Steps:
    """A budget that is spent."""

    def __init__(self, most: int = STEPS) -> None:
        """So many steps, and no more."""
        self.left = most

    def spend(self, steps: int) -> None:
        """Raises TooMuchError when nothing is left."""
        self.left -= steps
        if self.left < 0:
            message = "the system of published numbers is too large to be solved"
            raise TooMuchError(message)


def solve(
    equations: Sequence[Equation[V]], bounds: Mapping[V, Bounds], wanted: Iterable[V], most: int = STEPS
) -> dict[V, Bounds]:
    """Least and greatest value of each wanted variable, over all whole numbers in their bounds that meet the equations.

    The interval may be wider than that of whole numbers where only fractions meet one of its ends; never narrower.
    Raises ImpossibleError where nothing meets them, TooMuchError where that takes too many steps.
    """
    steps = Steps(most)
    narrow = propagate(equations, bounds, steps)
    left = [shrunk for one in equations if (shrunk := _without_known(one, narrow)).terms]
    found: dict[V, Bounds] = {}
    for name in wanted:
        low, high = narrow[name]
        found[name] = (low, high) if low == high else _ends(left, narrow, name, steps)
    return found


def propagate(equations: Sequence[Equation[V]], bounds: Mapping[V, Bounds], steps: Steps) -> dict[V, Bounds]:
    """The bounds that follow from each equation alone, again and again until nothing moves."""
    now, moved = dict(bounds), True
    while moved:
        moved = False
        for equation in equations:
            steps.spend(len(equation.terms) ** 2)
            for name, factor in equation.terms.items():
                before = now[name]
                now[name] = _narrowed(equation, name, factor, now)
                moved = moved or now[name] != before
    return now


def _narrowed(equation: Equation[V], name: V, factor: int, now: Mapping[V, Bounds]) -> Bounds:
    least, most = _rest(equation, name, now)
    sides = (
        None if most is None else Fraction(equation.total - most, factor),
        None if least is None else Fraction(equation.total - least, factor),
    )
    below, above = sides if factor > 0 else (sides[1], sides[0])
    low, high = now[name]
    low = low if below is None else max(low, ceil(below))
    high = high if above is None else floor(above) if high is None else min(high, floor(above))
    if high is not None and low > high:
        message = "the published numbers contradict each other"
        raise ImpossibleError(message)
    return low, high


def _rest(equation: Equation[V], name: V, now: Mapping[V, Bounds]) -> tuple[int | None, int | None]:
    least: int | None = 0
    most: int | None = 0
    for other, factor in equation.terms.items():
        if other != name:
            low, high = now[other]
            small, large = (low, high) if factor > 0 else (high, low)
            least = None if least is None or small is None else least + factor * small
            most = None if most is None or large is None else most + factor * large
    return least, most


def _without_known(equation: Equation[V], bounds: Mapping[V, Bounds]) -> Equation[V]:
    fixed = {name: bounds[name][0] for name in equation.terms if bounds[name][0] == bounds[name][1]}
    total = equation.total - sum(equation.terms[name] * value for name, value in fixed.items())
    return Equation({name: factor for name, factor in equation.terms.items() if name not in fixed}, total)


def _ends(equations: Sequence[Equation[V]], bounds: Mapping[V, Bounds], name: V, steps: Steps) -> Bounds:
    """Both ends of one variable: rounded to whole numbers, inwards."""
    near = _near(equations, name)
    if not near:
        return bounds[name]
    least = _optimum(near, bounds, name, 1, steps)
    most = _optimum(near, bounds, name, -1, steps)
    low = bounds[name][0] if least is None else ceil(least)
    return low, None if most is None else floor(-most)


def _near(equations: Sequence[Equation[V]], name: V) -> list[Equation[V]]:
    """The equations that hang together with a variable."""
    reached, found = {name}, [False] * len(equations)
    moved = True
    while moved:
        moved = False
        for index, one in enumerate(equations):
            if not found[index] and reached & one.terms.keys():
                found[index] = moved = True
                reached |= one.terms.keys()
    return [one for one, near in zip(equations, found, strict=True) if near]


def _optimum(
    equations: Sequence[Equation[V]], bounds: Mapping[V, Bounds], name: V, sign: int, steps: Steps
) -> Fraction | None:
    """The least of ``sign`` times the variable; None: it has no end."""
    names = list(dict.fromkeys(one for equation in equations for one in equation.terms))
    lows = {one: bounds[one][0] for one in names}
    ends = [bounds[one][1] for one in names]
    rows = [[Fraction(one.terms.get(other, 0)) for other in names] for one in equations]
    totals = [Fraction(one.total - sum(factor * lows[key] for key, factor in one.terms.items())) for one in equations]
    for index, (one, end) in enumerate(zip(names, ends, strict=True)):
        if end is not None:  # an upper bound is an equation with a variable of its own
            rows.append([_ONE if other == index else _ZERO for other in range(len(names))])
            totals.append(Fraction(end - lows[one]))
    capped = len(rows) - len(equations)
    for index, row in enumerate(rows):
        row.extend(_ONE if index - len(equations) == slack else _ZERO for slack in range(capped))
    cost = [Fraction(sign) if one == name else _ZERO for one in names] + [_ZERO] * capped
    found = _Simplex(rows, totals, steps).least(cost)
    return None if found is None else found + sign * lows[name]


class _Simplex:
    """Least of a cost over non-negative variables that meet the equations: two phases, Bland's rule."""

    def __init__(self, rows: Sequence[Sequence[Fraction]], totals: Sequence[Fraction], steps: Steps) -> None:
        self.width, self.steps = len(rows[0]), steps
        self.table = []
        for index, (row, total) in enumerate(zip(rows, totals, strict=True)):
            turned = [-one for one in row] if total < 0 else list(row)
            helpers = [_ONE if other == index else _ZERO for other in range(len(rows))]
            self.table.append([*turned, *helpers, abs(total)])
        self.basis = [self.width + index for index in range(len(rows))]

    def least(self, cost: Sequence[Fraction]) -> Fraction | None:
        """None where it has no end. Raises ImpossibleError."""
        first = [_ZERO] * self.width + [_ONE] * len(self.table)
        if self._minimise(first, len(first)):
            message = "the published numbers contradict each other"
            raise ImpossibleError(message)
        self._drive_out()
        return self._minimise([*cost, *[_ZERO] * len(first[self.width :])], self.width)

    def _drive_out(self) -> None:
        """Helpers that are still in the basis, at zero, leave it; a row without anything else says nothing."""
        for index in range(len(self.table)):
            if self.basis[index] >= self.width:
                column = next((at for at in range(self.width) if self.table[index][at]), None)
                if column is not None:
                    self._pivot(index, column)

    def _minimise(self, cost: Sequence[Fraction], width: int) -> Fraction | None:
        line = [*cost, _ZERO]
        for index, held in enumerate(self.basis):
            if line[held]:
                self._clear(line, index, line[held])
        while (column := next((at for at in range(width) if line[at] < 0), None)) is not None:
            ratios = [
                (row[-1] / row[column], self.basis[index], index)
                for index, row in enumerate(self.table)
                if row[column] > 0
            ]
            if not ratios:
                return None
            leaving = min(ratios)[2]
            self._pivot(leaving, column)
            self._clear(line, leaving, line[column])
        return -line[-1]

    def _clear(self, line: list[Fraction], index: int, factor: Fraction) -> None:
        self.steps.spend(len(line))
        for at, one in enumerate(self.table[index]):
            if one:
                line[at] -= factor * one

    def _pivot(self, index: int, column: int) -> None:
        row = self.table[index]
        pivot = row[column]
        self.table[index] = [one / pivot for one in row]
        for other, line in enumerate(self.table):
            if other != index and line[column]:
                self._clear(line, index, line[column])
        self.basis[index] = column
