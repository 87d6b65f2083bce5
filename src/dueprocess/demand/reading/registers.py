"""Numbers by which an authority names its case, decision, register entry or demand. Numbers of laws are left out.

A candidate is a run of words with digits in one cell of a line. It counts where a label stands before it, in its own
cell, in the cell before, over it in the line above, or in its sentence; or where it is all that a cell of the head
says, in a shape that only such numbers have. What stands behind the number and belongs to it (TG, R.G.N.R., of 2025)
is taken along.
"""

# ruff: noqa: RUF001, RUF003 - scripts hold look-alike letters

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final

from dueprocess.demand.draft import Span
from dueprocess.demand.reading import dates, numerals
from dueprocess.demand.reading.captions import CASE, LONG, PATHED, captions, under
from dueprocess.demand.reading.cells import (
    BLANK,
    CELL,
    HEAD,
    LEAD,
    SIGNS,
    WORD,
    Place,
    Sheet,
    before,
    ends_in,
    first,
    fold,
    running,
)
from dueprocess.demand.reading.page import Page, lower
from dueprocess.demand.reading.sentences import (
    PREFIXES,
    SENTENCE,
    STOPPED,
    behind_numbers,
    is_enclosed,
    is_filed,
    of_law,
    with_prefixes,
)
from dueprocess.demand.reading.shapes import (
    CORE,
    DATED,
    ENOUGH,
    ONWARD,
    SHAPED,
    extended,
    is_day,
    is_number,
    prefix,
    sure,
    trimmed,
)

_MOST: Final = 1000  # words with digits that are looked at; no letter has more
_OWN_HEAD: Final = 900  # … behind a number sign alone
_NUMBER_SIGN: Final = re.compile(r"(?:№|\bno\.?)\s?(?=\w)")
_UNION: Final = re.compile(r"\((?:eu|ue|eg|ce|ew|we|eú|es|ec|ес|єс|ab)\)\s{0,2}(?:n[ro]?[.°º]{0,2}\s?|č\.\s?|№\s?)?\Z")
"""What stands before the number of an act of the Union."""
_UNION_WIDTH: Final = 14
_NOT_OWN: Final = 56  # characters before a number in which another body's letter, or the provider's ticket, is named
_LABEL_ENDS: Final = 2
_SIGNS: Final = re.compile(r"[:./-]+")
_OWN_SIGN: Final = re.compile(r"(?:^|\s|\()(?:№|n[or]?\.?|n\.?[°º]|nos?\.)\s*:?$|№$")
_OWN_SIGN_ENDS: Final = frozenset("№nor.°º:")
_KIND: Final = 6  # words between a label's colon and its number
_LONGEST: Final = 6  # letters of a word that may belong to the number itself
_TITLE: Final = 3  # words of a heading that is not in capitals
_HEADING: Final = 9  # words of a heading before its number
_ALSO: Final = re.compile(
    r"\s?(?:[/,;&+]|und|and|et|y|e|i|a|och|og|en|ve|и|та|і|sowie|bzw\.?|или|oraz|ed|as well as)\s", re.IGNORECASE
)
"""What joins two numbers that share their label."""
_WIDTH: Final = 44
_OWN_GAP: Final = 14  # characters between a letter's day and its number: "г.", "року, вих."
_TOWN: Final = 24  # characters before the letter's day in its line
_CAPITALS: Final = re.compile(r"\s*[A-Z][A-Z.&/]{0,6}\s(?:N[Oo]s?\.?|N[°º]|NR\.?)\s?:?\s*")
"""A word of a court's own register before the number sign: MR No., SW No."""
_OUTGOING: Final = ("исх.", "вих.", "рег.", "исх", "вих")


def numbers(page: Page, cited: Sequence[Span] = ()) -> tuple[tuple[str, ...], tuple[Span, ...]]:
    """Register numbers in order of first appearance, in the text's own spelling, and their places.

    ``cited`` are places of laws: a number inside one is that law's.
    """
    sheet = Sheet(page)
    laws = [page.span(*one) for one in cited]
    taken, refused = _judged(sheet)
    han = numerals.of_han(sheet.plain, sheet.stop)
    found = sorted({*taken, *_relied(sheet), *under(sheet), *captions(sheet), *han}, key=lambda one: (one[0], -one[1]))
    values: dict[str, Span] = {}
    end = -1
    for start, stop in found:
        value = " ".join(sheet.plain[start:stop].replace("\u200b", "").split())
        union = _UNION.search(sheet.low, max(0, start - _UNION_WIDTH), start)
        if union or any(a <= start < b for a, b in laws) or (start, stop) in refused or stop > sheet.stop:
            end = max(end, stop)
        elif start >= end and value not in values:
            values[value] = (start, stop)
            end = stop
    kept = [value for value in values if not _part_of_another(value, values)]
    return tuple(kept), tuple(values[value] for value in kept)


def together(subject: Sequence[str], body: Sequence[str]) -> tuple[str, ...]:
    """Numbers of the subject that the text does not name, in whatever length: TG 12/25 beside 12/25."""
    named = [re.sub(r"\W", "", one) for one in body]
    folded = {one: re.sub(r"\W", "", one) for one in subject}
    return tuple(one for one, mine in folded.items() if not any(mine in other or other in mine for other in named))


def of_subject(page: Page) -> tuple[str, ...]:
    """Numbers in the subject of a mail, by their labels or their shapes."""
    labelled, _ = numbers(page)
    if labelled:
        return labelled
    found = [match[0] for pattern in (CASE, PATHED, LONG) for match in pattern.finditer(page.cased)]
    return tuple(one for one in found[:1] if sum(letter.isdigit() for letter in one) > ENOUGH)


def _relied(sheet: Sheet) -> Iterator[Span]:
    """Numbers behind a number sign whose sentence speaks of the decision or demand that a notice passes on."""
    for sign in islice(_NUMBER_SIGN.finditer(sheet.low, 0, sheet.stop), _MOST):
        start = max(0, sign.start() - SENTENCE, sheet.low.rfind("\n\n", 0, sign.start()))
        lead = " ".join(sheet.low[start : sign.start()].split())
        if not sheet.says(lead, "registers.spoken") or sheet.says(lead, "registers.not_own"):
            continue
        core = CORE.match(sheet.low, sign.end())
        place = trimmed(sheet, Place(core.start(), core.end(), 0, 0, 0)) if core else None
        if place and is_number(sheet, place.start, place.end) and not of_law(sheet, place):
            yield place.start, place.end


def _part_of_another(value: str, values: dict[str, Span]) -> bool:
    """Whether a number only begins or is part of another one: 20251290 of 20251290/MT, 01733 of 08124/01733/2025."""
    longer = [other for other in values if len(other) > len(value)]
    part = f"/{value}/" if value.isdigit() else "\0"
    return any((other.startswith(value) and not other[len(value)].isalnum()) or part in other for other in longer)


def _judged(sheet: Sheet) -> tuple[list[Span], set[Span]]:
    """Numbers behind a label, and those that their place shows to be somebody else's."""
    taken: list[Span] = []
    refused: set[Span] = set()
    done = line = 0
    stop = -1
    for core in islice(CORE.finditer(sheet.low), _MOST):
        if core.start() < done:
            continue
        if core.start() > stop:
            line = sheet.low.rfind("\n", 0, core.start()) + 1
            stop = sheet.low.find("\n", core.start())
            stop = len(sheet.low) if stop < 0 else stop
        place = trimmed(sheet, Place(core.start(), core.end(), line, stop, done))
        if place.end <= place.start or ONWARD.match(sheet.plain, place.start, stop):
            continue
        known = sure(sheet, place)
        if known:
            taken.append(known.span())
            refused |= {known.span()} if _others(sheet, known.start(), place) else set()
            done = known.end()
            continue
        start = _start(sheet, place)
        if start is None or is_day(sheet, place):
            continue
        end = extended(sheet, start, place)
        if is_number(sheet, start, end):
            done = end
            if _others(sheet, start, place):
                refused.add((start, end))
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
        if _labels(sheet, words, place, beside=beside):
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
    return None


def _begun(sheet: Sheet, at: int, place: Place) -> int:
    """First word behind a label that is none itself: N/Ref.: Of. 20714/S4/26."""
    words = [place.start]
    for one in reversed(list(WORD.finditer(sheet.plain, at, place.start))):
        folded = fold(sheet.low[one.start() : one.end()])
        if folded in SIGNS or any(folded in names for names in sheet.own) or _foreign(sheet, folded):
            break
        words.append(one.start())
    return words[-1]


def _foreign(sheet: Sheet, folded: str) -> bool:
    """Whether it is a label of another language, as NUIPC in an English form."""
    return len(folded) > ENOUGH and folded in sheet.every.labels


def _labels(sheet: Sheet, words: list[Span], place: Place, *, beside: bool) -> bool:
    """Whether the words end in a label, with a number sign, a colon or a remark in brackets behind it."""
    low = sheet.low
    tokens, capitals = [low[a:b] for a, b in words], all(sheet.plain[a:b].isupper() for a, b in words[:_TITLE])
    if not tokens:
        return False
    if ends_in(tokens, sheet.own.labels):
        return True
    colon = tokens[-1].endswith((":", "=")) or beside
    signed = False
    while tokens:
        if fold(tokens[-1]) in SIGNS or not fold(tokens[-1]):
            signed = True
            colon = colon or ":" in tokens[-1]
            tokens.pop()
        elif tokens[-1].rstrip(":.").endswith(")") and (at := _opens(tokens)):
            tokens = tokens[:at]
        else:
            break
    if ends_in(tokens, sheet.own.labels) or (colon and ends_in(tokens, sheet.every.labels)):
        return True
    dated = DATED.search(low, place.start, place.end)
    titled = bool(tokens) and signed and capitals and len(tokens) <= _TITLE and fold(tokens[0]) in sheet.own.papers
    paper = titled or ends_in(tokens, sheet.own.papers)
    if paper and (signed or dated):
        return words[0][0] <= first(sheet, place) and _is_heading(sheet, tokens, place)
    if ends_in(tokens, sheet.own.nouns) and (signed or colon or SHAPED.fullmatch(low, place.start, place.end)):
        return True
    return _kind_of_case(sheet, tokens, place) or (colon and _is_label(sheet, tokens))


def _kind_of_case(sheet: Sheet, tokens: list[str], place: Place) -> bool:
    """Whether a label goes on with what the number is one of: "Procedimiento: diligencias previas 1187/2025"."""
    at = next((at for at, word in enumerate(tokens, 1) if word[-1] == ":"), len(tokens))
    kind = tokens[at:]
    return (
        0 < len(kind) <= _KIND
        and any(len(one) > _LONGEST for one in kind)
        and ends_in(tokens[:at], sheet.own.labels)
        and not any(fold(one) in sheet.own.papers or any(map(str.isdigit, one)) for one in kind)
        and SHAPED.fullmatch(sheet.low, place.start, place.end) is not None
    )


def _is_heading(sheet: Sheet, tokens: list[str], place: Place) -> bool:
    """Whether the words before a number are a heading, or the letter's subject, and not the middle of a sentence."""
    if running(sheet, place):
        return False
    lead = sheet.plain[sheet.cell(place.start, place.line) : place.start]
    titled = lead.isupper() or fold(tokens[0]) in sheet.every.subjects
    return len(tokens) <= (_HEADING if titled else _TITLE)


def _opens(tokens: list[str]) -> int:
    """Number of the word at which the bracket opens that ends the words; 0 where none does."""
    return next((at for at in range(len(tokens) - 1, max(0, len(tokens) - 7), -1) if tokens[at].startswith("(")), 0)


def _is_label(sheet: Sheet, tokens: list[str]) -> bool:
    """Whether a whole cell is a label: a label's words anywhere in a few, or a word that ends as labels do."""
    if not tokens or sum(map(len, tokens)) > CELL or any(one.isdigit() for one in tokens):
        return False
    begun = next((at for at in range(1, len(tokens) + 1) if ends_in(tokens[:at], sheet.own.labels)), 0)
    if begun:  # "Reference: Ministry of Interior letter No." speaks of another's
        return not (tokens[begun - 1].endswith(":") and any(fold(one) in sheet.own.papers for one in tokens[begun:]))
    ends = sheet.page.tables["registers.ends"]
    return bool(ends) and any(word.rstrip(".:").endswith(ends) for word in tokens[-_LABEL_ENDS:])


def _headed(sheet: Sheet, place: Place) -> int | None:
    """Where a number begins that stands in the letter's subject, or at the end of a heading."""
    low, plain = sheet.low, sheet.plain
    if place.start > HEAD or not DATED.search(low, place.start, place.end):
        return None
    cell = sheet.cell(place.start, place.line)
    lead = plain[cell : place.start].split()
    first = fold(lower(lead[0])) if lead else ""
    if not lead and cell > place.line:
        before = low[place.line : cell].strip(" \t|")
        return place.start if fold(before) in sheet.every.subjects else None
    if not lead or len(lead) > _HEADING or running(sheet, place):
        return None
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
    dated = day and len(before[-_WIDTH:]) - day.end <= _OWN_GAP and len(before) <= _WIDTH and day.start <= _TOWN
    register = formed and not on and _CAPITALS.fullmatch(sheet.plain[sheet.cell(place.start, place.line) : place.start])
    return place.start if not before or dated or before.endswith(_OUTGOING) or register else None


def _others(sheet: Sheet, start: int, place: Place) -> bool:
    """Whether words before the number, in its cell, say that it is another's."""
    cell = sheet.cell(start, place.line)
    first = max(cell, place.done, start - _NOT_OWN)
    lead = sheet.low[first:start]
    if not lead.strip() and place.done <= place.line:
        a, b = before(sheet, place, cell)
        lead = sheet.low[max(a, b - _NOT_OWN) : b]
    lead = lead[max((one.end() for one in STOPPED.finditer(lead)), default=0) :]
    return sheet.says(behind_numbers(sheet, lead), "registers.not_own")
