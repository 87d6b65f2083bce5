"""The interface in this process: a founded desk, sessions of its people, tokens of its systems."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.test import Client

from desk_samples import Place, people, signed
from dueprocess.adapters import crypto
from dueprocess.desk.services import rosters
from dueprocess.desk.services.desk import Desk
from dueprocess.desk.services.house import House
from dueprocess.desk.web import tokens
from dueprocess.formats.session import Opening

API, VAULT, STAFF = "https://api.desk.example", "https://vault.desk.example", "https://desk.example"
HOUSE = House(
    "Fennel Mail",
    "DE",
    "Europe/Berlin",
    languages=("de", "en"),
    contact="legal@fennel.example",
    place="Berlin",
    api_address=API,
    vault_address=VAULT,
    staff_address=STAFF,
)
MORE = {"fir": ("auditor",), "gorse": ("operator",)}
SEALED = crypto.encrypt(b"a part", [crypto.new_case_key()[1]])
_now: list[Place] = []


def current() -> Desk:
    """What settings.OPEN_DESK names in these tests."""
    return _now[0].desk


def found(*, releasing: bool = False, more: Mapping[str, tuple[str, ...]] | None = None) -> Place:
    """The desk of desk_samples with an auditor and an operator beside its people, and ``more``."""
    place = Place.found(releasing=releasing)
    joins = {**MORE, **(more or {})}
    before = place.desk.roster
    joining = [people()[name].card().person(roles) for name, roles in joins.items()]
    after = rosters.successor(before, joining, (), None, place.desk.now)
    rosters.enter(after, signed(after), place.desk.now)
    place.desk = replace(place.desk, now=max(place.desk.now, after.effective))  # a new extraction host waits 72 hours
    place.desk = replace(place.desk, roster=after, rosters={1: before, 2: after}, house=HOUSE)
    _now[:] = [place]
    return place


class Caller:
    """Somebody's client."""

    def __init__(self, bearer: str = "", origin: str = VAULT) -> None:
        headers = {"Origin": origin} if origin else {}
        if bearer:
            headers["Authorization"] = f"Bearer {bearer}"
        self.bearer, self.client = bearer, Client(raise_request_exception=False, headers=headers)

    def get(self, path: str, **query: Any) -> Any:
        return self.client.get(path, query)

    def post(self, path: str, body: object) -> Any:
        return self.client.post(path, json.dumps(body), content_type="application/json")

    def put(self, path: str, data: bytes, media: str = "application/octet-stream") -> Any:
        return self.client.put(path, data, content_type=media)

    def delete(self, path: str) -> Any:
        return self.client.delete(path)

    def send(self, method: str, path: str, body: object = None) -> Any:
        if method == "POST":
            return self.post(path, {} if body is None else body)
        if method == "PUT":
            return self.put(path, SEALED)
        return getattr(self.client, method.lower())(path)


def session_note(place: Place, by: str, nonce: str = "", **changes: Any) -> str:
    desk = place.desk
    fine = Opening(
        at=desk.now.strftime("%Y-%m-%dT%H:%M:%SZ"),
        by=by,
        desk=desk.roster.desk_id,
        nonce=nonce or desk.random(16).hex(),
        origin=API,
    )
    return replace(fine, **changes).sign(*people()[by].signer()).decode()


def opened(place: Place, by: str) -> Caller:
    """A client with a session."""
    answer = Caller().post("/v1/session", {"note": session_note(place, by)})
    assert answer.status_code == 200, answer.content
    return Caller(answer.json()["token"])


def system(place: Place, *scopes: str) -> Caller:
    """A system of the provider's own."""
    secret, _ = tokens.make(place.desk, "system", "gorse", name="ticketing", scopes=scopes)
    return Caller(secret, origin="")


def rule(answer: Any) -> tuple[int, str]:
    """Status and rule of a refusal; its shape is checked."""
    error = answer.json()["error"]
    assert set(answer.json()) == {"error"}
    assert set(error) == {"rule", "says", "do"}
    assert error["says"]
    return answer.status_code, error["rule"]
