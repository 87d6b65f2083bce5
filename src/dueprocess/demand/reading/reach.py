"""Which data an item asks for, and how far it reaches: place, basis, users, decryption, subject."""

# ruff: noqa: RUF001 - scripts hold look-alike letters; a pattern stays on one line

import re
from bisect import bisect_left
from collections.abc import Callable
from itertools import islice, takewhile
from typing import Final, NamedTuple

from dueprocess.demand.codes import AccessBasis, DataCategory, Ground, Kind, SubscriberPart, Territory
from dueprocess.demand.draft import Span
from dueprocess.demand.reading.index import Indexed, cues, first, has
from dueprocess.demand.reading.page import Page

_BESIDE: Final = 9  # characters before an address in which a word says that it is of log-ins: "login IP logs"
_ASIDE: Final = 44  # characters beside an address in which the word stands that says whose it is
_GROUNDS: Final = (
    Ground.CHILD_ABUSE,
    Ground.INTIMATE_IMAGES,
    Ground.TERRORISM,
    Ground.RELIGION,
    Ground.SEXUALITY,
    Ground.TREASON,
)


def data_in(page: Page, low: Indexed) -> tuple[DataCategory, ...]:
    """Categories of data that the words of a part of the page name."""
    return tuple(
        category
        for category, places in named_in(page).items()
        if any(low.start <= start and end <= low.stop for start, end in places)
    )


def names_data(page: Page, low: Indexed) -> bool:
    """Whether the words of a part of the page name any data: ``data_in`` where yes or no is asked."""
    if names_data not in page.memo:
        page.memo[names_data] = sorted({place for places in named_in(page).values() for place in places})
    places: list[Span] = page.memo[names_data]
    begin = bisect_left(places, (low.start, 0))
    inside = takewhile(lambda place: place[0] < low.stop, islice(places, begin, None))
    return any(end <= low.stop for _, end in inside)


def speaks_of_messages(page: Page, low: Indexed) -> bool:
    """Whether the words of a part of the page name messages or log-ins, asked for or not."""
    return any(page.says(low, f"data.{one}") for one in (DataCategory.CONTENT, DataCategory.TRAFFIC))


def named_in(page: Page) -> dict[DataCategory, list[Span]]:
    """Where the whole page names data of each category that it asks for."""
    if named_in not in page.memo:
        low = page.low
        page.memo[named_in] = {
            category: [
                (at, end)
                for at, end in islice(cues(low, page.tables[f"data.{category}"]), _TRIES)
                if not _excluded(page, low, at) and _is_asked(page, low, at, end)
            ]
            for category in DataCategory
        }
        logs = page.memo[named_in][DataCategory.TRAFFIC]
        page.memo[named_in][DataCategory.TRAFFIC] = [one for one in logs if not _of_last(page, *one)]
        page.memo[named_in][DataCategory.IDENTIFICATION] += [one for one in logs if _of_last(page, *one)]
        for pair in _PAIRS:
            found = _of_pair(page, pair)
            page.memo[named_in][pair.category] += found
            if pair.second == "data.last":  # its log-in is no list of log-ins
                traffic = page.memo[named_in][DataCategory.TRAFFIC]
                page.memo[named_in][DataCategory.TRAFFIC] = [
                    one for one in traffic if not any(0 < one[0] - at < _ASIDE for at, _ in found)
                ]
        page.memo[named_in][DataCategory.IDENTIFICATION] += _of_moments(page)
        page.memo[named_in][DataCategory.TRAFFIC] += _of_brackets(page)
        traffic = page.memo[named_in][DataCategory.TRAFFIC]
        moments = page.memo[named_in][DataCategory.IDENTIFICATION]
        page.memo[named_in][DataCategory.IDENTIFICATION] = [one for one in moments if not _of_log(page, one, traffic)]
        for category, places in page.memo[named_in].items():
            page.memo[named_in][category] = [one for one in places if not _is_told(page, *one)]
        _without_silence(page, page.memo[named_in])
        _without_older(page, page.memo[named_in])
        page.memo[named_in][DataCategory.CONTENT] = [
            one
            for one in page.memo[named_in][DataCategory.CONTENT]
            if not (_without_content(page, *one) or _is_outside(page, *one)) and _is_within_asked(page, one[0])
        ]
    named: dict[DataCategory, list[Span]] = page.memo[named_in]
    return named


def _of_last(page: Page, at: int, end: int) -> bool:
    """Whether words name the last log-in alone, whose address shows who somebody is: "address of the last log-in"."""
    lead, around = page.low.part(max(0, at - _LAST), at), page.low.part(max(0, at - _ASIDE), end + _LAST)
    last = page.low.startswith(page.tables["data.logins"], at) and page.says(lead, "data.last")
    return last and page.says(around, "data.addresses")


_LAST: Final = 12  # characters before a word for a log-in in which "last" stands


def _of_log(page: Page, place: Span, traffic: list[Span]) -> bool:
    """Whether an address or port is that of each log-in, which shows no single moment: "addresses of connections"."""
    behind = page.low.part(place[1], place[1] + _BEHIND_ADDRESS)
    of_each = page.says(page.low[slice(*place)], "data.times") or page.says(behind, "data.logins")
    return of_each and not page.says(behind, "data.origin") and any(a <= place[0] < b for a, b in traffic)


_BEHIND_ADDRESS: Final = 30  # characters behind an address in which a word says that it was assigned


class Pair(NamedTuple):
    """Words of two lists that name data together in one phrase, in whatever order and form."""

    category: DataCategory
    first: str
    second: str
    unless: str
    """A word of this list in the phrase takes it away."""


_PAIRS: Final = (
    # an address with which an account was made, or whose user is asked for
    Pair(DataCategory.IDENTIFICATION, "data.addresses", "data.origin", "data.unasked"),
    # what is kept of log-ins and connections: "journal des connexions"; the last one alone shows who somebody is
    Pair(DataCategory.TRAFFIC, "data.records", "data.logins", "data.last"),
    Pair(DataCategory.TRAFFIC, "data.senders", "data.recipients", "data.unasked"),
    # "all mails, read or unread"; not "sender and day of all mails"
    Pair(DataCategory.CONTENT, "data.mails", "data.kept", "data.bare"),
    # "the IP address of the last log-in", which shows who somebody is, not "the last log-ins, with time and IP address"
    Pair(DataCategory.IDENTIFICATION, "data.addresses", "data.last", "data.times"),
)


def _of_pair(page: Page, pair: Pair) -> list[Span]:
    """Where the words of a pair stand together."""
    low, tables = page.low, page.tables
    return [
        (at, end)
        for at, end in islice(cues(low, tables[pair.first]), _TRIES)
        if has(around := phrase(low, at, end), tables[pair.second])
        and not has(around, tables[pair.unless])
        and not (pair.second == "data.origin" and has(low.part(max(0, at - _BESIDE), at), tables["data.logins"]))
        and not _excluded(page, low, at)
        and _is_asked(page, low, at, end)
    ]


def _of_brackets(page: Page) -> list[Span]:
    """Brackets that name an address and the time of its use: "(date, time, IP address)"."""
    return [
        one.span()
        for one in islice(_BRACKET.finditer(page.low), _TRIES)
        if page.says(f"{one[1]} ", "data.addresses")
        and page.says(one[1], "data.times")
        and not page.says(one[1], "data.origin")
        and not _excluded(page, page.low, one.start())
        and _is_asked(page, page.low, one.start(), one.end())
    ]


def _of_moments(page: Page) -> list[Span]:
    """Where an address stands with the moment at which its user is asked for, in a letter that asks for subscribers."""
    if not page.memo[named_in][DataCategory.SUBSCRIBER]:
        return []
    return [one.span() for one in islice(_MOMENT.finditer(page.low), _TRIES)]


_MOMENT: Final = re.compile(
    r"(?<![\w.:])(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-f]{1,4}(?::[0-9a-f]{0,4}){3,7})(?![\w.:]\w)"
    r"[^\n]{0,48}?(?:\b\d{4}\b[^\n]{0,12}?\b\d{1,2}[:.]\d\d|\b\d{1,2}:\d\d\b[^\n]{0,32}?\b\d{4}\b)"
)


def phrase(low: Indexed, at: int, end: int, aside: int = _ASIDE) -> Indexed:
    """The words around a place, ``aside`` characters at most, as far as no sign parts them."""
    before, behind = low[max(0, at - aside) : at], low[end : end + aside]
    first = max((one.end() for one in _PARTED.finditer(before)), default=0)
    last = _PARTED.search(behind)
    return low.part(at - len(before) + first, end + (last.start() if last else len(behind)))


_PARTED: Final = re.compile(r"[,;()\n、。，；।۔]|:(?![\d/])|(?<!\d)\.\s")


def _excluded(page: Page, low: str, at: int) -> bool:
    """Whether the words say that these data are not asked for: "no se solicita el contenido"."""
    if in_link(low, at) or _GIVEN.match(low, at):
        return True
    start, stop = page.sentence(at)
    stop = min(stop, at + _BEHIND)
    if _is_not_given(page, at) or is_denied(page, at):
        return True
    colon = low.find(": ", at, stop)
    if has(low[at : colon if colon >= 0 else stop], page.tables["data.unasked"]):
        return True
    if colon >= 0 and low.startswith(page.tables["data.void"], colon + 2):
        return True  # "contents of messages: not applicable"
    if low[start:stop].lstrip(" \n-").startswith(page.tables["data.none"]):
        return True  # "keine Inhalte, Verkehrsdaten oder Anmeldelisten": what follows, too
    lead = low[max(0, at - _TITLED) : at]
    lead = lead[max(lead.rfind(sign) for sign in ".;\n:,") + 1 :]
    return has(lead[-_LEAD:], page.tables["demand.negations"]) or _is_titled(page, lead)


def _is_not_given(page: Page, at: int) -> bool:
    """Whether the phrase goes on with a word for giving and "not" right before it: "Inhalte sind nicht zu edieren"."""
    rest = phrase(page.low, at, at, _BEHIND)
    rest = rest.whole.part(at, rest.stop)
    return any(
        has(rest.whole.part(at + end, min(at + end + _NOT, rest.stop)), page.tables["demand.yields"])
        for _, end in islice(cues(rest, page.tables["demand.negations"]), _TRIES)
    )


def is_denied(page: Page, at: int) -> bool:
    """Whether the clause around the words says "not" and asks for nothing: "login data do not interest me"."""
    start, stop = page.sentence(at)
    if is_point(page, at) or page.low[stop : stop + 1] not in _FULL:
        return False
    first = max((one.end() for one in _COMMAS.finditer(page.low, start, at)), default=start)
    last = _COMMAS.search(page.low, at, stop)
    clause = page.low.part(first, last.start() if last else stop)
    negated = page.says(f"{clause} ", "demand.negations") and not page.says(clause, "demand.limits")
    return negated and all(
        page.says(f"{page.low[max(start, start + at - _NOT) : min(stop, start + end + _NOT)]} ", "demand.negations")
        for at, end in islice(cues(page.low.part(start, stop), page.tables["demand.asks"]), _TRIES)
    )


_FULL: Final = {".", "\u06d4", "\u0964", ";"}
_COMMAS: Final = re.compile(r"[,;:]\s")
_NOT: Final = 16  # characters behind "not" in which a word for giving stands: "not to be handed over"


def _is_titled(page: Page, lead: str) -> bool:
    """Whether the words before end in the title of an act: "the Act on the retention of"."""
    title = first(lead, page.tables["data.titles"])
    rest = lead[title[1] :] if title else ""
    return title is not None and not has(rest, page.tables["demand.asks"]) and not any(map(str.isdigit, rest))


_GIVEN: Final = re.compile(
    r"iban\W{1,3}[a-z]{2}\d\d|[\w-]{2,20}:\s?(?:@|[\w.+-]{1,40}@)|(?:mail|post|adres)[\w-]{0,12}\s[\w.+-]{1,40}@"
    r"|im[es]i\W{1,3}(?:\w{2,8}\W{1,3})?\d{5}|\w[^\n:,;]{1,20}:\s?\d{6}"
    r"|post\w{0,8}\s(?:box|boks|pb|fach)\s?\d|\w{4,20}(?:dienst|voorziening|tjänst|tjeneste)\w{0,3}\b"
    r"|(?:post\w*|\w*adres\w*|\w*anschrift|direcci\w*|indirizzo|endereço|morada|telefon\w*|phone|tel):\s?[^\n]{0,24}\d"
)
"""What is told, and not asked: "IBAN DE00 2505 …", "IMEI 35684 …", "Postanschrift: 1014 Wien", "berichtendienst"."""
POINT: Final = re.compile(
    r"[\s>]{0,12}(?:\(?\w{1,4}[.)\]°、]|[（(]?[一二三四五六七八九十]{1,3}[)）、]|\[x\]|[-*•·–>・※①-⑳■☐-☒|│ァ-ヶ\d])"
)
"""What begins a point of a list, or a row."""
_WITHIN: Final = re.compile(r"\s\(?\w{1,2}\)\s[^;.()]{0,90}\Z")
"""A point within a line: "a) name and address, b) the content"."""


def _is_told(page: Page, at: int, _: int) -> bool:
    """Whether the sentence around the words tells what somebody did, asks nothing and is no line of a list."""
    start, stop = page.sentence(at)
    sentence = page.low.part(start, stop)
    if not has(sentence, page.tables["data.told"]) or has(sentence, page.tables["demand.asks"]):
        return False
    return not (is_point(page, at) or page.low[max(0, start - 2) : start].rstrip().endswith(":"))


def _is_within_asked(page: Page, at: int) -> bool:
    """Whether the sentence around the words asks for something, or they stand in a list: letters tell of messages."""
    start, stop = page.sentence(at)
    sentence = page.low.part(start, stop)
    return (
        page.low[stop : stop + 1] not in {".", "\u06d4", "\u0964"}
        or any(has(sentence, page.tables[name]) for name in _ASKING)
        or is_point(page, at)
        or POINT.match(page.low, start) is not None
        or page.low[max(0, start - 2) : start].rstrip().endswith((":", ";"))
        or ":" in page.low[start:at]
    )


_ASKING: Final = ("demand.asks", *(f"kinds.{kind}" for kind in (Kind.DISCLOSURE, Kind.PRESERVATION, Kind.INTERCEPTION)))


def _without_silence(page: Page, named: dict[DataCategory, list[Span]]) -> None:
    """Whoever is to be told nothing ("do not tell the account holder") is no data, where others are named."""
    silent = {page.sentence(at) for at, _ in islice(cues(page.low, page.tables["secrecy.cues"]), _TRIES)}
    if not silent:
        return
    _keep(named, lambda at: not any(start <= at < end for start, end in silent))


def _without_older(page: Page, named: dict[DataCategory, list[Span]]) -> None:
    """What an older mail below the letter names is its own, where the letter names data."""
    if page.quoted < len(page.low):
        _keep(named, lambda at: at < page.quoted)


def _keep(named: dict[DataCategory, list[Span]], counts: Callable[[int], bool]) -> None:
    """Keeps the places that count, where there are any."""
    kept = {category: [one for one in places if counts(one[0])] for category, places in named.items()}
    if any(kept.values()):
        named |= kept


def is_point(page: Page, at: int) -> bool:
    """Whether the words stand in a point of a list, in the letter as it came."""
    stop = page.place(at)
    line = page.plain.rfind("\n", 0, stop) + 1
    return (POINT.match(page.plain, line, stop) or _WITHIN.search(page.plain, line, stop)) is not None


def _without_content(page: Page, at: int, end: int) -> bool:
    """Whether the clause says that the content is left out: "sender and day, without subject and content"."""
    last = _ENDED.search(page.low, end, min(len(page.low), end + _BEHIND))
    clause = page.low[max(0, at - _ASIDE) : last.start() if last else end + _BEHIND]
    return has(clause, page.tables["data.content_not"])


def _is_outside(page: Page, at: int, end: int) -> bool:
    """Whether messages are only spoken of, and not what they say: "date of messages sent", "attachments: 2"."""
    if _COUNT.match(page.low, end):
        return True
    if not page.low.startswith(page.tables["data.mails"], at):
        return False
    around = phrase(page.low, at, end)
    lead = page.low.part(max(around.start, at - _LEAD), at)
    return page.says(lead, "data.bare") or (page.says(around, "data.told") and not page.says(around, "demand.asks"))


_COUNT: Final = re.compile(r"[^\W\d]*\s?:\s?\d{1,3}(?!\S)")


def in_link(low: str, at: int) -> bool:
    """Whether the place is of a link or a mail address: "https://kyc-update.example" asks for no data."""
    before, behind = low[max(0, at - _TOKEN) : at], low[at : at + _TOKEN]
    return "://" in before[max(before.rfind(" "), before.rfind("\n")) + 1 :] or "@" in _SPACE.split(behind, 1)[0]


_SPACE: Final = re.compile(r"\s")
_TOKEN: Final = 200  # characters of a link that are looked at
_LEAD: Final = 34  # characters before a word for data in which a negation takes it away
_TITLED: Final = 70  # characters before it in which the title of an act begins: "Act on the retention of traffic data"
_BEHIND: Final = 160  # characters behind it in which the sentence may say that they are not asked for
_ENDED: Final = re.compile(r"[.;](?=\s|$)|[\n。।۔]|:\s")
_TRIES: Final = 200  # places of a category that are looked at


def _is_asked(page: Page, low: str, start: int, end: int) -> bool:
    """Whether the clause around the words for data does not say that they are not needed."""
    if not page.tables["demand.not_asked"]:
        return True
    stop = _CLAUSE.search(low, end, min(len(low), end + _CLAUSE_LENGTH))
    last = stop.start() if stop else min(len(low), end + _CLAUSE_LENGTH)
    first = max((one.end() for one in _CLAUSE.finditer(low, max(0, start - _CLAUSE_LENGTH), start)), default=start)
    return not has(low[max(first, start - _CLAUSE_LENGTH) : last], page.tables["demand.not_asked"])


_CLAUSE: Final = re.compile(r"[.;](?=\s)|[\n。।۔:]")
_CLAUSE_LENGTH: Final = 120
_BRACKET: Final = re.compile(r"\(([^()]{3,120})\)")
_BETWEEN: Final = 30  # characters between the word for subscriber data and the bracket behind it
_APART: Final = re.compile(r"[,;/&]|\b(?:und|sowie|and)\b")


def part_in(page: Page, low: str) -> SubscriberPart | None:
    """Which subscriber data are asked for, where a bracket behind their name lists them; None where none does."""
    for match in _BRACKET.finditer(low):
        before = low[max(0, match.start() - _BETWEEN) : match.start()]
        named = {one.strip() for one in _APART.split(match[1])} - {""}
        words = set(page.tables["reach.name_address"])
        if named & words and page.says(before, f"data.{DataCategory.SUBSCRIBER}"):
            return SubscriberPart.NAME_ADDRESS if named <= words else SubscriberPart.LISTED
    return None


def ground_of(page: Page) -> Ground | None:
    """Subject of a content demand, or None where the words name none of the list."""
    return next((ground for ground in _GROUNDS if page.says(page.low, f"grounds.{ground}")), None)


def territory_of(page: Page, country: str | None) -> Territory:
    """Where a restriction is to take effect, as the words say."""
    if page.says(page.low, "reach.worldwide"):
        return Territory.GLOBAL
    if page.says(page.low, "reach.country"):
        return Territory.COUNTRY
    return Territory.PLACE if country and page.says(page.low, "reach.place") else Territory.UNKNOWN


def basis_of(page: Page, *, court: bool) -> AccessBasis:
    """What a demand for access or capability rests on, as the words say."""
    if court or page.says(page.low, "reach.by_order"):
        return AccessBasis.ORDER
    return AccessBasis.STANDING_LAW if page.says(page.low, "reach.by_law") else AccessBasis.NONE
