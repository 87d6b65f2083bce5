"""Rows that many tests begin with: made once a process by the acts that make them, and put into the tables again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection

from dueprocess.desk.data import guards


@dataclass(frozen=True)
class Rows:
    """Every row of the desk's tables, with the columns of each table."""

    tables: dict[str, tuple[list[str], list[Any]]]

    @classmethod
    def taken(cls) -> Rows:
        """As they stand now."""
        found = {}
        with connection.cursor() as cursor:
            for model in _models():
                name = model._meta.db_table  # noqa: SLF001 - Django's documented way to a table's name
                cursor.execute(f"SELECT * FROM {name}")  # noqa: S608 - our own table
                if rows := [tuple(map(_plain, row)) for row in cursor.fetchall()]:
                    found[name] = ([column[0] for column in cursor.description], rows)
        return cls(found)

    def put(self) -> None:
        """Into empty tables; what is numbered by the database goes on after the last of them."""
        guards.remove()  # a decision begins open: these were decided when they were taken
        with connection.cursor() as cursor:
            for name, (columns, rows) in self.tables.items():
                marks = ", ".join(["%s"] * len(columns))
                said = ", ".join(f'"{column}"' for column in columns)
                cursor.executemany(f"INSERT INTO {name} ({said}) VALUES ({marks})", rows)  # noqa: S608 - as above
            for statement in connection.ops.sequence_reset_sql(no_style(), _models()):
                cursor.execute(statement)
        guards.install()


def _models() -> list[Any]:
    return list(apps.get_app_config("data").get_models())


def _plain(value: Any) -> Any:
    return bytes(value) if isinstance(value, memoryview) else value
