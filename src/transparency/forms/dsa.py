"""A DSA report: parts 1 to 3 from the edition and its cases, parts 4 to 11 as a form that people fill.

The law fixes these figures, so they stand as it has them (Regulation (EU) 2022/2065 Art. 15(1)(a); Implementing
Regulation (EU) 2024/2835, Annex I), of the items that may be counted. One thing is left out all the same: a median of
fewer than five orders, which would be the time of one case (hazard 8.1). The column for context then says so.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from dueprocess.demand.codes import Ground
from dueprocess.report.cells import LEAST_FOR_MEDIAN, span_of
from dueprocess.report.edition import Edition
from dueprocess.report.facts import Fact
from dueprocess.report.metrics import ASKS_DATA, EU_STATES, GIVEN, RESTRICTS
from dueprocess.report.tables import CRLF, Value, csv_bytes
from transparency.forms import dsa_template as template

Rows: TypeAlias = tuple[tuple[Value, ...], ...]
Table: TypeAlias = Sequence[Sequence[Value]]

PARTS: Final = tuple(template.NAMES)
FROM_CASES: Final = (1, 2, 3)
FEW: Final = "Fewer than five orders with a known time: a median would be the time of one of them."
UNKNOWN: Final = "Not every order says how many items it names."
_PUBLIC_SECURITY: Final = "STATEMENT_CATEGORY_RISK_FOR_PUBLIC_SECURITY"
CATEGORY_OF: Final[Mapping[str, tuple[str, str]]] = {
    Ground.TERRORISM: (_PUBLIC_SECURITY, "KEYWORD_TERRORIST_CONTENT"),
    Ground.TREASON: (_PUBLIC_SECURITY, template.OTHER),
    Ground.CHILD_ABUSE: ("STATEMENT_CATEGORY_PROTECTION_OF_MINORS", "KEYWORD_CHILD_SEXUAL_ABUSE_MATERIAL"),
    Ground.INTIMATE_IMAGES: ("STATEMENT_CATEGORY_CYBER_VIOLENCE", "KEYWORD_NON_CONSENSUAL_IMAGE_SHARING"),
    Ground.RELIGION: ("STATEMENT_CATEGORY_ILLEGAL_OR_HARMFUL_SPEECH", template.OTHER),
}
"""Our codes for the subject of a demand, in the Union's categories. All others: not specified by the authority."""
OTHER_SAYS: Final = {
    _PUBLIC_SECURITY: "Treason or state secrets, as the authority calls it",
    "STATEMENT_CATEGORY_ILLEGAL_OR_HARMFUL_SPEECH": "Religion or blasphemy, as the authority calls it",
}


@dataclass(frozen=True, slots=True)
class Order:
    """What part 3 counts of one order: where it came from, what it is about, how many items, how many hours."""

    state: str
    category: str
    keyword: str
    items: int | None
    inform: int | None
    effect: int | None


def file_name(part: int) -> str:
    """The file of a part, as ``part_03_member_states_orders.csv``."""
    return f"part_{part:02}_{template.NAMES[part]}.csv"


def files(edition: Edition, facts: Iterable[Fact], before: datetime.date | None = None) -> dict[str, bytes]:
    """All eleven parts as CSV; parts 4 to 11 with blanks to fill in."""
    made = tables(edition, facts, before)
    return {file_name(part): csv_bytes((template.head(part), *rows), CRLF) for part, rows in made.items()}


def tables(edition: Edition, facts: Iterable[Fact], before: datetime.date | None = None) -> dict[int, Rows]:
    """The rows of each part. ``before`` is the day on which the report before this one was published."""
    made: dict[int, Rows] = {part: form(edition, part) for part in PARTS}
    return made | {1: summary(edition, before), 2: template.rows(2), 3: orders(edition, facts)}


def filled(
    edition: Edition, facts: Iterable[Fact], kept: Mapping[int, Table], before: datetime.date | None = None
) -> dict[int, Table]:
    """The whole table of each part, header first: parts 1 to 3 anew, of the others what people filled in already."""
    made: dict[int, Table] = {
        part: (template.head(part), *rows) for part, rows in tables(edition, facts, before).items()
    }
    return {part: kept[part] if part in kept and part not in FROM_CASES else rows for part, rows in made.items()}


def service(edition: Edition) -> str:
    """The services that the report is about, as its second column names them."""
    return ", ".join(edition.provider.services) or edition.provider.name


def summary(edition: Edition, before: datetime.date | None = None) -> Rows:
    """Part 1: who, when, about which days."""
    first, last = span_of(edition.period)
    values = (edition.provider.name, edition.made_on, before or "", first, last)
    return tuple(
        (row[0], service(edition), row[2], str(value)) for row, value in zip(template.rows(1), values, strict=True)
    )


def form(edition: Edition, part: int) -> Rows:
    """A part that people fill in, with service and days; they add the rows of States and languages."""
    placeholders = {"Free text", "Text", template.OTHER_TEXT}
    return tuple(
        (row[0], service(edition), *("" if cell in placeholders else cell for cell in _dated(edition, row)[2:]))
        for row in template.rows(part)
        if not template.OPEN & set(row)
    )


def _dated(edition: Edition, row: Sequence[str]) -> tuple[str, ...]:
    first, last = span_of(edition.period)
    return tuple(f"{first}/{last}" if cell == template.PERIOD else cell for cell in row)


def orders(edition: Edition, facts: Iterable[Fact]) -> Rows:
    """Part 3: each category over all Member States, then each with the States that sent an order in it."""
    first, last = span_of(edition.period)
    chosen = [fact for fact in facts if fact.countable and first <= fact.received_on <= last and _of_a_state(fact)]
    act, inform = orders_of(chosen, RESTRICTS), orders_of(chosen, ASKS_DATA)
    rows = [_line(edition, place, template.TOTAL, act, inform) for place in template.categories(3)]
    for place in template.categories(3):
        states = sorted({order.state for order in (*act, *inform) if _falls(order, place)})
        rows += [_line(edition, place, state, _from(act, state), _from(inform, state)) for state in states]
    return tuple(rows)


def _of_a_state(fact: Fact) -> bool:
    return fact.country in EU_STATES and fact.origin in {"", "state"} and not fact.informal


def orders_of(facts: Iterable[Fact], kinds: Sequence[str]) -> tuple[Order, ...]:
    """The orders among the items of these kinds. An order is of the category of its first item."""
    grouped: dict[tuple[str, int], list[Fact]] = defaultdict(list)
    for fact in facts:
        if fact.kind in kinds:
            grouped[fact.letter, fact.order].append(fact)
    return tuple(_order(sorted(items, key=lambda one: one.item)) for _, items in sorted(grouped.items()))


def _order(items: Sequence[Fact]) -> Order:
    category, keyword = CATEGORY_OF.get(items[0].subject, (template.NOT_SPECIFIED_ORDER, ""))
    named = [fact.targets for fact in items]
    told = [fact.acknowledge_hours for fact in items if fact.acknowledge_hours is not None]
    done = [fact.effect_hours for fact in items if fact.outcome in GIVEN and fact.effect_hours is not None]
    return Order(
        items[0].country,
        category,
        keyword,
        None if None in named else sum(one for one in named if one is not None),
        min(told, default=None),
        max(done, default=None),
    )


def _falls(order: Order, place: tuple[str, str]) -> bool:
    category, code = place
    if code == template.TOTAL:
        return True
    return order.category == category and code in {category, order.keyword}


def _from(orders: Iterable[Order], state: str) -> tuple[Order, ...]:
    return tuple(order for order in orders if order.state == state)


def _line(
    edition: Edition, place: tuple[str, str], scope: str, act: Iterable[Order], inform: Iterable[Order]
) -> tuple[Value, ...]:
    category, code = place
    to_act = [order for order in act if _falls(order, place)]
    to_inform = [order for order in inform if _falls(order, place)]
    named = [order.items for order in to_act]
    items = None if None in named else sum(one for one in named if one is not None)
    times = [
        _median([order.inform for order in to_act]),
        _median([order.effect for order in to_act]),
        _median([order.inform for order in to_inform]),
        _median([order.effect for order in to_inform]),
    ]
    numbers = (len(to_act), items, times[0][0], times[1][0], len(to_inform), times[2][0], times[3][0])
    context = ("", UNKNOWN if items is None else "", times[0][1], times[1][1], "", times[2][1], times[3][1])
    says = OTHER_SAYS.get(category, "") if code == template.OTHER and (to_act or to_inform) else ""
    first, last = span_of(edition.period)
    return (template.ALL, service(edition), f"{first}/{last}", code, says, scope, *numbers, *context)


def _median(hours: Iterable[int | None]) -> tuple[str, str]:
    """The median in hours, and its context: blank where nothing is measured, withheld of fewer than five."""
    known = sorted(one for one in hours if one is not None)
    if len(known) < LEAST_FOR_MEDIAN:
        return "", FEW if known else ""
    middle = len(known) // 2
    if len(known) % 2:
        return str(known[middle]), ""
    twice = known[middle - 1] + known[middle]
    return (str(twice // 2) if twice % 2 == 0 else f"{twice // 2}.5"), ""
