"""Job "seal": an arrival's clear text becomes a ciphertext, in a child of the sandbox that parses nothing.

The vessel's key is drawn here, leaves only inside envelopes, and dies with the child. What the bytes say another child
reads, the job "parse", which knows the public recipient alone: whoever takes that child over has no key and has not
touched the original (hazard 10.3; ADR 0082).
"""

import base64
from collections.abc import Mapping
from typing import Any, Final

from dueprocess.adapters import crypto
from dueprocess.formats.object import ObjectKind

RECOVERY: Final = "recovery"


def seal(options: Mapping[str, Any], data: bytes) -> dict[str, Any]:
    """Seal ``data`` to a fresh key (P3).

    Options: ``name``, ``media``, ``made_at`` (of the seal, YYYY-MM-DDTHH:MM:SSZ), ``readers`` ([{name, age}]),
    ``recovery`` (age recipient).

    Returns:
        ``recipient``, ``sealed`` {kind, bytes, hash} and ``envelopes`` [{person, bytes}]; bytes in base64, hash SHA-256
        (hex) of the ciphertext. It is kept nowhere.
    """
    secret, recipient = crypto.new_case_key()
    moment = options["made_at"]
    # A name that is made to deceive a terminal must not keep its file outside (P3).
    name = "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in options["name"])[:255]
    original = row(ObjectKind.ORIGINAL, options["media"], data, recipient, moment, name)
    readers = {one["name"]: one["age"] for one in options["readers"]} | {RECOVERY: options["recovery"]}
    envelopes = crypto.wrap_key(secret, readers, moment)
    return {
        "recipient": recipient,
        "sealed": original,
        "envelopes": [{"person": name, "bytes": in_base64(one)} for name, one in envelopes.items()],
    }


def warm() -> None:
    """Nothing to load late, and no key is made before the fork."""


def row(kind: ObjectKind, media: str, content: bytes, recipient: str, made_at: str, name: str = "") -> dict[str, str]:
    """A new sealed object as the jobs hand one back."""
    data = crypto.seal(kind, media, content, recipient, made_at, name)
    return {"kind": str(kind), "bytes": in_base64(data), "hash": crypto.sha256(data)}


def in_base64(data: bytes) -> str:
    """Bytes in base64."""
    return base64.b64encode(data).decode()
