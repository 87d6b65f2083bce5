"""Sealing a production to its recipient as they are: CMS, OpenPGP, age, or a passphrase (hazard 11.3; ADR 0029).

``key_facts`` reads a key as people compare it; ``seal_to`` seals one part in pieces. Both refuse under ``recipient.*``
(reference/recipients.md). What comes out is opened by ``openssl cms``, ``gpg`` and ``age``, without a program of ours.
"""

import base64
import datetime as dt
import hashlib
from typing import IO, Final

from dueprocess.adapters import age_words, certificates, cms, crypto, openpgp
from dueprocess.adapters.hashed import Hashed
from dueprocess.formats.recipient import MAX_KEY, Facts, How, refuse, way
from dueprocess.release import deliver as etsi
from dueprocess.release.deliver import Deliver

_BASE64_PIECE: Final = 3 << 18
_SECRET: Final = b"AGE-SECRET-KEY-"


def kind_of(data: bytes) -> How:
    """Which kind of key a file seems to hold; ``key_facts`` says whether it does."""
    text = data[:MAX_KEY].lstrip()
    if text[:4].lower() == b"age1" or _SECRET in text:
        return How.AGE
    return How.OPENPGP if b"BEGIN PGP" in text or text[:1] >= b"\x80" else How.CMS


def key_facts(how: str, data: bytes, *, at: dt.datetime | None = None) -> Facts:
    """What a recipient's key says, for people to compare; ``Facts.key`` is what is kept, ``Facts.hash`` is over that.

    Args:
        how: ``cms``, ``openpgp`` or ``age``.
        data: the key as it came: PEM or DER; armoured or binary; ``age1…``.
        at: aware; now where it is left out.

    Raises DeniedError: ``recipient.way``, ``recipient.too-large``, ``recipient.malformed``, ``recipient.secret``,
    ``recipient.several``, ``recipient.weak``, ``recipient.usage``, ``recipient.revoked``, ``recipient.expired``.
    """
    if len(data) > MAX_KEY:
        refuse("too-large", f"a key has at most {MAX_KEY} bytes")
    moment = at or dt.datetime.now(dt.UTC)
    chosen = way(how)
    if chosen is How.PASSPHRASE:
        refuse("way", "a passphrase has no key that could be verified")
    if chosen is How.AGE:
        return _age_facts(data)
    return certificates.facts(data, moment) if chosen is How.CMS else openpgp.facts(data, moment)


def seal_to(
    how: str,
    key: bytes,
    source: IO[bytes],
    out: IO[bytes],
    *,
    passphrase: str = "",
    at: dt.datetime | None = None,
) -> str:
    """Seal what is left in ``source`` to one recipient, in pieces; SHA-256 (hex) of the ciphertext.

    Args:
        how: ``cms``, ``openpgp``, ``age`` or ``passphrase``.
        key: the recipient's key; empty where it is a passphrase.
        source: content; read to its end.
        out: where the ciphertext goes.
        passphrase: of ``age_words.new_passphrase``, with ``passphrase`` alone.
        at: aware; now where it is left out.

    Raises DeniedError as ``key_facts``, and ``recipient.passphrase``, ``recipient.failed``.
    """
    chosen = way(how)
    if (key and chosen is How.PASSPHRASE) or bool(passphrase) != (chosen is How.PASSPHRASE):
        refuse("way", "a passphrase goes without a key, and a key without a passphrase")
    if len(key) > MAX_KEY:
        refuse("too-large", f"a key has at most {MAX_KEY} bytes")
    moment = at or dt.datetime.now(dt.UTC)
    hashed = Hashed(out)
    writer: IO[bytes] = hashed  # type: ignore[assignment]  # what of IO[bytes] is used
    match chosen:
        case How.CMS:
            cms.seal(certificates.read(key, moment), source, writer)
        case How.OPENPGP:
            openpgp.seal(openpgp.read(key, moment), source, writer)
        case How.AGE:
            crypto.encrypt_stream(source, writer, [_age_facts(key).fingerprint])
        case How.PASSPHRASE:
            age_words.seal(passphrase, source, writer)
    return hashed.hash


def _age_facts(data: bytes) -> Facts:
    if _SECRET in data.upper():
        refuse("secret", "the file holds a private key: the recipient keeps that, and should make a new one")
    try:
        text = data.decode("ascii").strip()
    except UnicodeDecodeError:
        text = ""
    if not crypto.is_recipient(text):
        refuse("malformed", "no age recipient (age1… with 62 characters): check that it was copied whole")
    key = text.encode("ascii")
    return Facts(How.AGE, key, hashlib.sha256(key).hexdigest(), text, "", "X25519")


def deliver(message: Deliver, source: IO[bytes], out: IO[bytes]) -> str:
    """One sealed part as an ETSI DELIVER message, in pieces; SHA-256 (hex) of the part.

    Raises DeniedError ``recipient.deliver``.
    """
    out.write(etsi.head(message))
    digest, size = hashlib.sha256(), 0
    while piece := _whole_read(source):
        digest.update(piece)
        size += len(piece)
        out.write(base64.b64encode(piece))
    out.write(etsi.tail(message, digest.hexdigest(), size))
    return digest.hexdigest()


def _whole_read(source: IO[bytes]) -> bytes:
    """As much as base64 takes without padding between pieces; less at the end alone, whatever a pipe gives."""
    got = bytearray()
    while len(got) < _BASE64_PIECE and (piece := source.read(_BASE64_PIECE - len(got))):
        got += piece
    return bytes(got)
