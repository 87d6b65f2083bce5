"""Identifiers in a text: links, domains, mail addresses, telephone numbers, IP addresses, user handles, IMEI.

Defanged forms (``hxxp``, ``[.]``, ``(dot)``, ``[at]``) are read as what they mean. Every pattern is linear:
possessive, bounded, and begun at a literal or at a word's edge.
"""

import ipaddress
import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

from dueprocess.demand.draft import Target
from dueprocess.demand.reading.domains import is_domain
from dueprocess.demand.reading.handles import MOST, SIGNS, W, named, trimmed
from dueprocess.demand.reading.index import begun, places
from dueprocess.demand.reading.page import Page
from dueprocess.demand.reading.telephones import numbers

_DOT: Final = r"(?:\.|\[\.\]|\(\.\)|\{\.\}|\s?\[dot\]\s?|\s?\(dot\)\s?)"
_AT: Final = r"(?:@|\[@\]|\(@\)|\s?\[at\]\s?|\s?\(at\)\s?)"
_URL: Final = re.compile(r"h(?:tt|xx)ps?(?:://|:\s?//\s?|\[:\]//|\[://\]|:\\\\)[^\s<>\"|、。《》【】]{1,2048}+")
_BROKEN: Final = re.compile(r"\.\s(?:[a-z0-9-]{1,63}\.){0,4}[a-z]{2,24}/[^\s<>\"|]{1,2048}+")
_ON: Final = re.compile(
    r"(?<=[/_=?&%-])[ \t>]*\n[ \t>]*(?!h(?:tt|xx)p|www)([a-z0-9][^\s<>\"|]{0,400}+)(?=[ \t]*(?:\n|\Z))"
)
"""What is alone in the next line, where a link ends its own with a sign that ends none."""
_MAIL: Final = re.compile(
    rf"(?<![.+%-])(?<!{W})(?:{W}|[.+%-]){{1,64}}+{_AT}(?:[\w-]{{1,63}}+{_DOT}(?=[\w-])){{1,8}}+[a-z]{{2,24}}+(?!{W}|-)"
)
_PARTED: Final = re.compile(
    r"(?<!\S)((?=[\w.+%-]{0,60}[._\d-])[\w.+%-]{1,63}\w)[ \t]{0,9}\n[ \t]{0,9}"
    r"(@(?:[a-z0-9-]{1,63}\.){1,8}[a-z]{2,24}|\.[a-z]{2,24})(?![\w.@-])",
    re.IGNORECASE,
)
"""An address that a narrow cell parted before its sign or its last dot."""
_PARTS: Final = re.compile(r"\n[ \t]{0,9}[@.]")
_HYPHENED: Final = re.compile(
    r"-(?<=\w-)[ \t]{0,9}\n[ \t]{0,9}([\w.+%-]{1,64}@(?:[a-z0-9-]{1,63}\.){1,8}[a-z]{2,24})(?![\w@-])", re.IGNORECASE
)
"""The rest of an address whose line ended at its hyphen."""
_LOCAL: Final = re.compile(rf"(?:{W}|[.+%-])++\Z")
_FEDIVERSE: Final = re.compile(r"@(?<![\w.+%@/-]@)[\w.-]{1,64}@(?:[a-z0-9-]{1,63}+\.){1,8}[a-z]{2,24}(?![\w-])")
_MATRIX: Final = re.compile(r"@(?<![\w@]@)[\w.=/+-]{1,100}:(?:[a-z0-9-]{1,63}\.){1,8}[a-z]{2,24}(?![\w-])")
_DOMAIN: Final = re.compile(
    rf"(?:(?<=\*\.)|(?<![.@/+%=&?#-])(?<!{W}))(?:[a-z0-9\u00df-\u017f\u0430-\u044f][a-z0-9\u00df-\u017f\u0430-\u044f-]{{0,62}}+{_DOT}(?=[a-z0-9\u00df-\u017f\u0430-\u044f])){{1,8}}+[a-z]{{2,24}}+(?!{W}|[@-])(?:/[^\s<>\"|、。《》【】]{{0,500}}+)?"
)
_IPV4: Final = re.compile(
    rf"\d(?<![.-]\d)(?<!{W}\d)\d{{0,2}}(?:\.|\[\.\])\d{{1,3}}(?:\.|\[\.\])\d{{1,3}}(?:\.|\[\.\])\d{{1,3}}(?!{W}|-)(?!\.\d)"
)
_IPV6: Final = re.compile(r"(?<![\w:.])(?:[0-9a-f]{0,4}:){2,7}[0-9a-f]{0,4}(?![\w:])")
_NETWORK: Final = re.compile(r"/\d{1,3}(?![\w/-]|\.\w)")
_TWO_COLONS: Final = re.compile(r":[0-9a-f]{0,4}:")
_BARE_HANDLE: Final = re.compile(rf"@(?<![@./+-]@)(?<!{W}@)[a-z_](?:{W}|\.){{1,38}}{W}(?!{W}|[@:])")
_WALLET: Final = re.compile(
    r"(?<![\w/.=@-])(?:(?:bc1|ltc1|tb1)[a-z\d]{20,80}|0x[\da-fA-F]{40}|[13TLMD](?=[A-Za-z]*\d)(?=[A-Z\d]*[a-z])[A-Za-z\d]{25,43})(?![\w/@-]|\.\w)"
)
"""An address to which cryptocurrency is paid; no word of prose looks like one."""
_PAYEE: Final = re.compile(r"(?<![\w.@+/-])[a-z\d][\w.-]{1,60}@[a-z]{2,12}(?![\w@:-]|\.\w)")
"""An address for payments, as a mail address without an ending: name@bank."""
_PAYEES: Final = re.compile(r"\b(?:upi|vpa)\b|यूपीआई|यू\.पी\.आई|یو پی آئی")
_BESIDE: Final = 40  # characters beside such an address in which a word says what it is
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
_CLOCK: Final = re.compile(r"(?<![+\d:-])\d{1,2}:\d{2}(?::\d{2})?\b")
_SIGNED_OFFSET: Final = re.compile(r"[+-]\d{2}:?\d{2}\b|\d{2}z\b")
_PORT: Final = re.compile(r"\b(?:ports?|source ?port|quellport|порт)\b[\s:.no#]{0,5}\d{1,5}\b")
_IP_WINDOW: Final = 160


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
        yield from _payees(page)
    yield from _parted(page)
    yield from _hyphened(page)
    yield from _matches(page, _DOMAIN, "domain")
    yield from _addresses(page)
    for match in islice(_WALLET.finditer(page.raw), MOST):
        yield Target(match[0], "handle", match.span()), page.at(match.start()), page.at(match.end())
    yield from numbers(page)
    yield from named(page)


def _payees(page: Page) -> Iterator[tuple[Target, int, int]]:
    """Addresses for payments, beside a word for one: before it, or behind it in the next cell."""
    for match in islice(_PAYEE.finditer(page.low), MOST) if _PAYEES.search(page.low) else ():
        start, end = match.span()
        if _PAYEES.search(page.low, max(0, start - _BESIDE), end + _BESIDE):
            yield Target(page.cased[start:end], "handle", page.span(start, end)), start, end


def _parted(page: Page) -> Iterator[tuple[Target, int, int]]:
    for match in islice(_PARTED.finditer(page.raw), MOST) if _PARTS.search(page.raw) else ():
        value = match[1] + match[2]
        if is_domain(value.rpartition("@")[2]):
            start, end = page.at(match.start(1)), page.at(match.end(2))
            yield Target(value, "mail" if "@" in value else "domain", match.span()), start, end


def _hyphened(page: Page) -> Iterator[tuple[Target, int, int]]:
    for match in islice(_HYPHENED.finditer(page.raw), MOST) if "@" in page.raw else ():
        begin = _LOCAL.search(page.raw, max(0, match.start() - 64), match.start())
        if begin and is_domain(match[1].rpartition("@")[2]):
            span = (begin.start(), match.end())
            yield Target(f"{begin[0]}-{match[1]}", "mail", span), page.at(span[0]), page.at(span[1])


def _mails(page: Page) -> Iterator[tuple[Target, int, int]]:
    low = page.low
    if low.count("@") > SIGNS or any(sign in low for sign in ("[@", "(@", "[at", "(at")):
        return _matches(page, _MAIL, "mail")
    # Only plain signs: what stands before one is the one place where an address can begin.
    ends = (_LOCAL.search(low, max(0, at - 65), at) for at, _ in places(low, ("@",)))
    return _given(page, begun(low, [end.span() for end in ends if end], _MAIL), "mail")


def _matches(page: Page, pattern: re.Pattern[str], sort: str) -> Iterator[tuple[Target, int, int]]:
    return _given(page, pattern.finditer(page.low), sort)


def _given(page: Page, matches: Iterator[re.Match[str]], sort: str) -> Iterator[tuple[Target, int, int]]:
    for match in islice(matches, MOST):
        start, end = match.span()
        end = trimmed(page.low, start, end)
        value = _value(page, start, end, sort)
        if sort == "url" and (on := _ON.match(page.raw, page.span(start, end)[1])):  # its line ended in the path
            end = page.at(on.end())
            value += on[1]
        if sort == "url" and "." not in value.partition("//")[2].partition("/")[0]:  # a line ended in the host
            rest = _BROKEN.match(page.low, end)
            end = trimmed(page.low, start, rest.end()) if rest else end
            value = "".join(_value(page, start, end, sort).split()) if rest else ""
        cut = sort == "mail" and value.startswith("-")  # a narrow cell parted it, and how it begins is not known
        if value and not cut and not (sort == "domain" and not is_domain(value)):
            yield Target(value, sort, page.span(start, end)), start, end


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
