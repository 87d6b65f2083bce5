"""The demo's story, told once, for all leak tests of a run."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

import built

if TYPE_CHECKING:
    from pathlib import Path

    from dueprocess_lab import leak_story


@pytest.fixture(scope="session")
def staged(tmp_path_factory: pytest.TempPathFactory) -> leak_story.Staged:
    return built.told(tmp_path_factory)


@pytest.fixture
def seized(staged: leak_story.Staged, tmp_path: Path) -> Path:
    """A copy of the told home, to be written to."""
    copy = tmp_path / "seized"
    shutil.copytree(staged.home, copy)
    return copy
