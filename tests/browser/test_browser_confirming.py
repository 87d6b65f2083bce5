"""What is signed is drawn from its bytes: the desk's words may lie, the screen says the bytes."""

from __future__ import annotations

from typing import Any

import pytest

from browser_desk import Practice, Vault
from dueprocess.formats import statement

pytestmark = [pytest.mark.browser, pytest.mark.slow]

LIE = "Add a harmless note to the case"


def test_the_screen_says_what_the_bytes_say_and_these_bytes_are_signed(practice: Practice, chromium: Any) -> None:
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    vault, case = Vault(practice, context), practice.cases[-1]
    vault.unlock("birch")
    sent: list[dict[str, Any]] = []

    def lying(route: Any) -> None:
        got = route.fetch()
        body = got.json()
        for listed in body["choices"].values():
            for one in listed:
                one.update(words=LIE, marks=[LIE])
        route.fulfill(
            response=got, json={**body, "law": {**body["law"], "suggests": LIE, "findings": [], "risk": None}}
        )

    def agreeing(route: Any) -> None:
        got = route.fetch()
        route.fulfill(response=got, json={**got.json(), "events": [], "refused": None})

    def keep(route: Any) -> None:
        sent.append(route.request.post_data_json)
        route.fulfill(status=200, json={"case": case, "revision": 1, "events": []})

    vault.tab.route("**/acts/*", lying)
    vault.tab.route("**/would", agreeing)
    vault.tab.route("**/v1/acts", keep)
    vault.go(f"/act/{case}/decision.propose?item=1", ".questions")
    vault.tab.check("input[name=outcome][value=challenge]")
    vault.tab.select_option("select[name=ground]", "counsel")
    vault.tab.click("text=Show what I sign")
    vault.tab.wait_for_selector("#sign-title")
    assert vault.tab.inner_text("#sign-title").startswith("Propose a decision: challenge")
    shown = vault.tab.inner_text(".signing")
    assert "counsel" in vault.tab.inner_text(".signing .rows")
    assert LIE not in shown
    text = vault.tab.text_content(".exact pre")
    vault.tab.locator(".buttons .act").press("Enter")
    vault.tab.wait_for_selector(".done h1")
    signed, note = statement.parse(sent[0]["note"].encode())
    assert note.text == text
    whole = {"part": "", "point": "", "since": None, "until": None}
    assert signed.says == {"ground": "counsel", "item": 1, "lines": [], "outcome": "challenge", **whole}
    assert (str(signed.act), signed.case, signed.by) == ("decision.propose", case, "birch")
    context.close()
