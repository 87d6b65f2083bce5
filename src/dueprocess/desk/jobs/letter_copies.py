"""The sending worker's second task: the copy of a letter that left, for the data protection authority (ADR 0081).

A copy is an effect of its own, with its own Message-ID: a server that refuses it holds no letter back, and a crash
repeats it with the same bytes.
"""

import logging
from typing import Any, Final

from dueprocess.adapters import dates, sealed_letters, smtp
from dueprocess.adapters.pdf import PdfError, letter_pdf
from dueprocess.case.letter_events import copy_failed, copy_left
from dueprocess.case.outcome import Decided
from dueprocess.case.state import CaseState
from dueprocess.desk.data import work
from dueprocess.desk.data.models import Effect
from dueprocess.desk.jobs import letters
from dueprocess.desk.jobs.letters import UnsentError
from dueprocess.desk.jobs.round import Round
from dueprocess.desk.services import copies, outbox, outgoing_letters
from dueprocess.desk.services.letters import key_of_office
from dueprocess.desk.services.outgoing_letters import Fault
from dueprocess.formats import ids
from dueprocess.formats.refusal import DeniedError
from dueprocess.letter.blocks import LetterSet

NO_LINE: Final = "letter.no-copy-line"
"""How a copy ends of which the letter says nothing: nobody was told that it goes, and so it does not."""

_log = logging.getLogger(__name__)


def send_waiting(shift: Round) -> dict[str, Any]:
    """Send the copies that wait. ``{"sent": [case…], "failed": [case…], "waits": code or null}``."""
    sent: list[str] = []
    failed: list[str] = []
    server = letters.server_of(shift)
    if isinstance(server, str):
        return {"sent": sent, "failed": failed, "waits": server}
    for _ in range(letters.MAX_A_ROUND):
        claimed = [] if shift.stopping else work.claim(Effect, shift.desk.now, 1, letters.LEASE, kind=copies.KIND)
        if not claimed:
            break
        effect = Effect.objects.get(pk=claimed[0].id)
        code = _perform(shift, server, effect, claimed[0])
        (failed if code else sent).append(effect.case)
    return {"sent": sent, "failed": failed, "waits": None}


def _perform(shift: Round, server: smtp.Smtp | None, effect: Effect, claimed: work.Claimed) -> str:
    """Send one copy and write it down. Returns the code of what went wrong; empty: it left."""
    code, final = "", True
    try:
        if effect.last_error != outgoing_letters.HANDED:
            _send(shift, server, effect, claimed)
    except UnsentError as fault:
        code, final = fault.code, fault.final
    except Exception as fault:  # noqa: BLE001 - one copy stops no other; the class alone is logged (P2)
        _log.error("a copy could not be made: %s", type(fault).__name__)
        code, final = "letter.fault", claimed.attempts >= letters.TRIES
    if final:
        _ended(shift, effect, claimed, code)
    else:
        work.failed(Effect, claimed, shift.desk.now, code)
    return code


def _send(shift: Round, server: smtp.Smtp | None, effect: Effect, claimed: work.Claimed) -> None:
    """Hand it over. Raises UnsentError."""
    desk = shift.desk
    waiting = outgoing_letters.waiting(desk, effect)
    if isinstance(waiting, Fault) or server is None:
        raise UnsentError(str(waiting if isinstance(waiting, Fault) else Fault.PRACTICE), final=True)
    if copies.wanted(desk, waiting.queued.kind) != copies.authority_of(effect):
        raise UnsentError(str(Fault.NO_COPY), final=True)
    letter, _, along = letters.rewritten(shift, waiting)
    if not copies.stands(letter):
        raise UnsentError(NO_LINE, final=True)
    message, bounces_to, to = _mail(shift, server, effect, letter, ids.short(waiting.case.id), along)
    how, key = key_of_office(desk, copies.authority_of(effect))
    if how:
        try:
            message = sealed_letters.sealed(message, how, key, desk.now)
        except DeniedError:
            raise UnsentError(str(Fault.NO_KEY), final=True) from None
    elif outgoing_letters.came_sealed(waiting.case.id):
        raise UnsentError(str(Fault.NO_KEY), final=True)
    try:
        server.send(message, bounces_to, [to])
    except smtp.MailError as fault:
        tried = fault.permanent and claimed.attempts >= letters.TRIES
        given_up = desk.now - effect.due_at >= letters.GIVE_UP
        raise UnsentError(str(fault), final=tried or fault.code in letters.AT_ONCE or given_up) from None
    work.mark(Effect, claimed, outgoing_letters.HANDED)


def _mail(
    shift: Round, server: smtp.Smtp, effect: Effect, letter: LetterSet, our_id: str, along: list[smtp.Attachment]
) -> tuple[bytes, str, str]:
    """Message, envelope and recipient of the copy: the same letter, in no thread. Raises UnsentError."""
    sender, to = server.settings.sender, copies.contact_of(shift.desk)
    if not smtp.is_address(to):
        raise UnsentError(str(Fault.NO_ADDRESS), final=True)
    words = [dates.SPELLING.languages[sheet.language].mail for sheet in letter.sheets]
    bounces_to = letters.verp(sender, effect.id)
    try:
        message = smtp.compose(
            sender=sender,
            to=to,
            reply_to=bounces_to,
            subject=words[0].copy_subject.format(our_id=our_id),
            body="\n\n".join(one.copy_body for one in words) + "\n",
            message_id=letters.message_id(sender, effect.id),
            at=effect.due_at,
            attachments=[smtp.Attachment(letters.FILE, letters.PDF, letter_pdf(letter, shift.logo())), *along],
            thread=(),
        )
    except smtp.MailError as fault:
        raise UnsentError(str(fault), final=True) from None
    except PdfError:
        raise UnsentError(str(Fault.UNREADABLE), final=True) from None
    return message, bounces_to, to


def _ended(shift: Round, effect: Effect, claimed: work.Claimed, code: str) -> None:
    """It left, will not leave, or was never announced; what was the worker's goes."""
    desk, queued, named = shift.desk, outgoing_letters.queued_body(effect), copies.authority_of(effect)

    def decide(_case: CaseState) -> Decided | None:
        if queued is None or code in {NO_LINE, Fault.PRACTICE}:
            return None
        return copy_failed(queued, named, code, desk.minute) if code else copy_left(queued, named)

    outgoing_letters.record(
        desk,
        effect.case,
        decide,
        ends=outgoing_letters.settled(desk, claimed, code),
        drop="" if code in letters.EVIDENCE else outbox.sealed_of(effect),
    )
