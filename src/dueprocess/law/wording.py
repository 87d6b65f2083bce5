"""The engine's own sentences, where no law file speaks: English and German.

They say what the desk found about its own shelf; none of them states law.
"""

from collections.abc import Mapping
from typing import Final

from dueprocess.law.finding import Citation, Status
from dueprocess.law.texts import Words, word

SHELF: Final = Citation(
    "House policy", "Nothing is decided without law that was read", None, None, None, Status.VERIFIED
)
"""What a finding about the shelf itself rests on: our own rule (P8), never a made-up law."""

_SENTENCES: Final[Mapping[str, Words]] = {
    "covers": {
        "en": "{name} covers what this item asks.",
        "de": "{name} deckt, was hier verlangt wird.",
    },
    "covers-not": {
        "en": "{name} gives no power over this: {what}.",
        "de": "{name} gibt keine Befugnis hierzu: {what}.",
    },
    "covers-unknown": {
        "en": "It is not known what kind of thing or data is asked; whether {name} covers it is open.",
        "de": "Es ist nicht bekannt, welche Maßnahme oder welche Daten verlangt sind; ob {name} sie deckt, ist offen.",
    },
    "covers-elsewhere": {
        "en": "{name} is relied on for other items of this demand.",
        "de": "{name} wird für andere Teile des Ersuchens angeführt.",
    },
    "in-force-not": {
        "en": "{name} was not in force on {day}, the day of the demand.",
        "de": "{name} galt am {day}, dem Tag des Ersuchens, nicht.",
    },
    "stale": {
        "en": "{name} was last read on {day}, over twelve months ago. Counsel should read it again and sign.",
        "de": "{name} wurde zuletzt am {day} gelesen, vor über zwölf Monaten. Bitte neu prüfen und zeichnen lassen.",
    },
    "unread": {
        "en": "{name} was not read in its own text ({status}). Nothing is decided by it until counsel has verified it.",
        "de": "{name} wurde nicht im eigenen Wortlaut gelesen ({status}). Bis zur Prüfung entscheidet sie nichts.",
    },
    "no-country": {
        "en": "It is not known which country's authority asks; no law can be chosen. Ask counsel.",
        "de": "Es ist nicht bekannt, aus welchem Staat ersucht wird; kein Recht ist wählbar. Bitte Rechtsrat einholen.",
    },
    "no-shelf": {
        "en": "There is no shelf yet for {country}: nothing about its law is known here. Ask counsel.",
        "de": "Für {country} gibt es noch kein Regal: Über dortiges Recht ist hier nichts bekannt. Rechtsrat einholen.",
    },
    "no-instrument": {
        "en": "The demand names no power that we know. Nearest: {nearest}. Ask on which one it rests; ask counsel.",
        "de": "Das Ersuchen nennt keine bekannte Befugnis. Am nächsten: {nearest}. Nachfragen und Rechtsrat einholen.",
    },
    "unknown-instrument": {
        "en": "Not on the shelf: {ids}. Nearest here: {nearest}. Add the provision (`law new`), or ask counsel.",
        "de": "Nicht im Regal: {ids}. Am nächsten: {nearest}. Vorschrift ergänzen (`law new`) oder Rechtsrat einholen.",
    },
    "none": {"en": "none", "de": "keine"},
    "may-unknown": {
        "en": "No law that was read answers whether we may tell, admit or count. Closed until a named person answers.",
        "de": "Kein geprüftes Recht sagt, ob wir benachrichtigen oder zählen dürfen. Geschlossen bis zur Entscheidung.",
    },
    "may-open": {
        "en": "The invoked law imposes no silence.",
        "de": "Das angeführte Recht ordnet kein Stillschweigen an.",
    },
    "may-claimed": {
        "en": "The demand claims a duty of silence that the invoked law does not give. Closed until counsel answers.",
        "de": "Das Ersuchen behauptet eine Schweigepflicht, die das angeführte Recht nicht kennt. Rechtsrat einholen.",
    },
    "may-no-order": {
        "en": "Silence exists only by order or notice, and none is there.",
        "de": "Stillschweigen bestünde nur kraft Anordnung; eine solche liegt nicht vor.",
    },
    "may-ended": {
        "en": "The silence ended on {day}; the person is to be told.",
        "de": "Das Stillschweigen endete am {day}; die Person ist zu benachrichtigen.",
    },
    "confirm": {
        "en": "The silence was ordered without a court and a court must confirm it: ask. Never tell of yourself.",
        "de": "Das Stillschweigen wurde ohne Gericht angeordnet; ein Gericht muss es bestätigen: nachfragen.",
    },
}


def say(key: str, language: str, **values: str) -> str:
    """The engine's sentence ``key`` in ``language``, else in English."""
    return word(_SENTENCES[key], language).format(**values)
