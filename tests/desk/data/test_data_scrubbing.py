"""Deleted bytes are gone from the file and its log; where they may not be, that is said."""

import hashlib
import sqlite3
from pathlib import Path

import pytest
from django.db import connection, transaction

from dueprocess.desk.data import samples, scrubbing
from dueprocess.desk.data.models import Case, Envelope
from dueprocess.operate import database_checks, doctor_checks
from dueprocess.operate.doctor_lines import Mark
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


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_postgres_keeps_no_sample_of_what_is_sealed_or_purged() -> None:
    """Planner statistics (pg_statistic) are samples of values, and outlive the rows that they were taken from."""
    blocks = [hashlib.sha256(str(n).encode()).digest() * 10 for n in range(200)]
    Case.objects.create(id="c-" + "a" * 24, recipient="age1", opened_on="2026-11-02", face='{"country":"ZZ"}')
    Envelope.objects.bulk_create(
        Envelope(case_id="c-" + "a" * 24, person=f"p{n}", bytes=data) for n, data in enumerate(blocks)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as autovacuum does by itself
    Envelope.objects.all().delete()
    assert scrubbing.scrub() == ""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT concat_ws(' ', tablename, attname, most_common_vals::text, histogram_bounds::text) FROM pg_stats"
            " WHERE schemaname = 'public'"
        )
        kept = [row[0] for row in cursor.fetchall()]
    assert any(row.startswith("data_envelope person ") for row in kept)  # and the server did look at the table
    assert [row.split()[:2] for row in kept if any(block.hex() in row for block in blocks)] == []
    assert [row.split()[:2] for row in kept if tuple(row.split()[:2]) in samples.columns()] == []


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_column_that_is_sampled_is_named_and_the_next_upgrade_ends_it() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE data_envelope ALTER COLUMN bytes SET STATISTICS 100")
    assert [(fault.rule, "data_envelope.bytes" in fault.says) for fault in database_checks.faults()] == [
        ("store.samples", True)
    ]
    samples.stop()
    assert database_checks.faults() == []


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_server_that_writes_down_values_of_rows_is_named() -> None:
    """As it comes, PostgreSQL logs the whole statement that failed, with all bytes that it was to write."""
    with connection.cursor() as cursor:
        assert database_checks.logs_values() == ["log_min_error_statement"]
        assert [line.mark for line in doctor_checks.database()] == [Mark.GOOD, Mark.CAUTION]
        cursor.execute("SET log_min_error_statement = 'panic'")
        cursor.execute("SET log_min_duration_statement = 1000")
        assert database_checks.logs_values() == ["log_min_duration_statement"]
        cursor.execute("RESET log_min_duration_statement")
        assert [line.mark for line in doctor_checks.database()] == [Mark.GOOD]
        cursor.execute("RESET log_min_error_statement")
