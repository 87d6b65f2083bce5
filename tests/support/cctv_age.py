"""The age vectors of C2SP's CCTV, as whoever takes an age file sees them."""

from __future__ import annotations

import zlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Vector:
    """One file: what is expected of it, and with what it is opened."""

    name: str
    expect: str  # success, or which failure
    payload: str  # SHA-256 (hex) of the content where it opens
    identities: tuple[str, ...]
    passphrase: str
    data: bytes

    @property
    def plain(self) -> bool:
        """Whether it is of a sort that we take at all: X25519 identities in binary, no passphrase, nothing hybrid."""
        return not self.passphrase and "hybrid" not in self.name and "armor" not in self.name


def vectors(shared: Path) -> Iterator[Vector]:
    """Each of them, by name."""
    for path in sorted((shared / "crypto/cctv-age/age/testdata").iterdir()):
        head, _, body = path.read_bytes().partition(b"\n\n")
        about: dict[str, list[str]] = defaultdict(list)
        for line in head.decode().split("\n"):
            name, _, value = line.partition(": ")
            about[name].append(value)
        data = zlib.decompress(body) if about["compressed"] else body
        first = {name: values[0] for name, values in about.items() if values}
        yield Vector(
            path.name,
            first["expect"],
            first.get("payload", ""),
            tuple(about["identity"]),
            first.get("passphrase", ""),
            data,
        )
