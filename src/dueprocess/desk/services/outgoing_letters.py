"""A letter on its way out: what a person signed, where it may go, and what is recorded when it left, or did not.

The worker's own acts are attested by the desk and grant nothing. What it sends rests on the statement of a person
who might send letters, checked again here, since an effect is a row that anybody with the database can write (5.2).

Nor does the worker believe a sealed letter: it writes it again from the case, and compares. Whoever sealed it may have
been deceived, or may deceive. Little is taken from it: the authority's own reference, which only a client knows, the
right addressee of a demand that went astray, the ids of the thread of mails that it answers or the number of a receipt,
and a point in the house's own words, which must open the commitment that two people signed. What leaves is what this
desk composed.
"""

import datetime
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import product
from typing import Any, Final

from dueprocess.acts import access
from dueprocess.adapters.blobs import BlobError
from dueprocess.case import events
from dueprocess.case.case_events import SEALED, ArrivalReceived
from dueprocess.case.letter_events import (
    BY_WORKER,
    LetterQueued,
    LetterReturned,
    LetterSent,
    came_back,
    decisions_of,
    still_stands,
)
from dueprocess.case.outcome import Decided
from dueprocess.case.state import CaseState
from dueprocess.desk.data import codec, work
from dueprocess.desk.data.models import Effect, Sealed
from dueprocess.desk.data.models import Statement as Stored
from dueprocess.desk.data.transaction import write
from dueprocess.desk.services import copies, duties, outbox, trust
from dueprocess.desk.services.cases import family, rebuilt, state_of
from dueprocess.desk.services.ciphertexts import Attached, bytes_of, keep_large, row_of
from dueprocess.desk.services.desk import Desk, sha256
from dueprocess.desk.services.letters import (
    Merged,
    contact_of,
    house_of,
    languages_of,
    mail_key_of,
    own_words,
    write_letter,
)
from dueprocess.desk.services.record import follow
from dueprocess.desk.services.result import LostRaceError, racing
from dueprocess.formats.object import Header, ObjectKind, commitment
from dueprocess.formats.refusal import Denied
from dueprocess.formats.statement import Act, Statement, hash_of
from dueprocess.letter import plain
from dueprocess.letter.blocks import MERGED, LetterSet
from dueprocess.letter.kinds import LetterKind
from dueprocess.letter.own import OwnWords
from dueprocess.letter.own import sealed as own_of

KIND: Final = outbox.LETTER

HANDED: Final = "letter.handed-over"
"""Mark of an effect whose letter the server took, and whose events are still to be written."""

TRIES: Final = 3


class Fault(StrEnum):
    """Why a letter does not leave, besides what the mail server says (``adapters.smtp.Fault``). Closed."""

    UNSIGNED = "letter.unsigned"  # no valid statement of a person stands behind it
    ALTERED = "letter.altered"  # it does not say what the desk composes
    ATTACHMENT = "letter.attachment"  # a file that goes along acts when it is opened, or hides another
    OVERTAKEN = "letter.overtaken"  # its decision was voided, or another letter took its place
    NO_CONTACT = "letter.no-contact"  # no contact of the authority is verified today
    NO_ADDRESS = "letter.no-address"  # the verified contact is no mail address
    NO_KEY = "letter.no-key"  # it answers what came encrypted, and no key that seals mail is verified, or it ended
    NO_COPY = "letter.no-copy"  # it says that a copy goes to the data protection authority, and none may today
    NO_RECEIPT = "letter.no-receipt"  # nothing can be left at the portal: its receipt ended, or nobody called back
    UNREADABLE = "letter.unreadable"  # the worker's identity does not open it, or it is no letter
    GONE = "letter.gone"  # its ciphertext is not there
    PRACTICE = "practice"  # a desk or case for training sends nothing


@dataclass(frozen=True, slots=True)
class Waiting:
    """A letter that may leave."""

    case: CaseState  # as it stands
    signed_on: CaseState  # as it stood for the person who signed
    queued: LetterQueued
    statement: Statement
    to: str  # the contact that two people verified
    ciphertext: bytes
    key: tuple[str, bytes]  # kind and bytes of the key to which its mail is sealed; empty: it goes in clear


def waiting(desk: Desk, effect: Effect) -> Waiting | Fault:
    """What the worker may open and where it goes, or why not. Writes nothing.

    The copy of a letter follows what left, whatever was decided since.
    """
    event, queued = _queued(effect)
    signed = _signed(desk, event, queued) if event is not None and queued is not None else None
    if event is None or queued is None or signed is None:
        return Fault.UNSIGNED
    name, statement = signed
    case = state_of(effect.case)
    if case.practice or desk.house.practice:
        return Fault.PRACTICE
    copy = effect.kind == copies.KIND
    stands = _left(event, queued) if copy else still_stands(case, queued)
    if not stands or (not copy and statement.says["rests"] != _decisions(case, queued)):
        return Fault.OVERTAKEN
    to = contact_of(desk, case)
    if not to:
        return Fault.NO_CONTACT
    ciphertext = _ciphertext(desk, event, queued)
    if isinstance(ciphertext, Fault):
        return ciphertext
    return Waiting(case, _signed_on(event, name, statement), queued, statement, to, ciphertext, mail_key_of(desk, case))


def came_sealed(case_id: str) -> bool:
    """Whether a demand of the case, or of one whose items came into it, came sealed by its sender."""
    events = (one.body for case in family(case_id) for one in codec.events_of(case))
    return any(isinstance(body, ArrivalReceived) and body.unreadable == SEALED for body in events)


def _left(event: codec.StoredEvent, queued: LetterQueued) -> bool:
    """Whether the worker sent just this letter."""
    later = (one.body for one in codec.events_of(event.case) if one.seq > event.seq)
    return any(
        isinstance(one, LetterSent) and one.sealed == queued.sealed and one.by == BY_WORKER and one.how != "practice"
        for one in later
    )


def queued_body(effect: Effect) -> LetterQueued | None:
    """Body of the event that queued the effect's letter; None where there is none."""
    return _queued(effect)[1]


def _queued(effect: Effect) -> tuple[codec.StoredEvent, LetterQueued] | tuple[None, None]:
    sealed = outbox.sealed_of(effect)
    for event in codec.events_of(effect.case) if effect.case and sealed else ():
        if isinstance(event.body, LetterQueued) and event.body.sealed == sealed:
            return event, event.body
    return None, None


def _signed(desk: Desk, event: codec.StoredEvent, queued: LetterQueued) -> tuple[str, Statement] | None:
    """The statement behind the letter and its name, if it says just that and its person may send letters."""
    said = {key: value for key, value in events.said(queued).items() if key != "by"}
    for name, statement in trust.stored_all(desk, event.statements).items():
        roster = desk.rosters.get(statement.roster[0], desk.roster)
        person = roster.person(statement.by)
        roles = access.roles_of(person.roles) if person else frozenset()
        meant = statement.act is Act.LETTER_SEND and statement.case == event.case
        # Which decisions it names is held against those that stand (``waiting``).
        meant = meant and {**said, "rests": statement.says.get("rests")} == dict(statement.says)
        if meant and statement.by == queued.by and access.may(roles, Act.LETTER_SEND):
            return name, statement
    return None


def _decisions(case: CaseState, queued: LetterQueued) -> list[str]:
    """What a letter names by hash where it answers the decisions that stand."""
    return list(decisions_of(case, queued.kind, queued.items))


def _ciphertext(desk: Desk, event: codec.StoredEvent, queued: LetterQueued) -> bytes | Fault:
    row = Sealed.objects.filter(pk=queued.sealed, case_id=event.case, reader="worker").first()
    if row is None:
        return Fault.GONE
    try:
        data = bytes_of(desk, row)
    except BlobError:
        return Fault.GONE
    return data if sha256(data) in event.sealed else Fault.ALTERED


def _signed_on(queued: codec.StoredEvent, name: str, statement: Statement) -> CaseState:
    """The case as it stood for the person who signed, after what the same look did before it sent the letter."""
    note = bytes(Stored.objects.values_list("note__bytes", flat=True).get(pk=name))
    before = {hash_of(note, number) for number in range(1, statement.number)}
    stood, mine = [], False
    for event in codec.events_of(queued.case):
        if statement.revision < event.seq < queued.seq and event.statements:
            mine = not before.isdisjoint(event.statements)
        # Only the first event of an act names it; those behind it are the act's, too.
        if event.seq <= statement.revision or (mine and event.seq < queued.seq):
            stood.append(event)
    return rebuilt(queued.case, stood)


def record(
    desk: Desk,
    case_id: str,
    decide: Callable[[CaseState], Decided | None],
    *,
    ends: Callable[[], bool] = lambda: True,
    keep: Sequence[Attached] = (),
    beside: Callable[[], object] = lambda: None,
    drop: str = "",
) -> bool:
    """Write what became of a letter, in one transaction. ``decide`` sees the case anew after each lost race.

    ``ends`` ends the effect inside the transaction; False from it (the lease was lost) writes nothing. ``keep``: the
    copy for the case's readers. ``beside``: writes what stands on it, inside the transaction. ``drop``: the ciphertext
    that was the worker's; deleted with it. Returns whether it was written, or needed no writing (``decide`` gave None).
    """
    keep_large(desk, keep)
    for _ in range(TRIES):
        try:
            with racing(), write("letter.record"):
                if not ends():
                    return False
                case = state_of(case_id)
                decided = decide(case)
                Sealed.objects.filter(pk=drop, reader="worker").delete()
                if decided is not None:
                    Sealed.objects.bulk_create(row_of(desk, case_id, one) for one in keep)
                    beside()
                    follow(desk, case, decided, sealed=[sha256(one.bytes) for one in keep])
        except LostRaceError:
            continue
        if drop and desk.blobs is not None:
            desk.blobs.delete(drop)
        return True
    return False


def settled(desk: Desk, claimed: work.Claimed, code: str | None = None) -> Callable[[], bool]:
    """``ends`` of ``record`` for a claimed effect."""
    return lambda: work.settle(Effect, claimed, desk.now, code)


def returned(desk: Desk, effect_id: str, status: str) -> bool:
    """A letter came back: event, duty, and what its leaving had ended is owed again. Once, however often it is told.

    Returns False where nothing can be said yet: the effect is unknown here, or its leaving is not written down.
    """
    effect = Effect.objects.filter(pk=effect_id, kind=KIND).first()
    queued = queued_body(effect) if effect is not None and effect.done_at is not None else None
    if effect is None or queued is None:
        return False

    def decide(case: CaseState) -> Decided | None:
        of_letters = [event for event in codec.events_of(case.id) if getattr(event.body, "sealed", "") == queued.sealed]
        left = [event.event for event in of_letters if isinstance(event.body, LetterSent)]
        if not left or any(isinstance(event.body, LetterReturned) for event in of_letters):
            return None
        decided = came_back(case, queued, status, desk.minute)
        if decided.duties:
            duties.owe_again(desk, case.id, left)
        return decided

    return record(desk, effect.case, decide)


def end(desk: Desk, claimed: work.Claimed, code: str) -> bool:
    """End an effect of which nothing else is to be written."""
    with write("letter.end"):
        return work.settle(Effect, claimed, desk.now, code)


ADDRESSEE: Final = "[[addressee]]"
READ_FOR: Final = datetime.timedelta(hours=1)
"""A letter is sealed within this time after it was composed, perhaps past midnight."""

Found = dict[str, str]


@dataclass(frozen=True, slots=True)
class Meant:
    """What a person signed: case as it then was, kind, items, language; the contact verified now; when it was made."""

    case: CaseState
    kind: LetterKind
    items: tuple[int, ...]
    language: str
    contact: str
    made_at: datetime.datetime


def ours(desk: Desk, meant: Meant, sealed: LetterSet) -> LetterSet | None:
    """The desk's own letter that says just what ``sealed`` says; None where it composes no such letter."""
    wanted = _bare(plain.to_plain(replace(sealed, opened=(), thread=(), receipt="", asked=None), meant.items))
    own = _opened(sealed, own_words(meant.case, meant.items))
    if own is None:
        return None
    for then, languages, merged in _circumstances(desk, meant):
        template = _write(then, meant, languages, replace(merged, own=own))
        found: Found = {}
        if template is None or not _matches(_bare(plain.to_plain(template, meant.items)), wanted, found):
            continue
        filled = replace(
            merged, reference=found.get("reference", ""), right_addressee=found.get("addressee", ""), own=own
        )
        letter = _write(then, meant, languages, filled)
        # What was taken must come out again as it stood there, and nowhere else.
        if letter is not None and _bare(plain.to_plain(letter, meant.items)) == wanted:
            return replace(letter, thread=sealed.thread, receipt=sealed.receipt, asked=sealed.asked)
    return None


def _opened(sealed: LetterSet, agreed: Mapping[int, str]) -> dict[int, OwnWords] | None:
    """By item, the words that two people signed, which the letter's sender has opened for the worker; None: others."""
    found: dict[int, OwnWords] = {}
    for one in sealed.opened:
        content = one.text.encode()
        header, words = Header(ObjectKind.NOTE, "text/plain", "", len(content), one.made_at, one.salt), own_of(content)
        if words is not None and commitment(header, content) == agreed.get(one.item):
            found[one.item] = words
    return found if set(found) == set(agreed) else None


_Circumstance = tuple[Desk, tuple[str, ...], Merged]


def _circumstances(desk: Desk, meant: Meant) -> Iterator[_Circumstance]:
    """Desk of the day, or of the day before where it was read then; languages; lines of address, and what is taken."""
    house, addressees = house_of(desk), (ADDRESSEE, "") if meant.kind is LetterKind.WRONG_ADDRESSEE else ("",)
    lined = (True, False) if copies.wanted(desk, meant.kind) else (False,)
    spoken = dict.fromkeys(((meant.language,), languages_of(meant.case)))
    for at in {desk.day_of(one): one for one in (meant.made_at - READ_FOR, meant.made_at)}.values():
        for languages in spoken:
            merged = product(((meant.contact,), ()), (MERGED, ""), addressees, (False, True), lined)
            for lines, reference, addressee, remarks, copied in merged:
                made = Merged(house, reference, lines, addressee, remarks=remarks, copied=copied)
                yield replace(desk, now=at), languages, made


def _write(desk: Desk, meant: Meant, languages: tuple[str, ...], merged: Merged) -> LetterSet | None:
    made = write_letter(desk, meant.case, meant.kind, meant.items, languages, merged)
    if isinstance(made, Denied) or made.sheets[0].language != meant.language:
        return None
    return made


def _bare(value: Any) -> Any:  # noqa: ANN401 - JSON values
    """Without marks of direction: they show how a text runs, not what it says, and ours are set anew."""
    if isinstance(value, Mapping):
        return {name: _bare(inner) for name, inner in value.items() if name != "isolate"}
    return [_bare(one) for one in value] if isinstance(value, list) else value


def _matches(template: Any, wanted: Any, found: Found) -> bool:  # noqa: ANN401 - JSON values
    if isinstance(template, Mapping) and "merge" in template:
        return isinstance(wanted, Mapping) and _take(template["merge"], wanted.get("text"), found)
    if template == ADDRESSEE:
        return _take("addressee", wanted, found)
    if isinstance(template, Mapping) and isinstance(wanted, Mapping):
        same = set(template) == set(wanted)
        return same and all(_matches(template[name], wanted[name], found) for name in template)
    if isinstance(template, list) and isinstance(wanted, list):
        same = len(template) == len(wanted)
        return same and all(_matches(one, other, found) for one, other in zip(template, wanted, strict=True))
    return bool(template == wanted)


def _take(name: str, text: object, found: Found) -> bool:
    """Every sheet must hold the same."""
    return isinstance(text, str) and found.setdefault(name, text) == text
