"""Users' names, customers' numbers and channels: behind their labels, before them, below them, in quotes."""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from typing import Final, NamedTuple

from dueprocess.demand.draft import Span, Target
from dueprocess.demand.reading import columns, nicknames
from dueprocess.demand.reading.columns import DAY, NAME
from dueprocess.demand.reading.index import begun
from dueprocess.demand.reading.page import Page
from dueprocess.demand.reading.tables import Tables, any_of

MOST: Final = 9999  # identifiers of one sort that are read, as many as a face counts
SIGNS: Final = 1000  # at most so many are looked at one by one
W: Final = r"[^\W\u3040-\u9fff\uac00-\ud7af]"
"""A letter or digit, but of no script that sets no spaces."""
_TRAILING: Final = ".,;:!?'\"*_>]}"
_HEAD: Final = 4  # letters by which a label is looked for before the pattern is tried
_NAMELIKE: Final = rf"(?=(?:{W}|[.@+-]){{0,30}}[\d_#])(?:{W}|@)(?:{W}|[.@#+-]){{1,62}}{W}|@{W}(?:{W}|[.-]){{1,38}}{W}"
"""A user's name that no word of prose has: with a digit, a low line or a number sign."""
_SLASHED: Final = r"[^\W\d_]{1,5}(?:[/-][\w-]{1,12}){0,3}/(?=[\w-]{0,12}\d)[\w-]{1,12}"
"""A customer's number that begins with letters: SB/2024/00716."""
_DOTTED: Final = r"(?:(?<=[:=])|(?<=[:=] ))[^\W\d_]{2,20}(?:[._-][^\W\d_]{2,20}){1,3}"
"""One that only signs set off from prose, behind a colon: quiet.otter."""
_PLAIN: Final = r"(?:[^\W\d_]{4,20}(?:[._][^\W\d_]{4,20}){1,2}|[^\W\d_]{3,20}(?:\.[^\W\d_]{2,20}){2,3})(?![\w@.-]|:\w)"
"""One that only points set off from prose: quiet.otter."""
_POINTED: Final = r"[^\W\d_]{2,20}(?:[._][^\W\d_]{2,20}){1,3}(?![\w@.-])"
"""One in a list behind another one: otter_77, marsh.wren."""
_BEFORE: Final = re.compile(rf"(?<!\w)(?:[\"']([^\"'\s]{{2,64}})[\"']|({_NAMELIKE}))\s\Z")
_NEXT: Final = re.compile(
    rf"(?:,?\s(?:and|und|et|y|e|i|oraz|och|og|en|или|и|&)\s\"?|[,;]\s?\"?|\n(?:[-*•]\s?|\(?\w{{1,3}}[.)]\s?)?\"?)(?P<v>{_NAMELIKE}|{_POINTED}|(?P<word>[^\W\d_]{{6,30}})(?![\w@-]|\.\w))"
)
_QUOTED_NEXT: Final = re.compile(
    r"(?:,\s?|\s[^\W\d]{1,4}\s|\s?[&/]\s?)(?P<q>[\"'])\s?(?P<v>@?[\w.-]{3,40})\s?(?P=q)(?!\w)"
)
_APART: Final = re.compile(r" (?<=\w ) {1,5}(?P<v>[a-zA-Z0-9][\w.+-]{1,39}\w)(?= {2,}\S)")
_LABEL: Final = 24
_QUOTED: Final = re.compile(
    rf"(?P<q>[\"'])(?<!{W}.)(?<!\..)\s?(?P<v>@?(?=[\w.-]{{0,38}}[\d_])[^\W\d][\w.-]{{2,38}}\w)\s?(?P=q)(?!{W})"
)
_UUID: Final = re.compile(r"-(?<=(?<![\w-])[0-9a-f]{8}-)(?:[0-9a-f]{4}-){3}[0-9a-f]{12}(?![\w-])")
"""Begun at its first dash, eight characters behind where it starts: few letters of a text are one."""
_UUID_HEAD: Final = 8
_TAGGED: Final = re.compile(r"#\d{4}")
_TAG: Final = re.compile(r"(?<![\w.@#-])[\w.-]{2,32}#\d{4}(?!\d)")
_ROOM: Final = re.compile(
    r"[#!](?<![\w#&/(][#!])[a-z][\w-]{1,60}(?:\.[\w-]{1,40}){0,3}:(?:[a-z0-9-]{1,63}\.){1,8}[a-z]{2,24}(?![\w-])"
)
_CHANNEL: Final = re.compile(r"#(?<![\w#&/]#)[^\W\d_][\w-]{1,60}\w(?![\w:])")
_NEAR: Final = (
    80  # characters before a name in quotes, or with a number sign, in which accounts or channels are spoken of
)
_OF_A_BANK: Final = re.compile(r"[a-z]{2}\d{2}[a-z\d]{11,30}\Z|[a-z]{2}\d\d\Z|\d\d-\d{3,6}-\d\Z")
_BANK: Final = re.compile(r"\s[^\n]{0,24}(?:bank|banco|banca|banque|sparkasse|kasse|iban|bic)\b")
"""What stands behind the label of an account where its bank is named: "Konto: Norddeutsche Landesbank"."""
_GOES_ON: Final = re.compile(r" [^\W\d_]")
"""What stands behind the first of several words, which alone is no name: "User: Jane Ferry"."""
_DIGITS: Final = 5  # digits of which a number alone must have as many


class _Patterns(NamedTuple):
    handle: re.Pattern[str]
    labelled: re.Pattern[str]
    named: re.Pattern[str]
    apart: re.Pattern[str]  # a label before a name that spaces set off: the account  torq-insider  on your service


@lru_cache(maxsize=8)
def _patterns(tables: Tables) -> _Patterns:
    labels = tables.pattern("identifiers.labels")
    handle = (
        rf"(?:{labels})(?:s|n|en)?[\s:=]{{0,3}}(?:name[\s:=]{{1,2}}|named |known as |with the handle )?"
        r"(?:\"\s?([^\"\s]{2,64})\s?\"|'\s?([^'\s]{2,64})\s?'|(@[\w.-]{2,64}+)(?![@\w])|\u2039)"
    )
    labelled = rf"(?:^|\n|; |, |\()(?:[-*•]\s)?(?:{labels})\s?:\s?((?:{W}|[.@+-]){{2,64}})"
    every = tables.pattern("identifiers.labels", "identifiers.customers")
    sign = (
        r"\s(?:no|nos|nr|numbers?|ids?|names?|named|handles?|is|called|known as|nummer|n°|n\.?º|núm|numéro|č|№|cod"
        r"|kod|kód|(?:\w{3,14}\s)?(?:as|come|como|als|jako|ako|som|comme|как|як))(?!\w)\.?"
    )
    named = (
        rf"(?<!{W})(?:{every})(?:s|n|en|'s)?\.?(?:\s\([^()]{{1,40}}\)(?=\s?:|\n))?(?P<sign>(?:\s\w{{2,14}}(?=\s(?:№|n[°º])))?(?:{sign}){{0,3}})"
        rf"(?: ?[:=]\s?(?:[-*•]\s)?|\s)(?:[(\"'#]\s?)?"
        rf"(?P<v>(?:{_NAMELIKE})(?:/[\w-]{{1,12}}){{0,3}}|{_SLASHED}|{_DOTTED}|{_PLAIN})(?!{W}|@)"
    )
    apart = rf"(?<![^\W\d_])(?:{every})$"
    return _Patterns(*map(re.compile, (handle, labelled, named, apart)))


@lru_cache(maxsize=64)
def _heads(tables: Tables) -> re.Pattern[str]:
    """How the labels of handles begin, in the languages of the page: one may begin within another."""
    words = (*tables["identifiers.labels"], *tables["identifiers.customers"])
    return re.compile(f"(?={any_of({label[:_HEAD] for label in words})})")


def ready(tables: Tables) -> None:
    """Make the patterns of these languages."""
    _heads(tables)


@lru_cache(maxsize=64)
def _labels(tables: Tables) -> frozenset[str]:
    """The labels themselves, in the languages of the page."""
    return frozenset((*tables["identifiers.labels"], *tables["identifiers.customers"]))


def named(page: Page) -> Iterator[tuple[Target, int, int]]:
    """All of them, with their places in the page."""
    return (one for one in _named_somehow(page) if not _NONSENSE.search(one[0].value))


def _named_somehow(page: Page) -> Iterator[tuple[Target, int, int]]:
    yield from _handles(page)
    yield from _named(page)
    yield from _set_off(page)
    yield from _led(page)
    yield from _led_list(page)
    yield from _numbered(page)
    yield from columns.found(page)
    for start, end in nicknames.found(page):
        yield Target(page.plain[start:end], "handle", (start, end)), page.at(start), page.at(end)
    yield from _channels(page)


def trimmed(low: str, start: int, end: int) -> int:
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


def _begun(page: Page) -> list[Span]:
    """Where something begins as a label does."""
    if _begun not in page.memo:
        page.memo[_begun] = [match.span() for match in _heads(page.tables).finditer(page.low)]
    found: list[Span] = page.memo[_begun]
    return found


def _handles(page: Page) -> Iterator[tuple[Target, int, int]]:
    low, patterns = page.low, _patterns(page.tables.whole)
    for matches in (
        begun(low, _begun(page), patterns.handle),
        patterns.labelled.finditer(low) if ":" in low else (),
    ):
        for match in matches:
            group = match.lastindex
            if group:
                start, end = match.span(group)
                end = trimmed(page.low, start, end)
                value = page.cased[start:end]
                whole = not (value.isalpha() and _GOES_ON.match(page.plain, page.span(start, end)[1]))
                if len(value) > 1 and whole and not _BANK.match(low, end):
                    yield Target(value, "handle", page.span(start, end)), start, end


def _numbered(page: Page) -> Iterator[tuple[Target, int, int]]:
    """Numbers of accounts in brackets behind their names."""
    for match in islice(_IN_BRACKETS.finditer(page.low), SIGNS):
        lead = page.before(match.start() + 1, _NEAR)
        name = lead.rsplit(None, 1)[-1] if lead.strip() else ""
        if (name.endswith(('"', "'")) or NAME.fullmatch(name)) and page.says(lead, "targets.accounts"):
            start, end = match.span("v")
            yield Target(page.cased[start:end], "handle", page.span(start, end)), start, end


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
    for match in islice(begun(low, _begun(page), patterns.named), MOST):
        found: re.Match[str] | None = match
        label = low[match.start() : match.start("sign")].strip()
        if label in _BARE and page.says(low.part(max(0, match.start() - _LABEL), match.start()), "identifiers.papers"):
            continue  # the number of a report or a page, not of an account
        sign = bool(match["sign"]) or label in page.tables.whole["identifiers.customers"]
        for _ in range(MOST):
            if not found:
                break
            start, end = found.span("v")
            end = trimmed(low, start, end)
            value = low[start:end]
            if low[start - 1] == "#":
                sign, start = True, start - 1
            bare = value.replace("-", "").isdigit()
            between = page.raw[page.place(match.start()) : page.place(start)]
            wrapped = "_" in value and page.place(start) - page.raw.rfind("\n", 0, page.place(match.start())) > _FULL
            # The next cell of a table is no name.
            apart = "\n" in between and ":" not in between and not wrapped and not any(map(str.isdigit, value))
            joined = found.re is _NEXT and found["word"]  # any word may stand behind "and"
            if (
                apart
                or (joined and not NAME.fullmatch(page.cased[start:end]))
                or (bare and (len(value) < _DIGITS or not (sign or len(value) > _DIGITS)))
                or DAY.match(value)
                or _OF_A_BANK.match(value)
                or _BANK.match(low, end)
            ):
                break
            yield Target(page.cased[start:end], "handle", page.span(start, end)), start, end
            found = _NEXT.match(low, end + (low[end : end + 1] in {'"', "'"}))


def _set_off(page: Page) -> Iterator[tuple[Target, int, int]]:
    """Names that spaces, quotes or their own shape set off, near a word for an account."""
    low, patterns = page.low, _patterns(page.tables.whole)
    for match in islice(_APART.finditer(page.raw), SIGNS):
        if not patterns.apart.search(page.raw[max(0, match.start() - _LABEL) : match.start()].lower()):
            continue
        start, end = page.at(match.start("v")), page.at(match.end("v"))
        if page.cased[start:end] == match["v"] and not match["v"].endswith((".", ":")):
            yield Target(match["v"], "handle", page.span(start, end)), start, end
    for match in islice(_UUID.finditer(low), SIGNS):
        start, end = match.start() - _UUID_HEAD, match.end()
        if page.says(low.part(max(0, start - _NEAR), start), "targets.accounts"):
            yield Target(page.cased[start:end], "handle", page.span(start, end)), start, end
    for match in islice(_QUOTED.finditer(low), SIGNS):
        start, end = match.span("v")
        near = _NEAR if any(map(str.isdigit, match["v"])) else _LABEL  # a name of columns and code has low lines, too
        lead = max(0, match.start() - near)
        lead = max(lead, low.rfind(")", lead, match.start()))
        if page.says(low.part(lead, match.start()), "targets.accounts"):
            quote: re.Match[str] | None = match
            while quote:
                start, end = quote.span("v")
                yield Target(page.cased[start:end], "handle", page.span(start, end)), start, end
                quote = _QUOTED_NEXT.match(low, quote.end())


def _led_list(page: Page) -> Iterator[tuple[Target, int, int]]:
    """Users' names, a line each, below a line that leads to a list of accounts."""
    leads, colon, above = False, False, ""  # what is read of a line above, and the line where that is not known yet
    start = 0
    for line in islice(page.plain.split("\n"), MOST):
        match = _ITEM.fullmatch(line)
        named = match and (match["q"] or NAME.fullmatch(match["v"]) or _HYPHENED.fullmatch(match["v"]))
        if match and not named and " " in match["v"] and ":" not in line:
            named = nicknames.called(page, match["v"])
        listed = "@" in line and len(line) < _LED  # a mail address is one of the list
        if above and (named or listed):
            leads, colon, above = _leads(page, above), above.rstrip().endswith(":"), ""
        quoted = match and match["q"] and " " in match["v"]  # a firm's name in quotes, alone in its line
        if match and named and leads and (colon or not quoted):
            first, last = (page.at(start + at) for at in match.span("v"))
            yield Target(match["v"], "handle", (start + match.start("v"), start + match.end("v"))), first, last
        elif line.strip() and not (leads and listed):
            above = line
        start += len(line) + 1


def _leads(page: Page, line: str) -> bool:
    """Whether a line leads to a list of accounts."""
    words = line.rstrip()[-_LED:].lower()
    if words.endswith((":", "list", "liste")):
        return any(page.says(words, name) for name in ("targets.accounts", "identifiers.labels"))
    return _ends_in_label(page, words)


def _ends_in_label(page: Page, words: str) -> bool:
    """Whether the last one, two or three words of a line are a label: "with the user name", "Usernames"."""
    last = _REMARK.sub("", words).split()[-3:]
    known = _labels(page.tables)
    return any(" ".join(last[at:]).strip(_AROUND) in known for at in range(len(last)))


_NONSENSE: Final = re.compile(
    r"\A\W*\Z|\n|\A\W?\d{1,4}[./-]\d{1,2}[./-]\d{2,4}\b|\A\d{1,2}[:.h]\d\d(?:[:.]\d\d)?\Z|\d年|\d月\d"
    r"|\A[€$£₹]|[€$£₹%]\Z|(?:\S+\s){4}|[\u3040-\u9fff]{16}"
)
"""What no user is called: signs alone, days, hours, amounts, sentences."""
_BARE: Final = frozenset(("id", "uid", "आईडी", "आई.डी.", "آئی ڈی", "identificador"))
"""Labels that number anything."""
_IN_BRACKETS: Final = re.compile(
    rf"(?:[\"'](?<!\s[\"'])|{W})\s\((?:[^\W\d]{{2,12}}[\s-])?(?:id|uid|nr|no|č|n[°º]|№)[.\s:#]{{1,3}}"
    r"(?P<v>\d[\d-]{3,14}|[a-z]{1,3}-?\d{4,10})\)"
)
"""An account's number in brackets behind its name: "kovarna.noc" (ID 7710-4418)."""
_LED: Final = 90
_HYPHENED: Final = re.compile(r"[a-z]{2,20}(?:-[a-z]{2,20}){1,3}")
"""A name of small letters with a hyphen, which alone in its line below a label is no word of prose."""
_AROUND: Final = " \t:.-*•()\"'|"
_FULL: Final = 45  # characters of a line that goes on in the next one
_REMARK: Final = re.compile(r"\(s\)\W*$|\W+$")
_ITEM: Final = re.compile(
    r"\s{0,20}(?:[-*•·]\s{0,4}|\(?\w{1,2}[.)]\s{1,4}|[^\W\d_]{2,12}:\s{1,8})?(?:(?P<q>\")|)"
    r"(?P<v>(?(q)[^\"\n]{3,40}|(?:@?\w[\w.-]{2,38}\w|\w[\w.'&-]{0,24}(?: [\w.'&-]{1,24}){1,3})))\"?"
    r"(?:\s{1,12}\([^()\n]{1,120}\))?[.,;]?\s{0,20}"  # a remark in brackets
)


def _channels(page: Page) -> Iterator[tuple[Target, int, int]]:
    """Channels and rooms (#name, #room:host), and users with a number behind their name (name#1234)."""
    low = page.low
    if "#" not in low and "!" not in low:
        return
    for pattern in (_ROOM, _TAG) if _TAGGED.search(low) else (_ROOM,):
        for match in islice(pattern.finditer(low), MOST):
            start, end = match.start(), trimmed(low, *match.span())
            yield Target(page.cased[start:end], "handle", page.span(start, end)), start, end
    for match in islice(_CHANNEL.finditer(low), SIGNS):
        if page.says(low.part(max(0, match.start() - _NEAR), match.start()), "identifiers.channels"):
            start, end = match.span()
            yield Target(page.cased[start:end], "handle", page.span(start, end)), start, end
