"""A layout from the words of a header, for publishers that nobody described: what was taken for what is told."""

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

from dueprocess.domain.report.check.model import (
    ACCOUNT,
    ACCOUNTS,
    DISCLOSED,
    PERCENT,
    RECEIVED,
    Column,
    Finding,
    Layout,
    Sort,
    Where,
    listed,
)
from dueprocess.domain.report.check.shape import normal
from dueprocess.domain.report.check.source import Sheet, readable

_PERIOD: Final = re.compile(
    r"((time|reporting|tr|report) )?(period|date)( ending)?|period .*|(calendar |fiscal )?year|half( year)?|quarter"
    r"|month( range)?|jahr|zeitraum|halbjahr|année|période|año|período|ano|기간|연도|год|период"
)
_FROM: Final = re.compile(r"from|start( date)?|begin( date)?|period start")
_UNTIL: Final = re.compile(r"to|until|end( date)?|period end")
_CODE: Final = re.compile(r".*\b(iso ?\d?|code|cldr|cc|iso2|iso3)\b.*")
_PLACE: Final = re.compile(
    r"(country|nation|government|jurisdiction|territory|region|state|land|staat|pays|país|place|국가|страна)\b.*"
    r"|.*\b(country|government|jurisdiction)( name)?"
)
_KIND: Final = re.compile(r".*\b(type|kind|process|category|legal basis|instrument|reason|art)\b.*")

_PRESERVED: Final = re.compile(r".*(preserv|retain|gesichert).*")
_SHARE: Final = re.compile(r".*(%|percent|pct|\brate\b|\bshare\b|\bratio\b|prozent|quote).*")
_NOTHING: Final = re.compile(
    r".*\b(no|without|not)\b.*\b(data|information|records|disclos|produced|provided|account).*"
)
_REFUSED: Final = re.compile(r".*(reject|challeng|refus|denied|declin|objected|contest|abgelehnt).*")
_GIVEN: Final = re.compile(
    r".*(disclos|produc|provided|complied|compliance|fulfil|granted|answered|actioned|responded"
    r"|beauskunftet|erteilt|with data|처리|제공).*"
)
_NAMED: Final = re.compile(
    r".*\b(accounts?|users?|devices?|identifiers?|tokens?|members?|subscribers?|customers?|profiles?|domains?|konten|comptes|cuentas|contas|계정|аккаунт\w*)"
    r"( identifiers?)?( were| was)? ?(specified|referenced|affected|impacted|requested|named|targeted|concerned"
    r"|involved|betroffen)?( in( the)? requests?)?"
)
_REFERRED: Final = re.compile(
    r"(?!.*requests? (received|where)).*\b(specified|referenced|affected|impacted|betroffen|subject to)\b.*"
)
_ASKED: Final = re.compile(
    r".*(request|demand|order|warrant|subpoena|letter|received|anfrage|ersuchen|anordnung|total|count|summons|inquir"
    r"|demande|solicitud|pedido|요청|запрос).*"
)
_TOTAL: Final = re.compile(r"(.*\b)?(total|all|sum|overall|gesamt|insgesamt|toutes|합계)\b.*")
_ANY: Final = re.compile(r"\b(some|any|total|all)\b")
_GIVEN_PARTS: Final = frozenset({DISCLOSED, "content", "non-content"})
_SHARE_WORDS: Final = re.compile(r"%|\b(percent(age)?|pct|rate|share|ratio|prozent|quote|of|the|where|some)\b")


def find(sheet: Sheet) -> tuple[Layout, Finding] | None:
    """A layout and the sentence that says what was taken for what; None where the words say too little."""
    roles = _roles(sheet.header)
    columns = _columns(sheet, [at for at, role in enumerate(roles) if not role])
    period, place, code, kind = (_of(sheet, roles, role) for role in ("period", "place", "code", "kind"))
    start, until = _of(sheet, roles, "from"), _of(sheet, roles, "until")
    if all(one.share for one in columns) or not (period or place or code or kind or start):
        return None
    apple = any(normal(one) in {"tr period", "tr date"} for one in sheet.header)
    layout = Layout(
        "Apple" if apple else "",
        "apple" if apple else "table",
        _series(sheet, columns),
        tuple(columns),
        period=tuple(period) or tuple(start[:1]),
        until=(until or [""])[0] if start and not period else "",
        ending="half" if any("ending" in normal(one) for one in period) else "",
        place=(place or code or [""])[0],
        code=code[0] if code and place else "",
        kind=(kind or [""])[0],
        bands="us-1874" if "us_national_security" in sheet.file.casefold() else "",
        aside=frozenset({"preservation", "preservations", "preservation request", "preservation requests"}),
    )
    return layout, _told(sheet, layout)


def _series(sheet: Sheet, columns: Sequence[Column]) -> str:
    """Files with the same columns speak of the same; Apple's files each of another sort of request."""
    return "\n".join(sorted(normal(one.name) for one in columns)) or sheet.file


def _roles(header: Sequence[str]) -> list[str]:
    found: list[str] = []
    for one in header:
        name = normal(one)
        role = next((role for role, words in _AXES if words.fullmatch(name)), "")
        if role in {"place", "code", "kind", "from", "until"} and (role in found or _figure(name)):
            role = ""
        found.append(role)
    return found


_AXES: Final = (
    ("period", _PERIOD),
    ("from", _FROM),
    ("until", _UNTIL),
    ("code", _CODE),
    ("place", _PLACE),
    ("kind", _KIND),
)


def _figure(name: str) -> bool:
    """Whether a name that could be an axis is rather a count: “government requests”, “process requests received”."""
    return bool(re.search(r"\b(requests?|demands?|number|count|received|accounts?|percent\w*)\b|%|#", name)) and not (
        re.search(r"\b(type|kind|category|code)\b", name)
    )


def _of(sheet: Sheet, roles: Sequence[str], role: str) -> list[str]:
    return [name for name, one in zip(sheet.header, roles, strict=True) if one == role]


def _columns(sheet: Sheet, places: Sequence[int]) -> list[Column]:
    found = [(sheet.header[at], *_measure(_plain(sheet.header[at]))) for at in places]
    found = [one for one in found if one[1]]
    asked = [name for name, measure, _ in found if measure == RECEIVED]
    total = [name for name in asked if _TOTAL.fullmatch(_plain(name))]
    whole = asked[0] if len(asked) == 1 else total[0] if total else ""
    several = any(times > 1 for measure, times in Counter(one[1] for one in found).items() if measure != RECEIVED)
    grouped = several and not total and len(asked) > 1
    kind, taken, columns = "", set[tuple[str, str]](), []
    given = sum(measure in _GIVEN_PARTS for _, measure, _ in found)
    for name, measure, base in found:
        if measure == RECEIVED:
            kind = "" if name == whole else name
        mine = kind if measure == RECEIVED or grouped else ""
        part = measure == DISCLOSED and given > max(1, len(asked)) and not _ANY.search(_plain(name))
        measured = f"{PERCENT} {normal(name)}" if measure == PERCENT and (measure, mine) in taken else measure
        if part or (measure, mine) in taken:
            measured = measured if measure == PERCENT else normal(name)
        taken.add((measure, mine))
        said = "" if measured == measure else normal(name)
        share = _measure(_SHARE_WORDS.sub("", _plain(name)).strip())[0] if measure == PERCENT else DISCLOSED
        loose = measure == RECEIVED and bool(mine)
        columns.append(Column(name, measured, base, mine, says=said, share_of=share or DISCLOSED, loose=loose))
    return columns


def _plain(name: str) -> str:
    """A column's name without marks that lead to a footnote."""
    return normal(re.sub(r"[*\u2020\u2021]+", "", name))


def _measure(name: str) -> tuple[str, str]:
    """What a column of figures measures, and its base; empty where the words say nothing."""
    account = (ACCOUNTS, _base(name))
    for words, said in (
        (_SHARE, (PERCENT, "request")),
        (_PRESERVED, ("preserved", "item")),
        (_NOTHING, ("no data", "request")),
        (_REFUSED, ("rejected", "request")),
        (re.compile(r".*\bnon content\b.*|.*non-content.*"), ("non-content", "request")),
        (re.compile(r".*\bcontent (provided|disclosed|produced).*|.*where content.*"), ("content", "request")),
        (
            re.compile(
                r"(?!.*requests? (received|where)).*\b(specified|referenced|affected|impacted|betroffen|subject to)\b.*"
            ),
            account,
        ),
        (_GIVEN, (DISCLOSED, "request")),
        (_NAMED, account),
        (_ASKED, (RECEIVED, "request")),
    ):
        if words.fullmatch(name):
            return said
    return "", ""


def _base(name: str) -> str:
    for word in ("account", "device", "identifier", "token", "user", "member", "customer", "domain"):
        if word in name:
            return word
    return ACCOUNT


def _told(sheet: Sheet, layout: Layout) -> Finding:
    taken = [f"“{readable(one.name)}” as {one.noun}" for one in layout.columns]
    axes = [
        f"“{readable(name)}” as {what}"
        for name, what in (
            (" ".join(layout.period), "the period"),
            (layout.place, "the place"),
            (layout.kind, "the kind"),
        )
        if name
    ]
    says = (
        f"Nobody described {sheet.file}; its columns were read by their names: {listed((*axes, *taken), 14)}. "
        "If that is wrong, a mapping file says what they are."
    )
    return Finding("columns-guessed", says, None, (Where(sheet.file, 1),), Sort.NOTE)
