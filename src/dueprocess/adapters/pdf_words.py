"""The words of a PDF file's pages as they are laid out: its lines, paragraphs and columns, by where its signs stand.

PDFium gives signs in the order in which they were written, with no mark between two paragraphs or two cells of a row.
Here a wide gap in a line is a tab, a wide gap between two lines an empty line, as in a text that somebody typed.
Runs in the sandbox's child, while ``documents.PDFIUM`` is held.
"""

import ctypes
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from statistics import median_low
from typing import Any, Final, NamedTuple

from dueprocess.adapters import pdf_rtl

_TOUCH: Final = 0.3  # points by which two places are the same
_OWN_SPACE: Final = 0.3  # of the letters' size: PDFium's are at most 0.24 wide, a font's own at least 0.38
_COLUMN: Final = 0.6  # heights of a line: a gap in it that is wider parts two columns
_STRETCHED: Final = 1.1  # the same, of a line whose gaps are even, as in justified text, or one
_SPACE: Final = 0.4  # the widest space that is not stretched
_EVEN: Final = 1.6  # times the usual gap of a line within which others are like it
_MOST: Final = 0.7  # share of the gaps of a stretched line that are like the usual one
_FEW: Final = 3  # gaps that show whether a line is stretched
_PARAGRAPH: Final = 1.15  # times the usual distance of lines
_LEADING: Final = 1.6  # heights of a line from it to the next of the same paragraph, where nothing else is known
_RAISED: Final = 0.5  # share of the lower line's height by which a raised sign overlaps its line
_ROW: Final = 1.6  # heights of a line by which the next cell of a row begins higher, at most
_EDGE: Final = 6  # lines at the head or foot of a page that may stand on each page
_HYPHENS: Final = "\ufffe\x02\xad"
_BREAK: Final = re.compile(r"(?P<before>\S*)[\ufffe\x02\xad](?:\r?\n)?(?P<after>\S*)")
_ADDRESS: Final = re.compile(r"[@/\\_\d]|\w\.\w|\Ahxxp|\A[^\W\d_]\Z")
_ONWARD: Final = re.compile(r"(?!\w{1,3}[.)](?:\s|$))[\w%~+-]*[/.?=&#_\d-]\S")
_VALUE: Final = re.compile(r"\n(?<=[\w\]][-/_.@:=&?]\n)(?=[\w\[])")
_NUMBER: Final = re.compile(r"\d+")
_SPACES: Final = re.compile(r"[ \t]+")
_BEHIND: Final = re.compile(r"[\u0900-\u0dff][\u0900-\u0dff]?(?P<space> )(?=\S)")
"""Behind signs of the scripts of South Asia."""
_NO_SPACE: Final = "\x00"  # stands where PDFium put a space into a word, so that places still count signs
_ENDS: Final = ".:;!?。؟۔"  # noqa: RUF001 - the full stop of Urdu


class _Line(NamedTuple):
    text: str
    left: float
    bottom: float
    right: float
    top: float
    height: float


def of_page(textpage: Any) -> str:  # noqa: ANN401 - pypdfium2 has no types
    """The words of one page. Raises pypdfium2.PdfiumError."""
    text: str = textpage.get_text_range()
    if len(text) != textpage.count_chars():  # signs outside the first plane: places do not count signs
        text = textpage.get_text_bounded()
        return _whole(text.replace("\r\n", "\n"))
    lines = _from_right if pdf_rtl.RIGHT_TO_LEFT.search(text) else _lines
    return _whole("".join(_laid(lines(textpage, _unbroken(textpage, text)))).replace(_NO_SPACE, ""))


def _unbroken(textpage: Any, text: str) -> str:  # noqa: ANN401
    """The text without the spaces that PDFium puts into words of Devanagari and its like.

    A letter and its vowel are drawn there as one. Behind a vowel that takes room PDFium takes the next letter for a new
    word, and its space stands where the drawn one begins. So does a space of the text's own, which is wider.
    """
    import pypdfium2.raw as pdfium

    measure, page, box = pdfium.FPDFText_GetLooseCharBox, textpage.raw, pdfium.FS_RECTF()
    at, signs = ctypes.byref(box), list(text)
    for behind in _BEHIND.finditer(text):
        space = behind.start("space")
        last = behind[0].rstrip(" ")
        while len(last) > 1 and unicodedata.category(last[-1]) == "Mn":  # stands above or below another sign
            last = last[:-1]
        if unicodedata.category(last[-1]) != "Mc":
            continue
        measure(page, space - 1, at)
        end = box.right
        measure(page, space, at)
        inside = box.left < end - _TOUCH
        measure(page, space + 1, at)
        if inside and box.left - end < _OWN_SPACE * pdfium.FPDFText_GetFontSize(page, space - 1):
            signs[space] = _NO_SPACE
    return "".join(signs)


def joined(pages: Iterable[str]) -> str:
    """The pages one below another; a head or foot that stands on each counts once, a sentence goes on."""
    bare = _without_edges([page.split("\n") for page in pages])
    parts: list[str] = []
    for page in bare:
        text = "\n".join(page).strip("\n")
        if parts and text:
            last = parts[-1].rstrip()[-1:]
            parts.append("\n" if last and last not in _ENDS and text[:1].islower() else "\n\n")
        parts.append(text)
    return "".join(parts)


def _lines(textpage: Any, text: str) -> list[_Line]:  # noqa: ANN401
    import pypdfium2.raw as pdfium

    measure, page, box = pdfium.FPDFText_GetLooseCharBox, textpage.raw, pdfium.FS_RECTF()
    at = ctypes.byref(box)
    lines: list[_Line] = []
    start = 0
    for line in text.split("\r\n"):
        shown = line.strip(" ")
        if shown:
            first = start + line.index(shown[0])
            measure(page, first, at)
            left, bottom, top = box.left, box.bottom, box.top
            gaps = []
            for gap in _SPACES.finditer(shown):
                measure(page, first + gap.start() - 1, at)
                before = box.right
                measure(page, first + gap.end(), at)
                gaps.append((gap, box.left - before))
            measure(page, first + len(shown) - 1, at)
            if box.top - box.bottom > top - bottom:  # a raised or small sign begins the line
                bottom, top = box.bottom, box.top
            height = max(1.0, top - bottom)
            lines.append(_Line(_columns(shown, gaps, height), left, bottom, box.right, top, height))
        start += len(line) + 2
    return lines


def _from_right(textpage: Any, text: str) -> list[_Line]:  # noqa: ANN401
    """The lines of a page on which some run from right to left: each row is one, whose signs say where they stand."""
    import pypdfium2.raw as pdfium

    measure, page, box = pdfium.FPDFText_GetLooseCharBox, textpage.raw, pdfium.FS_RECTF()
    at = ctypes.byref(box)
    rows: list[list[pdf_rtl.Sign]] = []
    start = word = 0
    for line in text.split("\r\n"):
        signs = []
        for place, sign in enumerate(line, start):
            if sign == " ":
                word += 1
            else:
                measure(page, place, at)
                signs.append(pdf_rtl.Sign(sign, box.left, box.right, box.bottom, box.top, word))
        if rows and signs and pdf_rtl.beside(rows[-1], signs):
            rows[-1] += signs
        elif signs:
            rows.append(signs)
        start, word = start + len(line) + 2, word + 1
    found = []
    for signs in rows:
        bottom, top = min(one.bottom for one in signs), max(one.top for one in signs)
        left, right = min(one.left for one in signs), max(one.right for one in signs)
        found.append(_Line(pdf_rtl.written(signs, _COLUMN), left, bottom, right, top, max(1.0, top - bottom)))
    return found


def _columns(line: str, gaps: Sequence[tuple[re.Match[str], float]], height: float) -> str:
    widths = [width for _, width in gaps]
    if not widths or max(widths) <= _COLUMN * height:
        return line
    usual = median_low(widths)
    least = _COLUMN * height
    if usual > _SPACE * height:
        like = sum(usual / _EVEN < width < usual * _EVEN for width in widths)
        if len(widths) < _FEW or like >= _MOST * len(widths):
            least = max(_STRETCHED * height, _EVEN * usual if len(widths) >= _FEW else 0)
    parts: list[str] = []
    done = 0
    for gap, width in gaps:
        if width > least:
            parts += (line[done : gap.start()], "\t")
            done = gap.end()
    return "".join((*parts, line[done:]))


def _laid(lines: list[_Line]) -> Iterable[str]:
    """The lines, and what stands between them."""
    usual = _distances(lines)
    before = ""
    for above, line in zip([None, *lines], lines, strict=False):
        if above:
            before = _between(above, line, usual, alone=before != "\n")
            yield before
        yield line.text


def _distances(lines: list[_Line]) -> dict[int, float]:
    """The usual distance of two lines of a paragraph, by their height."""
    found: dict[int, list[float]] = {}
    for above, line in pairwise(lines):
        down = above.bottom - line.bottom
        if abs(above.height - line.height) < 1 and 0.8 * line.height < down < 2.2 * line.height:
            found.setdefault(round(line.height), []).append(down)
    return {height: median_low(each) for height, each in found.items() if len(each) > 3}  # noqa: PLR2004


def _between(above: _Line, line: _Line, usual: dict[int, float], *, alone: bool) -> str:
    overlap = min(above.top, line.top) - max(above.bottom, line.bottom)
    down = above.bottom - line.bottom
    height = max(above.height, line.height)
    if line.left >= above.right - 1:  # the same line, or the next cell of a row whose cells differ in height
        if overlap > _RAISED * min(above.height, line.height):
            wide = line.left - above.right > _COLUMN * line.height
            return " " if not wide else "\t" if alone else "\n\n"
        if alone and -_ROW * height < down < height:
            return "\t"
    known = usual.get(round(line.height), _LEADING * height / _PARAGRAPH)
    if 0 < down <= max(_PARAGRAPH * known, height):
        return "\n"
    runs_on = line.text[:1].islower() and above.text[-1] not in _ENDS and abs(line.left - above.left) < height
    return "\n" if runs_on and 0 < down < 2.2 * height else "\n\n"


def _whole(text: str) -> str:
    """The text with words whole that a line's end cut; an address or a number keeps its hyphen."""
    if any(sign in text for sign in _HYPHENS):
        text = _BREAK.sub(_rejoined, text)
    return _VALUE.sub(_next_line, text)


def _rejoined(match: re.Match[str]) -> str:
    before, after = match["before"], match["after"]
    kept = any(_ADDRESS.search(part.strip(".,;:()\"'")) for part in (before, after)) or after[:1].isupper()
    return f"{before}{'-' if kept else ''}{after}"


def _next_line(match: re.Match[str]) -> str:
    """Nothing where a number or an address goes on in the next line."""
    text, at = match.string, match.start()
    before = text[max(0, at - 80) : at].rsplit(None, 1)[-1]
    after = text[match.end() : match.end() + 80].split(None, 1)[0]
    link = ("://" in before or "@" in before) and (before[-1] in "-_=&?" or _ONWARD.match(after) is not None)
    if before[-1] in ".:":
        return "" if link and before[-1] == "." and after[:1].islower() and "." in after else "\n"
    number = any(map(str.isdigit, before)) and any(map(str.isdigit, after)) and len(before) > 2  # noqa: PLR2004
    return "" if link or number else "\n"


def _without_edges(pages: list[list[str]]) -> list[list[str]]:
    """Pages without the lines at their head or foot that stand there on another page, too, but for its number."""
    if len(pages) < 2:  # noqa: PLR2004
        return pages
    heads = Counter(name for number, page in enumerate(pages, 1) for name in {*_edge(page[:_EDGE], number)})
    feet = Counter(name for number, page in enumerate(pages, 1) for name in {*_edge(page[-_EDGE:], number)})
    bare = []
    for number, page in enumerate(pages, 1):
        start, end = 0, len(page)
        names = _edge(page, number)
        while number > 1 and start < min(_EDGE, end) and (not page[start].strip() or heads[names[start]] > 1):
            start += 1
        while (
            number < len(pages)
            and end > max(start, len(page) - _EDGE)
            and (not page[end - 1].strip() or feet[names[end - 1]] > 1)
        ):
            end -= 1
        bare.append(page[start:end])
    return bare


def _edge(lines: Sequence[str], number: int) -> list[str]:
    """The lines, the number of their page blanked in them."""
    return [_NUMBER.sub(lambda found: "#" if int(found[0]) == number else found[0], line.strip()) for line in lines]
