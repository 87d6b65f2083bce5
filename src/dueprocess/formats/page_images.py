"""Pages drawn as pictures, in one content: DPG1, a list of what is there, then the pictures (docs/reference/events.md).

One object, so that the number of pages is not the number of objects (hazard 3.5). The list says what was not drawn.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Final, NoReturn

from dueprocess.formats.errors import ObjectError
from dueprocess.formats.forms import Records
from dueprocess.formats.record import Natural, between, sized

MEDIA: Final = "application/vnd.dueprocess.pages"
MAGIC: Final = b"DPG1"
MAX_LIST: Final = 1 << 18
MAX_FILES: Final = 50
MAX_PAGES: Final = 200
MAX_COUNT: Final = 1_000_000
MAX_NAME: Final = 200
_PREFIX: Final = len(MAGIC) + 4


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

    name: Annotated[str, sized(0, MAX_NAME)]
    pages: Annotated[int, between(0, MAX_COUNT)]
    why: Why = Why.NONE


@dataclass(frozen=True, slots=True, repr=False)
class Page:
    """Page ``number`` (from 1) of file ``file`` (from 0) as a picture; ``text``: it holds text as well."""

    file: int
    number: int
    text: bool
    picture: bytes


@dataclass(frozen=True, slots=True)
class _Row:
    """Where a page stands, and the bytes of its picture."""

    bytes: Natural
    file: int
    number: int
    text: bool


@dataclass(frozen=True, slots=True, repr=False)
class _List:
    """What is there."""

    files: Annotated[tuple[File, ...], sized(0, MAX_FILES)]
    pages: Annotated[tuple[_Row, ...], sized(0, MAX_PAGES)]


def pack(files: Sequence[File], pages: Sequence[Page]) -> bytes:
    """The content to seal. Raises ObjectError where it is not what ``unpack`` takes back."""
    rows = (_Row(len(one.picture), one.file, one.number, one.text) for one in pages)
    head = _FORM.encode(_List(tuple(files), tuple(rows)))
    return b"".join((MAGIC, len(head).to_bytes(4, "big"), head, *(one.picture for one in pages)))


def unpack(data: bytes) -> tuple[tuple[File, ...], tuple[Page, ...]]:
    """Files and pages of what ``pack`` made, and of nothing else. Raises ObjectError."""
    size = int.from_bytes(data[len(MAGIC) : _PREFIX], "big")
    if data[: len(MAGIC)] != MAGIC or not 0 < size <= MAX_LIST or len(data) < _PREFIX + size:
        _refuse("it does not begin as drawn pages do")
    found = _FORM.decode(data[_PREFIX : _PREFIX + size])
    pages, at = [], _PREFIX + size
    for row in found.pages:
        pages.append(Page(row.file, row.number, row.text, data[at : at + row.bytes]))
        at += row.bytes
    if at != len(data):
        _refuse("the pictures are longer or shorter than the list says")
    return found.files, tuple(pages)


def _check(found: _List) -> None:
    places = [(one.file, one.number) for one in found.pages]
    if places != sorted(set(places)):
        _refuse("pages stand in their order, each once")
    if not all(0 <= file < len(found.files) and 1 <= number <= found.files[file].pages for file, number in places):
        _refuse("a page that no file has")


def _refuse(reason: str) -> NoReturn:
    _FORM.refuse("pages", reason)


_FORM: Final = Records(_List, "object", "pages", ObjectError, _check, most=MAX_LIST)
