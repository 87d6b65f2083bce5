"""Letters as PDF by typst: tagged (PDF/UA-1), A4, equal bytes for equal input.

The template is ours and fixed; a letter comes in as JSON data and is never read as markup. The typesetter's root is an
empty folder, its fonts are those of two packages, system fonts are ignored (hazards 12.3, 17.6).
"""

import json
import tempfile
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any, Final

import pylopdf_fonts_ar
import typst

from dueprocess.adapters.texts import table
from dueprocess.letter import typeset
from dueprocess.letter.blocks import LetterSet
from dueprocess.release import transfer
from dueprocess.release.transfer import Transfer

MAX_DATA: Final = 1 << 18  # bytes of JSON; the largest letter that compose makes is far below
_STANDARD: Final = "ua-1"


class PdfError(ValueError):
    """The letter cannot be set as PDF; the message says why and what to do instead."""


@cache
def _template(name: str) -> bytes:
    return resources.files("dueprocess.adapters").joinpath(name).read_bytes()


@cache
def _fonts() -> typst.Fonts:
    naskh = pylopdf_fonts_ar.serif_path()
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(naskh.parent)])


def letter_pdf(letters: LetterSet) -> bytes:
    """The set as one PDF, each sheet on its own page. Raises PdfError, as for a script without a font."""
    data = json.dumps(typeset.render(letters), ensure_ascii=False, sort_keys=True)
    if len(data.encode()) > MAX_DATA:
        message = f"the letter is longer than {MAX_DATA} bytes; send it in parts"
        raise PdfError(message)
    return _compile("letter", data)


def card_pdf(card: Mapping[str, Any]) -> bytes:
    """The card by the door, one page a language. Raises PdfError where it does not fit or a script has no font."""
    return _compile("card", json.dumps(card, ensure_ascii=False, sort_keys=True))


def record_pdf(record: Transfer, language: str) -> bytes:
    """The record of a hand-over as PDF, ``en`` or ``de``. Raises PdfError, and DeniedError ``recipient.record``."""
    page = transfer.page(record, table("transfer", language), language)
    return _compile("record", json.dumps(page, ensure_ascii=False, sort_keys=True))


def code_pdf(letter: Mapping[str, Any]) -> bytes:
    """The letter with a person's code, one page a language. Raises PdfError as for a script without a font."""
    return _compile("code", json.dumps(letter, ensure_ascii=False, sort_keys=True))


def _compile(name: str, data: str) -> bytes:
    with tempfile.TemporaryDirectory(prefix="letter-") as root:
        try:
            made: bytes = typst.compile(  # type: ignore[call-overload]  # the wheel's stubs want one type for input and root
                _template(f"{name}.typ"),
                root=root,
                font_paths=_fonts(),
                ignore_system_fonts=True,
                format="pdf",
                sys_inputs={name: data},
                pdf_standards=[_STANDARD],
                package_path=root,
                package_cache_path=root,
                timestamp=0,
            )
        except typst.TypstError as fault:
            message = f"the {name} cannot be set as PDF: {fault.message}; send it as text, or retype what it names"
            raise PdfError(message) from fault
    return made
