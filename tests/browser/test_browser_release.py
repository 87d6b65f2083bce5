"""The whole way in a real browser: arrival, vault by passkey, order, extraction host, quorum, hold, recipient."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from test_browser_passkeys import Keys, enrol, is_open, reload, saved, write_down

import recipient_programs as programs
import warm
from accessibility import violations
from browser_desk import Client, Practice, Vault, second_reads
from caches import CACHE
from dueprocess.adapters import recipients

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.soak,
    pytest.mark.skipif(shutil.which("faketime") is None, reason="faketime is not installed: a hold lasts a day"),
]

TARGET = "kim@fennel.example"
UNREAD = "kim.kaya@fennel.example"  # as if it were in a picture
RECORD = "Kim Kaya, Kastanienweg 3, 00004 Unterfenchel\n"
CONTACT = "auskunft@bka.example"
PHONE = "+49305550100"
DEMAND = f"""Bundeskriminalamt
Wiesbaden, 3. November 2026

Aktenzeichen: ZD-12345/26

Auskunft über Bestandsdaten gemäß § 100j Abs. 1 StPO i.V.m. § 174 TKG

im Ermittlungsverfahren wegen des Verdachts des Betrugs (§ 263 StGB) bitten wir um Auskunft über die Bestandsdaten
des Inhabers des E-Mail-Postfachs

  {TARGET}

Mit freundlichen Grüßen
Sabine Hofmann
Kriminalhauptkommissarin
"""
FACTS = {
    "country": "DE",
    "authority": "DE-BKA",
    "authority_kind": "police",
    "instruments": ["DE-STPO-100J"],
    "cites_law": True,
    "written": True,
    "signed": True,
    "court_order": "none",
    "issuer": "police",
    "secrecy": "none",
    "items.1.kind": "disclosure",
    "items.1.target_specified": True,
    "items.1.data": ["subscriber"],
    "items.1.targets": 1,
    "items.1.period_stated": False,
}


@contextlib.contextmanager
def started(command: list[str], **how: Any) -> Iterator[subprocess.Popen[bytes]]:
    """A process of its own group: ``faketime`` hands no signal on to what it started."""
    with subprocess.Popen(command, stderr=subprocess.DEVNULL, start_new_session=True, **how) as running:
        try:
            yield running
        finally:
            os.killpg(running.pid, signal.SIGTERM)


@dataclass
class House:
    """One desk, its people's files, its extraction host's folders."""

    folder: Path
    port: int
    case: str = ""
    ahead: str = ""  # as faketime says it

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def practice(self) -> Practice:
        return Practice(self.folder / "home", self.folder / "first", {"api": self.port}, "", [self.case])

    def command(self, *args: str) -> tuple[list[str], dict[str, str]]:
        env = {"PATH": os.environ["PATH"], "HOME": str(self.folder), **CACHE}
        env["DUEPROCESS_HOME"] = str(self.folder / "home")
        moved = ["faketime", "-f", self.ahead] if self.ahead else []
        return [*moved, warm.COMMAND, *args], env

    def run(self, *args: str, by: str = "", stdin: str = "") -> subprocess.CompletedProcess[str]:
        who = ["--as", by, "--identity", f"{by}.identity"] if by else []
        if (self.folder / f"{by}.words").exists():
            who += ["--passphrase-file", f"{by}.words"]
        command, env = self.command(*args, *who)
        return warm.run(command, cwd=self.folder, env=env, input=stdin, capture_output=True, text=True)

    def do(self, *args: str, by: str = "", stdin: str = "") -> str:
        ran = self.run(*args, by=by, stdin=stdin)
        assert ran.returncode == 0, (args, ran.stdout, ran.stderr)
        return ran.stdout

    @contextlib.contextmanager
    def served(self) -> Iterator[None]:
        command, env = self.command("serve", "--surface", "api", "--port", f"api:{self.port}")
        with started(command, cwd=self.folder, env=env, stdout=subprocess.DEVNULL):
            self._wait()
            yield

    def _wait(self) -> None:
        for _ in range(900):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
                return
            time.sleep(0.1)
        pytest.fail("the desk does not answer")


THREE = {"aster": "clerk,releaser", "birch": "approver,releaser", "cedar": "counsel,releaser"}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> House:
    return founded(tmp_path_factory.mktemp("release"), THREE)


def founded(folder: Path, people: dict[str, str], *, key: bool = True) -> House:
    """A founded desk, an office that two people verified, with its certificate or without, a demand that arrived."""
    from dueprocess.operate.served_home import free_ports

    desk = House(folder, free_ports(["api"])["api"])
    for name in (*people, "well", "recovery"):
        (desk.folder / f"{name}.card").write_text(desk.do("keys", "new", name, "--no-passphrase"))
    (desk.folder / "first").mkdir()  # as they were made, before authenticators and words open them
    for name in people:
        shutil.copy(desk.folder / f"{name}.identity", desk.folder / "first")
    roles = [f"{name}.card:{roles}" for name, roles in people.items()]
    persons = [word for one in (*roles, "well.card:producer") for word in ("--person", one)]
    desk.do("init", "--name", "Fennel Mail", "--country", "DE", *persons, "--recovery", "recovery.card")
    for name in people:
        desk.do("roster", "sign", by=name)
    settings = desk.folder / "home" / "desk.toml"
    settings.write_text(f'api_address = "{desk.url}"\n{settings.read_text()}')
    certificate = programs.certificate(desk.folder, "bka", "ec", "-pkeyopt", "ec_paramgen_curve:P-256")
    verify = ("authority", "verify", "DE-BKA", "--contact", CONTACT, "--phone", PHONE, "--how", "call_back")
    desk.do(*verify, *(["--key", "bka.pem"] if key else []), by="aster")
    fingerprint = recipients.key_facts("cms", certificate.read_bytes()).fingerprint
    desk.do("authority", "confirm", "DE-BKA", *(["--fingerprint", fingerprint] if key else []), by="birch")
    desk.case = arrived(desk)
    records = desk.folder / "records" / "subscriber" / TARGET
    records.mkdir(parents=True)
    (records / "holder.txt").write_text(RECORD)
    other = desk.folder / "records" / "subscriber" / "somebody@fennel.example"
    other.mkdir()
    (other / "holder.txt").write_text("Somebody else\n")
    connector = 'type = "folder"\nprovider = "Fennel Mail"\ntimezone = "Europe/Berlin"\n[folder]\nroot = "{}"\n'
    (desk.folder / "connector.toml").write_text(connector.format(desk.folder / "records"))
    (desk.folder / "connector.toml").chmod(0o600)
    return desk


def arrived(desk: House) -> str:
    """The demand, handed in: the id of its case."""
    (desk.folder / "demand.txt").write_text(DEMAND)
    return str(json.loads(desk.do("intake", "demand.txt", "--json"))["case"])


@contextlib.contextmanager
def local_vault(house: House, at_home: Path) -> Iterator[str]:
    """A ``dueprocess vault`` of one's own; what is released there goes below its home."""
    from dueprocess.operate.served_home import free_ports

    port = str(free_ports(["vault"])["vault"])
    where = ("--desk", house.url, "--port", port, "--out", str(at_home / "released"))
    command, env = house.command("vault", *where, "--json")
    with started(command, env={**env, "HOME": str(at_home)}, stdout=subprocess.PIPE) as running:
        assert running.stdout is not None
        yield str(json.loads(running.stdout.readline())["address"])


@pytest.fixture
def local(house: House, tmp_path: Path) -> Iterator[str]:
    with local_vault(house, tmp_path) as address:
        yield address


@dataclass
class Person:
    """Somebody at their own machine: a window of their vault."""

    house: House
    name: str
    window: Vault

    def confirms(self, says: dict[str, Any]) -> None:
        """Facts, by a client of one's own: the form beside the text is walked elsewhere."""
        Client(self.house.practice, self.name).do(self.house.case, "face.confirm", {"fields": says})

    def signs(self, act: str, **chosen: str) -> str:
        """An act by its form in the vault, these buttons chosen. What was shown."""
        tab = self.window.tab
        self.window.go(f"/act/{self.house.case}/{act}?item=1", ".questions")
        for name, value in chosen.items():
            tab.check(f"input[name={name}][value={value}]")
        accessible(self)
        tab.click("text=Show what I sign")
        tab.wait_for_selector("#sign-title")
        return self.sign()

    def agrees(self) -> str:
        """As the second person, who read the target in a vault of their own. What was shown."""
        tab = self.window.tab
        self.window.go(f"/case/{self.house.case}", "form.blanks")
        accessible(self)
        second_reads(tab, TARGET, "subscriber", "id DE-BKA")
        assert "Compared with what aster read" in tab.inner_text(".compared")
        accessible(self)
        return self.sign()

    def sign(self) -> str:
        shown = str(self.window.tab.inner_text(".signing"))
        self.window.tab.locator(".signing .buttons .act").press("Enter")
        self.window.tab.wait_for_selector(".done h1")
        return shown

    def opens_by_words(self) -> None:
        """The file that was saved, in a browser that never saw it, by the words on paper."""
        self.window.go("/", "#identity")
        self.window.tab.set_input_files("#identity", self.house.folder / f"{self.name}.identity")
        self.window.tab.fill("#passphrase", (self.house.folder / f"{self.name}.words").read_text())
        self.window.tab.press("#passphrase", "Enter")
        self.window.compares()
        is_open(self.window)

    def reads(self, value: str) -> str:
        self.window.go(f"/target/{self.house.case}", "#value")
        self.window.tab.fill("#value", value)
        shoot(self, f"target-{self.name}")
        self.window.tab.press("#value", "Enter")
        self.window.tab.wait_for_selector("#sign-title, .problem")
        assert self.window.tab.locator("#sign-title").count() == 1, self.window.tab.inner_text("body")
        return self.sign()

    def orders(self) -> str:
        """What was granted, ordered: the identifier is found in what was read at arrival."""
        self.window.go(f"/release/{self.house.case}", "text=Grant, recipient and both readings")
        accessible(self)
        shoot(self, "order")
        self.window.tab.click("text=Order: show what I sign")
        self.window.tab.wait_for_selector("#sign-title")
        shoot(self, "order-sign")
        return self.sign()

    def types(self, value: str, wrong: str) -> None:
        """What two people read stands in nothing that a program read: it is typed, wrong and right; not signed."""
        tab = self.window.tab
        self.window.go(f"/release/{self.house.case}", "text=Grant, recipient and both readings")
        tab.click("text=Order: show what I sign")
        tab.wait_for_selector(".problem:has-text('vault.identifier')")
        tab.fill("#value-1-T1", wrong)
        tab.press("#value-1-T1", "Tab")
        tab.click("text=Order: show what I sign")
        tab.wait_for_selector(".problem:has-text('order.mark')")
        assert "This machine refuses it" in tab.inner_text(".problem")
        accessible(self)
        shoot(self, "order-typed")
        tab.fill("#value-1-T1", value)
        tab.click("text=Order: show what I sign")
        tab.wait_for_selector("#sign-title")
        assert value in tab.inner_text(".signing")
        tab.click("text=Do not sign")
        tab.wait_for_selector("text=Order: show what I sign")

    def begins(self) -> None:
        """Shares meet and everything is sealed; nothing is signed yet."""
        self.window.tab.click("text=Finish: put the shares together")
        self.window.tab.wait_for_selector("#sign-title", timeout=60_000)
        accessible(self)
        shoot(self, "finishing")

    def finishes(self) -> str:
        """Shares meet, everything is sealed, and it is signed. What was shown, before and after."""
        for _ in range(90):  # the vault that aster left open hands over at its next look
            self.window.go(f"/release/{self.house.case}", "text=Everything was checked on this machine")
            if self.window.tab.locator("text=You finish it").count():
                break
            time.sleep(0.5)
            self.window.go("/", ".cases")  # to the same address again nothing would be drawn anew
        else:
            pytest.fail(self.window.tab.inner_text("body"))
        accessible(self)
        shoot(self, "finish")
        self.begins()
        self.window.tab.click("text=Do not sign")
        self.window.tab.wait_for_selector("text=You finish it")
        self.begins()  # had anything stayed of the first, its folder would be refused
        shown = self.sign()
        accessible(self)
        shoot(self, "finished")
        return shown + str(self.window.tab.inner_text(".signing"))


def accessible(person: Person) -> None:
    assert violations(person.window.tab) == []


@pytest.fixture
def people(house: House, chromium: Any, local: str) -> Iterator[dict[str, Person]]:
    made = {}
    contexts = []
    for name in ("aster", "birch", "cedar"):
        context = chromium.new_context(viewport={"width": 1280, "height": 1000})
        contexts.append(context)
        made[name] = Person(house, name, Vault(house.practice, context, local))
    yield made
    for context in contexts:
        context.close()


def shoot(person: Person, name: str) -> None:
    """A picture for who looks; only where it is asked for."""
    folder = os.environ.get("TESTS_PICTURES")
    if folder:
        person.window.tab.screenshot(path=f"{folder}/{name}.png", full_page=True)


@dataclass
class Ring:
    """Somebody's authenticators, enrolled one after the other: each time the new one alone answers."""

    person: Person
    keys: Keys
    plugged: list[str] = field(default_factory=list)

    def enrol(self) -> None:
        for one in self.plugged:
            self.keys.touch(one, answers=False)
        self.plugged.append(self.keys.plug())
        self.person.window.go("/keys", "text=Enrol an authenticator")
        enrol(self.person.window, len(self.plugged))


def by_passkey(person: Person) -> Ring:
    """The file once, an authenticator with PRF enrolled; from then on a touch of it."""
    person.window.unlock(person.name)
    ring = Ring(person, Keys(person.window))
    ring.enrol()
    reload(person.window)
    person.window.tab.click("text=Unlock by passkey")
    is_open(person.window)
    return ring


def agrees(house: House, ring: Ring) -> str:
    """aster, with one authenticator and then with two. What was shown when it was signed."""
    tab = ring.person.window.tab
    page, checked = f"/release/{house.case}", "text=Everything was checked on this machine"
    ring.person.window.go(page, checked)
    assert "identity.authenticators" in tab.inner_text(".problem")
    assert (tab.locator("text=Agree: show what I sign").count(), tab.locator("text=End it for ever").count()) == (0, 1)
    accessible(ring.person)
    shoot(ring.person, "release-one-authenticator")
    ring.enrol()
    ring.person.window.go(page, checked)
    accessible(ring.person)
    shoot(ring.person, "release")
    assert tab.eval_on_selector_all("#how-1 option", "all => all.map(one => one.value)") == [
        "cms", "browser", "passphrase", "disk", "portal",
    ]  # fmt: skip
    tab.select_option("#finisher-1", "birch")
    return agreed(ring.person)


def agreed(person: Person) -> str:
    """Agreeing to what stands there, the original beside it. What was shown when it was signed."""
    tab = person.window.tab
    tab.click("text=Agree: show what I sign")
    tab.wait_for_selector("#sign-title")
    assert tab.locator(".reader iframe").count() == 1
    accessible(person)
    shoot(person, f"agree-{person.name}")
    return person.sign()


def by_two_and_words(house: House, person: Person) -> None:
    """Two authenticators and recovery words; the file and the words are what the command line then gets."""
    ring = Ring(person, Keys(person.window))
    ring.enrol()
    ring.enrol()
    (house.folder / f"{person.name}.words").write_text(write_down(person.window))
    saved(person.window, house.folder, person.name)


def made_ready(house: House) -> str:
    """Refused without the operator's yes, then made and dealt. The desk's id."""
    given = ("--desk", house.url, "--connector", "connector.toml", "--run", "host", "--once", "--json")
    desk_id = json.loads(house.do("roster", "show", "--json"))["desk"]
    first = house.run("produce", *given, "--desk-id", desk_id, by="well")
    (waits,) = [json.loads(line) for line in first.stdout.splitlines()]
    assert waits["rule"] == "production.no-yes"
    (house.folder / "yes").write_text(waits["order"] + "\n")
    (dealt,) = [json.loads(line) for line in house.do("produce", *given, "--yes-file", "yes", by="well").splitlines()]
    assert (dealt["state"], dealt["k"]) == ("dealt", 2)
    return str(desk_id)


LATER = """const real = Date.now.bind(Date), ahead = 25 * 3600 * 1000; Date.now = () => real() + ahead;"""
"""A browser whose clock is a day on, as those of the desk and of the machine are."""


def finished(house: House, chromium: Any, at_home: Path) -> None:
    """A day later birch finishes in a vault; openssl opens what left, and nobody else's record is in it.

    The same machine: its vault hands over what aster agreed to, without aster.
    """
    house.ahead = "+25h"
    context = chromium.new_context(viewport={"width": 1280, "height": 1000})
    context.add_init_script(LATER)
    with house.served(), local_vault(house, at_home) as address:
        birch = Person(house, "birch", Vault(house.practice, context, address))
        birch.opens_by_words()
        shown = birch.finishes()
        after = json.loads(house.do("release", "show", house.case, "--desk", house.url, "--json", by="aster"))
        assert [one["state"] for one in after["productions"]] == ["released"]
        assert birch.window.faults == []
    house.ahead = ""
    context.close()
    out = at_home / "released" / str(after["productions"][0]["production"])
    assert str(out) in shown
    assert "Send them to the contact that two people verified" in shown
    assert sorted(one.name for one in out.iterdir()) == [
        "certificate.txt.p7m",
        "manifest.json.p7m",
        "part-0001.tar.p7m",
    ]
    assert {one.stat().st_mode & 0o777 for one in out.iterdir()} == {0o600}
    assert out.stat().st_mode & 0o777 == 0o700
    opened = programs.cms_opened(house.folder, "bka", (out / "part-0001.tar.p7m").read_bytes())
    assert opened.returncode == 0, opened.stderr
    hash_ = hashlib.sha256(opened.stdout).hexdigest()
    certified = programs.cms_opened(house.folder, "bka", (out / "certificate.txt.p7m").read_bytes()).stdout.decode()
    assert f"part-0001.tar\n    {len(opened.stdout)} B\n    SHA-256 {hash_}" in certified
    assert "ECHTHEITSBESCHEINIGUNG" in certified
    assert RECORD.encode() in opened.stdout
    assert b"Somebody else" not in opened.stdout
    assert not any(RECORD.encode() in one.read_bytes() for one in at_home.rglob("*") if one.is_file())


def test_from_arrival_to_a_recipient_who_opens_it(
    house: House, people: dict[str, Person], chromium: Any, tmp_path: Path
) -> None:
    aster, birch, cedar = (people[name] for name in ("aster", "birch", "cedar"))
    with house.served():
        ring = by_passkey(aster)
        birch.window.unlock("birch")
        cedar.window.unlock("cedar")
        aster.window.go(f"/case/{house.case}", ".face")
        aster.confirms(FACTS)
        assert TARGET in aster.reads(f" {TARGET} ")
        birch.window.go(f"/case/{house.case}", ".face")
        assert TARGET in birch.reads(TARGET)
        cedar.signs("decision.propose", outcome="comply")
        assert "cedar proposed" in birch.agrees()

        for one in (aster, birch):
            one.reads(UNREAD)
        aster.types(UNREAD, TARGET)
        for one in (aster, birch):
            one.reads(TARGET)
        asked = aster.orders()
        assert TARGET in asked
        assert "well" in asked
        desk_id = made_ready(house)
        shown = agrees(house, ring)
        assert "cedar" in shown
        assert CONTACT in shown
        show = ("release", "show", house.case, "--desk", house.url, "--json")
        stranger = house.run(*show, by="cedar")
        assert (stranger.returncode, "counter.another-desk" in stranger.stderr) == (1, True)
        told = json.loads(house.do(*show, "--desk-id", desk_id[:16], by="cedar"))
        (row,) = told["productions"]
        assert (row["checked"], row["agreed"]) == ("ok", ["aster"])
        early = ("release", "finish", house.case, "--how", "cms", "--out", "early", "--yes", "--desk", house.url)
        plain = house.run(*early, by="birch")
        assert (plain.returncode, "identity.authenticators" in plain.stderr) == (1, True)
        by_two_and_words(house, birch)
        held = house.run(*early, by="birch")
        assert (held.returncode, "release.hold" in held.stderr) == (1, True)
        birch.window.go(f"/release/{house.case}", "text=Everything was checked on this machine")
        assert birch.window.tab.input_value("#finisher-1") == "birch"
        assert CONTACT in agreed(birch)
        kept = [one for one in tmp_path.rglob("x-*.json") if json.loads(one.read_text())["shares"]]
        assert sorted(one.parent.name[-5:] for one in kept) == ["aster", "birch"]
        assert {one.stat().st_mode & 0o777 for one in kept} == {0o600}

    finished(house, chromium, tmp_path)
    for person in people.values():
        assert person.window.faults == []
