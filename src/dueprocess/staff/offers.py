"""What a page offers somebody to do: by role and by where the machines stand. The domain decides again at signing.

Objecting stands beside complying, never behind it (P9): both are one form, and the form opens on what the law suggests.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dueprocess.domain import access
from dueprocess.domain.case.deciding import deciders, may_agree
from dueprocess.domain.case.producing import Producing
from dueprocess.domain.case.state import CaseState, Deciding, Holding, ItemState, Publishing, Writing
from dueprocess.domain.demand.codes import ArrivalIs, Role
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
    whose: Callable[[CaseState, ItemState, str], bool] = lambda _case, _item, _person: True


def _theirs(_case: CaseState, item: ItemState, person: str) -> bool:
    return item.proposal is not None and item.proposal.by != person


def _agrees(case: CaseState, item: ItemState, person: str) -> bool:
    return item.proposal is not None and bool(may_agree(case, item.proposal.by, [person]))


def _verifies(case: CaseState, item: ItemState, person: str) -> bool:
    return bool(may_agree(case, item.held_by, [person]))


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
    _Rule(Act.DECISION_APPROVE, _("Agree"), _proposed, first=True, whose=_agrees),
    _Rule(Act.DECISION_SEND_BACK, _("Send back"), _proposed, whose=_theirs),
    _Rule(
        Act.DECISION_WITHDRAW,
        _("Take my proposal back"),
        _proposed,
        whose=lambda case, item, person: not _theirs(case, item, person),
    ),
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
    _Rule(
        Act.PRESERVE_VERIFY,
        _("Verify the freeze"),
        lambda _case, item: item.holding is Holding.STARTED,
        first=True,
        whose=_verifies,
    ),
    _Rule(
        Act.PUBLICATION_PROPOSE,
        _("Propose publication"),
        lambda case, item: _demand(case) and item.publishing in {Publishing.NONE, Publishing.WITHDRAWN},
    ),
    _Rule(
        Act.PUBLICATION_PUBLISH,
        _("Publish"),
        lambda _case, item: item.publishing is Publishing.PROPOSED,
        whose=lambda case, _item, person: person not in case.confirmers,
    ),
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
    _Rule(
        Act.LETTER_SEND,
        _("Write the letter that calls back"),
        lambda _case, item: any(one.state is Producing.RECALLED for one in item.productions),
        path="letter/",
        query="&kind=recall",
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
    _Rule(
        Act.AUTHORITY_CALL_BACK,
        _("I called the authority back"),
        lambda case, _item: _demand(case),
        whose=lambda case, _item, person: person not in deciders(case),
    ),
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


@dataclass(frozen=True, slots=True)
class Who:
    """For whom a page offers: a person and the roles by the roster."""

    name: str
    roles: frozenset[Role]


def for_item(case: CaseState, item: ItemState, who: Who) -> tuple[Offer, ...]:
    """What somebody may do on an item; what the second person must do is not offered to the first."""
    return tuple(_offer(rule, f"?item={item.number}") for rule in _ITEM if _fits(rule, case, item, who))


def for_case(case: CaseState, who: Who) -> tuple[Offer, ...]:
    """What somebody may do on a case as a whole."""
    return tuple(_offer(rule, "") for rule in _CASE if _fits(rule, case, _NOBODY, who))


def why_not_agree(case: CaseState, item: ItemState, who: Who) -> Promise | str:
    """Why somebody whose role agrees is not the one here; empty where they are, or hold no such role."""
    if item.proposal is None or not access.may(who.roles, Act.DECISION_APPROVE):
        return ""
    if item.proposal.by == who.name:
        return _("You proposed this yourself.")
    if who.name in case.confirmers:
        return _("You typed or confirmed facts of this case, so somebody else agrees.")
    return _("You called the authority back, so somebody else agrees.") if who.name in case.callers else ""


def _fits(rule: _Rule, case: CaseState, item: ItemState, who: Who) -> bool:
    return access.may(who.roles, rule.act) and rule.when(case, item) and rule.whose(case, item, who.name)


def _offer(rule: _Rule, query: str) -> Offer:
    return Offer(rule.act, rule.label, (rule.path or f"do/{rule.act}/") + query + rule.query, rule.first, rule.seldom)
