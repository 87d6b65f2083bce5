"""Provisions as the writers of many languages cite them: "art. 218a § 1 k.p.k.", "9 kap. 32 § lagen (2022:482)".

What such a citation is made of is data (``cites`` of a language, ``acts`` of a country); that it is a row of numbers
and small words with an act's name behind or before it stands here. Every row is bounded: reading is linear in the text.
"""

# ruff: noqa: E501 - a pattern stays on one line

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain, islice
from typing import Final

from dueprocess.demand.reading.citations import Citation, act_key
from dueprocess.demand.reading.index import cues, has
from dueprocess.demand.reading.page import Page
from dueprocess.demand.reading.tables import Tables, any_of

_MOST: Final = 400  # places that are looked at; no letter cites more
_MARK: Final = 4  # letters of a mark with its number that may stand without an act
_ACTS: Final = 6  # acts of one list
_BEHIND: Final = re.compile(r"\s(\d{2,4}(?:[/-]?[a-z])?)(?![\w/:-]|[.,]\d|\.\s?[a-z])")
_ENDS: Final = re.compile(r"(?<=\d{4})\.\s(?=[^\W\d_a-z])")
_OWN: Final = re.compile(r"\s?[:%]|\)?\s?(?:[a-z]{1,4}\s){0,2}\d|\.\d")
_BEFORE: Final = 110  # characters before a provision in which its act ends
_SUFFIX: Final = r"(?:(?:un|duo|ter|quater)?decies|bis|ter|quáter|quater|quinquies|sexies|septies|octies|novies|nonies)"
_LATIN: Final = rf"(?:[\s-]?{_SUFFIX}(?!\w)(?:\s[a-z](?![\w.']))?)?"
_NUMBER: Final = (
    rf"\d{{1,5}}(?:[./:-]\d{{1,4}}){{0,3}}(?:(?!-?{_SUFFIX})(?:[./-])?[a-z]{{1,3}}(?![\w'.]))?(?:\.?[ºª°]|\.[oa](?!\w))?"
    + _LATIN
)
_YEAR: Final = r"(?:19|20)\d\d"
_CAPITALS: Final = re.compile(r"(?!\d)[^\W\d_a-z]{3,8}(?:/\d{2,4})?(?!\w)")
"""An act that is known by its first letters alone: RCPITA, CIRS."""
_PLAIN: Final = re.compile(rf"\d{{1,4}}(?:[.:-]\d{{1,3}})*(?:(?!-?{_SUFFIX})[./-]?[a-z]{{1,3}}(?!\w))?" + _LATIN)


@dataclass(frozen=True)
class _Shapes:
    row: re.Pattern[str]
    lead: re.Pattern[str]
    words: frozenset[str]  # marks: what a provision of an act is called
    fill: re.Pattern[str]
    behind: re.Pattern[str]
    before: re.Pattern[str]
    alone: re.Pattern[str]
    join: re.Pattern[str]
    known: re.Pattern[str]
    stops: frozenset[str]
    idle: tuple[str, ...]
    free: bool


@lru_cache(maxsize=64)
def _shapes(tables: Tables, short: tuple[str, ...], *, free: bool) -> _Shapes:
    """Patterns of the languages of one letter. ``short`` are names by which acts are known; ``free``: others are read."""
    marks = any_of((*tables["cites.marks"], *tables["cites.behind"]))
    acts, last = tables["cites.acts"], tables["cites.ends"]
    joins = any_of(tables["cites.joins"])
    token = (
        rf"(?:(?:{marks})(?![^\W\d_])\.?|(?:{any_of(tables['cites.parts'])})(?![^\W\d_])\.?|{_NUMBER}(?:\.(?=\s))?\)?|[a-z]\)"
        rf"|(?:{joins})(?!\w)|[ivx]{{1,5}}(?![\w'])|[a-z](?![\w.']))"
    )
    ordinal = r"(?:\.|'?(?:inci|uncu|uncü|nci|ncu|ncü|üncü))?"
    numbered = (
        rf"(?:\s(?:{any_of(tables['cites.numbers'])})\s?\d[\d./:-]{{0,14}}(?:\s(?:sb|z\.\s?z|coll)(?!\w)\.?)?"
        rf"|\s\(\d{{4}}:\d{{1,4}}\)|\s\((?:eu|ue|es|eú|ce|eg|ab)\)\s(?:[^\W\d_]{{1,3}}[.º°]{{0,2}}\s)?\d{{4}}/\d{{1,4}}"
        rf"|\s(?:[^\W\d_]{{1,3}}\s)?(?:[^\W\d_]{{3,6}}\s)?\d{{1,2}}[.°º]?\s[^\W\d_]{{3,12}}\s{_YEAR}(?:\sr\.|\sroku)?"
        rf"(?:,\s(?:{any_of(tables['cites.numbers'])})\s?\d{{1,5}})?|\s(?:[^\W\d_]{{3,12}}\s)?\d{{1,5}}/{_YEAR})"
    )
    dated = rf"(?:,?\sde\s\d{{1,2}}[ºo°]?\sde\s[^\W\d_]{{4,9}}(?:\sde\s{_YEAR})?)?"
    head = rf"(?:{any_of(acts if free else ())})[^\W\d_]{{0,20}}\.?"
    ends = rf"(?:{any_of(last if free else ())})"
    sep = r"(?:\s-)?"
    known = any_of(short)
    title = rf"(?:,?{sep}\s(?:{any_of(tables['cites.about'])})(?:\s[^\W\d_][\w-]*){{1,8}}|(?:{sep}\s[^\W\d_][\w-]*){{1,7}})?"
    return _Shapes(
        re.compile(rf"{token}(?:,?\s?{token}){{0,30}}+"),
        re.compile(
            rf"(?<![\w./])(?:(?:{any_of(tables['cites.lead'])})\s)?(?:\d{{1,4}}(?:[/-](?:[a-z]|\d{{1,2}})(?!\w)){{0,2}}(?:\s?[a-z](?![\w.]))?{ordinal},?\s?"
            rf"(?:(?:{joins})\s)?){{1,8}}\Z"
        ),
        frozenset((*tables["cites.marks"], *tables["cites.behind"])),
        re.compile(rf"[\s,]{{0,2}}(?:(?:{any_of(tables['cites.fill'])})\s){{0,3}}"),
        re.compile(
            rf"(?:(?:{any_of(tables['cites.acts'])})[^\W\d_]{{0,20}}(?:{numbered})?,?{sep}\s)?(?P<short>(?:{known})(?![^\W_]))(?:{numbered})?{dated}"
            rf"|(?P<head>{head})(?:(?P<no>{numbered}){dated})?(?P<title>{title})|[^\W\d_]{{0,30}}{ends}(?!\w)(?:{numbered})?(?P<more>{title})"
        ),
        re.compile(
            rf"(?:(?<![^\W_])(?P<short>{known})|(?<![^\W_]){head}{numbered}{dated}(?:\s\([^()]{{2,40}}\))?|[^\W\d_]{{0,30}}{ends})"
            r"(?:'[^\W\d_]{1,4})?[\s,:(]{0,3}\Z"
        ),
        re.compile(
            rf"(?<![^\W_])(?:{head}{numbered}{dated}(?:,?{sep}\s(?:{any_of(tables['cites.about'])})(?:\s[^\W\d_][\w-]*){{1,6}})?"
            rf"|\d{{3,4}}\s(?:{any_of(tables['cites.numbered'])})\s(?:[\w'-]{{1,20}}\s){{0,8}}?[\w']{{0,12}}(?:{ends})(?!\w)"
            rf"|[^\W\d_]{{0,30}}{ends}\s\(\d{{4}}:\d{{1,4}}\)(?:\s(?:{any_of(tables['cites.about'])})(?:\s[^\W\d_][\w-]*){{1,6}})?)"
        ),
        re.compile(rf"[,;]\s(?:(?:{joins})\s)?|\s(?:{joins})\s"),
        re.compile(rf"(?<![^\W_])(?:{known})(?![^\W_])"),
        frozenset(tables["cites.stops"]),
        tables["cites.idle"],
        free,
    )


def ready(tables: Tables, acts: dict[str, tuple[str, str]]) -> None:
    """Make the patterns of these languages, which takes as long as to read three letters."""
    if tables["cites.marks"]:
        _shapes(tables, tuple(acts), free=True)


def cited(
    page: Page, acts: dict[str, tuple[str, str]], shown: Callable[[str], str], others: list[Citation]
) -> list[Citation]:
    """Citations as the letter writes them. ``acts`` are names and countries by short names; ``shown`` tells a country.

    ``others`` are citations that other shapes found. Of languages in which the letter is not written, an act counts
    whose name is known, where no other shape found one.
    """
    found: list[Citation] = []
    for tables in dict.fromkeys((page.tables, page.tables.whole)):
        own = tables is page.tables and tables.of is not None
        if not tables["cites.marks"]:
            continue
        read = replace(page, tables=tables)
        shapes = _shapes(tables, tuple(acts), free=own)
        spans = [(one.start, one.end) for one in (found if own else [*found, *others])]
        lone: list[tuple[int, int, tuple[str, ...]]] = []
        for start, end, top in chain(
            _rows(read, shapes, lone), _alone(read, shapes) if own else (), _coded(read, tuple(acts)) if own else ()
        ):
            if any(a < end and start < b for a, b in spans) or has(page.around(start), shapes.idle):
                continue
            sentence = _ENDS.search(page.cased, start, end)
            end = sentence.start() if sentence else end  # noqa: PLW2901 - the act's name ran into the next sentence
            spans.append((start, end))
            said = " ".join(page.cased[start:end].split())
            name, country = _act(page.low[start:end], shapes.known, acts)
            country = country or shown(said)
            found.append(Citation(country or None, f"act:{act_key(name)}", name, top, start, end, whole=said))
        if own and (found or others):
            known = {one for citation in (*found, *others) for one in citation.provisions}
            for start, end, top in lone:
                taken = any(a < end and start < b for a, b in spans) or has(page.around(start), shapes.idle)
                if not taken and not known.issuperset(top):
                    known.update(top)
                    said = " ".join(page.cased[start:end].split())
                    found.append(Citation(None, f"alone:{said.lower()}", "", top, start, end, whole=said))
    return found


def _rows(
    page: Page, shapes: _Shapes, lone: list[tuple[int, int, tuple[str, ...]]]
) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Provisions with their acts: where they stand, and their numbers. Those without an act go to ``lone``."""
    low, done = page.low, 0
    for at, end in islice(sorted({*page.cues("cites.marks"), *page.cues("cites.behind")}), _MOST):
        row = shapes.row.match(low, at) if at >= done and not low[end : end + 1].isalpha() else None
        if not row:
            continue
        lead = shapes.lead.search(low, max(done, at - 40), at) if low[at:end] in page.tables["cites.behind"] else None
        start, stop = lead.start() if lead else at, row.end()
        if not any(letter.isdigit() for letter in low[start:stop]):
            continue
        while stop > at and low[stop - 1] in " ,.":
            stop -= 1
        tops = _tops(low[start:stop], shapes.words)
        gap = shapes.fill.match(low, stop)
        after = shapes.behind.match(low, gap.end() if gap else stop)
        if after:
            yield start, (ended := _ended(page, after, shapes)), tops
            done = after.end()
            yield from _going_on(page, shapes, ended)
            continue
        capitals = _CAPITALS.match(page.cased, gap.end() if gap else stop) if shapes.free else None
        if capitals:
            yield start, capitals.end(), tops
            done = capitals.end()
            continue
        before = shapes.before.search(low, max(0, done, low.rfind("\n", 0, start) + 1, start - _BEFORE), start)
        if before:
            yield _grown(page, before.start(), start), stop, tops
            done = stop
        elif tops and stop - at > _MARK and not (gap and gap[0].strip(" ,")) and not _OWN.match(low, stop):
            lone.append((start, stop, tops))
            done = stop


def _going_on(page: Page, shapes: _Shapes, end: int) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """A provision of one more act behind the first, whose mark is said once: "artículos 21 de la … y 303 del …"."""
    for _ in range(_ACTS):
        join = shapes.join.match(page.low, end)
        row = shapes.row.match(page.low, join.end()) if join else None
        if not row or not page.low[row.start()].isdigit():
            return
        stop = len(page.low[: row.end()].rstrip(" ,."))
        gap = shapes.fill.match(page.low, stop)
        after = shapes.behind.match(page.low, gap.end() if gap else stop)
        if not after:
            return
        end = _ended(page, after, shapes)
        yield row.start(), end, _tops(page.low[row.start() : stop], shapes.words)


def _coded(page: Page, acts: tuple[str, ...]) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """A number right behind an act that is known by its first letters: "CMK 157"."""
    for start, end in islice(cues(page.low, acts), _MOST):
        number = _BEHIND.match(page.low, end)
        if number and page.cased[start + 1 : end].isupper() and not page.low[start - 1 : start].isalnum():
            yield start, number.end(), (number[1],)


def _alone(page: Page, shapes: _Shapes) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Acts that are named by their numbers, without a provision."""
    places = [start for start, _ in page.cues("cites.acts")]
    places += [max(0, start - 5) for start, _ in page.cues("cites.numbered")]
    places += [max(0, at - 30) for at in _each(page.low, " (19", " (20")]
    for at in islice(sorted(places), _MOST):
        match = shapes.alone.search(page.low, at, min(len(page.low), at + 200))
        if match and match.start() - at <= 30:  # noqa: PLR2004 - a word of the act's name
            yield match.start(), _cut(page, shapes, match.start(), match.end()), ()


def _each(low: str, *words: str) -> Iterator[int]:
    for word in words:
        at = low.find(word)
        while at >= 0:
            yield at
            at = low.find(word, at + len(word))


def _ended(page: Page, after: re.Match[str], shapes: _Shapes) -> int:
    """Where the act's name ends: what follows it is cut off where words begin that are none of a name."""
    group = after.groupdict()
    if group["short"]:
        return after.end()
    title = "title" if group.get("title") else "more" if group.get("more") else ""
    if not title:
        return after.end()
    named = shapes.known.search(page.low, after.start(title), after.end())
    return named.end() if named else _cut(page, shapes, after.start(), after.end(), after.start(title))


def _cut(page: Page, shapes: _Shapes, start: int, end: int, title: int | None = None) -> int:
    """End of a name of an act: capitalised words and those that belong to them, no word that ends a name."""
    at = start if title is None else title
    kept = at if title is not None else end
    about = False
    for number, word in enumerate(re.finditer(r"[^\s,]+", page.cased[at:end])):
        low = page.low[at + word.start() : at + word.end()]
        if title is None:
            if low in shapes.stops:
                return at + word.start() - 1
            continue
        about = about or (number < 2 and low in page.tables["cites.about"])  # noqa: PLR2004 - "- Prawo o …"
        if low in shapes.stops:
            break
        if about or word[0][:1].isupper():
            kept = at + word.end()
        elif low not in page.tables["cites.fill"] and low not in page.tables["cites.joins"] and word[0] != "-":
            break
    return kept


def _grown(page: Page, start: int, end: int) -> int:
    """Where a name of an act begins that ends before its provision: capitalised words, and a number before them."""
    left = start
    for word in reversed(list(re.finditer(r"\S+", page.cased[max(0, start - 70) : end]))):
        at = max(0, start - 70) + word.start()
        if at >= start or "\n" in page.low[at:start]:
            continue
        low = page.low[at : at + len(word[0])].strip("()")
        numbered = low in page.tables["cites.numbered"]
        if numbered or low in page.tables["cites.joins"] or word[0][:1].isupper():
            left = at if numbered or word[0][:1].isupper() else left
        elif (
            low.isdigit()
            and page.low[at + len(word[0]) : left].strip() == ""
            and any(page.low.startswith(one, left) for one in page.tables["cites.numbered"])
        ):
            return at
        else:
            break
        if word[0].endswith((",", ";", ":", ".")) and at + len(word[0]) < start:
            break
    return left


def _tops(text: str, marks: frozenset[str]) -> tuple[str, ...]:
    """The numbers of the provisions themselves, without those of their parts."""
    found: list[str] = []
    first = re.match(r"[^\W\d_]+\.?|§+", text)
    top = True
    opener = first[0] if first else ""
    for word in re.finditer(r"[^\W\d_]+\.?(?:º|ª)?|§+|" + _PLAIN.pattern, text):
        if word[0][0].isdigit():
            if top:
                found.append(word[0])
        elif word[0] in marks or word[0].rstrip(".") in marks:
            top = word[0] == opener or not opener
        elif len(word[0]) > 2 or word[0] == "§":  # noqa: PLR2004 - a letter or "i" joins
            top = False
    return tuple(dict.fromkeys(found))


def _act(low: str, known: re.Pattern[str], acts: dict[str, tuple[str, str]]) -> tuple[str, str]:
    """The act that is meant and its country: by a short name that stands in the citation."""
    found = max((match[0] for match in known.finditer(low)), key=len, default="")
    return acts[found] if found else (low, "")
