"""Stored statements are believed only after their signature was checked again (hazards 2.4, 5.2, 9.1).

Whoever writes the database can write rows. What gives trust is a note that verifies under the roster of its number.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Final

from django.db.models import Q

from dueprocess.acts import access
from dueprocess.adapters import crypto
from dueprocess.case.case_events import AuthorityCalledBack, FaceConfirmed, FaceDrafted
from dueprocess.case.decision_events import (
    DecisionProposed,
    GateAnswered,
    SecrecyEnded,
    SecrecyRecorded,
    SecrecyRefused,
)
from dueprocess.case.events import EventKind
from dueprocess.case.lapses import BY_TIME
from dueprocess.case.outcome import Rule
from dueprocess.case.state import CaseState
from dueprocess.demand.codes import Role
from dueprocess.desk.data import codec, rowstore
from dueprocess.desk.data.models import EventOpening, GateAnswer, Note, Secrecy
from dueprocess.desk.services import purge_record
from dueprocess.desk.services.desk import Desk
from dueprocess.formats import links
from dueprocess.formats import statement as statements
from dueprocess.formats.errors import StatementError
from dueprocess.formats.refusal import Denied, Msg
from dueprocess.formats.roster import Mark, Roster
from dueprocess.formats.standing import Standing
from dueprocess.release.gathering import signed_by, stayed

OF_KIND: Final = {
    EventKind.FACE_CONFIRMED: statements.Act.FACE_CONFIRM,
    EventKind.AUTHORITY_CALLED_BACK: statements.Act.AUTHORITY_CALL_BACK,
    EventKind.DECISION_PROPOSED: statements.Act.DECISION_PROPOSE,
}
"""Events that a grant relies on, and the act that each must rest on."""

OF_REGISTER: Final = {
    EventKind.FACE_CONFIRMED: statements.Act.FACE_CONFIRM,
    EventKind.GATE_ANSWERED: statements.Act.GATE_ANSWER,
    EventKind.SECRECY_ENDED: statements.Act.SECRECY_END,
    EventKind.PUBLICATION_PUBLISHED: statements.Act.PUBLICATION_PUBLISH,
    EventKind.CONSENT_SAID: statements.Act.PUBLICATION_CONSENT,
    EventKind.DOCUMENT_PROPOSED: statements.Act.DOCUMENT_PROPOSE,
    EventKind.DOCUMENT_PUBLISHED: statements.Act.DOCUMENT_PUBLISH,
}
"""Events that a row of a public register relies on (P6)."""


def checked(desk: Desk, note: bytes) -> statements.Statement:
    """The one act of a note, to do now: roster in force, signature, no retired key. Raises StatementError."""
    statement, _ = statements.parse(note)
    checked_look(desk, note)
    return statement


def checked_look(desk: Desk, note: bytes) -> statements.Look:
    """``checked`` for a note of one act or several. Raises StatementError."""
    look, signed = statements.parse_look(note)
    # A roster whose hours run may be named: who signs names the newest that they saw, and counts by the one in force.
    named = desk.rosters.get(look.roster[0], desk.roster)
    named = named if named.number > desk.roster.number else desk.roster
    statements.verify_parsed(look, signed, named, crypto.verify)
    key, now = statements.key_of(note, named), desk.roster.person(look.by)
    if now is None or key not in now.keys:
        reason = f"{look.by} has no such key on roster {desk.roster.number}, which is in force"
        raise StatementError.because("statement.not-on-roster", reason)
    desk.standing.check_now(look, desk.roster, note)
    return look


def notes_of(case_id: str) -> list[bytes]:
    """The links of a case's chain, oldest first, or of the desk's own (``links.DESK``)."""
    mine = Q(statement__case=case_id) | Q(statement__joins=case_id) if case_id else Q(statement__case="")
    rows = Note.objects.filter(mine).order_by("statement__event_id").values_list("bytes", flat=True)
    return list(dict.fromkeys(map(bytes, rows)))  # the acts of one look are one note


def mark_of(desk: Desk, case_id: str) -> Mark:
    """How far the chain of a case goes: what a client reckons from what it is shown. Raises ChainError."""
    struck = desk.standing.strikes.names
    return links.follow(desk.roster.desk_id, case_id, links.of_case(case_id, notes_of(case_id)), struck=struck)


def history_fault(desk: Desk, case_id: str, note: bytes) -> Denied | None:
    """Why a note cannot follow those of its case, or of the desk itself (``links.DESK``); None where it can.

    Raises StatementError for one whose signer was shown another history, or does not say which.
    """
    try:
        desk_id, look = desk.roster.desk_id, statements.parse_look(note)[0]
        before, struck = links.of_case(case_id, notes_of(case_id)), desk.standing.strikes.names
        links.check_next(desk_id, case_id, before, note, struck)
        links.check_complete(look)
        others = {of: links.of_case(of, notes_of(of)) for of, _, _ in look.beside}
        links.check_beside(desk_id, case_id, [note], others)
    except links.ChainError as fault:
        if fault.rule != links.OWN_ORDER:
            raise
        says = Msg("You signed something else here since, in another window.")
        return Denied(Rule.STALE, says, "Look again, and sign again.")
    return None


def rosters_of(desk: Desk) -> Mapping[int, Roster]:
    """Every roster of the desk's checked chain, by number."""
    return {**desk.rosters, desk.roster.number: desk.roster}


def roles_of(statement: statements.Statement, rosters: Mapping[int, Roster]) -> frozenset[Role]:
    """The roles that its person had when it was signed."""
    person = rosters[statement.roster[0]].person(statement.by)
    return access.roles_of(person.roles) if person is not None else frozenset()


def counted(note: bytes, hash_: str, rosters: Mapping[int, Roster], standing: Standing) -> statements.Statement | None:
    """The act of a note that is named so, verified under the roster that it names; None where it does not count."""
    named = statements.named(note, hash_)
    try:
        roster = rosters.get(named.roster[0]) if named else None
        if roster is None:
            return None
        look = statements.verify_parsed(*statements.parse_look(note), roster, crypto.verify)
        standing.check(look, roster, note)
    except StatementError:
        return None
    return named


def stated(desk: Desk, note: bytes, hash_: str) -> statements.Statement | None:
    """``counted`` for a desk."""
    return counted(note, hash_, rosters_of(desk), desk.standing)


def stored(desk: Desk, hash_: str) -> statements.Statement | None:
    """The stored statement of that hash, verified; None where there is none, or it does not count."""
    note = Note.objects.filter(pk=hash_).values_list("bytes", flat=True).first()
    return None if note is None else stated(desk, bytes(note), hash_)


def gone(desk: Desk, case: CaseState) -> frozenset[str]:
    """Hashes of the acts on which decisions of a case rest, whose person no longer stands behind them.

    They left the roster, have another key, retired it, or may not do such an act any more; or two others struck it
    out: of these a client believes
    none (``release/evidence.py``), and nothing is given here on what every client refuses.
    """
    struck = desk.standing.strikes.names
    if desk.roster.number == 1 and not desk.standing.retired and not struck:
        return frozenset()
    hashes = {item.approval for item in case.items}
    hashes |= {item.proposal.statement for item in case.items if item.proposal is not None}
    hashes |= {item.outside.statement for item in case.items if item.outside is not None}
    hashes |= {item.ending.statement for item in case.items if item.ending is not None}
    hashes |= {silence.statement for item in case.items for silence in item.running}
    rows = Note.objects.filter(pk__in=hashes).values_list("pk", "bytes")
    return frozenset(
        hash_
        for hash_, note in rows
        if links.name_of(bytes(note)).hex() in struck or not _stands(desk, bytes(note), hash_)
    )


def _stands(desk: Desk, note: bytes, hash_: str) -> bool:
    said = statements.named(note, hash_)
    if said is None:
        return False
    key = signed_by(note, rosters_of(desk))
    return stayed(key, desk.roster.person(said.by), said.act) and key not in desk.standing.retired


def committed_ciphertexts(case_id: str) -> frozenset[str]:
    """SHA-256 (hex) of every ciphertext that the case's events commit to (field 14)."""
    return frozenset(hash_ for event in codec.events_of(case_id) for hash_ in event.sealed)


def stored_all(desk: Desk, hashes: Iterable[str]) -> dict[str, statements.Statement]:
    """Those of the stored statements that count, by hash; few queries for many."""
    wanted = sorted(set(hashes))
    found: dict[str, statements.Statement] = {}
    for start in range(0, len(wanted), 500):
        notes = Note.objects.filter(pk__in=wanted[start : start + 500]).values_list("pk", "bytes")
        for hash_, note in notes:
            statement = stated(desk, bytes(note), hash_)
            if statement is not None:
                found[hash_] = statement
    return found


class Vouched:
    """Stored statements that count, each looked up and verified once, when it is asked for."""

    def __init__(
        self,
        desk: Desk,
        notes: Mapping[str, bytes] | None = None,
        splits: Callable[[], frozenset[str]] | None = None,
    ) -> None:
        """``notes``: bytes that were read already, by the hash under which they are stored."""
        self._desk, self._notes = desk, notes or {}
        self.today = desk.today.isoformat()
        self._found: dict[str, statements.Statement | None] = {}
        self.splits = splits or cache(lambda: signed_splits(desk))

    def of(self, hash_: str) -> statements.Statement | None:
        """The statement of that hash; None where there is none, or it does not count."""
        if hash_ not in self._found:
            note = self._notes.get(hash_)
            if note is None:
                self._found[hash_] = stored(self._desk, hash_)
            else:
                self._found[hash_] = stated(self._desk, note, hash_)
        return self._found[hash_]

    def is_struck(self, hash_: str) -> bool:
        """Whether two people struck out the statement of that hash."""
        struck = self._desk.standing.strikes.names
        note = self._notes.get(hash_) or Note.objects.filter(pk=hash_).values_list("bytes", flat=True).first()
        return note is not None and links.name_of(bytes(note)).hex() in struck if struck else False


def signed_splits(desk: Desk) -> frozenset[str]:
    """The new case of every split that somebody signed."""
    rows = Note.objects.filter(statement__act=str(statements.Act.CASE_SPLIT)).values_list("bytes", "pk")
    found = (stated(desk, bytes(note), hash_) for note, hash_ in rows)
    new = [one.says.get("new") for one in found if one is not None and one.act is statements.Act.CASE_SPLIT]
    return frozenset(name for name in new if isinstance(name, str))


def relied_on(desk: Desk, case: CaseState, kinds: Mapping[EventKind, statements.Act] = OF_KIND) -> Denied | None:
    """Refuses a case in which an event of ``kinds`` does not rest on a signed statement of its person.

    What a split carried into a new case rests on statements of the case that it came from.
    """
    return rests(case.id, codec.events_of(case.id), Vouched(desk), kinds)


def rests(
    case_id: str,
    events: Iterable[codec.StoredEvent],
    vouched: Vouched,
    kinds: Mapping[EventKind, statements.Act] = OF_KIND,
) -> Denied | None:
    """``relied_on`` for a case whose events were read."""
    known = {str(kind): act for kind, act in kinds.items()}
    silent = _Silences(vouched.today)
    owed: dict[object, codec.StoredEvent] = {}  # what was struck out, until somebody says it again
    for event in events:
        if not silent.follow(event):
            says = Msg("Event {seq} ends a silence by the calendar whose last day has not passed.", seq=event.seq)
            return Denied(Rule.UNSIGNED, says, "Somebody may have written into the database: tell the others.")
        if isinstance(event.body, FaceDrafted) and event.body.face.get("confirmed"):
            if case_id not in vouched.splits():
                says = Msg("Event {seq} brings confirmed facts, and no signed split explains them.", seq=event.seq)
                return Denied(Rule.UNSIGNED, says, "Somebody may have written into the database: tell the others.")
            continue
        act, by = known.get(event.kind), getattr(event.body, "by", "")
        if act is None or getattr(event.body, "fields", None) == {} or _by_time(event):
            continue  # of another sort; it confirms nothing and only names who typed; time's own
        said = [one for one in map(vouched.of, event.statements) if one is not None]
        found = [one for one in said if one.act is act and one.by == by]
        if any(one.case == case_id for one in found):
            owed = {key: one for key, one in owed.items() if key not in _says(event)}
        elif any(map(vouched.is_struck, event.statements)):
            owed |= dict.fromkeys(_says(event), event)
        else:
            says = Msg("Event {seq} of this case does not rest on a statement of {by}.", seq=event.seq, by=by)
            return Denied(Rule.UNSIGNED, says, "Somebody may have written into the database: tell the others.")
    for event in owed.values():
        says = Msg("What event {seq} of this case rests on was struck out by two people.", seq=event.seq)
        return Denied(Rule.UNSIGNED, says, "Somebody confirms or proposes it anew.")
    return None


def _says(event: codec.StoredEvent) -> list[object]:
    """What an event says, so that another can say it again: paths of facts, the item, who called; else itself alone."""
    match event.body:
        case FaceConfirmed(fields=fields):
            return list(fields)
        case DecisionProposed():
            return []  # what agrees to it is void (``gone``), and it is proposed anew
        case AuthorityCalledBack(by=by):
            return [("called", by)]
        case GateAnswered(item=item, question=question):
            return [("answered", item, question)]
    return [event.seq]


class _Silences:
    """The silences of a case as they are recorded: what the calendar may end, and what it may not yet."""

    def __init__(self, today: str) -> None:
        self._today = today
        self._until: dict[int, list[tuple[int, str, str | None]]] = {}  # item → event, record, last day; None: none

    def follow(self, event: codec.StoredEvent) -> bool:
        """Take in the next event; False where time ended what has not ended."""
        if isinstance(event.body, SecrecyRecorded):
            self._until.setdefault(event.body.item, []).append((event.seq, event.body.statement, event.body.until))
        elif isinstance(event.body, SecrecyRefused):
            refused, left = event.body.record, self._until.get(event.body.item, [])
            self._until[event.body.item] = [one for one in left if one[1] != refused]
        elif isinstance(event.body, SecrecyEnded):
            running, named = self._until.pop(event.body.item, []), event.body.ended
            ended = [one for one in running if not named or one[0] in named]
            self._until[event.body.item] = [one for one in running if one not in ended]
            return not _by_time(event) or all(until is not None and until < self._today for _, _, until in ended)
        return True


def _by_time(event: codec.StoredEvent) -> bool:
    """Whether a silence ended by the calendar, which signs nothing. It confirms, decides and publishes nothing."""
    return isinstance(event.body, SecrecyEnded) and event.body.by == BY_TIME


Gate = dict[tuple[str, int, str], bool]


def gate_of(desk: Desk) -> Gate:
    """(case, item, question) → whether a signed yes stands today; shut where a running silence forbids it (P6).

    Of a case that was purged, the answers that two people signed as what stays of it.
    """
    rows = list(GateAnswer.objects.order_by("seq"))
    signed = stored_all(desk, [row.statement for row in rows])
    gate = {(row.case_id, row.item, row.question): _is_yes(desk, row, signed.get(row.statement)) for row in rows}
    gone = purge_record.gone(rosters_of(desk), desk.standing)
    stay = {case for case in gone.purges.stand if not gone.fault(case, rowstore.read([case])[case], _opened(case))}
    gate |= {(row.case_id, row.item, row.question): _holds(desk, row) for row in rows if row.case_id in stay}
    for silence in Secrecy.objects.filter(ended_on__isnull=True):
        for question in ("tell", "admit", "count"):
            if getattr(silence, question):
                gate[silence.case_id, silence.item, question] = False
    return gate


def _is_yes(desk: Desk, row: GateAnswer, statement: statements.Statement | None) -> bool:
    """A yes that a named person signed, and that still holds; a row that nobody signed is no answer, so closed."""
    if row.answer != "yes" or statement is None or statement.act is not statements.Act.GATE_ANSWER:
        return False
    # An answer given until a day is no answer after it: the question came back.
    until = row.until.isoformat() if row.until else None
    said = {"answer": row.answer, "item": row.item, "question": row.question, "until": until, "why": row.why}
    return _holds(desk, row) and statement.case == row.case_id and {"why": "", **statement.says} == said


def _opened(case_id: str) -> int:
    return EventOpening.objects.filter(event__case=case_id).count()


def _holds(desk: Desk, row: GateAnswer) -> bool:
    return row.until is None or row.until >= desk.today
