"""Fixtures of the services: a founded desk (see desk_samples.py)."""

import pytest

from desk_samples import Place


@pytest.fixture
def place(transactional_db: None, home: object) -> Place:
    """A founded desk at 09:00 on a Monday, with aster, birch, cedar and dan on its roster, and eve outside."""
    return Place.found()


@pytest.fixture
def quick(db: None) -> Place:
    """The same inside a test's own transaction: faster, for what does not look at commits."""
    return Place.found()
