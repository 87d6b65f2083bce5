"""A PDF file that goes along with a letter: may it leave, what its pages show, and letter and files as one document.

Runs in the sandbox's child (``jobs_attach``): whoever attached it may have got it from somebody else. Decided by bytes,
never by a name. What acts when a file is opened, hides another file or hides itself does not leave in the house's name.
"""

import io
import re
import zlib
from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import Final

from dueprocess.adapters import drawing
from dueprocess.adapters.documents import PDFIUM, File
from dueprocess.letter.own import MAX_BYTES

MAX_PAGES: Final = drawing.MAX_PAGES
"""Pages of one file: all of them are drawn for whoever agrees to it."""
_INFLATED: Final = 64 << 20
_HEAD: Final = 4096
_STREAM: Final = re.compile(rb"stream\r?\n?")


class Unfit(StrEnum):
    """Why a file does not go along. Closed."""

    OTHER = "other"  # its bytes are no PDF
    LARGE = "large"
    DAMAGED = "damaged"  # it cannot be read whole
    LONG = "long"  # it has too many pages
    LOCKED = "locked"  # encrypted
    SCRIPT = "script"  # JavaScript, or a form that holds some
    HIDDEN = "hidden"  # another file inside
    STARTS = "starts"  # starts a program, opens another file, or sends something


_NAMES: Final[tuple[tuple[Unfit, bytes], ...]] = (
    (Unfit.LOCKED, rb"/Encrypt"),
    (Unfit.SCRIPT, rb"/(?:JavaScript|XFA)"),
    (Unfit.HIDDEN, rb"/(?:EmbeddedFiles?|Filespec|RichMedia(?:Content)?|Rendition|Movie|Subtype\s*/3D)"),
    (Unfit.STARTS, rb"/(?:Launch|GoToE|GoToR|SubmitForm|ImportData)"),
)
_FORBIDDEN: Final = tuple((why, re.compile(rb"%b(?![A-Za-z0-9])" % names)) for why, names in _NAMES)
_BEGIN: Final = re.compile(rb"(?:[\0\s]|%[^\r\n]*[\r\n])*(?:\Z|[0-9]+[\0\s]+[0-9])")
"""How a stream of objects begins: with their numbers."""


def unfit(data: bytes) -> Unfit | None:
    """Why a file does not go along with a letter; None where it may."""
    if not data.startswith(b"%PDF-"):
        return Unfit.OTHER
    if len(data) > MAX_BYTES:
        return Unfit.LARGE
    plain, inside = _named(data), list(_objects(data))
    found = next((why for why, names in _FORBIDDEN if any(names.search(part) for part in (plain, *inside))), None)
    # Objects that stand where they are not looked for.
    unread = plain.count(b"/ObjStm") > len(inside)
    return found or (Unfit.DAMAGED if unread else _opened(data))


def _objects(data: bytes) -> Iterator[bytes]:
    """Each compressed stream that holds objects, whatever it says of itself."""
    left = _INFLATED
    for begin in _STREAM.finditer(data):
        inflating, source = zlib.decompressobj(), memoryview(data)[begin.end() :]
        try:
            head = inflating.decompress(source[:_HEAD], _HEAD)
            if not head or not _BEGIN.match(head):
                continue
            made = zlib.decompressobj().decompress(source, left)
        except zlib.error:
            continue
        left -= len(made)
        if left <= 0:
            return
        yield _named(made)


def _named(data: bytes) -> bytes:
    """The same with every name as it is meant: ``/Java#53cript`` is ``/JavaScript`` (ISO 32000, 7.3.5)."""
    return re.sub(rb"#([0-9A-Fa-f]{2})", lambda found: bytes.fromhex(found[1].decode()), data)


def _opened(data: bytes) -> Unfit | None:
    import pypdfium2
    from pypdfium2 import raw

    with PDFIUM:
        try:
            document = pypdfium2.PdfDocument(data)
        except pypdfium2.PdfiumError as fault:
            return Unfit.LOCKED if "password" in str(fault).lower() else Unfit.DAMAGED
        try:
            if raw.FPDF_GetSecurityHandlerRevision(document) >= 0:
                return Unfit.LOCKED
            if raw.FPDFDoc_GetJavaScriptActionCount(document) != 0:
                return Unfit.SCRIPT
            if raw.FPDFDoc_GetAttachmentCount(document) != 0:
                return Unfit.HIDDEN
            if not len(document):
                return Unfit.DAMAGED
            return Unfit.LONG if len(document) > MAX_PAGES else None
        finally:
            document.close()


def drawn(name: str, data: bytes) -> bytes:
    """Its pages as pictures (``formats.page_images``)."""
    return drawing.draw([File(name, data)])


def bound(files: Sequence[bytes]) -> bytes:
    """A letter and what goes along as one document, to be printed. Raises ValueError where one cannot be read."""
    import pypdfium2

    with PDFIUM:
        try:
            made = pypdfium2.PdfDocument(files[0])
            for one in files[1:]:
                made.import_pages(pypdfium2.PdfDocument(one))
            out = io.BytesIO()
            made.save(out)
        except pypdfium2.PdfiumError as fault:
            raise ValueError("a file cannot be read") from fault
    return out.getvalue()
