"""A letter as JSON values and back: what a client merges, shows, seals to the sending worker, and the worker sets.

Form ``dueprocess.letter/1`` (docs/reference/letters.md). A run with ``merge`` waits for what only a client knows; a
letter in which one waits is not finished, and ``from_plain`` refuses it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final, NoReturn

from dueprocess.formats.record import FormError, exactly, way
from dueprocess.letter.blocks import (
    MERGED,
    Block,
    Direction,
    LetterError,
    LetterSet,
    Number,
    Paragraph,
    Run,
    Runs,
    Sheet,
    Table,
    Text,
    given,
    listed,
)
from dueprocess.letter.kinds import LetterKind

FORM: Final = "dueprocess.letter/1"
MEDIA: Final = "application/vnd.dueprocess.letter+json"


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


def merged(letter: Mapping[str, Any], reference: str) -> dict[str, Any]:
    """The finished letter: the authority's reference where it waits; an empty one takes its whole line out."""
    word = reference.strip()
    return {**letter, "sheets": [{**sheet, "details": _merged(sheet, word)} for sheet in letter["sheets"]]}


def _merged(sheet: Mapping[str, Any], word: str) -> list[dict[str, Any]]:
    around = Direction(sheet["direction"])
    kept = [row for row in sheet["details"] if word or not any("merge" in run for run in row["value"])]
    return [
        {**row, "value": [_run(given(word, around)) if "merge" in run else run for run in row["value"]]} for row in kept
    ]


@dataclass(frozen=True, slots=True)
class _Letter:
    """A finished letter as JSON has it. A sheet's kind is that of the letter, and stands there once."""

    form: Annotated[str, exactly(FORM)]
    kind: LetterKind
    items: Annotated[tuple[Number, ...], listed]
    binding: Text
    reviewed: Annotated[tuple[Text, ...], listed]
    sheets: Annotated[tuple[Mapping[str, object], ...], listed]


def from_plain(value: object) -> tuple[LetterSet, tuple[int, ...]]:
    """Letter and items from JSON values, strictly. Raises LetterError for anything that is not a finished letter."""
    try:
        told: _Letter = way(_Letter)[0](value)
        if any("kind" in sheet for sheet in told.sheets):
            _refuse("a sheet says no kind")
        read = way(Sheet)[0]
        sheets = tuple(read({**sheet, "kind": str(told.kind)}) for sheet in told.sheets)
    except FormError as fault:
        _refuse(str(fault), fault)
    tables = [
        block
        for sheet in sheets
        for block in (*sheet.body, *(sheet.annex.blocks if sheet.annex else ()))
        if isinstance(block, Table)
    ]
    if any(not one.head or {len(row) for row in (*one.rows, one.foot)} != {len(one.head)} for one in tables):
        _refuse("the rows of a table are as long as its head")
    return LetterSet(told.kind, sheets, told.binding, frozenset(told.reviewed)), told.items


def _refuse(says: str, cause: Exception | None = None) -> NoReturn:
    message = f"no finished letter: {says}"
    raise LetterError(message) from cause


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
