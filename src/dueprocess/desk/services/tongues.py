"""The languages in which this house's letters bind: counsel signed their words, and these are still the words."""

from collections.abc import Mapping

from dueprocess.adapters import texts
from dueprocess.desk.services import desk_record
from dueprocess.desk.services.desk import Desk


def binding(desk: Desk) -> Mapping[str, str]:
    """Language (ISO 639-1) to who signed today's words of it, the oldest signature first."""
    now = texts.letter_hashes()
    return {code: one.by for code, one in desk_record.languages(desk).items() if now.get(code) == one.words}


def waits_for(desk: Desk) -> tuple[str, ...]:
    """Languages that the house speaks and in which its letters do not bind."""
    words, binds = texts.letters(), binding(desk)
    spoken = dict.fromkeys(code[:2] for code in desk.house.languages)
    return tuple(one for one in spoken if one in words and not words[one].reviewed_by and one not in binds)
