"""Secrets of second factors, sealed by the home's key, which stands in no database and no backup (hazard 9.5)."""

import base64
import hashlib
from typing import Final

from cryptography.fernet import Fernet, InvalidToken

_LABEL: Final = b"dueprocess second factor v1\0"


class FactorError(ValueError):
    """A second factor that the home's key does not open: the key was lost or the database is a copy."""


def seal(text: str, key: str) -> str:
    """Authenticated ciphertext (Fernet: AES-128-CBC and HMAC-SHA-256) of ``text``."""
    return _box(key).encrypt(text.encode()).decode()


def unseal(sealed: str, key: str) -> str:
    """The text. Raises FactorError."""
    try:
        return _box(key).decrypt(sealed.encode()).decode()
    except (InvalidToken, UnicodeDecodeError) as fault:
        message = "this second factor was set up under another key of the home; a colleague invites you again"
        raise FactorError(message) from fault


def _box(key: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(_LABEL + key.encode()).digest()))
