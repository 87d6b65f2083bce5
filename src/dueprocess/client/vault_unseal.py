"""What a sender sealed, opened for the vault's page by the program that serves it on a person's own machine (ADR 0102).

The page opens the mailbox's key by the person's own one, and hands it over with what arrived; nothing of it is written
anywhere. Two children open and read, as for ``dueprocess unseal``. What comes in was said by a desk and is hostile.
"""

import base64
import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any, Final

from dueprocess.adapters.jobs_unseal import OUTSIDE
from dueprocess.client import mail_keys, unsealing
from dueprocess.client.unsealing import DO, FAULTS, Part
from dueprocess.client.vault_questions import bytes_of, told
from dueprocess.demand.asking import to_plain
from dueprocess.formats import chain, mail_key
from dueprocess.formats.canonical import encode
from dueprocess.formats.chain import Line, Pin
from dueprocess.formats.note import Verify
from dueprocess.formats.refusal import DeniedError

MAX_KEYS: Final = 40
JSON: Final = "application/json"


def answer(question: Any, check: Verify, at: dt.datetime, reading: Mapping[str, Any]) -> dict[str, Any]:  # noqa: ANN401
    """``notes`` (media and base64 of what is kept in the case), ``said`` (state, changeable, whose, outside).

    Args:
        question: ``pin`` (desk, number, hash), ``itself``, ``authorities`` and ``keys`` as the desk showed them,
            ``secrets`` (base64 of what each envelope held, in their order; empty where it did not open), ``originals``.
        check: Ed25519 verification.
        at: this machine's time, aware.
        reading: options of the job "read".
    """
    return told(lambda: _answer(question, check, at, reading))


def _answer(asked: Any, check: Verify, at: dt.datetime, reading: Mapping[str, Any]) -> dict[str, Any]:  # noqa: ANN401
    shown = asked["itself"]
    line = chain.walk(Pin.read(asked["pin"]), [str(note).encode() for note in shown["rosters"]], check, at)
    ours = list(_ours(asked, line))
    if not ours:
        message = "Nothing here opens mail for you: your own key does. A colleague runs: dueprocess mail-key share"
        raise DeniedError.because("vault.mail-key", message)
    known = mail_keys.known_of(line, shown, asked["authorities"]["rows"], at)
    parts: list[Part] = []
    for original in asked["originals"]:
        try:
            parts += unsealing.unsealed(bytes_of(original), ours, known, at, reading)
        except DeniedError as fault:
            if fault.rule != "unseal.nothing":
                raise
    opened = [one for one in parts if not one.fault]
    if not opened:
        why = parts[0].fault if parts else ""
        says = f"It was not opened: {FAULTS[why]}. {DO[why]}" if why else "Nothing here is sealed by its sender."
        raise DeniedError.because("vault.unsealed", says)
    return {
        "notes": [[media, base64.b64encode(data).decode()] for media, data in _notes(opened)],
        "said": [[str(one.signed.state), one.open_to_change, one.office, one.signed.why == OUTSIDE] for one in opened],
    }


def _ours(asked: Any, line: Line) -> Iterator[tuple[mail_key.MailKey, mail_key.MailSecret]]:  # noqa: ANN401
    named = mail_key.named(line)
    for row, inside in list(zip(asked["keys"]["rows"], asked["secrets"], strict=True))[:MAX_KEYS]:
        if inside and row["hash"] in named:
            one = mail_keys.kept_of(row)
            yield one.key, mail_keys.fitting(one, bytes_of(inside))


def _notes(opened: list[Part]) -> Iterator[tuple[str, bytes]]:
    """What was inside; then, of the first that is a demand, what a machine read in it, as of what came in clear."""
    for one in opened:
        yield one.media, one.content
    read = next((one for one in opened if one.draft is not None and one.face is not None), None)
    if read is not None and read.draft is not None:
        yield JSON, encode({**read.draft, "read": read.face, "asking": to_plain(read.asking)})
