"""Why no data are handed over, in the words of a letter: not kept, deleted, encrypted without a key of ours.

Each reason is a fact about a service, the same for everybody who uses it: it says nothing about an account. It stands
in a letter only where the map of services says it, somebody looked within twelve months, and two people decided so.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from dueprocess.holdings.judge import Told
from dueprocess.law.finding import Citation
from dueprocess.letter.about import about
from dueprocess.letter.facts import Said
from dueprocess.letter.kinds import LetterKind

_NOT_KEPT: Final[Mapping[str, str]] = {
    "en": "{data}: the service keeps none, for any of its users",
    "de": "{data}: Der Dienst speichert sie bei niemandem",
    "ur": "{data}: یہ سروس کسی بھی صارف کا ایسا ڈیٹا محفوظ نہیں رکھتی",
}
_DELETED: Final[Mapping[str, str]] = {
    "en": "{data}: the service deletes them after {days} days",
    "de": "{data}: Der Dienst löscht sie nach {days} Tagen",
    "ur": "{data}: یہ سروس ایسا ڈیٹا {days} دن کے بعد حذف کر دیتی ہے",
}
_NO_KEY: Final[Mapping[str, str]] = {
    "en": "{data}: they are encrypted, and we hold no key to them",
    "de": "{data}: Sie sind verschlüsselt, und wir haben keinen Schlüssel dazu",
    "ur": "{data}: یہ خفیہ کردہ ہے اور ہمارے پاس اس کی کوئی کلید نہیں",
}
_PASSES_NOT: Final[Mapping[str, str]] = {
    "en": "{data}: they do not pass through our systems",
    "de": "{data}: Sie laufen nicht über unsere Systeme",
    "ur": "{data}: یہ ہمارے نظام سے نہیں گزرتا",
}
DECRYPTION: Final[Mapping[str, str]] = {
    "en": "undoing the encryption: we hold no key that does it",
    "de": "die Verschlüsselung aufzuheben: Wir haben keinen Schlüssel dafür",
    "ur": "خفیہ کاری کو ختم کرنا: ہمارے پاس اس کی کوئی کلید نہیں",
}
_NONE: Final = {"not-held": _NOT_KEPT, "lapsed": _DELETED}
_REASONS: Final[Mapping[LetterKind, Mapping[str, Mapping[str, str]]]] = {
    LetterKind.NO_DATA: _NONE,
    LetterKind.NOT_EXECUTABLE: {
        **_NONE,
        "held-unreadable": _NO_KEY,
        "passes-unreadable": _NO_KEY,
        "passes-not": _PASSES_NOT,
    },
}


_READABLE: Final[Mapping[str, str]] = {
    "en": "{data}: the part that we can read; to the rest we hold no key",
    "de": "{data}: der Teil, den wir lesen können; zum übrigen haben wir keinen Schlüssel",
    "ur": "{data}: وہ حصہ جو ہم پڑھ سکتے ہیں؛ باقی کی کلید ہمارے پاس نہیں",
}
_REACHING: Final[Mapping[str, str]] = {
    "en": "{data}: as far as they go back; the service deletes them after {days} days",
    "de": "{data}: soweit sie zurückreichen; der Dienst löscht sie nach {days} Tagen",
    "ur": "{data}: جہاں تک موجود ہیں؛ یہ سروس ایسا ڈیٹا {days} دن کے بعد حذف کر دیتی ہے",
}
_PARTS: Final[Mapping[str, Mapping[str, str]]] = {
    "executable-part": _READABLE,
    "passes-part": _READABLE,
    "part-lapsed": _REACHING,
}


def given_parts(each: Iterable[Told]) -> tuple[Said, ...]:
    """A point a category that is handed over: of which only a part is there or readable, with the limit."""
    return tuple(_worded(one, _PARTS) for one in each)


def reasons(kind: LetterKind, each: Iterable[Told]) -> tuple[Said, ...]:
    """A point a category: with its reason where the map has one that fits this letter, else the bare category."""
    return tuple(_worded(one, _REASONS[kind]) for one in each)


def _worded(one: Told, by_found: Mapping[str, Mapping[str, str]]) -> Said:
    bare = about((one.category,))
    words = by_found.get(one.found)
    if words is None or one.answer is None or one.service is None:
        return bare
    kept = one.service.kept.get(one.category)
    days = kept.days if kept else None
    return Said({code: text.format(data=bare.words[code], days=days) for code, text in words.items()})


def no_key(citation: Citation | None) -> Said:
    """That encryption cannot be undone, with the provision that the assessment found; None where nobody read one."""
    return Said(dict(DECRYPTION), citation)
