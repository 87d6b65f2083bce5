"""S/MIME: what is sealed to the mailbox's certificate is opened, and whose signature stands with it (RFC 5652, 8551).

Runs in the sandbox's child. The kept library opens RSA with AES-CBC in DER alone; authorities send AES-GCM (RFC 5083),
keys on curves (RFC 5753) and BER as well. Ciphers and hashes of yesterday are refused by policy, and by their name. No
chain is looked at: whose certificate it is rests on two people and a call back (ADR 0029).
"""

import datetime as dt
import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature, InvalidTag, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.kdf.x963kdf import X963KDF
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap
from cryptography.hazmat.primitives.padding import PKCS7

from dueprocess.adapters import ber, certificates, cms, sealed_mail
from dueprocess.adapters.ber import BerError, Node
from dueprocess.adapters.openpgp_mail import MAX_INSIDE, Inside, NotOpenedError
from dueprocess.formats.mail_signature import Signature, Signed
from dueprocess.formats.refusal import DeniedError

MAX_SIGNERS: Final = 8
_ENVELOPED: Final = "1.2.840.113549.1.7.3"
_AUTH_ENVELOPED: Final = "1.2.840.113549.1.9.16.1.23"
_AES: Final = "2.16.840.1.101.3.4.1."
_CBC: Final[Mapping[str, int]] = {f"{_AES}2": 16, f"{_AES}22": 24, f"{_AES}42": 32}
_GCM: Final[Mapping[str, int]] = {f"{_AES}6": 16, f"{_AES}26": 24, f"{_AES}46": 32}
_WRAPS: Final[Mapping[str, int]] = {f"{_AES}5": 16, f"{_AES}25": 24, f"{_AES}45": 32}
_RSA: Final = "1.2.840.113549.1.1.1"
_OAEP: Final = "1.2.840.113549.1.1.7"
_PSS: Final = "1.2.840.113549.1.1.10"
_CONTENT_TYPE: Final = "1.2.840.113549.1.9.3"
_MESSAGE_DIGEST: Final = "1.2.840.113549.1.9.4"
_HASHES: Final[Mapping[str, hashes.HashAlgorithm]] = {
    "1.2.840.113549.2.5": hashes.MD5(),  # noqa: S303 - to say that it fits, and is refused
    "1.3.14.3.2.26": hashes.SHA1(),  # noqa: S303 - as above
    "2.16.840.1.101.3.4.2.4": hashes.SHA224(),
    "2.16.840.1.101.3.4.2.1": hashes.SHA256(),
    "2.16.840.1.101.3.4.2.2": hashes.SHA384(),
    "2.16.840.1.101.3.4.2.3": hashes.SHA512(),
}
_OLD_HASHES: Final = frozenset({"md5", "sha1"})
_RSA_SIGNATURES: Final = frozenset({_RSA, *(f"1.2.840.113549.1.1.{one}" for one in (4, 5, 11, 12, 13, 14))})
_EC_SIGNATURES: Final = "1.2.840.10045.4."
_AGREEMENTS: Final[Mapping[str, hashes.HashAlgorithm]] = {
    "1.3.133.16.840.63.0.2": hashes.SHA1(),  # noqa: S303 - a derivation of keys, which asks for no collisions
    "1.3.133.16.840.63.0.3": hashes.SHA1(),  # noqa: S303 - as above; the cofactor of these curves is one
    **{
        f"1.3.132.1.{way}.{number}": digest
        for way in (11, 14)
        for number, digest in enumerate((hashes.SHA224(), hashes.SHA256(), hashes.SHA384(), hashes.SHA512()))
    },
}
"""Ephemeral-static ECDH, standard and by cofactor (RFC 5753 section 7.1.4)."""
_FAULTS: Final = (BerError, IndexError, ValueError, TypeError, InvalidUnwrap, InvalidTag, UnsupportedAlgorithm)


@dataclass(frozen=True, slots=True)
class Opener:
    """A certificate of the mailbox, and the secret key of it (DER both)."""

    certificate: bytes
    secret: bytes = field(repr=False)


def opened(sealed: bytes, ours: Sequence[Opener]) -> Inside:
    """What ``sealed`` holds, by the certificate of ours that it names; who signed stands inside or around.

    AES-CBC opens, and ``open_to_change`` says so: it holds against no change. Raises NotOpenedError: ``other-key``,
    ``policy`` (DES, RC2, or what else nobody relies on today), ``damaged``, ``too-large``.
    """
    try:
        kind, message = sealed_mail.content_of(ber.read(sealed))
        if kind not in {_ENVELOPED, _AUTH_ENVELOPED}:
            raise NotOpenedError("damaged")
        content, changes = _decrypted(message, kind == _AUTH_ENVELOPED, ours)
    except _FAULTS:
        raise NotOpenedError("damaged") from None
    if len(content) > MAX_INSIDE:
        raise NotOpenedError("too-large")
    return Inside(content, Signed(Signature.NONE), open_to_change=changes)


def checked(data: bytes, content: bytes | None, known: Sequence[bytes], at: dt.datetime) -> Signed:
    """What the signatures in ``data`` say of ``content`` (None: of what stands in it); of several what says most."""
    try:
        kind, message = sealed_mail.content_of(ber.read(data))
        if kind != sealed_mail.SIGNED:
            return Signed(Signature.UNCHECKED)
        of, within = sealed_mail.encapsulated(message)
        about = within if content is None else content
        signers = message.parts[-1]
        if about is None or signers.tag != ber.SET or (content is not None and within is not None):
            return Signed(Signature.UNCHECKED)  # a detached one that brings words of its own says nothing of these
        told = [_one(each, of, about, known, at) for each in signers.parts[:MAX_SIGNERS]]
    except _FAULTS:
        return Signed(Signature.UNCHECKED)
    return min(told, key=lambda one: list(Signature).index(one.state), default=Signed(Signature.NONE))


# What is sealed: RFC 5652 section 6, RFC 5083, RFC 5084, RFC 5753, RFC 8017.


def _decrypted(message: Node, authentic: bool, ours: Sequence[Opener]) -> tuple[bytes, bool]:  # noqa: FBT001 - its form
    parts = list(message.parts[1:])
    if parts[0].tag == 0xA0:  # noqa: PLR2004 - [0] originatorInfo
        parts.pop(0)
    recipients, sealed, *rest = parts
    algorithm = sealed.parts[1]
    size = (_GCM if authentic else _CBC).get(ber.oid(algorithm.parts[0]), 0)
    if not size:
        raise NotOpenedError("policy")
    key = _key(recipients, ours)
    if len(key) != size:
        raise NotOpenedError("damaged")
    cipher = ber.octets(sealed.parts[2])
    parameters = algorithm.parts[1]
    if not authentic:
        plain = Cipher(algorithms.AES(key), modes.CBC(ber.octets(parameters))).decryptor().update(cipher)
        unpadder = PKCS7(128).unpadder()
        return unpadder.update(plain) + unpadder.finalize(), True
    about = rest.pop(0) if rest[0].tag == 0xA1 else None  # noqa: PLR2004 - [1] authAttrs
    tag = ber.octets(rest[0])
    if len(tag) < 12:  # noqa: PLR2004 - RFC 5084 section 3.2
        raise NotOpenedError("policy")
    nonce = ber.octets(parameters.parts[0])
    along = b"\x31" + bytes(about.raw[1:]) if about is not None else b""
    opening = Cipher(algorithms.AES(key), modes.GCM(nonce, tag, min_tag_length=12)).decryptor()
    opening.authenticate_additional_data(along)
    return opening.update(cipher) + opening.finalize(), False


def _key(recipients: Node, ours: Sequence[Opener]) -> bytes:
    """The content's key, by the first of our certificates that the message names."""
    for one in ours:
        certificate = x509.load_der_x509_certificate(one.certificate)
        # Drawn by a colleague's client: that its numbers are primes is not proved anew for each mail.
        secret = serialization.load_der_private_key(one.secret, None, unsafe_skip_rsa_key_validation=True)
        for each in recipients.parts[: 10 * MAX_SIGNERS]:
            if each.tag == ber.SEQUENCE and isinstance(secret, rsa.RSAPrivateKey):
                if _names(each.parts[1], certificate):
                    return _transported(each, secret)
            elif each.tag == 0xA1 and isinstance(secret, ec.EllipticCurvePrivateKey):  # noqa: PLR2004 - [1] kari
                for wrapped in each.parts[-1].parts[: 10 * MAX_SIGNERS]:
                    if _names(wrapped.parts[0], certificate):
                        return _agreed(each, ber.octets(wrapped.parts[1]), secret)
    raise NotOpenedError("other-key")


def _names(who: Node, certificate: x509.Certificate) -> bool:
    """Whether an identifier of a recipient or signer is that certificate's: issuer and number, or its key's."""
    if who.tag == ber.SEQUENCE:
        serial = int.from_bytes(who.parts[1].value, "big", signed=True)
        return who.parts[0].raw == _issuer(certificate) and serial == certificate.serial_number
    if who.tag not in {0x80, 0xA0}:
        return False
    number = ber.octets(who.parts[0]) if who.tag == 0xA0 else bytes(who.value)  # noqa: PLR2004 - of an agreement
    try:
        held = certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value.digest
    except x509.ExtensionNotFound:
        return False
    return number == held


def _issuer(certificate: x509.Certificate) -> memoryview:
    """Its issuer as the certificate's own bytes name it."""
    parts = ber.read(certificate.tbs_certificate_bytes).parts
    return parts[3 if parts[0].tag == 0xA0 else 2].raw  # noqa: PLR2004 - [0] version


def _transported(one: Node, secret: rsa.RSAPrivateKey) -> bytes:
    algorithm = one.parts[2]
    name, sealed = ber.oid(algorithm.parts[0]), ber.octets(one.parts[3])
    if name == _RSA:
        # A wrong one gives out another key and no error (OpenSSL 3.2 on): nobody learns from us which it was.
        return secret.decrypt(sealed, padding.PKCS1v15())
    if name != _OAEP:
        raise NotOpenedError("policy")
    digest: hashes.HashAlgorithm = hashes.SHA1()  # noqa: S303 - what RFC 8017 says where nothing is said
    mask: hashes.HashAlgorithm = hashes.SHA1()  # noqa: S303 - as above
    for each in algorithm.parts[1].parts if len(algorithm.parts) > 1 else ():
        if each.tag == 0xA0:  # noqa: PLR2004 - [0] hash
            digest = _HASHES[ber.oid(each.parts[0].parts[0])]
        elif each.tag == 0xA1:  # noqa: PLR2004 - [1] mask
            mask = _HASHES[ber.oid(each.parts[0].parts[1].parts[0])]
        else:
            raise NotOpenedError("policy")
    return secret.decrypt(sealed, padding.OAEP(padding.MGF1(mask), digest, None))


def _agreed(one: Node, wrapped: bytes, secret: ec.EllipticCurvePrivateKey) -> bytes:
    algorithm = one.parts[-2]
    digest, wrapping = _AGREEMENTS.get(ber.oid(algorithm.parts[0])), algorithm.parts[1]
    size = _WRAPS.get(ber.oid(wrapping.parts[0]), 0)
    if digest is None or not size:
        raise NotOpenedError("policy")
    point = bytes(one.parts[1].parts[0].parts[1].value)[1:]
    shared = secret.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(secret.curve, point))
    random = cms.der(0xA0, bytes(one.parts[2].value)) if one.parts[2].tag == 0xA1 else b""  # noqa: PLR2004 - [1] ukm
    about = bytes(wrapping.raw) + random
    about = cms.der(ber.SEQUENCE, about, cms.der(0xA2, cms.der(ber.OCTETS, (8 * size).to_bytes(4, "big"))))
    return aes_key_unwrap(X963KDF(digest, size, about).derive(shared), wrapped)


# Whose signature it is: RFC 5652 section 5, RFC 4056, RFC 5754.


def _one(signer: Node, of: bytes, content: bytes, known: Sequence[bytes], at: dt.datetime) -> Signed:
    parts = list(signer.parts)
    who, digested, attributes = parts[1], parts[2], None
    if parts[3].tag == 0xA0:  # noqa: PLR2004 - [0] signedAttrs
        attributes = parts.pop(3)
    algorithm, signature = parts[3], ber.octets(parts[4])
    digest = _HASHES.get(ber.oid(digested.parts[0]))
    theirs = [held for one in known if _names(who, held := x509.load_der_x509_certificate(one))]
    if not theirs:
        return Signed(Signature.UNKNOWN, "", digest.name.upper() if digest else "")
    print_ = hashlib.sha256(theirs[0].public_bytes(serialization.Encoding.DER)).hexdigest()
    if digest is None or (attributes is None and content[:1] == b"\x31"):
        # Without attributes the signature is over what is shown; what looks like attributes was signed as such.
        return Signed(Signature.UNCHECKED, print_, sender=print_)
    about = content if attributes is None else _attributed(attributes, of, content, digest)
    fits = None if about is None else _fits(theirs[0].public_key(), algorithm, digest, signature, about)
    if about is not None and fits is None:
        return Signed(Signature.UNCHECKED, print_, sender=print_)
    if not fits:
        return Signed(Signature.BROKEN, print_, sender=print_)
    weak = digest.name.upper() if digest.name in _OLD_HASHES else why_weak(theirs[0], at)
    return Signed(Signature.POLICY if weak else Signature.VALID, print_, weak, print_)


def _attributed(attributes: Node, of: bytes, content: bytes, digest: hashes.HashAlgorithm) -> bytes | None:
    """What was signed, where attributes stand between: these, if they name this content; or None."""
    named: dict[str, list[bytes]] = {}
    for one in attributes.parts:
        named.setdefault(ber.oid(one.parts[0]), []).extend(bytes(each.raw) for each in one.parts[1].parts)
    summed = hashes.Hash(digest)
    summed.update(content)
    same = named.get(_MESSAGE_DIGEST) == [cms.der(ber.OCTETS, summed.finalize())]
    return b"\x31" + bytes(attributes.raw[1:]) if same and named.get(_CONTENT_TYPE) == [of] else None


def _fits(key: object, algorithm: Node, digest: hashes.HashAlgorithm, signature: bytes, about: bytes) -> bool | None:
    """Whether a signature is one over these bytes; None where its form is not read here."""
    name = ber.oid(algorithm.parts[0])
    check: Callable[[], object] | None = None
    if isinstance(key, rsa.RSAPublicKey) and name in _RSA_SIGNATURES:
        check = lambda: key.verify(signature, about, padding.PKCS1v15(), digest)  # noqa: E731 - one of three
    elif isinstance(key, rsa.RSAPublicKey) and name == _PSS:
        way = padding.PSS(padding.MGF1(digest), padding.PSS.AUTO)
        check = lambda: key.verify(signature, about, way, digest)  # noqa: E731 - one of three
    elif isinstance(key, ec.EllipticCurvePublicKey) and name.startswith(_EC_SIGNATURES):
        check = lambda: key.verify(signature, about, ec.ECDSA(digest))  # noqa: E731 - one of three
    if check is None:
        return None
    try:
        check()
    except InvalidSignature:
        return False
    return True


def why_weak(certificate: x509.Certificate, at: dt.datetime) -> str:
    """Why no rule of today relies on a certificate's key, in a code; or nothing."""
    try:
        certificates.read(certificate.public_bytes(serialization.Encoding.DER), at)
    except DeniedError as fault:
        rule = fault.rule.rpartition(".")[2]
        return "" if rule == "usage" else rule
    return ""
