"""A statement as a person's client composes it, from what the interface shows of a case."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dueprocess.case.basis import hash_of
from dueprocess.formats.statement import Act, Statement


def statement(get: Callable[[str], Any], by: str, case: str, act: str, says: dict[str, Any]) -> Statement:
    """``get`` answers a path of the interface with its JSON."""
    hello, shown = get("/v1/hello"), get(f"/v1/cases/{case}/evidence")
    relied = shown["relied"]
    return Statement(
        hello["desk"], shown["roster"], case, shown["revision"], Act(act), by, hello["now"], hash_of(relied), says
    )
