"""Where this machine keeps what reads pictures of pages, and what Debian calls the packages. Loads nothing of it."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

LIBRARY: Final = "libtesseract.so.5"
PLACES: Final = ("/usr/lib/*", "/usr/lib64", "/usr/lib", "/usr/local/lib")
FOLDERS: Final = ("/usr/share/tesseract-ocr/5/tessdata", "/usr/share/tesseract/tessdata", "/usr/share/tessdata")
SCRIPT: Final = "osd"
"""The model that tells the script of a page."""
MODELS: Final[Mapping[str, str]] = {
    "Latin": "Latin",
    "Cyrillic": "Cyrillic",
    "Arabic": "Arabic",
    "Devanagari": "Devanagari+Latin",
    "Han": "HanS",
}
"""Script, as Tesseract names it: the models that read it (``deu`` reads § as $)."""
_PACKAGES: Final[Mapping[str, str]] = {
    SCRIPT: "tesseract-ocr",
    "Latin": "tesseract-ocr-script-latn",
    "Cyrillic": "tesseract-ocr-script-cyrl",
    "Arabic": "tesseract-ocr-script-arab",
    "Devanagari": "tesseract-ocr-script-deva",
    "HanS": "tesseract-ocr-script-hans",
}


def library() -> bool:
    """Whether the library is here. It is looked for and not loaded: whoever reads no picture needs none of it."""
    return any(True for place in PLACES for _ in Path("/").glob(f"{place[1:]}/{LIBRARY}"))


def folder() -> Path | None:
    """Where the models are, or None."""
    return next((Path(one) for one in FOLDERS if (Path(one) / f"{SCRIPT}.traineddata").is_file()), None)


def missing() -> tuple[str, ...]:
    """Debian's packages that this machine lacks."""
    return tuple(dict.fromkeys(_missing()))


def _missing() -> Iterator[str]:
    models = folder()
    if models is None or not library():
        yield _PACKAGES[SCRIPT]
    for model, package in _PACKAGES.items():
        if models is None or not (models / f"{model}.traineddata").is_file():
            yield package
