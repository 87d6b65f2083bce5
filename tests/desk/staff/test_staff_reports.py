"""Pages of the report: a draft with what it withholds and changes, who signed, what to type; tried by everybody."""

import html
import re
from dataclasses import replace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import translation

from desk_samples import PROVIDER, SHUTDOWN
from dueprocess.acts import access
from dueprocess.demand.codes import Role
from dueprocess.desk.data import guards
from dueprocess.desk.data.models import Account, ReportEdition
from dueprocess.desk.services import desk_acts, reports
from dueprocess.desk.services.result import Done
from dueprocess.desk.staff import reports_page
from dueprocess.desk.staff.views import report_check
from dueprocess.formats.refusal import Denied
from dueprocess.formats.statement import Act
from dueprocess.report import changes, stored
from dueprocess.report.cells import Cell, Place, Why
from dueprocess.report.edition import Missing
from report_check_samples import MAP, table
from staff_desk import ROLES, Clients, StaffPlace

PEOPLE = {name: frozenset(Role(role) for role in roles) for name, roles in ROLES.items()} | {"fern": frozenset()}
PERIOD = "2026-H1"


def build(place: StaffPlace) -> reports.Draft:
    draft = reports.build(place.desk, PROVIDER, reports.Wanted(PERIOD, running=True))
    assert not isinstance(draft, Denied), draft
    return draft


def signs(place: StaffPlace, by: str, act: Act = Act.REPORT_SIGN, **more: Any) -> Done | Denied:
    row = ReportEdition.objects.order_by("pk").last()
    note = place.ask(by, act, {"edition": row.hash, "number": row.number, "period": row.period} | more)
    return desk_acts.perform(place.desk, note)


@pytest.fixture
def drafted(place: StaffPlace) -> StaffPlace:
    """A desk with a case that may be counted, and a draft."""
    case = place.arrive(SHUTDOWN)
    for question in ("admit", "count"):
        assert isinstance(place.gate(case, question), Done)
    build(place)
    return place


def text(answer: Any) -> str:
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode())))


@pytest.mark.parametrize("where", ["/reports/", f"/reports/{PERIOD}/", f"/reports/{PERIOD}/edition.json"])
def test_who_may_read_a_draft_who_may_not_and_a_stranger(
    drafted: StaffPlace, client_of: Clients, stranger: Client, where: str
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


def test_a_draft_shows_what_is_not_in_it_and_what_to_type(drafted: StaffPlace, client_of: Clients) -> None:
    shown = text(client_of("aster").get(f"/reports/{PERIOD}/"))
    assert "The period is not over: the numbers will grow." in shown
    assert "items received 1" in shown
    assert "2 are missing" in shown
    assert f"dueprocess report sign --period {PERIOD} --as aster --identity aster.identity" in shown
    assert "dueprocess report ask aster" in shown
    assert "report publish" not in shown
    assert "Nothing: every number stands exactly." in shown
    assert text(client_of("clover").get("/reports/2031/")) == text(client_of("clover").get("/no/such/"))
    assert isinstance(signs(drafted, "aster", name=""), Done)
    assert isinstance(signs(drafted, "dill", name=""), Done)
    after = text(client_of("aster").get(f"/reports/{PERIOD}/"))
    assert ("report sign" in after, "may be published" in after) == (False, True)
    birch = text(client_of("birch").get(f"/reports/{PERIOD}/"))
    assert f"dueprocess report publish --period {PERIOD} --as birch" in birch


def test_the_bytes_are_those_that_are_signed(drafted: StaffPlace, client_of: Clients) -> None:
    (draft,) = reports.drafts(drafted.desk)
    answer = client_of("birch").get(f"/reports/{PERIOD}/edition.json")
    assert stored.hash_of(answer.content) == draft.hash
    assert answer["Content-Disposition"].endswith(f'edition-{PERIOD}.json"')


def test_a_second_edition_shows_its_differences(drafted: StaffPlace, client_of: Clients) -> None:
    signs(drafted, "aster", name="")
    signs(drafted, "clover", name="")
    assert isinstance(signs(drafted, "birch", Act.REPORT_PUBLISH), Done)
    drafted.later(minutes=5)
    listed = text(client_of("dill").get("/reports/"))
    assert "Drafts None. How a draft is built A draft is counted from every case" in listed
    assert f"dueprocess report correct --period {PERIOD} --edition 1" in listed
    assert re.search(r"dueprocess report build --period \d{4} --running Copy the line", listed)
    assert re.search(rf"{PERIOD} edition 1, .* clerk, counsel", listed)
    case = drafted.arrive(SHUTDOWN)
    for question in ("admit", "count"):
        drafted.gate(case, question)
    build(drafted)
    shown = text(client_of("birch").get(f"/reports/{PERIOD}/"))
    assert f"Held against: {PERIOD}, edition 1." in shown
    assert "counted again" in shown


def test_a_draft_that_changes_nothing_says_so(drafted: StaffPlace, client_of: Clients) -> None:
    for one in ("aster", "birch"):
        signs(drafted, one, name="")
    assert "Nothing was published before it" in text(client_of("birch").get(f"/reports/{PERIOD}/"))
    signs(drafted, "birch", Act.REPORT_PUBLISH)
    build(drafted)
    assert "Nothing differs." in text(client_of("birch").get(f"/reports/{PERIOD}/"))


@pytest.mark.parametrize("where", ["/reports/", f"/reports/{PERIOD}/"])
def test_a_forged_row_stops_the_pages(drafted: StaffPlace, client_of: Clients, where: str) -> None:
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
    assert all(code.meaning for code in (*changes.Changed, *(why for why in Why if why is not Why.EXACT)))
    assert set(reports_page.GAPS) == set(Missing)


def test_withheld_numbers_are_listed_with_their_reason(
    drafted: StaffPlace, client_of: Clients, monkeypatch: pytest.MonkeyPatch
) -> None:
    (draft,) = reports.drafts(drafted.desk)
    cells = tuple(
        replace(one, value=None, why=Why.SEALED) if one.place == Place("received", PERIOD) else one
        for one in draft.edition.cells
    )
    other = replace(draft, edition=replace(draft.edition, cells=cells))
    monkeypatch.setattr(reports, "drafts", lambda _: (other,))
    shown = text(client_of("birch").get(f"/reports/{PERIOD}/"))
    assert "items received 2026-H1 blank withheld: with it, a case that may not be admitted could be had" in shown


# --- the page that checks anybody's report: who may, who may not, a stranger; nothing kept, nothing of it run ---

WHERE = "/report-check/"
BAD = table([("2020", "A", "k", 5, 6, "", 7)])
GOOD = table([("2020", "A", "k", 5, 5, "", 7)])


def sent(data: bytes = BAD, name: str = "fennel.csv", under: str = MAP) -> dict[str, object]:
    form: dict[str, object] = {"file": [SimpleUploadedFile(name, data)]}
    return form | ({"map": SimpleUploadedFile("map.toml", under.encode())} if under else {})


def test_findings_are_shown_with_their_place(client_of: Clients) -> None:
    answer = client_of("dill").post(WHERE, sent())
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "1 thing cannot be as published" in text
    assert "Fennel reports for 2020 more requests answered with data than received: 6 of 5 (A, k)." in text
    assert re.search(r"disclosed-within-received</code> · fennel.csv: row 2, Given", text)
    assert (
        text.index("Does not hold")
        < text.index("What readers easily")
        < text.index("Holds")
        < text.index('name="file"')
    )
    text = client_of("aster").post(WHERE, sent(GOOD)).content.decode()
    assert "nothing contradicts itself" in text


def test_who_may_not_and_a_stranger(client_of: Clients, stranger: Client) -> None:
    for name in ("elder", "fern"):
        assert client_of(name).post(WHERE, sent()).status_code == 404, name
    answer = stranger.post(WHERE, sent())
    assert (answer.status_code, answer["Location"][:7]) == (302, "/login/")


def test_the_page_of_reports_leads_here_and_back(client_of: Clients) -> None:
    dill = client_of("dill")
    assert 'href="/report-check/"' in dill.get("/reports/").content.decode()
    assert 'href="/reports/"' in dill.get(WHERE).content.decode()


def test_a_forged_form_is_refused(client_of: Clients) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(Account.objects.get(name="aster"))
    assert client.post(WHERE, sent()).status_code == 403
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', client.get(WHERE).content.decode())
    assert token is not None
    answer = client.post(WHERE, sent() | {"csrfmiddlewaretoken": token[1]})
    assert "6 of 5" in answer.content.decode()


def test_nothing_of_a_file_is_run_or_shown_as_markup(client_of: Clients) -> None:
    name = '<img src=x onerror="alert(1)">'
    data = table([("2020", "<script>alert(1)</script>", "k", 5, 6, "", 7)])
    text = client_of("aster").post(WHERE, sent(data, f"{name}.csv")).content.decode()
    assert "&lt;script&gt;" in text
    assert "<script>alert" not in text
    assert "<img" not in text


@pytest.mark.parametrize(
    ("form", "status", "says"),
    [
        ({}, 422, "Choose at least one file."),
        (sent(b"a,b\n1,2\n", under=""), 200, "write a mapping file"),
        (sent(under="nothing"), 422, "neither TOML nor JSON"),
        (sent(b"x" * (report_check.LIMIT + 1)), 413, "Together at most 8 MiB"),
        (sent(b"x" * (report_check.LIMIT + (1 << 20))), 413, "Together at most 8 MiB"),
    ],
)
def test_what_cannot_be_checked_says_why(client_of: Clients, form: dict[str, object], status: int, says: str) -> None:
    answer = client_of("aster").post(WHERE, form)
    assert answer.status_code == status
    assert says in answer.content.decode()


def test_a_length_that_is_no_number_is_too_long(client_of: Clients) -> None:
    client = client_of("aster")
    answer = client.generic("POST", WHERE, b"x", "multipart/form-data; boundary=x", CONTENT_LENGTH="-5")
    assert answer.status_code == 413


def test_one_check_at_a_time(client_of: Clients) -> None:
    client = client_of("aster")
    with report_check._ONE:  # noqa: SLF001 - as another request holds it
        answer = client.post(WHERE, sent())
    assert answer.status_code == 503
    assert "Another report is being checked" in answer.content.decode()
    assert client.post(WHERE, sent()).status_code == 200


def test_nowhere_else_does_a_file_reach_the_desk(client_of: Clients) -> None:
    answer = client_of("aster").post("/arrive/outside/", sent())
    assert answer.status_code != 302
    assert not answer.wsgi_request.FILES
