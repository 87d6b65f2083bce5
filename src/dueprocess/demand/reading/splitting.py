"""Letter, order, item: which parts of a text are orders, and what each of them asks for."""

# ruff: noqa: RUF001 - scripts hold look-alike letters; a pattern stays on one line

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final, NamedTuple

from dueprocess.demand import codes
from dueprocess.demand.codes import DataCategory, Kind
from dueprocess.demand.draft import DataLine, ItemDraft, Span, Target
from dueprocess.demand.reading import kinds, periods, reach
from dueprocess.demand.reading.index import Indexed, has
from dueprocess.demand.reading.page import Page
from dueprocess.demand.reading.tables import Tables, any_of

_MAX_ITEMS: Final = 99
_AFTER_LIST: Final = re.compile(r"\n(?![-*•·–>(\d\"'@\n]|h(?:tt|xx)p|\S{1,80}[@.]\S)")
"""Where a list is over: a paragraph that is neither a point nor an identifier."""
_LINE: Final = 500
_DATA_KINDS: Final = (Kind.DISCLOSURE, Kind.PRESERVATION, Kind.INTERCEPTION)
_WAYS_IN: Final = (Kind.DIRECT_ACCESS, Kind.CAPABILITY)


class _Patterns(NamedTuple):
    heading: re.Pattern[str]
    counted: re.Pattern[str]
    point: re.Pattern[str]
    unnamed: re.Pattern[str]


@lru_cache(maxsize=8)
def _patterns(tables: Tables) -> _Patterns:
    numbers = any_of(tables.numbers)
    headings = tables.pattern("orders.headings")
    heading = (
        rf"(?:^|\n)[#*_ ]{{0,8}}(?:(?:{headings})\s(?:n[or]\.?\s?|№\s?|number\s)?"
        rf"(?P<n>\d{{1,2}}|[ivx]{{1,4}}|[a-d]|{numbers})(?![\w/-]|\.\d)"
        rf"|(?P<w>{tables.pattern('orders.ordinals')})\s(?:{headings}))"
    )
    counted = rf"\b(?P<n>{numbers}|[2-9])\s(?:\(\d\)\s)?(?:\w+\s)?(?:{tables.pattern('orders.many')})\b"
    point = (
        r"(?:^|\n)[#*_ >-]{0,8}(?:\(?(?P<n>\d{1,2}[a-z]?|[a-h]|[ivx]{1,4})[.)]\)?"
        rf"|(?:{tables.pattern('orders.points')})\s(?P<i>\d{{1,2}})[:.)]?|-|•)\s"
    )
    unnamed = (
        rf"\b(?P<n>{numbers}|\d{{1,4}})\s(?:\(\d{{1,4}}\)\s)?(?:[\w-]{{1,20}}\s){{0,2}}?"
        rf"(?:{tables.pattern('orders.accounts')})\b"
    )
    return _Patterns(re.compile(heading), re.compile(counted), re.compile(point), re.compile(unnamed))


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of the page, from ``start`` to ``end``."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Setting:
    """What is known of the whole letter before it is split."""

    country: str | None
    court: bool
    month_first: bool
    redacted: tuple[Span, ...]
    otherwise: tuple[Kind, ...] = ()
    """What the letter asks for where no words of it say so in any of its parts."""
    written: str | None = None
    """The letter's own day."""

    def period(self, page: Page, part: Part) -> tuple[str | None, str | None]:
        """First and last day of the data that a part asks for."""
        return periods.period(page, part.start, part.end, written_on=self.written, month_first=self.month_first)


def orders(page: Page) -> list[Part]:
    """The orders of the letter, in its order; one part where it has no headings."""
    heads: list[int] = []
    seen: set[str] = set()
    for match in _patterns(page.tables.whole).heading.finditer(page.low):
        name = match["n"] or match["w"]
        if name not in seen:
            seen.add(name)
            heads.append(match.start())
    if len(heads) < 2:  # noqa: PLR2004 - one heading splits nothing
        return [Part(0, len(page.low))]
    return [Part(start, end) for start, end in zip(heads, [*heads[1:], len(page.low)], strict=True)]


def counted(page: Page) -> int:
    """How many orders the text says that it holds ("three subpoenas"); 1 where it does not say."""
    return _number(page, "orders.many", _patterns(page.tables.whole).counted, 1)


def unnamed(page: Page) -> int:
    """How many accounts the text counts without naming them; 0 where it does not say."""
    return _number(page, "orders.accounts", _patterns(page.tables.whole).unnamed, 0)


def _number(page: Page, name: str, pattern: re.Pattern[str], else_: int) -> int:
    """The number before a word of the list ``name``: without one nothing is searched."""
    match = pattern.search(page.low) if has(page.low, page.tables.whole[name]) else None
    return (page.tables.numbers.get(match["n"]) or int(match["n"])) if match else else_


def data_lines(page: Page) -> tuple[DataLine, ...]:
    """Lines of lists that name categories of data; a line that comes again, as a heading, counts once."""
    found: dict[str, DataLine] = {}
    for part, number in _points(page, Part(0, len(page.low))):
        end = min(part.end, part.start + _LINE)
        line = page.low.find("\n", part.start, end)
        text = page.low.part(part.start, line if line >= 0 else end)
        data = reach.data_in(page, text)
        key = re.sub(r"\W", "", text)[:16]
        if data and key not in found and len(found) < _MAX_ITEMS:
            found[key] = DataLine(number, data, page.span(part.start, part.start + len(text)))
    return tuple(found.values())


def items(page: Page, targets: Sequence[Target], setting: Setting) -> tuple[int, tuple[ItemDraft, ...]]:
    """(number of orders, the items of each)."""
    parts = orders(page)
    found: list[ItemDraft] = []
    number = 0
    common = [one for one in targets if one.span[0] < page.place(parts[0].start)]
    for part in parts:
        own = [one for one in targets if _inside(page, one.span, part)]
        made = _of_order(page, part, number + 1, own or common or list(targets), setting)
        number += bool(made)
        found += made
    if len(parts) == 1 and found:
        number = counted(page)
        found = [replace(item, order=n) for n in range(1, number + 1) for item in found]
    return number, tuple(found[:_MAX_ITEMS])


def _of_order(page: Page, part: Part, order: int, targets: list[Target], setting: Setting) -> list[ItemDraft]:
    """Items of one order: its numbered points, where they ask for different things or name targets of their own."""
    whole = kinds.asked(page, part.start, part.end)
    if not whole.keys() - {Kind.NO_RECORD}:
        whole |= dict.fromkeys(setting.otherwise, (part.start, part.start))
    made: list[ItemDraft] = []
    covered: set[Kind] = set()
    elsewhere: set[str] = set()  # targets of a point that asks for itself
    points = _points(page, part)
    for point, _ in points:
        asked = kinds.asked(page, point.start, point.end) if len(whole) > 1 or len(targets) > 1 else {}
        own = [one for one in targets if _inside(page, one.span, point)]
        for kind in asked:
            if kind in whole and (kind not in covered or own):
                elsewhere.update(one.value for one in own)
                made.append(_item(page, point, order, kind, own or targets, setting))
                covered.add(kind)
            elif kind in _DATA_KINDS and kind in covered and reach.names_data(page, _text(page, point)):
                made = _with(made, _item(page, point, order, kind, targets, setting))
    inherited = next((item.kind for item in made if item.kind in _DATA_KINDS), None)
    for point, _ in points:
        if inherited is None:
            break
        own = [one for one in targets if _inside(page, one.span, point)]
        if not kinds.asked(page, point.start, point.end) and reach.names_data(page, _text(page, point)):
            made = _with(made, _item(page, point, order, inherited, own or targets, setting))
    rest = [_item(page, part, order, kind, targets, setting) for kind in whole if kind not in covered]
    every = tuple(dict.fromkeys(one.value for one in targets))
    left = tuple(one for one in every if one not in elsewhere) or every
    made = [replace(item, targets=left) if item.targets == every else item for item in made]
    return _completed(
        page, part, list(dict.fromkeys([*made, *(replace(item, targets=left) for item in rest)])), setting
    )


def _with(made: list[ItemDraft], point: ItemDraft) -> list[ItemDraft]:
    """The items with a point that only lists data: of an item's own accounts it is a line of that item."""
    for at, item in enumerate(made):
        if item.kind is point.kind and set(point.targets) <= set(item.targets):
            data = tuple(one for one in DataCategory if one in {*item.data, *point.data})
            days = (item.period_from or point.period_from, item.period_to or point.period_to)
            whole = replace(item, data=data, period_from=days[0], period_to=days[1])
            return [
                *made[:at],
                replace(whole, period_stated=item.period_stated or point.period_stated),
                *made[at + 1 :],
            ]
    return [*made, point]


def _completed(page: Page, part: Part, made: list[ItemDraft], setting: Setting) -> list[ItemDraft]:
    """A list of data, or their days, often stand apart from the words that ask: then the order's are the item's."""
    data = reach.data_in(page, _text(page, part))
    if not any(item.period_from or item.period_to for item in made):
        first, last = setting.period(page, part)
        stated = bool(first)
        made = [replace(one, period_from=first, period_to=last) for one in made]
        made = [replace(one, period_stated=one.period_stated or stated) for one in made]
    return [replace(item, data=_meant(item.kind, data)) if not item.data else item for item in made]


def _meant(kind: Kind, data: tuple[DataCategory, ...]) -> tuple[DataCategory, ...]:
    """Of the data that the words name, those that a demand of the kind is for: of a way in, its keys and log-ins."""
    if kind in _DATA_KINDS:
        return data
    return tuple(one for one in data if one is DataCategory.ACCESS_CODES and kind in _WAYS_IN)


def _points(page: Page, part: Part) -> list[tuple[Part, str]]:
    found = list(_patterns(page.tables.whole).point.finditer(page.low, part.start, part.end))[:400]
    starts = [match.end() for match in found]
    after = _AFTER_LIST.search(page.low, starts[-1], part.end) if starts else None
    ends = [*(match.start() for match in found[1:]), after.start() if after else part.end][: len(found)]
    return [(Part(a, b), match["n"] or match["i"] or "") for match, a, b in zip(found, starts, ends, strict=True)]


def _inside(page: Page, span: Span, part: Part) -> bool:
    return page.place(part.start) <= span[0] < page.place(part.end)


def _text(page: Page, part: Part) -> Indexed:
    return page.low if part.end - part.start == len(page.low) else page.low.part(part.start, part.end)


def _item(page: Page, part: Part, order: int, kind: Kind, targets: list[Target], setting: Setting) -> ItemDraft:
    text = _text(page, part)
    first_day, last_day = setting.period(page, part)
    wide = kind in (Kind.DIRECT_ACCESS, Kind.CAPABILITY)
    addresses = [one for one in targets if one.sort == "ip"]
    content = kind in (Kind.CONTENT, Kind.ACCOUNT)
    return ItemDraft(
        order=order,
        kind=kind,
        data=_meant(kind, reach.data_in(page, text)),
        targets=tuple(dict.fromkeys(one.value for one in targets)),
        redacted_targets=sum(_inside(page, span, part) for span in setting.redacted),
        period_from=first_day,
        period_to=last_day,
        period_stated=first_day is not None or page.says(text, "reach.period"),
        future=page.says(text, "reach.future") or kind is Kind.INTERCEPTION,
        ip_complete=all(one.complete for one in addresses) if addresses else None,
        located=any(one.sort == "url" for one in targets) if content else None,
        territory=reach.territory_of(page, setting.country)
        if content or kind in (Kind.SHUTDOWN, Kind.THROTTLING)
        else codes.Territory.UNKNOWN,
        basis=reach.basis_of(page, court=setting.court) if wide else codes.AccessBasis.UNKNOWN,
        all_users=page.says(text, "reach.all_users") or kind in (Kind.SHUTDOWN, Kind.THROTTLING),
        decryption=page.says(text, "reach.decryption"),
        ground=reach.ground_of(page) if content else None,
        toll_only=page.says(text, "reach.toll_only"),
        part=reach.part_in(page, text) if kind in _DATA_KINDS else None,
    )
