"""What an official's own browser claims of a demand: closed codes out of a list, days and counts, nothing confirmed.

The portal's form is sealed before it leaves the browser; beside it goes this, so that clocks run and people are called
at once. A person who reads the original confirms each value, as with a draft that a machine read (hazard 3.1).
"""

from collections.abc import Container, Mapping, Sequence
from typing import Any, Final

from dueprocess.demand.codes import Channel
from dueprocess.demand.face import Face, FaceError, Plain, check

MAX_ITEMS: Final = 20
CASE: Final = frozenset(
    {
        "country",
        "region",
        "authority",
        "authority_kind",
        "document_date",
        "languages",
        "instruments",
        "cites_law",
        "signed",
    }
    | {"named_official", "court_order", "issuer", "validated_by", "reasons", "offence", "offence_provision"}
    | {"necessity", "emergency", "emergency_reasons", "danger_to_life", "consent_of_target", "redress", "deadline"}
    | {"secrecy", "secrecy_until", "secrecy_by_court"}
)
"""Fields of the demand that a stranger may claim. Who was verified, and what came when, says the desk alone."""
ITEM: Final = frozenset(
    {"kind", "data", "targets", "target_specified", "located", "ip_complete", "period_from", "period_to"}
    | {"service", "period_stated", "future", "territory", "basis", "all_users", "decryption", "ground"}
)


def claimed(plain: object, *, received_on: str, received_at: str, directory: Container[str]) -> Face:
    """The claimed face of what came through the portal. Raises FaceError for any field or value that is not listed.

    ``directory``: ids of authorities that the form offers.
    """
    if not isinstance(plain, Mapping) or set(plain) != {"case", "items"}:
        raise FaceError("a claim has 'case' and 'items'")
    items = plain["items"]
    if not isinstance(items, Sequence) or isinstance(items, str) or not 0 < len(items) <= MAX_ITEMS:
        raise FaceError(f"a claim has 1 to {MAX_ITEMS} items")
    case = _fields(plain["case"], CASE, "")
    if case.get("authority") is not None and case["authority"] not in directory:
        raise FaceError("a claim names no authority but those of the form")
    return Face(
        {
            **case,
            "channel": str(Channel.PORTAL),
            "received_on": check("received_on", received_on),
            "received_at": check("received_at", received_at),
            "written": True,
        },
        tuple(_item(one) for one in items),
    )


def _item(plain: object) -> dict[str, Plain]:
    values = _fields(plain, ITEM, "items.1.")
    if "kind" not in values:
        raise FaceError("an item says its kind")
    return values


def _fields(plain: object, allowed: frozenset[str], start: str) -> dict[str, Plain]:
    if not isinstance(plain, Mapping) or not allowed >= set(plain):
        raise FaceError(f"a claim says nothing but {', '.join(sorted(allowed))}")
    values: dict[str, Any] = {name: check(f"{start}{name}", value) for name, value in plain.items()}
    return {name: value for name, value in values.items() if value is not None}
