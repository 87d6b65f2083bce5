"""What is asked, by the words of several languages. A negated cue ("do not delete") does not count."""

import re
from itertools import islice
from typing import Final

from dueprocess.demand.codes import DataCategory, Kind
from dueprocess.demand.draft import Span
from dueprocess.demand.reading import reach
from dueprocess.demand.reading.index import Indexed, cues, has
from dueprocess.demand.reading.page import Page

_WAYS_IN: Final = frozenset((Kind.DIRECT_ACCESS, Kind.CAPABILITY))
_MEASURES: Final = (*_WAYS_IN, Kind.INTERCEPTION)
_OWN_NEGATION: Final = frozenset((Kind.NO_RECORD,))
_THREATENED: Final = frozenset((Kind.SEARCH_SEIZURE,))  # its sentence says that it comes if the letter is not obeyed
_SPOKEN_OF: Final = (Kind.INTERCEPTION, Kind.SEARCH_SEIZURE)
_BEFORE: Final = 26  # characters before a cue in which a negation takes it away
_BEHIND: Final = 50  # characters behind a cue in which the clause ends that a negation closes
_CLAUSE: Final = re.compile(r"[.,;:!?\n]|\s(?:und|sondern|aber)\s")
_COMPANY: Final = (12, 36)  # characters before and behind a cue in which other words take it away
_TRIES: Final = 200  # places of a kind that are looked at


def asked(page: Page, start: int = 0, end: int | None = None) -> dict[Kind, Span]:
    """Each kind that the part of the page asks for, with its first cue's place in the page."""
    key = (asked, start, len(page.low) if end is None else end)
    if key not in page.memo:
        page.memo[key] = _asked(page, *key[1:])
    found: dict[Kind, Span] = page.memo[key]
    return dict(found)


def _asked(page: Page, start: int, stop: int) -> dict[Kind, Span]:
    low = page.low.part(start, stop) if start or stop != len(page.low) else page.low
    found: dict[Kind, Span] = {}
    nouns, named = page.tables["demand.nouns"], False  # "traffic data": what is kept, too, and not only given
    put_off = not_yet(page, low)
    for kind, places in _cued(page).items():
        for at, to in places:
            if (
                start <= at
                and to <= stop
                and not (kind is Kind.DISCLOSURE and any(first <= at < last for first, last in put_off))
            ):
                found[kind] = (at, to)
                if kind is not Kind.DISCLOSURE:
                    break
                named = page.low[at:to] in nouns
                if not named:
                    break
    # A certificate of a European order asks by its title; its data stand in a section of their own.
    beside = Kind.DISCLOSURE in found and len(found) > 1 and not page.says(page.low, "forms.EPOC")
    brought = found.keys() <= {Kind.DISCLOSURE, Kind.COMPELLED_PERSON} and reach.names_data(page, low)
    if beside and not brought and not _names_data(page, (start, stop)):
        del found[Kind.DISCLOSURE]  # "tell us what you did" asks for no data
        named = False
    if named and {Kind.PRESERVATION, Kind.INTERCEPTION} & found.keys():
        del found[Kind.DISCLOSURE]
    _in_other_words(page, found, (start, stop))
    both = Kind.ACCOUNT in found and Kind.CONTENT in found
    if both and not _content_apart(page, (start, stop), found):
        del found[Kind.CONTENT]
    _settle(page, (start, stop), found, put_off)
    if Kind.DISCLOSURE in found and _only_beside(page, (start, stop)):
        del found[Kind.DISCLOSURE]
    passing = mentioned(page)
    return {one: place for one, place in found.items() if one not in passing} or found


def mentioned(page: Page) -> tuple[Kind, ...]:
    """What letters that ask for something else speak of: an interception or a search, named twice at most, in prose."""
    cued = _cued(page)
    return tuple(
        one
        for one in _SPOKEN_OF
        if 0 < len(cued[one]) <= _IN_PASSING and not any(reach.is_point(page, at) for at, _ in cued[one])
    )


_IN_PASSING: Final = 2  # cues of what is only spoken of; what is asked for is named again


def _readable(page: Page, part: Span) -> Span | None:
    """Where a letter that asks for a way in wants what goes through it deciphered."""
    for cue in islice(cues(page.low.part(*part), page.tables["reach.decryption"]), _TRIES):
        at, to = part[0] + cue[0], part[0] + cue[1]
        if not _excused(page, page.low, (at, to), Kind.CAPABILITY):
            return at, to
    return None


def _names_data(page: Page, part: Span) -> bool:
    """Whether data are named by a sentence that asks for them, or close to it: "tell us when it is done" names none."""
    for at, _ in _cued(page)[Kind.DISCLOSURE]:
        start, end = page.sentence(at)
        first, last = max(part[0], start - _NEAR[0]), min(part[1], end + _NEAR[1])
        if part[0] <= at < part[1] and reach.names_data(page, page.low.part(first, last)):
            return True
    return False


_NEAR: Final = (100, 250)  # characters before and behind a sentence that asks in which the data stand, as a list


def _only_beside(page: Page, part: Span) -> bool:
    """Whether data are only spoken of in sentences that ask for a way in or for what flows from now on."""
    cued = _cued(page)
    others = [at for kind in _MEASURES for at, _ in cued[kind] if part[0] <= at < part[1]]
    sentences = [page.sentence(at) for at, _ in cued[Kind.DISCLOSURE] if part[0] <= at < part[1]] if others else []
    return bool(sentences) and all(any(start <= at < end for at in others) for start, end in sentences)


def _settle(page: Page, part: Span, found: dict[Kind, Span], put_off: tuple[Span, ...]) -> None:
    """Of two kinds that the words name, the one that is not asked for goes."""
    if Kind.DISCLOSURE not in found:
        return
    low = page.low.part(*part)
    data = set(reach.data_in(page, low))
    only_kept = Kind.PRESERVATION in found and (put_off or page.says(low, "demand.later"))
    if (only_kept and not _plainly(page, part, found[Kind.DISCLOSURE])) or (
        not _WAYS_IN.isdisjoint(found) and data <= {DataCategory.ACCESS_CODES}
    ):
        del found[Kind.DISCLOSURE]  # keys and log-ins for a way in are the way in
    elif data:
        found.pop(Kind.COMPELLED_PERSON, None)  # who brings records need not appear


def _plainly(page: Page, part: Span, first: Span) -> bool:
    """Whether a sentence of its own asks for data, so that those which are only kept are others."""
    for at, to in (first, *_cued(page)[Kind.DISCLOSURE]):
        start, end = page.sentence(at)
        asked = page.low.startswith(":", to) or asks(page, page.low.part(start, end))  # "herauszugeben:", in its line
        kept = any(start <= one < end for one, _ in _cued(page)[Kind.PRESERVATION])
        around = page.low.part(max(0, start - _NEAR[0]), min(len(page.low), end + _NEAR[1]))
        if part[0] <= at < part[1] and asked and not kept and reach.names_data(page, around):
            return True
    return False


def _cued(page: Page) -> dict[Kind, list[Span]]:
    """The places of the whole page that ask for each kind, in the order of their phrases."""
    if _cued not in page.memo:
        page.memo[_cued] = {
            kind: [
                (at, to)
                for at, to in islice(cues(page.low, page.tables[f"kinds.{kind}"]), _TRIES)
                if not (reach.in_link(page.low, at) or _excused(page, page.low, (at, to), kind))
                and not _idle(page, page.low[at:to], at)
            ]
            for kind in Kind
        }
        for kind, first, second in _PAIRS:
            page.memo[_cued][kind] += [
                one for one in _together(page, kind, first, second) if asks(page, page.around(one[0]))
            ]
    found: dict[Kind, list[Span]] = page.memo[_cued]
    return found


_PAIRS: Final[tuple[tuple[Kind, str, str], ...]] = (
    (Kind.PRESERVATION, "demand.keeps", "demand.kept"),  # "to freeze, without delay, the data"
    (Kind.NO_RECORD, "demand.unwritten", "demand.writings"),
)
"""Words of two lists that ask for a kind together in one phrase."""
_IN_OTHER_WORDS: Final[tuple[tuple[Kind, str, str], ...]] = (
    (Kind.DISCLOSURE, "demand.whos", "demand.users"),  # "who stands behind the mailbox"
    (Kind.DISCLOSURE, "demand.gives", "demand.given"),  # "let us have the holder's name"
    (Kind.PRESERVATION, "demand.stays", "demand.wholes"),  # "everything is to stay as it is"
    (Kind.PRESERVATION, "demand.stays", "demand.kept"),
    (Kind.INTERCEPTION, "demand.listens", "demand.flows"),
    (Kind.CONTENT, "demand.removes", "demand.pages"),
    (Kind.ACCOUNT, "demand.closes", "demand.accounts"),
    (Kind.ACCOUNT, "demand.holds", "demand.domains"),
    (Kind.SHUTDOWN, "demand.cuts", "demand.nets"),
)
"""Pairs that count where no phrase of a list asks for anything: their words are common ones."""
_WITH_DATA: Final = frozenset((Kind.PRESERVATION, Kind.CONTENT, Kind.ACCOUNT, Kind.DOMAIN_INFRASTRUCTURE))
_BESIDE: Final = (
    (_WITH_DATA, Kind.DISCLOSURE, "demand.gives", "demand.given"),
    (frozenset((Kind.CONTENT, Kind.ACCOUNT)), Kind.PRESERVATION, "demand.stays", "demand.copied"),
    (frozenset((Kind.CONTENT, Kind.DISCLOSURE)), Kind.ACCOUNT, "demand.closes", "demand.accounts"),
    (frozenset((Kind.ACCOUNT,)), Kind.CONTENT, "demand.removes", "demand.pages"),
    (frozenset((Kind.DISCLOSURE, Kind.PRESERVATION)), Kind.CONTENT, "demand.removes", "demand.pages"),
)
"""What is often asked beside another kind, and pairs that say it where no phrase does."""


def _in_pairs(page: Page, kind: Kind, first: str, second: str) -> list[Span]:
    """The places of a pair in the whole page, found once."""
    key = (_in_pairs, first, second)
    if key not in page.memo:
        page.memo[key] = _together(page, kind, first, second)
    found: list[Span] = page.memo[key]
    return found


def _in_other_words(page: Page, found: dict[Kind, Span], part: Span) -> None:
    """Adds what the part of the page asks for in words that no phrase holds."""
    if Kind.DIRECT_ACCESS in found and (readable := _readable(page, part)):
        found.setdefault(Kind.CAPABILITY, readable)
    asked = found.keys() - {Kind.NO_RECORD}
    other, pairs = not asked, _IN_OTHER_WORDS
    if asked:
        pairs = tuple(pair[1:] for pair in _BESIDE if asked <= pair[0] | {pair[1]} and pair[1] not in asked)
    for kind, first, second in pairs:
        for at, to in _in_pairs(page, kind, first, second):
            if part[0] <= at and to <= part[1] and (other or not _only_near(page, kind, (at, to), found)):
                found.setdefault(kind, (at, to))
                break
    if other and not found.keys() - {Kind.NO_RECORD} and (question := _question(page, part)):
        found[Kind.DISCLOSURE] = question


def _question(page: Page, part: Span) -> Span | None:
    """A question about an account or address that data answer: "From which IP addresses did a@b.example log in?"."""
    for mark in islice(_ASKS.finditer(page.low, *part), _TRIES):
        start, end = page.sentence(mark.start())
        sentence = page.low.part(start, end)
        if _NAMED.search(sentence) and page.says(sentence, "demand.which") and _tells(page, sentence):
            return start, end
    return None


def _tells(page: Page, sentence: Indexed) -> bool:
    return any(page.says(sentence, name) for name in ("data.addresses", "data.logins", "data.subscriber"))


_ASKS: Final = re.compile(r"\?(?=\s|$)")
_NAMED: Final = re.compile(r"\w@\w|://|hxxp|\d{1,3}(?:\.\d{1,3}){3}")


def _only_near(page: Page, kind: Kind, cue: Span, found: dict[Kind, Span]) -> bool:
    """Whether words near each other ask for nothing more: "tell us when it is done", "block access to the account"."""
    if kind is Kind.DISCLOSURE:
        return not reach.names_data(page, page.around(cue[0]))
    near = reach.phrase(page.low, *cue, _PHRASE)
    if kind is Kind.CONTENT:
        return Kind.ACCOUNT not in found and "://" not in near and "hxxp" not in near
    return kind is Kind.ACCOUNT and page.says(reach.phrase(page.low, *cue), "demand.entry")


_PHRASE: Final = 90  # characters beside the first word in which the second stands


def _together(page: Page, kind: Kind, first: str, second: str) -> list[Span]:
    low = page.low
    return [
        (at, to)
        for at, to in islice(cues(low, page.tables[first]), _TRIES)
        if has(reach.phrase(low, at, to, _PHRASE), page.tables[second])
        and not _excused(page, low, (at, to), kind)
        and _bidden(page, at)
    ]


def _bidden(page: Page, at: int) -> bool:
    """Whether the sentence asks, begins with the word itself ("Remove …"), or is a point of a list."""
    start, end = page.sentence(at)
    if asks(page, page.low.part(start, end)):
        return True
    return not page.low[start:at].strip() or reach.is_point(page, at)


def _idle(page: Page, cue: str, at: int) -> bool:
    """Whether the cue is a common word of ordinary prose in a sentence that neither asks nor names a link."""
    if cue not in page.tables["demand.weak"]:
        return False
    near = page.around(at)
    ticked = page.low[max(0, at - 5) : at].rstrip().endswith(_TICKED)
    return not (ticked or asks(page, near) or "://" in near or "hxxp" in near)


_TICKED: Final = ("[x]", "☑", "☒")


def _excused(page: Page, low: str, cue: Span, kind: Kind) -> bool:
    """Whether a negation before the cue or the words around it take it away."""
    before = low[max(0, cue[0] - _BEFORE) : cue[0]]
    before = before[before.rfind("\n") + 1 :]
    negated = has(before, page.tables["demand.negations"]) and not has(before, page.tables["demand.limits"])
    if kind not in _OWN_NEGATION and negated:
        return True
    if kind in _SPOKEN_OF and reach.is_denied(page, cue[0]):
        return True
    clause = _CLAUSE.split(low[cue[1] : cue[1] + _BEHIND], maxsplit=1)
    if kind not in _OWN_NEGATION and len(clause) > 1 and clause[0].endswith(page.tables["demand.negated"]):
        return True
    start, end = page.sentence(cue[0]) if kind in _THREATENED else (cue[0] - _COMPANY[0], cue[1] + _COMPANY[1])
    company = low[max(0, start) : end]
    return any(phrase in company for phrase in page.tables[f"kinds_not.{kind}"])


def _content_apart(page: Page, part: Span, found: dict[Kind, Span]) -> bool:
    """Whether content is asked for in words other than those about the account."""
    pages, at = page.tables["demand.pages"], found[Kind.ACCOUNT][0]
    places = (*_cued(page)[Kind.CONTENT], found[Kind.CONTENT])
    return any(
        part[0] <= start
        and end <= part[1]
        and (not at - 40 <= start <= at + 60 or (start != at and has(reach.phrase(page.low, start, end), pages)))
        for start, end in places
    )


def not_yet(page: Page, low: Indexed) -> tuple[Span, ...]:
    """Sentences of a part of the page that say that nothing is to be given: "you need not produce anything"."""
    tables = page.tables
    found = []
    for at, _ in islice(cues(low, tables["demand.yields"]), _TRIES):
        start, end = page.sentence(low.start + at)
        sentence = page.low.part(start, end)
        if any(has(sentence, tables[name]) for name in _NEGATIONS):
            found.append((start, end))
    return tuple(found)


_NEGATIONS: Final = ("demand.negations", "none.nothing", "none.unneeded", "demand.unwritten")


def summary(kinds: tuple[Kind, ...]) -> str:
    """The kind in the words of ``read --json``."""
    content = not {Kind.CONTENT, Kind.ACCOUNT}.isdisjoint(kinds)
    data = not {Kind.DISCLOSURE, Kind.PRESERVATION, Kind.INTERCEPTION}.isdisjoint(kinds)
    if content and data:
        return "both"
    return "content_restriction" if content else "data_disclosure" if data else "other"


def asks(page: Page, low: str) -> bool:
    """Whether a word of asking, ordering or notifying is there."""
    return page.says(low, "demand.asks")
