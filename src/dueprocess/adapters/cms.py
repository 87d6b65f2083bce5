"""CMS to one certificate: AES-256-GCM in AuthEnvelopedData (RFC 5083, 5084), written in pieces as it is read.

RSA keys by OAEP with SHA-256 (RFC 8017, 4056), curves by ephemeral ECDH (RFC 5753). Lengths that are not known before
the end are indefinite (BER): ``openssl cms -decrypt -inform DER`` reads them; a whole part is never in memory here.
"""

import os
from typing import IO, Final

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.kdf.x963kdf import X963KDF
from cryptography.hazmat.primitives.keywrap import aes_key_wrap
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from dueprocess.adapters.certificates import Certificate

PIECE: Final = 1 << 20
_KEY_BYTES: Final = 32
_NONCE_BYTES: Final = 12
_TAG_BYTES: Final = 16

_OCTETS, _OID, _SEQUENCE, _SET, _INTEGER, _NULL, _BITS = 0x04, 0x06, 0x30, 0x31, 0x02, 0x05, 0x03
_AUTH_ENVELOPED: Final = "1.2.840.113549.1.9.16.1.23"
_DATA: Final = "1.2.840.113549.1.7.1"
_AES_256_GCM: Final = "2.16.840.1.101.3.4.1.46"
_AES_256_WRAP: Final = "2.16.840.1.101.3.4.1.45"
_OAEP: Final = "1.2.840.113549.1.1.7"
_MGF1: Final = "1.2.840.113549.1.1.8"
_SHA_256: Final = "2.16.840.1.101.3.4.2.1"
_EC_KEY: Final = "1.2.840.10045.2.1"
_OPEN: Final = b"\x80"
_CLOSE: Final = b"\x00\x00"

_AGREEMENTS: Final[tuple[tuple[int, str, hashes.HashAlgorithm], ...]] = (
    (256, "1.3.132.1.11.1", hashes.SHA256()),
    (384, "1.3.132.1.11.2", hashes.SHA384()),
    (521, "1.3.132.1.11.3", hashes.SHA512()),
)
"""Ephemeral-static ECDH by size of the curve: dhSinglePass-stdDH with the KDF of X9.63 (RFC 5753 section 7.1.4)."""


def seal(to: Certificate, source: IO[bytes], out: IO[bytes]) -> None:
    """What is left in ``source`` as a CMS message in ``out``, in pieces of one MiB."""
    key, nonce = os.urandom(_KEY_BYTES), os.urandom(_NONCE_BYTES)
    encryptor = Cipher(algorithms.AES(key), modes.GCM(nonce)).encryptor()
    out.write(_head(to, key, nonce))
    while piece := source.read(PIECE):
        out.write(der(_OCTETS, encryptor.update(piece)))
    encryptor.finalize()
    out.write(2 * _CLOSE + der(_OCTETS, encryptor.tag) + 3 * _CLOSE)


def _head(to: Certificate, key: bytes, nonce: bytes) -> bytes:
    """All before the content; ends inside ContentInfo, its content, AuthEnvelopedData, and the encrypted content."""
    parameters = der(_SEQUENCE, der(_OCTETS, nonce), _integer(_TAG_BYTES))
    begun = (
        _open(_SEQUENCE) + _oid(_AUTH_ENVELOPED) + _open(0xA0) + _open(_SEQUENCE),
        _integer(0),
        der(_SET, _recipient(to, key)),
        _open(_SEQUENCE) + _oid(_DATA) + der(_SEQUENCE, _oid(_AES_256_GCM), parameters) + _open(0xA0),
    )
    return b"".join(begun)


def _recipient(to: Certificate, key: bytes) -> bytes:
    return _transported(to, to.key, key) if isinstance(to.key, rsa.RSAPublicKey) else _agreed(to, to.key, key)


def _transported(to: Certificate, public: rsa.RSAPublicKey, key: bytes) -> bytes:
    """KeyTransRecipientInfo: the content's key under RSA-OAEP with SHA-256."""
    by = padding.OAEP(padding.MGF1(hashes.SHA256()), hashes.SHA256(), None)
    sha = der(_SEQUENCE, _oid(_SHA_256), der(_NULL))
    mask = der(_SEQUENCE, _oid(_MGF1), sha)
    algorithm = der(_SEQUENCE, _oid(_OAEP), der(_SEQUENCE, der(0xA0, sha), der(0xA1, mask)))
    return der(_SEQUENCE, _integer(0), _issuer_and_serial(to), algorithm, der(_OCTETS, public.encrypt(key, by)))


def _agreed(to: Certificate, public: ec.EllipticCurvePublicKey, key: bytes) -> bytes:
    """KeyAgreeRecipientInfo: an ephemeral key, and the content's key wrapped under what both sides compute."""
    scheme, digest = next((oid, digest) for bits, oid, digest in _AGREEMENTS if public.curve.key_size <= bits)
    wrapping = der(_SEQUENCE, _oid(_AES_256_WRAP))
    ephemeral = ec.generate_private_key(public.curve)
    secret = ephemeral.exchange(ec.ECDH(), public)
    bits = (8 * _KEY_BYTES).to_bytes(4, "big")
    shared = der(_SEQUENCE, wrapping, der(0xA2, der(_OCTETS, bits)))
    wrapper = X963KDF(digest, _KEY_BYTES, shared).derive(secret)
    point = ephemeral.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    originator = der(0xA0, der(0xA1, der(_SEQUENCE, _oid(_EC_KEY)), der(_BITS, b"\x00", point)))
    wrapped = der(_SEQUENCE, _issuer_and_serial(to), der(_OCTETS, aes_key_wrap(wrapper, key)))
    algorithm = der(_SEQUENCE, _oid(scheme), wrapping)
    return der(0xA1, _integer(3), originator, algorithm, der(_SEQUENCE, wrapped))


def _issuer_and_serial(to: Certificate) -> bytes:
    """IssuerAndSerialNumber out of the certificate's own bytes, so that no name is written in another way."""
    inside = _value(to.tbs)
    at = _skip(inside, 0) if inside[0] == 0xA0 else 0  # noqa: PLR2004 - [0] version
    serial_ends = _skip(inside, at)
    algorithm_ends = _skip(inside, serial_ends)
    return der(_SEQUENCE, inside[algorithm_ends : _skip(inside, algorithm_ends)], inside[at:serial_ends])


def _value(data: bytes) -> bytes:
    return data[_lengths(data, 0)[0] :]


def _skip(data: bytes, at: int) -> int:
    begins, length = _lengths(data, at)
    return begins + length


def _lengths(data: bytes, at: int) -> tuple[int, int]:
    """Where the value of the DER element at ``at`` begins, and its length. The parser accepted these bytes before."""
    first = data[at + 1]
    if first < 0x80:  # noqa: PLR2004 - short form
        return at + 2, first
    ends = at + 2 + (first & 0x7F)
    return ends, int.from_bytes(data[at + 2 : ends], "big")


def der(tag: int, *parts: bytes) -> bytes:
    """One element in DER (X.690 section 10.1)."""
    value = b"".join(parts)
    length = len(value)
    if length < 0x80:  # noqa: PLR2004 - short form
        return bytes((tag, length)) + value
    size = (length.bit_length() + 7) // 8
    return bytes((tag, 0x80 | size)) + length.to_bytes(size, "big") + value


def _open(tag: int) -> bytes:
    """The head of a constructed element whose length is not known yet; ``_CLOSE`` ends it."""
    return bytes((tag,)) + _OPEN


def _integer(number: int) -> bytes:
    return der(_INTEGER, bytes((number,)))


def _oid(text: str) -> bytes:
    first, second, *rest = (int(part) for part in text.split("."))
    return der(_OID, b"".join(_base128(number) for number in (40 * first + second, *rest)))


def _base128(number: int) -> bytes:
    groups = [number & 0x7F]
    while number := number >> 7:
        groups.append(0x80 | number & 0x7F)
    return bytes(reversed(groups))
