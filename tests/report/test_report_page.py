"""What the reference says of the report's columns and form is what the code declares."""

import runpy
from pathlib import Path

import pytest

MADE = runpy.run_path(str(Path(__file__).resolve().parents[1] / "golden" / "regenerate_report.py"))["FILES"]


@pytest.mark.parametrize("name", MADE)
def test_the_reference_is_made_from_the_code(name: str, root: Path) -> None:
    assert (root / name).read_text() == MADE[name], "run python tests/golden/regenerate_report.py"
