"""Every mention of an act in a text, in the ways of writing of several countries."""

# ruff: noqa: E501, RUF001 - scripts hold look-alike letters; a pattern stays on one line
import re
from collections.abc import Iterator
from typing import Final

from dueprocess.demand.reading import dates
from dueprocess.demand.reading.citations import Citation, title_key
from dueprocess.demand.reading.page import Page, begun, cues, places

_DE: Final = re.compile(
    r"§{1,2}\s?(?P<list>\d{1,4}[a-z]?(?![\d\w])[^§\n]{0,60}?(?:§{1,2}\s?\d{1,4}[a-z]?[^§\n]{0,40}?){0,4})\s"
    r"(?P<code>[A-ZÄÖÜ][a-zäöüß]{1,12}(?:[A-ZÄÖÜ][a-zäöüß]{0,12}){0,2}[A-Z]{1,4}[a-z]?|TKG|TTDSG|TDDDG|DDG|TMG|BGB|ZPO|BKAG|BDSG|PolG|UrhG|AO|NPOG|HSOG|ASOG|POG|PAG|LVwG|SOG\s(?:LSA|M-?V))(?:\s(?P<land>NRW|BW|Bln|HH))?\b"
)
_DE_SECTION: Final = re.compile(r"(?<![\d.])(\d{1,4}[a-z]?)(?![\d.])(?:\s?(?:abs(?:atz)?\.?)\s?(\d{1,2}))?")
_DE_SUB: Final = re.compile(
    r"(?:abs(?:atz)?|satz|nr|nummer|lit|buchst(?:abe)?|alt|hs|s)\.?\s?\d{1,2}[a-z]?\b", re.IGNORECASE
)
_AT_CODES: Final = frozenset(("ECG", "SPG", "TKG2021", "STPOAT"))

_USC: Final = re.compile(
    r"\b(?P<title>\d{1,2})\s?u\.?\s?s\.?\s?c\.?(?:\s?a\.)?\s?(?:§{1,2}|sections?|sec\.)?\s?(?P<list>\d{2,5}[a-z]{0,2}(?:\([a-z0-9]{1,4}\)){0,6}"
    r"(?:(?:,\s|\sand\s|;\s|,\sand\s)\d{4}[a-z]{0,2}(?:\([a-z0-9]{1,4}\)){0,6}){0,8})"
)
_USC_LONG: Final = re.compile(
    r"\bsections?\s(?P<list>\d{2,5}[a-z]{0,2}(?:\([a-z0-9]{1,4}\)){0,6}),?\s(?:of\s)?title\s(?P<title>\d{1,2})"
    r"|\btitle\s(?P<title2>\d{1,2}),?\s(?:of\sthe\s)?united\sstates\scode,?\s(?:§{1,2}|sections?)\s?(?P<list2>\d{2,5}[a-z]{0,2}(?:\([a-z0-9]{1,4}\)){0,6})"
)
_USC_PART: Final = re.compile(r"\d{2,5}[a-z]{0,2}(?:\([a-z0-9]{1,4}\))*")
_US_RULE: Final = re.compile(
    r"\b(?:(?:federal\srules?\sof|fed\.?\sr\.?)\s(?P<kind>crim(?:inal|\.)?|civ(?:il|\.)?)\s(?:procedure|p\.?)|f\.?r\.?(?P<short>crim|civ|c)\.?\s?p\.?)"
    r"(?:,?\s(?:rule\s)?(?P<no>\d{1,2}(?:\([a-z0-9]{1,3}\)){0,4}))?(?!\w)"
    r"|\brule\s(?P<no2>\d{1,2}(?:\([a-z0-9]{1,3}\)){0,4})\sof\sthe\sfederal\srules\sof\s(?P<kind2>criminal|civil)\sprocedure"
)
_CFR: Final = re.compile(r"\b(\d{1,2})\s?c\.?f\.?r\.?\s(?:§{1,2}\s?|part\s)?(\d{1,4}(?:\.\d{1,4})?)")

_NUMBER: Final = r"\d{1,4}(?:[-.]?[a-z]{1,2}(?![a-z]))?(?:\.\d{1,3})?(?:-\d{1,3})?(?:\s?\([a-z0-9]{1,4}\)){0,4}"
_LIST: Final = (
    rf"{_NUMBER}(?:(?:,\s|\sand\s|\s&\s|\sor\s|,\sand\s|\sread\swith\s(?:section\s)?|\sto\s|/){_NUMBER}){{0,8}}"
)
_SECTION: Final = re.compile(
    rf"\b(?:sections?|sec\.|ss?\.|u/s|articles?|regulations?|rules?)\s?(?P<list>{_LIST}),?\s(?:(?:of|under)\s)?(?:the\s)?(?=(?P<act>[^\n;]{{3,140}}))"
)
_SECTION_HEADS: Final = ("section", "sec.", "ss.", "s.", "u/s", "article", "regulation", "rule")
_ACT: Final = re.compile(
    r"(?:[A-Z][\w().'&/-]{0,40}|of|and|the|on|for|to|in|OF|AND|\([A-Z][\w-]{0,30}\)){1,1}"
    r"(?:\s(?:[A-Z][\w().'&/-]{0,40}|of|and|the|on|for|to|in|OF|AND|\([A-Z][\w-]{0,30}\))){0,14}?"
    r"\s(?:Act|ACT|Code|CODE|Ordinance|ORDINANCE|Sanhita|Rules|RULES|Constitution|Convention|Law(?:\sNo\.?\s\d{1,6})?)\b(?:,?\s\(?(?P<year>(?:19|20)\d\d)\)?)?"
)
_ACRONYMS: Final[dict[str, tuple[str, str]]] = {
    "peca": ("Prevention of Electronic Crimes Act 2016", "PK"),
    "pta act": ("Pakistan Telecommunication (Re-organization) Act 1996", "PK"),
    "cr.p.c": ("Code of Criminal Procedure", ""),
    "crpc": ("Code of Criminal Procedure", ""),
    "bnss": ("Bharatiya Nagarik Suraksha Sanhita 2023", "IN"),
    "it act": ("Information Technology Act 2000", "IN"),
    "ipc": ("Indian Penal Code", "IN"),
    "ppc": ("Pakistan Penal Code", "PK"),
    "ipa": ("Investigatory Powers Act 2016", "GB"),
}
_ACRONYM: Final = re.compile(r"(peca|pta act|cr\.p\.c|crpc|bnss|it act|ipc|ppc|ipa)\b")
_ACT_COUNTRY: Final = (
    ("prevention of electronic crimes", "PK"),
    ("pakistan", "PK"),
    ("fair trial act", "PK"),
    ("information technology act", "IN"),
    ("bharatiya", "IN"),
    ("indian", "IN"),
    ("telecommunications act, 2023", "IN"),
    ("telecommunications act 2023", "IN"),
    ("telegraph act", "IN"),
    ("suspension of services", "IN"),
    ("blocking for access", "IN"),
    ("investigatory powers act", "GB"),
    ("police and criminal evidence", "GB"),
    ("online safety act", "GB"),
    ("stored communications act", "US"),
    ("electronic communications privacy act", "US"),
    ("criminal code", ""),
    ("uganda", "UG"),
    ("computer misuse act 2011", "UG"),
    ("budapest", "CE"),
    ("convention on cybercrime", "CE"),
)

_EU: Final = re.compile(
    r"(?P<sort>regulation|directive|verordnung|richtlinie|règlement|reglamento|directiva|decision)\s(?:\((?:eu|ue|ec|eg)\)\s)?(?:nr\.?\s|no\.?\s)?(?P<no>(?:19|20)\d\d/\d{1,4})(?:/(?:eu|ec|eg|ue))?"
    r"|(?P<name>digital services act|gesetz über digitale dienste|\bdsa\b|e-evidence regulation|e-evidence-verordnung|\bgdpr\b|\bdsgvo\b)"
)
_EU_HEADS: Final = (
    "regulation",
    "directive",
    "verordnung",
    "richtlinie",
    "règlement",
    "reglamento",
    "directiva",
    "decision",
    "digital services act",
    "gesetz über digitale dienste",
    "dsa",
    "e-evidence",
    "gdpr",
    "dsgvo",
)
_EU_NAMES: Final = {
    "digital services act": "2022/2065",
    "gesetz über digitale dienste": "2022/2065",
    "dsa": "2022/2065",
    "gdpr": "2016/679",
    "dsgvo": "2016/679",
    "e-evidence regulation": "2023/1543",
    "e-evidence-verordnung": "2023/1543",
}
_EU_BEFORE: Final = re.compile(
    rf"(?:articles?|artikeln?|art\.|artículos?)\s?(?P<list>{_NUMBER}(?:(?:,\s|\sand\s|\sund\s|\set\s|\sy\s|\sor\s){_NUMBER}){{0,6}})(?:\sabs(?:atz|\.)\s(?P<abs>\d{{1,2}}))?"
    r"(?:\s(?:of|der|des|du|del|de\sla)(?:\sthe)?)?\s$"
)
_EU_BEHIND: Final = re.compile(
    rf",\s(?:articles?|artikeln?|art\.|artículos?)\s?(?P<list>{_NUMBER}(?:(?:,\s|\sand\s|\sund\s){_NUMBER}){{0,6}})"
)
_DIRECTIVES: Final = frozenset(("directive", "richtlinie", "directiva"))

_RU_LAW: Final = re.compile(
    r"(?P<sort>федеральн\w{2,4}\sзакон\w{0,3}|federal\slaw)(?P<mid>[^\n;]{0,48}?)(?:№|no\.?|n)?\s?(?P<no>\d{1,4})(?:-(?:фз|fz|ф3)|(?=\s(?:dated|от|of)\s))"
)
_RU_TITLED: Final = re.compile(r"(?:федеральн\w{2,4}\sзакон\w{0,3}|federal\slaw)\s(?=\"(?P<title>[^\"]{4,160})\")")
_RU_SAID: Final = re.compile(
    r"(?:указанн|данн|настоящ|упомянут)\w{2,4}\sфедеральн\w{2,4}\sзакон\w{0,3}|(?:said|this|above)\sfederal\slaw"
)
_RU_GOV: Final = re.compile(
    r"(?:постановлени\w{1,2}\sправительства|(?:resolution|decree)\sof\sthe\sgovernment)(?P<mid>[^;\n]{0,80}?)(?:№|no\.?|\d{4})\s?(?P<no>\d{1,4})(?![\d./])"
)
_RU_CODE: Final = re.compile(
    r"\b(?P<code>ук|упк|коап|гк|гпк)\sрф\b|\b(?:уголовн\w{2,3}|гражданск\w{2,3})\sкодекс\w{0,2}"
)
_RU_CODES: Final = {
    "ук": "Criminal Code of the Russian Federation",
    "упк": "Code of Criminal Procedure of the Russian Federation",
    "коап": "Code of Administrative Offences of the Russian Federation",
    "гк": "Civil Code of the Russian Federation",
    "гпк": "Code of Civil Procedure of the Russian Federation",
}
_RU_ARTICLE: Final = re.compile(
    r"(?:(?:част\w{1,3}|ч\.|п\.|пункт\w{0,3}|(?:part|paragraph|clause|no\.?)s?)\s?(?P<part>\d{1,2}(?:-\d{1,2})?)\s(?:of\s)?)?"
    r"(?:стат\w{2,4}|ст\.|articles?|art\.)\s?(?P<list>\d{1,3}(?:\.\d{1,2})?(?:(?:-|,\s|\sи\s|\sand\s|,\sand\s)\d{1,3}(?:\.\d{1,2})?){0,6})\.?,?\s(?:of\s)?(?:the\s)?"
    r"(?:(?:указанн|данн)\w{2,4}\s)?$"
)
_RANGE: Final = re.compile(r"^(\d+)\.(\d+)-\1\.(\d+)$")

_FR: Final = re.compile(
    r"articles?\s(?P<list>(?:[lrd]\.?\s?)?\d{1,4}(?:-\d{1,3}){0,4}(?:(?:,\s|\set\s)(?:[lrd]\.?\s?)?\d{1,4}(?:-\d{1,3}){0,4}){0,6})\s(?:du|de\sla|de\sl')\s?"
    r"(?P<act>code\s(?:de\s|des\s|du\s)?(?:la\s)?[a-zéèêàç]{3,20}(?:\s(?:pénale|civile|intérieure|publique|sociale))?|loi\sn°\s?[\d-]{4,12})"
)
_ES: Final = re.compile(
    r"artículos?\s(?P<list>\d{1,4}(?:\s(?:bis|ter|quater))?(?:\s[a-z])?(?:(?:,\s|\sy\s)\d{1,4}){0,6})\s(?:del?|de\sla)\s(?:la\s)?"
    r"(?P<act>ley\s(?:orgánica\s)?(?:de\s[a-záéíóúñ]{4,20}(?:\scriminal|\scivil)?|\d{1,3}/\d{4})|código\s(?:penal|civil))"
)


def mentions(page: Page) -> list[Citation]:
    """Every mention of an act, in order of the text."""
    low = page.low
    found: list[Citation] = []
    if "§" in low:
        found += _german(page)
    if (
        "u.s" in low
        or "usc" in low
        or "title 18" in low
        or "c.f.r" in low
        or "rules of" in low
        or "f.r" in low
        or "fed. r" in low
    ):
        found += _american(page)
    found += _union(page)
    if (
        "закон" in low
        or "federal law" in low
        or "правительств" in low
        or "government" in low
        or "рф" in low
        or "кодекс" in low
    ):
        found += _russian(page)
    found += _common(page)
    if "article" in low or "artículo" in low:
        found += _romance(page)
    return sorted(found, key=lambda one: one.start)


def _german(page: Page) -> Iterator[Citation]:
    for match in _DE.finditer(page.cased):
        code = match["code"] + (f" {match['land']}" if match["land"] else "")
        parts = _german_sections(match["list"])
        if parts:
            country = "AT" if code.upper() in _AT_CODES else "DE"
            yield Citation(country, f"de:{code.lower()}", code, parts, match.start(), match.end(), "§")


def _german_sections(text: str) -> tuple[str, ...]:
    parts: list[str] = []
    at = 0
    for match in _DE_SECTION.finditer(text.lower()):
        lead = text[at : match.start()].lower().rstrip()
        if lead.endswith(("satz", "nr.", "nr", "nummer", "abs.", "absatz", "s.", "lit.", "buchst.", "alt.", "hs.")):
            continue
        parts.append(match[1] + (f"({match[2]})" if match[2] else ""))
        at = match.end()
    return tuple(dict.fromkeys(parts))


def _american(page: Page) -> Iterator[Citation]:
    low = page.low
    for pattern in (_USC, _USC_LONG):
        for match in pattern.finditer(low):
            groups = match.groupdict()
            title, text = groups["title"] or groups["title2"], groups["list"] or groups["list2"]
            parts = tuple(dict.fromkeys(_USC_PART.findall(text)))
            yield Citation("US", f"us:{title}usc", f"{title} U.S.C.", parts, match.start(), match.end(), "usc")
    for match in begun(low, cues(low, ("federal", "fed", "f.r", "fr", "rule")), _US_RULE):
        name = (match["kind"] or match["kind2"] or match["short"] or "")[:3]
        act = "Fed. R. Civ. P." if name == "civ" else "Fed. R. Crim. P."
        number = match["no"] or match["no2"]
        yield Citation("US", f"us:{act.lower()}", act, (number,) if number else (), match.start(), match.end(), "rule")
    for match in _CFR.finditer(low) if "cf" in low or "c.f" in low else ():
        yield Citation("US", f"us:{match[1]}cfr", f"{match[1]} C.F.R.", (match[2],), match.start(), match.end(), "usc")


def _union(page: Page) -> Iterator[Citation]:
    if not any(word in page.low for word in ("/", "dsa", "digital", "e-evidence", "gdpr", "dsgvo")):
        return
    for match in begun(page.low, places(page.low, _EU_HEADS), _EU):
        number = match["no"] or _EU_NAMES[match["name"]]
        sort = "Directive" if match["sort"] in _DIRECTIVES else "Regulation"
        old = sort == "Directive" and int(number.split("/")[0]) < 2015  # noqa: PLR2004 - numbering of the Official Journal changed
        act = f"{sort} {number}/EC" if old else f"{sort} (EU) {number}"
        lead = _EU_BEFORE.search(page.low, max(0, match.start() - 90), match.start())
        behind = _EU_BEHIND.match(page.low, match.end())
        parts = _numbers(lead["list"], lead["abs"]) if lead else _numbers(behind["list"]) if behind else ()
        start = lead.start() if lead else match.start()
        yield Citation("EU", f"eu:{number}", act, parts, start, match.end())


def _numbers(text: str, sub: str | None = None) -> tuple[str, ...]:
    parts = re.findall(
        r"\d{1,4}(?:[-.]?[A-Za-z]{1,2}(?![A-Za-z]))?(?:\.\d{1,3})?(?:-\d{1,3})?(?:\s?\([A-Za-z0-9]{1,4}\))*", text
    )
    clean = [re.sub(r"\s", "", part) for part in parts]
    if sub and len(clean) == 1:
        clean = [f"{clean[0]}({sub})"]
    return tuple(dict.fromkeys(clean))


def _russian(page: Page) -> Iterator[Citation]:
    low = page.low
    last: Citation | None = None
    for match in sorted(
        (*_RU_LAW.finditer(low), *_RU_SAID.finditer(low), *_RU_TITLED.finditer(low)), key=lambda one: one.start()
    ):
        group = match.groupdict()
        parts, start = _articles(low, match.start())
        if group.get("no"):
            dated = _date_near(page, match)
            last = Citation(
                "RU",
                f"ru:{group['no']}-fz",
                f"Federal Law No. {group['no']}-FZ",
                parts,
                start,
                match.end(),
                title=_quoted(page, match.end()),
                dated=dated,
            )
            yield last
        elif group.get("title"):
            name = " ".join(page.cased[match.start("title") : match.end("title")].split())
            yield Citation(
                "RU",
                f"titled:ru:{title_key(name)}",
                f"Federal Law {name[0].upper()}{name[1:]}",
                parts,
                start,
                match.end(),
                title=name,
            )
        elif last:
            yield Citation("RU", last.key, last.act, parts, start, match.end())
    for match in _RU_GOV.finditer(low):
        dated = _date_near(page, match)
        yield Citation(
            "RU",
            f"ru:gov:{match['no']}",
            f"Government Resolution No. {match['no']}",
            (),
            match.start(),
            match.end(),
            dated=dated,
        )
    for match in _RU_CODE.finditer(low):
        name = _RU_CODES.get(match["code"] or ("ук" if match[0].startswith("уг") else "гк"), "")
        parts, start = _articles(low, match.start())
        if parts:
            yield Citation("RU", f"ru:{name.lower()}", name, parts, start, match.end())


def _date_near(page: Page, match: re.Match[str]) -> str | None:
    day = next(dates.days(page.tables, page.low, match.start(), min(len(page.low), match.end() + 22)), None)
    return day.value if day else None


def _quoted(page: Page, at: int) -> str:
    match = re.compile(r"\s?\"([^\"\n]{4,160})\"").match(page.cased, at)
    return match[1] if match else ""


def _articles(low: str, end: int) -> tuple[tuple[str, ...], int]:
    match = _RU_ARTICLE.search(low, max(0, end - 90), end)
    if not match:
        return (), end
    text, part = match["list"], match["part"]
    ranged = _RANGE.match(text)
    numbers = (
        [f"{ranged[1]}.{n}" for n in (ranged[2], ranged[3])] if ranged else re.findall(r"\d{1,3}(?:\.\d{1,2})?", text)
    )
    if part and len(numbers) == 1:
        first, _, last = part.partition("-")
        numbers = [f"{numbers[0]}({first})" + (f"-({last})" if last else "")]
    return tuple(numbers), match.start()


def _common(page: Page) -> Iterator[Citation]:
    low, cased = page.low, page.cased
    for match in begun(low, cues(low, _SECTION_HEADS), _SECTION):
        start = match.start("act")
        acronym, act = _ACRONYM.match(low, start), _ACT.match(cased, start)
        parts = _numbers(cased[match.start("list") : match.end("list")])
        if acronym:
            name, country = _ACRONYMS[acronym[1]]
            end = acronym.end()
        elif act:
            name, country, end = _act_name(act[0]), _act_country(act[0]), act.end()
        else:
            continue
        if name.startswith("Federal Law"):
            continue
        yield Citation(country or None, f"act:{_act_key(name)}", name, parts, match.start(), end, _noun(match[0]))
    yield from _bare_acts(page)


def _bare_acts(page: Page) -> Iterator[Citation]:
    """Acts that are named without a provision; an act of which a provision is cited elsewhere merges by its key."""
    for word in (" Act", " Sanhita", " Ordinance"):
        at = page.cased.find(word)
        while at >= 0:
            found = _ACT_NAME.search(
                page.cased, max(0, page.cased.rfind("\n", 0, at) + 1, at - 120), min(len(page.cased), at + 24)
            )
            if found and _act_country(found[0]) and " " in found[0].strip():
                name = _act_name(found[0])
                yield Citation(
                    _act_country(found[0]) or None,
                    f"act:{_act_key(name)}",
                    name,
                    (),
                    found.start(),
                    found.end(),
                    "section",
                )
            at = page.cased.find(word, at + len(word))
    for match in _PECA.finditer(page.low):
        name, country = _ACRONYMS["peca"]
        parts = (match["urdu"],) if match["urdu"] else ()
        yield Citation(country, f"act:{_act_key(name)}", name, parts, *match.span(), "section")


_PECA: Final = re.compile(r"\bpeca\b|دفعہ\s(?P<urdu>\d{1,3})\s(?:پیکا|پریوینشن)")
_ACT_NAME: Final = re.compile(
    r"(?<![\w-])[A-Z][\w()-]{1,30}(?:\s(?:[A-Z][\w()-]{1,30}|of|and|the|on|for)){0,8}\s(?:Act|Sanhita|Ordinance)(?:,?\s(?:19|20)\d\d)?"
)


def _noun(text: str) -> str:
    return "article" if text.startswith("art") else "rule" if text.startswith("rule") else "section"


def _act_name(text: str) -> str:
    name = re.sub(r"^(?:the|of|under)\s", "", text.strip(), flags=re.IGNORECASE)
    name = re.sub(r",?\s\(?((?:19|20)\d\d)\)?$", r" \1", name)
    return (
        " ".join(word.lower() if word in _SMALL_CAPS else word.capitalize() for word in name.split())
        if name.isupper()
        else name
    )


_SMALL_CAPS: Final = frozenset(("OF", "AND", "THE", "ON", "FOR", "TO", "IN"))


def _act_key(name: str) -> str:
    """The act without article, year and spelling: the same act with and without its year is one."""
    plain = re.sub(r"\s(?:19|20)\d\d$", "", name.lower())
    return re.sub(r"[^a-z0-9]", "", plain.replace("the ", ""))


def _act_country(text: str) -> str:
    low = text.lower()
    return next((country for cue, country in _ACT_COUNTRY if cue in low), "")


def _romance(page: Page) -> Iterator[Citation]:
    for pattern, country in ((_FR, "FR"), (_ES, "ES")):
        for match in pattern.finditer(page.low):
            act = match["act"][0].upper() + match["act"][1:]
            parts = tuple(part.strip() for part in re.split(r",\s|\set\s|\sy\s", match["list"]))
            yield Citation(country, f"{country.lower()}:{match['act']}", act, parts, match.start(), match.end())
