"""What a demand costs two people, from the due list until its letter is queued: every click, key and choice counted."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")

from collections.abc import Iterator

import budget_letters
from beside import said_beside
from first_hour import ACCOUNT, Colleague
from small_desk import KNOWN, by_, founded, opened

pytestmark = [pytest.mark.browser, pytest.mark.slow]

TWO = {"aster": "clerk,approver,counsel", "birch": "clerk,approver"}
SENTENCES = ("who", "what.1", "law", "court", "silence")
REST = ("who", "law", "court", "silence")
"""The same where marking the account confirms what is asked."""
LAW = ("DE-STPO-100J", "DE-TTDSG-22", "DE-STPO-100G", "EU-EPOC-SUB", "EU-DSA-9", "DE-MSTV-109")
ADD = "dueprocess authority add"
CONTACTS = {"DE-PI-MOORAU": "post@polizei-moorau.example", "DE-MA-NORDTAL": "post@medienaufsicht-nordtal.example"}
ASKERS = {
    "DE-PI-MOORAU": KNOWN,
    "DE-MA-NORDTAL": f'{ADD} DE-MA-NORDTAL --name "Medienaufsicht Nordtal" --country DE --kind regulator',
    "PT-MP-RIBEIRA": f"{ADD} PT-MP-RIBEIRA --country PT --kind prosecutor "
    '--name "Ministério Público, Procuradoria de Vale da Ribeira"',
}
LETTERS = {
    "epoc.txt": budget_letters.EPOC,
    "takedown.eml": budget_letters.TAKEDOWN,
    "three.eml": budget_letters.THREE,
    "forty.eml": budget_letters.FORTY,
    "call.md": budget_letters.CALL,
}


@dataclass
class Hands:
    """What people did, in their order; what they typed; how often they signed."""

    done: list[str] = field(default_factory=list)
    typed: list[str] = field(default_factory=list)
    looks: int = 0

    def click(self, tab: Any, selector: str) -> None:
        self.done.append(f"click {selector}")
        tab.click(selector)

    def check(self, tab: Any, selector: str) -> None:
        self.done.append(f"check {selector}")
        tab.check(selector)

    def press(self, tab: Any, selector: str, key: str = "Space") -> None:
        self.done.append(f"press {key} on {selector}")
        tab.locator(selector).press(key)

    def choose(self, tab: Any, selector: str, value: str) -> None:
        self.done.append(f"choose {selector}")
        tab.select_option(selector, value)

    def type(self, tab: Any, selector: str, text: str) -> None:
        self.done.append(f"type {selector}")
        self.typed.append(text)
        tab.fill(selector, text)

    def sign(self, tab: Any) -> None:
        tab.wait_for_selector("#sign-title")
        self.click(tab, ".signing .buttons .act")
        tab.wait_for_selector(".done h1")
        self.looks += 1


PHONE = "+49305550100"
COMMENT = "The letter is signed for somebody else: see its last line."

TABLE: list[str] = []


def printed(request: pytest.FixtureRequest, *rows: str) -> None:
    """Rows on the terminal, whatever pytest captures."""
    plugin = request.config.pluginmanager.get_plugin
    with plugin("capturemanager").global_and_fixture_disabled():
        for row in ("", *rows):
            plugin("terminalreporter").write_line(row)


@pytest.fixture(scope="module", autouse=True)
def table(request: pytest.FixtureRequest) -> Iterator[None]:
    yield
    printed(request, "case | asked | counted | typed | looks", *TABLE)


def counted(case: str, most: int, hands: Hands) -> None:
    """The row of a case; fails where it costs more than its budget."""
    TABLE.append(f"{case} | {most} | {len(hands.done)} | {len(hands.typed)} | {hands.looks}")
    assert len(hands.done) <= most, hands.done


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory, chromium: Any) -> Iterator[dict[str, Colleague]]:
    known = [f"dueprocess law sign {rule} --on $(date -u +%F) {by_('aster')}" for rule in LAW]
    for code, add in ASKERS.items():
        at = CONTACTS.get(code, f"post@{code.lower()}.example")
        known += [
            add,
            f"dueprocess authority verify {code} --contact {at} --phone {PHONE} --how call_back {by_('aster')}",
            f"dueprocess authority confirm {code} {by_('birch')}",
        ]
    practice = founded(tmp_path_factory.mktemp("two"), TWO, *known)
    for name, text in LETTERS.items():
        (practice.keys / name).write_text(text)
    with opened(practice, chromium, *TWO) as people:
        for one in people.values():
            one.open_vault()
        yield people


@dataclass(frozen=True)
class Read:
    """What a second person reads in one item: the account, and what is asked of it."""

    account: str = ACCOUNT
    data: str = "subscriber"
    kind: str = ""


def marks(hands: Hands, tab: Any, first: str, last: str) -> None:
    """One drag with the mouse over lines of the original, from the first to the last."""
    frame = tab.wait_for_selector("iframe").content_frame()
    frame.wait_for_selector(f".line:has-text('{last}')")
    frame.evaluate(
        """([first, last]) => {
          const lines = [...document.querySelectorAll(".line")];
          const of = (words) => lines.find((one) => one.textContent.includes(words)).firstChild;
          document.getSelection().setBaseAndExtent(of(first), 0, of(last), of(last).length);
        }""",
        [first, last],
    )
    hands.done.append(f"mark {first} to {last}")
    tab.wait_for_selector("button.marked:enabled")


def shows(hands: Hands, tab: Any, *accounts: str, what: str = "what.1") -> None:
    """The first person marks the account, or a list from its first to its last, which confirms what is asked."""
    frame = tab.wait_for_selector("iframe").content_frame()
    frame.wait_for_selector(f".line:has-text('{accounts[-1]}')")
    frame.evaluate(
        """([first, last]) => {
          const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          const found = [];
          while (texts.nextNode()) found.push(texts.currentNode);
          const of = (words) => found.find((one) => one.data.includes(words));
          const [begin, end] = [of(first), of(last)];
          const until = end.data.indexOf(last) + last.length;
          document.getSelection().setBaseAndExtent(begin, begin.data.indexOf(first), end, until);
        }""",
        [accounts[0], accounts[-1]],
    )
    hands.done.append(f"mark {accounts[0]} to {accounts[-1]}")
    tab.wait_for_selector(f".sentence.read[data-key='{what}']")


def agrees(
    hands: Hands, birch: Colleague, case: str, *items: tuple[int, Read], asker: str = "DE-PI-MOORAU", list_: Any = ()
) -> None:
    """The second person's half, up to where both answers are compared; ``list_``: what is marked in the original."""
    birch.go("/")
    hands.click(birch.tab, f".due a[href*='#/case/{case}']")
    vault = birch.vault
    vault.wait_for_selector("form.blanks")
    if list_:
        marks(hands, vault, list_[0], list_[-1])
        hands.click(vault, "button.marked")
    for number, read in items or ((1, Read()),):
        if read.account and not list_:
            hands.type(vault, f"#value-{number}-1", read.account)
        if read.kind:
            hands.choose(vault, f"select[name=kind-{number}]", read.kind)
        else:
            hands.check(vault, f"input[name=data-{number}][value={read.data}]")
    hands.choose(vault, "select[id^=asker]", f"id {asker}")
    hands.click(vault, "text=These are my answers")
    vault.wait_for_selector("#sign-title, .differing, .problem")


def opens(hands: Hands, aster: Colleague, case: str) -> Any:
    """The case from the list of what is due, read as far as its law."""
    aster.go("/")
    hands.click(aster.tab, f".due a[href*='#/case/{case}']")
    aster.vault.wait_for_selector(".lawful, .keeping.urgent")
    return aster.vault


def reads_on_one_screen(tab: Any, most: int) -> None:
    """As it arrives, sentences and law stand beside the original at 1440 by 900, in at most so many words."""
    before = tab.viewport_size
    tab.set_viewport_size({"width": 1440, "height": 900})
    words, bottom = said_beside(tab)
    TABLE.append(f"  words as it arrives | {most} | {words} | ends at {bottom:.0f}")
    assert words <= most
    assert bottom <= tab.locator(".sticky").evaluate("one => one.getBoundingClientRect().top")
    tab.set_viewport_size(before)


def confirms(hands: Hands, vault: Any, *keys: str, says: str) -> None:
    """Each sentence by a control of its own, until the law says so."""
    for key in keys:
        hands.press(vault, f".sentences > .sentence[data-key='{key}'] > .tick input")
    vault.wait_for_selector(f".lawful:has-text('{says}')")


def silences(hands: Hands, vault: Any, *, count: str = "May we count it?") -> None:
    """The duty of silence as verified law says it, and whether it is counted."""
    for tick in vault.locator(".silence:has-text('Record this silence') > .sentence > .tick input").all():
        hands.done.append("press Space on the silence")
        tick.press("Space")
    for question in vault.locator(f".asking:has-text('{count}')").all():
        hands.done.append("press Space on count: yes")
        question.locator("input[value=yes]").press("Space")


def passes(hands: Hands, vault: Any) -> None:
    hands.press(vault, ".sticky button.act", "Enter")
    hands.sign(vault)


def reads(hands: Hands, aster: Colleague, case: str, outcome: str, *, law: str = "", account: str = ACCOUNT) -> None:
    """The first person's half: sentences are confirmed, silence answered, an outcome chosen; signed in one look.

    ``law``: the power that a demand must mean which names none.
    """
    vault = opens(hands, aster, case)
    reads_on_one_screen(vault, 85)
    if law:
        hands.press(vault, ".sentence [data-path='instruments']", "Enter")
        hands.type(vault, ".edit input", law)
        hands.press(vault, ".edit button", "Enter")
    gives = outcome == "comply"
    if gives:
        shows(hands, vault, account)
    keys = [key for key in SENTENCES if not gives or key != "what.1"]
    confirms(hands, vault, *keys, says="missing:" if law else "The law suggests: comply")
    if law:  # that no power is named was missing before, too: what the power says of silence comes with it
        vault.wait_for_selector(".silence:has-text('Record this silence')")
    hands.press(vault, f".outcomes input[value='{outcome} ']")
    silences(hands, vault)
    if outcome == "comply":
        passes(hands, vault)
    else:
        hands.press(vault, ".reply .tick input")
        passes(hands, vault)


def is_quiet(birch: Colleague, case: str) -> None:
    """The letter is queued, and nothing about silence is asked any more."""
    said = birch.go(f"/cases/{case}/")
    assert "letter queued" in said
    assert "answer whether we may" not in said


def leaves(birch: Colleague, case: str) -> bool:
    """Whether a letter of the case stands among those that wait."""
    birch.go("/")
    return bool(birch.tab.locator(f"section[aria-labelledby=leaving-head] a[href='/cases/{case}/']").count())


def test_a_subscriber_request_in_order(two: dict[str, Colleague]) -> None:
    aster, birch = two.values()
    case = aster.drop("second.eml")
    hands = Hands()
    reads(hands, aster, case, "comply")
    assert "Waits for you" in birch.go("/")
    assert "Waits for birch" in aster.go("/")
    agrees(hands, birch, case)
    assert "Nothing differs from what you read" in birch.see(birch.vault)
    hands.sign(birch.vault)
    counted("subscriber request in order", 18, hands)
    assert (hands.typed, hands.looks) == ([ACCOUNT], 2)
    is_quiet(birch, case)


def test_a_return_for_correction(two: dict[str, Colleague]) -> None:
    aster, birch = two.values()
    case = aster.drop("order.eml")
    hands = Hands()
    reads(hands, aster, case, "correct", law="DE-STPO-100J")
    counted("return for correction", 18, hands)
    assert hands.looks == 1
    is_quiet(birch, case)
    assert leaves(birch, case)
    assert "the letter waits until" in birch.see()
    assert re.search("aster.{1,6}birch can take it back", birch.see())
    aster.vault.click(".waiting button:has-text('Take the letter back')")
    aster.vault.wait_for_selector("text=it does not leave")
    assert not leaves(birch, case)


def test_a_european_production_order(two: dict[str, Colleague]) -> None:
    aster, birch = two.values()
    case = aster.drop("epoc.txt")
    hands = Hands()
    vault = opens(hands, aster, case)
    reads_on_one_screen(vault, 145)  # the law asks more of it since ADR 0109
    account = "joaquim.alecrim@fennel.example"
    shows(hands, vault, account)
    confirms(hands, vault, *REST, "why", "redress", "asked", says="Nothing is missing")
    hands.press(vault, ".outcomes input[value='comply ']")
    silences(hands, vault)
    passes(hands, vault)
    agrees(hands, birch, case, (1, Read(account)), asker="PT-MP-RIBEIRA")
    hands.sign(birch.vault)
    counted("European production order", 20, hands)
    assert (hands.typed, hands.looks) == ([account], 2)
    is_quiet(birch, case)


def test_a_takedown(two: dict[str, Colleague]) -> None:
    aster, birch = two.values()
    case = aster.drop("takedown.eml")
    hands = Hands()
    vault = opens(hands, aster, case)
    reads_on_one_screen(vault, 95)
    page = "https://forum.fennel.example/t/48213/p/7"
    shows(hands, vault, page.replace("https", "hxxps").replace(".", "[.]"))  # as the frame writes it
    confirms(hands, vault, *REST, says="Nothing is missing")  # what else the law asks is open: nothing to tick
    hands.press(vault, ".outcomes input[value='comply ']")
    for question in ("tell", "admit", "count"):  # here the law lets us speak, and wants the person told
        hands.press(vault, f".asking[data-question={question}] input[value=yes]")
    passes(hands, vault)
    agrees(hands, birch, case, (1, Read(page, kind="content")), asker="DE-MA-NORDTAL")
    hands.sign(birch.vault)
    counted("takedown", 20, hands)
    assert (hands.typed, hands.looks) == ([page], 2)
    is_quiet(birch, case)


def test_three_items_with_three_outcomes(two: dict[str, Colleague]) -> None:
    aster, birch = two.values()
    case = aster.drop("three.eml")
    hands = Hands()
    vault = opens(hands, aster, case)
    reads_on_one_screen(vault, 140)
    for number in (1, 3):  # the second one gives nothing
        shows(hands, vault, budget_letters.ITEMS[number - 1], what=f"what.{number}")
    whats = ("what.all", "what.2")
    confirms(hands, vault, "who", *whats, "law", "court", "silence", says="The law suggests: Items 1, 3: comply")
    hands.click(vault, ".outcomes .apart button:has-text('3')")
    for item, outcome in (("1", "comply"), ("2", "correct"), ("3", "no_data")):
        hands.press(vault, f".outcomes:has(> legend:text-is('Item {item}')) input[value='{outcome} ']")
    silences(hands, vault)
    for question in ("tell", "admit"):  # of traffic data no verified law here says it
        item = ".silence:has(h2:has-text('Item 2'))"
        hands.choose(vault, f"{item} .asking[data-question={question}] select", "asked")
    passes(hands, vault)
    agrees(hands, birch, case, *((number, Read(budget_letters.ITEMS[number - 1])) for number in (1, 3)))
    hands.sign(birch.vault)
    counted("three items, three outcomes", 30, hands)
    assert hands.typed == [budget_letters.ITEMS[0], budget_letters.ITEMS[2]]
    assert hands.looks == 2
    # Of what no verified law decides a day of review is left, and nothing else.
    assert birch.go(f"/cases/{case}/").count("letter queued") == 3


def test_forty_addresses_with_one_exception(two: dict[str, Colleague]) -> None:
    aster, birch = two.values()
    case = aster.drop("forty.eml")
    hands = Hands()
    vault = opens(hands, aster, case)
    reads_on_one_screen(vault, 70)
    shows(hands, vault, *budget_letters.ADDRESSES)
    confirms(hands, vault, *REST, says="The law suggests: comply")
    hands.press(vault, ".outcomes input[value='partial ']")
    hands.choose(vault, ".exception select >> nth=0", "T17:subscriber")
    hands.choose(vault, ".exception select >> nth=1", "no_data")
    silences(hands, vault)
    passes(hands, vault)
    agrees(hands, birch, case, list_=budget_letters.ADDRESSES)
    assert f"T17 {budget_letters.ADDRESSES[16]} — no data" in birch.see(birch.vault)
    hands.sign(birch.vault)
    counted("forty addresses, one exception", 24, hands)
    assert (hands.typed, hands.looks) == ([], 2)
    is_quiet(birch, case)


def test_an_emergency_by_telephone_until_the_data_are_kept(two: dict[str, Colleague]) -> None:
    aster, birch = two.values()
    case = aster.drop("call.md")
    hands = Hands()
    vault = opens(hands, aster, case)
    reads_on_one_screen(vault, 61)
    hands.click(vault, ".keeping.urgent button.act")
    vault.wait_for_selector(".keeping .problem:has-text('mark the account')")  # whose data, nobody takes from a machine
    shows(hands, vault, "walburga.eibe@fennel.example")
    hands.click(vault, ".keeping.urgent button.act")
    vault.wait_for_selector(".signing dd:has-text('walburga.eibe@fennel.example')")
    hands.sign(vault)
    counted("emergency by telephone, until preserved", 12, hands)
    assert (hands.typed, hands.looks) == ([], 1)
    assert "preservation started until" in birch.go(f"/cases/{case}/")


def test_where_two_readings_differ_only_sending_back_is_signed(two: dict[str, Colleague]) -> None:
    aster, birch = two.values()
    case = aster.drop("second.eml")
    reads(Hands(), aster, case, "comply")
    agrees(Hands(), birch, case, (1, Read("kr\N{CYRILLIC SMALL LETTER A}nich77@fennel.example")))
    vault = birch.vault
    assert "aster has this case open" in vault.inner_text(".here")
    assert "U+0430" in vault.inner_text(".differing")
    assert vault.locator("#sign-title").count() == 0
    vault.check("input[name=reason][value=facts]")
    vault.fill("textarea[id^=comment]", COMMENT)
    vault.locator(".back button[type=submit]").press("Enter")
    birch.sign()
    history = aster.go(f"/cases/{case}/history/")
    assert "reason facts" in history
    assert COMMENT not in history
    assert COMMENT in opens(Hands(), aster, case).inner_text(".sent-back:has-text('birch sent it back') blockquote")
