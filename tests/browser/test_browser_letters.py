"""Ten letters of senders that nobody knew, each on the page of its case; with PICTURES=FOLDER they are drawn there."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from test_browser_case import arrived

from browser_desk import Vault

if TYPE_CHECKING:
    from browser_desk import Practice

pytestmark = [pytest.mark.browser, pytest.mark.soak]

INCOMING = Path(__file__).resolve().parents[1] / "golden" / "incoming"
LETTERS = {
    "police-form-german": ("first/de/01-de.txt", "Germany"),
    "emergency-american": ("first/us/05-us.eml", "It shortens the clock"),
    "removal-french": ("first/fr/03-fr.eml", "France"),
    "blocking-urdu": ("second/ur/02-ur.eml", "Pakistan"),
    "shutdown-indian": ("first/in/04-in.txt", "India"),
    "court-turkish": ("first/tr/02-tr.eml", "Türkiye"),
    "emergency-japanese": ("first/ja/03-ja.txt", "Japan"),
    "phishing-german": ("first/de/08-de.eml", "not called back"),
    "keys-russian": ("first/ru/03-ru.txt", "Russia"),
    "withdrawal-german": ("first/de/09-de.txt", "A machine takes it for none."),
}
"""Name of the picture, the letter, and what the page must say of it."""


def test_ten_letters_have_their_page(practice: Practice, chromium: Any) -> None:
    folder = os.environ.get("PICTURES")
    context = chromium.new_context(viewport={"width": 1440, "height": 1000}, bypass_csp=True)
    window = Vault(practice, context)
    window.unlock("aster")
    missing = []
    for name, (letter, says) in LETTERS.items():
        window.go(f"/case/{arrived(practice, INCOMING / letter)}", ".case-head")
        window.tab.wait_for_selector("iframe")
        window.tab.wait_for_load_state("networkidle")
        if folder:
            window.tab.evaluate("scrollTo(0, 0)")
            window.tab.screenshot(path=Path(folder) / f"letter-{name}.jpg", type="jpeg", quality=55)
        if says not in window.tab.inner_text("main"):
            missing.append((name, says, window.tab.inner_text("main")[:1500]))
    assert window.faults == []
    assert not missing, missing
