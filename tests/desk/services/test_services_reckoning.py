"""Few items are counted one by one, many by the engine: the same numbers, and the same edition, either way."""

import datetime
import logging
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desk_samples import DISCLOSURE, PROVIDER, SHUTDOWN, counts
from dueprocess.adapters import engine
from dueprocess.desk.services import report_facts, reports
from dueprocess.report import withholding
from dueprocess.report.cells import Size
from dueprocess.report.evaluate import evaluate
from dueprocess.report.facts import Fact
from dueprocess.report.metrics import BY_ID, METRICS
from report_facts import FACTS, fixed
from report_house import ReportHouse

# Counting lines makes the engine that writes SQL several times slower; the engine is not measured anyway.
pytestmark = pytest.mark.no_cover

ALWAYS, NEVER = 0, 1 << 40


@pytest.fixture
def always(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report_facts, "MANY", ALWAYS)


@pytest.fixture
def missing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without the extra."""
    monkeypatch.setitem(sys.modules, "duckdb", None)


@pytest.fixture
def quiet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder for passing files; at the end nothing may lie in it."""
    room = tmp_path / "room"
    room.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(room))
    yield room
    assert list(room.iterdir()) == []


@pytest.mark.usefixtures("always")
def test_every_definition_gives_the_same_cells_by_the_engine(quiet: Path) -> None:
    assert quiet.is_dir()
    every = tuple(BY_ID.values())
    assert report_facts.reckon(fixed(), every, tuple(Size)) == evaluate(fixed(), every, tuple(Size))


@pytest.mark.slow
@settings(max_examples=2)
@given(facts=FACTS, sizes=st.sets(st.sampled_from(Size), min_size=1).map(sorted))
def test_what_may_be_published_is_the_same_by_the_engine(facts: list[Fact], sizes: list[Size]) -> None:
    cells = evaluate(facts, METRICS, sizes)
    day = datetime.date(2027, 1, 5)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(report_facts, "MANY", ALWAYS)
        assert report_facts.reckon(facts, METRICS, sizes) == cells
        assert withholding.withhold(facts, cells, made_on=day, reckon=report_facts.reckon) == withholding.withhold(
            facts, cells, made_on=day
        )


@pytest.mark.usefixtures("always")
def test_where_the_engine_cannot_the_items_are_counted_one_by_one_and_it_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "is-not-there"))
    with caplog.at_level(logging.WARNING):
        assert report_facts.reckon(fixed(), METRICS, [Size.YEAR]) == evaluate(fixed(), METRICS, [Size.YEAR])
    assert "now counted one by one" in caplog.text


@pytest.mark.usefixtures("always", "missing")
def test_without_the_extra_nothing_is_written_and_the_cells_are_the_same(quiet: Path) -> None:
    assert quiet.is_dir()
    assert not engine.is_installed()
    assert report_facts.reckon(fixed(), METRICS, [Size.YEAR]) == evaluate(fixed(), METRICS, [Size.YEAR])


# A whole edition


@pytest.fixture
def house(db: None) -> ReportHouse:
    """Cases that may be counted and admitted, that may be counted alone, and of which nobody said anything."""
    made = ReportHouse.opened()
    made.counted()
    made.counted(DISCLOSURE, "count")
    made.counted(SHUTDOWN, "count")
    made.arrive()
    return made


@pytest.mark.parametrize("period", ["2026", "2026-H1", "2026-Q1"])
def test_an_edition_is_the_same_byte_for_byte_either_way(
    house: ReportHouse, period: str, monkeypatch: pytest.MonkeyPatch, quiet: Path
) -> None:
    assert quiet.is_dir()
    monkeypatch.setattr(report_facts, "MANY", NEVER)
    plain = house.build(period, forms=("github", "google"))
    monkeypatch.setattr(report_facts, "MANY", ALWAYS)
    assert house.build(period, forms=("github", "google")).hash == plain.hash
    assert plain.edition.cells


@pytest.mark.usefixtures("always")
def test_who_breaks_off_leaves_what_stood_and_no_file(house: ReportHouse, quiet: Path) -> None:
    assert quiet.is_dir()
    stood = house.build().hash
    before = counts()
    house.counted()
    written = counts()
    assert written != before
    for broken_off in ("facts", "cells", "identities", "withheld", "a case"):

        def tell(step: str, at: str = broken_off) -> None:
            if step == at:
                raise KeyboardInterrupt

        def progress(done: int, total: int, at: str = broken_off) -> None:
            if (done, at) == (total, "a case"):
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            reports.build(house.desk, PROVIDER, reports.Wanted("2026-H1", running=True), tell, progress)
        assert counts() == written, broken_off
    (draft,) = reports.drafts(house.desk)
    assert draft.hash == stood


def test_how_long_is_told_where_many_items_are_counted_without_the_engine(
    house: ReportHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert len(house.cases) == 4
    assert report_facts.slow("2026") is None  # few
    monkeypatch.setattr(report_facts, "MANY", ALWAYS)
    assert report_facts.slow("2026") is None  # the engine is there
    monkeypatch.setitem(sys.modules, "duckdb", None)
    assert report_facts.slow("2026") == (4, 1)
    monkeypatch.setattr(report_facts, "_SECONDS", 10.0)
    told: list[Any] = [report_facts.slow(period) for period in ("2026", "2026-H1", "no period")]
    assert told == [(4, 160), (4, 80), (4, 80)]
