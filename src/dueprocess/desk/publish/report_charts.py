"""Shapes of the report's charts, in percent across and pixels down, mirrored where the text runs from the right.

Small and our own: no script, no library draws both directions of writing without one (ADR 0045). Given is a full bar,
partly is striped, the rest is hollow, open is dotted: they differ without colour, too.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, Final

from dueprocess.report.cells import Cell

WHOLE: Final = 10_000  # hundredths of a percent
_PITCH: Final = 60  # pixels a period: a line of text, then the bar
_TALL: Final = 64  # pixels of a small chart
_FLOW: Final = 300  # pixels of all that was received
_SLOT: Final = 42  # least pixels of an outcome: two lines of text
_TOP: Final = 30  # pixels above a flow, for its head
_ROOM: Final = 700  # hundredths of a percent in which a number fits

Rect = dict[str, Any]


def percent(hundredths: int) -> str:
    """Hundredths of a percent as an attribute of SVG."""
    return f"{hundredths // 100}.{hundredths % 100:02}%"


def across(at: int, width: int, *, mirrored: bool) -> dict[str, str]:
    """Place and width of a bar on its line."""
    left = WHOLE - at - width if mirrored else at
    return {"x": percent(left), "width": percent(width), "middle": percent(left + width // 2)}


def ends(*, mirrored: bool) -> dict[str, str]:
    """Where text begins and ends."""
    return {"start": "100%", "end": "0%"} if mirrored else {"start": "0%", "end": "100%"}


def stack(
    lines: Sequence[tuple[str, str, int | None, Mapping[str, int | None]]],
    numbers: Mapping[int, str],
    *,
    mirrored: bool,
) -> dict[str, Any]:
    """A bar for each line of name, words of the total, total, parts by state.

    ``numbers`` are counts as the language writes them. What of a known total stands in no part is a dashed outline.
    """
    longest = max([total or sum(many or 0 for many in parts.values()) for _, _, total, parts in lines] + [1])
    bars = []
    for index, (name, words, total, parts) in enumerate(lines):
        top, known = index * _PITCH, sum(many or 0 for many in parts.values())
        blank = max((total or 0) - known, 0)
        drawn = _parts({**parts, "blank": blank}, numbers, longest, mirrored=mirrored)
        bars.append(
            {"name": name, "total": words, "parts": drawn, "label": top + 16, "top": top + 24, "number": top + 41}
        )
    return {"bars": bars, "height": len(bars) * _PITCH - 6} | ends(mirrored=mirrored)


def _parts(parts: Mapping[str, int | None], numbers: Mapping[int, str], longest: int, *, mirrored: bool) -> list[Rect]:
    at, drawn = 0, []
    for state, many in parts.items():
        if many:
            width = many * WHOLE // longest
            text = numbers[many] if width > _ROOM and state != "blank" else ""
            drawn.append({"state": state, "text": text} | across(at * WHOLE // longest, width, mirrored=mirrored))
            at += many
    return drawn


def flow(parts: Sequence[tuple[str, str, str, int | None]], *, mirrored: bool) -> dict[str, Any]:
    """From what was received to each outcome: state, name, words of the number, number. Ribbons need no script."""
    total = sum(many or 0 for *_, many in parts) or 1
    thick = [max(2, (many or 0) * _FLOW // total) if many else 0 for *_, many in parts]
    slots = [max(_SLOT, one + 10) for one in thick]
    height, left = sum(slots), (sum(slots) - sum(thick)) // 2
    first, last, right, drawn = left, left + sum(thick), 0, []
    for (state, name, words, _), many, slot in zip(parts, thick, slots, strict=True):
        at = right + (slot - many) // 2
        ribbon = _ribbon((left, left + many), (at, at + many), mirrored=mirrored) if many else ""
        middle = right + slot // 2
        drawn.append(
            {"state": state, "name": name, "words": words, "d": ribbon, "at": at + _TOP, "thick": many}
            | {"first": middle - 3 + _TOP, "second": middle + 15 + _TOP}
        )
        left, right = left + many, right + slot
    places = {"ribbons": "3%", "source": "0%", "node": "48%", "text": "52%"}
    if mirrored:
        places = {"ribbons": "52%", "source": "97%", "node": "50.5%", "text": "48%"}
    return {
        "parts": drawn,
        "height": height + _TOP,
        "drawn": height,
        "top": _TOP,
        "from": first + _TOP,
        "many": last - first,
        **places,
        **ends(mirrored=mirrored),
    }


def _ribbon(left: tuple[int, int], right: tuple[int, int], *, mirrored: bool) -> str:
    one, other = (100, 0) if mirrored else (0, 100)
    return (
        f"M{one} {left[0]}C50 {left[0]} 50 {right[0]} {other} {right[0]}V{right[1]}"
        f"C50 {right[1]} 50 {left[1]} {one} {left[1]}Z"
    )


def small(pairs: Sequence[tuple[Cell, Cell | None]], *, mirrored: bool) -> dict[str, str]:
    """Upright bars, one a period, as three paths in a box of 100 by 64: whole, part, and where no number is given.

    A zero is a line on the ground; a blank is a dashed outline, so that nobody takes it for zero.
    """
    known = [cell.exact for cell, _ in pairs if cell.exact is not None]
    highest = max([*known, Fraction(1)])
    paths: dict[str, list[str]] = {"whole": [], "part": [], "blank": []}
    pitch = Fraction(100, max(len(pairs), 1))
    for index, (whole, part) in enumerate(pairs):
        left = (len(pairs) - 1 - index if mirrored else index) * pitch + pitch / 10
        at, wide = f"M{_tenths(left)} {_TALL}", _tenths(pitch * 8 / 10)
        if whole.exact is None:
            paths["blank"].append(f"{at}v-14h{wide}v14")
            continue
        paths["whole"].append(f"{at}v-{max(int(whole.exact * (_TALL - 2) / highest), 1)}h{wide}V{_TALL}")
        if part is not None and part.exact:
            paths["part"].append(f"{at}v-{int(part.exact * (_TALL - 2) / highest)}h{wide}V{_TALL}z")
    return {name: "".join(drawn) for name, drawn in paths.items()}


def _tenths(value: Fraction) -> str:
    whole = int(value * 10)
    return f"{whole // 10}.{whole % 10}" if whole % 10 else str(whole // 10)


SQUARES: Final = 14  # on a line: with its margins it fits on a telephone
_SQUARE: Final = 20  # pixels from one square to the next


def squares(many: int, *, mirrored: bool) -> dict[str, Any]:
    """One square for each of ``many``, in lines of ``SQUARES``: corners and the picture's size, in pixels."""
    wide = SQUARES * _SQUARE
    columns = [wide - _SQUARE * (at % SQUARES + 1) if mirrored else _SQUARE * (at % SQUARES) for at in range(many)]
    corners = [{"x": left + 2, "y": _SQUARE * (at // SQUARES) + 2} for at, left in enumerate(columns)]
    return {"corners": corners, "width": wide, "height": -(-many // SQUARES) * _SQUARE}


def line(whole: int | None, part: int | None, longest: int, *, mirrored: bool) -> Rect:
    """A lying bar of a table: a hollow whole, and its full part."""
    wide, full = (whole or 0) * WHOLE // max(longest, 1), (part or 0) * WHOLE // max(longest, 1)
    return {
        "whole": across(0, wide, mirrored=mirrored) if wide else None,
        "part": across(0, full, mirrored=mirrored) if full else None,
    }
