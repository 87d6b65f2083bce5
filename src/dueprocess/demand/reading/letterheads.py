"""How bodies stand in a letter: a court above the title of its decision, a house above its unit, a town above both."""

# ruff: noqa: RUF001 - scripts hold look-alike letters

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import islice
from typing import Final

from dueprocess.demand.draft import Span
from dueprocess.demand.reading.page import Page, lower
from dueprocess.demand.reading.tables import Tables

_LINE: Final = 90
_BELOW: Final = 1500  # characters below a court's name in which the title of its decision stands
_LINES: Final = 18
_TITLE: Final = 70
_COLUMN: Final = re.compile(r"\s{3,}|\t|\|")
_SPACED: Final = re.compile(r"(?<=\b\w)\s(?=\w\b)")


_MOST: Final = 4  # lines of one letterhead that name a body
_BETWEEN: Final = 72  # characters of a line behind the name of a house
_ODD: Final = re.compile(r"\d{4}|\d[./:-]\d|:\s|[@:]//|\S@|:\Z")
_WORDS: Final = re.compile(r"[^\W\d_][\w'.-]*")
_PERSON: Final = re.compile(r",\s(?=[a-zß-ÿа-яіїє])")
_RULE: Final = re.compile(r"[-=_*~]{3,80}")
_SIGNS: Final = re.compile(r"[\s\-,/|.()\"*_#>·]*")


def joined(page: Page, own: Span, others: Iterable[Span]) -> list[Span]:
    """The places of a letterhead that name the body: the house above it, the unit below it, each in the next line."""
    parts = [own]
    for one in sorted(others):
        if one[0] >= parts[-1][1] and len(parts) < _MOST and _next(page, parts[-1], one):
            parts.append(one)
    for one in sorted(others, reverse=True):
        if one[1] <= parts[0][0] and len(parts) < _MOST and _next(page, one, parts[0]):
            parts.insert(0, one)
    return parts


def _next(page: Page, one: Span, other: Span) -> bool:
    """Whether a name stands below another one, a line at most between them, or behind it in the same line."""
    between = page.raw[page.span(*one)[1] : page.place(other[0])]
    rest, *lines = _unruled(between)
    if not lines:
        return _SIGNS.fullmatch(rest) is not None
    lead, inner = _COLUMN.split(lines.pop())[-1], [rest, *lines]
    plain = all(len(cell.strip()) <= _BETWEEN and not _ODD.search(cell) for cell in inner)
    begins = _SIGNS.fullmatch(lead) is not None or (lead.rstrip().endswith((",", "\u060c")) and len(lead) < _BETWEEN)
    return plain and len(lines) <= 1 and begins


def _unruled(text: str) -> list[str]:
    """The lines of a text without those that are drawn across the page."""
    return [line for line in text.split("\n") if not _RULE.fullmatch(line.strip())]


def cell(page: Page, end: int, *, lines: bool) -> int:
    """Where a name ends that is a line of a letterhead, or a column of it: "(Rural), Madhya Pradesh" belongs to it.

    Small words may stand in it where it is one of several ``lines``; after a comma or a small word it goes on below.
    """
    at = page.place(max(0, end - 1)) + 1
    small = page.tables["sender.small_words"]
    own, _, below = page.raw[at : at + 2 * _LINE].partition("\n")
    rest = _COLUMN.split(own)[0].rstrip(" -:")
    lead = at - page.raw.rfind("\n", 0, at)
    if lead + len(rest) > _LINE or _ODD.search(rest) or rest.endswith("."):
        return end
    if not lines:
        rest = _PERSON.split(rest)[0]
    words = _WORDS.findall(rest)
    alone = lead + len(rest) <= _ALONE and at - lead < _ALONE and not below.split("\n", 1)[0].strip()
    lines = lines or (alone and not any(lower(word) in page.tables["sender.verbs"] for word in words))
    if not lines and any(word[:1].islower() and lower(word) not in small and "'" not in word for word in words):
        return end
    going = rest.endswith(",") or (words and lower(words[-1]) in small)
    more = _COLUMN.split(below.split("\n", 1)[0].lstrip(" "))[0].rstrip(" -,:;.")
    going = going or ((page.raw[at - lead + 1 : at] + own).isupper() and more.isupper())
    if going and own.rstrip() == rest and more and lower(more.split(" ", 1)[0]) in small and not _ODD.search(more):
        return page.at(page.raw.find(more, at) + len(more) - 1) + 1
    rest = rest.rstrip(" ,;")
    return page.at(at + len(rest) - 1) + 1 if rest else end


def between(page: Page, end: int, start: int) -> str:
    """The line of a letterhead that stands between two others."""
    _, *lines = _unruled(page.raw[page.place(max(0, end - 1)) + 1 : page.place(start)])
    return " ".join(_COLUMN.split(lines[0].strip())[0].split()).strip(" -,;") if len(lines) > 1 else ""


def towns(page: Page, start: int) -> int:
    """Where the name of a body begins whose town stands in a line of its own between the state's name and the body."""
    at = page.place(start)
    lines = page.raw[max(0, at - 2 * _LINE) : at].split("\n")
    if len(lines) < 3 or lines[-1].strip() or lower(lines[-3].strip()) not in page.tables["sender.states"]:  # noqa: PLR2004
        return start
    town = lines[-2].strip()
    plain = 0 < len(town) <= _TOWN and town.isupper() and not any(map(str.isdigit, town))
    return page.at(page.raw.rfind(town, 0, at)) if plain else start


_ALONE: Final = 80  # characters of the first line of a letter, or of one near it, that stands alone
_TOWN: Final = 30


_LEADS: Final = frozenset(("", "the", "in the", "before the", "in the honourable"))


def decides(page: Page, start: int) -> bool:
    """Whether the place opens a line, and a line below (or what is left of its own) is the title of a decision."""
    at = page.place(start)
    begins = page.raw.rfind("\n", 0, at) + 1
    if page.raw[begins:at].strip(" \t>*_#|-0123456789.ªº").lower() not in {
        "",
        "the",
        "in the",
        "before the",
        "in the honourable",
    }:
        return False
    titles = page.tables["court.titles"]
    own, _, rest = page.raw[at : at + _BELOW].partition("\n")
    own = _COLUMN.split(own.strip())[0]
    if len(own) > _LINE:
        return False
    lines = (cell for line in islice(rest.split("\n"), _LINES) for cell in _COLUMN.split(line.strip()) if cell)
    last = lower(own).rpartition(" ")[2]
    return last in titles or any(_is_title(cell, titles) for cell in lines)


def _is_title(line: str, titles: tuple[str, ...]) -> bool:
    low = lower(_SPACED.sub("", line.strip(' *_#=-:."')))
    return len(low) <= _TITLE and low.startswith(titles) and (line[:1].isupper() or line[:1] == line[:1].upper())


_LABEL: Final = 48


def brief(page: Page, start: int) -> bool:
    """Whether the place stands in a line of a signature, not in a sentence."""
    at = page.place(start)
    line = page.raw[page.raw.rfind("\n", 0, at) + 1 :].split("\n", 1)[0].strip()
    return len(line) <= _LINE


def label(page: Page, start: int) -> str:
    """What stands before the place in its line and ends with a colon: "Authorised by: ..."."""
    at = page.place(start)
    lead = page.raw[page.raw.rfind("\n", max(0, at - _LINE), at) + 1 : at].rstrip()
    return lower(lead) if lead.endswith((":", "|")) or page.raw[max(0, at - 3) : at].isspace() else ""


def names_field(page: Page, end: int) -> bool:
    """Whether the name only begins the label of a field: "Court file number: ..."."""
    at = page.place(max(0, end - 1)) + 1
    return _COLUMN.split(page.raw[at : at + _LABEL].split("\n", 1)[0])[0].rstrip().endswith(":")


_JUDGE: Final = re.compile(
    r"(?:(?:слідч|следственн)\w{2}\s)?судд?[ья]я?\s(?P<words>(?:[\w.-]+ого\s){1,4})(?P<court>суду|суда)\b.*",
    re.IGNORECASE,
)


def of_judge(name: str) -> str:
    """The court of a judge whose own name stands behind it: слідчий суддя Верболозівського районного суду."""
    match = _JUDGE.fullmatch(name)
    if not match:
        return name
    ukrainian = lower(match["court"]) == "суду"
    stems = (word[:-3] for word in match["words"].split())
    return " ".join([*(one + ("ий" if ukrainian or one[-1:] in "кгх" else "ый") for one in stems), "суд"])


def apart(names: list[str]) -> list[str]:
    """The names without those that another one holds."""
    low = [name.lower() for name in names]
    return [
        name
        for at, name in enumerate(names)
        if not any(low[at] in other and (low[at] != other or by < at) for by, other in enumerate(low) if by != at)
    ]


def addressed(page: Page, left: int, right: int) -> bool:
    """Whether the name is that of the addressee: it ends with a word for one, or the words behind or below it do."""
    words = page.tables["sender.addressed"]
    at = page.place(right - 1) + 1
    own, _, below = page.raw[at : at + 2 * _TITLED].partition("\n")
    behind = (own.strip() or below.partition("\n")[0].strip())[: _TITLED + 1]
    return page.low[left:right].endswith(words) or behind.endswith(words)


_TITLED: Final = 20  # characters behind a name in which its addressee's title ends: 法務ご担当者様


def is_person(page: Page, start: int, end: int) -> bool:
    """Whether the name is that of an office that a person holds, in a whole word: no secretariat is a secretary."""
    name = page.low[start:end] + " "
    offices = _offices(page.tables.whole).get(name[:_OPENS], ())
    return any(name.startswith(words) and not name[len(words)].isalnum() for words in offices)


_OPENS: Final = 2  # letters with which an office is looked up


@lru_cache(maxsize=8)
def _offices(tables: Tables) -> Mapping[str, tuple[str, ...]]:
    """Offices that a person holds, by the letters with which a name of them begins."""
    found: dict[str, tuple[str, ...]] = {}
    for words in tables["sender.persons"]:
        key = (words + " ")[:_OPENS]
        found[key] = (*found.get(key, ()), words)
    return found
