"""The due list and the pages of the staff desk with 200,000 cases, against the same with 200."""

from __future__ import annotations

import datetime
import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from bench.measuring import Row

MANY, FEW = 200_000, 200
ROUNDS = 9
COMMAND = Path(sys.executable).with_name("dueprocess")


def fill(cases: int) -> None:
    """Cases with two duties each, one open. Run in the process of its own home."""
    from django.db import connection

    def name(letter: str, number: int) -> str:
        return f"{letter}-{number:024}"

    begin = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
    with connection.cursor() as cursor:
        cursor.execute("BEGIN IMMEDIATE")
        cursor.executemany(
            "INSERT INTO data_case (id, revision, head, recipient, opened_on, practice, historic, face, country,"
            " authority, authority_kind, emergency, shelf, says, letter, receipted, issuer, instrument, origin, route,"
            " informal)"
            " VALUES (%s, 1, %s, 'age1', '2026-01-01', 0, 0, '{}', 'DE', '', '', 0, '', 'new_case', '', 0, '', '', '',"
            " '', 0)",
            [(name("c", number), bytes(32)) for number in range(cases)],
        )
        cursor.executemany(
            "INSERT INTO data_duty (id, case_id, what, rule, due_at, done_at, done_by, raised, attempts)"
            " VALUES (%s, %s, 'answer', 'house.clock', %s, %s, '', 0, 0)",
            [
                (name("d", 2 * number + done), name("c", number), due, begin if done else None)
                for number in range(cases)
                for due in [begin + datetime.timedelta(minutes=number * 7919 % 500_000)]
                for done in (0, 1)
            ],
        )
        cursor.executemany(
            'INSERT INTO data_item (case_id, number, "order", kind, data, outcome, ground, publication,'
            " asked, given, subject, territory, challenged, secrecy, notice, countable, admissible, cents, claimed,"
            " currency, outside, standards, contested)"
            " VALUES (%s, 1, 1, 'disclosure', 'subscriber', '', '', 'aggregate', 'non_content', '', '', '', 0, '', '',"
            " 0, 0, 0, 0, '', '', '', '')",
            [(name("c", number),) for number in range(cases)],
        )
        cursor.execute("COMMIT")
        cursor.execute("ANALYZE")


PAGES = {"due page": "/", "queue page": "/cases/", "queue, filtered": "/cases/?country=DE&kind=disclosure"}


def child(folder: str, cases: int) -> None:
    """In a process of its own: found, fill, and time first pages. Prints seconds by name as JSON."""
    from bench import homes
    from bench.measuring import seconds

    homes.found(Path(folder))
    from dueprocess.desk.data.queries import due

    fill(cases)
    due()
    times = {"due list": [seconds(lambda: list(due().rows)) for _ in range(201)]}
    browser = logged_in()
    for name, path in PAGES.items():
        browser.get(path)
        times[name] = [seconds(lambda path=path: browser.get(path)) for _ in range(31)]
    print(json.dumps({name: statistics.median(each) for name, each in times.items()}))


def logged_in() -> Any:  # noqa: ANN401 - Django is imported when its home is known
    """A browser of aster, who has an account: whole answers, from the request to the last byte of the page."""
    from django.test import Client

    from dueprocess.desk.data.models import Account

    browser = Client()
    browser.force_login(Account.objects.create(name="aster"))
    assert browser.get("/cases/").status_code == 200
    return browser


def filled(folder: Path, cases: int) -> dict[str, float]:
    code = f"from bench.listing import child; child({str(folder)!r}, {cases})"
    root = Path(__file__).resolve().parent.parent
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, cwd=root)
    return dict(json.loads(done.stdout.splitlines()[-1]))


def command(folder: Path) -> float:
    from bench.measuring import seconds

    return seconds(lambda: subprocess.run([COMMAND, "due", "--home", folder], check=True, capture_output=True))


def main() -> list[Row]:
    with tempfile.TemporaryDirectory(prefix="bench-") as temporary:
        many, few = Path(temporary) / "many", Path(temporary) / "few"
        large, small = filled(many, MANY), filled(few, FEW)
        pairs = [(command(many), command(few)) for _ in range(ROUNDS)]
    against = f"the same with {FEW} cases"
    return [
        *(
            Row(
                f"{name}, {MANY:,} cases",
                large[name] * 1000,
                small[name] * 1000,
                "ms",
                against,
                target=1.5,
                by_ratio=True,
            )
            for name in large
        ),
        Row(
            f"dueprocess due with {MANY:,} cases",
            statistics.median(one for one, _ in pairs),
            statistics.median(two for _, two in pairs),
            "s",
            against,
            target=1.5,
            by_ratio=True,
        ),
    ]
