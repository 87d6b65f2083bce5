"""Bytes on their way into, or out of, a file or a pipe: hash and length of all that passed."""

import hashlib
from pathlib import Path
from typing import IO


def sha256_of(path: Path) -> str:
    """SHA-256 (hex) of a file. Raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class Hashed:
    """A writer that hands everything on to ``out``. ``algorithm``: as ``hashlib`` names it."""

    def __init__(self, out: IO[bytes], algorithm: str = "sha256") -> None:
        self._out, self._digest = out, hashlib.new(algorithm)
        self.size = 0

    @property
    def hash(self) -> str:
        """Hex of what passed so far."""
        return self._digest.hexdigest()

    def write(self, data: bytes) -> int:
        """Hand on all of it."""
        self._digest.update(data)
        self.size += len(data)
        self._out.write(data)
        return len(data)

    def flush(self) -> None:
        """Hand on what is held."""
        self._out.flush()


class HashedSource:
    """A source that is read, and the SHA-256 of what of it went out; ``most``: bytes of a read that names none."""

    def __init__(self, source: IO[bytes], most: int = 1 << 18) -> None:
        self._source, self._most, self._digest = source, most, hashlib.sha256()

    @property
    def hash(self) -> str:
        """Hex of what passed so far."""
        return self._digest.hexdigest()

    def read(self, size: int = -1) -> bytes:
        """At most ``size`` bytes; none at the end."""
        data = self._source.read(self._most if size < 0 else size)
        self._digest.update(data)
        return data
