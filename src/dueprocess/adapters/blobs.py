"""Ciphertexts over 1 MiB as files: durable before the row that names them is committed (hazard 17.3).

Order: write to a draft, fsync the file, rename, fsync the folder; then the transaction. A crash in between leaves an
orphan, which ``sweep`` takes away; it never leaves a row without its bytes.
"""

import contextlib
import errno
import hashlib
import io
import os
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final, Protocol

from dueprocess.adapters.durable import fsync_folder
from dueprocess.formats.ids import is_id

ROW_LIMIT: Final = 1 << 20  # bytes; up to this a ciphertext stands in its row
ORPHAN_SECONDS: Final = 24 * 3600.0
_DRAFT: Final = ".draft"


class Readable(Protocol):
    """What bytes are taken from, piece by piece."""

    def read(self, most: int, /) -> bytes:
        """At most ``most`` bytes; none at the end."""


class BlobError(RuntimeError):
    """A file that cannot be written, read or deleted; the message names the id and the step, no path's content."""


@dataclass(frozen=True, slots=True)
class Blobs:
    """Files by sealed id in one folder. The ids are random, so that names and order tell nothing."""

    folder: Path

    def put(self, sealed_id: str, data: bytes) -> None:
        """Write durably. When this returns, file and folder are on the disk. Raises BlobError.

        The same bytes again are no error (a step repeated after a crash); other bytes under the id are.
        """
        target = self._path(sealed_id)
        draft = target.with_suffix(_DRAFT)
        try:
            if target.exists():
                self._same(target, data)
            else:
                _copy(draft, io.BytesIO(data), len(data))
                draft.replace(target)
            fsync_folder(self.folder)
        except OSError as fault:
            draft.unlink(missing_ok=True)
            message = _words(sealed_id, fault)
            raise BlobError(message) from fault

    def put_stream(self, sealed_id: str, source: Readable, limit: int) -> str:
        """Write what ``source`` holds durably, in pieces; returns its SHA-256 (hex). Raises BlobError.

        More than ``limit`` bytes are refused. Bytes that stand under the id are replaced: see that nothing names them.
        """
        target = self._path(sealed_id)
        draft = target.with_suffix(_DRAFT)
        try:
            hash_ = _copy(draft, source, limit)
            if hash_ is None:
                raise BlobError(f"{sealed_id} has more than {limit} bytes")
            draft.replace(target)
            fsync_folder(self.folder)
        except OSError as fault:
            message = _words(sealed_id, fault)
            raise BlobError(message) from fault
        finally:
            draft.unlink(missing_ok=True)  # of a source that broke off, or was too long
        return hash_

    def get(self, sealed_id: str) -> bytes:
        """The bytes. Raises BlobError where there are none."""
        with self.open(sealed_id) as file:
            return file.read()

    @contextlib.contextmanager
    def open(self, sealed_id: str) -> Iterator[BinaryIO]:
        """The bytes as a stream, for what is too large for memory. Raises BlobError."""
        path = self._path(sealed_id)
        try:
            file = path.open("rb")
        except OSError as fault:
            message = f"the ciphertext {sealed_id} is not in the blob folder; restore it from a backup"
            raise BlobError(message) from fault
        with file:
            yield file

    def has(self, sealed_id: str) -> bool:
        """Whether the whole ciphertext is there."""
        return self._path(sealed_id).is_file()

    def size(self, sealed_id: str) -> int:
        """Bytes of the ciphertext; 0 where there is none."""
        try:
            return self._path(sealed_id).stat().st_size
        except FileNotFoundError:
            return 0

    def delete(self, sealed_id: str) -> bool:
        """Delete durably; False where there was none. Overwriting is left out: no promise on today's disks."""
        try:
            self._path(sealed_id).unlink()
        except FileNotFoundError:
            return False
        fsync_folder(self.folder)
        return True

    def ids(self) -> list[str]:
        """Ids of the whole ciphertexts here, sorted."""
        return sorted(path.name for path in self.folder.iterdir() if is_id(path.name, "s"))

    def sweep(
        self,
        known: Callable[[Sequence[str]], Collection[str]],
        *,
        now: float | None = None,
        older: float = ORPHAN_SECONDS,
    ) -> list[str]:
        """Delete drafts and ciphertexts that no row names and that are older than ``older`` seconds.

        ``known`` says which of some ids have rows; the age keeps what a running transaction will name.
        Returns the names deleted.
        """
        limit = (time.time() if now is None else now) - older
        old = [path for path in sorted(self.folder.iterdir()) if _is_ours(path) and path.stat().st_mtime < limit]
        kept = known([path.name for path in old])
        gone = [path.name for path in old if path.name not in kept]
        for name in gone:
            (self.folder / name).unlink(missing_ok=True)
        if gone:
            fsync_folder(self.folder)
        return gone

    def _path(self, sealed_id: str) -> Path:
        if not is_id(sealed_id, "s"):
            raise BlobError("a ciphertext is named by its sealed id alone")
        return self.folder / sealed_id

    @staticmethod
    def _same(path: Path, data: bytes) -> None:
        if path.read_bytes() != data:
            raise BlobError(f"{path.name} is already stored with other bytes; draw a new id")


def _words(sealed_id: str, fault: OSError) -> str:
    if fault.errno in {errno.ENOSPC, errno.EDQUOT}:
        return f"The disk is full: {sealed_id} was not stored, and nothing of it was written. Make room, then try again"
    return f"{sealed_id} was not stored: {fault.strerror or type(fault).__name__}. Mend that, then try again"


def _is_ours(path: Path) -> bool:
    return is_id(path.name, "s") or (path.suffix == _DRAFT and is_id(path.stem, "s"))


def _copy(path: Path, source: Readable, limit: int) -> str | None:
    """SHA-256 (hex) of what was written; None where it is more than ``limit`` bytes."""
    hasher, count = hashlib.sha256(), 0
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
    with open(handle, "wb") as file:  # noqa: PTH123 - a handle, opened for its owner alone
        while piece := source.read(ROW_LIMIT):
            count += len(piece)
            if count > limit:
                return None
            hasher.update(piece)
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())
    return hasher.hexdigest()
