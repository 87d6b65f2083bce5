"""The leak scan: markers in a folder or in the memory of a process, in every encoding (hazards 3.5, 10.3, 10.4).

It fails where it cannot read: a scan that skips finds nothing and calls that clean. Streams of gzip, zlib, raw
deflate, bzip2, xz, PDF, PNG and zip are inflated, long base64 is decoded, a SQLite file is read as bytes (free pages,
write-ahead log) and value by value (a value that runs over pages is broken up in the bytes). Not seen: text inside
ciphertext, and what zstd made (a file that begins with its mark fails the scan).
"""

import base64
import binascii
import bz2
import contextlib
import errno
import lzma
import os
import re
import shutil
import sqlite3
import stat
import sys
import tempfile
import zlib
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from dueprocess_lab.leak_needles import SHORTEST, Marker, Needle, needles_of

MAX_FILE: Final = 1 << 30
MAX_INFLATED: Final = 256 << 20  # bytes of one stream
PART: Final = 32 << 20  # bytes of memory looked at together
DEPTH: Final = 4
MASKED: Final = "(a marked name)"
_HEAD: Final = 8  # bytes: as long as the number that an array of "Q" reads
_ZLIB: Final = re.compile(  # each head of two bytes that zlib may write: their number is a multiple of 31 (RFC 1950)
    b"|".join(
        re.escape(bytes([first]))
        + b"(?=[%s])" % re.escape(bytes(second for second in range(256) if (first << 8 | second) % 31 == 0))
        for first in range(0x08, 0x80, 0x10)
    )
)
_GZIP: Final = b"\x1f\x8b\x08"
_ZIP: Final = b"PK\x03\x04"
_BASE64: Final = re.compile(rb"(?:[A-Za-z0-9+/_-]{4}[\r\n]*){10,}[A-Za-z0-9+/_-]{0,3}")
_BZIP2: Final = re.compile(rb"BZh[1-9](?=1AY&SY)")
_XZ: Final = b"\xfd7zXZ\x00"
_FOREIGN: Final = (b"\x28\xb5\x2f\xfd",)
_PAGE: Final = 4096
_SOFT: Final = re.compile(rb"=\r?\n")
_AROUND: Final = 1000  # bytes: longer than any needle
_SQLITE: Final = b"SQLite format 3\x00"
_KERNEL: Final = ("[vvar", "[vsyscall]")  # the kernel's own pages, which no process can read through mem


class CannotReadError(RuntimeError):
    """Something could not be read, so nothing can be said: the scan failed. ``places`` names each."""

    def __init__(self, places: Iterable[str]) -> None:
        self.places = tuple(places)
        super().__init__(f"{len(self.places)} places could not be read, so the scan says nothing: {self.places[:5]}")


@dataclass(frozen=True, slots=True, order=True)
class Hit:
    """One marker found: where, at which byte, in which encoding. Never the marker's value."""

    place: str
    marker: str
    encoding: str
    offset: int


class Scanner:
    """Looks for all needles of some markers, those with folded letters and those as they stand."""

    def __init__(self, markers: Iterable[Marker]) -> None:
        needles = [one for marker in markers for one in needles_of(marker)]
        self._folded = _Index([one for one in needles if one.folded])
        self._exact = _Index([one for one in needles if not one.folded])

    def data(self, data: bytes, place: str) -> list[Hit]:
        """Hits in bytes and in every stream inside them."""
        return [Hit(where, one.marker, one.encoding, at) for where, one, at in self._look(data, place, 0)]

    def _look(self, data: bytes, place: str, depth: int) -> Iterator[tuple[str, Needle, int]]:
        for view in _views(data):
            for index, within in ((self._folded, view.lower()), (self._exact, view)):
                yield from ((place, needle, at) for needle, at in index.find(within))
        if depth < DEPTH:
            for kind, at, inner in _streams(data):
                yield from self._look(inner, f"{place} > {kind} at {at}", depth + 1)

    def tree(self, folder: Path) -> list[Hit]:
        """Hits in names, files, links and extended attributes below ``folder``. Raises CannotReadError."""
        hits: list[Hit] = []
        unread: list[str] = []
        for path in _walk(folder, unread):
            place, named = self._shown(path.relative_to(folder))
            hits += named
            try:
                for part, data in _contents(path):
                    hits += self.data(data, f"{place}{part}")
            except (OSError, sqlite3.Error, CannotReadError) as fault:
                unread.append(f"{place} ({type(fault).__name__})")
        if unread:
            raise CannotReadError(unread)
        return sorted(set(hits))

    def _shown(self, path: Path) -> tuple[str, list[Hit]]:
        """A path as a report may say it, and hits in it: a name that holds a marker is not said."""
        found = self.data(os.fsencode(path), "")
        if not found:
            return str(path), []
        said = "/".join(MASKED if self.data(os.fsencode(part), "") else part for part in path.parts)
        place = MASKED if self.data(os.fsencode(said), "") else said
        return place, [Hit(f"name of {place}", one.marker, one.encoding, one.offset) for one in found]

    def memory(self, pid: int) -> list[Hit]:
        """Hits in all memory of a process, one's own included in no case. Raises CannotReadError.

        Needs the right to trace the process: root, or the same user where the process may be dumped.
        """
        if pid == os.getpid():
            raise ValueError("a process that looks for markers holds them: scan another one")
        hits: list[Hit] = []
        try:
            with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as memory:
                for start, end, name in _regions(pid):
                    hits += self._region(pid, memory.fileno(), (start, end, name))
        except OSError as fault:
            raise CannotReadError([f"memory of process {pid} ({type(fault).__name__})"]) from fault
        return sorted(set(hits))

    def _region(self, pid: int, handle: int, region: tuple[int, int, str], tries: int = 5) -> Iterator[Hit]:
        """Hits in a stretch of memory that is listed. Raises OSError where it stands and cannot be read."""
        start, end, name = region
        try:
            for at, data in _parts(handle, start, end):
                for within, piece in _written(data):
                    yield from self._memory(piece, f"memory {name or 'anonymous'} {at + within:#x}")
        except OSError as fault:
            if fault.errno != errno.EIO or tries == 0:
                raise
            # A process that lives gave memory back after it was listed: what is left of the stretch is read again.
            for first, last, label in _regions(pid):
                if first < end and start < last:
                    yield from self._region(pid, handle, (max(first, start), min(last, end), label), tries - 1)

    def _memory(self, data: bytes, place: str, depth: int = 0) -> Iterator[Hit]:
        """Hits in a piece of memory and in streams inside it."""
        for view in (data, _unbroken(data)):
            for index, within in ((self._folded, view.lower()), (self._exact, view)):
                yield from (Hit(place, one.marker, one.encoding, at) for one, at in index.find(within))
        if depth < DEPTH:
            for kind, at, inner in _marked(data):
                yield from self._memory(inner, f"{place} > {kind} at {at}", depth + 1)

    def process(self, pid: int) -> list[Hit]:
        """Hits in the command line and the environment of a process. Raises CannotReadError."""
        try:
            said = {name: Path(f"/proc/{pid}/{name}").read_bytes() for name in ("cmdline", "environ")}
        except OSError as fault:
            raise CannotReadError([f"process {pid} ({type(fault).__name__})"]) from fault
        return [hit for name, data in said.items() for hit in self.data(data, name)]


class _Index:
    """Needles by their first eight bytes, read as a number: which of these stand in some bytes is one look at a set."""

    def __init__(self, needles: Iterable[Needle]) -> None:
        self.short: list[tuple[bytes, Needle]] = []
        self.by_head: dict[int, list[tuple[bytes, Needle]]] = {}
        for one in needles:
            value = one.bytes.lower() if one.folded else one.bytes
            long = len(value) >= _HEAD
            head = int.from_bytes(value[:_HEAD], sys.byteorder)
            (self.by_head.setdefault(head, []) if long else self.short).append((value, one))
        self.heads = frozenset(self.by_head)

    def find(self, data: bytes) -> Iterator[tuple[Needle, int]]:
        """Each place of each needle."""
        seen: set[int] = set()
        for shift in range(min(_HEAD, len(data) - _HEAD + 1)):
            # Every eighth place at once, eight times.
            seen |= self.heads.intersection(array("Q", data[shift : shift + (len(data) - shift) // _HEAD * _HEAD]))
        for value, needle in (*self.short, *(one for head in sorted(seen) for one in self.by_head[head])):
            yield from ((needle, at) for at in _all(data, value))


def _views(data: bytes) -> Iterator[bytes]:
    """The bytes; and without the breaks that base64 and quoted-printable put into lines."""
    yield data
    if b"\n" in data:
        yield data.replace(b"=\r\n", b"").replace(b"=\n", b"")
        yield data.translate(None, b"\r\n\t ")


def _unbroken(data: bytes) -> bytes:
    """What stands around soft line breaks of quoted-printable, without these; far less than the whole."""
    pieces, end = [], 0
    for found in _SOFT.finditer(data):
        start = max(end, found.start() - _AROUND)
        pieces.append(data[start : found.start()])
        end = found.end()
        if _SOFT.search(data, end, end + _AROUND) is None:
            pieces.append(data[end : end + _AROUND] + b"\n")
    return b"".join(pieces)


def _streams(data: bytes) -> Iterator[tuple[str, int, bytes]]:
    yield from _marked(data)
    for at in _all(data, _ZIP):
        begin = (
            at
            + 30
            + int.from_bytes(data[at + 26 : at + 28], "little")
            + int.from_bytes(data[at + 28 : at + 30], "little")
        )
        yield from _inflated("zip member", data, begin, -zlib.MAX_WBITS)
    yield from _inflated("deflate", data, 0, -zlib.MAX_WBITS)
    yield from _png(data)


def _marked(data: bytes) -> Iterator[tuple[str, int, bytes]]:
    """Streams that a mark begins, wherever they stand, and long base64."""
    for at in _all(data, _GZIP):
        yield from _inflated("gzip", data, at, 31)
    for match in _ZLIB.finditer(data):
        yield from _inflated("zlib", data, match.start(), zlib.MAX_WBITS)
    for match in _BZIP2.finditer(data):
        yield from _unpacked("bzip2", bz2.BZ2Decompressor(), data, match.start())
    for at in _all(data, _XZ):
        yield from _unpacked("xz", lzma.LZMADecompressor(memlimit=MAX_INFLATED), data, at)
    for found in _BASE64.finditer(data):
        yield from _decoded(found.group(), found.start())


def _unpacked(
    kind: str, engine: "bz2.BZ2Decompressor | lzma.LZMADecompressor", data: bytes, at: int
) -> Iterator[tuple[str, int, bytes]]:
    out = bytearray()
    with contextlib.suppress(OSError, EOFError, lzma.LZMAError):
        piece = data[at:]
        while not engine.eof and len(out) < MAX_INFLATED and (piece or not engine.needs_input):
            out += engine.decompress(piece, 1 << 20)
            piece = b""
    if len(out) >= MAX_INFLATED:
        raise CannotReadError([f"{kind} at {at} inflates to more than {MAX_INFLATED} bytes"])
    if out:
        yield kind, at, bytes(out)


def _all(data: bytes, mark: bytes) -> Iterator[int]:
    at = data.find(mark)
    while at >= 0:
        yield at
        at = data.find(mark, at + 1)


def _inflated(kind: str, data: bytes, at: int, bits: int) -> Iterator[tuple[str, int, bytes]]:
    # What comes out before a fault counts too: a stream may be cut short.
    engine = zlib.decompressobj(bits)
    out = bytearray()
    with contextlib.suppress(zlib.error):
        for begin in range(at, len(data), 4096):
            out += engine.decompress(data[begin : begin + 4096], MAX_INFLATED - len(out))
            while engine.unconsumed_tail and len(out) < MAX_INFLATED:
                out += engine.decompress(engine.unconsumed_tail, MAX_INFLATED - len(out))
            if engine.eof or len(out) >= MAX_INFLATED:
                break
    if len(out) >= MAX_INFLATED:
        raise CannotReadError([f"{kind} at {at} inflates to more than {MAX_INFLATED} bytes"])
    if out:
        yield kind, at, bytes(out)


def _png(data: bytes) -> Iterator[tuple[str, int, bytes]]:
    # A stream may be cut into several IDAT chunks: join them.
    for start in _all(data, b"\x89PNG\r\n\x1a\n"):
        at, joined = start + 8, bytearray()
        while at + 8 <= len(data):
            length, kind = int.from_bytes(data[at : at + 4]), data[at + 4 : at + 8]
            joined += data[at + 8 : at + 8 + length] if kind == b"IDAT" else b""
            at += 12 + length
            if kind == b"IEND":
                break
        yield from _inflated("PNG", bytes(joined), 0, zlib.MAX_WBITS)


def _decoded(run: bytes, at: int) -> Iterator[tuple[str, int, bytes]]:
    plain = run.translate(bytes.maketrans(b"-_", b"+/"), b"\r\n")
    # What stands before the run may look like a part of it: each of four beginnings. The padding is no part of it.
    for shift in range(4):
        rest = plain[shift:]
        whole = rest[: len(rest) - (len(rest) % 4 == 1)]
        with contextlib.suppress(binascii.Error, ValueError):
            yield "base64", at + shift, base64.b64decode(whole + b"=" * (-len(whole) % 4))


def _walk(folder: Path, unread: list[str]) -> Iterator[Path]:
    def failed(fault: OSError) -> None:
        unread.append(f"{fault.filename} ({type(fault).__name__})")

    if not folder.is_dir():
        unread.append(f"{folder} (no folder)")
    for head, folders, names in os.walk(folder, onerror=failed):
        yield from (Path(head) / name for name in sorted([*folders, *names]))


def _contents(path: Path) -> Iterator[tuple[str, bytes]]:
    mode = path.lstat().st_mode
    for name in os.listxattr(path, follow_symlinks=False):
        yield f" (attribute {name})", os.getxattr(path, name, follow_symlinks=False)
    if stat.S_ISLNK(mode):
        yield " (link)", os.fsencode(path.readlink())
    elif stat.S_ISREG(mode):
        yield from _file(path)
    elif not stat.S_ISDIR(mode):
        raise CannotReadError([str(path)])


def _file(path: Path) -> Iterator[tuple[str, bytes]]:
    if path.stat().st_size > MAX_FILE:
        raise CannotReadError([str(path)])
    data = path.read_bytes()
    if data.startswith(_FOREIGN):
        raise CannotReadError([str(path)])
    yield "", data
    if data.startswith(_SQLITE):
        yield from _values(path)
    if data.startswith(b"%PDF-"):
        yield " (text)", _pdf_text(data)


def cells(path: Path) -> Iterator[tuple[str, object]]:
    """Every value of a SQLite file with table and column; out of a copy, since opening one in use would write to it."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy.sqlite3"
        for tail in ("", "-wal"):
            if Path(f"{path}{tail}").exists():
                shutil.copyfile(f"{path}{tail}", f"{copy}{tail}")
        with contextlib.closing(sqlite3.connect(copy)) as connection:
            connection.text_factory = os.fsdecode  # any bytes, as they stand there
            for (table,) in connection.execute("SELECT name FROM sqlite_schema WHERE type='table'").fetchall():
                cursor = connection.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - a name of the schema
                columns = [column[0] for column in cursor.description]
                for row in cursor:
                    yield from ((f"{table}.{name}", value) for name, value in zip(columns, row, strict=True))


def _values(path: Path) -> Iterator[tuple[str, bytes]]:
    """What stands in a column, each value once: a hit names the column."""
    for column, value in dict.fromkeys(cells(path)):
        data = value if isinstance(value, bytes) else os.fsencode(str(value))
        if len(data) >= SHORTEST:
            yield f" ({column})", data


def _pdf_text(data: bytes) -> bytes:
    # A font's glyph numbers hide the letters from a search of the bytes.
    import pypdfium2

    with contextlib.closing(pypdfium2.PdfDocument(data)) as document:
        pages = [page.get_textpage().get_text_bounded() for page in document]
    return "\n".join(pages).encode()


def _regions(pid: int) -> Iterator[tuple[int, int, str]]:
    for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
        span, rights, _, _, _, *name = line.split(maxsplit=5)
        start, end = (int(one, 16) for one in span.split("-"))
        label = name[0] if name else ""
        # What nobody may read holds no page: the guard below a stack, room kept for later. A file's own bytes, mapped
        # and not to be written to, hold what the file holds.
        own = "w" in rights or not label.startswith("/")
        if "r" in rights and own and not label.startswith(_KERNEL):
            yield start, end, label


def _written(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Runs of pages that hold anything: most of a heap is room that was never written to."""
    empty = bytes(_PAGE)
    start: int | None = None
    for at in range(0, len(data), _PAGE):
        if data[at : at + _PAGE] == empty[: len(data) - at]:
            if start is not None:
                yield start, data[start:at]
            start = None
        elif start is None:
            start = at
    if start is not None:
        yield start, data[start:]


def _parts(handle: int, start: int, end: int) -> Iterator[tuple[int, bytes]]:
    overlap = 1 << 16
    at = start
    while at < end:
        data = os.pread(handle, min(PART, end - at), at)
        if not data:
            raise OSError("memory ended early")
        yield at, data
        if at + len(data) >= end:
            return
        at += max(1, len(data) - overlap)
