"""Who may do what, by the table of acts, and who sees what. What the tables do not name is denied.

Roles alone never suffice where two people are needed: each verb adds those rules (docs/architecture.md, step 6).
"""

from collections.abc import Iterable
from enum import StrEnum
from typing import Final

from dueprocess.acts import who
from dueprocess.acts.table import ACTS
from dueprocess.demand.codes import Role
from dueprocess.formats.roster import Person
from dueprocess.formats.statement import Act

READERS: Final = who.STAFF
"""Roles whose holders get an envelope of a new case (hazard 9.3)."""


def roles_of(names: Iterable[str]) -> frozenset[Role]:
    """Roles that count, out of those that a roster names. Who is ``outside`` and releases has none of the house."""
    roles = frozenset(Role(name) for name in names)
    return frozenset({Role.OUTSIDE}) if Role.OUTSIDE in roles and not only_asked(roles) else roles


def reads(roles: Iterable[Role]) -> bool:
    """Whether somebody with ``roles`` gets envelopes of cases at all."""
    return not READERS.isdisjoint(roles)


def may(roles: Iterable[Role], act: Act) -> bool:
    """Whether somebody with ``roles`` may do ``act`` at all."""
    return not ACTS[act].may.isdisjoint(roles)


def judges(people: Iterable[Person]) -> frozenset[str]:
    """Who of some people may decide what a person contests, by their roles."""
    return frozenset(one.name for one in people if may(roles_of(one.roles), Act.CONTEST_DECIDE))


def only_asked(roles: frozenset[Role]) -> bool:
    """Whether somebody sees of cases only those that were put to them: counsel from outside the house."""
    return roles == {Role.COUNSEL, Role.OUTSIDE}


def listed_asked(roles: frozenset[Role]) -> bool:
    """Whether the lists of somebody show only cases that were put to them: who is counsel and nothing else.

    Counsel of the house opens the codes of a case whose address a colleague gives them: often they are the third
    person, who calls an authority back.
    """
    return Role.COUNSEL in roles and roles <= {Role.COUNSEL, Role.OUTSIDE}


class View(StrEnum):
    """What a page of the staff desk or a route of the interface shows. Face class, unless it says otherwise."""

    DUE = "due"  # what is due, when, by which rule
    HEALTH = "health"  # queues, backups, stuck effects: counts alone
    ARRIVALS = "arrivals"  # what came in and what it is
    CASES = "cases"  # the queue, and a case: face, items, duties, assessment
    HISTORY = "history"  # events of a case, and what they rest on
    FORM = "form"  # fields of the face, to be confirmed
    MATERIAL = "material"  # envelopes and sealed bytes; of a case, only for whoever holds an envelope of it
    CHOICES = "choices"  # what an act can say on a case, and whether it would be done
    LETTERS = "letters"  # the letter that a case needs, without particulars
    SILENCES = "silences"  # duties of silence, their ends and reviews
    AUTHORITIES = "authorities"  # the directory, and who is verified
    LAW = "law"  # the shelf: instruments, rules, their status
    PUBLICATION = "publication"  # registers, and what waits to be published
    REPORTS = "reports"  # numbers
    COSTS = "costs"  # what was billed
    PEOPLE = "people"  # roster and its changes
    WATCH = "watch"  # who is on duty and is paged
    SHARING = "sharing"  # envelopes for colleagues, and ciphertexts for a new case
    COUNSEL = "counsel"  # questions to counsel; what is sealed of one goes to its asker and to that lawyer
    HAND_IN = "hand_in"  # registering what arrived
    NOTE = "note"  # a telephone or visit note; whoever files one sees nothing of the case that it becomes
    EVIDENCE = "evidence"  # what a release rests on: rosters, statements; an extraction host sees its own orders
    PIECES = "pieces"  # ciphertexts of a production, for who releases and for the host that made it
    ACTS = "acts"  # handing in what one signed; each act asks its own table
    WORK = "work"  # what waits for one's own extraction host
    TALKS = "talks"  # talks with governments: codes, and words that are sealed to people of the house; allies
    ACCOUNTS = "accounts"  # invitations, and tokens of the provider's own systems


SEES: Final[dict[View, frozenset[Role]]] = {
    View.DUE: who.FACE | {Role.OPERATOR},
    View.HEALTH: who.DESK | {Role.OPERATOR},
    View.ARRIVALS: who.STAFF | {Role.AUDITOR},
    View.CASES: who.FACE,
    View.HISTORY: who.FACE,
    View.FORM: who.DESK,
    View.MATERIAL: who.DESK,
    View.SHARING: READERS,
    View.COUNSEL: who.DESK,
    View.CHOICES: who.DESK,
    View.LETTERS: who.DESK,
    View.SILENCES: who.STAFF | {Role.AUDITOR},
    View.AUTHORITIES: who.FACE,
    View.LAW: who.FACE,
    View.PUBLICATION: who.STAFF | {Role.AUDITOR},
    View.REPORTS: who.FACE,
    View.COSTS: who.STAFF | {Role.AUDITOR},
    View.PEOPLE: who.FACE | {Role.OPERATOR},
    View.WATCH: who.DESK | {Role.OPERATOR},
    View.HAND_IN: who.STAFF,
    View.NOTE: frozenset(Role),
    View.EVIDENCE: who.FACE | {Role.PRODUCER},
    View.PIECES: frozenset({Role.RELEASER, Role.OUTSIDE, Role.PRODUCER}),
    View.ACTS: who.DESK | {Role.OUTSIDE, Role.PRODUCER},
    View.WORK: frozenset({Role.PRODUCER}),
    View.TALKS: who.DESK | {Role.AUDITOR},
    View.ACCOUNTS: frozenset({Role.OPERATOR}),
}
"""Who sees what. A page or route that stands under no view does not exist; what the table does not name is denied."""


OF_ONE_CASE: Final = frozenset(
    {
        *(View.DUE, View.CASES, View.HISTORY, View.FORM, View.MATERIAL, View.CHOICES, View.LETTERS, View.EVIDENCE),
        *(View.LAW, View.AUTHORITIES, View.PEOPLE, View.REPORTS, View.COUNSEL, View.ACTS, View.NOTE),
    }
)
"""What counsel from outside the house is shown: of the cases that were put to them, and of what is no case."""


def sees(roles: Iterable[Role], view: View) -> bool:
    """Whether somebody with ``roles`` is shown ``view`` at all."""
    held = frozenset(roles)
    if only_asked(held) and view not in OF_ONE_CASE:
        return False
    return not SEES.get(view, frozenset()).isdisjoint(held)
