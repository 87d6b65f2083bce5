"""What a decision relies on, as one hash. Any change of it voids a proposal and an approval."""

import hashlib
from collections.abc import Mapping
from typing import Any

from dueprocess.case.state import CaseState, Deciding, ItemState
from dueprocess.demand.face import to_plain
from dueprocess.formats.canonical import encode


def basis_of(case: CaseState, *, recipient: str, law: Mapping[str, str], authority: str) -> str:
    """SHA-256 (hex) over face and items, verified recipient, the law used and the authority's verification.

    Args:
        case: the case as it stands.
        recipient: the verified contact that an answer goes to; empty where there is none.
        law: hash of each text that the items were judged by (``law/used.py``; hazard 4.5); never a whole shelf, so that
            what counsel signs elsewhere voids nothing.
        authority: hash of the statement that verified the authority; empty where none holds.
    """
    return hash_of(relied_on(case, recipient=recipient, law=law, authority=authority))


def relied_on(case: CaseState, *, recipient: str, law: Mapping[str, str], authority: str) -> dict[str, Any]:
    """What ``basis_of`` hashes, as a canonical value: a client that is shown it holds it against a signed basis."""
    return {
        "authority": authority,
        "callers": sorted(case.callers),
        "case": case.id,
        "face": to_plain(case.face),
        "items": [{"number": item.number, "state": _standing(item)} for item in case.items],
        "law": dict(law),
        "recipient": recipient,
        "refiled": case.refiled,
    }


def hash_of(relied: Mapping[str, Any]) -> str:
    """SHA-256 (hex) of what was relied on."""
    return hashlib.sha256(b"dueprocess/basis/1\0" + encode(relied)).hexdigest()


def _standing(item: ItemState) -> str:
    # A proposal must not change the basis that its own approval names; an ending must.
    return "ended" if item.deciding is Deciding.ENDED else "live"
