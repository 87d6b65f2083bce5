"""The person's text in vaults of one's own: made, saved, signed as told, confirmed by another; not in a silence."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from accessibility import faults_of
from browser_desk import Client, Practice, Vault, taken_in, typist

pytestmark = [pytest.mark.browser, pytest.mark.slow]

DEMAND = Path(__file__).parents[2] / "lab/dueprocess_lab/story/demands/12-dsa-9.eml"
SILENCE = {
    "admit": False,
    "count": False,
    "item": 1,
    "review_on": "2027-01-15",
    "rule": "",
    "source": "order",
    "tell": True,
    "until": None,
}


@pytest.fixture(scope="module")
def case(practice: Practice, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A demand under a law that lets us tell: read, sent back, and a named person answered so."""
    out = tmp_path_factory.mktemp("read")
    do = typist(practice, out)
    made = taken_in(do, DEMAND, out)
    do("item", made, "add", "2", "kind=content", by="aster")  # something is left to decide, and the page stays
    do("gate", made, "tell", "yes", by="cedar")
    do("decide", made, "correct", "--item", "1", by="aster")
    return made


def window(practice: Practice, chromium: Any, local: str, name: str) -> Vault:
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, bypass_csp=True)
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=local.rstrip("/"))
    made = Vault(practice, context, local)
    made.unlock(name)
    return made


@pytest.fixture(scope="module")
def aster(practice: Practice, chromium: Any, local: str) -> Iterator[Vault]:
    made = window(practice, chromium, local, "aster")
    yield made
    made.context.close()


def text_in(tab: Any, begins: str) -> str:
    tab.wait_for_function("begins => document.getElementById('text')?.textContent.includes(begins)", arg=begins)
    return str(tab.text_content("#text"))


def owed(practice: Practice, case: str) -> set[str]:
    rows = Client(practice, "cedar").send("GET", f"/v1/cases/{case}")["duties"]
    return {row["what"] for row in rows if row["item"] == 1}


def test_no_text_while_a_silence_stands_and_one_once_it_ended(practice: Practice, aster: Vault, case: str) -> None:
    cedar, birch = Client(practice, "cedar"), Client(practice, "birch")
    said = cedar.do(case, "secrecy.record", SILENCE)
    aster.go(f"/case/{case}", ".face")
    assert aster.tab.query_selector(f"a[href*='#/tell/{case}']") is None
    aster.go(f"/tell/{case}?item=1", ".problem, h1:has-text('Tell the person')")
    assert aster.tab.query_selector("#text") is None
    birch.compares(case)
    birch.do(case, "secrecy.agree", {"answer": "agreed", "item": 1, "record": said})
    birch.do(case, "secrecy.end", {"how": "lifted", "item": 1, "silences": [said]})
    assert "tell" in owed(practice, case)
    cedar.do(case, "gate.answer", {"answer": "yes", "item": 1, "question": "tell", "until": None})
    aster.go(f"/case/{case}?again", ".face")
    assert aster.tab.query_selector(f"a[href='#/tell/{case}?item=1']")


def test_a_no_for_a_reason_of_ones_own_is_agreed_to_beside_the_letter_in_words_that_are_true_of_it(
    practice: Practice, chromium: Any, local: str, case: str
) -> None:
    """What the second person confirms is this no with this reason until this day; nothing is chosen beforehand."""
    no = {"answer": "no", "item": 1, "question": "tell", "until": "2027-01-15", "why": "accusation"}
    Client(practice, "cedar").do(case, "gate.answer", no)
    birch = window(practice, chromium, local, "birch")
    birch.go(f"/case/{case}", ".waiting")
    birch.tab.click(".waiting a:has-text('Say whether you agree')")
    birch.tab.wait_for_selector(".case .reader iframe")
    asked = birch.tab.inner_text(".case .side")
    assert "it would show who accused whom" in asked
    assert "15 January 2027" in asked
    assert "Your answer" not in asked
    assert birch.tab.locator(".questions .choice").all_inner_texts() == ["I agree", "I do not agree"]
    assert birch.tab.locator(".questions input:checked").count() == 0
    birch.tab.check("input[name=answer][value=refused]")
    birch.tab.click("form.card button.act")
    birch.tab.click(".signing .buttons .act")
    birch.tab.wait_for_selector(".signing .done")
    assert "answer_tell" in owed(practice, case)
    birch.context.close()
    Client(practice, "aster").do(case, "gate.answer", {**no, "answer": "yes", "until": None, "why": "clear"})


def test_from_the_case_to_told_by_two_people(
    practice: Practice, chromium: Any, local: str, aster: Vault, case: str, tmp_path: Path
) -> None:
    tab, sent = aster.tab, []
    tab.on("request", lambda request: sent.append((request.url, request.post_data or "")))
    german, found = chosen(aster, case, tmp_path)
    tab.select_option("#how", "post")
    tab.focus("text=They were told: show what I sign")
    tab.keyboard.press("Enter")
    tab.wait_for_selector("#sign-title")
    assert tab.text_content(".signing .person-text") == german
    found += faults_of(tab)
    tab.locator(".buttons .act").press("Enter")
    tab.wait_for_selector(".done h1")
    assert "confirm_notice" in owed(practice, case)
    api, account = practice.at("api", ""), "forum.fennelmail.example"
    assert account in german
    assert not [url for url, body in sent if url.startswith(api) and (account in body or account in url)]

    second = window(practice, chromium, local, "birch")
    second.go(f"/case/{case}", ".face")
    second.tab.locator("a[href*='notice.confirm']").press("Enter")
    second.tab.wait_for_selector("#sign-title")
    assert second.tab.text_content(".signing .person-text") == german
    found += faults_of(second.tab)
    second.tab.locator(".buttons .act").press("Enter")
    second.tab.wait_for_selector(".done")
    assert not owed(practice, case) & {"tell", "inform_person", "confirm_notice"}
    second.go(f"/tell/{case}?item=1&ui=de", "h1:has-text('Die Person unterrichten')")
    assert second.tab.query_selector("#text") is None
    assert (found, aster.faults, second.faults) == ([], [], [])
    second.context.close()


def chosen(aster: Vault, case: str, tmp_path: Path) -> tuple[str, list[str]]:
    """From the case to the text in German, copied and saved; with what axe found on the way."""
    tab = aster.tab
    aster.go(f"/case/{case}", ".face")
    tab.focus(f"a[href='#/tell/{case}?item=1']")
    tab.keyboard.press("Enter")
    english = text_in(tab, "What was asked")
    found = faults_of(tab)
    account = tab.input_value("#account")
    assert account
    assert english.count(account) == 1
    assert "[[" not in english
    tab.select_option("#tongue", "ur")
    assert text_in(tab, "کیا مانگا گیا").count(account) == 1
    assert tab.get_attribute("#text", "dir") == "rtl"
    tab.select_option("#tongue", "de")
    german = text_in(tab, "Was verlangt wurde")
    tab.click("text=Copy it")
    tab.wait_for_selector("text=Copied.")
    assert tab.evaluate("navigator.clipboard.readText()") == german
    with tab.expect_download() as saved:
        tab.click("text=Save it as a file")
    kept = tmp_path / "message.txt"
    saved.value.save_as(kept)
    assert saved.value.suggested_filename == "message.txt"  # the outside says nothing
    assert kept.read_text("utf-8") == german
    # Another account than the one in the original is another text; empty, its line is left out.
    tab.fill("#account", "")
    assert account not in text_in(tab, "Was verlangt wurde")
    tab.fill("#account", account)
    assert text_in(tab, account) == german
    return german, found


def test_a_contest_and_a_talk_are_signed_on_the_forms_that_their_declarations_make(
    practice: Practice, chromium: Any, local: str, aster: Vault, case: str
) -> None:
    """By the keyboard; the second person reads the sealed words of the talk in a window of their own."""
    today, tab = datetime.datetime.now(datetime.UTC).date().isoformat(), aster.tab
    aster.go(f"/case/{case}", ".face")
    tab.locator(f"a[href='#/more/{case}']").press("Enter")
    tab.wait_for_selector(".offers")
    tab.locator(f".offers a[href$='/act/{case}/contest.record?item=1']").press("Enter")
    tab.wait_for_selector("form.card")
    tab.locator("form.card button.act").press("Enter")
    tab.wait_for_selector(".field.wrong")  # what is missing is said beside its field
    found = faults_of(tab)
    for box in ("input[name=who][value=counsel]", "input[name=how][value=letter]"):
        tab.locator(box).press("Space")
    tab.fill("input[name=on]", today)
    tab.fill("textarea", "The forum is not hers.")
    tab.locator("form.card button.act").press("Enter")
    tab.wait_for_selector("#sign-title")
    assert "their lawyer" in tab.inner_text(".signing")
    assert "The forum is not hers." in tab.inner_text(".signing")
    tab.locator(".buttons .act").press("Enter")
    tab.wait_for_selector(".done h1")
    assert "decide_contest" in owed(practice, case)

    aster.go("/talks", "h1:text-is('Talks with governments')")
    tab.locator("summary:has-text('Record a talk')").press("Enter")
    tab.get_by_label("With which body", exact=True).fill("Telecommunication Authority")
    tab.get_by_label("What it was about, in one sentence").fill("The licence, and Mr Aster.")
    tab.get_by_label("our licence").press("Space")
    tab.locator("form.card input[value=no]").press("Space")
    tab.locator("form.card button.act").press("Enter")
    tab.wait_for_selector(".problem:has-text('without a person')")
    tab.get_by_label("What it was about, in one sentence").fill("The licence, and its length.")
    found += faults_of(tab)
    tab.locator("form.card button.act").press("Enter")
    tab.wait_for_selector("#sign-title")
    found += faults_of(tab)
    tab.locator(".buttons .act").press("Enter")
    tab.wait_for_selector(".done h1")

    second = window(practice, chromium, local, "birch")
    second.go("/talks", "h2:text-is('Wait for you')")
    second.tab.locator("button:text-is('Open and read it')").press("Enter")
    second.tab.wait_for_selector("dd:text-is('The licence, and its length.')")
    found += faults_of(second.tab)
    second.tab.locator(".proposal input[value=no]").press("Space")
    second.tab.locator("button:text-is('Show what I sign')").press("Enter")
    second.tab.wait_for_selector("#sign-title")
    second.tab.locator(".buttons .act").press("Enter")
    second.tab.wait_for_selector(".done h1")
    rows = Client(practice, "cedar").send("GET", "/v1/desk/talks")["rows"]
    assert [sorted(row["answers"]) for row in rows] == [["aster", "birch"]]
    assert (found, aster.faults, second.faults) == ([], [], [])
    second.context.close()
