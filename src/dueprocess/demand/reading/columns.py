"""Users' names and customers' numbers in tables: under their label, beside it, in rows without a heading."""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice, pairwise
from typing import Final, NamedTuple

from dueprocess.demand.draft import Span, Target
from dueprocess.demand.reading.page import Page, lower
from dueprocess.demand.reading.tables import Tables

_LINES: Final = 9999
_LONG: Final = 90  # characters of a line that says what is listed below it
_LETTER: Final = r"[^\W\d_\u3040-\u9fff\uac00-\ud7af]"
"""A letter, but of no script that sets no spaces."""
_SIGN: Final = r"[\w.-](?<![\u3040-\u9fff\uac00-\ud7af])"
NAME: Final = re.compile(
    rf"@[\w.-]+|(?=.*[\d_])(?=.*{_LETTER})(?:{_SIGN})+|[a-z]+(?:\.[a-z]+)+|[A-Z][a-z]{{2,}}[A-Z][a-z]+|(?:[A-Z][a-z]+){{3,4}}"
)
"""A user's name that no word of prose is."""
_WORD: Final = re.compile(rf"{_LETTER}{{3,20}}(?:[._-]{_LETTER}{{2,20}}){{0,3}}")
"""One that any word may be: it counts in a column that holds one which no word is."""
DAY: Final = re.compile(
    r"(?:(?:19|20)\d\d|\d{1,2})(?:-\d\d){0,2}$|\d{1,2}[./-]\d{1,2}[./-](?:\d\d){1,2}$|\d\d?\.(?:19|20)\d\d$"
)
"""A year, a month or a day."""
CUSTOMER: Final = re.compile(r"[A-Z]{1,4}-?\d{4,10}|\d{5,12}|[A-Z]{1,3}(?:-\d{2,8}){2}")
_NUMBER: Final = re.compile(r"#?(?=(?:\D{0,3}\d){4})(?:[A-Za-z]{1,4}[ ./-]{0,2})?\d{1,10}(?:[/-][A-Za-z\d]{1,10}){0,3}")
"""A customer's number in a column or row that says so: 30418, u-118204, K 71-20934, 204-88713, H/55120."""
_TITLED: Final = re.compile(rf"{_LETTER}{{3,12}} (?P<v>(?=(?:[A-Z-]*\d){{4}})(?=\d*[A-Z])[A-Z\d-]{{6,30}})")
"""The number of a thing behind the word for it: unit PT-7F3A-0C91-DE."""
_CELL: Final = re.compile(r"[^\s|]+(?: [^\s|]+)*")
_RULED: Final = re.compile(r"[\s|+=_-]*")
_AROUND: Final = " \t:.-*•()\"'|"
_NUMBERED_HEAD: Final = re.compile(r"(?:[\s-](?:no|nr|id|n[°º]|№|number|name|#)|番号)\.?$|^(?:id|uid)\s(?:\w{1,3}\s)?")
_REMARK: Final = re.compile(r"\([^()]*\)?")
_INSIDE: Final = re.compile(r"\(([^()]*)\)")
_BROKEN: Final = 40  # characters of what a cell of the row above goes on with in a line of its own
_PIECES: Final = 4  # … lines of it
_PAIR: Final = 2
_CLEAR: Final = 8  # letters of words that can be nothing else, as "customer" can
_ROW: Final = re.compile(
    r"\s{0,12}((?=\w*_)[^\W\d_][\w.-]{3,40}|[A-Z]{1,4}-\d{4,10}|[A-Z]{1,3}(?:-\d{2,8}){2})(?=\s|$)"
)
"""What begins a row and is no word, nor a section's number."""
_COUNTED: Final = re.compile(r"\s{0,12}\(?(?P<n>\d{1,3})[.)]?\s{1,8}(?=\S)")
_DOMAINS: Final = re.compile(r"\s{0,12}(?:[\w-]+\.){1,4}[a-z]{2,12}(?:\s|$)")
_TOKEN: Final = re.compile(r"\S+")
_NETWORK: Final = re.compile(r"(?:\d{1,3}(?:\.|\[\.\])){3}\d|[\da-f]{0,4}(?::[\da-f]{0,4}){2}", re.IGNORECASE)
"""An IP address that begins a row."""
_HEADINGS: Final = ("targets.accounts", "identifiers.labels", "targets.sites")


class _Head(NamedTuple):
    """A cell of a table's heading that is a label."""

    at: int  # among the cells
    span: Span  # in its line
    numbers: bool  # customers' numbers stand under it


@lru_cache(maxsize=64)
def _words(tables: Tables) -> tuple[frozenset[str], frozenset[str]]:
    """Labels of users' names and of customers' numbers, in the languages of the page."""
    return frozenset(tables["identifiers.labels"]), frozenset(tables["identifiers.customers"])


def found(page: Page) -> Iterator[tuple[Target, int, int]]:
    """All of them, with their places in the page."""
    for start, end in (*_under(page), *_stacked(page), *_beside(page), *_rows(page)):
        yield Target(page.plain[start:end], "handle", (start, end)), page.at(start), page.at(end)


def of_customer(page: Page, one: Target) -> bool:
    """Whether the words for a customer's number stand directly before it, whatever shape it has."""
    at = page.at(one.span[0])
    return page.low[max(0, at - _BROKEN) : at].rstrip(" \n:").endswith(page.tables["identifiers.customers"])


def _lines(page: Page) -> list[tuple[int, str, list[Span]]]:
    """Where each line begins, its words, where its cells stand in it."""
    if _lines not in page.memo:
        page.memo[_lines] = list(_each_line(page))
    found: list[tuple[int, str, list[Span]]] = page.memo[_lines]
    return found


def _each_line(page: Page) -> Iterator[tuple[int, str, list[Span]]]:
    """Where each line begins, its words, where its cells stand in it."""
    start = 0
    for line in islice(page.plain.split("\n"), _LINES):
        apart = "  " in line or "|" in line or "\t" in line
        yield start, line, [match.span() for match in _CELL.finditer(line)] if apart else []
        start += len(line) + 1


def said(text: str) -> str:
    """A cell without its remark and signs, as a label is written."""
    return " ".join(_REMARK.sub("", lower(text)).split()).strip(_AROUND)


def _heads(page: Page, line: str, cells: list[Span]) -> list[_Head]:
    labels, customers = _words(page.tables)
    columns = page.tables["identifiers.columns"]
    heads = []
    for at, (a, b) in enumerate(cells):
        words = said(line[a:b])
        # Of "Seller (nickname)" the bracket says what stands below.
        parts = [one.strip() for one in (*words.split("/"), *_INSIDE.findall(lower(line[a:b])))]
        bare = _NUMBERED_HEAD.sub("", words)
        if any(one in labels or one in customers or one in columns for one in (*parts, bare)):
            numbers = words in customers or (bare != words and not words.endswith("name"))
            heads.append(_Head(at, (a, b), numbers))
    return heads


def _under(page: Page) -> Iterator[Span]:
    """What stands in a column that is headed by its label."""
    heads: list[_Head] = []
    columns: list[list[Span]] = []
    width = broken = 0
    for start, line, cells in _lines(page):
        worded = len(cells) > 1 and not any(map(str.isdigit, line))
        new = _heads(page, line, cells) if worded else []
        if new or (worded and (len(cells) != width or width == _PAIR)):  # two words beside each other are no row
            if new or not _RULED.fullmatch(line):
                yield from _named(page, heads, columns)
                heads, width, broken = new, len(cells), 0
                columns = [[] for _ in heads]
        elif heads and len(cells) > 1:
            broken = 0
            for head, column in zip(heads, columns, strict=True):
                column += [(start + a, start + b) for a, b in _below(head, cells, width, line)]
        elif heads and line.strip() and not _RULED.fullmatch(line):
            broken += 1
            if broken > _PIECES or len(line) > _BROKEN or line.rstrip().endswith((":", ".")) or not any(columns):
                yield from _named(page, heads, columns)
                heads = []
    yield from _named(page, heads, columns)


def _stacked(page: Page) -> Iterator[Span]:
    """Columns under a heading that a PDF gives cell by cell, each a paragraph of short lines, over rows of cells."""
    over: list[str] = []  # the cells of what may be a heading
    heads: list[_Head] = []
    columns: list[list[Span]] = []
    width, goes_on = 0, False
    for start, line, cells in _lines(page):
        if heads and len(cells) == width:
            for head, column in zip(heads, columns, strict=True):
                a, b = cells[head.at]
                column.append((start + a, start + b))
            continue
        yield from _named(page, heads, columns)
        heads = []
        if len(cells) > 1:
            heads, width = _heads_over(page, over[-len(cells) :], len(cells)), len(cells)
            columns = [[(start + cells[head.at][0], start + cells[head.at][1])] for head in heads]
            over = []
        elif line.strip():
            words = line.strip()
            over = (
                []
                if len(words) > _BROKEN
                else [*over[:-1], f"{over[-1]} {words}"]
                if goes_on and over
                else [*over, words]
            )
        goes_on = bool(line.strip()) and not cells
    yield from _named(page, heads, columns)


def _heads_over(page: Page, over: list[str], width: int) -> list[_Head]:
    """The labels among as many paragraphs as a row has cells."""
    if len(over) < width or len("".join(over)) > _BROKEN * _PIECES:
        return []
    line = "\t".join(over)
    return _heads(page, line, [match.span() for match in re.finditer(r"[^\t]+", line)])


def _below(head: _Head, cells: list[Span], width: int, line: str) -> list[Span]:
    """The cell of a row that stands under a cell of the heading."""
    first = line[slice(*cells[0])].strip(_AROUND)
    if len(cells) == width or ("\t" in line and head.at == 1 and first.isdigit()):
        return cells[head.at : head.at + 1]
    return [] if "\t" in line else [one for one in cells if one[0] < head.span[1] and one[1] > head.span[0]][:1]


def _named(page: Page, heads: list[_Head], columns: list[list[Span]]) -> Iterator[Span]:
    """Names and numbers of the columns of one table."""
    for head, column in zip(heads, columns, strict=False):
        values = [(one, page.plain[slice(*one)]) for one in column]
        sure = any(NAME.fullmatch(value) and not DAY.match(value) for _, value in values)
        for span, value in values:
            word = sure and not head.numbers and _WORD.fullmatch(value) and not _says_nothing(page, value)
            number = head.numbers and _NUMBER.fullmatch(value)
            if (NAME.fullmatch(value) or word or number) and not DAY.match(value):
                yield span
            elif titled := _TITLED.fullmatch(value):
                yield span[0] + titled.start("v"), span[1]


def _says_nothing(page: Page, value: str) -> bool:
    """Whether a cell only says that nothing is known: "unbekannt", "none"."""
    return lower(value) in page.tables.whole["identifiers.blanks"]


def _beside(page: Page) -> Iterator[Span]:
    """A name behind its label in a row of two cells, a customer's number before the words for one."""
    labels, customers = _words(page.tables)
    for start, line, cells in _lines(page):
        if not any(map(str.isdigit, line)) and "_" not in line:
            continue
        for (a, b), (c, d) in pairwise(cells):
            label, value, remark = said(line[a:b]), line[c:d], said(line[c:d])
            named = len(cells) == _PAIR and (label in labels or label in customers)
            if named and NAME.fullmatch(value) and not DAY.match(value):
                yield start + c, start + d
            counted = any(remark == one or remark.startswith(one + " ") for one in customers if len(one) > _CLEAR)
            numbered = counted and _NUMBER.fullmatch(line[a:b]) and not DAY.match(line[a:b])
            shaped = "_" in line[a:b] and NAME.fullmatch(line[a:b])
            if numbered or (shaped and (remark in labels or _begins(remark, labels))):
                yield start + a, start + b


def _begins(words: str, labels: frozenset[str]) -> bool:
    """Whether the first words are a label, a service before it, and more follow: "login in the chat", "Chirp ID of"."""
    parts = words.split()
    known = (" ".join(parts[at:end]) for at, end in ((0, 1), (0, 2), (1, 2), (1, 3)) if len(parts) > end)
    return "id" in parts[:2] or any(one in labels for one in known)


def _rows(page: Page) -> Iterator[Span]:
    """What begins rows, numbered or not, under a line that says that accounts are listed."""
    number = 0
    over, headed, customers = "", False, False
    for start, line, _ in _lines(page):
        match = _COUNTED.match(line)
        if match and int(match["n"]) in {1, number + 1}:
            number *= int(match["n"]) > 1
            if not number:
                named = over.rstrip(" .:").lower()
                customers = page.says(named, "identifiers.customers")
                headed = customers or any(page.says(named, one) for one in _HEADINGS)
            number += 1
            tokens = [(one.start(), one.end()) for one in _TOKEN.finditer(line, match.end(), match.end() + _LONG)]
            of_network = _NETWORK.match(line, match.end())  # its ports and times are no customers' numbers
            for place, (first, last) in enumerate(tokens if headed and not of_network else ()):
                value = line[first:last].strip(_AROUND + ",;")
                alone = not place and (NAME.fullmatch(value) or CUSTOMER.fullmatch(value))
                if (alone or (customers and CUSTOMER.fullmatch(value))) and not DAY.match(value):
                    at = start + line.index(value, first)
                    yield at, at + len(value)
        elif line.strip():
            row = _ROW.match(line)
            if row and "|" not in line and len(over) < _LONG and any(page.says(over.lower(), one) for one in _HEADINGS):
                yield start + row.start(1), start + row.end(1)
            elif "@" not in line and not _DOMAINS.match(line):
                over = line
