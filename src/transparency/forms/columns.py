"""Columns of the tables that forms consist of: ``columns.csv``."""

from dueprocess.report.tables import Column
from transparency import packaged


def columns(form: str) -> tuple[Column, ...]:
    """Those of a form, in their order."""
    rows = packaged.rows("forms", "columns.csv")
    return tuple(Column(row["name"], row["type"], row["says"]) for row in rows if row["form"] == form)
