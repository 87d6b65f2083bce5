"""A desk with one case, for the tests of this folder. Builders: ``tests/support/case_builders.py``."""

import pytest

from case_builders import Desk, face


@pytest.fixture
def desk() -> Desk:
    """A demand for one target's subscriber data, confirmed; the authority is verified."""
    return Desk()


@pytest.fixture
def network() -> Desk:
    """An order to shut a network down."""
    return Desk(face(kind="shutdown", data=None))
