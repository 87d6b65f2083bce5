"""A letter as plain text, for mail. UTF-8, lines ended by LF, no line longer than its paragraph."""

from typing import Final

from dueprocess.letter.blocks import Annex, Block, Direction, LetterSet, Paragraph, Runs, Sheet, Table

_ISOLATES: Final = {Direction.LTR: "\u2066", Direction.RTL: "\u2067"}  # UAX #9: LRI, RLI
_POP: Final = "\u2069"  # PDI
_BETWEEN: Final = "\n" + "-" * 72 + "\n\n"


def render(letters: LetterSet) -> str:
    """The set as text: each sheet after the other, parted by a line of hyphens."""
    return _BETWEEN.join(render_sheet(sheet) for sheet in letters.sheets)


def render_sheet(sheet: Sheet) -> str:
    """One sheet as text."""
    parts = [
        "\n".join(map(_runs, sheet.sender)),
        "\n".join(map(_runs, sheet.recipient)),
        "\n".join(f"{detail.label}: {_runs(detail.value)}" for detail in sheet.details),
        sheet.remark,
        _runs(sheet.subject),
        sheet.salutation,
        *map(_block, sheet.body),
        sheet.closing,
        "\n".join(map(_runs, sheet.signature)),
        sheet.foot,
        "\n".join(map(_runs, sheet.register)),
        _annex(sheet.annex),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _annex(annex: Annex | None) -> str:
    if annex is None:
        return ""
    return "\n\n".join((_runs(annex.heading), *map(_block, annex.blocks)))


def _block(block: Block) -> str:
    if isinstance(block, Paragraph):
        return _runs(block.runs)
    if isinstance(block, Table):
        return _table(block)
    return "\n".join(f"{number}. {_runs(point)}" for number, point in enumerate(block.points, block.start))


def _table(table: Table) -> str:
    rows = [[_runs(cell) for cell in row] for row in (table.head, *table.rows, table.foot)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(_row(row, widths) for row in rows)


def _row(cells: list[str], widths: list[int]) -> str:
    first, *rest = zip(cells, widths, strict=True)
    return "  ".join((first[0].ljust(first[1]), *(cell.rjust(width) for cell, width in rest)))


def _runs(runs: Runs) -> str:
    return "".join(f"{_ISOLATES[run.isolate]}{run.text}{_POP}" if run.isolate else run.text for run in runs)
