"""Whether a home can be worked at: its database is of this version, and its founding roster is signed.

Cheap on purpose, for every command and surface begins here: neither migrations nor statements are imported.
"""

import sys
from pathlib import Path

from dueprocess.config.home import Home, HomeError, boot


class NoDeskError(RuntimeError):
    """The home is no desk that can be worked at; says why and what to do next."""


def check_version() -> None:
    """Raises HomeError where the booted home's database is of an older or a newer version than this program.

    A database that remembers no migration at all is none of ours yet; whoever asks it for rows says so.
    """
    known, applied = _known(), _applied()
    if not applied:
        return
    if applied - known:
        message = "The database of this home is newer than this program. Nothing was done. Install the newer program."
        raise HomeError(message)
    if known - applied:
        message = (
            "The database of this home is older than this program. Nothing was done. Run dueprocess upgrade; "
            "it makes a backup first."
        )
        raise HomeError(message)


def _known() -> set[tuple[str, str]]:
    """(app, migration) of every app, by the names of their files; the files are not imported."""
    from django.apps import apps

    folders = ((app.label, Path(app.path, "migrations")) for app in apps.get_app_configs())
    return {(label, path.stem) for label, folder in folders for path in folder.glob("[0-9]*.py")}


def _applied() -> set[tuple[str, str]]:
    """(app, migration) as the database remembers them, of the apps that this program has."""
    from django.apps import apps
    from django.db import DatabaseError, connection

    labels = {app.label for app in apps.get_app_configs()}
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT app, name FROM django_migrations")
            return {(app, name) for app, name in cursor.fetchall() if app in labels}
    except DatabaseError:
        return set()


def check_founded(home: Home) -> None:
    """Raises NoDeskError where the founding roster waits for signatures."""
    if not home.pin.exists():
        message = (
            f"The founding roster of {home.path} does not have all signatures yet. "
            "Each person runs `dueprocess roster sign`; then it takes force."
        )
        raise NoDeskError(message)


def main() -> int:
    """``check_version`` of the environment's home, for a caller that does not load the database itself."""
    boot()
    try:
        check_version()
    except HomeError as fault:
        sys.stderr.write(f"{fault}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
