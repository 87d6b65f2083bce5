"""Numbers by which an authority names its case, decision, register entry or demand. Numbers of laws are left out.

A candidate is a run of words with digits in one cell of a line. It counts where a label stands before it, in its own
cell, in the cell before, over it in the line above, or in its sentence; or where it is all that a cell of the head says,
in a shape that only such numbers have. What stands behind the number and belongs to it (TG, R.G.N.R., of 2025) is taken along.
"""

# ruff: noqa: RUF001, RUF002, RUF003 - scripts hold look-alike letters

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import islice
from typing import Final, NamedTuple

from dueprocess.demand.draft import Span
from dueprocess.demand.reading import dates, numerals
from dueprocess.demand.reading.page import Page, has, lower
from dueprocess.demand.reading.tables import Tables

_MOST: Final = 1000  # words with digits that are looked at; no letter has more
_HEAD: Final = 1500  # characters at the start in which a letter numbers itself without a label
_OWN_HEAD: Final = 900  # … behind a number sign alone
_LEAD: Final = 90  # characters before a number in which its label stands
_NOT_OWN: Final = 40  # characters before a number in which another body's letter, or the provider's ticket, is named
_WORDS: Final = 6  # words of the longest label
_PREFIXES: Final = 4  # words of a number before the one with its digits: 41 Gs 1187/25
_CAPTION: Final = 24  # characters that may stand beside a number in the line that is its caption
_CELL: Final = 64  # characters of a cell that is a label
_ENOUGH: Final = 3  # digits of a number that has nothing else
_LABEL_ENDS: Final = 2
_HEADING: Final = 9  # words of a heading before its number
_LINE: Final = 50  # characters of a line that the next one goes on with

_GAP: Final = re.compile(r"\t[\s|]*|\s{3,}|\s*\|\s*")
_CORE: Final = re.compile(r"[^\s,;|<>\"\u3040-\u30ff\u3400-\u9fff]*\d[^\s,;|<>\"\u3040-\u30ff\u3400-\u9fff]*")
_WORD: Final = re.compile(r"\S+")
_W: Final = r"\w\u0900-\u0903\u093a-\u094f\u0962\u0963"
"""Letters and digits, with the signs of Devanagari that are no letters of their own."""
_FOLD: Final = re.compile(rf"[^{_W}]+|[_ºª]+")
_SIGNS: Final = frozenset(
    "no nos nr nrs n num núm numero número numéro nummer numer number numara numarası id is číslo č č číslem nº numerem є"
    " nom nos. за под під pod sub unter onder numer numerem numme з з-під sayili नं नंबर نمبر № lautet est er är ist".split()
)
_SIGN_BEFORE: Final = re.compile(r"(?:№|#|(?<![^\W\d_])n(?:[or]?\.|\.?[°º])\s?)+(?=[^\s:])", re.IGNORECASE)
_PREFIX: Final = re.compile(r"\d{1,6}[a-z]?|[^\W\d_a-zà-ÿа-яіїєґ][^\W\d_]{0,2}\.?|[^\W\d_a-zà-ÿа-яіїєґ]{1,6}|[A-Z][a-z]+[A-Z][a-z]*")
_ONWARD: Final = re.compile(
    r"(?:\d{1,5}[a-z]?|[\w.]{1,4}-\d)\s(?:[IVXLC]{1,6}\s|[A-ZČŠŽÖÄÜŁŚ][A-Za-zł]{0,4}\s){1,3}\d[\w.]*[/-]\d|\d{2,4}\s\d{4,}[/-]\d"
)
"""The first word of a number that has its year some words later: 612 Js 20834/25."""
_ALSO: Final = re.compile(r"\s?(?:[/,;&+]|und|and|et|y|e|i|a|och|og|en|ve|и|та|і|sowie|bzw\.?|или|oraz|ed|as well as)\s", re.IGNORECASE)
"""What joins two numbers that share their label."""
_ROMAN: Final = re.compile(r"[IVXLC]{1,6}\.?")
_LINKED: Final = re.compile(r"://|@|www\.|\A\d{1,3}(?:\.\d{1,3}){3}\Z|\[\.\]|\A[^\W\d_][\w-]*(?:\.[\w-]+)*\.[a-z]{2,}\Z")
_TIME: Final = re.compile(r"\d{1,2}[:.h]\d\d(?:[:.]\d\d)?h?|\d{1,2}(?:st|nd|rd|th)|(?:19|20)\d\d|[\d.]+%|\+.*|\d+\(\d+\)|0+|\d{1,3}(?:\.\d{3})*,\d\d")
_ASKEW: Final = 6  # columns by which a number may stand beside its label's
_LATEST: Final = "2050"  # 12/7-2088 is no day
_OF_YEAR: Final = re.compile(r"\s(?:of|OF|Of|de|DE|del|do)\s(?:19|20)\d\d(?![\w/-])")
_GROUPS: Final = re.compile(r"(?:\s\d{1,7}){1,5}(?=\s*(?:[,;)]|\.(?:\s|$)|$))")
_JOINED: Final = re.compile(r"\s[/-]\s(?=[A-Z]{0,4}\s?\d)[A-Z]{0,4}\s?\d[\w./-]*")
_SECOND: Final = re.compile(r"\s\d{1,6}[/-]\d[\w./-]*")
_LETTERS: Final = re.compile(
    r"\s(?:[A-ZÀ-Ý]\.\s?){2,6}|\s[A-ZÇĞİÖŞÜ]\.\s?[A-ZÇĞİÖŞÜ][a-zçğıöşü]{1,2}(?!\w)|(?<=[IVX]\.)\s[a-zěščřžýáíé]{2,4}\.|\s[A-Z]{1,3}(?=\s*$)"
)


_BLANK: Final = _SIGNS | {""}


class _Words(NamedTuple):
    labels: frozenset[str]
    nouns: frozenset[str]
    papers: frozenset[str]
    subjects: frozenset[str]


@lru_cache(maxsize=64)
def _words(tables: Tables) -> _Words:
    """Labels and nouns without their spaces and signs: "č. j.:", "č.j." and "čj" are one."""
    return _Words(*(frozenset(map(_fold, tables[f"registers.{name}"])) for name in _Words._fields))


def _fold(text: str) -> str:
    return _FOLD.sub("", text)


class _Place(NamedTuple):
    """A word with digits, the lines around it, and what was read before it."""

    start: int
    end: int
    line: int
    stop: int
    done: int


class _Sheet:
    """The plain text of a page with its lower case, which has the same places."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.plain = page.plain
        self.low = lower(page.plain)
        self.own = _words(page.tables)
        self.every = _words(page.tables.whole)
        self.stop = page.span(page.older - 1, page.older)[1] if page.older else 0

    def cell(self, at: int, line: int) -> int:
        """Where the cell around ``at`` begins, in a line that begins at ``line``."""
        start = line
        for gap in _GAP.finditer(self.plain, line, at):
            start = gap.end()
        return start

    def says(self, text: str, name: str) -> bool:
        return has(text, self.page.tables[name])


def numbers(page: Page, cited: Sequence[Span] = ()) -> tuple[tuple[str, ...], tuple[Span, ...]]:
    """Register numbers in order of first appearance, in the text's own spelling, and their places.

    ``cited`` are places of laws: a number inside one is that law's.
    """
    sheet = _Sheet(page)
    laws = [page.span(*one) for one in cited]
    taken, refused = _judged(sheet)
    han = numerals.of_han(sheet.plain, sheet.stop)
    found = sorted({*taken, *_under(sheet), *_captions(sheet), *han}, key=lambda one: (one[0], -one[1]))
    values: dict[str, Span] = {}
    end = -1
    for start, stop in found:
        value = " ".join(sheet.plain[start:stop].replace("\u200b", "").split())
        if any(a <= start < b for a, b in laws) or (start, stop) in refused or stop > sheet.stop:
            end = max(end, stop)
        elif start >= end and value not in values:
            values[value] = (start, stop)
            end = stop
    kept = [value for value in values if not _part_of_another(value, values)]
    return tuple(kept), tuple(values[value] for value in kept)


def _part_of_another(value: str, values: dict[str, Span]) -> bool:
    """Whether a number only begins another one, as in the mail's subject: 20251290 and 20251290/MT."""
    return any(
        len(other) > len(value)
        and ((other.startswith(value) and not other[len(value)].isalnum()) or (value.isdigit() and f"/{value}/" in other))
        for other in values
    )


def _judged(sheet: _Sheet) -> tuple[list[Span], set[Span]]:
    """Numbers behind a label, and those that their place shows to be somebody else's."""
    taken: list[Span] = []
    refused: set[Span] = set()
    done = line = 0
    stop = -1
    for core in islice(_CORE.finditer(sheet.low), _MOST):
        if core.start() < done:
            continue
        if core.start() > stop:
            line = sheet.low.rfind("\n", 0, core.start()) + 1
            stop = sheet.low.find("\n", core.start())
            stop = len(sheet.low) if stop < 0 else stop
        place = _trimmed(sheet, _Place(core.start(), core.end(), line, stop, done))
        if place.end <= place.start or _ONWARD.match(sheet.plain, place.start, stop) or _is_day(sheet, place):
            continue
        start = _start(sheet, place)
        if start is None:
            continue
        end = _extended(sheet, start, place)
        if _is_number(sheet, start, end):
            done = end
            if _others(sheet, start, place):
                refused.add((start, end))
            else:
                taken.append((start, end))
    return taken, refused


def _trimmed(sheet: _Sheet, place: _Place) -> _Place:
    start, end = place.start, place.end
    low = sheet.low
    while start < end and low[start] in "([{'*_#<>=~.:/-" and not (low[start] in "[(" and low.find("])"[low[start] == "("], start, end) > start + 1):
        start += 1
    sign = _SIGN_BEFORE.match(low, start, end)
    if sign:
        start = sign.end()
    while end > start and low[end - 1] in ".,:;-([{'*_!?=>~/":
        end -= 1
    if low[start:end].count(")") > low[start:end].count("("):
        end = start + low[start:end].index(")")
    if low[start:end].count("]") > low[start:end].count("["):
        end = start + low[start:end].index("]")
    return place._replace(start=start, end=end)


def _start(sheet: _Sheet, place: _Place) -> int | None:
    """Where the number begins whose digits stand at ``place``; None where no label stands before it."""
    cell = sheet.cell(place.start, place.line)
    first = max(cell, place.done, place.start - _LEAD)
    words = [(one.start(), one.end()) for one in _WORD.finditer(sheet.plain, first, place.start)]
    beside = False
    joined = _ALSO.fullmatch(sheet.plain, place.done, place.start) if place.done > place.line else None
    if joined and _SHAPED.fullmatch(sheet.low, place.start, place.end):
        return place.start
    if place.done <= place.line and all(_fold(sheet.low[a:b]) in _BLANK for a, b in words):
        a, b = _before(sheet, place, cell)
        more = [(one.start(), one.end()) for one in _WORD.finditer(sheet.plain, max(a, place.done), b)]
        beside = cell > place.line
        words = more + words
    for prefixes in range(_PREFIXES + 1):
        if _labels(sheet, words, place, beside=beside):
            at = words[-1][1] if words else place.start
            begun = _WORD.search(sheet.plain, at) if prefixes else None
            return begun.start() if begun else place.start
        signed = words and _fold(sheet.low[words[-1][0] : words[-1][1]]) in _SIGNS
        if not words or signed or not _prefix(sheet.plain[words[-1][0] : words[-1][1]]):
            break
        words.pop()
    for found in (_behind_own_sign(sheet, place), _split(sheet, place, cell), _headed(sheet, place)):
        if found is not None:
            return found
    return None


def _before(sheet: _Sheet, place: _Place, cell: int) -> Span:
    """The cell before the one that the number begins; at a line's start, the end of the line before."""
    if cell > place.line and sheet.plain[place.line : cell].strip(" \t|"):
        text = sheet.plain[place.line : cell].rstrip(" \t|")
        return sheet.cell(place.line + len(text), place.line), place.line + len(text)
    end = max(0, place.line - 1)
    line = sheet.plain.rfind("\n", 0, end) + 1
    return max(sheet.cell(end, line), end - _LEAD), end


def _prefix(word: str) -> bool:
    return _PREFIX.fullmatch(word) is not None or _ROMAN.fullmatch(word) is not None or word in "/-"


def _labels(sheet: _Sheet, words: list[Span], place: _Place, *, beside: bool) -> bool:
    """Whether the words end in a label, with a number sign, a colon or a remark in brackets behind it."""
    low = sheet.low
    tokens = [low[a:b] for a, b in words]
    if not tokens:
        return False
    if _ends_in(tokens, sheet.own.labels):
        return True
    colon = tokens[-1].endswith((":", "=")) or beside
    signed = False
    while tokens:
        if _fold(tokens[-1]) in _SIGNS or not _fold(tokens[-1]):
            signed = True
            colon = colon or ":" in tokens[-1]
            tokens.pop()
        elif tokens[-1].rstrip(":.").endswith(")") and (at := _opens(tokens)):
            tokens = tokens[:at]
        else:
            break
    if _ends_in(tokens, sheet.own.labels) or (colon and _ends_in(tokens, sheet.every.labels)):
        return True
    if _ends_in(tokens, sheet.own.papers) and signed and words[0][0] <= _first(sheet, place) and not _running(sheet, place):
        return len(tokens) <= _HEADING
    if _ends_in(tokens, sheet.own.nouns) and (signed or colon or _SHAPED.fullmatch(low, place.start, place.end)):
        return True
    return colon and _is_label(sheet, tokens)


def _first(sheet: _Sheet, place: _Place) -> int:
    """Where the first word of the number's cell begins."""
    word = _WORD.search(sheet.plain, sheet.cell(place.start, place.line))
    return word.start() if word else place.start


def _ends_in(tokens: list[str], labels: frozenset[str]) -> bool:
    folded = ""
    for word in reversed(tokens[-_WORDS:]):
        folded = _fold(word) + folded
        if folded and folded in labels:
            return True
    return False


def _opens(tokens: list[str]) -> int:
    """Number of the word at which the bracket opens that ends the words; 0 where none does."""
    return next((at for at in range(len(tokens) - 1, max(0, len(tokens) - 7), -1) if tokens[at].startswith("(")), 0)


def _is_label(sheet: _Sheet, tokens: list[str]) -> bool:
    """Whether a whole cell is a label: a label's words anywhere in a few, or a word that ends as labels do."""
    if not tokens or sum(map(len, tokens)) > _CELL or any(one.isdigit() for one in tokens):
        return False
    if any(_ends_in(tokens[: at + 1], sheet.own.labels) for at in range(len(tokens))):
        return True
    ends = sheet.page.tables["registers.ends"]
    return bool(ends) and any(word.rstrip(".:").endswith(ends) for word in tokens[-_LABEL_ENDS:])


_SHAPED: Final = re.compile(
    r"(?:[a-z]{1,6}[-/.])?(?:\d{1,4}[a-z]{0,6}[-/.:]\d{2,9}|\d{2,4}[-/:.]?[a-z]{1,5}[-/.]?\d{3,9}"
    r"|[a-z]{1,8}(?:[/-][a-z\d]{1,12}){0,5}[/-]\d{3,9}|\d{6,12})(?:[/-][\w.-]{1,12})*"
)
"""A number that shows by its shape that it is one of a register, where a noun alone stands before it."""


def _headed(sheet: _Sheet, place: _Place) -> int | None:
    """Where a number begins that stands in the letter's subject, or at the end of a heading."""
    low, plain = sheet.low, sheet.plain
    if place.start > _HEAD or not _DATED.search(low, place.start, place.end):
        return None
    cell = sheet.cell(place.start, place.line)
    lead = plain[cell : place.start].split()
    first = _fold(lower(lead[0])) if lead else ""
    if not lead and cell > place.line:
        before = low[place.line : cell].strip(" \t|")
        return place.start if _fold(before) in sheet.every.subjects else None
    if not lead or len(lead) > _HEADING or _running(sheet, place):
        return None
    capitals = plain[cell : place.start].isupper() and _fold(lower(lead[-1])) not in _BLANK
    if first in sheet.every.subjects or capitals or first in sheet.own.papers:
        words = [(one.start(), one.end()) for one in _WORD.finditer(plain, cell, place.start)]
        start = place.start
        while len(words) > 1 and not capitals and _prefix(plain[words[-1][0] : words[-1][1]]):
            start = words.pop()[0]
        return start
    return None


def _running(sheet: _Sheet, place: _Place) -> bool:
    """Whether the line goes on with a paragraph."""
    end = place.line - 1
    line = sheet.plain[sheet.plain.rfind("\n", 0, max(end, 0)) + 1 : max(end, 0)].strip()
    return len(line) > _LINE and line[-1] not in ".:;"


def _split(sheet: _Sheet, place: _Place, cell: int) -> int | None:
    """A number that is written together with its label: क्रमांक/884, Az.12, 编号:A44."""
    low = sheet.low
    for stop in re.finditer(r"[:./-]+", low[place.start : place.end]):
        left = _fold(low[place.start : place.start + stop.start()])
        if left and (left in sheet.own.labels or (":" in stop[0] and left in sheet.own.nouns)):
            return place.start + stop.end()
    if place.start > cell and low[place.start - 1] > "\u3040":  # no spaces before it
        lead = low[max(cell, place.start - 12) : place.start]
        return place.start if lead.endswith(sheet.page.tables["registers.labels"] or ("\0",)) else None
    lead = low[max(cell, place.start - 12) : place.start].rstrip(" :")
    if lead and lead[-1] > "\u3040" and any(_fold(lead).endswith(one) for one in sheet.own.labels if one > "\u3040"):
        return place.start
    return None


def _behind_own_sign(sheet: _Sheet, place: _Place) -> int | None:
    """Where a number begins that has a number sign alone before it, in the place where a letter numbers itself."""
    low = sheet.low
    lead = low[sheet.cell(place.start, place.line) : place.start].rstrip()
    match = re.search(r"(?:^|\s|\()(?:№|n[or]?\.?|n\.?[°º]|nos?\.)\s*:?$|№$", lead)
    if not match:
        return None
    value = low[place.start : place.end]
    before = lead[: match.start()].strip()
    full = low[max(place.line, place.start - 190) : place.start]
    if sheet.says(full[-60:], "cites.acts") or _LAW.search(full[-70:]) or _LAW_AFTER.search(value):
        return None
    formed = len(re.findall(r"\d", value)) >= _ENOUGH and re.search(r"[/.-]|[^\W\d]", value)
    if not before and _DATED.search(value) and not _running(sheet, place):
        return place.start
    if place.start < _OWN_HEAD and (formed or "№" in match[0]):
        day = next(dates.days(sheet.page.tables, before[-_WIDTH:]), None)
        dated = day and len(before[-_WIDTH:]) - day.end <= _OWN_GAP and len(before) <= _WIDTH and day.start <= _TOWN
        if not before or dated or before.endswith(_OUTGOING):
            return place.start
    return None


_DATED: Final = re.compile(r"\d[/-](?:20)?[12]\d\b|\b20[12]\d[/-]\d")
_LAW: Final = re.compile(
    r"(?:закон\w{0,3}|\blaw|правительств\w{0,2}|government[^№]{0,30}|\bact|regulation|\(eu\)|указ\w{0,2}|directive|cabinet)[^№;\n]{0,45}$"
)
_LAW_AFTER: Final = re.compile(r"(?:-?(?:фз|fz|ф3))\b")
_WIDTH: Final = 44
_OWN_GAP: Final = 14  # characters between a letter's day and its number: "г.", "року, вих."
_TOWN: Final = 24  # characters before the letter's day in its line
_OUTGOING: Final = ("исх.", "вих.", "рег.", "исх", "вих")


def _others(sheet: _Sheet, start: int, place: _Place) -> bool:
    """Whether words before the number, in its cell, say that it is another's."""
    cell = sheet.cell(start, place.line)
    first = max(cell, place.done, start - _NOT_OWN)
    lead = sheet.low[first:start]
    if not lead.strip() and place.done <= place.line:
        a, b = _before(sheet, place, cell)
        lead = sheet.low[max(a, b - _NOT_OWN) : b]
    return sheet.says(_behind_numbers(sheet, lead), "registers.not_own")


def _behind_numbers(sheet: _Sheet, lead: str) -> str:
    """What stands behind the last number that is no day: words before it speak of that number."""
    for day in dates.days(sheet.page.tables, lead):
        lead = lead[: day.start] + "-" * (day.end - day.start) + lead[day.end :]
    cut = max((one.end() for one in re.finditer(r"\S*\d\S*", lead)), default=0)
    return lead[cut:]


def _extended(sheet: _Sheet, start: int, place: _Place) -> int:
    """End of the number with what belongs to it in its cell."""
    plain, end = sheet.plain, place.end
    gap = _GAP.search(plain, end, place.stop)
    cell = gap.start() if gap else place.stop
    if plain[start:end].isdigit() and (groups := _GROUPS.match(plain, end, cell)):
        end = groups.end()
    elif re.fullmatch(r"[^\W\d_]{2,6}-?\d{1,4}", plain[start:end]) and (more := _SECOND.match(plain, end, cell)):
        end = _trimmed(sheet, place._replace(start=start, end=more.end())).end
    bare = re.fullmatch(r"[\w\s]*?\d{1,6}", plain[start:end])
    if (more := _JOINED.match(plain, end, cell)) and ("/" in more[0][:3]) == bool(bare):
        end = _trimmed(sheet, place._replace(start=start, end=more.end())).end
    year = _OF_YEAR.match(plain, end, cell)
    if year:
        return year.end()
    if plain[end : end + 1] == "." and _ROMAN.fullmatch(plain[start:end].rpartition("/")[2]):
        end += 1
    letters = _LETTERS.match(plain, end, cell)
    return letters.start() + len(letters[0].rstrip()) if letters else end


def _under(sheet: _Sheet) -> Iterator[Span]:
    """Numbers of a line whose labels stand over it in the line above, cell over cell."""
    above: list[Span] = []
    cells_above: list[Span] = []
    start = 0
    for line in islice(sheet.plain[: _HEAD * 2].split("\n"), _MOST):
        cells = _cells(sheet, start, start + len(line))
        if cells and cells_above and any(one.isdigit() for one in line):
            for number, label in enumerate(cells_above):
                if _is_over(sheet, label) and (cell := _below(cells_above, cells, number, (above[0][0], start))):
                    yield from _in_cell(sheet, cell, start, alone=len(cells_above) == 1)
        if cells:
            above = [(start, start + len(line))]
            cells_above = cells
        start += len(line) + 1


def _cells(sheet: _Sheet, start: int, end: int) -> list[Span]:
    """Cells of a line that hold something."""
    found = []
    for gap in _GAP.finditer(sheet.plain, start, end):
        found.append((start, gap.start()))
        start = gap.end()
    return [(a, b) for a, b in (*found, (start, end)) if sheet.plain[a:b].strip()]


def _is_over(sheet: _Sheet, label: Span) -> bool:
    """Whether a cell says a label alone, before it speaks of others' numbers."""
    text = sheet.low[slice(*label)].strip(" :")
    if len(text) > _CELL or any(one.isdigit() for one in text):
        return False
    words = text.split()
    at = next((at for at in range(len(words)) if _ends_in(words[: at + 1], sheet.every.labels)), None)
    if at is None:
        ends = sheet.page.tables["registers.ends"]
        return bool(ends) and words[-1].rstrip(".:").endswith(ends) and not sheet.says(text, "registers.not_own")
    return not sheet.says(" ".join(words[: at + 1]), "registers.not_own")


def _below(labels: list[Span], cells: list[Span], number: int, lines: Span) -> Span | None:
    """The cell that stands under a label: of as many cells the same one, else one that begins or ends as it does."""
    if len(labels) == len(cells):
        return cells[number]
    a, b = labels[number][0] - lines[0], labels[number][1] - lines[0]
    near = [one for one in cells if one[0] - lines[1] < b and one[1] - lines[1] > a]
    return near[0] if len(near) == 1 and abs(near[0][0] - lines[1] - a) <= _ASKEW else None


def _in_cell(sheet: _Sheet, cell: Span, line: int, *, alone: bool) -> Iterator[Span]:
    """The number that is all that a cell says."""
    for core in _CORE.finditer(sheet.low, *cell):
        place = _trimmed(sheet, _Place(core.start(), core.end(), line, cell[1], cell[0]))
        if place.end <= place.start or _ONWARD.match(sheet.plain, place.start, cell[1]):
            continue
        words = [(one.start(), one.end()) for one in _WORD.finditer(sheet.plain, cell[0], place.start)]
        if all(_prefix(sheet.plain[a:b]) or _fold(sheet.low[a:b]) in _BLANK for a, b in words):
            while words and _fold(sheet.low[words[0][0] : words[0][1]]) in _BLANK:
                words.pop(0)
            start = words[0][0] if words else place.start
            end = _extended(sheet, start, place)
            rest = sheet.plain[end : cell[1]].strip(" .,;")
            if _is_number(sheet, start, end) and (not rest or (not alone and not rest[0].isdigit())):
                yield start, end
        return


_CASE: Final = re.compile(
    r"(?<![\w./-])(?:\d{1,4}[a-z]?\s)?(?:[IVX]{1,4}\s)?(?:[A-Z][A-Za-z]{0,4}\s){1,2}\d{1,6}/(?:20)?\d\d[a-z]?(?![\w/])"
    r"(?:-\d{1,3}\b)?(?:\s-\s[A-Z]{1,4}\s?\d{1,5}\b)?"
)
"""How courts and prosecutors number cases: 430 UJs 51190/25, 7 St 214/25k, 3 C 12/2024."""
_PATHED: Final = re.compile(r"(?<![\w./-])[A-Z]{1,5}[\w.-]{0,12}(?:/[\w.-]{1,12}){1,5}|(?<=\()\d{8,14}(?=\))")
_LONG: Final = re.compile(r"(?<![\w./-])\d{1,5}[/-][\w()-]*/[\w()/-]*\d(?![\w/])")
_FORMAL: Final = re.compile(r"(?<![\w./-])[A-Z][A-Z&.]{1,9}(?:/[\w.()-]{1,14}){1,6}/\d{1,8}(?![\w/])")
"""How offices number letters: NCC/CTC/DIR/2026/019."""
_COURT_CASE: Final = re.compile(
    r"(?<![\w./-])(?:[A-Z][A-Za-z.]{0,7}\s?\([A-Z.]{1,7}\)|(?:[A-Z][A-Za-z]{0,3}\.){2,4})\s(?:Nos?\.\s)?\d{1,6}/(?:19|20)\d\d(?![\w/-])"
)
"""How courts of India, Pakistan and their like number cases: CS(COMM) 771/2025, W.P.(C) No. 12/2024."""
_SIGN: Final = re.compile(
    r"(?:^|[\n\t|]|\s{3,})[ ]{0,2}(?P<v>[^\W_][^\W_]{0,9}(?:[./-][^\W_]{1,9}){2,8})(?=[ ]{0,2}(?:[\n\r\t|]|\s{3,}|$))"
)


def _captions(sheet: _Sheet) -> Iterator[Span]:
    """Numbers without a label that stand as a line or cell of the head, or with a word or two beside them."""
    plain, head = sheet.plain, min(_HEAD, sheet.stop)
    found = (match for shape in (_CASE, _COURT_CASE, _FORMAL) for match in shape.finditer(plain, 0, sheet.stop))
    for match in islice(found, _MOST):
        line = plain.rfind("\n", 0, match.start()) + 1
        stop = plain.find("\n", match.end())
        cell = sheet.cell(match.start(), line)
        gap = _GAP.search(plain, match.end(), stop if stop >= 0 else len(plain))
        end = gap.start() if gap else stop if stop >= 0 else len(plain)
        beside = plain[cell : match.start()] + plain[match.end() : end]
        room = _CELL if plain[cell : match.start()].rstrip().endswith(":") else _CAPTION
        room = room if match.end() <= head else 0
        if len(beside.strip()) <= room and not sheet.says(sheet.low[cell : match.start()], "registers.not_own"):
            yield match.span()
    for match in islice(_SIGN.finditer(plain, 0, head), _MOST):
        parts = re.split(r"[./-]", match["v"])
        if any(part.isdigit() for part in parts) and any(letter.isupper() for letter in match["v"]):
            yield match.span("v")


def of_subject(page: Page) -> tuple[str, ...]:
    """Numbers in the subject of a mail, by their labels or their shapes."""
    labelled, _ = numbers(page)
    if labelled:
        return labelled
    found = [match[0] for pattern in (_CASE, _PATHED, _LONG) for match in pattern.finditer(page.cased)]
    return tuple(one for one in found[:1] if sum(letter.isdigit() for letter in one) > _ENOUGH)


def together(subject: Sequence[str], body: Sequence[str]) -> tuple[str, ...]:
    """Numbers of the subject that the text does not name, in whatever length: TG 12/25 beside 12/25."""
    named = [re.sub(r"\W", "", one) for one in body]
    folded = {one: re.sub(r"\W", "", one) for one in subject}
    return tuple(one for one, mine in folded.items() if not any(mine in other or other in mine for other in named))


def _is_number(sheet: _Sheet, start: int, end: int) -> bool:
    """Whether the run may be a number of a register: not a day, a time, a year, an address or a few digits alone."""
    low = sheet.low[start:end]
    digits = sum(letter.isdigit() for letter in low)
    if not digits or (digits < _ENOUGH and (" " in low or not any(one.isalpha() for one in low))) or _TIME.fullmatch(low) or _LINKED.search(low):
        return False
    if sheet.low[end : end + 1] > "\u3040":
        return False
    return not _is_day(sheet, _Place(start, end, 0, 0, 0))


def _is_day(sheet: _Sheet, place: _Place) -> bool:
    day = next(dates.days(sheet.page.tables, sheet.low[place.start : place.end]), None)
    whole = day is not None and day.end - day.start == place.end - place.start
    return whole and day.value < _LATEST
