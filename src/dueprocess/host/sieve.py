"""From a connector's records to the files of a production: what exceeds the grant is left out and counted."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from dueprocess.formats.manifest import Count
from dueprocess.formats.records import Dropped, Scope, check, judge
from dueprocess.host.connectors.request import ConnectorError, Left, Record

LIST_BYTES: Final = 4 << 20
"""Lines of one list are written as files of this size; one line may be longer."""


@dataclass(frozen=True, slots=True, repr=False)
class Member:
    """One file of the production. ``chunks`` is called once, or not at all where the file was sealed before."""

    path: str
    target: str
    kind: str
    at: str
    size: int
    chunks: Callable[[], Iterator[bytes]]
    origin: str

    def mark(self, before: bytes) -> bytes:
        """What stands for all members up to this one: a run that resumes compares it."""
        return hashlib.sha256(
            before + f"{self.path}\n{self.size}\n{self.at}\n{self.origin}\n".encode(errors="surrogateescape")
        ).digest()


@dataclass(slots=True)
class Sieve:
    """Holds records against the grant, and keeps the counts."""

    scope: Scope
    max_bytes: int
    dropped: Counter[Dropped] = field(default_factory=Counter)
    total: int = 0  # bytes
    _counts: dict[tuple[str, str], list[int]] = field(default_factory=dict)
    _times: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    _number: int = 0

    def counts(self) -> tuple[Count, ...]:
        """What passed, by target and kind."""
        return tuple(
            Count(target, kind, many, size, *self._times.get((target, kind), ["", ""]))
            for (target, kind), (many, size) in sorted(self._counts.items())
        )

    def members(self, records: Iterable[Record | Left]) -> Iterator[Member]:
        """Files in order; lines of one list that follow one another stand in one. Raises ConnectorError."""
        held: list[bytes] = []
        first: Record | None = None
        for record in self._passing(records):
            head = record.header
            if first is not None and (not head.line or _list_of(first) != _list_of(record) or _size(held) > LIST_BYTES):
                yield self._listed(first, held)
                first, held = None, []
            if not head.line:
                yield self._member(record, head.length, record.chunks, record.origin)
                continue
            first = first or record
            held.append(_whole(record))
        if first is not None:
            yield self._listed(first, held)

    def _passing(self, records: Iterable[Record | Left]) -> Iterator[Record]:
        for record in records:
            why = record.why if isinstance(record, Left) else judge(self.scope, check(record.header))
            if why is not None:
                self.dropped[why] += 1
            elif isinstance(record, Record):
                self._count(record)
                yield record

    def _count(self, record: Record) -> None:
        head = record.header
        self.total += head.length
        if self.total > self.max_bytes:
            message = f"there is more than the {self.max_bytes} bytes that the connector's file allows a production"
            raise ConnectorError(message)
        key = (head.target, head.kind)
        many, size = self._counts.get(key, [0, 0])
        self._counts[key] = [many + 1, size + head.length]
        if head.at:
            first, last = self._times.get(key, [head.at, head.at])
            self._times[key] = [min(first, head.at), max(last, head.at)]

    def _listed(self, first: Record, held: list[bytes]) -> Member:
        data = b"".join(held)
        return self._member(first, len(data), lambda: iter((data,)), hashlib.sha256(data).hexdigest())

    def _member(self, record: Record, size: int, chunks: Callable[[], Iterator[bytes]], origin: str) -> Member:
        # A number in front: two files of one name would become one on the reader's disk.
        self._number += 1
        head = record.header
        folder, _, name = head.name.rpartition("/")
        path = "/".join(filter(None, (head.target, head.kind, folder, f"{self._number:06d}-{name}")))
        return Member(path, head.target, head.kind, "" if head.line else head.at, size, chunks, origin)


def _list_of(record: Record) -> tuple[str, str, str]:
    return (record.header.target, record.header.kind, record.header.name)


def _whole(record: Record) -> bytes:
    if record.header.length > LIST_BYTES:
        raise ConnectorError(f"a line of a list has at most {LIST_BYTES} bytes")
    data = b"".join(record.chunks())
    return data if data.endswith(b"\n") else data + b"\n"


def _size(held: list[bytes]) -> int:
    return sum(map(len, held))
