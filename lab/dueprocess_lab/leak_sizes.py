"""Exact lengths: a size or a number that tells how long something in clear was (hazards 3.5, 15).

Every ciphertext of people's key form (age) must hold a length on the step of Padmé, so that its size names a range; and
the length of a clear text must stand nowhere as a number.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from dueprocess.formats.object import padme
from dueprocess_lab import leak_scan

_AGE: Final = b"age-encryption.org/v1\n"
_MAC: Final = re.compile(rb"\n--- [A-Za-z0-9+/]{43}\n")
_NONCE: Final = 16
_CHUNK: Final = 64 << 10
_TAG: Final = 16
_HEADER: Final = 8 << 10  # bytes: people times a stanza
_NUMBER: Final = re.compile(rb"(?<![0-9A-Za-z.+/=])([0-9]{4,9})(?![0-9A-Za-z+/=])")


def inside_of(ciphertext: bytes) -> int | None:
    """Bytes that an age file holds, reckoned from its size alone; None where it is none."""
    mac = _MAC.search(ciphertext, 0, _HEADER) if ciphertext.startswith(_AGE) else None
    if mac is None:
        return None
    sealed = len(ciphertext) - mac.end() - _NONCE
    chunks = max(1, -(-sealed // (_CHUNK + _TAG)))
    return sealed - chunks * _TAG


def telling(folder: Path, lengths: Mapping[int, str]) -> list[str]:
    """What in ``folder`` tells a length: ciphertexts off the step, sizes and numbers that are in ``lengths``.

    ``lengths``: bytes of a clear text → its name. Names places, never a number.
    """
    return sorted({f"{place}: {what}" for path in _files(folder) for place, what in _of(path, folder, lengths)})


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


def _of(path: Path, folder: Path, lengths: Mapping[int, str]) -> Iterator[tuple[str, str]]:
    data, place = path.read_bytes(), str(path.relative_to(folder))
    if len(data) in lengths and inside_of(data) is None:  # an age file's header is blurred: its size may be any
        yield place, f"has the very size of {lengths[len(data)]}"
    if data.startswith(b"SQLite format 3\x00"):
        for column, value in leak_scan.cells(path):
            yield from ((f"{place} ({column})", what) for what in _value(value, lengths))
        return
    yield from ((place, what) for what in _value(data, lengths))


def _value(value: object, lengths: Mapping[int, str]) -> Iterator[str]:
    if isinstance(value, bytes):
        inside = inside_of(value)
        if inside is not None:
            if padme(inside) != inside:
                yield "a ciphertext that is not padded"
            return
        if len(value) in lengths:
            yield f"has the very size of {lengths[len(value)]}"
    data = value if isinstance(value, bytes) else str(value).encode(errors="replace")
    numbers = {int(found) for found in _NUMBER.findall(data)}
    yield from (f"the length of {lengths[one]} stands there" for one in sorted(numbers & set(lengths)))
