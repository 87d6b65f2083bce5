"""Numbers by which an authority names its case, decision, register entry or demand. Numbers of laws are left out.

A candidate is a run of words with digits in one cell of a line. It counts where a label stands before it, in its own
cell, in the cell before, over it in the line above, or in its sentence; or where it is all that a cell of the head
says, in a shape that only such numbers have. What stands behind the number and belongs to it (TG, R.G.N.R., of 2025)
is taken along.
"""

# ruff: noqa: RUF001, RUF003 - scripts hold look-alike letters

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import islice
from typing import Final, NamedTuple

from dueprocess.demand.draft import Span, Target
from dueprocess.demand.reading import columns, dates, numerals
from dueprocess.demand.reading.captions import (
    CASE,
    FORMAL,
    LOGGED,
    LONG,
    PATHED,
    TAGGED,
    captions,
    parts,
    stacked,
    under,
)
from dueprocess.demand.reading.cells import (
    BLANK,
    HEAD,
    LEAD,
    SIGNS,
    WORD,
    Place,
    Sheet,
    before,
    ends_in,
    fold,
    running,
)
from dueprocess.demand.reading.cells import first as first_of
from dueprocess.demand.reading.labels import HEADING, foreign, is_label, is_sign
from dueprocess.demand.reading.page import Page, lower
from dueprocess.demand.reading.sentences import (
    PREFIXES,
    STOPPED,
    behind_numbers,
    in_subject,
    is_enclosed,
    is_filed,
    numbers_law,
    of_law,
    relied,
    with_prefixes,
)
from dueprocess.demand.reading.shapes import (
    CORE,
    DATED,
    ENOUGH,
    ONWARD,
    SHAPED,
    carried,
    extended,
    is_day,
    is_number,
    prefix,
    sure,
    trimmed,
)

_MOST: Final = 1000  # words with digits that are looked at; no letter has more
_OWN_HEAD: Final = 900  # … behind a number sign alone
_UNION: Final = re.compile(r"\((?:eu|ue|eg|ce|ew|we|eú|es|ec|ес|єс|ab)\)\s{0,2}(?:n[ro]?[.°º]{0,2}\s?|č\.\s?|№\s?)?\Z")
"""What stands before the number of an act of the Union."""
_OF_UNION: Final = re.compile(r"(?:eu|ue|eg|ce|ew|we|eú|es|ec|ес|єс)\s20[12]\d/\d{1,4}")  # UE 2016/679
_UNION_WIDTH: Final = 14
_NOT_OWN: Final = 56  # characters before a number in which another body's letter, or the provider's ticket, is named
_SIGNS: Final = re.compile(r"[:./-]+")
_OWN_SIGN: Final = re.compile(r"(?:^|\s|\(|(?<=[a-z])\.)(?:№|nr?o?\.?|n\.?[°º]|nos?\.)\s*:?$|№$")
_OWN_SIGN_ENDS: Final = frozenset("№nor.°º:")
_STROKE: Final = re.compile(r"\s[-–—|·•]\s(?P<own>[^-–—|·•]+)\Z")
_NAMES: Final = ("handle", "phone")
_PAPER: Final = 30  # characters before a number in which the heading of an order stands
_RANGE: Final = 4  # characters of two numbers that may be a range: 1-10
_ALSO: Final = re.compile(
    r"\s?(?:[/,;&+–—-]|und|and|et|y|e|i|a|och|og|en|ve|и|та|і|sowie|bzw\.?|или|oraz|ed|as well as)\s"
    r"(?:(?:n[ro]?\.|n\.?[°º]|№)\s?)?",
    re.IGNORECASE,
)
"""What joins two numbers that share their label."""
_WIDTH: Final = 44
_OWN_GAP: Final = 14  # characters between a letter's day and its number: "г.", "року, вих."
_QUOTE: Final = 2  # characters before the day where the line goes on with nothing: «12» ноября
_TOWN: Final = 24  # characters before the letter's day in its line
_REMARK: Final = re.compile(r"\(([^()]{4,60})\)")
_ASIDE: Final = re.compile(r"\s{0,2}\([^()\d]{2,40}\)")
_CAPITALS: Final = re.compile(
    r"\s*(?:[A-Z][A-Z.&/]{0,6}\s|(?:[A-Z][A-Za-z]{0,5}\.\s?){1,4})(?:\([A-Za-z]{1,5}\)\.?\s?)?(?:N[Oo]s?\.?|N[°º]|NR\.?)\s?:?\s*"
)
"""A word of an office's own register before the number sign: MR No., SW No., C.No., L.Dis.No."""
_OUTGOING: Final = ("исх.", "вих.", "рег.", "исх", "вих")


def numbers(page: Page, cited: Sequence[Span] = ()) -> tuple[tuple[str, ...], tuple[Span, ...]]:
    """Register numbers in order of first appearance, in the text's own spelling, and their places.

    ``cited`` are places of laws: a number inside one is that law's.
    """
    sheet = Sheet(page)
    laws = [page.span(*one) for one in cited]
    taken, refused = _judged(sheet)
    han = numerals.of_han(sheet.plain, sheet.stop)
    above = {*taken, *under(sheet), *captions(sheet)} - refused
    found = sorted({*above, *stacked(sheet, above), *relied(sheet), *han}, key=lambda one: (one[0], -one[1]))
    values: dict[str, Span] = {}
    short: set[str] = set()
    end = -1
    if sheet.noted and any(start >= sheet.noted for start, _ in found):  # a note above has numbers of its own
        found = [one for one in found if one[0] >= sheet.noted]
    own = any(stop <= sheet.quoted for _, stop in found)  # what the letter names itself, not what it quotes
    for start, stop in found:
        value = " ".join(sheet.joined.get((start, stop), sheet.plain[start:stop]).replace("\u200b", "").split())
        union = _UNION.search(sheet.low, max(0, start - _UNION_WIDTH), start) or _OF_UNION.fullmatch(lower(value))
        beyond = stop > (sheet.quoted if own else sheet.stop) or stop > sheet.stop
        if union or beyond or any(a <= start < b for a, b in laws) or (start, stop) in refused:
            end = max(end, stop)
        elif start >= end and value not in values and (key := _short(value)) not in short:
            values[value] = (start, stop)
            short.add(key)
            end = stop
    rows = parts(values)
    kept = [value for value in values if value not in rows and not _part_of_another(value, set(values) - rows)]
    return tuple(kept), tuple(values[value] for value in kept)


class Numbers(NamedTuple):
    """Numbers of the case, their places, and what seemed to be accounts and is only the number of an order."""

    values: tuple[str, ...]
    places: tuple[Span, ...]
    targets: tuple[Target, ...]


def told_apart(page: Page, found: tuple[tuple[str, ...], tuple[Span, ...]], taken: Sequence[Target]) -> Numbers:
    """What is an account or a telephone is no number of the case; what a heading of an order numbers is no account."""
    both = [
        (one, at, value)
        for one in taken
        if one.sort in _NAMES
        for value, at in zip(*found, strict=True)
        if _meets(one.span, at)
    ]
    orders = [
        (one, at)
        for one, at, value in both
        if not columns.of_customer(page, one)
        and (
            FORMAL.fullmatch(value)
            or LOGGED.fullmatch(value)
            or page.says(page.before(page.at(one.span[0]), _PAPER), "registers.papers")
        )
    ]
    others = {at for one, at, _ in both if (one, at) not in orders}
    kept = [row for row in zip(*found, strict=True) if row[1] not in others]
    return Numbers(tuple(n for n, _ in kept), tuple(at for _, at in kept), tuple(one for one, _ in orders))


def _meets(one: Span, other: Span) -> bool:
    return other[0] < one[1] and one[0] < other[1]


def together(subject: Sequence[str], body: Sequence[str]) -> tuple[str, ...]:
    """Numbers of the subject that the text does not name, in whatever length: TG 12/25 beside 12/25."""
    named = [re.sub(r"\D", "", one) for one in body]
    folded = {one: re.sub(r"\D", "", one) for one in subject}
    return tuple(one for one, mine in folded.items() if not any(mine in other or other in mine for other in named))


def of_subject(page: Page, whole: Page) -> tuple[str, ...]:
    """Numbers in the subject of a mail, by their labels or their shapes; ``whole`` is its text."""
    labelled, _ = numbers(replace(page, tables=whole.tables))
    if labelled:
        return labelled
    found = [match[0] for pattern in (CASE, PATHED, LONG, TAGGED) for match in pattern.finditer(page.cased)]
    return tuple(one for one in found[:1] if sum(letter.isdigit() for letter in one) > ENOUGH)


def _short(value: str) -> str:
    """A number without its sign, the century of its year and noughts before it: No. 0417/2026 is 417/26."""
    return re.sub(r"\A[Nn][ro]?[.°º]+\s?|(?<!\d)0+(?=\d)|(?<=/)20(?=[12]\d(?!\d))", "", value)


def _part_of_another(value: str, values: Iterable[str]) -> bool:
    """Whether a number only begins or is part of another one: 20251290 of 20251290/MT, 01733 of 08124/01733/2025."""
    longer = [other for other in values if len(other) > len(value)]
    part = f"/{value}/" if value.isdigit() else "\0"
    return any(
        (other.startswith(value) and (value[-1] == "." or not other[len(value)].isalnum())) or part in other
        for other in longer
    )


def _judged(sheet: Sheet) -> tuple[list[Span], set[Span]]:
    """Numbers behind a label, and those that their place shows to be somebody else's."""
    taken: list[Span] = []
    refused: set[Span] = set()
    done = line = 0
    stop = lost = -1  # lost: the end of the last number that was refused
    for core in islice(CORE.finditer(sheet.low), _MOST):
        if core.start() < done:
            continue
        if core.start() > stop:
            line = sheet.low.rfind("\n", 0, core.start()) + 1
            stop = sheet.low.find("\n", core.start())
            stop = len(sheet.low) if stop < 0 else stop
        place = trimmed(sheet, Place(core.start(), core.end(), line, stop, done))
        behind = sheet.plain[max(0, place.start - 2) : place.start]
        if place.end <= place.start or "\u00a7" in behind or ONWARD.match(sheet.plain, place.start, stop):
            continue
        known = sure(sheet, place)
        if known:
            span = known.start(), carried(sheet, known.start(), known.end())
            taken.append(span)
            refused |= {span} if _led(sheet, span[0], place) and _others(sheet, span[0], place) else set()
            done = span[1]
            continue
        start = _start(sheet, place)
        section = start is not None and sheet.plain.endswith(("§", "§ "), 0, start)
        if start is None or section or is_day(sheet, place) or numbers_law(sheet, place.end):
            continue
        end = extended(sheet, start, place)
        if is_number(sheet, start, end):
            also = done == lost and _ALSO.fullmatch(sheet.plain, done, start)
            done = end
            if also or _others(sheet, start, place) or (taken and _in_passing(sheet, place)):
                refused.add((start, end))
                lost = end
            else:
                taken.append((start, end))
    return taken, refused


def _start(sheet: Sheet, place: Place) -> int | None:
    """Where the number begins whose digits stand at ``place``; None where no label stands before it."""
    cell = sheet.cell(place.start, place.line)
    first = max(cell, place.done, place.start - LEAD)
    words = [(one.start(), one.end()) for one in WORD.finditer(sheet.plain, first, place.start)]
    beside = False
    joined = _ALSO.fullmatch(sheet.plain, place.done, place.start) if place.done > place.line else None
    if joined and SHAPED.fullmatch(sheet.low, place.start, place.end):
        return place.start
    if place.done <= place.line and all(fold(sheet.low[a:b]) in BLANK for a, b in words):
        a, b = before(sheet, place, cell)
        more = [(one.start(), one.end()) for one in WORD.finditer(sheet.plain, max(a, place.done), b)]
        beside = cell > place.line
        words = more + words
    for prefixes in range(PREFIXES + 1):
        if is_label(sheet, words, place, beside=beside):
            at = words[-1][1] if words else place.start
            return _begun(sheet, at, place) if prefixes else place.start
        signed = words and fold(sheet.low[words[-1][0] : words[-1][1]]) in SIGNS
        if not words or signed or not prefix(sheet.plain[words[-1][0] : words[-1][1]]):
            break
        words.pop()
    if (words and is_filed(sheet, words, place)) or is_enclosed(sheet, place):
        return with_prefixes(sheet, first, place)
    for found in (_behind_own_sign(sheet, place), _split(sheet, place, cell), _headed(sheet, place)):
        if found is not None:
            return found
    return _to_quote(sheet, place, cell)


def _to_quote(sheet: Sheet, place: Place, cell: int) -> int | None:
    """Where a number begins that is all of its cell, with a remark in brackets that it is to be quoted."""
    line = sheet.low[place.end : place.stop]
    remark = _REMARK.search(line)
    if not remark or not sheet.says(remark[1], "registers.behind"):
        return None
    words = [(one.start(), one.end()) for one in WORD.finditer(sheet.plain, cell, place.start)]
    start = words[0][0] if words else place.start
    return start if all(prefix(sheet.plain[a:b]) for a, b in words) else None


def _begun(sheet: Sheet, at: int, place: Place) -> int:
    """First word behind a label that is none itself: N/Ref.: Of. 20714/S4/26."""
    words = [place.start]
    for one in reversed(list(WORD.finditer(sheet.plain, at, place.start))):
        folded = fold(sheet.low[one.start() : one.end()])
        if is_sign(one[0]):
            words.append(one.start())
            continue
        if folded in SIGNS or any(folded in names for names in sheet.own) or foreign(sheet, folded):
            break
        words.append(one.start())
    return words[-1]


def _headed(sheet: Sheet, place: Place) -> int | None:
    """Where a number begins that stands in the letter's subject, or at the end of a heading."""
    low, plain = sheet.low, sheet.plain
    if place.start > HEAD or not DATED.search(low, place.start, place.end) or place.end - place.start <= _RANGE:
        return None
    cell = sheet.cell(place.start, place.line)
    lead = plain[cell : place.start].split()
    first = fold(lower(lead[0])) if lead else ""
    if not lead and cell > place.line:
        before = low[place.line : cell].strip(" \t|")
        return place.start if fold(before) in sheet.every.subjects else None
    if not lead or len(lead) > HEADING or running(sheet, place):
        return None
    signs = all(prefix(one) for one in lead)  # "P 4-2/26-117": all of it is the number
    if signs:
        return None if sheet.says(low[cell : place.start], "registers.not_own") else first_of(sheet, place)
    capitals = plain[cell : place.start].isupper() and fold(lower(lead[-1])) not in BLANK
    if first in sheet.every.subjects or capitals or first in sheet.own.papers:
        words = [(one.start(), one.end()) for one in WORD.finditer(plain, cell, place.start)]
        start = place.start
        while len(words) > 1 and not capitals and prefix(plain[words[-1][0] : words[-1][1]]):
            start = words.pop()[0]
        return start
    return None


def _split(sheet: Sheet, place: Place, cell: int) -> int | None:
    """A number that is written together with its label: क्रमांक/884, Az.12, 编号:A44."""
    low = sheet.low
    for stop in _SIGNS.finditer(low[place.start : place.end]):
        left = fold(low[place.start : place.start + stop.start()])
        if left and (left in sheet.own.labels or (":" in stop[0] and left in sheet.own.nouns)):
            return place.start + stop.end()
    if place.start > cell and low[place.start - 1] > "\u3040":  # no spaces before it
        lead = low[max(cell, place.start - 12) : place.start]
        return place.start if lead.endswith(sheet.page.tables["registers.labels"] or ("\0",)) else None
    lead = low[max(cell, place.start - 12) : place.start].rstrip(" :")
    if lead and lead[-1] > "\u3040" and any(fold(lead).endswith(one) for one in sheet.own.labels if one > "\u3040"):
        return place.start
    return None


def _behind_own_sign(sheet: Sheet, place: Place) -> int | None:
    """Where a number begins that has a number sign alone before it, in the place where a letter numbers itself."""
    low = sheet.low
    lead = low[sheet.cell(place.start, place.line) : place.start].rstrip()
    match = _OWN_SIGN.search(lead) if lead[-1:] in _OWN_SIGN_ENDS else None
    if not match:
        return None
    value = low[place.start : place.end]
    before = lead[: match.start()].strip()
    if of_law(sheet, place):
        return None
    on = running(sheet, place)
    if not before and not on and DATED.search(value):
        return place.start
    formed = len(re.findall(r"\d", value)) >= ENOUGH and re.search(r"[/.-]|[^\W\d]", value)
    if place.start >= _OWN_HEAD or not (formed or "№" in match[0]):
        return None
    day = next(dates.days(sheet.page.tables, before[-_WIDTH:]), None)
    near = day and day.start <= (_QUOTE if on else _TOWN) and len(before[-_WIDTH:]) - day.end <= _OWN_GAP
    dated = near and len(before) <= _WIDTH
    register = formed and not on and _CAPITALS.fullmatch(sheet.plain[sheet.cell(place.start, place.line) : place.start])
    return place.start if not before or dated or before.endswith(_OUTGOING) or register else None


def _in_passing(sheet: Sheet, place: Place) -> bool:
    """Whether a sentence of the letter's body speaks of the number: another's, but for a decision that is enclosed."""
    if place.start < _OWN_HEAD or is_enclosed(sheet, place):
        return False
    cell = sheet.cell(place.start, place.line)
    lead = sheet.plain[cell : place.start]
    stroke = _STROKE.search(lead)
    if stroke and ends_in(lower(stroke["own"]).split(), sheet.own.labels):
        return False
    return len(lead.strip()) > _WIDTH or (cell == place.line and running(sheet, place) and not in_subject(sheet, place))


def _led(sheet: Sheet, start: int, place: Place) -> bool:
    """Whether words stand before the number in its cell."""
    return bool(sheet.plain[sheet.cell(start, place.line) : start].strip())


def _others(sheet: Sheet, start: int, place: Place) -> bool:
    """Whether words before the number, in its cell, say that it is another's."""
    cell = sheet.cell(start, place.line)
    first = max(cell, place.done, start - _NOT_OWN)
    lead = sheet.low[first:start]
    if not lead.strip() and place.done <= place.line:
        a, b = before(sheet, place, cell)
        lead = sheet.low[max(a, b - _NOT_OWN) : b]
    lead = lead[max((one.end() for one in STOPPED.finditer(lead)), default=0) :]
    stroke = _STROKE.search(lead)
    if (
        stroke and len(stroke["own"]) > _RANGE and ends_in(stroke["own"].split(), sheet.own.labels)
    ):  # "Cat. B/2 - Prot. nr."
        lead = stroke["own"]
    lead = behind_numbers(sheet, _ASIDE.sub("", lead))  # "Your reference (if known)" is a label as any other
    return sheet.says(f"{lead.rstrip(' :|')}:", "registers.not_own")
