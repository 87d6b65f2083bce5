"""Provisions as the letter writes them, in languages whose citations have no English form here.

Three shapes, with the words of each language as data (``laws`` in ``law/languages/<xx>.yaml``): sections before the act
("ч. 2 ст. 93 КПК України", "धारा 94 … संहिता, 2023"), sections behind it ("अधिनियम, 2023 की धारा 20(2)"), and 第N条.
"""

# ruff: noqa: RUF001, E501 - scripts hold look-alike letters; a pattern stays on one line

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from itertools import islice
from typing import Final, NamedTuple

from dueprocess.demand.reading.citations import Citation
from dueprocess.demand.reading.index import begun
from dueprocess.demand.reading.page import Page
from dueprocess.demand.reading.tables import Tables

_MOST: Final = 200  # citations that are looked at
_LEAD: Final = 160  # characters before an act in which its sections stand
_BACK: Final = 60
_NUMBER: Final = r"(?:\d{1,4}(?:[.-]\d{1,3}){0,2}(?:\s?(?:[a-zа-я]{1,2}|[अ-ह][\u093e-\u094c]?)(?![^\W\d_]|[\u0900-\u0903\u093a-\u094f]))?(?:\s?\([^\s()]{1,4}\)){0,4}|\"[а-яa-z]\"|[а-яa-z](?![^\W\d_]))"
_HAN: Final = r"[\d〇零一二三四五六七八九十百千]{1,8}"
_ARTICLE: Final = re.compile(
    rf"第\s?{_HAN}\s?[条條](?:\s?[之の]\s?{_HAN})?(?:\s?第?\s?{_HAN}\s?[款项項目号號]){{0,3}}"
    rf"(?:(?:、|,\s?|及び|及|和|与|與|並びに|并|・|至|から)\s?(?:同条|同條)?第?\s?{_HAN}\s?[条條款项項号號](?:\s?[之の]\s?{_HAN})?(?:\s?第?\s?{_HAN}\s?[款项項号號]){{0,2}}){{0,6}}"
)
_NAME: Final = re.compile(
    r"(?:《[^》\n]{2,48}》(?:\([^)\n]{1,24}\))?"
    r"|[\u3400-\u9fff\u30a1-\u30ff]{0,30}(?:法律?|条例|條例|規則|规则|办法|辦法|规定|規定|细则|細則|規程|政令|省令|施行令|憲法)(?:\([^)\n]{1,24}\)|\s?\((?:昭和|平成|令和)[^)\n]{1,24}\))?)\s?(?:附[则則]|附表\d{1,2})?\Z"
)
_NAME_LEADS: Final = re.compile(
    r".*(?:依據|根據|依据|根据|依照|按照|違反|违反|触犯|觸犯|涉犯|涉嫌|適用|适用|以及|並依|并依|即|及|並|并|與|与|爰依|暨|又|為|经|經|有|依|按|據|据)(?=.{2,}\Z)"
)
_HANGUL: Final = re.compile(
    r"[가-힣][가-힣·ㆍ ]{0,40}?(?:법률?|시행령|규칙|헌법)\s?제\s?\d{1,4}조(?:의\s?\d{1,2})?(?:\s?제\s?\d{1,2}항)?(?:\s?제\s?\d{1,2}호)?"
)


class _Shapes(NamedTuple):
    act: re.Pattern[str] | None
    chain: re.Pattern[str]  # sections, up to the end
    lone: re.Pattern[str]  # sections, from their word on
    behind: re.Pattern[str] | None  # glue and sections


@lru_cache(maxsize=64)
def _shapes(tables: Tables) -> _Shapes:
    """The patterns of the languages at hand: an act with its year, day, number or title, and sections beside it."""
    if not tables["laws.sections"]:
        return _Shapes(None, _ARTICLE, _ARTICLE, None)
    words = tables.pattern("laws.sections", "laws.parts")
    joins = rf"(?:,\s|;\s|-|/|\s-\s|\s(?:{tables.pattern('laws.joins')})\s)"
    unit = rf"(?:{words})\s?{_NUMBER}(?:{joins}{_NUMBER}){{0,8}}"
    chain = rf"(?<![^\W\d_]){unit}(?:(?:{joins}|\s){unit}){{0,6}}"
    ends = tables["laws.ends"]
    generic = rf"|(?:[^\s,.;:()\d।،۔\"]{{1,24}}\s){{0,3}}?(?:{tables.pattern('laws.ends')})" if ends else ""
    tail = (
        rf"(?:\s(?:{tables.pattern('laws.whose')}))?"
        r"(?:,?\s(?:от|від|ад)\s[\"\d][^\n;№]{3,24}?(?=\s№|\s\")|,?\s\(?(?:18|19|20)\d\d\)?(?![\w/])(?:\s(?:года|року|г\.|р\.))?)?"
        rf"(?:\s№\s?[\w/-]{{1,14}})?(?:\s(?:{tables.pattern('laws.whose')}))?(?:\s\"[^\"\n]{{4,160}}\")?"
    )
    act = rf"(?<!\w)(?:(?:{tables.pattern('laws.acts')}){generic})(?![^\W\d_]){tail}"
    glue = tables["laws.glue"]
    behind = re.compile(rf",?\s(?:{tables.pattern('laws.glue')})\s{chain}") if glue else None
    return _Shapes(re.compile(act), re.compile(rf"{chain},?\s\Z"), re.compile(chain), behind)


def ready(tables: Tables) -> None:
    """Make the patterns of these languages."""
    _shapes(tables)


def found(page: Page) -> list[Citation]:
    """Every provision that is written in one of the shapes, as it stands in the letter, in order."""
    places = sorted({*_worded(page), *_han(page), *_hangul(page)})
    kept: list[Citation] = []
    end = -1
    for start, stop in places:
        if start >= end:
            text = " ".join(page.cased[start:stop].split())
            kept.append(Citation(None, f"as:{text.casefold()}", text, (), start, stop))
            end = stop
    if kept:
        kept = sorted([*kept, *_lone(page, kept)], key=lambda one: one.start)
    numbered = {title: one.key for one in kept if "№" in one.act and (title := _title(one.act))}
    return [one if "№" in one.act else replace(one, key=numbered.get(_title(one.act), one.key)) for one in kept]


def _lone(page: Page, kept: list[Citation]) -> Iterator[Citation]:
    """Sections without an act, where the letter names one, and a law that is known by its name alone."""
    spans = [(one.start, one.end) for one in kept]
    cited = " ".join(one.act.casefold() for one in kept)
    shapes = _shapes(page.tables)
    places = sorted(page.cues("laws.sections")) if shapes.act else []
    for match in islice(begun(page.low, places, shapes.lone), _MOST):
        text = " ".join(page.cased[match.start() : match.end()].split())
        numbers = re.findall(r"\d+(?:[.-]\d+)*", text)
        near = any(a < match.end() and match.start() < b for a, b in spans)
        if not near and not all(re.search(rf"(?<![\d.-]){number}(?![\d.-])", cited) for number in numbers):
            yield Citation(None, f"as:{text.casefold()}", text, (), match.start(), match.end())


def _title(text: str) -> str:
    """The quoted title of an act: one that is cited by its number too is named once."""
    return text.split('"')[1].casefold() if text.count('"') > 1 else ""


def _worded(page: Page) -> Iterator[tuple[int, int]]:
    shapes = _shapes(page.tables)
    if not shapes.act:
        return
    bare = page.tables["laws.bare"]
    done = 0
    for act in islice(shapes.act.finditer(page.low), _MOST):
        first = max(done, act.start() - _LEAD, page.low.rfind("\n", 0, act.start()) + 1)
        lead = shapes.chain.search(page.low, first, act.start())
        behind = shapes.behind.match(page.low, act.end()) if shapes.behind and not lead else None
        named = act[0].startswith(bare) and any(sign in act[0] for sign in '№"') if bare else False
        if lead or behind or named:
            done = behind.end() if behind else act.end()
            yield (lead.start() if lead else act.start()), done


def _han(page: Page) -> Iterator[tuple[int, int]]:
    low, end = page.low, -1
    if "条" not in low and "條" not in low:
        return
    for article in islice(_ARTICLE.finditer(low), _MOST):
        first = max(0, article.start() - _BACK, low.rfind("\n", 0, article.start()) + 1)
        text = low[first : article.start()]
        known = next((word for word in page.tables["laws.acts"] if text.rstrip().endswith(word)), "")
        name = next((one for at in range(len(text)) if (one := _NAME.match(text, at))), None)
        if known:
            start = first + text.rstrip().rindex(known)
        elif name:
            lead = _NAME_LEADS.match(name[0]) if not name[0].startswith("《") else None
            start = first + name.start() + (lead.end() if lead else 0)
        elif end >= 0 and article.start() - end <= 2:  # noqa: PLR2004 - "、" and a space
            start = article.start()
        else:
            continue
        end = article.end()
        yield start, end


def _hangul(page: Page) -> Iterator[tuple[int, int]]:
    if "조" in page.low:
        yield from (match.span() for match in islice(_HANGUL.finditer(page.low), _MOST))
