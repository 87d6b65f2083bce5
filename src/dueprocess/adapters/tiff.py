"""Pages of a TIFF file (TIFF 6.0, 1992) as pictures: what fax servers and scanners write, read by Pillow and libtiff.

Runs in the sandbox's child, which alone loads Pillow, and of Pillow the reader of TIFF alone: ``Image.open`` would try
a dozen more on hostile bytes. Sizes are looked at before anything is decoded.
"""

import io
import warnings
from collections.abc import Callable
from typing import Any, Final

MAX_PAGES: Final = 10_000
MAX_SIDE: Final = 60_000
MAX_BYTES: Final = 200_000_000  # of a decoded page: below what a child may take (``sandbox.MEMORY``)
# What Pillow keeps of a point while it makes grey or colour of it. Other ways of writing points are not drawn.
_WEIGHTS: Final = {"1": 2, "L": 1, "P": 5, "RGB": 4, "RGBA": 8, "CMYK": 8, "YCbCr": 8}
_ORIENTATION: Final = 274
_SIDEWAYS: Final = frozenset({5, 6, 7, 8})  # values of Orientation that exchange width and height
_USUAL: Final = 200.0  # points an inch of a fax, where nothing sensible is said


class UndrawableError(ValueError):
    """A TIFF file or a page of it that is damaged, too large, or of a kind that is not drawn."""


def is_tiff(data: bytes) -> bool:
    """Whether bytes begin as a TIFF file does."""
    return data[:4] in {b"II*\0", b"MM\0*"}


class Frames:
    """The pages of a TIFF file. Raises UndrawableError for one of which not even the first is found."""

    def __init__(self, data: bytes) -> None:
        self._image = _guarded(lambda: _opened(data))
        self.count = 1
        while self.count < MAX_PAGES and self._has(self.count):
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
        found: tuple[int, int, bytes] = _guarded(lambda: _picture(self._image, at, size_of))
        return found


def _opened(data: bytes) -> Any:  # noqa: ANN401 - Pillow's own class, imported in the child
    from PIL import TiffImagePlugin

    return TiffImagePlugin.TiffImageFile(io.BytesIO(data))


def _picture(image: Any, at: int, size_of: Callable[[float, float], tuple[int, int]]) -> tuple[int, int, bytes]:  # noqa: ANN401
    from PIL import Image

    image.seek(at)
    width, height = image.size
    weight = width * height * _WEIGHTS.get(image.mode, MAX_BYTES + 1)
    if not (0 < width <= MAX_SIDE and 0 < height <= MAX_SIDE and weight <= MAX_BYTES):
        raise UndrawableError
    # Strips that the file does not name would stay black, and look like what was sent.
    if sum((right - left) * (low - top) for _, (left, top, right, low), *_ in image.tile) < width * height:
        raise UndrawableError
    across, down = (_resolution(one) for one in image.info.get("dpi", (0, 0)))
    if image.tag_v2.get(_ORIENTATION) in _SIDEWAYS:
        across, down = down, across
    image.load()
    width, height = image.size
    wide, high = size_of(width * 72 / across, height * 72 / down)
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
