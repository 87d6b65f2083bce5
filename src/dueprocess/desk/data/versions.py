"""Of which version a database is: migrations by the names of their files, without importing one.

Every command, each look at the health and each start asks this. What has to be applied, and in which order, is
``portable.waiting``.
"""

from pathlib import Path
from typing import Final

from django.apps import apps
from django.db import DatabaseError, connection

CURRENT: Final = "current"
OLDER: Final = "older"
NEWER: Final = "newer"
NONE: Final = "none"
"""The database remembers no migration at all: it is none of ours yet."""


def schema() -> str:
    """How the database of this process stands to this program: one of the codes above."""
    folders = ((app.label, Path(app.path, "migrations")) for app in apps.get_app_configs())
    known, applied = {(label, path.stem) for label, folder in folders for path in folder.glob("[0-9]*.py")}, _applied()
    if not applied:
        return NONE
    return NEWER if applied - known else OLDER if known - applied else CURRENT


def _applied() -> set[tuple[str, str]]:
    """(app, migration) as the database remembers them, of the apps that this program has."""
    labels = {app.label for app in apps.get_app_configs()}
    with connection.cursor() as cursor:
        try:
            cursor.execute("SELECT app, name FROM django_migrations")
        except DatabaseError:
            return set()
        return {(app, name) for app, name in cursor.fetchall() if app in labels}
