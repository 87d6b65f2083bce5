"""Made-up letters that the tests of this folder share."""

from __future__ import annotations

import datetime

from dueprocess.adapters import dates, texts
from dueprocess.case.item_records import Effect
from dueprocess.demand.codes import DataCategory, Kind
from dueprocess.law.finding import Citation, Status
from dueprocess.letter.facts import Charged, ItemFacts, LetterFacts, Provider, Said
from dueprocess.letter.held import carried_out
from dueprocess.letter.kinds import LetterKind

PROVIDER = Provider(
    name="Beispielpost eG",
    place="Berlin",
    lines=("Musterweg 5", "10115 Berlin"),
    contact="recht@beispielpost.example",
    languages=("de", "en", "ur"),
    account=("Beispielbank", "DE00 0000 0000 0000 0000 00"),
)


REMOVED = Effect("removed", "2026-11-02", "cedar")


def cite(
    section: str = "§ 22(2)", act: str = "TTDSG (TDDDG since 14 May 2024)", status: Status = Status.VERIFIED
) -> Citation:
    return Citation(act, section, None, None, "2026-10-01", status)


def _said(words: dict[str, str], citation: Citation | None = None) -> Said:
    """A sentence of the law files, which speak some languages of letters themselves."""
    ours = {code: said[words["en"]] for code, said in texts.points().items()}
    return Said(words | ours, citation)


def _held(said: str, category: DataCategory) -> Said:
    """What a letter says of a category of data; ``said`` is a template with {data}, or the name of a reason."""
    held = {}
    for code, words in dates.SPELLING.languages.items():
        template = words.items.reasons.get(said, said)
        sentence = template.format(data=words.items.data[category])
        held[code] = sentence[0].upper() + sentence[1:]
    return Said(held)


PROVISION = _said(
    {
        "en": "the legal provision on which the demand rests",
        "de": "die Rechtsvorschrift, auf die das Ersuchen gestützt wird",
        "ur": "وہ قانونی دفعہ جس پر یہ مطالبہ مبنی ہے",
    },
    cite(),
)
PERIOD = _said(
    {
        "en": "the period for which data are asked",
        "de": "der Zeitraum, für den Daten verlangt werden",
        "ur": "وہ مدت جس کا ڈیٹا مانگا گیا ہے",
    },
    cite("§ 100j(1) sentence 1 no. 1", "Strafprozessordnung (StPO)"),
)
GROUND = _said(
    {
        "en": "The demand does not cite the provision that it rests on.",
        "de": "Das Ersuchen nennt die Rechtsgrundlage nicht.",
        "ur": "مطالبے میں وہ دفعہ درج نہیں جس پر یہ مبنی ہے۔",
    },
    cite("§ 22(3)"),
)
MESSAGES = _held("unreadable", DataCategory.CONTENT)
SUBSCRIBER = _held("{data}", DataCategory.SUBSCRIBER)
TRAFFIC = _held("{data}", DataCategory.TRAFFIC)

RECORD = _said(
    {"en": "one subscriber record", "de": "eine Bestandsdatenauskunft", "ur": "ایک صارف کا ریکارڈ"},
    cite("§ 23, Annex 3", "JVEG"),
)
RECORD_WITH_TRAFFIC = _said(
    {
        "en": "one subscriber record found with the help of traffic data",
        "de": "eine Bestandsdatenauskunft unter Rückgriff auf Verkehrsdaten",
        "ur": "ٹریفک ڈیٹا کی مدد سے ملا ایک صارف کا ریکارڈ",
    },
    cite("§ 23, Annex 3", "JVEG"),
)
IDENTIFIER = _said(
    {"en": "traffic data of one identifier", "de": "Verkehrsdaten zu einer Kennung", "ur": "ایک شناخت کا ٹریفک ڈیٹا"},
    cite("§ 23, Annex 3", "JVEG"),
)
INTERCEPTION = _said(
    {"en": "setting up one interception", "de": "Einrichtung einer Überwachung", "ur": "ایک نگرانی کا قیام"},
    cite("§ 23, Annex 3", "JVEG"),
)

_SAID = {
    LetterKind.CORRECTION: (ItemFacts(1, Kind.DISCLOSURE, (PROVISION, PERIOD)),),
    LetterKind.OBJECTION: (ItemFacts(1, Kind.DISCLOSURE, (GROUND,)),),
    LetterKind.REFUSAL_POLICY: (ItemFacts(1, Kind.SHUTDOWN), ItemFacts(2, Kind.DIRECT_ACCESS)),
    LetterKind.NO_DATA: (ItemFacts(1, Kind.DISCLOSURE, (SUBSCRIBER,)), ItemFacts(2, Kind.DISCLOSURE, (TRAFFIC,))),
    LetterKind.NOT_EXECUTABLE: (ItemFacts(1, Kind.INTERCEPTION, (MESSAGES,)),),
    LetterKind.PARTIAL: (
        ItemFacts(1, Kind.DISCLOSURE, (SUBSCRIBER,), granted=True),
        ItemFacts(2, Kind.DISCLOSURE, (TRAFFIC,)),
    ),
    LetterKind.CARRIED_OUT: (ItemFacts(1, Kind.CONTENT, (carried_out(dates.SPELLING, REMOVED),), granted=True),),
    LetterKind.COMPLY_NOTICE: (ItemFacts(1, Kind.DISCLOSURE, (SUBSCRIBER,)),),
}


def sample(kind: LetterKind) -> LetterFacts:
    """A letter of the kind as a desk would send it."""
    return LetterFacts(
        provider=PROVIDER,
        date=datetime.date(2026, 11, 24),
        authority_name="Staatsanwaltschaft Musterstadt",
        recipient_lines=("Justizstraße 1", "12345 Musterstadt"),
        reference="123 Js 4567/26",
        our_id="c-mzxw6ytb",
        received_on=datetime.date(2026, 11, 20),
        items=_SAID.get(kind, ()),
        citations=(cite("§ 100j", "Strafprozessordnung (StPO)"),) if kind in _RELYING else (),
        right_addressee="Andere Post GmbH, Hamburg" if kind is LetterKind.WRONG_ADDRESSEE else "",
        reply_until=datetime.date(2026, 12, 4) if kind in _WAITING else None,
        charges=_CHARGES if kind is LetterKind.INVOICE else (),
        number="MZXW6YTBCDEF-1" if kind is LetterKind.INVOICE else "",
    )


# The positions of JVEG, Annex 3, with which the law files ship.
_CHARGES = (
    Charged(RECORD, 12, 1_800, "EUR"),
    Charged(RECORD_WITH_TRAFFIC, 2, 3_500, "EUR"),
    Charged(IDENTIFIER, 3, 3_000, "EUR"),
    Charged(INTERCEPTION, 10, 10_000, "EUR"),
)
_RELYING = {LetterKind.CORRECTION, LetterKind.OBJECTION, LetterKind.NO_DATA, LetterKind.NOT_EXECUTABLE}
_WAITING = {LetterKind.CORRECTION, LetterKind.OBJECTION, LetterKind.CONFIRM_IN_WRITING}
