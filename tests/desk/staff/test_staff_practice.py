"""A practice desk's pages mark the cases of its exercises, and the card is done when nothing of them waits."""

import json
from types import SimpleNamespace
from typing import Any

import pytest

from dueprocess.desk.staff import practice
from staff_desk import Clients, StaffPlace


@pytest.fixture
def exercise(place: StaffPlace, settings: Any, tmp_path: Any) -> str:
    """A case that the demo left for whoever tries it."""
    case = place.ready()
    waiting = [{"title": {"en": "A letter"}, "case": case}]
    (tmp_path / practice.FILE).write_text(json.dumps({"stories": [], "waiting": waiting, "windows": {}}))
    settings.HOME = SimpleNamespace(path=tmp_path)
    return case


@pytest.mark.parametrize("desk", ["practice", "real"])
def test_what_belongs_to_an_exercise_is_marked_on_a_practice_desk_alone(
    place: StaffPlace, client_of: Clients, exercise: str, desk: str
) -> None:
    own = desk == "practice"
    place.house(practice=own)
    pages = [client_of("aster").get(path).content.decode() for path in ("/", "/cases/", f"/cases/{exercise}/")]
    assert ["Exercise 1" in page for page in pages] == [own] * 3
    assert ['<ol class="waits">' in page for page in pages] == [own, False, False]


def test_a_case_that_somebody_handed_in_as_practice_is_marked_on_a_real_desk(
    place: StaffPlace, client_of: Clients
) -> None:
    from dueprocess.desk.data.models import Case

    case = place.ready()
    Case.objects.filter(pk=case).update(practice=True)
    assert '<b class="flag claimed">practice</b>' in client_of("aster").get("/cases/").content.decode()
    place.house(practice=True)
    assert '<b class="flag claimed">practice</b>' not in client_of("aster").get("/cases/").content.decode()
