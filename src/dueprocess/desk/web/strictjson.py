"""JSON read strictly: no key twice, no number that is none, no deeper than the caller allows."""

import json
import re
from typing import Any, Final, NoReturn, cast

_NO_TEXT: Final = re.compile("[\0\ud800-\udfff]")


class TextError(ValueError):
    """A text in it holds what no database takes: a NUL (U+0000), or half of a pair of UTF-16."""


def load(data: bytes, depth: int) -> dict[str, Any]:
    """The object that ``data`` is (RFC 8259). Raises ValueError (TextError) or TypeError for anything else."""
    value = json.loads(data.decode(), object_pairs_hook=_once, parse_constant=_no_number)
    _measure(value, depth)
    if not isinstance(value, dict):
        message = "no object"
        raise TypeError(message)
    return cast("dict[str, Any]", value)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        message = "a key stands twice"
        raise ValueError(message)
    return found


def _no_number(name: str) -> NoReturn:
    raise ValueError(name)


def _measure(value: object, levels: int) -> None:
    if isinstance(value, str) and _NO_TEXT.search(value):
        raise TextError
    if not isinstance(value, dict | list):
        return
    if not levels:
        message = "nested too deep"
        raise ValueError(message)
    for inner in (*value, *value.values()) if isinstance(value, dict) else value:
        _measure(inner, levels - 1)
