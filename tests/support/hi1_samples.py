"""Orders that a machine wrote (ETSI TS 103 120 with the Union's profile), made element by element."""

from typing import Any

ETSI = "http://uri.etsi.org/03120/common"
NAMES = " ".join(
    (
        f'xmlns="{ETSI}/2019/10/Core" xmlns:common="{ETSI}/2016/02/Common" xmlns:auth="{ETSI}/2020/09/Authorisation"',
        f'xmlns:task="{ETSI}/2020/09/Task" xmlns:doc="{ETSI}/2020/09/Document"',
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"',
    )
)
TRANSACTION = "b49034f3-581f-4343-a55e-560ef22663d7"
TASK = "47719f7b-9cee-5504-853d-1a45ec0aaed8"
ORDER = "2ee99a39-dc22-5ed1-8760-48e74d971840"


def entry(name: str, value: str, of: str = "x") -> str:
    """A dictionary entry."""
    inside = f"<common:Owner>ETSI</common:Owner><common:Name>{of}</common:Name><common:Value>{value}</common:Value>"
    return f"<{name}>{inside}</{name}>"


def tag(name: str, *inside: str) -> str:
    """An element."""
    return f"<{name}>{''.join(inside)}</{name}>"


USUAL: dict[str, Any] = {
    "version": "V1.23.1",
    "sent": "2026-09-09T09:00:00.000000Z",
    "country": "FR",
    "owner": "EXAMPLE-COURT",
    "asked": "EXAMPLE-SP",
    "reference": "EPOC-FR-IE-2026-09-09-0001-1",
    "legal": "EPOC",
    "limit": "TenDaysASAP",
    "role": "PublicProsecutor",
    "validated": "",
    "signed": "2026-09-09T08:00:00Z",
    "flags": (),
    "task": "LDTaskObject",
    "status": "LDTaskDesiredStatus",
    "wished": "AwaitingDisclosure",
    "data": "SubscriberData",
    "begin": "2026-09-01T00:00:00Z",
    "end": "2026-09-08T00:00:00Z",
    "until": "",
    "form": "EmailAddress",
    "value": "user@example.org",
    "belongs": ORDER,
    "verb": "CREATE",
    "contents": "",
    "ldid": "",
}


def order(**changed: Any) -> bytes:
    """A European Production Order for subscriber data; ``changed``: what differs from it."""
    s = {**USUAL, **changed}
    party = "<CountryCode>{}</CountryCode><UniqueIdentifier>{}</UniqueIdentifier>"
    approvals = [
        ("IssuingAuthority", s["role"]),
        *([("ValidatingAuthority", s["validated"])] if s["validated"] else []),
    ]
    approved = "".join(
        tag(
            "auth:AuthorisationApprovalDetails",
            tag("common:ApprovalType", sort),
            tag("common:ApprovalReference", f"{sort[0]}A-1"),
            tag(
                "common:ApproverDetails",
                tag("common:ApproverName", "Parquet de Lyon"),
                tag("common:ApproverRole", role),
            ),
            tag("common:ApprovalTimestamp", s["signed"]),
        )
        for sort, role in approvals
    )
    flags = "".join(entry("auth:AuthorisationFlag", one) for one in s["flags"])
    asked = party.format("IE", s["asked"])
    first = (
        f"<ObjectIdentifier>{ORDER}</ObjectIdentifier><CountryCode>{s['country']}</CountryCode>"
        f"<OwnerIdentifier>{s['owner']}</OwnerIdentifier>"
        f"<auth:AuthorisationReference>{s['reference']}</auth:AuthorisationReference>"
        f"{entry('auth:AuthorisationLegalType', s['legal'])}{entry('auth:AuthorisationPriority', s['limit'])}"
        f"<auth:AuthorisationCSPID><auth:CSPID>{asked}</auth:CSPID></auth:AuthorisationCSPID>{approved}"
        f"<auth:AuthorisationFlags>{flags}</auth:AuthorisationFlags>"
    )
    form = tag("task:FormatType", tag("task:FormatOwner", "ETSI"), tag("task:FormatName", s["form"]))
    values = tag("task:RequestValue", form, tag("task:Value", s["value"])) if s["value"] else ""
    second = (
        f"<ObjectIdentifier>47719f7b-9cee-5504-853d-1a45ec0aaed8</ObjectIdentifier><CountryCode>FR</CountryCode>"
        f"<AssociatedObjects><AssociatedObject>{s['belongs']}</AssociatedObject></AssociatedObjects>"
        f"{tag('task:Reference', s['ldid']) if s['ldid'] else ''}"
        f"{entry('task:DesiredStatus', s['wished'], s['status'])}"
        f"<task:RequestDetails>{entry('task:Type', s['data'])}<task:StartTime>{s['begin']}</task:StartTime>"
        f"<task:EndTime>{s['end']}</task:EndTime><task:RequestValues>{values}</task:RequestValues></task:RequestDetails>"
        f"<task:DesiredPreservationExpiration>{s['until']}</task:DesiredPreservationExpiration>"
    )
    third = tag("doc:DocumentName", "Form 1") + tag(
        "doc:DocumentBody", tag("doc:Contents", s["contents"]), tag("doc:ContentType", "text/plain")
    )
    objects = [("auth:AuthorisationObject", first), (f"task:{s['task']}", second)]
    objects += [("doc:DocumentObject", third)] if s["contents"] else []
    actions = "".join(
        tag(
            "ActionRequest",
            tag("ActionIdentifier", str(number)),
            tag(s["verb"], f'<HI1Object xsi:type="{sort}">{inside}</HI1Object>'),
        )
        for number, (sort, inside) in enumerate(objects)
    )
    head = (
        f"<SenderIdentifier>{party.format('FR', 'EXAMPLE-COURT')}</SenderIdentifier>"
        f"<ReceiverIdentifier>{party.format('IE', 'EXAMPLE-SP')}</ReceiverIdentifier>"
        f"<TransactionIdentifier>{TRANSACTION}</TransactionIdentifier><Timestamp>{s['sent']}</Timestamp>"
        f"<Version><ETSIVersion>{s['version']}</ETSIVersion><NationalProfileOwner>EU</NationalProfileOwner>"
        f"<NationalProfileVersion>v1.3.1</NationalProfileVersion></Version>"
    )
    payload = f"<Payload><RequestPayload><ActionRequests>{actions}</ActionRequests></RequestPayload></Payload>"
    return f"<?xml version='1.0'?>\n<HI1Message {NAMES}><Header>{head}</Header>{payload}</HI1Message>".encode()
