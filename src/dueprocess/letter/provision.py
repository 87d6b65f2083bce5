"""How a provision is cited in a letter of each language: ``§ 22(2) TTDSG`` is ``§ 22 Abs. 2 TTDSG`` in German."""

import re
from typing import Final

from dueprocess.law.finding import Citation

_SHORT: Final = re.compile(r"(?P<long>.+) \((?P<short>[A-ZÄÖÜ][\w-]{1,11})\)")
_RENAMED: Final = re.compile(r"(?P<old>\S+) \((?P<new>\S+) since (?P<month>[A-Z][a-z]+) (?P<year>\d{4})\)")
_PARAGRAPH: Final = re.compile(r"\((\d+[a-z]?)\)")
_LETTER: Final = re.compile(r"\(([a-z]{1,2})\)")
_GERMAN_MONTHS: Final = {
    "January": "Januar",
    "February": "Februar",
    "March": "März",
    "May": "Mai",
    "June": "Juni",
    "July": "Juli",
    "October": "Oktober",
    "December": "Dezember",
}
_RENAMINGS: Final = {
    "en": "{old}, since {month} {year} {new}",
    "de": "{old}, seit {month} {year} {new}",
}
_GERMAN: Final = (
    (re.compile(r"\bArticles?\b"), "Art."),
    (re.compile(r"\bsentences? (?=\d)"), "Satz "),
    (re.compile(r"\b[Nn]os?\. ?(?=\d)"), "Nr. "),
    (re.compile(r"\bAnnex (?=\d)"), "Anlage "),
    (re.compile(r" and "), " und "),
)


def provision(citation: Citation, language: str) -> str:
    """The provision as it is cited in a letter of ``language``; the act keeps its own name.

    Sections of acts in other tongues stay as their law writes them: a German "Abschnitt 31" cites nothing.
    """
    if language == "de" and citation.section.startswith(("§", "Art")):
        return _german(citation)
    act = _act(citation.title, language)
    return f"{citation.section} {act}" if citation.section.startswith("§") else f"{citation.section}, {act}"


def _act(title: str, language: str) -> str:
    short = _SHORT.fullmatch(title)
    if short:
        return short["short"]
    renamed = _RENAMED.fullmatch(title)
    return _RENAMINGS.get(language, "{old} / {new}").format(**_months(renamed, language)) if renamed else title


def _months(renamed: re.Match[str], language: str) -> dict[str, str]:
    parts = renamed.groupdict()
    if language == "de":
        parts["month"] = _GERMAN_MONTHS.get(parts["month"], parts["month"])
    return parts


def _german(citation: Citation) -> str:
    section = _LETTER.sub(r" Buchst. \1", _PARAGRAPH.sub(r" Abs. \1", citation.section))
    for pattern, words in _GERMAN:
        section = pattern.sub(words, section)
    return " ".join(f"{section} {_act(citation.title, 'de')}".split())
