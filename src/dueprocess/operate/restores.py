"""``restore``: a home out of a backup, on an empty machine, and the proof that it is the one that was backed up.

Everything is read and compared before anything is written. Rows go into the schema that they were written in and are
migrated then. ``desk.toml`` comes last: a home whose restore was broken off is no desk that anybody works at.
"""

import contextlib
import hashlib
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final, NoReturn

from dueprocess.adapters import archives, durable
from dueprocess.adapters.hashed import sha256_of
from dueprocess.formats.refusal import DeniedError
from dueprocess.operate import backups, database_checks, desk_of_home, ready
from dueprocess.operate.home import Home, HomeError, migrate

if TYPE_CHECKING:
    from dueprocess.desk.data.portable import Migration, Model

BEGUN: Final = "restoring"
"""Stands in a home while it is restored; where it stays, the restore was broken off."""


_TURNED: Final = {
    backups.DESK: "This is the file of the envelopes. Take the other file, without .envelopes in its name, as the "
    "archive, and give this one behind --envelopes.",
    backups.ENVELOPES: "What stands behind --envelopes is the desk's own archive. Take the other file, with "
    ".envelopes in its name.",
}


class RestoreError(DeniedError):
    """A restore that is refused; nothing was written, or what was written is gone again."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What came back, what of it is not as it was (``faults``), and what a person has to know (``notes``)."""

    desk: str
    made_at: str
    program: str
    migrated: bool
    counts: Mapping[str, int]
    cases: int
    events: int
    faults: tuple[str, ...]
    notes: tuple[str, ...]


def restore(
    place: Home, archive: IO[bytes], envelopes: IO[bytes] | None = None, progress: backups.Progress | None = None
) -> Restored:
    """Restore into ``place``, which is booted and holds nothing yet, and verify what came back.

    Args:
        place: a home that does not exist, or an empty folder; its database is empty too.
        archive: of a desk, in clear.
        envelopes: of the same desk, in clear; without them nobody can open a case.
        progress: told of each row and file.

    Raises RestoreError (``restore.not-empty``, ``restore.other-desk``), ArchiveError (``backup.damaged``),
    PortableError (``store.schema-newer``, ``backup.damaged``), OSError.
    """
    refuse_full(place)
    with _opened(archive, backups.DESK) as main, contextlib.ExitStack() as stack:
        beside = stack.enter_context(_opened(envelopes, backups.ENVELOPES)) if envelopes is not None else None
        if beside is not None and beside.manifest["desk"] != main.manifest["desk"]:
            _refuse(
                "restore.other-desk", "The envelopes are those of another desk. Take the file made beside this one."
            )
        work = _Work(place, main, beside, progress)
        with _all_or_nothing(place):
            work.run()
    return work.verified()


def refuse_full(place: Home) -> None:
    """Raises RestoreError ``restore.not-empty`` where anything stands in the folder."""
    rule = "restore.not-empty"
    if (place.path / BEGUN).exists():
        _refuse(rule, f"A restore into {place.path} was broken off. Delete that folder, then begin again.")
    if place.path.exists() and (not place.path.is_dir() or any(place.path.iterdir())):
        _refuse(rule, f"{place.path} is not empty. A restore never writes over a desk: choose another --home.")


@contextlib.contextmanager
def _opened(file: IO[bytes], kind: str) -> Iterator[archives.Reader]:
    from dueprocess.desk.data import portable

    with archives.reading(file) as reader:
        if reader.manifest.get("kind") != kind:
            raise archives.ArchiveError(_TURNED[kind])
        if not _is_shaped(reader.manifest):
            raise archives.ArchiveError("The manifest is not one of a backup. Take another copy.")
        portable.known(_migrations(reader))
        reader.check_all()
        yield reader


def _is_shaped(plain: Mapping[str, Any]) -> bool:
    """Whether what is read of the manifest below is of the right kind."""
    texts = all(isinstance(plain.get(name), str) for name in ("desk", "made_at", "program"))
    tables = plain.get("tables")
    return (
        texts
        and isinstance(tables, dict)
        and all(isinstance(plain.get(name, {}), dict) for name in ("heads", "apart"))
        and all(isinstance(plain.get(name, []), list) for name in ("missing", "apart_ids"))
        and all(
            isinstance(one, dict) and isinstance(one.get("rows"), int) and isinstance(one.get("columns"), list)
            for one in tables.values()
        )
    )


def _migrations(reader: archives.Reader) -> "list[Migration]":
    try:
        return [(str(app), str(name)) for app, name in reader.manifest["migrations"]]
    except (KeyError, TypeError, ValueError) as fault:
        raise archives.ArchiveError("The manifest names no schema. Take another copy of the backup.") from fault


@contextlib.contextmanager
def _all_or_nothing(place: Home) -> Iterator[None]:
    from django.db import connection

    from dueprocess.desk.data import portable

    stood = place.path.exists()
    place.create()
    try:
        (place.path / BEGUN).touch(0o600)
        if not portable.is_empty():
            _refuse("restore.not-empty", "The database has tables already. Make an empty one, then begin again.")
        yield
        (place.path / BEGUN).unlink()
        durable.fsync_folder(place.path)
    except BaseException:
        connection.close()
        for path in list(place.path.iterdir()) if stood else [place.path]:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        raise


class _Work:
    """One restore."""

    def __init__(
        self, place: Home, main: archives.Reader, beside: archives.Reader | None, progress: backups.Progress | None
    ) -> None:
        self.place, self.main, self.beside, self.progress = place, main, beside, progress
        self.counts: dict[str, int] = {}
        self.faults: list[str] = [f"{name}: the desk had lost it already" for name in main.manifest.get("missing", ())]
        self.done = 0
        self.total = sum(one["rows"] for one in self.tables.values()) + len(main.names("blobs"))
        self.migrated = False

    @property
    def tables(self) -> Mapping[str, Mapping[str, Any]]:
        """Columns and number of rows by table, as the desk's archive says."""
        tables: Mapping[str, Mapping[str, Any]] = self.main.manifest["tables"]
        return tables

    def run(self) -> None:
        """Rows, files, guards; the desk's own facts last."""
        from dueprocess.desk.data import portable

        migrations = _migrations(self.main)
        portable.begin(migrations)
        models = portable.tables(migrations)
        with portable.loading():
            for name, said in self.tables.items():
                self._load(self.main, models, name, said)
            self._apart(models)
            portable.after_load(models.values())
        self._blobs()
        self.migrated = bool(portable.waiting())
        migrate()
        for name in sorted(self.main.names("home"), key=lambda one: one == self.place.desk.name):
            self._file(f"home/{name}", self.place.path / name, self.main)

    def _load(self, reader: archives.Reader, models: "Mapping[str, Model]", name: str, said: Mapping[str, Any]) -> None:
        from dueprocess.desk.data import portable

        if name not in models:
            _refuse("backup.damaged", f"The archive holds a table {name!r}, which its schema does not have.")
        found = portable.load(models[name], said["columns"], self._counted(backups.lines(reader, name)))
        self.counts[name] = found
        if found != said["rows"]:
            self.faults.append(f"{name} has {found} rows; {said['rows']} were backed up")

    def _counted(self, lines: Iterator[bytes]) -> Iterator[bytes]:
        for line in lines:
            self._step()
            yield line

    def _step(self) -> None:
        self.done += 1
        if self.progress is not None:
            self.progress(min(self.done, self.total), self.total)

    def _apart(self, models: "Mapping[str, Model]") -> None:
        """Of cases that came back, and ciphertexts that the desk had when its archive was made; no others.

        Of an older file no page, receipt or parcel: what was withdrawn until the archive was made would be back.
        """
        from dueprocess.desk.data import openers, portable

        self.counts |= {name: self.counts.get(name, 0) for name in openers.OUTSIDE if name in models}
        if self.beside is None:
            return
        cases = frozenset(models["data_case"].objects.values_list("pk", flat=True))  # type: ignore[attr-defined] # a model
        wanted: list[tuple[str, str, frozenset[str] | None]] = [
            (openers.ENVELOPES, "case_id", cases),
            (openers.SEALED, "id", self.ids_apart),
            ("data_docket", "case_id", cases),
        ]
        if not self.is_older:
            wanted += [
                ("data_personpage", "id", None),
                ("data_receipt", "vessel_id", cases),
                ("data_parcel", "sealed", self.ids_apart),
            ]
        for name, column, kept in wanted:
            if name in self.beside.manifest["tables"]:
                columns, lines = self.beside.manifest["tables"][name]["columns"], backups.lines(self.beside, name)
                self.counts[name] += portable.load(models[name], columns, lines, kept, column)

    @property
    def is_older(self) -> bool:
        """Whether the second file was made before the desk's archive."""
        return self.beside is not None and str(self.beside.manifest["made_at"]) < str(self.main.manifest["made_at"])

    @property
    def ids_apart(self) -> frozenset[str]:
        """Ids of the ciphertexts that stand apart, as the desk's archive says."""
        return frozenset(map(str, self.main.manifest.get("apart_ids", ())))

    def _blobs(self) -> None:
        self._blobs_of(self.main, self.main.names("blobs"))
        if self.beside is not None:
            self._blobs_of(self.beside, [one for one in self.beside.names("blobs") if one in self.ids_apart])

    def _blobs_of(self, reader: archives.Reader, names: Sequence[str]) -> None:
        from dueprocess.formats.ids import is_id

        for name in names:
            if not is_id(name, "s"):
                _refuse("backup.damaged", "The archive holds a file that is no ciphertext.")
            self._file(f"blobs/{name}", self.place.blobs / name, reader)
            self._step()

    def _file(self, part: str, target: Path, reader: archives.Reader) -> None:
        handle = os.open(target, os.O_WRONLY | durable.NEW, 0o600)
        with os.fdopen(handle, "wb") as file, reader.part(part) as source:
            archives.copy(source, file)
            file.flush()
            os.fsync(file.fileno())
        durable.fsync_folder(target.parent)

    def verified(self) -> Restored:
        """Every chain, every ciphertext, roster and guards, against the manifest."""
        manifest = self.main.manifest
        events, faults = chains(manifest.get("heads", {}))
        return Restored(
            desk=manifest["desk"],
            made_at=manifest["made_at"],
            program=manifest["program"],
            migrated=self.migrated,
            counts=self.counts,
            cases=self.counts.get("data_case", 0),
            events=events,
            faults=(*self.faults, *faults, *ciphertexts(self.place), *_standing(self.place)),
            notes=tuple(self._notes()),
        )

    def _notes(self) -> Iterator[str]:
        from dueprocess.desk.data.models import Decision, Effect, Sealed

        yield f"What was done after {self.main.manifest['made_at']} is not here, and nobody's signature brings it back."
        approved = Decision.objects.filter(state="approved").count()
        proposals = Decision.objects.filter(state="open").count()
        yield (
            f"{proposals} proposals are open and {approved} decisions approved as they were then: what was sent back, "
            "withdrawn or voided since must be so again."
        )
        waiting = Effect.objects.filter(done_at__isnull=True).count()
        if waiting:
            yield f"{waiting} effects wait to be performed; some may have been since. Look before you start the worker."
        held, had = self.counts["data_envelope"], self.main.manifest.get("apart", {}).get("data_envelope", 0)
        if held < had:
            yield f"{held} of {had} envelopes are here: without its envelopes a case can be opened by nobody."
        if self.beside is None or self.is_older:
            yield (
                "Pages of persons and receipts of the portal are not here: only envelopes of the same moment or later "
                "bring them. A person's code and an official's receipt open nothing now; write to them anew."
            )
        lost = len(self.ids_apart) - Sealed.objects.filter(pk__in=self.ids_apart).count()
        if lost:
            yield (
                f"{lost} ciphertexts that a worker, the extraction host, releasers or somebody outside open are not "
                "here: a letter that waited is written again, a production under way is dropped and ordered anew, and "
                "what came by the portal is asked for again."
            )
        yield "Nobody is logged in and no token works; one-time codes are set up anew, passkeys go on."
        yield "Whoever saw a newer roster is refused by their own client until that roster is entered again."


def chains(heads: Mapping[str, Any]) -> tuple[int, list[str]]:
    """Recompute every chain and the rows of its case, and compare its newest commitment with ``heads``.

    Returns events seen, and faults.
    """
    from dueprocess.desk.data import portable
    from dueprocess.desk.services import row_check

    found = list(row_check.check(row_check.every_case()))
    faults = [one.fault for one in found if one.fault]
    now = portable.heads_now()
    faults += [
        f"{case or 'the desk'}: its newest commitment is not the one that was backed up"
        for case in sorted({*now, *heads})
        if now.get(case) != heads.get(case)
    ]
    return sum(one.events for one in found), faults


def ciphertexts(place: Home) -> Iterator[str]:
    """What is wrong with the sealed files: gone, or not what was stored."""
    from dueprocess.desk.data.models import Sealed

    for pk, digest, data in Sealed.objects.order_by("pk").values_list("pk", "hash", "bytes").iterator(chunk_size=16):
        try:
            found = sha256_of(place.blobs / pk) if data is None else hashlib.sha256(data).hexdigest()
        except OSError:
            yield f"{pk}: the ciphertext is gone"
            continue
        if found != digest:
            yield f"{pk}: the ciphertext is not what was stored"


def _standing(place: Home) -> Iterator[str]:
    """Schema, guards, and the roster from its pin."""
    yield from (f"{one.says} [{one.rule}]" for one in database_checks.faults())
    if place.pin.exists():
        try:
            desk_of_home.open_desk(place)
        except (ready.NoDeskError, HomeError) as fault:
            yield str(fault)


def _refuse(rule: str, says: str) -> NoReturn:
    raise RestoreError.because(rule, says)
