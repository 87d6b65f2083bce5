"""The heads of the day that a home keeps, and the key that signs them (ADR 0087).

``heads.jsonl`` has a line for each day: the signed note, what blinded it, and how many links each chain has that grew.
The key stands beside it and in no backup: whoever reads a backup is not to sign a past. A home that was restored draws
another one, which everybody sees. The key's name is the desk's id.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from dueprocess.adapters import crypto, durable
from dueprocess.formats.heads import Extension, Head, HeadError, extension, head_after, line_of, root_of
from dueprocess.formats.note import Key, Sign
from dueprocess.operate.home import Home

FILE: Final = "heads.jsonl"
KEY: Final = "head.key"


@dataclass(frozen=True, slots=True)
class Kept:
    """One head as it is kept. ``sizes``: first head of each chain → how many links it had then."""

    day: str
    note: str
    blind: str
    sizes: Mapping[str, int]


def kept(place: Home) -> list[Kept]:
    """All heads of this home, oldest first."""
    found, sizes = list[Kept](), dict[str, int]()
    path = place.path / FILE
    for line in path.read_text().splitlines() if path.exists() else ():
        row: dict[str, Any] = json.loads(line)
        sizes = {**sizes, **row["sizes"]}
        found.append(Kept(row["day"], row["note"], row["blind"], sizes))
    return found


def newest(place: Home) -> str:
    """The line of the newest head, for what leaves the house; empty where none was signed (ADR 0095)."""
    made = kept(place)
    return line_of(made[-1].note.encode()) if made else ""


def key_of(place: Home, desk: str) -> tuple[Key, Sign]:
    """The key that signs heads of that desk; drawn once, readable by the home's owner alone."""
    path = place.path / KEY
    if not path.exists():
        durable.create(path, f"{crypto.new_seed().hex()}\n".encode())
    return crypto.signer(desk, bytes.fromhex(path.read_text().strip()))


def is_due(place: Home, day: str) -> bool:
    """Whether this home signs heads, and has signed none of that day: a command draws its key, and no timer does."""
    before = kept(place)
    return (place.path / KEY).exists() and (not before or before[-1].day < day)


def sign(place: Home, desk: str, day: str, chains: Mapping[str, Sequence[bytes]]) -> Kept:
    """The head of a day, signed once: as it was kept, where it was."""
    before = kept(place)
    if before and before[-1].day >= day:
        return before[-1]
    blind = crypto.random_bytes(32).hex()
    head = Head(day, desk, root_of({first: head_after(first, made) for first, made in chains.items()}, blind))
    sizes = {first: len(made) for first, made in chains.items()}
    old = before[-1].sizes if before else {}
    grown = {first: size for first, size in sizes.items() if old.get(first) != size}
    note = head.sign(*key_of(place, desk)).decode()
    line = json.dumps({"blind": blind, "day": day, "note": note, "sizes": grown})
    path = place.path / FILE
    durable.replace(path, (path.read_bytes() if path.exists() else b"") + f"{line}\n".encode())
    path.chmod(0o600)
    return Kept(day, note, blind, sizes)


def between(place: Home, earlier: str, later: str, chains: Mapping[str, Sequence[bytes]]) -> Extension:
    """The links between the heads of two days, by the chains as they stand. Raises HeadError ``head.none``."""
    found = {one.day: one for one in kept(place)}
    if earlier not in found or later not in found:
        raise HeadError.because("head.none", "This home keeps no head of that day; see `dueprocess heads list`.")
    first, last = found[earlier], found[later]
    shown = {name: chains.get(name, [])[:size] for name, size in last.sizes.items()}
    return extension(first.sizes, shown, (first.blind, last.blind))


def public(place: Home, desk: str) -> bytes:
    """What the public site hands out: every head, oldest first, and the key that signs them."""
    rows = [one.note for one in kept(place)]
    return json.dumps({"heads": rows, "vkey": key_of(place, desk)[0].vkey}, indent=1).encode() + b"\n"
