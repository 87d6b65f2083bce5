"""How a provision is cited in a letter of each language: ``§ 22(2) TTDSG`` is ``§ 22 Abs. 2 TTDSG`` in German."""

import re
from typing import Final

from dueprocess.law.finding import Citation

_SHORT: Final = re.compile(r"(?P<long>.+) \((?P<short>[A-ZÄÖÜ][\w-]{1,11})\)")
_RENAMED: Final = re.compile(
    r"(?P<act>\S+) \((?P<other>\S+) (?P<when>since|until) (?P<day>\d{1,2} )?(?P<month>[A-Z][a-z]+) (?P<year>\d{4})\)"
)
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
_UNION: Final = (
    (re.compile(r"\bRegulation(?= \(E)"), "Verordnung"),
    (re.compile(r"\bDirective(?= \(E)"), "Richtlinie"),
    (re.compile(r"\(repealed\)"), "(aufgehoben)"),
)
_RENAMINGS: Final = {
    "en": {"since": "{act}, since {day}{month} {year} {other}", "until": "{act}, until {day}{month} {year} {other}"},
    "de": {"since": "{act}, seit {day}{month} {year} {other}", "until": "{act}, bis {day}{month} {year} {other}"},
}
_GERMAN: Final = (
    (re.compile(r"\b(?:Articles?|[Aa]rts?\.)(?= |$)"), "Art."),
    (re.compile(r"\b[Rr]ecitals?(?= \d)"), "Erwägungsgrund"),
    (re.compile(r" to +(?=Abs\.|\d|§)"), " bis "),
    (re.compile(r" with (?=§)"), " mit "),
    (re.compile(r"\bsentences? (?=\d)"), "Satz "),
    (re.compile(r"\b[Nn]os?\. ?(?=\d)"), "Nr. "),
    (re.compile(r"\bAnnex (?=\d)"), "Anlage "),
    (re.compile(r"\bAnnex (?=[IVX])"), "Anhang "),
    (re.compile(r" and "), " und "),
)


def provision(citation: Citation, language: str) -> str:
    """The provision as it is cited in a letter of ``language``; the act keeps its own name.

    Sections of acts in other tongues stay as their law writes them: a German "Abschnitt 31" cites nothing.
    """
    if language == "de" and citation.section.startswith(("§", "Art", "art", "recital")):
        return _german(citation)
    act = _act(citation.title, language)
    return f"{citation.section} {act}" if citation.section.startswith("§") else f"{citation.section}, {act}"


def _act(title: str, language: str) -> str:
    short = _SHORT.fullmatch(title)
    if short:
        return short["short"]
    renamed = _RENAMED.fullmatch(title)
    if renamed is None:
        return _unions(title) if language == "de" else title
    words = _RENAMINGS.get(language, {}).get(renamed["when"], "{act} / {other}")
    return words.format(**_days(renamed, language))


def _unions(title: str) -> str:
    """An act of the Union by the name that it has in German: (EU) 2023/1543 is the same act in every language."""
    for pattern, words in _UNION:
        title = pattern.sub(words, title)
    return title


def _days(renamed: re.Match[str], language: str) -> dict[str, str]:
    parts = renamed.groupdict(default="")
    if language == "de":
        parts["month"] = _GERMAN_MONTHS.get(parts["month"], parts["month"])
        parts["day"] = parts["day"].replace(" ", ". ")
    return parts


def _german(citation: Citation) -> str:
    section = _LETTER.sub(r" Buchst. \1", _PARAGRAPH.sub(r" Abs. \1", citation.section))
    for pattern, words in _GERMAN:
        section = pattern.sub(words, section)
    return " ".join(f"{_unions(section)} {_act(citation.title, 'de')}".split())
