"""Texts of the law that counsel signed, kept on counsel's own machine: against them a later text is held.

A file is named by the hash that was signed, and held against it when it is read: whoever changes one only loses it.
"""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from dueprocess.adapters import durable
from dueprocess.client.vault_memory import desks_folder
from dueprocess.law.build import hash_signed
from dueprocess.law.shelf import Shelf
from dueprocess.law.texts import Signature

MAX_BYTES: Final = 1 << 20
MAX_FILES: Final = 50
"""Texts of one law file that are looked at."""


def folder() -> Path:
    """Where they lie: the person's own configuration."""
    return desks_folder().parent / "law"


def keep(shelf: Shelf, names: Iterable[str]) -> list[str]:
    """Write down what these law files say now. Ids of those that are kept."""
    kept = []
    for name in names:
        sort = "instruments" if name in shelf.instruments else "conflicts"
        if name not in shelf.instruments and name not in shelf.conflicts:
            continue
        place = folder()
        place.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = place / f"{name}.{shelf.hash_signed(name)}.json"
        durable.replace(path, json.dumps(shelf.text_of(f"{sort}/{name}"), ensure_ascii=False).encode())
        kept.append(name)
    return kept


class Kept:
    """Texts of one law file that were signed before."""

    def __init__(self, name: str) -> None:
        """``name``: its id, of a known law file."""
        self._texts = [
            one for path in sorted(folder().glob(f"{name}.*.json"))[:MAX_FILES] if (one := _read(path, name))
        ]

    def signed(self, signature: Signature) -> Mapping[str, Any] | None:
        """The text in which what was signed stood; None where this machine has it not."""
        file = signature.rule.partition(".")[0]
        for text in self._texts:
            if hash_signed({"kept": {file: text}})(signature.rule) == signature.text:
                return text
        return None


def _read(path: Path, name: str) -> Mapping[str, Any] | None:
    try:
        if path.stat().st_size > MAX_BYTES:
            return None
        text = json.loads(path.read_bytes())
        whole = hash_signed({"kept": {name: text}})(name)
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None
    return text if path.name == f"{name}.{whole}.json" else None
