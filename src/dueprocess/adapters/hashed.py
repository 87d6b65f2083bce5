"""Bytes on their way into a file or a pipe: hash and length of all that passed."""

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
