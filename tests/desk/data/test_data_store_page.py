"""docs/reference/store.md names every column of every table, and the settings page every name."""

import dataclasses
import re
from pathlib import Path

import pytest
from django.apps import apps

from dueprocess.desk.data import guards
from dueprocess.operate.home import NAMES, SECRETS, Desk

_ROW = re.compile(r"\| `(data_\w+)` \| `(\w+)` \| ([a-z ]+) \| .+ \|")
_TABLE = re.compile(r"\| `(data_\w+)` \| ([a-z][a-z ,-]+) \| .+ \|")
CLASSES = {"face", "account", "commitment", "public", "public key", "sealed"}


@pytest.fixture(scope="module")
def page(root: Path) -> str:
    return (root / "docs/reference/store.md").read_text()


def test_each_column_has_its_row_and_each_row_its_column(page: str) -> None:
    rows = _ROW.findall(page)
    written = [(table, column) for table, column, _ in rows]
    real = [
        (model._meta.db_table, field.column)  # noqa: SLF001
        for model in apps.get_app_config("data").get_models()
        for field in model._meta.local_fields  # noqa: SLF001
    ]
    assert sorted(written) == sorted(real)
    assert {class_ for _, _, class_ in rows} == CLASSES


def test_each_table_has_its_kind_and_append_only_ones_are_guarded(page: str) -> None:
    kinds = dict(_TABLE.findall(page))
    assert set(kinds) == {model._meta.db_table for model in apps.get_app_config("data").get_models()}  # noqa: SLF001
    assert {table for table, kind in kinds.items() if kind == "append-only"} == set(guards.APPEND_ONLY)
    for table in guards.APPEND_ONLY:
        assert {guard.verb for guard in guards.GUARDS if guard.table == table} == {"UPDATE", "DELETE"}


def test_the_page_shows_the_grants_as_the_code_gives_them(page: str) -> None:
    for statement in guards.postgres_grants():
        assert f"{statement};\n" in page


def test_each_setting_is_documented(root: Path) -> None:
    page = (root / "docs/reference/settings.md").read_text()
    names = {*NAMES, *(f"{name}_FILE" for name in SECRETS)}
    assert set(re.findall(r"`(DUEPROCESS_\w+)`", page)) == names
    keys = {setting.name for setting in dataclasses.fields(Desk)} - {"said"}  # which keys the file has is no key of it
    ways = ("`{}`", "`[{}]`", "`[[{}]]`")  # a value, a table, a list of tables
    assert [key for key in sorted(keys) if not any(way.format(key) in page for way in ways)] == []
