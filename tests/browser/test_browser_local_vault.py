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
    vault.tab.wait_for_selector(".done h1")
    assert vault.faults == []


def test_a_notice_of_the_system_is_asked_for_by_a_click(vault: Vault) -> None:
    vault.tab.context.grant_permissions(["notifications"])
    vault.go("/", ".cases")
    vault.tab.click("text=Tell me on this screen when something waits for me")
    vault.tab.wait_for_selector("text=You are told on this screen while this vault is open.")
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


def led(window: Vault, context: Any, case: str) -> Any:
    """The window to which a button of the staff desk leads: paired, then clicked."""
    desk = context.new_page()
    desk.goto(window.practice.at("staff", "/account/"))
    if "/login/" in desk.url:
        window.practice.log_in(desk, "birch")
        desk.goto(window.practice.at("staff", "/account/"))
        desk.fill("#vault", window.address)
        desk.click("form[action='/account/vault/'] button")
        desk.wait_for_selector("text=open your own vault")
    desk.goto(window.practice.at("staff", f"/cases/{case}/"))
    with context.expect_page() as opened:
        desk.click(f"a[href^='{window.address}#/case/{case}']")
    assert "token" not in opened.value.url
    return opened.value


def lured(window: Vault, context: Any, case: str) -> Any:
    """The window to which a link on a page of another origin leads, however it was written."""
    page = context.new_page()
    page.goto(window.practice.at("public", "/en/"))
    with context.expect_page() as opened:
        page.evaluate(
            """href => {
              const link = Object.assign(document.createElement("a"), { href, target: "_blank" });
              link.referrerPolicy = "unsafe-url";
              document.body.append(link);
              link.click();
            }""",
            f"{window.address}#/case/{case}",
        )
    return opened.value


def test_ones_own_click_at_ones_own_desk_opens_the_case_and_leaves_what_was_begun(vault: Vault) -> None:
    case, other = vault.practice.cases[-1], vault.practice.cases[-2]
    vault.go("/", ".cases")
    led(vault, vault.context, case)
    vault.tab.wait_for_selector(f".case-head:has-text('{case[:10]}')")
    assert not vault.tab.query_selector(".outside")
    vault.go(f"/note/{case}", "textarea")
    vault.tab.fill("textarea", "Half a note.")
    led(vault, vault.context, other)
    vault.tab.wait_for_selector(".outside-asks .outside")
    assert vault.tab.input_value("textarea") == "Half a note."
    vault.tab.click("text=Do not open it")  # else who is led on would answer yes
    assert vault.faults == []


def test_an_open_vault_that_is_busy_is_waited_for_and_does_not_become_two(vault: Vault) -> None:
    case = vault.practice.cases[-1]
    vault.go("/", ".cases")
    busy = "const end = performance.now() + 1500; while (performance.now() < end);"
    vault.tab.evaluate(f"window.busy = setInterval(() => {{ {busy} }}, 1700)")
    brought = led(vault, vault.context, case)
    vault.tab.wait_for_selector(f".case-head:has-text('{case[:10]}')")
    vault.tab.evaluate("clearInterval(window.busy)")
    assert brought.is_closed() or "in another window" in brought.inner_text("#main")
    assert vault.faults == []


def test_the_case_that_a_new_window_was_opened_for_needs_no_question_and_every_other_does(
    practice: Practice, chromium: Any, local: str
) -> None:
    case, other = practice.cases[-1], practice.cases[-2]
    context = chromium.new_context()
    closed = Vault(practice, context, local)
    fresh = led(closed, context, case)  # no vault is open: the new window unlocks itself
    fresh.set_input_files("#identity", closed.file_of("birch"))
    fresh.press("#passphrase", "Enter")
    fresh.wait_for_selector(".compare, .case-head")
    if fresh.query_selector(".compare"):
        fresh.click("text=It is the same")
    fresh.wait_for_selector(f".case-head:has-text('{case[:10]}')")
    fresh.evaluate("id => { location.hash = `#/case/${id}`; }", other)
    fresh.wait_for_selector("h1:has-text('Open case')")
    context.close()


def test_a_link_of_any_other_page_asks_before_anything_is_fetched(vault: Vault) -> None:
    case, other = vault.practice.cases[-1], vault.practice.cases[-2]
    vault.go("/", ".cases")
    vault.asked.clear()
    brought = lured(vault, vault.context, other)
    # The vault is open in another window: that one asks, and what it shows stays.
    vault.tab.wait_for_selector(".outside-asks .outside")
    asks = vault.tab.inner_text(".outside")
    assert vault.practice.at("api", "") in asks
    assert "Nothing of it was fetched yet" in asks
    assert vault.tab.query_selector(".cases")
    if not brought.is_closed():
        assert "in another window" in brought.inner_text("#main")
    assert not [url for url in vault.asked if other in url]
    vault.tab.click("text=Do not open it")
    vault.tab.wait_for_selector(".outside", state="detached")
    assert not [url for url in vault.asked if other in url]

    # A link that lures to an act gets the page of the case at most, and is asked about like any other.
    vault.tab.goto(f"{vault.address}#/release/{other}")
    vault.tab.wait_for_selector("h1:has-text('Open case')")
    assert not [url for url in vault.asked if other in url]
    vault.tab.click(".outside .act")
    vault.tab.wait_for_selector(".case-head")
    assert [url for url in vault.asked if other in url]
    assert "/release/" not in vault.tab.url
    vault.go(f"/case/{case}", ".face")
    assert vault.faults == []


def test_the_law_s_answer_says_who_reckoned_it(vault: Vault, chromium: Any) -> None:
    case = vault.practice.cases[-1]
    vault.go(f"/case/{case}", ".reckoned")
    assert "Your own vault reads the law as the desk does" in vault.tab.inner_text(".reckoned")
    context = chromium.new_context()
    served = Vault(vault.practice, context)
    served.unlock("birch")
    served.go(f"/case/{case}", ".reckoned")
    assert "The server's word" in served.tab.inner_text(".reckoned")
    assert (vault.faults, served.faults) == ([], [])
    context.close()
