"""A draft in a sentence, for the page that waits. What is signed is shown by the vault, from the bytes."""

import json
from typing import Final

from django.utils.translation import gettext as _

from dueprocess.desk.data.models import Draft
from dueprocess.desk.web.closed import OF_KEY
from dueprocess.desk.web.words import act, spoken
from dueprocess.formats import ids

_ORDER: Final = ("outcome", "says", "op", "question", "answer", "ground", "how", "what", "source", "rule", "detail")


def sentence_of(draft: Draft) -> str:
    """``propose a decision: correct · item 1 · case c-abcdefgh``."""
    says = json.loads(draft.says)
    said = [
        spoken(says[name], OF_KEY.get(name, "")) for name in _ORDER if says.get(name) and isinstance(says[name], str)
    ]
    item = [_("item %d") % says["item"]] if says.get("item") else []
    case = [_("case %s") % ids.short(draft.case)] if draft.case else []
    return f"{act(draft.act)}: " + " · ".join([*said, *item, *case])
