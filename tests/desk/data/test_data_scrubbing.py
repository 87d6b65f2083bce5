"""Deleted bytes are gone from the file and its log; where they may not be, that is said."""

import sqlite3
from pathlib import Path

import pytest
from django.db import connection, transaction

from dueprocess.desk.data import scrubbing
from processes import fresh, run

FILL = """
import hashlib
from dueprocess.desk.data import scrubbing
blocks = [hashlib.sha256(str(n).encode()).digest() * 40 for n in range(60)]
Case.objects.create(id="c-" + "a" * 24, recipient="age1", opened_on="2026-11-02")
for number, data in enumerate(blocks):
    Envelope.objects.create(case_id="c-" + "a" * 24, person=f"p{number}", bytes=data)
Envelope.objects.filter(person__gt="p3").delete()
print(scrubbing.scrub(1.0) if sys.argv[1] == "yes" else "not")
os._exit(0) if not sys.stdout.flush() else None  # no tidy end: it would write the log back by itself
"""


def found(folder: Path) -> int:
    import hashlib

    data = b"".join(path.read_bytes() for path in (folder / "desk").glob("desk.sqlite3*"))
    return sum(hashlib.sha256(str(n).encode()).digest() in data for n in range(60) if f"p{n}" > "p3")


@pytest.mark.parametrize("scrubbed", ["yes", "no"])
def test_freed_pages_and_the_log_hold_nothing_afterwards(tmp_path: Path, scrubbed: str) -> None:
    with fresh(tmp_path, postgres=False) as environ:
        said = run(FILL, environ, scrubbed)
    assert said.strip() == ("" if scrubbed == "yes" else "not")
    assert (found(tmp_path) == 0) is (scrubbed == "yes")  # and without it the log does hold them


def test_a_reader_in_the_way_is_said(tmp_path: Path) -> None:
    with fresh(tmp_path, postgres=False) as environ:
        reader = sqlite3.connect(tmp_path / "desk" / "desk.sqlite3", isolation_level=None)
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM data_case").fetchone()
        said = run(FILL, environ, "yes")
        reader.close()
    assert said.strip() == scrubbing.BUSY


@pytest.mark.django_db(transaction=True)
def test_a_large_file_is_not_written_again_while_the_desk_works(monkeypatch: pytest.MonkeyPatch) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("SQLite's own")
    monkeypatch.setattr(scrubbing, "LARGE", 1)
    assert scrubbing.scrub(1.0) == scrubbing.TOO_LARGE


@pytest.mark.django_db(transaction=True)
def test_inside_a_transaction_nothing_can_be_promised() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("SQLite's own")
    with transaction.atomic():
        assert scrubbing.scrub(0.3) == scrubbing.BUSY


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_postgres_tables_are_written_again_by_their_owner_alone() -> None:
    assert scrubbing.scrub() == ""
    with connection.cursor() as cursor:
        cursor.execute("CREATE ROLE scrub_guest NOLOGIN")
        cursor.execute("GRANT SELECT ON ALL TABLES IN SCHEMA public TO scrub_guest")
        cursor.execute("SET ROLE scrub_guest")
        try:
            assert scrubbing.scrub() == scrubbing.NOT_OWNER
        finally:
            cursor.execute("RESET ROLE")
            cursor.execute("DROP OWNED BY scrub_guest")
            cursor.execute("DROP ROLE scrub_guest")
