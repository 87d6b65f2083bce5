"""Cases with several items, and calls to the authority that asks, made at one moment or another."""

from typing import Any

from desk_samples import POLICE, Place, denied
from dueprocess.desk.services.result import Done
from dueprocess.formats.statement import Act

CONTENT = {
    "data": ["content"],
    "kind": "disclosure",
    "period_from": "2026-01-01",
    "period_stated": True,
    "period_to": "2026-02-01",
    "target_specified": True,
    "targets": 1,
}
BASIC = {**CONTENT, "data": ["subscriber"]}


def calls(place: Place, case: str, said: str = "confirmed", by: str = "cedar") -> None:
    place.do(by, Act.AUTHORITY_CALL_BACK, case, {"how": "contact_point", "said": said})


def change(place: Place, case: str, op: str, item: int, **fields: Any) -> None:
    place.do("aster", Act.ITEM_CHANGE, case, {"fields": fields, "item": item, "op": op})


def two_items(place: Place, **second: Any) -> str:
    """A case that could be decided, with another item."""
    case = place.ready()
    change(place, case, "add", 2, **(second or CONTENT))
    assert isinstance(place.confirm(case), Done)
    return case


def forged(place: Place, **fields: Any) -> str:
    """Another letter in the name of the same office."""
    case = place.arrive()
    change(place, case, "amend", 1, **fields)
    assert isinstance(place.confirm(case, authority=POLICE), Done)
    return case


def parts(place: Place, case: str, item: int) -> str:
    done, new = place.split(case, item)
    assert isinstance(done, Done), done
    reads(place, new)
    return new


def reads(place: Place, case: str) -> None:
    """What is claimed is confirmed, where anything is."""
    done = place.confirm(case)
    assert isinstance(done, Done) or denied(done) == "face.unknown"
