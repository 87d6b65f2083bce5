"""Counsel makes German binding in the vault that the desk serves: reads the words, signs once, takes it back."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from accessibility import faults_of
from browser_desk import Client, Practice, Vault

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def binds(practice: Practice) -> bool:
    rows = Client(practice, "cedar").send("GET", "/v1/desk/languages")["rows"]
    return bool(next(one for one in rows if one["code"] == "de")["binds"])


def test_counsel_reads_the_words_and_makes_them_binding(practice: Practice, chromium: Any, tmp_path: Path) -> None:
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, bypass_csp=True)
    vault = Vault(practice, context)
    vault.unlock("cedar")
    tab, found = vault.tab, []
    for says, after in (("Take my signature back", False), ("Make German binding", True)):
        vault.go("/language/de", "h1:has-text('Letters in German')")
        assert "Sehr geehrte Damen und Herren," in tab.inner_text("details [lang=de]")
        found += faults_of(tab)
        if kept := os.environ.get("PICTURES"):
            tab.screenshot(path=f"{kept}/language-{after}.png")
        tab.click(f"button:has-text('{says}')")
        tab.wait_for_selector("#sign-title")
        found += faults_of(tab)
        tab.locator(".buttons .act").press("Enter")
        tab.wait_for_selector(".done h1")
        assert binds(practice) is after
        tab.goto(f"{vault.address}#/")
    if kept := os.environ.get("PICTURES"):
        tab.emulate_media(color_scheme="dark")
        tab.set_viewport_size({"width": 390, "height": 800})
        vault.go("/language/de?ui=de", "h1:has-text('Schreiben auf Deutsch')")
        tab.screenshot(path=f"{kept}/language-de.png")
    assert (found, vault.faults) == ([], [])
    context.close()
