"""A letter as plain data for the typesetter: JSON values only, never markup (hazard 12.3)."""

from typing import TypeAlias

from dueprocess.letter import text
from dueprocess.letter.blocks import Annex, Block, LetterSet, Paragraph, Runs, Sheet, Table, plain

Data: TypeAlias = "str | int | bool | list[Data] | dict[str, Data] | None"


def render(letters: LetterSet) -> dict[str, Data]:
    """The set as ``{title, language, text, sheets: […]}``; each run is ``{text, dir}``, dir null for our words."""
    first = letters.sheets[0]
    return {
        "title": plain(first.subject),
        "language": first.language,
        "text": text.render(letters),
        "sheets": [_sheet(sheet) for sheet in letters.sheets],
    }


def _sheet(sheet: Sheet) -> dict[str, Data]:
    return {
        "language": sheet.language,
        "direction": sheet.direction.value,
        "sender": [_runs(line) for line in sheet.sender],
        "recipient": [_runs(line) for line in sheet.recipient],
        "details": [{"label": detail.label, "value": _runs(detail.value)} for detail in sheet.details],
        "remark": sheet.remark,
        "subject": _runs(sheet.subject),
        "salutation": sheet.salutation,
        "body": [_block(block) for block in sheet.body],
        "closing": sheet.closing,
        "signature": [_runs(line) for line in sheet.signature],
        "foot": sheet.foot,
        "annex": _annex(sheet.annex),
    }


def _annex(annex: Annex | None) -> Data:
    if annex is None:
        return None
    return {"heading": _runs(annex.heading), "blocks": [_block(block) for block in annex.blocks]}


def _block(block: Block) -> Data:
    if isinstance(block, Paragraph):
        return {"kind": "paragraph", "runs": _runs(block.runs)}
    if isinstance(block, Table):
        rows = [_cells(row) for row in block.rows]
        return {"kind": "table", "head": _cells(block.head), "rows": [*rows], "foot": _cells(block.foot)}
    return {"kind": "points", "start": block.start, "points": [_runs(point) for point in block.points]}


def _cells(row: tuple[Runs, ...]) -> Data:
    return [_runs(cell) for cell in row]


def _runs(runs: Runs) -> Data:
    return [{"text": run.text, "dir": run.isolate.value if run.isolate else None} for run in runs]
