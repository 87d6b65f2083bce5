"""Identifiers in a text: links, domains, mail addresses, telephone numbers, IP addresses, user handles, IMEI.

Defanged forms (``hxxp``, ``[.]``, ``(dot)``, ``[at]``) are read as what they mean. Every pattern is linear:
possessive, bounded, and begun at a literal or at a word's edge.
"""

import ipaddress
import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from typing import Final, NamedTuple

from dueprocess.demand.draft import Target
from dueprocess.demand.reading.domains import is_domain
from dueprocess.demand.reading.index import begun, places
from dueprocess.demand.reading.page import Page
from dueprocess.demand.reading.tables import Tables

_DOT: Final = r"(?:\.|\[\.\]|\(\.\)|\{\.\}|\s?\[dot\]\s?|\s?\(dot\)\s?)"
_W: Final = r"[^\W\u3040-\u9fff\uac00-\ud7af]"  # a letter or digit, but of no script that sets no spaces
_AT: Final = r"(?:@|\[@\]|\(@\)|\s?\[at\]\s?|\s?\(at\)\s?)"
_URL: Final = re.compile(r"h(?:tt|xx)ps?(?:://|:\s?//\s?|\[:\]//|\[://\]|:\\\\)[^\s<>\"|、。《》【】]{1,2048}+")
_BROKEN: Final = re.compile(r"\.\s(?:[a-z0-9-]{1,63}\.){0,4}[a-z]{2,24}/[^\s<>\"|]{1,2048}+")
_MAIL: Final = re.compile(
    rf"(?<![.+%-])(?<!{_W})(?:{_W}|[.+%-]){{1,64}}+{_AT}(?:[\w-]{{1,63}}+{_DOT}(?=[\w-])){{1,8}}+[a-z]{{2,24}}+(?!{_W}|-)"
)
_SIGNS: Final = 1000  # at most so many are looked at one by one
_LOCAL: Final = re.compile(rf"(?:{_W}|[.+%-])++\Z")
_FEDIVERSE: Final = re.compile(r"@(?<![\w.+%@/-]@)[\w.-]{1,64}@(?:[a-z0-9-]{1,63}+\.){1,8}[a-z]{2,24}(?![\w-])")
_MATRIX: Final = re.compile(r"@(?<![\w@]@)[\w.=/+-]{1,100}:(?:[a-z0-9-]{1,63}\.){1,8}[a-z]{2,24}(?![\w-])")
_DOMAIN: Final = re.compile(
    rf"(?:(?<=\*\.)|(?<![.@/+%=&?#-])(?<!{_W}))(?:[a-z0-9][a-z0-9-]{{0,62}}+{_DOT}(?=[a-z0-9])){{1,8}}+[a-z]{{2,24}}+(?!{_W}|[@-])(?:/[^\s<>\"|、。《》【】]{{0,500}}+)?"
)
_IPV4: Final = re.compile(
    rf"\d(?<![.-]\d)(?<!{_W}\d)\d{{0,2}}(?:\.|\[\.\])\d{{1,3}}(?:\.|\[\.\])\d{{1,3}}(?:\.|\[\.\])\d{{1,3}}(?!{_W}|-)(?!\.\d)"
)
_IPV6: Final = re.compile(r"(?<![\w:.])(?:[0-9a-f]{0,4}:){2,7}[0-9a-f]{0,4}(?![\w:])")
_NETWORK: Final = re.compile(r"/\d{1,3}(?![\w/.-])")
_TWO_COLONS: Final = re.compile(r":[0-9a-f]{0,4}:")
_PHONE: Final = re.compile(
    r"(?:\+(?<![\w.+/-]\+)|00(?<![\w.+/-]00))[1-9]\d{0,3}[\s./()-]{0,3}(?:\d{1,5}[\s./()-]{0,2}){1,6}\d{2,5}(?![^\W\u3040-\u9fff\uac00-\ud7af]|-)"
)
_IMEI: Final = re.compile(r"imei[\s.:no#-]{1,6}(\d{14,16})(?!\d)")
_BARE_HANDLE: Final = re.compile(rf"@(?<![@./+-]@)(?<!{_W}@)[a-z_](?:{_W}|\.){{1,38}}{_W}(?!{_W}|[@:])")
_LONE_NUMBER: Final = re.compile(r"(?:^|\n)(?:[-*•・]\s?|\(?\d{1,2}[.)]\s)?(\d{10,13})(?=\s?(?:$|[\n,;|]))")
_LOCAL_PHONE: Final = re.compile(r"(?<![\w+./(-])0\d{2,4}[ /-]\d{2,8}(?:[ -]\d{2,4}){0,3}(?![\w/-])")
_LONE_LEAD: Final = 300  # characters before a number in a line of its own that say that it is a telephone's
_REFANG: Final = (
    ("[://]", "://"),
    ("[:]", ":"),
    ("hxxp", "http"),
    ("[.]", "."),
    ("(.)", "."),
    ("{.}", "."),
    ("[dot]", "."),
    ("(dot)", "."),
    ("[at]", "@"),
    ("(at)", "@"),
    ("[@]", "@"),
    ("(@)", "@"),
    (":\\\\", "://"),
)
_TRAILING: Final = ".,;:!?'\"*_>]}"
_CLOCK: Final = re.compile(r"(?<![+\d:-])\d{1,2}:\d{2}(?::\d{2})?\b")
_SIGNED_OFFSET: Final = re.compile(r"[+-]\d{2}:?\d{2}\b|\d{2}z\b")
_PORT: Final = re.compile(r"\b(?:ports?|source ?port|quellport|порт)\b[\s:.no#]{0,5}\d{1,5}\b")
_HEAD: Final = 4  # letters by which a label is looked for before the pattern is tried
_IP_WINDOW: Final = 160
MOST: Final = 9999  # identifiers of one sort that are read, as many as a face counts
_NAMELIKE: Final = r"(?=[\w.@+-]{0,30}[\d_#])[\w@][\w.@#+-]{1,62}[\w]|@\w[\w.-]{1,38}\w"
"""A user's name that no word of prose has: with a digit, a low line or a number sign."""
_BEFORE: Final = re.compile(rf"(?<!\w)(?:[\"']([^\"'\s]{{2,64}})[\"']|({_NAMELIKE}))\s\Z")
_NEXT: Final = re.compile(
    rf"(?:,?\s(?:and|und|et|y|e|i|oraz|och|og|en|или|и|&)\s\"?|[,;]\s?\"?|\n(?:[-*•]\s?|\(?\w{{1,3}}[.)]\s?)?\"?)(?P<v>{_NAMELIKE})"
)
_APART: Final = re.compile(r"(?<=\w) {2,6}(?P<v>[a-zA-Z0-9][\w.+-]{1,39}\w)(?= {2,}\S)")
_LABEL: Final = 24
_QUOTED: Final = re.compile(r"(?<![\w.])(?P<q>[\"'])(?P<v>@?(?=[\w.-]{0,38}\d)[a-z][\w.-]{2,38}\w)(?P=q)(?!\w)")
_TAG: Final = re.compile(r"(?<![\w.@#-])[\w.-]{2,32}#\d{4}(?!\d)")
_ROOM: Final = re.compile(
    r"[#!](?<![\w#&/(][#!])[a-z][\w-]{1,60}(?:\.[\w-]{1,40}){0,3}:(?:[a-z0-9-]{1,63}\.){1,8}[a-z]{2,24}(?![\w-])"
)
_CHANNEL: Final = re.compile(r"#(?<![\w#&/]#)[^\W\d_][\w-]{1,60}\w(?![\w:])")
_CHANNEL_NEAR: Final = 80  # characters before a name with a number sign in which a channel is spoken of
_OF_A_BANK: Final = re.compile(r"[a-z]{2}\d{6,}\Z")
_NUMBER_OF_A_YEAR: Final = re.compile(r"00\d{1,8}/(?:19|20)?\d\d")  # 00642/2026 is a file's number
_DIGITS: Final = 5  # digits of which a number alone must have as many
_YEAR_OR_DAY: Final = re.compile(r"(?:(?:19|20)\d\d|\d{1,2})(?:-\d\d){0,2}$|\d{1,2}[.-]\d{1,2}[.-](?:\d\d){1,2}$")


class _Patterns(NamedTuple):
    handle: re.Pattern[str]
    labelled: re.Pattern[str]
    named: re.Pattern[str]
    apart: re.Pattern[str]  # a label before a name that spaces set off: the account  torq-insider  on your service
    phone: re.Pattern[str]


@lru_cache(maxsize=8)
def _patterns(tables: Tables) -> _Patterns:
    labels = tables.pattern("identifiers.labels")
    handle = (
        rf"(?:{labels})(?:s|n|en)?[\s:=]{{0,3}}(?:name[\s:=]{{1,2}}|named |known as |with the handle )?"
        r"(?:\"([^\"\s]{2,64})\"|'([^'\s]{2,64})'|(@[\w.-]{2,64}+)(?![@\w])|\u2039)"
    )
    labelled = rf"(?:^|\n|; |, )(?:[-*•]\s)?(?:{labels})\s?:\s?((?:{_W}|[.@+-]){{2,64}})"
    called = tables.pattern("identifiers.phones")
    phone = rf"(?:{called})[\s.:]{{1,3}}((?:0\d|[1-9]\d{{1,3}})[\d\s/-]{{5,14}}\d)(?![\w-])"
    every = tables.pattern("identifiers.labels", "identifiers.customers")
    sign = (
        r"\s(?:no|nos|nr|numbers?|ids?|names?|named|handles?|is|called|known as|nummer|n°|n\.?º|núm|numéro|č|№)"
        r"(?!\w)\.?"
    )
    named = (
        rf"(?<!\w)(?:{every})(?:s|n|en|'s)?(?P<sign>(?:{sign}){{0,3}})"
        rf"(?: ?[:=]\s?(?:[-*•]\s)?|\s)[(\"']?(?P<v>{_NAMELIKE}(?:/[\w-]{{1,12}}){{0,3}})(?![\w@])"
    )
    apart = rf"(?<![^\W\d_])(?:{every})$"
    patterns = (handle, labelled, named, apart, phone)
    one, two, three, four, five = (re.compile(pattern) for pattern in patterns)
    return _Patterns(one, two, three, four, five)


@lru_cache(maxsize=64)
def _heads(tables: Tables) -> tuple[str, ...]:
    """How the labels of handles begin, in the languages of the page."""
    words = (*tables["identifiers.labels"], *tables["identifiers.customers"])
    return tuple(sorted({label[:_HEAD] for label in words}))


def found(page: Page) -> list[Target]:
    """All identifiers of the page, in order; those that lie inside another (a domain in a link) left out."""
    kept: list[Target] = []
    end = -1
    for target, start, stop in sorted(_all(page), key=lambda one: (one[1], -one[2])):
        if start >= end:
            kept.append(target)
            end = stop
    return kept


def refang(text: str) -> str:
    """The identifier that a defanged form means."""
    for odd, plain in _REFANG:
        if odd in text:
            text = text.replace(odd, plain)
    return text.replace(" ", "") if "//" in text or "@" in text else text


def _all(page: Page) -> Iterator[tuple[Target, int, int]]:
    low = page.low
    if "//" in low or "[:" in low or ":\\\\" in low:
        yield from _matches(page, _URL, "url")
    if "@" in low or "[at]" in low or "(at)" in low:
        yield from _matches(page, _MATRIX, "handle")
        yield from _matches(page, _FEDIVERSE, "handle")
        yield from _mails(page)
        yield from _matches(page, _BARE_HANDLE, "handle")
    yield from _matches(page, _DOMAIN, "domain")
    yield from _addresses(page)
    yield from _numbers(page)
    yield from _handles(page)
    yield from _named(page)
    yield from _led(page)
    yield from _led_list(page)
    yield from _channels(page)


def _mails(page: Page) -> Iterator[tuple[Target, int, int]]:
    low = page.low
    if low.count("@") > _SIGNS or any(sign in low for sign in ("[@", "(@", "[at", "(at")):
        return _matches(page, _MAIL, "mail")
    # Only plain signs: what stands before one is the one place where an address can begin.
    ends = (_LOCAL.search(low, max(0, at - 65), at) for at, _ in places(low, ("@",)))
    return _given(page, begun(low, [end.span() for end in ends if end], _MAIL), "mail")


def _matches(page: Page, pattern: re.Pattern[str], sort: str) -> Iterator[tuple[Target, int, int]]:
    return _given(page, pattern.finditer(page.low), sort)


def _given(page: Page, matches: Iterator[re.Match[str]], sort: str) -> Iterator[tuple[Target, int, int]]:
    for match in islice(matches, MOST):
        start, end = match.span()
        end = _trimmed(page.low, start, end)
        value = _value(page, start, end, sort)
        if sort == "url" and "." not in value.partition("//")[2].partition("/")[0]:  # a line ended in the host
            rest = _BROKEN.match(page.low, end)
            end = _trimmed(page.low, start, rest.end()) if rest else end
            value = "".join(_value(page, start, end, sort).split()) if rest else ""
        if value and not (sort == "domain" and not is_domain(value)):
            yield Target(value, sort, page.span(start, end)), start, end


def _trimmed(low: str, start: int, end: int) -> int:
    """End of the identifier without the sentence's punctuation; a closing bracket stays where one opened."""
    while end > start:
        last = low[end - 1]
        piece = low[start:end]
        lone = last == ")" and piece.count("(") < piece.count(")")
        if last == "_" and low[start - 1 : start] != "_":
            break  # part of a name, and no sign of stress
        defanged = last in ")]" and piece.endswith(("[.]", "(dot)", "[dot]"))
        if not defanged and (
            lone or (last in _TRAILING and not (last == "]" and piece.count("[") >= piece.count("]") > 0))
        ):
            end -= 1
        else:
            break
    return end


def _value(page: Page, start: int, end: int, sort: str) -> str:
    text = refang(page.cased[start:end])
    if sort == "domain" and "/" not in text:
        return text.lower().replace(" ", "")
    return text


def _addresses(page: Page) -> Iterator[tuple[Target, int, int]]:
    for pattern in (_IPV4, _IPV6):
        if pattern is _IPV6 and not _TWO_COLONS.search(page.low):
            continue
        for match in pattern.finditer(page.low):
            value = refang(match[0])
            if _is_ip(value):
                start, end = match.span()
                whole = _NETWORK.match(page.low, end)
                if whole and _is_network(value + whole[0]):
                    value, end = value + whole[0], whole.end()
                yield Target(value, "ip", page.span(start, end), _complete(page, start, end)), start, end


def _is_network(value: str) -> bool:
    """Whether it is all addresses that begin alike (198.51.100.64/27): nothing stands behind what they share."""
    try:
        network = ipaddress.ip_network(value)
    except ValueError:
        return False
    return 0 < network.prefixlen < network.max_prefixlen


def _is_ip(value: str) -> bool:
    try:
        ipaddress.ip_address(value)
    except ValueError:
        return False
    return value not in {"::", "::1"}


def _complete(page: Page, start: int, end: int) -> bool:
    """Whether time, offset and port stand in the line or sentence of the address (hazard 3.4)."""
    left = max(0, start - _IP_WINDOW, page.low.rfind("\n", 0, start))
    right = page.low.find("\n", end)
    text = page.low[left : min(end + _IP_WINDOW, right if right >= 0 else len(page.low))]
    offset = page.says(text, "identifiers.offsets") or _SIGNED_OFFSET.search(text) is not None
    port = _PORT.search(text) is not None or re.match(r":\d{2,5}\b", page.low[end : end + 6]) is not None
    return offset and port and _CLOCK.search(text) is not None


def _numbers(page: Page) -> Iterator[tuple[Target, int, int]]:
    low = page.low
    if "+" in low or "00" in low:
        for match in _PHONE.finditer(low):
            if _NUMBER_OF_A_YEAR.fullmatch(match[0]):
                continue
            value = re.sub(r"[^\d+]", "", match[0])
            if 8 <= len(value) <= 16:  # noqa: PLR2004 - E.164 has at most 15 digits
                yield Target(_international(value), "phone", page.span(*match.span())), *match.span()
    for match in islice(_LONE_NUMBER.finditer(low), MOST):
        if page.says(low.part(max(0, match.start() - _LONE_LEAD), match.start()), "identifiers.phones"):
            yield Target(match[1], "phone", page.span(*match.span(1))), *match.span(1)
    yield from _local(page)
    called = begun(low, places(low, page.tables["identifiers.phones"]), _patterns(page.tables.whole).phone)
    for matches, sort in ((called, "phone"), (_IMEI.finditer(low), "imei")):
        for match in matches:
            value = re.sub(r"\D", "", match[1])
            yield Target(value, sort, page.span(*match.span(1))), *match.span(1)


def _local(page: Page) -> Iterator[tuple[Target, int, int]]:
    """Numbers without a country, beside a word for one: 0538 000 41 72 numarali hat."""
    for match in islice(_LOCAL_PHONE.finditer(page.low), MOST):
        start, end = match.span()
        lead, behind = page.before(start, _LABEL), page.low.part(end, end + _LABEL)
        said = page.says(lead, "identifiers.phones") or page.says(behind, "identifiers.phones")
        if said and not page.says(lead, "targets.contacts"):
            yield Target(re.sub(r"\D", "", match[0]), "phone", page.span(start, end)), start, end


def _international(value: str) -> str:
    return "+" + value[2:] if value.startswith("00") else value


def _handles(page: Page) -> Iterator[tuple[Target, int, int]]:
    low, patterns = page.low, _patterns(page.tables.whole)
    for matches in (
        begun(low, places(low, _heads(page.tables)), patterns.handle),
        patterns.labelled.finditer(low) if ":" in low else (),
    ):
        for match in matches:
            group = match.lastindex
            if group:
                start, end = match.span(group)
                end = _trimmed(page.low, start, end)
                value = page.cased[start:end]
                if len(value) > 1:
                    yield Target(value, "handle", page.span(start, end)), start, end


def _led(page: Page) -> Iterator[tuple[Target, int, int]]:
    """Users' names that stand before the words for them, as in Turkish."""
    low = page.low
    for at, _ in islice(page.cues("identifiers.behind"), MOST):
        match = _BEFORE.search(low, max(0, at - 68), at)
        if match:
            group = match.lastindex or 0
            yield (
                Target(page.cased[slice(*match.span(group))], "handle", page.span(*match.span(group))),
                *match.span(group),
            )


def _named(page: Page) -> Iterator[tuple[Target, int, int]]:
    """Users' names and customers' numbers behind their labels, and those that follow in a list."""
    low, patterns = page.low, _patterns(page.tables.whole)
    for match in islice(begun(low, places(low, _heads(page.tables)), patterns.named), MOST):
        found: re.Match[str] | None = match
        label = low[match.start() : match.start("sign")].strip()
        sign = bool(match["sign"]) or label in page.tables.whole["identifiers.customers"]
        for _ in range(MOST):
            if not found:
                break
            start, end = found.span("v")
            end = _trimmed(low, start, end)
            value = low[start:end]
            bare = value.replace("-", "").isdigit()
            between = page.raw[page.place(match.start()) : page.place(start)]
            wrapped = "_" in value and page.place(start) - page.raw.rfind("\n", 0, page.place(match.start())) > _LED
            # The next cell of a table is no name.
            apart = "\n" in between and ":" not in between and not wrapped and not any(map(str.isdigit, value))
            if (
                apart
                or (bare and (len(value) < _DIGITS or not (sign or len(value) > _DIGITS)))
                or _YEAR_OR_DAY.match(value)
                or _OF_A_BANK.match(value)
            ):
                break
            yield Target(page.cased[start:end], "handle", page.span(start, end)), start, end
            found = _NEXT.match(low, end + (low[end : end + 1] in {'"', "'"}))
    for match in islice(_APART.finditer(page.raw), _SIGNS):
        if not patterns.apart.search(page.raw[max(0, match.start() - _LABEL) : match.start()].lower()):
            continue
        start, end = page.at(match.start("v")), page.at(match.end("v"))
        if page.cased[start:end] == match["v"] and not match["v"].endswith((".", ":")):
            yield Target(match["v"], "handle", page.span(start, end)), start, end
    for match in islice(_QUOTED.finditer(low), _SIGNS):
        if page.says(low.part(max(0, match.start() - _CHANNEL_NEAR), match.start()), "targets.accounts"):
            start, end = match.span("v")
            yield Target(page.cased[start:end], "handle", page.span(start, end)), start, end


def _led_list(page: Page) -> Iterator[tuple[Target, int, int]]:
    """Users' names, a line each, below a line that leads to a list of accounts."""
    leads = False
    start = 0
    for line in islice(page.plain.split("\n"), MOST):
        match = _ITEM.fullmatch(line) if leads else None
        if match and (match["q"] or _NAME_ALONE.fullmatch(match["v"])):
            first, last = (page.at(start + at) for at in match.span("v"))
            yield Target(match["v"], "handle", (start + match.start("v"), start + match.end("v"))), first, last
        elif line.strip() and not (leads and "@" in line and len(line) < _LED):  # a mail address is one of the list
            words = line.rstrip()[-_LED:].lower()
            leads = _HEADING.sub("", words) in page.tables["identifiers.labels"]
            if not leads and words.endswith((":", "list", "liste")):
                leads = any(page.says(words, name) for name in ("targets.accounts", "identifiers.labels"))
        start += len(line) + 1


_LED: Final = 90
_HEADING: Final = re.compile(r"^\W*(?:\w{1,2}[.)]\s+)?|\(s\)\W*$|\W+$")
_ITEM: Final = re.compile(
    r"\s{0,20}(?:[-*•·]\s{0,4}|\(?\w{1,2}[.)]\s{1,4}|[^\W\d_]{2,12}:\s{1,8})?(?:(?P<q>\")|)(?P<v>(?(q)[^\"\n]{3,40}|@?\w[\w.-]{2,38}\w))\"?"
    r"(?:\s{1,4}\([^()\n]{1,80}\))?[.,;]?\s{0,20}"  # a remark in brackets
)
_NAME_ALONE: Final = re.compile(r"@.*|(?=.*[\d_])(?=.*[^\W\d_])[\w.-]+|[a-z]+(?:\.[a-z]+)+|[A-Z][a-z]{2,}[A-Z][a-z]+")


def _channels(page: Page) -> Iterator[tuple[Target, int, int]]:
    """Channels and rooms (#name, #room:host), and users with a number behind their name (name#1234)."""
    low = page.low
    if "#" not in low and "!" not in low:
        return
    yield from _matches(page, _ROOM, "handle")
    yield from _matches(page, _TAG, "handle")
    for match in islice(_CHANNEL.finditer(low), _SIGNS):
        if page.says(low.part(max(0, match.start() - _CHANNEL_NEAR), match.start()), "identifiers.channels"):
            start, end = match.span()
            yield Target(page.cased[start:end], "handle", page.span(start, end)), start, end
