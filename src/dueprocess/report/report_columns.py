"""What the rows of a case and its items keep for the report: codes and counts, out of the case's state alone.

Whoever has the events can make every one of these columns again; ``doctor`` and each report do (``rows.items``).
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

from dueprocess.case.item_records import CostEntry
from dueprocess.case.notice import untold
from dueprocess.case.state import CaseState, ItemState
from dueprocess.demand.codes import Channel, DataCategory, LineAnswer
from dueprocess.report.facts import BOTH, CONTENT, NON_CONTENT, OF, Kept, kept
from dueprocess.report.metrics import GIVEN

STRENGTH: Final = ("", "request", "order", "statute")
"""Sources of a duty of silence, the strongest last."""
_CAME: Final = ("", "open", "taken_back", "upheld", "changed", "reversed", "restored")
"""What comes of a contest, the most last."""
_BINDS: Final = frozenset({"order", "statute"})
_ALL: Final = "ALL"  # the handle of a line where the item names no target


def of_case(case: CaseState) -> dict[str, Any]:
    """Columns of the case row: what the face says, and whether the portal confirmed receipt at once."""
    own = {name: _of_face(case, name) for name in kept(Kept.OF_CASE)}
    return {"says": str(case.says), "receipted": case.channel == Channel.PORTAL, **own}


def _of_face(case: CaseState, name: str) -> str | bool:
    if name == "instrument":
        invoked = case.face.get("instruments")
        return str(invoked[0]) if isinstance(invoked, tuple) and invoked else ""
    if name == "arrived":
        return _arrived(case.face.get("channel"), case.face.get("arrived_encrypted"))
    said = case.face.get(name)
    return said is True if OF[name].type is bool else str(said or "")


def _arrived(channel: object, encrypted: object) -> str:
    """What a person said of the encryption counts; a fax is one, whatever was said."""
    if channel == Channel.FAX:
        return "fax"
    return {True: "encrypted", False: "clear"}[encrypted] if isinstance(encrypted, bool) else ""


def of_item(case: CaseState, number: int) -> dict[str, Any]:
    """Columns of an item row."""
    item = case.item(number)
    assert item is not None  # noqa: S101 - the caller goes through the items
    return {name: _FROM[name](case, item) if name in _FROM else getattr(item, name) for name in kept(Kept.OF_ITEM)}


def _said(case: CaseState, item: ItemState, name: str) -> Any:  # noqa: ANN401 - of the face
    return case.face.get(f"items.{item.number}.{name}")


def _parts(categories: object) -> str:
    """Whether categories of data hold content of communications, other data, or both."""
    codes = set(categories) - {""} if isinstance(categories, tuple | set | frozenset) else set()
    if not codes:
        return ""
    if DataCategory.CONTENT not in codes:
        return NON_CONTENT
    return CONTENT if len(codes) == 1 else BOTH


def _given(case: CaseState, item: ItemState) -> str:
    """The same of what was granted. A line without a category grants what was asked."""
    if item.outcome not in GIVEN or not _parts(_said(case, item, "data")):
        return ""
    return _parts({line.category for line in item.lines if line.answer == LineAnswer.GRANTED})


def _accounts(case: CaseState, item: ItemState) -> int | None:
    """Targets of which something was granted; None where the item does not say how many it names."""
    if item.outcome not in GIVEN:
        return 0
    named = {line.handle for line in item.lines if line.answer == LineAnswer.GRANTED}
    if _ALL in named:
        targets = _said(case, item, "targets")
        return targets if isinstance(targets, int) else None
    return len(named)


def _notice(case: CaseState, item: ItemState) -> str:
    """Told where two people say so of everybody whom the item names; until then somebody missed is unreached."""
    if any(notice.confirmed_by for notice in item.notices) and not untold(case, item):
        return "told"
    if item.missed:
        return "unreached"
    imposed = [silence for silence in item.silences if silence.agreed_by and silence.tell]
    if any(silence.source in _BINDS and silence.until is None for silence in imposed if not silence.ended):
        return "forbidden"
    if imposed:
        return "delayed"
    return "not_told" if item.answers.get("tell") == "no" and item.lone_no is None else ""


def _outside(_case: CaseState, item: ItemState) -> str:
    """Whether data went outside the desk, called back since or not, and whether two people had agreed each time."""
    left = [gift for gift in (*item.outside_recalled, item.outside) if gift is not None and gift.left_on]
    if not left:
        return ""
    return "two" if all(gift.agreed_by for gift in left) else "alone"


def _contest(item: ItemState) -> tuple[str, int | None]:
    """What came of an item's contests, of several the most, and in how many days it was decided; of equals the last."""
    found: tuple[str, int | None] = ("", None)
    for one in item.contested.contests:
        back = one.restored is not None and one.restored.confirmed_by
        came = "restored" if back else one.outcome or "open"
        if _CAME.index(came) >= _CAME.index(found[0]):
            days = (date.fromisoformat(one.decided_on) - date.fromisoformat(one.on)).days if one.outcome else None
            found = came, days
    return found


def _is_yes(item: ItemState, question: str) -> bool:
    """The newest answer, and no silence. The report believes it only with its signature, and until its day."""
    return item.answers.get(question) == "yes" and not item.silent(question)


def _costs(case: CaseState, item: ItemState) -> list[CostEntry]:
    """What stands of the item's costs, in the currency of the first; another one is no sum with it."""
    standing = [one for one in case.costs if one.item == item.number and one.currency and not one.withdrawn]
    return [one for one in standing if one.currency == standing[0].currency]


_FROM: Final[Mapping[str, Callable[[CaseState, ItemState], Any]]] = {
    "asked": lambda case, item: _parts(_said(case, item, "data")),
    "given": _given,
    "subject": lambda case, item: _said(case, item, "ground") or "",
    "territory": lambda case, item: _said(case, item, "territory") or "",
    "accounts": _accounts,
    "secrecy": lambda _, item: max(
        (one.source for one in item.silences if one.agreed_by), key=STRENGTH.index, default=""
    ),
    "notice": _notice,
    "outside": _outside,
    "contested": lambda _, item: _contest(item)[0],
    "contest_days": lambda _, item: _contest(item)[1],
    "countable": lambda _, item: _is_yes(item, "count"),
    "admissible": lambda _, item: _is_yes(item, "admit"),
    "cents": lambda case, item: sum(one.cents for one in _costs(case, item)),
    "claimed": lambda case, item: sum(one.cents for one in _costs(case, item) if one.invoice),
    "currency": lambda case, item: next((one.currency for one in _costs(case, item)), ""),
}
"""Columns that are more than the field of their name in the item's state."""
