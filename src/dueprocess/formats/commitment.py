"""The commitment of one event: a Merkle root over sixteen salted fields of constant shape.

Any field can be opened alone by giving its value, its field salt and four hashes; the other fifteen
stay hidden behind salts of their own. Bytes are specified in docs/reference/events.md.

``leaf(i) = SHA-256("dueprocess/field/1" NUL  i  salt_i  u32(len)  value)``
``node    = SHA-256("dueprocess/node/1" NUL  left  right)``
``root    = SHA-256("dueprocess/event/1" NUL  top node)``
``salt_i  = HMAC-SHA-256(key = the event's 32-byte salt, "dueprocess/salt/1" NUL  i)``
"""

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

FIELDS: Final = (
    "version",
    "event",
    "case",
    "seq",
    "previous",
    "kind",
    "week",
    "day",
    "country",
    "authority_kind",
    "demand_kinds",
    "outcome",
    "body",
    "statements",
    "sealed",
    "table",  # reserved: commitment to the cells of a published table (a later part)
)
SALT_BYTES: Final = 32
HASH_BYTES: Final = 32
MAX_VALUE: Final = 1 << 20
NO_PREVIOUS: Final = bytes(HASH_BYTES)

_FIELD: Final = b"dueprocess/field/1\0"
_NODE: Final = b"dueprocess/node/1\0"
_EVENT: Final = b"dueprocess/event/1\0"
_SALT: Final = b"dueprocess/salt/1\0"


class BadOpeningError(ValueError):
    """Fields, a salt or an opening without the shape that they must have."""


@dataclass(frozen=True, slots=True)
class Opening:
    """One field of one event, with all that a stranger needs to check it against the commitment."""

    field: str
    value: bytes
    salt: bytes  # 32 bytes, of this field alone
    path: tuple[bytes, ...]  # four sibling hashes, leaf level first


def commit(fields: Mapping[str, bytes], salt: bytes) -> bytes:
    """32-byte commitment to exactly the sixteen ``FIELDS`` under the event's 32-byte ``salt``.

    Raises BadOpeningError for missing or unknown fields, another salt length, a value over 1 MiB.
    """
    return _seal(_levels(fields, salt)[-1][0])


def open_field(fields: Mapping[str, bytes], salt: bytes, field: str) -> Opening:
    """Opening of one field; reveals nothing about the fifteen others."""
    index = _index(field)
    levels = _levels(fields, salt)
    path = tuple(level[(index >> depth) ^ 1] for depth, level in enumerate(levels[:-1]))
    return Opening(field, fields[field], _field_salt(salt, index), path)


def verify(commitment: bytes, opening: Opening) -> bool:
    """Whether ``opening`` belongs to ``commitment``. Raises BadOpeningError for a wrong shape."""
    index = _index(opening.field)
    if len(opening.salt) != SALT_BYTES or [len(h) for h in opening.path] != [HASH_BYTES] * 4:
        raise BadOpeningError("an opening has one 32-byte salt and four 32-byte hashes")
    _check_size(opening.value)
    node = _leaf(index, opening.salt, opening.value)
    for sibling in opening.path:
        node = _join(sibling, node) if index & 1 else _join(node, sibling)
        index >>= 1
    return hmac.compare_digest(_seal(node), commitment)


def _levels(fields: Mapping[str, bytes], salt: bytes) -> list[list[bytes]]:
    if len(salt) != SALT_BYTES:
        raise BadOpeningError(f"an event's salt has {SALT_BYTES} bytes, not {len(salt)}")
    if set(fields) != set(FIELDS):
        raise BadOpeningError(f"an event has exactly the fields {', '.join(FIELDS)}")
    for value in fields.values():
        _check_size(value)
    level = [_leaf(i, _field_salt(salt, i), fields[name]) for i, name in enumerate(FIELDS)]
    levels = [level]
    while len(level) > 1:
        level = _pairs(level)
        levels.append(level)
    return levels


def _pairs(level: Sequence[bytes]) -> list[bytes]:
    return [_join(level[i], level[i + 1]) for i in range(0, len(level), 2)]


def _index(field: str) -> int:
    try:
        return FIELDS.index(field)
    except ValueError as fault:
        raise BadOpeningError(f"{field!r} is no field of an event") from fault


def _check_size(value: bytes) -> None:
    if len(value) > MAX_VALUE:
        raise BadOpeningError(f"a field has at most {MAX_VALUE} bytes")


def _field_salt(salt: bytes, index: int) -> bytes:
    return hmac.digest(salt, _SALT + bytes([index]), "sha256")


def _leaf(index: int, salt: bytes, value: bytes) -> bytes:
    size = len(value).to_bytes(4, "big")
    return hashlib.sha256(_FIELD + bytes([index]) + salt + size + value).digest()


def _join(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(_NODE + left + right).digest()


def _seal(node: bytes) -> bytes:
    return hashlib.sha256(_EVENT + node).digest()
