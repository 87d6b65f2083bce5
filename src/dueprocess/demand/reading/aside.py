"""What stands in a letter beside the accounts and pages that it is about, and is told by them.

The server of a page, the site on which a page stands, the platform of an account, the domain of a mailbox, what a
sentence takes out.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import Final

from dueprocess.demand.codes import Kind
from dueprocess.demand.draft import Span, Target
from dueprocess.demand.reading import reach
from dueprocess.demand.reading.hosts import is_named
from dueprocess.demand.reading.index import Indexed, cues
from dueprocess.demand.reading.page import Page, lower

_SPARED: Final = 140  # characters behind an address in which its sentence takes it out
_ANOTHER: Final = re.compile(r"\w(?:\.|\[\.\])\w{2,}|[;!?]|\.\s|\n\n")
"""Another address, or the end of what is said of one."""
_IDENTIFIER: Final = re.compile(r"\w(?:\.|\[\.\]|@)\w{2,}")
_CELLS: Final = re.compile(r"\t|\s{3,}|\|")
_NEAR: Final = 400  # characters of a table around a row
_ANNEX: Final = 40  # characters of a line that heads what is annexed
_FAR: Final = 500  # characters behind a mailbox, where what is asked is over
_LABEL: Final = 24
_OF_NETWORKS: Final = re.compile(r"\bip(?![\w.])|айпи", re.IGNORECASE)
"""Words above a table that speak of IP addresses, too."""
_WORDS: Final = re.compile(r"[^\W\d_]{3,}\s")


def without(page: Page, taken: list[Target], kinds: tuple[Kind, ...], hosts: frozenset[str]) -> list[Target]:
    """Those of ``taken`` that are only beside the others; ``hosts`` are the provider's own domains."""
    asked = set(kinds)
    alone = len({one.value for one in taken}) == 1
    left = set() if alone else {one.value for one in taken if is_spared(page, one)}
    left |= _served(page, [one for one in taken if one.value not in left])
    kept = [one for one in taken if one.value not in left]
    if any(one.sort == "handle" for one in kept):
        left |= {one.value for one in kept if _is_platform(page, one, hosts)}
    if asked <= {Kind.DISCLOSURE, Kind.PRESERVATION, Kind.INTERCEPTION}:
        left |= _of_mailboxes(page, kept)
    kept = [one for one in kept if one.value not in left]
    if asked == {Kind.CONTENT} and any(one.sort == "url" for one in kept):
        # The pages are asked about; who wrote them is only named beside them.
        left |= {one.value for one in kept if _only_writes(one) or _only_serves(page, one)}
        kept = [one for one in kept if one.value not in left]
    if asked and asked <= {Kind.CONTENT}:
        left |= _stood_on(kept)
    return [one for one in taken if one.value in left]


def before_annex(page: Page, signature: Span) -> Span:
    """The signature up to what is annexed below it: its accounts are no signer's."""
    start, end = signature
    words = page.tables["demand.enclosures"]
    at = page.low.find("\n", start, end)
    while at >= 0:
        stop = page.low.find("\n", at + 1, end)
        line = page.low[at + 1 : stop if stop >= 0 else end]
        if len(line) < _ANNEX and line.startswith(words):
            return start, at
        at = stop
    return signature


def _line(page: Page, target: Target) -> str:
    """What stands before an identifier in its line."""
    return page.plain[page.plain.rfind("\n", 0, target.span[0]) + 1 : target.span[0]]


def is_spared(page: Page, one: Target) -> bool:
    """Whether its sentence, or the next one of its paragraph, says that it is not meant, or that nothing is asked."""
    if one.sort in {"url", "domain", "mail"}:
        behind = lower(page.plain[one.span[1] : one.span[1] + _SPARED])
        end = _ANOTHER.search(behind)
        if page.says(" ".join(behind[: end.start() if end else None].split()), "targets.spared"):
            return True
    first = page.at(one.span[0])
    start = page.sentence(first)[0]
    if start == first and page.low[start - 2 : start] == ":\n":  # a long address begins a line of its own
        start = page.sentence(start - 2)[0]
    lead = _nearest(page.low.part(max(start, first - _SPARED), first), last=True)
    out = page.says(lead, "targets.unasked") or page.says(lead, "targets.beyond")
    return out or any(_says_nothing(page, part) for part in _said(page, one))


def is_crossed_out(page: Page, one: Target) -> bool:
    """Whether a cell behind it in its row says "no", and none says "yes": such a column says what is asked of whom."""
    line = lower(page.plain[one.span[1] : one.span[1] + _ROW].partition("\n")[0])
    cells = [_REMARK.sub("", cell.strip()) for cell in _CELLS.split(line)[1:]]
    brief = [cell for cell in cells if cell.isalpha() and len(cell) < _BRIEF]
    return bool(brief) and all(cell in page.tables["boxes.no"] for cell in brief)


_REMARK: Final = re.compile(r"\s*[-\u2013(,:;].*")
_ROW: Final = 200
_BRIEF: Final = 6  # letters of a "yes" or "no"


def is_denied(page: Page, one: Target, until: int) -> bool:
    """Whether "not" is said behind it, of it or of what it did; without the contents of a mailbox is no such thing.

    ``until``: where the next identifier begins in the letter.
    """
    end = page.at(until)
    parts = (part.whole.part(part.start, max(part.start, min(part.stop, end))) for part in _said(page, one))
    return any(page.says(part, "demand.negations") and not reach.names_data(page, part) for part in parts)


def _said(page: Page, one: Target) -> Iterator[Indexed]:
    """What its sentence says behind it, up to the next identifier, and the next sentence of its paragraph."""
    at = page.at(one.span[1])
    stop = page.sentence(page.at(one.span[0]))[1]
    yield _nearest(page.low.part(at, max(at, min(stop, at + _SPARED))), last=False)
    begin = stop + 2
    if "\n" in page.low[stop:begin] or begin >= len(page.low):
        return
    after = page.low.part(begin, min(page.sentence(begin)[1], begin + _SPARED))
    if not _IDENTIFIER.search(after):
        yield after


def _says_nothing(page: Page, part: Indexed) -> bool:
    """Whether nothing is asked about it, and not only some data of it, or that it be handed over."""
    end = next((end for _, end in cues(part, page.tables["targets.unasked"])), None)
    if end is None or page.says(part, "demand.yields") or reach.names_data(page, part):
        return False
    clause = _CLAUSE.split(part[end:], maxsplit=1)[0]  # "does not extend to the content"
    return not reach.speaks_of_messages(page, part.whole.part(part.start, part.start + end + len(clause)))


_CLAUSE: Final = re.compile(r"[,;.:\uff0c\u3002\u3001\uff1b]")


def _nearest(part: Indexed, *, last: bool) -> Indexed:
    """What of a part stands between its target and the identifier beside it."""
    found = [match.span() for match in _IDENTIFIER.finditer(part)]
    if not found:
        return part
    start, end = part.start, part.stop
    return part.whole.part(start + found[-1][1], end) if last else part.whole.part(start, start + found[0][0])


def _served(page: Page, taken: list[Target]) -> set[str]:
    """IP addresses of tables that stand behind a page or domain in its row: those of the machines that serve them."""
    pages = sorted(one.span[1] for one in taken if one.sort in {"url", "domain"})
    addresses = [one for one in taken if one.sort == "ip"] if pages else []
    behind = [one for one in addresses if _behind_page(page, one, pages)]
    first = min((one.span[0] for one in behind), default=0)
    if not behind or _OF_NETWORKS.search(page.plain, max(0, first - _NEAR), _over(page, first)):
        return set()
    last = max(one.span[1] for one in behind)
    # A cell of several lines may stand between the two.
    rest = [one for one in addresses if first - _NEAR < one.span[0] < last + _NEAR]
    return {one.value for one in (*behind, *(one for one in rest if not _line(page, one).strip()))}


def _behind_page(page: Page, one: Target, ends: list[int]) -> bool:
    """Whether a page or domain stands in a cell before the address; ``ends`` are where these end, in order."""
    line = _line(page, one)
    start, at = one.span[0] - len(line), bisect_right(ends, one.span[0]) - 1
    return at >= 0 and ends[at] > start and _CELLS.search(line, ends[at] - start) is not None


def _over(page: Page, at: int) -> int:
    """Where the words end that lead to the table whose first address stands at ``at``."""
    colon = page.plain.rfind(":", max(0, at - _NEAR), at)
    return colon if colon >= 0 else max(0, at - _NEAR // 2)


def _is_platform(page: Page, one: Target, hosts: frozenset[str]) -> bool:
    """Whether prose names it as the part of the provider's own domain on which the accounts live."""
    host = one.value.lower().removeprefix("www.")
    parent = host.partition(".")[2]
    if one.sort != "domain" or "." not in parent or "/" in host or not (parent in hosts or is_named(page, host)):
        return False
    cell = _CELLS.split(_line(page, one))[-1]
    return _WORDS.search(cell) is not None and not page.says(cell.lower()[-_LABEL:], "identifiers.labels")


def _of_mailboxes(page: Page, taken: list[Target]) -> set[str]:
    """Domains that are only named far behind the mailboxes that are asked about, and are theirs."""
    boxes = {one.value.lower().rpartition("@")[2]: one.span[1] for one in taken if one.sort == "mail"}
    sites = [one for one in taken if one.sort == "domain" and one.value in boxes]
    near = {one.value for one in sites if one.span[0] <= boxes[one.value] + _FAR or not _WORDS.search(_line(page, one))}
    return {one.value for one in sites} - near


def _only_writes(one: Target) -> bool:
    """Whether it is somebody who writes, and no channel or room in which others do."""
    return one.sort == "handle" and not one.value.startswith(("#", "!"))


def _only_serves(page: Page, one: Target) -> bool:
    """Whether it is an address in brackets, at which a page stands that is named itself."""
    line = _line(page, one)
    return one.sort == "ip" and line.count("(") > line.count(")")


def _stood_on(taken: list[Target]) -> set[str]:
    """Domains that are only the site on which pages stand that are named themselves."""
    links = [
        one.value.lower().split("://", 1)[-1].removeprefix("www.").rstrip("/") for one in taken if one.sort == "url"
    ]
    hosts = {one.partition("/")[0] for one in links if "/" in one}
    return {one.value for one in taken if one.sort == "domain" and one.value.lower().removeprefix("www.") in hosts}
