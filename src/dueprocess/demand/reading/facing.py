"""From a draft (particulars) to the claimed face: codes, days and counts; no text (P2, hazard 3.2)."""

from typing import Final

from dueprocess.demand import codes
from dueprocess.demand.draft import Draft, ItemDraft
from dueprocess.demand.face import MAX_TARGETS, Face, FaceError, Plain, check

_CARRIED: Final = (
    *("country", "document_date", "languages", "instruments", "cites_law", "signed", "named_official"),
    *("court_order", "issuer", "validated_by", "reasons", "offence", "offence_provision", "necessity", "emergency"),
    *("emergency_reasons", "danger_to_life", "informal", "consent_of_target", "redress", "deadline", "secrecy"),
    *(
        "secrecy_until",
        "secrecy_by_court",
        "certified",
        "onward_sharing",
        "origin",
        "authority_kind",
        "notified_enforcing",
    ),
)
_ITEM: Final = (
    *("kind", "order", "redacted_targets", "ip_complete", "located", "period_from", "period_to", "period_stated"),
    *("future", "territory", "all_users", "decryption", "toll_only"),
)
_DATA_KINDS: Final = frozenset((codes.Kind.DISCLOSURE, codes.Kind.PRESERVATION, codes.Kind.INTERCEPTION))
_WIDE: Final = frozenset((codes.Kind.DIRECT_ACCESS, codes.Kind.CAPABILITY))
_PLACED: Final = frozenset((codes.Kind.CONTENT, codes.Kind.ACCOUNT, codes.Kind.SHUTDOWN, codes.Kind.THROTTLING))
_OF_ARRIVAL: Final = frozenset(("channel", "received_on", "received_at", "written"))
_ABSENT: Final[tuple[Plain, ...]] = (None, False, (), "none", "unknown")
_SPOKEN: Final = frozenset((codes.Channel.TELEPHONE, codes.Channel.VISIT, codes.Channel.STAFF))


def face_of(draft: Draft, *, channel: codes.Channel, received_on: str, received_at: str | None = None) -> Face:
    """The claimed face of a draft; nothing in it is confirmed.

    ``received_on`` is a day (YYYY-MM-DD), ``received_at`` a minute (YYYY-MM-DDTHH:MMZ) where a clock counts hours.
    Raises FaceError when one of the two is in another form.
    """
    case: dict[str, Plain] = {name: _value(getattr(draft, name)) for name in _CARRIED}
    case |= {
        "channel": str(channel),
        "received_on": received_on,
        "received_at": received_at,
        "authority": draft.authority_id,
        "written": channel not in _SPOKEN,
    }
    if draft.bodies and "is_government_body" not in draft.unsure:
        case["government_body"] = draft.is_government_body
    if not draft.authority and draft.bodies:
        case["authority_kind"] = None  # a person says which of them asks
    items = tuple(_item(item, draft) for item in draft.items)
    if draft.scanned:  # what a machine did not see in a picture may stand there all the same
        case = {name: value for name, value in case.items() if name in _OF_ARRIVAL or value not in _ABSENT}
        items = tuple({name: value for name, value in one.items() if value not in _ABSENT} for one in items)
    return Face(
        {name: check(name, value) for name, value in case.items() if _fits(name, value)},
        tuple(
            {name: check(f"items.1.{name}", value) for name, value in item.items() if value is not None}
            for item in items
        ),
    )


def _fits(name: str, value: Plain) -> bool:
    """A claim in a form that the face does not know is left out, never a reason to lose the demand."""
    if value is None or name in {"received_on", "received_at"}:
        return value is not None
    try:
        check(name, value)
    except FaceError:
        return False
    return True


def _value(value: object) -> Plain:
    if isinstance(value, codes.Code):
        return str(value)
    return tuple(str(one) for one in value) if isinstance(value, tuple) else value  # type: ignore[return-value]


def _item(item: ItemDraft, draft: Draft) -> dict[str, Plain]:
    values: dict[str, Plain] = {name: _value(getattr(item, name)) for name in _ITEM}
    values["targets"] = _count(item, draft)
    values["target_specified"] = bool(item.targets) and not item.all_users
    if item.kind in _DATA_KINDS:
        values["data"] = _value(item.data)
        values["part"] = _value(item.part)
    if item.kind in _WIDE:
        values["basis"] = str(item.basis)
    if item.kind is codes.Kind.CONTENT:
        values["ground"] = str(item.ground or codes.Ground.UNKNOWN)
    if item.kind not in _PLACED:
        values["territory"] = None
    return values


def _count(item: ItemDraft, draft: Draft) -> int | None:
    """Targets of the item; where the text only counts them, its own count if there is one item; else not known."""
    named = len(item.targets) + item.redacted_targets
    if named:
        return min(named, MAX_TARGETS)
    return min(draft.unnamed_targets, MAX_TARGETS) if len(draft.items) == 1 and draft.unnamed_targets else None
