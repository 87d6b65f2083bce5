"""A signature in an XML file counts for what it covers: words, comments and files beside it are told."""

from __future__ import annotations

import base64
import datetime as dt
import random
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import utils
from cryptography.hazmat.primitives.serialization import Encoding
from lxml import etree
from signxml.algorithms import CanonicalizationMethod
from signxml.algorithms import SignatureConstructionMethod as Method
from signxml.signer import XMLSigner

from dueprocess.adapters import documents, xml_signatures
from dueprocess.adapters.chains import Anchor, Chain, Lists
from dueprocess.adapters.xml_signatures import Found
from dueprocess.formats.mail_signature import Signature
from sender_samples import AT, certificate, issuer, reference, signature, signed_files, signed_xml
from sender_samples import packed as zipped

VECTORS = Path(__file__).resolve().parents[3] / "shared" / "vectors" / "crypto"
PARTS = '<order><asks Id="a">Beschluss</asks></order>'


def one(data: bytes, lists: Lists | None = None) -> Found:
    return xml_signatures.found({"order.xml": data}, lists or Lists(), AT)[0]


def judged(data: bytes) -> tuple[Signature, bool]:
    found = one(data)
    return found.state, found.whole


def packed(data: bytes) -> tuple[Signature, bool]:
    (files,) = [
        one for one in documents.files_apart(data, "order.asice") if any("signatures0" in each.name for each in one)
    ]
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
    assert judged(data) == (Signature.VALID, False)  # what stands around it has a name, which nobody signed
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


WORD = zipped({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<document/>"})
MANIFEST = (
    b'<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2">'
    b'<manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.etsi.asic-e+zip"/>'
    b'<manifest:file-entry manifest:full-path="order.txt" manifest:media-type="text/plain"/></manifest:manifest>'
)
SPACES = 'xmlns:ds="http://www.w3.org/2000/09/xmldsig#" xmlns:xades="http://uri.etsi.org/01903/v1.3.2#"'


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("more.docx", WORD),
        ("more.zip", zipped({"more.txt": b"and the password"})),
        ("more.eml", b"From: a@b.example\nSubject: and the password\n\n"),
        ("META-INF/more.txt", b"and the password"),
        ("META-INF_more.txt", b"and the password"),
        ("META-INF/signatures1.xml", b"<a>and the password</a>"),
        ("#o", b"<html>and the password"),
        ("META-INF/manifest.xml", MANIFEST.replace(b"</", b"and the password</", 1)),
        ("META-INF/manifest.xml", MANIFEST.replace(b"text/plain", b"and the password")),
        ("META-INF/manifest.xml", MANIFEST.replace(b"text/plain", b"text/and-the-password")),
        ("META-INF/manifest.xml", MANIFEST.replace(b"order.txt", b"and the password")),
        ("META-INF/manifest.xml", MANIFEST + b"<!-- and the password -->"),
        ("META-INF/manifest.xml", MANIFEST.replace(b" ", b' xmlns:x="and the password" ', 1)),
    ],
)
def test_what_was_packed_beside_the_signed_files(name: str, data: bytes) -> None:
    made = signature(
        issuer(),
        reference("order.txt", b"Beschluss") + reference("#o", b"x" * 30, RULE),
        f'<ds:Object Id="o">{"eHh4" * 10}</ds:Object>',
    )
    files = {"mimetype": b"application/vnd.etsi.asic-e+zip", "order.txt": b"Beschluss"}
    files["META-INF/signatures0.xml"] = made.encode()
    assert packed(zipped(files)) == (Signature.VALID, True)
    assert packed(zipped(files | {"META-INF/manifest.xml": MANIFEST})) == (Signature.VALID, True)
    assert packed(zipped(files | {name: data})) == (Signature.VALID, False)
    assert packed(zipped(files | {"mimetype": b"<html>and the password"})) == (Signature.VALID, False)


RULE = (
    '<ds:Transforms><ds:Transform Algorithm="http://www.w3.org/2000/09/xmldsig#base64"></ds:Transform></ds:Transforms>'
)


def test_words_in_the_file_that_signs_the_others() -> None:
    made = signature(issuer(), reference("order.txt", b"Beschluss")).encode()
    wrapper = b'<asic:XAdESSignatures xmlns:asic="http://uri.etsi.org/02918/v1.2.1#">', b"</asic:XAdESSignatures>"
    for before, after, whole in (
        (wrapper[0], wrapper[1], True),
        (wrapper[0] + b"and the password", wrapper[1], False),
        (wrapper[0], b"and the password" + wrapper[1], False),
        (wrapper[0], b"<more/>" + wrapper[1], False),
        (b"<and_the_password>", b"</and_the_password>", False),
        (b"", b"<!-- and the password -->", False),
    ):
        files = {"order.txt": b"Beschluss", "META-INF/signatures0.xml": before + made + after}
        assert packed(zipped(files))[1] is whole, before


def test_an_old_order_in_a_pack_does_not_speak_for_the_new_one() -> None:
    files = {"old.xml": signed_xml(issuer()), "order.txt": b"Beschluss"}
    assert packed(signed_files(issuer(), files)) == (Signature.VALID, True)
    for put in ({"more.txt": b"and the password"}, {"order.txt": b"and the password"}):
        assert packed(signed_files(issuer(), files, put))[1] is False


def test_a_packed_document_that_is_signed() -> None:
    assert packed(signed_files(issuer(), {"order.docx": WORD})) == (Signature.VALID, True)


def test_files_that_an_xml_letter_holds_do_not_stand_for_it() -> None:
    made = signature(issuer(), reference("order.txt", b"Beschluss " * 30)).encode()
    files = {"META-INF_sig.xml": made, "order.txt": b"Beschluss " * 30}
    inside = "".join(f"<f n='{name}'>{base64.b64encode(data).decode()}</f>" for name, data in files.items())
    letter = f"<?xml version='1.0'?><a xmlns='urn:a'><p>and the password</p>{inside}</a>".encode()
    apart = documents.files_apart(letter, "a.xml")
    assert any("META-INF_sig.xml" in each.name for one in apart for each in one)
    for one_pack in apart:
        held = {each.name: each.data for each in one_pack}
        assert not any(each.whole for each in xml_signatures.found(held, Lists(), AT))


def test_of_what_was_not_opened_to_its_end_nothing_is_said() -> None:
    deep = zipped({"a.txt": b"a"})
    for _ in range(12):
        deep = zipped({"a.zip": deep})
    many = {f"{number}.txt": b"" for number in range(documents.MAX_PARTS + 1)}
    mails = "".join("--b\n\na\n" for _ in many)
    mail = f'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="b"\n\n{mails}--b--\n'.encode()
    for name, data in (("deep.zip", deep), ("many.eml", mail)):
        (*_, last) = documents.files_apart(signed_files(issuer(), {"a.txt": b"a"}, {name: data}), "o.asice") or [[]]
        found = xml_signatures.found({one.name: one.data for one in last}, Lists(), AT)
        assert not any(one.whole for one in found), name


COUNTER = (
    f"<ds:Object><xades:QualifyingProperties {SPACES} Target='#x'><xades:UnsignedProperties>"
    "<xades:UnsignedSignatureProperties><xades:CounterSignature><ds:Signature><ds:Object>and the password"
    "</ds:Object></ds:Signature></xades:CounterSignature></xades:UnsignedSignatureProperties>"
    "</xades:UnsignedProperties></xades:QualifyingProperties></ds:Object></ds:Signature>"
)


@pytest.mark.parametrize(
    ("place", "added"),
    [
        ("</ds:KeyInfo>", "and the password</ds:KeyInfo>"),
        ("</ds:KeyInfo>", "<ds:KeyName>and the password</ds:KeyName></ds:KeyInfo>"),
        ("</ds:KeyInfo>", "<ds:KeyName>AndThePasswordsOfAll</ds:KeyName></ds:KeyInfo>"),
        ("</ds:X509Data>", "<ds:X509SubjectName>CN=and the password</ds:X509SubjectName></ds:X509Data>"),
        ("</ds:KeyInfo>", "<ds:KeyName>0049301234567</ds:KeyName></ds:KeyInfo>"),
        ("</ds:X509Data>", "<ds:X509SubjectName>CN=Talbach, 0049301234567</ds:X509SubjectName></ds:X509Data>"),
        ("</ds:X509Data>", f"<ds:X509Certificate>{'QUJD' * 20}</ds:X509Certificate></ds:X509Data>"),
        ("</ds:KeyInfo>", f"<xades:And_the_password {SPACES}/></ds:KeyInfo>"),
        ("</ds:KeyInfo>", '<e:a xmlns:e="http://uri.etsi.org/01903/ and the password"/></ds:KeyInfo>'),
        ("<ds:KeyInfo>", '<ds:KeyInfo xmlns:e="and the password">'),
        ("<ds:Object>", '<ds:Object MimeType="and the password">'),
        ("<ds:Object>", '<ds:Object MimeType="text/and-the-password">'),
        ("</ds:KeyInfo>", "</ds:KeyInfo><ds:Object>and the password</ds:Object>"),
        ("</ds:Signature>", COUNTER),
    ],
)
def test_words_in_what_a_signature_says_of_itself(place: str, added: str) -> None:
    made = signature(
        issuer(),
        reference("#o", b"x" * 30, RULE),
        f'<ds:Object Id="o">{"eHh4" * 10}</ds:Object><ds:Object></ds:Object>',
    )
    assert judged(made.encode()) == (Signature.VALID, True)
    assert place in made
    assert judged(made.replace(place, added, 1).encode())[1] is False


def test_words_put_in_anywhere() -> None:
    draw = random.Random(3)  # noqa: S311 - repeatable
    coded = signature(issuer(), reference("#o", b"x" * 30, RULE), f'<ds:Object Id="o">{"eHh4" * 10}</ds:Object>')
    samples = [signed_xml(issuer()), signed_xml(issuer(), method=Method.enveloping), coded.encode()]
    for _ in range(400):
        data = draw.choice(samples)
        at = draw.choice([place for place, sign in enumerate(data) if sign in b"<>\"' /="]) + draw.randrange(2)
        said = draw.choice([b" and more ", b"<more/>", b"<!--more-->", b" a='more'", b" xmlns:a='more'", b"<?more?>"])
        found = xml_signatures.found({"order.xml": data[:at] + said + data[at:]}, Lists(), AT)
        assert not any(one.whole for one in found), (at, said)


def test_the_signers_name_beside_its_certificate() -> None:
    serial = issuer().signer.serial_number
    said = "<ds:X509SubjectName>2.5.4.3=#0c13416d7473676572696368742054616c62616368</ds:X509SubjectName>"
    said += f"<ds:X509IssuerSerial><ds:X509IssuerName>CN=Talbach Trust</ds:X509IssuerName><ds:X509SerialNumber>{serial}"
    said += "</ds:X509SerialNumber></ds:X509IssuerSerial></ds:X509Data>"
    made = signature(issuer(), reference("#o", b"x" * 30, RULE), f'<ds:Object Id="o">{"eHh4" * 10}</ds:Object>')
    assert judged(made.replace("</ds:X509Data>", said).encode()) == (Signature.VALID, True)
    assert judged(made.replace("</ds:X509Data>", said.replace(f">{serial}<", ">49301234567<")).encode())[1] is False


def test_a_signature_in_another_form_is_not_called_broken() -> None:
    made = signature(issuer(), reference("#o", b"x" * 30, RULE), f'<ds:Object Id="o">{"eHh4" * 10}</ds:Object>')
    start, end = made.index("<ds:SignatureValue>") + 19, made.index("</ds:SignatureValue>")
    halves = base64.b64decode(made[start:end])
    der = utils.encode_dss_signature(int.from_bytes(halves[:32], "big"), int.from_bytes(halves[32:], "big"))
    other = made[:start] + base64.b64encode(der).decode() + made[end:]
    assert judged(other.encode()) == (Signature.UNCHECKED, False)


def test_coded_words_with_others_behind_them() -> None:
    for coded, whole in (("eHh4" * 9 + "eA==", True), ("eHh4" * 9 + "eA== and the password", False)):
        made = signature(issuer(), reference("#o", b"x" * 28, RULE), f'<ds:Object Id="o">{coded}</ds:Object>')
        assert judged(made.encode()) == (Signature.VALID, whole)
    inside = signature(
        issuer(), reference("#o", b"x" * 30, RULE), f'<ds:Object><a Id="o">{"eHh4" * 10}</a></ds:Object>'
    )
    assert judged(inside.encode()) == (Signature.VALID, False)


@pytest.mark.parametrize("form", list(CanonicalizationMethod))
def test_a_namespace_that_nothing_uses_is_words_too(form: CanonicalizationMethod) -> None:
    chain = [issuer().signer.public_bytes(Encoding.PEM).decode()]
    signer = XMLSigner(signature_algorithm="ecdsa-sha256", c14n_algorithm=form)
    data = etree.tostring(signer.sign(etree.fromstring("<order>Beschluss</order>"), key=issuer().key, cert=chain))
    assert judged(data) == (Signature.VALID, True)
    assert judged(data.replace(b"<order", b'<order xmlns:x="and the password"', 1))[1] is False
    assert judged(data.replace(b"<order", b'<order xmlns:and_the_password="urn:x"', 1))[1] is False
    assert judged(data.replace(b"<ds:KeyInfo", b'<ds:KeyInfo xmlns:x="and the password"', 1))[1] is False


def test_a_file_that_a_person_sees_in_another_way() -> None:
    data = signed_xml(issuer())
    hidden = data.replace(b"Beschluss", b"Be<![CDATA[schluss]]>")
    assert judged(hidden) == (Signature.VALID, True)
    (shown,) = xml_signatures.found({"order.html": hidden}, Lists(), AT)
    assert (shown.state, shown.whole) == (Signature.VALID, False)
    page = signed_xml(issuer(), "<html><p>Beschluss</p></html>")
    assert judged(page) == (Signature.VALID, False)
    mail = b"Content-Type: text/html; name=a.xml\nContent-Disposition: attachment\nFrom: a@b.example\n\n" + hidden
    ((one_file,),) = documents.files_apart(mail, "a.eml")
    assert not any(one.whole for one in xml_signatures.found({one_file.name: one_file.data}, Lists(), AT))


@pytest.mark.parametrize(
    ("encoding", "whole"),
    [
        ("UTF-8", True),
        ("ISO-8859-1", True),
        ("ISO-8859-2", False),
        ("windows-1250", False),
        ("cp852", False),
    ],
)
def test_the_signs_that_a_person_sees_are_those_that_are_signed(encoding: str, *, whole: bool) -> None:
    text = etree.fromstring(signed_xml(issuer(), "<order>Beschlüsse</order>"))
    said = etree.tostring(text, encoding="unicode")
    data = f'<?xml version="1.0" encoding="{encoding}"?>{said}'.encode(encoding)
    assert judged(data)[1] is whole
    if encoding == "ISO-8859-1":
        twice = said.replace("ü", "Ã¼")
        assert judged(f'<?xml version="1.0" encoding="{encoding}"?>{twice}'.encode(encoding))[1] is False


def test_sha1_under_any_name_is_an_old_hash() -> None:
    made = signature(issuer(), reference("a", b"a")).replace("more#ecdsa-sha256", "more#sha1-rsa-MGF1")
    assert xml_signatures._weak(etree.fromstring(made)) == "SHA1"  # noqa: SLF001 - no key of that size is made here


def test_the_certificate_leads_to_a_list_or_to_none() -> None:
    data = signed_xml(issuer())
    found = one(data, Lists([Anchor(issuer().der, "DE")], "2026-11-01"))
    assert (found.chain, found.country) == (Chain.LISTED, "DE")
    forged = one(signed_xml(issuer.__wrapped__("Talbach Trust")), Lists([Anchor(issuer().der, "DE")], "2026-11-01"))
    assert (forged.state, forged.whole, forged.chain) == (Signature.VALID, True, Chain.UNLISTED)
    ended = xml_signatures.found({"a": data}, Lists([Anchor(issuer().der, "DE")], "x"), AT + dt.timedelta(days=400))[0]
    assert (ended.state, ended.chain) == (Signature.POLICY, Chain.UNLISTED)


def test_two_certificates_of_one_key_name_nobody() -> None:
    made = signature(issuer(), reference("#o", b"x" * 30, RULE), f'<ds:Object Id="o">{"eHh4" * 10}</ds:Object>')
    start, end = "<ds:X509Data>", "</ds:X509Data>"
    other = certificate("Another court", issuer().key)
    coded = base64.b64encode(other.public_bytes(Encoding.DER)).decode()
    more = f"<ds:X509Certificate>{coded}</ds:X509Certificate>"
    for both in (made.replace(start, start + more), made.replace(end, more + end)):
        assert one(both.encode()) == Found(Signature.UNCHECKED)
    held = made[made.index(start) + len(start) : made.index(end)]
    assert judged(made.replace(end, held + end).encode()) == (Signature.VALID, True)  # the same one twice


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
    wide = b"<a" + b"".join(b' a%d=""' % number for number in range(xml_signatures.MAX_NODES + 1)) + b">"
    for odd in (b"<a>" + b"<b/>" * (xml_signatures.MAX_NODES + 1), wide):
        assert one(odd + documents.XML_SIGNATURE + b"</a>").state is Signature.UNCHECKED
    certificate = data[data.index(b"<ds:X509Certificate>") : data.index(b"</ds:X509Data>")]
    big = signed_xml(issuer(), f"<order>{'Beschluss ' * 400_000}</order>")
    assert one(big.replace(certificate, 4 * certificate)).state is Signature.UNCHECKED
    assert one(b"<a>" + b"x" * (9 << 20) + documents.XML_SIGNATURE + b"</a>").state is Signature.UNCHECKED


@pytest.mark.parametrize(
    ("name", "state", "whole"),
    [
        ("dss-signed.xml", Signature.VALID, True),
        ("xades-lta-valid.xml", Signature.VALID, True),
        ("X_AT_SIT_1.xml", Signature.VALID, True),
        ("TEST_S1a_C1a_InTL_VALID.xml", Signature.VALID, False),  # words in a signature of the signature
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
