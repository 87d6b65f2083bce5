"""An assessment as the plain object of ``assess --json`` (docs/reference/assess.md). Fields never change meaning."""

from collections.abc import Callable
from typing import Any, TypeAlias

from dueprocess.formats.record import way
from dueprocess.law.finding import Assessment, DutyDue, Finding, ItemAssessment
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
        "duties": [way(DutyDue)[1](one) for one in assessment.duties],
    }


def _item(one: ItemAssessment, turning: Turning) -> dict[str, Any]:
    """What the item's records hold, and what follows from them; of a charge and a use not all, and in other words."""
    said: dict[str, Any] = way(ItemAssessment)[1](one)
    for row, finding in zip(said["findings"], one.findings, strict=True):
        row["would_change"] = [_turn(fact) for fact in turning(one.item, finding)]
    for row in said["charges"]:
        del row["tariff"], row["expires"]
    for row in said["conditions"]:
        row["effect"] = "sharing" if row.pop("sharing") else "condition"
    said["may"]["remedy"] = one.may.remedy
    return said | {
        "missing_required": list(one.missing_required),
        "absent_by_standard": list(one.absent_by_standard),
        "not_asked": list(one.not_asked),
        "ways": [str(left) for left in one.ways],
    }


def _turn(one: Turn) -> dict[str, Any]:
    value = list(one.value) if isinstance(one.value, tuple) else one.value
    return {"field": one.field, "test": one.test, "value": value, "wanted": one.wanted, "says": one.meaning}
