"""From the bytes of an arrival to its text. Runs in the sandbox's child: nothing here trusts its input (hazard 12.1).

Read are text, mail (RFC 5322, MIME), HTML, RTF, PDF files that hold text, and what ``packed`` opens: Word, Excel and
OpenDocument files, ZIP archives, winmail.dat. What a file is, its bytes say, and its name where they say nothing.
Files inside are read one by one; of these, one that cannot be read takes nothing from the others. Everything else, and
everything beyond the limits, raises UnreadableError, whose message says what to do next.
"""

import base64
import contextlib
import email
import email.policy
import re
import threading
from dataclasses import dataclass, field, replace
from email.message import EmailMessage
from pathlib import PurePosixPath
from typing import Any, Final

from dueprocess.adapters import etsi, mail_parts, opened_xml, packed, pdf_words, sealed_mail, xjustiz, xml_words
from dueprocess.adapters.charsets import shown
from dueprocess.adapters.html_words import from_html
from dueprocess.adapters.pictures import is_picture, is_tiff
from dueprocess.adapters.texts import table
from dueprocess.demand import hi1

MAX_BYTES: Final = 32 * 1024 * 1024
MAX_PARTS: Final = 200  # parts of a mail, attachments included
MAX_DEPTH: Final = 8  # mails inside mails
MAX_PAGES: Final = 500
MAX_CHARACTERS: Final = 2_000_000  # what the reader takes
_TEXT: Final = frozenset((".txt", ".md", ".markdown", ".text", ".rst", ".csv", ".tsv", ".xml", ".json", ".log", ""))
_MAIL: Final = frozenset((".eml", ".mail", ".mbox"))
_MAIL_START: Final = re.compile(
    rb"\A(?:From |(?:Return-Path|Received|From|To|Subject|Date|MIME-Version|Delivered-To|Message-ID):)", re.IGNORECASE
)
_ENTITY: Final = re.compile(rb"\A(?:Content-|MIME-Version)[^\n]*\n", re.IGNORECASE)
_SIGNED_NAME: Final = re.compile(r"\.p7m\Z", re.IGNORECASE)
_STUB: Final = 40
"""Words of HTML beyond twice those of the plain text beside it: that text is no letter, but points to one."""
_HTML_START: Final = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*<(?:!doctype html|html)\b", re.IGNORECASE)
_UTF16: Final = (b"\xff\xfe", b"\xfe\xff")
_BINARY: Final = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_BY_HAND: Final = "register it by hand and keep the original"
SEALED: Final = "it is sealed by its sender; open it on your own machine with `dueprocess unseal`"
_OLD_OFFICE: Final = bytes.fromhex("d0cf11e0a1b11ae1")
"""How a compound file begins ([MS-CFB], 2.2): DOC, XLS, PPT, MSG, and newer ones with a password."""
NO_TEXT: Final = f"the document holds no text (a scan or a picture?); type the demand in, or {_BY_HAND}"
_PAGED: Final = (  # as it is, and in base64
    *(b"%PDF-", b"JVBERi0", b"SUkqA", b"TU0AK"),
    *(b"PK\x03\x04", b"UEsDB", packed.TNEF, b"eJ8+I"),
)
XML_SIGNATURE: Final = b"http://www.w3.org/2000/09/xmldsig#"
_XML_INSIDE: Final = (b"PK\x03\x04", b"UEsDB", b".xml", b"/xml", b"+xml")  # packed; a file that a mail names
_PAGED_MEDIA: Final = (b"application/pdf", b"image/tif")
PDFIUM: Final = threading.Lock()  # PDFium is not safe for threads


class UnreadableError(ValueError):
    """A document whose text cannot be had. The message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """One file inside: its name as sent, media type, size in bytes, and whether its text was read."""

    name: str
    media_type: str
    size: int
    read: bool


@dataclass(frozen=True, slots=True)
class Document:
    """``text`` is body and readable attachments; ``headers`` (lower-case names) stand apart, with links defanged.

    ``message``: a demand that a machine wrote (ETSI TS 103 120), and where its words begin in ``text``.
    ``apart``: some of the text comes from a file that the vault does not show itself, as a PDF or a Word file.
    """

    text: str
    kind: str  # text, mail, pdf, html, rtf, packed, message, scan
    headers: dict[str, str] = field(default_factory=dict)
    attachments: tuple[Attachment, ...] = ()
    pages: int | None = None
    apart: bool = False
    message: tuple[hi1.Reading, int] | None = None
    pictured: bool = False  # a file in it has pages that hold no text
    scanned: tuple[dict[str, Any], ...] = ()  # of each of those on which a machine saw words, a row


def annexes() -> tuple[hi1.Titles, ...]:
    """Titles of the forms of Regulation (EU) 2023/1543, English and German; loaded before a child is forked."""
    return table("annex", "en"), table("annex", "de")


@dataclass(frozen=True, slots=True, repr=False)
class File:
    """A file inside an arrival, or the arrival itself: its name as sent, and its bytes."""

    name: str
    data: bytes


def may_hold_pages(data: bytes) -> bool:
    """Whether a PDF or TIFF file may be in it, at a glance: dear is a wrong no, a wrong yes costs a child."""
    low = data.lower()
    return is_tiff(data) or any(mark in data for mark in _PAGED) or any(mark in low for mark in _PAGED_MEDIA)


def may_hold_xml_signature(data: bytes) -> bool:
    """Whether a signature in XML may be in it, at a glance: as it is, packed, or attached."""
    return XML_SIGNATURE in data or any(mark in data for mark in _XML_INSIDE)


def files_with_pages(data: bytes, name: str = "") -> list[File]:
    """The files in it that have pages, in order, and those inside packed files that nothing reads. Raises nothing."""
    if len(data) > MAX_BYTES:
        return []
    walk = _Files()
    # Hostile files raise many things; what was found until then is shown.
    with contextlib.suppress(packed.PackedError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        walk.top(data, name)
    return walk.files


def files_apart(data: bytes, name: str = "") -> list[list[File]]:
    """The files in it, those of one packed file together under their names there. Raises nothing."""
    if len(data) > MAX_BYTES:
        return []
    walk = _Apart()
    with contextlib.suppress(packed.PackedError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        walk.top(data, name)
    return [*([one] for one in walk.files), *walk.packs]


def to_text(data: bytes, name: str = "") -> Document:
    """The text of a document. ``name`` is its file name, of which only the ending counts. Raises UnreadableError."""
    if not data:
        raise UnreadableError(f"the file is empty; ask the sender to send it again, or {_BY_HAND}")
    if len(data) > MAX_BYTES:
        raise UnreadableError(f"the file has {len(data)} bytes and {MAX_BYTES} are read; split it, or {_BY_HAND}")
    if sealed_mail.found(data):  # a draft of what stands in clear beside it would be a guess
        raise UnreadableError(SEALED)
    walk = _Texts()
    try:
        kind = walk.top(data, name)
    except packed.PackedError as fault:
        raise UnreadableError(f"{fault}; ask the sender for a copy that opens, or {_BY_HAND}") from fault
    text = _limited("\n\n".join(walk.texts))
    found = (tuple(walk.attachments), walk.pages, walk.apart, walk.message, walk.pictured)
    return Document(text, kind, walk.headers, *found)


def kind_of(data: bytes, name: str) -> str:
    """What a file is. Raises UnreadableError for what says that it is a PDF file, and is none."""
    if data.startswith(_OLD_OFFICE):
        raise UnreadableError(f"a file of an older Office, or locked (DOC, XLS, MSG): ask for it as PDF, or {_BY_HAND}")
    ending = _ending(name)
    by_bytes = {
        "pdf": is_pdf(data),
        "picture": is_picture(data),
        "packed": packed.is_packed(data),
        "message": etsi.is_message(data),
        "signed": sealed_mail.is_signed(data),
        "rtf": data.startswith(b"{\\rtf"),
        "mail": ending in _MAIL or (ending not in _TEXT and bool(_MAIL_START.match(data))),
        "html": ending in {".html", ".htm", ".xhtml"} or bool(_HTML_START.match(data)),
    }
    kind = next((kind for kind, found in by_bytes.items() if found), "text")
    if kind == "text" and not xjustiz.is_message(data) and xml_words.is_letter(data):
        kind = "packed"
    if ending == ".pdf" and kind not in {"pdf", "picture"}:
        raise UnreadableError(f"the file is called PDF and is none; ask the sender for a readable copy, or {_BY_HAND}")
    return kind


def _ending(name: str) -> str:
    return PurePosixPath(name.replace("\\", "/").lower().replace("\x00", "")).suffix


def is_pdf(data: bytes) -> bool:
    """Whether bytes begin as a PDF file does."""
    return data[:1024].lstrip().startswith(b"%PDF-")


def decoded(data: bytes, charset: str | None) -> str:
    """Text in the charset that is stated, else UTF-8, UTF-16 with a mark, else one that its letters show."""
    if data.startswith(_UTF16):
        charset = "utf-16"
    for codec in [*([charset] if charset else []), "utf-8-sig"]:
        try:
            return _readable(data.decode(codec))
        except (UnicodeError, LookupError, ValueError):
            continue
    return _readable(data.decode(shown(data), errors="replace"))


def _words(parts: list[EmailMessage]) -> int:
    """How many words stand in the texts of these parts."""
    count = 0
    for one in (leaf for part in parts for leaf in part.walk() if leaf.get_content_maintype() == "text"):
        with contextlib.suppress(UnreadableError):
            text = decoded(mail_parts.payload(one), mail_parts.charset(one))
            count += len((from_html(text) if one.get_content_subtype() == "html" else text).split())
    return count


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
        raise UnreadableError(NO_TEXT)
    return text


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
            text = pdf_words.of_page(page.get_textpage())
            page.close()
        except fault_class as fault:
            message = f"page {number + 1} of the PDF file is damaged; ask the sender for another copy, or {_BY_HAND}"
            raise UnreadableError(message) from fault
        parts.append(text)
        length += len(text)
        if length > MAX_CHARACTERS:
            break
    return pdf_words.joined(parts)


def _message(data: bytes) -> EmailMessage:
    try:
        message = email.message_from_bytes(data, policy=email.policy.default)
    except (ValueError, LookupError, IndexError, KeyError, TypeError, AttributeError, RecursionError) as fault:
        raise _no_mail() from fault
    if not message.keys():
        raise _no_mail()
    return message


def _no_mail() -> UnreadableError:
    return UnreadableError(f"the file is no mail that can be read; ask for the original as .eml, or {_BY_HAND}")


@dataclass(frozen=True, slots=True, repr=False)
class _Leaf:
    """One file. ``kind``: the media type that its mail says. ``inside``: of a packed file or another mail."""

    name: str
    data: bytes
    kind: str = ""
    charset: str | None = None
    inside: bool = False


class _Walk:
    """The files of one arrival in order, as deep as the limits go: parts of mails, members of packed files."""

    def __init__(self) -> None:
        self.count = 0
        self.members = 0
        self.budget = packed.Budget()
        self.headers: dict[str, str] = {}

    def top(self, data: bytes, name: str) -> str:
        """The arrival itself. Returns its kind. Raises UnreadableError and PackedError."""
        kind = kind_of(data, name)
        if kind == "mail":
            mail = _message(data)
            self.headers = mail_parts.headers(mail)
            self.part(mail, 0, inside=False)
        elif kind == "packed":
            self.packed(_Leaf(name, data), 0)
        elif kind == "message":
            self.order(_Leaf(name, data), 0)
        elif kind == "signed":
            self.signed(_Leaf(name, data), 0)
            return "packed"
        else:
            self.alone(_Leaf(name, data))
        return kind

    def part(self, message: EmailMessage, depth: int, *, inside: bool) -> None:
        """One part of a mail and what is in it. Raises UnreadableError beyond the limits."""
        self._counted(depth)
        kind = message.get_content_type()
        if kind == "multipart/alternative":
            self._alternative(message, depth, inside=inside)
        elif kind == "message/rfc822" and (coded := mail_parts.coded(message)) is not None:
            self.file(_Leaf("coded.eml", coded, inside=True), depth)
        elif message.is_multipart():
            for one in mail_parts.children(message):
                self.part(one, depth + 1, inside=inside)
        else:
            data = mail_parts.payload(message)
            self.file(_Leaf(mail_parts.filename(message), data, kind, mail_parts.charset(message), inside), depth)

    def _counted(self, depth: int) -> None:
        self.count += 1
        if depth > MAX_DEPTH or self.count > MAX_PARTS:
            text = f"the mail has over {MAX_PARTS} parts or {MAX_DEPTH} levels; ask for the demand alone, or {_BY_HAND}"
            raise UnreadableError(text)

    def _alternative(self, message: EmailMessage, depth: int, *, inside: bool) -> None:
        children = mail_parts.children(message)
        plain = [one for one in children if one.get_content_type() == "text/plain" and mail_parts.payload(one).strip()]
        rest = [one for one in children if not any(one is other for other in plain)]
        if plain and _words(rest) <= _STUB + 2 * _words(plain):
            rest = []
        for one in (*plain, *rest):
            self.part(one, depth + 1, inside=inside)

    def file(self, one: _Leaf, depth: int) -> None:
        """A file inside: opened where it holds others. What cannot be opened is a file that was not read."""
        try:
            kind = kind_of(one.data, one.name)
            if kind == "packed":
                self.packed(one, depth)
                return
            if kind == "message":
                self.order(one, depth)
                return
            if kind == "signed":
                self.signed(one, depth)
                return
            if kind == "mail" and not one.kind.startswith("text/"):
                self.part(_message(one.data), depth + 1, inside=True)
                return
        except (UnreadableError, packed.PackedError):
            if self.count > MAX_PARTS or depth > MAX_DEPTH:
                raise
            self.unread(one)
            return
        self.leaf(one)

    def packed(self, one: _Leaf, depth: int) -> None:
        """Raises UnreadableError and PackedError."""
        found = packed.unpack(one.data, self.budget)
        if found.text is not None:
            self.document(one, found.text)
        if depth >= MAX_DEPTH and found.members:
            raise packed.PackedError(f"files are packed {MAX_DEPTH} times over, and no more are read")
        for member in found.members:
            self.members += 1
            inner = _Leaf(_shown_name(member.name), member.data, inside=True)
            if member.missing or self.members > MAX_PARTS:
                self.unread(inner)
            else:
                self.file(inner, depth + 1)

    def signed(self, one: _Leaf, depth: int) -> None:
        """What stands in a file that is signed as a whole (S/MIME, .p7m); whose signature it is, is not told here."""
        within = sealed_mail.signed_content(one.data)
        self._counted(depth)
        if within is None:
            self.unread(one)
        elif _ENTITY.match(within):
            self.file(_Leaf("signed.eml", within, inside=True), depth + 1)
        else:
            self.file(_Leaf(_SIGNED_NAME.sub("", one.name), within, inside=True), depth + 1)

    def order(self, one: _Leaf, depth: int) -> None:
        """A message of ETSI TS 103 120 and the documents in it. Raises UnreadableError."""
        try:
            read = hi1.read(etsi.parse(one.data), file=one.name, form=etsi.form_of(one.data), titles=annexes())
        except opened_xml.DamagedError as fault:
            raise UnreadableError(f"the message is damaged; ask the sender for another copy, or {_BY_HAND}") from fault
        if read is None:
            raise UnreadableError(f"the message is none that is known; ask the sender for the order, or {_BY_HAND}")
        self.written(one, read)
        for name, coded in read.documents:
            self.members += 1
            if self.members <= MAX_PARTS and depth < MAX_DEPTH:
                with contextlib.suppress(ValueError):
                    data = base64.b64decode(coded, validate=False)
                    self.file(_Leaf(_shown_name(name), data, inside=True), depth + 1)

    def written(self, one: _Leaf, read: hi1.Reading) -> None:
        """What a message says."""
        raise NotImplementedError

    def alone(self, one: _Leaf) -> None:
        """The arrival itself, where it is one file and holds no other. Raises UnreadableError."""
        raise NotImplementedError

    def leaf(self, one: _Leaf) -> None:
        """A file that holds no other."""
        raise NotImplementedError

    def document(self, one: _Leaf, text: str) -> None:
        """The words of a packed document."""
        raise NotImplementedError

    def unread(self, one: _Leaf) -> None:
        """A file that could not be opened."""
        raise NotImplementedError


class _Texts(_Walk):
    """The walk that reads: bodies (text before HTML), attachments, what is inside them."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.attachments: list[Attachment] = []
        self.length = 0
        self.pages: int | None = None
        self.apart = False
        self.message: tuple[hi1.Reading, int] | None = None
        self.pictured = False

    def top(self, data: bytes, name: str) -> str:
        kind = super().top(data, name)
        self.apart = self.apart or kind not in {"text", "mail"}
        return kind

    def alone(self, one: _Leaf) -> None:
        text, self.pages = _leaf_text(one, alone=True)
        self.texts.append(text)

    def leaf(self, one: _Leaf) -> None:
        try:
            text = _leaf_text(one)[0]
        except UnreadableError:
            text = ""
            self.unread(one)
        else:
            self._add(one, text, read=True)
        self.pictured = self.pictured or (not text.strip() and (is_pdf(one.data) or is_tiff(one.data)))

    def document(self, one: _Leaf, text: str) -> None:
        self._add(one, text, read=True)

    def written(self, one: _Leaf, read: hi1.Reading) -> None:
        self._add(replace(one, kind="", inside=False), read.text, read=True)
        if self.message is None and self.texts:
            self.message = (read, sum(len(text) + 2 for text in self.texts[:-1]))

    def unread(self, one: _Leaf) -> None:
        self._add(one, None, read=False)

    def _add(self, one: _Leaf, text: str | None, *, read: bool) -> None:
        if text is not None and self.length < MAX_CHARACTERS:
            self.apart = self.apart or one.inside or not one.kind.startswith("text/")
            # Where the vault shows no name above it, the text says whose words they are.
            self.texts.append(f"— {one.name} —\n{text}" if one.inside and one.name else text)
            self.length += len(text)
        if one.name or not one.kind.startswith("text/"):
            self.attachments.append(Attachment(one.name or one.kind, one.kind, len(one.data), read))


class _Files(_Walk):
    """The same walk, for what has pages; inside a packed file, for whatever is not read, so that it is named."""

    def __init__(self) -> None:
        super().__init__()
        self.files: list[File] = []

    def alone(self, one: _Leaf) -> None:
        if is_pdf(one.data) or is_tiff(one.data):
            self.files.append(File(one.name, one.data))

    def leaf(self, one: _Leaf) -> None:
        if is_pdf(one.data) or is_tiff(one.data) or (one.inside and not _is_text(one)):
            self.unread(one)

    def document(self, one: _Leaf, text: str) -> None:
        del one, text

    def written(self, one: _Leaf, read: hi1.Reading) -> None:
        del one, read

    def unread(self, one: _Leaf) -> None:
        if one.inside or is_pdf(one.data) or is_tiff(one.data):
            self.files.append(File(one.name or one.kind, one.data))


class _Apart(_Walk):
    """The same walk, for every file that holds no other."""

    def __init__(self) -> None:
        super().__init__()
        self.files: list[File] = []
        self.packs: list[list[File]] = []
        self.worded: list[bytes] = []

    def file(self, one: _Leaf, depth: int) -> None:
        """A file that holds others stands among those around it itself; what is in it stands apart."""
        outside, self.files = self.files, []
        super().file(one, depth)
        self.packs += [[each] for each in self.files if each.data is not one.data]
        self.files = outside
        self.leaf(one)

    def packed(self, one: _Leaf, depth: int) -> None:
        # What was not opened to its end is not judged; files inside a document with words do not stand for it.
        outside, self.files = self.files, []
        super().packed(one, depth)
        self.packs += [[each] for each in self.files] if one.data in self.worded else [self.files]
        self.files = outside
        if not packed.is_packed(one.data):
            self.leaf(one)  # an XML file with files in it

    def leaf(self, one: _Leaf) -> None:
        # What a mail calls HTML is shown as that, whatever its name.
        self.files.append(File(f"{one.name}.html" if one.kind == "text/html" else one.name, one.data))

    alone = unread = leaf

    def document(self, one: _Leaf, text: str) -> None:
        del text
        self.worded.append(one.data)

    def written(self, one: _Leaf, read: hi1.Reading) -> None:
        del read
        self.leaf(one)


def _shown_name(name: str) -> str:
    return re.sub(r"[\x00-\x1f/\\]", "_", name)[:200]


def _leaf_text(one: _Leaf, *, alone: bool = False) -> tuple[str, int | None]:
    """Text and number of pages of a file; what came ``alone`` is text if its bytes are. Raises UnreadableError."""
    kind = kind_of(one.data, one.name)
    if kind == "pdf":
        return _pdf_text(one.data)
    if kind == "picture":
        raise UnreadableError(NO_TEXT)
    if kind == "rtf":
        return _rtf_text(one.data), None
    if xjustiz.is_message(one.data):
        with contextlib.suppress(opened_xml.DamagedError):
            return xjustiz.words(one.data), None
    if one.kind == "text/html" or (kind == "html" and not one.kind.startswith("text/")):
        return from_html(decoded(one.data, one.charset)), None
    if alone or _is_text(one):
        return decoded(one.data, one.charset), None
    raise UnreadableError(f"the file is not text, mail or PDF; convert it to PDF with text, or {_BY_HAND}")


def _is_text(one: _Leaf) -> bool:
    """Whether a file is text by what its mail or its name says, or HTML or RTF by its bytes."""
    if one.kind.startswith("text/") or one.kind in {"application/xml", "application/json"}:
        return True
    kind = kind_of(one.data, one.name)
    return kind in {"html", "rtf"} or (kind == "text" and _ending(one.name) in _TEXT - {""})


def _rtf_text(data: bytes) -> str:
    from striprtf.striprtf import rtf_to_text

    words: Any = rtf_to_text  # has no types
    try:
        return str(words(data.decode("latin-1"), errors="replace")).replace("\xad", "")
    except (ValueError, LookupError, TypeError, IndexError, OverflowError, AttributeError) as fault:
        raise UnreadableError(f"the file is damaged; ask the sender for another copy, or {_BY_HAND}") from fault
