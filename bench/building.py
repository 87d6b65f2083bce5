"""``report build`` from signed cases to the draft, whole: a thousand, and a tenth of them, to see whether it is linear.

``BENCH_BUILD_CASES`` for more. The baseline does with the same tables only what nobody can leave out who believes no
row: it fetches cases, events and statements with ``sqlite3``, parses the JSON of each event and hashes it, and checks
each signature with the library alone. Core seconds; each desk is a process of its own.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import json
import os
import sqlite3
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from bench.measuring import Row, core_seconds

CASES = int(os.environ.get("BENCH_BUILD_CASES", "1000"))
ROUNDS = 3
PERIOD = "2025"


def child(folder: str, cases: int) -> None:
    """In a process of its own: plant, then build and the baseline turn by turn. Prints figures as JSON."""
    from bench.report_cases import plant

    planted = plant(Path(folder), cases)
    from dueprocess.cli.publication_commands import provider_of  # tables need the booted home
    from dueprocess.desk.services import report_facts, reports

    provider = provider_of(planted.place)
    keys = {name: who.card().person(()).key.public for name, who in planted.people.items()}
    database = str(planted.place.path / "desk.sqlite3")

    def ours() -> None:
        built = reports.build(planted.desk, provider, reports.Wanted(PERIOD))
        assert isinstance(built, reports.Draft), built

    acts = {
        "build": ours,
        "check": lambda: report_facts.check(planted.desk),
        "bare": lambda: bare(database, keys),
    }
    rounds = [{name: core_seconds(act) for name, act in acts.items()} for _ in range(ROUNDS)]
    print(json.dumps({name: statistics.median(one[name] for one in rounds) for name in acts}))


def bare(database: str, keys: dict[str, bytes]) -> int:
    """Rows, JSON, hashes and signatures, by libraries alone."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    with contextlib.closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        for table in ("data_case", "data_item", "data_decision", "data_gateanswer"):
            connection.execute(f"SELECT * FROM {table}").fetchall()  # noqa: S608 - names of this list
        for fields, _ in connection.execute("SELECT fields, salt FROM data_eventopening"):
            told = {name: bytes.fromhex(value) for name, value in json.loads(fields).items()}
            json.loads(told["body"])
            hashlib.sha256(fields).digest()
        done = 0
        for person, note in connection.execute("SELECT person, note FROM data_statement WHERE \"case\" <> ''"):
            text, _, line = bytes(note).decode().rpartition("\n\n")
            json.loads(text.split("\n")[1])
            signature = base64.b64decode(line.split(" ")[2])[4:]
            Ed25519PublicKey.from_public_bytes(keys[person]).verify(signature, f"{text}\n".encode())
            done += 1
    return done


def timed(cases: int) -> dict[str, Any]:
    root = Path(__file__).resolve().parent.parent
    with tempfile.TemporaryDirectory(prefix="bench-", dir=os.environ.get("BENCH_FOLDER")) as folder:
        code = f"from bench.building import child; child({str(Path(folder) / 'home')!r}, {cases})"
        done = subprocess.run([sys.executable, "-c", code], check=True, stdout=subprocess.PIPE, text=True, cwd=root)
    return dict(json.loads(done.stdout.splitlines()[-1]))


def main() -> list[Row]:
    many, few = timed(CASES), timed(CASES // 10)
    named = f"{CASES:,} cases"
    against = "rows fetched, JSON parsed, signatures checked by libraries alone"
    return [
        Row(f"report build, whole, {named}, core seconds", many["build"], many["bare"], "s", against),
        Row(f"the check of cases in it, {named}, core seconds", many["check"], many["bare"], "s", against),
        Row(
            "a case checked, core ms", many["check"] / CASES * 1e3, few["check"] / CASES * 1e4, "ms", "a tenth of them"
        ),
    ]
