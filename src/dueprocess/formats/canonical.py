"""Canonical bytes of the values that are signed or committed to.

RFC 8785 (JSON Canonicalization Scheme), narrowed until two writers cannot differ: objects, arrays,
strings, booleans, null and integers within 2**53 - 1; keys are printable ASCII; no fractions.
Specified in docs/reference/events.md; pinned by golden files.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Final, NoReturn, TypeAlias

Value: TypeAlias = "bool | int | str | Sequence[Value] | Mapping[str, Value] | None"

MAX_INTEGER: Final = 2**53 - 1
MAX_DEPTH: Final = 12
MAX_BYTES: Final = 1 << 20


_WRITER: Final = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


class NotCanonicalError(ValueError):
    """The value cannot be written, or the bytes were not written, in the one canonical way."""


def encode(value: Value) -> bytes:
    """Canonical UTF-8 bytes of ``value``. Raises NotCanonicalError for what ``decode`` would not take back."""
    text = _WRITER.encode(_plain(value, MAX_DEPTH))
    try:
        data = text.encode()
    except UnicodeEncodeError as fault:
        raise NotCanonicalError("a string holds half of a surrogate pair") from fault
    if len(data) > MAX_BYTES:
        _refuse(f"longer than {MAX_BYTES} bytes")
    return data


def decode(data: bytes) -> Value:
    """The value whose canonical bytes are exactly ``data``; at most 1 MiB, 12 levels deep."""
    if len(data) > MAX_BYTES:
        _refuse(f"longer than {MAX_BYTES} bytes")
    try:
        value: Value = json.loads(data)
        again = encode(value)
    except NotCanonicalError:
        raise
    except (ValueError, RecursionError) as fault:
        raise NotCanonicalError("not JSON, or nested too deep") from fault
    if again != data:
        _refuse("the bytes are not the canonical ones of their value")
    return value


def _plain(value: object, levels: int) -> object:
    # Rebuilt in plain types: the standard writer knows no Mapping, and a subclass may write itself otherwise.
    if type(value) is str:  # most of what there is, and plain already
        return value
    match value:
        case None | bool():
            return value
        case str():
            return str.__str__(value)
        case int():
            if not -MAX_INTEGER <= value <= MAX_INTEGER:
                _refuse("an integer beyond 2^53 - 1 is not exact in every reader")
            return int(value)
        case Mapping() | list() | tuple() if not levels:
            _refuse(f"deeper than {MAX_DEPTH} levels")
        case Mapping():
            return {_key(key): _plain(inner, levels - 1) for key, inner in value.items()}
        case list() | tuple():
            return [_plain(inner, levels - 1) for inner in value]
    raise NotCanonicalError(f"{type(value).__name__} has no canonical form")


def _key(key: object) -> str:
    # ASCII keys only: RFC 8785 sorts by UTF-16 units, Python by code points; they agree here.
    if not isinstance(key, str) or not (key.isascii() and key.isprintable() and key):
        _refuse("a key is printable ASCII text")
    return str.__str__(key)


def _refuse(message: str) -> NoReturn:
    raise NotCanonicalError(message)
