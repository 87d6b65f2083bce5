"""Who signed what, in one's own vault: two strike a thief's statement out, and another history is accepted by voice."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from test_browser_itself import press, shoot, sign
from test_browser_release import House, founded

from accessibility import violations
from browser_desk import Vault, own_vault

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.soak]

FOLLOWED = """to => {
  const a = document.createElement('a');
  document.body.prepend(Object.assign(a, { href: to, id: 'go', textContent: 'go' }));
}"""
PEOPLE = {"aster": "clerk,releaser", "birch": "approver,releaser", "cedar": "counsel,releaser", "dan": "clerk"}
# Each test begins where the one before it ended: files of one desk run in their order.


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> House:
    return founded(tmp_path_factory.mktemp("history"), PEOPLE, key=False)


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Home of whoever runs the vault."""
    return tmp_path_factory.mktemp("own")


@pytest.fixture(scope="module")
def local(house: House, own: Path) -> Iterator[str]:
    """A ``dueprocess vault`` of one's own, and the desk served beside it."""
    with house.served(), own_vault(house.url, own) as address:
        yield address


@contextlib.contextmanager
def at(house: House, chromium: Any, local: str, name: str, **how: Any) -> Iterator[Any]:
    """Somebody's window, unlocked."""
    context = chromium.new_context(**{"viewport": {"width": 1280, "height": 1000}, **how})
    context.set_default_timeout(60_000)
    window = Vault(house.practice, context, local)
    window.unlock(name)
    yield window.tab
    assert window.faults == []
    context.close()


def opens(tab: Any, page: str) -> None:
    """Follow an address inside the window: a person clicks, and is asked nothing."""
    tab.evaluate(FOLLOWED, page)
    tab.click("#go")
    tab.evaluate("() => document.getElementById('go').remove()")


def notes(tab: Any, case: str, words: str) -> str:
    opens(tab, f"#/note/{case}")
    tab.fill("#note", words)
    tab.locator("form button.act").press("Enter")
    tab.wait_for_selector("#sign-title")
    tab.evaluate("for (const one of document.querySelectorAll('.signing details:not(.exact)')) one.open = true")
    return sign(tab)


def test_what_a_thief_signed_is_found_and_struck_out(house: House, chromium: Any, local: str) -> None:
    with at(house, chromium, local, "dan") as tab:
        said = notes(tab, house.case, "I was here")
        assert "Give the case a key of the house" in said
        assert "Sealed anew\nOriginal" in said
        assert "aster, birch, dan, and the recovery key" in said.replace("cedar, ", "")
        before_exact = said.split("The exact text that is signed")[0]
        assert "age1" not in before_exact
        opens(tab, "#/desk")
        press(tab, "Retire the own key: show what I sign")
        tab.wait_for_selector("#sign-title")
        tab.locator(".buttons .act").press("Enter")
        tab.wait_for_selector("text=Ask two others to strike out what the thief signed")

    with at(house, chromium, local, "aster") as tab:
        tab.locator("a[href='#/desk']").press("Enter")
        tab.locator("a[href='#/history/desk']").press("Enter")
        tab.wait_for_selector("h1:text-is('Who signed what on the desk itself')")
        assert violations(tab) == []
        press(tab, "Find what it signed on cases")
        tab.locator(".result .plainlist a").press("Enter")
        tab.wait_for_selector("h1:text-is('Who signed what')")
        shown = tab.inner_text("main")
        assert "Signed with a key that was retired since" in shown
        assert "dan retired the key" in shown
        assert violations(tab) == []
        shoot(tab, "history")
        press(tab, "Strike it out: show what I sign")
        tab.wait_for_selector("#sign-title")
        assert violations(tab) == []
        said = sign(tab)
        assert "A second person, not dan" in said
        assert "gives it another" in said
        tab.locator("a:text-is('Back to who signed what')").press("Enter")
        tab.wait_for_selector("text=You struck it out. A second person signs the same.")


def test_a_second_person_strikes_it_out_on_a_telephone_in_german(house: House, chromium: Any, local: str) -> None:
    narrow = {"viewport": {"width": 360, "height": 780}, "locale": "de-DE"}
    with at(house, chromium, local, "birch", **narrow) as tab:
        opens(tab, f"#/history/{house.case}")
        tab.wait_for_selector("h1:text-is('Wer hat was unterschrieben')")
        assert "aster hat sie gestrichen. Sie wären die zweite Person." in tab.inner_text("main")
        assert violations(tab) == []
        assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")
        press(tab, "Streichen: zeigen, was ich unterschreibe")
        assert "Sobald Sie unterschreiben, gibt sie nichts mehr" in sign(tab)
        tab.locator("a:text-is('Zurück zu: Wer hat was unterschrieben')").press("Enter")
        tab.wait_for_selector("summary:has-text('Alles, was unterschrieben wurde')")
        assert "Gestrichen von aster, birch" in tab.inner_text("main")


def test_the_case_gets_another_key_and_what_was_written_under_the_first_stays(
    house: House, chromium: Any, local: str
) -> None:
    with at(house, chromium, local, "aster") as tab:
        said = notes(tab, house.case, "we go on")
        assert "the key that was given before" in said
    with at(house, chromium, local, "birch") as tab:  # their machine compares, and the case opens with both notes
        said = notes(tab, house.case, "I am the second")
        assert "Compare what was sealed anew with what came" in said
        opens(tab, f"#/case/{house.case}")
        tab.wait_for_selector("button:text-is('Note 3')")


def test_another_history_is_accepted_by_the_words_of_a_colleague(
    house: House, chromium: Any, local: str, own: Path
) -> None:
    with at(house, chromium, local, "birch") as tab:
        opens(tab, f"#/history/{house.case}")
        tab.click('summary:has-text("A colleague\'s machine refuses this history")')
        words = tab.inner_text("details[open] .fingerprint")
        assert len(words.split()) == 9
        assert violations(tab) == []
    with at(house, chromium, local, "aster") as tab:
        (memory,) = own.glob(".config/dueprocess/desks/*/aster-*.desk")
        kept = json.loads(memory.read_text())
        memory.write_text(json.dumps({**kept, "marks": {**kept["marks"], house.case: [99, "7" * 64]}}))
        opens(tab, f"#/case/{house.case}")
        tab.wait_for_selector(".problem:has-text('chain.shorter')")
        tab.locator("a:has-text('Who signed what here, and what can be done')").press("Enter")
        tab.wait_for_selector("h2:text-is('Your browser kept another history')")
        assert violations(tab) == []
        shoot(tab, "history-other")
        tab.select_option("form select", "birch")
        wrong = " ".join([*words.split()[1:], words.split()[0]])
        tab.fill("form input[type=text]", wrong)
        press(tab, "Compare: show what I sign")
        tab.wait_for_selector(".problem")
        tab.fill("form input[type=text]", words.upper())
        press(tab, "Compare: show what I sign")
        said = sign(tab)
        assert "birch was shown the same history as you" in said
        opens(tab, f"#/case/{house.case}")
        tab.wait_for_selector("iframe", state="attached")
