"""Checks of a running desk's database: the guards stand, SQLite writes as promised, the schema is known.

``doctor`` and every server start call ``faults``. They are not among Django's checks of ``migrate``, which would
refuse the very database that it repairs.
"""

from dataclasses import dataclass
from typing import Final

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations.loader import MigrationLoader

from dueprocess.desk.data import guards

_PRAGMAS: Final = {"journal_mode": "wal", "synchronous": 2, "secure_delete": 1, "foreign_keys": 1}


_LOG: Final = {
    "log_min_error_statement": {"log", "fatal", "panic"},
    "log_statement": {"none", "ddl"},
    "log_min_duration_statement": {"-1"},
    "log_min_duration_sample": {"-1"},
    "log_parameter_max_length_on_error": {"0"},
    "auto_explain.log_min_duration": {"-1"},
}
"""Settings of PostgreSQL by which its own log holds no statement with its values; a module not loaded has none."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong: a stable rule name, what, and what to do."""

    rule: str
    says: str
    do: str


def faults(alias: str = DEFAULT_DB_ALIAS) -> list[Fault]:
    """All that is wrong with the database; empty is good. Opens a connection."""
    return [*_schema(alias), *_guards(alias), *_view(alias), *_samples(alias), *_sqlite(alias)]


def _schema(alias: str) -> list[Fault]:
    loader = MigrationLoader(connections[alias])
    known = {key for key in loader.disk_migrations if key[0] in loader.migrated_apps}
    applied = {key for key in loader.applied_migrations if key[0] in loader.migrated_apps}
    found = []
    if applied - known:
        # An old program must not work on a newer home (hazard 14.1).
        found.append(Fault("store.schema-newer", "The database is newer than this program.", "Install the newer one."))
    if known - applied:
        found.append(Fault("store.schema-older", "The database is older than this program.", "Run dueprocess upgrade."))
    return found


def _guards(alias: str) -> list[Fault]:
    missing = guards.missing(alias)
    if not missing:
        return []
    says = f"Guards are missing: {', '.join(missing)}."
    return [Fault("store.guards", says, "Run dueprocess upgrade; it installs them again.")]


def _view(alias: str) -> list[Fault]:
    from dueprocess.desk.data import report_view  # its tables need settings, and doctor begins without a home

    if report_view.stands(alias):
        return []
    says = f"The view {report_view.NAME} is missing, or is another one: a report would count something else."
    return [Fault("store.report-view", says, "Run dueprocess upgrade; it makes it again.")]


def _samples(alias: str) -> list[Fault]:
    from dueprocess.desk.data import samples  # as above

    found = samples.sampled(alias)
    if not found:
        return []
    says = f"PostgreSQL keeps samples of {', '.join('.'.join(one) for one in found)}: of what was forgotten, too."
    return [Fault("store.samples", says, "Run dueprocess upgrade as the tables' owner, then ANALYZE.")]


def logs_values(alias: str = DEFAULT_DB_ALIAS) -> list[str]:
    """Settings of PostgreSQL by which its log holds values of rows (P2), envelopes among them, beyond their case."""
    connection = connections[alias]
    if connection.vendor != "postgresql":
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, current_setting(name, true) FROM unnest(%s::text[]) AS name", [list(_LOG)])
        return sorted(name for name, value in cursor.fetchall() if value and value not in _LOG[name])


def _sqlite(alias: str) -> list[Fault]:
    connection = connections[alias]
    if connection.vendor != "sqlite":
        return []
    found = []
    mode = connection.settings_dict["OPTIONS"].get("transaction_mode")
    if mode != "IMMEDIATE":
        # DEFERRED lost 54 of 320 appends of eight processes.
        found.append(Fault("store.immediate", f"SQLite begins transactions {mode}.", "Use the settings as shipped."))
    with connection.cursor() as cursor:
        for pragma, wanted in _PRAGMAS.items():
            value = cursor.execute(f"PRAGMA {pragma}").fetchone()[0]
            if value != wanted and not (pragma == "journal_mode" and value == "memory"):
                says = f"SQLite's {pragma} is {value}, not {wanted}."
                found.append(Fault(f"store.{pragma.replace('_', '-')}", says, "Use the settings as shipped."))
    return found
