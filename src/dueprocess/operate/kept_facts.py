"""Kept backups that still hold what was signed on a purged case, or its facts; and deleting them (ADR 0078).

They lie in the archive that has no end, so none goes by itself. One is deleted only where a newer one of its folder is
free of the case and holds everything else: every chain of the older one, at least as far.
"""

import datetime
import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from dueprocess.adapters import archives
from dueprocess.adapters.durable import fsync_folder
from dueprocess.operate import backups
from dueprocess.operate.kept_backups import MAY, SURE, Kept


def holding(where: Iterable[Path], cases: Mapping[str, datetime.datetime]) -> list[Kept]:
    """Archives with facts or statements of one of ``cases`` (id → when it was purged), oldest first.

    One that is encrypted may hold them where it was made before. Raises ArchiveError for one that is damaged.
    """
    found = [one for folder in where for one in _of_folder(folder, cases)] if cases else []
    return sorted(found, key=lambda one: (one.made_at, one.path))


def prune(found: Sequence[Kept]) -> tuple[list[Path], list[Path]]:
    """Delete those of ``found`` of which a newer one of the folder holds everything but the purged cases.

    Returns those deleted and those that stay: without them something would be lost, or nobody can tell.
    """
    held = {one.path for one in found}
    gone = [
        one.path for one in found if one.holds == SURE and any(_follows(one.path, newer) for newer in _free(one, held))
    ]
    for path in gone:
        path.unlink(missing_ok=True)
    for folder in {path.parent for path in gone}:
        fsync_folder(folder)
    return gone, [one.path for one in found if one.path not in gone]


def _free(one: Kept, held: Collection[Path]) -> list[Path]:
    """Newer archives of its folder that hold nothing of the cases, and that can be read."""
    others = backups.desks_in(one.path.parent)
    return [
        path for path in others if path not in held and path.suffix == ".tar" and backups.made_at(path) > one.made_at
    ]


def _follows(older: Path, newer: Path) -> bool:
    """Whether a backup is of the same desk, and each chain of the older one goes at least as far in it."""
    was, now = _manifest(older), _manifest(newer)
    heads = now.get("heads", {})
    far = all(heads.get(case, [0])[0] >= seq for case, (seq, _) in was.get("heads", {}).items())
    return far and was["desk"] == now["desk"] and not now.get("missing")


def _manifest(path: Path) -> Mapping[str, Any]:
    with path.open("rb") as file, archives.reading(file) as reader:
        reader.check_all()
        return reader.manifest


def _of_folder(folder: Path, cases: Mapping[str, datetime.datetime]) -> Iterator[Kept]:
    for path in backups.desks_in(folder):
        made = backups.made_at(path)
        may = MAY if any(made <= purged for purged in cases.values()) else ""
        holds = may if path.suffix == ".age" else SURE if _in(path, cases) else ""
        if holds:
            yield Kept(path, made, holds, None)


def _in(path: Path, cases: Collection[str]) -> bool:
    with path.open("rb") as file, archives.reading(file) as reader:
        reader.check_all()
        rows = {str(row["id"]) for row in _rows(reader, "data_event") if row["case"] in cases}
        if any(str(row["event_id"]) in rows for row in _rows(reader, "data_eventopening")):
            return True
        signed = {row["hash"] for row in _rows(reader, "data_statement") if row["case"] in cases and not row["joins"]}
        return any(row["statement_id"] in signed for row in _rows(reader, "data_note"))


def _rows(reader: archives.Reader, table: str) -> Iterator[dict[str, Any]]:
    tables = reader.manifest.get("tables", {})
    if table not in tables:
        return
    columns = list(tables[table]["columns"])
    for line in backups.lines(reader, table):
        yield dict(zip(columns, json.loads(line), strict=True))
