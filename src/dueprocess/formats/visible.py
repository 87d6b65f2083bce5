"""What the eye misses in a text, made visible: invisible and turning characters, and letters of another script.

The characters are those of the vault's page (``frontend/src/frame/visible.ts``; a test holds the two together), UAX #9
and UTS #39. A script is the first word of a letter's Unicode name, which is enough to tell U+0430 from ``a``. What is
written in one script stays as it is, and what was made visible once is left alone a second time.
"""

import re
import unicodedata
from typing import Final

NAMES: Final = {
    0xAD: "soft hyphen",
    0x34F: "combining grapheme joiner",
    0x61C: "Arabic letter mark",
    0x115F: "Hangul filler",
    0x1160: "Hangul filler",
    0x180E: "Mongolian vowel separator",
    0x200B: "zero width space",
    0x200C: "zero width non-joiner",
    0x200D: "zero width joiner",
    0x200E: "left-to-right mark",
    0x200F: "right-to-left mark",
    0x2028: "line separator",
    0x2029: "paragraph separator",
    0x202A: "left-to-right embedding",
    0x202B: "right-to-left embedding",
    0x202C: "end of embedding",
    0x202D: "left-to-right override",
    0x202E: "right-to-left override",
    0x2060: "word joiner",
    0x2066: "left-to-right isolate",
    0x2067: "right-to-left isolate",
    0x2068: "first strong isolate",
    0x2069: "end of isolate",
    0x3164: "Hangul filler",
    0xFEFF: "zero width no-break space",
    0xFFA0: "Hangul filler",
}
UNSEEN: Final = (
    r"\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e"
    r"\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e007f"
)
"""The vault's list; a terminal obeys a carriage return besides, and cannot write half of a surrogate pair."""
_HIDDEN: Final = re.compile(rf"[\r\ud800-\udfff{UNSEEN}]")
# A line that wraps its own right-to-left or left-to-right words, as our letters do, turns nothing but these.
_WRAPPED: Final = re.compile(r"([\u2066\u2067])([^\n\u202a-\u202e\u2066-\u2069]*)(\u2069)")
_JOINING: Final = frozenset(
    {"ARABIC", "SYRIAC", "DEVANAGARI", "BENGALI", "GURMUKHI", "GUJARATI", "ORIYA", "TAMIL", "TELUGU", "KANNADA"}
    | {"MALAYALAM", "SINHALA"}
)
_ON: Final = r"\u0300-\u036f\u0483-\u0489\u1dc0-\u1dff\u20d0-\u20f0\ufe20-\ufe2f"
_MARKS: Final = re.compile(rf"[{_ON}\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u1ab0-\u1aff]{{5,}}")
"""More than four marks on one letter (UTS #39, 5.4): they paint over other lines."""
_LETTER: Final = rf"(?:[^\W_]|[{_ON}])"
_PART: Final = re.compile(f"{_LETTER}+")
_WORD: Final = re.compile(f"{_LETTER}+(?:[-._@'’]+{_LETTER}+)*")  # noqa: RUF001 - an apostrophe
# Scripts that one word mixes in honest writing.
_EAST: Final = frozenset(
    {"CJK", "IDEOGRAPHIC", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA", "HANGUL", "BOPOMOFO", "HALFWIDTH"}
)
_NO_SCRIPT: Final = frozenset({"MICRO", "FEMININE", "MASCULINE", "MODIFIER", "OHM", "ANGSTROM", "COMBINING", ""})
# Cyrillic, Greek, Armenian and Latin letters that are taken for plain ones, and those (UTS #39, confusables).
_TAKEN: Final = "АВЕЅІЈКМНОРСТУХаеіјорсухѕһԁԛԝӏ ΑΒΕΖΗΙΚΜΝΟΡΤΥΧαικνορυχ ոսօց ıɑɡɩʏ"  # noqa: RUF001
_FOR: Final = "ABESIJKMHOPCTYXaeijopcyxshdqwl ABEZHIKMNOPTYXaiknopux nuog iagiy"
LOOKS: Final = dict(zip(_TAKEN, _FOR, strict=True))


def shown(text: str) -> str:
    """The text as it may stand before somebody who reads it."""
    if text.isascii() and not _HIDDEN.search(text):
        return text
    return _WORD.sub(_mixed, _MARKS.sub(_flood, unseen(text)))


def unseen(text: str) -> str:
    """The text with a name in place of each character that is not seen, or that turns what stands beside it."""
    kept = {at for one in _WRAPPED.finditer(text) if _turns_itself(one) for at in (one.start(1), one.start(3))}

    def name(found: re.Match[str]) -> str:
        mark, at = found[0], found.start()
        if at in kept or (mark in "\u200c\u200d" and _is_spelling(text[max(at - 1, 0) : at], text[at + 1 : at + 2])):
            return mark
        return f"⟨{NAMES.get(ord(mark)) or f'U+{ord(mark):04X}'}⟩"

    return _HIDDEN.sub(name, text)


def escaped(json: str) -> str:
    """The same JSON, with escapes in place of what ``shown`` would name: who reads it as data has what was said."""
    plain = _HIDDEN.sub(lambda found: _escape(found[0]), json)
    return plain if plain.isascii() else _WORD.sub(_escaped_where_mixed, plain)


def _escaped_where_mixed(found: re.Match[str]) -> str:
    odd = _mixed(found) != found[0]
    return "".join(_escape(one) if odd and not one.isascii() else one for one in found[0])


def alike(word: str) -> str:
    """What a word is taken for: two that are alike and not the same are told apart by nobody (UTS #39, skeleton)."""
    return "".join(LOOKS.get(one, one) for one in unicodedata.normalize("NFKC", word))


def words(text: str) -> list[str]:
    """Names and other words of a text, each with the dots and hyphens within it."""
    return _WORD.findall(text)


def _escape(mark: str) -> str:
    data = mark.encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{data[at : at + 4]}" for at in range(0, len(data), 4))


def _script(letter: str) -> str:
    first = unicodedata.name(letter, "").partition(" ")[0] if letter.isalpha() else ""
    return "" if first in _NO_SCRIPT else first


def _turns_itself(found: re.Match[str]) -> bool:
    """Whether what is wrapped is written in that direction anyway."""
    ways = {unicodedata.bidirectional(one) for one in found[2]}
    return bool(ways & ({"R", "AL"} if found[1] == "\u2067" else {"L", "EN"}))


def _is_spelling(before: str, after: str) -> bool:
    return bool(before and after) and all(
        unicodedata.name(one, "").partition(" ")[0] in _JOINING or one == "\ufe0f" or unicodedata.category(one) == "So"
        for one in (before, after)
    )


def _flood(found: re.Match[str]) -> str:
    return f"{found[0][:4]}⟨{len(found[0]) - 4} marks⟩"


def _mixed(found: re.Match[str]) -> str:
    """A word in which whatever is written in another script than the rest is named."""
    word = found[0]
    there = set(filter(None, map(_script, word))) if not word.isascii() else set()
    if len(there) < 2 or there <= _EAST | {"LATIN"} or there <= _EAST | {"FULLWIDTH"}:  # noqa: PLR2004 - one script
        return word
    return _PART.sub(lambda part: _marked(part[0], latin="LATIN" in there), word)


def _marked(part: str, *, latin: bool) -> str:
    """One part between dots and hyphens. One in a script of its own is honest, unless it looks like the Latin rest."""
    scripts = [_script(one) for one in part]
    there = set(filter(None, scripts))
    base = max(sorted(there), key=lambda one: (scripts.count(one), one == "LATIN"), default="")
    if len(there) == 1 and latin and all(one in LOOKS for one in part if one.isalpha()):
        base = "LATIN"
    runs: list[list[str]] = []  # a script, and what stands in it; marks and digits go with what is before them
    for one, script in zip(part, scripts, strict=True):
        if runs and script in {"", runs[-1][0]}:
            runs[-1][1] += one
        else:
            runs.append([script, one])
    return "".join(text if script in {"", base} else f"⟨{script.capitalize()} {text}⟩" for script, text in runs)
