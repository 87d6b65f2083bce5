"""What an act relies on, as one hash: the facts common to a case and those of the item that the act is about.

Any change of them voids a proposal and an approval. Facts of another item, and the law that judged it, void nothing.
"""

import hashlib
from collections.abc import Mapping
from typing import Any

from dueprocess.case.state import CaseState, Deciding, ItemState
from dueprocess.demand.face import concerns, to_plain
from dueprocess.formats.canonical import encode
from dueprocess.formats.refusal import DeniedError


def relied_on(
    case: CaseState, *, recipient: str, law: Mapping[int, Mapping[str, str]], authority: str
) -> dict[str, Any]:
    """What acts on a case rely on, all items together, as a canonical value; ``part`` is what one act does.

    Args:
        case: the case as it stands.
        recipient: SHA-256 (hex) of the verified contact that an answer goes to; empty where there is none.
        law: item → hash of each text that judged it (``law/used.py``; hazard 4.5), 0 → of the authority's row; never a
            whole shelf, so that what counsel signs elsewhere voids nothing.
        authority: hash of the statement that verified the authority; empty where none holds.
    """
    return {
        "authority": authority,
        "callers": sorted(case.callers),
        "case": case.id,
        "face": to_plain(case.face),
        "items": [
            {"law": dict(law.get(item.number, {})), "number": item.number, "state": _standing(item)}
            for item in case.items
        ],
        "law": dict(law.get(0, {})),
        "recipient": recipient,
        "refiled": case.refiled,
    }


def law_shown(relied: Mapping[str, Any]) -> dict[int, Mapping[str, str]]:
    """The texts that judged each item, and under 0 what is common to all, as the desk shows them (``law/used.py``)."""
    return {0: relied["law"], **{row["number"]: row["law"] for row in relied["items"]}}


def part(relied: Mapping[str, Any], item: int) -> dict[str, Any]:
    """What an act about ``item`` relies on, and no other item's facts; 0: of an act about none, the common facts alone.

    Raises DeniedError ``counter.form`` for what a desk shows in another form.
    """
    try:
        face = relied["face"]
        return {
            **relied,
            "face": {
                **face,
                "confirmed": [path for path in face["confirmed"] if concerns(path, item)],
                "items": face["items"][item - 1 : item] if item else [],
            },
            "items": [row for row in relied["items"] if row["number"] == item],
        }
    except (AttributeError, KeyError, TypeError):
        raise DeniedError.because("counter.form", "what decisions rely on is not of the agreed form") from None


def basis_of(relied: Mapping[str, Any], item: int) -> str:
    """SHA-256 (hex) of what an act about ``item`` relies on; of 0: of what an act about no item does."""
    return hashlib.sha256(b"dueprocess/basis/2\0" + encode(part(relied, item))).hexdigest()


def _standing(item: ItemState) -> str:
    # A proposal must not change the basis that its own approval names; an ending must.
    return "ended" if item.deciding is Deciding.ENDED else "live"
