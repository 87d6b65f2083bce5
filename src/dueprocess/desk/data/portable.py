"""All tables as lines of JSON, the same from SQLite and PostgreSQL, in one snapshot; and back into an empty database.

Rows are read and written by the models of the schema that *they* have, not of the one that the program knows: so an
older home is backed up before it is migrated, and an older backup is loaded first and migrated then.
"""

# ruff: noqa: SLF001 - Django's _meta and _base_manager are its documented way to a model's table

import base64
import contextlib
import datetime
import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final, TypeAlias
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.management.color import no_style
from django.db import DatabaseError, connection, models, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from dueprocess.desk.data import guards
from dueprocess.desk.data.openers import LEFT_OUT
from dueprocess.formats.refusal import DeniedError

Migration: TypeAlias = tuple[str, str]
Model: TypeAlias = type[models.Model]

EVENTS: Final = "data_event"
PAGE: Final = 64  # rows held at once; a row may hold 1 MiB
ROWS_A_BATCH: Final = 64


class PortableError(DeniedError):
    """Rows that do not fit the schema they are said to have, or a schema that this program does not know."""


@dataclass(slots=True)
class Seen:
    """What went by while events were read: the newest commitment of each chain, by case id (empty: the desk's)."""

    heads: dict[str, list[Any]] = field(default_factory=dict)  # case → [seq, commitment in hex]

    def note(self, case: str, seq: int, commitment: bytes) -> None:
        """An event went by."""
        if seq > self.heads.get(case, [0])[0]:
            self.heads[case] = [seq, commitment.hex()]


def _execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def applied() -> list[Migration]:
    """The migrations of this database, sorted. Raises PortableError ``store.schema-newer`` for one not known here."""
    loader = MigrationLoader(connection)
    found = sorted(key for key in loader.applied_migrations if key[0] in loader.migrated_apps)
    known(found)
    return found


def known(migrations: Collection[Migration]) -> None:
    """Raises PortableError ``store.schema-newer`` where this program lacks one of ``migrations`` (hazard 14.1)."""
    unknown = [f"{app}.{name}" for app, name in migrations if (app, name) not in MigrationLoader(None).disk_migrations]
    if unknown:
        rule = "store.schema-newer"
        message = f"It was written by a newer version of this program ({', '.join(sorted(unknown)[:3])}). Install that."
        raise PortableError.because(rule, message)


def waiting() -> list[Migration]:
    """The migrations that would be applied, in their order."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [(one.app_label, one.name) for one, _ in plan]


def tables(migrations: Sequence[Migration]) -> dict[str, Model]:
    """Models of a schema by table, without those that no backup holds, sorted."""
    loader = MigrationLoader(None)
    state = loader.project_state([key for key in migrations if key in loader.graph.nodes])
    found = state.apps.get_models(include_auto_created=True)
    by_table = {one._meta.db_table: one for one in found if one._meta.managed and not one._meta.proxy}
    return {name: by_table[name] for name in sorted(by_table) if name not in LEFT_OUT}


def columns(model: Model) -> list[str]:
    """Names of the columns in the order of a row."""
    return [str(one.column) for one in model._meta.local_concrete_fields]


def count(model: Model) -> int:
    """Rows now."""
    return model._base_manager.count()


def dump(model: Model, seen: Seen | None = None, where: models.Q | None = None) -> Iterator[bytes]:
    """Each row (that fits ``where``) as one line of JSON: a list in the order of ``columns``, by primary key."""
    fields = [one.attname for one in model._meta.local_concrete_fields]
    heads = seen if model._meta.db_table == EVENTS else None
    at = {name: fields.index(name) for name in ("case", "seq", "commitment")} if heads else {}
    for row in (
        model._base_manager.filter(where or models.Q()).order_by("pk").values_list(*fields).iterator(chunk_size=PAGE)
    ):
        if heads is not None:
            heads.note(row[at["case"]], row[at["seq"]], bytes(row[at["commitment"]]))
        plain = [_plain(value) for value in row]
        yield json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _plain(value: object) -> object:
    match value:
        case bytes() | memoryview():
            return base64.b64encode(value).decode("ascii")
        case datetime.datetime():
            return value.astimezone(datetime.UTC).isoformat()
        case datetime.date():
            return value.isoformat()
        case Decimal() | UUID():
            return str(value)
        case _:
            return value


def sealed_files(model: Model, where: models.Q) -> list[tuple[str, str]]:
    """Ids and hashes of the ciphertexts that fit ``where`` and stand in the blob folder, sorted by id."""
    rows = model._base_manager.filter(where, bytes__isnull=True).order_by("pk").values_list("pk", "hash")
    return [(str(pk), str(name)) for pk, name in rows]


def is_empty() -> bool:
    """Whether the database has no tables yet."""
    return not connection.introspection.table_names()


def begin(migrations: Sequence[Migration]) -> None:
    """Make the tables of that schema in an empty database. Nothing guards them yet."""
    graph = MigrationLoader(None).graph
    given = set(migrations)
    # The last of each app: naming one before it would ask to go back to it.
    followed = {parent.key for key in given for parent in graph.node_map[key].parents if parent.key[0] == key[0]}
    MigrationExecutor(connection).migrate(sorted(given - followed))


@contextlib.contextmanager
def loading() -> Iterator[None]:
    """All rows or none. Guards are down: what was decided arrives decided; ``migrate`` brings them back."""
    with transaction.atomic(durable=True):
        guards.remove()
        yield


def ids(model: Model, where: models.Q) -> list[str]:
    """Primary keys of the rows that fit ``where``, sorted."""
    return [str(pk) for pk in model._base_manager.filter(where).order_by("pk").values_list("pk", flat=True)]


def load(
    model: Model,
    wanted: Sequence[str],
    lines: Iterable[bytes],
    only: Collection[str] | None = None,
    by: str = "case_id",
) -> int:
    """Write rows into the table of ``model``; returns how many.

    Args:
        model: of the schema that the rows have (``tables``).
        wanted: names of the columns as the backup says them.
        lines: as ``dump`` gave them.
        only: where given, rows whose ``by`` is among these; others are passed by.
        by: name of a column.

    Raises PortableError for columns or rows that are none of this table.
    """
    table = model._meta.db_table
    if list(wanted) != columns(model):
        rule = "backup.damaged"
        message = f"The columns of {table} are not those of the schema that the backup names."
        raise PortableError.because(rule, message)
    written = 0
    batch: list[models.Model] = []
    for number, line in enumerate(lines, 1):
        row = _row(model, line, number)
        if only is None or getattr(row, by, "") in only:
            batch.append(row)
        if len(batch) == ROWS_A_BATCH:
            written += _write(model, batch)
            batch = []
    return written + _write(model, batch)


def _write(model: Model, rows: list[models.Model]) -> int:
    try:
        return len(model._base_manager.bulk_create(rows))
    except DatabaseError as fault:
        rule = "backup.damaged"
        message = f"{model._meta.db_table} does not take what the backup holds ({type(fault).__name__})."
        raise PortableError.because(rule, message) from None


def _row(model: Model, line: bytes, number: int) -> models.Model:
    fields = model._meta.local_concrete_fields
    try:
        values = json.loads(line)
        if len(values) != len(fields):
            raise ValueError  # noqa: TRY301 - said below, like what json says
        return model(**{one.attname: one.to_python(value) for one, value in zip(fields, values, strict=True)})
    except (ValueError, TypeError, ValidationError, RecursionError) as fault:
        rule = "backup.damaged"
        message = f"Row {number} of {model._meta.db_table} is none."
        raise PortableError.because(rule, message) from fault


def after_load(loaded: Iterable[Model]) -> None:
    """PostgreSQL counts on from the highest row number; SQLite does so by itself."""
    for statement in connection.ops.sequence_reset_sql(no_style(), list(loaded)):
        _execute(statement)


def heads_now() -> dict[str, list[Any]]:
    """The newest commitment of each chain, as ``Seen.heads``, from the rows of events."""
    from dueprocess.desk.data.models import Event

    seen = Seen()
    for case, seq, commitment in Event.objects.order_by("pk").values_list("case", "seq", "commitment").iterator():
        seen.note(case, seq, bytes(commitment))
    return seen.heads
