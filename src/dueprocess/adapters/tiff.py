"""A TIFF file as a PDF file around the same picture data: what fax servers write, PDFium then draws.

Nothing is decoded here: the strips of TIFF 6.0 (1992) and the filters of PDF (ISO 32000-1, 7.4) are the same codes of
ITU-T T.4 and T.6, LZW, Flate, run lengths and JPEG. Runs in the sandbox's child; reads hostile bytes, within limits.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

MAX_PAGES: Final = 10_000
MAX_VALUES: Final = 100_000  # of one tag: strips, or a map of colours
MAX_SIDE: Final = 60_000
_TYPES: Final = {1: "B", 3: "H", 4: "I", 5: "II", 7: "B"}
_SIZES: Final = {1: 1, 3: 2, 4: 4, 5: 8, 7: 1}
_TURNED: Final = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))
_ROTATED: Final = {1: 0, 3: 180, 6: 90, 8: 270}
_MH, _G3, _G4, _NEW_JPEG = 2, 3, 4, 7
_FAX: Final = (_MH, _G3, _G4)
_FILTERS: Final = {1: "", 5: "LZWDecode", 8: "FlateDecode", 32946: "FlateDecode", 32773: "RunLengthDecode"}
_WHITE_IS_0, _BLACK_IS_0, _RGB, _MAPPED, _YCBCR = 0, 1, 2, 3, 6
_WIDTH, _HEIGHT, _BITS, _COMPRESSION, _PHOTOMETRIC, _FILL = 256, 257, 258, 259, 262, 266
_OFFSETS, _ORIENTATION, _SAMPLES, _ROWS, _COUNTS, _X, _Y, _PLANAR = 273, 274, 277, 278, 279, 282, 283, 284
_T4, _UNIT, _PREDICTOR, _COLOURS, _TABLES = 292, 296, 317, 320, 347


class UndrawableError(ValueError):
    """A TIFF file that is damaged, or of a kind that is not drawn."""


def is_tiff(data: bytes) -> bool:
    """Whether bytes begin as a TIFF file does."""
    return data[:4] in {b"II*\0", b"MM\0*"}


def to_pdf(data: bytes) -> bytes:
    """A PDF file that shows the pages of a TIFF file. Raises UndrawableError."""
    try:
        writer = _Writer()
        taken = 0
        for tags in _directories(data):
            page = _page_of(tags)
            strips = [_strip(data, tags, page, at) for at in range(len(tags.get(_OFFSETS, ())))]
            taken += sum(len(one) for one, _ in strips)
            if taken > 2 * len(data) or not strips:  # many pages may name the same bytes
                raise UndrawableError
            writer.page(page, strips)
        return writer.finish()
    except (struct.error, IndexError, OverflowError, KeyError) as fault:
        raise UndrawableError from fault


_Tags = dict[int, tuple[int, ...]]


def _directories(data: bytes) -> Iterator[_Tags]:
    order = "<" if data[:2] == b"II" else ">"
    (at,) = struct.unpack_from(f"{order}I", data, 4)
    seen: set[int] = set()
    while at:
        if at in seen or len(seen) == MAX_PAGES:
            raise UndrawableError
        seen.add(at)
        (count,) = struct.unpack_from(f"{order}H", data, at)
        yield dict(_tag(data, order, at + 2 + 12 * row) for row in range(count))
        (at,) = struct.unpack_from(f"{order}I", data, at + 2 + 12 * count)


def _tag(data: bytes, order: str, at: int) -> tuple[int, tuple[int, ...]]:
    tag, kind, count = struct.unpack_from(f"{order}HHI", data, at)
    if kind not in _TYPES:
        return tag, ()
    if count > MAX_VALUES:
        raise UndrawableError
    place = at + 8
    if count * _SIZES[kind] > 4:  # noqa: PLR2004 - what fits into the field stands in it
        (place,) = struct.unpack_from(f"{order}I", data, place)
    return tag, struct.unpack_from(order + _TYPES[kind] * count, data, place)


@dataclass(frozen=True, slots=True)
class _Page:
    width: int
    height: int
    rows: int  # of a strip
    compression: int
    bits: int
    samples: int
    rotate: int
    wide: float  # 72nds of an inch
    high: float
    filled: bool  # the first point of a byte stands in its lowest bit
    about: str  # the image's dictionary, without its height


def _page_of(tags: _Tags) -> _Page:
    first = {tag: values[0] for tag, values in tags.items() if values}
    width, height = first[_WIDTH], first[_HEIGHT]
    compression, bits, samples = first.get(_COMPRESSION, 1), first.get(_BITS, 1), first.get(_SAMPLES, 1)
    known = compression in {*_FAX, *_FILTERS, _NEW_JPEG}
    flat = first.get(_PLANAR, 1) == 1 or samples == 1
    if not known or not flat or bits not in {1, 2, 4, 8} or not (0 < width <= MAX_SIDE and 0 < height <= MAX_SIDE):
        raise UndrawableError
    inch = 72 * (2.54 if first.get(_UNIT, 2) == 3 else 1)  # noqa: PLR2004 - points a centimetre
    return _Page(
        width=width,
        height=height,
        rows=max(1, min(first.get(_ROWS, height), height)),
        compression=compression,
        bits=bits,
        samples=samples,
        rotate=_ROTATED[first.get(_ORIENTATION, 1)],
        wide=width * inch / _resolution(tags.get(_X, ())),
        high=height * inch / _resolution(tags.get(_Y, tags.get(_X, ()))),
        filled=first.get(_FILL, 1) == 2,  # noqa: PLR2004 - the number of that order
        about=f"/Width {width} /BitsPerComponent {bits} {_colours(tags, first, samples, bits)}",
    )


def _resolution(values: tuple[int, ...]) -> float:
    value = values[0] / values[1] if len(values) > 1 and values[1] else 0
    return value if 1 <= value <= 10_000 else 200.0  # noqa: PLR2004 - a fax, where nothing sensible is said


def _colours(tags: _Tags, first: dict[int, int], samples: int, bits: int) -> str:
    photometric = first.get(_PHOTOMETRIC, _WHITE_IS_0)
    fax = first.get(_COMPRESSION) in _FAX
    match photometric, samples:
        case ((0 | 1), 1):
            # In the fax codes white is a run's own colour; elsewhere it is what the points say.
            turned = photometric == (_BLACK_IS_0 if fax else _WHITE_IS_0)
            return f"/ColorSpace /DeviceGray {'/Decode [1 0]' if turned else ''}"
        case ((2 | 6), 3):
            return "/ColorSpace /DeviceRGB"
        case 3, 1:
            return f"/ColorSpace [/Indexed /DeviceRGB {2**bits - 1} <{_map(tags[_COLOURS], 2**bits)}>]"
        case _:
            raise UndrawableError


def _map(values: tuple[int, ...], count: int) -> str:
    return "".join(f"{values[at + count * channel] >> 8:02x}" for at in range(count) for channel in range(3))


def _strip(data: bytes, tags: _Tags, page: _Page, at: int) -> tuple[bytes, str]:
    """Bytes of a strip, and its dictionary."""
    start, length = tags[_OFFSETS][at], tags[_COUNTS][at]
    part = data[start : start + length]
    if page.filled and (page.compression in _FAX or page.bits == 1):
        part = part.translate(_TURNED)
    if page.compression == _NEW_JPEG and tags.get(_TABLES):
        part = bytes(tags[_TABLES])[:-2] + part[2:]  # one file: without the end of the one, the beginning of the other
    rows = min(page.rows, page.height - at * page.rows)
    if not part or rows < 1:
        raise UndrawableError
    return part, f"{page.about} /Height {rows} {_filter(tags, page, rows)}"


def _filter(tags: _Tags, page: _Page, rows: int) -> str:
    if page.compression in _FAX:
        two = page.compression == _G3 and bool(tags.get(_T4) and tags[_T4][0] & 1)
        k = -1 if page.compression == _G4 else int(two)
        aligned = " /EncodedByteAlign true" if page.compression == _MH else ""
        return f"/Filter /CCITTFaxDecode /DecodeParms <</K {k} /Columns {page.width} /Rows {rows}{aligned}>>"
    if page.compression == _NEW_JPEG:
        ycc = int(tags.get(_PHOTOMETRIC, (_YCBCR,))[0] != _RGB)
        return f"/Filter /DCTDecode /DecodeParms <</ColorTransform {ycc}>>"
    name = _FILTERS[page.compression]
    if not name:
        return ""
    if tags.get(_PREDICTOR, (1,))[0] != 2 or name == "RunLengthDecode":  # noqa: PLR2004 - differences of a row
        return f"/Filter /{name}"
    how = f"<</Predictor 2 /Colors {page.samples} /BitsPerComponent {page.bits} /Columns {page.width}>>"
    return f"/Filter /{name} /DecodeParms {how}"


class _Writer:
    """Objects of a PDF file and where each begins. 1 is the catalogue, 2 the list of pages."""

    def __init__(self) -> None:
        self.parts: list[bytes] = [b"%PDF-1.5\n"]
        self.length = len(self.parts[0])
        self.places: dict[int, int] = {}
        self.pages: list[int] = []
        self.next = 3

    def page(self, page: _Page, strips: list[tuple[bytes, str]]) -> None:
        """One page, its strips under one another."""
        names, drawn, top = [], [], page.high
        for at, (data, about) in enumerate(strips):
            rows = min(page.rows, page.height - at * page.rows)
            high = page.high * rows / page.height
            top -= high
            names.append(f"/I{at} {self.stream(f'/Type /XObject /Subtype /Image {about}', data)} 0 R")
            drawn.append(f"q {page.wide:.4f} 0 0 {high:.4f} 0 {top:.4f} cm /I{at} Do Q")
        content = self.stream("", "\n".join(drawn).encode())
        box = f"/MediaBox [0 0 {page.wide:.4f} {page.high:.4f}] /Rotate {page.rotate}"
        resources = f"/Resources <</XObject <<{' '.join(names)}>>>>"
        self.pages.append(self.add(f"<</Type /Page /Parent 2 0 R {box} {resources} /Contents {content} 0 R>>".encode()))

    def stream(self, about: str, data: bytes) -> int:
        """A stream's number."""
        return self.add(f"<<{about} /Length {len(data)}>>\nstream\n".encode() + data + b"\nendstream")

    def add(self, body: bytes, number: int = 0) -> int:
        """An object's number."""
        if not number:
            number, self.next = self.next, self.next + 1
        self.places[number] = self.length
        part = f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
        self.parts.append(part)
        self.length += len(part)
        return number

    def finish(self) -> bytes:
        """The whole file. Raises UndrawableError for one without pages."""
        if not self.pages:
            raise UndrawableError
        self.add(b"<</Type /Catalog /Pages 2 0 R>>", 1)
        kids = " ".join(f"{one} 0 R" for one in self.pages)
        self.add(f"<</Type /Pages /Kids [{kids}] /Count {len(self.pages)}>>".encode(), 2)
        rows = "".join(f"{self.places[at]:010d} 00000 n \n" for at in range(1, self.next))
        end = f"xref\n0 {self.next}\n0000000000 65535 f \n{rows}trailer <</Size {self.next} /Root 1 0 R>>\n"
        return b"".join((*self.parts, f"{end}startxref\n{self.length}\n%%EOF\n".encode()))
