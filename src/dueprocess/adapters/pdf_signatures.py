"""Signatures in PDF files (ISO 32000-2, 12.8; ETSI EN 319 142-1): who signed, and whether the whole file is covered.

A signature covers what its ``ByteRange`` names: all from the first byte to some end, but for the one gap in which it
stands itself. Bytes alone decide that, so that nothing counts by which a reader of PDF files is tricked. What was
added after the signed bytes is not read here as harmless, whatever it is: it is told, and a person looks. Hostile bytes
raise nothing. No chain is fetched, no revocation asked for (hazard 12.2).
"""

import binascii
import datetime as dt
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from cryptography import x509
from cryptography.utils import CryptographyDeprecationWarning

from dueprocess.adapters import ber, sealed_mail, smime_mail
from dueprocess.adapters.chains import FAULTS, Chain, Lists, chained, der, fingerprint, named
from dueprocess.formats.mail_signature import Signature

MAX_SIGNATURES: Final = 16
MAX_CERTIFICATES: Final = 32
_NUMBER: Final = rb"\s{0,20}(\d{1,10})"
_RANGE: Final = re.compile(rb"/ByteRange\s{0,20}\[" + _NUMBER + 3 * (rb"\s" + _NUMBER) + rb"\s{0,20}\]")
_GAP: Final = re.compile(rb"<[0-9A-Fa-f\s]*>")
_TIMESTAMP: Final = "1.2.840.113549.1.9.16.1.4"  # RFC 3161: a time stamp, which says when and not who


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
    except FAULTS:
        return Found(Signature.UNCHECKED, added=len(data) - end)
    said = smime_mail.checked(signature, data[:length] + data[then:end], [der(one) for one in given], at)
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
            except FAULTS:
                continue
            yield made
