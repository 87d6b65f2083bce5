"""Which of the identifiers in a text are what the demand is about, and which are only references.

Look-up pages of a register, copies of laws, terms of service, contact addresses and pages that are restricted already
are references (conventions of ``read --json``).
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import Final

from dueprocess.demand.codes import Kind
from dueprocess.demand.draft import Span, Target
from dueprocess.demand.reading import addresses, aside, telling
from dueprocess.demand.reading.hosts import (
    ADDRESSEE,
    CONTACT,
    DIALLED,
    LEAD,
    OFFICE,
    OWN_BOXES,
    STATE,
    USED,
    below_address,
    is_officials,
    of_provider,
    providers,
    uses,
    words_behind,
)
from dueprocess.demand.reading.index import cues
from dueprocess.demand.reading.page import Page, lower

_RANK: Final = 48
_NUMBERED: Final = re.compile(r"\s{0,12}\(?(?:\d{1,3}|[a-z])[.)]?\s{1,8}")
_FIRST: Final = re.compile(r"(?m)^[^\S\n]{0,12}\(?(?:1|a)[.)]?\s{1,8}")
_ROWS: Final = 1500
_ORIGINAL: Final = ("original", "oryginał", "orixinal", "оригинал", "оригінал", "originál", "orijinal")
_GAPS: Final = re.compile(r" {3,}|[\t|]")
_NAMED: Final = 44  # characters before a domain that is only the name of the provider's service
_SERVER: Final = re.compile(
    r"\((?:\w{1,8}\s+)?(?:serv(?:er|eur|idor|izio|ice)|serwer\w{0,3}|сервер\w{0,3}|sunucu\w{0,3}|host|instan[cz]\w{0,3}|istanza"
    r"|服务器|伺服器|サーバー?)\s*:?\s*\Z"
)
"""In brackets behind an account: where it is kept."""
_OF_NAMES: Final = re.compile(r"(?:ns|dns)\d{0,2}\.", re.IGNORECASE)
"""A server of names, to which a domain is to point."""
_PARTS: Final = " \t\n-*•\"'.()0123456789,;"
_LISTED: Final = re.compile(r"[-*•·・>\s]{0,4}(?:\(?\w{1,4}[.)、])?[\s\"']{0,4}[.,;]?(?:\s?\([^()]{1,40}\))?")
"""What stands beside an identifier that is alone in its line: a number of the list, a remark in brackets."""
_KEPT: Final = re.compile(
    r"[\"']?\s{0,3}(?:\(|(?:on|at|auf|bei|sur|chez|en|sul?|presso|op|bij|på|hos|na|u|w|no|de|di|von|des|du|на|в)\s{1,3}"
    r"(?:[^\W\d]{4,12}\s{1,3})?)"
)
"""What stands between an account and the service that keeps it."""
_NOWHERE: Final = (-1, 0)
_STOPPED: Final = re.compile(r"[.;!?。]\s|\n")
_ENDED: Final = re.compile(r"[^\W\d_]{5,}[.!?]\s|。|\n")
"""Where a sentence ends, and no abbreviation."""
_SIGNED: Final = 500  # characters of a signature; what is longer is a letter
_FOOT: Final = "\n-- \n"  # what parts a mail from what stands below each of its sender's
_LETTERED: Final = re.compile(r"(?:^|[|·•,;/])\s*[TF][.:]?\s{1,3}$")  # a letterhead's "T" or "F" for a telephone
_SEAL: Final = 160  # characters of the line above a link that proves a signature
_CAPTION: Final = 20  # … of a word for an address, as it stands in a letterhead
_DETOUR: Final = 60  # characters before an address to which traffic is sent instead
_OTHERS: Final = 36  # … in which whose site it is stands: the victim's, or the one that is imitated
_PLACE: Final = re.compile(
    r"\b(?:[Dd]istricts?|[Pp]rovince|[Cc]ity|[Tt]ehsil|[Rr]egion|[Dd]ivision|[Ss]tate)\s(?:of\s)?(?P<a>[A-Z][\w'-]+(?:\s[A-Z][\w'-]+)?)|\b(?P<b>[A-Z][\w'-]+(?:\s[A-Z][\w'-]+)?)\s(?:[Dd]istrict|[Dd]ivision|[Pp]rovince|[Rr]egion|[Tt]ehsil)\b"
)


def chosen(
    page: Page, kinds: tuple[Kind, ...], signature: tuple[Span, ...], recipient: str = ""
) -> tuple[list[Target], list[Target], list[Target]]:
    """(targets, references, what is only told of).

    ``signature``: where the letter is signed; ``recipient``: to whom its mail went.
    """
    taken: list[Target] = []
    left: list[Target] = []
    ends: dict[str, bool] = {}
    signature = tuple(aside.before_annex(page, one) for one in signature if one[1] - one[0] <= _SIGNED)
    every = addresses.found(page)
    hosts = providers(page, every, recipient)
    stops = sorted(one.span[1] for one in every)
    for target in every:
        if _of_sender(page, target):
            left.append(target)
            continue
        known = ends.get(target.value)
        at = page.at(target.span[0])
        fits = _fits(page, target, at, kinds, signature) or (
            not _inside(signature, at) and bool(taken) and _listed(page, taken[-1], target)
        )
        if target.sort == "handle" and target.value.startswith("@") and is_officials(target.value[1:].lower()):
            continue  # what is left of an official's address that the line broke
        if not _inside(signature, at) and target.sort in {"mail", "domain", "handle", "phone"}:
            fits = _by_place(page, target, stops, fits=fits)
            fits = of_provider(page, target, hosts, kinds, fits=fits)
        fits = fits and not (target.sort == "phone" and left and _goes_on(page, left[-1], target))
        fits = fits and not (target.sort == "domain" and taken and _keeps(page, taken[-1], target))
        if known is None or fits:
            (taken if fits else left).append(target)
            ends[target.value] = fits
    quoted = page.place(page.quoted)
    if any(one.span[0] < quoted for one in taken):  # what the letter itself names is asked about, not what it quotes
        left += [one for one in taken if one.span[0] >= quoted]
        taken = [one for one in taken if one.span[0] < quoted]
    noted = page.place(page.noted)
    if noted and any(one.span[0] >= noted for one in taken):  # nor what a note above a mail says that is passed on
        left += [one for one in taken if one.span[0] < noted]
        taken = [one for one in taken if one.span[0] >= noted]
    sites = {one.value for one in taken if one.sort == "domain"}
    taken += [
        one for one in left if one.sort == "mail" and one.value.lower().rpartition("@")[2] in sites and uses(page, one)
    ]
    beside = aside.without(page, taken, kinds, hosts)
    aside_ = {one.value for one in beside}
    kept = [one for one in taken if one.value not in aside_]
    unsure = {one.value for one in (*telling.doubtful(page, kept, hosts), *telling.remote(page, kept))}
    sure = [one for one in kept if one.value not in unsure]
    return sure + _places(page, kinds), left + beside, [one for one in kept if one.value in unsure]


def _of_sender(page: Page, target: Target) -> bool:
    """Whether it is the telephone or site below the address in the letter's head."""
    path = target.value.partition("://")[2].rstrip("/")
    if target.sort not in {"phone", "url", "domain"} or "/" in path:
        return False
    foot = page.plain.find(_FOOT, max(0, target.span[0] - _SIGNED), target.span[0])
    return (target.sort != "phone" and foot >= 0) or below_address(page, target.span)


def _goes_on(page: Page, last: Target, target: Target) -> bool:
    """Whether a number only goes on with where to answer: "to desk@police.example, telephone 915 00 00 00"."""
    between = page.low[page.at(last.span[1]) : page.at(target.span[0])]
    return last.sort in {"mail", "phone"} and len(between) < USED and not _STOPPED.search(between)


def _keeps(page: Page, last: Target, target: Target) -> bool:
    """Whether it is only where an account is kept: the user "tanqeed" on blogs.larkspur.example."""
    between = page.low[page.at(last.span[1]) : page.at(target.span[0])]
    return last.sort == "handle" and _KEPT.fullmatch(between) is not None


def _by_place(page: Page, target: Target, stops: Sequence[int], *, fits: bool) -> bool:
    """What stands alone in a line of a list: the line above it says whether it is asked about, or done already."""
    start, end = target.span
    line = page.plain.rfind("\n", 0, start) + 1
    stop = page.plain.find("\n", end)
    beside = page.plain[line:start] + page.plain[end : stop if stop >= 0 else len(page.plain)]
    if _LISTED.fullmatch(beside.strip()) is None:
        return fits
    above = _above(page, line, stops)
    if page.says(above.lower(), "targets.already"):
        return False
    leads = above.rstrip().endswith((":", ":-", "の"))
    leads = leads or (above.strip().isupper() and not OWN_BOXES.match(target.value.lower()))  # a firm's name, too
    return fits or (leads and not page.says(above.lower(), "targets.contacts") and line > ADDRESSEE)


def _above(page: Page, line: int, stops: Sequence[int]) -> str:
    """The nearest line above a list that holds none of its identifiers; ``stops`` are where these end."""
    known: dict[int, str] = page.memo.setdefault("targets.above", {})
    at = line
    text = ""
    while at and not text:
        if at in known:
            text = known[at]
            break
        before = page.plain.rfind("\n", 0, at - 1) + 1
        if bisect_left(stops, before) == bisect_right(stops, at):
            text = page.plain[before : at - 1].strip()
        at = before
    known[line] = text
    return text


def _listed(page: Page, last: Target, target: Target) -> bool:
    """Whether it is the next one of a list: only what parts the lines of a list stands between the two."""
    between = page.low[page.at(last.span[1]) : page.at(target.span[0])]
    alike = last.sort == target.sort or "\n" in page.raw[last.span[1] : target.span[0]]
    return alike and bool(between) and len(between) < LEAD and not between.strip(_PARTS)


def _inside(regions: tuple[Span, ...], at: int) -> bool:
    return any(start <= at < end for start, end in regions)


def _fits(page: Page, target: Target, at: int, kinds: tuple[Kind, ...], signature: tuple[Span, ...]) -> bool:
    if "{" in target.value or page.low[max(0, at - 2) : at] == "](":
        return False
    lead = page.before(at, LEAD)
    if not lead.strip(_PARTS):  # alone in its line: the words that explain it end the line before
        lead = page.low.part(max(0, at - LEAD // 2), at)
    rule = _RULES[target.sort]
    return rule(page, target, at, lead, kinds, _inside(signature, at))


def _seals(page: Page, target: Target) -> bool:
    """Whether the link only proves a signature: it stands below the words for an electronic one."""
    start = page.raw.rfind("\n", 0, target.span[0]) + 1
    lead = page.raw[max(0, start - _SEAL) : start].rstrip().rpartition("\n")[2]
    alone = not page.raw[start : target.span[0]].strip()
    return alone and page.says(lower(lead), "signature.statements")


def _url(page: Page, target: Target, at: int, lead: str, kinds: tuple[Kind, ...], signs: bool) -> bool:  # noqa: ARG001, FBT001 - one shape for all sorts
    host = re.sub(r"^[a-z]+://", "", target.value.lower()).split("/")[0].split(":")[0]
    if STATE.search(host) or (signs and target.sort == "domain") or _seals(page, target):
        return False
    start, end = _row(page, target) or page.sentence(at)
    first = max(start, at - LEAD)
    near = page.low.part(max(first, page.low.rfind("://", first, at) + 1), at)
    first, last = at + len(target.value), min(end, at + len(target.value) + 70)
    following = page.low.find("://", first, last)
    if following >= 0:  # what is said behind the comma is said of that one
        last = max(first, page.low.find(",", first, following) % (following + 1))
    after = page.low.part(first, last)
    over = near[-_OTHERS:]
    if not near.strip(_PARTS):  # alone in its line: the line above goes on with it
        over = page.low.part(max(0, at - _OTHERS, page.low.rfind("://", 0, max(0, at - 1)) + 1), at)
    return (
        not page.says(near, "targets.references")
        and not page.says(over, "targets.others")
        and not _heads_others(page, target)
        and not page.says(near[-_DETOUR:], "targets.detours")
        and not page.says(near, "targets.already")
        and not page.says(after, "targets.already")
    )


def _row(page: Page, target: Target) -> tuple[int, int] | None:
    """The row of a table in which the identifier stands: what other rows say is not said of it."""
    start, end = target.span
    left = page.raw.rfind("\n", 0, start) + 1
    right = page.raw.find("\n", end)
    right = right if right >= 0 else len(page.raw)
    cells = "   " in page.raw[end:right].rstrip() or "|" in page.raw[left:right]
    return (page.at(left), page.at(right)) if cells and start - left < LEAD else None


def _domain(page: Page, target: Target, at: int, lead: str, kinds: tuple[Kind, ...], signs: bool) -> bool:  # noqa: FBT001
    named = page.says(lead[-_NAMED:], "targets.providers") or _SERVER.search(lead) or _OF_NAMES.match(target.value)
    if named or (target.value.startswith("www.") and _of_letterhead(page, target)):
        return False
    return _url(page, target, at, lead, kinds, signs) and (
        page.says(lead, "targets.sites")
        or page.says(words_behind(page, target), "targets.sites")
        or not lead.strip(" -*•\"'.()0123456789")
        or _NUMBERED.fullmatch(_before(page, target)) is not None
        or _alone(page, target)
    )


def _before(page: Page, target: Target) -> str:
    """What stands before the identifier in its line."""
    start = target.span[0]
    return page.raw[max(0, start - LEAD) : start].rpartition("\n")[2]


def _of_letterhead(page: Page, target: Target) -> bool:
    """Whether telephone numbers stand beside it in a line of the head or foot, as in the sender's own address."""
    end = target.span[1]
    line = _before(page, target) + " " + page.raw[end : end + LEAD].partition("\n")[0]
    return DIALLED.search(line) is not None


def _heads_others(page: Page, target: Target) -> bool:
    """Whether its column of a table is headed as somebody else's pages, the originals."""
    line = _before(page, target)
    at, cell, head = target.span[0] - len(line), len(_GAPS.findall(line)), ""
    while at > 0 and _GAPS.search(over := page.raw[page.raw.rfind("\n", 0, at - 1) + 1 : at - 1].strip()):
        head, at = over, at - 1 - len(page.raw[page.raw.rfind("\n", 0, at - 1) + 1 : at - 1])
    cells = _GAPS.split(head)
    said = cells[cell].lower() if cell < len(cells) and not any(map(str.isdigit, head)) else ""
    return said.startswith(_ORIGINAL) or page.says(said, "targets.others")


def _alone(page: Page, target: Target) -> bool:
    """Whether the identifier is all that its cell of a table says."""
    start, end = target.span
    left = page.raw[max(0, start - LEAD) : start].rpartition("\n")[2]
    right = page.raw[end : end + LEAD].partition("\n")[0]
    inner = _GAPS.split(left)[-1] + _GAPS.split(right)[0]
    return bool(_GAPS.search(left) or _GAPS.search(right.rstrip())) and not inner.strip(_PARTS)


def _mail(page: Page, target: Target, at: int, lead: str, kinds: tuple[Kind, ...], signs: bool) -> bool:  # noqa: FBT001
    host = target.value.lower().rpartition("@")[2]
    if signs or STATE.search(host) or OFFICE.search(host) or OWN_BOXES.match(target.value.lower()):
        return False
    if _by_telephone(page, target):
        return False
    if page.says(lead[-_RANK:], "targets.messages"):
        return False
    if page.low[max(0, at - 7) : at] == "mailto:" or (
        set(kinds) == {Kind.CONTENT} and not page.says(lead, "targets.mailboxes")
    ):
        return False
    return _asked_about(page, target, at, lead)


def _by_telephone(page: Page, target: Target) -> bool:
    """Whether only a telephone number stands beside it in its line, or in the line above what is all of its line."""
    lead, start = _before(page, target), target.span[0]
    above = page.plain[: start - len(lead)][-LEAD:].rstrip("\n").rpartition("\n")[2]
    rest = page.plain[target.span[1] : target.span[1] + LEAD].partition("\n")[0]
    beside = DIALLED.search(lead) or DIALLED.search(rest)
    if beside and not _WORDS.search(f"{lead} {rest}") and not _NUMBERED.match(lead) and "@" not in above:
        return True
    return len(lead.strip()) < _CAPTION and not rest.strip() and DIALLED.search(above) is not None


_WORDS: Final = re.compile(r"[^\W\d_]{5,}")


def _phone(page: Page, target: Target, at: int, lead: str, kinds: tuple[Kind, ...], signs: bool) -> bool:  # noqa: FBT001
    line = _before(page, target)
    officer = len(line) < CONTACT and page.says(line.lower(), "signature.ranks")
    if _LETTERED.search(line) or signs or set(kinds) == {Kind.CONTENT} or officer:
        return False
    return _asked_about(page, target, at, lead)


def _asked_about(page: Page, target: Target, at: int, lead: str) -> bool:
    """Whether the nearest word that explains the address speaks of an account and not of where to answer."""
    near = "" if _first_of_row(page, target) else lead[-60:]
    behind = words_behind(page, target)
    said = near[max((one.end() for one in _ENDED.finditer(near)), default=0) :]
    if behind.lstrip(" '\")").startswith(page.tables["targets.answers"]) or page.says(said, "targets.questions"):
        return False
    if not page.says(near, "targets.contacts"):
        return (
            page.says(lead, "targets.accounts")
            or page.says(behind, "targets.accounts")
            or not near.strip(" -*•\"'.()0123456789+;,")
            or page.says(page.low.part(max(0, at - 300), at), "targets.accounts")
        )
    names = ("targets.accounts", "identifiers.phones") if target.sort == "phone" else ("targets.accounts",)
    account = max((_last(near, page.tables[name]) for name in names), default=_NOWHERE)
    return account > _last(near, page.tables["targets.contacts"])


def _first_of_row(page: Page, target: Target) -> bool:
    """Whether it stands first in a numbered row, and no words for where to answer stand over the rows."""
    if not _NUMBERED.fullmatch(_before(page, target)):
        return False
    rows = list(_FIRST.finditer(page.raw, max(0, target.span[0] - _ROWS), target.span[0]))
    over = page.raw[: rows[-1].start()].rstrip().rpartition("\n")[2][-LEAD:] if rows else ""
    return not page.says(over.lower(), "targets.contacts") or page.says(over.lower(), "targets.accounts")


def _last(near: str, phrases: tuple[str, ...]) -> Span:
    """Where the phrase ends that is nearest, and its length: of two that end there the longer one says it."""
    return max(((len(near[:end].rstrip()), end - start) for start, end in cues(near, phrases)), default=_NOWHERE)


def _always(page: Page, target: Target, at: int, lead: str, kinds: tuple[Kind, ...], signs: bool) -> bool:  # noqa: ARG001, FBT001
    bare = target.sort == "handle" and target.value.startswith("@")
    if target.sort == "handle" and target.value.isdigit() and page.says(lead[-_RANK:], "signature.ranks"):
        return False  # the number of an officer
    return not (signs and bare)


def _ip(page: Page, target: Target, at: int, lead: str, kinds: tuple[Kind, ...], signs: bool) -> bool:  # noqa: ARG001, FBT001
    near = lead[-40:]
    if page.says(near, "targets.detours") or page.says(words_behind(page, target), "targets.detours"):
        return False
    said = lead[max((one.end() for one in _ENDED.finditer(lead)), default=0) :]
    # Where pages are to go, a longer sentence may say that one stands there.
    return not page.says(near, "targets.machine") and not (
        set(kinds) == {Kind.CONTENT} and page.says(said, "targets.machine")
    )


_RULES: Final = {
    "url": _url,
    "domain": _domain,
    "mail": _mail,
    "phone": _phone,
    "ip": _ip,
    "handle": _always,
    "imei": _always,
}


def _places(page: Page, kinds: tuple[Kind, ...]) -> list[Target]:
    if not {Kind.SHUTDOWN, Kind.THROTTLING} & set(kinds):
        return []
    found: dict[str, Target] = {}
    for match in _PLACE.finditer(page.cased):
        group = "a" if match["a"] else "b"
        name = match[group]
        if name.split()[0].lower() not in page.tables["targets.not_places"] and name not in found:
            found[name] = Target(name, "place", page.span(*match.span(group)))
    return list(found.values())
