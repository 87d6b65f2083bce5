"""What a publisher's files say against one another: releases, revisions, renamed codes, gaps, rows twice, splits."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Final, TypeAlias

from transparency.check.figures import Figure, total
from transparency.check.model import ACCOUNTS, PERCENT, RECEIVED, Finding, Line, Sort, Table, Where, listed, plural
from transparency.check.periods import LENGTHS, Period

_NAMED: Final = {months: name for name, months in LENGTHS.items()}
_SHOWN: Final = 8

Spot: TypeAlias = tuple[Period | None, str, str]


def releases(tables: Sequence[Table]) -> None:
    """Number the releases: a file that speaks of the same cells as an earlier one of its series is another release."""
    for at, table in enumerate(tables):
        taken = {one.release for one in tables[:at] if _overlap(one, table)}
        table.release = next(n for n in range(1, at + 2) if n not in taken)


def _overlap(one: Table, two: Table) -> bool:
    if (one.layout.series, one.layout.split) != (two.layout.series, two.layout.split):
        return False
    alike = {(a.measure, a.kind) for a in one.layout.columns} & {(b.measure, b.kind) for b in two.layout.columns}
    both = {line.period for line in one.lines} & {line.period for line in two.lines}
    if not alike or not both:
        return False
    spots = {spot(line) for line in one.lines if line.period in both}
    return any(spot(line) in spots for line in two.lines if line.period in both)


def spot(line: Line) -> Spot:
    """Where a row stands in the model."""
    return line.period, line.place, line.kind.casefold()


def mixed(table: Table) -> bool:
    """Whether rows of a table that nobody described stand at one spot with other figures: an axis was not read."""
    if not table.layout.guessed:
        return False
    first: dict[Spot, Line] = {}
    return any(first.setdefault(spot(line), line).figures != line.figures for line in table.lines)


def twice(publisher: str, table: Table) -> Iterator[Finding]:
    """Rows that speak of the same period, place and kind."""
    first: dict[Spot, Line] = {}
    again: list[tuple[Line, Line]] = []
    for line in table.lines:
        other = first.setdefault(spot(line), line)
        if other is not line:
            again.append((other, line))
    if again and (len(again) * 2 > len(table.lines) or mixed(table)):
        says = (
            f"{publisher}: {plural(len(again), 'row')} of {table.file} share period, place and kind with an earlier "
            "one, so a column that tells them apart is not known; name it in a mapping as kind."
        )
        yield Finding("rows-alike", says, None, (Where(table.file),), Sort.NOTE)
    elif again:
        shown = [f"rows {one.row} and {two.row} ({_spoken(two)})" for one, two in again]
        same = sum(one.figures == two.figures for one, two in again)
        says = (
            f"{publisher}: {table.file} has {plural(len(again), 'row')} twice, {same:,} of them with the same figures: "
            f"{listed(shown)}. Whoever adds up counts them twice."
        )
        yield Finding("row-twice", says, False, tuple(Where(table.file, two.row) for _, two in again), Sort.IDENTITY)


def _spoken(line: Line) -> str:
    return ", ".join(filter(None, (line.period.name if line.period else "", line.place, line.kind)))


def gaps(publisher: str, tables: Sequence[Table]) -> Iterator[Finding]:
    """A period between a file's first and last that it has no row of; worse where other files of the report have it."""
    have: dict[int, set[Period]] = defaultdict(set)
    for table in tables:
        for one in table.periods():
            have[one.months].add(one)
    for table in tables:
        own: dict[int, set[Period]] = defaultdict(set)
        for one in table.periods():
            own[one.months].add(one)
        for months, mine in own.items():
            if months in _NAMED:
                yield from _gap(publisher, table, mine, have[months])


def _gap(publisher: str, table: Table, mine: set[Period], every: set[Period]) -> Iterator[Finding]:
    first, last = min(mine), max(mine)
    for one in sorted(every - mine):
        if first < one < last and all(line.place for line in table.lines):
            says = f"{publisher}: {table.file} has no row for {one.name}: either none came then, or it was left out."
            yield Finding("period-without-rows", says, None, (Where(table.file),), Sort.NOTE, one.name)
        elif first < one < last:
            says = f"{publisher}: {table.file} has no row for {one.name}, although other files of the report have it."
            yield Finding(
                "period-missing", says, False, (Where(table.file),), Sort.IDENTITY, one.name, table.layout.series
            )
        elif one > last:
            says = f"{publisher}: {table.file} ends with {last.name}; other files of the report go on to {one.name}."
            yield Finding("period-later-elsewhere", says, None, (Where(table.file),), Sort.NOTE, one.name)
    if every == mine:
        yield from _jump(publisher, table, mine)


def _jump(publisher: str, table: Table, mine: set[Period]) -> Iterator[Finding]:
    listing = sorted(mine)
    jumps = [(one, two) for one, two in pairwise(listing) if (two.first - one.last).days > 1]
    if jumps:
        shown = [f"{one.name} to {two.name}" for one, two in jumps]
        says = f"{publisher}: the periods of {table.file} jump from {listed(shown)}; what lies between is not in it."
        yield Finding("period-gap", says, None, (Where(table.file),), Sort.NOTE)


def codes(publisher: str, table: Table) -> Iterator[Finding]:
    """One code with two names, or one name with two codes."""
    by_name: dict[str, set[str]] = defaultdict(set)
    for code, names in table.names.items():
        for name in names:
            by_name[name.casefold()].add(code)
    two = [f"{code}: {' / '.join(sorted(names))}" for code, names in table.names.items() if len(names) > 1]
    two += [f"{name}: {' / '.join(sorted(found))}" for name, found in by_name.items() if len(found) > 1]
    if two:
        says = (
            f"{publisher}: {table.file} writes one place in two ways: {listed(two)}. Grouped by name, it falls apart."
        )
        yield Finding("place-two-ways", says, None, (Where(table.file),), Sort.TRAP)


def uneven(publisher: str, table: Table) -> Iterator[Finding]:
    """Periods in which some places are divided by kind and others have one row for all."""
    kinds: dict[Period, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for line in table.lines:
        if line.period is not None and line.place and line.kind.casefold() not in table.layout.aside:
            kinds[line.period][line.place].add(line.kind)
    found = {}
    for period, places in kinds.items():
        divided = {place for place, have in places.items() if have != {""}}
        if divided and len(divided) < len(places):
            found[period] = divided
    if not found:
        return
    periods = sorted(found)
    some = set().union(*found.values())
    name = f"{periods[0].name} to {periods[-1].name}" if len(periods) > 1 else periods[0].name
    says = (
        f"{publisher}: from {name} {table.file} divides by kind for {listed(sorted(some))} only; every other place has "
        "one row for all kinds. A table by kind over these periods shows that place alone."
    )
    yield Finding("divided-unevenly", says, None, (Where(table.file),), Sort.TRAP)


def apart(publisher: str, table: Table) -> Iterator[Finding]:
    """What the rows make without those that are no part of a total, as preservation; and that these carry no answer."""
    aside = table.layout.aside
    percent = table.column(PERCENT)
    groups: dict[Period | None, list[Line]] = defaultdict(list)
    for line in table.lines:
        groups[line.period].append(line)
    for period, every in groups.items():
        lines = [line for line in every if line.place] or every
        kept = [line for line in lines if line.kind.casefold() in aside]
        others = [line for line in lines if line.kind.casefold() not in aside]
        if not kept or not others:
            continue
        counted = [_made(table, measure, others) for measure in (RECEIVED, ACCOUNTS)]
        set_aside = _made(table, RECEIVED, kept)
        wrong = [line for line in kept if percent is not None and line.figures[percent].known]
        name = listed(sorted({line.kind for line in kept}))
        says = (
            f"{publisher}{f', {period.name}' if period else ''}: without “{name}” the rows make "
            f"{' and '.join(filter(None, counted))}; these rows make another {set_aside}, and carry "
            f"{'a percentage in ' + plural(len(wrong), 'row') if wrong else 'no percentage of answers'}."
        )
        where = (Where(table.file), *(Where(table.file, line.row) for line in wrong))
        holds = not wrong if percent is not None else None
        sort = Sort.IDENTITY if percent is not None else Sort.NOTE
        yield Finding("aside-apart", says, holds, where, sort, period.name if period else "")


def _made(table: Table, measure: str, lines: Sequence[Line]) -> str:
    at = table.column(measure)
    if at is None:
        return ""
    return f"{total(line.figures[at] for line in lines).shown} {table.layout.columns[at].noun}"


def revisions(publisher: str, tables: Sequence[Table]) -> Iterator[Finding]:
    """Two releases of one series: what changed in the same cell, what was renamed, what is gone or new."""
    by_series: dict[tuple[str, str], list[Table]] = defaultdict(list)
    for table in tables:
        by_series[table.layout.series, table.layout.split].append(table)
    for listing in by_series.values():
        for at, old in enumerate(listing):
            for new in listing[at + 1 :]:
                if old.release != new.release and old.periods() & new.periods():
                    yield from _compare(publisher, *sorted((old, new), key=_newest))


def _newest(table: Table) -> tuple[bool, Period | int]:
    dated = table.periods()
    return (True, max(dated)) if dated else (False, 0)


def _compare(publisher: str, old: Table, new: Table) -> Iterator[Finding]:
    both = old.periods() & new.periods()
    before, after = ({spot(line): line for line in one.lines if line.period in both} for one in (old, new))
    renamed = _renamed(before, after)
    where = (Where(old.file), Where(new.file))
    if renamed:
        shown = [f"“{one}” became “{two}”" for one, two in sorted(renamed.items())]
        says = f"{publisher}: {old.file} and {new.file} name the same thing differently: {listed(shown)}."
        yield Finding("renamed", says, None, where, Sort.TRAP)
        before = {_under(key, renamed): line for key, line in before.items()}
    columns = [
        (a, b)
        for a, one in enumerate(old.layout.columns)
        for b, two in enumerate(new.layout.columns)
        if (one.measure, one.kind) == (two.measure, two.kind)
    ]
    changed = [
        (before[key], a, after[key], b)
        for key in before
        if key in after
        for a, b in columns
        if _value(before[key].figures[a]) != _value(after[key].figures[b])
    ]
    shared = sum(key in after for key in before)
    for name, lines in ((old.file, before.keys() - after.keys()), (new.file, after.keys() - before.keys())):
        if lines:
            spots = [
                ", ".join(filter(None, (one[0].name if one[0] else "", *one[1:]))) for one in sorted(lines, key=str)
            ]
            rows = f"{plural(len(lines), 'row')}: {listed(spots)}"
            says = f"{publisher}: of the periods that both files have, only {name} has {rows}."
            yield Finding("row-in-one-release", says, None, where, Sort.TRAP)
    yield _revised(publisher, changed, (old, new), shared)


def _revised(
    publisher: str, changed: Sequence[tuple[Line, int, Line, int]], both: tuple[Table, Table], shared: int
) -> Finding:
    old, new = both
    if not changed:
        says = (
            f"{publisher}: {old.file} and {new.file} share {plural(shared, 'row')}, and no figure in them was changed "
            "from one release to the other."
        )
        return Finding("revised", says, True, (Where(old.file), Where(new.file)), Sort.IDENTITY)
    shown = [
        f"{one.figures[a].shown} became {two.figures[b].shown} ({_spoken(two)}, {new.layout.columns[b].noun})"
        for one, a, two, b in changed
    ]
    count = f"{plural(len(changed), 'figure')} changed"
    says = f"{publisher}: {old.file} and {new.file} read as two releases of one table, {count}: {listed(shown)}."
    where = tuple(new.at(two, b) for _, _, two, b in changed)
    return Finding("revised", says, None, where, Sort.TRAP)


def _value(one: Figure) -> tuple[str, int, int | None, int]:
    return str(one.sort), one.low, one.high, one.decimals


def _renamed(before: dict[Spot, Line], after: dict[Spot, Line]) -> dict[str, str]:
    """Kinds, or else places, that one release alone has, and that stand in the other under another name throughout."""
    for part in (2, 1):
        gone = {_name(key, part) for key in before} - {_name(key, part) for key in after}
        came = {_name(key, part) for key in after} - {_name(key, part) for key in before}
        found: dict[str, str] = {}
        for name in gone:
            mine = {_with(key, part, ""): line for key, line in before.items() if _name(key, part) == name}
            fits = [
                other
                for other in came
                if all(
                    (line := after.get(_with(key, part, other))) is not None and _same(line, one)
                    for key, one in mine.items()
                )
            ]
            if len(fits) == 1:
                found[name] = fits[0]
        if found:
            return found
    return {}


def _same(one: Line, two: Line) -> bool:
    return [_value(figure) for figure in one.figures] == [_value(figure) for figure in two.figures]


def _name(key: Spot, part: int) -> str:
    return key[1] if part == 1 else key[2]


def _with(key: Spot, part: int, name: str) -> Spot:
    return (key[0], name, key[2]) if part == 1 else (key[0], key[1], name)


def _under(key: Spot, renamed: dict[str, str]) -> Spot:
    return key[0], renamed.get(key[1], key[1]), renamed.get(key[2], key[2])


def dates(publisher: str, tables: Iterable[Table]) -> Iterator[Finding]:
    """Files of one series that write their periods differently: 31/12/09 and 2009-12-31."""
    ways: dict[str, dict[bool, Table]] = defaultdict(dict)
    for table in tables:
        if table.dated:
            ways[table.layout.series].setdefault("/" in table.dated, table)
    for found in ways.values():
        if len(found) > 1:
            shown = [f"“{one.dated}” in {one.file}" for one in found.values()]
            says = f"{publisher}: periods are written in two ways, {listed(shown)}. As text they do not match."
            yield Finding("dates-two-ways", says, None, tuple(Where(one.file) for one in found.values()), Sort.TRAP)
