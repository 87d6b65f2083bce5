"""Finding a case by the keyboard: labels in the vault alone; the desk is asked nothing, the window tells nothing."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

import warm
from accessibility import faults_of
from browser_desk import Practice, Vault

pytestmark = [pytest.mark.browser, pytest.mark.slow]

DEMAND = Path(__file__).resolve().parents[2] / "lab/dueprocess_lab/story/demands/01-subscriber-talbach.eml"
LABEL = "512-4471/26 · ottilie.brandt"
KEPT = """async () => {
  const done = (asked) => new Promise((yes, no) => { asked.onsuccess = () => yes(asked.result); asked.onerror = no; });
  const base = await done(indexedDB.open("dueprocess-dockets"));
  const rows = await done(base.transaction("dockets").objectStore("dockets").getAll());
  base.close();
  return rows.map((row) => [row.length, new TextDecoder("latin1").decode(row)]);
}"""


@pytest.fixture(scope="module")
def case(practice: Practice) -> str:
    environ = {**os.environ, "DUEPROCESS_HOME": str(practice.home), "HOME": str(practice.home.parent)}
    ran = warm.run([warm.COMMAND, "intake", DEMAND, "--json"], env=environ, capture_output=True, text=True, check=True)
    return str(json.loads(ran.stdout)["case"])


@pytest.fixture(params=[(1440, 900, "light"), (390, 844, "dark")], ids=["wide", "narrow dark"])
def window(request: Any, practice: Practice, chromium: Any) -> Any:
    wide, high, scheme = request.param
    context = chromium.new_context(viewport={"width": wide, "height": high}, color_scheme=scheme, bypass_csp=True)
    yield Vault(practice, context)
    context.close()


def test_a_case_is_found_opened_and_locked_by_the_keyboard(window: Vault, case: str) -> None:
    tab = window.tab
    window.unlock("aster")
    own = tab.locator(".cases li", has=tab.locator(f"a[href='#/case/{case}']"))
    own.locator(".label").wait_for()
    assert own.locator(".label").inner_text() == LABEL
    assert case[:10] in own.inner_text()
    before = len(window.asked)
    tab.keyboard.press("/")
    assert tab.evaluate("document.activeElement.id") == "find"
    tab.keyboard.type("4471 Brandt")
    tab.wait_for_selector(".hits a")
    hits = tab.locator(".hits li")
    assert LABEL in hits.first.inner_text()
    assert "Who rings hears nothing of it" in tab.inner_text("#found")
    assert faults_of(tab) == []
    if shots := os.environ.get("FIND_PICTURES"):
        tab.screenshot(path=f"{shots}/find-{tab.viewport_size['width']}.png", full_page=True)
    tab.keyboard.press("Escape")
    tab.keyboard.type("somebody who is in no case")
    tab.wait_for_selector("text=Nothing is found.")
    assert tab.query_selector(".hits") is None
    tab.keyboard.press("Control+a")
    tab.keyboard.type("ottilie")
    tab.wait_for_selector(".hits a")
    # Nothing was asked of anybody since the first key; the list of cases comes every minute, typed or not.
    assert [one for one in window.asked[before:] if not one.endswith(("/v1/dockets", "/kept"))] == []
    tab.keyboard.press("ArrowDown")
    assert tab.evaluate("document.activeElement.getAttribute('href')") == hits.first.locator("a").get_attribute("href")
    tab.keyboard.press("ArrowUp")
    assert tab.evaluate("document.activeElement.id") == "find"
    tab.keyboard.press("ArrowDown")
    opened = str(tab.evaluate("document.activeElement.getAttribute('href')"))[-26:]
    tab.keyboard.press("Enter")
    tab.wait_for_selector(".face, .blanks, .case-head")
    tab.wait_for_selector("h1 .label:not(:empty)")
    assert "ottilie.brandt" in tab.inner_text("h1 .label")
    said = json.dumps(
        [tab.title(), tab.url, tab.evaluate("[history.state, document.title, window.name]"), window.asked]
    )
    assert "ottilie" not in said
    assert "4471" not in said
    kept_sealed_and_locked(window, opened)


def kept_sealed_and_locked(window: Vault, opened: str) -> None:
    tab = window.tab
    # Who opened the original made it anew: no machine's reading any more.
    window.go("/", ".cases")
    read = tab.locator(".cases li", has=tab.locator(f"a[href='#/case/{opened}']"))
    read.locator(".label").wait_for()
    assert "as a machine read it" not in read.inner_text()
    kept = tab.evaluate(KEPT)
    assert len(kept) == 1
    assert kept[0][0] % 65_536 == 28
    assert "ottilie" not in kept[0][1]
    tab.keyboard.press("F2")
    tab.wait_for_selector("#identity")
    assert "ottilie" not in tab.inner_text("body")
    assert tab.locator(".label").count() == 0
    assert window.faults == []


TWICE = (
    "From: a@polizei.example\nMessage-ID: <twice@polizei.example>\nSubject: Zweimal\n\n"
    "Nach § 100j StPO Bestandsdaten zu zweimal@fennel.example. Az. 77 Js 12/26\n"
)


def test_what_arrived_twice_is_offered_as_the_same_in_one_click_of_each_of_two(
    window: Vault, practice: Practice, tmp_path: Path
) -> None:
    environ = {**os.environ, "DUEPROCESS_HOME": str(practice.home), "HOME": str(practice.home.parent)}
    (tmp_path / "twice.eml").write_text(TWICE.replace("zweimal", tmp_path.name), encoding="utf-8")
    first, second = (
        json.loads(warm.run([warm.COMMAND, "intake", tmp_path / "twice.eml", "--json"], env=environ,
                            capture_output=True, text=True, check=True).stdout)["case"]
        for _ in range(2)
    )  # fmt: skip
    window.unlock("aster")
    window.go(f"/case/{second}", ".alike a")
    offer = window.tab.locator(f".alike p:has(a[href='#/case/{first}'])")
    assert "The same bytes came in case" in offer.inner_text()
    offer.locator("text=It is the same").click()
    window.tab.click("text=Show what I sign")
    window.tab.wait_for_selector("#sign-title")
    assert first[:10] in window.tab.inner_text("main")
    window.tab.click(".signing .buttons .act")
    window.tab.wait_for_selector(".done h1")
    window.go(f"/case/{second}", ".alike a")  # a demand was read in it: a second person says the same
    assert "aster says of this arrival" in window.tab.inner_text(".alike")
    assert "The same bytes came in case" not in window.tab.inner_text(".alike")
    assert window.faults == []
