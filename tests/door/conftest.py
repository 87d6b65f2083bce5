"""A home with its door, found once for all tests of the folder; each test hands in what it likes."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

sys.path.insert(0, str(Path(__file__).parent))

if TYPE_CHECKING:
    from collections.abc import Iterator

    from door_samples import Place


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    import door_samples

    from processes import fresh

    services = Path(__file__).resolve().parent.parent / "services"
    with fresh(tmp_path_factory.mktemp("door"), postgres=False) as environ:
        made = door_samples.found(environ, services).open()
        yield made
        made.close()
