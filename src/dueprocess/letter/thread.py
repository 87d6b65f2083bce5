"""Where a letter answers: in which thread of mails, or by which receipt, out of the original that only a client opens.

A demand that came by mail is answered in its thread (RFC 5322, section 3.6.4). The ids are the sender's own words: they
are bounded, each is a plain id or is left out, and none says where the letter goes. Their subject is never repeated.

A demand that came through our portal names the number of its receipt (``case.portal.fingerprint``). The key that a row
of the desk names for it counts by that number alone: else whoever writes the database would read the next letter.
"""

import re
from typing import Annotated, Final

from dueprocess.formats.record import matching, sized

MAX_IDS: Final = 10
MAX_ID: Final = 250
MARKS: Final = 4
MAX_MARK: Final = 240  # characters of one value of a docket
BYTES: Final = "sha256:"
MAX_HEAD: Final = 64 << 10  # bytes at the beginning of a mail that are looked at

_NUMBER: Final = r"[0-9]{4}(?: [0-9]{4}){7}"
ReceiptNumber = Annotated[str, matching(_NUMBER, "the number of a receipt, eight groups of four digits")]
"""As the official reads it out on the call."""

_WORD: Final = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,200}"
_ID: Final = rf"<(?=.{{1,{MAX_ID}}}>){_WORD}@{_WORD}>"
Thread = Annotated[tuple[Annotated[str, matching(_ID, "the id of a message, as <id@host>")], ...], sized(0, MAX_IDS)]
"""Ids of a thread, the oldest first; the last is that of the message that is answered. Empty: no thread."""

_FOUND: Final = re.compile(r"<[^<>\s]{1,400}>")
_PLAIN: Final = re.compile(_ID)
_FIELD: Final = re.compile(r"(?:\A|\n)(message-id|references|in-reply-to)[ \t]*:((?:[^\n]|\n[ \t])*)", re.IGNORECASE)
_END: Final = re.compile(rb"\r?\n\r?\n")


def thread_of(original: bytes) -> tuple[str, ...]:
    """The thread in which a mail is answered; empty for bytes that are no mail, or one without a plain id.

    The first field of a name counts. Of a long thread the first message stays, and the last ones.
    """
    head = _END.split(original[:MAX_HEAD], maxsplit=1)[0].decode("latin-1").replace("\r\n", "\n")
    fields: dict[str, list[str]] = {}
    for name, value in _FIELD.findall(head):
        fields.setdefault(name.lower(), [one for one in _FOUND.findall(value) if _PLAIN.fullmatch(one)])
    mine = fields.get("message-id", [])
    if len(mine) != 1:
        return ()
    before = fields.get("references") or fields.get("in-reply-to", [])[:1]
    ids = [one for one in dict.fromkeys(before) if one != mine[0]]
    kept = ids if len(ids) < MAX_IDS else [ids[0], *ids[2 - MAX_IDS :]]
    return (*kept, mine[0])


def marks_of(original: bytes, hashed: str) -> tuple[str, ...]:
    """By what two arrivals are known as one mail or one exchange: bytes, its own id, then the nearest ids before it.

    They stand in the docket alone, which is sealed: a hash or an id of clear text confirms a guess (hazard 3.5).
    ``hashed``: SHA-256 (hex) of the original.
    """
    ids = [one for one in reversed(thread_of(original)) if len(one) <= MAX_MARK]
    return (f"{BYTES}{hashed[:32]}", *ids[:MARKS])


def receipt_of(original: bytes) -> str:
    """The number of the receipt that a demand names which came through the portal; empty where none stands there.

    The portal's page writes it above all that the official typed.
    """
    found = re.search(rf"(?<![0-9]){_NUMBER}(?![0-9])", original[:MAX_HEAD].decode("utf-8", "replace"))
    return found[0] if found else ""
