"""One production: records to sealed parts, manifest, shares. It can stop anywhere and go on; its key is dropped here.

Order of steps: the key, sealed to the host; part after part, each on the disk before the next begins; the manifest; the
shares; then the key is deleted, and what is left can be handed in but opened by nobody alone.
"""

import datetime as dt
import hashlib
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

from dueprocess.adapters import crypto, durable
from dueprocess.adapters.hashed import Hashed, sha256_of
from dueprocess.formats import shamir
from dueprocess.formats.bech32 import secret_bytes
from dueprocess.formats.manifest import MEDIA, Count, File, Manifest, Order
from dueprocess.formats.object import ObjectKind
from dueprocess.host import reads
from dueprocess.host.connectors.config_file import Source
from dueprocess.host.connectors.request import Request
from dueprocess.host.parts import PART, Cursor, Packer
from dueprocess.host.sieve import Sieve
from dueprocess.host.store import DRAFT, Run, refuse

MANIFEST: Final = "manifest.age"
KEY: Final = "identity"
PLAN: Final = "plan"
DEALT: Final = "dealt"


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be made: checked, and nothing of it believed."""

    order: Order
    request: Request
    recipient: str  # whom the answer goes to, as two people verified it
    k: int
    releasers: Mapping[str, str]  # name → age recipient, from the pinned roster
    source_hash: str  # SHA-256 (hex) of the connector's file


@dataclass(frozen=True, slots=True)
class Dealt:
    """What is handed in. Shares by name: hash and ciphertext; parts by file and hash."""

    recipient: str
    k: int
    parts: tuple[tuple[Path, str], ...]
    manifest: bytes = field(repr=False)
    shares: tuple[tuple[str, str, bytes], ...] = field(repr=False)
    counts: tuple[Count, ...] = ()
    dropped: Mapping[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class _Seen:
    """Bytes on their way: SHA-512 and length of what is sealed, and what went wrong while it was read."""

    pieces: Iterator[bytes]
    hasher: Any = field(default_factory=hashlib.sha512)
    size: int = 0
    fault: BaseException | None = None
    _held: memoryview = field(default_factory=lambda: memoryview(b""))

    def read(self, most: int = -1) -> bytes:
        """At most ``most`` bytes; none at the end. A fault is kept: the sealing library would flatten it."""
        try:
            while not self._held:
                piece = next(self.pieces, None)
                if piece is None:
                    return b""
                self.hasher.update(piece)
                self.size += len(piece)
                self._held = memoryview(piece)
        except BaseException as fault:
            self.fault = fault
            raise
        taken, self._held = bytes(self._held[:most]), self._held[most:]
        return taken


def produce(
    run: Run, task: Task, source: Source, *, now: str, limit: int = PART, said: Callable[[int], None] = lambda _: None
) -> Dealt:
    """Make the production ready, or go on where it stopped.

    Args:
        run: the folder of this order.
        task: what is to be made.
        source: the connector.
        now: YYYY-MM-DDTHH:MM:SSZ.
        limit: bytes of a part before it is sealed.
        said: told the number of each part that is sealed.

    Raises DeniedError ``production.changed``, ``production.part``, ``production.nothing``; ConnectorError; OSError.
    """
    found = run.read(DEALT)
    if found is not None:
        _check_dealt(run, task, found)
        return _read_dealt(run, found)
    key = _key(run, task)
    rows, sieve = _parts(run, task, source, crypto.recipient_of(key), limit, said)
    if not sieve.counts():
        refuse("nothing", f"nothing was found{_but(sieve)}: the desk decides `no_data`, or mends the connector")
    manifest = _manifest(task, source, rows, sieve, now)
    readers = [crypto.recipient_of(key), *(age for _, age in sorted(task.releasers.items()))]
    content = manifest.encoded()
    inside = crypto.packed(ObjectKind.MANIFEST, MEDIA, content, now)
    run.replace(MANIFEST, crypto.encrypt(inside, readers))
    _deal(run, task, key, rows, sieve, now)
    return _read_dealt(run, run.read(DEALT))


def _check_dealt(run: Run, task: Task, told: Mapping[str, Any]) -> None:
    """What was dealt before stands only for the same people and the same k."""
    before = run.read(PLAN) or {}
    if (before.get("releasers"), told["k"]) != (dict(task.releasers), task.k):
        refuse("changed", "those who release, or how many of them, are not those to whom this run dealt: say --anew")


def _but(sieve: Sieve) -> str:
    many = sum(sieve.dropped.values())
    return f" within the grant ({many} records exceeded it)" if many else ""


def _key(run: Run, task: Task) -> str:
    """The key of this production. Sealed to the host, it lies beside the parts until it is dealt."""
    plan = {"production": task.order.production, "source": task.source_hash, "releasers": dict(task.releasers)}
    before, key = run.read(PLAN), run.read(KEY)
    if before is None or key is None:
        key = crypto.new_case_key()[0]
        run.write(KEY, key)
        run.write(PLAN, plan)
    elif before != plan:
        refuse("changed", "connector, roster or production are not those of the run that stopped: say --anew")
    return str(key)


def _parts(
    run: Run, task: Task, source: Source, recipient: str, limit: int, said: Callable[[int], None]
) -> tuple[list[dict[str, Any]], Sieve]:
    rows = list(_kept(run))
    sieve = Sieve(task.request.scope, source.max_bytes)
    place, order = run.folder.parent.parent, task.order.order
    request = reads.begun(place, order, source.type, task.request, _now())
    packer = Packer(sieve.members(source.connector.records(request)), limit)
    packer.skip(Cursor(**rows[-1]["cursor"]) if rows else Cursor())
    while packer.more() or not rows:
        rows.append(_part(run, packer, len(rows) + 1, recipient))
        said(len(rows))
    reads.ended(place, order, source.type, request, _now())
    return rows, sieve


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def _kept(run: Run) -> Iterator[dict[str, Any]]:
    """Rows of the parts that are whole. Raises DeniedError ``production.part`` where one was changed."""
    number = 1
    while (row := run.read(_name(number))) is not None:
        path = run.path(row["file"])
        if not path.is_file() or sha256_of(path) != row["cipher"]:
            refuse("part", f"part {number} is missing, or its bytes are not those that were sealed: say --anew")
        yield row
        number += 1


def _part(run: Run, packer: Packer, number: int, recipient: str) -> dict[str, Any]:
    path = run.path(f"{_name(number)}.tar.age")
    draft = path.with_name(path.name + DRAFT)
    draft.unlink(missing_ok=True)
    seen = _Seen(packer.part(number))
    handle = os.open(draft, os.O_WRONLY | durable.NEW, 0o600)
    with os.fdopen(handle, "wb") as file:
        written = Hashed(file)
        try:
            crypto.encrypt_stream(seen, written, [recipient])  # type: ignore[arg-type]  # what of IO[bytes] it uses
        except Exception as fault:  # noqa: BLE001 - raised again, as what it was
            raise (seen.fault or fault) from None
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    row = {
        "cipher": written.hash,
        "cursor": asdict(packer.cursor),
        "file": path.name,
        "hash": seen.hasher.hexdigest(),
        "name": f"{_name(number)}.tar",
        "size": seen.size,
    }
    run.write(_name(number), row)
    return row


def _name(number: int) -> str:
    return f"part-{number:04d}"


def _manifest(task: Task, source: Source, rows: Sequence[Mapping[str, Any]], sieve: Sieve, now: str) -> Manifest:
    return Manifest(
        sender=source.provider,
        recipient=task.recipient,
        order=task.order,
        made_at=now,
        files=tuple(File(row["name"], row["size"], row["hash"]) for row in rows),
        counts=sieve.counts(),
        dropped=dict(sieve.dropped),
    )


def _deal(run: Run, task: Task, key: str, rows: Sequence[Mapping[str, Any]], sieve: Sieve, now: str) -> None:
    """Shares to the releasers; then the key is gone. Each share is a sealed object of its own, to one person.

    Its name is the order's hash: no deal of another order gets its holder to hand it on.
    """
    names = sorted(task.releasers)
    shares = shamir.split(secret_bytes(key), len(names), task.k, crypto.random_bytes(shamir.random_needed(task.k)))
    sealed = []
    for name, share in zip(names, shares, strict=True):
        to, order = task.releasers[name], task.order.order
        data = crypto.seal(ObjectKind.SHARE, "application/octet-stream", share, to, now, order)
        sealed.append([name, shamir.share_hash(share), data.hex()])
    told = {
        "counts": [asdict(count) for count in sieve.counts()],
        "dropped": {str(why): many for why, many in sieve.dropped.items()},
        "k": task.k,
        "parts": [[row["file"], row["cipher"]] for row in rows],
        "recipient": crypto.recipient_of(key),
        "shares": sealed,
    }
    run.write(DEALT, told)
    run.remove(KEY)


def _read_dealt(run: Run, told: Mapping[str, Any]) -> Dealt:
    run.remove(KEY)  # a run that stopped between the two
    return Dealt(
        recipient=told["recipient"],
        k=told["k"],
        parts=tuple((run.path(name), hash_) for name, hash_ in told["parts"]),
        manifest=run.path(MANIFEST).read_bytes(),
        shares=tuple((name, hash_, bytes.fromhex(data)) for name, hash_, data in told["shares"]),
        counts=tuple(Count(**count) for count in told["counts"]),
        dropped=told["dropped"],
    )
