"""A letter as JSON values and back: what a client merges, shows, seals to the sending worker, and the worker sets.

Form ``dueprocess.letter/1`` (docs/reference/letters.md). A run with ``merge`` waits for what only a client knows; a
letter in which one waits is not finished, and ``from_plain`` refuses it.
"""

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from typing import Any, Final, NoReturn, TypeVar

from dueprocess.letter.blocks import (
    Annex,
    Block,
    Detail,
    Direction,
    LetterError,
    LetterSet,
    Paragraph,
    Points,
    Run,
    Runs,
    Sheet,
    Table,
)
from dueprocess.letter.kinds import LetterKind

FORM: Final = "dueprocess.letter/1"
MEDIA: Final = "application/vnd.dueprocess.letter+json"
MERGED: Final = "[[reference]]"
"""Stands where the authority's own reference will stand; no text of ours holds it."""
MAX_LIST: Final = 200
MAX_TEXT: Final = 4000
Made = TypeVar("Made")


def to_plain(letter: LetterSet, items: Sequence[int]) -> dict[str, Any]:
    """The letter as JSON values; ``items`` are those that it answers."""
    return {
        "form": FORM,
        "kind": str(letter.kind),
        "items": list(items),
        "binding": letter.binding,
        "reviewed": sorted(letter.reviewed),
        "sheets": [_sheet(sheet) for sheet in letter.sheets],
    }


def waits(plain: Mapping[str, Any]) -> bool:
    """Whether a run of the letter waits for the client's reference."""
    return any("merge" in run for sheet in plain["sheets"] for row in sheet["details"] for run in row["value"])


def from_plain(value: object) -> tuple[LetterSet, tuple[int, ...]]:
    """Letter and items from JSON values, strictly. Raises LetterError for anything that is not a finished letter."""
    data = _object(value, {"form", "kind", "items", "binding", "reviewed", "sheets"})
    if data["form"] != FORM:
        _refuse(f"the form is not {FORM}")
    kind = _code(LetterKind, data["kind"])
    items = tuple(_list(data["items"], _number))
    sheets = tuple(_list(data["sheets"], lambda one: _sheet_of(kind, one)))
    reviewed = frozenset(_list(data["reviewed"], _text))
    return LetterSet(kind, sheets, _text(data["binding"]), reviewed), items


def _sheet(sheet: Sheet) -> dict[str, Any]:
    return {
        "language": sheet.language,
        "direction": str(sheet.direction),
        "sender": [_runs(line) for line in sheet.sender],
        "recipient": [_runs(line) for line in sheet.recipient],
        "details": [{"label": row.label, "value": _runs(row.value)} for row in sheet.details],
        "remark": sheet.remark,
        "subject": _runs(sheet.subject),
        "salutation": sheet.salutation,
        "blocks": [_block(one) for one in sheet.body],
        "closing": sheet.closing,
        "signature": [_runs(line) for line in sheet.signature],
        "foot": sheet.foot,
        "annex": sheet.annex
        and {"heading": _runs(sheet.annex.heading), "blocks": [_block(one) for one in sheet.annex.blocks]},
    }


def _block(block: Block) -> dict[str, Any]:
    if isinstance(block, Paragraph):
        return {"paragraph": _runs(block.runs)}
    if isinstance(block, Table):
        return {"table": [_cells(row) for row in block.rows], "head": _cells(block.head), "foot": _cells(block.foot)}
    return {"points": [_runs(one) for one in block.points], "start": block.start}


def _cells(row: tuple[Runs, ...]) -> list[list[dict[str, Any]]]:
    return [_runs(cell) for cell in row]


def _runs(runs: Runs) -> list[dict[str, Any]]:
    return [_run(run) for run in runs]


def _run(run: Run) -> dict[str, Any]:
    isolate = {"isolate": str(run.isolate)} if run.isolate else {}
    return {"text": "", "merge": "reference"} if run.text == MERGED else {"text": run.text, **isolate}


_SHEET: Final[set[str]] = {one.name for one in fields(Sheet)} - {"kind", "body"} | {"blocks"}


def _sheet_of(kind: LetterKind, value: object) -> Sheet:
    data = _object(value, _SHEET)
    annex = data["annex"]
    return Sheet(
        kind=kind,
        language=_text(data["language"]),
        direction=_code(Direction, data["direction"]),
        sender=tuple(_list(data["sender"], _runs_of)),
        recipient=tuple(_list(data["recipient"], _runs_of)),
        details=tuple(_list(data["details"], _detail_of)),
        remark=_text(data["remark"]),
        subject=_runs_of(data["subject"]),
        salutation=_text(data["salutation"]),
        body=tuple(_list(data["blocks"], _block_of)),
        closing=_text(data["closing"]),
        signature=tuple(_list(data["signature"], _runs_of)),
        foot=_text(data["foot"]),
        annex=None if annex is None else _annex_of(annex),
    )


def _annex_of(value: object) -> Annex:
    data = _object(value, {"heading", "blocks"})
    return Annex(_runs_of(data["heading"]), tuple(_list(data["blocks"], _block_of)))


def _detail_of(value: object) -> Detail:
    data = _object(value, {"label", "value"})
    return Detail(_text(data["label"]), _runs_of(data["value"]))


def _block_of(value: object) -> Block:
    if isinstance(value, Mapping) and "paragraph" in value:
        return Paragraph(_runs_of(_object(value, {"paragraph"})["paragraph"]))
    if isinstance(value, Mapping) and "table" in value:
        return _table_of(_object(value, {"table", "head", "foot"}))
    data = _object(value, {"points", "start"})
    return Points(tuple(_list(data["points"], _runs_of)), _number(data["start"]))


def _table_of(data: Mapping[str, Any]) -> Table:
    head, foot = _cells_of(data["head"]), _cells_of(data["foot"])
    rows = tuple(_list(data["table"], _cells_of))
    if not head or {len(row) for row in (*rows, foot)} != {len(head)}:
        _refuse("the rows of a table are as long as its head")
    return Table(head, rows, foot)


def _cells_of(value: object) -> tuple[Runs, ...]:
    return tuple(_list(value, _runs_of))


def _runs_of(value: object) -> Runs:
    return tuple(_list(value, _run_of))


def _run_of(value: object) -> Run:
    data = _object(value, {"text"}, maybe={"isolate"})
    isolate = data.get("isolate")
    return Run(_text(data["text"]), None if isolate is None else _code(Direction, isolate))


def _object(value: object, keys: set[str], maybe: frozenset[str] | set[str] = frozenset()) -> Mapping[str, Any]:
    if not isinstance(value, Mapping) or not keys <= set(value) <= keys | maybe:
        _refuse(f"a part of the letter has exactly {', '.join(sorted(keys))}")
    return value


def _list(value: object, read: Callable[[object], Made]) -> list[Made]:
    if not isinstance(value, list) or len(value) > MAX_LIST:
        _refuse(f"a list of the letter has at most {MAX_LIST} entries")
    return [read(one) for one in value]


def _text(value: object) -> str:
    if not isinstance(value, str) or len(value) > MAX_TEXT or MERGED in value or any(map(_is_control, value)):
        _refuse(f"a text of the letter is at most {MAX_TEXT} characters on one line")
    return value


def _is_control(char: str) -> bool:
    return unicodedata.category(char) in {"Cc", "Cs", "Co", "Zl", "Zp"}


def _number(value: object) -> int:
    if type(value) is not int or not 1 <= value <= MAX_LIST:
        _refuse("a number of the letter counts from 1")
    return value


_Code = TypeVar("_Code", LetterKind, Direction)


def _code(kind: type[_Code], value: object) -> _Code:
    if not isinstance(value, str) or value not in list(kind):
        _refuse(f"{kind.__name__} is one of {', '.join(kind)}")
    return kind(value)


def _refuse(message: str) -> NoReturn:
    raise LetterError(message)
