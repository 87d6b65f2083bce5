"""``backup``: a whole home as two archives, of one moment, while the desk goes on working.

The desk's archive holds every table and file but the envelopes, and but what somebody opens without one (a page of a
person, a receipt, a share of a production, an order to the extraction host, a letter that waits; ``data/openers.py``):
those stand in an archive of their own, which may live 35 days at most. Destroying a case is destroying these, and every
copy of them (hazard 9.4, ADR 0035). What signs cookies, what was finished and what can be made again is left out.
"""

import contextlib
import datetime
import gzip
import json
import os
import re
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final

from dueprocess.adapters import archives, durable
from dueprocess.operate.home import Home

if TYPE_CHECKING:
    from django.db.models import Q

    from dueprocess.desk.data.portable import Migration, Model, Seen

FILES: Final = (
    "desk.toml",
    "pin",
    "directory.json",
    "history.json",
    "lists.json",
    "services.toml",
    "roster.pending",
    "heads.jsonl",
    "logo.png",
    "logo.jpg",
)
LEFT_OUT: Final[Mapping[str, str]] = {
    "secret.key": "signs cookies and seals second factors: the first `serve` of a restored home draws another one",
    "head.key": "signs heads of the day: whoever reads a backup is not to sign a past; a restored home draws another",
    "desk.sqlite3": "stands in the archive as tables",
    "blobs": "stands in the archive, a file each",
    "outbox": "finished letters: whoever takes them away keeps them",
    "site": "made again by `dueprocess publish`",
    "backups": "made before upgrades",
    "senders": "keys of mail servers and trusted lists: fetched again (`dueprocess senders`)",
    "last-backup": "when and where this home was last backed up",
    "last-chains": "which chains doctor checks next",
    "served.lock": "who serves this home now",
    "looks.json": "how long machines looked at what came today",
    "looks.lock": "who counts that now",
    "intake.lock": "who empties a drop folder now",
    "receive.lock": "who empties the mailbox and the folders of [arrivals] now",
    "database.looked": "when the database was last found whole",
    "database.damaged": "that it was not",
}
"""What a home holds and no backup does, and why (the database's own side files go with it)."""
HERE: Final = "backups"  # in the home: made before upgrades
LAST: Final = "last-backup"
ENVELOPE_DAYS: Final = 35  # hazard 9.4
DRAFT_AGE: Final = datetime.timedelta(days=1)
MAX_LINE: Final = 16 << 20  # bytes of one row
DESK: Final = "desk"
ENVELOPES: Final = "envelopes"
_STAMP: Final = "%Y%m%dT%H%M%SZ"
_NEXT: Final = datetime.timedelta(seconds=1)
_STAMPED: Final = re.compile(r"-(\d{8}T\d{6}Z)(\.envelopes)?\.tar(\.age)?")
_DATED: Final = re.compile(r"dueprocess-[0-9a-z]+-\d{8}T\d{6}Z\.tar(\.age)?")
_ENVELOPES: Final = re.compile(r".+\.envelopes(\.tar)?(\.age)?")

Progress = Callable[[int, int], None]
"""Told how many steps (rows, files) are done, and how many there are."""


@dataclass(frozen=True, slots=True)
class Made:
    """A backup that was written and read back. ``missing`` are ciphertexts that the desk itself had lost or damaged."""

    archive: Path
    envelopes: Path
    made_at: str
    digest: str
    manifest: Mapping[str, Any] = field(repr=False)
    missing: tuple[str, ...]
    aged_out: tuple[str, ...]  # envelope backups that were older than 35 days and are deleted

    @property
    def counts(self) -> dict[str, int]:
        """Rows by table, envelopes among them."""
        found = {str(name): int(one["rows"]) for name, one in self.manifest["tables"].items()}
        for name, rows in self.manifest["apart"].items():
            found[name] = found.get(name, 0) + rows
        return found


def make(
    place: Home,
    to: Path,
    at: datetime.datetime,
    recipient: str | None = None,
    progress: Progress | None = None,
) -> Made:
    """Back ``place`` up into the folder or file ``to``. The home is booted; it may be served.

    Args:
        place: the home.
        to: an existing folder, in which names are made; or the name of a new file in an existing folder.
        at: now, aware UTC; stands in names and manifest.
        recipient: an age recipient (age1…); both archives are then encrypted to it.
        progress: told of each row and file; None: nobody is.

    Raises PortableError (``store.schema-newer``), PlaceError, AgeError for a recipient that is none, OSError.
    """
    from dueprocess.adapters import crypto
    from dueprocess.desk.data import portable
    from dueprocess.desk.data.transaction import snapshot

    if recipient is not None:
        crypto.encrypt(b"", [recipient])  # refuses before anything is written
    main, beside = names(to, desk_of(place), at, sealed=recipient is not None)
    migrations = portable.applied()
    tables = portable.tables(migrations)
    work = _Work(place, migrations, at, progress)
    with (
        _target(main, recipient, place) as out,
        _target(beside, recipient, place) as out_beside,
    ):
        with snapshot():
            work.total = sum(portable.count(one) for one in tables.values())
            desk = work.desk(out, tables)
            apart = work.apart(out_beside, tables)
        work.blobs(desk.writer, work.files)
        work.blobs(apart.writer, work.files_apart)
        manifest = work.manifest(DESK, desk) | {"apart": apart.rows, "apart_ids": work.ids_apart}
        digest = desk.writer.close(manifest)
        apart.writer.close(work.manifest(ENVELOPES, apart) | {"archive": digest})
    aged = [name for folder in {main.parent, place.path / HERE} if folder.is_dir() for name in age_out(folder, at)]
    return Made(main, beside, manifest["made_at"], digest, manifest, tuple(work.missing), tuple(aged))


@dataclass(slots=True)
class _Filled:
    """An archive that is being filled."""

    writer: archives.Writer
    rows: dict[str, int]
    columns: dict[str, list[str]]


@dataclass(slots=True)
class _Work:
    """One backup while it is made."""

    place: Home
    migrations: "Sequence[Migration]"
    at: datetime.datetime
    progress: Progress | None
    total: int = 0
    done: int = 0
    missing: list[str] = field(default_factory=list)
    files: list[tuple[str, str]] = field(default_factory=list)  # ciphertexts that stand as files, and their hashes
    files_apart: list[tuple[str, str]] = field(default_factory=list)
    ids_apart: list[str] = field(default_factory=list)
    heads: dict[str, list[Any]] = field(default_factory=dict)

    def step(self) -> None:
        self.done += 1
        if self.progress is not None:
            self.progress(self.done, self.total)

    def desk(self, out: IO[bytes], tables: "Mapping[str, Model]") -> _Filled:
        """Files of the home and all rows but those that stand apart."""
        from dueprocess.desk.data import openers, portable

        writer = archives.Writer(out)
        for name in FILES:
            if (self.place.path / name).exists():
                _add_file(writer, f"home/{name}", self.place.path / name)
        seen = portable.Seen()
        kept = {name: model for name, model in tables.items() if openers.OUTSIDE.get(name) != openers.WHOLE}
        filled = self.tables(writer, kept, openers.staying, seen)
        self.heads = seen.heads
        self.files = portable.sealed_files(tables[openers.SEALED], openers.staying(openers.SEALED))
        self.total += len(self.files)
        return filled

    def apart(self, out: IO[bytes], tables: "Mapping[str, Model]") -> _Filled:
        """Envelopes, and what people, workers, hosts and strangers open without one."""
        from dueprocess.desk.data import openers, portable

        kept = {name: tables[name] for name in openers.OUTSIDE if name in tables}
        filled = self.tables(archives.Writer(out), kept, openers.OUTSIDE.__getitem__)
        which = openers.OUTSIDE[openers.SEALED]
        self.ids_apart = portable.ids(tables[openers.SEALED], which)
        self.files_apart = portable.sealed_files(tables[openers.SEALED], which)
        self.total += len(self.files_apart)
        return filled

    def tables(
        self,
        writer: archives.Writer,
        tables: "Mapping[str, Model]",
        which: "Callable[[str], Q]",
        seen: "Seen | None" = None,
    ) -> _Filled:
        """Rows of each table that fit what ``which`` says of it."""
        from dueprocess.desk.data import portable

        filled = _Filled(writer, {}, {})
        for name, model in tables.items():
            with _spool(self.place) as spool:
                with gzip.GzipFile("", "wb", 6, spool, mtime=0) as packed:
                    filled.rows[name] = self._lines(packed, portable.dump(model, seen, which(name)))
                size = spool.tell()
                spool.seek(0)
                writer.add(f"tables/{name}.jsonl.gz", spool, size)
            filled.columns[name] = portable.columns(model)
        return filled

    def _lines(self, packed: gzip.GzipFile, lines: Iterator[bytes]) -> int:
        number = 0
        for line in lines:
            packed.write(line)
            number += 1
            self.step()
        return number

    def blobs(self, writer: archives.Writer, files: Sequence[tuple[str, str]]) -> None:
        """Ciphertexts that stand as files. One that was destroyed since the snapshot is no loss; others are named."""
        from dueprocess.desk.data.models import Sealed

        for name, digest in files:
            path = self.place.blobs / name
            if path.is_file():
                _add_file(writer, f"blobs/{name}", path)
                if writer.parts[f"blobs/{name}"]["sha256"] != digest:
                    self.missing.append(name)
            elif Sealed.objects.filter(pk=name).exists():
                self.missing.append(name)
            self.step()

    def manifest(self, kind: str, filled: _Filled) -> dict[str, Any]:
        """What an archive says of itself."""
        from dueprocess import __version__

        tables = {name: {"columns": filled.columns[name], "rows": rows} for name, rows in filled.rows.items()}
        plain = {
            "kind": kind,
            "program": __version__,
            "made_at": self.at.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "desk": desk_of(self.place),
            "migrations": [list(one) for one in self.migrations],
            "tables": tables,
        }
        return plain | ({"heads": self.heads, "missing": self.missing} if kind == DESK else {})


def _add_file(writer: archives.Writer, name: str, path: Path) -> None:
    with path.open("rb") as file:
        writer.add(name, file, os.fstat(file.fileno()).st_size)


@contextlib.contextmanager
def _spool(place: Home) -> Iterator[IO[bytes]]:
    """A file without a name inside the home: what is written to it is nowhere else, and gone with the process."""
    with tempfile.TemporaryFile(dir=place.path) as file:
        yield file


@contextlib.contextmanager
def _target(target: Path, recipient: str | None, place: Home) -> Iterator[IO[bytes]]:
    """Where an archive is written in clear. It is read back; only then it gets its name, encrypted where wished."""
    from dueprocess.adapters import crypto

    with archives.draft(target) as out:
        if recipient is None:
            yield out
            check(out)
            return
        with _spool(place) as clear:
            yield clear
            check(clear)
            clear.seek(0)
            crypto.encrypt_stream(clear, out, [recipient])


def check(file: IO[bytes]) -> None:
    """Read an archive and compare each part. Raises ArchiveError."""
    with archives.reading(file) as reader:
        reader.check_all()


def lines(reader: archives.Reader, table: str) -> Iterator[bytes]:
    """The rows of a table out of an archive whose parts were checked. Raises ArchiveError for a row without end."""
    with gzip.GzipFile(fileobj=reader.part(f"tables/{table}.jsonl.gz"), mode="rb") as packed:
        while line := packed.readline(MAX_LINE + 1):
            if len(line) > MAX_LINE:
                message = f"In the archive a row of {table} is longer than {MAX_LINE >> 20} MiB. Take another copy."
                raise archives.ArchiveError(message)
            yield line


def desk_of(place: Home) -> str:
    """Id of the desk (64 hex) from its pin; empty where the founding roster is not signed yet."""
    try:
        return str(json.loads(place.pin.read_bytes())["desk"])
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def names(to: Path, desk: str, at: datetime.datetime, *, sealed: bool) -> tuple[Path, Path]:
    """Names of the desk's archive and of the envelopes beside it. Raises PlaceError where there is no folder."""
    end = ".tar.age" if sealed else ".tar"
    if to.is_dir():
        while True:
            stem = f"dueprocess-{desk[:8] or 'unfounded'}-{at.strftime(_STAMP)}"
            if not (to / f"{stem}{end}").exists():
                return to / f"{stem}{end}", to / f"{stem}.envelopes{end}"
            at += _NEXT  # two within one second, an upgrade's behind the nightly one
    if not to.parent.is_dir():
        raise archives.PlaceError(f"there is no folder {to.parent}; make it, for its owner alone")
    stem = to.name.removesuffix(".age").removesuffix(".tar")
    return to, to.with_name(f"{stem}.envelopes{to.name.removeprefix(stem)}")


def newest_in(folder: Path) -> tuple[Path, Path] | None:
    """The newest archive of a folder by the time in its name, and the envelopes beside it; None where there is none."""
    found = desks_in(folder)
    if not found:
        return None
    newest = max(found, key=lambda path: path.name.rpartition("-")[2])
    stem = newest.name.removesuffix(".age").removesuffix(".tar")
    return newest, newest.with_name(f"{stem}.envelopes{newest.name.removeprefix(stem)}")


def age_out(folder: Path, at: datetime.datetime) -> list[str]:
    """Delete backups of envelopes that are older than 35 days, and drafts that a crash left; the former's names."""
    old = old_envelopes(folder, at)
    for path in old:
        path.unlink(missing_ok=True)
    for path in folder.glob(f".*{archives.DRAFT}"):
        if at - _changed(path) > DRAFT_AGE:
            path.unlink(missing_ok=True)
    if old:
        durable.fsync_folder(folder)
    return [path.name for path in old]


def old_envelopes(folder: Path, at: datetime.datetime) -> list[Path]:
    """Backups of envelopes in a folder that are older than they may become, by the time in their name."""
    return [path for path in envelopes_in(folder) if at - made_at(path) > datetime.timedelta(days=ENVELOPE_DAYS)]


def envelopes_in(folder: Path) -> list[Path]:
    """Backups of envelopes in a folder, sorted by name."""
    return sorted(path for path in folder.glob("*.envelopes*") if _ENVELOPES.fullmatch(path.name) and path.is_file())


def desks_in(folder: Path) -> list[Path]:
    """Archives of a folder that have no end, sorted by name."""
    return sorted(path for path in folder.iterdir() if _DATED.fullmatch(path.name) and path.is_file())


def made_at(path: Path) -> datetime.datetime:
    """When an archive was made: the time in its name, or of its last change."""
    stamped = _STAMPED.search(path.name)
    if stamped is None:
        return _changed(path)
    return datetime.datetime.strptime(stamped[1], _STAMP).replace(tzinfo=datetime.UTC)


def _changed(path: Path) -> datetime.datetime:
    return datetime.datetime.fromtimestamp(path.stat().st_mtime, datetime.UTC)


def note(place: Home, made: Made) -> None:
    """Remember in the home when and where it was last backed up: ``doctor`` asks."""
    plain = {"at": made.made_at, "archive": str(made.archive.absolute())}
    durable.replace(place.path / LAST, f"{json.dumps(plain)}\n".encode())


def last(place: Home) -> tuple[datetime.datetime, Path] | None:
    """When and where this home was last backed up; None where that was never, or is not known."""
    try:
        plain = json.loads((place.path / LAST).read_bytes())
        return datetime.datetime.fromisoformat(plain["at"]), Path(plain["archive"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
