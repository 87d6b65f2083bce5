"""The edition of 2020, read once."""

from pathlib import Path

import pytest

from transparency.score import method


@pytest.fixture(scope="session")
def rdr(root: Path) -> method.Method:
    return method.read((root / "src/transparency/score/rdr-2020.toml").read_bytes())
