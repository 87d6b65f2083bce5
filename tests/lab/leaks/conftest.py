"""The demo's story, told once in a process of its own, for all leak tests of a run."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from dueprocess_lab import leak_story

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="session")
def staged(tmp_path_factory: pytest.TempPathFactory) -> leak_story.Staged:
    return leak_story.stage(tmp_path_factory.mktemp("story"))


@pytest.fixture
def seized(staged: leak_story.Staged, tmp_path: Path) -> Path:
    """A copy of the told home, to be written to."""
    copy = tmp_path / "seized"
    shutil.copytree(staged.home, copy)
    return copy
