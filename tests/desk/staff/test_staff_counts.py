"""Query counts of the lists, as literal numbers: the same for one case and for three (hazard 17.5)."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from staff_desk import StaffPlace

COUNTS = {"/": 4, "/cases/": 5, "/arrive/": 7, "/directory/": 5}


@pytest.mark.parametrize("many", [1, 3])
@pytest.mark.parametrize("path", list(COUNTS))
def test_a_list_asks_the_same_number_of_questions(
    path: str, many: int, desk_with_accounts: StaffPlace, client_of: Callable[[str], Client]
) -> None:
    for _ in range(many):
        desk_with_accounts.arrive()
    aster = client_of("aster")
    aster.get(path)
    with CaptureQueriesContext(connection) as asked:
        assert aster.get(path).status_code == 200
    assert len(asked) == COUNTS[path], [one["sql"][:90] for one in asked]
