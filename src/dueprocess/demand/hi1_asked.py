"""What of a message of ETSI TS 103 120 its answer repeats (``formats.hi1.Asked``): ids and names, each bounded."""

from collections.abc import Callable
from typing import Final

from dueprocess.demand.hi1_tree import ORDERS, Node, Parts, day, validates
from dueprocess.formats.hi1 import MAX_ACTIONS, MAX_LINE, Action, Asked, Party, Task
from dueprocess.formats.record import FormError, way

_VERBS: Final = frozenset({"CREATE", "UPDATE", "GET", "LIST", "DELIVER", "GETCSPCONFIG"})
_read: Final[Callable[[object], Asked]] = way(Asked)[0]
_write: Final = way(Asked)[1]


def asked_of(parts: Parts, form: str) -> Asked | None:
    """What an answer repeats; None where the message lacks what no answer can be without. ``form``: xml or json."""
    head = next(iter(parts.message.each("Header")), Node("none"))
    requests = parts.message.each("Payload", "RequestPayload", "ActionRequests", "ActionRequest")
    issuing = next((one for one in parts.issuers if not validates(one)), Node("none"))
    validating = next((one for one in parts.issuers if validates(one)), Node("none"))
    try:
        made = Asked(
            form,
            _party(head, "SenderIdentifier"),
            _party(head, "ReceiverIdentifier"),
            _id(head.said("TransactionIdentifier")),
            head.said("Version", "ETSIVersion"),
            _line(head.said("Version", "NationalProfileOwner")),
            _line(head.said("Version", "NationalProfileVersion")),
            tuple(_action(one) for one in requests[:MAX_ACTIONS]),
            parts.kind if parts.kind in ORDERS else "",
            _id(parts.order.said("ObjectIdentifier")),
            tuple(map(_task, parts.tasks[:MAX_ACTIONS])),
            reference=_line(parts.order.said("AuthorisationReference")),
            authority=_line(issuing.said("ApproverDetails", "ApproverName")),
            validator=_line(validating.said("ApproverDetails", "ApproverName")),
            validator_number=_line(validating.said("ApprovalReference")),
            number=_line(issuing.said("ApprovalReference")),
            issued=day(issuing.said("ApprovalTimestamp")) or "",
        )
        return _read(_write(made))  # what a reader would refuse is no answer's ground
    except (FormError, ValueError):
        return None


def _task(one: Node) -> Task:
    until = day(one.said("DesiredPreservationExpiration")) or ""
    return Task(_id(one.said("ObjectIdentifier")), one.sort[:2], _line(one.said("Reference")), until)


def _action(one: Node) -> Action:
    verb = next((inner for inner in one.inside if inner.name in _VERBS), Node("none"))
    about = verb.said("Identifier") or verb.said("HI1Object", "ObjectIdentifier")
    return Action(int(one.said("ActionIdentifier")), verb.name, _id(about))


def _party(head: Node, name: str) -> Party:
    return Party(head.said(name, "CountryCode"), _line(head.said(name, "UniqueIdentifier")))


def _id(text: str) -> str:
    return text.strip().lower()


def _line(text: str) -> str:
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())[:MAX_LINE]
