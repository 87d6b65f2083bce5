"""Sentences of findings that rest on the map: English and German. None of them states law, and none is a refusal."""

from collections.abc import Mapping
from typing import Final

from dueprocess.law.texts import Words, word

DATA: Final[Mapping[str, Words]] = {
    "subscriber": {"en": "Subscriber data", "de": "Bestandsdaten"},
    "identification": {"en": "Data that identify a user", "de": "Daten zur Identifizierung"},
    "traffic": {"en": "Traffic data", "de": "Verkehrsdaten"},
    "content": {"en": "Content", "de": "Inhalte"},
    "location": {"en": "Location data", "de": "Standortdaten"},
    "access_codes": {"en": "Access codes", "de": "Zugangsdaten"},
}

_SENTENCES: Final[Mapping[str, Words]] = {
    "executable": {
        "en": "{data}: {service} holds them, and we can read them.",
        "de": "{data}: {service} hält sie vor, und wir können sie lesen.",
    },
    "not-held": {
        "en": "{data}: {service} does not keep them, for anybody. Confirm it before an answer says so.",
        "de": "{data}: {service} speichert sie bei niemandem. Vor einer Antwort bestätigen.",
    },
    "lapsed": {
        "en": "{data}: {service} keeps them for {days} days; the whole period lies before that. Confirm that none "
        "are left.",
        "de": "{data}: {service} speichert sie {days} Tage; der ganze Zeitraum liegt davor. Bestätigen, dass keine "
        "da sind.",
    },
    "part-lapsed": {
        "en": "{data}: {service} keeps them for {days} days; a part of the period lies before that, and only the "
        "rest can be there.",
        "de": "{data}: {service} speichert sie {days} Tage; ein Teil des Zeitraums liegt davor, nur der Rest kann "
        "da sein.",
    },
    "held-unreadable": {
        "en": "{data}: {service} has them only encrypted, and we hold no key. This is no refusal: what we cannot read "
        "we cannot hand over readable. Whether the encrypted data are asked for, a person decides.",
        "de": "{data}: {service} hat sie nur verschlüsselt, und wir haben keinen Schlüssel. Das ist keine "
        "Ablehnung: Was wir "
        "nicht lesen können, können wir nicht lesbar herausgeben. Ob die verschlüsselten Daten verlangt sind, "
        "entscheidet eine Person.",
    },
    "kept-unreadable": {
        "en": "{data}: {service} has them encrypted, and we hold no key. They can be kept as they are; nobody here "
        "reads them.",
        "de": "{data}: {service} hat sie verschlüsselt, und wir haben keinen Schlüssel. Sie lassen sich unverändert "
        "sichern.",
    },
    "executable-part": {
        "en": "{data}: {service} has a part of them encrypted without a key of ours. Only the other part is "
        "executable; "
        "the answer says so.",
        "de": "{data}: {service} hat einen Teil davon verschlüsselt, ohne dass wir einen Schlüssel haben. Nur der "
        "andere Teil "
        "ist ausführbar; die Antwort sagt das.",
    },
    "passes": {
        "en": "{data}: they pass through {service}, and we can read them.",
        "de": "{data}: Sie laufen über {service}, und wir können sie lesen.",
    },
    "passes-unreadable": {
        "en": "{data}: they pass through {service} encrypted, and we hold no key. What is executable is said; this "
        "part is not.",
        "de": "{data}: Sie laufen verschlüsselt über {service}, und wir haben keinen Schlüssel. Dieser Teil ist "
        "nicht ausführbar.",
    },
    "passes-part": {
        "en": "{data}: a part passes through {service} encrypted without a key of ours. Only the other part is "
        "executable.",
        "de": "{data}: Ein Teil läuft verschlüsselt über {service}, ohne Schlüssel bei uns. Nur der andere ist "
        "ausführbar.",
    },
    "passes-not": {
        "en": "{data}: they do not pass through {service}. Confirm it before an answer says so.",
        "de": "{data}: Sie laufen nicht über {service}. Vor einer Antwort bestätigen.",
    },
    "unknown": {
        "en": "{data}: the map of services says nothing about them for {service}. Ask whoever runs it, and write it "
        "down.",
        "de": "{data}: Die Karte der Dienste sagt für {service} nichts dazu. Beim Betrieb nachfragen und eintragen.",
    },
    "before": {
        "en": "{data}: the map speaks for {service} from {day} on, and the period begins before that. Ask whoever "
        "runs it.",
        "de": "{data}: Die Karte gilt für {service} ab {day}, der Zeitraum beginnt davor. Beim Betrieb nachfragen.",
    },
    "stale": {
        "en": "{says} Nobody has checked this within 12 months: ask whoever runs the service.",
        "de": "{says} Das hat seit 12 Monaten niemand geprüft: beim Betrieb nachfragen.",
    },
    "depends": {
        "en": "{data}: {names} differ in this. Find out which service is meant, and answer for that one.",
        "de": "{data}: {names} unterscheiden sich darin. Klären, welcher Dienst gemeint ist, und für ihn antworten.",
    },
    "no-service": {
        "en": "The item is about a service of the class {class_}; the map of services has none. Is the demand ours?",
        "de": "Es geht um einen Dienst der Klasse {class_}; die Karte der Dienste hat keinen. Sind wir Adressat?",
    },
    "which-class": {
        "en": "Which service is meant is open. Ours are of different classes in law ({classes}), and the law that "
        "applies "
        "differs: confirm the class.",
        "de": "Welcher Dienst gemeint ist, ist offen. Unsere gehören rechtlich verschiedenen Klassen an "
        "({classes}), und "
        "das anwendbare Recht ist verschieden: Klasse bestätigen.",
    },
    "unread": {
        "en": "The map of services cannot be read, so nothing is known here of what we hold. {fault}",
        "de": "Die Karte der Dienste ist nicht lesbar; was wir vorhalten, ist hier nicht bekannt. {fault}",
    },
    "decryption": {
        "en": "The demand asks to undo encryption for which we hold no key. That cannot be done. On what the law "
        "asks of "
        "us here: {law}",
        "de": "Verlangt wird, eine Verschlüsselung aufzuheben, zu der wir keinen Schlüssel haben. Das ist nicht "
        "möglich. Was "
        "das Recht dazu von uns verlangt: {law}",
    },
    "own-key": {
        "en": "The demand asks to undo encryption. By the map we hold the key to what is asked here, so it can be "
        "handed "
        "over readable, where the law covers it.",
        "de": "Verlangt wird, eine Verschlüsselung aufzuheben. Nach der Karte haben wir den Schlüssel zu dem, was hier "
        "verlangt wird; es lässt sich lesbar herausgeben, soweit das Recht es deckt.",
    },
    "decryption-asks": {
        "en": "The demand asks to undo encryption for which we hold no key. That cannot be done. No law that was read "
        "within 12 months says here what it asks of us: ask counsel.",
        "de": "Verlangt wird, eine Verschlüsselung aufzuheben, zu der wir keinen Schlüssel haben. Das ist nicht "
        "möglich. "
        "Kein in den letzten 12 Monaten gelesenes Recht sagt hier, was es von uns verlangt: Rechtsrat einholen.",
    },
}


def say(key: str, language: str, **values: object) -> str:
    """The sentence ``key`` in ``language``, else in English."""
    return word(_SENTENCES[key], language).format(**values)


def data(category: str, language: str) -> str:
    """The category as the sentence begins with it."""
    return word(DATA[category], language)
