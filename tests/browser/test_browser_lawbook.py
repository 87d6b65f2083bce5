"""Counsel's day: rules beside the words of their provision, in one's own vault; what was opened is signed at once."""

from __future__ import annotations

import os
from typing import Any

import pytest
from test_browser_counsel import COUNT

from accessibility import faults_of
from browser_desk import Practice, Vault

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SHOTS = os.environ.get("TESTS_SHOTS", "")


def at(practice: Practice, chromium: Any, local: str, name: str = "cedar") -> Vault:
    context = chromium.new_context(viewport={"width": 1280, "height": 1000}, bypass_csp=True)
    context.set_default_timeout(60_000)
    context.add_init_script(COUNT)
    window = Vault(practice, context, local)
    window.unlock(name)
    return window


def shot(tab: Any, name: str) -> None:
    """Pictures for who looks at them: narrow and wide, light and dark."""
    for width in (1280, 390) if SHOTS else ():
        for scheme in ("light", "dark"):
            tab.set_viewport_size({"width": width, "height": 1000})
            tab.emulate_media(color_scheme=scheme)
            tab.screenshot(path=f"{SHOTS}/{name}-{width}-{scheme}.png", full_page=True)
    tab.set_viewport_size({"width": 1280, "height": 1000})
    tab.emulate_media(color_scheme="light")


def opens(tab: Any, name: str) -> None:
    tab.click(f"details[data-law='{name}'] > summary")
    tab.wait_for_selector(f"details[data-law='{name}'] .finding")


def test_six_laws_are_read_and_signed_in_eight_clicks_and_the_history_says_so(
    practice: Practice, chromium: Any, local: str
) -> None:
    window = at(practice, chromium, local)
    tab = window.tab
    window.go("/law", "h1:text-is('Law that waits for counsel')")
    shot(tab, "1-law")
    assert faults_of(tab) == []
    before = tab.evaluate("window.clicks || 0")
    first = [str(one) for one in tab.eval_on_selector_all(
        ".signing > details[data-law]", "all => all.map(one => one.dataset.law)")]  # fmt: skip
    assert len(first) == 6
    for name in first:
        opens(tab, name)
    shot(tab, "2-opened")
    assert faults_of(tab) == []
    rule = str(tab.get_attribute(f"details[data-law='{first[0]}'] select", "data-rule"))
    tab.select_option(f"select[data-rule='{rule}']", "not_so")
    assert tab.inner_text(".signing > .buttons .hint") == "Opened: 6. Marked as wrong: 1."
    tab.click(".signing > .buttons .act")
    tab.wait_for_selector("#sign-title")
    shot(tab, "3-signing")
    shown = str(tab.inner_text(".signing"))
    assert "Laws read: 6, in 1 min." in shown
    assert f"{rule}: Wrong: the provision does not say this" in shown
    assert faults_of(tab) == []
    tab.click(".buttons .act")
    tab.wait_for_selector(".done h1")
    assert tab.evaluate("window.clicks || 0") - before == 8
    window.go("/history/desk", "h1:text-is('Who signed what on the desk itself')")
    says = str(tab.inner_text("main"))
    assert "Sign law that you read" in says
    window.go("/law", "h1:text-is('Law that waits for counsel')")
    opens(tab, first[0])
    text = str(tab.inner_text(f"details[data-law='{first[0]}']"))
    assert "cedar signed these words" in text
    assert "cedar marked it on" in text
    assert tab.input_value(f"select[data-rule='{rule}']") == "not_so"  # it stays until somebody lifts it
    assert window.faults == []
    window.context.close()


def test_in_german_by_keyboard_and_nothing_is_signed_that_was_not_opened(
    practice: Practice, chromium: Any, local: str
) -> None:
    window = at(practice, chromium, local)
    tab = window.tab
    window.go("/law?ui=de", "h1:text-is('Recht, das auf die Rechtsberatung wartet')")
    tab.press(".signing > .buttons .act", "Enter")
    tab.wait_for_selector(".problem")
    assert "Noch ist nichts geöffnet." in tab.inner_text(".problem")
    one = tab.locator(".signing > details[data-law] > summary").first
    one.press("Enter")
    tab.wait_for_selector(".finding")
    assert "Der Wortlaut der Vorschrift" in tab.inner_text("main")
    shot(tab, "4-german")
    assert faults_of(tab) == []
    assert window.faults == []
    window.context.close()


def test_who_is_no_counsel_reads_and_signs_nothing(practice: Practice, chromium: Any, local: str) -> None:
    window = at(practice, chromium, local, "aster")
    window.go("/law", "h1:text-is('Law that waits for counsel')")
    assert "Only counsel on the roster signs." in window.tab.inner_text("main")
    assert window.tab.query_selector(".signing > .buttons .act") is None
    window.context.close()


def test_the_page_of_the_desk_shows_no_law_to_sign(practice: Practice, chromium: Any) -> None:
    window = at(practice, chromium, "", "cedar")
    window.go("/law", ".problem")
    assert "another provision than your own copy" in window.tab.inner_text(".problem")
    window.context.close()
