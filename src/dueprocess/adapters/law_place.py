"""Which law is in force on this machine: that of the program, or a package that was taken since (ADR 0111).

A desk keeps it in its home (``law/``), a person in their own configuration. A newer program brings its own law: what
was taken over an older one counts no more, until a package is taken that extends the new one.
"""

import json
import os
import re
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from dueprocess.adapters import durable, law_cache

FORM: Final = "dueprocess.law-in-force/1"
KEYS: Final = "law-keys"
_HASH: Final = re.compile(r"[0-9a-f]{64}")
_MAX: Final = 4096


@dataclass(frozen=True, slots=True)
class InForce:
    """The package that was taken last. Digests in hex.

    ``law``: of the package as it was signed; ``kept``: of the files as they are kept here (``law/taken.py``);
    ``base``: of the program's law, over which it was taken; ``by``: whose keys signed it.
    """

    number: int
    law: str
    kept: str
    base: str
    by: tuple[str, ...]


def home() -> Path:
    """Where this process keeps its law: the desk's home, else the person's own configuration."""
    if chosen := os.environ.get("DUEPROCESS_HOME"):
        return Path(chosen)
    return Path(os.environ.get("XDG_CONFIG_HOME") or "~/.config").expanduser() / "dueprocess"


def last(place: Path) -> InForce | None:
    """What was taken last; None: nothing, or a file that nobody can read."""
    path = place / "law" / "in-force.json"
    try:
        if path.stat().st_size > _MAX:
            return None
        told = json.loads(path.read_bytes())
        law, kept, base = hashes = [str(told[name]) for name in ("law", "kept", "base")]
        made = InForce(int(told["number"]), law, kept, base, tuple(map(str, told["by"])))
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
    return made if told.get("form") == FORM and made.number > 0 and all(map(_HASH.fullmatch, hashes)) else None


def put(place: Path, one: InForce) -> None:
    """From now on this is in force."""
    told = {"form": FORM, **asdict(one)}
    durable.replace(place / "law" / "in-force.json", json.dumps(told).encode() + b"\n")


def folder(place: Path, number: int) -> Path:
    """Where the files of a package lie."""
    return place / "law" / str(number)


def taken(published: str, place: Path | None = None) -> InForce | None:
    """The package that is in force at a place, over the program's law of this digest; None: that law itself."""
    where = place or home()
    found = last(where)
    return found if found and found.base == published and folder(where, found.number).is_dir() else None


def root(published: str, place: Path | None = None) -> Path:
    """The law folder in force at a place; where nothing is said, of this process."""
    found = taken(published, place)
    return law_cache.default_root() if found is None else folder(place or home(), found.number)
