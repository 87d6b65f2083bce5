"""What people signed after a decision: taken back, sent back, or facts that it no longer rests on (hazards 3.7, 14.1).

A hostile desk can hand over the old facts, whose hash two people signed, and an approval that was withdrawn since. The
signed acts that came later say otherwise: a client that is shown them refuses, whatever the desk says was relied on.
"""

from collections.abc import Mapping
from typing import Any, Final

from dueprocess.case import commands as c
from dueprocess.demand.face import FaceError, check, concerns, split
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

    ``seen.relied`` must be what the proposal's basis hashes. What takes back names the proposal by its hash; what
    changes the case counts where the proposal's signer had not signed that they saw it: whatever revision the desk had
    either of them write.

    Raises ReleaseError ``grant.withdrawn``, ``grant.edited``.
    """
    for _, stated in seen.ever(*_TAKES_BACK):
        if stated.says.get("proposal") == proposal:
            refuse("grant.withdrawn", f"{stated.by} took this decision back: decide anew")
    doubts = [command_in(one) for one in seen.doubts if one.act is Act.AUTHORITY_CALL_BACK]
    if seen.elsewhere[1]:
        where = f"record there what it says now (case {seen.elsewhere[1]})"
        refuse("authority.denied", f"the office did not confirm another part of this letter: ring it, and {where}")
    if seen.called[1] or any(getattr(call, "said", "") == "denied" for call in doubts):
        refuse("authority.denied", "the office that was called back did not confirm the demand")
    for _, stated in seen.ever(*EDITS):
        later = stated.case == seen.case and not proposed.saw(stated)
        if later and not _is_shown(seen.relied, item, stated):
            refuse("grant.edited", f"{stated.by} changed what was decided on ({stated.act}): decide anew")


def _is_shown(relied: Relied, item: int, stated: Statement) -> bool:
    """Whether what the desk says was relied on has this change in it. Of another item nothing was relied on."""
    match command_in(stated):
        case c.Confirm(fields=fields):
            return all(_has(relied, *pair) for pair in fields.items() if concerns(pair[0], item))
        case c.ChangeItem(item=number):  # of the item itself, the decision fell with it
            return number != item
        case c.Split(items=numbers):
            return item not in numbers
        case c.CallBack(said=said):
            return said == "confirmed" and stated.by in relied["callers"]
        case _:  # what is decided is not classified or merged: whoever did had taken the decision back
            return False


def _has(relied: Relied, path: str, value: object) -> bool:
    """Whether a fact is shown as confirmed, with this value."""
    items = relied["face"]["items"]
    try:
        number, name = split(path)
        values = relied["face"]["case"] if number is None else items[number - 1] if number <= len(items) else None
        same = values is not None and check(path, values.get(name)) == check(path, value)
    except FaceError:
        return False
    return same and path in relied["face"]["confirmed"]
