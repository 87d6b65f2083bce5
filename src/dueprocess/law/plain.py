"""An assessment as the plain object of ``assess --json`` (docs/reference/assess.md). Fields never change meaning."""

from collections.abc import Callable
from typing import Any, TypeAlias

from dueprocess.law.finding import (
    Assessment,
    Channel,
    Charge,
    Citation,
    DutyDue,
    Finding,
    GroundOpen,
    ItemAssessment,
    May,
    Use,
)
from dueprocess.law.turning import Turn

Turning: TypeAlias = Callable[[int, Finding], tuple[Turn, ...]]
"""The facts that would change a finding of the item with this number."""


def no_turns(_item: int, _finding: Finding) -> tuple[Turn, ...]:
    """Nothing is asked of what would change a finding."""
    return ()


def to_plain(assessment: Assessment, case: str | None, turning: Turning = no_turns) -> dict[str, Any]:
    """The object that ``assess --json`` prints for ``case`` (its id; None where a face alone was judged)."""
    return {
        "case": case,
        "on": assessment.on,
        "shelf": assessment.shelf,
        "items": [_item(one, turning) for one in assessment.items],
        "duties": [_duty(one) for one in assessment.duties],
    }


def _item(one: ItemAssessment, turning: Turning) -> dict[str, Any]:
    risk = one.wrong_refusal
    return {
        "item": one.item,
        "findings": [_finding(finding, turning(one.item, finding)) for finding in one.findings],
        "missing_required": list(one.missing_required),
        "absent_by_standard": list(one.absent_by_standard),
        "grounds": [_ground(ground) for ground in one.grounds],
        "wrong_refusal": None if risk is None else {"says": risk.says, "citation": _citation(risk.citation)},
        "may": _may(one.may),
        "recommendation": one.recommendation.value,
        "verbatim_allowed": one.verbatim_allowed,
        "provider_review": one.provider_review,
        "charges": [_charge(charge) for charge in one.charges],
        "channels": [_channel(channel) for channel in one.channels],
        "conditions": [_use(use) for use in one.conditions],
        "ways": [way.value for way in one.ways],
        "lines": [{"category": line.category, "answer": line.answer, "rule": line.rule} for line in one.lines],
    }


def _channel(one: Channel) -> dict[str, Any]:
    return {"code": one.code, "says": one.says, "decides": one.decides, "citation": _citation(one.citation)}


def _use(one: Use) -> dict[str, Any]:
    return {
        "code": one.code,
        "effect": "sharing" if one.sharing else "condition",
        "says": one.says,
        "decides": one.decides,
        "citation": _citation(one.citation),
    }


def _turn(one: Turn) -> dict[str, Any]:
    value = list(one.value) if isinstance(one.value, tuple) else one.value
    return {"field": one.field, "test": one.test, "value": value, "wanted": one.wanted, "says": one.meaning}


def _finding(one: Finding, facts: tuple[Turn, ...]) -> dict[str, Any]:
    return {
        "rule": one.rule,
        "outcome": one.outcome.value,
        "effect": one.effect.value,
        "layer": one.layer.value,
        "says": one.says,
        "citation": _citation(one.citation),
        "claimed": one.claimed,
        "would_change": [_turn(fact) for fact in facts],
    }


def _ground(one: GroundOpen) -> dict[str, Any]:
    return {"code": one.code, "says": one.says, "citation": _citation(one.citation)}


def _charge(one: Charge) -> dict[str, Any]:
    return {
        "position": one.position,
        "per": one.per,
        "says": one.says,
        "cents": one.cents,
        "currency": one.currency,
        "decides": one.decides,
        "citation": _citation(one.citation),
    }


def _may(one: May) -> dict[str, Any]:
    return {
        "tell": one.tell.value,
        "admit": one.admit.value,
        "count": one.count.value,
        "who_notifies": one.who_notifies,
        "until": one.until,
        "source": one.source,
        "remedy": one.remedy,
        "says": one.says,
        "public": one.public,
        "citation": None if one.citation is None else _citation(one.citation),
    }


def _duty(one: DutyDue) -> dict[str, Any]:
    return {
        "item": one.item,
        "what": one.what,
        "by": one.by,
        "due": one.due,
        "not_before": one.not_before,
        "rule": one.rule,
        "says": one.says,
        "citation": None if one.citation is None else _citation(one.citation),
    }


def _citation(one: Citation) -> dict[str, Any]:
    return {
        "title": one.title,
        "section": one.section,
        "url": one.url,
        "in_force_from": one.in_force_from,
        "checked_on": one.checked_on,
        "status": one.status.value,
        "signed_on": one.signed_on,
    }
