"""The finished notice of a person, as it lies sealed to the notifier (docs/reference/person.md).

It holds all that is needed on the day on which the person may be told: whose account it is, who may be reached how, and
the page that two people wrote and read. 32 KiB, always: its length says nothing.
"""

from dataclasses import dataclass
from typing import Annotated, Final

from dueprocess.formats.forms import Records
from dueprocess.formats.person_page import PersonPage, unpack
from dueprocess.formats.record import Check, Day, Hash, an_id, between, exactly, matching, sized

FORM: Final = "dueprocess.finished-notice/1"
MEDIA: Final = "application/vnd.dueprocess.finished-notice"
BYTES: Final = 1 << 15
_MARK: Final = b"DPF1"
_HEAD: Final = len(_MARK) + 4
_Code = Annotated[str, matching(r"[a-z][a-z_]{0,31}", "a code")]


@dataclass(frozen=True, slots=True, repr=False)
class Finished:
    """One notice. ``page``: bytes of DPN2, in base64; ``mark``: of these, as it was signed in the case."""

    case: Annotated[str, an_id("c")]
    item: Annotated[int, between(1, 9999)]
    handle: Annotated[str, matching(r"ALL|T[1-9][0-9]{0,3}", "a handle")]
    account: Annotated[str, sized(0, 320), Check(lambda text: not text or text.isprintable(), "a text on one line")]
    role: _Code
    to: _Code
    risk: _Code
    made_on: Day
    mark: Hash
    page: Annotated[str, matching(r"[0-9A-Za-z+/=]{1,24000}", "bytes in base64")]
    form: Annotated[str, exactly(FORM)] = FORM


def pack(notice: Finished) -> bytes:
    """Its bytes, padded. Raises DeniedError ``notice.form``."""
    inside = _FORM.encode(notice)
    return (_MARK + len(inside).to_bytes(4, "big") + inside).ljust(BYTES, b"\0")


def read(data: bytes) -> Finished:
    """The notice of its bytes. Raises DeniedError ``notice.form``."""
    length = int.from_bytes(data[len(_MARK) : _HEAD], "big")
    end = _HEAD + length
    if len(data) != BYTES or not data.startswith(_MARK) or end > BYTES or any(data[end:]):
        _FORM.refuse("form", "that is no finished notice")
    return _FORM.decode(data[_HEAD:end])


def text_of(page: bytes) -> str:
    """The page of a notice as a text that is sent, in each of its languages. Raises ObjectError."""
    made: PersonPage = unpack(page)
    sheets = []
    for sheet in made.sheets:
        parts = ["\n".join((part.heading, *part.lines)) for part in sheet.parts]
        sheets.append("\n\n".join((sheet.title, *parts)))
    return "\n\n\n".join(sheets) + "\n"


_FORM: Final = Records(Finished, "notice", "form")
