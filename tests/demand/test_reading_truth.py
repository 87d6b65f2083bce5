"""The judged notices: every field at F1 0.95 or more, country and authority included."""

import importlib
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.shared


@pytest.fixture
def reading(root: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.syspath_prepend(str(root))
    return importlib.import_module("bench.reading")


@pytest.mark.parametrize("years", ["2014 2015 2016 2017 2018", "2019 2020"])
def test_every_field_is_read(reading: Any, shared_vectors: Path, years: str) -> None:
    assert shared_vectors.is_dir()
    for row in reading.figures(reading.judged(years)):
        assert row["f1"] >= 0.95, row


@pytest.mark.slow
@pytest.mark.parametrize("form", ["eml", "txt", "pdf"])
def test_the_form_of_the_file_changes_little(reading: Any, shared_vectors: Path, form: str) -> None:
    assert shared_vectors.is_dir()
    for row in reading.figures(reading.judged("2014 2015 2016"), form):
        assert row["f1"] >= 0.9, (form, row)
