"""Every mention of an act in a text, in the ways of writing of several countries.

What acts are called is data (``acts`` in ``law/<COUNTRY>/reading.yaml``). How a law is written with its sections is a
shape and stands here: in a file nobody would proofread a pattern, and it could be made to run for ever (ADR 0052).
"""

# ruff: noqa: E501, RUF001 - scripts hold look-alike letters; a pattern stays on one line
import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Final

from dueprocess.demand.reading import dates, provisions, statutes_french, statutes_german
from dueprocess.demand.reading.citations import Citation, act_key, title_key
from dueprocess.demand.reading.index import Phrases, begun, cues, has, places
from dueprocess.demand.reading.page import Page
from dueprocess.demand.reading.tables import Tables, any_of

_USC: Final = re.compile(
    r"\b(?P<title>\d{1,2})\s?u\.?\s?s\.?\s?c\.?(?:\s?a\.)?\s?(?:§{1,2}|sections?|sec\.)?\s?(?P<list>\d{2,5}[a-z]{0,2}(?:\([a-z0-9]{1,4}\)){0,6}"
    r"(?:(?:,\s|\sand\s|;\s|,\sand\s)\d{4}[a-z]{0,2}(?:\([a-z0-9]{1,4}\)){0,6}){0,8})"
)
_USC_LONG: Final = re.compile(
    r"\bsections?\s(?P<list>\d{2,5}[a-z]{0,2}(?:\([a-z0-9]{1,4}\)){0,6}),?\s(?:of\s)?title\s(?P<title>\d{1,2})"
    r"|\btitle\s(?P<title2>\d{1,2}),?\s(?:of\sthe\s)?united\sstates\scode,?\s(?:§{1,2}|sections?)\s?(?P<list2>\d{2,5}[a-z]{0,2}(?:\([a-z0-9]{1,4}\)){0,6})"
)
_USC_NAME: Final = re.compile(r"u\.?\s?s\.?\s?c")
_USC_PART: Final = re.compile(r"\d{2,5}[a-z]{0,2}(?:\([a-z0-9]{1,4}\))*")
_US_RULE: Final = re.compile(
    r"\b(?:(?:federal\srules?\sof|fed\.?\sr\.?)\s(?:(?P<kind>crim(?:inal|\.)?|civ(?:il|\.)?)\s(?:procedure|p\.?)|(?P<evid>evid(?:ence|\.)?))|f\.?r\.?(?P<short>crim|civ|c)\.?\s?p\.?)"
    r"(?:,?\s(?:rule\s)?(?P<no>\d{1,4}(?:\([a-z0-9]{1,3}\)){0,4}))?(?!\w)"
    r"|\brule\s(?P<no2>\d{1,2}(?:\([a-z0-9]{1,3}\)){0,4})\sof\sthe\sfederal\srules\sof\s(?P<kind2>criminal|civil)\sprocedure"
)
_CFR: Final = re.compile(r"\b(\d{1,2})\s?c\.?f\.?r\.?\s(?:§{1,2}\s?|part\s)?(\d{1,4}(?:\.\d{1,4})?)")

_NUMBER: Final = (
    r"\d{1,4}(?:[-.]?[a-z]{1,2}(?![a-z]))?(?:\.\d{1,4})?(?:-\d{1,3})?(?:\s?\((?:[a-z0-9]{1,4}|\d\.\d)\)){0,4}"
)
_NOUN: Final = r"(?:(?:sub-?)?sections?|secs?\.|sec|ss?\.?|u/s\.?|u/ss|articles?|regulations?|reg\.|rules?|paragraphs?|paras?\.?|schedules?)"
_AND: Final = (
    r"(?:,\s|\sand\s|\s&\s|\sor\s|,\sand\s|,\sor\s|,?\sread\swith\s|,?\sr/w\s|\sr/w\.\s|\salong\swith\s|\sto\s|/)"
)
_LIST: Final = rf"{_NUMBER}(?:{_AND}(?:{_NOUN}\s?)?{_NUMBER}){{0,12}}"
_SECTION: Final = re.compile(
    rf"(?<![\w'])(?:{_NOUN}|§{{1,2}})\s?(?P<list>{_LIST})(?!\d)(?:,?\s(?:(?:of|to|in)\s)?(?:part\s\d{{1,2}}[a-z]?\s(?:of|to)\s|schedule\s\d{{1,2}}[a-z]{{0,2}}\s(?:of|to)\s)?(?:(?:of|under|to)\s)?(?:the\s)?(?=(?P<act>[^\n;]{{2,160}})))?"
)
_SECTION_HEADS: Final = (
    *("section", "subsection", "sub-section", "sec", "ss", "s.", "s ", "u/s", "article", "regulation", "reg."),
    *("rule", "para", "schedule"),
)
_ALONE: Final = (
    *("section", "subsection", "sub-section", "sec", "ss", "s.", "s ", "u/s", "rule", "regulation", "article", "para"),
)
_OF_SCHEDULE: Final = re.compile(r"\s(?:of|to|in)\s(?:the\s)?schedule\b")
"""Nouns whose number counts without an act behind it, where the letter names an act elsewhere."""
_NO_ACT: Final = re.compile(
    r"\s?(?:of\s(?:this|your|our|my|its|that|it)\b(?!\sact\b)|of\sthe\s(?:(?!act\b)[a-z-]+\s){0,2}(?:notice|letter|form|order|warrant|terms|schedule|annex|policy|report|request"
    r"|agreement|contract|guid|application|manual|attachment|questionnaire|rules)|below|above|here|overleaf|\.\d|%|-?\s?(?:day|hour|week|month|year|pm|am\b)|:)"
)
_BEHIND: Final = re.compile(
    rf",?\s(?:\([^()\n]{{2,40}}\),?\s)?(?:r\.?s\.?c\.?,?\s1985,?\s(?:c(?:h|hap)?\.?\s?[a-z]-[\d.]{{1,5}}),?\s)?(?:at\s)?(?:{_NOUN}|§{{1,2}}|art\.|ch\.)\s?(?P<list>{_LIST})(?!\d)"
)
"""Sections that stand behind their act: Criminal Code, s. 487.014."""
_ACT_WORD: Final = r"(?:[A-Z][\w.'&/-]{0,40},?|of|and|the|on|for|to|in|with|from|by|against|or|OF|AND|THE|ON|FOR|TO|IN|\([A-Z][\w ,.&'-]{0,90}\))"
_ACT_NOUN: Final = (
    r"(?:Act|ACT|Code|CODE|Statutes?|Ordinance|ORDINANCE|Sanhita|SANHITA|Adhiniyam|ADHINIYAM|Rules|RULES|Regulations|REGULATIONS|Constitution"
    r"|Convention|Decree|Law(?:\sNo\.?\s\d{1,6})?)"
)
_YEAR: Final = r"(?:,?\s(?:of\s)?\(?(?P<year>(?:18|19|20)\d\d)\)?)?"
_ACT: Final = re.compile(
    rf"(?:Code|CODE|Rules|RULES)\s(?:of|OF)(?:\s(?:[A-Z][\w-]{{1,30}}|and|AND|of|the)){{1,6}}{_YEAR.replace('year', 'of_year')}"
    rf"|{_ACT_WORD}(?:\s{_ACT_WORD}){{0,14}}?\s{_ACT_NOUN}\b(?!\sof\s[A-Z]){_YEAR}"
)
_EU_SORTS: Final = (
    "regulation", "directive", "verordnung", "richtlinie", "règlement", "reglamento", "directiva", "decision",
)  # fmt: skip
_EU_BEFORE: Final = re.compile(
    rf"(?:articles?|artikeln?|art\.|artículos?)\s?(?P<list>{_NUMBER}(?:(?:,\s|\sand\s|\sund\s|\set\s|\sy\s|\sor\s){_NUMBER}){{0,6}})(?:\sabs(?:atz|\.)\s(?P<abs>\d{{1,2}}))?"
    r"(?:\s(?:of|der|des|du|del|de\sla)(?:\sthe)?)?\s$"
)
_EU_BEHIND: Final = re.compile(
    rf",\s(?:articles?|artikeln?|art\.|artículos?)\s?(?P<list>{_NUMBER}(?:(?:,\s|\sand\s|\sund\s){_NUMBER}){{0,6}})"
)
_DIRECTIVES: Final = frozenset(("directive", "richtlinie", "directiva"))

_RU_LAW: Final = re.compile(
    r"(?P<sort>федеральн\w{2,4}\sзакон\w{0,3}|federal\slaw)(?P<mid>[^\n;]{0,48}?)(?:№|no\.?|n)?\s?(?P<no>\d{1,4})(?:-(?:фз|fz|ф3)|(?=\s(?:dated|от|of)\s))"
)
_RU_TITLED: Final = re.compile(r"(?:федеральн\w{2,4}\sзакон\w{0,3}|federal\slaw)\s(?=\"(?P<title>[^\"]{4,160})\")")
_RU_SAID: Final = re.compile(
    r"(?:указанн|данн|настоящ|упомянут)\w{2,4}\sфедеральн\w{2,4}\sзакон\w{0,3}|(?:said|this|above)\sfederal\slaw"
)
_RU_GOV: Final = re.compile(
    r"(?:постановлени\w{1,2}\sправительства|(?:resolution|decree)\sof\sthe\sgovernment)(?P<mid>[^;\n]{0,80}?)(?:№|no\.?|\d{4})\s?(?P<no>\d{1,4})(?![\d./])"
)
_RU_ARTICLE: Final = re.compile(
    r"(?:(?:част\w{1,3}|ч\.|п\.|пункт\w{0,3}|(?:part|paragraph|clause|no\.?)s?)\s?(?P<part>\d{1,2}(?:-\d{1,2})?)\s(?:of\s)?)?"
    r"(?:стат\w{2,4}|ст\.|articles?|art\.)\s?(?P<list>\d{1,3}(?:\.\d{1,2})?(?:(?:-|,\s|\sи\s|\sand\s|,\sand\s)\d{1,3}(?:\.\d{1,2})?){0,6})\.?,?\s(?:of\s)?(?:the\s)?"
    r"(?:(?:указанн|данн)\w{2,4}\s)?$"
)
_RANGE: Final = re.compile(r"^(\d+)\.(\d+)-\1\.(\d+)$")
_ONE: Final = (
    r"(?:[lrd]\.?\s?)?\d{1,4}(?:(?:bis|ter|quater|quinquies|sexies|septies|[a-z])(?![a-z])|(?:-\d{1,3}){1,4})?"
)
_PARAGRAPH: Final = (
    r"(?:,?\s(?:abs(?:atz)?|al|alinéa|cpv|para?)\.?\s?\d{1,2}(?:bis|ter)?)?"
    r"(?:\s(?:lit|bst|buchst|let|lett|ziff|ch|nr|n°|satz)\.?\s?[a-z0-9]{1,3}\b){0,3}"
)
_ARTICLE_HEADS: Final = ("art", "artikel", "article", "articolo", "articoli")
_HEAD: Final = r"art(?:ikel|icles?|icol[oi]|s?\.?)"
_ARTICLE_ONE: Final = re.compile(
    rf"(?<!\w)(?P<number>{_ONE})(?=(?:,?\s(?:abs(?:atz)?|al|alinéa|cpv|para?)\.?\s?(?P<paragraph>\d{{1,2}}(?:bis|ter)?))?){_PARAGRAPH}"
)


@dataclass(frozen=True)
class _Names:
    """What acts are called, made ready for a search."""

    union: re.Pattern[str]
    union_heads: tuple[str, ...]
    union_numbers: dict[str, str]
    russian: re.Pattern[str]
    russian_codes: dict[str, str]
    short: re.Pattern[str]
    acts: dict[str, tuple[str, str]]  # the act and its country, by a short name
    codes: Phrases
    bare: re.Pattern[str]
    shows: tuple[tuple[str, str], ...]  # words of an act's name, and the country that they show
    counted: re.Pattern[str]  # 66D IT Act: a number right before a short name
    leading: re.Pattern[str]  # RCW 21.20.380, Cal. Penal Code § 1524
    leading_heads: tuple[str, ...]
    leading_of: dict[str, tuple[str, str]]
    articles: re.Pattern[str]  # art. 1 CODE
    states_of_article: dict[str, tuple[str, ...]]


@lru_cache(maxsize=8)
def _names(tables: Tables) -> _Names:
    acts = tables.acts
    articles: dict[str, tuple[str, ...]] = {}
    for state, one in acts.items():
        articles |= {code: (*articles.get(code, ()), state) for code in one.articles}
    union, russian = dict(acts["EU"].short) if "EU" in acts else {}, dict(acts["RU"].short) if "RU" in acts else {}
    short = {
        word: (name, state)
        for state, one in acts.items()
        if state not in {"EU", "RU"}
        for word, name in one.short.items()
    }
    bare = [word for one in acts.values() for word in one.bare]
    leading = {word: (state, name) for state, one in acts.items() for word, name in one.leading.items()}
    urdu = any_of(word for word in short if not word.isascii())
    return _Names(
        re.compile(
            rf"(?P<sort>{any_of(_EU_SORTS)})\s(?:\((?:eu|ue|ec|eg)\)\s)?(?:nr\.?\s|no\.?\s)?(?P<no>(?:19|20)\d\d/\d{{1,4}})(?:/(?:eu|ec|eg|ue))?"
            rf"|\b(?P<name>{any_of(union)})\b"
        ),
        (*_EU_SORTS, *union),
        union,
        re.compile(rf"\b(?P<code>{any_of(russian)})\sрф\b|\b(?:уголовн\w{{2,3}}|гражданск\w{{2,3}})\sкодекс\w{{0,2}}"),
        russian,
        re.compile(rf"(?:{any_of(short)})\b"),
        short,
        Phrases(short),
        re.compile(rf"\b(?:{any_of(bare)})\b|دفعہ\s(?P<urdu>\d{{1,3}})\s(?:{urdu})"),
        tuple((words, state) for state, one in acts.items() for words in one.shows),
        re.compile(
            rf"(?:\b(?:under|and|or|with|of|for|u/s\.?|r/w\.?|sections?|secs?\.?|rules?|in)|&|,)\s"
            rf"(?P<list>(?!(?:18|19|20)\d\d\s){_NUMBER}(?:{_AND}{_NUMBER}){{0,12}})\s(?:of\s)?(?:the\s)?(?P<code>{any_of(short)})\b"
        ),
        re.compile(
            rf"(?P<code>{any_of(leading)}),?\s?(?:(?:§{{1,2}}|sections?|sec\.|secs?|ss?\.|arts?\.|article|ch(?:apter|\.)|title)\s?)?"
            r"(?P<no>\d{1,5}[a-z]{0,2}(?:[-.:/]\d{1,4}[a-z]{0,2}){0,4}(?:\([a-z0-9]{1,4}\)){0,4})(?![\w])"
        ),
        tuple(leading),
        leading,
        re.compile(
            rf"{_HEAD}\s?(?P<list>{_ONE}{_PARAGRAPH}(?:(?:,\s|\s(?:und|sowie|et|ed?|i\.v\.m\.)\s)(?:{_HEAD}\s?)?{_ONE}{_PARAGRAPH}){{0,6}})"
            rf"(?:\s(?:ff?\.|et\ssuivants|ss\.?))?\s(?:(?:du|de\sla|des|der|del|della)\s)?(?P<code>{any_of(articles)})\b"
        ),
        articles,
    )


_GATES: Final = (
    ("u.s", "usc", "title 18", "c.f.r", "rules of", "f.r", "fed. r"),
    ("закон", "federal law", "правительств", "government", "рф", "кодекс"),
)
"""Without one of these words a text holds no American, Russian or Spanish citation."""


def ready(tables: Tables) -> None:
    """Make the patterns of these languages."""
    provisions.ready(tables, _names(tables.whole).acts)


def mentions(page: Page) -> list[Citation]:
    """Every mention of an act, in order of the text."""
    names = _names(page.tables.whole)
    american, russian = (any(word in page.low for word in words) for words in _GATES)
    found = [*statutes_german.mentions(page), *statutes_french.mentions(page)]
    found += _american(page) if american else ()
    found += _union(page, names)
    found += _russian(page, names) if russian else ()
    common = list(_common(page, names))
    found += common
    found += _articled(page, names)
    whole = provisions.cited(page, names.acts, lambda act: _country_shown(names, act), found)
    found = [one for one in found if not any(own.start < one.end and one.start < own.end for own in whole)] + whole
    found += _alone(page, common or [one for one in found if one.country == "EU"], found)
    return sorted(found, key=lambda one: one.start)


def _american(page: Page) -> Iterator[Citation]:
    low = page.low
    for pattern, needed in ((_USC, _USC_NAME.search(low)), (_USC_LONG, "title" in low)):
        for match in pattern.finditer(low) if needed else ():
            groups = match.groupdict()
            title, text = groups["title"] or groups["title2"], groups["list"] or groups["list2"]
            parts = tuple(dict.fromkeys(_USC_PART.findall(text)))
            yield Citation("US", f"us:{title}usc", f"{title} U.S.C.", parts, match.start(), match.end(), "usc")
    for match in begun(low, cues(low, ("federal", "fed", "f.r", "fr", "rule")), _US_RULE):
        name = (match["kind"] or match["kind2"] or match["short"] or "")[:3]
        act = "Fed. R. Evid." if match["evid"] else "Fed. R. Civ. P." if name == "civ" else "Fed. R. Crim. P."
        number = match["no"] or match["no2"]
        yield Citation("US", f"us:{act.lower()}", act, (number,) if number else (), match.start(), match.end(), "rule")
    for match in _CFR.finditer(low) if "cf" in low or "c.f" in low else ():
        yield Citation("US", f"us:{match[1]}cfr", f"{match[1]} C.F.R.", (match[2],), match.start(), match.end(), "usc")


def _union(page: Page, names: _Names) -> Iterator[Citation]:
    for match in begun(page.low, places(page.low, names.union_heads), names.union):
        number = match["no"] or names.union_numbers[match["name"]]
        sort = "Directive" if match["sort"] in _DIRECTIVES else "Regulation"
        old = sort == "Directive" and int(number.split("/")[0]) < 2015  # noqa: PLR2004 - numbering of the Official Journal changed
        act = f"{sort} {number}/EC" if old else f"{sort} (EU) {number}"
        lead = _EU_BEFORE.search(page.low, max(0, match.start() - 90), match.start())
        behind = _EU_BEHIND.match(page.low, match.end())
        parts = _numbers(lead["list"], lead["abs"]) if lead else _numbers(behind["list"]) if behind else ()
        start = lead.start() if lead else match.start()
        yield Citation("EU", f"eu:{number}", act, parts, start, match.end())


def _numbers(text: str, sub: str | None = None) -> tuple[str, ...]:
    parts = re.findall(
        r"\d{1,4}(?:[-.]?[A-Za-z]{1,2}(?![A-Za-z]))?(?:\.\d{1,4})?(?:-\d{1,3})?(?:\s?\((?:[A-Za-z0-9]{1,4}|\d\.\d)\))*",
        text,
    )
    clean = [re.sub(r"\s", "", part) for part in parts]
    if sub and len(clean) == 1:
        clean = [f"{clean[0]}({sub})"]
    return tuple(dict.fromkeys(clean))


def _russian(page: Page, names: _Names) -> Iterator[Citation]:
    low = page.low
    last: Citation | None = None
    for match in sorted(
        (*_RU_LAW.finditer(low), *_RU_SAID.finditer(low), *_RU_TITLED.finditer(low)), key=lambda one: one.start()
    ):
        group = match.groupdict()
        parts, start = _articles(low, match.start())
        if group.get("no"):
            act, dated, title = f"Federal Law No. {group['no']}-FZ", _date_near(page, match), _quoted(page, match.end())
            last = Citation("RU", f"ru:{group['no']}-fz", act, parts, start, match.end(), title=title, dated=dated)
            yield last
        elif group.get("title"):
            name = " ".join(page.cased[match.start("title") : match.end("title")].split())
            act = f"Federal Law {name[0].upper()}{name[1:]}"
            yield Citation("RU", f"titled:ru:{title_key(name)}", act, parts, start, match.end(), title=name)
        elif last:
            yield Citation("RU", last.key, last.act, parts, start, match.end())
    for match in _RU_GOV.finditer(low):
        act, dated = f"Government Resolution No. {match['no']}", _date_near(page, match)
        yield Citation("RU", f"ru:gov:{match['no']}", act, (), *match.span(), dated=dated)
    for match in names.russian.finditer(low) if "рф" in low or "кодекс" in low else ():
        name = names.russian_codes.get(match["code"] or ("ук" if match[0].startswith("уг") else "гк"), "")
        parts, start = _articles(low, match.start())
        if parts:
            yield Citation("RU", f"ru:{name.lower()}", name, parts, start, match.end())


def _date_near(page: Page, match: re.Match[str]) -> str | None:
    day = next(dates.days(page.tables, page.low, match.start(), min(len(page.low), match.end() + 22)), None)
    return day.value if day else None


def _quoted(page: Page, at: int) -> str:
    match = re.compile(r"\s?\"([^\"\n]{4,160})\"").match(page.cased, at)
    return match[1] if match else ""


def _articles(low: str, end: int) -> tuple[tuple[str, ...], int]:
    match = _RU_ARTICLE.search(low, max(0, end - 90), end)
    if not match:
        return (), end
    text, part = match["list"], match["part"]
    ranged = _RANGE.match(text)
    numbers = (
        [f"{ranged[1]}.{n}" for n in (ranged[2], ranged[3])] if ranged else re.findall(r"\d{1,3}(?:\.\d{1,2})?", text)
    )
    if part and len(numbers) == 1:
        first, _, last = part.partition("-")
        numbers = [f"{numbers[0]}({first})" + (f"-({last})" if last else "")]
    return tuple(numbers), match.start()


def _common(page: Page, names: _Names) -> Iterator[Citation]:
    yield from _sections(page, names)
    yield from _bare_acts(page, names)


def _sections(page: Page, names: _Names) -> Iterator[Citation]:
    """Sections before their act: section 94 of the Bharatiya Nagarik Suraksha Sanhita, 2023; u/s 66D IT Act."""
    low, cased = page.low, page.cased
    done: set[int] = set()
    for match in begun(low, cues(low, _SECTION_HEADS), _SECTION):
        start = match.start("act")
        short, act = (names.short.match(low, start), _ACT.match(cased, start)) if start >= 0 else (None, None)
        parts = _numbers(cased[match.start("list") : match.end("list")])
        if short:
            (name, country), end = names.acts[short[0]], short.end()
        elif act:
            name, country, end = _act_name(act[0]), _country_shown(names, act[0]), act.end()
        else:
            continue
        done.add(match.start("list"))
        if not name.startswith("Federal Law"):
            yield Citation(country or None, f"act:{act_key(name)}", name, parts, match.start(), end, _noun(match[0]))
    counted = names.counted.finditer(low) if has(low, names.codes) else ()
    for match in (one for one in counted if one.start("list") not in done):
        name, country = names.acts[match["code"]]
        parts = _numbers(cased[match.start("list") : match.end("list")])
        yield Citation(country or None, f"act:{act_key(name)}", name, parts, *match.span("list"), "section")
    for match in begun(low, cues(low, names.leading_heads), names.leading):
        state, written = names.leading_of[match["code"]]
        parts = (cased[match.start("no") : match.end("no")].rstrip(".-"),)
        yield Citation(state, f"act:{act_key(written)}", written, parts, *match.span(), "usc")


def _alone(page: Page, acts: list[Citation], every: list[Citation]) -> Iterator[Citation]:
    """Sections without an act behind them, where the letter names one: of "the Act", or of the only one."""
    keys = {one.key: one for one in acts}
    if not keys:
        return
    named = next((one for one in acts if _DEFINED.match(page.low, one.end)), None)
    own = named or (acts[0] if len(keys) == 1 else None)
    taken = sorted((one.start, one.end) for one in every)
    for match in islice(begun(page.low, cues(page.low, _ALONE), _SECTION), _MOST):
        at, end = match.start(), match.end("list")
        inside = bisect_right(taken, (at, len(page.low))) - 1
        if (inside >= 0 and taken[inside][1] > at) or _NO_ACT.match(page.low, end) or _OTHER_ACT.match(page.low, end):
            continue
        if match[0].startswith("para") and not _OF_SCHEDULE.match(page.low, end):
            continue
        if match[0].startswith("art") and not (own and own.country == "EU"):
            continue
        parts = _numbers(page.cased[match.start("list") : end])
        if own and own.country == "EU" and match[0].startswith("art"):
            yield Citation("EU", own.key, own.act, parts, at, end, own.style)
        elif own and (_noun(match[0]) == "section" or "rule" in own.key or "regulation" in own.key):
            yield Citation(own.country, own.key, own.act, parts, at, end, own.style)
        else:
            yield Citation(None, f"alone:{','.join(parts)}", "", parts, at, end, _noun(match[0]))


def _bare_acts(page: Page, names: _Names) -> Iterator[Citation]:
    """Acts that are named without a provision; an act of which a provision is cited elsewhere merges by its key."""
    for word in (" Act", " Sanhita", " Ordinance", " Adhiniyam", " Code", " Regulations", " Rules"):
        at = page.cased.find(word)
        while at >= 0:
            line = page.cased.rfind("\n", 0, at) + 1
            found = _ACT_NAME.search(page.cased, max(0, line, at - 120), min(len(page.cased), at + 24))
            behind = _BEHIND.match(page.low, found.end()) if found else None
            country = _country_shown(names, found[0]) if found else ""
            start = _below(page, *found.span()) if found else 0
            if found and (country or behind or found["year"]) and " " in found[0].strip():
                name = _act_name(page.cased[start : found.end()])
                parts = _numbers(page.cased[behind.start("list") : behind.end("list")]) if behind else ()
                end = behind.end() if behind else found.end()
                yield Citation(country or None, f"act:{act_key(name)}", name, parts, start, end, "section")
            at = page.cased.find(word, at + len(word))
    for match in names.bare.finditer(page.low):
        name, country = names.acts[match[0].rpartition(" ")[2] if match["urdu"] else match[0]]
        parts = (match["urdu"],) if match["urdu"] else ()
        yield Citation(country, f"act:{act_key(name)}", name, parts, *match.span(), "section")


def _below(page: Page, start: int, end: int) -> int:
    """Where the act's name begins: on its own line, where a short heading stands above it."""
    first, last = page.place(start), page.place(end - 1)
    line = page.raw.rfind("\n", first, last)
    above = page.raw[page.raw.rfind("\n", 0, line) + 1 : line].strip() if line > 0 else ""
    rest = page.raw[line + 1 : last + 1].split()
    return (
        page.at(line + 1 + page.raw[line + 1 :].find(rest[0]))
        if above and len(above) < _HEADING and len(rest) > _NAME_WORDS
        else start
    )


_HEADING: Final = 48
_NAME_WORDS: Final = 2
_ACT_NAME: Final = re.compile(
    r"(?<![\w-])[A-Z][\w-]{1,30},?(?:\s(?:[A-Z][\w-]{1,30},?|of|and|the|on|for|from|by|in|to|with|against|\([A-Z][\w ,.&'-]{0,60}\))){0,10}"
    rf"\s(?:Act|Sanhita|Ordinance|Adhiniyam|Code|Regulations|Rules)\b{_YEAR}"
)
_MOST: Final = 200  # sections without an act that are looked at
_DEFINED: Final = re.compile(r"[^\w\n]{0,3}\([^()\n]{0,30}?\"?(?:the )?(?:[a-z]+ )?act\"?\)")
_OTHER_ACT: Final = re.compile(r",?\s(?:of|under)\s(?:the\s)?(?:18|19|20)\d\d\sact")


def _noun(text: str) -> str:
    return "article" if text.startswith("art") else "rule" if text.startswith("rule") else "section"


def _act_name(text: str) -> str:
    name = re.sub(r"^(?:the|of|under)\s", "", text.strip(), flags=re.IGNORECASE)
    name = re.sub(r",?\s\(?((?:19|20)\d\d)\)?$", r" \1", name)
    if not name.isupper():
        return re.sub(r"^(?:[A-Z]{2,}\s){2,}(?=[A-Z][a-z])", "", name)  # a heading in capitals ran into it
    small = {"OF", "AND", "THE", "ON", "FOR", "TO", "IN"}
    return " ".join(word.lower() if word in small else word.capitalize() for word in name.split())


def _country_shown(names: _Names, act: str) -> str:
    """The country that an act's name shows: by what stands first in it."""
    low = act.lower()
    found = [(low.find(words), -len(words), state) for words, state in names.shows if words in low]
    return min(found)[2] if found else ""


def _articled(page: Page, names: _Names) -> Iterator[Citation]:
    """Art. 273 Abs. 1 StPO, art. L. 34-1 CPCE: a short name that two countries share shows neither."""
    if not names.states_of_article:
        return
    for match in begun(page.low, cues(page.low, _ARTICLE_HEADS), names.articles):
        states = names.states_of_article[match["code"]]
        act = page.cased[match.start("code") : match.end("code")]
        pairs = {
            re.sub(r"[\s.]", "", one["number"]) + (f"({one['paragraph']})" if one["paragraph"] else ""): page.cased[
                match.start("list") + one.start() : match.start("list") + one.end()
            ].strip()
            for one in _ARTICLE_ONE.finditer(match["list"])
        }
        country, span = states[0] if len(states) == 1 else None, match.span()
        yield Citation(country, f"art:{match['code']}", act, tuple(pairs), *span, "art", said=tuple(pairs.values()))
