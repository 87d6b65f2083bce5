"""What events change of the face, and of the items that follow from it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from dueprocess.case.state import CaseState, ItemState
from dueprocess.demand.face import check, from_plain

Body = Mapping[str, Any]


def drafted(case: CaseState, body: Body) -> CaseState:
    """A machine read the text: every value is claimed."""
    face = from_plain(body["face"])
    items = tuple(ItemState(n) for n in range(1, len(face.items) + 1))
    return replace(case, face=face, items=items)


def confirmed(case: CaseState, body: Body) -> CaseState:
    """A person who read the original confirmed values."""
    face = case.face.confirm(body["fields"])
    # A call to one authority says nothing about another one (hazard 2.3).
    called = case.called and face.get("authority") == case.face.get("authority")
    return replace(case, face=face, called=called, confirmers=case.confirmers | {body["by"]})


def item_added(case: CaseState, body: Body) -> CaseState:
    """A person added an item."""
    number = body["item"]
    fields = {name: check(f"items.{number}.{name}", value) for name, value in body["fields"].items()}
    face = replace(case.face, items=(*case.face.items, fields))
    items, confirmers = (*case.items, ItemState(number)), case.confirmers | {body["by"]}
    return replace(case, face=face, items=items, confirmers=confirmers, closed_on="")


def item_amended(case: CaseState, body: Body) -> CaseState:
    """An order changed an item; an amended value is claimed again until somebody confirms it."""
    number = body["item"]
    fields = {name: check(f"items.{number}.{name}", value) for name, value in body["fields"].items()}
    items = list(case.face.items)
    items[number - 1] = {**items[number - 1], **fields}
    confirmed = case.face.confirmed - {f"items.{number}.{name}" for name in fields}
    face = replace(case.face, items=tuple(items), confirmed=confirmed)
    return replace(case, face=face, confirmers=case.confirmers | {body["by"]})
