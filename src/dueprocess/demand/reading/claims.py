"""What else the text claims: emergency, reasons, silence, consequence and the like. Claimed, never confirmed."""

# ruff: noqa: RUF001 - a pattern of several scripts holds look-alike letters

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import chain, islice
from typing import Final

from dueprocess.demand.codes import OffenceClass, SecrecySource
from dueprocess.demand.draft import Span
from dueprocess.demand.reading import dates
from dueprocess.demand.reading.index import begun, has, places
from dueprocess.demand.reading.page import Page
from dueprocess.demand.reading.tables import Tables

_EMERGENCY_WINDOW: Final = 500
_LAW_BEFORE: Final = 12  # characters before a sentence in which its law may begin: "Art. 11. " ends none
_ASIDE: Final = 70  # characters beside a word in which others of the same sentence make it a claim
_NAMED: Final = (30, 40)  # characters before and behind the name of an offence in which its provision begins
_TRIES: Final = 40  # places of a list that are looked at
_BARE: Final = re.compile(
    r"(?:the\s|a\s|an\s|such\s)?(?:any\s)?(?:prohibited|forbidden|illegal|unlawful|banned|restricted)"
    r"\s(?:information|content|material)s?(?:\s(?:for|on|in|under|by|which|that)\b|\"|$)"
    r"|(?:the\s)?information\s(?:which|that|prohibited|has\sbeen|forbidden|banned|,)"
    r"|(?:запрещенн\w{2,3}\s)?информац\w{1,3},?\s(?:распространение|запрещ|размещенн|котор)|запрещенн"
    r"|dissemination\sof\swhich|rechtswidrige\sinhalte$|content\sthat\sis\sunlawful|content\sunlawful|the\sfollowing"
    r"|no\s|at\sleast|all\s|every|data\s+that"
)
_PROVISION: Final = re.compile(
    r"§{1,2}\s?\d{1,3}[a-z]?[^.;\n]{0,40}?\sstgb|\b18\s?u\.?s\.?c\.?\s?§{0,2}\s?(?!27|31|25)\d{3,4}"
    r"|(?:offences?|offenses?|crimes?|punishable|violations?)\s(?:under|of|against|contrary to)\s(?:the\s)?"
    r"(?:sections?|articles?|18|s\.|§)\s?\d|ст\.\s?\d{1,3}(?:\.\d)?\sук|u/s\s\d|penal code"
)
_PROVISION_HEADS: Final = ("§", "18", "offen", "crime", "punishable", "violation", "ст.", "u/s", "penal code")
CONSEQUENCES: Final = {
    "network_address": "network address entered in the register",
    "urls": "URLs and their IP address entered in the register",
    "restricted": "access restricted",
    "fine": "fine",
    "periodic_penalty": "periodic penalty",
    "contempt": "contempt of court",
    "coercion": "coercive measures",
    "imprisonment": "imprisonment",
    "licence": "licence revoked or suspended",
    "proceedings": "legal proceedings",
    "compulsion": "compelled compliance",
}
# Named forms of the Union's law: EPOC, EPOC-PR (Regulation (EU) 2023/1543), DSA-9, DSA-10 ((EU) 2022/2065).
FORMS: Final = ("EPOC-PR", "EPOC", "DSA-9", "DSA-10")
FLAGS: Final = ("necessity", "redress", "certified", "informal", "consent_of_target", "onward_sharing")


@lru_cache(maxsize=8)
def _contains(tables: Tables) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{tables.pattern('claims.contains')})\s(?P<what>[^.;\n]{{3,110}})")


def emergency(page: Page) -> tuple[bool, Span | None, bool, bool]:
    """(claimed, where, reasons given, danger to life claimed)."""
    for start, end in chain(page.cues("claims.emergency"), _lives(page)):
        if page.says(page.near(start, end, 24, 16), "claims.emergency_not"):
            continue
        near = page.near(start, end, _EMERGENCY_WINDOW, _EMERGENCY_WINDOW)
        return True, page.span(start, end), page.says(near, "claims.because"), page.says(near, "claims.life")
    return False, None, False, False


def _lives(page: Page) -> Iterator[Span]:
    """Where a word for somebody's life stands in one phrase with a word for danger."""
    dangers = page.tables["claims.dangers"]
    for start, end in islice(page.cues("claims.lives"), _TRIES):
        first, last = page.sentence(start)
        if has(page.low.part(max(first, start - _ASIDE), min(last, end + _ASIDE)), dangers):
            yield start, end


def danger(page: Page, cited: Sequence[int]) -> bool:
    """Whether a word of danger stands in the text that is more than the name of an offence.

    It is one where its provision stands beside it once: "threat (§ 241) … the threats came from this mailbox".
    """
    named = list(islice(page.cues("claims.offence_names"), _TRIES))
    if not any(_provided(page, one, cited) for one in named):
        named = []
    words = chain(page.cues("claims.emergency_perhaps"), page.cues("claims.life"))
    return any(not any(first <= start and end <= last for first, last in named) for start, end in words)


def _provided(page: Page, name: Span, cited: Sequence[int]) -> bool:
    first, last = page.sentence(name[0])
    first, last = max(first, name[0] - _NAMED[0]), min(last, name[1] + _NAMED[1])
    return any(first <= at < last for at in cited)


def reasons(page: Page) -> tuple[bool, Span | None]:
    """Whether the text says what the matter is or why; the bare statement that content is prohibited is no reason."""
    for match in begun(page.low, page.cues("claims.contains"), _contains(page.tables.whole)):
        if not _BARE.match(match["what"].lstrip('" ')):
            return True, page.span(*match.span())
    claimed = emergency(page)
    if claimed[2]:
        return True, claimed[1]
    for start, end in page.cues("claims.reasons"):
        if not page.says(page.near(start, start, 20, 0), "claims.reasons_not"):
            return True, page.span(start, end)
    return False, None


def secrecy(
    page: Page, cited: Sequence[int] = (), *, from_court: bool = False
) -> tuple[SecrecySource, str | None, bool, Span | None]:
    """(source of the silence that is claimed, its last day, ordered by a court, where).

    ``cited``: places at which a law is cited. What rests on one is a statute's silence, in a court's letter too, unless
    the words order it.
    """
    places = _spoken(page, page.cues("secrecy.cues"))
    found = [_silence(page, place, cited, from_court=from_court) for place in places]
    if not found and (perhaps := _spoken(page, _untold(page))):
        return (
            SecrecySource.NONE,
            None,
            False,
            page.span(*perhaps[0]),
        )  # words that stand near each other: a person looks
    sources = {one[0] for one in found} - {SecrecySource.NONE}
    if sources == {SecrecySource.STATUTE, SecrecySource.REQUEST}:
        sources = {SecrecySource.STATUTE}
    if sources == {SecrecySource.ORDER, SecrecySource.UNKNOWN}:
        sources = {SecrecySource.ORDER}
    if len(sources) == 1:
        return next(one for one in found if one[0] in sources)
    if found:  # nothing, or more than one thing, is said: a person looks
        return SecrecySource.UNKNOWN if sources else SecrecySource.NONE, found[0][1], False, found[0][3]
    return SecrecySource.NONE, None, False, None


def _spoken(page: Page, cues: Iterator[Span]) -> list[Span]:
    """Those of the places that ask for silence, and do not say that none is needed."""
    return [one for one in islice(cues, _TRIES) if not page.says(page.around(one[0]), "secrecy.cues_not")]


def _untold(page: Page) -> Iterator[Span]:
    """Where a word of telling stands in one sentence with a word that forbids it and with whom or what it is about."""
    for start, end in page.cues("secrecy.tell"):
        first, last = page.sentence(start)
        near = page.low.part(max(first, start - _ASIDE), min(last, end + _ASIDE))
        if page.says(near, "secrecy.forbids") and page.says(near, "secrecy.whom"):
            yield start, end


def _silence(
    page: Page, place: Span, cited: Sequence[int], *, from_court: bool
) -> tuple[SecrecySource, str | None, bool, Span | None]:
    start, end = page.sentence(place[0])
    if page.low[end : end + 1] == ";":  # what follows is of the same sentence: "tenu au secret ; toute violation …"
        end = page.sentence(end + 2)[1]
    start = _titled(page, start)
    near = page.low.part(max(start, place[0] - 260), min(len(page.low), max(end, place[1]) + 60))
    found = dates.days(page.tables, near)
    until = next(
        (day.value for day in found if page.says(near[max(0, day.start - 14) : day.start], "secrecy.until")), None
    )
    source = _source(page, place, (start, end), near, cited, from_court=from_court)
    by_court = source is SecrecySource.ORDER and (from_court or page.says(near, "secrecy.court"))
    return source, until, by_court, page.span(*place)


def _titled(page: Page, start: int) -> int:
    """Where the title of the words begins that begin at ``start``: "ORDER PROHIBITING DISCLOSURE. You are …"."""
    title = page.sentence(start - 2)[0] if start > 1 else start
    line = page.cased[title:start].strip()
    return title if _TITLE[0] < len(line) < _TITLE[1] and line.isupper() else start


_TITLE: Final = (8, 70)  # characters of a title in capital letters


def _source(
    page: Page, place: Span, sentence: Span, near: str, cited: Sequence[int], *, from_court: bool
) -> SecrecySource:
    """On what the silence rests, where one thing alone is said; NONE where two are, or nothing: a person looks."""
    start, end = sentence
    law = any(start - _LAW_BEFORE <= at < end for at in cited)
    ordered = page.says(near, "secrecy.ordered") and not page.says(near, "secrecy.ordered_not")
    asked = page.says(page.low.part(max(start, place[0] - _ASKED), min(end, place[1] + _ASKED)), "secrecy.asked")
    if ordered and not (asked and law):  # "I forbid, under § 12": an order or the statute's duty, as one looks at it
        by_court = from_court or page.says(near, "secrecy.court")
        return SecrecySource.ORDER if by_court or not law else SecrecySource.UNKNOWN
    if law:  # a duty that the words only recall is the statute's; what they impose under one may be an order
        return SecrecySource.STATUTE if page.says(near, "secrecy.recalls") else SecrecySource.UNKNOWN
    by_law = page.says(page.low.part(max(start, place[0] - 260), max(end, place[1])), "secrecy.by_law")
    sources = [SecrecySource.STATUTE] if by_law and not from_court else []
    sources += [SecrecySource.REQUEST] if asked else []
    if not sources and from_court and not by_law:
        return SecrecySource.UNKNOWN  # that a court writes does not make each of its words an order
    return sources[0] if len(sources) == 1 else SecrecySource.NONE


_ASKED: Final = 160  # characters beside a cue of silence in which a word asks for it


def offence(page: Page) -> tuple[OffenceClass, bool]:
    """Weight of the offence as the text puts it, and whether its provision is named."""
    provision = next(begun(page.low, places(page.low, _PROVISION_HEADS), _PROVISION), None) is not None
    if page.says(page.low, "claims.listed"):
        return OffenceClass.LISTED, provision
    if not page.says(page.low, "claims.offence"):
        return OffenceClass.ANY if provision else OffenceClass.NONE, provision
    return OffenceClass.SERIOUS if page.says(page.low, "claims.serious") else OffenceClass.ANY, provision


def consequence(page: Page) -> tuple[str | None, Span | None]:
    """Short English phrase for what is threatened, or None."""
    found = {code: next(page.cues(f"consequences.{code}"), None) for code in CONSEQUENCES}
    threats = {code: place for code, place in found.items() if place}
    first = next(iter(threats.values()), None)
    phrase = " and ".join(CONSEQUENCES[code] for code in threats)
    return phrase or None, page.span(*first) if first else None


def forms(page: Page) -> tuple[str, ...]:
    """Named forms that the text is or speaks of."""
    return tuple(name for name in FORMS if page.says(page.low, f"forms.{name}"))


def flags(page: Page) -> dict[str, bool]:
    """The plain yes-or-no claims, by field of the draft."""
    return {name: page.says(page.low, f"claims.{name}") for name in FLAGS}
