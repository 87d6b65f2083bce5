"""Every act of a person on the desk itself: a signed statement comes in, one decision is made in one transaction.

The statement is the command, as on a case (``acts.py``): signature, role and form are checked, the pure core decides on
the desk as its own events make it, and event, rows and statement are written together. Whoever was slower decides anew
on what the other one did, so that two at the same moment get the reason, and not a race.
"""

from collections.abc import Mapping
from typing import Final

from dueprocess.acts.decide_desk import decide
from dueprocess.acts.desk_state import Brought, DeskGiven, DeskState
from dueprocess.adapters import texts
from dueprocess.case.desk_events import CasePurged, KeyRetired
from dueprocess.case.purgeable import Purgeable
from dueprocess.desk.data.models import Item, Statement
from dueprocess.desk.data.transaction import write
from dueprocess.desk.services import desk_record, envelopes, ledgers, purging, reports, scorecard_bytes, talks, trust
from dueprocess.desk.services.desk import Desk
from dueprocess.desk.services.result import Done, LostRaceError, lost_race, racing
from dueprocess.formats import links
from dueprocess.formats import statement as statements
from dueprocess.formats.canonical import Value
from dueprocess.formats.refusal import Denied
from dueprocess.formats.standing import retires
from dueprocess.formats.strikes import Strikable, strikable
from dueprocess.report.provider import facts_hash

TRIES: Final = 3


def draft(desk: Desk, by: str, act: statements.Act, says: Mapping[str, Value]) -> statements.Statement:
    """The statement of an act on the desk itself, for a person's client to sign."""
    return statements.Statement(
        desk=desk.roster.desk_id,
        roster=desk.roster.mark,
        case=None,
        revision=0,
        act=act,
        by=by,
        at=desk.now.strftime("%Y-%m-%dT%H:%M:%SZ"),
        basis=desk.shelf.digest,
        says=says,
        seen=None if act in links.STOPS else trust.mark_of(desk, links.DESK),
    )


def perform(desk: Desk, note: bytes, brought: Brought | None = None) -> Done | Denied:
    """Do what a signed statement on the desk itself says, with what comes beside it and is named by hash; or nothing.

    Raises:
        StatementError: the statement does not count (form, roster, signature, retired key).
        ForgedRowError: a report is published, and what stands of reports is not what people signed.
    """
    statement, hash_ = trust.checked(desk, note), statements.hash_of(note)
    denied = trust.history_fault(desk, links.DESK, note)
    if denied is not None and not Statement.objects.filter(hash=hash_).exists():
        return denied
    for _ in range(TRIES):
        # The state is read first: if the same note enters meanwhile from elsewhere, it is told that it was entered.
        state = desk_record.state_of(desk)
        given = DeskGiven(
            statement=statement,
            hash=hash_,
            roles=desk.roles_of(statement.by),
            now=desk.now,
            shelf=desk.shelf,
            authorities=frozenset({*desk.shelf.authorities, *desk.own_authorities}),
            words=texts.letter_hashes(),
            facts=facts_hash([one.public for one in desk.house.to_authorities]),
            entered=Statement.objects.filter(hash=hash_).exists(),
            brought=brought or Brought(),
            purge=_purge(desk, statement),
            strikable=_strikable(desk, statement),
            retires=_retires(desk, statement, note),
            admits=_admits(desk, statement),
        )
        decided = decide(state, given)
        if isinstance(decided, Denied):
            return decided
        entry = _public(desk, state, given)
        if isinstance(entry, Denied):
            return entry
        try:
            with racing(), write():
                (event,) = decided.events
                done = desk_record.follow(desk, state, event, _columns(given.brought), (given, note))
                if entry is not None:
                    ledgers.enter(desk, entry)
                if isinstance(event, CasePurged):
                    purging.destroy(desk, event.case, event.links)
                if isinstance(event, KeyRetired) and given.retires == _daily(desk, given.by):
                    # Whoever else has that key is to find nothing that it opens. Recovery's envelopes stay.
                    envelopes.delete([given.by])
                talks.heard(desk, event)
        except LostRaceError:
            continue
        talks.follow(desk, after=statement.act)
        return done
    return lost_race()


def _purge(desk: Desk, statement: statements.Statement) -> Purgeable | None:
    if statement.act is not statements.Act.CASE_PURGE:
        return None
    return purging.purgeable(desk, str(statement.says.get("case")))


def _retires(desk: Desk, statement: statements.Statement, note: bytes) -> str:
    named = desk.rosters.get(statement.roster[0], desk.roster)
    person, key = named.person(statement.by), statements.key_of(note, named)
    return retires(person, key, statement) if person is not None and key is not None else ""


def _admits(desk: Desk, statement: statements.Statement) -> bool:
    """Whether somebody answered of each item of the case that is named that it may be admitted, and nothing forbids."""
    named = str(statement.says.get("case", ""))
    if statement.act is not statements.Act.ALLY_ASK or not named:
        return False
    items = Item.objects.filter(case=named).values_list("number", flat=True)
    gate = trust.gate_of(desk)
    return bool(items) and all(gate.get((named, number, "admit"), False) for number in items)


def _daily(desk: Desk, name: str) -> str:
    """The verifier key beside the one to which envelopes are sealed."""
    person = desk.roster.person(name)
    return person.vkey if person is not None else ""


def _strikable(desk: Desk, statement: statements.Statement) -> Strikable | None:
    if statement.act is not statements.Act.STATEMENT_STRIKE:
        return None
    named = str(statement.says.get("statement"))
    row = Statement.objects.filter(pk=named).first()
    if row is None:
        return None
    notes = list(dict.fromkeys((*trust.notes_of(row.case), *trust.notes_of(links.DESK))))
    return strikable(named, notes, desk.standing.strikes)


def _public(desk: Desk, state: DeskState, given: DeskGiven) -> ledgers.Entry | Denied | None:
    """What a publication enters in the ledger, once the world is still the one that its draft was built from."""
    if given.statement.act in {statements.Act.SCORE_SIGN, statements.Act.SCORE_PUBLISH}:
        return scorecard_bytes.fault(desk, state, str(given.statement.says["card"]), given.brought.card)
    if given.statement.act is not statements.Act.REPORT_PUBLISH:
        return None
    return reports.ready(desk, state, state.drafts[str(given.statement.says["period"])])


def _columns(brought: Brought) -> dict[str, str | bytes]:
    return {
        "contact": brought.contact,
        "phone": brought.phone,
        "night": brought.night,
        "source": brought.source,
        "key_bytes": brought.key,
        "name": brought.name,
        "says": brought.line,
        "bytes": brought.card,
        "sealed": brought.sealed,
        "words": brought.words,
    }
