"""The words and the files of any XML file: what administrations write that have no paper (ePUAP and its like).

Runs in the sandbox's child. The names of elements and attributes are labels. What stands in base64 is a file inside;
what a signature says of itself is no word of the letter. Expat alone, as in ``opened_xml``: no DTD is taken.
"""

import base64
import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from dueprocess.adapters.opened_xml import MAX_CHARACTERS, MAX_NESTING, DamagedError, walk

MAX_FILES: Final = 200
_START: Final = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*<(?:\?xml\b|[A-Za-z_][\w.:-]{0,100}\s[^>]{0,2000}\bxmlns\b)")
_OTHERS: Final = re.compile(rb"<(?:!doctype|html\b|[\w-]{0,40}:?(?:svg|html)\b)", re.IGNORECASE)
_SIGNATURES: Final = "http://www.w3.org/2000/09/xmldsig#"
_OF_SIGNATURES: Final = frozenset(("SignedInfo", "SignatureValue", "KeyInfo"))
_PROPERTIES: Final = "http://uri.etsi.org/01903/"
_TECHNICAL: Final = frozenset(("id", "lang", "schemalocation", "type", "version", "encoding", "space", "base"))
_ADDRESS: Final = re.compile(r"(?:https?|urn|ftp)[:/]", re.IGNORECASE)
_FILE: Final = re.compile(r"[^/\\\n]{1,120}\.[A-Za-z][A-Za-z0-9]{1,4}")
_CODED: Final = re.compile(r"[A-Za-z0-9+/\s]{160,}={0,2}\s*")
_WORD: Final = re.compile(r"(?<=[^\W\d_])(?<![A-ZÀ-Þ])(?=[A-ZÀ-Þ])|[_-]+")
MAX_LABELLED: Final = 160


@dataclass(frozen=True, slots=True, repr=False)
class Inside:
    """A file that stands in base64: its name, where one is said, else that of its element; and its bytes."""

    name: str
    data: bytes


def is_letter(data: bytes) -> bool:
    """Whether bytes are an XML file that parses, and no page of the web or drawing."""
    if not _START.match(data) or _OTHERS.search(data[:4096]):
        return False
    nothing = _Words()
    try:
        walk(data, nothing.deeper, nothing.higher, lambda _text: None)
    except DamagedError:
        return False
    return True


def read(data: bytes) -> tuple[str, list[Inside]]:
    """Its words, a line each, and the files in it. Raises DamagedError."""
    found = _Words()
    walk(data, found.start, found.end, found.text)
    return "\n".join(found.lines), found.inside


@dataclass(slots=True)
class _Element:
    name: str
    words: list[str]
    within: bool  # in a sentence: its words are those of the element around it
    silent: bool


class _Words:
    def __init__(self) -> None:
        self.lines: list[str] = []
        self.inside: list[Inside] = []
        self.open: list[_Element] = []
        self.named = ""
        self.length = 0
        self.depth = 0

    def deeper(self, _name: str, _attributes: Mapping[str, str]) -> None:
        self.depth += 1
        if self.depth > MAX_NESTING:
            raise DamagedError("nested too deep")

    def higher(self, _name: str) -> None:
        self.depth -= 1

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        self.deeper(name, attributes)
        space, _, local = name.rpartition(" ")
        above = self.open[-1] if self.open else _Element("", [], within=False, silent=False)
        of_signature = (space == _SIGNATURES and local in _OF_SIGNATURES) or space.startswith(_PROPERTIES)
        silent = above.silent or of_signature
        within = not silent and bool("".join(above.words).strip())
        self.open.append(_Element(local, above.words if within else [], within, silent))
        if not silent:
            for key, value in attributes.items():
                self._attribute(key.rpartition(" ")[2], value.strip())

    def _attribute(self, name: str, value: str) -> None:
        if name.lower() in _TECHNICAL:
            return  # the Id of a signature is signed by nobody
        if _FILE.fullmatch(value):
            self.named = value
        elif value and not _ADDRESS.match(value):
            self._say(name, value)

    def text(self, text: str) -> None:
        if self.open and not self.open[-1].silent:
            self.length += len(text)
            if self.length > MAX_CHARACTERS * 8:  # files in it count, too
                raise DamagedError("more than anybody reads")
            self.open[-1].words.append(text)

    def end(self, name: str) -> None:
        self.higher(name)
        one = self.open.pop()
        said = "".join(one.words).strip()
        if one.silent or one.within or not said:
            return
        if _CODED.fullmatch(said) and (data := _decoded(said)) and len(self.inside) < MAX_FILES:
            self.inside.append(Inside(self.named or one.name, data))
            self.named = ""
            return
        if _FILE.fullmatch(said):
            self.named = said
        self._say(one.name, said)

    def _say(self, name: str, said: str) -> None:
        label = _WORD.sub(" ", name)
        short = len(said) <= MAX_LABELLED and "\n" not in said and len(name) > 2  # noqa: PLR2004 - as <p>
        self.lines.append(f"{label}: {said}" if short else said)


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(re.sub(r"\s", "", text), validate=True)
    except (ValueError, binascii.Error):
        return b""
