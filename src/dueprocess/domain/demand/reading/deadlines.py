"""The time that a demand sets: an ISO 8601 duration, a day, or ``immediately``.

Times to appeal, times for which data are kept, and words that name no time ("in the shortest time possible") do not count.
Three working days are written P3D: ISO 8601 has no working days.
"""

# ruff: noqa: E501, RUF001 - phrases of several scripts hold look-alike letters; a pattern stays on one line

import re
from typing import Final

from dueprocess.domain.demand.draft import Span
from dueprocess.domain.demand.reading import dates
from dueprocess.domain.demand.reading.page import Page, begun, cues

_WORDS: Final = {
    word: number
    for number, words in (
        (1, "one a an ein eine einem einer einen eines одного одних одной un una une"),
        (2, "two zwei двух deux dos"),
        (3, "three drei dreier трех трёх trois tres"),
        (4, "four vier четырех четырёх quatre cuatro"),
        (5, "five fünf пяти cinq cinco"),
        (6, "six sechs шести"),
        (7, "seven sieben семи sept siete"),
        (8, "eight acht восьми huit ocho"),
        (10, "ten zehn десяти dix diez"),
        (12, "twelve zwölf двенадцати"),
        (14, "fourteen vierzehn quinze"),
        (15, "fifteen fünfzehn"),
        (20, "twenty"),
        (24, "twenty-four vierundzwanzig двадцати"),
        (30, "thirty dreißig"),
        (48, "forty-eight achtundvierzig"),
        (72, "seventy-two"),
    )
    for word in words.split()
}
_UNITS: Final = (
    ("hour", "H"),
    ("hrs", "H"),
    ("stunde", "H"),
    ("час", "H"),
    ("heure", "H"),
    ("hora", "H"),
    ("گھنٹ", "H"),
    ("घंट", "H"),
    ("minute", "M"),
    ("минут", "M"),
    ("day", "D"),
    ("tag", "D"),
    ("дн", "D"),
    ("ден", "D"),
    ("jour", "D"),
    ("día", "D"),
    ("دن", "D"),
    ("दिन", "D"),
    ("week", "W"),
    ("woche", "W"),
    ("недел", "W"),
    ("semaine", "W"),
    ("semana", "W"),
    ("month", "Y"),
    ("monat", "Y"),
    ("месяц", "Y"),
    ("mois", "Y"),
    ("mes", "Y"),
)
_LEAD: Final = (
    r"(?:within|no later than|not later than|not more than|in less than|in the next|binnen|innerhalb(?:\svon)?|spätestens in|в течение|не позднее(?:\sчем\sчерез)?|в срок до"
    r"|dans un délai de|dans les|sous|en un plazo de|en el plazo de|dentro de(?:\slas)?|a period of|time limit of|deadline of|frist von|deadline:|frist:|срок:|délai:|plazo:)"
)
_AMOUNT: Final = (
    rf"(?P<n>\d{{1,3}}|{'|'.join(sorted(map(re.escape, _WORDS), key=len, reverse=True))})\s?(?:\((?P<again>[\w-]{{1,14}})\)\s?)?"
    r"-?(?:(?:calendar|working|business|consecutive|full|werk|arbeits|рабочих|календарных|рабочего|рабочий)\s?)?"
    r"(?P<unit>hours?|hrs|minutes?|days?|weeks?|months?|stunden?|minuten|tage?n?|werktage?n?|arbeitstage?n?|wochen?|monate?n?|час\w{0,3}|минут\w{0,1}|дн\w{1,2}|день|недел\w{1,2}|месяц\w{0,2}"
    r"|heures?|jours?|semaines?|mois|horas?|días?|semanas?|mes(?:es)?)(?:\souvrables?|\sshábiles)?"
)
_SPAN: Final = re.compile(rf"\b{_LEAD}\s(?:the\s(?:next\s)?)?{_AMOUNT}(?!\w)")
_SUTKI: Final = re.compile(r"\bв течение (?:(?P<n>\d{1,2}|одних|двух|трех|трёх) )?суток\b")
_URDU: Final = re.compile(r"(\d{1,3})\s?(گھنٹ|دن|घंट|दिन)\w{0,5}\s?(?:کے اندر|के भीतर|में)")


def deadline(page: Page, *, month_first: bool = False) -> tuple[str | None, Span | None]:
    """The time set for the provider, and where. The first stated time wins over a day, a day over ``immediately``."""
    return _duration(page) or _day(page, month_first=month_first) or _now(page) or (None, None)


def _duration(page: Page) -> tuple[str, Span] | None:
    found: list[tuple[int, str, Span]] = []
    for pattern, heads in ((_SPAN, page.tables["deadline.leads"]), (_SUTKI, ("в течение",))):
        for match in begun(page.low, cues(page.low, heads), pattern):
            if _for_the_provider(page, match.start()):
                found.append((match.start(), _iso(match), page.span(*match.span())))
                break
    if "اندر" in page.low or "भीतर" in page.low:
        for match in _URDU.finditer(page.low):
            unit = "H" if match[2] in {"گھنٹ", "घंट"} else "D"
            found.append((match.start(), _span_of(int(match[1]), unit), page.span(*match.span())))
    best = min(found, default=None)
    return (best[1], best[2]) if best else None


def _for_the_provider(page: Page, at: int) -> bool:
    start, end = page.sentence(at)
    near = page.low.part(max(start, at - 200), min(end, at + 140))
    return not page.says(near, "deadline.not_ours")


def _iso(match: re.Match[str]) -> str:
    group = match.groupdict()
    if "unit" not in group:
        number = _number(group["n"]) if group["n"] else 1
        return _span_of(24 * number, "H")
    unit = next(
        code for stem, code in _UNITS if group["unit"].removeprefix("werk").removeprefix("arbeits").startswith(stem)
    )
    return _span_of(_number(group["n"]), unit)


def _number(text: str) -> int:
    return int(text) if text.isdigit() else _WORDS[text]


def _span_of(number: int, unit: str) -> str:
    if unit in "HM":
        return f"PT{number}{unit}"
    return f"P{number}{'M' if unit == 'Y' else unit}"


def _day(page: Page, *, month_first: bool) -> tuple[str, Span] | None:
    for day in dates.days(page.tables, page.low, month_first=month_first):
        lead = page.before(day.start, 34)
        cut = next((lead[at:] for at, to in cues(lead, page.tables["deadline.by"]) if len(lead) - to <= 16), None)  # noqa: PLR2004 - "by 5 pm on "
        if (
            cut is not None
            and _for_the_provider(page, day.start)
            and not page.says(page.before(day.start, 90), "deadline.about_dates")
        ):
            return day.value, page.span(day.start, day.end)
    return None


def _now(page: Page) -> tuple[str, Span] | None:
    for start, end in sorted(page.cues("deadline.now")):
        if not page.says(page.low.part(start, start + 40), "deadline.now_not") and not page.says(
            page.around(start), "deadline.now_sentence_not"
        ):
            return "immediately", page.span(start, end)
    return None
