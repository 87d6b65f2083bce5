"""Pictures worth sharing (SVG): lines of text that stay inside, from the right where a language runs so."""

from collections.abc import Sequence
from html import escape
from typing import Final

from dueprocess.desk.publish.report_words import Number
from dueprocess.desk.publish.texts import Texts

WIDE: Final = 1100  # of a line
_LETTER: Final = 0.58  # width of a bold letter by its height


def fitting(size: int, says: str) -> int:
    """The size of letters, ``size`` at most, in which a line stays inside the picture."""
    return min(size, int(WIDE / (_LETTER * max(len(says), 1))))


def line(x: int, y: int, size: int, says: str, weight: int = 400) -> str:
    """A line that stays inside the picture, however long its words are."""
    size = fitting(size, says)
    return f'<text x="{x}" y="{y}" font-size="{size}" font-weight="{weight}">{escape(says)}</text>'


def drawn(parts: Sequence[str], title: str, texts: Texts, *, height: int = 630) -> bytes:
    """A picture 1200 pixels wide, 630 high as services that show links expect it; ``title`` is read out."""
    way = ' direction="rtl"' if texts.mirrored else ""
    font = "Noto Nastaliq Urdu, serif" if texts.mirrored else "Georgia, Noto Serif, serif"
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1200 {height}" width="1200" height="{height}" role="img"'
        f' lang="{texts.language}"{way} font-family="{font}" fill="#1d1f21">'
    )
    paper = f'<rect width="1200" height="{height}" fill="#faf8f3"/>'
    return f"{head}<title>{escape(title)}</title>{paper}{''.join(parts)}</svg>\n".encode()


def edge(texts: Texts) -> int:
    """Where lines begin."""
    return 1160 if texts.mirrored else 40


def of_number(one: Number, provider: str, period: str, cited: Sequence[str], texts: Texts) -> bytes:
    """A number of a report with what it counts, what stands beside it, and the lines by which it is cited."""
    at = edge(texts)
    parts = [
        line(at, 84, 40, provider, 700),
        line(at, 132, 28, period),
        line(at, 270, 120, one.said, 700),
        line(at, 326, 34, one.what),
    ]
    beside = [texts("report", "entry", name=name, count=said) for name, said in one.beside]
    parts += [line(at, 376 + 32 * row, 24, says) for row, says in enumerate(beside[:5])]
    parts += [line(at, 604 - 32 * (len(cited) - 1 - row), 22, says) for row, says in enumerate(cited)]
    return drawn(parts, " ".join([one.what, one.said, *cited]), texts)
