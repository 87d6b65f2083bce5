"""Pages of the scorecard: who may read and answer, a page with its text, what counts, the lines about encryption."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from desk_samples import SHUTDOWN
from dueprocess.acts import access
from dueprocess.demand.codes import Role, ServiceClass
from dueprocess.desk.data.models import ScoreLook
from dueprocess.desk.services import scorecards
from dueprocess.desk.services.house import Service
from staff_desk import ROLES, Clients, StaffPlace

PEOPLE = {name: frozenset(Role(role) for role in roles) for name, roles in ROLES.items()} | {"fern": frozenset()}
PAGE = {"address": "https://fennel.example/demands", "text": "We look  at each.", "seen": "2026-03-01"}


@pytest.fixture
def scored(place: StaffPlace) -> StaffPlace:
    place.house(
        services=(Service("mail", ServiceClass.TELECOM, "email"), Service("line", ServiceClass.TELECOM, "mobile"))
    )
    return place


def text(answer: Any) -> str:
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode())))


@pytest.mark.parametrize("where", ["/score/", "/score/P10a/", "/score/yardsticks/"])
def test_who_may_read_it_and_a_stranger(scored: StaffPlace, client_of: Clients, stranger: Client, where: str) -> None:
    for name, roles in PEOPLE.items():
        may = access.sees(roles, access.View.REPORTS)
        assert client_of(name).get(where).status_code == (200 if may else 404), name
    assert stranger.get(where)["Location"].startswith("/login/")


def test_a_page_answers_and_the_score_follows(scored: StaffPlace, client_of: Clients) -> None:
    aster = client_of("aster")
    day = scored.desk.today.isoformat()
    done = aster.post("/score/P10a/", {"of": ["mail", "line"], "P10a.1": "Y", "P10a.2": "P", **PAGE, "seen": day})
    assert done.status_code == 302
    assert ScoreLook.objects.count() == 4
    shown = text(aster.get("/score/P10a/"))
    assert "counts yes · https://fennel.example/demands" in shown
    assert scorecards.sheet(scored.desk).card.indicators["P10a"].printed == "21.43"
    whole = text(aster.get("/score/"))
    assert "2 elements of 335 are answered" in whole
    assert "P10a · Process: government demands for user data" in whole
    assert "Ranking Digital Rights, 2020 RDR Corporate Accountability Index, CC BY 4.0" in whole


def test_what_is_missing_is_said_and_nothing_is_kept(scored: StaffPlace, client_of: Clients) -> None:
    answer = client_of("aster").post("/score/P10a/", {"of": ["mail"], "P10a.1": "Y", **PAGE, "text": ""})
    assert answer.status_code == 422
    assert "A page has an https address, its text, and the day" in text(answer)
    assert 'value="https://fennel.example/demands"' in answer.content.decode()
    assert not ScoreLook.objects.exists()
    other = client_of("aster").post("/score/P10a/", {"of": ["mail"], "P11a.1": "Y", **PAGE})
    assert other.status_code == 422, "a form answers its own indicator alone"


def test_an_auditor_reads_and_does_not_answer(scored: StaffPlace, client_of: Clients) -> None:
    assert "Answer by one page" not in text(client_of("dill").get("/score/P10a/"))
    assert client_of("dill").post("/score/P10a/", {"of": ["mail"], "P10a.1": "N"}).status_code == 404
    assert not ScoreLook.objects.exists()


def test_a_small_host_reads_its_checklist_first(scored: StaffPlace, client_of: Clients) -> None:
    shown = text(client_of("aster").get("/score/"))
    assert shown.index("The part that fits a host of any size") < shown.index("Where you are")
    scored.house(operating_company="Fennel Line")
    shown = text(client_of("aster").get("/score/"))
    assert shown.index("Where you are") < shown.index("The part that fits a host of any size")


def test_what_the_records_show_is_told_and_gains_nothing(scored: StaffPlace, client_of: Clients) -> None:
    scored.arrive(SHUTDOWN)
    shown = text(client_of("aster").get("/score/F10/"))
    assert "true, and not published: +" in shown
    assert scorecards.sheet(scored.desk).card.total == 0


def test_of_what_can_be_read_it_is_said_why(scored: StaffPlace, client_of: Clients) -> None:
    aster = client_of("aster")
    assert "What would end it" in text(aster.get("/score/P16/"))
    done = aster.post("/score/P16/", {"of": "mail", "line": "P16.why", "says": "Mail is read where it arrives."})
    assert done.status_code == 302
    assert scorecards.told(scorecards.sheet(scored.desk)) == {("mail", "P16.why"): "Mail is read where it arrives."}
    assert aster.get("/score/X9/").status_code == 404


def test_the_pages_in_german(scored: StaffPlace, client_of: Clients) -> None:
    aster = client_of("aster")
    aster.cookies["django_language"] = "de"
    with translation.override("de"):
        shown = text(aster.get("/score/"))
    assert "Von uns selbst bewertet" in shown
    assert "P10a · Verfahren: staatliche Ersuchen um Nutzerdaten" in shown
    assert "Jedes Unternehmen Ihrer Art" in shown
    assert re.search(r"Das eine Element von P18 ?, in einer von 18 Familien: höchstens \+5,56 in Privatsphäre", shown)
    assert "Deutsche Telekom" in shown
