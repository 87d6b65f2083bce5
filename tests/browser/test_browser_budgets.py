"""What a demand costs two people, from the due list until its letter is queued: every click, key and choice counted."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")

from collections.abc import Iterator

from first_hour import ACCOUNT, Colleague
from small_desk import KNOWN, by_, founded, opened

pytestmark = [pytest.mark.browser, pytest.mark.slow]

TWO = {"aster": "clerk,approver,counsel", "birch": "clerk,approver"}
SENTENCES = ("who", "what.1", "law", "court", "silence")
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

    def press(self, tab: Any, selector: str, key: str = "Space") -> None:
        self.done.append(f"press {key} on {selector}")
        tab.locator(selector).press(key)

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


def reads(hands: Hands, aster: Colleague, case: str, outcome: str, *, law: str = "") -> None:
    """The first person's half: sentences are confirmed, silence answered, an outcome chosen; signed in one look.

    ``law``: the power that a demand must mean which names none.
    """
    aster.go("/")
    hands.click(aster.tab, f".due a[href*='#/case/{case}']")
    vault = aster.vault
    vault.wait_for_selector(".lawful")
    if law:
        hands.press(vault, ".sentence [data-path='instruments']", "Enter")
        hands.type(vault, ".edit input", law)
        hands.press(vault, ".edit button", "Enter")
    for key in SENTENCES:
        hands.press(vault, f".sentences > .sentence[data-key='{key}'] > .tick input")
    vault.wait_for_selector(f".lawful:has-text('{'missing:' if law else 'The law suggests: comply'}')")
    hands.press(vault, f".outcomes input[value='{outcome} ']")
    hands.press(vault, ".silence > .sentence > .tick input")
    hands.press(vault, ".asking:has-text('May we count it?') input[value=yes]")
    if vault.locator(".outcomes label:has(input:checked):has-text('takes two people')").count():
        vault.wait_for_selector(".sticky button:has-text('Sign and pass to birch')")
    else:
        hands.press(vault, ".reply .tick input")
        vault.wait_for_selector(".sticky button:has-text('Sign and send')")
    hands.press(vault, ".sticky button.act", "Enter")
    hands.sign(vault)


def is_quiet(birch: Colleague, case: str) -> None:
    """The letter is queued, and nothing about silence is asked any more."""
    said = birch.go(f"/cases/{case}/")
    assert "letter queued" in said
    assert "say whether we may" not in said


def test_a_subscriber_request_in_order(two: dict[str, Colleague]) -> None:
    aster, birch = two.values()
    case = aster.drop("second.eml")
    hands = Hands()
    reads(hands, aster, case, "comply")
    assert "Waits for you" in birch.go("/")
    assert "waits for birch" in aster.go("/")
    agrees(hands, birch, case)
    assert "You both read the same" in birch.see(birch.vault)
    hands.sign(birch.vault)
    counted("subscriber request in order", 18, hands)
    assert (hands.typed, hands.looks) == ([ACCOUNT], 2)
    is_quiet(birch, case)


def test_a_return_for_correction(two: dict[str, Colleague]) -> None:
    aster, birch = two.values()
    case = aster.drop("order.eml")
    hands = Hands()
    reads(hands, aster, case, "correct", law="DE-STPO-100J")
    counted("return for correction", 18, hands)
    assert hands.looks == 1
    is_quiet(birch, case)


def test_where_two_readings_differ_only_sending_back_is_signed(two: dict[str, Colleague]) -> None:
    aster, birch = two.values()
    case = aster.drop("second.eml")
    reads(Hands(), aster, case, "comply")
    agrees(Hands(), birch, case, account="kr\N{CYRILLIC SMALL LETTER A}nich77@fennel.example")
    vault = birch.vault
    assert "U+0430" in vault.inner_text(".differing")
    assert vault.locator("#sign-title").count() == 0
    vault.check("input[name=reason][value=facts]")
    vault.locator(".back button[type=submit]").press("Enter")
    birch.sign()
    assert "Decide" in aster.go(f"/cases/{case}/")
    assert "reason facts" in aster.go(f"/cases/{case}/history/")
