"""Whose an address is: the state's, an official's, the provider's own, or somebody's at the provider."""

import re
import unicodedata
from typing import Final

from dueprocess.demand.codes import Kind
from dueprocess.demand.draft import Span, Target
from dueprocess.demand.reading.page import Page

STATE: Final = re.compile(
    r"(?:^|\.)(?:gov|gob|gouv|govt|gov\.uk|gc|mil|police|polizei|justiz|europa|interpol|europol|nic)(?:\.|$)|(?:^|\.)(?:pje|e?saj|eproc|projudi|seeu|uyap|lexnet|epuap)\d?[.-]|(?:^|\.)bund\.de$|(?:polizei|staatsanwaltschaft|justiz|police|politie|bundesnetzagentur|bka)[\w-]*\.[a-z]{2,3}$|(?:^|\.)(?:gencat\.cat|euskadi\.eus|admin\.ch|zh\.ch|be\.ch|ge\.ch|vd\.ch)$"
    r"|(?:^|\.)(?:(?:pcr|mpcr|justice|uoou|mvcr|coi|ctu|nukib)\.cz|(?:minv|genpro|justice|tuke)\.sk|(?:polisen|aklagare|domstol|skatteverket|imy|pts|tullverket)\.se"
    r"|(?:politiet|politi|kripos|skatteetaten|domstol|nkom)\.(?:no|dk)|(?:mp|jus|leg)\.br|(?:tribunais|ministeriopublico)\.[a-z.]{2,6}|(?:pj|psp|gnr|anacom)\.pt|(?:pol|bel)\.tr|(?:arbitr|sudrf|genproc|sledcom|fssp|rkn)\.ru)$"
)
OWN_BOXES: Final = re.compile(
    r"^(?:abuse|legal|support|records?|subpoenas?|custodian|process|le|leo|nodal|grievance|police|lawful|trustandsafety|copyright|complaints?|press|media|privacy|security|compliance|law-?enforcement|lea|postmaster|noreply|no-reply|admin|hostmaster|contact|dpo|trust|help|webmaster|datenschutz|notices?|dmca"
    r"|auskunft|auskuenfte|justitie|juridico|juridica|juridique|juridik|juridisk|prawnik|rechtsdienst|juristes|legale|hello|info|noc|peering|kontakt|contacto|contato|recht|rechtsabteilung|jurid|juristen|prawny|pravni|pravne|hukuk|uyum|destek|soporte|suporte|klantenservice|kundenservice|office|biuro|bok|podpora|helpdesk|iod|fpd|rgpd|gdpr|kep|pec|direccion|direction|justice|requisitions|behoerden|behoerdenanfragen|domains?|registrar|sikkerhed|sikkerhet|sakerhet|lopd|poststelle|kanzlei|geschaeftsstelle|einlaufstelle|secretariat|greffe|cancelleria|secretaria|registratur|registry|clerk|on-?call|duty|emergency|emergencies|spoc|piket|bereitschaft|notdienst|judicial|guardia|oficios|requerimientos|autoridades|oficiosjudiciales|missbruk|misbrug|misbruk)(?:[._-][a-z]{2})?@"
)
LEAD: Final = 140
OFFICE: Final = re.compile(
    r"^(?:pi|pp|pst|pk|lka|kripo|gend|bka|sta|gsta|olg|kmp|kpp|kwp|komenda|questura|procura|tribunale|police|sheriff"
    r"|nccia|fccu|rccu|parket|arbitr)-"
    r"|polizia|prosecutor|carabinieri|guardiadifinanza|policja|prokuratura|policie|policia|guardiacivil|politie|polisen|emniyet|jandarma"
    r"|gendarmerie|belastingdienst|skatteverket|staatsanwaltschaft|(?:^|[.-])(?:gdf|procura|politi|mvd|npu|ssu|sledcom)[.-]"
    r"|(?:^|[.-])(?:police|garda|gov|govt|sheriff|polizei|justice|justiz|courts?|rcmp|rcmp-grc|efcc|ofcom|hmrc|usdoj|fbi|ic3)(?:[.]|$)|(?:police|sheriff|pd|polizei)\."
)
"""Hosts at which officials have their mail."""
_DOTTED: Final = re.compile(r"\w(?:\.|[\[({](?:\.|dot)[\])}])\w{2,}")
ADDRESSEE: Final = 300  # characters at the start in which addresses are the sender's and the addressee's
CONTACT: Final = 60
USED: Final = 40
_TAIL: Final = re.compile(r"[!-~]{0,12}")  # what may hang at an address: a closing bracket, an ending
_HEAD: Final = 900  # characters at the start in which the addressee stands
_TO: Final = re.compile(
    r"[\s>]*(?:An|To|Aan|A|À|Do|Komu|Pro|Till|Til|Kime|Кому|Para|Per|Sendt til|Destinatario|Destinataire|Adressat|Voor"
    r"|宛先|收件人|致|收文者|受文者|सेवा में|بنام)\s?:\s*"
)
"""What stands before the address of whom a letter goes to."""
_LETTERHEAD: Final = 600  # characters at the start in which the sender's address stands
_CAPTION: Final = 24  # … of a word for what stands behind it
_POSTAL: Final = re.compile(
    r"(?:(?:^|,\s?|\s)[A-Z]{0,2}-?\d{3}\s?\d{1,3}(?:\s[A-Z]{2})?\s[^\W\d_]{3}|(?:^|,\s)\d{5,6},\s|[^\W\d_],?\s\d{5,6}$)"
    r"[^@:]*$"
)
"""A line with a town and its number: 9960 AB Oudewaarde; 600900, Omsk; Pune 411001."""
DIALLED: Final = re.compile(
    r"(?:^|[\s|·•,;/])(?:t|tf|tel|tél|tlf|tfno|telefon|telefoon|teléfono|téléphone|phone|ph|fax|f|fon|vxl|växel|тел|факс)\b[.:]{0,2}\s{0,3}[+(]?\d[\d\s()/.-]{5,}",
    re.IGNORECASE,
)
"""A telephone number with the sign for one, as in letterheads."""
_DASHES: Final = ("- ", "\u2013 ", "\u2014 ", "\t")
_PLAIN: Final = str.maketrans("łøđıæœß", "lodiaos")
_STEM: Final = 5  # letters of a domain's name, above which a name like it is no chance


def is_officials(host: str) -> bool:
    """Whether a host is the state's, or one at which officials have their mail."""
    return bool("." in host and (STATE.search(host) or OFFICE.search(host)))


def below_address(page: Page, target: Span) -> bool:
    """Whether it stands alone, or behind a word for it, below the town or telephone of the letter's head."""
    start, end = target
    if start > _LETTERHEAD:
        return False
    line = page.plain.rfind("\n", 0, start) + 1
    lead, rest = page.plain[line:start].strip(), page.plain[end : end + _CAPTION].partition("\n")[0].strip()
    if rest or len(lead) > _CAPTION or any(map(str.isdigit, lead)):
        return False
    for over in reversed(page.plain[:line].rstrip("\n").split("\n")):
        if not DIALLED.search(over):
            return _POSTAL.search(over.strip()) is not None
    return False


def providers(page: Page, every: list[Target], recipient: str) -> frozenset[str]:
    """Domains of whom the letter goes to: of its mail, behind "To:", of a mailbox for such letters in its head."""
    hosts = {recipient.lower().strip(" <>\"',;").rpartition("@")[2]}
    for one in every:
        if one.span[0] > _HEAD or one.sort not in {"mail", "domain"}:
            continue
        lead = page.plain[page.plain.rfind("\n", 0, one.span[0]) + 1 : one.span[0]]
        value = one.value.lower()
        host = value.rpartition("@")[2]
        beside = lead.endswith("(") or (one.span[0] < ADDRESSEE and (not lead.strip() or lead.endswith(_DASHES)))
        named = beside and is_named(page, host)
        used = page.says(words_behind(page, one), "targets.accounts") or uses(page, one)
        first = one.span[0] < ADDRESSEE or not any(hosts)  # below an addressee it is a shop's of the facts
        if (OWN_BOXES.match(value) and not used and first) or _TO.fullmatch(lead) or named:
            hosts.add(host)
    return frozenset(one for one in hosts if one and not is_officials(one))


def of_provider(page: Page, target: Target, hosts: frozenset[str], kinds: tuple[Kind, ...], *, fits: bool) -> bool:
    """An account at the provider's own domain is asked about, whatever stands beside it; the domain itself is not."""
    value = target.value.lower()
    lead = page.plain[page.plain.rfind("\n", 0, target.span[0]) + 1 : target.span[0]]
    if target.sort == "domain":
        return fits and value.removeprefix("www.") not in hosts
    host = value.rpartition("@")[2]
    below = lead.strip() == "(" and target.span[0] < _HEAD and is_named(page, host)  # … the name of whom it goes to
    if target.sort != "mail" or fits or below or not kinds or set(kinds) <= {Kind.CONTENT}:
        return fits and not below
    if is_officials(host):
        return False
    if OWN_BOXES.match(value):
        return host not in hosts and target.span[0] > LEAD and uses(page, target) and not is_named(page, host)
    if host in hosts:
        return target.span[0] > ADDRESSEE and not _TO.fullmatch(lead)
    near = page.before(page.at(target.span[0]), CONTACT)
    return is_named(page, host) and not page.says(near, "targets.contacts")


def uses(page: Page, target: Target) -> bool:
    """Whether the words beside an address, and no sender's, say that somebody has it: support@ of a fraud's shop."""
    at = page.at(target.span[0])
    near = page.before(at, USED)
    return not page.says(near, "targets.contacts") and (
        page.says(words_behind(page, target), "targets.accounts") or page.says(near, "targets.mailboxes")
    )


def is_named(page: Page, host: str) -> bool:
    """Whether the letter names whom it goes to as the domain does: Grutto Post B.V., gruttopost.example."""
    parts = host.split(".")
    stem = re.sub(r"\W", "", parts[-2] if len(parts) > 1 else "")
    return len(stem) > _STEM and stem in _letters(page)


def _letters(page: Page) -> str:
    """The letter's words without their spaces and signs, and without its addresses."""
    known: dict[str, str] = page.memo.setdefault("targets.letters", {})
    if not known:
        words = (word for word in page.cased[: page.older].split() if "@" not in word and not _DOTTED.search(word))
        apart = unicodedata.normalize("NFKD", "".join(words).lower()).translate(_PLAIN)
        known["all"] = re.sub(r"[\W_]", "", apart)
    return known["all"]


def words_behind(page: Page, target: Target) -> str:
    """The words behind an address, in whose languages what it is comes after it: a@b.example の登録者."""
    end = page.at(target.span[1])
    tail = _TAIL.match(page.low, end)
    end = tail.end() if tail else end
    return page.low.part(end, end + 20)
