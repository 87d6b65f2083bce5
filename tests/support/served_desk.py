"""A desk that commands founded, one case that two people granted, its interface served; the host's files beside it."""

from __future__ import annotations

import contextlib
import json
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cli_samples import Desk, Ran

DEMAND = """Bundeskriminalamt
Wiesbaden, 3. November 2026

Aktenzeichen: ZD-12345/26

Auskunft über Verkehrsdaten gemäß § 100g Abs. 1 StPO

im Ermittlungsverfahren wegen des Verdachts des Betrugs (§ 263 StGB) bitten wir um Auskunft über die Verkehrsdaten
des Inhabers des E-Mail-Postfachs

  kim@fennel.example

für den Zeitraum vom 1. bis zum 31. Oktober 2026.

Mit freundlichen Grüßen
Sabine Hofmann
Kriminalhauptkommissarin
"""
IP_DEMAND = """Bundeskriminalamt
Wiesbaden, 3. November 2026

Aktenzeichen: ZD-54321/26

Auskunft über Bestandsdaten gemäß § 100j Abs. 1 und 2 StPO

im Ermittlungsverfahren wegen des Verdachts des Betrugs (§ 263 StGB) bitten wir um Auskunft, wem am 5. Oktober 2026
um 12:30:00 Uhr (UTC+02:00) die folgende IP-Adresse zugewiesen war:

  198.51.100.7, Quellport 4711

Mit freundlichen Grüßen
Sabine Hofmann
Kriminalhauptkommissarin
"""
FACTS = {
    "country": "DE",
    "authority": "DE-BKA",
    "authority_kind": "police",
    "instruments": "DE-STPO-100G",
    "cites_law": "true",
    "court_order": "attached",
    "issuer": "court",
    "secrecy": "none",
    "items.1.kind": "disclosure",
    "items.1.target_specified": "true",
    "items.1.data": "traffic",
    "items.1.targets": "1",
    "items.1.period_stated": "true",
    "items.1.period_from": "2026-10-01",
    "items.1.period_to": "2026-10-31",
}
PEOPLE = {
    "aster": "clerk,releaser",
    "birch": "approver,releaser",
    "cedar": "counsel,releaser",
    "well": "producer",
    "spring": "producer",
}
CONTACT = "auskunft@bka.example"


@dataclass(frozen=True)
class Asked:
    """What a demand asks: its text, the facts that are confirmed, and the identifier that two people read."""

    text: str
    facts: dict[str, str]
    target: dict[str, Any]


MAILBOX = Asked(DEMAND, FACTS, {"kind": "email", "value": "kim@fennel.example"})
ADDRESS = Asked(
    IP_DEMAND,
    FACTS
    | {
        "instruments": "DE-STPO-100J",
        "items.1.data": "identification",
        "items.1.period_from": "2026-10-05",
        "items.1.period_to": "2026-10-05",
    },
    {"at": "2026-10-05T10:30:00Z", "kind": "ip", "offset": "+02:00", "port": 4711, "value": "198.51.100.7"},
)


def hears_ctrl_c() -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def peak_of(running: subprocess.Popen[str]) -> Callable[[], int]:
    """Watches the most memory that a process holds; what is given back says it in KiB once the process has ended."""
    seen = [0]

    def watch() -> None:
        status = Path(f"/proc/{running.pid}/status")
        with contextlib.suppress(OSError, StopIteration):
            while running.returncode is None:
                line = next(one for one in status.read_text().splitlines() if one.startswith("VmHWM"))
                seen[0] = max(seen[0], int(line.split()[1]))
                time.sleep(0.02)

    watching = threading.Thread(target=watch, daemon=True)
    watching.start()

    def told() -> int:
        watching.join(timeout=60)
        return seen[0]

    return told


@dataclass
class Served(Desk):
    """With the port of its interface, its one case, and the productions that were ordered."""

    case: str = ""
    port: int = 0
    productions: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def begin(self, *more: str, once: bool = True, **ends: Any) -> subprocess.Popen[str]:
        """A produce that runs on."""
        given = ["--desk", self.url, "--connector", "connector.toml", "--run", "host", "--json"]
        given += ["--once"] if once else []
        # A shell that began us in the background may have us ignore Ctrl-C, and what we begin would, too.
        heard = {"preexec_fn": hears_ctrl_c}
        command = self.command("produce", *given, *more, by="well")
        return subprocess.Popen(**command, stdout=subprocess.PIPE, **heard, **ends)

    def peaks(self) -> list[int]:
        """The most memory that each process of the interface held, in KiB."""
        found = []
        for status in Path("/proc").glob("[0-9]*/status"):
            with contextlib.suppress(OSError):
                line = status.with_name("cmdline").read_bytes()
                if b"dueprocess.operate.surfaces" in line and f"api:{self.port}".encode() in line:
                    peak = next(one for one in status.read_text().splitlines() if one.startswith("VmHWM"))
                    found.append(int(peak.split()[1]))
        return found

    def produce(self, *more: str, by: str = "well", run: str = "host") -> Ran:
        given = ["--desk", self.url, "--connector", "connector.toml", "--run", run, "--once", "--json"]
        return self.run("produce", *given, *more, by=by)

    def rows(self, *more: str, by: str = "well") -> list[dict[str, Any]]:
        return self.produce(*more, by=by).rows

    @property
    def desk_id(self) -> str:
        return str(self.do("roster", "show", "--json").json["desk"])

    @contextlib.contextmanager
    def served(self) -> Iterator[Served]:
        from dueprocess.operate.home import Home
        from dueprocess.operate.served_home import Serving

        serving = Serving(Home(self.folder / "home"), "127.0.0.1", {"api": self.port}).start()
        try:
            yield self
        finally:
            serving.stop()

    def order(self, target: dict[str, Any] | None = None) -> str:
        """One more order; the one before is dropped. ``target``: the identifier, where none was read at arrival."""
        said = ("release", "order", self.case, "--host", "well", "--json")
        given = ("--from", "-") if target else ()
        told = self.do(*said, *given, by="aster", stdin=json.dumps({"T1": target}) if target else "").json
        self.productions.append(told["production"])
        return str(told["production"])


def founded(folder: Path, asked: Asked = MAILBOX) -> Served:
    """The desk, up to the grant."""
    desk = begun(folder, asked.text)
    granted(desk, asked)
    return desk


def begun(folder: Path, text: str) -> Served:
    """The desk, and the one demand that arrived."""
    from dueprocess.operate.served_home import free_ports

    desk = Served(folder, port=free_ports(["api"])["api"])
    desk.found(PEOPLE)
    settings = folder / "home" / "desk.toml"
    settings.write_text(f'api_address = "{desk.url}"\n{settings.read_text()}')
    desk.do("authority", "verify", "DE-BKA", "--contact", CONTACT, "--how", "call_back", by="aster")
    desk.do("authority", "confirm", "DE-BKA", by="birch")
    (folder / "demand.txt").write_text(text)
    desk.case = desk.do("intake", "demand.txt", "--json").json["case"]
    return desk


def granted(desk: Served, asked: Asked) -> None:
    """Two read, one proposes, one agrees."""
    for name in ("aster", "birch"):
        desk.do("open", desk.case, "--out", f"read-{name}", by=name)
    desk.do("confirm", desk.case, *(f"{path}={value}" for path, value in asked.facts.items()), by="aster")
    for name in ("aster", "birch"):
        desk.do("target", desk.case, "--from", "-", by=name, stdin=json.dumps(asked.target))
    desk.do("decide", desk.case, "comply", "--item", "1", by="cedar")
    desk.do("approve", desk.case, "--item", "1", by="birch")
