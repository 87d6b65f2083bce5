"""The name of a body around its head, in the ways in which scripts write names."""

import re
from typing import Final

from dueprocess.demand.draft import Span
from dueprocess.demand.reading.index import unspaced
from dueprocess.demand.reading.page import Page

_WORD: Final = re.compile(r"[^\s,;:|()<>\"\n]+")
_MAX_WORDS: Final = 9
_LINE: Final = 90
_CELL: Final = re.compile(r"\n[ \t>*_#]*|: |[ \t]{3,}|\t|\|\s?|\A")
_FORM: Final = re.compile(r"(?<!\w)\w{1,5}法人\s\Z")  # of a firm, before its name
_FIRM: Final = 9
_MOTTO: Final = re.compile(r"(?<=\w):\s")  # what a body says of itself: "An Garda Síochána: Keeping People Safe"
_ENDS: Final = re.compile(r"\n|[,،।]|\s{3,}|\t|[|;]|\s-\s")
_NUMBERED: Final = re.compile(r"(?:[IVX]{1,4}|\d{1,2}|[A-H])[.)]\s")
_NTH: Final = re.compile(r"\d{1,3}(?:\.[ªº]?|[ªº])")
"""The number of a court or chamber: 2. Sulh Ceza Hakimliği, 3.ª Vara Criminal."""
_RUN: Final = 24  # letters before the head of a name in a script without spaces
_PARTS: Final = "的由向请令经据及和与在是はがをにへでとも、。"
"""Letters of Chinese and Japanese that stand before a name and are none of it."""
_OFFICES: Final = "局署部厅廳课課科队隊处處室院庁省会會所班組组係台院"
"""Letters with which the name of a body, or of a part of it, ends in Chinese and Japanese."""

ACRONYM: Final = 6  # a short head stands whole, and in no file number
_OF_OURS: Final = re.compile(r"[iuü]?m[iuü]z(?:c?[ae]|d[ae]n?|[iuü]n?)?(?!\w)|[にへ](?!よ)")
"""What stands behind a body that a sentence speaks of: our office (Turkish), to the court (Japanese)."""
INSIDE: Final = ("/", "-", "_", "@")


def name_around(page: Page, start: int, end: int, *, numbered: bool = False) -> Span:
    """The name of which ``start`` to ``end`` are the head, as its script writes names.

    The number of a court or chamber may begin one that is ``numbered``.
    """
    head = page.low[start:end]
    if unspaced(head[0]):
        left, right = _run(page.cased, start, end)
        form = _FORM.search(page.cased, max(0, left - _FIRM), left)
        left = form.start() if form else left
        return left, right
    if not head.isascii() or head in page.tables.whole["sender.uncapitalised"]:
        line = _whole_line(page, start)
        if line:
            between = page.raw[page.place(line[1]) : page.place(end)]
            goes_on = (
                line[1] < end and not between.strip(" \r\n").count(",") and between.lstrip(" ")[:1] in {"\r", "\n"}
            )
            return line[0], end if goes_on else line[1]  # the name goes on in the next line
    return _grown(page, start, end, numbered=numbered)


def _run(text: str, start: int, end: int) -> Span:
    """A name in a script without spaces: from what parts it from the words before to the last of its own."""
    left = start
    while (
        left > max(0, start - _RUN)
        and unspaced(text[left - 1])
        and (text[left - 1] not in _PARTS or text[left - 2 : left] == "共和")
    ):
        left -= 1
    right = end
    while right < min(len(text), end + _RUN) and unspaced(text[right]) and text[right] not in _PARTS:
        right += 1
    while right > end and text[right - 1] not in _OFFICES:
        right -= 1
    return left, right


def _grown(page: Page, start: int, end: int, *, numbered: bool) -> Span:
    """The name around its head: capitalised words and the small words between them."""
    left = start
    words = 0
    for word in reversed(
        list(_WORD.finditer(page.cased, max(0, start - 90, page.cased.rfind("\n", 0, start) + 1), start))
    ):
        gap = page.cased[word.end() : left]
        belongs = _belongs(page, word[0]) or (numbered and _NTH.fullmatch(word[0]) is not None)
        if gap.strip(" ") or _new_line(page, word.end(), left) or words >= _MAX_WORDS or not belongs:
            break
        left, words = word.start(), words + 1
    right = end
    inside = _WORD.match(page.cased, right)
    right = inside.end() if inside else right
    if inside and inside[0].endswith(".") and right - start > _MAX_WORDS:
        return _without_small_words(page, left, right, numbered=numbered)
    words = 0
    for word in _WORD.finditer(page.cased, right, min(len(page.cased), right + 110)):
        gap = page.cased[right : word.start()]
        ended = (
            _new_line(page, right, word.start())
            and page.low[left:right].rsplit(" ", 1)[-1] not in page.tables["sender.small_words"]
        )
        if gap not in {"", " "} or ended or words >= _MAX_WORDS or not _belongs(page, word[0]):
            break
        right, words = word.end(), words + 1
        if word[0].endswith(".") and len(word[0]) > 4:  # noqa: PLR2004 - the sentence ends
            break
    return _without_small_words(page, left, right, numbered=numbered)


def _new_line(page: Page, left: int, right: int) -> bool:
    between = page.raw[page.place(left) : page.place(right) + 1]
    return any(gap in between for gap in ("\n", "\t", "   "))  # the next line, or the next column of a letterhead


def _whole_line(page: Page, start: int) -> Span | None:
    """The line of a name whose words are not written with capitals, as in French or Russian, if it opens a line."""
    raw = page.place(start)
    begins = max((match.end() for match in _CELL.finditer(page.raw, max(0, raw - _LINE), raw)), default=None)
    if begins is None:
        if raw > _LINE:
            return None
        begins = 0
    comma = max(page.raw.rfind(sign, begins, raw) for sign in ",،")
    line_start = comma + 1 + (page.raw[comma + 1] == " ") if comma >= 0 else begins
    line = _before_verb(page, _ENDS.split(page.raw[line_start : line_start + _LINE])[0], raw - line_start)
    line = _MOTTO.split(line)[0].rstrip(" :-.")
    cased = line[:1].lower() != line[:1].upper()
    if (cased and not line[:1].isupper()) or len(line) >= _LINE or page.raw[line_start:raw].count(" ") > 4:  # noqa: PLR2004 - a head stands near the start
        return None
    lead = page.raw[line_start:raw]
    if _NUMBERED.match(line):  # a heading: "II. Ersuchen der Staatsanwaltschaft"
        return None
    if line.split(" ", 1)[0].lower().strip("[(") in page.tables["sender.not_first"]:
        return None
    return start - len(lead), start - len(lead) + len(line)


def _before_verb(page: Page, line: str, head: int) -> str:
    """The line up to a word behind the head that is none of a name: "rozhodl", "żąda"."""
    for word in _WORD.finditer(line, min(head, len(line))):
        if word.start() > 0 and word[0].lower() in page.tables["sender.verbs"]:
            return line[: word.start()]
    return line


def _belongs(page: Page, word: str) -> bool:
    return word[0].isupper() or word == "&" or word.lower() in page.tables["sender.small_words"]


def _without_small_words(page: Page, left: int, right: int, *, numbered: bool) -> Span:
    words = list(_WORD.finditer(page.cased, left, right))
    while words and (
        words[0][0].lower() in page.tables["sender.small_words"]
        or words[0][0].lower() in page.tables["sender.not_first"]
        or (_NUMBERED.match(words[0][0] + " ") and not (numbered and len(words) > 1))
    ):
        words.pop(0)
    while words and words[-1][0].lower() in page.tables["sender.small_words"]:
        words.pop()
    if not words:
        return left, left
    last = words[-1][0]
    kept = last if last in {"e.V.", "Inc."} else last.rstrip(".'-")
    return words[0].start(), words[-1].end() - (len(last) - len(kept))


def is_part(low: str, head: str, end: int) -> bool:
    """Whether the head is part of another word (a commissioner is a person), or of a file number."""
    behind = low[end : end + 2]
    person = head.endswith("commission") and behind == "er"
    if _OF_OURS.match(low, end):
        return True
    if "\u0400" <= head[-1] <= "\u04ff" and behind[:1].isalpha():
        return True  # an inflected form stands in a sentence that speaks of the body
    return person or (len(head) < ACRONYM and behind[:1] in INSIDE)
