"""Whether a court's decision is enclosed or relied on, and who issued what is asked."""

import re
from itertools import islice
from typing import Final

from dueprocess.demand.codes import AuthorityKind, Issuer, Presence
from dueprocess.demand.draft import Span
from dueprocess.demand.reading.dates import days
from dueprocess.demand.reading.index import Indexed, begun, cues, has, places
from dueprocess.demand.reading.letterheads import decides
from dueprocess.demand.reading.page import Page, lower
from dueprocess.demand.reading.shapes import DATED

_OF_COURT: Final = re.compile(
    r"(?:decision|order|ruling|judgment|warrant|verdict|solution)s?\s(?:\w+\s){0,3}?(?:of|by|from)\s(?:the\s|a\s)?(?:\w[\w'.-]*\s){0,5}?(?:court|judge|magistrate|tribunal)\b"
    r"|(?:решени|определени|постановлени)\w{1,3}\s(?:[\w.-]+\s){0,4}?суда\b"
    r"|(?:beschluss|anordnung|urteil)\w{0,3}\s(?:des|der|vom)\s(?:[\w.-]+\s){0,4}?(?:amtsgericht|landgericht|ermittlungsrichter|richter|gericht)\w{0,4}"
    r"|(?:amtsgericht|landgericht|oberlandesgericht)\s[\w.-]+(?:\s[\w.-]+){0,4}?\s(?:angeordnet|beschlossen|erlassen)"
)
_DECISION_HEADS: Final = (
    *("decision", "order", "ruling", "judgment", "warrant", "verdict", "solution"),
    *("решени", "определени", "постановлени"),
    *("beschluss", "anordnung", "urteil", "amtsgericht", "landgericht", "oberlandesgericht"),
)
_COURTS: Final = ("court", "judge", "magistrate", "tribunal", "суда", "gericht", "richter")
_BY_KIND: Final = {
    AuthorityKind.POLICE: Issuer.POLICE,
    AuthorityKind.PROSECUTOR: Issuer.PROSECUTOR,
    AuthorityKind.COURT: Issuer.COURT,
    AuthorityKind.REGULATOR: Issuer.ADMINISTRATIVE,
    AuthorityKind.INTELLIGENCE: Issuer.POLICE,
    AuthorityKind.TAX: Issuer.ADMINISTRATIVE,
    AuthorityKind.GOVERNMENT: Issuer.EXECUTIVE,
    AuthorityKind.MILITARY: Issuer.EXECUTIVE,
    AuthorityKind.PARLIAMENT: Issuer.EXECUTIVE,
    AuthorityKind.PRIVATE: Issuer.NONE,
}
_VALIDATORS: Final = (
    ("investigating_judge", Issuer.INVESTIGATING_JUDGE),
    ("prosecutor", Issuer.PROSECUTOR),
    ("court", Issuer.COURT),
    ("judge", Issuer.JUDGE),
)
_NEAR: Final = 160
_THERE: Final = (Presence.MENTIONED, Presence.ATTACHED)


def presence(page: Page, kind: AuthorityKind) -> tuple[Presence, tuple[Span, ...]]:
    """``attached`` where a decision is said to be enclosed or is the text itself; ``mentioned`` where relied on.

    ``unknown`` where words for one stand in the letter and none tells its day or number: one that is asked for later,
    denied or only possible is told in as many words as one that is there, and a person says which it is.
    """
    commanded = page.says(page.low, "court.commands") and page.says(page.low, "court.judge")
    itself = commanded or (page.says(page.low, "court.orders") and not page.says(page.low, "court.clerks"))
    if kind is AuthorityKind.COURT and itself:
        return Presence.ATTACHED, ()
    if inside := _inside(page):
        return Presence.ATTACHED, (page.span(*inside),)
    places = [span for span in _places(page) if not _only_named(page, span)]
    if not places:
        return Presence.NONE, ()
    shown = tuple(page.span(*span) for span in places[:20])
    if any(_is_enclosed(page, _near(page, span)) for span in places):
        return Presence.ATTACHED, shown
    return Presence.MENTIONED if any(_is_dated(page, span) for span in places) else Presence.UNKNOWN, shown


def _is_dated(page: Page, span: Span) -> bool:
    """Whether the sentence names a day or a number of a register, as one does that relies on a decision."""
    start, end = page.sentence(span[0])
    start, end = max(start, span[0] - _NEAR), min(max(end, span[1]), span[1] + _NEAR)
    return (
        DATED.search(page.low, start, end) is not None
        or next(days(page.tables, page.low, start, end), None) is not None
    )


def _inside(page: Page) -> Span | None:
    """Where the paper shows that it holds a decision, whoever sends it: a judge signs, or a court heads a decision."""
    head = len(page.low) // _HEAD_PART
    for start, end in islice(page.cues("court.signs"), 200):
        if start > head and _signs(page, start, end):
            return start, end
    for start, end in islice(page.cues("court.names"), 200):
        if start > head and _heads(page, start):
            return start, end
    return None


_HEAD_PART: Final = 3  # the part of a letter in which a judge is still addressed, and a court named as the office's own
_LINE: Final = 90
_FULL: Final = 45  # characters of a line whose sentence may go on in the next
_COLUMN: Final = re.compile(r"\t|\||\s{3,}")
_PARTS: Final = re.compile(r"[,(/\u2013\u2014-]\s*\Z")
_SIGNS: Final = " \t\"'*_.)]\u00bb\u201d\u2019"
_WORD: Final = re.compile(r"(?<![\w.])[^\W\d_]{3,}(?![\w.])")


def _signs(page: Page, start: int, end: int) -> bool:
    """Whether a line says a judge's title alone, or beside a name and a court: "Dr. Anna Berg, Richterin"."""
    at, stop = page.place(start), page.place(end - 1) + 1
    above, _, lead = page.raw[max(0, at - 2 * _LINE) : at].rpartition("\n")
    lead = _COLUMN.split(lead)[-1].strip(_SIGNS)
    tail, _, below = page.raw[stop : stop + 2 * _LINE].partition("\n")
    tail = _COLUMN.split(tail)[0].rstrip()
    said = tail.strip(_SIGNS)
    if tail[:1].isalnum() or tail.startswith(":") or len(lead) + len(tail) > _LINE:
        return False
    if lead and not (_PARTS.search(lead) and _names(page, lead)):
        return False
    first = below.partition(" ")[0]  # "dott.ssa" begins a name, "of" goes on with a sentence
    prose = (first[:1].islower() and "." not in first) or (not lead and tail.endswith((".", ":")))
    goes_on = said and not lead and len(above.rpartition("\n")[2].strip()) > _FULL
    return not prose and not goes_on and _names(page, said)


def _names(page: Page, words: str) -> bool:
    """Whether all are words of names: no sentence tells of a judge."""
    small = page.tables["sender.small_words"]
    return all(not word[0].islower() or word in small for word in _WORD.findall(words))


def _heads(page: Page, start: int) -> bool:
    """Whether a court's name is a heading, with the title of a decision below it."""
    at = page.place(start)
    begins = page.raw.rfind("\n", max(0, at - _LINE), at) + 1
    line = page.raw[begins:].partition("\n")[0].strip() if begins else ""
    if not line or len(line) > _LINE or line.endswith((".", ",")) or ":" in line or not _names(page, line):
        return False
    return not page.says(lower(line), "court.prosecutor") and decides(page, page.at(begins))


def _is_enclosed(page: Page, near: Indexed) -> bool:
    """Whether the sentence says that it is enclosed, and not "(not enclosed; can be seen on request)"."""
    no = page.tables["demand.negations"]
    return any(not has(near[max(0, at - _NOT) : at], no) for at, _ in cues(near, page.tables["court.enclosed"]))


_NOT: Final = 8  # characters before a word of enclosing in which a negation stands


def _places(page: Page) -> list[Span]:
    found = list(page.cues("court.decisions"))[:200]
    if any(word in page.low for word in _COURTS):
        found += [
            match.span()
            for match, _ in zip(
                begun(page.low, places(page.low, _DECISION_HEADS), _OF_COURT),
                range(200),
                strict=False,
            )
        ]
    for start, end in islice(page.cues("court.names"), 200):
        first, last = page.sentence(start)
        if page.says(page.low.part(max(first, start - _ASIDE), min(last, end + _ASIDE)), "court.decided"):
            found.append((start, end))
    return sorted(found)


_ASIDE: Final = 60  # characters beside a court's name in which it decides


def _only_named(page: Page, span: Span) -> bool:
    """Whether the sentence says that no decision is relied on, or that one is still to come."""
    return page.says(_near(page, span), "court.not_relied") or page.says(page.before(span[0], _TILL), "court.until")


_TILL: Final = 26  # characters before a decision in which "until" stands


def _near(page: Page, span: Span) -> Indexed:
    start, end = page.sentence(span[0])
    return page.low.part(max(start, span[0] - _NEAR), min(end, span[1] + _NEAR))


def issuer(page: Page, kind: AuthorityKind, court: Presence) -> Issuer:
    """Who issued the order that the text is or relies on."""
    # A title stays in its own language where a letter in another names it: "juge d'instruction Claire Martin".
    titles = page.tables.whole["court.investigating_judge"]
    if has(page.low, titles) and (court in _THERE or kind is AuthorityKind.COURT):
        return Issuer.INVESTIGATING_JUDGE
    if court in _THERE:
        return Issuer.COURT
    return _BY_KIND.get(kind, Issuer.UNKNOWN)


def validated_by(page: Page) -> Issuer | None:
    """Who validated the order, where the text says so (Regulation (EU) 2023/1543, art. 4)."""
    place = next(page.cues("court.validated"), None)
    if place is None:
        return None
    near = page.low[place[0] : place[1] + 80]
    for name, code in _VALIDATORS:
        if page.says(near, f"court.{name}"):
            return code
    return Issuer.UNKNOWN
