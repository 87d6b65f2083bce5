"""The view of the report: made after every migration, dropped before, and missed by the checks of a desk."""

import datetime
import io

import pytest
from django.core.management import call_command
from django.db import connection

from dueprocess.desk.data import report_view
from dueprocess.operate import database_checks
from dueprocess.report.facts import COLUMNS

pytestmark = pytest.mark.django_db


def test_a_desk_without_its_view_is_told_so_and_a_migration_brings_it_back() -> None:
    assert database_checks.faults() == []
    report_view.drop()
    assert [fault.rule for fault in database_checks.faults()] == ["store.report-view"]
    call_command("migrate", verbosity=0, interactive=False, skip_checks=True, stdout=io.StringIO())
    assert database_checks.faults() == []


def test_an_older_schema_and_an_empty_database_have_no_view() -> None:
    with connection.cursor() as cursor:
        report_view.drop()
        cursor.execute("ALTER TABLE data_item DROP COLUMN effect_at")
        report_view.install()
        assert not report_view.stands()


def test_the_query_gives_every_column_in_order_and_takes_a_moment_of_its_own() -> None:
    now = report_view.moment(datetime.datetime(2026, 3, 9, 10, tzinfo=datetime.UTC), connection.vendor)
    with connection.cursor() as cursor:
        cursor.execute(report_view.select(connection.vendor, now, report_view.ROWS))
        assert tuple(column[0] for column in cursor.description) == (*report_view.ROWS, *COLUMNS)


def test_the_moment_of_a_query_is_one_in_utc() -> None:
    at = datetime.datetime.fromisoformat("2026-03-09T11:00:05+01:00")
    assert report_view.moment(at, "sqlite") == "'2026-03-09 10:00:05'"
    assert report_view.moment(at, "postgresql") == "'2026-03-09 10:00:05+00'::timestamptz"
