"""Whether a court's decision is enclosed or relied on, and who issued what is asked."""

import re
from typing import Final

from dueprocess.domain.demand.codes import AuthorityKind, Issuer, Presence
from dueprocess.domain.demand.draft import Span
from dueprocess.domain.demand.reading.page import Page, begun, cues, has, phrases, places

_DECISION: Final = phrases(
    "court order|order of the court|order of the honourable|court's order|order issued by the court|"
    "court decision|decision of the court|court judgment|court ruling|court warrant|judicial order|"
    "judicial warrant|search warrant|warrant issued|warrant under|warrant dated|warrant from|warrant no|"
    "the warrant|bench warrant|injunction|interim measures|2703(d) order|richterliche anordnung|"
    "richterlicher beschluss|richterlichen beschluss|gerichtsbeschluss|gerichtliche anordnung|"
    "gerichtlicher beschluss|beschluss des|beschlusses des|решения суда|решением суда|решению суда|"
    "определение суда|определения суда|определением суда|постановление суда|постановления суда|"
    "постановлением суда|décision de justice|ordonnance du juge|ordonnance du tribunal|jugement|"
    "auto judicial|orden judicial|resolución judicial|mandamiento judicial|عدالتی حکم|عدالت کا حکم|"
    "عدالت کے حکم|न्यायालय के आदेश|न्यायालय का आदेश|order passed by|orders passed by"
)
_OF_COURT: Final = re.compile(
    r"(?:decision|order|ruling|judgment|warrant|verdict|solution)s?\s(?:\w+\s){0,3}?(?:of|by|from)\s(?:the\s|a\s)?(?:\w[\w'.-]*\s){0,5}?(?:court|judge|magistrate|tribunal)\b"
    r"|(?:решени|определени|постановлени)\w{1,3}\s(?:[\w.-]+\s){0,4}?суда\b"
    r"|(?:beschluss|anordnung|urteil)\w{0,3}\s(?:des|der|vom)\s(?:[\w.-]+\s){0,4}?(?:amtsgericht|landgericht|ermittlungsrichter|richter|gericht)\w{0,4}"
    r"|(?:amtsgericht|landgericht|oberlandesgericht)\s[\w.-]+(?:\s[\w.-]+){0,4}?\s(?:angeordnet|beschlossen|erlassen)"
)
_COURT_HEADS: Final = phrases(
    "decision|order|ruling|judgment|warrant|verdict|solution|решени|определени|постановлени|beschluss|anordnung|"
    "urteil|amtsgericht|landgericht|oberlandesgericht"
)
_NOT_RELIED: Final = phrases(
    "appeal|обжалован|обжаловать|contest|may be challenged|can be challenged|rechtsbehelf|beschwerde|"
    "without a court|without court|no court order|not require a court|does not require|will apply for|"
    "will seek|may seek|shall seek|if you fail|failing which|otherwise a|ohne richterlich|"
    "kein richterlich|nachgereicht|will follow|to be obtained|recurso|recours|absence of a court|"
    "in the absence of|compel|can be obtained|will be obtained|to file with the court"
)
_ENCLOSED: Final = phrases(
    "attached|enclosed|annexed|appended|herewith|copy of the order|see attachment|anbei|beigefügt|"
    "anliegend|liegt bei|als anlage|in der anlage|прилага|приложен|ci-joint|en annexe|adjunto|se adjunta|"
    "منسلک|संलग्न"
)
_ORDERS: Final = phrases(
    "it is hereby ordered|it is ordered|so ordered|you are commanded|you are hereby commanded|"
    "the court orders|ergeht folgender beschluss|wird beschlossen|hat das amtsgericht|wird angeordnet|"
    "суд определил|суд решил|ordonnons|acuerdo:|dispongo|this court|let the|beschluss|order|subpoena|"
    "warrant|auto |ordonnance|injonction|определение|постановление|acuerd|beschluss in dem|ordered that"
)
_JUDGES: Final = (
    "ermittlungsrichter",
    "investigating judge",
    "juge d'instruction",
    "juzgado de instrucción",
    "juez de instrucción",
    "examining magistrate",
    "judge of instruction",
)
_BY_KIND: Final = {
    AuthorityKind.POLICE: Issuer.POLICE,
    AuthorityKind.PROSECUTOR: Issuer.PROSECUTOR,
    AuthorityKind.COURT: Issuer.COURT,
    AuthorityKind.REGULATOR: Issuer.ADMINISTRATIVE,
    AuthorityKind.INTELLIGENCE: Issuer.POLICE,
    AuthorityKind.TAX: Issuer.ADMINISTRATIVE,
    AuthorityKind.GOVERNMENT: Issuer.EXECUTIVE,
    AuthorityKind.MILITARY: Issuer.EXECUTIVE,
    AuthorityKind.PARLIAMENT: Issuer.EXECUTIVE,
    AuthorityKind.PRIVATE: Issuer.NONE,
}
_VALIDATION: Final = ("validated by", "validating authority", "validierungsbehörde", "validiert", "validation by")
_NEAR: Final = 160


def presence(page: Page, kind: AuthorityKind) -> tuple[Presence, tuple[Span, ...]]:
    """``attached`` where a decision is said to be enclosed or is the text itself; ``mentioned`` where relied on."""
    if kind is AuthorityKind.COURT and has(page.low, _ORDERS):
        return Presence.ATTACHED, ()
    places = [span for span in _places(page) if not _only_named(page, span)]
    if not places:
        return Presence.NONE, ()
    enclosed = any(has(_near(page, span), _ENCLOSED) for span in places)
    return Presence.ATTACHED if enclosed else Presence.MENTIONED, tuple(page.span(*span) for span in places[:20])


def _places(page: Page) -> list[Span]:
    found = list(cues(page.low, _DECISION))[:200]
    if any(word in page.low for word in ("court", "judge", "magistrate", "tribunal", "суда", "gericht", "richter")):
        found += [
            match.span()
            for match, _ in zip(begun(page.low, places(page.low, _COURT_HEADS), _OF_COURT), range(200), strict=False)
        ]
    return sorted(found)


def _only_named(page: Page, span: Span) -> bool:
    start, end = page.sentence(span[0])
    return has(page.low.part(max(start, span[0] - _NEAR), min(end, span[1] + _NEAR)), _NOT_RELIED)


def _near(page: Page, span: Span) -> str:
    start, end = page.sentence(span[0])
    return page.low.part(max(start, span[0] - _NEAR), min(end, span[1] + _NEAR))


def issuer(page: Page, kind: AuthorityKind, court: Presence) -> Issuer:
    """Who issued the order that the text is or relies on."""
    if has(page.low, _JUDGES) and (court is not Presence.NONE or kind is AuthorityKind.COURT):
        return Issuer.INVESTIGATING_JUDGE
    if court is not Presence.NONE:
        return Issuer.COURT
    return _BY_KIND.get(kind, Issuer.UNKNOWN)


def validated_by(page: Page) -> Issuer | None:
    """Who validated the order, where the text says so (Regulation (EU) 2023/1543, art. 4)."""
    place = next(cues(page.low, _VALIDATION), None)
    if place is None:
        return None
    near = page.low[place[0] : place[1] + 80]
    for words, code in (
        (_JUDGES, Issuer.INVESTIGATING_JUDGE),
        (("prosecutor", "staatsanwalt", "procureur", "fiscal"), Issuer.PROSECUTOR),
        (("court", "gericht", "tribunal", "juzgado"), Issuer.COURT),
        (("judge", "richter", "juge", "juez"), Issuer.JUDGE),
    ):
        if has(near, words):
            return code
    return Issuer.UNKNOWN
