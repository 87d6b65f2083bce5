"""Drafts: acts that a page prepared and that wait for a signature in the person's client."""

import datetime
import json
from collections.abc import Mapping
from typing import Any, Final

from dueprocess.acts.decide import decide
from dueprocess.acts.parse import command_of
from dueprocess.acts.table import ON_CASE
from dueprocess.desk.data.models import Draft
from dueprocess.desk.data.transaction import write
from dueprocess.desk.services import acts, authorities, trust
from dueprocess.desk.services.cases import state_of
from dueprocess.desk.services.desk import Desk
from dueprocess.formats import ids
from dueprocess.formats.canonical import encode
from dueprocess.formats.refusal import Denied
from dueprocess.formats.standing import ACTS
from dueprocess.formats.statement import Act, Statement

NOBODY: Final = "0" * 64  # the hash of a statement that nobody signed yet
HOLDS: Final = datetime.timedelta(hours=1)


def make(desk: Desk, person: str, act: Act, case: str, says: Mapping[str, Any], back: str = "") -> Draft:
    """Keep an act for its signature. Raises BadCommandError, StatementError or UnknownCaseError: it would not count."""
    if case:
        command_of(act, says)
    row = Draft(
        id=ids.draft_id(desk.draw()),
        person=person,
        case=case,
        act=str(act),
        says=encode(says).decode(),
        until=desk.now + HOLDS,
        back=back,
    )
    statement_of(desk, row).text()
    with write("draft.make"):
        row.save(force_insert=True)
    return row


def would(desk: Desk, person: str, act: Act, case_id: str, says: Mapping[str, Any]) -> Denied | None:
    """Why the act would be refused as things stand, before anybody signs; None where it would be done."""
    case = state_of(case_id)
    statement = acts.draft(desk, case, act, person, dict(says))
    command = command_of(act, says)
    if ON_CASE[act].checks_chain:
        unsigned = trust.relied_on(desk, case)
        if unsigned is not None:
            return unsigned
    decided = decide(case, command, acts.given_of(desk, case, statement, NOBODY))
    return decided if isinstance(decided, Denied) else None


def find(desk: Desk, draft: str, person: str) -> Draft | None:
    """A person's own draft that still waits; nobody else's."""
    return Draft.objects.filter(pk=draft, person=person, until__gt=desk.now).first()


def statement_of(desk: Desk, draft: Draft) -> Statement:
    """The statement that would be signed now: bound to the case as it stands at this moment."""
    act, says = Act(draft.act), json.loads(draft.says)
    if act in ACTS:
        return authorities.draft(desk, draft.person, act, says)
    return acts.draft(desk, state_of(draft.case), act, draft.person, says)


def settle(draft: Draft, *, rule: str = "") -> None:
    """What became of it: done, or refused by a rule."""
    with write("draft.settle"):
        Draft.objects.filter(pk=draft.pk).update(state="refused" if rule else "done", rule=rule[:48])


def sweep(desk: Desk) -> int:
    """Delete what was not signed within the hour. Returns how many rows went."""
    with write("draft.sweep"):
        gone, _ = Draft.objects.filter(until__lte=desk.now).delete()
    return gone
