"""Numbers of registers that stand under their label, or alone in a line or cell of the head."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from dueprocess.demand.draft import Span
from dueprocess.demand.reading.cells import (
    BLANK,
    CELL,
    DIGIT,
    HEAD,
    SIGNS,
    WORD,
    Place,
    Sheet,
    cells,
    ends_in,
    fold,
    lines,
)
from dueprocess.demand.reading.shapes import CORE, ENOUGH, ONWARD, below, extended, is_number, prefix, trimmed

# ruff: noqa: RUF001 - dashes of two lengths

_CAPTION: Final = 24  # characters that may stand beside a number in the line that is its caption
_ASKEW: Final = 6  # columns by which a number may stand beside its label's
_LIST: Final = 3  # numbers below one label that are looked for
_LABEL: Final = 56  # characters before a cell in which its label stands
_WIDEST: Final = 120  # characters of a cell that may be a caption
CASE: Final = re.compile(
    r"(?<![\w./-])(?:\d{1,4}[a-z]?\s)?(?:[IVX]{1,4}\s)?(?:[A-Z][A-Za-z]{0,4}\s){1,2}\d{1,6}/(?:20)?\d\d[a-z]?(?![\w/]|\.\w)"
    r"(?:-\d{1,3}\b|\s[-–]\s\d{1,4}(?=\s*$))?(?:\s-\s[A-Z]{1,4}\s?\d{1,5}\b)?"
)
"""How courts and prosecutors number cases: 430 UJs 51190/25, 7 St 214/25k, 3 C 12/2024."""
_COURT_CASE: Final = re.compile(
    r"(?<![\w./-])(?:(?!N[or][.s ])[A-Z][A-Za-z.]{0,7}\s?\([A-Z.]{1,7}\)"
    r"|(?:[A-Z][A-Za-z]{0,3}\.){2,4})\s(?:Nos?\.\s)?\d{1,6}/(?:19|20)\d\d(?![\w/-])"
)
"""How courts of India, Pakistan and their like number cases: CS(COMM) 771/2025, W.P.(C) No. 12/2024."""
FORMAL: Final = re.compile(r"(?<![\w./-])[A-Z][A-Z&.]{1,9}(?:/[\w.()-]{1,14}){1,6}/\d{1,8}(?![\w/])")
"""How offices number letters: NCC/CTC/DIR/2026/019."""
LOGGED: Final = re.compile(r"\d{3,6}-(?:[0-3]\d[01]\d20\d\d|20\d\d[01]\d[0-3]\d)")
"""How control rooms number what they log in a day: 00214-21112026."""
PATHED: Final = re.compile(r"(?<![\w./-])[A-Z]{1,5}[\w.-]{0,12}(?:/[\w.-]{1,12}){1,5}|(?<=\()\d{8,14}(?=\))")
TAGGED: Final = re.compile(
    r"(?<![\w./-])[A-Z]{2,8}(?:-[A-Z]{1,6}){0,2}-(?:20)?\d\d-(?:[A-Z\d]{1,6}-){0,2}\d{3,8}(?:-\d{1,4})?(?![\w/-])"
)
"""How offices mark mails: IBA-2026-04471, BACS-2026-INC-20418."""
LONG: Final = re.compile(r"(?<![\w./-])\d{1,5}[/-][\w()-]*/[\w()/-]*\d(?![\w/])")
_STROKES: Final = re.compile(
    r"\s*(?P<label>[^\s/:\d][^/:\d\n]{0,24}?)\s*[:/-]{1,3}\s(?P<parts>(?:[^\s/-]{1,14}\s?/\s){2,6}[^\s/-]{1,14})\s*"
)
_DIGITS: Final = re.compile(r"\d+")
_SIGN: Final = re.compile(r"[^\W_]{1,10}(?:[./-](?=\w*\d)[^\W_]{1,9}|[./-][^\W_]{1,9}){2,8}")
"""Signs of an office that are all that a cell of the head says: DT.WKT.6170.88.2025.4, 4022-2.Ds.77.2024."""


_LEAF: Final = re.compile(r"(?<=/20\d\d)\s?[-–]\s?\d{1,3}\Z")
_ROW: Final = 2  # digits of a row of a list


def parts(values: Iterable[str]) -> set[str]:
    """Numbers of rows of a list, and of papers of a file, beside the whole: 88-A/1 and 88-A/2 beside 88-A.

    A paper is one alone: 0 Nt 2217/2026 - 5 beside 0 Nt 2217/2026.
    """
    kept = set(values)
    papers = {one for one in kept if (leaf := _LEAF.search(one)) and one[: leaf.start()] in kept}
    found = {one: one.rpartition("/") for one in kept}
    rows = {one for one, (own, _, row) in found.items() if own in found and row.isdigit() and len(row) <= _ROW}
    return papers | rows if len(rows) > 1 else papers


def under(sheet: Sheet) -> Iterator[Span]:
    """Numbers of a line whose labels stand over it in the line above, cell over cell."""
    above: Span | None = None
    for start, end in lines(sheet.plain, min(2 * HEAD, sheet.stop)):
        if not sheet.plain[start:end].strip():
            continue
        if DIGIT.search(sheet.plain, start, end):
            labels = cells(sheet, *above) if above and above[1] - above[0] <= 2 * _WIDEST else []
            over = [number for number, label in enumerate(labels) if _is_over(sheet, label)]
            values = cells(sheet, start, end) if over else []
            for number in over:
                if cell := _below(labels, values, number, (above[0] if above else 0, start)):
                    yield from _in_cell(sheet, cell, start, alone=len(labels) == 1)
        above = start, end


def stacked(sheet: Sheet, found: Iterable[Span]) -> Iterator[Span]:
    """Numbers in the cells below one in the letter's head: several of one label, a line each."""
    for at in found:
        under = at
        for _ in range(_LIST):
            more = below(sheet, *under) if under[1] < HEAD else None
            if more is None:
                break
            yield more
            under = more


def _is_over(sheet: Sheet, label: Span) -> bool:
    """Whether a cell says a label alone, before it speaks of others' numbers."""
    text = sheet.low[slice(*label)].strip(" :")
    if len(text) > CELL or any(one.isdigit() for one in text):
        return False
    words = text.split()
    at = next((at for at in range(len(words)) if ends_in(words[: at + 1], sheet.every.labels)), None)
    if at is None:
        ends = sheet.page.tables["registers.ends"]
        return (
            bool(ends and words) and words[-1].rstrip(".:").endswith(ends) and not sheet.says(text, "registers.not_own")
        )
    return not sheet.says(" ".join(words[: at + 1]), "registers.not_own")


def _below(labels: list[Span], cells: list[Span], number: int, lines: Span) -> Span | None:
    """The cell that stands under a label: of as many cells the same one, else one that begins or ends as it does."""
    if len(labels) == len(cells):
        return cells[number]
    a, b = labels[number][0] - lines[0], labels[number][1] - lines[0]
    near = [one for one in cells if one[0] - lines[1] < b and one[1] - lines[1] > a]
    return near[0] if len(near) == 1 and abs(near[0][0] - lines[1] - a) <= _ASKEW else None


def _in_cell(sheet: Sheet, cell: Span, line: int, *, alone: bool) -> Iterator[Span]:
    """The number that is all that a cell says."""
    for core in CORE.finditer(sheet.low, *cell):
        place = trimmed(sheet, Place(core.start(), core.end(), line, cell[1], cell[0]))
        if place.end <= place.start or ONWARD.match(sheet.plain, place.start, cell[1]):
            continue
        words = [(one.start(), one.end()) for one in WORD.finditer(sheet.plain, cell[0], place.start)]
        if all(prefix(sheet.plain[a:b]) or fold(sheet.low[a:b]) in BLANK for a, b in words):
            said = [fold(sheet.low[a:b]) for a, b in words]
            words = words[max((at for at, word in enumerate(said, 1) if word in _skipped(sheet)), default=0) :]
            start = words[0][0] if words else place.start
            end = extended(sheet, start, place)
            rest = sheet.plain[end : cell[1]].strip(" .,;")
            if is_number(sheet, start, end) and (not rest or (not alone and not rest[0].isdigit())):
                yield start, end
        return


def _of_court(sheet: Sheet, lead: str, end: int, stop: int) -> bool:
    """Whether a line says a court and its number, and nothing else: Landesgericht Linz, 12 HR 318/26k."""
    whole = lead[-1:] in ",:" and len(lead) <= CELL and not sheet.plain[end:stop].strip(" .,")
    return bool(whole and lead) and lead.startswith(sheet.page.tables["court.names"])


def _skipped(sheet: Sheet) -> frozenset[str]:
    """Words before a number that are none of it: signs, and labels of the number's own."""
    return BLANK | sheet.every.labels


def _spaced(sheet: Sheet, cell: int, stop: int) -> Span | None:
    """A number whose parts strokes with spaces set apart, behind its label: No. / CYB / 2981 / 25."""
    match = _STROKES.fullmatch(sheet.plain, cell, stop)
    if not match or not DIGIT.search(match["parts"]):
        return None
    label = fold(sheet.low[slice(*match.span("label"))])
    return match.span("parts") if label in SIGNS or label in sheet.every.labels else None


def captions(sheet: Sheet) -> Iterator[Span]:
    """Numbers without a label that stand as a line or cell of the head, or with a word or two beside them."""
    plain, head = sheet.plain, min(HEAD, sheet.stop)
    signs: dict[str, list[Span]] = {}
    for start, end in lines(plain, sheet.stop):
        for cell, stop in cells(sheet, start, end) if DIGIT.search(plain, start, end) else ():
            subject = fold(sheet.low[cell:stop].split(None, 1)[0]) in sheet.every.subjects
            if (stop - cell > _WIDEST and not subject) or not DIGIT.search(plain, cell, stop):
                continue
            found = [m for shape in (CASE, _COURT_CASE, FORMAL) for m in shape.finditer(plain, cell, stop)]
            beside = len(plain[cell:stop].strip()) - sum(len(one[0]) for one in found)
            for match in found:
                lead = sheet.low[cell : match.start()].strip()
                titled = fold(lead.partition(" ")[0]) in sheet.own.nouns
                room = CELL if lead.endswith(":") or titled else _CAPTION
                word = WORD.match(plain, match.start())
                labelled = word is not None and fold(sheet.low[word.start() : word.end()]) in sheet.own.labels
                others = labelled or sheet.says(sheet.low[cell : match.start()], "registers.not_own")
                near = (subject or beside <= room) and match.end() <= head
                if (near or _of_court(sheet, lead, match.end(), stop)) and not others:
                    yield match.span()
            if not found and stop <= head and (spaced := _spaced(sheet, cell, stop)):
                yield spaced
            others = sheet.says(sheet.low[max(start, cell - _LABEL) : cell], "registers.not_own")
            sign = _SIGN.fullmatch(plain[cell:stop].strip()) if not (found or others) and stop <= head else None
            if sign and sum(map(str.isdigit, sign[0])) > ENOUGH + 1 and any(letter.isupper() for letter in sign[0]):
                at = plain.index(sign[0], cell)
                signs.setdefault(_DIGITS.sub("", sign[0]), []).append((at, at + len(sign[0])))
    # What begins each row of a table is no number of the letter's.
    yield from (one for alike in signs.values() if len(alike) < _LIST for one in alike)
