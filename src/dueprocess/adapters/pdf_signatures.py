"""Signatures in PDF files (ISO 32000-2, 12.8; ETSI EN 319 142-1): who signed, and whether the whole file is covered.

A signature covers what its ``ByteRange`` names: all from the first byte to some end, but for the one gap in which it
stands itself. Bytes alone decide that, so that nothing counts by which a reader of PDF files is tricked. What was
added after the signed bytes is not read here as harmless, whatever it is: it is told, and a person looks. Hostile bytes
raise nothing. No chain is fetched, no revocation asked for (hazard 12.2).
"""

import binascii
import datetime as dt
import hashlib
import re
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.utils import CryptographyDeprecationWarning
from cryptography.x509.oid import NameOID

from dueprocess.adapters import ber, sealed_mail, smime_mail
from dueprocess.formats.mail_signature import Signature

MAX_SIGNATURES: Final = 16
MAX_CERTIFICATES: Final = 32
MAX_CHAIN: Final = 6
_NUMBER: Final = rb"\s{0,20}(\d{1,10})"
_RANGE: Final = re.compile(rb"/ByteRange\s{0,20}\[" + _NUMBER + 3 * (rb"\s" + _NUMBER) + rb"\s{0,20}\]")
_GAP: Final = re.compile(rb"<[0-9A-Fa-f\s]*>")
_FAULTS: Final = (
    *(ValueError, TypeError, IndexError, UnsupportedAlgorithm),
    *(x509.DuplicateExtension, x509.InvalidVersion, x509.UnsupportedGeneralNameType),
)
_SAID: Final = (NameOID.COMMON_NAME, NameOID.ORGANIZATION_NAME)
_TIMESTAMP: Final = "1.2.840.113549.1.9.16.1.4"  # RFC 3161: a time stamp, which says when and not who


class Chain(StrEnum):
    """Whether the signer's certificate leads to one of the operator's trusted lists; never renamed."""

    LISTED = "listed"
    UNLISTED = "unlisted"
    INCOMPLETE = "incomplete"  # the lists that are here are not all, or are past their day
    NO_LISTS = "no-lists"  # the operator put none here


@dataclass(frozen=True, slots=True)
class Anchor:
    """A certificate of a trust service that a trusted list grants, and of which country's list."""

    certificate: bytes
    country: str


@dataclass(frozen=True, slots=True)
class Lists:
    """What the operator put here: certificates; the oldest list's day; countries that are named and not here.

    ``late``: a list whose next update is past. ``as_of`` is empty where there is no list.
    """

    anchors: Sequence[Anchor] = ()
    as_of: str = ""
    lacking: Sequence[str] = ()
    late: bool = False

    @property
    def whole(self) -> bool:
        """Whether a certificate that leads nowhere says anything."""
        return bool(self.as_of) and not self.lacking and not self.late


@dataclass(frozen=True, slots=True)
class Found:
    """One signature of a file.

    Attributes:
        state: what it says of the bytes that it names.
        name, issuer: as the certificate says them. country: of the trusted list that it leads to.
        added: bytes that stand after what is signed; 0: the whole file is covered.
        gap: the gap holds nothing but the signature; without it nothing is said of the file.
    """

    state: Signature
    name: str = ""
    issuer: str = ""
    chain: Chain = Chain.NO_LISTS
    country: str = ""
    added: int = 0
    gap: bool = True
    why: str = ""


def found(data: bytes, lists: Lists, at: dt.datetime) -> list[Found]:
    """The signatures of a PDF file, the one that covers most first; time stamps are left out."""
    made = [one for match in _RANGE.finditer(data) if (one := _one(data, match, lists, at)) is not None]
    return sorted(made[:MAX_SIGNATURES], key=lambda one: (not one.gap, one.added))


def _one(data: bytes, match: re.Match[bytes], lists: Lists, at: dt.datetime) -> Found | None:
    begin, length, then, rest = (int(one) for one in match.groups())
    gap, end = data[length:then], then + rest
    if not (begin == 0 and 0 < length < then <= end <= len(data) and _GAP.fullmatch(gap)):
        return Found(Signature.UNCHECKED, gap=False, added=len(data))
    try:
        signature = binascii.unhexlify(re.sub(rb"\s", b"", gap[1:-1]))
        kind, message = sealed_mail.content_of(ber.read(signature))
        if kind == sealed_mail.SIGNED and ber.oid(message.parts[2].parts[0]) == _TIMESTAMP:
            return None
        given = list(certificates_in(message))
    except _FAULTS:
        return Found(Signature.UNCHECKED, added=len(data) - end)
    said = smime_mail.checked(signature, data[:length] + data[then:end], [_der(one) for one in given], at)
    signer = next((one for one in given if fingerprint(one) == said.key), None)
    if signer is None:
        return Found(said.state, added=len(data) - end, why=said.why)
    chain, country = chained(signer, given, lists, at)
    return Found(said.state, named(signer.subject), named(signer.issuer), chain, country, len(data) - end, why=said.why)


def certificates_in(message: ber.Node) -> Iterator[x509.Certificate]:
    """The certificates that SignedData brings along (RFC 5652 section 5.1): claims, until a chain is built."""
    held = ber.inside(message, 0xA0)
    for one in held.parts[:MAX_CERTIFICATES] if held is not None else ():
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", CryptographyDeprecationWarning)
            try:
                made = x509.load_der_x509_certificate(bytes(one.raw))
                made.public_key()
                named(made.subject), named(made.issuer)
            except _FAULTS:
                continue
            yield made


def chained(
    signer: x509.Certificate, given: Sequence[x509.Certificate], lists: Lists, at: dt.datetime
) -> tuple[Chain, str]:
    """Whether ``signer`` leads to a listed service, each link valid on that day, and to which country's list."""
    if not lists.as_of:
        return Chain.NO_LISTS, ""
    anchors = [(held, one.country) for one in lists.anchors if (held := loaded(one.certificate)) is not None]
    here: x509.Certificate | None = signer
    for _ in range(MAX_CHAIN):
        if here is None or not _lives(here, at):
            break
        for anchor, country in anchors:
            if _der(anchor) == _der(here) or (_lives(anchor, at) and _issued(here, anchor)):
                return Chain.LISTED, country
        above = [one for one in given if _is_authority(one) and _der(one) != _der(here) and _issued(here, one)]
        here = above[0] if above else None
    return (Chain.UNLISTED if lists.whole else Chain.INCOMPLETE), ""


def _issued(one: x509.Certificate, by: x509.Certificate) -> bool:
    if one.issuer != by.subject:
        return False
    try:
        one.verify_directly_issued_by(by)
    except (*_FAULTS, InvalidSignature):
        return False
    return True


def _is_authority(one: x509.Certificate) -> bool:
    try:
        return bool(one.extensions.get_extension_for_class(x509.BasicConstraints).value.ca)
    except (*_FAULTS, x509.ExtensionNotFound):
        return False


def _lives(one: x509.Certificate, at: dt.datetime) -> bool:
    return one.not_valid_before_utc <= at <= one.not_valid_after_utc


def loaded(der: bytes) -> x509.Certificate | None:
    """The certificate, or None for what is none."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", CryptographyDeprecationWarning)
        try:
            return x509.load_der_x509_certificate(der)
        except _FAULTS:
            return None


def _der(one: x509.Certificate) -> bytes:
    return one.public_bytes(serialization.Encoding.DER)


def fingerprint(one: x509.Certificate) -> str:
    """SHA-256 (hex) of a certificate."""
    return hashlib.sha256(_der(one)).hexdigest()


def named(name: x509.Name) -> str:
    """Common name and organisation, as the certificate says them."""
    said = [str(one.value) for oid in _SAID for one in name.get_attributes_for_oid(oid)]
    return ", ".join(said) or name.rfc4514_string()
