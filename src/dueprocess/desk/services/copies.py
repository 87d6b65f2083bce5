"""The copy of a letter for the data protection authority that the house names in desk.toml (ADR 0081).

What decides is a line of the letter itself, which whoever signs reads. Without the line no copy leaves; with it the
letter does not leave where no copy may.
"""

import json
from collections.abc import Iterable, Sequence
from typing import Final

from dueprocess.adapters import dates
from dueprocess.case.letter_events import LetterQueued
from dueprocess.case.outcome import Rule
from dueprocess.case.state import CaseState
from dueprocess.desk.data.models import Effect
from dueprocess.desk.services import assessments
from dueprocess.desk.services.cases import verification_of
from dueprocess.desk.services.desk import Desk
from dueprocess.formats import ids
from dueprocess.formats.refusal import Denied
from dueprocess.law.finding import Allowed, ItemAssessment
from dueprocess.letter.blocks import LetterSet

KIND: Final = "letter.copy"
"""The effect that sends a copy."""


def wanted(desk: Desk, kind: str) -> str:
    """Id of the authority that receives a copy of letters of ``kind``; empty where the house names none."""
    setting = desk.house.copy
    return setting.authority if setting is not None and kind in setting.letters else ""


def contact_of(desk: Desk) -> str:
    """Its contact that two people verified; empty where there is none today."""
    verified = verification_of(desk, desk.house.copy.authority) if desk.house.copy is not None else None
    return verified.contact if verified else ""


def is_admitted(desk: Desk, case: CaseState, items: Sequence[int], judged: Iterable[ItemAssessment]) -> bool:
    """Whether the demand may be admitted to somebody else: by verified law, or a named person's *yes* (P6).

    No silence, no law and no person's *no* may stand against it.
    """
    by_law, today = {one.item: one.may.admit for one in judged}, desk.today.isoformat()
    for number in items:
        item, law = case.item(number), by_law.get(number, Allowed.UNKNOWN)
        if item is None or law is Allowed.NO or item.silent("admit") or item.answers.get("admit") == "no":
            return False
        if law is not Allowed.YES and not item.is_open("admit", today):
            return False
    return True


def recipient(desk: Desk, case: CaseState, kind: str, items: Sequence[int], judged: Iterable[ItemAssessment]) -> str:
    """Id of the authority that the letter's line names; empty: no line, and no copy."""
    named = wanted(desk, kind)
    return named if named and is_admitted(desk, case, items, judged) else ""


def unsendable(desk: Desk, name: str) -> Denied | None:
    """Why a letter with the line cannot be composed; ``name``: the authority's, as the directory has it."""
    if name and contact_of(desk):
        return None
    return Denied(
        Rule.COPY,
        "The house sends a copy of this letter to {authority}, whose contact two people have not verified.",
        "Two people verify it: `dueprocess authority verify`. Or take `[copy]` out of desk.toml.",
        authority=desk.house.copy.authority if desk.house.copy else "",
    )


def stands(letter: LetterSet) -> bool:
    """Whether the letter, which this desk composed, says that a copy goes."""
    languages = dates.SPELLING.languages
    return any(
        row.label == languages[sheet.language].labels.copy_to for sheet in letter.sheets for row in sheet.details
    )


def may_leave(desk: Desk, case: CaseState, items: Sequence[int]) -> bool:
    """Whether a copy may leave now: somebody can receive it, and nothing forbids to admit the demand since."""
    judged = assessments.assess_case(desk, case, language="en").items
    return bool(contact_of(desk)) and is_admitted(desk, case, items, judged)


def enter(desk: Desk, case_id: str, queued: LetterQueued) -> None:
    """A letter of a named kind left: its copy is looked at; inside an open transaction."""
    payload = {"authority": wanted(desk, queued.kind), "sealed": queued.sealed}
    Effect.objects.create(
        id=ids._make("o", desk.draw()),
        kind=KIND,
        case=case_id,
        payload=json.dumps(payload, sort_keys=True),
        due_at=desk.minute,
    )


def authority_of(effect: Effect) -> str:
    """Who was named when the letter left."""
    return str(json.loads(effect.payload)["authority"])
