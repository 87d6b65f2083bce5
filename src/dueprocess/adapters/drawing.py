"""Pages of PDF files, drawn by PDFium, and of TIFF files and pictures (``pictures``), as pictures.

Runs in the sandbox's child (hazards 10.2, 12.1).

No forms, no scripts, no actions: PDFium is asked for points and for nothing else. What is drawn is limited in pages,
points, bytes and time; what was left out is said in the list (``formats/page_images.py``).
"""

import contextlib
import ctypes
import struct
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from dueprocess.adapters import pictures
from dueprocess.adapters.documents import PDFIUM, File, is_pdf
from dueprocess.formats import page_images
from dueprocess.formats.page_images import Page, Why

DPI: Final = 130
MAX_PAGES: Final = 40  # drawn of one arrival, all its files together
MAX_POINTS: Final = 3_000_000  # of one page
MAX_SIDE: Final = 4_000
MIN_SIDE: Final = 1_000  # of the longer side: what says that it is as small as a stamp is drawn larger
MAX_BYTES: Final = 12 << 20  # of all pictures
SECONDS: Final = 20.0  # after these no further page is begun
_LEVELS: Final = bytes((v * 15 + 127) // 255 for v in range(256))  # 16 greys
_CUBE: Final = tuple(bytes((v * 5 + 127) // 255 * step for v in range(256)) for step in (1, 6, 36))  # blue, green, red
_PALETTE: Final = bytes(51 * (index // step % 6) for index in range(216) for step in (36, 6, 1))
_COLOURED: Final = 1_000  # one point in so many makes a page a coloured one


@dataclass(frozen=True, slots=True, repr=False)
class _Opened:
    document: Any  # pictures.Frames, or of pypdfium2, which has no types
    count: int


def draw(files: Sequence[File], clock: Callable[[], float] = time.monotonic) -> bytes:
    """The pages of ``files`` as ``formats.page_images`` writes them. PDF and TIFF; others must not be handed in."""
    until = clock() + SECONDS
    with PDFIUM:
        opened = [_open(one) for one in files[: page_images.MAX_FILES - 1]]
        rows = [_row(*both) for both in zip(files, opened, strict=False)]
        if len(files) > len(rows):
            rows.append(page_images.File("", 0, Why.MORE))
        return page_images.pack(rows, list(_drawn(opened, until, clock)))


def share(counts: Sequence[int], most: int) -> list[int]:
    """How many pages of each file are drawn, ``most`` in all: no file takes the place of another's first pages."""
    given = [0] * len(counts)
    left = most
    waiting = sorted(range(len(counts)), key=lambda at: counts[at])
    for place, at in enumerate(waiting):
        given[at] = min(counts[at], left // (len(waiting) - place))
        left -= given[at]
    return given


def pages(files: Sequence[File]) -> "list[tuple[Any, int]]":
    """Each page that opens: its document, and its number there from 0. While ``PDFIUM`` is held."""
    opened = [_open(one) for one in files[: page_images.MAX_FILES - 1]]
    return [(one.document, at) for one in opened if isinstance(one, _Opened) for at in range(one.count)]


def has_text(document: Any, at: int) -> bool:  # noqa: ANN401 - no types
    """Whether a page of a PDF file holds text: its words are those, whatever is drawn."""
    if isinstance(document, pictures.Frames):
        return False
    with contextlib.suppress(Exception):  # a damaged page: who draws it will see
        return bool(document[at].get_textpage().get_text_bounded().strip())
    return False


def points(document: Any, at: int, dpi: int, most: int) -> tuple[int, int, bytes]:  # noqa: ANN401 - no types
    """Width, height, and blue, green and red bytes of a page. Raises UndrawableError and what PDFium raises."""

    def size(wide: float, high: float) -> tuple[int, int]:
        return size_of(wide, high, dpi, most)

    if isinstance(document, pictures.Frames):
        return document.picture(at, size)
    page = _flat(document, at)
    try:
        return _points(page, size)
    finally:
        page.close()


def _row(file: File, opened: "_Opened | Why") -> page_images.File:
    name = "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in file.name)[
        : page_images.MAX_NAME
    ]
    return page_images.File(name, opened.count) if isinstance(opened, _Opened) else page_images.File(name, 0, opened)


def _open(file: File) -> "_Opened | Why":
    import pypdfium2

    try:
        if not is_pdf(file.data):
            frames = pictures.Frames(file.data)
            return _Opened(frames, frames.count)
        document = pypdfium2.PdfDocument(file.data)
        return _Opened(document, min(len(document), page_images.MAX_COUNT))
    except pictures.UndrawableError:
        return Why.UNKNOWN
    except pypdfium2.PdfiumError as fault:
        why = Why.LOCKED if "password" in str(fault).lower() else Why.DAMAGED
        with contextlib.suppress(pypdfium2.PdfiumError):  # PDFium keeps its last reason, and gives it again for others
            pypdfium2.PdfDocument(b"none")
        return why


def _drawn(opened: Sequence["_Opened | Why"], until: float, clock: Callable[[], float]) -> Iterator[Page]:
    counts = [one.count if isinstance(one, _Opened) else 0 for one in opened]
    left = MAX_BYTES
    for file, (one, most) in enumerate(zip(opened, share(counts, MAX_PAGES), strict=True)):
        for number in range(1, most + 1):
            if clock() > until or not isinstance(one, _Opened):
                return
            page = _page(one.document, file, number)
            if page is None:
                continue
            left -= len(page.picture)
            if left < 0:
                return
            yield page


def _page(document: Any, file: int, number: int) -> Page | None:  # noqa: ANN401 - pypdfium2 has no types
    # None: not drawn. That it is missing in the list says so.
    import pypdfium2

    if isinstance(document, pictures.Frames):
        try:
            return Page(file, number, False, png(*document.picture(number - 1, size_of)))
        except pictures.UndrawableError:
            return None
    try:
        page = _flat(document, number - 1)
        try:
            text = page.get_textpage().get_text_bounded().strip()
            picture = _picture(page)
            return None if picture is None else Page(file, number, bool(text), picture)
        finally:
            page.close()
    except pypdfium2.PdfiumError:
        return None  # a damaged page


def _flat(document: Any, at: int) -> Any:  # noqa: ANN401 - as above
    # Stamps, signatures and what stands in fields become part of the page, by the look they were saved with: so they
    # are seen, and no form is loaded that could act.
    from pypdfium2 import raw

    page = document[at]
    if raw.FPDFPage_GetAnnotCount(page) < 1:
        return page
    box = page.get_bbox()
    page.set_mediabox(*box)  # else a size that stands in the list of pages alone is forgotten
    page.set_cropbox(*box)
    raw.FPDFPage_Flatten(page, raw.FLAT_NORMALDISPLAY)
    page.close()
    return document[at]


def _picture(page: Any) -> bytes | None:  # noqa: ANN401 - as above
    from pypdfium2 import raw

    width, height, points = _points(page, size_of)
    # What should be on it was not drawn, as for want of memory or of a font: no white page is shown in its place.
    lost = points.count(0xFF) == len(points) and raw.FPDFPage_CountObjects(page) > 0
    return None if lost else png(width, height, points)


def _points(page: Any, size: Callable[[float, float], tuple[int, int]]) -> tuple[int, int, bytes]:  # noqa: ANN401 - as above
    import pypdfium2
    from pypdfium2 import raw

    width, height = size(*page.get_size())
    bitmap = pypdfium2.PdfBitmap.new_native(width, height, raw.FPDFBitmap_BGR)
    bitmap.fill_rect((255, 255, 255, 255), 0, 0, width, height)
    raw.FPDF_RenderPageBitmap(bitmap, page, 0, 0, width, height, 0, raw.FPDF_ANNOT)
    points = ctypes.string_at(bitmap.buffer, width * height * 3)
    bitmap.close()
    return width, height, points


def size_of(wide: float, high: float, dpi: int = DPI, most: int = MAX_POINTS) -> tuple[int, int]:
    """Points of a page that says it is so many 72nds of an inch wide and high. Even in width."""
    wide, high = max(wide, 0.01), max(high, 0.01)
    long = max(wide, high)
    scale = max(dpi / 72, MIN_SIDE / long)
    scale = min(scale, (most / (wide * high)) ** 0.5, MAX_SIDE / long)
    return max(2, round(wide * scale / 2) * 2), max(1, round(high * scale))


def png(width: int, height: int, points: bytes) -> bytes:
    """Blue, green and red bytes as a PNG file: 16 greys, or 216 colours where there is colour. ``width`` is even."""
    blue, green, red = points[0::3], points[1::3], points[2::3]
    if _is_grey(blue, green, red):
        depth, kind, rows = 4, 0, _halved(green.translate(_LEVELS))
    else:
        channels = [one.translate(table) for one, table in zip((blue, green, red), _CUBE, strict=True)]
        # 5 + 30 + 180 fit a byte: nothing is carried from one point to the next.
        depth, kind, rows = 8, 3, _bytes(sum(_number(one) for one in channels), len(green))
    return _png(width, height, depth, kind, rows, _PALETTE if kind else b"")


def _png(width: int, height: int, depth: int, kind: int, rows: bytes, palette: bytes = b"") -> bytes:
    stride = len(rows) // height
    lines = b"".join(b"\0" + rows[at : at + stride] for at in range(0, len(rows), stride))
    return b"".join(
        (
            b"\x89PNG\r\n\x1a\n",
            _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, kind, 0, 0, 0)),
            _chunk(b"PLTE", palette) if palette else b"",
            _chunk(b"IDAT", zlib.compress(lines, 6)),
            _chunk(b"IEND", b""),
        )
    )


def true_png(width: int, height: int, points: bytes) -> bytes:
    """Red, green and blue bytes as a PNG file that keeps each of them."""
    return _png(width, height, 8, 2, points)


def _is_grey(blue: bytes, green: bytes, red: bytes) -> bool:
    if blue == green == red:
        return True
    a, b, c = (_number(one.translate(_CUBE[0])) for one in (blue, green, red))
    odd = _bytes((a ^ b) | (b ^ c), len(green))
    return (len(odd) - odd.count(0)) * _COLOURED < len(odd)


def _halved(levels: bytes) -> bytes:
    # Two points a byte, the left one in its upper half.
    return _bytes(_number(levels[0::2]) << 4 | _number(levels[1::2]), len(levels) // 2)


def _number(data: bytes) -> int:
    return int.from_bytes(data, "big")


def _bytes(number: int, length: int) -> bytes:
    return number.to_bytes(length, "big")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
