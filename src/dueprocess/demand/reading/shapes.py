"""What numbers of registers look like: where one begins and ends, and what is none."""

# ruff: noqa: RUF001 - scripts hold look-alike letters

import re
from typing import Final

from dueprocess.demand.draft import Span
from dueprocess.demand.reading import dates
from dueprocess.demand.reading.cells import GAP, Place, Sheet, cells, ends_in

ENOUGH: Final = 3  # digits of a number that has nothing else
_APART: Final = r"\s,;|<>\"\u3040-\u30ff\u3400-\u9fff"
CORE: Final = re.compile(rf"(?<![^{_APART}])(?=[^{_APART}\d]{{0,40}}\d)[^{_APART}]{{1,80}}(?![^{_APART}])")
_OPEN: Final = "([{'*_#<>=~.:/-"
_SIGN_BEFORE: Final = re.compile(r"(?:№|#|(?<![^\W\d_])n(?:[or]?\.|\.?[°º])\s?)+(?=[^\s:])", re.IGNORECASE)
_PREFIX: Final = re.compile(
    r"\d{1,6}[a-z]?|\d{1,3}-[A-Z]{1,2}|[A-Z]{1,6}-[A-Z]{1,4}|[^\W\d_a-zà-ÿа-яіїєґ][^\W\d_]{0,2}\.?|[^\W\d_a-zà-ÿа-яіїєґ]{1,6}|[A-Z][a-z]{0,6}[A-Z][A-Za-z]{0,6}"
)
_ROMAN: Final = re.compile(r"[IVXLC]{1,6}\.?")
ONWARD: Final = re.compile(
    r"(?:\d{1,5}[a-z]?|[\w.]{1,4}-\d)\s(?:[IVXLC]{1,6}\s|[A-ZČŠŽÖÄÜŁŚ][A-Za-zł]{0,4}\s){1,3}\d[\w.]*[/-]\d"
    r"|\d{2,4}\s\d{4,}[/-]\d|\d{1,3}-[A-Z]{1,2}\s\d{1,6}/\d"
)
"""The first word of a number that has its year some words later: 612 Js 20834/25."""
SHAPED: Final = re.compile(
    r"(?:[a-z]{1,6}[-/.])?(?:\d{1,4}[a-z]{0,6}[-/.:]\d{2,9}|\d{2,4}[-/:.]?[a-z]{1,5}[-/.]?\d{3,9}"
    r"|[a-z]{1,8}(?:[/-][a-z\d]{1,12}){0,5}[/-]\d{3,9}|\d{6,12})(?:[/-][\w.-]{1,12})*"
)
"""A number that shows by its shape that it is one of a register, where a noun alone stands before it."""
DATED: Final = re.compile(r"\d[/-](?:20)?[12]\d\b|\b20[12]\d[/-]\d")
_SURE: Final = re.compile(
    r"(?<![\w./-])(?:PAD/\d\d/\d{6,8}(?:/\d{3}(?:/[A-Z]{2,6})?)?"  # police of Austria
    r"|(?:P[ROPK]\s\d{1,2}\s|\d{4}-\d{1,2}[.\s])Ds[a-z]?\.?\s?\d{1,5}\.20\d\d(?:\.[A-Z]{1,4})?"  # prosecutors of Poland
    r"|\d{7}-\d\d\.20\d\d\.\d\.\d\d\.\d{4}"  # courts of Brazil (CNJ, Resolution 65/2008)
    r"|\d{1,5}/\d\d\.\d[A-Z][A-Z\d]{2,5}"  # prosecutors of Portugal (NUIPC)
    r"|\d{4,5}/\d{4,5}/20\d\d|\d{4,5} / \d{4,5} / 20\d\d"  # gendarmes of France: unit, minutes, year
    r"|[A-Z]{2}\.\d\d\.[A-Z\d]{2}\.\d{4,6}/(?:20)?\d\d"  # prosecutors of Belgium
    r"|\d\d/\d{6}-\d\d|PL\d{4}-20\d{6,12}(?:-\d{1,3})?"  # prosecutors and police of the Netherlands
    r"|\d{4}-[KP]\d{4,8}-\d\d|AM-\d{3,7}-\d\d|\d{4}-\d{5}-\d{5}-\d\d"  # of Sweden and Denmark
    r"|(?:KRP[A-Z]|OR[A-ZČŘŠŽ]{2}|NCOZ|NPC)-\d{2,7}(?:-\d{1,4})?/[A-ZČŘŠŽ]{2}-20\d\d"
    r"(?:-\d{6})?(?:-[A-Z\d]{2,5})?"  # police of Czechia
    r"|RSD[ -]\d{1,5}/\d\d"  # police of Poland
    r"|P/\d{3,6}/20\d\d|PE\d\d\.\d{6}(?:-[A-Z]{2,4})?|[A-Z]-\d{1,2}/20\d\d/\d{4,9}"  # of Geneva, Vaud, Zurich
    r"|[1-4]20[12]\d{13}"  # the register of pre-trial investigations of Ukraine
    r"|(?:\d:)?\d\d-(?:mj|mc|gj|sw|cm|misc)-\d{3,6}(?:-[A-Z]{2,4}){0,3}"  # federal courts of the United States
    r")(?![\w/]|\.\w|-\w)"
)
"""How some bodies number their cases, and nobody else numbers anything."""
_LINKED: Final = re.compile(
    r"://|@|www\.|\A\d{1,3}(?:\.\d{1,3}){3}(?:/\d{1,3})?\Z|\[\.\]|\A[^\W\d_][\w-]*(?:\.[\w-]+)*\.[a-z]{2,}\Z"
)
_NAME: Final = re.compile(r"[a-z]_|_[a-z]")
_CAPITAL_SIGN: Final = re.compile(r"[A-Z]{1,6}(?:\.\d{1,6}){2,5}(?:\.[A-Z]{1,4})?")
"""A sign of an office that would be a domain in small letters: RNG.405.17.2025.MZ."""
_TIME: Final = re.compile(
    r"\d{1,2}[:.h]\d\d(?:[:.]\d\d)?h?(?:[-/]\d{1,2}[:.h]\d\d)*|\d{1,2}(?:st|nd|rd|th)|(?:19|20)\d\d|[\d.]+%|\+.*|\d+\(\d+\)|0+"
    r"|\d{1,3}(?:\.\d{3})*,\d\d|\d{1,3}\.?[ªº°]|\((?:19|20)\d\d-[01]\d\)"
)
"""Hours, ordinals, years, shares, telephone numbers, page numbers, amounts, the month of a form."""
_NONE: Final = re.compile(r"\d{1,3}|0[1-9]\d{1,3}-\d{6,8}|\d{3}-\d{3}-\d{4}|\d{1,4}-[a-z]{2}")
"""Three digits alone, telephone numbers, codes of forms: 3929-SD."""
_YEARS: Final = re.compile(r"20(\d\d)-(?:20)?(\d\d)")
_YEAR: Final = re.compile(r"(?:19|20)\d\d")
_MIXED: Final = re.compile(r"\d{1,2}/\d{1,2}-\d{4}|\d{1,2}-\d{1,2}/\d{4}")
_GAZETTE: Final = re.compile(r"(?:[gs]\.?\s?o|g\.?\s?s\.?\s?r|s\.?\s?r\.?\s?o)\.\s?\W*(?:[a-z]{1,3}\W+)?(?:no|\d)")
"""Orders of governments of India and Pakistan, which are rules: G.O.(Ms).No.112, S.O. 1187(E)."""
_PIECES: Final = 4  # lines below over which one number goes on
_ASIDE: Final = 3  # columns by which a piece may stand beside the number's own
_RUSSIAN: Final = re.compile(r"1[0-4]\d{15}")
"""Criminal cases of Russia are 17 digits without a space, which the end of a line cuts."""
_CUT: Final = re.compile(r"(?P<joint>[-/.]?)(?P<kind>(?: [A-Z][A-Za-z]{1,4})?) ?(?=\r?\n|\t|\s{3}|\Z)")
"""How a number ends that the end of its cell cuts: behind a stroke, a point, a digit, the register's sign."""
_NEXT: Final = re.compile(r"\n(?:[ \t\r]{0,9}\n)?")
_PIECE: Final = re.compile(r"(?P<word>[\w\[\]()./-]{1,30}(?<![(]))(?: \d[\d./-]{0,12}){0,3}")
_STOPS: Final = re.compile(r"[\s,;.)]|\Z")
_OFFICE: Final = re.compile(r"[A-Z]{1,5}\d?")
_DIGITS: Final = re.compile(r"\d[\d ./-]*(?:-[A-Z])?")
_LEFT: Final = re.compile(r"\d{1,6}/(?:20)?\d\d")
_ENDED: Final = re.compile(r"[/.-](?:20)?[12]\d\Z")
"""A number that ends with its year is whole."""
_LATEST: Final = "2050"  # 12/7-2088 is no day
_OF_YEAR: Final = re.compile(r"\s(?:(?:of|OF|Of|de|DE|del|do|सन्|वर्ष|سال|سنہ)\s|/)(?:19|20)\d\d(?![\w/-])")
_GROUPS: Final = re.compile(r"(?:\s\d{1,7}){1,5}(?:[-/]\d{1,6}){0,2}(?=\s*(?:[,;)]|\.(?:\s|$)|$))")
_JOINED: Final = re.compile(
    r"\s-\s\d{2,7}/\d\d(?!\d)|\s-\s[A-Z][A-Za-z]{0,3}\s?\d{1,5}(?![\w/])"
    r"|\s/\s(?:[A-Z]{1,4}\s){0,2}[A-Z]{0,4}\d[\w./-]*"
)
_PARTS: Final = 2  # S 0230 - 118/26 - Stf 14
_SIGNED: Final = re.compile(r"(?:\bn[or]\.?|№|n[°º])\s?$", re.IGNORECASE)
_CELL_GAP: Final = 60  # characters of white space between a cell and the next one
_REST: Final = re.compile(
    r"((?:\s(?:[-–]\s)?(?=[\w./-]*\d)[\w./-]+){1,5})\s*(?:/\s?[a-zA-Z]{2,4}\s*|\([^()]{1,60}\)\s*)?\Z"
)
"""… up to the end of its cell, the clerk's initials, or a remark in brackets."""
_TWO: Final = re.compile(r"\s[-–]\s[^\W\d_]{1,6}-?\d[\d/-]{4,}")
"""Behind one number another that is whole: EXP202614472 - MP-00217-2026."""
_SECOND: Final = re.compile(r"\s\d{1,6}[/-]\d[\w./-]*")
_LETTERS: Final = re.compile(
    r"\s(?:[A-ZÀ-Ý]\.\s?){2,9}(?:G[IU]P(?!\w))?|\s[A-ZÇĞİÖŞÜ]\.\s?[A-ZÇĞİÖŞÜ][a-zçğıöşü]{1,2}(?!\w)|(?<=[IVX]\.)\s[a-zěščřžýáíé]{2,4}\.|\s[A-Z]{1,3}(?:[\s/][A-Z]{2,6}|-[a-z]{2})?(?=\s*$)|\s[A-Z][a-z]{2,6}\.?\s[IVX]{1,4}(?=\s*$)"
)


def prefix(word: str) -> bool:
    """Whether a word may stand in a number before the one with its digits: 41 Gs 1187/25."""
    return _PREFIX.fullmatch(word) is not None or _ROMAN.fullmatch(word) is not None or word in "/-"


def sure(sheet: Sheet, place: Place) -> re.Match[str] | None:
    """A number whose shape is one body's own, at the word, or two letters before it (PR 2 Ds. 88.2026)."""
    return _SURE.match(sheet.plain, place.start) or _SURE.match(sheet.plain, max(0, place.start - 3))


def trimmed(sheet: Sheet, place: Place) -> Place:
    """The place without the signs around its word, and without a number sign that is written together with it."""
    start, end = place.start, place.end
    low = sheet.low
    while start < end and low[start] in _OPEN and not _closed(low, start, end):
        start += 1
    sign = _SIGN_BEFORE.match(low, start, end)
    if sign:
        start = sign.end()
    while end > start and low[end - 1] in ".,:;-([{'*_!?=>~/":
        end -= 1
    if low[start:end].count(")") > low[start:end].count("("):
        end = start + low[start:end].index(")")
    if low[start:end].count("]") > low[start:end].count("["):
        end = start + low[start:end].index("]")
    return place._replace(start=start, end=end)


def _closed(low: str, start: int, end: int) -> bool:
    """Whether a bracket belongs to the word: (91301)-2025."""
    return low[start] in "[(" and low.find("]" if low[start] == "[" else ")", start, end) > start + 1


def carried(sheet: Sheet, start: int, end: int) -> int:
    """End of a number that goes on in its column of the lines below: a narrow cell, or the end of a line, cut it.

    What the pieces make together stands in ``sheet.joined`` from then on.
    """
    whole = sheet.plain[start:end]
    for _ in range(_PIECES):
        more = _piece(sheet, start, end, whole)
        if more is None:
            break
        (_, end), whole = more
        sheet.joined[start, end] = whole
    return end


def _piece(sheet: Sheet, start: int, end: int, whole: str) -> tuple[Span, str] | None:
    """Where the piece in the line below stands that belongs to the number, and both together; None where none does."""
    plain = sheet.plain
    cut = _CUT.match(plain, end)
    cell = _cell_below(sheet, start, cut.end()) if cut else None
    piece = _PIECE.match(plain, *cell) if cell else None
    if not cut or not cell or not piece or _LINKED.search(whole):
        return None
    word, joint = piece["word"], cut["joint"] or whole[-1]
    place: Span | None
    if whole.isdigit() and _RUSSIAN.fullmatch(whole + word.rstrip(".")):
        place = piece.start("word"), piece.start("word") + len(word.rstrip("."))
    elif cut["kind"] or not (joint in "-/" or _SURE.fullmatch("".join((*whole.split(), cut["joint"], word)))):
        alone = not plain[piece.end() : cell[1]].strip(" ,;.")
        place = piece.span() if alone and _goes_on(sheet, whole, cut, piece) else None
    else:
        fits = (any(map(str.isdigit, word)) or _OFFICE.fullmatch(piece[0])) and _STOPS.match(plain, piece.end("word"))
        place = piece.span("word") if fits else None
    apart = " " if cut["kind"] or (" " in whole and joint not in "-/.") else ""
    return (place, f"{whole}{cut['joint']}{cut['kind']}{apart}{plain[slice(*place)]}") if place else None


def _goes_on(sheet: Sheet, own: str, cut: re.Match[str], piece: re.Match[str]) -> bool:
    """Whether what stands alone in the cell below is the rest of a number."""
    word, joint = piece["word"], cut["joint"] or own[-1]
    if not any(map(str.isdigit, word)):
        return joint == "." and own.count(".") > 1 and _OFFICE.fullmatch(piece[0]) is not None
    if _is_other(sheet, own, piece.span()):
        return False
    if cut["kind"]:
        return _LEFT.fullmatch(word) is not None
    whole = own[-1].isdigit() and word[0].isdigit() and not _ENDED.search(own) and _DIGITS.fullmatch(piece[0])
    return joint == "." or word[0] in "/-" or bool(whole)


def _cell_below(sheet: Sheet, start: int, end: int) -> Span | None:
    """The cell of the next line in the column of the number; what is alone in its line stands in any column."""
    plain = sheet.plain
    line = plain.rfind("\n", 0, start) + 1
    below = _NEXT.search(plain, end)
    if below is None:
        return None
    stop = plain.find("\n", below.end())
    found = cells(sheet, below.end(), stop if stop >= 0 else len(plain))
    if not found:
        return None
    a, b = found[0]
    a = b - len(plain[a:b].lstrip())
    near = len(found) == 1 or abs(a - below.end() - (sheet.cell(start, line) - line)) <= _ASIDE
    return (a, b) if near else None


def below(sheet: Sheet, start: int, end: int) -> Span | None:
    """The number that stands alone in the cell below another one, in its column, and has a year."""
    plain = sheet.plain
    cut = _CUT.match(plain, end)
    cell = _cell_below(sheet, start, end) if cut and not cut["joint"] and not cut["kind"] else None
    line = plain.rfind("\n", 0, start) + 1
    if cell is None or abs(cell[0] - plain.rfind("\n", 0, cell[0]) - 1 - (start - line)) > _ASIDE:
        return None
    core = CORE.search(sheet.low, *cell)
    words = plain[cell[0] : core.start()].split() if core else []
    if not core or not all(map(prefix, words)):
        return None
    stop = extended(sheet, cell[0], trimmed(sheet, Place(core.start(), core.end(), cell[0], cell[1], cell[0])))
    whole = sheet.joined.get((cell[0], stop), plain[cell[0] : stop])
    alone = not plain[stop : max(stop, cell[1])].strip()
    return (cell[0], stop) if alone and DATED.search(whole) and is_number(sheet, cell[0], stop) else None


def _is_other(sheet: Sheet, own: str, piece: Span) -> bool:
    """Whether what stands below is another number of a list, a year, a day, an hour or a telephone."""
    text = sheet.plain[slice(*piece)]
    listed = text.isdigit() and len(text) == len(own)
    telephone = text.startswith("00") and not text.isdigit()
    return listed or telephone or _TIME.fullmatch(text) is not None or is_day(sheet, Place(*piece, 0, 0, 0))


def extended(sheet: Sheet, start: int, place: Place) -> int:
    """End of the number with what belongs to it in its cell, and in the next line."""
    return carried(sheet, start, _extended(sheet, start, place))


def _extended(sheet: Sheet, start: int, place: Place) -> int:
    plain, end = sheet.plain, place.end
    gap = GAP.search(plain, end, place.stop)
    cell = gap.start() if gap else place.stop
    lead = plain[max(place.line, start - _CELL_GAP) : start]
    apart = (
        lead.rstrip(" ").endswith((":", ")"))
        or GAP.fullmatch(lead[len(lead.rstrip()) :])
        or _SIGNED.search(lead)
        or ends_in(sheet.low[place.line : start].split(), sheet.own.labels)
    )
    if apart and (rest := _REST.match(plain, end, cell)):
        days = any(True for _ in dates.days(sheet.page.tables, sheet.low, end, rest.end()))
        words = rest[1].split()
        within = [one for one in words[:-1] if not _YEAR.fullmatch(one)]
        two = _TWO.match(rest[1]) and sum(map(str.isdigit, plain[start:end])) > ENOUGH
        if not days and not two and not any(map(_TIME.fullmatch, (*within, words[-1]))):
            return rest.end(1)
    if plain[start:end].isdigit() and (groups := _GROUPS.match(plain, end, cell)):
        end = groups.end()
    elif re.fullmatch(r"[^\W\d_]{2,6}-?\d{1,4}", plain[start:end]) and (more := _SECOND.match(plain, end, cell)):
        end = trimmed(sheet, place._replace(start=start, end=more.end())).end
    for _ in range(_PARTS):
        bare = re.fullmatch(r"[\w\s]*?\d{1,6}", plain[start:end]) is not None
        more = _JOINED.match(plain, end, cell)
        if more and ("/" in more[0]) == bare:
            end = trimmed(sheet, place._replace(start=start, end=more.end())).end
    year = _OF_YEAR.match(plain, end, cell)
    if year:
        return year.end()
    if plain[end : end + 1] == "." and _ROMAN.fullmatch(plain[start:end].rpartition("/")[2]):
        end += 1
    letters = _LETTERS.match(plain, end, cell)
    return letters.start() + len(letters[0].rstrip()) if letters else end


def is_number(sheet: Sheet, start: int, end: int) -> bool:
    """Whether the run may be a number of a register: not a day, a time, a year, an address or a few digits alone."""
    low = sheet.low[start:end]
    digits = sum(letter.isdigit() for letter in low)
    few = _NONE.fullmatch(low) or (digits < ENOUGH and (" " in low or not any(one.isalpha() for one in low)))
    if not digits or few or _TIME.fullmatch(low) or _GAZETTE.match(low) or sheet.low[end : end + 1] > "\u3040":
        return False
    years = _YEARS.fullmatch(low)  # an assessment year: 2023-24
    if _NAME.search(sheet.plain, start, end) or (years and (int(years[1]) + 1) % 100 == int(years[2])):
        return False
    if _LINKED.search(low) and not _CAPITAL_SIGN.fullmatch(sheet.plain, start, end):
        return False
    return not is_day(sheet, Place(start, end, 0, 0, 0))


def is_day(sheet: Sheet, place: Place) -> bool:
    """Whether the word is a day; 12/4-2026 is none."""
    if _MIXED.fullmatch(sheet.low, place.start, place.end):
        return False
    day = next(dates.days(sheet.page.tables, sheet.low[place.start : place.end]), None)
    return day is not None and day.end - day.start == place.end - place.start and day.value < _LATEST
