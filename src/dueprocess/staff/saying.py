"""A draft in a sentence, for the page that waits. What is signed is shown by the vault, from the bytes."""

import json
from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dueprocess.data.models import Draft
from dueprocess.domain import ids
from dueprocess.domain.sealed.statement import Act
from dueprocess.web.words import spoken

ACTS: Final[Mapping[str, Any]] = {
    str(Act.ARRIVAL_CLASSIFY): gettext_lazy("say what the arrival is"),
    str(Act.FACE_CONFIRM): gettext_lazy("confirm facts"),
    str(Act.ITEM_CHANGE): gettext_lazy("change an item"),
    str(Act.CASE_MERGE): gettext_lazy("merge the case"),
    str(Act.CASE_CLOSE): gettext_lazy("close the case"),
    str(Act.DECISION_PROPOSE): gettext_lazy("propose a decision"),
    str(Act.DECISION_APPROVE): gettext_lazy("agree as the second person"),
    str(Act.DECISION_SEND_BACK): gettext_lazy("send a proposal back"),
    str(Act.DECISION_WITHDRAW): gettext_lazy("take a proposal back"),
    str(Act.GATE_ANSWER): gettext_lazy("answer: tell, admit, count"),
    str(Act.SECRECY_RECORD): gettext_lazy("record a silence"),
    str(Act.SECRECY_END): gettext_lazy("end a silence"),
    str(Act.AUTHORITY_CALL_BACK): gettext_lazy("record a call back"),
    str(Act.LETTER_SEND): gettext_lazy("send a letter"),
    str(Act.PUBLICATION_PROPOSE): gettext_lazy("propose publication"),
    str(Act.PUBLICATION_PUBLISH): gettext_lazy("publish"),
    str(Act.PUBLICATION_WITHDRAW): gettext_lazy("take out of a register"),
    str(Act.COST_RECORD): gettext_lazy("record cost"),
    str(Act.COST_WITHDRAW): gettext_lazy("take a cost back"),
    str(Act.DUTY_DONE): gettext_lazy("say that a duty was done"),
    str(Act.PRESERVE_START): gettext_lazy("freeze data"),
    str(Act.PRESERVE_VERIFY): gettext_lazy("verify a freeze"),
}
_ORDER: Final = ("outcome", "says", "op", "question", "answer", "ground", "how", "what", "source", "rule", "detail")


def sentence_of(draft: Draft) -> str:
    """``propose a decision: correct · item 1 · case c-abcdefgh``."""
    says = json.loads(draft.says)
    said = [spoken(says[name]) for name in _ORDER if says.get(name) and isinstance(says[name], str)]
    item = [_("item %d") % says["item"]] if says.get("item") else []
    case = [_("case %s") % ids.short(draft.case)] if draft.case else []
    return f"{ACTS.get(draft.act, spoken(draft.act))}: " + " · ".join([*said, *item, *case])
