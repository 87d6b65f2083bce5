"""Languages of which a sentence stands in a letter of another language, told by their own script."""

# ruff: noqa: RUF001 - letters of other scripts

import re
from itertools import islice
from typing import Final

_HAN, _KANA = r"\u4e00-\u9fff", r"\u3040-\u30ff"
_SENTENCES: Final = (
    ("ja", re.compile(rf"[{_KANA}{_HAN}、。，「」]{{14,400}}"), re.compile(rf"[{_KANA}]")),
    ("zh", re.compile(rf"[{_HAN}，、。,]{{13,400}}"), re.compile(rf"[{_HAN}]")),
    ("ko", re.compile(r"[\uac00-\ud7af ]{15,400}"), re.compile(r"[\uac00-\ud7af]{2}")),
    ("hi", re.compile(r"[\u0900-\u097f ]{29,400}"), re.compile(r"[\u0900-\u097f]{2}")),
    ("ur", re.compile(r"[\u0600-\u06ff ]{29,400}"), re.compile(r"[ٹڈڑےںہھ]")),
)
"""A language, what a sentence of it is written in (more letters than a letterhead), and what must be in it."""
_OWN: Final = re.compile(rf"[\u0600-\u06ff\u0900-\u097f{_KANA}{_HAN}\uac00-\ud7af]")


def written(text: str) -> tuple[str, ...]:
    """Languages (ISO 639-1) of which a sentence stands in the text."""
    if text.isascii() or not _OWN.search(text):
        return ()
    found = []
    for code, sentence, own in _SENTENCES:
        if any(own.search(match[0]) for match in islice(sentence.finditer(text), _MOST)):
            found.append(code)
    return tuple(code for code in found if code != "zh" or "ja" not in found)


_MOST: Final = 200
