"""A signature in an XML file counts for what it covers: words, comments and files beside it are told."""

from __future__ import annotations

import datetime as dt
import random
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from lxml import etree
from signxml.algorithms import SignatureConstructionMethod as Method
from signxml.signer import XMLSigner

from dueprocess.adapters import documents, xml_signatures
from dueprocess.adapters.pdf_signatures import Anchor, Chain, Lists
from dueprocess.adapters.xml_signatures import Found
from dueprocess.formats.mail_signature import Signature
from sender_samples import AT, issuer, signed_files, signed_xml

VECTORS = Path(__file__).resolve().parents[3] / "shared" / "vectors" / "crypto"
PARTS = '<order><asks Id="a">Beschluss</asks></order>'


def one(data: bytes, lists: Lists | None = None) -> Found:
    return xml_signatures.found({"order.xml": data}, lists or Lists(), AT)[0]


def judged(data: bytes) -> tuple[Signature, bool]:
    found = one(data)
    return found.state, found.whole


def packed(data: bytes) -> tuple[Signature, bool]:
    files = max(documents.files_apart(data, "order.asice"), key=len)
    found = xml_signatures.found({one.name: one.data for one in files}, Lists(), AT)
    return found[0].state, found[0].whole


def test_a_file_that_is_signed_whole() -> None:
    for method in (Method.enveloped, Method.enveloping):
        found = one(signed_xml(issuer(), method=method))
        assert found == Found(Signature.VALID, True, "Amtsgericht Talbach", "Talbach Trust", Chain.NO_LISTS)


def test_one_word_changed_does_not_fit() -> None:
    for method in (Method.enveloped, Method.enveloping):
        data = signed_xml(issuer(), method=method)
        assert judged(data.replace(b"Beschluss", b"Beschlusz")) == (Signature.BROKEN, False)


@pytest.mark.parametrize(
    ("place", "added"),
    [
        (b"<asks>", b"<!-- and the password -->"),
        (b"<asks>", b"<?say and the password?>"),
        (b"<order>", b"<!-- and the password -->"),
    ],
)
def test_what_the_canonical_form_leaves_out_a_person_reads(place: bytes, added: bytes) -> None:
    data = signed_xml(issuer())
    assert judged(data.replace(place, added + place, 1))[1] is False


def test_what_was_put_into_the_signature_itself() -> None:
    end = b"</ds:Signature>"
    told = b"<ds:Object>and the password</ds:Object>"
    assert judged(signed_xml(issuer()).replace(end, told + end)) == (Signature.VALID, False)
    foreign = b'<x:more xmlns:x="urn:x">and the password</x:more></ds:KeyInfo>'
    chain = [issuer().signer.public_bytes(Encoding.PEM).decode()]
    plain = XMLSigner(signature_algorithm="ecdsa-sha256").sign(
        etree.fromstring("<order>Beschluss</order>"), key=issuer().key, cert=chain
    )
    data = etree.tostring(plain)
    assert judged(data) == (Signature.VALID, True)
    assert judged(data.replace(b"</ds:KeyInfo>", foreign)) == (Signature.VALID, False)


def test_one_element_that_is_signed_is_not_the_file() -> None:
    data = signed_xml(issuer(), PARTS, of="#a")
    assert judged(data) == (Signature.VALID, True)  # nothing else stands there
    for place, added in (
        (b"</order>", b"<asks>and the password</asks></order>"),
        (b"<order>", b'<order title="and the password">'),
        (b"<order>", b"<order>and the password"),
    ):
        assert judged(data.replace(place, added, 1)) == (Signature.VALID, False)
    assert judged(data.replace(b"</order>", b"and the password</order>"))[1] is False


def test_the_signed_element_moved_aside_and_another_one_in_its_place() -> None:
    data = signed_xml(issuer(), PARTS, of="#a")
    start, end = data.index(b"<asks"), data.index(b"</asks>") + len(b"</asks>")
    moved = data[:start] + b"<asks>all mail</asks><aside>" + data[start:end] + b"</aside>" + data[end:]
    assert judged(moved) == (Signature.VALID, False)
    twice = data[:start] + b'<asks Id="a">all mail</asks>' + data[start:]
    assert one(twice).state is not Signature.VALID  # which of the two is signed, nobody can say


def test_a_second_signature_that_nobody_made() -> None:
    data = signed_xml(issuer(), PARTS, of="#a")
    false = b'<Signature xmlns="http://www.w3.org/2000/09/xmldsig#"><Object>and the password</Object></Signature>'
    assert judged(data.replace(b"</order>", false + b"</order>")) == (Signature.VALID, False)


def test_files_that_are_signed_by_one_of_them() -> None:
    files = {"order.pdf": b"%PDF-1.7 Beschluss", "list.csv": b"a,b"}
    assert packed(signed_files(issuer(), files)) == (Signature.VALID, True)
    assert packed(signed_files(issuer(), files, {"more.txt": b"and the password"})) == (Signature.VALID, False)
    assert packed(signed_files(issuer(), files).replace(b"Beschluss", b"Beschlusz"))[0] is not Signature.VALID
    # A name that stands twice: neither counts.
    doubled = max(documents.files_apart(signed_files(issuer(), {"a/b": b"1"}, {"a_b": b"2"}), "x.asice"), key=len)
    assert len({one.name for one in doubled}) < len(doubled)


def test_the_certificate_leads_to_a_list_or_to_none() -> None:
    data = signed_xml(issuer())
    found = one(data, Lists([Anchor(issuer().der, "DE")], "2026-11-01"))
    assert (found.chain, found.country) == (Chain.LISTED, "DE")
    forged = one(signed_xml(issuer.__wrapped__("Talbach Trust")), Lists([Anchor(issuer().der, "DE")], "2026-11-01"))
    assert (forged.state, forged.whole, forged.chain) == (Signature.VALID, True, Chain.UNLISTED)
    ended = xml_signatures.found({"a": data}, Lists([Anchor(issuer().der, "DE")], "x"), AT + dt.timedelta(days=400))[0]
    assert (ended.state, ended.chain) == (Signature.POLICY, Chain.UNLISTED)


def test_hostile_files_raise_nothing() -> None:
    draw, data = random.Random(7), signed_xml(issuer())  # noqa: S311 - repeatable
    for _ in range(150):
        made = bytearray(data)
        for _ in range(draw.randrange(1, 12)):
            made[draw.randrange(len(made))] = draw.randrange(256)
        xml_signatures.found({"a.xml": bytes(made)}, Lists(), AT)
    mark = documents.XML_SIGNATURE
    for odd in (
        b'<!DOCTYPE a [<!ENTITY b "' + mark + b'">]><a>&b;</a>',
        b'<Signature xmlns="' + mark + b'"/>',
        b"<a>" * 300 + mark,
        mark,
        mark + b"\x00",
    ):
        assert [one.state for one in xml_signatures.found({"a.xml": odd}, Lists(), AT)] == [Signature.UNCHECKED]


def test_more_work_than_a_letter_is_worth_is_not_done() -> None:
    data = signed_xml(issuer())
    start, end = data.index(b"<ds:Reference"), data.index(b"</ds:Reference>") + len(b"</ds:Reference>")
    many = data[:start] + 100 * data[start:end] + data[end:]
    assert one(many).state is Signature.UNCHECKED
    assert one(b"<a>" + b"x" * (9 << 20) + documents.XML_SIGNATURE + b"</a>").state is Signature.UNCHECKED


@pytest.mark.parametrize(
    ("name", "state", "whole"),
    [
        ("dss-signed.xml", Signature.VALID, True),
        ("xades-lta-valid.xml", Signature.VALID, True),
        ("X_AT_SIT_1.xml", Signature.VALID, True),
        ("TEST_S1a_C1a_InTL_VALID.xml", Signature.VALID, True),
        ("Signature-X-SK_DIT-1.xml", Signature.VALID, False),  # a list of files that are not there
        ("document.signed.bes.ptcc.xml", Signature.POLICY, True),  # SHA-1
        ("dss-signed-altered-signedPropsRemoved.xml", Signature.BROKEN, False),
        ("nonconformant-dss-signed-altered-refRemoved.xml", Signature.BROKEN, False),
        ("xades-sign-cert-v2-wrong-digest.xml", Signature.BROKEN, False),
    ],
)
def test_vectors_of_other_programs(name: str, state: Signature, whole: bool) -> None:  # noqa: FBT001
    if not VECTORS.is_dir():
        pytest.skip("the shared vectors are not beside this repository")
    data = (VECTORS / "signxml-xades" / name).read_bytes()
    found = xml_signatures.found({name: data}, Lists(), dt.datetime(2021, 1, 1, tzinfo=dt.UTC))
    assert (found[0].state, found[0].whole) == (state, whole)
