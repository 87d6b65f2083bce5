"""What `openssl` seals opens with the mailbox's certificate; a weak signature is refused by policy, and never false."""

from __future__ import annotations

import contextlib
import datetime as dt
import random
from itertools import product
from pathlib import Path

import pytest

from dueprocess.adapters import ber, certificates, cms, documents, sealed_mail, smime_keys, smime_mail
from dueprocess.adapters.ber import BerError
from dueprocess.adapters.openpgp_mail import NotOpenedError
from dueprocess.adapters.smime_mail import Opener
from dueprocess.formats.mail_signature import Signature
from dueprocess.formats.refusal import DeniedError
from sealed_mail import ORDER, Openssl, smime

ADDRESS, TEXT = "orders@desk.example", ORDER.encode() * 20
NOW = dt.datetime.now(dt.UTC) + dt.timedelta(hours=1)
CURVES = ("prime256v1", "secp384r1", "brainpoolP256r1")
RSA_WAYS = (
    (),
    ("-keyid",),
    ("-stream",),
    ("-keyopt", "rsa_padding_mode:oaep"),
    ("-keyopt", "rsa_padding_mode:oaep", "-keyopt", "rsa_oaep_md:sha256"),
)


@pytest.fixture(scope="module")
def key() -> Opener:
    secret, certificate = smime_keys.make(ADDRESS, NOW)
    return Opener(certificate, secret)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Openssl:
    return Openssl(tmp_path_factory.mktemp("office"))


@pytest.mark.slow
@pytest.mark.parametrize(("way", "words"), list(product(("aes-128-cbc", "aes-256-cbc", "aes-256-gcm"), RSA_WAYS)))
def test_what_openssl_seals_opens(office: Openssl, key: Opener, way: str, words: tuple[str, ...]) -> None:
    sealed = office.seal(key.certificate, TEXT, *words, way=way)
    inside = smime_mail.opened(sealed, [key])
    assert (inside.content, inside.open_to_change) == (TEXT, "cbc" in way)
    for cut in (sealed[:-20], sealed[: len(sealed) // 2], b"\x30\x80"):
        with pytest.raises(NotOpenedError, match="damaged"):
            smime_mail.opened(cut, [key])


@pytest.mark.slow
@pytest.mark.parametrize("curve", CURVES)
def test_a_key_on_a_curve_opens_as_well(office: Openssl, key: Opener, curve: str) -> None:
    certificate = office.key(curve, "ec", "-pkeyopt", f"ec_paramgen_curve:{curve}")
    other = Opener(certificate, office.secret(curve))
    for way, words in product(("aes-128-cbc", "aes-256-gcm"), ((), ("-keyid",))):
        sealed = office.seal(certificate, TEXT, *words, way=way)
        assert smime_mail.opened(sealed, [key, other]).content == TEXT
        with pytest.raises(NotOpenedError, match="other-key"):
            smime_mail.opened(sealed, [key])


def test_what_is_sealed_here_opens_here(key: Opener, tmp_path: Path) -> None:
    path = tmp_path / "sealed"
    with path.open("wb") as out, (tmp_path / "clear").open("w+b") as source:
        source.write(TEXT)
        source.seek(0)
        cms.seal(certificates.read(key.certificate, NOW), source, out)
    assert smime_mail.opened(path.read_bytes(), [key]).content == TEXT


def test_ciphers_of_yesterday_are_refused_by_policy(office: Openssl, key: Opener) -> None:
    for way in ("des3", "camellia256"):
        with pytest.raises(NotOpenedError, match="policy"):
            smime_mail.opened(office.seal(key.certificate, TEXT, way=way), [key])


def test_a_change_is_seen_where_it_can_be(office: Openssl, key: Opener) -> None:
    sealed = bytearray(office.seal(key.certificate, TEXT))
    sealed[-200] ^= 1
    with pytest.raises(NotOpenedError, match="damaged"):
        smime_mail.opened(bytes(sealed), [key])


@pytest.mark.parametrize("opaque", [True, False])
@pytest.mark.parametrize(
    ("kind", "words", "known", "state", "why"),
    [
        ("rsa:2048", (), True, Signature.VALID, ""),
        ("rsa:2048", ("-keyid",), True, Signature.VALID, ""),
        ("rsa:2048", ("-noattr",), True, Signature.VALID, ""),
        ("rsa:2048", ("-keyopt", "rsa_padding_mode:pss"), True, Signature.VALID, ""),
        ("rsa:2048", ("-md", "sha512"), True, Signature.VALID, ""),
        ("ec", (), True, Signature.VALID, ""),
        ("rsa:2048", ("-md", "sha1"), True, Signature.POLICY, "SHA1"),
        ("rsa:1024", (), True, Signature.POLICY, "weak"),
        ("rsa:2048", (), False, Signature.UNKNOWN, "SHA256"),
    ],
)
def test_what_a_signature_says(
    office: Openssl, kind: str, words: tuple[str, ...], *, known: bool, state: Signature, why: str, opaque: bool
) -> None:
    curve = ("-pkeyopt", "ec_paramgen_curve:prime256v1") if kind == "ec" else ()
    certificate = office.key("police", kind, *curve)
    data = office.sign("police", TEXT, *words, *(() if opaque else ("-detached",)))
    about, directory = (None if opaque else TEXT), [certificate] if known else []
    said = smime_mail.checked(data, about, directory, NOW)
    assert (said.state, said.why) == (state, why)
    assert bool(said.key) == known
    assert (sealed_mail.signed_content(data) == TEXT) == opaque
    if known:
        late = smime_mail.checked(data, about, directory, NOW + dt.timedelta(days=400))
        assert late.state is Signature.POLICY
        changed = (data.replace(b"max@", b"mux@"), None) if opaque else (data, TEXT.replace(b"max@", b"mux@"))
        assert smime_mail.checked(*changed, directory, NOW).state is Signature.BROKEN


def test_a_detached_signature_with_words_of_its_own_says_nothing_of_others(office: Openssl) -> None:
    certificate = office.key("police")
    data = office.sign("police", TEXT)
    assert smime_mail.checked(data, b"give all", [certificate], NOW).state is Signature.UNCHECKED
    assert smime_mail.checked(b"no signature", TEXT, [certificate], NOW).state is Signature.UNCHECKED
    # The attributes of another signature as content of one without any: what was signed is not what is shown.
    attributes = b"\x31\x03abc"
    bare = office.sign("police", attributes, "-noattr")
    assert smime_mail.checked(bare, None, [certificate], NOW).state is Signature.UNCHECKED


def test_sealed_mail_is_seen_by_its_form_alone(office: Openssl, key: Opener) -> None:
    office.key("police")
    sealed = office.seal(key.certificate, TEXT, way="aes-256-cbc")
    triple = office.sign("police", smime(sealed))
    pem = office.run("cms", "-cmsout", "-inform", "DER", "-outform", "PEM", data=sealed)
    for mail in (sealed, smime(sealed), smime(triple, "signed-data"), pem, pem.replace(b" CMS-", b" PKCS7-")):
        assert [(part.way, part.data) for part in sealed_mail.found(mail)] == [("smime", sealed)]
        with pytest.raises(documents.UnreadableError, match="sealed by its sender"):
            documents.to_text(mail)
    assert not sealed_mail.found(b"-----BEGIN CMS-----" + b"\n" * 200_000)


def test_what_is_signed_as_one_file_is_read(office: Openssl) -> None:
    office.key("police")
    entity = b"Content-Type: text/plain; charset=utf-8\r\n\r\n" + TEXT.replace(b"\n", b"\r\n")
    for mail in (smime(office.sign("police", entity), "signed-data"), office.sign("police", entity)):
        assert "max@provider.example" in documents.to_text(mail, "came.eml" if mail[:1] != b"0" else "").text
    assert "max@provider.example" in documents.to_text(office.sign("police", TEXT), "order.txt.p7m").text


def test_a_certificate_is_asked_for_and_taken_if_it_is_ours(office: Openssl, key: Opener) -> None:
    (office.folder / "our.csr").write_bytes(smime_keys.request(key.secret, ADDRESS))
    office.key("authority")
    ca = ("-CA", "authority.pem", "-CAkey", "authority.key", "-copy_extensions", "copyall", "-days", "90")
    given = office.run("x509", "-req", "-in", "our.csr", *ca)
    der = smime_keys.certificate(given, key.secret, ADDRESS.upper(), NOW)
    assert smime_keys.fits(der, key.secret)
    assert (smime_keys.is_own(key.certificate), smime_keys.is_own(der)) == (True, False)
    assert smime_mail.opened(office.seal(der, TEXT), [Opener(der, key.secret)]).content == TEXT
    other, _ = smime_keys.make(ADDRESS, NOW)
    for secret, address, why in ((other, ADDRESS, "key"), (key.secret, "post@desk.example", "address")):
        with pytest.raises(ValueError, match=why):
            smime_keys.certificate(given, secret, address, NOW)
    with pytest.raises(DeniedError, match="malformed"):
        smime_keys.certificate(b"no certificate", key.secret, ADDRESS, NOW)


def test_what_is_no_asn1_or_too_much_of_it_is_refused() -> None:
    deep = b"\x30\x80" * 2000
    wide = b"\x30\x83\x03\x00\x00" + b"\x04\x00" * 0x18000
    for data in (b"", b"\x30", b"\x30\x05\x04", b"\x1f\x81\x01\x00", b"\x04\x80\x00\x00", b"\x30\x89" + bytes(9), deep):
        with pytest.raises(BerError):
            ber.read(data)
    with pytest.raises(BerError, match="too many"):
        ber.read(wide)


@pytest.mark.slow
def test_thousands_of_changed_messages_raise_nothing_else(office: Openssl, key: Opener) -> None:
    certificate, dice = office.key("police"), random.Random(5652)  # noqa: S311 - the same ones each time
    signed = office.sign("police", TEXT)
    seeds = [office.seal(key.certificate, TEXT[:300], way=way) for way in ("aes-256-gcm", "aes-256-cbc")]
    for number in range(4000):
        seed = (signed, *seeds)[number % 3]
        data = bytearray(seed)
        for _ in range(dice.randint(1, 4)):
            at = dice.randrange(min(len(data), 700) if dice.random() < 0.8 else len(data))
            data[at : at + dice.randint(0, 2)] = dice.randbytes(dice.randint(0, 2))
        sealed_mail.found(bytes(data))
        sealed_mail.signed_content(bytes(data))
        state = smime_mail.checked(bytes(data), None, [certificate], NOW).state
        if state is Signature.VALID:
            assert sealed_mail.signed_content(bytes(data)) == TEXT
        with contextlib.suppress(NotOpenedError):
            inside = smime_mail.opened(bytes(data), [key])
            assert inside.open_to_change or inside.content == TEXT[:300]
