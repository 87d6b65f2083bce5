"""A letter as bytes: text, HTML, PDF, and what the sending worker gets."""

import json
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from dueprocess.letter.blocks import LetterSet

PDF: Final = "application/pdf"


def render(made: "LetterSet", form: str) -> bytes:
    """Bytes of a letter as text, HTML or PDF."""
    from dueprocess.letter import page, text

    if form == "pdf":
        from dueprocess.adapters.pdf import letter_pdf

        return letter_pdf(made)
    return (page.render(made) if form == "html" else text.render(made)).encode()


def as_mail(made: "LetterSet", items: tuple[int, ...]) -> tuple[str, str, bytes]:
    """Name, media type and bytes of a letter for the sending worker."""
    from dueprocess.letter import plain

    return "letter.json", plain.MEDIA, json.dumps(plain.to_plain(made, items), ensure_ascii=False).encode()
