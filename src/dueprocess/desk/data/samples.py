"""PostgreSQL's planner takes no sample of what is sealed, signed or purged (hazard 9.4, P2).

ANALYZE, which autovacuum runs by itself, copies up to a hundred values of a column into ``pg_statistic``: up to 1 kB
of each. A copy outlives its row until enough others changed, VACUUM FULL leaves it, and base backups take it along. So
the envelope of a case that was forgotten would lie there and open it. Nothing is searched by these columns.
"""

from typing import Final

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, connections, models

_SAMPLED: Final = (
    "SELECT c.relname, a.attname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid"
    " WHERE c.relnamespace = 'public'::regnamespace AND c.relname = ANY(%s) AND a.attnum > 0 AND NOT a.attisdropped"
    " AND a.attstattarget IS DISTINCT FROM 0"
)


def columns() -> set[tuple[str, str]]:
    """Table and column of ciphertexts, notes, openings, facts and pages: all that is bytes or text without a length."""
    return {
        (model._meta.db_table, str(field.column))  # noqa: SLF001 - Django's documented way to a model's columns
        for model in apps.get_app_config("data").get_models()
        for field in model._meta.local_concrete_fields  # noqa: SLF001
        if isinstance(field, models.BinaryField | models.TextField)
    }


def sampled(alias: str = DEFAULT_DB_ALIAS) -> list[tuple[str, str]]:
    """Which of these PostgreSQL samples all the same; on SQLite none: its statistics are counts."""
    connection = connections[alias]
    if connection.vendor != "postgresql":
        return []
    wanted = columns()
    with connection.cursor() as cursor:
        cursor.execute(_SAMPLED, [sorted({table for table, _ in wanted})])
        return sorted(wanted & set(cursor.fetchall()))


def stop(alias: str = DEFAULT_DB_ALIAS) -> None:
    """Have none of them sampled any more; as the owner of the tables. Again is the same."""
    found = sampled(alias)
    with connections[alias].cursor() as cursor:
        for table, column in found:
            cursor.execute(f'ALTER TABLE {table} ALTER COLUMN "{column}" SET STATISTICS 0')
