"""What a PostgreSQL server keeps of what was deleted, and what it shows to whoever reads along, on a real one."""

from __future__ import annotations

import hashlib
import os
import shutil
import time
from pathlib import Path

import pytest

from postgres_server import tables
from processes import run

pytestmark = pytest.mark.slow

MARKED = hashlib.sha256(b"an envelope").digest() * 20
WORKS = """
import hashlib, psycopg
from dueprocess.cli.forget_commands import _of_server
from dueprocess.desk.data import scrubbing, server_copies
from dueprocess.operate import doctor_checks
marked = hashlib.sha256(b"an envelope").digest() * 20
migrate()
print("at first:", server_copies.kept())
Case.objects.create(id="c-" + "a" * 24, recipient="age1", opened_on="2026-11-02")
Envelope.objects.create(case_id="c-" + "a" * 24, person="aster", bytes=marked)
with psycopg.connect(os.environ["DUEPROCESS_DATABASE"], autocommit=True) as reader:
    # Everything that this server runs or ran last, as its administrator reads it.
    asked = reader.execute("SELECT query FROM pg_stat_activity WHERE pid <> pg_backend_pid()")
    shown = " ".join(row[0] for row in asked)
    print("shown:", "data_envelope" in shown or "$1" in shown, marked[:32].hex() in shown.lower())
    Envelope.objects.all().delete()
    print("scrubbed:", repr(scrubbing.scrub()))
    reader.execute("SELECT pg_switch_wal()")
    reader.execute("SELECT pg_create_physical_replication_slot('behind')")
    reader.execute("CREATE ROLE plain LOGIN")
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE plain")  # whoever the desk is: none of it needs a right
        print("then:", server_copies.kept())
        cursor.execute("RESET ROLE")
    print("doctor:", [str(line.says) for line in doctor_checks.database() if line.mark == "info"])
    print("forget:", _of_server(server_copies.kept()))
    reader.execute("SELECT pg_drop_replication_slot('behind')")
"""


def test_what_a_server_keeps_is_named_and_is_there(tmp_path: Path) -> None:
    kept = Path("/tmp") / f"dueprocess-wal-{os.getpid()}"  # noqa: S108 - the server is another user
    kept.mkdir()
    kept.chmod(0o777)
    (tmp_path / "desk").mkdir(mode=0o700)
    try:
        with tables("SELECT 1", f"-c archive_mode=on -c archive_command='cp %p {kept}/%f'") as server:
            environ = {name: value for name, value in os.environ.items() if not name.startswith("DUEPROCESS_")}
            home = {"DUEPROCESS_HOME": str(tmp_path / "desk"), "DUEPROCESS_DATABASE": server.url}
            said = run(WORKS, {**environ, **home})
            until = time.monotonic() + 30
            while not (archived := _holding(kept)) and time.monotonic() < until:
                time.sleep(0.1)
    finally:
        shutil.rmtree(kept)
    assert "at first: [<Copy.ARCHIVE: 'archive'>]" in said
    assert "shown: True False" in said
    assert "scrubbed: ''" in said
    assert "then: [<Copy.ARCHIVE: 'archive'>, <Copy.SLOT: 'slot'>]" in said
    assert (
        "doctor: ['PostgreSQL archives its log (archive_mode), and in it what was deleted', \"a replication slot"
        in said
    )
    assert "forget: an archive" in said
    assert archived  # the control: what is said of an archive is true


def _holding(folder: Path) -> list[str]:
    return [file.name for file in folder.iterdir() if MARKED[:64] in file.read_bytes()]
