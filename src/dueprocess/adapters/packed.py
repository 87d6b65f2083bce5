"""What is in a packed file: members of a ZIP archive, words of Office and OpenDocument files, a mail's TNEF, any XML.

Runs in the sandbox's child (hazard 12.1). Nothing is written, fetched or run. A packed file says what it holds and how
large it is; only what was unpacked is believed, and all of it together has a limit.
"""

import io
import re
import zipfile
from dataclasses import dataclass, field
from typing import Final

from dueprocess.adapters import opened_xml, tnef, xml_words
from transparency.check import markup
from transparency.check.model import UnreadableError

TNEF: Final = tnef.SIGNATURE
MAX_MEMBERS: Final = 2_000
MAX_UNPACKED: Final = 96 << 20
_CHUNK: Final = 1 << 16
_WORD: Final = (
    r"word/header\d*\.xml",
    r"word/document\d*\.xml",
    r"word/(?:footnotes|endnotes|comments)\.xml",
    r"word/footer\d*\.xml",
)
_BESIDE: Final = re.compile(r"(?:word|xl)/(?:media|embeddings)/[^/]+|(?:Pictures|media|Object [^/]+)/[^/]+")
"""Pictures and files inside a document: a scanned order is often one."""


class PackedError(ValueError):
    """A packed file that cannot be unpacked. ``str`` says why: locked, damaged, or more than is read."""


@dataclass(frozen=True, slots=True, repr=False)
class Member:
    """A file inside: its name there, its bytes, and whether they were not had."""

    name: str
    data: bytes
    missing: bool = False


@dataclass(frozen=True, slots=True, repr=False)
class Unpacked:
    """``text``: words of the file itself, None for a mere archive. ``members``: files inside it that say more."""

    text: str | None
    members: tuple[Member, ...]


@dataclass(slots=True)
class Budget:
    """Bytes that all packed files of one arrival may still come to. Raises PackedError beyond."""

    left: int = field(default=MAX_UNPACKED)

    def take(self, count: int) -> None:
        """So many bytes more. Raises PackedError."""
        self.left -= count
        if self.left < 0:
            raise PackedError(f"the packed files hold more than {MAX_UNPACKED >> 20} MiB, and no more are read")


def is_packed(data: bytes) -> bool:
    """Whether bytes begin as a ZIP archive (Office and OpenDocument files are some) or as TNEF."""
    return data.startswith((b"PK\x03\x04", b"PK\x05\x06", tnef.SIGNATURE))


def unpack(data: bytes, budget: Budget) -> Unpacked:
    """What is in it. Raises PackedError."""
    if not is_packed(data):
        return _letter(data, budget)
    if data.startswith(tnef.SIGNATURE):
        try:
            found = tnef.read(data, budget.take)
        except tnef.DamagedError as fault:
            raise PackedError("the attachment winmail.dat is damaged") from fault
        return Unpacked(None, tuple(Member(one.name, one.data) for one in found))
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        infos = [one for one in archive.infolist() if not one.is_dir()]
    except PackedError:
        raise
    except Exception as fault:
        raise PackedError("the packed file is damaged") from fault
    if len(infos) > MAX_MEMBERS:
        raise PackedError(f"the packed file holds {len(infos)} files and {MAX_MEMBERS} are read")
    return _opened(_Archive(archive, infos, budget), data)


def _letter(data: bytes, budget: Budget) -> Unpacked:
    try:
        text, files = xml_words.read(data)
    except opened_xml.DamagedError as fault:
        raise PackedError("the XML file is damaged") from fault
    budget.take(sum(len(one.data) for one in files))
    return Unpacked(text, tuple(Member(one.name, one.data) for one in files))


@dataclass(frozen=True, slots=True, repr=False)
class _Archive:
    archive: zipfile.ZipFile
    infos: list[zipfile.ZipInfo]
    budget: Budget

    def names(self) -> list[str]:
        """Names of the members, in order."""
        return [one.filename for one in self.infos]

    def data(self, name: str) -> bytes:
        """A member's bytes. Raises PackedError."""
        info = next((one for one in self.infos if one.filename == name), None)
        if info is None:
            raise PackedError("the packed file is damaged")
        if info.flag_bits & 1:
            raise PackedError("the packed file is locked with a password")
        if info.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
            raise PackedError("the packed file is packed in a way that is not read")
        parts = []
        try:
            with self.archive.open(info) as stream:
                while chunk := stream.read(_CHUNK):
                    self.budget.take(len(chunk))
                    parts.append(chunk)
        except PackedError:
            raise
        except Exception as fault:
            raise PackedError("the packed file is damaged") from fault
        return b"".join(parts)

    def beside(self) -> tuple[Member, ...]:
        """Pictures and files inside a document."""
        return tuple(self.member(name) for name in self.names() if _BESIDE.fullmatch(name))

    def member(self, name: str) -> Member:
        """A member, or its name alone where it is locked or damaged. Raises PackedError beyond the limit."""
        try:
            return Member(name, self.data(name))
        except PackedError:
            if self.budget.left < 0:
                raise
            return Member(name, b"", missing=True)


def _opened(found: _Archive, data: bytes) -> Unpacked:
    names = set(found.names())
    office = "[Content_Types].xml" in names
    try:
        if office and any(name.startswith("word/") for name in names):
            return Unpacked(_word(found), found.beside())
        if office and "xl/workbook.xml" in names:
            return Unpacked(_workbook(found, data), found.beside())
        if {"content.xml", "mimetype"} <= names:
            return Unpacked(_open_document(found), found.beside())
    except opened_xml.DamagedError as fault:
        raise PackedError("the document is damaged") from fault
    if any(one.flag_bits & 1 for one in found.infos):
        raise PackedError("the packed file is locked with a password")
    return Unpacked(None, tuple(found.member(name) for name in found.names()))


def _word(found: _Archive) -> str:
    parts = [name for pattern in _WORD for name in sorted(found.names()) if re.fullmatch(pattern, name)]
    return "\n\n".join(filter(None, (opened_xml.of_word(found.data(name)) for name in parts)))


def _open_document(found: _Archive) -> str:
    if b"encryption-data" in (found.data("META-INF/manifest.xml") if "META-INF/manifest.xml" in found.names() else b""):
        raise PackedError("the document is locked with a password")
    edges = opened_xml.of_open_document(found.data("styles.xml"), edges=True) if "styles.xml" in found.names() else ""
    return "\n\n".join(filter(None, (edges, opened_xml.of_open_document(found.data("content.xml")))))


def _workbook(found: _Archive, data: bytes) -> str:
    for one in found.names():  # what will be unpacked is counted first
        if one.endswith((".xml", ".rels")):
            found.data(one)
    try:
        grids = markup.workbook(data, least=1)
    except UnreadableError as fault:
        raise PackedError("the workbook is damaged, or larger than workbooks are read") from fault
    except (ValueError, LookupError, OverflowError, RecursionError) as fault:
        raise PackedError("the workbook is damaged") from fault
    names = len(grids) > 1
    return "\n\n".join(f"— {one.name} —\n{_lines(one.rows)}" if names else _lines(one.rows) for one in grids)


def _lines(rows: list[list[str]]) -> str:
    return "\n".join("\t".join(re.sub(r"\s+", " ", cell).strip() for cell in row).rstrip("\t") for row in rows)
