"""The facts of a report out of the desk's tables into a Parquet file, against a bare fetch of the view's rows.

``BENCH_EXPORT_ROWS``: how many items are planted (a desk with 85 demands a year has them in 3,500 years). What the
command does before, making every case again from its events, is another figure: it is no matter of rows a second.
"""

from __future__ import annotations

import datetime
import json
import os
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from bench.measuring import Row, Skipped, core_seconds, seconds

ROWS = int(os.environ.get("BENCH_EXPORT_ROWS", "300_000"))
ROUNDS = 3
BEGIN = datetime.datetime(2016, 1, 4, 9, 0, tzinfo=datetime.UTC)
FACE = json.dumps({"case": {"note": "x" * 1100}, "schema": "dueprocess/face/1"})  # as long as a real one
NOW = datetime.datetime(2026, 11, 2, tzinfo=datetime.UTC)


def plant(rows: int) -> None:
    """Cases of one to three items, three duties each, straight into the tables of a founded home."""
    from django.db import connection

    drawn = random.Random(7)  # noqa: S311 - rows of a bench
    bare = connection.vendor == "sqlite"  # which keeps moments in UTC without saying so
    cases, items, duties = [], [], []
    while len(items) < rows:
        name = f"c-{drawn.getrandbits(120):030x}"[:26]
        received = (BEGIN.replace(tzinfo=None) if bare else BEGIN) + datetime.timedelta(
            minutes=drawn.randrange(5_000_000)
        )
        country = drawn.choice(("DE", "US", "PK", "IN", "FR", "GB", "BR", ""))
        cases.append((name, received.date(), received.date(), received, country, drawn.choice(("police", "court", ""))))
        for number in range(1, drawn.choice((1, 1, 2, 3)) + 1):
            decided = received + datetime.timedelta(minutes=drawn.randrange(60_000))
            outcome = drawn.choice(("", "comply", "partial", "refuse", "object", "no_data"))
            at = decided if outcome else None
            given = outcome in {"comply", "partial"}
            items.append(
                (
                    name,
                    number,
                    drawn.choice(("disclosure", "disclosure", "content", "preservation")),
                    drawn.randrange(1, 9),
                    outcome,
                    at and at.date(),
                    at and at.date(),
                    "non_content",
                    "non_content" if given else "",
                    int(given),
                    drawn.choice(("", "", "", "order", "statute")),
                    drawn.random() < 0.9,
                    drawn.random() < 0.3,
                    drawn.choice((0, 0, 0, 1800)),
                    at,
                    received + datetime.timedelta(minutes=drawn.randrange(3000)),
                )
            )
        for what in ("answer_count", "respond", "approve"):
            due = received + datetime.timedelta(hours=72)
            late = drawn.random() < 0.03
            done = due + datetime.timedelta(hours=5 if late else -5)
            duties.append((f"d-{drawn.getrandbits(120):030x}"[:26], name, 1, what, due, done))
    with connection.cursor() as cursor:
        cursor.execute("BEGIN")
        insert(cursor, "data_case", CASE, cases, {"revision": 1, "head": bytes(32), "recipient": "age1", "face": FACE})
        insert(cursor, "data_item", ITEM, items, {"order": 1, "publication": "aggregate"})
        insert(cursor, "data_duty", DUTY, duties, {"rule": "house.clock", "done_by": "", "raised": 0, "attempts": 0})
        cursor.execute("COMMIT")
        cursor.execute("ANALYZE" if bare else "VACUUM ANALYZE")  # as its server does by itself, a minute later


CASE = ("id", "opened_on", "received_on", "received_at", "country", "authority_kind")
ITEM = (
    "case_id",
    "number",
    "kind",
    "targets",
    "outcome",
    "decided_on",
    "answered_on",
    "asked",
    "given",
    "accounts",
    "secrecy",
    "countable",
    "admissible",
    "cents",
    "decided_at",
    "acknowledged_at",
)
DUTY = ("id", "case_id", "item", "what", "due_at", "done_at")
_FILLED = {"says": "new_case"}


def insert(cursor: Any, table: str, names: tuple[str, ...], rows: list[Any], fixed: dict[str, Any]) -> None:  # noqa: ANN401
    """Insert rows; every other column takes what the model says."""
    from django.apps import apps

    model = next(one for one in apps.get_models() if one._meta.db_table == table)  # noqa: SLF001
    rest = {
        one.column: fixed.get(one.column, _FILLED.get(one.column, one.get_default()))
        for one in model._meta.concrete_fields  # noqa: SLF001
        if one.column not in names and not (one.primary_key and one.column not in fixed)
    }
    columns = ", ".join(f'"{name}"' for name in (*names, *rest))
    marks = ", ".join(["%s"] * (len(names) + len(rest)))
    tail = tuple(rest.values())
    sql = f"INSERT INTO {table} ({columns}) VALUES ({marks})"  # noqa: S608
    for start in range(0, len(rows), 5000):
        cursor.executemany(sql, [(*row, *tail) for row in rows[start : start + 5000]])


def child(folder: str, server: int = 0) -> None:
    """In a process of its own: found, plant, and time both ways out. Prints figures as JSON.

    ``server``: the process of a server on this machine, whose cores are counted, too.
    """
    from bench import homes

    homes.found(Path(folder))
    from dueprocess.adapters import parquet  # tables need the booted home
    from dueprocess.desk.data import report_view
    from dueprocess.desk.data.queries import facts as queries
    from dueprocess.desk.services import report_facts

    plant(ROWS)
    packed = queries.packed(NOW, report_facts.READERS, 7)
    source = report_facts.source_of(packed)
    every = parquet.Bits.of(range(ROWS * 2), ROWS * 2)
    file = Path(folder) / "facts.parquet"
    query = report_view.select(packed.vendor, report_view.moment(NOW, packed.vendor))

    def ours() -> None:
        assert parquet.export(source, every, every, file) >= ROWS

    fetch = bare_sqlite if packed.vendor == "sqlite" else bare_postgres
    pairs = [(_both(ours, server), _both(lambda: fetch(packed.uri, query), server)) for _ in range(ROUNDS)]
    best = {
        name: [min(pair[side][place] for pair in pairs) for side in (0, 1)]
        for place, name in enumerate(("wall", "core", "served"))
    }
    print(json.dumps({**best, "memory": _peak()}))


def _both(act: Any, server: int) -> tuple[float, float, float]:  # noqa: ANN401 - a function
    """Seconds by the clock, of a core here, and of a core here or in the server."""
    cores: list[float] = []
    before = _served(server)
    wall = seconds(lambda: cores.append(core_seconds(act)))
    return wall, cores[0], cores[0] + _served(server) - before


def _served(server: int) -> float:
    """Core seconds of what a server did for connections that are closed."""
    if not server:
        return 0.0
    time.sleep(1)  # until it has seen that they are
    fields = Path(f"/proc/{server}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[13]) + int(fields[14])) / os.sysconf("SC_CLK_TCK")


def _peak() -> int:
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def bare_sqlite(uri: str, query: str) -> int:
    with sqlite3.connect(uri, uri=True) as connection:
        return sum(1 for _ in connection.execute(query))


def bare_postgres(uri: str, query: str) -> int:
    """COPY as text, taken in and thrown away: what leaves a PostgreSQL fastest without a library of columns."""
    import psycopg

    with psycopg.connect(uri) as connection, connection.cursor().copy(f"COPY ({query}) TO STDOUT") as copy:
        return sum(bytes(part).count(b"\n") for part in copy)


def timed(vendor: str) -> dict[str, Any]:
    root = Path(__file__).resolve().parent.parent
    with tempfile.TemporaryDirectory(prefix="bench-", dir=os.environ.get("BENCH_FOLDER")) as folder:
        environment = dict(os.environ)
        process = 0
        server = None
        if vendor == "postgresql":
            sys.path.insert(0, str(root / "tests" / "support"))
            from postgres_server import Server

            server = Server()
            environment["DUEPROCESS_DATABASE"] = server.url
            process = int((server.folder / "data" / "postmaster.pid").read_text(encoding="utf-8").split()[0])
        code = f"from bench.exporting import child; child({str(Path(folder) / 'home')!r}, {process})"
        try:
            done = subprocess.run(
                [sys.executable, "-c", code], check=True, capture_output=True, text=True, cwd=root, env=environment
            )
        finally:
            if server is not None:
                server.stop()
    return dict(json.loads(done.stdout.splitlines()[-1]))


def main() -> list[Row | Skipped]:
    found: list[Row | Skipped] = []
    for vendor, against in (("sqlite", "sqlite3 fetches the view"), ("postgresql", "psycopg takes COPY of the view")):
        name = f"facts to Parquet from {vendor}, {ROWS:,} rows"
        try:
            figures = timed(vendor)
        except Exception as fault:  # noqa: BLE001 - a machine without a server or the extra
            found.append(Skipped(name, f"{type(fault).__name__}: {getattr(fault, 'stderr', fault)!s:.200}"))
            continue
        (wall, bare), (core, bare_core), (served, bare_served) = (figures[at] for at in ("wall", "core", "served"))
        found += [
            Row(name, ROWS / wall, ROWS / bare, "rows/s", against, target=300_000, at_least=True),
            Row(f"{name}, of one core", ROWS / core, ROWS / bare_core, "rows/s", against),
            *(
                [Row(f"{name}, of one core, server and reader", ROWS / served, ROWS / bare_served, "rows/s", against)]
                if vendor == "postgresql"
                else []
            ),
            Row(f"{name}, memory", figures["memory"], 1024, "MB", "1 GB", target=1024),
        ]
    return found
