"""The words of provisions beside which counsel reads the rules: ``law/provisions/*.yaml``, no law and in no digest.

Whole where official texts are free; else quoted as far as a rule rests on them. Where there is neither, the law file's
own source says where counsel finds the text.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from dueprocess.adapters import law_files
from dueprocess.formats.canonical import encode

FOLDER: Final = "provisions"


@dataclass(frozen=True, slots=True)
class Provision:
    """What stands beside one law file. ``text`` empty: quotes alone, by rule."""

    id: str
    title: str
    url: str
    state: str  # day of the text that was taken, YYYY-MM-DD
    free: str  # why the text may be given on
    language: str
    text: str
    quotes: Mapping[str, str]
    hash: str  # SHA-256 (hex) of the whole file's values: what a reading beside it is signed for


def of(name: str, root: Path | None = None) -> Provision | None:
    """The words beside a law file; None where none are stored. Raises LawFileError for a file that breaks its form."""
    folder = root or law_files.law_root()
    path = folder / FOLDER / f"{name}.yaml"
    if not path.is_file():
        return None
    data = law_files.read(path, "provision", folder)
    return Provision(
        data["id"],
        data["source"]["title"],
        data["source"].get("url") or "",
        data["state"],
        data["free"],
        data["language"],
        data.get("text", ""),
        data.get("quotes", {}),
        hash_of(data),
    )


def hash_of(data: Mapping[str, Any]) -> str:
    """SHA-256 (hex) of a file's values."""
    return hashlib.sha256(b"dueprocess/provision/1\0" + encode(data)).hexdigest()


def names(root: Path | None = None) -> tuple[str, ...]:
    """Law files beside which words are stored."""
    return tuple(sorted(path.stem for path in ((root or law_files.law_root()) / FOLDER).glob("*.yaml")))
