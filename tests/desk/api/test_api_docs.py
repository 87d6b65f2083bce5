"""docs/reference/api.md: each route once, and each example is sent and answers as the page says."""

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import composed
from api_samples import Caller, Place, opened, people, session_note, system
from api_samples import found as found_desk
from desk_samples import taken_back
from dueprocess.acts.access import SEES
from dueprocess.adapters.blobs import Blobs
from dueprocess.desk.api.access_table import ROUTES
from dueprocess.desk.data.models import Piece
from dueprocess.desk.services import rosters
from dueprocess.formats.note import signed
from dueprocess.formats.statement import Act
from release_samples import House

SECTION = re.compile(r"^### `(\w+ [^`]+)`\n(.*?)(?=^###? |\Z)", re.MULTILINE | re.DOTALL)
EXAMPLE = re.compile(
    r"^```http\n(\w+) (\S+)\n(.*?)```\n+Answers (\d{3})(?:[^\n]*\n+```json\n(.*?)```)?", re.MULTILINE | re.DOTALL
)


@pytest.fixture(scope="module")
def page(root: Path) -> str:
    return (root / "docs/reference/api.md").read_text()


def values(place: Place, folder: Path) -> dict[str, str]:
    """What stands for the names in braces; the page's examples follow each other."""
    if "well" in [person.name for person in place.desk.roster.people]:
        return release(House(place), folder)
    case = place.arrive()
    aster = opened(place, "aster")
    sealed = aster.get(f"/v1/cases/{case}/material").json()["objects"][0]["id"]
    made = composed.statement(lambda path: aster.get(path).json(), "aster", case, "gate.answer", GATE)
    note = made.sign(*people()["aster"].signer()).decode()
    session = session_note(place, "aster")
    told = {"case": case, "sealed": sealed, "statement note": note, "session note": session}
    return told | itself(place, folder)


def itself(place: Place, folder: Path) -> dict[str, str]:
    """A statement on the desk itself, and a roster that waits."""
    joins = people()["eve"].card().person(("clerk",))
    after = rosters.successor(place.desk.roster, [joins], (), None, place.desk.now)
    place.desk = replace(place.desk, proposed=folder / "roster.pending")
    (folder / "roster.pending").write_text(after.text() + "\n")
    line = signed(after.text(), [people()["aster"].signer()]).signatures[0].line
    note = place.ask("aster", Act.DESK_FREEZE, {}).decode()
    return {"desk note": note, "next roster": after.hash(), "next signature": line}


def release(house: House, folder: Path) -> dict[str, str]:
    house.place.desk = replace(house.place.desk, blobs=Blobs(folder))
    house.case = house.place.ready()
    house.reads("aster")
    house.reads("birch")
    house.grants()
    house.orders()
    sealed = Piece.objects.get(kind="order").sealed
    return {"case": house.case, "production": house.production, "sealed": sealed, "new": "s-" + "q" * 24}


GATE = {"answer": "no", "item": 1, "question": "tell", "until": None}


def fill(text: str, names: dict[str, str], *, quoted: bool) -> str:
    for name, value in names.items():
        text = text.replace(f"{{{name}}}", json.dumps(value)[1:-1] if quoted else value)
    return text


def send(place: Place, route: str, path: str, body: str) -> Any:
    asks = ROUTES[route]
    name = "well" if is_release(route) else "aster"
    who = system(place, asks.scope) if asks.scope and asks.view is None else opened(place, name)
    if route == "POST /v1/desk/roster":
        who = Caller(who.bearer, origin="")  # never from a page that the desk serves
    return who.send(route.split(" ", maxsplit=1)[0], path, json.loads(body) if body.strip() else None)


def is_release(route: str) -> bool:
    return "/evidence" in route or "/v1/productions" in route


def same(example: Any, real: Any, where: str) -> None:
    """The example has the keys and the kinds of values that are really answered; what it cuts ends in …"""
    if isinstance(example, dict) and example:
        assert set(example) == set(real), where
        for key, inner in example.items():
            same(inner, real[key], f"{where}.{key}")
    elif isinstance(example, list) and example and real:
        same(example[0], real[0], f"{where}[0]")
    elif example is not None and real is not None:
        assert type(example) is type(real), where


def test_each_route_has_its_section(page: str) -> None:
    assert [route for route, _ in SECTION.findall(page)] == list(ROUTES)


@pytest.mark.django_db
@pytest.mark.parametrize("releasing", [False, True])
def test_each_example_answers_as_it_says(interface: None, tmp_path: Path, page: str, *, releasing: bool) -> None:
    place = found_desk(releasing=releasing)
    names, waits = values(place, tmp_path), tmp_path / "roster.pending"
    desk, pending = place.desk, waits.read_text() if waits.exists() else ""
    for route, text in SECTION.findall(page):
        if is_release(route) != releasing:
            continue
        found = EXAMPLE.search(text.replace("{ciphertext}\n", ""))
        assert found, route
        method, path, body, status, answered = found.groups()
        assert method == route.split(" ", maxsplit=1)[0]
        with taken_back():
            answer = send(place, route, fill(path, names, quoted=False), fill(body, names, quoted=True))
        assert answer.status_code == int(status), (route, answer.content)
        if answered:
            same(json.loads(answered), answer.json(), route)
        place.desk = desk
        if pending:
            waits.write_text(pending)


def test_who_may_stands_beside_each_route(page: str) -> None:
    for route, text in SECTION.findall(page):
        asks = ROUTES[route]
        said = text.splitlines()[1] if text.startswith("\n") else text.splitlines()[0]
        if asks.view is not None:
            roles = ", ".join(f"`{role}`" for role in sorted(SEES[asks.view]))
            assert f"Session of {roles}" in said, route
        if asks.scope:
            assert f"`{asks.scope}`" in said, route


def test_rules_of_the_interface_are_listed(page: str, root: Path) -> None:
    sources = "".join(one.read_text() for one in sorted((root / "src/dueprocess/desk/api").glob("*.py")))
    used = set(
        re.findall(r'"((?:request|access|docket|token|session|draft|attached|vault|desk|sealed)\.[a-z-]+)"', sources)
    )
    internal = {"session.used", "session.retired-key"}  # told as session.refused
    listed = set(re.findall(r"^\| `([a-z-]+\.[a-z-]+)` \| \d", page, re.MULTILINE))
    files = {"desk.toml"}
    assert used - internal - files == listed


def test_the_page_says_that_authorities_get_no_token(page: str) -> None:
    assert "No token is made for an authority." in page
