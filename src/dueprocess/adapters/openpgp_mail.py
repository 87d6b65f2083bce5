"""The OpenPGP key of the mailbox, and what is sealed to it: made, opened, and whose signature stands in it.

Sequoia opens (pysequoia), and its policy judges signatures. It tells no signature apart from one by a key that it does
not know, and reads none in a compressed message (0.1.35, measured). So the signature packets are taken out here, of a
message whose content Sequoia gave out, and are checked as detached ones. Runs in the sandbox's child, where it opens.
"""

import bz2
import contextlib
import datetime as dt
import hashlib
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from cryptography.hazmat.decrepit.ciphers.modes import CFB
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap

from dueprocess.adapters import openpgp, sealed_mail
from dueprocess.formats.mail_signature import Signature, Signed
from dueprocess.formats.refusal import DeniedError

YEARS: Final = 3
MAX_INSIDE: Final = 32 << 20
MAX_DEPTH: Final = 4
_PKESK, _SIGNATURE, _SECRET_SUBKEY, _COMPRESSED, _SEIPD, _LITERAL = 1, 2, 7, 8, 18, 11
_ECDH: Final = 18
_X25519_OID: Final = bytes.fromhex("2b060104019755010501")
_KEY_BYTES: Final = {7: 16, 8: 24, 9: 32}
"""AES by its number (RFC 9580 section 9.3)."""
_HASHES: Final = {8: hashlib.sha256, 9: hashlib.sha384, 10: hashlib.sha512}
_OLD_HASHES: Final = frozenset({"MD5", "SHA1", "RipeMD", "RIPEMD160"})


class NotOpenedError(Exception):
    """It does not open; ``code``: unprotected, policy, other-key, damaged, too-large."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Inside:
    """What was sealed, and whose signature stood with it; ``open_to_change``: whoever carried it could alter it."""

    content: bytes = field(repr=False)
    signed: Signed
    open_to_change: bool = False


def make(address: str, *, years: int = YEARS) -> tuple[bytes, bytes]:
    """A new key for a mailbox: secret and public packets. Curve 25519 (RFC 4880bis, RFC 9580 version 4)."""
    from pysequoia import CipherSuite, Profile, Tsk

    made = Tsk.generate(
        user_id=f"<{address}>",
        profile=Profile.RFC4880,  # what the oldest program of an authority still takes
        cipher_suite=CipherSuite.Cv25519,
        validity_seconds=years * 366 * 86400,
    )
    secret = bytes(made)
    return secret, public(secret)


def public(secret: bytes) -> bytes:
    """The public packets of a secret key. Raises ValueError."""
    from pysequoia import Tsk

    try:
        return bytes(Tsk.from_bytes(secret).extract_certificate())
    except RuntimeError:
        raise ValueError("no OpenPGP key") from None


def armoured(packets: bytes) -> bytes:
    """A public key as text (RFC 9580 section 6)."""
    from pysequoia import ArmorKind, armor

    return armor(packets, ArmorKind.PublicKey).encode()


def opened(sealed: bytes, secrets: Sequence[bytes], known: Sequence[bytes], at: dt.datetime) -> Inside:
    """What ``sealed`` holds, by the first of our keys that opens it; ``known``: keys of senders. Raises NotOpenedError.

    What holds against no change is refused before anything is decrypted (packet 9, RFC 9580 section 13.7).
    """
    from pysequoia import Tsk, decrypt

    if not sealed_mail.is_protected(sealed):
        raise NotOpenedError("unprotected" if sealed_mail.is_openpgp(sealed) else "damaged")
    for secret in secrets:
        try:
            content = decrypt(sealed, decryptor=Tsk.from_bytes(secret).decryptor()).bytes
        except RuntimeError as fault:
            if _is_other_key(str(fault)):
                continue
            raise NotOpenedError("damaged") from None
        except BaseException as fault:
            if type(fault).__name__ != "PanicException":  # Sequoia's own checks fail on some damaged keys (0.1.35)
                raise
            raise NotOpenedError("damaged") from None
        if content is None or len(content) > MAX_INSIDE:
            raise NotOpenedError("too-large")
        return Inside(content, _signed(sealed, secret, content, known, at))
    raise NotOpenedError("other-key")


def _is_other_key(says: str) -> bool:
    """Whether Sequoia found no key of ours; its words are not repeated: they carry traces."""
    return any(words in says.lower() for words in ("no key", "no matching", "decrypt session key", "no session key"))


def checked(content: bytes, signature: bytes, known: Sequence[bytes], at: dt.datetime) -> Signed:
    """What a detached signature says of ``content`` (RFC 3156 section 5)."""
    packets = signature
    if b"BEGIN PGP SIGNATURE" in signature:
        packets = _dearmoured(signature)
    made = []
    with contextlib.suppress(ValueError, IndexError):
        made += [_framed_anew(one) for tag, one in bodies(packets) if tag == _SIGNATURE]
    return _best(content, made, known, at)


def _dearmoured(data: bytes) -> bytes:
    text = data.replace(b"PGP SIGNATURE", b"PGP MESSAGE")
    return sealed_mail.dearmoured(text) or b""


def _signed(sealed: bytes, secret: bytes, content: bytes, known: Sequence[bytes], at: dt.datetime) -> Signed:
    """Whose signature stands in the message itself; ``unchecked`` where it is sealed in a way that is not read here."""
    try:
        inside = _inner(sealed, secret)
        literal, made = _literal_and_signatures(inside)
    except (ValueError, IndexError, KeyError, zlib.error, OSError, EOFError, InvalidUnwrap):
        return Signed(Signature.UNCHECKED)
    if literal != content:
        return Signed(Signature.UNCHECKED)
    return _best(content, made, known, at)


def _best(content: bytes, made: Sequence[bytes], known: Sequence[bytes], at: dt.datetime) -> Signed:
    """Of several signatures the one that says most."""
    if not made:
        return Signed(Signature.NONE)
    found = [_one(content, one, known, at) for one in made[:8]]
    return min(found, key=lambda one: list(Signature).index(one.state))


def _one(content: bytes, signature: bytes, known: Sequence[bytes], at: dt.datetime) -> Signed:
    from pysequoia import Sig, verify

    try:
        read = Sig.from_bytes(signature)
        issuer = str(read.issuer_fingerprint or read.issuer_key_id or "")
        algorithm = str(read.hash_algorithm).rpartition(".")[2]
    except RuntimeError:
        return Signed(Signature.BROKEN)
    keys = [key for key in known if _holds(key, issuer)]
    if not keys:
        return Signed(Signature.UNKNOWN, issuer, algorithm)
    for key in keys:
        certs, fits = _certs([key]), False
        with contextlib.suppress(RuntimeError):
            fits = bool(verify(content, store=lambda _ids, certs=certs: certs, signature=read).valid_sigs)
        if fits:
            weak, sender = _why_weak(key, at), hashlib.sha256(key).hexdigest()
            return Signed(Signature.POLICY if weak else Signature.VALID, issuer, weak, sender)
    weak = algorithm if algorithm in _OLD_HASHES else _why_weak(keys[0], at)
    sender = hashlib.sha256(keys[0]).hexdigest()
    return Signed(Signature.POLICY if weak else Signature.BROKEN, issuer, weak, sender)


def _certs(keys: Iterable[bytes]) -> list[Any]:
    from pysequoia import Cert

    return [Cert.from_bytes(one) for one in keys]


def _holds(key: bytes, issuer: str) -> bool:
    """Whether the key, or a subkey of it, is the one of that fingerprint or key id."""
    from pysequoia.packet import PacketPile

    with contextlib.suppress(RuntimeError):
        prints = [str(one.fingerprint or "") for one in PacketPile.from_bytes(key)]
        return bool(issuer) and any(one.endswith(issuer) for one in prints if one)
    return False


def _why_weak(key: bytes, at: dt.datetime) -> str:
    """Why nobody should rely on that key any more: weak, expired, revoked; or nothing."""
    try:
        openpgp.read(key, at)
    except DeniedError as fault:
        rule = fault.rule.rpartition(".")[2]
        return rule if rule in {"weak", "expired", "revoked"} else ("weak" if _is_short(key) else "")
    return ""


def _is_short(key: bytes) -> bool:
    """RSA or DSA under 2048 bits, which Sequoia's policy refuses, as the bits of its first number say."""
    body = next((one for tag, one in bodies(key) if tag in {6, 5}), b"")
    return len(body) > 8 and body[0] == 4 and body[5] in {1, 2, 3, 17} and int.from_bytes(body[6:8], "big") < 2048  # noqa: PLR2004


# What stands inside a message: RFC 9580 sections 5.1, 5.13.1, 5.6, 5.9, for a key of Curve25519 and AES alone.


def _inner(sealed: bytes, secret: bytes) -> bytes:
    body = b""
    keys = list(_secret_subkeys(secret))
    sessions: list[tuple[int, bytes]] = []
    for tag, content in bodies(sealed):
        if tag == _PKESK:
            sessions += [found for key in keys if (found := _session(content, key)) is not None]
        elif tag == _SEIPD:
            body = content
            break
    if not sessions or body[:1] != b"\x01":
        raise ValueError
    algorithm, key = sessions[0]
    clear = Cipher(algorithms.AES(key), CFB(bytes(16))).decryptor().update(body[1:])
    inside, mdc = clear[:-20], clear[-20:]
    if algorithm not in _KEY_BYTES or hashlib.sha1(inside, usedforsecurity=False).digest() != mdc:
        raise ValueError
    return inside[18:-2]


@dataclass(frozen=True, slots=True)
class _Subkey:
    fingerprint: bytes
    public: bytes
    secret: bytes
    digest: int
    cipher: int


def _secret_subkeys(secret: bytes) -> Iterator[_Subkey]:
    """Subkeys for ECDH over Curve25519 that are not locked (RFC 9580 sections 5.5.3, 5.5.5.6)."""
    for tag, body in bodies(secret):
        if tag != _SECRET_SUBKEY or body[0] != 4 or body[5] != _ECDH:  # noqa: PLR2004 - version 4
            continue
        at = 6
        oid = body[at + 1 : at + 1 + body[at]]
        at += 1 + body[at]
        bits = int.from_bytes(body[at : at + 2], "big")
        point = body[at + 2 : at + 2 + (bits + 7) // 8]
        at += 2 + len(point)
        kdf = body[at + 1 : at + 1 + body[at]]
        at += 1 + body[at]
        if oid != _X25519_OID or body[at] != 0:
            continue
        size = (int.from_bytes(body[at + 1 : at + 3], "big") + 7) // 8
        number = body[at + 3 : at + 3 + size].rjust(32, b"\0")
        open_part = body[:at]
        fingerprint = hashlib.sha1(
            b"\x99" + len(open_part).to_bytes(2, "big") + open_part, usedforsecurity=False
        ).digest()
        yield _Subkey(fingerprint, point[1:], number[::-1], kdf[1], kdf[2])


def _session(body: bytes, key: _Subkey) -> tuple[int, bytes] | None:
    """The cipher and key of a message, where this packet is for that subkey (RFC 9580 section 11.5, RFC 3394)."""
    if body[0] != 3 or body[1:9] not in {key.fingerprint[-8:], bytes(8)} or body[9] != _ECDH:  # noqa: PLR2004
        return None
    size = (int.from_bytes(body[10:12], "big") + 7) // 8
    point, wrapped = body[12 : 12 + size], body[13 + size : 13 + size + body[12 + size]]
    shared = X25519PrivateKey.from_private_bytes(key.secret).exchange(X25519PublicKey.from_public_bytes(point[1:]))
    about = bytes((len(_X25519_OID),)) + _X25519_OID + bytes((_ECDH, 3, 1, key.digest, key.cipher))
    about += b"Anonymous Sender    " + key.fingerprint
    wrapping = _HASHES[key.digest](b"\0\0\0\1" + shared + about).digest()[: _KEY_BYTES[key.cipher]]
    clear = aes_key_unwrap(wrapping, wrapped)
    size = _KEY_BYTES[clear[0]]
    found, check = clear[1 : 1 + size], clear[1 + size : 3 + size]
    if sum(found) & 0xFFFF != int.from_bytes(check, "big"):
        raise ValueError
    return clear[0], found


def _literal_and_signatures(inside: bytes) -> tuple[bytes, list[bytes]]:
    data = inside
    for _ in range(MAX_DEPTH):
        first = next(bodies(data), (0, b""))
        if first[0] != _COMPRESSED:
            break
        data = _unpacked(first[1])
    literal, made = b"", []
    for tag, body in bodies(data):
        if tag == _LITERAL:
            literal = body[2 + body[1] + 4 :]
        elif tag == _SIGNATURE:
            made.append(_framed_anew(body))
    return literal, made


def _framed_anew(body: bytes) -> bytes:
    return bytes((0xC0 | _SIGNATURE, 255)) + len(body).to_bytes(4, "big") + body


def _unpacked(body: bytes) -> bytes:
    """Of a compressed packet (RFC 9580 section 5.6), no more than the limit."""
    kind, data = body[0], body[1:]
    if kind == 0:
        return data
    engine: Any = {1: lambda: zlib.decompressobj(-15), 2: zlib.decompressobj, 3: bz2.BZ2Decompressor}[kind]()
    made: bytes = engine.decompress(data, MAX_INSIDE + 1024)
    if len(made) > MAX_INSIDE:
        raise ValueError
    return made


def bodies(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Tag and body of each packet, one that is sent in pieces put together. Raises IndexError and ValueError."""
    at = 0
    while at < len(data):
        head = data[at]
        if not head & 0x80:
            raise ValueError
        if not head & 0x40:
            size = 1 << (head & 3)
            tag = head >> 2 & 0xF
            length = (
                len(data) - at - 1 if size == 8 else int.from_bytes(data[at + 1 : at + 1 + size], "big")  # noqa: PLR2004
            )
            at += 1 + (0 if size == 8 else size)  # noqa: PLR2004 - to the end
            yield tag, data[at : at + length]
            at += length
            continue
        body, at = _in_pieces(data, at + 1)
        yield head & 0x3F, body


def _in_pieces(data: bytes, at: int) -> tuple[bytes, int]:
    made = bytearray()
    while True:
        first = data[at]
        if 224 <= first < 255:  # noqa: PLR2004 - one of several pieces
            length, at, last = 1 << (first & 0x1F), at + 1, False
        elif first < 192:  # noqa: PLR2004 - one octet
            length, at, last = first, at + 1, True
        elif first < 224:  # noqa: PLR2004 - two octets
            length, at, last = (first - 192 << 8) + data[at + 1] + 192, at + 2, True
        else:
            length, at, last = int.from_bytes(data[at + 1 : at + 5], "big"), at + 5, True
        if at + length > len(data):
            raise ValueError
        made += data[at : at + length]
        at += length
        if last:
            return bytes(made), at
