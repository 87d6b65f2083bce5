"""What stands before every route: limits, browsers' origins, one shape of refusal, no word on faults."""

import json
from typing import Any

import pytest
from django.test import Client

from api_samples import VAULT, Caller, Place, opened, rule
from dueprocess.desk.api import edge
from dueprocess.desk.data.models import Envelope

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("origin", [VAULT, "http://127.0.0.1:8765", "http://localhost:1234"])
def test_the_vault_and_this_machine_may_read_answers(place: Place, origin: str) -> None:
    answer = Caller(origin=origin).get("/v1/hello")
    assert answer["Access-Control-Allow-Origin"] == origin
    assert "Access-Control-Allow-Credentials" not in answer
    asked = Caller(origin=origin).client.options("/v1/acts", headers={"Access-Control-Request-Method": "POST"})
    assert asked.status_code == 204
    assert asked["Access-Control-Allow-Headers"] == "Authorization, Content-Type"
    assert Caller(origin=origin).get("/v1/due")["Access-Control-Allow-Origin"] == origin  # refusals can be read, too


@pytest.mark.parametrize(
    "origin",
    ["https://evil.example", VAULT + ".evil.example", "null", "http://127.0.0.1.evil.example", "https://localhost"],
)
def test_other_sites_may_not(place: Place, origin: str) -> None:
    assert "Access-Control-Allow-Origin" not in Caller(origin=origin).get("/v1/hello")
    asked = Caller(origin=origin).client.options("/v1/acts", headers={"Access-Control-Request-Method": "POST"})
    assert "Access-Control-Allow-Origin" not in asked


@pytest.mark.parametrize(
    "path", ["/v1/cases?country=%00", "/v1/cases?kind=a%00", "/v1/cases/c-%00", "/v1/sealed/%00", "/v1/%00"]
)
def test_a_sign_that_not_every_database_takes_is_no_fault_of_ours(place: Place, path: str) -> None:
    for who in (Caller(), opened(place, "aster")):
        said = rule(who.client.get(path))
        assert said == ((400, "request.form") if "?" in path else (404, "access.not-found"))


def test_no_cookie_is_ever_set(place: Place) -> None:
    answer = opened(place, "aster").get("/v1/cases")
    assert not answer.cookies
    assert answer["Cache-Control"] == "no-store"
    assert "default-src 'none'" in answer["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("body", "media", "refused"),
    [
        ("{", "application/json", (400, "request.body")),
        ("[]", "application/json", (400, "request.body")),
        ('{"note": NaN}', "application/json", (400, "request.body")),
        ('{"note": "a", "note": "b"}', "application/json", (400, "request.body")),
        (b'{"note": "\xff"}', "application/json", (400, "request.body")),
        ("[" * 100_000, "application/json", (400, "request.body")),
        ('{"note": ' + "[" * 13 + "]" * 13 + "}", "application/json", (400, "request.body")),
        (r'{"note": "a\u0000"}', "application/json", (400, "request.form")),
        (r'{"note": {"a\u0000": 1}}', "application/json", (400, "request.form")),
        (r'{"note": [[{"a": ["\ud800"]}]]}', "application/json", (400, "request.form")),
        (r'{"note": "a\\u0000"}', "application/json", (403, "session.refused")),
        ('{"note": 1}', "application/json", (422, "request.form")),
        ('{"note": "x", "more": 1}', "application/json", (422, "request.form")),
        ('{"note": "' + "x" * 5000 + '"}', "application/json", (422, "request.form")),
        ('{"note": "x"}', "text/plain", (415, "request.media")),
        ("x" * (edge.MAX_BODY + 1), "application/json", (413, "request.size")),
    ],
)
def test_bodies_are_held_to_their_form(place: Place, body: Any, media: str, refused: tuple[int, str]) -> None:
    answer = Client(raise_request_exception=False).post("/v1/session", body, content_type=media)
    assert rule(answer) == refused
    assert "xxx" not in answer.content.decode()  # what was sent is not told back


def test_lengths_that_are_none(place: Place) -> None:
    client = Client(raise_request_exception=False)
    assert rule(client.post("/v1/session", headers={"Transfer-Encoding": "chunked"})) == (411, "request.length")
    assert rule(client.get("/v1/hello", CONTENT_LENGTH="-1")) == (400, "request.length")
    assert rule(client.get("/v1/acts", CONTENT_LENGTH=str(edge.MAX_ACT + 1))) == (413, "request.size")


def test_unknown_addresses_and_methods_have_the_same_shape(place: Place) -> None:
    aster = opened(place, "aster")
    assert rule(aster.get("/v1/nothing")) == (404, "access.not-found")
    answer = aster.post("/v1/due", {})
    assert rule(answer) == (405, "request.method")
    assert answer["Allow"] == "GET"


def test_a_fault_of_ours_tells_nothing(place: Place, settings: Any) -> None:
    settings.OPEN_DESK = "api_broken.current"
    answer = Client(raise_request_exception=False).get("/v1/hello")
    assert rule(answer) == (500, "desk.fault")
    assert "roster" not in answer.content.decode()


def test_cursors_that_no_page_gave(place: Place) -> None:
    aster = opened(place, "aster")
    for path, wrong in (
        ("/v1/due", ["x", "2026-03-09T10:00~d-" + "a" * 24, "2026-03-09T10:00+00:00~x"]),
        ("/v1/cases", ["x", "2026-13-01~c-" + "a" * 24, "2026-03-09~d-" + "a" * 24]),
    ):
        for after in wrong:
            assert rule(aster.get(path, after=after)) == (422, "request.form")


def test_pages_follow_each_other_without_a_gap(place: Place) -> None:
    for _ in range(3):
        place.arrive()
    aster = opened(place, "aster")
    for path, name in (("/v1/cases", "case"), ("/v1/due", "duty")):
        whole = [row[name] for row in aster.get(path).json()["rows"]]
        seen, after = [], ""
        while after is not None:
            page = aster.get(path, limit=2, **({"after": after} if after else {})).json()
            seen += [row[name] for row in page["rows"]]
            after = page["after"]
        assert seen == whole
        assert len(whole) >= 3


def test_the_list_of_cases_says_which_open_for_whoever_asks(place: Place) -> None:
    first, second = place.arrive(), place.arrive()
    Envelope.objects.filter(case_id=second, person="aster").delete()
    for person, opens in (("aster", {first: True, second: False}), ("birch", {first: True, second: True})):
        rows = opened(place, person).get("/v1/cases").json()["rows"]
        assert {row["case"]: row["opens"] for row in rows} == opens


def test_the_document_says_what_is_answered(place: Place) -> None:
    document = json.loads(Caller().get("/v1/openapi.json").content)
    assert document["info"]["title"] == "Due Process"
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            assert "operationId" in operation, (method, path)
            assert operation["summary"].endswith("."), (method, path)
            assert len(operation["summary"].split()) > 2, (method, path)
    assert Caller().get("/v1/docs").status_code == 404  # nothing is fetched from elsewhere to read it


def test_the_first_page_says_what_this_address_is(place: Place) -> None:
    program = Caller().get("/").json()
    assert program["document"] == "/v1/openapi.json"
    assert Caller().get(program["document"]).status_code == 200
    asked = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8", "Accept-Language": "de"}
    browser = Caller().client.get("/", headers=asked)
    assert browser["Content-Type"].startswith("text/html")
    assert "beantwortet Programme" in browser.content.decode()
    assert 'href="/v1/openapi.json"' in browser.content.decode()
    assert "script" not in browser["Content-Security-Policy"]
    assert Caller().client.delete("/").status_code == 405
