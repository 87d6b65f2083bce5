"""Who may do what: one table, one function. What the table does not name is denied.

Roles alone never suffice where two people are needed: ``case.decide`` adds those rules (product.md, step 6).
"""

from collections.abc import Iterable
from typing import Final

from dueprocess.domain.demand.codes import Role
from dueprocess.domain.sealed.statement import Act

_STAFF: Final = frozenset({Role.CLERK, Role.APPROVER, Role.RELEASER})
_DESK: Final = _STAFF | {Role.COUNSEL}
_SECOND: Final = frozenset({Role.APPROVER, Role.RELEASER})

MAY: Final[dict[Act, frozenset[Role]]] = {
    Act.ARRIVAL_CLASSIFY: _STAFF,
    Act.FACE_CONFIRM: _STAFF,
    Act.ITEM_CHANGE: _STAFF,
    Act.CASE_MERGE: _STAFF,
    Act.CASE_SPLIT: _STAFF,
    Act.CASE_CLOSE: _STAFF,
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
    Act.LETTER_APPROVE: _SECOND,
    Act.LETTER_SEND: _STAFF,
    Act.NOTE_ADD: _DESK | {Role.EMPLOYEE},
    Act.PUBLICATION_PROPOSE: _DESK,
    Act.PUBLICATION_PUBLISH: _SECOND,
    Act.PUBLICATION_WITHDRAW: _DESK,
    Act.DUTY_DONE: _STAFF,
    Act.ROSTER_SIGN: _DESK,
    Act.PRESERVE_START: _STAFF,
    Act.PRESERVE_VERIFY: _SECOND,
    Act.LAW_SIGN: frozenset({Role.COUNSEL}),
}

READERS: Final = _STAFF
"""Roles whose holders get an envelope of a new case (hazard 9.3)."""


def may(roles: Iterable[Role], act: Act) -> bool:
    """Whether somebody with ``roles`` may do ``act`` at all."""
    return not MAY.get(act, frozenset()).isdisjoint(roles)
