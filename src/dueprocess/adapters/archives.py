"""The container of a backup: a plain tar of parts, a manifest with the SHA-256 of each, and the manifest's own.

Any tar opens it. Bytes depend on the parts alone: no clock, owner or order of a folder stands in it. Written to a
draft beside its place, fsynced, renamed, the folder fsynced: what has the final name is whole (hazard 17.3).
"""

import contextlib
import hashlib
import json
import os
import re
import shutil
import tarfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Final, NoReturn

from dueprocess.adapters import durable
from dueprocess.adapters.hashed import HashedSource
from dueprocess.formats.refusal import Denied, DeniedError, Msg

FORM: Final = "dueprocess.backup/1"
MANIFEST: Final = "manifest.json"
SUM: Final = "manifest.sha256"
DRAFT: Final = ".part"
MAX_MANIFEST: Final = 64 << 20  # bytes: about 500,000 chains
MAX_PARTS: Final = 2_000_000
CHUNK: Final = 1 << 20
_OTHERS: Final = {
    b"\x1f\x8b": "compressed (unpack it with gunzip)",
    b"\xfd7zXZ": "compressed (unpack it with unxz)",
    b"\x28\xb5\x2f\xfd": "compressed (unpack it with unzstd)",
    b"BZh": "compressed (unpack it with bunzip2)",
    b"PK\x03\x04": "a zip",
    b"SQLite format 3\x00": "a database, as desk.sqlite3 of a home",
    b"-----BEGIN AGE": "encrypted as text (decrypt it with age first)",
    b"%PDF": "a PDF",
}
_PART: Final = re.compile(r"(tables|home|blobs)/[A-Za-z0-9][A-Za-z0-9_.-]{0,120}")


class ArchiveError(DeniedError):
    """An archive that cannot be written, is none, or is not what was written; says which part and what to do."""

    def __init__(self, says: str, rule: str = "backup.damaged") -> None:
        super().__init__(Denied(rule, Msg("{says}", says=says)))


class PlaceError(ValueError):
    """A place where no archive can be written; says what to do."""


@dataclass(slots=True)
class Writer:
    """Parts into one file, each once; ``close`` adds the manifest."""

    file: IO[bytes]
    parts: dict[str, dict[str, Any]] = field(default_factory=dict)
    _tar: tarfile.TarFile = field(init=False)

    def __post_init__(self) -> None:
        self._tar = tarfile.open(fileobj=self.file, mode="w", format=tarfile.PAX_FORMAT)  # noqa: SIM115 - `close` ends it

    def add(self, name: str, source: IO[bytes], size: int) -> None:
        """One part of ``size`` bytes from where ``source`` stands. Raises OSError where it ends early."""
        if not _PART.fullmatch(name) or name in self.parts:
            raise ValueError(f"{name!r} is no part of a backup, or stands in it already")
        hashed = HashedSource(source)
        self._tar.addfile(_info(name, size), hashed)
        self.parts[name] = {"bytes": size, "sha256": hashed.hash}

    def close(self, manifest: Mapping[str, Any]) -> str:
        """End with the manifest. Returns its SHA-256 (hex), by which the whole archive is known."""
        import io

        plain = {**manifest, "form": FORM, "parts": self.parts}
        text = json.dumps(plain, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
        digest = hashlib.sha256(text).hexdigest()
        for name, data in ((MANIFEST, text), (SUM, f"{digest}\n".encode())):
            self._tar.addfile(_info(name, len(data)), io.BytesIO(data))
        self._tar.close()
        return digest


def _info(name: str, size: int) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.size, info.mode = size, 0o600
    return info


@dataclass(slots=True)
class Reader:
    """The parts of an archive. ``check`` reads all of it; nothing else may be believed before."""

    manifest: Mapping[str, Any]
    digest: str
    _tar: tarfile.TarFile
    _members: Mapping[str, tarfile.TarInfo]

    def check(self) -> Iterator[str]:
        """Each part's name after its bytes were found to be those that were written. Raises ArchiveError."""
        for name, said in self.parts.items():
            with self.part(name) as stream, _words(name):
                found = hashlib.file_digest(stream, "sha256").hexdigest()  # type: ignore[arg-type] # a stream of bytes
            if found != said["sha256"]:
                _damaged(name)
            yield name

    def check_all(self) -> None:
        """All of it at once. Raises ArchiveError."""
        for _ in self.check():
            pass

    @property
    def parts(self) -> Mapping[str, Mapping[str, Any]]:
        """What the manifest says of each part."""
        parts: Mapping[str, Mapping[str, Any]] = self.manifest["parts"]
        return parts

    def part(self, name: str) -> IO[bytes]:
        """One part as a stream. Raises ArchiveError where there is none."""
        if name not in self._members:
            _damaged(name)
        stream = self._tar.extractfile(self._members[name])
        if stream is None:
            _damaged(name)
        return stream

    def names(self, folder: str) -> list[str]:
        """Names of the parts in one folder, without it, sorted."""
        return sorted(name.partition("/")[2] for name in self.parts if name.startswith(f"{folder}/"))


@contextlib.contextmanager
def reading(file: IO[bytes]) -> Iterator[Reader]:
    """The archive in ``file``: its manifest is checked, its parts not yet. Raises ArchiveError."""
    with _words("a part"):
        tar = _tar_of(file)
        members = _members(tar)
    if MANIFEST not in members or SUM not in members:
        message = "The archive has no manifest: it was cut off, as by a full disk or a broken copy. Take another copy."
        raise ArchiveError(message)
    with tar:
        text = _small(tar, members.pop(MANIFEST))
        digest = hashlib.sha256(text).hexdigest()
        if _small(tar, members.pop(SUM)) != f"{digest}\n".encode():
            _damaged(MANIFEST)
        yield Reader(_manifest(text, set(members)), digest, tar, members)


def _tar_of(file: IO[bytes]) -> tarfile.TarFile:
    file.seek(0)
    begins = file.read(max(map(len, _OTHERS)))
    file.seek(0)
    for magic, what in _OTHERS.items():
        if begins.startswith(magic):
            _no_backup(what)
    try:
        return tarfile.open(fileobj=file, mode="r:")
    except (tarfile.TarError, EOFError):
        _no_backup("empty" if not begins else "something else, or damaged from its first byte on")


def _no_backup(what: str) -> NoReturn:
    message = (
        f"This is no backup of Due Process: it is {what}. Give the file that `dueprocess backup` wrote, "
        "as dueprocess-….tar or .tar.age, uncompressed, and the one beside it behind --envelopes."
    )
    raise ArchiveError(message, "backup.other-file")


def _members(tar: tarfile.TarFile) -> dict[str, tarfile.TarInfo]:
    members: dict[str, tarfile.TarInfo] = {}
    for one in tar:
        known = one.name in {MANIFEST, SUM} or _PART.fullmatch(one.name)
        if not known and not members:
            _no_backup("a tar of something else")
        if not one.isreg() or not known or one.name in members or len(members) > MAX_PARTS:
            _damaged("a part")
        members[one.name] = one
    return members


def _small(tar: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    stream = tar.extractfile(member)
    if stream is None or member.size > MAX_MANIFEST:
        _damaged(MANIFEST)
    with _words(MANIFEST):
        return stream.read()


def _manifest(text: bytes, names: set[str]) -> Mapping[str, Any]:
    with _words(MANIFEST):
        plain = json.loads(text)
        if plain["form"] != FORM:
            raise ArchiveError(f"The archive is of the form {str(plain['form'])[:40]!r}. This program reads {FORM}.")
        if set(plain["parts"]) != names or not all(isinstance(one["sha256"], str) for one in plain["parts"].values()):
            _damaged("a part")
    return plain  # type: ignore[no-any-return] # a JSON object: the lines above used it as one


@contextlib.contextmanager
def _words(part: str) -> Iterator[None]:
    try:
        yield
    except ArchiveError:
        raise
    except (tarfile.TarError, ValueError, KeyError, TypeError, AttributeError, EOFError, RecursionError) as fault:
        raise ArchiveError(f"In the archive {part} is damaged. Take another copy of the backup.") from fault


def _damaged(part: str) -> NoReturn:
    raise ArchiveError(f"In the archive {part} is damaged or missing. Take another copy of the backup.")


@contextlib.contextmanager
def draft(target: Path) -> Iterator[IO[bytes]]:
    """A new file for its owner alone that takes the name ``target`` when the block ends well, and else is deleted.

    Raises PlaceError where ``target`` exists: a backup is never overwritten.
    """
    if target.exists():
        raise PlaceError(f"{target} exists; a backup is never overwritten: choose another name")
    path = target.with_name(f".{target.name}.{os.getpid()}{DRAFT}")
    handle = os.open(path, os.O_RDWR | durable.NEW, 0o600)
    try:
        with open(handle, "w+b") as file:  # noqa: PTH123 - a handle, opened for its owner alone
            yield file
            file.flush()
            os.fsync(file.fileno())
        path.replace(target)
    finally:
        path.unlink(missing_ok=True)
    durable.fsync_folder(target.parent)


def copy(source: IO[bytes], target: IO[bytes]) -> None:
    """All that is left in ``source``, in pieces."""
    shutil.copyfileobj(source, target, CHUNK)
