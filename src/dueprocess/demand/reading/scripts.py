"""Languages of which a sentence stands in a letter of another language, told by their own script."""

# ruff: noqa: RUF001 - letters of other scripts

import re
from typing import Final

_SENTENCES: Final = (
    ("ja", re.compile(r"(?=[^\n]{0,400}?[\u3040-\u30ff])[\u3040-\u30ff\u4e00-\u9fff、。，「」 ]{14}")),
    ("zh", re.compile(r"(?<![\u3040-\u30ff])[\u4e00-\u9fff，、。,]{13}(?![\u3040-\u30ff])")),
    ("ko", re.compile(r"[\uac00-\ud7af][\uac00-\ud7af ]{14}")),
    ("hi", re.compile(r"[\u0900-\u097f][\u0900-\u097f ]{28}")),
    ("ur", re.compile(r"(?=[^\n]{0,80}?[ٹڈڑےںہھ])[\u0600-\u06ff][\u0600-\u06ff ]{28}")),
)
"""A language and what a sentence of it holds in one line: more letters than a letterhead or a label."""


def written(text: str) -> tuple[str, ...]:
    """Languages (ISO 639-1) of which a sentence stands in the text."""
    if text.isascii():
        return ()
    return tuple(code for code, pattern in _SENTENCES if pattern.search(text))
