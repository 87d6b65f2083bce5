"""What a page says: an id and a time, and nothing of the case (hazards 6.7, 15.3; P11)."""

import datetime
import zoneinfo

from dueprocess.formats.canonical import encode


def due_text(due: datetime.datetime | None, timezone: str) -> str:
    """The due time where the desk sits, with its distance from UTC; always the same length. A test has none."""
    if due is None:
        return "a test"
    local = due.astimezone(zoneinfo.ZoneInfo(timezone)).isoformat(" ", "minutes")
    return f"due {local[:16]} UTC{local[16:]}"


def page_text(short: str, due: datetime.datetime | None, timezone: str, link: str) -> str:
    """The whole text of a page. ``link`` ends in an id that was drawn for this call alone."""
    acknowledge = f" Acknowledge: {link}" if link else ""
    return f"Due Process: {short}, {due_text(due, timezone)}.{acknowledge}\n"


def page_json(call: str, due: datetime.datetime | None) -> bytes:
    """The body of a webhook: id of the call, and when it is due (RFC 3339, UTC), or null."""
    at = due.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%MZ") if due else None
    return encode({"due": at, "id": call})
