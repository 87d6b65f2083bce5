"""The sending worker: opens a letter that a person signed, writes it again from the case, and hands it to the server.

A letter is sent at least once, always with the same Message-ID and the same bytes, so that a repeat is known for one.
What goes wrong is a code; the letter waits, or a person is told. No letter goes to any address but the contact that
two people verified, looked up in the minute of sending.
"""

import base64
import datetime
import json
import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from dueprocess.adapters import crypto, dates, mailboxes, sealed_letters, smtp
from dueprocess.adapters.age_header import AgeError
from dueprocess.adapters.pdf import PdfError, annex_pdf, letter_pdf
from dueprocess.adapters.sandbox import Died, Sandbox
from dueprocess.case.letter_events import gave_up, left
from dueprocess.case.portal import PORTAL, fingerprint, is_left, left_of
from dueprocess.demand.codes import Channel
from dueprocess.desk.data import work
from dueprocess.desk.data.models import Effect, Receipt
from dueprocess.desk.jobs.round import Round
from dueprocess.desk.services import case_keys, copies, outbox, outgoing_letters, portal_desk
from dueprocess.desk.services.ciphertexts import Attached
from dueprocess.desk.services.desk import Desk
from dueprocess.desk.services.house import MailSettings
from dueprocess.desk.services.outgoing_letters import Fault, Waiting
from dueprocess.formats import ids
from dueprocess.formats.errors import ObjectError
from dueprocess.formats.object import ObjectKind
from dueprocess.formats.refusal import Denied, DeniedError
from dueprocess.letter import plain
from dueprocess.letter import standard as answers
from dueprocess.letter.blocks import LetterSet
from dueprocess.letter.kinds import LetterKind
from dueprocess.letter.own import Attachment
from dueprocess.letter.standard import Answered

LEASE: Final = datetime.timedelta(minutes=10)  # longer than a server that answers each command at the last second
MAX_A_ROUND: Final = 50
MAX_SECONDS: Final = 240.0  # after that the round's time is too old to lease by
MAX_LETTER: Final = 256 << 10  # without the files that go along
TRIES: Final = 3  # times that a server may refuse for good
GIVE_UP: Final = datetime.timedelta(hours=48)  # of a server that is not there; then a person sends it otherwise
A_DAY: Final = datetime.timedelta(days=1)
PDF: Final = "application/pdf"
FILE: Final = "letter.pdf"
MAX_LOCAL: Final = 64  # RFC 5321, section 4.5.3.1.1

AT_ONCE: Final = frozenset({*map(str, Fault), smtp.Fault.ADDRESS, smtp.Fault.MESSAGE})
"""Faults that no second try mends."""

EVIDENCE: Final = frozenset({Fault.UNSIGNED, Fault.ALTERED})
"""Faults after which the ciphertext stays: somebody deceived somebody, and people may want to know who."""

_OF_ONE_LETTER: Final = {smtp.Fault.BUSY, smtp.Fault.REFUSED, smtp.Fault.ADDRESS, smtp.Fault.MESSAGE}
_OF_THE_HOUSE: Final = frozenset(smtp.Fault) - _OF_ONE_LETTER

_log = logging.getLogger(__name__)


class UnsentError(Exception):
    """A letter did not leave. ``final``: no second try; a person is told."""

    def __init__(self, code: str, *, final: bool) -> None:
        super().__init__(code)
        self.code = code
        self.final = final


@dataclass(frozen=True, slots=True, repr=False)
class Made:
    """A letter ready to leave: by which server, the mail, its envelope, and the copy for the case."""

    server: smtp.Smtp
    message: bytes
    bounces_to: str
    to: str
    copy: Attached | None  # none where nobody signed a key of the case
    parcel: tuple[Receipt, Attached] | None  # what is left at the portal, whose mail only tells of it


def send_waiting(shift: Round) -> dict[str, Any]:
    """Send what waits, one after the other. ``{"sent": [case…], "failed": [case…], "waits": code or null}``."""
    sent: list[str] = []
    failed: list[str] = []
    server = server_of(shift)
    if isinstance(server, str):
        return {"sent": sent, "failed": failed, "waits": server}
    began = time.monotonic()
    for _ in range(MAX_A_ROUND):
        over = shift.stopping or time.monotonic() - began > MAX_SECONDS
        claimed = [] if over else work.claim(Effect, shift.desk.now, 1, LEASE, kind=outgoing_letters.KIND)
        if not claimed:
            break
        effect = Effect.objects.get(pk=claimed[0].id)
        code = _perform(shift, server, effect, claimed[0])
        (failed if code else sent).append(effect.case)
        if code in _OF_THE_HOUSE:
            return {"sent": sent, "failed": failed, "waits": code}  # the next letter would meet the same
    return {"sent": sent, "failed": failed, "waits": None}


def server_of(shift: Round) -> "smtp.Smtp | str | None":
    """The server, none where nothing leaves anyway, or the code of what is missing."""
    settings = shift.desk.house.mail
    if shift.desk.house.practice:
        return None
    if not shift.secret:
        return "worker.no-identity"
    if settings is None:
        return "mail.not-set"
    try:
        return smtp.Smtp(settings, smtp.read_password(settings.password_file))
    except smtp.MailError as fault:
        return str(fault)


def _perform(shift: Round, server: smtp.Smtp | None, effect: Effect, claimed: work.Claimed) -> str:
    """Send one letter and write it down. Returns the code of what went wrong; empty: it left."""
    try:
        made = _send(shift, server, effect, claimed)
    except UnsentError as fault:
        _unsent(shift.desk, effect, claimed, fault)
        return fault.code
    except Exception as fault:  # noqa: BLE001 - one letter stops no other; the class alone is logged (P2)
        _log.error("a letter could not be made: %s", type(fault).__name__)
        handed = Effect.objects.filter(pk=effect.pk, last_error=outgoing_letters.HANDED).exists()
        work.failed(Effect, claimed, shift.desk.now, outgoing_letters.HANDED if handed else "letter.fault")
        return "letter.fault"
    _left(shift.desk, effect, claimed, made)
    return ""


def _send(shift: Round, server: smtp.Smtp | None, effect: Effect, claimed: work.Claimed) -> Made | None:
    """Hand it over, unless it was before a crash. Raises UnsentError."""
    if effect.last_error == outgoing_letters.HANDED:
        try:
            return _made(shift, server, effect)
        except UnsentError:
            queued = outgoing_letters.queued_body(effect)
            if queued is not None and queued.how == PORTAL:
                raise  # what was told of and does not lie in the portal has not left
            return None  # it left; that its circumstances changed since does not undo that, and only costs the copy
    made = _made(shift, server, effect)
    try:
        made.server.send(made.message, made.bounces_to, [made.to])
    except smtp.MailError as fault:
        tried = fault.permanent and claimed.attempts >= TRIES
        final = tried or fault.code in AT_ONCE or shift.desk.now - effect.due_at >= GIVE_UP
        raise UnsentError(str(fault), final=final) from None
    # A crash from here on writes down what was done, and sends nothing again.
    work.mark(Effect, claimed, outgoing_letters.HANDED)
    return made


def _made(shift: Round, server: smtp.Smtp | None, effect: Effect) -> "Made":
    """The mail, if it may still leave. Raises UnsentError."""
    waiting = outgoing_letters.waiting(shift.desk, effect)
    if isinstance(waiting, Fault) or server is None:
        raise UnsentError(str(waiting if isinstance(waiting, Fault) else Fault.PRACTICE), final=True)
    return _make(shift, server, effect, waiting)


def _left(desk: Desk, effect: Effect, claimed: work.Claimed, made: Made | None) -> None:
    queued = outgoing_letters.queued_body(effect)
    receipt, parcel = made.parcel if made and made.parcel else (None, None)

    def beside() -> None:
        if receipt is not None and parcel is not None and queued is not None:
            portal_desk.lay(desk, receipt, left_of(queued.kind), parcel)
        if queued is not None and copies.wanted(desk, queued.kind):
            copies.enter(desk, effect.case, queued)

    outgoing_letters.record(
        desk,
        effect.case,
        lambda case: None if queued is None else left(case, queued, queued.how),
        ends=outgoing_letters.settled(desk, claimed, ""),
        keep=[one for one in (made.copy if made else None, parcel) if one],
        beside=beside,
        drop="" if queued is not None and copies.wanted(desk, queued.kind) else outbox.sealed_of(effect),
    )
    if receipt is not None:
        portal_desk.refresh(desk, effect.case)


def _unsent(desk: Desk, effect: Effect, claimed: work.Claimed, fault: UnsentError) -> None:
    queued = outgoing_letters.queued_body(effect)
    if not fault.final:
        work.failed(Effect, claimed, desk.now, fault.code)
    elif queued is None:  # an effect that no event explains: nothing of a case can be said
        outgoing_letters.end(desk, claimed, fault.code)
    else:
        practice = fault.code == Fault.PRACTICE
        outgoing_letters.record(
            desk,
            effect.case,
            lambda case: left(case, queued, "practice") if practice else gave_up(case, queued, fault.code, desk.minute),
            ends=outgoing_letters.settled(desk, claimed, fault.code),
            drop="" if fault.code in EVIDENCE else outbox.sealed_of(effect),
        )


def _make(shift: Round, server: smtp.Smtp, effect: Effect, waiting: Waiting) -> Made:
    """Open, write again, compare, set, compose. Raises UnsentError."""
    sender = server.settings.sender
    letter, made_at, along = rewritten(shift, waiting)
    try:
        pdf = letter_pdf(letter, shift.logo())
    except PdfError:
        raise UnsentError(str(Fault.UNREADABLE), final=True) from None
    bounces_to = verp(sender, effect.id)
    along = [*along, *standard(waiting, letter, effect.id, made_at)]
    parcel = _parcel(shift, waiting, letter.receipt, pdf, [one for one in along if one.media == PDF], made_at)
    until = portal_desk.letter_until(shift.desk) if parcel else None
    subject, body = cover(letter, ids.short(waiting.case.id), until)
    # An acknowledgement's bytes are equal for every sender (hazard 2.1): it answers in no thread.
    threaded = waiting.case.channel == Channel.MAIL and letter.kind is not LetterKind.ACKNOWLEDGEMENT
    thread = letter.thread if threaded else ()
    if not smtp.is_address(waiting.to):
        raise UnsentError(str(Fault.NO_ADDRESS), final=True)
    try:
        message = smtp.compose(
            sender=sender,
            to=waiting.to,
            reply_to=bounces_to,
            subject=f"Re: {subject}" if thread else subject,
            body=body,
            message_id=message_id(sender, effect.id),
            at=effect.due_at,
            attachments=[] if parcel else [smtp.Attachment(FILE, PDF, pdf), *along],
            thread=thread,
        )
    except smtp.MailError as fault:
        raise UnsentError(str(fault), final=True) from None
    how, key = waiting.key
    if not how and parcel is None and outgoing_letters.came_sealed(waiting.case.id):
        raise UnsentError(str(Fault.NO_KEY), final=True)  # by the way on which it came, or by a person (TKÜV § 31(2))
    if how:
        try:
            message = sealed_letters.sealed(message, how, key, shift.desk.now)
        except DeniedError:
            raise UnsentError(str(Fault.NO_KEY), final=True) from None
    return Made(server, message, bounces_to, waiting.to, _copy(shift.desk, waiting, pdf, made_at), parcel)


def standard(waiting: Waiting, letter: LetterSet, effect: str, made_at: str) -> list[smtp.Attachment]:
    """The answer in the form in which the demand came: a message of ETSI TS 103 120, and Annex III (ADR 0103).

    Written here from the case, as the letter is; the sealed letter gives the ids alone that the message repeats. Raises
    UnsentError.
    """
    if letter.asked is None:
        return []
    answered = Answered(waiting.signed_on, letter, waiting.queued.items, letter.asked)
    try:
        pdf, message = annex_pdf(answered, made_at[:10]), answers.message(answered, effect, made_at)
    except PdfError:
        raise UnsentError(str(Fault.UNREADABLE), final=True) from None
    form = answered.asked.form
    made = [smtp.Attachment(f"{answers.FILE}.{form}", answers.MEDIA[form], message)] if message else []
    return [*made, *([smtp.Attachment(answers.ANNEX, PDF, pdf)] if pdf else [])]


def _parcel(
    shift: Round, waiting: Waiting, number: str, pdf: bytes, along: Sequence[smtp.Attachment], made_at: str
) -> tuple[Receipt, Attached] | None:
    """The letter, and behind it what goes along, as one document for the holder of the receipt; None by mail.

    ``number``: of the receipt, as the client read it in the original: another key's letter is left for nobody. Raises
    UnsentError.
    """
    desk = shift.desk
    if not is_left(waiting.case.channel, waiting.queued.how):
        return None
    receipt = portal_desk.receipt_of(desk, waiting.case)
    if isinstance(receipt, Denied) or fingerprint(receipt.recipient) != number:
        raise UnsentError(str(Fault.NO_RECEIPT), final=True)
    whole = _bound(shift, pdf, along)
    sealed = crypto.seal(ObjectKind.LETTER, PDF, whole, receipt.recipient, made_at, FILE)
    return receipt, Attached(ids.sealed_id(desk.draw()), str(ObjectKind.LETTER), "recipient", sealed)


def _bound(shift: Round, pdf: bytes, along: Sequence[smtp.Attachment]) -> bytes:
    if not along:
        return pdf
    parts = [pdf, *(one.data for one in along)]
    sizes = [len(one) for one in parts]
    with shift.sandbox() as box:
        answer = box.run("attach", {"sizes": sizes}, b"".join(parts), seconds=SECONDS, max_answer=MAX_BOUND)
    if isinstance(answer, Died):
        raise UnsentError(str(Fault.ATTACHMENT), final=True)
    return base64.b64decode(answer["made"])


def cover(letter: LetterSet, our_id: str, until: datetime.date | None = None) -> tuple[str, str]:
    """Subject and body of the mail: neutral words, our own id, nothing of the demand (P11).

    An acknowledgement's are equal for every sender, as all of it is (hazard 2.1). ``until``: the letter lies in the
    portal to this day, and the mail only says so.
    """
    spelling, codes = dates.SPELLING, [sheet.language for sheet in letter.sheets]
    words = [spelling.languages[code].mail for code in codes]
    shown = "" if letter.kind is LetterKind.ACKNOWLEDGEMENT else our_id
    says = [
        one.portal.format(until=spelling.day(until, code)) if until else one.body
        for one, code in zip(words, codes, strict=True)
    ]
    return words[0].subject.format(our_id=shown).strip(), "\n\n".join(says) + "\n"


def verp(sender: str, effect: str) -> str:
    """The address of one letter: replies and bounces come to it, and it names nothing but the letter's random id."""
    local, _, domain = sender.rpartition("@")
    made = f"{local}+{effect}"
    if len(made) > MAX_LOCAL:
        raise UnsentError(str(smtp.Fault.SENDER), final=False)
    return f"{made}@{domain}"


def message_id(sender: str, effect: str) -> str:
    """The one Message-ID of a letter, before and after every crash."""
    return f"<{effect}@{smtp.domain_of(sender)}>"


def _copy(desk: Desk, waiting: Waiting, pdf: bytes, made_at: str) -> Attached | None:
    """What left, byte for byte, for those who read the case: sealed to the key that a person signed, or not kept."""
    recipient = case_keys.signed(desk, waiting.case)
    if not recipient:
        return None
    sealed = crypto.seal(ObjectKind.LETTER, PDF, pdf, recipient, made_at, FILE)
    return Attached(ids.sealed_id(desk.draw()), str(ObjectKind.LETTER), "case", sealed)


def rewritten(shift: Round, waiting: Waiting) -> tuple[LetterSet, str, list[smtp.Attachment]]:
    """The desk's own letter that says what the sealed one says, and what goes along. Raises UnsentError."""
    try:
        header, content = crypto.unseal(waiting.ciphertext, [shift.secret])
    except (AgeError, ObjectError):
        raise UnsentError(str(Fault.UNREADABLE), final=True) from None
    meant, (words, _, behind) = _meant(waiting, header.made_at), content.partition(b"\0")
    same = None if meant is None else _same(shift.desk, meant, header.media, words)
    along = None if same is None else plain.files_of(same[0], behind)
    if same is None or along is None:
        raise UnsentError(str(Fault.ALTERED), final=True)
    if copies.stands(same[1]) and not copies.may_leave(shift.desk, waiting.case, waiting.queued.items):
        raise UnsentError(str(Fault.NO_COPY), final=True)
    _check_files(shift, along)
    return same[1], header.made_at, [smtp.Attachment(one.name, PDF, data) for one, data in along]


def _check_files(shift: Round, along: Sequence[tuple[Attachment, bytes]]) -> None:
    """Two people agreed to these bytes; what acts when it is opened leaves all the same not. Raises UnsentError."""
    if not along:
        return
    with shift.sandbox() as box:
        for _, data in along:
            answer = box.run("attach", {}, data, seconds=SECONDS, max_answer=MAX_ANSWER)
            if isinstance(answer, Died) or answer["unfit"]:
                raise UnsentError(str(Fault.ATTACHMENT), final=True)


def _meant(waiting: Waiting, made_at: str) -> outgoing_letters.Meant | None:
    """What the statement says; None where the letter is of another day than the signature."""
    made, signed = datetime.datetime.fromisoformat(made_at), datetime.datetime.fromisoformat(waiting.statement.at)
    if abs(signed - made) > A_DAY:
        return None
    queued = waiting.queued
    kind = LetterKind(queued.kind)
    return outgoing_letters.Meant(waiting.signed_on, kind, queued.items, queued.language, waiting.to, made)


def _same(desk: Desk, meant: outgoing_letters.Meant, media: str, content: bytes) -> tuple[LetterSet, LetterSet] | None:
    """The sealed letter, and the desk's own that says the same."""
    if media != plain.MEDIA or len(content) > MAX_LETTER:
        return None
    try:
        sealed, items = plain.from_plain(json.loads(content))
    except (ValueError, RecursionError):  # LetterError is one
        return None
    fits = sealed.kind is meant.kind and items == meant.items
    made = outgoing_letters.ours(desk, meant, sealed) if fits else None
    return None if made is None else (sealed, made)


SECONDS: Final = 10.0
MAX_ANSWER: Final = 4096
MAX_BOUND: Final = 64 << 20


def take_back(shift: Round) -> dict[str, Any]:
    """One look into the mailbox. ``{"returned": [effect…], "waits": code or null}``; a mailbox never makes it raise."""
    settings = shift.desk.house.mail
    returned: list[str] = []
    if settings is None or not settings.bounces or shift.desk.house.practice:
        return {"returned": returned, "waits": None}
    try:
        password = smtp.read_password(settings.bounces_password_file or settings.password_file)
        with mailboxes.opened(settings.bounces, password) as box:
            _look_through(shift, settings, box, returned)
    except (mailboxes.MailboxError, smtp.MailError) as fault:
        return {"returned": returned, "waits": str(fault)}
    return {"returned": returned, "waits": None}


def _look_through(shift: Round, settings: MailSettings, box: mailboxes.Mailbox, returned: list[str]) -> None:
    started: Sandbox | None = None
    try:
        for one in box.letters(frozenset(shift.looked)):
            if shift.stopping:
                return
            if started is None:
                started = shift.sandbox().__enter__()  # only where there is something to look at
            effect, status = _read(started, settings, one.data)
            if not effect or not Effect.objects.filter(pk=effect, kind=outgoing_letters.KIND).exists():
                shift.looked.add(one.key)
            elif outgoing_letters.returned(shift.desk, effect, status):
                returned.append(effect)
                box.remove(one.key)
    finally:
        if started is not None:
            started.close()


def _read(box: Sandbox, settings: MailSettings, data: bytes) -> tuple[str, str]:
    """Id of the letter that was not delivered, and the class of its status; empty where the mail says no such thing."""
    local, _, domain = settings.sender.rpartition("@")
    answer = box.run("bounce", {"local": local, "domain": domain}, data, seconds=SECONDS, max_answer=MAX_ANSWER)
    if isinstance(answer, Died) or answer["action"] != "failed" or answer["effect"] is None:
        return "", ""
    return answer["effect"], answer["status"]
