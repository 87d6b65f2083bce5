"""A home with its door, found once for all tests of the folder; each test hands in what it likes."""

from collections.abc import Iterator

import pytest

from door_samples import Place


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    import door_samples
    from processes import fresh

    with fresh(tmp_path_factory.mktemp("door"), postgres=False) as environ:
        made = door_samples.found(environ).open()
        yield made
        made.close()
