"""One door for every act on a case: general rules first, then the verb's own.

``decide(state, command, given) -> Decided | Denied``: time, actor and law are handed in; nothing is read or written.
The verb is the one that the act's declaration names; the table of acts has an arm for every name (``table.py``).
"""

from typing import Any, Final

from dueprocess.acts import access
from dueprocess.acts.declaration import On, OnCase
from dueprocess.acts.moved import overtaken
from dueprocess.acts.table import ON_CASE
from dueprocess.case import restricted
from dueprocess.case.given import Given
from dueprocess.case.outcome import Decided, Rule
from dueprocess.case.state import CaseState
from dueprocess.demand.codes import NO_DEMAND, ArrivalIs
from dueprocess.formats.refusal import Denied, Msg

FORGOTTEN: Final = Denied(Rule.FORGOTTEN, "What was sealed of this case is destroyed.", "Its codes and counts stay.")
"""Of a case that two people had forgotten: neither an act nor a key opens it again."""


def decide(case: CaseState, command: object, given: Given) -> Decided | Denied:
    """What follows from ``command``, or the rule that refuses it."""
    declared = ON_CASE.get(given.act)
    if declared is None or not isinstance(command, declared.says) or not access.may(given.roles, given.act):
        held = tuple(sorted(given.roles)) or Msg("none")
        return Denied(
            Rule.ROLE,
            "{by} may not do {act} (roles: {held}).",
            "Ask somebody who may.",
            by=given.by,
            act=str(given.act),
            held=held,
        )
    denied = _over(case, declared) or restricted.refuses(case, given.act) or _not_a_case(case, declared)
    if denied is not None:
        return denied
    return overtaken(given.act, command, given.came) or declared.decide(case, command, given)


def _over(case: CaseState, declared: OnCase[Any]) -> Denied | None:
    if case.historic:
        return Denied(Rule.HISTORIC, "A historic case is counted and never acted on.")
    if case.forgotten and On.FORGOTTEN not in declared.on:
        return FORGOTTEN
    if case.merged_into and On.MERGED not in declared.on:
        return Denied(Rule.MERGED, "This case went into {case}.", "Act there.", case=case.merged_into)
    return None


def _not_a_case(case: CaseState, declared: OnCase[Any]) -> Denied | None:
    if case.says in NO_DEMAND and On.NO_DEMAND not in declared.on:
        return Denied(
            Rule.STATE, "Somebody said that this is {says}.", "Run `dueprocess classify` again first.", says=case.says
        )
    if case.says is ArrivalIs.UNREAD and On.UNREAD not in declared.on:
        return Denied(
            Rule.STATE,
            "Nobody has classified what arrived.",
            "Say that it is a new demand, or what else it is (`dueprocess classify`).",
        )
    return None
