"""What else the text claims: emergency, reasons, silence, redress, consequence and the like. Claimed, never confirmed."""

# ruff: noqa: E501, RUF001 - phrases of several scripts hold look-alike letters; a pattern stays on one line

import re
from typing import Final

from dueprocess.domain.demand.codes import OffenceClass, SecrecySource
from dueprocess.domain.demand.draft import Span
from dueprocess.domain.demand.reading import dates
from dueprocess.domain.demand.reading.page import Page, begun, cues, first, has, phrases, places

_EMERGENCY: Final = phrases(
    "emergency disclosure|emergency request|emergency demand|emergency order|this is an emergency|"
    "an emergency|emergency case|emergency situation|exigent|imminent danger|imminent threat|"
    "imminent risk|immediate danger|immediate threat|gefahr im verzug|gefahr für leib|gefahr für leben|"
    "akute gefahr|dringender notfall|notfall|eilfall|чрезвычайн|угроза жизни|угрозы жизни|urgence vitale|"
    "danger imminent|péril imminent|peligro inminente|emergencia|ہنگامی|जान का खतरा|आपातकाल|2702(b)(8)"
)
_NO_EMERGENCY: Final = phrases(
    "not an emergency|no emergency|emergency services|in case of emergency|in an emergency call|"
    "kein notfall|declaration of emergency is not|non-emergency|emergency contact|"
    "in case of an emergency|public emergency"
)
_LIFE: Final = phrases(
    "danger of death|death or serious|danger to life|threat to life|risk to life|loss of life|"
    "life is in danger|life at risk|suicid|kidnap|abduct|leib und leben|leib oder leben|gefahr für leib|"
    "gefahr für das leben|suizid|entführ|угроз|danger de mort|urgence vitale|peligro de muerte|"
    "जान का खतरा|missing child|vermisste"
)
_BECAUSE: Final = phrases(
    "because|since the|namely|the facts|reason for|grounds:|as he |as she |has threatened|threatened to|"
    "announced|was abducted|kidnapped|missing since|weil|angekündigt|begründung|da der|da die|vermisst|"
    "hat gedroht|поскольку|так как|car |porque"
)
_EMERGENCY_WINDOW: Final = 500

_REASON: Final = phrases(
    "due to the fact|because|on suspicion of|suspected of|investigation of|investigation into|"
    "investigating|in connection with an offence|in connection with the offence|offence under|"
    "offense under|offences under|is accused|relates to the offence|violat|in breach of|contrary to|"
    "incit|propagand|used to commit|was used to|has been used|statement of facts|grounds:|"
    "statement of reasons|reasons:|the reason|relevant and material|"
    "criminal investigation being conducted|verdacht|verdächtig|ermittlungsverfahren wegen|"
    "wegen des verdachts|wegen betrug|wegen beleidigung|strafverfahren wegen|begründung|zur last gelegt|"
    "tatvorwurf|beschuldigt|gründe:|sachverhalt|в связи с тем|в связи с расследованием|пропаганд|"
    "в нарушение|призыв|описание запрещ|по факту|поскольку|enquête|soupçon|infraction|motifs|"
    "en raison de|investigación|delito|کی تفتیش|کے الزام|کے خلاف مقدمہ|के आरोप|अपराध|जांच|namely|"
    "а именно|weil |complaint of|complaint against|is against|کیونکہ|probable cause|"
    "prohibited information:|description of|law and order situation|apprehension of|public order|"
    "likelihood of|likely to|to prevent the|in the interest of|is necessary to|is necessary for|"
    "to locate|to identify the person|threat to|sicherheitslage"
)
_CONTAINS: Final = re.compile(
    r"\b(?:contain(?:s|ing|ed)?|contient|contiene|enthält|enthalten|содержит(?:ся)?|содержащ\w{1,3}|размещен\w{0,1}|distributes|publishes|depicts|shows)\s(?P<what>[^.;\n]{3,110})"
)
_CONTAINS_HEADS: Final = phrases(
    "contain|contient|contiene|enthält|enthalten|содержит|содержащ|размещен|distributes|publishes|depicts|shows"
)
_BARE: Final = re.compile(
    r"(?:the\s|a\s|an\s|such\s)?(?:any\s)?(?:prohibited|forbidden|illegal|unlawful|banned|restricted)\s(?:information|content|material)s?(?:\s(?:for|on|in|under|by|which|that)\b|\"|$)"
    r"|(?:the\s)?information\s(?:which|that|prohibited|has\sbeen|forbidden|banned|,)|(?:запрещенн\w{2,3}\s)?информац\w{1,3},?\s(?:распространение|запрещ|размещенн|котор)|запрещенн|dissemination\sof\swhich|rechtswidrige\sinhalte$|content\sthat\sis\sunlawful|content\sunlawful|the\sfollowing|no\s|at\sleast|all\s|every|data\s+that"
)
_NECESSARY: Final = phrases(
    "necessary and proportionate|necessity and proportionality|proportional|verhältnismäßig|"
    "erforderlich und angemessen|necessary and adequate|least intrusive|соразмерн|proportionné|"
    "proporcional|no less intrusive|cannot be obtained by other means|milderes mittel"
)
_REDRESS: Final = phrases(
    "right to appeal|may appeal|can be appealed|may be appealed|may be contested|may be challenged|"
    "can be challenged|right to challenge|redress|legal remedy|legal remedies|remedies available|"
    "motion to quash|move to quash|rechtsbehelf|rechtsmittelbelehrung|widerspruch einlegen|"
    "beschwerde zulässig|обжалован|voie de recours|voies de recours|recurso de|اپیل|अपील|"
    "petition to modify|apply to the court for|representation before the review committee|"
    "statutory appeal"
)
_CERTIFIED: Final = (
    "i certify",
    "certification",
    "i hereby certify",
    "certifies that",
    "certify under penalty",
    "bescheinig",
    "declare under penalty of perjury",
)
_INFORMAL: Final = phrases(
    "informal request|informally|terms of service|community guidelines|community standards|"
    "nutzungsbedingungen|voluntary|voluntarily|freiwillig|would appreciate it if you|your own rules|hint|"
    "hinweis auf mögliche|conditions d'utilisation"
)
_CONSENT: Final = phrases(
    "with the consent of the|has consented|consent of the account holder|consent of the subscriber|"
    "consent of the user|gave written consent|einwilligung des|einwilligung der|hat eingewilligt|"
    "с согласия|avec le consentement|con el consentimiento"
)
_ONWARD: Final = phrases(
    "on behalf of the authorities of|mutual legal assistance|mlat|letter rogatory|letters rogatory|"
    "request of a foreign|at the request of the authorities of|foreign government|rechtshilfe|"
    "rechtshilfeersuchen|shared with foreign|may be shared with|transmitted to the authorities of|"
    "interpol|правовой помощи|entraide judiciaire"
)
_SERIOUS: Final = phrases(
    "serious crime|serious offence|serious offense|schwere straftat|schwerer straftat|felony|murder|"
    "mord |mordes|totschlag|terror|kidnap|child sexual|child abuse|kinderpornogra|tötung|rape|убийств|"
    "терроризм|heinous"
)
_LISTED: Final = (
    "katalogtat",
    "§ 100a abs. 2",
    "§ 100b abs. 2",
    "listed offence",
    "listed in article",
    "scheduled offence",
    "listed in annex",
    "annex iv",
)
_OFFENCE: Final = phrases(
    "offence|offense|crime|suspicion|suspected|investigation|accused|straftat|verdacht|betrug|"
    "ermittlungsverfahren|beleidigung|fraud|преступлен|уголовн|infraction|délit|delito|hacking|"
    "defamation|harassment|اپراد|جرم|अपराध|fir no"
)
_PROVISION: Final = re.compile(
    r"§{1,2}\s?\d{1,3}[a-z]?[^.;\n]{0,40}?\sstgb|\b18\s?u\.?s\.?c\.?\s?§{0,2}\s?(?!27|31|25)\d{3,4}|(?:offences?|offenses?|crimes?|punishable|violations?)\s(?:under|of|against|contrary to)\s(?:the\s)?(?:sections?|articles?|18|s\.|§)\s?\d|ст\.\s?\d{1,3}(?:\.\d)?\sук|u/s\s\d|penal code"
)

_PROVISION_HEADS: Final = ("§", "18", "offen", "crime", "punishable", "violation", "ст.", "u/s", "penal code")
_SILENCE: Final = phrases(
    "not disclose|not to disclose|do not notify|not notify|not inform|non-disclosure|nondisclosure|"
    "keep this confidential|keep confidential|kept confidential|strictly confidential|"
    "maintain confidentiality|maintain the confidentiality|confidentiality of this|remain confidential|"
    "not be disclosed|prohibited from disclosing|shall not reveal|not to reveal|not reveal|not tip off|"
    "stillschweigen|nicht unterricht|nicht zu unterrichten|nicht informieren|vertraulich zu behandeln|"
    "mitteilungsverbot|keine mitteilung|verschwiegenheit|не разглаш|не сообща|не уведомля|"
    "ne pas divulguer|ne pas informer|secret de l'instruction|no revelar|no informar|deber de secreto|"
    "رازداری|خفیہ|गोपनीय|2705(b)|2709(c)|secrecy|refrain from informing|delayed notice"
)
_SILENCE_ORDER: Final = phrases(
    "court|it is ordered|is ordered|ordered that|order prohibits|2705(b)|gericht|angeordnet|judge|суд|"
    "ordonne|hereby ordered|commanded not|nondisclosure order|non-disclosure order"
)
_SILENCE_LAW: Final = phrases(
    "§|section|article|u.s.c|pursuant to|gemäß|under the act|by law|statut|статьи|ст.|gesetz|artikel|rule "
)
_COURT: Final = phrases("court|judge|gericht|richter|суд|tribunal|juez|juge|2705(b)")

_CONSEQUENCES: Final[tuple[tuple[tuple[str, ...], str], ...]] = (
    (
        ("network address enabling", "включении в единый реестр сетевого", "о включении сетевого адреса"),
        "network address entered in the register",
    ),
    (
        ("urls and their corresponding ip", "url and their corresponding ip"),
        "URLs and their IP address entered in the register",
    ),
    (
        phrases(
            "access will be limited|доступ к нему будет ограничен|limited for access|"
            "доступ к нему операторами связи|otherwise the access|меры по ограничению доступа|"
            "access would be limited|access to it will be restricted|access will be restricted|"
            "access will be blocked|will be blocked|blocked by|blocked for|заблокирован|будет ограничен доступ|"
            "limit access to"
        ),
        "access restricted",
    ),
    (
        phrases(
            "punishable by a fine|liable to a fine|liable to fine|fine of|fines|or fine|and fine|with fine|"
            "financial penalt|pecuniary penalt|bußgeld|geldbuße|ordnungsgeld|штраф|amende|multa|جرمانہ|जुर्माना"
        ),
        "fine",
    ),
    (("zwangsgeld", "periodic penalty", "astreinte", "coercive fine"), "periodic penalty"),
    (("contempt",), "contempt of court"),
    (("zwangsmittel", "coercive measure", "ordnungsmittel"), "coercive measures"),
    (("imprison", "haft ", "freiheitsstrafe", "jail", "лишени", "قید", "कारावास"), "imprisonment"),
    (
        phrases(
            "licence will be|license will be|licence shall be|revocation of the licen|suspension of licen|"
            "cancellation of licen|withdrawal of the licen|entzug der lizenz|отзыв лицензии|لائسنس منسوخ"
        ),
        "licence revoked or suspended",
    ),
    (
        phrases(
            "legal action|legal proceedings|be prosecuted|proceedings will be initiated|"
            "proceedings shall be initiated|penal action|prosecution|strafrechtliche|привлеч|ответственност|"
            "poursuites|acciones legales|قانونی کارروائی|कानूनी कार्रवाई"
        ),
        "legal proceedings",
    ),
    (
        ("compel compliance", "order compelling", "erzwungen", "search of your premises", "durchsuchung"),
        "compelled compliance",
    ),
)
_FORMS: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    (
        "EPOC-PR",
        (
            "epoc-pr",
            "european preservation order",
            "europäische sicherungsanordnung",
            "injonction européenne de conservation",
            "orden europea de conservación",
        ),
    ),
    (
        "EPOC",
        (
            "epoc ",
            "(epoc)",
            "european production order",
            "europäische herausgabeanordnung",
            "injonction européenne de production",
            "orden europea de producción",
        ),
    ),
    (
        "DSA-9",
        phrases(
            "article 9 of regulation (eu) 2022/2065|article 9 dsa|article 9 of the dsa|"
            "article 9 of the digital services act|art. 9 dsa|art. 9 der verordnung (eu) 2022/2065|"
            "artikel 9 der verordnung (eu) 2022/2065|order to act against|anordnung zum vorgehen gegen|"
            "article 9 du règlement|article 9(1) of regulation (eu) 2022/2065"
        ),
    ),
    (
        "DSA-10",
        (
            "article 10 of regulation (eu) 2022/2065",
            "article 10 dsa",
            "article 10 of the dsa",
            "article 10 of the digital services act",
            "art. 10 dsa",
            "artikel 10 der verordnung (eu) 2022/2065",
            "article 10 du règlement",
            "article 10(1) of regulation (eu) 2022/2065",
        ),
    ),
)


def emergency(page: Page) -> tuple[bool, Span | None, bool, bool]:
    """(claimed, where, reasons given, danger to life claimed)."""
    for start, end in cues(page.low, _EMERGENCY):
        if has(page.low.part(max(0, start - 24), end + 16), _NO_EMERGENCY):
            continue
        near = page.low.part(max(0, start - _EMERGENCY_WINDOW), end + _EMERGENCY_WINDOW)
        return True, page.span(start, end), has(near, _BECAUSE), has(near, _LIFE)
    return False, None, False, False


def reasons(page: Page) -> tuple[bool, Span | None]:
    """Whether the text says what the matter is or why; the bare statement that content is prohibited is no reason."""
    for match in begun(page.low, cues(page.low, _CONTAINS_HEADS), _CONTAINS):
        if not _BARE.match(match["what"].lstrip('" ')):
            return True, page.span(*match.span())
    claimed = emergency(page)
    if claimed[2]:
        return True, claimed[1]
    for start, end in cues(page.low, _REASON):
        if not has(page.low.part(max(0, start - 20), start), ("without ", "or violate", "must not, ", "ohne ")):
            return True, page.span(start, end)
    return False, None


def secrecy(page: Page, *, from_court: bool = False) -> tuple[SecrecySource, str | None, bool, Span | None]:
    """(source of the silence that is claimed, its last day, ordered by a court, where)."""
    place = first(page.low, _SILENCE)
    if place is None:
        return SecrecySource.NONE, None, False, None
    start, end = page.sentence(place[0])
    near = page.low.part(max(start, place[0] - 260), min(len(page.low), max(end, place[1]) + 60))
    until = next(
        (
            day.value
            for day in dates.days(near)
            if has(
                near[max(0, day.start - 14) : day.start], ("until", "till", "bis", "до", "jusqu'au", "hasta", "through")
            )
        ),
        None,
    )
    source = SecrecySource.REQUEST
    if from_court or (has(near, _SILENCE_ORDER) and not has(near, ("after the court",))):
        source = SecrecySource.ORDER
    elif has(near, _SILENCE_LAW):
        source = SecrecySource.STATUTE
    return source, until, source is SecrecySource.ORDER and (from_court or has(near, _COURT)), page.span(*place)


def offence(page: Page) -> tuple[OffenceClass, bool]:
    """Weight of the offence as the text puts it, and whether its provision is named."""
    provision = next(begun(page.low, places(page.low, _PROVISION_HEADS), _PROVISION), None) is not None
    if has(page.low, _LISTED):
        return OffenceClass.LISTED, provision
    if not has(page.low, _OFFENCE):
        return OffenceClass.ANY if provision else OffenceClass.NONE, provision
    return OffenceClass.SERIOUS if has(page.low, _SERIOUS) else OffenceClass.ANY, provision


def consequence(page: Page) -> tuple[str | None, Span | None]:
    """Short English phrase for what is threatened, or None."""
    phrases, place = [], None
    for words, phrase in _CONSEQUENCES:
        found = first(page.low, words)
        if found:
            phrases.append(phrase)
            place = place or page.span(*found)
    return (" and ".join(phrases) if phrases else None), place


def forms(page: Page) -> tuple[str, ...]:
    """Named forms of the Union's law: EPOC, EPOC-PR (Regulation (EU) 2023/1543), DSA-9, DSA-10 ((EU) 2022/2065)."""
    return tuple(name for name, words in _FORMS if has(page.low, words))


def flags(page: Page) -> dict[str, bool]:
    """The plain yes-or-no claims, by field of the draft."""
    low = page.low
    return {
        "necessity": has(low, _NECESSARY),
        "redress": has(low, _REDRESS),
        "certified": has(low, _CERTIFIED),
        "informal": has(low, _INFORMAL),
        "consent_of_target": has(low, _CONSENT),
        "onward_sharing": has(low, _ONWARD),
    }
