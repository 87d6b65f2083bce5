"""Why no data are handed over, in the words of a letter: not kept, deleted, encrypted without a key of ours.

Each reason is a fact about a service, the same for everybody who uses it: it says nothing about an account. It stands
in a letter only where the map of services says it, somebody looked within twelve months, and two people decided so.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from dueprocess.domain.holdings.judge import Told
from dueprocess.domain.law.finding import Citation
from dueprocess.domain.letter.about import about
from dueprocess.domain.letter.facts import Said
from dueprocess.domain.letter.kinds import LetterKind

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


def reasons(kind: LetterKind, each: Iterable[Told]) -> tuple[Said, ...]:
    """A point a category: with its reason where the map has one that fits this letter, else the bare category."""
    return tuple(_reason(kind, one) for one in each)


def _reason(kind: LetterKind, one: Told) -> Said:
    bare = about((one.category,))
    words = _REASONS[kind].get(one.found)
    if words is None or one.answer is None or one.service is None:
        return bare
    kept = one.service.kept.get(one.category)
    days = kept.days if kept else None
    return Said({code: text.format(data=bare.words[code], days=days) for code, text in words.items()})


def no_key(citation: Citation | None) -> Said:
    """That encryption cannot be undone, with the provision that the assessment found; None where nobody read one."""
    return Said(dict(DECRYPTION), citation)
