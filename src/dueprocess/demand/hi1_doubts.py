"""What a message of ETSI TS 103 120 says against itself, though its schema takes it (TS 104 144; (EU) 2023/1543).

The shelf has the rules of the law; here stands what two places of one message do not say alike.
"""

import re
from collections.abc import Iterator
from typing import Final

from dueprocess.demand.codes import Kind
from dueprocess.demand.hi1_law import law_doubts_of
from dueprocess.demand.hi1_tree import (
    DATA,
    ORDERS,
    REFERENCE,
    TASKS,
    Node,
    Parts,
    day,
    flags,
    moment,
    targets,
    validates,
)

_SINCE: Final = (("TDTaskObject", (1, 22, 1)), ("OriginalFilename", (1, 23, 1)), ("LPTaskObject", (1, 14, 1)))
_FORMATS: Final = {
    "ipv4address": re.compile(r"(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)\.){3}(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)"),
    "ipv6address": re.compile(r"(?:[0-9a-f]{4}:){7}[0-9a-f]{4}"),
    "emailaddress": re.compile(r"[^@\s]+@[^@\s]+"),
    "internationalizedemailaddress": re.compile(r".+@.+"),
    "internationale164": re.compile(r"\d{1,15}"),
}


def doubts_of(parts: Parts) -> Iterator[str]:
    """What the message says against itself, in sentences."""
    yield from _doubts_of_urgency(parts)
    yield from _doubts_of_parties(parts)
    yield from _doubts_of_reference(parts)
    for one in parts.tasks:
        yield from _doubts_of_task(parts, one)
    yield from _doubts_of_form(parts)
    yield from law_doubts_of(parts)


def _doubts_of_urgency(parts: Parts) -> Iterator[str]:
    limit = parts.order.said("AuthorisationPriority")
    claimed = parts.is_claimed_urgent()
    if claimed and limit.startswith("TenDays"):
        yield "it claims an emergency and sets ten days"
    if limit == "EightHours" and not claimed:
        yield "it sets eight hours and claims no emergency"
    if "IsTest" in flags(parts.order):
        yield "it says that it is a test"


def _doubts_of_parties(parts: Parts) -> Iterator[str]:
    receiver = parts.message.said("Header", "ReceiverIdentifier", "UniqueIdentifier")
    for one in parts.made:
        if receiver and one.said("OwnerIdentifier") == receiver:
            yield "it names the provider as owner of what the authority asks"
        named = one.said("AuthorisationCSPID", "CSPID", "UniqueIdentifier") or one.said("CSPID", "UniqueIdentifier")
        if receiver and named and named != receiver:
            yield f"it is addressed to {receiver} and asks {named}"
    countries = {one.said("CountryCode") for one in (*parts.orders, *parts.tasks)} - {""}
    if len(countries) > 1:
        yield f"its parts come from several countries: {', '.join(sorted(countries))}"
    owners = {one.said("OwnerIdentifier") for one in (*parts.orders, *parts.tasks)} - {""}
    if len(owners) > 1:
        yield f"its parts have several owners: {', '.join(sorted(owners))}"
    if len(parts.orders) > 1:
        yield f"it holds {len(parts.orders)} orders; the first is read here, all stand below"
    if parts.kind in ORDERS and not [one for one in parts.issuers if not validates(one)]:
        yield "no issuing authority is named"


def _doubts_of_reference(parts: Parts) -> Iterator[str]:
    reference = parts.order.said("AuthorisationReference")
    if parts.kind not in ORDERS and REFERENCE.fullmatch(reference):
        yield f"its reference is that of a European order, and it says that it is {parts.kind or 'of no kind'}"
    if parts.kind in ORDERS and parts.creates() and not reference:
        yield "it has no reference"
    if parts.kind not in ORDERS or not reference:
        return
    found = REFERENCE.fullmatch(reference)
    if found is None:
        yield f"its reference {reference} is not of the form of European orders"
        return
    if found[1] != parts.kind:
        yield f"its reference is one of {found[1]}, and it says that it is an {parts.kind}"
    if parts.order.said("CountryCode") not in {"", found[2]}:
        yield f"its reference names {found[2]} as issuing State, and the order {parts.order.said('CountryCode')}"
    days = {signed for one in parts.issuers if (signed := day(one.said("ApprovalTimestamp")))}
    if days and found[4] not in days:
        yield f"its reference names the day {found[4]}, and it was signed on {', '.join(sorted(days))}"


def _doubts_of_task(parts: Parts, task: Node) -> Iterator[str]:
    kind = TASKS[task.sort][0]
    begin, end = moment(task.said("RequestDetails", "StartTime")), moment(task.said("RequestDetails", "EndTime"))
    if begin and end and end < begin:
        yield "a period ends before it begins"
    if kind is Kind.DISCLOSURE and parts.is_future(task.said("RequestDetails", "EndTime")):
        yield "it asks for data of days that have not come, as an interception does"
    if parts.kind in ORDERS and kind is not (Kind.PRESERVATION if parts.kind == "EPOCPR" else Kind.DISCLOSURE):
        yield f"an {parts.kind} that asks for something else ({kind})"
    if kind is Kind.DISCLOSURE and parts.kind == "EPOC" and task.said("RequestDetails", "Type") not in DATA:
        yield f"the kind of data is none of the four: {task.said('RequestDetails', 'Type') or 'none is named'}"
    for entry in (one for one in task.each("DesiredStatus") + task.each("Status") if one.said("Name")):
        if not entry.said("Name").startswith(task.sort[:6]):
            yield f"a {task.sort} with a state of another: {entry.said('Name')} {entry.said('Value')}"
    yield from _doubts_of_targets(task)


def _doubts_of_targets(task: Node) -> Iterator[str]:
    if not targets(task):
        yield "an item names no account or identifier"
    for value, form in targets(task):
        pattern = _FORMATS.get(form.lower())
        if pattern is not None and not pattern.fullmatch(value):
            yield f"“{value}” is no {form}"


def _doubts_of_form(parts: Parts) -> Iterator[str]:
    said = re.fullmatch(r"V(\d+)\.(\d+)\.(\d+)", parts.message.said("Header", "Version", "ETSIVersion"))
    version = tuple(map(int, said.groups())) if said else None
    sorts = {one.sort for one in parts.message.all()} | {one.name for one in parts.message.all()}
    for name, since in _SINCE:
        if version and name in sorts and version < since:
            yield f"it says version {'.'.join(map(str, version))}, which has no {name} yet"
    named = [one.said("ObjectIdentifier") for one in parts.made]
    for twice in sorted({one for one in named if named.count(one) > 1}):
        yield f"two parts of it have one id: {twice}"
    here = set(named)
    for one in parts.made:
        for other in one.each("AssociatedObjects", "AssociatedObject"):
            if other.text and other.text not in here:
                yield f"a part of it belongs to {other.text}, which is not in it"
    sent, signed = moment(parts.message.said("Header", "Timestamp")), parts.signed()
    if sent and signed and signed > sent:
        yield "it was signed after it was sent"
