"""Whether the text is signed, and whether a natural person stands as signatory."""

# ruff: noqa: RUF001 - phrases of several scripts hold look-alike letters; a pattern stays on one line

import re
from functools import lru_cache
from typing import Final, NamedTuple

from dueprocess.demand.draft import Span
from dueprocess.demand.reading.authorities import Sender
from dueprocess.demand.reading.index import cues, has, unspaced
from dueprocess.demand.reading.page import Page, lower
from dueprocess.demand.reading.tables import Tables

_LATIN: Final = [chr(code) for code in range(0xC0, 0x250)]
_CAPITAL: Final = "A-Z" + "".join(letter for letter in _LATIN if letter.isupper())
_SMALL: Final = "a-z" + "".join(letter for letter in _LATIN if letter.islower())
_ALL_CAPS: Final = re.compile(
    rf"(?:^|\n)(?P<name>[{_CAPITAL}][{_CAPITAL}.'-]+(?:\s[{_CAPITAL}][{_CAPITAL}.'-]*){{1,3}})(?=$|[,\n])"
)
_SURNAME_FIRST: Final = re.compile(
    r"(?:^|[(\s])(?P<name>[A-Z]{2,20}\s[A-Z][a-z]{1,20}(?:-[a-z]{2,20})?(?:\s[A-Z][a-z]{1,20})?)(?=$|[,)\n])"
)
"""As in Hong Kong and Singapore: LAM Wing-sze."""
_INITIALS: Final = re.compile(
    r"\b[А-ЯЁІЇЄҐЎ]\.\s?[А-ЯЁІЇЄҐЎ]\.\s?[А-ЯЁІЇЄҐЎ][\w'-]{2,}|\b[А-ЯЁІЇЄҐЎ][\w'-]{2,}\s[А-ЯЁІЇЄҐЎ]\.\s?[А-ЯЁІЇЄҐЎ]?\.?"
    r"|\b[А-ЯЁІЇЄҐЎ]\.\s?[А-ЯЁІЇЄҐЎ][а-яёіїєґў'-]{2,}$"
)
_CASELESS: Final = re.compile(r"[\u0600-\u06ff\u0900-\u097f\u3040-\u9fff\uac00-\ud7af]")
_CASELESS_LINE: Final = 60  # characters of a line with a rank and a name in a script without capitals
_BLOCK: Final = 420
_LAST: Final = 300  # characters at the end in which somebody may sign without a closing formula
_SHORT: Final = 60  # characters of a line that names one person
_LINE: Final = 60
_POINT: Final = re.compile(r"\n(?:(?:[ivx]{1,4}|\d{1,2})[.)]\s|(?P<heading>[^\n:]{3,60}):(?=\n(?:[-*•·]|\(?\w[.)])\s))")
_SIGNED: Final = 700  # characters of a signature with its addresses: a list of accounts may follow as an annex


class _Patterns(NamedTuple):
    person: re.Pattern[str]
    labelled: re.Pattern[str]
    blanked: re.Pattern[str]


@lru_cache(maxsize=8)
def _patterns(tables: Tables) -> _Patterns:
    capital, small = f"{_CAPITAL}А-ЯЁІЇЄҐЎӘҒҚҢӨҰҮҺ", f"{_SMALL}а-яёіїєґўәғқңөұүһ"
    person = (
        rf"(?:^|[\s(,:])(?:(?:{tables.pattern('signature.titles')})\.?\s)?"
        rf"(?P<name>[{capital}][\w'’-]*(?:\.|(?<=[{small}]))"
        rf"(?:\s(?:[{capital}]\.|{tables.pattern('signature.particles')}|[{capital}][\w'’-]+)){{1,4}})\s?(?=$|[,;()\n|])"
    )
    name = rf"[{capital}][\w.'-]+"
    labelled = rf"(?:{tables.pattern('signature.labels')})[\s,:]{{1,3}}(?P<name>{name}(?:\s{name}){{0,3}})"
    blanked = rf"\[(?:{tables.pattern('redaction.marks')}|name)[^\]]{{0,30}}\]|█{{2,}}"
    return _Patterns(re.compile(person), re.compile(labelled, re.IGNORECASE), re.compile(blanked, re.IGNORECASE))


def signed(page: Page, sender: Sender | None) -> tuple[bool, bool, tuple[Span, ...]]:
    """(signed, a natural person signs, where). A name that is blanked out in the signature counts as named."""
    blocks = _blocks(page)
    official = next((found for start, end in blocks for found in _persons(page, start, end)), None)
    statement = next(page.cues("signature.statements"), None)
    places = [span for span in (official, statement) if span]
    if sender and sender.signs and not places:
        places.append(sender.signs)
    return bool(places), official is not None, tuple(page.span(*span) for span in places)


def regions(page: Page, sender: Sender | None) -> tuple[Span, ...]:
    """Where the letter is signed, with the addresses that stand below: what is named there is not asked about."""
    half = page.older * 0.5
    late = [start for start, _ in _blocks(page)[:-1] if half < start and _short_line(page, start)]
    if sender and sender.signs and sender.signs[0] > half:
        late.append(sender.signs[0])
    return tuple((start, _signature_ends(page, start)) for start in late)


def _signature_ends(page: Page, start: int) -> int:
    """The end of the letter, of the longest signature, the next numbered point or list of accounts."""
    end = min(page.older if start < page.older else len(page.low), start + _SIGNED)
    for point in _POINT.finditer(page.low, start, end):
        heading = point["heading"]
        if not heading or any(page.says(heading, name) for name in ("targets.accounts", "targets.sites")):
            return point.start()
    return end


def _short_line(page: Page, at: int) -> bool:
    """Whether the place ends, or stands in, a short line: the title under which somebody signs, not a sentence."""
    raw = page.place(at)
    line = page.raw[page.raw.rfind("\n", 0, raw) + 1 :].split("\n", 1)[0]
    return len(line.strip()) <= _LINE


def _blocks(page: Page) -> list[Span]:
    """Places that follow a closing formula, and the last lines of the text."""
    found = [(end, min(len(page.low), end + _BLOCK)) for start, end in sorted(page.cues("signature.closings"))[-6:]]
    found += [(start, min(len(page.low), end + 120)) for start, end in sorted(page.cues("signature.signed_by"))[-4:]]
    if page.older < len(page.low):
        found.append((max(page.older // 3, page.older - _LAST), page.older))
    # Of a letter of few lines the head stands within the last characters, too.
    return [*found, (max(len(page.low) // 3, len(page.low) - _LAST), len(page.low))]


def _persons(page: Page, start: int, end: int) -> list[Span]:
    found: list[Span] = []
    line_start, line_end = page.place(start), page.place(max(start, end - 1)) + 1
    block = page.raw[line_start:line_end]
    last = (
        end in {len(page.low), page.older}
        and start != 0
        and not page.says(page.low.part(max(0, start - 60), start), "signature.closings")
    )
    lines = block.splitlines()
    for number, line in enumerate(lines):
        if last and number == 0 and line_start > 0 and page.raw[line_start - 1] not in "\r\n":
            continue
        if _names(
            page,
            " ".join(line.strip(" *_#>-\t").split()),
            lone=last,
            apart=number > 0 and not lines[number - 1].strip(" _-=*"),
            near="\n".join(lines[max(0, number - 1) : number + 3]),
        ):
            at = block.find(line)
            found.append((page.at(line_start + at), page.at(line_start + at + len(line))))
    return found


def _names(page: Page, line: str, *, lone: bool, apart: bool, near: str) -> bool:  # noqa: PLR0911 - one a way of signing
    """Whether the line names a person. In a block without a closing formula a rank must stand near."""
    if not 3 <= len(line) <= 90 or lower(line).strip(" .,:!") in page.tables["signature.closings"]:  # noqa: PLR2004
        return False
    if _CASELESS.search(line):
        return line[-1] not in ":。।۔,،" and len(line) <= _CASELESS_LINE and _named_without_capitals(page, line, near)
    patterns = _patterns(page.tables.whole)
    label = patterns.labelled.search(line)
    if label and not _organisation(page, label["name"]):
        return True
    if lone and not page.says(near.lower(), "signature.ranks"):
        return apart and _whole_name(page, line)
    blanked = patterns.blanked.search(line)
    named = blanked and (blanked[0] == line or page.says(line.lower(), "signature.ranks"))
    if named or _ranked(page, line, near, closed=not lone):
        return True
    found = (
        patterns.person.search(line) or _ALL_CAPS.search(line) or _SURNAME_FIRST.search(line) or _INITIALS.search(line)
    )
    if not found:
        return False
    name = found.groupdict().get("name") or found[0]
    alone = len(line) - len(name) < 30  # noqa: PLR2004 - name and a short addition
    return not _organisation(page, name) and (alone or page.says(near.lower(), "signature.ranks"))


def _whole_name(page: Page, line: str) -> bool:
    """Whether a line that stands apart holds a first and a family name, and nothing else."""
    words = line.strip(" .,()").split()
    large = [word for word in words if word[:1].isupper()]
    small = all(word.lower() in page.tables["signature.particles"] for word in words if word not in large)
    plain = not any(map(str.isdigit, line)) and not line.isupper() and len(words[-1]) > 2  # noqa: PLR2004 - an initial
    known = has(lower(line), page.tables.head_words) or page.says(lower(line), "sender.not_first")
    return 2 <= len(large) <= 4 and small and plain and not known and not _organisation(page, line)  # noqa: PLR2004


_IN_SHORT: Final = re.compile(rf"(?:[{_SMALL}]{{2,9}}\.\s){{1,3}}[{_CAPITAL}]")
_WORD: Final = re.compile(r"(?<![\w'])[^\W\d_][\w'’-]+")


def _ranked(page: Page, line: str, near: str, *, closed: bool) -> bool:
    """Whether a family name alone stands beside a rank ("PHK Terhorst"), or in a line of its own below a closing."""
    if len(line) > _SHORT:
        return False
    words = [word for word in _WORD.findall(line.split("(", maxsplit=1)[0]) if word[0].isupper()]
    others = (*page.tables["signature.no_person"], *page.tables["signature.rank_words"])
    own = [word for word in words if not page.says(word.lower(), "signature.ranks")]
    own = [word for word in own if word.lower() not in others and len(word) > 2]  # noqa: PLR2004 - initials
    if page.says(line.lower(), "signature.ranks"):
        # A rank is one of the words, or stands before them in short: "nprap. Malá".
        return 0 < len(own) <= 2 and (closed or own != words or _IN_SHORT.match(line) is not None)  # noqa: PLR2004 - a name has two words
    alone = len(words) == len(own) == 1 and own[0].lower() == line.lower().strip(" .,")
    return alone and (closed or page.says(near.lower(), "signature.ranks"))


def _named_without_capitals(page: Page, line: str, near: str) -> bool:
    """Whether a line of a script without capitals holds a rank and more, or stands beside one and names no body."""
    low = lower(line)
    rank = max((end - start for start, end in cues(low, page.tables["signature.ranks"])), default=0)
    if rank:
        return len(low) > rank + 1
    words = " " in line or unspaced(line[0])
    named = words and not has(low, page.tables.whole.head_words) and not page.says(low, "signature.closings")
    return named and page.says(lower(near), "signature.ranks")


def _organisation(page: Page, name: str) -> bool:
    words = [word.strip(".,'()").lower() for word in name.split()]
    own = [word for word in words if word not in page.tables["signature.rank_words"]]
    return (
        not own
        or any(word in page.tables["signature.no_person"] for word in own)
        or (len(own) < len(words) and own[0] in {"of", "for"})
    )
