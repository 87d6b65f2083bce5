"""A letter as JSON values and back: what a client merges, shows, seals to the sending worker, and the worker sets.

Form ``dueprocess.letter/1`` (docs/reference/letters.md). A run with ``merge`` waits for what only a client knows; a
letter in which one waits is not finished, and ``from_plain`` refuses it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final, NoReturn

from dueprocess.formats.record import FormError, exactly, way
from dueprocess.letter import text
from dueprocess.letter.blocks import (
    MERGED,
    Direction,
    LetterError,
    LetterSet,
    Number,
    Run,
    Sheet,
    Table,
    Text,
    given,
    listed,
)
from dueprocess.letter.blocks import plain as words_of
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
        "sheets": [{**sheet, "details": _waiting(sheet["details"])} for sheet in _sheets(letter)],
    }


def typeset(letter: LetterSet) -> dict[str, Any]:
    """The letter for the typesetter (``letter.typ``): data, never markup (hazard 12.3); ``text`` goes along whole."""
    first = letter.sheets[0]
    title = words_of(first.subject)
    return {"title": title, "language": first.language, "text": text.render(letter), "sheets": _sheets(letter)}


def _sheets(letter: LetterSet) -> list[dict[str, Any]]:
    write = way(Sheet)[1]
    return [{key: value for key, value in write(sheet).items() if key != "kind"} for sheet in letter.sheets]


def _waiting(details: list[dict[str, Any]]) -> list[dict[str, Any]]:
    waits = {"text": "", "merge": "reference"}
    return [{**row, "value": [waits if run["text"] == MERGED else run for run in row["value"]]} for row in details]


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
        {**row, "value": [way(Run)[1](given(word, around)) if "merge" in run else run for run in row["value"]]}
        for row in kept
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
    raise LetterError(f"no finished letter: {says}") from cause
