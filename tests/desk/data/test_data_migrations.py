import io

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from dueprocess.desk.data import guards
from dueprocess.operate import database_checks
from processes import run


@pytest.mark.django_db
def test_models_and_migrations_agree() -> None:
    call_command("makemigrations", "--check", "--dry-run", stdout=io.StringIO())


@pytest.mark.django_db
def test_the_schema_has_the_models_columns_and_constraints() -> None:
    for model in apps.get_app_config("data").get_models():
        table = model._meta.db_table  # noqa: SLF001
        with connection.cursor() as cursor:
            columns = {column.name for column in connection.introspection.get_table_description(cursor, table)}
            names = set(connection.introspection.get_constraints(cursor, table))
            if connection.vendor == "sqlite":
                text = cursor.execute("SELECT sql FROM sqlite_master WHERE name = %s", [table]).fetchone()[0]
                names |= {one.name for one in model._meta.constraints if f'"{one.name}"' in text}  # noqa: SLF001
        assert columns == {field.column for field in model._meta.local_fields}  # noqa: SLF001
        assert {one.name for one in (*model._meta.constraints, *model._meta.indexes)} <= names  # noqa: SLF001


@pytest.mark.slow
def test_from_zero_in_a_process_of_its_own_everything_stands(fresh_database: dict[str, str]) -> None:
    code = "from dueprocess.operate import database_checks\nprint(database_checks.faults(), guards.missing())"
    assert run(code, fresh_database) == "[] []\n"
    assert run("migrate()\n" + code, fresh_database) == "[] []\n"


@pytest.mark.slow
def test_migrating_repairs_guards(fresh_database: dict[str, str]) -> None:
    code = (
        "from dueprocess.operate.database_checks import faults\n"
        "guards.remove()\nprint([f.rule for f in faults()])\nmigrate()\nprint(faults())"
    )
    assert run(code, fresh_database) == "['store.guards']\n[]\n"


@pytest.mark.django_db
def test_checks_name_what_is_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    assert database_checks.faults() == []
    guards.remove()
    assert [fault.rule for fault in database_checks.faults()] == ["store.guards"]
    guards.install()
    recorder = MigrationRecorder(connection)
    recorder.record_applied("data", "0099_later")
    assert [fault.rule for fault in database_checks.faults()] == ["store.schema-newer"]
    recorder.record_unapplied("data", "0099_later")
    recorder.record_unapplied("data", "0001_initial")
    assert [fault.rule for fault in database_checks.faults()] == ["store.schema-older"]
    recorder.record_applied("data", "0001_initial")
    if connection.vendor == "sqlite":
        monkeypatch.setitem(connection.settings_dict["OPTIONS"], "transaction_mode", "DEFERRED")
        assert [fault.rule for fault in database_checks.faults()] == ["store.immediate"]


@pytest.mark.slow
def test_checks_name_each_pragma(fresh_database: dict[str, str]) -> None:
    if "DUEPROCESS_DATABASE" in fresh_database:
        pytest.skip("SQLite's own")
    code = """
from dueprocess.operate import database_checks
for pragma in ("journal_mode=DELETE", "synchronous=NORMAL", "secure_delete=OFF", "foreign_keys=OFF"):
    connection.close()
    connection.cursor().execute("PRAGMA " + pragma)
    print([fault.rule for fault in database_checks.faults()])
"""
    rules = ["journal-mode", "synchronous", "secure-delete", "foreign-keys"]
    assert run(code, fresh_database) == "".join(f"['store.{rule}']\n" for rule in rules)
