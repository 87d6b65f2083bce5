"""The mailbox's key for S/MIME: drawn, certified by itself until an authority for certificates does, and asked for.

RSA of 3072 bits: Outlook and the authorities for certificates take no curve without trouble, and BSI TR-02102-1 asks
for 3000 bits or more. Of the request (PKCS #10, RFC 2986) nothing is secret.
"""

import datetime as dt
from typing import Final

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from dueprocess.adapters import certificates

BITS: Final = 3072
YEARS: Final = 3
_FAULTS: Final = (ValueError, TypeError, UnsupportedAlgorithm)


def make(address: str, at: dt.datetime) -> tuple[bytes, bytes]:
    """A new key for a mailbox, and the certificate that it gives itself (PKCS #8 and X.509, DER both)."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=BITS)
    name = _name(address)
    begun = at.replace(microsecond=0) - dt.timedelta(hours=1)  # clocks of senders differ
    builder = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(begun)
        .not_valid_after(begun + dt.timedelta(days=366 * YEARS))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    for extension, critical in _wanted(address):
        builder = builder.add_extension(extension, critical)
    made = builder.sign(key, hashes.SHA256())
    secret = key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return secret, made.public_bytes(serialization.Encoding.DER)


def request(secret: bytes, address: str) -> bytes:
    """What an authority for certificates is asked with (PEM), for that address alone. Raises ValueError."""
    builder = x509.CertificateSigningRequestBuilder(_name(address))
    for extension, critical in _wanted(address):
        builder = builder.add_extension(extension, critical)
    return builder.sign(_private(secret), hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


def certificate(data: bytes, secret: bytes, address: str, at: dt.datetime) -> bytes:
    """What an authority for certificates gave (PEM or DER), if it is of this key and address; DER.

    Raises DeniedError ``recipient.*`` as ``certificates.read`` does, and ValueError with ``key`` or ``address``.
    """
    found = certificates.read(data, at)
    if not fits(found.der, secret):
        raise ValueError("key")
    if address.lower() not in {one.lower() for one in _addresses(x509.load_der_x509_certificate(found.der))}:
        raise ValueError("address")
    return found.der


def fits(der: bytes, secret: bytes) -> bool:
    """Whether a certificate is of that key (DER both)."""
    try:
        return _public(x509.load_der_x509_certificate(der).public_key()) == _public(_private(secret).public_key())
    except _FAULTS:
        return False


def armoured(der: bytes) -> bytes:
    """A certificate as text (PEM)."""
    return x509.load_der_x509_certificate(der).public_bytes(serialization.Encoding.PEM)


def until(der: bytes) -> dt.datetime | None:
    """When a certificate ends; None for what is none."""
    try:
        return x509.load_der_x509_certificate(der).not_valid_after_utc
    except _FAULTS:
        return None


def is_own(der: bytes) -> bool:
    """Whether the key certified itself: programs of authorities warn of it, and many refuse it."""
    found = x509.load_der_x509_certificate(der)
    return found.issuer == found.subject


def _private(secret: bytes) -> rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey:
    found = serialization.load_der_private_key(secret, None)
    if not isinstance(found, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
        raise ValueError("no key for mail")  # noqa: TRY004 - of a file, and not of a caller
    return found


def _public(key: object) -> bytes:
    if not isinstance(key, rsa.RSAPublicKey | ec.EllipticCurvePublicKey):
        return b""
    return key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)


def _name(address: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, address[:64])])


def _wanted(address: str) -> list[tuple[x509.ExtensionType, bool]]:
    """What a certificate for mail says (RFC 8550 section 4.4): it receives, and is of that address."""
    usage = x509.KeyUsage(
        digital_signature=True,  # asked for by many authorities for certificates; nothing is signed with it here
        key_encipherment=True,
        **dict.fromkeys(
            (
                "content_commitment",
                "data_encipherment",
                "key_agreement",
                "key_cert_sign",
                "crl_sign",
                "encipher_only",
                "decipher_only",
            ),
            False,
        ),
    )
    return [
        (usage, True),
        (x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION]), False),
        (x509.SubjectAlternativeName([x509.RFC822Name(address)]), False),
    ]


def _addresses(found: x509.Certificate) -> list[str]:
    try:
        names = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (x509.ExtensionNotFound, *_FAULTS):
        return []
    return names.get_values_for_type(x509.RFC822Name)
