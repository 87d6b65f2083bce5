"""Who may do what: one table, one function. What the table does not name is denied.

Roles alone never suffice where two people are needed: ``case.decide`` adds those rules (docs/architecture.md, step 6).
"""

from collections.abc import Iterable
from enum import StrEnum
from typing import Final

from dueprocess.domain.demand.codes import Role
from dueprocess.domain.sealed.statement import Act

_STAFF: Final = frozenset({Role.CLERK, Role.APPROVER, Role.RELEASER})
_DESK: Final = _STAFF | {Role.COUNSEL}
_SECOND: Final = frozenset({Role.APPROVER, Role.RELEASER})
_FACE: Final = _DESK | {Role.AUDITOR, Role.OUTSIDE}
_ANYBODY: Final = frozenset(Role)

MAY: Final[dict[Act, frozenset[Role]]] = {
    Act.ARRIVAL_CLASSIFY: _STAFF,
    Act.FACE_CONFIRM: _STAFF,
    Act.ITEM_CHANGE: _STAFF,
    Act.CASE_MERGE: _STAFF,
    Act.CASE_SPLIT: _STAFF,
    Act.CASE_CLOSE: _STAFF,
    Act.FORGET_PROPOSE: _DESK,
    Act.FORGET_APPROVE: _SECOND,
    Act.DECISION_PROPOSE: _DESK,
    Act.DECISION_APPROVE: _SECOND,
    Act.DECISION_SEND_BACK: _SECOND,
    Act.DECISION_WITHDRAW: _DESK,
    Act.GATE_ANSWER: _DESK,
    Act.SECRECY_RECORD: _DESK,
    Act.SECRECY_END: _DESK,
    Act.AUTHORITY_VERIFY: _DESK,
    Act.AUTHORITY_CONFIRM: _DESK,
    Act.AUTHORITY_CALL_BACK: _DESK,
    Act.LETTER_APPROVE: frozenset(),  # reserved: a letter is agreed to with the decision that it carries
    Act.LETTER_SEND: _STAFF,
    Act.NOTE_ADD: _DESK | {Role.EMPLOYEE},
    Act.PUBLICATION_PROPOSE: _DESK,
    Act.PUBLICATION_PUBLISH: _SECOND,
    Act.PUBLICATION_WITHDRAW: _DESK,
    Act.DUTY_DONE: _STAFF,
    Act.ROSTER_SIGN: _DESK | {Role.OUTSIDE},
    Act.PRESERVE_START: _STAFF,
    Act.PRESERVE_VERIFY: _SECOND,
    Act.LAW_SIGN: frozenset({Role.COUNSEL}),
    Act.COST_RECORD: _STAFF,
    Act.COST_WITHDRAW: _STAFF,
    Act.TARGET_READ: _STAFF,
    Act.PRODUCTION_ORDER: _STAFF,
    Act.PRODUCTION_DEAL: frozenset({Role.PRODUCER}),
    Act.PRODUCTION_DROP: _STAFF,
    Act.RELEASE_APPROVE: frozenset({Role.RELEASER, Role.OUTSIDE}),
    Act.RELEASE_VETO: frozenset({Role.RELEASER, Role.OUTSIDE}),
    Act.RELEASE_DONE: frozenset({Role.RELEASER}),  # whose client combines has the data in memory: never outside
    Act.RELEASE_RECALL: _DESK,
    Act.DESK_FREEZE: _ANYBODY,  # stopping grants nothing, and whoever sees a gun may not be of the desk
    Act.DESK_LIFT: _DESK,
    Act.KEY_RETIRE: _ANYBODY,
    Act.REPORT_SIGN: _FACE,  # a named reader from outside may be one of the two
    Act.REPORT_PUBLISH: _SECOND,
    Act.REPORT_CORRECT: _SECOND,
}

READERS: Final = _STAFF
"""Roles whose holders get an envelope of a new case (hazard 9.3)."""


def roles_of(names: Iterable[str]) -> frozenset[Role]:
    """Roles that count, out of those that a roster names. Who is ``outside`` releases, and has none of the house."""
    roles = frozenset(Role(name) for name in names)
    return frozenset({Role.OUTSIDE}) if Role.OUTSIDE in roles else roles


def reads(roles: Iterable[Role]) -> bool:
    """Whether somebody with ``roles`` gets envelopes of cases at all."""
    return not READERS.isdisjoint(roles)


def may(roles: Iterable[Role], act: Act) -> bool:
    """Whether somebody with ``roles`` may do ``act`` at all."""
    return not MAY.get(act, frozenset()).isdisjoint(roles)


class View(StrEnum):
    """What a page of the staff desk or a route of the interface shows. Face class, unless it says otherwise."""

    DUE = "due"  # what is due, when, by which rule
    HEALTH = "health"  # queues, backups, stuck effects: counts alone
    ARRIVALS = "arrivals"  # what came in and what it is
    CASES = "cases"  # the queue, and a case: face, items, duties, assessment
    HISTORY = "history"  # events of a case, and what they rest on
    FORM = "form"  # fields of the face, to be confirmed
    MATERIAL = "material"  # envelopes and sealed bytes; of a case, only for whoever holds an envelope of it
    DRAFTS = "drafts"  # one's own acts that wait for a signature
    LETTERS = "letters"  # the letter that a case needs, without particulars
    SILENCES = "silences"  # duties of silence, their ends and reviews
    AUTHORITIES = "authorities"  # the directory, and who is verified
    LAW = "law"  # the shelf: instruments, rules, their status
    PUBLICATION = "publication"  # registers, and what waits to be published
    REPORTS = "reports"  # numbers
    COSTS = "costs"  # what was billed
    PEOPLE = "people"  # roster and its changes
    WATCH = "watch"  # who is on duty and is paged
    HAND_IN = "hand_in"  # registering what arrived
    NOTE = "note"  # a telephone or visit note; whoever files one sees nothing of the case that it becomes
    EVIDENCE = "evidence"  # what a release rests on: rosters, statements; an extraction host sees its own orders
    PIECES = "pieces"  # ciphertexts of a production, for who releases and for the host that made it
    ACTS = "acts"  # handing in what one signed; each act asks its own table
    WORK = "work"  # what waits for one's own extraction host
    ACCOUNTS = "accounts"  # invitations, and tokens of the provider's own systems


SEES: Final[dict[View, frozenset[Role]]] = {
    View.DUE: _FACE | {Role.OPERATOR},
    View.HEALTH: _DESK | {Role.OPERATOR},
    View.ARRIVALS: _DESK | {Role.AUDITOR},
    View.CASES: _FACE,
    View.HISTORY: _FACE,
    View.FORM: _DESK,
    View.MATERIAL: READERS,
    View.DRAFTS: _DESK | {Role.OUTSIDE},
    View.LETTERS: _DESK,
    View.SILENCES: _DESK | {Role.AUDITOR},
    View.AUTHORITIES: _FACE,
    View.LAW: _FACE,
    View.PUBLICATION: _DESK | {Role.AUDITOR},
    View.REPORTS: _FACE,
    View.COSTS: _DESK | {Role.AUDITOR},
    View.PEOPLE: _FACE | {Role.OPERATOR},
    View.WATCH: _DESK | {Role.OPERATOR},
    View.HAND_IN: _STAFF,
    View.NOTE: frozenset(Role),
    View.EVIDENCE: _FACE | {Role.PRODUCER},
    View.PIECES: frozenset({Role.RELEASER, Role.OUTSIDE, Role.PRODUCER}),
    View.ACTS: _DESK | {Role.OUTSIDE, Role.PRODUCER},
    View.WORK: frozenset({Role.PRODUCER}),
    View.ACCOUNTS: frozenset({Role.OPERATOR}),
}
"""Who sees what. A page or route that stands under no view does not exist; what the table does not name is denied."""


def sees(roles: Iterable[Role], view: View) -> bool:
    """Whether somebody with ``roles`` is shown ``view`` at all."""
    return not SEES.get(view, frozenset()).isdisjoint(roles)
