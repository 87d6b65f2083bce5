"""Canonical bytes of the values that are signed or committed to.

RFC 8785 (JSON Canonicalization Scheme), narrowed until two writers cannot differ: objects, arrays,
strings, booleans, null and integers within 2**53 - 1; keys are printable ASCII; no fractions.
Specified in docs/reference/events.md; pinned by golden files.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Final, TypeAlias

Value: TypeAlias = "None | bool | int | str | Sequence[Value] | Mapping[str, Value]"

MAX_INTEGER: Final = 2**53 - 1
MAX_DEPTH: Final = 12
MAX_BYTES: Final = 1 << 20


class NotCanonicalError(ValueError):
    """The value cannot be written, or the bytes were not written, in the one canonical way."""


def encode(value: Value) -> bytes:
    """Canonical UTF-8 bytes of ``value``. Raises NotCanonicalError for anything outside the form."""
    _check(value, depth=0)
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    try:
        return text.encode()
    except UnicodeEncodeError as fault:
        message = "a string holds half of a surrogate pair"
        raise NotCanonicalError(message) from fault


def decode(data: bytes) -> Value:
    """The value whose canonical bytes are exactly ``data``; at most 1 MiB, 12 levels deep."""
    if len(data) > MAX_BYTES:
        message = f"longer than {MAX_BYTES} bytes"
        raise NotCanonicalError(message)
    try:
        value: Value = json.loads(data)
        again = encode(value)
    except (ValueError, RecursionError) as fault:
        raise NotCanonicalError(str(fault)) from fault
    if again != data:
        message = "the bytes are not the canonical ones of their value"
        raise NotCanonicalError(message)
    return value


def _check(value: object, depth: int) -> None:
    if depth > MAX_DEPTH:
        message = f"deeper than {MAX_DEPTH} levels"
        raise NotCanonicalError(message)
    match value:
        case None | bool() | str():
            return
        case int():
            if abs(value) > MAX_INTEGER:
                message = f"the integer {value} is not exact in every reader"
                raise NotCanonicalError(message)
        case Mapping():
            for key, inner in value.items():
                _check_key(key)
                _check(inner, depth + 1)
        case Sequence() if not isinstance(value, bytes | bytearray):
            for inner in value:
                _check(inner, depth + 1)
        case _:
            message = f"{type(value).__name__} has no canonical form"
            raise NotCanonicalError(message)


def _check_key(key: object) -> None:
    # ASCII keys only: RFC 8785 sorts by UTF-16 units, Python by code points; they agree here.
    if not isinstance(key, str) or not (key.isascii() and key.isprintable() and key):
        message = f"{key!r} is no key: printable ASCII text is needed"
        raise NotCanonicalError(message)
