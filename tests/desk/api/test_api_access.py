"""Every route of the interface: who may, who may not, a stranger; one answer for whatever is not yours (hazard 2.6)."""

import base64
import secrets
from dataclasses import replace
from typing import Any

import pytest

from api_samples import MORE, Caller, Place, opened, people, rule, system
from desk_samples import ROLES, age_file, taken_back
from dueprocess.acts.access import View, sees
from dueprocess.demand.codes import Role
from dueprocess.desk.api.access_table import OPEN, ROUTES
from dueprocess.desk.api.urls import api
from dueprocess.desk.data.models import Envelope, Token
from dueprocess.desk.web.tokens import HOURS, SYSTEM_SCOPES
from dueprocess.formats.mail_key import PUBLIC, MailKey

PEOPLE = {**ROLES, **MORE}
AGE = base64.b64encode(age_file()).decode()
NOBODYS = {
    "case": "c-" + "a" * 24,
    "sealed": "s-" + "a" * 24,
    "act": "authority.call_back",
    "production": "x-" + "a" * 24,
}
MAIL_KEY = base64.b64encode(
    PUBLIC.encode(MailKey("orders@desk.example", "2026-04-20T09:00:00Z", base64.b64encode(b"x").decode()))
).decode()
AGE_KEY = people()["aster"].card().age
BODIES = {
    "POST /v1/session": {"note": "x"},
    "POST /v1/cases/{case}/would": {
        "acts": [{"act": "authority.call_back", "says": {"how": "call_back", "said": "confirmed"}}]
    },
    "POST /v1/acts": {"note": "x"},
    "POST /v1/desk/acts": {"note": "x"},
    "POST /v1/desk/roster": {"roster": "a" * 64, "signature": ""},
    "POST /v1/cases/{case}/split": {"note": "x", "recipient": "age1", "envelopes": [], "objects": []},
    "POST /v1/cases/{case}/pages": {
        "note": "x",
        "attached": [],
        "item": 1,
        "id": "a" * 32,
        "bound": "c" * 64,
        "until": "2026-09-30",
        "bytes": "",
    },
    "POST /v1/cases/{case}/pages/withdraw": {"note": "x", "attached": [], "pages": []},
    "POST /v1/cases/{case}/forget": {"notes": ["x"]},
    "POST /v1/cases/{case}/purge": {"note": "x"},
    "POST /v1/desk/mail-keys": {"public": MAIL_KEY, "envelopes": []},
    "POST /v1/dockets": {"cases": []},
    "POST /v1/dockets/kept": {"browser": "b-" + "a" * 24, "forgotten": 0},
    "POST /v1/cases/{case}/docket": {"bytes": "QUJD"},
    "POST /v1/envelopes": {"person": "birch", "envelopes": []},
    "POST /v1/cases/{case}/counsel": {"note": "x", "attached": [], "to": "cedar", "envelope": ""},
    "POST /v1/cases/{case}/counsel/answer": {"question": "a" * 64, "sealed": "s-" + "a" * 24, "bytes": AGE},
    "POST /v1/cases/{case}/counsel/invited": lambda: {"token": secrets.token_hex(32)},  # a link is nobody else's
    "POST /v1/deal": {"deal": "a" * 64},
    "POST /v1/deal/share": {"deal": "a" * 64, "share": AGE},
    "POST /v1/invited": {"token": "a" * 64},
    "POST /v1/invited/keys": {"token": "a" * 64, "age": AGE_KEY, "vkey": "x"},
    "POST /v1/invited/answer": {"token": "a" * 64, "question": "a" * 64, "sealed": "s-" + "a" * 24, "bytes": AGE},
    "POST /v1/night/watches": {
        "person": "aster",
        "starts_at": "2026-04-20T17:00:00Z",
        "ends_at": "2026-04-21T09:00:00Z",
    },
    "POST /v1/night/ways": {"person": "aster", "channel": "mail", "address": "no address"},
    "POST /v1/days/absences": {"first": "2026-04-20", "last": "2026-04-24"},
    "POST /v1/days/reminders/{reminder}": {"done": True},
    "POST /v1/cases/{case}/reminders": {"on": "2026-04-20"},
}
# What the routes of these tests answer to somebody who may, where that is not 200.
# A release has its own people and pieces: test_api_releasing.py.
PIECES = "GET /v1/productions/{production}/pieces/{sealed}"
FINE = {
    PIECES: 404,
    "POST /v1/session": 403,
    "POST /v1/acts": 403,
    "POST /v1/desk/acts": 403,
    "POST /v1/desk/roster": 403,
    "DELETE /v1/session": 204,
    "PUT /v1/cases/{case}/objects/{sealed}": 503,  # this desk keeps no files
    "POST /v1/cases/{case}/split": 403,
    "POST /v1/cases/{case}/pages": 403,
    "POST /v1/cases/{case}/pages/withdraw": 403,
    "POST /v1/cases/{case}/forget": 403,
    "POST /v1/cases/{case}/purge": 403,
    "POST /v1/cases/{case}/docket": 422,
    "GET /v1/cases/{case}/receipt": 409,
    "POST /v1/cases/{case}/counsel": 403,
    "POST /v1/cases/{case}/counsel/answer": 409,
    "POST /v1/deal": 404,
    "POST /v1/deal/share": 409,
    "POST /v1/invited": 404,
    "POST /v1/invited/keys": 404,
    "POST /v1/invited/answer": 404,
    "POST /v1/night/watches/{watch}": 409,
    "DELETE /v1/night/watches/{watch}": 409,
    "POST /v1/night/ways": 409,
    "DELETE /v1/night/ways/{way}": 409,
    "POST /v1/night/ways/{way}/test": 409,
    "DELETE /v1/days/absences/{absence}": 409,
    "POST /v1/days/reminders/{reminder}": 409,
}
HIDDEN = [
    route
    for route in ROUTES
    if any(f"{{{name}}}" in route for name in NOBODYS) and "PUT" not in route and FINE.get(route) != 403
]
"""Routes of one thing, where nothing signed comes in."""


def documented() -> set[str]:
    schema: dict[str, Any] = api.get_openapi_schema()
    return {f"{method.upper()} {path}" for path, methods in schema["paths"].items() for method in methods}


def ask(who: Caller, route: str, **ids: str) -> Any:
    method, path = route.split(" ")
    for name, value in ids.items():
        path = path.replace(f"{{{name}}}", value)
    body: Any = BODIES.get(route)
    return who.send(method, path, body() if callable(body) else body)


@pytest.fixture
def things(place: Place) -> dict[str, str]:
    case = place.arrive()
    material = opened(place, "aster").get(f"/v1/cases/{case}/material").json()
    return {
        "case": case,
        "sealed": material["objects"][0]["id"],
        "act": NOBODYS["act"],
        "production": NOBODYS["production"],
        "watch": "w-aaaa",
        "way": "1",
        "absence": "99",
        "reminder": "99",
        "person": "nobody",
    }


@pytest.mark.django_db
def test_each_route_of_the_document_stands_in_the_table_and_no_other(place: Place) -> None:
    assert documented() == set(ROUTES)


@pytest.mark.django_db
def test_may_may_not_stranger(place: Place, things: dict[str, str]) -> None:
    callers = {name: opened(place, name) for name in PEOPLE}
    systems = {scope: system(place, scope) for scope in SYSTEM_SCOPES}
    for route, asks in ROUTES.items():
        with taken_back():
            nobody = ask(Caller(), route, **things).status_code
            assert nobody == (401 if asks is not OPEN else FINE.get(route, 200)), route
            if asks is OPEN:
                continue
            assert rule(ask(Caller("made-up"), route, **things)) == (401, "token.unknown"), route
            for name, roles in PEOPLE.items():
                answer = ask(callers[name], route, **things)
                if asks.view is View.MATERIAL and name == "cedar":  # counsel, who was asked about nothing
                    assert answer.status_code == 404, route
                elif asks.anyone or (asks.view is not None and sees([Role(role) for role in roles], asks.view)):
                    assert answer.status_code == FINE.get(route, 200), (route, name, answer.content)
                else:
                    assert rule(answer) == (403, "access.role"), (route, name)
            for scope in SYSTEM_SCOPES:
                answer = ask(systems[scope], route, **things)
                fine = answer.status_code == 200 if scope == asks.scope else rule(answer) == (403, "token.scope")
                assert fine, (route, scope)


@pytest.mark.django_db
def test_nobody_replaces_an_envelope_that_stands(place: Place) -> None:
    case = place.arrive()
    aster, names = opened(place, "aster"), {"case_id": case, "question": "", "vessel": False}

    def shared(person: str) -> tuple[int, bytes]:
        junk = {"person": person, "envelopes": [{"case": case, "bytes": AGE}]}
        made = aster.post("/v1/envelopes", junk).json()["envelopes"]
        return made, bytes(Envelope.objects.get(person=person, **names).bytes)

    before = bytes(Envelope.objects.get(person="birch", **names).bytes)
    assert shared("birch") == (0, before)
    Envelope.objects.filter(person="birch", **names).delete()
    assert shared("birch") == (1, base64.b64decode(AGE))
    # Whose key is another one than an earlier roster named: what stands may open for nobody.
    first, named = place.desk.rosters[1], place.desk.roster.person("birch")
    assert named is not None
    older = tuple(replace(one, age=people()["dill"].card().age) if one.name == "birch" else one for one in first.people)
    place.desk = replace(place.desk, rosters={**place.desk.rosters, 1: replace(first, people=older)})
    assert shared("birch")[0] == 1


def test_what_there_is_not_and_what_is_not_yours_answer_alike(place: Place, things: dict[str, str]) -> None:
    aster = opened(place, "aster")
    for route in HIDDEN:
        nothing = ask(aster, route, **NOBODYS)
        assert rule(nothing) == (404, "access.not-found"), route
        if ROUTES[route].view == "material" and "{sealed}" in route:
            with taken_back():
                Envelope.objects.filter(person="aster").delete()
                assert ask(aster, route, **things).content == nothing.content, route
        for wrong in ("c-x", "%00", "..", "%2e%2e%2f", "c-" + "A" * 24):
            answer = ask(aster, route, case=wrong, sealed=wrong, act=NOBODYS["act"], production=wrong)
            assert answer.status_code == 404, (route, wrong, answer.content)


@pytest.mark.django_db
def test_every_bearer_that_does_not_hold_gets_one_answer(place: Place) -> None:
    aster, before = opened(place, "aster"), place.desk
    ended = opened(place, "aster")
    assert ended.delete("/v1/session").status_code == 204
    door, row = tokens_of(place, "door")
    bearers = [Caller(), Caller("unknown"), Caller("x" * 5000), ended, door]
    answers = [one.get("/v1/due").content for one in bearers]
    place.later(hours=9)
    answers.append(aster.get("/v1/due").content)
    assert len(set(answers)) == 1, answers
    place.desk = before
    assert aster.get("/v1/due").status_code == 200
    assert row.kind == "door"


def tokens_of(place: Place, kind: str) -> tuple[Caller, Token]:
    from dueprocess.desk.web import tokens

    secret, row = tokens.make(place.desk, kind, "aster")
    return Caller(secret), row


@pytest.mark.django_db
def test_a_session_ends_with_the_key_and_with_the_place_on_the_roster(place: Place) -> None:
    aster = opened(place, "aster")
    Token.objects.filter(person="aster").update(name="00000000")
    assert rule(aster.get("/v1/due")) == (401, "token.unknown")
    birch = opened(place, "birch")
    Token.objects.filter(person="birch").update(person="eve")
    assert rule(birch.get("/v1/due")) == (401, "token.unknown")


@pytest.mark.django_db
def test_systems_get_no_particulars_and_no_token_is_for_an_authority(place: Place, things: dict[str, str]) -> None:
    everything = system(place, *SYSTEM_SCOPES)
    answered = {route for route in ROUTES if ask(everything, route, **things).status_code == 200}
    assert answered - {"GET /healthz", "GET /v1/hello"} == {"GET /metrics", "GET /v1/due", "GET /v1/cases"}
    assert set(HOURS) == {"session", "door", "system"}
    assert set(SYSTEM_SCOPES) == {"due", "cases", "arrive", "health"}
