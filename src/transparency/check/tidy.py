"""Tables that people lay out for the eye, as rows under one header: periods as columns, measures as rows, headings."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import partial
from itertools import accumulate, islice, takewhile
from operator import ge
from typing import Final, NamedTuple

from transparency.check import figures, periods
from transparency.check import guess_words as words
from transparency.check.figures import Is
from transparency.check.model import DISCLOSED, RECEIVED, WHOLES, Finding, Sort, Where, subtotal
from transparency.check.shape import normal
from transparency.check.source import Sheet

NUMBER: Final = "Number"  # of a column whose header names nothing but a period
GROUP: Final = "Group"  # what headings within a table name
_MOST: Final = 5_000  # rows of a table that is laid out for the eye
_TWO: Final = 2  # periods, headings, regions: one alone shows no order
_CELLS: Final = 100_000
_MEASURES: Final = 100  # rows that each name a measure
_AROUND: Final = " ,-\u2013"  # a period in a name
_WORDS: Final = 12  # of a column's name
_VALUE: Final = frozenset({"value", "count", "number", "figure", "amount", "total", "wert", "anzahl", "zahl"})
_METRIC: Final = frozenset({"metric", "measure", "statistic", "data point", "kennzahl", "messgröße", "metrik"})
_TOTAL: Final = re.compile(r"(?i)\b(sub-?)?total\b:?")
_NOTE: Final = re.compile(r"(?i)[*†‡¹²³⁴⁵(\[\d]|.{60}|(note|source|quelle|anm|hinweis)\w*\b")


class _Row(NamedTuple):
    number: int
    cells: list[str]


def tidied(sheet: Sheet) -> Sheet:
    """The same table with a row a place, kind and period; the sheet itself where it is so, or nothing is certain."""
    width = len(sheet.header)
    rows = [_Row(at, (cells + [""] * width)[:width]) for at, cells in islice(sheet.rows, _MOST + 1)]
    if not rows or len(rows) > _MOST or len(rows) * width > _CELLS:
        return sheet
    made = Sheet(sheet.file, sheet.header, _without_notes(rows), sheet.notes, sheet.meta)
    notes = []
    for step, says in _STEPS:
        if (found := step(made)) is not None:
            made = Sheet(sheet.file, *found, sheet.notes, sheet.meta)
            notes.append(Finding("table-turned", f"{sheet.file} {says}", None, (Where(sheet.file, 1),), Sort.NOTE))
    made.notes = [*sheet.notes, *notes]
    return made if notes or len(list(made.rows)) < len(rows) else sheet


def is_figure(text: str) -> bool:
    """Whether a cell holds a number or a range."""
    return figures.read(text, share=text.strip().endswith("%")).sort in {Is.NUMBER, Is.BAND}


def period_in(name: str) -> tuple[str, str]:
    """The period that a column's name holds, and the rest of the name: “H1 2024 Requests” is of H1 2024."""
    parts = re.sub(r"[()\[\]:|]", " ", name).split()
    spans = ((at, end) for at in range(len(parts)) for end in range(len(parts), at, -1)) if len(parts) < _WORDS else ()
    for at, end in sorted(spans, key=lambda span: span[0] - span[1]):
        if periods.read(period := " ".join(parts[at:end]).strip(_AROUND)):
            return period, " ".join(parts[:at] + parts[end:]).strip(_AROUND)
    return "", name


def _without_notes(rows: list[_Row]) -> list[tuple[int, list[str]]]:
    """Rows without the footnotes below them."""
    while rows and not any(rows[-1].cells[1:]) and _NOTE.match(rows[-1].cells[0]):
        rows = rows[:-1]
    return list(rows)


_Made = tuple[list[str], list[tuple[int, list[str]]]] | None


def _melted(sheet: Sheet) -> _Made:
    """Columns that each hold a period, as rows of that period."""
    dated = {at: found for at, name in enumerate(sheet.header) if (found := period_in(name))[0]}
    named = sorted({one for one, _ in dated.values()}, key=lambda one: periods.read(one) or one)
    rows = list(sheet.rows)
    axes = [at for at in range(len(sheet.header)) if at not in dated]
    whole = [
        at for at in axes if words.is_total(normal(sheet.header[at])) and any(is_figure(one[1][at]) for one in rows)
    ]
    if len(named) > 1 and len(whole) == 1 and not any(rest for _, rest in dated.values()):
        first, last = periods.read(named[0]), periods.read(named[-1])
        if first and last:  # a column for all periods together
            dated[whole[0]] = f"{first.first} to {last.last}", ""
            axes.remove(whole[0])
    if len(named) < _TWO or any(is_figure(cells[at]) for _, cells in rows for at in axes) or not axes:
        return None
    measures = list(dict.fromkeys(rest or NUMBER for _, rest in dated.values()))
    made = []
    for number, cells in rows:
        by: dict[str, dict[str, str]] = {}
        for at, (period, rest) in dated.items():
            by.setdefault(period, {})[rest or NUMBER] = cells[at]
        made += [
            (number, [*(cells[at] for at in axes), period, *(one.get(name, "") for name in measures)])
            for period, one in by.items()
        ]
    return [*(sheet.header[at] for at in axes), "Period", *measures], made


def _pivoted(sheet: Sheet) -> _Made:
    """A column that names the measure of each row, and one with its figure: a column for each measure."""
    rows, header = list(sheet.rows), [normal(one) for one in sheet.header]
    values = [at for at, name in enumerate(header) if name in _VALUE]
    texts = [at for at in range(len(header)) if at not in values and not any(is_figure(cells[at]) for _, cells in rows)]
    metric = next((at for at in texts if header[at] in _METRIC or _measures(cells[at] for _, cells in rows)), -1)
    if len(values) != 1 or metric < 0:
        return None
    axes = [at for at in range(len(header)) if at not in {metric, values[0]}]
    names = list(dict.fromkeys(cells[metric].strip() for _, cells in rows))
    found: dict[tuple[str, ...], tuple[int, dict[str, str]]] = {}
    for number, cells in rows:
        _, one = found.setdefault(tuple(cells[at] for at in axes), (number, {}))
        if cells[metric].strip() in one:
            return None
        one[cells[metric].strip()] = cells[values[0]]
    made = [(number, [*key, *(one.get(name, "") for name in names)]) for key, (number, one) in found.items()]
    return ([*(sheet.header[at] for at in axes), *names], made) if 1 < len(names) <= _MEASURES else None


def _crossed(sheet: Sheet) -> _Made:
    """Measures as rows and kinds as columns: a row for each kind, and a column for each measure."""
    rows = list(sheet.rows)
    names = [cells[0].strip() for _, cells in rows]
    figured = [[is_figure(cell) for cell in cells[1:]] for _, cells in rows]
    if any(period_in(one)[0] or words.is_no_count(normal(one)) for one in sheet.header[1:]):
        return None
    if len(sheet.header) <= _TWO or len(set(names)) < len(names) or not all(map(all, figured)) or not _measures(names):
        return None
    made = [(rows[0][0], [name, *(cells[at] for _, cells in rows)]) for at, name in enumerate(sheet.header) if at]
    return ["Kind", *names], made


def _measures(cells: Iterable[str]) -> bool:
    """Whether texts name what was asked for and what was given, and nothing else: measures, and no kinds."""
    found = {words.measure(words.plain(one))[0] for one in set(cells)}
    return {RECEIVED, DISCLOSED} <= found and "" not in found


def _sections(sheet: Sheet) -> _Made:
    """Headings within a table, as a column of their own: a row “Civil” without a figure, and what stands below it."""
    rows = list(sheet.rows)
    heads = [cells[0].strip() for _, cells in rows if _heads(cells)]
    if len(heads) < _TWO or len(set(heads)) < len(heads) or _heads(rows[-1][1]):
        return None
    own = sum(_is_whole(cells[0]) for _, cells in rows) >= len(heads)  # each section has a row “Total”
    made, over = [], ""
    for number, cells in rows:
        label = cells[0].strip()
        if _heads(cells):
            over = label
        elif over and ((own and _is_whole(label)) or (subtotal(label) and over.casefold() in label.casefold())):
            made.append((number, [over, "Total", *cells[1:]]))
            over = ""
        else:
            over = "" if _is_whole(label) else over
            made.append((number, [over or label, label if over else _own(sheet, label), *cells[1:]]))
    return [GROUP, *sheet.header], made


def _heads(cells: Sequence[str]) -> bool:
    return bool(cells[0].strip()) and not any(map(str.strip, cells[1:])) and not is_figure(cells[0])


def _regions(sheet: Sheet) -> _Made:
    """A row that is the sum of rows beside it: “EU total” of those above, a region of the two or more below it."""
    rows = list(sheet.rows)
    columns = [at for at in range(1, len(sheet.header)) if all(is_figure(cells[at]) for _, cells in rows)]
    counts = [[figures.read(cells[at]).low for at in columns] for _, cells in rows]
    wholes = [at for at, (_, cells) in enumerate(rows) if _is_whole(cells[0])]
    spans = {
        at: (at - _below(counts[::-1], len(rows) - 1 - at), at)
        for at, (_, cells) in enumerate(rows)
        if subtotal(cells[0]) and at not in wholes
    }
    if not spans:
        spans = {at: (at + 1, at + 1 + _below(counts, at)) for at in range(len(rows)) if at not in wholes}
        spans = {
            at: span
            for at, span in spans.items()
            if span[0] < span[1] and not any(span[1] > other > at for other in wholes)
        }
        inner = {one for span in spans.values() for one in range(*span)}
        tops = [one for at, one in enumerate(counts) if at not in wholes and at not in inner]
        adds = len(wholes) == 1 and any(sum(one) == whole for *one, whole in zip(*tops, counts[wholes[0]], strict=True))
        spans = spans if adds and len(spans) >= _TWO else {}
    named = {at: _TOTAL.sub("", rows[at][1][0]).strip() or rows[at][1][0] for at in spans}
    over = {one: named[at] for at, span in spans.items() for one in range(*span)}
    if not over:
        return None
    made = []
    for at, (number, cells) in enumerate(rows):
        below = cells[0] if at in over else "Total" if at in spans else _own(sheet, cells[0])
        made.append((number, [over.get(at) or named.get(at) or cells[0], below, *cells[1:]]))
    return [GROUP, *sheet.header], made


def _below(counts: Sequence[Sequence[int]], at: int) -> int:
    """Of how many rows right below it a row is the sum, in half of its columns at least; 0 where it is of none."""
    found: list[int] = []
    for column, count in enumerate(counts[at]):
        made = takewhile(partial(ge, count), accumulate(row[column] for row in counts[at + 1 :])) if count > 0 else ()
        found += (number for number, one in enumerate(made, 1) if one == count and number > 1)
    number, times = Counter(found).most_common(1)[0] if found else (0, 0)
    return number if 2 * times >= len(counts[at]) else 0


def _own(sheet: Sheet, label: str) -> str:
    """Where a row that is in no group stands: a country is a place of its own, a kind has none within it."""
    return label if words.axis(words.plain(sheet.header[0])) == "place" and not _is_whole(label) else ""


def _is_whole(label: str) -> bool:
    return label.strip().casefold().rstrip(":") in WHOLES


_STEPS: Final = (
    (_sections, "has headings among its rows; what stands below one was read as a part of it."),
    (_regions, "has rows that are the sum of rows below them, as a region of its countries; they were read so."),
    (_melted, "has its periods as columns; each was read as a row of that period."),
    (_crossed, "has its measures as rows and its kinds as columns; it was turned."),
    (_pivoted, "has its measures as rows; each was read as a column."),
)
