"""Triggers behind the rules, on SQLite and PostgreSQL. They guard against bugs, not against an owner (hazard 9.1).

Adding a NOT NULL column on SQLite rebuilds a table and drops its triggers without a word (hazard 17.4): they are
installed again after every migration (``post_migrate``), and ``operate/database_checks.py`` looks whether they stand.
"""

from dataclasses import dataclass
from typing import Final

from django.db import DEFAULT_DB_ALIAS, connections

MARK: Final = "dueprocess guard: "  # begins the error of every guard; see is_guard


@dataclass(frozen=True, slots=True)
class Guard:
    """One trigger: before ``verb`` on ``table``, refused where ``when`` holds (SQL of both databases)."""

    table: str
    verb: str  # INSERT | UPDATE | DELETE
    says: str
    when: str = ""

    @property
    def name(self) -> str:
        """Trigger's name, the same on both databases."""
        return f"guard_{self.table}_{self.verb.lower()}"


_LINE_DECIDED: Final = "EXISTS (SELECT 1 FROM data_decision d WHERE d.id = {row}.decision_id AND d.state <> 'open')"
_STANDS: Final = "EXISTS (SELECT 1 FROM data_case c WHERE c.id = {case} AND c.face <> '')"
"""The case was not purged: what its facts say goes when they go, and no sooner (``rowstore.PURGED``)."""
_CASE_OF_LINE: Final = "(SELECT d.case_id FROM data_decision d WHERE d.id = OLD.decision_id)"
_PROPOSED: Final = (
    "case_id",
    "item",
    "revision",
    "outcome",
    "ground",
    "needs_two",
    "proposer",
    "basis",
    "proposed_by_statement",
)
_ENDED: Final = "(OLD.state <> 'open' AND ({approval} OR (NEW.state <> OLD.state AND {not_void})))".format(
    approval="NEW.approver <> OLD.approver OR NEW.approved_by_statement <> OLD.approved_by_statement",
    not_void="NOT (OLD.state = 'approved' AND NEW.state = 'void')",
)
_DECISION: Final = " OR ".join([f"NEW.{column} <> OLD.{column}" for column in _PROPOSED] + [_ENDED])
_PUBLISHED: Final = "EXISTS (SELECT 1 FROM data_reportedition e WHERE e.id = OLD.edition_id AND e.state = 'published')"
_REOPENED: Final = (
    "OLD.done_at IS NOT NULL AND (NEW.done_at IS NULL OR NEW.done_at <> OLD.done_at OR NEW.done_by <> OLD.done_by)"
)

GUARDS: Final = (
    Guard("data_event", "UPDATE", "events are append-only"),
    Guard("data_event", "DELETE", "events are append-only"),
    Guard("data_eventopening", "UPDATE", "an opening is purged, never changed"),
    Guard("data_statement", "UPDATE", "statements are append-only"),
    Guard("data_statement", "DELETE", "statements are append-only"),
    Guard("data_note", "UPDATE", "a note is purged, never changed"),
    Guard("data_roster", "UPDATE", "rosters are append-only"),
    Guard("data_roster", "DELETE", "rosters are append-only"),
    Guard("data_decision", "INSERT", "a decision begins open", "NEW.state <> 'open'"),
    Guard("data_decision", "UPDATE", "what was proposed or approved does not change", _DECISION),
    Guard(
        "data_decision",
        "DELETE",
        "an approved decision stays",
        f"OLD.state = 'approved' AND {_STANDS.format(case='OLD.case_id')}",
    ),
    Guard("data_decisionline", "INSERT", "lines end with the proposal", _LINE_DECIDED.format(row="NEW")),
    Guard("data_decisionline", "UPDATE", "lines are proposed once"),
    Guard(
        "data_decisionline",
        "DELETE",
        "lines of a decision stay",
        f"{_LINE_DECIDED.format(row='OLD')} AND {_STANDS.format(case=_CASE_OF_LINE)}",
    ),
    Guard("data_gateanswer", "UPDATE", "a later answer is a new row"),
    Guard("data_duty", "UPDATE", "a closed duty stays closed", _REOPENED),
    Guard("data_duty", "DELETE", "an open duty is done, not forgotten", "OLD.done_at IS NULL"),
    Guard("data_reportedition", "UPDATE", "a published edition stays as it was read", "OLD.state = 'published'"),
    Guard("data_reportedition", "DELETE", "a published edition stays as it was read", "OLD.state = 'published'"),
    Guard("data_reportsignature", "UPDATE", "a signature stands or goes with its draft"),
    Guard("data_reportsignature", "DELETE", "the signatures of a published edition stay", _PUBLISHED),
    Guard("data_reportcorrection", "UPDATE", "corrections are append-only"),
    Guard("data_reportcorrection", "DELETE", "corrections are append-only"),
    Guard("data_ledgerrow", "UPDATE", "what the public was told is append-only"),
    Guard("data_ledgerrow", "DELETE", "what the public was told is append-only"),
    Guard("data_scorelook", "UPDATE", "a later look is a new row"),
    Guard("data_scorelook", "DELETE", "what was looked at is kept over years"),
    Guard("data_scorecard", "UPDATE", "what was signed stays"),
    Guard("data_scorecard", "DELETE", "what was signed stays"),
    Guard("data_case", "UPDATE", "a case moves forward only", "NEW.revision < OLD.revision"),
)
APPEND_ONLY: Final = (
    "data_event",
    "data_statement",
    "data_roster",
    "data_reportcorrection",
    "data_ledgerrow",
    "data_scorelook",
    "data_scorecard",
)


def install(alias: str = DEFAULT_DB_ALIAS) -> None:
    """Install every guard whose table exists; again is the same."""
    connection = connections[alias]
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        for guard in GUARDS:
            if guard.table in tables:
                for statement in _create(guard, connection.vendor):
                    cursor.execute(statement)


def remove(alias: str = DEFAULT_DB_ALIAS) -> None:
    """Take every guard away: for a migration that must, and for tests that empty tables. ``install`` follows."""
    connection = connections[alias]
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        for guard in GUARDS:
            if guard.table in tables:
                where = f" ON {guard.table}" if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER IF EXISTS {guard.name}{where}")


def missing(alias: str = DEFAULT_DB_ALIAS) -> list[str]:
    """Names of guards that do not stand, or stand with another text, on tables that exist."""
    connection = connections[alias]
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        cursor.execute(_STANDING[connection.vendor])
        standing = dict(cursor.fetchall())
    return [
        guard.name
        for guard in GUARDS
        if guard.table in tables and standing.get(guard.name) != _text(guard, connection.vendor)
    ]


def is_guard(error: Exception) -> bool:
    """Whether a database error comes from a guard: a bug of ours, not a lost race."""
    return MARK in str(error)


def postgres_grants(role: str = "dueprocess_app") -> list[str]:
    """SQL that the schema's owner runs once: what the app's role may do (docs/reference/store.md).

    It may add events, statements and rosters and purge openings and notes; it may not change or delete them, nor empty,
    alter or own a table. Raises ValueError for a role name that is not plain.
    """
    if not role.isidentifier() or not role.isascii():
        message = f"{role!r} is no plain role name"
        raise ValueError(message)
    only_insert = ", ".join(APPEND_ONLY)
    return [
        f"GRANT USAGE ON SCHEMA public TO {role}",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
        f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {role}",
        f"REVOKE UPDATE, DELETE ON {only_insert} FROM {role}",
        f"REVOKE UPDATE ON data_eventopening, data_note FROM {role}",
        f"REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {role}",
    ]


_STANDING: Final = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT t.tgname, p.prosrc FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid "
    "WHERE NOT t.tgisinternal AND t.tgenabled <> 'D'",
}


def _create(guard: Guard, vendor: str) -> list[str]:
    if vendor == "sqlite":
        return [f"DROP TRIGGER IF EXISTS {guard.name}", _text(guard, vendor)]
    return [
        (
            f"CREATE OR REPLACE FUNCTION {guard.name}() RETURNS trigger LANGUAGE plpgsql AS $guard$"
            f"{_text(guard, vendor)}$guard$"
        ),
        (
            f"CREATE OR REPLACE TRIGGER {guard.name} BEFORE {guard.verb} ON {guard.table} FOR EACH ROW "
            f"EXECUTE FUNCTION {guard.name}()"
        ),
    ]


def _text(guard: Guard, vendor: str) -> str:
    """What the database keeps of a guard: the whole trigger on SQLite, the function's body on PostgreSQL."""
    if vendor == "sqlite":
        when = f"WHEN {guard.when} " if guard.when else ""
        return (
            f"CREATE TRIGGER {guard.name} BEFORE {guard.verb} ON {guard.table} FOR EACH ROW {when}"
            f"BEGIN SELECT RAISE(ABORT, '{MARK}{guard.says}'); END"
        )
    row = "OLD" if guard.verb == "DELETE" else "NEW"
    return (
        f"BEGIN IF {guard.when or 'TRUE'} THEN RAISE EXCEPTION '{MARK}{guard.says}' "
        f"USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN {row}; END"
    )
