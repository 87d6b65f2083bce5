"""Words for a history, so that two people compare by voice which one each of them was shown (ADR 0091)."""

import hashlib

from dueprocess.formats import recovery
from dueprocess.formats.roster import Mark


def words(desk: str, case: str, mark: Mark) -> str:
    """Nine words of a desk's id, a case (empty: the desk itself), and how far its history goes."""
    size, head = mark
    data = b"dueprocess/heard/1\0" + bytes.fromhex(desk) + size.to_bytes(4, "big") + bytes.fromhex(head) + case.encode()
    return recovery.words(hashlib.sha256(data).digest()[: recovery.BYTES])


def same(heard: str, own: str) -> bool:
    """Whether what was heard and typed is what is shown here. Raises DeniedError ``recovery.words`` for a slip."""
    return recovery.entropy_of(heard) == recovery.entropy_of(own)
