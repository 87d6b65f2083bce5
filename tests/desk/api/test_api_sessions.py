"""Opening the interface: a note counts once, for five minutes, at this address; strangers learn nothing."""

import datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from api_samples import API, Caller, Place, opened, people, rule, session_note
from dueprocess.desk.api import session_routes
from dueprocess.desk.data.models import Token
from dueprocess.desk.web.tokens import hashed

pytestmark = pytest.mark.django_db
VARY = {"Date", "X-Request-Id"}


def test_a_session_names_the_person_and_is_kept_as_a_hash(place: Place) -> None:
    answer = Caller().post("/v1/session", {"note": session_note(place, "aster")}).json()
    assert (answer["person"], answer["roles"], answer["until"]) == (
        "aster",
        ["clerk", "releaser"],
        "2026-03-09T17:00:00Z",
    )
    row = Token.objects.get()
    assert row.hash == hashed(answer["token"])
    assert answer["token"] not in str(row.__dict__)


def test_every_note_that_opens_nothing_gets_one_answer(place: Place) -> None:
    used = session_note(place, "aster")
    assert Caller().post("/v1/session", {"note": used}).status_code == 200
    old = (place.desk.now - datetime.timedelta(minutes=6)).strftime("%Y-%m-%dT%H:%M:%SZ")
    notes = [
        used,
        session_note(place, "aster", at=old),
        session_note(place, "aster", desk="ab" * 32),
        session_note(place, "aster", origin="https://api.evil.example"),
        session_note(place, "eve"),
        "x",
        "",
        session_note(place, "aster").replace("aster", "birch"),
    ]
    answers = [Caller().post("/v1/session", {"note": note}) for note in notes]
    assert {rule(answer) for answer in answers} == {(403, "session.refused")}
    assert len({answer.content for answer in answers}) == 1


def test_known_and_unknown_names_cost_the_same_work(place: Place, monkeypatch: Any) -> None:
    def by(name: str, signed: str) -> str:
        """A note in which ``name`` stands, signed by somebody whose name has as many letters."""
        return session_note(place, signed).replace(f'"{signed}"', f'"{name}"').replace(f" {signed} ", f" {name} ")

    named = {
        "unknown": session_note(place, "eve"),
        "known, another key": by("dan", "eve"),
        "known, no signature of theirs": session_note(place, "dan").replace('"at"', '"at"', 1)[:-9] + "AAAAAAA=\n",
        "nobody at all": by("zoe", "eve"),
    }
    checked: list[bytes] = []
    real = session_routes.crypto.verify
    monkeypatch.setattr(
        session_routes.crypto,
        "verify",
        lambda key, text, signature: (checked.append(key), real(key, text, signature))[1],
    )
    seen = {}
    for what, note in named.items():
        checked.clear()
        with CaptureQueriesContext(connection) as queries:
            answer = Caller().post("/v1/session", {"note": note})
        headers = sorted((key, value) for key, value in answer.items() if key not in VARY)
        seen[what] = (answer.status_code, headers, answer.content, len(checked), len(queries))
    first = seen["unknown"]
    assert first[0] == 403
    assert first[3] == 1
    assert all(one == first for one in seen.values()), seen


def test_a_note_opens_nothing_again_after_its_session_was_ended_and_swept(place: Place) -> None:
    from dueprocess.desk.web import tokens

    note = session_note(place, "aster")
    answer = Caller().post("/v1/session", {"note": note})
    assert Caller(answer.json()["token"]).delete("/v1/session").status_code == 204
    place.later(minutes=5)
    assert tokens.sweep(place.desk) == 0
    assert rule(Caller().post("/v1/session", {"note": note})) == (403, "session.refused")
    place.later(minutes=6)
    assert tokens.sweep(place.desk) == 1
    assert rule(Caller().post("/v1/session", {"note": note})) == (403, "session.refused")


def test_bad_notes_are_slowed_and_good_ones_are_not(place: Place, monkeypatch: Any) -> None:
    monkeypatch.setattr(session_routes, "MAX_TRIES", 3)
    statuses = [Caller().post("/v1/session", {"note": "x"}).status_code for _ in range(5)]
    assert statuses == [403, 403, 403, 429, 429]
    assert opened(place, "aster").get("/v1/due").status_code == 200


def test_a_person_has_so_many_sessions_and_no_more(place: Place, monkeypatch: Any) -> None:
    monkeypatch.setattr(session_routes, "MAX_OPEN", 2)
    first, _ = opened(place, "aster"), opened(place, "aster")
    answer = Caller().post("/v1/session", {"note": session_note(place, "aster")})
    assert rule(answer) == (429, "session.too-many")
    assert answer["Retry-After"] == "60"
    assert opened(place, "birch")
    del first


def test_a_desk_without_an_address_opens_no_session(place: Place) -> None:
    from dataclasses import replace

    note = session_note(place, "aster")
    place.desk = replace(place.desk, house=replace(place.desk.house, api_address=""))
    assert rule(Caller().post("/v1/session", {"note": note})) == (503, "desk.no-address")
    assert API not in Caller().get("/v1/hello").content.decode()


def test_the_desk_tells_its_whole_chain_of_rosters(place: Place) -> None:
    about = opened(place, "dan").get("/v1/desk").json()
    assert about["roster"]["number"] == 2
    assert [note.split("\n")[0] for note in about["roster"]["notes"]] == ["dueprocess.roster/2"] * 2
    assert about["worker"] == people()["worker"].card().age
    assert about["recovery"] == people()["recovery"].card().age


def test_healthz_has_no_words_and_knows_a_desk_that_does_not_answer(place: Place, settings: Any) -> None:
    assert Caller().get("/healthz").content == b"ok"
    settings.OPEN_DESK = "api_broken.current"
    answer = Caller().get("/healthz")
    assert (answer.status_code, answer.content) == (503, b"")
