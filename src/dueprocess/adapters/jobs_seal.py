"""Job "seal": an arrival's clear text becomes a face and ciphertexts, in the sandbox's child and nowhere else.

The case key is made here, leaves only inside envelopes, and dies with the child.
"""

import base64
from collections.abc import Mapping
from typing import Any, Final

from dueprocess.adapters import crypto, jobs_read
from dueprocess.domain.log.canonical import NotCanonicalError, encode
from dueprocess.domain.sealed.object import Header, ObjectKind

RECOVERY: Final = "recovery"


def seal(options: Mapping[str, Any], data: bytes) -> dict[str, Any]:
    """Seal ``data`` to a fresh case key. Always seals, whether or not a machine can read it (P3).

    Options: ``kind`` (``original``), ``name``, ``media``, ``channel``, ``received_at`` (YYYY-MM-DDTHH:MM:SSZ),
    ``received_on`` (the desk's own day; else that of ``received_at``), ``readers`` ([{name, age}]), ``recovery``
    (age recipient), ``aliases`` and ``authorities`` for reading.

    Returns:
        ``face`` (plain, or null), ``unreadable`` (code, or null), ``recipient``, ``sealed`` [{kind, bytes, hash}]
        and ``envelopes`` [{person, bytes}]; bytes in base64, hash SHA-256 (hex) of the ciphertext.
    """
    secret, recipient = crypto.new_case_key()
    moment = options["received_at"]
    kind = ObjectKind(options.get("kind", ObjectKind.ORIGINAL))
    header = Header(kind, options["media"], options["name"], len(data), moment)
    sealed = [_row(header, data, recipient)]
    face, unreadable, plain = _face(options, data)
    if plain is not None:
        sealed.append(_row(_particulars(plain, moment), plain, recipient))
    readers = {one["name"]: one["age"] for one in options["readers"]} | {RECOVERY: options["recovery"]}
    envelopes = crypto.wrap_key(secret, readers, moment)
    return {
        "face": face,
        "unreadable": unreadable,
        "recipient": recipient,
        "sealed": sealed,
        "envelopes": [{"person": name, "bytes": _text(one)} for name, one in envelopes.items()],
    }


def warm() -> None:
    """Nothing to load late: reading is warmed by its own job, and no key is made before the fork."""


def _face(options: Mapping[str, Any], data: bytes) -> tuple[dict[str, Any] | None, str | None, bytes | None]:
    # Whatever reading does, the arrival is sealed: a fault becomes a code, never a lost letter.
    try:
        draft = jobs_read.draft_of({**options, "file": options["name"]}, data)
        from dueprocess.domain.demand import face as faces
        from dueprocess.domain.demand.reading import facing

        moment = options["received_at"]
        face = facing.face_of(
            draft,
            channel=options["channel"],
            received_on=options.get("received_on", moment[:10]),
            received_at=f"{moment[:16]}Z",
        )
        return faces.to_plain(face), None, encode(draft.to_plain())
    except jobs_read.UnreadError as fault:
        return None, fault.code, None
    except NotCanonicalError:
        return None, "draft-too-large", None
    except Exception:  # noqa: BLE001 - a fault in the reader; its words may hold clear text
        return None, "reader-failed", None


def _particulars(plain: bytes, moment: str) -> Header:
    return Header(ObjectKind.PARTICULARS, "application/json", "", len(plain), moment)


def _row(header: Header, content: bytes, recipient: str) -> dict[str, str]:
    data = crypto.seal(header, content, recipient)
    return {"kind": str(header.kind), "bytes": _text(data), "hash": crypto.sha256(data)}


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()
