"""Counsel is asked on the page of a case, in three clicks, and answers on the same page, in four."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from test_browser_case import arrived

from accessibility import faults_of
from browser_desk import Client, Practice, Vault

pytestmark = [pytest.mark.browser, pytest.mark.slow]

STORY = Path(__file__).resolve().parents[2] / "lab/dueprocess_lab/story/demands"
COUNT = "addEventListener('click', (one) => { if (one.detail) window.clicks = (window.clicks || 0) + 1; }, true)"
SHOTS = os.environ.get("TESTS_SHOTS", "")


@pytest.fixture(scope="module")
def case(practice: Practice) -> str:
    return arrived(practice, STORY / "01-subscriber-talbach.eml")


def window(practice: Practice, chromium: Any, name: str, **how: Any) -> Vault:
    context = chromium.new_context(viewport={"width": 1440, "height": 900}, bypass_csp=True, **how)
    context.add_init_script(COUNT)
    made = Vault(practice, context)
    made.unlock(name)
    return made


def shot(tab: Any, name: str) -> None:
    """Pictures for who looks at them: narrow and wide, light and dark."""
    if not SHOTS:
        return
    for width in (1440, 390):
        for scheme in ("light", "dark"):
            tab.set_viewport_size({"width": width, "height": 900})
            tab.emulate_media(color_scheme=scheme)
            tab.screenshot(path=f"{SHOTS}/{name}-{width}-{scheme}.png", full_page=True)
    tab.set_viewport_size({"width": 1440, "height": 900})
    tab.emulate_media(color_scheme="light")


def test_three_clicks_ask_and_four_answer(  # noqa: PLR0915 - one story
    practice: Practice, chromium: Any, case: str
) -> None:
    aster = window(practice, chromium, "aster")
    tab = aster.tab
    aster.go(f"/case/{case}", ".lawful")
    tab.wait_for_selector("button:has-text('Ask counsel')")
    shot(tab, "1-offered")
    tab.evaluate("window.clicks = 0")
    tab.click("button:has-text('Ask counsel')")
    tab.wait_for_selector(".ask textarea")
    assert "cedar is asked" in tab.inner_text(".ask")
    assert tab.input_value(".ask input[type=date]") >= "2026-01-01"
    assert tab.is_checked(".ask input[value=case]")
    assert faults_of(tab) == []
    shot(tab, "2-asking")
    tab.fill(".ask textarea", "May we give this without a judge?")
    tab.click(".ask button.act")
    tab.wait_for_selector("#sign-title")
    assert tab.inner_text("#sign-title").startswith("Ask counsel")
    assert "cedar" not in tab.inner_text(".exact")  # what is signed, and stays in the record
    shot(tab, "3-signing")
    tab.click(".signing .buttons .act")
    tab.wait_for_selector("text=Signed and done")
    assert tab.evaluate("window.clicks") == 3
    assert [one["what"] for one in Client(practice, "aster").send("GET", f"/v1/cases/{case}")["duties"]].count(
        "await_counsel"
    ) == 1
    aster.go(f"/case/{case}", ".counsel .waiting")
    assert "The case waits for counsel since" in tab.inner_text(".counsel")
    shot(tab, "4-waits")

    birch = window(practice, chromium, "birch")
    birch.go(f"/case/{case}", ".counsel .waiting")
    assert "May we give" not in birch.tab.inner_text("main")  # sealed to the two of them

    cedar = window(practice, chromium, "cedar")
    assert case[2:6] in cedar.tab.inner_text(".cases")
    cedar.go(f"/case/{case}", ".counsel .ask")
    other = cedar.tab
    assert "May we give this without a judge?" in other.inner_text(".counsel")
    assert not other.is_visible(".sticky")
    shot(other, "5-counsel")
    assert faults_of(other) == []
    other.evaluate("window.clicks = 1")  # unlocking is one
    other.click(".ask input[value=object]")
    other.click(".ask textarea")
    other.keyboard.type("Object: no order of a judge.")
    other.click(".ask button.act")
    other.wait_for_selector("text=You can open this case no more")
    assert other.evaluate("window.clicks") <= 4
    shot(other, "6-answered")
    cedar.go(f"/case/{case}?again", ".problem")
    assert "no envelope" in other.inner_text(".problem")

    aster.go(f"/case/{case}?again", ".advice")
    assert "Counsel advises: Object, on a ground." in tab.inner_text(".advice")
    assert "Object: no order of a judge." in tab.inner_text(".advice")
    assert "nothing of it goes into the letter" in tab.inner_text(".advice")
    assert tab.locator(".outcomes input:checked").count() == 0
    assert faults_of(tab) == []
    shot(tab, "7-advice")
    assert aster.faults == birch.faults == cedar.faults == []
    for one in (aster, birch, cedar):
        one.context.close()


def test_of_a_copy_counsel_sees_no_name_and_the_question_may_hold_none(practice: Practice, chromium: Any) -> None:
    case = arrived(practice, STORY / "01-subscriber-talbach.eml")
    aster = window(practice, chromium, "aster")
    tab = aster.tab
    aster.go(f"/case/{case}?ui=de", ".lawful")
    tab.click("button:has-text('Juristischen Rat einholen')")
    tab.check(".ask input[value=copy]")
    tab.fill(".ask textarea", "Gilt das für ottilie.brandt@fennelmail.example?")
    tab.click(".ask button.act")
    tab.wait_for_selector(".ask .problem")
    assert "ottilie.brandt@fennelmail.example" in tab.inner_text(".ask .problem")
    shot(tab, "8-named-de")
    tab.fill(".ask textarea", "Gilt das für Bestandsdaten?")
    tab.click(".ask button.act")
    tab.wait_for_selector("#sign-title")
    assert "ottilie" not in tab.inner_text(".signing")
    shot(tab, "9-copy-de")
    tab.click(".signing .buttons .act")
    tab.wait_for_selector(".done")
    cedar = window(practice, chromium, "cedar")
    cedar.go(f"/case/{case}?ui=de", ".counsel .ask")
    said = cedar.tab.inner_text("main")
    assert "Gilt das für Bestandsdaten?" in said
    assert "ottilie" not in said
    assert "Talbach" not in said
    shot(cedar.tab, "10-copy-counsel-de")
    assert faults_of(cedar.tab) == []
    cedar.tab.check(".ask input[value=original]")
    cedar.tab.click(".ask button.act")
    cedar.tab.wait_for_selector(".done")
    aster.go(f"/case/{case}?again&ui=de", ".advice")
    assert "Die Rechtsberatung rät" in tab.inner_text(".advice")
    assert aster.faults == cedar.faults == []
    for one in (aster, cedar):
        one.context.close()
