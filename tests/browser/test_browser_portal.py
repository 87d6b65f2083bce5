"""An official at the portal, in a real browser: a demand is sealed and sent, asked after, answered, collected."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from accessibility import faults_of
from browser_desk import Practice, Vault
from portal_desk import BehindThePortal
from portal_samples import Official

pytestmark = [pytest.mark.browser, pytest.mark.slow]

MARK = "k.fuchs.7731@postfach.example"
FILE = "Beschluss-Amtsgericht-Talbach.txt"
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


class Served:
    def __init__(self, desk: BehindThePortal, port: int) -> None:
        self.desk, self.port = desk, port

    def at(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    from dueprocess.operate.home import Home
    from dueprocess.operate.served_home import Serving, free_ports

    folder = tmp_path_factory.mktemp("portal")
    ports = free_ports(["portal"])
    desk = BehindThePortal.founded(folder, f"http://127.0.0.1:{ports['portal']}")
    serving = Serving(Home(folder / "home"), "127.0.0.1", ports).start()
    try:
        yield Served(desk, ports["portal"])
    finally:
        serving.stop()
        desk.close()


@pytest.fixture
def tab(chromium: Any) -> Iterator[Any]:
    context = chromium.new_context(accept_downloads=True)
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda one: said.append(one.text) if one.type in {"error", "warning"} else None)
    page.on("pageerror", lambda one: said.append(str(one)))
    page.said = said
    yield page
    assert context.cookies() == []
    assert page.evaluate("() => localStorage.length + sessionStorage.length") == 0
    context.close()


def fill(tab: Any) -> None:
    tab.check("#life-no")
    tab.select_option("#country", "DE")
    tab.select_option("#authority_kind", "police")
    for name, value in {
        "authority": "Landeskriminalamt Talbach, Dezernat 44",
        "official": "KHK Sabine Hofmann",
        "telephone": "+49 30 5550100",
        "reference": "ZD-12345/26",
        "provision": "§ 100j Abs. 1 StPO, § 174 TKG",
        "offence": "§ 263 StGB",
    }.items():
        tab.fill(f"#{name}", value)
    tab.select_option("#court_order", "none")  # no power is chosen from the list: what was typed names it
    tab.select_option("#issuer", "police")
    tab.select_option("#kind", "disclosure")
    tab.check("input[name=data][value=subscriber]")
    tab.select_option("[name=target_kind]", "email")
    tab.fill("[name=target]", MARK)
    assert tab.is_hidden("#period_from"), "who holds an account has no period"


def code_of(text: str) -> bytes:
    """The 16 bytes of a printed code; its last twelve bits are a check."""
    whole = 0
    for letter in text.replace("-", ""):
        whole = whole << 5 | LETTERS.index(letter)
    return (whole >> 12).to_bytes(16, "big")


def hand_in(portal: Served, tab: Any, *files: Any) -> tuple[str, Official]:
    tab.goto(portal.at("/en/"))
    fill(tab)
    if files:
        assert tab.is_hidden("#files")  # it is asked first what they are
        tab.check("[name=secret][value=no]")
        assert tab.is_hidden("#files")
        tab.check("[name=abuse][value=no]")
        tab.set_input_files("#files", list(files))
    tab.click("#send")
    tab.wait_for_selector("#receipt:visible", timeout=60_000)
    text = tab.inner_text("#code")
    return text, Official(code_of(text))


def test_a_demand_is_sealed_sent_and_opened_by_the_desk(portal: Served, tab: Any) -> None:
    bodies: list[str] = []
    tab.on("request", lambda one: bodies.append(f"{one.url} {one.headers} {one.post_data or ''}"))
    text, official = hand_in(
        portal, tab, {"name": FILE, "mimeType": "text/plain", "buffer": b"Beschluss vom 3. Maerz 2026"}
    )
    assert re.fullmatch(r"([0-9A-HJKMNP-TV-Z]{4}-){6}[0-9A-HJKMNP-TV-Z]{4}", text)
    found = portal.desk("newest")
    assert found["recipient"] == official.recipient
    assert tab.inner_text("#words") == found["words"]
    assert '"country":"DE"' in found["face"]
    assert '"instruments":["DE-STPO-100J"]' in found["face"]
    assert [one[0] for one in found["opened"]] == ["portal.txt", FILE]
    demand = found["opened"][0][2]
    for told in (MARK, "KHK Sabine Hofmann", "ZD-12345/26", "§ 100j Abs. 1 StPO", found["words"]):
        assert told in demand
    sent = "\n".join(bodies)
    for secret in (MARK, "Hofmann", "ZD-12345", "100j Abs", "Dezernat", FILE, "Beschluss vom", text, official.secret):
        assert secret not in sent
    assert official.shown in sent
    assert official.shown not in "\n".join(one.split(" ")[0] for one in bodies)
    assert tab.query_selector("#demand") is None
    assert tab.said == []


def cases_of_arrivals(practice: Practice, tab: Any) -> set[str]:
    tab.goto(practice.at("staff", "/arrive/"))
    return set(re.findall(r"c-[a-z2-7]{24}", tab.content()))


def test_the_staff_desk_shows_the_case_and_a_vault_opens_it(practice: Practice, chromium: Any) -> None:
    context = chromium.new_context()
    tab = context.new_page()
    practice.log_in(tab, "aster")
    before = cases_of_arrivals(practice, tab)
    tab.goto(practice.at("portal", "/de/"))
    fill(tab)
    tab.click("#send")
    tab.wait_for_selector("#receipt:visible", timeout=60_000)
    number = tab.inner_text("#words")
    # Other tests hand in letters at the same desk, within the same second too: whichever is new is ours.
    (case,) = cases_of_arrivals(practice, tab) - before
    tab.goto(practice.at("staff", f"/cases/{case}/"))
    page = tab.inner_text("main")
    assert "It came through the portal" in page
    assert number in page
    assert "DE police" in page
    window = Vault(practice, context)
    window.unlock("birch")
    window.tab.evaluate("(id) => { location.hash = `#/case/${id}`; }", case)
    window.tab.wait_for_selector("iframe", timeout=60_000)
    shown = window.frame()
    shown.wait_for_selector("text=KHK Sabine Hofmann")
    assert MARK in shown.inner_text("body")
    assert number in shown.inner_text("body")
    assert window.faults == []
    context.close()


def test_what_is_missing_is_said_before_it_is_sent_and_leads_to_the_field(portal: Served, tab: Any) -> None:
    tab.goto(portal.at("/en/"))
    assert tab.is_hidden("#country"), "first of all it asks whether a life is in danger"
    tab.check("#life-no")
    tab.select_option("#country", "DE")
    tab.select_option("#authority_kind", "police")
    tab.select_option("#instrument", "DE-STPO-100G")
    tab.select_option("#kind", "disclosure")
    tab.check("input[name=data][value=traffic]")
    tab.select_option("[name=target_kind]", "ip")
    tab.fill("[name=target]", "198.51.100.7")
    tab.click("#check")
    tab.wait_for_selector("#said .missing")
    said = tab.inner_text("#said")
    assert "Time, offset from UTC, and source port of an IP address" in said
    assert "First and last day of the period" in said
    assert "What the law that you named requires" in said
    assert re.search(r"§.* · (verified|secondary|unverified) · (read on \d{1,2} [A-Z][a-z]+ \d{4}|not read yet)", said)
    tab.click("text=Time, offset from UTC")
    assert tab.evaluate("() => document.activeElement.closest('.target').id") == "target-1"
    tab.fill("[name=at]", "2026-02-01T10:11:12")
    tab.fill("[name=offset]", "+01:00")
    tab.fill("[name=port]", "51515")
    tab.click("#check")
    tab.wait_for_function("() => !document.querySelector('#said').innerText.includes('source port of')")
    tab.uncheck("input[name=data][value=traffic]")
    tab.check("input[name=data][value=subscriber]")  # who an account belongs to has no period
    tab.click("#check")
    tab.wait_for_function("() => !document.querySelector('#said').innerText.includes('First and last day')")
    assert portal.desk("refresh") == 0  # a check hands nothing in
    assert tab.said == []


def test_where_a_life_is_in_danger_a_number_stands_first_and_five_fields_are_enough(portal: Served, tab: Any) -> None:
    tab.goto(portal.at("/en/"))
    tab.check("#life-yes")
    assert tab.get_attribute(".ring a.number", "href") == "tel:+49305550199"
    shown = "() => [...document.querySelectorAll('#demand :is(input, select, textarea):not([name=life])')]"
    fields = tab.evaluate(f"{shown}.filter((one) => one.checkVisibility()).map((one) => one.name)")
    assert fields == ["country", "authority", "official", "target_kind", "target", "emergency_reasons"]
    tab.click("#send")
    tab.wait_for_selector("#said .missing")
    assert tab.locator("#said .missing li").count() == 5
    tab.select_option("#country", "DE")
    tab.fill("#authority", "Landeskriminalamt Talbach, Dezernat 44")
    tab.fill("#official", "KHK Sabine Hofmann")
    tab.fill("[name=target]", MARK)
    tab.fill("#emergency_reasons", "A child is missing since this morning.")
    tab.click("#send")
    tab.wait_for_selector("#receipt:visible", timeout=60_000)
    found = portal.desk("newest")
    for told in ('"emergency":true', '"danger_to_life":true', '"country":"DE"'):
        assert told in found["face"]
    for never in ("cites_law", "signed", 'reasons":false', "necessity"):
        assert never not in found["face"], "nothing is claimed that was not asked"
    assert "A child is missing since this morning." in found["opened"][0][2]
    assert tab.said == []


def test_a_receipt_is_asked_a_question_answered_and_a_release_collected(portal: Served, tab: Any) -> None:
    text, _official = hand_in(portal, tab)
    case = portal.desk("newest")["case"]
    tab.goto(portal.at("/en/ask/"))

    def ask(typed: str) -> str:
        tab.fill("#code", typed)
        tab.click("#show")
        tab.wait_for_function("() => document.querySelector('#said').innerText.trim() !== ''")
        return str(tab.inner_text("#said"))

    assert "not the code of a receipt" in ask(text[:-1] + ("A" if text[-1] != "A" else "B"))
    tab.reload()
    assert "Received" in ask(text.lower().replace("-", " "))
    portal.desk("known", case=case)
    assert portal.desk("leave", case=case, kind="clarification", text="Which month do you mean?").startswith("l-")
    tab.reload()
    assert "Question to you" in ask(text)
    tab.click("#said button:has-text('Open')")
    tab.wait_for_selector("#said blockquote")
    assert tab.inner_text("#said blockquote") == "Which month do you mean?"
    tab.fill("#said textarea", f"January, and the mailbox is {MARK}.")
    tab.click("text=Encrypt and send the answer")
    tab.wait_for_selector("text=Your answer has arrived.")
    assert "January" in portal.desk("newest")["opened"][0][2]
    part = "age-encryption.org/v1\nciphertext of the recipient's own\n" * 3
    assert portal.desk("release", case=case, part=part).startswith("l-")
    tab.reload()
    assert "Not collected yet" in ask(text)
    with tab.expect_download() as waiting:
        tab.click("#said button:has-text('Collect')")
    assert Path(waiting.value.path()).read_text() == part
    portal.desk("refresh")
    tab.reload()
    assert re.search(r"(?<!Not )[Cc]ollected", ask(text))
    assert tab.said == []


def test_documents_near_the_limit_go_in_and_those_over_it_are_refused_before_sealing(portal: Served, tab: Any) -> None:
    large = {"name": "order.pdf", "mimeType": "application/pdf", "buffer": bytes(11 << 20)}
    tab.goto(portal.at("/en/"))
    fill(tab)
    for asked in ("secret", "abuse"):
        tab.check(f"[name={asked}][value=no]")
    tab.set_input_files("#files", [large, {**large, "name": "again.pdf"}])
    tab.click("#send")
    tab.wait_for_selector("#said .wrong")
    assert "too large, or too many" in tab.inner_text("#said")
    assert tab.input_value("#reference") == "ZD-12345/26"
    tab.set_input_files("#files", [large])
    tab.click("#send")
    tab.wait_for_selector("#receipt:visible", timeout=60_000)
    assert [(one[0], one[3] > 600) for one in portal.desk("newest")["opened"]] == [
        ("portal.txt", True),
        ("order.pdf", True),
    ]
    assert tab.said == []


@pytest.mark.parametrize(("asked", "says"), [("secret", "cleared for it"), ("abuse", "Send it nowhere")])
def test_what_is_secret_or_forbidden_is_asked_about_and_never_leaves_the_browser(
    portal: Served, tab: Any, asked: str, says: str
) -> None:
    tab.goto(portal.at("/en/"))
    fill(tab)
    for each in ("secret", "abuse"):
        tab.check(f"[name={each}][value=no]")
    tab.set_input_files("#files", [{"name": "vs.pdf", "mimeType": "application/pdf", "buffer": b"secret"}])
    tab.check(f"[name={asked}][value=yes]")
    assert tab.is_hidden("#files")
    assert says in tab.inner_text(".ring:visible")
    tab.click("#send")  # the demand goes without it
    tab.wait_for_selector("#receipt:visible", timeout=60_000)
    assert [one[0] for one in portal.desk("newest")["opened"]] == ["portal.txt"]
    assert tab.said == []


def test_a_code_that_nobody_has_opens_nothing(portal: Served, tab: Any) -> None:
    tab.goto(portal.at("/de/ask/"))
    # A code of the right form: sixteen zero bytes with their check.
    code = tab.evaluate(
        """async () => {
          const plain = new TextEncoder().encode("dueprocess/receipt/check/" + "00".repeat(16));
          const sum = new Uint8Array(await crypto.subtle.digest("SHA-256", plain));
          const check = ((sum[0] << 8) | sum[1]) & 0xfff;
          const letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
          let whole = BigInt(check), text = "";
          for (let n = 0; n < 28; n++, whole >>= 5n) text = letters[Number(whole & 31n)] + text;
          return text;
        }"""
    )
    tab.fill("#code", code)
    tab.click("#show")
    tab.wait_for_selector("#said .wrong")
    assert "öffnet sich nichts" in tab.inner_text("#said")


def test_without_scripts_it_says_so_and_names_the_other_ways(portal: Served, chromium: Any) -> None:
    context = chromium.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto(portal.at("/en/"))
    text = tab.inner_text("main")
    assert "This page needs JavaScript to encrypt" in text
    assert "desk@fennel.example" in text
    assert not tab.is_visible("#demand")
    tab.click("text=A form to print >> nth=0")
    assert "Print it, fill it in" in tab.inner_text("main")
    tab.goto(portal.at("/de/ask/"))
    assert not tab.is_visible("#ask")
    assert "JavaScript" in tab.inner_text("main")
    context.close()


@pytest.mark.parametrize("language", ["en", "ur", pytest.param("de", marks=pytest.mark.soak)])
def test_every_page_passes_axe_and_fits_its_window(portal: Served, chromium: Any, language: str) -> None:
    context = chromium.new_context(viewport={"width": 1200, "height": 900}, bypass_csp=True)
    tab = context.new_page()
    for path in ("", "ask/", "paper/"):
        tab.goto(portal.at(f"/{language}/{path}"))
        if not path:
            tab.wait_for_selector("#demand:visible")
            assert faults_of(tab) == [], "before the first answer"
            tab.check("#life-yes")
            assert faults_of(tab) == [], "a life is in danger"
            tab.check("#life-no")
            tab.select_option("#kind", "disclosure")
            tab.select_option("[name=target_kind]", "ip")
            tab.check("#emergency")
            tab.click("#check")
            tab.wait_for_selector("#said h2")
        assert faults_of(tab) == [], path
    context.close()


def test_it_works_by_keyboard_alone(portal: Served, tab: Any) -> None:
    tab.goto(portal.at("/en/ask/"))
    tab.wait_for_selector("#ask:visible")
    tab.keyboard.press("Tab")
    assert tab.evaluate("() => document.activeElement.className") == "skip"
    for _ in range(20):
        if tab.evaluate("() => document.activeElement.id") == "code":
            break
        tab.keyboard.press("Tab")
    tab.keyboard.type("not a code")
    tab.keyboard.press("Enter")
    tab.wait_for_selector("#said .wrong")
    assert tab.evaluate("() => document.activeElement.id") == "said"
    tab.goto(portal.at("/en/"))
    tab.focus("#life-yes")
    tab.keyboard.press("ArrowDown")
    tab.focus("#more-targets")
    tab.keyboard.press("Enter")
    assert tab.locator(".target").count() == 2
    assert tab.evaluate("() => document.activeElement.closest('.target').id") == "target-2"
