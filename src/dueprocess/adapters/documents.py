"""From the bytes of a document to its text. Runs in the sandbox's child: nothing here trusts its input (hazard 12.1).

Read are plain text and Markdown, mail (RFC 5322, MIME) and PDF files that hold text. Everything else, and everything
beyond the limits, raises UnreadableError, whose message says what to do next.
"""

import contextlib
import email
import email.policy
import html.parser
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import PurePosixPath
from typing import Any, Final

from dueprocess.adapters.tiff import is_tiff

MAX_BYTES: Final = 32 * 1024 * 1024
MAX_PARTS: Final = 200  # parts of a mail, attachments included
MAX_DEPTH: Final = 8  # mails inside mails
MAX_PAGES: Final = 500
MAX_CHARACTERS: Final = 2_000_000  # what the reader takes
MAX_HEADER: Final = 2_000  # characters kept of one header
_HEADERS: Final = ("from", "to", "cc", "reply-to", "subject", "date", "message-id")
_TEXT: Final = frozenset((".txt", ".md", ".markdown", ".text", ".rst", ""))
_MAIL: Final = frozenset((".eml", ".mail", ".mbox"))
_MAIL_START: Final = re.compile(
    rb"\A(?:From |(?:Return-Path|Received|From|To|Subject|Date|MIME-Version|Delivered-To|Message-ID):)", re.IGNORECASE
)
_UTF16: Final = (b"\xff\xfe", b"\xfe\xff")
_BINARY: Final = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_BY_HAND: Final = "register it by hand and keep the original"
_PAGED: Final = (b"%PDF-", b"JVBERi0", b"SUkqA", b"TU0AK")  # as it is, and in base64
_PAGED_MEDIA: Final = (b"application/pdf", b"image/tif")
PDFIUM: Final = threading.Lock()  # PDFium is not safe for threads


class UnreadableError(ValueError):
    """A document whose text cannot be had. The message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """One attachment: its name as sent, media type, size in bytes, and whether its text was read."""

    name: str
    media_type: str
    size: int
    read: bool


@dataclass(frozen=True, slots=True)
class Document:
    """``text`` is body and readable attachments; ``headers`` (lower-case names) stand apart, with links defanged."""

    text: str
    kind: str  # text, mail, pdf
    headers: dict[str, str] = field(default_factory=dict)
    attachments: tuple[Attachment, ...] = ()
    pages: int | None = None


@dataclass(frozen=True, slots=True, repr=False)
class File:
    """A file inside an arrival, or the arrival itself: its name as sent, and its bytes."""

    name: str
    data: bytes


def may_hold_pages(data: bytes) -> bool:
    """Whether a PDF or TIFF file may be in it, at a glance: dear is a wrong no, a wrong yes costs a child."""
    low = data.lower()
    return is_tiff(data) or any(mark in data for mark in _PAGED) or any(mark in low for mark in _PAGED_MEDIA)


def files_with_pages(data: bytes, name: str = "") -> list[File]:
    """The PDF and TIFF files in it, in order; those of a mail, as far as its limits go. Raises nothing."""
    if len(data) > MAX_BYTES:
        return []
    if is_pdf(data) or is_tiff(data):
        return [File(name, data)]
    with contextlib.suppress(UnreadableError):
        if _reader(data, name) is _mail:
            return _files(data)
    return []


def to_text(data: bytes, name: str = "") -> Document:
    """The text of a document. ``name`` is its file name, of which only the ending counts. Raises UnreadableError."""
    if not data:
        raise UnreadableError(f"the file is empty; ask the sender to send it again, or {_BY_HAND}")
    if len(data) > MAX_BYTES:
        raise UnreadableError(f"the file has {len(data)} bytes and {MAX_BYTES} are read; split it, or {_BY_HAND}")
    return _reader(data, name)(data)


def _reader(data: bytes, name: str) -> Callable[[bytes], Document]:
    ending = PurePosixPath(name.replace("\\", "/").lower().replace("\x00", "")).suffix
    if is_pdf(data):
        return _pdf
    if ending == ".pdf":
        raise UnreadableError(f"the file is called PDF and is none; ask the sender for a readable copy, or {_BY_HAND}")
    if ending in _MAIL or (ending not in _TEXT and _MAIL_START.match(data)):
        return _mail
    return _plain


def is_pdf(data: bytes) -> bool:
    """Whether bytes begin as a PDF file does."""
    return data[:1024].lstrip().startswith(b"%PDF-")


def _plain(data: bytes) -> Document:
    return Document(_limited(_decoded(data, None)), "text")


def _decoded(data: bytes, charset: str | None) -> str:
    """Text in the charset that is stated, else UTF-8, UTF-16 with a mark, Windows-1251 or Windows-1252."""
    if data.startswith(_UTF16):
        charset = "utf-16"
    for codec in [*([charset] if charset else []), "utf-8-sig"]:
        try:
            return _readable(data.decode(codec))
        except (UnicodeError, LookupError, ValueError):
            continue
    high = sum(byte >= 0xC0 for byte in data)  # noqa: PLR2004 - Cyrillic letters of Windows-1251
    letters = sum(65 <= byte < 123 for byte in data)  # noqa: PLR2004 - ASCII letters
    return _readable(data.decode("cp1251" if high > letters else "cp1252", errors="replace"))


def _readable(text: str) -> str:
    odd = len(_BINARY.findall(text)) + text.count("\ufffd")
    if odd > 8 and odd * 20 > len(text):  # noqa: PLR2004 - a text has hardly any
        raise UnreadableError(f"the file is not text, mail or PDF; convert it to PDF with text, or {_BY_HAND}")
    return text.replace("\x00", " ")


def _limited(text: str) -> str:
    if len(text) > MAX_CHARACTERS:
        message = f"the text has {len(text)} characters and {MAX_CHARACTERS} are read; split the file, or {_BY_HAND}"
        raise UnreadableError(message)
    if not text.strip():
        raise UnreadableError(f"the document holds no text (a scan or a picture?); type the demand in, or {_BY_HAND}")
    return text


def _pdf(data: bytes) -> Document:
    text, pages = _pdf_text(data)
    return Document(_limited(text), "pdf", pages=pages)


def _pdf_text(data: bytes) -> tuple[str, int]:
    import pypdfium2

    with PDFIUM:
        try:
            document = pypdfium2.PdfDocument(data)
        except pypdfium2.PdfiumError as fault:
            locked = "password" in str(fault).lower()
            why = (
                "is locked with a password; ask the sender for an open copy"
                if locked
                else "is damaged; ask the sender for another copy"
            )
            raise UnreadableError(f"the PDF file {why}, or {_BY_HAND}") from fault
        try:
            return _pages(document, pypdfium2.PdfiumError), len(document)
        finally:
            document.close()


def _pages(document: Any, fault_class: type[Exception]) -> str:  # noqa: ANN401 - pypdfium2 has no types
    if len(document) > MAX_PAGES:
        message = f"the PDF file has {len(document)} pages and {MAX_PAGES} are read; split it, or {_BY_HAND}"
        raise UnreadableError(message)
    parts: list[str] = []
    length = 0
    for number in range(len(document)):
        try:
            page = document[number]
            text = page.get_textpage().get_text_bounded()
            page.close()
        except fault_class as fault:
            message = f"page {number + 1} of the PDF file is damaged; ask the sender for another copy, or {_BY_HAND}"
            raise UnreadableError(message) from fault
        parts.append(_joined_lines(text))
        length += len(text)
        if length > MAX_CHARACTERS:
            break
    return "\n\n".join(parts)


def _joined_lines(text: str) -> str:
    """Lines as PDFium gives them; a word cut by PDFium's hyphen mark is whole again."""
    return text.replace("\r\n", "\n").replace("\ufffe\n", "").replace("\ufffe", "")


def _mail(data: bytes) -> Document:
    try:
        message = email.message_from_bytes(data, policy=email.policy.default)
    except (ValueError, LookupError, IndexError, KeyError, TypeError, AttributeError, RecursionError) as fault:
        raise _no_mail() from fault
    if not message.keys():
        raise _no_mail()
    walk = _Walk()
    walk.part(message, 0)
    text = _limited("\n\n".join(walk.texts))
    return Document(text, "mail", _headers(message), tuple(walk.attachments))


def _files(data: bytes) -> list[File]:
    walk = _Files()
    # Hostile mails raise many things; what was found until then is shown.
    with contextlib.suppress(UnreadableError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        walk.part(email.message_from_bytes(data, policy=email.policy.default), 0)
    return walk.files


def _no_mail() -> UnreadableError:
    return UnreadableError(f"the file is no mail that can be read; ask for the original as .eml, or {_BY_HAND}")


def _headers(message: EmailMessage) -> dict[str, str]:
    """The headers of interest, one line each. Links in them do not work any more."""
    kept = {}
    for name in _HEADERS:
        value = _header(message, name)
        if value:
            kept[name] = re.sub(r"\s+", " ", value)[:MAX_HEADER].replace("http", "hxxp").replace("HTTP", "hxxp")
    return kept


def _header(message: EmailMessage, name: str) -> str:
    """A header's value; the standard library's parsers raise many things on hostile headers."""
    try:
        return str(message.get(name, ""))
    except Exception:  # noqa: BLE001 - hostile headers raise anything; a lost header is no lost demand
        return ""


class _Walk:
    """The parts of one mail in order: bodies (text before HTML), attachments, mails inside."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.attachments: list[Attachment] = []
        self.count = 0
        self.length = 0

    def part(self, message: EmailMessage, depth: int) -> None:
        """One part and what is in it. Raises UnreadableError beyond the limits."""
        self.count += 1
        if depth > MAX_DEPTH or self.count > MAX_PARTS:
            text = f"the mail has over {MAX_PARTS} parts or {MAX_DEPTH} levels; ask for the demand alone, or {_BY_HAND}"
            raise UnreadableError(text)
        kind = message.get_content_type()
        if kind == "multipart/alternative":
            self._alternative(message, depth)
        elif message.is_multipart():
            for one in _children(message):
                self.part(one, depth + 1)
        else:
            self._leaf(message, kind)

    def _alternative(self, message: EmailMessage, depth: int) -> None:
        children = _children(message)
        plain = [one for one in children if one.get_content_type() == "text/plain" and _payload(one).strip()]
        for one in plain or children:
            self.part(one, depth + 1)

    def _leaf(self, message: EmailMessage, kind: str) -> None:
        name = _filename(message)
        data = _payload(message)
        text = _part_text(data, kind, name, _charset(message))
        if text is not None and self.length < MAX_CHARACTERS:
            self.texts.append(text)
            self.length += len(text)
        if name or not kind.startswith("text/"):
            self.attachments.append(Attachment(name or kind, kind, len(data), text is not None))


class _Files(_Walk):
    """The same walk, for what has pages to draw."""

    def __init__(self) -> None:
        super().__init__()
        self.files: list[File] = []

    def _leaf(self, message: EmailMessage, kind: str) -> None:
        data = _payload(message)
        if is_pdf(data) or is_tiff(data):
            self.files.append(File(_filename(message) or kind, data))


def _children(message: EmailMessage) -> list[EmailMessage]:
    payload = message.get_payload()
    return [one for one in payload if isinstance(one, EmailMessage)] if isinstance(payload, list) else []


def _filename(message: EmailMessage) -> str:
    try:
        name = message.get_filename() or ""
    except Exception:  # noqa: BLE001 - as for headers
        name = ""
    return re.sub(r"[\x00-\x1f/\\]", "_", name)[:200]


def _charset(message: EmailMessage) -> str | None:
    try:
        return message.get_content_charset()
    except Exception:  # noqa: BLE001 - as for headers
        return None


def _payload(message: EmailMessage) -> bytes:
    try:
        payload = message.get_payload(decode=True)
    except Exception:  # noqa: BLE001 - a broken transfer encoding raises anything
        return b""
    return payload if isinstance(payload, bytes) else b""


def _part_text(data: bytes, kind: str, name: str, charset: str | None) -> str | None:
    """Text of one leaf, or None for what is not read."""
    try:
        if is_pdf(data):
            return _pdf_text(data)[0]
        if kind == "text/html":
            return from_html(_decoded(data, charset))
        if kind.startswith("text/") or (
            kind == "application/octet-stream" and PurePosixPath(name.lower()).suffix in {".txt", ".md"}
        ):
            return _decoded(data, charset)
    except UnreadableError:
        return None
    return None


_BLOCKS: Final = frozenset(
    {"p", "div", "br", "li", "tr", "table", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote"}
    | {"pre", "hr", "section", "article", "header", "footer"}
)
_UNSEEN: Final = frozenset(("script", "style", "head", "title", "template", "noscript"))


class _Text(html.parser.HTMLParser):
    """Text of an HTML part; links keep their address where the words do not show it. Nothing is fetched."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.unseen = 0
        self.link: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNSEEN:
            self.unseen += 1
        if tag in _BLOCKS:
            self.parts.append("\n\n" if tag in {"p", "div", "table", "li"} else "\n")
        if tag == "a":
            self.link = next((value for key, value in attrs if key == "href" and value), None)

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN:
            self.unseen = max(0, self.unseen - 1)
        if tag in _BLOCKS:
            self.parts.append("\n")
        if tag == "a" and self.link:
            shown = "".join(self.parts[-4:])
            if self.link.startswith(("http://", "https://")) and self.link.rstrip("/") not in shown:
                self.parts.append(f" <{self.link}> ")
            self.link = None

    def handle_data(self, data: str) -> None:
        if not self.unseen:
            self.parts.append(data)


def from_html(text: str) -> str:
    """The words of an HTML text, paragraphs kept."""
    parser = _Text()
    parser.feed(text[:MAX_CHARACTERS])
    parser.close()
    lines = (re.sub(r"[ \t\r\f\v]+", " ", line).strip() for line in "".join(parser.parts).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
