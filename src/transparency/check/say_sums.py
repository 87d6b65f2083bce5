"""Sentences about parts and wholes that a journalist can quote: the figures, and nothing that they do not show."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from transparency.check.figures import Is, total
from transparency.check.model import MOST_SHOWN, Finding, Sort, Where, listed, many, plural
from transparency.check.periods import LENGTHS
from transparency.check.sums import Entry, Split, Sum

MOST_APART: Final = 12  # identities that hold, each told by itself; more are told together
_FEW: Final = 6

_UNLESS: Final = {
    "places-to-whole": "That cannot be, unless the list of places leaves some out or counts something else.",
    "kinds-to-whole": "That cannot be, unless a kind is left out or one request counts under several.",
    "periods-to-whole": "That cannot be, unless one of them was corrected and the other was not.",
    "splits-agree": "That cannot be, unless one of them leaves some out.",
}
_BOUND: Final = "More {bases} in the whole than in all its parts together cannot be."


def sums(publisher: str, found: Iterable[Sum]) -> Iterator[Finding]:
    """A finding for each break; those that hold or stay open together, where there are many."""
    groups: dict[tuple[str, ...], list[Sum]] = {}
    for one in found:
        if one.holds is False:
            yield _broken(publisher, one)
        else:
            groups.setdefault(_group(one), []).append(one)
    for group in groups.values():
        yield from _open_or_held(publisher, group)


def _group(one: Sum) -> tuple[str, ...]:
    period = one.period.name if one.period else ""
    key = (one.rule, one.why, one.whole.table.file, one.column.noun)
    if one.holds is None:
        return key
    if one.rule == "periods-to-whole":
        shape = f"{len(one.parts)} {one.period.months if one.period else 0}"
        return (*key[:3], shape, "" if one.place else period)
    return key[:3]


def _open_or_held(publisher: str, group: Sequence[Sum]) -> Iterator[Finding]:
    publisher = publisher or group[0].whole.table.file
    apart = group[0].rule != "periods-to-whole" and len(group) <= MOST_APART and group[0].holds
    for some in [[one] for one in group] if apart else [group]:
        yield _held(publisher, some) if some[0].holds else _left_open(publisher, some)


def _finding(group: Sequence[Sum], says: str, holds: bool | None) -> Finding:  # noqa: FBT001 - three values
    one = group[0]
    sort = Sort.NOTE if holds is None else Sort.IDENTITY
    where = tuple(dict.fromkeys(at for each in group[:MOST_SHOWN] for at in _where(each)))
    names = {each.period.name for each in group if each.period}
    about = one.whole.table.layout.series if one.rule == "periods-to-whole" else one.kind.casefold()
    period = names.pop() if len(names) == 1 else ""
    return Finding(one.rule, says, holds, where, sort, period, about, one.column.measure)


def _where(one: Sum) -> list[Where]:
    return [one.whole.where, *(part.where for _, part in one.parts[:_FEW] if part is not None)]


def _broken(publisher: str, one: Sum) -> Finding:
    whole = one.whole.figure
    unless = _UNLESS[one.rule]
    if not one.column.additive and whole.low > one.made.high:
        unless = _BOUND.format(bases=many(one.column.base))
    gone = [name for name, part in one.parts if part is None]
    if gone and one.column.additive and whole.low > one.made.high:
        unless = f"Either the row for {listed(gone)} was left out, or one of the figures is wrong."
    largest = max((part for _, part in one.parts if part is not None), key=lambda part: part.figure.low)
    if whole.high is not None and largest.figure.low > whole.high:
        unless = f"One of the parts alone, {largest.figure.shown}, is more than the whole."
    says = (
        f"{_heading(publisher, one)}: {_add_up(one)} to {one.made.shown} {_what(one)}, but {_whole(one)} says "
        f"{whole.shown}. {unless}{_missing(one)}"
    )
    return _finding([one], says, holds=False)


def _held(publisher: str, group: Sequence[Sum]) -> Finding:
    one = group[0]
    if len(group) == 1:
        says = (
            f"{_heading(publisher, one)}: {_add_up(one)} to {one.made.shown} {_what(one)}, as {_whole(one)} "
            f"says.{_missing(one)}"
        )
        return _finding(group, says, holds=True)
    return _finding(group, f"{publisher}: {_together(group)}. For instance {_examples(group)}.", holds=True)


def _together(group: Sequence[Sum]) -> str:
    one = group[0]
    nouns = listed(dict.fromkeys(each.column.noun for each in group))
    if one.rule != "periods-to-whole":
        parts = "places" if one.rule == "places-to-whole" else "kinds"
        return f"{parts} add up to the row for all of them in all {len(group)} sums that can be made, in {nouns}"
    pieces = " and ".join(_pieces(one))
    spots = {(each.place, each.period) for each in group}
    if one.place:
        named = plural(len(spots), "place and period", "places and periods")
        return f"{pieces} add up to the longer period in all {named} that can be compared, in {nouns}"
    name = one.period.name if one.period else ""
    return f"{pieces} add up to {name} in all {len(group)} figures that can be compared, in {nouns}"


def _pieces(one: Sum) -> list[str]:
    """The parts of a period by their sort: 2 halves, 4 quarters."""
    names = {months: name for name, months in LENGTHS.items()}
    lengths = [part.line.period.months for _, part in one.parts if part is not None and part.line.period is not None]
    if len(set(lengths)) > 1 or lengths[0] not in names:
        return [plural(len(one.parts), "part")]
    name = names[lengths[0]]
    return [plural(len(one.parts), name, "halves" if name == "half" else "")]


def _examples(group: Sequence[Sum]) -> str:
    return "; ".join(f"{_addition(one)} ({_label(one)})" for one in group[:_FEW])


def _addition(one: Sum) -> str:
    shown = [part.figure.shown if part is not None else "no row" for _, part in one.parts]
    terms = " + ".join(shown) if len(shown) <= _FEW else f"{len(shown)} figures"
    return f"{terms} = {one.whole.figure.shown}"


def _label(one: Sum) -> str:
    period = one.period.name if one.period else ""
    return ", ".join(filter(None, (one.place, one.kind, one.column.noun, period)))


def _left_open(publisher: str, group: Sequence[Sum]) -> Finding:
    one = group[0]
    shown = (
        f"{_add_up(one)} to {one.made.shown} {_what(one)}, {_whole(one)} says {one.whole.figure.shown} ({_label(one)})"
    )
    more = f" The same in {plural(len(group) - 1, 'other place')}." if len(group) > 1 else ""
    return _finding(group, f"{publisher}: {shown}. This decides nothing: {one.why}.{more}", None)


def _heading(publisher: str, one: Sum) -> str:
    place = one.place if one.rule != "places-to-whole" else ""
    kind = one.kind if one.rule != "kinds-to-whole" else ""
    period = one.period.name if one.period else ""
    return ", ".join(filter(None, (publisher or one.whole.table.file, period, place, kind)))


def _what(one: Sum) -> str:
    return one.column.noun


def _add_up(one: Sum) -> str:
    return f"{_parts(one)} {'adds' if len(one.parts) == 1 else 'add'} up"


def _parts(one: Sum) -> str:
    if one.rule == "places-to-whole":
        return plural(len(one.parts), "place")
    if len(one.parts) > _FEW:
        return plural(len(one.parts), "part")
    return " and ".join(f"{name} ({part.figure.shown if part else 'no row'})" for name, part in one.parts)


def _whole(one: Sum) -> str:
    if one.rule == "periods-to-whole":
        return f"the figure for {one.period.name if one.period else 'the whole'}"
    of = "places" if one.rule == "places-to-whole" else "kinds"
    if one.rule == "kinds-to-whole" and one.kind:
        return f"the row “{one.kind}”"
    return f"the row for all {of}"


def _missing(one: Sum) -> str:
    none = [name for name, part in one.parts if part is None]
    return f" (No row for {listed(none)}: taken as none.)" if none else ""


def splits(publisher: str, found: Iterable[Split]) -> Iterator[Finding]:
    """Two ways to divide one whole; those that hold together, where there are many."""
    every = list(found)
    held = [one for one in every if one.holds]
    yield from (split(publisher, one) for one in every if not one.holds or len(held) <= MOST_APART)
    if len(held) > MOST_APART:
        nouns = listed(dict.fromkeys(one.column.noun for one in held))
        count = f"all {len(held)} sums that can be made"
        says = f"{publisher}: two ways to divide the same whole agree in {count}, in {nouns}."
        files = dict.fromkeys(entry.table.file for one in held for _, entry in (*one.one, *one.other))
        yield Finding("splits-agree", says, True, tuple(Where(one) for one in files), Sort.IDENTITY)


def split(publisher: str, one: Split) -> Finding:
    """Two ways to divide one whole: what each makes."""
    left, right = one.sums
    period = one.period.name if one.period else ""
    ways = [f"{_terms(way)} = {made.shown}" for way, made in ((one.other, right), (one.one, left))]
    heading = ", ".join(filter(None, (publisher, period)))
    says = f"{heading}, {one.column.noun}: one table makes {ways[0]}, another {ways[1]}."
    holds = one.holds
    if holds:
        says = f"{heading}, {one.column.noun}: {ways[0]} in one table, and {ways[1]} in another; they agree."
    elif holds is None:
        says += " This decides nothing: ranges, blanks, or what may count twice."
    else:
        says += f" {_UNLESS['splits-agree']}"
    where = tuple(entry.where for _, entry in (*one.other, *one.one))
    sort = Sort.NOTE if holds is None else Sort.IDENTITY
    return Finding("splits-agree", says, holds, where, sort, period, "", one.column.measure)


def _terms(way: Sequence[tuple[str, Entry]]) -> str:
    """The longest list that a person still reads."""
    shown = [entry.figure.shown if entry.figure.sort is not Is.DASH else "none" for _, entry in way]
    named = [f"{name} {figure}" if name else figure for (name, _), figure in zip(way, shown, strict=True)]
    return " + ".join(named) if len(named) <= _FEW else f"{len(named)} figures"


def given(publisher: str, pairs: Iterable[tuple[Entry, tuple[Entry, ...]]]) -> Iterator[Finding]:
    """What was given in one file is no more than what another says was received."""
    held = 0
    files: dict[str, None] = {}
    for asked, parts in pairs:
        made = total(one.figure for one in parts)
        files |= dict.fromkeys((asked.table.file, parts[0].table.file))
        if not asked.figure.known or asked.figure.high is None or made.low <= asked.figure.high:
            held += asked.figure.exact and made.exact
            continue
        period = asked.line.period.name if asked.line.period else ""
        heading = ", ".join(filter(None, (publisher, period, asked.line.place)))
        says = (
            f"{heading}: {made.shown} {parts[0].about.noun}, but only {asked.figure.shown} {asked.about.noun}. That "
            "cannot be, unless the two files count different periods."
        )
        where = (asked.where, *(one.where for one in parts))
        yield Finding("disclosed-within-received", says, False, where, Sort.IDENTITY, period)
    if held:
        says = f"{publisher}: {listed(files)} agree in {plural(held, 'place')}: no more was given than was received."
        where = tuple(Where(one) for one in files)
        yield Finding("disclosed-within-received", says, True, where, Sort.IDENTITY)
