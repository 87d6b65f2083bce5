"""Kept backups that could still open a forgotten case: which, until when, and deleting them (hazard 9.4, ADR 0035).

An archive is read for what it holds; one that is encrypted is judged by the time in its name. Copies that an operator
carried elsewhere are out of reach.
"""

import datetime
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from dueprocess.adapters import archives
from dueprocess.adapters.durable import fsync_folder
from dueprocess.operate import backups
from dueprocess.operate.home import Home

SURE: Final = "yes"
MAY: Final = "perhaps"  # encrypted, and made while the case could be opened


@dataclass(frozen=True, slots=True)
class Kept:
    """A kept archive that holds, or may hold, what opens a forgotten case."""

    path: Path
    made_at: datetime.datetime
    holds: str  # SURE | MAY
    until: datetime.datetime | None  # deleted by then at the latest; None: kept without an end

    @property
    def plain(self) -> dict[str, str]:
        """For machines."""
        return {
            "archive": str(self.path),
            "made_at": f"{self.made_at:%Y-%m-%dT%H:%M:%SZ}",
            "holds": self.holds,
            "until": f"{self.until:%Y-%m-%d}" if self.until else "",
        }


def folders(place: Home, more: Iterable[Path] = ()) -> list[Path]:
    """Folders with backups that this home knows of, and those that were named."""
    last = backups.last(place)
    found = [place.path / backups.HERE, *([last[1].parent] if last else []), *more]
    return [one for one in dict.fromkeys(path.absolute() for path in found) if one.is_dir()]


def holding(where: Iterable[Path], cases: Mapping[str, datetime.datetime]) -> list[Kept]:
    """Archives that still hold something that opens one of ``cases`` (id → when it was forgotten), oldest first.

    Raises ArchiveError for one that is damaged: what it holds cannot be said.
    """
    found = [one for folder in where for one in _of_folder(folder, cases)] if cases else []
    return sorted(found, key=lambda one: (one.made_at, one.path))


def prune(found: Sequence[Kept], where: Iterable[Path]) -> tuple[list[Path], list[Path]]:
    """Delete archives of envelopes in ``found`` where the same folder holds a newer one that is free of them.

    Returns those deleted and those that stay, since without them the newest backup of their folder could not be opened.
    """
    free = {folder: _newest_free(folder, {one.path for one in found}) for folder in where}
    gone: list[Path] = []
    for one in found:
        newest = free.get(one.path.parent)
        if newest is not None and one.made_at < newest:
            one.path.unlink(missing_ok=True)
            gone.append(one.path)
    for folder in {path.parent for path in gone}:
        fsync_folder(folder)
    return gone, [one.path for one in found if one.path not in gone]


def _newest_free(folder: Path, held: set[Path]) -> datetime.datetime | None:
    """When the newest backup of envelopes that holds nothing of them was made."""
    return max((backups.made_at(path) for path in backups.envelopes_in(folder) if path not in held), default=None)


def _of_folder(folder: Path, cases: Mapping[str, datetime.datetime]) -> Iterator[Kept]:
    life = datetime.timedelta(days=backups.ENVELOPE_DAYS)
    for path in backups.envelopes_in(folder):
        holds = _holds(path, cases, backups.made_at(path))
        if holds:
            yield Kept(path, backups.made_at(path), holds, backups.made_at(path) + life)


def _holds(path: Path, cases: Mapping[str, datetime.datetime], made: datetime.datetime) -> str:
    if path.name.endswith(".age"):
        return MAY if any(made <= forgotten for forgotten in cases.values()) else ""
    return SURE if _in(path, cases) else ""


def _in(path: Path, cases: Mapping[str, datetime.datetime]) -> bool:
    from dueprocess.desk.data import openers

    with path.open("rb") as file, archives.reading(file) as reader:
        reader.check_all()
        tables = reader.manifest.get("tables", {})
        for name in (one for one in (openers.ENVELOPES, openers.SEALED) if one in tables):
            columns = list(tables[name]["columns"])
            if any(
                _opens(dict(zip(columns, json.loads(row), strict=True)), cases) for row in backups.lines(reader, name)
            ):
                return True
    return False


def _opens(row: Mapping[str, object], cases: Mapping[str, datetime.datetime]) -> bool:
    """Whether a row of envelopes or of ciphertexts opens without anything else."""
    alone = "reader" not in row or (row["reader"] != "case" and (row["reader"], row["kind"]) != ("release", "part"))
    return alone and row["case_id"] in cases
