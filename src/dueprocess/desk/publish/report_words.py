"""The report in sentences: what is not in it, the story of a period, and the one list of a small desk.

Each sentence is chosen whole. Where a number that it needs is not given, it says instead which, and why.
"""

import dataclasses
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from dueprocess.desk.publish.report_data import View, period_before
from dueprocess.desk.publish.texts import isolated
from dueprocess.report.cells import By, Cell, Place, Why
from dueprocess.report.courts import CHOSEN
from dueprocess.report.edition import Edition, Gap, Missing
from dueprocess.report.metric import Axis
from dueprocess.report.metrics import COUNTED_ONLY, METRICS

_MOST: Final = 3  # names in a sentence

_OF_LAW: Final = ("named", "laws")  # a list of laws is never said to be whole, so none are not counted (hazard 4.3)


@dataclass(frozen=True, slots=True)
class Chapter:
    """A part of the story: its title, the figure that stands beside it, its sentences."""

    id: str
    title: str
    figure: str
    unit: str
    says: tuple[str, ...]


def missing(edition: Edition, view: View) -> list[str]:
    """The first paragraph, what is not in the report (hazard 8.4): a sentence for each gap, and what is not kept."""
    kept = [view.texts("missing", "host_same")] if edition.provider.extraction_host == "same" else []
    return [_reads(edition, view) if gap.missing is Missing.READS else _gap(gap, view) for gap in edition.gaps] + kept


def _reads(edition: Edition, view: View) -> str:
    """In which services reads were held against productions (hazard 11.1); of the others: not checked."""
    provider = edition.provider
    checked = [isolated(one) for one in provider.services if one in provider.reads_checked]
    others = [isolated(one) for one in provider.services if one not in provider.reads_checked]
    if not checked:
        return view.texts("missing", "reads")
    says = view.texts("missing", "reads_checked", services=view.texts.join(checked))
    return f"{says} {view.texts('missing', 'reads_others', services=view.texts.join(others))}" if others else says


def _gap(gap: Gap, view: View) -> str:
    says = view.texts("missing", gap.missing)
    pairs = [
        view.texts("report", "entry", name=view.texts("missing", f"n_{name}"), count=view.texts.number(many))
        for name, many in gap.numbers.items()
        if many or name not in _OF_LAW
    ]
    if not pairs:
        return says
    return f"{says} {view.texts('missing', 'numbers', list=view.texts.join(pairs))}"


def tell(view: View, key: str, **cells: Cell) -> str:
    """The sentence with its numbers in it; or, where one is not given, what that is and why."""
    said = {name: view.said(cell) for name, cell in cells.items()}
    blank = [cell for cell in cells.values() if cell.value is None and cell.low is None]
    blank += [cell for cell in cells.values() if len(cells) == 1 and view.unsure(cell)]
    return untold(view, blank[0]) if blank else view.texts("report", key, **said)


def untold(view: View, cell: Cell) -> str:
    """What a number would say, and the band or the reason that stands instead."""
    if (unsure := view.unsure(cell)) == "later":
        return after(view, cell)
    if unsure:
        return view.texts("report", "untold", what=view.measure(cell.place.metric), why=view.texts("why", unsure))
    why = view.said(cell) if cell.low is not None else view.texts("why_says", cell.why or Why.NOTHING)
    return view.texts("report", "untold", what=view.measure(cell.place.metric), why=why)


def after(view: View, cell: Cell) -> str:
    """That the number of a year is published when it is over, in place of a 0 that may be none."""
    what, year = view.measure(cell.place.metric), cell.place.period[:4]
    return view.texts("report", "after", what=what, year=year, day=view.year_ends(cell.place.period))


def story(view: View) -> list[Chapter]:
    """The period in chapters. One alone where nothing came that may be counted."""
    provider, texts = isolated(view.data.provider.name), view.texts
    received = view.at("received")
    if received.value == 0:
        says = texts("report", "nothing", period=view.period("in"), provider=provider)
        return [Chapter("many", texts("report", "many"), "", "", (says,))]
    makers = (_many, _whom, _what, _gave, _refused, _time, _told, _also)
    return [made for maker in makers for made in maker(view)]


def _chapter(view: View, key: str, figure: Cell | None, says: Sequence[str]) -> Iterator[Chapter]:
    if says:
        shown = figure is not None and (figure.value is not None or figure.low is not None)
        shown = shown and figure is not None and not view.unsure(figure)
        number = view.said(figure) if figure is not None and shown else ""
        unit = view.measure(figure.place.metric) if figure is not None and shown else ""
        yield Chapter(key, view.texts("report", key), number, unit, tuple(says))


def _many(view: View) -> Iterator[Chapter]:
    received, letters, targets = (view.at(name) for name in ("received", "letters", "targets"))
    if received.value is None or letters.value is None:
        says = [untold(view, received if received.value is None else letters)]
    else:
        places = {
            "period": view.period("in"),
            "provider": isolated(view.data.provider.name),
            "letters": view.texts.count("letters", letters.value),
            "demands": view.texts.count("demands", received.value),
        }
        if targets.value is None:
            says = [view.texts("report", "many_received_blank", **places)]
        else:
            accounts = view.texts.count("accounts", targets.value)
            says = [view.texts("report", "many_received", accounts=accounts, **places)]
    if (alone := alone_in(view)) is not None:
        says.append(tell(view, "alone", count=alone))
    yield from _chapter(view, "many", received, [*says, _before(view, received)])


def alone_in(view: View, period: str = "") -> Cell | None:
    """Demands that stand in the total of their year and in no other number (ADR 0043); None where none are told."""
    cell = view.data.cells.get(Place(COUNTED_ONLY, period or view.data.period))
    return None if cell is None or cell.value == 0 else cell


def _before(view: View, received: Cell) -> str:
    was = view.at("received", period=period_before(view.data.period))
    if received.value is None or was.value is None or not view.covers(was.place.period):
        return view.texts("report", "first")
    more = received.value - was.value
    if not more:
        return view.texts("report", "same")
    places = {"many": view.texts.number(abs(more)), "count": view.texts.number(was.value)}
    return view.texts("report", "more" if more > 0 else "fewer", **places)


def _most(view: View, metric: str, dimension: str, within: By = ()) -> str:
    names = (*(name for name, _ in within), dimension)
    rows = [cell for cell in view.rows(metric, *names, within=within) if cell.value][:_MOST]
    named = [(view.name(dimension, cell.place.by[-1][1]), view.said(cell)) for cell in rows]
    return view.texts.listed([f"{name} ({count})" for name, count in named])


def _whom(view: View) -> Iterator[Chapter]:
    rows = view.rows("received", "country")
    if len(rows) == 1 and alone_in(view) is None:
        says = [view.texts("report", "whom_all", country=view.name("country", rows[0].place.by[0][1]))]
    else:
        hidden = any(cell.value is None for cell in rows) or alone_in(view) is not None
        key = "whom_known" if hidden else "whom_most"
        most = _most(view, "received", "country")
        says = [view.texts("report", key, list=most)] if most else []
    if who := _most(view, "received", "authority_kind"):
        says.append(view.texts("report", "whom_who", list=who))
    countries = view.texts.count("countries", len(rows))
    for chapter in _chapter(view, "whom", None, says):
        number, _, unit = countries.partition(" ")
        yield Chapter("whom", chapter.title, number, unit, chapter.says)


def _what(view: View) -> Iterator[Chapter]:
    says = []
    if most := _most(view, "received", "kind"):
        says.append(view.texts("report", "what_list", list=most))
    says += [
        tell(view, "what_data", count=view.at("data_received")),
        tell(view, "what_emergency", count=view.at("emergencies")),
        *_standards(view),
    ]
    yield from _chapter(view, "what", view.at("data_received"), says)


_STANDING: Final = ("unmet", "not_asked", "met", "")


def _standards(view: View) -> list[str]:
    """How the demands stand to international standards; of an edition of before this was counted, nothing."""
    rows = {cell.place.by[0][1]: view.said(cell) for cell in view.rows("received", "standards")}
    named = [f"{view.name('standards', one)} ({rows[one]})" for one in _STANDING if one in rows]
    return [view.texts("report", "what_standards", list=view.texts.listed(named))] if named else []


def _none(*cells: Cell) -> bool:
    return all(cell.value == 0 for cell in cells)


def _gave(view: View) -> Iterator[Chapter]:
    part, share = view.at("in_part"), view.at("share_given")
    whole = dataclasses.replace(share, place=Place("received", share.place.period), value=share.of, of=1)
    given = dataclasses.replace(share, place=Place("given", share.place.period), of=1)
    if _none(share):
        says = [tell(view, "gave_none", received=whole)]
    else:
        cells = {"share": share, "given": given, "received": whole}
        says = [tell(view, "gave_whole", **cells) if _none(part) else tell(view, "gave_share", **cells, in_part=part)]
    if not _none(view.at("data_received")):
        says.append(tell(view, "gave_data", given=view.at("data_given"), content=view.at("content_given")))
    if not _none(view.at("restrictions")):
        says.append(tell(view, "gave_restricted", asked=view.at("restrictions"), done=view.at("restricted")))
    yield from _chapter(view, "gave", share, says)


def given_lines(view: View) -> list[str]:
    """The same as lines, for a text without the first numbers of the page."""
    return [view.texts("report", "entry", name=name, count=count) for name, count in given_by(view)]


def given_by(view: View) -> list[tuple[str, str]]:
    """Beside the demands by which data were given: with a court's order, without, by choice; how many were told."""
    given = view.at("data_given")
    if not given.value:
        return []
    asked, unasked = view.at("data_by_court"), view.at("data_law_asks_none")
    chosen = [view.at(name) for name in CHOSEN]
    parts = [asked, unasked, *chosen]
    rest = given.value - sum(one.value or 0 for one in parts)
    lines_ = {
        "by_court": _part(view, asked),
        "by_none": _part(view, unasked),
        "by_choice": _part(view, *chosen),
        **({"by_unknown": view.texts.number(rest)} if rest and all(one.value is not None for one in parts) else {}),
        "by_told": _part(view, view.at("data_told")),
    }
    return [(view.texts("report", name), said) for name, said in lines_.items()]


def _part(view: View, *cells: Cell) -> str:
    """Some of a number that stands there: none of them is none."""
    blank = [cell for cell in cells if cell.value is None]
    many = sum(cell.value or 0 for cell in cells)
    return view.said(blank[0]) if blank else view.texts.number(many) if many else view.texts("report", "none")


def _refused(view: View) -> Iterator[Chapter]:
    refused, returned, challenged = view.at("refused"), view.at("returned"), view.at("challenged")
    if _none(refused, returned, challenged):
        says = [view.texts("report", "refused_none")]
    else:
        says = [tell(view, "refused_how", refused=refused, returned=returned, challenged=challenged)]
    says.append(tell(view, "refused_withdrawn", withdrawn=view.at("withdrawn"), open=view.at("open")))
    yield from _chapter(view, "refused", refused, says)


def _time(view: View) -> Iterator[Chapter]:
    says: list[str] = []
    blank: list[str] = []
    for one in ("acknowledge", "decide", "effect"):
        cell = view.at(f"hours_to_{one}")
        if cell.why is not Why.NOTHING:
            sentence = tell(view, f"time_{one}", time=cell)
            (blank if cell.value is None else says).append(sentence)
    yield from _chapter(view, "time", view.at("hours_to_decide"), [*says, *blank])


def _told(view: View) -> Iterator[Chapter]:
    told, delayed, forbidden = view.at("told"), view.at("delayed"), view.at("may_not_tell")
    if _none(told, delayed, forbidden):
        says = [view.texts("report", "told_none")]
    else:
        says = [tell(view, "told_how", told=told, delayed=delayed, forbidden=forbidden)]
    silenced = view.at("silenced")
    none = _none(silenced)
    says.append(view.texts("report", "silence_none") if none else tell(view, "told_silence", silenced=silenced))
    yield from _chapter(view, "told", told, says)


def _also(view: View) -> Iterator[Chapter]:
    cells = [(one, view.at(one)) for one in ("network", "access", "unofficial", "late")]
    says = [tell(view, f"also_{one}", count=cell) for one, cell in cells if not view.unsure(cell)]
    unsure = [(view.measure(one), why) for one, cell in cells if (why := view.unsure(cell))]
    if unsure:
        names = view.texts.join(name for name, _ in unsure)
        says.append(view.texts("report", f"also_{unsure[0][1]}", list=names, day=view.year_ends()))
    for cost in view.rows("cost", "currency"):
        if cost.value != 0:
            claimed = view.at("claimed", cost.place.by)
            says.append(tell(view, "also_cost", cost=cost, claimed=claimed))
    yield from _chapter(view, "also", None, says)


HEADLINES: Final = ("received", "data_received", "data_given", "restrictions", "refused")
"""The numbers that stand above the fold."""


@dataclass(frozen=True, slots=True)
class Number:
    """One number with an address: what it counts, the number, or the sentence that stands in its place."""

    id: str
    what: str
    said: str
    instead: str
    beside: tuple[tuple[str, str], ...] = ()


def headlines(view: View) -> list[Number]:
    """The first numbers of the page; beside those of data given, on what they were given and how many were told."""
    return [number(view, one) for one in HEADLINES]


def number(view: View, metric: str) -> Number:
    """A measure of the whole period."""
    cell = view.at(metric)
    given = cell.exact is not None or cell.low is not None
    beside = tuple(given_by(view)) if metric == "data_given" else ()
    if given and not view.unsure(cell):
        return Number(metric, view.measure(metric), view.said(cell), "", beside)
    return Number(metric, view.measure(metric), "", untold(view, cell))


def numbers(view: View) -> list[Number]:
    """Every measure of which one number of the whole period can be told."""
    known = [one for one in METRICS if () in one.by and one.axis is Axis.RECEIVED]
    told = [number(view, one.id) for one in known if view.at(one.id).value is not None]
    return [one for one in told if one.said]


LISTS: Final = (
    ("f_kinds", "received", "kind"),
    ("f_countries", "received", "country"),
    ("f_authorities", "received", "authority_kind"),
    ("f_outcomes", "received", "outcome"),
    ("f_laws", "data_received", "instrument"),
    ("f_secrecy", "received", "secrecy"),
    ("f_grounds", "refused", "ground"),
    ("f_removal", "restrictions", "subject"),
)


def one_list(view: View) -> list[tuple[str, str]]:
    """All breakdowns of a small desk as one list in words; what is none, or has no row, is left out."""
    made = []
    for title, metric, dimension in LISTS:
        rows = [(name, cell) for name, cell in merged(view, metric, dimension) if cell.value != 0]
        if rows:
            pairs = [view.texts("report", "entry", name=name, count=view.said(cell)) for name, cell in rows]
            made.append((view.texts("report", title), view.texts.join(pairs)))
    if (alone := alone_in(view)) is not None:
        made.append((view.texts("report", "alone_short"), view.said(alone)))
    return made


def merged(view: View, metric: str, dimension: str, period: str = "", within: By = ()) -> list[tuple[str, Cell]]:
    """Name and cell of each row. Rows that have one name for the reader are added up; a blank one makes all blank."""
    names = (*(name for name, _ in within), dimension)
    together: dict[str, list[Cell]] = {}
    for cell in view.rows(metric, *names, period=period, within=within):
        together.setdefault(view.name(dimension, cell.place.by[-1][1]), []).append(cell)
    rows = [(name, _together(cells)) for name, cells in together.items()]
    return sorted(rows, key=lambda one: (-(one[1].value or 0), one[1].value is None, one[0]))


def _together(cells: Sequence[Cell]) -> Cell:
    if len(cells) == 1:
        return cells[0]
    blank = [cell for cell in cells if cell.value is None]
    place = Place(cells[0].place.metric, cells[0].place.period, cells[0].place.by)
    if blank:
        return Cell(place, None, why=blank[0].why)
    return Cell(place, sum(cell.value or 0 for cell in cells))


def plain_text(edition: Edition, view: View, title: str) -> bytes:
    """The report as plain text that can go by mail as it stands."""
    lines: list[Any] = [title, "", view.texts("report", "text_missing")]
    lines += [f"- {one}" for one in missing(edition, view)]
    for chapter in story(view):
        lines += ["", chapter.title, *chapter.says, *(given_lines(view) if chapter.id == "gave" else [])]
    return ("\n".join(lines) + "\n").encode()
