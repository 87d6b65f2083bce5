"""The compiled law: what the law files say, read once and kept beside other caches of whoever runs the command.

A copy counts only where the content of every law file is the one that it was made from; one byte more, and the files
are read again. It belongs to its owner alone, so it is no wider a door than the command itself. Nothing of a desk
is in it.
"""

import hashlib
import json
import os
import stat
import tempfile
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, NamedTuple

FORM: Final = "dueprocess/compiled-law/1"
KEPT: Final = 8
MAX_BYTES: Final = 256 * 1024 * 1024
_OTHERS: Final = stat.S_IWGRP | stat.S_IWOTH


class Compiled(NamedTuple):
    """Parsed files by sort, checked against their schemas and built once, and the law's digest."""

    files: Mapping[str, list[Mapping[str, Any]]]
    digest: str


def default_root() -> Path:
    """The installed package's law folder, else the repository's."""
    package = Path(__file__).resolve().parents[1]
    installed = package / "_law"
    return installed if installed.is_dir() else package.parents[1] / "law"


def schema_folder(root: Path) -> Path:
    """The schemas of the law folder ``root``; a law folder of one's own need not carry them."""
    own = root / "schema"
    return own if own.is_dir() else default_root() / "schema"


def key_of(contents: Iterable[tuple[str, bytes]]) -> str:
    """SHA-256 (hex) over names and contents, each with its length."""
    digest = hashlib.sha256(FORM.encode())
    for name, content in contents:
        label = name.encode()
        digest.update(b"%d:%s%d:" % (len(label), label, len(content)))
        digest.update(content)
    return digest.hexdigest()


def folder() -> Path:
    """Where compiled law is kept: the user's cache folder (XDG Base Directory Specification)."""
    base = os.environ.get("XDG_CACHE_HOME", "")
    root = Path(base) if base.startswith("/") else Path("~/.cache").expanduser()
    return root / "dueprocess"


def get(key: str) -> Compiled | None:
    """The compiled law of this key; None where there is none, or none that can be trusted."""
    try:
        path = _place(key)
        with path.open("rb") as file:
            found = os.fstat(file.fileno())
            if found.st_uid != os.geteuid() or found.st_mode & _OTHERS or found.st_size > MAX_BYTES:
                return None
            head = json.loads(file.readline())
            if head != {"form": FORM, "key": key, "law": head["law"]}:
                return None
            return Compiled(json.loads(file.read()), head["law"])
    except (OSError, ValueError, KeyError, TypeError, RuntimeError):
        return None


def put(key: str, compiled: Compiled) -> None:
    """Keep it for the next start; where that is not possible nothing is kept, and nothing is said."""
    with suppress(OSError, RuntimeError):
        path = _place(key)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        head = json.dumps({"form": FORM, "key": key, "law": compiled.digest})
        with tempfile.NamedTemporaryFile("w", dir=path.parent, prefix="law-", suffix=".new", delete=False) as file:
            file.write(head + "\n" + json.dumps(compiled.files, ensure_ascii=False, separators=(",", ":")))
        Path(file.name).replace(path)
        _sweep(path)


def _place(key: str) -> Path:
    return folder() / f"law-{key[:32]}.json"


def _sweep(newest: Path) -> None:
    others = [path for path in newest.parent.glob("law-*.json") if path != newest]
    for path in sorted(others, key=lambda one: one.stat().st_mtime, reverse=True)[KEPT - 1 :]:
        path.unlink(missing_ok=True)
