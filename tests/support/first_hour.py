"""The first hour of `docs/tutorial/first-hour.md`: its commands are run, its desk is served, its clicks are done."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import hmac
import os
import re
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import filled_face
import warm
from browser_desk import second_reads
from caches import CACHE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PAGE = Path(__file__).resolve().parents[2] / "docs" / "tutorial" / "first-hour.md"
PASSWORD = "seven dry fennel stalks"
ACCOUNT = "kranich77@fennel.example"
SURFACES = ("public", "staff", "api", "vault", "door")


def blocks(kind: str) -> list[str]:
    """The page's fenced blocks of a kind, as ``bash later``."""
    return re.findall(rf"^```{re.escape(kind)}\n(.*?)^```", PAGE.read_text(), re.DOTALL | re.MULTILINE)


def said() -> list[str]:
    """What the page says that one sees: all that stands in bold."""
    prose = re.sub(r"^```.*?^```", "", PAGE.read_text(), flags=re.DOTALL | re.MULTILINE)
    return [" ".join(one.split()) for one in re.findall(r"\*\*(.+?)\*\*", prose, re.DOTALL)]


def pictures() -> set[str]:
    """File names of the pictures that the page shows."""
    return set(re.findall(r"!\[[^\]]+\]\(\.\./pictures/([a-z-]+\.png)\)", PAGE.read_text()))


def run(script: str, folder: Path) -> str:
    """Runs commands of the page as they stand there. Returns what they print."""
    path = f"{warm.programs()}:{os.environ['PATH']}"
    env = {"PATH": path, "HOME": str(folder), **CACHE, "DUEPROCESS_HOME": str(folder / "desk")}
    command = ["bash", "-c", f"set -euo pipefail\n{script}"]
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, timeout=240, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def now_code(secret: str) -> str:
    """Six digits of an app for one-time codes (RFC 6238), and time enough left to type them."""
    left = 30 - time.time() % 30
    if left < 2:
        time.sleep(left)
    secret = re.sub(r"[^A-Z2-7]", "", secret.upper())
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    mac = hmac.new(key, int(time.time() // 30).to_bytes(8, "big"), hashlib.sha1).digest()
    at = mac[-1] & 15
    return f"{(int.from_bytes(mac[at : at + 4], 'big') & 0x7FFFFFFF) % 10**6:06d}"


@dataclass
class Hour:
    """The served desk of the page, and all that anybody saw on it."""

    folder: Path
    ports: dict[str, int]
    codes: list[str]
    seen: str = ""
    took: dict[str, float] = field(default_factory=dict)

    def at(self, surface: str, path: str = "/") -> str:
        return f"http://127.0.0.1:{self.ports[surface]}{path}"


@contextlib.contextmanager
def opened(folder: Path, mail: int) -> Iterator[Hour]:
    """The page's desk, made by its commands and served; only ports are others than the page's."""
    from dueprocess.operate.home import Home
    from dueprocess.operate.served_home import Serving, free_ports

    begun = time.monotonic()
    for script in blocks("bash"):
        run(script, folder)
    ports = free_ports(SURFACES)
    names = {"8001": "staff", "8002": "api", "8003": "vault", "8004": "door"}
    before = re.sub(r":(800\d)", lambda found: f":{ports[names[found[1]]]}", blocks("toml before")[0])
    settings = folder / "desk" / "desk.toml"
    behind = blocks("toml behind")[0].replace("port = 25", f"port = {mail}")
    settings.write_text(f"{before}\n{settings.read_text()}\n{behind}")
    founded = time.monotonic() - begun
    serving = Serving(Home(folder / "desk"), "127.0.0.1", ports).start()
    try:
        codes = run(blocks("bash later")[0], folder).split()
        yield Hour(folder, ports, codes[::1], took={"commands": founded, "serve": time.monotonic() - begun - founded})
    finally:
        serving.stop()


class Colleague:
    """One person at their browser: a tab of the desk, and the vault's named window."""

    def __init__(self, hour: Hour, browser: Any, name: str, shot: Callable[[str, Any], None] | None = None) -> None:
        self.hour, self.name = hour, name
        self.context = browser.new_context(viewport={"width": 1280, "height": 900})
        self.context.set_default_timeout(60_000)
        self.tab = self.context.new_page()
        self.vault: Any = None
        self.shot = shot or (lambda _name, _tab: None)

    def see(self, tab: Any = None) -> str:
        """The text of a page; the hour remembers it."""
        text = " ".join((tab or self.tab).inner_text("body").split())
        self.hour.seen += "\n" + text
        return text

    def join(self, code: str) -> None:
        """Invitation, password, app for codes."""
        self.tab.goto(self.hour.at("staff", f"/join/#{code}"))
        self.see()
        self.tab.click("text=Go on")
        self.see()
        self.tab.fill("#password1", PASSWORD)
        self.tab.fill("#password2", PASSWORD)
        self.tab.click("text=Go on")
        self.see()
        self.tab.click("text=Set up an app")
        self.see()
        self.tab.fill("#code", now_code(self.tab.inner_text("code.code")))
        self.tab.click("button:text-is('Set up')")
        self.tab.wait_for_selector(".tabs, nav")

    def go(self, path: str) -> str:
        self.tab.goto(self.hour.at("staff", path))
        return self.see()

    def drop(self, name: str) -> str:
        """Hands a file to the door; returns the case's id."""
        self.go("/arrive/")
        self.tab.check("input[name=abuse][value=no]")
        self.tab.check("input[name=secret][value=no]")
        self.tab.set_input_files("#file", self.hour.folder / name)
        self.tab.click("text=Seal and register")
        self.tab.wait_for_load_state()
        self.see()
        case = self.tab.url.split("/cases/")[1].split("/")[0]
        return str(case)

    def to_vault(self, link: str, wait: str) -> None:
        """Follows a link into the vault's window; opens it with the key where it is locked."""
        if self.vault is None:
            self._unlock(lambda: self.tab.click(link), wait)
        else:
            self.tab.click(link)
        self.vault.wait_for_selector(wait)
        self.see(self.vault)

    def open_vault(self) -> None:
        """The vault's window as it stands open all day, on no case."""
        self.go("/")
        address = self.hour.at("vault", "/#/")
        self._unlock(lambda: self.tab.evaluate("where => { open(where, 'dueprocess-vault'); }", address), ".state.open")
        self.vault.wait_for_selector(".state.open")

    def _unlock(self, opens: Callable[[], None], wait: str) -> None:
        with self.context.expect_page() as coming:
            opens()
        self.vault = coming.value
        self.vault.wait_for_selector("#identity")
        self.see(self.vault)
        self.vault.set_input_files("#identity", self.hour.folder / f"{self.name}.daily.identity")
        self.vault.press("#passphrase", "Enter")
        self.vault.wait_for_selector(f".compare, {wait}")
        if self.vault.query_selector(".compare"):  # the first time on this browser
            self.see(self.vault)
            self.vault.click("text=It is the same")

    def sign(self) -> None:
        """Signs what the vault shows."""
        self.vault.wait_for_selector("#sign-title")
        self.see(self.vault)
        self.vault.locator(".buttons .act").press("Enter")
        self.vault.wait_for_selector(".done h1")
        self.see(self.vault)

    def act(self, case: str, act: str, fill: Callable[[Any], None], *, item: int = 1) -> None:
        """An act out of the vault's list, filled in and signed; then the desk's page again."""
        self.form(case, act, item=item)
        fill(self.vault)
        if self.vault.locator("#sign-title").count() == 0:  # an act that asks nothing is shown at once
            self.vault.click("text=Show what I sign")
        self.sign()
        self.go(f"/cases/{case}/")

    def agree(self, case: str) -> None:
        """As the second person: from the list of what is due to the original, three blanks, and one signature."""
        self.go("/")
        self.to_vault(f".due a[href*='#/case/{case}']", "form.blanks")
        second_reads(self.vault, ACCOUNT, "subscriber", "id DE-PI-MOORAU")
        self.sign()
        self.go(f"/cases/{case}/")

    def by_hand(self, case: str, act: str) -> None:
        """The same by its address, where no button leads to it: what the vault says when one wants to sign."""
        self.vault.evaluate("where => { location.hash = where; }", f"#/act/{case}/{act}?item=1")
        self.vault.click("text=Show what I sign")
        self.vault.wait_for_selector(".problem")
        self.see(self.vault)

    def form(self, case: str, act: str, *, item: int = 1) -> None:
        """The form of an act, out of everything that the vault offers on the case."""
        self.offers(case)
        self.vault.click(f".offers a[href$='#/act/{case}/{act}{f'?item={item}' if item else ''}']")
        self.vault.wait_for_selector("#sign-title, .questions, .problem")
        self.see(self.vault)

    def offers(self, case: str) -> set[str]:
        """Every act that the vault offers on the case, from the desk's page of it."""
        self.go(f"/cases/{case}/")
        if self.vault is not None:  # to the same address again nothing would be asked anew
            self.vault.evaluate("location.hash = '#/'")
            self.vault.wait_for_selector(".cases")
        self.to_vault("text=Something else…", ".offers")
        listed = self.vault.eval_on_selector_all(".offers a", "all => all.map(one => one.getAttribute('href'))")
        return {found[1] for found in (re.match(rf"#/act/{case}/([a-z_.]+)", where) for where in listed) if found}

    def confirm(self, case: str, values: dict[str, Any]) -> None:
        """The face form beside the text: what is wrong is put right, what is right is ticked, all of it is signed."""
        self.go(f"/cases/{case}/")
        self.to_vault("text=Open it in the vault", ".face")
        frame = self.vault.frame_locator("iframe")  # it loads after the form beside it
        frame.locator(".line").first.wait_for()
        self.hour.seen += "\n" + " ".join(frame.locator("body").inner_text().split())
        for path, value in values.items():
            if value is not None:
                filled_face.say(self.vault, path, value)
        for path in values:
            filled_face.tick(self.vault, path)
        self.see(self.vault)
        self.vault.wait_for_selector(".answer[aria-busy=false]")
        self.shot("first-hour-vault", self.vault)
        self.vault.locator(".sticky button.act").press("Enter")
        self.sign()

    def letter(self, case: str, query: str = "") -> None:
        """The letter as it will be read, sealed and signed in the vault."""
        self.offers(case)
        self.vault.click(f".offers a[href$='#/letter/{case}?items=1{query}']")
        self.vault.wait_for_selector(".sheet")
        self.see(self.vault)
        self.shot("first-hour-letter" if not query else "first-hour-invoice", self.vault)
        self.vault.locator(".card .act").press("Enter")
        self.sign()


FACTS = {
    "country": None,
    "authority": None,
    "authority_kind": None,
    "instruments": None,
    "cites_law": None,
    "court_order": "none",
    "issuer": "police",
    "addressed_to_provider": "true",
    "secrecy": "request",
    "written": None,
    "deadline": None,
    "items.1.kind": None,
    "items.1.data": None,
    "items.1.targets": None,
    "items.1.target_specified": None,
    "items.1.period_stated": "false",
}
"""What a person confirms in either letter. None: as the machine read it."""


@dataclass
class Walked:
    """What stood where it matters."""

    order: str = ""
    second: str = ""
    arrived: str = ""
    three: str = ""
    due: str = ""
    decided: str = ""
    worker: list[str] = field(default_factory=list)
    right: str = ""
    alone: str = ""
    agreed: str = ""
    costed: str = ""
    invoice: str = ""
    night: str = ""


def walk(hour: Hour, browser: Any, shot: Callable[[str, Any], None]) -> Walked:
    """The whole hour, click by click, as the page tells it."""
    walked = Walked()
    aster = Colleague(hour, browser, "aster", shot)
    birch = Colleague(hour, browser, "birch", shot)
    aster.join(hour.codes[0])
    birch.join(hour.codes[1])
    _goes_back(aster, walked)
    _is_granted(aster, birch, walked)
    _is_paid(birch, walked)
    walked.night = birch.go("/night/")
    shot("first-hour-night", birch.tab)
    birch.tab.set_viewport_size({"width": 390, "height": 844})
    birch.go("/note/")
    shot("first-hour-note-narrow", birch.tab)
    return walked


def _goes_back(aster: Colleague, walked: Walked) -> None:
    """The order that names no law: read, judged, sent back for correction."""
    walked.order = case = aster.drop("order.eml")
    walked.arrived = aster.go(f"/cases/{case}/")
    aster.shot("first-hour-arrived", aster.tab)
    aster.confirm(case, FACTS | {"instruments": "DE-STPO-100J"})
    walked.three = aster.go(f"/cases/{case}/")
    aster.shot("first-hour-case", aster.tab)
    aster.to_vault("text=Open it in the vault", ".face")  # once more, by the link that led there before
    walked.due = aster.go("/")
    aster.shot("first-hour-due", aster.tab)
    aster.act(case, "decision.propose", lambda tab: tab.check("input[name=outcome][value=correct]"))
    aster.act(case, "gate.answer", _may_count)
    walked.decided = aster.see()
    aster.letter(case)
    walked.worker.append(run(blocks("bash worker")[0], aster.hour.folder))


def _may_count(tab: Any) -> None:
    tab.check("input[name=question][value=count]")
    tab.check("input[name=answer][value=yes]")


def _is_granted(aster: Colleague, birch: Colleague, walked: Walked) -> None:
    """The order that names its law: one proposes, may not agree alone, the other agrees."""
    walked.second = case = aster.drop("second.eml")
    aster.confirm(case, {path: value for path, value in FACTS.items() if path != "deadline"})
    walked.right = aster.go(f"/cases/{case}/")
    aster.act(case, "decision.propose", lambda tab: tab.check("input[name=outcome][value=comply]"))
    aster.by_hand(case, "decision.approve")
    walked.alone = aster.see(aster.vault)
    birch.agree(case)
    birch.tab.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    walked.agreed = birch.see()


def _is_paid(birch: Colleague, walked: Walked) -> None:
    """Minutes and a position of the tariff; the invoice, sent like any letter."""
    birch.act(walked.second, "cost.record", _cost)
    walked.costed = birch.see()
    birch.letter(walked.second, "&kind=invoice")
    walked.worker.append(run(blocks("bash worker")[0], birch.hour.folder))
    walked.invoice = birch.go(f"/cases/{walked.second}/")


def _cost(tab: Any) -> None:
    tab.select_option("select[name=tariff]", index=1)
    tab.fill("input[name=units]", "1")
    tab.fill("input[name=minutes]", "20")
