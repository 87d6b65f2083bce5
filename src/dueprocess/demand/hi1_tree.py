"""The tree of a message of ETSI TS 103 120, and the parts of it that say what is asked (``hi1``, ``hi1_doubts``)."""

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from dueprocess.demand.codes import AuthorityKind, DataCategory, Issuer, Kind

DATA: Final = {
    "SubscriberData": (DataCategory.SUBSCRIBER,),
    "UserIdentifyingData": (DataCategory.IDENTIFICATION,),
    "TrafficData": (DataCategory.TRAFFIC,),
    "StoredContentData": (DataCategory.CONTENT,),
    "SubscriberDataAndUserIdentifyingData": (DataCategory.SUBSCRIBER, DataCategory.IDENTIFICATION),
    "TrafficDataAndStoredContentData": (DataCategory.TRAFFIC, DataCategory.CONTENT),
}
TASKS: Final = {
    "LDTaskObject": (Kind.DISCLOSURE, "Data to produce"),
    "LPTaskObject": (Kind.PRESERVATION, "Data to keep"),
    "TDTaskObject": (Kind.CONTENT, "What is to be taken down"),
    "LITaskObject": (Kind.INTERCEPTION, "What is to be intercepted"),
}
_ROLES: Final = {
    "judge": (Issuer.JUDGE, AuthorityKind.COURT),
    "court": (Issuer.COURT, AuthorityKind.COURT),
    "investigatingjudge": (Issuer.INVESTIGATING_JUDGE, AuthorityKind.COURT),
    "judgecourtorinvestigatingjudge": (Issuer.COURT, AuthorityKind.COURT),
    "publicprosecutor": (Issuer.PROSECUTOR, AuthorityKind.PROSECUTOR),
    "othercompetentauthority": (Issuer.POLICE, AuthorityKind.UNKNOWN),
}
REFERENCE: Final = re.compile(r"(EPOC|EPOCPR)-([A-Z]{2})-([A-Z]{2})-(\d{4}-\d\d-\d\d)-\d{4}-\d+")
"""Instrument, issuing and executing State, day, number of that day, instance ((EU) 2025/1550)."""
_IDS: Final = frozenset({"ObjectIdentifier", "Identifier", "AssociatedObject"})
_UUID: Final = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
ORDERS: Final = {"EPOC": "European Production Order Certificate", "EPOCPR": "European Preservation Order Certificate"}


@dataclass(frozen=True, slots=True, repr=False)
class Node:
    """An element of a message, XML or JSON alike. ``sort`` is its xsi:type without the prefix."""

    name: str
    text: str = ""
    sort: str = ""
    inside: tuple["Node", ...] = ()

    def each(self, *names: str) -> tuple["Node", ...]:
        """Elements at the end of a path."""
        found: tuple[Node, ...] = (self,)
        for name in names:
            found = tuple(one for node in found for one in node.inside if one.name == name)
        return found

    def said(self, *names: str) -> str:
        """Text of the first element at the end of a path; of a dictionary entry its value."""
        one = next(iter(self.each(*names)), None)
        return "" if one is None else one.said("Value") if one.inside else one.text

    def all(self) -> Iterator["Node"]:
        """This and all below."""
        yield self
        for one in self.inside:
            yield from one.all()


class Parts:
    """Orders, tasks and approvals of one message. Raises nothing: what is missing is empty."""

    def __init__(self, message: Node) -> None:
        self.message = message
        requests = message.each("Payload", "RequestPayload", "ActionRequests", "ActionRequest")
        asked = [(verb, one) for action in requests for verb in action.inside for one in verb.each("HI1Object")]
        self.made = [one for verb, one in asked if verb.name in {"CREATE", "UPDATE"}]
        self.created = [one for verb, one in asked if verb.name == "CREATE"]
        self.cancelled = [one for one in self.made if wished(one) == "Cancelled"]
        self.orders = [one for one in self.made if one.sort == "AuthorisationObject"]
        self.tasks = [one for one in self.made if one.sort in TASKS and one not in self.cancelled]
        self.order = self.orders[0] if self.orders else Node("none")
        self.issuers = self.order.each("AuthorisationApprovalDetails")
        self.kind = self.order.said("AuthorisationLegalType")

    def ids(self) -> tuple[str, ...]:
        """Ids of the objects that it makes, changes or belongs to: by these an UPDATE finds what it updates."""
        named = [one.text for one in self.message.all() if one.name in _IDS]
        return tuple(dict.fromkeys(filter(_UUID.fullmatch, named)))

    def is_claimed_urgent(self) -> bool:
        """Whether it claims an emergency, in whatever place."""
        said = any(one.said("ApprovalIsEmergency").lower() in {"true", "1"} for one in self.issuers)
        return said or "IsEmergency" in flags(self.order)

    def creates(self) -> bool:
        """Whether it brings an order, and does not change one: an UPDATE names what changes alone."""
        return any(one.sort == "AuthorisationObject" for one in self.created)

    def documents(self) -> list[Node]:
        """Documents inside, as the certificate."""
        return [one for one in self.made if one.sort == "DocumentObject"]

    def data(self) -> frozenset[DataCategory]:
        """Data that its tasks ask for, as far as the four kinds are named."""
        sorts = (one.said("RequestDetails", "Type") for one in self.tasks)
        return frozenset(category for sort in sorts for category in DATA.get(sort, ()))

    def is_future(self, end: str) -> bool:
        """Whether a moment lies after the day on which it was sent."""
        sent = day(self.message.said("Header", "Timestamp"))
        return bool(sent and day(end) and str(day(end)) > sent)

    def signed(self) -> datetime.datetime | None:
        """The last moment at which somebody approved."""
        return max(filter(None, (moment(one.said("ApprovalTimestamp")) for one in self.issuers)), default=None)


def role_of(approval: Node) -> tuple[Issuer, AuthorityKind]:
    """Who approved, as the message says it."""
    said = re.sub(r"[^a-z]", "", approval.said("ApproverDetails", "ApproverRole").lower())
    return _ROLES.get(said, (Issuer.UNKNOWN, AuthorityKind.UNKNOWN))


def validates(approval: Node) -> bool:
    """Whether an approval is a validation of an order that somebody else issued."""
    return approval.said("ApprovalType").lower().startswith("validat")


def wished(one: Node) -> str:
    """The state that the authority asks for."""
    return one.said("DesiredStatus") or one.said("AuthorisationDesiredStatus") or one.said("AuthorisationDesiredSatus")


def flags(order: Node) -> list[str]:
    """Flags of an order."""
    return [one.said("Value") or one.text for one in order.each("AuthorisationFlags", "AuthorisationFlag")]


def targets(task: Node) -> list[tuple[str, str]]:
    """Value and form of each identifier of a task."""
    found = task.each("RequestDetails", "RequestValues", "RequestValue")
    found += task.each("TargetIdentifier", "TargetIdentifierValues", "TargetIdentifierValue")
    return [(one.said("Value"), one.said("FormatType", "FormatName")) for one in found if one.said("Value")]


def moment(text: str) -> datetime.datetime | None:
    """A moment with its offset; None for anything else."""
    try:
        found = datetime.datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else None


def day(text: str) -> str | None:
    """Its day, YYYY-MM-DD."""
    found = moment(text)
    return found.date().isoformat() if found else None
