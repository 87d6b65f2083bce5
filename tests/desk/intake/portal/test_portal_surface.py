"""The portal as a stranger meets it: its pages, what it takes, what it answers, and what it never tells."""

import base64
import json
import logging
import re
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desk_samples import Place
from dueprocess.adapters import crypto
from dueprocess.adapters.texts import LANGUAGES, table
from dueprocess.case import portal
from dueprocess.case.status import Word
from dueprocess.desk.data.models import Arrival, Case, Parcel, Receipt, Sealed, Session
from dueprocess.desk.intake.portal import edge, pages, submissions, views
from dueprocess.desk.intake.portal.edge import LIMITS, Bucket
from dueprocess.desk.intake.portal.submissions import keys_of
from dueprocess.law.finding import Status
from portal_samples import CLAIM, MARK, SECRET, Official, as_json, submission

KNOWN, NOBODY = Official(), Official(b"n" * 16)
POSTED = ("/v1/check", "/v1/submit", "/v1/answer", "/v1/status", "/v1/take")

NAMES = ("claim", "language", "lookup", "parcel", "start", "case", "items")
BODIES: Any = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=4),
    max_leaves=8,
)


def post(client: Client, path: str, body: Any, **headers: str) -> HttpResponse:
    data = body if isinstance(body, bytes | str) else json.dumps(body)
    return client.post(path, data, content_type="application/json", headers=headers)


def hand_in(client: Client, place: Place, official: Official = KNOWN, claim: Any = None) -> HttpResponse:
    return post(client, "/v1/submit", as_json(submission(place.desk), official, claim))


def rule_of(answer: HttpResponse) -> str:
    return str(json.loads(answer.content)["rule"])


# Pages


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", ["", "ask/", "paper/"])
def test_every_page_stands_in_every_language_without_a_hole(stranger: Client, language: str, path: str) -> None:
    answer = stranger.get(f"/{language}/{path}")
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "\N{NO ENTRY}" not in text
    assert f'lang="{language}"' in text
    assert "Fennel &lt;Mail&gt;" in text
    assert not re.search(r"<script(?! type=\"application/json\"| src=)|<style|style=| on[a-z]+=", text)
    if path != "ask/":
        assert "desk@fennel.example" in text
        assert "12345 Oberfenchel" in text


def test_the_script_asks_for_no_word_that_is_not_there(root: Any) -> None:
    texts = "".join(path.read_text() for path in (root / "frontend/src/portal").glob("*.ts"))
    asked = set(re.findall(r"\bt\(\s*\"(\w+)\"", texts))
    asked |= {name for one in re.findall(r"= \{ \"portal\.[^}]+\}", texts) for name in re.findall(r": \"(\w+)\"", one)}
    words = table("portal", "en")["js"]
    assert asked <= set(words)
    lacks = set(re.findall(r"lacks\([^)]*?\"(\w+)\"\)", texts)) | set(
        re.findall(r"\"(\w+)\"", re.findall(r"of \[(\"country\".*?)\]", texts)[0])
    )
    assert {f"miss_{one}" for one in lacks} | {f"why_{one}" for one in lacks} <= set(words)
    assert {f"word_{one}" for one in Word} | {f"left_{one}" for one in portal.Left} <= set(words)
    assert {f"status_{one}" for one in Status} <= set(words)


def test_codes_of_the_form_are_codes_of_the_face(stranger: Client) -> None:
    from dueprocess.demand import codes
    from dueprocess.formats.selector import Kind

    words = table("portal", "en")
    assert set(words["kinds"]) < set(codes.Kind)
    assert set(words["data"]) == set(codes.DataCategory)
    assert set(words["authorities"]) == set(codes.AuthorityKind) - {"unknown"}
    assert set(words["issuers"]) == set(codes.Issuer) - {"unknown"}
    assert set(words["presence"]) == set(codes.Presence) - {"unknown"}
    assert set(words["secrecy"]) == set(codes.SecrecySource) - {"unknown"}
    assert set(words["identifiers"]) == set(Kind)


@pytest.mark.parametrize(
    ("asked", "to"),
    [("de-DE,de;q=0.9", "/de/"), ("ur", "/ur/"), ("fr, en;q=0.5", "/en/"), ("", "/en/"), ("x" * 999, "/en/")],
)
def test_the_first_page_follows_the_browsers_language(stranger: Client, asked: str, to: str) -> None:
    answer = stranger.get("/", headers={"accept-language": asked})
    assert (answer.status_code, answer["Location"]) == (302, to)


def test_sheet_and_script_are_named_by_their_content(stranger: Client) -> None:
    text = stranger.get("/en/").content.decode()
    for name, media in (("portal.css", "text/css"), ("portal.js", "text/javascript")):
        (address,) = re.findall(rf'(/assets/{re.escape(name)}\?v=[0-9a-f]{{12}})"', text)
        answer = stranger.get(address)
        assert answer["Content-Type"].startswith(media)
        assert "immutable" in answer["Cache-Control"]
    assert stranger.get("/assets/portal.map").status_code == 404
    assert stranger.get("/healthz").content == b"ok\n"


def test_what_is_not_there_looks_alike_and_nothing_of_the_desk_is_on_a_page(stranger: Client, place: Place) -> None:
    first = stranger.get("/en/none/")
    for path in ("/fr/", "/en/cases/", "/staff/", "/login/", "/en/ask/x/"):
        answer = stranger.get(path)
        assert (answer.status_code, answer.content) == (404, first.content)
    assert post(stranger, "/v1/cases", {}).content == b'{"rule": "portal.nothing"}'
    texts = [stranger.get(f"/en/{path}").content.decode() for path in ("", "ask/", "paper/")]
    texts.append(stranger.get("/v1/keys").content.decode())
    for text in texts:
        assert not any(re.search(rf"\b{person.name}\b", text) for person in place.desk.roster.people)


def test_every_answer_carries_the_headers_and_no_cookie(stranger: Client) -> None:
    pages_ = [stranger.get(path) for path in ("/en/", "/none", "/v1/keys")]
    for answer in (*pages_, post(stranger, "/v1/status", {})):
        assert answer["Content-Security-Policy"] == edge.POLICY
        assert answer["Referrer-Policy"] == "no-referrer"
        assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["X-Frame-Options"] == "DENY"
        assert not answer.cookies
    assert "unsafe" not in edge.POLICY
    assert not Session.objects.exists()


# Handing in


def test_a_sealed_demand_is_handed_in(stranger: Client, place: Place) -> None:
    answer = hand_in(stranger, place)
    assert (answer.status_code, answer.content) == (201, b'{"received": true}')
    assert Arrival.objects.get().channel == "portal"
    again = hand_in(stranger, place)
    assert (again.status_code, again.content) == (201, b'{"received": true}')
    assert Case.objects.count() == 1


def test_the_keys_are_the_desks(stranger: Client, place: Place) -> None:
    keys = json.loads(stranger.get("/v1/keys").content)["keys"]
    assert keys == list(keys_of(place.desk, SECRET))
    body = as_json(submission(place.desk), KNOWN)
    body["envelopes"] = body["envelopes"][1:]
    answer = post(stranger, "/v1/submit", body)
    assert (answer.status_code, rule_of(answer)) == (409, "portal.keys")


def changed(body: dict[str, Any]) -> dict[str, Any]:
    wrong: dict[str, Any] = {f"without {name}": {k: v for k, v in body.items() if k != name} for name in body}
    for name in ("envelopes", "sealed"):
        values: tuple[Any, ...] = (None, "", {}, [1], [[]], [{"kind": "x"}], [{}] * 200)
        wrong |= {f"{name} {value!r}": {**body, name: value} for value in values}
    row = body["sealed"][0]
    wrong["bytes that are no text"] = {**body, "sealed": [{**row, "bytes": 7}]}
    wrong["bytes that are no base64"] = {**body, "sealed": [{**row, "bytes": "***"}]}
    wrong["a kind that is none"] = {**body, "sealed": [{**row, "kind": 1}]}
    wrong["an envelope twice"] = {**body, "envelopes": [*body["envelopes"], body["envelopes"][0]]}
    wrong |= {f"lookup {value!r}": {**body, "lookup": value} for value in (None, "", "g" * 64, "a" * 63, ["a"] * 64)}
    wrong |= {f"reply {value!r}": {**body, "reply": value} for value in (None, "age1x", 5)}
    wrong |= {f"claim {value!r}": {**body, "claim": value} for value in (None, [], {"case": {}, "items": []})}
    return wrong


def test_bodies_of_another_form_are_refused_in_one_way_and_leave_nothing(
    stranger: Client, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(LIMITS, "/v1/submit", 1000)
    body = as_json(submission(place.desk), KNOWN)
    answers = {name: post(stranger, "/v1/submit", wrong) for name, wrong in changed(body).items()}
    texts = (" ", "[]", "{", '"a"', '{"a":1,"a":2}', '{"a":NaN}', '{"a":' * 9 + "1" + "}" * 9, b"\xff")
    answers |= {repr(text): post(stranger, "/v1/submit", text) for text in texts}
    for name, answer in answers.items():
        assert (answer.status_code, answer.content) == (400, b'{"rule": "portal.form"}'), name
    assert not Case.objects.exists()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    path=st.sampled_from(POSTED), data=st.binary(max_size=200) | BODIES.map(lambda value: json.dumps(value).encode())
)
def test_no_body_breaks_it(stranger: Client, path: str, data: bytes) -> None:
    answer = post(stranger, path, data)
    assert answer.status_code in {200, 400, 404, 415, 429}


def test_a_full_disk_is_said_before_anything_is_written(
    stranger: Client, place: Place, monkeypatch: pytest.MonkeyPatch, tmp_path: Any, settings: Any
) -> None:
    from dueprocess.adapters.blobs import Blobs
    from dueprocess.operate.home import Home

    settings.HOME = Home(tmp_path)
    place.desk = replace(place.desk, blobs=Blobs(tmp_path))
    monkeypatch.setattr(views, "RESERVE", 1 << 60)
    given_ = as_json(submission(place.desk), KNOWN)
    answer = post(stranger, "/v1/submit", given_)
    assert (answer.status_code, rule_of(answer), answer["Retry-After"]) == (429, "portal.full", "60")
    rest = {name: given_[name] for name in ("envelopes", "lookup", "recipient", "sealed")}
    assert post(stranger, "/v1/answer", {**rest, "parcel": "l-x"}).status_code == 429
    monkeypatch.setattr(views, "RESERVE", 0)
    assert post(stranger, "/v1/submit", given_).status_code == 201
    assert post(stranger, "/v1/answer", {**rest, "parcel": "l-x"}).status_code == 404


# What the law asks for


def test_the_law_that_was_named_says_what_is_missing_with_citation_and_status(stranger: Client) -> None:
    claim = {
        "case": {
            "country": "DE",
            "authority_kind": "police",
            "instruments": ["DE-STPO-100G"],
            "cites_law": True,
            "court_order": "none",
            "issuer": "police",
        },
        "items": [{"kind": "disclosure", "data": ["traffic"], "targets": 1, "target_specified": True}],
    }
    answer = post(stranger, "/v1/check", {"claim": claim, "language": "de"})
    asked = json.loads(answer.content)["asked"]
    assert asked
    for one in asked:
        assert set(one) == {"act", "checked_on", "says", "section", "status"}
        assert one["status"] in set(Status)
        assert one["act"]
        assert one["section"]
    assert any(one["act"] == "StPO" or "Strafprozess" in one["act"] for one in asked)
    assert not Case.objects.exists()
    for language in ("fr", None, 5):
        assert post(stranger, "/v1/check", {"claim": claim, "language": language}).status_code == 400


# Asking


def test_every_code_gets_an_answer_of_one_shape_size_and_work(stranger: Client, place: Place) -> None:
    hand_in(stranger, place)
    other = Official(b"o" * 16)
    hand_in(stranger, place, other)
    seen = []
    for one in (KNOWN, other, NOBODY, Official(b"m" * 16)):
        with CaptureQueriesContext(connection) as queries:
            answer = post(stranger, "/v1/status", {"lookup": one.shown})
        seen.append((answer.status_code, len(answer.content), sorted(answer.headers.items()), len(queries)))
    assert seen[0] == seen[1] == seen[2] == seen[3]
    assert seen[0][:2] == (200, views.ANSWER)
    sealed = base64.b64decode(json.loads(post(stranger, "/v1/status", {"lookup": KNOWN.shown}).content)["sealed"])
    assert KNOWN.reads(sealed)["word"] == "received"
    for one in (other, NOBODY):
        with pytest.raises(crypto.AgeError):
            one.reads(sealed)


def test_what_is_not_yours_is_not_there(stranger: Client, place: Place) -> None:
    hand_in(stranger, place)

    def answers(*parcels: str) -> set[tuple[int, bytes]]:
        bodies = [{"lookup": who.shown, "parcel": one, "start": 0} for who in (KNOWN, NOBODY) for one in parcels]
        return {(one.status_code, one.content) for one in (post(stranger, "/v1/take", body) for body in bodies)}

    assert answers("", "l-none", "l-" + "a" * 24, "x" * 500) == {(404, b'{"rule": "portal.nothing"}')}
    assert answers("l\0", "l\ud800") == {(400, b'{"rule": "portal.form"}')}  # before anything is looked up
    for start in (None, True, "0", 1.5):
        assert post(stranger, "/v1/take", {"lookup": KNOWN.shown, "parcel": "l", "start": start}).status_code == 400
    huge = {"lookup": KNOWN.shown, "parcel": "l", "start": 10**30}
    assert post(stranger, "/v1/take", huge).status_code == 404


def test_a_letter_is_taken(stranger: Client, place: Place) -> None:
    hand_in(stranger, place)
    row = Receipt.objects.get()
    Sealed.objects.create(id="s-1", kind="letter", reader="recipient", hash="0" * 64, bytes=b"12345")
    days = {"left_on": row.made_on, "until": row.until}
    Parcel.objects.create(id="l-1", receipt=row, kind="letter", sealed="s-1", size=5, **days)
    answer = post(stranger, "/v1/take", {"lookup": KNOWN.shown, "parcel": "l-1", "start": 2})
    assert (answer.status_code, answer.content, answer["Content-Type"]) == (200, b"345", "application/octet-stream")


def test_an_answer_is_handed_in(stranger: Client, place: Place) -> None:
    hand_in(stranger, place)
    row = Receipt.objects.get()
    Sealed.objects.create(id="s-1", kind="letter", reader="recipient", hash="0" * 64, bytes=b"12345")
    Parcel.objects.create(
        id="l-1", receipt=row, kind="clarification", sealed="s-1", size=5, left_on=row.made_on, until=row.until
    )
    body = as_json(submission(place.desk), KNOWN)
    body = {name: body[name] for name in ("envelopes", "lookup", "recipient", "sealed")} | {"parcel": "l-1"}
    assert post(stranger, "/v1/answer", {**body, "lookup": NOBODY.shown}).status_code == 404
    assert post(stranger, "/v1/answer", {**body, "envelopes": []}).status_code == 409
    assert post(stranger, "/v1/answer", body).status_code == 201
    assert Arrival.objects.count() == 2


# Limits, and what is kept of a caller


@pytest.mark.parametrize("method", ["put", "delete", "patch", "options", "trace"])
def test_other_methods_are_refused(stranger: Client, method: str) -> None:
    assert getattr(stranger, method)("/v1/status").status_code == 405
    assert stranger.get("/v1/status").status_code == 405
    assert stranger.post("/v1/keys", "{}", content_type="application/json").status_code == 405


def test_lengths_and_media_are_looked_at_before_a_body_is_read(stranger: Client) -> None:
    for length, path, status in (
        (edge.MAX_ASK + 1, "/v1/status", 413),
        (edge.MAX_SUBMIT + 1, "/v1/submit", 413),
        (edge.MAX_SUBMIT + 1, "/en/", 413),
    ):
        answer = stranger.generic("POST", path, b"", content_type="application/json", CONTENT_LENGTH=str(length))
        assert answer.status_code == status
    for length in ("-1", "x", "9" * 13, "\u0661"):
        answer = stranger.generic("POST", "/v1/status", b"", content_type="application/json", CONTENT_LENGTH=length)
        assert answer.status_code == 411
    assert stranger.post("/v1/status", {"lookup": KNOWN.shown}).status_code == 415
    assert post(stranger, "/v1/status", {}, **{"transfer-encoding": "chunked"}).status_code == 411
    assert post(stranger, "/v1/status", {}, **{"sec-fetch-site": "cross-site"}).status_code == 403
    assert post(stranger, "/v1/status", {"lookup": KNOWN.shown}, **{"sec-fetch-site": "same-origin"}).status_code == 200


def test_limits_are_for_all_strangers_together(stranger: Client) -> None:
    answers = []
    while (not answers or answers[-1].status_code == 200) and len(answers) < 3 * LIMITS["/v1/status"]:
        asked = {"lookup": Official(bytes([len(answers) % 256]) * 16).shown}
        answers.append(post(stranger, "/v1/status", asked, **{"x-forwarded-for": f"192.0.2.{len(answers)}"}))
    assert len(answers) > LIMITS["/v1/status"]
    assert (answers[-1].status_code, rule_of(answers[-1]), answers[-1]["Retry-After"]) == (429, "portal.busy", "60")
    assert stranger.get("/en/").status_code == 200


def test_a_bucket_fills_again() -> None:
    bucket = Bucket(2, at=0.0)
    assert [bucket.take(0.0) for _ in range(3)] == [True, True, False]
    assert [bucket.take(30.0), bucket.take(30.0)] == [True, False]
    assert [bucket.take(900.0) for _ in range(3)] == [True, True, False]
    assert Bucket(1).take()


def test_nothing_of_a_caller_is_kept_or_logged(
    stranger: Client, place: Place, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    marks = {
        "x-forwarded-for": "203.0.113.77",
        "x-real-ip": "203.0.113.78",
        "user-agent": "Fuchsbau/7.31 (marker)",
        "referer": "https://intern.polizei.example/akte/4711",
    }
    with caplog.at_level(logging.DEBUG):
        given_ = as_json(submission(place.desk), KNOWN)
        for path, body in (
            ("/v1/submit", given_),
            ("/v1/status", {"lookup": KNOWN.shown}),
            ("/v1/take", {"lookup": KNOWN.shown, "parcel": "l-x", "start": 0}),
            ("/v1/check", {"claim": CLAIM, "language": "en"}),
            ("/v1/submit", "{"),
        ):
            client_answer = stranger.post(
                path,
                body if isinstance(body, str) else json.dumps(body),
                content_type="application/json",
                headers=marks,
                REMOTE_ADDR="203.0.113.79",
            )
            assert client_answer.status_code < 500
    stored = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - our own tables
            stored.append(repr(cursor.fetchall()))
    logged = [one.getMessage() for one in caplog.records if not one.name.startswith("django.db")]
    kept = "\n".join([*stored, *logged, *capfd.readouterr()])
    for mark in (*marks.values(), "203.0.113.79", KNOWN.shown, KNOWN.secret, MARK):
        assert mark not in kept
    assert len(Case.objects.all()) == 1


def test_a_fault_of_ours_says_nothing(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.test import Client

    def breaks(*_: object) -> bytes:
        raise RuntimeError(MARK)

    monkeypatch.setattr(submissions, "status", breaks)
    answer = post(Client(raise_request_exception=False), "/v1/status", {"lookup": KNOWN.shown})
    assert (answer.status_code, answer.content) == (500, b'{"rule": "portal.fault"}')


def test_powers_in_force_are_offered_to_the_states_that_have_them(place: Place) -> None:
    text = pages.page(place.desk, "de", "submit")
    assert re.search(r'value="DE-STPO-100J" data-of="DE"', text)
    assert re.search(r'value="EU-EPOC[\w-]*" data-of="[A-Z ]*PT', text) or place.desk.today.isoformat() < "2026-08-18"
    assert 'data-of="*"' in text
    assert "100j abs 1 stpo" in re.findall(r'value="DE-STPO-100J" data-of="DE" data-cited="([^"]*)"', text)[0]
    order = [text.index(f'value="{one}') for one in ("DE-STPO-100J", "DE-BB-BBGPOLG-33B")]
    order.append(text.index('data-of="*"'))
    assert order == sorted(order), "a state's own powers stand before those of its parts, the Council of Europe's last"


def test_a_service_is_claimed_by_its_class(place: Place) -> None:
    assert re.search(r'<option value="mail" data-class="\w+">mail</option>', pages.page(place.desk, "en", "submit"))
