"""Pages of the report: a draft with what it withholds and changes, who signed, what to type; tried by everybody."""

import html
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from desk_samples import PROVIDER, SHUTDOWN
from dueprocess.acts import access
from dueprocess.demand.codes import Role
from dueprocess.desk.data import guards
from dueprocess.desk.data.models import ReportEdition
from dueprocess.desk.services import desk_acts, reports
from dueprocess.desk.services.result import Done
from dueprocess.desk.staff import reports_page
from dueprocess.formats.refusal import Denied
from dueprocess.formats.statement import Act
from dueprocess.report import changes, stored
from dueprocess.report.cells import Cell, Place, Why
from dueprocess.report.edition import Missing
from staff_desk import ROLES, StaffPlace

PEOPLE = {name: frozenset(Role(role) for role in roles) for name, roles in ROLES.items()} | {"fern": frozenset()}
PERIOD = "2026-H1"


def build(place: StaffPlace) -> reports.Draft:
    draft = reports.build(place.desk, PROVIDER, reports.Wanted(PERIOD, running=True))
    assert not isinstance(draft, Denied), draft
    return draft


def signs(place: StaffPlace, by: str, act: Act = Act.REPORT_SIGN, **more: Any) -> Done | Denied:
    row = ReportEdition.objects.order_by("pk").last()
    assert row is not None
    note = place.ask(by, act, {"edition": row.hash, "number": row.number, "period": row.period} | more)
    return desk_acts.perform(place.desk, note)


@pytest.fixture
def place(desk_with_accounts: StaffPlace) -> StaffPlace:
    """A desk with a case that may be counted, and a draft."""
    case = desk_with_accounts.arrive(SHUTDOWN)
    for question in ("admit", "count"):
        assert isinstance(desk_with_accounts.gate(case, question), Done)
    build(desk_with_accounts)
    return desk_with_accounts


def text(answer: Any) -> str:
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode())))


@pytest.mark.parametrize("where", ["/reports/", f"/reports/{PERIOD}/", f"/reports/{PERIOD}/edition.json"])
def test_who_may_read_a_draft_who_may_not_and_a_stranger(
    place: StaffPlace, client_of: Callable[[str], Client], stranger: Client, where: str
) -> None:
    for name, roles in PEOPLE.items():
        may = access.sees(roles, access.View.REPORTS)
        assert client_of(name).get(where).status_code == (200 if may else 404), name
    assert {name for name, roles in PEOPLE.items() if access.sees(roles, access.View.REPORTS)} == {
        *("aster", "birch", "clover", "dill")
    }
    assert stranger.get(where)["Location"].startswith("/login/")
    for method in ("post", "put", "delete"):
        assert getattr(stranger, method)(where).status_code in {302, 403}


def test_a_draft_shows_what_is_not_in_it_and_what_to_type(
    place: StaffPlace, client_of: Callable[[str], Client]
) -> None:
    shown = text(client_of("aster").get(f"/reports/{PERIOD}/"))
    assert "The period is not over: the numbers will grow." in shown
    assert "items received 1" in shown
    assert "2 are missing" in shown
    assert f"dueprocess report sign --period {PERIOD} --as aster --identity aster.identity" in shown
    assert "dueprocess report ask aster" in shown
    assert "report publish" not in shown
    assert "Nothing: every number stands exactly." in shown
    assert text(client_of("clover").get("/reports/2031/")) == text(client_of("clover").get("/no/such/"))
    assert isinstance(signs(place, "aster", name=""), Done)
    assert isinstance(signs(place, "dill", name=""), Done)
    after = text(client_of("aster").get(f"/reports/{PERIOD}/"))
    assert ("report sign" in after, "may be published" in after) == (False, True)
    birch = text(client_of("birch").get(f"/reports/{PERIOD}/"))
    assert f"dueprocess report publish --period {PERIOD} --as birch" in birch


def test_the_bytes_are_those_that_are_signed(place: StaffPlace, client_of: Callable[[str], Client]) -> None:
    (draft,) = reports.drafts(place.desk)
    answer = client_of("birch").get(f"/reports/{PERIOD}/edition.json")
    assert stored.hash_of(answer.content) == draft.hash
    assert answer["Content-Disposition"].endswith(f'edition-{PERIOD}.json"')


def test_a_second_edition_shows_its_differences(place: StaffPlace, client_of: Callable[[str], Client]) -> None:
    signs(place, "aster", name="")
    signs(place, "clover", name="")
    assert isinstance(signs(place, "birch", Act.REPORT_PUBLISH), Done)
    place.later(minutes=5)
    listed = text(client_of("dill").get("/reports/"))
    assert "Drafts None. A draft is made on the desk's machine" in listed
    assert re.search(rf"{PERIOD} edition 1 .* clerk, counsel", listed)
    case = place.arrive(SHUTDOWN)
    for question in ("admit", "count"):
        place.gate(case, question)
    build(place)
    shown = text(client_of("birch").get(f"/reports/{PERIOD}/"))
    assert f"Held against: {PERIOD}, edition 1." in shown
    assert "counted anew" in shown


def test_a_draft_that_changes_nothing_says_so(place: StaffPlace, client_of: Callable[[str], Client]) -> None:
    for one in ("aster", "birch"):
        signs(place, one, name="")
    assert "Nothing was published before it" in text(client_of("birch").get(f"/reports/{PERIOD}/"))
    signs(place, "birch", Act.REPORT_PUBLISH)
    build(place)
    assert "Nothing differs." in text(client_of("birch").get(f"/reports/{PERIOD}/"))


@pytest.mark.parametrize("where", ["/reports/", f"/reports/{PERIOD}/"])
def test_a_forged_row_stops_the_pages(place: StaffPlace, client_of: Callable[[str], Client], where: str) -> None:
    guards.remove()
    ReportEdition.objects.update(bytes=b"{}")
    answer = client_of("birch").get(where)
    guards.install()
    assert answer.status_code == 409
    assert "not what people signed" in text(answer)


def test_numbers_are_said_in_words() -> None:
    with translation.override("en"):
        at = Place("received", PERIOD, (("country", "DE"), ("kind", "disclosure"), ("outcome", "")))
        assert reports_page.broken_down(at) == "country: Germany, kind: disclosure, outcome: not said"
        assert reports_page.broken_down(
            Place("received", PERIOD, (("instrument", "DE-STPO-100J"), ("emergency", "yes")))
        ) == ("instrument: DE-STPO-100J, emergency: yes")
        assert reports_page.measured(Place("weather", PERIOD)) == "weather"
        cells = [
            (None, ""),
            (Cell(at, 3), "3"),
            (Cell(at, 7, 2), "3.5"),
            (Cell(Place("share_given", PERIOD), 5, 8), "63 %"),
            (Cell(at, None, why=Why.SEALED), ""),
            (Cell(at, None, why=Why.LAW, low=0, high=499), "0 to 499"),
        ]
        assert [reports_page.shown(cell) for cell, _ in cells] == [said for _, said in cells]


def test_every_reason_and_gap_has_its_words() -> None:
    assert set(reports_page.WHYS) == set(Why) - {Why.EXACT}
    assert set(reports_page.CHANGES) == set(changes.Changed)
    assert set(reports_page.GAPS) == set(Missing)


def test_withheld_numbers_are_listed_with_their_reason(
    place: StaffPlace, client_of: Callable[[str], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    (draft,) = reports.drafts(place.desk)
    cells = tuple(
        replace(one, value=None, why=Why.SEALED) if one.place == Place("received", PERIOD) else one
        for one in draft.edition.cells
    )
    other = replace(draft, edition=replace(draft.edition, cells=cells))
    monkeypatch.setattr(reports, "drafts", lambda _: (other,))
    shown = text(client_of("birch").get(f"/reports/{PERIOD}/"))
    assert "items received 2026-H1 blank withheld: with it, a case that may not be admitted could be had" in shown
