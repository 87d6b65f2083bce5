"""A form, read as it comes: fields are short texts, files go into anonymous memory and nowhere else.

multipart/form-data (RFC 7578) and application/x-www-form-urlencoded. What is not well formed is refused whole.
"""

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final, NoReturn
from urllib.parse import parse_qsl, unquote

from dueprocess.desk.intake.requests import Body, RefusedError

MAX_FILE: Final = 64 << 20
MAX_FILES: Final = 20
MAX_BODY: Final = 256 << 20
MAX_FIELD: Final = 4096
MAX_TEXT: Final = 1 << 20
MAX_FIELDS: Final = 40
MAX_PART_HEAD: Final = 4096

FIELDS: Final = frozenset({"ticket", "secret", "channel", "received", "practice", "text"})
_BOUNDARY: Final = re.compile(r'multipart/form-data *; *boundary=("?)([0-9A-Za-z\'()+_,./:=?-]{1,70})\1', re.IGNORECASE)
_DISPOSITION: Final = re.compile(r'form-data; *name="([^"]{1,64})"(; *filename="([^"]*)")?', re.IGNORECASE)
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


def read_form(kind: str, body: Body, told: Told) -> Form:
    """The form of a body. Raises RefusedError where it is none, GoneError where it is cut."""
    if body.left > MAX_BODY:
        raise RefusedError(413, f"More than {MAX_BODY >> 20} MiB at once. Hand the files in one by one.")
    match = _BOUNDARY.fullmatch(kind)
    if match:
        return _Parts(body, match[2].encode(), told).form()
    if not _URLENCODED.fullmatch(kind):
        raise RefusedError(415, "The door takes forms: multipart/form-data.")
    return _urlencoded(body, told)


def _urlencoded(body: Body, told: Told) -> Form:
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
        _take(form, name, value, told)
    return form


def _take(form: Form, name: str, value: str, told: Told) -> None:
    if name not in FIELDS or name in form.fields or len(value.encode()) > (MAX_TEXT if name == "text" else MAX_FIELD):
        _broken()
    form.fields[name] = value
    told(name, value)


class _Parts:
    """The parts of a multipart body, one after the other."""

    def __init__(self, body: Body, boundary: bytes, told: Told) -> None:
        self.body, self.mark, self.told = body, b"\r\n--" + boundary, told
        self.held = b"\r\n"  # the first boundary stands at the beginning of a line
        self.form_ = Form()

    def form(self) -> Form:
        for _ in self._until(self.mark, 2):
            pass  # nothing stands before the first boundary
        count = 0
        while not self._ends():
            count += 1
            if count > MAX_FIELDS:
                _broken()
            self._part()
        return self.form_

    def _part(self) -> None:
        name, file = self._head()
        if file is None:
            limit = MAX_TEXT if name == "text" else MAX_FIELD
            data = b"".join(self._until(self.mark, limit))
            try:
                _take(self.form_, name, data.decode(), self.told)
            except UnicodeDecodeError:
                _broken()
        else:
            self._file(name, file)

    def _file(self, name: str, file: str) -> None:
        if name != "file" or len(self.form_.files) >= MAX_FILES:
            _broken()
        self.told("file", "")
        # In memory, unnamed, gone with this process; never a temporary file (hazard 10.3).
        one = File(os.memfd_create("arrival", os.MFD_CLOEXEC), 0, file)
        self.form_.files.append(one)
        for data in self._until(self.mark, MAX_FILE):
            rest = memoryview(data)
            while rest:
                rest = rest[os.write(one.handle, rest) :]
            one.size += len(data)
        if not one.size and not file:  # a browser's empty file field
            self.form_.files.pop()
            os.close(one.handle)

    def _head(self) -> tuple[str, str | None]:
        text = b"".join(self._until(b"\r\n\r\n", MAX_PART_HEAD))
        try:
            lines = text.decode().split("\r\n")
        except UnicodeDecodeError:
            _broken()
        said = [line.partition(":")[2].strip() for line in lines if line.lower().startswith("content-disposition:")]
        match = _DISPOSITION.fullmatch(said[0]) if len(said) == 1 else None
        if match is None:
            _broken()
        return match[1], None if match[2] is None else _name(match[3])

    def _ends(self) -> bool:
        """Whether what follows a boundary says that it was the last one."""
        while len(self.held) < 2:  # noqa: PLR2004 - two bytes say it
            self._more()
        after, self.held = self.held[:2], self.held[2:]
        if after == b"--":
            for _ in iter(self.body.read, b""):
                pass
            return True
        if after != b"\r\n":
            _broken()
        return False

    def _until(self, mark: bytes, limit: int) -> Iterator[bytes]:
        """Bytes before ``mark``, which is passed over. Raises RefusedError past ``limit``."""
        came = 0
        while True:
            at = self.held.find(mark)
            # What could be the beginning of the mark stays until more is there.
            ready = at if at >= 0 else max(0, len(self.held) - len(mark) + 1)
            came += ready
            if came > limit:
                raise RefusedError(413, f"A file has more than {MAX_FILE >> 20} MiB, or a field is too long.")
            if ready:
                yield self.held[:ready]
            self.held = self.held[ready:]
            if at >= 0:
                self.held = self.held[len(mark) :]
                return
            self._more()

    def _more(self) -> None:
        data = self.body.read()
        if not data:
            _broken()
        self.held += data


def _name(text: str) -> str:
    """A file's name without a path, control characters or more than 255 characters."""
    last = re.split(r"[/\\]", unquote(text))[-1]
    return "".join(char for char in last if char.isprintable())[:255]


def _broken() -> NoReturn:
    raise RefusedError(400, "The form is not well formed. Go back, load the page anew and try again.")
