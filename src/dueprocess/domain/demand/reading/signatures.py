"""Whether the text is signed, and whether a natural person stands as signatory."""

# ruff: noqa: E501, RUF001 - phrases of several scripts hold look-alike letters; a pattern stays on one line

import re
from typing import Final

from dueprocess.domain.demand.draft import Span
from dueprocess.domain.demand.reading.authorities import CLOSINGS, Sender
from dueprocess.domain.demand.reading.page import Page, cues, has, phrases

_STATEMENT: Final = phrases(
    "signed electronically|electronically signed|digitally signed|duly signed|"
    "подписано квалифицированной|подписано электронной|электронной подписью|elektronisch signiert|"
    "qualifizierten elektronischen signatur|maschinell erstellt und ohne unterschrift gültig|"
    "signature numérique|firmado digitalmente|firmado electrónicamente|ist ohne unterschrift gültig|"
    "computer generated and does not require"
)
_RANKS: Final = phrases(
    "special agent|detective|inspector|superintendent|sergeant|sgt|lieutenant|captain|constable|"
    "deputy director|assistant director|additional director|director|investigating officer|prosecutor|"
    "assistant united states attorney|judge|magistrate|secretary|commissioner|officer|agent|attorney|"
    "sub-inspector|chief|clerk of the court|kriminaloberkommissar|kriminalhauptkommissar|"
    "kriminalkommissar|kommissar|khk|kok|phk|pok|staatsanwalt|staatsanwältin|oberstaatsanwalt|richter|"
    "richterin|rechtspfleger|procureur|juge|commissaire|lieutenant de police|brigadier|fiscal|juez|"
    "magistrado|начальник|следователь|прокурор|заместитель|консультант|судья|analyst|registrar|headed by|"
    "jurist"
)
_PERSON: Final = re.compile(
    r"(?:^|[\s(,:])(?:(?:mr|mrs|ms|dr|prof|sgt|det|insp|lt|capt|hon|frau|herr|мr)\.?\s)?(?P<name>[A-ZÄÖÜА-ЯÉÁ][\w'’-]*(?:\.|(?<=[a-zäöüßа-яéáíóñ]))(?:\s(?:[A-ZÄÖÜА-ЯÉÁ]\.|von|van|de|der|al|bin|[A-ZÄÖÜА-ЯÉÁ][\w'’-]+)){1,4})\s?(?=$|[,;()\n|])"
)
_ALL_CAPS: Final = re.compile(r"(?:^|\n)(?P<name>[A-ZÄÖÜ][A-ZÄÖÜ.'-]+(?:\s[A-ZÄÖÜ][A-ZÄÖÜ.'-]*){1,3})(?=$|[,\n])")
_INITIALS: Final = re.compile(r"\b[А-Я]\.\s?[А-Я]\.\s?[А-Я][а-я]{2,}|\b[А-Я][а-я]{2,}\s[А-Я]\.\s?[А-Я]\.")
_GEZ: Final = re.compile(
    r"(?:gez\.|/s/|\(signed\)|signed:|signed by|im auftrag|i\. ?a\.|name:|signature:|unterschrift:)[\s,:]{1,3}(?P<name>[A-ZÄÖÜА-Я][\w.'-]+(?:\s[A-ZÄÖÜА-Я][\w.'-]+){0,3})",
    re.IGNORECASE,
)
_BLANKED: Final = re.compile(r"\[(?:redacted|удалено|geschwärzt|name)[^\]]{0,30}\]|█{2,}", re.IGNORECASE)
_NO_PERSON: Final = frozenset(
    [
        "service",
        "federal",
        "department",
        "ministry",
        "office",
        "authority",
        "agency",
        "court",
        "police",
        "republic",
        "state",
        "district",
        "united",
        "states",
        "bureau",
        "division",
        "unit",
        "section",
        "street",
        "road",
        "city",
        "government",
        "commission",
        "communications",
        "court's",
        "mass",
        "media",
        "information",
        "telecom",
        "technologies",
        "cyber",
        "crime",
        "wing",
        "islamabad",
        "lahore",
        "karachi",
        "delhi",
        "berlin",
        "münchen",
        "germany",
        "pakistan",
        "india",
        "germany",
        "europe",
        "zimmer",
        "tel",
        "telefon",
        "phone",
        "fax",
        "email",
        "mail",
        "internet",
        "notice",
        "order",
        "dear",
        "sir",
        "madam",
        "regards",
        "sincerely",
        "yours",
        "kind",
        "best",
        "thank",
        "faithfully",
        "respectfully",
        "enclosure",
        "enclosures",
        "annex",
        "attachment",
        "polizeipräsidium",
        "staatsanwaltschaft",
        "amtsgericht",
        "landgericht",
        "kriminalpolizei",
        "abteilung",
        "straße",
        "platz",
        "page",
        "subject",
        "date",
        "reference",
        "ref",
        "legal",
        "team",
        "compliance",
        "general",
        "hello",
        "new",
        "york",
        "washington",
        "home",
        "federation",
        "consultant",
        "association",
        "trust",
        "safety",
        "cooperation",
        "freundlichen",
        "grüßen",
        "auftrag",
        "the",
        "to",
        "for",
        "of",
        "regional",
        "central",
        "national",
        "investigation",
        "subpoena",
        "warrant",
        "building",
        "house",
        "avenue",
        "floor",
        "box",
        "provider",
        "abuse",
        "desk",
        "customs",
        "revenue",
        "служба",
        "федеральная",
        "добрый",
        "россии",
        "москва",
    ]
)
_RANK_WORDS: Final = frozenset(
    [
        "officer",
        "director",
        "judge",
        "magistrate",
        "designated",
        "section",
        "secretary",
        "deputy",
        "assistant",
        "additional",
        "commissioner",
        "superintendent",
        "chief",
        "attorney",
        "prosecutor",
        "inspector",
        "sergeant",
        "sgt",
        "constable",
        "captain",
        "lieutenant",
        "detective",
        "special",
        "agent",
        "det",
        "insp",
        "lt",
        "capt",
        "fiscal",
        "juez",
        "magistrado-juez",
        "capitaine",
        "procureur",
        "juge",
        "kommissar",
        "richter",
        "richterin",
        "staatsanwalt",
        "staatsanwältin",
        "следователь",
        "прокурор",
        "начальник",
        "trial",
        "counsel",
        "honourable",
        "honorable",
        "hon",
        "mr",
        "mrs",
        "ms",
        "dr",
        "web",
        "analysis",
        "licensing",
        "duty",
        "operations",
    ]
)
_BLOCK: Final = 420


def signed(page: Page, sender: Sender | None) -> tuple[bool, bool, tuple[Span, ...]]:
    """(signed, a natural person signs, where). A name that is blanked out in the signature counts as named."""
    blocks = _blocks(page)
    official = next((found for start, end in blocks for found in _persons(page, start, end)), None)
    statement = next(cues(page.low, _STATEMENT), None)
    places = [span for span in (official, statement) if span]
    if sender and sender.signs:
        places.append((sender.start, sender.end))
    return bool(places), official is not None, tuple(page.span(*span) for span in places)


def begins(page: Page, sender: Sender | None) -> int:
    """Place where the signature at the end begins."""
    late = [start for start, _ in _blocks(page)[:-1] if start > len(page.low) * 0.5]
    if sender and sender.signs and sender.start > len(page.low) * 0.5:
        late.append(sender.start)
    return min(late, default=len(page.low))


def _blocks(page: Page) -> list[Span]:
    """Places that follow a closing formula, and the last lines of the text."""
    found = [(end, min(len(page.low), end + _BLOCK)) for start, end in sorted(cues(page.low, CLOSINGS))[-6:]]
    found += [
        (start, min(len(page.low), end + 120))
        for start, end in sorted(cues(page.low, ("gez.", "/s/", "im auftrag", "i. a.", "(signed)", "signed:")))[-4:]
    ]
    return [*found, (max(0, len(page.low) - 300), len(page.low))]


def _persons(page: Page, start: int, end: int) -> list[Span]:
    found: list[Span] = []
    line_start, line_end = page.place(start), page.place(max(start, end - 1)) + 1
    block = page.raw[line_start:line_end]
    last = end == len(page.low) and start != 0 and not has(page.low.part(max(0, start - 60), start), CLOSINGS)
    lines = block.splitlines()
    for number, line in enumerate(lines):
        if last and number == 0 and line_start > 0 and page.raw[line_start - 1] not in "\r\n":
            continue
        if _names(
            line.strip(" *_#>-\t"),
            lone=last,
            near="\n".join(lines[max(0, number - 1) : number + 3]),
        ):
            at = block.find(line)
            found.append(_back(page, line_start + at, line_start + at + len(line)))
    return found


def _back(page: Page, start: int, end: int) -> Span:
    """Place in the page of a place in the raw text: found by halves."""
    return _place(page, start), _place(page, end)


def _place(page: Page, raw: int) -> int:
    low, high = 0, len(page.cased)
    while low < high:
        middle = (low + high) // 2
        if page.place(middle) < raw:
            low = middle + 1
        else:
            high = middle
    return low


def _names(line: str, *, lone: bool, near: str) -> bool:
    """Whether the line names a person. In a block without a closing formula a rank must stand near."""
    if not 3 <= len(line) <= 90:  # noqa: PLR2004 - a line of a signature
        return False
    if _GEZ.search(line) and not _organisation(_GEZ.search(line)["name"]):  # type: ignore[index]
        return True
    if lone and not has(near.lower(), _RANKS):
        return False
    if _BLANKED.fullmatch(line) or (_BLANKED.search(line) and has(line.lower(), _RANKS)):
        return True
    found = _PERSON.search(line) or _ALL_CAPS.search(line) or _INITIALS.search(line)
    if not found:
        return False
    name = found.groupdict().get("name") or found[0]
    return not _organisation(name) and (len(line) - len(name) < 30 or has(near.lower(), _RANKS))  # noqa: PLR2004 - name and a short addition


def _organisation(name: str) -> bool:
    words = [word.strip(".,'()").lower() for word in name.split()]
    own = [word for word in words if word not in _RANK_WORDS]
    return not own or any(word in _NO_PERSON for word in own) or (len(own) < len(words) and own[0] in {"of", "for"})
