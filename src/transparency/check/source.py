"""From bytes to rows of text, with limits. Unknown bytes are kept and told; nothing here trusts what it reads."""

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import islice, pairwise
from typing import Any, Final

from transparency.check import figures, markup, nested, periods
from transparency.check.figures import brief
from transparency.check.model import Finding, Sort, UnreadableError, Where, plural

__all__ = ["Sheet", "UnreadableError", "decode", "is_page", "of_grid", "read", "readable", "tables"]

MAX_BYTES: Final = 64 << 20
MAX_ROWS: Final = 2_000_000
MAX_COLUMNS: Final = 400
MAX_FIELD: Final = 20_000
_FEW_LINES: Final = 5_000  # of a file that may hold several tables
MAX_TITLES: Final = 10  # lines above the header
NESTED: Final = "(no plain value)"  # a list, an object, true or false where a figure or a name should stand

_BOMS: Final = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_ARCHIVE: Final = b"PK\x03\x04"
_BYTE: Final = 0xDC00  # a byte that is no UTF-8 stands that much higher
_LETTERS: Final = frozenset(range(0xC0, 0x100))
_WINDOWS: Final = (
    _LETTERS | frozenset(range(0xA0, 0xC0)) | {0x80, 0x85, *range(0x91, 0x98), *b"\x8a\x8c\x8e\x9a\x9c\x9e"}
)
_LOW: Final = "\udc80"
_HIGH: Final = "\udcff"


@dataclass(slots=True)
class Sheet:
    """A file as rows of text under one header. ``meta``: what stood around the rows of a JSON file."""

    file: str
    header: list[str]
    rows: Iterable[tuple[int, list[str]]]
    notes: list[Finding] = field(default_factory=list)
    meta: Mapping[str, Any] = field(default_factory=dict)


def read(file: str, data: bytes, rows: str = "") -> Sheet:
    """The rows of a CSV or JSON file; ``rows``: where they stand in nested JSON. Raises UnreadableError."""
    if len(data) > MAX_BYTES:
        raise UnreadableError(f"{file} is longer than {MAX_BYTES >> 20} MiB; split it by period")
    if data.startswith((b"\xd0\xcf\x11\xe0", b"%PDF", b"\x1f\x8b")):
        message = f"{file} is an old workbook, an archive or a PDF, and no table; save each sheet as CSV"
        raise UnreadableError(message)
    text, notes = decode(file, data)
    sheet = _json(file, text, rows) if text.lstrip()[:1] in {"{", "["} else _csv(file, text)
    sheet.notes[:0] = notes
    return sheet


def tables(file: str, data: bytes, rows: str = "") -> list[Sheet]:
    """The tables of a file: one of a CSV or JSON file, several of a page or a workbook. Raises UnreadableError."""
    try:
        if data.startswith(_ARCHIVE):
            grids = markup.workbook(data)
        elif is_page(file, data):
            grids = markup.page(decode(file, data)[0])
        else:
            grids = None
    except UnreadableError as fault:
        raise UnreadableError(f"{file} is {fault}") from fault
    if grids is None:
        whole = read(file, data, rows)
        return _blocks(whole) if isinstance(whole.rows, _Lines) else [whole]
    return [of_grid(", ".join(filter(None, (file, one.name[:80]))), one) for one in grids]


def _blocks(sheet: Sheet) -> list[Sheet]:
    """Tables below one another in one file, each after a blank line with a header of its own; else the one."""
    lines = sheet.rows
    if not isinstance(lines, _Lines) or lines.text.count("\n") > _FEW_LINES:
        return [sheet]
    rows = list(csv.reader(io.StringIO(lines.text, newline=""), delimiter=_delimiter(lines.text)))
    starts = [0]
    for at in range(1, len(rows)):
        if not any(rows[at - 1]) and _begins(rows[at:]) and any(map(_figured, rows[starts[-1] : at])):
            starts.append(at)
    if len(starts) == 1 or any(len(one) > 1 and "\n" in "".join(one) for one in rows):
        return [sheet]
    made = []
    for number, (start, end) in enumerate(pairwise([*starts, len(rows)]), 1):
        block = [(at + 1, rows[at]) for at in range(start, end) if any(rows[at])]
        one = _headed(f"{sheet.file}, table {number}", block[: MAX_TITLES + 1], partial(_after, block))
        said = [note for note in sheet.notes if note.rule != "lines-above-header" and number == 1]
        made.append(replace(one, notes=[*said, *one.notes]))
    return made


def _after(rows: Sequence[tuple[int, list[str]]], skip: int) -> Sequence[tuple[int, list[str]]]:
    return rows[skip:]


def _begins(rows: Sequence[list[str]]) -> bool:
    """Whether a header stands here, or below a title: two names or more without a figure, and figures below them."""
    filled = [one for one in rows[: MAX_TITLES + 1] if any(one)]
    head = next((at for at, one in enumerate(filled) if sum(map(bool, one)) > 1), -1)
    return head >= 0 and len(filled) > head + 1 and not _figured(filled[head]) and _figured(filled[head + 1])


def _figured(cells: Sequence[str]) -> bool:
    return any(figures.read(one).known for one in cells if not periods.read(one))


def is_page(file: str, data: bytes) -> bool:
    """Whether a file is a web page, by its name or its first bytes."""
    begin = data[:512].lstrip().lower()
    return file.casefold().endswith((".html", ".htm")) or begin.startswith((b"<!doctype html", b"<html", b"<table"))


def decode(file: str, data: bytes) -> tuple[str, list[Finding]]:
    """Text, and what is odd about its bytes. Bytes that are no UTF-8 are kept as lone surrogates.

    A text without a character of UTF-8, whose other bytes are letters and marks of Windows-1252, is read as that.
    """
    notes = []
    encoding = "utf-8"
    for mark, name in _BOMS:
        if data.startswith(mark):
            data, encoding = data[len(mark) :], name
            says = (
                f"{file} begins with a byte order mark: a program that expects plain text reads the first column wrong."
            )
            notes.append(Finding("byte-order-mark", says, None, (Where(file, 1),), Sort.TRAP))
            break
    errors = "surrogateescape" if encoding == "utf-8" else "replace"
    text = data.decode(encoding, errors)
    if encoding == "utf-8" and not data.isascii():
        notes += _damage(file, text)
        high = {ord(one) - _BYTE for one in set(text) if not one.isascii()}
        if notes and high <= _WINDOWS and high & _LETTERS:
            says = f"{file} is written in Windows-1252 and was read so: a program that expects UTF-8 reads names wrong."
            return data.decode("cp1252"), [Finding("windows-1252", says, None, notes[0].where, Sort.TRAP)]
    return text, notes


def _damage(file: str, text: str) -> list[Finding]:
    rows, count, example = [], 0, ""
    for number, line in enumerate(text.split("\n"), 1):
        bad = sum(_LOW <= one <= _HIGH for one in line) if not line.isascii() else 0
        if bad:
            count += bad
            rows.append(number)
            example = example or _around(line)
    if not rows:
        return []
    says = (
        f"{file} is not valid UTF-8: {plural(count, 'damaged byte')} in {plural(len(rows), 'row')}, the first in row "
        f"{rows[0]} (“{example}”). Names with these bytes do not match the same names elsewhere."
    )
    return [Finding("damaged-bytes", says, None, tuple(Where(file, one) for one in rows), Sort.TRAP)]


def _around(line: str) -> str:
    place = next(at for at, one in enumerate(line) if _LOW <= one <= _HIGH)
    return readable(line[max(0, place - 12) : place + 16].strip())


def readable(text: str) -> str:
    """Text for a sentence: damaged bytes by their number."""
    return brief(text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace"))


@dataclass(frozen=True, slots=True)
class _Lines:
    """The rows of a CSV, parsed anew each time they are walked: a million of them need not stand in memory."""

    file: str
    text: str
    skip: int = 0

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        reader = csv.reader(io.StringIO(self.text, newline=""), delimiter=_delimiter(self.text))
        count = 0
        try:
            for cells in reader:
                if any(cells):
                    count += 1
                    _limits(self.file, count, cells)
                    if count > self.skip:
                        yield reader.line_num, cells
        except csv.Error as fault:
            raise UnreadableError(
                f"{self.file} is no CSV from row {reader.line_num} on ({fault}); is a quotation mark never closed?"
            ) from fault


def _csv(file: str, text: str) -> Sheet:
    lines = _Lines(file, text)
    head = list(islice(lines, MAX_TITLES + 1))
    if not head:
        raise UnreadableError(f"{file} has no rows; give a CSV with a header, or JSON")
    return _headed(file, head, lambda skip: _Lines(file, text, skip))


def of_grid(file: str, grid: markup.Grid) -> Sheet:
    """A table of a page or a workbook. Raises UnreadableError."""
    rows = list(enumerate(grid.rows, 1))
    for number, cells in rows:
        _limits(file, number, cells or [""])
    return _headed(file, rows[: MAX_TITLES + 1], partial(_after, rows))


def _headed(
    file: str, head: Sequence[tuple[int, list[str]]], below: Callable[[int], Iterable[tuple[int, list[str]]]]
) -> Sheet:
    titles = _titles(head)
    names = _two_lines(head[titles][1], head[titles + 1][1]) if len(head) > titles + 1 else []
    sheet = Sheet(file, _header(names or head[titles][1]), below(titles + (2 if names else 1)))
    if titles:
        says = f"{file} has {plural(titles, 'line')} above its header; a program that takes the first line finds none."
        sheet.notes.append(Finding("lines-above-header", says, None, (Where(file, head[0][0]),), Sort.TRAP))
    return sheet


def _limits(file: str, rows: int, cells: Sequence[str]) -> None:
    if rows > MAX_ROWS or len(cells) > MAX_COLUMNS or max(map(len, cells)) > MAX_FIELD:
        raise UnreadableError(
            f"{file} passes a limit ({MAX_ROWS:,} rows, {MAX_COLUMNS} columns, {MAX_FIELD:,} characters a cell) "
            f"at row {rows}; split it"
        )


def _delimiter(text: str) -> str:
    """The mark that the first lines use most."""
    head = text[:4096]
    return max((",", ";", "\t", "|"), key=head.count)


def _titles(rows: Sequence[tuple[int, list[str]]]) -> int:
    """How many lines stand above the header: those with a single text, before one with more."""
    for number, (_, cells) in enumerate(rows):
        if len({*cells} - {""}) > 1:
            return number
    return 0


def _two_lines(head: Sequence[str], under: Sequence[str]) -> list[str]:
    """Names of a header of two lines: a name over several columns, and below it what each is. Empty where it is one."""
    width = max(len(head), len(under))  # a workbook leaves out blank cells at the end
    head, below = ([*row, *[""] * (width - len(row))] for row in (head, under))
    words = [cell for cell in below if cell]
    text = len(words) > 1 and all(sum(map(str.isalpha, cell)) > len(cell) / 2 for cell in words)
    over_several = len(set(filter(None, head))) < width and (below[0] in {"", head[0]} or not head[0])
    if not text or not over_several:
        return []
    names, over = [], ""
    for top, each in zip(head, below, strict=True):
        over = top or (over if each else "")
        names.append(over if each in {"", over} else f"{over} {each}".strip())
    return names


def _header(cells: Sequence[str]) -> list[str]:
    """Names, each once: a second “count” becomes “count (2)”."""
    names: list[str] = []
    for one in cells:
        name = " ".join(one.split())
        again = sum(other == name or other.startswith(f"{name} (") for other in names)
        names.append(f"{name} ({again + 1})" if again else name)
    return names


def _json(file: str, text: str, rows: str) -> Sheet:
    repeated: list[str] = []

    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(items)
        if len(found) < len(items):
            repeated.append(next(name for name, _ in items if sum(other == name for other, _ in items) > 1))
        return found

    try:
        value = json.loads(text, object_pairs_hook=pairs, parse_int=str, parse_float=str, parse_constant=str)
    except RecursionError as fault:
        raise UnreadableError(f"{file} is JSON that is nested too deep to be a table") from fault
    except ValueError as fault:
        raise UnreadableError(f"{file} begins like JSON and is none: {brief(str(fault), 120)}") from fault
    objects, meta = nested.at(file, value, rows) if rows else _objects(value)
    sheet = _sheet(file, objects, meta)
    if repeated:
        says = f"{file} has objects that name a field twice (“{readable(repeated[0])}”): programs keep one of them."
        sheet.notes.append(Finding("field-twice", says, False, (Where(file),), Sort.IDENTITY))
    return sheet


def _objects(value: Any) -> tuple[list[dict[str, Any]], dict[str, Any]]:  # noqa: ANN401 - JSON
    """The objects that are rows: a list of them, lists of them by key, or a list under a name; or lists of cells."""
    if cells := nested.grid(value):
        return cells, {}
    if isinstance(value, list):
        return [one for one in value if isinstance(one, dict)], {}
    lists = {name: inner for name, inner in value.items() if isinstance(inner, list)}
    if (found := nested.find(value)) and len(found[0]) > sum(map(len, lists.values())):
        return found  # further down, as the rows of each of some tables
    if lists and len(lists) == len(value):
        return [{"key": name, **one} for name, inner in lists.items() for one in inner if isinstance(one, dict)], {
            "keys": len(lists)
        }
    if not any(isinstance(one, dict) for inner in lists.values() for one in inner) and (found := nested.find(value)):
        return found
    named = max(lists, key=lambda name: len(lists[name]), default="")
    meta = {name: inner for name, inner in value.items() if isinstance(inner, str)}
    return [one for one in lists.get(named, []) if isinstance(one, dict)], meta | {"rows": named}


def _sheet(file: str, objects: Sequence[dict[str, Any]], meta: Mapping[str, Any]) -> Sheet:
    objects = [nested.flat(one) for one in objects]
    header = list(dict.fromkeys(name for one in objects for name in one))
    if not header:
        raise UnreadableError(f"{file} is JSON without a list of objects; give one object a row")
    rows = []
    for number, one in enumerate(objects, 1):
        cells = list(_cells(one, header))
        _limits(file, number, cells)
        rows.append((number, cells))
    return Sheet(file, header, rows, meta=meta)


def _cells(one: Mapping[str, Any], header: Sequence[str]) -> Iterator[str]:
    for name in header:
        value = one.get(name)
        yield "" if value is None else value if isinstance(value, str) else NESTED
