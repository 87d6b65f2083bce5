"""Job "unseal": what a sender sealed is opened with the mailbox's key, on a person's own machine, in a child.

It has the key for as long as it opens; what comes out is read by another child, which has none (ADR 0102).
"""

import base64
import contextlib
import datetime
import email
import email.policy
import re
from collections.abc import Mapping, Sequence
from email.message import EmailMessage
from typing import Any, Final

from dueprocess.adapters import openpgp_mail, sealed_mail
from dueprocess.adapters.openpgp_mail import NotOpenedError
from dueprocess.adapters.sealed_mail import SealedPart, Way
from dueprocess.formats.mail_signature import Signature, Signed

OPENS: Final = "opens"
"""The one option of ``Sandbox(setup=…)`` with which this job works."""
_OUTER: Final = ("From", "To", "Cc", "Reply-To", "Date", "Message-ID", "Subject")
_SHOWN: Final = ("From", "To", "Cc", "Date", "Subject")
_MIME: Final = re.compile(rb"\A(?:[A-Za-z][A-Za-z0-9-]*:[^\n]*\n(?:[ \t][^\n]*\n)*)+\r?\n")
_ENDINGS: Final = re.compile(r"\.(?:pgp|gpg|asc|p7m)\Z", re.IGNORECASE)
_MAX_LINE: Final = 900


def unseal(options: Mapping[str, Any], data: bytes) -> dict[str, Any]:
    """Every sealed part of a mail or file.

    Options: ``secrets`` (one for each key of the mailbox, newest first: ``openpgp``, base64), ``known`` (keys of
    senders, base64), ``at`` (ISO, aware).

    Returns:
        ``parts``: [{``way``, ``fault`` (code of ``NotOpenedError``, or empty), ``name``, ``media``, ``content``
        (base64), ``state`` (``mail_signature.Signature``), ``key``, ``why``, ``headers`` ([{name, value, protected}])}]
    """
    secrets = [base64.b64decode(one["openpgp"]) for one in options["secrets"]]
    known = [base64.b64decode(one) for one in options["known"]]
    at = datetime.datetime.fromisoformat(options["at"])
    around = _mail(data)
    return {"parts": [_part(one, around, secrets, known, at) for one in sealed_mail.found(data)]}


def prepare(setup: Mapping[str, Any]) -> None:
    """Load what opening loads late, where something is to be opened: on no server, which reads a thousand mails."""
    if not setup.get(OPENS):
        return
    secret, _ = openpgp_mail.make("warm@example.org")
    with contextlib.suppress(NotOpenedError):
        openpgp_mail.opened(b"\xd2\x01\x01", [secret], [], datetime.datetime.now(datetime.UTC))


def _part(
    one: SealedPart,
    around: EmailMessage | None,
    secrets: Sequence[bytes],
    known: Sequence[bytes],
    at: datetime.datetime,
) -> dict[str, Any]:
    try:
        content, signed = _opened(one, secrets, known, at)
    except NotOpenedError as fault:
        return _told(one.way, fault.code)
    inner = _mail(content) if _MIME.match(content) else None
    if inner is None or "content-type" not in inner:
        name = _ENDINGS.sub("", one.name) or "opened.txt"
        media = "text/plain" if name.endswith(".txt") else "application/octet-stream"
        return _told(one.way, "", name, media, content, signed, _headers(around, None))
    if signed.state is Signature.NONE:
        signed = _signed_inside(content, inner, known, at)
    whole = _as_mail(content, inner, around)
    return _told(one.way, "", "opened.eml", "message/rfc822", whole, signed, _headers(around, inner))


def _opened(
    one: SealedPart, secrets: Sequence[bytes], known: Sequence[bytes], at: datetime.datetime
) -> tuple[bytes, Signed]:
    if one.way is not Way.OPENPGP:
        raise NotOpenedError("way")
    inside = openpgp_mail.opened(one.data, secrets, known, at)
    return inside.content, inside.signed


def _told(
    way: Way,
    fault: str,
    name: str = "",
    media: str = "",
    content: bytes = b"",
    signed: Signed | None = None,
    headers: Sequence[Mapping[str, Any]] = (),
) -> dict[str, Any]:
    said = signed or Signed(Signature.NONE)
    return {
        "way": str(way),
        "fault": fault,
        "name": name,
        "media": media,
        "content": base64.b64encode(content).decode(),
        "state": str(said.state),
        "key": said.key,
        "why": said.why,
        "headers": list(headers),
    }


def _mail(data: bytes) -> EmailMessage | None:
    with contextlib.suppress(Exception):  # hostile mails raise many things
        made = email.message_from_bytes(data, policy=email.policy.default)
        return made if made.keys() else None
    return None


def _header(mail: EmailMessage | None, name: str) -> str:
    try:
        return re.sub(r"\s+", " ", str(mail.get(name, "")))[:_MAX_LINE] if mail is not None else ""
    except Exception:  # noqa: BLE001 - as above
        return ""


def _headers(around: EmailMessage | None, inner: EmailMessage | None) -> list[dict[str, Any]]:
    """What the mail says of itself: what stood inside was protected (RFC 9788), and goes before what stood outside."""
    made = []
    for name in _SHOWN:
        within = _header(inner, name)
        if said := within or _header(around, name):
            made.append({"name": name, "value": said, "protected": bool(within)})
    return made


def _as_mail(content: bytes, inner: EmailMessage, around: EmailMessage | None) -> bytes:
    """What was inside, byte for byte, under those headers that stood outside alone: a mail as any other."""
    outside = {name: _header(around, name) for name in _OUTER if name not in inner}
    return "".join(f"{name}: {said}\n" for name, said in outside.items() if said).encode("utf-8", "replace") + content


def _signed_inside(content: bytes, inner: EmailMessage, known: Sequence[bytes], at: datetime.datetime) -> Signed:
    """Of a multipart/signed inside (RFC 3156 section 6.1): over the first part's own bytes, lines ended by CRLF."""
    if inner.get_content_type() != "multipart/signed":
        return Signed(Signature.NONE)
    parts = list(inner.iter_parts())
    border = str(inner.get_boundary() or "").encode("utf-8", "replace")
    if "pgp-signature" not in str(inner.get("content-type", "")) or len(parts) < 2 or not border:  # noqa: PLR2004
        return Signed(Signature.UNCHECKED)
    lined = content.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    # What is shown is what was signed: a border is a whole line, there are two parts, and no lone CR ends a line for
    # the one that reads parts and not for this one. A part more, or another border, would be signed by nobody.
    border = rb"(?:\A|\r\n)--" + re.escape(border) + rb"(?:--)?[ \t]*(?=\r\n|\Z)"
    cut = re.split(border, lined.partition(b"\r\n\r\n")[2])
    payload = parts[1].get_payload(decode=True)
    two = len(cut) == 4 and len(parts) == 2 and b"\r" not in lined.replace(b"\r\n", b"")  # noqa: PLR2004 - and around
    if not two or not isinstance(payload, bytes):
        return Signed(Signature.UNCHECKED)
    return openpgp_mail.checked(cut[1].removeprefix(b"\r\n"), payload, known, at)
