"""The desk itself as its events and people's signatures make it, and the one way by which it changes.

Whoever writes the database can write events, rows and statements. What counts is a note that verifies under the roster
that it names, by somebody who may; each is verified again whenever the desk is read (hazards 2.4, 9.1).
"""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Final

from dueprocess.acts import access, talk_state
from dueprocess.acts.desk_rows import rows
from dueprocess.acts.desk_state import ACT_OF, DeskGiven, DeskState, Said, Tongue, evolve, fold
from dueprocess.acts.parse import read as command_in
from dueprocess.acts.table import ON_DESK
from dueprocess.case import desk_events
from dueprocess.case.commands import BadCommandError
from dueprocess.case.events import Body, EventError
from dueprocess.desk.data import codec, deskrows
from dueprocess.desk.data.models import Event, Statement
from dueprocess.desk.data.models import Roster as RosterRow
from dueprocess.desk.services import stood, trust
from dueprocess.desk.services.desk import Desk
from dueprocess.desk.services.record import append_to_desk
from dueprocess.desk.services.result import Done, ForgedRowError
from dueprocess.formats.roster import Roster, parse
from dueprocess.formats.standing import Standing
from dueprocess.formats.statement import Statement as Stated
from dueprocess.law.texts import Signature

OF_REPORTS: Final[tuple[type[Body[Any]], ...]] = (
    desk_events.ReportBuilt,
    desk_events.ReportDropped,
    desk_events.ReportSigned,
    desk_events.ReportPublished,
    desk_events.ReportCorrected,
    desk_events.ScoreSigned,
    desk_events.ScorePublished,
)
OF_TALKS: Final = tuple(talk_state.ACT_OF)
KINDS: Final = (*dict.fromkeys((*OF_REPORTS, *ACT_OF)),)


def state_of(desk: Desk) -> DeskState:
    """The desk as it stands now; what is appended while it is read makes a write on this state fail."""
    rosters = trust.rosters_of(desk)
    revision = codec.desk_revision()
    return replace(read(rosters, stood.standing(rosters)), revision=revision)


def reports_of(desk: Desk) -> DeskState:
    """What stands of reports, once every row of theirs is what people signed. Raises ForgedRowError."""
    state = read(trust.rosters_of(desk), desk.standing, OF_REPORTS)
    check_reports(state)
    return state


def check_reports(state: DeskState) -> None:
    """Refuse where an event of reports rests on nobody's signature, or a row is another one. Raises ForgedRowError."""
    told = rows(state)
    found = [
        row
        for row in deskrows.differing(deskrows.read(), told)
        if not row.startswith(("verifications", "scorecards", "talks", "allies"))
    ]
    if state.unsigned:
        found.insert(0, f"event {state.unsigned[0]}, which nobody who may signed")
    if found:
        message = f"what stands of reports is not what people signed: {found[0]}"
        raise ForgedRowError(message)


def differing() -> tuple[str, ...]:
    """Events that nobody who may signed, and rows that are not those that the events give; mostly none.

    Whether the chain of rosters holds is another question, which every opening of the desk asks.
    """
    found = [parse(bytes(note))[0] for note in RosterRow.objects.values_list("note", flat=True)]
    rosters = {roster.number: roster for roster in found}
    state = read(rosters, stood.standing(rosters))
    unsigned = (f"event {seq} is signed by nobody who may" for seq in state.unsigned)
    return (*unsigned, *deskrows.differing(deskrows.read(), rows(state)))


def read(rosters: Mapping[int, Roster], standing: Standing, kinds: Iterable[type[Body[Any]]] = KINDS) -> DeskState:
    """The desk from its events of these kinds, each held against its statement; its revision is that of the last."""
    wanted = Event.objects.filter(case=codec.DESK, kind__in=[str(kind.KIND) for kind in kinds])
    events = [_stored(row) for row in wanted.select_related("opening").order_by("seq")]
    named = [hash_ for event in events for hash_ in event.statements]
    notes = {
        pk: bytes(note)
        for pk, note in Statement.objects.filter(pk__in=named, note__isnull=False).values_list("pk", "note__bytes")
    }
    return fold(standing, (_said(event, notes, rosters, standing) for event in events))


def _stored(row: Event) -> codec.StoredEvent:
    """The event; without its body where nobody can read it: rubbish must not stop those who stop the desk."""
    try:
        return codec.stored(row)
    except EventError:
        return codec.StoredEvent(
            row.event, row.case, row.seq, row.kind, row.version, bytes(row.commitment), opened=False
        )


def _said(
    event: codec.StoredEvent, notes: Mapping[str, bytes], rosters: Mapping[int, Roster], standing: Standing
) -> Said:
    hash_ = event.statements[0] if event.statements else ""
    said = Said(event.seq, event.body, event.day or datetime.date.min, hash_)
    stated = trust.counted(notes[hash_], hash_, rosters, standing) if hash_ in notes else None
    if stated is None or not _of_its_form(stated):
        return said
    roles = trust.roles_of(stated, rosters)
    return replace(said, statement=stated, roles=roles) if access.may(roles, stated.act) else said


def _of_its_form(stated: Stated) -> bool:
    try:
        command_in(ON_DESK[stated.act], stated.says)
    except (BadCommandError, KeyError):
        return False
    return True


def law(rosters: Mapping[int, Roster], standing: Standing | None = None) -> tuple[Signature, ...]:
    """Rules that counsel verified for this desk, oldest first; a later signature of the same rule is the newer (P8)."""
    return read(rosters, standing or Standing(), [desk_events.LawSigned, desk_events.LawRead]).law


def languages(desk: Desk) -> Mapping[str, Tongue]:
    """Languages whose words counsel signed for this desk's letters; they bind while the words are still those."""
    return read(trust.rosters_of(desk), desk.standing, [desk_events.LanguageSigned]).languages


def facts(desk: Desk) -> tuple[str, str]:
    """Hash of who the house is to authorities, as somebody signed it last, and who did; empty where nobody did."""
    state = read(trust.rosters_of(desk), desk.standing, [desk_events.FactsSigned])
    return state.facts, state.facts_by


def follow(
    desk: Desk,
    state: DeskState,
    event: Body[Any],
    brought: Mapping[str, Any],
    signed: tuple[DeskGiven, bytes] | None = None,
) -> Done:
    """Append what was decided on ``state``, with the rows that follow and the statement behind it; in a transaction.

    Args:
        desk: the desk.
        state: what was decided on.
        event: what happened.
        brought: column → bytes or text that the event names by hash.
        signed: the circumstances of the act, and its note; None for what the desk itself did.

    Raises RevisionMovedError where the desk is another one by now.
    """
    given, note = signed or (None, b"")
    hashes = (given.hash,) if given is not None else ()
    row = append_to_desk(desk, event, hashes, on=state.revision)
    said = Said(row.seq, event, desk.today)
    if given is not None:
        act, by = str(given.statement.act), given.by
        Statement.objects.keep(hash=given.hash, event_id=row.pk, case="", act=act, person=by, note=note)
        said = replace(said, hash=given.hash, statement=given.statement, roles=given.roles)
    deskrows.write(rows(state), rows(evolve(state, said)), brought)
    return Done("", row.seq, (str(event.KIND),))
