"""The page that checks anybody's report: who may, who may not, a stranger; nothing kept, nothing of it run."""

import re
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from dueprocess.desk.data.models import Account
from dueprocess.desk.staff.views import report_check
from report_check_samples import MAP, table

WHERE = "/report-check/"
BAD = table([("2020", "A", "k", 5, 6, "", 7)])
GOOD = table([("2020", "A", "k", 5, 5, "", 7)])


def sent(data: bytes = BAD, name: str = "fennel.csv", under: str = MAP) -> dict[str, object]:
    form: dict[str, object] = {"file": [SimpleUploadedFile(name, data)]}
    return form | ({"map": SimpleUploadedFile("map.toml", under.encode())} if under else {})


def test_findings_are_shown_with_their_place(client_of: Callable[[str], Client]) -> None:
    answer = client_of("dill").post(WHERE, sent())
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "1 thing cannot be as published" in text
    assert "Fennel reports for 2020 more requests answered with data than received: 6 of 5 (A, k)." in text
    assert re.search(r"disclosed-within-received</code> · fennel.csv: row 2, Given", text)
    assert (
        text.index("Does not hold") < text.index("Traps for whoever") < text.index("Holds") < text.index('name="file"')
    )
    text = client_of("aster").post(WHERE, sent(GOOD)).content.decode()
    assert "nothing contradicts itself" in text


def test_who_may_not_and_a_stranger(client_of: Callable[[str], Client], stranger: Client) -> None:
    for name in ("elder", "fern"):
        assert client_of(name).post(WHERE, sent()).status_code == 404, name
    answer = stranger.post(WHERE, sent())
    assert (answer.status_code, answer["Location"][:7]) == (302, "/login/")


def test_the_page_of_reports_leads_here_and_back(client_of: Callable[[str], Client]) -> None:
    dill = client_of("dill")
    assert 'href="/report-check/"' in dill.get("/reports/").content.decode()
    assert 'href="/reports/"' in dill.get(WHERE).content.decode()


def test_a_forged_form_is_refused(client_of: Callable[[str], Client]) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(Account.objects.get(name="aster"))
    assert client.post(WHERE, sent()).status_code == 403
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', client.get(WHERE).content.decode())
    assert token is not None
    answer = client.post(WHERE, sent() | {"csrfmiddlewaretoken": token[1]})
    assert "6 of 5" in answer.content.decode()


def test_nothing_of_a_file_is_run_or_shown_as_markup(client_of: Callable[[str], Client]) -> None:
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
def test_what_cannot_be_checked_says_why(
    client_of: Callable[[str], Client], form: dict[str, object], status: int, says: str
) -> None:
    answer = client_of("aster").post(WHERE, form)
    assert answer.status_code == status
    assert says in answer.content.decode()


def test_a_length_that_is_no_number_is_too_long(client_of: Callable[[str], Client]) -> None:
    client = client_of("aster")
    answer = client.generic("POST", WHERE, b"x", "multipart/form-data; boundary=x", CONTENT_LENGTH="-5")
    assert answer.status_code == 413


def test_one_check_at_a_time(client_of: Callable[[str], Client]) -> None:
    client = client_of("aster")
    with report_check._ONE:  # noqa: SLF001 - as another request holds it
        answer = client.post(WHERE, sent())
    assert answer.status_code == 503
    assert "Another report is being checked" in answer.content.decode()
    assert client.post(WHERE, sent()).status_code == 200


def test_nowhere_else_does_a_file_reach_the_desk(client_of: Callable[[str], Client]) -> None:
    answer = client_of("aster").post("/arrive/outside/", sent())
    assert answer.status_code != 302
    assert not answer.wsgi_request.FILES
