"""Confirmations are drawn from the bytes that are signed: the desk's words may lie, the screen says the bytes."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from browser_desk import Client, Vault
from dueprocess.formats import canonical, statement

if TYPE_CHECKING:
    from collections.abc import Iterator

    from browser_desk import Practice

pytestmark = [pytest.mark.browser, pytest.mark.slow]

LIE = "Add a harmless note to the case"
EMPTY: dict[str, Any] = {}
TRUTH: dict[str, tuple[dict[str, Any], str, tuple[str, ...]]] = {
    # act: what the bytes say, the heading that follows from it, and words that must stand below it
    "case.close": (EMPTY, "Close this case: nothing is left to do", ()),
    "case.merge": ({"into": "c-" + "a" * 24}, "This case goes into another one", ("c-" + "a" * 24,)),
    "face.confirm": ({"fields": {"emergency": True}}, "Confirm facts that you read in the original", ("yes",)),
    "gate.answer": (
        {"answer": "yes", "item": 1, "question": "tell", "until": None},
        "Say whether we may tell, admit, count: May we tell the person concerned?",
        ("Your answer", "yes"),
    ),
    "decision.propose": (
        {
            "ground": "",
            "item": 1,
            "lines": [{"answer": "granted", "category": "", "handle": "ALL"}],
            "outcome": "comply",
        },
        "Propose a decision: comply",
        ("All targets, all data asked for", "granted"),
    ),
    "secrecy.end": ({"how": "lifted", "item": 1}, "A duty of silence is over", ("it was lifted",)),
    "authority.call_back": ({"how": "call_back"}, "You reached the authority yourself", ("a call to the number",)),
    "publication.publish": (
        {"detail": "full", "item": 1, "row": "r-" + "b" * 24},
        "Publish an item",
        ("full: with consent of the person",),
    ),
    "preserve.start": ({"item": 1}, "Keep data as they are, at once and silently", ("Item",)),
    "cost.record": ({"item": 1, "minutes": 90, "tariff": "", "units": 2}, "Record what an item cost", ("90",)),
    "desk.freeze": (EMPTY, "Stop every production and release, now", ()),
    "key.retire": (EMPTY, "Retire your own key, at once and for ever", ()),
}


@pytest.fixture(scope="module")
def vault(practice: Practice, chromium: Any, local: str) -> Iterator[Vault]:
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    made = Vault(practice, context, local)
    made.unlock("birch")
    yield made
    context.close()


@pytest.fixture(scope="module")
def draft(practice: Practice) -> dict[str, Any]:
    """A true draft of a harmless act, whose text a lying desk changes."""
    return Client(practice, "birch").prepare(practice.cases[-1], "face.confirm", {"fields": {"country": "DE"}})


def text_of(draft: dict[str, Any], act: str, says: dict[str, Any]) -> str:
    plain = json.loads(draft["statement"].split("\n")[1])
    of_desk = act in {"desk.freeze", "key.retire"}
    plain |= {"act": act, "says": says} | ({"case": None, "revision": 0} if of_desk else {})
    head = draft["statement"].split("\n")[0]
    return f"{head}\n{canonical.encode(plain).decode()}\n"


@pytest.mark.parametrize("act", sorted(TRUTH))
def test_the_screen_says_what_the_bytes_say_and_these_bytes_are_signed(
    vault: Vault, draft: dict[str, Any], act: str
) -> None:
    says, title, below = TRUTH[act]
    text = text_of(draft, act, says)
    lying = {
        "id": draft["id"],
        "statement": text,
        "words": [LIE],
        "notes": [],
        "act": "note.add",
        "case": "c-" + "z" * 24,
    }
    sent: list[dict[str, Any]] = []

    def keep(route: Any) -> None:
        sent.append(route.request.post_data_json)
        route.fulfill(status=200, json={"case": "", "revision": 1, "events": []})

    vault.tab.route("**/v1/drafts/**", lambda route: route.fulfill(json=lying))
    vault.tab.route("**/v1/acts", keep)
    try:
        vault.go("/", ".cases")
        vault.go(f"/sign/{draft['id']}", "#sign-title")
        assert vault.tab.inner_text("#sign-title").startswith(title)
        shown = vault.tab.inner_text(".signing")
        assert all(one in shown for one in below)
        assert LIE not in shown
        assert "c-zzzz" not in shown
        assert vault.tab.text_content(".exact pre") == text
        vault.tab.locator(".buttons .act").press("Enter")
        vault.tab.wait_for_selector("text=Signed and done")
    finally:
        vault.tab.unroute("**/v1/drafts/**")
        vault.tab.unroute("**/v1/acts")
    signed, note = statement.parse(sent[0]["note"].encode())
    assert note.text == text
    assert (str(signed.act), signed.says) == (act, says)


@pytest.mark.parametrize(
    "change",
    [
        ('"says":{"fields":', '"says": {"fields":'),  # the same to a reader of JSON, other bytes
        ('"country":"DE"', '"country":"DE","country":"PK"'),
        ('"country":"DE"', '"c\\u006funtry":"DE"'),
        ("face.confirm", "face.confirm "),
        ('"act":"face.confirm"', '"act":"case.burn"'),
        ("dueprocess.statement/1\n", "dueprocess.statement/1\n\n"),
        ("}\n", "}\n\u2014 birch AAAA\n"),
    ],
)
def test_bytes_that_could_be_read_in_two_ways_are_not_shown_for_signing(
    vault: Vault, draft: dict[str, Any], change: tuple[str, str]
) -> None:
    text = draft["statement"].replace(*change)
    assert text != draft["statement"]
    vault.tab.route("**/v1/drafts/**", lambda route: route.fulfill(json={**draft, "statement": text}))
    try:
        vault.go("/", ".cases")
        vault.go(f"/sign/{draft['id']}", ".problem")
        assert re.search(r"statement\.malformed|vault\.unknown-act", vault.tab.inner_text(".problem"))
        assert vault.tab.query_selector("#sign-title") is None
    finally:
        vault.tab.unroute("**/v1/drafts/**")
