"""Commands answer at once: what help, ``due`` and ``cases`` must not import; and a long queue says how to go on."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from caches import CACHE
from cli_samples import Desk

HEAVY = (
    "allauth.account.views",
    "babel",
    "cryptography",
    "dueprocess.law.shelf",
    "dueprocess.desk.services.assessments",
    "dueprocess.desk.staff",
    "holidays",
    "jsonschema_rs",
    "ninja",
    "openpyxl",
    "pydantic",
    "pyrage",
    "pysequoia",
    "typst",
    "yaml",
)
FRAMEWORK = ("django", "dueprocess.desk.data", "rich")
SAY = "import json, sys; print(json.dumps(sorted(sys.modules)), file=sys.stderr)"
RUN = f"import atexit; atexit.register(lambda: exec({SAY!r})); from dueprocess.cli.main import main; main()"


def imported(*args: str, home: Path | None = None) -> set[str]:
    """Modules of a process that ran ``dueprocess ARGS``."""
    given = ["--home", str(home)] if home else []
    command = [sys.executable, "-c", RUN, *args, *given]
    done = subprocess.run(command, env=CACHE, capture_output=True, text=True, timeout=120, check=True)
    return set(json.loads(done.stderr.splitlines()[-1]))


def within(modules: set[str], names: tuple[str, ...]) -> set[str]:
    return {name for name in names if any(module == name or module.startswith(f"{name}.") for module in modules)}


def test_help_imports_no_framework() -> None:
    assert within(imported("--help"), HEAVY + FRAMEWORK) == set()


@pytest.mark.slow
def test_due_and_cases_open_neither_roster_nor_law(cli_desk: Desk) -> None:
    assert within(imported("law", "list"), HEAVY)  # the list names what is there to be imported
    for command in ("due", "cases"):
        assert within(imported(command, home=cli_desk.home), HEAVY) == set(), command


@pytest.mark.slow
def test_a_queue_says_how_many_there_are_and_how_to_see_the_rest(cli_desk: Desk) -> None:
    for name in ("03-two-orders.txt", "04-fax-again.txt", "10-us-warrant.txt"):
        cli_desk.take_in(name)
    every = [row["case"] for row in cli_desk.do("cases", "--json").rows]
    first = cli_desk.do("cases", "--json", "--limit", "2")
    assert f"Shown are 2 of {len(every)} cases." in first.err
    after = first.err.partition("--after ")[2].partition(";")[0]
    rest = cli_desk.do("cases", "--json", "--after", after)
    assert [row["case"] for row in first.rows + rest.rows] == every
    assert rest.err == ""
    assert cli_desk.run("cases", "--after", "yesterday").code == 2


@pytest.mark.slow
def test_a_database_of_another_version_is_named_by_every_command(cli_desk: Desk) -> None:
    rows = sqlite3.connect(cli_desk.home / "desk.sqlite3", isolation_level=None)
    last = rows.execute("SELECT * FROM django_migrations WHERE app = 'data' ORDER BY name DESC LIMIT 1").fetchone()
    try:
        rows.execute("DELETE FROM django_migrations WHERE id = ?", last[:1])
        for command in (["due"], ["worker", "--once"], ["serve"]):
            ran = cli_desk.run(*command)
            assert (ran.code, "Run dueprocess upgrade" in ran.err) == (2, True), (command, ran.err)
    finally:
        rows.execute("INSERT INTO django_migrations VALUES (?, ?, ?, ?)", last)
        rows.close()
