"""A form, read as it comes: fields are short texts, files go into anonymous memory and nowhere else.

multipart/form-data (RFC 7578) and application/x-www-form-urlencoded. What is not well formed is refused whole.
"""

import os
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, NoReturn
from urllib.parse import parse_qsl

from multipart import MultipartError, MultipartSegment, ParserLimitReached, PushMultipartParser

from dueprocess.desk.intake.requests import Body, RefusedError

MAX_FILE: Final = 64 << 20
MAX_FILES: Final = 20
MAX_BODY: Final = 256 << 20
MAX_FIELD: Final = 4096
MAX_TEXT: Final = 1 << 20
MAX_FIELDS: Final = 40
MAX_PART_HEAD: Final = 4096

FIELDS: Final = frozenset({"ticket", "secret", "abuse", "channel", "received", "practice", "text"})
_BOUNDARY: Final = re.compile(r'multipart/form-data *; *boundary=("?)([0-9A-Za-z\'()+_,./:=?-]{1,70})\1', re.IGNORECASE)
_URLENCODED: Final = re.compile(r"application/x-www-form-urlencoded( *; *charset=utf-8)?", re.IGNORECASE)


@dataclass(slots=True)
class File:
    """A file in anonymous memory: handle, size, and the name that it came under (sealed with it, shown nowhere)."""

    handle: int
    size: int
    name: str = field(repr=False)


@dataclass(slots=True)
class Form:
    """What was sent."""

    fields: dict[str, str] = field(default_factory=dict, repr=False)
    files: list[File] = field(default_factory=list)


Told = Callable[[str, str], None]
"""Told each field as it is complete, before anything after it is read; may raise RefusedError."""


def read_form(kind: str, body: Body, told: Told, names: frozenset[str] = FIELDS) -> Form:
    """The form of a body, with fields of ``names``. Raises RefusedError where it is none, GoneError where it is cut."""
    if body.left > MAX_BODY:
        raise RefusedError(413, f"More than {MAX_BODY >> 20} MiB at once. Hand the files in one by one.")
    match = _BOUNDARY.fullmatch(kind)
    if match:
        parts = _Parts(told, names)
        parser = PushMultipartParser(
            match[2], max_header_size=MAX_PART_HEAD, max_segment_size=MAX_FILE, max_segment_count=MAX_FIELDS
        )
        try:
            for data in iter(body.read, b""):
                for event in parser.parse(data):
                    parts.take(event)
            parser.close()
        except ParserLimitReached:
            raise RefusedError(
                413, f"A file has more than {MAX_FILE >> 20} MiB, or there are too many parts."
            ) from None
        except MultipartError:
            _broken()
        return parts.form
    if not _URLENCODED.fullmatch(kind):
        raise RefusedError(415, "The door takes forms: multipart/form-data.")
    return _urlencoded(body, told, names)


def _urlencoded(body: Body, told: Told, names: frozenset[str]) -> Form:
    if body.left > 3 * MAX_TEXT:
        raise RefusedError(413, "The note is too long. Hand it in as a file.")
    data = b"".join(iter(body.read, b""))
    try:
        pairs = parse_qsl(
            data.decode("ascii"),
            keep_blank_values=True,
            strict_parsing=True,
            errors="strict",
            max_num_fields=MAX_FIELDS,
        )
    except ValueError:
        _broken()
    form = Form()
    for name, value in pairs:
        _take(form, name, value, told, names)
    return form


def _take(form: Form, name: str, value: str, told: Told, names: frozenset[str]) -> None:
    if name not in names or name in form.fields or len(value.encode()) > (MAX_TEXT if name == "text" else MAX_FIELD):
        _broken()
    form.fields[name] = value
    told(name, value)


class _Parts:
    """The parts of a multipart body, one after the other; what stands around them is not kept."""

    def __init__(self, told: Told, names: frozenset[str]) -> None:
        self.told, self.names = told, names
        self.form = Form()
        self.name, self.field, self.limit = "", bytearray(), 0
        self.file: File | None = None

    def take(self, event: MultipartSegment | bytes | bytearray | None) -> None:
        """The head of a part, a piece of its content, or its end. Raises RefusedError."""
        if isinstance(event, MultipartSegment):
            self._begin(event)
        elif event is None:
            self._end()
        else:
            self._more(event)

    def _begin(self, part: MultipartSegment) -> None:
        if [name for name, _ in part.headerlist].count("Content-Disposition") != 1:
            _broken()
        self.name, self.file = part.name or "", None
        if part.filename is None:
            self.field, self.limit = bytearray(), MAX_TEXT if self.name == "text" else MAX_FIELD
            return
        if self.name != "file" or len(self.form.files) >= MAX_FILES:
            _broken()
        self.told("file", "")
        # In memory, unnamed, gone with this process; never a temporary file (hazard 10.3).
        # A file's name without a path, control characters or more than 255 characters.
        last = re.split(r"[/\\]", part.filename)[-1]
        self.file = File(
            os.memfd_create("arrival", os.MFD_CLOEXEC), 0, "".join(char for char in last if char.isprintable())[:255]
        )
        self.form.files.append(self.file)

    def _more(self, data: bytes | bytearray) -> None:
        if self.file is None:
            self.field += data
            if len(self.field) > self.limit:
                raise RefusedError(413, "A field is too long.")
            return
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(self.file.handle, rest) :]
        self.file.size += len(data)

    def _end(self) -> None:
        if self.file is None:
            try:
                _take(self.form, self.name, self.field.decode(), self.told, self.names)
            except UnicodeDecodeError:
                _broken()
        elif not self.file.size and not self.file.name:  # a browser's empty file field
            self.form.files.pop()
            os.close(self.file.handle)


def _broken() -> NoReturn:
    raise RefusedError(400, "The form is not well formed. Go back, load the page anew and try again.")
