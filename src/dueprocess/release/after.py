"""What people signed after a decision: taken back, sent back, or facts that it no longer rests on (hazards 3.7, 14.1).

A hostile desk can hand over the old facts, whose hash two people signed, and an approval that was withdrawn since. The
signed acts that came later say otherwise: a client that is shown them refuses, whatever the desk says was relied on.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from dueprocess.case import commands as c
from dueprocess.demand.face import FaceError, check, split
from dueprocess.formats.statement import Act, Statement
from dueprocess.release.evidence import Evidence, command_in, refuse

_TAKES_BACK: Final = (Act.DECISION_WITHDRAW, Act.DECISION_SEND_BACK)
EDITS: Final = (
    Act.ARRIVAL_CLASSIFY,
    Act.AUTHORITY_CALL_BACK,
    Act.CASE_MERGE,
    Act.CASE_SPLIT,
    Act.FACE_CONFIRM,
    Act.ITEM_CHANGE,
)
"""What changes that on which a case is decided."""

Relied = Mapping[str, Any]


def check_stands(seen: Evidence, item: int, proposal: str, proposed: Statement) -> None:
    """Whether a decision still stands by what was signed about its ``proposal``, and by what changed afterwards.

    ``seen.relied`` must be what the proposal's basis hashes. What takes back names the proposal by its hash, and counts
    whatever revision the desk had its signer write.

    Raises ReleaseError ``grant.withdrawn``, ``grant.edited``.
    """
    for _, stated in seen.ever(*_TAKES_BACK):
        if stated.says.get("proposal") == proposal:
            refuse("grant.withdrawn", f"{stated.by} took this decision back: decide anew")
    later = [stated for _, stated in seen.ever(*EDITS) if stated.case == seen.case and stated.place > proposed.place]
    for place, stated in enumerate(later):
        if not _is_shown(seen.relied, item, stated, _written(later[place + 1 :])):
            refuse("grant.edited", f"{stated.by} changed what was decided on ({stated.act}): decide anew")


def _is_shown(relied: Relied, item: int, stated: Statement, afterwards: frozenset[str]) -> bool:
    """Whether what the desk says was relied on has this change in it, or a later one in its place."""
    match command_in(stated):
        case c.Confirm(fields=fields):
            return all(_has(relied, *pair) or _overtaken(pair[0], item, afterwards) for pair in fields.items())
        case c.ChangeItem(item=number) as change if number != item:  # of the item itself, the decision fell with it
            return _item_is_shown(relied, item, change, afterwards)
        case c.Split(items=numbers):
            return all(_is_ended(relied, number) for number in numbers)
        case c.CallBack():
            return stated.by in relied["callers"]
        case _:  # what is decided is not classified or merged: whoever did had taken the decision back
            return False


def _item_is_shown(relied: Relied, item: int, change: c.ChangeItem, afterwards: frozenset[str]) -> bool:
    if change.op in {"withdraw", "lapse"}:
        return _is_ended(relied, change.item)
    paths = {f"items.{change.item}.{name}": value for name, value in change.fields.items()}
    return all(_is_value(relied, *pair) or _overtaken(pair[0], item, afterwards) for pair in paths.items())


def _written(later: Sequence[Statement]) -> frozenset[str]:
    """Paths of the face that these statements write."""
    paths: set[str] = set()
    for stated in later:
        match command_in(stated):
            case c.Confirm(fields=fields):
                paths.update(fields)
            case c.ChangeItem(item=number, fields=fields):
                paths.update(f"items.{number}.{name}" for name in fields)
    return frozenset(paths)


def _overtaken(path: str, item: int, afterwards: frozenset[str]) -> bool:
    """Whether somebody signed another value of another item's field since. Of the item itself each change counts."""
    return path in afterwards and path.startswith("items.") and not path.startswith(f"items.{item}.")


def _has(relied: Relied, path: str, value: object) -> bool:
    return path in relied["face"]["confirmed"] and _is_value(relied, path, value)


def _is_value(relied: Relied, path: str, value: object) -> bool:
    items = relied["face"]["items"]
    try:
        number, name = split(path)
        values = relied["face"]["case"] if number is None else items[number - 1] if number <= len(items) else None
        return values is not None and check(path, values.get(name)) == check(path, value)
    except FaceError:
        return False


def _is_ended(relied: Relied, number: int) -> bool:
    return any(row["number"] == number and row["state"] == "ended" for row in relied["items"])
