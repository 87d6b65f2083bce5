"""An age file by passphrase, written in pieces; and passphrases of words that are read over a telephone.

pyrage takes and gives whole bytes for a passphrase; a part has up to 256 MiB, so header and STREAM (age v1: C2SP
age.md) are written here, on the primitives of ``cryptography``. The words are the English list of BIP 39 (MIT): 2048
of them, told apart by their first four letters.
"""

import base64
import functools
import hashlib
import hmac
import os
import secrets
from importlib import resources
from typing import IO, Final

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from dueprocess.adapters.age_header import VERSION
from dueprocess.formats.recipient import refuse

WORDS: Final = 8
"""Eight words of eleven bits: 88 bits before scrypt makes each guess dear."""

WORK: Final = 16
"""scrypt with N = 2¹⁶ takes 64 MiB. A passphrase of eight drawn words needs no more, on neither side."""

_CHUNK: Final = 64 * 1024
_FILE_KEY: Final = 16
_SALT: Final = 16
_NONCE: Final = 16
_KEY: Final = 32
_LABEL: Final = b"age-encryption.org/v1/scrypt"
_MORE: Final = b"\x00"
_LAST: Final = b"\x01"


@functools.cache
def words() -> tuple[str, ...]:
    """The 2048 words."""
    return tuple(resources.files("dueprocess.adapters").joinpath("words.txt").read_text("ascii").split())


def new_passphrase() -> str:
    """Eight drawn words, joined by hyphens: to be read over the call back, and written nowhere."""
    return "-".join(secrets.choice(words()) for _ in range(WORDS))


def check_passphrase(passphrase: str) -> None:
    """Whether a passphrase was drawn here. Raises DeniedError ``recipient.passphrase``; never quotes it."""
    given = passphrase.split("-")
    if len(given) < WORDS or not set(given) <= set(words()):
        refuse("passphrase", f"a passphrase is {WORDS} words that were drawn, joined by hyphens; nobody thinks one up")


def seal(passphrase: str, source: IO[bytes], out: IO[bytes]) -> None:
    """What is left in ``source`` as an age file that opens by ``passphrase``.

    Raises DeniedError ``recipient.passphrase``.
    """
    check_passphrase(passphrase)
    file_key, nonce = os.urandom(_FILE_KEY), os.urandom(_NONCE)
    out.write(_header(passphrase, file_key))
    out.write(nonce)
    cipher = ChaCha20Poly1305(_derived(file_key, nonce, b"payload"))
    chunk = _read(source)
    count = 0
    while True:
        following = _read(source)
        out.write(cipher.encrypt(count.to_bytes(11, "big") + (_MORE if following else _LAST), chunk, None))
        if not following:
            return
        chunk, count = following, count + 1


def _header(passphrase: str, file_key: bytes) -> bytes:
    salt = os.urandom(_SALT)
    wrapping = Scrypt(salt=_LABEL + salt, length=_KEY, n=1 << WORK, r=8, p=1).derive(passphrase.encode("ascii"))
    body = ChaCha20Poly1305(wrapping).encrypt(bytes(12), file_key, None)
    begun = b"%s\n-> scrypt %s %d\n%s\n---" % (VERSION, _base64(salt), WORK, _base64(body))
    mac = hmac.new(_derived(file_key, b"", b"header"), begun, hashlib.sha256).digest()
    return begun + b" " + _base64(mac) + b"\n"


def _derived(file_key: bytes, salt: bytes, info: bytes) -> bytes:
    return HKDF(hashes.SHA256(), _KEY, salt, info).derive(file_key)


def _base64(data: bytes) -> bytes:
    return base64.b64encode(data).rstrip(b"=")


def _read(source: IO[bytes]) -> bytes:
    """A whole chunk, or what is left: a pipe gives less than it is asked for."""
    got = bytearray()
    while len(got) < _CHUNK and (piece := source.read(_CHUNK - len(got))):
        got += piece
    return bytes(got)
