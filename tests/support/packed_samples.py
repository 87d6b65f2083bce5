"""Packed files as programs write them, made byte by byte: Word, OpenDocument, Excel, ZIP, winmail.dat."""

import io
import struct
import zipfile
from collections.abc import Mapping

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:mc="mc"'
TYPES = {"[Content_Types].xml": b"<Types/>"}


def archive(members: Mapping[str, bytes], *, locked: bool = False) -> bytes:
    """A ZIP archive; ``locked`` sets the mark of a password and leaves the rest."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in members.items():
            made.writestr(name, data)
    data = out.getvalue()
    if not locked:
        return data
    changed = bytearray(data)
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = changed.find(mark)
        while place >= 0:
            changed[place + at] |= 1
            place = changed.find(mark, place + 4)
    return bytes(changed)


def word(body: str, **more: bytes) -> bytes:
    """A Word document; ``more``: other parts, dots and slashes as they are."""
    document = f"<w:document {W}><w:body>{body}</w:body></w:document>".encode()
    return archive({**TYPES, "word/document.xml": document, **more})


def open_document(body: str) -> bytes:
    """An OpenDocument text."""
    names = 'xmlns:office="office" xmlns:text="text" xmlns:table="table"'
    content = f"<office:document-content {names}><office:body>{body}</office:body></office:document-content>"
    return archive({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": content.encode()})


def winmail(text: str, name: str, data: bytes) -> bytes:
    """What Outlook packs a mail into: its words as compressed RTF in one piece, and one attachment (MS-OXTNEF)."""
    words = b"{\\rtf1\\ansi " + text.encode("ascii") + b"}"
    rtf = struct.pack("<II4sI", len(words) + 12, len(words), b"MELA", 0) + words
    properties = struct.pack("<IHHII", 1, 0x102, 0x1009, 1, len(rtf)) + rtf + b"\0" * (-len(rtf) % 4)
    long = (name + "\0").encode("utf-16-le")
    attached = struct.pack("<IHHII", 1, 0x1F, 0x3707, 1, len(long)) + long + b"\0" * (-len(long) % 4)
    parts = ((1, 0x69003, properties), (2, 0x69002, b"\0" * 14), (2, 0x6800F, data), (2, 0x69005, attached))
    return b"\x78\x9f\x3e\x22\0\0" + b"".join(
        struct.pack("<BII", level, kind, len(value)) + value + struct.pack("<H", sum(value) & 0xFFFF)
        for level, kind, value in parts
    )


def workbook(rows: list[list[object]]) -> bytes:
    """An Excel workbook of one sheet."""
    import openpyxl

    book = openpyxl.Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
