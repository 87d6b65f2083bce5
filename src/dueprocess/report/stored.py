"""An edition as the desk keeps it and as people sign its hash: the published form without blanks, signers, corrections.

Those two come after the bytes were signed and stand beside them (``docs/reference/report-life.md``).
"""

import hashlib
import json
from dataclasses import replace
from typing import Final

from dueprocess.report.edition import Edition
from dueprocess.report.edition_json import ReadError, plain, read

MAX_BYTES: Final = 32 << 20


class StoredError(ValueError):
    """Bytes that are no edition, or an edition that cannot be kept."""


def encode(edition: Edition) -> bytes:
    """The bytes of an edition. Raises StoredError for one that is too large to keep."""
    bare = plain(replace(edition, signers=(), corrections=()))
    data = json.dumps(bare, ensure_ascii=False, separators=(",", ":")).encode()
    if len(data) > MAX_BYTES:
        raise StoredError(f"an edition has at most {MAX_BYTES >> 20} MiB; take fewer earlier periods into it")
    return data


def decode(data: bytes) -> Edition:
    """The edition that ``encode`` wrote, without signers and corrections. Raises StoredError for anything else."""
    if len(data) > MAX_BYTES:
        raise StoredError("longer than an edition may be")
    try:
        edition = read(data)
    except ReadError as fault:
        raise StoredError(f"no edition: {fault}") from fault
    if encode(edition) != data:
        raise StoredError("the bytes are not those of their edition")
    return edition


def hash_of(data: bytes) -> str:
    """SHA-256 (hex) of an edition's bytes: what a statement names."""
    return hashlib.sha256(data).hexdigest()
