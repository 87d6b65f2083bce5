"""Days in a text: ISO, dotted, slashed, written out by the months of each language, and as in Chinese and Japanese."""

# ruff: noqa: RUF001 - phrases of several scripts hold look-alike letters; a pattern stays on one line

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import Final

from dueprocess.demand.draft import Span
from dueprocess.demand.reading import in_words, mails
from dueprocess.demand.reading.in_words import written
from dueprocess.demand.reading.index import unspaced
from dueprocess.demand.reading.page import Page
from dueprocess.demand.reading.tables import Tables, any_of

_HINT: Final = re.compile(  # begun at one set of letters: a search passes over all others at once
    r"[\d令平民二一r](?:(?<=1)9\d\d|(?<=2)0\d\d|(?<=\d[./]\d)\d(?![\d./])"
    r"|(?:(?<=令)和|(?<=平)成|(?<=民)[國国])\s?(?:\d{1,3}|元)\s?年|(?<=[二一])[〇○零一二三四五六七八九]{3}\s?年"
    r"|(?<=1)(?<!\d1)[01]\d\s?年|(?<=r)(?<![a-z\d]r)\d{1,2}\.(?=\d))"
)
_ERAS: Final = {"令和": 2018, "平成": 1988, "r": 2018, "民國": 1911, "民国": 1911}
"""The year before the first of an era: Japan's, and the Republic's on Taiwan (whose year often stands without it)."""
_REPUBLIC: Final = range(100, 200)
_HAN: Final = {digit: number for number, digit in enumerate("〇一二三四五六七八九")} | {"○": 0, "零": 0}
_LETTER: Final = r"(?:[^\W\d_]|[\u0900-\u0903\u093a-\u094f\u064b-\u0655])"
"""A letter of a month's name, with the signs of Devanagari and Arabic that are no letters of their own."""
_JOINED: Final = re.compile(
    r"[^\n。;]{0,14}?(?:から|至|到|起至|迄|-|~|〜|～|・|及び|及|和)\s?(?:同|本|當|当)?(?:年|月)?\s?(?:(?P<m>\d{1,2})\s?月\s?)?(?P<d>\d{1,2})\s?日"
)
"""The second day of a span that leaves out its year, as in 5月1日から同年6月9日."""
_WIDTH: Final = 32  # characters before the year in which a date begins
_HEAD: Final = 700  # characters at the start in which a letter dates itself
_TAIL: Final = 500
_CHAT: Final = re.compile(r",?\s\d{1,2}[:.]\d\d(?:[:.]\d\d)?(?:\s?[ap]m)?(?:\]| -)\s", re.IGNORECASE)
_DATELINE: Final = 60  # characters of a line that says where and when: longer is a sentence
_BEHIND: Final = 8  # characters behind its day: a full stop, "roku", "года"
_NUMBERED: Final = re.compile(
    r"^[\s,]*(?:г\.?|року|года|р\.)?[\s,]*(?:(?:исх|вих|рег)\.\s?)?(?:№|n[or]\.)\s?[\w./-]{0,20}\d[\w./-]{0,30}",
    re.IGNORECASE,
)
"""What may stand behind a letter's day: its number."""
_OF_DAY: Final = re.compile(
    r"\A(?:\s?r\.)?,?\s(?:um |à |at |ore |a las |às |kl\.? |(?:o )?godz\. |v |saat )?"
    r"\d{1,2}(?:[:.h]|\sh(?:eures)?\s?)\d{0,2}(?:\s?(?:Uhr|h|heures|hrs))?"
)
_COLUMN: Final = re.compile(r"\s{3,}|[\n\t|]+")
_MIXED: Final = frozenset(("da", "sv"))
"""Languages in which a day is written 12/4-2026."""
_SPAN_END: Final = re.compile(r"\d\s(?P<to>[^\W\d_]{1,5}|-)\s\Z")
"""What stands before the last day of a span."""
_ENDED: Final = re.compile(r"[^\W\d_]{4,}\.\s?\Z")
_FILENAME: Final = re.compile(r"(?:19|20)\d\d-\d\d-\d\d")


HAN: Final = "".join(_HAN) + "十廿"


@lru_cache(maxsize=8)
def _pattern(tables: Tables) -> re.Pattern[str]:
    ordinal = f"(?:{tables.pattern('dates.ordinals')})?"
    of = rf"(?:(?:{tables.pattern('dates.of')})\s)?"
    year = r"(?:19|20)\d\d"
    return re.compile(
        # A dash may stand between two days.
        r"(?<![\w./])(?<!(?<!(?:19|20)\d\d)(?<![\s(]\d)(?<![\s(]\d\d)(?<!-\d\d-\d\d)(?<!-)-)(?:"
        rf"(?P<y>{year})-(?P<m>\d\d)-(?P<d>\d\d)"
        rf"|(?P<d2>\d{{1,2}})\.\s?(?P<m2>\d{{1,2}})\.\s?(?P<y2>{year}|\d\d(?![\d.]))"
        rf"|(?P<a3>\d{{1,2}})(?P<s3>[/-])(?P<b3>\d{{1,2}})(?P<t3>[/-])(?P<y3>{year})"
        rf"|(?:\"\s?)?(?P<d4>\d{{1,2}}|{tables.pattern('dates.first')})(?:\s?\")?{ordinal}\.?\s"
        r"(?:[a-zé]{3,12}\s(?=de\s))?"  # 23 veintitrés de marzo
        rf"{of}"
        rf"(?P<n4>{_LETTER}{{2,14}})\.?\s?[,،]?\s(?:a\.?d\.?\s)?{of}(?P<y4>{year})"
        rf"|(?P<d13>\d{{1,2}})(?P<s13>[-.])(?P<n13>{_LETTER}{{3,9}})(?P=s13)(?P<y13>{year})"  # 12-Nov-2026
        rf"|(?P<y8>{year})[./](?P<m8>\d\d?)[./](?P<d8>\d\d?)"
        r"|(?P<a9>\d{1,2})/(?P<b9>\d{1,2})/(?P<y9>\d\d)"
        r")(?:(?=[rгء](?!\w)|/[a-z]{2,4}(?![\w/]))|(?![\w/]))(?!-\d{1,4}(?!-\d\d-\d\d|[./\d]|\.?\s[^\W\d_]{3}))"
        rf"|(?<!\d)(?P<y6>{year})\s?年\s?(?:\((?:令和|平成)\s?\d\d?\s?年\)\s?)?(?P<m6>\d{{1,2}})\s?月\s?(?P<d6>\d{{1,2}})\s?日"
        r"|(?:中華|中华)?(?P<era>令和|平成|民國|民国)\s?(?P<y7>\d{1,3}|元)\s?年\s?(?P<m7>\d{1,2})\s?月\s?(?P<d7>\d{1,2})\s?日"
        r"|(?<!\d)(?P<y10>1[01]\d)\s?年\s?(?P<m10>\d{1,2})\s?月\s?(?P<d10>\d{1,2})\s?日"
        r"|(?<![a-z\d])(?P<era2>r)(?P<y11>\d{1,2})\.\s?(?P<m11>\d{1,2})\.\s?(?P<d11>\d{1,2})(?![\d.])"
        rf"|(?P<y12>[二一][{HAN}]{{3}})\s?年\s?(?P<m12>[{HAN}]{{1,3}})月\s?(?P<d12>[{HAN}]{{1,3}})日"
        rf"|\b(?P<n5>[^\W\d_]{{3,9}})\.?\s(?P<d5>\d{{1,2}}){ordinal},?\s(?P<y5>{year})(?!\w|-\d)"
    )


@dataclass(frozen=True, slots=True)
class Day:
    """A day at a place of the page; ``doubtful`` where day and month could be the other way round."""

    value: str
    start: int
    end: int
    doubtful: bool = False


def days(
    tables: Tables, low: str, start: int = 0, end: int | None = None, *, month_first: bool = False
) -> Iterator[Day]:
    """Every day that the text names, in order. Impossible days are passed over."""
    stop = len(low) if end is None else end
    spelled = [Day(*day) for day in in_words.days(tables, low, start, stop)]
    found = _in_figures(tables, low, start, stop, month_first=month_first)
    yield from sorted((*found, *spelled), key=lambda day: day.start) if spelled else found


def _in_figures(tables: Tables, low: str, start: int, stop: int, *, month_first: bool) -> Iterator[Day]:
    done = start
    pattern = _pattern(tables.whole)
    for year in _HINT.finditer(low, start, stop):
        if year.end() <= done:
            continue
        for match in pattern.finditer(low, max(done, year.start() - _WIDTH), min(stop, year.end() + 12)):
            if match.start() >= year.end():
                break  # another day, of which the window may hold a part alone
            done = match.end()
            if match["s3"] != match["t3"] and not _MIXED & tables.languages:
                continue  # prot. n. 12/4-2026
            found = _day(match, tables.months, month_first=month_first)
            if found:
                yield found
            if found and (second := _joined(found, low, stop)):
                done = second.end
                yield second


def of_page(page: Page, *, month_first: bool) -> list[Day]:
    """Every day that the page names, in order."""
    key = (of_page, month_first)
    if key not in page.memo:
        page.memo[key] = list(days(page.tables, page.low, month_first=month_first))
    found: list[Day] = page.memo[key]
    return found


def _joined(first: Day, low: str, stop: int) -> Day | None:
    match = _JOINED.match(low, first.end, stop) if low[first.end - 1 : first.end] == "日" else None
    if not match:
        return None
    year, month, _ = first.value.split("-")
    value = written(int(year), int(match["m"] or month), int(match["d"]))
    return Day(value, match.start("m") if match["m"] else match.start("d"), match.end()) if value else None


def _day(match: re.Match[str], months: Mapping[str, int], *, month_first: bool) -> Day | None:
    group = {name: value for name, value in match.groupdict().items() if value}
    doubtful = False
    if "era" in group or "era2" in group:
        year, month, day = (count(_part(group, letter)) for letter in "ymd")
        year += _ERAS[group.get("era") or group["era2"]]
    elif "a3" in group or "a9" in group:
        year, one, two = (count(_part(group, letter)) for letter in "yab")
        day, month = (two, one) if (month_first and one <= 12) or two > 12 else (one, two)  # noqa: PLR2004 - months
        doubtful = one <= 12 and two <= 12 and one != two  # noqa: PLR2004
    else:
        name = _part(group, "n")
        month = months.get(name, 0) if name else count(_part(group, "m"))
        year, day = count(_part(group, "y")), count(_part(group, "d"))
    if year in _REPUBLIC and "y10" in group:
        year += _ERAS["民國"]
    value = written(year + (2000 if year < 100 else 0), month, day)  # noqa: PLR2004 - "12.3.26"
    return Day(value, match.start(), match.end(), doubtful) if value else None


def _part(group: Mapping[str, str], letter: str) -> str:
    """What stands in the place of the one way of writing that matched; empty where it has no such place."""
    return next((value for name, value in group.items() if name[0] == letter and not name.startswith("era")), "")


def count(text: str) -> int:
    """A number in digits, or in Han digits."""
    if text.isdecimal():
        return int(text)
    if text and all(letter in HAN for letter in text):
        return _of_han(text)
    return 1 if text else 0  # 元, the first year of an era; یکم, the first of a month


def _of_han(text: str) -> int:
    """A number in Han digits: 二〇二五 by place, 二十五 by tens."""
    text = text.replace("廿", "二十")
    tens, ten, ones = text.partition("十")
    if ten:
        return 10 * _HAN.get(tens, 1) + _HAN.get(ones, 0)
    return int("".join(str(_HAN[digit]) for digit in text))


@lru_cache(maxsize=8)
def _no_year(tables: Tables) -> re.Pattern[str]:
    name = any_of(tables.months)
    return re.compile(
        rf"(?:[^\W\d_]{{2,14}},?\s){{0,3}}?(?:(?P<d>\d{{1,2}})(?:\.|º|°|er|st|nd|rd|th)?\s(?:of\s|de\s)?(?P<n>{name})(?!\w)"
        rf"(?!\.?,?\s(?:of\s|de\s)?\d{{4}})|(?P<n2>{name})\s(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?(?![\d:]|\.\d)(?!,?\s\d{{4}})"
        r"|(?P<d3>\d{1,2})\.\s?(?P<m3>\d{1,2})\.(?!\s?\d)"
        rf"|(?P<m4>\d{{1,2}}|[{HAN}]{{1,3}})月\s?(?P<d4>\d{{1,2}}|[{HAN}]{{1,3}})日)"
    )


def next_of_name(tables: Tables, low: str, at: int, since: str) -> Day | None:
    """The day at a place that names no year: the first one of that name not before ``since`` (YYYY-MM-DD)."""
    match = _no_year(tables.whole).match(low, at)
    if not match:
        return None
    group = match.groupdict()
    name = group["n"] or group["n2"]
    month = tables.months.get(name, 0) if name else count(group["m3"] or group["m4"])
    day, year = count(group["d"] or group["d2"] or group["d3"] or group["d4"]), int(since[:4])
    values = (written(one, month, day) for one in (year, year + 1))
    value = next((one for one in values if one and one >= since), None)
    return Day(value, match.start(), match.end()) if value else None


def in_filename(file: str | None) -> str | None:
    """The day at the head of a file's name, or None."""
    match = _FILENAME.match((file or "").replace("\\", "/").rsplit("/", 1)[-1])
    if not match:
        return None
    year, month, day = match[0].split("-")
    return written(int(year), int(month), int(day))


def of_document(page: Page, *, month_first: bool = False, sent: str | None = None) -> tuple[Day | None, Span | None]:
    """The day that the document gives itself, and where. Days of laws, decisions and periods do not count.

    ``sent``: the day of the mail around it. Nothing in it was written later, and a mail that is a letter of its own
    is not of the day of the decision that it encloses.
    """
    day, place = _own(page, month_first=month_first)
    if day and place and sent and (day.value > sent or (day.value != sent and _beyond(page, place[0]))):
        return None, None
    return day, place


def _beyond(page: Page, at: int) -> bool:
    """Whether the place stands in a file behind the letter, which is none of a few words."""
    file = page.raw.rfind(_FILE, 0, at)
    return file > _COVER and len(page.raw) - file > _DECISION


_FILE: Final = "\n\n\n"  # between the files of one mail
_COVER: Final = 480  # characters of a mail that says more than that something is enclosed
_DECISION: Final = 200  # … of a file behind it, that is no signature


def _own(page: Page, *, month_first: bool) -> tuple[Day | None, Span | None]:
    low = page.low
    own = page.older
    head = list(days(page.tables, low, 0, min(_HEAD, own), month_first=month_first))
    tail = list(days(page.tables, low, max(_HEAD, own - _TAIL), own, month_first=month_first))
    above = [
        (page.at(start), page.at(end)) for start, end in mails.heads(page.raw, page.tables) if page.at(start) < own
    ]
    passed = [day for day in head if any(start <= day.start < end for start, end in above)]
    head = [day for day in head if day not in passed]
    for day in head + tail:
        lead = page.before(day.start, 24)
        if page.says(lead, "dates.dated") and not page.says(lead, "dates.other"):
            return day, page.span(day.start, day.end)
    # Before an enclosed decision a cover ends in the middle of the document.
    ends = (day for day in of_page(page, month_first=month_first) if _HEAD < day.end <= own and _ends_page(page, day))
    for day in chain(head, ends, tail):
        if _stands_alone(page, day) and not _is_of_other(page, day):
            return day, page.span(day.start, day.end)
    for day in head:
        if _stamps(page, day):
            return day, page.span(day.start, day.end)
    # Where a decision ends in the middle of its document, or is signed by a machine.
    for day in of_page(page, month_first=month_first):
        if day.end <= own and (_ends_decision(page, day) or (day in tail and _of_signature(page, day))):
            return day, page.span(day.start, day.end)
    # The letter is a mail that was passed on, and gives itself no day.
    return next(((day, page.span(day.start, day.end)) for day in passed), (None, None))


def _stamps(page: Page, day: Day) -> bool:
    """Whether the day, with its time, opens a line of a chat: "[2026-11-27 15:52] name: …"."""
    start, end = page.span(day.start, day.end)
    lead = page.plain[page.plain.rfind("\n", 0, start) + 1 : start]
    return lead.strip() in {"", "["} and _CHAT.match(page.plain, end) is not None


def _is_of_other(page: Page, day: Day) -> bool:
    """Whether the line over a day that begins its line names another letter: "Your message of"."""
    start, _ = page.span(day.start, day.end)
    above, sign, lead = page.plain[:start].rpartition("\n")
    label = above.rpartition("\n")[2].strip().lower()
    if not sign or lead.strip() or not 0 < len(label) <= _LABEL or any(one.isdigit() for one in label):
        return False
    heading = above.rpartition("\n")[2].isupper()  # "NOTICE OF A DECISION" over its own day
    return page.says(label, "dates.other") or (not heading and label.endswith(page.tables["dates.not_own"]))


_LABEL: Final = 40


def _ends_page(page: Page, day: Day) -> bool:
    """Whether the day's line holds a place and the day alone."""
    start, end = page.span(day.start, day.end)
    behind, sign, _ = page.plain[end : end + 3].partition("\n")
    before = page.plain[:start].rpartition("\n")[2]
    return bool(sign) and behind.strip() in {"", "."} and _TOWNS.fullmatch(before) is not None


def _ends_decision(page: Page, day: Day) -> bool:
    """Whether the day ends a line that says where, or begins one that says that it dates something."""
    start, end = page.span(day.start, day.end)
    line = page.plain.rfind("\n", 0, start) + 1
    before, behind = page.plain[line:start].strip(), page.plain[end : end + _DATELINE].split("\n", 1)[0].strip(" .,")
    if len(before) + len(behind) > _DATELINE or len(behind) > _PLACE:
        return False
    low = before.lower()
    words = (*page.tables["dates.lines"], *page.tables["dates.dated"])
    said = any(low.startswith(word) and not low[len(word) :][:1].isalpha() for word in words)
    return (said or bool(_PLACED.fullmatch(before))) and not page.says(before.lower(), "dates.other")


def _of_signature(page: Page, day: Day) -> bool:
    """Whether the line says that it was signed by electronic means then."""
    return page.says(page.before(day.start, 2 * _TOWN), "signature.statements")


_PLACE: Final = 44  # characters of ", at Thunder Bay, Ontario"
_TOWN: Final = 60
_TOWNS: Final = re.compile(
    r"\s*[^\W\d_][^\d,:;]{1,40},\s(?:[A-Z][^\W\d_.]{1,5}\.?,\s)?(?:a|aos|op|on|le|am|il|den|dne|dnia|lì)?\s?"
)
_PLACED: Final = re.compile(
    r"(?:En|Em|In|Gedaan|Fait|Dato|Feito|Dado|Hecho|Done|Signed|Aldus)\s[^\d;:]{2,44},\s?(?:a|aos|op|on|le|am|il|den|dne)?"
)


def _stands_alone(page: Page, day: Day) -> bool:
    """Whether the day ends a short line or follows a place name, and nothing ties it to another act."""
    before, after = page.before(day.start, 80), page.low[day.end : day.end + 2]
    raw_start, raw_end = page.span(day.start, day.end)
    line = _cell(page.raw, raw_start, raw_end)
    rest = line[line.find(page.raw[raw_start:raw_end]) + raw_end - raw_start :]
    kept = _OF_DAY.sub("", rest, count=1)
    behind = _NUMBERED.sub("", kept).strip()
    length = len(line) - len(rest) + len(kept)
    short = length <= _DATELINE and len(behind) <= _BEHIND and not (behind and unspaced(behind[0]))
    if unspaced(page.low[day.start - 1 : day.start] or " ") and not page.low[day.end - 1 : day.end].isdigit():
        short = short and page.says(line[: line.find(page.raw[raw_start:raw_end])], "dates.dated")
    own_line = line.lower().startswith(page.tables["dates.lines"])
    # A column of the letterhead that says nothing but the day.
    own_line = own_line or (
        _COLUMN.search(page.raw[max(0, raw_start - 3) : raw_start]) is not None and len(line) <= raw_end - raw_start
    )
    if not behind and _ENDED.search(before):  # as a decision ends: "… so decided. 18/11/2025"
        return True
    span = _SPAN_END.search(before)
    own = not (span and page.says(span["to"] + " ", "dates.to")) and (
        own_line or not page.says(before[-40:], "dates.not_own")
    )
    return short and own and not page.says(before[-24:], "dates.other") and not after.startswith(("-", "–"))


def _cell(raw: str, start: int, end: int) -> str:
    """The line of a place, cut where a column of a letterhead ends: at three spaces or a tab."""
    left = raw[max(0, start - _DATELINE) : start]
    right = raw[end : end + _DATELINE]
    return _COLUMN.split(left)[-1] + raw[start:end] + _COLUMN.split(right)[0]
