"""An assessment as the plain object of ``assess --json`` (docs/reference/assess.md). Fields never change meaning."""

from typing import Any

from dueprocess.domain.law.finding import (
    Assessment,
    Charge,
    Citation,
    DutyDue,
    Finding,
    GroundOpen,
    ItemAssessment,
    May,
)


def to_plain(assessment: Assessment, case: str | None) -> dict[str, Any]:
    """The object that ``assess --json`` prints for ``case`` (its id; None where a face alone was judged)."""
    return {
        "case": case,
        "on": assessment.on,
        "shelf": assessment.shelf,
        "items": [_item(one) for one in assessment.items],
        "duties": [_duty(one) for one in assessment.duties],
    }


def _item(one: ItemAssessment) -> dict[str, Any]:
    risk = one.wrong_refusal
    return {
        "item": one.item,
        "findings": [_finding(finding) for finding in one.findings],
        "missing_required": list(one.missing_required),
        "absent_by_standard": list(one.absent_by_standard),
        "grounds": [_ground(ground) for ground in one.grounds],
        "wrong_refusal": None if risk is None else {"says": risk.says, "citation": _citation(risk.citation)},
        "may": _may(one.may),
        "recommendation": one.recommendation.value,
        "verbatim_allowed": one.verbatim_allowed,
        "provider_review": one.provider_review,
        "charges": [_charge(charge) for charge in one.charges],
    }


def _finding(one: Finding) -> dict[str, Any]:
    return {
        "rule": one.rule,
        "outcome": one.outcome.value,
        "effect": one.effect.value,
        "layer": one.layer.value,
        "says": one.says,
        "citation": _citation(one.citation),
        "claimed": one.claimed,
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
        "says": one.says,
        "citation": None if one.citation is None else _citation(one.citation),
    }


def _duty(one: DutyDue) -> dict[str, Any]:
    return {
        "item": one.item,
        "what": one.what,
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
