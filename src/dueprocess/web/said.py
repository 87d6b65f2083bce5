"""Refusals of the domain in the language of the page.

A refusal is a finished English sentence. Its pattern, as ``There is no item {0} in this case.``, is read out of the
sources by ``web.catalogues`` and stands in the catalogue; here a sentence finds its pattern again, and the words that
fill it stay as they are.
"""

import functools
import re
from typing import Final

from babel.messages.mofile import read_mo
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from dueprocess.web import closed, dates
from dueprocess.web.languages import LOCALE

CONTEXT: Final = "refusal"
_FILLINGS: Final = frozenset(closed.WORDS["Filling"])
_ITEM: Final = re.compile(r"item (\d+)")
_UNTIL: Final = re.compile(r" until (\S+)")
_HOLE: Final = re.compile(r"\\\{(\d+)\\\}")


def said(sentence: str) -> str:
    """One sentence of a refusal; as it stands where no catalogue has it."""
    known, patterns = _patterns(get_language() or "en")
    if sentence in known:
        return pgettext(CONTEXT, sentence)
    for pattern, holes, words in patterns:
        found = pattern.fullmatch(sentence)
        if found:
            return words.format(*(_filling(found[f"g{hole}"]) for hole in range(holes)))
    return sentence


def _filling(words: str) -> str:
    """What fills a hole: a word of ours, or several, in the language; ids, codes and names as they stand."""
    item, until = _ITEM.fullmatch(words), _UNTIL.fullmatch(words)
    if item:
        return _("item %d") % int(item[1])
    if until:
        return _(" until %s") % dates.iso(until[1])
    return ", ".join(pgettext("Filling", closed.plain(one)) if one in _FILLINGS else one for one in words.split(", "))


def refused(says: str, following: str) -> str:
    """What happened and what to do next, on one line."""
    return f"{said(says)} {said(following)}".strip() if following else said(says)


@functools.cache
def _patterns(language: str) -> tuple[frozenset[str], tuple[tuple[re.Pattern[str], int, str], ...]]:
    """Sentences without holes, and patterns with their holes and their words; those that say most come first."""
    path = LOCALE / language / "LC_MESSAGES" / "django.mo"
    if not path.exists():
        return frozenset(), ()
    with path.open("rb") as file:
        all_of_them = {str(one.id): str(one.string) for one in read_mo(file) if _context(one.context) == CONTEXT}
    holed = sorted((one for one in all_of_them if "{0}" in one), key=lambda one: (-len(one), one))
    return frozenset(all_of_them) - set(holed), tuple(_pattern(one, all_of_them[one]) for one in holed)


def _context(context: str | bytes | None) -> str:
    return context.decode() if isinstance(context, bytes) else context or ""


def _pattern(sentence: str, words: str) -> tuple[re.Pattern[str], int, str]:
    form = _HOLE.sub(r"(?P<g\1>.+?)", re.escape(sentence))
    return re.compile(form), sentence.count("{"), words
