"""An identity file as the vault writes it, with as many authenticators as a test needs."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from pathlib import Path

from dueprocess.adapters import crypto, identity_ways
from dueprocess.adapters.identity import Identity
from dueprocess.formats import recovery

_ENTROPY = bytes(range(16))
WORDS = recovery.words(_ENTROPY)


def write(path: Path, who: Identity, hosts: Sequence[str]) -> Path:
    """The file, opened by the words and by one authenticator for each of the hosts."""
    made_at = who.made_at
    words = crypto.recipient_of(crypto.derived_secret(_ENTROPY, "words"))
    ways: list[dict[str, str]] = [{"way": "words", "recipient": words, "made_at": made_at}]
    for number, host in enumerate(hosts):
        recipient = crypto.recipient_of(crypto.derived_secret(bytes([number]) * 32, f"passkey {host}"))
        about = {"rp": host, "id": f"AAA{number}", "salt": f"{number:064x}"}
        ways.append({"way": "passkey", "recipient": recipient, "made_at": made_at, **about})
    secrets = {"form": identity_ways.FORM, "name": who.name, "age": who.age_secret, "seed": who.seed.hex()}
    if who.own_seed:
        secrets |= {"own_age": who.own_age_secret, "own_seed": who.own_seed.hex()}
    inside = json.dumps({**secrets, "made_at": made_at, "ways": ways}).encode()
    sealed = base64.b64encode(crypto.encrypt(inside, [one["recipient"] for one in ways])).decode()
    plain = {"form": identity_ways.FORM, "card": who.card().text(), "made_at": made_at, "ways": ways, "sealed": sealed}
    path.write_text(json.dumps(plain))
    path.chmod(0o600)
    return path
