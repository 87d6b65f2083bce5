"""A statement as a person's client composes it, from what the interface shows of a case."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dueprocess.case.basis import basis_of
from dueprocess.formats import links
from dueprocess.formats.statement import Act, Statement, item_of


def statement(get: Callable[[str], Any], by: str, case: str, act: str, says: dict[str, Any]) -> Statement:
    """``get`` answers a path of the interface with its JSON."""
    hello, shown = get("/v1/hello"), get(f"/v1/cases/{case}/evidence")
    relied = shown["relied"]
    place = (hello["desk"], shown["roster"], case, shown["revision"])
    notes = links.of_case(case, [note.encode() for note in shown["notes"]])
    seen = links.follow(hello["desk"], case, notes)
    return Statement(*place, Act(act), by, hello["now"], basis_of(relied, item_of(says)), says, seen=seen)
