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
    assert tab.input_value(".ask select") == "cedar"
    assert "You, birch and counsel read the question and the answer, and nobody else." in tab.inner_text(".ask")
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
    tab.wait_for_selector(".done h1")
    assert tab.evaluate("window.clicks") == 3
    assert [one["what"] for one in Client(practice, "aster").send("GET", f"/v1/cases/{case}")["duties"]].count(
        "await_counsel"
    ) == 1
    aster.go(f"/case/{case}", ".counsel .waiting")
    assert "The case waits for counsel since" in tab.inner_text(".counsel")
    shot(tab, "4-waits")

    birch = window(practice, chromium, "birch")
    birch.go(f"/case/{case}", ".counsel .waiting")
    birch.tab.click("summary:has-text('What was asked')")
    assert "May we give this without a judge?" in birch.tab.inner_text(".counsel")  # who agrees reads it too
    assert "Asked: cedar." in birch.tab.inner_text(".counsel")

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
    other.wait_for_selector(".done:has-text('You can no longer open this case')")  # the form says so, too
    assert other.evaluate("window.clicks") <= 4
    shot(other, "6-answered")
    cedar.go(f"/case/{case}?again", ".problem")
    assert "no envelope" in other.inner_text(".problem")

    aster.go(f"/case/{case}?again", ".advice")
    assert "Counsel's answer: Object, on a ground." in tab.inner_text(".advice")
    assert "Object: no order of a judge." in tab.inner_text(".advice")
    assert "Nothing of it goes into a letter" in tab.inner_text(".advice")
    assert tab.locator(".outcomes input:checked").count() == 0
    assert faults_of(tab) == []
    shot(tab, "7-advice")
    birch.go(f"/case/{case}?again", ".advice")
    assert "Object: no order of a judge." in birch.tab.inner_text(".advice")
    assert aster.faults == birch.faults == cedar.faults == []
    for one in (aster, birch, cedar):
        one.context.close()


def test_of_a_copy_counsel_sees_no_name_and_the_question_may_hold_none(practice: Practice, chromium: Any) -> None:
    case = arrived(practice, STORY / "01-subscriber-talbach.eml")
    aster = window(practice, chromium, "aster")
    tab = aster.tab
    aster.go(f"/case/{case}?ui=de", ".lawful")
    tab.click("button:has-text('Die Rechtsberatung fragen')")
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
    assert "Antwort der Rechtsberatung: Ich brauche das Original." in tab.inner_text(".advice")
    assert aster.faults == cedar.faults == []
    for one in (aster, cedar):
        one.context.close()


def test_a_lawyer_on_no_roster_is_invited_for_this_case_alone(  # noqa: PLR0915 - one story
    practice: Practice, chromium: Any
) -> None:
    case = arrived(practice, STORY / "01-subscriber-talbach.eml")
    aster = window(practice, chromium, "aster")
    tab = aster.tab
    aster.go(f"/case/{case}", ".lawful")
    tab.click("button:has-text('Ask counsel')")
    tab.select_option(".ask select", "")
    tab.click("button:has-text('Make a link')")
    link = tab.locator(".ask input.link").input_value()
    shot(tab, "11-link")
    assert faults_of(tab) == []
    tab.fill(".ask textarea", "May we give this without a judge?")
    tab.click(".ask button.act")
    tab.wait_for_selector(".ask .problem:has-text('Nobody has opened the link yet')")

    context = chromium.new_context(viewport={"width": 1440, "height": 900}, bypass_csp=True)
    context.add_init_script(COUNT)
    asked: list[str] = []
    guest = context.new_page()
    guest.on("request", lambda request: asked.append(request.url))
    guest.goto(link)
    words = guest.inner_text(".words")
    assert link.rpartition("/")[2] not in guest.url
    shot(guest, "12-words")
    assert faults_of(guest) == []
    guest.click("button.act")
    guest.wait_for_selector("h2:has-text('read these digits aloud')")
    digits = guest.inner_text(".fingerprint")
    shot(guest, "13-digits")
    guest.route("**/v1/**", lambda route: route.abort())  # a bad line, or a machine under load
    guest.wait_for_selector(".problem:has-text('This page tries again by itself')")
    shot(guest, "13-no-answer")
    guest.unroute("**/v1/**")
    guest.wait_for_selector(f".fingerprint:has-text('{digits}')")

    tab.wait_for_selector(".inviting .fingerprint")
    assert tab.inner_text(".inviting .fingerprint") == digits
    shot(tab, "14-compared")
    assert faults_of(tab) == []
    tab.click(".ask button.act")
    tab.wait_for_selector(".ask .problem:has-text('not compared')")
    tab.check(".inviting input[type=checkbox]")
    tab.click(".ask button.act")
    tab.wait_for_selector("#sign-title")
    assert "invited" not in tab.inner_text(".exact")
    shot(tab, "15-signing")
    tab.click(".signing .buttons .act")
    tab.wait_for_selector(".done h1")

    guest.wait_for_selector(".counsel .ask")
    guest.close()
    again = context.new_page()  # another day: the link and the words
    again.on("request", lambda request: asked.append(request.url))
    again.goto(link)
    again.fill("#words", words.replace(words[0], "b" if words[0] != "b" else "d", 1))
    again.click("button.act")
    again.wait_for_selector(".problem")
    again.fill("#words", words)
    again.evaluate("window.clicks = 0")
    again.click("button.act")
    again.wait_for_selector(".counsel .ask")
    frame = again.wait_for_selector("iframe", state="attached").content_frame()
    frame.wait_for_selector("text=Talbach")
    assert "May we give this without a judge?" in again.inner_text(".counsel")
    assert digits in again.inner_text("main")
    shot(again, "16-asked")
    assert faults_of(again) == []
    again.click(".ask input[value=object]")
    again.click(".ask textarea")
    again.keyboard.type("Object: no order of a judge.")
    again.click(".ask button.act")
    again.wait_for_selector(".done:has-text('You can no longer open this case')")  # the form says so, too
    assert again.evaluate("window.clicks") <= 4
    over = context.new_page()
    over.goto(link)
    over.wait_for_selector("main p[role=alert]")
    assert "This link is no longer valid" in over.inner_text("main")
    shot(over, "17-over")
    secret = link.rpartition("/")[2]
    assert not [url for url in asked if secret in url.partition("#")[0] or words.split()[0] in url]
    assert {url.partition("/v1")[2] for url in asked if "/v1" in url} <= {
        "/invited",
        "/invited/keys",
        "/invited/answer",
    }

    aster.go(f"/case/{case}?again", ".advice")
    assert "Object: no order of a judge." in tab.inner_text(".advice")
    assert "Asked: a lawyer who is on no roster; aster invited them" in tab.inner_text(".advice")
    birch = window(practice, chromium, "birch")
    birch.go(f"/case/{case}", ".advice")
    assert "Object: no order of a judge." in birch.tab.inner_text(".advice")
    assert aster.faults == birch.faults == []
    for one in (aster.context, birch.context, context):
        one.close()
