"""An identity file that opens in several ways (``dueprocess.identity/2``): passkeys, recovery words, a passphrase.

Each way gives an age identity; the secrets are sealed once, to the recipients of all. The list of ways stands inside
as well: whoever writes a recipient of their own into the file is noticed before anything is sealed to it again.
Passkeys are asked for in a browser; here the words and the passphrase open.
"""

import base64
import binascii
import json
from typing import Any, Final, NoReturn

from dueprocess.adapters import crypto
from dueprocess.formats import recovery
from dueprocess.formats.refusal import DeniedError

FORM: Final = "dueprocess.identity/2"
INNER: Final = "dueprocess.identity/1"
MAX_WAYS: Final = 8
LEAST: Final = 12
"""Characters of a passphrase that somebody chooses; the vault asks for as many (``frontend/src/formats/ways.ts``)."""
KEYS: Final = {
    "passkey": frozenset({"way", "recipient", "made_at", "rp", "id", "salt"}),
    "words": frozenset({"way", "recipient", "made_at"}),
    "passphrase": frozenset({"way", "recipient", "made_at", "wrap"}),
}
_OUTER: Final = frozenset({"form", "card", "made_at", "ways", "sealed"})


class WaysError(DeniedError):
    """A file that is none, or that none of what was given opens. Quotes no secret."""


def is_one(data: bytes) -> bool:
    """Whether the bytes claim to be such a file."""
    return data.startswith(b"{") and isinstance(plain := _loads(data), dict) and plain.get("form") == FORM


def open_file(data: bytes, given: str) -> bytes:
    """The bare identity (``dueprocess.identity/1``, JSON) out of the file, by a passphrase or by recovery words.

    Raises WaysError ``identity.form``, ``identity.no-way``, ``identity.altered``; DeniedError; AgeError.
    """
    plain = _outer(data)
    if recovery.looks_like(given):
        secret = crypto.derived_secret(recovery.entropy_of(given), "words")
        if crypto.recipient_of(secret) not in {one["recipient"] for one in plain["ways"] if one["way"] == "words"}:
            _refuse(
                "no-way", "these recovery words are not those of this file: another one has them, or they were renewed"
            )
    else:
        secret = _by_passphrase(plain["ways"], given)
    inner = _loads(crypto.decrypt(_bytes(plain["sealed"]), [secret]))
    if not isinstance(inner, dict) or inner.get("form") != FORM or inner.pop("ways", None) != plain["ways"]:
        _refuse("altered", "somebody changed the file: it names other ways to open it than were sealed into it")
    return json.dumps({**inner, "form": INNER}).encode()


def card(data: bytes) -> str:
    """The public card that a file of several ways names; whoever opens it checks that. Raises DeniedError."""
    return str(_outer(data)["card"])


def authenticators(data: bytes) -> int:
    """How many authenticators open the file; those of one host, since one key can be enrolled at several.

    Raises WaysError ``identity.form``.
    """
    hosts: dict[str, set[str]] = {}
    for one in _outer(data)["ways"]:
        if one["way"] == "passkey":
            hosts.setdefault(one["rp"], set()).add(one["id"])
    return max(map(len, hosts.values()), default=0)


def has_words(data: bytes) -> bool:
    """Whether recovery words open the file. Raises WaysError ``identity.form``."""
    return any(one["way"] == "words" for one in _outer(data)["ways"])


def _by_passphrase(ways: list[dict[str, str]], passphrase: str) -> str:
    wraps = [one["wrap"] for one in ways if one["way"] == "passphrase"]
    if not wraps:
        _refuse("no-way", "this file has no passphrase: give its recovery words, or open it in the vault")
    return crypto.decrypt_passphrase(_bytes(wraps[0]), passphrase).decode("ascii", "replace")


def _outer(data: bytes) -> dict[str, Any]:
    plain = _loads(data)
    if not isinstance(plain, dict) or set(plain) != _OUTER or plain["form"] != FORM:
        _refuse("form", f"no identity file of the form {FORM}")
    ways = plain["ways"]
    if (
        not isinstance(plain["sealed"], str)
        or not isinstance(ways, list)
        or not 0 < len(ways) <= MAX_WAYS
        or not all(_is_way(one) for one in ways)
    ):
        _refuse("form", "the ways to open it are not of the agreed form")
    return plain


def _is_way(one: object) -> bool:
    if not isinstance(one, dict) or not all(isinstance(value, str) for value in one.values()):
        return False
    return frozenset(one) in KEYS.values() and KEYS.get(one["way"], frozenset()) == frozenset(one)


def _loads(data: bytes) -> Any:  # noqa: ANN401 - JSON
    # Ends here without its cause: a JSON error quotes the document.
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        return None


def _bytes(text: object) -> bytes:
    try:
        return base64.b64decode(str(text), validate=True)
    except (binascii.Error, ValueError):
        _refuse("form", "a part of it is no base64")


def _refuse(rule: str, reason: str) -> NoReturn:
    name = f"identity.{rule}"
    raise WaysError.because(name, reason) from None
