"""Typed random ids. An id tells its kind and nothing else: no time, no order, no count (P11).

Text form: one letter, a hyphen, 24 characters of lower-case RFC 4648 base32 (120 random bits).
Randomness is handed in as 15 bytes; the domain draws none.
"""

import base64
import hashlib
import re
from typing import Final, NewType

CaseId = NewType("CaseId", str)
ArrivalId = NewType("ArrivalId", str)
EventId = NewType("EventId", str)
SealedId = NewType("SealedId", str)
DutyId = NewType("DutyId", str)
RegisterId = NewType("RegisterId", str)
TokenId = NewType("TokenId", str)
WatchId = NewType("WatchId", str)
PagingId = NewType("PagingId", str)
ProductionId = NewType("ProductionId", str)
ParcelId = NewType("ParcelId", str)

ID_BYTES: Final = 15
_FORM: Final = re.compile(r"[a-z]-[a-z2-7]{24}")


def _make(letter: str, random: bytes) -> str:
    if len(random) != ID_BYTES:
        raise ValueError(f"an id needs {ID_BYTES} random bytes, not {len(random)}")
    return f"{letter}-{base64.b32encode(random).decode().lower()}"


def case_id(random: bytes) -> CaseId:
    """Case id from 15 random bytes."""
    return CaseId(_make("c", random))


def arrival_id(random: bytes) -> ArrivalId:
    """Arrival id from 15 random bytes."""
    return ArrivalId(_make("a", random))


def event_id(random: bytes) -> EventId:
    """Event id from 15 random bytes."""
    return EventId(_make("e", random))


def sealed_id(random: bytes) -> SealedId:
    """Key of a sealed object from 15 random bytes; never derived from its content (P2)."""
    return SealedId(_make("s", random))


def sealed_as(data: bytes) -> SealedId:
    """Key of what a person seals, made of its ciphertext ``data``: who names it names these bytes (ADR 0069)."""
    return SealedId(_make("s", hashlib.sha256(data).digest()[:ID_BYTES]))


def duty_id(random: bytes) -> DutyId:
    """Duty id from 15 random bytes."""
    return DutyId(_make("d", random))


def register_id(random: bytes) -> RegisterId:
    """Row of a public register; unlinked from the case id (P11)."""
    return RegisterId(_make("r", random))


def token_id(random: bytes) -> TokenId:
    """How a token is named in lists; not what its bearer shows."""
    return TokenId(_make("t", random))


def watch_id(random: bytes) -> WatchId:
    """Watch id from 15 random bytes."""
    return WatchId(_make("w", random))


def paging_id(random: bytes) -> PagingId:
    """Paging id from 15 random bytes: all that a pager text names, besides a time."""
    return PagingId(_make("p", random))


def production_id(random: bytes) -> ProductionId:
    """Production id from 15 random bytes: one extraction, one key, one release."""
    return ProductionId(_make("x", random))


def parcel_id(random: bytes) -> ParcelId:
    """Id of what is left for the holder of a portal's receipt, from 15 random bytes."""
    return ParcelId(_make("l", random))


def is_id(text: str, letter: str) -> bool:
    """Whether ``text`` is a whole id of the kind that ``letter`` names."""
    return bool(_FORM.fullmatch(text)) and text.startswith(f"{letter}-")


def short(an_id: str) -> str:
    """First eight random characters: how people say an id. Not unique by promise."""
    return an_id[:10]
