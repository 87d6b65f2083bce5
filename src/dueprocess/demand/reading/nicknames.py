"""Users' names with spaces in them, as people show them: in quotes behind a word for an account, or set apart by one.

A name of a person, firm or office looks the same. So a name counts only where the word stands directly at it; without
quotes it ends in a digit, or the word is one for a user's name.
"""

# ruff: noqa: RUF001 - quotes and firms of several scripts look alike

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice, pairwise
from typing import Final

from dueprocess.demand.draft import Span
from dueprocess.demand.reading import columns
from dueprocess.demand.reading.index import begun, has
from dueprocess.demand.reading.page import Page, lower
from dueprocess.demand.reading.tables import Tables

_MOST: Final = 9999
_LINE: Final = 160  # characters of a line of cells
_LABEL: Final = 52  # … of a label in it
_NEAR: Final = 90  # … before a name in which the account that bears it is spoken of
_OTHERS: Final = ("identifiers.phones", "identifiers.papers", "demand.enclosures")
_OPENS: Final = "«„“‟「『‘‚\"'"
_QUOTE: Final = re.compile(
    r"(?P<q>[\"'])(?P<gap>\s?)(?P<v>[^\s\"\n][^\"\n]{1,38}[^\s\"\n])(?P=gap)(?P=q)(?![^\W\u3040-\u9fff])"
)
_NEXT: Final = re.compile(r"(?:,\s?|\s?[^\W\d]{1,3}\s|\s?&\s|\s?/\s?|、|和|及)(?=[\"'])")
"""What stands between two names in quotes: a comma, a short word for "and"."""
_WORDS: Final = re.compile(r"[^\W_][\w.'&@-]{0,24}(?: [\w.'&@-]{1,24}){1,3}")
_LAST: Final = re.compile(r"[^\W\d_].*[\w.]*\d[\w.]{0,4}")
_DATED: Final = re.compile(r"\d[\d.]*\.\d|\d{1,2}(?:st|nd|rd|th|er|º)\b")
_NUMBER: Final = re.compile(r"\d{5}|-\w*\d")
"""An identifier of its own, behind words for what it numbers."""
_FIRM: Final = re.compile(
    r"(?:gmbh|ag|kg|ug|ohg|e\.?v|ltd|llc|llp|plc|inc|corp|co|b\.?v|n\.?v|vof|sarl|sàrl|sas|sasu|eurl|sa|s\.a|s\.?r\.?l|s\.?p\.?a"
    r"|s\.?l|lda|ltda|s\.?r\.?o|a\.?s|sp|aps|ab|asa|oy|ооо|оао|зао|пао|тов|ао|ип|a\.?ş|şti)\.?"
)
"""The word at the end of a firm's name."""
_POINT: Final = re.compile(r"[\s|│]{0,60}(?:[-*•·]\s{0,4}|\(?\w{1,2}[.)]\s{1,4}|\d{1,3}\s{1,8})?")
_HEADING: Final = re.compile(r"[^\W\d_]{2}")
"""A word over the numbers of rows: "Sl.", "Nr."."""
_SPLIT: Final = re.compile(r"\t|\s{2,}|[|│]")
_REMARK: Final = re.compile(r"\s?\((?P<r>[^()\n]{1,80})\)\s*$")
_GLOSS: Final = re.compile(r"\s{0,12}\((?P<r>[^()\n]{4,80})\)")
"""What a name is, in brackets behind it, or in the next line of its cell."""
_SINGLE: Final = re.compile(r"@?\w[\w.-]{1,38}\w")
_MIXED: Final = re.compile(r"(?=\S*[\u3040-\u9fff])(?=\S*[A-Za-z@_~★☆♪])[^\s、。,;:()「」]{2,24}")
"""One of a script without spaces, with signs that no person's name has."""
_END: Final = re.compile(r"\w{3,}[.!?]\s|[!?。]|\n")


@lru_cache(maxsize=8)
def _quoted(tables: Tables) -> re.Pattern[str]:
    """A label directly before a quote."""
    words = tables.pattern("identifiers.labels", "identifiers.nicknames", "identifiers.naming")
    return re.compile(rf"(?P<label>{words})(?:s|n|en|'s|\(s\))?(?:\s?[:=]\s?|\s|(?<=[\u3040-\u9fff]))(?=[\"'])")


def called(page: Page, value: str) -> bool:
    """Whether words that end in a digit can be a user's name: no day, no number of a thing that words name."""
    low = lower(value)
    words = low.split()
    if not _WORDS.fullmatch(value) or not _LAST.fullmatch(value) or _DATED.search(low) or _NUMBER.search(words[-1]):
        return False
    tables = page.tables
    lists = ("registers.nouns", "registers.papers", "registers.labels", "cites.marks", "cites.parts", *_OTHERS)
    return (
        any(map(str.isdigit, words[-1]))
        and not any(word.strip(".") in tables.whole.months for word in words)
        and not any(page.says(low, name) for name in lists)
        and not any(_is_label(page, " ".join(words[:end])) for end in (1, 2))
        and _is_nobodys(page, low)
    )


def _is_label(page: Page, words: str) -> bool:
    return any(words in page.tables[name] for name in ("identifiers.labels", "identifiers.customers"))


def _is_nobodys(page: Page, low: str) -> bool:
    """Whether it is no firm's, office's or site's name."""
    tables = page.tables
    odd = (
        _is_label(page, low)
        or _FIRM.fullmatch(low.rsplit(maxsplit=1)[-1])
        or "@" in low[1:]
        or has(low, tables["identifiers.nicknames"])
    )
    return not (odd or has(low, tables.head_words))


def _named(page: Page, value: str) -> bool:
    """Whether words in quotes, or behind a word for a user's name, can be one: half of them begin with a capital."""
    words = value.split()
    big = [one for one in words if one[0].isdigit() or one[0] != one[0].lower() or one[0].lower() == one[0].upper()]
    known = _WORDS.fullmatch(value) and len(words) < 5 and len(big) * 2 >= len(words)  # noqa: PLR2004
    return bool(known) and not columns.DAY.match(value) and _is_nobodys(page, lower(value))


def found(page: Page) -> Iterator[Span]:
    """Where they stand in the text as it came."""
    yield from _in_quotes(page)
    yield from _in_cells(page)


def _in_quotes(page: Page) -> Iterator[Span]:
    low = page.low
    heads = [
        one for name in ("identifiers.labels", "identifiers.nicknames", "identifiers.naming") for one in page.cues(name)
    ]
    for match in islice(begun(low, heads, _quoted(page.tables.whole)), _MOST):
        label = match["label"]
        named = label not in page.tables.whole["identifiers.naming"] or _of_account(page, match.start())
        if not named or page.says(label, "identifiers.channels"):  # a group is nobody's account
            continue
        at = match.end()
        while quote := _QUOTE.match(low, at):
            start, end = quote.span("v")
            place = page.place(quote.start())
            opens = page.raw[place : place + 1] in _OPENS
            value = page.cased[start:end]
            caption = value.isupper() and page.cased[match.start() : match.end()].isupper()
            if opens and not caption and " " in value and (_named(page, value) or called(page, value)):
                yield page.span(start, end)
            between = _NEXT.match(low, quote.end())
            if not (opens and between):
                break
            at = between.end()


def _of_account(page: Page, at: int) -> bool:
    """Whether the sentence speaks of an account, and of no firm, before the words that give its name."""
    near = page.before(at, _NEAR)
    lead = near[max((one.end() for one in _END.finditer(near)), default=0) :]
    return page.says(lead, "identifiers.nicknames") or page.says(lead, "identifiers.labels")


def _in_cells(page: Page) -> Iterator[Span]:
    """Behind a label and a colon, or in the cell beside it; more of them below the first."""
    start = below = 0
    lines = page.plain.split("\n")[:_MOST]
    for line, following in pairwise((*lines, "")):
        if below and line[:below].isspace() and (span := _alone(page, line, below)):
            yield start + span[0], start + span[1]
        else:
            below = 0
            parted = len(line) <= _LINE and (":" in line or "  " in line or "\t" in line or "|" in line)
            glossed = "(" in line or following.lstrip().startswith("(")
            for a, b in (
                *(_of_line(page, line) if parted else ()),
                *(_glossed(page, line, following) if glossed else ()),
            ):
                below = below or a
                yield start + a, start + b
        start += len(line) + 1


def _of_names(page: Page, label: str) -> bool:
    """Whether a label begins or ends with a word for a user's name."""
    words, names = label.split(), page.tables["identifiers.nicknames"]
    return any(" ".join(part) in names for many in range(1, 5) for part in (words[:many], words[-many:]))


def _glossed(page: Page, line: str, following: str) -> Iterator[Span]:
    """A name that opens its line, with what it is in brackets: Starling 83 (display name)."""
    point = _POINT.match(line)
    at = point.end() if point else 0
    value = _WORDS.match(line, at)
    if not value:
        return
    end = value.end()
    gloss = _GLOSS.match(line, end) or (None if line[end:].strip() else _GLOSS.match(following))
    label = lower(gloss["r"]).strip() if gloss else ""
    names = gloss and _of_names(page, label)
    if names and (called(page, value[0]) or _named(page, value[0])):
        yield at, end


def _alone(page: Page, line: str, at: int) -> Span | None:
    """A name that is all that its line says, where the one above began."""
    value = line[at:].rstrip(" \r,;.")
    good = line[at : at + 1].strip() and (columns.NAME.fullmatch(value) or called(page, value))
    return (at, at + len(value)) if good and not columns.DAY.match(value) else None


def _of_line(page: Page, line: str) -> Iterator[Span]:
    first = _POINT.match(line)
    at = first.end() if first else 0
    if first and _HEADING.search(first[0]):
        return
    colon = line.find(":", at)
    gap = _SPLIT.search(line, at)
    end = min((one for one in (colon, gap.start() if gap else -1) if one > at), default=0)
    if not end or end - at > _LABEL:
        return
    label = columns.said(line[at:end])
    tables = page.tables
    sure = _of_names(page, label)
    words = label.split()
    ends = (label, *(" ".join(words[-many:]) for many in (1, 2)))  # a service may stand before it: Chirp user
    known = any(_is_label(page, one) for one in ends) or label in tables["identifiers.columns"]
    if not sure and (not known or label in tables["identifiers.naming"]):
        return
    rest = line[end:]
    start = end + len(rest) - len(rest.lstrip(" :\t|│"))
    cell = _SPLIT.split(line[start:])[0].rstrip()
    yield from _values(page, cell, start, sure=sure)


def _values(page: Page, cell: str, start: int, *, sure: bool) -> Iterator[Span]:
    """The names of a cell, which semicolons part."""
    pieces = cell.split(";")
    for piece in pieces:
        value = _REMARK.sub("", piece).strip(" .,;\"'")
        at = start + piece.index(value)
        start += len(piece) + 1
        listed = sure and len(pieces) > 1 and _SINGLE.fullmatch(value)
        shaped = columns.NAME.fullmatch(value) and not columns.DAY.match(value)
        listed = listed or (sure and _MIXED.fullmatch(value))
        if listed or shaped or called(page, value) or (sure and " " in value and _named(page, value)):
            yield at, at + len(value)
