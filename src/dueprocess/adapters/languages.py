"""Languages of a text, by Google's compact language detector (CLD3). Runs in the sandbox's child, on hostile text."""

import functools
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any, Final

_PIECE: Final = (80, 200)  # characters of a piece: a shorter line is joined with the next, a longer one is cut
_PIECES: Final = 12  # pieces that are looked at, spread evenly
_PROBABLE: Final = 0.9
_WORDS: Final = 5  # words that a language must have, and its share of all words that were told apart
_SHARE: Final = 0.1
_SAMPLE: Final = 20_000  # characters from the start and from the end
_WORD: Final = re.compile(r"[^\W\d_]+")
_KANA: Final = re.compile(r"[\u3041-\u3096\u30a1-\u30fa]")
_HAN: Final = re.compile(r"[\u4e00-\u9fff]")
_HAN_LEAST: Final = 10
_NOW: Final = {"iw": "he", "fil": "tl"}  # codes of the detector that ISO 639-1 writes otherwise


def languages(low: str) -> tuple[str, ...]:
    """ISO 639-1 codes, sorted. ``low`` is lower case, a line a paragraph; links and addresses do not count."""
    if len(low) > 2 * _SAMPLE:
        low = low[:_SAMPLE] + "\n" + low[-_SAMPLE:]
    pieces = list(_pieces(low))
    counts: Counter[str] = Counter()
    for piece in pieces[:: max(1, -(-len(pieces) // _PIECES))]:
        code = _language(piece)
        if code:
            counts[code] += len(_WORD.findall(piece))
    enough = max(_WORDS, _SHARE * counts.total())
    return tuple(sorted(code for code, words in counts.items() if words >= enough)) or _by_script(low)


def _by_script(low: str) -> tuple[str, ...]:
    """The language of a text that is too short for the detector, where its letters alone tell."""
    if _KANA.search(low):
        return ("ja",)
    return ("zh",) if len(_HAN.findall(low)) >= _HAN_LEAST else ()


def _language(piece: str) -> str | None:
    found = _detector().FindLanguage(text=piece)
    if not found.is_reliable or found.probability < _PROBABLE:
        return None
    code = _NOW.get(found.language, found.language)
    if code == "zh" and _KANA.search(piece):  # official Japanese is so full of Han that it looks Chinese
        code = "ja"
    return code if len(code) == 2 else None  # noqa: PLR2004 - ISO 639-1; "ru-Latn" and the like are guesses


def _pieces(low: str) -> Iterator[str]:
    least, most = _PIECE
    held, whole = "", False
    for line in low.split("\n"):
        plain = " ".join(word for word in line.split(" ") if "://" not in word and "@" not in word)
        held = f"{held} {plain}" if held else plain
        while len(held) >= least + most:
            cut = held.rfind(" ", least, most)
            cut = cut if cut > 0 else most
            yield held[:cut]
            held, whole = held[cut:], True
        if len(held) >= least:
            yield held
            held, whole = "", True
    if held and not whole:
        yield held


@functools.cache
def _detector() -> Any:  # noqa: ANN401 - the binding has no types
    import gcld3

    return gcld3.NNetLanguageIdentifier(min_num_bytes=0, max_num_bytes=1000)
