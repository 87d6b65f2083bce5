"""What a decision relies on, as one hash. Any change of it voids a proposal and an approval."""

import hashlib
from collections.abc import Mapping
from typing import Any

from dueprocess.case.state import CaseState, Deciding, ItemState
from dueprocess.demand.face import to_plain
from dueprocess.formats.canonical import encode


def basis_of(case: CaseState, *, recipient: str, shelf: str, roster: int, authority: str) -> str:
    """SHA-256 (hex) over face and items, verified recipient, law shelf, roster and the authority's verification.

    Args:
        case: the case as it stands.
        recipient: the verified contact that an answer goes to; empty where there is none.
        shelf: digest of law, directory and templates (hazard 4.5).
        roster: number of the roster in force.
        authority: hash of the statement that verified the authority; empty where none holds.
    """
    return hash_of(relied_on(case, recipient=recipient, shelf=shelf, roster=roster, authority=authority))


def relied_on(case: CaseState, *, recipient: str, shelf: str, roster: int, authority: str) -> dict[str, Any]:
    """What ``basis_of`` hashes, as a canonical value: a client that is shown it holds it against a signed basis."""
    return {
        "authority": authority,
        "callers": sorted(case.callers),
        "case": case.id,
        "face": to_plain(case.face),
        "items": [{"number": item.number, "state": _standing(item)} for item in case.items],
        "recipient": recipient,
        "refiled": case.refiled,
        "roster": roster,
        "shelf": shelf,
    }


def hash_of(relied: Mapping[str, Any]) -> str:
    """SHA-256 (hex) of what was relied on."""
    return hashlib.sha256(b"dueprocess/basis/1\0" + encode(relied)).hexdigest()


def _standing(item: ItemState) -> str:
    # A proposal must not change the basis that its own approval names; an ending must.
    return "ended" if item.deciding is Deciding.ENDED else "live"
