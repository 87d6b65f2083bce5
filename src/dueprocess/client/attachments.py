"""PDF files that go along with a letter, on a person's own machine: looked at and drawn in a child (ADR 0080)."""

import base64
from collections.abc import Mapping, Sequence
from typing import Any, Final

from dueprocess.adapters import crypto
from dueprocess.adapters.sandbox import Died, Sandbox
from dueprocess.client.vault_questions import bytes_of, told
from dueprocess.formats.refusal import Denied, DeniedError, Msg
from dueprocess.letter.own import MAX_ATTACHED, MAX_BYTES, Attachment, safe_name

RULE: Final = "letter.attachment"
SECONDS: Final = 25.0
_MAX_DRAWN: Final = 20 << 20
_MAX_BOUND: Final = 64 << 20
PDF: Final = "application/pdf"

_WHY: Final = {
    "other": Msg("its bytes are no PDF file"),
    "large": Msg("it has more than {most} bytes", most=MAX_BYTES),
    "damaged": Msg("it is damaged, or written so that it cannot be read whole"),
    "long": Msg("it has more than 40 pages"),
    "locked": Msg("it is encrypted"),
    "script": Msg("it holds a script"),
    "hidden": Msg("it holds another file"),
    "starts": Msg("it starts a program, opens another file, or sends something"),
    "stopped": Msg("looking at it needed more than it may have"),
}


def _looked(name: str, data: bytes) -> tuple[str, bytes]:
    """Why a file does not go along, or empty; its pages as pictures where it has a ``name``."""
    with Sandbox() as box:
        answer = box.run("attach", {"name": name}, data, seconds=SECONDS, max_answer=_MAX_DRAWN)
    return ("stopped", b"") if isinstance(answer, Died) else (answer["unfit"], base64.b64decode(answer["made"]))


def check(name: str, data: bytes) -> None:
    """Whether a file may go along. Raises DeniedError ``letter.attachment``."""
    unfit, _ = _looked("", data)
    if unfit:
        says = Msg("{name} does not go along: {why}.", name=name, why=_WHY[unfit])
        raise DeniedError(Denied(RULE, says, Msg("Print it into a new PDF file and attach that, or leave it out.")))


def named(files: Sequence[tuple[str, bytes]]) -> tuple[Attachment, ...]:
    """Each file as the signed text names it. Raises DeniedError ``letter.attachment`` for what does not go along."""
    found = tuple(Attachment(safe_name(name), len(data), crypto.sha256(data)) for name, data in files)
    if len(found) > MAX_ATTACHED or sum(one.size for one in found) > MAX_BYTES:
        says = Msg("A letter takes {count} files of {most} bytes together.", count=MAX_ATTACHED, most=MAX_BYTES)
        raise DeniedError(Denied(RULE, says, Msg("Leave some out, or send them in a letter of their own.")))
    if len({one.name.lower() for one in found}) < len(found):
        says = Msg("Two files would leave with one name.")
        raise DeniedError(Denied(RULE, says, Msg("Give each another name of ASCII letters and digits.")))
    for one, (_, data) in zip(found, files, strict=True):
        check(one.name, data)
    return found


def bound(letter: bytes, files: Sequence[bytes]) -> bytes:
    """A letter and the files that go along as one PDF, for the printer. Raises DeniedError ``letter.attachment``."""
    if not files:
        return letter
    sizes = [len(one) for one in (letter, *files)]
    with Sandbox() as box:
        data = b"".join((letter, *files))
        answer = box.run("attach", {"sizes": sizes}, data, seconds=SECONDS, max_answer=_MAX_BOUND)
    if isinstance(answer, Died):
        says = Msg("Letter and files cannot be made one document.")
        raise DeniedError(Denied(RULE, says, Msg("Print the files out of the case (open), each by itself.")))
    return base64.b64decode(answer["made"])


def answer(question: object) -> dict[str, Any]:
    """For our own page, of a file (``{"name", "bytes": base64}``): its name as it leaves, its SHA-256, its pages.

    ``unfit``: why it does not go along (``enclosed_files.Unfit``, or ``stopped``); empty where it may.
    """
    return told(lambda: _answer(question))


def _answer(question: object) -> dict[str, Any]:
    asked = question if isinstance(question, Mapping) else {}
    name, data = safe_name(str(asked["name"])), bytes_of(asked["bytes"])
    unfit, pages = _looked(name, data)
    return {
        "name": name,
        "pages": base64.b64encode(pages).decode(),
        "sha256": crypto.sha256(data),
        "size": len(data),
        "unfit": unfit,
    }
