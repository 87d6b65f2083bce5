"""The figures of a report: a chart, its table, how it is counted, where its data lie. Ready for the templates."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from dueprocess.demand.codes import Kind, Outcome
from dueprocess.desk.publish import report_charts as charts
from dueprocess.desk.publish.report_data import View, period_before
from dueprocess.desk.publish.report_words import alone_in, merged
from dueprocess.desk.publish.tables import GROUPS, STATES, group_of
from dueprocess.report.cells import By, Cell, Place, Size, size_of
from dueprocess.report.edition import Edition
from dueprocess.report.metric import Metric, Reckoning
from dueprocess.report.metrics import BY_ID, COUNTED_ONLY

MOST_YEARS: Final = 10  # of a chart and its table; the data hold all
MOST_PERIODS: Final = 6  # of those that are shorter
NONE: Final = "\N{EN DASH}"
MOST_LINES: Final = 12
MOST_COUNTRIES: Final = 12  # of the page; all stand on the countries' page
COUNTRY_COLUMNS: Final = {
    "received": "demands",
    "share_given": "share_given_short",
    "refused": "refused_short",
    "may_not_tell": "forbidden_short",
}

Table = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure. ``data`` are the metrics and breakdowns that its CSV holds."""

    id: str
    title: str
    metric: str
    data: tuple[tuple[str, tuple[str, ...]], ...]
    parts: Mapping[str, Any]
    blanks: Sequence[str] = ()


def figures(edition: Edition, view: View, country_page: Callable[[str], str], *, few: bool = False) -> list[Figure]:
    """Every figure that has something to show, in the order of the page; of ``few`` demands one square each."""
    if few:
        return [one for one in (units(view),) if one is not None]
    made = [
        course(view),
        outcomes(view),
        countries(view, country_page),
        lines(view, "f_kinds", "received", "kind", part="given"),
        lines(view, "f_authorities", "received", "authority_kind", part="given"),
        lines(view, "f_laws", "data_received", "instrument", part="data_given"),
        over_time(view, "f_time", ("hours_to_acknowledge", "hours_to_decide", "hours_to_effect")),
        over_time(view, "f_secrecy", ("silenced", "told", "delayed", "may_not_tell")),
        lines(view, "f_grounds", "refused", "ground"),
        lines(view, "f_removal", "restrictions", "subject"),
        security(edition, view),
        changed(view),
    ]
    return [one for one in made if one is not None]


def method_of(metric: Metric, view: View) -> list[str]:
    """How a metric is counted, in sentences: what is one, which day places it, how it becomes a number."""
    says = [view.texts("report", f"base_{metric.base}"), view.texts("report", f"axis_{metric.axis}")]
    if metric.reckoning in {Reckoning.MEDIAN, Reckoning.SHARE}:
        says.append(view.texts("report", f"reckoning_{metric.reckoning}"))
    return says


def filters_of(metric: Metric, view: View) -> list[str]:
    """Which kinds and outcomes a metric counts, by name; what else it asks is said by its name."""
    said = (("kind", "head_kind", Kind), ("outcome", "head_outcome", ("", *Outcome)))
    return [
        view.texts("report", "only", name=view.texts("report", head), list=view.texts.join(names))
        for dimension, head, order in said
        if (names := [view.name(dimension, one) for one in order if one in metric.where.get(dimension, ())])
    ]


def _groups(view: View, period: str, by: By) -> dict[str, int | None]:
    sums: dict[str, int | None] = dict.fromkeys(GROUPS, 0)
    known = {str(one): one for one in Outcome}
    names = (*(name for name, _ in by), "outcome")
    for cell in view.rows("received", *names, period=period, within=by):
        group = group_of(known.get(cell.place.by[-1][1]))
        before = sums[group]
        sums[group] = None if cell.value is None or before is None else before + cell.value
    return sums


def _most(view: View) -> int:
    return MOST_YEARS if size_of(view.data.period) is Size.YEAR else MOST_PERIODS


def course(view: View, by: By = (), key: str = "f_course") -> Figure | None:
    """A bar for each period, received to outcome, the newest first; beneath it the same as a table."""
    shown = [one for one in reversed(view.data.periods[-_most(view) :]) if view.covers(one)]
    totals = {one: view.at("received", by, one) for one in shown}
    groups = {one: _groups(view, one, by) for one in shown}
    texts = view.texts
    numbers = {many: texts.number(many) for parts in groups.values() for many in parts.values() if many}
    drawn = [
        (
            view.period("short", one),
            view.said(totals[one]),
            totals[one].value,
            {STATES[name]: many for name, many in groups[one].items()},
        )
        for one in shown
    ]
    columns = [texts("report", "demands"), *(texts("numbers", name) for name in GROUPS)]
    sealed = texts("why", "sealed")
    rows = [
        (
            view.period("short", one),
            [
                view.said(totals[one]),
                *(sealed if many is None else texts.number(many) for many in groups[one].values()),
            ],
            "",
        )
        for one in shown
    ]
    cells = [cell for one in shown for cell in view.rows("received", *_names(by, "outcome"), period=one, within=by)]
    parts = {
        "stack": charts.stack(drawn, numbers, mirrored=texts.mirrored),
        "legend": True,
        "table": table(texts("report", "period"), columns, rows),
    }
    data = (("received", _names(by)), ("received", _names(by, "outcome")), *([] if by else [(COUNTED_ONLY, ())]))
    figure = _figure(view, key, "received", data, parts, [*totals.values(), *cells])
    alone = [cell for one in shown if not by and (cell := alone_in(view, one)) is not None]
    short = texts("report", "alone_short")
    blanks = [
        texts("report", "entry", name=f"{short}, {view.period('short', one.place.period)}", count=view.said(one))
        for one in alone
    ]
    return replace(figure, blanks=[*figure.blanks, *blanks])


def _names(by: By, *more: str) -> tuple[str, ...]:
    return (*(name for name, _ in by), *more)


def table(head: str, columns: Sequence[str], rows: Iterable[tuple[str, Sequence[str], str]]) -> Table:
    """A table for its template. A row: its name, a text for each column, and where the name leads."""
    return {
        "head": head,
        "columns": [{"text": one} for one in columns],
        "rows": [
            {"name": name, "href": href, "cells": list(zip(columns, cells, strict=True))} for name, cells, href in rows
        ],
    }


def _figure(
    view: View,
    key: str,
    metric: str,
    data: tuple[tuple[str, tuple[str, ...]], ...],
    parts: Mapping[str, Any],
    cells: Iterable[Cell],
) -> Figure:
    title = view.texts("report", key)
    return Figure(key.removeprefix("f_").replace("_", "-"), title, metric, data, parts, view.reasons(cells))


def units(view: View) -> Figure | None:
    """One square for each demand of the period, by what became of it: a picture that shows exactly what there is."""
    groups, alone = _groups(view, view.data.period, ()), alone_in(view)
    if not any(groups.values()):
        return None
    texts = view.texts
    # What has no square has no line: a 0 would say more than is known (``View.unsure``).
    there = {name: many for name, many in groups.items() if many != 0}
    shown = [(texts("numbers", f"total_{_TOTALS[name]}"), STATES[name], many) for name, many in there.items()]
    if alone is not None:
        shown.append((texts("report", "alone_short"), "blank", alone.value))
    rows = [
        {
            "name": name,
            "state": state,
            "number": texts("why", "sealed") if many is None else texts.number(many),
            "squares": charts.squares(many, mirrored=texts.mirrored) if many else None,
        }
        for name, state, many in shown
    ]
    parts = {"units": {"rows": rows, "head": texts("numbers", "outcome"), "now": view.period("short")}}
    cells = view.rows("received", "outcome")
    return _figure(view, "f_units", "received", (("received", ()), ("received", ("outcome",))), parts, cells)


_TOTALS: Final = {"given": "given", "part": "part", "not_given": "not", "open": "open"}


def outcomes(view: View) -> Figure | None:
    """What became of the demands of one period: ribbons from what was received to each outcome, and the table of it."""
    known = {str(one): one for one in Outcome}
    order = {name: at for at, name in enumerate(GROUPS)}
    groups = {cell: group_of(known.get(cell.place.by[0][1])) for cell in view.rows("received", "outcome")}
    if not groups:
        return None
    total, alone = view.at("received"), alone_in(view)
    whole = None if total.value is None else total.value - ((alone.value or 0) if alone is not None else 0)
    lines_ = [
        (STATES[groups[cell]], view.name("outcome", cell.place.by[0][1]), cell, _share(view, cell, whole))
        for cell in sorted(groups, key=lambda cell: order[groups[cell]])
    ]
    if alone is not None:
        lines_.append(("blank", view.texts("report", "alone_short"), alone, ""))
    head = view.texts("report", "entry", name=view.measure("received"), count=view.said(total))
    ribbons = [(state, name, _count_and_share(view, cell, share), cell.value) for state, name, cell, share in lines_]
    parts = {
        "flow": charts.flow(ribbons, mirrored=view.texts.mirrored) | {"head": head},
        "table": _outcomes(view, lines_),
    }
    return _figure(view, "f_outcomes", "received", (("received", ("outcome",)),), parts, [one[2] for one in lines_])


def _share(view: View, cell: Cell, whole: int | None) -> str:
    return view.share(Cell(cell.place, cell.value, whole)) if cell.value is not None and whole else ""


def _count_and_share(view: View, cell: Cell, share: str) -> str:
    return view.texts("report", "of_all", count=view.said(cell), share=share) if share else view.said(cell)


def _outcomes(view: View, lines_: Sequence[tuple[str, str, Cell, str]]) -> Table:
    before = period_before(view.data.period)
    columns = [view.period("short"), view.texts("report", "share"), view.period("short", before)]
    rows = []
    for _, name, cell, share in lines_:
        was = view.said(view.at(cell.place.metric, cell.place.by, before)) if view.covers(before) else NONE
        rows.append((name, [view.said(cell), share or NONE, was], ""))
    return table(view.texts("numbers", "outcome"), columns, rows)


def countries(view: View, page: Callable[[str], str], most: int = MOST_COUNTRIES) -> Figure | None:
    """Small multiples: a country a picture, all with the same periods; the table beneath holds this period."""
    rows = sorted(view.rows("received", "country"), key=lambda cell: _rank(view, cell), reverse=True)
    if not rows:
        return None
    shown = rows[:most]
    periods = view.data.periods[-_most(view) :]
    panels = []
    for by in (cell.place.by for cell in shown):
        pairs = [(view.at("received", by, one), view.at("given", by, one)) for one in periods]
        panels.append(panel(view, view.name(*by[0]), pairs, periods) | {"href": page(by[0][1])})
    parts = {
        "panels": panels,
        "own_scale": True,
        "legend_part": True,
        "more": (view.texts("report", "countries_all", count=view.texts.number(len(rows))), "report-countries.html"),
        # Four columns stand on a telephone, too.
        "table": table(
            view.texts("numbers", "country"),
            [view.texts("report", key) for key in COUNTRY_COLUMNS.values()],
            (
                (
                    view.name("country", code := cell.place.by[0][1]),
                    [view.said(view.at(one, cell.place.by)) for one in COUNTRY_COLUMNS],
                    page(code),
                )
                for cell in shown
            ),
        ),
    }
    cells = [view.at(name, cell.place.by) for cell in shown for name in COUNTRY_COLUMNS]
    names = (*COUNTRY_COLUMNS, "given", "told", "silenced")
    return _figure(view, "f_countries", "received", tuple((one, ("country",)) for one in names), parts, cells)


def _rank(view: View, cell: Cell) -> int:
    """A country whose number is not given stands where the newest number that is given would put it."""
    known = [view.at("received", cell.place.by, one).value for one in view.data.periods]
    return next((value for value in [cell.value, *reversed(known)] if value is not None), 0)


def panel(view: View, name: str, pairs: Sequence[tuple[Cell, Cell | None]], shown: Sequence[str]) -> dict[str, Any]:
    """A small picture over the periods, and its words for who does not see it."""
    said = [
        view.texts("report", "entry", name=view.period("short", period), count=view.said(whole))
        for period, (whole, _) in zip(shown, pairs, strict=True)
    ]
    return {
        "name": name,
        "number": view.said(pairs[-1][0]),
        "bars": charts.small(pairs, mirrored=view.texts.mirrored),
        "parted": any(part is not None for _, part in pairs),
        "label": view.texts("report", "label", name=name, list=view.texts.join(said)),
        "from": view.period("short", shown[0]) if len(shown) > 1 else "",
        "to": view.period("short", shown[-1]),
    }


def lines(view: View, key: str, metric: str, dimension: str, part: str = "", within: By = ()) -> Figure | None:
    """A table whose rows are drawn: name, lying bar, number, and the number of the period before."""
    rows = merged(view, metric, dimension, within=within)
    if not any(cell.value != 0 for _, cell in rows):
        return None
    full = dict(merged(view, part, dimension, within=within)) if part and (part, dimension) in _PRINTED else {}
    was = dict(merged(view, metric, dimension, period_before(view.data.period), within))
    longest = max(cell.value or 0 for _, cell in rows)
    before = period_before(view.data.period)
    made = [
        {
            "name": name,
            "number": view.said(cell),
            "before": _said_before(view, name, was, before),
            "bar": charts.line(
                cell.value, full[name].value if name in full else None, longest, mirrored=view.texts.mirrored
            ),
        }
        for name, cell in rows[:MOST_LINES]
    ]
    rest = len(rows) - len(made)
    drawn = {
        "rows": made,
        "rest": view.texts("report", "more_rows", count=view.texts.number(rest)) if rest else "",
        "head": view.texts("report", f"head_{dimension}"),
        "now": view.period("short"),
        "before": view.period("short", before),
    }
    names = (*(name for name, _ in within), dimension)
    data = ((metric, names), *([(part, names)] if full else []))
    parts = {"lines": drawn, "legend_part": bool(full)}
    return _figure(view, key, metric, data, parts, [cell for _, cell in rows])


_PRINTED: Final = {(metric.id, names[-1]) for metric in BY_ID.values() for names in metric.by if names}


def _said_before(view: View, name: str, was: Mapping[str, Cell], before: str) -> str:
    if not view.covers(before):
        return NONE
    return view.said(was.get(name, Cell(Place("received", before), 0)))


def over_time(view: View, key: str, metrics: Sequence[str]) -> Figure | None:
    """A small picture for each measure over the periods, and a table of both."""
    shown = [one for one in view.data.periods[-_most(view) :] if view.covers(one)]
    cells = {name: [view.at(name, period=one) for one in shown] for name in metrics}
    texts = view.texts
    columns = [texts("report", f"s_{name}") for name in metrics]
    rows = [
        (view.period("short", one), [view.said(cells[name][at]) for name in metrics], "")
        for at, one in reversed(list(enumerate(shown)))
    ]
    parts = {
        "panels": [
            panel(view, texts("report", f"s_{name}"), [(cell, None) for cell in cells[name]], shown) for name in metrics
        ],
        "own_scale": True,
        "table": table(texts("report", "period"), columns, rows),
    }
    every = [cell for found in cells.values() for cell in found]
    return _figure(view, key, metrics[0], tuple((name, ()) for name in metrics), parts, every)


def security(edition: Edition, view: View) -> Figure | None:
    """National-security process in the bands of 50 USC 1874; nothing where the edition has none."""
    if not edition.security:
        return None
    texts = view.texts
    rows = [
        (one.category, [texts("report", "band", low=texts.number(one.low), high=texts.number(one.high))], "")
        for one in edition.security
    ]
    structures = sorted({one.structure for one in edition.security})
    says = [texts("report", "security_lead")]
    says += [texts("report", "security_structure", structure=texts.number(one)) for one in structures]
    parts = {"says": says, "table": table(texts("report", "security_kind"), [texts("report", "security_band")], rows)}
    return Figure("security", texts("report", "f_security"), "", (), parts)


CHANGED: Final = (
    "letters",
    "received",
    "accounts",
    "share_given",
    "content_given",
    "refused",
    "emergencies",
    "silenced",
    "told",
    "hours_to_decide",
)


def changed(view: View) -> Figure | None:
    """The measures that readers compare, beside the period before; nothing where there is none."""
    before = period_before(view.data.period)
    if not view.covers(before):
        return None
    texts = view.texts
    columns = [view.period("short"), view.period("short", before), texts("report", "change")]
    rows, cells = [], []
    for name in CHANGED:
        now, was = view.at(name), view.at(name, period=before)
        change = view.change(now, was) if BY_ID[name].reckoning is Reckoning.COUNT else ""
        rows.append((view.measure(name), [view.said(now), view.said(was), change or NONE], ""))
        cells += [now, was]
    parts = {"table": table(texts("report", "measure"), columns, rows)}
    return _figure(view, "f_changed", "received", tuple((name, ()) for name in CHANGED), parts, cells)
