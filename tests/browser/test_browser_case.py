"""One case on one page: the simplest German request is read, confirmed, answered and passed on in one look."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

import filled_face
import warm
from accessibility import faults_of
from beside import said_beside
from browser_desk import Client, Practice, Vault

pytestmark = [pytest.mark.browser, pytest.mark.slow]

DEMAND = Path(__file__).resolve().parents[2] / "lab/dueprocess_lab/story/demands/01-subscriber-talbach.eml"
READ = {
    "addressed_to_provider": "true",
    "official_address": "true",
    "items.1.data": ["subscriber"],
    "secrecy_by_court": "false",
    "informal": "false",
}
"""What the machine did not know, or read wrongly."""


def arrived(practice: Practice, file: Path) -> str:
    environ = {**os.environ, "DUEPROCESS_HOME": str(practice.home), "HOME": str(practice.home.parent)}
    command = [warm.COMMAND, "intake", file, "--json"]
    ran = warm.run(command, env=environ, capture_output=True, text=True, check=True)
    return str(json.loads(ran.stdout)["case"])


@pytest.fixture(scope="module")
def case(practice: Practice) -> str:
    return arrived(practice, DEMAND)


def test_the_simplest_request_is_answered_on_one_page_by_the_keyboard(
    practice: Practice, chromium: Any, case: str
) -> None:
    context = chromium.new_context(viewport={"width": 1440, "height": 900}, bypass_csp=True)
    window, sent = Vault(practice, context), []
    tab = window.tab
    window.unlock("aster")
    window.go(f"/case/{case}", ".lawful")
    beforehand = ".tick input:checked, .outcomes input:checked, .asking input:checked"
    assert tab.locator(beforehand).count() == 0  # nothing is confirmed, chosen or answered
    assert tab.inner_text(".steps [aria-current=step]") == "Read"
    assert "As a machine read it" in tab.inner_text(".lawful")
    fits(tab)  # as it arrives, in nine sentences
    for path, value in READ.items():
        filled_face.say(tab, path, value)
    assert "As a machine read it" in tab.inner_text(".lawful")  # typed, not confirmed yet: the law answers as before
    tab.locator("summary:has-text('Something else matters')").press("Enter")  # what nobody read was said in there
    fits(tab)
    assert faults_of(tab) == []

    tab.locator(".named summary").press("Enter")
    tab.locator("#value-own-1-1").fill("ottilie.brandt@fennelmail.example")
    lines = tab.locator(".sentences > .sentence")
    for key in ("who", "what.1", "law", "court", "silence", "form"):
        lines.and_(tab.locator(f"[data-key='{key}']")).locator("> .tick input").press("Space")
    tab.wait_for_selector(".lawful:has-text('The law suggests: comply.')")
    tab.locator(".outcomes input[value='comply ']").press("Space")
    tab.locator(".silence > .sentence > .tick input").press("Space")
    for question in tab.locator(".asking").all():
        if question.get_attribute("data-question") == "count":
            question.locator("input[value=yes]").press("Space")
        else:  # a no has its reason, and choosing one says no
            question.locator("select").select_option("asked")
    tab.wait_for_selector(".sticky button:has-text('Show what I sign')")
    assert not tab.locator(".reply .tick").count()  # nothing is sent before a second person agreed
    tab.route("**/v1/acts", lambda route: (sent.append(route.request.post_data_json), route.continue_()))
    tab.locator(".sticky button.act").press("Enter")
    tab.wait_for_selector("#sign-title")
    signed = json.loads(tab.text_content(".exact pre").split("\n")[1])["acts"]
    assert [one["act"] for one in signed] == [
        "face.confirm",
        "secrecy.record",
        "decision.propose",
        *["gate.answer"] * 3,
        "case.key",  # the house's key, which costs no click
    ]
    fields = signed[0]["says"]["fields"]
    assert fields["items.1.data"] == ["subscriber"]
    assert not {"offence", "emergency", "channel"} & set(fields)  # of what nobody ticked nothing is signed
    assert {one["says"]["question"]: one["says"]["answer"] for one in signed[3:6]} == {
        "tell": "no",
        "admit": "no",
        "count": "yes",
    }
    tab.locator(".signing .buttons .act").press("Enter")
    tab.wait_for_selector(".done h1")
    assert len(sent) == 1
    anew = {one["sealed"] for one in signed[-1]["says"]["objects"]}
    assert {one["id"] for one in sent[0]["attached"]} == anew  # what came, sealed anew, and no letter
    now = Client(practice, "birch").send("GET", f"/v1/cases/{case}")
    assert now["items"][0]["proposed"]["outcome"] == "comply"
    assert now["items"][0]["answers"] == {"tell": "no", "admit": "no", "count": "yes"}
    window.go(f"/case/{case}", ".lawful")
    assert tab.inner_text(".steps [aria-current=step]") == "Second person"
    assert "aster proposed an answer" in tab.inner_text(".answer")
    assert window.faults == []
    context.close()


def fits(tab: Any) -> None:
    """Sentences and the law's answer beside the original, without scrolling, in at most 140 words."""
    words, bottom = said_beside(tab)
    assert words <= 140
    assert bottom <= tab.locator(".sticky").evaluate("one => one.getBoundingClientRect().top")
    assert tab.evaluate("scrollY") == 0


def test_on_a_narrow_screen_the_original_is_one_tap_away_and_typed_values_stay(
    practice: Practice, chromium: Any, case: str
) -> None:
    context = chromium.new_context(viewport={"width": 390, "height": 844})
    window = Vault(practice, context)
    tab = window.tab
    window.unlock("aster")
    window.go(f"/case/{case}", ".lawful")
    assert tab.locator(".side").is_visible()
    assert not tab.locator(".reader").is_visible()
    filled_face.say(tab, "deadline", "P10D")
    tab.click("[data-side=original]")
    assert tab.locator(".reader").is_visible()
    assert not tab.locator(".side").is_visible()
    tab.click("[data-side=asks]")
    assert "within 10 days" in tab.inner_text("[data-key=form] .says")
    tab.locator("[data-key=law] > button").press("Enter")  # the place is shown in the original
    assert tab.locator(".reader").is_visible()
    assert not tab.evaluate("document.documentElement.scrollWidth > innerWidth")
    context.close()


def test_what_is_typed_survives_reload_and_log_out_sealed_until_it_is_discarded(
    practice: Practice, chromium: Any
) -> None:
    context = chromium.new_context(viewport={"width": 1440, "height": 900})
    window, case = Vault(practice, context), arrived(practice, DEMAND)
    tab = window.tab
    window.unlock("aster")
    window.go(f"/case/{case}", ".lawful")
    filled_face.say(tab, "deadline", "P10D")
    filled_face.tick(tab, "deadline")
    tab.locator(".outcomes input[value='correct ']").press("Space")
    tab.wait_for_timeout(700)  # it is kept a moment after it was typed
    everything = tab.evaluate(KEPT)
    assert len(everything) == 1
    for clear in ("P10D", "deadline", "correct", case, "aster"):
        assert clear.encode() not in bytes(everything[0]["data"]) + everything[0]["key"].encode()
    tab.reload()
    again(window, "aster", case)
    assert "is here again" in tab.inner_text(".kept")
    assert "within 10 days" in tab.inner_text("[data-key=form] .says")
    assert tab.locator("[data-key=form] > .tick input").is_checked()
    assert tab.locator(".outcomes input[value='correct ']").is_checked()
    assert not tab.locator("[data-key=who] > .tick input").is_checked()
    tab.locator(".kept button").press("Enter")
    tab.wait_for_selector(".kept", state="detached")
    tab.wait_for_selector(".lawful")
    assert "within 10 days" not in tab.inner_text("[data-key=form] .says")
    assert tab.evaluate(KEPT) == []
    assert window.faults == []
    context.close()


KEPT = """async () => {
  const done = (asked) => new Promise((yes, no) => { asked.onsuccess = () => yes(asked.result); asked.onerror = no; });
  const base = await done(indexedDB.open("dueprocess-drafts", 1));
  const table = base.transaction("drafts").objectStore("drafts");
  const [rows, keys] = [await done(table.getAll()), await done(table.getAllKeys())];
  base.close();
  return rows.map((row, at) => ({ key: keys[at], data: [...row.data] }));
}"""


def again(window: Vault, name: str, case: str) -> None:
    """After a reload the key is gone, and the desk is known."""
    window.tab.wait_for_selector("#identity")
    window.tab.set_input_files("#identity", window.file_of(name))
    window.tab.press("#passphrase", "Enter")
    window.tab.wait_for_selector(".state.open")
    window.go(f"/case/{case}", ".outcomes")


FORGED = (
    "From: Detective Marlow <marlow@harbor-police-gov.example>\r\nReply-To: marlow@fastpost.example\r\n"
    "To: orders@fennel.example\r\nSubject: EMERGENCY DISCLOSURE REQUEST\r\n"
    "Date: Sun, 29 Nov 2026 03:10:00 +0300\r\n\r\n"
    "Harbor Police Department\r\n"
    "Emergency disclosure request under 18 U.S.C. 2702(b)(8). There is an imminent danger of "
    "death: a child was abducted.\r\n"
    "Please provide subscriber information of max@fennelmail.example within one hour.\r\n"
    "Do not contact the switchboard, I am in the field.\r\nDet. Marlow\r\n"
)


def test_who_is_asking_stands_above_everything_in_an_emergency_and_in_one_line_else(
    practice: Practice, chromium: Any, case: str, tmp_path: Path
) -> None:
    (tmp_path / "a.eml").write_text(FORGED)
    forged = arrived(practice, tmp_path / "a.eml")
    (tmp_path / "b.eml").write_text(FORGED.replace("within one hour", "within two hours"))
    arrived(practice, tmp_path / "b.eml")
    context = chromium.new_context(viewport={"width": 1440, "height": 900}, bypass_csp=True)
    window = Vault(practice, context)
    tab = window.tab
    window.unlock("aster")
    window.go(f"/case/{forged}", "main > .asker")
    tab.locator(".asker", has_text="Another case here asks for the same target: c-").wait_for()
    said = tab.inner_text("main > .asker:first-child")
    assert "is the sender in other cases here (1)" in said
    line = "From harbor-police-gov.example, a name that anybody can register; not signed; not called back. Look: "
    assert said.startswith(f"{line}answers would go to fastpost.example.")
    assert said.index("It shortens the clock, never the check") < said.index("Speaks against")
    assert "“Do not contact the switchboard”" in said
    assert "It does not prove: that it is forged" in said
    assert "What else is known" in said
    assert faults_of(tab) == []
    window.go(f"/case/{case}", ".reader > .asker summary")
    assert tab.locator(".asker details[open]").count() == 0
    assert "; not called back." in tab.inner_text(".asker summary")
