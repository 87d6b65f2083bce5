"""What the rows of a case and its items keep for the report: codes and counts, out of the case's state alone.

Whoever has the events can make every one of these columns again; ``doctor`` and each report do (``rows.items``).
"""

from typing import Any, Final

from dueprocess.case.notice import untold
from dueprocess.case.state import CaseState, ItemState
from dueprocess.demand.codes import Channel, DataCategory, LineAnswer
from dueprocess.report.facts import BOTH, CONTENT, NON_CONTENT
from dueprocess.report.metrics import GIVEN

STRENGTH: Final = ("", "request", "order", "statute")
"""Sources of a duty of silence, the strongest last."""
_BINDS: Final = frozenset({"order", "statute"})
_ALL: Final = "ALL"  # the handle of a line where the item names no target


def of_case(case: CaseState) -> dict[str, Any]:
    """Columns of the case row."""
    get = case.face.get
    invoked = get("instruments")
    return {
        "says": str(case.says),
        "issuer": get("issuer") or "",
        "instrument": invoked[0] if isinstance(invoked, tuple) and invoked else "",
        "origin": get("origin") or "",
        "route": get("route") or "",
        "informal": get("informal") is True,
        "receipted": case.channel == Channel.PORTAL,
    }


def of_item(case: CaseState, number: int) -> dict[str, Any]:
    """Columns of an item row."""
    get = case.face.get
    item = case.item(number)
    assert item is not None  # noqa: S101 - the caller goes through the items
    asked = _parts(get(f"items.{number}.data"))
    return {
        "asked": asked,
        "subject": get(f"items.{number}.ground") or "",
        "territory": get(f"items.{number}.territory") or "",
        "given": _given(item, asked),
        "accounts": _accounts(item, get(f"items.{number}.targets")),
        "challenged": item.challenged,
        "secrecy": max((one.source for one in item.silences), key=STRENGTH.index, default=""),
        "notice": _notice(case, item),
        "outside": _outside(item),
        "countable": _is_yes(item, "count"),
        "admissible": _is_yes(item, "admit"),
        **_cost(case, number),
    }


def _parts(categories: object) -> str:
    """Whether categories of data hold content of communications, other data, or both."""
    codes = set(categories) - {""} if isinstance(categories, tuple | set | frozenset) else set()
    if not codes:
        return ""
    if DataCategory.CONTENT not in codes:
        return NON_CONTENT
    return CONTENT if len(codes) == 1 else BOTH


def _given(item: ItemState, asked: str) -> str:
    """The same of what was granted. A line without a category grants what was asked."""
    if item.outcome not in GIVEN or not asked:
        return ""
    return _parts({line.category for line in item.lines if line.answer == LineAnswer.GRANTED})


def _accounts(item: ItemState, targets: object) -> int | None:
    """Targets of which something was granted; None where the item does not say how many it names."""
    if item.outcome not in GIVEN:
        return 0
    named = {line.handle for line in item.lines if line.answer == LineAnswer.GRANTED}
    if _ALL in named:
        return targets if isinstance(targets, int) else None
    return len(named)


def _notice(case: CaseState, item: ItemState) -> str:
    """Told where two people say so of everybody whom the item names; until then somebody missed is unreached."""
    if any(notice.confirmed_by for notice in item.notices) and not untold(case, item):
        return "told"
    if item.missed:
        return "unreached"
    running = [silence for silence in item.running if silence.tell]
    if any(silence.source in _BINDS and silence.until is None for silence in running):
        return "forbidden"
    if any(silence.tell for silence in item.silences):
        return "delayed"
    return "not_told" if item.answers.get("tell") == "no" else ""


def _outside(item: ItemState) -> str:
    """Whether data went outside the desk, called back since or not, and whether two people had agreed each time."""
    left = [gift for gift in (*item.outside_recalled, item.outside) if gift is not None and gift.left_on]
    if not left:
        return ""
    return "two" if all(gift.agreed_by for gift in left) else "alone"


def _is_yes(item: ItemState, question: str) -> bool:
    """The newest answer, and no silence. The report believes it only with its signature, and until its day."""
    return item.answers.get(question) == "yes" and not item.silent(question)


def _cost(case: CaseState, number: int) -> dict[str, Any]:
    """What stands of the item's costs, in the currency of the first; another one is no sum with it."""
    standing = [one for one in case.costs if one.item == number and one.currency and not one.withdrawn]
    currency = standing[0].currency if standing else ""
    same = [one for one in standing if one.currency == currency]
    return {
        "cents": sum(one.cents for one in same),
        "claimed": sum(one.cents for one in same if one.invoice),
        "currency": currency,
    }


OF_ITEM: Final = (
    "asked",
    "subject",
    "territory",
    "given",
    "accounts",
    "challenged",
    "secrecy",
    "notice",
    "outside",
    "countable",
    "admissible",
    "cents",
    "claimed",
    "currency",
)
"""Names of the columns of ``of_item``, in its order (a test holds the two together)."""
DAYS: Final = ("decided_on", "answered_on")
MINUTES: Final = ("decided_at", "acknowledged_at", "effect_at")
"""Columns of an item that say when."""
