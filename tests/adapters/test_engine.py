from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from dueprocess.adapters import engine
from dueprocess.domain.report.cells import Size
from dueprocess.domain.report.evaluate import evaluate
from dueprocess.domain.report.metrics import BY_ID, METRICS
from hypothesis import given
from hypothesis import strategies as st
from report_facts import DEFINITIONS, FACTS, fixed, write

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dueprocess.domain.report.facts import Fact
    from dueprocess.domain.report.metrics import Metric

SMALL = engine.Limits(threads=1)


@pytest.fixture(scope="module")
def folder() -> Path:
    with tempfile.TemporaryDirectory() as made:
        yield Path(made)


def same(facts: Sequence[Fact], metrics: Sequence[Metric], sizes: Sequence[Size], folder: Path) -> None:
    found = engine.cells(write(facts, folder / "facts.parquet"), metrics, sizes, SMALL)
    assert found == evaluate(facts, metrics, sizes)


def test_the_fixed_list_gives_the_cells_of_the_pure_evaluator_for_every_definition_there_is(folder):
    same(fixed(), tuple(BY_ID.values()), tuple(Size), folder)


@given(facts=FACTS, metrics=DEFINITIONS, sizes=st.sets(st.sampled_from(Size), min_size=1).map(sorted))
def test_random_definitions_over_random_facts_give_the_same_cells(facts, metrics, sizes, folder):
    same(facts, metrics, sizes, folder)


@pytest.mark.slow
@given(facts=FACTS)
def test_the_whole_report_over_random_facts_gives_the_same_cells(facts, folder):
    same(facts, METRICS, tuple(Size), folder)
