"""A figure of the report as a picture to take away (SVG): its chart, and the lines by which it is cited inside.

The shapes are those of the page (``report_charts``). A picture has no style sheet, so its colours are the light ones of
``tokens.css``, said in it.
"""

from collections.abc import Callable, Mapping, Sequence
from html import escape
from typing import Any, Final

from dueprocess.desk.publish import pictures
from dueprocess.desk.publish.report_figures import Figure
from dueprocess.desk.publish.texts import Texts

_INKS: Final[Mapping[str, str]] = {
    "done": 'fill="#1d4f91" stroke="#1d4f91"',
    "partly": 'fill="url(#striped)" stroke="#75560a"',
    "refused": 'fill="#e0f0ea" stroke="#17594a"',
    "waiting": 'fill="url(#dotted)" stroke="#4d5461" stroke-dasharray="3 2"',
    "rest": 'fill="#ffffff" stroke="#857f70"',
    "full": 'fill="#55585c" stroke="#55585c"',
    "blank": 'fill="none" stroke="#857f70" stroke-dasharray="3 3"',
}
_RIBBONS: Final = {
    "done": "#1d4f91",
    "partly": "#75560a",
    "refused": "#17594a",
    "waiting": "#4d5461",
    "blank": "#d9d5c9",
}
_INSIDE: Final = {"done": 'fill="#ffffff"', "refused": 'fill="#17594a"'}
_HALO: Final = 'fill="#1d1f21" stroke="#ffffff" stroke-width="5" stroke-linejoin="round" paint-order="stroke"'
_PATTERNS: Final = (
    '<defs><pattern id="striped" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<rect width="7" height="7" fill="#f6edcf"/><rect width="3" height="7" fill="#75560a" opacity="0.6"/></pattern>'
    '<pattern id="dotted" width="6" height="6" patternUnits="userSpaceOnUse">'
    '<rect width="6" height="6" fill="#e9ebef"/>'
    '<rect x="2" y="2" width="2" height="2" fill="#4d5461"/></pattern></defs>'
)
_TOP: Final = 150  # pixels above the chart: provider, title, period
_SPAN: Final = 1120  # of the chart: the picture without its margins
_ROW: Final = 44
_COLUMNS: Final = 3
_PANEL: Final = 122  # pixels of a small picture with its name and its ticks

Drawn = tuple[list[str], int]  # parts, and the height that they take


def has_chart(figure: Figure) -> bool:
    """Whether there is a chart in it; what is a table alone has no picture."""
    return any(name in figure.parts for name in _DRAWN)


def of_figure(figure: Figure, provider: str, period: str, cited: Sequence[str], texts: Texts) -> bytes:
    """The picture of a figure that has a chart (``has_chart``)."""
    name, draw = next((name, draw) for name, draw in _DRAWN.items() if name in figure.parts)
    at = pictures.edge(texts)
    head = [
        pictures.line(at, 58, 24, f"{provider} · {period}"),
        pictures.line(at, 118 if texts.mirrored else 108, 38, figure.title, 700),
    ]
    parts, tall = draw(figure.parts[name], figure.parts, texts)
    box = f'x="40" y="{_TOP}" width="{_SPAN}" height="{tall}" font-size="16" overflow="visible"'
    chart = f"<svg {box}>{''.join(parts)}</svg>"
    legend, below = _legend(figure.parts, texts, _TOP + tall + 24)
    size = min(pictures.fitting(20, says) for says in cited)
    foot = [pictures.line(at, below + 30 + 30 * row, size, says) for row, says in enumerate(cited)]
    height = below + 30 * len(cited) + 40
    return pictures.drawn(
        [_PATTERNS, *head, chart, *legend, *foot], " ".join([figure.title, *cited]), texts, height=height
    )


def _text(x: str | int, y: int, says: str, more: str = "") -> str:
    return f'<text x="{x}" y="{y}"{" " if more else ""}{more}>{escape(says)}</text>'


def _rect(state: str, x: str, y: int, width: str, height: int) -> str:
    return f'<rect x="{x}" y="{y}" width="{width}" height="{height}" stroke-width="1.5" {_INKS[state]}/>'


def _stack(stack: Mapping[str, Any], _: Mapping[str, Any], __: Texts) -> Drawn:
    parts = []
    for bar in stack["bars"]:
        parts.append(_text(stack["start"], bar["label"], bar["name"], 'font-weight="700"'))
        parts.append(_text(stack["end"], bar["label"], bar["total"], 'text-anchor="end"'))
        for part in bar["parts"]:
            parts.append(_rect(part["state"], part["x"], bar["top"], part["width"], 26))
            if part["text"]:
                ink = _INSIDE.get(part["state"], _HALO)
                parts.append(_text(part["middle"], bar["number"], part["text"], f'text-anchor="middle" {ink}'))
    return parts, stack["height"]


def _flow(flow: Mapping[str, Any], _: Mapping[str, Any], __: Texts) -> Drawn:
    parts = [_text(flow["start"], 16, flow["head"], 'font-weight="700"')]
    parts.append(_rect("full", flow["source"], flow["from"], "3%", flow["many"]))
    ribbons = "".join(
        f'<path d="{part["d"]}" fill="{_RIBBONS[part["state"]]}" opacity="0.32"/>'
        for part in flow["parts"]
        if part["d"]
    )
    box = f'viewBox="0 0 100 {flow["drawn"]}" preserveAspectRatio="none"'
    parts.append(
        f'<svg x="{flow["ribbons"]}" y="{flow["top"]}" width="45%" height="{flow["drawn"]}" {box}>{ribbons}</svg>'
    )
    for part in flow["parts"]:
        if part["thick"]:
            parts.append(_rect(part["state"], flow["node"], part["at"], "1.5%", part["thick"]))
        parts.append(_text(flow["text"], part["first"], part["name"], 'font-weight="700"'))
        parts.append(_text(flow["text"], part["second"], part["words"]))
    return parts, flow["height"]


def _sides(texts: Texts) -> tuple[str, str]:
    return ("100%", "0%") if texts.mirrored else ("0%", "100%")


def _lines(lines: Mapping[str, Any], more: Mapping[str, Any], texts: Texts) -> Drawn:
    begin, end = _sides(texts)
    parts = [_text(end, 14, lines["now"], 'text-anchor="end" fill="#55585c"')]
    for at, row in enumerate(lines["rows"]):
        y = 24 + at * _ROW
        parts.append(_text(begin, y + 14, row["name"]))
        parts.append(_text(end, y + 14, row["number"], 'text-anchor="end" font-weight="700"'))
        for name, state in (("whole", "rest" if more.get("legend_part") else "full"), ("part", "done")):
            if row["bar"][name]:
                parts.append(_rect(state, row["bar"][name]["x"], y + 20, row["bar"][name]["width"], 10))
    return parts, 24 + len(lines["rows"]) * _ROW


def _units(units: Mapping[str, Any], _: Mapping[str, Any], texts: Texts) -> Drawn:
    begin, end = _sides(texts)
    parts, y = [_text(end, 14, units["now"], 'text-anchor="end" fill="#55585c"')], 24
    for row in units["rows"]:
        parts.append(_text(begin, y + 14, row["name"]))
        parts.append(_text(end, y + 14, row["number"], 'text-anchor="end" font-weight="700"'))
        y += 24
        if row["squares"]:
            left = _SPAN - row["squares"]["width"] if texts.mirrored else 0
            parts += [
                _rect(row["state"], f"{left + one['x']}", y + one["y"], "16", 16) for one in row["squares"]["corners"]
            ]
            y += row["squares"]["height"]
        y += 12
    return parts, y


def _panels(panels: Sequence[Mapping[str, Any]], _: Mapping[str, Any], texts: Texts) -> Drawn:
    begin, end = _sides(texts)
    wide, parts = 350, []
    for at, panel in enumerate(panels):
        column = _COLUMNS - 1 - at % _COLUMNS if texts.mirrored else at % _COLUMNS
        inside = [_text(begin, 16, panel["name"], 'font-weight="700"')]
        inside.append(_text(end, 16, panel["number"], 'text-anchor="end" font-weight="700"'))
        whole = "rest" if panel["parted"] else "full"
        paths = [(whole, panel["bars"]["whole"]), ("done", panel["bars"]["part"]), ("blank", panel["bars"]["blank"])]
        drawn = "".join(f'<path d="{d}" vector-effect="non-scaling-stroke" {_INKS[ink]}/>' for ink, d in paths if d)
        inside.append(
            f'<svg y="24" width="{wide}" height="64" viewBox="0 0 100 64" preserveAspectRatio="none">{drawn}</svg>'
        )
        inside.append(_text(begin, 104, panel["from"], 'font-size="14" fill="#55585c"'))
        inside.append(_text(end, 104, panel["to"], 'text-anchor="end" font-size="14" fill="#55585c"'))
        x, y = column * (_SPAN - wide) // (_COLUMNS - 1), at // _COLUMNS * _PANEL
        parts.append(
            f'<svg x="{x}" y="{y}" width="{wide}" height="{_PANEL}" overflow="visible">{"".join(inside)}</svg>'
        )
    return parts, -(-len(panels) // _COLUMNS) * _PANEL


_DRAWN: Final[Mapping[str, Callable[[Any, Mapping[str, Any], Texts], Drawn]]] = {
    "stack": _stack,
    "flow": _flow,
    "units": _units,
    "panels": _panels,
    "lines": _lines,
}


def _legend(parts: Mapping[str, Any], texts: Texts, top: int) -> tuple[list[str], int]:
    """What the fillings mean, a line each, from ``top``; and where they end."""
    if parts.get("legend"):
        names = {"done": "total_given", "partly": "total_part", "refused": "total_not", "waiting": "total_open"}
        said = [(state, texts("numbers", name)) for state, name in names.items()]
    elif parts.get("legend_part"):
        said = [("done", texts("report", "legend_given")), ("rest", texts("report", "legend_rest"))]
    else:
        return [], top
    box, words = ("1138", 1126) if texts.mirrored else ("40", 74)
    drawn = []
    for row, (state, says) in enumerate(said):
        drawn += [_rect(state, box, top + 26 * row, "22", 14), pictures.line(words, top + 13 + 26 * row, 17, says)]
    return drawn, top + 26 * len(said)
