"""Labels before numbers of the letter's own: those of the lists, headings, words that end as labels do."""

import re
from typing import Final

from dueprocess.demand.draft import Span
from dueprocess.demand.reading.cells import CELL, HEAD, SIGNS, Place, Sheet, ends_in, first, fold, running
from dueprocess.demand.reading.shapes import DATED, ENOUGH, SHAPED, prefix

_SIGN: Final = 2  # letters of a register's sign
_TITLE: Final = 3  # words of a heading that is not in capitals
HEADING: Final = 9  # words of a heading before its number

_OF_A_YEAR: Final = re.compile(r"(?<!\d)20[12]\d(?:\d{4,6})?(?!\d)|\d[/-][12]\d(?![\d.])")
_LABEL_ENDS: Final = 2
_KIND: Final = 6  # words between a label's colon and its number
_LONGEST: Final = 6  # letters of a word that may belong to the number itself


def foreign(sheet: Sheet, folded: str) -> bool:
    """Whether it is a label of another language, as NUIPC in an English form."""
    return len(folded) > ENOUGH and folded in sheet.every.labels


def is_sign(word: str) -> bool:
    """Whether a word is a register's sign, though it may be spelled like a label: sp. zn. ZN 906/2026."""
    return len(word) <= _SIGN and word.isalpha() and word.isupper()


def is_label(sheet: Sheet, words: list[Span], place: Place, *, beside: bool) -> bool:
    """Whether the words end in a label, with a number sign, a colon or a remark in brackets behind it."""
    low = sheet.low
    tokens, capitals = [low[a:b] for a, b in words], all(sheet.plain[a:b].isupper() for a, b in words[:_TITLE])
    if not tokens:
        return False
    lead = tokens[:-2] if tokens[-2:-1] and tokens[-2].isdigit() else tokens[:-1]
    if is_sign(sheet.plain[slice(*words[-1])]) and ends_in(lead, sheet.own.labels):
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
    paper = titled or ends_in(tokens, sheet.own.papers) or _joins_papers(sheet, tokens)
    if paper and (signed or dated or _OF_A_YEAR.search(low, place.start, place.end)):
        return words[0][0] <= first(sheet, place) and _is_heading(sheet, tokens, place)
    noun = signed or colon or SHAPED.fullmatch(low, place.start, place.end)
    return (
        (noun and ends_in(tokens, sheet.own.nouns))
        or (colon and signed and _numbers_letter(sheet, words, tokens, place))
        or (not prefix(sheet.plain[slice(*words[-1])]) and _kind_of_case(sheet, tokens, place))
        or (colon and _labels_cell(sheet, tokens))
    )


def _numbers_letter(sheet: Sheet, words: list[Span], tokens: list[str], place: Place) -> bool:
    """Whether a cell of the head says "… No.:" and a number with a year: what it numbers, no list needs to know."""
    return (
        place.start < HEAD
        and 0 < len(tokens) <= _TITLE
        and words[0][0] <= first(sheet, place)
        and _OF_A_YEAR.search(sheet.low, place.start, place.end) is not None
        and sum(map(str.isdigit, sheet.low[place.start : place.end])) > ENOUGH
    )


def _joins_papers(sheet: Sheet, tokens: list[str]) -> bool:
    """Whether the last word joins two papers: OFÍCIO-DECISÃO, sentença-mandado."""
    parts = tokens[-1].split("-") if tokens else []
    return len(parts) > 1 and all(fold(one) in sheet.own.papers for one in parts)


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
    at = first(sheet, place)
    goes_on = sheet.plain[at].islower() and sheet.plain[max(0, place.line - 2) : place.line].strip()
    if running(sheet, place) or (goes_on and at < place.start):
        return False
    lead = sheet.plain[sheet.cell(place.start, place.line) : place.start]
    titled = lead.isupper() or fold(tokens[0]) in sheet.every.subjects
    return len(tokens) <= (HEADING if titled else _TITLE)


def _opens(tokens: list[str]) -> int:
    """Number of the word at which the bracket opens that ends the words; 0 where none does."""
    return next((at for at in range(len(tokens) - 1, max(0, len(tokens) - 7), -1) if tokens[at].startswith("(")), 0)


def _labels_cell(sheet: Sheet, tokens: list[str]) -> bool:
    """Whether a whole cell is a label: a label's words anywhere in a few, or a word that ends as labels do."""
    if not tokens or sum(map(len, tokens)) > CELL or any(one.isdigit() for one in tokens):
        return False
    begun = next((at for at in range(1, len(tokens) + 1) if ends_in(tokens[:at], sheet.own.labels)), 0)
    if begun:  # "Reference: Ministry of Interior letter No." speaks of another's
        return not (tokens[begun - 1].endswith(":") and any(fold(one) in sheet.own.papers for one in tokens[begun:]))
    ends = sheet.page.tables["registers.ends"]
    return bool(ends) and any(word.rstrip(".:").endswith(ends) for word in tokens[-_LABEL_ENDS:])
