"""A home with a surface for persons, served once for all tests of the folder."""

from collections.abc import Iterator

import pytest

from person_samples import Surface


@pytest.fixture(scope="module")
def surface(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Surface]:
    import person_samples
    from processes import fresh

    with fresh(tmp_path_factory.mktemp("person"), postgres=False) as environ:
        made = person_samples.Surface(dict(environ)).open()
        yield made
        made.close()
