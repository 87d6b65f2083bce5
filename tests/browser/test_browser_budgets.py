"""What a demand costs two people, from the due list until its letter is queued: every click, key and choice counted."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")

from collections.abc import Iterator

from first_hour import ACCOUNT, FACTS, Colleague
from small_desk import KNOWN, by_, founded, opened

pytestmark = [pytest.mark.browser, pytest.mark.slow]

TWO = {"aster": "clerk,approver,counsel", "birch": "clerk,approver"}
LAW = ("DE-STPO-100J", "DE-TTDSG-22")


@dataclass
class Hands:
    """What people did, in their order; what they typed; how often they signed."""

    done: list[str] = field(default_factory=list)
    typed: list[str] = field(default_factory=list)
    looks: int = 0

    def click(self, tab: Any, selector: str) -> None:
        self.done.append(f"click {selector}")
        tab.click(selector)

    def check(self, tab: Any, selector: str) -> None:
        self.done.append(f"check {selector}")
        tab.check(selector)

    def choose(self, tab: Any, selector: str, value: str) -> None:
        self.done.append(f"choose {selector}")
        tab.select_option(selector, value)

    def type(self, tab: Any, selector: str, text: str) -> None:
        self.done.append(f"type {selector}")
        self.typed.append(text)
        tab.fill(selector, text)

    def sign(self, tab: Any) -> None:
        tab.wait_for_selector("#sign-title")
        self.click(tab, ".signing .buttons .act")
        tab.wait_for_selector("text=Signed and done")
        self.looks += 1


TABLE: list[str] = []


@pytest.fixture(scope="module", autouse=True)
def table(request: pytest.FixtureRequest) -> Iterator[None]:
    yield
    plugin = request.config.pluginmanager.get_plugin
    with plugin("capturemanager").global_and_fixture_disabled():
        for row in ("", "case | asked | counted | typed | looks", *TABLE):
            plugin("terminalreporter").write_line(row)


def counted(case: str, most: int, hands: Hands) -> None:
    """The row of a case; fails where it costs more than its budget."""
    TABLE.append(f"{case} | {most} | {len(hands.done)} | {len(hands.typed)} | {hands.looks}")
    assert len(hands.done) <= most, hands.done


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory, chromium: Any) -> Iterator[dict[str, Colleague]]:
    known = (
        KNOWN,
        *(f"dueprocess law sign {rule} --on $(date -u +%F) {by_('aster')}" for rule in LAW),
        f"dueprocess authority verify DE-PI-MOORAU --contact post@moorau.example --how call_back {by_('aster')}",
        f"dueprocess authority confirm DE-PI-MOORAU {by_('birch')}",
    )
    practice = founded(tmp_path_factory.mktemp("two"), TWO, *known)
    with opened(practice, chromium, *TWO) as people:
        for one in people.values():
            one.open_vault()
        yield people


def agrees(hands: Hands, birch: Colleague, case: str, account: str = ACCOUNT) -> None:
    """The second person's half, up to where both answers are compared."""
    birch.go("/")
    hands.click(birch.tab, f".due a[href*='#/case/{case}']")
    birch.vault.wait_for_selector("form.blanks")
    hands.type(birch.vault, "#value-1-1", account)
    hands.check(birch.vault, "input[name=data-1][value=subscriber]")
    hands.choose(birch.vault, "select[id^=asker]", "id DE-PI-MOORAU")
    hands.click(birch.vault, "text=These are my answers")
    birch.vault.wait_for_selector("#sign-title, .differing, .problem")


def test_a_second_person_reads_before_the_first_ones_answers_are_shown(two: dict[str, Colleague]) -> None:
    """aster decides as before; birch's page is what is walked here."""
    aster, birch = two.values()
    case = aster.drop("second.eml")
    aster.confirm(case, {path: value for path, value in FACTS.items() if path != "deadline"})
    aster.act(case, "decision.propose", lambda tab: tab.check("input[name=outcome][value=comply]"))
    birch.go("/")
    assert "Waits for you" in birch.see()
    assert "waits for birch" in aster.go("/")
    hands = Hands()
    agrees(hands, birch, case)
    assert "You both read the same" in birch.see(birch.vault)
    hands.sign(birch.vault)
    assert len(hands.done) <= 7
    said = birch.go(f"/cases/{case}/")
    assert "comply" in said
    assert "letter queued" in said
