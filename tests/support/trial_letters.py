"""The letters of the trial under `tests/mistakes`: read from their files and made into what arrives."""

from __future__ import annotations

import datetime
import functools
import io
import re
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from typing import Any, Final

import yaml

HERE: Final = Path(__file__).resolve().parents[1] / "mistakes"
ENDINGS: Final = {"pdf": "pdf", "scan": "pdf", "text": "txt"}
_DAY: Final = re.compile(r"\{([+-]?\d+)( long)?\}")
_PAGE: Final = """
#set page(paper: "a4", margin: (x: 18mm, y: 20mm))
#set text(size: 9.5pt, font: ("Libertinus Serif", "Noto Naskh Arabic"))
#set par(leading: 0.55em)
#for line in sys.inputs.text.split("\\n") {
  let words = line.trim(at: start)
  if line.starts-with("# ") { strong(line.slice(2)) } else { h(0.55em * (line.len() - words.len())); words }
  linebreak()
}
"""


@dataclass(frozen=True)
class Letter:
    """One letter as its file says it; days are counted from the day on which it arrives."""

    number: str
    channel: str
    language: str
    body: str
    sender: str = ""
    subject: str = ""
    how: str = "text"
    attachments: tuple[dict[str, str], ...] = ()

    def arrives(self, today: datetime.date) -> tuple[str, bytes]:
        """Name and bytes of the file that comes in on ``today``."""
        if self.channel != "mail":
            return f"{self.number}.{ENDINGS[self.how]}", document(self.how, dated(self.body, today, self.language))
        mail = EmailMessage()
        at = datetime.datetime.combine(today, datetime.time(8, 41), datetime.UTC)
        mail["From"], mail["To"] = self.sender, "Fennel Mail <legal@fennel.example>"
        mail["Subject"], mail["Date"] = dated(self.subject, today, self.language), format_datetime(at)
        mail["Message-ID"] = f"<{at:%Y%m%d}.{self.number}@{self.sender.rpartition('@')[2].rstrip('>')}>"
        mail.set_content(dated(self.body, today, self.language), cte="8bit")
        for part in self.attachments:
            made = document(part["how"], dated(part["text"], today, self.language))
            kind = ("text", "plain") if part["how"] == "text" else ("application", "pdf")
            mail.add_attachment(made, maintype=kind[0], subtype=kind[1], filename=part["name"])
        return f"{self.number}.eml", mail.as_bytes()


def numbers() -> list[str]:
    return sorted(file.stem for file in (HERE / "letters").glob("*.yaml"))


def letter(number: str) -> Letter:
    said: dict[str, Any] = yaml.safe_load((HERE / "letters" / f"{number}.yaml").read_text())
    return Letter(number, **said | {"attachments": tuple(said.get("attachments", ()))})


def key() -> dict[str, Any]:
    """What is wrong with each letter, and what would show that nobody saw it."""
    told: dict[str, Any] = yaml.safe_load((HERE / "key.yaml").read_text())
    return told


def dated(text: str, today: datetime.date, language: str) -> str:
    """``{-3}`` is the day three days before ``today`` in figures, ``{-3 long}`` with the name of its month."""
    from babel.dates import format_date

    def said(found: re.Match[str]) -> str:
        at = day(found[0], today)
        if found[2]:
            return format_date(at, "long", locale="en_GB" if language == "en" else language)
        return f"{at:%d/%m/%Y}" if language in {"fr", "es", "pt"} else f"{at:%d.%m.%Y}"

    return _DAY.sub(said, text)


def day(said: str, today: datetime.date) -> datetime.date:
    """The day that ``{-3}`` means. Raises ValueError for another form."""
    found = _DAY.fullmatch(said)
    if found is None:
        message = f"{said} is no day of a letter"
        raise ValueError(message)
    return today + datetime.timedelta(days=int(found[1]))


def document(how: str, text: str) -> bytes:
    """A text file, a PDF file that holds its text, or one that holds pictures of its pages alone."""
    if how == "text":
        return text.encode()
    return _set(text, "pdf")[0] if how == "pdf" else _scanned(_set(text, "png"))


@functools.cache
def _fonts() -> Any:
    import pylopdf_fonts_ar
    import typst

    folder = str(pylopdf_fonts_ar.serif_path().parent)
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[folder])


def _set(text: str, form: str) -> list[bytes]:
    import typst

    said = {"text": text}
    made: Any = typst.compile(_PAGE.encode(), format=form, ppi=150, font_paths=_fonts(), sys_inputs=said)
    return made if isinstance(made, list) else [made]


def _scanned(pages: list[bytes]) -> bytes:
    """The pages as a scanner in an office leaves them: grey, a little crooked, without text."""
    from PIL import Image

    pictures = []
    for at, page in enumerate(pages):
        whole = Image.open(io.BytesIO(page)).convert("L")
        pictures.append(whole.rotate(0.5 if at % 2 else -0.4, fillcolor=252, resample=Image.Resampling.BICUBIC))
    out = io.BytesIO()
    pictures[0].save(out, "PDF", save_all=True, append_images=pictures[1:], resolution=150)
    return out.getvalue()
