"""What a release costs two people from the agreed decision until it is handed over, beside the way outside the desk."""

from __future__ import annotations

import datetime
import json
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")

from test_browser_budgets import Hands, printed
from test_browser_release import (
    FACTS,
    PHONE,
    RECORD,
    TARGET,
    House,
    Person,
    arrived,
    by_two_and_words,
    founded,
    local_vault,
    made_ready,
)

from accessibility import violations
from browser_desk import Vault, second_reads

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.soak,
    pytest.mark.skipif(shutil.which("faketime") is None, reason="faketime is not installed: a hold lasts a day"),
]

TWO = {"aster": "clerk,approver,releaser", "birch": "clerk,approver,releaser"}
MOST = 10
"""Clicks of both people together; what they type is told apart."""
TABLE: list[str] = []


@pytest.fixture(scope="module", autouse=True)
def table(request: pytest.FixtureRequest) -> Iterator[None]:
    yield
    printed(request, "subscriber data of one account | clicks | typed | commands | signed", *TABLE)


def ahead(by: float) -> str:
    """A browser whose clock is so many seconds on, as those of the desk and of the machine are."""
    return f"const real = Date.now.bind(Date); Date.now = () => real() + {by} * 1000;"


def row(name: str, hands: Hands, commands: int = 0) -> None:
    TABLE.append(f"{name} | {len(hands.done)} | {len(hands.typed)} | {commands} | {hands.looks}")


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> House:
    return founded(tmp_path_factory.mktemp("small"), TWO)


def opened(house: House, chromium: Any, address: str, *scripts: str) -> dict[str, Person]:
    """Both at their own machine."""
    people = {}
    for name in TWO:
        context = chromium.new_context(viewport={"width": 1280, "height": 1000}, accept_downloads=True)
        for script in scripts:
            context.add_init_script(script)
        people[name] = Person(house, name, Vault(house.practice, context, address))
    return people


def decided(house: House, aster: Person, birch: Person) -> None:
    """Read by both, proposed by aster, agreed to by birch, whose page says then what follows."""
    aster.window.go(f"/case/{house.case}", ".face")
    aster.confirms(FACTS)
    aster.reads(TARGET)
    aster.signs("decision.propose", outcome="comply")
    tab = birch.window.tab
    birch.window.go(f"/case/{house.case}", "form.blanks")
    second_reads(tab, TARGET, "subscriber", "id DE-BKA")
    birch.sign()
    tab.wait_for_selector(".onward .next a")


def waits(person: Person, title: str) -> str:
    """The vault's first page, as it stands after unlocking: the line of what waits for this person."""
    person.window.go("/", ".cases")
    line = f".due a:has-text('{title}')"
    person.window.tab.wait_for_selector(line)
    assert violations(person.window.tab) == []
    return line


def test_a_release_costs_two_people_ten_clicks_and_no_more_than_giving_outside(
    small: House, chromium: Any, tmp_path: Path
) -> None:
    hands = Hands()
    with small.served(), local_vault(small, tmp_path) as address:
        people = opened(small, chromium, address)
        aster, birch = people.values()
        for one in (aster, birch):
            one.window.unlock(one.name)
            by_two_and_words(small, one)
        decided(small, aster, birch)
        # The page of the agreed decision offers the release first; the other way stands behind it.
        offers = birch.window.tab.locator(".onward .next a").all_inner_texts()
        assert offers == ["Order the data from the extraction host", "It goes another way, outside the desk"]
        agreed(hands, small, aster, birch)
        assert [one.window.faults for one in people.values()] == [[], []]
        holds(tmp_path, 2)
    small.ahead = "+25h"
    with small.served(), local_vault(small, tmp_path) as address:
        aster = opened(small, chromium, address, ahead(25 * 3600))["aster"]
        aster.opens_by_words()
        finishes(hands, aster)
        row("release", hands)
        sent = next((tmp_path / "released").iterdir())
        assert sorted(one.name for one in sent.iterdir()) == [
            "certificate.txt.p7m",
            "manifest.json.p7m",
            "part-0001.tar.p7m",
        ]
    small.ahead = ""
    assert (len(hands.done) <= MOST, hands.typed) == (True, []), hands.done
    outside, commands = given_outside(small, chromium, tmp_path)
    row("given outside", outside, len(commands))
    # A command costs at least what is typed into it: the case, the item, the file, the way and why.
    assert len(hands.done) <= len(outside.done) + sum(len(one) for one in commands)


def agreed(hands: Hands, house: House, aster: Person, birch: Person) -> None:
    """From the page of the agreed decision to two agreements on the same: order, host, the one, the other."""
    hands.click(birch.window.tab, ".onward .next a.act")
    hands.sign(birch.window.tab)
    made_ready(house)
    hands.click(aster.window.tab, waits(aster, "Agree to the release"))
    hands.click(aster.window.tab, "text=Agree: show what I sign")
    hands.sign(aster.window.tab)
    hands.click(birch.window.tab, waits(birch, "Agree to the release"))
    hands.sign(birch.window.tab)


def holds(at_home: Path, many: int) -> None:
    """Until the vault of each of so many people has looked, as it does each minute while it runs: its hold begins."""
    for _ in range(240):
        seen = [json.loads(one.read_text()).get("saw") for one in at_home.rglob("shares/*/desk")]
        if len([one for one in seen if one]) == many:
            return
        time.sleep(0.5)
    pytest.fail(f"{seen}")


def finishes(hands: Hands, aster: Person) -> None:
    """After the hold; the vault that birch left open hands over at its next look."""
    tab = aster.window.tab
    for _ in range(90):
        line = waits(aster, "Release to the recipient")
        tab.click(line)
        tab.wait_for_selector("text=Everything was checked on this machine")
        if tab.locator("text=Finish: put the shares together").count():
            break
        tab.wait_for_timeout(500)
    else:
        pytest.fail(tab.inner_text("body"))
    hands.done.append(f"click {line}")
    hands.click(tab, "text=Finish: put the shares together")
    hands.sign(tab)


def given_outside(house: House, chromium: Any, at_home: Path) -> tuple[Hands, list[list[str]]]:
    """The same demand, given by two people outside the desk: what they click, and the commands that they type."""
    house.case = arrived(house)
    hands = Hands()
    (house.folder / "answer.csv").write_text("name\nKim Kaya\n")
    with house.served(), local_vault(house, at_home) as address:
        people = opened(house, chromium, address)
        aster, birch = people.values()
        for one in (aster, birch):
            one.opens_by_words()
        decided(house, aster, birch)
        desk = ("--desk", house.url)
        first = ["outside", "propose", house.case, "--item", "1", "--how", "authority-portal", "--why", "no-host"]
        second = ["outside", "approve", house.case, "--item", "1"]
        file = ["--file", "answer.csv"]
        house.do(*first, *file, *desk, by="aster")
        house.do(*second, *file, *desk, by="birch")
        tab = aster.window.tab
        hands.click(tab, waits(aster, "Record that it left outside the desk"))
        hands.check(tab, "input[name=how][value=authority_portal]")
        hands.type(tab, "input[name=on]", datetime.datetime.now(datetime.UTC).date().isoformat())
        hands.click(tab, "text=Show what I sign")
        hands.sign(tab)
        return hands, [first[2:], [*second[2:], *file]]


class Clock:
    """The hours of a walk: desk, machines and browsers go by it; what was done is printed with its hour."""

    def __init__(self, house: House) -> None:
        self.house, self.ahead = house, 0.0

    def at(self, moment: datetime.datetime) -> None:
        self.ahead = (moment - datetime.datetime.now(datetime.UTC)).total_seconds()
        self.house.ahead = f"{self.ahead:+.0f}"

    def tell(self, what: str, clicks: int | None = None) -> None:
        now = datetime.datetime.now(datetime.UTC) + datetime.timedelta(seconds=self.ahead)
        TABLE.append(f"  {now:%a %H:%M} | {what}" + ("" if clicks is None else f" | clicks so far {clicks}"))


def friday() -> datetime.datetime:
    """The next Friday at 23:50, an hour away at least."""
    day = datetime.datetime.now(datetime.UTC).replace(hour=23, minute=50, second=0)
    while day.weekday() != 4 or day < datetime.datetime.now(datetime.UTC) + datetime.timedelta(hours=1):
        day += datetime.timedelta(days=1)
    return day


def reads_and_says(house: House, tmp_path: Path) -> None:
    """aster at her laptop reads it and confirms what the demand says: an emergency."""
    desk = ("--desk", house.url)
    house.do("open", house.case, "--out", str(tmp_path / "read"), *desk, by="aster")
    house.do("classify", house.case, "new-case", *desk, by="aster")
    said = {name: one[0] if isinstance(one, list) else one for name, one in (FACTS | {"emergency": True}).items()}
    values = [f"{name}={str(one).lower() if isinstance(one, bool) else one}" for name, one in said.items()]
    house.do("confirm", house.case, *values, *desk, by="aster")


def test_an_emergency_at_ten_to_midnight_on_a_friday(
    tmp_path_factory: pytest.TempPathFactory, chromium: Any, tmp_path: Path
) -> None:
    """Two at home; the third has a telephone only until she reaches a laptop, and the office no program to open it."""
    house = founded(tmp_path_factory.mktemp("friday"), TWO | {"cedar": "counsel"}, key=False)
    clock, hands, night = Clock(house), Hands(), friday()
    TABLE.append("an emergency on a Friday night:")
    with house.served(), local_vault(house, tmp_path) as address:  # the keys were made ready on some quiet day
        for one in opened(house, chromium, address).values():
            one.window.unlock(one.name)
            by_two_and_words(house, one)
    clock.at(night)
    house.case = arrived(house)
    clock.tell("the order arrives; aster and birch are paged at home, cedar has a telephone only")
    with house.served(), local_vault(house, tmp_path) as address:
        people = opened(house, chromium, address, ahead(clock.ahead))
        aster, birch = people.values()
        for one in people.values():
            one.opens_by_words()
        reads_and_says(house, tmp_path)
        aster.window.go(f"/case/{house.case}", ".face")
        aster.reads(TARGET)
        clock.tell("aster has read it, birch waits; cedar rings the office on the number that two people verified")
        early = house.run("decide", house.case, "comply", "--item", "1", "--desk", house.url, by="aster")
        assert "authority.no-call-back" in early.stderr, early  # nothing is granted before somebody rang
    clock.at(night + datetime.timedelta(minutes=45))
    with house.served(), local_vault(house, tmp_path) as address:
        people = opened(house, chromium, address, ahead(clock.ahead))
        aster, birch = people.values()
        for one in people.values():
            one.opens_by_words()
        called = ("call-back", house.case, "--how", "call-back", "--said", "confirmed", "--phone", PHONE)
        desk_id = json.loads(house.do("roster", "show", "--json"))["desk"]
        house.do(*called, "--desk", house.url, "--desk-id", desk_id, by="cedar")
        clock.tell("cedar reaches a laptop and signs that the office confirmed it")
        aster.signs("decision.propose", outcome="comply")
        birch.window.go(f"/case/{house.case}", "form.blanks")
        second_reads(birch.window.tab, TARGET, "subscriber", "id DE-BKA")
        birch.sign()
        birch.window.tab.wait_for_selector(".onward .next a")
        clock.tell("aster proposed, birch agreed: decided", 0)
        agreed(hands, house, aster, birch)
        clock.tell("ordered, made ready, agreed to by both; the hold of 30 minutes runs", len(hands.done))
        holds(tmp_path, 2)
    clock.at(night + datetime.timedelta(minutes=80))
    with house.served(), local_vault(house, tmp_path) as address:
        aster = opened(house, chromium, address, ahead(clock.ahead))["aster"]
        aster.opens_by_words()
        finishes(hands, aster)
        words = aster.window.tab.locator("code.words").first.inner_text()
        clock.tell("aster finished it, sends one file, and reads the words out on the telephone", len(hands.done))
    (file,) = next((tmp_path / "released").iterdir()).iterdir()
    assert RECORD.strip() in office_opens(chromium, file, words)
    clock.tell("the office opened it in a browser, offline", len(hands.done))
    assert (len(hands.done) <= MOST, hands.typed) == (True, []), hands.done


def office_opens(chromium: Any, file: Path, words: str) -> str:
    """An official's browser, from the disk and without a network: what it shows."""
    context = chromium.new_context(offline=True)
    tab = context.new_page()
    tab.goto(file.as_uri())
    tab.fill("#words", words.replace("-", " "))
    tab.press("#ask button", "Enter")
    tab.wait_for_selector("#opened:not([hidden])")
    shown = str(tab.inner_text("#opened"))
    assert "ECHTHEITSBESCHEINIGUNG" in shown
    context.close()
    return shown
