"""The one module with primitives: age (X25519, passphrase) by pyrage, Ed25519 by cryptography, randomness.

A person's page opens by a code alone: scrypt and ChaCha20-Poly1305 (ADR 0032).

Formats live in ``formats``; strict reading of age headers in ``adapters/age_header.py``. Secrets are text or
bytes of the caller: they stand in no repr, no error and no log.
"""

import functools
import hashlib
import secrets as _random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import IO, Final, NoReturn

import pyrage
from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from dueprocess.adapters import age_header
from dueprocess.adapters.age_header import AgeError
from dueprocess.formats.bech32 import recipient_bytes, recipient_text, secret_text
from dueprocess.formats.note import Key, Sign
from dueprocess.formats.object import Header, ObjectKind, pack, unpack

MAX_RECIPIENTS: Final = 64
SEED_BYTES: Final = 32
CASE_KEY_MEDIA: Final = "text/plain"
SALT_BYTES: Final = 32

_PRIME: Final = 2**255 - 19
_ORDER: Final = 2**252 + 27742317777372353535851937790883648493
_CURVE: Final = 486662  # of Curve25519: v² = u³ + 486662u² + u (RFC 7748, section 4.1)
_SIGNATURE_BYTES: Final = 64
_ANY: Final = X25519PrivateKey.from_private_bytes(
    bytes(range(SEED_BYTES))
)  # of no person: it finds points of small order


def random_bytes(count: int) -> bytes:
    """``count`` bytes from the system's generator."""
    return _random.token_bytes(count)


def new_case_key() -> tuple[str, str]:
    """A fresh age X25519 identity: secret (``AGE-SECRET-KEY-1…``) and recipient (``age1…``)."""
    identity = pyrage.x25519.Identity.generate()
    return str(identity), str(identity.to_public())


def derived_secret(material: bytes, use: str) -> str:
    """The age identity that belongs to secret bytes of 128 bits or more, for one use (HKDF-SHA256, RFC 5869).

    What unlocks an identity is one of them (docs/reference/keys.md); the browser derives the same.
    """
    derived = HKDF(SHA256(), SEED_BYTES, b"dueprocess.identity/2", use.encode()).derive(material)
    return secret_text(derived)


def recipient_of(secret: str) -> str:
    """The recipient that belongs to an age secret. Raises AgeError ``age.identity``; never quotes the secret."""
    return str(_identity(secret).to_public())


def is_recipient(text: str) -> bool:
    """Whether ``text`` is an X25519 recipient, in the one way it is written, to which something can be sealed.

    A point of small order, which nobody draws, would make one and the same secret of every key (RFC 7748, section 6.1).
    """
    try:
        return str(_recipient(text)) == text
    except AgeError:
        return False


def recipient_of_nobody(seed: bytes) -> str:
    """A recipient that follows from ``seed``, whose secret nobody can know, and that nothing tells from others.

    A public key is a point of the curve (half of all numbers are none), in its part of prime order (an eighth), written
    without its highest bit. So: the first point among numbers that are drawn, times a scalar, which as all of X25519
    is a multiple of eight.
    """
    for count in range(256):
        drawn = hashlib.sha256(b"dueprocess/nobody" + bytes([count]) + seed).digest()
        u = int.from_bytes(drawn, "little") % (1 << 255)
        right = (u * u * u + _CURVE * u * u + u) % _PRIME
        if pow(right, (_PRIME - 1) // 2, _PRIME) == 1:
            return recipient_text(_ANY.exchange(X25519PublicKey.from_public_bytes(drawn)))
    raise AssertionError  # one time in 2^256


def encrypt(data: bytes, recipients: Sequence[str]) -> bytes:
    """An age file to 1 to 64 X25519 recipients. Raises AgeError ``age.recipient``."""
    if not 1 <= len(recipients) <= MAX_RECIPIENTS:
        _refuse("recipient", f"a file is sealed to 1 to {MAX_RECIPIENTS} recipients")
    return bytes(pyrage.encrypt(data, [_recipient(one) for one in recipients]))


def decrypt(data: bytes, secrets: Sequence[str]) -> bytes:
    """Content of an age file (binary or armoured), header checked strictly first.

    Raises AgeError: ``age.armor``, ``age.header``, ``age.post-quantum``, ``age.payload``, ``age.identity``,
    ``age.passphrase`` (it wants one), ``age.closed`` (no secret fits, or the bytes were changed).
    """
    file = age_header.read(data)
    if file.by_passphrase:
        _refuse("passphrase", "the file opens by passphrase, not by an identity")
    try:
        return bytes(pyrage.decrypt(file.data, [_identity(secret) for secret in secrets]))
    except pyrage.DecryptError:
        _refuse("closed", "none of the identities opens the file, or its bytes were changed")


def encrypt_stream(source: IO[bytes], target: IO[bytes], recipients: Sequence[str]) -> None:
    """What is left in ``source`` as an age file in ``target``, in pieces. Raises AgeError ``age.recipient``."""
    pyrage.encrypt_io(source, target, [_recipient(one) for one in recipients])


def decrypt_stream(source: IO[bytes], target: IO[bytes], secrets: Sequence[str]) -> None:
    """Content of a binary age file into ``target``, in pieces; its header is checked strictly first.

    ``target`` holds the beginning of the content where the end was changed: use it when this has returned.
    Raises AgeError as ``decrypt`` does.
    """
    if age_header.read(source.read(2 * age_header.MAX_HEADER)).by_passphrase:
        _refuse("passphrase", "the file opens by passphrase, not by an identity")
    source.seek(0)
    try:
        pyrage.decrypt_io(source, target, [_identity(secret) for secret in secrets])
    except (pyrage.DecryptError, OSError) as fault:
        if getattr(fault, "errno", None):
            raise  # the disk's own words
        _refuse("closed", "none of the identities opens the file, or its bytes were changed")


def encrypt_passphrase(data: bytes, passphrase: str) -> bytes:
    """An age file that opens by ``passphrase`` (scrypt). Takes about a second. Raises AgeError for an empty one."""
    if not passphrase:
        _refuse("passphrase", "an empty passphrase protects nothing")
    return bytes(pyrage.passphrase.encrypt(data, passphrase))


def decrypt_passphrase(data: bytes, passphrase: str) -> bytes:
    """Content of a passphrase file, header checked strictly first. Raises AgeError as ``decrypt`` does."""
    file = age_header.read(data)
    if not file.by_passphrase:
        _refuse("closed", "the file opens by an identity, not by passphrase")
    try:
        return bytes(pyrage.passphrase.decrypt(file.data, passphrase))
    except pyrage.DecryptError:
        _refuse("closed", "the passphrase does not open the file, or its bytes were changed")


def packed(kind: ObjectKind, media: str, content: bytes, made_at: str, name: str = "") -> bytes:
    """The inside of a new object, with a salt of its own (docs/reference/events.md); ``made_at``: YYYY-MM-DDTHH:MM:SSZ.

    Raises ObjectError.
    """
    return pack(Header(kind, media, name, len(content), made_at, random_bytes(SALT_BYTES).hex()), content)


def seal(kind: ObjectKind, media: str, content: bytes, recipient: str, made_at: str, name: str = "") -> bytes:
    """A new sealed object: packed, padded, to one recipient. Raises ObjectError, and AgeError ``age.recipient``."""
    return encrypt(packed(kind, media, content, made_at, name), [recipient])


def unseal(data: bytes, secrets: Sequence[str]) -> tuple[Header, bytes]:
    """Header and content of a sealed object. Raises AgeError or ObjectError."""
    return unpack(decrypt(data, secrets))


def wrap_key(secret: str, readers: Mapping[str, str], made_at: str) -> dict[str, bytes]:
    """One envelope a reader: the case's ``secret`` sealed to each (name → age recipient).

    Insides are equally long, and age's random extra stanza blurs the rest. ``made_at`` is YYYY-MM-DDTHH:MM:SSZ.
    """
    content = secret.encode("ascii")
    inside = packed(ObjectKind.CASE_KEY, CASE_KEY_MEDIA, content, made_at)
    return {name: encrypt(inside, [age]) for name, age in readers.items()}


def unwrap_key(envelope: bytes, secrets: Sequence[str], recipient: str) -> str:
    """The case's secret out of an envelope; ``recipient`` is the case's public key that it must belong to.

    Raises AgeError ``age.wrong-key`` where an envelope of another case was put in its place (hazard 9.1).
    """
    header, content = unseal(envelope, secrets)
    if header.kind is not ObjectKind.CASE_KEY:
        _refuse("wrong-key", "the object is no envelope")
    try:
        secret = content.decode("ascii")
    except UnicodeDecodeError:
        _refuse("wrong-key", "the envelope holds no age identity")
    if recipient_of(secret) != recipient:
        _refuse("wrong-key", "the envelope holds the key of another case")
    return secret


def sha256(data: bytes) -> str:
    """SHA-256 in hex."""
    return hashlib.sha256(data).hexdigest()


STRETCH_MEMORY: Final = 32 << 20
"""Bytes that one stretching of a page's code takes, and a little more."""
_PAGE_SALT: Final = b"dueprocess/person-page/1"
_NONCE: Final = 12


@dataclass(frozen=True, slots=True)
class PageKey:
    """What a page's code becomes: the id under which its row stands, and the key that opens it."""

    id: str
    key: bytes = field(repr=False)


def page_key(code: bytes) -> PageKey:
    """Id and key of a person's page out of its 16 secret bytes: scrypt (RFC 7914), N 2^15, r 8, p 1, 32 MiB.

    The salt is a constant: the id has to follow from the code alone, and 128 random bits need none. The work slows
    down who has seen a part of a letter.
    """
    made = hashlib.scrypt(code, salt=_PAGE_SALT, n=1 << 15, r=8, p=1, maxmem=STRETCH_MEMORY + (1 << 20), dklen=48)
    return PageKey(made[:16].hex(), made[16:])


def lock_page(key: PageKey, data: bytes) -> bytes:
    """``data`` under the page's key (ChaCha20-Poly1305, RFC 8439), bound to its id; 28 bytes longer."""
    nonce = random_bytes(_NONCE)
    return nonce + ChaCha20Poly1305(key.key).encrypt(nonce, data, _PAGE_SALT + key.id.encode("ascii"))


def unlock_page(key: PageKey, data: bytes) -> bytes | None:
    """What was locked; None where the key is another one or the bytes were changed."""
    try:
        bound = _PAGE_SALT + key.id.encode("ascii")
        return ChaCha20Poly1305(key.key).decrypt(data[:_NONCE], data[_NONCE:], bound)
    except (InvalidTag, ValueError):
        return None


def new_seed() -> bytes:
    """A fresh Ed25519 seed, 32 bytes."""
    return random_bytes(SEED_BYTES)


def public_key(seed: bytes) -> bytes:
    """The Ed25519 public key (32 bytes) of a seed."""
    key = _private(seed).public_key()
    return key.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)


def signer(name: str, seed: bytes) -> tuple[Key, Sign]:
    """Verifier key and signing callable of a person, as ``formats`` wants them."""
    return Key(name, public_key(seed)), sign_with(seed)


def sign_with(seed: bytes) -> Callable[[bytes], bytes]:
    """A callable that signs with the seed (RFC 8032 Ed25519)."""
    return _private(seed).sign


def verify(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the Ed25519 signature holds, strictly: one signature, one meaning, in every reader.

    Refused besides what RFC 8032 section 5.1.7 refuses: public keys and R of small order, points whose bytes
    are not the canonical ones, S not below the group order. CCTV's ed25519 vectors pin what is accepted.
    """
    if len(message) > _SHORT:
        return _holds(public, message, signature)
    # A case's statements are held against their signatures at each look: the same three have the same answer.
    return _held(public, message, signature)


def _holds(public: bytes, message: bytes, signature: bytes) -> bool:
    if len(public) != SEED_BYTES or len(signature) != _SIGNATURE_BYTES:
        return False
    if _weak(public) or _weak(signature[:32]) or int.from_bytes(signature[32:], "little") >= _ORDER:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


_SHORT: Final = 4096
"""Bytes of a message whose answer is kept: with all of them some 8 MB."""
_held: Final = functools.lru_cache(maxsize=2048)(_holds)


# y coordinates of the eight points of small order on edwards25519; a test doubles them down to the neutral one.
_ORDER_8: Final = 0x05FC536D880238B13933C6D305ACDFD5F098EFF289F4C345B027B2C28F95E826
_SMALL_Y: Final = frozenset(
    {
        0,
        1,
        _PRIME - 1,
        _ORDER_8,
        _PRIME - _ORDER_8,
    }
)


def _weak(point: bytes) -> bool:
    # Either bytes that are not canonical (y not below the prime), or a point of order 1, 2, 4 or 8.
    y = int.from_bytes(point, "little") & ((1 << 255) - 1)
    return y >= _PRIME or y in _SMALL_Y


def _private(seed: bytes) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(seed)


def _recipient(text: str) -> object:
    try:
        made = pyrage.x25519.Recipient.from_str(text)
        # The library panics at a point of small order, past every ``except Exception``.
        _ANY.exchange(X25519PublicKey.from_public_bytes(recipient_bytes(str(made))))
    except (pyrage.RecipientError, ValueError):
        _refuse("recipient", "not an age X25519 recipient (age1…): check that it was copied whole")
    return made


def _identity(secret: str) -> pyrage.x25519.Identity:
    # "from None": the library's own error quotes what it was given.
    try:
        return pyrage.x25519.Identity.from_str(secret)
    except pyrage.IdentityError:
        raise _secretless() from None


def _secretless() -> AgeError:
    rule = "age.identity"
    return AgeError.because(rule, "not an age identity (AGE-SECRET-KEY-1…): check that the file was copied whole")


def _refuse(rule: str, reason: str) -> NoReturn:
    name = f"age.{rule}"
    raise AgeError.because(name, reason) from None
