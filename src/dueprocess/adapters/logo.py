"""The house's logo on its letters: PNG or JPEG by its bytes, decoded and written anew in the sandbox's child.

Not SVG, which can hold scripts and fetch other files. Of Pillow two readers alone open it, and its size is looked at
before anything is decoded. What signatures cover: ADR 0080.
"""

import base64
import io
import struct
import warnings
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from dueprocess.adapters import drawing

MAX_BYTES: Final = 1 << 20
MAX_SIDE: Final = 4_000  # points of a file's longer side
WIDE, HIGH = 1_200, 300  # points that are kept at most: 12 mm of paper at some 600 points an inch
_MODES: Final = frozenset({"1", "L", "LA", "P", "RGB", "RGBA", "CMYK"})
_PNG: Final = b"\x89PNG\r\n\x1a\n"
_SIZE: Final = struct.Struct(">II")
_SECONDS: Final = 10.0
_MAX_ANSWER: Final = 4 << 20


class Unfit(StrEnum):
    """Why a file is no logo. Closed."""

    MISSING = "missing"
    OTHER = "other"
    SVG = "svg"
    LARGE = "large"
    WIDE = "wide"
    DAMAGED = "damaged"
    STOPPED = "stopped"


SAYS: Final = {
    Unfit.MISSING: "it cannot be read",
    Unfit.OTHER: "its bytes are neither PNG nor JPEG",
    Unfit.SVG: "it is SVG, which can hold scripts and fetch other files",
    Unfit.LARGE: f"it has more than {MAX_BYTES} bytes",
    Unfit.WIDE: f"it has more than {MAX_SIDE} points on a side",
    Unfit.DAMAGED: "it is damaged, or its colours are written in a way that is not read",
    Unfit.STOPPED: "reading it needed more than it may have",
}


class LogoError(ValueError):
    """A file that is no logo; ``why`` says which."""

    def __init__(self, why: Unfit) -> None:
        super().__init__(SAYS[why])
        self.why = why


def read(path: Path) -> bytes:
    """The logo that stands in a file, as PNG without transparency, made anew in a child. Raises LogoError."""
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError:
        raise LogoError(Unfit.MISSING) from None
    from dueprocess.adapters.sandbox import Died, Sandbox  # not in its child

    with Sandbox() as box:
        answer = box.run("attach", {"logo": True}, data, seconds=_SECONDS, max_answer=_MAX_ANSWER)
    if isinstance(answer, Died):
        raise LogoError(Unfit.STOPPED)
    return written(answer)


def written(answer: Mapping[str, Any]) -> bytes:
    """The file, of our own writing, from what the child answered: also one that was taken over. Raises LogoError."""
    if why := answer["unfit"]:
        raise LogoError(Unfit(why) if why in SAYS else Unfit.STOPPED)
    try:
        points = base64.b64decode(answer["made"])
        width, height = _SIZE.unpack_from(points)
    except (ValueError, struct.error):
        width = height = 0
    if not (0 < width <= WIDE and 0 < height <= HIGH and len(points) == _SIZE.size + width * height * 3):
        raise LogoError(Unfit.STOPPED)
    return drawing.true_png(width, height, points[_SIZE.size :])


def drawn(data: bytes) -> bytes:
    """What ``data`` shows, on white: width, height, and red, green and blue bytes. In the child. Raises LogoError."""
    if len(data) > MAX_BYTES:
        raise LogoError(Unfit.LARGE)
    if not data.startswith((_PNG, b"\xff\xd8\xff")):
        raise LogoError(Unfit.SVG if b"<svg" in data[:4096].lower() else Unfit.OTHER)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # they quote what stands in the file
            return _drawn(data)
    except (LogoError, MemoryError):
        raise
    except Exception as fault:  # what hostile bytes raise in a parser of others is no closed list
        raise LogoError(Unfit.DAMAGED) from fault


def _drawn(data: bytes) -> bytes:
    from PIL import Image, JpegImagePlugin, PngImagePlugin

    kind: Any = PngImagePlugin.PngImageFile if data.startswith(_PNG) else JpegImagePlugin.JpegImageFile
    image = kind(io.BytesIO(data))
    if max(image.size) > MAX_SIDE:
        raise LogoError(Unfit.WIDE)
    if image.mode not in _MODES:
        raise LogoError(Unfit.DAMAGED)
    image.load()
    if image.has_transparency_data:
        paper = Image.new("RGBA", image.size, (255, 255, 255, 255))
        paper.alpha_composite(image.convert("RGBA"))
        image = paper
    plain = image.convert("RGB")
    plain.thumbnail((WIDE, HIGH), Image.Resampling.LANCZOS)
    points: bytes = plain.tobytes()
    return _SIZE.pack(*plain.size) + points
