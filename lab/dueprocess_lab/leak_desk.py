"""A desk that lives for the leak scan: founded now, served whole, its worker running, demands passing through it.

Every way in is used as outsiders and staff use it: ``intake``, the door, ``note``, the pages with rubbish. People act
with their own keys in this process, which plays their machines and is not searched. What left the house by mail is
looked at, so that a desk where nothing happens does not pass for a clean one.
"""

import contextlib
import json
import os
import secrets
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from dueprocess.operate.served_home import PORTS
from dueprocess_lab import story
from dueprocess_lab.leak_mail import HOST, Post
from dueprocess_lab.leak_needles import Marker, MarkerKind

if TYPE_CHECKING:
    from dueprocess_lab.stage import Stage

FILES: Final = ("mail", "door", "grant", "portal")
SURFACES: Final = tuple(PORTS)
SECONDS: Final = 90.0  # for surfaces to come up, and for a letter to leave
_DEMAND: Final = """From: {official} <{from_}>
To: legal@fennelmail.example
Subject: {subject}
Message-ID: <{message_id}>
Content-Type: text/plain; charset=utf-8

Polizeipräsidium Talbach
Talbach, den {day}

Aktenzeichen: {file_number}

Auskunft über Bestandsdaten gemäß § 100j Abs. 1 StPO i.V.m. § 174 TKG

im Ermittlungsverfahren wegen des Verdachts des Betrugs (§ 263 StGB) gegen {name} bitten wir um Auskunft über die
Bestandsdaten des Inhabers des E-Mail-Postfachs

  {target}

{reason}
Rückfragen an {official}, Telefon {phone}.
{fill}
"""


class NotLivingError(RuntimeError):
    """The desk did not do what it was made for; says which step, never what was handed in."""


@dataclass(frozen=True, slots=True)
class Words:
    """What may stand nowhere in clear; fresh each time, each around one of three random cores."""

    core: str = field(default_factory=lambda: f"quirinzobel{secrets.token_hex(4)}", repr=False)
    data: str = field(default_factory=lambda: f"nutzerdaten{secrets.token_hex(4)}", repr=False)
    noise: str = field(default_factory=lambda: f"klopfzeichen{secrets.token_hex(4)}", repr=False)
    number: str = field(default_factory=lambda: str(10**9 + secrets.randbelow(9 * 10**9)), repr=False)
    digits: str = field(default_factory=lambda: str(10**7 + secrets.randbelow(9 * 10**7)), repr=False)
    fill: int = field(default_factory=lambda: 3000 + secrets.randbelow(500))

    @property
    def values(self) -> dict[str, str]:
        """By name: everything that a demand says."""
        return {
            "name": f"Jörg {self.core} Zürn",
            "target": f"{self.core}@postfach.example",
            "official": f"KHK'in {self.core} Öhm",
            "from_": f"{self.core}@polizei-{self.core}-ü.example",
            "subject": f"Eilt: {self.core} / Auskunft",
            "message_id": f"{self.core}.1@mail.example",
            "file_number": f"ZD-{self.digits}/26",
            "phone": f"+49 {self.number[:3]} {self.number[3:]}",
            "reason": f"Grund: {self.core} verkaufte ein Rad, das es nicht gab.",
        }

    def demand(self, what: str) -> bytes:
        """The text of a demand of its own length."""
        filled = f"Anlage {what} {self.core}.\n" * (self.fill + 7 * FILES.index(what))
        return _DEMAND.format(**self.values, day="3. November 2026", fill=filled).encode()

    @property
    def markers(self) -> list[Marker]:
        """For folders: whole values, digests of whole files, and what was knocked with."""
        whole = [Marker(name, value) for name, value in self.values.items() if name != "phone"]
        files = [Marker(f"the file {what}", self.demand(what), MarkerKind.FILE) for what in FILES]
        phone = Marker("phone", self.values["phone"], MarkerKind.PHONE)
        return [*whole, *files, phone, *self._cores, Marker("a request of a stranger", self.noise)]

    @property
    def _cores(self) -> list[Marker]:
        return [Marker("a word of every demand", self.core), Marker("what the service holds", self.data)]

    @property
    def in_memory(self) -> list[Marker]:
        """For processes, whose memory is large: what all values share, and digests of the target and the file."""
        target = Marker("the target", self.values["target"], MarkerKind.FILE)
        numbers = [Marker("phone", self.number), Marker("file number", self.digits)]
        return [*self._cores, *numbers, target, Marker("the file mail", self.demand("mail"), MarkerKind.FILE)]

    @property
    def lengths(self) -> dict[int, str]:
        """Bytes of what was handed in, by name."""
        return {len(self.demand(what)): f"the file {what}" for what in FILES}


@dataclass
class Living:
    """The desk, its processes, and where each writes."""

    folder: Path
    words: Words
    stage: "Stage"
    post: Post
    ports: dict[str, int] = field(default_factory=dict)
    running: dict[str, "subprocess.Popen[bytes]"] = field(default_factory=dict)
    cases: dict[str, str] = field(default_factory=dict)
    typed: list[Marker] = field(default_factory=list, repr=False)  # by visitors (``leakvisits``)
    typed_in_memory: list[Marker] = field(default_factory=list, repr=False)

    @property
    def home(self) -> Path:
        """The desk's folder."""
        return self.stage.path

    @property
    def temporary(self) -> Path:
        """TMPDIR of each of its processes."""
        return self.folder / "tmp"

    @property
    def printed(self) -> Path:
        """What each of them printed."""
        return self.folder / "printed"

    @property
    def backups(self) -> Path:
        """Where it was backed up to."""
        return self.folder / "backups"

    @contextlib.contextmanager
    def narrated(self) -> Iterator[None]:
        """What the story says at its teller's terminal stands in a file."""
        with (self.printed / "told").open("a") as out, contextlib.redirect_stdout(out):
            yield

    def command(self, *arguments: str, stdin: bytes = b"") -> bytes:
        """Run one command of the desk's machine to its end; its standard output. Raises NotLivingError."""
        with (self.printed / f"{arguments[0]}.err").open("ab") as err:
            done = subprocess.run(
                self._line(*arguments), input=stdin, stdout=subprocess.PIPE, stderr=err, env=self._environ, check=False
            )
        with (self.printed / f"{arguments[0]}.out").open("ab") as out:
            out.write(done.stdout)
        if done.returncode:
            raise NotLivingError(f"`dueprocess {arguments[0]}` ended with {done.returncode}")
        return done.stdout

    def _line(self, *arguments: str) -> list[str]:
        return [sys.executable, "-m", "dueprocess.cli.main", *arguments, "--home", str(self.home)]

    @property
    def _environ(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("DUEPROCESS_")}
        return {**kept, "TMPDIR": str(self.temporary)}

    def start(self, name: str, *arguments: str) -> None:
        """Start what runs until it is stopped."""
        with (self.printed / name).open("wb") as out:
            self.running[name] = subprocess.Popen(
                self._line(*arguments), stdin=subprocess.DEVNULL, stdout=out, stderr=out, env=self._environ
            )

    def stop(self) -> None:
        """End all that was started."""
        for one in self.running.values():
            one.send_signal(signal.SIGTERM)
        for one in self.running.values():
            try:
                one.wait(timeout=20)
            except subprocess.TimeoutExpired:
                one.kill()


@contextlib.contextmanager
def living(folder: Path) -> Iterator[Living]:
    """A founded desk that is served; ended afterwards. Raises NotLivingError, HomeError."""
    with Post() as post:
        desk = Living(folder, Words(), _stage(folder), post)
        for one in (desk.temporary, desk.printed, desk.backups):
            one.mkdir(parents=True)
        with desk.narrated():
            _found(desk)
        try:
            _serve(desk)
            yield desk
        finally:
            desk.stop()


def _stage(folder: Path) -> "Stage":
    from dueprocess.operate.desk_of_home import now
    from dueprocess_lab.stage import Stage

    told = story.story()
    first = replace(told.chapters[0], received_at=now())
    return Stage(replace(told, chapters=(first,)), folder / "home", folder / "keys")


def _found(desk: Living) -> None:
    from dueprocess.desk.services.house import MailSettings
    from dueprocess.operate import home as homes
    from dueprocess.operate.served_home import free_ports

    desk.stage.found()
    desk.ports = free_ports(SURFACES)
    mail = MailSettings(HOST, "desk@fennelmail.example", desk.post.port, "none", wait_minutes=0)
    own = {f"{name}_address": f"http://{HOST}:{desk.ports[name]}" for name in ("staff", "portal", "person")}
    house = replace(homes.read_desk(desk.stage.place), mail=mail, **own)  # type: ignore[arg-type]  # texts
    homes.write_desk(desk.stage.place, house)
    desk.stage._desk = None  # noqa: SLF001 - the settings are another's now


def _serve(desk: Living) -> None:
    ports = [word for name, port in desk.ports.items() for word in ("--port", f"{name}:{port}")]
    desk.start("serve", "serve", *ports)
    until = time.monotonic() + SECONDS
    while any(_fetch(desk, name, "/") is None for name in SURFACES):
        if time.monotonic() > until or desk.running["serve"].poll() is not None:
            raise NotLivingError("the desk's surfaces did not come up")
        time.sleep(0.3)


def _fetch(desk: Living, surface: str, path: str, data: bytes | None = None, **headers: str) -> int | None:
    """Status of an answer; None where nothing listens."""
    address = f"http://{HOST}:{desk.ports[surface]}{path}"
    request = urllib.request.Request(address, data, headers)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310 - loopback
            return int(answer.status)
    except urllib.error.HTTPError as fault:
        return fault.code
    except (OSError, ValueError):
        return None


def arrivals(desk: Living) -> None:
    """By mail file, through the door, and as a note: each in clear, each by its own way. Raises NotLivingError."""
    letter = desk.folder / "in" / "demand.eml"
    letter.parent.mkdir()
    for what in ("mail", "grant"):
        letter.write_bytes(desk.words.demand(what))
        desk.cases[what] = str(json.loads(desk.command("intake", "--json", "--remove", str(letter)))["case"])
    desk.command("note", stdin=f"{desk.words.values['name']} rief an: {desk.words.values['reason']}\n".encode())
    status = _hand_in(desk)
    if status is None or status >= 400:  # noqa: PLR2004 - of HTTP: refused
        raise NotLivingError(f"the door answered {status}")


def _hand_in(desk: Living) -> int | None:
    from dueprocess.desk.web import tokens
    from dueprocess.operate.desk_of_home import now

    ticket, _ = tokens.make(desk.stage.desk(now()), "door", "aster")
    boundary = "xYzZy"
    given = {"ticket": ticket, "secret": "no", "channel": "fax"}
    parts = [f'Content-Disposition: form-data; name="{name}"\r\n\r\n{value}' for name, value in given.items()]
    name = f"{desk.words.core}.txt"
    head = f'Content-Disposition: form-data; name="file"; filename="{name}"\r\nContent-Type: text/plain\r\n\r\n'
    pieces = [*(one.encode() for one in parts), head.encode() + desk.words.demand("door")]
    body = b"".join(b"--xYzZy\r\n" + one + b"\r\n" for one in pieces) + b"--xYzZy--\r\n"
    kind = f"multipart/form-data; boundary={boundary}"
    return _fetch(desk, "door", "/arrive", body, **{"Content-Type": kind, "Origin": _staff(desk)})


def _staff(desk: Living) -> str:
    return f"http://{HOST}:{desk.ports['staff']}"


def knocks(desk: Living) -> int:
    """A stranger's requests with marked paths, names, passwords and headers; how many were answered."""
    word = desk.words.noise
    headers = {"User-Agent": word, "Referer": f"http://{word}.example/", "Cookie": f"s={word}", "X-Forwarded-For": word}
    form = f"name={word}&login={word}&password={word}&ticket={word}&text={word}".encode()
    tries: list[tuple[str, str, bytes | None]] = [(one, f"/{word}?q={word}", None) for one in SURFACES]
    tries += [
        ("staff", "/login/", form),
        ("api", "/v1/session", b'{"note":"' + word.encode() + b'"}'),
        ("door", "/arrive", form),
    ]
    return sum(_fetch(desk, one, path, data, **headers) is not None for one, path, data in tries)


def wait_for_letter(desk: Living) -> None:
    """Start the worker, and wait until the court has the letter. Raises NotLivingError."""
    # Now, and not before: it looks at once, and then once a minute.
    desk.start("worker", "worker", "--identity", str(desk.stage.keys / "sending-worker.identity"))
    if not desk.post.came.wait(SECONDS):
        raise NotLivingError("no letter left within a minute and a half")
