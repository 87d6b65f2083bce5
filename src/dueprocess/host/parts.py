"""Files into parts: each part is a whole tar of its own, at most 252 MiB, so that sealed it has at most 256 MiB.

Any program opens a tar; a part that is lost spoils no other. A file that does not fit is cut, its pieces are numbered.
The last file of a part lists the others with their SHA-256. Zeros after the end, which a reader of tar passes over,
take each part to its Padmé length: of its size little can be told from outside (hazard 3.5).
"""

import hashlib
import json
import tarfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, NoReturn

from dueprocess.formats.object import padme
from dueprocess.host.connectors.request import ConnectorError
from dueprocess.host.sieve import Member

PART: Final = 252 << 20
LEAST: Final = 1 << 16  # bytes of the smallest part
MANY: Final = 20_000  # files a part: the list of them is held in memory
BLOCK: Final = 512
HEADS: Final = 8 * BLOCK  # header with its extended ones, and the line of the list, of one file
WORTH: Final = 1 << 20  # a file is not cut for less
LIST: Final = "contents-{:04d}.jsonl"


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far the parts so far go: whole files, pieces and bytes of the next one, and a hash over what they were."""

    members: int = 0
    pieces: int = 0
    offset: int = 0
    mark: str = "00" * 32


class MovedError(ConnectorError):
    """The source no longer gives what it gave before: a run that stopped cannot go on."""


class Packer:
    """Walks the files once and gives the bytes of one part after the other."""

    def __init__(self, members: Iterable[Member], limit: int = PART) -> None:
        if limit < 2 * WORTH or padme(limit) != limit or limit % BLOCK:
            raise ValueError("the limit is a Padmé length of whole blocks, 2 MiB or more")
        self._members = iter(members)
        self._limit = limit
        self._member: Member | None = None
        self._bytes: _Bytes | None = None
        self._done, self._pieces, self._offset, self._mark = 0, 0, 0, bytes(32)

    @property
    def cursor(self) -> Cursor:
        """Where the last part ended."""
        return Cursor(self._done, self._pieces, self._offset, self._mark.hex())

    def skip(self, to: Cursor) -> None:
        """Pass over what earlier parts hold. Raises MovedError where it is not the same any more."""
        while self._done < to.members:
            if self._peek() is None:
                _moved()
            self._next()
        if self._mark.hex() != to.mark:
            _moved()
        if to.offset:
            member = self._peek()
            if member is None or member.size <= to.offset:
                _moved()
            for _ in self._source(member).take(to.offset):
                pass
            self._pieces, self._offset = to.pieces, to.offset

    def more(self) -> bool:
        """Whether a file, or a rest of one, waits."""
        return self._peek() is not None

    def part(self, number: int) -> Iterator[bytes]:
        """Bytes of the next part, of that number. Raises ConnectorError where a file is not as long as it said."""
        used, listed, count = 0, bytearray(), 0
        while (member := self._peek()) is not None and count < MANY:
            size = self._fits(member, self._limit - used - len(listed) - 2 * HEADS, fresh=not count)
            if size is None:
                break
            hasher = hashlib.sha256()
            path = self._path(member, size)
            head = _head(path, size)
            yield head
            for chunk in self._source(member).take(size):
                hasher.update(chunk)
                yield chunk
            yield bytes(-size % BLOCK)
            used += len(head) + size + -size % BLOCK
            listed += _line(member, path, size, hasher.hexdigest())
            count += 1
            self._advance(member, size)
        yield from _end(number, bytes(listed), used)

    def _fits(self, member: Member, room: int, *, fresh: bool) -> int | None:
        """Bytes of the file that go into this part; None: it begins in the next one."""
        left = member.size - self._offset
        if left <= room - BLOCK:
            return left
        whole = left <= self._limit - 2 * HEADS - BLOCK
        cut = room // BLOCK * BLOCK
        if fresh or (not whole and cut >= WORTH):
            return cut
        return None

    def _path(self, member: Member, size: int) -> str:
        if not self._pieces and size == member.size:
            return member.path
        return f"{member.path}.{self._pieces + 1:03d}"

    def _advance(self, member: Member, size: int) -> None:
        self._offset += size
        self._pieces += 1
        if self._offset == member.size:
            self._source(member).end()
            self._next()

    def _peek(self) -> Member | None:
        if self._member is None:
            self._member = next(self._members, None)
        return self._member

    def _source(self, member: Member) -> "_Bytes":
        if self._bytes is None:
            self._bytes = _Bytes(member.chunks())
        return self._bytes

    def _next(self) -> None:
        if self._member is not None:
            self._mark = self._member.mark(self._mark)
        self._member, self._bytes = None, None
        self._done, self._pieces, self._offset = self._done + 1, 0, 0


class _Bytes:
    """The bytes of one file, taken in runs of known length."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks, self._held = chunks, b""

    def take(self, size: int) -> Iterator[bytes]:
        while size:
            piece = self._held or next(self._chunks, b"")
            if not piece:
                _broken()
            self._held = piece[size:]
            piece = piece[:size]
            size -= len(piece)
            yield piece

    def end(self) -> None:
        if self._held or next(self._chunks, b""):
            _broken()


def _head(path: str, size: int) -> bytes:
    about = tarfile.TarInfo(path)
    about.size, about.mode = size, 0o600  # no time, no owner: those would be the host's
    return about.tobuf(tarfile.PAX_FORMAT, "utf-8", "strict")


def _line(member: Member, path: str, size: int, hash_: str) -> bytes:
    told = {
        "at": member.at,
        "kind": member.kind,
        "name": path,
        "sha256": hash_,
        "size": size,
        "target": member.target,
    }
    return json.dumps(told, ensure_ascii=False).encode() + b"\n"


def _end(number: int, listed: bytes, used: int) -> Iterator[bytes]:
    head = _head(LIST.format(number), len(listed))
    yield head
    yield listed
    used += len(head) + len(listed)
    whole = max(LEAST, padme(used + -used % BLOCK + 2 * BLOCK))
    for _ in range((whole - used) // LEAST):
        yield bytes(LEAST)
    yield bytes((whole - used) % LEAST)


def _broken() -> NoReturn:
    raise ConnectorError("a record is not as long as it said")


def _moved() -> NoReturn:
    raise MovedError("the source changed since the run that stopped: begin this production anew (--anew)")
