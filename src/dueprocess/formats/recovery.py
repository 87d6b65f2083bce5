"""Recovery words: 128 random bits that a person writes on paper and types again, checked by 16 bits more.

Nine words of five letters, consonants and vowels in turn: they can be said in any language, stand in no dictionary that
would have to be shipped, and a mistyped one is noticed.
"""

import hashlib
import re
from typing import Final, NoReturn

from dueprocess.formats.refusal import DeniedError

BYTES: Final = 16
WORDS: Final = 9
_CONSONANTS: Final = "bdfghjklmnprstvz"
_VOWELS: Final = "aiou"
_WORD: Final = re.compile(f"(?:[{_CONSONANTS}][{_VOWELS}]){{2}}[{_CONSONANTS}]")
_BLANK: Final = " \t\n\v\f\r"
_BETWEEN: Final = re.compile(f"[{_BLANK},-]+")
_LABEL: Final = b"dueprocess.recovery/1"


def words(entropy: bytes) -> str:
    """Nine words of 16 bytes, with a blank between. Raises DeniedError."""
    if len(entropy) != BYTES:
        _refuse("recovery words are made of 16 bytes")
    data = entropy + _check(entropy)
    return " ".join(_word(data[at] << 8 | data[at + 1]) for at in range(0, len(data), 2))


def entropy_of(text: str) -> bytes:
    """The 16 bytes of nine words; case, hyphens and blanks do not count. Raises DeniedError ``recovery.words``."""
    given = _split(text)
    if not looks_like(text):
        _refuse("recovery words are nine words of five letters, as they were shown")
    data = b"".join(_number(one).to_bytes(2, "big") for one in given)
    entropy = data[:BYTES]
    if data[BYTES:] != _check(entropy):
        _refuse("one of the recovery words is another one: look at each letter again")
    return entropy


def looks_like(text: str) -> bool:
    """Whether the text has the form of recovery words, right or mistyped; else it is a passphrase."""
    given = _split(text)
    return len(given) == WORDS and all(_WORD.fullmatch(one) for one in given)


def _split(text: str) -> list[str]:
    """Words of ASCII alone: what else counts as blank differs between programs (NEL, byte order mark, U+001C)."""
    return _BETWEEN.split(text.strip(_BLANK).lower()) if text.isascii() else []


def _check(entropy: bytes) -> bytes:
    return hashlib.sha256(_LABEL + entropy).digest()[:2]


def _word(value: int) -> str:
    return "".join(
        (_CONSONANTS[value >> 12], _VOWELS[value >> 10 & 3], _CONSONANTS[value >> 6 & 15], _VOWELS[value >> 4 & 3],
         _CONSONANTS[value & 15])
    )  # fmt: skip


def _number(word: str) -> int:
    letters, vowels = _CONSONANTS.index, _VOWELS.index
    begin = letters(word[0]) << 12 | vowels(word[1]) << 10 | letters(word[2]) << 6
    return begin | vowels(word[3]) << 4 | letters(word[4])


def _refuse(reason: str) -> NoReturn:
    raise DeniedError.because("recovery.words", reason)
