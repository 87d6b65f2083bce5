"""Article 28(4) of Regulation (EU) 2023/1543: what a provider may send to the Commission by 31 March.

(a) orders received, (b) fulfilled and not, (c) the average time from an EPOC to the data, (d) from an EPOC-PR to the
request that follows. The law fixes what is counted and by what; the items are those that may be counted. An average of
fewer than five is left out, as it would be the time of one case. For (d) the desk keeps no day of issue yet: it is
blank and says so.
"""

import xml.etree.ElementTree as ET
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from dueprocess.report.cells import LEAST_FOR_MEDIAN, Why, half_up, span_of
from dueprocess.report.edition import Edition
from dueprocess.report.facts import BOTH, CONTENT, NON_CONTENT, Fact
from dueprocess.report.metrics import EPOC, EPOC_PR, GIVEN
from dueprocess.report.tables import Table, as_json
from transparency.forms.columns import columns

SCHEMA: Final = "dueprocess/eevidence/1"
NAME: Final = "eevidence-28-4"
ALL: Final = "all"
SUBSCRIBER: Final = "subscriber_or_identification"
_OF_TRAFFIC: Final = {CONTENT: "content", NON_CONTENT: "traffic", BOTH: "traffic_and_content"}
_OF_PRESERVED: Final = {CONTENT: "content", NON_CONTENT: "other_than_content", BOTH: "content_and_other"}
NOT_SAID: Final = "not_said"
_COLUMNS: Final = columns("eevidence")


@dataclass(frozen=True, slots=True)
class Group:
    """By what the figures are told apart."""

    certificate: str
    data_type: str
    state: str
    emergency: str


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of Article 28(4)."""

    item: str
    name: str
    group: Group
    value: str
    why: str = ""


def figures(edition: Edition, facts: Iterable[Fact]) -> tuple[Figure, ...]:
    """All figures of the period: the total of each certificate, then each group in which an order came."""
    first, last = span_of(edition.period)
    chosen = [
        fact
        for fact in facts
        if fact.countable and first <= fact.received_on <= last and fact.instrument in (*EPOC, *EPOC_PR)
    ]
    groups: dict[Group, list[list[Fact]]] = {Group(name, ALL, ALL, ALL): [] for name in ("EPOC", "EPOC-PR")}
    found: dict[Group, list[list[Fact]]] = defaultdict(list)
    for order in _orders(chosen):
        group = _group(order)
        groups[Group(group.certificate, ALL, ALL, ALL)].append(order)
        found[group].append(order)
    by_place = sorted(
        found.items(), key=lambda one: (one[0].certificate, one[0].data_type, one[0].state, one[0].emergency)
    )
    return tuple(figure for group, orders in (*groups.items(), *by_place) for figure in _figures(group, orders))


def _orders(facts: Iterable[Fact]) -> list[list[Fact]]:
    grouped: dict[tuple[str, int], list[Fact]] = defaultdict(list)
    for fact in facts:
        grouped[fact.letter, fact.order].append(fact)
    return [items for _, items in sorted(grouped.items())]


def _group(order: Sequence[Fact]) -> Group:
    first = order[0]
    asked = {fact.asked for fact in order} - {""}
    part = BOTH if len(asked) > 1 else "".join(asked)
    emergency = "yes" if any(fact.emergency for fact in order) else "no"
    if first.instrument in EPOC_PR:
        return Group("EPOC-PR", _OF_PRESERVED.get(part, NOT_SAID), first.country, emergency)
    data = SUBSCRIBER if first.instrument == EPOC[0] else _OF_TRAFFIC.get(part, NOT_SAID)
    return Group("EPOC", data, first.country, emergency)


def _figures(group: Group, orders: Sequence[Sequence[Fact]]) -> Iterable[Figure]:
    done = [order for order in orders if any(fact.outcome in GIVEN for fact in order)]
    not_done = [order for order in orders if all(fact.outcome and fact.outcome not in GIVEN for fact in order)]
    yield Figure("a", "received", group, str(len(orders)))
    yield Figure("b", "fulfilled", group, str(len(done)))
    yield Figure("b", "not_fulfilled", group, str(len(not_done)))
    if group.certificate == "EPOC":
        yield Figure("c", "hours_to_data", group, *_average(done))
    else:
        yield Figure("d", "hours_to_request", group, "", Why.NOT_KNOWN)


def _average(orders: Sequence[Sequence[Fact]]) -> tuple[str, str]:
    hours = [[fact.effect_hours for fact in order if fact.effect_hours is not None] for order in orders]
    known = [max(one) for one in hours if one]
    if len(known) < LEAST_FOR_MEDIAN:
        return "", Why.FEW if known else Why.NOTHING
    tenths = half_up(Fraction(10 * sum(known), len(known)))
    return f"{tenths // 10}.{tenths % 10}", ""


def _plain(figure: Figure) -> Mapping[str, str]:
    group = figure.group
    values = (figure.item, figure.name, group.certificate, group.data_type, group.state, group.emergency)
    return dict(zip((column.name for column in _COLUMNS), (*values, figure.value, str(figure.why)), strict=True))


def table(found: Iterable[Figure]) -> Table:
    """The figures as one long table."""
    return Table(NAME, _COLUMNS, tuple(tuple(_plain(figure).values()) for figure in found))


def xml(edition: Edition, found: Iterable[Figure]) -> bytes:
    """The figures as XML. No schema of such a file is published: the names are those of the table."""
    root = ET.Element("statistics", regulation="(EU) 2023/1543", article="28(4)", period=edition.period)
    ET.SubElement(root, "provider").text = edition.provider.name
    for figure in found:
        ET.SubElement(root, "figure", dict(_plain(figure)))
    ET.indent(root)
    body: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return body + b"\n"


def files(edition: Edition, facts: Iterable[Fact]) -> dict[str, bytes]:
    """CSV, JSON and XML."""
    found = figures(edition, facts)
    plain = {
        "schema": SCHEMA,
        "provider": edition.provider.name,
        "period": edition.period,
        "figures": [_plain(figure) for figure in found],
    }
    return {
        f"{NAME}.csv": table(found).csv(),
        f"{NAME}.json": as_json(plain),
        f"{NAME}.xml": xml(edition, found),
    }
