"""The words of ``xjustiz_nachricht.xml``, which goes with each message of EGVP and beA that a person exported.

Who sends, to whom, under which file number, which documents: in lines, beside the documents themselves. Fields are
known by their names, since each year has a version of its own; the shapes are unverified, and nothing rests on them.
"""

import re
from typing import Final

from dueprocess.adapters.opened_xml import DamagedError, walk

MAX_LINES: Final = 300
MAX_VALUE: Final = 300
_MARK: Final = re.compile(rb"<(?:[\w.-]{1,40}:)?nachricht\.[\w.]{1,120}[^>]{0,2000}xjustiz", re.IGNORECASE)
_SAID: Final = (
    (re.compile(r"aktenzeichen.*absender", re.IGNORECASE), "Aktenzeichen des Absenders"),
    (re.compile(r"aktenzeichen.*empfaenger", re.IGNORECASE), "Aktenzeichen des Empfängers"),
    (re.compile(r"(?:auswahl_)?absender(?:\..+)?", re.IGNORECASE), "Absender"),
    (re.compile(r"(?:auswahl_)?empfaenger(?:\..+)?", re.IGNORECASE), "Empfänger"),
    (re.compile(r"aktenzeichen.*", re.IGNORECASE), "Aktenzeichen"),
    (re.compile(r"erstellungszeitpunkt", re.IGNORECASE), "Erstellt"),
    (re.compile(r"betreff", re.IGNORECASE), "Betreff"),
    (re.compile(r"anzeigename", re.IGNORECASE), "Dokument"),
    (re.compile(r"dateiname", re.IGNORECASE), "Datei"),
    (re.compile(r"freitext.*|anmerkung.*", re.IGNORECASE), "Anmerkung"),
)
"""Elements by their local names, and what people call them; of several the outermost counts."""


def is_message(data: bytes) -> bool:
    """Whether the bytes seem to be such a file, at a glance."""
    return _MARK.search(data[:6000]) is not None


def words(data: bytes) -> str:
    """Its words, a line each. Raises DamagedError."""
    found = _Found()
    walk(data, found.start, found.end, found.text)
    return "\n".join(dict.fromkeys(found.lines[:MAX_LINES]))


class _Found:
    def __init__(self) -> None:
        self.lines: list[str] = []
        self.path: list[str] = []
        self.said: list[str] = []
        self.inside = 0  # depth of the element that is read
        self.label = ""

    def start(self, name: str, _attributes: dict[str, str]) -> None:
        self.path.append(name.rpartition(" ")[2])
        if len(self.path) > 100:  # noqa: PLR2004 - no such file nests so deep
            raise DamagedError("it nests too deep")
        if not self.inside:
            self.label = next((says for pattern, says in _SAID if pattern.fullmatch(self.path[-1])), "")
            self.inside = len(self.path) if self.label else 0
            self.said = []

    def end(self, _name: str) -> None:
        if self.inside == len(self.path):
            value = re.sub(r"\s+", " ", " ".join(self.said)).strip()[:MAX_VALUE]
            if value and len(self.lines) < MAX_LINES:
                self.lines.append(f"{self.label}: {value}")
            self.inside = 0
        self.path.pop()

    def text(self, said: str) -> None:
        if self.inside and said.strip():
            self.said.append(said.strip())
