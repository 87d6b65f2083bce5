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
from dataclasses import dataclass, field, replace
from email.message import EmailMessage
from typing import Any, Final

from dueprocess.adapters import openpgp_mail, sealed_mail, smime_mail
from dueprocess.adapters.openpgp_mail import Inside, NotOpenedError
from dueprocess.adapters.sealed_mail import SealedPart, Way
from dueprocess.adapters.smime_mail import Opener
from dueprocess.formats.mail_signature import Signature, Signed

OPENS: Final = "opens"
"""The one option of ``Sandbox(setup=…)`` with which this job works."""
OUTSIDE: Final = "outside"
"""Why of a signature that stands around what was sealed: whoever made it need not have known what was inside."""
_OUTER: Final = ("From", "To", "Cc", "Reply-To", "Date", "Message-ID", "Subject")
_SHOWN: Final = ("From", "To", "Cc", "Date", "Subject")
_MIME: Final = re.compile(rb"\A(?:[A-Za-z][A-Za-z0-9-]*:[^\n]*\n(?:[ \t][^\n]*\n)*)+\r?\n")
_ENDINGS: Final = re.compile(r"\.(?:pgp|gpg|asc|p7m)\Z", re.IGNORECASE)
_MAX_LINE: Final = 900
_MAX_LAYERS: Final = 4
_PKCS7: Final = frozenset({"application/pkcs7-signature", "application/x-pkcs7-signature"})


@dataclass(frozen=True, slots=True)
class _Keys:
    """What opens, and what tells senders: of OpenPGP and of S/MIME."""

    openpgp: Sequence[bytes] = field(repr=False)
    smime: Sequence[Opener] = field(repr=False)
    known: Sequence[bytes]
    certificates: Sequence[bytes]
    at: datetime.datetime


def unseal(options: Mapping[str, Any], data: bytes) -> dict[str, Any]:
    """Every sealed part of a mail or file.

    Options: ``secrets`` (one for each key of the mailbox, newest first: ``openpgp``, ``smime`` and ``certificate``,
    base64), ``known`` (keys and certificates of senders, base64), ``at`` (ISO, aware).

    Returns:
        ``parts``: [{``way``, ``fault`` (code of ``NotOpenedError``, or empty), ``name``, ``media``, ``content``
        (base64), ``state`` (``mail_signature.Signature``), ``key``, ``why``, ``sender``, ``open_to_change``,
        ``headers`` ([{name, value, protected}])}]
    """
    rows = [{name: base64.b64decode(text) for name, text in one.items()} for one in options["secrets"]]
    known = [base64.b64decode(one) for one in options["known"]]
    keys = _Keys(
        [one["openpgp"] for one in rows],
        [Opener(one["certificate"], one["smime"]) for one in rows if one["certificate"] and one["smime"]],
        *_by_form(known),
        datetime.datetime.fromisoformat(options["at"]),
    )
    around, found = _mail(data), sealed_mail.found(data)
    outer, about = _signed(data, around, keys) if len(found) == 1 else (Signed(Signature.NONE), None)
    if about is None or [one.data for one in sealed_mail.found(about)] != [one.data for one in found]:
        outer = Signed(Signature.NONE)  # it covers something else than what was sealed
    return {"parts": [_part(one, around, outer, keys) for one in found]}


def whose(content: bytes, mail: EmailMessage | None, known: Sequence[bytes], at: datetime.datetime) -> Signed:
    """What the signature of a letter that came in clear says; ``known``: keys and certificates of senders."""
    return _signed(content, mail, _Keys((), (), *_by_form(known), at))[0]


def _by_form(known: Sequence[bytes]) -> tuple[list[bytes], list[bytes]]:
    """Keys of OpenPGP, and certificates (DER; a packet of OpenPGP never begins so)."""
    return [one for one in known if one[:1] != b"\x30"], [one for one in known if one[:1] == b"\x30"]


def prepare(setup: Mapping[str, Any]) -> None:
    """Load what opening loads late, where something is to be opened: on no server, which reads a thousand mails."""
    if not setup.get(OPENS):
        return
    now = datetime.datetime.now(datetime.UTC)
    secret, _ = openpgp_mail.make("warm@example.org")
    with contextlib.suppress(NotOpenedError):
        openpgp_mail.opened(b"\xd2\x01\x01", [secret], [], now)


def _part(one: SealedPart, around: EmailMessage | None, outer: Signed, keys: _Keys) -> dict[str, Any]:
    try:
        inside = _opened(one, keys)
    except NotOpenedError as fault:
        return _told(one.way, fault.code)
    content, signed = inside.content, inside.signed
    inner, layers = _mime(content), list[EmailMessage]()
    for _ in range(_MAX_LAYERS):
        said, within = _signed(content, inner, keys)
        if signed.state is Signature.NONE:
            signed = said
        if within is None:
            break
        layers += [inner] if inner is not None else []
        content, inner = within, _mime(within)
    if signed.state is Signature.NONE and outer.state is not Signature.NONE:
        signed = replace(outer, why=outer.why or OUTSIDE)
    changes = inside.open_to_change and signed.state is not Signature.VALID
    if inner is None:
        name = _ENDINGS.sub("", one.name)
        name = name if name and name.lower() != "smime" else "opened.txt"
        media = "text/plain" if name.endswith(".txt") else "application/octet-stream"
        return _told(one.way, "", name, media, content, signed, _headers(around, None, layers), changes=changes)
    whole = _as_mail(content, inner, around)
    headers = _headers(around, inner, layers)
    return _told(one.way, "", "opened.eml", "message/rfc822", whole, signed, headers, changes=changes)


def _opened(one: SealedPart, keys: _Keys) -> Inside:
    if one.way is Way.OPENPGP:
        return openpgp_mail.opened(one.data, keys.openpgp, keys.known, keys.at)
    return smime_mail.opened(one.data, keys.smime)


def _mime(content: bytes) -> EmailMessage | None:
    inner = _mail(content) if _MIME.match(content) else None
    return inner if inner is not None and "content-type" in inner else None


def _told(
    way: Way,
    fault: str,
    name: str = "",
    media: str = "",
    content: bytes = b"",
    signed: Signed | None = None,
    headers: Sequence[Mapping[str, Any]] = (),
    *,
    changes: bool = False,
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
        "sender": said.sender,
        "open_to_change": changes,
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


def _headers(
    around: EmailMessage | None, inner: EmailMessage | None, layers: Sequence[EmailMessage]
) -> list[dict[str, Any]]:
    """What the mail says of itself: what stood inside was protected (RFC 9788), and goes before what stood outside.

    Around a part that is signed for itself (``layers``) anybody wrote what they liked.
    """
    made = []
    for name in _SHOWN:
        within = _header(inner, name)
        if said := within or next(filter(None, (_header(one, name) for one in (*layers, around))), ""):
            made.append({"name": name, "value": said, "protected": bool(within)})
    return made


def _as_mail(content: bytes, inner: EmailMessage, around: EmailMessage | None) -> bytes:
    """What was inside, byte for byte, under those headers that stood outside alone: a mail as any other."""
    outside = {name: _header(around, name) for name in _OUTER if name not in inner}
    return "".join(f"{name}: {said}\n" for name, said in outside.items() if said).encode("utf-8", "replace") + content


def _signed(content: bytes, mail: EmailMessage | None, keys: _Keys) -> tuple[Signed, bytes | None]:
    """What the signature of a whole entity says, and what it covers: that alone is kept, read and shown."""
    try:
        return _said(content, mail, keys)
    except Exception:  # noqa: BLE001 - hostile mails raise many things
        return Signed(Signature.UNCHECKED), None


def _said(content: bytes, mail: EmailMessage | None, keys: _Keys) -> tuple[Signed, bytes | None]:
    if mail is None:
        within = sealed_mail.signed_content(content)
        return (_opaque(content, keys), within) if within is not None else (Signed(Signature.NONE), None)
    if mail.get_content_type() == "multipart/signed":
        return _detached(content, mail, keys)
    if mail.is_multipart():
        return Signed(Signature.NONE), None
    payload = mail.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else b""
    within = sealed_mail.signed_content(data)
    return (_opaque(data, keys), within) if within is not None else (Signed(Signature.NONE), None)


def _opaque(data: bytes, keys: _Keys) -> Signed:
    return smime_mail.checked(data, None, keys.certificates, keys.at)


def _detached(content: bytes, mail: EmailMessage, keys: _Keys) -> tuple[Signed, bytes | None]:
    """Of a multipart/signed (RFC 3156 section 6.1, RFC 8551 section 3.5.3): over the first part's own bytes, by CRLF.

    What is shown is what was signed: a border is a whole line, there are two parts, and no lone CR ends a line for the
    one that reads parts and not for this one. A part more, or another border, would be signed by nobody.
    """
    parts = list(mail.iter_parts())
    border = str(mail.get_boundary() or "").encode("utf-8", "replace")
    said = str(mail.get("content-type", ""))
    if len(parts) < 2 or not border:  # noqa: PLR2004 - what is signed, and the signature
        return Signed(Signature.UNCHECKED), None
    lined = content.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    edge = re.escape(border)
    border = rb"(?:\A|\r\n)--" + edge + rb"(?:--)?[ \t]*(?=\r\n|\Z)"
    body = lined.partition(b"\r\n\r\n")[2]
    cut, begun = re.split(border, body), len(re.findall(rb"(?:\A|\n)--" + edge, body))
    payload = parts[1].get_payload(decode=True)
    # Other readers end a part where a line only begins so: three borders, and no line that looks like one.
    two = len(cut) == 4 and begun == 3 and len(parts) == 2 and b"\r" not in lined.replace(b"\r\n", b"")  # noqa: PLR2004
    if not two or not isinstance(payload, bytes):
        return Signed(Signature.UNCHECKED), None
    about, kind = cut[1].removeprefix(b"\r\n"), parts[1].get_content_type()
    if kind == "application/pgp-signature" and "pgp-signature" in said:
        return openpgp_mail.checked(about, payload, keys.known, keys.at), about
    if kind in _PKCS7 and "pkcs7-signature" in said:
        return smime_mail.checked(payload, about, keys.certificates, keys.at), about
    return Signed(Signature.UNCHECKED), None  # words are no signature
