"""Sections of German and Austrian acts, as letters write them: § 100a Abs. 2 Nr. 1 StPO, §§ 94, 98 der Strafprozessordnung.

An act is known by the shape of its short name (capitals within, G, O, B or V at its end), by the data of its country, or by
what its full name ends with. Each section keeps the words in which it is written.
"""

# ruff: noqa: E501 - a pattern stays on one line
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from dueprocess.demand.reading.citations import Citation
from dueprocess.demand.reading.page import Page
from dueprocess.demand.reading.tables import Tables, any_of

_WORDS: Final = (
    r"abs(?:atz|ätze|\.)?|s(?:atz|ätze|\.)|nr[n.]?\.?|nummern?|buchst(?:abe|\.)?|lit\.?|alt(?:ernative|\.)?|var(?:iante|\.)?|"
    r"hs\.?|halbs(?:atz|\.)|z(?:iff(?:er|\.)|\.)?|und|u\.|oder|bis|sowie|bzw\.?|i\.?\s?v\.?\s?m\.?|in\sverbindung\smit|f{1,2}\.?|"
    r"des|der|dem|nach|gemäß|erster|zweiter|dritter|erste|zweite|dritte|jeweils|auch|ggf\.|entsprechend|analog|aa|bb|cc|[a-z]|"
    r"[a-zäöü][a-zäöüß-]{2,24}(?:ischen|ischer)|polizei-|ordnungs-"
)
_LIST: Final = (
    r"\d{1,4}[a-z]{0,2}(?![\d\w])(?:[\s,;()/]{0,3}(?:§{1,2}\s?)?(?:\d{1,4}[a-z]{0,2}(?!\w)"
    rf"|(?i:{_WORDS})(?![\wäöü]))){{0,24}}?"
)
_SHORT: Final = r"[A-ZÄÖÜ][A-Za-zÄÖÜäöüß]{0,14}[GOBV](?![\w])"
_FULL: Final = (
    r"(?:[A-ZÄÖÜ][\w-]{2,24}-?\s(?:und\s)?)?[A-ZÄÖÜ][\wäöüß-]{2,50}?"
    r"(?:gesetz(?:es|buch(?:e?s)?)?|ordnung|verordnung|staatsvertrag(?:e?s)?)(?!\w)"
)
_BODIES: Final = frozenset("AG KG OHG UG EG EV LG OLG VG OVG VGH LSG SG ARGE ZVB FAG".split())  # noqa: SIM905 - a list of names
_SECTION: Final = re.compile(
    r"(?<![\d.])(\d{1,4}[a-z]{0,2})(?![\d.\w])(?:\s?(?:abs(?:atz)?\.?)\s?(\d{1,2}(?:[a-z](?!\w))?))?"
)
_INSIDE: Final = (
    *(
        "satz",
        "sätze",
        "nr.",
        "nr",
        "nrn.",
        "nummer",
        "nummern",
        "abs.",
        "abs",
        "absatz",
        "absätze",
        "s.",
        "lit.",
        "lit",
    ),
    *("buchst.", "buchstabe", "alt.", "alternative", "hs.", "halbsatz", "var.", "variante", " z", "ziff.", "ziffer"),
)
"""Words before a number inside a section, which is no section of its own."""
_JOINS: Final = re.compile(
    r"(?:[\s,;(/]|§|\b(?:und|u\.|sowie|oder|bzw\.?|bis|des|der|dem|nach|gemäß|auch|in verbindung mit|i\.?\s?v\.?\s?m\.?|[a-zäöü][a-zäöüß-]+(?:ischen|ischer)))+\Z",
    re.IGNORECASE,
)
_COUNTED: Final = 12  # a subsection has a number up to this; what is higher is a section


class _Names(NamedTuple):
    cited: re.Pattern[str]
    states: dict[str, str]
    short: dict[str, str]


@lru_cache(maxsize=8)
def _names(tables: Tables) -> _Names:
    acts = tables.acts
    codes = {code.upper(): state for state, one in acts.items() for code in one.codes}
    short = {name: said for state in ("DE", "AT") if state in acts for name, said in acts[state].short.items()}
    lands = any_of(land for one in acts.values() for land in one.lands)
    listed = any_of(code for one in acts.values() for code in one.codes)
    cited = rf"§{{1,2}}\s?(?P<list>{_LIST})\s?(?:(?P<code>(?:{listed})(?!\w)|{_SHORT})(?:\s(?P<land>{lands})\b)?|(?P<full>{_FULL}))"
    return _Names(re.compile(cited), codes, short)


def mentions(page: Page) -> Iterator[Citation]:
    """Every section of an act that is written with its sign."""
    if "§" not in page.low:
        return
    names = _names(page.tables.whole)
    for match in names.cited.finditer(page.cased):
        code = _code(names, match)
        if code in _BODIES:
            continue
        parts, said = sections(match["list"], many=match[0].startswith("§§"))
        # An act that two countries have in one name shows neither: what else the letter says decides.
        country = names.states.get(code.upper()) or None
        yield Citation(country, f"de:{code.lower()}", code, parts, match.start(), match.end(), "§", said=said)


def _code(names: _Names, match: re.Match[str]) -> str:
    if match["code"]:
        return match["code"] + (f" {match['land']}" if match["land"] else "")
    full = " ".join(match["full"].split())
    plain = re.sub(r"(gesetz|buch|vertrag)e?s\Z", r"\1", full)
    return names.short.get(plain.lower(), plain)


def sections(text: str, *, many: bool = False) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(the sections of a list, as ``100a(2)``; each in the words in which it is written). ``many``: it stands behind §§."""
    found: list[tuple[str, int]] = []
    at = 0
    deep = False  # a subsection was named: a small number behind "und" is one more of it
    for match in _SECTION.finditer(text.lower()):
        lead = text[at : match.start()].lower().rstrip()
        inner = lead.endswith(_INSIDE) or (
            deep and "§" not in lead and match[1].isdigit() and (not many or int(match[1]) <= _COUNTED) and not match[2]
        )
        if inner:
            at = match.end()
            continue
        found.append((match[1] + (f"({match[2]})" if match[2] else ""), match.start()))
        at, deep = match.end(), bool(match[2]) or deep
    ends = [*(start for _, start in found[1:]), len(text)]
    said = (_JOINS.sub("", text[start:end]) for (_, start), end in zip(found, ends, strict=True))
    pairs = dict(zip((name for name, _ in found), said, strict=True))
    return tuple(pairs), tuple(" ".join(one.split()) for one in pairs.values())
