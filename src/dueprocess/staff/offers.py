"""What a page offers somebody to do: by role and by where the machines stand. The domain decides again at signing.

Objecting stands beside complying, never behind it (P9): both are one form, and the form opens on what the law suggests.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dueprocess.domain import access
from dueprocess.domain.case.state import CaseState, Deciding, Holding, ItemState, Publishing, Writing
from dueprocess.domain.demand.codes import ArrivalIs, Role
from dueprocess.domain.law.finding import ItemAssessment
from dueprocess.domain.sealed.statement import Act


@dataclass(frozen=True, slots=True)
class Offer:
    """One thing to do. ``first`` is the one that the page recommends."""

    act: Act
    label: str | Promise
    path: str  # below the case's own
    first: bool = False
    seldom: bool = False  # stands folded under the others


@dataclass(frozen=True, slots=True)
class _Rule:
    act: Act
    label: Promise
    when: Callable[[CaseState, ItemState], bool]
    first: bool = False
    path: str = ""
    query: str = ""
    seldom: bool = False


def _demand(case: CaseState) -> bool:
    return case.says is ArrivalIs.NEW_CASE and not case.closed and not case.merged_into


def _open(case: CaseState, item: ItemState) -> bool:
    return _demand(case) and item.deciding is Deciding.OPEN


def _proposed(case: CaseState, item: ItemState) -> bool:
    return _demand(case) and item.deciding is Deciding.PROPOSED


def _decided(case: CaseState, item: ItemState) -> bool:
    return _demand(case) and item.deciding is Deciding.DECIDED


def _alive(case: CaseState, item: ItemState) -> bool:
    return _demand(case) and item.deciding is not Deciding.ENDED


_ITEM: Final = (
    _Rule(Act.DECISION_PROPOSE, _("Decide"), _open, first=True),
    _Rule(Act.DECISION_APPROVE, _("Agree"), _proposed, first=True),
    _Rule(Act.DECISION_SEND_BACK, _("Send back"), _proposed),
    _Rule(Act.DECISION_WITHDRAW, _("Take my proposal back"), _proposed),
    _Rule(
        Act.LETTER_SEND,
        _("Write the letter"),
        lambda case, item: _decided(case, item) and item.writing is Writing.NONE,
        first=True,
        path="letter/",
    ),
    _Rule(Act.GATE_ANSWER, _("Tell, admit, count?"), _alive),
    _Rule(Act.SECRECY_RECORD, _("Record a silence"), _alive, seldom=True),
    _Rule(Act.SECRECY_END, _("End a silence"), lambda _case, item: bool(item.running)),
    _Rule(
        Act.PRESERVE_START,
        _("Freeze the data"),
        lambda case, item: _alive(case, item) and item.holding is Holding.NONE,
        seldom=True,
    ),
    _Rule(Act.PRESERVE_VERIFY, _("Verify the freeze"), lambda _case, item: item.holding is Holding.STARTED, first=True),
    _Rule(
        Act.PUBLICATION_PROPOSE,
        _("Propose publication"),
        lambda case, item: _demand(case) and item.publishing in {Publishing.NONE, Publishing.WITHDRAWN},
    ),
    _Rule(Act.PUBLICATION_PUBLISH, _("Publish"), lambda _case, item: item.publishing is Publishing.PROPOSED),
    _Rule(
        Act.PUBLICATION_WITHDRAW,
        _("Take it out of the register"),
        lambda _case, item: item.publishing in {Publishing.PROPOSED, Publishing.PUBLISHED},
        seldom=True,
    ),
    _Rule(Act.COST_RECORD, _("Record cost"), lambda case, _item: not case.merged_into, seldom=True),
    _Rule(
        Act.COST_WITHDRAW,
        _("Take a cost back"),
        lambda case, item: any(one.item == item.number for one in case.costs),
        seldom=True,
    ),
    _Rule(
        Act.LETTER_SEND,
        _("Write the invoice"),
        lambda case, item: not case.merged_into and any(one.item == item.number and one.tariff for one in case.costs),
        path="letter/",
        query="&kind=invoice",
    ),
    _Rule(Act.ITEM_CHANGE, _("Change or end the item"), _alive, seldom=True),
)
_CASE: Final = (
    _Rule(Act.ARRIVAL_CLASSIFY, _("Say what this is"), lambda case, _item: case.says is ArrivalIs.UNREAD, first=True),
    _Rule(
        Act.ARRIVAL_CLASSIFY,
        _("Say anew what this is"),
        lambda case, _item: case.says is not ArrivalIs.UNREAD and not case.closed,
        seldom=True,
    ),
    _Rule(Act.AUTHORITY_CALL_BACK, _("I called the authority back"), lambda case, _item: _demand(case)),
    _Rule(
        Act.ITEM_CHANGE,
        _("Add an item"),
        lambda case, _item: not case.closed and not case.merged_into,
        path="do/item.change/",
        seldom=True,
    ),
    _Rule(Act.DUTY_DONE, _("Done outside the desk"), lambda case, _item: not case.closed, seldom=True),
    _Rule(Act.CASE_MERGE, _("Merge into another case"), lambda case, _item: _demand(case), seldom=True),
    _Rule(
        Act.CASE_CLOSE,
        _("Close"),
        lambda case, _item: _demand(case) and bool(case.items) and all(item.answered for item in case.items),
        first=True,
    ),
)
_NOBODY: Final = ItemState(0)


def for_item(
    case: CaseState, item: ItemState, judged: ItemAssessment | None, roles: frozenset[Role]
) -> tuple[Offer, ...]:
    """What may be done on an item by somebody with ``roles``."""
    del judged
    return tuple(_offer(rule, f"?item={item.number}") for rule in _ITEM if _fits(rule, case, item, roles))


def for_case(case: CaseState, roles: frozenset[Role]) -> tuple[Offer, ...]:
    """What may be done on a case as a whole."""
    return tuple(_offer(rule, "") for rule in _CASE if _fits(rule, case, _NOBODY, roles))


def _fits(rule: _Rule, case: CaseState, item: ItemState, roles: frozenset[Role]) -> bool:
    return access.may(roles, rule.act) and rule.when(case, item)


def _offer(rule: _Rule, query: str) -> Offer:
    return Offer(rule.act, rule.label, (rule.path or f"do/{rule.act}/") + query + rule.query, rule.first, rule.seldom)
