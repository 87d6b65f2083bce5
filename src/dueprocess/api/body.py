"""Reading a JSON body strictly: at most twelve levels, no key twice, no number that is none."""

import json
from typing import Any, Final, NoReturn, cast

from django.http import HttpRequest
from ninja.parser import Parser

MAX_DEPTH: Final = 12


class StrictParser(Parser):
    """JSON as RFC 8259 has it, and no deeper than a statement may be."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        """The body's object. Raises ValueError, which ninja answers with 400."""
        value = json.loads(request.body.decode(), object_pairs_hook=_once, parse_constant=_no_number)
        _measure(value, MAX_DEPTH)
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
    if not isinstance(value, dict | list):
        return
    if not levels:
        message = "nested too deep"
        raise ValueError(message)
    for inner in value.values() if isinstance(value, dict) else value:
        _measure(inner, levels - 1)
