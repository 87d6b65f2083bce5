"""Job "seal": an arrival's clear text becomes a face and ciphertexts, in the sandbox's child and nowhere else.

The case key is made here, leaves only inside envelopes, and dies with the child.
"""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from dueprocess.adapters import crypto, documents, jobs_read
from dueprocess.adapters.documents import Document
from dueprocess.demand import face as faces
from dueprocess.demand.codes import Channel
from dueprocess.demand.draft import Draft
from dueprocess.demand.reading import facing
from dueprocess.formats import docket
from dueprocess.formats.canonical import NotCanonicalError, encode
from dueprocess.formats.object import ObjectKind

RECOVERY: Final = "recovery"
_CHANNELS: Final = {str(channel): channel for channel in Channel}


def seal(options: Mapping[str, Any], data: bytes) -> dict[str, Any]:
    """Seal ``data`` to a fresh case key. Always seals, whether or not a machine can read it (P3).

    Options: ``case`` (the id that its docket names), ``kind`` (``original``), ``name``, ``media``, ``channel``,
    ``made_at`` (of the seal, YYYY-MM-DDTHH:MM:SSZ), ``received_at`` (YYYY-MM-DDTHH:MMZ), ``received_on`` (the desk's
    own day; else that of ``received_at``), ``readers`` ([{name, age}]), ``recovery`` (age recipient), ``aliases`` and
    ``authorities`` for reading.

    Returns:
        ``face`` (plain, or null), ``is_demand`` (or null), ``unreadable`` (code, or null), ``recipient``,
        ``sealed`` [{kind, bytes, hash}], ``envelopes`` [{person, bytes}] and ``docket`` (bytes);
        bytes in base64, hash SHA-256 (hex) of the ciphertext; ``paged``: it may hold pages, which the job "draw" draws
        in another child. It is kept nowhere.
    """
    secret, recipient = crypto.new_case_key()
    moment = options["made_at"]
    kind = ObjectKind(options.get("kind", ObjectKind.ORIGINAL))
    # A name that is made to deceive a terminal must not keep its file outside (P3).
    name = "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in options["name"])[:255]
    sealed = [_row(kind, options["media"], data, recipient, moment, name)]
    # ``blind`` names why an earlier child died over this item: it is sealed unread.
    found = _Found(unreadable=options["blind"]) if options.get("blind") else _read(options, data)
    if found.particulars:
        sealed.append(_row(ObjectKind.PARTICULARS, "application/json", found.particulars, recipient, moment))
    if found.text:
        sealed.append(_row(ObjectKind.PARTICULARS, "text/plain", found.text, recipient, moment))
    readers = {one["name"]: one["age"] for one in options["readers"]} | {RECOVERY: options["recovery"]}
    envelopes = crypto.wrap_key(secret, readers, moment)
    return {
        "face": found.face,
        "is_demand": found.is_demand,
        "unreadable": found.unreadable,
        "recipient": recipient,
        "sealed": sealed,
        "docket": _text(_docket(options, found, recipient)),
        "envelopes": [{"person": name, "bytes": _text(one)} for name, one in envelopes.items()],
        "paged": documents.may_hold_pages(data),
    }


def warm() -> None:
    """Nothing to load late: reading is warmed by its own job, and no key is made before the fork."""


@dataclass(frozen=True, slots=True, repr=False)
class _Found:
    face: dict[str, Any] | None = None
    is_demand: bool | None = None
    unreadable: str | None = None
    particulars: bytes = b""
    known_by: Mapping[str, Sequence[str]] = field(default_factory=dict)  # what its docket holds
    text: bytes = b""  # of a PDF file: no browser of ours draws one (hazard 10.2)


def _read(options: Mapping[str, Any], data: bytes) -> _Found:
    # Whatever reading does, the arrival is sealed: a fault becomes a code, never a lost letter.
    try:
        setting = {**options, "file": options["name"]}
        document = jobs_read.document_of(setting, data)
        draft = jobs_read.draft_in(setting, document.text)
        text = document.text.encode("utf-8", "replace") if _holds_pdf(document) else b""
        return _Found(
            _face(draft, options), draft.is_demand, None, encode(draft.to_plain()), _known_by(document, draft), text
        )
    except jobs_read.UnreadError as fault:
        return _Found(unreadable=fault.code)
    except NotCanonicalError:
        return _Found(unreadable="draft-too-large")
    except Exception:  # noqa: BLE001 - a fault in the reader; its words may hold clear text
        return _Found(unreadable="reader-failed")


def _known_by(document: Document, draft: Draft) -> dict[str, Sequence[str]]:
    return {
        "references": draft.register_numbers,
        "identifiers": draft.targets,
        "names": [draft.authority or "", document.headers.get("from", "")],
        "subjects": [document.headers.get("subject", "")],
    }


def _docket(options: Mapping[str, Any], found: _Found, recipient: str) -> bytes:
    blank = docket.Docket(options["made_at"], "", options["case"])
    made = blank.filled(found.known_by or {"subjects": [options["name"]]})
    return crypto.seal(ObjectKind.DOCKET, docket.MEDIA, made.packed(), recipient, options["made_at"])


def _holds_pdf(document: Document) -> bool:
    return document.kind == "pdf" or any(
        one.read and not one.media_type.startswith("text/") for one in document.attachments
    )


def _face(draft: Draft, options: Mapping[str, Any]) -> dict[str, Any]:
    minute = options["received_at"]
    face = facing.face_of(
        draft,
        channel=_CHANNELS[options["channel"]],
        received_on=options.get("received_on", minute[:10]),
        received_at=f"{minute[:16]}Z",
    )
    return faces.to_plain(face)


def _row(kind: ObjectKind, media: str, content: bytes, recipient: str, made_at: str, name: str = "") -> dict[str, str]:
    data = crypto.seal(kind, media, content, recipient, made_at, name)
    return {"kind": str(kind), "bytes": _text(data), "hash": crypto.sha256(data)}


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()
