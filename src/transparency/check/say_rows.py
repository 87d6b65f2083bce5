"""Sentences about single rows: given and asked for, percents, accounts, columns that are parts, bands, oddities."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from transparency.check import rows
from transparency.check.figures import Figure, Is
from transparency.check.model import Column, Finding, Line, Sort, Table, Where, listed, many, plural, subtotal
from transparency.check.periods import LENGTHS
from transparency.check.rows import CUT, HALF_EVEN, Columns, Tried
from transparency.check.source import readable

_BANDS: Final = (1000, 500, 250, 100)  # 50 USC 1874(a)(1) to (4)
_YEARLY: Final = 100
_SHOWN: Final = 6
_WAYS: Final = {CUT: "cut off", HALF_EVEN: "halves are rounded to the even number"}


def table(publisher: str, one: Table) -> Iterator[Finding]:
    """All that the rows of one file say against themselves."""
    for columns in rows.columns_of(one):
        for at in columns.within:
            yield from _at_most(publisher, one, columns, at)
        for shares in rows.shares_of(one, columns):
            yield from _percents(publisher, one, shares)
            yield from _of_total(publisher, one, shares)
        if columns.accounts >= 0 and columns.received >= 0:
            yield from _accounts(publisher, one, columns)
    yield from _parts(publisher, one)
    yield from _figures(publisher, one)
    if one.layout.bands:
        yield from _bands(publisher, one)


def _label(line: Line, column_kind: str = "") -> str:
    return ", ".join(filter(None, (line.place, line.kind, column_kind)))


def _spot(line: Line, columns: Columns) -> str:
    return _label(line, columns.kind) or _period(line) or f"row {line.row}"


def _period(line: Line) -> str:
    return line.period.name if line.period else ""


def _by_period(lines: Iterable[Line]) -> dict[str, list[Line]]:
    found: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        found[_period(line)].append(line)
    return found


def _at_most(publisher: str, one: Table, columns: Columns, part: int) -> Iterator[Finding]:
    if columns.received < 0:
        return
    tried = rows.at_most(one.lines, part, columns.received)
    name = one.layout.columns[part].noun
    if _unlikely(one, tried):
        yield _unrelated(publisher, one, part, f"more than “{one.layout.columns[columns.received].name}”")
        return
    for period, lines in _by_period(tried.broken).items():
        pairs = [
            f"{line.figures[part].shown} of {line.figures[columns.received].shown}"
            + (f" ({_label(line, columns.kind)})" if _label(line, columns.kind) else "")
            for line in lines
        ]
        says = (
            f"{publisher} reports{f' for {period}' if period else ''} more {name} than received: {listed(pairs)}. "
            "That cannot be, unless the two columns count different periods."
        )
        where = tuple(one.at(line, part) for line in lines)
        yield Finding("disclosed-within-received", says, False, where, Sort.IDENTITY, period)
    if tried.held and not tried.broken:
        rows_of = _all_rows(tried.held, one)
        says = f"{publisher}: in {rows_of} that can be compared, {name} are no more than were received."
        yield Finding("disclosed-within-received", says, True, (Where(one.file),), Sort.IDENTITY)
    elif tried.held:
        rows_of = f"{plural(tried.held, 'row')} of {one.file}"
        says = f"{publisher}: in the other {rows_of}, {name} are no more than were received."
        yield Finding("disclosed-within-received", says, True, (Where(one.file),), Sort.IDENTITY)


def _all_rows(count: int, one: Table) -> str:
    return f"{f'all {count:,} rows' if count > 1 else 'the one row'} of {one.file}"


def _unlikely(one: Table, tried: Tried) -> bool:
    """Whether so many rows break that columns which were taken by their names rather mean something else."""
    parts = [line for line in tried.broken if line.place or line.kind]  # a total repeats what breaks in its parts
    return one.layout.format in {"table", "apple"} and len(parts or tried.broken) > max(1, tried.held)


def _unrelated(publisher: str, one: Table, column: int, what: str) -> Finding:
    name = one.layout.columns[column].name
    says = (
        f"{publisher}: “{name}” is {what} in most rows of {one.file}, so it probably means something else than its "
        "name suggests; nothing was concluded from it. A mapping says what it is."
    )
    return Finding("column-misread", says, None, (Where(one.file, 0, name),), Sort.NOTE)


def _percents(publisher: str, one: Table, columns: Columns) -> Iterator[Finding]:
    tried = rows.percents(one, columns)
    count = tried.held + len(tried.broken)
    if not count:
        return
    unit = f"with {plural(columns.decimals, 'decimal')}" if columns.decimals else "in whole percent"
    unit = "as exact as each is written" if columns.mixed else unit
    where = (Where(one.file, 0, one.layout.columns[columns.percent].name),)
    if not tried.broken:
        what = f"{'each of the ' if count > 1 else ''}{plural(count, 'percentage')} in {one.file}"
        says = f"{publisher}: {what} ({unit}, rounded half up) can be made of its count."
        yield Finding("percent-feasible", says, True, where, Sort.IDENTITY)
    elif other := next((way for way in (HALF_EVEN, CUT) if not rows.percents(one, columns, way).broken), ""):
        says = (
            f"{publisher}: the percentages in {one.file} fit their counts only when {_WAYS[other]}; rounded half up, "
            f"{plural(len(tried.broken), 'row')} would not fit."
        )
        yield Finding("percent-rounding", says, None, where, Sort.TRAP)
    elif _unlikely(one, tried):
        yield _unrelated(publisher, one, columns.percent, "a percentage that its count cannot make")
        return
    else:
        yield from _impossible(publisher, one, columns, tried)
    yield from _half_up(publisher, one, columns)


def _impossible(publisher: str, one: Table, columns: Columns, tried: Tried) -> Iterator[Finding]:
    for period, lines in _by_period(tried.broken).items():
        shown = [
            f"{line.figures[columns.percent].shown} % of {line.figures[columns.received].shown}"
            + (f" ({_label(line, columns.kind)})" if _label(line, columns.kind) else "")
            for line in lines
        ]
        says = (
            f"{publisher}{f', {period}' if period else ''}: no whole number of answers gives {listed(shown)}, however "
            "it is rounded. The percentage or the count is wrong, or they count different things."
        )
        where = tuple(one.at(line, columns.percent) for line in lines)
        yield Finding("percent-feasible", says, False, where, Sort.IDENTITY, period)


def _half_up(publisher: str, one: Table, columns: Columns) -> Iterator[Finding]:
    found = rows.only_half_up(one, columns)
    if not found:
        return
    shown = [
        f"{_label(line, columns.kind) or 'row ' + str(line.row)}: {line.figures[columns.percent].shown} % of "
        f"{line.figures[columns.received].shown} is {part} of {line.figures[columns.received].shown}"
        for line, part in found
    ]
    says = (
        f"{publisher}: {plural(len(found), 'percentage')} can only be made by rounding a half up ({listed(shown)}); "
        "programs that round halves to the even number, as Python's round(), make another figure of it."
    )
    where = tuple(one.at(line, columns.percent) for line, _ in found)
    yield Finding("rounded-half-up", says, None, where, Sort.TRAP, _period(found[0][0]))


def _of_total(publisher: str, one: Table, columns: Columns) -> Iterator[Finding]:
    """The percent of a total lies where the percents of its parts put it."""
    groups: dict[tuple[object, str], list[Line]] = defaultdict(list)
    for line in one.lines:
        groups[line.period, line.kind].append(line)
    for group in groups.values():
        wholes, parts = [one for one in group if not one.place], [one for one in group if one.place]
        parts = [one for one in parts if not subtotal(one.place)]
        ends = [rows.answered(line.figures[columns.percent], line.figures[columns.received], columns) for line in parts]
        known = [end for end in ends if end is not None]
        if len(wholes) != 1 or not known:
            continue
        share, count = wholes[0].figures[columns.percent], wholes[0].figures[columns.received]
        total = rows.answered(share, count, columns)
        if total is None:
            continue
        low, high = sum(end[0] for end in known), sum(end[1] for end in known)
        every = all(
            end or line.figures[columns.received].sort is Is.DASH for end, line in zip(ends, parts, strict=True)
        )
        holds = False if total[1] < low or (every and total[0] > high) else (True if every else None)
        says = (
            f"{', '.join(filter(None, (publisher, _period(wholes[0]))))}: {share.shown} % of {count.shown} is "
            f"{total[0]:,} to {total[1]:,} answers; the percentages of the places make "
            f"{'' if every else 'at least '}{low:,} to {high:,}."
        )
        where = (one.at(wholes[0], columns.percent),)
        sort = Sort.NOTE if holds is None else Sort.IDENTITY
        yield Finding("percent-of-total", says, holds, where, sort, _period(wholes[0]))


def _accounts(publisher: str, one: Table, columns: Columns) -> Iterator[Finding]:
    name = many(one.layout.columns[columns.accounts].base)
    asked, named = columns.received, columns.accounts
    none = [
        line
        for line in one.lines
        if line.figures[asked].exact
        and not line.figures[asked].low
        and line.figures[named].known
        and line.figures[named].low
    ]
    if none:
        pairs = [f"{line.figures[named].shown} ({_spot(line, columns)})" for line in none]
        says = f"{publisher}: no request, and yet {name}: {listed(pairs)}. That cannot be."
        yield Finding("accounts-need-demands", says, False, tuple(one.at(x, named) for x in none), Sort.IDENTITY)
    tried = rows.at_most(one.lines, asked, named)
    fewer = [line for line in tried.broken if line not in none]
    if fewer:
        pairs = [
            f"{line.figures[named].shown} in {line.figures[asked].shown} ({_spot(line, columns)})" for line in fewer
        ]
        says = (
            f"{publisher}: fewer {name} than requests in {plural(len(fewer), 'row')}: {listed(pairs)}. It can be where "
            f"several requests name one of the {name}, or where {name} are counted only for some requests."
        )
        yield Finding("fewer-accounts-than-demands", says, None, tuple(one.at(x, named) for x in fewer), Sort.NOTE)
    elif tried.held and not none:
        rows_of = _all_rows(tried.held, one)
        says = f"{publisher}: in {rows_of} that can be compared there are at least as many {name} as requests."
        yield Finding("accounts-against-demands", says, True, (Where(one.file),), Sort.IDENTITY)


def _parts(publisher: str, one: Table) -> Iterator[Finding]:
    """Columns that the layout names as parts of another."""
    groups: dict[tuple[str, str], list[int]] = defaultdict(list)
    for at, column in enumerate(one.layout.columns):
        if column.part_of:
            groups[column.part_of, column.kind].append(at)
    for (measure, kind), parts in groups.items():
        whole = one.column(measure, kind)
        if whole is None:
            continue
        tried = rows.parts_make(one, whole, parts)
        names = " + ".join(f"“{one.layout.columns[at].name}”" for at in parts)
        goal = f"“{one.layout.columns[whole].name}”"
        for line in tried.broken:
            terms = " + ".join(line.figures[at].shown for at in parts)
            spot = ", ".join(filter(None, (publisher, _period(line), _label(line, kind))))
            says = f"{spot}: {names} is {terms}, but {goal} says {line.figures[whole].shown}."
            yield Finding("columns-to-whole", says, False, (one.at(line, whole),), Sort.IDENTITY, _period(line))
        if tried.held:
            says = f"{publisher}: {names} make {goal} in {plural(tried.held, 'row')} of {one.file}."
            yield Finding("columns-to-whole", says, True, (Where(one.file),), Sort.IDENTITY)


_ODD: Final[Mapping[str, tuple[bool | None, str]]] = {
    "negative": (False, "negative, which no count can be"),
    "fraction": (False, "a fraction, which no count can be"),
    "band-reversed": (False, "a range whose end lies below its beginning"),
    "band": (None, "a range and no number; whoever adds up must carry both ends"),
    "mark-on-figure": (None, "a figure with a mark such as *, which the file does not explain"),
    "dash": (None, "a dash, taken as none; the file does not say so"),
    "unreadable": (None, "neither a number nor a range, and left out of every sum"),
}


def _oddities(figure: Figure, column: Column) -> Iterator[str]:
    """Which of ``_ODD`` a figure is."""
    if figure.marks:
        yield "mark-on-figure"
    if figure.sort is Is.NUMBER:
        if figure.low < 0 and not column.share:
            yield "negative"
        if figure.decimals and column.summed:
            yield "fraction"
    elif figure.sort is Is.BAND:
        yield "band-reversed" if figure.high is not None and figure.high < figure.low else "band"
    else:
        yield {Is.DASH: "dash", Is.UNREADABLE: "unreadable"}[figure.sort]


def _figures(publisher: str, one: Table) -> Iterator[Finding]:
    """Cells that are no plain number, and blanks beside zeros."""
    seen: dict[str, list[tuple[Line, int]]] = defaultdict(list)
    blanks: dict[int, list[Line]] = defaultdict(list)
    for line in one.lines:
        for at, figure in enumerate(line.figures):
            if figure.sort is Is.BLANK:
                blanks[at].append(line)
            elif figure.sort is not Is.NUMBER or figure.low < 0 or figure.marks or figure.decimals:
                for rule in _oddities(figure, one.layout.columns[at]):
                    seen[rule].append((line, at))
    for rule, (holds, what) in _ODD.items():
        if cells := seen.get(rule):
            sort = Sort.TRAP if holds is None else Sort.IDENTITY
            yield _odd(publisher, one, cells, Finding(rule, what, holds, (), sort))
    yield from _blank(publisher, one, blanks)


def _odd(publisher: str, one: Table, cells: Sequence[tuple[Line, int]], like: Finding) -> Finding:
    line, at = cells[0]
    shown = [
        f"“{line.figures[at].text.strip()}” ({_label(line) or 'row ' + str(line.row)})" for line, at in cells[:_SHOWN]
    ]
    more = f" and {len(cells) - _SHOWN:,} more" if len(cells) > _SHOWN else ""
    column = one.layout.columns[at].name
    says = f"{publisher}: {', '.join(shown)}{more} in {one.file} (“{column}”): {like.says}."
    where = tuple(one.at(line, at) for line, at in cells)
    return Finding(like.rule, says, like.holds, where, like.sort, _period(line))


def _blank(publisher: str, one: Table, blanks: dict[int, list[Line]]) -> Iterator[Finding]:
    for at, lines in blanks.items():
        column = one.layout.columns[at]
        zeros = sum(line.figures[at].sort is Is.NUMBER and not line.figures[at].low for line in one.lines)
        kinds = listed(sorted({line.kind for line in lines if line.kind}), 3)
        says = (
            f"{publisher}: “{column.name}” is blank in {plural(len(lines), 'row')} of {one.file}"
            f"{f' ({kinds})' if kinds else ''}"
            f"{f' and zero in {zeros:,} others' if zeros else ''}. A blank is not zero: there is no figure."
        )
        yield Finding("blank-not-zero", says, None, tuple(one.at(line, at) for line in lines), Sort.TRAP)


def _bands(publisher: str, one: Table) -> Iterator[Finding]:
    """50 USC 1874(a): one width, from zero on, in every cell; bands of 100 for a whole year alone."""
    cells = [(line, at, figure) for line in one.lines for at, figure in enumerate(line.figures)]
    widths = Counter(
        figure.high - figure.low + 1 for _, _, figure in cells if figure.sort is Is.BAND and figure.high is not None
    )
    if not widths:
        return
    width = widths.most_common(1)[0][0]
    bad = [(line, at) for line, at, figure in cells if not _fits(line, figure, width)]
    law = "50 USC 1874(a) has bands of 1,000, 500 or 250, or of 100 for a whole year, of one width and from zero on"
    if bad or width not in _BANDS:
        shown = [f"“{readable(line.figures[at].text.strip())}” ({_period(line)})" for line, at in bad]
        says = f"{publisher}: {law}; {one.file} has {listed(shown) or f'bands of {width:,}'}."
        where = tuple(one.at(line, at) for line, at in bad) or (Where(one.file),)
        yield Finding("bands-valid", says, False, where, Sort.IDENTITY)
        return
    ranges = plural(sum(widths.values()), "range")
    says = f"{publisher}: all {ranges} of {one.file} are bands of {width:,}; {law}."
    yield Finding("bands-valid", says, True, (Where(one.file),), Sort.IDENTITY)


def _fits(line: Line, figure: Figure, width: int) -> bool:
    """0-249, 250-499; never 1-250: the first band includes zero. A plain zero and a blank pass."""
    if figure.sort is not Is.BAND:
        return not (figure.exact and figure.low)
    if width == _YEARLY and line.period is not None and line.period.months < LENGTHS["year"]:
        return False
    return figure.low % width == 0 and figure.high is not None and figure.high - figure.low + 1 == width
