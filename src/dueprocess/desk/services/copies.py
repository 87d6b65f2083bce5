"""The copy of a letter for the data protection authority that the house names in desk.toml (ADR 0081).

What decides is a line of the letter itself, which whoever signs reads. Without the line no copy leaves; with it the
letter does not leave where no copy may.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.translation import get_language

from dueprocess.adapters import dates
from dueprocess.case.letter_events import LetterQueued
from dueprocess.case.outcome import Rule
from dueprocess.case.state import CaseState
from dueprocess.desk.data.models import Effect
from dueprocess.desk.services import assessments
from dueprocess.desk.services.cases import verification_of
from dueprocess.desk.services.desk import Desk, name_of
from dueprocess.formats import ids
from dueprocess.formats.refusal import Denied, Msg
from dueprocess.law.finding import Allowed, Citation, ItemAssessment
from dueprocess.letter.blocks import LetterSet

KIND: Final = "letter.copy"
"""The effect that sends a copy."""


@dataclass(frozen=True, slots=True)
class Withheld:
    """Why no copy may go, for people, and the provision where the law itself forbids it."""

    says: Msg
    law: Citation | None = None


def wanted(desk: Desk, kind: str) -> str:
    """Id of the authority that receives a copy of letters of ``kind``; empty where the house names none."""
    setting = desk.house.copy
    return setting.authority if setting is not None and kind in setting.letters else ""


def contact_of(desk: Desk) -> str:
    """Its contact that two people verified; empty where there is none today."""
    verified = verification_of(desk, desk.house.copy.authority) if desk.house.copy is not None else None
    return verified.contact if verified else ""


def withheld(desk: Desk, case: CaseState, items: Sequence[int], judged: Iterable[ItemAssessment]) -> Withheld | None:
    """Why nobody else may be told of the demand; None where verified law or a named person's *yes* lets us (P6).

    No silence, no law and no person's *no* may stand against it.
    """
    by_law, today = {one.item: one.may for one in judged}, desk.today.isoformat()
    for number in items:
        item, law = case.item(number), by_law.get(number)
        admit = Allowed.UNKNOWN if law is None else law.admit
        if item is None or item.silent("admit"):
            return Withheld(Msg("No copy goes to {authority}: a duty of silence forbids to tell others of the demand."))
        if law is not None and admit is Allowed.NO:
            return Withheld(
                Msg("No copy goes to {authority}: {law} forbids to tell others of the demand."), law.citation
            )
        if item.answers.get("admit") == "no":
            return Withheld(Msg("No copy goes to {authority}: a colleague said that the demand may not be admitted."))
        if admit is not Allowed.YES and not item.is_open("admit", today):
            return Withheld(Msg("No copy goes to {authority}: nobody answered yet that the demand may be admitted."))
    return None


def recipient(desk: Desk, case: CaseState, kind: str, items: Sequence[int], judged: Iterable[ItemAssessment]) -> str:
    """Id of the authority that the letter's line names; empty: no line, and no copy."""
    named = wanted(desk, kind)
    return named if named and withheld(desk, case, items, judged) is None else ""


def silent(
    desk: Desk, case: CaseState, letter: LetterSet, items: Sequence[int], cited: Callable[[Citation], str]
) -> Msg | None:
    """Why a letter of which the house wants a copy has no line for it; ``cited`` writes a provision for the reader."""
    named = wanted(desk, str(letter.kind))
    if not named or stands(letter):
        return None
    why = withheld(desk, case, items, assessments.assess_case(desk, case, language="en").items)
    if why is None:
        return None
    law = cited(why.law) if why.law is not None else Msg("the law")
    return Msg(why.says.template, authority=name_of(desk, named, [get_language() or "en"]), law=law)


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
    return bool(contact_of(desk)) and withheld(desk, case, items, judged) is None


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
