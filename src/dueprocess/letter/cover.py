"""The mail that carries a letter: neutral words, our own id, nothing of the demand. Mail is read on its way (P11)."""

from collections.abc import Mapping, Sequence
from typing import Final

from dueprocess.letter.kinds import LetterKind

_SUBJECT: Final[Mapping[str, str]] = {"en": "Letter {our_id}", "de": "Schreiben {our_id}", "ur": "خط {our_id}"}
_BODY: Final[Mapping[str, str]] = {
    "en": "A letter is attached as a PDF file. Replies to this address reach the desk that wrote it.",
    "de": "Als PDF-Datei liegt ein Schreiben bei. Antworten an diese Adresse erreichen die Stelle, die es schrieb.",
    "ur": "ایک خط PDF فائل کی صورت میں منسلک ہے۔ اس پتے پر جواب لکھنے والے دفتر تک پہنچتا ہے۔",  # noqa: RUF001 - Urdu ends so
}
FILE: Final = "letter.pdf"


def subject(kind: LetterKind, languages: Sequence[str], our_id: str) -> str:
    """The subject; an acknowledgement's is equal for every sender, as all of it is (hazard 2.1)."""
    shown = "" if kind is LetterKind.ACKNOWLEDGEMENT else our_id
    return _SUBJECT.get(languages[0], _SUBJECT["en"]).format(our_id=shown).strip()


def body(languages: Sequence[str]) -> str:
    """One sentence in each language of the letter."""
    return "\n\n".join(_BODY[code] for code in languages if code in _BODY) + "\n"
