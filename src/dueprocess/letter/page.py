"""A letter as one self-contained HTML page: no script, no reference to anything outside."""

from html import escape
from typing import Final, assert_never

from dueprocess.letter.blocks import Annex, Block, LetterSet, Paragraph, Points, Runs, Sheet, Table, plain

_STYLE: Final = """
body{margin:0;background:#f4f4f2;color:#1b1b1b;font:1.0625rem/1.6 "Libertinus Serif",Charter,Georgia,serif}
article{max-inline-size:42rem;margin:2rem auto;padding:3rem;background:#fff;border-block-start:3px solid #1f3a5f}
[lang=ur]{font-family:"Noto Naskh Arabic","Noto Nastaliq Urdu",serif;line-height:1.9}
header{color:#1f3a5f}header p:first-child{font-weight:700}p{margin:0 0 1rem}
header p,address p,footer p{margin:0}address{font-style:normal;margin-block:2rem}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.15rem 1.25rem;margin-block:0 2rem}dt{color:#555}dd{margin:0}
h1,h2{font-size:1.15rem;margin-block:0 1.25rem}.remark{color:#555;font-style:normal}
table{border-collapse:collapse;inline-size:100%;margin-block:0 1rem;font-variant-numeric:tabular-nums}
th,td{padding:.25rem 0 .25rem 1rem;border-block-end:1px solid #ccc;text-align:end;white-space:nowrap}
th:first-child{padding-inline-start:0;text-align:start;white-space:normal;font-weight:400}
tfoot th,tfoot td{font-weight:700}
ol{padding-inline-start:1.75rem}li{margin-block-end:.4rem}
footer{margin-block-start:2.5rem;padding-block-start:.75rem;border-block-start:1px solid #ccc}
footer{color:#555;font-size:.9rem}
@media print{body{background:none}article{margin:0;padding:0;break-after:page}}
""".strip()


def render(letters: LetterSet) -> str:
    """The set as one page; the page's language is that of its first sheet."""
    first = letters.sheets[0]
    return (
        f'<!doctype html>\n<html lang="{first.language}" dir="{first.direction}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f"<title>{escape(plain(first.subject))}</title>\n<style>\n{_STYLE}\n</style>\n</head>\n<body>\n<main>\n"
        + "".join(map(render_sheet, letters.sheets))
        + "</main>\n</body>\n</html>\n"
    )


def render_sheet(sheet: Sheet) -> str:
    """One sheet as an ``article`` element."""
    details = "".join(f"<dt>{escape(d.label)}</dt><dd>{_runs(d.value)}</dd>" for d in sheet.details)
    return (
        f'<article lang="{sheet.language}" dir="{sheet.direction}">\n'
        f"<header>{_lines(sheet.sender)}</header>\n"
        f"<address>{_lines(sheet.recipient)}</address>\n"
        f"<dl>{details}</dl>\n"
        + (f'<p class="remark">{escape(sheet.remark)}</p>\n' if sheet.remark else "")
        + f"<h1>{_runs(sheet.subject)}</h1>\n<p>{escape(sheet.salutation)}</p>\n"
        + "".join(map(_block, sheet.body))
        + f"<p>{escape(sheet.closing)}</p>\n{_lines(sheet.signature)}\n"
        + _foot(sheet)
        + _annex(sheet.annex)
        + "</article>\n"
    )


def _foot(sheet: Sheet) -> str:
    said = f"<p>{escape(sheet.foot)}</p>" if sheet.foot else ""
    return f"<footer>{said}{_lines(sheet.register)}</footer>\n" if said or sheet.register else ""


def _annex(annex: Annex | None) -> str:
    if annex is None:
        return ""
    return f"<section><h2>{_runs(annex.heading)}</h2>\n" + "".join(map(_block, annex.blocks)) + "</section>\n"


def _block(block: Block) -> str:
    match block:
        case Paragraph(runs):
            return f"<p>{_runs(runs)}</p>\n"
        case Points(points, start):
            return f'<ol start="{start}">' + "".join(f"<li>{_runs(point)}</li>" for point in points) + "</ol>\n"
        case Table(head, rows, foot):
            heads = "".join(f'<th scope="col">{_runs(cell)}</th>' for cell in head)
            body = "".join(map(_row, rows))
            parts = f"<thead><tr>{heads}</tr></thead>\n<tbody>{body}</tbody>\n<tfoot>{_row(foot)}</tfoot>\n"
            return f"<table>\n{parts}</table>\n"
        case never:
            assert_never(never)


def _row(cells: tuple[Runs, ...]) -> str:
    first, *rest = cells
    return f'<tr><th scope="row">{_runs(first)}</th>' + "".join(f"<td>{_runs(cell)}</td>" for cell in rest) + "</tr>"


def _lines(lines: tuple[Runs, ...]) -> str:
    return "".join(f"<p>{_runs(line)}</p>" for line in lines)


def _runs(runs: Runs) -> str:
    return "".join(
        f'<bdi dir="{run.isolate}">{escape(run.text)}</bdi>' if run.isolate else escape(run.text) for run in runs
    )
