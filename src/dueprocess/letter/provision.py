"""How a provision is cited in a letter: ``§ 22(2) TTDSG`` is ``§ 22 Abs. 2 TTDSG`` in German.

Each language says it as patterns (``[citing]`` of its words). An act keeps its own name, but for those of the Union and
of the Council of Europe, which have one in each language, and those that the law files name in English alone. Where a
language says so (``[citing.original]``), the language of the others stands behind their name, and a German section is
written as German law writes it.
"""

import datetime
import re
from collections.abc import Callable, Sequence
from typing import Final

from dueprocess.law.finding import Citation
from dueprocess.letter.language import Language

_SHORT: Final = re.compile(r".+ \((?P<short>[A-ZÄÖÜ][\w-]{1,11}(?: [A-Z][\w-]{0,4})?)(?: \d{4})?\)")
_RENAMED: Final = re.compile(
    r"(?P<act>\S+) \((?P<other>\S+) (?P<when>since|until) (?P<day>\d{1,2} [A-Z][a-z]+ \d{4})\)"
)
_REMARK: Final = re.compile(r" \(((?!EU\)|EC\))[^()]+)\)$")


def provision(
    citation: Citation, language: Language, day: Callable[[datetime.date, str], str], german: Language | None = None
) -> str:
    """The provision as it is cited in a letter of ``language``; ``day`` writes a day in it.

    ``german``: the words by which a German section is written in a letter that says which acts are German.

    Sections of acts in other tongues stay as their law writes them: a German "Abschnitt 31" cites nothing. What stands
    in brackets behind a name stands behind a comma: a letter puts the whole in brackets.
    """
    citing = language.citing
    tongue = citing.original.get(_tongue(citation), "")
    if tongue and german is not None and citation.section.startswith("§"):
        return f"{provision(citation, german, day)}, {tongue}"
    ours = re.match(citing.begins, citation.section) is not None
    section = _put(citing.sections, citation.section) if ours else citation.section
    first, *others = re.split(r"; (?=\S+ §)", section)
    between = " " if first.startswith("§") else citing.between if ours else ", "
    named = _act(citation.title, language, day)
    act = _put(citing.acts, named)
    if tongue and act == named:
        act = f"{act}, {tongue}"
    rest = "".join(f"; {under} {name}" for name, _, under in (one.partition(" ") for one in others))
    return " ".join(f"{first}{between}{act}{rest}".split())


def _tongue(citation: Citation) -> str:
    """The language of an act's own name (ISO 639-1), as it shows in section and name; empty where it has none."""
    return next((code for code, pattern in _TONGUES if pattern.search(f"{citation.section} {citation.title}")), "")


_TONGUES: Final = (
    ("de", re.compile(r"^§|gesetz|Gesetz|ordnung|Bundesverwaltungsgericht|TTDSG|TDDDG|JVEG|staatsvertrag")),
    ("es", re.compile(r"\bLey \d|\bLey de ")),
    ("nl", re.compile(r"\bWet(?:boek)?\b|\bTelecommunicatiewet\b")),
    ("pl", re.compile(r"\bKodeks\b|\bUstawa\b|\bPrawo\b")),
    ("en", re.compile(r"\b(?:Acts?|Code|Rules|USC|Regulations|Bill|Licence|Sanhita|letter|agreement)\b| v\.? ")),
)


def _put(patterns: Sequence[tuple[str, str]], text: str) -> str:
    for pattern, words in patterns:
        text = re.sub(pattern, words, text)
    return text


def _act(title: str, language: Language, day: Callable[[datetime.date, str], str]) -> str:
    renamed = _RENAMED.fullmatch(title)
    if renamed is not None:
        at = datetime.datetime.strptime(renamed["day"], "%d %B %Y").replace(tzinfo=datetime.UTC).date()
        template = language.citing.since if renamed["when"] == "since" else language.citing.until
        return template.format(act=renamed["act"], other=renamed["other"], day=day(at, language.code))
    short = _SHORT.fullmatch(title)
    return short["short"] if short else _REMARK.sub(r", \1", title)
