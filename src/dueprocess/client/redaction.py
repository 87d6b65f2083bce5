"""Covering a document on a person's own machine, and drawing it anew as the public will read it (hazard 7.3).

Of text, what was read as a target, a number, an official or a signature is covered, and what looks like one. Of
pictures everything is: a person says which lines are shown. Nothing here finds every name: two people look at it.
What was read is looked for as it looks, however it is broken, spaced, cased, inflected or spelled with other letters.
"""

import base64
import contextlib
import hmac
import html
import re
import struct
import unicodedata
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Final

from dueprocess.adapters import crypto, drawing
from dueprocess.formats import public_copy
from dueprocess.formats.public_copy import HEIGHT, STRIDE, WIDTH, Copy, Cover, Sort, typed
from dueprocess.formats.refusal import wrong
from dueprocess.formats.visible import LOOKS

CODE: Final = 8
"""Signs of the code under the picture that somebody looked at: who never opened it does not know it."""
_WRAPS: Final = r"(?:[ \t]+|(?<=[^\n]{40})\n)"  # words of one line, or of two where the first was full
_OF: Final = rf"(?i:(?:v[ao]n|de[nrls]?|del|d[aiou]s?|della|l[ae]|zu[mr]?|t[eo][nr]|a[lf]|el|bint?|ibn){_WRAPS}){{0,3}}"
_NAME: Final = r"[^\W\d_a-zß-ÿ][\w'\u2019-]*"
_NAMES: Final = rf"{_OF}{_NAME}(?:{_WRAPS}{_OF}{_NAME}){{0,2}}"
_TITLES: Final = (
    r"Mr|Mrs|Ms|Miss|Dr|Prof|Herrn?|Frau|Monsieur|Madame|Mme|M|Señora?|Sra?|Signora?|Pani?|Shri|Smt|Hon"
    r"|Officer|Inspector|Detective|Sergeant|Constable|Superintendent|Agent|Judge|Justice|Prosecutor|Magistrate"
    r"|Gen|Brig|Col|Lt|Maj|Capt|Cmdr|Sgt|Insp|Supt|DSP|ASP|SP|DIG|Adv"
    r"|KHK|KOK|PHK|POK|KHKin|KOKin|PHKin|POKin|Richter(?:in)?|Staatsanw[aä]lt(?:in)?|Kommissar(?:in)?"
)
_MONTHS: Final = (
    r"jan(?:uary|uar)?|feb(?:ruary|ruar)?|mar(?:ch|s|zo)?|märz|apr(?:il)?|ma[iyo]|mayo|june?|juni|juin|july?|juli|juillet"
    r"|aug(?:ust)?|août|sept?(?:ember)?|o[ck]t(?:ober|obre)?|nov(?:ember)?|de[cz](?:ember)?"
)
_BEGINS: Final = (  # as months begin in es, fr, it, nl and pl, and whatever is written in another script
    r"(?:janv|ene|gen|stycz|f[eé]v|feb|lut|m[aä]r|maa|a[bpv]r|kwi|ma[gij]|mei|giu|jui|jun|cze|lip|lug|jul|ago|sie|set"
    r"|sep|wrz|ott|oct|okt|pa[zź]|nov|lis|d[ée]c|dic|gru)\w*|[^\W\d_\x00-\u024f][^\s\d]*"
)
_LABELS: Final = (
    r"az|aktenzeichen|gesch(?:ä|ae)ftszeichen|gz|unser zeichen|our ref(?:erence)?|your ref(?:erence)?"
    r"|ref(?:erence)?|file|case|docket|fir|dossier|expediente"
)
_SIGNS_OFF: Final = (
    r"gez\.?|signed(?: by)?:?|/s/|yours (?:sincerely|faithfully|truly),?|(?:kind |best )?regards,?|sincerely,?"
    r"|mit freundlichen gr(?:ü|ue)(?:ß|ss)en,?|hochachtungsvoll,?|im auftrag:?|i\. ?a\.|cordialement,?|atentamente,?"
)
_PATTERNS: Final = (
    (
        re.compile(r"(?:\b[a-z][a-z0-9+.-]{0,30}://|\bwww\.)\S+(?:(?<=[/_=&?%.-])\n\S+)?", re.IGNORECASE),
        Cover.CONTACT,
    ),
    (re.compile(r"[^\s@<>()\[\]]{1,254}\n?@\n?[^\s@<>()\[\]]+(?:(?<=[.-])\n[^\s@<>()\[\]]+)?"), Cover.CONTACT),
    (re.compile(r"(?:(?<=\s)|^)@[\w.]{2,}", re.MULTILINE), Cover.TARGET),
    (re.compile(r"\b(?:\d{1,3}\.){3}\d{1,3}\b"), Cover.TARGET),
    (re.compile(r"\b\d{4}([./-])\d{1,2}\1\d{1,2}\b"), Cover.DATE),
    (re.compile(r"\b\d{1,2}([./-])[ ]?\d{1,2}\1[ ]?(?:\d{4}|\d\d)\b"), Cover.DATE),
    (
        re.compile(
            rf"\b\d{{1,2}}(?:st|nd|rd|th|\.|er)?[ \t]+(?:(?:day )?(?:of|de)[ \t]+)?(?:{_MONTHS})\b\.?"
            rf"(?:,?[ \t]+(?:de[ \t]+)?\d{{4}})?|\b(?:{_MONTHS})\.?[ \t]+\d{{1,2}}(?:st|nd|rd|th)?,[ \t]+\d{{4}}\b",
            re.IGNORECASE,
        ),
        Cover.DATE,
    ),
    (re.compile(rf"\b\d{{1,2}}\.?\s+(?:de\s+)?(?:{_BEGINS})\.?,?\s+(?:de\s+)?\d{{4}}\b", re.IGNORECASE), Cover.DATE),
    (re.compile(r"(?<![\w:])(?:[0-9a-fA-F]{0,4}:){2,7}[0-9a-fA-F]{0,4}"), Cover.TARGET),
    (
        re.compile(
            r"\b(?:tel|telephone|phone|fon|telefon|mobile|mobil|fax|téléphone|teléfono)\b[.:]{0,2}[ \t]*"
            r"(?P<it>[+(\d][\d \t/().-]{4,})",
            re.IGNORECASE,
        ),
        Cover.PHONE,
    ),
    (re.compile(r"(?:\+|\b00)\d(?:[ \t/().-]{0,3}\n?\d){6,}"), Cover.PHONE),
    (
        re.compile(
            rf"\b(?:{_LABELS})(?:[ \t]+(?:no|nr|number|n°))?\b[.:#]{{1,2}}[ \t]*(?P<it>[^\n,;]{{3,60}})", re.IGNORECASE
        ),
        Cover.NUMBER,
    ),
    (
        re.compile(
            rf"\b(?:{_LABELS})[ \t]+(?:(?:no|nr|number|n°)\b\.?[ \t]*)?(?P<it>[^\s,;\d]{{0,30}}\d[^\s,;]*)",
            re.IGNORECASE,
        ),
        Cover.NUMBER,
    ),
    (re.compile(r"\b(?:[A-Z]{2}\d\d[ \t]?)?\d(?:[ \t/.-]{0,2}\n?\d){9,}"), Cover.NUMBER),
    (re.compile(r"\b[^\W\d_]*\d{6,}\w*"), Cover.NUMBER),
    (re.compile(r"\b\d+[ \t]+[A-Z][A-Za-z]{0,4}[ \t]+\d+/\d{2,4}\b"), Cover.NUMBER),
    (re.compile(r"\b[a-z]-[a-z2-7]{24}\b"), Cover.NUMBER),
    (re.compile(r"\b\d[\d \t/.-]{8,}\d\b"), Cover.NUMBER),
    (re.compile(rf"\b(?i:{_TITLES})\b\.?{_WRAPS}(?:(?:Dr|Prof)\.?[ \t]+)*(?P<it>{_NAMES})"), Cover.NAME),
    (re.compile(rf"^[ \t]*(?i:{_SIGNS_OFF})[ \t]*\n*(?P<it>[^\n]+(?:\n[^\n]+)?)", re.MULTILINE), Cover.SIGNATURE),
)
_MARKED: Final = {
    "targets": Cover.TARGET,
    "register_numbers": Cover.NUMBER,
    "named_official": Cover.NAME,
    "signed": Cover.SIGNATURE,
}
"""Fields of what was read, and what a cover over their words is called."""
_LEAST: Final = 2  # characters of a mark that is looked for everywhere
_SURE: Final = 5  # signs of a mark that is looked for across blanks and hyphens, too
_PART: Final = 4  # letters of a part of a name that is looked for by itself
_ENDS: Final = 7  # letters from which on a name's last two may be others: it is inflected
_DARK: Final = 153  # of 255: what is darker is black
_FULL: Final = 50  # characters from which on a line goes on in the next
_LISTED: Final = re.compile(r"(?:\d{1,3}|[a-zA-Z])[.)]\s|[-–—•*·]\s|\(\w{1,3}\)\s|[\w ]{1,20}:")  # noqa: RUF001 - dashes
_GAP: Final = 3  # rows without ink that still belong to one line
_AIR: Final = 2  # rows that stay white between a shown line and a bar
_MARGIN: Final = 64
_SEEN: Final = re.compile(r"[0-9]+(?:-[0-9]+)?")


# --- text -------------------------------------------------------------------------------------------------------------


def marks(text: str, draft: Mapping[str, Any]) -> list[tuple[str, Cover]]:
    """What of a text was read as something to cover: words and what they are; the longest first."""
    found = dict[str, Cover]()
    items, perhaps = draft.get("items") or (), draft.get("perhaps") or {}
    for name, cover in _MARKED.items():
        values = [draft.get(name), perhaps.get(name), *(one.get(name) for one in items if isinstance(one, Mapping))]
        words = [one for value in values if isinstance(value, list) for one in value if isinstance(one, str)]
        spans = (draft.get("spans") or {}).get(name) or ()
        words += [text[int(start) : int(end)] for start, end in spans]
        found.update({typed(one.replace("\n", " ")): cover for one in words if len(typed(one)) >= _LEAST})
    return sorted(found.items(), key=lambda one: -len(one[0]))


def cover_text(text: str, marked: Sequence[tuple[str, Cover]], leave: Sequence[str] = ()) -> tuple[str, ...]:
    """Lines of a text typed again, covered by default. ``leave``: words that are none of these, as somebody says.

    ``marked``: what was read, as ``marks`` has it. What is covered already stays so.
    """
    whole = "\n".join(_plain(line) for line in text.replace("\r\n", "\n").replace("\f", "\n").split("\n"))
    taken: list[tuple[int, int, str]] = [(one.start(), one.end(), "") for one in public_copy.COVERED.finditer(whole)]
    kept = [(one.start(), one.end(), "") for word in leave for one in _words(_plain(word)).finditer(whole)]
    seen = _seen(whole)
    for words, kind in marked:
        taken += _free([(*span, str(kind)) for span in _places(_plain(words), kind, whole, seen)], [*taken, *kept])
    for pattern, sort in _PATTERNS:
        spans = [one.span("it") if "it" in pattern.groupindex else one.span() for one in pattern.finditer(whole)]
        taken += _free([(start, end, str(sort)) for start, end in spans], [*taken, *kept])
    made, at, signs = list[str](), 0, list(whole)
    for place, instead in _breaks(whole):
        signs[place] = instead
    for start, end, cover in sorted(one for one in taken if one[2]):
        made += [*signs[at:start], f"[[{cover}]]"]
        at = end
    lines = [typed(line) for line in "".join([*made, *signs[at:]]).split("\n")]
    return tuple(line for n, line in enumerate(lines) if line or (n and lines[n - 1]))  # one empty line, not several


def _breaks(whole: str) -> Iterable[tuple[int, str]]:
    """Ends of lines, and what stands there instead: a full line and the next one are one, as a paragraph is.

    Where a line was full says how long a name in it is, to a word's length.
    """
    place, long, runs = -1, 0, False
    for line, follows in pairwise(whole.split("\n")):
        place, long = place + len(line) + 1, long + len(line)
        fits = long + len(follows) < public_copy.MAX_LINE - _FULL
        if len(line) >= _FULL and follows and fits and not _LISTED.match(follows):
            runs = True
            yield place, "" if line.endswith("-") else " "
            continue
        if runs and follows:
            yield place, "\n\n"
        long, runs = 0, False


def _plain(line: str) -> str:
    """A line as somebody types it who has no ligatures, no fullwidth letters and no forms of presentation."""
    return typed(unicodedata.normalize("NFKC", line))


_ALIKE: Final = {one.casefold(): taken.casefold() for one, taken in LOOKS.items()}


def _seen(text: str) -> tuple[str, list[int]]:
    """Letters and digits of a text as they look, and the place of each: no case, accent, blank or hyphen."""
    signs, at = list[str](), list[int]()
    for place, char in enumerate(text):
        for one in unicodedata.normalize("NFKD", char.casefold()):
            if unicodedata.category(one)[0] in "LNM" and not unicodedata.combining(one):
                value = unicodedata.decimal(one, None)
                signs.append(_ALIKE.get(one, one) if value is None else str(value))
                at.append(place)
    return "".join(signs), at


def _places(words: str, kind: Cover, whole: str, seen: tuple[str, list[int]]) -> Iterable[tuple[int, int]]:
    """Where words stand in a text: as they are, as they look, in another spelling of an umlaut, and parts of a name."""
    yield from (one.span() for one in _words(words).finditer(whole))
    signs, at = seen
    for spelled in {words, words.translate(_UMLAUTS)}:
        sought, _ = _seen(spelled)
        place = signs.find(sought) if len(sought) >= _SURE else -1
        while place >= 0:
            yield at[place], at[place + len(sought) - 1] + 1
            place = signs.find(sought, place + len(sought))
    if kind in {Cover.TARGET, Cover.NAME} and "@" not in words:
        parts = {part for one in _PARTS.findall(words) if len(part := _seen(one)[0]) >= _PART}
        for one in _PARTS.finditer(whole) if parts else ():
            word, _ = _seen(one[0])
            if any(_is_form(word, part) for part in parts):
                yield one.span()


_UMLAUTS: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})
# A part of a name has a capital, or its script has none; a title is none.
_PARTS: Final = re.compile(rf"(?!(?i:{_TITLES})\b)(?<![^\W\d_])[^\W\d_a-zß-ÿ][^\W\d_]*")


def _is_form(word: str, name: str) -> bool:
    """Whether a word is a name, or a form of it: another ending, as one language or the other has it."""
    stem = name[:-2] if len(name) >= _ENDS else name
    return word.startswith(stem) and len(word) <= len(name) + 3


def _words(words: str) -> re.Pattern[str]:
    """Finds these words, however they are broken over lines."""
    parts = [re.escape(one) for one in words.split()]
    return re.compile(r"\s+".join(parts) or r"(?!)", re.IGNORECASE)


def _free(found: Iterable[tuple[int, int, str]], taken: Sequence[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """What of the spans is not taken yet: a cover over part of another covers the rest of it too."""
    made: list[tuple[int, int, str]] = []
    for start, end, cover in found:
        at = start
        for left, right, _ in sorted(one for one in (*taken, *made) if one[0] < end and start < one[1]):
            if at < left:
                made.append((at, left, cover))
            at = max(at, right)
        if at < end:
            made.append((at, end, cover))
    return made


def uncovered(lines: Sequence[str], marked: Sequence[tuple[str, Cover]]) -> list[str]:
    """What in a text was read, or looks, like something to cover and is not; for whoever looks at it second."""
    return [line for line in cover_text("\n".join(lines), marked) if line not in set(lines)]


# --- pictures ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, repr=False)
class Page:
    """A page in black and white: ``rows`` of ``STRIDE`` bytes, and where its lines of ink stand (top, below)."""

    rows: tuple[bytes, ...]
    lines: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Show:
    """Of one page: numbers of lines that are shown, and boxes (left, top, right, below) that are covered in them."""

    lines: frozenset[int] = frozenset()
    boxes: tuple[tuple[int, int, int, int], ...] = field(default=())


def page(png: bytes) -> Page:
    """A page as the desk drew it (``adapters/drawing.py``), in black and white. Raises DeniedError for another file."""
    wide, high, dark = _dots(png)
    step = max(1, -(-wide // WIDTH), -(-high // HEIGHT))
    narrow = -(-wide // step)
    left = (WIDTH - narrow) // 2
    rows = []
    for top in range(0, high, step):
        inked = _joined([dark[wide * at : wide * (at + 1)] for at in range(top, min(top + step, high))], step)
        line = b"\0" * left + inked + b"\0" * (WIDTH - left - len(inked))
        rows.append(_bits(line))
    rows += [_WHITE] * (HEIGHT - len(rows))
    return Page(tuple(rows), tuple(_bands(rows)))


_WHITE: Final = b"\xff" * STRIDE
_TO_DIGITS: Final = bytes(0x30 if value else 0x31 for value in range(256))  # dark is 0 in the picture


def _bits(dark: bytes) -> bytes:
    return int(dark.translate(_TO_DIGITS), 2).to_bytes(STRIDE, "big")


def _joined(rows: Sequence[bytes], step: int) -> bytes:
    """Several rows as one, each point dark where one of them is; and so with columns."""
    if step == 1:
        return rows[0]
    size = len(rows[0])
    whole = 0
    for row in rows:
        whole |= int.from_bytes(row, "big")
    joined = whole.to_bytes(size, "big")
    return bytes(max(joined[at : at + step]) for at in range(0, size, step))


def _dots(png: bytes) -> tuple[int, int, bytes]:
    """Width, height, and a byte a point, 1 where it is dark. Raises DeniedError."""
    at, found = 8, dict[bytes, bytes]()
    while png[:8] == b"\x89PNG\r\n\x1a\n" and at + 12 <= len(png):
        (length,), kind = struct.unpack_from(">I", png, at), png[at + 4 : at + 8]
        found[kind] = png[at + 8 : at + 8 + length]
        at += 12 + length
    head = found.get(b"IHDR", b"")
    wide, high, depth, kind_, *rest = struct.unpack(">IIBBBBB", head) if len(head) == 13 else [0] * 7  # noqa: PLR2004
    known = (depth, kind_) in {(4, 0), (8, 3)} and rest == [0, 0, 0] and wide % 2 == 0
    stride = wide * depth // 8 + 1
    most = stride * high if 0 < wide <= drawing.MAX_SIDE and 0 < high <= drawing.MAX_SIDE else 0
    data = b""
    with contextlib.suppress(zlib.error):
        data = zlib.decompressobj().decompress(found.get(b"IDAT", b""), most + 1)
    if not known or not most or len(data) != most or data[::stride].count(0) != high:
        raise wrong("A page of this case is no picture as the desk draws it.")
    packed = b"".join(data[top + 1 : top + stride] for top in range(0, most, stride))
    if depth == 8:  # noqa: PLR2004 - a palette of 216 colours
        return wide, high, packed.translate(_OF_COLOUR)
    dots = bytearray(wide * high)
    dots[0::2], dots[1::2] = packed.translate(_UPPER), packed.translate(_LOWER)
    return wide, high, bytes(dots)


def _bright(index: int) -> float:
    red, green, blue = (51 * (index // step % 6) for step in (36, 6, 1))
    return 0.299 * red + 0.587 * green + 0.114 * blue


_UPPER: Final = bytes(value // 16 * 17 <= _DARK for value in range(256))
_LOWER: Final = bytes(value % 16 * 17 <= _DARK for value in range(256))
_OF_COLOUR: Final = bytes(index < 216 and _bright(index) <= _DARK for index in range(256))  # noqa: PLR2004 - as above


def _bands(rows: Sequence[bytes]) -> Iterable[tuple[int, int]]:
    begun, last = -1, -1
    for at, row in enumerate(rows):
        if row == _WHITE:
            continue
        if begun >= 0 and at - last > _GAP + 1:
            yield begun, last + 1
            begun = -1
        begun, last = (at if begun < 0 else begun), at
    if begun >= 0:
        yield begun, last + 1


def burnt(shown: Page, show: Show) -> bytes:
    """The picture of a page: lines that are shown, one bar over all between them. Bytes of a PNG file.

    A bar reaches from one shown line to the next: how many lines lie under it, and how high they are, is not seen. A
    box covers each line that it touches from its left edge on: where a next word begins says how long one before it is.
    """
    rows = [_WHITE] * HEIGHT
    ended, hides = 0, False  # where the last shown line ended, and whether anything was hidden since
    for number, (top, below) in enumerate([*shown.lines, (HEIGHT + _AIR, HEIGHT + _AIR)], 1):
        if number <= len(shown.lines) and number not in show.lines:
            hides = True
            continue
        if hides:
            rows[ended : top - _AIR] = [_BAR] * (top - _AIR - ended)
        rows[top:below] = shown.rows[top:below]
        ended, hides = below + _AIR, False
    for left, above, _, under in show.boxes:
        mask = _box(left, WIDTH)
        for number, (top, below) in enumerate(shown.lines, 1):
            if number in show.lines and top < under and above < below:
                rows[top:below] = [_masked(row, mask) for row in rows[top:below]]
    return public_copy.picture(b"".join(rows))


def _box(left: int, right: int) -> int:
    return int.from_bytes(_bits(bytes(left <= at < right for at in range(WIDTH))), "big")


def _masked(row: bytes, mask: int) -> bytes:
    return (int.from_bytes(row, "big") & mask).to_bytes(STRIDE, "big")


_BAR: Final = _bits(bytes(_MARGIN <= at < WIDTH - _MARGIN for at in range(WIDTH)))


def shows(pages: Sequence[Page], lines: Sequence[str], boxes: Sequence[str]) -> list[Show]:
    """What a person says, as ``1:3-18,20``, ``2:all`` and boxes ``1:600,120,900,160``. Raises DeniedError."""
    open_: list[set[int]] = [set() for _ in pages]
    over: list[list[tuple[int, int, int, int]]] = [[] for _ in pages]
    for said in lines:
        at, rest = _page_of(said, pages)
        for part in rest.split(","):
            if not (_SEEN.fullmatch(part) or part == "all"):
                raise wrong(f"{said!r} names no lines. Say them as 1:3-18,20, or 1:all.")
            first, _, last = part.partition("-")
            every = range(1, len(pages[at].lines) + 1)
            chosen = every if part == "all" else range(int(first), int(last or first) + 1)
            open_[at] |= set(chosen) & set(every)
    for said in boxes:
        at, rest = _page_of(said, pages)
        numbers = [int(one) for one in rest.split(",") if one.isdigit()]
        if len(numbers) != 4 or rest.count(",") != 3:  # noqa: PLR2004 - two corners
            raise wrong(f"{said!r} is no box. Say it as PAGE:LEFT,TOP,RIGHT,BELOW in points of the preview.")
        left, top, right, below = numbers
        over[at].append((min(left, right), min(top, below), max(left, right), min(HEIGHT, max(top, below))))
    return [Show(frozenset(one), tuple(two)) for one, two in zip(open_, over, strict=True)]


def _page_of(said: str, pages: Sequence[Page]) -> tuple[int, str]:
    number, colon, rest = said.partition(":")
    if not colon or not number.isdigit() or not 1 <= int(number) <= len(pages):
        raise wrong(f"{said!r} names no page of {len(pages)}. Begin with its number, as 1:")
    return int(number) - 1, rest


# --- looking ----------------------------------------------------------------------------------------------------------


def code_of(content: bytes, key: bytes) -> str:
    """The code that stands under one person's preview and nowhere else: of exactly these bytes.

    ``key`` is that person's own. Under a code that others could reckon, whoever draws a document finds a second one of
    the same code in a second, and puts it in the place of what a colleague has looked at.
    """
    return hmac.digest(key, f"public-copy {public_copy.name_of(content)}".encode(), "sha256").hex()[:CODE]


def preview(content: bytes, key: bytes, pages: Sequence[Page] = ()) -> str:
    """A page for the own browser: what the public will see; ``pages``: beside it what there is to show, by lines.

    ``key``: as ``code_of`` has it.
    """
    copy = public_copy.unpack(content)
    shown = "".join(f"<p>{'<br>'.join(map(_line, block))}</p>" for block in public_copy.blocks(copy.lines)) + "".join(
        f'<img alt="" src="data:image/png;base64,{base64.b64encode(one).decode()}">' for one in copy.pages
    )
    beside = "".join(_numbered(one, number) for number, one in enumerate(pages, 1))
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>What the public will see</title>'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; img-src data:; '
        "style-src 'unsafe-inline'\">"
        "<style>body{font:16px/1.5 sans-serif;max-width:75rem;margin:2rem auto;padding:0 1rem}main{border:2px solid;"
        "padding:1rem}img{width:100%;border:1px solid}b{background:#000;color:#fff;padding:0 .3em;font-weight:400}"
        ".page{position:relative}.page i{position:absolute;left:0;font:9px/1 sans-serif;background:#fd0;color:#000}"
        "</style><h1>What the public will see</h1><p>Look for names, numbers, stamps, signatures, telephones: of "
        "everybody but the body and its function. Delete this file when you have looked.</p>"
        f"<p>It goes out as: <strong>{_AS[copy.sort]}</strong> (language: {html.escape(copy.language)}).</p>"
        f'<main lang="{html.escape(copy.language)}">{shown}</main>'
        f"<p>If it may be read by everybody, its code is <strong>{code_of(content, key)}</strong>.</p>"
        + (f"<h2>What there is to show, by lines</h2>{beside}" if beside else "")
        + "</html>\n"
    )


_AS: Final = {Sort.DEMAND: "what the body wrote", Sort.ANSWER: "what we wrote"}
"""A demand's own words need a law or counsel: who looks sees whether they are said to be ours."""


def _line(line: str) -> str:
    return "".join(
        html.escape(words) + (f"<b>{html.escape(cover)}</b>" if cover else "")
        for words, cover in public_copy.parts(line)
    )


def _numbered(one: Page, page_number: int) -> str:
    data = base64.b64encode(public_copy.picture(b"".join(one.rows))).decode()
    marks_ = "".join(
        f'<i style="top:{100 * top / HEIGHT:.2f}%">{number}</i>' for number, (top, _) in enumerate(one.lines, 1)
    )
    return (
        f"<h3>Page {page_number}: {len(one.lines)} lines; {WIDTH} points wide, {HEIGHT} high</h3>"
        f'<div class="page"><img alt="" src="data:image/png;base64,{data}">{marks_}</div>'
    )


def made(sort: str, language: str, lines: Sequence[str] = (), pictures: Sequence[bytes] = ()) -> bytes:
    """The content to seal, with a salt that is drawn here. Raises ObjectError."""
    salt = crypto.random_bytes(32).hex()
    return public_copy.pack(Copy(Sort(sort), language, salt, tuple(lines), tuple(pictures)))
