"""What stands only in the telling of what happened: whether it is asked about, a person looks.

An identifier is asked about where it stands in a list, in a cell beside its label, or in a sentence that asks. In a
sentence that tells, it may be the suspect's or the victim's, and words alone do not part the two. Nor do they where
"not" is said of it: "is not to be blocked" takes it out, "has not delivered" does not. What stands at the edge of a
letter, or is named once in passing, is looked at, too (ADR 0132).
"""

import re
from bisect import bisect_left
from itertools import pairwise
from typing import Final

from dueprocess.demand.codes import DataCategory
from dueprocess.demand.draft import Target
from dueprocess.demand.reading import aside, reach
from dueprocess.demand.reading.hosts import is_named, words_behind
from dueprocess.demand.reading.index import has
from dueprocess.demand.reading.page import Page

_WIDE: Final = 240  # characters of a line to either side
_GAPS: Final = re.compile(r" {3,}|[\t|│]")
_WORD: Final = re.compile(r"[^\W\d_]{2,}")
_STOP: Final = re.compile(r"[.;!?]\s")
_SHORT: Final = 45  # characters of a line that its width did not end
_LABEL: Final = 5  # words of a label
_CAPTION: Final = 9  # characters before an address in which a word only says what it is
_REMARK: Final = re.compile(r"\([^()]*\)?")
_APART: Final = " \n(\"'"  # what stands before a word that is no part of an address
_JOINED: Final = 60
_BESIDE: Final = 60  # characters before an address in which a word says that it is an account
_HEAD: Final = 0.3  # of the letter, in which it says who writes to whom
_FOOT: Final = 0.72  # … behind which it says where to answer
_AND: Final = re.compile(
    r"[\s,;、\uff0c和及/&\"')]{0,6}(?:[^\W\d_]{1,12}[.:]?[\s\"'(]{1,4}){0,2}|[\s\"']{0,3}\([^()\d@]{0,24}"
)
"""What joins two of one list in a sentence: a comma, "and", "and the account", a bracket."""


def doubtful(page: Page, taken: list[Target], hosts: frozenset[str]) -> list[Target]:
    """Those of ``taken`` that are only told of, or have "no" or "not" said of them, in a letter that lists others.

    ``hosts`` are the provider's own domains.
    """
    if len({one.value for one in taken}) == 1:
        return [one for one in taken if aside.is_spared(page, one)]
    order = sorted(taken, key=lambda one: one.span)
    known = {one.value for one in order if _is_firm(page, one, hosts)}
    known = known or {one.value for one in order if _is_firm(page, one, None)}
    for row in (order, order[::-1]):
        for last, one in pairwise(row):
            if last.value in known and one.value not in known and _joined(page, last, one):
                known.add(one.value)
    denied = known & _denied(page, order) if known else set()
    if len(denied) <= len(known) - len(denied):  # "not" in each row is said of something else
        known -= denied
    crossed = {one.value for one in order if aside.is_crossed_out(page, one)}
    if crossed < known:
        known -= crossed
    return [one for one in taken if one.value not in known] if known else []


def remote(page: Page, taken: list[Target]) -> list[Target]:
    """Mailboxes beside others, of which no word says that they are accounts, in head or foot of the letter or in prose.

    Where the letter lists its accounts, they need no such word; elsewhere it is mostly somebody who writes or answers.
    """
    if len({one.value for one in taken}) == 1:
        return []
    head, foot = len(page.plain) * _HEAD, len(page.plain) * _FOOT
    starts = sorted(one.span[0] for one in taken)
    return [
        one
        for one in taken
        if one.sort == "mail"
        and not (head < one.span[0] < foot and _is_set_off(page, one))
        and not _is_account(page, one)
        and bisect_left(starts, one.span[1] + _BESIDE) - bisect_left(starts, one.span[0] - _BESIDE) == 1  # of no list
    ]


def of_messages(page: Page) -> bool:
    """Whether the page names messages once, in prose that asks nothing: letters only tell of some."""
    places = reach.named_in(page)[DataCategory.CONTENT]
    if len(places) != 1 or reach.is_point(page, places[0][0]):
        return False
    asks = has(reach.phrase(page.low, *places[0]), page.tables["demand.asks"])
    return not asks or page.low.startswith(page.tables["data.mails"], places[0][0])


def _is_set_off(page: Page, one: Target) -> bool:
    """Whether it stands in a list or a row, and not in prose."""
    return _is_row(page, one) or _is_listed(page, one, point=True)


def _is_row(page: Page, one: Target) -> bool:
    """Whether it is the first in a row of a table."""
    left = page.plain[max(0, one.span[0] - _WIDE) : one.span[0]].rpartition("\n")[2]
    return _GAPS.search(left) is not None and not _WORD.search(left)


def _is_account(page: Page, one: Target) -> bool:
    """Whether a word beside it says that it is an account."""
    at = page.at(one.span[0])
    return page.says(page.low.part(max(0, at - _BESIDE), at), "targets.accounts") or page.says(
        words_behind(page, one), "targets.accounts"
    )


def _denied(page: Page, order: list[Target]) -> set[str]:
    """Those of which "not" is said behind them, with those that are joined to them."""
    starts = [one.span[0] for one in order[1:]] + [len(page.plain)]
    denied = {one.value for one, until in zip(order, starts, strict=True) if aside.is_denied(page, one, until)}
    for behind, one in pairwise(order[::-1]):
        if behind.value in denied and _joined(page, one, behind):
            denied.add(one.value)
    return denied


def _is_firm(page: Page, one: Target, hosts: frozenset[str] | None) -> bool:
    """Whether it stands where identifiers are asked about; without ``hosts`` what says little counts, too."""
    if _in_brackets(page, one):
        return False
    others = _of_others(page, one)
    weak = hosts is not None and _is_weak(page, one, hosts)
    said = _words_before(page, one)
    point = not weak or one.sort == "ip" or said < _LABEL
    if _is_listed(page, one, point=point) and not (others and said):
        return True
    if others or (weak and not _names_data_beside(page, one)):
        return False
    return not _is_told(page, one)


def _is_told(page: Page, one: Target) -> bool:
    """Whether it stands in prose whose sentence names no data, and asks nothing before it.

    Of letters new to the reader, 9 of 23 such were asked about.
    """
    if _is_listed(page, one, point=True):
        return False
    at = page.at(one.span[0])
    start, _ = page.sentence(at)
    return not (page.says(page.low.part(start, at), "demand.asks") or reach.names_data(page, page.around(at)))


def _in_brackets(page: Page, one: Target) -> bool:
    """Whether it is all that brackets behind a word hold: whose it is, or where that is found or reached."""
    start, end = one.span
    if page.plain[end : end + 1] != ")" or one.sort not in {"mail", "domain", "ip", "imei", "phone"}:
        return False
    before = page.plain[max(0, start - _CAPTION) : start].rpartition("(")
    return bool(before[1]) and (not before[2] or (one.sort == "phone" and bool(before[0].strip())))


def _is_weak(page: Page, one: Target, hosts: frozenset[str]) -> bool:
    """Whether prose that names it says little: an IP address, a room, a mailbox that is not at the provider's."""
    if one.sort == "mail":
        host = one.value.lower().rpartition("@")[2]
        return host not in hosts and not is_named(page, host)
    return one.sort in {"ip", "imei"} or (one.sort == "handle" and one.value.startswith(("#", "!")))


def _names_data_beside(page: Page, one: Target) -> bool:
    """Whether its sentence names data besides the word for what it is."""
    at, end = page.at(one.span[0]), page.at(one.span[1])
    first, last = page.sentence(at)
    lead = page.low.part(first, max(first, at - _CAPTION * (one.sort != "mail")))
    return reach.names_data(page, lead) or reach.names_data(page, page.low.part(min(end, last), last))


def _of_others(page: Page, one: Target) -> bool:
    """Whether its sentence speaks of a victim, a witness or somebody else who is not suspected."""
    places: list[int] | None = page.memo.get("telling.others")
    if places is None:
        found = (start for start, _ in page.cues("targets.victims") if not start or page.low[start - 1] in _APART)
        places = page.memo["telling.others"] = sorted(found)
    start, end = page.sentence(page.at(one.span[0]))
    return bisect_left(places, start) < bisect_left(places, end)


def _words_before(page: Page, one: Target) -> int:
    """How many words stand before it in its paragraph, lines joined."""
    at = page.at(one.span[0])
    return len(_WORD.findall(page.low[_begin(page, at) : at]))


def _begin(page: Page, at: int) -> int:
    """Where the paragraph around a place begins, or what is near of it."""
    near = max(0, at - 2 * _WIDE)
    return max(near, page.low.rfind("\n", near, at) + 1)


def _is_listed(page: Page, one: Target, *, point: bool) -> bool:
    """Whether it stands in a line of a list, a cell, or behind a label; ``point``: or in a numbered paragraph."""
    start, end = one.span
    left = page.plain[max(0, start - _WIDE) : start].rpartition("\n")[2]
    right = page.plain[end : end + _WIDE].partition("\n")[0]
    if "|" in left or (len(left) + len(right) < _SHORT and _few(left) and not _WORD.search(right)):
        return True
    before, behind = _GAPS.split(left)[-1], _REMARK.sub("", _GAPS.split(right)[0])
    said = len(_WORD.findall(before))
    if before != left or "\t" in right or "   " in right.rstrip():
        listed = said <= _LABEL and len(_WORD.findall(behind)) <= _LABEL
    elif before.rstrip(" \"'").endswith(":"):  # other sentences may stand before the label, and behind
        before, behind = _STOP.split(before)[-1], _STOP.split(behind)[0]
        listed = len(_WORD.findall(before)) <= _LABEL and len(_WORD.findall(behind)) <= _LABEL
    else:
        listed = not _WORD.search(behind) and (not said or (said <= _LABEL and _words_before(page, one) <= said))
    return listed or (point and reach.POINT.match(_point(page, page.at(start))) is not None)


def _few(text: str) -> bool:
    return len(_WORD.findall(text)) < _LABEL


def _point(page: Page, at: int) -> str:
    """The paragraph before a place; where a long address begins a line of its own, the line above it."""
    first = _begin(page, at)
    if first and not _WORD.search(page.low, first, at):
        first = _begin(page, first - 1)
    return page.low[first:at]


def _joined(page: Page, one: Target, other: Target) -> bool:
    """Whether only a word that joins them stands between two."""
    first, second = sorted((one.span, other.span))
    between = _REMARK.sub("", page.plain[first[1] : second[0]])
    return second[0] - first[1] < _JOINED and _AND.fullmatch(between) is not None
