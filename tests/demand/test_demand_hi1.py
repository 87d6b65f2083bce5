"""Orders that a machine wrote: nothing that stands in them is typed again, and what contradicts itself is said."""

import base64
import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import hi1_samples
from dueprocess.adapters import documents, etsi, jobs_parse, jobs_read, opened_xml
from dueprocess.adapters.documents import UnreadableError
from dueprocess.demand import hi1
from dueprocess.formats.hi1 import response, written

SHARED = Path(__file__).resolve().parents[3] / "shared" / "vectors"


def doubts(**changed: Any) -> tuple[str, ...]:
    read = hi1.read(etsi.parse(hi1_samples.order(**changed)))
    assert read is not None
    return read.doubts


def test_an_order_is_read_as_it_stands_and_each_place_is_shown() -> None:
    data = hi1_samples.order(contents=base64.b64encode("Begründung".encode()).decode(), flags=("DelayInformingUser",))
    document = documents.to_text(data, "order.xml")
    draft = jobs_read.draft_of({"file": "order.xml"}, data)
    assert (document.kind, document.apart, draft.is_demand) == ("message", True, True)
    assert (draft.country, draft.authority, str(draft.issuer), draft.deadline) == (
        "FR",
        "Parquet de Lyon",
        "prosecutor",
        "P10D",
    )
    assert (draft.instruments, draft.forms, draft.document_date) == (("EU-EPOC-SUB",), ("EPOC",), "2026-09-09")
    assert draft.register_numbers == ("EPOC-FR-IE-2026-09-09-0001-1", "IA-1")
    (item,) = draft.items
    assert (str(item.kind), item.data, item.targets) == ("disclosure", ("subscriber",), ("user@example.org",))
    assert (item.period_from, item.period_to, item.future) == ("2026-09-01", "2026-09-08", False)
    for field, says in (
        ("targets", "user@example.org"),
        ("authority", "Parquet de Lyon (PublicProsecutor)"),
        ("country", "FR"),
    ):
        assert [document.text[start:end] for start, end in draft.spans[field]] == [says]
    assert "DelayInformingUser" in document.text
    assert "Begründung" in document.text
    assert "Look here" not in document.text


def test_as_an_attachment_it_is_the_same_order() -> None:
    from email.message import EmailMessage

    message = EmailMessage()
    message["From"], message["Subject"] = "x@justice.example", "Order"
    message.set_content("Please find the order attached.")
    message.add_attachment(hi1_samples.order(), maintype="application", subtype="xml", filename="epoc.xml")
    text = documents.to_text(message.as_bytes(), "a.eml").text
    draft = jobs_read.draft_of({"file": "a.eml"}, message.as_bytes())
    assert draft.instruments == ("EU-EPOC-SUB",)
    ((start, end),) = draft.spans["targets"]
    assert text[start:end] == "user@example.org"


def test_the_face_says_the_channel_and_what_the_law_asks() -> None:
    data = hi1_samples.order(
        role="OtherCompetentAuthority", validated="Judge", data="StoredContentData", limit="EightHours"
    )
    options = {"file": "a.xml", "channel": "file", "received_at": "2026-09-09T09:10Z"}
    document = jobs_read.document_of(options, data)
    face = jobs_parse._face(jobs_read.draft_in(options, document), options, document)  # noqa: SLF001
    case = face["case"]
    assert (case["channel"], case["issuer"], case["validated_by"], case["emergency"]) == (
        "xml",
        "police",
        "judge",
        True,
    )
    assert case["instruments"] == ["EU-EPOC-TC"]
    assert face["items"][0]["data"] == ["content"]


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"limit": "TenDaysASAP"}, False),
        ({"limit": "TenDaysSubjectToEA", "flags": ("EnforcingAuthorityNotified",)}, True),
        ({"limit": "TenDaysSubjectToEA"}, True),
        ({"limit": "TenDaysASAP", "flags": ("EnforcingAuthorityNotified",)}, None),
        ({"limit": "EightHours"}, None),
        ({"legal": "Order", "reference": "W 7"}, None),
    ],
)
def test_whether_the_enforcing_authority_was_notified_stands_in_the_message(
    changed: dict[str, Any], says: object
) -> None:
    """It decides whether data go at the end of ten days or before (Art. 10(2), 10(3)): nobody types it."""
    options = {"file": "a.xml", "channel": "file", "received_at": "2026-09-09T09:10Z"}
    document = jobs_read.document_of(options, hi1_samples.order(**changed))
    face = jobs_parse._face(jobs_read.draft_in(options, document), options, document)  # noqa: SLF001
    assert face["case"].get("notified_enforcing") is says


def test_the_directory_names_the_office() -> None:
    row = {"id": "FR-LYON", "canonical_en": "x", "country": "FR", "kind": "prosecutor", "names": ["PARQUET DE LYON"]}
    draft = jobs_read.draft_of({"file": "a.xml", "authorities": [row]}, hi1_samples.order())
    assert (draft.authority_id, draft.is_government_body) == ("FR-LYON", True)


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"flags": ("IsEmergency",)}, "claims an emergency and sets ten days"),
        ({"limit": "EightHours"}, "claims no emergency"),
        ({"owner": "EXAMPLE-SP"}, "names the provider as owner"),
        ({"asked": "ANOTHER-SP"}, "addressed to EXAMPLE-SP and asks ANOTHER-SP"),
        ({"country": "DE"}, "names FR as issuing State, and the order DE"),
        ({"country": "DE"}, "several countries: DE, FR"),
        ({"reference": "W 7"}, "not of the form"),
        ({"reference": "EPOCPR-FR-IE-2026-09-09-0001-1"}, "one of EPOCPR"),
        ({"signed": "2026-09-08T08:00:00Z"}, "the day 2026-09-09, and it was signed on 2026-09-08"),
        ({"end": "2026-08-01T00:00:00Z"}, "ends before it begins"),
        ({"end": "2026-12-01T00:00:00Z"}, "days that have not come"),
        ({"task": "LPTaskObject", "status": "LPTaskDesiredStatus"}, "an EPOC that asks for something else"),
        ({"data": "EverythingData"}, "none of the four: EverythingData"),
        ({"status": "LPTaskStatus"}, "a LDTaskObject with a state of another: LPTaskStatus"),
        ({"value": ""}, "names no account"),
        ({"form": "IPV4Address", "value": "192.0.02.7"}, "is no IPV4Address"),
        ({"task": "TDTaskObject", "status": "TDTaskDesiredStatus", "version": "V1.13.1"}, "has no TDTaskObject yet"),
        ({"belongs": "83bf1ee6-2295-51b7-bbd0-53c1884e252c"}, "which is not in it"),
        ({"sent": "2026-09-09T07:00:00.000000Z"}, "signed after it was sent"),
        ({"flags": ("IsTest",)}, "says that it is a test"),
        (
            {
                "legal": "EPOCPR",
                "reference": "EPOCPR-FR-IE-2026-09-09-0001-1",
                "until": "2026-12-09T09:00:00Z",
                "task": "LPTaskObject",
                "status": "LPTaskDesiredStatus",
                "wished": "Preserved",
            },
            "more than 60 days",
        ),
    ],
)
def test_what_it_says_against_itself_is_said_first(changed: dict[str, Any], says: str) -> None:
    assert doubts() == ()
    assert any(says in one for one in doubts(**changed)), doubts(**changed)
    assert "Look here" in documents.to_text(hi1_samples.order(**changed), "a.xml").text


def test_what_is_taken_back_asks_for_nothing() -> None:
    read = hi1.read(etsi.parse(hi1_samples.order(verb="UPDATE", wished="Cancelled")))
    assert read is not None
    assert not read.draft.is_demand
    assert "Taken back: 47719f7b" in read.text


@pytest.mark.parametrize("verb", ["GET", "LIST"])
def test_what_is_asked_of_the_interface_is_said_to_need_the_endpoint(verb: str) -> None:
    read = hi1.read(etsi.parse(hi1_samples.order(verb=verb)))
    assert read is not None
    assert not read.draft.is_demand
    assert f"{verb} (2): only an endpoint answers that" in read.text


def test_an_update_is_found_by_the_ids_of_its_objects() -> None:
    """In the docket, where the vault compares what two arrivals have in common (ADR 0097, 0103)."""
    options = {
        "name": "a.xml",
        "channel": "file",
        "received_at": "2026-09-09T09:10Z",
        "made_at": "2026-09-09T09:10:00Z",
    }
    known = []
    for changed in ({}, {"verb": "UPDATE", "wished": "Cancelled", "reference": "", "legal": ""}):
        data = hi1_samples.order(**changed)
        document = jobs_read.document_of({**options, "file": "a.xml"}, data)
        known.append(set(jobs_parse._known_by(document, jobs_read.draft_in(options, document))["references"]))  # noqa: SLF001
    assert {hi1_samples.ORDER, hi1_samples.TASK} <= known[0] & known[1]


def test_what_came_over_an_offices_connection_says_so_and_whom_it_names_instead() -> None:
    """Who sent it is the certificate's office; a message that names another one is not believed (hazard 2.1)."""
    bound = {"id": "FR-LYON", "name": "Parquet de Lyon", "country": "FR"}
    options = {"name": "a.xml", "file": "a.xml", "channel": "xml", "made_at": "2026-09-09T09:10:00Z"}
    options |= {"received_at": "2026-09-09T09:10Z", "aliases": {}, "authorities": []}
    alone = jobs_parse._read(options, hi1_samples.order())  # noqa: SLF001
    found = jobs_parse._read({**options, "bound": bound}, hi1_samples.order())  # noqa: SLF001
    assert found.text.startswith(b"It came over the connection of Parquet de Lyon (FR-LYON)")
    assert b"Look here" not in found.text
    assert found.face is not None
    assert found.face["case"]["authority"] == "FR-LYON"
    assert b"CREATEResponse" in found.receipt
    assert alone.receipt == b""
    (start, end), text = json.loads(found.particulars)["spans"]["targets"][0], found.text.decode()
    assert text[start:end] == "user@example.org"
    other = {"id": "DE-BKA", "name": "Bundeskriminalamt", "country": "DE"}
    row = {"id": "FR-LYON", "canonical_en": "x", "country": "FR", "kind": "prosecutor", "names": ["Parquet de Lyon"]}
    named = jobs_parse._read({**options, "authorities": [row], "bound": other}, hi1_samples.order())  # noqa: SLF001
    assert named.face is not None
    assert named.face["case"]["authority"] == "DE-BKA"
    lines = named.text.decode().splitlines()
    assert lines[1:3] == [
        "Look here: that office is of DE, and the order of FR.",
        "Look here: it names another office: Parquet de Lyon.",
    ]


def test_an_object_without_an_identifier_is_told_so() -> None:
    asked = hi1.read(etsi.parse(hi1_samples.order().replace(hi1_samples.TASK.encode(), b"")))
    assert asked is not None
    assert asked.asked is None  # its task has no id: nothing can be answered by ids
    bare = re.sub(rb"<ObjectIdentifier>.*?</ObjectIdentifier>", b"", hi1_samples.order(verb="GET"))
    read = hi1.read(etsi.parse(bare.replace(b"GET>", b"CREATE>").replace(b"task:LDTaskObject", b"x:Other")))
    assert read is not None
    assert read.asked is not None
    told = etsi.parse(written(response(read.asked, "2026-09-09T09:10:00.000000Z"), "xml"))
    rows = told.each("Payload", "ResponsePayload", "ActionResponses", "ActionResponse")
    assert [one.said("ErrorInformation", "ErrorCode") for one in rows] == ["3005", "3005"]


@pytest.mark.parametrize("encoding", [b"KTF-8", b"UTFx8", b"utf-7", b"euc-jp", b"hz", b"idna", b"base64"])
def test_an_encoding_that_nobody_knows_is_damage(encoding: bytes) -> None:
    data = b"<?xml version='1.0' encoding='" + encoding + b"'?><HI1Message><a>\xe9</a></HI1Message>"
    with pytest.raises(opened_xml.DamagedError):
        etsi.parse(data)


def test_the_shared_messages_are_read_in_both_forms() -> None:
    if not SHARED.is_dir():
        pytest.skip("the shared vectors are not beside this repository")
    asked = {"epoc-subscriber-prosecutor.xml": "EU-EPOC-SUB", "epoc-emergency-no-validation.xml": "EU-EPOC-SUB"}
    for name, instrument in {**asked, "epoc-pr-preserve-60-days.xml": "EU-EPOC-PR"}.items():
        read = hi1.read(etsi.parse((SHARED / "epoc" / name).read_bytes()))
        assert read is not None
        assert (read.draft.instruments, read.doubts) == ((instrument,), ())
    for path in sorted((SHARED / "etsi-103120").glob("examples-*/*")):
        text = documents.to_text(path.read_bytes(), path.name).text
        assert "ETSI TS 103 120 V1." in text
    both = [
        jobs_read.draft_of(
            {"file": "a"}, (SHARED / "etsi-103120" / f"examples-{form}" / f"request4.{form}").read_bytes()
        )
        for form in ("xml", "json")
    ]
    assert both[0].targets == both[1].targets == ("442079460223",)


@given(st.binary(max_size=200), st.integers(0, 4000), st.integers(0, 400))
def test_changed_bytes_give_text_or_the_one_error(inserted: bytes, at: int, gone: int) -> None:
    data = hi1_samples.order()
    hostile = data[:at] + inserted + data[at + gone :]
    try:
        said = documents.to_text(hostile, "a.xml").text
    except UnreadableError as fault:
        said = str(fault)
    assert said


@pytest.mark.parametrize(
    "data",
    [
        b"<HI1Message><!DOCTYPE a></HI1Message>",
        b"<!DOCTYPE a [<!ENTITY b 'c'>]><HI1Message>&b;</HI1Message>",
        b"<HI1Message>" + b"<a>" * 50 + b"</a>" * 50 + b"</HI1Message>",
        b"<HI1Message",
    ],
)
def test_what_would_grow_or_fetch_is_refused(data: bytes) -> None:
    with pytest.raises(opened_xml.DamagedError):
        etsi.parse(data)
