"""Forms as they travel (multipart/form-data, RFC 7578), read as a stream: fields into memory, files into memory files.

Strict and small: what a browser sends is taken, everything else is refused. Limits on parts, heads, fields and bytes
stand here and are checked while reading, never after.
"""

import os
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, NoReturn, Protocol

MAX_HEAD: Final = 4096
MAX_FIELD: Final = 64 * 1024
MAX_PARTS: Final = 40
MAX_FILES: Final = 20
MAX_FILE: Final = 64 << 20
CHUNK: Final = 64 * 1024

_BOUNDARY: Final = re.compile(
    r'multipart/form-data;\s*boundary="?([0-9A-Za-z\'()+_,./:=? -]{1,70})"?\s*', re.IGNORECASE
)
_DISPOSITION: Final = re.compile(
    rb'content-disposition:\s*form-data;\s*name="([a-z_]{1,32})"(?:;\s*filename="([^"\r\n]*)")?', re.IGNORECASE
)


class BadFormError(ValueError):
    """A form that is none, or that is larger than what is taken; ``status`` is the answer's."""

    def __init__(self, says: str, status: int = 400) -> None:
        super().__init__(says)
        self.status = status


class Reads(Protocol):
    """Something to read bytes from."""

    def read(self, count: int, /) -> bytes:
        """At most ``count`` bytes; empty at the end."""


@dataclass(frozen=True, slots=True, repr=False)
class Part:
    """One file of a form: its name as given, and an open memory file with its bytes."""

    name: str
    handle: int
    size: int


@dataclass(slots=True, repr=False)
class Form:
    """Fields by name, and files. ``close`` gives the memory back."""

    fields: dict[str, str] = field(default_factory=dict)
    files: list[Part] = field(default_factory=list)

    def close(self) -> None:
        """Close every file."""
        for one in self.files:
            os.close(one.handle)
        self.files.clear()


def boundary_of(content_type: str) -> bytes:
    """The boundary of a form's content type. Raises BadFormError."""
    found = _BOUNDARY.fullmatch(content_type)
    if found is None:
        _refuse("Send a form (multipart/form-data).", 415)
    return found[1].encode("ascii")


def read(stream: Reads, length: int, boundary: bytes, first: Callable[[dict[str, str]], None]) -> Form:
    """The form in the next ``length`` bytes of ``stream``.

    ``first`` is called with the fields known before the first file's first byte is kept, and raises to refuse.
    Raises BadFormError; what was read so far is closed.
    """
    form, reader = Form(), _Reader(stream, length, b"\r\n--" + boundary)
    try:
        reader.begin()
        for _ in range(MAX_PARTS):
            if reader.last():
                first(form.fields)
                return form
            _part(reader, form, first)
        _refuse("The form has too many parts.", 413)
    except BaseException:
        form.close()
        raise


def _part(reader: "_Reader", form: Form, first: Callable[[dict[str, str]], None]) -> None:
    name, file = _head(reader.head())
    if file is None:
        value = bytearray()
        reader.body(value.extend, MAX_FIELD)
        if name in form.fields:
            _refuse("A field stands twice in the form.")
        form.fields[name] = _text(bytes(value))
        return
    first(form.fields)
    if len(form.files) == MAX_FILES:
        _refuse(f"At most {MAX_FILES} files at a time.", 413)
    handle = os.memfd_create("item", os.MFD_CLOEXEC)
    try:
        size = reader.body(lambda data: os.write(handle, data), MAX_FILE)
    except BaseException:
        os.close(handle)
        raise
    if size or file:
        form.files.append(Part(file, handle, size))
    else:
        os.close(handle)  # a file field that was left empty


def _head(head: bytes) -> tuple[str, str | None]:
    found = next((match for line in head.split(b"\r\n") if (match := _DISPOSITION.match(line))), None)
    if found is None:
        _refuse("A part of the form has no name.")
    return found[1].decode("ascii").lower(), None if found[2] is None else _text(found[2])


def _text(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError as fault:
        message = "The form is not in UTF-8."
        raise BadFormError(message) from fault


def _refuse(says: str, status: int = 400) -> NoReturn:
    raise BadFormError(says, status)


class _Reader:
    """A stream cut at its boundary, never holding more than two chunks."""

    def __init__(self, stream: Reads, length: int, mark: bytes) -> None:
        self.stream, self.left, self.mark = stream, length, mark
        self.held = bytearray(b"\r\n")  # the first boundary stands without its line break

    def _fill(self) -> bool:
        data = self.stream.read(min(CHUNK, self.left)) if self.left else b""
        self.left -= len(data)
        self.held += data
        return bool(data)

    def _need(self, count: int) -> None:
        while len(self.held) < count:
            if not self._fill():
                _refuse("The form ends too early.")

    def begin(self) -> None:
        """The first boundary."""
        self._need(len(self.mark))
        if not self.held.startswith(self.mark):
            _refuse("The form does not begin with its boundary.")
        del self.held[: len(self.mark)]

    def last(self) -> bool:
        """Whether the boundary that was just read ends the form; else its line is read to the end."""
        self._need(2)
        ending, self.held = bytes(self.held[:2]), self.held[2:]
        if ending not in {b"--", b"\r\n"}:
            _refuse("A boundary of the form is damaged.")
        return ending == b"--"

    def head(self) -> bytes:
        """The lines before a part's content."""
        while (end := self.held.find(b"\r\n\r\n", 0, MAX_HEAD)) < 0:
            if len(self.held) >= MAX_HEAD or not self._fill():
                _refuse("A part of the form has no proper head.")
        found = bytes(self.held[:end])
        del self.held[: end + 4]
        return found

    def body(self, take: Callable[[bytes], object], most: int) -> int:
        """Hand a part's content to ``take``, in pieces, up to its boundary. Returns its length."""
        size = 0
        while True:
            end = self.held.find(self.mark)
            # What could be the beginning of a boundary stays for the next piece.
            ready = end if end >= 0 else max(0, len(self.held) - len(self.mark) + 1)
            size += ready
            if size > most:
                _refuse(f"One part is larger than {most >> 10} KiB.", 413)
            if ready:
                take(bytes(self.held[:ready]))
                del self.held[:ready]
            if end >= 0:
                del self.held[: len(self.mark)]
                return size
            if not self._fill():
                _refuse("The form ends too early.")
