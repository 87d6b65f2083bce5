"""What is asked, and which data: by the words of several languages. A negated cue ("do not delete") does not count."""

# ruff: noqa: E501, RUF001 - phrases of several scripts hold look-alike letters; a pattern stays on one line

from itertools import islice
from typing import Final

from dueprocess.domain.demand.codes import Kind
from dueprocess.domain.demand.draft import Span
from dueprocess.domain.demand.reading.page import Page, cues, has, phrases

_DISCLOSURE: Final = phrases(
    "subpoena|produce the following|produce all|produce any|produce to|provide the following|"
    "provide subscriber|provide us with|provide all|provide details|provide the name|provide information|"
    "provide the information|provide the data|provide data|provide the records|supply the following|"
    "subscriber information|basic subscriber|production order|european production|disclose to|"
    "disclose the following|disclose subscriber|shall disclose|disclose all|disclosure of|furnish|"
    "call detail record|hand over|search warrant|user data|data request|request for information|"
    "request for data|request the following|information request|auskunft|herausgabe|herauszugeben|"
    "bestandsdaten|verkehrsdaten|nutzungsdaten|mitzuteilen|teilen sie|übermitteln|zu übermitteln|"
    "предоставить информацию|предоставить сведения|предоставить данные|представить сведения|"
    "сведения о пользовател|просим предоставить|fournir|communiquer les|communication des données|"
    "réquisition|datos del usuario|datos de abonado|proporcionar|facilite|کی معلومات فراہم|تفصیلات فراہم|"
    "फراہم|जानकारी उपलब्ध|विवरण उपलब्ध|जानकारी प्रदान|provide cdr|order to provide information"
)
_PRESERVATION: Final = phrases(
    "preserve|preservation|retain all|data retention order|freeze the data|freeze all data|quick freeze|"
    "sicherung der daten|zu sichern|daten zu sichern|vorläufig zu sichern|sicherungsanordnung|"
    "einzufrieren|сохранить данные|обеспечить сохранность|сохранность|conserver|conservation|conservar|"
    "conservación|محفوظ|सुरक्षित रख"
)
_CONTENT: Final = phrases(
    "remove|removal of|take down|takedown|taken down|take-down|block access|blocking of access|"
    "restrict access|delete the content|delete the following|disable access|blocking order|"
    "unlawful content|illegal content|prohibited information|information prohibited|"
    "forbidden information|prohibited content|access to the site|be blocked|withhold the|geo-block|"
    "unpublish|rechtswidrige inhalte|rechtswidriger inhalt|entfernen|entfernung|zu löschen|löschung des|"
    "sperrung|sperren|unzugänglich|удал|ограничению доступа|ограничить доступ|запрещен|заблокир|"
    "supprimer|suppression|retirer|retrait|bloquer l'accès|retirar|retirada|bloquear|eliminar|ہٹا|بلاک|"
    "हटा|अवरुद्ध"
)
_ACCOUNT: Final = phrases(
    "suspend the account|suspend this account|suspend account|suspension of the account|"
    "deactivate the account|disable the account|terminate the account|freeze the account|"
    "close the account|block the account|seize the domain|seizure of the domain|suspend the domain|"
    "konto zu sperren|sperrung des kontos|sperrung des accounts|account zu sperren|заблокировать аккаунт|"
    "блокировк аккаунт|suspendre le compte|suspender la cuenta|suspend the following account|"
    "suspend the user|cancel the domain|transfer the domain|اکاؤنٹ معطل|suspend access of the user|"
    "remove the account|lock the account"
)
_SHUTDOWN: Final = phrases(
    "internet shutdown|shut down the|shutdown of|suspend internet|suspend mobile|suspension of internet|"
    "suspension of mobile|suspension of telecom|suspend all telecom|suspend telecom|"
    "suspend data services|mobile data services|mobile broadband|block the entire|cut off|"
    "internet services shall|temporary suspension of|services shall be suspended|suspend cellular|"
    "suspend all cellular|abschaltung des netzes|netzabschaltung|отключить интернет|отключение интернет|"
    "приостановить оказание услуг|coupure d'internet|couper l'accès à internet|corte de internet|"
    "انٹرنیٹ سروس|انٹرنیٹ بند|موبائل سروس معطل|इंटरनेट सेवा"
)
_THROTTLING: Final = phrases(
    "throttl|slow down|slowdown|reduce the speed|reduce bandwidth|reduce the bandwidth|"
    "limit the bandwidth|limit bandwidth|limit the speed|speed limited to|restrict the speed|drosseln|"
    "drosselung|замедл|снизить скорость|ralentir|reducir la velocidad|2g only|2g speed|256 kbps|128 kbps|"
    "رفتار کم"
)
_DIRECT: Final = phrases(
    "direct access|unmediated access|real-time access to|real time access to your|access to your servers|"
    "access to its servers|access to the servers|access to your systems|access to your network|"
    "remote access to|install a probe|install probes|install our equipment|installation of equipment on|"
    "login credentials for|administrator access|admin access|administrative access|live feed|mirror port|"
    "dedicated link|permanent connection|direkten zugriff|direkter zugriff|unmittelbaren zugriff|"
    "zugang zu ihren servern|zugriff auf ihre server|zugriff auf ihre systeme|прямой доступ|"
    "доступ к серверам|удаленный доступ|accès direct|acceso directo|سرورز تک|براہ راست رسائی|"
    "web management system|lawful intercept management"
)
_CAPABILITY: Final = phrases(
    "backdoor|back door|weaken|remove electronic protection|removal of electronic protection|"
    "removal of encryption|encryption keys|encryption key|decryption keys|master key|private keys|"
    "technical capability|build a capability|maintain the capability|capability to decrypt|"
    "disable encryption|traceability|client-side scanning|hintertür|generalschlüssel|ключи шифрования|"
    "ключей шифрования|ключи для декодирования|декодирования|porte dérobée|clés de chiffrement|"
    "claves de cifrado|all traffic of all users|all users' traffic|انکرپشن"
)
_INTERCEPTION: Final = phrases(
    "intercept|wiretap|wire tap|pen register|trap and trace|live monitoring|real-time collection|"
    "telekommunikationsüberwachung|tkü|aufzeichnung der telekommunikation|überwachung und aufzeichnung|"
    "прослушива|контроль и запись переговоров|interception|interceptación|lawful interception"
)
_SEARCH: Final = phrases(
    "search of the premises|search and seizure|search your premises|search the premises|durchsuchung|"
    "beschlagnahme|обыск|выемк|perquisition|registro domiciliario|seizure of the servers|"
    "seize the servers|seize all servers"
)
_COMPELLED: Final = phrases(
    "summons to appear|appear in person|you are summoned|appear before|attend the office|"
    "als zeuge geladen|zeugenvernehmung|вызов на допрос|явиться|convocation|citación|appear as a witness|"
    "to appear and testify|summoned to"
)
_STANDING: Final = phrases(
    "monthly report|report every|retain traffic data of all|retention obligation|"
    "register with the authority|appoint a local|local representative|data localisation|"
    "data localization|keep records for at least|register as"
)
_NO_RECORD: Final = (
    "keep no record",
    "no record of this",
    "no records of this",
    "not record this",
    "keine aufzeichnung",
    "destroy this letter",
    "delete this message after",
    "not be recorded",
)
_DOMAIN: Final = phrases(
    "domain registrar|change the name servers|nameserver|name server|dns redirect|redirect the dns|"
    "sinkhole|null route|null-route|blackhole|de-peering|registry lock|delegation of the domain|"
    "domain name shall"
)

CUES: Final[tuple[tuple[Kind, tuple[str, ...]], ...]] = (
    (Kind.DISCLOSURE, _DISCLOSURE),
    (Kind.PRESERVATION, _PRESERVATION),
    (Kind.INTERCEPTION, _INTERCEPTION),
    (Kind.CONTENT, _CONTENT),
    (Kind.ACCOUNT, _ACCOUNT),
    (Kind.SHUTDOWN, _SHUTDOWN),
    (Kind.THROTTLING, _THROTTLING),
    (Kind.DIRECT_ACCESS, _DIRECT),
    (Kind.CAPABILITY, _CAPABILITY),
    (Kind.SEARCH_SEIZURE, _SEARCH),
    (Kind.COMPELLED_PERSON, _COMPELLED),
    (Kind.STANDING_DUTY, _STANDING),
    (Kind.NO_RECORD, _NO_RECORD),
    (Kind.DOMAIN_INFRASTRUCTURE, _DOMAIN),
)
_NOT: Final = phrases(
    "not |nicht | не |never |neither |nor |ne pas | no |without |ohne |keine |refrain from |kein |cannot |n't "
)
_OWN_NEGATION: Final = frozenset((Kind.NO_RECORD,))
_FAR: Final = 26
_TRIES: Final = 40  # places of a kind that are looked at
# Common words of ordinary prose: they count only where the sentence asks, or names a link.
_WEAK: Final = frozenset(
    phrases(
        "remove|removal of|entfernen|entfernung|sperren|sperrung|удал|supprimer|suppression|retirer|retrait|"
        "retirar|eliminar|preserve|preservation|conserver|conservation|conservar|disclosure of|user data|"
        "traceability|weaken|commission|beschlagnahme|interception"
    )
)
# A word that means one kind in one company and another in other company: the kind gives way where the company stands near.
_GIVES_WAY: Final[dict[Kind, tuple[str, ...]]] = {
    Kind.DISCLOSURE: phrases(
        "disclosure of this|disclosure of the existence|disclosure of the request|disclose to any|"
        "disclose to the subscriber|disclose to the user|disclose to the customer|disclose to anyone|"
        "disclose to third|disclosure of such|unauthorized disclosure|unauthorised disclosure|auskunft über|"
        "auskunft erteilen wir|rechtsmittelauskunft|disclosure of confidential|user data policy|"
        "hand over to arrest"
    ),
    Kind.CONTENT: phrases(
        "remove or alter|removal of electronic protection|removal of encryption|remove electronic|"
        "remove encryption|unsubscribe|remove you from|remove me from|removed from this list|"
        "removed from our|remove the account|sperrung des kontos|sperrung des accounts|konto zu sperren|"
        "account zu sperren|remove any data|remove data"
    ),
    Kind.PRESERVATION: (
        "preserve your rights",
        "preserve the confidentiality",
        "preserve public order",
        "preservation of public order",
        "preserve law and order",
        "preservation of peace",
    ),
    Kind.CAPABILITY: ("backdoor.", "weaken the"),
    Kind.INTERCEPTION: ("interception management", "intercepted a", "intercept management"),
    Kind.SEARCH_SEIZURE: ("seizure of the domain",),
    Kind.COMPELLED_PERSON: ("instead of appear", "in lieu of appear"),
    Kind.SHUTDOWN: (
        "cut off date",
        "cut-off",
        "shut down the account",
        "shut down the site",
        "shut down the page",
        "mobile broadband provider",
    ),
    Kind.DIRECT_ACCESS: ("no direct access",),
}

ASKS: Final = phrases(
    "request|require|ordered|orders you|this order|please|must|shall|demand|command|directed|directs|"
    "hereby|notify you|inform you|notice|kindly|ersuch|bitte|bitten|verpflichtet|angeordnet|ordnet|ordne|"
    "aufgefordert|fordern|anordn|haben sie|просим|прошу|требу|обязан|необходимо|уведомл|сообща|"
    "предписыва|veuillez|demande|requis|ordonn|prions|enjoint|solicit|ruego|requier|ordena|درخواست|حکم|"
    "ہدایت|अनुरोध|आदेश|निर्देश|subpoena|warrant|acuerd|dispon|facilit|would appreciate|could you|can you"
)


def asked(page: Page, start: int = 0, end: int | None = None) -> dict[Kind, Span]:
    """Each kind that the part of the page asks for, with its first cue's place in the page."""
    low = (
        page.low.part(start, len(page.low) if end is None else end)
        if start or end not in {None, len(page.low)}
        else page.low
    )
    found: dict[Kind, Span] = {}
    for kind, words in CUES:
        for at, to in islice(cues(low, words), _TRIES):
            if not _excused(low, at, to, kind) and not (low[at:to] in _WEAK and not _in_earnest(page, start + at)):
                found[kind] = (start + at, start + to)
                break
    if Kind.ACCOUNT in found and Kind.CONTENT in found and not _content_apart(low, found[Kind.ACCOUNT][0] - start):
        del found[Kind.CONTENT]
    return found


def _in_earnest(page: Page, at: int) -> bool:
    near = page.around(at)
    return asks(near) or "://" in near or "hxxp" in near


def _excused(low: str, at: int, to: int, kind: Kind) -> bool:
    before = low[max(0, at - _FAR) : at]
    before = before[before.rfind("\n") + 1 :]
    if kind not in _OWN_NEGATION and any(word in " " + before for word in _NOT):
        return True
    company = low[max(0, at - 12) : to + 36]
    return any(phrase in company for phrase in _GIVES_WAY.get(kind, ()))


def _content_apart(low: str, at: int) -> bool:
    """Whether content is asked for in words other than those about the account."""
    return any(
        not at - 40 <= place <= at + 60 and not _excused(low, place, to, Kind.CONTENT)
        for place, to in cues(low, _CONTENT)
    )


def summary(kinds: tuple[Kind, ...]) -> str:
    """The kind in the words of ``read --json``."""
    content = not {Kind.CONTENT, Kind.ACCOUNT}.isdisjoint(kinds)
    data = not {Kind.DISCLOSURE, Kind.PRESERVATION, Kind.INTERCEPTION}.isdisjoint(kinds)
    if content and data:
        return "both"
    return "content_restriction" if content else "data_disclosure" if data else "other"


def asks(low: str) -> bool:
    """Whether a word of asking, ordering or notifying is there."""
    return has(low, ASKS)
