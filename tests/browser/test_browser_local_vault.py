"""The vault of the installed package, in a real browser on this machine: works with the desk, and is not the desk's."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

import warm
from browser_desk import Practice, Vault

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def vault(practice: Practice, chromium: Any, local: str) -> Iterator[Vault]:
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    made = Vault(practice, context, local)
    made.unlock("birch")
    yield made
    context.close()


def test_it_says_that_no_desk_can_change_it(practice: Practice, chromium: Any, local: str) -> None:
    context = chromium.new_context()
    window = Vault(practice, context, local.replace("localhost", "127.0.0.1"))
    window.go("/", "#identity")
    assert window.tab.url.startswith(local)
    said = window.tab.inner_text(".beside")
    assert "installed on your machine" in said
    assert practice.at("api", "") in said
    assert {url for url in window.asked if not url.startswith((local, "data:"))} <= {
        local.replace("localhost", "127.0.0.1")
    }
    assert window.faults == []
    context.close()


def test_a_case_is_opened_and_its_original_shown_in_the_frame(vault: Vault) -> None:
    vault.asked.clear()
    vault.go(f"/case/{vault.practice.cases[-1]}", ".face")
    frame = vault.frame()
    frame.wait_for_selector(".line")
    assert frame.evaluate("window.origin") == "null"
    ours = (vault.address, vault.practice.at("api", ""))
    assert not [url for url in vault.asked if not url.startswith((*ours, "data:"))]
    assert vault.faults == []


def test_what_a_button_of_the_desk_leads_to_is_brought_by_its_address_and_signed(vault: Vault) -> None:
    case = vault.practice.cases[-1]
    vault.go("/", ".cases")
    vault.tab.fill("#act", "https://desk.example/")
    vault.tab.press("#act", "Enter")
    vault.tab.wait_for_selector(".problem:has-text('vault.no-act')")
    vault.tab.fill("#act", vault.practice.at("vault", f"/#/more/{case}?ui=en"))
    vault.tab.press("#act", "Enter")
    vault.tab.click(f".offers a[href$='#/act/{case}/cost.record?item=1']")
    vault.tab.fill("input[name=minutes]", "12")
    vault.tab.click("text=Show what I sign")
    vault.tab.wait_for_selector("#sign-title")
    assert "12" in vault.tab.inner_text(".signing .rows")
    vault.tab.locator(".buttons .act").press("Enter")
    vault.tab.wait_for_selector("text=Signed and done")
    assert vault.faults == []


def test_both_vaults_are_verified_from_outside_as_they_are_served(practice: Practice, local: str) -> None:
    for address in (practice.at("vault"), local):
        command = [warm.COMMAND, "verify", "client", address, "--json"]
        ran = warm.run(command, capture_output=True, text=True)
        assert json.loads(ran.stdout)["found"] == []
        assert ran.returncode == 0


def test_another_page_cannot_read_or_frame_it(practice: Practice, chromium: Any, local: str) -> None:
    context = chromium.new_context()
    tab = context.new_page()
    tab.goto(practice.at("staff", "/login/"))
    got = tab.evaluate("a => fetch(a + 'config.json', {mode: 'no-cors'}).then(r => r.status, () => 'refused')", local)
    assert got in {0, "refused"}  # nothing that the page could read
    framed = context.new_page()
    framed.goto(practice.at("api", "/v1/hello"))
    framed.evaluate("a => { const f = document.createElement('iframe'); f.src = a; document.body.append(f); }", local)
    framed.wait_for_timeout(500)
    assert all("Vault" not in one.content() for one in framed.frames[1:])
    context.close()
