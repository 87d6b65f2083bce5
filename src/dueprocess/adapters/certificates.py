"""X.509 certificates of recipients: who they say they are for, and whether a message may be sealed to them.

No chain is looked at: whose certificate it is rests on two people and a call back (P10; ADR 0029), never on who issued
it.
"""

import datetime as dt
import hashlib
import warnings
from dataclasses import dataclass
from typing import Final, TypeAlias

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.utils import CryptographyDeprecationWarning

from dueprocess.formats.recipient import Facts, How, check_life, grouped, plain, refuse

MIN_RSA_BITS: Final = 2048
MAX_RSA_BITS: Final = 16384
PublicKey: TypeAlias = rsa.RSAPublicKey | ec.EllipticCurvePublicKey

CURVES: Final = frozenset(
    {"secp256r1", "secp384r1", "secp521r1", "brainpoolP256r1", "brainpoolP384r1", "brainpoolP512r1"}
)
_BEGIN: Final = b"-----BEGIN CERTIFICATE-----"
_FAULTS: Final = (
    ValueError,
    TypeError,
    UnsupportedAlgorithm,
    x509.DuplicateExtension,
    x509.InvalidVersion,
    x509.UnsupportedGeneralNameType,
)


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate that may be sealed to: its bytes (DER), its key, and what it says of itself."""

    der: bytes
    key: PublicKey
    tbs: bytes
    name: str
    issuer: str
    since: dt.datetime
    until: dt.datetime


def read(data: bytes, at: dt.datetime) -> Certificate:
    """One certificate, PEM or DER.

    Raises DeniedError ``recipient.malformed``, ``recipient.secret``, ``recipient.several``, ``recipient.weak``,
    ``recipient.usage``, ``recipient.expired``.
    """
    if b"PRIVATE KEY" in data:
        refuse("secret", "the file holds a private key: the recipient keeps that, and should make a new one")
    if data.count(_BEGIN) > 1:
        refuse("several", "the file holds several certificates: give the recipient's own alone")
    try:
        found = _load(data)
        key = found.public_key()
        parts = (found.subject.rfc4514_string(), found.issuer.rfc4514_string())
        usage = _usage(found)
        life = (found.not_valid_before_utc, found.not_valid_after_utc)
        der, tbs = found.public_bytes(Encoding.DER), found.tbs_certificate_bytes
    except _FAULTS:
        refuse("malformed", "no X.509 certificate (PEM or DER): check that the file was copied whole")
    usable = _check_key(key)
    _check_usage(usable, usage)
    check_life(*life, at)
    return Certificate(der, usable, tbs, plain(parts[0]), plain(parts[1]), *life)


def facts(data: bytes, at: dt.datetime) -> Facts:
    """What a certificate says. Raises DeniedError as ``read`` does."""
    found = read(data, at)
    digest = hashlib.sha256(found.der).hexdigest()
    detail = f"{_sort(found.key)}, issued by {found.issuer or 'nobody named'}"
    return Facts(How.CMS, found.der, digest, grouped(digest), found.name, detail, found.until)


def _load(data: bytes) -> x509.Certificate:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", CryptographyDeprecationWarning)  # odd serial numbers of old issuers
        return (x509.load_pem_x509_certificate if _BEGIN in data else x509.load_der_x509_certificate)(data)


def _usage(found: x509.Certificate) -> x509.KeyUsage | None:
    try:
        return found.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return None


def _check_key(key: object) -> PublicKey:
    if isinstance(key, rsa.RSAPublicKey):
        if not MIN_RSA_BITS <= key.key_size <= MAX_RSA_BITS:
            refuse("weak", f"RSA keys have {MIN_RSA_BITS} to {MAX_RSA_BITS} bits; this one has {key.key_size}")
        return key
    if not isinstance(key, ec.EllipticCurvePublicKey) or key.curve.name not in CURVES:
        refuse("weak", "the certificate's key is neither RSA nor on a curve of NIST or Brainpool of 256 bits or more")
    return key


def _check_usage(key: PublicKey, usage: x509.KeyUsage | None) -> None:
    """The uses that Implementing Regulation (EU) 2025/1550 names for certificates that evidence is encrypted to."""
    if usage is None or (usage.key_agreement if isinstance(key, ec.EllipticCurvePublicKey) else _receives(usage)):
        return
    refuse("usage", "the certificate is for signing, not for receiving: ask for the one for encryption")


def _receives(usage: x509.KeyUsage) -> bool:
    return usage.key_encipherment or usage.data_encipherment


def _sort(key: PublicKey) -> str:
    return f"RSA {key.key_size}" if isinstance(key, rsa.RSAPublicKey) else key.curve.name
