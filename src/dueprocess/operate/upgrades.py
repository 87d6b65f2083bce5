"""``upgrade``: a home of an older version becomes one of this version, with a verified backup made before."""

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from dueprocess.adapters.durable import fsync_folder
from dueprocess.operate import backups, database_checks, restores
from dueprocess.operate.home import Home, migrate

if TYPE_CHECKING:
    from dueprocess.desk.data.portable import Migration

KEPT: Final = 3
_MADE_HERE: Final = re.compile(r"dueprocess-[0-9a-z]+-\d{8}T\d{6}Z(\.envelopes)?\.tar")


@dataclass(frozen=True, slots=True)
class Plan:
    """What an upgrade would do: migrations in their order, and what else of the home is not as this version wants."""

    migrations: "tuple[Migration, ...]"
    repairs: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to do."""
        return not self.migrations and not self.repairs


@dataclass(frozen=True, slots=True)
class Upgraded:
    """What was done, the backup that leads back, and what is not as it was (empty is good)."""

    plan: Plan
    backup: backups.Made
    faults: tuple[str, ...]


def plan() -> Plan:
    """What would be done to the booted home. Raises PortableError ``store.schema-newer`` (hazard 14.1)."""
    from dueprocess.desk.data import portable

    portable.applied()
    repairs = [one.says for one in database_checks.faults() if one.rule != "store.schema-older"]
    return Plan(tuple(portable.waiting()), tuple(repairs))


def run(place: Home, todo: Plan, at: datetime.datetime, progress: backups.Progress | None = None) -> Upgraded:
    """Back up into the home, migrate, put guards back, compare. Raises as ``backups.make`` does.

    Where a migration breaks, the database's own transaction takes that one back; the backup leads back from all.
    """
    folder = place.path / backups.HERE
    folder.mkdir(mode=0o700, exist_ok=True)
    made = backups.make(place, folder, at, progress=progress)
    migrate()
    if any(app == "data" for app, _ in todo.migrations):
        _renew()
    prune(folder)
    _, faults = restores.chains(made.manifest["heads"])
    found = (*faults, *_lost(made.counts), *(f"{one.says} [{one.rule}]" for one in database_checks.faults()))
    return Upgraded(todo, made, found)


def _renew() -> None:
    """Columns that a migration brought are filled out of the events."""
    from dueprocess.desk.services import row_check

    for case in row_check.every_case():
        row_check.renew(case)


def _lost(before: Mapping[str, int]) -> list[str]:
    """Tables that hold fewer rows than before."""
    from dueprocess.desk.data import portable

    tables = portable.tables(portable.applied())
    now = {name: portable.count(tables[name]) if name in tables else 0 for name in before}
    return [f"{name} had {before[name]} rows and has {now[name]}" for name in before if now[name] < before[name]]


def prune(folder: Path) -> list[str]:
    """Keep the last three backups that were made here, each with its envelopes; the names of those deleted."""
    ours = sorted(path for path in folder.iterdir() if _MADE_HERE.fullmatch(path.name))
    whole = [path for path in ours if ".envelopes." not in path.name]
    kept = {path.name.removesuffix(".tar") for path in whole[-KEPT:]}
    gone = [path for path in ours if path.name.removesuffix(".tar").removesuffix(".envelopes") not in kept]
    for path in gone:
        path.unlink(missing_ok=True)
    if gone:
        fsync_folder(folder)
    return [path.name for path in gone]
