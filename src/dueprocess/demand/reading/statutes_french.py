"""Articles of acts as letters in French write them: article L. 34-1 du code des postes, article 27, al. 2, du même code.

The name of a code is known by the data of its country, else by its first words. Each article keeps the words in which it is
written.
"""

# ruff: noqa: E501 - a pattern stays on one line
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from dueprocess.demand.reading.citations import Citation
from dueprocess.demand.reading.index import begun, cues
from dueprocess.demand.reading.page import Page
from dueprocess.demand.reading.tables import Tables, any_of

_STATES: Final = ("FR", "BE", "LU", "CH")
_LATIN: Final = r"(?:bis|ter|quater|quinquies|sexies|septies|octies|nonies|novies|decies|undecies|duodecies)"
_ONE: Final = (
    rf"(?:(?:\*?[lrda]|lp|anc)\.?\s?\*?(?=\d))?(?:[ivxl]{{1,6}}\.\s?)?\d{{1,4}}(?:[-./]\d{{1,3}}){{0,5}}(?:\s?{_LATIN}(?![a-z])|er(?![a-z])|[a-z](?![\w']))?"
    rf"(?:\s?-[ivx]{{1,4}}(?![\w]))?(?:/\d{{1,2}})?"
)
_SUB: Final = (
    r"(?:,?\s(?:§{1,2}\s?\d{1,2}(?:er)?|al(?:inéas?|\.)?\s?\d{1,2}(?:er|ers)?(?:\s(?:et|à)\s\d{1,2})?(?:\s?bis)?|(?:premier|deuxième|second|troisième|dernier)\salinéa|alinéa\spremier"
    r"|(?:paragraphe|par\.|point|lettre|let\.|lit\.|litt?\.|ch(?:iffre|\.)|n°|phrase)\s?\(?\w{1,3}\)?|\d{1,2}°(?:\s?bis)?|[a-h]\)|[ivx]{1,4}(?![\w.'])))"
    r"{0,4}"
)
_NEXT: Final = r"(?:,?\set\ssuivants?|\sss\.|\set\ss\.)?"
_JOIN: Final = r"(?:,?\s(?:et|ou|à|ainsi\sque|en\scombinaison\savec|combinés?\s(?:à|avec))\s|,\s|;\s)(?:(?:l'|les\s|de\sl'|des\s|aux\s|à\sl')?(?:articles?|art\.)\s)?"
_LEAD: Final = r"(?:articles?|arts?\.?)\s"
_OF: Final = r",?\s?(?:\s(?:et\ssuivants|ss\.?|et\ss\.|précités?))?,?\s?(?:du|de\sla|de\sl'|des|de\sce)\s?(?:présente?\s|susdite?\s)?"
_DAY: Final = r"\d{1,2}(?:er)?\s[a-zà-ÿ]{3,9}\.?\s\d{4}"
_NUMBERED: Final = (
    r"(?:loi|décret|ordonnance|arrêté(?:\s(?:royal|grand-ducal|ministériel))?|règlement\sgrand-ducal|décret-loi)"
    r"(?:\s(?:modifiée?|fédérale|organique|coordonnée|spéciale|programme|dite)){0,2}"
)
_LAW: Final = rf"{_NUMBERED}\s(?:n°\s?(?P<no>[\d-]{{4,12}})(?:\s(?:modifiée?\s)?du\s(?P<day>{_DAY}))?|(?:modifiée?\s)?du\s(?P<day2>{_DAY}))"
_CODE: Final = (
    r"code(?:\s(?:de\sla|des|de|du)|\sd'|\sde\sl')?\s?[a-zà-ÿ]{4,20}"
    r"(?:\s(?:pénale|civile|intérieure|publique|sociale|criminelle|intellectuelle|économique|militaire|électorale|financier))?"
)
_SAME: Final = r"(?:même|dit|susdit)\s(?:code|loi)|(?:code|loi)\s(?:précitée?|susvisée?)"
_WORD: Final = re.compile(r"articles?|arts?\.?")


class _Names(NamedTuple):
    cited: re.Pattern[str]
    law: re.Pattern[str]
    one: re.Pattern[str]
    shows: tuple[tuple[str, str], ...]


@lru_cache(maxsize=8)
def _names(tables: Tables) -> _Names:
    acts = {state: tables.acts[state] for state in _STATES if state in tables.acts}
    known = any_of(name for one in acts.values() for name in one.short)
    act = rf"(?P<same>{_SAME})|(?:{_LAW})|(?P<code>(?:{known})(?!\w)|{_CODE})"
    cited = rf"{_LEAD}(?P<list>{_ONE}{_SUB}{_NEXT}(?:{_JOIN}{_ONE}{_SUB}{_NEXT}){{0,12}}){_OF}(?:{act})"
    return _Names(
        re.compile(cited),
        re.compile(_LAW),
        re.compile(rf"(?P<one>{_ONE})(?P<sub>{_SUB})"),
        tuple((words, state) for state, one in acts.items() for words in one.shows),
    )


def mentions(page: Page) -> Iterator[Citation]:
    """Every act that the text names with an article, or by its number or day."""
    low = page.low
    if not any(
        word in low for word in (" code ", " loi ", "code d", " décret ", " arrêté ", " livre des", " ordonnance ")
    ):
        return
    names = _names(page.tables.whole)
    bare = begun(low, cues(low, ("loi", "décret", "arrêté", "ordonnance", "règlement grand-ducal")), names.law)
    cited = begun(low, cues(low, ("art",)), names.cited)
    last: Citation | None = None
    done = 0
    for match in sorted((*cited, *bare), key=lambda one: (one.start(), -one.end())):
        if match.start() < done:
            continue
        done = match.end()
        act, key = _act(page, match)
        group = match.groupdict()
        if group.get("same") and last:
            act, key = last.act, last.key
        parts, said = _articles(names, page, match) if group.get("list") else ((), ())
        last = Citation(_country(names, act), key, act, parts, match.start(), match.end(), "fr", said=said)
        if parts or group["no"] or match[0].startswith("loi"):
            yield last


def _act(page: Page, match: re.Match[str]) -> tuple[str, str]:
    """(the act as it is written, its key: a law by its number, or by its day)."""
    group = match.groupdict()
    start = match.start("code") if group.get("code") else match.end("list") if group.get("list") else match.start()
    text = " ".join(page.cased[start : match.end()].split())
    act = text if group.get("code") or not group.get("list") else re.sub(rf"\A{_OF}", "", text, flags=re.IGNORECASE)
    if group["no"]:
        return act, f"fr:loi n° {group['no']}"
    return act, f"fr:{group['day2'] or act.lower()}"


def _articles(names: _Names, page: Page, match: re.Match[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(the articles of a list, each in the words in which it is written)."""
    found: dict[str, str] = {}
    for one in names.one.finditer(page.low, *match.span("list")):
        found.setdefault(one["one"].strip(), " ".join(page.cased[one.start() : one.end()].split()))
    return tuple(found), tuple(found.values())


def _country(names: _Names, act: str) -> str | None:
    low = act.lower()
    return next((state for words, state in names.shows if words in low), None)
