"""Numbers by which an authority names its case, decision, register entry or demand. Numbers of laws are left out."""

# ruff: noqa: RUF001, RUF002, RUF003, E501 - scripts hold look-alike letters; a pattern stays on one line

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain, islice
from typing import Final, NamedTuple

from dueprocess.demand.draft import Span
from dueprocess.demand.reading import dates
from dueprocess.demand.reading.page import Page, places
from dueprocess.demand.reading.tables import Tables

_OTHERS: Final = 34  # characters before a number in which another body's letter, or the provider's ticket, is named
_MOST: Final = 1000  # numbers that are looked at; no letter has more
_LAW_BEFORE: Final = re.compile(
    r"(?:закон\w{0,3}|\blaw|правительств\w{0,2}|government[^№]{0,30}|\bact|regulation|\(eu\)|указ\w{0,2}|directive|cabinet)[^№;\n]{0,45}$"
)
_LAW_AFTER: Final = re.compile(r"(?:-?(?:фз|fz|ф3))\b")
_W: Final = r"\w\u0900-\u0903\u093a-\u094f\u0962\u0963"
"""Letters and digits, with the signs of Devanagari that are no letters of their own."""
_HAN_RUN: Final = re.compile(
    r"(?:(?:令和|平成|民國)?\s?\d{1,3}\s?年度?|[\u3400-\u9fff\u30a1-\u30fa々〇-〇]|\d|[a-z]|[〔〕\[\]()-]|(?<=\()[\u3041-\u30ff]{1,4}(?=\))|第\s?){1,40}[号號](?:之\d{1,2}|の\d{1,2})?\Z"
)
_HAN_NUMBER: Final = re.compile(r"\d{1,12}(?:-\d{1,4})?\s?[号號](?:之\d{1,2}|の\d{1,2})?\Z")
_HAN_LAW: Final = re.compile(
    r"(?:法律|政令|省令|府令|閣令|[条條項项款]|令第|告示|規則|规则|主席令|国务院令|附表)第?\s?\d[\d-]*\s?[号號]"
)
_HAN_ADDRESS: Final = re.compile(
    r"(?:[路街道巷弄段番丁目楼樓室座門门]|大厦|賬|账|帐|帳|电话|電話|型|微信|qq|手机|手機|郵箱|邮箱|[0-9]+番)\s?\d[\d-]*\s?[号號]"
)
_HAN_LEADS: Final = re.compile(
    r".*(?:[根依]據|依据|根据|依照|按照|貴社|贵单位|本局|本署|本院|本处|本處|編號|编号|案号|案號|文号|文號|番号|事件|日)(?=.*第|.*字|.*[〔\[(])"
)
_HAN_WIDTH: Final = 44
_LEAD: Final = 40  # characters before a number that show that it is not the letter's own
_OWN_HEAD: Final = 900  # characters at the start in which a letter numbers itself
_REPLY: Final = ("на ", "на\xa0")
_DIGIT: Final = re.compile(r"\d")
_MARK: Final = re.compile(r"(?:№|n(?<!\wn)(?:o\.?|°))\s?:?\s?(?=[\w])")
_MORE: Final = re.compile(r"(?:\s\d{1,6}){1,4}(?=[,;)]|$)|\s-\s[A-Z]{1,4}\s?\d{1,5}\b")
"""What follows on the same line and belongs to the number: 2025 01 448 317, SV 1124/25 - B 531."""
_CASE: Final = re.compile(
    r"(?<![\w./-])(?:\d{1,4}[a-z]?\s)?(?:[IVX]{1,4}\s)?(?:[A-Z][A-Za-z]{0,4}\s){1,2}\d{1,6}/(?:20)?\d\d[a-z]?(?![\w/])(?:-\d{1,3}\b)?(?:\s-\s[A-Z]{1,4}\s?\d{1,5}\b)?"
)
"""How courts and prosecutors number cases: 430 UJs 51190/25, 7 St 214/25k, 3 C 12/2024."""
_SHAPED: Final = re.compile(r"(?<![\w./-])[A-Z]{1,5}[\w.-]{0,12}(?:/[\w.-]{1,12}){1,5}|(?<=\()\d{8,14}(?=\))")
_OF_YEAR: Final = re.compile(r"\s(?:of|OF)\s(?:19|20)\d\d(?![\d/-])")
_FORMAL: Final = re.compile(r"(?<![\w./-])[A-Z][A-Z&.]{1,9}(?:/[\w.()-]{1,14}){1,6}/\d{1,8}(?![\w/])")
"""How offices number letters: NCC/CTC/DIR/2026/019."""
_COURT_CASE: Final = re.compile(
    r"(?<![\w./-])(?:[A-Z][A-Za-z.]{0,7}\s?\([A-Z.]{1,7}\)|(?:[A-Z][A-Za-z]{0,3}\.){2,4})\s(?:Nos?\.\s)?\d{1,6}/(?:19|20)\d\d(?![\w/-])"
)
"""How courts of India, Pakistan and their like number cases: CS(COMM) 771/2025, W.P.(C) No. 12/2024."""
_SIGN: Final = re.compile(
    r"(?:^|[\n\t|]|\s{3,})[ ]{0,2}(?P<v>[^\W_][^\W_]{0,9}(?:[./-][^\W_]{1,9}){2,8})(?=[ ]{0,2}(?:[\n\r\t|]|\s{3,}|$))"
)
_CAPTION: Final = 24  # characters that may stand beside a number in the line that is its caption
_HEAD: Final = 1500
_ENOUGH: Final = 4  # digits of a number in a subject
_NUMBER: Final = re.compile(r"\w(?:[\w./-]|:(?=\d)|\(\d{1,3}\)){0,40}")
_LONE: Final = r"(?:[a-z]{1,6}[-/.])?(?:\d{1,4}[a-z]{0,6}[-/.:]\d{2,9}|\d{2,4}[-/:.]?[a-z]{1,5}[-/.]?\d{3,9}|[a-z]{1,8}(?:[/-][a-z\d]{1,12}){0,5}[/-]\d{3,9}|\d{6,12})(?![\w@])"
"""A number that shows by its shape that it is one of a register, where a noun alone stands before it."""


class _Patterns(NamedTuple):
    label: re.Pattern[str]
    spoken: re.Pattern[str]
    headed: re.Pattern[str]


@lru_cache(maxsize=8)
def _patterns(tables: Tables) -> _Patterns:
    """A number behind its label, and a sentence that speaks of a decision, a demand or an entry before a number sign."""
    sign = r"(?:(?:numbers?|nos?|nr|id)(?![^\W\d_])\.?|n[°º]|№|#)"
    noun = tables.pattern("registers.nouns")
    label = (
        rf"(?<![^\W\u3040-\u9fff\uac00-\ud7af])(?<!-)(?:(?:{tables.pattern('registers.labels')})(?:(?<=\W)|(?![^\W\d_]))"
        rf"|(?:{noun})\.?\s(?:id\s|control\s)?{sign}"
        rf"|(?:{noun})\.?(?:\s?:\s?|\s)(?={_LONE}))\.?"
        r"(?:\s?(?:(?:no|nr|number|is|id)(?![^\W\d_])\.?|№|n°|#|:))*\s{0,2}(?:№\s?)?"
        rf"(?P<v>(?:[{_W}.]{{1,8}}\s){{1,4}}\d{{1,6}}/\d{{2,4}}[a-z]?(?:[/-]\d{{1,5}}){{0,3}}|[{_W}]{{1,4}}\s\d{{1,6}}-\d\d(?!\d)|[a-z]{{2,5}}\s\d{{4,12}}(?![\w/])|\d{{2,4}}\s[a-z]{{1,3}}\s\d{{2,6}}(?!\w)"
        rf"|[{_W}\[〔(][{_W}./:§&\[\]()〔〕-]{{0,48}}(?:\s\d[\w./-]{{0,24}}){{0,4}}?)(?=[\s,;.)\"'、。،؛।]|$)"
    )
    spoken = rf"(?:{tables.pattern('registers.spoken')})[^\n;]{{0,170}}?(?:№|\bno\.?)\s?[\w][\w./-]{{0,40}}"
    marks = tables.pattern("registers.marks")
    headed = rf"(?:^|\n|\s{{2}}|\t)[-*# ]{{0,3}}(?:{marks})\s?(?P<v>\w[\w.]{{0,20}}[/-][\w./-]{{0,40}})"
    return _Patterns(re.compile(label), re.compile(spoken), re.compile(headed, re.IGNORECASE))


def numbers(page: Page, cited: Sequence[Span] = ()) -> tuple[tuple[str, ...], tuple[Span, ...]]:
    """Register numbers in order of first appearance, in the text's own spelling, and their places.

    ``cited`` are places of laws: a number inside one is that law's.
    """
    found = sorted(
        {*_labelled(page), *_numbered(page), *_captions(page), *_headed(page), *_of_han(page)},
        key=lambda one: (one[0], -one[1]),
    )
    values: dict[str, Span] = {}
    end = -1
    for start, stop in found:
        value = page.cased[start:stop]
        if any(a <= start < b for a, b in cited) or page.says(page.before(start, _LEAD), "registers.not_own"):
            end = max(end, stop)
        elif start >= end and value not in values:
            values[value] = page.span(start, stop)
            end = stop
    return tuple(values), tuple(values.values())


def _labelled(page: Page) -> list[Span]:
    places = []
    heads = chain(page.cues("registers.labels"), page.cues("registers.nouns"))
    for match in islice(_begun(page.low, heads, _patterns(page.tables.whole).label), _MOST):
        start, end = _trim(page.low, *match.span("v"))
        end = _extended(page, start, end)
        before = page.low.part(max(0, match.start() - 24), match.end("v"))
        if _is_number(page, page.low[start:end]) and not page.says(before, "registers.not_own"):
            places.append((start, end))
    return places


def _begun(low: str, heads: Iterable[Span], label: re.Pattern[str]) -> Iterator[re.Match[str]]:
    """Matches of labels; one with no number behind it takes nothing from the label that follows it."""
    done = 0
    for at, _ in sorted(heads):
        match = label.match(low, at) if at >= done else None
        if match and _DIGIT.search(match["v"]):
            done = match.end()
            yield match


def _extended(page: Page, start: int, end: int) -> int:
    """End of a number with what belongs to it on its line."""
    line = _rest(page, end)
    year = _OF_YEAR.match(line)
    if year:
        return end + year.end()
    more = _MORE.match(line)
    digits = page.low[start:end].isdigit()
    if not more or (more[0].lstrip()[0] == "-") == digits:
        return end
    return end + len(more[0])


def _rest(page: Page, end: int) -> str:
    """What stands behind a place on the same line, in its own case."""
    at = page.span(end - 1, end)[1]
    return _COLUMN.split(page.raw[at : at + 40], maxsplit=1)[0].rstrip()


_COLUMN: Final = re.compile(r"\s{3,}|[\n\t|\r]")


def _captions(page: Page) -> list[Span]:
    """Numbers of cases that stand as a line of the head, or with a word or two beside them."""
    places = []
    head = min(_HEAD, page.older)
    found = chain(*(pattern.finditer(page.cased, 0, head) for pattern in (_CASE, _COURT_CASE, _FORMAL)))
    for match in islice(found, _MOST):
        start = page.place(match.start())
        line = _COLUMN.split(page.raw[max(0, start - 60) : start])[-1] + _rest(page, match.end())
        if len(line.strip()) <= _CAPTION and not page.says(page.before(match.start(), 24), "registers.not_own"):
            places.append(match.span())
    for start, end in _signs(page):
        if not page.says(page.before(start, 24), "registers.not_own") and _is_number(page, page.low[start:end]):
            places.append((start, end))
    return places


def _signs(page: Page) -> Iterator[Span]:
    """Signs of an office that are all that a cell of the head says: DT.WKT.6170.88.2025.4, 4022-2.Ds.77.2024."""
    for match in islice(_SIGN.finditer(page.raw, 0, min(_HEAD, len(page.raw))), _MOST):
        parts = re.split(r"[./-]", match["v"])
        if any(part.isdigit() for part in parts) and any(letter.isupper() for letter in match["v"]):
            yield page.at(match.start("v")), page.at(match.end("v"))


def _headed(page: Page) -> list[Span]:
    """Numbers of two parts that open a line of the head behind "n." alone."""
    places = []
    for match in _patterns(page.tables.whole).headed.finditer(page.raw, 0, min(len(page.raw), 2 * _HEAD)):
        start, end = _trim(page.low, page.at(match.start("v")), page.at(match.end("v")))
        lead = page.before(start, 24)
        if start < _HEAD and _is_number(page, page.low[start:end]) and not page.says(lead, "cites.acts"):
            places.append((start, end))
    return places


def of_subject(page: Page) -> tuple[str, ...]:
    """Numbers in the subject of a mail, by their labels or their shapes."""
    labelled, _ = numbers(page)
    if labelled:
        return labelled
    found = [match[0] for pattern in (_CASE, _SHAPED) for match in pattern.finditer(page.cased)]
    return tuple(one for one in found[:1] if sum(letter.isdigit() for letter in one) >= _ENOUGH)


def _numbered(page: Page) -> list[Span]:
    """Numbers behind a number sign whose sentence speaks of a decision, a demand or an entry."""
    places = []
    if "№" not in page.low and "no" not in page.low:
        return []
    for mark in islice(_MARK.finditer(page.low), _MOST):
        value = _NUMBER.match(page.low, mark.end())
        before = page.before(mark.start(), 190)
        others = page.says(page.before(mark.start(), _OTHERS), "registers.not_own")
        if not value or others or _LAW_BEFORE.search(before[-60:]) or _LAW_AFTER.search(value[0]):
            continue
        start, end = _trim(page.low, *value.span())
        spoken = _patterns(page.tables.whole).spoken.search(before + page.low[mark.start() : end])
        own = mark.start() < _OWN_HEAD and _numbers_itself(page, mark.start(), before)
        formal = own or page.low[start:end].count("/") > 1 or re.search(r"[a-z]/|/[a-z]", page.low[start:end])
        if (spoken or formal) and _is_number(page, page.low[start:end]):
            places.append((start, end))
    return places


def _numbers_itself(page: Page, at: int, before: str) -> bool:
    """Whether the number stands where a letter's own number does: in a line of its own, or behind its day."""
    raw = page.place(at)
    lead = page.raw[max(0, page.raw.rfind("\n", 0, raw) + 1) : raw].strip().lower()
    if before.endswith(_REPLY) or lead.endswith("на"):
        return False
    day = next(dates.days(page.tables, lead[-_HAN_WIDTH:]), None)
    return not lead or (day is not None and len(lead[-_HAN_WIDTH:]) - day.end <= _OWN_GAP) or lead.endswith(_OUTGOING)


_OWN_GAP: Final = 14  # characters between a letter's day and its number: "г.", "року, вих."
_OUTGOING: Final = ("исх.", "вих.", "рег.", "исх", "вих")


def _of_han(page: Page) -> list[Span]:
    """Numbers as 岳网信责改〔2025〕第31号, 港北捜発第1842号, 北市警刑字第1143001234號 and 令和7年(わ)第12号."""
    found = []
    for sign in ("号", "號"):
        for _, to in islice(places(page.low, (sign,)), _MOST):
            more = re.compile(r"[之の]\d{1,2}").match(page.low, to)
            end = more.end() if more else to
            first = max(0, end - _HAN_WIDTH, page.low.rfind("\n", 0, end) + 1)
            text = page.low[first:end]
            run = next((one for at in range(len(text)) if (one := _HAN_RUN.match(text, at))), None)
            number = _HAN_NUMBER.search(text)
            if not run or not number or _HAN_LAW.search(text[-24:]) or _HAN_ADDRESS.search(text[-20:]):
                continue
            lead = _HAN_LEADS.match(run[0])
            start = first + run.start() + (lead.end() if lead else 0)
            if first + number.start() - start > 1:
                found.append((start, end))
    return found


def _trim(low: str, start: int, end: int) -> Span:
    while end > start and low[end - 1] in ".,:;-([":
        end -= 1
    if low[start:end].count(")") > low[start:end].count("("):
        end = start + low[start:end].index(")")
    return start, end


def _is_number(page: Page, value: str) -> bool:
    day = next(dates.days(page.tables, value), None)
    return bool(_DIGIT.search(value)) and not (day and day.end - day.start == len(value))
