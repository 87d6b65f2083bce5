"""Pages drawn as pictures, in one content: DPG1, a list of what is there, then the pictures (docs/reference/events.md).

One object, so that the number of pages is not the number of objects (hazard 3.5). The list says what was not drawn.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, NoReturn

from dueprocess.formats.canonical import NotCanonicalError, decode, encode
from dueprocess.formats.errors import ObjectError

MEDIA: Final = "application/vnd.dueprocess.pages"
MAGIC: Final = b"DPG1"
MAX_LIST: Final = 1 << 18
MAX_FILES: Final = 50
MAX_PAGES: Final = 200
MAX_COUNT: Final = 1_000_000
MAX_NAME: Final = 200
_PREFIX: Final = len(MAGIC) + 4
_FILE: Final = {"name": str, "pages": int, "why": str}
_PAGE: Final = {"bytes": int, "file": int, "number": int, "text": bool}


class Why(StrEnum):
    """Why nothing, or no more, of a file was drawn. Never renamed."""

    NONE = ""
    LOCKED = "locked"  # with a password
    DAMAGED = "damaged"
    UNKNOWN = "unknown"  # a way of writing pictures that is not drawn
    MORE = "more"  # more files than are looked at
    STOPPED = "stopped"  # the child ended: too much memory, or a fault
    TIMEOUT = "timeout"


@dataclass(frozen=True, slots=True, repr=False)
class File:
    """A file of an arrival: its name, how many pages it says that it has (as far as they are counted), and ``why``."""

    name: str
    pages: int
    why: Why = Why.NONE


@dataclass(frozen=True, slots=True, repr=False)
class Page:
    """Page ``number`` (from 1) of file ``file`` (from 0) as a picture; ``text``: it holds text as well."""

    file: int
    number: int
    text: bool
    picture: bytes


def pack(files: Sequence[File], pages: Sequence[Page]) -> bytes:
    """The content to seal. Raises ObjectError where it is not what ``unpack`` takes back."""
    _check(files, pages)
    try:
        head = encode(
            {
                "files": [{"name": one.name, "pages": one.pages, "why": str(one.why)} for one in files],
                "pages": [
                    {"bytes": len(one.picture), "file": one.file, "number": one.number, "text": one.text}
                    for one in pages
                ],
            }
        )
    except NotCanonicalError as fault:
        _refuse(str(fault), fault)
    return b"".join((MAGIC, len(head).to_bytes(4, "big"), head, *(one.picture for one in pages)))


def unpack(data: bytes) -> tuple[tuple[File, ...], tuple[Page, ...]]:
    """Files and pages of what ``pack`` made, and of nothing else. Raises ObjectError."""
    size = int.from_bytes(data[len(MAGIC) : _PREFIX], "big")
    if data[: len(MAGIC)] != MAGIC or not 0 < size <= MAX_LIST or len(data) < _PREFIX + size:
        _refuse("it does not begin as drawn pages do")
    try:
        value = decode(data[_PREFIX : _PREFIX + size])
    except NotCanonicalError as fault:
        _refuse(str(fault), fault)
    if not isinstance(value, Mapping) or set(value) != {"files", "pages"}:
        _refuse("the list has exactly files and pages")
    files = [_file(row) for row in _rows(value["files"], _FILE)]
    pages, at = [], _PREFIX + size
    for row in _rows(value["pages"], _PAGE):
        end = at + max(0, row["bytes"])
        pages.append(Page(row["file"], row["number"], row["text"], data[at:end]))
        at = end
    if at != len(data):
        _refuse("the pictures are longer or shorter than the list says")
    _check(files, pages)
    return tuple(files), tuple(pages)


def _rows(value: object, keys: Mapping[str, type]) -> list[Mapping[str, Any]]:
    if not isinstance(value, list):
        _refuse("a list is written as a list")
    for row in value:
        if not isinstance(row, Mapping) or set(row) != set(keys):
            _refuse(f"a row has exactly the keys {', '.join(keys)}")
        if any(type(row[name]) is not kind for name, kind in keys.items()):
            _refuse("a value of the list has the wrong type")
    return value


def _file(row: Mapping[str, Any]) -> File:
    try:
        return File(row["name"], row["pages"], Why(row["why"]))
    except ValueError as fault:
        _refuse("a reason that is not on the closed list; update this program", fault)


def _check(files: Sequence[File], pages: Sequence[Page]) -> None:
    if len(files) > MAX_FILES or len(pages) > MAX_PAGES:
        _refuse(f"at most {MAX_FILES} files and {MAX_PAGES} pages")
    for file in files:
        if not 0 <= file.pages <= MAX_COUNT or len(file.name) > MAX_NAME:
            _refuse(f"a file has 0 to {MAX_COUNT} pages and a name of at most {MAX_NAME} characters")
    places = [(one.file, one.number) for one in pages]
    if places != sorted(set(places)):
        _refuse("pages stand in their order, each once")
    for page in pages:
        if not 0 <= page.file < len(files) or not 1 <= page.number <= files[page.file].pages:
            _refuse("a page that no file has")


def _refuse(reason: str, cause: Exception | None = None) -> NoReturn:
    rule = "object.pages"
    raise ObjectError.because(rule, reason) from cause
