"""Languages of a text, paragraph by paragraph: by script, and by frequent words where a script serves several."""

# ruff: noqa: RUF001 - phrases of several scripts hold look-alike letters; a pattern stays on one line

import re
from collections import Counter
from typing import Final

_WORDS: Final[dict[str, frozenset[str]]] = {
    "en": frozenset(
        [
            "the",
            "of",
            "and",
            "to",
            "in",
            "is",
            "that",
            "for",
            "with",
            "be",
            "by",
            "on",
            "this",
            "are",
            "or",
            "which",
            "your",
            "from",
            "we",
            "you",
            "it",
            "as",
            "has",
            "have",
            "was",
            "been",
            "within",
            "please",
            "shall",
            "hello",
            "not",
        ]
    ),
    "de": frozenset(
        [
            "der",
            "die",
            "das",
            "und",
            "ist",
            "zu",
            "mit",
            "von",
            "den",
            "dem",
            "des",
            "ein",
            "eine",
            "einer",
            "wird",
            "werden",
            "für",
            "auf",
            "nicht",
            "sich",
            "sie",
            "im",
            "als",
            "nach",
            "bei",
            "oder",
            "über",
            "wir",
            "ihre",
            "ihnen",
            "gemäß",
            "zum",
            "zur",
        ]
    ),
    "fr": frozenset(
        [
            "le",
            "la",
            "les",
            "des",
            "du",
            "et",
            "est",
            "une",
            "que",
            "qui",
            "dans",
            "pour",
            "sur",
            "avec",
            "par",
            "au",
            "aux",
            "ce",
            "cette",
            "vous",
            "nous",
            "votre",
            "sont",
            "ou",
            "sans",
            "être",
            "conformément",
            "ses",
        ]
    ),
    "es": frozenset(
        [
            "el",
            "la",
            "los",
            "las",
            "del",
            "y",
            "es",
            "una",
            "que",
            "en",
            "para",
            "con",
            "por",
            "se",
            "su",
            "al",
            "lo",
            "como",
            "este",
            "esta",
            "usted",
            "sin",
            "sus",
            "han",
            "será",
            "son",
            "o",
            "conforme",
        ]
    ),
    "it": frozenset(
        [
            "il",
            "lo",
            "gli",
            "di",
            "che",
            "è",
            "una",
            "per",
            "con",
            "non",
            "si",
            "del",
            "della",
            "dei",
            "delle",
            "nel",
            "nella",
            "alla",
            "sono",
            "questo",
            "questa",
            "ai",
            "dal",
            "presente",
            "ove",
        ]
    ),
    "nl": frozenset(
        [
            "het",
            "een",
            "van",
            "en",
            "is",
            "dat",
            "op",
            "te",
            "voor",
            "met",
            "zijn",
            "niet",
            "aan",
            "door",
            "bij",
            "wordt",
            "deze",
            "u",
            "wij",
            "naar",
            "om",
            "ook",
            "als",
            "of",
            "uw",
        ]
    ),
    "pl": frozenset(
        [
            "i",
            "w",
            "na",
            "z",
            "do",
            "nie",
            "że",
            "się",
            "jest",
            "oraz",
            "o",
            "dla",
            "przez",
            "od",
            "po",
            "jako",
            "lub",
            "są",
            "przy",
            "być",
            "który",
            "która",
            "zgodnie",
            "art",
        ]
    ),
    "pt": frozenset(
        [
            "o",
            "os",
            "as",
            "do",
            "da",
            "dos",
            "das",
            "e",
            "é",
            "uma",
            "que",
            "em",
            "para",
            "com",
            "por",
            "se",
            "ao",
            "à",
            "não",
            "no",
            "na",
            "nos",
            "sua",
            "seu",
            "este",
            "esta",
            "conforme",
        ]
    ),
    "tr": frozenset(
        [
            "ve",
            "bir",
            "bu",
            "ile",
            "için",
            "olan",
            "olarak",
            "da",
            "de",
            "ne",
            "gibi",
            "daha",
            "çok",
            "kadar",
            "sonra",
            "göre",
            "tarafından",
            "veya",
            "hakkında",
        ]
    ),
}
_BY_WORD: Final = {
    word: tuple(code for code, frequent in _WORDS.items() if word in frequent)
    for word in frozenset().union(*_WORDS.values())
}
_WORD: Final = re.compile(r"[a-zà-ɏ]+")
_CYRILLIC: Final = re.compile(r"[а-яёіїєґ]{2,}")
_ARABIC: Final = re.compile(r"[\u0621-\u06d3]{2,}")
_DEVANAGARI: Final = re.compile(r"[\u0900-\u097f]{2,}")
_URDU: Final = frozenset("ٹڈڑںےہھگچپی")
_UKRAINIAN: Final = frozenset("іїєґ")
_PERSIAN: Final = frozenset("پچژگ")
_SAMPLE: Final = 20_000  # characters from the start and from the end
_WORDS_ENOUGH: Final = 5
_SHARE: Final = 0.08


def languages(low: str) -> tuple[str, ...]:
    """ISO 639-1 codes, sorted. Lower-case text; links and addresses do not count."""
    if len(low) > 2 * _SAMPLE:
        low = low[:_SAMPLE] + "\n" + low[-_SAMPLE:]
    text = _without_links(low) if "://" in low or "@" in low else low
    counts: Counter[str] = Counter()
    if not text.isascii():
        counts += _scripts(text)
    for paragraph in text.split("\n"):
        code, number = _latin(paragraph)
        if number:
            counts[code] += number
    total = sum(counts.values())
    return tuple(
        sorted(code for code, number in counts.items() if number >= _WORDS_ENOUGH and number >= _SHARE * total)
    )


def _without_links(low: str) -> str:
    return "\n".join(
        " ".join(word for word in line.split(" ") if "://" not in word and "@" not in word)
        if "://" in line or "@" in line
        else line
        for line in low.split("\n")
    )


def _latin(paragraph: str) -> tuple[str, int]:
    """The one language of a paragraph, and how many words it has; nothing where no language is clear."""
    words = _WORD.findall(paragraph)
    scores: dict[str, int] = {}
    for word in words:
        for code in _BY_WORD.get(word, ()):
            scores[code] = scores.get(code, 0) + 1
    if not scores:
        return "", 0
    best = max(scores, key=lambda code: (scores[code], code == "en"))
    return (best, len(words)) if scores[best] >= max(2, len(words) // 20) else ("", 0)


def _scripts(text: str) -> Counter[str]:
    counts: Counter[str] = Counter()
    cyrillic = _CYRILLIC.findall(text)
    if cyrillic:
        counts["uk" if _ukrainian(text, cyrillic) else "ru"] = len(cyrillic)
    arabic = _ARABIC.findall(text)
    if arabic:
        counts[_arabic_script(arabic)] = len(arabic)
    counts["hi"] = len(_DEVANAGARI.findall(text))
    return +counts


def _ukrainian(text: str, words: list[str]) -> bool:
    if not any(letter in text for letter in _UKRAINIAN):
        return False
    return sum(not _UKRAINIAN.isdisjoint(word) for word in words) * 8 > len(words)


def _arabic_script(words: list[str]) -> str:
    letters = Counter(letter for word in words for letter in word)
    if sum(letters[letter] for letter in "ٹڈڑںےہھ") * 50 > sum(letters.values()):
        return "ur"
    return "fa" if sum(letters[letter] for letter in "پچژگی") * 50 > sum(letters.values()) else "ar"
