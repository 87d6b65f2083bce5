"""What a page offers somebody to do: by role and by where the machines stand, as the table of acts says.

The vault draws the form and signs; the domain decides again then. Objecting stands beside complying, never behind it
(P9): both are one form, and the form opens on what the law suggests.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dueprocess.acts import access
from dueprocess.acts.declaration import Of
from dueprocess.acts.table import ON_CASE
from dueprocess.case.state import CaseState, ItemState
from dueprocess.demand.codes import Role
from dueprocess.desk.web.words import of_act
from dueprocess.formats.statement import Act

_NOBODY: Final = ItemState(0)


@dataclass(frozen=True, slots=True)
class Offer:
    """One thing to do. ``first`` is the one that the page recommends.

    ``path`` is a page below the case's own; where it is empty, ``fragment`` names the act in the vault, and ``command``
    is what does it where the desk serves none.
    """

    act: Act
    label: str
    path: str
    fragment: str
    command: str
    first: bool = False
    seldom: bool = False  # stands folded under the others


@dataclass(frozen=True, slots=True)
class Who:
    """For whom a page offers: a person and the roles by the roster."""

    name: str
    roles: frozenset[Role]


def for_item(case: CaseState, item: ItemState, who: Who) -> tuple[Offer, ...]:
    """What somebody may do on an item; what the second person must do is not offered to the first."""
    return tuple(sorted(_offered(Of.ITEM, case, item, who), key=lambda offer: not offer.first))


def for_case(case: CaseState, who: Who) -> tuple[Offer, ...]:
    """What somebody may do on a case as a whole."""
    return tuple(sorted(_offered(Of.CASE, case, _NOBODY, who), key=lambda offer: not offer.first))


def why_not_agree(case: CaseState, item: ItemState, who: Who) -> Promise | str:
    """Why somebody whose role agrees is not the one here; empty where they are, or hold no such role."""
    if item.proposal is None or not access.may(who.roles, Act.DECISION_APPROVE):
        return ""
    if item.proposal.by == who.name:
        return _("You proposed this yourself.")
    if who.name in case.confirmers:
        return _("You typed or confirmed facts of this case, so somebody else agrees.")
    return _("You called the authority back, so somebody else agrees.") if who.name in case.callers else ""


def _offered(of: Of, case: CaseState, item: ItemState, who: Who) -> Iterator[Offer]:
    for act, declared in ON_CASE.items():
        if declared.of not in {of, Of.EITHER} or not access.may(who.roles, act):
            continue
        for offer in declared.offers:
            if offer.when(case, item) and offer.whose(case, item, who.name):
                query = f"?item={item.number}{offer.query}" if item.number else ""
                yield Offer(
                    act,
                    of_act(offer.label),
                    offer.path and offer.path + query,
                    f"#/act/{case.id}/{act}{query or '?'}",
                    declared.command,
                    offer.first,
                    offer.seldom,
                )
