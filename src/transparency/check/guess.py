"""A layout from the words of a header, for publishers that nobody described: what was taken for what is told."""

from collections import Counter
from collections.abc import Sequence
from itertools import islice
from typing import Final, NamedTuple

from transparency.check import figures, periods
from transparency.check import guess_words as words
from transparency.check.figures import Is
from transparency.check.model import DISCLOSED, PERCENT, RECEIVED, Column, Finding, Layout, Sort, Where, listed
from transparency.check.shape import normal
from transparency.check.source import Sheet, readable

_GIVEN_PARTS: Final = frozenset({DISCLOSED, "content", "non-content"})
_MEASURES: Final = 100  # rows of a table that has periods as columns
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
    columns = _columns([name for name, role in zip(sheet.header, roles, strict=True) if not role])
    period, place, code, kind = (_of(sheet, roles, role) for role in ("period", "place", "code", "kind"))
    service = _of(sheet, roles, "service")
    start, until = _of(sheet, roles, "from"), _of(sheet, roles, "until")
    if all(one.share for one in columns) or not (period or place or code or kind or start):
        return None
    apple = any(normal(one) in {"tr period", "tr date"} for one in sheet.header)
    layout = Layout(
        "Apple" if apple else next((str(sheet.meta[one]) for one in _WHO if sheet.meta.get(one)), ""),
        "apple" if apple else "table",
        # Files with the same columns speak of the same; Apple's files each of another sort of request.
        "\n".join(sorted(normal(one.name) for one in columns)),
        tuple(columns),
        period=tuple(period) or tuple(start[:1]),
        until=(until or [""])[0] if start and not period else "",
        ending="half" if any("ending" in normal(one) for one in period) else "",
        place=(place or code or [""])[0],
        code=code[0] if code and place else "",
        kind=(kind or [""])[0],
        service=(service or [""])[0],
        bands="us-1874" if "us_national_security" in sheet.file.casefold() else "",
        aside=words.ASIDE,
        guessed=True,
    )
    return layout, _told(sheet, layout)


def turned(sheet: Sheet) -> Sheet | None:
    """A table of which the columns are periods and the rows measures, turned; None where that is not certain."""
    rows = [cells for _, cells in islice(sheet.rows, _MEASURES + 1)]
    names = [cells[0].strip() for cells in rows]
    measured = {_measure(words.plain(name))[0] for name in names} - {""}
    certain = (
        len(sheet.header) > 2 <= len(measured)  # noqa: PLR2004 - two of each make a table
        and RECEIVED in measured
        and len(rows) == len(set(map(normal, names))) <= _MEASURES
        and all(len(cells) == len(sheet.header) and any(cells[1:]) for cells in rows)
        and all(map(periods.read, sheet.header[1:]))
    )
    if not certain:
        return None
    says = f"{sheet.file} has its periods as columns; it was read with them as rows, row 2 being its second column."
    note = Finding("table-turned", says, None, (Where(sheet.file, 1),), Sort.NOTE)
    columns = list(zip(sheet.header, *rows, strict=True))[1:]
    return Sheet(
        sheet.file, ["Period", *names], [(at, list(one)) for at, one in enumerate(columns, 2)], [*sheet.notes, note]
    )


def _roles(header: Sequence[str]) -> list[str]:
    """The axis that each column names; an axis but the period once, and figures none."""
    found: list[str] = []
    for one in header:
        name = normal(one).rpartition(".")[2]  # the field itself, of nested JSON
        role = words.axis(name) or words.axis(words.spelled(name))
        found.append("" if role != "period" and role in found else role)
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
