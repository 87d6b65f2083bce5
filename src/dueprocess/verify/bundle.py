"""The vault's bundle as it is installed here: its manifest, and whether its files are those that the manifest names."""

import base64
import functools
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

FORM: Final = "dueprocess.vault/1"
MANIFEST: Final = "manifest.json"
MAX_MANIFEST: Final = 16 << 10
MAX_FILES: Final = 32
NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
FOLDER: Final = Path(str(files("dueprocess").joinpath("vault")))

_HASH: Final = re.compile(r"[0-9a-f]{64}")


class BundleError(ValueError):
    """A manifest that is none, or files that are not those of their manifest; names them."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """Files by name, the manifest among them, and the hashes that it gives (hex)."""

    files: Mapping[str, bytes]
    hashes: Mapping[str, str]

    @property
    def hash(self) -> str:
        """SHA-256 (hex) of the manifest's bytes: one value for all of the vault."""
        return sha256(self.files[MANIFEST])


def sha256(data: bytes) -> str:
    """SHA-256 in hex."""
    return hashlib.sha256(data).hexdigest()


def installed(folder: Path = FOLDER) -> Bundle:
    """The bundle in ``folder``, read whole and checked. Raises BundleError that names each file which is not right."""
    try:
        there = {one.name: one.read_bytes() for one in sorted(folder.iterdir()) if one.is_file()}
    except OSError as fault:
        raise BundleError(f"the vault's files cannot be read ({fault.strerror}); install the package anew") from fault
    if MANIFEST not in there:
        raise BundleError(f"the vault's {MANIFEST} is missing; install the package anew")
    hashes = read_manifest(there[MANIFEST])
    wrong = [f"{name} is missing" for name in hashes if name not in there]
    wrong += [f"{name} is not of the manifest" for name in there if name not in hashes and name != MANIFEST]
    wrong += [f"{name} was changed" for name in hashes if name in there and sha256(there[name]) != hashes[name]]
    if wrong:
        message = f"the installed vault is not the one that was published: {', '.join(wrong)}; install the package anew"
        raise BundleError(message)
    return Bundle(there, hashes)


@functools.cache
def published() -> str:
    """SHA-256 (hex) of the installed manifest, as the public site tells it."""
    return sha256((FOLDER / MANIFEST).read_bytes())


def webcat(bundle: Bundle, version: str, policy: str, frame: str) -> str:
    """A WEBCAT manifest without timestamp and signatures: the operator enrols and signs (docs/operator/vault.md)."""
    hashed = {f"/{name}": _base64url(data) for name, data in sorted(bundle.files.items())}
    plain = {
        "app": "https://dueprocess.example/",
        "version": version,
        "default_csp": policy,
        "extra_csp": {"/frame.html": frame},
        "default_index": "/index.html",
        "default_fallback": "/index.html",
        "files": hashed,
        "wasm": [],
    }
    return json.dumps(plain, indent=1, sort_keys=True) + "\n"


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).decode().rstrip("=")


def read_manifest(data: bytes) -> dict[str, str]:
    """SHA-256 (hex) of each file by its name. Raises BundleError; quotes nothing of what it was given."""
    if len(data) > MAX_MANIFEST:
        raise BundleError(f"the manifest has more than {MAX_MANIFEST} bytes")
    try:
        plain: Any = json.loads(data)
        named = plain["files"]
        right = plain["form"] == FORM and set(plain) == {"form", "files"} and 0 < len(named) <= MAX_FILES
        right = right and all(NAME.fullmatch(name) and name != MANIFEST for name in named)
        right = right and all(isinstance(one, str) and _HASH.fullmatch(one) for one in named.values())
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        right = False
    if not right:
        raise BundleError(f"no manifest of the form {FORM}")
    return dict(named)
