"""Heads and parts of a mail (RFC 5322, 2045): the standard library's parsers raise many things on hostile ones.

Runs in the sandbox's child. What cannot be had is empty: a lost header is no lost demand.
"""

import base64
import codecs
import contextlib
import re
from email.message import EmailMessage
from typing import Final

MAX_HEADER: Final = 2_000  # characters kept of one header
_NAMED: Final = (
    "utf-8 utf-8-sig utf-16 utf-16-le utf-16-be ascii koi8-r koi8-u cp866 cp874 mac-roman mac-cyrillic "
    "gbk gb2312 gb18030 big5 big5hkscs euc_jp euc_kr shift_jis cp932 iso2022_jp"
)
CHARSETS: Final = frozenset(
    (*_NAMED.split(), *(f"iso8859-{one}" for one in range(1, 17)), *(f"cp125{one}" for one in range(9)))
)
"""Charsets that browsers know, as Python names them (there is no twelfth part of ISO 8859)."""
_HEADERS: Final = ("from", "to", "cc", "reply-to", "subject", "date", "message-id")


def headers(message: EmailMessage) -> dict[str, str]:
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


def children(message: EmailMessage) -> list[EmailMessage]:
    """The parts of a mail, or of one part."""
    payload = message.get_payload()
    return [one for one in payload if isinstance(one, EmailMessage)] if isinstance(payload, list) else []


def filename(message: EmailMessage) -> str:
    """A part's name as sent, in one line; empty where it has none."""
    try:
        name = message.get_filename() or ""
    except Exception:  # noqa: BLE001 - as for headers
        name = ""
    return re.sub(r"[\x00-\x1f/\\]", "_", name)[:200]


def charset(message: EmailMessage) -> str | None:
    """What a part says of its letters, where browsers know it (WHATWG Encoding, 4.2): UTF-7 holds words nobody sees."""
    try:
        said = message.get_content_charset()
        return said if said and codecs.lookup(said).name in CHARSETS else None
    except Exception:  # noqa: BLE001 - as for headers
        return None


def payload(message: EmailMessage) -> bytes:
    """A part's bytes, decoded; none where its coding is broken."""
    try:
        payload = message.get_payload(decode=True)
    except Exception:  # noqa: BLE001 - a broken transfer encoding raises anything
        return b""
    return payload if isinstance(payload, bytes) else b""


def coded(message: EmailMessage) -> bytes | None:
    """A mail inside that some gateway put in base64, against RFC 2046 (5.2.1); None for any other."""
    if str(message.get("content-transfer-encoding", "")).strip().lower() != "base64":
        return None
    inner = next(iter(children(message)), None)
    if inner is None or inner.keys():
        return None
    with contextlib.suppress(ValueError, TypeError):
        return base64.b64decode(str(inner.get_payload()), validate=False)
    return None
