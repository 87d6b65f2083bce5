"""One production in a process of its own: STATE ROOT LIMIT; prints parts and peak memory in KiB."""

from __future__ import annotations

import datetime as dt
import json
import sys
import time
from pathlib import Path
from zoneinfo import ZoneInfo

from dueprocess.adapters import crypto
from dueprocess.formats.manifest import Order
from dueprocess.formats.records import Scope
from dueprocess.host.connectors.config_file import Source
from dueprocess.host.connectors.folder import Folder
from dueprocess.host.connectors.request import Request
from dueprocess.host.production import Task, produce
from dueprocess.host.store import Store


def main(state: Path, root: Path, limit: int) -> None:
    keys = state.parent / "keys.json"
    if not keys.exists():
        keys.write_text(json.dumps([crypto.new_case_key() for _ in range(4)]))
    host, *releasers = json.loads(keys.read_text())
    span = (dt.datetime(2000, 1, 1, tzinfo=dt.UTC), dt.datetime(2100, 1, 1, tzinfo=dt.UTC))
    target = {"at": "", "kind": "account", "offset": "", "port": 0, "value": "kim"}
    order = Order("c-" + "a" * 24, 1, "x-" + "b" * 24, "1" * 64, "2" * 64, "DE-PP-TALBACH", (), "", "")
    request = Request({"T1": target}, Scope({"T1": frozenset({"content"})}, *span))
    names = {f"person-{number}": recipient for number, (_, recipient) in enumerate(releasers)}
    task = Task(order, request, "post@talbach.example", 2, names, "3" * 64)
    source = Source("folder", Folder(root), "Fennel Mail", ZoneInfo("UTC"), 1 << 40, None)
    with Store(state).locked() as store:
        run = store.begin(order.order, recipient=host[1], secret=host[0])
        begun = time.process_time()
        made = produce(run, task, source, now="2026-11-25T10:00:00Z", limit=limit, said=lambda n: print(n, flush=True))  # noqa: T201
    status = Path("/proc/self/status").read_text()  # what getrusage says begins with the parent's
    peak = int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1])
    took = time.process_time() - begun
    print(json.dumps({"parts": [hash_ for _, hash_ in made.parts], "peak": peak, "seconds": took}))  # noqa: T201


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
