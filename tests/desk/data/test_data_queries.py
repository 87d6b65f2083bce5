import datetime
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from data_samples import DAY, NOW, case_row, duty
from dueprocess.desk.data.models import Case, Duty, Item
from dueprocess.desk.data.queries import Filter, cases, due, duties_of, open_duties

pytestmark = pytest.mark.django_db


def count(act: Any) -> int:
    with CaptureQueriesContext(connection) as queries:
        act()
    return len(queries)


def plan(rows: Any) -> str:
    sql, parameters = rows.query.sql_with_params()
    explain = "EXPLAIN QUERY PLAN " if connection.vendor == "sqlite" else "EXPLAIN "
    with connection.cursor() as cursor:
        cursor.execute(explain + sql, parameters)
        return " ".join(str(row) for row in cursor.fetchall())


def test_due_list_pages_without_gap_or_double() -> None:
    rows = [duty(due_at=NOW + datetime.timedelta(hours=i // 4)) for i in range(23)]
    duty(done_at=NOW)
    seen, after = [], None
    while True:
        page = due(after=after, limit=5)
        seen += [row.pk for row in page.rows]
        after = page.after
        if after is None:
            break
    assert seen == [row.pk for row in sorted(rows, key=lambda row: (row.due_at, row.pk))]


@pytest.mark.parametrize("items", [1, 3])
def test_query_counts_do_not_grow(items: int) -> None:
    for _ in range(items):
        case = case_row()
        for number in range(1, items + 1):
            Item.objects.create(case=case, number=number, kind="disclosure")
        duty(case=case)
    assert count(lambda: [row.case.pk for row in due().rows if row.case]) == 1
    assert count(lambda: [len(row.items) for row in cases().rows]) == 2
    assert count(lambda: [row.case.pk for row in duties_of(case.pk) if row.case]) == 1


def test_case_filters() -> None:
    a = case_row(country="DE", emergency=True)
    b = case_row(country="PK", closed_on=DAY, authority_kind="police", authority="PK-PTA")
    Item.objects.create(case=a, number=2, kind="content", outcome="object", ground="g")
    Item.objects.create(case=a, number=1, kind="disclosure")

    def found(**fields: Any) -> list[str]:
        return sorted(row.case.pk for row in cases(Filter(**fields)).rows)

    assert found() == [a.pk]
    assert found(open=None) == sorted([a.pk, b.pk])
    assert found(open=False) == [b.pk]
    assert found(open=None, country="PK") == [b.pk]
    assert found(open=None, authority="PK-PTA", authority_kind="police") == [b.pk]
    assert found(kind="content", outcome="object") == [a.pk]
    assert found(kind="content", outcome="") == []
    assert found(outcome="") == [a.pk]
    assert found(emergency=True, practice=False) == [a.pk]
    assert [item.number for item in cases().rows[0].items] == [1, 2]


def test_case_pages() -> None:
    made = [case_row(opened_on=DAY + datetime.timedelta(days=i // 3)) for i in range(11)]
    first = cases(limit=6)
    second = cases(limit=6, after=first.after)
    assert second.after is None
    wanted = sorted(made, key=lambda row: (row.opened_on, row.pk), reverse=True)
    assert [row.case.pk for row in (*first.rows, *second.rows)] == [row.pk for row in wanted]


def fill(total: int) -> None:
    case_row(id="c-model")
    duty(id="d-model", case_id="c-model", what="answer")
    numbers = f"WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < {total - 1}) "  # noqa: S608
    lite = connection.vendor == "sqlite"
    later = "datetime(%s, '+' || (i / 7) || ' minutes')" if lite else "%s::timestamptz + (i / 7) * interval '1 minute'"
    done = f"CASE WHEN i % 3 = 0 THEN NULL ELSE {'%s' if lite else '%s::timestamptz'} END".replace("% 3", "%% 3")
    with connection.cursor() as cursor:
        for model, values, arguments in (
            (Case, {"id": "'c-' || i"}, []),
            (Duty, {"id": "'d-' || i", "case_id": "'c-' || i", "due_at": later, "done_at": done}, [NOW_TEXT, NOW_TEXT]),
        ):
            columns = [field.column for field in model._meta.local_fields]  # noqa: SLF001
            picked = ", ".join(values.get(column, f'm."{column}"') for column in columns)
            table = model._meta.db_table  # noqa: SLF001
            names = ", ".join(f'"{column}"' for column in columns)
            cursor.execute(
                f"INSERT INTO {table} ({names}) {numbers} SELECT {picked} FROM n, {table} m WHERE m.id LIKE '%%-model'",  # noqa: S608
                arguments,
            )


NOW_TEXT = "2026-11-02 09:00:00"


def steps(act: Any) -> int:
    """How many instructions SQLite's machine takes for `act`: what time measures, without the clock."""
    taken = 0

    def step() -> int:
        nonlocal taken
        taken += 1
        return 0

    connection.connection.set_progress_handler(step, 1)
    try:
        act()
    finally:
        connection.connection.set_progress_handler(None, 0)
    return taken


def test_due_list_reads_as_much_of_20_000_cases_as_of_2_000() -> None:
    taken = []
    for total in (2_000, 20_000):
        with transaction.atomic():
            fill(total)
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")
            middle, end = (NOW + datetime.timedelta(minutes=total // part) for part in (14, 7))
            for key in (None, (middle, ""), (end, "")):
                assert "duty_open_due" in plan(open_duties(key)[:51])
            assert "case_open" in plan(Case.objects.filter(closed_on__isnull=True).order_by("-opened_on", "-id")[:51])
            assert len(due(after=(middle, "")).rows) == 50
            if connection.vendor == "sqlite":
                taken.append([steps(due), steps(lambda middle=middle: due(after=(middle, "")))])
            transaction.set_rollback(True)
    if taken:
        assert taken[0] == pytest.approx(taken[1], rel=0.1)
