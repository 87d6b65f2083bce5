"""What a point of a letter is about, in the house's words: kind of item and categories of data. No account status."""

from collections.abc import Mapping, Sequence
from typing import Final

from dueprocess.demand.codes import DataCategory
from dueprocess.letter.facts import Said

PROVISION: Final[Mapping[str, str]] = {
    "en": "the legal provision on which this part of the demand rests",
    "de": "die Rechtsgrundlage für diesen Teil des Ersuchens",
    "ur": "وہ قانونی دفعہ جس پر مطالبے کا یہ حصہ مبنی ہے",
}
"""Asked for where the power that was invoked does not reach what was demanded."""

_DATA: Final[Mapping[DataCategory, Mapping[str, str]]] = {
    DataCategory.SUBSCRIBER: {"en": "subscriber data", "de": "Bestandsdaten", "ur": "صارف کی بنیادی معلومات"},
    DataCategory.IDENTIFICATION: {
        "en": "data that identify a user",
        "de": "Daten zur Identifizierung eines Nutzers",
        "ur": "صارف کی شناخت کا ڈیٹا",
    },
    DataCategory.TRAFFIC: {"en": "traffic data", "de": "Verkehrsdaten", "ur": "ٹریفک ڈیٹا"},
    DataCategory.CONTENT: {"en": "content data", "de": "Inhaltsdaten", "ur": "مواد کا ڈیٹا"},
    DataCategory.LOCATION: {"en": "location data", "de": "Standortdaten", "ur": "مقام کا ڈیٹا"},
    DataCategory.ACCESS_CODES: {"en": "access codes", "de": "Zugangsdaten", "ur": "رسائی کے کوڈ"},
}
_KIND: Final[Mapping[str, str]] = {
    "en": "the measure demanded",
    "de": "die verlangte Maßnahme",
    "ur": "مطلوبہ اقدام",
}
_CATEGORY: Final = {str(one): one for one in DataCategory}
_JOIN: Final = {"en": ", ", "de": ", ", "ur": "، "}


def about(data: Sequence[str]) -> Said:
    """The subject of one item by language: its data categories, else the measure as such."""
    if not data:
        return Said(dict(_KIND))
    return Said({code: _JOIN[code].join(_DATA[_CATEGORY[one]][code] for one in data) for code in _JOIN})
