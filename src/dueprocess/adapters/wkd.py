"""Where programs of others find the mailbox's key: OpenPGP Web Key Directory (draft-koch-openpgp-webkey-service).

The tree stands under ``/.well-known/openpgpkey/`` of the mailbox's own domain (direct), or of ``openpgpkey.DOMAIN``
(advanced). A file is named by the SHA-1 of the lower-case local part in z-base32; it holds the binary key.
"""

import hashlib
from pathlib import Path
from typing import Final

from dueprocess.adapters import durable

_ALPHABET: Final = "ybndrfg8ejkmcpqxot1uwisza345h769"


def hashed(local: str) -> str:
    """The name of a mailbox's file: 32 letters."""
    digest = hashlib.sha1(local.lower().encode(), usedforsecurity=False).digest()
    number = int.from_bytes(digest, "big")
    return "".join(_ALPHABET[number >> shift & 31] for shift in range(155, -1, -5))


def paths(address: str) -> tuple[str, str]:
    """Both paths at which the key is looked for, direct and advanced, with the query that programs send left out."""
    local, _, domain = address.rpartition("@")
    name = hashed(local)
    base = ".well-known/openpgpkey"
    return f"{base}/hu/{name}", f"{base}/{domain.lower()}/hu/{name}"


def write(folder: Path, address: str, key: bytes) -> list[Path]:
    """Write key and (empty) policy files of both ways below ``folder``; the paths of the key."""
    made = []
    for path in paths(address):
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        durable.replace(file, key)
        (file.parent.parent / "policy").touch()
        made.append(file)
    for file in folder.rglob("*"):
        file.chmod(0o755 if file.is_dir() else 0o644)
    return made
