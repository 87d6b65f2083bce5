"""A case from its facts to its letter by commands at a served desk: people's keys stay on people's machines."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from served_desk import FACTS, MAILBOX, Served, begun

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.slow
DESKS: dict[str, str] = {}
"""Ids of desks by their address, as colleagues say them."""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    desk = begun(tmp_path_factory.mktemp("far"), MAILBOX.text)
    DESKS[desk.url] = desk.desk_id
    with desk.served():
        yield desk


def far(desk: Served, *args: str, by: str, stdin: str = "") -> str:
    return desk.do(*args, "--desk", desk.url, "--desk-id", DESKS[desk.url], by=by, stdin=stdin)


def test_people_handle_a_case_at_a_served_desk(served: Served) -> None:
    case, facts = served.case, [f"{path}={value}" for path, value in FACTS.items()]
    for name in ("aster", "birch"):
        far(served, "open", case, "--out", f"read-{name}", by=name)
        assert any(file.suffix == ".txt" for file in (served.folder / f"read-{name}").iterdir())
    here = served.run("confirm", case, *facts, by="aster")
    assert (here.returncode, "--desk" in here.stderr) == (2, True)
    assert "a person who read the original confirmed values" in far(served, "confirm", case, *facts, by="aster")
    for name in ("aster", "birch"):
        far(served, "target", case, "--from", "-", by=name, stdin=json.dumps(MAILBOX.target))
    far(served, "gate", case, "admit", "yes", by="cedar")
    assert "was proposed" in far(served, "decide", case, "comply", "--item", "1", by="cedar")
    mine = served.run("approve", case, "--item", "1", "--desk", served.url, by="cedar")
    assert mine.returncode != 0
    done = json.loads(far(served, "approve", case, "--item", "1", "--json", by="birch"))
    assert done["events"] == ["case:decision:approved"]
    assert "Item 1" in far(served, "show", case, by="birch")
    assert json.loads(far(served, "show", case, "--json", by="birch"))["case"] == case
    rows = [json.loads(line) for line in far(served, "due", "--json", by="birch").splitlines()]
    assert {row["case"] for row in rows} >= {case}
    assert case[:10] in far(served, "due", by="birch")
    assert json.loads(far(served, "cases", "--country", "DE", "--json", by="birch"))["case"] == case
    assert case[:10] in far(served, "cases", by="birch")
    told = served.run("letter", case, "--desk", served.url, "--out", "letter.txt", by="aster")
    assert (told.returncode, "comply_notice" in told.stderr) == (0, True), told.stderr
    assert "ZD-12345/26" in (served.folder / "letter.txt").read_text()
    sent = json.loads(far(served, "send", case, "--how", "post", "--json", by="aster"))
    assert (sent["case"], sent["events"][0]) == (case, "case:letter:sent")
