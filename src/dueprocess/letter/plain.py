"""A letter as JSON values and back: what a client merges, shows, seals to the sending worker, and the worker sets.

Form ``dueprocess.letter/1`` (docs/reference/letters.md). A run with ``merge`` waits for what only a client knows; a
letter in which one waits is not finished, and ``from_plain`` refuses it.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final, NoReturn

from dueprocess.formats.hi1 import Asked
from dueprocess.formats.record import MAYBE, FormError, exactly, way
from dueprocess.letter import text
from dueprocess.letter.blocks import (
    Direction,
    LetterError,
    LetterSet,
    Number,
    Opening,
    Paragraph,
    Run,
    Sheet,
    Table,
    Text,
    given,
    listed,
    paragraphs,
    waits_for,
)
from dueprocess.letter.blocks import plain as words_of
from dueprocess.letter.kinds import LetterKind
from dueprocess.letter.own import Attachment, OwnWords, read
from dueprocess.letter.thread import ReceiptNumber, Thread

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
        "sheets": [_waiting(sheet) for sheet in _sheets(letter)],
        **({"points": [way(Opening)[1](one) for one in letter.opened]} if letter.opened else {}),
        **({"thread": list(letter.thread)} if letter.thread else {}),
        **({"receipt": letter.receipt} if letter.receipt else {}),
        **({"message": way(Asked)[1](letter.asked)} if letter.asked else {}),
    }


def with_files(letter: bytes, files: Sequence[bytes]) -> bytes:
    """A letter's JSON as it is sealed; behind it, after a zero byte, the files that go along, in their order."""
    return b"\0".join((letter, b"".join(files))) if files else letter


def files_of(letter: LetterSet, data: bytes) -> list[tuple[Attachment, bytes]] | None:
    """What goes along with a sealed letter, out of the bytes behind it; None where these are not just what it names."""
    named = [one for opened in letter.opened for one in (read(opened.text) or OwnWords()).attached]
    found, at = [], 0
    for one in named:
        found.append((one, data[at : at + one.size]))
        at += one.size
    same = all(hashlib.sha256(part).hexdigest() == one.hash for one, part in found)
    return found if same and at == len(data) else None


def typeset(letter: LetterSet) -> dict[str, Any]:
    """The letter for the typesetter (``letter.typ``): data, never markup (hazard 12.3); ``text`` goes along whole."""
    first = letter.sheets[0]
    title = words_of(first.subject)
    return {"title": title, "language": first.language, "text": text.render(letter), "sheets": _sheets(letter)}


def _sheets(letter: LetterSet) -> list[dict[str, Any]]:
    write = way(Sheet)[1]
    return [{key: value for key, value in write(sheet).items() if key != "kind"} for sheet in letter.sheets]


def _waiting(value: Any) -> Any:  # noqa: ANN401 - JSON values
    """The same with each run that waits marked as such."""
    if isinstance(value, list):
        return [_waiting(one) for one in value]
    if not isinstance(value, dict):
        return value
    merge = waits_for(str(value.get("text", "")))
    return {"text": "", "merge": merge} if merge else {key: _waiting(one) for key, one in value.items()}


def waits(plain: Mapping[str, Any]) -> bool:
    """Whether a run of the letter waits for the client's reference."""
    return any("merge" in run for sheet in plain["sheets"] for row in sheet["details"] for run in row["value"])


def merged(letter: Mapping[str, Any], reference: str, own: Mapping[int, OwnWords] | None = None) -> dict[str, Any]:
    """The finished letter: the authority's reference where it waits; an empty one takes its whole line out.

    ``own``: by item, the house's own words. Where they wait and are not there, the place stays, and the letter is not
    finished.
    """
    return {**letter, "sheets": [_merged(sheet, reference.strip(), own or {}) for sheet in letter["sheets"]]}


def own_waiting(letter: Mapping[str, Any]) -> list[int]:
    """Items on which the house's own words wait."""
    waiting = {_place(block) for sheet in letter["sheets"] for block in sheet["blocks"]}
    return [number for number in letter["items"] if ("point", number) in waiting]


def _place(block: Any) -> tuple[str, int]:  # noqa: ANN401 - JSON values
    """Which words a block waits for: place and item; empty and 0 where it is finished."""
    runs = block.get("paragraph") if isinstance(block, Mapping) else None
    merge = runs[-1].get("merge") if isinstance(runs, list | tuple) and runs else None
    place, _, item = str(merge or "").partition(" ")
    return (place, int(item)) if item.isdecimal() else ("", 0)


def _merged(sheet: Mapping[str, Any], word: str, own: Mapping[int, OwnWords]) -> dict[str, Any]:
    around, way_of = Direction(sheet["direction"]), way(Run)[1]
    details = [
        {**row, "value": [way_of(given(word, around)) if "merge" in run else run for run in row["value"]]}
        for row in sheet["details"]
        if word or not any("merge" in run for run in row["value"])
    ]
    blocks: list[Any] = []
    mine: list[Any] = []
    for block in sheet["blocks"]:
        place, item = _place(block)
        words = own.get(item)
        if words is not None and place == "enclosed":
            named = [*block["paragraph"][:-1], way_of(given(words.enclosed, around))]
            put = [{**block, "paragraph": named}] if words.attached else []
        else:
            texts = () if words is None else words.opening if place == "opening" else words.closing
            put = [way(Paragraph)[1](one) for one in paragraphs(texts, around)]
        mine += put
        blocks += [block] if words is None else put
    subject = next((one.subject for one in own.values() if one.subject), "")
    if not subject or not mine:
        return {**sheet, "details": details, "blocks": blocks}
    # A letter of one's own: nothing of ours stands beside it.
    return {**sheet, "details": details, "subject": [way_of(given(subject, around))], "blocks": mine, "annex": None}


@dataclass(frozen=True, slots=True)
class _Letter:
    """A finished letter as JSON has it. A sheet's kind is that of the letter, and stands there once."""

    form: Annotated[str, exactly(FORM)]
    kind: LetterKind
    items: Annotated[tuple[Number, ...], listed]
    binding: Text
    reviewed: Annotated[tuple[Text, ...], listed]
    sheets: Annotated[tuple[Mapping[str, object], ...], listed]
    points: Annotated[tuple[Opening, ...], listed, MAYBE] = ()
    thread: Annotated[Thread, MAYBE] = ()
    receipt: Annotated[ReceiptNumber, MAYBE] = ""
    message: Annotated[Asked | None, MAYBE] = None


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
    beside = told.points, told.thread, told.receipt, told.message
    return LetterSet(told.kind, sheets, told.binding, frozenset(told.reviewed), *beside), told.items


def _refuse(says: str, cause: Exception | None = None) -> NoReturn:
    raise LetterError(f"no finished letter: {says}") from cause
