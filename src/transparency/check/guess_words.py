"""What the words of a column's name say: an axis, or a measure with its base. What they do not say is left out."""

import re
from typing import Final

from transparency.check.model import ACCOUNT, ACCOUNTS, DISCLOSED, PERCENT, RECEIVED, REQUEST
from transparency.check.shape import normal

_PERIOD: Final = re.compile(
    r"((time|reporting|tr|report) )?(period|date)( ending)?|period .*|(calendar |fiscal )?year|half( year)?|quarter"
    r"|month( range)?|jahr|zeitraum|halbjahr|quartal|monat|année|période|año|período|ano|기간|연도|год|период"
)
_FROM: Final = re.compile(r"from|start( date)?|begin( date)?|period start")
_UNTIL: Final = re.compile(r"to|until|end( date)?|period end")
_CODE: Final = re.compile(r".*\b(iso ?\d?|code|cldr|cc|iso2|iso3)\b.*")
_PLACE: Final = re.compile(
    r"(country|nation|government|jurisdiction|territory|region|state|market|land|länder|bundesland|staat|herkunft|pays|país|place|국가|страна)\b.*"
    r"|.*\b(country|government|jurisdiction)( name)?"
)
_KIND: Final = re.compile(r".*\b(type|kind|process|category|legal basis|instrument|reason|art)\b.*|behörde(nart)?")
FIGURE: Final = re.compile(r"\b(requests?|demands?|number|count|received|accounts?|percent\w*)\b|%|#")
_AXIS: Final = re.compile(r"\b(type|kind|category|code)\b")
SERVICE: Final = re.compile(
    r".*\b(service|product|platform|brand|app|application|company|entity|subsidiary|business( unit)?|dienst|produkt"
    r"|plattform|marke|gesellschaft)\b.*"
)
PLACES: Final = re.compile(rf"name|key|{_PLACE.pattern}")  # of a column of texts
ASIDE: Final = frozenset({"preservation", "preservations", "preservation request", "preservation requests"})
AXES: Final = (
    ("period", _PERIOD),
    ("from", _FROM),
    ("until", _UNTIL),
    ("code", _CODE),
    ("place", _PLACE),
    ("kind", _KIND),
)

_NO_COUNT: Final = re.compile(
    r".*\b(median|average|avg|mean|time|days?|hours?|date|url|links?|notes?|comments?|rank|change|increase|growth|id)\b.*"
)
_OF_ALL: Final = re.compile(r".*\bof (the )?(total|all|overall|worldwide|global)\b.*")
_PRESERVED: Final = re.compile(r".*(preserv|retain|gesichert).*")
_SHARE: Final = re.compile(r".*(%|percent|pct|\brate\b|\bshare\b|\bratio\b|prozent|quote).*")
_IN_PERIOD: Final = re.compile(
    r".*(answered|responded|closed|processed|resolved|completed|decided).*\b(in|during|within) (the|this|that)?\s*"
    r"(same )?(reporting )?(period|year|quarter|half|month)\b.*"
)
_NOTHING: Final = re.compile(
    r".*\b(no|without|not)\b.*\b(data|information|records|disclos|produced|provided|account).*"
)
_REFUSED: Final = re.compile(
    r".*(reject|challeng|refus|denied|declin|objected|contest|abgelehnt|zurückgewiesen|beanstandet).*"
)
_NON_CONTENT: Final = re.compile(r".*\bnon[ -]content\b.*")
_CONTENT: Final = re.compile(r".*\bcontent (provided|disclosed|produced).*|.*(where|of) content\b.*")
_GIVEN: Final = re.compile(
    r".*(disclos|produc|provided|complied|compliance|fulfil|granted|answered|actioned|responded"
    r"|beauskunft|erteilt|beantwortet|herausgegeben|with data|처리|제공).*"
)
_WITH_DATA: Final = re.compile(r"disclos|produc|provid|data|auskunft|erteilt|herausgegeben|제공")
_PEOPLE: Final = re.compile(
    r"\b(accounts?|users?|devices?|identifiers?|tokens?|members?|subscribers?|customers?|profiles?|domains?|konten|kunden|nutzer"
    r"|anschlüsse|teilnehmer|geräte|rufnummern|kennungen|postfächer"
    r"|comptes|cuentas|contas|계정|аккаунт\w*)(?! (data|info))"
)
_REFERRED: Final = re.compile(
    r"(?!.*requests? (received|where)).*\b(specified|referenced|affected|impacted|betroffene?|subject to)\b.*"
    r"|.*\b(accounts?|users?|devices?) requested"
)
_TO_DISCLOSE: Final = re.compile(r".*\bdisclosure (requests?|demands?|orders?)( received)?")
_ASKING: Final = re.compile(
    r"request|demand|order|warrant|subpoena|anfrage|ersuchen|anordnung|requerimiento|요청|запрос"
)
_ASKED: Final = re.compile(
    r".*(request|demand|order|warrant|subpoena|letter|received|anfrage|ersuchen|anordnung|total|count|summons|inquir"
    r"|demande|solicitud|requerimiento|pedido|요청|запрос).*"
)
_TOTAL: Final = re.compile(r"(.*\b)?(total|all|sum|overall|gesamt|insgesamt|toutes|합계)\b.*")
_ANY: Final = re.compile(r"\b(some|any|total|all)\b")
_SHARE_WORDS: Final = re.compile(r"%|\b(percent(age)?|pct|rate|share|ratio|prozent|quote|of|the|where|some)\b")
_COMMON: Final = re.compile(
    r"\b(a|accounts?|all|and|answered|any|by|complied|count|data|demands?|disclosed|for|from|government|granted|in"
    r"|identifiers?|information|law|legal|number|of|or|other|percent|percentage|produced|provided|received|rejected"
    r"|requests?|responded|some|specified|the|to|total|users?|was|were|where|with|without)\b"
)


def axis(name: str) -> str:
    """Which axis a column names, or none."""
    role = next((role for role, words in AXES if words.fullmatch(name)), "")
    if role in {"period", ""}:
        return role
    # “government requests”, “process requests received” are counts.
    return "" if FIGURE.search(name) and not _AXIS.search(name) else role


def plain(name: str) -> str:
    """A column's name without marks that lead to a footnote."""
    return normal(re.sub(r"[*\u2020\u2021]+", "", name))


def measure(name: str) -> tuple[str, str]:
    """What a column of figures measures, and its base; empty where the words say nothing."""
    people = (ACCOUNTS, _base(name))
    for words, said in (
        (_SHARE, (PERCENT, REQUEST)),
        (_NO_COUNT, ("", "")),
        (_PRESERVED, ("preserved", "item")),
        (_IN_PERIOD, ("answered in the period", REQUEST)),  # also what came before: no part of what came
        (_NOTHING, ("no data", REQUEST)),
        (_REFUSED, ("rejected", REQUEST)),
        (_NON_CONTENT, ("non-content", REQUEST)),
        (_CONTENT, ("content", REQUEST)),
        (_REFERRED, people),
        (_TO_DISCLOSE, (RECEIVED, REQUEST)),
        (_GIVEN, ("answered", _base(name)) if _of_people(name) else (DISCLOSED, REQUEST)),
    ):
        if words.fullmatch(name):
            return said
    if _of_people(name):
        return people
    return (RECEIVED, REQUEST) if _ASKED.fullmatch(name) else ("", "")


def _of_people(name: str) -> bool:
    """Whether accounts are counted, and not the requests about them."""
    return bool(_PEOPLE.search(name)) and not _ASKING.search(name)


def share_of(name: str) -> str:
    """The measure that a percentage is a share of; empty where it is a share of something else, or of accounts."""
    if _NO_COUNT.fullmatch(name) or (_OF_ALL.fullmatch(name) and not _GIVEN.fullmatch(name)) or _of_people(name):
        return ""
    rest = _SHARE_WORDS.sub("", name).strip()
    found, _ = measure(rest)
    return found if found not in {"", RECEIVED, PERCENT} else DISCLOSED


def own_words(name: str, measure: str, share: str) -> str:
    """The publisher's words where ours would say more than they do: answered is not yet answered with data."""
    if measure == PERCENT:
        return "" if share == DISCLOSED and _WITH_DATA.search(name) else f"“{name}”"
    return f"requests “{name}”" if measure == DISCLOSED and not _WITH_DATA.search(name) else ""


def is_total(name: str) -> bool:
    """Whether a column speaks of all there is."""
    return bool(_TOTAL.fullmatch(name))


def is_any(name: str) -> bool:
    """Whether a column speaks of some or any data given, and so of all answers together."""
    return bool(_ANY.search(name))


def telling(name: str) -> frozenset[str]:
    """The words of a name that tell one sort of request from another: emergency, subpoena."""
    return frozenset(re.findall(r"[^\W\d_]+", _COMMON.sub(" ", name)))


def _base(name: str) -> str:
    for word in ("account", "device", "identifier", "token", "user", "member", "customer", "domain"):
        if word in name:
            return word
    return ACCOUNT
