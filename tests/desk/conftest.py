"""The desk that tests of this folder work on (see desk_samples.py)."""

from collections.abc import Iterator
from typing import Any

import pytest

import browsers
from desk_samples import Place


@pytest.fixture
def place(db: None) -> Place:
    """A founded desk at 09:00 on a Monday, with aster, birch, cedar and dan on its roster, and eve outside.

    All stands in the test's own transaction, of which each write is a savepoint: emptying the tables after real
    commits takes longer than the test. What looks at commits starts processes with ``fresh_database``.
    """
    return Place.found()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with browsers.chromium() as running:
        yield running
