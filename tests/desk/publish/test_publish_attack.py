"""A journalist reads the built site and subtracts: nothing comes out, and without withholding the case does."""

import dataclasses
import datetime
from pathlib import Path

from dueprocess.desk.publish.site import build
from dueprocess.report.cells import Cells, Size
from dueprocess.report.evaluate import evaluate
from dueprocess.report.facts import Fact
from dueprocess.report.ledger import Ledger
from dueprocess.report.withholding import live, withhold
from report_attack import attack
from report_worlds import edition, facts
from sample_snapshot import snapshot

JANUARY = datetime.date(2026, 1, 20)
SIZES = (Size.YEAR, Size.HALF)


def demands(sealed: int, every: int) -> tuple[Fact, ...]:
    """A year of 85: the last few may not be admitted, and of the others one in so many."""
    made = tuple(facts(85, 2025, 2025, countries=6))
    return tuple(
        dataclasses.replace(one, admissible=number < 85 - sealed and number % every != 0)
        for number, one in enumerate(made)
    )


def site(out: Path, demanded: tuple[Fact, ...], cells: Cells) -> Path:
    """What the desk publishes: the live numbers of open items, and the edition."""
    numbers = live(alone(demanded), Ledger(), JANUARY)
    report = dataclasses.replace(edition(cells, "2025", ()), cells=cells)
    build(dataclasses.replace(snapshot(), rows=(), numbers=numbers, editions=(report,)), out)
    return out


def alone(demanded: tuple[Fact, ...]) -> tuple[Fact, ...]:
    """One letter an item."""
    return tuple(dataclasses.replace(one, letter=f"{one.letter}-{number}") for number, one in enumerate(demanded))


def test_a_journalist_finds_nothing(tmp_path: Path) -> None:
    few, many = demands(2, 1000), demands(0, 2)
    for name, demanded in (("few", few), ("many", many)):
        cells = withhold(alone(demanded), evaluate(alone(demanded), sizes=SIZES), made_on=JANUARY)
        assert attack([site(tmp_path / name, demanded, cells)]) == []


def test_an_opening_later_tells_nothing_of_the_other(tmp_path: Path) -> None:
    before = demands(2, 1000)
    after = (*before[:-1], dataclasses.replace(before[-1], admissible=True))
    sites = []
    for name, demanded in (("before", before), ("after", after)):
        cells = withhold(alone(demanded), evaluate(alone(demanded), sizes=SIZES), made_on=JANUARY)
        sites.append(site(tmp_path / name, demanded, cells))
    assert attack(sites[:1]) == attack(sites[1:]) == []


def test_the_control_without_withholding_the_cases_are_had(tmp_path: Path) -> None:
    demanded = demands(2, 1000)
    found = attack([site(tmp_path / "raw", demanded, evaluate(alone(demanded), sizes=SIZES))])
    assert any("country" in line and "leaves 1" in line for line in found)
