"""A text made ready for reading: one line of characters, lower case beside it, and the way back.

White space is collapsed (a paragraph end, a list line and a form feed become one line feed), typographic
quotes and dashes become plain ones, hidden characters go. Every place in the result maps back to the text.
"""

# ruff: noqa: RUF001 - phrases of several scripts hold look-alike letters; a pattern stays on one line

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import islice
from typing import Any, Final

from dueprocess.demand.draft import Span
from dueprocess.demand.reading import mails
from dueprocess.demand.reading.forms import closed_up, run_on, unquoted, unticked
from dueprocess.demand.reading.index import Indexed, cues, has, unspaced
from dueprocess.demand.reading.tables import Tables, any_of

MAX_CHARACTERS: Final = 2_000_000
_LONG_LINE: Final = 30  # letters of a line that its width ended, in a script without spaces
_FULL: Final = 45  # characters of a line that goes on in the next
_SENTENCE: Final = 600  # characters to either side in which a sentence must end
_HIDDEN: Final = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f\u202a-\u202e\u2066-\u2069\x00"
_GAP: Final = re.compile(rf"[^\S ][\s{_HIDDEN}]*+| [\s{_HIDDEN}]++|[{_HIDDEN}]++")
_PLAIN: Final = tuple(
    zip(
        "«»„“”‟「」『』’‘‚`‐‑‒–—―−\xa0\u202f\u2007",
        '""""""""""\'\'\'\'-------   ',
        strict=True,
    )
)
_STOPS: Final = re.compile(r"[.;!?](?=[ \n])|[\n|。।۔؟]")
_ABBREVIATED: Final = re.compile(
    r"(?:\b(?:no|nr|art|abs|sec|st|ст|г|п|ч|dr|mr|ms|mrs|u\.s|u\.s\.c|ziff|az|vs|para|cl|ref|inc|bzw|rs|s|p|c|lt|sgt|insp"
    r"|jf|jfr|kap|stk|odst|ods|písm|čl|sb|ust|pkt|lit|zw|tj|dn|ul|dz|sygn|ww|exmo|exma|proc|tel|md|av|tzv|resp|cit|tr|zák|misc)"
    r"|\b\d{1,2}|\b[^\W\d_])$"
)


_NO_TABLES: Final = Tables()


class ReadingError(ValueError):
    """A text that is too long to be read. The message says what to do."""


@dataclass(frozen=True, slots=True)
class Page:
    """``cased`` and ``low`` have the same length and the same places."""

    raw: str
    cased: str
    low: "Indexed"
    tables: Tables = field(repr=False)
    _at: tuple[int, ...] = field(repr=False)  # places in ``cased`` where the shift to ``raw`` changes
    _shift: tuple[int, ...] = field(repr=False)
    older: int
    """Place in ``cased`` where the letter ends, and an older mail that is quoted, or what is enclosed, begins."""
    enclosed: int
    """Place in ``cased`` where what is enclosed begins."""
    quoted: int
    """Place in ``cased`` where an older mail begins, by the words for it or by the signs of mail programs."""
    passed: int
    """Place in ``cased`` where an older mail begins, or the letter itself below a note that passes it on."""
    plain: str
    """The text as it came, place by place and line by line, in plain signs: no box that is not ticked."""
    begins: int = 0
    """Place in ``cased`` where the letter begins below the heads of mails that pass it on."""
    memo: dict[object, Any] = field(default_factory=dict, init=False, repr=False, compare=False)
    """What is found once in the whole page and asked of its parts, by who found it."""

    @property
    def noted(self) -> int:
        """Place in ``cased`` where a note ends that only passes the letter on; 0 where there is none."""
        return self.begins if self.begins < self.quoted else 0

    def place(self, at: int) -> int:
        """Place in the text as it came, of a place in ``cased``."""
        return min(at + self._shift[bisect_right(self._at, at) - 1], len(self.raw))

    def span(self, start: int, end: int) -> Span:
        """Start and end in the text as it came."""
        if end <= start:
            return self.place(start), self.place(start)
        return self.place(start), min(self.place(end - 1) + 1, len(self.raw))

    def at(self, raw: int) -> int:
        """First place in ``cased`` that lies at ``raw`` of the text as it came, or behind it."""
        starts = self.memo.get("page.starts")
        if starts is None:
            starts = self.memo["page.starts"] = [at + shift for at, shift in zip(self._at, self._shift, strict=True)]
        part = max(0, bisect_right(starts, raw) - 1)
        end = self._at[part + 1] if part + 1 < len(self._at) else len(self.cased)
        return max(0, min(raw - self._shift[part], end))

    def sentence(self, at: int) -> Span:
        """Start and end, in ``cased``, of the sentence around ``at``."""
        stops = self._stops()
        here = bisect_left(stops, at)
        start, end = max(0, at - _SENTENCE), min(len(self.low), at + _SENTENCE)
        # A full stop ends no sentence before the space behind it.
        before = here - (here > 0 and stops[here - 1] == at - 1 and self._spaced(at - 1))
        if before and stops[before - 1] >= start:
            start = stops[before - 1] + 1
        if here < len(stops) and stops[here] < end - self._spaced(stops[here]):
            end = stops[here]
        return start, end

    def _stops(self) -> list[int]:
        """Places of all signs that end a sentence."""
        stops = self.memo.get("page.stops")
        if stops is None:
            low = str(self.low)
            each = (match.start() for match in _STOPS.finditer(low))
            stops = self.memo["page.stops"] = [at for at in each if not _abbreviated(low, at)]
        return stops

    def _spaced(self, at: int) -> bool:
        """Whether the sign is one of those that end a sentence before a space alone."""
        return self.cased[at] in ".;!?"

    def says(self, text: str, name: str) -> bool:
        """Whether a phrase of the list ``name`` begins a word of ``text``."""
        return has(text, self.tables[name])

    def cues(self, name: str) -> Iterator[Span]:
        """Places in the page of each phrase of the list ``name``, phrase by phrase."""
        return cues(self.low, self.tables[name])

    def near(self, start: int, end: int, before: int, after: int) -> "Indexed":
        """The page from ``before`` characters before ``start`` to ``after`` characters behind ``end``."""
        return self.low.part(max(0, start - before), end + after)

    def around(self, at: int) -> "Indexed":
        """The sentence around ``at``, lower case."""
        return self.low.part(*self.sentence(at))

    def before(self, at: int, length: int) -> "Indexed":
        """At most ``length`` lower-case characters before ``at``, not over a paragraph's end."""
        start = max(0, at - length)
        return self.low.part(max(start, self.low.rfind("\n", start, at) + 1), at)


@lru_cache(maxsize=8)
def _list_next(tables: Tables) -> re.Pattern[str]:
    """What begins a line of a list, or a heading."""
    words = tables.pattern("orders.headings", "orders.points")
    return re.compile(
        r"(?:[-*•·–>・※①-⑳☐-☒]|\(?\d{1,3}[.)、]|\(?[a-z]\)|\([क-ङ]\)|\([一二三四五六七八九十]{1,3}\)"
        r"|[一二三四五六七八九十]{1,3}、|\#{1,6}|§|https?:|<http|hxxp"
        rf"|(?:{words})\s(?:n[or]\.?\s?|№\s?)?(?:\d|[ivx]{{1,4}}\b))",
        re.IGNORECASE,
    )


@lru_cache(maxsize=8)
def _day_next(tables: Tables) -> re.Pattern[str]:
    """A day, which is no point of a list where a long line ends before it: "bis zum / 27. November 2026"."""
    return re.compile(
        rf"\d{{1,2}}\.\s?(?:\d{{1,2}}\.\s?\d{{2,4}}(?![\w.])|(?:{any_of(tables.months)})(?!\w))", re.IGNORECASE
    )


def page(text: str, tables: Tables) -> Page:
    """The text made ready, to be read by ``tables``. Raises ReadingError beyond MAX_CHARACTERS."""
    if len(text) > MAX_CHARACTERS:
        raise ReadingError(
            f"the text has {len(text)} characters and {MAX_CHARACTERS} are read; split the file, "
            "or register the demand by hand"
        )
    plain = run_on(unticked(unquoted(closed_up(_plain(text))), tables))
    begins = _list_next(tables.whole)
    day = _day_next(tables.whole)
    tabbed = "\t" in plain
    parts: list[str] = []
    at, shift = [0], [0]
    done = length = 0
    for gap in _GAP.finditer(plain):
        start, end = gap.span()
        wrapped = _wrapped(plain, start, end) and not begins.match(plain, end)
        fill = "" if wrapped else _filler(begins, plain, gap.group(), end)
        if gap.group() == "\n":
            if fill == " " and tabbed and plain.find("\t", end, plain.find("\n", end)) > 0:
                fill = "\n"  # a row of a table is a line
            elif fill == "\n" and plain[end].isdigit() and _long(plain, start) and day.match(plain, end):
                fill = " "
        parts += (plain[done:start], fill)
        length += start - done + len(fill)
        if end - start != len(fill):
            at.append(length)
            shift.append(end - length)
        done = end
    parts.append(plain[done:])
    cased = "".join(parts)
    low = Indexed(lower(cased))
    for start, end in _footers(low, tables):
        cased = cased[:start] + " " * (end - start) + cased[end:]
        low = low.blanked(start, end)
    made = Page(text, cased, low, tables, tuple(at), tuple(shift), *(len(cased),) * 4, plain)
    older, enclosed = _older(made), _enclosed(made)
    letter = max((made.at(end) for _, end in _heads(made)), default=0) if older == len(cased) else 0
    passed = quoted = min(older, _quoted(made))
    if letter:  # a note that asks is a letter of its own, and quotes what it answers; another one passes a letter on
        first = min(made.at(start) for start, _ in _heads(made))
        note = low.part(0, first)
        asks = made.says(note, "demand.asks") and any(made.says(note, name) for name in _NAMED)
        quoted = first if asks else len(cased)
    return replace(made, older=min(older, enclosed), enclosed=enclosed, quoted=quoted, passed=passed, begins=letter)


_NAMED: Final = ("kinds.disclosure", "kinds.preservation", "kinds.content", "data.subscriber")
"""What a letter names that asks for something, for the most part."""
_BOXES: Final = 400  # places of one sort that are looked at
_FOOTERS: Final = 6
_INSIDE: Final = re.compile(r"[\w,][ \"'(*_|\[-]{1,4}$")  # a sentence goes on before its place
_LEAST: Final = 0.4  # share of the text before which nothing is a footer
_CAPTION: Final = 40  # characters behind a line across the page in which it says what follows
_SHORT_COVER: Final = 200  # characters above an older mail that only pass it on
_COVERED: Final = 0.12  # share of the text that they are at most
_NOTE: Final = 600  # characters of the longest note above a mail that is passed on
_NOTED: Final = 0.35  # share of the text that such a note is at most


def _footers(low: "Indexed", tables: Tables) -> list[Span]:
    """What mail programs and offices put under each letter, from its first words to the end of its paragraph."""
    found, least = [], _LEAST * len(low)
    for start, end in islice(cues(low, tables.whole["demand.footers"]), _BOXES):
        if start >= least and not _INSIDE.search(low, max(0, start - 5), start):
            found.append((start, low.find("\n", end) % (len(low) + 1)))
    return found[:_FOOTERS]


def _older(made: Page) -> int:
    """Where an older mail begins below the letter; what only passes one on is its cover."""
    end = len(made.cased)
    at = min((start for start, _ in islice(made.cues("demand.older"), 20)), default=end)
    # By the signs of mail programs: where what stands above is no note on what is passed on.
    by_sign = [made.at(start) for start, _ in _signs(made)]
    by_sign = [one for one in by_sign if one > _NOTE or one > _NOTED * end]
    at = min((at, *by_sign))
    return at if at > max(_SHORT_COVER, _COVERED * end) else end


def _quoted(made: Page) -> int:
    """Where an older mail is quoted below the letter, by the signs of mail programs, whatever stands above."""
    at = min((made.at(start) for start, _ in _signs(made)), default=0)
    return at if at > _SHORT_COVER else len(made.cased)


def _signs(made: Page) -> list[Span]:
    return sorted((*_heads(made), *mails.quoted(made.raw)))


def _heads(made: Page) -> list[Span]:
    """Heads of mails in the text."""
    if _heads not in made.memo:
        made.memo[_heads] = mails.heads(made.raw, made.tables)
    found: list[Span] = made.memo[_heads]
    return found


_RULE: Final = re.compile(r"[=_*~#-]{5,80}|\f")


def _enclosed(made: Page) -> int:
    """Where what is enclosed begins: words such as "Anlage 1" beside a line that is drawn across the page."""
    words = made.tables["demand.enclosures"]
    for rule in islice(_RULE.finditer(made.raw), _BOXES):
        at = made.at(rule.start())
        behind = made.low[made.at(rule.end()) : made.at(rule.end()) + _CAPTION].lstrip(" =_*~#-\n.[(")
        if at > _SHORT_COVER and behind.startswith(words):
            return at
    return len(made.cased)


def _plain(text: str) -> str:
    # Faster than str.translate, which looks up every letter of a text that is not ASCII.
    for odd, plain in _PLAIN:
        if odd in text:
            text = text.replace(odd, plain)
    return text.translate(_WIDE) if not text.isascii() and _ODD_WIDTH.search(text) else text


_DIGITS: Final = {
    first + digit: str(digit) for first in (0x0660, 0x06F0, 0x0966, 0x09E6, 0x0E50) for digit in range(10)
}
"""Digits of Arabic, Persian and Urdu, Devanagari, Bengali and Thai, as the ones that numbers are read by."""
_ODD_DIGIT: Final = re.compile("[" + "".join(map(chr, _DIGITS)) + "]")
_WIDE: Final = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)} | {0x3000: " "}
"""Full-width forms of ASCII, as Chinese and Japanese letters write numbers and addresses."""


_ODD_WIDTH: Final = re.compile("[\u3000\uff01-\uff5e]")


def lower(text: str) -> str:
    """Lower case of the same length, its digits those of ASCII; Turkish i with and without a dot are one letter."""
    low = text.replace("\u0130", "i").lower().replace("\u0131", "i")
    if not low.isascii() and _ODD_DIGIT.search(low):
        low = low.translate(_DIGITS)
    if len(low) == len(text):
        return low
    return "".join(one if len(one) == 1 else letter for letter, one in ((letter, letter.lower()) for letter in text))


def flat(phrase: str) -> str:
    """A phrase in the form of ``Page.low``."""
    return page(phrase, _NO_TABLES).low.strip()


def _filler(begins: re.Pattern[str], text: str, gap: str, end: int) -> str:
    if gap == "\n":
        return gap if begins.match(text, end) else " "
    lines = gap.count("\n") + gap.count("\f") + gap.count("\r") - gap.count("\r\n")
    if lines > 1 or (lines and begins.match(text, end)):
        return "\n"
    return " " if any(letter.isspace() for letter in gap) else ""


def _long(text: str, end: int) -> bool:
    """Whether the line that ends there is long enough for its width to have ended it."""
    return text.rfind("\n", max(0, end - _FULL), end) < 0 and end > _FULL


_BROKEN: Final = re.compile(r"\n|\s\s")


def _wrapped(text: str, start: int, end: int) -> bool:
    """Whether the gap only ends a long line of a script without spaces: a word may go on behind it."""
    if not (start and end < len(text) and unspaced(text[start - 1]) and unspaced(text[end])):
        return False
    line = text[max(0, start - _LONG_LINE) : start]
    return len(line) == _LONG_LINE and not _BROKEN.search(line) and text.count("\n", start, end) == 1


def _abbreviated(low: str, at: int) -> bool:
    return low[at] == "." and _ABBREVIATED.search(low, max(0, at - 8), at) is not None
