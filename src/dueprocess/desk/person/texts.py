"""The texts of a person's page (``texts/person``): the same keys in each language, whole sentences only.

Beside the languages that every surface speaks stand courtesy translations (``texts/courtesy``): one file a language,
with the words of closed codes in it, which the other languages have from the public site.
"""

import re
from functools import cache
from typing import Final

from dueprocess.adapters.texts import LANGUAGES, sentences
from dueprocess.desk.publish import texts
from dueprocess.desk.publish.texts import TextError, Texts

COURTESY: Final = ("fr", "es", "pl", "tr", "ru", "uk", "ar", "hi", "ps")
SPOKEN: Final = (*LANGUAGES, *COURTESY)
"""ISO 639-1 codes of the languages in which a person is told."""

_LATIN: Final = re.compile(r"(?:[0-9]+ )?[A-Za-z\u00c0-\u024f](?:[^\u0590-\u08ff\n]*[A-Za-z0-9\u00c0-\u024f)/])?")
"""Words, addresses and citations of another script, as far as they go inside a line."""


@cache
def load(language: str) -> Texts:
    """The texts in ``language``. Raises TextError where there are none."""
    if language in COURTESY:
        return Texts(language, sentences("courtesy")[language])
    return texts.load(language, "person")


@cache
def contesting(language: str) -> Texts:
    """The texts of contesting: the form, and the letter that answers it. Raises TextError where there are none."""
    return texts.load(language, "contest")


@cache
def codes(language: str) -> Texts:
    """Words of closed codes, days and countries in ``language``. Raises TextError where there are none."""
    if language not in COURTESY:
        return texts.load(language)
    own = load(language).table
    subjects = {f"subject_{code}": says for code, says in own["subjects"].items()}
    also = {"did": own["outcomes"], "values": subjects, "numbers": {"join": own["meta"]["join"]}}
    return Texts(language, {**own, **also})


def with_english(languages: tuple[str, ...]) -> tuple[str, ...]:
    """``languages``, and English behind those that nobody reviewed: a courtesy translation never stands alone."""
    unread = any(load(one)("page", "unreviewed") for one in languages)
    return (*languages, "en") if unread and "en" not in languages else languages


def isolated(line: str, direction: str) -> str:
    """``line`` with what runs from the left between isolates (UAX #9): it neither turns nor is turned by its sentence.

    A bracket that its end stands outside of stays outside. A line that runs from the left is as it was.
    """
    if direction != "rtl":
        return line
    made, at = "", 0
    while found := _LATIN.search(line, at):
        run = _balanced(found.group())
        made += f"{line[at : found.start()]}\u2066{run}\u2069"
        at = found.start() + len(run)
    return made + line[at:]


def _balanced(run: str) -> str:
    """``run`` up to the first bracket that has no other half in it."""
    deep: list[int] = []
    for place, char in enumerate(run):
        if char == "(":
            deep.append(place)
        elif char == ")":
            if not deep:
                return run[:place].rstrip()
            deep.pop()
    return run[: deep[0]].rstrip() if deep else run


__all__ = ["COURTESY", "LANGUAGES", "SPOKEN", "TextError", "codes", "contesting", "isolated", "load", "with_english"]
