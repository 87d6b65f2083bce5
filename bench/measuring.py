"""Paired runs and the rows of the table. Each figure stands beside a baseline of the same run on the same machine."""

from __future__ import annotations

import statistics
import time
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


@dataclass(frozen=True)
class Row:
    """One figure. ``target`` is in the unit of ``ours``, or of the ratio where ``by_ratio``; None: nothing promised."""

    what: str
    ours: float
    baseline: float
    unit: str
    against: str  # what the baseline does
    target: float | None = None
    at_least: bool = False  # the target is a floor, not a ceiling
    by_ratio: bool = False

    @property
    def ratio(self) -> float:
        """Ours by the baseline."""
        return self.ours / self.baseline if self.baseline else 0.0

    @property
    def ok(self) -> bool | None:
        """Whether the target holds; None where there is none."""
        if self.target is None:
            return None
        value = self.ratio if self.by_ratio else self.ours
        return value >= self.target if self.at_least else value <= self.target

    def plain(self) -> dict[str, Any]:
        """The row for JSON."""
        return {**asdict(self), "ratio": self.ratio, "ok": self.ok}

    def cells(self) -> tuple[str, ...]:
        """The row for the table."""
        sign = "≥" if self.at_least else "≤"
        unit = "times" if self.by_ratio else self.unit
        target = "" if self.target is None else f"{sign} {self.target:g} {unit}"
        said = {True: "yes", False: "NO", None: ""}[self.ok]
        numbers = (f"{self.ours:.4g} {self.unit}", f"{self.baseline:.4g} {self.unit}", f"{self.ratio:.3g}")
        return (self.what, *numbers, target, said, self.against)


@dataclass(frozen=True)
class Skipped:
    """A figure that could not be taken, and why."""

    what: str
    why: str


def seconds(act: Callable[[], object]) -> float:
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def core_seconds(act: Callable[[], object]) -> float:
    """Seconds of this process on a core: what others do on the machine does not count."""
    start = time.process_time()
    act()
    return time.process_time() - start


def paired(
    ours: Callable[[], object],
    baseline: Callable[[], object],
    rounds: int,
    measure: Callable[[Callable[[], object]], float] = seconds,
) -> tuple[float, float]:
    """Median seconds of both, run turn by turn, so that a noisy machine disturbs both alike."""
    pairs = [(measure(ours), measure(baseline)) for _ in range(rounds)]
    return statistics.median(one for one, _ in pairs), statistics.median(two for _, two in pairs)


HEAD = ("what", "ours", "baseline", "ratio", "target", "ok", "against")


def table(rows: Sequence[Row]) -> str:
    cells = [HEAD, *(row.cells() for row in rows)]
    widths = [max(len(line[column]) for line in cells) for column in range(len(HEAD))]
    return "\n".join("  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)) for line in cells)
