"""Job "read": a draft of what a file asks, made in the sandbox's child and nowhere else."""

import base64
import codecs
import contextlib
import email.utils
import encodings.aliases
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from dueprocess.adapters import asking, documents, mail_parts, reader, scans
from dueprocess.adapters.sandbox import SCANS
from dueprocess.demand import hi1, reading
from dueprocess.demand.asking import to_plain
from dueprocess.demand.codes import AuthorityKind, Channel
from dueprocess.demand.draft import NO_TEXT, AuthorityName, Draft
from dueprocess.demand.reading import facing
from dueprocess.demand.reading.countries import Cover
from dueprocess.demand.reading.page import ReadingError

SEALED: Final = "sealed"
"""Code of what its sender sealed: nobody reads it before somebody opens it (ADR 0102)."""
# First words that fit; the reader's own fixed sentences, never words of the file.
_CODES: Final = (
    ("sealed by its sender", SEALED),
    ("is empty", "empty"),
    ("no text", NO_TEXT),
    ("an older Office", "old-office"),
    ("password", "locked"),
    ("damaged", "damaged"),
    ("are read", "too-large"),
)
WARM_PDF: Final = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj "
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>endobj "
    b"4 0 obj<</Length 31>>stream\nBT /F 9 Tf 9 9 Td (warm) Tj ET  \nendstream endobj "
    b"5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj trailer<</Root 1 0 R>>\n"
)
_LETTER: Final = (
    b"Example Police\n1 January 2020\nDear Sir or Madam,\nsend us the data of [redacted]. "
    b"The time limit is ten days.\nYours faithfully,\nJane Doe\nInspector\n"
)
"""What makes the patterns of a day, a time, a blank and a signature, each of which is made when it is first asked."""
_MAIL: Final = (
    b"From: a@example.org\nTo: b@example.org\nSubject: =?utf-8?q?warm?=\nDate: Wed, 1 Jan 2020 00:00:00 +0000\n"
    b"MIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n\n"
    b"<p>Dear Sir or Madam, 1 January 2020, 192.0.2.1</p>\n"
)

_ODT: Final = base64.b64decode(
    b"UEsDBBQAAAAAAAAAIVAAAAAAAAAAAAAAAAAIAAAAbWltZXR5cGVQSwMEFAAAAAgAAAAhUJgU45INAAAACwAAAAsAAABjb250ZW50LnhtbLMpsC"
    b"tPLMq10S+wAwBQSwECFAMUAAAAAAAAACFQAAAAAAAAAAAAAAAACAAAAAAAAAAAAAAAgAEAAAAAbWltZXR5cGVQSwECFAMUAAAACAAAACFQmBTj"
    b"kg0AAAALAAAACwAAAAAAAAAAAAAAgAEmAAAAY29udGVudC54bWxQSwUGAAAAAAIAAgBvAAAAXAAAAAAA"
)
_OF_ARRIVAL: Final = frozenset({"channel", "received_on", "received_at"})
_KINDS: Final = {str(kind): kind for kind in AuthorityKind}


class UnreadError(Exception):
    """The file cannot be read into a draft; ``code`` is closed, ``says`` a fixed sentence of the reader's own."""

    def __init__(self, code: str, says: str) -> None:
        super().__init__(code)
        self.code = code
        self.says = says


def read(options: Mapping[str, Any], data: bytes) -> dict[str, Any]:
    """``{"draft": plain draft or null, "unreadable": code or null, "says": sentence or null, …}``.

    ``face``: of what reads as a demand, fields of the face by their paths, save how and when it came.

    ``asking``: facts about who asks, where the option ``asking`` says what stands beside the letter.

    ``scan``: whether pages hold no text, and what stands beside them asks for nothing: a machine may look at those.

    ``annex``: of a message that is a form of Regulation (EU) 2023/1543, its number and the rows of each section.

    Options: ``file`` (name as given), ``aliases`` (alias → id), ``authorities`` (fields of ``AuthorityName``).
    """
    document, draft, fault = None, None, None
    try:
        document = document_of(options, data)
        document, draft = looked(options, data, document, draft_in(options, document))
        if document.kind == scans.KIND and not draft.is_demand:
            raise _unread(documents.UnreadableError(documents.NO_TEXT))
    except UnreadError as unread:
        draft, fault = None, unread
    annex = document.message[0].annex if document and document.message else None
    form = {"which": annex[0], "rows": {name: list(rows) for name, rows in annex[1].items()}} if annex else None
    return {
        "draft": draft.to_plain() if draft else None,
        "unreadable": fault.code if fault else None,
        "says": fault.says if fault else None,
        "annex": form if draft else None,
        "face": _face(draft) if draft else None,
        "asking": asking_in(options, data, document, draft),
        "scan": may_see(document, draft) if document and draft else fault is not None and fault.code == NO_TEXT,
    }


def asking_in(
    options: Mapping[str, Any],
    data: bytes,
    document: documents.Document | None,
    draft: Draft | None,
    **more: Any,  # noqa: ANN401
) -> list[dict[str, Any]]:
    """Facts about who asks, where the options hold what stands beside the letter; else none.

    ``more``: what else is known of how it came (``connection``, ``answers``, ``at``).
    """
    if "asking" not in options:
        return []
    given = asking.beside({**options["asking"], **more})
    name = str(options.get("file", options.get("name", "")))
    text = document.text if document and document.kind != scans.KIND else ""  # of a picture no address is taken
    told = {"claimed": draft.claims_to_be, "country": draft.country or ""} if draft else {}
    return to_plain(asking.facts(data, given, name=name, text=text, **told))


def _face(draft: Draft) -> dict[str, Any] | None:
    if not draft.is_demand:
        return None
    face = facing.face_of(draft, channel=Channel.MAIL, received_on="2000-01-01")
    known = {name: value for name, value in face.case.items() if name not in _OF_ARRIVAL}
    of_items = ((f"items.{n}.{name}", value) for n, one in enumerate(face.items, 1) for name, value in one.items())
    return {**known, **{path: value for path, value in of_items if value is not None}}


def draft_of(options: Mapping[str, Any], data: bytes) -> Draft:
    """The draft. Raises UnreadError."""
    return draft_in(options, document_of(options, data))


def document_of(options: Mapping[str, Any], data: bytes) -> documents.Document:
    """The document, its text read. Raises UnreadError."""
    name = str(options.get("file", ""))
    try:
        return documents.to_text(data, name)
    except documents.UnreadableError as fault:
        unread = _unread(fault)
        seen = scans.document(data, name) if unread.code == NO_TEXT else None
        if seen is None:
            raise unread from None
        return seen


def may_see(document: documents.Document, draft: Draft) -> bool:
    """Whether pages hold no text, and the words beside them ask for nothing."""
    return document.pictured and not draft.is_demand


def looked(
    options: Mapping[str, Any], data: bytes, document: documents.Document, draft: Draft
) -> tuple[documents.Document, Draft]:
    """Both as they are; or what a machine sees on the pages beside words that ask for nothing, where that is a demand.

    Raises UnreadError.
    """
    seen = scans.document(data, str(options.get("file", ""))) if may_see(document, draft) else None
    if seen is None:
        return document, draft
    seen = replace(seen, headers=document.headers, attachments=document.attachments)
    drafted = draft_in(options, seen)
    return (seen, drafted) if drafted.is_demand else (document, draft)


def draft_in(options: Mapping[str, Any], document: documents.Document) -> Draft:
    """The draft of a document: what a machine wrote as it stands, else what is read in its text. Raises UnreadError."""
    authorities = [_authority(row) for row in options.get("authorities", ())]
    if document.message is not None and document.message[0].draft.is_demand:
        read, at = document.message
        return hi1.placed(read.draft, at, authorities)
    try:
        draft = reader.read(
            document.text,
            file=str(options.get("file", "")),
            aliases=options.get("aliases", {}),
            authorities=authorities,
            cover=_cover(document.headers),
        )
        return scans.unsaid(draft, document) if document.kind == scans.KIND else draft
    except ReadingError as fault:
        raise _unread(fault) from None


def _cover(headers: Mapping[str, str]) -> Cover:
    sent = None
    with contextlib.suppress(TypeError, ValueError, IndexError, OverflowError):
        sent = email.utils.parsedate_to_datetime(headers["date"]).date().isoformat() if "date" in headers else None
    return Cover(sent, headers.get("subject", ""), headers.get("from", ""), headers.get("to", ""))


def _unread(fault: Exception) -> UnreadError:
    says = str(fault)
    return UnreadError(next((code for words, code in _CODES if words in says), "unreadable"), says)


def _authority(row: Mapping[str, Any]) -> AuthorityName:
    return AuthorityName(**{**row, "kind": _KINDS[row["kind"]], "names": tuple(row["names"])})


def prepare(setup: Mapping[str, Any]) -> None:
    """Make what reading makes once of aliases and authorities, so that no child makes it again; on no demand's text."""
    with contextlib.suppress(Exception):  # what fails here fails again in its child, and says so there
        read({**setup, "file": "warm.txt"}, b"Dear Sir or Madam")
    if setup.get(SCANS):
        scans.load()


def warm() -> None:
    """Load what reading loads late, so that a child needs no file: run once in the zygote, on no demand's text."""
    for name in sorted({*encodings.aliases.aliases.values(), *mail_parts.CHARSETS}):  # KOI8-U has no alias
        with contextlib.suppress(LookupError, ImportError):
            codecs.lookup(name)
    with contextlib.suppress(Exception):
        from dueprocess.adapters import xml_signatures

        documents.annexes()
        xml_signatures.warm()
    # What fails here fails again in its child, and says so there.
    samples = (_LETTER, _MAIL, WARM_PDF, b"{\\rtf1 warm}", _ODT)
    for file, data in zip(("warm.txt", "warm.eml", "warm.pdf", "warm.rtf", "warm.odt"), samples, strict=True):
        with contextlib.suppress(Exception):
            read({"file": file, "asking": {}}, data)


def later() -> Iterator[None]:
    """Make what reading makes once for each language, a language a step: in the zygote, while nobody waits for it."""
    yield from reading.ready(reader.tables())
