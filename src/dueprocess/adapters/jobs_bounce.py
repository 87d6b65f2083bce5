"""Job "bounce": whose letter a mail says was not delivered; for the job "parse", which letter one answers.

Hostile bytes, in the sandbox's child and nowhere else.

What comes back is an id that we gave out, and one of four words; nothing of the mail's own text (P2).
"""

import email
import email.policy
import re
from collections.abc import Iterator, Mapping
from email.message import Message
from typing import Any, Final

MAX_PARTS: Final = 50
MAX_HEADERS: Final = 500
MAX_HEAD: Final = 64 << 10
_TO: Final = ("to", "delivered-to", "x-original-to", "envelope-to", "x-envelope-to")
_THREAD: Final = ("in-reply-to", "references")  # RFC 5322, section 3.6.4
_ID: Final = r"(o-[a-z2-7]{24})"
_STATUS: Final = re.compile(r"\s*([245])\.\d{1,3}\.\d{1,3}\b")
_WARM: Final = (
    b"From: <>\nTo: desk+o-aaaaaaaaaaaaaaaaaaaaaaaa@example.org\nMIME-Version: 1.0\n"
    b"Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n\nNo.\n--b\n"
    b"Content-Type: message/delivery-status\n\nReporting-MTA: dns; m\n\nAction: failed\nStatus: 5.1.1\n\n--b--\n"
)

Action = str


def bounce(options: Mapping[str, Any], data: bytes) -> dict[str, Any]:
    """``{"effect": id or null, "action": failed | delayed | other | none, "status": "4", "5" or ""}``.

    Options: ``local`` and ``domain``, the two parts of the house's own address, before any ``+``. ``none``: no report
    of a mail system (RFC 3464), whoever wrote it; ``effect`` null: none about a letter of ours.
    """
    message = email.message_from_bytes(data, policy=email.policy.compat32)
    actions = list(_actions(message))
    return {"effect": _effect(message, options), **_worst(actions)}


def answered(data: bytes, ours: Mapping[str, Any]) -> str | None:
    """Id of the letter that a mail answers or returns, by its heads: whoever knows the id can write it there."""
    whole = email.message_from_bytes(data[:MAX_HEAD], policy=email.policy.compat32)
    if whole.get_content_type() == "multipart/report":
        whole = email.message_from_bytes(data, policy=email.policy.compat32)
    return _effect(whole, ours)


def returned(data: bytes, ours: Mapping[str, Any]) -> str | None:
    """Class of the status (4, 5) where a mail is a mail system's report that a letter was not delivered; else None."""
    head = email.message_from_bytes(data[:MAX_HEAD], policy=email.policy.compat32)
    if head.get_content_type() != "multipart/report":
        return None
    said = bounce(ours, data)
    return str(said["status"]) if said["action"] == "failed" and said["effect"] else None


def warm() -> None:
    """Load what parsing loads late, on no mail of anybody's."""
    bounce({"local": "desk", "domain": "example.org"}, _WARM)


def _worst(actions: list[tuple[Action, str]]) -> dict[str, str]:
    """One letter goes to one recipient; where a report names more, a failure is what must be heard."""
    for wanted in ("failed", "delayed"):
        for action, status in actions:
            if action == wanted:
                return {"action": wanted, "status": status}
    return {"action": "other" if actions else "none", "status": ""}


def _actions(message: Message) -> Iterator[tuple[Action, str]]:
    """Action and class of status of each recipient that the report names."""
    if message.get_content_type() != "multipart/report" or not message.is_multipart():
        return
    for part in _parts(message):
        # The parser takes such a part apart into groups of fields: first of the message, then of each recipient.
        if part.get_content_type() == "message/delivery-status" and part.is_multipart():
            for group in _parts(part):
                if "action" in group:
                    action = str(group.get("action", "")).strip().lower()
                    found = _STATUS.match(str(group.get("status", "")))
                    # Without a status the failure stands all the same.
                    yield action, found[1] if found and found[1] in "45" else "5" if action == "failed" else ""


def _parts(message: Message) -> list[Message]:
    payload = message.get_payload()
    return [one for one in payload[:MAX_PARTS] if isinstance(one, Message)] if isinstance(payload, list) else []


def _effect(message: Message, options: Mapping[str, Any]) -> str | None:
    """The id in the address that it was sent to, else the last in its thread, else that of the mail that it returns."""
    local, domain = re.escape(str(options["local"])), re.escape(str(options["domain"]))
    address = re.compile(rf"(?<![A-Za-z0-9.+_-]){local}\+{_ID}@{domain}(?![A-Za-z0-9.-])", re.IGNORECASE)
    for name, value in _headers(message):
        found = address.search(value) if name in _TO else None
        if found:
            return found[1].lower()
    message_id = re.compile(rf"<{_ID}@{domain}>", re.IGNORECASE)
    for wanted in _THREAD:
        named = [one for name, value in _headers(message) if name == wanted for one in message_id.findall(value)]
        if named:
            return str(named[-1]).lower()
    for part in _parts(message):
        if part.get_content_type() in {"message/rfc822", "text/rfc822-headers"}:
            found = message_id.search(_returned(part))
            if found:
                return found[1].lower()
    return None


def _returned(part: Message) -> str:
    """Message-ID lines of the returned mail, or of its headers alone."""
    if part.is_multipart():
        return "\n".join(str(one.get("message-id", "")) for one in _parts(part))
    text = str(part.get_payload())[: 64 * 1024]
    return "\n".join(line for line in text.splitlines() if line.lower().startswith("message-id:"))


def _headers(message: Message) -> Iterator[tuple[str, str]]:
    for name, value in message.items()[:MAX_HEADERS]:
        yield name.lower(), str(value)[:2000]
