"""The demo's desk as it is served to the browser's tests, a window of its vault, and somebody's own client."""

from __future__ import annotations

import contextlib
import datetime
import json
import os
import secrets
import signal
import subprocess
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import composed
import filled_face
import warm
from dueprocess.adapters import identity
from dueprocess.formats import session, statement


@contextlib.contextmanager
def served(home: Path, ports: dict[str, int]) -> Iterator[Any]:
    from dueprocess.operate.home import Home
    from dueprocess.operate.served_home import Serving

    serving = Serving(Home(home), "127.0.0.1", ports).start()
    try:
        yield serving
    finally:
        serving.stop()


@contextlib.contextmanager
def own_vault(api: str, home: Path) -> Iterator[str]:
    """Address of a vault of one's own for the desk at ``api``; ``home`` is that person's HOME."""
    environ = {**os.environ, "HOME": str(home), "XDG_CONFIG_HOME": ""}
    command = [warm.COMMAND, "vault", "--desk", api, "--json"]
    running = warm.start(command, env=environ, stdout=warm.PIPE, stderr=subprocess.DEVNULL)
    assert running.stdout is not None
    yield str(json.loads(running.stdout.readline())["address"])
    running.send_signal(signal.SIGTERM)
    assert running.wait(timeout=60) == 0
    running.stdout.close()


@dataclass
class Practice:
    """The served desk: where each surface is, how to log in, where keys lie."""

    home: Path
    keys: Path
    ports: dict[str, int]
    password: str
    cases: list[str] = field(default_factory=list)

    def at(self, surface: str, path: str = "/") -> str:
        return f"http://127.0.0.1:{self.ports[surface]}{path}"

    def log_in(self, tab: Any, name: str) -> None:
        tab.goto(self.at("staff", "/login/"))
        tab.fill("input[name=login]", name)
        tab.fill("input[name=password]", self.password)
        tab.press("input[name=password]", "Enter")
        tab.wait_for_url(lambda url: "/login/" not in url, timeout=60_000)


def typist(practice: Practice, out: Path) -> Callable[..., str]:
    """Commands of the desk's own machine, and of a person (``by``) who keeps everything of theirs in ``out``."""
    environ = {**os.environ, "DUEPROCESS_HOME": str(practice.home), "HOME": str(practice.home.parent)}
    desk = str(Client(practice, "cedar").send("GET", "/v1/hello")["desk"])

    def do(*words: str, by: str = "") -> str:
        key = ["--as", by, "--identity", str(practice.keys / f"{by}.identity")]
        person = [*key, "--desk", practice.at("api", ""), "--desk-id", desk] if by else []
        env = {**environ, "HOME": str(out), "XDG_CONFIG_HOME": ""} if by else environ
        ran = warm.run([warm.COMMAND, *words, *person], env=env, capture_output=True, text=True)
        assert ran.returncode == 0, ran.stderr
        return str(ran.stdout)

    return do


def taken_in(do: Callable[..., str], demand: Path, out: Path) -> str:
    """A demand that aster opened in ``out``, said to be a new case, and confirmed as a machine read it."""
    made = str(json.loads(do("intake", str(demand), "--json").splitlines()[0])["case"])
    do("open", made, "--out", str(out / "read"), by="aster")
    do("classify", made, "new-case", by="aster")
    do("confirm", made, "--all-claimed", by="aster")
    return made


def second_reads(tab: Any, account: str, category: str, asker: str) -> None:
    """Fills in what a second person reads, on the page that waits for them, up to where both readings are compared."""
    tab.wait_for_selector("form.blanks")
    tab.fill("#value-1-1", account)
    tab.check(f"input[name=data-1][value={category}]")
    tab.select_option("select[id^=asker]", asker)
    tab.click("form.blanks button[type=submit]")
    tab.wait_for_selector("#sign-title, .differing, .problem")


class Vault:
    """A window of the vault, and every address that it asked for."""

    def __init__(self, practice: Practice, context: Any, address: str = "") -> None:
        self.practice, self.context = practice, context
        self.address = address or practice.at("vault")
        self.own = bool(address)  # a vault of one's own opens both keys; the page that the desk serves, the daily one
        self.tab = context.new_page()
        self.asked: list[str] = []
        self.faults: list[str] = []
        self.tab.on("request", lambda request: self.asked.append(request.url))
        self.tab.on("pageerror", lambda fault: self.faults.append(str(fault)))

    def go(self, path: str, wait: str) -> None:
        """Be led there from outside; a vault of one's own asks first, and is told yes."""
        self.tab.goto(f"{self.address}#{path}")
        try:
            self.tab.locator(wait).or_(self.tab.locator(".outside")).first.wait_for(timeout=60_000)
        except Exception as fault:
            raise AssertionError(f"{self.tab.url} says {self.tab.inner_text('body')!r}") from fault
        if self.tab.query_selector(".outside"):
            self.tab.click(".outside .act")  # it opens the page of the case, whatever else the address named
            try:
                self.tab.wait_for_selector(".case-head, .problem", timeout=60_000)
            except Exception as fault:
                raise AssertionError(f"{self.tab.url} says {self.tab.inner_text('body')!r}; {self.faults}") from fault
            self.tab.goto(f"{self.address}#{path}")
            self.tab.wait_for_selector(wait, timeout=60_000)

    def file_of(self, name: str) -> Path:
        return self.practice.keys / (f"{name}.identity" if self.own else f"daily/{name}.daily.identity")

    def unlock(self, name: str) -> None:
        self.go("/", "#identity")
        self.tab.set_input_files("#identity", self.file_of(name))
        self.tab.press("#passphrase", "Enter")
        self.compares()
        # What a page navigates to by its fragment alone keeps the key; only then are later pages open.
        self.tab.wait_for_selector(".cases")

    def compares(self) -> None:
        """Compare the desk's fingerprint where it is asked for: a vault of one's own knows the desk from then on."""
        self.tab.wait_for_selector(".compare, .state.open, .problem", timeout=60_000)
        if self.tab.query_selector(".compare"):
            self.tab.click(".compare .act")
        self.tab.wait_for_selector(".state.open")

    def frame(self) -> Any:
        # On a narrow screen the original is a tap away; it is opened all the same.
        return self.tab.wait_for_selector("iframe", state="attached").content_frame()

    def tick(self, path: str) -> None:
        """Confirm the sentence that holds a field."""
        filled_face.tick(self.tab, path)


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
        with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310 - as above
            return json.load(answer)

    def compares(self, case: str) -> None:
        """Sign that the case's key was compared, as a machine does that opened the case."""
        for note in self.send("GET", f"/v1/cases/{case}/evidence")["notes"]:
            look = statement.parse_look(note.encode())[0]
            for number, said in enumerate(look.acts, 1):
                if look.case == case and said.act == "case.key":
                    self.do(case, "case.key_seen", {"key": statement.hash_of(note.encode(), number)})

    def do(self, case: str, act: str, says: dict[str, Any]) -> str:
        """Hash of the statement that was composed, signed and done."""
        made = composed.statement(lambda path: self.send("GET", path), self.who.name, case, act, says)
        signed = made.sign(*self.who.signer())
        self.send("POST", "/v1/acts", {"note": signed.decode(), "attached": []})
        return statement.hash_of(signed)
