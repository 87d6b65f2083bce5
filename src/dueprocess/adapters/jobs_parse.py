"""Job "parse": what an arrival's bytes say, read in a child of its own, which holds no key that opens anything.

The original is sealed before, by the job "seal" in another child. What is found here is sealed to the vessel's public
recipient: whoever takes this child over can lie about what a machine read, and about nothing else (ADR 0082).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from dueprocess.adapters import crypto, documents, jobs_bounce, jobs_read, scans
from dueprocess.adapters.documents import Document
from dueprocess.adapters.jobs_seal import in_base64, row
from dueprocess.demand import face as faces
from dueprocess.demand.codes import Channel
from dueprocess.demand.draft import NO_TEXT, Draft
from dueprocess.demand.reading import facing
from dueprocess.formats import docket, hi1
from dueprocess.formats.canonical import NotCanonicalError, encode
from dueprocess.formats.object import ObjectKind
from dueprocess.letter.thread import marks_of

MAX_IDS: Final = 6
_CHANNELS: Final = {str(channel): channel for channel in Channel}


def parse(options: Mapping[str, Any], data: bytes) -> dict[str, Any]:
    """What a machine reads in ``data``: the face in codes, and ciphertexts of the rest, to a public key alone.

    Options: ``recipient`` (age, of the vessel that the job "seal" drew), ``case`` (the id that its docket names),
    ``name``, ``channel``, ``made_at``, ``received_at`` (YYYY-MM-DDTHH:MMZ), ``received_on`` (the desk's own day; else
    that of ``received_at``), ``aliases`` and ``authorities`` for reading, ``blind`` (why an earlier child died over
    this item, which is then left unread, or none), ``ours`` (the two parts of the address that letters come from).

    Returns:
        ``face`` (plain, or null), ``is_demand`` (or null), ``unreadable`` (code, or null), ``sealed``
        [{kind, bytes, hash}], particulars all of them, and ``docket`` (bytes in base64); ``paged``: it may hold pages,
        which the job "draw" draws in another child; ``scan``: pages hold no text, and nothing beside them asks for
        anything: the job "scan" may see what stands there;
        ``answers``: id of a letter of ours that it names, or null; ``returned``: class of the status (4, 5) with which
        a mail system gave that letter back, or null; ``receipt``: the answer in its own form to a message that came
        over the connection of an office (option ``bound``: id, name, country), in base64.
    """
    recipient, moment = options["recipient"], options["made_at"]
    found = _Found(unreadable=options["blind"]) if options.get("blind") else _read(options, data)
    sealed = [
        row(ObjectKind.PARTICULARS, media, content, recipient, moment)
        for media, content in (("application/json", found.particulars), ("text/plain", found.text))
        if content
    ]
    return {
        "face": found.face,
        "is_demand": found.is_demand,
        "unreadable": found.unreadable,
        "sealed": sealed,
        "docket": in_base64(_docket(options, found, recipient, data)),
        "paged": documents.may_hold_pages(data),
        "scan": found.scan,
        "answers": None if options.get("blind") else _of_letter(jobs_bounce.answered, options, data),
        "returned": None if options.get("blind") else _of_letter(jobs_bounce.returned, options, data),
        "receipt": in_base64(found.receipt),
    }


def warm() -> None:
    """Nothing to load late: reading is warmed by its own job."""


@dataclass(frozen=True, slots=True, repr=False)
class _Found:
    face: dict[str, Any] | None = None
    is_demand: bool | None = None
    unreadable: str | None = None
    particulars: bytes = b""
    known_by: Mapping[str, Sequence[str]] = field(default_factory=dict)  # what its docket holds
    receipt: bytes = b""
    text: bytes = b""  # where a file says it that no browser of ours shows (hazard 10.2)
    scan: bool = False


def _read(options: Mapping[str, Any], data: bytes) -> _Found:
    # Whatever reading does, the arrival is sealed: a fault becomes a code, never a lost letter.
    setting = {**options, "file": options["name"]}
    try:
        document = _bound(jobs_read.document_of(setting, data), options.get("bound"))
        said = document.text if document.apart else ""
        document, draft = jobs_read.looked(setting, data, document, jobs_read.draft_in(setting, document))
        if document.kind == scans.KIND:
            return _seen(draft, setting, data, document, said)
        draft, text = _by(draft, options.get("bound")), said.encode("utf-8", "replace")
        return _Found(
            _face(draft, options, document),
            draft.is_demand,
            None,
            encode({**draft.to_plain(), **_asking(setting, data, document, draft)}),
            _known_by(document, draft),
            _receipt(document, options) if options.get("bound") else b"",
            text,
            jobs_read.may_see(document, draft),
        )
    except jobs_read.UnreadError as fault:
        return _Found(unreadable=fault.code, scan=fault.code == NO_TEXT, particulars=_around(setting, data, fault.code))
    except NotCanonicalError:
        return _Found(unreadable="draft-too-large")
    except Exception:  # noqa: BLE001 - a fault in the reader; its words may hold clear text
        return _Found(unreadable="reader-failed")


def _seen(draft: Draft, options: Mapping[str, Any], data: bytes, document: Document, said: str) -> _Found:
    """Of a scan. What a machine saw no demand in is as unread as before, and its words stand beside it."""
    found = _Found(unreadable=NO_TEXT, particulars=_around(options, data, NO_TEXT))
    if draft.is_demand:
        known, who = _known_by(document, draft), _asking(options, data, document, draft)
        found = _Found(_face(draft, options, document), True, None, encode({**draft.to_plain(), **who}), known)
    beside = f"\n\n{said}" if said and said != document.text else ""
    return replace(found, text=(scans.head(document) + document.text + beside).encode("utf-8", "replace"))


def _around(setting: Mapping[str, Any], data: bytes, code: str) -> bytes:
    """Of what nobody reads, who asks: a scan says nothing, and the mail around it does.

    Of what came sealed whoever opens it says it, with what was inside.
    """
    told = {} if code == jobs_read.SEALED else _asking(setting, data)
    return encode({"file": setting["name"], **told}) if told else b""


def _asking(
    setting: Mapping[str, Any], data: bytes, document: Document | None = None, draft: Draft | None = None
) -> dict[str, Any]:
    """Facts about who asks, under a name of their own; nothing where it is not known what stands beside."""
    more = {
        "at": f"{setting['received_at'].removesuffix('Z')}+00:00",
        "connection": (setting.get("bound") or {}).get("name", ""),
        "answers": _of_letter(jobs_bounce.answered, setting, data) is not None,
    }
    found = jobs_read.asking_in(setting, data, document, draft, **more)
    return {"asking": found} if found else {}


def _bound(document: Document, bound: Mapping[str, str] | None) -> Document:
    """With a first line that says whose connection it came over, and whether it names another office."""
    if bound is None or document.message is None:
        return document
    read, at = document.message
    named = read.draft.authority or ""
    says = [f"It came over the connection of {bound['name']} ({bound['id']}), whose certificate two people verified."]
    if bound["country"] != (read.draft.country or bound["country"]):
        says.append(f"Look here: that office is of {bound['country']}, and the order of {read.draft.country}.")
    if named and named.casefold() not in {bound["name"].casefold(), bound["id"].casefold()}:
        says.append(f"Look here: it names another office: {named}.")
    head = "\n".join(says) + "\n\n"
    return replace(document, text=head + document.text, message=(read, at + len(head)))


def _by(draft: Draft, bound: Mapping[str, str] | None) -> Draft:
    """The office of the connection, whatever the message names: that is a claim, and a person confirms either."""
    return replace(draft, authority_id=bound["id"]) if bound and draft.is_demand else draft


def _receipt(document: Document, options: Mapping[str, Any]) -> bytes:
    """What the sender is told at once: that each object was taken. Nothing of the case is in it, since none exists."""
    asked = document.message[0].asked if document.message else None
    at = f"{options['made_at'].removesuffix('Z')}.000000Z"
    return hi1.written(hi1.response(asked, at, _REFUSED), asked.form) if asked else b""


_NOT_HERE: Final = "this desk tells of an order by letter and message to the verified contact, and by no such request"
_REFUSED: Final = dict.fromkeys(("GET", "LIST", "GETCSPCONFIG"), (3001, _NOT_HERE))


def _of_letter(
    asked: Callable[[bytes, Mapping[str, Any]], str | None], options: Mapping[str, Any], data: bytes
) -> str | None:
    try:
        return asked(data, options["ours"]) if options.get("ours") else None
    except Exception:  # noqa: BLE001 - hostile heads raise anything; the arrival stands without
        return None


def _known_by(document: Document, draft: Draft) -> dict[str, Sequence[str]]:
    return {
        # An UPDATE names objects and no reference: by their ids it is proposed to the case that it updates (ADR 0103).
        "references": [*draft.register_numbers, *(document.message[0].ids[:MAX_IDS] if document.message else ())],
        "identifiers": draft.targets,
        "names": [*draft.bodies, document.headers.get("from", "")],
        "subjects": [document.headers.get("subject", "")],
    }


def _docket(options: Mapping[str, Any], found: _Found, recipient: str, data: bytes) -> bytes:
    blank = docket.Docket(options["made_at"], "", options["case"])
    known = found.known_by or {"subjects": [options["name"]]}
    made = blank.filled({**known, "notes": marks_of(data, crypto.sha256(data))})
    return crypto.seal(ObjectKind.DOCKET, docket.MEDIA, made.packed(), recipient, options["made_at"])


def _face(draft: Draft, options: Mapping[str, Any], document: Document) -> dict[str, Any]:
    minute = options["received_at"]
    face = facing.face_of(
        draft,
        channel=Channel.XML if document.kind == "message" else _CHANNELS[options["channel"]],
        received_on=options.get("received_on", minute[:10]),
        received_at=f"{minute[:16]}Z",
    )
    return faces.to_plain(face)
