"""``produce``: the extraction host. It asks the desk; nobody asks it. It believes signatures and its operator."""

import hashlib
import re
import shutil
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from dueprocess.adapters import machine
from dueprocess.adapters.desk_api import FarDesk, place_of
from dueprocess.case.lists import PART
from dueprocess.cli import options, output
from dueprocess.cli.clients import known, load_identity, now
from dueprocess.cli.faults import CALL, NO, show, words_of, wrong
from dueprocess.client.pins import read_pin, write_pin
from dueprocess.formats.chain import Pin
from dueprocess.formats.refusal import DeniedError
from dueprocess.host import orders
from dueprocess.host.connectors import config_file, probe
from dueprocess.host.connectors.probe import Probe
from dueprocess.host.connectors.request import ConnectorError
from dueprocess.host.orders import Host, Memory
from dueprocess.host.store import Store
from dueprocess.release.desk_client import DeskClientError

if TYPE_CHECKING:
    from dueprocess.host.orders import Checked, Made
    from dueprocess.release.desk_client import Work

INTERVAL: Final = 60
MOST: Final = 900.0  # seconds between two tries of a desk that does not answer
SKEW: Final = 60  # seconds; a statement may be ten minutes off, a session note five
LINE: Final = re.compile(r"[0-9a-f]{16,64}")
AWAY: Final = frozenset({"counter.unreachable", "counter.tls", "counter.broken", "counter.form", "counter.too-long"})
"""Faults of the line: another try may do."""


@dataclass
class Operator:
    """Who says yes: at the terminal, or beforehand in a file that names orders."""

    file: Path | None
    anew: bool

    def agrees(self, found: "Checked") -> bool:
        """Whether this order may be carried out. Never in silence."""
        if self.file is not None:
            return any(found.ordered.hash.startswith(line) for line in _lines(self.file))
        if not sys.stdin.isatty():
            return False
        _show(found)
        return click.confirm("Read this and hand it in, sealed?", default=False, err=True)


@click.command()
@click.option("--desk", "address", required=True, metavar="URL", help="The desk's interface, as https://api.example.")
@click.option("--as", "name", required=True, envvar="DUEPROCESS_AS", help="Name of this host on the roster.")
@click.option(
    "--identity",
    type=options.PATH,
    envvar="DUEPROCESS_IDENTITY",
    required=True,
    help="This host's identity file.",
)
@options.passphrase_file
@click.option("--connector", type=options.PATH, required=True, help="Where to read (connectors.md).")
@click.option("--run", "folder", type=options.PATH, required=True, help="Folder for sealed parts.")
@click.option("--ca", type=options.PATH, help="Certificates to trust instead of the system's (PEM).")
@click.option("--desk-id", default="", metavar="HEX", help="At the first time: the desk's id, as colleagues say it.")
@click.option("--once", is_flag=True, help="Look once, then end.")
@click.option("--interval", type=click.IntRange(5), default=INTERVAL, show_default=True, help="Seconds between looks.")
@click.option(
    "--yes-file",
    type=options.PATH,
    help="Orders that the operator agreed to: a line each, 16 digits of its hash or more. Without it: the terminal.",
)
@click.option("--anew", is_flag=True, help="Begin runs that stopped from the start.")
@click.option("--check", is_flag=True, help="Is this host ready? Reads nothing and makes nothing.")
@options.as_json
@click.pass_context
def produce(  # noqa: PLR0913 - one option each
    context: click.Context,
    *,
    address: str,
    name: str,
    identity: Path,
    passphrase_file: Path | None,
    connector: Path,
    folder: Path,
    ca: Path | None,
    desk_id: str,
    once: bool,
    interval: int,
    yes_file: Path | None,
    anew: bool,
    check: bool,
    json_: bool,
) -> None:
    """Make the data of an order ready: read them, seal them in parts, share out the key. Runs on the extraction host.

    Everything is checked from signatures before a byte is read, and the operator says yes to each order. A run that
    stops goes on where it was.
    """
    who = load_identity(identity, passphrase_file, name).daily  # a host has one key
    pin_file = identity.with_name(identity.name + ".desk")
    pin = read_pin(pin_file)
    far = FarDesk(place_of(address, ca), who, now, pin.desk if pin else "")
    store = Store(folder)
    if check:
        context.exit(0 if ready(far, connector, folder, json_=json_) else NO)
    source_hash = hashlib.sha256(connector.read_bytes()).hexdigest()
    host = Host(who, far, config_file.read(connector), source_hash, now)
    with store.locked():
        rounds = _Rounds(host, far, store, pin_file, Operator(yes_file, anew), desk_id, json_)
        if not once:
            rounds.forever(interval)
        try:
            rows = rounds.one()
        finally:
            far.close()
    if not json_ and not rows:
        click.echo("Nothing waits for this host.", err=True)
    if any(row["state"] != "dealt" for row in rows):
        context.exit(NO)


@dataclass
class _Rounds:
    host: "Host"
    far: "FarDesk"
    store: "Store"
    pin_file: Path
    operator: Operator
    desk_id: str
    json_: bool
    said: set[tuple[str, str]] = field(default_factory=set)

    def one(self) -> list[dict[str, Any]]:
        """Look once: each order that waits is checked, agreed to, made; a row each, as ``--json`` prints it.

        Raises DeniedError where no look was had.
        """
        try:
            if read_pin(self.pin_file) is None:
                known(self.far, self.desk_id)
            waiting = self.far.work()
        except Exception as fault:
            said = words_of(fault)
            # A desk that does not answer is no refusal: the call could not be made.
            raise (wrong(said.denied.text) if said.rule in AWAY else said) from fault
        rows = []
        for work in waiting:
            rows.append(self._of(work))
            self._say(rows[-1])
        orders.tidy(self.host, self.store, self._memory())
        return rows

    def forever(self, interval: int) -> None:
        """Look again and again; a desk that does not answer is asked more and more seldom."""
        wait = float(interval)
        while True:
            try:
                self.one()
                wait = float(interval)
            except DeniedError as fault:
                wait = min(wait * 2, MOST)
                self._once(("desk", fault.denied.text), fault)
            time.sleep(wait)

    def _memory(self) -> Memory:
        # Of a desk that is new here only the id is known: its founding roster has that hash.
        pin = read_pin(self.pin_file) or Pin(self.far.desk, 1, self.far.desk)
        return Memory(pin, self.store.remembered(secret=self.host.identity.age_secret))

    def _of(self, work: "Work") -> dict[str, Any]:
        row: dict[str, Any] = {"case": work.case, "production": work.production, "state": "refused"}
        try:
            return row | self._make(work, row)
        except (ValueError, RuntimeError, OSError) as fault:
            said = words_of(fault)
            if getattr(fault, "rule", "") in AWAY:
                row["state"] = "waits"
            return row | {"rule": "connector" if said.rule == CALL else said.rule, "says": said.denied.text}

    def _make(self, work: "Work", row: dict[str, Any]) -> dict[str, Any]:
        found = orders.look(self.host, work, self._memory())
        self.store.check_new(found.ordered.hash)
        write_pin(self.pin_file, found.memory.pin)
        self.store.remember(found.memory.cases, recipient=self.host.identity.card().age)
        row |= {"order": found.ordered.hash, "kinds": found.kinds, "law": [one.line for one in found.law]}
        if not self.operator.agrees(found):
            do = f"Say yes at the terminal, or write {found.ordered.hash[:16]} into the file of --yes-file."
            return {"state": "waits", "rule": "production.no-yes", "says": f"The operator has not said yes. {do}"}
        return _dealt(orders.make(self.host, self.store, found, anew=self.operator.anew, said=_part))

    def _say(self, row: dict[str, Any]) -> None:
        if self.json_:
            output.print_json(row)
            return
        fault = DeniedError.because(row["rule"], row["says"]) if row["state"] != "dealt" else None
        if fault is not None:
            self._once((row["production"], f"{row['rule']} {row['says']}"), fault)
            return
        dropped = ", ".join(f"{many} by {why}" for why, many in sorted(row["dropped"].items()))
        click.secho("✓ ", fg="green", nl=False)
        parts = output.plural(row["parts"], "part")
        click.echo(f"{row['production']} is sealed in {parts} and dealt to {row['k']} of {len(row['dealt_to'])}.")
        click.echo(f"  Exceeded the grant and was left out: {dropped or 'nothing'}.")

    def _once(self, key: tuple[str, str], fault: DeniedError) -> None:
        """The same refusal is said once, however often it is met."""
        if key not in self.said:
            self.said.add(key)
            show(fault)


def _dealt(made: "Made") -> dict[str, Any]:
    dealt = made.dealt
    return {
        "state": "dealt",
        "parts": made.parts,
        "k": dealt.k,
        "dealt_to": [name for name, _, _ in dealt.shares],
        "counts": [
            {"target": count.target, "kind": count.kind, "records": count.records, "bytes": count.bytes}
            for count in dealt.counts
        ],
        "dropped": dict(dealt.dropped),
    }


def _show(found: "Checked") -> None:
    """What will be read; handles and sorts, never an identifier."""
    order, scope = found.task.order, found.task.request.scope
    click.secho(f"\nOrder {found.ordered.hash[:16]}", bold=True, err=True)
    click.echo(f"  case {found.work.case}, item {order.item}, ordered by {found.ordered.by}", err=True)
    click.echo(f"  granted by {' and '.join(sorted(found.ordered.grant.people))}", err=True)
    for handle, kinds in found.kinds.items():
        click.echo(f"  {handle} ({found.sorts[handle]}): {', '.join(output.spoken(kind) for kind in kinds)}", err=True)
    if scope.since and scope.until:
        click.echo(f"  from {order.period_from} to {order.period_to}", err=True)
    for one in found.law:
        click.secho(f"  the law: {output.safe(one.line)}", fg="yellow", err=True)
    if scope.part:
        click.echo(f"  of subscriber data {PART.words[scope.part]}", err=True)
    click.echo(f"  sealed to nobody until {found.task.k} of {len(found.task.releasers)} release it", err=True)


def _part(number: int) -> None:
    if sys.stderr.isatty():
        click.echo(f"\rSealed part {number} ", err=True, nl=False)


def _lines(path: Path) -> Iterator[str]:
    for line in path.read_text(encoding="utf-8").splitlines():
        if LINE.fullmatch(line.strip()):
            yield line.strip()


def ready(far: FarDesk, connector: Path, folder: Path, *, json_: bool) -> bool:
    """``--check``: say how each thing stands; nothing is read or made. Whether nothing is wrong."""
    fine = True
    for check, found in (*_at_the_host(connector, folder), *_at_the_desk(far)):
        fine = fine and found.mark != "wrong"
        output.check(check, found.mark, found.says, found.do, json_=json_)
    return fine


def _at_the_host(connector: Path, folder: Path) -> Iterator[tuple[str, Probe]]:
    try:
        source = config_file.read(connector)
        yield "connector", probe.probe(source)
        yield from (("part", found) for found in probe.parts(source))
    except (ConnectorError, OSError) as fault:
        yield "connector", Probe("wrong", str(fault), "See docs/reference/connectors.md.")
    if not folder.is_dir():
        yield "folder", Probe("info", f"{folder} is made at the first look")
    elif folder.stat().st_mode & 0o077:
        yield "folder", Probe("wrong", f"others may look into {folder}", f"chmod 700 {folder}")
    else:
        room = shutil.disk_usage(folder).free >> 30
        yield "folder", Probe("good", f"{folder} has room for {room} GiB of sealed parts")
    if any(swap.kind == "plain" for swap in machine.swaps() or ()):
        do = "Switch swap off, or encrypt it with a key of each start."
        yield "swap", Probe("caution", "memory may go to a disk in clear", do)
    else:
        yield "swap", Probe("good", "nothing of memory goes to a disk")


def _at_the_desk(far: FarDesk) -> Iterator[tuple[str, Probe]]:
    try:
        desk, ahead = far.hello()
        seconds = int(ahead.total_seconds())
        if abs(seconds) <= SKEW:
            yield "clock", Probe("good", "agrees with the desk's")
        else:
            do = "Set both by NTP; statements are refused."
            yield "clock", Probe("wrong", f"the desk's clock is {seconds} seconds from ours", do)
        waiting = far.work()
    except DeskClientError as fault:
        yield "desk", Probe("wrong", f"{fault.reason}  [{fault.rule}]", "Check --desk, --as and the roster.")
        return
    finally:
        far.close()
    waits = output.plural(len(waiting), "order waits", "orders wait")
    yield "desk", Probe("good", f"{desk[:16]}… knows this host; {waits}")
