"""Messages that validate and are wrong in law: each is said before anybody confirms anything."""

from typing import Any

import pytest

import hi1_samples
from dueprocess.adapters import etsi
from dueprocess.demand import hi1

CONTENT = {"data": "StoredContentData", "role": "Judge", "limit": "TenDaysSubjectToEA"}
TOLD = ("EnforcingAuthorityNotified",)
PR = {
    "legal": "EPOCPR",
    "reference": "EPOCPR-FR-IE-2026-09-09-0001-1",
    "task": "LPTaskObject",
    "status": "LPTaskDesiredStatus",
    "wished": "Preserved",
}
TAKEDOWN = {"legal": "Order", "reference": "W 7", "task": "TDTaskObject", "status": "TDTaskDesiredStatus"}
END = "</task:RequestDetails>"


def doubts(changed: dict[str, Any], *swaps: tuple[str, str]) -> tuple[str, ...]:
    text = hi1_samples.order(**changed).decode()
    for old, new in swaps:
        assert old in text
        text = text.replace(old, new, 1)
    read = hi1.read(etsi.parse(text.encode()))
    assert read is not None
    return read.doubts


def after(place: str, what: str) -> tuple[str, str]:
    return place, place + what


def order_with(what: str) -> tuple[str, str]:
    return after("</auth:AuthorisationFlags>", what)


def task_with(*names: str, text: str) -> tuple[str, str]:
    """An element of the task, inside others."""
    for name in reversed(names):
        text = hi1_samples.tag(name if name[0].isupper() else f"task:{name[0].upper()}{name[1:]}", text)
    return after(END, text)


def within(name: str, entry: str, value: str) -> tuple[str, str]:
    return END, hi1_samples.tag(name, hi1_samples.entry(entry, value)) + END


def earlier(reference: str) -> tuple[str, str]:
    of = "alternativePreservationReference"
    return task_with(f"{of}s", of, "referenceValue", text=reference)


def limit_at(moment: str) -> tuple[str, str]:
    return task_with("deadlines", "lDDeadline", "dateTime", text=moment)


def goes_to(*names: str, text: str) -> tuple[str, str]:
    return task_with("deliveryDetails", "lDDeliveryDestination", "deliveryAddress", *names, text=text)


def words(text: str) -> tuple[str, str]:
    return order_with(f"<auth:AuthorisationManualInformation>{text}</auth:AuthorisationManualInformation>")


@pytest.mark.parametrize(
    "changed",
    [
        {},
        {**CONTENT, "flags": TOLD},
        {**CONTENT, "role": "PublicProsecutor", "validated": "Judge", "flags": TOLD},
        {"role": "OtherCompetentAuthority", "validated": "PublicProsecutor"},
        {"role": "OtherCompetentAuthority", "limit": "EightHours", "flags": ("IsEmergency",), "contents": "eA=="},
        {**PR, "until": "2026-11-08T08:00:00Z"},
        {**PR, "verb": "UPDATE", "until": "2026-12-08T08:00:00Z"},
        {**PR, "role": "OtherCompetentAuthority", "validated": "PublicProsecutor"},
    ],
)
def test_what_is_in_order_raises_no_doubt(changed: dict[str, Any]) -> None:
    assert doubts(changed) == ()


@pytest.mark.parametrize(
    ("changed", "swaps", "says"),
    [
        ({**CONTENT, "role": "PublicProsecutor", "flags": TOLD}, [], "by a prosecutor without a judge or court"),
        (
            {**CONTENT, "role": "OtherCompetentAuthority", "limit": "EightHours", "flags": ("IsEmergency", *TOLD)},
            [],
            "by another authority without a judge or court, which no emergency allows",
        ),
        (
            {**CONTENT, "role": "OtherCompetentAuthority", "validated": "PublicProsecutor", "flags": TOLD},
            [],
            "may not validate it (Art. 4(2)): prosecutor",
        ),
        ({"role": "OtherCompetentAuthority"}, [], "no judge, court or prosecutor validated it (Art. 4(1))"),
        ({**PR, "role": "OtherCompetentAuthority"}, [], "no judge, court or prosecutor validated it (Art. 4(3))"),
        ({"validated": "OtherCompetentAuthority"}, [], "may not validate it (Art. 4(1))"),
        ({"role": "TaxInspector"}, [], "none of the Regulation's: TaxInspector"),
        ({}, [("Parquet de Lyon", "")], "who approved has no name"),
        ({}, [("<common:ApprovalTimestamp>2026-09-09T08:00:00Z</common:ApprovalTimestamp>", "")], "names no day"),
        ({"limit": "EightHours", "flags": ("IsEmergency",)}, [], "gives no reason for the emergency"),
        (
            {"limit": "EightHours", "flags": ("IsEmergency",), "contents": "eA=="},
            [order_with(hi1_samples.entry("auth:AuthorisationTypeOfCase", "Defamation", "AuthorisationTypeOfCase"))],
            "an emergency in a case of Defamation",
        ),
        (
            {},
            [after(END, f"<task:Flags>{hi1_samples.entry('task:LDTaskFlag', 'IsEmergency')}</task:Flags>")],
            "an item",
        ),
        ({**CONTENT, "limit": "TenDaysASAP", "flags": TOLD}, [], "not to wait for it (Art. 10(2))"),
        (CONTENT, [], "does not say that it was notified (Art. 8)"),
        ({**CONTENT, "limit": "TenDaysASAP"}, [], "no enforcing authority is notified"),
        ({"flags": TOLD, "limit": "TenDaysSubjectToEA"}, [], "notified of data of which none is"),
        ({"flags": ("DelayInformingUser",)}, [], "no reason is given (Art. 13(2))"),
        ({}, [("<SenderIdentifier><CountryCode>FR", "<SenderIdentifier><CountryCode>RU")], "sent from RU"),
        ({"country": "DK", "reference": "EPOC-DK-IE-2026-09-09-0001-1"}, [], "Denmark takes no part"),
        ({"country": "GB", "reference": "EPOC-GB-IE-2026-09-09-0001-1"}, [], "GB is no Member State"),
        ({"reference": "EPOC-FR-DE-2026-09-09-0001-1"}, [], "names DE as enforcing State, and it is addressed to IE"),
        ({"reference": "EPOC-FR-FR-2026-09-09-0001-1"}, [], "issuing and enforcing State are one"),
        ({}, [after("</auth:CSPID>", "<auth:CSPID><CountryCode>IE</CountryCode></auth:CSPID>")], "several providers"),
        ({"sent": "2026-08-01T09:00:00.000000Z"}, [], "before the Regulation applies, on 2026-08-01"),
        (
            {},
            [order_with("<auth:AuthorisationServedTimestamp>2026-10-01T08:00:00Z</auth:AuthorisationServedTimestamp>")],
            "served after it was sent",
        ),
        (
            {},
            [
                order_with(
                    hi1_samples.tag("auth:AuthorisationTimespan", "<auth:EndTime>2026-09-01T08:00:00Z</auth:EndTime>")
                )
            ],
            "had ended before it was sent",
        ),
        (
            {"validated": "Judge"},
            [
                ("<common:ApprovalTimestamp>2026-09-09T08:00:00Z", "<common:ApprovalTimestamp>2026-09-09T08:30:00Z"),
            ],
            "validated before it was issued",
        ),
        (
            {},
            [order_with(hi1_samples.entry("auth:AuthorisationStatus", "Rejected"))],
            "says of itself that it is Rejected",
        ),
        ({}, [within("task:Subtype", "task:RequestSubtype", "MAILBOX_DUMP")], "it asks for content data: MAILBOX_DUMP"),
        (
            {},
            [limit_at("2026-09-11T08:00:00Z")],
            "less than ten days",
        ),
        (
            {},
            [limit_at("2026-09-01T08:00:00Z")],
            "was over before it was issued",
        ),
        ({}, [earlier("EPOCPR-IT-IE-2026-08-20-0001-1")], "an order of other States"),
        (
            {"sent": "2027-01-09T09:00:00.000000Z", "reference": "EPOC-FR-IE-2027-01-08-0001-1"},
            [earlier("EPOCPR-FR-IE-2026-10-09-0001-1")],
            "60 days and 30 more were over",
        ),
        ({"signed": "2026-08-17T08:00:00Z"}, [], "approved before the Regulation applies, on 2026-08-17"),
        ({**PR, "limit": "EightHours", "flags": ("IsEmergency",), "contents": "eA=="}, [], "eight hours to preserve"),
        (
            {
                "role": "OtherCompetentAuthority",
                "validated": "PublicProsecutor",
                "contents": "eA==",
                "limit": "EightHours",
                "flags": ("IsEmergency",),
            },
            [("<common:ApprovalTimestamp>2026-09-09T08", "<common:ApprovalTimestamp>2026-09-07T07")],
            "validated more than 48 hours after it was issued",
        ),
        ({}, [earlier("EPOC-FR-IE-2026-08-20-0001-1")], "preserves nothing"),
        ({}, [earlier("EPOCPR-FR-IE-2026-09-20-0001-1")], "younger than itself"),
        ({}, [goes_to("emailAddress", text="x@gmail.example")], "go to x@gmail.example"),
        ({}, [goes_to("endpointID", "CountryCode", text="US")], "go to US, and the order is of FR"),
        ({"form": "IPv4CIDR", "value": "192.0.2.0/24"}, [], "but a range: 192.0.2.0/24"),
        ({**PR, "until": "2026-11-30T08:00:00Z"}, [], "more than 60 days"),
        ({**PR, "verb": "UPDATE", "until": "2027-01-30T08:00:00Z"}, [], "one extension of 30"),
        ({**PR, "until": "2026-09-09T08:30:00Z"}, [], "data are to be kept is over"),
        (
            {**PR, "verb": "UPDATE", "until": "2026-12-08T08:00:00Z"},
            [task_with("preservationExpiration", text="2026-10-01T08:00:00Z")],
            "extends by more than 30 days",
        ),
        (
            {**PR, "begin": "2026-10-01T08:00:00Z", "end": "2026-10-08T08:00:00Z"},
            [],
            "days that have not come (Art. 3(8))",
        ),
        ({**CONTENT, "flags": TOLD}, [words("punishable by up to two years of imprisonment")], "less than 3 years"),
        ({**CONTENT, "flags": TOLD}, [words("Freiheitsstrafe bis zu 6 Monaten")], "less than 3 years"),
        (
            {},
            [words("the mailbox of a journalist at the Example Post")],
            "immunities or privileges may protect: “journalist”",
        ),
        (
            {"contents": "eA=="},
            [("</doc:DocumentName>", f"</doc:DocumentName>{hi1_samples.entry('doc:DocumentType', 'Form2')}")],
            "certificate of another: Form2",
        ),
        (
            {**CONTENT, "flags": TOLD},
            [order_with(hi1_samples.entry("auth:AuthorisationTypeOfCase", "Defamation"))],
            "ask for the maximum penalty",
        ),
        ({"task": "TDTaskObject", "status": "TDTaskDesiredStatus"}, [], "an EPOC that asks for something else"),
        ({"limit": "TwoDays"}, [], "none of the Regulation's: TwoDays"),
        ({"validated": "PublicProsecutor"}, [], "who issued it and who validated it are one: Parquet de Lyon"),
        ({"end": ""}, [("<task:StartTime>2026-09-01", "<task:StartTime>2026-10-01")], "days that have not come"),
        (
            {"data": "UserIdentifyingData", "form": "IPv4Address", "value": "192.0.2.7", "begin": "", "end": ""},
            [],
            "named without a moment: 192.0.2.7",
        ),
        ({}, [(f"<AssociatedObject>{hi1_samples.ORDER}</AssociatedObject>", "")], "belongs to no order"),
        (
            {},
            [after(f"{hi1_samples.TASK}</ObjectIdentifier>", "<OwnerIdentifier>B</OwnerIdentifier>")],
            "several owners",
        ),
        (TAKEDOWN, [], "no reason why the content is illegal"),
        (TAKEDOWN, [], "names no exact place: user@example.org"),
        (
            TAKEDOWN,
            [task_with("deadlines", "takedownDeadline", "dateTime", text="2026-09-01T08:00:00Z")],
            "of a takedown was over before it was sent",
        ),
        ({"legal": "Manual"}, [], "its reference is that of a European order"),
        ({"reference": ""}, [], "it has no reference"),
        ({}, [(hi1_samples.TASK, hi1_samples.ORDER)], "two parts of it have one id"),
    ],
)
def test_what_the_regulation_does_not_allow_is_said(
    changed: dict[str, Any], swaps: list[tuple[str, str]], says: str
) -> None:
    found = doubts(changed, *swaps)
    assert any(says in one for one in found), found


def test_another_law_has_no_such_doubts() -> None:
    assert doubts({"legal": "Order", "reference": "W 7", "role": "OtherCompetentAuthority", "country": "FR"}) == ()
