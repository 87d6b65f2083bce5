"""Pages of a TIFF file (TIFF 6.0, 1992), as fax servers and scanners write, and PNG, JPEG, GIF and BMP pictures.

Runs in the sandbox's child, which alone loads Pillow, and of Pillow the one reader that the first bytes name:
``Image.open`` would try a dozen more on hostile bytes. Sizes are looked at before anything is decoded.
"""

import importlib
import io
import warnings
from collections.abc import Callable
from typing import Any, Final

MAX_PAGES: Final = 10_000
MAX_SIDE: Final = 60_000
MAX_BYTES: Final = 200_000_000  # of a decoded page: below what a child may take (``sandbox.MEMORY``)
# What Pillow keeps of a point while it makes grey or colour of it. Other ways of writing points are not drawn.
_WEIGHTS: Final = {"1": 2, "L": 1, "LA": 8, "P": 5, "RGB": 4, "RGBA": 8, "CMYK": 8, "YCbCr": 8}
_READERS: Final = {
    b"II*\0": ("TiffImagePlugin", "TiffImageFile"),
    b"MM\0*": ("TiffImagePlugin", "TiffImageFile"),
    b"\x89PNG": ("PngImagePlugin", "PngImageFile"),
    b"\xff\xd8\xff": ("JpegImagePlugin", "JpegImageFile"),
    b"GIF8": ("GifImagePlugin", "GifImageFile"),
    b"BM": ("BmpImagePlugin", "BmpImageFile"),
}
_BMP_HEADS: Final = frozenset(bytes((size, 0, 0, 0)) for size in (40, 52, 56, 108, 124))
_ORIENTATION: Final = 274
_SIDEWAYS: Final = frozenset({5, 6, 7, 8})  # values of Orientation that exchange width and height
_USUAL: Final = 200.0  # points an inch of a fax, where nothing sensible is said


class UndrawableError(ValueError):
    """A picture or a page of one that is damaged, too large, or of a kind that is not drawn."""


def is_tiff(data: bytes) -> bool:
    """Whether bytes begin as a TIFF file does."""
    return data[:4] in {b"II*\0", b"MM\0*"}


def is_picture(data: bytes) -> bool:
    """Whether bytes begin as a file does that is read here."""
    known = data.startswith(tuple(_READERS))
    return known and (not data.startswith(b"BM") or data[14:18] in _BMP_HEADS)  # a text may begin so, too


class Frames:
    """The pages of a TIFF file; any other picture is one. Raises UndrawableError where not even the first is found."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._image = _guarded(lambda: _opened(data))
        self._drawn = -1
        self.count = 1
        while is_tiff(data) and self.count < MAX_PAGES and self._has(self.count):
            self.count += 1

    def _has(self, at: int) -> bool:
        try:
            _guarded(lambda: self._image.seek(at))
        except UndrawableError:  # the end, a list that comes back to itself, or damage: what is before is shown
            return False
        return True

    def picture(self, at: int, size_of: Callable[[float, float], tuple[int, int]]) -> tuple[int, int, bytes]:
        """Width, height, and blue, green and red bytes of a page (from 0). Raises UndrawableError.

        Args:
            at: which page.
            size_of: points of a page that is so many 72nds of an inch wide and high.
        """
        if self._drawn == at:  # Pillow forgets where the points of a page stand, once it has them
            self._image = _guarded(lambda: _opened(self._data))
        self._drawn = at
        found: tuple[int, int, bytes] = _guarded(lambda: _picture(self._image, at, size_of))
        return found


def _opened(data: bytes) -> Any:  # noqa: ANN401 - Pillow's own class, imported in the child
    for start, (module, reader) in _READERS.items():
        if data.startswith(start):
            return getattr(importlib.import_module(f"PIL.{module}"), reader)(io.BytesIO(data))
    raise UndrawableError


def warm() -> None:
    """Load each reader: a child may open no file."""
    for module, _ in _READERS.values():
        importlib.import_module(f"PIL.{module}")


def _picture(image: Any, at: int, size_of: Callable[[float, float], tuple[int, int]]) -> tuple[int, int, bytes]:  # noqa: ANN401
    from PIL import Image, ImageOps

    image.seek(at)
    width, height = image.size
    weight = width * height * _WEIGHTS.get(image.mode, MAX_BYTES + 1)
    if not (0 < width <= MAX_SIDE and 0 < height <= MAX_SIDE and weight <= MAX_BYTES):
        raise UndrawableError
    # Strips that the file does not name would stay black, and look like what was sent.
    if sum((right - left) * (low - top) for _, (left, top, right, low), *_ in image.tile) < width * height:
        raise UndrawableError
    across, down = (_resolution(one) for one in image.info.get("dpi", (0, 0)))
    tags = getattr(image, "tag_v2", None)
    if (image.getexif() if tags is None else tags).get(_ORIENTATION) in _SIDEWAYS:
        across, down = down, across
    image.load()  # turns a TIFF page by itself
    image = ImageOps.exif_transpose(image) if tags is None else image
    width, height = image.size
    wide, high = size_of(width * 72 / across, height * 72 / down)
    if image.mode in {"LA", "RGBA"} or "transparency" in image.info:
        image = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image.convert("RGBA"))
    plain = image.convert("L" if image.mode in {"1", "L"} else "RGB")
    drawn = plain.resize((wide, high), Image.Resampling.BOX).convert("RGB")
    return wide, high, drawn.tobytes("raw", "BGR")


def _resolution(value: Any) -> float:  # noqa: ANN401 - a fraction, whose lower part may be 0
    number = float(value)
    return number if 1 <= number <= 10_000 else _USUAL  # noqa: PLR2004


def _guarded(step: Callable[[], Any]) -> Any:  # noqa: ANN401
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # they quote what stands in the file
            return step()
    except MemoryError:
        raise
    except Exception as fault:  # what hostile bytes raise in a parser of others is no closed list
        raise UndrawableError from fault
