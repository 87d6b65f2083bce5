"""Wording of frauds that are known: our own observation, by language (``texts/frauds``); "perhaps: look", never more.

After forged emergency requests that providers and the press told of (hazards 2.1, 2.3). Real offices write such words
too, and a careful thief does not.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from dueprocess.demand.asking import Fact, fact

MAX_TEXT: Final = 200_000
_GAP: Final = r"[^.!?;]{0,60}?"
_SPACES: Final = re.compile(r"\s+")

Frauds = Mapping[str, Sequence["re.Pattern[str]"]]
"""By the code of a fact: patterns."""


def compiled(tables: Mapping[str, Mapping[str, Sequence[str]]]) -> Frauds:
    """Patterns out of tables (language → code → wordings); ``…`` stands for some words of the same sentence."""
    made: dict[str, list[re.Pattern[str]]] = {}
    for table in tables.values():
        for code, wordings in table.items():
            made.setdefault(code, []).extend(_pattern(one) for one in wordings)
    return made


def _pattern(wording: str) -> re.Pattern[str]:
    parts = [re.escape(one.strip().casefold()) for one in wording.split("…")]
    return re.compile(rf"(?<!\w){_GAP.join(parts)}")


def facts(text: str, frauds: Frauds) -> Iterator[Fact]:
    """What in the words is known from frauds, each code once, with the words as they stand."""
    flat = _SPACES.sub(" ", text[:MAX_TEXT])
    low = flat.casefold()
    for code, patterns in frauds.items():
        found = next((match for one in patterns if (match := one.search(low))), None)
        if found is not None:
            same = len(low) == len(flat)
            yield fact(f"wording-{code}", words=(flat if same else low)[found.start() : found.end()])
