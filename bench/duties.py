"""Due duties worked off by the worker, and the due list with a million closed duties behind it (SQLite)."""

from __future__ import annotations

import datetime
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from bench.measuring import Row

if TYPE_CHECKING:
    from dueprocess.desk.services.desk import Desk

DUE = int(os.environ.get("BENCH_DUTIES", "10000"))
CLOSED, OPEN = 1_000_000, 500
A_CASE = 20  # closed duties of each closed case
EVERY = 100_000


def name(letter: str, number: int) -> str:
    return f"{letter}-{number:024}"


def closed() -> None:
    """A million duties of closed cases that were done, and some that are open. Run in the process of its own home.

    No ANALYZE: no desk on SQLite is ever asked to.
    """
    from django.db import connection

    from dueprocess.desk.data.models import Case
    from dueprocess.desk.data.transaction import write

    begin = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
    names = [name("c", number) for number in range(CLOSED // A_CASE)]
    made = {"recipient": "age1x", "opened_on": begin.date(), "closed_on": begin.date(), "says": "done"}
    for first in range(0, len(names), 500):
        with write("bench"):
            Case.objects.bulk_create(Case(id=one, **made) for one in names[first : first + 500])
    rows = (
        (
            name("d", number),
            None if number < OPEN else names[(number - OPEN) // A_CASE],
            begin + datetime.timedelta(minutes=number % 500_000),
            None if number < OPEN else begin,
        )
        for number in range(CLOSED + OPEN)
    )
    with connection.cursor() as cursor:
        cursor.execute("BEGIN IMMEDIATE")
        cursor.executemany(
            "INSERT INTO data_duty (id, case_id, what, rule, due_at, done_at, done_by, raised, attempts)"
            " VALUES (%s, %s, 'review', 'house.clock', %s, %s, '', 9999, 0)",
            list(rows),
        )
        cursor.execute("COMMIT")


def silenced(number: int) -> None:
    """Cases each of which has a silence whose day is over: ending it raises the duty to tell."""
    import secrets

    from dueprocess.case.case_events import CaseOpened, FaceDrafted
    from dueprocess.case.decision_events import SecrecyAgreed, SecrecyRecorded
    from dueprocess.case.events import said
    from dueprocess.demand.face import Face, to_plain
    from dueprocess.desk.data import codec
    from dueprocess.desk.data.models import Case, Secrecy
    from dueprocess.desk.data.transaction import write
    from dueprocess.formats import ids

    day = datetime.date(2026, 1, 1)
    item = {"kind": "disclosure", "data": ("subscriber",), "targets": 1}
    bodies = [
        CaseOpened(day.isoformat()),
        FaceDrafted(to_plain(Face({"country": "DE"}, (item,), frozenset()))),
        SecrecyRecorded(1, "aster", "order", "", True, True, True, "2026-02-01", None, "5" * 64),
        SecrecyAgreed(1, "birch", "5" * 64),
    ]
    for first in range(0, number, 500):
        with write("bench"):
            for _ in range(first, min(first + 500, number)):
                case = ids.case_id(secrets.token_bytes(ids.ID_BYTES))
                Case.objects.create(id=case, recipient="age1x", opened_on=day, says="new_case")
                events = [
                    codec.NewEvent(
                        str(one.KIND), said(one), ids.event_id(secrets.token_bytes(ids.ID_BYTES)), os.urandom(32)
                    )
                    for one in bodies
                ]
                codec.append_many(day, [codec.Batch(case, 0, events)])
                Secrecy.objects.create(
                    case_id=case, item=1, source="order", tell=True, admit=True, count=True, until="2026-02-01", seq=3
                )


def child(folder: str) -> None:
    """In a process of its own. Prints seconds by name as JSON."""
    from bench import homes
    from bench.measuring import seconds

    place = homes.found(Path(folder))
    from django.db import connection

    from dueprocess.desk.data.models import Duty
    from dueprocess.desk.data.queries import due

    bare = "SELECT id, due_at FROM data_duty WHERE done_at IS NULL ORDER BY due_at, id LIMIT 51"

    def select() -> None:
        with connection.cursor() as cursor:
            cursor.execute(bare)
            cursor.fetchall()

    closed()
    due()
    pairs = [(seconds(lambda: list(due().rows)), seconds(select)) for _ in range(201)]
    silenced(DUE)
    opened = homes.desk(place)
    ended = worked(opened)
    told = Duty.objects.filter(what="tell", done_at__isnull=True).count()
    if told != DUE:
        raise RuntimeError(f"{told} duties to tell instead of {DUE}")
    raised = worked(replace(opened, now=opened.now + datetime.timedelta(minutes=1)))
    louder = Duty.objects.filter(what="tell", done_at__isnull=True, raised=1).count()
    if louder != DUE:
        raise RuntimeError(f"{louder} duties grew louder instead of {DUE}")
    start = time.process_time()
    for number in range(200):
        insert(number)
    bare_row = (time.process_time() - start) / 200
    found = {"list": statistics.median(one for one, _ in pairs), "select": statistics.median(two for _, two in pairs)}
    print(json.dumps({**found, "ended": ended, "raised": raised, "insert": bare_row}))


def worked(desk: Desk) -> tuple[float, float]:
    """Rounds of the worker with its beat, until no more is due: core seconds and seconds for each of DUE."""
    from dueprocess.desk.jobs import worker_loop
    from dueprocess.desk.jobs.round import Round

    beat = dict(worker_loop.TASKS)["beat"]
    core, clock = time.process_time(), time.perf_counter()
    while worker_loop.run(Round(desk), (("beat", beat),))[0]["beat"]["more"]:
        pass
    return (time.process_time() - core) / DUE, (time.perf_counter() - clock) / DUE


def insert(number: int) -> None:
    """One row in a transaction of its own."""
    from dueprocess.desk.data.models import Duty
    from dueprocess.desk.data.transaction import write

    with write("bench"):
        Duty.objects.create(
            id=name("d", 5_000_000 + number),
            what="review",
            rule="house.bare",
            due_at=datetime.datetime(2027, 1, 1, tzinfo=datetime.UTC),
        )


def main() -> list[Row]:
    with tempfile.TemporaryDirectory(prefix="bench-") as temporary:
        code = f"from bench.duties import child; child({temporary + '/home'!r})"
        root = Path(__file__).resolve().parent.parent
        done = subprocess.run([sys.executable, "-c", code], check=True, stdout=subprocess.PIPE, text=True, cwd=root)
    took = json.loads(done.stdout.splitlines()[-1])
    return [
        Row(
            f"due list with {CLOSED:,} closed duties behind it",
            took["list"] * 1000,
            took["select"] * 1000,
            "ms",
            "a bare SELECT of 51 open rows by the same index",
            target=200.0,
        ),
        *(
            Row(
                f"{EVERY:,} {words} ({DUE:,} tried; {took[name][1] * EVERY / 60:.1f} minutes on the clock)",
                took[name][0] * EVERY,
                took["insert"] * EVERY,
                "core s",
                "as many single ORM inserts, each in a transaction of its own",
                target=12.0,
                by_ratio=True,
            )
            for name, words in (
                ("ended", "silences that ended, worked off: telling is due in each"),
                ("raised", "late duties that grew louder"),
            )
        ),
    ]
