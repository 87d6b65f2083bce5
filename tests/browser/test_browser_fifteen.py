"""Each of the story's fifteen letters, worked by two people on its page to the letter queued, or to its own end."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import fifteen_desk
from browser_desk import Practice, own_vault, served
from fifteen_walk import Person, View, Walk

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SHOTS = os.environ.get("TESTS_SHOTS", "")
"""A folder for a picture of each page that somebody works on; none are taken without it."""


@dataclass(frozen=True)
class Kind:
    """A row of the table: what the letter is, what it names, what becomes of it, and how its pages are looked at."""

    number: int
    what: str
    ends: str
    view: View
    accounts: tuple[tuple[int, tuple[str, ...]], ...] = ()
    before: tuple[tuple[str, int], ...] = ()
    """Acts that come before the answer, with their items: ``add``, ``lapse``, ``keep``, ``confirm_all``, ``call``."""
    by_keys: bool = False
    """Both get to each control by the tabulator."""


HERS = "walburga.eibe@fennelmail.example"
TRAFFIC = ("schlehdorn@fennelmail.example", "kontor.weissdorn@fennelmail.example")
N, D = True, True
KINDS = (
    Kind(1, "subscriber request in order", "queued", View(), ((1, ("ottilie.brandt@fennelmail.example",)),)),
    Kind(2, "request without a provision", "queued", View(narrow=N, tongue="de")),
    Kind(
        3,
        "two orders in one letter, three outcomes",
        "queued",
        View(dark=D, tongue="de"),
        ((1, TRAFFIC), (2, ("holunder.post@fennelmail.example",))),
    ),
    Kind(4, "duplicate", "duplicate", View(narrow=N)),
    Kind(5, "no demand", "not_a_demand", View(dark=D, tongue="rtl")),
    Kind(
        6,
        "emergency",
        "queued",
        View(narrow=N, dark=D),
        ((1, (HERS,)), (2, (HERS,))),
        (("keep", 1), ("add", 2), ("call", 0)),
    ),
    Kind(7, "forged emergency", "agreed", View(dark=D)),
    Kind(8, "notice from abroad without a court", "queued", View(tongue="de"), before=(("add", 2),)),
    Kind(9, "onward sharing", "queued", View(narrow=N, dark=D, tongue="de")),
    Kind(10, "warrant of another country", "queued", View(tongue="rtl")),
    Kind(
        11,
        "European production order",
        "queued",
        View(narrow=N, tongue="rtl"),
        ((1, ("joaquim.alecrim@fennelmail.example",)),),
        (("lapse", 2), ("confirm_all", 0), ("call", 0)),
    ),
    Kind(
        12,
        "takedown",
        "queued",
        View(dark=D, tongue="de"),
        ((1, ("https://forum.fennelmail.example/t/48213/p/7",)),),
    ),
    Kind(13, "shutdown by telephone", "queued", View(narrow=N, dark=D, tongue="rtl")),
    Kind(14, "direct access and a capability", "queued", View(narrow=N)),
    Kind(15, "order to keep no record", "agreed", View(narrow=N, dark=D), by_keys=True),
)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Practice]:
    practice = fifteen_desk.founded(tmp_path_factory.mktemp("fifteen"))
    with served(practice.home, practice.ports):
        yield practice


@pytest.fixture(scope="module")
def people(desk: Practice, chromium: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Person]]:
    with own_vault(desk.at("api", ""), tmp_path_factory.mktemp("own")) as address:
        yield {name: Person.opened(desk, chromium, address, name) for name in ("aster", "birch", "cedar")}


def test_each_way_of_looking_is_taken() -> None:
    views = {kind.view for kind in KINDS}
    assert len(views) == 12
    assert [kind.number for kind in KINDS] == list(range(1, 16))


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: f"{kind.number:02}-{kind.what.replace(' ', '-')}")
def test_two_people_work_it_to_its_end_on_its_page(desk: Practice, people: dict[str, Person], kind: Kind) -> None:
    walk = Walk(desk, kind.number, dict(kind.accounts))
    aster, birch, cedar = people.values()
    for person in (aster, birch):
        person.looks(kind.view)
        person.by_keys = kind.by_keys
    if kind.ends in {"duplicate", "not_a_demand"}:
        walk.classifies(aster, kind.ends)
        if walk.now()["says"] != kind.ends:  # a demand was read in it
            walk.says_so_too(birch)
        assert walk.now()["says"] == kind.ends
        return
    for act, item in kind.before:
        if act == "call":
            walk.calls(cedar)
        else:
            getattr(walk, act)(aster, item)
        if act == "lapse":
            walk.seconds(birch)
    aster.opens(walk.case)
    for act, item in kind.before:  # of what ended nobody is asked to read anything
        assert bool(aster.tab.locator(f"[data-paths*='items.{item}.']").count()) == (act != "lapse") or not item
    walk.reads(aster)
    shot(aster, kind, "first")
    assert aster.faults() == []
    walk.answers(aster)
    if walk.waits:
        birch.opens(walk.case)
        shot(birch, kind, "second")
        assert birch.faults() == []
        walk.agrees(birch)
    elif walk.unagreed:
        walk.seconds(birch)
    assert not walk.unagreed
    items = [one for one in walk.now()["items"] if one["decision"] != "ended"]
    told = {item.number: str(item.outcome) for item in walk.chapter.items}
    assert {one["item"]: one["outcome"] for one in items} == told
    assert {one["decision"] for one in items} == {"decided"}
    # What came on paper is answered on paper: somebody prints it, and no worker sends it.
    leaves = "sent" if walk.chapter.channel in {"post", "fax"} else "queued"
    assert {one["letter"] for one in items} == {"none" if kind.ends == "agreed" else leaves}


def shot(person: Person, kind: Kind, who: str) -> None:
    if SHOTS:
        person.tab.screenshot(path=Path(SHOTS) / f"{kind.number:02}-{who}.png", full_page=True)
