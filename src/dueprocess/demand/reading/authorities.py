"""Who sends the text: a body of the directory that is handed in, or a body known by the shape of its name.

A body that is only cited (whose decision is passed on, to whom one may appeal) is not the sender.
"""

# ruff: noqa: E501 - phrases of several scripts hold look-alike letters; a pattern stays on one line

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from dueprocess.demand.codes import AuthorityKind
from dueprocess.demand.draft import AuthorityName, Span
from dueprocess.demand.reading.index import Indexed, Phrases, cues, has, unspaced
from dueprocess.demand.reading.letterheads import (
    addressed,
    apart,
    between,
    brief,
    cell,
    decides,
    is_person,
    joined,
    label,
    names_field,
    of_judge,
    towns,
)
from dueprocess.demand.reading.names import ACRONYM, INSIDE, is_part, name_around
from dueprocess.demand.reading.page import Page, flat
from dueprocess.demand.reading.tables import Head, Tables


@dataclass(frozen=True, slots=True)
class Sender:
    """The body that asks. ``id`` only where it stands in the directory; ``sure`` where its place shows the sender.

    ``encloses``: the body above it that sends its decision on. Which of the two asks is for a person.
    """

    name: str
    kind: AuthorityKind
    country: str | None
    government: bool
    id: str | None
    start: int
    end: int
    sure: bool
    signs: Span | None  # where its name stands in a signature block
    encloses: "Sender | None" = None


_MAX_WORDS: Final = 9
_GENERAL: Final = frozenset((AuthorityKind.GOVERNMENT, AuthorityKind.UNKNOWN))
_LINE: Final = 90
_COLUMN: Final = re.compile(r"[\n\t|]|\s{3,}")
_NUMBERS: Final = re.compile(r"\d{4}|\d[./:-]\d|\d\Z(?<![\s-]\d)(?<![\s-]\d\d)(?<![\s-]\d\d\d)")
"""Digits that are no number of a court or of a part: a file, a day, an address."""
_RANKS: Final = re.compile(
    r"\b(?:inspector|officer|sergeant|constable|agent|judge|magistrate judge|director general|secretary|superintendent)\b"
)
_HEAD: Final = 500
_TAIL: Final = 700
_GOES_ON: Final = re.compile(r"[-\u2013,/|·]\s?\Z")
_TOP: Final = 160  # characters of the lines that a letterhead begins with
_TOP_LINE: Final = 2
_SURE: Final = 3
_FIRM: Final = 4  # what a body weighs whose name opens the letter or signs it
_NEVER_ABOVE: Final = frozenset((AuthorityKind.COURT, AuthorityKind.UNKNOWN))


@lru_cache(maxsize=8)
def _prepared(authorities: tuple[AuthorityName, ...]) -> tuple[tuple[tuple[str, AuthorityName], ...], tuple[str, ...]]:
    pairs = [(flat(name), one) for one in authorities for name in (one.canonical_en, *one.names)]
    pairs = sorted({pair for pair in pairs if pair[0]}, key=lambda pair: (-len(pair[0]), pair[0], pair[1].id))
    return tuple(pairs), Phrases(name for name, _ in pairs)


def sender(page: Page, authorities: Sequence[AuthorityName], file: str | None) -> Sender | None:
    """The body that most likely sends the text, or None."""
    found = _weighed(page, list(_candidates(page, tuple(authorities))))
    if found:
        score, best = max(found, key=_rank)
        if score >= 0:
            one = _top(found, best)
            # A body of the letterhead signs below, whatever part of its name stands there.
            below = [(rank, other) for rank, other in found if rank >= 0 and other.signs and other.kind is one.kind]
            signs = one.signs or (max(below, key=_rank)[1].signs if below else None)
            whole = _whole(page, one, found)
            return replace(whole, name=of_judge(whole.name), signs=signs, encloses=_encloses(page, best, found))
    named = _in_filename(file, tuple(authorities))
    if named:
        return _listed(named, (0, 0), sure=False, signs=False)
    return None


def _encloses(page: Page, one: Sender, found: list[tuple[int, Sender]]) -> Sender | None:
    """The body that stands above the decision of a court and sends it on."""
    if one.kind is not AuthorityKind.COURT or not decides(page, one.start):
        return None
    above = [
        (score, other)
        for score, other in found
        if other.sure and score >= _FIRM and other.start < one.start and other.kind not in _NEVER_ABOVE
    ]
    return _whole(page, max(above, key=_rank)[1], found) if above else None


def _rank(found: tuple[int, Sender]) -> tuple[int, bool, bool, int, int]:
    """A private name is the addressee's as often; a ministry in a letterhead stands over the body that writes."""
    score, one = found
    own = 0 if one.kind is AuthorityKind.PRIVATE else 1 if one.kind in _GENERAL else 2
    head = one.sure and one.start < _HEAD
    return score - 2 * (own == 0), head, one.id is not None, own, one.end - one.start


def _top(found: list[tuple[int, Sender]], one: Sender) -> Sender:
    """The body as the letterhead says its name, where a shorter one stands in the signature."""
    tops = [
        other
        for score, other in found
        if score > 0 and other.sure and other.start < _TOP and other.kind is one.kind and one.government
    ]
    return tops[0] if tops and one.start >= _HEAD and not one.id else one


def _whole(page: Page, best: Sender, found: list[tuple[int, Sender]]) -> Sender:
    """The body with the house above it and the unit below it in its letterhead: each alone could be meant."""
    if not best.government or best.start == best.end:
        return best
    own = (best.start, best.end)
    public = {(one.start, one.end): one for _, one in found if _heads(page, one) or one is best}
    parts = joined(page, own, [span for span in public if span != own])
    start = towns(page, parts[0][0])
    several = len(parts) > 1
    ends = [
        cell(page, end, lines=several)
        if _heading(page, at, end) or (several and (end < _HEAD or brief(page, at)))
        else end
        for at, end in parts
    ]
    if len(parts) == 1 and start == best.start and (best.id or ends[0] == best.end):
        return best
    bodies = [public[span] for span in parts]
    last = ([one for one in bodies if one.kind not in _GENERAL] or bodies)[-1]
    begins = [start, *(span[0] for span in parts[1:])]
    names = [" ".join(page.cased[at:end].split()) for at, end in zip(begins, ends, strict=True)]
    inner = [between(page, one, other) for one, other in zip(ends, begins[1:], strict=False)]
    names = apart([one for pair in zip(names, [*inner, ""], strict=True) for one in pair if one])
    comma = "" if all(unspaced(one[0]) for one in names) else ", "
    if last.id and all(one.kind in _GENERAL for one in bodies if one is not last):
        return replace(last, sure=best.sure)  # the directory's own name says it whole
    listed = next((one.id for one in reversed(bodies) if one.id and one.kind is last.kind), None)
    country = next((one.country for one in (last, *reversed(bodies)) if one.country), None)
    return replace(best, name=comma.join(names), kind=last.kind, country=country, id=listed, start=start, end=ends[-1])


def _heading(page: Page, start: int, end: int) -> bool:
    """Whether the name opens a line of the head of the letter, or of a court's decision."""
    return _opens(page, start) and (end < _HEAD or decides(page, start))


def _heads(page: Page, one: Sender) -> bool:
    """Whether the name may be a line of a letterhead: a body's, no person's."""
    goes_on = _GOES_ON.search(page.raw, max(0, page.place(one.start) - 4), page.place(one.start))
    return (
        one.government and not is_person(page, one.start, one.end) and (goes_on is not None or _opens(page, one.start))
    )


@lru_cache(maxsize=8)
def _order(tables: Tables) -> Mapping[str, tuple[int, ...]]:
    """The places of a head among all heads, by its words."""
    found: dict[str, tuple[int, ...]] = {}
    for at, one in enumerate(tables.heads):
        found[one.words] = (*found.get(one.words, ()), at)
    return found


_ORDERS: Final = 8  # what a judge's own order weighs against the office that encloses it
_DECISION: Final = 16  # what a court above the title of its decision weighs, wherever that stands in the file
_ABOVE: Final = 90  # characters above a cell of a form in which its label stands
_ISSUES: Final = 12  # what a body weighs that the form of a European order says issues it
_OFFICE: Final = 3  # an office is held by a person; the body stands in the letterhead
_AGAIN: Final = 2
_NOT_OURS: Final = 6
_STREET: Final = 24
_FIRST_LINE: Final = 120
_PROSE: Final = 62  # letters of a line above: a name below a longer one goes on with its sentence
_COPIES: Final = 0.6  # share of the text behind which a list of copies begins


def _weighed(page: Page, found: list[tuple[int, Sender]]) -> list[tuple[int, Sender]]:
    """The candidates, weighed against each other and by the parts of a letter in which they stand.

    Whoever is greeted is no sender; nor is who gets a copy. A judge's order comes from the court, whoever encloses it.
    """
    greeted = min((start for start, _ in page.cues("sender.salutations")), default=-1)
    copies = min(
        (start for start, _ in page.cues("sender.copies") if start > _COPIES * len(page.low)), default=len(page.low)
    )
    ordered = page.says(page.low, "court.commands") and page.says(page.low, "court.judge")
    clerks = page.says(page.low, "court.clerks") and not ordered
    names = Counter(one.name.lower() for score, one in found if score >= _SURE)
    # A private name below a public one in the head is the addressee's.
    public = min((one.start for score, one in found if one.government and score >= 0), default=len(page.low))
    weighed = []
    for first, one in found:
        private, opens = one.kind is AuthorityKind.PRIVATE, _opens(page, one.start)
        score = first + _AGAIN * (names[one.name.lower()] > 1)
        score -= _NOT_OURS * (one.start > copies)
        score -= _NOT_OURS * (private and _FIRST_LINE < one.start < greeted)
        score -= _NOT_OURS * (private and public < one.start < len(page.low) // 2)
        score -= _SURE * (private and one.start >= _HEAD and not one.signs)
        score += _ORDERS * (ordered and opens and one.kind is AuthorityKind.COURT)
        score -= _FIRM * (clerks and one.kind is AuthorityKind.COURT)
        score += _ORDERS * (clerks and _asks_clerk(page, one))
        score -= _AGAIN * page.says(page.low[one.start : one.end], "sender.states")
        score -= _ORDERS * (private and page.says(page.before(one.start, 40), "sender.clients"))
        decided = one.kind is AuthorityKind.COURT and decides(page, one.start)
        score += _DECISION * (decided and not clerks)
        weighed.append((score, replace(one, signs=None) if decided else one))
    return weighed


def _asks_clerk(page: Page, one: Sender) -> bool:
    """Whether the prosecutor stands behind a clerk's subpoena: the form gives the office at its end, or one signs it."""
    below = one.start > page.low.find("subpoena")
    named = "office" in one.name.lower() or one.signs is not None
    return below and one.kind is AuthorityKind.PROSECUTOR and named and _opens(page, one.start)


def _opens(page: Page, start: int) -> bool:
    """Whether the place opens a line of the text as it came, or one of its columns."""
    at = page.place(start)
    lead = page.raw[max(0, at - _LINE) : at]
    first = at <= _LINE and lead.strip().lower() in {"the", "in the", "before the"}
    return not lead.strip() or first or _CELL_END.search(lead) is not None


def _titled(page: Page, start: int) -> bool:
    """Whether the place opens a line of a letterhead or of a block of names: a short one, its words with capitals."""
    if not _opens(page, start):
        return False
    at = page.place(start)
    line = _COLUMN.split(page.raw[at : at + _LINE], maxsplit=1)[0].rstrip()
    above = page.raw[max(0, at - _LINE) : at].rstrip(" \t").removesuffix("\n").rpartition("\n")[2].strip()
    if line.endswith(".") or len(above) > _PROSE or any(map(str.isdigit, line)):
        return False
    words = line.split()
    large = sum(not word[:1].islower() or word.lower() in page.tables["sender.small_words"] for word in words)
    return len(words) <= _MAX_WORDS and large == len(words)


_CELL_END: Final = re.compile(r"(?:\n[ \t>*_#|-]*|[ \t]{3,}|\t)(?:the |THE |The |in the |IN THE |In the )?\Z")


def _candidates(page: Page, authorities: tuple[AuthorityName, ...]) -> Iterator[tuple[int, Sender]]:
    taken: list[Span] = []
    pairs, names = _prepared(authorities)
    named, commons = frozenset(page.low.likely(names)), frozenset(page.tables.general_words)
    for name, one in pairs:
        # A general word names a body of the letter's own country alone: no Staatsanwaltschaft is the Dutch one.
        if name not in named or (name in commons and page.tables.languages and one.country not in page.tables.homes):
            continue
        for start, end in cues(page.low, (name,)):
            inside = any(a <= start and end <= b for a, b in taken)
            short = len(name) < ACRONYM and page.low[end : end + 1]
            if inside or (short and (short.isalnum() or short in INSIDE[:1])):
                continue
            taken.append((start, end))
            score, signs = _score(page, start, end)
            wide = 4 * (name in page.tables.whole["sender.wide"])
            yield score + 1 - wide, _listed(one, (start, end), sure=score >= _SURE, signs=signs)
    order, there = _order(page.tables.whole), frozenset(page.low.likely(page.tables.head_words))
    heads = [page.tables.heads[at] for at in sorted(at for words in there for at in order[words])]
    for general in heads:
        head = general.words
        for start, end in _few(page.low, head):
            if is_part(page.low, head, end):
                continue
            word = page.low.find(" ", start, end + _STREET)
            if has(page.low.part(start, word if word >= 0 else end + _STREET), page.tables["sender.streets"]):
                continue
            left, right = name_around(page, start, end, numbered=general.kind is AuthorityKind.COURT)
            if _long(page, left, right) and not any(a < right and left < b for a, b in taken):
                taken.append((left, right))
                score, signs = _score(page, left, right)
                name = page.cased[left:right].strip()
                kind, country = _shown(heads, general, page.low[left:right])
                public = kind is not AuthorityKind.PRIVATE
                body = Sender(
                    name, kind, country, public, None, left, right, score >= _SURE, (left, right) if signs else None
                )
                # A judge is named by the court; of any other office a person is the holder.
                held = (1 if kind is AuthorityKind.COURT else _OFFICE) * is_person(page, body.start, body.end)
                yield score - _plain(page, left, right, start) - held, body


def _long(page: Page, left: int, right: int) -> bool:
    """Whether the name is more than a word that is short by chance: FIOD is one."""
    least = 2 if unspaced(page.low[left]) else 3 if page.cased[left:right].isupper() else 4
    return right - left > least


def _shown(heads: Sequence[Head], head: Head, name: str) -> tuple[AuthorityKind, str | None]:
    """Kind and country of a name: as its longer words show them (zone de police), or its first (parquet du tribunal)."""
    longer = [one for one in heads if head.words in one.words and one.words != head.words and one.words in name]
    finer = (one.country for one in longer if one.country)
    longest = max((one for one in longer if name.startswith(one.words)), key=lambda one: len(one.words), default=head)
    first = (one for one in heads if one.kind is AuthorityKind.PROSECUTOR and name.startswith(one.words))
    prosecutor = next(first, None) if head.kind is AuthorityKind.COURT else None
    return (prosecutor or longest).kind, head.country or next(finer, None)


def _listed(one: AuthorityName, place: Span, *, sure: bool, signs: bool) -> Sender:
    kind, public = one.kind, one.government_body
    return Sender(one.canonical_en, kind, one.country, public, one.id, *place, sure, place if signs else None)


def _few(low: str, head: str) -> Iterator[Span]:
    """The first and the last places of a head: a hostile text repeats it without end."""
    every = cues(low, (head,))
    yield from (span for span, _ in zip(every, range(6), strict=False))
    last = low.rfind(head)
    if last >= 0 and (last == 0 or not low[last - 1].isalnum()):
        yield last, last + len(head)


def _plain(page: Page, left: int, right: int, head: int) -> int:
    """A general word in lower case (the authority, the police) is no name."""
    words = page.cased[left:right].split()
    ranks = [match.end() for match in _RANKS.finditer(page.low, left, right)]
    if page.low[left:right].strip(" .:") in page.tables.whole["sender.general"]:
        return 9
    wide = 4 * (page.low[left:right].strip(" .:") in page.tables.whole["sender.wide"])
    rank = 7 if ranks and ranks[-1] == right else 3 if ranks else 0  # "United States Magistrate Judge" is a person
    first = page.low[left:right].split(" ", 1)[0].rstrip(".")
    if page.low[left] > "\u0600" and not page.says(page.low[left:right], "sender.offices"):
        rank = rank or 4 * page.low[left:right].endswith(page.tables["signature.ranks"] or ("\n",))
    rank = rank or 5 * (left < head and first in page.tables["signature.rank_words"])
    titled = page.low[left:right].startswith(page.tables["court.clerks"])  # "subpoena to testify before a grand jury"
    titled = titled or page.low[left:right].endswith(" no")  # "Grand Jury No. 12"
    label = 9 if titled or page.low[right : right + 1] == ":" or addressed(page, left, right) else 0
    number = 5 if "@" in words[0] or _NUMBERS.search(page.low, left, right) else 0
    return wide + rank + label + number if any(not word[:1].islower() for word in words) else 9


def _score(page: Page, start: int, end: int) -> tuple[int, bool]:
    """How much the place looks like the sender's, and whether it is a signature."""
    before, paragraph = page.before(start, 90), page.low.rfind("\n", 0, start) + 1
    close = page.low.part(max(0, start - 260), start)
    line = page.low.find("\n", end)
    short = (line if line >= 0 else len(page.low)) - paragraph < 260  # noqa: PLR2004 - a block of names, not a sentence
    opens = start - paragraph <= 2 or not before.strip(" -*_#>") or _titled(page, start)  # noqa: PLR2004
    if start >= page.older:  # in what is enclosed, or in the mail that is quoted
        return -4, False
    score = -6 * page.low[end : end + 12].lstrip().startswith(page.tables["sender.parties"])
    cited = page.says(before[-64:], "sender.cited")
    score -= _NOT_OURS * names_field(page, end)
    if (cited and not opens) or page.says(label(page, start), "sender.cited"):
        score -= 5
    closed = page.says(close, "signature.closings")
    at_end = page.older - end < _TAIL
    block = opens and short and at_end
    signs = block or (closed and not cited)
    score += 5 if closed and signs and brief(page, start) else 3 if block else 0
    if start < page.begins + _HEAD:
        score += 3 if opens else 2 if _begins_line(page, start) else 0
        score += _TOP_LINE * (opens and start < _TOP and brief(page, start))
    issues = page.says(" ".join(page.low[max(0, start - _ABOVE) : start].split()), "sender.issues")
    score += _ISSUES if issues else 4 if page.says(before[-40:], "sender.says") else 0
    score += 1 if start < page.begins + _HEAD or at_end else 0
    return score, signs and start > page.older // 3  # of a short letter the head is near the end, too


def _begins_line(page: Page, start: int) -> bool:
    """Whether the place begins a line of a letterhead, or a column of it."""
    raw = page.place(start)
    lead = _COLUMN.split(page.raw[max(0, raw - _LINE) : raw])[-1]
    return not lead.strip(" -*_#>0123456789.ªº")  # the number of a court may stand before its name


def _in_filename(file: str | None, authorities: tuple[AuthorityName, ...]) -> AuthorityName | None:
    name = re.sub(r"[-_.]", " ", (file or "").replace("\\", "/").rsplit("/", 1)[-1]).lower()
    pairs, names = _prepared(authorities)
    there = frozenset(Indexed(name).likely(names))
    return next((one for alias, one in pairs if len(alias) > 3 and alias in there), None)  # noqa: PLR2004
