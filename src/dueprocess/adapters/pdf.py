"""Letters as PDF by typst: tagged (PDF/UA-1), A4, equal bytes for equal input.

A letter is handed over as JSON data to a process of its own (``typesetter``), and is never read as markup.
"""

import json
import os
import struct
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from typing import Any, Final

from dueprocess.adapters.texts import table
from dueprocess.adapters.typesetter import REFUSED
from dueprocess.letter import plain
from dueprocess.letter.blocks import LetterSet
from dueprocess.letter.standard import Answered, annex, form
from dueprocess.release import transfer
from dueprocess.release.transfer import Transfer

MAX_DATA: Final = 1 << 18  # bytes of JSON; the largest letter that compose makes is far below
FORMS: Final = ("en", "de")  # languages of the forms of Regulation (EU) 2023/1543
LOGO_WIDE, LOGO_HIGH = 50.0, 12.0  # millimetres


class PdfError(ValueError):
    """The letter cannot be set as PDF; the message says why and what to do instead."""


def letter_pdf(letters: LetterSet, logo: bytes = b"") -> bytes:
    """The set as one PDF, each sheet on its own page. Raises PdfError, as for a script without a font.

    Args:
        letters: the set.
        logo: of the house, a PNG file as ``logo.read`` makes it; empty: none.
    """
    form = plain.typeset(letters)
    if len(_json(form).encode()) > MAX_DATA:
        raise PdfError(f"the letter is longer than {MAX_DATA} bytes; send it in parts")
    return _compile("letter", _json({**form, "logo": _placed(logo)} if logo else form))


def _placed(logo: bytes) -> dict[str, Any]:
    # As high and as wide as the head of a letter has room; Typst reads bytes as numbers.
    width, height = struct.unpack_from(">II", logo, 16)
    scale = min(LOGO_WIDE / width, LOGO_HIGH / height)
    return {"bytes": list(logo), "wide": width * scale, "high": height * scale}


def _json(form: Mapping[str, Any]) -> str:
    return json.dumps(form, ensure_ascii=False, sort_keys=True)


def card_pdf(card: Mapping[str, Any]) -> bytes:
    """The card by the door, one page a language. Raises PdfError where it does not fit or a script has no font."""
    return _compile("card", _json(card))


def record_pdf(record: Transfer, language: str) -> bytes:
    """The record of a hand-over as PDF, ``en`` or ``de``. Raises PdfError, and DeniedError ``recipient.record``."""
    page = transfer.page(record, table("transfer", language), language)
    return _compile("record", _json(page))


def code_pdf(letter: Mapping[str, Any]) -> bytes:
    """The letter with a person's code, one page a language. Raises PdfError as for a script without a font."""
    return _compile("code", _json(letter))


def annex_pdf(answered: Answered, signed: str) -> bytes:
    """Annex III of Regulation (EU) 2023/1543; empty where it does not go with the letter. Raises PdfError."""
    language = answered.letter.binding if answered.letter.binding in FORMS else FORMS[0]
    made = annex(answered, table("annex", language), signed)
    return form_pdf(made) if made else b""


def annex_as_read(read: Mapping[str, Any], language: str) -> bytes:
    """A form as a message gives it (job "read": ``annex``), titles in ``en`` or ``de``. Raises PdfError."""
    words = table("annex", language)
    rows = {name: [(row[0], row[1]) for row in found] for name, found in read["rows"].items()}
    return form_pdf(form(read["which"], words, rows, language, words["label"]["read"]))


def form_pdf(page: Mapping[str, Any]) -> bytes:
    """A form of Regulation (EU) 2023/1543 (``letter.standard.form``). Raises PdfError as ``letter_pdf``."""
    data = _json(page)
    if len(data.encode()) > MAX_DATA:
        raise PdfError(f"the form is longer than {MAX_DATA} bytes")
    return _compile("form", data)


def _compile(name: str, data: str) -> bytes:
    done = subprocess.run(
        [sys.executable, "-I", "-m", "dueprocess.adapters.typesetter", name],
        input=data.encode(),
        capture_output=True,
        env={"PATH": os.defpath, "LANG": "C.UTF-8", "TMPDIR": tempfile.gettempdir()},
        check=False,
    )
    if done.returncode:
        why = done.stderr.decode(errors="replace") if done.returncode == REFUSED else "the typesetter broke off"
        raise PdfError(f"the {name} cannot be set as PDF: {why}; send it as text, or retype what it names")
    return done.stdout
