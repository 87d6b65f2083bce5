"""What the document allows, tried with a session, a system's token and none: no fault, no other shape of refusal."""

import json
import os
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api_samples import Caller, Place, opened, system

OCTETS = "application/octet-stream"
EACH = 200 if os.environ.get("HYPOTHESIS_PROFILE") == "soak" else 12
ROUTES_OF_A_SESSION = 8  # a person has 40 open at most
INVITED = {f"POST /v1/invited{way}" for way in ("", "/keys", "/answer")}
DEALS = {"POST /v1/deal", "POST /v1/deal/share"}  # of a program that has no key
OPEN = {"GET /healthz", "GET /v1/hello", "POST /v1/session"} | INVITED | DEALS


def document() -> dict[str, Any]:
    from django.test import override_settings

    from dueprocess.desk.api.urls import api

    with override_settings(ROOT_URLCONF="dueprocess.desk.api.urls"):
        made: dict[str, Any] = json.loads(json.dumps(api.get_openapi_schema(path_prefix=""), default=str))
    return made


DOCUMENT = document()
OPERATIONS = {
    f"{method.upper()} {path}": operation
    for path, methods in DOCUMENT["paths"].items()
    for method, operation in methods.items()
}

WORDS = st.text(max_size=20)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


ACTS = st.sampled_from(["decision.propose", "note.add", "case.close", "case.merge", "law.sign", "x"])
SAYS = st.dictionaries(st.sampled_from(["item", "outcome", "ground", "lines", "into", "x"]), JSON, max_size=5)


def body_of(route: str) -> st.SearchStrategy[Any]:
    """Objects with the keys of the route's body and values that are right, or anything; or no object at all."""
    if OCTETS in OPERATIONS[route]["requestBody"]["content"]:
        return st.binary(max_size=200) | st.binary(max_size=200).map(lambda rest: b"age-encryption.org/v1\n" + rest)
    name = OPERATIONS[route]["requestBody"]["content"]["application/json"]["schema"]["$ref"].rsplit("/", 1)[1]
    schema = DOCUMENT["components"]["schemas"][name]
    right = {
        "note": st.text(max_size=80),
        "roster": st.just("a" * 64),
        "signature": st.text(max_size=80),
        "token": st.just("a" * 64) | WORDS,
        "deal": st.just("a" * 64) | WORDS,
        "age": st.just("age1" + "q" * 58) | WORDS,
        "vkey": WORDS,
        **dict.fromkeys(("phone", "night"), st.from_regex(r"(\+[1-9][0-9]{4,14})?", fullmatch=True)),
        **dict.fromkeys(("envelope", "question", "sealed"), WORDS),
        **dict.fromkeys(("contact", "source", "share", "name", "key", "line", "card", "bytes"), WORDS),
        **dict.fromkeys(("recipient", "address", "to"), WORDS),
        **dict.fromkeys(("person", "deputy"), st.sampled_from(["aster", "birch", "nobody", "recovery"])),
        "item": st.integers(0, 100),
        "id": st.just("a" * 32),
        **dict.fromkeys(("until", "first", "last", "on"), st.sampled_from(["2026-09-30", "2026-02-31", "soon"])),
        "done": st.booleans(),
        "pages": st.lists(st.just({"id": "a" * 32, "word": "b" * 32}), max_size=2),
        "bound": st.just("c" * 64),
        "notes": st.lists(st.text(max_size=40), max_size=2),
        "kind": st.sampled_from(["letter", "correction", "production"]),
        "envelopes": st.lists(st.fixed_dictionaries({"case": st.just("c-" + "a" * 24), "bytes": JSON}), max_size=2)
        | st.lists(st.fixed_dictionaries({"person": st.just("birch"), "bytes": JSON}), max_size=2),
        "objects": st.lists(st.fixed_dictionaries({"id": st.just("s-" + "a" * 24), "kind": JSON}), max_size=2),
        "starts_at": st.sampled_from(["2026-04-20T17:00:00Z", "2026-13-41T25:00:00Z", "2026-04-20T17:00+99:99"]),
        "ends_at": st.sampled_from(["2026-04-21T09:00:00Z", "2026-04-21T09:00"]),
        "rank": st.integers(-1, 12),
        "channel": st.sampled_from(["mail", "webhook", "x"]),
        "cases": st.lists(st.just("c-" + "a" * 24), max_size=2),
        "browser": st.sampled_from(["b-" + "a" * 24, "b-b"]),
        "forgotten": st.integers(-1, 12),
        "page": st.text(max_size=20),
        "call": st.text(max_size=20),
        "acts": st.lists(st.fixed_dictionaries({"act": ACTS, "says": SAYS}), max_size=3),
        "asked": st.lists(st.fixed_dictionaries({"act": ACTS, "item": JSON}), max_size=3),
        "letter": st.none() | st.fixed_dictionaries({}, optional={"items": JSON, "kind": st.just("objection")}),
        "public": WORDS,
        "words": st.text(max_size=20),
        "attached": st.lists(st.fixed_dictionaries({"id": st.just("s-" + "a" * 24), "bytes": JSON}), max_size=2),
    }
    assert set(schema["properties"]) <= set(right), route
    keys = {key: right[key] | JSON for key in schema["properties"]}
    return st.fixed_dictionaries({}, optional=keys) | JSON


def address_of(route: str, case: str) -> st.SearchStrategy[tuple[str, dict[str, str]]]:
    """Addresses and queries of a route: parameters that are right, and others."""
    ids = st.sampled_from([case, "s-" + "a" * 24, "f-" + "a" * 24]) | st.text(min_size=1, max_size=12)
    values = st.text(max_size=12) | st.integers().map(str) | st.sampled_from(["true", "DE", "1,2", "de", "objection"])
    listed = OPERATIONS[route].get("parameters", [])
    inside = st.fixed_dictionaries({one["name"]: ids for one in listed if one["in"] == "path"})
    beside = st.fixed_dictionaries({}, optional={one["name"]: values for one in listed if one["in"] == "query"})
    path = route.split(" ")[1]
    return st.tuples(inside.map(lambda parts: path.format(**{k: quote(v, safe="") for k, v in parts.items()})), beside)


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["session", "system", "nobody"])
def test_no_request_makes_a_fault(place: Place, who: str) -> None:
    case = place.arrive()
    callers = {
        "session": lambda: opened(place, "aster"),
        "system": lambda: system(place, "due", "cases", "health"),
        "nobody": Caller,
    }
    caller = callers[who]()
    for number, route in enumerate(OPERATIONS, 1):
        _try(caller, route, case, closed=who == "nobody" and route not in OPEN)
        if number % ROUTES_OF_A_SESSION == 0 or route == "DELETE /v1/session":
            caller = callers[who]()


def _try(caller: Caller, route: str, case: str, *, closed: bool) -> None:
    bodies = body_of(route) if "requestBody" in OPERATIONS[route] else st.none()

    @settings(max_examples=EACH, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(address=address_of(route, case), body=bodies)
    def tried(address: tuple[str, dict[str, str]], body: object) -> None:
        octets = isinstance(body, bytes)
        data = body if octets else json.dumps(body).encode() if "requestBody" in OPERATIONS[route] else b""
        media = OCTETS if octets else "application/json"
        answer = caller.client.generic(
            route.split(" ", maxsplit=1)[0], address[0], data, content_type=media, query_params=address[1]
        )
        assert answer.status_code != 500, (route, answer.content)
        if answer.status_code >= 400:
            assert set(json.loads(answer.content)) == {"error"}, (route, answer.content)
            assert str(answer.status_code) in OPERATIONS[route]["responses"], (route, answer.status_code)
        if closed:
            assert answer.status_code in {401, 404, 415}, (route, answer.content)

    tried()
