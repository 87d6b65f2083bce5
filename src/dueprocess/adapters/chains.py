"""Certificates of signers: whether one leads to a trusted list that the operator put here.

No chain is fetched, no revocation asked for (hazard 12.2). Hostile bytes raise nothing.
"""

import datetime as dt
import hashlib
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.utils import CryptographyDeprecationWarning
from cryptography.x509.oid import NameOID

MAX_CHAIN: Final = 6
FAULTS: Final = (
    *(ValueError, TypeError, IndexError, UnsupportedAlgorithm),
    *(x509.DuplicateExtension, x509.InvalidVersion, x509.UnsupportedGeneralNameType),
)
"""What hostile bytes of a certificate raise."""
_SAID: Final = (NameOID.COMMON_NAME, NameOID.ORGANIZATION_NAME)


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
            if der(anchor) == der(here) or (_lives(anchor, at) and _issued(here, anchor)):
                return Chain.LISTED, country
        above = [one for one in given if _is_authority(one) and der(one) != der(here) and _issued(here, one)]
        here = above[0] if above else None
    return (Chain.UNLISTED if lists.whole else Chain.INCOMPLETE), ""


def _issued(one: x509.Certificate, by: x509.Certificate) -> bool:
    if one.issuer != by.subject:
        return False
    try:
        one.verify_directly_issued_by(by)
    except (*FAULTS, InvalidSignature):
        return False
    return True


def _is_authority(one: x509.Certificate) -> bool:
    try:
        return bool(one.extensions.get_extension_for_class(x509.BasicConstraints).value.ca)
    except (*FAULTS, x509.ExtensionNotFound):
        return False


def _lives(one: x509.Certificate, at: dt.datetime) -> bool:
    return one.not_valid_before_utc <= at <= one.not_valid_after_utc


def loaded(data: bytes) -> x509.Certificate | None:
    """The certificate, or None for what is none."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", CryptographyDeprecationWarning)
        try:
            return x509.load_der_x509_certificate(data)
        except FAULTS:
            return None


def der(one: x509.Certificate) -> bytes:
    """The certificate's bytes."""
    return one.public_bytes(serialization.Encoding.DER)


def fingerprint(one: x509.Certificate) -> str:
    """SHA-256 (hex) of a certificate."""
    return hashlib.sha256(der(one)).hexdigest()


def named(name: x509.Name) -> str:
    """Common name and organisation, as the certificate says them."""
    said = [str(one.value) for oid in _SAID for one in name.get_attributes_for_oid(oid)]
    return ", ".join(said) or name.rfc4514_string()
