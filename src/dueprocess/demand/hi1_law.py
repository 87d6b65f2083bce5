"""What a European order says that Regulation (EU) 2023/1543 does not allow, as far as the message shows it by itself.

The shelf (law/EU) decides with facts that people confirmed; here stands what the reader sees before anybody confirms
anything, so that a message that is valid and wrong in law is not read as one that is in order. Sentences name the
article; all were read in the Regulation's text (status: verified) unless a comment says otherwise.
"""

import datetime
import re
from collections.abc import Iterator
from typing import Final

from dueprocess.demand.codes import DataCategory, Issuer, Kind
from dueprocess.demand.hi1_annex import LIMITS
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
    role_of,
    targets,
    validates,
)

_KEPT_DAYS: Final = 60  # Art. 11(1)
_EXTENDED_DAYS: Final = 30  # Art. 11(1): once
_EX_POST_HOURS: Final = 48  # Art. 4(5)
_APPLIES: Final = "2026-08-18"  # Art. 34
_JUDGES: Final = frozenset({Issuer.JUDGE, Issuer.COURT, Issuer.INVESTIGATING_JUDGE})
_WIDE: Final = frozenset({DataCategory.TRAFFIC, DataCategory.CONTENT})
_UNION: Final = frozenset(
    [
        "AT",
        "BE",
        "BG",
        "CY",
        "CZ",
        "DE",
        "DK",
        "EE",
        "EL",
        "ES",
        "FI",
        "FR",
        "GR",
        "HR",
        "HU",
        "IE",
        "IT",
        "LT",
        "LU",
        "LV",
        "MT",
        "NL",
        "PL",
        "PT",
        "RO",
        "SE",
        "SI",
        "SK",
    ]
)
_NO_THREAT: Final = frozenset({"Defamation", "Corruption", "MoneyLaundering", "OtherFinancialCrimeOrFraud", "Theft"})
"""Types of case in which no life, body or critical infrastructure is at stake by their name (Art. 3(18))."""
_REFUSED: Final = frozenset({"Rejected", "Cancelled", "Expired", "Invalid", "Suspended", "AwaitingApproval"})
_YEARS: Final = 3
_PENALTY: Final = re.compile(
    r"(?:up to|maximum(?: of| penalty of| sentence of)?|not exceeding|bis zu|h\u00f6chstens|jusqu'\u00e0)\s+"
    r"(\d+|one|two|six|ein(?:em)?|zwei|sechs|un|deux)\s+(year|jahr|an|month|monat|mois)",
    re.IGNORECASE,
)
_WORDS: Final = {"one": 1, "two": 2, "six": 6, "ein": 1, "einem": 1, "zwei": 2, "sechs": 6, "un": 1, "deux": 2}
_PROTECTED: Final = re.compile(
    r"\b(journalist\w*|newspaper\w*|editor(?:ial)?\b|lawyer\w*|attorney\w*|solicitor\w*|barrister\w*|notar\w+|priest\w*|"
    r"clergy\w*|physician\w*|embass\w+|diplomat\w*|member of parliament|rechtsanw\w+|strafverteidig\w*|redakt\w+|"
    r"abgeordnet\w*|geistliche\w*|arztpraxis|avocat\w*|notaire\w*|d\u00e9put\u00e9\w*)",
    re.IGNORECASE,
)
_SECTIONS: Final = {
    DataCategory.SUBSCRIBER: (
        "USER_INFORMATION REGISTRATION_INFORMATION TYPE_OF_SERVICE_INFORMATION PROFILE_INFORMATION "
        "PUK_CODES_INFORMATION VALIDATION_OF_USE_OF_SERVICE_INFORMATION DEBIT_OR_CREDIT_CARD_INFORMATION"
    ),
    DataCategory.IDENTIFICATION: "CONNECTION_RECORDS PRODUCTION_TIME_RANGE",
    DataCategory.TRAFFIC: (
        "OUTGOING_AND_INCOMING_IDENTIFIERS TIME_AND_DURATION_OF_CONNECTIONS CALL_ATTEMPTS BASE_STATION_INFORMATION "
        "TELESERVICE_INFORMATION ROUTING_INFORMATION VOLUME_OF_DATA DATE_AND_TIME_OF_CONNECTIONS "
        "DURATION_OF_CONNECTION LOGFILES TICKETS PURCHASE_HISTORY PREPAID_BALANCE_CHARGING_HISTORY"
    ),
    DataCategory.CONTENT: (
        "MAILBOX_DUMP STORAGE_DUMP PAGE_DUMP MESSAGE_LOG VOICEMAIL_DUMP SERVER_CONTENTS DEVICE_BACKUP CONTACT_LIST"
    ),
}
"""Boxes of Annex I, section F, by their codes in the Commission's reference implementation."""
_BOX: Final = {
    code.replace("_", "").lower(): category for category, codes in _SECTIONS.items() for code in codes.split()
}
_SPOKEN: Final = {
    DataCategory.SUBSCRIBER: "subscriber data",
    DataCategory.IDENTIFICATION: "data to identify the user",
    DataCategory.TRAFFIC: "traffic data",
    DataCategory.CONTENT: "content data",
}


_TIMES: Final = ("StartTime", "ObservedTime", "ObservedTimes")


def law_doubts_of(parts: Parts) -> Iterator[str]:
    """Sentences on what the Regulation does not allow; of another order, what a takedown lacks."""
    for one in parts.tasks:
        if one.sort == "TDTaskObject":
            yield from _of_takedown(parts, one)
    if parts.kind not in ORDERS:
        return
    yield from _of_states(parts)
    yield from _of_days(parts)
    for one in parts.tasks:
        yield from _of_task(parts, one)
    yield from _of_words(parts)
    if parts.creates():
        yield from _of_names(parts)
        yield from _of_authority(parts)
        yield from _of_emergency(parts)
        yield from _of_notification(parts)


def _of_names(parts: Parts) -> Iterator[str]:
    """Art. 5(5)(a): who approved, by name and role."""
    for one in parts.issuers:
        if role_of(one)[0] is Issuer.UNKNOWN:
            role = one.said("ApproverDetails", "ApproverRole") or "none"
            yield f"the role of who approved is none of the Regulation's: {role}"
        if not one.said("ApproverDetails", "ApproverName"):
            yield "who approved has no name (Art. 5(5)(a))"


def _of_authority(parts: Parts) -> Iterator[str]:
    """Art. 4: who may issue what, and who may validate."""
    issuing = [role_of(one)[0] for one in parts.issuers if not validates(one)]
    validating = [role_of(one)[0] for one in parts.issuers if validates(one)]
    wide = bool(parts.data() & _WIDE) and parts.kind == "EPOC"
    article = "Art. 4(2)" if wide else "Art. 4(1)" if parts.kind == "EPOC" else "Art. 4(3)"
    may = _JUDGES if wide else {*_JUDGES, Issuer.PROSECUTOR}
    for role in validating:
        if role not in may and role is not Issuer.UNKNOWN:
            yield f"it was validated by somebody who may not validate it ({article}): {role}"
    if issuing and not validating and not set(issuing) & may and Issuer.UNKNOWN not in issuing:
        if wide:
            who = "a prosecutor" if Issuer.PROSECUTOR in issuing else "another authority"
            says = "without a judge or court, which no emergency allows"
            yield f"traffic or content data are ordered by {who} {says} ({article})"
        elif not parts.is_claimed_urgent():
            yield f"it was issued by another authority, and no judge, court or prosecutor validated it ({article})"

    named = [(one.said("ApproverDetails", "ApproverName"), role_of(one)[0]) for one in parts.issuers]
    if len(set(named)) < len(named):
        yield f"who issued it and who validated it are one: {named[0][0]} ({article})"
    limit = parts.order.said("AuthorisationPriority")
    if parts.kind == "EPOCPR" and limit == "EightHours":
        yield "it sets eight hours to preserve, for which the Regulation has no such limit: at once (Art. 11(1))"
    if parts.kind == "EPOC" and limit not in LIMITS:
        yield f"its time limit is none of the Regulation's: {limit or 'none is named'} (Art. 10)"


def _of_takedown(parts: Parts, task: Node) -> Iterator[str]:
    """Regulation (EU) 2022/2065, Article 9(2): legal basis and reasons, exact places, an order that is in time."""
    if not any((task.said("ManualInformation"), parts.order.said("AuthorisationManualInformation"), parts.documents())):
        yield "it gives no reason why the content is illegal (Regulation (EU) 2022/2065, Article 9(2)(a))"
    sent = moment(parts.message.said("Header", "Timestamp"))
    for one in task.each("Deadlines", "TakedownDeadline"):
        until = moment(one.said("DateTime"))
        if sent and until and until <= sent:
            yield "the time limit of a takedown was over before it was sent"
    for value, form in targets(task):
        if not re.match(r"[a-z]+://", value) and "URL" not in form.upper():
            yield f"a takedown names no exact place: {value} (Regulation (EU) 2022/2065, Article 9(2)(a))"


def _of_emergency(parts: Parts) -> Iterator[str]:
    """Art. 3(18), 4(5), 5(5)(g), 10(4)."""
    urgent = parts.is_claimed_urgent() or parts.order.said("AuthorisationPriority") == "EightHours"
    of_tasks = [flag for one in parts.tasks for flag in _task_flags(one)]
    if "IsEmergency" in of_tasks and not urgent:
        yield "an item claims an emergency, and the order does not"
    if not urgent:
        return
    explained = [one.said("ManualInformation") for one in parts.tasks]
    if not any((*explained, parts.order.said("AuthorisationManualInformation"), parts.documents())):
        yield "it gives no reason for the emergency (Art. 5(5)(g))"
    sort = parts.order.said("AuthorisationTypeOfCase")
    if sort in _NO_THREAT:
        yield f"it claims an emergency in a case of {sort}, which by its name threatens no life (Art. 3(18))"


def _of_notification(parts: Parts) -> Iterator[str]:
    """Art. 8, 10(2), 10(3)."""
    if parts.kind != "EPOC":
        return
    limit = parts.order.said("AuthorisationPriority")
    notified, wide = "EnforcingAuthorityNotified" in flags(parts.order), bool(parts.data() & _WIDE)
    if notified and limit == "TenDaysASAP":
        yield "it says that the enforcing authority was notified, and not to wait for it (Art. 10(2))"
    if limit == "TenDaysSubjectToEA" and not notified:
        yield "it waits for the enforcing authority, and does not say that it was notified (Art. 8)"
    if wide and not notified and limit != "TenDaysSubjectToEA":
        yield (
            "traffic or content data are asked for, and no enforcing authority is notified: that is right only where "
            "offence and person belong to the issuing State (Art. 8)"
        )
    if notified and parts.data() and not wide:
        yield "the enforcing authority is notified of data of which none is (Art. 8)"
    explained = any((parts.order.said("AuthorisationManualInformation"), parts.documents()))
    if "DelayInformingUser" in flags(parts.order) and not explained:
        yield "the person is not to be told yet, and no reason is given (Art. 13(2))"


def _of_states(parts: Parts) -> Iterator[str]:
    """Recital 101, Art. 1, 7: which States take part, and whom an order reaches."""
    country = parts.order.said("CountryCode")
    sender = parts.message.said("Header", "SenderIdentifier", "CountryCode")
    if country and sender and sender != country:
        yield f"it was sent from {sender}, and the order is of {country}"
    found = REFERENCE.fullmatch(parts.order.said("AuthorisationReference"))
    issuing, executing = (found[2], found[3]) if found else (country, "")
    for state in dict.fromkeys(filter(None, (country, issuing, executing))):
        if state == "DK":
            yield "Denmark takes no part in the Regulation (recital 101)"
        elif state not in _UNION:
            yield f"{state} is no Member State of the Union"
    addressed = parts.order.said("AuthorisationCSPID", "CSPID", "CountryCode")
    receiver = parts.message.said("Header", "ReceiverIdentifier", "CountryCode")
    for state in dict.fromkeys(filter(None, (addressed, receiver))):
        if executing and state != executing:
            yield f"its reference names {executing} as enforcing State, and it is addressed to {state} (Art. 7)"
    if issuing and issuing == (executing or addressed):
        yield f"issuing and enforcing State are one ({issuing}): the Regulation is for orders to another State (Art. 1)"
    if len(parts.order.each("AuthorisationCSPID", "CSPID")) > 1:
        yield "it is addressed to several providers"


def _of_days(parts: Parts) -> Iterator[str]:
    sent = parts.message.said("Header", "Timestamp")
    if (day(sent) or _APPLIES) < _APPLIES:
        yield f"it was sent before the Regulation applies, on {day(sent)} (Art. 34)"
    elif (first := min(filter(None, (day(one.said("ApprovalTimestamp")) for one in parts.issuers)), default="")) and (
        first < _APPLIES
    ):
        yield f"it was approved before the Regulation applies, on {first} (Art. 34)"
    at, order = moment(sent), parts.order
    for name, says in (("CreationTimestamp", "made"), ("ServedTimestamp", "served")):
        claimed = moment(order.said(f"Authorisation{name}"))
        if at and claimed and claimed > at + datetime.timedelta(minutes=5):
            yield f"it was {says} after it was sent"
    over = [
        moment(order.said(*path))
        for path in (("AuthorisationTimespan", "EndTime"), ("AuthorisationTerminationTimestamp",))
    ]
    if at and any(one and one < at for one in over):
        yield "it had ended before it was sent"
    issued = [moment(one.said("ApprovalTimestamp")) for one in parts.issuers if not validates(one)]
    validated = [moment(one.said("ApprovalTimestamp")) for one in parts.issuers if validates(one)]
    if any(one and other and other < one for one in issued for other in validated):
        yield "it was validated before it was issued"
    late = datetime.timedelta(hours=_EX_POST_HOURS)
    if parts.is_claimed_urgent() and any(one and other and other - one > late for one in issued for other in validated):
        yield f"an emergency that was validated more than {_EX_POST_HOURS} hours after it was issued (Art. 4(5))"
    state = order.said("AuthorisationStatus")
    if state in _REFUSED:
        yield f"it says of itself that it is {state}"
    if parts.creates() and not all(one.said("ApprovalTimestamp") for one in parts.issuers):
        yield "who approved names no day"


def _of_task(parts: Parts, task: Node) -> Iterator[str]:
    kind, sort = TASKS[task.sort][0], task.said("RequestDetails", "Type")
    boxes = [one.said("Value") or one.text for one in task.each("RequestDetails", "Subtype", "RequestSubtype")]
    asked = DATA.get(sort, ())
    for box in boxes:
        category = _BOX.get(re.sub(r"[^a-z]", "", box.lower()))
        if category and asked and category not in asked:
            yield f"under {sort} it asks for {_SPOKEN[category]}: {box}"
    sent = moment(parts.message.said("Header", "Timestamp"))
    times = [one for name in _TIMES for one in map(moment, (each.text for each in task.each("RequestDetails", name)))]
    if sent and any(one and one > sent for one in times):
        yield "it asks for data of days that have not come (Art. 3(8))"
    if DataCategory.IDENTIFICATION in asked and not any(times):
        yield from (f"an address is named without a moment: {value}" for value, form in targets(task) if "IP" in form)
    if not task.each("AssociatedObjects", "AssociatedObject"):
        yield "an item belongs to no order"
    if kind is Kind.PRESERVATION:
        yield from _of_preservation(parts, task, sent)
    yield from _of_limits(parts, task, sent)
    yield from _of_delivery(parts, task)
    for one in task.each("AlternativePreservationReferences", "AlternativePreservationReference"):
        yield from _of_earlier(parts, one.said("ReferenceValue"))
    for value in task.each("RequestDetails", "RequestValues", "RequestValue"):
        if re.search(r"Range|CIDR|Subnet|Block", value.said("FormatType", "FormatName")) or "*" in value.said("Value"):
            yield f"it names no person or connection but a range: {value.said('Value')} (Art. 5(5)(c))"


def _of_limits(parts: Parts, task: Node, sent: datetime.datetime | None) -> Iterator[str]:
    """Art. 10(2) to (4): ten days, or eight hours in an emergency."""
    for one in task.each("Deadlines", "LDDeadline"):
        until, signed = moment(one.said("DateTime")), parts.signed() or sent
        days = (until - signed).days if until and signed else 10
        if until and signed and until <= signed:
            yield "a time limit of its own was over before it was issued"
        elif days < 10 and not parts.is_claimed_urgent():  # noqa: PLR2004 - Art. 10(3)
            yield "it sets a time limit of its own of less than ten days, and claims no emergency (Art. 10)"


def _of_delivery(parts: Parts, task: Node) -> Iterator[str]:
    """Annex I, section L: to whom data go."""
    for one in task.each("DeliveryDetails", "LDDeliveryDestination", "DeliveryAddress"):
        for name in ("EmailAddress", "URL", "FTPAddress", "FQDN", "IPv4Address", "IPv6Address"):
            if one.said(name):
                yield f"data are to go to {one.said(name)}: to the verified contact alone (Art. 19)"
        place = one.said("EndpointID", "CountryCode")
        if place and place != parts.order.said("CountryCode") and parts.order.said("CountryCode"):
            yield f"data are to go to {place}, and the order is of {parts.order.said('CountryCode')}"


def _of_preservation(parts: Parts, task: Node, sent: datetime.datetime | None) -> Iterator[str]:
    """Art. 11(1): 60 days, and one extension of 30 (Annex VI)."""
    until, from_ = moment(task.said("DesiredPreservationExpiration")), parts.signed() or sent
    days = (until - from_).days if until and from_ else 0
    most = _KEPT_DAYS if parts.creates() else _KEPT_DAYS + _EXTENDED_DAYS
    if days > most and parts.creates():
        yield f"it asks to keep data for more than {_KEPT_DAYS} days (Art. 11(1))"
    elif days > most:
        yield f"it extends beyond {_KEPT_DAYS} days and one extension of {_EXTENDED_DAYS} (Art. 11(1))"
    if until and sent and until <= sent:
        yield "the day until which data are to be kept is over"
    before = moment(task.said("PreservationExpiration"))
    if before and until and not parts.creates() and (until - before).days > _EXTENDED_DAYS:
        yield f"it extends by more than {_EXTENDED_DAYS} days (Art. 11(1), Annex VI)"


def _of_earlier(parts: Parts, reference: str) -> Iterator[str]:
    """Annex I, section D: what was preserved before, by which order."""
    found = REFERENCE.fullmatch(reference)
    if found is None:
        return
    if found[1] != "EPOCPR":
        yield f"it builds on {reference}, which preserves nothing (Annex I, section D)"
    mine = REFERENCE.fullmatch(parts.order.said("AuthorisationReference"))
    if mine and (found[2], found[3]) != (mine[2], mine[3]):
        yield f"it builds on {reference}, an order of other States than its own"
    kept = datetime.timedelta(days=_KEPT_DAYS + _EXTENDED_DAYS)
    if mine and (old := moment(f"{found[4]}T00:00Z")) and (new := moment(f"{mine[4]}T00:00Z")) and new - old > kept:
        yield f"it builds on {reference}, whose {_KEPT_DAYS} days and {_EXTENDED_DAYS} more were over (Art. 11(1))"
    if mine and found[4] > mine[4]:
        yield f"it builds on {reference}, which is younger than itself"


def _of_words(parts: Parts) -> Iterator[str]:
    """What its own sentences give away."""
    said = [one.text for one in parts.message.all() if one.name.endswith("ManualInformation")]
    for text in said:
        if parts.data() & _WIDE and parts.kind == "EPOC":
            for found in _PENALTY.finditer(text):
                years = _WORDS.get(found[1].lower()) or (int(found[1]) if found[1].isdigit() else _YEARS)
                if found[2].lower().startswith("mo") or years < _YEARS:
                    yield f"the offence is punished by less than {_YEARS} years: “{found[0]}” (Art. 5(4))"
        guarded = _PROTECTED.search(text)
        if guarded:
            says = "immunities or privileges may protect"
            yield f"its words name somebody whom {says}: “{guarded[0]}” (Art. 10(5), 11(4))"
    forms = [one.said("DocumentType") for one in parts.documents()]
    wrong = {"EPOC": ("Form2", "Form6"), "EPOCPR": ("Form1",)}[parts.kind]
    for form in forms:
        if form in wrong:
            yield f"an {parts.kind} with the certificate of another: {form}"
    if forms.count("Form6") > 1:
        yield "it is extended twice; once is allowed (Art. 11(1))"
    if parts.data() & _WIDE and parts.kind == "EPOC" and parts.order.said("AuthorisationTypeOfCase") == "Defamation":
        yield "traffic or content data in a case of Defamation: ask for the maximum penalty (Art. 5(4))"


def _task_flags(task: Node) -> list[str]:
    return [one.said("Value") or one.text for flags_ in task.each("Flags") for one in flags_.inside]
