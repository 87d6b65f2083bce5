"""The page of a case whose facts are gone: it says that, and by whom; never a fault."""

from __future__ import annotations

from dueprocess.desk.data.models import Case, EventOpening
from staff_desk import Clients, StaffPlace


def test_facts_that_nobody_signed_away_are_named(place: StaffPlace, client_of: Clients) -> None:
    case = place.arrive()
    EventOpening.objects.filter(event__case=case).delete()
    Case.objects.filter(pk=case).update(face="")
    for page in ("", "facts/", "history/"):
        answer = client_of("birch").get(f"/cases/{case}/{page}")
        assert answer.status_code == 410, page
        assert "The content of some events of this case was deleted" in answer.content.decode()
    assert client_of("birch").get("/cases/").status_code == 200
