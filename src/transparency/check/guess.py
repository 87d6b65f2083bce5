"""A layout from the words of a header, for publishers that nobody described: what was taken for what is told."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice
from typing import Final, NamedTuple

from transparency.check import figures, tidy
from transparency.check import guess_words as words
from transparency.check.figures import Is
from transparency.check.model import (
    ACCOUNTS,
    DISCLOSED,
    PERCENT,
    RECEIVED,
    SUBTOTALS,
    WHOLES,
    Column,
    Finding,
    Layout,
    Sort,
    Where,
    listed,
)
from transparency.check.shape import normal
from transparency.check.source import Sheet, readable

_GIVEN_PARTS: Final = frozenset({DISCLOSED, "content", "non-content"})
_PARTS: Final = 2  # columns that are parts of another, and rows that show it
_SEEN: Final = 300  # rows by which a column of texts is told from one of figures
_WHO: Final = ("publisher", "provider", "company")


class _Found(NamedTuple):
    """A column of figures: its name, what it measures, its base, the sort of request that it belongs to."""

    name: str
    measure: str
    base: str
    kind: str = ""


def find(sheet: Sheet) -> tuple[Layout, Finding] | None:
    """A layout and the sentence that says what was taken for what; None where the words say too little."""
    roles = _with_texts(sheet, _roles(sheet.header))
    named = [name for name, role in zip(sheet.header, roles, strict=True) if not role]
    columns = _add_up(sheet, [*_columns(named), *_others(sheet, named)])
    period, place, code, kind = (_of(sheet, roles, role) for role in ("period", "place", "code", "kind"))
    service = _of(sheet, roles, "service")
    start, until = _of(sheet, roles, "from"), _of(sheet, roles, "until")
    if all(one.share for one in columns) or not (period or place or code or kind or start):
        return None
    if all(one.bare for one in columns) and not _has_whole(sheet):
        return None
    apple = any(normal(one) in {"tr period", "tr date"} for one in sheet.header)
    layout = Layout(
        "Apple" if apple else next((str(sheet.meta[one]) for one in _WHO if sheet.meta.get(one)), ""),
        "apple" if apple else "table",
        # Files with the same columns speak of the same; Apple's files each of another sort of request.
        "\n".join((*sorted(normal(one.name) for one in columns), *map(normal, (*place[:1], *kind[:1])))),
        tuple(columns),
        period=tuple(period) or tuple(start[:1]),
        until=(until or [""])[0] if start and not period else "",
        ending="half" if any("ending" in normal(one) for one in period) else "",
        place=(place or code or [""])[0],
        code=code[0] if code and place else "",
        kind=(kind or [""])[0],
        service=(service or [""])[0],
        wholes=WHOLES | SUBTOTALS if place and kind else WHOLES,
        bands="us-1874" if _national(sheet.file) or all(_national(one.name) for one in columns) else "",
        aside=words.ASIDE,
        guessed=True,
    )
    return layout, _told(sheet, layout)


def _roles(header: Sequence[str]) -> list[str]:
    """The axis that each column names; an axis but the period once, and figures none."""
    found: list[str] = []
    for one in header:
        name = words.plain(one).rpartition(".")[2]  # the field itself, of nested JSON
        role = words.axis(name) or words.axis(words.spelled(name))
        if role == "place" and role in found:  # a region and its countries: the latter is the place
            found[found.index(role)] = ""
        found.append("" if role not in {"period", "place"} and role in found else role)
    return found


def _with_texts(sheet: Sheet, roles: Sequence[str]) -> list[str]:
    """Columns of texts that repeat are kinds as well, and the first of two is the service that kinds stand within."""
    found = list(roles)
    rows = [cells for _, cells in islice(sheet.rows, _SEEN)]
    axes = [at for at, role in enumerate(roles) if role == "kind"]
    for at, name in enumerate(sheet.header):
        if found[at] or words.FIGURE.search(normal(name)):
            continue
        texts = [cells[at].strip() for cells in rows if at < len(cells)]
        if len(texts) > 1 and all(figures.read(text).sort is Is.UNREADABLE for text in texts):
            repeats = len(set(texts)) < len(texts) or bool(words.SERVICE.fullmatch(normal(name)))
            axes += [at] if repeats and len(set(texts)) > 1 else []
            found[at] = "text"
    if "place" not in found and "code" not in found:
        texts_at = [*axes, *(at for at, role in enumerate(found) if role == "text")]
        named = next((at for at in texts_at if words.PLACES.fullmatch(normal(sheet.header[at]))), -1)
        axes = [at for at in axes if at != named]
        found = ["place" if at == named else role for at, role in enumerate(found)]
    axes = sorted(axes, key=lambda at: (not words.SERVICE.fullmatch(normal(sheet.header[at])), at))
    single = len(axes) == 1
    for at, role in zip(axes, ["kind"] if single else ["service", "kind"], strict=False):
        found[at] = role
    return ["text" if role == "kind" and at not in axes[:2] else role for at, role in enumerate(found)]


def _of(sheet: Sheet, roles: Sequence[str], role: str) -> list[str]:
    return [name for name, one in zip(sheet.header, roles, strict=True) if one == role]


def _columns(names: Sequence[str]) -> list[Column]:
    measured = [_Found(name, *_measure(words.plain(name))) for name in names]
    found = _with_kinds([one for one in measured if one.measure])
    given = sum(one.measure in _GIVEN_PARTS for one in found)
    asked = sum(one.measure == RECEIVED for one in found)
    taken: set[tuple[str, str]] = set()
    columns = []
    for name, measure, base, kind in found:
        plain = words.plain(name)
        part = measure == DISCLOSED and given > max(1, asked) and not words.is_any(plain)
        again = (measure, kind) in taken
        taken.add((measure, kind))
        own = f"{PERCENT} {plain}" if measure == PERCENT and again else plain if part or again else measure
        share = words.share_of(plain) if measure == PERCENT else DISCLOSED
        loose = measure == RECEIVED and bool(kind)
        within, says = measure in _GIVEN_PARTS, plain if own != measure else words.own_words(plain, measure, share)
        columns.append(Column(name, own, base, kind, says=says, share_of=share, loose=loose, within=within))
    return columns


def _others(sheet: Sheet, names: Sequence[str]) -> list[Column]:
    """Columns of counts whose names say nothing that is known: they are held against their totals, and no more."""
    rows = [cells for _, cells in islice(sheet.rows, _SEEN)]
    found = []
    for name in names:
        at = sheet.header.index(name)
        cells = [text for cells in rows if at < len(cells) and (text := cells[at].strip())]
        read = [figures.read(text) for text in cells if "%" not in text]
        counts = 2 * sum(one.known for one in read) > len(cells) and all(
            not one.decimals and one.low >= 0 for one in read
        )
        if (
            counts
            and words.plain(name)
            and _measure(words.plain(name)) == ("", "")
            and not words.is_no_count(words.plain(name))
        ):
            says = "in number" if name == tidy.NUMBER else f"“{words.plain(name)}”"
            found.append(Column(name, words.plain(name) or name, "item", says=says, bare=True))
    return found


def _has_whole(sheet: Sheet) -> bool:
    return any(
        cell.strip().casefold().rstrip(":") in WHOLES for _, cells in islice(sheet.rows, _SEEN) for cell in cells
    )


def _national(name: str) -> bool:
    return bool(re.search(r"(?i)us_national_security|\bfisa\b|national[ _]security (letter|order)", name))


def _add_up(sheet: Sheet, columns: Sequence[Column]) -> list[Column]:
    """Answers, refusals and what is left, as parts of what was received, where they add up to it in most rows."""
    asked = [one for one in columns if one.measure == RECEIVED]
    parts = [one for one in columns if not (one.share or one.kind) and one.measure not in {RECEIVED, ACCOUNTS}]
    if len(asked) != 1 or len(parts) < _PARTS:
        return list(columns)
    rows = [cells for _, cells in islice(sheet.rows, _SEEN) if len(cells) == len(sheet.header)]
    places = [sheet.header.index(one.name) for one in (*asked, *parts)]
    counts = [[figures.read(cells[at]) for at in places] for cells in rows]
    known = [[one.low for one in row] for row in counts if all(one.exact for one in row) and row[0].low]
    held = sum(sum(row[1:]) == row[0] and sum(map(bool, row)) > _PARTS for row in known)
    if held < _PARTS or 3 * held < 2 * len(known):
        return list(columns)
    return [replace(one, part_of=RECEIVED) if one in parts else one for one in columns]


def _measure(name: str) -> tuple[str, str]:
    found = words.measure(name)
    return found if found[0] else words.measure(words.spelled(name))


def _with_kinds(found: Sequence[_Found]) -> list[_Found]:
    """Each column with the sort of request that it belongs to, where several columns count requests."""
    asked = [one.name for one in found if one.measure == RECEIVED]
    totals = [name for name in asked if words.is_total(words.plain(name))]
    whole = asked[0] if len(asked) == 1 else totals[0] if totals else ""
    kinds = [name for name in asked if name != whole]
    by_words = [one._replace(kind=_kind_of(one, kinds)) for one in found]
    if whole or all(one.kind for one in by_words):
        return by_words
    # Without a total and without telling words: a column belongs to the requests before it, if each has its own.
    by_place, kind = [], ""
    for one in by_words:
        kind = one.name if one.measure == RECEIVED else kind
        by_place.append(one._replace(kind=one.kind or kind))
    once = max(Counter((one.measure, one.kind) for one in by_place).values(), default=0) <= 1
    return by_place if once else by_words


def _kind_of(one: _Found, kinds: Sequence[str]) -> str:
    """The column of requests whose telling words a column shares, where there is exactly one."""
    if one.name in kinds:
        return one.name
    mine = words.telling(words.plain(one.name))
    fits = [name for name in kinds if one.measure != RECEIVED and mine & words.telling(words.plain(name))]
    return fits[0] if len(fits) == 1 else ""


def _told(sheet: Sheet, layout: Layout) -> Finding:
    taken = [f"“{readable(one.name)}” as {one.noun}" for one in layout.columns]
    axes = [
        f"“{readable(name)}” as {what}"
        for name, what in (
            (" ".join(layout.period), "the period"),
            (layout.place, "the place"),
            (layout.service, "the service"),
            (layout.kind, "the kind"),
        )
        if name
    ]
    says = (
        f"Nobody described {sheet.file}; its columns were read by their names: {listed((*axes, *taken), 14)}. "
        "If that is wrong, a mapping file says what they are."
    )
    return Finding("columns-guessed", says, None, (Where(sheet.file, 1),), Sort.NOTE)
